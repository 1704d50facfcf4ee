#pragma once

#include "plot/view.h"
#include "store/experiment.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* What the tests of this folder share: a folder of files that goes away, and experiments by hand. */

typedef struct {
  char *folder;
  char *path; /* of the file in question */
} Fixture;

static inline void
fixture_set_up (Fixture      *self,
                gconstpointer data)
{
  self->folder = g_dir_make_tmp ("rostok-exchange-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->path = g_build_filename (self->folder, "table.csv", NULL);
}

static inline guint
fixture_count_files (Fixture *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;

  return n;
}

static inline void
fixture_tear_down (Fixture      *self,
                   gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_unlink (path);
  }

  g_rmdir (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

/* A run with one stream of @n_columns named by "NAME|UNIT" texts, without samples. */
static inline RkRun *
add_run (RkExperiment *experiment,
         const char   *source,
         const char  **columns,
         RkSeries     *series)
{
  RkRun *run = rk_experiment_begin_run (experiment, 0);
  g_autoptr (RkStream) stream = rk_stream_new (source, source, NULL, series);

  for (guint i = 0; columns[i] != NULL; i++) {
    g_auto (GStrv) parts = g_strsplit (columns[i], "|", 2);
    g_autoptr (RkColumn) column = rk_column_new (parts[0], NULL, parts[1]);

    rk_stream_add_channel (stream, rk_experiment_ensure_channel (experiment, source, column));
  }

  rk_run_add_stream (run, stream);
  rk_run_set_state (run, RK_RUN_COMPLETE);

  return run;
}

/* @values: row after row. */
static inline void
append_rows (RkSeries     *series,
             guint         n_columns,
             guint         n_rows,
             const gint64 *times_ns,
             const double *values)
{
  g_autoptr (RkBlock) block = rk_block_new (n_columns, n_rows, times_ns[0], 0.0);

  for (guint i = 0; i < n_rows; i++) {
    block->times_ns[i] = times_ns[i];

    for (guint k = 0; k < n_columns; k++)
      block->values[(gsize) k * n_rows + i] = values[(gsize) i * n_columns + k];
  }

  rk_series_append (series, block);
}

static inline RkSpan *
take_span (RkRun *run)
{
  g_assert_cmpuint (rk_run_get_n_streams (run), ==, 1);

  return rk_series_take_span (rk_stream_get_series (rk_run_get_stream (run, 0)));
}

static inline RkChannel *
channel_of (RkRun *run,
            guint  column)
{
  return rk_stream_get_channel (rk_run_get_stream (run, 0), column);
}

/* Bit for bit; all NaN are one. */
static inline void
assert_same (double a,
             double b)
{
  if (isnan (a) && isnan (b))
    return;

  g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
}

/* Three readings of a temperature. */
static inline RkScene *
make_warm_scene (const RkViewSettings *settings)
{
  static const gint64 times[] = { 0, 1000000000, 2000000000 };
  static const double values[] = { 20, 40, 30 };
  const char *columns[] = { "Temperature|°C", NULL };
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkSeries) series = rk_series_new (1, 0);

  append_rows (series, 1, 3, times, values);
  add_run (experiment, "device", columns, series);

  return rk_view_make_scene (experiment, settings);
}
