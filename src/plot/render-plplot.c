/* The wall around PLplot: the only file that includes <plplot.h>.
 *
 * PLplot keeps its state in process-wide variables and ends the process on a fatal error. So one
 * thread, the renderer's, makes every call, and nothing gets here that was not checked: limits are finite,
 * ascending and clamped, ticks are few, texts short and valid, and lines arrive in pixels, clipped
 * to their frame (path.c). If PLplot gives up all the same, its exit handler jumps back
 * out and the next picture gets a new stream.
 *
 * The extcairo device is opened once, on a square page of its own units. A fresh cairo_t, scaled so that the
 * page covers the picture, is handed to it for each picture: no re-initialising when the size changes.
 * Coordinates are device pixels of the picture, y downwards, by the window given to PLplot.
 *
 * Order: background, grid, frames, marks, texts (kept as an image while they stay the same), bands of
 * gaps, traces. Traces are stroked by PLplot, except dense ones on an image, see ink.c.
 */
#include "config.h"

#include "plot/render-plplot.h"

#include "base/clock.h"
#include "plot/bands.h"
#include "plot/base-cache.h"
#include "plot/errors.h"
#include "plot/ink.h"
#include "plot/layout.h"
#include "plot/mark-lane.h"
#include "plot/path.h"
#include "plot/scene-check.h"
#include "plot/theme.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <plplot.h>
#include <setjmp.h>

G_STATIC_ASSERT (sizeof (PLFLT) == sizeof (double));

/* Side of PLplot's page. It counts 32767 steps a side, so that a picture of 1920 pixels is drawn to 0.06 pixels. */
#define PAGE 8192.0

/* The cairo driver counts 72 dots an inch, the font it then asks for 96. */
#define MM_PER_FONT_UNIT (25.4 / 96.0)

/* What stroking with anti-aliasing costs on a slow machine, µs. */
#define STROKE_US_PER_POINT 1.0
#define STROKE_US_PER_PX 0.12
#define STROKE_BUDGET_LIVE_US 6000.0
#define STROKE_BUDGET_US 60000.0

/* From this length per pixel column on a trace is a band, not a line. */
#define DENSE_PX_PER_COLUMN 6.0

#define MAX_STROKED_MARKS 400

/* 16 traces over 3840 pixels take 4 MiB. */
#define COLUMN_CACHE_BYTES (16 * 1024 * 1024)

/* In sizes of the font. */
#define TICK 0.32
#define MINOR_TICK 0.17
#define MINOR_MIN_PX 4.0
#define SIGN_SPACING 7.0

enum {
  COLOR_BACKGROUND,
  COLOR_TEXT,
  COLOR_FRAME,
  COLOR_GRID,
  COLOR_TRACE,
};

/* One picture while it is drawn. */
typedef struct {
  const RkScene   *scene;
  const RkLayout  *layout;
  const RkThemeColors *theme;
  cairo_surface_t *surface;
  cairo_t         *cr;
  cairo_status_t   status; /* of @cr at the end */
  double           unit;   /* device pixels per unit of the page */
  double           budget; /* µs left for stroking */
  gboolean         is_image; /* pixels may be written directly */
  RkInk            ink;
} Page;

static PLINT stream = -1; /* -1: PLplot is not running */
static jmp_buf escape;
static gboolean is_guarded;
static char complaint[256];

/* Everything but the data. */
static RkBaseCache base;

/* Of the traces of the last pictures. */
static RkColumnCache *columns;

/* ------------------------------------------------------------------ PLplot itself */

static PLINT
exit_cb (PLCHAR_VECTOR message)
{
  g_strlcpy (complaint, message != NULL ? message : "", sizeof complaint);

  /* Returning would end the process. */
  if (is_guarded)
    longjmp (escape, 1);

  return 1;
}

static void
abort_cb (PLCHAR_VECTOR message)
{
  g_strlcpy (complaint, message != NULL && message[0] != '\0' ? message : "?", sizeof complaint);
}

static void
start_plplot (void)
{
  PLINT made = 0;

  if (columns == NULL)
    columns = rk_column_cache_new (COLUMN_CACHE_BYTES);
  if (stream >= 0)
    return;

  plsexit (exit_cb);
  plsabort (abort_cb);
  plmkstrm (&made);
  plsdev ("extcairo");
  plspage (0.0, 0.0, (PLINT) PAGE, (PLINT) PAGE, 0, 0);
  plinit ();
  stream = made;
}

static void
set_color (PLINT          n,
           const RkColor *color)
{
  plscol0 (n, (PLINT) lround (color->r * 255.0), (PLINT) lround (color->g * 255.0), (PLINT) lround (color->b * 255.0));
  plcol0 (n);
}

/* Coordinates are device pixels of the picture from now on, clipped to @rect. */
static void
set_window (const Page   *page,
            const RkRect *rect)
{
  double side = PAGE * page->unit;

  plvpor (rect->x / side, (rect->x + rect->width) / side,
          1.0 - (rect->y + rect->height) / side, 1.0 - rect->y / side);
  plwind (rect->x, rect->x + rect->width, rect->y + rect->height, rect->y);
}

static void
set_window_to_picture (const Page *page)
{
  RkRect all = { 0.0, 0.0, page->scene->width * page->scene->scale, page->scene->height * page->scene->scale };

  set_window (page, &all);
}

static void
set_line_width (const Page *page,
                double      device_px)
{
  plwidth (device_px / page->unit);
}

static double
snap (const Page *page,
      double      logical)
{
  double device = logical * page->scene->scale;

  return page->is_image ? round (device) : device;
}

/* The inside of a frame in device pixels, on whole ones for images. */
static RkRect
frame_of (const Page *page,
          guint       pane)
{
  const RkRect *frame = &page->layout->panes[pane].frame;
  double x0 = snap (page, frame->x);
  double y0 = snap (page, frame->y);
  double x1 = snap (page, frame->x + frame->width);
  double y1 = snap (page, frame->y + frame->height);

  return (RkRect) { x0, y0, MAX (x1 - x0, 1.0), MAX (y1 - y0, 1.0) };
}

/* Lines along the axes are crisp without anti-aliasing. */
static void
set_smooth (const Page *page,
            gboolean    smooth)
{
  cairo_set_antialias (page->cr, smooth || !page->is_image ? CAIRO_ANTIALIAS_GRAY : CAIRO_ANTIALIAS_NONE);
}

/* @x, @y: logical pixels; @y is the middle of the capitals. @align: 0 left, 0.5 middle, 1 right. */
static void
draw_text (const Page *page,
           double      x,
           double      y,
           double      align,
           double      size,
           const char *text)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *escaped = NULL;

  if (text[0] == '\0')
    return;

  /* '#' begins PLplot's escapes. */
  parts = g_strsplit (text, "#", -1);
  escaped = g_strjoinv ("##", parts);

  plschr (page->scene->font_px * size * page->scene->scale / page->unit * MM_PER_FONT_UNIT, 1.0);
  plptex (x * page->scene->scale, y * page->scene->scale, 1.0, 0.0, align, escaped);
}

/* ------------------------------------------------------------------ everything but the data */

static void
paint_background (const Page *page)
{
  const RkColor *c = &page->theme->background;

  cairo_save (page->cr);
  cairo_identity_matrix (page->cr);
  cairo_set_source_rgb (page->cr, c->r, c->g, c->b);
  cairo_paint (page->cr);
  cairo_restore (page->cr);
}

/* plbox places its ticks by comparing doubles: it gets coordinates counted from the first number. */
static void
set_axis_window (const Page    *page,
                 const RkRect  *frame,
                 const RkTicks *x,
                 const RkTicks *y)
{
  double side = PAGE * page->unit;
  double x0 = x->n > 0 ? rk_ticks_get_value (x, 0) : x->lower;
  double y0 = y->n > 0 ? rk_ticks_get_value (y, 0) : y->lower;

  /* Both in steps, so that what plbox sees is of the size of 1 whatever the unit. */
  plvpor (frame->x / side, (frame->x + frame->width) / side,
          1.0 - (frame->y + frame->height) / side, 1.0 - frame->y / side);
  plwind ((x->lower - x0) / x->step, (x->upper - x0) / x->step, (y->lower - y0) / y->step, (y->upper - y0) / y->step);
}

static PLINT
minor_ticks (const Page    *page,
             const RkTicks *ticks,
             double         length_px)
{
  double spacing = ticks->step / (ticks->upper - ticks->lower) * length_px / ticks->n_minor;

  return spacing >= MINOR_MIN_PX * page->scene->scale ? (PLINT) ticks->n_minor : 1;
}

static void
draw_frame (const Page *page,
            guint       pane)
{
  const RkTicks *x = &page->layout->x;
  const RkTicks *y = &page->layout->panes[pane].y;
  const RkTicks *right = &page->layout->panes[pane].right_y;
  RkRect frame = frame_of (page, pane);
  double hair = MAX (1.0, round (page->scene->scale));
  double mm = page->scene->font_px * page->scene->scale / page->unit * 25.4 / 72.0;
  const char *ticks = x->n > 0 ? "btsi" : "b";

  set_smooth (page, FALSE);
  set_line_width (page, hair);
  set_axis_window (page, &frame, x, y);

  if (x->n > 0 && y->n > 0) {
    set_color (COLOR_GRID, &page->theme->grid);
    plbox ("g", 1.0, 1, "g", 1.0, 1);
  }

  plsmaj (mm * TICK, 1.0);
  plsmin (mm * MINOR_TICK, 1.0);
  set_color (COLOR_FRAME, &page->theme->frame);
  plbox (ticks, 1.0, minor_ticks (page, x, frame.width), y->n > 0 ? ticks : "b", 1.0, minor_ticks (page, y, frame.height));
  plbox ("c", 0.0, 0, "c", 0.0, 0);

  if (right->n > 0) {
    set_axis_window (page, &frame, x, right);
    plbox ("", 0.0, 0, "ctsi", 1.0, minor_ticks (page, right, frame.height));
  }
}

static void
draw_y_numbers (const Page    *page,
                const RkPane  *pane,
                const RkTicks *ticks,
                double         x,
                double         align)
{
  char text[RK_TICKS_BUFFER];

  for (guint i = 0; i < ticks->n; i++) {
    double value = rk_ticks_get_value (ticks, i);

    rk_ticks_format (ticks, i, page->scene->decimal_sign, text);
    draw_text (page, x, pane->frame.y + (ticks->upper - value) / (ticks->upper - ticks->lower) * pane->frame.height,
               align, 1.0, text);
  }
}

static void
draw_numbers (const Page *page)
{
  const RkScene *scene = page->scene;
  const RkLayout *layout = page->layout;
  const RkRect *first = &layout->panes[0].frame;
  char text[RK_TICKS_BUFFER];

  for (guint i = 0; i < layout->x.n; i++) {
    double value = rk_ticks_get_value (&layout->x, i);

    rk_ticks_format (&layout->x, i, scene->decimal_sign, text);
    draw_text (page, first->x + (value - layout->x.lower) / (layout->x.upper - layout->x.lower) * first->width,
               layout->numbers_y, 0.5, 1.0, text);
  }

  for (guint p = 0; p < layout->n_panes; p++) {
    const RkPane *pane = &layout->panes[p];
    double gap = 0.55 * scene->font_px;

    set_color (COLOR_TEXT, &page->theme->text);
    draw_y_numbers (page, pane, &pane->y, pane->frame.x - gap, 1.0);
    if (pane->right_y.n > 0) {
      RkColor color = rk_axis_get_color (scene, pane->right);

      set_color (COLOR_TRACE, &color);
      draw_y_numbers (page, pane, &pane->right_y, pane->frame.x + pane->frame.width + gap, 0.0);
    }
  }
  set_color (COLOR_TEXT, &page->theme->text);
}

static void
draw_titles (const Page *page)
{
  const RkLayout *layout = page->layout;
  const RkRect *last = &layout->panes[layout->n_panes - 1].frame;

  draw_text (page, page->scene->width / 2.0, layout->top_y, 0.5, 1.15, layout->title);
  draw_text (page, last->x + last->width, layout->x_title_y, 1.0, 1.0, layout->x_title);
  for (guint i = 0; i < layout->n_panes; i++) {
    const RkPane *pane = &layout->panes[i];
    RkColor color = rk_axis_get_color (page->scene, pane->right);

    set_color (COLOR_TEXT, &page->theme->text);
    draw_text (page, layout->title_x, pane->title_y, 0.0, 1.0, pane->title);
    set_color (COLOR_TRACE, &color);
    draw_text (page, layout->right_title_x, pane->title_y, 1.0, 1.0, pane->right_title);
  }
}

static void
set_dash (const Page    *page,
          const RkTrace *trace)
{
  double on;
  double off;
  PLINT mark;
  PLINT space;

  rk_trace_get_dash (page->scene, trace, &on, &off);
  if (on <= 0.0) {
    plstyl (0, NULL, NULL);
    return;
  }

  /* In micrometres of the page. */
  mark = (PLINT) (on / page->unit * 25400.0 / 72.0);
  space = (PLINT) (off / page->unit * 25400.0 / 72.0);
  plstyl (1, &mark, &space);
}

static void
draw_sign (RkShape shape,
           RkPoint center,
           double  radius)
{
  double outline[RK_SHAPE_MAX][2];
  PLFLT x[RK_SHAPE_MAX];
  PLFLT y[RK_SHAPE_MAX];
  guint n = rk_shape_get_outline (shape, outline);

  for (guint i = 0; i < n; i++) {
    x[i] = center.x + radius * outline[i][0];
    y[i] = center.y + radius * outline[i][1];
  }
  plfill ((PLINT) n, x, y);
}

static void
draw_rect (const RkRect *rect)
{
  PLFLT x[] = { rect->x, rect->x + rect->width, rect->x + rect->width, rect->x };
  PLFLT y[] = { rect->y, rect->y, rect->y + rect->height, rect->y + rect->height };

  plfill (4, x, y);
}

static gboolean
has_points (const RkTrace *trace)
{
  return trace->style == RK_TRACE_POINTS || trace->style == RK_TRACE_LINE_POINTS;
}

static gboolean
has_line (const RkTrace *trace)
{
  return trace->style != RK_TRACE_POINTS && trace->style != RK_TRACE_BARS;
}

static double
mark_radius (const Page    *page,
             const RkTrace *trace)
{
  double line = page->scene->line_px;

  return (has_points (trace) || rk_scene_needs_signs (page->scene) ? 1.0 + 1.6 * line : 0.6 + line) * page->scene->scale;
}

/* A piece of the trace, from @x0 to @x1. */
static void
draw_sample (const Page    *page,
             const RkTrace *trace,
             double         x0,
             double         x1,
             double         y)
{
  double half = 0.35 * page->scene->font_px * page->scene->scale;
  RkColor color = rk_trace_get_color (page->scene, trace);

  set_color (COLOR_TRACE, &color);
  if (trace->style == RK_TRACE_BARS && !page->scene->xy) {
    RkRect rect = { (x0 + x1) / 2.0 - half, y - half, 2.0 * half, 2.0 * half };

    draw_rect (&rect);
    return;
  }
  if (has_line (trace) && !page->scene->xy) {
    set_line_width (page, MAX (2.0, page->scene->line_px) * page->scene->scale);
    set_dash (page, trace);
    pljoin (x0, y, x1, y);
    plstyl (0, NULL, NULL);
  }
  if (has_points (trace) || page->scene->xy || rk_scene_needs_signs (page->scene))
    draw_sign (rk_trace_get_shape (page->scene, trace), (RkPoint) { (x0 + x1) / 2.0, y }, mark_radius (page, trace));
}

static void
draw_legend (const Page *page)
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

    set_color (COLOR_TEXT, &page->theme->text);
    draw_text (page, item->text_x, middle, 0.0, 1.0, item->text);
  }
}

static void
draw_mark_texts (const Page *page)
{
  for (guint i = 0; i < page->layout->marks->len; i++) {
    const RkMarkLabel *label = &g_array_index (page->layout->marks, RkMarkLabel, i);
    RkColor color = rk_mark_color (g_array_index (page->scene->marks, RkMarkNote, label->mark).kind, page->scene->theme);

    if (label->text[0] == '\0')
      continue;
    set_color (COLOR_TRACE, &color);
    draw_text (page, label->text_x, page->layout->lane_y, 0.0, RK_MARK_TEXT, label->text);
  }
}

static void
draw_base (const Page *page)
{
  paint_background (page);

  for (guint i = 0; i < page->layout->n_panes; i++)
    draw_frame (page, i);
  rk_mark_lane_draw (page->cr, page->scene, page->layout, page->is_image);

  set_smooth (page, TRUE);
  set_window_to_picture (page);
  set_color (COLOR_TEXT, &page->theme->text);
  draw_numbers (page);
  draw_titles (page);
  draw_legend (page);
  draw_mark_texts (page);
}

/* ------------------------------------------------------------------ the data */

static void
stroke_path (const Page    *page,
             const RkTrace *trace,
             const RkPath  *path)
{
  double radius = MAX (0.9 * page->scene->line_px, 1.2) * page->scene->scale;
  g_autofree PLFLT *x = g_new (PLFLT, path->points->len);
  g_autofree PLFLT *y = g_new (PLFLT, path->points->len);

  for (guint i = 0; i < path->points->len; i++) {
    x[i] = g_array_index (path->points, RkPoint, i).x;
    y[i] = g_array_index (path->points, RkPoint, i).y;
  }

  set_line_width (page, page->scene->line_px * page->scene->scale);
  set_dash (page, trace);
  for (guint r = 0; r < path->runs->len; r++) {
    guint first = g_array_index (path->runs, guint, r);
    guint end = r + 1 < path->runs->len ? g_array_index (path->runs, guint, r + 1) : path->points->len;

    if (end - first == 1)
      draw_sign (RK_SHAPE_DISC, (RkPoint) { x[first], y[first] }, radius);
    else
      plline ((PLINT) (end - first), x + first, y + first);
  }
  plstyl (0, NULL, NULL);
}

static void
ink_path (const Page    *page,
          const RkTrace *trace,
          const RkPath  *path,
          const RkInk   *ink)
{
  double scale = page->scene->scale;
  double on;
  double off;

  rk_trace_get_dash (page->scene, trace, &on, &off);
  cairo_surface_flush (page->surface);
  rk_ink_path (ink, path, rk_trace_get_color (page->scene, trace), page->scene->line_px * scale,
               (guint) lround (on + off), (guint) lround (on));
  cairo_surface_mark_dirty (page->surface);
}

static void
draw_marks (const Page    *page,
            const RkTrace *trace,
            const RkPath  *path,
            const RkInk   *ink)
{
  double radius = mark_radius (page, trace);

  if (page->is_image && path->marks->len > MAX_STROKED_MARKS) {
    cairo_surface_flush (page->surface);
    for (guint i = 0; i < path->marks->len; i++)
      rk_ink_disc (ink, g_array_index (path->marks, RkPoint, i), radius, rk_trace_get_color (page->scene, trace));
    cairo_surface_mark_dirty (page->surface);
    return;
  }

  for (guint i = 0; i < path->marks->len; i++)
    draw_sign (rk_trace_get_shape (page->scene, trace), g_array_index (path->marks, RkPoint, i), radius);
}

static void
draw_bars (const Page    *page,
           const RkTrace *trace,
           const RkPath  *path,
           const RkInk   *ink)
{
  if (path->bars->len == 0)
    return;

  if (!page->is_image) {
    for (guint i = 0; i < path->bars->len; i++)
      draw_rect (&g_array_index (path->bars, RkRect, i));
    return;
  }

  cairo_surface_flush (page->surface);
  for (guint i = 0; i < path->bars->len; i++)
    rk_ink_rect (ink, &g_array_index (path->bars, RkRect, i), rk_trace_get_color (page->scene, trace));
  cairo_surface_mark_dirty (page->surface);
}

/* Signs that tell a line from others stand apart from each other, and from those of the others. */
static void
place_signs (const Page    *page,
             const RkTrace *trace,
             const RkRect  *frame,
             RkPath        *path)
{
  double spacing = SIGN_SPACING * page->scene->font_px * page->scene->scale;
  guint index = (guint) (trace - &g_array_index (page->scene->traces, RkTrace, 0));

  if (!rk_scene_needs_signs (page->scene) || page->scene->xy || !has_line (trace) || has_points (trace)
      || (path->marks->len > 0 && path->marks->len * spacing <= 2.0 * frame->width))
    return;

  rk_path_mark_evenly (path, frame->x + spacing * (0.5 + (double) index / page->scene->traces->len), spacing);
  if (path->marks->len == 0 && path->points->len > 0)
    g_array_append_val (path->marks, g_array_index (path->points, RkPoint, path->points->len / 2));
}

/* Dense traces, and what there is no time for, are not stroked. */
static gboolean
should_ink (Page         *page,
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
draw_trace (Page          *page,
            const RkTrace *trace)
{
  RkRect frame = frame_of (page, rk_scene_get_pane_index (page->scene, trace->axis));
  RkInk ink = page->ink;
  g_auto (RkPath) path = { 0 };
  RkColor color = rk_trace_get_color (page->scene, trace);

  ink.x = (int) frame.x;
  ink.y = (int) frame.y;
  ink.width = (int) frame.width;
  ink.height = (int) frame.height;

  /* Half a unit is fine enough for paper. */
  rk_path_init (&path, page->scene, trace, &frame, page->is_image ? 1.0 : 0.5 * page->scene->scale, columns);

  set_window (page, &frame);
  set_color (COLOR_TRACE, &color);
  if (has_line (trace) && !page->scene->xy) {
    if (should_ink (page, &path, frame.width))
      ink_path (page, trace, &path, &ink);
    else
      stroke_path (page, trace, &path);
  }
  draw_bars (page, trace, &path, &ink);
  place_signs (page, trace, &frame, &path);
  draw_marks (page, trace, &path, &ink);
}

static void
draw_data (Page *page)
{
  const RkScene *scene = page->scene;

  for (guint i = 0; i < scene->traces->len; i++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);
    guint pane = rk_scene_get_pane_index (scene, trace->axis);
    gboolean drawn = scene->xy || trace->span == NULL || pane >= page->layout->n_panes;
    RkRect frame;

    /* Channels of one stream share its gaps. */
    for (guint k = 0; k < i && !drawn; k++) {
      const RkTrace *other = &g_array_index (scene->traces, RkTrace, k);

      drawn = other->span == trace->span && other->x_offset_s == trace->x_offset_s
              && rk_scene_get_pane_index (scene, other->axis) == pane;
    }
    if (drawn)
      continue;
    frame = frame_of (page, pane);
    rk_bands_draw (page->cr, page->scene, trace, &frame, page->theme->band, page->is_image);
  }

  set_smooth (page, TRUE);
  for (guint i = 0; i < scene->traces->len; i++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);

    if (trace->span != NULL && trace->axis < scene->axes->len)
      draw_trace (page, trace);
  }
}

/* ------------------------------------------------------------------ pictures */

static void
begin_page (Page            *page,
            cairo_surface_t *surface)
{
  page->surface = surface;
  page->cr = cairo_create (surface);
  cairo_scale (page->cr, page->unit, page->unit);
  pl_cmd (PLESC_DEVINIT, page->cr);
  plbop ();
  cairo_set_line_join (page->cr, CAIRO_LINE_JOIN_ROUND);
}

static void
end_page (Page *page)
{
  pleop ();
  page->status = cairo_status (page->cr);
  g_clear_pointer (&page->cr, cairo_destroy);
}

/* Axes that were the same in the picture before are worth keeping. */
static void
draw_base_cached (Page            *page,
                  cairo_surface_t *surface)
{
  gboolean is_drawn = rk_base_cache_begin (&base, page->scene, page->layout, surface);

  begin_page (page, surface);
  if (is_drawn)
    return;

  draw_base (page);
  cairo_surface_flush (surface);
  rk_base_cache_end (&base, surface);
}

static gboolean
draw_page (Page            *page,
           cairo_surface_t *surface)
{
  is_guarded = TRUE;
  if (setjmp (escape) != 0) {
    /* PLplot's stream is in an unknown state: leave it behind. */
    is_guarded = FALSE;
    stream = -1;
    return FALSE;
  }

  start_plplot ();
  plsstrm (stream);
  if (page->is_image) {
    draw_base_cached (page, surface);
  } else {
    begin_page (page, surface);
    draw_base (page);
  }
  draw_data (page);
  end_page (page);
  is_guarded = FALSE;

  return TRUE;
}

static gboolean
fail_drawing (GError    **error,
              const char *reason)
{
  g_set_error (error, RK_PLOT_ERROR, RK_PLOT_ERROR_FAILED, _("The graph could not be drawn: %s"), reason);

  return FALSE;
}

/* Direct access needs the pixels of the picture one to one. */
static void
look_at_surface (Page            *page,
                 cairo_surface_t *surface)
{
  double x_scale;
  double y_scale;
  double x_offset;
  double y_offset;
  cairo_format_t format;

  if (cairo_surface_get_type (surface) != CAIRO_SURFACE_TYPE_IMAGE)
    return;

  cairo_surface_get_device_scale (surface, &x_scale, &y_scale);
  cairo_surface_get_device_offset (surface, &x_offset, &y_offset);
  format = cairo_image_surface_get_format (surface);
  if (cairo_image_surface_get_data (surface) == NULL || x_scale != 1.0 || y_scale != 1.0 || x_offset != 0.0 || y_offset != 0.0
      || (format != CAIRO_FORMAT_RGB24 && format != CAIRO_FORMAT_ARGB32)
      || cairo_image_surface_get_width (surface) < floor (page->scene->width * page->scene->scale)
      || cairo_image_surface_get_height (surface) < floor (page->scene->height * page->scene->scale))
    return;

  page->is_image = TRUE;
  page->ink.pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  page->ink.stride = cairo_image_surface_get_stride (surface) / (int) sizeof (guint32);
}

/**
 * rk_plplot_render:
 * @scene: what to draw
 * @surface: where: from its origin, 1 unit per device pixel
 * @error: return location
 *
 * Draws a picture.
 *
 * Errors: %RK_PLOT_ERROR_SCENE before anything is drawn; %RK_PLOT_ERROR_FAILED leaves @surface unknown.
 * Threads: the renderer's.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_plplot_render (const RkScene   *scene,
                  cairo_surface_t *surface,
                  GError         **error)
{
  Page page = { .scene = scene };
  gboolean is_complete;

  if (!rk_scene_check (scene, error))
    return FALSE;

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return fail_drawing (error, cairo_status_to_string (cairo_surface_status (surface)));

  page.layout = rk_layout_get (scene);
  page.theme = rk_theme_get_colors (scene->theme);
  page.unit = MAX (scene->width, scene->height) * scene->scale / PAGE;
  page.budget = scene->live ? STROKE_BUDGET_LIVE_US : STROKE_BUDGET_US;
  look_at_surface (&page, surface);

  complaint[0] = '\0';
  is_complete = draw_page (&page, surface);
  g_clear_pointer (&page.cr, cairo_destroy);

  if (!is_complete || complaint[0] != '\0')
    return fail_drawing (error, complaint);
  if (page.status != CAIRO_STATUS_SUCCESS)
    return fail_drawing (error, cairo_status_to_string (page.status));
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return fail_drawing (error, cairo_status_to_string (cairo_surface_status (surface)));

  return TRUE;
}

/**
 * rk_plplot_warm_up:
 *
 * Opens PLplot and loads the font, so that the first picture does not wait for them (15–60 ms).
 *
 * Threads: the renderer's.
 */
void
rk_plplot_warm_up (void)
{
  g_autoptr (RkScene) scene = rk_scene_new (64.0, 64.0, 1.0);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 64, 64);

  scene->font_px = 6.0;
  rk_scene_add_axis (scene, 0.0, 1.0, "t, °C");
  rk_plplot_render (scene, surface, NULL);
  cairo_surface_destroy (surface);
}

/**
 * rk_plplot_finish:
 *
 * Frees what is kept between pictures.
 *
 * PLplot itself stays open until the process ends: closing it loses memory of the loader of its
 * drivers, and nothing of it is held outside of the process.
 *
 * Threads: the renderer's, last.
 */
void
rk_plplot_finish (void)
{
  rk_base_cache_clear (&base);
  g_clear_pointer (&columns, rk_column_cache_free);
}
