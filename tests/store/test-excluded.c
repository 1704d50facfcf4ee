#include "config.h"

#include "base/clock.h"
#include "store/run.h"

#include <math.h>

#define N 20000
#define PIECE 400
#define STEP_NS 1000

static RkExcluded *
make (const gint64 *edges,
      guint         n)
{
  return rk_excluded_new ((const RkTimeRange *) (gconstpointer) edges, n);
}

static void
test_pieces_are_joined (void)
{
  const gint64 edges[] = { 50, 60, 0, 10, 5, 20, 21, 30, 40, 39 };
  g_autoptr (RkExcluded) excluded = make (edges, 5);

  g_assert_cmpuint (rk_excluded_get_n (excluded), ==, 2);
  g_assert_cmpint (rk_excluded_get (excluded, 0).begin_ns, ==, 0);
  g_assert_cmpint (rk_excluded_get (excluded, 0).end_ns, ==, 30);
  g_assert_cmpint (rk_excluded_get (excluded, 1).begin_ns, ==, 50);
  g_assert_cmpint (rk_excluded_get (excluded, 1).end_ns, ==, 60);
}

static void
test_nothing_is_null (void)
{
  const gint64 edges[] = { 10, 9 };

  g_assert_null (make (edges, 1));
  g_assert_null (rk_excluded_new (NULL, 0));
  g_assert_cmpuint (rk_excluded_get_n (NULL), ==, 0);
  g_assert_true (rk_excluded_equal (NULL, NULL));
}

static void
test_add_and_crop (void)
{
  g_autoptr (RkExcluded) one = rk_excluded_add (NULL, 100, 200);
  g_autoptr (RkExcluded) two = rk_excluded_add (one, 300, 400);
  g_autoptr (RkExcluded) cropped = rk_excluded_crop (two, 150, 350);
  g_autoptr (RkExcluded) again = rk_excluded_crop (cropped, 150, 350);
  g_autoptr (RkExcluded) all = rk_excluded_crop (NULL, G_MININT64, G_MAXINT64);

  g_assert_cmpuint (rk_excluded_get_n (one), ==, 1);
  g_assert_cmpuint (rk_excluded_get_n (two), ==, 2);
  g_assert_cmpuint (rk_excluded_get_n (cropped), ==, 2);
  g_assert_cmpint (rk_excluded_get (cropped, 0).begin_ns, ==, G_MININT64);
  g_assert_cmpint (rk_excluded_get (cropped, 0).end_ns, ==, 200);
  g_assert_cmpint (rk_excluded_get (cropped, 1).begin_ns, ==, 300);
  g_assert_cmpint (rk_excluded_get (cropped, 1).end_ns, ==, G_MAXINT64);
  g_assert_true (rk_excluded_equal (again, cropped));
  g_assert_false (rk_excluded_equal (one, two));
  g_assert_cmpuint (rk_excluded_get_id (again), !=, rk_excluded_get_id (cropped));
  g_assert_null (all);
}

/* When there is no room for a piece more, what was left out stays left out, and nothing else. */
static void
test_no_more_room (void)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (RkTimeRange));
  g_autoptr (RkExcluded) full = NULL;
  g_autoptr (RkExcluded) more = NULL;
  g_autoptr (RkExcluded) joined = NULL;
  g_autoptr (RkExcluded) cropped = NULL;
  g_autoptr (RkExcluded) half = NULL;

  for (guint i = 0; i < RK_EXCLUDED_MAX; i++) {
    RkTimeRange range = { 1000 + 10 * (gint64) i, 1005 + 10 * (gint64) i };

    g_array_append_val (ranges, range);
  }
  full = rk_excluded_new ((const RkTimeRange *) (gpointer) ranges->data, ranges->len);
  g_assert_cmpuint (rk_excluded_get_n (full), ==, RK_EXCLUDED_MAX);

  more = rk_excluded_add (full, 0, 5);
  g_assert_true (rk_excluded_equal (more, full));
  cropped = rk_excluded_crop (full, 1, G_MAXINT64 - 1);
  g_assert_true (rk_excluded_equal (cropped, full));

  /* What makes no piece more has room. */
  joined = rk_excluded_add (full, 1005, 1010);
  g_assert_cmpuint (rk_excluded_get_n (joined), ==, RK_EXCLUDED_MAX - 1);
  half = rk_excluded_crop (full, 1500, 2000);
  g_assert_cmpint (rk_excluded_get (half, rk_excluded_get_n (half) - 1).end_ns, ==, G_MAXINT64);
}

/* Two series: the second has no value where the first is left out. Every reader must say the same of both. */
static RkSpan *
take (const double     *values,
      const RkExcluded *excluded,
      gboolean          only)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkBlock) block = NULL;

  for (guint i = 0; i < N; i++) {
    gboolean is_out = FALSE;

    if (i % PIECE == 0)
      block = rk_block_new (1, PIECE, (gint64) i * STEP_NS, STEP_NS);

    for (guint k = 0; k < rk_excluded_get_n (excluded); k++) {
      RkTimeRange range = rk_excluded_get (excluded, k);

      is_out |= (gint64) i * STEP_NS >= range.begin_ns && (gint64) i * STEP_NS <= range.end_ns;
    }
    block->values[i % PIECE] = is_out == only ? values[i] : (double) NAN;
    if ((i + 1) % PIECE == 0) {
      rk_series_append (series, block);
      g_clear_pointer (&block, rk_block_unref);
    }
  }

  return rk_series_take_span (series);
}

static void
assert_near (double a,
             double b)
{
  if (isnan (a) || isnan (b))
    g_assert_true (isnan (a) && isnan (b));
  else
    g_assert_cmpfloat_with_epsilon (a, b, 1e-9 * MAX (1.0, fabs (a)));
}

static void
compare (const RkSpan *span,
         const RkSpan *plain,
         guint64       first,
         guint64       end)
{
  g_autofree double *a = g_new (double, N);
  g_autofree double *b = g_new (double, N);
  RkStats stats, plain_stats;
  RkCourse course, plain_course;
  double min = 0, max = 0, plain_min = 0, plain_max = 0;

  rk_span_get_stats (span, 0, first, end, &stats);
  rk_span_get_stats (plain, 0, first, end, &plain_stats);
  g_assert_cmpuint (stats.n, ==, plain_stats.n);
  g_assert_cmpuint (stats.n_missing + rk_span_count_excluded (span, first, end), ==, plain_stats.n_missing);
  assert_near (stats.mean, plain_stats.mean);
  assert_near (stats.m2, plain_stats.m2);
  g_assert_cmpuint (rk_span_get_envelope (span, 0, first, end, &min, &max), ==,
                    rk_span_get_envelope (plain, 0, first, end, &plain_min, &plain_max));
  g_assert_cmpfloat (min, ==, plain_min);
  g_assert_cmpfloat (max, ==, plain_max);

  rk_span_get_course (span, 0, first, end, &course);
  rk_span_get_course (plain, 0, first, end, &plain_course);
  g_assert_cmpuint (course.n, ==, plain_course.n);
  g_assert_cmpuint (course.n_samples, ==, plain_course.n_samples);
  assert_near (course.area, plain_course.area);
  assert_near (course.tt, plain_course.tt);
  assert_near (course.ty, plain_course.ty);
  assert_near (course.joined_s, plain_course.joined_s);

  rk_span_read_values (span, 0, first, end - first, a);
  rk_span_read_values (plain, 0, first, end - first, b);
  for (guint64 i = 0; i < end - first; i++) {
    gint64 time_ns;

    g_assert_true (a[i] == b[i] || (isnan (a[i]) && isnan (b[i])));
    g_assert_true (rk_span_get_value (span, 0, first + i) == b[i] || isnan (b[i]));
    g_assert_cmpint (isnan (rk_span_get_sample (span, 0, first + i, &time_ns)), ==, isnan (b[i]));
    g_assert_cmpint (time_ns, ==, (gint64) (first + i) * STEP_NS);
  }
}

static void
test_as_if_missing (gconstpointer data)
{
  gboolean only = GPOINTER_TO_INT (data);
  g_autofree double *values = g_new (double, N);
  g_autoptr (RkSpan) whole = NULL;

  for (guint i = 0; i < N; i++)
    values[i] = g_test_rand_int_range (0, 50) == 0 ? (double) NAN : g_test_rand_double_range (-1.0, 1.0);
  whole = take (values, NULL, FALSE);

  for (guint round = 0; round < 20; round++) {
    gint64 edges[10];
    g_autoptr (RkExcluded) excluded = NULL;
    g_autoptr (RkSpan) span = NULL;
    g_autoptr (RkSpan) plain = NULL;

    for (guint k = 0; k < 10; k += 2) {
      edges[k] = g_test_rand_int_range (-10, N) * STEP_NS + g_test_rand_int_range (0, STEP_NS);
      edges[k + 1] = edges[k] + (g_test_rand_int_range (0, 2) ? 0 : g_test_rand_int_range (0, N / 4) * STEP_NS);
    }
    excluded = make (edges, 5);
    span = rk_span_exclude (whole, excluded, only);
    plain = take (values, excluded, only);

    for (guint k = 0; k < 10; k++) {
      guint64 first = (guint64) g_test_rand_int_range (0, N);

      compare (span, plain, first, (guint64) g_test_rand_int_range ((int) first, N + 1));
    }
    compare (span, plain, 0, N);
  }
}

static void
test_what_is_seen (void)
{
  g_autofree double *values = g_new0 (double, N);
  g_autoptr (RkSpan) whole = take (values, NULL, FALSE);
  g_autoptr (RkExcluded) crop = rk_excluded_crop (NULL, 5 * STEP_NS, 7 * STEP_NS);
  g_autoptr (RkExcluded) all = rk_excluded_add (NULL, G_MININT64, G_MAXINT64);
  g_autoptr (RkSpan) cropped = rk_span_exclude (whole, crop, FALSE);
  g_autoptr (RkSpan) nothing = rk_span_exclude (whole, all, FALSE);
  g_autoptr (RkSpan) everything = rk_span_exclude (whole, all, TRUE);
  guint64 first = 99;
  guint64 end = 99;

  g_assert_false (rk_span_get_included (nothing, &first, &end));
  g_assert_cmpuint (first, ==, 99);
  g_assert_true (rk_span_get_included (cropped, &first, &end));
  g_assert_cmpuint (first, ==, 5);
  g_assert_cmpuint (end, ==, 8);
  g_assert_true (rk_span_get_included (everything, &first, &end));
  g_assert_cmpuint (first, ==, 0);
  g_assert_cmpuint (end, ==, N);
  g_assert_cmpuint (rk_span_count_excluded (cropped, 0, G_MAXUINT64), ==, N - 3);
  g_assert_cmpuint (rk_span_count_excluded (cropped, 6, 10), ==, 2);

  /* What is remembered of one must not be taken for another. */
  g_assert_cmpuint (rk_span_get_series_id (cropped), !=, rk_span_get_series_id (whole));
  g_assert_cmpuint (rk_span_get_series_id (nothing), !=, rk_span_get_series_id (everything));
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_run (void)
{
  g_autoptr (RkRun) run = rk_run_new (1, "Run 1", 0);
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkStream) stream = rk_stream_new ("a", "A", NULL, series);
  g_autoptr (RkBlock) block = rk_block_new (1, 10, 0, STEP_NS);
  g_autoptr (RkExcluded) excluded = rk_excluded_add (NULL, 2 * STEP_NS, 3 * STEP_NS);
  g_autoptr (RkExcluded) same = rk_excluded_add (NULL, 2 * STEP_NS, 3 * STEP_NS);
  g_autoptr (RkSpan) whole = NULL;
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkSpan) out = NULL;
  guint n = 0;

  for (guint i = 0; i < 10; i++)
    block->values[i] = i;
  rk_series_append (series, block);
  rk_run_add_stream (run, stream);
  g_signal_connect_swapped (run, "notify::excluded", G_CALLBACK (count_cb), &n);

  g_assert_null (rk_run_get_excluded (run));
  g_assert_null (rk_run_take_excluded (run, stream));
  whole = rk_run_take_span (run, stream);
  g_assert_cmpfloat (rk_span_get_value (whole, 0, 2), ==, 2.0);

  rk_run_set_excluded (run, excluded);
  g_assert_cmpuint (n, ==, 1);
  rk_run_set_excluded (run, same);
  g_assert_cmpuint (n, ==, 1);

  span = rk_run_take_span (run, stream);
  out = rk_run_take_excluded (run, stream);
  g_assert_true (isnan (rk_span_get_value (span, 0, 2)));
  g_assert_cmpfloat (rk_span_get_value (span, 0, 4), ==, 4.0);
  g_assert_cmpfloat (rk_span_get_value (out, 0, 2), ==, 2.0);
  g_assert_true (isnan (rk_span_get_value (out, 0, 4)));

  rk_run_set_excluded (run, NULL);
  g_assert_cmpuint (n, ==, 2);
  g_assert_null (rk_run_take_excluded (run, stream));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/excluded/pieces-are-joined", test_pieces_are_joined);
  g_test_add_func ("/store/excluded/nothing-is-null", test_nothing_is_null);
  g_test_add_func ("/store/excluded/no-more-room", test_no_more_room);
  g_test_add_func ("/store/excluded/add-and-crop", test_add_and_crop);
  g_test_add_data_func ("/store/excluded/as-if-missing/without", GINT_TO_POINTER (FALSE), test_as_if_missing);
  g_test_add_data_func ("/store/excluded/as-if-missing/only", GINT_TO_POINTER (TRUE), test_as_if_missing);
  g_test_add_func ("/store/excluded/what-is-seen", test_what_is_seen);
  g_test_add_func ("/store/excluded/run", test_run);

  return g_test_run ();
}
