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
 * Order: background, grid, frames, marks, texts (page-base.c; kept as an image while they stay the same), bands of
 * gaps, traces (page-data.c).
 */
#include "config.h"

#include "plot/render-plplot.h"

#include "base/clock.h"
#include "plot/base-cache.h"
#include "plot/errors.h"
#include "plot/page.h"
#include "plot/scene-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <plplot.h>
#include <setjmp.h>

G_STATIC_ASSERT (sizeof (PLFLT) == sizeof (double));

/* Side of PLplot's page. It counts 32767 steps a side, so that a picture of 1920 pixels is drawn to 0.06 pixels. */
#define PAGE 8192.0

/* The cairo driver counts 72 dots an inch, the font it then asks for 96. */
#define MM_PER_FONT_UNIT (25.4 / 96.0)

/* What stroking may cost on a slow machine, µs. */
#define STROKE_BUDGET_LIVE_US 6000.0
#define STROKE_BUDGET_US 60000.0

/* 16 traces over 3840 pixels take 4 MiB. */
#define COLUMN_CACHE_BYTES (16 * 1024 * 1024)

/* Everything is drawn in one colour after another. */
#define COLOR 1

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

/* ------------------------------------------------------------------ for page-base.c and page-data.c */

void
rk_pen_set_color (const RkColor *color)
{
  plscol0 (COLOR, (PLINT) lround (color->r * 255.0), (PLINT) lround (color->g * 255.0), (PLINT) lround (color->b * 255.0));
  plcol0 (COLOR);
}

void
rk_pen_set_window (const RkPage *page,
                   const RkRect *rect)
{
  double side = PAGE * page->unit;

  plvpor (rect->x / side, (rect->x + rect->width) / side,
          1.0 - (rect->y + rect->height) / side, 1.0 - rect->y / side);
  plwind (rect->x, rect->x + rect->width, rect->y + rect->height, rect->y);
}

/* plbox places its ticks by comparing doubles: it gets coordinates counted from the first number. */
void
rk_pen_set_axis_window (const RkPage  *page,
                        const RkRect  *frame,
                        const RkTicks *x,
                        const RkTicks *y)
{
  double side = PAGE * page->unit;
  double x0 = x->n > 0 && !x->log ? rk_ticks_get_value (x, 0) : x->lower;
  double y0 = y->n > 0 && !y->log ? rk_ticks_get_value (y, 0) : y->lower;

  /* Both in steps, so that what plbox sees is of the size of 1 whatever the unit. */
  plvpor (frame->x / side, (frame->x + frame->width) / side,
          1.0 - (frame->y + frame->height) / side, 1.0 - frame->y / side);
  plwind ((x->lower - x0) / x->step, (x->upper - x0) / x->step, (y->lower - y0) / y->step, (y->upper - y0) / y->step);
}

void
rk_pen_set_line_width (const RkPage *page,
                       double        device_px)
{
  plwidth (device_px / page->unit);
}

void
rk_pen_set_dash (const RkPage  *page,
                 const RkTrace *trace)
{
  double on = 0.0;
  double off = 0.0;
  PLINT mark;
  PLINT space;

  if (trace != NULL)
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

void
rk_pen_text (const RkPage *page,
             double        x,
             double        y,
             double        align,
             double        size,
             const char   *text)
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

void
rk_pen_set_ticks (const RkPage *page,
                  double        major,
                  double        minor)
{
  /* In millimetres of the page. */
  double mm = 25.4 / 72.0 / page->unit;

  plsmaj (major * mm, 1.0);
  plsmin (minor * mm, 1.0);
}

void
rk_pen_box (const char *x_options,
            double      x_step,
            int         x_minor,
            const char *y_options,
            double      y_step,
            int         y_minor)
{
  plbox (x_options, x_step, x_minor, y_options, y_step, y_minor);
}

void
rk_pen_join (double x0,
             double y0,
             double x1,
             double y1)
{
  pljoin (x0, y0, x1, y1);
}

void
rk_pen_line (const double *x,
             const double *y,
             guint         n)
{
  plline ((PLINT) n, x, y);
}

void
rk_pen_fill (const double *x,
             const double *y,
             guint         n)
{
  plfill ((PLINT) n, x, y);
}

void
rk_pen_ring (double x,
             double y,
             double radius)
{
  plarc (x, y, radius, radius, 0.0, 360.0, 0.0, 0);
}

/* ------------------------------------------------------------------ pictures */

static void
begin_page (RkPage          *page,
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
end_page (RkPage *page)
{
  pleop ();
  page->status = cairo_status (page->cr);
  g_clear_pointer (&page->cr, cairo_destroy);
}

/* Axes that were the same in the picture before are worth keeping. */
static void
draw_base_cached (RkPage          *page,
                  cairo_surface_t *surface)
{
  gboolean is_drawn = rk_base_cache_begin (&base, page->scene, page->layout, surface);

  begin_page (page, surface);
  if (is_drawn)
    return;

  rk_page_draw_base (page);
  cairo_surface_flush (surface);
  rk_base_cache_end (&base, surface);
}

static gboolean
draw_page (RkPage          *page,
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
  page->columns = columns;
  plsstrm (stream);
  if (page->is_image) {
    draw_base_cached (page, surface);
  } else {
    begin_page (page, surface);
    rk_page_draw_base (page);
  }
  rk_page_draw_data (page);
  end_page (page);
  is_guarded = FALSE;

  return TRUE;
}

static gboolean
fail_drawing (GError     **error,
              const char  *reason)
{
  g_set_error (error, RK_PLOT_ERROR, RK_PLOT_ERROR_FAILED, _("The graph could not be drawn: %s"), reason);

  return FALSE;
}

/* Direct access needs the pixels of the picture one to one. */
static void
look_at_surface (RkPage          *page,
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
rk_plplot_render (const RkScene    *scene,
                  cairo_surface_t  *surface,
                  GError          **error)
{
  RkPage page = { .scene = scene };
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
