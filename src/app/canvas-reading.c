/* How fingers, mouse and keys place and move cursors and selections.
 *
 *   click                    the first cursor; with Shift the second
 *   drag on a cursor         move it
 *   drag with Shift, or
 *   once after S             select a range
 *   drag on its edges        stretch it; on the bar at its top move it
 *   arrows, Home, End        the cursor, sample by sample; with Shift ten pixels
 *   C                        a cursor, a second one, then the other one
 *   Escape, Delete           away with it
 *
 * Seen before what moves the graph, so that a drag that begins on a line is no pan.
 */
#include "config.h"

#include "app/canvas-reading.h"

#include "app/graph-trace.h"
#include "app/panel-touch.h"

#include <math.h>

/* How far lines reach to either side, pixels: a finger needs 44 in all. */
#define REACH       6
#define REACH_TOUCH 22

/* Of Shift with an arrow. */
#define LARGE_STEP_PX 10

/* A shorter selection was a slip of the hand. */
#define MIN_SELECTION_PX 4

typedef struct {
  RkCanvas *canvas; /* its controllers own this */

  /* A drag under way. */
  gboolean          is_new;    /* it selects */
  RkGraphPart       part;
  guint             cursor;
  RkGraphSelection *selection; /* nullable */
  double            fixed_s;   /* of its edges the other one, or where it begins */
  double            width_s;
  double            grabbed_s;

  double before_s; /* of the first cursor, before the click that may become a double click */
} Hand;

static int
get_reach (gpointer gesture)
{
  return rk_touch_is_finger (GTK_EVENT_CONTROLLER (gesture)) ? REACH_TOUCH : REACH;
}

static gboolean
has_shift (GtkGesture *gesture)
{
  return (gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture)) & GDK_SHIFT_MASK) != 0;
}

/* NULL while there is nothing to read. */
static const RkScene *
get_scene (Hand *self)
{
  const RkScene *scene = rk_canvas_get_scene (self->canvas);

  if (rk_canvas_get_cursors (self->canvas) == NULL || scene == NULL || scene->xy || scene->axes->len == 0)
    return NULL;

  return scene;
}

static double
get_pixel_s (const RkScene *scene)
{
  return (scene->x.upper - scene->x.lower) / MAX (rk_scene_get_pane (scene, 0).width, 1);
}

/* ---- drag ---- */

static double
to_seconds (const RkScene *scene,
            double         x)
{
  RkRect pane = rk_scene_get_pane (scene, 0);

  return rk_scene_to_time (scene, CLAMP (x, pane.x, pane.x + pane.width));
}

static void
grab_selection (Hand  *self,
                guint  n)
{
  double begin;
  double end;

  self->selection = g_list_model_get_item (rk_graph_cursors_get_selections (rk_canvas_get_cursors (self->canvas)), n);
  begin = rk_graph_selection_get_begin (self->selection);
  end = rk_graph_selection_get_end (self->selection);
  self->fixed_s = self->part == RK_GRAPH_PART_BEGIN ? end : begin;
  self->width_s = end - begin;
}

/* What lies between two panes has its time too. */
static gboolean
has_time (const RkScene *scene,
          double         x,
          double         y)
{
  RkRect area = rk_scene_get_area (scene);
  guint ignored;

  return x >= area.x && x <= area.x + area.width && y >= area.y && y <= area.y + area.height &&
         rk_scene_hit (scene, x, y, &ignored) != RK_HIT_MARK;
}

static void
drag_begin_cb (Hand           *self,
               double          x,
               double          y,
               GtkGestureDrag *gesture)
{
  RkGraphCursors *cursors = rk_canvas_get_cursors (self->canvas);
  const RkScene *scene = get_scene (self);
  guint n;

  g_clear_object (&self->selection);
  self->part = RK_GRAPH_PART_NOTHING;
  self->is_new = FALSE;

  if (scene != NULL) {
    self->part = rk_graph_cursors_hit (cursors, scene, x, y, get_reach (gesture), &n);
    self->is_new = (rk_graph_cursors_get_selecting (cursors) || has_shift (GTK_GESTURE (gesture))) && has_time (scene, x, y);
  }

  if (self->is_new)
    self->part = RK_GRAPH_PART_END;
  else if (self->part == RK_GRAPH_PART_CURSOR)
    self->cursor = n;
  else if (self->part != RK_GRAPH_PART_NOTHING)
    grab_selection (self, n);
  else
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);

  if (scene != NULL)
    self->grabbed_s = to_seconds (scene, x);
}

static void
drag_to (Hand          *self,
         const RkScene *scene,
         double         seconds)
{
  RkGraphCursors *cursors = rk_canvas_get_cursors (self->canvas);

  if (self->part == RK_GRAPH_PART_CURSOR) {
    /* Taken away by a key in the meantime, it does not come back. */
    if (!isnan (rk_graph_cursors_get (cursors, self->cursor)))
      rk_graph_cursors_put (cursors, self->cursor, rk_scene_snap (scene, seconds));
  } else if (self->selection != NULL && self->part == RK_GRAPH_PART_WHOLE) {
    double begin = self->fixed_s + seconds - self->grabbed_s;

    rk_graph_selection_set (self->selection, begin, begin + self->width_s);
  } else if (self->selection != NULL) {
    rk_graph_selection_set (self->selection, self->fixed_s, seconds);
  }
}

static void
drag_update_cb (Hand           *self,
                double          dx,
                double          dy,
                GtkGestureDrag *gesture)
{
  const RkScene *scene = get_scene (self);
  GdkEventSequence *sequence = gtk_gesture_single_get_current_sequence (GTK_GESTURE_SINGLE (gesture));
  double x;
  double y;

  if (scene == NULL || self->part == RK_GRAPH_PART_NOTHING || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;

  /* Below the threshold it may still become a click. */
  if (gtk_gesture_get_sequence_state (GTK_GESTURE (gesture), sequence) != GTK_EVENT_SEQUENCE_CLAIMED) {
    if (!gtk_drag_check_threshold (GTK_WIDGET (self->canvas), 0, 0, (int) dx, (int) dy))
      return;
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  }

  if (self->is_new && self->selection == NULL) {
    self->fixed_s = self->grabbed_s;
    self->selection = rk_graph_cursors_select (rk_canvas_get_cursors (self->canvas), self->fixed_s, self->fixed_s);
    if (self->selection != NULL)
      g_object_ref (self->selection);
  }

  drag_to (self, scene, to_seconds (scene, x + dx));
}

static void
drag_end_cb (Hand *self)
{
  const RkScene *scene = get_scene (self);

  if (self->is_new && self->selection != NULL) {
    double width = rk_graph_selection_get_end (self->selection) - rk_graph_selection_get_begin (self->selection);

    if (scene == NULL || width < MIN_SELECTION_PX * get_pixel_s (scene))
      rk_graph_cursors_unselect (rk_canvas_get_cursors (self->canvas), self->selection);
    rk_graph_cursors_set_selecting (rk_canvas_get_cursors (self->canvas), FALSE);
  }

  g_clear_object (&self->selection);
  self->part = RK_GRAPH_PART_NOTHING;
  self->is_new = FALSE;
}

/* ---- click ---- */

static void
pressed_cb (Hand *self,
            int   n_press)
{
  RkGraphCursors *cursors = rk_canvas_get_cursors (self->canvas);

  if (cursors == NULL)
    return;

  if (n_press == 1) {
    self->before_s = rk_graph_cursors_get (cursors, 0);
    return;
  }

  /* It was the first half of a double click, which is something else. */
  if (isnan (self->before_s) && !isnan (rk_graph_cursors_get (cursors, 0)))
    rk_graph_cursors_remove (cursors, 0);
  else
    rk_graph_cursors_put (cursors, 0, self->before_s);
}

static void
released_cb (Hand            *self,
             int              n_press,
             double           x,
             double           y,
             GtkGestureClick *gesture)
{
  RkGraphCursors *cursors = rk_canvas_get_cursors (self->canvas);
  const RkScene *scene = get_scene (self);
  guint axis;
  guint n;

  if (n_press != 1 || scene == NULL || rk_graph_cursors_get_selecting (cursors) ||
      rk_scene_hit (scene, x, y, &axis) != RK_HIT_PLOT ||
      rk_scene_hit_level (scene, x, y, REACH, &n) ||
      rk_graph_cursors_hit (cursors, scene, x, y, REACH, &n) > RK_GRAPH_PART_CURSOR)
    return;

  rk_graph_cursors_put (cursors, has_shift (GTK_GESTURE (gesture)) ? 1 : 0, rk_scene_snap_point (scene, x, y));
}

/**
 * rk_canvas_reading_get_pointer:
 * @canvas: a canvas
 * @x: logical pixels
 * @y: logical pixels
 *
 * Returns: (nullable): name of the pointer over a cursor or a selection; %NULL elsewhere
 */
const char *
rk_canvas_reading_get_pointer (RkCanvas *canvas,
                               double    x,
                               double    y)
{
  RkGraphCursors *cursors = rk_canvas_get_cursors (canvas);
  const RkScene *scene = rk_canvas_get_scene (canvas);
  RkGraphPart part;
  guint axis;

  if (cursors == NULL || scene == NULL || scene->xy || scene->axes->len == 0)
    return NULL;

  if (rk_graph_cursors_get_selecting (cursors))
    return rk_scene_hit (scene, x, y, &axis) == RK_HIT_PLOT ? "col-resize" : NULL;

  part = rk_graph_cursors_hit (cursors, scene, x, y, REACH, &axis);
  if (part == RK_GRAPH_PART_WHOLE)
    return "grab";

  return part != RK_GRAPH_PART_NOTHING ? "ew-resize" : NULL;
}

/* ---- keys ---- */

/* What is walked to comes into sight. */
static void
show_cursor (Hand          *self,
             const RkScene *scene,
             double         seconds)
{
  double width = scene->x.upper - scene->x.lower;

  if (rk_canvas_get_frozen (self->canvas))
    return;

  if (seconds < scene->x.lower)
    rk_graph_view_pan_x (rk_canvas_get_view (self->canvas), seconds - width / 10, seconds + width * 9 / 10);
  else if (seconds > scene->x.upper)
    rk_graph_view_pan_x (rk_canvas_get_view (self->canvas), seconds - width * 9 / 10, seconds + width / 10);
}

static gboolean
move_cursor (Hand     *self,
             guint     keyval,
             gboolean  large)
{
  RkGraphCursors *cursors = rk_canvas_get_cursors (self->canvas);
  const RkScene *scene = get_scene (self);
  guint n = rk_graph_cursors_get_active (cursors);
  double from = rk_graph_cursors_get (cursors, n);
  double to = from;
  gboolean forward = keyval == GDK_KEY_Right || keyval == GDK_KEY_KP_Right;

  switch (keyval) {
  case GDK_KEY_Left:
  case GDK_KEY_KP_Left:
  case GDK_KEY_Right:
  case GDK_KEY_KP_Right:
    if (large)
      to = rk_scene_snap (scene, from + (forward ? LARGE_STEP_PX : -LARGE_STEP_PX) * get_pixel_s (scene));
    /* Where samples are further apart than that, to the next of them. */
    if (forward ? !(to > from) : !(to < from))
      to = rk_scene_step (scene, from, forward);
    break;
  case GDK_KEY_Home:
  case GDK_KEY_KP_Home:
    to = rk_scene_snap (scene, -INFINITY);
    break;
  case GDK_KEY_End:
  case GDK_KEY_KP_End:
    to = rk_scene_snap (scene, INFINITY);
    break;
  case GDK_KEY_Escape:
  case GDK_KEY_Delete:
  case GDK_KEY_KP_Delete:
    rk_graph_cursors_remove (cursors, n);
    return GDK_EVENT_STOP;
  default:
    return GDK_EVENT_PROPAGATE;
  }

  if (isfinite (to)) {
    rk_graph_cursors_put (cursors, n, to);
    show_cursor (self, scene, to);
  }

  return GDK_EVENT_STOP;
}

/* Between the cursors, else the middle of what is seen: for who has no pointer. */
static void
select_by_key (Hand *self)
{
  RkGraphCursors *cursors = rk_canvas_get_cursors (self->canvas);
  const RkScene *scene = get_scene (self);
  double begin = rk_graph_cursors_get (cursors, 0);
  double end = rk_graph_cursors_get (cursors, 1);

  if (isnan (end)) {
    begin = scene->x.lower + (scene->x.upper - scene->x.lower) / 3;
    end = scene->x.upper - (scene->x.upper - scene->x.lower) / 3;
  }

  rk_graph_cursors_select (cursors, begin, end);
  rk_graph_cursors_set_selecting (cursors, FALSE);
}

/* Letters as they are on a Russian keyboard too. */
static gboolean
key_pressed_cb (Hand            *self,
                guint            keyval,
                guint            keycode,
                GdkModifierType  state)
{
  RkGraphCursors *cursors = rk_canvas_get_cursors (self->canvas);
  const RkScene *scene = get_scene (self);
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  guint lower = gdk_keyval_to_lower (keyval);

  if (scene == NULL || (modifiers & ~(GdkModifierType) GDK_SHIFT_MASK) != 0)
    return GDK_EVENT_PROPAGATE;

  if (lower == GDK_KEY_s || lower == GDK_KEY_Cyrillic_yeru) {
    rk_graph_cursors_set_selecting (cursors, !rk_graph_cursors_get_selecting (cursors));
    return GDK_EVENT_STOP;
  }

  if (lower == GDK_KEY_c || lower == GDK_KEY_Cyrillic_es) {
    rk_graph_cursors_add (cursors, scene);
    return GDK_EVENT_STOP;
  }

  if (rk_graph_cursors_get_selecting (cursors)) {
    if (keyval == GDK_KEY_Escape)
      rk_graph_cursors_set_selecting (cursors, FALSE);
    else if (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter)
      select_by_key (self);
    else
      return GDK_EVENT_PROPAGATE;
    return GDK_EVENT_STOP;
  }

  if (isnan (rk_graph_cursors_get (cursors, 0)))
    return GDK_EVENT_PROPAGATE;

  return move_cursor (self, keyval, (modifiers & GDK_SHIFT_MASK) != 0);
}

/* ---- attaching ---- */

static void
hand_clear (gpointer data)
{
  Hand *self = data;

  g_clear_object (&self->selection);
}

static void
hand_release (gpointer  data,
              GClosure *closure)
{
  g_rc_box_release_full (data, hand_clear);
}

/* Every handler holds its share of @self, since nobody says which controller goes last. */
static void
connect_hand (gpointer    controller,
              const char *signal,
              GCallback   callback,
              Hand       *self)
{
  g_signal_connect_data (controller, signal, callback, g_rc_box_acquire (self), hand_release, G_CONNECT_SWAPPED);
}

/**
 * rk_canvas_reading_attach:
 * @canvas: a canvas
 *
 * Gives the canvas the gestures and keys for its cursors and selections.
 */
void
rk_canvas_reading_attach (RkCanvas *canvas)
{
  GtkWidget *widget = GTK_WIDGET (canvas);
  Hand *self = g_rc_box_new0 (Hand);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->canvas = canvas;
  self->before_s = (double) NAN;

  connect_hand (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  connect_hand (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  connect_hand (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  connect_hand (drag, "cancel", G_CALLBACK (drag_end_cb), self);
  connect_hand (click, "pressed", G_CALLBACK (pressed_cb), self);
  connect_hand (click, "released", G_CALLBACK (released_cb), self);
  connect_hand (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  g_rc_box_release (self);

  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, keys);
}
