#include "config.h"

#include "store/converted.h"
#include "store/series.h"

#include <float.h>
#include <math.h>

/* Raw values that swing around zero, with spikes and missing ones. */
static RkSpan *
make_span (guint n)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (GRand) rand = g_rand_new_with_seed (n);

  for (guint first = 0; first < n; first += 1000) {
    guint m = MIN (1000, n - first);
    g_autoptr (RkBlock) block = rk_block_new (1, m, first * G_GINT64_CONSTANT (1000000), 1e6);
    double *values = block->values;

    for (guint i = 0; i < m; i++) {
      guint k = first + i;

      values[i] = k % 97 == 0 ? (double) NAN : 3.0 * sin (k * 1e-3) + g_rand_double_range (rand, -0.5, 0.5) + (k % 7919 == 0 ? 5.0 : 0.0);
    }
    rk_series_append (series, block);
  }

  return rk_series_take_span (series);
}

static const struct {
  const char *name;
  const char *text;
  double      zero;
  double      scale;
  double      offset;
} conversions[] = {
  { "none", NULL, 0.0, 1.0, 0.0 },
  { "unit", NULL, 0.0, 1.8, 32.0 },
  { "falling-line", "polynomial 1 -2", 0.5, 1.0, 0.0 },
  { "rising-curve", "exponential 2 0.5", 0.0, 1.0, 0.0 },
  { "falling-curve", "exponential 2 0.5", 1.0, -3.0, 1.0 },
  { "parabola", "polynomial 0 0 1", 0.0, 1.0, 0.0 },
  { "wave", "polynomial 0 -3 0 1", 0.0, 2.0, 7.0 },
  { "partly-defined", "log 0 1", 0.0, 1.0, 0.0 },
  { "pole", "power 1 -1", 0.0, 1.0, 0.0 },
  { "table", "table -5:1 -1:-3 0:2 1:2 4:-1", 0.0, 1.0, 0.0 },
};

/* Extrema, mean and deviation are those of the samples converted one by one. */
static void
test_samples (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (RkSpan) span = make_span (20000);
  g_autoptr (GRand) rand = g_rand_new_with_seed (row);
  RkConversion conversion = {
    .zero = conversions[row].zero, .scale = conversions[row].scale, .offset = conversions[row].offset,
  };

  if (conversions[row].text != NULL)
    conversion.calibration = rk_calibration_parse (conversions[row].text, NULL);

  for (guint round = 0; round < 60; round++) {
    guint64 first = (guint64) g_rand_int_range (rand, 0, 20000);
    guint64 end = round == 0 ? G_MAXUINT64 : first + (guint64) g_rand_int_range (rand, 0, round % 2 ? 40 : 20000);
    double min = INFINITY, max = -INFINITY, sum = 0.0, squares = 0.0;
    double found_min = -1.0, found_max = -1.0;
    guint64 n = 0;
    RkStats stats;

    for (guint64 i = first; i < MIN (end, 20000); i++) {
      double value = rk_conversion_apply (&conversion, rk_span_get_value (span, 0, i));

      if (isnan (value))
        continue;
      min = MIN (min, value);
      max = MAX (max, value);
      sum += value;
      n++;
    }
    for (guint64 i = first; i < MIN (end, 20000); i++) {
      double value = rk_conversion_apply (&conversion, rk_span_get_value (span, 0, i));

      if (!isnan (value))
        squares += (value - sum / (double) n) * (value - sum / (double) n);
    }

    rk_conversion_get_stats (&conversion, span, 0, first, end, &stats);
    g_assert_cmpuint (stats.n, ==, n);
    if (n == 0) {
      g_assert_false (rk_conversion_get_extrema (&conversion, span, 0, first, end, &found_min, &found_max));
      g_assert_cmpfloat (found_min, ==, -1.0);
      g_assert_true (isnan (stats.mean));
      continue;
    }

    g_assert_true (rk_conversion_get_extrema (&conversion, span, 0, first, end, &found_min, &found_max));
    g_assert_cmpfloat_with_epsilon (found_min, min, 1e-12 * fabs (min) + DBL_MIN);
    g_assert_cmpfloat_with_epsilon (found_max, max, 1e-12 * fabs (max) + DBL_MIN);
    g_assert_cmpfloat_with_epsilon (stats.min, min, 1e-12 * fabs (min) + DBL_MIN);
    g_assert_cmpfloat_with_epsilon (stats.max, max, 1e-12 * fabs (max) + DBL_MIN);
    g_assert_cmpfloat_with_epsilon (stats.mean, sum / (double) n, 1e-9 * MAX (fabs (min), fabs (max)) + DBL_MIN);
    g_assert_cmpfloat_with_epsilon (stats.m2, squares, 1e-9 * squares + 1e-9);
  }

  rk_conversion_clear (&conversion);
}

/* The mean of a curve is not the curve of the mean: of 0 and 2 squared it is 2, not 1. */
static void
test_mean_of_a_curve (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkBlock) block = rk_block_new (1, 2, 0, 1e6);
  RkConversion conversion = { .calibration = rk_calibration_parse ("polynomial 0 0 1", NULL), .scale = 1.0 };
  RkStats stats;

  block->values[0] = 0.0;
  block->values[1] = 2.0;
  rk_series_append (series, block);
  span = rk_series_take_span (series);

  rk_conversion_get_stats (&conversion, span, 0, 0, 2, &stats);
  g_assert_cmpfloat (stats.mean, ==, 2.0);
  g_assert_cmpfloat (stats.m2, ==, 8.0);
  rk_conversion_clear (&conversion);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (conversions); i++) {
    g_autofree char *path = g_strdup_printf ("/store/converted/samples/%s", conversions[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_samples);
  }
  g_test_add_func ("/store/converted/mean-of-a-curve", test_mean_of_a_curve);

  return g_test_run ();
}
