#include "config.h"

#include "app/panel-touch.h"

#include <math.h>

/**
 * rk_touch_get_axes:
 * @dx: between two fingers, pixels
 * @dy: the same, down
 * @x: (out): whether they stretch the time
 * @y: (out): whether they stretch the values
 *
 * Reads the direction of a pinch. At least one is stretched.
 */
void
rk_touch_get_axes (double    dx,
                   double    dy,
                   gboolean *x,
                   gboolean *y)
{
  dx = fabs (dx);
  dy = fabs (dy);
  *x = dx >= dy / 2;
  *y = dy > dx / 2;
}

/**
 * rk_touch_pinch:
 * @lower: (inout): of the axis
 * @upper: (inout): of the axis
 * @before: where the middle of the fingers was, as a part of the axis
 * @now: where it is
 * @factor: how much more of the axis is to be seen
 *
 * Stretches and moves an axis at once.
 */
void
rk_touch_pinch (double *lower,
                double *upper,
                double  before,
                double  now,
                double  factor)
{
  double width = *upper - *lower;
  double held = *lower + before * width;

  *lower = held - now * width * factor;
  *upper = *lower + width * factor;
}
