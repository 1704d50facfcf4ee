#include "config.h"

#include "app/trend-text.h"

#include "base/clock.h"
#include "base/number.h"

#include <math.h>

typedef double (*Course) (double seconds);

static double
rise (double seconds)
{
  return 20 + 0.15 * seconds;
}

static double
rest (double seconds)
{
  return 5;
}

/* A run of 300 s, a value every 3 s, of a channel for each course. */
static RkRun *
add_run (RkExperiment *experiment,
         const Course *courses,
         guint         n)
{
  static const char * const keys[] = { "a", "b" };
  static const char * const names[] = { "Temperature", "Force" };
  static const char * const quantities[] = { "temperature", "force" };
  static const char * const units[] = { "°C", "N" };
  RkRun *run = rk_experiment_begin_run (experiment, 0);
  g_autoptr (RkSeries) series = rk_series_new (n, 0);
  g_autoptr (RkStream) stream = rk_stream_new ("key", "Source", NULL, series);

  for (guint i = 0; i < n; i++) {
    g_autoptr (RkColumn) column = rk_column_new (keys[i], quantities[i], units[i]);

    g_free (column->name);
    column->name = g_strdup (names[i]);
    column->decimals = 1;
    rk_stream_add_channel (stream, rk_experiment_ensure_channel (experiment, "key", column));
  }
  for (guint i = 0; i <= 100; i++) {
    g_autoptr (RkBlock) block = rk_block_new (n, 1, (gint64) i * 3 * RK_NS_PER_S, 3e9);

    for (guint j = 0; j < n; j++)
      block->values[j] = courses[j] (3.0 * i);
    rk_series_append (series, block);
  }
  rk_run_add_stream (run, stream);

  return run;
}

static void
test_tells_each_channel (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run = add_run (experiment, (const Course[]) { rise, rest }, 2);
  g_autofree char *text = rk_trend_text (run);

  /* 20 + 0.15 * 300 = 65 */
  g_assert_cmpstr (text, ==, "Temperature rises from 20.0 °C to 65.0 °C in 300 s, almost linearly; Force stays near 5.0 N for 300 s");
}

static void
test_leaves_out_what_is_hidden (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run = add_run (experiment, (const Course[]) { rise, rest }, 2);
  g_autoptr (RkChannel) first = g_list_model_get_item (rk_experiment_get_channels (experiment), 0);
  g_autofree char *text = NULL;

  rk_channel_set_visible (first, FALSE);
  text = rk_trend_text (run);
  g_assert_cmpstr (text, ==, "Force stays near 5.0 N for 300 s");
}

static void
test_tells_in_the_unit_shown (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run = add_run (experiment, (const Course[]) { rise }, 1);
  g_autoptr (RkChannel) channel = g_list_model_get_item (rk_experiment_get_channels (experiment), 0);
  g_autofree char *text = NULL;

  rk_channel_set_unit (channel, "K");
  text = rk_trend_text (run);
  /* 293.15 K and 338.15 K, by one place. */
  g_assert_nonnull (g_strrstr (text, " K in 300 s"));
  g_assert_true (g_str_has_prefix (text, "Temperature rises from 293."));
}

static void
test_nothing_to_tell (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run = rk_experiment_begin_run (experiment, 0);
  g_autofree char *text = rk_trend_text (run);
  g_autofree char *newest = rk_trend_text_newest (experiment);

  g_assert_null (text);
  g_assert_null (newest);
}

static void
test_newest_finished_run_on_show (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *first = add_run (experiment, (const Course[]) { rest }, 1);
  RkRun *second = add_run (experiment, (const Course[]) { rise }, 1);
  RkRun *third = add_run (experiment, (const Course[]) { rest }, 1);
  g_autofree char *text = NULL;
  g_autofree char *before = NULL;

  rk_run_set_state (first, RK_RUN_COMPLETE);
  rk_run_set_state (second, RK_RUN_COMPLETE);
  g_assert_cmpint (rk_run_get_state (third), ==, RK_RUN_RECORDING);

  text = rk_trend_text_newest (experiment);
  g_assert_cmpstr (text, ==, "Run 2: Temperature rises from 20.0 °C to 65.0 °C in 300 s, almost linearly");

  rk_run_set_visible (second, FALSE);
  before = rk_trend_text_newest (experiment);
  g_assert_cmpstr (before, ==, "Run 1: Temperature stays near 5.0 °C for 300 s");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  rk_number_set_decimal_sign ('.');

  g_test_add_func ("/app/trend-text/tells-each-channel", test_tells_each_channel);
  g_test_add_func ("/app/trend-text/leaves-out-what-is-hidden", test_leaves_out_what_is_hidden);
  g_test_add_func ("/app/trend-text/tells-in-the-unit-shown", test_tells_in_the_unit_shown);
  g_test_add_func ("/app/trend-text/nothing-to-tell", test_nothing_to_tell);
  g_test_add_func ("/app/trend-text/newest-finished-run-on-show", test_newest_finished_run_on_show);

  return g_test_run ();
}
