#include "config.h"

#include "app/spark.h"

#include "base/clock.h"
#include "store/experiment.h"

#include <math.h>
#include <string.h>

#define N_SAMPLES 100000

/* A run of 1 kHz at rest at 5, but for one reading of 9. */
static RkRun *
add_run (RkExperiment *experiment,
         guint         n_samples,
         guint         spike)
{
  RkRun *run = rk_experiment_begin_run (experiment, 0);
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkStream) stream = rk_stream_new ("key", "Source", NULL, series);
  g_autoptr (RkColumn) column = rk_column_new ("a", "temperature", "°C");

  rk_stream_add_channel (stream, rk_experiment_ensure_channel (experiment, "key", column));
  for (guint i = 0; i < n_samples; i += RK_BLOCK_MAX_SAMPLES) {
    guint n = MIN (n_samples - i, RK_BLOCK_MAX_SAMPLES);
    g_autoptr (RkBlock) block = rk_block_new (1, n, i * RK_NS_PER_MS, (double) RK_NS_PER_MS);

    for (guint j = 0; j < n; j++)
      block->values[j] = i + j == spike ? 9.0 : 5.0;
    rk_series_append (series, block);
  }
  rk_run_add_stream (run, stream);

  return run;
}

static RkChannel *
get_channel (RkExperiment *experiment)
{
  g_autoptr (RkChannel) channel = g_list_model_get_item (rk_experiment_get_channels (experiment), 0);

  return channel;
}

static void
test_keeps_a_spike (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run = add_run (experiment, N_SAMPLES, 61234);
  RkSpark spark = { 0 };

  g_assert_true (rk_spark_take (&spark, run, get_channel (experiment)));
  g_assert_cmpuint (spark.n, ==, RK_SPARK_COLUMNS);
  g_assert_cmpfloat (spark.least, ==, 5.0);
  g_assert_cmpfloat (spark.most, ==, 9.0);
  /* 61234 of 99999 ms is in column 73 of 120, and nowhere else. */
  for (guint i = 0; i < spark.n; i++) {
    g_assert_cmpfloat (spark.min[i], ==, 5.0);
    g_assert_cmpfloat (spark.max[i], ==, i == 73 ? 9.0 : 5.0);
  }
  /* Nothing has changed. */
  g_assert_false (rk_spark_take (&spark, run, get_channel (experiment)));
}

static void
test_follows_unit_and_calibration (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run = add_run (experiment, 1000, 500);
  RkSpark spark = { 0 };

  g_assert_true (rk_spark_take (&spark, run, get_channel (experiment)));
  rk_channel_set_unit (get_channel (experiment), "°F");
  g_assert_true (rk_spark_take (&spark, run, get_channel (experiment)));
  /* 5 °C = 41 °F, 9 °C = 48.2 °F; the raw ones stay. */
  g_assert_cmpfloat_with_epsilon (spark.min[0], 41.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (spark.max[60], 48.2, 1e-9);
  g_assert_cmpfloat (spark.most, ==, 9.0);
}

/* The middle third is missing, by a gap in time or of values: nothing is joined over it. */
static void
test_leaves_gaps_open (gconstpointer data)
{
  gboolean is_gap = GPOINTER_TO_INT (data);
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run = rk_experiment_begin_run (experiment, 0);
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkStream) stream = rk_stream_new ("key", "Source", NULL, series);
  g_autoptr (RkColumn) column = rk_column_new ("a", "temperature", "°C");
  guint n_broken = 0;
  RkSpark spark = { 0 };

  rk_stream_add_channel (stream, rk_experiment_ensure_channel (experiment, "key", column));
  for (guint part = 0; part < 3; part++) {
    g_autoptr (RkBlock) block = rk_block_new (1, 1000, part * RK_NS_PER_S, (double) RK_NS_PER_MS);

    if (part == 1 && is_gap) {
      RkGap gap = { .begin_ns = 999 * RK_NS_PER_MS, .end_ns = 2 * RK_NS_PER_S, .reason = RK_GAP_UNPLUGGED };

      rk_series_append_gap (series, &gap);
      continue;
    }
    for (guint i = 0; i < 1000; i++)
      block->values[i] = part == 1 ? (double) NAN : 5.0 + i % 10;
    rk_series_append (series, block);
  }
  rk_run_add_stream (run, stream);
  rk_spark_take (&spark, run, get_channel (experiment));

  for (guint i = 0; i < spark.n; i++)
    n_broken += spark.broken[i] ? 1 : 0;
  g_assert_cmpuint (n_broken, ==, 1);
  g_assert_true (isnan (spark.max[60]));
}

/* Another run with the same values in each column, joined or not, is another line only when it looks like one. */
static void
test_is_what_is_seen (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run = add_run (experiment, 1000, 500);
  RkRun *same = add_run (experiment, 1000, 500);
  RkSpark spark = { 0 };

  g_assert_true (rk_spark_take (&spark, run, get_channel (experiment)));
  g_assert_false (rk_spark_take (&spark, same, get_channel (experiment)));
  spark.broken[60] = TRUE;
  g_assert_true (rk_spark_take (&spark, run, get_channel (experiment)));
  g_assert_false (spark.broken[60]);
}

static void
test_turns_over (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run = add_run (experiment, 1000, 500);
  RkChannel *channel = get_channel (experiment);
  g_autoptr (RkCalibration) calibration = rk_calibration_parse ("polynomial 0 -2", NULL);
  RkSpark spark = { 0 };

  rk_channel_set_calibration (channel, calibration, NULL, NULL, NULL, 0);
  rk_spark_take (&spark, run, channel);
  /* What was read as 9 is -18 now, the least. */
  g_assert_cmpfloat (spark.least, ==, 9.0);
  g_assert_cmpfloat (spark.most, ==, 5.0);
  g_assert_cmpfloat (spark.min[60], ==, -18.0);
}

static void
test_of_few_and_none (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) other = rk_experiment_new ();
  RkRun *run = add_run (experiment, 3, 1);
  RkSpark spark = { 0 };

  add_run (other, 2, 0);
  g_assert_false (rk_spark_take (&spark, NULL, get_channel (experiment)));
  g_assert_true (rk_spark_take (&spark, run, get_channel (experiment)));
  g_assert_cmpuint (spark.n, ==, 3);
  /* A run without the channel. */
  g_assert_true (rk_spark_take (&spark, run, get_channel (other)));
  g_assert_cmpuint (spark.n, ==, 0);
}

/* Every row and column of pixels that is inked is within the place, and the ends of it are. */
static void
test_fills_its_place (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkRun *run = add_run (experiment, N_SAMPLES, 50000);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 140, 60);
  cairo_t *cr = cairo_create (surface);
  const guint8 *pixels;
  int stride;
  int top = G_MAXINT;
  int bottom = -1;
  RkSpark spark = { 0 };

  rk_spark_take (&spark, run, get_channel (experiment));
  cairo_set_line_width (cr, 1.0);
  rk_spark_trace (&spark, cr, 10, 10, 120, 40);
  cairo_surface_flush (surface);
  pixels = cairo_image_surface_get_data (surface);
  stride = cairo_image_surface_get_stride (surface);
  for (int y = 0; y < 60; y++) {
    for (int x = 0; x < 140; x++) {
      if (pixels[y * stride + x] < 64)
        continue;
      top = MIN (top, y);
      bottom = MAX (bottom, y);
      g_assert_cmpint (x, >=, 9);
      g_assert_cmpint (x, <=, 130);
    }
  }
  /* The spike stands on the top, the rest lies on the ground. */
  g_assert_cmpint (top, >=, 9);
  g_assert_cmpint (top, <=, 11);
  g_assert_cmpint (bottom, >=, 49);
  g_assert_cmpint (bottom, <=, 50);

  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/spark/keeps-a-spike", test_keeps_a_spike);
  g_test_add_func ("/app/spark/follows-unit-and-calibration", test_follows_unit_and_calibration);
  g_test_add_func ("/app/spark/is-what-is-seen", test_is_what_is_seen);
  g_test_add_func ("/app/spark/turns-over", test_turns_over);
  g_test_add_data_func ("/app/spark/leaves-gaps-open/of-values", GINT_TO_POINTER (FALSE), test_leaves_gaps_open);
  g_test_add_data_func ("/app/spark/leaves-gaps-open/of-time", GINT_TO_POINTER (TRUE), test_leaves_gaps_open);
  g_test_add_func ("/app/spark/of-few-and-none", test_of_few_and_none);
  g_test_add_func ("/app/spark/fills-its-place", test_fills_its_place);

  return g_test_run ();
}
