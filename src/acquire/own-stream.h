#pragma once

#include "store/run-sink.h"
#include "store/run.h"

G_BEGIN_DECLS

/**
 * RkOwnStream:
 *
 * A stream of a run that the main thread writes itself: kept readings, calculated values. It is the single
 * writer of its series and of its part of the sink. Main thread.
 */
typedef struct _RkOwnStream RkOwnStream;

RkOwnStream *rk_own_stream_new        (RkRun *run, RkRunSink *sink, gint64 origin_ns,
                                       const char *key, const char *name) G_GNUC_WARN_UNUSED_RESULT;
void         rk_own_stream_free       (RkOwnStream *self);
RkStream    *rk_own_stream_get_stream (RkOwnStream *self);
/* The next column: what @channel measures. @key: within the stream. */
void         rk_own_stream_add_column (RkOwnStream *self, RkChannel *channel, const char *key);
guint        rk_own_stream_get_n_rows (RkOwnStream *self); /* shown */
/* @time_ns: of rk_clock_now_ns (); as many values as there are columns. Waits for rk_own_stream_flush (). */
void         rk_own_stream_add_row    (RkOwnStream *self, gint64 time_ns, const double *values);
void         rk_own_stream_flush      (RkOwnStream *self);
/* Takes the last row back; FALSE when there is none. */
gboolean     rk_own_stream_drop_last  (RkOwnStream *self);

G_END_DECLS
