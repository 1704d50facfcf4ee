#include "config.h"

#include "app/graph-cursor.h"
#include "app/graph-figures.h"
#include "app/graph-trace.h"
#include "base/clock.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

/* 0.5 s apart, begin at 0: 20.0, 20.5 ... 29.5 °C; a second channel at 0.2, 1.2 ... s in kPa. */
typedef struct {
  RkExperiment   *experiment;
  RkGraphView    *view;
  RkGraphCursors *cursors;
  RkScene        *scene;
} Fixture;

static void
add_stream (RkRun      *run,
            RkChannel  *channel,
            const char *key,
            double      first_s,
            double      step_s,
            guint       n,
            double      first,
            double      step)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkStream) stream = rk_stream_new (key, key, NULL, series);

  rk_stream_add_channel (stream, channel);
  rk_run_add_stream (run, stream);
  for (guint i = 0; i < n; i++) {
    g_autoptr (RkBlock) block = rk_block_new (1, 1, (gint64) llround ((first_s + i * step_s) * (double) RK_NS_PER_S),
                                              step_s * (double) RK_NS_PER_S);

    block->values[0] = first + i * step;
    rk_series_append (series, block);
  }
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (RkColumn) warmth = rk_column_new ("a", "temperature", "°C");
  g_autoptr (RkColumn) pressure = rk_column_new ("b", "pressure", "kPa");
  RkViewSettings settings;
  RkRun *run;

  rk_number_set_decimal_sign ('.');
  warmth->decimals = 1;
  pressure->decimals = 2;
  fixture->experiment = rk_experiment_new ();
  fixture->view = rk_graph_view_new ();
  run = rk_experiment_begin_run (fixture->experiment, 0);
  add_stream (run, rk_experiment_ensure_channel (fixture->experiment, "one", warmth), "one", 0, 0.5, 20, 20, 0.5);
  add_stream (run, rk_experiment_ensure_channel (fixture->experiment, "two", pressure), "two", 0.2, 1, 10, 101, 0.25);
  rk_graph_view_set_experiment (fixture->view, fixture->experiment);
  fixture->cursors = rk_graph_cursors_new (fixture->view);

  rk_view_settings_init (&settings);
  settings.x_lower = 0;
  settings.x_upper = 10;
  fixture->scene = rk_view_make_scene (fixture->experiment, &settings);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  rk_number_set_decimal_sign (0);
  rk_scene_unref (fixture->scene);
  g_assert_finalize_object (fixture->cursors);
  g_object_unref (fixture->view);
  g_object_unref (fixture->experiment);
}

static void
test_steps_visit_every_sample (Fixture       *fixture,
                               gconstpointer  data)
{
  double at = rk_scene_snap (fixture->scene, -INFINITY);
  guint n = 1;

  g_assert_cmpfloat (at, ==, 0);
  g_assert_cmpfloat_with_epsilon (rk_scene_step (fixture->scene, 0, TRUE), 0.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (rk_scene_step (fixture->scene, 0.2, TRUE), 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (rk_scene_step (fixture->scene, 0.5, FALSE), 0.2, 1e-12);

  for (double next = rk_scene_step (fixture->scene, at, TRUE); next != at; next = rk_scene_step (fixture->scene, at, TRUE)) {
    g_assert_cmpfloat (next, >, at);
    at = next;
    g_assert_cmpuint (++n, <=, 30);
  }

  /* No two samples of the traces share a moment. */
  g_assert_cmpuint (n, ==, 30);
  g_assert_cmpfloat (at, ==, rk_scene_snap (fixture->scene, INFINITY));
  g_assert_cmpfloat (rk_scene_step (fixture->scene, 0, FALSE), ==, 0);
}

static void
test_snaps_to_the_trace_pointed_at (Fixture       *fixture,
                                    gconstpointer  data)
{
  /* Between 1.0 s of the first trace and 1.2 s of the second. */
  double x = rk_scene_from_time (fixture->scene, 1.1);

  g_assert_cmpfloat_with_epsilon (rk_scene_snap_point (fixture->scene, x, rk_scene_from_value (fixture->scene, 0, 21)), 1.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (rk_scene_snap_point (fixture->scene, x, rk_scene_from_value (fixture->scene, 1, 101.25)), 1.2,
                                  1e-12);
}

static void
test_without_samples (void)
{
  g_autoptr (RkScene) scene = rk_scene_new (800, 450, 1);
  g_autoptr (RkGraphView) view = rk_graph_view_new ();
  g_autoptr (RkGraphCursors) cursors = rk_graph_cursors_new (view);

  rk_scene_set_x (scene, 0, 10, "t, s");
  rk_scene_add_axis (scene, 0, 1, "T");
  g_assert_true (isnan (rk_scene_snap (scene, 3)));
  g_assert_true (isnan (rk_scene_snap_point (scene, 100, 100)));
  g_assert_cmpfloat (rk_scene_step (scene, 3, TRUE), ==, 3);

  rk_graph_cursors_add (cursors, scene);
  g_assert_true (isnan (rk_graph_cursors_get (cursors, 0)));
  g_assert_null (rk_graph_cursors_read (cursors, scene));
}

static void
test_cursors_are_one_then_two (Fixture       *fixture,
                               gconstpointer  data)
{
  RkGraphCursors *cursors = fixture->cursors;

  /* A second without a first is the first. */
  rk_graph_cursors_put (cursors, 1, 2);
  g_assert_cmpfloat (rk_graph_cursors_get (cursors, 0), ==, 2);
  g_assert_true (isnan (rk_graph_cursors_get (cursors, 1)));

  rk_graph_cursors_put (cursors, 1, 4);
  g_assert_cmpuint (rk_graph_cursors_get_active (cursors), ==, 1);
  rk_graph_cursors_add (cursors, fixture->scene);
  g_assert_cmpuint (rk_graph_cursors_get_active (cursors), ==, 0);

  rk_graph_cursors_remove (cursors, 0);
  g_assert_cmpfloat (rk_graph_cursors_get (cursors, 0), ==, 4);
  g_assert_true (isnan (rk_graph_cursors_get (cursors, 1)));

  rk_graph_cursors_put (cursors, 0, (double) NAN);
  g_assert_cmpfloat (rk_graph_cursors_get (cursors, 0), ==, 4);
}

static const char *
cell (RkFigures *figures,
      guint      row,
      guint      column)
{
  return ((RkFigureRow *) g_ptr_array_index (figures->rows, row))->cells[column];
}

/* Of a mean its scatter is told too: here a hundredth of it. */
static void
test_mean_has_its_scatter (Fixture       *fixture,
                           gconstpointer  data)
{
  RkTrace *trace = &g_array_index (fixture->scene->traces, RkTrace, 0);
  g_autoptr (RkFigures) one = NULL;
  g_autoptr (RkFigures) two = NULL;

  trace->has_spread = TRUE;
  trace->spread_column = 0;
  trace->spread_scale = 0.01;
  rk_graph_cursors_put (fixture->cursors, 0, 1);
  one = rk_graph_cursors_read (fixture->cursors, fixture->scene);
  g_assert_cmpstr (cell (one, 0, 1), ==, "21.00 ± 0.21 °C");
  rk_graph_cursors_put (fixture->cursors, 1, 5);
  two = rk_graph_cursors_read (fixture->cursors, fixture->scene);
  g_assert_cmpstr (cell (two, 1, 1), ==, "21.0 °C");
}

static void
test_two_cursors_give_differences (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr (RkFigures) figures = NULL;

  rk_graph_cursors_put (fixture->cursors, 0, 1);
  rk_graph_cursors_put (fixture->cursors, 1, 5);
  figures = rk_graph_cursors_read (fixture->cursors, fixture->scene);

  g_assert_nonnull (strstr (figures->title, "Δt = 4.00"));
  g_assert_nonnull (strstr (figures->title, "1/Δt = 0.2500\u00a0Hz"));
  g_assert_cmpstr (cell (figures, 1, 1), ==, "21.0\u00a0°C");
  g_assert_cmpstr (cell (figures, 1, 2), ==, "25.0\u00a0°C");
  g_assert_cmpstr (cell (figures, 1, 3), ==, "4.0\u00a0°C");
  g_assert_cmpstr (cell (figures, 1, 4), ==, "1.000\u00a0°C/s");
}

static void
test_selection_tells_its_figures (Fixture       *fixture,
                                  gconstpointer  data)
{
  RkGraphSelection *selection = rk_graph_cursors_select (fixture->cursors, 3, 1);
  g_autoptr (RkFigures) figures = rk_graph_selection_read (selection, fixture->view, fixture->scene);
  /* 21, 21.5 ... 23: mean 22, sd sqrt (2.5 / 4), area of the trapezoids 44. */
  static const char *const expected[] = {
    "5", "21.0\u00a0°C", "23.0\u00a0°C", "22.00\u00a0°C", "0.791\u00a0°C", "2.000\u00a0s", "2.0\u00a0°C", "1.000\u00a0°C/s",
    "44.00\u00a0°C·s",
  };

  g_assert_cmpfloat (rk_graph_selection_get_begin (selection), ==, 1);
  g_assert_cmpuint (figures->rows->len, ==, 1 + G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpstr (cell (figures, i + 1, 1), ==, expected[i]);
}

static void
test_empty_selection_shows_dashes (Fixture       *fixture,
                                   gconstpointer  data)
{
  RkGraphSelection *selection = rk_graph_cursors_select (fixture->cursors, 1.05, 1.1);
  g_autoptr (RkFigures) figures = rk_graph_selection_read (selection, fixture->view, fixture->scene);

  g_assert_cmpstr (cell (figures, 1, 1), ==, "0");
  for (guint i = 2; i < figures->rows->len; i++)
    g_assert_cmpstr (cell (figures, i, 1), ==, "–");
}

typedef struct {
  const char *name;
  double      dx;      /* from the edge at 2 s (or 6 s), pixels */
  gboolean    at_end;
  gboolean    in_bar;
  RkGraphPart part;
} HitRow;

static const HitRow hit_rows[] = {
  { "begin", 3, FALSE, FALSE, RK_GRAPH_PART_BEGIN },
  { "outside-of-begin", -5, FALSE, FALSE, RK_GRAPH_PART_BEGIN },
  { "too-far", -8, FALSE, FALSE, RK_GRAPH_PART_NOTHING },
  { "end", -3, TRUE, FALSE, RK_GRAPH_PART_END },
  { "inside-is-the-graph", 40, FALSE, FALSE, RK_GRAPH_PART_NOTHING },
  { "bar", 40, FALSE, TRUE, RK_GRAPH_PART_WHOLE },
  { "edge-wins-over-bar", 2, FALSE, TRUE, RK_GRAPH_PART_BEGIN },
};

static void
test_hit (Fixture       *fixture,
          gconstpointer  data)
{
  const HitRow *row = data;
  RkRect pane = rk_scene_get_pane (fixture->scene, 0);
  double x = rk_scene_from_time (fixture->scene, row->at_end ? 6 : 2) + row->dx;
  double y = pane.y + (row->in_bar ? 4 : 60);
  guint n;

  rk_graph_cursors_select (fixture->cursors, 2, 6);
  g_assert_cmpint (rk_graph_cursors_hit (fixture->cursors, fixture->scene, x, y, 6, &n), ==, row->part);
}

static void
test_cursor_wins_over_selection (Fixture       *fixture,
                                 gconstpointer  data)
{
  RkRect pane = rk_scene_get_pane (fixture->scene, 0);
  double x = rk_scene_from_time (fixture->scene, 2);
  guint n;

  rk_graph_cursors_select (fixture->cursors, 2, 6);
  rk_graph_cursors_put (fixture->cursors, 0, 8);
  rk_graph_cursors_put (fixture->cursors, 1, 2);
  g_assert_cmpint (rk_graph_cursors_hit (fixture->cursors, fixture->scene, x, pane.y + 60, 6, &n), ==, RK_GRAPH_PART_CURSOR);
  g_assert_cmpuint (n, ==, 1);
}

static void
test_selections_are_bounded_and_removed (Fixture       *fixture,
                                         gconstpointer  data)
{
  GListModel *selections = rk_graph_cursors_get_selections (fixture->cursors);
  guint n = 0;

  while (n < 100 && rk_graph_cursors_select (fixture->cursors, n, n + 1) != NULL)
    n++;
  g_assert_cmpuint (n, <, 100);
  g_assert_cmpuint (g_list_model_get_n_items (selections), ==, n);

  rk_graph_cursors_put (fixture->cursors, 0, 3);
  rk_graph_view_set_experiment (fixture->view, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (selections), ==, 0);
  g_assert_true (isnan (rk_graph_cursors_get (fixture->cursors, 0)));
}

typedef struct {
  double      value;
  int         digits;
  const char *text;
} DigitsRow;

static const DigitsRow digits_rows[] = {
  { 0.012345, 3, "0.0123" }, { 12.345, 3, "12.3" }, { 9.996, 3, "10.0" }, { 1234.5, 3, "1234" }, { 0, 3, "0" },
  { 1.5e9, 3, "1.50·10^9" }, { 2.5e-8, 2, "2.5·10^−8" }, { -0.5, 3, "−0.500" },
};

static void
test_digits (void)
{
  rk_number_set_decimal_sign ('.');
  for (guint i = 0; i < G_N_ELEMENTS (digits_rows); i++) {
    g_autofree char *text = rk_format_digits (digits_rows[i].value, digits_rows[i].digits);

    g_assert_cmpstr (text, ==, digits_rows[i].text);
  }
  rk_number_set_decimal_sign (0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, function) g_test_add ("/app/reading/" path, Fixture, NULL, set_up, function, tear_down)
  ADD ("steps-visit-every-sample", test_steps_visit_every_sample);
  ADD ("snaps-to-the-trace-pointed-at", test_snaps_to_the_trace_pointed_at);
  ADD ("cursors-are-one-then-two", test_cursors_are_one_then_two);
  ADD ("mean-has-its-scatter", test_mean_has_its_scatter);
  ADD ("two-cursors-give-differences", test_two_cursors_give_differences);
  ADD ("selection-tells-its-figures", test_selection_tells_its_figures);
  ADD ("empty-selection-shows-dashes", test_empty_selection_shows_dashes);
  ADD ("cursor-wins-over-selection", test_cursor_wins_over_selection);
  ADD ("selections-are-bounded-and-removed", test_selections_are_bounded_and_removed);
  g_test_add_func ("/app/reading/without-samples", test_without_samples);
  g_test_add_func ("/app/reading/digits", test_digits);

  for (guint i = 0; i < G_N_ELEMENTS (hit_rows); i++) {
    g_autofree char *path = g_strconcat ("/app/reading/hit/", hit_rows[i].name, NULL);

    g_test_add (path, Fixture, &hit_rows[i], set_up, test_hit, tear_down);
  }

  return g_test_run ();
}
