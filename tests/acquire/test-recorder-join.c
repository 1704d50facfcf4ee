/* Devices that come and go in the middle of a run, and streams calculated beside those of devices. */
#include "config.h"

#include "acquire/recorder.h"

#include "base/clock.h"
#include "source-fixture.h"

#include <math.h>
#include <string.h>

/* One source that stays, so that the run goes on, and one that comes and goes. */
typedef struct {
  TestPty       stay_pty;
  TestPty       pty;
  RkSource     *stay;
  RkSource     *source;
  RkExperiment *experiment;
  RkRecorder   *recorder;
} Fixture;

static RkSource *
new_source (TestPty *pty)
{
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkProfile) profile = test_profile ("", "kind=delimited\nfirst-line=keep");

  if (pty->slave == NULL)
    test_pty_plug (pty);
  device = rk_device_new_path (pty->slave);

  return rk_source_new (device, profile);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->experiment = rk_experiment_new ();
  self->recorder = rk_recorder_new (self->experiment);
  self->stay = new_source (&self->stay_pty);
  self->source = new_source (&self->pty);
  rk_recorder_add_source (self->recorder, self->stay);
  rk_recorder_add_source (self->recorder, self->source);
  rk_source_open (self->stay);
  rk_source_open (self->source);
  test_wait_state (self->stay, RK_SOURCE_LISTENING);
  test_wait_state (self->source, RK_SOURCE_LISTENING);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  g_assert_finalize_object (self->recorder);
  rk_source_close (self->stay);
  rk_source_close (self->source);
  g_assert_finalize_object (self->stay);
  g_assert_finalize_object (self->source);
  g_assert_finalize_object (self->experiment);
  test_pty_unplug (&self->stay_pty);
  test_pty_unplug (&self->pty);
}

typedef struct {
  guint n_updates;
} Wanted;

static gboolean
is_updated (gpointer data)
{
  return ((Wanted *) data)->n_updates > 0;
}

static void
count_cb (guint *count)
{
  (*count)++;
}

/* Prints a reading and waits until the main thread has heard of it. */
static void
say (Fixture    *self,
     const char *text)
{
  RkCounters counters;
  Wanted wanted = { 0 };
  gulong id = g_signal_connect_swapped (self->source, "updated", G_CALLBACK (count_cb), &wanted.n_updates);

  rk_source_get_counters (self->source, &counters);
  test_pty_write (&self->pty, text, strlen (text));
  test_wait_frames (self->source, counters.frames + 1);
  test_wait_until (is_updated, &wanted);
  g_signal_handler_disconnect (self->source, id);
  test_turn_ms (120);
}

/* A source object of the same device in place of the one so far. */
static void
replace_source (Fixture *self)
{
  rk_recorder_remove_source (self->recorder, self->source);
  rk_source_close (self->source);
  g_object_unref (self->source);
  self->source = new_source (&self->pty);
  rk_recorder_add_source (self->recorder, self->source);
  rk_source_open (self->source);
  test_wait_state (self->source, RK_SOURCE_LISTENING);
}

static RkStream *
get_stream (Fixture *self,
            guint    n)
{
  return rk_run_get_stream (rk_recorder_get_run (self->recorder), n);
}

static void
assert_values (RkStream   *stream,
               const char *expected)
{
  g_autoptr (RkSpan) span = rk_series_take_span (rk_stream_get_series (stream));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint64 i = 0; i < rk_span_get_n_samples (span); i++) {
    if (i > 0)
      g_assert_cmpint (rk_span_get_time_ns (span, i), >=, rk_span_get_time_ns (span, i - 1));
    if (i > 0 && rk_span_get_break (span, i) == i)
      g_string_append_c (text, '|');
    g_string_append_printf (text, "%g ", rk_span_get_value (span, 0, i));
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_counted (RkStream *stream,
                guint64   n_bytes)
{
  RkCounters counters;

  rk_stream_get_counters (stream, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.bytes, ==, n_bytes);
}

/* Closed and opened again by the user: the same stream goes on behind a gap. */
static void
test_reopened (Fixture       *self,
               gconstpointer  data)
{
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "a:1\n");
  say (self, "a:2\n");
  rk_source_close (self->source);
  test_turn_ms (100);
  g_assert_true (rk_recorder_get_recording (self->recorder));
  rk_source_open (self->source);
  test_wait_state (self->source, RK_SOURCE_LISTENING);
  say (self, "a:3\n");
  say (self, "a:4\n");
  rk_recorder_stop (self->recorder);

  g_assert_cmpuint (rk_run_get_n_streams (rk_recorder_get_run (self->recorder)), ==, 2);
  assert_values (get_stream (self, 1), "1 2 |3 4 ");
  assert_counted (get_stream (self, 1), 16);
}

/* Taken off the list and connected once more: another source, the same device. */
static void
test_replaced (Fixture       *self,
               gconstpointer  data)
{
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "a:1\n");
  for (guint i = 0; i < 2; i++) {
    replace_source (self);
    say (self, i == 0 ? "a:2\n" : "a:4\n");
    say (self, i == 0 ? "a:3\n" : "a:5\n");
  }
  rk_recorder_stop (self->recorder);

  g_assert_cmpuint (rk_run_get_n_streams (rk_recorder_get_run (self->recorder)), ==, 2);
  assert_values (get_stream (self, 1), "1 |2 3 |4 5 ");
  /* Bytes from before it could join are in its history, and are not of the run. */
  {
    RkCounters counters;

    rk_stream_get_counters (get_stream (self, 1), &counters);
    test_assert_balanced (&counters);
    g_assert_cmpuint (counters.bytes, >=, 12);
    g_assert_cmpuint (counters.bytes, <=, 20);
  }
}

/* It says other things now: values of different columns are never mixed. */
static void
test_other_columns (Fixture       *self,
                    gconstpointer  data)
{
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "a:1,b:10\n");
  replace_source (self);
  say (self, "b:20,a:2\n");
  say (self, "b:30,a:3\n");
  rk_recorder_stop (self->recorder);

  g_assert_cmpuint (rk_run_get_n_streams (rk_recorder_get_run (self->recorder)), ==, 3);
  assert_values (get_stream (self, 1), "1 ");
  assert_values (get_stream (self, 2), "20 30 ");
  g_assert_true (rk_stream_get_channel (get_stream (self, 2), 1) == rk_stream_get_channel (get_stream (self, 1), 0));
}

/* One column less than before: it waits a moment for the rest, then goes its own way with all it had. */
static void
test_fewer_columns (Fixture       *self,
                    gconstpointer  data)
{
  gint64 end_us;

  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "a:1,b:10\n");
  replace_source (self);
  test_pty_print (&self->pty, "a:2\n");
  end_us = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;
  while (rk_run_get_n_streams (rk_recorder_get_run (self->recorder)) < 3) {
    test_turn_ms (50);
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
  }
  test_pty_print (&self->pty, "a:3\n");
  test_turn_ms (200);
  rk_recorder_stop (self->recorder);
  assert_values (get_stream (self, 1), "1 ");
  assert_values (get_stream (self, 2), "2 3 ");
}

/* --- Calculated streams --- */

/* Twice the first column of each sample, and -1 at the end. */
typedef struct {
  guint64 n;
} Twice;

static GString *calculator_log;

static gpointer
twice_begin (const char   *settings,
             GPtrArray    *columns,
             const double *before,
             GPtrArray   **results)
{
  g_string_append_printf (calculator_log, "begin %s %s;", settings, ((RkColumn *) g_ptr_array_index (columns, 0))->key);
  if (g_strcmp0 (((RkColumn *) g_ptr_array_index (columns, 0))->key, "gate") != 0)
    return NULL;

  *results = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);
  g_ptr_array_add (*results, rk_column_new ("twice", NULL, NULL));

  return g_new0 (Twice, 1);
}

static void
twice_feed (gpointer        state,
            const RkSpan   *span,
            gint64          end_ns,
            RkCalculatorRow row,
            gpointer        user_data)
{
  Twice *self = state;
  double value;

  for (; self->n < rk_span_get_n_samples (span); self->n++) {
    value = 2.0 * rk_span_get_value (span, 0, self->n);
    row (user_data, rk_span_get_time_ns (span, self->n), &value);
  }
  if (end_ns != RK_TIME_NONE) {
    value = -1.0;
    row (user_data, end_ns, &value);
    g_string_append (calculator_log, "end;");
  }
}

static int
twice_find_state (GPtrArray *columns,
                  guint      n)
{
  for (guint i = 0; i < columns->len; i++)
    if (g_str_equal (((RkColumn *) g_ptr_array_index (columns, i))->key, "gate") && n-- == 0)
      return (int) i;

  return -1;
}

static const RkCalculator twice = { "twice", "Twice", twice_begin, twice_feed, g_free, twice_find_state };

static void
test_calculated (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *key = g_strdup_printf ("twice:%s", rk_source_get_key (self->source));
  RkStream *stream;

  calculator_log = g_string_new (NULL);
  rk_recorder_set_calculator (self->recorder, &twice);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "gate:1\n");
  rk_recorder_stop (self->recorder);
  /* No settings: nothing is calculated. */
  g_assert_cmpuint (rk_run_get_n_streams (rk_recorder_get_run (self->recorder)), ==, 2);
  g_assert_cmpstr (calculator_log->str, ==, "");

  g_object_set (self->recorder, "photogate", "so", NULL);
  g_assert_true (rk_recorder_start (self->recorder, NULL));
  say (self, "gate:1\n");
  say (self, "gate:2\n");
  g_assert_cmpuint (rk_run_get_n_streams (rk_recorder_get_run (self->recorder)), ==, 3);
  replace_source (self);
  say (self, "gate:3\n");
  rk_recorder_stop (self->recorder);
  rk_recorder_set_calculator (self->recorder, NULL);

  stream = get_stream (self, 2);
  g_assert_cmpstr (rk_stream_get_source_key (stream), ==, key);
  g_assert_cmpstr (rk_channel_get_name (rk_stream_get_channel (stream, 0)), ==, "twice");
  assert_values (get_stream (self, 1), "1 2 |3 ");
  assert_values (stream, "2 4 6 -1 ");
  g_assert_cmpstr (calculator_log->str, ==, "begin so gate;end;");
  g_string_free (calculator_log, TRUE);
}

/* Known before the start, and live. */
static void
test_gate_state (Fixture       *self,
                 gconstpointer  data)
{
  guint state;
  guint count = 0;

  rk_recorder_set_calculator (self->recorder, &twice);
  g_signal_connect_swapped (self->recorder, "notify::gate-state", G_CALLBACK (count_cb), &count);
  g_object_get (self->recorder, "gate-state", &state, NULL);
  g_assert_cmpuint (state, ==, RK_GATE_UNKNOWN);
  say (self, "gate:1\n");
  g_object_get (self->recorder, "gate-state", &state, NULL);
  g_assert_cmpuint (state, ==, RK_GATE_BLOCKED);
  say (self, "gate:0\n");
  say (self, "gate:0\n");
  g_object_get (self->recorder, "gate-state", &state, NULL);
  g_assert_cmpuint (state, ==, RK_GATE_FREE);
  g_assert_cmpuint (count, ==, 2);
  rk_recorder_remove_source (self->recorder, self->source);
  g_object_get (self->recorder, "gate-state", &state, NULL);
  g_assert_cmpuint (state, ==, RK_GATE_UNKNOWN);
  rk_recorder_set_calculator (self->recorder, NULL);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function) \
  g_test_add ("/acquire/recorder-join/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("reopened", test_reopened);
  ADD ("replaced", test_replaced);
  ADD ("other-columns", test_other_columns);
  ADD ("fewer-columns", test_fewer_columns);
  ADD ("calculated", test_calculated);
  ADD ("gate-state", test_gate_state);

  return g_test_run ();
}
