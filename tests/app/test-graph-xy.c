#include "config.h"

#include "graph-fixture.h"

#include "base/number.h"

/* A channel from 1 to 100 along x, and another one over it. */
typedef struct {
  RkExperiment *experiment;
  RkGraphView  *view;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  static const FixtureColumn columns[] = { { "a", "V", 1, 1 }, { "b", "A", 0, 0.1 } };

  rk_number_set_decimal_sign ('.');
  fixture->experiment = graph_fixture_new (columns, G_N_ELEMENTS (columns), 100);
  fixture->view = rk_graph_view_new ();
  rk_graph_view_set_along (fixture->view, graph_fixture_get (fixture->experiment, 0));
  rk_graph_view_set_experiment (fixture->view, fixture->experiment);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->view);
  g_object_unref (fixture->experiment);
}

static void
assert_x (RkGraphView *view,
          gboolean     is_log,
          double       lower,
          double       upper)
{
  g_autoptr (RkScene) scene = graph_fixture_look (view);

  g_assert_true (scene->xy);
  g_assert_cmpint (scene->x.log, ==, is_log);
  g_assert_cmpfloat_with_epsilon (scene->x.lower, lower, 1e-9 * upper);
  g_assert_cmpfloat_with_epsilon (scene->x.upper, upper, 1e-9 * upper);
}

static void
test_even (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (RkScene) scene = graph_fixture_look (fixture->view);
  double lower = scene->x.lower;
  double width = scene->x.upper - scene->x.lower;

  rk_graph_view_pan_to (fixture->view, lower, lower + width, 0.25, 1.25);
  assert_x (fixture->view, FALSE, lower + width / 4, lower + width * 5 / 4);
  rk_graph_view_zoom_x (fixture->view, 0, 0.5);
  assert_x (fixture->view, FALSE, lower + width / 4, lower + width * 3 / 4);
}

/* By factors: half of two decades is one. */
static void
test_logarithmic (Fixture       *fixture,
                  gconstpointer  data)
{
  rk_graph_view_set_log_x (fixture->view, TRUE);
  assert_x (fixture->view, TRUE, 1, 100);
  rk_graph_view_pan_to (fixture->view, 1, 100, 0.5, 1.5);
  assert_x (fixture->view, TRUE, 10, 1000);
  rk_graph_view_zoom_x (fixture->view, 1, 0.5);
  assert_x (fixture->view, TRUE, 100, 1000);
  g_assert_true (rk_graph_view_type_x (fixture->view, 2, 50));
  assert_x (fixture->view, TRUE, 2, 50);
  rk_graph_view_fit (fixture->view);
  assert_x (fixture->view, TRUE, 1, 100);
}

/* Limits that such an axis cannot have are chosen by the data, and no move makes an axis that cannot be drawn. */
static void
test_never_below_zero (Fixture       *fixture,
                       gconstpointer  data)
{
  g_assert_true (rk_graph_view_type_x (fixture->view, -50, 50));
  rk_graph_view_set_log_x (fixture->view, TRUE);
  assert_x (fixture->view, TRUE, 1, 100);
  g_assert_true (rk_graph_view_type_x (fixture->view, -50, 50));
  rk_scene_unref (graph_fixture_look (fixture->view));
  for (guint i = 0; i < 400; i++) {
    double lower;
    double upper;

    g_assert_true (rk_graph_view_get_x (fixture->view, &lower, &upper));
    rk_graph_view_pan_to (fixture->view, lower, upper, -1.5, 3);
    rk_scene_unref (graph_fixture_look (fixture->view));
  }
}

/* Time is always even. */
static void
test_time_stays (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (RkGraphView) other = rk_graph_view_new ();
  g_autoptr (RkScene) scene = NULL;

  rk_graph_view_set_experiment (other, fixture->experiment);
  rk_graph_view_set_log_x (other, TRUE);
  scene = graph_fixture_look (other);
  g_assert_false (scene->x.log);
  g_assert_false (rk_graph_view_get_log_x (other));
}

#define ADD(path, function) g_test_add ("/app/graph-xy/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("even", test_even);
  ADD ("logarithmic", test_logarithmic);
  ADD ("never-below-zero", test_never_below_zero);
  ADD ("time-stays", test_time_stays);

  return g_test_run ();
}
