#include "config.h"

#include "base/clock.h"
#include "store/match.h"
#include "store/series.h"

#include <math.h>

#define MS G_GINT64_CONSTANT (1000000)

static const RkConversion as_it_is = { .scale = 1.0 };

/* @n samples @step_ns apart from @begin_ns on: value = the time in milliseconds, times @factor. */
static void
append (RkSeries *series,
        gint64    begin_ns,
        gint64    step_ns,
        guint     n,
        double    factor)
{
  g_autoptr (RkBlock) block = rk_block_new (1, n, begin_ns, (double) step_ns);

  for (guint i = 0; i < n; i++)
    block->values[i] = factor * (double) (begin_ns + (gint64) i * step_ns) / (double) MS;
  rk_series_append (series, block);
}

static RkSpan *
make (gint64 begin_ns,
      gint64 step_ns,
      guint  n,
      double factor)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);

  append (series, begin_ns, step_ns, n, factor);

  return rk_series_take_span (series);
}

/* x every 10 ms, y every 25 ms and 3 ms later: the pairs stand at the times of y; both are straight lines, so exact. */
static void
test_times_of_the_slower (gconstpointer data)
{
  gboolean swapped = GPOINTER_TO_INT (data);
  g_autoptr (RkSpan) fast = make (0, 10 * MS, 100, 1.0);
  g_autoptr (RkSpan) slow = make (3 * MS, 25 * MS, 30, -2.0);
  RkMatchSide a = { fast, 0, &as_it_is, 0 };
  RkMatchSide b = { slow, 0, &as_it_is, 0 };
  g_autoptr (RkMatch) match = swapped ? rk_match_new (&b, &a, 1000) : rk_match_new (&a, &b, 1000);

  g_assert_cmpuint (match->n, ==, 30);
  for (guint i = 0; i < 30; i++) {
    g_assert_cmpint (match->times_ns[i], ==, (3 + 25 * i) * MS);
    g_assert_cmpfloat_with_epsilon (swapped ? match->y[i] : match->x[i], 3 + 25 * i, 1e-9);
    g_assert_cmpfloat (swapped ? match->x[i] : match->y[i], ==, -2.0 * (3 + 25 * i));
  }
}

/* Beyond the ends of the faster one there is nothing to say. */
static void
test_no_extrapolation (void)
{
  g_autoptr (RkSpan) fast = make (100 * MS, 10 * MS, 11, 1.0);
  g_autoptr (RkSpan) slow = make (0, 50 * MS, 10, 1.0);
  RkMatchSide x = { fast, 0, &as_it_is, 0 };
  RkMatchSide y = { slow, 0, &as_it_is, 0 };
  g_autoptr (RkMatch) match = rk_match_new (&x, &y, 1000);

  g_assert_cmpuint (match->n, ==, 3);
  g_assert_cmpint (match->times_ns[0], ==, 100 * MS);
  g_assert_cmpint (match->times_ns[2], ==, 200 * MS);
}

static void
test_gaps_and_holes (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  RkGap gap = { .begin_ns = 95 * MS, .end_ns = 100 * MS, .reason = RK_GAP_UNPLUGGED };
  RkMatchSide side = { NULL, 0, &as_it_is, 0 };
  g_autoptr (RkSpan) span = NULL;

  append (series, 0, 10 * MS, 10, 1.0);         /* 0 ... 90 */
  rk_series_append_gap (series, &gap);
  append (series, 100 * MS, 10 * MS, 10, 1.0);  /* 100 ... 190, after the gap */
  append (series, 202 * MS, 10 * MS, 10, 1.0);  /* 202 ... 292: 12 ms are within 1.5 steps */
  append (series, 320 * MS, 10 * MS, 2, 1.0);   /* 28 ms later: the middle is 14 ms from both */
  append (series, 400 * MS, 10 * MS, 2, 1.0);   /* 70 ms later */
  span = rk_series_take_span (series);
  side.span = span;

  g_assert_cmpint (rk_match_get_step_ns (span), ==, 10 * MS);
  g_assert_cmpfloat_with_epsilon (rk_match_interpolate (&side, 10 * MS, 85 * MS), 85.0, 1e-9);
  g_assert_cmpfloat (rk_match_interpolate (&side, 10 * MS, 90 * MS), ==, 90.0);
  g_assert_true (isnan (rk_match_interpolate (&side, 10 * MS, 95 * MS)));
  g_assert_cmpfloat_with_epsilon (rk_match_interpolate (&side, 10 * MS, 196 * MS), 196.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (rk_match_interpolate (&side, 10 * MS, 306 * MS), 306.0, 1e-9);
  g_assert_true (isnan (rk_match_interpolate (&side, 10 * MS, 300 * MS)));
  g_assert_true (isnan (rk_match_interpolate (&side, 10 * MS, 365 * MS)));
  g_assert_true (isnan (rk_match_interpolate (&side, 10 * MS, -1)));
  g_assert_true (isnan (rk_match_interpolate (&side, 10 * MS, 411 * MS)));

  /* Shifted by hand, it is read where it stands. */
  side.offset_ns = 1000 * MS;
  g_assert_cmpfloat_with_epsilon (rk_match_interpolate (&side, 10 * MS, 1085 * MS), 85.0, 1e-9);
}

static void
test_missing_values_make_no_pair (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkBlock) block = rk_block_new (1, 5, 0, (double) (10 * MS));
  g_autoptr (RkSpan) slow = make (5 * MS, 10 * MS, 4, 1.0);
  g_autoptr (RkSpan) span = NULL;
  RkMatchSide x = { slow, 0, &as_it_is, 0 };
  RkMatchSide y = { NULL, 0, &as_it_is, 0 };
  g_autoptr (RkMatch) match = NULL;

  for (guint i = 0; i < 5; i++)
    block->values[i] = i == 1 ? (double) NAN : i;
  rk_series_append (series, block);
  y.span = span = rk_series_take_span (series);
  match = rk_match_new (&x, &y, 1000);

  /* Of samples at 0, (10), 20, 30, 40 ms only the lines from 20 to 40 are known; those stand at the times of y: as often. */
  for (gsize i = 0; i < match->n; i++)
    g_assert_cmpint (match->times_ns[i], >=, 20 * MS);
  g_assert_cmpuint (match->n, >, 0);
}

/* A clock of whole milliseconds: two samples at a time belong to each other all the same. */
static void
test_same_span_by_place (void)
{
  g_autoptr (RkSeries) series = rk_series_new (2, 0);
  g_autoptr (RkBlock) block = rk_block_new (2, 4, 0, 0.0);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkMatch) match = NULL;
  RkMatchSide x = { NULL, 0, &as_it_is, 0 };
  RkMatchSide y = { NULL, 1, &as_it_is, 0 };

  for (guint i = 0; i < 4; i++) {
    block->times_ns[i] = (i / 2) * MS;
    block->values[i] = i;
    block->values[4 + i] = 10.0 * i;
  }
  rk_series_append (series, block);
  x.span = y.span = span = rk_series_take_span (series);
  match = rk_match_new (&x, &y, 1000);

  g_assert_cmpuint (match->n, ==, 4);
  for (guint i = 0; i < 4; i++) {
    g_assert_cmpfloat (match->x[i], ==, i);
    g_assert_cmpfloat (match->y[i], ==, 10.0 * i);
  }
}

/* One reading is slower than anything. */
static void
test_single_reading (gconstpointer data)
{
  gboolean swapped = GPOINTER_TO_INT (data);
  g_autoptr (RkSpan) fast = make (0, 10 * MS, 100, 1.0);
  g_autoptr (RkSpan) single = make (503 * MS, 10 * MS, 1, 2.0);
  RkMatchSide a = { fast, 0, &as_it_is, 0 };
  RkMatchSide b = { single, 0, &as_it_is, 0 };
  g_autoptr (RkMatch) match = swapped ? rk_match_new (&b, &a, G_MAXSIZE) : rk_match_new (&a, &b, G_MAXSIZE);

  g_assert_cmpuint (match->n, ==, 1);
  g_assert_cmpint (match->times_ns[0], ==, 503 * MS);
  g_assert_cmpfloat_with_epsilon (swapped ? match->y[0] : match->x[0], 503.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (swapped ? match->x[0] : match->y[0], 1006.0, 1e-9);
}

static void
test_bounded (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkSpan) other = NULL;
  g_autoptr (RkMatch) match = NULL;
  g_autoptr (RkMatch) nothing = NULL;
  g_autoptr (RkSeries) empty = rk_series_new (1, 0);
  g_autoptr (RkSpan) none = rk_series_take_span (empty);
  RkMatchSide x = { NULL, 0, &as_it_is, 0 };
  RkMatchSide y = { NULL, 0, &as_it_is, 0 };

  for (guint k = 0; k < 250; k++)
    append (series, (gint64) k * 4000 * MS, MS, 4000, 1.0);
  x.span = span = rk_series_take_span (series);
  y.span = other = rk_series_take_span (series);
  match = rk_match_new (&x, &y, 10000);
  g_assert_cmpuint (match->n, ==, 10000);
  g_assert_cmpint (match->times_ns[1], ==, 100 * MS);
  g_assert_cmpfloat (match->x[9999], ==, match->y[9999]);

  y.span = none;
  nothing = rk_match_new (&x, &y, 10000);
  g_assert_cmpuint (nothing->n, ==, 0);
  g_assert_cmpint (rk_match_get_step_ns (none), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/store/match/times-of-the-slower/x-fast", GINT_TO_POINTER (FALSE), test_times_of_the_slower);
  g_test_add_data_func ("/store/match/times-of-the-slower/y-fast", GINT_TO_POINTER (TRUE), test_times_of_the_slower);
  g_test_add_func ("/store/match/no-extrapolation", test_no_extrapolation);
  g_test_add_func ("/store/match/gaps-and-holes", test_gaps_and_holes);
  g_test_add_func ("/store/match/missing-values-make-no-pair", test_missing_values_make_no_pair);
  g_test_add_func ("/store/match/same-span-by-place", test_same_span_by_place);
  g_test_add_data_func ("/store/match/single-reading/y", GINT_TO_POINTER (0), test_single_reading);
  g_test_add_data_func ("/store/match/single-reading/x", GINT_TO_POINTER (1), test_single_reading);
  g_test_add_func ("/store/match/bounded", test_bounded);

  return g_test_run ();
}
