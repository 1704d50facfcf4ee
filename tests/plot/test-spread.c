/* The band of a mean ± s, by the pixels that are drawn. */
#include "config.h"

#include "drawn.h"

#include "plot/spread.h"
#include "plot/view.h"

/* Means and their s at @rate_hz. */
static RkSpan *
make_pairs (const double *means,
            const double *spreads,
            guint         n,
            double        rate_hz)
{
  const double *const columns[] = { means, spreads };

  return make_columns (columns, G_N_ELEMENTS (columns), n, rate_hz);
}

/* A band between -5 and 5, thin line, blue. */
static RkScene *
make_scene (RkSpan *span,
            double  begin_s,
            double  end_s)
{
  RkScene *scene = rk_scene_new (640.0, 360.0, 1.0);
  RkTrace trace = { .span = span, .conversion.scale = 1.0, .has_spread = TRUE, .spread_column = 1, .spread_scale = 1.0 };

  rk_scene_add_axis (scene, -5.0, 5.0, "U, V");
  rk_scene_set_x (scene, begin_s, end_s, "t, s");
  rk_scene_add_trace (scene, &trace);

  return scene;
}

/* Pale blue: between the colour of the trace and white. */
static gboolean
is_band (cairo_surface_t *surface,
         const RkScene   *scene,
         double           t,
         double           value)
{
  guint32 p = pixel (surface, rk_scene_from_time (scene, t), rk_scene_from_value (scene, 0, value));
  int difference = (int) (p & 0xff) - (int) (p >> 16 & 0xff);

  return difference > 20 && difference < 90;
}

static void
test_lies_around_the_mean (void)
{
  /* Lines of the grid are at whole numbers. */
  static const double means[] = { 0, 0, 2, 2, (double) NAN, 1, 1 };
  static const double spreads[] = { 0.8, 0.8, 1.8, 1.8, 1, 0.4, (double) NAN };
  g_autoptr (RkSpan) span = make_pairs (means, spreads, G_N_ELEMENTS (means), 1.0);
  g_autoptr (RkScene) scene = make_scene (span, -0.5, 6.5);
  cairo_surface_t *surface = draw (scene);

  g_assert_true (is_band (surface, scene, 0.7, 0.6));
  g_assert_true (is_band (surface, scene, 0.7, -0.6));
  g_assert_false (is_band (surface, scene, 0.7, 1.2));
  g_assert_false (is_band (surface, scene, 0.7, -1.2));
  /* Half way its edges are half way: 0.8 and 3.8, -0.8 and 0.2. */
  g_assert_true (is_band (surface, scene, 1.5, 2.15));
  g_assert_false (is_band (surface, scene, 1.5, 2.5));
  g_assert_true (is_band (surface, scene, 1.5, -0.15));
  g_assert_false (is_band (surface, scene, 1.5, -0.5));
  g_assert_true (is_band (surface, scene, 2.7, 3.6));
  /* Nothing over what is missing, in either of them; what stands alone is seen. */
  g_assert_false (is_band (surface, scene, 3.5, 2.4));
  g_assert_false (is_band (surface, scene, 4.5, 1.2));
  g_assert_true (is_band (surface, scene, 5.0, 1.3));
  g_assert_false (is_band (surface, scene, 5.5, 1.3));
  /* The line stays what it is. */
  g_assert_true (has_ink (surface, rk_scene_from_time (scene, 2.7), rk_scene_from_value (scene, 0, 2.0)));
  cairo_surface_destroy (surface);
}

/* Between two samples far outside of a picture its edges are where a straight line has them. */
static void
test_deep_zoom (void)
{
  static const double means[] = { 0, 0 };
  static const double spreads[] = { 0, 4 };
  g_autoptr (RkSpan) span = make_pairs (means, spreads, 2, 5e-6);
  g_autoptr (RkScene) scene = make_scene (span, 1e5, 1e5 + 1e-3);
  cairo_surface_t *surface = draw (scene);

  for (double t = 1e5 + 1.3e-4; t < 1e5 + 1e-3; t += 2e-4) {
    g_assert_true (is_band (surface, scene, t, 1.85));
    g_assert_true (is_band (surface, scene, t, -1.85));
    g_assert_false (is_band (surface, scene, t, 2.15));
    g_assert_false (is_band (surface, scene, t, -2.15));
  }
  cairo_surface_destroy (surface);
}

/* The same one pixel beside it, or over a line of the grid. */
static gboolean
has_pale (cairo_surface_t *surface,
          const RkScene   *scene,
          double           t,
          double           value)
{
  double step = rk_scene_to_time (scene, 101.0) - rk_scene_to_time (scene, 100.0);

  return is_band (surface, scene, t, value) || is_band (surface, scene, t - step, value)
         || is_band (surface, scene, t + step, value);
}

/* More samples than are looked at one by one, and less: nothing of the band is hidden, and nothing else is covered. */
static void
test_many_samples (void)
{
  const guint ns[] = { 40000, 400000 };

  for (guint k = 0; k < G_N_ELEMENTS (ns); k++) {
    guint n = ns[k];
    g_autofree double *means = g_new (double, n);
    g_autofree double *spreads = g_new (double, n);
    g_autoptr (RkSpan) span = NULL;
    g_autoptr (RkScene) scene = NULL;
    cairo_surface_t *surface;
    double spike;
    double min;
    double max;

    for (guint i = 0; i < n; i++) {
      means[i] = 2.0 * sin (2.0 * G_PI * i / n);
      spreads[i] = 1.0;
    }
    /* A single one that scatters most. */
    spike = 10.0 * (n / 2 + 1000) / n;
    spreads[n / 2 + 1000] = 4.0;
    span = make_pairs (means, spreads, n, n / 10.0);
    scene = make_scene (span, 0.0, 10.0);
    surface = draw (scene);

    for (double t = 0.25; t < 10.0; t += 0.5) {
      double mean = 2.0 * sin (2.0 * G_PI * t / 10.0);

      if (fabs (t - spike) < 0.3)
        continue;
      g_assert_true (is_band (surface, scene, t, mean + 0.85) || is_band (surface, scene, t, mean + 0.75));
      g_assert_true (is_band (surface, scene, t, mean - 0.85) || is_band (surface, scene, t, mean - 0.75));
      g_assert_false (is_band (surface, scene, t, mean + 1.2));
      g_assert_false (is_band (surface, scene, t, mean - 1.2));
    }
    g_assert_true (has_pale (surface, scene, spike, 3.5));
    g_assert_true (has_pale (surface, scene, spike, -3.5));

    g_assert_true (rk_scene_get_extrema (scene, 0, &min, &max));
    g_assert_cmpfloat (max, >=, 4.0 + 2.0 * sin (2.0 * G_PI * spike / 10.0) - 1e-9);
    g_assert_cmpfloat (min, <=, -4.0 + 2.0 * sin (2.0 * G_PI * spike / 10.0) + 1e-9);
    if (n == ns[0])
      g_assert_cmpfloat_with_epsilon (max, 4.0 + 2.0 * sin (2.0 * G_PI * spike / 10.0), 1e-9);
    cairo_surface_destroy (surface);
  }
}

/* A logarithmic axis has no place for what reaches below zero: the band goes to its end. */
static void
test_logarithmic (void)
{
  static const double means[] = { 10, 10, 10 };
  static const double spreads[] = { 12, 12, 12 };
  g_autoptr (RkSpan) span = make_pairs (means, spreads, 3, 1.0);
  g_autoptr (RkScene) scene = make_scene (span, 0.0, 2.0);
  RkAxis *axis = &g_array_index (scene->axes, RkAxis, 0);
  cairo_surface_t *surface;
  double min;
  double max;

  axis->lower = 0.1;
  axis->upper = 1000;
  axis->log = TRUE;
  surface = draw (scene);
  g_assert_true (is_band (surface, scene, 1.3, 0.15));
  g_assert_true (is_band (surface, scene, 1.3, 17));
  g_assert_false (is_band (surface, scene, 1.3, 35));
  /* Nor does that hide the means. */
  g_assert_true (rk_scene_get_extrema (scene, 0, &min, &max));
  g_assert_cmpfloat (min, ==, 10);
  g_assert_cmpfloat (max, ==, 22);
  cairo_surface_destroy (surface);
}

/* A mean that was made of runs has its s in the next column: shown in another unit, the band is so too. */
static void
test_of_an_experiment (void)
{
  static const double means[] = { 20, 21, 22 };
  static const double spreads[] = { 1, 1, 2 };
  g_autoptr (RkSpan) span = make_pairs (means, spreads, 3, 1.0);
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkSeries) series = rk_series_new (2, 0);
  g_autoptr (RkStream) stream = rk_stream_new (RK_CHANNEL_MEAN "key", "Source", NULL, series);
  g_autoptr (RkColumn) column = rk_column_new ("T", "temperature", "°C");
  g_autoptr (RkBlock) block = rk_block_new (2, 3, 0, 1e9);
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (RkScene) other = NULL;
  RkRun *run = rk_experiment_begin_run (experiment, 0);
  RkViewSettings settings;
  RkChannel *mean;
  RkChannel *s;
  double min;
  double max;

  memcpy (block->values, means, sizeof means);
  memcpy (block->values + 3, spreads, sizeof spreads);
  rk_series_append (series, block);
  mean = rk_experiment_ensure_channel (experiment, "key", column);
  s = rk_experiment_ensure_channel (experiment, RK_CHANNEL_DEVIATION "key", column);
  rk_channel_set_visible (s, FALSE);
  rk_stream_add_channel (stream, mean);
  rk_stream_add_channel (stream, s);
  rk_run_add_stream (run, stream);
  rk_run_set_state (run, RK_RUN_COMPLETE);

  rk_view_settings_init (&settings);
  scene = rk_view_make_scene (experiment, &settings);
  g_assert_true (rk_scene_get_extrema (scene, 0, &min, &max));
  g_assert_cmpfloat_with_epsilon (min, 19, 1e-9);
  g_assert_cmpfloat_with_epsilon (max, 24, 1e-9);

  g_object_set (mean, "unit", "°F", NULL);
  other = rk_view_make_scene (experiment, &settings);
  g_assert_true (rk_scene_get_extrema (other, 0, &min, &max));
  g_assert_cmpfloat_with_epsilon (min, 19 * 1.8 + 32, 1e-9);
  g_assert_cmpfloat_with_epsilon (max, 24 * 1.8 + 32, 1e-9);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/spread/lies-around-the-mean", test_lies_around_the_mean);
  g_test_add_func ("/plot/spread/deep-zoom", test_deep_zoom);
  g_test_add_func ("/plot/spread/many-samples", test_many_samples);
  g_test_add_func ("/plot/spread/logarithmic", test_logarithmic);
  g_test_add_func ("/plot/spread/of-an-experiment", test_of_an_experiment);

  return g_test_run ();
}
