/* One value, readable across a classroom.
 *
 * The number keeps the place of the widest value so far and is set flush right before its unit, in
 * digits of equal width: what has not changed does not move.
 */

#include "config.h"

#include "app/digit-tile.h"

#include "app/channel-note.h"
#include "app/panel-size.h"
#include "base/quantity.h"
#include "plot/scene.h"

#include <math.h>

/* Parts of the size of the number. */
#define UNIT_PART RK_PANEL_UNIT
#define NAME_PART 0.26
#define GAP_PART  0.16
#define LINE_PART RK_PANEL_LINE /* height of the line of the number */

/* How much of the width a name beside the number may take. */
#define BESIDE_PART 0.3

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
  double     name_width;   /* at the reference size */
  double     number_px;
  double     least_name_px; /* 0 = none is asked for */
  RkDigitForm form;
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
get_name_px (RkDigitTile *self,
             double       number_px)
{
  return MAX (CLAMP (number_px * NAME_PART, NAME_MIN_PX, NAME_MAX_PX), self->least_name_px);
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

/* Width of the number and, unless it is above, of its unit, as a multiple of the size of the number. */
static double
get_row_width (RkDigitTile *self,
               RkDigitForm  form)
{
  if (form == RK_DIGIT_STACKED)
    return self->number_width / REFERENCE_PX;

  return (self->number_width + self->unit_width * UNIT_PART) / REFERENCE_PX + (*self->unit != '\0' ? GAP_PART : 0);
}

static double
get_beside_width (RkDigitTile *self,
                  double       number_px,
                  double       width)
{
  return MIN (self->name_width * get_name_px (self, number_px) / REFERENCE_PX, width * BESIDE_PART) + 2 * PADDING;
}

/* Draws the name; what is left for the number is between @left and the right end, below @top. */
static void
snapshot_name (RkDigitTile *self,
               GtkSnapshot *snapshot,
               double      *left,
               double      *top)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double name_px = get_name_px (self, self->number_px);
  double unit = self->form == RK_DIGIT_STACKED ? self->unit_width * UNIT_PART * self->number_px / REFERENCE_PX + PADDING : 0;
  double line = self->form == RK_DIGIT_STACKED ? MAX (name_px, self->number_px * UNIT_PART) : name_px;
  gboolean beside = self->form == RK_DIGIT_BESIDE;
  double room = beside ? get_beside_width (self, self->number_px, width) - PADDING : width - 2 * PADDING - unit;
  g_autoptr (PangoLayout) name = make_layout (self, self->name, name_px, PANGO_WEIGHT_NORMAL);
  GdkRGBA color;
  int w;
  int h;

  gtk_style_context_get_color (gtk_widget_get_style_context (GTK_WIDGET (self)), &color);
  pango_layout_set_width (name, (int) ceil (MAX (room, 1) * PANGO_SCALE));
  pango_layout_set_ellipsize (name, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (name, &w, &h);
  append_text (snapshot, name, PADDING, beside ? (height - h) / 2 : PADDING * 0.6 + (line - name_px) * 0.65, &color);

  *left = beside ? PADDING + room : 0;
  *top = beside ? 0 : line * 1.3 + PADDING * 0.6;
}

/* Where the number ends, if @widest is the room of the widest so far. */
static double
get_right (RkDigitTile *self,
           double       left,
           double       widest)
{
  double right = gtk_widget_get_width (GTK_WIDGET (self)) - PADDING;
  double row = get_row_width (self, self->form) * self->number_px;

  /* Beside its name the row ends at the right, so that the numbers of all rows align; else it
   * stands in the middle. */
  if (self->form == RK_DIGIT_ABOVE)
    right = (right + PADDING + left + row) / 2;

  return right - (row - widest);
}

static void
rk_digit_tile_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  RkDigitTile *self = RK_DIGIT_TILE (widget);
  double px = self->number_px;
  double widest = self->number_width * px / REFERENCE_PX;
  g_autoptr (PangoLayout) number = make_layout (self, self->number, px, PANGO_WEIGHT_SEMIBOLD);
  g_autoptr (PangoLayout) unit = make_layout (self, self->unit, px * UNIT_PART, PANGO_WEIGHT_NORMAL);
  GdkRGBA color = get_color (self);
  double left;
  double top;
  double right;
  double baseline;
  int width;

  snapshot_name (self, snapshot, &left, &top);

  /* Capitals are about 0.72 of the size. */
  right = get_right (self, left, widest);
  baseline = (gtk_widget_get_height (widget) + top) / 2 + 0.36 * px;

  pango_layout_get_size (number, &width, NULL);
  append_text (snapshot, number, right - (double) width / PANGO_SCALE,
               baseline - (double) pango_layout_get_baseline (number) / PANGO_SCALE, &color);

  pango_layout_get_size (unit, &width, NULL);
  if (self->form == RK_DIGIT_STACKED)
    append_text (snapshot, unit, right - (double) width / PANGO_SCALE, PADDING * 0.6, &color);
  else
    append_text (snapshot, unit, right + GAP_PART * px,
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

/* With what one ought to know of the value: "T · calibrated 21 Nov, Ivanova". */
static char *
make_name (RkChannel *channel)
{
  const char *name = rk_channel_get_name (channel);
  g_autofree char *note = rk_channel_note (channel, 0.0, FALSE);

  return note != NULL ? g_strdup_printf ("%s · %s", name != NULL ? name : "", note) : g_strdup (name);
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
  g_autofree char *name = NULL;
  double before;
  gboolean changed;
  gboolean unit_changed;

  g_return_val_if_fail (RK_IS_DIGIT_TILE (self), FALSE);

  before = self->number_width + self->unit_width;
  number = rk_channel_format (self->channel, rk_channel_get_last_value (self->channel));

  unit_changed = take_text (&self->unit, rk_unit_local (rk_channel_get_unit (self->channel)));
  changed = take_text (&self->number, number) || unit_changed;
  name = make_name (self->channel);
  if (take_text (&self->name, name)) {
    self->name_width = get_width (self, self->name, PANGO_WEIGHT_NORMAL);
    changed = unit_changed = TRUE;
  }
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
 * rk_digit_tile_set_name_px:
 * @self: a tile
 * @name_px: pixels; 0 = as the number wants
 *
 * Keeps the name readable beside a number that is not large.
 */
void
rk_digit_tile_set_name_px (RkDigitTile *self,
                           double       name_px)
{
  g_return_if_fail (RK_IS_DIGIT_TILE (self));

  if (self->least_name_px == name_px)
    return;

  self->least_name_px = name_px;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static double
fit_above (RkDigitTile *self,
           double       width,
           double       height)
{
  double by_width = (width - 2 * PADDING) / MAX (get_row_width (self, RK_DIGIT_ABOVE), 0.5);
  double by_height = (height - 1.2 * PADDING) / (LINE_PART + NAME_PART * 1.3);
  double least = MAX (self->least_name_px, NAME_MIN_PX);

  /* The name no longer shrinks along. */
  if (by_height * NAME_PART < least)
    by_height = (height - 1.2 * PADDING - least * 1.3) / LINE_PART;

  return MIN (by_width, by_height);
}

/**
 * rk_digit_tile_fit:
 * @self: a tile
 * @width: pixels
 * @height: pixels
 * @form: where name and unit are
 *
 * How large the number may be in a tile of these measures.
 *
 * Returns: size of the font, pixels
 */
double
rk_digit_tile_fit (RkDigitTile *self,
                   double       width,
                   double       height,
                   RkDigitForm  form)
{
  double by_height;

  g_return_val_if_fail (RK_IS_DIGIT_TILE (self), 1);

  if (form == RK_DIGIT_STACKED)
    return rk_panel_digit_px (width - 2 * PADDING, height - 1.2 * PADDING, self->number_width / REFERENCE_PX,
                              self->unit_width / REFERENCE_PX, get_name_px (self, 0));
  if (form == RK_DIGIT_ABOVE)
    return MAX (fit_above (self, width, height), 8);

  by_height = (height - PADDING) / LINE_PART;

  /* The name is measured for the size by height, which is the larger. */
  return MAX (MIN ((width - PADDING - get_beside_width (self, by_height, width)) / MAX (get_row_width (self, form), 0.5),
                   by_height), 8);
}

/**
 * rk_digit_tile_arrange:
 * @self: a tile
 * @number_px: size of the font of the number, pixels
 * @form: where name and unit are
 *
 * Sets the size of the number; name and unit follow it.
 */
void
rk_digit_tile_arrange (RkDigitTile *self,
                       double       number_px,
                       RkDigitForm  form)
{
  g_return_if_fail (RK_IS_DIGIT_TILE (self));

  if (self->number_px == number_px && self->form == form)
    return;

  self->number_px = number_px;
  self->form = form;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
