#include "config.h"

#include "plot/decimate.h"
#include "store/series.h"

#include <math.h>
#include <string.h>

/* A series of random pieces: steady and explicit times, NaN, infinities, gaps. */
static RkSeries *
make_series (guint64 n)
{
  RkSeries *series = rk_series_new (2, 0);
  gint64 time_ns = g_test_rand_int_range (-1000000, 1000000);
  double missing = g_test_rand_int_range (0, 3) * 0.02;

  while (n > 0) {
    guint wanted = (guint) g_test_rand_int_range (1, 3000);
    guint m = (guint) MIN (n, wanted);
    double step_ns = g_test_rand_bit () ? g_test_rand_double_range (1.0, 5000.0) : 0.0;
    g_autoptr (RkBlock) block = NULL;

    if (g_test_rand_int_range (0, 6) == 0) {
      RkGap gap = { .begin_ns = time_ns, .end_ns = time_ns + 50000, .reason = RK_GAP_LOST };

      rk_series_append_gap (series, &gap);
      time_ns += 50000;
    }

    block = rk_block_new (2, m, time_ns, step_ns);
    for (guint i = 0; i < m; i++) {
      if (step_ns <= 0.0) {
        block->times_ns[i] = time_ns;
        time_ns += g_test_rand_int_range (0, 5000);
      }
      for (guint c = 0; c < 2; c++) {
        double value = g_test_rand_double_range (-1.0, 1.0);

        if (g_test_rand_double () < missing)
          value = g_test_rand_int_range (0, 4) == 0 ? (double) INFINITY : (double) NAN;
        block->values[c * m + i] = value;
      }
    }
    if (step_ns > 0.0)
      time_ns = rk_block_get_time_ns (block, m - 1) + 1;

    rk_series_append (series, block);
    n -= m;
  }

  return series;
}

/* The definition, word for word. */
static void
decimate_by_definition (const RkSpan  *span,
                        guint          column,
                        gint64         begin_ns,
                        gint64         end_ns,
                        guint          n_columns,
                        RkPixelColumn *columns)
{
  memset (columns, 0, n_columns * sizeof *columns);

  for (guint64 i = 0; i < rk_span_get_n_samples (span); i++) {
    gint64 t = rk_span_get_time_ns (span, i);
    double value = rk_span_get_value (span, column, i);
    gboolean after_gap = rk_span_get_break (span, i) == i;
    RkPixelColumn *c;
    gint64 index;
    gboolean is_first;

    if (t < begin_ns || t >= end_ns)
      continue;

    /* Views of the test are short enough for 64 bits. */
    index = (t - begin_ns) * n_columns / (end_ns - begin_ns);
    c = &columns[index];
    is_first = i == 0 || rk_span_get_time_ns (span, i - 1) < begin_ns
               || (rk_span_get_time_ns (span, i - 1) - begin_ns) * n_columns / (end_ns - begin_ns) != index;

    if ((after_gap && !is_first) || !isfinite (value))
      c->broken = TRUE;
    if (!isfinite (value))
      continue;

    if (c->n == 0) {
      c->first = c->min = c->max = value;
      c->first_ns = t;
      c->joined = i > 0 && !after_gap && isfinite (rk_span_get_value (span, column, i - 1));
    }
    c->last = value;
    c->last_ns = t;
    c->min = MIN (c->min, value);
    c->max = MAX (c->max, value);
    c->n++;
  }
}

static void
assert_equal (const RkPixelColumn *a,
              const RkPixelColumn *b,
              guint                n)
{
  for (guint c = 0; c < n; c++) {
    g_assert_cmpuint (a[c].n, ==, b[c].n);
    g_assert_cmpint (a[c].broken, ==, b[c].broken);
    if (a[c].n == 0)
      continue;
    g_assert_cmpmem (&a[c].first, sizeof (double), &b[c].first, sizeof (double));
    g_assert_cmpmem (&a[c].last, sizeof (double), &b[c].last, sizeof (double));
    g_assert_cmpmem (&a[c].min, sizeof (double), &b[c].min, sizeof (double));
    g_assert_cmpmem (&a[c].max, sizeof (double), &b[c].max, sizeof (double));
    g_assert_cmpint (a[c].first_ns, ==, b[c].first_ns);
    g_assert_cmpint (a[c].last_ns, ==, b[c].last_ns);
    g_assert_cmpint (a[c].joined, ==, b[c].joined);
  }
}

static void
test_definition (void)
{
  for (guint round = 0; round < 60; round++) {
    guint64 n = (guint64) g_test_rand_int_range (1, round % 10 == 0 ? 200000 : 5000);
    g_autoptr (RkSeries) series = make_series (n);
    g_autoptr (RkSpan) span = rk_series_take_span (series);
    gint64 first_ns = rk_span_get_time_ns (span, 0);
    gint64 length = rk_span_get_time_ns (span, n - 1) - first_ns + 1;

    for (guint view = 0; view < 6; view++) {
      guint n_columns = (guint) g_test_rand_int_range (1, 400);
      gint64 begin_ns = first_ns + (gint64) (g_test_rand_double_range (-0.3, 1.0) * (double) length);
      gint64 end_ns = begin_ns + 1 + (gint64) (pow (g_test_rand_double (), 3.0) * 1.5 * (double) length);
      g_autofree RkPixelColumn *expected = g_new (RkPixelColumn, n_columns);
      g_autofree RkPixelColumn *columns = g_new (RkPixelColumn, n_columns);

      if (view == 0) {
        begin_ns = first_ns;
        end_ns = first_ns + length;
      }
      decimate_by_definition (span, round % 2, begin_ns, end_ns, n_columns, expected);
      rk_decimate (span, round % 2, begin_ns, end_ns, n_columns, columns);
      assert_equal (columns, expected, n_columns);
    }
  }
}

/* One sample of a million stands out: it is found in every view that holds it. */
static void
test_spike (void)
{
  const guint64 n = 1000000;
  const guint64 spike = 345678;
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;

  for (guint64 i = 0; i < n; i += 4000) {
    g_autoptr (RkBlock) block = rk_block_new (1, 4000, (gint64) i * 1000, 1000.0);

    for (guint k = 0; k < 4000; k++)
      block->values[k] = i + k == spike ? 7.25 : 0.125;
    rk_series_append (series, block);
  }
  span = rk_series_take_span (series);

  for (gint64 half = 500; half < (gint64) n * 1000; half = half * 3 / 2) {
    RkPixelColumn columns[777];
    guint n_found = 0;

    rk_decimate (span, 0, (gint64) spike * 1000 - half, (gint64) spike * 1000 + half, G_N_ELEMENTS (columns), columns);
    for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
      n_found += columns[c].n > 0 && columns[c].max == 7.25;
    g_assert_cmpuint (n_found, ==, 1);
  }
}

/* The view may reach to the ends of time, and need not hold anything. */
static void
test_far_views (void)
{
  g_autoptr (RkSeries) series = make_series (5000);
  g_autoptr (RkSpan) span = rk_series_take_span (series);
  g_autoptr (RkSeries) empty = rk_series_new (1, 0);
  g_autoptr (RkSpan) nothing = rk_series_take_span (empty);
  RkPixelColumn columns[50];
  guint64 sum = 0;

  rk_decimate (span, 0, G_MININT64, G_MAXINT64, G_N_ELEMENTS (columns), columns);
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    sum += columns[c].n;
  g_assert_cmpuint (sum, >, 4000);

  rk_decimate (span, 0, G_MAXINT64 - 1000, G_MAXINT64, G_N_ELEMENTS (columns), columns);
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    g_assert_cmpuint (columns[c].n, ==, 0);

  rk_decimate (nothing, 0, 0, 1000, G_N_ELEMENTS (columns), columns);
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    g_assert_cmpuint (columns[c].n, ==, 0);

  rk_decimate (span, 99, 0, 1000, G_N_ELEMENTS (columns), columns);
  for (guint c = 0; c < G_N_ELEMENTS (columns); c++)
    g_assert_cmpuint (columns[c].n, ==, 0);
}

/* The cost of a view grows with its columns, not with its samples: the same picture of a hundred
 * times more samples must not take ten times as long. */
static void
test_cost (void)
{
  double seconds[2] = { G_MAXDOUBLE, G_MAXDOUBLE };

  for (guint k = 0; k < 2; k++) {
    guint64 n = k == 0 ? 100000 : 10000000;
    g_autoptr (RkSeries) series = rk_series_new (1, 0);
    g_autoptr (RkSpan) span = NULL;
    static RkPixelColumn columns[1920];

    for (guint64 i = 0; i < n; i += 4000) {
      g_autoptr (RkBlock) block = rk_block_new (1, 4000, (gint64) i * 1000, 1000.0);

      for (guint j = 0; j < 4000; j++)
        block->values[j] = (double) (j * 2654435761u % 1000u);
      rk_series_append (series, block);
    }
    span = rk_series_take_span (series);

    for (guint round = 0; round < 9; round++) {
      gint64 begin = g_get_monotonic_time ();

      rk_decimate (span, 0, 0, (gint64) n * 1000 - round * 777, G_N_ELEMENTS (columns), columns);
      seconds[k] = MIN (seconds[k], (double) (g_get_monotonic_time () - begin) * 1e-6);
    }
    g_test_message ("%" G_GUINT64_FORMAT " samples to 1920 columns: %.3f ms", n, seconds[k] * 1e3);
  }

  g_assert_cmpfloat (seconds[1], <, 10.0 * seconds[0] + 1e-3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/decimate/as-defined", test_definition);
  g_test_add_func ("/plot/decimate/spike-at-every-zoom", test_spike);
  g_test_add_func ("/plot/decimate/far-views", test_far_views);
  g_test_add_func ("/plot/decimate/cost-follows-columns", test_cost);

  return g_test_run ();
}
