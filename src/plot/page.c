/* What the base and the data of a picture share. */
#include "config.h"

#include "plot/page.h"

#include <math.h>

double
rk_page_snap (const RkPage *page,
              double        logical)
{
  double device = logical * page->scene->scale;

  return page->is_image ? round (device) : device;
}

/* The inside of a frame in device pixels, on whole ones for images. */
RkRect
rk_page_get_frame (const RkPage *page,
                   guint         pane)
{
  const RkRect *frame = &page->layout->panes[pane].frame;
  double x0 = rk_page_snap (page, frame->x);
  double y0 = rk_page_snap (page, frame->y);
  double x1 = rk_page_snap (page, frame->x + frame->width);
  double y1 = rk_page_snap (page, frame->y + frame->height);

  return (RkRect) { x0, y0, MAX (x1 - x0, 1.0), MAX (y1 - y0, 1.0) };
}

/* Lines along the axes are crisp without anti-aliasing. */
void
rk_page_set_smooth (const RkPage *page,
                    gboolean      smooth)
{
  cairo_set_antialias (page->cr, smooth || !page->is_image ? CAIRO_ANTIALIAS_GRAY : CAIRO_ANTIALIAS_NONE);
}

void
rk_page_set_window_to_picture (const RkPage *page)
{
  RkRect all = { 0.0, 0.0, page->scene->width * page->scene->scale, page->scene->height * page->scene->scale };

  rk_pen_set_window (page, &all);
}

void
rk_page_draw_sign (RkShape shape,
                   RkPoint center,
                   double  radius)
{
  double outline[RK_SHAPE_MAX][2];
  double x[RK_SHAPE_MAX];
  double y[RK_SHAPE_MAX];
  guint n = rk_shape_get_outline (shape, outline);

  for (guint i = 0; i < n; i++) {
    x[i] = center.x + radius * outline[i][0];
    y[i] = center.y + radius * outline[i][1];
  }
  rk_pen_fill (x, y, n);
}

void
rk_page_draw_rect (const RkRect *rect)
{
  double x[] = { rect->x, rect->x + rect->width, rect->x + rect->width, rect->x };
  double y[] = { rect->y, rect->y, rect->y + rect->height, rect->y + rect->height };

  rk_pen_fill (x, y, 4);
}

gboolean
rk_page_has_points (const RkTrace *trace)
{
  return trace->style == RK_TRACE_POINTS || trace->style == RK_TRACE_LINE_POINTS;
}

gboolean
rk_page_has_line (const RkTrace *trace)
{
  return trace->style != RK_TRACE_POINTS && trace->style != RK_TRACE_BARS;
}

/* Readings over another quantity than time are points; numbers that are given in order are what they say. */
gboolean
rk_page_has_style (const RkPage  *page,
                   const RkTrace *trace)
{
  return !page->scene->xy || trace->figure != NULL;
}

double
rk_page_get_mark_radius (const RkPage  *page,
                         const RkTrace *trace)
{
  double line = page->scene->line_px;

  return (rk_page_has_points (trace) || rk_scene_needs_signs (page->scene) ? 1.0 + 1.6 * line : 0.6 + line) * page->scene->scale;
}
