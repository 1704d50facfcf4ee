#include "config.h"

#include "analysis/errors.h"
#include "analysis/spectrum.h"
#include "store/series.h"

#include <math.h>
#include <string.h>

static const RkConversion identity = { .scale = 1.0 };

/* Published: Harris, Proc. IEEE 66 (1978), table 1 (gain, bandwidth, scalloping); the flat top HFT95 of Heinzel, Rüdiger,
 * Schilling (2002), table 2: bandwidth 3.8112, greatest error 0.0044 dB. */
typedef struct {
  const char *name;
  RkTaper    window;
  double      gain;
  double      bandwidth;
  double      scalloping_db;
  double      scalloping_tolerance;
} WindowCase;

static const WindowCase windows[] = {
  { "rectangle", RK_TAPER_RECTANGLE, 1.00, 1.00, 3.92, 0.03 },
  { "hann", RK_TAPER_HANN, 0.50, 1.50, 1.42, 0.01 },
  { "hamming", RK_TAPER_HAMMING, 0.54, 1.36, 1.78, 0.04 }, /* Harris rounds the terms */
  { "blackman", RK_TAPER_BLACKMAN, 0.42, 1.73, 1.10, 0.01 },
  { "flat-top", RK_TAPER_FLAT_TOP, 0.2136, 3.8112, 0.0, 0.0045 },
};

static double *
make_sine (gsize  n,
           double amplitude,
           double lines, /* periods in n samples */
           double offset)
{
  double *values = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    values[i] = offset + amplitude * sin (2.0 * G_PI * lines * i / n + 0.7);

  return values;
}

static double
find_highest (const RkSpectrum *spectrum)
{
  double highest = 0.0;

  for (guint k = 0; k < spectrum->n_lines; k++)
    highest = MAX (highest, spectrum->amplitude[k]);

  return highest;
}

static void
test_window (gconstpointer data)
{
  const WindowCase *c = data;
  double sum = 0.0;
  double squares = 0.0;
  guint n = 1000;
  RkTaper window;

  for (guint i = 0; i < n; i++) {
    double w = rk_taper_get_value (c->window, i, n);

    sum += w;
    squares += w * w;
  }
  g_assert_cmpfloat_with_epsilon (sum / n, rk_taper_get_gain (c->window), 1e-12);
  g_assert_cmpfloat_with_epsilon (n * squares / (sum * sum), rk_taper_get_bandwidth (c->window), 1e-12);
  g_assert_cmpfloat_with_epsilon (rk_taper_get_gain (c->window), c->gain, 5e-5);
  g_assert_cmpfloat_with_epsilon (rk_taper_get_bandwidth (c->window), c->bandwidth, 0.005);
  g_assert_cmpfloat_with_epsilon (rk_taper_get_value (c->window, n / 2, n), 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (-20.0 * log10 (rk_taper_get_response (c->window, 0.5)),
                                  c->scalloping_db, c->scalloping_tolerance);
  g_assert_cmpfloat (rk_taper_get_response (c->window, 0.0), ==, 1.0);
  g_assert_true (rk_taper_from_id (rk_taper_id (c->window), &window));
  g_assert_cmpint (window, ==, c->window);
  g_assert_cmpstr (rk_taper_id (c->window), ==, c->name);
}

/* The transform is smooth: at whole lines, and however near to one, it is what it is close by. Hann by hand: 1/2 of the
 * amplitude one line away, nothing two lines away (Harris, Proc. IEEE 66 (1978) 51). */
static void
test_response (gconstpointer data)
{
  const WindowCase *c = data;

  for (guint line = 0; line <= 6; line++) {
    double near = rk_taper_get_response (c->window, line + 1e-3);

    g_assert_cmpfloat_with_epsilon (rk_taper_get_response (c->window, line), near, 0.005);
    for (double shift = 1e-3; shift > 1e-12; shift /= 2.0) {
      g_assert_cmpfloat_with_epsilon (rk_taper_get_response (c->window, line + shift), near, 0.005);
      g_assert_cmpfloat_with_epsilon (rk_taper_get_response (c->window, line - shift), near, 0.01);
    }
  }
  if (c->window == RK_TAPER_HANN) {
    g_assert_cmpfloat_with_epsilon (rk_taper_get_response (RK_TAPER_HANN, 1.0), 0.5, 1e-9);
    g_assert_cmpfloat_with_epsilon (rk_taper_get_response (RK_TAPER_HANN, 2.0), 0.0, 1e-9);
  }
}

/* A sine on a line reads its amplitude; one between two lines reads less by the scalloping, and no more than that. */
static void
test_amplitude (gconstpointer data)
{
  const WindowCase *c = data;
  RkSpectrumSettings settings = { .window = c->window, .n_averages = 1 };

  for (guint i = 0; i <= 10; i++) {
    g_autofree double *values = make_sine (1000, 2.5, 100.0 + i / 10.0, 7.0);
    g_autoptr (RkSpectrum) spectrum = rk_spectrum_new_from_values (values, 1000, 500.0, &settings, NULL);
    double db = 20.0 * log10 (find_highest (spectrum) / 2.5);

    g_assert_cmpuint (spectrum->segment, ==, 1000);
    g_assert_cmpfloat_with_epsilon (spectrum->step_hz, 0.5, 1e-12);
    if (i % 10 == 0)
      g_assert_cmpfloat_with_epsilon (find_highest (spectrum), 2.5, 1e-6);
    if (i == 5)
      g_assert_cmpfloat_with_epsilon (-db, c->scalloping_db, c->scalloping_tolerance);
    g_assert_cmpfloat (db, <, 0.05); /* the mirror image may add a little */
    g_assert_cmpfloat (-db, <=, c->scalloping_db + c->scalloping_tolerance);
    g_assert_cmpfloat_with_epsilon (spectrum->mean, 7.0, 0.01);
  }
}

/* Whatever the window, the density of white noise is its variance over the bandwidth, and of a sine half its square in all. */
static void
test_density (gconstpointer data)
{
  const WindowCase *c = data;
  RkSpectrumSettings settings = { .window = c->window, .n_averages = 64 };
  gsize n = 60000;
  g_autofree double *values = g_new (double, n);
  g_autoptr (RkSpectrum) noise = NULL;
  g_autofree double *sine = make_sine (2000, 3.0, 300.0, 0.0);
  g_autoptr (RkSpectrum) tone = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);

  for (gsize i = 0; i < n; i++)
    values[i] = 4.0 * (g_rand_double (rand) - 0.5);
  noise = rk_spectrum_new_from_values (values, n, 1000.0, &settings, NULL);

  g_assert_cmpuint (noise->n_segments, >=, 64);
  /* 16 / 12 over 500 Hz, within 5 standard deviations of the mean of some 1000 lines. */
  g_assert_cmpfloat_with_epsilon (rk_spectrum_get_power (noise, 100.0, 400.0) / 300.0, 16.0 / 12.0 / 500.0, 0.0001);

  settings.n_averages = 1;
  tone = rk_spectrum_new_from_values (sine, 2000, 1000.0, &settings, NULL);
  g_assert_cmpfloat_with_epsilon (rk_spectrum_get_power (tone, 0.0, 500.0), 4.5, 1e-9);
}

/* Parseval: with the rectangle the sum of the power is the variance, exactly, for any values and any length. */
static void
test_parseval (void)
{
  RkSpectrumSettings settings = { .window = RK_TAPER_RECTANGLE, .n_averages = 1 };

  for (guint k = 0; k < 200; k++) {
    guint n = rk_fourier_length ((guint) g_test_rand_int_range (16, 3000));
    g_autofree double *values = g_new (double, n);
    g_autoptr (RkSpectrum) spectrum = NULL;
    double mean = 0.0;
    double square = 0.0;

    for (guint i = 0; i < n; i++)
      values[i] = g_test_rand_double_range (-1.0, 3.0);
    for (guint i = 0; i < n; i++)
      mean += values[i] / n;
    for (guint i = 0; i < n; i++)
      square += (values[i] - mean) * (values[i] - mean) / n;
    spectrum = rk_spectrum_new_from_values (values, n, 44100.0, &settings, NULL);
    g_assert_cmpuint (spectrum->segment, ==, n);
    g_assert_cmpfloat_with_epsilon (rk_spectrum_get_power (spectrum, 0.0, 44100.0), square, 1e-10);
  }
}

/* 440.3 Hz and its overtones are read between the lines; what leaks from them is not told. */
static void
test_peaks (gconstpointer data)
{
  const WindowCase *c = data;
  static const double hz[] = { 440.3, 880.6, 1320.9 };
  static const double amplitudes[] = { 1.0, 0.4, 0.1 };
  RkSpectrumSettings settings = { .window = c->window, .n_averages = 1 };
  double values[4096];
  RkSpectrumPeak peaks[10];
  g_autoptr (RkSpectrum) spectrum = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  double tolerance = c->window == RK_TAPER_RECTANGLE || c->window == RK_TAPER_FLAT_TOP ? 0.5 : 0.08;
  guint n;

  for (guint i = 0; i < 4096; i++) {
    values[i] = 0.001 * g_rand_double (rand);
    for (guint k = 0; k < 3; k++)
      values[i] += amplitudes[k] * cos (2.0 * G_PI * hz[k] * i / 8000.0 + k);
  }
  spectrum = rk_spectrum_new_from_values (values, 4096, 8000.0, &settings, NULL);
  n = rk_spectrum_find_peaks (spectrum, peaks, G_N_ELEMENTS (peaks));
  if (c->window == RK_TAPER_RECTANGLE)
    g_assert_cmpuint (n, >=, 3); /* the third is as low as the first one's sidelobes far away */
  else
    g_assert_cmpuint (n, ==, 3);
  for (guint k = 0; k < 3; k++) {
    g_assert_cmpfloat_with_epsilon (peaks[k].hz, hz[k], tolerance * spectrum->step_hz);
    g_assert_cmpfloat_with_epsilon (peaks[k].amplitude / amplitudes[k], 1.0, c->window == RK_TAPER_RECTANGLE ? 0.2 : 0.01);
  }
  g_assert_cmpuint (rk_spectrum_find_peaks (spectrum, peaks, 1), ==, 1);
  g_assert_cmpuint (rk_spectrum_find_peaks (spectrum, NULL, 0), ==, 0);
}

/* A tuning fork hardly ever stands on a line, but sometimes nearly. */
static void
test_peak_near_a_line (gconstpointer data)
{
  const WindowCase *c = data;
  RkSpectrumSettings settings = { .window = c->window, .n_averages = 1 };

  for (double shift = 1e-2; shift > 1e-10; shift /= 3.0) {
    g_autofree double *values = make_sine (1000, 2.5, 100.0 + shift, 7.0);
    g_autoptr (RkSpectrum) spectrum = rk_spectrum_new_from_values (values, 1000, 500.0, &settings, NULL);
    RkSpectrumPeak peak;

    g_assert_cmpuint (rk_spectrum_find_peaks (spectrum, &peak, 1), ==, 1);
    g_assert_cmpfloat_with_epsilon (peak.amplitude, 2.5, 0.03);
  }
}

/* Noise alone has no peaks; nor has a constant, or silence. */
static void
test_no_peaks (void)
{
  RkSpectrumSettings settings;
  g_autofree double *values = g_new0 (double, 8192);
  g_autoptr (RkSpectrum) silence = NULL;
  g_autoptr (RkSpectrum) noise = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  RkSpectrumPeak peaks[4];

  rk_spectrum_settings_init (&settings);
  silence = rk_spectrum_new_from_values (values, 8192, 100.0, &settings, NULL);
  g_assert_cmpuint (rk_spectrum_find_peaks (silence, peaks, 4), ==, 0);

  for (guint i = 0; i < 8192; i++)
    values[i] = g_rand_double (rand);
  settings.n_averages = 16;
  noise = rk_spectrum_new_from_values (values, 8192, 100.0, &settings, NULL);
  g_assert_cmpuint (rk_spectrum_find_peaks (noise, peaks, 4), ==, 0);
}

/* Lengths that transform fast, and none is much shorter than what there is. */
static void
test_lengths (void)
{
  static const guint known[][2] = { { 0, 0 }, { 1, 0 }, { 2, 2 }, { 15, 12 }, { 16, 16 }, { 17, 16 }, { 1000, 1000 },
                                    { 1023, 1000 }, { 1048573, 1036800 } };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    g_assert_cmpuint (rk_fourier_length (known[i][0]), ==, known[i][1]);
  for (guint n = 16; n < 20000; n += 7) {
    guint length = rk_fourier_length (n);
    guint rest = length;

    g_assert_cmpuint (length % 2, ==, 0);
    g_assert_cmpuint (length, <=, n);
    g_assert_cmpfloat (length, >, 0.8 * n - 1.0);
    for (guint p = 2; p <= 5; p += p == 2 ? 1 : 2) {
      while (rest % p == 0)
        rest /= p;
    }
    g_assert_cmpuint (rest, ==, 1);
  }
}

/* ------------------------------------------------------------------ of spans */

static void
append (RkSeries     *series,
        const double *values,
        const gint64 *times_ns,
        guint         n)
{
  for (guint i = 0; i < n; i += RK_BLOCK_MAX_SAMPLES) {
    guint m = MIN (n - i, RK_BLOCK_MAX_SAMPLES);
    g_autoptr (RkBlock) block = rk_block_new (1, m, times_ns[i], 0.0);

    memcpy (block->values, values + i, m * sizeof *values);
    memcpy (block->times_ns, times_ns + i, m * sizeof *times_ns);
    rk_series_append (series, block);
  }
}

/* @jitter: share of a step; a hole is a time that passes without samples and without a gap. */
static RkSpan *
make_span (guint  n,
           double hz,
           double rate_hz,
           double jitter,
           guint  hole_at,
           double amplitude)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autofree double *values = g_new (double, n);
  g_autofree gint64 *times = g_new (gint64, n);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < n; i++) {
    double t = (i + (i >= hole_at && hole_at > 0 ? 1234.4 : 0.0) + jitter * (g_rand_double (rand) - 0.5)) / rate_hz;

    times[i] = (gint64) llround (t * 1e9) + 1000000;
    values[i] = 1.0 + amplitude * sin (2.0 * G_PI * hz * t);
  }
  append (series, values, times, n);

  return rk_series_take_span (series);
}

static void
test_span (void)
{
  g_autoptr (RkSpan) span = make_span (6000, 50.0, 1000.0, 0.1, 0, 2.0);
  RkConversion twice = { .scale = 2.0, .offset = 5.0 };
  RkSpectrumSettings settings = { .window = RK_TAPER_HANN, .n_averages = 5, .max_samples = 3000 };
  g_autoptr (RkSpectrum) spectrum = rk_spectrum_new (span, 0, &twice, 0, G_MAXINT64, &settings, NULL);
  g_autoptr (RkSpectrum) range = NULL;
  RkSpectrumPeak peak;

  /* The newest 3000, in 5 pieces of 1000 that overlap by half, in the shown unit. */
  g_assert_cmpuint (spectrum->n_samples, ==, 3000);
  g_assert_cmpuint (spectrum->segment, ==, 1000);
  g_assert_cmpuint (spectrum->n_segments, ==, 5);
  g_assert_false (spectrum->is_resampled);
  g_assert_cmpfloat_with_epsilon (spectrum->rate_hz, 1000.0, 0.1);
  g_assert_cmpfloat_with_epsilon (spectrum->begin_s, 3.001, 1e-4);
  g_assert_cmpfloat_with_epsilon (spectrum->end_s, 6.0, 1e-4);
  g_assert_cmpfloat_with_epsilon (spectrum->mean, 7.0, 1e-3);
  g_assert_cmpuint (rk_spectrum_find_peaks (spectrum, &peak, 1), ==, 1);
  g_assert_cmpfloat_with_epsilon (peak.hz, 50.0, 0.02);
  g_assert_cmpfloat_with_epsilon (peak.amplitude, 4.0, 0.01);

  /* Ends of the range are inside. */
  settings.max_samples = 0;
  settings.n_averages = 1;
  range = rk_spectrum_new (span, 0, &identity, 1001000000 - 60000, 2000000000 + 1060000, &settings, NULL);
  g_assert_cmpuint (range->n_samples, ==, 1001);
}

/* Nothing is joined over a gap, a missing value or a hole: with segments as long as the pieces each sine is whole, and no line
 * but its own has anything. */
static void
test_gaps (gconstpointer data)
{
  guint kind = GPOINTER_TO_UINT (data);
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkSpectrum) spectrum = NULL;
  RkSpectrumSettings settings = { .window = RK_TAPER_RECTANGLE, .n_averages = 1 };
  double values[2000];
  gint64 times[2000];

  for (guint i = 0; i < 2000; i++) {
    /* The second half is in opposite phase and moved: joined to the first it would be no sine. */
    values[i] = i < 1000 ? sin (2.0 * G_PI * i / 20.0) : -sin (2.0 * G_PI * (i - 1000) / 20.0);
    times[i] = (gint64) i * 1000000 + (i >= 1000 ? 3333333 : 0);
  }
  if (kind == 1) {
    values[1000] = (double) NAN;
    values[999] = (double) NAN;
  }
  append (series, values, times, 1000);
  if (kind == 0) {
    RkGap gap = { .begin_ns = times[999], .end_ns = times[1000], .reason = RK_GAP_PAUSED };

    rk_series_append_gap (series, &gap);
  }
  append (series, values + 1000, times + 1000, 1000);
  span = rk_series_take_span (series);
  spectrum = rk_spectrum_new (span, 0, &identity, 0, G_MAXINT64, &settings, NULL);

  g_assert_false (spectrum->is_resampled);
  g_assert_cmpuint (spectrum->segment, ==, kind == 1 ? 972 : 1000);
  g_assert_cmpuint (spectrum->n_segments, ==, 2);
  if (kind != 1) {
    for (guint k = 0; k < spectrum->n_lines; k++)
      g_assert_cmpfloat_with_epsilon (spectrum->amplitude[k], k == 50 ? 1.0 : 0.0, 1e-9);
  }
}

/* Times that tremble by a third of a step each way: the values are put right, and that is said. */
static void
test_uneven (void)
{
  g_autoptr (RkSpan) span = make_span (4000, 20.0, 1000.0, 0.7, 0, 1.0);
  g_autoptr (RkSpan) hole = make_span (4000, 20.0, 1000.0, 0.1, 1500, 1.0);
  RkSpectrumSettings settings;
  g_autoptr (RkSpectrum) spectrum = NULL;
  g_autoptr (RkSpectrum) with_hole = NULL;
  RkSpectrumPeak peak;

  rk_spectrum_settings_init (&settings);
  spectrum = rk_spectrum_new (span, 0, &identity, 0, G_MAXINT64, &settings, NULL);
  g_assert_true (spectrum->is_resampled);
  g_assert_cmpuint (rk_spectrum_find_peaks (spectrum, &peak, 1), ==, 1);
  g_assert_cmpfloat_with_epsilon (peak.hz, 20.0, 0.05);
  g_assert_cmpfloat_with_epsilon (peak.amplitude, 1.0, 0.02);

  with_hole = rk_spectrum_new (hole, 0, &identity, 0, G_MAXINT64, &settings, NULL);
  g_assert_false (with_hole->is_resampled);
  g_assert_cmpuint (with_hole->segment, ==, 2500);
  g_assert_cmpfloat_with_epsilon (with_hole->rate_hz, 1000.0, 0.2);
}

static void
test_failures (void)
{
  RkSpectrumSettings settings;
  double values[40];
  gint64 times[40];
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSeries) empty = rk_series_new (1, 0);
  g_autoptr (RkSpan) nothing = rk_series_take_span (empty);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (GError) error = NULL;

  rk_spectrum_settings_init (&settings);
  for (guint i = 0; i < 40; i++) {
    values[i] = sin (i);
    times[i] = (gint64) (pow (1.3, i) * 1e6);
  }
  g_assert_null (rk_spectrum_new_from_values (values, 15, 10.0, &settings, &error));
  g_assert_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW);
  g_clear_error (&error);
  g_assert_null (rk_spectrum_new_from_values (NULL, 0, 10.0, &settings, &error));
  g_assert_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW);
  g_clear_error (&error);
  g_assert_null (rk_spectrum_new (nothing, 0, &identity, 0, G_MAXINT64, &settings, &error));
  g_assert_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW);
  g_clear_error (&error);

  append (series, values, times, 40);
  span = rk_series_take_span (series);
  g_assert_null (rk_spectrum_new (span, 0, &identity, 0, G_MAXINT64, &settings, &error));
  g_assert_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_UNEVEN);
  g_clear_error (&error);
  /* No such column, and a range without samples. */
  g_assert_null (rk_spectrum_new (span, 3, &identity, 0, G_MAXINT64, &settings, &error));
  g_assert_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW);
  g_clear_error (&error);
  g_assert_null (rk_spectrum_new (span, 0, &identity, 50, -50, &settings, &error));
  g_assert_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW);
}

/* Any times and values: a spectrum that is finite, or an error. */
static void
test_anything (void)
{
  for (guint k = 0; k < 300; k++) {
    guint n = (guint) g_test_rand_int_range (1, 200);
    g_autofree double *values = g_new (double, n);
    g_autofree gint64 *times = g_new (gint64, n);
    g_autoptr (RkSeries) series = rk_series_new (1, 0);
    g_autoptr (RkSpan) span = NULL;
    g_autoptr (RkSpectrum) spectrum = NULL;
    g_autoptr (GError) error = NULL;
    RkSpectrumSettings settings = { .window = (RkTaper) (k % RK_N_TAPERS), .n_averages = k % 7 };
    gint64 time = 0;

    for (guint i = 0; i < n; i++) {
      values[i] = g_test_rand_int_range (0, 40) == 0 ? (double) NAN : g_test_rand_double_range (-1e3, 1e3);
      time += k % 3 == 0 ? 1000000 : g_test_rand_int_range (0, k % 3 == 1 ? 1500000 : 3);
      times[i] = time;
    }
    append (series, values, times, n);
    span = rk_series_take_span (series);
    spectrum = rk_spectrum_new (span, 0, &identity, 0, G_MAXINT64, &settings, &error);
    g_assert_true ((spectrum == NULL) == (error != NULL));
    for (guint i = 0; spectrum != NULL && i < spectrum->n_lines; i++)
      g_assert_true (isfinite (spectrum->amplitude[i]) && isfinite (spectrum->density[i]));
  }
}

static void
add_windows (const char    *what,
             GTestDataFunc  test)
{
  for (guint i = 0; i < G_N_ELEMENTS (windows); i++) {
    g_autofree char *path = g_strdup_printf ("/analysis/spectrum/%s/%s", what, windows[i].name);

    g_test_add_data_func (path, &windows[i], test);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add_windows ("window", test_window);
  add_windows ("amplitude", test_amplitude);
  add_windows ("density", test_density);
  add_windows ("peaks", test_peaks);
  add_windows ("peak-near-a-line", test_peak_near_a_line);
  add_windows ("response", test_response);
  g_test_add_func ("/analysis/spectrum/parseval", test_parseval);
  g_test_add_func ("/analysis/spectrum/no-peaks", test_no_peaks);
  g_test_add_func ("/analysis/spectrum/lengths", test_lengths);
  g_test_add_func ("/analysis/spectrum/span", test_span);
  g_test_add_data_func ("/analysis/spectrum/gaps/gap", GUINT_TO_POINTER (0), test_gaps);
  g_test_add_data_func ("/analysis/spectrum/gaps/missing", GUINT_TO_POINTER (1), test_gaps);
  g_test_add_data_func ("/analysis/spectrum/gaps/hole", GUINT_TO_POINTER (2), test_gaps);
  g_test_add_func ("/analysis/spectrum/uneven", test_uneven);
  g_test_add_func ("/analysis/spectrum/failures", test_failures);
  g_test_add_func ("/analysis/spectrum/anything", test_anything);

  return g_test_run ();
}
