#include "config.h"

#include "store/experiment.h"

#include <math.h>

typedef struct {
  RkExperiment *experiment;
  guint         n_changes;
  GString      *items; /* of the runs: "0-0+1 " ... */
} Fixture;

static void
changed_cb (RkExperiment *experiment,
            Fixture      *fixture)
{
  fixture->n_changes++;
}

static void
items_changed_cb (GListModel *model,
                  guint       position,
                  guint       removed,
                  guint       added,
                  Fixture    *fixture)
{
  g_string_append_printf (fixture->items, "%u-%u+%u ", position, removed, added);
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  fixture->experiment = rk_experiment_new ();
  fixture->items = g_string_new (NULL);
  g_signal_connect (fixture->experiment, "changed", G_CALLBACK (changed_cb), fixture);
  g_signal_connect (rk_experiment_get_runs (fixture->experiment), "items-changed",
                    G_CALLBACK (items_changed_cb), fixture);
}

/* A test looks at every change it makes: what is left here was not expected. */
static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  g_assert_cmpuint (fixture->n_changes, ==, 0);
  g_assert_cmpstr (fixture->items->str, ==, "");
  g_string_free (fixture->items, TRUE);
  g_assert_finalize_object (fixture->experiment);
}

static void
assert_changes (Fixture    *fixture,
                guint       n_changes,
                const char *items)
{
  g_assert_cmpuint (fixture->n_changes, ==, n_changes);
  g_assert_cmpstr (fixture->items->str, ==, items);
  fixture->n_changes = 0;
  g_string_truncate (fixture->items, 0);
}

static RkRun *
nth_run (Fixture *fixture,
         guint    n)
{
  /* Borrowed: the experiment keeps it. */
  g_autoptr (RkRun) run = g_list_model_get_item (rk_experiment_get_runs (fixture->experiment), n);

  return run;
}

static void
test_defaults (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *setup = NULL;
  g_autoptr (GListModel) runs = NULL;

  g_object_get (fixture->experiment, "setup", &setup, "runs", &runs, NULL);
  g_assert_cmpstr (setup, ==, "{}");
  g_assert_true (runs == rk_experiment_get_runs (fixture->experiment));
  g_assert_null (rk_experiment_get_title (fixture->experiment));
  g_assert_cmpuint (g_list_model_get_n_items (runs), ==, 0);
  g_assert_true (g_list_model_get_item_type (runs) == RK_TYPE_RUN);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_channels (fixture->experiment)), ==, 0);
  g_assert_null (rk_experiment_find_channel (fixture->experiment, "c1"));
  g_assert_null (rk_experiment_find_channel (fixture->experiment, NULL));
}

static void
test_texts (Fixture       *fixture,
            gconstpointer  data)
{
  rk_experiment_set_title (fixture->experiment, "Ice");
  assert_changes (fixture, 1, "");
  rk_experiment_set_title (fixture->experiment, "Ice");
  assert_changes (fixture, 0, "");
  rk_experiment_set_title (fixture->experiment, NULL);
  assert_changes (fixture, 1, "");

  rk_experiment_set_setup (fixture->experiment, "{}");
  rk_experiment_set_setup (fixture->experiment, NULL);
  assert_changes (fixture, 0, "");
  rk_experiment_set_setup (fixture->experiment, "{\"rate\":20}");
  assert_changes (fixture, 1, "");
  g_assert_cmpstr (rk_experiment_get_setup (fixture->experiment), ==, "{\"rate\":20}");
  rk_experiment_set_setup (fixture->experiment, "");
  assert_changes (fixture, 1, "");
  g_assert_cmpstr (rk_experiment_get_setup (fixture->experiment), ==, "{}");
}

static void
test_runs_count_up (Fixture       *fixture,
                    gconstpointer  data)
{
  RkRun *first = rk_experiment_begin_run (fixture->experiment, 1700000000000000);
  RkRun *second;
  g_autoptr (RkRun) loaded = rk_run_new (7, "Loaded", 0);

  g_assert_cmpint (rk_run_get_id (first), ==, 1);
  g_assert_cmpstr (rk_run_get_name (first), ==, "Run 1");
  g_assert_cmpint (rk_run_get_begin_wall_us (first), ==, 1700000000000000);
  g_assert_cmpint (rk_run_get_state (first), ==, RK_RUN_RECORDING);

  second = rk_experiment_begin_run (fixture->experiment, 0);
  g_assert_cmpstr (rk_run_get_name (second), ==, "Run 2");

  /* A number is never used again. */
  rk_experiment_remove_run (fixture->experiment, second);
  g_assert_cmpstr (rk_run_get_name (rk_experiment_begin_run (fixture->experiment, 0)), ==, "Run 3");
  rk_experiment_add_run (fixture->experiment, loaded);
  g_assert_cmpint (rk_run_get_id (rk_experiment_begin_run (fixture->experiment, 0)), ==, 8);

  assert_changes (fixture, 6, "0-0+1 1-0+1 1-1+0 1-0+1 2-0+1 3-0+1 ");
}

static void
test_removed_run_comes_back_in_its_place (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autoptr (RkRun) middle = NULL;

  rk_experiment_begin_run (fixture->experiment, 0);
  middle = g_object_ref (rk_experiment_begin_run (fixture->experiment, 0));
  rk_experiment_begin_run (fixture->experiment, 0);
  assert_changes (fixture, 3, "0-0+1 1-0+1 2-0+1 ");

  rk_experiment_remove_run (fixture->experiment, middle);
  assert_changes (fixture, 1, "1-1+0 ");
  rk_experiment_remove_run (fixture->experiment, middle);
  rk_run_set_name (middle, "not ours any more");
  assert_changes (fixture, 0, "");

  rk_experiment_restore_run (fixture->experiment, middle);
  assert_changes (fixture, 1, "1-0+1 ");
  g_assert_true (nth_run (fixture, 1) == middle);
  rk_run_set_name (middle, "ours again");
  assert_changes (fixture, 1, "");
}

static void
test_what_is_stored_counts (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (RkColumn) column = rk_column_new ("T", "temperature", "°C");
  RkRun *run = rk_experiment_begin_run (fixture->experiment, 0);
  RkChannel *channel = rk_experiment_ensure_channel (fixture->experiment, "usb:1", column);

  assert_changes (fixture, 2, "0-0+1 ");

  rk_run_set_name (run, "Water");
  rk_run_set_notes (run, "cold");
  rk_run_set_visible (run, FALSE);
  rk_run_set_duration_ns (run, 5);
  rk_run_set_state (run, RK_RUN_COMPLETE);
  assert_changes (fixture, 5, "");

  rk_channel_set_name (channel, "Water");
  rk_channel_set_unit (channel, "K");
  rk_channel_set_color (channel, 3);
  rk_channel_set_visible (channel, FALSE);
  assert_changes (fixture, 4, "");

  rk_channel_set_last_value (channel, 21.5);
  assert_changes (fixture, 0, "");
}

static void
test_channels_are_matched (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr (RkColumn) t = rk_column_new ("T", NULL, NULL);
  g_autoptr (RkColumn) p = rk_column_new ("p", NULL, NULL);
  RkChannel *first = rk_experiment_ensure_channel (fixture->experiment, "usb:1", t);
  RkChannel *second = rk_experiment_ensure_channel (fixture->experiment, "usb:1", p);
  RkChannel *third = rk_experiment_ensure_channel (fixture->experiment, "usb:2", t);

  assert_changes (fixture, 3, "");
  g_assert_true (first != second && second != third && first != third);
  g_assert_true (rk_experiment_ensure_channel (fixture->experiment, "usb:1", t) == first);
  g_assert_true (rk_experiment_ensure_channel (fixture->experiment, "usb:2", t) == third);
  assert_changes (fixture, 0, "");

  g_assert_cmpstr (rk_channel_get_id (third), ==, "c3");
  g_assert_true (rk_experiment_find_channel (fixture->experiment, "c2") == second);
  g_assert_cmpuint (rk_channel_get_color (first), ==, 0);
  g_assert_cmpuint (rk_channel_get_color (second), ==, 1);
  g_assert_cmpuint (rk_channel_get_color (third), ==, 2);
}

static void
test_next_free_color (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autoptr (RkColumn) column = rk_column_new ("T", NULL, NULL);
  g_autoptr (RkChannel) loaded = rk_channel_new ("c12", "file", column);
  RkChannel *channel;

  rk_channel_set_color (loaded, 1);
  rk_experiment_add_channel (fixture->experiment, loaded);
  channel = rk_experiment_ensure_channel (fixture->experiment, "usb:1", column);
  g_assert_cmpstr (rk_channel_get_id (channel), ==, "c13");
  g_assert_cmpuint (rk_channel_get_color (channel), ==, 0);
  channel = rk_experiment_ensure_channel (fixture->experiment, "usb:2", column);
  g_assert_cmpuint (rk_channel_get_color (channel), ==, 2);
  rk_channel_set_color (channel, G_MAXUINT);
  channel = rk_experiment_ensure_channel (fixture->experiment, "usb:3", column);
  g_assert_cmpuint (rk_channel_get_color (channel), ==, 2);
  assert_changes (fixture, 5, "");
}

static void
test_members_outlive_the_experiment (void)
{
  RkExperiment *experiment = rk_experiment_new ();
  RkRun *run = g_object_ref (rk_experiment_begin_run (experiment, 0));

  g_assert_finalize_object (experiment);
  rk_run_set_name (run, "still here");
  g_assert_finalize_object (run);
}

/* A channel goes only if no run has it, nor a removed run that may come back. */
static void
test_unrecorded_channel_is_dropped (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkColumn) first = rk_column_new ("a", NULL, NULL);
  g_autoptr (RkColumn) second = rk_column_new ("b", NULL, NULL);
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkStream) stream = rk_stream_new ("key", "Source", NULL, series);
  RkChannel *kept = rk_experiment_ensure_channel (experiment, "key", first);
  RkChannel *dropped = rk_experiment_ensure_channel (experiment, "key", second);
  RkRun *run = rk_experiment_begin_run (experiment, 0);

  rk_stream_add_channel (stream, kept);
  rk_run_add_stream (run, stream);

  g_assert_false (rk_experiment_drop_channel (experiment, kept));
  g_assert_true (rk_experiment_drop_channel (experiment, dropped));
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_channels (experiment)), ==, 1);

  dropped = rk_experiment_ensure_channel (experiment, "key", second);
  rk_run_set_state (run, RK_RUN_COMPLETE);
  rk_experiment_remove_run (experiment, run);
  g_assert_false (rk_experiment_drop_channel (experiment, dropped));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/store/experiment/defaults", test_defaults);
  ADD ("/store/experiment/texts", test_texts);
  ADD ("/store/experiment/runs-count-up", test_runs_count_up);
  ADD ("/store/experiment/removed-run-comes-back-in-its-place", test_removed_run_comes_back_in_its_place);
  ADD ("/store/experiment/what-is-stored-counts", test_what_is_stored_counts);
  ADD ("/store/experiment/channels-are-matched", test_channels_are_matched);
  ADD ("/store/experiment/next-free-color", test_next_free_color);
#undef ADD
  g_test_add_func ("/store/experiment/unrecorded-channel-is-dropped", test_unrecorded_channel_is_dropped);
  g_test_add_func ("/store/experiment/members-outlive-the-experiment", test_members_outlive_the_experiment);

  return g_test_run ();
}
