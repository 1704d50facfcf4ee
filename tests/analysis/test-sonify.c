#include "config.h"

#include "analysis/sonify.h"

#include "analysis/errors.h"
#include "analysis/spectrum.h"
#include "base/clock.h"
#include "store/series.h"

#include <math.h>

#define STEP (100 * RK_NS_PER_MS)

/* One value every 0.1 s; a gap before value @gap, 0 = none. */
static RkSpan *
make_span (const double *values,
           guint         n,
           guint         gap)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);

  for (guint i = 0; i < n; i++) {
    g_autoptr (RkBlock) block = rk_block_new (1, 1, i * STEP, 0.0);

    if (gap > 0 && i == gap)
      rk_series_append_gap (series, &(RkGap) { .begin_ns = (i - 1) * STEP, .end_ns = i * STEP, .reason = RK_GAP_UNPLUGGED });
    block->times_ns[0] = i * STEP;
    block->values[0] = values[i];
    rk_series_append (series, block);
  }

  return rk_series_take_span (series);
}

static RkSonify *
sonify (const double           *values,
        guint                   n,
        guint                   gap,
        const RkSonifySettings *settings)
{
  g_autoptr (RkSpan) span = make_span (values, n, gap);
  g_autoptr (GError) error = NULL;
  const RkConversion conversion = { .scale = 1.0 };
  RkSonify *self;

  self = rk_sonify_new (span, 0, &conversion, G_MININT64, G_MAXINT64, settings, &error);
  g_assert_no_error (error);

  return self;
}

/* The strongest frequency between two parts of the sound. */
static double
measure_hz (const RkSonify *sound,
            double          from,
            double          to)
{
  gsize first = (gsize) (from * (double) sound->n);
  gsize n = (gsize) (to * (double) sound->n) - first;
  g_autofree double *values = g_new (double, n);
  g_autoptr (RkSpectrum) spectrum = NULL;
  g_autoptr (GError) error = NULL;
  RkSpectrumSettings settings;
  RkSpectrumPeak peak;

  for (gsize i = 0; i < n; i++)
    values[i] = (double) sound->samples[first + i];
  rk_spectrum_settings_init (&settings);
  spectrum = rk_spectrum_new_from_values (values, n, sound->rate_hz, &settings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (rk_spectrum_find_peaks (spectrum, &peak, 1), ==, 1);

  return peak.hz;
}

static double
get_loudness (const RkSonify *sound,
              double          from,
              double          to)
{
  double most = 0.0;

  for (gsize i = (gsize) (from * (double) sound->n); i < (gsize) (to * (double) sound->n); i++)
    most = fmax (most, fabs ((double) sound->samples[i]));

  return most;
}

static void
assert_hz (double hz,
           double expected)
{
  /* A quarter of a semitone: far less than two notes are apart. */
  g_assert_cmpfloat (fabs (12.0 * log2 (hz / expected)), <, 0.25);
}

/* Two octaves from A3: a share is 24 semitones. */
static const struct {
  const char *name;
  double      share;
  double      hz;
} pitches[] = {
  { "pitch-least", 0.0, 220.0 },
  { "pitch-middle", 0.5, 440.0 },
  { "pitch-quarter", 0.25, 311.12698 },
  { "pitch-most", 1.0, 880.0 },
  { "pitch-below", -3.0, 220.0 },
  { "pitch-above", 7.0, 880.0 },
};

static void
test_pitch (gconstpointer data)
{
  guint k = GPOINTER_TO_UINT (data);
  RkSonifySettings settings;

  rk_sonify_settings_init (&settings);
  g_assert_cmpfloat (fabs (rk_sonify_get_hz (&settings, pitches[k].share) - pitches[k].hz), <, 1e-4);
}

/* 0 for 2 s, 1 for 2 s, 0.5 for 2 s: measured in the middle of each third. */
static void
test_levels (void)
{
  RkSonifySettings settings;
  g_autoptr (RkSonify) sound = NULL;
  double values[60];

  for (guint i = 0; i < 60; i++)
    values[i] = i < 20 ? 0.0 : i < 40 ? 1.0 : 0.5;
  rk_sonify_settings_init (&settings);
  sound = sonify (values, 60, 0, &settings);

  g_assert_cmpuint (sound->n, ==, 5 * 44100);
  g_assert_cmpfloat (sound->begin_s, ==, 0.0);
  g_assert_cmpfloat (fabs (sound->end_s - 5.9), <, 1e-9);
  g_assert_cmpfloat (sound->least, ==, 0.0);
  g_assert_cmpfloat (sound->most, ==, 1.0);
  assert_hz (measure_hz (sound, 0.10, 0.25), 220.0);
  assert_hz (measure_hz (sound, 0.40, 0.60), 880.0);
  assert_hz (measure_hz (sound, 0.75, 0.95), 440.0);
}

/* No sample is farther from the one before than the highest pitch and the fading allow. */
static void
test_no_clicks (void)
{
  RkSonifySettings settings;
  g_autoptr (RkSonify) sound = NULL;
  double most = 0.5 * (2.0 * G_PI * 880.0 / 44100.0 + 1.0 / (0.008 * 44100.0 - 1.0)) + 1e-6;
  double values[100];
  double last = 0.0;

  for (guint i = 0; i < 100; i++)
    values[i] = i % 10 == 7 ? (double) NAN : g_test_rand_double ();
  rk_sonify_settings_init (&settings);
  sound = sonify (values, 100, 35, &settings);

  for (gsize i = 0; i < sound->n; i++) {
    g_assert_cmpfloat (fabs ((double) sound->samples[i] - last), <=, most);
    last = (double) sound->samples[i];
  }
  g_assert_cmpfloat (fabs (last), <, 1e-2);
}

static void
test_missing_is_silent (void)
{
  RkSonifySettings settings;
  g_autoptr (RkSonify) sound = NULL;
  double values[60];

  for (guint i = 0; i < 60; i++)
    values[i] = i >= 20 && i < 40 ? (double) NAN : i;
  rk_sonify_settings_init (&settings);
  sound = sonify (values, 60, 0, &settings);

  g_assert_cmpfloat (get_loudness (sound, 0.1, 0.3), >, 0.45);
  g_assert_cmpfloat (get_loudness (sound, 0.36, 0.64), <, 1e-9);
  g_assert_cmpfloat (get_loudness (sound, 0.7, 0.9), >, 0.45);
}

/* Nothing is drawn across a gap, and nothing is heard; between other neighbours it is. */
static void
test_gap_is_silent (void)
{
  const double values[] = { 1.0, 2.0, 3.0 };
  RkSonifySettings settings;
  g_autoptr (RkSonify) sound = NULL;

  rk_sonify_settings_init (&settings);
  sound = sonify (values, 3, 2, &settings);
  g_assert_cmpfloat (get_loudness (sound, 0.1, 0.45), >, 0.45);
  g_assert_cmpfloat (get_loudness (sound, 0.55, 0.95), <, 1e-9);
}

static void
test_constant (void)
{
  const double values[] = { 7.0, 7.0, 7.0, 7.0 };
  RkSonifySettings settings;
  g_autoptr (RkSonify) sound = NULL;

  rk_sonify_settings_init (&settings);
  sound = sonify (values, 4, 0, &settings);
  assert_hz (measure_hz (sound, 0.2, 0.8), 440.0);
  g_clear_pointer (&sound, rk_sonify_free);

  sound = sonify (values, 1, 0, &settings);
  assert_hz (measure_hz (sound, 0.2, 0.8), 440.0);
}

/* Sizes whose difference no double holds. */
static void
test_huge (void)
{
  double values[30];
  RkSonifySettings settings;
  g_autoptr (RkSonify) sound = NULL;

  for (guint i = 0; i < 30; i++)
    values[i] = i < 10 ? -G_MAXDOUBLE : i < 20 ? 0.0 : G_MAXDOUBLE;
  rk_sonify_settings_init (&settings);
  sound = sonify (values, 30, 0, &settings);
  assert_hz (measure_hz (sound, 0.1, 0.25), 220.0);
  assert_hz (measure_hz (sound, 0.75, 0.95), 880.0);
}

/* One reading of 1000 among 20 000 of 0: what is heard of it is the mean of its step, one of a thousand. */
static void
test_says_what_is_heard (void)
{
  g_autofree double *values = g_new0 (double, 20000);
  RkSonifySettings settings;
  g_autoptr (RkSonify) sound = NULL;

  values[12345] = 1000.0;
  rk_sonify_settings_init (&settings);
  sound = sonify (values, 20000, 0, &settings);
  g_assert_cmpfloat (sound->least, ==, 0.0);
  g_assert_cmpfloat_with_epsilon (sound->most, 50.0, 3.0);
}

static void
test_duration_is_bounded (void)
{
  const double values[] = { 1.0, 2.0 };
  RkSonifySettings settings;
  g_autoptr (RkSonify) sound = NULL;

  rk_sonify_settings_init (&settings);
  settings.rate_hz = 8000;
  settings.duration_s = 1e9;
  sound = sonify (values, 2, 0, &settings);
  g_assert_cmpuint (sound->n, ==, (gsize) RK_SONIFY_MAX_S * 8000);
  g_clear_pointer (&sound, rk_sonify_free);

  settings.duration_s = 1e-9;
  sound = sonify (values, 2, 0, &settings);
  g_assert_cmpuint (sound->n, >, 0);
}

static void
test_nothing (void)
{
  const double values[] = { (double) NAN, (double) NAN };
  g_autoptr (RkSpan) none = make_span (values, 0, 0);
  g_autoptr (RkSpan) missing = make_span (values, 2, 0);
  const RkSpan *spans[] = { none, missing };
  RkSonifySettings settings;
  const RkConversion conversion = { .scale = 1.0 };

  rk_sonify_settings_init (&settings);
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (rk_sonify_new (spans[i], 0, &conversion, G_MININT64, G_MAXINT64, &settings, &error));
    g_assert_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pitches); i++) {
    g_autofree char *path = g_strconcat ("/analysis/sonify/", pitches[i].name, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_pitch);
  }
  g_test_add_func ("/analysis/sonify/levels", test_levels);
  g_test_add_func ("/analysis/sonify/no-clicks", test_no_clicks);
  g_test_add_func ("/analysis/sonify/missing-is-silent", test_missing_is_silent);
  g_test_add_func ("/analysis/sonify/gap-is-silent", test_gap_is_silent);
  g_test_add_func ("/analysis/sonify/constant", test_constant);
  g_test_add_func ("/analysis/sonify/huge", test_huge);
  g_test_add_func ("/analysis/sonify/says-what-is-heard", test_says_what_is_heard);
  g_test_add_func ("/analysis/sonify/duration-is-bounded", test_duration_is_bounded);
  g_test_add_func ("/analysis/sonify/nothing", test_nothing);

  return g_test_run ();
}
