#include "config.h"

#include "base/clock.h"
#include "store/series.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* What a span must say, kept plainly beside it. */
typedef struct {
  RkSeries *series;
  GArray   *times;     /* of gint64 */
  GArray   *values[3]; /* of double */
  GArray   *breaks;    /* of guint64 */
} Fixture;

static double
random_value (guint column)
{
  guint kind = (guint) g_test_rand_int_range (0, 1000);

  if (kind < 30)
    return NAN;
  if (kind == 30)
    return 1e12; /* a spike of one sample */
  if (kind == 31)
    return -1e12;
  if (kind == 32)
    return 0.0;

  /* A large constant beneath the second column. */
  return g_test_rand_double_range (-1.0, 1.0) + (column == 1 ? 1e6 : 0.0);
}

static void
append_random_block (Fixture *fixture,
                     gint64  *time_ns)
{
  guint n = g_test_rand_int_range (0, 10) == 0 ? (guint) g_test_rand_int_range (1, 4097)
                                                : (guint) g_test_rand_int_range (1, 300);
  guint n_columns = (guint) g_test_rand_int_range (1, 4);
  gboolean is_steady = g_test_rand_int_range (0, 3) > 0;
  g_autoptr (RkBlock) block = rk_block_new (n_columns, n, *time_ns, is_steady ? 1000.0 : 0.0);
  gboolean all_missing = g_test_rand_int_range (0, 20) == 0;

  for (guint i = 0; i < n; i++) {
    g_array_append_val (fixture->times, *time_ns);
    if (!is_steady)
      block->times_ns[i] = *time_ns;
    *time_ns += is_steady ? 1000 : g_test_rand_int_range (0, 3000);

    for (guint column = 0; column < 3; column++) {
      double value = column < n_columns && !all_missing ? random_value (column) : (double) NAN;

      if (column < n_columns)
        block->values[column * n + i] = value;
      g_array_append_val (fixture->values[column], value);
    }
  }

  rk_series_append (fixture->series, block);
}

static void
fixture_set_up (Fixture       *fixture,
                gconstpointer  data)
{
  const guint *n_blocks = data;
  gint64 time_ns = *n_blocks > 100 ? -100 * RK_NS_PER_MS : 0; /* the origin in the middle, as with a trigger */

  fixture->series = rk_series_new (1, 0);
  fixture->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  fixture->breaks = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint column = 0; column < 3; column++)
    fixture->values[column] = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < *n_blocks; i++) {
    append_random_block (fixture, &time_ns);

    if (g_test_rand_int_range (0, 8) == 0) {
      RkGap gap = { time_ns, time_ns + 50000, RK_GAP_LOST, 50 };
      guint64 at = fixture->times->len;

      rk_series_append_gap (fixture->series, &gap);
      g_array_append_val (fixture->breaks, at);
      time_ns += 50000;
    }
  }
}

static void
fixture_tear_down (Fixture       *fixture,
                   gconstpointer  data)
{
  rk_series_unref (fixture->series);
  g_array_unref (fixture->times);
  g_array_unref (fixture->breaks);
  for (guint column = 0; column < 3; column++)
    g_array_unref (fixture->values[column]);
}

/* The plain way, with an exact enough sum: long double has 11 bits more. */
static void
measure (const double *values,
         guint64       n,
         RkStats      *stats)
{
  long double sum = 0.0L;
  long double squares = 0.0L;

  *stats = (RkStats) { .min = (double) NAN, .max = (double) NAN, .mean = (double) NAN };

  for (guint64 i = 0; i < n; i++) {
    if (!isfinite (values[i])) {
      stats->n_missing++;
      continue;
    }
    stats->min = stats->n == 0 ? values[i] : MIN (stats->min, values[i]);
    stats->max = stats->n == 0 ? values[i] : MAX (stats->max, values[i]);
    stats->n++;
    sum += (long double) values[i];
  }

  if (stats->n == 0)
    return;

  sum /= (long double) stats->n;
  for (guint64 i = 0; i < n; i++) {
    long double deviation = isfinite (values[i]) ? (long double) values[i] - sum : 0.0L;

    squares += deviation * deviation;
  }
  stats->mean = (double) sum;
  stats->m2 = (double) squares;
}

static void
assert_bits (double found,
             double expected)
{
  g_assert_cmpmem (&found, sizeof found, &expected, sizeof expected);
}

static void
check_range (const RkSpan *span,
             guint         column,
             const double *values,
             guint64       first,
             guint64       end)
{
  RkStats stats, expected;
  double min = 77.0;
  double max = 88.0;

  measure (values + first, end - first, &expected);
  rk_span_get_stats (span, column, first, end, &stats);

  g_assert_cmpuint (stats.n, ==, expected.n);
  g_assert_cmpuint (stats.n_missing, ==, expected.n_missing);
  g_assert_cmpuint (rk_span_get_envelope (span, column, first, end, &min, &max), ==, expected.n);

  if (expected.n == 0) {
    g_assert_true (isnan (stats.min) && isnan (stats.max) && isnan (stats.mean));
    g_assert_cmpfloat (min, ==, 77.0);
    g_assert_cmpfloat (max, ==, 88.0);
    return;
  }

  assert_bits (stats.min, expected.min);
  assert_bits (stats.max, expected.max);
  assert_bits (min, expected.min);
  assert_bits (max, expected.max);

  /* A few roundings of numbers of the size of the spread, and of the constant beneath; one value of 0 leaves no slack
   * at all, and the assertion wants a difference below its epsilon. */
  g_assert_cmpfloat_with_epsilon (stats.mean, expected.mean,
                                  1e-12 * (expected.max - expected.min) + 1e-15 * fabs (expected.mean) + DBL_MIN);
  g_assert_cmpfloat_with_epsilon (stats.m2, expected.m2, 1e-9 * expected.m2 + 1e-9);
}

static void
test_random_ranges (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (RkSpan) span = rk_series_take_span (fixture->series);
  guint64 n = rk_span_get_n_samples (span);

  g_assert_cmpuint (n, ==, fixture->times->len);

  for (guint column = 0; column < 3; column++) {
    const double *values = (const double *) (gpointer) fixture->values[column]->data;

    check_range (span, column, values, 0, n);
    for (guint i = 0; i < 200; i++) {
      guint64 first = (guint64) g_test_rand_int_range (0, (gint32) n);
      guint64 length = (guint64) g_test_rand_int_range (0, 1 << g_test_rand_int_range (1, 22));

      check_range (span, column, values, first, MIN (first + length, n));
    }
  }
}

static void
test_values_and_times (Fixture       *fixture,
                       gconstpointer  data)
{
  g_autoptr (RkSpan) span = rk_series_take_span (fixture->series);
  guint64 n = rk_span_get_n_samples (span);
  g_autofree double *values = g_new (double, n);
  g_autofree gint64 *times = g_new (gint64, n);

  rk_span_read_times (span, 0, n, times);
  g_assert_cmpmem (times, n * sizeof *times, fixture->times->data, n * sizeof *times);

  for (guint column = 0; column < 3; column++) {
    const double *expected = (const double *) (gpointer) fixture->values[column]->data;

    rk_span_read_values (span, column, 0, n, values);
    for (guint64 i = 0; i < n; i++)
      g_assert_true (values[i] == expected[i] || (isnan (values[i]) && isnan (expected[i])));

    for (guint i = 0; i < 500; i++) {
      guint64 at = (guint64) g_test_rand_int_range (0, (gint32) n);
      double value = rk_span_get_value (span, column, at);
      guint64 first = (guint64) g_test_rand_int_range (0, (gint32) at + 1);

      g_assert_true (value == expected[at] || (isnan (value) && isnan (expected[at])));
      g_assert_cmpint (rk_span_get_time_ns (span, at), ==, times[at]);

      /* A part: the cell behind it stays as it was. */
      memset (values, 0, sizeof *values * (at - first + 1));
      values[at - first] = 77.0;
      rk_span_read_values (span, column, first, at - first, values);
      g_assert_cmpfloat (values[at - first], ==, 77.0);
      if (at > first)
        g_assert_true (values[0] == expected[first] || (isnan (values[0]) && isnan (expected[first])));
    }
  }
}

static void
test_find (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (RkSpan) span = rk_series_take_span (fixture->series);
  const gint64 *times = (const gint64 *) (gpointer) fixture->times->data;
  guint64 n = rk_span_get_n_samples (span);

  for (guint i = 0; i < 3000; i++) {
    guint64 near = (guint64) g_test_rand_int_range (0, (gint32) n);
    gint64 time_ns = times[near] + g_test_rand_int_range (-1500, 1500);
    guint64 found = rk_span_find (span, time_ns);

    g_assert_cmpuint (found, <=, n);
    if (found < n)
      g_assert_cmpint (times[found], >=, time_ns);
    if (found > 0)
      g_assert_cmpint (times[found - 1], <, time_ns);
  }

  g_assert_cmpuint (rk_span_find (span, G_MININT64), ==, 0);
  g_assert_cmpuint (rk_span_find (span, times[n - 1]), <, n);
  g_assert_cmpuint (rk_span_find (span, times[n - 1] + 1), ==, n);
}

static void
test_breaks (Fixture       *fixture,
             gconstpointer  data)
{
  g_autoptr (RkSpan) span = rk_series_take_span (fixture->series);
  const guint64 *breaks = (const guint64 *) (gpointer) fixture->breaks->data;
  guint n_breaks = fixture->breaks->len;
  guint64 n = rk_span_get_n_samples (span);

  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, n_breaks);

  for (guint i = 0; i < 2000; i++) {
    guint64 at = (guint64) g_test_rand_int_range (0, (gint32) n);
    guint next = 0;

    while (next < n_breaks && breaks[next] < at)
      next++;
    g_assert_cmpuint (rk_span_get_break (span, at), ==, next < n_breaks ? breaks[next] : n);
  }
}

/* Against a sum in integers: values are a large constant and whole numbers of 1/1024. */
static void
test_large_constant_costs_no_digits (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;
  const guint n_blocks = 2000;
  const double constant = 1e9;
  gint64 sum = 0;
  gint64 squares = 0;
  double n, mean, variance;
  RkStats stats;

  for (guint i = 0; i < n_blocks; i++) {
    g_autoptr (RkBlock) block = rk_block_new (1, RK_BLOCK_MAX_SAMPLES, (gint64) i * 4096 * 1000, 1000.0);

    for (guint j = 0; j < RK_BLOCK_MAX_SAMPLES; j++) {
      gint64 part = g_test_rand_int_range (-1024, 1025);

      sum += part;
      squares += part * part;
      block->values[j] = constant + (double) part / 1024.0;
    }
    rk_series_append (series, block);
  }

  span = rk_series_take_span (series);
  rk_span_get_stats (span, 0, 0, G_MAXUINT64, &stats);

  n = (double) n_blocks * RK_BLOCK_MAX_SAMPLES;
  mean = (double) sum / n;
  variance = ((double) squares - (double) sum * mean) / (n - 1.0) / (1024.0 * 1024.0);

  /* The mean to the last places a double has beside 1e9 (1.2e-7), the deviation to nine digits. */
  g_assert_cmpfloat_with_epsilon (stats.mean, constant + mean / 1024.0, 1.5e-7);
  g_assert_cmpfloat_with_epsilon (sqrt (stats.m2 / (n - 1.0)), sqrt (variance), 1e-9);
}

static void
test_infinite_values_are_missing (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkBlock) block = rk_block_new (1, 5, 0, 1.0);
  g_autoptr (RkSpan) span = NULL;
  static const double values[] = { INFINITY, 3.0, -INFINITY, NAN, -5.0 };
  RkStats stats;

  memcpy (block->values, values, sizeof values);
  rk_series_append (series, block);
  span = rk_series_take_span (series);

  rk_span_get_stats (span, 0, 0, 5, &stats);
  g_assert_cmpuint (stats.n, ==, 2);
  g_assert_cmpuint (stats.n_missing, ==, 3);
  g_assert_cmpfloat (stats.min, ==, -5.0);
  g_assert_cmpfloat (stats.max, ==, 3.0);
  g_assert_cmpfloat (stats.mean, ==, -1.0);
  g_assert_cmpfloat (stats.m2, ==, 32.0);
  g_assert_true (isinf (rk_span_get_value (span, 0, 0)));
}

static void
test_greatest_values_have_a_mean (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkBlock) block = rk_block_new (1, 1000, 0, 1.0);
  g_autoptr (RkSpan) span = NULL;
  RkStats stats;

  for (guint i = 0; i < 1000; i++)
    block->values[i] = 1.5e308;
  rk_series_append (series, block);
  span = rk_series_take_span (series);

  rk_span_get_stats (span, 0, 0, 1000, &stats);
  g_assert_cmpfloat (stats.max, ==, 1.5e308);
  g_assert_cmpfloat_with_epsilon (stats.mean, 1.5e308, 1e295);
}

static void
test_odd_ranges (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkBlock) block = rk_block_new (1, 10, 0, 1.0);
  g_autoptr (RkSpan) span = NULL;
  RkStats stats;

  rk_series_append (series, block);
  span = rk_series_take_span (series);

  rk_span_get_stats (span, 0, 5, 5, &stats);
  g_assert_cmpuint (stats.n + stats.n_missing, ==, 0);
  rk_span_get_stats (span, 0, 7, 3, &stats);
  g_assert_cmpuint (stats.n + stats.n_missing, ==, 0);
  rk_span_get_stats (span, 0, G_MAXUINT64 - 1, G_MAXUINT64, &stats);
  g_assert_cmpuint (stats.n + stats.n_missing, ==, 0);
  rk_span_get_stats (span, 9, 0, 10, &stats);
  g_assert_cmpuint (stats.n, ==, 0);
  g_assert_cmpuint (stats.n_missing, ==, 10);
}

int
main (int   argc,
      char *argv[])
{
  static const guint few = 3;
  static const guint many = 1500;

  g_test_init (&argc, &argv, NULL);

#define ADD(path, data, func) g_test_add (path, Fixture, data, fixture_set_up, func, fixture_tear_down)
  ADD ("/store/span/random-ranges/few", &few, test_random_ranges);
  ADD ("/store/span/random-ranges/many", &many, test_random_ranges);
  ADD ("/store/span/values-and-times/few", &few, test_values_and_times);
  ADD ("/store/span/values-and-times/many", &many, test_values_and_times);
  ADD ("/store/span/find/few", &few, test_find);
  ADD ("/store/span/find/many", &many, test_find);
  ADD ("/store/span/breaks/many", &many, test_breaks);
#undef ADD
  g_test_add_func ("/store/span/large-constant-costs-no-digits", test_large_constant_costs_no_digits);
  g_test_add_func ("/store/span/infinite-values-are-missing", test_infinite_values_are_missing);
  g_test_add_func ("/store/span/greatest-values-have-a-mean", test_greatest_values_have_a_mean);
  g_test_add_func ("/store/span/odd-ranges", test_odd_ranges);

  return g_test_run ();
}
