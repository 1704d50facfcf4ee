/* Statistics of what is shown.
 *
 * Of a straight line all of them follow from those of the raw values. Of a curve the mean does not: the samples are
 * converted one by one. Its extrema do as long as the curve is monotone over what there is; where it turns within, the
 * range is cut into pieces, and pieces that cannot hold more than is found already are left out unread.
 */
#include "config.h"

#include "store/converted.h"

#include "store/calibration-private.h"

#include <math.h>

#define CHUNK 512

/* A piece this short is read sample by sample, a longer one cut in so many parts. */
#define SHORT 256
#define PARTS 16

/**
 * rk_conversion_apply:
 * @self: a conversion
 * @raw: a raw value
 *
 * Works out what is shown.
 *
 * Threads: any.
 *
 * Returns: the value in the unit shown; NaN where there is none
 */
double
rk_conversion_apply (const RkConversion *self,
                     double              raw)
{
  double value = self->calibration != NULL ? rk_calibration_apply (self->calibration, raw) : raw;

  return self->scale * (value - self->zero) + self->offset;
}

/**
 * rk_conversion_is_identity:
 * @self: a conversion
 *
 * Returns: whether raw values are shown as they are
 */
gboolean
rk_conversion_is_identity (const RkConversion *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->calibration == NULL && self->zero == 0.0 && self->scale == 1.0 && self->offset == 0.0;
}

/**
 * rk_conversion_is_line:
 * @self: a conversion
 * @scale: (out): factor
 * @offset: (out): term
 *
 * Tells whether a value shown is scale * raw + offset: of such a one mean and extremes convert as values do.
 *
 * Threads: any.
 *
 * Returns: whether it is; otherwise both are unchanged
 */
gboolean
rk_conversion_is_line (const RkConversion *self,
                       double             *scale,
                       double             *offset)
{
  const RkCalibration *calibration;
  double a = 0.0;
  double b = 1.0;

  g_return_val_if_fail (self != NULL && scale != NULL && offset != NULL, FALSE);

  calibration = self->calibration;
  if (calibration != NULL) {
    if (calibration->form != RK_CALIBRATION_POLYNOMIAL)
      return FALSE;
    for (guint i = 2; i < calibration->n; i++)
      if (calibration->coefficients[i] != 0.0)
        return FALSE;
    a = calibration->coefficients[0];
    b = calibration->coefficients[1];
  }

  *scale = self->scale * b;
  *offset = self->scale * (a - self->zero) + self->offset;

  return TRUE;
}

/**
 * rk_conversion_copy:
 * @self: a conversion
 *
 * Copies it together with a reference to its calibration.
 *
 * Returns: the copy; free with rk_conversion_clear()
 */
RkConversion
rk_conversion_copy (const RkConversion *self)
{
  RkConversion copy = *self;

  if (copy.calibration != NULL)
    rk_calibration_ref (copy.calibration);

  return copy;
}

/**
 * rk_conversion_clear:
 * @self: a conversion of rk_conversion_copy()
 *
 * Gives up the calibration: what remains is the plain unit.
 */
void
rk_conversion_clear (RkConversion *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->calibration, rk_calibration_unref);
}

typedef struct {
  const RkConversion *conversion;
  const RkSpan       *span;
  guint               column;
  double              min; /* of the calibrated values so far */
  double              max;
} Search;

static void
see_value (Search *self,
           double  value)
{
  if (isnan (value))
    return;

  self->min = MIN (self->min, value);
  self->max = MAX (self->max, value);
}

static void
search (Search  *self,
        guint64  first,
        guint64  end)
{
  const RkCalibration *calibration = self->conversion->calibration;
  double low;
  double high;
  double least;
  double most;

  if (first >= end || !rk_span_get_extrema (self->span, self->column, first, end, &low, &high))
    return;

  if (rk_calibration_is_monotone (calibration, low, high)) {
    see_value (self, rk_calibration_apply (calibration, low));
    see_value (self, rk_calibration_apply (calibration, high));
    return;
  }

  if (rk_calibration_get_bounds (calibration, low, high, &least, &most) && least >= self->min && most <= self->max)
    return;

  if (end - first > SHORT) {
    for (guint i = 0; i < PARTS; i++)
      search (self, first + (end - first) * i / PARTS, first + (end - first) * (i + 1) / PARTS);
    return;
  }

  for (guint64 i = first; i < end; i++)
    see_value (self, rk_calibration_apply (calibration, rk_span_get_value (self->span, self->column, i)));
}

/**
 * rk_conversion_get_extrema:
 * @self: a conversion
 * @span: samples
 * @column: column of @span
 * @first: the first sample
 * @end: the one after the last
 * @min: (out): the least value shown
 * @max: (out): the greatest
 *
 * Finds the extrema of converted samples: exactly those of the samples one by one.
 *
 * Threads: any.
 *
 * Returns: %FALSE when no sample has a value; @min and @max are then unchanged
 */
gboolean
rk_conversion_get_extrema (const RkConversion *self,
                           const RkSpan       *span,
                           guint               column,
                           guint64             first,
                           guint64             end,
                           double             *min,
                           double             *max)
{
  Search all = { .conversion = self, .span = span, .column = column, .min = INFINITY, .max = -INFINITY };
  RkConversion rest;
  double scale;
  double offset;
  double low;
  double high;

  g_return_val_if_fail (self != NULL && span != NULL && min != NULL && max != NULL, FALSE);

  end = MIN (end, rk_span_get_n_samples (span));

  if (rk_conversion_is_line (self, &scale, &offset)) {
    if (first >= end || !rk_span_get_extrema (span, column, first, end, &low, &high))
      return FALSE;
    low = scale * low + offset;
    high = scale * high + offset;
  } else {
    search (&all, first, end);
    if (all.min > all.max)
      return FALSE;
    rest = *self;
    rest.calibration = NULL;
    low = rk_conversion_apply (&rest, all.min);
    high = rk_conversion_apply (&rest, all.max);
  }

  *min = MIN (low, high);
  *max = MAX (low, high);

  return TRUE;
}

/**
 * rk_conversion_read_values:
 * @self: a conversion
 * @span: samples
 * @column: column of @span
 * @first: the first sample
 * @n: how many
 * @values: (out caller-allocates) (array length=n): what is shown
 *
 * Copies converted samples.
 *
 * Threads: any.
 */
void
rk_conversion_read_values (const RkConversion *self,
                           const RkSpan       *span,
                           guint               column,
                           guint64             first,
                           guint64             n,
                           double             *values)
{
  g_return_if_fail (self != NULL && span != NULL);

  rk_span_read_values (span, column, first, n, values);

  if (rk_conversion_is_identity (self))
    return;

  for (guint64 i = 0; i < n; i++)
    values[i] = rk_conversion_apply (self, values[i]);
}

static void
add_value (RkStats *stats,
           double   value)
{
  double delta;

  if (!isfinite (value)) {
    stats->n_missing++;
    return;
  }

  /* Welford, Technometrics 4 (1962) 419. */
  stats->n++;
  delta = value - stats->mean;
  stats->mean += delta / (double) stats->n;
  stats->m2 += delta * (value - stats->mean);
  stats->min = MIN (stats->min, value);
  stats->max = MAX (stats->max, value);
}

static void
add_samples (const RkConversion *self,
             const RkSpan       *span,
             guint               column,
             guint64             first,
             guint64             end,
             RkStats            *stats)
{
  double values[CHUNK];

  *stats = (RkStats) { .min = INFINITY, .max = -INFINITY };

  for (guint64 i = first; i < end; i += CHUNK) {
    guint64 n = MIN (end - i, CHUNK);

    rk_conversion_read_values (self, span, column, i, n, values);
    for (guint64 k = 0; k < n; k++)
      add_value (stats, values[k]);
  }

  if (stats->n == 0)
    stats->min = stats->max = stats->mean = (double) NAN;
}

/**
 * rk_conversion_get_stats:
 * @self: a conversion
 * @span: samples
 * @column: column of @span
 * @first: the first sample
 * @end: the one after the last
 * @stats: (out caller-allocates): of the values shown
 *
 * Works out statistics of converted samples.
 *
 * Cost: of a straight line as rk_span_get_stats(); of a curve it grows with the number of samples, for the mean of
 * a curve is not the curve of the mean.
 * Threads: any.
 */
void
rk_conversion_get_stats (const RkConversion *self,
                         const RkSpan       *span,
                         guint               column,
                         guint64             first,
                         guint64             end,
                         RkStats            *stats)
{
  double scale;
  double offset;
  double a;
  double b;

  g_return_if_fail (self != NULL && span != NULL && stats != NULL);

  end = MIN (end, rk_span_get_n_samples (span));

  if (!rk_conversion_is_line (self, &scale, &offset)) {
    add_samples (self, span, column, first, end, stats);
    return;
  }

  rk_span_get_stats (span, column, first, end, stats);
  a = scale * stats->min + offset;
  b = scale * stats->max + offset;
  stats->min = isnan (a) ? a : MIN (a, b);
  stats->max = isnan (a) ? a : MAX (a, b);
  stats->mean = scale * stats->mean + offset;
  stats->m2 *= scale * scale;
}
