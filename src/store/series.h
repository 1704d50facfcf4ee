#pragma once

#include "store/block.h"
#include "store/span.h"

G_BEGIN_DECLS

/**
 * RkSeries:
 *
 * The samples of one stream in memory: columns of doubles in chunks that never move,
 * with their min/max/mean pyramid.
 *
 * Threads: one writer at a time appends; any number of readers take spans and read them
 * while the writer goes on. Neither ever waits for the other.
 */
typedef struct _RkSeries RkSeries;

/* @origin_ns is subtracted from every time: begin of the run for a live stream, else 0. */
RkSeries *rk_series_new   (guint     n_columns,
                           gint64    origin_ns) G_GNUC_WARN_UNUSED_RESULT;
RkSeries *rk_series_ref   (RkSeries *self);
void      rk_series_unref (RkSeries *self);

/* Writer. A block may have more columns than all before: earlier samples of the new
 * columns read as NaN. A block with fewer leaves the rest NaN. */
void      rk_series_append     (RkSeries      *self,
                                const RkBlock *block);

/* Writer. Times in the clock of the blocks (the origin is subtracted here too). No view
 * joins across it. Told again with the same begin and reason and no sample since, it
 * replaces the last one: so a gap can be told when it begins and again when it ends. */
void      rk_series_append_gap (RkSeries    *self,
                                const RkGap *gap);

/* Any thread. */
guint64   rk_series_get_n_samples (RkSeries *self);
guint     rk_series_get_n_columns (RkSeries *self);
guint     rk_series_get_n_gaps    (RkSeries *self);
RkSpan   *rk_series_take_span     (RkSeries *self) G_GNUC_WARN_UNUSED_RESULT;
gsize     rk_series_get_memory    (RkSeries *self); /* bytes held */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSeries, rk_series_unref)

G_END_DECLS
