#include "config.h"

#include "analysis/combine.h"
#include "analysis/errors.h"
#include "store/excluded.h"

#include <math.h>
#include <string.h>

#define MS G_GINT64_CONSTANT (1000000)

static const RkConversion as_it_is = { .scale = 1.0 };

static void
append (RkSeries     *series,
        gint64        begin_ms,
        gint64        step_ms,
        const double *values,
        guint         n)
{
  g_autoptr (RkBlock) block = rk_block_new (1, n, begin_ms * MS, (double) (step_ms * MS));

  memcpy (block->values, values, n * sizeof *values);
  rk_series_append (series, block);
}

static RkSpan *
make_span (gint64        begin_ms,
           gint64        step_ms,
           const double *values,
           guint         n)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);

  append (series, begin_ms, step_ms, values, n);

  return rk_series_take_span (series);
}

/* One column of two or three runs. */
static RkSpan *
combine (RkCombineKind      kind,
         const RkMatchSide *sides,
         guint              n,
         GError           **error)
{
  g_autoptr (RkCombine) combine = rk_combine_new (kind, n, 1);
  g_autoptr (RkSeries) series = NULL;

  for (guint i = 0; i < n; i++)
    rk_combine_set_side (combine, i, 0, &sides[i]);
  series = rk_combine_make (combine, NULL, NULL, NULL, error);

  return series != NULL ? rk_series_take_span (series) : NULL;
}

static void
check (const RkSpan *span,
       guint         column,
       const gint64 *times_ms,
       const double *values,
       guint         n)
{
  g_assert_nonnull (span);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, n);
  for (guint i = 0; i < n; i++) {
    double value = rk_span_get_value (span, column, i);

    g_assert_cmpint (rk_span_get_time_ns (span, i), ==, times_ms[i] * MS);
    g_assert_true (isnan (values[i]) == isnan (value));
    if (!isnan (value))
      g_assert_cmpfloat_with_epsilon (value, values[i], 1e-12);
  }
}

/* The newer one minus the older one, at the same instants: 4 - 1, 6 - 2, 5 - 7. */
static void
test_difference (void)
{
  const double older[] = { 1.0, 2.0, 7.0 };
  const double newer[] = { 4.0, 6.0, 5.0 };
  const gint64 times[] = { 0, 10, 20 };
  const double expected[] = { 3.0, 4.0, -2.0 };
  g_autoptr (RkSpan) a = make_span (0, 10, older, 3);
  g_autoptr (RkSpan) b = make_span (0, 10, newer, 3);
  const RkMatchSide sides[] = { { a, 0, &as_it_is, 0 }, { b, 0, &as_it_is, 0 } };
  g_autoptr (RkSpan) span = combine (RK_COMBINE_DIFFERENCE, sides, 2, NULL);

  g_assert_cmpuint (rk_span_get_n_columns (span), ==, 1);
  check (span, 0, times, expected, 3);
}

/* The newer one every 20 ms from 5 ms on: 10 at 5, 30 at 25, 20 at 45. On straight lines 15 at 10, 25 at 20, 27.5 at 30,
 * 22.5 at 40; nothing before 5 and after 45 ms. */
static void
test_other_rate (void)
{
  const double older[] = { 0.0, 1.0, 2.0, 3.0, 4.0, 5.0 };
  const double newer[] = { 10.0, 30.0, 20.0 };
  const gint64 times[] = { 10, 20, 30, 40 };
  const double expected[] = { 14.0, 23.0, 24.5, 18.5 };
  g_autoptr (RkSpan) a = make_span (0, 10, older, 6);
  g_autoptr (RkSpan) b = make_span (5, 20, newer, 3);
  const RkMatchSide sides[] = { { a, 0, &as_it_is, 0 }, { b, 0, &as_it_is, 0 } };
  g_autoptr (RkSpan) span = combine (RK_COMBINE_DIFFERENCE, sides, 2, NULL);

  check (span, 0, times, expected, 4);
}

/* Runs are where they were laid: the older one 100 ms later, the newer one 90 ms later, so by 10 ms earlier against it. The
 * times of the result are those of the older one, as it was recorded. */
static void
test_offsets (void)
{
  const double older[] = { 1.0, 1.0, 1.0 };
  const double newer[] = { 5.0, 6.0, 7.0 };
  const gint64 times[] = { 0, 10 };
  const double expected[] = { 5.0, 6.0 };
  g_autoptr (RkSpan) a = make_span (0, 10, older, 3);
  g_autoptr (RkSpan) b = make_span (0, 10, newer, 3);
  const RkMatchSide sides[] = { { a, 0, &as_it_is, 100 * MS }, { b, 0, &as_it_is, 90 * MS } };
  g_autoptr (RkSpan) span = combine (RK_COMBINE_DIFFERENCE, sides, 2, NULL);

  check (span, 0, times, expected, 2);
}

/* A zero that was set (3 subtracted) and degrees Fahrenheit (1.8 of each, 32 more) fall out of a difference of shown values but
 * for the scale: 1.8 * (30 - 20). They stay in a mean: 1.8 * (25 - 3) + 32. */
static void
test_shown_values (void)
{
  const RkConversion conversion = { .zero = 3.0, .scale = 1.8, .offset = 32.0 };
  const double older[] = { 20.0 };
  const double newer[] = { 30.0 };
  const gint64 times[] = { 0 };
  const double difference[] = { 18.0 };
  const double mean[] = { 71.6 };
  g_autoptr (RkSpan) a = make_span (0, 10, older, 1);
  g_autoptr (RkSpan) b = make_span (0, 10, newer, 1);
  const RkMatchSide sides[] = { { a, 0, &conversion, 0 }, { b, 0, &conversion, 0 } };
  g_autoptr (RkSpan) subtracted = combine (RK_COMBINE_DIFFERENCE, sides, 2, NULL);
  g_autoptr (RkSpan) averaged = combine (RK_COMBINE_MEAN, sides, 2, NULL);

  check (subtracted, 0, times, difference, 1);
  check (averaged, 0, times, mean, 1);
}

/* Of 2, 4 and 9 the mean is 5; s = sqrt ((9 + 1 + 16) / 2) = sqrt (13). Equal readings have no scatter at all. */
static void
test_mean (void)
{
  const double values[3][2] = { { 2.0, 0.1 }, { 4.0, 0.1 }, { 9.0, 0.1 } };
  const gint64 times[] = { 0, 10 };
  const double means[] = { 5.0, 0.1 };
  const double deviations[] = { sqrt (13.0), 0.0 };
  g_autoptr (RkSpan) a = make_span (0, 10, values[0], 2);
  g_autoptr (RkSpan) b = make_span (0, 10, values[1], 2);
  g_autoptr (RkSpan) c = make_span (0, 10, values[2], 2);
  const RkMatchSide sides[] = { { a, 0, &as_it_is, 0 }, { b, 0, &as_it_is, 0 }, { c, 0, &as_it_is, 0 } };
  g_autoptr (RkSpan) span = combine (RK_COMBINE_MEAN, sides, 3, NULL);

  g_assert_cmpuint (rk_span_get_n_columns (span), ==, 2);
  check (span, 0, times, means, 2);
  check (span, 1, times, deviations, 2);
  g_assert_cmpfloat (rk_span_get_value (span, 1, 1), ==, 0.0);
}

/* What is left out of either run and what is missing counts for nothing; at the ends it is no part of the result. */
static void
test_excluded_and_missing (void)
{
  const double older[] = { 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0 };
  const double newer[] = { 11.0, 22.0, (double) NAN, 44.0, 55.0, 66.0, 77.0 };
  const RkTimeRange first = { 0, 0 };
  const RkTimeRange fifth = { 40 * MS, 40 * MS };
  const gint64 times[] = { 10, 20, 30, 40, 50, 60 };
  const double expected[] = { 20.0, (double) NAN, 40.0, (double) NAN, 60.0, 70.0 };
  g_autoptr (RkSpan) a = make_span (0, 10, older, 7);
  g_autoptr (RkSpan) b = make_span (0, 10, newer, 7);
  g_autoptr (RkExcluded) of_older = rk_excluded_new (&first, 1);
  g_autoptr (RkExcluded) of_newer = rk_excluded_new (&fifth, 1);
  g_autoptr (RkSpan) some_a = rk_span_exclude (a, of_older, FALSE);
  g_autoptr (RkSpan) some_b = rk_span_exclude (b, of_newer, FALSE);
  const RkMatchSide sides[] = { { some_a, 0, &as_it_is, 0 }, { some_b, 0, &as_it_is, 0 } };
  g_autoptr (RkSpan) span = combine (RK_COMBINE_DIFFERENCE, sides, 2, NULL);

  check (span, 0, times, expected, 6);
}

/* 0 ... 30 ms, a gap, 60 ... 90 ms. */
static RkSpan *
make_broken (void)
{
  const double values[] = { 1.0, 1.0, 1.0, 1.0 };
  const RkGap gap = { .begin_ns = 35 * MS, .end_ns = 55 * MS, .reason = RK_GAP_UNPLUGGED };
  g_autoptr (RkSeries) series = rk_series_new (1, 0);

  append (series, 0, 10, values, 4);
  rk_series_append_gap (series, &gap);
  append (series, 60, 10, values, 4);

  return rk_series_take_span (series);
}

/* A gap of the run whose instants count stays a gap; one of the other run leaves rows without values. */
static void
test_gaps (void)
{
  const double whole[] = { 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0, 3.0 };
  const gint64 broken_times[] = { 0, 10, 20, 30, 60, 70, 80, 90 };
  const gint64 whole_times[] = { 0, 10, 20, 30, 40, 50, 60, 70, 80, 90 };
  const double subtracted[] = { 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0, 2.0 };
  const double added[] = { -2.0, -2.0, -2.0, -2.0, (double) NAN, (double) NAN, -2.0, -2.0, -2.0, -2.0 };
  g_autoptr (RkSpan) a = make_broken ();
  g_autoptr (RkSpan) b = make_span (0, 10, whole, 10);
  const RkMatchSide sides[] = { { a, 0, &as_it_is, 0 }, { b, 0, &as_it_is, 0 }, { a, 0, &as_it_is, 0 } };
  g_autoptr (RkSpan) span = combine (RK_COMBINE_DIFFERENCE, sides, 2, NULL);
  g_autoptr (RkSpan) other = combine (RK_COMBINE_DIFFERENCE, sides + 1, 2, NULL);

  check (span, 0, broken_times, subtracted, 8);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);
  g_assert_cmpuint (rk_span_get_break (span, 0), ==, 4);
  g_assert_cmpint (rk_span_get_gap (span, 0).begin_ns, ==, 35 * MS);
  g_assert_cmpint (rk_span_get_gap (span, 0).end_ns, ==, 55 * MS);
  check (other, 0, whole_times, added, 10);
}

/* A gap between two instants of a slow run: neither misses a value, yet no line may lead across. */
static void
test_gap_between_instants (void)
{
  const double slow[] = { 5.0, 5.0, 5.0, 5.0 };
  const double expected[] = { -4.0, -4.0, -4.0, -4.0 };
  const gint64 times[] = { 0, 30, 60, 90 };
  g_autoptr (RkSpan) a = make_span (0, 30, slow, 4);
  g_autoptr (RkSpan) b = make_broken ();
  const RkMatchSide sides[] = { { a, 0, &as_it_is, 0 }, { b, 0, &as_it_is, 0 } };
  g_autoptr (RkSpan) span = combine (RK_COMBINE_DIFFERENCE, sides, 2, NULL);

  check (span, 0, times, expected, 4);
  g_assert_cmpuint (rk_span_get_break (span, 0), ==, 2);
}

static void
count_cb (double   fraction,
          gpointer user_data)
{
  double *last = user_data;

  g_assert_cmpfloat (fraction, >=, *last);
  g_assert_cmpfloat (fraction, <=, 1.0);
  *last = fraction;
}

/* Rows over several blocks, two columns: x of either run is the time, y twice that. */
static void
test_many (void)
{
  const guint n = 3 * RK_BLOCK_MAX_SAMPLES + 7;
  g_autoptr (RkSeries) series = rk_series_new (2, 0);
  g_autoptr (RkCombine) combine = rk_combine_new (RK_COMBINE_MEAN, 2, 2);
  g_autoptr (RkSeries) made = NULL;
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkSpan) result = NULL;
  double last = 0.0;

  for (guint first = 0; first < n; first += RK_BLOCK_MAX_SAMPLES) {
    guint count = MIN (n - first, RK_BLOCK_MAX_SAMPLES);
    g_autoptr (RkBlock) block = rk_block_new (2, count, first * MS, (double) MS);

    for (guint i = 0; i < count; i++) {
      block->values[i] = first + i;
      block->values[count + i] = 2.0 * (first + i);
    }
    rk_series_append (series, block);
  }
  span = rk_series_take_span (series);

  for (guint run = 0; run < 2; run++) {
    for (guint column = 0; column < 2; column++) {
      const RkMatchSide side = { span, column, &as_it_is, run * MS };

      rk_combine_set_side (combine, run, column, &side);
    }
  }
  rk_combine_set_scale (combine, 1, 10.0);
  made = rk_combine_make (combine, count_cb, &last, NULL, NULL);
  g_assert_nonnull (made);
  g_assert_cmpfloat (last, >, 0.9);
  result = rk_series_take_span (made);

  /* The second run is 1 ms late, so one less: means i - 0.5 and 2 i - 1, s = 1 / sqrt (2) and, ten
   * times as much, 20 / sqrt (2). */
  g_assert_cmpuint (rk_span_get_n_samples (result), ==, n - 1);
  g_assert_cmpuint (rk_span_get_n_columns (result), ==, 4);
  for (guint i = 1; i < n; i++) {
    g_assert_cmpint (rk_span_get_time_ns (result, i - 1), ==, i * MS);
    g_assert_cmpfloat (rk_span_get_value (result, 0, i - 1), ==, i - 0.5);
    g_assert_cmpfloat_with_epsilon (rk_span_get_value (result, 1, i - 1), sqrt (0.5), 1e-12);
    g_assert_cmpfloat (rk_span_get_value (result, 2, i - 1), ==, 2.0 * i - 1.0);
    g_assert_cmpfloat_with_epsilon (rk_span_get_value (result, 3, i - 1), 10.0 * sqrt (2.0), 1e-12);
  }
}

typedef struct {
  const char *name;
  guint       n_older;
  guint       n_newer;
  gint64      offset_ms;
} Apart;

static const Apart apart[] = {
  { "one-after-the-other", 3, 3, 1000 },
  { "one-before-the-other", 3, 3, -1000 },
  { "first-empty", 0, 3, 0 },
  { "second-empty", 3, 0, 0 },
  { "never-together", 1, 1, 5 },
  { "a-hundred-years", 3, 3, G_GINT64_CONSTANT (3155760000000) },
};

static void
test_apart (gconstpointer data)
{
  const Apart *c = data;
  const double values[] = { 1.0, 2.0, 3.0 };
  g_autoptr (RkSeries) empty = rk_series_new (1, 0);
  g_autoptr (RkSpan) a = c->n_older > 0 ? make_span (0, 10, values, c->n_older) : rk_series_take_span (empty);
  g_autoptr (RkSpan) b = c->n_newer > 0 ? make_span (0, 10, values, c->n_newer) : rk_series_take_span (empty);
  const RkMatchSide sides[] = { { a, 0, &as_it_is, -c->offset_ms * MS }, { b, 0, &as_it_is, c->offset_ms * MS } };
  g_autoptr (GError) error = NULL;
  g_autoptr (RkSpan) span = combine (RK_COMBINE_MEAN, sides, 2, &error);

  g_assert_null (span);
  g_assert_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW);
}

static void
test_cancelled (void)
{
  const double values[] = { 1.0, 2.0 };
  g_autoptr (RkSpan) span = make_span (0, 10, values, 2);
  const RkMatchSide side = { span, 0, &as_it_is, 0 };
  g_autoptr (RkCombine) combine = rk_combine_new (RK_COMBINE_DIFFERENCE, 2, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RkSeries) made = NULL;

  rk_combine_set_side (combine, 0, 0, &side);
  rk_combine_set_side (combine, 1, 0, &side);
  g_cancellable_cancel (cancellable);
  made = rk_combine_make (combine, NULL, NULL, cancellable, &error);
  g_assert_null (made);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/analysis/combine/difference", test_difference);
  g_test_add_func ("/analysis/combine/other-rate", test_other_rate);
  g_test_add_func ("/analysis/combine/offsets", test_offsets);
  g_test_add_func ("/analysis/combine/shown-values", test_shown_values);
  g_test_add_func ("/analysis/combine/mean", test_mean);
  g_test_add_func ("/analysis/combine/excluded-and-missing", test_excluded_and_missing);
  g_test_add_func ("/analysis/combine/gaps", test_gaps);
  g_test_add_func ("/analysis/combine/gap-between-instants", test_gap_between_instants);
  g_test_add_func ("/analysis/combine/many", test_many);
  for (guint i = 0; i < G_N_ELEMENTS (apart); i++) {
    g_autofree char *path = g_strconcat ("/analysis/combine/apart/", apart[i].name, NULL);

    g_test_add_data_func (path, &apart[i], test_apart);
  }
  g_test_add_func ("/analysis/combine/cancelled", test_cancelled);

  return g_test_run ();
}
