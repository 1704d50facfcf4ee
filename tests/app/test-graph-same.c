#include "config.h"

#include "graph-fixture.h"

#include "base/number.h"

#include <string.h>

/* A graph of all and two parts beside it: the first channel alone, and the second and third. */
typedef struct {
  RkExperiment *experiment;
  RkGraphView  *whole;
  RkGraphView  *room;
  RkGraphView  *street;
} Fixture;

static RkGraphView *
make_part (Fixture *fixture,
           guint    first,
           guint    n)
{
  g_autoptr (GPtrArray) channels = g_ptr_array_new ();
  RkGraphView *part = rk_graph_view_new ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (channels, graph_fixture_get (fixture->experiment, first + i));
  rk_graph_view_set_leader (part, fixture->whole);
  rk_graph_view_set_experiment (part, fixture->experiment);
  rk_graph_view_set_part (part, channels, -1);

  return part;
}

/* A room from 20 to 24.9 °C, a street from 0 to 4.9 °C and its pressure. The third temperature is hidden: only a part shows it. */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  static const FixtureColumn columns[] = {
    { "room", "°C", 20, 0.1 }, { "street", "°C", 0, 0.1 }, { "pressure", "Pa", 100, 1 }, { "oven", "°C", 180, 0.4 },
  };

  rk_number_set_decimal_sign ('.');
  fixture->experiment = graph_fixture_new (columns, G_N_ELEMENTS (columns), 50);
  rk_channel_set_visible (graph_fixture_get (fixture->experiment, 3), FALSE);
  fixture->whole = rk_graph_view_new ();
  rk_graph_view_set_experiment (fixture->whole, fixture->experiment);
  fixture->room = make_part (fixture, 0, 1);
  fixture->street = make_part (fixture, 1, 2);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->room);
  g_clear_object (&fixture->street);
  g_assert_finalize_object (fixture->whole);
  g_object_unref (fixture->experiment);
}

/* Every change asks for a picture, as a canvas does, until nothing changes. */
static void
count_cb (guint *n)
{
  ++*n;
}

static void
settle (Fixture *fixture)
{
  RkGraphView *views[] = { fixture->whole, fixture->room, fixture->street };
  guint n_changes;
  guint n_rounds = 0;

  do {
    n_changes = 0;
    for (guint i = 0; i < G_N_ELEMENTS (views); i++) {
      g_autoptr (RkScene) scene = NULL;
      gulong id;

      if (views[i] == NULL)
        continue;

      id = g_signal_connect_swapped (views[i], "changed", G_CALLBACK (count_cb), &n_changes);
      scene = graph_fixture_look (views[i]);
      g_signal_handler_disconnect (views[i], id);
    }
    /* It must come to rest: else an idle graph would draw for ever. */
    g_assert_cmpuint (++n_rounds, <, 6);
  } while (n_changes > 0);
}

/* One scale for all temperatures. */
static void
share_temperature (Fixture *fixture)
{
  settle (fixture);
  rk_graph_view_set_same (fixture->whole, 0, TRUE);
  settle (fixture);
}

/* Limits of an axis in a picture. */
static void
assert_axis (RkGraphView *view,
             guint        axis,
             double       lower,
             double       upper)
{
  g_autoptr (RkScene) scene = graph_fixture_look (view);
  const RkAxis *shown = &g_array_index (scene->axes, RkAxis, axis);

  g_assert_cmpfloat_with_epsilon (shown->lower, lower, 1e-9);
  g_assert_cmpfloat_with_epsilon (shown->upper, upper, 1e-9);
}

/* An axis of values between these. */
static void
assert_fits (RkGraphView *view,
             guint        axis,
             double       min,
             double       max)
{
  double lower;
  double upper;

  rk_axis_fit (min, max, &lower, &upper);
  assert_axis (view, axis, lower, upper);
}

static void
test_own_scales (Fixture       *fixture,
                 gconstpointer  data)
{
  settle (fixture);
  assert_fits (fixture->whole, 0, 0, 24.9);
  assert_fits (fixture->room, 0, 20, 24.9);
  assert_fits (fixture->street, 0, 0, 4.9);
  g_assert_false (rk_graph_view_get_same (fixture->room, 0));
  g_assert_true (rk_graph_view_can_be_same (fixture->room));
  g_assert_true (rk_graph_view_can_be_same (fixture->whole));
}

/* All of them as large as all need; units that were not chosen stay as they are. */
static void
test_one_scale (Fixture       *fixture,
                gconstpointer  data)
{
  settle (fixture);
  rk_graph_view_set_same (fixture->street, 0, TRUE);
  settle (fixture);
  assert_fits (fixture->whole, 0, 0, 24.9);
  assert_fits (fixture->room, 0, 0, 24.9);
  assert_fits (fixture->street, 0, 0, 24.9);
  assert_fits (fixture->street, 1, 100, 149);
  g_assert_true (rk_graph_view_get_same (fixture->room, 0));
  g_assert_false (rk_graph_view_get_same (fixture->street, 1));

  rk_graph_view_set_same (fixture->whole, 0, FALSE);
  settle (fixture);
  assert_fits (fixture->room, 0, 20, 24.9);
  assert_fits (fixture->street, 0, 0, 4.9);
}

/* What only one graph shows counts for all, as long as it shows it. */
static void
test_what_one_graph_shows (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr (GPtrArray) oven = g_ptr_array_new ();
  g_autoptr (GPtrArray) pressure = g_ptr_array_new ();

  share_temperature (fixture);

  g_ptr_array_add (oven, graph_fixture_get (fixture->experiment, 3));
  rk_graph_view_set_part (fixture->street, oven, -1);
  settle (fixture);
  assert_fits (fixture->whole, 0, 0, 199.6);
  assert_fits (fixture->room, 0, 0, 199.6);

  g_ptr_array_add (pressure, graph_fixture_get (fixture->experiment, 2));
  rk_graph_view_set_part (fixture->street, pressure, -1);
  settle (fixture);
  assert_fits (fixture->room, 0, 0, 24.9);

  rk_graph_view_set_part (fixture->street, oven, -1);
  settle (fixture);
  assert_fits (fixture->room, 0, 0, 199.6);
  g_clear_object (&fixture->street);
  settle (fixture);
  assert_fits (fixture->room, 0, 0, 24.9);
}

/* What is not there any more, or not on the screen, asks for no room. */
static void
test_what_is_gone (Fixture       *fixture,
                   gconstpointer  data)
{
  g_autoptr (GPtrArray) oven = g_ptr_array_new ();
  g_autoptr (RkRun) run = g_list_model_get_item (rk_experiment_get_runs (fixture->experiment), 0);

  settle (fixture);
  rk_graph_view_set_same (fixture->whole, 0, TRUE);
  g_ptr_array_add (oven, graph_fixture_get (fixture->experiment, 3));
  rk_graph_view_set_part (fixture->street, oven, -1);
  settle (fixture);
  assert_fits (fixture->room, 0, 0, 199.6);

  rk_graph_view_leave_sight (fixture->street);
  rk_scene_unref (graph_fixture_look (fixture->whole));
  assert_fits (fixture->room, 0, 0, 24.9);
  /* It is drawn again. */
  settle (fixture);
  assert_fits (fixture->room, 0, 0, 199.6);

  rk_channel_set_visible (graph_fixture_get (fixture->experiment, 1), FALSE);
  rk_graph_view_set_part (fixture->street, NULL, -1);
  settle (fixture);
  assert_fits (fixture->room, 0, 20, 24.9);

  rk_run_set_visible (run, FALSE);
  settle (fixture);
  rk_run_set_visible (run, TRUE);
  settle (fixture);
  assert_fits (fixture->room, 0, 20, 24.9);
}

/* What is chosen for the graph holds for its parts: they do not bring back what it ignores. */
static void
test_parts_do_as_the_graph (Fixture       *fixture,
                            gconstpointer  data)
{
  gboolean ignores;
  double seconds;

  settle (fixture);
  rk_graph_view_set_ignore_outliers (fixture->street, TRUE);
  g_assert_true (rk_graph_view_get_ignore_outliers (fixture->whole));
  g_object_get (fixture->room, "ignore-outliers", &ignores, NULL);
  g_assert_true (ignores);
  rk_graph_view_set_ignore_outliers (fixture->whole, FALSE);
  g_assert_false (rk_graph_view_get_ignore_outliers (fixture->room));

  rk_graph_view_set_follow_s (fixture->whole, 30);
  g_object_get (fixture->street, "follow-s", &seconds, NULL);
  g_assert_cmpfloat (seconds, ==, 30);
  g_assert_cmpfloat (rk_graph_view_get_follow_s (fixture->room), ==, 30);
  g_assert_true (rk_graph_view_get_sweep (fixture->room) == rk_graph_view_get_sweep (fixture->whole));
}

/* Whoever moves it, all move; the way back is that of the graph. */
static void
test_moves_all (Fixture       *fixture,
                gconstpointer  data)
{
  share_temperature (fixture);

  rk_graph_view_set_y (fixture->room, 0, 10, 30);
  settle (fixture);
  assert_axis (fixture->whole, 0, 10, 30);
  assert_axis (fixture->street, 0, 10, 30);

  g_assert_true (rk_graph_view_type_y (fixture->street, 0, -5, 40));
  settle (fixture);
  assert_axis (fixture->room, 0, -5, 40);
  g_assert_nonnull (strstr (rk_experiment_get_setup (fixture->experiment), "[-5"));

  rk_graph_view_set_log (fixture->room, 0, TRUE);
  g_assert_true (rk_graph_view_get_log (fixture->whole, 0));
  g_assert_true (rk_graph_view_get_log (fixture->street, 0));
  settle (fixture);

  for (guint i = 0; i < 2; i++)
    g_assert_true (rk_graph_view_go (fixture->street, FALSE));
  settle (fixture);
  assert_axis (fixture->room, 0, 10, 30);
  g_assert_false (rk_graph_view_get_log (fixture->room, 0));

  rk_graph_view_fit_y (fixture->street, 0);
  settle (fixture);
  assert_fits (fixture->room, 0, 0, 24.9);

  /* Back to before they were the same. */
  for (guint i = 0; i < 3; i++)
    g_assert_true (rk_graph_view_go (fixture->whole, FALSE));
  settle (fixture);
  assert_fits (fixture->room, 0, 20, 24.9);
}

/* A piece of time looked at: values stay until they are fitted, and then to what all graphs show of it. */
static void
test_a_piece_of_time (Fixture       *fixture,
                      gconstpointer  data)
{
  share_temperature (fixture);
  g_assert_true (rk_graph_view_type_x (fixture->whole, 0, 2));
  settle (fixture);
  assert_fits (fixture->street, 0, 0, 24.9);

  rk_graph_view_fit_y (fixture->street, 0);
  settle (fixture);
  assert_fits (fixture->street, 0, 0, 22);
  assert_fits (fixture->room, 0, 0, 22);
}

static void
test_is_kept (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (RkGraphView) other = rk_graph_view_new ();
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (RkScene) copy = NULL;
  RkViewSettings settings;

  settle (fixture);
  rk_graph_view_set_same (fixture->room, 0, TRUE);
  settle (fixture);
  g_assert_nonnull (strstr (rk_experiment_get_setup (fixture->experiment), "\"same\""));
  rk_graph_view_set_experiment (other, fixture->experiment);
  scene = graph_fixture_look (other);
  g_assert_true (rk_graph_view_get_same (other, 0));
  g_assert_false (rk_graph_view_can_be_same (other));

  /* A picture of a part has the scale that is seen. */
  rk_view_settings_init (&settings);
  copy = rk_graph_view_copy_scene (fixture->room, &settings);
  g_assert_cmpfloat (g_array_index (copy->axes, RkAxis, 0).lower, <=, 0);
  g_assert_cmpfloat (g_array_index (copy->axes, RkAxis, 0).upper, >=, 24.9);
}

static void
test_strange_setups (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char * const setups[] = {
    "{\"graph\":{\"same\":{}}}",
    "{\"graph\":{\"same\":[null,3,[],{},true]}}",
    "{\"graph\":{\"same\":\"Pa\"}}",
    "{\"graph\":{\"same\":[\"kg\"]}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (setups); i++) {
    rk_experiment_set_setup (fixture->experiment, setups[i]);
    settle (fixture);
    assert_fits (fixture->room, 0, 20, 24.9);
  }
  rk_experiment_set_setup (fixture->experiment, "{\"graph\":{\"same\":[\"°C\"]}}");
  settle (fixture);
  assert_fits (fixture->room, 0, 0, 24.9);
}

#define ADD(path, function) g_test_add ("/app/graph-same/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("own-scales", test_own_scales);
  ADD ("one-scale", test_one_scale);
  ADD ("what-one-graph-shows", test_what_one_graph_shows);
  ADD ("what-is-gone", test_what_is_gone);
  ADD ("parts-do-as-the-graph", test_parts_do_as_the_graph);
  ADD ("moves-all", test_moves_all);
  ADD ("a-piece-of-time", test_a_piece_of_time);
  ADD ("is-kept", test_is_kept);
  ADD ("strange-setups", test_strange_setups);

  return g_test_run ();
}
