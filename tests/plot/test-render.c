#include "config.h"

#include "drawn.h"

#include "plot/errors.h"
#include "plot/renderer.h"
#include "store/series.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <math.h>
#include <string.h>

#define SECOND G_GINT64_CONSTANT (1000000000)

static RkScene *
make_scene (double   width,
            double   height,
            RkSpan  *span,
            double   begin_s,
            double   end_s)
{
  RkScene *scene = rk_scene_new (width, height, 1.0);
  RkTrace trace = { .span = span, .conversion.scale = 1.0 };

  rk_scene_add_axis (scene, -2.0, 2.0, "U, V");
  rk_scene_set_x (scene, begin_s, end_s, "t, s");
  rk_scene_add_trace (scene, &trace);

  return scene;
}

/* Pixels of a rectangle that have the hue of the first colour of the light palette: blue. */
static guint
count_ink (cairo_surface_t *surface,
           double           x0,
           double           y0,
           double           x1,
           double           y1)
{
  const guint32 *pixels = (const guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface) / 4;
  guint n = 0;

  for (int y = MAX (0, (int) floor (y0)); y < MIN (cairo_image_surface_get_height (surface), (int) ceil (y1)); y++) {
    for (int x = MAX (0, (int) floor (x0)); x < MIN (cairo_image_surface_get_width (surface), (int) ceil (x1)); x++) {
      guint32 p = pixels[y * stride + x];

      n += (int) (p & 0xff) - (int) (p >> 16 & 0xff) > 40;
    }
  }

  return n;
}

/* One sample among many stands out by half the height of the graph: there is ink up there, at its time
 * and nowhere else, at every zoom, drawn with haste or not. */
static void
test_spike (gconstpointer data)
{
  gboolean is_live = GPOINTER_TO_INT (data);
  const guint64 n = 200000;
  const guint64 at = 77777;
  g_autofree double *values = g_new (double, n);
  g_autoptr (RkSpan) span = NULL;

  for (guint64 i = 0; i < n; i++)
    values[i] = i == at ? 1.6 : 0.1 * sin ((double) i * 0.001);
  span = make_span (values, n, 1000.0);

  for (double half = 0.004; half < 150.0; half *= 2.3) {
    g_autoptr (RkScene) scene = make_scene (640.0, 360.0, span, 77.777 - 0.9 * half, 77.777 + 1.1 * half);
    double x = rk_scene_from_time (scene, 77.777);
    double y = rk_scene_from_value (scene, 0, 1.6);
    double low = rk_scene_from_value (scene, 0, 0.6);
    RkRect pane = rk_scene_get_pane (scene, 0);
    cairo_surface_t *surface;

    scene->live = is_live;
    surface = draw (scene);
    g_assert_cmpuint (count_ink (surface, x - 2.0, y - 2.0, x + 2.0, y + 2.0), >, 0);
    if (half > 1.0) {
      g_assert_cmpuint (count_ink (surface, x - 2.5, y + 2.0, x + 2.5, low), >=, (guint) (low - y - 4.0));
      g_assert_cmpuint (count_ink (surface, pane.x, y - 2.0, x - 3.0, low), ==, 0);
      g_assert_cmpuint (count_ink (surface, x + 3.0, y - 2.0, pane.x + pane.width, low), ==, 0);
    }
    cairo_surface_destroy (surface);
  }
}

/* Between the ends of a gap, and where values are missing, there is no ink of the trace. */
static void
test_gap (gconstpointer data)
{
  guint samples_per_s = GPOINTER_TO_UINT (data);
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;

  for (guint k = 0; k < 3; k++) {
    gint64 begin_ns = k * 4 * SECOND;

    if (k == 1) {
      RkGap gap = { .begin_ns = 2 * SECOND, .end_ns = 4 * SECOND, .reason = RK_GAP_UNPLUGGED };

      rk_series_append_gap (series, &gap);
    }
    for (guint done = 0; done < 2 * samples_per_s;) {
      guint n = MIN (2 * samples_per_s - done, RK_BLOCK_MAX_SAMPLES);
      g_autoptr (RkBlock) block = rk_block_new (1, n, begin_ns + done * SECOND / samples_per_s, 1e9 / samples_per_s);

      for (guint i = 0; i < n; i++)
        block->values[i] = (done + i) % 2 == 0 ? 1.0 : -1.0;
      rk_series_append (series, block);
      done += n;
    }
    /* No gap is noted between the second and the third piece, but a missing value. */
    if (k == 1) {
      g_autoptr (RkBlock) block = rk_block_new (1, 1, 7 * SECOND, 1.0);

      block->values[0] = (double) NAN;
      rk_series_append (series, block);
    }
  }
  span = rk_series_take_span (series);

  for (double zoom = 1.0; zoom < 2.5; zoom *= 1.5) {
    for (guint k = 0; k < 2; k++) {
      double middle = k == 0 ? 3.0 : 7.0;
      g_autoptr (RkScene) scene = make_scene (640.0, 360.0, span, middle - 3.0 / zoom, middle + 3.0 / zoom);
      cairo_surface_t *surface = draw (scene);
      double from = rk_scene_from_time (scene, middle - 1.0 + 2.0 / samples_per_s);
      double to = rk_scene_from_time (scene, middle + 1.0 - 2.0 / samples_per_s);
      RkRect pane = rk_scene_get_pane (scene, 0);

      g_assert_cmpuint (count_ink (surface, from + 3.0, pane.y, to - 3.0, pane.y + pane.height), ==, 0);
      g_assert_cmpuint (count_ink (surface, pane.x, pane.y, from, pane.y + pane.height), >, 20);
      g_assert_cmpuint (count_ink (surface, to, pane.y, pane.x + pane.width, pane.y + pane.height), >, 20);
      cairo_surface_destroy (surface);
    }
  }
}

static void
test_single_sample (void)
{
  static const double value = 1.0;
  g_autoptr (RkSpan) span = make_span (&value, 1, 1.0);

  for (guint style = RK_TRACE_LINE; style <= RK_TRACE_BARS; style++) {
    g_autoptr (RkScene) scene = make_scene (400.0, 300.0, span, -1.0, 1.0);
    double x = rk_scene_from_time (scene, 0.0);
    double y = rk_scene_from_value (scene, 0, 1.0);
    cairo_surface_t *surface;

    g_array_index (scene->traces, RkTrace, 0).style = style;
    surface = draw (scene);
    g_assert_cmpuint (count_ink (surface, x - 4.0, y - 4.0, x + 4.0, y + 4.0), >, 3);
    cairo_surface_destroy (surface);
  }
}

/* Single readings are not joined. */
static void
test_points (void)
{
  static const double values[] = { -1.0, 1.0 };
  g_autoptr (RkSpan) span = make_span (values, 2, 1.0);
  g_autoptr (RkScene) scene = make_scene (400.0, 300.0, span, -0.5, 1.5);
  double x = rk_scene_from_time (scene, 0.5);
  cairo_surface_t *surface = draw (scene);

  g_assert_cmpuint (count_ink (surface, x - 1.0, 20.0, x + 1.0, 250.0), >, 0);
  cairo_surface_destroy (surface);

  g_array_index (scene->traces, RkTrace, 0).style = RK_TRACE_POINTS;
  surface = draw (scene);
  g_assert_cmpuint (count_ink (surface, x - 1.0, 20.0, x + 1.0, 250.0), ==, 0);
  g_assert_cmpuint (count_ink (surface, 0.0, 0.0, 400.0, 300.0), >, 20);
  cairo_surface_destroy (surface);
}

static void
assert_same (cairo_surface_t *a,
             cairo_surface_t *b)
{
  gsize size = (gsize) cairo_image_surface_get_stride (a) * cairo_image_surface_get_height (a);

  g_assert_cmpmem (cairo_image_surface_get_data (a), size, cairo_image_surface_get_data (b), size);
}

/* The third picture takes its axes from the cache, the last is drawn after another one came between. */
static void
test_same_scene_same_picture (void)
{
  g_autofree double *values = g_new (double, 5000);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (RkScene) other = NULL;
  cairo_surface_t *first;

  for (guint i = 0; i < 5000; i++)
    values[i] = sin (i * 0.01) + 0.3 * sin (i * 2.7);
  span = make_span (values, 5000, 100.0);
  scene = make_scene (640.0, 360.0, span, 0.0, 50.0);
  other = make_scene (640.0, 360.0, span, 0.0, 20.0);

  first = draw (scene);
  for (guint i = 0; i < 5; i++) {
    cairo_surface_t *again;

    if (i == 3)
      cairo_surface_destroy (draw (other));
    again = draw (scene);
    assert_same (first, again);
    cairo_surface_destroy (again);
  }
  cairo_surface_destroy (first);
}

/* A column once drawn does not change while the view moves by whole pixels. */
static void
test_scrolling (void)
{
  const guint64 n = 400000;
  g_autofree double *values = g_new (double, n);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkScene) still = NULL;
  cairo_surface_t *first;
  RkRect pane;
  int x, y, width, height;
  int stride;
  const guint32 *before;

  for (guint64 i = 0; i < n; i++)
    values[i] = g_test_rand_double_range (-1.5, 1.5);
  span = make_span (values, n, 10000.0);
  still = make_scene (640.0, 360.0, span, 5.0, 25.0);
  pane = rk_scene_get_pane (still, 0);
  x = (int) round (pane.x);
  y = (int) round (pane.y);
  width = (int) round (pane.x + pane.width) - x;
  height = (int) round (pane.y + pane.height) - y;
  first = draw (still);
  stride = cairo_image_surface_get_stride (first) / 4;
  before = (const guint32 *) (gpointer) cairo_image_surface_get_data (first);

  for (int shift = 1; shift < 200; shift += 23) {
    double step = 20.0 / width;
    g_autoptr (RkScene) moved = make_scene (640.0, 360.0, span, 5.0 + shift * step, 25.0 + shift * step);
    cairo_surface_t *surface = draw (moved);
    const guint32 *after = (const guint32 *) (gpointer) cairo_image_surface_get_data (surface);
    guint n_changed = 0;

    /* Blue is the trace; the grid below it moves. */
    for (int row = 0; row < height; row++) {
      for (int column = 1; column < width - shift - 1; column++) {
        guint32 a = before[(y + row) * stride + x + column + shift];
        guint32 b = after[(y + row) * stride + x + column];

        n_changed += (a == 0xff0072b2) != (b == 0xff0072b2);
      }
    }
    g_assert_cmpuint (n_changed, ==, 0);
    cairo_surface_destroy (surface);
  }
  cairo_surface_destroy (first);
}

static long
resident_kib (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  fields = g_strsplit (text, " ", 3);

  return (long) g_ascii_strtoll (fields[1], NULL, 10) * 4;
}

static void
test_memory (void)
{
  g_autofree double *values = g_new (double, 20000);
  g_autoptr (RkSpan) span = NULL;
  long before = 0;
  long after;

  for (guint i = 0; i < 20000; i++)
    values[i] = sin (i * 0.003);
  span = make_span (values, 20000, 1000.0);

  for (guint i = 0; i < 220; i++) {
    g_autoptr (RkScene) scene = make_scene (400.0, 250.0, span, i * 0.01, 10.0 + i * 0.01);

    cairo_surface_destroy (draw (scene));
    if (i == 40)
      before = resident_kib ();
  }
  after = resident_kib ();
  g_test_message ("resident: %ld KiB, then %ld KiB", before, after);

  /* Sanitizers keep what was freed. */
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpint (after - before, <, 2048);
#endif
}

/* ------------------------------------------------------------------ bad input */

typedef struct {
  const char *name;
  double      width, height, scale;
  double      x_lower, x_upper;
  double      y_lower, y_upper;
  int         code; /* RkPlotError, or -1 for a picture */
} SceneCase;

static const SceneCase scene_cases[] = {
  { "good",            320, 200, 1, 0, 10, -1, 1, -1 },
  { "one-pixel",       1,   1,   1, 0, 10, -1, 1, -1 },
  { "two-pixels",      2,   40,  1, 0, 10, -1, 1, -1 },
  { "wide",            20000, 30, 1, 0, 10, -1, 1, -1 },
  { "tall",            30, 20000, 1, 0, 10, -1, 1, -1 },
  { "scaled",          100, 80,  3.7, 0, 10, -1, 1, -1 },
  { "no-size",         0,   0,   1, 0, 10, -1, 1, RK_PLOT_ERROR_SCENE },
  { "negative-size",   -5,  100, 1, 0, 10, -1, 1, RK_PLOT_ERROR_SCENE },
  { "nan-size",        NAN, 100, 1, 0, 10, -1, 1, RK_PLOT_ERROR_SCENE },
  { "infinite-size",   INFINITY, 100, 1, 0, 10, -1, 1, RK_PLOT_ERROR_SCENE },
  { "too-large",       20001, 100, 1, 0, 10, -1, 1, RK_PLOT_ERROR_SCENE },
  { "no-scale",        320, 200, 0, 0, 10, -1, 1, RK_PLOT_ERROR_SCENE },
  { "x-empty",         320, 200, 1, 5, 5, -1, 1, RK_PLOT_ERROR_SCENE },
  { "x-nan",           320, 200, 1, 0, NAN, -1, 1, RK_PLOT_ERROR_SCENE },
  { "x-infinite",      320, 200, 1, 0, INFINITY, -1, 1, RK_PLOT_ERROR_SCENE },
  { "x-upside-down",   320, 200, 1, 10, 0, -1, 1, RK_PLOT_ERROR_SCENE },
  { "x-too-narrow",    320, 200, 1, 1.7e9, 1.7e9 + 1e-6, -1, 1, RK_PLOT_ERROR_SCENE },
  { "x-narrow-far",    320, 200, 1, 1.7e9, 1.7e9 + 1e-2, -1, 1, -1 },
  { "x-nanosecond",    320, 200, 1, 5.0, 5.000000001, -1, 1, -1 },
  { "x-huge",          320, 200, 1, -1e300, 1e300, -1, 1, -1 },
  { "x-beyond",        320, 200, 1, -G_MAXDOUBLE, G_MAXDOUBLE, -1, 1, RK_PLOT_ERROR_SCENE },
  { "y-empty",         320, 200, 1, 0, 10, 1, 1, RK_PLOT_ERROR_SCENE },
  { "y-nan",           320, 200, 1, 0, 10, NAN, 1, RK_PLOT_ERROR_SCENE },
  { "y-infinite",      320, 200, 1, 0, 10, -INFINITY, 1, RK_PLOT_ERROR_SCENE },
  { "y-upside-down",   320, 200, 1, 0, 10, 1, -1, RK_PLOT_ERROR_SCENE },
  { "y-narrow-far",    320, 200, 1, 0, 10, 1e6, 1e6 + 2e-6, -1 },
  { "y-denormal",      320, 200, 1, 0, 10, 0, 5e-324, RK_PLOT_ERROR_SCENE },
  { "y-tiny",          320, 200, 1, 0, 10, -1e-280, 1e-280, -1 },
  { "y-huge",          320, 200, 1, 0, 10, -1e300, 1e300, -1 },
};

/* Every kind of value a sensor can be made to send. */
static RkSpan *
make_hostile_span (void)
{
  static const double pattern[] = {
    0.0, NAN, INFINITY, -INFINITY, 1e308, -1e308, 5e-324, 1e12, -1e12, 0.5, -0.5, G_MAXDOUBLE, -G_MAXDOUBLE,
  };
  g_autofree double *values = g_new (double, 30000);

  for (guint i = 0; i < 30000; i++)
    values[i] = i < 100 ? pattern[i % G_N_ELEMENTS (pattern)] : pattern[(guint) g_test_rand_int () % G_N_ELEMENTS (pattern)];

  return make_span (values, 30000, 1000.0);
}

static void
test_scene (gconstpointer data)
{
  const SceneCase *c = data;
  g_autoptr (RkSpan) span = make_hostile_span ();

  for (guint live = 0; live < 2; live++) {
    for (guint style = RK_TRACE_LINE; style <= RK_TRACE_BARS; style++) {
      g_autoptr (RkScene) scene = rk_scene_new (c->width, c->height, c->scale);
      g_autoptr (GError) error = NULL;
      RkTrace trace = { .span = span, .conversion.scale = 1.0, .label = (char *) "U", .style = style, .dash = live };
      cairo_surface_t *surface;
      gboolean ok;
      int width = c->code < 0 ? (int) ceil (c->width * c->scale) : 10;
      int height = c->code < 0 ? (int) ceil (c->height * c->scale) : 10;

      rk_scene_add_axis (scene, c->y_lower, c->y_upper, "U, V");
      rk_scene_set_x (scene, c->x_lower, c->x_upper, "t, s");
      scene->live = live > 0;
      rk_scene_add_trace (scene, &trace);

      surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
      ok = rk_renderer_draw (rk_renderer_get_default (), scene, surface, &error);
      if (c->code < 0) {
        g_assert_no_error (error);
        g_assert_true (ok);
      } else {
        g_assert_error (error, RK_PLOT_ERROR, c->code);
        g_assert_false (ok);
      }
      cairo_surface_destroy (surface);
    }
  }
}

static void
test_hostile_views (void)
{
  g_autoptr (RkSpan) span = make_hostile_span ();

  for (guint i = 0; i < 60; i++) {
    double begin = g_test_rand_double_range (-5.0, 35.0);
    double length = pow (10.0, g_test_rand_double_range (-6.0, 3.0));
    /* At half a pixel per point there is a pixel left. */
    g_autoptr (RkScene) scene = make_scene (g_test_rand_double_range (2.0, 500.0), g_test_rand_double_range (2.0, 400.0),
                                            span, begin, begin + length);
    RkTrace *trace = &g_array_index (scene->traces, RkTrace, 0);

    trace->conversion.scale = i % 7 == 0 ? 1e300 : 1.0;
    trace->x_offset_s = i % 5 == 0 ? g_test_rand_double_range (-1e9, 1e9) : 0.0;
    trace->column = i % 11 == 0 ? 7 : 0;
    scene->scale = g_test_rand_double_range (0.5, 3.0);
    scene->live = i % 2 == 0;
    cairo_surface_destroy (draw (scene));
  }
}

static void
test_hostile_texts (void)
{
  g_autofree char *big = g_strnfill (100000, 'A');
  g_autofree char *hashes = g_strnfill (6000, '#');
  const char *texts[] = {
    big, hashes, "#u#u#d#[0x1F600]#(99999)#fz", "%n%s%n", "\xff\xfe\xc3", "t\xed\xa0\x80", "<b>&amp;</b>", "", "a\nb", "\x01\x7f",
  };
  static const double values[] = { 0.0, 1.0, 0.5 };
  g_autoptr (RkSpan) span = make_span (values, 3, 1.0);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (RkScene) scene = rk_scene_new (500.0, 300.0, 1.0);
    RkTrace trace = { .span = span, .conversion.scale = 1.0, .label = (char *) texts[i] };
    g_autoptr (GError) error = NULL;
    cairo_surface_t *svg = cairo_svg_surface_create (NULL, 500.0, 300.0);

    scene->title = g_strdup (texts[i]);
    rk_scene_add_axis (scene, 0.0, 1.0, texts[i]);
    rk_scene_set_x (scene, 0.0, 2.0, texts[i]);
    rk_scene_add_trace (scene, &trace);
    cairo_surface_destroy (draw (scene));
    g_assert_true (rk_renderer_draw (rk_renderer_get_default (), scene, svg, &error));
    g_assert_no_error (error);
    cairo_surface_destroy (svg);
  }
}

static void
test_axes_count (void)
{
  g_autoptr (RkScene) scene = rk_scene_new (500.0, 300.0, 1.0);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 500, 300);

  for (guint n = 0; n < 10; n++) {
    g_autoptr (GError) error = NULL;
    gboolean ok = rk_renderer_draw (rk_renderer_get_default (), scene, surface, &error);

    if (n >= 1 && n <= 8) {
      g_assert_no_error (error);
      g_assert_true (ok);
    } else {
      g_assert_error (error, RK_PLOT_ERROR, RK_PLOT_ERROR_SCENE);
      g_assert_false (ok);
    }
    rk_scene_add_axis (scene, 0.0, 1.0, "x");
  }
  cairo_surface_destroy (surface);
}

/* Pictures with two axes a pane, up to all there may be; what is no pane with its axes is refused. */
static void
test_right_axes (void)
{
  g_autoptr (RkScene) scene = rk_scene_new (600.0, 900.0, 1.0);
  g_autoptr (RkScene) twice = rk_scene_new (600.0, 900.0, 1.0);
  g_autoptr (RkScene) hole = rk_scene_new (600.0, 900.0, 1.0);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 600, 900);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 8; i++)
    rk_scene_add_right_axis (scene, rk_scene_add_axis (scene, 0.0, 1.0, "T, °C"), -1e6, 1e6, "p, Pa");
  g_assert_true (rk_renderer_draw (rk_renderer_get_default (), scene, surface, &error));
  g_assert_no_error (error);

  rk_scene_add_axis (twice, 0.0, 1.0, "T, °C");
  rk_scene_add_right_axis (twice, 0, 0.0, 1.0, "p, Pa");
  rk_scene_add_right_axis (twice, 0, 0.0, 1.0, "U, V");
  g_assert_false (rk_renderer_draw (rk_renderer_get_default (), twice, surface, &error));
  g_assert_error (error, RK_PLOT_ERROR, RK_PLOT_ERROR_SCENE);
  g_clear_error (&error);

  rk_scene_add_axis (hole, 0.0, 1.0, "T, °C");
  rk_scene_add_axis (hole, 0.0, 1.0, "U, V");
  g_array_index (hole->axes, RkAxis, 1).pane = 3;
  g_assert_false (rk_renderer_draw (rk_renderer_get_default (), hole, surface, &error));
  g_assert_error (error, RK_PLOT_ERROR, RK_PLOT_ERROR_SCENE);
  cairo_surface_destroy (surface);
}

/* A trace of the right axis is drawn by its scale, and its numbers have its colour, whatever was kept of the picture before. */
static void
test_right_axis_pixels (void)
{
  static const double values[] = { 1.0, 1.0 };
  g_autoptr (RkSpan) span = make_span (values, 2, 1.0);

  for (guint round = 0; round < 6; round++) {
    g_autoptr (RkScene) scene = make_scene (500.0, 300.0, span, 0.0, 1.0);
    RkTrace trace = { .span = span, .conversion.scale = 1.0 };
    RkRect pane;
    cairo_surface_t *surface;
    guint n_blue;

    g_array_set_size (scene->traces, 0);
    trace.axis = rk_scene_add_right_axis (scene, 0, 0.0, 4.0, "p, Pa");
    trace.color = round % 2 == 0 ? 0 : 1; /* blue, orange */
    rk_scene_add_trace (scene, &trace);
    pane = rk_scene_get_pane (scene, 0);
    surface = draw (scene);

    if (round % 2 == 0) {
      double y = rk_scene_from_value (scene, trace.axis, 1.0);

      g_assert_cmpfloat_with_epsilon (y, pane.y + 0.75 * pane.height, 1e-9);
      g_assert_cmpuint (count_ink (surface, pane.x + 100.0, y - 2.0, pane.x + 110.0, y + 2.0), >=, 10);
      g_assert_cmpuint (count_ink (surface, pane.x + 100.0, pane.y, pane.x + 110.0, y - 4.0), ==, 0);
    }
    n_blue = count_ink (surface, pane.x + pane.width + 4.0, 0.0, 500.0, 300.0);
    if (round % 2 == 0)
      g_assert_cmpuint (n_blue, >, 30);
    else
      g_assert_cmpuint (n_blue, ==, 0);
    g_assert_cmpuint (count_ink (surface, 0.0, 0.0, pane.x - 2.0, 300.0), ==, 0);
    cairo_surface_destroy (surface);
  }
}

/* A surface of another size or kind than the scene is never written beyond its end. */
static void
test_small_surfaces (void)
{
  static const double values[] = { 0.0, 1.0, 0.5 };
  g_autoptr (RkSpan) span = make_span (values, 3, 1.0);
  static const cairo_format_t formats[] = { CAIRO_FORMAT_A8, CAIRO_FORMAT_RGB16_565, CAIRO_FORMAT_ARGB32 };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autoptr (RkScene) scene = make_scene (500.0, 300.0, span, 0.0, 2.0);
    cairo_surface_t *surface = cairo_image_surface_create (formats[i], 17, 23);
    cairo_surface_t *finished = cairo_image_surface_create (formats[i], 500, 300);
    g_autoptr (GError) error = NULL;

    scene->live = TRUE;
    g_assert_true (rk_renderer_draw (rk_renderer_get_default (), scene, surface, &error));
    g_assert_no_error (error);
    cairo_surface_destroy (surface);

    cairo_surface_finish (finished);
    g_assert_false (rk_renderer_draw (rk_renderer_get_default (), scene, finished, &error));
    g_assert_error (error, RK_PLOT_ERROR, RK_PLOT_ERROR_FAILED);
    cairo_surface_destroy (finished);
  }
}

static cairo_status_t
write_cb (gpointer             closure,
          const unsigned char *data,
          unsigned int         length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

/* A picture for print stays small, however many samples there are. */
static void
test_vector_size (void)
{
  const guint64 n = 1000000;
  g_autofree double *values = g_new (double, n);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkScene) scene = NULL;

  for (guint64 i = 0; i < n; i++)
    values[i] = g_test_rand_double_range (-1.5, 1.5);
  span = make_span (values, n, 1000.0);
  scene = make_scene (480.0, 270.0, span, 0.0, 1000.0);

  for (guint k = 0; k < 2; k++) {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    g_autoptr (GError) error = NULL;
    cairo_surface_t *surface = k == 0 ? cairo_pdf_surface_create_for_stream (write_cb, bytes, 480.0, 270.0)
                                      : cairo_svg_surface_create_for_stream (write_cb, bytes, 480.0, 270.0);

    g_assert_true (rk_renderer_draw (rk_renderer_get_default (), scene, surface, &error));
    cairo_surface_destroy (surface);
    g_test_message ("%s: %u bytes", k == 0 ? "PDF" : "SVG", bytes->len);
    g_assert_cmpuint (bytes->len, >, 2000);
    g_assert_cmpuint (bytes->len, <, k == 0 ? 100000 : 400000);
  }
}

/* Marks of every kind, time and text are drawn on images and on paper; the same again comes from the kept base; in print, where
 * all are black, kinds still differ. */
static void
test_marks (void)
{
  static const double values[] = { 0.0, 1.0, 0.5 };
  static const double times[] = { -1e300, -1.0, 0.0, 0.7, 0.7, 1.2, 2.0, 1e300 };
  g_autoptr (RkSpan) span = make_span (values, 3, 1.0);
  guint32 sums[3] = { 0 };

  for (guint kind = 0; kind < 3; kind++) {
    g_autoptr (RkScene) scene = make_scene (500.0, 300.0, span, 0.0, 2.0);
    cairo_surface_t *image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 500, 300);
    cairo_surface_t *again = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 500, 300);
    cairo_rectangle_t extents = { 0.0, 0.0, 500.0, 300.0 };
    cairo_surface_t *paper = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);
    g_autoptr (GError) error = NULL;
    const guint8 *pixels;
    gsize size;

    scene->theme = RK_THEME_PRINT;
    for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
      RkMarkNote mark = { .kind = (RkMarkKind) kind, .begin_s = times[i], .text = (char *) "#g Ж <b>\n" };

      mark.end_s = i == 5 ? 1.5 : times[i];
      rk_scene_add_mark (scene, &mark);
    }

    for (guint k = 0; k < 3; k++) {
      g_assert_true (rk_renderer_draw (rk_renderer_get_default (), scene, k == 0 ? image : again, &error));
      g_assert_no_error (error);
    }
    g_assert_true (rk_renderer_draw (rk_renderer_get_default (), scene, paper, &error));
    g_assert_no_error (error);

    cairo_surface_flush (image);
    cairo_surface_flush (again);
    pixels = cairo_image_surface_get_data (image);
    size = (gsize) cairo_image_surface_get_stride (image) * 300;
    g_assert_cmpmem (pixels, size, cairo_image_surface_get_data (again), size);
    for (gsize i = 0; i < size; i++)
      sums[kind] = sums[kind] * 31 + pixels[i];

    cairo_surface_destroy (image);
    cairo_surface_destroy (again);
    cairo_surface_destroy (paper);
  }

  g_assert_cmpuint (sums[0], !=, sums[1]);
  g_assert_cmpuint (sums[1], !=, sums[2]);
  g_assert_cmpuint (sums[0], !=, sums[2]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/plot/render/spike-at-every-zoom/still", GINT_TO_POINTER (FALSE), test_spike);
  g_test_add_data_func ("/plot/render/spike-at-every-zoom/live", GINT_TO_POINTER (TRUE), test_spike);
  g_test_add_data_func ("/plot/render/no-ink-in-gaps/sparse", GUINT_TO_POINTER (20), test_gap);
  g_test_add_data_func ("/plot/render/no-ink-in-gaps/dense", GUINT_TO_POINTER (20000), test_gap);
  g_test_add_func ("/plot/render/single-sample", test_single_sample);
  g_test_add_func ("/plot/render/points-are-not-joined", test_points);
  g_test_add_func ("/plot/render/same-scene-same-picture", test_same_scene_same_picture);
  g_test_add_func ("/plot/render/columns-stay-while-scrolling", test_scrolling);
  g_test_add_func ("/plot/render/memory-stays", test_memory);
  g_test_add_func ("/plot/render/hostile-views", test_hostile_views);
  g_test_add_func ("/plot/render/hostile-texts", test_hostile_texts);
  g_test_add_func ("/plot/render/axes-count", test_axes_count);
  g_test_add_func ("/plot/render/right-axes", test_right_axes);
  g_test_add_func ("/plot/render/right-axis-pixels", test_right_axis_pixels);
  g_test_add_func ("/plot/render/small-surfaces", test_small_surfaces);
  g_test_add_func ("/plot/render/vector-size", test_vector_size);
  g_test_add_func ("/plot/render/marks", test_marks);

  for (guint i = 0; i < G_N_ELEMENTS (scene_cases); i++) {
    g_autofree char *path = g_strconcat ("/plot/render/scene/", scene_cases[i].name, NULL);

    g_test_add_data_func (path, &scene_cases[i], test_scene);
  }

  return g_test_run ();
}
