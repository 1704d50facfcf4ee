/* How traces look, by the pixels that are drawn. */
#include "config.h"

#include "drawn.h"

#include "plot/path.h"
#include "plot/renderer.h"
#include "plot/theme.h"
#include "store/series.h"

#include <math.h>
#include <string.h>

static RkScene *
make_scene (RkSpan      *span,
            RkTraceStyle style,
            double       begin_s,
            double       end_s)
{
  RkScene *scene = rk_scene_new (640.0, 360.0, 1.0);
  RkTrace trace = { .span = span, .style = style, .conversion.scale = 1.0 };

  rk_scene_add_axis (scene, -2.0, 2.0, "U, V");
  rk_scene_set_x (scene, begin_s, end_s, "t, s");
  rk_scene_add_trace (scene, &trace);

  return scene;
}

/* The rows of ink in one column of pixels within a pane; FALSE if there is none. */
static gboolean
get_column (cairo_surface_t *surface,
            const RkRect    *pane,
            int              x,
            int             *top,
            int             *bottom)
{
  gboolean found = FALSE;

  for (int y = (int) round (pane->y); y < (int) round (pane->y + pane->height); y++) {
    if (!is_ink (pixel (surface, x, y)))
      continue;
    if (!found)
      *top = y;
    *bottom = y;
    found = TRUE;
  }

  return found;
}

/* A value holds until the next: level at the old one, upright at the time of the new, nothing in between. */
static void
test_steps (void)
{
  static const double values[] = { -1.0, 1.0, 1.0, (double) NAN, 0.5, -0.5 };
  g_autoptr (RkSpan) span = make_span (values, G_N_ELEMENTS (values), 1.0);
  g_autoptr (RkScene) scene = make_scene (span, RK_TRACE_STEPS, -0.5, 5.5);
  cairo_surface_t *surface = draw (scene);
  double low = rk_scene_from_value (scene, 0, -1.0);
  double high = rk_scene_from_value (scene, 0, 1.0);
  double middle = rk_scene_from_value (scene, 0, 0.0);

  g_assert_true (has_ink (surface, rk_scene_from_time (scene, 0.5), low));
  g_assert_true (has_ink (surface, rk_scene_from_time (scene, 0.95), low));
  g_assert_true (has_ink (surface, rk_scene_from_time (scene, 1.0), middle));
  g_assert_false (has_ink (surface, rk_scene_from_time (scene, 0.5), middle));
  g_assert_true (has_ink (surface, rk_scene_from_time (scene, 1.5), high));
  /* Nothing holds over what is missing. */
  g_assert_false (has_ink (surface, rk_scene_from_time (scene, 2.5), high));
  g_assert_false (has_ink (surface, rk_scene_from_time (scene, 3.5), high));
  g_assert_true (has_ink (surface, rk_scene_from_time (scene, 4.5), rk_scene_from_value (scene, 0, 0.5)));
  cairo_surface_destroy (surface);
}

/* The value of before the view holds into it. */
static void
test_steps_come_in (void)
{
  static const double values[] = { 1.0, -1.0 };
  g_autoptr (RkSpan) span = make_span (values, G_N_ELEMENTS (values), 0.01);
  g_autoptr (RkScene) scene = make_scene (span, RK_TRACE_STEPS, 40.0, 60.0);
  cairo_surface_t *surface = draw (scene);

  for (double t = 40.5; t < 60.0; t += 1.0)
    g_assert_true (has_ink (surface, rk_scene_from_time (scene, t), rk_scene_from_value (scene, 0, 1.0)));
  cairo_surface_destroy (surface);
}

/* 20 000 samples low and then high, with @n_missing between them, as wide as on a panel; ink in a row at zero. */
static int
measure_flank (guint n_missing)
{
  g_autofree double *values = g_new (double, 20000);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkScene) scene = NULL;
  cairo_surface_t *surface;
  RkRect pane;
  double y;
  int n = 0;

  for (guint i = 0; i < 20000; i++)
    values[i] = i < 10000 ? -1.0 : i < 10000 + n_missing ? (double) NAN : 1.0;

  span = make_span (values, 20000, 1000.0);
  scene = make_scene (span, RK_TRACE_LINE, 0.0, 20.0);
  scene->line_px = 8.0;
  scene->live = TRUE;
  surface = draw (scene);
  pane = rk_scene_get_pane (scene, 0);
  /* Beside the line of the grid. */
  y = rk_scene_from_value (scene, 0, 0.3);
  for (double x = pane.x + 2.0; x < pane.x + pane.width - 2.0; x += 1.0)
    n += is_ink (pixel (surface, x, y));
  cairo_surface_destroy (surface);

  return n;
}

static void
test_wide_lines_are_wide_when_steep (void)
{
  int n = measure_flank (0);

  g_assert_cmpint (n, >=, 7);
  g_assert_cmpint (n, <=, 10);
  /* A gap of less than the width of the line is none that could be seen, but neither is it a line. */
  g_assert_cmpint (measure_flank (60), ==, 0);
}

/* From zero up and down, or from the limit where zero is out of sight; four fifths of the distance wide; not beyond the frame. */
static void
test_bars (void)
{
  static const double values[] = { 1.0, -1.0, 5.0, 0.0 };
  g_autoptr (RkSpan) span = make_span (values, G_N_ELEMENTS (values), 10.0);
  g_autoptr (RkScene) scene = make_scene (span, RK_TRACE_BARS, -0.5, 1.5);
  g_autoptr (RkScene) high = make_scene (span, RK_TRACE_BARS, -0.5, 1.5);
  double zero = rk_scene_from_value (scene, 0, 0.0);
  RkRect pane = rk_scene_get_pane (scene, 0);
  cairo_surface_t *surface = draw (scene);
  double x;

  x = rk_scene_from_time (scene, 0.0);
  g_assert_cmphex (pixel (surface, x, rk_scene_from_value (scene, 0, 0.9)), ==, BLUE);
  g_assert_cmphex (pixel (surface, x, zero - 2.0), ==, BLUE);
  g_assert_cmphex (pixel (surface, x, zero + 3.0), !=, BLUE);
  g_assert_cmphex (pixel (surface, x, rk_scene_from_value (scene, 0, 1.0) - 3.0), !=, BLUE);
  g_assert_cmphex (pixel (surface, rk_scene_from_time (scene, 0.035), zero - 2.0), ==, BLUE);
  g_assert_cmphex (pixel (surface, rk_scene_from_time (scene, 0.05), zero - 2.0), !=, BLUE);

  x = rk_scene_from_time (scene, 0.1);
  g_assert_cmphex (pixel (surface, x, rk_scene_from_value (scene, 0, -0.9)), ==, BLUE);
  g_assert_cmphex (pixel (surface, x, zero - 3.0), !=, BLUE);

  x = rk_scene_from_time (scene, 0.2);
  g_assert_cmphex (pixel (surface, x, pane.y + 2.0), ==, BLUE);
  g_assert_cmphex (pixel (surface, x, pane.y - 2.0), !=, BLUE);

  /* A reading of zero is one, and to be seen. */
  x = rk_scene_from_time (scene, 0.3);
  g_assert_true (has_ink (surface, x, zero));
  cairo_surface_destroy (surface);

  /* Zero is below: bars stand on the lower limit, and what is under it is not there. */
  g_array_index (high->axes, RkAxis, 0).lower = 0.5;
  surface = draw (high);
  pane = rk_scene_get_pane (high, 0);
  g_assert_cmphex (pixel (surface, rk_scene_from_time (high, 0.0), pane.y + pane.height - 3.0), ==, BLUE);
  g_assert_cmphex (pixel (surface, rk_scene_from_time (high, 0.1), pane.y + pane.height - 3.0), !=, BLUE);
  cairo_surface_destroy (surface);
}

/* However far readings are apart, a bar is no wide wall. */
static void
test_bars_bounded (void)
{
  static const double values[] = { 1.0, 1.0 };
  g_autoptr (RkSpan) span = make_span (values, 2, 1.0);
  g_autoptr (RkScene) scene = make_scene (span, RK_TRACE_BARS, -0.5, 1.5);
  double x = rk_scene_from_time (scene, 0.0);
  double y = rk_scene_from_value (scene, 0, 0.5);
  cairo_surface_t *surface = draw (scene);

  g_assert_cmphex (pixel (surface, x + 22.0, y), ==, BLUE);
  g_assert_cmphex (pixel (surface, x + 26.0, y), !=, BLUE);
  g_assert_cmphex (pixel (surface, x - 26.0, y), !=, BLUE);
  cairo_surface_destroy (surface);
}

static const struct {
  const char  *name;
  RkTraceStyle style;
  gboolean     live;
} styles[] = {
  { "line", RK_TRACE_LINE, FALSE },
  { "line-live", RK_TRACE_LINE, TRUE },
  { "steps", RK_TRACE_STEPS, FALSE },
  { "steps-live", RK_TRACE_STEPS, TRUE },
  { "bars", RK_TRACE_BARS, FALSE },
};

/* Random noise with a spike of one sample, random views: what is drawn in every pixel column reaches as far as the
 * samples there do, to a pixel, and no further than those of the columns about it: a stroke
 * is as wide as it is, and a column half a pixel off its place. */
static void
test_extrema (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  const guint n = 60000;
  g_autofree double *values = g_new (double, n);
  g_autoptr (RkSpan) span = NULL;

  for (guint i = 0; i < n; i++)
    values[i] = g_test_rand_double_range (-0.3, 0.3) + 0.5 * sin (i * 0.0004);
  for (guint i = 5000; i < n; i += 9973)
    values[i] = i % 2 == 0 ? 1.7 : -1.7;
  span = make_span (values, n, 1000.0);

  for (guint view = 0; view < 12; view++) {
    double length = g_test_rand_double_range (4.0, 60.0);
    double begin = g_test_rand_double_range (0.0, 60.0 - length);
    g_autoptr (RkScene) scene = make_scene (span, styles[row].style, begin, begin + length);
    RkRect pane = rk_scene_get_pane (scene, 0);
    int left = (int) round (pane.x);
    int right = (int) round (pane.x + pane.width);
    cairo_surface_t *surface;

    scene->live = styles[row].live;
    scene->line_px = 1.0;
    surface = draw (scene);

    for (int x = left + 4; x < right - 4; x++) {
      double inner[2] = { INFINITY, -INFINITY }; /* surely drawn here or in a column beside */
      double outer[2] = { INFINITY, -INFINITY };
      gint64 from = (gint64) ceil ((begin + (x - 2.0 - left) / (right - left) * length) * 1000.0);
      gint64 to = (gint64) floor ((begin + (x + 3.0 - left) / (right - left) * length) * 1000.0);
      int top = G_MAXINT;
      int bottom = G_MININT;

      for (gint64 i = MAX (from, 0); i <= MIN (to, (gint64) n - 1); i++) {
        gboolean is_inner = (double) i / 1000.0 >= begin + (x - left) / (double) (right - left) * length
                            && (double) i / 1000.0 < begin + (x + 1.0 - left) / (double) (right - left) * length;

        outer[0] = MIN (outer[0], values[i]);
        outer[1] = MAX (outer[1], values[i]);
        if (is_inner) {
          inner[0] = MIN (inner[0], values[i]);
          inner[1] = MAX (inner[1], values[i]);
        }
      }

      /* A column is shifted by half a pixel at most. */
      for (int k = -1; k <= 1; k++) {
        int one_top;
        int one_bottom;

        g_assert_true (get_column (surface, &pane, x + k, &one_top, &one_bottom));
        top = MIN (top, one_top);
        bottom = MAX (bottom, one_bottom);
      }
      if (styles[row].style == RK_TRACE_BARS) {
        inner[0] = MIN (inner[0], 0.0);
        inner[1] = MAX (inner[1], 0.0);
      }
      if (inner[0] > inner[1])
        continue;
      g_assert_cmpfloat (top, <=, rk_scene_from_value (scene, 0, inner[1]) + 1.0);
      g_assert_cmpfloat (bottom, >=, rk_scene_from_value (scene, 0, inner[0]) - 2.0);

      if (styles[row].style == RK_TRACE_BARS || !get_column (surface, &pane, x, &top, &bottom))
        continue;
      g_assert_cmpfloat (top, >=, rk_scene_from_value (scene, 0, outer[1]) - 3.0);
      g_assert_cmpfloat (bottom, <=, rk_scene_from_value (scene, 0, outer[0]) + 3.0);
    }
    cairo_surface_destroy (surface);
  }
}

/* Moved by whole pixels, every pixel of data that was there is there again. */
static void
test_scrolling (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  const guint n = 200000;
  g_autofree double *values = g_new (double, n);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkScene) still = NULL;
  cairo_surface_t *first;
  RkRect pane;
  int left;
  int width;

  for (guint i = 0; i < n; i++)
    values[i] = g_test_rand_double_range (-1.5, 1.5);
  span = make_span (values, n, 10000.0);
  still = make_scene (span, styles[row].style, 2.0, 12.0);
  still->live = TRUE;
  pane = rk_scene_get_pane (still, 0);
  left = (int) round (pane.x);
  width = (int) round (pane.x + pane.width) - left;
  first = draw (still);

  for (int shift = 1; shift < 300; shift = shift * 3 + 1) {
    double moved_s = 10.0 / width * shift;
    g_autoptr (RkScene) moved = make_scene (span, styles[row].style, 2.0 + moved_s, 12.0 + moved_s);
    cairo_surface_t *surface;
    guint n_changed = 0;

    moved->live = TRUE;
    surface = draw (moved);
    for (int x = left + 2; x < left + width - shift - 2; x++) {
      for (int y = (int) round (pane.y) + 1; y < (int) round (pane.y + pane.height) - 1; y++)
        n_changed += (pixel (first, x + shift, y) == BLUE) != (pixel (surface, x, y) == BLUE);
    }
    g_assert_cmpuint (n_changed, ==, 0);
    cairo_surface_destroy (surface);
  }
  cairo_surface_destroy (first);
}

/* Down to a nanosecond and to 10^-12 of the value: every view shows the straight line through its middle, and
 * nothing off it. */
static void
test_deep_zoom (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkBlock) block = rk_block_new (1, 2, 0, 2e9);
  g_autoptr (RkSpan) span = NULL;

  block->values[0] = 0.0;
  block->values[1] = 2.0;
  rk_series_append (series, block);
  span = rk_series_take_span (series);

  /* At 1 s the value is 1. Limits of the value stay above what doubles tell apart. */
  for (double length = 1.0; length > 0.9e-9; length /= 10.0) {
    for (double height = 1.0; height > 1.9e-12; height /= 10.0) {
      g_autoptr (RkScene) scene = make_scene (span, styles[row].style, 1.0 - length / 2.0, 1.0 + length / 2.0);
      RkAxis *axis = &g_array_index (scene->axes, RkAxis, 0);
      g_auto (RkPath) path = { 0 };
      RkRect frame = { 0.0, 0.0, 500.0, 300.0 };

      axis->lower = 1.0 - height;
      axis->upper = 1.0 + height;
      cairo_surface_destroy (draw (scene));
      rk_path_init (&path, scene, &g_array_index (scene->traces, RkTrace, 0), &frame, 1.0, NULL);

      for (guint i = 0; i < path.points->len; i++) {
        const RkPoint *p = &g_array_index (path.points, RkPoint, i);
        double slope = length / 500.0 / (2.0 * height / 300.0); /* pixels up for one across */

        g_assert_cmpfloat (p->x, >=, -10.0);
        g_assert_cmpfloat (p->x, <=, 510.0);
        g_assert_cmpfloat (p->y, >=, -10.0);
        g_assert_cmpfloat (p->y, <=, 310.0);
        /* As far as doubles go: the limits, and ends 10¹⁴ pixels away. */
        if (styles[row].style == RK_TRACE_LINE)
          g_assert_cmpfloat (fabs (150.0 - (p->x - 250.0) * slope - p->y), <=,
                             0.6 + slope * (1e-3 + 5e-16 / length * 500.0) + 5e-16 / height * 300.0);
      }
      if (styles[row].style == RK_TRACE_LINE)
        g_assert_cmpuint (path.points->len, ==, 2);
      else
        g_assert_cmpuint (path.points->len, ==, height > 0.9 ? 2 : 0); /* 0 holds until 2 s: at the edge, then out of sight */
    }
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/styles/wide-lines", test_wide_lines_are_wide_when_steep);
  g_test_add_func ("/plot/styles/steps", test_steps);
  g_test_add_func ("/plot/styles/steps-come-in", test_steps_come_in);
  g_test_add_func ("/plot/styles/bars", test_bars);
  g_test_add_func ("/plot/styles/bars-bounded", test_bars_bounded);

  for (guint i = 0; i < G_N_ELEMENTS (styles); i++) {
    g_autofree char *extrema = g_strdup_printf ("/plot/styles/extrema/%s", styles[i].name);
    g_autofree char *scrolling = g_strdup_printf ("/plot/styles/scrolling/%s", styles[i].name);
    g_autofree char *deep = g_strdup_printf ("/plot/styles/deep-zoom/%s", styles[i].name);

    g_test_add_data_func (extrema, GUINT_TO_POINTER (i), test_extrema);
    g_test_add_data_func (scrolling, GUINT_TO_POINTER (i), test_scrolling);
    if (styles[i].style != RK_TRACE_BARS && !styles[i].live)
      g_test_add_data_func (deep, GUINT_TO_POINTER (i), test_deep_zoom);
  }

  return g_test_run ();
}
