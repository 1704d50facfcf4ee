#pragma once

#include "acquire/decoders/lines.h"

G_BEGIN_DECLS

/* Says that a line was refused; @at is the byte where it went wrong, -1 = no place. */
RkLineClass rk_report_rejected (const RkDecoderEvents *events, gpointer user_data, const guint8 *line, gsize n,
                                gssize at, const char *reason, guint64 *n_rejected);
/* Says that a line was for people. */
RkLineClass rk_report_text     (const RkDecoderEvents *events, gpointer user_data, const guint8 *line, gsize n);

G_END_DECLS
