/* One value, readable across a classroom.
 *
 * The number keeps the place of the widest value so far and is set flush right before its unit, in
 * digits of equal width: what has not changed does not move.
 */

#include "config.h"

#include "app/digit-tile.h"

#include "app/channel-note.h"
#include "app/ink.h"
#include "app/panel-size.h"
#include "base/quantity.h"

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

static double
get_width (RkDigitTile *self,
           const char  *text,
           PangoWeight  weight)
{
  g_autoptr (PangoLayout) layout = rk_ink_layout (GTK_WIDGET (self), text, REFERENCE_PX, weight);
  int width;

  pango_layout_get_size (layout, &width, NULL);

  return (double) width / PANGO_SCALE;
}

/* ---- widget ---- */

static double
get_name_px (RkDigitTile *self,
             double       number_px)
{
  return MAX (CLAMP (number_px * NAME_PART, NAME_MIN_PX, NAME_MAX_PX), self->least_name_px);
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
  g_autoptr (PangoLayout) name = rk_ink_layout (GTK_WIDGET (self), self->name, name_px, PANGO_WEIGHT_NORMAL);
  GdkRGBA color = rk_ink_text (GTK_WIDGET (self));
  int w;
  int h;

  pango_layout_set_width (name, (int) ceil (MAX (room, 1) * PANGO_SCALE));
  pango_layout_set_ellipsize (name, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (name, &w, &h);
  rk_ink_append (snapshot, name, PADDING, beside ? (height - h) / 2 : PADDING * 0.6 + (line - name_px) * 0.65, &color);

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
  g_autoptr (PangoLayout) number = rk_ink_layout (GTK_WIDGET (self), self->number, px, PANGO_WEIGHT_SEMIBOLD);
  g_autoptr (PangoLayout) unit = rk_ink_layout (GTK_WIDGET (self), self->unit, px * UNIT_PART, PANGO_WEIGHT_NORMAL);
  GdkRGBA color = rk_ink_trace (widget, rk_channel_get_color (self->channel));
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
  rk_ink_append (snapshot, number, right - (double) width / PANGO_SCALE,
                 baseline - (double) pango_layout_get_baseline (number) / PANGO_SCALE, &color);

  pango_layout_get_size (unit, &width, NULL);
  if (self->form == RK_DIGIT_STACKED)
    rk_ink_append (snapshot, unit, right - (double) width / PANGO_SCALE, PADDING * 0.6, &color);
  else
    rk_ink_append (snapshot, unit, right + GAP_PART * px,
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
