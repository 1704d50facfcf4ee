/* One value, readable across a classroom.
 *
 * The number keeps the place of the widest value so far and is set flush right before its unit, in
 * digits of equal width: what has not changed does not move.
 */

#include "config.h"

#include "app/digit-tile.h"

#include "base/quantity.h"
#include "plot/scene.h"

#include <math.h>

/* Parts of the size of the number. */
#define UNIT_PART 0.62 /* panels ask for 60 % at least */
#define NAME_PART 0.24
#define GAP_PART  0.16
#define LINE_PART 1.06 /* height of the line of the number: digits have no descenders */

#define PADDING     14
#define NAME_MIN_PX 15
#define NAME_MAX_PX 72

/* Text is measured at this size. */
#define REFERENCE_PX 100

/* Contrast that texts need on their background (WCAG 2.1, 1.4.3). */
#define CONTRAST 4.5

struct _RkDigitTile
{
  GtkWidget parent_instance;

  RkChannel *channel;
  char      *number;
  char      *unit;
  char      *name;
  double     number_width; /* of the widest number so far, at the reference size */
  double     unit_width;   /* at the reference size */
  double     number_px;
};

G_DEFINE_FINAL_TYPE (RkDigitTile, rk_digit_tile, GTK_TYPE_WIDGET)

static PangoLayout *
make_layout (RkDigitTile *self,
             const char  *text,
             double       px,
             PangoWeight  weight)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), text);
  PangoFontDescription *font =
    pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_font_description_set_absolute_size (font, MAX (px, 1) * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

static double
get_width (RkDigitTile *self,
           const char  *text,
           PangoWeight  weight)
{
  g_autoptr (PangoLayout) layout = make_layout (self, text, REFERENCE_PX, weight);
  int width;

  pango_layout_get_size (layout, &width, NULL);

  return (double) width / PANGO_SCALE;
}

/* ---- colour ---- */

static double
get_luminance (const GdkRGBA *color)
{
  double part[3] = { (double) color->red, (double) color->green, (double) color->blue };

  for (guint i = 0; i < 3; i++)
    part[i] = part[i] <= 0.03928 ? part[i] / 12.92 : pow ((part[i] + 0.055) / 1.055, 2.4);

  return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
}

static double
get_contrast (const GdkRGBA *a,
              const GdkRGBA *b)
{
  double la = get_luminance (a);
  double lb = get_luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

/* The colour of the trace, moved towards the text's as far as reading needs. */
static GdkRGBA
get_color (RkDigitTile *self)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  RkColor trace = rk_palette_color (rk_channel_get_color (self->channel), dark ? RK_THEME_DARK : RK_THEME_LIGHT);
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));
  GdkRGBA color = { (float) trace.r, (float) trace.g, (float) trace.b, 1 };
  GdkRGBA background;
  GdkRGBA foreground;

  gtk_style_context_get_color (context, &foreground);
  if (!gtk_style_context_lookup_color (context, "view_bg_color", &background))
    background = dark ? (GdkRGBA) { 0.12f, 0.12f, 0.12f, 1 } : (GdkRGBA) { 1, 1, 1, 1 };

  for (guint i = 0; i < 10 && get_contrast (&color, &background) < CONTRAST; i++) {
    color.red += (foreground.red - color.red) * 0.15f;
    color.green += (foreground.green - color.green) * 0.15f;
    color.blue += (foreground.blue - color.blue) * 0.15f;
  }

  return color;
}

/* ---- widget ---- */

static double
get_name_px (double number_px)
{
  return CLAMP (number_px * NAME_PART, NAME_MIN_PX, NAME_MAX_PX);
}

static void
append_text (GtkSnapshot   *snapshot,
             PangoLayout   *layout,
             double         x,
             double         y,
             const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x), (float) round (y)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

static void
rk_digit_tile_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  RkDigitTile *self = RK_DIGIT_TILE (widget);
  double px = self->number_px;
  double scale = px / REFERENCE_PX;
  double width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);
  double name_px = get_name_px (px);
  g_autoptr (PangoLayout) name = make_layout (self, self->name, name_px, PANGO_WEIGHT_NORMAL);
  g_autoptr (PangoLayout) number = make_layout (self, self->number, px, PANGO_WEIGHT_SEMIBOLD);
  g_autoptr (PangoLayout) unit = make_layout (self, self->unit, px * UNIT_PART, PANGO_WEIGHT_NORMAL);
  GdkRGBA color = get_color (self);
  GdkRGBA text_color;
  double row_width = (self->number_width + self->unit_width * UNIT_PART) * scale +
                     (*self->unit != '\0' ? GAP_PART * px : 0);
  double left = MAX ((width - row_width) / 2, 0);
  double number_width;
  double baseline;
  int w;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text_color);

  pango_layout_set_width (name, (int) (MAX (width - 2 * PADDING, 1) * PANGO_SCALE));
  pango_layout_set_ellipsize (name, PANGO_ELLIPSIZE_END);
  append_text (snapshot, name, PADDING, PADDING * 0.6, &text_color);

  /* Capitals are about 0.72 of the size: they stand in the middle of what the name leaves. */
  baseline = (height + name_px * 1.3 + PADDING * 0.6) / 2 + 0.36 * px;

  pango_layout_get_size (number, &w, NULL);
  number_width = (double) w / PANGO_SCALE;
  append_text (snapshot, number, left + self->number_width * scale - number_width,
               baseline - (double) pango_layout_get_baseline (number) / PANGO_SCALE, &color);
  append_text (snapshot, unit, left + self->number_width * scale + GAP_PART * px,
               baseline - (double) pango_layout_get_baseline (unit) / PANGO_SCALE, &color);
}

static void
rk_digit_tile_finalize (GObject *object)
{
  RkDigitTile *self = RK_DIGIT_TILE (object);

  g_clear_object (&self->channel);
  g_free (self->number);
  g_free (self->unit);
  g_free (self->name);

  G_OBJECT_CLASS (rk_digit_tile_parent_class)->finalize (object);
}

static void
rk_digit_tile_class_init (RkDigitTileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->finalize = rk_digit_tile_finalize;
  widget_class->snapshot = rk_digit_tile_snapshot;

  gtk_widget_class_set_css_name (widget_class, "digit");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
rk_digit_tile_init (RkDigitTile *self)
{
  self->number_px = REFERENCE_PX;
  gtk_widget_add_css_class (GTK_WIDGET (self), "card");
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * rk_digit_tile_new:
 * @channel: whose values to show
 *
 * Returns: (transfer floating): a tile
 */
GtkWidget *
rk_digit_tile_new (RkChannel *channel)
{
  RkDigitTile *self;

  g_return_val_if_fail (RK_IS_CHANNEL (channel), NULL);

  self = g_object_new (RK_TYPE_DIGIT_TILE, NULL);
  self->channel = g_object_ref (channel);
  rk_digit_tile_update (self);

  return GTK_WIDGET (self);
}

/**
 * rk_digit_tile_get_channel:
 * @self: a tile
 *
 * Returns: (transfer none): whose values it shows
 */
RkChannel *
rk_digit_tile_get_channel (RkDigitTile *self)
{
  g_return_val_if_fail (RK_IS_DIGIT_TILE (self), NULL);

  return self->channel;
}

static gboolean
take_text (char       **place,
           const char  *text)
{
  if (g_strcmp0 (*place, text) == 0)
    return FALSE;

  g_free (*place);
  *place = g_strdup (text != NULL ? text : "");

  return TRUE;
}

/**
 * rk_digit_tile_update:
 * @self: a tile
 *
 * Takes over the value, name and unit the channel has now.
 *
 * Returns: whether the tile needs another size of numbers to stay within its bounds
 */
gboolean
rk_digit_tile_update (RkDigitTile *self)
{
  g_autofree char *number = NULL;
  g_autofree char *words = NULL;
  double before;
  gboolean changed;
  gboolean unit_changed;

  g_return_val_if_fail (RK_IS_DIGIT_TILE (self), FALSE);

  before = self->number_width + self->unit_width;
  number = rk_channel_format (self->channel, rk_channel_get_last_value (self->channel));

  unit_changed = take_text (&self->unit, rk_unit_local (rk_channel_get_unit (self->channel)));
  changed = take_text (&self->number, number) || unit_changed;
  changed = take_text (&self->name, rk_channel_get_name (self->channel)) || changed;
  if (!changed)
    return FALSE;

  if (unit_changed) {
    self->unit_width = *self->unit != '\0' ? get_width (self, self->unit, PANGO_WEIGHT_NORMAL) : 0;
    self->number_width = 0;
  }
  self->number_width = MAX (self->number_width, get_width (self, self->number, PANGO_WEIGHT_SEMIBOLD));

  words = g_strdup_printf ("%s %s %s", self->name, self->number, self->unit);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, g_strchomp (words), -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));

  return unit_changed || self->number_width + self->unit_width > before;
}

/**
 * rk_digit_tile_fit:
 * @self: a tile
 * @width: pixels
 * @height: pixels
 *
 * How large the number may be in a tile of these measures.
 *
 * Returns: size of the font, pixels
 */
double
rk_digit_tile_fit (RkDigitTile *self,
                   double       width,
                   double       height)
{
  double row;
  double by_width;
  double by_height;

  g_return_val_if_fail (RK_IS_DIGIT_TILE (self), 1);

  row = (self->number_width + self->unit_width * UNIT_PART) / REFERENCE_PX + (*self->unit != '\0' ? GAP_PART : 0);
  by_width = (width - 2 * PADDING) / MAX (row, 0.5);
  by_height = (height - 1.2 * PADDING) / (LINE_PART + NAME_PART * 1.3);

  /* The name no longer shrinks along. */
  if (by_height * NAME_PART < NAME_MIN_PX)
    by_height = (height - 1.2 * PADDING - NAME_MIN_PX * 1.3) / LINE_PART;

  return MAX (MIN (by_width, by_height), 8);
}

/**
 * rk_digit_tile_set_size:
 * @self: a tile
 * @number_px: size of the font of the number, pixels
 *
 * Sets the size of the number; name and unit follow it.
 */
void
rk_digit_tile_set_size (RkDigitTile *self,
                        double       number_px)
{
  g_return_if_fail (RK_IS_DIGIT_TILE (self));

  if (self->number_px == number_px)
    return;

  self->number_px = number_px;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
