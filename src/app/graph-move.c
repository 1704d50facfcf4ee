/* Moving the limits by hand: gestures and keys come here, the next picture shows it. */

#include "config.h"

#include "app/graph-view-private.h"

#include <math.h>
#include <string.h>

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

/* ---- the way back ---- */

/* All that a step of the history brings back. */
static GVariant *
make_state (RkGraphView *self)
{
  g_autoptr (GList) units = g_list_sort (g_hash_table_get_keys (self->y_axes), (GCompareFunc) strcmp);
  GVariantBuilder axes;

  g_variant_builder_init (&axes, G_VARIANT_TYPE ("a(sbbdd)"));
  for (GList *l = units; l != NULL; l = l->next) {
    const RkYAxis *y = g_hash_table_lookup (self->y_axes, l->data);

    /* Limits that follow the data are not a place to go back to. */
    if (!isnan (y->range.lower) && (y->by_hand || !self->whole))
      g_variant_builder_add (&axes, "(sbbdd)", (const char *) l->data, y->by_hand, y->typed, y->range.lower, y->range.upper);
  }

  return g_variant_new ("(bbdda(sbbdd)@as@as@as)", self->whole, self->following, self->whole ? 0.0 : self->shown_lower,
                        self->whole ? 0.0 : self->shown_upper, &axes,
                        rk_graph_view_list_units (self->log_units), rk_graph_view_list_units (self->right_units),
                        rk_graph_view_list_units (self->same_units));
}

static void
take_state (RkGraphView *self,
            GVariant    *state)
{
  g_autoptr (GVariantIter) axes = NULL;
  g_autoptr (GVariant) log_units = NULL;
  g_autoptr (GVariant) right_units = NULL;
  g_autoptr (GVariant) same_units = NULL;
  const char *unit;
  gboolean whole;
  gboolean following;
  gboolean by_hand;
  gboolean typed;
  double lower;
  double upper;

  g_variant_get (state, "(bbdda(sbbdd)@as@as@as)", &whole, &following, &lower, &upper, &axes, &log_units, &right_units,
                 &same_units);
  rk_graph_view_show_whole (self);
  rk_graph_view_take_log (self, log_units);
  rk_graph_view_fill_units (self->right_units, right_units);
  rk_graph_view_fill_units (self->same_units, same_units);
  if (!whole)
    rk_graph_view_take_x (self, lower, upper);

  while (g_variant_iter_next (axes, "(&sbbdd)", &unit, &by_hand, &typed, &lower, &upper)) {
    RkYAxis *y = rk_graph_view_ensure_y (self, unit);

    y->by_hand = by_hand;
    y->typed = typed;
    y->range.lower = lower;
    y->range.upper = upper;
  }

  rk_graph_view_set_following (self, following);
  rk_graph_view_notify_kept (self);
}

/* internal; see graph-view-private.h */
void
rk_graph_view_leave (RkGraphView *self,
                     gboolean     gesture)
{
  /* Nothing was shown yet. */
  if (isnan (self->shown_lower))
    return;

  if (rk_graph_history_leave (self->history, make_state (self), gesture, g_get_monotonic_time ()))
    rk_graph_view_notify_history (self);
}

/**
 * rk_graph_view_go:
 * @self: a view
 * @forward: else back
 *
 * Goes to what was looked at before, or forward again.
 *
 * Returns: %FALSE at the end of the way
 */
gboolean
rk_graph_view_go (RkGraphView *self,
                  gboolean     forward)
{
  g_autoptr (GVariant) state = NULL;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  if (self->leader != NULL)
    return rk_graph_view_go (self->leader, forward);

  state = rk_graph_history_go (self->history, forward, make_state (self));
  if (state == NULL)
    return FALSE;

  take_state (self, state);
  rk_graph_view_write_kept (self);
  rk_graph_view_notify_history (self);
  rk_graph_view_changed (self);

  return TRUE;
}

/* ---- moves ---- */

/* Whether the time axis can be so; see rk_graph_view_take_x (). */
static gboolean
move_x (RkGraphView *self,
        double       lower,
        double       upper,
        gboolean     gesture)
{
  if (!rk_graph_view_can_take_x (lower, upper))
    return FALSE;

  rk_graph_view_leave (self, gesture);

  return rk_graph_view_take_x (self, lower, upper);
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

  if (self->leader != NULL) {
    rk_graph_view_pan_x (self->leader, lower, upper);
    return;
  }

  if (!move_x (self, lower, upper, TRUE))
    return;

  rk_graph_view_set_following (self, FALSE);
  rk_graph_view_changed (self);
}

/* The axis along x, in the part of it that is seen. */
static RkAxis
make_x_axis (RkGraphView *self,
             double       lower,
             double       upper)
{
  return (RkAxis) {
    .lower = lower,
    .upper = upper,
    .log = rk_graph_view_get_log_x (self) && rk_axis_can_be_log (lower, upper),
  };
}

/**
 * rk_graph_view_pan_to:
 * @self: a view
 * @lower: where it began to move
 * @upper: where it began to move
 * @from: share of that axis
 * @to: share of that axis
 *
 * Moves or stretches the axis along x by hand, by what is seen: on a logarithmic one by factors.
 */
void
rk_graph_view_pan_to (RkGraphView *self,
                      double       lower,
                      double       upper,
                      double       from,
                      double       to)
{
  RkAxis axis;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  axis = make_x_axis (self, lower, upper);
  rk_graph_view_pan_x (self, rk_axis_get_value (&axis, from), rk_axis_get_value (&axis, to));
}

static gboolean
move_y (RkGraphView *self,
        guint        axis,
        double       lower,
        double       upper,
        gboolean     typed)
{
  RkGraphView *owner;
  RkYAxis *y;

  if (axis >= self->units->len || !isfinite (lower) || !isfinite (upper) || lower >= upper)
    return FALSE;

  rk_axis_clamp (&lower, &upper);
  if (rk_graph_view_get_log (self, axis) && !rk_axis_can_be_log (lower, upper))
    return FALSE;

  owner = rk_graph_view_find_owner (self, g_ptr_array_index (self->units, axis));
  rk_graph_view_leave (owner, !typed);
  y = rk_graph_view_ensure_y (self, g_ptr_array_index (self->units, axis));
  y->by_hand = TRUE;
  y->typed = typed;
  y->range.lower = lower;
  y->range.upper = upper;
  rk_graph_view_write_kept (owner);
  rk_graph_view_changed (owner);

  return TRUE;
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
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  move_y (self, axis, lower, upper, FALSE);
}

/**
 * rk_graph_view_type_y:
 * @self: a view
 * @axis: pane, from the top
 * @lower: shown units
 * @upper: shown units
 *
 * Sets a value axis to limits that are kept with the experiment, through new runs too, until it is fitted.
 *
 * Returns: %FALSE and no change when there is no such pane or these are no limits
 */
gboolean
rk_graph_view_type_y (RkGraphView *self,
                      guint        axis,
                      double       lower,
                      double       upper)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  return move_y (self, axis, lower, upper, TRUE);
}

/**
 * rk_graph_view_type_x:
 * @self: a view
 * @lower: begin
 * @upper: end
 *
 * Shows exactly this part along x. New data no longer move it.
 *
 * Returns: %FALSE and no change when it cannot be shown
 */
gboolean
rk_graph_view_type_x (RkGraphView *self,
                      double       lower,
                      double       upper)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  if (self->leader != NULL)
    return rk_graph_view_type_x (self->leader, lower, upper);

  if (!move_x (self, lower, upper, FALSE))
    return FALSE;

  rk_graph_view_set_following (self, FALSE);
  rk_graph_view_changed (self);

  return TRUE;
}

/**
 * rk_graph_view_fit_sensor:
 * @self: a view
 * @axis: pane, from the top
 *
 * Shows on a value axis all that its sensors can measure. It stays so, as if typed.
 */
void
rk_graph_view_fit_sensor (RkGraphView *self,
                          guint        axis)
{
  double lower;
  double upper;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (rk_graph_view_get_sensor_range (self, axis, &lower, &upper))
    move_y (self, axis, lower, upper, TRUE);
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
  RkAxis axis;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (self->leader != NULL) {
    rk_graph_view_zoom_x (self->leader, fraction, factor);
    return;
  }

  if (!rk_graph_view_get_x (self, &lower, &upper) || !(factor > 0))
    return;

  axis = make_x_axis (self, lower, upper);
  if (move_x (self, rk_axis_get_value (&axis, fraction - fraction * factor),
              rk_axis_get_value (&axis, fraction + (1 - fraction) * factor), TRUE))
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
  RkAxis shown = { 0 };

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (!rk_graph_view_get_y (self, axis, &shown.lower, &shown.upper) || !(factor > 0))
    return;

  shown.log = rk_graph_view_get_log (self, axis);
  rk_graph_view_stretch_y (self, axis, shown.lower, shown.upper, rk_axis_get_value (&shown, fraction), factor);
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
 * Lets the data in sight set the limits of one value axis again.
 */
void
rk_graph_view_fit_y (RkGraphView *self,
                     guint        axis)
{
  RkGraphView *owner;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (axis >= self->units->len)
    return;

  owner = rk_graph_view_find_owner (self, g_ptr_array_index (self->units, axis));
  rk_graph_view_leave (owner, FALSE);
  g_hash_table_remove (owner->y_axes, g_ptr_array_index (self->units, axis));
  rk_graph_view_write_kept (owner);
  rk_graph_view_changed (owner);
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

  if (self->leader != NULL)
    rk_graph_view_fit (self->leader);

  rk_graph_view_leave (self, FALSE);
  rk_graph_view_show_whole (self);
  rk_graph_view_write_kept (self);
  rk_graph_view_set_following (self, TRUE);
  rk_graph_view_changed (self);
}
