#include "config.h"

#include "app/readout.h"

#include "app/calm-range.h"
#include "app/graph-reading.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#define PADDING    8
#define DISTANCE   14 /* of the label from the pointer */
#define DOT_RADIUS 4

struct _RkReadout
{
  GtkWidget parent_instance;

  RkScene   *scene;    /* NULL = nothing to show */
  GPtrArray *readings; /* of RkReading */
  double     seconds;  /* the moment that is read */
  double     pointer_x;
  double     pointer_y;
};

G_DEFINE_FINAL_TYPE (RkReadout, rk_readout, GTK_TYPE_WIDGET)

static GdkRGBA
get_color (RkReadout  *self,
           const char *name,
           const char *otherwise)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (GTK_WIDGET (self)), name, &color))
    gdk_rgba_parse (&color, otherwise);

  return color;
}

static GdkRGBA
get_trace_color (const RkScene *scene,
                 guint          n)
{
  RkColor color = rk_palette_color (n, scene->theme);

  return (GdkRGBA) { (float) color.r, (float) color.g, (float) color.b, 1 };
}

static void
append_dot (GtkSnapshot   *snapshot,
            double         x,
            double         y,
            double         radius,
            const GdkRGBA *color)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT ((float) (x - radius), (float) (y - radius),
                                               (float) (2 * radius), (float) (2 * radius));
  GskRoundedRect round;

  gsk_rounded_rect_init_from_rect (&round, &bounds, (float) radius);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, color, &bounds);
  gtk_snapshot_pop (snapshot);
}

/* The line through all panes and the dots on the traces. */
static void
snapshot_marks (RkReadout   *self,
                GtkSnapshot *snapshot)
{
  RkRect area = rk_scene_get_area (self->scene);
  GdkRGBA color = get_color (self, "window_fg_color", "#808080");
  double x = rk_scene_from_time (self->scene, self->seconds);
  double radius = MAX (DOT_RADIUS, 1.1 * self->scene->line_px);

  color.alpha = 0.35f;
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT ((float) floor (x), (float) area.y, 1, (float) area.height));

  for (guint i = 0; i < self->readings->len; i++) {
    const RkReading *reading = g_ptr_array_index (self->readings, i);
    RkRect pane = rk_scene_get_pane (self->scene, reading->axis);
    double y = rk_scene_from_value (self->scene, reading->axis, reading->value);
    GdkRGBA halo = get_color (self, "view_bg_color", "#ffffff");

    if (!(y >= pane.y && y <= pane.y + pane.height))
      continue;

    x = CLAMP (rk_scene_from_time (self->scene, reading->time_s), pane.x, pane.x + pane.width);
    color = get_trace_color (self->scene, reading->color);
    append_dot (snapshot, x, y, radius + 1.5, &halo);
    append_dot (snapshot, x, y, radius, &color);
  }
}

/* Appends a line with a dot in the colour of its trace. */
static void
append_reading (RkReadout       *self,
                const RkReading *reading,
                GString         *text,
                PangoAttrList   *attributes)
{
  GdkRGBA color = get_trace_color (self->scene, reading->color);
  PangoAttribute *attribute = pango_attr_foreground_new ((guint16) (color.red * 65535),
                                                         (guint16) (color.green * 65535),
                                                         (guint16) (color.blue * 65535));

  g_string_append_c (text, '\n');
  attribute->start_index = (guint) text->len;
  g_string_append (text, "●");
  attribute->end_index = (guint) text->len;
  pango_attr_list_insert (attributes, attribute);
  g_string_append_printf (text, "  %s", reading->text);
}

static PangoLayout *
make_layout (RkReadout *self)
{
  RkRect pane = rk_scene_get_pane (self->scene, 0);
  double pixel_s = (self->scene->x.upper - self->scene->x.lower) / MAX (pane.width, 1);
  const RkReading *first = g_ptr_array_index (self->readings, 0);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();
  g_autofree char *time = rk_number_format (first->time_s, rk_calm_time_decimals (pixel_s * 10));
  PangoLayout *layout;

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (self->scene->xy && self->scene->x.title != NULL)
    g_string_append_printf (text, "%s  %s", self->scene->x.title, time);
  else
    /* Translators: the time at the pointer, in seconds. */
    g_string_append_printf (text, _("t  %s s"), time);
  for (guint i = 0; i < self->readings->len; i++)
    append_reading (self, g_ptr_array_index (self->readings, i), text, attributes);

  layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text->str);
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

static void
snapshot_label (RkReadout   *self,
                GtkSnapshot *snapshot)
{
  g_autoptr (PangoLayout) layout = make_layout (self);
  GdkRGBA background = get_color (self, "popover_bg_color", "#ffffff");
  GdkRGBA foreground = get_color (self, "popover_fg_color", "#000000");
  GdkRGBA edge = foreground;
  GskRoundedRect outline;
  graphene_rect_t bounds;
  int width;
  int height;
  double x;
  double y;

  pango_layout_get_pixel_size (layout, &width, &height);
  width += 2 * PADDING;
  height += 2 * PADDING;

  /* Right of and above the pointer, where neither hand nor pointer hides it. */
  x = self->pointer_x + DISTANCE;
  if (x + width > gtk_widget_get_width (GTK_WIDGET (self)))
    x = self->pointer_x - DISTANCE - width;
  y = CLAMP (self->pointer_y - DISTANCE - height, 0, MAX (gtk_widget_get_height (GTK_WIDGET (self)) - height, 0));

  bounds = GRAPHENE_RECT_INIT ((float) floor (MAX (x, 0)), (float) floor (y), (float) width, (float) height);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, 8);

  background.alpha = 0.94f;
  edge.alpha = 0.2f;
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &background, &bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 1, 1, 1, 1 }, (GdkRGBA[4]) { edge, edge, edge, edge });

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (bounds.origin.x + PADDING, bounds.origin.y + PADDING));
  gtk_snapshot_append_layout (snapshot, layout, &foreground);
  gtk_snapshot_restore (snapshot);
}

static void
rk_readout_snapshot (GtkWidget   *widget,
                     GtkSnapshot *snapshot)
{
  RkReadout *self = RK_READOUT (widget);

  if (self->scene == NULL || self->scene->axes->len == 0)
    return;

  snapshot_marks (self, snapshot);
  snapshot_label (self, snapshot);
}

static void
rk_readout_finalize (GObject *object)
{
  RkReadout *self = RK_READOUT (object);

  g_clear_pointer (&self->scene, rk_scene_unref);
  g_clear_pointer (&self->readings, g_ptr_array_unref);

  G_OBJECT_CLASS (rk_readout_parent_class)->finalize (object);
}

static void
rk_readout_class_init (RkReadoutClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = rk_readout_finalize;
  widget_class->snapshot = rk_readout_snapshot;

  gtk_widget_class_set_css_name (widget_class, "readout");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
rk_readout_init (RkReadout *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * rk_readout_set:
 * @self: a readout
 * @view: whose channels are read
 * @scene: the picture below
 * @x: pointer, logical pixels
 * @y: pointer
 *
 * Shows what the graph reads at the pointer; nothing when it is outside the panes.
 */
void
rk_readout_set (RkReadout     *self,
                RkGraphView   *view,
                const RkScene *scene,
                double         x,
                double         y)
{
  guint axis;

  g_return_if_fail (RK_IS_READOUT (self));
  g_return_if_fail (RK_IS_GRAPH_VIEW (view));

  if (scene == NULL || scene->axes->len == 0 || rk_scene_hit (scene, x, y, &axis) != RK_HIT_PLOT) {
    rk_readout_clear (self);
    return;
  }

  g_clear_pointer (&self->scene, rk_scene_unref);
  g_clear_pointer (&self->readings, g_ptr_array_unref);

  self->scene = rk_scene_ref ((RkScene *) scene);
  self->seconds = rk_scene_to_time (scene, x);
  self->readings = rk_graph_view_read (view, scene, self->seconds);
  self->pointer_x = x;
  self->pointer_y = y;

  /* Over an empty part there is nothing to read. */
  if (self->readings->len == 0)
    g_clear_pointer (&self->scene, rk_scene_unref);

  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * rk_readout_clear:
 * @self: a readout
 *
 * Shows nothing.
 */
void
rk_readout_clear (RkReadout *self)
{
  g_return_if_fail (RK_IS_READOUT (self));

  if (self->scene == NULL)
    return;

  g_clear_pointer (&self->scene, rk_scene_unref);
  g_clear_pointer (&self->readings, g_ptr_array_unref);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
