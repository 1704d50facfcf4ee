#pragma once

#include <adwaita.h>

#include "acquire/source.h"

G_BEGIN_DECLS

/**
 * RkRawPage:
 *
 * What a device really sends, and what became of it: the newest lines as they came, the last
 * that could not be read with the reason, and the counters.
 *
 * Below it the console: lines to send (RkConsoleBar).
 *
 * Properties: source (RkSource, nullable), experiment (RkExperiment, nullable), paused, hex, recording (booleans).
 */
#define RK_TYPE_RAW_PAGE (rk_raw_page_get_type ())
G_DECLARE_FINAL_TYPE (RkRawPage, rk_raw_page, RK, RAW_PAGE, AdwBin)

GtkWidget *rk_raw_page_new        (void) G_GNUC_WARN_UNUSED_RESULT;
RkSource  *rk_raw_page_get_source (RkRawPage *self);
void       rk_raw_page_set_source (RkRawPage *self,
                                   RkSource  *source);

G_END_DECLS
