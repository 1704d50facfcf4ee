#include "config.h"

#include "cli/bench.h"

#include <math.h>
#include <sys/resource.h>

#include <glib/gstdio.h>

#include "acquire/recorder.h"
#include "base/clock.h"
#include "project/project.h"

/* Eight sensors of a lesson, each with a rate of its own: 1885 lines a second together. */
static const struct {
  const char *id;
  double      rate_hz;
} devices[] = {
  { "noise", 1000.0 }, { "heart", 500.0 },   { "pendulum", 200.0 }, { "capacitor", 100.0 },
  { "heating", 50.0 }, { "titration", 20.0 }, { "arduino", 10.0 },  { "cooling", 5.0 },
};

static RkRunSink *
begin_cb (RkRun     *run,
          gint64     origin_ns,
          gpointer   user_data,
          GError   **error)
{
  return rk_project_begin_run (user_data, run, origin_ns, error);
}

static void
end_cb (RkRun     *run,
        RkRunSink *sink,
        gpointer   user_data)
{
  rk_project_end_run (user_data, sink);
}

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static gboolean
quit_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);

  return G_SOURCE_REMOVE;
}

static void
run_loop_for (double seconds)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_timeout_add ((guint) (seconds * 1e3), quit_cb, loop);
  g_main_loop_run (loop);
}

typedef struct {
  guint64 n_samples;
  guint64 n_lost; /* frames that are in no stream */
  guint64 unaccounted;
  guint64 refused;
} Sum;

static Sum
sum_up (RkRecorder *recorder,
        RkRun      *run)
{
  GListModel *sources = rk_recorder_get_sources (recorder);
  Sum sum = { 0 };
  guint64 n_frames = 0;

  for (guint i = 0; i < rk_run_get_n_streams (run); i++)
    sum.n_samples += rk_series_get_n_samples (rk_stream_get_series (rk_run_get_stream (run, i)));

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    g_autoptr (RkSource) source = g_list_model_get_item (sources, i);
    RkCounters counters;

    rk_source_get_run_counters (source, &counters);
    n_frames += counters.frames;
    sum.refused += counters.rejected;
    sum.unaccounted += counters.bytes - counters.parsed - counters.rejected - counters.dropped - counters.pending;
  }
  sum.n_lost = n_frames > sum.n_samples ? n_frames - sum.n_samples : 0;

  return sum;
}

/**
 * rk_bench_many:
 * @self: the measurement
 *
 * Eight simulated devices at once into one run and its file, without a window. The time of the processor includes that
 * of the simulated devices.
 */
void
rk_bench_many (RkBench *self)
{
  const double seconds = rk_bench_is_quick (self) ? 10.0 : 60.0;
  g_autofree char *folder = g_dir_make_tmp ("rostok-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "many.rostok", NULL);
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkRecorder) recorder = rk_recorder_new (experiment);
  g_autoptr (RkProject) project = NULL;
  g_autoptr (RkRun) run = NULL;
  g_autoptr (GError) error = NULL;
  double cpu_s;
  gint64 begin_ns;
  double took_s;
  Sum sum;

  project = rk_project_create (path, &error);
  if (project == NULL)
    g_error ("%s", error->message);
  rk_recorder_set_keeper (recorder, begin_cb, end_cb, project);

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++) {
    g_autoptr (RkDevice) device = rk_device_new_simulated (devices[i].id, devices[i].rate_hz, i + 1);
    g_autoptr (RkProfile) profile = rk_device_guess_profile (device);
    g_autoptr (RkSource) source = rk_source_new (device, profile);

    rk_recorder_add_source (recorder, source);
    rk_source_open (source);
  }
  run_loop_for (1.0);

  rk_recorder_set_rate_hz (recorder, 0.0);
  rk_recorder_set_pace (recorder, RK_PACE_EVERY);
  if (!rk_recorder_start (recorder, &error))
    g_error ("%s", error->message);
  run = g_object_ref (rk_recorder_get_run (recorder));
  begin_ns = rk_clock_now_ns ();
  cpu_s = cpu_seconds ();
  run_loop_for (seconds);
  cpu_s = cpu_seconds () - cpu_s;
  took_s = (double) (rk_clock_now_ns () - begin_ns) / 1e9;
  rk_recorder_stop (recorder);
  sum = sum_up (recorder, run);

  rk_bench_add (self, "many.samples", (double) sum.n_samples / took_s, "samples/s", NAN, RK_BENCH_HIGHER);
  rk_bench_add (self, "many.lost", (double) sum.n_lost, "samples", 0.0, RK_BENCH_LOWER);
  rk_bench_add (self, "many.refused-bytes", (double) sum.refused, "B", 0.0, RK_BENCH_LOWER);
  rk_bench_add (self, "many.unaccounted-bytes", (double) sum.unaccounted, "B", 0.0, RK_BENCH_LOWER);
  rk_bench_add (self, "many.cpu", 100.0 * cpu_s / took_s, "% of a core", 25.0, RK_BENCH_LOWER);

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++) {
    g_autoptr (RkSource) source = g_list_model_get_item (rk_recorder_get_sources (recorder), 0);

    rk_recorder_remove_source (recorder, source);
    rk_source_close (source);
  }
  rk_project_close (project);
  g_unlink (path);
  g_rmdir (folder);
}
