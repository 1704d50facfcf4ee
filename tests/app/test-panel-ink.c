#include "config.h"

#include "app/panel-ink.h"
#include "app/set-up.h"

#include <math.h>
#include <string.h>

/* A stroke of @n points on a grid of 0.01 s and 0.5 units. */
static void
draw (RkPanelInk *ink,
      guint       color,
      const char *unit,
      guint       n)
{
  g_assert_true (rk_panel_ink_begin (ink, color, color == 2, unit, 0.01, -0.5));
  for (guint i = 0; i < n; i++)
    rk_panel_ink_add (ink, 1.0 + 0.03 * i, 2.0 + 0.5 * (i % 5));
  rk_panel_ink_end (ink);
}

static void
test_kept_with_the_experiment (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) copy = rk_experiment_new ();
  g_autoptr (RkPanelInk) ink = rk_panel_ink_new ();
  g_autoptr (RkPanelInk) again = rk_panel_ink_new ();
  const RkInkStroke *stroke;

  rk_experiment_set_setup (experiment, "{\"console\":{\"a\":1}}");
  rk_panel_ink_set_experiment (ink, experiment);
  draw (ink, 0, "m", 10);
  draw (ink, 2, "°C", 1);

  /* What others keep is still there. */
  g_assert_nonnull (strstr (rk_experiment_get_setup (experiment), "\"console\""));

  rk_experiment_set_setup (copy, rk_experiment_get_setup (experiment));
  rk_panel_ink_set_experiment (again, copy);
  g_assert_cmpuint (rk_panel_ink_get_n_strokes (again), ==, 2);

  stroke = rk_panel_ink_get_stroke (again, 0);
  g_assert_cmpstr (stroke->unit, ==, "m");
  g_assert_cmpuint (stroke->color, ==, 0);
  g_assert_false (stroke->highlighter);
  g_assert_cmpuint (stroke->points->len, ==, 10);
  for (guint i = 0; i < 10; i++) {
    g_assert_cmpfloat_with_epsilon (g_array_index (stroke->points, RkInkPoint, i).x, 1.0 + 0.03 * i, 1e-9);
    g_assert_cmpfloat_with_epsilon (g_array_index (stroke->points, RkInkPoint, i).y, 2.0 + 0.5 * (i % 5), 1e-9);
  }

  stroke = rk_panel_ink_get_stroke (again, 1);
  g_assert_cmpstr (stroke->unit, ==, "°C");
  g_assert_cmpuint (stroke->color, ==, 2);
  g_assert_true (stroke->highlighter);
  g_assert_cmpuint (stroke->points->len, ==, 1);
}

static void
test_undo_and_clear_are_kept_too (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkPanelInk) ink = rk_panel_ink_new ();
  g_autoptr (RkPanelInk) again = rk_panel_ink_new ();

  rk_panel_ink_set_experiment (ink, experiment);
  rk_panel_ink_set_experiment (again, experiment);
  draw (ink, 0, "m", 3);
  draw (ink, 1, "m", 4);
  g_assert_cmpuint (rk_panel_ink_get_n_strokes (again), ==, 2);
  rk_panel_ink_undo (ink);
  g_assert_cmpuint (rk_panel_ink_get_n_strokes (again), ==, 1);
  g_assert_cmpuint (rk_panel_ink_get_stroke (again, 0)->points->len, ==, 3);
  rk_panel_ink_clear (ink);
  g_assert_cmpuint (rk_panel_ink_get_n_strokes (again), ==, 0);
  rk_panel_ink_undo (ink);
  g_assert_cmpuint (rk_panel_ink_get_n_strokes (ink), ==, 0);

  /* A stroke that never touched the graph is none. */
  g_assert_true (rk_panel_ink_begin (ink, 0, FALSE, "m", 1, 1));
  rk_panel_ink_add (ink, (double) NAN, 1);
  rk_panel_ink_end (ink);
  g_assert_cmpuint (rk_panel_ink_get_n_strokes (ink), ==, 0);
}

/* A set-up has an end, which the others need as well: strokes stay far below. */
static void
test_never_fills_the_set_up (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkPanelInk) ink = rk_panel_ink_new ();
  guint n = 0;

  rk_panel_ink_set_experiment (ink, experiment);
  while (rk_panel_ink_begin (ink, 1, FALSE, "мкСм/см", 1.2345678901234e-5, -9.876543210987e-7)) {
    for (guint i = 0; i < 45; i++)
      rk_panel_ink_add (ink, 1234.56789 + 1.2345678901234e-5 * (i % 2 != 0 ? 4000.0 : -4000.0), 9.876543210987e-7 * 2000 * (i % 2));
    rk_panel_ink_end (ink);
    g_assert_cmpuint (++n, <=, RK_INK_MAX_STROKES);
  }
  g_assert_cmpuint (n, >, 50);
  g_assert_cmpuint (strlen (rk_experiment_get_setup (experiment)), <, 60000);
  rk_panel_ink_undo (ink);
  g_assert_true (rk_panel_ink_begin (ink, 0, FALSE, "m", 1, 1));
}

static void
test_strange_set_ups (void)
{
  static const struct { const char *json; guint n; } rows[] = {
    { "{\"ink\":1}", 0 },
    { "{\"ink\":[1,null,\"x\",[],{}]}", 0 },
    { "{\"ink\":[{\"unit\":\"m\"}]}", 0 },
    { "{\"ink\":[{\"unit\":1,\"x\":[0,1],\"y\":[0,1]}]}", 0 },
    { "{\"ink\":[{\"unit\":\"m\",\"x\":[0],\"y\":[0,1]}]}", 0 },
    { "{\"ink\":[{\"unit\":\"m\",\"x\":[0,0],\"y\":[0,1]}]}", 0 },
    { "{\"ink\":[{\"unit\":\"m\",\"x\":[\"a\",1],\"y\":[{},1]}]}", 0 },
    { "{\"ink\":[{\"unit\":\"m\",\"x\":[0,1e300],\"y\":[0,1],\"by\":[100000,0,100000,0,1e308,3]}]}", 1 },
    { "{\"ink\":[{\"unit\":\"m\",\"color\":99,\"highlighter\":[],\"x\":[0,1],\"y\":[0,1],\"by\":[1]}]}", 1 },
    { "{\"ink\":[{\"unit\":\"m\",\"color\":-1,\"x\":[0,1],\"y\":[0,1],\"by\":{}}]}", 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (RkExperiment) experiment = rk_experiment_new ();
    g_autoptr (RkPanelInk) ink = rk_panel_ink_new ();

    rk_experiment_set_setup (experiment, rows[i].json);
    rk_panel_ink_set_experiment (ink, experiment);
    g_test_message ("%s", rows[i].json);
    g_assert_cmpuint (rk_panel_ink_get_n_strokes (ink), ==, rows[i].n);
    if (rows[i].n > 0)
      g_assert_cmpuint (rk_panel_ink_get_stroke (ink, 0)->color, <, RK_INK_COLORS);
    draw (ink, 0, "m", 2);
    rk_panel_ink_set_experiment (ink, NULL);
    g_assert_cmpuint (rk_panel_ink_get_n_strokes (ink), ==, 0);
    draw (ink, 0, "m", 2);
    rk_panel_ink_clear (ink);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/panel-ink/kept-with-the-experiment", test_kept_with_the_experiment);
  g_test_add_func ("/app/panel-ink/undo-and-clear-are-kept-too", test_undo_and_clear_are_kept_too);
  g_test_add_func ("/app/panel-ink/never-fills-the-set-up", test_never_fills_the_set_up);
  g_test_add_func ("/app/panel-ink/strange-set-ups", test_strange_set_ups);

  return g_test_run ();
}
