#pragma once

#include "base/clock.h"
#include "project/errors.h"
#include "project/project.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

/* A folder of its own for each test program; the user's folders lie within. */
static char *test_folder;

static inline void
test_set_up (void)
{
  test_folder = g_dir_make_tmp ("rostok-test-XXXXXX", NULL);
  g_assert_nonnull (test_folder);
  g_setenv ("XDG_DATA_HOME", test_folder, TRUE);
  g_setenv ("XDG_RUNTIME_DIR", test_folder, TRUE);
  g_setenv ("XDG_CACHE_HOME", test_folder, TRUE);
}

/* For tests that sync a thousand times and mean no disk. */
static inline void
test_use_memory (void)
{
  if (g_access ("/dev/shm", W_OK | X_OK) == 0)
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
}

static inline char *
test_path (const char *name)
{
  return g_build_filename (test_folder, name, NULL);
}

static inline void
remove_tree (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileEnumerator) children =
    g_file_enumerate_children (file, "standard::name,standard::type", G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  GFileInfo *info;
  GFile *child;

  while (children != NULL && g_file_enumerator_iterate (children, &info, &child, NULL, NULL) && child != NULL)
    remove_tree (g_file_peek_path (child));

  g_file_delete (file, NULL, NULL);
}

/* Values that differ in every bit pattern that matters: NaN, -0, denormal, large. */
static inline double
test_value (guint64 i,
            guint   column)
{
  static const double special[] = { 0.0, -0.0, 5e-324, 1.7976931348623157e308, -1e-300 };

  if (i % 97 == 13)
    return special[(i / 97) % G_N_ELEMENTS (special)];
  if (i % 101 == 7)
    return (double) NAN;

  return (double) i * 1.1 + column * 1e-7;
}

static inline RkBlock *
test_block (guint64 first,
            guint   n,
            guint   n_columns,
            gint64  begin_ns,
            double  step_ns)
{
  RkBlock *block = rk_block_new (n_columns, n, begin_ns, step_ns);

  for (guint column = 0; column < n_columns; column++) {
    for (guint i = 0; i < n; i++)
      block->values[column * n + i] = test_value (first + i, column);
  }

  return block;
}

static inline GPtrArray *
test_columns (guint n)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);

  for (guint i = 0; i < n; i++) {
    g_autofree char *key = g_strdup_printf ("value %u", i + 1);

    g_ptr_array_add (columns, rk_column_new (key, i == 0 ? "temperature" : NULL, i == 0 ? "°C" : NULL));
  }

  return columns;
}

static inline gboolean
same_bits (double a,
           double b)
{
  return memcmp (&a, &b, sizeof a) == 0;
}

static inline RkExperiment *
test_load (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  RkExperiment *experiment = rk_experiment_new ();
  RkProject *project = rk_project_open (path, &error);

  g_assert_no_error (error);
  rk_project_load (project, experiment, warnings, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < warnings->len; i++)
    g_test_message ("warning: %s", (char *) g_ptr_array_index (warnings, i));
  rk_project_close (project);
  g_assert_finalize_object (project);

  return experiment;
}

static inline RkRun *
test_get_run (RkExperiment *experiment,
              guint         n)
{
  RkRun *run = g_list_model_get_item (rk_experiment_get_runs (experiment), n);

  g_assert_nonnull (run);
  g_object_unref (run);

  return run;
}

static inline RkSpan *
test_get_span (RkExperiment *experiment,
               guint         run,
               guint         stream)
{
  return rk_series_take_span (rk_stream_get_series (rk_run_get_stream (test_get_run (experiment, run), stream)));
}

static inline void
assert_same_span (RkSpan *a,
                  RkSpan *b)
{
  guint64 n = rk_span_get_n_samples (a);

  g_assert_cmpuint (rk_span_get_n_samples (b), ==, n);
  g_assert_cmpuint (rk_span_get_n_columns (b), ==, rk_span_get_n_columns (a));
  g_assert_cmpuint (rk_span_get_n_gaps (b), ==, rk_span_get_n_gaps (a));

  for (guint64 i = 0; i < n; i++) {
    g_assert_cmpint (rk_span_get_time_ns (b, i), ==, rk_span_get_time_ns (a, i));
    for (guint column = 0; column < rk_span_get_n_columns (a); column++) {
      double x = rk_span_get_value (a, column, i);
      double y = rk_span_get_value (b, column, i);

      if (!same_bits (x, y))
        g_error ("sample %" G_GUINT64_FORMAT " column %u: %g is %g", i, column, x, y);
    }
  }

  for (guint i = 0; i < rk_span_get_n_gaps (a); i++) {
    RkGap x = rk_span_get_gap (a, i);
    RkGap y = rk_span_get_gap (b, i);

    g_assert_cmpint (x.begin_ns, ==, y.begin_ns);
    g_assert_cmpint (x.end_ns, ==, y.end_ns);
    g_assert_cmpint (x.reason, ==, y.reason);
    g_assert_cmpuint (x.n_lost, ==, y.n_lost);
  }

  for (guint64 i = 0; i < n; i = rk_span_get_break (a, i + 1))
    g_assert_cmpuint (rk_span_get_break (b, i + 1), ==, rk_span_get_break (a, i + 1));
}
