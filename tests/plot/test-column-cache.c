#include "config.h"

#include "plot/column-cache.h"
#include "store/series.h"

#include <math.h>
#include <string.h>

#define MAX_COLUMNS 2048
#define CACHE_BYTES (256 * 1024)

typedef struct {
  RkSeries *series;
  gint64    time_ns;
} Source;

/* Steady and explicit times, several samples at the same time, missing values, gaps, a second column that
 * may come late. */
static void
append_piece (Source *self)
{
  guint n_columns = rk_series_get_n_columns (self->series) == 2 || g_test_rand_int_range (0, 8) == 0 ? 2 : 1;
  guint n = (guint) g_test_rand_int_range (1, 3000);
  double step_ns = g_test_rand_bit () ? g_test_rand_double_range (1.0, 5000.0) : 0.0;
  g_autoptr (RkBlock) block = NULL;

  if (g_test_rand_int_range (0, 4) == 0) {
    RkGap gap = { .begin_ns = self->time_ns, .end_ns = self->time_ns, .reason = RK_GAP_UNPLUGGED };

    /* Told when it begins, and again when it ends. */
    rk_series_append_gap (self->series, &gap);
    if (g_test_rand_bit ()) {
      self->time_ns = gap.end_ns = self->time_ns + g_test_rand_int_range (0, 3000000);
      rk_series_append_gap (self->series, &gap);
    }
  }

  block = rk_block_new (n_columns, n, self->time_ns, step_ns);
  for (guint i = 0; i < n; i++) {
    if (step_ns <= 0.0) {
      block->times_ns[i] = self->time_ns;
      self->time_ns += g_test_rand_int_range (0, 3) * g_test_rand_int_range (0, 3000);
    }
    for (guint c = 0; c < n_columns; c++)
      block->values[c * n + i] = g_test_rand_int_range (0, 200) == 0 ? (double) NAN : g_test_rand_double ();
  }
  if (step_ns > 0.0)
    self->time_ns = rk_block_get_time_ns (block, n - 1) + 1;

  rk_series_append (self->series, block);
}

static void
assert_same_as_computed (RkColumnCache       *cache,
                         const RkSpan        *span,
                         guint                column,
                         const RkColumnRange *range)
{
  static RkPixelColumn expected[MAX_COLUMNS];
  static RkPixelColumn columns[MAX_COLUMNS];
  guint n = range->n << range->bits;

  g_assert_cmpuint (n, <=, MAX_COLUMNS);
  rk_decimate (span, column, range->first * range->block_ns, (range->first + range->n) * range->block_ns, n, expected);
  memset (columns, 0xee, sizeof columns);
  rk_column_cache_read (cache, span, column, range, columns);

  for (guint c = 0; c < n; c++) {
    g_assert_cmpuint (columns[c].n, ==, expected[c].n);
    g_assert_cmpint (columns[c].broken, ==, expected[c].broken);
    g_assert_cmpint (columns[c].joined, ==, expected[c].joined);
    g_assert_cmpint (columns[c].first_ns, ==, expected[c].first_ns);
    g_assert_cmpint (columns[c].last_ns, ==, expected[c].last_ns);
    /* first, min, max, last: bit for bit. */
    g_assert_cmpmem (&columns[c].first, 4 * sizeof (double), &expected[c].first, 4 * sizeof (double));
  }
  for (guint c = n; c < MAX_COLUMNS; c++)
    g_assert_cmpuint (columns[c].n, ==, 0xeeeeeeee);
}

/* Scrolls, zooms, jumps. */
static void
move_view (RkColumnRange *range,
           gint64         end_ns)
{
  static const struct {
    gint64 block_ns;
    guint  bits;
  } scales[] = { { 20011, 0 }, { 5003, 0 }, { 100003, 0 }, { 80021, 4 }, { 640007, 8 }, { 30000000, 0 } };

  switch (g_test_rand_int_range (0, 6)) {
  case 0: {
    guint i = (guint) g_test_rand_int_range (0, G_N_ELEMENTS (scales));

    range->block_ns = scales[i].block_ns;
    range->bits = scales[i].bits;
    range->n = (guint) g_test_rand_int_range (1, 1 + (MAX_COLUMNS >> range->bits));
    range->first = end_ns / range->block_ns - g_test_rand_int_range (0, (gint32) range->n + 3);
    break;
  }
  case 1:
    range->n = (guint) g_test_rand_int_range (1, 1 + (MAX_COLUMNS >> range->bits));
    break;
  case 2:
    range->first -= g_test_rand_int_range (0, 2 * (gint32) range->n + 2);
    break;
  default:
    range->first += g_test_rand_int_range (-2, 20);
    break;
  }
}

static void
test_exact (void)
{
  guint64 n_read = 0;
  guint64 n_computed = 0;

  for (guint round = 0; round < 12; round++) {
    g_autoptr (RkColumnCache) cache = rk_column_cache_new (CACHE_BYTES);
    g_autoptr (GPtrArray) spans = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_span_unref);
    RkColumnRange range = { .block_ns = 20011, .n = 300 };
    Source sources[2];

    for (guint i = 0; i < 2; i++) {
      sources[i] = (Source) { .series = rk_series_new (1, 0), .time_ns = g_test_rand_int_range (-5000000, 1000000) };
      range.first = sources[i].time_ns / range.block_ns - 3;
    }

    for (guint i = 0; i < 150; i++) {
      Source *source = &sources[g_test_rand_int_range (0, 2)];
      RkSpan *span;

      if (g_test_rand_int_range (0, 3) > 0)
        append_piece (source);
      span = rk_series_take_span (source->series);
      g_ptr_array_add (spans, span);
      /* A picture for a file may be made of samples of some time ago. */
      if (g_test_rand_int_range (0, 5) == 0)
        span = g_ptr_array_index (spans, g_test_rand_int_range (0, (gint32) spans->len));

      move_view (&range, source->time_ns);
      assert_same_as_computed (cache, span, (guint) g_test_rand_int_range (0, 3), &range);
      n_read += range.n << range.bits;
      g_assert_cmpuint (rk_column_cache_get_bytes (cache), <=, CACHE_BYTES);
    }

    n_computed += rk_column_cache_get_n_computed (cache);
    for (guint i = 0; i < 2; i++)
      rk_series_unref (sources[i].series);
  }

  g_test_message ("%" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT " columns computed", n_computed, n_read);
  g_assert_cmpuint (n_computed, <, n_read);
}

static RkSeries *
make_long_series (void)
{
  RkSeries *series = rk_series_new (1, 0);

  for (guint k = 0; k < 100; k++) {
    g_autoptr (RkBlock) block = rk_block_new (1, 4000, k * G_GINT64_CONSTANT (4000000), 1000.0);

    for (guint i = 0; i < 4000; i++)
      block->values[i] = sin (i * 0.01);
    rk_series_append (series, block);
  }

  return series;
}

/* A view that stands still computes the last column alone, one that moves what is new. */
static void
test_cost (void)
{
  g_autoptr (RkSeries) series = make_long_series ();
  g_autoptr (RkSpan) span = rk_series_take_span (series);
  g_autoptr (RkColumnCache) cache = rk_column_cache_new (1024 * 1024);
  RkColumnRange still = { .block_ns = 400000, .first = 0, .n = 1000 };
  RkColumnRange moving = { .block_ns = 100000, .first = 1000, .n = 1000 };
  guint64 before;

  assert_same_as_computed (cache, span, 0, &still);
  g_assert_cmpuint (rk_column_cache_get_n_computed (cache), ==, 1000);
  assert_same_as_computed (cache, span, 0, &still);
  g_assert_cmpuint (rk_column_cache_get_n_computed (cache), ==, 1001);

  assert_same_as_computed (cache, span, 0, &moving);
  before = rk_column_cache_get_n_computed (cache);
  for (guint i = 0; i < 50; i++) {
    moving.first += 3;
    assert_same_as_computed (cache, span, 0, &moving);
  }
  for (guint i = 0; i < 50; i++) {
    moving.first -= 4;
    assert_same_as_computed (cache, span, 0, &moving);
  }
  g_assert_cmpuint (rk_column_cache_get_n_computed (cache), ==, before + 50 * 3 + 50 * 4);

  /* The other scale is still there. */
  before = rk_column_cache_get_n_computed (cache);
  assert_same_as_computed (cache, span, 0, &still);
  g_assert_cmpuint (rk_column_cache_get_n_computed (cache), ==, before + 1);
}

/* However many views there are: what does not fit is computed. */
static void
test_bounds (void)
{
  g_autoptr (RkSeries) series = make_long_series ();
  g_autoptr (RkSpan) span = rk_series_take_span (series);

  for (gsize max_bytes = 0; max_bytes < 500000; max_bytes = max_bytes * 3 + 1000) {
    g_autoptr (RkColumnCache) cache = rk_column_cache_new (max_bytes);

    for (guint i = 1; i < 300; i++) {
      RkColumnRange range = { .block_ns = 400000 + i * 1000, .n = 1 + i % 7 * 100 };

      assert_same_as_computed (cache, span, 0, &range);
      g_assert_cmpuint (rk_column_cache_get_bytes (cache), <=, max_bytes);
    }
  }
}

/* One series after the other, mostly at the same place in memory: none is taken for another. */
static void
test_identity (void)
{
  g_autoptr (RkColumnCache) cache = rk_column_cache_new (CACHE_BYTES);
  RkColumnRange range = { .block_ns = 100000, .n = 40 };
  guint64 last_id = 0;

  for (guint k = 0; k < 50; k++) {
    g_autoptr (RkSeries) series = rk_series_new (1, 0);
    g_autoptr (RkBlock) block = rk_block_new (1, 4096, 0, 1000.0);
    g_autoptr (RkSpan) before = rk_series_take_span (series);
    g_autoptr (RkSpan) span = NULL;

    for (guint i = 0; i < 4096; i++)
      block->values[i] = k;
    rk_series_append (series, block);
    span = rk_series_take_span (series);

    g_assert_cmpuint (rk_span_get_series_id (span), !=, 0);
    g_assert_cmpuint (rk_span_get_series_id (span), !=, last_id);
    g_assert_cmpuint (rk_span_get_series_id (span), ==, rk_span_get_series_id (before));
    last_id = rk_span_get_series_id (span);
    assert_same_as_computed (cache, span, 0, &range);
  }
}

static void
test_nothing (void)
{
  g_autoptr (RkSeries) empty = rk_series_new (1, 0);
  g_autoptr (RkSpan) nothing = rk_series_take_span (empty);
  g_autoptr (RkSeries) series = make_long_series ();
  g_autoptr (RkSpan) span = rk_series_take_span (series);
  g_autoptr (RkColumnCache) cache = rk_column_cache_new (CACHE_BYTES);
  RkColumnRange range = { .block_ns = 1000, .first = -10, .n = 100 };

  assert_same_as_computed (cache, nothing, 0, &range);
  assert_same_as_computed (cache, span, 99, &range);
  assert_same_as_computed (NULL, span, 0, &range);
  g_assert_cmpuint (rk_column_cache_get_n_computed (cache), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/column-cache/exact-while-scrolling-growing-zooming", test_exact);
  g_test_add_func ("/plot/column-cache/cost-follows-what-is-new", test_cost);
  g_test_add_func ("/plot/column-cache/bounded", test_bounds);
  g_test_add_func ("/plot/column-cache/series-are-told-apart", test_identity);
  g_test_add_func ("/plot/column-cache/nothing-to-keep", test_nothing);

  return g_test_run ();
}
