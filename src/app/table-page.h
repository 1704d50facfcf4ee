#pragma once

#include <adwaita.h>

#include "store/experiment.h"

G_BEGIN_DECLS

/**
 * RkTablePage:
 *
 * The samples of a run as numbers.
 *
 * Property: experiment (RkExperiment, nullable). Action: table.copy (the chosen rows).
 */
#define RK_TYPE_TABLE_PAGE (rk_table_page_get_type ())
G_DECLARE_FINAL_TYPE (RkTablePage, rk_table_page, RK, TABLE_PAGE, AdwBin)

GtkWidget    *rk_table_page_new            (void) G_GNUC_WARN_UNUSED_RESULT;
RkExperiment *rk_table_page_get_experiment (RkTablePage  *self);
void          rk_table_page_set_experiment (RkTablePage  *self,
                                            RkExperiment *experiment);

G_END_DECLS
