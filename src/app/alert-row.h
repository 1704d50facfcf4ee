#pragma once

#include <adwaita.h>

#include "acquire/recorder.h"

G_BEGIN_DECLS

/**
 * RkAlertRow:
 *
 * Asks for an alert: its condition, and below it what happens then.
 *
 * Signals: changed; removed, when the user wants it gone.
 */
#define RK_TYPE_ALERT_ROW (rk_alert_row_get_type ())
G_DECLARE_FINAL_TYPE (RkAlertRow, rk_alert_row, RK, ALERT_ROW, AdwPreferencesRow)

GtkWidget *rk_alert_row_new (RkExperiment *experiment, const RkAlert *alert) G_GNUC_WARN_UNUSED_RESULT; /* alert nullable */
/* NULL while its condition is not whole. */
RkAlert   *rk_alert_row_dup (RkAlertRow *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
