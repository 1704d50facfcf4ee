/* Everything of a picture but the data: axes, grid, texts. It mostly stays from picture to picture, see base-cache.c. */
#include "config.h"

#include "plot/page.h"

#include "plot/image.h"
#include "plot/mark-lane.h"

#include <math.h>

#define MAX_LOG_LINES 400

/* In sizes of the font. */
#define TICK 0.32
#define MINOR_TICK 0.17
#define MINOR_MIN_PX 4.0

static void
paint_background (const RkPage *page)
{
  const RkColor *c = &page->theme->background;

  cairo_save (page->cr);
  cairo_identity_matrix (page->cr);
  cairo_set_source_rgb (page->cr, c->r, c->g, c->b);
  cairo_paint (page->cr);
  cairo_restore (page->cr);
}

static int
minor_ticks (const RkPage  *page,
             const RkTicks *ticks,
             double         length_px)
{
  double spacing = ticks->step / (ticks->upper - ticks->lower) * length_px / ticks->n_minor;

  return spacing >= MINOR_MIN_PX * page->scene->scale ? (int) ticks->n_minor : 1;
}

/* A line across the frame or into it from an edge, at a share of the axis. @length: device pixels, negative from the far edge. */
static void
draw_log_line (const RkRect *frame,
               gboolean      upright,
               double        share,
               double        length)
{
  double x = frame->x + share * frame->width;
  double y = frame->y + (1.0 - share) * frame->height;

  if (upright)
    rk_pen_join (x, frame->y + frame->height, x, frame->y + frame->height - length);
  else if (length < 0.0)
    rk_pen_join (frame->x + frame->width, y, frame->x + frame->width + length, y);
  else
    rk_pen_join (frame->x, y, frame->x + length, y);
}

/* PLplot's boxes know the decades, not 1-2-5: a logarithmic axis has its lines drawn here. */
static void
draw_log_axis (const RkPage  *page,
               const RkRect  *frame,
               const RkTicks *ticks,
               gboolean       upright,
               gboolean       is_grid,
               double         sign)
{
  double minor[MAX_LOG_LINES];
  double font = page->scene->font_px * page->scene->scale;
  guint n_minor = rk_ticks_get_minor (ticks, minor, MAX_LOG_LINES);
  RkRect box = *frame;

  /* A line on the edge of the frame is half outside. */
  box.x -= 1.0;
  box.y -= 1.0;
  box.width += 2.0;
  box.height += 2.0;
  rk_pen_set_window (page, &box);

  for (guint i = 0; i < ticks->n; i++)
    draw_log_line (frame, upright, rk_ticks_get_share (ticks, rk_ticks_get_value (ticks, i)),
                   is_grid ? (upright ? frame->height : frame->width) : sign * font * TICK);

  if (is_grid || n_minor * MINOR_MIN_PX * page->scene->scale > (upright ? frame->width : frame->height))
    return;
  for (guint i = 0; i < n_minor; i++)
    draw_log_line (frame, upright, minor[i], sign * font * MINOR_TICK);
}

static void
draw_strip (const RkPage *page,
            const RkPane *pane)
{
  RkRect strip = {
    rk_page_snap (page, pane->strip.x), rk_page_snap (page, pane->strip.y), pane->strip.width * page->scene->scale, 0.0,
  };
  double font = page->scene->font_px * page->scene->scale;
  RkRect box;

  strip.height = MAX (1.0, rk_page_snap (page, pane->strip.y + pane->strip.height) - strip.y);
  rk_image_draw_strip (page->cr, page->scene, &strip);

  box = (RkRect) { strip.x - 1.0, strip.y - 1.0, strip.width + font, strip.height + 2.0 };
  rk_pen_set_window (page, &box);
  for (guint i = 0; i < pane->right_y.n; i++) {
    double share = rk_ticks_get_share (&pane->right_y, rk_ticks_get_value (&pane->right_y, i));
    double y = strip.y + (1.0 - share) * strip.height;

    rk_pen_join (strip.x + strip.width, y, strip.x + strip.width + font * TICK, y);
  }
}

static void
draw_frame (const RkPage *page,
            guint         pane)
{
  const RkTicks *x = &page->layout->x;
  const RkTicks *y = &page->layout->panes[pane].y;
  const RkTicks *right = &page->layout->panes[pane].right_y;
  RkRect frame = rk_page_get_frame (page, pane);
  double hair = MAX (1.0, round (page->scene->scale));
  double font = page->scene->font_px * page->scene->scale;
  const char *x_ticks = x->n > 0 && !x->log ? "btsi" : "b";
  const char *y_ticks = y->n > 0 && !y->log ? "btsi" : "b";

  rk_page_set_smooth (page, FALSE);
  rk_pen_set_line_width (page, hair);
  rk_pen_set_axis_window (page, &frame, x, y);

  if (x->n > 0 && y->n > 0) {
    rk_pen_set_color (&page->theme->grid);
    rk_pen_box (x->log ? "" : "g", 1.0, 1, y->log ? "" : "g", 1.0, 1);
    if (x->log)
      draw_log_axis (page, &frame, x, TRUE, TRUE, 1.0);
    if (y->log)
      draw_log_axis (page, &frame, y, FALSE, TRUE, 1.0);
    rk_pen_set_axis_window (page, &frame, x, y);
  }

  rk_pen_set_ticks (page, font * TICK, font * MINOR_TICK);
  rk_pen_set_color (&page->theme->frame);
  rk_pen_box (x_ticks, 1.0, minor_ticks (page, x, frame.width), y_ticks, 1.0, minor_ticks (page, y, frame.height));
  rk_pen_box ("c", 0.0, 0, "c", 0.0, 0);
  if (x->log)
    draw_log_axis (page, &frame, x, TRUE, FALSE, 1.0);
  if (y->log)
    draw_log_axis (page, &frame, y, FALSE, FALSE, 1.0);

  if (page->layout->panes[pane].strip.width > 0.0) {
    draw_strip (page, &page->layout->panes[pane]);
  } else if (right->n > 0 && right->log) {
    draw_log_axis (page, &frame, right, FALSE, FALSE, -1.0);
  } else if (right->n > 0) {
    rk_pen_set_axis_window (page, &frame, x, right);
    rk_pen_box ("", 0.0, 0, "ctsi", 1.0, minor_ticks (page, right, frame.height));
  }
}

static void
draw_y_numbers (const RkPage  *page,
                const RkPane  *pane,
                const RkTicks *ticks,
                double         x,
                double         align)
{
  char text[RK_TICKS_BUFFER];

  for (guint i = 0; i < ticks->n; i++) {
    double value = rk_ticks_get_value (ticks, i);

    rk_ticks_format (ticks, i, page->scene->decimal_sign, text);
    rk_pen_text (page, x, pane->frame.y + (1.0 - rk_ticks_get_share (ticks, value)) * pane->frame.height, align, 1.0, text);
  }
}

/* Of two axes each has the colour of its first trace. */
static RkColor
get_left_color (const RkPage *page,
                const RkPane *pane)
{
  const RkScene *scene = page->scene;

  if (pane->right == G_MAXUINT || g_array_index (scene->axes, RkAxis, pane->right).colors)
    return page->theme->text;

  return rk_axis_get_color (scene, pane->left);
}

static void
draw_numbers (const RkPage *page)
{
  const RkScene *scene = page->scene;
  const RkLayout *layout = page->layout;
  const RkRect *first = &layout->panes[0].frame;
  char text[RK_TICKS_BUFFER];

  for (guint i = 0; i < layout->x.n; i++) {
    double value = rk_ticks_get_value (&layout->x, i);

    rk_ticks_format (&layout->x, i, scene->decimal_sign, text);
    rk_pen_text (page, first->x + rk_ticks_get_share (&layout->x, value) * first->width, layout->numbers_y, 0.5, 1.0, text);
  }

  for (guint p = 0; p < layout->n_panes; p++) {
    const RkPane *pane = &layout->panes[p];
    double gap = 0.55 * scene->font_px;
    RkColor color;

    color = get_left_color (page, pane);
    rk_pen_set_color (&color);
    draw_y_numbers (page, pane, &pane->y, pane->frame.x - gap, 1.0);
    if (pane->right_y.n > 0) {
      color = rk_axis_get_color (scene, pane->right);
      rk_pen_set_color (&color);
      draw_y_numbers (page, pane, &pane->right_y, pane->right_x, 0.0);
    }
  }
  rk_pen_set_color (&page->theme->text);
}

static void
draw_titles (const RkPage *page)
{
  const RkLayout *layout = page->layout;
  const RkRect *last = &layout->panes[layout->n_panes - 1].frame;

  rk_pen_text (page, page->scene->width / 2.0, layout->top_y, 0.5, 1.15, layout->title);
  rk_pen_text (page, last->x + last->width, layout->x_title_y, 1.0, 1.0, layout->x_title);
  for (guint i = 0; i < layout->n_panes; i++) {
    const RkPane *pane = &layout->panes[i];
    RkColor color = get_left_color (page, pane);

    rk_pen_set_color (&color);
    rk_pen_text (page, layout->title_x, pane->title_y, 0.0, 1.0, pane->title);
    color = rk_axis_get_color (page->scene, pane->right);
    rk_pen_set_color (&color);
    rk_pen_text (page, layout->right_title_x, pane->title_y, 1.0, 1.0, pane->right_title);
  }
}

/* A piece of the trace, from @x0 to @x1. */
static void
draw_sample (const RkPage  *page,
             const RkTrace *trace,
             double         x0,
             double         x1,
             double         y)
{
  double half = 0.35 * page->scene->font_px * page->scene->scale;
  RkColor color = rk_trace_get_color (page->scene, trace);

  rk_pen_set_color (&color);
  if (trace->style == RK_TRACE_BARS && rk_page_has_style (page, trace)) {
    RkRect rect = { (x0 + x1) / 2.0 - half, y - half, 2.0 * half, 2.0 * half };

    rk_page_draw_rect (&rect);
    return;
  }
  if (rk_page_has_line (trace) && rk_page_has_style (page, trace)) {
    rk_pen_set_line_width (page, MAX (2.0, page->scene->line_px) * page->scene->scale);
    rk_pen_set_dash (page, trace);
    rk_pen_join (x0, y, x1, y);
    rk_pen_set_dash (page, NULL);
  }
  if (rk_page_has_points (trace) || !rk_page_has_style (page, trace) || rk_scene_needs_signs (page->scene))
    rk_page_draw_sign (rk_trace_get_shape (page->scene, trace), (RkPoint) { (x0 + x1) / 2.0, y },
                       rk_page_get_mark_radius (page, trace));
}

static void
draw_legend (const RkPage *page)
{
  const RkScene *scene = page->scene;
  double s = scene->scale;

  for (guint i = 0; i < page->layout->legend->len; i++) {
    const RkLegendItem *item = &g_array_index (page->layout->legend, RkLegendItem, i);
    double middle = item->rect.y + item->rect.height / 2.0;

    if (item->trace < scene->traces->len) {
      const RkTrace *trace = &g_array_index (scene->traces, RkTrace, item->trace);

      draw_sample (page, trace, item->rect.x * s, (item->text_x - 0.45 * scene->font_px) * s, middle * s);
    }

    rk_pen_set_color (&page->theme->text);
    rk_pen_text (page, item->text_x, middle, 0.0, 1.0, item->text);
  }
}

static void
draw_mark_texts (const RkPage *page)
{
  for (guint i = 0; i < page->layout->marks->len; i++) {
    const RkMarkLabel *label = &g_array_index (page->layout->marks, RkMarkLabel, i);
    RkColor color = rk_mark_color (g_array_index (page->scene->marks, RkMarkNote, label->mark).kind, page->scene->theme);

    if (label->text[0] == '\0')
      continue;
    rk_pen_set_color (&color);
    rk_pen_text (page, label->text_x, page->layout->lane_y, 0.0, RK_MARK_TEXT, label->text);
  }
}

/* Background, grid, frames, marks, texts. */
void
rk_page_draw_base (const RkPage *page)
{
  paint_background (page);

  for (guint i = 0; i < page->layout->n_panes; i++)
    draw_frame (page, i);
  rk_mark_lane_draw (page->cr, page->scene, page->layout, page->is_image);

  rk_page_set_smooth (page, TRUE);
  rk_page_set_window_to_picture (page);
  rk_pen_set_color (&page->theme->text);
  draw_numbers (page);
  draw_titles (page);
  draw_legend (page);
  draw_mark_texts (page);
}
