/* Pictures of plain numbers, by the pixels that are drawn. */
#include "config.h"

#include "drawn.h"

#include "plot/chart.h"
#include "plot/image.h"
#include "plot/layout.h"
#include "plot/path.h"

#include <math.h>

static RkChartSettings
make_settings (void)
{
  RkChartSettings settings;

  rk_chart_settings_init (&settings);
  settings.decimal_sign = ',';
  settings.x_title = "f, Hz";
  settings.y_title = "A, V";

  return settings;
}

/* Each value stands where hit testing says, also with logarithms; what has no place is not drawn. */
static void
test_curve (gconstpointer data)
{
  guint axes = GPOINTER_TO_UINT (data);
  double values[40];
  RkChartSettings settings = make_settings ();
  RkChartCurve curve = { .begin = 0.0, .step = 25.0, .n = G_N_ELEMENTS (values), .values = values };
  g_autoptr (RkScene) scene = NULL;
  cairo_surface_t *surface;

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    values[i] = 10.0 / (1.0 + i) + (i == 20 ? 3.0 : 0.0);
  values[30] = (double) NAN;
  values[31] = 0.0;
  settings.log_x = axes & 1;
  settings.log_y = axes & 2;

  scene = rk_chart_new_curves (&settings, &curve, 1);
  surface = draw (scene);
  g_assert_cmpint (scene->x.log, ==, (axes & 1) != 0);
  for (guint i = 1; i < G_N_ELEMENTS (values); i++) {
    double x = rk_scene_from_time (scene, curve.begin + i * curve.step);
    double y = rk_scene_from_value (scene, 0, values[i]);

    if (i == 30 || (i == 31 && settings.log_y))
      continue;
    g_assert_cmpfloat_with_epsilon (rk_scene_to_time (scene, x), curve.begin + i * curve.step, 1e-6);
    g_assert_cmpfloat_with_epsilon (rk_scene_to_value (scene, 0, y), values[i], 1e-9);
    g_assert_true (has_ink (surface, CLAMP (x, rk_scene_get_pane (scene, 0).x + 1.0, settings.width - 1.0), y));
  }
  /* Nothing leads over what is missing. */
  for (double y = rk_scene_get_pane (scene, 0).y + 2.0; y < rk_scene_from_value (scene, 0, 0.2) - 2.0; y += 1.0)
    g_assert_false (is_ink (pixel (surface, rk_scene_from_time (scene, 30 * 25.0), y)));
  cairo_surface_destroy (surface);
}

/* Of many values in a pixel every spike is seen. */
static void
test_curve_keeps_spikes (void)
{
  guint n = 200000;
  g_autofree double *values = g_new0 (double, n);
  RkChartSettings settings = make_settings ();
  RkChartCurve curve = { .begin = 0.0, .step = 0.1, .n = n, .values = values };
  g_autoptr (RkScene) scene = NULL;
  cairo_surface_t *surface;

  for (guint i = 12345; i < n; i += 31000)
    values[i] = 1.0;
  scene = rk_chart_new_curves (&settings, &curve, 1);
  surface = draw (scene);
  for (guint i = 12345; i < n; i += 31000)
    g_assert_true (has_ink (surface, rk_scene_from_time (scene, i * curve.step), rk_scene_from_value (scene, 0, 0.98)));
  g_assert_false (has_ink (surface, rk_scene_from_time (scene, 17000 * curve.step), rk_scene_from_value (scene, 0, 0.5)));
  cairo_surface_destroy (surface);
}

/* Columns stand on zero, side by side, with a little air. */
static void
test_columns (void)
{
  static const double values[] = { 2.0, 0.0, 5.0, 1.0 };
  RkChartSettings settings = make_settings ();
  RkChartColumns columns = { .begin = 10.0, .step = 2.0, .n = 4, .values = values };
  g_autoptr (RkScene) scene = rk_chart_new_columns (&settings, &columns, 1);
  cairo_surface_t *surface = draw (scene);

  g_assert_cmpfloat (scene->x.lower, ==, 10.0);
  g_assert_cmpfloat (scene->x.upper, ==, 18.0);
  g_assert_cmpfloat (g_array_index (scene->axes, RkAxis, 0).lower, ==, 0.0);
  for (guint i = 0; i < 4; i++) {
    double left = rk_scene_from_time (scene, 10.0 + 2.0 * i);
    double middle = rk_scene_from_time (scene, 11.0 + 2.0 * i);
    double right = rk_scene_from_time (scene, 12.0 + 2.0 * i);
    double top = rk_scene_from_value (scene, 0, values[i]);

    if (values[i] > 0.0) {
      g_assert_cmphex (pixel (surface, middle, top + 2.0), ==, BLUE);
      g_assert_cmphex (pixel (surface, left + 2.0, top + 2.0), ==, BLUE);
      g_assert_cmphex (pixel (surface, right - 3.0, top + 2.0), !=, BLUE);
    }
    g_assert_cmphex (pixel (surface, middle, top - 3.0), !=, BLUE);
  }
  cairo_surface_destroy (surface);
}

static RkScene *
make_image (const float *values,
            guint        n_x,
            guint        n_y,
            gboolean     log_y)
{
  RkChartSettings settings = make_settings ();
  RkChartImage image = {
    .x_begin = 0.0, .x_step = 0.5, .n_x = n_x, .y_begin = -5.0, .y_step = 10.0, .n_y = n_y,
    .values = values, .lower = -60.0, .upper = 0.0, .title = "L, dB",
  };

  settings.log_y = log_y;
  settings.x_title = "t, s";
  settings.y_title = "f, Hz";

  return rk_chart_new_image (&settings, &image);
}

/* Each cell has its colour in its place, and the scale beside it names the colours. */
static void
test_image (void)
{
  static const float values[] = { -60.0f, -30.0f, 0.0f, -45.0f, NAN, -15.0f };
  g_autoptr (RkScene) scene = make_image (values, 2, 3, FALSE);
  cairo_surface_t *surface = draw (scene);
  const RkRect *strip = &rk_layout_get (scene)->panes[0].strip;

  for (guint x = 0; x < 2; x++) {
    for (guint y = 0; y < 3; y++) {
      double value = (double) values[x * 3 + y];
      guint32 color = isnan (value) ? 0xffffff : rk_image_get_color (scene, (value + 60.0) / 60.0);

      /* Near the corners and in the middle. */
      for (double part = 0.05; part < 1.0; part += 0.45) {
        guint32 drawn = pixel (surface, rk_scene_from_time (scene, 0.5 * (x + part)),
                               rk_scene_from_value (scene, 0, -5.0 + 10.0 * (y + part)));

        /* 256 colours: half a step. */
        for (int shift = 0; shift <= 16; shift += 8)
          g_assert_cmpint (ABS ((int) (drawn >> shift & 0xff) - (int) (color >> shift & 0xff)), <=, 1);
      }
    }
  }

  g_assert_cmpfloat (strip->width, >, 5.0);
  for (double value = -50.0; value < 0.0; value += 10.0) {
    guint32 drawn = pixel (surface, strip->x + strip->width / 2.0, rk_scene_from_value (scene, 1, value));
    guint32 color = rk_image_get_color (scene, (value + 60.0) / 60.0);

    for (int shift = 0; shift <= 16; shift += 8)
      g_assert_cmpint (ABS ((int) (drawn >> shift & 0xff) - (int) (color >> shift & 0xff)), <=, 2);
  }
  cairo_surface_destroy (surface);
}

/* One bright cell is seen however small it is, on straight and logarithmic axes. */
static void
test_image_keeps_spikes (gconstpointer data)
{
  guint n_x = 3000;
  guint n_y = 1200;
  g_autofree float *values = g_new (float, n_x * n_y);

  for (guint k = 0; k < 12; k++) {
    guint x = (guint) g_test_rand_int_range (0, (int) n_x);
    guint y = (guint) g_test_rand_int_range (1, (int) n_y);
    g_autoptr (RkScene) scene = NULL;
    cairo_surface_t *surface;
    gboolean found = FALSE;

    for (guint i = 0; i < n_x * n_y; i++)
      values[i] = -60.0f;
    values[x * n_y + y] = 0.0f;
    scene = make_image (values, n_x, n_y, data != NULL);
    surface = draw (scene);
    for (int dx = -1; dx <= 1; dx++) {
      for (int dy = -1; dy <= 1; dy++)
        found = found || pixel (surface, rk_scene_from_time (scene, 0.5 * (x + 0.5)) + dx,
                                rk_scene_from_value (scene, 0, -5.0 + 10.0 * (y + 0.5)) + dy) == 0xfde725;
    }
    g_assert_true (found);
    cairo_surface_destroy (surface);
  }
}

/* Colours go from dark to light in even steps, so that they are in order for every eye and printer. */
static void
test_colors_even (void)
{
  g_autoptr (RkScene) scene = rk_scene_new (10.0, 10.0, 1.0);
  double last = 0.0;

  for (guint i = 0; i <= 16; i++) {
    guint32 c = rk_image_get_color (scene, i / 16.0);
    double linear[3];
    double luminance;
    double lightness;

    for (guint k = 0; k < 3; k++)
      linear[k] = pow (((c >> (16 - 8 * k) & 0xff) / 255.0 + 0.055) / 1.055, 2.4);
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    lightness = 116.0 * cbrt (luminance) - 16.0;
    /* CIE L* of viridis goes from 15 to 91: by 4.75 each time. */
    if (i > 0) {
      g_assert_cmpfloat (lightness - last, >, 3.5);
      g_assert_cmpfloat (lightness - last, <, 6.5);
    }
    last = lightness;
  }
}

/* Texts at points do not cover each other and stay in the frame; the point stays without its text. */
static void
test_labels (void)
{
  static const double values[] = { 1.0, 2.0, 1.0, 3.0, 1.0 };
  RkChartSettings settings = make_settings ();
  RkChartCurve curve = { .begin = 0.0, .step = 100.0, .n = 5, .values = values };
  g_autoptr (RkScene) scene = rk_chart_new_curves (&settings, &curve, 1);
  const RkLayout *layout;
  RkRect pane;

  rk_chart_add_label (scene, 300.0, 3.0, "300 Гц");
  rk_chart_add_label (scene, 100.0, 2.0, "100 Гц");
  rk_chart_add_label (scene, 400.0, 1.0, "400 Гц");
  for (guint i = 0; i < 5; i++)
    rk_chart_add_label (scene, 100.0, 2.0, "again");
  rk_chart_add_label (scene, 5000.0, 2.0, "out of sight");
  rk_chart_add_label (scene, (double) NAN, 2.0, "nowhere");

  layout = rk_layout_get (scene);
  pane = rk_scene_get_pane (scene, 0);
  g_assert_cmpuint (layout->points->len, ==, 8);
  for (guint i = 0; i < layout->points->len; i++) {
    const RkPlacedPoint *a = &g_array_index (layout->points, RkPlacedPoint, i);

    if (i < 3)
      g_assert_cmpstr (a->text, !=, "");
    if (a->text[0] == '\0')
      continue;
    g_assert_cmpfloat (a->rect.x, >=, pane.x);
    g_assert_cmpfloat (a->rect.x + a->rect.width, <=, pane.x + pane.width);
    for (guint k = 0; k < i; k++) {
      const RkPlacedPoint *b = &g_array_index (layout->points, RkPlacedPoint, k);

      g_assert_true (b->text[0] == '\0' || a->rect.x >= b->rect.x + b->rect.width || b->rect.x >= a->rect.x + a->rect.width
                     || a->rect.y >= b->rect.y + b->rect.height || b->rect.y >= a->rect.y + a->rect.height);
    }
  }
  cairo_surface_destroy (draw (scene));
}

/* Whatever is asked for gives a scene that can be drawn. */
static void
test_anything_can_be_drawn (void)
{
  static const double numbers[] = { 0.0, -1.0, 1.0, 1e-300, 1e300, (double) NAN, (double) INFINITY, -5e9 };
  double values[] = { 1.0, (double) NAN, (double) INFINITY, -1e300, 1e300, 0.0 };
  float cells[] = { 0.0f, NAN, INFINITY, -1e30f, 1e30f, 1.0f };

  for (guint i = 0; i < 400; i++) {
    RkChartSettings settings = make_settings ();
    double begin = numbers[g_test_rand_int_range (0, G_N_ELEMENTS (numbers))];
    double step = numbers[g_test_rand_int_range (0, G_N_ELEMENTS (numbers))];
    guint n = (guint) g_test_rand_int_range (0, 7);
    RkChartCurve curve = { .begin = begin, .step = step, .n = n, .values = values };
    RkChartColumns columns = { .begin = begin, .step = step, .n = n, .values = values };
    RkChartImage image = { .x_begin = begin, .x_step = step, .n_x = n > 0 ? 2 : 0, .y_begin = begin, .y_step = step, .n_y = 3,
                           .values = cells, .lower = begin, .upper = step };
    g_autoptr (RkScene) scene = NULL;

    settings.width = 60.0 + i % 3 * 100.0;
    settings.height = 60.0 + i % 5 * 50.0;
    settings.log_x = g_test_rand_bit ();
    settings.log_y = g_test_rand_bit ();
    settings.x_lower = numbers[g_test_rand_int_range (0, G_N_ELEMENTS (numbers))];
    settings.y_upper = numbers[g_test_rand_int_range (0, G_N_ELEMENTS (numbers))];
    scene = i % 3 == 0 ? rk_chart_new_curves (&settings, &curve, 1)
          : i % 3 == 1 ? rk_chart_new_columns (&settings, &columns, 1) : rk_chart_new_image (&settings, &image);
    rk_chart_add_label (scene, begin, step, "p");
    cairo_surface_destroy (draw (scene));
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/plot/chart/curve/straight", GUINT_TO_POINTER (0), test_curve);
  g_test_add_data_func ("/plot/chart/curve/log-x", GUINT_TO_POINTER (1), test_curve);
  g_test_add_data_func ("/plot/chart/curve/log-y", GUINT_TO_POINTER (2), test_curve);
  g_test_add_data_func ("/plot/chart/curve/log-log", GUINT_TO_POINTER (3), test_curve);
  g_test_add_func ("/plot/chart/curve-keeps-spikes", test_curve_keeps_spikes);
  g_test_add_func ("/plot/chart/columns", test_columns);
  g_test_add_func ("/plot/chart/image", test_image);
  g_test_add_data_func ("/plot/chart/image-keeps-spikes/straight", NULL, test_image_keeps_spikes);
  g_test_add_data_func ("/plot/chart/image-keeps-spikes/log", GUINT_TO_POINTER (1), test_image_keeps_spikes);
  g_test_add_func ("/plot/chart/colors-even", test_colors_even);
  g_test_add_func ("/plot/chart/labels", test_labels);
  g_test_add_func ("/plot/chart/anything-can-be-drawn", test_anything_can_be_drawn);

  return g_test_run ();
}
