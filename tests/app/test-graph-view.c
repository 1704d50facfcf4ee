#include "config.h"

#include "app/graph-view.h"

#include "app/graph-reading.h"
#include "base/clock.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

typedef struct {
  RkExperiment *experiment;
  RkRun        *run; /* the experiment's */
  RkStream     *stream;
  RkSeries     *series;
  RkGraphView  *view;
  guint64       n; /* samples so far, 10 a second, the value is the time */
} Fixture;

static void
append_until (Fixture *fixture,
              double   seconds)
{
  while ((double) fixture->n / 10 <= seconds) {
    g_autoptr (RkBlock) block = rk_block_new (1, 1, (gint64) fixture->n * RK_NS_PER_S / 10, 1e8);

    block->values[0] = (double) fixture->n / 10;
    rk_series_append (fixture->series, block);
    fixture->n++;
  }
}

static void
begin_run (Fixture *fixture)
{
  g_autoptr (RkColumn) column = rk_column_new ("a", "temperature", "°C");

  column->decimals = 1;
  fixture->run = rk_experiment_begin_run (fixture->experiment, 0);
  g_clear_pointer (&fixture->series, rk_series_unref);
  g_clear_object (&fixture->stream);
  fixture->series = rk_series_new (1, 0);
  fixture->stream = rk_stream_new ("key", "Source", NULL, fixture->series);
  rk_stream_add_channel (fixture->stream, rk_experiment_ensure_channel (fixture->experiment, "key", column));
  rk_run_add_stream (fixture->run, fixture->stream);
  fixture->n = 0;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  rk_number_set_decimal_sign (',');
  fixture->experiment = rk_experiment_new ();
  fixture->view = rk_graph_view_new ();
  rk_graph_view_set_experiment (fixture->view, fixture->experiment);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->view);
  g_clear_object (&fixture->stream);
  g_clear_pointer (&fixture->series, rk_series_unref);
  g_object_unref (fixture->experiment);
}

static RkScene *
make (Fixture *fixture)
{
  RkViewSettings settings;

  rk_view_settings_init (&settings);

  return rk_graph_view_make_scene (fixture->view, &settings);
}

static void
assert_x (Fixture *fixture,
          double   lower,
          double   upper)
{
  g_autoptr (RkScene) scene = make (fixture);

  g_assert_cmpfloat_with_epsilon (scene->x.lower, lower, 1e-9);
  g_assert_cmpfloat_with_epsilon (scene->x.upper, upper, 1e-9);
}

static gboolean
is_away (Fixture *fixture)
{
  gboolean away;

  g_object_get (fixture->view, "away", &away, NULL);

  return away;
}

static void
test_nothing_gives_axes (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (RkScene) empty = make (fixture);
  g_autoptr (RkScene) without = NULL;
  g_autofree char *words = rk_graph_view_describe (fixture->view);

  g_assert_cmpuint (empty->axes->len, >=, 1);
  g_assert_false (rk_graph_view_has_data (fixture->view));
  g_assert_nonnull (words);

  rk_graph_view_set_experiment (fixture->view, NULL);
  without = make (fixture);
  g_assert_cmpuint (without->axes->len, >=, 1);
}

static void
test_whole_run_grows_in_steps (Fixture       *fixture,
                               gconstpointer  data)
{
  begin_run (fixture);
  g_assert_true (rk_graph_view_get_live (fixture->view));
  assert_x (fixture, 0, 10);

  append_until (fixture, 9.9);
  assert_x (fixture, 0, 10);
  append_until (fixture, 10.1);
  assert_x (fixture, 0, 15);
}

static void
test_expected_duration (Fixture       *fixture,
                        gconstpointer  data)
{
  g_object_set (fixture->view, "expected-duration-s", 45.0, NULL);
  begin_run (fixture);

  /* A curve of one second is not squeezed into the width of 45; the axis ends there in the end. */
  append_until (fixture, 1);
  assert_x (fixture, 0, 10);
  append_until (fixture, 10.1);
  assert_x (fixture, 0, 20);
  append_until (fixture, 20.1);
  assert_x (fixture, 0, 45);
  append_until (fixture, 45);
  assert_x (fixture, 0, 45);
}

static void
test_stopped_run_fits (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (RkScene) scene = NULL;

  begin_run (fixture);
  append_until (fixture, 3);
  assert_x (fixture, 0, 10);
  rk_run_set_state (fixture->run, RK_RUN_COMPLETE);

  g_assert_false (rk_graph_view_get_live (fixture->view));
  scene = make (fixture);
  g_assert_cmpfloat (scene->x.upper, <, 5);
  g_assert_cmpfloat (scene->x.upper, >=, 3);
}

static void
test_zoomed_window_scrolls (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (RkScene) before = NULL;
  g_autoptr (RkScene) after = NULL;

  begin_run (fixture);
  append_until (fixture, 8);
  assert_x (fixture, 0, 10);

  rk_graph_view_zoom_x (fixture->view, 0.5, 0.5);
  g_assert_true (rk_graph_view_get_following (fixture->view));
  before = make (fixture);
  g_assert_cmpfloat_with_epsilon (before->x.upper - before->x.lower, 5, 1e-9);
  g_assert_cmpfloat (before->x.upper, >, 8);
  g_assert_cmpfloat (before->x.upper, <, 8.2);

  append_until (fixture, 20);
  after = make (fixture);
  g_assert_cmpfloat_with_epsilon (after->x.upper - after->x.lower, 5, 1e-9);
  g_assert_cmpfloat (after->x.upper, >, 20);
}

static void
test_panning_goes_away_and_back (Fixture       *fixture,
                                 gconstpointer  data)
{
  begin_run (fixture);
  append_until (fixture, 8);
  assert_x (fixture, 0, 10);
  g_assert_false (is_away (fixture));

  rk_graph_view_pan_x (fixture->view, 1, 5);
  g_assert_true (is_away (fixture));
  append_until (fixture, 30);
  assert_x (fixture, 1, 5);

  rk_graph_view_set_following (fixture->view, TRUE);
  g_assert_false (is_away (fixture));
  {
    g_autoptr (RkScene) scene = make (fixture);

    /* The width chosen by hand stays. */
    g_assert_cmpfloat_with_epsilon (scene->x.upper - scene->x.lower, 4, 1e-9);
    g_assert_cmpfloat (scene->x.upper, >, 30);
  }

  rk_graph_view_fit (fixture->view);
  assert_x (fixture, 0, 40);
}

static void
test_new_run_is_seen_from_its_begin (Fixture       *fixture,
                                     gconstpointer  data)
{
  begin_run (fixture);
  append_until (fixture, 8);
  assert_x (fixture, 0, 10);
  rk_graph_view_pan_x (fixture->view, 3, 4);
  rk_run_set_state (fixture->run, RK_RUN_COMPLETE);
  assert_x (fixture, 3, 4);

  begin_run (fixture);
  g_assert_true (rk_graph_view_get_following (fixture->view));
  assert_x (fixture, 0, 10);
}

static void
test_zoom_keeps_the_point (Fixture       *fixture,
                           gconstpointer  data)
{
  begin_run (fixture);
  append_until (fixture, 8);
  rk_run_set_state (fixture->run, RK_RUN_COMPLETE);
  rk_graph_view_fit (fixture->view);
  rk_scene_unref (make (fixture));
  rk_graph_view_pan_x (fixture->view, 0, 8);

  /* A quarter from the left is 2 s, before and after. */
  rk_graph_view_zoom_x (fixture->view, 0.25, 0.5);
  assert_x (fixture, 1, 5);
  rk_graph_view_zoom_x (fixture->view, 0.25, 2);
  assert_x (fixture, 0, 8);
}

static void
test_zoom_ends (Fixture       *fixture,
                gconstpointer  data)
{
  double lower;
  double upper;

  begin_run (fixture);
  append_until (fixture, 8);
  rk_scene_unref (make (fixture));

  for (guint i = 0; i < 2000; i++) {
    rk_graph_view_zoom_x (fixture->view, 0.3, 0.5);
    rk_graph_view_zoom_y (fixture->view, 0, 0.3, 0.5);
    rk_scene_unref (make (fixture));
  }
  g_assert_true (rk_graph_view_get_x (fixture->view, &lower, &upper));
  g_assert_cmpfloat (lower, <, upper);

  for (guint i = 0; i < 4000; i++) {
    rk_graph_view_zoom_x (fixture->view, 0.3, 2);
    rk_graph_view_zoom_y (fixture->view, 0, 0.3, 2);
    rk_scene_unref (make (fixture));
  }
  g_assert_true (rk_graph_view_get_x (fixture->view, &lower, &upper));
  g_assert_true (isfinite (lower) && isfinite (upper) && lower < upper);
  g_assert_true (rk_graph_view_get_y (fixture->view, 0, &lower, &upper));
  g_assert_true (isfinite (lower) && isfinite (upper) && lower < upper);
}

static void
test_hostile_limits_change_nothing (Fixture       *fixture,
                                    gconstpointer  data)
{
  begin_run (fixture);
  append_until (fixture, 8);
  assert_x (fixture, 0, 10);

  rk_graph_view_pan_x (fixture->view, NAN, 1);
  rk_graph_view_pan_x (fixture->view, 1, INFINITY);
  rk_graph_view_pan_x (fixture->view, 2, 1);
  rk_graph_view_zoom_x (fixture->view, 0.5, 0);
  rk_graph_view_zoom_x (fixture->view, 0.5, NAN);
  rk_graph_view_set_y (fixture->view, 0, 2, 1);
  rk_graph_view_set_y (fixture->view, 99, 0, 1);
  rk_graph_view_zoom_y (fixture->view, 99, 0, 1);
  rk_graph_view_fit_y (fixture->view, 99);
  assert_x (fixture, 0, 10);
  g_assert_false (is_away (fixture));
}

static void
test_values_by_hand_stay (Fixture       *fixture,
                          gconstpointer  data)
{
  double lower;
  double upper;

  begin_run (fixture);
  append_until (fixture, 8);
  rk_scene_unref (make (fixture));
  rk_graph_view_set_y (fixture->view, 0, -5, 5);
  append_until (fixture, 30);
  rk_scene_unref (make (fixture));
  g_assert_true (rk_graph_view_get_y (fixture->view, 0, &lower, &upper));
  g_assert_cmpfloat (lower, ==, -5);
  g_assert_cmpfloat (upper, ==, 5);

  rk_graph_view_fit_y (fixture->view, 0);
  rk_scene_unref (make (fixture));
  g_assert_true (rk_graph_view_get_y (fixture->view, 0, &lower, &upper));
  g_assert_cmpfloat (upper, >=, 30);
}

static void
test_moving_time_leaves_values (Fixture       *fixture,
                                gconstpointer  data)
{
  double before[2];
  double after[2];

  begin_run (fixture);
  append_until (fixture, 8);
  rk_run_set_state (fixture->run, RK_RUN_COMPLETE);
  rk_scene_unref (make (fixture));
  g_assert_true (rk_graph_view_get_y (fixture->view, 0, &before[0], &before[1]));

  rk_graph_view_pan_x (fixture->view, 2, 3);
  rk_scene_unref (make (fixture));
  g_assert_true (rk_graph_view_get_y (fixture->view, 0, &after[0], &after[1]));
  g_assert_cmpfloat (after[0], ==, before[0]);
  g_assert_cmpfloat (after[1], ==, before[1]);

  /* Asked to, the axis fits what is in sight. */
  rk_graph_view_fit_y (fixture->view, 0);
  rk_scene_unref (make (fixture));
  g_assert_true (rk_graph_view_get_y (fixture->view, 0, &after[0], &after[1]));
  g_assert_cmpfloat (after[0], >, before[0]);
  g_assert_cmpfloat (after[1], <, before[1]);
}

static void
test_values_never_leave_the_picture (Fixture       *fixture,
                                     gconstpointer  data)
{
  guint n_moves = 0;
  double before = NAN;

  begin_run (fixture);
  for (double t = 0; t < 100; t += 0.5) {
    double lower;
    double upper;

    append_until (fixture, t);
    rk_scene_unref (make (fixture));
    g_assert_true (rk_graph_view_get_y (fixture->view, 0, &lower, &upper));
    g_assert_cmpfloat (lower, <=, 0);
    g_assert_cmpfloat (upper, >=, t);
    n_moves += upper != before ? 1 : 0;
    before = upper;
  }

  /* A ramp without an end is the worst there is; still the axis rests most of the time. */
  g_assert_cmpuint (n_moves, <, 40);
}

static void
test_copy_is_what_is_shown (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (RkScene) shown = NULL;
  g_autoptr (RkScene) copy = NULL;
  RkViewSettings settings;

  begin_run (fixture);
  append_until (fixture, 8);
  rk_scene_unref (make (fixture));
  rk_graph_view_pan_x (fixture->view, 2, 6);
  rk_graph_view_set_y (fixture->view, 0, 1, 7);
  shown = make (fixture);

  rk_view_settings_init (&settings);
  settings.width = 1920;
  copy = rk_graph_view_copy_scene (fixture->view, &settings);
  g_assert_cmpfloat (copy->x.lower, ==, shown->x.lower);
  g_assert_cmpfloat (copy->x.upper, ==, shown->x.upper);
  g_assert_cmpfloat (g_array_index (copy->axes, RkAxis, 0).lower, ==, 1);
  g_assert_cmpfloat (g_array_index (copy->axes, RkAxis, 0).upper, ==, 7);
  g_assert_false (copy->live);
}

static void
test_reads_the_nearest_sample (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (GPtrArray) near = NULL;
  g_autoptr (GPtrArray) beyond = NULL;
  g_autoptr (GPtrArray) nowhere = NULL;
  const RkReading *reading;

  begin_run (fixture);
  append_until (fixture, 8);
  scene = make (fixture);

  near = rk_graph_view_read (fixture->view, scene, 4.33);
  g_assert_cmpuint (near->len, ==, 1);
  reading = g_ptr_array_index (near, 0);
  g_assert_cmpfloat_with_epsilon (reading->time_s, 4.3, 1e-9);
  g_assert_cmpfloat_with_epsilon (reading->value, 4.3, 1e-9);
  g_assert_nonnull (g_strrstr (reading->text, "4,3"));

  beyond = rk_graph_view_read (fixture->view, scene, 9.5);
  g_assert_cmpuint (beyond->len, ==, 0);
  nowhere = rk_graph_view_read (fixture->view, scene, NAN);
  g_assert_cmpuint (nowhere->len, ==, 0);
}

static void
test_counts_what_is_new (Fixture       *fixture,
                         gconstpointer  data)
{
  guint64 before;

  begin_run (fixture);
  append_until (fixture, 1);
  before = rk_graph_view_count (fixture->view);
  g_assert_cmpuint (rk_graph_view_count (fixture->view), ==, before);
  append_until (fixture, 2);
  g_assert_cmpuint (rk_graph_view_count (fixture->view), !=, before);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_announces_changes (Fixture       *fixture,
                        gconstpointer  data)
{
  guint n = 0;

  begin_run (fixture);
  append_until (fixture, 1);
  rk_scene_unref (make (fixture));
  g_signal_connect_swapped (fixture->view, "changed", G_CALLBACK (count_cb), &n);

  rk_graph_view_set_following (fixture->view, TRUE);
  g_assert_cmpuint (n, ==, 0);
  rk_graph_view_zoom_x (fixture->view, 0.5, 0.5);
  g_assert_cmpuint (n, ==, 1);
  n = 0;
  rk_run_set_visible (fixture->run, FALSE);
  g_assert_cmpuint (n, >, 0);
  g_assert_false (rk_graph_view_get_live (fixture->view));
}

/* Typed limits, in the experiment's set-up, outlive a new run and another view; a fit ends them. */
static void
test_typed_limits_are_kept (Fixture       *fixture,
                            gconstpointer  data)
{
  g_autoptr (RkGraphView) other = rk_graph_view_new ();
  g_autoptr (RkScene) live = NULL;
  g_autoptr (RkScene) again = NULL;
  RkViewSettings settings;

  rk_view_settings_init (&settings);
  begin_run (fixture);
  append_until (fixture, 2);
  rk_run_set_state (fixture->run, RK_RUN_COMPLETE);
  rk_scene_unref (make (fixture));
  g_assert_false (rk_graph_view_type_y (fixture->view, 0, 5, 5));
  g_assert_true (rk_graph_view_type_y (fixture->view, 0, -7.5, 80));

  begin_run (fixture);
  append_until (fixture, 2);
  live = make (fixture);
  g_assert_cmpfloat (g_array_index (live->axes, RkAxis, 0).lower, ==, -7.5);
  g_assert_cmpfloat (g_array_index (live->axes, RkAxis, 0).upper, ==, 80);

  rk_graph_view_set_experiment (other, fixture->experiment);
  again = rk_graph_view_make_scene (other, &settings);
  g_assert_cmpfloat (g_array_index (again->axes, RkAxis, 0).upper, ==, 80);

  rk_graph_view_fit_y (fixture->view, 0);
  g_assert_null (g_strrstr (rk_experiment_get_setup (fixture->experiment), "80"));
}

/* Strange files: nothing of them is taken that makes no sense. */
static void
test_strange_setup (Fixture       *fixture,
                    gconstpointer  data)
{
  static const char *const setups[] = {
    "{\"graph\":[]}",
    "{\"graph\":{\"follow_s\":-5,\"ignore_outliers\":{},\"limits\":[1,2]}}",
    "{\"graph\":{\"follow_s\":1e300,\"limits\":{\"°C\":[2,1],\"V\":[1],\"A\":[\"a\",{}],\"\":3}}}",
    "{\"graph\":{\"follow_s\":\"ten\",\"limits\":{\"°C\":[null,1]}}}",
  };

  begin_run (fixture);
  append_until (fixture, 2);
  for (guint i = 0; i < G_N_ELEMENTS (setups); i++) {
    rk_experiment_set_setup (fixture->experiment, setups[i]);
    g_assert_cmpfloat (rk_graph_view_get_follow_s (fixture->view), ==, 0);
    g_assert_false (rk_graph_view_get_ignore_outliers (fixture->view));
    rk_scene_unref (make (fixture));
    g_assert_false (rk_graph_view_get_y_typed (fixture->view, 0));
  }
}

static void
test_follows_the_last_seconds (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autoptr (RkScene) scene = NULL;

  rk_graph_view_set_follow_s (fixture->view, 10);
  g_assert_nonnull (g_strrstr (rk_experiment_get_setup (fixture->experiment), "follow_s"));
  begin_run (fixture);
  append_until (fixture, 3);
  assert_x (fixture, 0, 10);

  append_until (fixture, 60);
  scene = make (fixture);
  g_assert_cmpfloat_with_epsilon (scene->x.upper - scene->x.lower, 10, 1e-9);
  g_assert_cmpfloat (scene->x.upper, >=, 60);
  g_assert_cmpfloat (scene->x.upper, <, 60.5);

  /* Another choice holds at once, and for the next run. */
  rk_graph_view_set_follow_s (fixture->view, 0);
  rk_scene_unref (scene);
  scene = make (fixture);
  g_assert_cmpfloat (scene->x.lower, ==, 0);
  g_assert_cmpfloat (scene->x.upper, >=, 60);
  rk_graph_view_set_follow_s (fixture->view, NAN);
  g_assert_cmpfloat (rk_graph_view_get_follow_s (fixture->view), ==, 0);
}

static void
test_goes_back_and_forward (Fixture       *fixture,
                            gconstpointer  data)
{
  begin_run (fixture);
  append_until (fixture, 8);
  rk_run_set_state (fixture->run, RK_RUN_COMPLETE);
  assert_x (fixture, 0, 8);
  g_assert_false (rk_graph_view_go (fixture->view, FALSE));

  /* One gesture, then a typed axis. */
  for (int i = 0; i < 10; i++)
    rk_graph_view_pan_x (fixture->view, 0.1 * i, 4 + 0.1 * i);
  g_assert_true (rk_graph_view_type_x (fixture->view, 1, 2));
  assert_x (fixture, 1, 2);

  g_assert_true (rk_graph_view_go (fixture->view, FALSE));
  assert_x (fixture, 0.9, 4.9);
  g_assert_true (rk_graph_view_go (fixture->view, FALSE));
  assert_x (fixture, 0, 8);
  g_assert_false (rk_graph_view_go (fixture->view, FALSE));
  g_assert_true (rk_graph_view_go (fixture->view, TRUE));
  g_assert_true (rk_graph_view_go (fixture->view, TRUE));
  assert_x (fixture, 1, 2);
}

/* A bad point does not spoil the axis, and is told of. */
static void
test_ignores_an_outlier (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr (RkBlock) bad = rk_block_new (1, 1, 10 * RK_NS_PER_S, 1e8);
  g_autoptr (RkScene) all = NULL;
  g_autoptr (RkScene) most = NULL;
  guint n_hidden;
  guint below;
  guint above;

  begin_run (fixture);
  append_until (fixture, 9.9);
  bad->values[0] = 1e6;
  rk_series_append (fixture->series, bad);
  rk_run_set_state (fixture->run, RK_RUN_COMPLETE);
  all = make (fixture);
  g_assert_cmpfloat (g_array_index (all->axes, RkAxis, 0).upper, >=, 1e6);

  rk_graph_view_set_ignore_outliers (fixture->view, TRUE);
  most = make (fixture);
  g_assert_cmpfloat (g_array_index (most->axes, RkAxis, 0).upper, <, 20);
  g_assert_cmpfloat (g_array_index (most->axes, RkAxis, 0).upper, >=, 9.9);
  rk_graph_view_get_hidden (fixture->view, 0, &below, &above);
  g_object_get (fixture->view, "n-hidden", &n_hidden, NULL);
  g_assert_cmpuint (below, ==, 0);
  g_assert_cmpuint (above, ==, 1);
  g_assert_cmpuint (n_hidden, ==, 1);
}

/* What came before a trigger has negative times: all of it is shown, live and at rest, and the window scrolls from there. */
static void
test_before_the_trigger (Fixture       *fixture,
                         gconstpointer  data)
{
  begin_run (fixture);
  for (int i = -20; i < 30; i++) {
    g_autoptr (RkBlock) block = rk_block_new (1, 1, i * RK_NS_PER_S / 10, 1e8);

    block->values[0] = i / 10.0;
    rk_series_append (fixture->series, block);
  }
  assert_x (fixture, -2, 10);

  rk_run_set_state (fixture->run, RK_RUN_COMPLETE);
  assert_x (fixture, -2, 2.9);
}

/* The axis reaches to the level before there are any data; dragged, it is the recorder's. */
static void
test_level (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (RkRecorder) recorder = rk_recorder_new (fixture->experiment);
  g_autoptr (RkScene) armed = NULL;
  g_autoptr (RkScene) moved = NULL;
  g_autoptr (RkScene) kept = NULL;
  g_autoptr (RkScene) copy = NULL;
  g_autofree char *text = NULL;
  RkCondition trigger = { .kind = RK_WATCH_RISES, .level = 30 };
  RkViewSettings settings;
  guint n = 0;

  begin_run (fixture);
  rk_run_set_state (fixture->run, RK_RUN_COMPLETE);
  g_object_set (fixture->view, "recorder", recorder, NULL);
  g_signal_connect_swapped (fixture->view, "changed", G_CALLBACK (count_cb), &n);
  trigger.channel = rk_stream_get_channel (fixture->stream, 0);
  rk_recorder_set_trigger (recorder, &trigger);
  g_assert_cmpuint (n, >, 0);

  armed = make (fixture);
  g_assert_cmpuint (armed->levels->len, ==, 1);
  g_assert_cmpfloat (g_array_index (armed->levels, RkLevelLine, 0).value, ==, 30);
  g_assert_cmpfloat (g_array_index (armed->axes, RkAxis, 0).lower, <, 30);
  g_assert_cmpfloat (g_array_index (armed->axes, RkAxis, 0).upper, >, 30);

  rk_graph_view_move_level (fixture->view, 45.5);
  rk_recorder_get_trigger (recorder, &trigger);
  g_assert_cmpfloat (trigger.level, ==, 45.5);
  g_assert_cmpint (trigger.kind, ==, RK_WATCH_RISES);
  moved = make (fixture);
  g_assert_cmpfloat (g_array_index (moved->axes, RkAxis, 0).upper, >, 45.5);
  text = rk_graph_view_format_level (fixture->view, 12.5);
  g_assert_nonnull (strstr (text, "12,5 °C"));

  /* Not in a file, and not where it does nothing. */
  rk_view_settings_init (&settings);
  copy = rk_graph_view_copy_scene (fixture->view, &settings);
  g_assert_cmpuint (copy->levels->len, ==, 0);
  rk_recorder_set_mode (recorder, RK_COLLECT_KEEP);
  kept = make (fixture);
  g_assert_cmpuint (kept->levels->len, ==, 0);
  rk_graph_view_move_level (fixture->view, 1);
  rk_recorder_get_trigger (recorder, &trigger);
  g_assert_cmpfloat (trigger.level, ==, 45.5);

  g_object_set (fixture->view, "recorder", NULL, NULL);
}

/* Going to a mark puts it into the middle, closer; from there the width stays. */
static void
test_shows_a_time (Fixture       *fixture,
                   gconstpointer  data)
{
  begin_run (fixture);
  append_until (fixture, 8);
  rk_run_set_state (fixture->run, RK_RUN_COMPLETE);
  assert_x (fixture, 0, 8);

  rk_graph_view_show_time (fixture->view, 4, 4);
  assert_x (fixture, 3, 5);
  rk_graph_view_show_time (fixture->view, 6, 6);
  assert_x (fixture, 5, 7);
  rk_graph_view_show_time (fixture->view, 0, 4);
  assert_x (fixture, -1, 5);
  rk_graph_view_show_time (fixture->view, NAN, NAN);
  assert_x (fixture, -1, 5);
}

static void
assert_y (Fixture *fixture,
          double   lower,
          double   upper)
{
  g_autoptr (RkScene) scene = make (fixture);
  const RkAxis *axis = &g_array_index (scene->axes, RkAxis, 0);

  g_assert_cmpfloat (axis->lower, <=, lower);
  g_assert_cmpfloat (axis->lower, >=, lower - (upper - lower) / 4.0);
  g_assert_cmpfloat (axis->upper, >=, upper);
  g_assert_cmpfloat (axis->upper, <=, upper + (upper - lower) / 4.0);
}

/* A thermometer of -40 to 125 degrees: the axis is there before the first peak. */
static void
test_begins_with_the_range (Fixture       *fixture,
                            gconstpointer  data)
{
  RkChannel *channel;

  begin_run (fixture);
  channel = rk_stream_get_channel (fixture->stream, 0);
  rk_channel_set_range (channel, -40.0, 125.0);
  append_until (fixture, 1);
  assert_y (fixture, -40.0, 125.0);
  /* A second later it is still there. */
  append_until (fixture, 2);
  assert_y (fixture, -40.0, 125.0);
}

/* The range is one of readings: what is shown of it decides, even where the calibration turns it round. */
static void
test_begins_with_the_calibrated_range (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr (RkCalibration) calibration = rk_calibration_parse ("polynomial 100 -2", NULL);
  RkChannel *channel;

  begin_run (fixture);
  channel = rk_stream_get_channel (fixture->stream, 0);
  rk_channel_set_range (channel, 0.0, 50.0);
  rk_channel_set_calibration (channel, calibration, "°C", NULL, NULL, 0);
  append_until (fixture, 1);
  assert_y (fixture, 0.0, 100.0);
}

/* One sensor of the axis that nobody knows: the data tell. */
static void
test_unknown_range_fits_the_data (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autoptr (RkColumn) column = rk_column_new ("b", "temperature", "°C");
  g_autoptr (RkScene) scene = NULL;

  begin_run (fixture);
  rk_channel_set_range (rk_stream_get_channel (fixture->stream, 0), -40.0, 125.0);
  rk_experiment_ensure_channel (fixture->experiment, "key", column);
  append_until (fixture, 1);
  scene = make (fixture);
  g_assert_cmpfloat (g_array_index (scene->axes, RkAxis, 0).upper, <, 10.0);
  g_assert_cmpfloat (g_array_index (scene->axes, RkAxis, 0).lower, >, -10.0);
}

#define ADD(path, function) g_test_add ("/app/graph-view/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("nothing-gives-axes", test_nothing_gives_axes);
  ADD ("whole-run-grows-in-steps", test_whole_run_grows_in_steps);
  ADD ("expected-duration", test_expected_duration);
  ADD ("stopped-run-fits", test_stopped_run_fits);
  ADD ("zoomed-window-scrolls", test_zoomed_window_scrolls);
  ADD ("panning-goes-away-and-back", test_panning_goes_away_and_back);
  ADD ("new-run-is-seen-from-its-begin", test_new_run_is_seen_from_its_begin);
  ADD ("zoom-keeps-the-point", test_zoom_keeps_the_point);
  ADD ("zoom-ends", test_zoom_ends);
  ADD ("hostile-limits-change-nothing", test_hostile_limits_change_nothing);
  ADD ("values-by-hand-stay", test_values_by_hand_stay);
  ADD ("moving-time-leaves-values", test_moving_time_leaves_values);
  ADD ("values-never-leave-the-picture", test_values_never_leave_the_picture);
  ADD ("copy-is-what-is-shown", test_copy_is_what_is_shown);
  ADD ("reads-the-nearest-sample", test_reads_the_nearest_sample);
  ADD ("counts-what-is-new", test_counts_what_is_new);
  ADD ("announces-changes", test_announces_changes);
  ADD ("before-the-trigger", test_before_the_trigger);
  ADD ("typed-limits-are-kept", test_typed_limits_are_kept);
  ADD ("strange-setup", test_strange_setup);
  ADD ("follows-the-last-seconds", test_follows_the_last_seconds);
  ADD ("goes-back-and-forward", test_goes_back_and_forward);
  ADD ("ignores-an-outlier", test_ignores_an_outlier);
  ADD ("level", test_level);
  ADD ("shows-a-time", test_shows_a_time);
  ADD ("begins-with-the-range", test_begins_with_the_range);
  ADD ("begins-with-the-calibrated-range", test_begins_with_the_calibrated_range);
  ADD ("unknown-range-fits-the-data", test_unknown_range_fits_the_data);

  return g_test_run ();
}
