#include "config.h"

#include "app/color-dot.h"

#include "plot/scene.h"

#include <adwaita.h>

#define DIAMETER 12.0f

struct _RkColorDot
{
  GtkWidget parent_instance;

  guint color; /* index into the palette */
};

enum {
  PROP_0,
  PROP_COLOR,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RkColorDot, rk_color_dot, GTK_TYPE_WIDGET)

static void
rk_color_dot_snapshot (GtkWidget   *widget,
                       GtkSnapshot *snapshot)
{
  RkColorDot *self = RK_COLOR_DOT (widget);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  RkColor color = rk_palette_color (self->color, dark ? RK_THEME_DARK : RK_THEME_LIGHT);
  GdkRGBA rgba = { (float) color.r, (float) color.g, (float) color.b, 1.0f };
  float x = ((float) gtk_widget_get_width (widget) - DIAMETER) / 2.0f;
  float y = ((float) gtk_widget_get_height (widget) - DIAMETER) / 2.0f;
  GskRoundedRect disc;

  gsk_rounded_rect_init_from_rect (&disc, &GRAPHENE_RECT_INIT (x, y, DIAMETER, DIAMETER),
                                   DIAMETER / 2.0f);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, &rgba, &disc.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
rk_color_dot_measure (GtkWidget      *widget,
                      GtkOrientation  orientation,
                      int             for_size,
                      int            *minimum,
                      int            *natural,
                      int            *minimum_baseline,
                      int            *natural_baseline)
{
  *minimum = *natural = (int) DIAMETER;
}

static void
rk_color_dot_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_COLOR:
    g_value_set_uint (value, RK_COLOR_DOT (object)->color);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_color_dot_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_COLOR:
    rk_color_dot_set_color (RK_COLOR_DOT (object), g_value_get_uint (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_color_dot_class_init (RkColorDotClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rk_color_dot_get_property;
  object_class->set_property = rk_color_dot_set_property;
  widget_class->snapshot = rk_color_dot_snapshot;
  widget_class->measure = rk_color_dot_measure;

  properties[PROP_COLOR] =
    g_param_spec_uint ("color", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
rk_color_dot_init (RkColorDot *self)
{
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

/**
 * rk_color_dot_new:
 * @color: index into the palette
 *
 * Makes a dot.
 *
 * Returns: (transfer floating): a dot
 */
GtkWidget *
rk_color_dot_new (guint color)
{
  return g_object_new (RK_TYPE_COLOR_DOT, "color", color, NULL);
}

/**
 * rk_color_dot_set_color:
 * @self: a dot
 * @color: index into the palette
 *
 * Changes the colour.
 */
void
rk_color_dot_set_color (RkColorDot *self,
                        guint       color)
{
  g_return_if_fail (RK_IS_COLOR_DOT (self));

  if (color == self->color)
    return;

  self->color = color;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLOR]);
}
