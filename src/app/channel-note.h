#pragma once

#include "store/channel.h"

G_BEGIN_DECLS

/* What one ought to know of the values of a channel: "calibrated 21 Nov, Ivanova · zeroed · warming up, 30 s". NULL when they are
 * just what the device delivers. */
char *rk_channel_note (RkChannel *channel, double warm_up_left_s, gboolean battery_low) G_GNUC_WARN_UNUSED_RESULT;

/* When and by whom: "21 Nov, Ivanova"; "" if nothing is known. */
char *rk_calibration_note (const char *author, gint64 wall_us) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
