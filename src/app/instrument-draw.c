/* A dial, a thermometer and a bar.
 *
 * Shapes are drawn by cairo, texts by GTK. A limit that is passed is told in three ways: by the colour of its part
 * of the scale, by the colour of the level, and by a word with an arrow.
 */

#include "config.h"

#include "app/instrument-draw.h"

#include "app/ink.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* Parts of the radius of a dial. */
#define ARC_MIDDLE   0.945 /* of the coloured arc */
#define ARC_WIDTH    0.09
#define TICK_OUTER   0.88
#define TICK_INNER   0.79
#define TICK_MINOR   0.84
#define LABEL_CIRCLE 0.76
#define NEEDLE_TIP   0.86
#define NEEDLE_TAIL  0.12
#define NEEDLE_HALF  0.028 /* of its width at the hub */
#define HUB          0.065

/* No more numbers than these, however much room there is: a scale is read at a glance. */
#define MOST_ROUND 13
#define MOST_LINE  11

/* Words in place of a number, and the word beside the name, against the size of the name. */
#define WORDS_PART 1.3
#define STATE_PART 0.8

typedef struct {
  GtkWidget                 *widget;
  GtkSnapshot               *snapshot;
  const RkInstrumentPicture *picture;
  RkInstrumentLayout         layout;
  GdkRGBA                    text;
  GdkRGBA                    ink;    /* of the level */
  GdkRGBA                    track;  /* of what is not reached */
  GdkRGBA                    zone[2]; /* below the lower limit, above the upper one */
  double                     line;   /* width of a line, pixels */
} Drawing;

/* ---- limits ---- */

/**
 * rk_limit_state_find:
 * @value: a value; NaN = none
 * @low: limit, NaN = none
 * @high: limit, NaN = none
 * @lower: begin of the scale
 * @upper: its end
 *
 * Returns: what is to be said about the value
 */
RkLimitState
rk_limit_state_find (double value,
                     double low,
                     double high,
                     double lower,
                     double upper)
{
  if (value < low)
    return RK_LIMIT_LOW;
  if (value > high)
    return RK_LIMIT_HIGH;
  if (value < lower)
    return RK_LIMIT_OFF_BELOW;

  return value > upper ? RK_LIMIT_OFF_ABOVE : RK_LIMIT_NONE;
}

/**
 * rk_limit_state_to_text:
 * @state: what is to be said
 *
 * Returns: (nullable): in the user's language; %NULL where there is nothing to say
 */
const char *
rk_limit_state_to_text (RkLimitState state)
{
  switch (state) {
  case RK_LIMIT_LOW:
    /* Translators: of a measured value. */
    return _("too low");
  case RK_LIMIT_HIGH:
    return _("too high");
  case RK_LIMIT_OFF_BELOW:
  case RK_LIMIT_OFF_ABOVE:
    /* Translators: the value is beyond the end of the scale of an instrument. */
    return _("off the scale");
  case RK_LIMIT_NONE:
  default:
    return NULL;
  }
}

/* ---- colours ---- */

static GdkRGBA
fade (GdkRGBA color,
      double  alpha)
{
  color.alpha *= (float) alpha;

  return color;
}

static void
take_colors (Drawing *self)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  gboolean dark = adw_style_manager_get_dark (style);

  self->text = rk_ink_text (self->widget);
  self->track = fade (self->text, adw_style_manager_get_high_contrast (style) ? 0.4 : 0.14);
  /* Blue and red of the same lightness stay apart for all kinds of sight. */
  gdk_rgba_parse (&self->zone[0], dark ? "#78aeed" : "#1a5fb4");
  gdk_rgba_parse (&self->zone[1], dark ? "#ff7b63" : "#c01c28");

  if (self->picture->state == RK_LIMIT_LOW)
    self->ink = self->zone[0];
  else if (self->picture->state == RK_LIMIT_HIGH)
    self->ink = self->zone[1];
  else
    self->ink = rk_ink_trace (self->widget, self->picture->color);
}

/* ---- texts ---- */

static void
measure_cb (const char *text,
            double     *width,
            double     *height,
            gpointer    user_data)
{
  Drawing *self = user_data;
  g_autoptr (PangoLayout) layout = rk_ink_layout (self->widget, text, self->layout.scale_px, PANGO_WEIGHT_NORMAL);
  int w;

  pango_layout_get_size (layout, &w, NULL);
  *width = (double) w / PANGO_SCALE;
  *height = self->layout.scale_px; /* digits have no descenders */
}

static void
draw_labels (Drawing         *self,
             const RkTickRow *row)
{
  for (guint i = 0; i < row->n; i++) {
    const RkTickLabel *label = &row->labels[i];
    g_autoptr (PangoLayout) layout = rk_ink_layout (self->widget, label->text, self->layout.scale_px, PANGO_WEIGHT_NORMAL);
    int h;

    pango_layout_get_size (layout, NULL, &h);
    rk_ink_append (self->snapshot, layout, label->x - label->width / 2, label->y - 0.5 * h / PANGO_SCALE, &self->text);
  }
}

/* A word with an arrow at the right end of the first line; what is left of the line is the name's. */
static double
draw_state (Drawing *self)
{
  const char *word = rk_limit_state_to_text (self->picture->state);
  gboolean down = self->picture->state == RK_LIMIT_LOW || self->picture->state == RK_LIMIT_OFF_BELOW;
  gboolean is_off = self->picture->state == RK_LIMIT_OFF_BELOW || self->picture->state == RK_LIMIT_OFF_ABOVE;
  const RkRect *place = &self->layout.name;
  double pad = 0.4 * self->layout.name_px;
  g_autofree char *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  GskRoundedRect pill;
  GdkRGBA background;
  GdkRGBA color;
  int w;
  int h;

  if (word == NULL)
    return 0.0;

  text = g_strdup_printf ("%s %s", down ? "▼" : "▲", word);
  layout = rk_ink_layout (self->widget, text, STATE_PART * self->layout.name_px, PANGO_WEIGHT_SEMIBOLD);
  pango_layout_set_width (layout, (int) (MAX (place->width - 2 * pad, 1.0) * PANGO_SCALE));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (layout, &w, &h);
  background = is_off ? self->text : self->zone[down ? 0 : 1];
  color = rk_ink_on (&background);

  gsk_rounded_rect_init_from_rect (&pill,
                                   &GRAPHENE_RECT_INIT ((float) (place->x + place->width - w - 2 * pad), (float) place->y,
                                                        (float) (w + 2 * pad), (float) place->height),
                                   (float) place->height / 2);
  gtk_snapshot_push_rounded_clip (self->snapshot, &pill);
  gtk_snapshot_append_color (self->snapshot, &background, &pill.bounds);
  gtk_snapshot_pop (self->snapshot);
  rk_ink_append (self->snapshot, layout, place->x + place->width - w - pad, place->y + (place->height - h) / 2, &color);

  return w + 2 * pad + pad;
}

static void
draw_name (Drawing         *self,
           const RkTickRow *row)
{
  double taken = draw_state (self);
  const RkRect *place = &self->layout.name;
  g_autofree char *title = rk_ticks_title (&row->ticks, NULL);
  g_autofree char *power = *title != '\0' ? g_strdup_printf (" ×%s", title) : g_strdup ("");
  g_autoptr (PangoLayout) name = rk_ink_layout (self->widget, self->picture->name, self->layout.name_px, PANGO_WEIGHT_NORMAL);
  g_autoptr (PangoLayout) after = rk_ink_layout (self->widget, power, self->layout.name_px, PANGO_WEIGHT_NORMAL);
  double x;
  double y;
  int w;
  int h;
  int after_w;

  /* By what the numbers of the scale are to be multiplied is never cut off; the name may be. */
  pango_layout_get_pixel_size (after, &after_w, NULL);
  pango_layout_set_width (name, (int) (MAX (place->width - taken - after_w, 1.0) * PANGO_SCALE));
  pango_layout_set_ellipsize (name, PANGO_ELLIPSIZE_END);
  pango_layout_get_pixel_size (name, &w, &h);

  /* In the middle unless the line is shared, or the name begins one. */
  x = taken > 0.0 || self->picture->shape == RK_INSTRUMENT_ROW ? place->x : place->x + (place->width - w - after_w) / 2;
  y = place->y + (place->height - h) / 2;
  rk_ink_append (self->snapshot, name, x, y, &self->text);
  rk_ink_append (self->snapshot, after, x + w, y, &self->text);
}

static void
draw_number (Drawing *self)
{
  gboolean is_words = isnan (self->picture->value) && *self->picture->unit == '\0';
  double px = is_words ? MIN (self->layout.number_px, WORDS_PART * self->layout.name_px) : self->layout.number_px;
  const RkRect *place = &self->layout.number;
  g_autoptr (PangoLayout) number = rk_ink_layout (self->widget, self->picture->number, px, PANGO_WEIGHT_SEMIBOLD);
  g_autoptr (PangoLayout) unit = rk_ink_layout (self->widget, self->picture->unit, px * RK_INSTRUMENT_UNIT, PANGO_WEIGHT_NORMAL);
  double gap = *self->picture->unit != '\0' ? RK_INSTRUMENT_GAP * px : 0.0;
  double baseline = place->y + place->height / 2 + 0.36 * px; /* capitals are about 0.72 of the size */
  double room;
  double x;
  int number_width;
  int unit_width;

  pango_layout_get_size (number, &number_width, NULL);
  pango_layout_get_size (unit, &unit_width, NULL);

  /* Set flush right in the room of the widest, so that the unit stands still. */
  room = MAX (self->picture->number_width * px, (double) (number_width + unit_width) / PANGO_SCALE + gap);
  x = self->layout.number_left ? place->x : place->x + (place->width - room) / 2;
  x += room - (double) unit_width / PANGO_SCALE;
  rk_ink_append (self->snapshot, unit, x, baseline - (double) pango_layout_get_baseline (unit) / PANGO_SCALE, &self->text);
  x -= gap + (double) number_width / PANGO_SCALE;
  rk_ink_append (self->snapshot, number, x, baseline - (double) pango_layout_get_baseline (number) / PANGO_SCALE,
                 isnan (self->picture->value) ? &self->text : &self->ink);
}

/* ---- scale ---- */

/* Calls for every tick that has no number: the pieces between two numbers. */
typedef void (*MinorFunc) (double part, gpointer user_data);

static void
each_minor (const RkTickRow *row,
            MinorFunc        function,
            gpointer         user_data)
{
  double lower = row->ticks.lower;
  double upper = row->ticks.upper;

  if (row->ticks.n_minor < 2 || row->ticks.n == 0)
    return;

  for (guint i = 0; i <= row->ticks.n; i++) {
    double from = rk_ticks_get_value (&row->ticks, 0) + (i - 1.0) * row->ticks.step;

    for (guint j = 1; j < row->ticks.n_minor; j++) {
      double value = from + row->ticks.step * j / row->ticks.n_minor;

      if (value >= lower && value <= upper)
        function (rk_instrument_part (lower, upper, value, NULL), user_data);
    }
  }
}

/* The parts of the scale below and above the limits: 0...1; equal ends = none. */
static void
get_zone (Drawing *self,
          guint    n,
          double  *begin,
          double  *end)
{
  const RkInstrumentPicture *picture = self->picture;
  double limit = n == 0 ? picture->low : picture->high;
  double at = isnan (limit) ? n : rk_instrument_part (picture->lower, picture->upper, limit, NULL);

  *begin = n == 0 ? 0.0 : at;
  *end = n == 0 ? at : 1.0;
}

static cairo_t *
begin_cairo (Drawing *self)
{
  return gtk_snapshot_append_cairo (self->snapshot,
                                    &GRAPHENE_RECT_INIT (0, 0, (float) gtk_widget_get_width (self->widget),
                                                         (float) gtk_widget_get_height (self->widget)));
}

/* ---- dial ---- */

typedef struct {
  cairo_t *cr;
  double   x;
  double   y;
  double   radius;
} Dial;

static void
draw_spoke (Dial   *dial,
            double  part,
            double  outer,
            double  inner)
{
  double angle = rk_dial_angle (part);

  cairo_move_to (dial->cr, dial->x + outer * dial->radius * cos (angle), dial->y + outer * dial->radius * sin (angle));
  cairo_line_to (dial->cr, dial->x + inner * dial->radius * cos (angle), dial->y + inner * dial->radius * sin (angle));
}

static void
minor_spoke_cb (double   part,
                gpointer user_data)
{
  draw_spoke (user_data, part, TICK_OUTER, TICK_MINOR);
}

static void
draw_arc (Dial          *dial,
          double         begin,
          double         end,
          const GdkRGBA *color)
{
  cairo_new_path (dial->cr);
  cairo_arc (dial->cr, dial->x, dial->y, ARC_MIDDLE * dial->radius, rk_dial_angle (begin), rk_dial_angle (end));
  gdk_cairo_set_source_rgba (dial->cr, color);
  cairo_set_line_width (dial->cr, ARC_WIDTH * dial->radius);
  cairo_stroke (dial->cr);
}

static void
draw_needle (Dial   *dial,
             double  part)
{
  cairo_t *cr = dial->cr;
  double r = dial->radius;

  cairo_save (cr);
  cairo_translate (cr, dial->x, dial->y);
  cairo_rotate (cr, rk_dial_angle (part));
  cairo_move_to (cr, NEEDLE_TIP * r, 0);
  cairo_line_to (cr, 0, NEEDLE_HALF * r);
  cairo_line_to (cr, -NEEDLE_TAIL * r, NEEDLE_HALF * r * 0.8);
  cairo_line_to (cr, -NEEDLE_TAIL * r, -NEEDLE_HALF * r * 0.8);
  cairo_line_to (cr, 0, -NEEDLE_HALF * r);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_arc (cr, 0, 0, HUB * r, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
draw_dial_back (Drawing         *self,
                Dial            *dial,
                const RkTickRow *row)
{
  double begin;
  double end;

  dial->cr = begin_cairo (self);
  get_zone (self, 0, &begin, &end);
  if (end > 0.0)
    draw_arc (dial, 0.0, end, &self->zone[0]);
  get_zone (self, 1, &begin, &end);
  if (begin < 1.0)
    draw_arc (dial, begin, 1.0, &self->zone[1]);
  get_zone (self, 0, &end, &begin);
  get_zone (self, 1, &end, &(double) { 0.0 });
  if (end > begin)
    draw_arc (dial, begin, end, &self->track);

  gdk_cairo_set_source_rgba (dial->cr, &self->text);
  for (guint i = 0; i < row->n; i++)
    draw_spoke (dial, row->labels[i].part, TICK_OUTER, TICK_INNER);
  cairo_set_line_width (dial->cr, 1.6 * self->line);
  cairo_stroke (dial->cr);
  each_minor (row, minor_spoke_cb, dial);
  cairo_set_line_width (dial->cr, self->line);
  cairo_stroke (dial->cr);
  cairo_destroy (dial->cr);
}

static void
draw_dial (Drawing   *self,
           RkTickRow *row)
{
  const RkInstrumentPicture *picture = self->picture;
  Dial dial;
  RkTickPath path;

  rk_dial_fit (&self->layout.body, &dial.x, &dial.y, &dial.radius);
  path = (RkTickPath) { .is_round = TRUE, .x0 = dial.x, .y0 = dial.y, .radius = LABEL_CIRCLE * dial.radius };
  rk_tick_row_init (row, picture->lower, picture->upper, MOST_ROUND, 0.4 * self->layout.scale_px,
                    rk_number_decimal_sign (), &path, measure_cb, self);

  draw_dial_back (self, &dial, row);
  draw_labels (self, row);

  if (isnan (picture->value))
    return;

  dial.cr = begin_cairo (self);
  gdk_cairo_set_source_rgba (dial.cr, &self->ink);
  draw_needle (&dial, rk_instrument_part (picture->lower, picture->upper, picture->value, NULL));
  cairo_destroy (dial.cr);
}

/* ---- column and bar ---- */

/* A level along a line. */
typedef struct {
  cairo_t   *cr;
  RkTickPath path;
  gboolean   upright;
  double     half;     /* of the width of the column */
  double     ends[2];  /* of the minor ticks, across, from the middle of the column */
} Column;

static void
get_point (const Column *column,
           double        part,
           double        across,
           double       *x,
           double       *y)
{
  *x = column->path.x0 + part * (column->path.x1 - column->path.x0) + (column->upright ? across : 0.0);
  *y = column->path.y0 + part * (column->path.y1 - column->path.y0) + (column->upright ? 0.0 : across);
}

static void
draw_across (Column *column,
             double  part,
             double  from,
             double  to)
{
  double x;
  double y;

  get_point (column, part, from, &x, &y);
  cairo_move_to (column->cr, x, y);
  get_point (column, part, to, &x, &y);
  cairo_line_to (column->cr, x, y);
}

static void
minor_across_cb (double   part,
                 gpointer user_data)
{
  Column *column = user_data;

  draw_across (column, part, column->ends[0], column->ends[1]);
}

static void
draw_piece (Column        *column,
            double         begin,
            double         end,
            double         from,
            double         to,
            const GdkRGBA *color)
{
  double x0;
  double y0;
  double x1;
  double y1;

  get_point (column, begin, from, &x0, &y0);
  get_point (column, end, to, &x1, &y1);
  cairo_rectangle (column->cr, MIN (x0, x1), MIN (y0, y1), fabs (x1 - x0), fabs (y1 - y0));
  gdk_cairo_set_source_rgba (column->cr, color);
  cairo_fill (column->cr);
}

/* Puts the scale into the middle of its place: what its numbers take is known only now. */
static void
center_column (Drawing   *self,
               Column    *column,
               RkTickRow *row)
{
  const RkRect *body = &self->layout.body;
  double right = column->half;
  double shift;

  for (guint i = 0; i < row->n; i++)
    right = MAX (right, row->labels[i].x + row->labels[i].width / 2 - column->path.x0);
  shift = body->x + (body->width - right - column->half) / 2 + column->half - column->path.x0;
  /* Beside its number it stands at the left. */
  if (self->layout.number_left)
    shift = MAX (body->x + body->width - right - 1.5 * self->layout.scale_px, body->x + column->half) - column->path.x0;

  column->path.x0 += shift;
  column->path.x1 += shift;
  for (guint i = 0; i < row->n; i++)
    row->labels[i].x += shift;
}

/* @foot: what is below the scale, of a thermometer its bulb. */
static void
place_column (Drawing   *self,
              Column    *column,
              RkTickRow *row,
              double     foot)
{
  const RkRect *body = &self->layout.body;
  double px = self->layout.scale_px;

  if (column->upright) {
    column->path.x0 = column->path.x1 = body->x + body->width / 2;
    column->path.y0 = body->y + body->height - MAX (foot, 0.6 * px);
    column->path.y1 = body->y + 0.6 * px + (foot > 0.0 ? column->half : 0.0);
    column->path.offset_x = column->half + 1.3 * px;
  } else {
    column->path.x0 = body->x + 1.2 * px;
    column->path.x1 = body->x + body->width - 1.2 * px;
    column->path.y0 = column->path.y1 = body->y + column->half;
    column->path.offset_y = column->half + 1.0 * px;
  }

  rk_tick_row_init (row, self->picture->lower, self->picture->upper, MOST_LINE, column->upright ? 0.5 * px : 1.2 * px,
                    rk_number_decimal_sign (), &column->path, measure_cb, self);
  if (column->upright)
    center_column (self, column, row);
}

static void
draw_column_scale (Drawing         *self,
                   Column          *column,
                   const RkTickRow *row)
{
  double px = self->layout.scale_px;
  double from = column->half + 0.12 * px;

  for (guint i = 0; i < 2; i++) {
    double begin;
    double end;

    get_zone (self, i, &begin, &end);
    if (end > begin)
      draw_piece (column, begin, end, from, from + 0.45 * px, &self->zone[i]);
  }

  gdk_cairo_set_source_rgba (column->cr, &self->text);
  for (guint i = 0; i < row->n; i++)
    draw_across (column, row->labels[i].part, from, from + 0.8 * px);
  cairo_set_line_width (column->cr, 1.4 * self->line);
  cairo_stroke (column->cr);
  column->ends[0] = from;
  column->ends[1] = from + 0.45 * px;
  each_minor (row, minor_across_cb, column);
  cairo_set_line_width (column->cr, 0.8 * self->line);
  cairo_stroke (column->cr);
}

static void
draw_bar (Drawing   *self,
          RkTickRow *row)
{
  const RkInstrumentPicture *picture = self->picture;
  const RkRect *body = &self->layout.body;
  Column column = { .upright = self->layout.upright };
  double zero = rk_instrument_part (picture->lower, picture->upper, 0.0, NULL);
  double part = rk_instrument_part (picture->lower, picture->upper, picture->value, NULL);

  column.half = column.upright ? MIN (0.13 * body->width, 0.09 * body->height)
                               : MAX ((body->height - 2.2 * self->layout.scale_px) / 2, 4.0);
  place_column (self, &column, row, 0.0);

  column.cr = begin_cairo (self);
  draw_piece (&column, 0.0, 1.0, -column.half, column.half, &self->track);
  if (!isnan (picture->value)) {
    draw_piece (&column, MIN (zero, part), MAX (zero, part), -column.half, column.half, &self->ink);
    /* The end of the level is seen also where it is nearly nothing. */
    gdk_cairo_set_source_rgba (column.cr, &self->ink);
    draw_across (&column, part, -column.half, column.half);
    cairo_set_line_width (column.cr, 3.0 * self->line);
    cairo_stroke (column.cr);
  }
  draw_column_scale (self, &column, row);
  cairo_destroy (column.cr);
  draw_labels (self, row);
}

/* The outline of tube and bulb, @inset within the glass, the tube as high as @part. */
static void
trace_glass (Column *column,
             double  bulb,
             double  inset,
             double  part)
{
  cairo_t *cr = column->cr;
  double x = column->path.x0;
  double foot = column->path.y0 + 0.9 * bulb;
  double half = column->half - inset;
  double r = bulb - inset;
  double join = asin (CLAMP (half / r, 0.0, 1.0));
  double top;

  get_point (column, part, 0.0, &(double) { 0.0 }, &top);
  cairo_new_path (cr);
  cairo_arc (cr, x, foot, r, -G_PI / 2 + join, 3 * G_PI / 2 - join);
  if (part >= 1.0) {
    cairo_line_to (cr, x - half, top);
    cairo_arc (cr, x, top, half, G_PI, 2 * G_PI);
  } else {
    cairo_line_to (cr, x - half, top);
    cairo_line_to (cr, x + half, top);
  }
  cairo_close_path (cr);
}

static void
draw_thermometer (Drawing   *self,
                  RkTickRow *row)
{
  const RkInstrumentPicture *picture = self->picture;
  const RkRect *body = &self->layout.body;
  double half = CLAMP (0.035 * body->height, 4.0, 0.1 * body->width + 4.0);
  double bulb = 2.0 * half;
  double inset = MAX (0.3 * half, 1.5);
  Column column = { .upright = TRUE, .half = half };

  place_column (self, &column, row, 2.0 * bulb);

  column.cr = begin_cairo (self);
  trace_glass (&column, bulb, 0.0, 1.0);
  gdk_cairo_set_source_rgba (column.cr, &self->track);
  cairo_fill (column.cr);
  if (!isnan (picture->value)) {
    trace_glass (&column, bulb, inset, rk_instrument_part (picture->lower, picture->upper, picture->value, NULL));
    gdk_cairo_set_source_rgba (column.cr, &self->ink);
    cairo_fill (column.cr);
  }
  draw_column_scale (self, &column, row);
  cairo_destroy (column.cr);
  draw_labels (self, row);
}

/* ---- row ---- */

static double
draw_extremum (Drawing    *self,
               const char *text,
               gboolean    on_top)
{
  const RkRect *body = &self->layout.body;
  g_autoptr (PangoLayout) layout = rk_ink_layout (self->widget, text, self->layout.scale_px, PANGO_WEIGHT_NORMAL);
  int width;
  int height;

  pango_layout_get_pixel_size (layout, &width, &height);
  rk_ink_append (self->snapshot, layout, body->x + body->width - width,
                 on_top ? body->y : body->y + body->height - height, &self->text);

  return width;
}

/* The line, and at its right end the least and the greatest value. */
static void
draw_row (Drawing *self)
{
  const RkInstrumentPicture *picture = self->picture;
  const RkRect *body = &self->layout.body;
  double numbers = 0.0;
  double inset = 1.5 * self->line;
  cairo_t *cr;

  if (picture->spark == NULL || picture->spark->n == 0 || picture->least == NULL)
    return;

  numbers = draw_extremum (self, picture->most, TRUE);
  numbers = MAX (numbers, draw_extremum (self, picture->least, FALSE)) + 0.7 * self->layout.scale_px;

  cr = begin_cairo (self);
  gdk_cairo_set_source_rgba (cr, &self->ink);
  cairo_set_line_width (cr, 1.5 * self->line);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  rk_spark_trace (picture->spark, cr, body->x + inset, body->y + inset, MAX (body->width - numbers - 2 * inset, 1.0),
                  MAX (body->height - 2 * inset, 1.0));
  cairo_destroy (cr);
}

/**
 * rk_instrument_draw:
 * @widget: whose size, font and colours
 * @snapshot: where to draw
 * @picture: what
 *
 * Draws an instrument over the whole of a widget.
 */
void
rk_instrument_draw (GtkWidget                 *widget,
                    GtkSnapshot               *snapshot,
                    const RkInstrumentPicture *picture)
{
  Drawing self = { .widget = widget, .snapshot = snapshot, .picture = picture };
  double width = gtk_widget_get_width (widget);
  double height = gtk_widget_get_height (widget);
  RkTickRow row = { 0 };

  if (width < 24 || height < 24)
    return;

  rk_instrument_layout_init (&self.layout, picture->shape, width, height, picture->number_width);
  self.line = CLAMP (MIN (width, height) / 180, 1.0, 5.0);
  take_colors (&self);

  if (picture->shape == RK_INSTRUMENT_GAUGE)
    draw_dial (&self, &row);
  else if (picture->shape == RK_INSTRUMENT_COLUMN)
    draw_thermometer (&self, &row);
  else if (picture->shape == RK_INSTRUMENT_ROW)
    draw_row (&self);
  else
    draw_bar (&self, &row);

  draw_name (&self, &row);
  draw_number (&self);
}
