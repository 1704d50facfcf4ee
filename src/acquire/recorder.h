#pragma once

#include "acquire/source.h"
#include "acquire/watch.h"
#include "store/calculator.h"
#include "store/experiment.h"

G_BEGIN_DECLS

typedef enum {
  RK_COLLECT_TIME,   /* rows as they come, thinned */
  RK_COLLECT_KEEP,   /* a row when it is asked for: rk_recorder_keep () */
} RkCollectMode;

typedef enum {
  RK_RECORDER_IDLE,
  RK_RECORDER_COUNTDOWN, /* a delayed start: see countdown-s */
  RK_RECORDER_ARMED,     /* waits for the trigger */
  RK_RECORDER_RUNNING,
} RkRecorderState;

/* What stands in a photogate; by its newest value, whether a run is on or not. */
typedef enum {
  RK_GATE_UNKNOWN, /* there is none, or it has not said anything */
  RK_GATE_FREE,
  RK_GATE_BLOCKED,
} RkGateState;

/* A condition on a channel; level in its shown unit. NULL channel = none. */
typedef struct {
  RkChannel  *channel;
  RkWatchKind kind;
  double      level;
} RkCondition;

typedef enum {
  RK_ALERT_SOUND = 1 << 0,
  RK_ALERT_FLASH = 1 << 1,
  RK_ALERT_MARK  = 1 << 2,
  RK_ALERT_START = 1 << 3,
  RK_ALERT_STOP  = 1 << 4,
} RkAlertActions;

typedef struct {
  RkCondition    condition; /* the channel is referenced */
  RkAlertActions actions;
  gboolean       only_recording;
} RkAlert;

RkAlert *rk_alert_new  (RkChannel *channel, RkWatchKind kind, double level, RkAlertActions actions) G_GNUC_WARN_UNUSED_RESULT;
RkAlert *rk_alert_copy (const RkAlert *self) G_GNUC_WARN_UNUSED_RESULT;
void     rk_alert_free (RkAlert *self);
/* "T ↑ 30 °C": for marks and for people; "" without a channel. */
char    *rk_condition_to_text (const RkCondition *self) G_GNUC_WARN_UNUSED_RESULT;

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
 * auto-settings (boolean, FALSE): rate, duration and pace follow the sensors: the fastest usual rate, the longest usual
 * duration, every reading. Setting one of the three by its setter or property ends it.
 * Sources: a GListModel of RkSource.
 *
 * Modes (numbers are uint properties): mode (RkCollectMode), state (RkRecorderState, read-only), delay-s (double, 0 = at
 * once), countdown-s (double, read-only: what is left, notified <= 20 Hz), pre-trigger-s (double, at most RK_HISTORY_S),
 * rearm (boolean: a triggered run that ends by itself, not by stop, is followed by waiting for the next),
 * average-s (double: keep takes the mean of so long, 0 = the newest value),
 * entry-name, entry-unit (nullable strings: the variable typed at each keep; NULL = none), n-kept (uint, read-only).
 * photogate (nullable string: settings of the calculator, "pendulum"; NULL = nothing is calculated), gate-state
 * (RkGateState, read-only, before the start too).
 *
 * Start: countdown if there is a delay, then armed if there is a trigger, then running. With a trigger t = 0 is its
 * moment, exact to the sample, and what came within pre-trigger-s before has negative times. The run ends by stop,
 * duration, max-samples or the stop condition. Stop while counting down or armed: no run is made. A trigger does nothing
 * in keep mode, nor does duration; a mark of kind trigger is at t = 0.
 *
 * Keep mode: the run has one stream "keep" with a row for each keep: the typed variable, then for each
 * visible channel its mean and its standard deviation (a channel of its own: "s(T)"); the time of a row is the moment
 * of the key. The channel of a mean is the measured one, so that its unit and calibration hold.
 *
 * Signals: setup-changed (a setting or condition is another one: save it), alert (RkAlert *, gint64 time_ns, double
 * value), triggered (gint64 time_ns), failed (GError *: a run that was to begin by itself, by trigger, countdown or
 * alert, did not). Marks of alerts are made here; sound and flash are up to who listens.
 * Sources that are added or come back while running get a stream of the run, or go on in theirs: one that was closed
 * and opened again by the user with a gap, if its columns are the same, else in a stream of its own with the same channels.
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

/* Who calculates from what is recorded: see :photogate. NULL = nobody. Not while recording. */
void        rk_recorder_set_calculator (RkRecorder *self, const RkCalculator *calculator);

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

RkRecorderState rk_recorder_get_state      (RkRecorder *self);
RkCollectMode rk_recorder_get_mode         (RkRecorder *self);
void        rk_recorder_set_mode           (RkRecorder *self, RkCollectMode mode);
/* NULL or a NULL channel = none. Copied. May be changed while armed. */
void        rk_recorder_get_trigger        (RkRecorder *self, RkCondition *trigger); /* borrowed */
void        rk_recorder_set_trigger        (RkRecorder *self, const RkCondition *trigger);
void        rk_recorder_get_stop_condition (RkRecorder *self, RkCondition *condition);
void        rk_recorder_set_stop_condition (RkRecorder *self, const RkCondition *condition);
/* (element-type RkAlert) (nullable); copied. */
GPtrArray  *rk_recorder_get_alerts         (RkRecorder *self);
void        rk_recorder_set_alerts         (RkRecorder *self, GPtrArray *alerts);

/* Keep mode, running: stores a row; @entry: the typed variable, NaN when there is none. FALSE with @error when
 * nothing has been measured within the time. */
gboolean    rk_recorder_keep               (RkRecorder *self, double entry, GError **error);
/* Takes the last row of keep or single back (it stays in the file as excluded). FALSE when there is none. */
gboolean    rk_recorder_drop_kept          (RkRecorder *self);
/* Time mode: one reading of every source, appended to the run "Single readings". The first makes it; it is running until stop. */
gboolean    rk_recorder_single             (RkRecorder *self, GError **error);

/* The conditions, modes and alerts as JSON, for the set-up of the experiment, and back. Channels by their id. */
char       *rk_recorder_save_setup         (RkRecorder *self) G_GNUC_WARN_UNUSED_RESULT;
void        rk_recorder_load_setup         (RkRecorder *self, const char *json);

G_END_DECLS
