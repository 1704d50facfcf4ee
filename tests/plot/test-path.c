#include "config.h"

#include "plot/path.h"
#include "store/series.h"

#include <math.h>
#include <string.h>

#define WIDTH     500.0
#define HEIGHT    1000.0
#define N_SAMPLES 100000
#define RATE_HZ   1000.0

/* A slow swing with noise, spikes of one sample and a piece without values: the calibrations below turn within columns,
 * and are without a value in some. */
static RkSpan *
make_span (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint first = 0; first < N_SAMPLES; first += 1000) {
    g_autoptr (RkBlock) block = rk_block_new (1, 1000, (gint64) (first * 1e9 / RATE_HZ), 1e9 / RATE_HZ);

    for (guint i = 0; i < 1000; i++) {
      guint k = first + i;

      block->values[i] = 2.0 * sin (k * 2e-4) + g_rand_double_range (rand, -0.2, 0.2) + (k % 9973 == 0 ? 1.5 : 0.0);
      if (k > 40000 && k < 42000)
        block->values[i] = (double) NAN;
    }
    rk_series_append (series, block);
  }

  return rk_series_take_span (series);
}

static const struct {
  const char *name;
  const char *text;
  double      scale;
} conversions[] = {
  { "none", NULL, 1.0 },
  { "falling-line", "polynomial 1 -2", 1.0 },
  { "rising-curve", "exponential 1 0.5", 1.0 },
  { "falling-curve", "exponential 1 0.5", -1.0 },
  { "parabola", "polynomial 0 0 1", 1.0 },
  { "wave", "polynomial 0 -3 0 1", 1.0 },
  { "partly-defined", "log 1 1", 1.0 },
  { "table", "table -4:1 -1:-3 0:2 1:2 4:-1", 1.0 },
};

static double
y_of (double value)
{
  return (100.0 - value) / 200.0 * HEIGHT;
}

/* In every part of the picture the line reaches as high and as low as the samples do when each is converted. */
static void
test_extremes (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (RkSpan) span = make_span ();
  g_autoptr (RkScene) scene = rk_scene_new (WIDTH, HEIGHT, 1.0);
  RkConversion conversion = { .scale = conversions[row].scale };
  RkTrace trace = { .span = span, .style = RK_TRACE_LINE };
  RkRect frame = { 0.0, 0.0, WIDTH, HEIGHT };
  g_auto (RkPath) path = { 0 };

  if (conversions[row].text != NULL)
    conversion.calibration = rk_calibration_parse (conversions[row].text, NULL);
  trace.conversion = conversion;
  rk_scene_add_axis (scene, -100.0, 100.0, NULL);
  rk_scene_set_x (scene, 0.0, N_SAMPLES / RATE_HZ, NULL);
  rk_scene_add_trace (scene, &trace);
  rk_path_init (&path, scene, &g_array_index (scene->traces, RkTrace, 0), &frame, 1.0, NULL);
  g_assert_true (path.decimated);

  for (double x = 10.0; x < WIDTH - 20.0; x += 10.0) {
    double least = INFINITY, most = -INFINITY;  /* of the samples */
    double top = INFINITY, bottom = -INFINITY;  /* of the line, a column to either side */
    double outer_least = INFINITY, outer_most = -INFINITY;

    for (guint i = (guint) ((x - 2.0) * N_SAMPLES / WIDTH); i < (guint) ((x + 12.0) * N_SAMPLES / WIDTH); i++) {
      double value = rk_conversion_apply (&conversion, rk_span_get_value (span, 0, i));

      if (isnan (value))
        continue;
      outer_least = MIN (outer_least, value);
      outer_most = MAX (outer_most, value);
      if (i < x * N_SAMPLES / WIDTH || i >= (x + 10.0) * N_SAMPLES / WIDTH)
        continue;
      least = MIN (least, value);
      most = MAX (most, value);
    }

    for (guint i = 0; i < path.points->len; i++) {
      const RkPoint *p = &g_array_index (path.points, RkPoint, i);

      g_assert_true (isfinite (p->x) && isfinite (p->y));
      if (p->x < x - 1.0 || p->x > x + 11.0)
        continue;
      top = MIN (top, p->y);
      bottom = MAX (bottom, p->y);
    }

    if (least > most)
      continue;
    g_assert_cmpfloat (top, <=, y_of (most) + 1e-6);
    g_assert_cmpfloat (bottom, >=, y_of (least) - 1e-6);
    /* And no further. */
    g_assert_cmpfloat (top, >=, y_of (outer_most) - 1e-6);
    g_assert_cmpfloat (bottom, <=, y_of (outer_least) + 1e-6);
  }

  rk_conversion_clear (&conversion);
}

/* Where a calibration has no value the line is broken, sample by sample and in columns. */
static void
test_undefined (gconstpointer data)
{
  gboolean dense = GPOINTER_TO_INT (data);
  guint n = dense ? 40000 : 40;
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkScene) scene = rk_scene_new (WIDTH, HEIGHT, 1.0);
  g_autoptr (RkCalibration) calibration = rk_calibration_parse ("log 0 1", NULL);
  RkTrace trace = { .style = RK_TRACE_LINE, .conversion = { .calibration = calibration, .scale = 1.0 } };
  RkRect frame = { 0.0, 0.0, WIDTH, HEIGHT };
  g_auto (RkPath) path = { 0 };

  for (guint first = 0; first < n; first += MIN (n, 1000)) {
    g_autoptr (RkBlock) block = rk_block_new (1, MIN (n, 1000), first * G_GINT64_CONSTANT (1000000), 1e6);

    for (guint i = 0; i < block->n_samples; i++)
      block->values[i] = (first + i) * 4 / n == 1 ? -1.0 : 2.0; /* the second quarter */
    rk_series_append (series, block);
  }
  span = rk_series_take_span (series);
  trace.span = span;
  rk_scene_add_axis (scene, -100.0, 100.0, NULL);
  rk_scene_set_x (scene, 0.0, n / 1000.0, NULL);
  rk_scene_add_trace (scene, &trace);
  rk_path_init (&path, scene, &trace, &frame, 1.0, NULL);

  g_assert_cmpint (path.decimated, ==, dense);
  g_assert_cmpuint (path.runs->len, ==, 2);
  for (guint i = 0; i < path.points->len; i++) {
    const RkPoint *p = &g_array_index (path.points, RkPoint, i);

    g_assert_true (p->x <= WIDTH / 4.0 + 1.0 || p->x >= WIDTH / 2.0 - 1.0);
    g_assert_cmpfloat_with_epsilon (p->y, y_of (log (2.0)), 1e-9);
  }
}

/* Against another column: a disc for each reading at its x, in whatever order, nothing joined, what is missing left out. */
static void
test_against_column (void)
{
  static const double volumes[] = { 3.0, 1.0, 2.0, NAN, 9.0, 0.0 };
  static const double values[] = { 30.0, 10.0, NAN, 5.0, 0.0, -20.0 };
  g_autoptr (RkSeries) series = rk_series_new (2, 0);
  g_autoptr (RkBlock) block = rk_block_new (2, 6, 0, 1e9);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkScene) scene = rk_scene_new (WIDTH, HEIGHT, 1.0);
  RkTrace trace = { .style = RK_TRACE_POINTS, .column = 1, .conversion.scale = 1.0, .x_column = 0, .x_conversion.scale = 1.0 };
  RkRect frame = { 0.0, 0.0, WIDTH, HEIGHT };
  g_auto (RkPath) path = { 0 };
  double min;
  double max;

  memcpy (block->values, volumes, sizeof volumes);
  memcpy (block->values + 6, values, sizeof values);
  rk_series_append (series, block);
  span = rk_series_take_span (series);
  trace.span = span;
  scene->xy = TRUE;
  rk_scene_add_axis (scene, -100.0, 100.0, NULL);
  rk_scene_set_x (scene, 0.0, 4.0, "V, ml");
  rk_scene_add_trace (scene, &trace);
  rk_path_init (&path, scene, &trace, &frame, 1.0, NULL);

  g_assert_cmpuint (path.points->len, ==, 0);
  g_assert_cmpuint (path.marks->len, ==, 3);
  for (guint i = 0; i < 3; i++) {
    static const guint rows[] = { 0, 1, 5 };
    const RkPoint *p = &g_array_index (path.marks, RkPoint, i);

    g_assert_cmpfloat_with_epsilon (p->x, volumes[rows[i]] / 4.0 * WIDTH, 1e-9);
    g_assert_cmpfloat_with_epsilon (p->y, y_of (values[rows[i]]), 1e-9);
  }

  g_assert_true (rk_scene_get_x_extrema (scene, &min, &max));
  g_assert_cmpfloat (min, ==, 0.0);
  g_assert_cmpfloat (max, ==, 9.0);
  g_assert_true (rk_scene_get_extrema (scene, 0, &min, &max));
  g_assert_cmpfloat (min, ==, -20.0);
  g_assert_cmpfloat (max, ==, 30.0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (conversions); i++) {
    g_autofree char *path = g_strdup_printf ("/plot/path/extremes/%s", conversions[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_extremes);
  }
  g_test_add_func ("/plot/path/against-column", test_against_column);
  g_test_add_data_func ("/plot/path/undefined/few", GINT_TO_POINTER (FALSE), test_undefined);
  g_test_add_data_func ("/plot/path/undefined/many", GINT_TO_POINTER (TRUE), test_undefined);

  return g_test_run ();
}
