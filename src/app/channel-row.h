#pragma once

#include <gtk/gtk.h>

#include "app/sensor-care.h"

G_BEGIN_DECLS

/* A channel in the side list: its live value in large digits. */
#define RK_TYPE_CHANNEL_ROW (rk_channel_row_get_type ())
G_DECLARE_FINAL_TYPE (RkChannelRow, rk_channel_row, RK, CHANNEL_ROW, GtkListBoxRow)

GtkWidget *rk_channel_row_new (RkChannel *channel, RkSensorCare *care);

G_END_DECLS
