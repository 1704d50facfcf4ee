/* How fingers, mouse and keys move the graph.
 *
 *   drag in the plot      pan; on the level of the trigger move that
 *   drag on an axis       stretch that axis from its other end (time) or its middle (values)
 *   wheel, pinch          zoom the time at the pointer; with Ctrl, on a value axis, or
 *                         with fingers one above the other the values
 *   click on a mark       tell who shows it
 *   click on an axis      tell who shows its limits
 *   double click          fit; on a value axis only that axis
 *   long press            the menu of what is there, for fingers; boards that speak as a mouse do have it too
 *
 * Cursors and selections are placed in canvas-reading.c.
 */

#include "config.h"

#include "app/canvas-input.h"

#include "app/canvas-reading.h"
#include "app/panel-touch.h"

#include <math.h>

/* Pixels a pointer must travel up or down before a pan takes the values along: a hand that
 * drags sideways trembles. */
#define VERTICAL_START 16

/* How far from the level of the trigger it can be grabbed, pixels. */
#define LEVEL_REACH       8
#define LEVEL_REACH_TOUCH 16

#define WHEEL_FACTOR 0.85
#define KEY_FACTOR   0.8
#define KEY_PAN      0.1

typedef struct {
  RkCanvas *canvas; /* its controllers own this */

  double pointer_x; /* last seen, for the wheel */
  double pointer_y;

  /* A drag under way. */
  RkScene *start; /* the picture it began in; nullable */
  RkHit    hit;
  guint    axis;
  double   x_lower, x_upper;
  double   y_lower, y_upper;
  double   other_lower, other_upper; /* of the other axis of the pane, if it has two */
  gboolean vertical;
  gboolean has_level; /* it is the level that is dragged */
  double   level;     /* where it was */
  double   dragged;   /* where it is */

  /* A pinch under way. */
  double   pinched; /* scale so far */
  double   pinch_at; /* where the middle of the fingers was, as a part of the time axis */
  gboolean pinch_x;
  gboolean pinch_y;

  /* A finger that was held in its place. */
  gboolean held;
  double   held_x;
  double   held_y;
} Input;

/* Pane and part under a point; FALSE before the first picture and where it stands still. */
static gboolean
hit (Input  *self,
     double  x,
     double  y,
     RkHit  *what,
     guint  *axis)
{
  const RkScene *scene = rk_canvas_get_scene (self->canvas);

  *axis = 0;
  if (scene == NULL || rk_canvas_get_view (self->canvas) == NULL || rk_canvas_get_frozen (self->canvas))
    return FALSE;

  *what = rk_scene_hit (scene, x, y, axis);
  if (*what == RK_HIT_MARK || *axis >= scene->axes->len)
    *axis = 0;

  return TRUE;
}

static double
get_fraction_x (const RkScene *scene,
                double         x)
{
  RkRect pane = rk_scene_get_pane (scene, 0);

  return CLAMP ((x - pane.x) / MAX (pane.width, 1), 0, 1);
}

static double
get_fraction_y (const RkScene *scene,
                guint          axis,
                double         y)
{
  RkRect pane = rk_scene_get_pane (scene, axis);

  return CLAMP (1 - (y - pane.y) / MAX (pane.height, 1), 0, 1);
}

/* The other axis of the same pane; G_MAXUINT if there is none. */
static guint
get_other (const RkScene *scene,
           guint          axis)
{
  guint pane = rk_scene_get_pane_index (scene, axis);

  for (guint i = 0; i < scene->axes->len; i++) {
    if (i != axis && rk_scene_get_pane_index (scene, i) == pane)
      return i;
  }

  return G_MAXUINT;
}

/* Around a point: one axis where its numbers are, all of the pane in the graph itself. */
static void
zoom_values (Input         *self,
             const RkScene *scene,
             RkHit          what,
             guint          axis,
             double         y,
             double         factor)
{
  RkGraphView *view = rk_canvas_get_view (self->canvas);
  guint other = what == RK_HIT_Y_AXIS ? G_MAXUINT : get_other (scene, axis);
  double share = get_fraction_y (scene, axis, y);

  rk_graph_view_zoom_y (view, axis, share, factor);
  if (other != G_MAXUINT)
    rk_graph_view_zoom_y (view, other, share, factor);
}

/* ---- drag ---- */

/* Grabs the level of the trigger, if it is there. */
static void
grab_level (Input          *self,
            double          x,
            double          y,
            GtkGestureDrag *gesture)
{
  gboolean is_touch = rk_touch_is_finger (GTK_EVENT_CONTROLLER (gesture));
  const RkLevelLine *line;
  guint level;

  if (self->hit != RK_HIT_PLOT ||
      !rk_scene_hit_level (self->start, x, y, is_touch ? LEVEL_REACH_TOUCH : LEVEL_REACH, &level))
    return;

  line = &g_array_index (self->start->levels, RkLevelLine, level);
  self->has_level = TRUE;
  self->axis = line->axis;
  self->level = line->value;
  rk_canvas_hold_level (self->canvas, self->level);
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* To a round value that a pixel can still tell from the next. */
static void
drag_level (Input  *self,
            double  dy)
{
  RkRect pane = rk_scene_get_pane (self->start, self->axis);
  const RkAxis *axis = &g_array_index (self->start->axes, RkAxis, self->axis);
  double y = CLAMP (rk_scene_from_value (self->start, self->axis, self->level) + dy, pane.y, pane.y + pane.height);
  double value = rk_scene_to_value (self->start, self->axis, y);
  double step;

  /* A pixel of a logarithmic axis is worth what it is just there. */
  if (axis->log)
    step = pow (10, floor (log10 (fabs (rk_scene_to_value (self->start, self->axis, y - 1) - value))));
  else
    step = rk_axis_step (axis->lower, axis->upper, (guint) CLAMP (pane.height, 10, 2000));

  if (step >= 1)
    value = round (value / step) * step;
  else if (step > 0)
    value = round (value / step) / round (1 / step);

  if (isfinite (value))
    rk_canvas_hold_level (self->canvas, value);
  self->dragged = value;
}

static void
drag_begin_cb (Input          *self,
               double          x,
               double          y,
               GtkGestureDrag *gesture)
{
  RkGraphView *view = rk_canvas_get_view (self->canvas);

  gtk_widget_grab_focus (GTK_WIDGET (self->canvas));

  g_clear_pointer (&self->start, rk_scene_unref);
  self->vertical = FALSE;
  self->has_level = FALSE;
  self->dragged = NAN;

  if (!hit (self, x, y, &self->hit, &self->axis) ||
      !rk_graph_view_get_x (view, &self->x_lower, &self->x_upper) ||
      !rk_graph_view_get_y (view, self->axis, &self->y_lower, &self->y_upper)) {
    /* A hand that pulls at what stands still does not click it either. */
    if (!rk_canvas_get_frozen (self->canvas))
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
    return;
  }

  self->start = rk_scene_ref ((RkScene *) rk_canvas_get_scene (self->canvas));
  /* Nothing moves an axis that has no limits yet. */
  self->other_lower = self->other_upper = (double) NAN;
  rk_graph_view_get_y (view, get_other (self->start, self->axis), &self->other_lower, &self->other_upper);
  grab_level (self, x, y, gesture);
}

static void
drag_plot (Input  *self,
           double  dx,
           double  dy)
{
  RkGraphView *view = rk_canvas_get_view (self->canvas);
  RkRect pane = rk_scene_get_pane (self->start, self->axis);
  double share = dx / MAX (pane.width, 1);

  if (fabs (dy) > VERTICAL_START)
    self->vertical = TRUE;

  rk_graph_view_pan_to (view, self->x_lower, self->x_upper, -share, 1 - share);
  if (self->vertical) {
    guint other = get_other (self->start, self->axis);

    rk_graph_view_shift_y (view, self->axis, self->y_lower, self->y_upper, dy / MAX (pane.height, 1));
    if (other != G_MAXUINT)
      rk_graph_view_shift_y (view, other, self->other_lower, self->other_upper, dy / MAX (pane.height, 1));
  }
}

/* The point that was grabbed stays under the pointer; the begin of the time stays in place. */
static void
drag_x_axis (Input  *self,
             double  start_x,
             double  dx)
{
  RkRect pane = rk_scene_get_pane (self->start, 0);
  double grabbed = MAX (start_x - pane.x, 8);
  double now = MAX (grabbed + dx, 8);

  rk_graph_view_pan_to (rk_canvas_get_view (self->canvas), self->x_lower, self->x_upper, 0, grabbed / now);
}

/* Stretches around the middle, or around zero where the axis shows it. */
static void
drag_y_axis (Input  *self,
             double  start_y,
             double  dy)
{
  RkRect pane = rk_scene_get_pane (self->start, self->axis);
  RkAxis shown = {
    .lower = self->y_lower, .upper = self->y_upper, .log = g_array_index (self->start->axes, RkAxis, self->axis).log
  };
  gboolean has_zero = self->y_lower <= 0 && self->y_upper >= 0;
  double fixed = has_zero ? 0 : rk_axis_get_value (&shown, 0.5);
  double fixed_y = rk_scene_from_value (self->start, self->axis, fixed);
  double side = start_y < fixed_y ? -1 : 1;
  double least = MAX (pane.height / 50, 2);
  double grabbed = MAX ((start_y - fixed_y) * side, 4 * least);
  double factor = grabbed / MAX (grabbed + dy * side, least);

  rk_graph_view_stretch_y (rk_canvas_get_view (self->canvas), self->axis, self->y_lower, self->y_upper, fixed, factor);
}

static void
drag_update_cb (Input          *self,
                double          dx,
                double          dy,
                GtkGestureDrag *gesture)
{
  double x;
  double y;

  if (self->has_level) {
    drag_level (self, dy);
    return;
  }

  /* Below the threshold it may still become a click. */
  if (gtk_drag_check_threshold (GTK_WIDGET (self->canvas), 0, 0, (int) dx, (int) dy))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (self->start == NULL || !gtk_gesture_drag_get_start_point (gesture, &x, &y) ||
      gtk_gesture_get_sequence_state (GTK_GESTURE (gesture),
                                      gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture))) !=
      GTK_EVENT_SEQUENCE_CLAIMED)
    return;

  if (self->hit == RK_HIT_X_AXIS)
    drag_x_axis (self, x, dx);
  else if (self->hit == RK_HIT_Y_AXIS)
    drag_y_axis (self, y, dy);
  else
    drag_plot (self, dx, dy);
}

static void
drag_cancel_cb (Input *self)
{
  if (self->has_level)
    rk_canvas_release_level (self->canvas, TRUE);
  self->has_level = FALSE;
  g_clear_pointer (&self->start, rk_scene_unref);
}

/* One change, not one for every pixel on the way: each is written to the file. */
static void
drag_end_cb (Input *self)
{
  if (self->has_level && isfinite (self->dragged)) {
    rk_graph_view_move_level (rk_canvas_get_view (self->canvas), self->dragged);
    rk_canvas_release_level (self->canvas, FALSE);
    self->has_level = FALSE;
  }
  drag_cancel_cb (self);
}

/* ---- double click ---- */

static void
pressed_cb (Input           *self,
            int              n_press,
            double           x,
            double           y,
            GtkGestureClick *gesture)
{
  RkHit what;
  guint axis;

  if (n_press != 2 || !hit (self, x, y, &what, &axis))
    return;

  if (what == RK_HIT_Y_AXIS)
    rk_graph_view_fit_y (rk_canvas_get_view (self->canvas), axis);
  else
    rk_graph_view_fit (rk_canvas_get_view (self->canvas));
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
released_cb (Input           *self,
             int              n_press,
             double           x,
             double           y,
             GtkGestureClick *gesture)
{
  const RkScene *scene = rk_canvas_get_scene (self->canvas);
  guint what;
  RkHit place;

  if (n_press != 1 || scene == NULL || rk_canvas_get_frozen (self->canvas))
    return;

  place = rk_scene_hit (scene, x, y, &what);
  if (place == RK_HIT_MARK)
    rk_canvas_click_mark (self->canvas, what);
  else if (place == RK_HIT_X_AXIS || place == RK_HIT_Y_AXIS)
    rk_canvas_click_axis (self->canvas, place == RK_HIT_X_AXIS ? -1 : (int) what);
}

/* ---- wheel and pinch ---- */

static gboolean
scroll_cb (Input                    *self,
           double                    dx,
           double                    dy,
           GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  const RkScene *scene = rk_canvas_get_scene (self->canvas);
  RkGraphView *view = rk_canvas_get_view (self->canvas);
  double steps = CLAMP (dy, -5, 5);
  RkHit what;
  guint axis;

  if (!hit (self, self->pointer_x, self->pointer_y, &what, &axis))
    return GDK_EVENT_PROPAGATE;

  if (dx != 0 || (state & GDK_SHIFT_MASK) != 0) {
    double part = KEY_PAN / 2 * CLAMP (dx != 0 ? dx : dy, -5, 5);
    double lower;
    double upper;

    if (rk_graph_view_get_x (view, &lower, &upper))
      rk_graph_view_pan_to (view, lower, upper, part, 1 + part);
  } else if (what == RK_HIT_Y_AXIS || (state & GDK_CONTROL_MASK) != 0) {
    zoom_values (self, scene, what, axis, self->pointer_y, pow (WHEEL_FACTOR, -steps));
  } else {
    rk_graph_view_zoom_x (view, get_fraction_x (scene, self->pointer_x), pow (WHEEL_FACTOR, -steps));
  }

  return GDK_EVENT_STOP;
}

static void
motion_cb (Input  *self,
           double  x,
           double  y)
{
  const char *cursor = NULL;
  RkHit what = RK_HIT_NOTHING;
  guint axis;

  self->pointer_x = x;
  self->pointer_y = y;

  if (self->start != NULL || !hit (self, x, y, &what, &axis))
    return;

  if (rk_canvas_reading_get_pointer (self->canvas, x, y) != NULL)
    cursor = rk_canvas_reading_get_pointer (self->canvas, x, y);
  else if (what == RK_HIT_X_AXIS)
    cursor = "ew-resize";
  else if (what == RK_HIT_Y_AXIS)
    cursor = "ns-resize";
  else if (what == RK_HIT_MARK)
    cursor = "pointer";
  else if (what == RK_HIT_PLOT)
    cursor = rk_scene_hit_level (rk_canvas_get_scene (self->canvas), x, y, LEVEL_REACH, &axis) ? "ns-resize" : "crosshair";
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->canvas), cursor);
}

/* Two fingers side by side mean time, one above the other values, aslant both. */
static void
pinch_begin_cb (Input            *self,
                GdkEventSequence *sequence,
                GtkGesture       *gesture)
{
  g_autoptr (GList) fingers = gtk_gesture_get_sequences (gesture);
  double x[2];
  double y[2];

  self->pinched = 1;
  self->pinch_x = TRUE;
  self->pinch_y = FALSE;

  if (g_list_length (fingers) == 2 && gtk_gesture_get_point (gesture, fingers->data, &x[0], &y[0]) &&
      gtk_gesture_get_point (gesture, fingers->next->data, &x[1], &y[1])) {
    rk_touch_get_axes (x[1] - x[0], y[1] - y[0], &self->pinch_x, &self->pinch_y);
    if (rk_canvas_get_scene (self->canvas) != NULL)
      self->pinch_at = get_fraction_x (rk_canvas_get_scene (self->canvas), (x[0] + x[1]) / 2);
  }

  /* The first finger no longer pans alone. */
  drag_cancel_cb (self);
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
pinch_cb (Input      *self,
          double      scale,
          GtkGesture *gesture)
{
  const RkScene *scene = rk_canvas_get_scene (self->canvas);
  RkGraphView *view = rk_canvas_get_view (self->canvas);
  double x;
  double y;
  double factor;
  double lower;
  double upper;
  RkHit what;
  guint axis;

  if (!(scale > 0) || !gtk_gesture_get_bounding_box_center (gesture, &x, &y) || !hit (self, x, y, &what, &axis))
    return;

  factor = self->pinched / scale;
  self->pinched = scale;

  if (self->pinch_x && rk_graph_view_get_x (view, &lower, &upper)) {
    double from = 0;
    double to = 1;

    rk_touch_pinch (&from, &to, self->pinch_at, get_fraction_x (scene, x), factor);
    self->pinch_at = get_fraction_x (scene, x);
    rk_graph_view_pan_to (view, lower, upper, from, to);
  }
  if (self->pinch_y)
    zoom_values (self, scene, what, axis, y, factor);
}

/* A finger that moves a cursor or a selection is claimed before it comes here, its end as well: GTK's gesture would wait for
 * it for ever, and take no two others. */
static gboolean
forget_finger_cb (GtkGesture *pinch,
                  GdkEvent   *event)
{
  GdkEventType type = gdk_event_get_event_type (event);

  if ((type == GDK_TOUCH_END || type == GDK_TOUCH_CANCEL) &&
      gtk_gesture_get_sequence_state (pinch, gdk_event_get_event_sequence (event)) == GTK_EVENT_SEQUENCE_DENIED)
    gtk_event_controller_reset (GTK_EVENT_CONTROLLER (pinch));

  return GDK_EVENT_PROPAGATE;
}

/* ---- long press ---- */

static void
long_pressed_cb (Input      *self,
                 double      x,
                 double      y,
                 GtkGesture *gesture)
{
  RkHit what;
  guint axis;

  if (!hit (self, x, y, &what, &axis) || self->has_level)
    return;

  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  drag_cancel_cb (self);
  self->held = TRUE;
  self->held_x = x;
  self->held_y = y;
}

/* Shown when the finger is lifted: a menu that comes before takes it over, and nobody here would hear of its end. */
static void
long_press_end_cb (Input *self)
{
  const RkScene *scene = rk_canvas_get_scene (self->canvas);
  guint index;
  guint axis;
  RkHit what;

  if (!self->held || !hit (self, self->held_x, self->held_y, &what, &axis))
    return;

  self->held = FALSE;
  if (what == RK_HIT_MARK && rk_scene_hit (scene, self->held_x, self->held_y, &index) == RK_HIT_MARK)
    rk_canvas_click_mark (self->canvas, index);
  else if (what == RK_HIT_X_AXIS || what == RK_HIT_Y_AXIS)
    rk_canvas_click_axis (self->canvas, what == RK_HIT_X_AXIS ? -1 : (int) axis);
  else if (what == RK_HIT_PLOT)
    gtk_widget_activate_action (GTK_WIDGET (self->canvas), "graph.menu", "(dd)", self->held_x, self->held_y);
}

/* ---- keys ---- */

/* NULL where nothing moves. */
static RkGraphView *
get_movable (GtkWidget *widget)
{
  RkCanvas *canvas = RK_CANVAS (widget);

  return rk_canvas_get_frozen (canvas) ? NULL : rk_canvas_get_view (canvas);
}

static gboolean
pan_key (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  RkGraphView *view = get_movable (widget);
  double lower;
  double upper;
  double x;
  double y;

  g_variant_get (args, "(dd)", &x, &y);
  if (view == NULL)
    return GDK_EVENT_PROPAGATE;

  if (x != 0 && rk_graph_view_get_x (view, &lower, &upper))
    rk_graph_view_pan_to (view, lower, upper, x, 1 + x);

  if (y != 0 && rk_graph_view_get_y (view, 0, &lower, &upper))
    rk_graph_view_shift_y (view, 0, lower, upper, y);

  return GDK_EVENT_STOP;
}

static gboolean
zoom_key (GtkWidget *widget,
          GVariant  *args,
          gpointer   user_data)
{
  RkGraphView *view = get_movable (widget);
  double x;
  double y;

  g_variant_get (args, "(dd)", &x, &y);
  if (view == NULL)
    return GDK_EVENT_PROPAGATE;

  if (x != 1)
    rk_graph_view_zoom_x (view, 0.5, x);
  if (y != 1)
    rk_graph_view_zoom_y (view, 0, 0.5, y);

  return GDK_EVENT_STOP;
}

static gboolean
fit_key (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  RkGraphView *view = get_movable (widget);

  if (view == NULL)
    return GDK_EVENT_PROPAGATE;

  rk_graph_view_fit (view);

  return GDK_EVENT_STOP;
}

static gboolean
follow_key (GtkWidget *widget,
            GVariant  *args,
            gpointer   user_data)
{
  RkGraphView *view = get_movable (widget);

  if (view == NULL)
    return GDK_EVENT_PROPAGATE;

  rk_graph_view_set_following (view, TRUE);

  return GDK_EVENT_STOP;
}

static void
bind (GtkWidgetClass  *widget_class,
      guint            key,
      guint            keypad,
      GdkModifierType  modifiers,
      GtkShortcutFunc  callback,
      double           x,
      double           y)
{
  gtk_widget_class_add_binding (widget_class, key, modifiers, callback, "(dd)", x, y);
  if (keypad != 0)
    gtk_widget_class_add_binding (widget_class, keypad, modifiers, callback, "(dd)", x, y);
}

/**
 * rk_canvas_input_bind:
 * @widget_class: of the canvas
 *
 * Adds the keys: arrows pan, + and - zoom the time, with Ctrl the values, Home and 0 fit, F follows.
 */
void
rk_canvas_input_bind (GtkWidgetClass *widget_class)
{
  bind (widget_class, GDK_KEY_Left, GDK_KEY_KP_Left, 0, pan_key, -KEY_PAN, 0);
  bind (widget_class, GDK_KEY_Right, GDK_KEY_KP_Right, 0, pan_key, KEY_PAN, 0);
  bind (widget_class, GDK_KEY_Up, GDK_KEY_KP_Up, 0, pan_key, 0, KEY_PAN);
  bind (widget_class, GDK_KEY_Down, GDK_KEY_KP_Down, 0, pan_key, 0, -KEY_PAN);

  bind (widget_class, GDK_KEY_plus, GDK_KEY_KP_Add, 0, zoom_key, KEY_FACTOR, 1);
  bind (widget_class, GDK_KEY_equal, 0, 0, zoom_key, KEY_FACTOR, 1);
  bind (widget_class, GDK_KEY_minus, GDK_KEY_KP_Subtract, 0, zoom_key, 1 / KEY_FACTOR, 1);
  bind (widget_class, GDK_KEY_plus, GDK_KEY_KP_Add, GDK_CONTROL_MASK, zoom_key, 1, KEY_FACTOR);
  bind (widget_class, GDK_KEY_equal, 0, GDK_CONTROL_MASK, zoom_key, 1, KEY_FACTOR);
  bind (widget_class, GDK_KEY_minus, GDK_KEY_KP_Subtract, GDK_CONTROL_MASK, zoom_key, 1, 1 / KEY_FACTOR);

  bind (widget_class, GDK_KEY_Home, GDK_KEY_KP_Home, 0, fit_key, 0, 0);
  bind (widget_class, GDK_KEY_0, GDK_KEY_KP_0, 0, fit_key, 0, 0);
  bind (widget_class, GDK_KEY_f, GDK_KEY_F, 0, follow_key, 0, 0);
  bind (widget_class, GDK_KEY_End, GDK_KEY_KP_End, 0, follow_key, 0, 0);
}

static void
input_clear (gpointer data)
{
  Input *self = data;

  g_clear_pointer (&self->start, rk_scene_unref);
}

static void
input_release (gpointer  data,
               GClosure *closure)
{
  g_rc_box_release_full (data, input_clear);
}

/* Every handler holds its share of @self, since nobody says which controller goes last. */
static void
connect_input (gpointer    controller,
               const char *signal,
               GCallback   callback,
               Input      *self)
{
  g_signal_connect_data (controller, signal, callback, g_rc_box_acquire (self), input_release, G_CONNECT_SWAPPED);
}

/**
 * rk_canvas_input_attach:
 * @canvas: a canvas
 *
 * Gives the canvas its gestures.
 */
void
rk_canvas_input_attach (RkCanvas *canvas)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  Input *self = g_rc_box_new0 (Input);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *hold = gtk_gesture_long_press_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *ends = gtk_event_controller_legacy_new ();

  self->canvas = canvas;

  g_signal_connect_object (ends, "event", G_CALLBACK (forget_finger_cb), pinch, G_CONNECT_SWAPPED);
  gtk_event_controller_set_propagation_phase (ends, GTK_PHASE_CAPTURE);
  connect_input (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  connect_input (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  connect_input (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  connect_input (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  connect_input (click, "pressed", G_CALLBACK (pressed_cb), self);
  connect_input (click, "released", G_CALLBACK (released_cb), self);
  connect_input (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  connect_input (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  connect_input (hold, "pressed", G_CALLBACK (long_pressed_cb), self);
  connect_input (hold, "end", G_CALLBACK (long_press_end_cb), self);
  connect_input (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  connect_input (motion, "motion", G_CALLBACK (motion_cb), self);
  g_rc_box_release (self);

  gtk_widget_add_controller (widget, ends);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (hold));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  /* Fingers come one after the other: that the first one pans already must not keep the second from zooming. */
  gtk_gesture_group (pinch, drag);
}
