/* What the selection on a graph says of a range.
 *
 * Of a straight line of raw values everything follows from what the store keeps of whole pieces, so that a range of 10^8
 * samples costs no more than some thousand steps. Of a curve the samples are converted one by one. */
#include "config.h"

#include "analysis/statistics.h"

#include <math.h>

#include "base/clock.h"
#include "store/converted.h"

/* More samples than this are not converted one by one while somebody drags the edge of a selection. */
#define MAX_CONVERTED (G_GUINT64_CONSTANT (1) << 21)

typedef struct {
  const RkSpan       *span;
  guint               column;
  const RkConversion *conversion;
} Trace;

static double
nan_unless_finite (double value)
{
  return isfinite (value) ? value : (double) NAN;
}

static double
seconds (gint64 time_ns)
{
  return (double) time_ns / RK_NS_PER_S;
}

static gboolean
has_value (const Trace *trace,
           guint64      first,
           guint64      end)
{
  return rk_span_get_envelope (trace->span, trace->column, first, end, NULL, NULL) > 0;
}

/* The first sample with a value, else @end: first with steps that grow, so that the usual case costs nothing. */
static guint64
find_first (const Trace *trace,
            guint64      first,
            guint64      end)
{
  guint64 step = 1;

  while (first < end && !has_value (trace, first, MIN (end, first + step))) {
    first = MIN (end, first + step);
    step *= 2;
  }

  for (end = MIN (end, first + step); end - first > 1;) {
    guint64 middle = first + (end - first) / 2;

    if (has_value (trace, first, middle))
      end = middle;
    else
      first = middle;
  }

  return first;
}

/* The last, else @first. */
static guint64
find_last (const Trace *trace,
           guint64      first,
           guint64      end)
{
  guint64 step = 1;

  while (end > first && !has_value (trace, end - MIN (end - first, step), end)) {
    end -= MIN (end - first, step);
    step *= 2;
  }

  for (first = end - MIN (end - first, step); end - first > 1;) {
    guint64 middle = first + (end - first) / 2;

    if (has_value (trace, middle, end))
      first = middle;
    else
      end = middle;
  }

  return first;
}

static double
get_shown (const Trace *trace,
           guint64      i,
           double      *time_s)
{
  gint64 time_ns;
  double value = rk_span_get_sample (trace->span, trace->column, i, &time_ns);

  *time_s = seconds (time_ns);

  return rk_conversion_apply (trace->conversion, value);
}

static void
take_course (RkRangeStats   *self,
             const RkCourse *course,
             double          scale,
             double          offset)
{
  if (course->n >= 2 && course->tt > 0.0)
    self->slope = nan_unless_finite (scale * course->ty / course->tt);
  if (course->n >= 1)
    self->area = nan_unless_finite (scale * course->area + offset * course->joined_s);
}

static void
take_stats (RkRangeStats  *self,
            const RkStats *stats)
{
  self->n = stats->n;
  self->n_missing = stats->n_missing;
  self->min = stats->min;
  self->max = stats->max;
  self->mean = nan_unless_finite (stats->mean);
  if (stats->n >= 2)
    self->sd = nan_unless_finite (sqrt (stats->m2 / (double) (stats->n - 1)));
}

/* A straight line: from the pyramid. */
static void
measure_line (RkRangeStats *self,
              const Trace  *trace,
              guint64       first,
              guint64       end,
              double        scale,
              double        offset)
{
  RkStats stats;
  RkCourse course;

  rk_conversion_get_stats (trace->conversion, trace->span, trace->column, first, end, &stats);
  take_stats (self, &stats);
  if (self->n == 0)
    return;

  rk_span_get_course (trace->span, trace->column, first, end, &course);
  take_course (self, &course, scale, offset);
  self->first = get_shown (trace, find_first (trace, first, end), &self->begin_s);
  self->last = get_shown (trace, find_last (trace, first, end), &self->end_s);
}

static void
see_ends (RkRangeStats *self,
          const gint64 *times_ns,
          const double *values,
          guint         n)
{
  for (guint i = 0; i < n; i++) {
    if (!isfinite (values[i]))
      continue;
    if (isnan (self->begin_s)) {
      self->begin_s = seconds (times_ns[i]);
      self->first = values[i];
    }
    self->end_s = seconds (times_ns[i]);
    self->last = values[i];
  }
}

/* A curve: sample by sample. */
static void
measure_curve (RkRangeStats *self,
               const Trace  *trace,
               guint64       first,
               guint64       end)
{
  RkStats stats;
  RkCourse course;

  rk_conversion_get_stats (trace->conversion, trace->span, trace->column, first, end, &stats);
  take_stats (self, &stats);
  if (self->n == 0)
    return;

  rk_course_init (&course);
  while (first < end) {
    gboolean after_gap = rk_span_get_break (trace->span, first) == first;
    guint64 next = MIN (MIN (end, first + RK_COURSE_MAX_SAMPLES), rk_span_get_break (trace->span, first + 1));
    guint n = (guint) (next - first);
    gint64 times_ns[RK_COURSE_MAX_SAMPLES];
    double values[RK_COURSE_MAX_SAMPLES];

    rk_span_read_times (trace->span, first, n, times_ns);
    rk_conversion_read_values (trace->conversion, trace->span, trace->column, first, n, values);
    rk_course_append (&course, times_ns, values, n, after_gap);
    see_ends (self, times_ns, values, n);
    first = next;
  }
  take_course (self, &course, 1.0, 0.0);
}

/* A curve of so many samples that only what is exact without reading them is told. FALSE: nothing is, for the curve has
 * no value everywhere. */
static gboolean
measure_long_curve (RkRangeStats *self,
                    const Trace  *trace,
                    guint64       first,
                    guint64       end)
{
  double low;
  double high;
  double least;
  double most;

  self->n = rk_span_get_envelope (trace->span, trace->column, first, end, &low, &high);
  self->n_missing = end - first - self->n - rk_span_count_excluded (trace->span, first, end);
  if (self->n == 0)
    return TRUE;

  if (!rk_calibration_get_bounds (trace->conversion->calibration, low, high, &least, &most))
    return FALSE;

  rk_conversion_get_extrema (trace->conversion, trace->span, trace->column, first, end, &self->min, &self->max);
  self->first = get_shown (trace, find_first (trace, first, end), &self->begin_s);
  self->last = get_shown (trace, find_last (trace, first, end), &self->end_s);

  return TRUE;
}

/**
 * rk_range_stats_init:
 * @self: (out caller-allocates): the figures; those that are not known are NaN
 * @span: samples
 * @column: column of @span
 * @conversion: what is shown of its raw values
 * @begin_ns: begin of the range, nanoseconds since the begin of the run
 * @end_ns: its end; a sample at either end is inside
 *
 * Says what a trace does within a range of time.
 *
 * All figures are exact. Where the conversion is a curve, the mean, the standard deviation, the slope and the area of
 * more than 2^21 samples are NaN: they cannot be had without converting each of them.
 *
 * Cost: of a straight line O(log n) and one step per 65 536 samples; of a curve it grows with the number of samples.
 * Threads: any.
 * Source: slope = S_ty / S_tt about the means, the least squares line of y on t; area by the trapezoidal rule.
 */
void
rk_range_stats_init (RkRangeStats       *self,
                     const RkSpan       *span,
                     guint               column,
                     const RkConversion *conversion,
                     gint64              begin_ns,
                     gint64              end_ns)
{
  const Trace trace = { span, column, conversion };
  const double nan = (double) NAN;
  guint64 first;
  guint64 end;
  double scale;
  double offset;

  g_return_if_fail (self != NULL && span != NULL && conversion != NULL);

  *self = (RkRangeStats) {
    .min = nan, .max = nan, .mean = nan, .sd = nan, .begin_s = nan, .end_s = nan, .first = nan, .last = nan, .slope = nan,
    .area = nan,
  };
  if (begin_ns > end_ns)
    return;

  first = rk_span_find (span, begin_ns);
  end = end_ns < G_MAXINT64 ? rk_span_find (span, end_ns + 1) : rk_span_get_n_samples (span);
  if (first >= end)
    return;

  if (rk_conversion_is_line (conversion, &scale, &offset))
    measure_line (self, &trace, first, end, scale, offset);
  else if (end - first <= MAX_CONVERTED || !measure_long_curve (self, &trace, first, end))
    measure_curve (self, &trace, first, end);
}
