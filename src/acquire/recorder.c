#include "config.h"

#include "acquire/recorder-private.h"

#include <math.h>

#define MAX_DURATION_S 1e9
#define MAX_RATE_HZ    1e7

enum {
  SETUP_CHANGED,
  ALERT,
  TRIGGERED,
  FAILED,
  N_SIGNALS,
};

static GParamSpec *properties[RK_RECORDER_N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkRecorder, rk_recorder, G_TYPE_OBJECT)

/* --- For the other rooms --- */

void
rk_recorder_notify (RkRecorder    *self,
                    RkRecorderProp prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[prop]);
}

void
rk_recorder_say_setup (RkRecorder *self)
{
  g_signal_emit (self, signals[SETUP_CHANGED], 0);
}

void
rk_recorder_say_alert (RkRecorder    *self,
                       const RkAlert *alert,
                       gint64         time_ns,
                       double         value)
{
  g_signal_emit (self, signals[ALERT], 0, alert, time_ns, value);
}

void
rk_recorder_say_triggered (RkRecorder *self,
                           gint64      time_ns)
{
  g_signal_emit (self, signals[TRIGGERED], 0, time_ns);
}

void
rk_recorder_say_failed (RkRecorder   *self,
                        const GError *error)
{
  g_signal_emit (self, signals[FAILED], 0, error);
}

/* --- Settings --- */

static guint64
total_samples (RkRecorder *self)
{
  guint64 total = 0;

  /* The added half absorbs that 0.1 s times 10 Hz is not exactly 1. */
  if (self->rate_hz > 0.0 && self->duration_s > 0.0 && self->mode == RK_COLLECT_TIME)
    total = (guint64) floor (self->rate_hz * self->duration_s + 0.5);

  if (self->max_samples > 0)
    total = total > 0 ? MIN (total, self->max_samples) : self->max_samples;

  return total;
}

/* What is no number, or below, is 0. */
static double
limit (double value,
       double upper)
{
  return isfinite (value) && value > 0.0 ? MIN (value, upper) : 0.0;
}

static gboolean
differ (double a,
        double b)
{
  return a < b || a > b;
}

static void
set_number (RkRecorder     *self,
            double         *number,
            double          value,
            RkRecorderProp  prop)
{
  if (!differ (*number, value))
    return;

  *number = value;
  rk_recorder_notify (self, prop);
  rk_recorder_say_setup (self);
}

static void
set_flag (RkRecorder     *self,
          gboolean       *flag,
          gboolean        value,
          RkRecorderProp  prop)
{
  if (*flag == !!value)
    return;

  *flag = !!value;
  rk_recorder_notify (self, prop);
  rk_recorder_say_setup (self);
}

static void
set_text (RkRecorder     *self,
          char          **text,
          const char     *value,
          RkRecorderProp  prop)
{
  if (value != NULL && *value == '\0')
    value = NULL;
  if (g_strcmp0 (*text, value) == 0)
    return;

  g_free (*text);
  *text = g_strdup (value);
  rk_recorder_notify (self, prop);
  rk_recorder_say_setup (self);
}

void
rk_recorder_take_rate_hz (RkRecorder *self,
                          double      rate_hz)
{
  rate_hz = limit (rate_hz, MAX_RATE_HZ);
  if (!differ (rate_hz, self->rate_hz))
    return;

  self->rate_hz = rate_hz;
  rk_recorder_notify (self, RK_RECORDER_PROP_RATE_HZ);
  rk_recorder_notify (self, RK_RECORDER_PROP_INTERVAL_S);
  rk_recorder_notify (self, RK_RECORDER_PROP_TOTAL_SAMPLES);
  rk_recorder_say_setup (self);
}

void
rk_recorder_take_duration_s (RkRecorder *self,
                             double      duration_s)
{
  duration_s = limit (duration_s, MAX_DURATION_S);
  if (!differ (duration_s, self->duration_s))
    return;

  self->duration_s = duration_s;
  rk_recorder_notify (self, RK_RECORDER_PROP_DURATION_S);
  rk_recorder_notify (self, RK_RECORDER_PROP_TOTAL_SAMPLES);
  rk_recorder_say_setup (self);
}

void
rk_recorder_take_pace (RkRecorder *self,
                       RkPaceMode  pace)
{
  if (pace == self->pace)
    return;

  self->pace = pace;
  rk_recorder_notify (self, RK_RECORDER_PROP_PACE);
  rk_recorder_say_setup (self);
}

static void
set_auto_settings (RkRecorder *self,
                   gboolean    auto_settings)
{
  if (self->auto_settings == !!auto_settings)
    return;

  self->auto_settings = !!auto_settings;
  rk_recorder_take_defaults (self);
  rk_recorder_notify (self, RK_RECORDER_PROP_AUTO_SETTINGS);
  rk_recorder_say_setup (self);
}

static void
set_max_samples (RkRecorder *self,
                 guint64     max_samples)
{
  if (max_samples == self->max_samples)
    return;

  self->max_samples = max_samples;
  rk_recorder_notify (self, RK_RECORDER_PROP_MAX_SAMPLES);
  rk_recorder_notify (self, RK_RECORDER_PROP_TOTAL_SAMPLES);
  rk_recorder_say_setup (self);
}

void
rk_recorder_set_average_s (RkRecorder *self,
                           double      average_s)
{
  set_number (self, &self->average_s, limit (average_s, RK_HISTORY_S), RK_RECORDER_PROP_AVERAGE_S);
}

/* --- Object --- */

static void
rk_recorder_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  RkRecorder *self = RK_RECORDER (object);

  switch ((RkRecorderProp) prop_id) {
  case RK_RECORDER_PROP_RECORDING:
    g_value_set_boolean (value, rk_recorder_get_recording (self));
    break;
  case RK_RECORDER_PROP_RUN:
    g_value_set_object (value, self->run);
    break;
  case RK_RECORDER_PROP_RATE_HZ:
    g_value_set_double (value, self->rate_hz);
    break;
  case RK_RECORDER_PROP_INTERVAL_S:
    g_value_set_double (value, self->rate_hz > 0.0 ? 1.0 / self->rate_hz : 0.0);
    break;
  case RK_RECORDER_PROP_PACE:
    g_value_set_uint (value, self->pace);
    break;
  case RK_RECORDER_PROP_DURATION_S:
    g_value_set_double (value, self->duration_s);
    break;
  case RK_RECORDER_PROP_MAX_SAMPLES:
    g_value_set_uint64 (value, self->max_samples);
    break;
  case RK_RECORDER_PROP_KEEP_RAW:
    g_value_set_boolean (value, self->keep_raw);
    break;
  case RK_RECORDER_PROP_TOTAL_SAMPLES:
    g_value_set_uint64 (value, total_samples (self));
    break;
  case RK_RECORDER_PROP_ELAPSED_S:
    g_value_set_double (value, self->elapsed_s);
    break;
  case RK_RECORDER_PROP_AUTO_SETTINGS:
    g_value_set_boolean (value, self->auto_settings);
    break;
  case RK_RECORDER_PROP_MODE:
    g_value_set_uint (value, self->mode);
    break;
  case RK_RECORDER_PROP_STATE:
    g_value_set_uint (value, self->state);
    break;
  case RK_RECORDER_PROP_DELAY_S:
    g_value_set_double (value, self->delay_s);
    break;
  case RK_RECORDER_PROP_COUNTDOWN_S:
    g_value_set_double (value, self->countdown_s);
    break;
  case RK_RECORDER_PROP_PRE_TRIGGER_S:
    g_value_set_double (value, self->pre_trigger_s);
    break;
  case RK_RECORDER_PROP_REARM:
    g_value_set_boolean (value, self->rearm);
    break;
  case RK_RECORDER_PROP_AVERAGE_S:
    g_value_set_double (value, self->average_s);
    break;
  case RK_RECORDER_PROP_ENTRY_NAME:
    g_value_set_string (value, self->entry_name);
    break;
  case RK_RECORDER_PROP_ENTRY_UNIT:
    g_value_set_string (value, self->entry_unit);
    break;
  case RK_RECORDER_PROP_N_KEPT:
    g_value_set_uint (value, rk_recorder_get_n_kept (self));
    break;
  case RK_RECORDER_PROP_PHOTOGATE:
    g_value_set_string (value, self->photogate);
    break;
  case RK_RECORDER_PROP_GATE_STATE:
    g_value_set_uint (value, self->gate_state);
    break;
  case RK_RECORDER_PROP_0:
  case RK_RECORDER_N_PROPS:
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_recorder_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  RkRecorder *self = RK_RECORDER (object);
  double interval_s;

  switch ((int) prop_id) {
  case RK_RECORDER_PROP_RATE_HZ:
    rk_recorder_set_rate_hz (self, g_value_get_double (value));
    break;
  case RK_RECORDER_PROP_INTERVAL_S:
    interval_s = g_value_get_double (value);
    rk_recorder_set_rate_hz (self, interval_s > 0.0 ? 1.0 / interval_s : 0.0);
    break;
  case RK_RECORDER_PROP_PACE:
    rk_recorder_set_pace (self, (RkPaceMode) g_value_get_uint (value));
    break;
  case RK_RECORDER_PROP_DURATION_S:
    rk_recorder_set_duration_s (self, g_value_get_double (value));
    break;
  case RK_RECORDER_PROP_MAX_SAMPLES:
    set_max_samples (self, g_value_get_uint64 (value));
    break;
  case RK_RECORDER_PROP_KEEP_RAW:
    set_flag (self, &self->keep_raw, g_value_get_boolean (value), RK_RECORDER_PROP_KEEP_RAW);
    break;
  case RK_RECORDER_PROP_AUTO_SETTINGS:
    set_auto_settings (self, g_value_get_boolean (value));
    break;
  case RK_RECORDER_PROP_MODE:
    rk_recorder_set_mode (self, (RkCollectMode) g_value_get_uint (value));
    break;
  case RK_RECORDER_PROP_DELAY_S:
    set_number (self, &self->delay_s, limit (g_value_get_double (value), RK_RECORDER_MAX_DELAY_S), RK_RECORDER_PROP_DELAY_S);
    break;
  case RK_RECORDER_PROP_PRE_TRIGGER_S:
    set_number (self, &self->pre_trigger_s, limit (g_value_get_double (value), RK_HISTORY_S),
                RK_RECORDER_PROP_PRE_TRIGGER_S);
    break;
  case RK_RECORDER_PROP_REARM:
    set_flag (self, &self->rearm, g_value_get_boolean (value), RK_RECORDER_PROP_REARM);
    break;
  case RK_RECORDER_PROP_AVERAGE_S:
    rk_recorder_set_average_s (self, g_value_get_double (value));
    break;
  case RK_RECORDER_PROP_ENTRY_NAME:
    set_text (self, &self->entry_name, g_value_get_string (value), RK_RECORDER_PROP_ENTRY_NAME);
    break;
  case RK_RECORDER_PROP_ENTRY_UNIT:
    set_text (self, &self->entry_unit, g_value_get_string (value), RK_RECORDER_PROP_ENTRY_UNIT);
    break;
  case RK_RECORDER_PROP_PHOTOGATE:
    set_text (self, &self->photogate, g_value_get_string (value), RK_RECORDER_PROP_PHOTOGATE);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_recorder_dispose (GObject *object)
{
  RkRecorder *self = RK_RECORDER (object);

  rk_recorder_stop (self);

  for (guint i = 0; i < self->entries->len; i++) {
    RkRecorderEntry *entry = g_ptr_array_index (self->entries, i);

    g_signal_handlers_disconnect_by_data (entry->source, self);
    if (entry->has_watches)
      rk_source_set_watches (entry->source, NULL);
  }
  g_ptr_array_set_size (self->entries, 0);
  g_list_store_remove_all (self->sources);
  rk_condition_set (&self->trigger, NULL);
  rk_condition_set (&self->stop_condition, NULL);
  g_ptr_array_set_size (self->alerts, 0);
  g_clear_object (&self->run);
  if (self->experiment != NULL)
    g_clear_signal_handler (&self->changed_id, self->experiment);
  g_clear_object (&self->experiment);

  G_OBJECT_CLASS (rk_recorder_parent_class)->dispose (object);
}

static void
rk_recorder_finalize (GObject *object)
{
  RkRecorder *self = RK_RECORDER (object);

  g_ptr_array_unref (self->entries);
  g_ptr_array_unref (self->alerts);
  g_ptr_array_unref (self->left);
  g_array_unref (self->kept);
  g_object_unref (self->sources);
  g_free (self->entry_name);
  g_free (self->entry_unit);
  g_free (self->photogate);

  G_OBJECT_CLASS (rk_recorder_parent_class)->finalize (object);
}

static void
install_run_properties (GParamFlags reading,
                        GParamFlags writing)
{
  properties[RK_RECORDER_PROP_RECORDING] = g_param_spec_boolean ("recording", NULL, NULL, FALSE, reading);
  properties[RK_RECORDER_PROP_RUN] = g_param_spec_object ("run", NULL, NULL, RK_TYPE_RUN, reading);
  properties[RK_RECORDER_PROP_RATE_HZ] =
    g_param_spec_double ("rate-hz", NULL, NULL, 0.0, MAX_RATE_HZ, 0.0, writing);
  properties[RK_RECORDER_PROP_INTERVAL_S] =
    g_param_spec_double ("interval-s", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, writing);
  properties[RK_RECORDER_PROP_PACE] =
    g_param_spec_uint ("pace", NULL, NULL, RK_PACE_EVERY, RK_PACE_PICK, RK_PACE_EVERY, writing);
  properties[RK_RECORDER_PROP_DURATION_S] =
    g_param_spec_double ("duration-s", NULL, NULL, 0.0, MAX_DURATION_S, 0.0, writing);
  properties[RK_RECORDER_PROP_MAX_SAMPLES] =
    g_param_spec_uint64 ("max-samples", NULL, NULL, 0, G_MAXUINT64, 0, writing);
  properties[RK_RECORDER_PROP_KEEP_RAW] = g_param_spec_boolean ("keep-raw", NULL, NULL, TRUE, writing);
  properties[RK_RECORDER_PROP_TOTAL_SAMPLES] =
    g_param_spec_uint64 ("total-samples", NULL, NULL, 0, G_MAXUINT64, 0, reading);
  properties[RK_RECORDER_PROP_ELAPSED_S] =
    g_param_spec_double ("elapsed-s", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, reading);
  properties[RK_RECORDER_PROP_AUTO_SETTINGS] =
    g_param_spec_boolean ("auto-settings", NULL, NULL, FALSE, writing);
}

static void
install_mode_properties (GParamFlags reading,
                         GParamFlags writing)
{
  properties[RK_RECORDER_PROP_MODE] =
    g_param_spec_uint ("mode", NULL, NULL, RK_COLLECT_TIME, RK_COLLECT_KEEP, RK_COLLECT_TIME, writing);
  properties[RK_RECORDER_PROP_STATE] =
    g_param_spec_uint ("state", NULL, NULL, RK_RECORDER_IDLE, RK_RECORDER_RUNNING, RK_RECORDER_IDLE, reading);
  properties[RK_RECORDER_PROP_DELAY_S] =
    g_param_spec_double ("delay-s", NULL, NULL, 0.0, RK_RECORDER_MAX_DELAY_S, 0.0, writing);
  properties[RK_RECORDER_PROP_COUNTDOWN_S] =
    g_param_spec_double ("countdown-s", NULL, NULL, 0.0, RK_RECORDER_MAX_DELAY_S, 0.0, reading);
  properties[RK_RECORDER_PROP_PRE_TRIGGER_S] =
    g_param_spec_double ("pre-trigger-s", NULL, NULL, 0.0, RK_HISTORY_S, 0.0, writing);
  properties[RK_RECORDER_PROP_REARM] = g_param_spec_boolean ("rearm", NULL, NULL, FALSE, writing);
  properties[RK_RECORDER_PROP_AVERAGE_S] =
    g_param_spec_double ("average-s", NULL, NULL, 0.0, RK_HISTORY_S, 0.0, writing);
  properties[RK_RECORDER_PROP_ENTRY_NAME] = g_param_spec_string ("entry-name", NULL, NULL, NULL, writing);
  properties[RK_RECORDER_PROP_ENTRY_UNIT] = g_param_spec_string ("entry-unit", NULL, NULL, NULL, writing);
  properties[RK_RECORDER_PROP_N_KEPT] = g_param_spec_uint ("n-kept", NULL, NULL, 0, G_MAXUINT, 0, reading);
  properties[RK_RECORDER_PROP_PHOTOGATE] = g_param_spec_string ("photogate", NULL, NULL, NULL, writing);
  properties[RK_RECORDER_PROP_GATE_STATE] =
    g_param_spec_uint ("gate-state", NULL, NULL, RK_GATE_UNKNOWN, RK_GATE_BLOCKED, RK_GATE_UNKNOWN, reading);
}

static void
rk_recorder_class_init (RkRecorderClass *klass)
{
  const GParamFlags reading = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writing = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_recorder_get_property;
  object_class->set_property = rk_recorder_set_property;
  object_class->dispose = rk_recorder_dispose;
  object_class->finalize = rk_recorder_finalize;

  install_run_properties (reading, writing);
  install_mode_properties (reading, writing);
  g_object_class_install_properties (object_class, RK_RECORDER_N_PROPS, properties);

  /**
   * RkRecorder::setup-changed:
   * @self: a recorder
   *
   * A setting or a condition is another one than before.
   */
  signals[SETUP_CHANGED] = g_signal_new ("setup-changed", RK_TYPE_RECORDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 0);

  /**
   * RkRecorder::alert:
   * @self: a recorder
   * @alert: (type gpointer): the #RkAlert, for the call
   * @time_ns: the moment of the sample, of rk_clock_now_ns ()
   * @value: the value, as shown
   *
   * The condition of an alert came true.
   */
  signals[ALERT] = g_signal_new ("alert", RK_TYPE_RECORDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 3, G_TYPE_POINTER, G_TYPE_INT64, G_TYPE_DOUBLE);

  /**
   * RkRecorder::triggered:
   * @self: a recorder
   * @time_ns: the moment of the sample, of rk_clock_now_ns ()
   *
   * A run has begun by the trigger.
   */
  signals[TRIGGERED] = g_signal_new ("triggered", RK_TYPE_RECORDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_INT64);

  /**
   * RkRecorder::failed:
   * @self: a recorder
   * @error: why
   *
   * A run that was to begin by itself did not.
   */
  signals[FAILED] = g_signal_new ("failed", RK_TYPE_RECORDER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
rk_recorder_init (RkRecorder *self)
{
  self->sources = g_list_store_new (RK_TYPE_SOURCE);
  self->entries = g_ptr_array_new_with_free_func (rk_recorder_entry_free);
  self->alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_alert_free);
  self->keep_raw = TRUE;
  rk_recorder_init_run (self);
  rk_recorder_init_kept (self);
}

/**
 * rk_recorder_new:
 * @experiment: where runs and channels go
 *
 * Threads: main, as all of the recorder.
 *
 * Returns: a recorder without sources
 */
RkRecorder *
rk_recorder_new (RkExperiment *experiment)
{
  RkRecorder *self;

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), NULL);

  self = g_object_new (RK_TYPE_RECORDER, NULL);
  self->experiment = g_object_ref (experiment);
  self->changed_id = g_signal_connect_swapped (experiment, "changed", G_CALLBACK (rk_recorder_watch), self);

  return self;
}

/**
 * rk_recorder_set_experiment:
 * @self: a recorder that does not record
 * @experiment: where runs and channels go from now on
 *
 * Changes the experiment; the channels of the sources appear in it at once. Conditions on what the new
 * one does not measure are gone.
 */
void
rk_recorder_set_experiment (RkRecorder   *self,
                            RkExperiment *experiment)
{
  g_autoptr (RkExperiment) old = NULL;

  g_return_if_fail (RK_IS_RECORDER (self));
  g_return_if_fail (RK_IS_EXPERIMENT (experiment));
  g_return_if_fail (self->state != RK_RECORDER_RUNNING);

  if (experiment == self->experiment)
    return;

  rk_recorder_stop (self);
  g_clear_signal_handler (&self->changed_id, self->experiment);
  old = g_steal_pointer (&self->experiment);
  self->experiment = g_object_ref (experiment);

  if (self->run != NULL) {
    g_clear_object (&self->run);
    rk_recorder_notify (self, RK_RECORDER_PROP_RUN);
  }

  for (guint i = 0; i < self->entries->len; i++)
    rk_recorder_take_columns (self, g_ptr_array_index (self->entries, i));

  rk_recorder_move_conditions (self, experiment);
  self->changed_id = g_signal_connect_swapped (experiment, "changed", G_CALLBACK (rk_recorder_watch), self);
}

/**
 * rk_recorder_set_keeper:
 * @self: a recorder
 * @begin: (nullable): called at the start of a run, gives its sink
 * @end: (nullable): called when the last block of a run has been pushed
 * @user_data: data for both
 *
 * Says how runs are kept. A run at hand stays with the keeper it began with.
 */
void
rk_recorder_set_keeper (RkRecorder      *self,
                        RkRecorderBegin  begin,
                        RkRecorderEnd    end,
                        gpointer         user_data)
{
  g_return_if_fail (RK_IS_RECORDER (self));

  self->begin = begin;
  self->end = end;
  self->keeper_data = user_data;
}

/**
 * rk_recorder_get_recording:
 * @self: a recorder
 *
 * Returns: whether a run is on
 */
gboolean
rk_recorder_get_recording (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), FALSE);

  return self->state == RK_RECORDER_RUNNING;
}

/**
 * rk_recorder_get_state:
 * @self: a recorder
 *
 * Returns: whether it waits, counts down or records
 */
RkRecorderState
rk_recorder_get_state (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), RK_RECORDER_IDLE);

  return self->state;
}

/**
 * rk_recorder_get_run:
 * @self: a recorder
 *
 * Returns: (transfer none) (nullable): the run at hand, or the last one
 */
RkRun *
rk_recorder_get_run (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), NULL);

  return self->run;
}

/**
 * rk_recorder_get_rate_hz:
 * @self: a recorder
 *
 * Returns: rows a second asked for; 0 = as the device sends
 */
double
rk_recorder_get_rate_hz (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), 0.0);

  return self->rate_hz;
}

/**
 * rk_recorder_set_rate_hz:
 * @self: a recorder
 * @rate_hz: rows a second; 0 = as the device sends
 *
 * Sets the rate of the runs to come, and the interval with it. What is no rate is 0. Somebody's
 * choice: :auto-settings ends.
 */
void
rk_recorder_set_rate_hz (RkRecorder *self,
                         double      rate_hz)
{
  g_return_if_fail (RK_IS_RECORDER (self));

  set_auto_settings (self, FALSE);
  rk_recorder_take_rate_hz (self, rate_hz);
}

/**
 * rk_recorder_get_duration_s:
 * @self: a recorder
 *
 * Returns: how long runs last; 0 = until stopped
 */
double
rk_recorder_get_duration_s (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), 0.0);

  return self->duration_s;
}

/**
 * rk_recorder_set_duration_s:
 * @self: a recorder
 * @duration_s: how long runs last; 0 = until stopped
 *
 * Sets the duration of the runs to come. What is no duration is 0. Somebody's choice: :auto-settings ends.
 */
void
rk_recorder_set_duration_s (RkRecorder *self,
                            double      duration_s)
{
  g_return_if_fail (RK_IS_RECORDER (self));

  set_auto_settings (self, FALSE);
  rk_recorder_take_duration_s (self, duration_s);
}

/**
 * rk_recorder_get_pace:
 * @self: a recorder
 *
 * Returns: how rows are thinned to the rate
 */
RkPaceMode
rk_recorder_get_pace (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), RK_PACE_EVERY);

  return self->pace;
}

/**
 * rk_recorder_set_pace:
 * @self: a recorder
 * @pace: how rows are thinned to the rate
 *
 * Sets how the runs to come are thinned. Somebody's choice: :auto-settings ends.
 */
void
rk_recorder_set_pace (RkRecorder *self,
                      RkPaceMode  pace)
{
  g_return_if_fail (RK_IS_RECORDER (self));

  set_auto_settings (self, FALSE);
  rk_recorder_take_pace (self, pace);
}

/**
 * rk_recorder_get_mode:
 * @self: a recorder
 *
 * Returns: what the runs to come are made of
 */
RkCollectMode
rk_recorder_get_mode (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), RK_COLLECT_TIME);

  return self->mode;
}

/**
 * rk_recorder_set_mode:
 * @self: a recorder
 * @mode: what the runs to come are made of
 *
 * Chooses between rows as they come and rows that are asked for. A run at hand goes on as it began.
 */
void
rk_recorder_set_mode (RkRecorder    *self,
                      RkCollectMode  mode)
{
  g_return_if_fail (RK_IS_RECORDER (self));
  g_return_if_fail ((guint) mode <= RK_COLLECT_KEEP);

  if (mode == self->mode)
    return;

  self->mode = mode;
  rk_recorder_notify (self, RK_RECORDER_PROP_MODE);
  rk_recorder_notify (self, RK_RECORDER_PROP_TOTAL_SAMPLES);
  rk_recorder_say_setup (self);
}
