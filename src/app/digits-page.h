#pragma once

#include <adwaita.h>

#include "store/experiment.h"

G_BEGIN_DECLS

/**
 * RkDigitsPage:
 *
 * The newest values of the visible channels, as large as the window allows.
 *
 * Property: experiment (RkExperiment, nullable).
 */
#define RK_TYPE_DIGITS_PAGE (rk_digits_page_get_type ())
G_DECLARE_FINAL_TYPE (RkDigitsPage, rk_digits_page, RK, DIGITS_PAGE, GtkWidget)

GtkWidget    *rk_digits_page_new            (void) G_GNUC_WARN_UNUSED_RESULT;
RkExperiment *rk_digits_page_get_experiment (RkDigitsPage *self);
void          rk_digits_page_set_experiment (RkDigitsPage *self,
                                             RkExperiment *experiment);
/* Only these RkChannel, whether visible or not; NULL = all visible ones. */
void          rk_digits_page_set_channels   (RkDigitsPage *self,
                                             GPtrArray    *channels);
/* For a column that is read from the last row: names at least so large, pixels; 0 = as a page. */
void          rk_digits_page_set_panel      (RkDigitsPage *self,
                                             double        name_px);

G_END_DECLS
