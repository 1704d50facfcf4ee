#include "config.h"

#include "common.h"

#include <unistd.h>

#define MS RK_NS_PER_MS

/* A run through the sink as the recorder does it: the samples go to the file and to the experiment alike. */
typedef struct {
  RkProject *project;
  RkRun     *run;
  RkRunSink *sink;
  RkSeries  *series;
  gint64     origin_ns;
  guint      stream;
} Recording;

static void
recording_begin (Recording    *self,
                 RkProject    *project,
                 RkExperiment *experiment,
                 guint         n_columns)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) columns = test_columns (n_columns);
  g_autoptr (RkStream) stream = NULL;

  self->project = project;
  self->origin_ns = rk_clock_now_ns ();
  self->run = rk_experiment_begin_run (experiment, rk_clock_wall_us ());
  self->sink = rk_project_begin_run (project, self->run, self->origin_ns, &error);
  g_assert_no_error (error);
  self->series = rk_series_new (n_columns, self->origin_ns);
  stream = rk_stream_new ("sim:test", "Test", "generic", self->series);
  rk_run_add_stream (self->run, stream);
  self->stream = self->sink->funcs->add_stream (self->sink, "sim:test", "Test", "generic");
  self->sink->funcs->set_columns (self->sink, self->stream, columns);
  for (guint i = 0; i < n_columns; i++)
    rk_stream_add_channel (stream, rk_experiment_ensure_channel (experiment, "sim:test", g_ptr_array_index (columns, i)));
}

static void
recording_push (Recording *self,
                RkBlock   *block)
{
  rk_series_append (self->series, block);
  self->sink->funcs->push_block (self->sink, self->stream, block);
  rk_block_unref (block);
}

static void
recording_gap (Recording  *self,
               gint64      begin_ns,
               gint64      end_ns,
               RkGapReason reason,
               guint64     n_lost)
{
  RkGap gap = { self->origin_ns + begin_ns, self->origin_ns + end_ns, reason, n_lost };

  rk_series_append_gap (self->series, &gap);
  self->sink->funcs->push_gap (self->sink, self->stream, &gap);
}

static void
recording_end (Recording *self)
{
  rk_run_set_state (self->run, RK_RUN_COMPLETE);
  rk_project_end_run (self->project, self->sink);
  g_clear_pointer (&self->series, rk_series_unref);
}

static void
close_project (RkProject *project)
{
  rk_project_close (project);
  g_assert_finalize_object (project);
}

/* Steady and unsteady blocks, a gap told twice, a column that comes later, commits in between. */
static void
record_everything (RkProject    *project,
                   RkExperiment *experiment)
{
  Recording recording;
  RkCounters counters = { 1000, 900, 60, 30, 10, 77, 3, 1500000, -149.5, 4, 5, 6, 7, 4095, 8 };
  g_autoptr (GBytes) raw = g_bytes_new ("21.5\n21.6\n", 10);
  g_autoptr (GPtrArray) columns = test_columns (3);
  g_autoptr (GError) error = NULL;
  guint64 n = 0;
  gint64 t = 0;

  recording_begin (&recording, project, experiment, 2);

  for (guint i = 0; i < 40; i++, n += 10, t += 100 * MS) {
    recording_push (&recording, test_block (n, 10, 2, recording.origin_ns + t, 10.0 * MS));
    if (i % 7 == 0)
      g_assert_true (rk_project_flush (project, &error));
  }

  recording_gap (&recording, t, t, RK_GAP_UNPLUGGED, 0);
  g_assert_true (rk_project_flush (project, &error));
  recording_gap (&recording, t, t + 500 * MS, RK_GAP_UNPLUGGED, 0);
  t += 500 * MS;

  for (guint i = 0; i < 30; i++, n += 7) {
    RkBlock *block = test_block (n, 7, 2, recording.origin_ns + t, 0.0);

    for (guint j = 0; j < 7; j++)
      block->times_ns[j] = recording.origin_ns + (t += 1 + (j * 7919 * i) % (3 * MS));
    recording_push (&recording, block);
    recording.sink->funcs->push_raw (recording.sink, recording.stream, raw, recording.origin_ns + t);
  }

  recording.sink->funcs->set_columns (recording.sink, recording.stream, columns);
  rk_stream_add_channel (rk_run_get_stream (recording.run, 0),
                         rk_experiment_ensure_channel (experiment, "sim:test", g_ptr_array_index (columns, 2)));
  recording_gap (&recording, t, t + MS, RK_GAP_LOST, 12);
  t += MS;
  for (guint i = 0; i < 3; i++, n += 4096, t += 4096 * MS)
    recording_push (&recording, test_block (n, 4096, 3, recording.origin_ns + t, 1.0 * MS));
  recording_gap (&recording, t, t + MS, RK_GAP_PAUSED, 0);

  recording.sink->funcs->set_counters (recording.sink, recording.stream, &counters);
  rk_run_set_duration_ns (recording.run, t + 2 * MS);
  rk_run_set_name (recording.run, "Опыт № 1 «ёж» 🌱");
  rk_run_set_notes (recording.run, "строка 1\nстрока 2");
  recording_end (&recording);
}

static void
assert_same_run (RkRun *a,
                 RkRun *b)
{
  g_assert_cmpint (rk_run_get_id (b), ==, rk_run_get_id (a));
  g_assert_cmpstr (rk_run_get_name (b), ==, rk_run_get_name (a));
  g_assert_cmpstr (rk_run_get_notes (b), ==, rk_run_get_notes (a));
  g_assert_cmpint (rk_run_get_state (b), ==, rk_run_get_state (a));
  g_assert_cmpint (rk_run_get_begin_wall_us (b), ==, rk_run_get_begin_wall_us (a));
  g_assert_cmpint (rk_run_get_duration_ns (b), ==, rk_run_get_duration_ns (a));
  g_assert_cmpuint (rk_run_get_n_streams (b), ==, rk_run_get_n_streams (a));

  for (guint i = 0; i < rk_run_get_n_streams (a); i++) {
    RkStream *x = rk_run_get_stream (a, i);
    RkStream *y = rk_run_get_stream (b, i);
    g_autoptr (RkSpan) span_x = rk_series_take_span (rk_stream_get_series (x));
    g_autoptr (RkSpan) span_y = rk_series_take_span (rk_stream_get_series (y));

    g_assert_cmpstr (rk_stream_get_source_key (y), ==, rk_stream_get_source_key (x));
    g_assert_cmpstr (rk_stream_get_source_name (y), ==, rk_stream_get_source_name (x));
    g_assert_cmpstr (rk_stream_get_profile_id (y), ==, rk_stream_get_profile_id (x));
    g_assert_cmpuint (rk_stream_get_n_channels (y), ==, rk_stream_get_n_channels (x));
    assert_same_span (span_x, span_y);
  }
}

static void
test_round_trip (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("round trip ёж.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  RkProject *project = rk_project_create (path, &error);
  RkChannel *channel;
  RkCounters counters;

  g_assert_no_error (error);
  g_assert_cmpstr (rk_project_get_path (project), ==, path);
  g_assert_false (rk_project_get_untitled (project));
  g_assert_false (rk_project_get_read_only (project));

  record_everything (project, experiment);
  rk_experiment_set_title (experiment, "Охлаждение воды");
  rk_experiment_set_setup (experiment, "{\"rate\":20,\"a\":[1,2]}");
  channel = rk_stream_get_channel (rk_run_get_stream (test_get_run (experiment, 0), 0), 0);
  rk_channel_set_name (channel, "Вода");
  rk_channel_set_unit (channel, "K");
  rk_channel_set_decimals (channel, 3);
  rk_channel_set_color (channel, 5);
  rk_channel_set_visible (channel, FALSE);
  rk_project_save_setup (project, experiment);
  close_project (project);

  loaded = test_load (path);
  g_assert_cmpstr (rk_experiment_get_title (loaded), ==, "Охлаждение воды");
  g_assert_cmpstr (rk_experiment_get_setup (loaded), ==, "{\"rate\":20,\"a\":[1,2]}");
  assert_same_run (test_get_run (experiment, 0), test_get_run (loaded, 0));

  channel = rk_stream_get_channel (rk_run_get_stream (test_get_run (loaded, 0), 0), 0);
  g_assert_cmpstr (rk_channel_get_name (channel), ==, "Вода");
  g_assert_cmpstr (rk_channel_get_unit (channel), ==, "K");
  g_assert_cmpstr (rk_channel_get_raw_unit (channel), ==, "°C");
  g_assert_cmpstr (rk_channel_get_quantity (channel), ==, "temperature");
  g_assert_cmpint (rk_channel_get_decimals (channel), ==, 3);
  g_assert_cmpuint (rk_channel_get_color (channel), ==, 5);
  g_assert_false (rk_channel_get_visible (channel));

  rk_stream_get_counters (rk_run_get_stream (test_get_run (loaded, 0), 0), &counters);
  g_assert_cmpuint (counters.bytes, ==, 1000);
  g_assert_cmpuint (counters.parsed, ==, 900);
  g_assert_cmpuint (counters.rejected, ==, 60);
  g_assert_cmpuint (counters.dropped, ==, 30);
  g_assert_cmpuint (counters.pending, ==, 10);
  g_assert_cmpuint (counters.frames, ==, 77);
  g_assert_cmpuint (counters.n_rejected, ==, 3);
  g_assert_cmpint (counters.time_error_ns, ==, 1500000);
  g_assert_cmpfloat (counters.drift_ppm, ==, -149.5);
  g_assert_cmpuint (counters.overrun, ==, 4);
  g_assert_cmpuint (counters.framing, ==, 5);
  g_assert_cmpuint (counters.parity, ==, 6);
  g_assert_cmpuint (counters.breaks, ==, 7);
  g_assert_cmpuint (counters.queue_high, ==, 4095);
  g_assert_cmpuint (counters.answers_late, ==, 8);
}

/* Loading and writing again through the other door gives the same once more. */
static void
test_written_run_is_the_same (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("first.rostok");
  g_autofree char *second = test_path ("second.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (RkExperiment) again = NULL;
  RkProject *project = rk_project_create (path, &error);

  record_everything (project, experiment);
  rk_project_save_setup (project, experiment);
  close_project (project);
  loaded = test_load (path);

  project = rk_project_create (second, &error);
  g_assert_no_error (error);
  g_assert_true (rk_project_write_run (project, test_get_run (loaded, 0), &error));
  g_assert_no_error (error);

  /* Never overwritten. */
  g_assert_false (rk_project_write_run (project, test_get_run (loaded, 0), &error));
  g_assert_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FAILED);
  g_clear_error (&error);

  rk_project_save_setup (project, loaded);
  close_project (project);
  again = test_load (second);
  assert_same_run (test_get_run (experiment, 0), test_get_run (again, 0));
}

/* What came before the moment of a trigger has negative times: in the file, and back, also over several writes. */
static void
test_before_origin (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("trigger.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (GBytes) raw = g_bytes_new ("21.5\n", 5);
  RkProject *project = rk_project_create (path, &error);
  Recording recording;

  recording_begin (&recording, project, experiment, 2);
  for (int i = -30; i < 30; i++) {
    RkBlock *block = test_block ((guint64) (i + 30) * 10, 10, 2, recording.origin_ns + i * 100 * MS, i % 3 == 0 ? 0.0 : 10.0 * MS);

    for (guint k = 0; block->times_ns != NULL && k < 10; k++)
      block->times_ns[k] = recording.origin_ns + i * 100 * MS + k * k * 1000;
    recording_push (&recording, block);
    if (i == -20)
      recording_gap (&recording, -19 * 100 * MS - MS, -19 * 100 * MS, RK_GAP_PAUSED, 0);
    if (i % 11 == 0)
      g_assert_true (rk_project_flush (project, &error));
    recording.sink->funcs->push_raw (recording.sink, recording.stream, raw, recording.origin_ns + i * 100 * MS);
  }
  rk_run_set_duration_ns (recording.run, 3000 * MS);
  recording_end (&recording);
  rk_project_save_setup (project, experiment);
  close_project (project);

  loaded = test_load (path);
  assert_same_run (test_get_run (experiment, 0), test_get_run (loaded, 0));
  span = rk_series_take_span (rk_stream_get_series (rk_run_get_stream (test_get_run (loaded, 0), 0)));
  g_assert_cmpint (rk_span_get_time_ns (span, 0), ==, -3000 * MS);
  g_assert_cmpuint (rk_span_find (span, 0), ==, 300);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);
  g_assert_cmpint (rk_span_get_gap (span, 0).end_ns, ==, -1900 * MS);
  g_assert_true (rk_project_check (path, problems, &error));
  g_assert_cmpuint (problems->len, ==, 0);
}

/* A step that is no whole number of nanoseconds, over many chunks: every time as the blocks had it. */
static void
test_broken_step (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("step.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (RkSpan) span = NULL;
  RkProject *project = rk_project_create (path, &error);
  Recording recording;
  double step = 1e9 / 44100.0;
  guint n = 0;

  recording_begin (&recording, project, experiment, 1);
  for (guint i = 0; i < 60; i++, n += 4096)
    recording_push (&recording, test_block (n, 4096, 1, recording.origin_ns + (gint64) (n * step + 0.5), step));
  recording_end (&recording);
  close_project (project);

  loaded = test_load (path);
  span = test_get_span (loaded, 0, 0);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, n);
  for (guint i = 0; i < n; i += 4096) {
    g_assert_cmpint (rk_span_get_time_ns (span, i), ==, (gint64) (i * step + 0.5));
    g_assert_true (same_bits (rk_span_get_value (span, 0, i), test_value (i, 0)));
  }
}

static void
test_untitled (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autofree char *first = NULL;
  RkProject *project = rk_project_create_untitled (&error);
  RkProject *other;
  Recording recording;

  g_assert_no_error (error);
  g_assert_true (rk_project_get_untitled (project));
  first = g_strdup (rk_project_get_path (project));

  /* The same second: another name. */
  other = rk_project_create_untitled (&error);
  g_assert_no_error (error);
  g_assert_cmpstr (rk_project_get_path (other), !=, first);

  recording_begin (&recording, other, experiment, 1);
  recording_push (&recording, test_block (0, 5, 1, recording.origin_ns, 1e7));
  recording_end (&recording);
  close_project (project);
  g_assert_false (g_file_test (first, G_FILE_TEST_EXISTS));

  g_free (first);
  first = g_strdup (rk_project_get_path (other));
  close_project (other);
  loaded = test_load (first);
  g_assert_cmpuint (rk_run_get_n_samples (test_get_run (loaded, 0)), ==, 5);
}

static void
test_only_once (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("once.rostok");
  RkProject *project = rk_project_create (path, &error);
  RkProject *second;

  g_assert_no_error (error);
  second = rk_project_open (path, &error);
  g_assert_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_BUSY);
  g_assert_null (second);
  g_clear_error (&error);

  /* Not even by another name of it. */
  {
    g_autofree char *link = test_path ("link.rostok");

    g_assert_cmpint (symlink (path, link), ==, 0);
    second = rk_project_open (link, &error);
    g_assert_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_BUSY);
    g_clear_error (&error);
  }

  g_assert_null (rk_project_create (path, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  close_project (project);

  project = rk_project_open (path, &error);
  g_assert_no_error (error);
  close_project (project);
}

static void
test_deleted_run (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("deleted.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  RkProject *project = rk_project_create (path, &error);
  Recording recording;

  for (guint i = 0; i < 3; i++) {
    recording_begin (&recording, project, experiment, 1);
    recording_push (&recording, test_block (i, 1000, 1, recording.origin_ns, 1e7));
    recording_end (&recording);
  }

  rk_project_set_run_deleted (project, test_get_run (experiment, 0), TRUE);
  rk_project_set_run_deleted (project, test_get_run (experiment, 1), TRUE);
  g_assert_true (rk_project_flush (project, &error));
  rk_project_set_run_deleted (project, test_get_run (experiment, 1), FALSE);
  close_project (project);

  loaded = test_load (path);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (loaded)), ==, 2);
  g_assert_cmpint (rk_run_get_id (test_get_run (loaded, 0)), ==, rk_run_get_id (test_get_run (experiment, 1)));
}

static void
test_save_as_while_recording (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("saved.rostok");
  g_autofree char *old = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (GPtrArray) unfinished = NULL;
  RkProject *project = rk_project_create_untitled (&error);
  Recording recording;
  guint n = 0;

  old = g_strdup (rk_project_get_path (project));
  recording_begin (&recording, project, experiment, 4);
  for (guint i = 0; i < 50; i++, n += 4096)
    recording_push (&recording, test_block (n, 4096, 4, recording.origin_ns + (gint64) n * 100000, 1e5));

  /* What is there is replaced. */
  g_assert_true (g_file_set_contents (path, "something else", -1, NULL));
  g_assert_true (rk_project_save_as (project, path, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (rk_project_get_path (project), ==, path);
  g_assert_false (rk_project_get_untitled (project));
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));

  for (guint i = 0; i < 10; i++, n += 4096)
    recording_push (&recording, test_block (n, 4096, 4, recording.origin_ns + (gint64) n * 100000, 1e5));
  recording_end (&recording);
  rk_project_save_setup (project, experiment);
  close_project (project);

  loaded = test_load (path);
  rk_run_set_duration_ns (test_get_run (experiment, 0), rk_run_get_duration_ns (test_get_run (loaded, 0)));
  assert_same_run (test_get_run (experiment, 0), test_get_run (loaded, 0));

  unfinished = rk_project_find_unfinished ();
  g_assert_cmpuint (unfinished->len, ==, 0);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

/* The recording goes on while the copy is made, and ends in it; a copy that is given up changes nothing. */
static void
test_save_as_async (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("later.rostok");
  g_autofree char *never = test_path ("never.rostok");
  g_autofree char *old = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  RkProject *project = rk_project_create_untitled (&error);
  Recording recording;
  guint n = 0;

  old = g_strdup (rk_project_get_path (project));
  recording_begin (&recording, project, experiment, 4);
  for (guint i = 0; i < 100; i++, n += 4096)
    recording_push (&recording, test_block (n, 4096, 4, recording.origin_ns + (gint64) n * 100000, 1e5));

  g_cancellable_cancel (cancellable);
  rk_project_save_as_async (project, never, cancellable, saved_cb, &cancelled);
  while (cancelled == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (rk_project_save_as_finish (project, cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (g_file_test (never, G_FILE_TEST_EXISTS));
  g_assert_cmpstr (rk_project_get_path (project), ==, old);

  rk_project_save_as_async (project, path, NULL, saved_cb, &saved);
  g_assert_cmpstr (rk_project_get_path (project), ==, old);
  while (saved == NULL) {
    recording_push (&recording, test_block (n, 100, 4, recording.origin_ns + (gint64) n * 100000, 1e5));
    n += 100;
    g_main_context_iteration (NULL, FALSE);
    g_usleep (1000);
  }
  g_assert_true (rk_project_save_as_finish (project, saved, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (rk_project_get_path (project), ==, path);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_clear_object (&cancelled);
  g_clear_object (&saved);

  recording_end (&recording);
  rk_project_save_setup (project, experiment);
  close_project (project);

  loaded = test_load (path);
  rk_run_set_duration_ns (test_get_run (experiment, 0), rk_run_get_duration_ns (test_get_run (loaded, 0)));
  assert_same_run (test_get_run (experiment, 0), test_get_run (loaded, 0));
}

/* Closed in the middle: the copy is whole, and nobody is called who is gone. */
static void
test_close_while_saving (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("closed.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (GAsyncResult) saved = NULL;
  RkProject *project = rk_project_create_untitled (&error);
  Recording recording;

  recording_begin (&recording, project, experiment, 1);
  recording_push (&recording, test_block (0, 4096, 1, recording.origin_ns, 1e5));
  recording_end (&recording);
  rk_project_save_setup (project, experiment);
  rk_project_save_as_async (project, path, NULL, saved_cb, &saved);
  rk_project_close (project);
  while (saved == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (rk_project_save_as_finish (project, saved, &error));
  g_clear_object (&saved);
  g_assert_finalize_object (project);

  loaded = test_load (path);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (loaded)), ==, 1);
}

static void
test_save_as_fails (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("here.rostok");
  g_autofree char *nowhere = test_path ("no such folder/there.rostok");
  g_autofree char *open_elsewhere = test_path ("elsewhere.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkProject *project = rk_project_create (path, &error);
  RkProject *other = rk_project_create (open_elsewhere, &error);
  Recording recording;

  recording_begin (&recording, project, experiment, 1);

  g_assert_false (rk_project_save_as (project, nowhere, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (rk_project_save_as (project, open_elsewhere, &error));
  g_assert_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_BUSY);
  g_clear_error (&error);
  g_assert_false (rk_project_save_as (project, test_folder, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_cmpstr (rk_project_get_path (project), ==, path);

  recording_push (&recording, test_block (0, 10, 1, recording.origin_ns, 1e7));
  recording_end (&recording);
  g_assert_true (rk_project_flush (project, &error));
  close_project (project);
  close_project (other);
}

static void
count_cb (GObject    *object,
          GParamSpec *pspec,
          gpointer    data)
{
  (*(guint *) data)++;
}

static void
test_unsaved (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("unsaved.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkProject *project = rk_project_create (path, &error);
  gint64 end_us = g_get_monotonic_time () + 5 * G_USEC_PER_SEC;
  Recording recording;
  guint n_notified = 0;
  guint unsaved_ms;

  g_signal_connect (project, "notify::unsaved-ms", G_CALLBACK (count_cb), &n_notified);
  recording_begin (&recording, project, experiment, 1);
  recording_push (&recording, test_block (0, 10, 1, recording.origin_ns, 1e7));

  do {
    g_main_context_iteration (NULL, FALSE);
    g_object_get (project, "unsaved-ms", &unsaved_ms, NULL);
    g_assert_cmpuint (unsaved_ms, <, 2000);
    g_usleep (1000);
  } while ((unsaved_ms > 0 || n_notified < 2) && g_get_monotonic_time () < end_us);

  g_assert_cmpuint (unsaved_ms, ==, 0);
  g_assert_cmpuint (n_notified, >=, 2);
  recording_end (&recording);
  close_project (project);
}

/* A recorder must be able to end a run and begin the next without a pause. */
static void
test_many_runs (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("many.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  RkProject *project = rk_project_create (path, &error);

  for (guint i = 0; i < 30; i++) {
    Recording recording;

    recording_begin (&recording, project, experiment, 1 + i % 3);
    recording_push (&recording, test_block (i, 20, 1 + i % 3, recording.origin_ns, 1e7));
    recording_end (&recording);
  }
  rk_project_save_setup (project, experiment);
  close_project (project);

  loaded = test_load (path);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (loaded)), ==, 30);
  for (guint i = 0; i < 30; i++) {
    g_autoptr (RkSpan) span = test_get_span (loaded, i, 0);
    g_autoptr (RkSpan) original = test_get_span (experiment, i, 0);

    assert_same_span (original, span);
  }

  g_assert_true (rk_project_check (path, problems, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  test_set_up ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/project/project/round-trip", test_round_trip);
  g_test_add_func ("/project/project/written-run-is-the-same", test_written_run_is_the_same);
  g_test_add_func ("/project/project/before-origin", test_before_origin);
  g_test_add_func ("/project/project/broken-step", test_broken_step);
  g_test_add_func ("/project/project/untitled", test_untitled);
  g_test_add_func ("/project/project/only-once", test_only_once);
  g_test_add_func ("/project/project/deleted-run", test_deleted_run);
  g_test_add_func ("/project/project/save-as-while-recording", test_save_as_while_recording);
  g_test_add_func ("/project/project/save-as-async", test_save_as_async);
  g_test_add_func ("/project/project/close-while-saving", test_close_while_saving);
  g_test_add_func ("/project/project/save-as-fails", test_save_as_fails);
  g_test_add_func ("/project/project/unsaved", test_unsaved);
  g_test_add_func ("/project/project/many-runs", test_many_runs);

  status = g_test_run ();
  remove_tree (test_folder);
  g_free (test_folder);

  return status;
}
