/* Runs of simulated devices and ptys. */
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
  GString      *log; /* of notifications and of the keeper */
  TestSink     *sink;
  gboolean      refuse;
} Fixture;

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           Fixture    *self)
{
  g_string_append_printf (self->log, "%s;", pspec->name);
}

static RkSource *
new_source (TestPty *pty)
{
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkProfile) profile = test_profile ("", "kind=delimited\nfirst-line=keep");

  test_pty_plug (pty);
  device = rk_device_new_path (pty->slave);

  return rk_source_new (device, profile);
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

static void
open_source (Fixture *self)
{
  rk_source_open (self->source);
  test_wait_state (self->source, RK_SOURCE_LISTENING);
}

static guint
count_runs (Fixture *self)
{
  return g_list_model_get_n_items (rk_experiment_get_runs (self->experiment));
}

static guint
count_channels (Fixture *self)
{
  return g_list_model_get_n_items (rk_experiment_get_channels (self->experiment));
}

static RkRunSink *
begin_cb (RkRun     *run,
          gint64     origin_ns,
          gpointer   user_data,
          GError   **error)
{
  Fixture *self = user_data;

  if (self->refuse) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE, "full");
    return NULL;
  }

  g_string_append_printf (self->log, "begin %d;", (int) rk_run_get_id (run));
  self->sink = test_sink_new ();

  return &self->sink->sink;
}

static void
end_cb (RkRun     *run,
        RkRunSink *sink,
        gpointer   user_data)
{
  Fixture *self = user_data;

  g_assert_true (sink == &self->sink->sink);
  g_string_append_printf (self->log, "end %s %d;", rk_run_state_id (rk_run_get_state (run)),
                          (int) self->sink->n_samples);
}

static gboolean
is_stopped (gpointer data)
{
  return !rk_recorder_get_recording (data);
}

/* --- Settings --- */

static void
test_defaults (Fixture       *self,
               gconstpointer  data)
{
  double rate_hz;
  double interval_s;
  double duration_s;
  double elapsed_s;
  guint64 total;
  gboolean keep_raw;

  g_object_get (self->recorder, "rate-hz", &rate_hz, "interval-s", &interval_s, "duration-s", &duration_s,
                "elapsed-s", &elapsed_s, "total-samples", &total, "keep-raw", &keep_raw, NULL);
  g_assert_cmpfloat (rate_hz, ==, 0.0);
  g_assert_cmpfloat (interval_s, ==, 0.0);
  g_assert_cmpfloat (duration_s, ==, 0.0);
  g_assert_cmpfloat (elapsed_s, ==, 0.0);
  g_assert_cmpuint (total, ==, 0);
  g_assert_true (keep_raw);
  g_assert_false (rk_recorder_get_recording (self->recorder));
  g_assert_null (rk_recorder_get_run (self->recorder));
  g_assert_cmpuint (g_list_model_get_n_items (rk_recorder_get_sources (self->recorder)), ==, 1);
}

static void
test_settings (Fixture       *self,
               gconstpointer  data)
{
  guint64 total;
  double interval_s;

  g_signal_connect (self->recorder, "notify", G_CALLBACK (notify_cb), self);

  rk_recorder_set_rate_hz (self->recorder, 20.0);
  g_assert_cmpstr (self->log->str, ==, "rate-hz;interval-s;total-samples;");
  g_string_truncate (self->log, 0);
  rk_recorder_set_rate_hz (self->recorder, 20.0);
  g_assert_cmpstr (self->log->str, ==, "");

  g_object_get (self->recorder, "interval-s", &interval_s, NULL);
  g_assert_cmpfloat (interval_s, ==, 0.05);

  rk_recorder_set_duration_s (self->recorder, 60.0);
  g_assert_cmpstr (self->log->str, ==, "duration-s;total-samples;");
  g_string_truncate (self->log, 0);
  g_object_get (self->recorder, "total-samples", &total, NULL);
  g_assert_cmpuint (total, ==, 1200);

  /* The other way round: 4 s is 0.25 Hz. */
  g_object_set (self->recorder, "interval-s", 4.0, NULL);
  g_assert_cmpfloat (rk_recorder_get_rate_hz (self->recorder), ==, 0.25);
  g_object_get (self->recorder, "total-samples", &total, NULL);
  g_assert_cmpuint (total, ==, 15);
  g_object_set (self->recorder, "max-samples", (guint64) 7, NULL);
  g_object_get (self->recorder, "total-samples", &total, NULL);
  g_assert_cmpuint (total, ==, 7);
  g_string_truncate (self->log, 0);

  rk_recorder_set_pace (self->recorder, RK_PACE_PICK);
  rk_recorder_set_pace (self->recorder, RK_PACE_PICK);
  g_assert_cmpstr (self->log->str, ==, "pace;");

  /* What is no rate is none. */
  rk_recorder_set_rate_hz (self->recorder, NAN);
  g_assert_cmpfloat (rk_recorder_get_rate_hz (self->recorder), ==, 0.0);
  rk_recorder_set_duration_s (self->recorder, -1.0);
  g_assert_cmpfloat (rk_recorder_get_duration_s (self->recorder), ==, 0.0);
}

/* --- Start --- */

static void
test_nothing_open (Fixture       *self,
                   gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (rk_recorder_start (self->recorder, &error));
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND);
  g_assert_cmpuint (count_runs (self), ==, 0);
}

/* A file that cannot be written: no run, and the next start works. */
static void
test_keeper_refuses (Fixture       *self,
                     gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  open_source (self);
  rk_recorder_set_keeper (self->recorder, begin_cb, end_cb, self);
  self->refuse = TRUE;
  g_assert_false (rk_recorder_start (self->recorder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NO_SPACE);
  g_assert_false (rk_recorder_get_recording (self->recorder));
  g_assert_null (rk_recorder_get_run (self->recorder));
  g_assert_cmpuint (count_runs (self), ==, 0);
  g_clear_error (&error);

  self->refuse = FALSE;
  g_assert_true (rk_recorder_start (self->recorder, &error));
  g_assert_no_error (error);
  rk_recorder_stop (self->recorder);
}

/* A file takes time to make; what the device prints meanwhile is of the run, at its own time. */
static RkRunSink *
slow_begin_cb (RkRun    *run,
               gint64    origin_ns,
               gpointer  user_data,
               GError  **error)
{
  Fixture *self = user_data;

  for (guint i = 0; i < 5; i++) {
    g_usleep (20000);
    test_pty_print (&self->pty, "a:%u\n", i);
  }
  g_usleep (20000);

  return begin_cb (run, origin_ns, user_data, error);
}

static void
test_slow_keeper (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr (RkSpan) span = NULL;
  RkCounters counters;
  RkRun *run;

  open_source (self);
  rk_recorder_set_keeper (self->recorder, slow_begin_cb, end_cb, self);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  run = rk_recorder_get_run (self->recorder);
  test_pty_print (&self->pty, "a:5\n");
  test_wait_frames (self->source, 6);
  rk_recorder_stop (self->recorder);

  span = rk_series_take_span (rk_stream_get_series (rk_run_get_stream (run, 0)));
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 6);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpfloat (rk_span_get_value (span, 0, i), ==, i);

  /* Printed 20 ms apart, not all at the moment the file was ready; a busy machine may be late. */
  g_assert_cmpint (rk_span_get_time_ns (span, 0), <, 100 * RK_NS_PER_MS);
  g_assert_cmpint (rk_span_get_time_ns (span, 4) - rk_span_get_time_ns (span, 0), >, 60 * RK_NS_PER_MS);
  rk_stream_get_counters (rk_run_get_stream (run, 0), &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.bytes, ==, 24);
}

/* Values are in sight before anything is recorded. */
static void
test_live_channels (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr (RkChannel) channel = NULL;

  open_source (self);
  test_pty_print (&self->pty, "T:21.5\n");
  test_wait_frames (self->source, 1);
  test_turn_ms (100);

  g_assert_cmpuint (count_channels (self), ==, 1);
  channel = g_list_model_get_item (rk_experiment_get_channels (self->experiment), 0);
  g_assert_cmpstr (rk_channel_get_name (channel), ==, "T");
  g_assert_cmpstr (rk_channel_get_source_key (channel), ==, rk_source_get_key (self->source));
  g_assert_cmpfloat (rk_channel_get_last_value (channel), ==, 21.5);
  g_assert_cmpuint (count_runs (self), ==, 0);
}

/* --- Runs --- */

static void
test_runs (Fixture       *self,
           gconstpointer  data)
{
  g_autoptr (RkSpan) before = NULL;
  g_autoptr (RkSpan) after = NULL;
  RkSeries *series;
  RkCounters counters;
  RkRun *first;
  RkRun *second;

  open_source (self);
  rk_recorder_set_keeper (self->recorder, begin_cb, end_cb, self);
  g_signal_connect (self->recorder, "notify::recording", G_CALLBACK (notify_cb), self);

  g_assert_true (rk_recorder_start (self->recorder, NULL));
  first = rk_recorder_get_run (self->recorder);
  g_assert_cmpint (rk_run_get_state (first), ==, RK_RUN_RECORDING);
  test_pty_print (&self->pty, "a:1\na:2\n");
  test_wait_frames (self->source, 2);
  test_pty_print (&self->pty, "a:3 b:4\n");
  test_wait_frames (self->source, 3);
  test_turn_ms (150);
  rk_recorder_stop (self->recorder);

  g_assert_cmpstr (self->log->str, ==, "begin 1;recording;end complete 3;recording;");
  g_assert_cmpstr (self->sink->log->str, ==, "add test;columns a;columns a b;");
  g_assert_cmpint (rk_run_get_state (first), ==, RK_RUN_COMPLETE);
  g_assert_cmpint (rk_run_get_duration_ns (first), >=, 150 * RK_NS_PER_MS);
  g_assert_cmpuint (rk_run_get_n_streams (first), ==, 1);
  g_assert_cmpuint (rk_stream_get_n_channels (rk_run_get_stream (first, 0)), ==, 2);
  rk_stream_get_counters (rk_run_get_stream (first, 0), &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.bytes, ==, 16);
  g_assert_cmpuint (counters.parsed, ==, 16);

  series = rk_stream_get_series (rk_run_get_stream (first, 0));
  before = rk_series_take_span (series);
  g_assert_cmpuint (rk_span_get_n_samples (before), ==, 3);
  g_assert_cmpuint (rk_span_get_n_columns (before), ==, 2);
  g_assert_true (isnan (rk_span_get_value (before, 1, 0)));
  g_assert_cmpfloat (rk_span_get_value (before, 1, 2), ==, 4.0);

  /* Between the runs nothing is recorded; the second does not touch the first. */
  test_pty_print (&self->pty, "a:5\n");
  test_turn_ms (50);
  test_sink_free (self->sink);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  second = rk_recorder_get_run (self->recorder);
  g_assert_true (second != first);
  test_pty_print (&self->pty, "a:6\n");
  test_wait_frames (self->source, 1);
  rk_recorder_stop (self->recorder);

  g_assert_cmpuint (count_runs (self), ==, 2);
  g_assert_cmpuint (count_channels (self), ==, 2);
  after = rk_series_take_span (series);
  g_assert_cmpuint (rk_span_get_n_samples (after), ==, 3);
  g_assert_cmpuint (rk_run_get_n_samples (second), ==, 1);
  rk_stream_get_counters (rk_run_get_stream (second, 0), &counters);
  g_assert_cmpuint (counters.bytes, ==, 4);
}

static void
test_duration (Fixture       *self,
               gconstpointer  data)
{
  g_autoptr (RkSpan) span = NULL;
  RkRun *run;
  double elapsed_s;
  guint n = 0;

  open_source (self);
  rk_recorder_set_duration_s (self->recorder, 0.3);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  while (rk_recorder_get_recording (self->recorder)) {
    test_pty_print (&self->pty, "%u\n", n++);
    test_turn_ms (8);
    g_assert_cmpuint (n, <, 1000);
  }

  run = rk_recorder_get_run (self->recorder);
  g_assert_cmpint (rk_run_get_state (run), ==, RK_RUN_COMPLETE);
  g_assert_cmpint (rk_run_get_duration_ns (run), ==, 300 * RK_NS_PER_MS);
  g_object_get (self->recorder, "elapsed-s", &elapsed_s, NULL);
  g_assert_cmpfloat_with_epsilon (elapsed_s, 0.3, 1e-9);

  span = rk_series_take_span (rk_stream_get_series (rk_run_get_stream (run, 0)));
  g_assert_cmpuint (rk_span_get_n_samples (span), >, 5);
  g_assert_cmpint (rk_span_get_time_ns (span, rk_span_get_n_samples (span) - 1), <=, 300 * RK_NS_PER_MS);
}

static void
test_count (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (RkSpan) span = NULL;
  RkRun *run;

  open_source (self);
  g_object_set (self->recorder, "max-samples", (guint64) 5, NULL);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  for (guint i = 0; i < 9; i++)
    test_pty_print (&self->pty, "%u\n", i);
  test_wait_until (is_stopped, self->recorder);

  run = rk_recorder_get_run (self->recorder);
  g_assert_cmpuint (rk_run_get_n_samples (run), ==, 5);
  span = rk_series_take_span (rk_stream_get_series (rk_run_get_stream (run, 0)));
  g_assert_cmpint (rk_run_get_duration_ns (run), ==, rk_span_get_time_ns (span, 4));
}

/* A second sensor, plugged in while the first is recorded. */
static void
test_join (Fixture       *self,
           gconstpointer  data)
{
  TestPty pty = { 0 };
  g_autoptr (RkSource) other = new_source (&pty);
  g_autoptr (RkSpan) span = NULL;
  RkRun *run;

  open_source (self);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  run = rk_recorder_get_run (self->recorder);
  test_pty_print (&self->pty, "1\n");
  test_wait_frames (self->source, 1);
  g_assert_cmpuint (rk_run_get_n_streams (run), ==, 1);

  rk_recorder_add_source (self->recorder, other);
  rk_source_open (other);
  test_wait_state (other, RK_SOURCE_LISTENING);
  g_assert_cmpuint (rk_run_get_n_streams (run), ==, 2);
  test_pty_print (&pty, "10 20\n");
  test_wait_frames (other, 1);

  /* It may also leave; its stream stays. */
  rk_recorder_remove_source (self->recorder, other);
  g_assert_true (rk_recorder_get_recording (self->recorder));
  rk_recorder_stop (self->recorder);

  g_assert_cmpuint (rk_run_get_n_streams (run), ==, 2);
  span = rk_series_take_span (rk_stream_get_series (rk_run_get_stream (run, 1)));
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 1);
  g_assert_cmpfloat (rk_span_get_value (span, 1, 0), ==, 20.0);
  g_assert_cmpuint (rk_stream_get_n_channels (rk_run_get_stream (run, 1)), ==, 2);
  g_assert_cmpuint (count_channels (self), ==, 3);

  rk_source_close (other);
  test_pty_unplug (&pty);
}

/* A device that is closed in the middle of its run ends it; all is kept. */
static void
test_close (Fixture       *self,
            gconstpointer  data)
{
  open_source (self);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  test_pty_print (&self->pty, "1\n2\n");
  test_wait_frames (self->source, 2);
  rk_source_close (self->source);
  test_wait_until (is_stopped, self->recorder);
  g_assert_cmpuint (rk_run_get_n_samples (rk_recorder_get_run (self->recorder)), ==, 2);
}

static void
test_set_experiment (Fixture       *self,
                     gconstpointer  data)
{
  g_autoptr (RkExperiment) other = rk_experiment_new ();

  open_source (self);
  test_pty_print (&self->pty, "T:21.5\n");
  test_wait_frames (self->source, 1);
  test_turn_ms (100);

  rk_recorder_set_experiment (self->recorder, other);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_channels (other)), ==, 1);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  rk_recorder_stop (self->recorder);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (other)), ==, 1);
  g_assert_cmpuint (count_runs (self), ==, 0);
}

/* Let go of while it records: nothing is left behind, the keeper is told. */
static void
test_dispose (Fixture       *self,
              gconstpointer  data)
{
  RkRecorder *recorder = rk_recorder_new (self->experiment);
  TestPty pty = { 0 };
  g_autoptr (RkSource) source = new_source (&pty);

  rk_recorder_set_keeper (recorder, begin_cb, end_cb, self);
  rk_recorder_add_source (recorder, source);
  rk_source_open (source);
  test_wait_state (source, RK_SOURCE_LISTENING);
  g_assert_true (rk_recorder_start (recorder, NULL));
  test_pty_print (&pty, "1\n");
  test_wait_frames (source, 1);
  g_assert_finalize_object (recorder);
  g_assert_cmpstr (self->log->str, ==, "begin 1;end complete 1;");

  rk_source_close (source);
  test_pty_unplug (&pty);
}

/* A simulated device from end to end, thinned. */
static void
test_simulated (void)
{
  g_autoptr (RkDevice) device = rk_device_new_simulated ("noise", 100.0, 1);
  g_autoptr (RkProfile) profile = rk_device_guess_profile (device);
  g_autoptr (RkSource) source = rk_source_new (device, profile);
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkRecorder) recorder = rk_recorder_new (experiment);
  g_autoptr (RkSpan) span = NULL;
  guint64 n;

  rk_recorder_add_source (recorder, source);
  rk_source_open (source);
  test_wait_state (source, RK_SOURCE_LISTENING);
  rk_recorder_set_rate_hz (recorder, 10.0);
  rk_recorder_set_pace (recorder, RK_PACE_AVERAGE);
  rk_recorder_set_duration_s (recorder, 1.0);
  g_assert_true (rk_recorder_start (recorder, NULL));
  test_wait_until (is_stopped, recorder);

  span = rk_series_take_span (rk_stream_get_series (rk_run_get_stream (rk_recorder_get_run (recorder), 0)));
  n = rk_span_get_n_samples (span);
  g_assert_cmpuint (n, >=, 9);
  g_assert_cmpuint (n, <=, 10);
  for (guint64 i = 0; i + 1 < n; i++) {
    g_assert_cmpint (rk_span_get_time_ns (span, i) % (100 * RK_NS_PER_MS), ==, 50 * RK_NS_PER_MS);
    g_assert_false (isnan (rk_span_get_value (span, 0, i)));
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/acquire/recorder/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("defaults", test_defaults);
  ADD ("settings", test_settings);
  ADD ("nothing-open", test_nothing_open);
  ADD ("keeper-refuses", test_keeper_refuses);
  ADD ("slow-keeper", test_slow_keeper);
  ADD ("live-channels", test_live_channels);
  ADD ("runs", test_runs);
  ADD ("duration", test_duration);
  ADD ("count", test_count);
  ADD ("join", test_join);
  ADD ("close", test_close);
  ADD ("set-experiment", test_set_experiment);
  ADD ("dispose", test_dispose);
  g_test_add_func ("/acquire/recorder/simulated", test_simulated);

  return g_test_run ();
}
