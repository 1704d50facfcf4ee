#include "config.h"

#include "cli/bench.h"

#include <math.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/clock.h"
#include "exchange/csv.h"
#include "project/project.h"

static double
seconds_since (gint64 begin_ns)
{
  return (double) (rk_clock_now_ns () - begin_ns) / RK_NS_PER_S;
}

/* An experiment with one complete run of @n_columns steady channels. */
static RkExperiment *
make_experiment (guint64 n_samples,
                 guint   n_columns)
{
  RkExperiment *experiment = rk_experiment_new ();
  g_autoptr (RkSeries) series = rk_bench_make_series (n_samples, n_columns, RK_NS_PER_MS, FALSE);
  g_autoptr (RkStream) stream = rk_stream_new ("bench", "bench", NULL, series);
  RkRun *run = rk_experiment_begin_run (experiment, rk_clock_wall_us ());

  for (guint i = 0; i < n_columns; i++) {
    g_autofree char *key = g_strdup_printf ("value %u", i + 1);
    g_autoptr (RkColumn) column = rk_column_new (key, NULL, "V");

    rk_stream_add_channel (stream, rk_experiment_ensure_channel (experiment, "bench", column));
  }
  rk_run_add_stream (run, stream);
  rk_run_set_duration_ns (run, (gint64) n_samples * RK_NS_PER_MS);
  rk_run_set_state (run, RK_RUN_COMPLETE);

  return experiment;
}

static void
measure_csv (RkBench    *bench,
             const char *folder)
{
  const guint64 n_rows = rk_bench_is_quick (bench) ? 200000 : 1000000;
  g_autofree char *path = g_build_filename (folder, "bench.csv", NULL);
  g_autoptr (RkExperiment) experiment = make_experiment (n_rows, 3);
  g_autoptr (RkExperiment) read_back = rk_experiment_new ();
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (RkRun) run = g_list_model_get_item (rk_experiment_get_runs (experiment), 0);
  g_autoptr (GError) error = NULL;
  gint64 begin_ns = rk_clock_now_ns ();
  double seconds;

  g_ptr_array_add (runs, run);
  if (!rk_csv_write (experiment, runs, path, RK_CSV_ENGLISH, NULL, NULL, NULL, &error))
    g_error ("%s", error->message);
  seconds = seconds_since (begin_ns);
  rk_bench_add (bench, "csv.write", (double) n_rows * 4 / seconds, "values/s", 5e6, RK_BENCH_HIGHER);

  begin_ns = rk_clock_now_ns ();
  if (rk_csv_read (read_back, path, NULL, &error) == NULL)
    g_error ("%s", error->message);
  seconds = seconds_since (begin_ns);
  rk_bench_add (bench, "csv.read-1M-rows", seconds * 1e6 / (double) n_rows * 1e3, "ms", 600.0, RK_BENCH_LOWER);
  g_unlink (path);
}

static double
measure_open (const char *path)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProject) project = NULL;
  gint64 begin_ns = rk_clock_now_ns ();
  double seconds;

  project = rk_project_open (path, &error);
  if (project == NULL || !rk_project_load (project, experiment, NULL, &error))
    g_error ("%s", error->message);
  seconds = seconds_since (begin_ns);
  rk_project_close (project);

  return seconds;
}

static void
measure_project (RkBench    *bench,
                 const char *folder,
                 const char *what,
                 guint64     n_samples,
                 guint       n_columns,
                 double      open_target_ms)
{
  g_autofree char *path = g_build_filename (folder, "bench.rostok", NULL);
  g_autofree char *name_write = g_strconcat ("file.write-", what, NULL);
  g_autofree char *name_open = g_strconcat ("file.open-", what, NULL);
  g_autoptr (RkExperiment) experiment = make_experiment (n_samples, n_columns);
  g_autoptr (RkRun) run = g_list_model_get_item (rk_experiment_get_runs (experiment), 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProject) project = rk_project_create (path, &error);
  gint64 begin_ns = rk_clock_now_ns ();
  double seconds;

  if (project == NULL || !rk_project_write_run (project, run, &error))
    g_error ("%s", error->message);
  rk_project_save_setup (project, experiment);
  rk_project_close (project);
  seconds = seconds_since (begin_ns);
  rk_bench_add (bench, name_write, (double) (n_samples * n_columns) / seconds, "values/s", NAN, RK_BENCH_HIGHER);
  rk_bench_add (bench, name_open, 1e3 * measure_open (path), "ms", open_target_ms, RK_BENCH_LOWER);
  g_unlink (path);
}

/**
 * rk_bench_files:
 * @self: the measurement
 *
 * Writing and opening experiments and tables in the folder for temporary files.
 */
void
rk_bench_files (RkBench *self)
{
  g_autofree char *folder = g_dir_make_tmp ("rostok-bench-XXXXXX", NULL);

  if (folder == NULL)
    return;

  measure_csv (self, folder);
  /* One hour, 10 channels, 100 Hz. */
  measure_project (self, folder, "1h-10ch-100Hz", 360000, 10, 500.0);
  if (!rk_bench_is_quick (self))
    measure_project (self, folder, "10M", 10000000, 1, 2000.0);
  g_rmdir (folder);
}
