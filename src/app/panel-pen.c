#include "config.h"

#include "app/panel-pen.h"

#include <math.h>

/* Of the width of a trace. */
#define PEN_PART         1.3
#define HIGHLIGHTER_PART 6.0

#define HIGHLIGHTER_ALPHA 0.4

/* Nearer points do not change a line of that width, parts of it. */
#define SPACING 0.5

struct _RkPanelPen
{
  GtkWidget parent_instance;

  RkCanvas   *canvas;     /* nullable: its page ends it */
  RkPanelInk *ink;
  GtkGesture *drag;
  gboolean    active;
  gboolean    highlighter;
  gboolean    shown;
  guint       color;

  RkScene *scene;         /* nullable: of the stroke being drawn, to which its points belong */
  guint    axis;
  double   last_x;
  double   last_y;
};

enum {
  PROP_0,
  PROP_ACTIVE,
  PROP_COLOR,
  PROP_HIGHLIGHTER,
  PROP_SHOWN,
  PROP_N_STROKES,
  N_PROPS,
};

enum {
  FULL,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkPanelPen, rk_panel_pen, GTK_TYPE_WIDGET)

static double
get_width (const RkScene *scene,
           gboolean       highlighter)
{
  return MAX (scene->line_px, 2) * (highlighter ? HIGHLIGHTER_PART : PEN_PART);
}

/* ---- what is drawn ---- */

static void
set_color (cairo_t           *cr,
           const RkInkStroke *stroke,
           gboolean           dark)
{
  /* Red, green, violet: none of them is a trace's first colour. The style sheet has the same for the buttons. */
  static const RkColor light[RK_INK_COLORS] = { { 0.784, 0.063, 0.180 }, { 0.043, 0.498, 0.200 }, { 0.478, 0.184, 0.627 } };
  static const RkColor bright[RK_INK_COLORS] = { { 1.00, 0.45, 0.45 }, { 0.35, 0.85, 0.50 }, { 0.80, 0.60, 0.95 } };
  RkColor color = dark ? bright[stroke->color] : light[stroke->color];

  cairo_set_source_rgba (cr, color.r, color.g, color.b, stroke->highlighter ? HIGHLIGHTER_ALPHA : 1);
}

/* In pixels of the scene; FALSE where its pane is not on show. */
static gboolean
add_path (RkPanelPen        *self,
          const RkScene     *scene,
          const RkInkStroke *stroke,
          cairo_t           *cr)
{
  guint axis;

  if (!rk_graph_view_find_axis (rk_canvas_get_view (self->canvas), stroke->unit, &axis) || axis >= scene->axes->len)
    return FALSE;

  for (guint i = 0; i < stroke->points->len; i++) {
    RkInkPoint point = g_array_index (stroke->points, RkInkPoint, i);
    /* Far outside the picture cairo loses count. */
    double x = CLAMP (rk_scene_from_time (scene, point.x), -1e5, 1e5);
    double y = CLAMP (rk_scene_from_value (scene, axis, point.y), -1e5, 1e5);

    /* A logarithmic axis has no place for it. */
    if (isnan (y))
      continue;
    cairo_line_to (cr, x, y);
    /* A touch leaves a dot. */
    if (stroke->points->len == 1)
      cairo_line_to (cr, x, y);
  }

  return TRUE;
}

static void
rk_panel_pen_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  RkPanelPen *self = RK_PANEL_PEN (widget);
  const RkScene *scene = self->canvas != NULL ? rk_canvas_get_scene (self->canvas) : NULL;
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  guint n = rk_panel_ink_get_n_strokes (self->ink);
  RkRect area;
  cairo_t *cr;

  if (!self->shown || n == 0 || scene == NULL || scene->axes->len == 0)
    return;

  area = rk_scene_get_area (scene);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) area.x, 0, (float) area.width,
                                                                 (float) gtk_widget_get_height (widget)));
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < n; i++) {
    const RkInkStroke *stroke = rk_panel_ink_get_stroke (self->ink, i);

    cairo_new_path (cr);
    if (!add_path (self, scene, stroke, cr))
      continue;
    set_color (cr, stroke, dark);
    cairo_set_line_width (cr, get_width (scene, stroke->highlighter));
    cairo_stroke (cr);
  }
  cairo_destroy (cr);
}

/* ---- the hand ---- */

static void
add_point (RkPanelPen *self,
           double      x,
           double      y)
{
  rk_panel_ink_add (self->ink, rk_scene_to_time (self->scene, x), rk_scene_to_value (self->scene, self->axis, y));
  self->last_x = x;
  self->last_y = y;
}

static void
drag_begin_cb (RkPanelPen *self,
               double      x,
               double      y)
{
  const RkScene *scene = self->canvas != NULL ? rk_canvas_get_scene (self->canvas) : NULL;
  RkGraphView *view = self->canvas != NULL ? rk_canvas_get_view (self->canvas) : NULL;

  g_clear_pointer (&self->scene, rk_scene_unref);
  gtk_gesture_set_state (self->drag, GTK_EVENT_SEQUENCE_CLAIMED);
  if (scene == NULL || view == NULL || rk_scene_hit (scene, x, y, &self->axis) != RK_HIT_PLOT ||
      self->axis >= rk_graph_view_get_n_axes (view))
    return;

  g_object_set (self, "shown", TRUE, NULL);
  if (!rk_panel_ink_begin (self->ink, self->color, self->highlighter, rk_graph_view_get_axis_unit (view, self->axis),
                           rk_scene_to_time (scene, x + 1) - rk_scene_to_time (scene, x),
                           rk_scene_to_value (scene, self->axis, y + 1) - rk_scene_to_value (scene, self->axis, y))) {
    g_signal_emit (self, signals[FULL], 0);
    return;
  }

  /* The graph may move on under the hand: the whole stroke belongs to the picture it was begun on. */
  self->scene = rk_scene_ref ((RkScene *) scene);
  add_point (self, x, y);
}

static void
drag_update_cb (RkPanelPen *self,
                double      dx,
                double      dy)
{
  double x;
  double y;

  if (self->scene == NULL || !gtk_gesture_drag_get_start_point (GTK_GESTURE_DRAG (self->drag), &x, &y))
    return;

  x += dx;
  y += dy;
  if (hypot (x - self->last_x, y - self->last_y) >= SPACING * get_width (self->scene, self->highlighter))
    add_point (self, x, y);
}

static void
drag_end_cb (RkPanelPen *self)
{
  if (self->scene == NULL)
    return;

  g_clear_pointer (&self->scene, rk_scene_unref);
  rk_panel_ink_end (self->ink);
}

/* ---- the object ---- */

static void
changed_cb (RkPanelPen *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_STROKES]);
}

static void
experiment_cb (RkPanelPen *self)
{
  rk_panel_ink_set_experiment (self->ink, rk_graph_view_get_experiment (rk_canvas_get_view (self->canvas)));
}

static void
set_active (RkPanelPen *self,
            gboolean    active)
{
  self->active = active;
  drag_end_cb (self);
  gtk_widget_set_can_target (GTK_WIDGET (self), active);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), active ? "crosshair" : NULL);
}

static void
rk_panel_pen_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  RkPanelPen *self = RK_PANEL_PEN (object);

  switch (prop_id) {
  case PROP_ACTIVE:
    g_value_set_boolean (value, self->active);
    break;
  case PROP_COLOR:
    g_value_set_uint (value, self->color);
    break;
  case PROP_HIGHLIGHTER:
    g_value_set_boolean (value, self->highlighter);
    break;
  case PROP_SHOWN:
    g_value_set_boolean (value, self->shown);
    break;
  case PROP_N_STROKES:
    g_value_set_uint (value, rk_panel_ink_get_n_strokes (self->ink));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_panel_pen_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  RkPanelPen *self = RK_PANEL_PEN (object);

  switch (prop_id) {
  case PROP_ACTIVE:
    if (self->active == g_value_get_boolean (value))
      return;
    set_active (self, g_value_get_boolean (value));
    break;
  case PROP_COLOR:
    self->color = g_value_get_uint (value);
    break;
  case PROP_HIGHLIGHTER:
    self->highlighter = g_value_get_boolean (value);
    break;
  case PROP_SHOWN:
    if (self->shown == g_value_get_boolean (value))
      return;
    self->shown = g_value_get_boolean (value);
    gtk_widget_queue_draw (GTK_WIDGET (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    return;
  }
  g_object_notify_by_pspec (object, pspec);
}

static void
rk_panel_pen_dispose (GObject *object)
{
  RkPanelPen *self = RK_PANEL_PEN (object);

  g_clear_pointer (&self->scene, rk_scene_unref);
  self->canvas = NULL;

  G_OBJECT_CLASS (rk_panel_pen_parent_class)->dispose (object);
}

static void
rk_panel_pen_finalize (GObject *object)
{
  g_object_unref (RK_PANEL_PEN (object)->ink);

  G_OBJECT_CLASS (rk_panel_pen_parent_class)->finalize (object);
}

static void
rk_panel_pen_class_init (RkPanelPenClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rk_panel_pen_get_property;
  object_class->set_property = rk_panel_pen_set_property;
  object_class->dispose = rk_panel_pen_dispose;
  object_class->finalize = rk_panel_pen_finalize;
  widget_class->snapshot = rk_panel_pen_snapshot;

  /**
   * RkPanelPen:active:
   *
   * Whether what touches the graph draws.
   */
  properties[PROP_ACTIVE] =
    g_param_spec_boolean ("active", NULL, NULL, FALSE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkPanelPen:color:
   *
   * Of the next stroke.
   */
  properties[PROP_COLOR] =
    g_param_spec_uint ("color", NULL, NULL, 0, RK_INK_COLORS - 1, 0,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkPanelPen:highlighter:
   *
   * Whether the next stroke is broad and lets the graph through.
   */
  properties[PROP_HIGHLIGHTER] =
    g_param_spec_boolean ("highlighter", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkPanelPen:shown:
   *
   * Whether strokes are seen.
   */
  properties[PROP_SHOWN] =
    g_param_spec_boolean ("shown", NULL, NULL, TRUE, G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkPanelPen:n-strokes:
   *
   * How many there are.
   */
  properties[PROP_N_STROKES] =
    g_param_spec_uint ("n-strokes", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RkPanelPen::full:
   *
   * There is no room for another stroke.
   */
  signals[FULL] = g_signal_new ("full", RK_TYPE_PANEL_PEN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "pen");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
rk_panel_pen_init (RkPanelPen *self)
{
  self->shown = TRUE;
  self->ink = rk_panel_ink_new ();
  g_signal_connect_object (self->ink, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);

  self->drag = gtk_gesture_drag_new ();
  g_signal_connect_swapped (self->drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (self->drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (self->drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (self->drag, "cancel", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (self->drag));
}

/**
 * rk_panel_pen_set_canvas:
 * @self: a pen without a canvas
 * @canvas: over what it lies, with a view; it ends together with the pen
 *
 * Shows what was drawn over that graph.
 */
void
rk_panel_pen_set_canvas (RkPanelPen *self,
                         RkCanvas   *canvas)
{
  g_return_if_fail (RK_IS_PANEL_PEN (self));
  g_return_if_fail (RK_IS_CANVAS (canvas));
  g_return_if_fail (self->canvas == NULL);

  self->canvas = canvas;
  g_signal_connect_object (canvas, "drawn", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rk_canvas_get_view (canvas), "notify::experiment", G_CALLBACK (experiment_cb), self,
                           G_CONNECT_SWAPPED);
  experiment_cb (self);
}

/**
 * rk_panel_pen_get_ink:
 * @self: a pen
 *
 * Returns: (transfer none): what was drawn
 */
RkPanelInk *
rk_panel_pen_get_ink (RkPanelPen *self)
{
  g_return_val_if_fail (RK_IS_PANEL_PEN (self), NULL);

  return self->ink;
}
