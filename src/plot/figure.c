#include "config.h"

#include "plot/figure.h"

#include <math.h>

static gboolean
is_row (double begin,
        double step,
        guint  n)
{
  return isfinite (begin) && step > 0.0 && isfinite (begin + step * n) && n <= RK_FIGURE_MAX;
}

/**
 * rk_figure_new:
 * @kind: curve or columns
 * @x_begin: x of the first point, or the left edge of the first column
 * @x_step: distance of the next, > 0
 * @values: (array length=n): values; those that are not finite are missing
 * @n: how many
 *
 * Makes a figure of a copy of some numbers.
 *
 * One that has no place along x, or more than %RK_FIGURE_MAX values, has none.
 *
 * Threads: any.
 *
 * Returns: (transfer full): the figure
 */
RkFigure *
rk_figure_new (RkFigureKind  kind,
               double        x_begin,
               double        x_step,
               const double *values,
               guint         n)
{
  RkFigure *self;

  g_return_val_if_fail (kind != RK_FIGURE_IMAGE, NULL);
  g_return_val_if_fail (n == 0 || values != NULL, NULL);

  self = g_new0 (RkFigure, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->kind = kind;
  self->x_begin = x_begin;
  self->x_step = x_step;
  if (is_row (x_begin, x_step, n)) {
    self->n_x = n;
    self->values = g_memdup2 (values, n * sizeof *values);
  }

  return self;
}

/**
 * rk_figure_new_image:
 * @x_begin: left edge
 * @x_step: width of a cell, > 0
 * @n_x: cells along x
 * @y_begin: lower edge
 * @y_step: height of a cell, > 0
 * @n_y: cells along y
 * @cells: values, column after column, each from below
 * @lower: what the first colour stands for
 * @upper: what the last one does
 *
 * Makes a figure of a copy of a matrix.
 *
 * One that has no place, or more than %RK_FIGURE_MAX cells, has none.
 *
 * Threads: any.
 *
 * Returns: (transfer full): the figure
 */
RkFigure *
rk_figure_new_image (double       x_begin,
                     double       x_step,
                     guint        n_x,
                     double       y_begin,
                     double       y_step,
                     guint        n_y,
                     const float *cells,
                     double       lower,
                     double       upper)
{
  RkFigure *self;

  g_return_val_if_fail (n_x == 0 || n_y == 0 || cells != NULL, NULL);

  self = g_new0 (RkFigure, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->kind = RK_FIGURE_IMAGE;
  self->x_begin = x_begin;
  self->x_step = x_step;
  self->y_begin = y_begin;
  self->y_step = y_step;
  self->lower = lower;
  self->upper = upper;
  if (is_row (x_begin, x_step, n_x) && is_row (y_begin, y_step, n_y) && isfinite (lower) && isfinite (upper) && lower < upper
      && (guint64) n_x * n_y <= RK_FIGURE_MAX) {
    self->n_x = n_x;
    self->n_y = n_y;
    self->cells = g_memdup2 (cells, (gsize) n_x * n_y * sizeof *cells);
  }

  return self;
}

/**
 * rk_figure_ref:
 * @self: a figure
 *
 * Threads: any.
 *
 * Returns: (transfer full): @self
 */
RkFigure *
rk_figure_ref (RkFigure *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * rk_figure_unref:
 * @self: (transfer full): a figure
 *
 * Threads: any.
 */
void
rk_figure_unref (RkFigure *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->values);
  g_free (self->cells);
  g_free (self);
}

/**
 * rk_figure_get_x_extrema:
 * @self: a figure
 * @min: (out): the first point, or the first edge
 * @max: (out): the last
 *
 * Threads: any.
 *
 * Returns: %FALSE without values; the results are then unchanged
 */
gboolean
rk_figure_get_x_extrema (const RkFigure *self,
                         double         *min,
                         double         *max)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->n_x == 0)
    return FALSE;

  *min = self->x_begin;
  *max = self->x_begin + (self->kind == RK_FIGURE_CURVE ? self->n_x - 1 : self->n_x) * self->x_step;

  return TRUE;
}

/**
 * rk_figure_get_extrema:
 * @self: a figure
 * @x_lower: limit along x
 * @x_upper: limit along x
 * @positive: whether only what is above 0 counts
 * @min: (out): smallest value
 * @max: (out): largest value
 *
 * Finds the extrema of the values in sight; of an image those of its edges.
 *
 * Threads: any.
 *
 * Returns: %FALSE if there are none; the results are then unchanged
 */
gboolean
rk_figure_get_extrema (const RkFigure *self,
                       double          x_lower,
                       double          x_upper,
                       gboolean        positive,
                       double         *min,
                       double         *max)
{
  double width;
  double low = INFINITY;
  double high = -INFINITY;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->kind == RK_FIGURE_IMAGE && self->n_x > 0 && self->n_y > 0) {
    *min = positive && self->y_begin <= 0.0 ? self->y_begin + self->y_step / 2.0 : self->y_begin;
    *max = self->y_begin + self->n_y * self->y_step;
    return TRUE;
  }

  width = self->kind == RK_FIGURE_COLUMNS ? self->x_step : 0.0;
  for (guint i = 0; self->values != NULL && i < self->n_x; i++) {
    double x = self->x_begin + i * self->x_step;

    if (x + width < x_lower || x > x_upper || !isfinite (self->values[i]) || (positive && self->values[i] <= 0.0))
      continue;
    low = MIN (low, self->values[i]);
    high = MAX (high, self->values[i]);
  }
  if (low > high)
    return FALSE;

  /* Columns stand on zero. */
  *min = self->kind == RK_FIGURE_COLUMNS && !positive ? MIN (low, 0.0) : low;
  *max = self->kind == RK_FIGURE_COLUMNS && !positive ? MAX (high, 0.0) : high;

  return TRUE;
}
