#pragma once

#include <glib-object.h>

#include "store/channel.h"
#include "store/series.h"

G_BEGIN_DECLS

/**
 * RkStream:
 *
 * The samples of one source within a run. Lives on the main thread; its series is filled by
 * the thread of the source.
 *
 * Properties (read-only): source-key, source-name, profile-id (nullable).
 * Signal: changed, at most 20 times a second while recording (see rk_stream_publish ()).
 */
#define RK_TYPE_STREAM (rk_stream_get_type ())
G_DECLARE_FINAL_TYPE (RkStream, rk_stream, RK, STREAM, GObject)

RkStream   *rk_stream_new             (const char *source_key, const char *source_name, const char *profile_id,
                                       RkSeries *series) G_GNUC_WARN_UNUSED_RESULT; /* refs @series */
const char *rk_stream_get_source_key  (RkStream *self);
const char *rk_stream_get_source_name (RkStream *self);
const char *rk_stream_get_profile_id  (RkStream *self);
RkSeries   *rk_stream_get_series      (RkStream *self);
/* Another series in place of the one so far, when rows were taken out; emits "changed". */
void        rk_stream_set_series      (RkStream *self, RkSeries *series);

/* Channel of column n: set by the recorder or the loader as columns appear. */
guint       rk_stream_get_n_channels  (RkStream *self);
RkChannel  *rk_stream_get_channel     (RkStream *self, guint column);
void        rk_stream_add_channel     (RkStream *self, RkChannel *channel); /* refs */
int         rk_stream_find_channel    (RkStream *self, RkChannel *channel); /* column, or -1 */

void        rk_stream_set_counters    (RkStream *self, const RkCounters *counters);
void        rk_stream_get_counters    (RkStream *self, RkCounters *counters);

/* Compares what the series holds with what was last announced; emits "changed" if more. */
void        rk_stream_publish         (RkStream *self);

G_END_DECLS
