#pragma once

#include <adwaita.h>

#include "app/document.h"

G_BEGIN_DECLS

/**
 * RkCalibrationWindow:
 *
 * Calibrates a channel: its live reading, points, the formula that follows, and the calibrations that are kept of
 * its sensor. Never modal: a run may go on.
 *
 * Signal: applied (const char * text): what was done, for people.
 */
#define RK_TYPE_CALIBRATION_WINDOW (rk_calibration_window_get_type ())
G_DECLARE_FINAL_TYPE (RkCalibrationWindow, rk_calibration_window, RK, CALIBRATION_WINDOW, AdwWindow)

GtkWindow *rk_calibration_window_new (GtkWindow *parent, RkDocument *document, RkChannel *channel);

G_END_DECLS
