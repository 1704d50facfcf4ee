/* What range of values a scene shows: for fitting its axes. */
#include "config.h"

#include "base/clock.h"
#include "plot/scene.h"
#include "plot/spread.h"
#include "store/converted.h"

#include <math.h>

/* Readings against a quantity are typed in, one by one; a file may say otherwise. */
#define MAX_XY_SAMPLES 100000

static gint64
to_ns (double seconds)
{
  return (gint64) CLAMP (seconds * (double) RK_NS_PER_S, -4e18, 4e18);
}

/* Of the readings whose x is in sight. */
static gboolean
get_xy_extrema (const RkScene *self,
                const RkTrace *trace,
                double        *min,
                double        *max)
{
  guint64 n = MIN (rk_span_get_n_samples (trace->span), MAX_XY_SAMPLES);
  gboolean found = FALSE;

  for (guint64 i = 0; i < n; i++) {
    double x = rk_conversion_apply (&trace->x_conversion, rk_span_get_value (trace->span, trace->x_column, i));
    double y = rk_conversion_apply (&trace->conversion, rk_span_get_value (trace->span, trace->column, i));

    if (!(x >= self->x.lower && x <= self->x.upper) || !isfinite (y))
      continue;
    *min = found ? MIN (*min, y) : y;
    *max = found ? MAX (*max, y) : y;
    found = TRUE;
  }

  return found;
}

static gboolean
get_trace_extrema (const RkScene *self,
                   const RkTrace *trace,
                   double        *min,
                   double        *max)
{
  guint64 first;
  guint64 end;
  double low;
  double high;

  if (trace->figure != NULL)
    return rk_figure_get_extrema (trace->figure, self->x.lower, self->x.upper,
                                  g_array_index (self->axes, RkAxis, trace->axis).log, min, max);

  if (self->xy)
    return get_xy_extrema (self, trace, min, max);

  first = rk_span_find (trace->span, to_ns (self->x.lower - trace->x_offset_s));
  end = rk_span_find (trace->span, to_ns (self->x.upper - trace->x_offset_s) + 1);

  if (!rk_conversion_get_extrema (&trace->conversion, trace->span, trace->column, first, end, min, max)
      || !isfinite (*min) || !isfinite (*max))
    return FALSE;

  if (trace->has_spread && rk_spread_get_extrema (trace, first, end, &low, &high)) {
    /* What of it lies below zero a logarithmic axis does not show anyway: it must not hide the means. */
    if (low > 0.0 || !g_array_index (self->axes, RkAxis, trace->axis).log)
      *min = MIN (*min, low);
    *max = MAX (*max, high);
  }

  return TRUE;
}

/**
 * rk_scene_get_extrema:
 * @self: a scene whose limits of x are set
 * @axis: index of an axis
 * @min: (out): in its unit
 * @max: (out): in its unit
 *
 * Finds the extrema of what a pane shows: its traces within the limits of x, and its levels.
 *
 * Threads: any, once the scene is built.
 *
 * Returns: %FALSE if it shows nothing; the results are then unchanged
 */
gboolean
rk_scene_get_extrema (const RkScene *self,
                      guint          axis,
                      double        *min,
                      double        *max)
{
  gboolean found = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->traces->len; i++) {
    const RkTrace *trace = &g_array_index (self->traces, RkTrace, i);
    double low;
    double high;

    if (trace->axis != axis || trace->struck || (trace->span == NULL && trace->figure == NULL)
        || !get_trace_extrema (self, trace, &low, &high))
      continue;
    *min = found ? MIN (*min, low) : low;
    *max = found ? MAX (*max, high) : high;
    found = TRUE;
  }

  for (guint i = 0; i < self->levels->len; i++) {
    const RkLevelLine *level = &g_array_index (self->levels, RkLevelLine, i);

    if (level->axis != axis)
      continue;
    *min = found ? MIN (*min, level->value) : level->value;
    *max = found ? MAX (*max, level->value) : level->value;
    found = TRUE;
  }

  return found;
}

static gboolean
get_x_extrema (const RkTrace *trace,
               double        *min,
               double        *max)
{
  if (trace->figure != NULL)
    return rk_figure_get_x_extrema (trace->figure, min, max);

  return trace->span != NULL && !trace->struck
         && rk_conversion_get_extrema (&trace->x_conversion, trace->span, trace->x_column,
                                       0, rk_span_get_n_samples (trace->span), min, max);
}

/**
 * rk_scene_get_x_extrema:
 * @self: a scene with xy
 * @min: (out): in the unit of x
 * @max: (out): in the unit of x
 *
 * Finds the extrema of the values along x.
 *
 * Threads: any, once the scene is built.
 *
 * Returns: %FALSE if there are none; the results are then unchanged
 */
gboolean
rk_scene_get_x_extrema (const RkScene *self,
                        double        *min,
                        double        *max)
{
  gboolean found = FALSE;

  g_return_val_if_fail (self != NULL, FALSE);

  for (guint i = 0; i < self->traces->len; i++) {
    const RkTrace *trace = &g_array_index (self->traces, RkTrace, i);
    double low;
    double high;

    if (!get_x_extrema (trace, &low, &high) || !isfinite (low) || !isfinite (high))
      continue;
    *min = found ? MIN (*min, low) : low;
    *max = found ? MAX (*max, high) : high;
    found = TRUE;
  }

  return found;
}

/* The first instant above zero at which there is a sample; infinite without one. */
static double
find_positive_time (const RkScene *self)
{
  double least = INFINITY;

  for (guint i = 0; i < self->traces->len; i++) {
    const RkTrace *trace = &g_array_index (self->traces, RkTrace, i);
    guint64 first;

    if (trace->span == NULL)
      continue;
    first = rk_span_find (trace->span, to_ns (-trace->x_offset_s) + 1);
    if (first < rk_span_get_n_samples (trace->span))
      least = MIN (least, (double) rk_span_get_time_ns (trace->span, first) / (double) RK_NS_PER_S + trace->x_offset_s);
  }

  return least;
}

static void
set_log (RkAxis *axis,
         double  least, /* > 0, what is to be seen; NaN: nothing is known */
         double  most)
{
  axis->log = TRUE;
  if (!(axis->lower > 0.0))
    rk_axis_fit_positive (least, most, &axis->lower, &axis->upper);
}

/**
 * rk_scene_set_log:
 * @self: a scene that is being built, with its traces and limits
 * @x: whether the axis along x becomes logarithmic
 * @y: whether all axes of values do
 *
 * Makes axes logarithmic. Limits above zero stay; others are chosen by the data, down to three decades below the largest value
 * where some are not above zero.
 */
void
rk_scene_set_log (RkScene *self,
                  gboolean x,
                  gboolean y)
{
  g_return_if_fail (self != NULL);

  if (x && !(self->x.lower > 0.0)) {
    double upper = self->x.upper;
    double least = self->xy ? (double) NAN : find_positive_time (self);

    if (self->xy && !rk_scene_get_x_extrema (self, &least, &upper))
      least = (double) NAN;
    set_log (&self->x, isfinite (least) ? least : (double) NAN, upper);
    /* Time ends where the data do. */
    if (!self->xy && upper > self->x.lower * 1.01)
      self->x.upper = upper;
  }
  self->x.log = self->x.log || x;

  for (guint i = 0; y && i < self->axes->len; i++) {
    double min = (double) NAN;
    double max = (double) NAN;

    rk_scene_get_extrema (self, i, &min, &max);
    set_log (&g_array_index (self->axes, RkAxis, i), min, max);
  }
}
