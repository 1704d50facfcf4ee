#pragma once

#include <glib.h>

#include "acquire/source.h"

G_BEGIN_DECLS

/* Takes a row: values borrowed for the call. */
typedef void (*RkPacerRow) (gpointer user_data, gint64 time_ns, const double *values, guint n_values);

/**
 * RkPacer:
 *
 * Thins frames to a lower rate. Pure: time is that of the frames. One thread at a time.
 *
 * Intervals are counted from the origin: number k is [origin + k / rate, origin + (k + 1) / rate).
 * Average: a row holds the mean of the finite values of each column within the interval, its time
 * is the middle of the interval. Pick: a row is the last frame of the interval, with its own
 * time. An interval without a frame has no row. The last interval, cut short by the end, counts
 * up to its last frame. Every: each frame is a row.
 */
typedef struct _RkPacer RkPacer;

RkPacer *rk_pacer_new   (RkPaceMode mode, double rate_hz, gint64 origin_ns) G_GNUC_WARN_UNUSED_RESULT;
void     rk_pacer_free  (RkPacer *self);
/* NaN = missing. Times never descend; the number of values never shrinks within an interval. */
void     rk_pacer_feed  (RkPacer *self, gint64 time_ns, const double *values, guint n_values,
                         RkPacerRow row, gpointer user_data);
/* The interval at hand ends here (a gap, the end of the run): a row if it holds anything. */
void     rk_pacer_flush (RkPacer *self, RkPacerRow row, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkPacer, rk_pacer_free)

G_END_DECLS
