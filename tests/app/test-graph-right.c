#include "config.h"

#include "graph-fixture.h"

#include "base/number.h"

#include <string.h>

typedef struct {
  RkExperiment *experiment;
  RkGraphView  *view;
} Fixture;

/* Ten values of metres, pascals and volts. */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  static const FixtureColumn columns[] = { { "m", "m", 0, 1 }, { "Pa", "Pa", 0, 2 }, { "V", "V", 0, 3 } };

  rk_number_set_decimal_sign ('.');
  fixture->experiment = graph_fixture_new (columns, G_N_ELEMENTS (columns), 10);
  fixture->view = rk_graph_view_new ();
  rk_graph_view_set_experiment (fixture->view, fixture->experiment);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->view);
  g_object_unref (fixture->experiment);
}

/* Pane and side of each axis of the next picture. */
static void
assert_sides (RkGraphView *view,
              const char  *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RkScene) scene = graph_fixture_look (view);

  for (guint i = 0; i < scene->axes->len; i++) {
    const RkAxis *axis = &g_array_index (scene->axes, RkAxis, i);

    g_string_append_printf (text, "%u%c", axis->pane, axis->right ? 'r' : 'l');
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_goes_there_and_back (Fixture       *fixture,
                          gconstpointer  data)
{
  assert_sides (fixture->view, "0l1l2l");
  rk_graph_view_set_right (fixture->view, 1, TRUE);
  assert_sides (fixture->view, "0l0r1l");
  /* There is one there already: it waits for its place. */
  rk_graph_view_set_right (fixture->view, 2, TRUE);
  assert_sides (fixture->view, "0l0r1l");
  rk_graph_view_set_right (fixture->view, 1, FALSE);
  assert_sides (fixture->view, "0l1l1r");
  rk_graph_view_set_right (fixture->view, 9, TRUE);
  assert_sides (fixture->view, "0l1l1r");

  g_assert_true (rk_graph_view_go (fixture->view, FALSE));
  assert_sides (fixture->view, "0l0r1l");
  g_assert_true (rk_graph_view_go (fixture->view, FALSE));
  assert_sides (fixture->view, "0l0r1l");
  g_assert_true (rk_graph_view_go (fixture->view, FALSE));
  assert_sides (fixture->view, "0l1l2l");
  g_assert_true (rk_graph_view_go (fixture->view, TRUE));
  assert_sides (fixture->view, "0l0r1l");
}

/* The limits of an axis go with it. */
static void
test_keeps_its_limits (Fixture       *fixture,
                       gconstpointer  data)
{
  double lower;
  double upper;

  assert_sides (fixture->view, "0l1l2l");
  g_assert_true (rk_graph_view_type_y (fixture->view, 1, -3, 33));
  rk_graph_view_set_right (fixture->view, 1, TRUE);
  assert_sides (fixture->view, "0l0r1l");
  g_assert_true (rk_graph_view_get_y (fixture->view, 1, &lower, &upper));
  g_assert_cmpfloat (lower, ==, -3);
  g_assert_cmpfloat (upper, ==, 33);
}

static void
test_is_kept (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (RkGraphView) other = rk_graph_view_new ();
  g_autoptr (RkGraphView) part = rk_graph_view_new ();
  g_autoptr (RkScene) copy = NULL;
  RkViewSettings settings;

  assert_sides (fixture->view, "0l1l2l");
  rk_graph_view_set_right (fixture->view, 1, TRUE);
  assert_sides (fixture->view, "0l0r1l");
  rk_graph_view_set_experiment (other, fixture->experiment);
  assert_sides (other, "0l0r1l");

  rk_view_settings_init (&settings);
  copy = rk_graph_view_copy_scene (fixture->view, &settings);
  g_assert_true (g_array_index (copy->axes, RkAxis, 1).right);

  /* A part has those of the whole, and moves them. */
  rk_graph_view_set_leader (part, fixture->view);
  rk_graph_view_set_experiment (part, fixture->experiment);
  assert_sides (part, "0l0r1l");
  rk_graph_view_set_right (part, 1, FALSE);
  assert_sides (fixture->view, "0l1l2l");
  assert_sides (part, "0l1l2l");
  g_assert_null (strstr (rk_experiment_get_setup (fixture->experiment), "right"));
}

static void
test_strange_setups (Fixture       *fixture,
                     gconstpointer  data)
{
  static const char * const setups[] = {
    "{\"graph\":{\"right\":{}}}",
    "{\"graph\":{\"right\":[null,3,[],{},true]}}",
    "{\"graph\":{\"right\":\"Pa\"}}",
    "{\"graph\":{\"right\":[\"m\",\"kg\",\"m\"]}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (setups); i++) {
    rk_experiment_set_setup (fixture->experiment, setups[i]);
    assert_sides (fixture->view, "0l1l2l");
  }
  rk_experiment_set_setup (fixture->experiment, "{\"graph\":{\"right\":[\"V\",\"Pa\"]}}");
  assert_sides (fixture->view, "0l0r1l");
}

#define ADD(path, function) g_test_add ("/app/graph-right/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("goes-there-and-back", test_goes_there_and_back);
  ADD ("keeps-its-limits", test_keeps_its_limits);
  ADD ("is-kept", test_is_kept);
  ADD ("strange-setups", test_strange_setups);

  return g_test_run ();
}
