#pragma once

#include "acquire/source.h"
#include "store/experiment.h"

G_BEGIN_DECLS

/**
 * RkRecorder:
 *
 * Turns listening into runs: a new run at every start, never overwriting. Main thread.
 *
 * Properties: recording (boolean, read-only), run (RkRun, nullable, read-only: the current one),
 * rate-hz (double, 0 = as the device sends), interval-s (double, 1 / rate), pace (average or pick),
 * duration-s (double, 0 = until stopped), max-samples (uint64, 0 = none), keep-raw (boolean).
 * total-samples (uint64, read-only): rate x duration, 0 when open.
 * elapsed-s (double, read-only, notified <= 20 Hz).
 * Sources: a GListModel of RkSource.
 */
#define RK_TYPE_RECORDER (rk_recorder_get_type ())
G_DECLARE_FINAL_TYPE (RkRecorder, rk_recorder, RK, RECORDER, GObject)

RkRecorder *rk_recorder_new            (RkExperiment *experiment) G_GNUC_WARN_UNUSED_RESULT;
void        rk_recorder_set_experiment (RkRecorder *self, RkExperiment *experiment); /* not while recording */
GListModel *rk_recorder_get_sources    (RkRecorder *self);
void        rk_recorder_add_source     (RkRecorder *self, RkSource *source);
void        rk_recorder_remove_source  (RkRecorder *self, RkSource *source);

/* How the file takes part: called at start with the new run; returns the sink, or NULL with @error
 * (then nothing starts). End is called when the last block has been pushed. */
typedef RkRunSink *(*RkRecorderBegin) (RkRun *run, gint64 origin_ns, gpointer user_data, GError **error);
typedef void       (*RkRecorderEnd)   (RkRun *run, RkRunSink *sink, gpointer user_data);
void        rk_recorder_set_keeper     (RkRecorder *self, RkRecorderBegin begin, RkRecorderEnd end, gpointer user_data);

gboolean    rk_recorder_start          (RkRecorder *self, GError **error);
void        rk_recorder_stop           (RkRecorder *self);
gboolean    rk_recorder_get_recording  (RkRecorder *self);
RkRun      *rk_recorder_get_run        (RkRecorder *self);

double      rk_recorder_get_rate_hz    (RkRecorder *self);
void        rk_recorder_set_rate_hz    (RkRecorder *self, double rate_hz);
double      rk_recorder_get_duration_s (RkRecorder *self);
void        rk_recorder_set_duration_s (RkRecorder *self, double duration_s);
RkPaceMode  rk_recorder_get_pace       (RkRecorder *self);
void        rk_recorder_set_pace       (RkRecorder *self, RkPaceMode pace);

G_END_DECLS
