/* What begins and ends runs, and readings that are asked for. Ptys print known signals. */
#include "config.h"

#include "acquire/recorder.h"

#include "acquire/errors.h"
#include "base/clock.h"
#include "source-fixture.h"

#include <math.h>
#include <string.h>

typedef struct {
  TestPty       pty;
  RkSource     *source;
  RkExperiment *experiment;
  RkRecorder   *recorder;
  GString      *log;
  TestSink     *sink;
  guint         n_updates; /* of @source */
  guint         n_wanted;
} Fixture;

static RkSource *
new_source (TestPty *pty)
{
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkProfile) profile =
    test_profile ("", "kind=delimited\nfirst-line=keep\n[Channel T]\nquantity=temperature\nunit=°C");

  if (pty->slave == NULL)
    test_pty_plug (pty);
  device = rk_device_new_path (pty->slave);

  return rk_source_new (device, profile);
}

static void
updated_cb (Fixture *self)
{
  self->n_updates++;
}

static gboolean
is_updated (gpointer data)
{
  Fixture *self = data;

  return self->n_updates >= self->n_wanted;
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->source = new_source (&self->pty);
  self->experiment = rk_experiment_new ();
  self->recorder = rk_recorder_new (self->experiment);
  self->log = g_string_new (NULL);
  rk_recorder_add_source (self->recorder, self->source);
  g_signal_connect_swapped (self->source, "updated", G_CALLBACK (updated_cb), self);
  rk_source_open (self->source);
  test_wait_state (self->source, RK_SOURCE_LISTENING);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->recorder);
  rk_source_close (self->source);
  g_assert_finalize_object (self->source);
  g_assert_finalize_object (self->experiment);
  g_string_free (self->log, TRUE);
  if (self->sink != NULL)
    test_sink_free (self->sink);
  test_pty_unplug (&self->pty);
}

/* Prints a reading and waits until the main thread has heard of it, however busy the machine is. */
static void G_GNUC_PRINTF (2, 3)
say (Fixture    *self,
     const char *format,
     ...)
{
  g_autofree char *text = NULL;
  RkCounters counters;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  rk_source_get_counters (self->source, &counters);
  self->n_wanted = self->n_updates + 1;
  test_pty_write (&self->pty, text, strlen (text));
  test_wait_frames (self->source, counters.frames + 1);
  test_wait_until (is_updated, self);
  test_turn_ms (60);
}

static RkChannel *
get_channel (Fixture    *self,
             const char *name)
{
  GListModel *channels = rk_experiment_get_channels (self->experiment);

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);

    if (g_strcmp0 (rk_channel_get_name (channel), name) == 0)
      return channel; /* the list holds a reference of its own */
  }
  g_error ("no channel %s", name);
}

static guint
count_runs (Fixture *self)
{
  return g_list_model_get_n_items (rk_experiment_get_runs (self->experiment));
}

static RkSpan *
take_span (Fixture *self,
           guint    stream)
{
  RkRun *run = rk_recorder_get_run (self->recorder);

  return rk_series_take_span (rk_stream_get_series (rk_run_get_stream (run, stream)));
}

static void
set_trigger (Fixture    *self,
             const char *name,
             RkWatchKind kind,
             double      level)
{
  const RkCondition condition = { get_channel (self, name), kind, level };

  rk_recorder_set_trigger (self->recorder, &condition);
}

static void
notify_cb (RkRecorder *recorder,
           GParamSpec *pspec,
           Fixture    *self)
{
  g_string_append_printf (self->log, "%d;", rk_recorder_get_state (recorder));
}

static void
triggered_cb (RkRecorder *recorder,
              gint64      time_ns,
              Fixture    *self)
{
  g_string_append (self->log, "triggered;");
}

static gboolean
is_idle (gpointer data)
{
  return rk_recorder_get_state (data) == RK_RECORDER_IDLE;
}

static gboolean
is_armed (gpointer data)
{
  return rk_recorder_get_state (data) == RK_RECORDER_ARMED;
}

static gboolean
is_running (gpointer data)
{
  return rk_recorder_get_state (data) == RK_RECORDER_RUNNING;
}

static RkRunSink *
begin_cb (RkRun     *run,
          gint64     origin_ns,
          gpointer   user_data,
          GError   **error)
{
  Fixture *self = user_data;

  if (self->sink != NULL)
    test_sink_free (self->sink);
  self->sink = test_sink_new ();

  return &self->sink->sink;
}

static void
end_cb (RkRun     *run,
        RkRunSink *sink,
        gpointer   user_data)
{
}

/* --- Trigger --- */

/* A ramp 1, 2, 3 ... in bursts: the moment is that of the first value above the level, whatever the main thread does. */
static void
test_trigger_exact (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkMark) mark = NULL;
  guint value = 1;
  guint64 zero;
  guint64 n;

  say (self, "x:0\n");
  set_trigger (self, "x", RK_WATCH_RISES, 100.5);
  g_object_set (self->recorder, "pre-trigger-s", 0.15, NULL);
  rk_recorder_set_keeper (self->recorder, begin_cb, end_cb, self);
  g_signal_connect (self->recorder, "notify::state", G_CALLBACK (notify_cb), self);
  g_signal_connect (self->recorder, "triggered", G_CALLBACK (triggered_cb), self);

  g_assert_true (rk_recorder_start (self->recorder, NULL));
  g_assert_cmpint (rk_recorder_get_state (self->recorder), ==, RK_RECORDER_ARMED);
  g_assert_false (rk_recorder_get_recording (self->recorder));

  for (guint burst = 0; burst < 40; burst++) {
    for (guint i = 0; i < 5; i++)
      test_pty_print (&self->pty, "x:%u\n", value++);
    /* The main thread is away for a while around the moment. */
    if (burst >= 18 && burst <= 22)
      g_usleep (10000);
    else
      test_turn_ms (10);
  }
  test_wait_until (is_running, self->recorder);
  test_turn_ms (100);
  rk_recorder_stop (self->recorder);
  g_assert_cmpstr (self->log->str, ==, "2;3;triggered;0;");

  span = take_span (self, 0);
  n = rk_span_get_n_samples (span);
  zero = rk_span_find (span, 0);
  g_assert_cmpint (rk_span_get_time_ns (span, zero), ==, 0);
  g_assert_cmpfloat (rk_span_get_value (span, 0, zero), ==, 101.0);

  /* What was before, to the length asked for and not more; nothing lost, nothing twice. */
  g_assert_cmpuint (zero, >, 10);
  g_assert_cmpint (rk_span_get_time_ns (span, 0), >=, -150 * RK_NS_PER_MS);
  g_assert_cmpfloat (rk_span_get_value (span, 0, n - 1), ==, 200.0);
  for (guint64 i = 1; i < n; i++)
    g_assert_cmpfloat (rk_span_get_value (span, 0, i), ==, rk_span_get_value (span, 0, i - 1) + 1.0);
  g_assert_cmpuint (self->sink->n_samples, ==, n);

  mark = g_list_model_get_item (rk_run_get_marks (rk_recorder_get_run (self->recorder)), 0);
  g_assert_cmpint (rk_mark_get_kind (mark), ==, RK_MARK_TRIGGER);
  g_assert_cmpint (rk_mark_get_begin_ns (mark), ==, 0);
  g_assert_cmpstr (rk_mark_get_text (mark), ==, "x ↑ 100.5");
}

/* The level is in the unit that is shown: 300 K are 26.85 °C. */
static void
test_trigger_unit (Fixture       *self,
                   gconstpointer  data)
{
  g_autoptr (RkSpan) span = NULL;

  say (self, "T:20\n");
  rk_channel_set_unit (get_channel (self, "T"), "K");
  set_trigger (self, "T", RK_WATCH_ABOVE, 300.0);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "T:26.8\n");
  g_assert_cmpint (rk_recorder_get_state (self->recorder), ==, RK_RECORDER_ARMED);
  say (self, "T:26.9\n");
  g_assert_cmpint (rk_recorder_get_state (self->recorder), ==, RK_RECORDER_RUNNING);
  rk_recorder_stop (self->recorder);
  span = take_span (self, 0);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 1);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 0), ==, 26.9);
}

static void
test_trigger_refused (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkColumn) column = rk_column_new ("y", NULL, NULL);
  const RkCondition condition = {
    rk_experiment_ensure_channel (self->experiment, "gone", column), RK_WATCH_RISES, 1.0,
  };

  rk_recorder_set_trigger (self->recorder, &condition);
  g_assert_false (rk_recorder_start (self->recorder, &error));
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "y"));
  g_assert_cmpint (rk_recorder_get_state (self->recorder), ==, RK_RECORDER_IDLE);

  rk_recorder_set_trigger (self->recorder, NULL);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  rk_recorder_stop (self->recorder);
}

static void
test_stop_while_armed (Fixture       *self,
                       gconstpointer  data)
{
  say (self, "x:0\n");
  set_trigger (self, "x", RK_WATCH_RISES, 5.0);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "x:1\n");
  rk_recorder_stop (self->recorder);
  g_assert_cmpint (rk_recorder_get_state (self->recorder), ==, RK_RECORDER_IDLE);
  say (self, "x:9\n");
  g_assert_cmpuint (count_runs (self), ==, 0);
}

/* Changed while it waits: the new one counts; taken away: it waits no more. */
static void
test_change_while_armed (Fixture       *self,
                         gconstpointer  data)
{
  say (self, "x:0\n");
  set_trigger (self, "x", RK_WATCH_RISES, 5.0);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  set_trigger (self, "x", RK_WATCH_RISES, 50.0);
  say (self, "x:9\n");
  g_assert_cmpint (rk_recorder_get_state (self->recorder), ==, RK_RECORDER_ARMED);
  say (self, "x:51\n");
  g_assert_cmpint (rk_recorder_get_state (self->recorder), ==, RK_RECORDER_RUNNING);
  rk_recorder_stop (self->recorder);

  g_assert_true (rk_recorder_start (self->recorder, NULL));
  rk_recorder_set_trigger (self->recorder, NULL);
  g_assert_cmpint (rk_recorder_get_state (self->recorder), ==, RK_RECORDER_IDLE);
}

/* A run that ends by itself is followed by waiting; one that is stopped is not. */
static void
test_rearm (Fixture       *self,
            gconstpointer  data)
{
  say (self, "x:0\n");
  set_trigger (self, "x", RK_WATCH_ABOVE, 5.0);
  g_object_set (self->recorder, "rearm", TRUE, "max-samples", (guint64) 2, NULL);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "x:6\n");
  say (self, "x:7\n");
  test_wait_until (is_armed, self->recorder);
  g_assert_cmpuint (count_runs (self), ==, 1);
  g_assert_cmpuint (rk_run_get_n_samples (rk_recorder_get_run (self->recorder)), ==, 2);

  /* Still above: "is above" is asked anew. */
  say (self, "x:8\n");
  test_wait_until (is_running, self->recorder);
  g_assert_cmpuint (count_runs (self), ==, 2);
  rk_recorder_stop (self->recorder);
  g_assert_cmpint (rk_recorder_get_state (self->recorder), ==, RK_RECORDER_IDLE);

  /* The trigger is taken away meanwhile: nothing is left to wait for, and no run begins without it. */
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "x:9\n");
  rk_recorder_set_trigger (self->recorder, NULL);
  say (self, "x:9\n");
  test_wait_until (is_idle, self->recorder);
  test_turn_ms (100);
  g_assert_cmpuint (count_runs (self), ==, 3);
}

/* --- Countdown, stop condition --- */

static void
test_countdown (Fixture       *self,
                gconstpointer  data)
{
  double countdown_s;
  gint64 begin_us = g_get_monotonic_time ();

  g_signal_connect (self->recorder, "notify::state", G_CALLBACK (notify_cb), self);
  g_object_set (self->recorder, "delay-s", 0.3, NULL);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  g_object_get (self->recorder, "countdown-s", &countdown_s, NULL);
  g_assert_cmpfloat (countdown_s, ==, 0.3);
  test_turn_ms (120);
  g_object_get (self->recorder, "countdown-s", &countdown_s, NULL);
  g_assert_cmpfloat (countdown_s, <, 0.25);
  g_assert_cmpfloat (countdown_s, >, 0.0);
  g_assert_true (rk_recorder_start (self->recorder, NULL)); /* it is on its way */
  test_wait_until (is_running, self->recorder);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, >=, 300000);
  g_object_get (self->recorder, "countdown-s", &countdown_s, NULL);
  g_assert_cmpfloat (countdown_s, ==, 0.0);
  rk_recorder_stop (self->recorder);
  g_assert_cmpstr (self->log->str, ==, "1;3;0;");

  g_assert_true (rk_recorder_start (self->recorder, NULL));
  rk_recorder_stop (self->recorder);
  test_turn_ms (400);
  g_assert_cmpuint (count_runs (self), ==, 1);
}

static void
test_stop_condition (Fixture       *self,
                     gconstpointer  data)
{
  g_autoptr (RkSpan) span = NULL;
  RkCondition condition;

  say (self, "x:9\n");
  condition = (RkCondition) { get_channel (self, "x"), RK_WATCH_ABOVE, 5.0 };
  rk_recorder_set_stop_condition (self->recorder, &condition);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "x:1\n");
  say (self, "x:5\n");
  g_assert_true (rk_recorder_get_recording (self->recorder));
  test_pty_print (&self->pty, "x:5.5\n");
  test_wait_until (is_idle, self->recorder);

  span = take_span (self, 0);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 3);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 2), ==, 5.5);
}

/* In one read with what follows: the row that fulfils the condition is the last one. */
static void
test_stop_is_exact (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr (RkSpan) span = NULL;
  RkCondition condition;

  say (self, "x:9\n");
  condition = (RkCondition) { get_channel (self, "x"), RK_WATCH_RISES, 5.0 };
  rk_recorder_set_stop_condition (self->recorder, &condition);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "x:1\n");
  test_pty_print (&self->pty, "x:2\nx:5.5\nx:6\nx:7\nx:1\nx:8\n");
  test_wait_until (is_idle, self->recorder);

  span = take_span (self, 0);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 3);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 2), ==, 5.5);
  g_assert_cmpuint (count_runs (self), ==, 1);
}

/* An edge that follows the trigger at once ends the run, though the main thread hears of both together. */
static void
test_stop_right_after_trigger (Fixture       *self,
                               gconstpointer  data)
{
  RkCondition condition;

  say (self, "x:0\n");
  set_trigger (self, "x", RK_WATCH_RISES, 5.0);
  condition = (RkCondition) { get_channel (self, "x"), RK_WATCH_FALLS, 2.0 };
  rk_recorder_set_stop_condition (self->recorder, &condition);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  test_pty_print (&self->pty, "x:1\nx:6\nx:7\nx:1\nx:0\n");
  test_turn_ms (200);
  test_wait_until (is_idle, self->recorder);
  g_assert_cmpuint (count_runs (self), ==, 1);
}

/* --- Alerts --- */

static void
alert_cb (RkRecorder *recorder,
          RkAlert    *alert,
          gint64      time_ns,
          double      value,
          Fixture    *self)
{
  g_string_append_printf (self->log, "%g;", value);
}

static void
set_alert (Fixture       *self,
           RkWatchKind    kind,
           double         level,
           RkAlertActions actions,
           gboolean       only_recording)
{
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_alert_free);
  RkAlert *alert = rk_alert_new (get_channel (self, "x"), kind, level, actions);

  alert->only_recording = only_recording;
  g_ptr_array_add (alerts, alert);
  rk_recorder_set_alerts (self->recorder, alerts);
}

static void
test_alert_signal (Fixture       *self,
                   gconstpointer  data)
{
  g_signal_connect (self->recorder, "alert", G_CALLBACK (alert_cb), self);
  say (self, "x:1\n");
  set_alert (self, RK_WATCH_ABOVE, 100.0, RK_ALERT_SOUND, FALSE);
  say (self, "x:101\n");
  say (self, "x:102\n");
  say (self, "x:99.9\n"); /* not far enough back to fire again */
  say (self, "x:103\n");
  say (self, "x:90\n");
  say (self, "x:104\n");
  g_assert_cmpstr (self->log->str, ==, "101;104;");

  /* Only while a run is on. */
  g_string_truncate (self->log, 0);
  set_alert (self, RK_WATCH_ABOVE, 100.0, RK_ALERT_SOUND, TRUE);
  say (self, "x:90\n");
  say (self, "x:105\n");
  g_assert_cmpstr (self->log->str, ==, "");
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "x:106\n");
  rk_recorder_stop (self->recorder);
  g_assert_cmpstr (self->log->str, ==, "106;");
}

static void
test_alert_mark (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkMark) mark = NULL;
  GListModel *marks;

  say (self, "x:1\n");
  set_alert (self, RK_WATCH_RISES, 5.0, RK_ALERT_MARK | RK_ALERT_FLASH, FALSE);
  say (self, "x:6\n"); /* no run to be marked */
  say (self, "x:1\n");
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "x:2\n");
  say (self, "x:7\n");
  rk_recorder_stop (self->recorder);

  marks = rk_run_get_marks (rk_recorder_get_run (self->recorder));
  g_assert_cmpuint (g_list_model_get_n_items (marks), ==, 1);
  mark = g_list_model_get_item (marks, 0);
  span = take_span (self, 0);
  g_assert_cmpint (rk_mark_get_kind (mark), ==, RK_MARK_ALERT);
  g_assert_cmpint (rk_mark_get_begin_ns (mark), ==, rk_span_get_time_ns (span, 1));
  g_assert_cmpstr (rk_mark_get_text (mark), ==, "x ↑ 5");
}

static void
test_alert_start_stop (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_alert_free);

  say (self, "x:1\n");
  g_ptr_array_add (alerts, rk_alert_new (get_channel (self, "x"), RK_WATCH_RISES, 5.0, RK_ALERT_START));
  g_ptr_array_add (alerts, rk_alert_new (get_channel (self, "x"), RK_WATCH_FALLS, 2.0, RK_ALERT_STOP));
  rk_recorder_set_alerts (self->recorder, alerts);
  say (self, "x:1\n"); /* an edge needs a side to come from */
  say (self, "x:6\n");
  g_assert_true (rk_recorder_get_recording (self->recorder));
  say (self, "x:7\n");
  say (self, "x:1\n");
  g_assert_false (rk_recorder_get_recording (self->recorder));
  g_assert_cmpuint (count_runs (self), ==, 1);
  g_assert_cmpuint (rk_run_get_n_samples (rk_recorder_get_run (self->recorder)), ==, 2);
}

/* --- Kept readings --- */

/* 1, 2, 3, 4: mean 2.5, s = sqrt (5 / 3) = 1.2909944487. */
static void
test_keep (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkSpan) dropped = NULL;
  g_autoptr (GError) error = NULL;
  RkStream *stream;
  guint n_kept;

  rk_recorder_set_keeper (self->recorder, begin_cb, end_cb, self);
  rk_recorder_set_mode (self->recorder, RK_COLLECT_KEEP);
  g_object_set (self->recorder, "average-s", 30.0, "entry-name", "V", "entry-unit", "ml", NULL);
  g_assert_false (rk_recorder_keep (self->recorder, 1.0, NULL)); /* no run yet */
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  g_assert_false (rk_recorder_keep (self->recorder, 1.0, &error)); /* nothing measured yet */
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND);

  for (guint i = 1; i <= 4; i++)
    say (self, "T:%u\n", i);
  g_assert_true (rk_recorder_keep (self->recorder, 10.0, NULL));
  g_assert_true (rk_recorder_keep (self->recorder, 20.0, NULL));
  g_assert_true (rk_recorder_drop_kept (self->recorder));
  say (self, "T:5\n");
  g_assert_true (rk_recorder_keep (self->recorder, 30.0, NULL));
  g_object_get (self->recorder, "n-kept", &n_kept, NULL);
  g_assert_cmpuint (n_kept, ==, 2);

  g_assert_cmpuint (rk_run_get_n_streams (rk_recorder_get_run (self->recorder)), ==, 1);
  stream = rk_run_get_stream (rk_recorder_get_run (self->recorder), 0);
  g_assert_cmpstr (rk_stream_get_source_key (stream), ==, "keep");
  g_assert_cmpuint (rk_stream_get_n_channels (stream), ==, 3);
  g_assert_true (rk_stream_get_channel (stream, 0) == get_channel (self, "V"));
  g_assert_cmpstr (rk_channel_get_source_key (get_channel (self, "V")), ==, "manual");
  g_assert_cmpstr (rk_channel_get_unit (get_channel (self, "V")), ==, "ml");
  g_assert_true (rk_stream_get_channel (stream, 1) == get_channel (self, "T"));
  g_assert_true (rk_stream_get_channel (stream, 2) == get_channel (self, "s(T)"));

  span = take_span (self, 0);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 2);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 0), ==, 10.0);
  g_assert_cmpfloat (rk_span_get_value (span, 1, 0), ==, 2.5);
  g_assert_cmpfloat_with_epsilon (rk_span_get_value (span, 2, 0), 1.2909944487358056, 1e-12);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 1), ==, 30.0);
  g_assert_cmpfloat (rk_span_get_value (span, 1, 1), ==, 3.0);

  /* The dropped one was pushed, and said to be excluded. */
  g_assert_true (rk_recorder_drop_kept (self->recorder));
  g_assert_true (rk_recorder_drop_kept (self->recorder));
  g_assert_false (rk_recorder_drop_kept (self->recorder));
  dropped = take_span (self, 0);
  g_assert_cmpuint (rk_span_get_n_samples (dropped), ==, 0);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 2);
  rk_recorder_stop (self->recorder);
  g_assert_cmpuint (self->sink->n_samples, ==, 3);
  g_assert_nonnull (strstr (self->sink->log->str, "exclude 1;exclude 2;exclude 0;"));
}

/* The deviation is in the shown unit and knows no offset: 1.29 K, not 274 K. A hidden channel is left out. */
static void
test_keep_unit (Fixture       *self,
                gconstpointer  data)
{
  g_autoptr (RkSpan) span = NULL;
  RkStream *stream;

  rk_recorder_set_mode (self->recorder, RK_COLLECT_KEEP);
  g_object_set (self->recorder, "average-s", 30.0, NULL);
  for (guint i = 1; i <= 4; i++)
    say (self, "T:%u,y:7\n", i);
  rk_channel_set_unit (get_channel (self, "T"), "°F");
  rk_channel_set_visible (get_channel (self, "y"), FALSE);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  g_assert_true (rk_recorder_keep (self->recorder, (double) NAN, NULL));

  stream = rk_run_get_stream (rk_recorder_get_run (self->recorder), 0);
  g_assert_cmpuint (rk_stream_get_n_channels (stream), ==, 2);
  g_assert_cmpstr (rk_channel_get_unit (rk_stream_get_channel (stream, 1)), ==, "°F");
  span = take_span (self, 0);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 0), ==, 2.5); /* raw */
  g_assert_cmpfloat_with_epsilon (rk_span_get_value (span, 1, 0), 1.2909944487358056 * 1.8, 1e-9);
  rk_recorder_stop (self->recorder);
}

static void
test_single (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (rk_recorder_single (self->recorder, &error));
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpuint (count_runs (self), ==, 0);

  say (self, "x:1\n");
  g_assert_true (rk_recorder_single (self->recorder, NULL));
  say (self, "x:2\n");
  say (self, "x:3\n");
  g_assert_true (rk_recorder_single (self->recorder, NULL));
  g_assert_cmpstr (rk_run_get_name (rk_recorder_get_run (self->recorder)), ==, "Single readings");
  rk_recorder_stop (self->recorder);

  span = take_span (self, 0);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 2);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 0), ==, 1.0);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 1), ==, 3.0);
  g_assert_cmpuint (count_runs (self), ==, 1);

  g_assert_true (rk_recorder_start (self->recorder, NULL));
  g_assert_false (rk_recorder_single (self->recorder, &error));
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_BUSY);
  rk_recorder_stop (self->recorder);
}

/* --- Set-up --- */

static void
test_setup_round_trip (Fixture       *self,
                       gconstpointer  data)
{
  g_autofree char *json = NULL;
  g_autofree char *again = NULL;
  g_autoptr (RkRecorder) other = rk_recorder_new (self->experiment);
  RkCondition condition;
  const RkAlert *alert;
  double delay_s;
  gboolean rearm;

  say (self, "x:1\n");
  set_trigger (self, "x", RK_WATCH_FALLS, -0.5);
  condition = (RkCondition) { get_channel (self, "x"), RK_WATCH_AT, 1e-9 };
  rk_recorder_set_stop_condition (self->recorder, &condition);
  set_alert (self, RK_WATCH_BELOW, 30.25, RK_ALERT_SOUND | RK_ALERT_STOP, TRUE);
  rk_recorder_set_mode (self->recorder, RK_COLLECT_KEEP);
  g_object_set (self->recorder, "delay-s", 3.5, "pre-trigger-s", 6.0, "rearm", TRUE, "average-s", 10.0,
                "entry-name", "Объём \"V\"", "entry-unit", "ml", "photogate", "fence 0.05", NULL);

  json = rk_recorder_save_setup (self->recorder);
  rk_recorder_load_setup (other, json);
  again = rk_recorder_save_setup (other);
  g_assert_cmpstr (again, ==, json);

  rk_recorder_get_trigger (other, &condition);
  g_assert_true (condition.channel == get_channel (self, "x"));
  g_assert_cmpint (condition.kind, ==, RK_WATCH_FALLS);
  g_assert_cmpfloat (condition.level, ==, -0.5);
  g_assert_cmpuint (rk_recorder_get_alerts (other)->len, ==, 1);
  alert = g_ptr_array_index (rk_recorder_get_alerts (other), 0);
  g_assert_cmpint (alert->actions, ==, RK_ALERT_SOUND | RK_ALERT_STOP);
  g_assert_true (alert->only_recording);
  g_object_get (other, "delay-s", &delay_s, "rearm", &rearm, NULL);
  g_assert_cmpfloat (delay_s, ==, 3.5);
  g_assert_true (rearm);

  /* Nothing said: as new. */
  rk_recorder_load_setup (other, "{}");
  rk_recorder_get_trigger (other, &condition);
  g_assert_null (condition.channel);
  g_assert_cmpint (rk_recorder_get_mode (other), ==, RK_COLLECT_TIME);
  g_assert_cmpuint (rk_recorder_get_alerts (other)->len, ==, 0);
}

static void
test_setup_hostile (Fixture       *self,
                    gconstpointer  data)
{
  static const char * const texts[] = {
    "", "null", "[]", "17", "\"time\"", "{", "{\"mode\":", "{\"mode\":{\"a\":1}}", "{\"mode\":17,\"delay_s\":\"x\"}",
    "{\"delay_s\":1e999,\"pre_trigger_s\":-5,\"average_s\":1e300}", "{\"alerts\":{}}", "{\"alerts\":[1,null,[],{},\"x\"]}",
    "{\"alerts\":[{\"channel\":\"c1\",\"when\":\"above\",\"level\":5,\"do\":[1,null,{},\"explode\",\"mark\"]}]}",
    "{\"trigger\":{\"channel\":17,\"when\":null,\"level\":\"high\"}}", "{\"trigger\":{\"channel\":\"c1\",\"when\":\"sideways\",\"level\":1}}",
    "{\"trigger\":{\"channel\":\"c99\",\"when\":\"rises\",\"level\":1}}", "{\"trigger\":[{\"channel\":\"c1\"}]}",
    "{\"entry\":[],\"photogate\":[1]}", "{\"entry\":{\"name\":{},\"unit\":5}}", "{\"stop\":\"c1\"}", "{\"rearm\":\"yes\"}",
  };
  g_autoptr (GString) deep = g_string_new ("{\"alerts\":");
  g_autoptr (GString) many = g_string_new ("{\"alerts\":[");
  g_autofree char *name = g_strnfill (100000, 'x');
  g_autofree char *large = g_strdup_printf ("{\"entry\":{\"name\":\"%s\"}}", name);
  RkCondition condition;
  double value;

  say (self, "x:1\n");
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    rk_recorder_load_setup (self->recorder, texts[i]);
    rk_recorder_get_trigger (self->recorder, &condition);
    g_assert_null (condition.channel);
    g_object_get (self->recorder, "delay-s", &value, NULL);
    g_assert_true (value >= 0.0 && value <= 86400.0);
    g_assert_cmpuint (rk_recorder_get_alerts (self->recorder)->len, <=, 1);
  }
  rk_recorder_load_setup (self->recorder, NULL);

  for (guint i = 0; i < 10000; i++)
    g_string_append_c (deep, '[');
  rk_recorder_load_setup (self->recorder, deep->str);
  rk_recorder_load_setup (self->recorder, large);

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (many, "%s{\"channel\":\"c1\",\"when\":\"above\",\"level\":%u}", i > 0 ? "," : "", i);
  g_string_append (many, "]}");
  rk_recorder_load_setup (self->recorder, many->str);
  g_assert_cmpuint (rk_recorder_get_alerts (self->recorder)->len, ==, 100);
}

/* Into another experiment the conditions go along with what both measure. */
static void
test_move_conditions (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr (RkExperiment) other = rk_experiment_new ();
  RkCondition condition;

  say (self, "x:1\n");
  set_trigger (self, "x", RK_WATCH_RISES, 5.0);
  set_alert (self, RK_WATCH_ABOVE, 1.0, RK_ALERT_SOUND, FALSE);
  rk_recorder_set_experiment (self->recorder, other);
  rk_recorder_get_trigger (self->recorder, &condition);
  g_assert_nonnull (condition.channel);
  g_assert_true (condition.channel != get_channel (self, "x"));
  g_assert_cmpfloat (condition.level, ==, 5.0);
  g_assert_cmpuint (rk_recorder_get_alerts (self->recorder)->len, ==, 1);
}

static void
test_auto_settings (void)
{
  static const char * const ids[] = { "heating", "pendulum" };
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkRecorder) recorder = rk_recorder_new (experiment);
  gboolean automatic;

  g_object_set (recorder, "auto-settings", TRUE, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_autoptr (RkDevice) device = rk_device_new_simulated (ids[i], 0.0, 1);
    g_autoptr (RkProfile) profile = rk_device_guess_profile (device);
    g_autoptr (RkSource) source = rk_source_new (device, profile);

    rk_recorder_add_source (recorder, source);
  }
  /* The pendulum prints 50 readings a second, warming takes longest. */
  g_assert_cmpfloat (rk_recorder_get_rate_hz (recorder), ==, 50.0);
  g_assert_cmpfloat (rk_recorder_get_duration_s (recorder), >, 30.0);
  g_assert_cmpint (rk_recorder_get_pace (recorder), ==, RK_PACE_EVERY);

  rk_recorder_set_duration_s (recorder, 5.0);
  g_object_get (recorder, "auto-settings", &automatic, NULL);
  g_assert_false (automatic);
  {
    g_autoptr (RkDevice) device = rk_device_new_simulated ("noise", 0.0, 1);
    g_autoptr (RkProfile) profile = rk_device_guess_profile (device);
    g_autoptr (RkSource) source = rk_source_new (device, profile);

    rk_recorder_add_source (recorder, source);
  }
  g_assert_cmpfloat (rk_recorder_get_duration_s (recorder), ==, 5.0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/acquire/recorder-modes/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("trigger-exact", test_trigger_exact);
  ADD ("trigger-unit", test_trigger_unit);
  ADD ("trigger-refused", test_trigger_refused);
  ADD ("stop-while-armed", test_stop_while_armed);
  ADD ("change-while-armed", test_change_while_armed);
  ADD ("rearm", test_rearm);
  ADD ("countdown", test_countdown);
  ADD ("stop-condition", test_stop_condition);
  ADD ("stop-is-exact", test_stop_is_exact);
  ADD ("stop-right-after-trigger", test_stop_right_after_trigger);
  ADD ("alert-signal", test_alert_signal);
  ADD ("alert-mark", test_alert_mark);
  ADD ("alert-start-stop", test_alert_start_stop);
  ADD ("keep", test_keep);
  ADD ("keep-unit", test_keep_unit);
  ADD ("single", test_single);
  ADD ("setup-round-trip", test_setup_round_trip);
  ADD ("setup-hostile", test_setup_hostile);
  ADD ("move-conditions", test_move_conditions);
  g_test_add_func ("/acquire/recorder-modes/auto-settings", test_auto_settings);

  return g_test_run ();
}
