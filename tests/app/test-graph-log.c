#include "config.h"

#include "app/graph-view.h"

#include "base/clock.h"
#include "base/number.h"
#include "plot/scene-check.h"

#include <math.h>
#include <string.h>

typedef struct {
  RkExperiment *experiment;
  RkSeries     *series;
  RkGraphView  *view;
} Fixture;

/* A run of @n values, ten a second. */
static void
add_run (Fixture      *fixture,
         const double *values,
         guint         n,
         gboolean      is_complete)
{
  g_autoptr (RkColumn) column = rk_column_new ("a", "pressure", "Pa");
  g_autoptr (RkStream) stream = NULL;
  g_autoptr (RkBlock) block = rk_block_new (1, n, 0, 1e8);
  RkRun *run = rk_experiment_begin_run (fixture->experiment, 0);

  g_clear_pointer (&fixture->series, rk_series_unref);
  fixture->series = rk_series_new (1, 0);
  stream = rk_stream_new ("key", "Source", NULL, fixture->series);
  rk_stream_add_channel (stream, rk_experiment_ensure_channel (fixture->experiment, "key", column));
  rk_run_add_stream (run, stream);
  memcpy (block->values, values, n * sizeof (double));
  rk_series_append (fixture->series, block);
  if (is_complete)
    rk_run_set_state (run, RK_RUN_COMPLETE);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  rk_number_set_decimal_sign ('.');
  fixture->experiment = rk_experiment_new ();
  fixture->view = rk_graph_view_new ();
  rk_graph_view_set_experiment (fixture->view, fixture->experiment);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->view);
  g_clear_pointer (&fixture->series, rk_series_unref);
  g_object_unref (fixture->experiment);
}

/* What the next picture has. */
static RkAxis
look (RkGraphView *view)
{
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (GError) error = NULL;
  RkViewSettings settings;
  RkAxis axis;

  rk_view_settings_init (&settings);
  scene = rk_graph_view_make_scene (view, &settings);
  g_assert_true (rk_scene_check (scene, &error));
  g_assert_no_error (error);
  axis = g_array_index (scene->axes, RkAxis, 0);
  axis.title = NULL;

  return axis;
}

static void
assert_axis (RkGraphView *view,
             gboolean     is_log,
             double       lower,
             double       upper)
{
  RkAxis axis = look (view);

  g_assert_cmpint (axis.log, ==, is_log);
  g_assert_cmpfloat_with_epsilon (axis.lower, lower, 1e-9 * fabs (upper));
  g_assert_cmpfloat_with_epsilon (axis.upper, upper, 1e-9 * fabs (upper));
}

static const double decades[] = { 3, 20, 400, 5000 };

/* More than two decades stand between whole ones. */
static void
test_fits_decades (Fixture       *fixture,
                   gconstpointer  data)
{
  add_run (fixture, decades, G_N_ELEMENTS (decades), TRUE);
  look (fixture->view);
  g_assert_false (rk_graph_view_get_log (fixture->view, 0));
  rk_graph_view_set_log (fixture->view, 0, TRUE);
  g_assert_true (rk_graph_view_get_log (fixture->view, 0));
  assert_axis (fixture->view, TRUE, 1, 10000);
  rk_graph_view_set_log (fixture->view, 7, TRUE);
}

/* A zoom keeps its point, a move keeps the number of decades. */
static void
test_moves_by_factors (Fixture       *fixture,
                       gconstpointer  data)
{
  add_run (fixture, decades, G_N_ELEMENTS (decades), TRUE);
  look (fixture->view);
  rk_graph_view_set_log (fixture->view, 0, TRUE);
  assert_axis (fixture->view, TRUE, 1, 10000);
  rk_graph_view_shift_y (fixture->view, 0, 1, 10000, 0.25);
  assert_axis (fixture->view, TRUE, 10, 100000);
  rk_graph_view_zoom_y (fixture->view, 0, 0.5, 0.5);
  assert_axis (fixture->view, TRUE, 100, 10000);
  rk_graph_view_zoom_y (fixture->view, 0, 0, 2);
  assert_axis (fixture->view, TRUE, 100, 1000000);
  rk_graph_view_stretch_y (fixture->view, 0, 100, 1000000, 10000, 0.5);
  assert_axis (fixture->view, TRUE, 1000, 100000);
}

/* No hand gets it to where there is no logarithm. */
static void
test_refuses_what_has_no_logarithm (Fixture       *fixture,
                                    gconstpointer  data)
{
  add_run (fixture, decades, G_N_ELEMENTS (decades), TRUE);
  look (fixture->view);
  rk_graph_view_set_log (fixture->view, 0, TRUE);
  look (fixture->view);
  g_assert_false (rk_graph_view_type_y (fixture->view, 0, 0, 10));
  g_assert_false (rk_graph_view_type_y (fixture->view, 0, -5, 10));
  rk_graph_view_set_y (fixture->view, 0, -5, 10);
  assert_axis (fixture->view, TRUE, 1, 10000);
  for (int i = 0; i < 3000; i++)
    rk_graph_view_zoom_y (fixture->view, 0, 0.3, i % 1000 < 700 ? 1.7 : 1e-3);
  look (fixture->view);
  for (int i = 0; i < 3000; i++) {
    RkAxis axis = look (fixture->view);

    rk_graph_view_shift_y (fixture->view, 0, axis.lower, axis.upper, i < 1500 ? 0.9 : -1.1);
  }
  look (fixture->view);
}

typedef struct {
  const char *name;
  double      values[4];
  double      lower, upper;
} ValuesCase;

/* By the rule: three decades below the largest, on whole decades; without anything above zero 0.1 to 10. */
static const ValuesCase cases[] = {
  { "zero", { 0, 1, 10, 2000 }, 1, 10000 },
  { "negative", { -50, 1, 10, 100 }, 0.1, 100 },
  { "none", { -50, -1, 0, -3 }, 0.1, 10 },
  { "nothing-but-zero", { 0, 0, 0, 0 }, 0.1, 10 },
};

static void
test_values (Fixture       *fixture,
             gconstpointer  data)
{
  const ValuesCase *row = data;

  add_run (fixture, row->values, 4, TRUE);
  look (fixture->view);
  rk_graph_view_set_log (fixture->view, 0, TRUE);
  assert_axis (fixture->view, TRUE, row->lower, row->upper);
  rk_graph_view_set_ignore_outliers (fixture->view, TRUE);
  assert_axis (fixture->view, TRUE, row->lower, row->upper);
}

/* Limits typed below zero go, others stay. */
static void
test_typed_limits (Fixture       *fixture,
                   gconstpointer  data)
{
  add_run (fixture, decades, G_N_ELEMENTS (decades), TRUE);
  look (fixture->view);
  g_assert_true (rk_graph_view_type_y (fixture->view, 0, -7, 80));
  rk_graph_view_set_log (fixture->view, 0, TRUE);
  assert_axis (fixture->view, TRUE, 1, 10000);
  g_assert_true (rk_graph_view_type_y (fixture->view, 0, 0.5, 80));
  assert_axis (fixture->view, TRUE, 0.5, 80);
  rk_graph_view_set_log (fixture->view, 0, FALSE);
  assert_axis (fixture->view, FALSE, 0.5, 80);
  rk_graph_view_set_log (fixture->view, 0, TRUE);
  assert_axis (fixture->view, TRUE, 0.5, 80);
  rk_graph_view_fit_y (fixture->view, 0);
  assert_axis (fixture->view, TRUE, 1, 10000);
}

static void
test_goes_back (Fixture       *fixture,
                gconstpointer  data)
{
  RkAxis before;

  add_run (fixture, decades, G_N_ELEMENTS (decades), TRUE);
  before = look (fixture->view);
  rk_graph_view_set_log (fixture->view, 0, TRUE);
  look (fixture->view);
  g_assert_true (rk_graph_view_type_y (fixture->view, 0, 2, 30));
  g_assert_true (rk_graph_view_go (fixture->view, FALSE));
  assert_axis (fixture->view, TRUE, 1, 10000);
  g_assert_true (rk_graph_view_go (fixture->view, FALSE));
  assert_axis (fixture->view, FALSE, before.lower, before.upper);
  g_assert_null (strstr (rk_experiment_get_setup (fixture->experiment), "\"log\""));
  g_assert_true (rk_graph_view_go (fixture->view, TRUE));
  g_assert_true (rk_graph_view_go (fixture->view, TRUE));
  assert_axis (fixture->view, TRUE, 2, 30);
}

/* Another window of the same experiment has it too, and so has a picture. */
static void
test_is_kept (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (RkGraphView) other = rk_graph_view_new ();
  g_autoptr (RkScene) copy = NULL;
  RkViewSettings settings;

  add_run (fixture, decades, G_N_ELEMENTS (decades), TRUE);
  look (fixture->view);
  rk_graph_view_set_log (fixture->view, 0, TRUE);
  look (fixture->view);
  rk_graph_view_set_experiment (other, fixture->experiment);
  assert_axis (other, TRUE, 1, 10000);

  rk_view_settings_init (&settings);
  copy = rk_graph_view_copy_scene (fixture->view, &settings);
  g_assert_true (g_array_index (copy->axes, RkAxis, 0).log);
  g_assert_true (rk_scene_check (copy, NULL));

  rk_experiment_set_setup (fixture->experiment, "{}");
  g_assert_false (look (other).log);
}

/* A recording begins below zero and grows by decades; it never shrinks under the eyes. */
static void
test_grows_while_recording (Fixture       *fixture,
                            gconstpointer  data)
{
  static const double low[] = { -1, 0, 2, 3 };

  rk_experiment_set_setup (fixture->experiment, "{\"graph\":{\"log\":[\"Pa\"]}}");
  add_run (fixture, low, 4, FALSE);
  assert_axis (fixture->view, TRUE, 0.001, 10);
  for (guint i = 0; i < G_N_ELEMENTS (decades); i++) {
    g_autoptr (RkBlock) block = rk_block_new (1, 1, (gint64) (4 + i) * RK_NS_PER_S / 10, 1e8);

    block->values[0] = decades[i];
    rk_series_append (fixture->series, block);
    assert_axis (fixture->view, TRUE, 0.001, pow (10, MAX (1, ceil (log10 (decades[i])))));
  }
}

static void
test_strange_setups (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char *const setups[] = {
    "{\"graph\":{\"log\":{}}}",
    "{\"graph\":{\"log\":[null,3,[],{},true]}}",
    "{\"graph\":{\"log\":\"Pa\"}}",
    "{\"graph\":{\"log\":[\"Pa\",\"Pa\"],\"limits\":{\"Pa\":[-1,1]}}}",
    "{\"graph\":{\"log\":[\"Pa\"],\"limits\":{\"Pa\":[0,1]}}}",
  };

  add_run (fixture, decades, G_N_ELEMENTS (decades), TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (setups); i++) {
    rk_experiment_set_setup (fixture->experiment, setups[i]);
    g_assert_cmpint (look (fixture->view).log, ==, i >= 3);
    g_assert_false (rk_graph_view_get_y_typed (fixture->view, 0));
  }
}

#define ADD(path, function) g_test_add ("/app/graph-log/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("fits-decades", test_fits_decades);
  ADD ("moves-by-factors", test_moves_by_factors);
  ADD ("refuses-what-has-no-logarithm", test_refuses_what_has_no_logarithm);
  ADD ("typed-limits", test_typed_limits);
  ADD ("goes-back", test_goes_back);
  ADD ("is-kept", test_is_kept);
  ADD ("grows-while-recording", test_grows_while_recording);
  ADD ("strange-setups", test_strange_setups);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/app/graph-log/values/", cases[i].name, NULL);

    g_test_add (path, Fixture, &cases[i], set_up, test_values, tear_down);
  }

  return g_test_run ();
}
