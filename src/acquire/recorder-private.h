#pragma once

#include "acquire/own-stream.h"
#include "acquire/recorder.h"

G_BEGIN_DECLS

/* Shared by the files of the recorder only: recorder.c is the object and its settings, recorder-source.c the
 * devices and their channels, recorder-run.c a run from begin to end, recorder-trigger.c what starts and
 * ends it, recorder-keep.c readings that are asked for, recorder-calculate.c calculated
 * streams, recorder-setup.c the settings as JSON. */

#define RK_RECORDER_MAX_ALERTS  100
#define RK_RECORDER_MAX_DELAY_S 86400.0

/* What a run is made of. */
typedef enum {
  RK_RUN_OF_TIME,   /* the streams of the sources */
  RK_RUN_OF_KEPT,   /* rk_recorder_keep () */
  RK_RUN_OF_SINGLE, /* rk_recorder_single () */
} RkRunContent;

/* A stream calculated from that of a source. */
typedef struct {
  gpointer     state; /* of the calculator; NULL = nothing to be calculated so far */
  RkOwnStream *pen;
} RkCalculation;

/* A source and its part in the run. */
typedef struct {
  RkSource      *source;
  GPtrArray     *columns;     /* of RkColumn, as last seen */
  gboolean       has_watches;

  RkStream      *stream;      /* of the run at hand; NULL when it takes no part */
  guint          number;      /* of @stream, in the sink */
  RkRunSink     *sink;        /* what the source was given; nullable */
  RkCounters     before;      /* what was counted for @stream before this part of it */
  RkCalculation  calculation;
  gint64         since_ns;    /* when it came back to a run it has been in, and waits for its columns; else RK_TIME_NONE */
} RkRecorderEntry;

struct _RkRecorder
{
  GObject parent_instance;

  RkExperiment *experiment;
  GListStore   *sources; /* of RkSource, in the order of @entries */
  GPtrArray    *entries; /* of RkRecorderEntry */

  RkRecorderBegin begin;
  RkRecorderEnd   end;
  gpointer        keeper_data;

  /* The run at hand; after the stop the last one, without a sink. */
  RkRun          *run;
  RkRunSink      *sink; /* nullable: nobody keeps the run */
  RkRunContent    content;
  gint64          origin_ns;
  RkRecorderState state;
  gboolean        is_triggered; /* the run at hand */
  guint           tick_id;
  double          elapsed_s;
  GPtrArray      *left; /* parts of streams whose source has gone: see recorder-run.c */
  guint           n_alert_marks;

  /* Kept readings: the pen, and what its columns are. */
  RkOwnStream *pen;
  GArray      *kept; /* of RkKeptColumn */

  /* What starts and ends runs. */
  gint64       countdown_end_ns;
  double       countdown_s;
  guint        countdown_id;
  RkCondition  trigger;
  guint        n_armed;    /* how often the trigger was waited for */
  RkCondition  stop_condition;
  GPtrArray   *alerts;     /* of RkAlert */
  gulong       changed_id; /* of the experiment: channels may have another unit or calibration */

  const RkCalculator *calculator; /* nullable */
  RkGateState         gate_state;

  /* Settings. */
  double        rate_hz;
  RkPaceMode    pace;
  double        duration_s;
  guint64       max_samples;
  gboolean      keep_raw;
  gboolean      auto_settings;
  RkCollectMode mode;
  double        delay_s;
  double        pre_trigger_s;
  gboolean      rearm;
  double        average_s;
  char         *entry_name; /* nullable */
  char         *entry_unit; /* nullable */
  char         *photogate;  /* nullable: settings of the calculator */
};

typedef enum {
  RK_RECORDER_PROP_0,
  RK_RECORDER_PROP_RECORDING,
  RK_RECORDER_PROP_RUN,
  RK_RECORDER_PROP_RATE_HZ,
  RK_RECORDER_PROP_INTERVAL_S,
  RK_RECORDER_PROP_PACE,
  RK_RECORDER_PROP_DURATION_S,
  RK_RECORDER_PROP_MAX_SAMPLES,
  RK_RECORDER_PROP_KEEP_RAW,
  RK_RECORDER_PROP_TOTAL_SAMPLES,
  RK_RECORDER_PROP_ELAPSED_S,
  RK_RECORDER_PROP_AUTO_SETTINGS,
  RK_RECORDER_PROP_MODE,
  RK_RECORDER_PROP_STATE,
  RK_RECORDER_PROP_DELAY_S,
  RK_RECORDER_PROP_COUNTDOWN_S,
  RK_RECORDER_PROP_PRE_TRIGGER_S,
  RK_RECORDER_PROP_REARM,
  RK_RECORDER_PROP_AVERAGE_S,
  RK_RECORDER_PROP_ENTRY_NAME,
  RK_RECORDER_PROP_ENTRY_UNIT,
  RK_RECORDER_PROP_N_KEPT,
  RK_RECORDER_PROP_PHOTOGATE,
  RK_RECORDER_PROP_GATE_STATE,
  RK_RECORDER_N_PROPS,
} RkRecorderProp;

/* recorder.c */
void     rk_recorder_notify          (RkRecorder *self, RkRecorderProp prop);
void     rk_recorder_say_setup       (RkRecorder *self);
void     rk_recorder_say_alert       (RkRecorder *self, const RkAlert *alert, gint64 time_ns, double value);
void     rk_recorder_say_triggered   (RkRecorder *self, gint64 time_ns);
void     rk_recorder_say_failed      (RkRecorder *self, const GError *error);
/* The same as the setters, but not somebody's choice. */
void     rk_recorder_take_rate_hz    (RkRecorder *self, double rate_hz);
void     rk_recorder_take_duration_s (RkRecorder *self, double duration_s);
void     rk_recorder_take_pace       (RkRecorder *self, RkPaceMode pace);
void     rk_recorder_set_average_s   (RkRecorder *self, double average_s);

/* recorder-source.c */
void             rk_recorder_entry_free     (gpointer entry);
RkRecorderEntry *rk_recorder_find_entry     (RkRecorder *self, RkSource *source);
RkChannel       *rk_recorder_ensure_channel (RkRecorder *self, RkRecorderEntry *entry, const RkColumn *column);
void             rk_recorder_take_columns   (RkRecorder *self, RkRecorderEntry *entry);
gboolean         rk_recorder_is_open        (RkSource *source);
/* Where @channel is measured now; FALSE when no source that is open has it. */
gboolean         rk_recorder_find_source    (RkRecorder *self, RkChannel *channel, RkSource **source, guint *column);
void             rk_recorder_take_defaults  (RkRecorder *self);

/* recorder-run.c */
void     rk_recorder_set_state   (RkRecorder *self, RkRecorderState state);
void     rk_recorder_init_run    (RkRecorder *self);
gboolean rk_recorder_begin_run   (RkRecorder *self, RkRunContent content, gint64 origin_ns, double before_s, GError **error);
void     rk_recorder_end_run     (RkRecorder *self);
void     rk_recorder_join        (RkRecorder *self, RkRecorderEntry *entry);
void     rk_recorder_leave       (RkRecorder *self, RkRecorderEntry *entry);
/* The source has told about its columns: one that came back may go on. */
void     rk_recorder_join_late   (RkRecorder *self, RkRecorderEntry *entry, gboolean give_up);

/* recorder-trigger.c */
void     rk_condition_set            (RkCondition *self, const RkCondition *other);
void     rk_recorder_watch           (RkRecorder *self);
void     rk_recorder_watch_fired     (RkRecorder *self, guint id, gint64 time_ns, double value);
/* From the start on: a countdown, waiting for the trigger, or the run at once. */
gboolean rk_recorder_prepare         (RkRecorder *self, GError **error);
gboolean rk_recorder_arm             (RkRecorder *self, GError **error);
void     rk_recorder_end_by_itself   (RkRecorder *self);
void     rk_recorder_stand_down      (RkRecorder *self);
void     rk_recorder_move_conditions (RkRecorder *self, RkExperiment *experiment);

/* recorder-keep.c */
void     rk_recorder_init_kept   (RkRecorder *self);
void     rk_recorder_begin_kept  (RkRecorder *self);
void     rk_recorder_end_kept    (RkRecorder *self);
guint    rk_recorder_get_n_kept  (RkRecorder *self);

/* recorder-calculate.c */
void     rk_recorder_begin_calculation (RkRecorder *self, RkRecorderEntry *entry);
void     rk_recorder_calculate         (RkRecorder *self, RkRecorderEntry *entry, gint64 end_ns);
void     rk_recorder_end_calculation   (RkRecorder *self, RkRecorderEntry *entry);
void     rk_recorder_update_gate       (RkRecorder *self);

G_END_DECLS
