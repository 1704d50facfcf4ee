#include "config.h"

#include "analysis/statistics.h"

#include <math.h>

#include "base/clock.h"
#include "store/series.h"

static const RkConversion plain = { .scale = 1.0 };

static void
append (RkSeries     *series,
        const double *times_s,
        const double *values,
        guint         n)
{
  g_autoptr (RkBlock) block = rk_block_new (1, n, 0, 0.0);

  for (guint i = 0; i < n; i++) {
    block->times_ns[i] = (gint64) llround (times_s[i] * 1e9);
    block->values[i] = values[i];
  }
  rk_series_append (series, block);
}

static void
measure (RkRangeStats       *stats,
         RkSeries           *series,
         const RkConversion *conversion,
         double              begin_s,
         double              end_s)
{
  g_autoptr (RkSpan) span = rk_series_take_span (series);

  rk_range_stats_init (stats, span, 0, conversion, (gint64) llround (begin_s * 1e9), (gint64) llround (end_s * 1e9));
}

static void
assert_near (double found,
             double expected,
             double tolerance)
{
  if (isnan (expected))
    g_assert_true (isnan (found));
  else
    g_assert_cmpfloat (fabs (found - expected), <=, tolerance);
}

static void
assert_nothing (const RkRangeStats *stats)
{
  g_assert_cmpuint (stats->n, ==, 0);
  g_assert_true (isnan (stats->min) && isnan (stats->max) && isnan (stats->mean) && isnan (stats->sd));
  g_assert_true (isnan (stats->begin_s) && isnan (stats->end_s) && isnan (stats->first) && isnan (stats->last));
  g_assert_true (isnan (stats->slope) && isnan (stats->area));
}

/* Readings 2 4 3 7 at 0 1 2 4 s. Mean 4; squares 4 + 0 + 1 + 9 = 14. Mean time 1.75 s, S_tt = 8.75, S_ty = 10: slope
 * 8/7. Area 3 + 3.5 + 10. */
static void
test_by_hand (void)
{
  static const double times[] = { 0.0, 1.0, 2.0, 4.0 };
  static const double values[] = { 2.0, 4.0, 3.0, 7.0 };
  static const RkConversion fahrenheit = { .scale = 1.8, .offset = 32.0 };
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  RkRangeStats stats;

  append (series, times, values, 4);

  measure (&stats, series, &plain, 0.0, 4.0);
  g_assert_cmpuint (stats.n, ==, 4);
  g_assert_cmpuint (stats.n_missing, ==, 0);
  assert_near (stats.min, 2.0, 0.0);
  assert_near (stats.max, 7.0, 0.0);
  assert_near (stats.mean, 4.0, 1e-15);
  assert_near (stats.sd, sqrt (14.0 / 3.0), 1e-15);
  assert_near (stats.begin_s, 0.0, 0.0);
  assert_near (stats.end_s, 4.0, 0.0);
  assert_near (stats.first, 2.0, 0.0);
  assert_near (stats.last, 7.0, 0.0);
  assert_near (stats.slope, 8.0 / 7.0, 1e-15);
  assert_near (stats.area, 16.5, 1e-14);

  measure (&stats, series, &fahrenheit, 0.0, 4.0);
  assert_near (stats.mean, 39.2, 1e-13);
  assert_near (stats.first, 35.6, 1e-13);
  assert_near (stats.slope, 1.8 * 8.0 / 7.0, 1e-14);
  assert_near (stats.area, 1.8 * 16.5 + 32.0 * 4.0, 1e-12);

  /* Both ends are inside. */
  measure (&stats, series, &plain, 1.0, 2.0);
  g_assert_cmpuint (stats.n, ==, 2);
  assert_near (stats.slope, -1.0, 1e-15);
  assert_near (stats.area, 3.5, 1e-15);
}

static void
test_few_values (void)
{
  static const double times[] = { 1.0, 2.0, 2.0 };
  static const double values[] = { 5.0, 6.0, 8.0 };
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  RkRangeStats stats;

  measure (&stats, series, &plain, 0.0, 10.0);
  assert_nothing (&stats);

  append (series, times, values, 3);
  measure (&stats, series, &plain, 3.0, 9.0);
  assert_nothing (&stats);
  measure (&stats, series, &plain, 9.0, 0.0);
  assert_nothing (&stats);

  measure (&stats, series, &plain, 0.0, 1.5);
  g_assert_cmpuint (stats.n, ==, 1);
  assert_near (stats.mean, 5.0, 0.0);
  assert_near (stats.last, 5.0, 0.0);
  assert_near (stats.area, 0.0, 0.0);
  g_assert_true (isnan (stats.sd) && isnan (stats.slope));

  /* No time passes between them. */
  measure (&stats, series, &plain, 2.0, 2.0);
  g_assert_cmpuint (stats.n, ==, 2);
  g_assert_true (isnan (stats.slope));
  assert_near (stats.sd, sqrt (2.0), 1e-15);
}

/* 1 1 NaN 3 3 | gap | 5 5: areas 1 + 3 + 5. */
static void
test_gaps_and_missing (void)
{
  const double times[] = { 0.0, 1.0, 2.0, 3.0, 4.0, 9.0, 10.0 };
  const double values[] = { 1.0, 1.0, NAN, 3.0, 3.0, 5.0, 5.0 };
  const double missing[] = { NAN, NAN };
  const double later[] = { 11.0, 12.0 };
  const RkGap gap = { 4 * RK_NS_PER_S, 9 * RK_NS_PER_S, RK_GAP_PAUSED, 0 };
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  RkRangeStats stats;

  append (series, times, values, 5);
  rk_series_append_gap (series, &gap);
  append (series, times + 5, values + 5, 2);
  append (series, later, missing, 2);

  measure (&stats, series, &plain, 0.0, 20.0);
  g_assert_cmpuint (stats.n, ==, 6);
  g_assert_cmpuint (stats.n_missing, ==, 3);
  assert_near (stats.area, 9.0, 1e-14);
  assert_near (stats.end_s, 10.0, 0.0);
  assert_near (stats.last, 5.0, 0.0);

  measure (&stats, series, &plain, 2.0, 9.0);
  assert_near (stats.begin_s, 3.0, 0.0);
  assert_near (stats.area, 3.0, 1e-14);

  measure (&stats, series, &plain, 10.5, 12.0);
  assert_nothing (&stats);
  g_assert_cmpuint (stats.n_missing, ==, 2);
}

static void
test_curve (void)
{
  static const double coefficients[] = { 0.0, 0.0, 1.0 };
  static const double times[] = { 0.0, 1.0, 2.0 };
  const double values[] = { 1.0, 2.0, 3.0 };
  g_autoptr (RkCalibration) square = rk_calibration_new (RK_CALIBRATION_POLYNOMIAL, coefficients, 3, NULL);
  const RkConversion conversion = { .calibration = square, .scale = 1.0 };
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  RkRangeStats stats;

  append (series, times, values, 3);
  measure (&stats, series, &conversion, 0.0, 2.0);
  assert_near (stats.mean, 14.0 / 3.0, 1e-14);
  assert_near (stats.slope, 4.0, 1e-14);
  assert_near (stats.area, 2.5 + 6.5, 1e-14);
  assert_near (stats.first, 1.0, 0.0);
  assert_near (stats.last, 9.0, 0.0);
}

/* Too many to convert each of them: what is told is exact, the rest is not told. */
static void
test_long_curve (void)
{
  static const double coefficients[] = { 0.0, 0.0, 1.0 };
  g_autoptr (RkCalibration) square = rk_calibration_new (RK_CALIBRATION_POLYNOMIAL, coefficients, 3, NULL);
  const RkConversion conversion = { .calibration = square, .scale = 1.0 };
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  RkRangeStats stats;

  for (gint64 i = 0; i < 520; i++) {
    g_autoptr (RkBlock) block = rk_block_new (1, 4096, i * 4096 * RK_NS_PER_MS, (double) RK_NS_PER_MS);

    for (guint k = 0; k < 4096; k++)
      block->values[k] = k == 7 && i == 3 ? -9.0 : 2.0 + (double) k / 4096.0;
    rk_series_append (series, block);
  }

  measure (&stats, series, &conversion, 0.0, 1e6);
  g_assert_cmpuint (stats.n, ==, 520 * 4096);
  assert_near (stats.min, 4.0, 0.0);
  assert_near (stats.max, 81.0, 0.0);
  assert_near (stats.first, 4.0, 0.0);
  g_assert_true (isnan (stats.mean) && isnan (stats.sd) && isnan (stats.slope) && isnan (stats.area));
}

/* What is left out is not missing, also where the samples are not looked at one by one. */
static void
test_left_out_of_a_long_curve (void)
{
  static const double coefficients[] = { 0.0, 0.0, 1.0 };
  g_autoptr (RkCalibration) square = rk_calibration_new (RK_CALIBRATION_POLYNOMIAL, coefficients, 3, NULL);
  const RkConversion conversion = { .calibration = square, .scale = 1.0 };
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkExcluded) excluded = rk_excluded_add (NULL, 10 * RK_NS_PER_MS, 19 * RK_NS_PER_MS);
  g_autoptr (RkSpan) all = NULL;
  g_autoptr (RkSpan) span = NULL;
  RkRangeStats stats;

  for (gint64 i = 0; i < 520; i++) {
    g_autoptr (RkBlock) block = rk_block_new (1, 4096, i * 4096 * RK_NS_PER_MS, (double) RK_NS_PER_MS);

    for (guint k = 0; k < 4096; k++)
      block->values[k] = k == 40 ? (double) NAN : 2.0;
    rk_series_append (series, block);
  }
  all = rk_series_take_span (series);
  span = rk_span_exclude (all, excluded, FALSE);
  rk_range_stats_init (&stats, span, 0, &conversion, 0, G_MAXINT64);
  g_assert_cmpuint (stats.n, ==, 520 * 4095 - 10);
  g_assert_cmpuint (stats.n_missing, ==, 520);
  g_assert_cmpuint (rk_span_count_excluded (span, 15, 12), ==, 0);
  g_assert_cmpuint (rk_span_count_excluded (span, 12, 15), ==, 3);
}

/* The plain way in long double over what the span says sample by sample. */
static void
measure_plainly (RkRangeStats *stats,
                 const RkSpan *span,
                 guint         column,
                 guint64       first,
                 guint64       end)
{
  long double sum_t = 0.0L, sum_y = 0.0L, tt = 0.0L, ty = 0.0L, area = 0.0L;
  gint64 before_ns = 0;
  double before = NAN;

  *stats = (RkRangeStats) { .begin_s = NAN, .slope = NAN, .area = NAN, .first = NAN, .last = NAN, .end_s = NAN };
  for (guint64 i = first; i < end; i++) {
    gint64 time_ns;
    double value = rk_span_get_sample (span, column, i, &time_ns);

    if (rk_span_get_break (span, i) == i)
      before = NAN;
    if (isfinite (value) && isfinite (before))
      area += 0.5L * ((long double) value + (long double) before) * (long double) (time_ns - before_ns) * 1e-9L;
    before = value;
    before_ns = time_ns;
    if (!isfinite (value))
      continue;
    if (stats->n++ == 0) {
      stats->begin_s = (double) time_ns / 1e9;
      stats->first = value;
    }
    stats->end_s = (double) time_ns / 1e9;
    stats->last = value;
    sum_t += (long double) time_ns * 1e-9L;
    sum_y += (long double) value;
  }
  if (stats->n == 0)
    return;

  sum_t /= stats->n;
  sum_y /= stats->n;
  for (guint64 i = first; i < end; i++) {
    gint64 time_ns;
    double value = rk_span_get_sample (span, column, i, &time_ns);

    if (isfinite (value)) {
      long double t = (long double) time_ns * 1e-9L - sum_t;

      tt += t * t;
      ty += t * ((long double) value - sum_y);
    }
  }
  stats->area = (double) area;
  if (stats->n >= 2 && tt > 0.0L)
    stats->slope = (double) (ty / tt);
}

static void
append_random (RkSeries *series,
               gint64   *time_ns)
{
  guint n = (guint) (g_test_rand_int_range (0, 3) == 0 ? g_test_rand_int_range (1, 4097) : g_test_rand_int_range (1, 200));
  gboolean steady = g_test_rand_int_range (0, 3) > 0;
  guint n_columns = (guint) g_test_rand_int_range (1, 3);
  gboolean missing = g_test_rand_int_range (0, 12) == 0;
  g_autoptr (RkBlock) block = rk_block_new (n_columns, n, *time_ns, steady ? 1e6 : 0.0);

  for (guint i = 0; i < n; i++) {
    if (!steady)
      block->times_ns[i] = *time_ns;
    *time_ns += steady ? RK_NS_PER_MS : g_test_rand_int_range (0, 3 * RK_NS_PER_MS);
    for (guint column = 0; column < n_columns; column++)
      block->values[column * n + i] = missing || g_test_rand_int_range (0, 50) == 0
                                        ? (double) NAN
                                        : 1000.0 * column + g_test_rand_double_range (-1.0, 1.0) + 1e-9 * (double) *time_ns;
  }
  rk_series_append (series, block);

  if (g_test_rand_int_range (0, 10) == 0) {
    RkGap gap = { *time_ns, *time_ns + 5 * RK_NS_PER_MS, RK_GAP_LOST, 5 };

    rk_series_append_gap (series, &gap);
    *time_ns = gap.end_ns;
  }
}

/* Of random pieces of random recordings: some 60 chunks, several groups. */
static void
test_random_ranges (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;
  gint64 time_ns = 0;
  guint64 n;

  for (guint i = 0; i < 300; i++)
    append_random (series, &time_ns);
  span = rk_series_take_span (series);
  n = rk_span_get_n_samples (span);
  append_random (series, &time_ns); /* what comes later changes nothing */

  for (guint i = 0; i < 60; i++) {
    guint column = (guint) g_test_rand_int_range (0, 2);
    guint64 a = i == 0 ? 0 : (guint64) g_test_rand_double_range (0.0, (double) n);
    guint64 length = (guint64) exp (g_test_rand_double_range (0.0, log ((double) n)));
    guint64 b = i == 0 ? n - 1 : MIN (n - 1, a + length);
    gint64 begin_ns = rk_span_get_time_ns (span, a);
    gint64 end_ns = rk_span_get_time_ns (span, b);
    RkRangeStats found;
    RkRangeStats expected;

    rk_range_stats_init (&found, span, column, &plain, begin_ns, end_ns);
    measure_plainly (&expected, span, column, rk_span_find (span, begin_ns), rk_span_find (span, end_ns + 1));

    g_assert_cmpuint (found.n, ==, expected.n);
    assert_near (found.first, expected.first, 0.0);
    assert_near (found.last, expected.last, 0.0);
    assert_near (found.begin_s, expected.begin_s, 0.0);
    assert_near (found.end_s, expected.end_s, 0.0);
    /* Rounding of 2^-53 on each of the sums of squares, whose square roots the slope sees. */
    assert_near (found.slope, expected.slope, 1e-9 * (1.0 + fabs (expected.slope)));
    assert_near (found.area, expected.area, 1e-12 * (1.0 + fabs (expected.area)));
  }
}

/* The beats of a heart on top of an absolute pressure, late in a long day. */
static void
test_keeps_digits (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  RkRangeStats stats;

  for (gint64 i = 0; i < 100; i++) {
    g_autoptr (RkBlock) block = rk_block_new (1, 1000, (80000 + i) * RK_NS_PER_S, 1e6);

    for (guint k = 0; k < 1000; k++)
      block->values[k] = 1e9 + 1e-3 * ((double) i + 1e-3 * k);
    rk_series_append (series, block);
  }

  /* 1e9 has steps of 1.2e-7. */
  measure (&stats, series, &plain, 0.0, 1e6);
  assert_near (stats.slope, 1e-3, 1e-9);
  assert_near (stats.area, 99.999 * 1e9 + 1e-3 * 99.999 * 99.999 / 2.0, 1e-3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/analysis/statistics/by-hand", test_by_hand);
  g_test_add_func ("/analysis/statistics/few-values", test_few_values);
  g_test_add_func ("/analysis/statistics/gaps-and-missing", test_gaps_and_missing);
  g_test_add_func ("/analysis/statistics/curve", test_curve);
  g_test_add_func ("/analysis/statistics/long-curve", test_long_curve);
  g_test_add_func ("/analysis/statistics/left-out-of-a-long-curve", test_left_out_of_a_long_curve);
  g_test_add_func ("/analysis/statistics/random-ranges", test_random_ranges);
  g_test_add_func ("/analysis/statistics/keeps-digits", test_keeps_digits);

  return g_test_run ();
}
