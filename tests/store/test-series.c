#include "config.h"

#include "store/series.h"

#include <math.h>

static void
append_steady (RkSeries *series,
               guint     n_columns,
               guint     n,
               gint64    begin_ns,
               double    step_ns,
               double    first_value)
{
  g_autoptr (RkBlock) block = rk_block_new (n_columns, n, begin_ns, step_ns);

  for (guint column = 0; column < n_columns; column++) {
    for (guint i = 0; i < n; i++)
      block->values[(gsize) column * n + i] = first_value + i + column * 1e6;
  }

  rk_series_append (series, block);
}

static void
test_empty (void)
{
  g_autoptr (RkSeries) series = rk_series_new (2, 0);
  g_autoptr (RkSpan) span = rk_series_take_span (series);
  RkStats stats;

  g_assert_cmpuint (rk_series_get_n_samples (series), ==, 0);
  g_assert_cmpuint (rk_series_get_n_columns (series), ==, 2);
  g_assert_cmpuint (rk_series_get_n_gaps (series), ==, 0);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 0);
  g_assert_cmpuint (rk_span_find (span, 0), ==, 0);
  g_assert_cmpuint (rk_span_get_break (span, 0), ==, 0);
  g_assert_false (rk_span_get_extrema (span, 0, 0, 100, NULL, NULL));
  rk_span_read_values (span, 0, 0, 0, NULL);
  rk_span_read_times (span, 0, 0, NULL);

  rk_span_get_stats (span, 0, 0, 100, &stats);
  g_assert_cmpuint (stats.n, ==, 0);
  g_assert_cmpuint (stats.n_missing, ==, 0);
  g_assert_true (isnan (stats.min) && isnan (stats.max) && isnan (stats.mean));
}

static void
test_one_sample (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 1000);
  g_autoptr (RkSpan) span = NULL;
  RkStats stats;

  append_steady (series, 1, 1, 3000, 1.0, 42.5);
  span = rk_series_take_span (series);

  g_assert_cmpint (rk_span_get_time_ns (span, 0), ==, 2000);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 0), ==, 42.5);
  g_assert_true (isnan (rk_span_get_value (span, 1, 0)));
  rk_span_get_stats (span, 0, 0, 1, &stats);
  g_assert_cmpuint (stats.n, ==, 1);
  g_assert_cmpfloat (stats.min, ==, 42.5);
  g_assert_cmpfloat (stats.max, ==, 42.5);
  g_assert_cmpfloat (stats.mean, ==, 42.5);
  g_assert_cmpfloat (stats.m2, ==, 0.0);
}

/* 10 samples at a time, as a device of 100 Hz delivers them: no memory for times. */
static void
test_small_steady_blocks_share_chunks (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;
  const guint n_blocks = 20000;
  const double step_ns = 1e9 / 44100.0;

  for (guint i = 0; i < n_blocks; i++)
    append_steady (series, 1, 10, (gint64) (i * 10 * step_ns + 0.5), step_ns, i * 10);

  span = rk_series_take_span (series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, n_blocks * 10);

  for (guint i = 0; i < n_blocks * 10; i += 7) {
    g_assert_cmpfloat (rk_span_get_value (span, 0, i), ==, i);
    g_assert_cmpint (ABS (rk_span_get_time_ns (span, i) - (gint64) (i * step_ns + 0.5)), <=, 1);
  }

  /* 8.1 for values and time, 15 % of 8 for the pyramid; the last chunk may be empty. */
  g_assert_cmpfloat ((double) rk_series_get_memory (series), <=, (n_blocks * 10 + 4096) * (8.1 + 1.2));
}

static void
test_uneven_samples_cost_16_bytes (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;
  const guint n_blocks = 20000;
  gint64 time_ns = 0;
  gint64 *times = g_new (gint64, n_blocks * 10);

  for (guint i = 0; i < n_blocks; i++) {
    g_autoptr (RkBlock) block = rk_block_new (1, 10, 0, 0.0);

    for (guint j = 0; j < 10; j++) {
      time_ns += g_test_rand_int_range (0, 1000000);
      times[i * 10 + j] = block->times_ns[j] = time_ns;
    }
    block->begin_ns = block->times_ns[0];
    rk_series_append (series, block);
  }

  span = rk_series_take_span (series);
  for (guint i = 0; i < n_blocks * 10; i++)
    g_assert_cmpint (rk_span_get_time_ns (span, i), ==, times[i]);
  g_assert_cmpfloat ((double) rk_series_get_memory (series), <=, (n_blocks * 10 + 4096) * (16.3 + 1.2));
  g_free (times);
}

/* A device whose pace is measured anew with each block must not leave a chunk for each. */
static void
test_jitter_does_not_waste_memory (void)
{
  g_autoptr (RkSeries) series = rk_series_new (8, 0);
  g_autoptr (RkSpan) before = NULL;
  g_autoptr (RkSpan) span = NULL;
  const guint n_blocks = 5000;
  gint64 begin_ns = 0;

  append_steady (series, 8, 10, 0, 1e6, 0.0);
  before = rk_series_take_span (series);

  for (guint i = 1; i < n_blocks; i++) {
    begin_ns += 10 * 1000000 + g_test_rand_int_range (-90000, 90000);
    append_steady (series, 8, 10, begin_ns, 1e6, i * 10);
  }

  span = rk_series_take_span (series);
  g_assert_cmpint (rk_span_get_time_ns (span, n_blocks * 10 - 10), ==, begin_ns);
  for (guint i = 0; i < 10; i++)
    g_assert_cmpint (rk_span_get_time_ns (before, i), ==, i * 1000000);
  g_assert_cmpfloat ((double) rk_series_get_memory (series), <=, (n_blocks * 10 + 4096) * (9.2 * 8 + 8.2));
}

static void
test_times_never_descend (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkBlock) block = rk_block_new (1, 4, 0, 0.0);
  g_autoptr (RkSpan) span = NULL;
  static const gint64 times[] = { 4500, 4000, G_MININT64, 6000 };
  static const gint64 expected[] = { 0, 1000, 2000, 3000, 4000, 4000, 4000, 4500, 5500, 5500, 5500, 5500, 6000, 7000 };

  append_steady (series, 1, 5, 0, 1000.0, 0.0);
  append_steady (series, 1, 4, 2500, 1000.0, 5.0);
  for (guint i = 0; i < 4; i++)
    block->times_ns[i] = times[i];
  rk_series_append (series, block);
  append_steady (series, 1, 1, 7000, 1000.0, 9.0);

  span = rk_series_take_span (series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpint (rk_span_get_time_ns (span, i), ==, expected[i]);
}

/* Numbers a damaged file may hold. */
static void
test_absurd_times_do_no_harm (void)
{
  static const double steps[] = { 1e-300, 1e300, INFINITY, 1.0 };
  static const gint64 begins[] = { G_MININT64, -1, 0, G_MAXINT64, G_MAXINT64 / 2 };
  g_autoptr (RkSeries) series = rk_series_new (1, G_MININT64);
  g_autoptr (RkSpan) span = NULL;
  gint64 last = G_MININT64;

  for (guint i = 0; i < G_N_ELEMENTS (begins); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (steps); j++)
      append_steady (series, 1, 100, begins[i], steps[j], 0.0);
  }

  span = rk_series_take_span (series);
  for (guint64 i = 0; i < rk_span_get_n_samples (span); i++) {
    gint64 time_ns = rk_span_get_time_ns (span, i);

    g_assert_cmpint (time_ns, >=, last);
    last = time_ns;
  }
  g_assert_cmpuint (rk_span_find (span, G_MININT64), ==, 0);
  g_assert_cmpuint (rk_span_find (span, G_MAXINT64), ==, rk_span_get_n_samples (span));
}

static void
test_new_columns_are_missing_before (void)
{
  g_autoptr (RkSeries) series = rk_series_new (0, 0);
  g_autoptr (RkSpan) before = NULL;
  g_autoptr (RkSpan) span = NULL;
  RkStats stats;

  append_steady (series, 1, 300, 0, 1000.0, 0.0);
  before = rk_series_take_span (series);
  append_steady (series, 3, 300, 300000, 1000.0, 300.0);
  append_steady (series, 20, 300, 600000, 1000.0, 600.0);
  append_steady (series, 2, 300, 900000, 1000.0, 900.0);

  span = rk_series_take_span (series);
  g_assert_cmpuint (rk_span_get_n_columns (before), ==, 1);
  g_assert_true (isnan (rk_span_get_value (before, 2, 299)));
  g_assert_cmpuint (rk_span_get_n_columns (span), ==, 20);
  g_assert_true (isnan (rk_span_get_value (span, 2, 299)));
  g_assert_cmpfloat (rk_span_get_value (span, 2, 300), ==, 2e6 + 300);
  g_assert_true (isnan (rk_span_get_value (span, 19, 599)));
  g_assert_cmpfloat (rk_span_get_value (span, 19, 600), ==, 19e6 + 600);
  g_assert_true (isnan (rk_span_get_value (span, 2, 900)));
  g_assert_cmpfloat (rk_span_get_value (span, 1, 1199), ==, 1e6 + 1199);

  rk_span_get_stats (span, 2, 0, 1200, &stats);
  g_assert_cmpuint (stats.n, ==, 600);
  g_assert_cmpuint (stats.n_missing, ==, 600);
  g_assert_cmpfloat (stats.min, ==, 2e6 + 300);
  g_assert_cmpfloat (stats.max, ==, 2e6 + 899);
}

/* The worst a labelled text can do: one more label with every line. */
static void
test_columns_one_by_one_stay_bounded (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;

  for (guint n = 1; n <= RK_MAX_COLUMNS; n++)
    append_steady (series, n, 1, n * 1000, 1000.0, n);

  span = rk_series_take_span (series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, RK_MAX_COLUMNS);
  for (guint i = 0; i < RK_MAX_COLUMNS; i++)
    g_assert_cmpfloat (rk_span_get_value (span, i, i), ==, i + 1 + i * 1e6);
  g_assert_cmpuint (rk_series_get_memory (series), <=, 64 * 1024 * 1024);
}

static void
test_many_columns_begin_small (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1000, 0);

  append_steady (series, 1000, 10, 0, 1e6, 0.0);
  g_assert_cmpuint (rk_series_get_memory (series), <=, 1536 * 1024);

  for (guint i = 1; i < 1000; i++)
    append_steady (series, 1000, 10, (gint64) i * 10000000, 1e6, 0.0);
  g_assert_cmpuint (rk_series_get_memory (series), <=, 1000 * 10000 * 9.2 + 9 * 1024 * 1024);
}

static void
test_gaps_break_lines (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 500);
  g_autoptr (RkSpan) lasting = NULL;
  g_autoptr (RkSpan) span = NULL;
  RkGap gap = { 10500, 10500, RK_GAP_UNPLUGGED, 0 };

  append_steady (series, 1, 11, 500, 1000.0, 0.0);
  rk_series_append_gap (series, &gap);
  lasting = rk_series_take_span (series);

  gap.end_ns = 20500;
  rk_series_append_gap (series, &gap);
  append_steady (series, 1, 5, 20500, 1000.0, 11.0);
  gap = (RkGap) { 24500, 23500, RK_GAP_LOST, 7 };
  rk_series_append_gap (series, &gap);
  append_steady (series, 1, 5, 25500, 1000.0, 16.0);
  gap = (RkGap) { 29500, 29500, RK_GAP_SILENT, 0 };
  rk_series_append_gap (series, &gap);

  span = rk_series_take_span (series);
  g_assert_cmpuint (rk_series_get_n_gaps (series), ==, 3);
  g_assert_cmpuint (rk_span_get_n_gaps (lasting), ==, 1);
  g_assert_cmpint (rk_span_get_gap (lasting, 0).end_ns, ==, 10000);
  g_assert_cmpuint (rk_span_get_break (lasting, 0), ==, 11);

  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 3);
  g_assert_cmpint (rk_span_get_gap (span, 0).begin_ns, ==, 10000);
  g_assert_cmpint (rk_span_get_gap (span, 0).end_ns, ==, 20000);
  g_assert_cmpint (rk_span_get_gap (span, 0).reason, ==, RK_GAP_UNPLUGGED);
  g_assert_cmpint (rk_span_get_gap (span, 1).end_ns, ==, 24000); /* never before it began */
  g_assert_cmpuint (rk_span_get_gap (span, 1).n_lost, ==, 7);
  g_assert_cmpuint (rk_span_get_break (span, 0), ==, 11);
  g_assert_cmpuint (rk_span_get_break (span, 11), ==, 11);
  g_assert_cmpuint (rk_span_get_break (span, 12), ==, 16);
  g_assert_cmpuint (rk_span_get_break (span, 17), ==, 21); /* the gap that lasts */
  g_assert_cmpint (rk_span_get_time_ns (span, 10), ==, 10000);
  g_assert_cmpint (rk_span_get_time_ns (span, 11), ==, 20000);
}

static void
test_many_gaps (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;
  const guint n = 10000;
  guint64 at = 0;

  for (guint i = 0; i < n; i++) {
    RkGap gap = { (gint64) i * 1000000 + 10000, ((gint64) i + 1) * 1000000, RK_GAP_SILENT, 0 };

    append_steady (series, 1, 10, (gint64) i * 1000000, 1000.0, i);
    rk_series_append_gap (series, &gap);
  }

  span = rk_series_take_span (series);
  for (guint i = 1; i < n; i++) {
    at = rk_span_get_break (span, at + 1);
    g_assert_cmpuint (at, ==, i * 10);
    g_assert_cmpint (rk_span_get_time_ns (span, at), ==, (gint64) i * 1000000);
  }
  /* 16 bytes a sample, and a gap each ten samples. */
  g_assert_cmpuint (rk_series_get_memory (series), <=, n * 10 * 24 + 1024 * 1024);
}

static void
test_span_is_fixed (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;
  RkStats stats;

  append_steady (series, 1, 1000, 0, 1000.0, 0.0);
  span = rk_series_take_span (series);
  for (guint i = 1; i < 200; i++)
    append_steady (series, 1, 1000, (gint64) i * 1000000, 1000.0, i * 1000);

  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 1000);
  g_assert_cmpuint (rk_span_find (span, G_MAXINT64), ==, 1000);
  rk_span_get_stats (span, 0, 0, G_MAXUINT64, &stats);
  g_assert_cmpuint (stats.n, ==, 1000);
  g_assert_cmpfloat (stats.max, ==, 999.0);
}

static void
test_span_keeps_the_samples (void)
{
  RkSeries *series = rk_series_new (1, 0);
  RkSpan *span;

  append_steady (series, 1, 4000, 0, 1000.0, 0.0);
  span = rk_span_ref (rk_series_take_span (series));
  rk_series_unref (series);
  rk_span_unref (span);

  g_assert_cmpfloat (rk_span_get_value (span, 0, 3999), ==, 3999.0);
  rk_span_unref (span);
}

/* A writer that never rests, readers that check whatever they see. The value of sample i is
 * i, its time 1000 i but for a gap, so each span can be checked by itself. */
typedef struct {
  RkSeries *series;
  gint      done;
} Race;

static void
check_span (const RkSpan *span,
            GRand        *rand)
{
  guint64 n = rk_span_get_n_samples (span);
  guint64 first, end, i;
  RkStats stats;
  double min, max;

  if (n == 0)
    return;

  i = (guint64) (g_rand_double (rand) * (double) n);
  g_assert_cmpfloat (rk_span_get_value (span, 0, i), ==, i);
  g_assert_cmpint (rk_span_get_time_ns (span, i), ==, i * 1000);
  g_assert_cmpuint (rk_span_find (span, (gint64) i * 1000), ==, i);
  g_assert_cmpuint (rk_span_find (span, (gint64) i * 1000 + 1), ==, i + 1);

  first = (guint64) (g_rand_double (rand) * (double) n);
  end = first + (guint64) (g_rand_double (rand) * (double) (n - first)) + 1;
  g_assert_true (rk_span_get_extrema (span, 0, first, end, &min, &max));
  g_assert_cmpfloat (min, ==, first);
  g_assert_cmpfloat (max, ==, end - 1);

  rk_span_get_stats (span, 0, 0, n, &stats);
  g_assert_cmpuint (stats.n, ==, n);
  g_assert_cmpfloat_with_epsilon (stats.mean, (double) (n - 1) / 2.0, 1e-9 * (double) n);

  if (rk_span_get_n_columns (span) > 1) {
    double value = rk_span_get_value (span, 1, i);

    g_assert_true (isnan (value) || value == 1e6 + (double) i);
  }

  for (guint gap = 0; gap < rk_span_get_n_gaps (span); gap++)
    g_assert_cmpint (rk_span_get_gap (span, gap).reason, ==, RK_GAP_SILENT);
  g_assert_cmpuint (rk_span_get_break (span, i), <=, n);
}

static gpointer
reader_thread (gpointer data)
{
  Race *race = data;
  GRand *rand = g_rand_new_with_seed (7);
  guint64 n_before = 0;

  do {
    g_autoptr (RkSpan) span = rk_series_take_span (race->series);

    g_assert_cmpuint (rk_span_get_n_samples (span), >=, n_before);
    n_before = rk_span_get_n_samples (span);
    check_span (span, rand);
  } while (!g_atomic_int_get (&race->done));

  g_rand_free (rand);

  return NULL;
}

static void
write_race (RkSeries *series)
{
  guint64 n = 0;

  for (guint turn = 0; turn < 20000; turn++) {
    guint size = turn % 100 == 0 ? RK_BLOCK_MAX_SAMPLES : 1 + turn % 37;
    gboolean is_steady = turn % 50 < 30;
    guint n_columns = turn < 5000 ? 1 : 2;
    g_autoptr (RkBlock) block = rk_block_new (n_columns, size, (gint64) n * 1000, is_steady ? 1000.0 : 0.0);

    for (guint i = 0; i < size; i++) {
      block->values[i] = (double) (n + i);
      if (n_columns > 1)
        block->values[size + i] = 1e6 + (double) (n + i);
      if (!is_steady)
        block->times_ns[i] = (gint64) (n + i) * 1000;
    }

    rk_series_append (series, block);
    n += size;

    if (turn % 71 == 0) {
      RkGap gap = { (gint64) n * 1000, (gint64) n * 1000, RK_GAP_SILENT, 0 };

      rk_series_append_gap (series, &gap);
      gap.end_ns++;
      rk_series_append_gap (series, &gap);
    }
  }
}

static void
test_readers_while_writing (void)
{
  Race race = { rk_series_new (1, 0), 0 };
  GThread *readers[3];

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    readers[i] = g_thread_new ("reader", reader_thread, &race);

  write_race (race.series);
  g_atomic_int_set (&race.done, 1);

  for (guint i = 0; i < G_N_ELEMENTS (readers); i++)
    g_thread_join (readers[i]);

  g_assert_cmpuint (rk_series_get_n_gaps (race.series), ==, 282);
  rk_series_unref (race.series);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/series/empty", test_empty);
  g_test_add_func ("/store/series/one-sample", test_one_sample);
  g_test_add_func ("/store/series/small-steady-blocks-share-chunks", test_small_steady_blocks_share_chunks);
  g_test_add_func ("/store/series/uneven-samples-cost-16-bytes", test_uneven_samples_cost_16_bytes);
  g_test_add_func ("/store/series/jitter-does-not-waste-memory", test_jitter_does_not_waste_memory);
  g_test_add_func ("/store/series/times-never-descend", test_times_never_descend);
  g_test_add_func ("/store/series/absurd-times-do-no-harm", test_absurd_times_do_no_harm);
  g_test_add_func ("/store/series/new-columns-are-missing-before", test_new_columns_are_missing_before);
  g_test_add_func ("/store/series/columns-one-by-one-stay-bounded", test_columns_one_by_one_stay_bounded);
  g_test_add_func ("/store/series/many-columns-begin-small", test_many_columns_begin_small);
  g_test_add_func ("/store/series/gaps-break-lines", test_gaps_break_lines);
  g_test_add_func ("/store/series/many-gaps", test_many_gaps);
  g_test_add_func ("/store/series/span-is-fixed", test_span_is_fixed);
  g_test_add_func ("/store/series/span-keeps-the-samples", test_span_keeps_the_samples);
  g_test_add_func ("/store/series/readers-while-writing", test_readers_while_writing);

  return g_test_run ();
}
