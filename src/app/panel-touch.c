#include "config.h"

#include "app/panel-touch.h"

#include <math.h>

/**
 * rk_touch_is_finger:
 * @controller: one whose signal is being handled
 *
 * Under X11 the device of every event is the one pointer of all, and a mouse: that an event belongs to a sequence tells.
 *
 * Returns: whether a finger caused it
 */
gboolean
rk_touch_is_finger (GtkEventController *controller)
{
  GdkEvent *event = gtk_event_controller_get_current_event (controller);
  GdkDevice *device = gtk_event_controller_get_current_event_device (controller);

  return (event != NULL && gdk_event_get_event_sequence (event) != NULL) ||
         (device != NULL && gdk_device_get_source (device) == GDK_SOURCE_TOUCHSCREEN);
}

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
