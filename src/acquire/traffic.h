#pragma once

#include "acquire/source.h"

G_BEGIN_DECLS

/**
 * RkTraffic:
 *
 * What went over a line lately, both ways in order: the newest 64 KiB, each read and each write with its time.
 * Bounded; the oldest pieces go first. No lock of its own.
 */
typedef struct _RkTraffic RkTraffic;

RkTraffic *rk_traffic_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void       rk_traffic_free (RkTraffic *self);
void       rk_traffic_add  (RkTraffic *self, gboolean sent, gint64 time_ns, const guint8 *bytes, gsize n);
GBytes    *rk_traffic_copy (RkTraffic *self, gsize max, GArray **pieces, guint64 *serial) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
