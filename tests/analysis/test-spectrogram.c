#include "config.h"

#include "analysis/errors.h"
#include "analysis/spectrogram.h"
#include "store/series.h"

#include <math.h>

static const RkConversion identity = { .scale = 1.0 };

/* Samples @first ... of a sine whose frequency rises by 1 Hz a second from 100 Hz, at 1 kHz. */
static void
append_chirp (RkSeries *series,
              guint     first,
              guint     n)
{
  for (guint i = 0; i < n; i += 1000) {
    guint m = MIN (n - i, 1000);
    g_autoptr (RkBlock) block = rk_block_new (1, m, (gint64) (first + i) * 1000000, 1e6);

    for (guint k = 0; k < m; k++) {
      double t = (first + i + k) / 1000.0;

      block->values[k] = 2.0 * sin (2.0 * G_PI * (100.0 * t + t * t / 2.0));
    }
    rk_series_append (series, block);
  }
}

static gboolean
update (RkSpectrogram *self,
        RkSeries      *series)
{
  g_autoptr (RkSpan) span = rk_series_take_span (series);

  return rk_spectrogram_update (self, span, 0, &identity, 0, G_MAXINT64, NULL);
}

/* The highest row of each column follows the frequency at its middle, with the level of the amplitude. */
static void
check_chirp (RkSpectrogram *self)
{
  guint n_lines = rk_spectrogram_get_n_lines (self);
  const float *levels = rk_spectrogram_get_levels (self);
  double step_s = rk_spectrogram_get_step_s (self);

  for (guint c = 0; c < rk_spectrogram_get_n_columns (self); c++) {
    double t = rk_spectrogram_get_begin_s (self) + (c + 0.5) * step_s;
    guint best = 0;

    for (guint k = 1; k < n_lines; k++) {
      if (levels[c * n_lines + k] > levels[c * n_lines + best])
        best = k;
    }
    g_assert_cmpfloat_with_epsilon (best * rk_spectrogram_get_step_hz (self), 100.0 + t,
                                    rk_spectrogram_get_step_hz (self) + step_s / 2.0);
    if (step_s < 0.2) /* 2 is 6 dB, less the scalloping */
      g_assert_cmpfloat_with_epsilon ((double) levels[c * n_lines + best], 20.0 * log10 (2.0) - 0.7, 0.9);
  }
}

static void
test_chirp (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpectrogram) spectrogram = rk_spectrogram_new (RK_TAPER_HANN, 0);

  append_chirp (series, 0, 20000);
  g_assert_true (update (spectrogram, series));
  g_assert_cmpuint (rk_spectrogram_get_segment (spectrogram), ==, 128);
  g_assert_cmpuint (rk_spectrogram_get_n_lines (spectrogram), ==, 65);
  g_assert_cmpfloat_with_epsilon (rk_spectrogram_get_step_s (spectrogram), 0.064, 1e-9);
  g_assert_cmpfloat_with_epsilon (rk_spectrogram_get_begin_s (spectrogram), 0.032, 1e-9);
  /* 20 s less a quarter of a segment at each end, by 64 ms. */
  g_assert_cmpuint (rk_spectrogram_get_n_columns (spectrogram), ==, 311);
  check_chirp (spectrogram);
}

/* What came in pieces is what came at once, and columns that are there stay. */
static void
test_grows (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpectrogram) live = rk_spectrogram_new (RK_TAPER_HANN, 0);
  g_autoptr (RkSpectrogram) whole = rk_spectrogram_new (RK_TAPER_HANN, 0);
  guint n_lines;

  for (guint i = 0; i < 20000; i += 437) {
    guint n_before = rk_spectrogram_get_n_columns (live);
    float before = n_before > 0 ? rk_spectrogram_get_levels (live)[(n_before - 1) * 65 + 20] : 0.0f;

    append_chirp (series, i, 437);
    g_assert_true (update (live, series));
    g_assert_cmpuint (rk_spectrogram_get_n_columns (live), >=, n_before);
    if (n_before > 0)
      g_assert_cmpfloat (rk_spectrogram_get_levels (live)[(n_before - 1) * 65 + 20], ==, before);
  }
  g_assert_true (update (whole, series));

  n_lines = rk_spectrogram_get_n_lines (whole);
  g_assert_cmpuint (rk_spectrogram_get_n_columns (live), ==, rk_spectrogram_get_n_columns (whole));
  for (guint i = 0; i < rk_spectrogram_get_n_columns (live) * n_lines; i++)
    g_assert_cmpfloat (rk_spectrogram_get_levels (live)[i], ==, rk_spectrogram_get_levels (whole)[i]);
}

/* However long it lasts there are no more columns than that, and they still tell where what is. */
static void
test_bounded (gconstpointer data)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpectrogram) spectrogram = rk_spectrogram_new (RK_TAPER_HANN, 0);
  gboolean at_once = data != NULL;
  guint most = 0;

  for (guint i = 0; i < 300; i++) {
    append_chirp (series, i * 1000, 1000);
    if (!at_once || i == 299) {
      g_assert_true (update (spectrogram, series));
      most = MAX (most, rk_spectrogram_get_n_columns (spectrogram));
      g_assert_cmpuint (rk_spectrogram_get_n_columns (spectrogram), <=, RK_SPECTROGRAM_MAX_COLUMNS);
    }
  }
  g_assert_cmpuint (most, >, RK_SPECTROGRAM_MAX_COLUMNS / 2);
  g_assert_cmpfloat_with_epsilon (rk_spectrogram_get_step_s (spectrogram), 0.064 * 8.0, 1e-9);
  g_assert_cmpfloat (rk_spectrogram_get_begin_s (spectrogram)
                     + rk_spectrogram_get_step_s (spectrogram) * rk_spectrogram_get_n_columns (spectrogram), >, 299.0);
  check_chirp (spectrogram);
}

/* A view that scrolls with the data keeps what is in it, value by value. */
static void
test_scrolls (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpectrogram) whole = rk_spectrogram_new (RK_TAPER_HANN, 0);
  g_autoptr (RkSpectrogram) view = rk_spectrogram_new (RK_TAPER_HANN, 0);

  for (guint i = 0; i < 40; i++) {
    gint64 begin_ns = i > 10 ? (gint64) (i - 10) * 500000000 : 0;
    g_autoptr (RkSpan) span = NULL;
    guint n;
    guint first;

    append_chirp (series, i * 500, 500);
    span = rk_series_take_span (series);
    g_assert_true (rk_spectrogram_update (whole, span, 0, &identity, 0, G_MAXINT64, NULL));
    g_assert_true (rk_spectrogram_update (view, span, 0, &identity, begin_ns, G_MAXINT64, NULL));
    n = rk_spectrogram_get_n_columns (view);
    first = rk_spectrogram_get_n_columns (whole) - n;
    g_assert_cmpfloat_with_epsilon (rk_spectrogram_get_begin_s (view),
                                    rk_spectrogram_get_begin_s (whole) + first * rk_spectrogram_get_step_s (whole), 1e-9);
    g_assert_cmpfloat (rk_spectrogram_get_begin_s (view) + rk_spectrogram_get_step_s (view), >, begin_ns / 1e9);
    g_assert_cmpuint (n, <, 90);
    for (guint k = 0; k < n * 65; k++)
      g_assert_cmpfloat (rk_spectrogram_get_levels (view)[k], ==, rk_spectrogram_get_levels (whole)[first * 65 + k]);
  }
}

/* Columns with a gap within are empty, the others are not. */
static void
test_gap (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpectrogram) spectrogram = rk_spectrogram_new (RK_TAPER_HANN, 128);
  RkGap gap = { .begin_ns = G_GINT64_CONSTANT (4999000000), .end_ns = G_GINT64_CONSTANT (7000000000), .reason = RK_GAP_PAUSED };
  guint n_empty = 0;

  append_chirp (series, 0, 5000);
  rk_series_append_gap (series, &gap);
  append_chirp (series, 7000, 5000);
  g_assert_true (update (spectrogram, series));
  for (guint c = 0; c < rk_spectrogram_get_n_columns (spectrogram); c++) {
    double middle = rk_spectrogram_get_begin_s (spectrogram) + (c + 0.5) * rk_spectrogram_get_step_s (spectrogram);
    gboolean is_empty = isnan (rk_spectrogram_get_levels (spectrogram)[c * 65]);

    if (fabs (middle - 6.0) < 1.0)
      g_assert_true (is_empty);
    if (fabs (middle - 6.0) > 1.1)
      g_assert_false (is_empty);
    n_empty += is_empty;
  }
  g_assert_cmpuint (n_empty, >=, 30);
  g_assert_cmpuint (n_empty, <=, 35);
}

/* Another series, column, conversion or range is another matrix. */
static void
test_starts_anew (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkSpectrogram) spectrogram = rk_spectrogram_new (RK_TAPER_HANN, 128);
  RkConversion tenfold = { .scale = 10.0 };
  float level;

  append_chirp (series, 0, 5000);
  span = rk_series_take_span (series);
  g_assert_true (rk_spectrogram_update (spectrogram, span, 0, &identity, 0, G_MAXINT64, NULL));
  level = rk_spectrogram_get_levels (spectrogram)[30];
  g_assert_true (rk_spectrogram_update (spectrogram, span, 0, &tenfold, 0, G_MAXINT64, NULL));
  g_assert_cmpfloat_with_epsilon ((double) rk_spectrogram_get_levels (spectrogram)[30], (double) level + 20.0, 1e-3);
  g_assert_true (rk_spectrogram_update (spectrogram, span, 0, &identity, 2000000000, 3000000000, NULL));
  g_assert_cmpfloat_with_epsilon (rk_spectrogram_get_begin_s (spectrogram), 2.032, 1e-9);
  g_assert_cmpuint (rk_spectrogram_get_n_columns (spectrogram), ==, 14);
  /* No such column: nothing in it. */
  g_assert_true (rk_spectrogram_update (spectrogram, span, 1, &identity, 0, G_MAXINT64, NULL));
  g_assert_true (isnan (rk_spectrogram_get_levels (spectrogram)[30]));
}

static void
test_failures (void)
{
  g_autoptr (RkSeries) few = rk_series_new (1, 0);
  g_autoptr (RkSeries) uneven = rk_series_new (1, 0);
  g_autoptr (RkSpan) few_span = NULL;
  g_autoptr (RkSpan) uneven_span = NULL;
  g_autoptr (RkSpectrogram) spectrogram = rk_spectrogram_new (RK_TAPER_HANN, 0);
  g_autoptr (RkBlock) block = rk_block_new (1, 100, 0, 0.0);
  g_autoptr (GError) error = NULL;

  append_chirp (few, 0, 63);
  few_span = rk_series_take_span (few);
  g_assert_false (rk_spectrogram_update (spectrogram, few_span, 0, &identity, 0, G_MAXINT64, &error));
  g_assert_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW);
  g_clear_error (&error);

  for (guint i = 0; i < 100; i++)
    block->times_ns[i] = (gint64) (1e6 * pow (1.2, i));
  rk_series_append (uneven, block);
  uneven_span = rk_series_take_span (uneven);
  g_assert_false (rk_spectrogram_update (spectrogram, uneven_span, 0, &identity, 0, G_MAXINT64, &error));
  g_assert_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_UNEVEN);
  g_assert_cmpuint (rk_spectrogram_get_n_columns (spectrogram), ==, 0);
  g_assert_cmpuint (rk_spectrogram_get_n_lines (spectrogram), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/analysis/spectrogram/chirp", test_chirp);
  g_test_add_func ("/analysis/spectrogram/grows", test_grows);
  g_test_add_data_func ("/analysis/spectrogram/bounded/live", NULL, test_bounded);
  g_test_add_data_func ("/analysis/spectrogram/bounded/at-once", GUINT_TO_POINTER (1), test_bounded);
  g_test_add_func ("/analysis/spectrogram/scrolls", test_scrolls);
  g_test_add_func ("/analysis/spectrogram/gap", test_gap);
  g_test_add_func ("/analysis/spectrogram/starts-anew", test_starts_anew);
  g_test_add_func ("/analysis/spectrogram/failures", test_failures);

  return g_test_run ();
}
