#include "config.h"

#include "app/picture-reading.h"

#include "base/clock.h"
#include "base/number.h"
#include "plot/scene-check.h"

#include <string.h>

typedef struct {
  RkExperiment   *experiment;
  RkGraphView    *view;
  RkGraphCursors *cursors;
} Fixture;

/* A height that is the time, ten values a second for ten seconds, with a mark at 5 s. */
static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkStream) stream = rk_stream_new ("key", "Source", NULL, series);
  g_autoptr (RkColumn) column = rk_column_new ("h", "length", "m");
  g_autoptr (RkBlock) block = rk_block_new (1, 101, 0, 1e8);
  RkRun *run;

  rk_number_set_decimal_sign (',');
  column->decimals = 1;
  g_free (column->name);
  column->name = g_strdup ("Height");
  fixture->experiment = rk_experiment_new ();
  run = rk_experiment_begin_run (fixture->experiment, 0);
  for (guint i = 0; i <= 100; i++)
    block->values[i] = i / 10.0;
  rk_stream_add_channel (stream, rk_experiment_ensure_channel (fixture->experiment, "key", column));
  rk_series_append (series, block);
  rk_run_add_stream (run, stream);
  rk_run_add_mark (run, RK_MARK_NOTE, 5 * RK_NS_PER_S, 5 * RK_NS_PER_S, "salt");
  rk_run_set_state (run, RK_RUN_COMPLETE);

  fixture->view = rk_graph_view_new ();
  rk_graph_view_set_experiment (fixture->view, fixture->experiment);
  fixture->cursors = rk_graph_cursors_new (fixture->view);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->cursors);
  g_object_unref (fixture->view);
  g_object_unref (fixture->experiment);
}

static RkScene *
make (Fixture *fixture)
{
  RkViewSettings settings;

  rk_view_settings_init (&settings);

  return rk_graph_view_make_scene (fixture->view, &settings);
}

static char *
tell (Fixture *fixture)
{
  g_autoptr (RkScene) shown = make (fixture);
  g_autofree char *told = rk_picture_tell_readings (fixture->cursors, shown);
  g_auto (GStrv) parts = NULL;

  if (told == NULL)
    return NULL;

  /* Numbers stay with their units. */
  g_assert_nonnull (strstr (told, "\u00a0s"));
  parts = g_strsplit (told, "\u00a0", -1);

  return g_strjoinv (" ", parts);
}

static void
test_nothing (Fixture       *fixture,
              gconstpointer  data)
{
  g_autofree char *told = tell (fixture);
  g_autoptr (RkScene) scene = make (fixture);

  g_assert_false (rk_picture_has_readings (fixture->cursors));
  g_assert_null (told);
  g_assert_null (rk_picture_tell_readings (fixture->cursors, NULL));
  rk_picture_mark_readings (fixture->cursors, scene);
  g_assert_cmpuint (scene->marks->len, ==, 1);
}

static void
test_one_cursor (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autofree char *told = NULL;

  rk_graph_cursors_put (fixture->cursors, 0, 2.5);
  told = tell (fixture);
  g_assert_true (rk_picture_has_readings (fixture->cursors));
  g_assert_cmpstr (told, ==, "1: t = 2,500 s; Height 2,5 m");
}

/* The height is the time: 1 m in a second. */
static void
test_two_cursors (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *told = NULL;

  rk_graph_cursors_put (fixture->cursors, 0, 2.0);
  rk_graph_cursors_put (fixture->cursors, 1, 4.0);
  told = tell (fixture);
  g_assert_nonnull (strstr (told, "1: t = 2,000 s, 2: t = 4,000 s, Δt = 2,000 s"));
  g_assert_nonnull (strstr (told, "Height 2,0 m → 4,0 m, Δ = 2,0 m, Δ/Δt = 1,00"));
}

/* Marks stand by time among those there were, and the picture can be drawn. */
static void
test_marks (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *told = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RkScene) scene = make (fixture);

  rk_graph_cursors_put (fixture->cursors, 0, 8.0);
  rk_graph_cursors_put (fixture->cursors, 1, 1.0);
  g_assert_nonnull (rk_graph_cursors_select (fixture->cursors, 6.0, 7.0));
  g_assert_nonnull (rk_graph_cursors_select (fixture->cursors, 2.0, 3.0));
  told = tell (fixture);
  g_assert_nonnull (strstr (told, "\nA: 6,000 … 7,000 s; Height; n 11"));
  g_assert_nonnull (strstr (told, "\nB: 2,000 … 3,000 s; Height; n 11"));

  rk_picture_mark_readings (fixture->cursors, scene);
  g_assert_true (rk_scene_check (scene, NULL));
  for (guint i = 0; i < scene->marks->len; i++) {
    const RkMarkNote *mark = &g_array_index (scene->marks, RkMarkNote, i);

    g_string_append_printf (text, "%s %g-%g;", mark->text, mark->begin_s, mark->end_s);
  }
  g_assert_cmpstr (text->str, ==, "2 1-1;B 2-3;salt 5-5;A 6-7;1 8-8;");
}

/* More than there are letters for are not told of. */
static void
test_many_selections (Fixture       *fixture,
                      gconstpointer  data)
{
  g_autofree char *told = NULL;
  g_autoptr (RkScene) scene = make (fixture);

  for (guint i = 0; i < 40; i++)
    rk_graph_cursors_select (fixture->cursors, i * 0.1, i * 0.1 + 1.0);
  told = tell (fixture);
  rk_picture_mark_readings (fixture->cursors, scene);
  g_assert_cmpuint (scene->marks->len, <=, 27);
  g_assert_null (strstr (told, "["));
}

#define ADD(path, function) g_test_add ("/app/picture-reading/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("nothing", test_nothing);
  ADD ("one-cursor", test_one_cursor);
  ADD ("two-cursors", test_two_cursors);
  ADD ("marks", test_marks);
  ADD ("many-selections", test_many_selections);

  return g_test_run ();
}
