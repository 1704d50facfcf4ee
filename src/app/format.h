#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *rk_format_count    (guint64 n) G_GNUC_WARN_UNUSED_RESULT;
char *rk_format_duration (double seconds) G_GNUC_WARN_UNUSED_RESULT;
char *rk_format_rate     (double rate_hz) G_GNUC_WARN_UNUSED_RESULT;
char *rk_format_plain    (double value) G_GNUC_WARN_UNUSED_RESULT;
char *rk_format_file_stem (const char *title, gint64 wall_us) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
