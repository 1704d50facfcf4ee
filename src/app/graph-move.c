/* Moving the limits by hand: gestures and keys come here, the next picture shows it. */

#include "config.h"

#include "app/graph-view-private.h"

#include <math.h>

/**
 * rk_graph_view_get_x:
 * @self: a view
 * @lower: (out): begin, seconds
 * @upper: (out): end, seconds
 *
 * Where the time axis is, gestures included that are not drawn yet.
 *
 * Returns: %FALSE before the first picture; nothing is then stored
 */
gboolean
rk_graph_view_get_x (RkGraphView *self,
                     double      *lower,
                     double      *upper)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  if (isnan (self->shown_lower))
    return FALSE;

  *lower = self->shown_lower;
  *upper = self->shown_upper;

  return TRUE;
}

/**
 * rk_graph_view_get_y:
 * @self: a view
 * @axis: pane, from the top
 * @lower: (out): shown units
 * @upper: (out): shown units
 *
 * Where a value axis is.
 *
 * Returns: %FALSE when there is no such pane in the last picture
 */
gboolean
rk_graph_view_get_y (RkGraphView *self,
                     guint        axis,
                     double      *lower,
                     double      *upper)
{
  const RkYAxis *y;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  if (axis >= self->units->len)
    return FALSE;

  y = rk_graph_view_ensure_y (self, g_ptr_array_index (self->units, axis));
  if (isnan (y->range.lower))
    return FALSE;

  *lower = y->range.lower;
  *upper = y->range.upper;

  return TRUE;
}

/**
 * rk_graph_view_pan_x:
 * @self: a view
 * @lower: begin, seconds
 * @upper: end, seconds
 *
 * Moves the time axis by hand. New data no longer move it: see #RkGraphView:away.
 */
void
rk_graph_view_pan_x (RkGraphView *self,
                     double       lower,
                     double       upper)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (!rk_graph_view_take_x (self, lower, upper))
    return;

  rk_graph_view_set_following (self, FALSE);
  rk_graph_view_changed (self);
}

/**
 * rk_graph_view_set_y:
 * @self: a view
 * @axis: pane, from the top
 * @lower: shown units
 * @upper: shown units
 *
 * Sets a value axis by hand. It stays so until it is fitted.
 */
void
rk_graph_view_set_y (RkGraphView *self,
                     guint        axis,
                     double       lower,
                     double       upper)
{
  RkYAxis *y;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (axis >= self->units->len || !isfinite (lower) || !isfinite (upper) || lower >= upper)
    return;

  rk_axis_clamp (&lower, &upper);
  y = rk_graph_view_ensure_y (self, g_ptr_array_index (self->units, axis));
  y->by_hand = TRUE;
  y->range.lower = lower;
  y->range.upper = upper;
  rk_graph_view_changed (self);
}

/**
 * rk_graph_view_zoom_x:
 * @self: a view
 * @fraction: what stays in place, 0 (left end) to 1 (right end)
 * @factor: < 1 shows less time, > 1 more
 *
 * Zooms the time axis. While following, the window keeps its new width and goes on.
 */
void
rk_graph_view_zoom_x (RkGraphView *self,
                      double       fraction,
                      double       factor)
{
  double lower;
  double upper;
  double fixed;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (!rk_graph_view_get_x (self, &lower, &upper) || !(factor > 0))
    return;

  fixed = lower + fraction * (upper - lower);
  if (rk_graph_view_take_x (self, fixed - (fixed - lower) * factor, fixed + (upper - fixed) * factor))
    rk_graph_view_changed (self);
}

/**
 * rk_graph_view_zoom_y:
 * @self: a view
 * @axis: pane, from the top
 * @fraction: what stays in place, 0 (bottom) to 1 (top)
 * @factor: < 1 shows a smaller range, > 1 a larger one
 *
 * Zooms a value axis.
 */
void
rk_graph_view_zoom_y (RkGraphView *self,
                      guint        axis,
                      double       fraction,
                      double       factor)
{
  double lower;
  double upper;
  double fixed;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (!rk_graph_view_get_y (self, axis, &lower, &upper) || !(factor > 0))
    return;

  fixed = lower + fraction * (upper - lower);
  rk_graph_view_set_y (self, axis, fixed - (fixed - lower) * factor, fixed + (upper - fixed) * factor);
}

/**
 * rk_graph_view_show_time:
 * @self: a view
 * @begin_s: begin, seconds
 * @end_s: end, the same for an instant
 *
 * Goes to a piece of time: it stands in the middle, closer than before if all of the time was shown.
 */
void
rk_graph_view_show_time (RkGraphView *self,
                         double       begin_s,
                         double       end_s)
{
  double lower;
  double upper;
  double width;
  double middle = begin_s / 2 + end_s / 2;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (self->x_channel != NULL || !rk_graph_view_get_x (self, &lower, &upper) || !(end_s >= begin_s))
    return;

  width = MAX (self->whole ? (upper - lower) / 4 : upper - lower, 1.5 * (end_s - begin_s));
  rk_graph_view_pan_x (self, middle - width / 2, middle + width / 2);
}

/**
 * rk_graph_view_fit_y:
 * @self: a view
 * @axis: pane, from the top
 *
 * Lets the data set the limits of one value axis again.
 */
void
rk_graph_view_fit_y (RkGraphView *self,
                     guint        axis)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (axis >= self->units->len)
    return;

  g_hash_table_remove (self->y_axes, g_ptr_array_index (self->units, axis));
  rk_graph_view_changed (self);
}

/**
 * rk_graph_view_fit:
 * @self: a view
 *
 * Shows all there is and follows what comes.
 */
void
rk_graph_view_fit (RkGraphView *self)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  rk_graph_view_show_whole (self);
  rk_graph_view_set_following (self, TRUE);
  rk_graph_view_changed (self);
}
