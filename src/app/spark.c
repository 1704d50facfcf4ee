#include "config.h"

#include "app/spark.h"

#include <math.h>

static void
convert (const RkConversion *conversion,
         double             *min,
         double             *max)
{
  double a = rk_conversion_apply (conversion, *min);
  double b = rk_conversion_apply (conversion, *max);

  /* A calibration may turn the scale over. */
  *min = MIN (a, b);
  *max = MAX (a, b);
}

static void
fill (RkSpark            *self,
      const RkSpan       *span,
      guint               column,
      const RkConversion *conversion)
{
  guint64 n_samples = rk_span_get_n_samples (span);
  gint64 begin_ns = rk_span_get_time_ns (span, 0);
  double length_ns = (double) (rk_span_get_time_ns (span, n_samples - 1) - begin_ns);
  gboolean is_missing = FALSE;
  guint64 first = 0;

  self->n = (guint) MIN (n_samples, RK_SPARK_COLUMNS);
  for (guint i = 0; i < self->n; i++) {
    gint64 end_ns = begin_ns + (gint64) (length_ns * (i + 1.0) / self->n);
    guint64 end = i + 1 < self->n ? MAX (rk_span_find (span, end_ns), first) : n_samples;

    is_missing = is_missing || rk_span_get_break (span, first) < end;
    if (rk_span_get_extrema (span, column, first, end, &self->min[i], &self->max[i])) {
      convert (conversion, &self->min[i], &self->max[i]);
      self->broken[i] = is_missing;
      is_missing = FALSE;
    } else {
      self->min[i] = self->max[i] = (double) NAN;
      /* Nothing at all is only a slow sensor between two readings. */
      is_missing = is_missing || end > first;
    }
    first = end;
  }
}

/**
 * rk_spark_take:
 * @self: a line, zeroed before its first use
 * @run: (nullable): the run whose course it is to tell
 * @channel: of what
 *
 * Makes the line anew. The cost does not depend on the length of the run. Main thread.
 *
 * Returns: whether it is another line
 */
gboolean
rk_spark_take (RkSpark   *self,
               RkRun     *run,
               RkChannel *channel)
{
  g_autoptr (RkSpan) span = NULL;
  RkSpark before = *self;
  RkConversion conversion;
  RkStream *stream;
  guint column;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (RK_IS_CHANNEL (channel), FALSE);

  *self = (RkSpark) { 0 };
  if (run == NULL || !rk_run_find_channel (run, channel, &stream, &column))
    return before.n > 0;

  span = rk_run_take_span (run, stream);
  if (!rk_span_get_extrema (span, column, 0, rk_span_get_n_samples (span), &self->least, &self->most))
    return before.n > 0;

  rk_channel_get_conversion (channel, &conversion);
  fill (self, span, column, &conversion);
  if (rk_conversion_apply (&conversion, self->least) > rk_conversion_apply (&conversion, self->most)) {
    double least = self->least;

    self->least = self->most;
    self->most = least;
  }

  /* What is the same column by column is the same line, of whatever run. */
  return self->n != before.n || memcmp (&self->least, &before.least, sizeof self->least) != 0
         || memcmp (&self->most, &before.most, sizeof self->most) != 0
         || memcmp (self->min, before.min, self->n * sizeof *self->min) != 0
         || memcmp (self->max, before.max, self->n * sizeof *self->max) != 0
         || memcmp (self->broken, before.broken, self->n * sizeof *self->broken) != 0;
}

/**
 * rk_spark_trace:
 * @self: a line
 * @cr: where to draw; its colour and line are used
 * @x: pixels
 * @y: pixels
 * @width: pixels
 * @height: pixels
 *
 * Draws a line that fills the height of a rectangle. Every extremum of the run is seen, and where something is missing
 * there is no line. Pure.
 */
void
rk_spark_trace (const RkSpark *self,
                cairo_t       *cr,
                double         x,
                double         y,
                double         width,
                double         height)
{
  double least = (double) INFINITY;
  double most = (double) -INFINITY;
  double last = (double) NAN;
  double scale;

  g_return_if_fail (self != NULL && cr != NULL);

  for (guint i = 0; i < self->n; i++) {
    least = fmin (least, self->min[i]);
    most = fmax (most, self->max[i]);
  }
  if (!isfinite (least) || !isfinite (most))
    return;

  scale = most > least ? height / (most - least) : 0.0;
  /* What does not change lies in the middle. */
  y += most > least ? 0.0 : height / 2.0;

  for (guint i = 0; i < self->n; i++) {
    double at = x + (self->n > 1 ? width * i / (self->n - 1.0) : width / 2.0);
    gboolean rises;

    if (isnan (self->min[i]))
      continue;

    if (self->broken[i]) {
      cairo_new_sub_path (cr);
      last = (double) NAN;
    }
    rises = isnan (last) || fabs (self->min[i] - last) <= fabs (self->max[i] - last);
    last = rises ? self->max[i] : self->min[i];
    cairo_line_to (cr, at, y + (most - (rises ? self->min[i] : self->max[i])) * scale);
    cairo_line_to (cr, at, y + (most - last) * scale);
  }
  cairo_stroke (cr);
}
