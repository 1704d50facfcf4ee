#include "config.h"

#include "cli/bench.h"

#include <math.h>

#include "analysis/statistics.h"
#include "base/clock.h"
#include "plot/decimate.h"

#define N_PIXELS 1920

typedef struct {
  RkSpan        *span;
  RkPixelColumn *columns;
  gint64         begin_ns;
  gint64         end_ns;
} View;

static void
decimate (gpointer data)
{
  View *self = data;

  rk_decimate (self->span, 0, self->begin_ns, self->end_ns, N_PIXELS, self->columns);
}

static void
get_stats (gpointer data)
{
  View *self = data;
  RkStats stats;

  rk_span_get_stats (self->span, 0, 1, rk_span_get_n_samples (self->span) - 1, &stats);
}

static void
get_range_stats (gpointer data)
{
  static const RkConversion conversion = { .scale = 1.8, .offset = 32.0 };
  View *self = data;
  RkRangeStats stats;

  rk_range_stats_init (&stats, self->span, 0, &conversion, self->begin_ns, self->end_ns);
}

static void
measure_view (RkBench *bench,
              guint64  n_samples)
{
  g_autoptr (RkSeries) series = rk_bench_make_series (n_samples, 1, RK_NS_PER_MS, TRUE);
  g_autoptr (RkSpan) span = rk_series_take_span (series);
  g_autofree RkPixelColumn *columns = g_new0 (RkPixelColumn, N_PIXELS);
  gint64 length_ns = (gint64) n_samples * RK_NS_PER_MS;
  View whole = { span, columns, 0, length_ns };
  View part = { span, columns, length_ns / 3 + 12345, length_ns / 3 + length_ns / 7 };
  View almost = { span, columns, 12345, length_ns - 3 * RK_NS_PER_MS };
  g_autofree char *of = g_strdup_printf ("1e%.0f", log10 ((double) n_samples));
  g_autofree char *name_whole = g_strconcat ("decimate.whole-", of, NULL);
  g_autofree char *name_part = g_strconcat ("decimate.part-", of, NULL);
  g_autofree char *name_stats = g_strconcat ("store.stats-", of, NULL);
  g_autofree char *name_range = g_strconcat ("analysis.range-stats-", of, NULL);
  g_autofree char *name_memory = g_strconcat ("store.bytes-per-sample-", of, NULL);

  rk_bench_add (bench, name_whole, 1e3 * rk_bench_time (15, decimate, &whole), "ms", 2.0, RK_BENCH_LOWER);
  rk_bench_add (bench, name_part, 1e3 * rk_bench_time (15, decimate, &part), "ms", 2.0, RK_BENCH_LOWER);
  rk_bench_add (bench, name_stats, 1e3 * rk_bench_time (15, get_stats, &whole), "ms", 5.0, RK_BENCH_LOWER);
  rk_bench_add (bench, name_range, 1e3 * rk_bench_time (15, get_range_stats, &almost), "ms", 5.0, RK_BENCH_LOWER);
  rk_bench_add (bench, name_memory, (double) rk_series_get_memory (series) / (double) n_samples, "B", 9.2, RK_BENCH_LOWER);
}

/* Appending as a live source does: small blocks with times of their own. */
static void
measure_append (RkBench *bench)
{
  const guint n_columns = 8;
  const guint n_samples = 100;
  const guint n_blocks = rk_bench_is_quick (bench) ? 2000 : 20000;
  g_autoptr (RkSeries) series = rk_series_new (n_columns, 0);
  gint64 worst_ns = 0;
  gint64 total_ns = 0;

  for (guint i = 0; i < n_blocks; i++) {
    g_autoptr (RkBlock) block = rk_block_new (n_columns, n_samples, (gint64) i * 100 * RK_NS_PER_MS, 0.0);
    gint64 begin_ns;
    gint64 took_ns;

    for (guint j = 0; j < n_samples; j++)
      block->times_ns[j] = block->begin_ns + (gint64) j * RK_NS_PER_MS + (j & 3) * 1000;
    for (guint j = 0; j < n_samples * n_columns; j++)
      block->values[j] = (double) (j ^ i);

    begin_ns = rk_clock_now_ns ();
    rk_series_append (series, block);
    took_ns = rk_clock_now_ns () - begin_ns;
    total_ns += took_ns;
    worst_ns = MAX (worst_ns, took_ns);
  }

  rk_bench_add (bench, "store.append", (double) n_blocks * n_samples * n_columns / ((double) total_ns / RK_NS_PER_S),
                "values/s", 30e6, RK_BENCH_HIGHER);
  rk_bench_add (bench, "store.append-worst", (double) worst_ns / 1e3, "us", NAN, RK_BENCH_LOWER);
  rk_bench_add (bench, "store.append-mean", (double) total_ns / n_blocks / 1e3, "us", 50.0, RK_BENCH_LOWER);
}

/**
 * rk_bench_store:
 * @self: the measurement
 *
 * Appending, statistics and decimation, for short and long recordings.
 */
void
rk_bench_store (RkBench *self)
{
  measure_append (self);
  measure_view (self, 10000);
  measure_view (self, 1000000);
  measure_view (self, rk_bench_is_quick (self) ? 10000000 : 100000000);
}
