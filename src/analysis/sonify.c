/* A trace as a sound, for those who do not see the graph.
 *
 * The range is cut into steps of equal time. A step sounds at the mean of its values; one without values, as of a slow sensor,
 * at the straight line between its neighbours; in a gap it is silent. What is heard bounds the pitch, not the extrema: one that
 * is lost in the mean of its step would only press all others together. Pitch is heard in ratios, so equal differences of the
 * value are equal ratios of the frequency. The phase is added up and never set, and loudness changes over some milliseconds:
 * neither makes a click. */
#include "config.h"

#include "analysis/sonify.h"

#include "analysis/errors.h"
#include "base/clock.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LOUDNESS 0.5
#define STEP_S   0.005

/* From silence to full loudness; shorter ones are heard as clicks. */
#define FADE_S 0.008

typedef struct {
  const RkSpan       *span;
  guint               column;
  const RkConversion *conversion;
  double              least; /* shown unit */
  double              most;
} Trace;

/**
 * rk_sonify_settings_init:
 * @self: (out caller-allocates): settings
 *
 * Sets what is used without being told: a pitch that glides over two octaves in 5 s.
 */
void
rk_sonify_settings_init (RkSonifySettings *self)
{
  g_return_if_fail (self != NULL);

  *self = (RkSonifySettings) {
    .low_hz = 220.0,
    .high_hz = 880.0,
    .duration_s = 5.0,
    .rate_hz = 44100,
  };
}

/**
 * rk_sonify_get_hz:
 * @settings: how it is to sound
 * @share: where a value lies: 0 = the least, 1 = the greatest one
 *
 * Returns: frequency, Hz
 */
double
rk_sonify_get_hz (const RkSonifySettings *settings,
                  double                  share)
{
  double octaves;

  g_return_val_if_fail (settings != NULL, 0.0);

  octaves = CLAMP (share, 0.0, 1.0) * log2 (settings->high_hz / settings->low_hz);

  return MIN (settings->low_hz * exp2 (octaves), settings->high_hz);
}

/* NaN = nothing is to be heard. */
static double
find_value (const Trace *self,
            gint64       begin_ns,
            gint64       end_ns)
{
  guint64 n_samples = rk_span_get_n_samples (self->span);
  guint64 first = rk_span_find (self->span, begin_ns);
  guint64 end = rk_span_find (self->span, end_ns);
  gint64 a_ns;
  gint64 b_ns;
  double part;
  double a;
  double b;

  if (end > first) {
    RkStats stats;

    rk_span_get_stats (self->span, self->column, first, end, &stats);

    return stats.n > 0 ? rk_conversion_apply (self->conversion, stats.mean) : (double) NAN;
  }
  if (first == 0 || first == n_samples || rk_span_get_break (self->span, first) == first)
    return (double) NAN;

  a = rk_conversion_apply (self->conversion, rk_span_get_sample (self->span, self->column, first - 1, &a_ns));
  b = rk_conversion_apply (self->conversion, rk_span_get_sample (self->span, self->column, first, &b_ns));

  part = ((double) begin_ns - (double) a_ns) / MAX ((double) b_ns - (double) a_ns, 1.0);

  return a * (1.0 - part) + b * part;
}

/* Frequencies of @n steps from @begin_ns on, 0 = silent; and what they are of at least and at most. */
static void
find_pitches (Trace                  *self,
              const RkSonifySettings *settings,
              gint64                  begin_ns,
              gint64                  end_ns,
              double                 *pitches,
              gsize                   n)
{
  double step_ns = ((double) end_ns - (double) begin_ns + 1.0) / (double) n;
  double least = INFINITY;
  double most = -INFINITY;
  double size;

  for (gsize i = 0; i < n; i++) {
    gint64 from_ns = begin_ns + (gint64) ((double) i * step_ns);
    gint64 to_ns = i + 1 < n ? begin_ns + (gint64) ((double) (i + 1) * step_ns) : end_ns + 1;

    pitches[i] = find_value (self, from_ns, to_ns);
    if (isfinite (pitches[i])) {
      least = MIN (least, pitches[i]);
      most = MAX (most, pitches[i]);
    }
  }

  if (least <= most) {
    self->least = least;
    self->most = most;
  }
  /* Two halves, as their difference may be more than a double holds. */
  size = 0.5 * self->most - 0.5 * self->least;

  /* What does not change lies in the middle. */
  for (gsize i = 0; i < n; i++)
    pitches[i] = isfinite (pitches[i])
                   ? rk_sonify_get_hz (settings, size > 0.0 ? (0.5 * pitches[i] - 0.5 * self->least) / size : 0.5) : 0.0;
}

/* Each step is of @length samples, the last one of what is left. */
static void
play (RkSonify     *self,
      const double *pitches,
      gsize         n_pitches)
{
  double length = (double) self->n / (double) n_pitches;
  gsize fade = MAX ((gsize) (FADE_S * self->rate_hz), 1);
  double loudness = 0.0;
  double phase = 0.0;
  double hz = 0.0;

  for (gsize i = 0; i < self->n; i++) {
    gsize k = MIN ((gsize) ((double) i / length), n_pitches - 1);
    double target = pitches[k];
    gboolean sounds = target > 0.0 && self->n - i > fade;

    if (sounds && k + 1 < n_pitches && pitches[k + 1] > 0.0)
      target *= pow (pitches[k + 1] / target, (double) i / length - (double) k);

    /* What fades out keeps its pitch. */
    if (sounds)
      hz = target;
    loudness = CLAMP (loudness + (sounds ? 1.0 : -1.0) / (double) fade, 0.0, 1.0);
    phase = fmod (phase + hz / self->rate_hz, 1.0);
    self->samples[i] = (float) (LOUDNESS * loudness * sin (2.0 * G_PI * phase));
  }
}

static gboolean
clip_range (Trace   *trace,
            gint64  *begin_ns,
            gint64  *end_ns,
            GError **error)
{
  guint64 n_samples = rk_span_get_n_samples (trace->span);
  guint64 first = rk_span_find (trace->span, *begin_ns);
  guint64 end = *end_ns < G_MAXINT64 ? rk_span_find (trace->span, *end_ns + 1) : n_samples;
  double a;
  double b;

  if (first >= end || !rk_span_get_extrema (trace->span, trace->column, first, end, &a, &b)) {
    g_set_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW, _("There is no value to listen to in this range"));
    return FALSE;
  }

  a = rk_conversion_apply (trace->conversion, a);
  b = rk_conversion_apply (trace->conversion, b);
  trace->least = MIN (a, b);
  trace->most = MAX (a, b);
  *begin_ns = rk_span_get_time_ns (trace->span, first);
  *end_ns = rk_span_get_time_ns (trace->span, end - 1);

  return TRUE;
}

/**
 * rk_sonify_new:
 * @span: the samples
 * @column: which of its columns
 * @conversion: from raw values to those shown
 * @begin_ns: first time, nanoseconds of the run
 * @end_ns: last time
 * @settings: how it is to sound; a duration over %RK_SONIFY_MAX_S is cut to it
 * @error: return location
 *
 * Makes a sound whose pitch follows the values. Silence stands where nothing was measured.
 *
 * Cost: of the duration of the sound, not of the number of samples.
 * Errors: %RK_ANALYSIS_ERROR_TOO_FEW when there is no value in the range.
 * Threads: pure, any thread.
 *
 * Returns: (transfer full) (nullable): the sound
 */
RkSonify *
rk_sonify_new (const RkSpan           *span,
               guint                   column,
               const RkConversion     *conversion,
               gint64                  begin_ns,
               gint64                  end_ns,
               const RkSonifySettings *settings,
               GError                **error)
{
  Trace trace = { .span = span, .column = column, .conversion = conversion };
  g_autofree double *pitches = NULL;
  RkSonify *self;
  double duration_s;
  gsize n;

  g_return_val_if_fail (span != NULL && conversion != NULL && settings != NULL, NULL);
  g_return_val_if_fail (settings->low_hz > 0.0 && settings->low_hz <= settings->high_hz, NULL);
  g_return_val_if_fail (settings->high_hz < 0.5 * settings->rate_hz && settings->rate_hz <= 192000, NULL);
  g_return_val_if_fail (settings->duration_s > 0.0, NULL);

  if (!clip_range (&trace, &begin_ns, &end_ns, error))
    return NULL;

  duration_s = CLAMP (settings->duration_s, 4 * FADE_S, RK_SONIFY_MAX_S);
  /* An instant has no steps. */
  n = begin_ns == end_ns ? 1 : MAX ((gsize) (duration_s / STEP_S), 1);
  pitches = g_new (double, n);
  find_pitches (&trace, settings, begin_ns, end_ns, pitches, n);

  self = g_new0 (RkSonify, 1);
  self->rate_hz = settings->rate_hz;
  self->n = (gsize) (duration_s * settings->rate_hz);
  self->begin_s = (double) begin_ns / RK_NS_PER_S;
  self->end_s = (double) end_ns / RK_NS_PER_S;
  self->least = trace.least;
  self->most = trace.most;
  self->samples = g_new (float, self->n);
  play (self, pitches, n);

  return self;
}

/**
 * rk_sonify_free:
 * @self: (transfer full) (nullable): a sound
 */
void
rk_sonify_free (RkSonify *self)
{
  if (self == NULL)
    return;

  g_free (self->samples);
  g_free (self);
}
