#pragma once

#include <gtk/gtk.h>

#include "app/document.h"

G_BEGIN_DECLS

/* How fast and how long to record. */
#define RK_TYPE_SETTINGS_POPOVER (rk_settings_popover_get_type ())
G_DECLARE_FINAL_TYPE (RkSettingsPopover, rk_settings_popover, RK, SETTINGS_POPOVER, GtkPopover)

void    rk_settings_popover_set_document (RkSettingsPopover *self, RkDocument *document);

/* The settings in a few words, for the button: "20 Hz · 60 s". */
char   *rk_settings_describe (RkDocument *document) G_GNUC_WARN_UNUSED_RESULT;

/* The rate that is recorded: the one asked for, else the fastest one measured; 0 = unknown. */
double  rk_settings_effective_rate_hz (RkDocument *document);

G_END_DECLS
