/* Whether the last row can read a 75 inch panel: capitals of the real fonts against the table of ISO 9241-3
 * (16' is the least, 20' is good), in minutes of arc.
 */
#include "config.h"

#include "app/panel-size.h"

#include <pango/pangocairo.h>

#define WIDTH    3840.0
#define HEIGHT   2160.0
#define DIAGONAL 75.0

/* The graph beside the digits and above the bar. */
#define GRAPH_WIDTH  (WIDTH * 5 / 8)
#define GRAPH_HEIGHT (HEIGHT - 90)

/* Height of a capital of the font the program draws with, as a part of its size. */
static double
measure_capital (void)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  PangoRectangle ink;

  pango_font_description_set_absolute_size (font, 1000 * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, "H", -1);
  pango_layout_get_pixel_extents (layout, &ink, NULL);
  g_object_unref (context);

  return ink.height / 1000.0;
}

static double
minutes (double px,
         double distance_m)
{
  return rk_panel_minutes (px * rk_panel_pitch_mm (DIAGONAL, WIDTH, HEIGHT), distance_m);
}

/* panels: 75 inch 4K 0.432 mm; 37.2 mm at 8 m are 16', 46.5 mm 20', 51.2 mm 22'. */
static void
test_table (void)
{
  static const struct { double height_mm, distance_m, minutes; } rows[] = {
    { 18.6, 4, 16 }, { 23.3, 4, 20 }, { 25.6, 4, 22 },
    { 27.9, 6, 16 }, { 34.9, 6, 20 }, { 38.4, 6, 22 },
    { 37.2, 8, 16 }, { 46.5, 8, 20 }, { 51.2, 8, 22 },
  };

  g_assert_cmpfloat_with_epsilon (rk_panel_pitch_mm (65, WIDTH, HEIGHT), 0.375, 0.001);
  g_assert_cmpfloat_with_epsilon (rk_panel_pitch_mm (75, WIDTH, HEIGHT), 0.432, 0.001);
  g_assert_cmpfloat_with_epsilon (rk_panel_pitch_mm (86, WIDTH, HEIGHT), 0.496, 0.001);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    g_assert_cmpfloat_with_epsilon (rk_panel_minutes (rows[i].height_mm, rows[i].distance_m), rows[i].minutes, 0.05);
}

static void
test_axes (void)
{
  static const double scales[] = { 1.5, 2, 3 };
  double capital = measure_capital ();
  double last = 0;

  g_assert_cmpfloat (capital, >, 0.6);
  g_assert_cmpfloat (capital, <, 0.85);

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++) {
    double px = rk_panel_font_px (15, HEIGHT, GRAPH_WIDTH, GRAPH_HEIGHT, scales[i]) * capital;

    g_test_message ("axis numbers x%.1f: %.0f px, %.1f mm: %.1f' at 4 m, %.1f' at 6 m, %.1f' at 8 m", scales[i], px,
                    px * rk_panel_pitch_mm (DIAGONAL, WIDTH, HEIGHT), minutes (px, 4), minutes (px, 6), minutes (px, 8));
    g_assert_cmpfloat (px, >, last);
    last = px;
  }

  g_assert_cmpfloat (minutes (last, 6), >=, 20);
  g_assert_cmpfloat (minutes (last, 8), >=, 16);
}

static void
test_digits (void)
{
  double px = HEIGHT * RK_PANEL_DIGIT;

  g_test_message ("digits: %.0f px: %.1f' at 8 m, units %.1f'", px, minutes (px, 8), minutes (px * 0.6, 8));
  g_assert_cmpfloat (px, >=, 200);
  g_assert_cmpfloat (minutes (px * 0.6, 8), >=, 20);
}

static void
test_line (void)
{
  /* At least six pixels of the screen, however many a logical one has. */
  g_assert_cmpfloat (rk_panel_line_px (1.75, 1), ==, 6);
  g_assert_cmpfloat (rk_panel_line_px (1.75, 2) * 2, ==, 6);
  g_assert_cmpfloat (rk_panel_line_px (8, 1), ==, 8);
  g_assert_cmpint (RK_PANEL_TARGET_PX, >=, 48);
}

/* On a small screen numbers leave room for the graph. */
static void
test_small (void)
{
  g_assert_cmpfloat (rk_panel_font_px (15, 600, 640, 455, 3), ==, 35);
  g_assert_cmpfloat (rk_panel_font_px (15, 600, 1, 1, 3), ==, 8);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/panel-size/table", test_table);
  g_test_add_func ("/app/panel-size/axes", test_axes);
  g_test_add_func ("/app/panel-size/digits", test_digits);
  g_test_add_func ("/app/panel-size/line", test_line);
  g_test_add_func ("/app/panel-size/small", test_small);

  return g_test_run ();
}
