/* What starts and ends runs: a countdown, a trigger, a stop condition, alerts.
 *
 * Conditions are looked at by the threads of the sources for every row (acquire/watch.h), so the moment of one is that
 * of its sample, however late the main thread hears of it. A run that a trigger begins takes what came
 * meanwhile, and before, from the history of the sources.
 */
#include "config.h"

#include "acquire/recorder-private.h"

#include "acquire/errors.h"
#include "base/clock.h"
#include "base/number.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define COUNTDOWN_MS 50

/* Marks that alerts make in one run at most: a value that dances around its level fills no file. */
#define MAX_ALERT_MARKS 1000

/* How far back a value must go before an alert fires again, as a part of its level. */
#define ALERT_HYSTERESIS 0.005

enum {
  ID_STOP    = 1,
  ID_ALERT   = 100,     /* and on: place in the list */
  ID_TRIGGER = 1 << 16, /* and on: a new one each time, so that each waiting begins afresh */
};

/* --- Conditions and alerts --- */

void
rk_condition_set (RkCondition       *self,
                  const RkCondition *other)
{
  RkChannel *channel = other != NULL ? other->channel : NULL;

  if (channel != NULL)
    g_object_ref (channel);
  g_clear_object (&self->channel);
  *self = channel != NULL ? *other : (RkCondition) { 0 };
}

/**
 * rk_alert_new:
 * @channel: what is looked at
 * @kind: what it has to do
 * @level: at which level, in the shown unit
 * @actions: what then happens
 *
 * Returns: an alert, whether a run is on or not
 */
RkAlert *
rk_alert_new (RkChannel     *channel,
              RkWatchKind    kind,
              double         level,
              RkAlertActions actions)
{
  RkAlert *self = g_new0 (RkAlert, 1);
  const RkCondition condition = { channel, kind, level };

  g_return_val_if_fail (RK_IS_CHANNEL (channel), NULL);

  rk_condition_set (&self->condition, &condition);
  self->actions = actions;

  return self;
}

/**
 * rk_alert_copy:
 * @self: an alert
 *
 * Returns: a copy
 */
RkAlert *
rk_alert_copy (const RkAlert *self)
{
  RkAlert *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = rk_alert_new (self->condition.channel, self->condition.kind, self->condition.level, self->actions);
  copy->only_recording = self->only_recording;

  return copy;
}

/**
 * rk_alert_free:
 * @self: (nullable): an alert
 *
 * Frees an alert.
 */
void
rk_alert_free (RkAlert *self)
{
  if (self == NULL)
    return;

  rk_condition_set (&self->condition, NULL);
  g_free (self);
}

/* As many digits as somebody typed, in his language's way. */
static char *
level_text (double level)
{
  char digits[RK_NUMBER_BUFFER];
  GString *text = g_string_new (level < 0.0 ? "−" : "");

  rk_number_print (fabs (level), digits);
  for (const char *p = digits; *p != '\0'; p++)
    g_string_append_c (text, *p == '.' ? rk_number_decimal_sign () : *p);

  return g_string_free (text, FALSE);
}

/**
 * rk_condition_to_text:
 * @self: a condition
 *
 * Says it in signs that need no language: "T ↑ 30 °C".
 *
 * Returns: text; empty without a channel
 */
char *
rk_condition_to_text (const RkCondition *self)
{
  static const char * const signs[] = { "↑", "↓", "=", ">", "<" };
  g_autofree char *level = NULL;
  const char *name;
  const char *unit;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->channel == NULL)
    return g_strdup ("");

  name = rk_channel_get_name (self->channel);
  unit = rk_channel_get_unit (self->channel);
  level = level_text (self->level);

  return g_strdup_printf ("%s %s %s%s%s", name != NULL ? name : "", signs[self->kind], level,
                          unit != NULL ? " " : "", rk_unit_local (unit));
}

/* --- Watches of the sources --- */

static void
add_watch (GPtrArray         *watches,
           RkRecorderEntry   *entry,
           guint              id,
           const RkCondition *condition,
           double             hysteresis,
           gboolean           ends)
{
  RkConversion conversion;
  RkWatch watch;

  if (condition->channel == NULL ||
      g_strcmp0 (rk_channel_get_source_key (condition->channel), rk_source_get_key (entry->source)) != 0)
    return;

  rk_channel_get_conversion (condition->channel, &conversion);
  watch = (RkWatch) {
    .id = id,
    .column_key = (char *) rk_channel_get_column_key (condition->channel),
    .kind = condition->kind,
    .level = condition->level,
    .hysteresis = hysteresis,
    .conversion = conversion,
    .ends = ends,
  };
  g_ptr_array_add (watches, rk_watch_copy (&watch));
}

/* An edge is followed while the recorder is armed, so that one right after the trigger counts; a side
 * is taken as it is when the run begins. */
static gboolean
is_stop_watched (RkRecorder *self)
{
  if (self->state == RK_RECORDER_RUNNING)
    return TRUE;

  return self->state == RK_RECORDER_ARMED && self->stop_condition.kind != RK_WATCH_ABOVE &&
         self->stop_condition.kind != RK_WATCH_BELOW;
}

static void
watch_entry (RkRecorder      *self,
             RkRecorderEntry *entry)
{
  g_autoptr (GPtrArray) watches = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_watch_free);

  if (self->state == RK_RECORDER_ARMED)
    add_watch (watches, entry, ID_TRIGGER + self->n_armed, &self->trigger, 0.0, FALSE);
  if (is_stop_watched (self))
    add_watch (watches, entry, ID_STOP, &self->stop_condition, 0.0, TRUE);

  for (guint i = 0; i < self->alerts->len; i++) {
    const RkAlert *alert = g_ptr_array_index (self->alerts, i);

    if (!alert->only_recording || self->state == RK_RECORDER_RUNNING)
      add_watch (watches, entry, ID_ALERT + i, &alert->condition, fabs (alert->condition.level) * ALERT_HYSTERESIS,
                 (alert->actions & RK_ALERT_STOP) != 0);
  }

  if (watches->len > 0 || entry->has_watches)
    rk_source_set_watches (entry->source, watches);
  entry->has_watches = watches->len > 0;
}

/* Tells the sources what to look at now. One that stays the same goes on where it is. */
void
rk_recorder_watch (RkRecorder *self)
{
  for (guint i = 0; i < self->entries->len; i++)
    watch_entry (self, g_ptr_array_index (self->entries, i));
}

/* --- What happens --- */

static void
fail (RkRecorder *self,
      GError     *error)
{
  rk_recorder_set_state (self, RK_RECORDER_IDLE);
  rk_recorder_say_failed (self, error);
  g_error_free (error);
}

static void
trigger_fired (RkRecorder *self,
               gint64      time_ns)
{
  g_autofree char *text = rk_condition_to_text (&self->trigger);
  GError *error = NULL;

  if (self->state != RK_RECORDER_ARMED)
    return;

  if (!rk_recorder_begin_run (self, RK_RUN_OF_TIME, time_ns, self->pre_trigger_s, &error)) {
    fail (self, error);
    return;
  }

  rk_run_add_mark (self->run, RK_MARK_TRIGGER, 0, 0, text);
  rk_recorder_say_triggered (self, time_ns);
}

/* Ends a run otherwise than by the user: after a trigger the next one may be waited for. */
void
rk_recorder_end_by_itself (RkRecorder *self)
{
  gboolean rearm = self->is_triggered && self->rearm && self->trigger.channel != NULL && self->mode == RK_COLLECT_TIME;

  rk_recorder_end_run (self);
  /* Who heard of the end may have begun something else. */
  if (rearm && self->state == RK_RECORDER_IDLE)
    rk_recorder_arm (self, NULL);
}

static void
stop_fired (RkRecorder *self,
            gint64      time_ns)
{
  if (self->state == RK_RECORDER_RUNNING && time_ns >= self->origin_ns)
    rk_recorder_end_by_itself (self);
}

static void
alert_fired (RkRecorder *self,
             guint       place,
             gint64      time_ns,
             double      value)
{
  g_autoptr (RkRecorder) hold = g_object_ref (self);
  RkAlert *alert;

  if (place >= self->alerts->len)
    return;

  alert = rk_alert_copy (g_ptr_array_index (self->alerts, place));
  if (alert->only_recording && (self->state != RK_RECORDER_RUNNING || time_ns < self->origin_ns)) {
    rk_alert_free (alert);
    return;
  }

  rk_recorder_say_alert (self, alert, time_ns, value);

  if ((alert->actions & RK_ALERT_START) != 0 && self->state == RK_RECORDER_IDLE) {
    GError *error = NULL;

    if (!rk_recorder_prepare (self, &error))
      fail (self, error);
  }
  if ((alert->actions & RK_ALERT_MARK) != 0 && self->state == RK_RECORDER_RUNNING &&
      self->n_alert_marks < MAX_ALERT_MARKS) {
    g_autofree char *text = rk_condition_to_text (&alert->condition);
    gint64 at_ns = MAX (time_ns - self->origin_ns, 0);

    rk_run_add_mark (self->run, RK_MARK_ALERT, at_ns, at_ns, text);
    self->n_alert_marks++;
  }
  if ((alert->actions & RK_ALERT_STOP) != 0 && self->state == RK_RECORDER_RUNNING)
    rk_recorder_end_by_itself (self);

  rk_alert_free (alert);
}

void
rk_recorder_watch_fired (RkRecorder *self,
                         guint       id,
                         gint64      time_ns,
                         double      value)
{
  if (id == ID_TRIGGER + self->n_armed)
    trigger_fired (self, time_ns);
  else if (id == ID_STOP)
    stop_fired (self, time_ns);
  else if (id >= ID_ALERT && id < ID_TRIGGER)
    alert_fired (self, id - ID_ALERT, time_ns, value);
}

/* --- On the way to a run --- */

static gboolean
has_open_source (RkRecorder *self)
{
  for (guint i = 0; i < self->entries->len; i++) {
    RkRecorderEntry *entry = g_ptr_array_index (self->entries, i);

    if (rk_recorder_is_open (entry->source))
      return TRUE;
  }

  return FALSE;
}

static gboolean
check (RkRecorder *self,
       GError    **error)
{
  RkSource *source;
  guint column;

  if (!has_open_source (self)) {
    g_set_error_literal (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND,
                         _("There is nothing to record from: choose a device first"));
    return FALSE;
  }

  if (self->mode == RK_COLLECT_TIME && self->trigger.channel != NULL &&
      !rk_recorder_find_source (self, self->trigger.channel, &source, &column)) {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND,
                 _("“%s” starts the recording, but nothing measures it: connect its device or choose another trigger"),
                 rk_channel_get_name (self->trigger.channel));
    return FALSE;
  }

  return TRUE;
}

/* After the countdown. */
gboolean
rk_recorder_arm (RkRecorder *self,
                 GError    **error)
{
  if (self->mode == RK_COLLECT_TIME && self->trigger.channel != NULL) {
    self->n_armed = (self->n_armed + 1) % ID_TRIGGER;
    rk_recorder_set_state (self, RK_RECORDER_ARMED);
    return TRUE;
  }

  return rk_recorder_begin_run (self, self->mode == RK_COLLECT_KEEP ? RK_RUN_OF_KEPT : RK_RUN_OF_TIME,
                                rk_clock_now_ns (), 0.0, error);
}

static void
set_countdown (RkRecorder *self,
               double      countdown_s)
{
  if (!(countdown_s < self->countdown_s || countdown_s > self->countdown_s))
    return;

  self->countdown_s = countdown_s;
  rk_recorder_notify (self, RK_RECORDER_PROP_COUNTDOWN_S);
}

static gboolean
countdown_cb (gpointer user_data)
{
  RkRecorder *self = user_data;
  gint64 left_ns = self->countdown_end_ns - rk_clock_now_ns ();
  GError *error = NULL;

  if (left_ns > 0) {
    set_countdown (self, (double) left_ns * 1e-9);
    return G_SOURCE_CONTINUE;
  }

  self->countdown_id = 0;
  set_countdown (self, 0.0);
  if (!check (self, &error) || !rk_recorder_arm (self, &error))
    fail (self, error);

  return G_SOURCE_REMOVE;
}

gboolean
rk_recorder_prepare (RkRecorder *self,
                     GError    **error)
{
  if (!check (self, error))
    return FALSE;
  if (!(self->delay_s > 0.0))
    return rk_recorder_arm (self, error);

  self->countdown_end_ns = rk_clock_now_ns () + (gint64) llround (self->delay_s * 1e9);
  set_countdown (self, self->delay_s);
  self->countdown_id = g_timeout_add (COUNTDOWN_MS, countdown_cb, self);
  rk_recorder_set_state (self, RK_RECORDER_COUNTDOWN);

  return TRUE;
}

/* Back to rest, without a run. */
void
rk_recorder_stand_down (RkRecorder *self)
{
  g_clear_handle_id (&self->countdown_id, g_source_remove);
  set_countdown (self, 0.0);
  rk_recorder_set_state (self, RK_RECORDER_IDLE);
}

/* --- Settings --- */

/* The channel of the same column in @experiment; NULL when it has none. */
static RkChannel *
find_same (RkExperiment *experiment,
           RkChannel    *channel)
{
  GListModel *channels = rk_experiment_get_channels (experiment);

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++) {
    g_autoptr (RkChannel) candidate = g_list_model_get_item (channels, i);

    if (g_strcmp0 (rk_channel_get_source_key (candidate), rk_channel_get_source_key (channel)) == 0 &&
        g_strcmp0 (rk_channel_get_column_key (candidate), rk_channel_get_column_key (channel)) == 0)
      return candidate; /* the list holds a reference of its own */
  }

  return NULL;
}

static gboolean
move_condition (RkCondition  *self,
                RkExperiment *experiment)
{
  RkCondition moved = *self;

  if (self->channel != NULL)
    moved.channel = find_same (experiment, self->channel);
  rk_condition_set (self, &moved);

  return self->channel != NULL;
}

/* The conditions go along into another experiment, as far as it measures the same. */
void
rk_recorder_move_conditions (RkRecorder   *self,
                             RkExperiment *experiment)
{
  move_condition (&self->trigger, experiment);
  move_condition (&self->stop_condition, experiment);

  for (guint i = self->alerts->len; i > 0; i--) {
    RkAlert *alert = g_ptr_array_index (self->alerts, i - 1);

    if (!move_condition (&alert->condition, experiment))
      g_ptr_array_remove_index (self->alerts, i - 1);
  }
  rk_recorder_watch (self);
}

/**
 * rk_recorder_get_trigger:
 * @self: a recorder
 * @trigger: (out caller-allocates): filled in; its channel is borrowed, %NULL = there is none
 *
 * Tells what begins a run after the start.
 */
void
rk_recorder_get_trigger (RkRecorder  *self,
                         RkCondition *trigger)
{
  g_return_if_fail (RK_IS_RECORDER (self) && trigger != NULL);

  *trigger = self->trigger;
}

/**
 * rk_recorder_set_trigger:
 * @self: a recorder
 * @trigger: (nullable): what begins a run after the start; %NULL or without a channel = nothing, it begins at once
 *
 * Sets the trigger; while armed too: then the new one is waited for. Without one the recorder stands down.
 */
void
rk_recorder_set_trigger (RkRecorder        *self,
                         const RkCondition *trigger)
{
  g_return_if_fail (RK_IS_RECORDER (self));
  g_return_if_fail (trigger == NULL || (guint) trigger->kind <= RK_WATCH_BELOW);

  rk_condition_set (&self->trigger, trigger);
  if (self->state == RK_RECORDER_ARMED && self->trigger.channel == NULL)
    rk_recorder_stand_down (self);
  rk_recorder_watch (self);
  rk_recorder_say_setup (self);
}

/**
 * rk_recorder_get_stop_condition:
 * @self: a recorder
 * @condition: (out caller-allocates): filled in; its channel is borrowed, %NULL = there is none
 *
 * Tells what ends a run, besides stop, duration and number of samples.
 */
void
rk_recorder_get_stop_condition (RkRecorder  *self,
                                RkCondition *condition)
{
  g_return_if_fail (RK_IS_RECORDER (self) && condition != NULL);

  *condition = self->stop_condition;
}

/**
 * rk_recorder_set_stop_condition:
 * @self: a recorder
 * @condition: (nullable): what ends a run
 *
 * Sets what ends a run; the one at hand too.
 */
void
rk_recorder_set_stop_condition (RkRecorder        *self,
                                const RkCondition *condition)
{
  g_return_if_fail (RK_IS_RECORDER (self));
  g_return_if_fail (condition == NULL || (guint) condition->kind <= RK_WATCH_BELOW);

  rk_condition_set (&self->stop_condition, condition);
  rk_recorder_watch (self);
  rk_recorder_say_setup (self);
}

/**
 * rk_recorder_get_alerts:
 * @self: a recorder
 *
 * Returns: (transfer none) (element-type RkAlert): its alerts
 */
GPtrArray *
rk_recorder_get_alerts (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), NULL);

  return self->alerts;
}

/**
 * rk_recorder_set_alerts:
 * @self: a recorder
 * @alerts: (nullable) (element-type RkAlert): the alerts from now on, copied; at most 100 count
 *
 * Sets what is watched for.
 */
void
rk_recorder_set_alerts (RkRecorder *self,
                        GPtrArray  *alerts)
{
  GPtrArray *copy;

  g_return_if_fail (RK_IS_RECORDER (self));

  copy = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_alert_free);
  for (guint i = 0; alerts != NULL && i < MIN (alerts->len, RK_RECORDER_MAX_ALERTS); i++)
    g_ptr_array_add (copy, rk_alert_copy (g_ptr_array_index (alerts, i)));

  g_ptr_array_unref (self->alerts);
  self->alerts = copy;
  rk_recorder_watch (self);
  rk_recorder_say_setup (self);
}
