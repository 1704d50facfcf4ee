/* Which frequencies there are in a trace.
 *
 * The samples of the range are cut into stretches without a gap, a missing value or a hole in the times, and those into
 * segments of one length, which overlap by half; the power of all is averaged (Welch). Nothing is ever made up
 * across a gap. Where a stretch is longer than its segments, the newest samples count.
 *
 * Times: samples that lie within a quarter of a step of even times are taken to be even. Others are put there by
 * straight lines between neighbours, which dims frequencies near half the rate, and the result says so. Where more than
 * a tenth of the distances is not near the usual one there is no rate, and no spectrum. */
#include "config.h"

#include "analysis/spectrum.h"

#include "analysis/errors.h"
#include "analysis/rate.h"
#include "base/clock.h"
#include "store/converted.h"

#include <glib/gi18n-lib.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#define EVEN_WITHIN 0.25

/* Peaks stand out from the rest by this, and are no smaller than this share of the highest. */
#define PEAK_OVER_MEDIAN 5.0
#define PEAK_SHARE 0.002

typedef struct {
  guint first;
  guint n;
} Stretch;

/* Values and where they may be joined. */
typedef struct {
  double  *values;
  gint64  *times_ns;  /* NULL: even */
  guint    n;
  GArray  *stretches; /* of Stretch */
  double   step_s;
  gboolean is_resampled;
} Samples;

static void
samples_clear (Samples *self)
{
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->times_ns, g_free);
  g_clear_pointer (&self->stretches, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Samples, samples_clear)

static gboolean
fail_uneven (GError **error)
{
  g_set_error_literal (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_UNEVEN,
                       _("The values come at uneven times: a spectrum needs a steady rate"));

  return FALSE;
}

/**
 * rk_spectrum_settings_init:
 * @self: (out caller-allocates): settings
 *
 * Fills in a Hann window, no averaging, and as many samples as are found out about in the blink of an eye.
 */
void
rk_spectrum_settings_init (RkSpectrumSettings *self)
{
  g_return_if_fail (self != NULL);

  *self = (RkSpectrumSettings) { .window = RK_TAPER_HANN, .n_averages = 1, .max_samples = RK_SPECTRUM_USUAL_SAMPLES };
}

static void
add_stretch (GArray *stretches,
             guint   first,
             guint   end)
{
  Stretch stretch = { first, end - first };

  if (end > first)
    g_array_append_val (stretches, stretch);
}

/* @is_break: (nullable): whether nothing may be joined to sample i from the one before. */
static void
find_stretches (Samples       *self,
                const guint8  *is_break)
{
  guint first = 0;

  for (guint i = 0; i < self->n; i++) {
    if (!isfinite (self->values[i])) {
      add_stretch (self->stretches, first, i);
      first = i + 1;
    } else if (is_break != NULL && is_break[i]) {
      add_stretch (self->stretches, first, i);
      first = i;
    }
  }
  add_stretch (self->stretches, first, self->n);
}

/* The mean distance of samples within the stretches; 0 without any. */
static double
find_mean_step_ns (const Samples *self)
{
  double time_ns = 0.0;
  double n = 0.0;

  for (guint s = 0; s < self->stretches->len; s++) {
    const Stretch *stretch = &g_array_index (self->stretches, Stretch, s);

    time_ns += (double) (self->times_ns[stretch->first + stretch->n - 1] - self->times_ns[stretch->first]);
    n += stretch->n - 1;
  }

  return n > 0.0 ? time_ns / n : 0.0;
}

static gboolean
is_even (const Samples *self,
         double         step_ns)
{
  if (!(step_ns > 0.0))
    return FALSE;

  for (guint s = 0; s < self->stretches->len; s++) {
    const Stretch *stretch = &g_array_index (self->stretches, Stretch, s);
    const gint64 *times = self->times_ns + stretch->first;
    double own_step;

    if (stretch->n < 2)
      continue;
    own_step = (double) (times[stretch->n - 1] - times[0]) / (stretch->n - 1);
    if (stretch->n >= RK_SPECTRUM_MIN_SAMPLES && fabs (own_step - step_ns) > 0.01 * step_ns)
      return FALSE;
    for (guint i = 1; i < stretch->n; i++) {
      if (fabs ((double) (times[i] - times[0]) - i * own_step) > EVEN_WITHIN * own_step)
        return FALSE;
    }
  }

  return TRUE;
}

static double
find_usual_step_ns (const Samples *self)
{
  g_autofree double *distances = g_new (double, self->n);
  guint n = 0;

  for (guint s = 0; s < self->stretches->len; s++) {
    const Stretch *stretch = &g_array_index (self->stretches, Stretch, s);

    for (guint i = stretch->first + 1; i < stretch->first + stretch->n; i++)
      distances[n++] = (double) (self->times_ns[i] - self->times_ns[i - 1]);
  }

  return rk_rate_find_step (distances, n);
}

/* Holes longer than @longest_ns that nothing is known of end a stretch as gaps do. */
static void
cut_at_holes (Samples *self,
              GArray  *before,
              double   longest_ns)
{
  g_array_set_size (self->stretches, 0);
  for (guint s = 0; s < before->len; s++) {
    const Stretch *stretch = &g_array_index (before, Stretch, s);
    guint first = stretch->first;
    guint end = stretch->first + stretch->n;

    for (guint i = first + 1; i < end; i++) {
      if ((double) (self->times_ns[i] - self->times_ns[i - 1]) > longest_ns) {
        add_stretch (self->stretches, first, i);
        first = i;
      }
    }
    add_stretch (self->stretches, first, end);
  }
}

/* Puts the samples of each stretch at even times, by straight lines between neighbours. */
static void
resample (Samples *self,
          double   step_ns)
{
  g_autoptr (GArray) before = g_steal_pointer (&self->stretches);
  g_autofree double *values = g_steal_pointer (&self->values);
  guint n = 0;
  guint room = 0;

  for (guint s = 0; s < before->len; s++) {
    const Stretch *stretch = &g_array_index (before, Stretch, s);

    room += (guint) ((double) (self->times_ns[stretch->first + stretch->n - 1] - self->times_ns[stretch->first]) / step_ns) + 1;
  }

  self->stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  self->values = g_new (double, MAX (room, 1));
  for (guint s = 0; s < before->len; s++) {
    const Stretch *stretch = &g_array_index (before, Stretch, s);
    const gint64 *times = self->times_ns + stretch->first;
    guint last = stretch->n - 1;
    guint n_even = (guint) ((double) (times[last] - times[0]) / step_ns) + 1;
    guint first = n;
    guint i = 0;

    for (guint k = 0; k < n_even; k++) {
      const double *value = values + stretch->first;
      double at = k * step_ns;
      double from;
      double to;

      while (i + 1 < last && (double) (times[i + 1] - times[0]) < at)
        i++;
      from = (double) (times[i] - times[0]);
      to = (double) (times[MIN (i + 1, last)] - times[0]);
      self->values[n] = value[i];
      if (to > from)
        self->values[n] += (value[i + 1] - value[i]) * CLAMP ((at - from) / (to - from), 0.0, 1.0);
      n++;
    }
    add_stretch (self->stretches, first, n);
  }
  self->n = n;
  self->is_resampled = TRUE;
}

/* Finds the rate, and makes it one. */
static gboolean
make_even (Samples *self,
           GError **error)
{
  double step_ns = find_mean_step_ns (self);

  if (!is_even (self, step_ns)) {
    g_autoptr (GArray) stretches = g_array_copy (self->stretches);

    step_ns = find_usual_step_ns (self);
    if (!(step_ns > 0.0))
      return fail_uneven (error);

    /* One sample that is missing among steady ones is a hole; where times tremble it takes two. */
    cut_at_holes (self, stretches, 1.5 * step_ns);
    if (is_even (self, find_mean_step_ns (self))) {
      step_ns = find_mean_step_ns (self);
    } else {
      cut_at_holes (self, stretches, 2.5 * step_ns);
      resample (self, step_ns);
    }
  }
  self->step_s = step_ns / RK_NS_PER_S;

  return TRUE;
}

static guint
find_longest (const Samples *self)
{
  guint longest = 0;

  for (guint s = 0; s < self->stretches->len; s++)
    longest = MAX (longest, g_array_index (self->stretches, Stretch, s).n);

  return longest;
}

static gboolean
fail_too_few (const Samples *self,
              GError       **error)
{
  guint longest = find_longest (self);

  if (longest >= RK_SPECTRUM_MIN_SAMPLES)
    return FALSE;

  g_set_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW,
               _("A spectrum needs at least %d values without a gap; there are %u"), RK_SPECTRUM_MIN_SAMPLES, longest);

  return TRUE;
}

/* Adds the segments of a stretch, the newest at its end. */
static void
add_segments (RkSpectrum    *self,
              RkFourier     *fourier,
              const double  *values,
              guint          n,
              double        *sum,
              guint64       *n_used)
{
  guint hop = self->segment / 2;
  guint n_segments;
  guint n_values;

  if (n < self->segment)
    return;

  n_segments = (n - self->segment) / hop + 1;
  n_values = self->segment + (n_segments - 1) * hop;
  values += n - n_values;
  for (guint i = 0; i < n_segments; i++)
    rk_fourier_add (fourier, values + i * hop, self->density);
  for (guint i = 0; i < n_values; i++)
    *sum += values[i];
  self->n_segments += n_segments;
  *n_used += n_values;
}

static RkSpectrum *
make_spectrum (const Samples            *samples,
               const RkSpectrumSettings *settings,
               GError                  **error)
{
  RkSpectrum *self;
  g_autoptr (RkFourier) fourier = NULL;
  guint n_averages = CLAMP (settings->n_averages, 1, RK_SPECTRUM_MAX_AVERAGES);
  guint longest;
  double sum = 0.0;
  guint64 n_used = 0;

  if (fail_too_few (samples, error))
    return NULL;

  /* k segments that overlap by half are as long as (k + 1) / 2 of them. */
  longest = find_longest (samples);
  self = g_new0 (RkSpectrum, 1);
  self->segment = rk_fourier_length (MAX ((guint) (2.0 * longest / (n_averages + 1.0)), RK_SPECTRUM_MIN_SAMPLES));
  self->n_lines = self->segment / 2 + 1;
  self->window = settings->window;
  self->rate_hz = 1.0 / samples->step_s;
  self->step_hz = self->rate_hz / self->segment;
  self->is_resampled = samples->is_resampled;
  self->amplitude = g_new (double, self->n_lines);
  self->density = g_new0 (double, self->n_lines);
  self->begin_s = self->end_s = (double) NAN;

  fourier = rk_fourier_new (self->segment, settings->window);
  for (guint s = 0; s < samples->stretches->len; s++) {
    const Stretch *stretch = &g_array_index (samples->stretches, Stretch, s);

    add_segments (self, fourier, samples->values + stretch->first, stretch->n, &sum, &n_used);
  }

  for (guint k = 0; k < self->n_lines; k++) {
    double power = self->density[k] / self->n_segments;

    self->amplitude[k] = sqrt (power * rk_fourier_get_amplitude_factor (fourier, k));
    self->density[k] = power * rk_fourier_get_density_factor (fourier, k, self->rate_hz);
  }
  self->mean = sum / (double) n_used;

  return self;
}

static gboolean
check_settings (const RkSpectrumSettings *settings,
                guint                    *max)
{
  g_return_val_if_fail (settings != NULL, FALSE);
  g_return_val_if_fail ((guint) settings->window < RK_N_TAPERS, FALSE);

  *max = settings->max_samples > 0 ? MIN (settings->max_samples, RK_SPECTRUM_MAX_SAMPLES) : RK_SPECTRUM_MAX_SAMPLES;

  return TRUE;
}

/**
 * rk_spectrum_new_from_values:
 * @values: (array length=n): values at even times; those that are not finite end a segment
 * @n: how many; of more than the settings allow the last count
 * @rate_hz: values per second, > 0
 * @settings: window and averaging
 * @error: return location
 *
 * Finds the spectrum of values.
 *
 * A sine of amplitude A on a line reads A there; between two lines less, at most by the scalloping of the window: 3.9 dB
 * (rectangle), 1.4 (Hann), 1.8 (Hamming), 1.1 (Blackman), 0.005 (flat top).
 *
 * Errors: %RK_ANALYSIS_ERROR_TOO_FEW.
 * Threads: pure, any thread.
 * Source: Welch, IEEE Trans. Audio Electroacoust. 15 (1967) 70; Heinzel, Rüdiger, Schilling (2002), chapters 7 to 9.
 *
 * Returns: (transfer full) (nullable): the spectrum, %NULL on error
 */
RkSpectrum *
rk_spectrum_new_from_values (const double             *values,
                             gsize                     n,
                             double                    rate_hz,
                             const RkSpectrumSettings *settings,
                             GError                  **error)
{
  g_auto (Samples) samples = { 0 };
  RkSpectrum *self;
  guint max;

  g_return_val_if_fail (n == 0 || values != NULL, NULL);
  g_return_val_if_fail (rate_hz > 0.0 && isfinite (rate_hz), NULL);
  if (!check_settings (settings, &max))
    return NULL;

  samples.n = (guint) MIN (n, max);
  samples.values = g_memdup2 (samples.n > 0 ? values + n - samples.n : NULL, samples.n * sizeof *values);
  samples.stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  samples.step_s = 1.0 / rate_hz;
  find_stretches (&samples, NULL);

  self = make_spectrum (&samples, settings, error);
  if (self != NULL) {
    self->rate_hz = rate_hz;
    self->step_hz = rate_hz / self->segment;
    self->n_samples = samples.n;
  }

  return self;
}

/**
 * rk_spectrum_new:
 * @span: samples
 * @column: column of @span
 * @conversion: what is shown of its raw values
 * @begin_ns: begin of the range, nanoseconds since the begin of the run
 * @end_ns: its end; a sample at either end is inside
 * @settings: window, averaging and how many of the newest samples count
 * @error: return location
 *
 * Finds the spectrum of a range of a column.
 *
 * The cost is that of at most max_samples samples, however long the range is.
 *
 * Errors: %RK_ANALYSIS_ERROR_TOO_FEW, %RK_ANALYSIS_ERROR_UNEVEN.
 * Threads: any.
 *
 * Returns: (transfer full) (nullable): the spectrum, %NULL on error
 */
RkSpectrum *
rk_spectrum_new (const RkSpan             *span,
                 guint                     column,
                 const RkConversion       *conversion,
                 gint64                    begin_ns,
                 gint64                    end_ns,
                 const RkSpectrumSettings *settings,
                 GError                  **error)
{
  g_auto (Samples) samples = { 0 };
  g_autofree guint8 *is_break = NULL;
  RkSpectrum *self;
  guint64 first;
  guint64 end;
  double begin_s;
  double end_s;
  guint max;

  g_return_val_if_fail (span != NULL && conversion != NULL, NULL);
  if (!check_settings (settings, &max))
    return NULL;

  first = rk_span_find (span, begin_ns);
  end = end_ns < G_MAXINT64 ? rk_span_find (span, end_ns + 1) : rk_span_get_n_samples (span);
  end = MAX (first, end);
  first = MAX (first, end > max ? end - max : 0);
  samples.n = (guint) (end - first);
  samples.stretches = g_array_new (FALSE, FALSE, sizeof (Stretch));
  if (samples.n == 0) {
    fail_too_few (&samples, error);
    return NULL;
  }

  samples.values = g_new (double, samples.n);
  samples.times_ns = g_new (gint64, samples.n);
  rk_conversion_read_values (conversion, span, column, first, samples.n, samples.values);
  rk_span_read_times (span, first, samples.n, samples.times_ns);
  is_break = g_new0 (guint8, samples.n);
  for (guint64 i = rk_span_get_break (span, first); i < end; i = rk_span_get_break (span, i + 1))
    is_break[i - first] = 1;
  find_stretches (&samples, is_break);

  begin_s = (double) samples.times_ns[0] / RK_NS_PER_S;
  end_s = (double) samples.times_ns[samples.n - 1] / RK_NS_PER_S;
  if (fail_too_few (&samples, error) || !make_even (&samples, error))
    return NULL;

  self = make_spectrum (&samples, settings, error);
  if (self != NULL) {
    self->n_samples = end - first;
    self->begin_s = begin_s;
    self->end_s = end_s;
  }

  return self;
}

/**
 * rk_spectrum_free:
 * @self: (transfer full): a spectrum
 *
 * Frees it.
 */
void
rk_spectrum_free (RkSpectrum *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->amplitude);
  g_free (self->density);
  g_free (self);
}

/* How many lines on each side belong to the same sine, and how high what leaks from it further away is: Harris, table 1. */
static guint
get_reach (RkTaper window)
{
  static const guint reaches[RK_N_TAPERS] = { 1, 2, 2, 3, 5 };

  return reaches[window];
}

static double
get_leak (RkTaper window,
          double   distance)
{
  static const double leaks[RK_N_TAPERS] = { 0.0, 0.027, 0.0075, 0.0013, 0.0001 };

  return window == RK_TAPER_RECTANGLE ? 1.2 / (G_PI * MAX (distance, 1.0)) : leaks[window];
}

/* The place is the top of the parabola through the logarithms of a line and its neighbours, the height follows from the
 * window. */
static RkSpectrumPeak
refine_peak (const RkSpectrum *self,
             guint             line)
{
  double floor_value = self->amplitude[line] * 1e-12;
  double a = log (MAX (self->amplitude[line - 1], floor_value));
  double b = log (self->amplitude[line]);
  double c = log (MAX (self->amplitude[line + 1], floor_value));
  double curve = a - 2.0 * b + c;
  double shift = curve < 0.0 ? CLAMP (0.5 * (a - c) / curve, -0.5, 0.5) : 0.0;

  return (RkSpectrumPeak) {
    .hz = (line + shift) * self->step_hz,
    .amplitude = self->amplitude[line] / rk_taper_get_response (self->window, shift),
  };
}

static gboolean
is_top (const RkSpectrum *self,
        guint             line)
{
  guint reach = get_reach (self->window);

  for (guint d = 1; d <= reach; d++) {
    if ((line >= d && self->amplitude[line - d] > self->amplitude[line])
        || (line + d < self->n_lines && self->amplitude[line + d] >= self->amplitude[line]))
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_leak (const RkSpectrum     *self,
         RkSpectrumPeak        peak,
         const RkSpectrumPeak *peaks,
         guint                 n)
{
  for (guint i = 0; i < n; i++) {
    if (peak.amplitude < peaks[i].amplitude * get_leak (self->window, fabs (peak.hz - peaks[i].hz) / self->step_hz))
      return TRUE;
  }

  return FALSE;
}

static int
compare_peaks (gconstpointer a,
               gconstpointer b)
{
  const RkSpectrumPeak *one = a;
  const RkSpectrumPeak *two = b;

  return one->amplitude > two->amplitude ? -1 : one->amplitude < two->amplitude;
}

/**
 * rk_spectrum_find_peaks:
 * @self: a spectrum
 * @peaks: (array length=max) (out caller-allocates): the peaks, the highest first
 * @max: how many there is room for
 *
 * Finds the sines that stand out.
 *
 * A peak is the highest of the lines that its window joins, at least five times the median of all lines, 0.2 % of the highest,
 * and above what leaks from higher ones. Its place is that of the parabola through the logarithms of three lines, with the Hann
 * window within 0.02 lines of a sine anywhere between them; its height is what the window would show of a sine there.
 *
 * Threads: pure, any thread.
 * Source: Gasior and Gonzalez, AIP Conf. Proc. 732 (2004) 276.
 *
 * Returns: how many were found
 */
guint
rk_spectrum_find_peaks (const RkSpectrum *self,
                        RkSpectrumPeak   *peaks,
                        guint             max)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (RkSpectrumPeak));
  g_autofree double *lines = NULL;
  double highest = 0.0;
  guint n = 0;
  double least;

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (max == 0 || peaks != NULL, 0);

  for (guint k = 0; k < self->n_lines; k++)
    highest = MAX (highest, self->amplitude[k]);
  lines = g_memdup2 (self->amplitude, self->n_lines * sizeof *lines);
  least = MAX (PEAK_OVER_MEDIAN * gsl_stats_select (lines, 1, self->n_lines, self->n_lines / 2), PEAK_SHARE * highest);

  /* The first lines are what is left of drift. */
  for (guint k = get_reach (self->window); k + 1 < self->n_lines; k++) {
    if (self->amplitude[k] > least && self->amplitude[k] > 0.0 && is_top (self, k)) {
      RkSpectrumPeak peak = refine_peak (self, k);

      g_array_append_val (found, peak);
    }
  }
  g_array_sort (found, compare_peaks);

  for (guint i = 0; i < found->len && n < max; i++) {
    RkSpectrumPeak peak = g_array_index (found, RkSpectrumPeak, i);

    if (!is_leak (self, peak, peaks, n))
      peaks[n++] = peak;
  }

  return n;
}

/**
 * rk_spectrum_get_power:
 * @self: a spectrum
 * @lower_hz: lower limit
 * @upper_hz: upper limit
 *
 * Adds up the power density of the lines between two frequencies, both included.
 *
 * Over all lines it is the mean square of the values less their mean, as weighted by the window (Parseval).
 *
 * Threads: pure, any thread.
 *
 * Returns: mean square, unit²
 */
double
rk_spectrum_get_power (const RkSpectrum *self,
                       double            lower_hz,
                       double            upper_hz)
{
  double power = 0.0;

  g_return_val_if_fail (self != NULL, 0.0);

  for (guint k = 0; k < self->n_lines; k++) {
    if (k * self->step_hz >= lower_hz && k * self->step_hz <= upper_hz)
      power += self->density[k] * self->step_hz;
  }

  return power;
}
