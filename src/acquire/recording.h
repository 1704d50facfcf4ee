#pragma once

#include "acquire/source.h"

G_BEGIN_DECLS

/**
 * RkRecording:
 *
 * What a source writes into a run: thinned rows in blocks, gaps, raw bytes, counters. It is the
 * single writer of its series. One thread at a time; never waits for anything.
 */
typedef struct _RkRecording RkRecording;

RkRecording *rk_recording_new  (const RkRecordingPlan *plan) G_GNUC_WARN_UNUSED_RESULT; /* refs the series */
void         rk_recording_free (RkRecording *self);

void     rk_recording_set_columns (RkRecording *self, GPtrArray *columns);
void     rk_recording_add_frame   (RkRecording *self, gint64 time_ns, gint64 arrival_ns, const double *values, guint n_values);
guint64  rk_recording_get_series_id (RkRecording *self);
double   rk_recording_get_rate_hz (RkRecording *self); /* rows wanted a second; 0 = as they come */
gint64   rk_recording_get_from_ns (RkRecording *self); /* earlier frames are left out */
/* No data from the last frame to the next one. */
void     rk_recording_break_off   (RkRecording *self, RkGapReason reason, guint64 n_lost);
void     rk_recording_add_raw     (RkRecording *self, const guint8 *bytes, gsize n, gint64 arrival_ns);
void     rk_recording_set_counters (RkRecording *self, const RkCounters *counters);
/* Seals what is due; RK_TIME_NONE, or when to call it next. */
gint64   rk_recording_tick        (RkRecording *self, gint64 now_ns);
/* Whether a row of this time may be the last: the run has begun and is not over. */
gboolean rk_recording_can_end_at  (RkRecording *self, gint64 time_ns);
/* The frame of this time was the last one; what else there is waits for rk_recording_finish (). */
void     rk_recording_end_at      (RkRecording *self, gint64 time_ns);
/* Delivers all there is; later frames are ignored. */
void     rk_recording_finish      (RkRecording *self, gint64 now_ns);
gboolean rk_recording_is_done     (RkRecording *self);
guint64  rk_recording_get_n_early (RkRecording *self); /* frames from before its begin */
guint64  rk_recording_get_n_frames (RkRecording *self); /* taken in, before thinning */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkRecording, rk_recording_free)

G_END_DECLS
