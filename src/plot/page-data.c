/* The data of a picture. Traces are stroked, except dense ones on an image, see ink.c. */
#include "config.h"

#include "plot/page.h"

#include "plot/bands.h"
#include "plot/image.h"
#include "plot/path.h"
#include "plot/point-labels.h"
#include "plot/spread.h"

#include <math.h>

/* What stroking with anti-aliasing costs on a slow machine, µs. */
#define STROKE_US_PER_POINT 1.0
#define STROKE_US_PER_PX 0.12

/* From this length per pixel column on a trace is a band, not a line. */
#define DENSE_PX_PER_COLUMN 6.0

#define MAX_STROKED_MARKS 400

/* In sizes of the font. */
#define SIGN_SPACING 7.0

static void
stroke_path (const RkPage  *page,
             const RkTrace *trace,
             const RkPath  *path)
{
  double radius = MAX (0.9 * page->scene->line_px, 1.2) * page->scene->scale;
  double width = page->scene->line_px * page->scene->scale * (trace->struck ? 0.6 : 1.0);
  g_autofree double *x = g_new (double, path->points->len);
  g_autofree double *y = g_new (double, path->points->len);

  for (guint i = 0; i < path->points->len; i++) {
    x[i] = g_array_index (path->points, RkPoint, i).x;
    y[i] = g_array_index (path->points, RkPoint, i).y;
  }

  rk_pen_set_line_width (page, width);
  rk_pen_set_dash (page, trace);
  for (guint r = 0; r < path->runs->len; r++) {
    guint first = g_array_index (path->runs, guint, r);
    guint end = r + 1 < path->runs->len ? g_array_index (path->runs, guint, r + 1) : path->points->len;

    if (end - first == 1)
      rk_page_draw_sign (trace->struck ? RK_SHAPE_CROSS : RK_SHAPE_DISC, (RkPoint) { x[first], y[first] },
                         trace->struck ? rk_page_get_mark_radius (page, trace) : radius);
    else
      rk_pen_line (x + first, y + first, end - first);
  }
  rk_pen_set_dash (page, NULL);
}

static void
ink_path (const RkPage  *page,
          const RkTrace *trace,
          const RkPath  *path,
          const RkInk   *ink)
{
  double scale = page->scene->scale;
  double on;
  double off;

  rk_trace_get_dash (page->scene, trace, &on, &off);
  cairo_surface_flush (page->surface);
  rk_ink_path (ink, path, rk_trace_get_color (page->scene, trace), page->scene->line_px * scale * (trace->struck ? 0.6 : 1.0),
               (guint) lround (on + off), (guint) lround (on));
  cairo_surface_mark_dirty (page->surface);
}

static void
draw_marks (const RkPage  *page,
            const RkTrace *trace,
            const RkPath  *path,
            const RkInk   *ink)
{
  double radius = rk_page_get_mark_radius (page, trace);

  if (page->is_image && path->marks->len > MAX_STROKED_MARKS) {
    cairo_surface_flush (page->surface);
    for (guint i = 0; i < path->marks->len; i++)
      rk_ink_disc (ink, g_array_index (path->marks, RkPoint, i), radius, rk_trace_get_color (page->scene, trace));
    cairo_surface_mark_dirty (page->surface);
    return;
  }

  for (guint i = 0; i < path->marks->len; i++)
    rk_page_draw_sign (rk_trace_get_shape (page->scene, trace), g_array_index (path->marks, RkPoint, i), radius);
}

static void
draw_bars (const RkPage  *page,
           const RkTrace *trace,
           const RkPath  *path,
           const RkInk   *ink)
{
  if (path->bars->len == 0)
    return;

  if (!page->is_image) {
    for (guint i = 0; i < path->bars->len; i++)
      rk_page_draw_rect (&g_array_index (path->bars, RkRect, i));
    return;
  }

  cairo_surface_flush (page->surface);
  for (guint i = 0; i < path->bars->len; i++)
    rk_ink_rect (ink, &g_array_index (path->bars, RkRect, i), rk_trace_get_color (page->scene, trace));
  cairo_surface_mark_dirty (page->surface);
}

/* Signs that tell a line from others stand apart from each other, and from those of the others. */
static void
place_signs (const RkPage  *page,
             const RkTrace *trace,
             const RkRect  *frame,
             RkPath        *path)
{
  double spacing = SIGN_SPACING * page->scene->font_px * page->scene->scale;
  guint index = (guint) (trace - &g_array_index (page->scene->traces, RkTrace, 0));

  if (trace->struck || !rk_scene_needs_signs (page->scene) || !rk_page_has_style (page, trace)
      || !rk_page_has_line (trace) || rk_page_has_points (trace)
      || (path->marks->len > 0 && path->marks->len * spacing <= 2.0 * frame->width))
    return;

  rk_path_mark_evenly (path, frame->x + spacing * (0.5 + (double) index / page->scene->traces->len), spacing);
  if (path->marks->len == 0 && path->points->len > 0)
    g_array_append_val (path->marks, g_array_index (path->points, RkPoint, path->points->len / 2));
}

/* Dense traces, and what there is no time for, are not stroked. */
static gboolean
should_ink (RkPage       *page,
            const RkPath *path,
            double        width_px)
{
  double cost = path->points->len * STROKE_US_PER_POINT + path->length * STROKE_US_PER_PX;

  if (!page->is_image)
    return FALSE;
  if (path->length > DENSE_PX_PER_COLUMN * width_px || (page->scene->live && path->decimated) || cost > page->budget)
    return TRUE;

  page->budget -= cost;

  return FALSE;
}

static void
draw_trace (RkPage        *page,
            const RkTrace *trace)
{
  RkRect frame = rk_page_get_frame (page, rk_scene_get_pane_index (page->scene, trace->axis));
  RkInk ink = page->ink;
  g_auto (RkPath) path = { 0 };
  RkColor color = rk_trace_get_color (page->scene, trace);

  if (trace->figure != NULL && trace->figure->kind == RK_FIGURE_IMAGE) {
    rk_image_draw (page->cr, page->scene, trace, &frame, page->is_image);
    return;
  }

  ink.x = (int) frame.x;
  ink.y = (int) frame.y;
  ink.width = (int) frame.width;
  ink.height = (int) frame.height;

  /* Half a unit is fine enough for paper. */
  rk_path_init (&path, page->scene, trace, &frame, page->is_image ? 1.0 : 0.5 * page->scene->scale, page->columns);

  rk_pen_set_window (page, &frame);
  rk_pen_set_color (&color);
  if (rk_page_has_line (trace) && rk_page_has_style (page, trace)) {
    if (should_ink (page, &path, frame.width))
      ink_path (page, trace, &path, &ink);
    else
      stroke_path (page, trace, &path);
  }
  draw_bars (page, trace, &path, &ink);
  place_signs (page, trace, &frame, &path);
  draw_marks (page, trace, &path, &ink);
}

/* A ring around the point, so that the line below stays to be seen, and its text. */
static void
draw_points (const RkPage *page)
{
  double s = page->scene->scale;
  double radius = (1.5 + 1.2 * page->scene->line_px) * s;

  if (page->layout->points->len == 0)
    return;

  rk_page_set_window_to_picture (page);
  rk_pen_set_color (&page->theme->text);
  rk_pen_set_line_width (page, MAX (1.0, 0.7 * page->scene->line_px) * s);
  for (guint i = 0; i < page->layout->points->len; i++) {
    const RkPlacedPoint *point = &g_array_index (page->layout->points, RkPlacedPoint, i);

    rk_pen_ring (point->x * s, point->y * s, radius);
    rk_pen_text (page, point->text_x, point->rect.y + point->rect.height / 2.0, 0.0, RK_POINT_LABEL_TEXT, point->text);
  }
}

/* Bands of gaps, traces, points with texts. */
void
rk_page_draw_data (RkPage *page)
{
  const RkScene *scene = page->scene;

  for (guint i = 0; i < scene->traces->len; i++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);
    guint pane = rk_scene_get_pane_index (scene, trace->axis);
    gboolean drawn = scene->xy || trace->span == NULL || trace->struck || pane >= page->layout->n_panes;
    RkRect frame;

    /* Channels of one stream share its gaps. */
    for (guint k = 0; k < i && !drawn; k++) {
      const RkTrace *other = &g_array_index (scene->traces, RkTrace, k);

      drawn = other->span == trace->span && other->x_offset_s == trace->x_offset_s
              && rk_scene_get_pane_index (scene, other->axis) == pane;
    }
    if (drawn)
      continue;
    frame = rk_page_get_frame (page, pane);
    rk_bands_draw (page->cr, page->scene, trace, &frame, page->theme->band, page->is_image);
  }

  for (guint i = 0; i < scene->traces->len; i++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);
    RkRect frame;

    if (!trace->has_spread || scene->xy || trace->span == NULL || trace->axis >= scene->axes->len)
      continue;
    frame = rk_page_get_frame (page, rk_scene_get_pane_index (scene, trace->axis));
    rk_spread_draw (page->cr, scene, trace, &frame, rk_trace_get_color (scene, trace));
  }

  rk_page_set_smooth (page, TRUE);
  for (guint i = 0; i < scene->traces->len; i++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);

    if ((trace->span != NULL || trace->figure != NULL) && trace->axis < scene->axes->len)
      draw_trace (page, trace);
  }
  draw_points (page);
}
