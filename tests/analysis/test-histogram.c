#include "config.h"

#include "analysis/histogram.h"

#include <float.h>
#include <math.h>

static guint64
sum_counts (const RkHistogram *histogram)
{
  guint64 sum = 0;

  for (guint i = 0; i < histogram->n_bins; i++)
    sum += histogram->counts[i];

  return sum;
}

/* Sorted 1 2 2 3 3 3 4 8: quartiles 2 and 3.25, so 2 * 1.25 / 8^(1/3) = 1.25, rounded up to 2: bins from 0, 2, 4, 6, 8. */
static void
test_by_hand (void)
{
  const double values[] = { 3.0, 1.0, 2.0, NAN, 3.0, 8.0, 2.0, 4.0, INFINITY, 3.0 };
  static const guint64 counts[] = { 1, 5, 1, 0, 1 };
  g_autoptr (RkHistogram) histogram = rk_histogram_new (values, G_N_ELEMENTS (values));

  g_assert_cmpfloat_with_epsilon (histogram->width, 2.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (histogram->begin, 0.0, 1e-12);
  g_assert_cmpuint (histogram->n_bins, ==, 5);
  g_assert_cmpuint (histogram->n, ==, 8);
  g_assert_cmpuint (histogram->n_missing, ==, 2);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (histogram->counts[i], ==, counts[i]);
}

/* 25 times each of 0 0.1 0.2 0.3 0.4: 2 * 0.2 / 125^(1/3) = 0.08, rounded up to 0.1; 0.3 / 0.1 is less than 3. */
static void
test_values_on_edges (void)
{
  double values[125];
  g_autoptr (RkHistogram) histogram = NULL;

  for (guint i = 0; i < 125; i++)
    values[i] = (i % 5) / 10.0;
  histogram = rk_histogram_new (values, 125);

  g_assert_cmpuint (histogram->n_bins, ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (histogram->counts[i], ==, 25);
}

static void
test_few_values (void)
{
  const double missing[] = { NAN, NAN };
  static const double equal[] = { 21.5, 21.5, 21.5 };
  static const double huge[] = { -DBL_MAX, DBL_MAX };
  g_autoptr (RkHistogram) none = rk_histogram_new (NULL, 0);
  g_autoptr (RkHistogram) lost = rk_histogram_new (missing, 2);
  g_autoptr (RkHistogram) same = rk_histogram_new (equal, 3);
  g_autoptr (RkHistogram) wide = rk_histogram_new (huge, 2);

  g_assert_cmpuint (none->n_bins, ==, 0);
  g_assert_cmpuint (lost->n_bins, ==, 0);
  g_assert_cmpuint (lost->n_missing, ==, 2);
  g_assert_cmpuint (same->n_bins, ==, 1);
  g_assert_cmpuint (same->counts[0], ==, 3);
  g_assert_cmpuint (wide->n_bins, ==, 0);
}

/* Values next to 0, whose differences have no width of their own. */
static void
test_tiny_values (void)
{
  static const double rows[][2] = { { 0.0, 4.9e-324 }, { 4.9e-324, 4.9e-324 }, { -1e-310, 1e-310 }, { 0.0, 1e-307 } };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (RkHistogram) histogram = rk_histogram_new (rows[i], 2);

    g_assert_true (histogram->width > 0.0);
    g_assert_true (isfinite (histogram->begin));
    g_assert_cmpuint (histogram->n_bins, >=, 1);
    g_assert_cmpuint (histogram->n_bins, <=, RK_HISTOGRAM_MAX_BINS);
    g_assert_cmpuint (sum_counts (histogram), ==, 2);
  }
}

/* One wild reading makes the bins wide, not many. */
static void
test_wild_reading (void)
{
  double values[1000];
  g_autoptr (RkHistogram) histogram = NULL;

  for (guint i = 0; i < 1000; i++)
    values[i] = 1e-3 * i;
  values[500] = 1e12;
  histogram = rk_histogram_new (values, 1000);

  g_assert_cmpuint (histogram->n_bins, <=, RK_HISTOGRAM_MAX_BINS);
  g_assert_cmpuint (histogram->counts[0], ==, 999);
  g_assert_cmpuint (histogram->counts[histogram->n_bins - 1], ==, 1);
}

/* Whatever the scale: every value is in a bin, all are counted, the width is 1, 2 or 5. */
static void
test_any_scale (void)
{
  for (guint k = 0; k < 200; k++) {
    guint n = (guint) g_test_rand_int_range (1, 2000);
    double scale = pow (10.0, g_test_rand_double_range (-200.0, 200.0));
    double offset = g_test_rand_int_range (0, 2) * scale * pow (10.0, g_test_rand_double_range (0.0, 20.0));
    g_autofree double *values = g_new (double, n);
    g_autoptr (RkHistogram) histogram = NULL;
    double digits;

    for (guint i = 0; i < n; i++)
      values[i] = offset + scale * g_test_rand_double_range (-1.0, 1.0);
    histogram = rk_histogram_new (values, n);

    g_assert_cmpuint (histogram->n, ==, n);
    g_assert_cmpuint (sum_counts (histogram), ==, n);
    g_assert_cmpuint (histogram->n_bins, >=, 1);
    g_assert_cmpuint (histogram->n_bins, <=, RK_HISTOGRAM_MAX_BINS);
    digits = histogram->width / pow (10.0, floor (log10 (histogram->width) + 1e-6));
    g_assert_true (fabs (digits - 1.0) < 1e-6 || fabs (digits - 2.0) < 1e-6 || fabs (digits - 5.0) < 1e-6);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/analysis/histogram/by-hand", test_by_hand);
  g_test_add_func ("/analysis/histogram/values-on-edges", test_values_on_edges);
  g_test_add_func ("/analysis/histogram/few-values", test_few_values);
  g_test_add_func ("/analysis/histogram/tiny-values", test_tiny_values);
  g_test_add_func ("/analysis/histogram/wild-reading", test_wild_reading);
  g_test_add_func ("/analysis/histogram/any-scale", test_any_scale);

  return g_test_run ();
}
