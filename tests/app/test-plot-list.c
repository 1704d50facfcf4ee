#include "config.h"

#include "app/plot-list.h"

#include <math.h>

typedef struct {
  RkExperiment *experiment;
  RkPlotList   *list;
  RkChannel    *channels[3]; /* the experiment's */
  guint         n_edited;
  RkPlotLayout *before;      /* nullable: of the last step */
} Fixture;

static void
edited_cb (Fixture      *fixture,
           RkPlotLayout *before)
{
  fixture->n_edited++;
  g_clear_pointer (&fixture->before, rk_plot_layout_unref);
  fixture->before = rk_plot_layout_ref (before);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->experiment = rk_experiment_new ();
  for (guint i = 0; i < 3; i++) {
    g_autofree char *name = g_strdup_printf ("T%u", i);
    g_autoptr (RkColumn) column = rk_column_new (name, "temperature", "°C");

    fixture->channels[i] = rk_experiment_ensure_channel (fixture->experiment, "key", column);
  }
  fixture->list = rk_plot_list_new ();
  rk_plot_list_set_experiment (fixture->list, fixture->experiment);
  g_signal_connect_swapped (fixture->list, "edited", G_CALLBACK (edited_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_pointer (&fixture->before, rk_plot_layout_unref);
  g_assert_finalize_object (fixture->list);
  g_object_unref (fixture->experiment);
}

static RkPlot *
add (Fixture    *fixture,
     RkPlotKind  kind)
{
  g_autoptr (RkPlot) plot = rk_plot_new (kind);

  g_assert_true (rk_plot_list_add (fixture->list, plot));

  return plot; /* the list's */
}

/* "histogram:c1 graph:c1+c2": what there is, in order. */
static char *
describe (RkPlotList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < rk_plot_list_get_n_plots (list); i++) {
    RkPlot *plot = rk_plot_list_get_plot (list, i);

    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", rk_plot_kind_to_id (rk_plot_get_kind (plot)));
    for (guint k = 0; k < rk_plot_get_n_channels (plot); k++)
      g_string_append_printf (text, "%s%s", k > 0 ? "+" : ":", rk_channel_get_name (rk_plot_get_channel (plot, k)));
  }

  return g_string_free (text, FALSE);
}

static void
assert_list (RkPlotList *list,
             const char *expected)
{
  g_autofree char *text = describe (list);

  g_assert_cmpstr (text, ==, expected);
}

/* An experiment nobody gave a view keeps the set-up it had. */
static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->list)), ==, 0);
  g_assert_cmpstr (rk_experiment_get_setup (fixture->experiment), ==, "{}");
}

static void
test_kept (Fixture       *fixture,
           gconstpointer  data)
{
  RkPlot *plot = add (fixture, RK_PLOT_HISTOGRAM);
  g_autoptr (RkPlotList) other = rk_plot_list_new ();
  RkPlot *read;

  rk_plot_set_channels (plot, &fixture->channels[1], 1);
  g_object_set (plot, "log-y", TRUE, "lower", -10.0, "upper", 50.0, "high", 30.0, "style", "bars", NULL);
  plot = add (fixture, RK_PLOT_GRAPH);
  rk_plot_set_channels (plot, fixture->channels, 2);

  rk_plot_list_set_experiment (other, fixture->experiment);
  assert_list (other, "histogram:T1 graph:T0+T1");
  read = rk_plot_list_get_plot (other, 0);
  g_assert_true (rk_plot_get_log_y (read));
  g_assert_false (rk_plot_get_log_x (read));
  g_assert_cmpfloat (rk_plot_get_lower (read), ==, -10);
  g_assert_cmpfloat (rk_plot_get_upper (read), ==, 50);
  g_assert_true (isnan (rk_plot_get_low (read)));
  g_assert_cmpfloat (rk_plot_get_high (read), ==, 30);
  g_assert_cmpint (rk_plot_get_style (read), ==, rk_plot_style_from_id ("bars"));
  g_assert_cmpint (rk_plot_get_style (rk_plot_list_get_plot (other, 1)), ==, -1);
}

/* Other rooms of the program keep what is theirs. */
static void
test_leaves_the_rest (Fixture       *fixture,
                      gconstpointer  data)
{
  rk_experiment_set_setup (fixture->experiment, "{\"graph\":{\"follow_s\":5.0}}");
  add (fixture, RK_PLOT_DIGITS);
  g_assert_nonnull (strstr (rk_experiment_get_setup (fixture->experiment), "\"follow_s\":5.0"));
  g_assert_nonnull (strstr (rk_experiment_get_setup (fixture->experiment), "\"plots\":[{\"kind\":\"digits\"}]"));

  /* And a change of theirs is none of the views. */
  rk_experiment_set_setup (fixture->experiment, "{\"graph\":{\"follow_s\":9.0},\"plots\":[{\"kind\":\"digits\"}]}");
  g_assert_cmpuint (fixture->n_edited, ==, 1);
  assert_list (fixture->list, "digits");
}

static void
test_steps_back (Fixture       *fixture,
                 gconstpointer  data)
{
  RkPlot *plot = add (fixture, RK_PLOT_HISTOGRAM);
  g_autoptr (RkPlotLayout) moved = NULL;

  rk_plot_set_channels (plot, &fixture->channels[0], 1);
  add (fixture, RK_PLOT_DIGITS);
  g_assert_true (rk_plot_list_move (fixture->list, plot, TRUE));
  g_assert_false (rk_plot_list_move (fixture->list, plot, TRUE));
  assert_list (fixture->list, "digits histogram:T0");
  g_assert_cmpuint (fixture->n_edited, ==, 4);
  moved = rk_plot_layout_ref (fixture->before);

  rk_plot_list_remove (fixture->list, plot);
  assert_list (fixture->list, "digits");
  g_assert_cmpuint (rk_plot_layout_get_n_plots (fixture->before), ==, 2);

  /* The same view comes back, with what it showed; a step back is no step of its own. */
  g_assert_true (rk_plot_list_restore (fixture->list, fixture->before));
  assert_list (fixture->list, "digits histogram:T0");
  g_assert_true (rk_plot_list_get_plot (fixture->list, 1) == plot);
  g_assert_true (rk_plot_list_restore (fixture->list, moved));
  assert_list (fixture->list, "histogram:T0 digits");
  g_assert_cmpuint (fixture->n_edited, ==, 5);
  g_assert_nonnull (strstr (rk_experiment_get_setup (fixture->experiment), "[{\"kind\":\"histogram\",\"channels\":["));
}

static void
test_a_change_steps_back (Fixture       *fixture,
                          gconstpointer  data)
{
  RkPlot *plot = add (fixture, RK_PLOT_GAUGE);

  g_object_set (plot, "high", 40.0, NULL);
  g_assert_cmpuint (fixture->n_edited, ==, 2);
  g_object_set (plot, "high", 40.0, NULL);
  g_assert_cmpuint (fixture->n_edited, ==, 2);
  g_assert_true (rk_plot_list_restore (fixture->list, fixture->before));
  g_assert_true (isnan (rk_plot_get_high (plot)));
}

static void
test_other_experiment (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (RkExperiment) other = rk_experiment_new ();

  add (fixture, RK_PLOT_TABLE);
  rk_plot_list_set_experiment (fixture->list, other);
  assert_list (fixture->list, "");
  g_assert_false (rk_plot_list_restore (fixture->list, fixture->before));
  rk_plot_list_set_experiment (fixture->list, fixture->experiment);
  assert_list (fixture->list, "table");
}

static void
test_lost_channel (Fixture       *fixture,
                   gconstpointer  data)
{
  RkPlot *plot = add (fixture, RK_PLOT_GRAPH);

  rk_plot_set_channels (plot, fixture->channels, 3);
  g_assert_true (rk_experiment_drop_channel (fixture->experiment, fixture->channels[1]));
  assert_list (fixture->list, "graph:T0+T2");
  g_assert_cmpuint (fixture->n_edited, ==, 2);
}

static void
test_full (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (RkPlot) plot = rk_plot_new (RK_PLOT_BAR);

  for (guint i = 0; i < RK_PLOT_LIST_MAX; i++)
    add (fixture, RK_PLOT_DIGITS);
  g_assert_false (rk_plot_list_add (fixture->list, plot));
  g_assert_cmpuint (rk_plot_list_get_n_plots (fixture->list), ==, RK_PLOT_LIST_MAX);
}

/* What a view shows when nobody chose. */
static void
test_shown (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (RkPlot) graph = rk_plot_new (RK_PLOT_GRAPH);
  g_autoptr (RkPlot) histogram = rk_plot_new (RK_PLOT_HISTOGRAM);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) one = NULL;

  rk_channel_set_visible (fixture->channels[0], FALSE);
  all = rk_plot_list_shown (graph, fixture->experiment);
  one = rk_plot_list_shown (histogram, fixture->experiment);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_true (g_ptr_array_index (all, 0) == fixture->channels[1]);
  g_assert_cmpuint (one->len, ==, 1);
  g_assert_true (g_ptr_array_index (one, 0) == fixture->channels[1]);
}

/* Files of strangers: what they say, and what is left of it. */
static const struct {
  const char *name;
  const char *setup;
  const char *expected;
} strange[] = {
  { "no-list", "{\"plots\":7}", "" },
  { "object", "{\"plots\":{\"kind\":\"digits\"}}", "" },
  { "no-objects", "{\"plots\":[1,null,\"digits\",[]]}", "" },
  { "unknown-kind", "{\"plots\":[{\"kind\":\"hologram\"},{\"kind\":\"digits\"}]}", "digits" },
  { "kind-is-a-number", "{\"plots\":[{\"kind\":3}]}", "" },
  { "unknown-channels", "{\"plots\":[{\"kind\":\"graph\",\"channels\":[\"c99\",4,null,{}]}]}", "graph" },
  { "channel-twice", "{\"plots\":[{\"kind\":\"graph\",\"channels\":[\"c1\",\"c1\"]}]}", "graph:T0" },
  { "channels-is-text", "{\"plots\":[{\"kind\":\"graph\",\"channels\":\"c1\"}]}", "graph" },
  { "strange-members", "{\"plots\":[{\"kind\":\"gauge\",\"lower\":\"x\",\"upper\":[],\"log_x\":1,\"style\":{}}]}", "gauge" },
};

static void
test_strange (Fixture       *fixture,
              gconstpointer  data)
{
  const guint *row = data;

  rk_experiment_set_setup (fixture->experiment, strange[*row].setup);
  assert_list (fixture->list, strange[*row].expected);
  g_assert_cmpuint (fixture->n_edited, ==, 0);
}

static void
test_strange_scale (Fixture       *fixture,
                    gconstpointer  data)
{
  rk_experiment_set_setup (fixture->experiment, "{\"plots\":[{\"kind\":\"gauge\",\"lower\":5,\"upper\":5}]}");
  g_assert_true (isnan (rk_plot_get_lower (rk_plot_list_get_plot (fixture->list, 0))));
  g_assert_true (isnan (rk_plot_get_upper (rk_plot_list_get_plot (fixture->list, 0))));
}

static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (GString) setup = g_string_new ("{\"plots\":[{\"kind\":\"bar\"}");

  for (guint i = 0; i < 1000; i++)
    g_string_append (setup, ",{\"kind\":\"bar\"}");
  g_string_append (setup, "]}");
  rk_experiment_set_setup (fixture->experiment, setup->str);
  g_assert_cmpuint (rk_plot_list_get_n_plots (fixture->list), ==, RK_PLOT_LIST_MAX);
}

static void
test_ids (void)
{
  for (guint i = RK_PLOT_GRAPH; i <= RK_PLOT_TABLE; i++) {
    RkPlotKind kind = RK_PLOT_GRAPH;

    g_assert_true (rk_plot_kind_from_id (rk_plot_kind_to_id ((RkPlotKind) i), &kind));
    g_assert_cmpint (kind, ==, (int) i);
  }
  g_assert_cmpint (rk_plot_style_from_id (NULL), ==, -1);
  g_assert_null (rk_plot_style_to_id (-1));
  g_assert_null (rk_plot_style_to_id (99));
}

int
main (int   argc,
      char *argv[])
{
  static guint rows[G_N_ELEMENTS (strange)];
  static const struct { const char *name; void (*run) (Fixture *, gconstpointer); } tests[] = {
    { "empty", test_empty },
    { "kept", test_kept },
    { "leaves-the-rest", test_leaves_the_rest },
    { "steps-back", test_steps_back },
    { "a-change-steps-back", test_a_change_steps_back },
    { "other-experiment", test_other_experiment },
    { "lost-channel", test_lost_channel },
    { "full", test_full },
    { "shown", test_shown },
    { "strange-scale", test_strange_scale },
    { "many", test_many },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/app/plot-list/", tests[i].name, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].run, tear_down);
  }
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++) {
    g_autofree char *path = g_strconcat ("/app/plot-list/strange/", strange[i].name, NULL);

    rows[i] = i;
    g_test_add (path, Fixture, &rows[i], set_up, test_strange, tear_down);
  }
  g_test_add_func ("/app/plot/ids", test_ids);

  return g_test_run ();
}
