#pragma once

#include <adwaita.h>

#include "app/sensor-care.h"

G_BEGIN_DECLS

/**
 * RkPreflightWindow:
 *
 * Before the lesson: every sensor with its state, green, amber or red, and what to do; kept up to date while it
 * is open; can be printed. Not modal.
 */
#define RK_TYPE_PREFLIGHT_WINDOW (rk_preflight_window_get_type ())
G_DECLARE_FINAL_TYPE (RkPreflightWindow, rk_preflight_window, RK, PREFLIGHT_WINDOW, AdwWindow)

GtkWindow *rk_preflight_window_new (GtkWindow *parent, RkDocument *document, RkDeviceList *ports,
                                    RkSensorCare *care);

G_END_DECLS
