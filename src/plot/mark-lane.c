/* The marks of a picture.
 *
 * Each has a line through all panes, or a band, and above the first pane a sign and its text in a lane of its own, where
 * they cover nothing. There is the lane as soon as there is any mark, in sight or not, so that the frame does not
 * jump while the view moves. A text may reach to the next sign; it is cut to that, and where signs come too close
 * together only their lines remain. Kinds differ by colour, by the shape of the sign and by the dash of the line.
 */
#include "config.h"

#include "plot/mark-lane.h"

#include "plot/text.h"

#include <math.h>

/* In sizes of the font. */
#define LANE 1.35
#define SIGN 0.74      /* width and height of a sign */
#define SIGN_GAP 0.3   /* between it and its text */
#define GAP 0.5        /* between a text and the next sign */
#define LEAST_TEXT 2.0 /* shorter ones say nothing */
#define LONGEST_TEXT 14.0

typedef struct {
  RkColor note, trigger, alert;
} Colors;

static const Colors themes[] = {
  [RK_THEME_LIGHT] = { { 0.33, 0.33, 0.36 }, { 0.11, 0.44, 0.85 }, { 0.75, 0.11, 0.16 } },
  [RK_THEME_DARK] = { { 0.78, 0.78, 0.80 }, { 0.47, 0.68, 0.93 }, { 1.00, 0.48, 0.39 } },
  [RK_THEME_PRINT] = { { 0.20, 0.20, 0.20 }, { 0.00, 0.00, 0.00 }, { 0.00, 0.00, 0.00 } },
};

static void
label_clear (gpointer data)
{
  RkMarkLabel *label = data;

  g_clear_pointer (&label->text, g_free);
}

/**
 * rk_mark_color:
 * @kind: of a mark
 * @theme: what it is seen on
 *
 * Returns: the colour of its sign and line
 */
RkColor
rk_mark_color (RkMarkKind kind,
               RkTheme    theme)
{
  const Colors *colors = &themes[MIN ((guint) theme, G_N_ELEMENTS (themes) - 1)];

  switch (kind) {
  case RK_MARK_TRIGGER:
    return colors->trigger;
  case RK_MARK_ALERT:
    return colors->alert;
  case RK_MARK_NOTE:
  default:
    return colors->note;
  }
}

/**
 * rk_mark_lane_height:
 * @scene: a scene
 *
 * Returns: how much room its marks need above the first pane, logical pixels; 0 without marks, or where x is not time
 */
double
rk_mark_lane_height (const RkScene *scene)
{
  return scene->marks->len > 0 && !scene->xy ? LANE * scene->font_px : 0.0;
}

/* The text of a mark within @room, behind its sign or, at the right edge, before it. */
static void
place_text (RkMarkLabel   *label,
            const RkScene *scene,
            const char    *text,
            double         left,  /* where the label before ends */
            double         right, /* where the next sign begins, or the frame ends */
            gboolean       is_last)
{
  double font = scene->font_px * RK_MARK_TEXT;
  double behind = label->x + (SIGN / 2.0 + SIGN_GAP) * scene->font_px;
  double before = label->x - (SIGN / 2.0 + SIGN_GAP) * scene->font_px;
  g_autofree char *clean = rk_text_sanitise (text);
  double width = MIN (rk_text_width (clean), LONGEST_TEXT);
  double room;

  label->text_x = behind;
  room = (right - behind) / font;
  if (is_last && room < width && (before - left) / font > room) {
    room = (before - left) / font;
    label->text_x = -G_MAXDOUBLE; /* before; its width is not known yet */
  }

  if (clean[0] == '\0' || room < MIN (width, LEAST_TEXT)) {
    label->text = g_strdup ("");
    return;
  }

  label->text = rk_text_fit (clean, MIN (room, LONGEST_TEXT));
  width = rk_text_width (label->text) * font;
  if (label->text_x < label->x) {
    label->text_x = before - width;
    label->rect.width += label->rect.x - label->text_x;
    label->rect.x = label->text_x;
  } else {
    label->rect.width = label->text_x + width - label->rect.x;
  }
}

/* Where its line is, if it is in sight. */
static gboolean
find_line (const RkScene    *scene,
           const RkRect     *frame,
           const RkMarkNote *mark,
           double           *x,
           double           *x_end)
{
  if (mark->end_s < scene->x.lower || mark->begin_s > scene->x.upper)
    return FALSE;

  *x = frame->x + rk_axis_get_share (&scene->x, MAX (mark->begin_s, scene->x.lower)) * frame->width;
  *x_end = frame->x + rk_axis_get_share (&scene->x, MIN (mark->end_s, scene->x.upper)) * frame->width;

  return TRUE;
}

/**
 * rk_mark_lane_place:
 * @layout: a layout whose panes are placed
 * @scene: its scene
 *
 * Works out where the marks in sight stand.
 *
 * Threads: any.
 */
void
rk_mark_lane_place (RkLayout      *layout,
                    const RkScene *scene)
{
  const RkRect *frame = &layout->panes[0].frame;
  double sign = SIGN * scene->font_px;
  double end = -G_MAXDOUBLE; /* of the label before */

  layout->marks = g_array_new (FALSE, TRUE, sizeof (RkMarkLabel));
  g_array_set_clear_func (layout->marks, label_clear);
  layout->lane_y = frame->y - layout->lane / 2.0;

  for (guint i = 0; i < scene->marks->len && !scene->xy; i++) {
    RkMarkLabel label = { .mark = i };

    if (find_line (scene, frame, &g_array_index (scene->marks, RkMarkNote, i), &label.x, &label.x_end))
      g_array_append_val (layout->marks, label);
  }

  for (guint i = 0; i < layout->marks->len; i++) {
    RkMarkLabel *label = &g_array_index (layout->marks, RkMarkLabel, i);
    const RkMarkNote *mark = &g_array_index (scene->marks, RkMarkNote, label->mark);
    gboolean is_last = i + 1 == layout->marks->len;
    double right = frame->x + frame->width + sign;

    if (layout->lane <= 0.0 || label->x - sign / 2.0 < end) {
      label->text = g_strdup ("");
      continue;
    }

    if (!is_last)
      right = MIN (right, (label + 1)->x - sign / 2.0 - GAP * scene->font_px);

    label->rect = (RkRect) { label->x - sign / 2.0, layout->lane_y - layout->lane / 2.0, sign, layout->lane };
    place_text (label, scene, mark->text, MAX (end + GAP * scene->font_px, layout->title_x), right, is_last);
    end = label->rect.x + label->rect.width + GAP * scene->font_px / 2.0;
  }
}

/* ---- drawing ---- */

static void
set_color (cairo_t *cr,
           RkColor  color,
           double   alpha)
{
  cairo_set_source_rgba (cr, color.r, color.g, color.b, alpha);
}

/* A flag for a note, an arrow down for the trigger, a triangle like a road sign for an alert. */
static void
draw_sign (cairo_t   *cr,
           RkMarkKind kind,
           double     x,
           double     y,
           double     size)
{
  double h = size / 2.0;

  switch (kind) {
  case RK_MARK_TRIGGER:
    cairo_move_to (cr, x - h, y - 0.7 * h);
    cairo_line_to (cr, x + h, y - 0.7 * h);
    cairo_line_to (cr, x, y + h);
    break;
  case RK_MARK_ALERT:
    cairo_move_to (cr, x - h, y + 0.8 * h);
    cairo_line_to (cr, x + h, y + 0.8 * h);
    cairo_line_to (cr, x, y - h);
    cairo_close_path (cr);
    /* Its exclamation mark is left out of the filling. */
    cairo_rectangle (cr, x - 0.12 * h, y - 0.35 * h, 0.24 * h, 0.6 * h);
    cairo_rectangle (cr, x - 0.12 * h, y + 0.42 * h, 0.24 * h, 0.22 * h);
    break;
  case RK_MARK_NOTE:
  default:
    cairo_rectangle (cr, x - 0.12 * h, y - h, 0.24 * h, 2.0 * h);
    cairo_move_to (cr, x, y - h);
    cairo_line_to (cr, x + h, y - 0.4 * h);
    cairo_line_to (cr, x, y + 0.25 * h);
    break;
  }
  cairo_close_path (cr);
  cairo_set_fill_rule (cr, kind == RK_MARK_ALERT ? CAIRO_FILL_RULE_EVEN_ODD : CAIRO_FILL_RULE_WINDING);
  cairo_fill (cr);
}

static void
set_dash (cairo_t   *cr,
          RkMarkKind kind,
          double     hair)
{
  static const double dashes[][2] = { [RK_MARK_TRIGGER] = { 6.0, 3.0 }, [RK_MARK_ALERT] = { 2.0, 2.0 } };
  double dash[2];

  if (kind != RK_MARK_TRIGGER && kind != RK_MARK_ALERT) {
    cairo_set_dash (cr, NULL, 0, 0.0);
    return;
  }

  dash[0] = dashes[kind][0] * hair;
  dash[1] = dashes[kind][1] * hair;
  cairo_set_dash (cr, dash, 2, 0.0);
}

/* In whole pixels, lines are crisp. */
static double
crisp (double   x,
       gboolean on_pixels)
{
  return on_pixels ? floor (x) + 0.5 : x;
}

static void
draw_mark (cairo_t           *cr,
           const RkScene     *scene,
           const RkLayout    *layout,
           const RkMarkLabel *label,
           gboolean           on_pixels)
{
  const RkMarkNote *mark = &g_array_index (scene->marks, RkMarkNote, label->mark);
  RkColor color = rk_mark_color (mark->kind, scene->theme);
  double s = scene->scale;
  double hair = MAX (1.0, round (s));
  double x = crisp (label->x * s, on_pixels);
  double x_end = crisp (label->x_end * s, on_pixels);

  for (guint i = 0; i < layout->n_panes; i++) {
    const RkRect *frame = &layout->panes[i].frame;
    double top = i == 0 && layout->lane > 0.0 ? layout->lane_y + SIGN / 2.0 * scene->font_px : frame->y;

    if (mark->end_s > mark->begin_s) {
      set_color (cr, color, 0.10);
      cairo_rectangle (cr, x, frame->y * s, MAX (x_end - x, hair), frame->height * s);
      cairo_fill (cr);
    }

    set_color (cr, color, 0.7);
    set_dash (cr, mark->kind, hair);
    cairo_set_line_width (cr, hair);
    if (mark->begin_s >= scene->x.lower) {
      cairo_move_to (cr, x, (frame->y + frame->height) * s);
      cairo_line_to (cr, x, (label->rect.width > 0.0 ? top : frame->y) * s);
    }
    if (mark->end_s > mark->begin_s && mark->end_s <= scene->x.upper) {
      cairo_move_to (cr, x_end, (frame->y + frame->height) * s);
      cairo_line_to (cr, x_end, frame->y * s);
    }
    cairo_stroke (cr);
  }

  if (label->rect.width > 0.0) {
    cairo_set_dash (cr, NULL, 0, 0.0);
    set_color (cr, color, 1.0);
    draw_sign (cr, mark->kind, x, layout->lane_y * s, SIGN * scene->font_px * s);
  }
}

/**
 * rk_mark_lane_draw:
 * @cr: where
 * @scene: a scene with valid limits
 * @layout: its layout
 * @on_pixels: whether lines stand on whole pixels
 *
 * Draws the marks in sight without their texts.
 *
 * Threads: whoever owns @cr.
 */
void
rk_mark_lane_draw (cairo_t        *cr,
                   const RkScene  *scene,
                   const RkLayout *layout,
                   gboolean        on_pixels)
{
  if (layout->marks->len == 0)
    return;

  cairo_save (cr);
  cairo_identity_matrix (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_GRAY);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  for (guint i = 0; i < layout->marks->len; i++)
    draw_mark (cr, scene, layout, &g_array_index (layout->marks, RkMarkLabel, i), on_pixels);
  cairo_restore (cr);
}
