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
#define GRAPH_WIDTH  (WIDTH * 5 / 9)
#define DIGIT_WIDTH  (WIDTH * 4 / 9)
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

static double
measure_width (const char *text,
               PangoWeight weight)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  g_autoptr (PangoLayout) layout = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");
  int width;

  pango_font_description_set_absolute_size (font, 100 * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, &width, NULL);
  g_object_unref (context);

  return (double) width / PANGO_SCALE / 100;
}

/* Readings and their units in the column beside the graph, one to three of them at the largest size of names. The
 * least are 200 pixels; of six signs 1/8 of the height. */
static void
test_digits (void)
{
  static const struct { const char *number; const char *unit; } rows[] = {
    { "21.37", "°C" }, { "−12.45", "°C" }, { "0.0771", "m" }, { "101.32", "kPa" }, { "−0.759", "m/s²" },
    { "−0.0081", "m" }, { "1234.5", "мкСм/см" },
  };
  double capital = measure_capital ();
  double name_px = rk_panel_text_px (15, HEIGHT, 3);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    for (guint n = 1; n <= 3; n++) {
      double number = measure_width (rows[i].number, PANGO_WEIGHT_SEMIBOLD);
      double unit = measure_width (rows[i].unit, PANGO_WEIGHT_NORMAL);
      double px = capital * rk_panel_digit_px (DIGIT_WIDTH - 44, GRAPH_HEIGHT / n - 33, number, unit, name_px);

      g_test_message ("%s %s, one of %u: %.0f px, 1/%.1f: %.1f' at 8 m, its unit %.1f'", rows[i].number, rows[i].unit, n, px,
                      HEIGHT / px, minutes (px, 8), minutes (px * RK_PANEL_UNIT, 8));
      g_assert_cmpfloat (px, >=, 200);
      g_assert_cmpfloat (minutes (px * RK_PANEL_UNIT, 8), >=, 20);
      if (g_utf8_strlen (rows[i].number, -1) <= 6)
        g_assert_cmpfloat (px, >=, HEIGHT * RK_PANEL_DIGIT);
    }
  g_assert_cmpfloat (RK_PANEL_UNIT, >=, 0.6);
}

/* All other words: what the class reads (names beside digits, values at the pointer, marks and titles are as large as
 * the axes or larger), and what only the hand of who stands within two metres needs. */
static void
test_words (void)
{
  static const double scales[] = { 1.5, 2, 3 };
  static const double read_from_m[] = { 4, 5, 8 };
  double capital = measure_capital ();

  for (guint i = 0; i < G_N_ELEMENTS (scales); i++) {
    double px = rk_panel_text_px (15, HEIGHT, scales[i]) * capital;

    g_test_message ("words x%.1f: %.0f px: %.1f' at %.0f m", scales[i], px, minutes (px, read_from_m[i]), read_from_m[i]);
    g_assert_cmpfloat (minutes (px, read_from_m[i]), >=, 16);
    /* The axes are as large wherever the graph has the room. */
    g_assert_cmpfloat (rk_panel_font_px (15, HEIGHT, GRAPH_WIDTH, GRAPH_HEIGHT, scales[i]) * capital, ==, px);
  }

  g_test_message ("buttons: %.1f' at 2 m", minutes (rk_panel_near_px (HEIGHT) * capital, 2));
  g_assert_cmpfloat (minutes (rk_panel_near_px (HEIGHT) * capital, 2), >=, 20);
  g_assert_cmpfloat (rk_panel_near_px (600), >=, 16);
}

/* 56 pixels at least, 20 mm on the panels that schools have. */
static void
test_targets (void)
{
  static const double diagonals[] = { 65, 75, 86 };

  g_assert_cmpfloat (rk_panel_target_px (600), >=, 48);
  g_assert_cmpfloat (rk_panel_target_px (1080), >=, 48);
  for (guint i = 0; i < G_N_ELEMENTS (diagonals); i++)
    g_assert_cmpfloat (rk_panel_target_px (HEIGHT) * rk_panel_pitch_mm (diagonals[i], WIDTH, HEIGHT), >=, 20);
}

static void
test_line (void)
{
  /* At least six pixels of the screen, however many a logical one has. */
  g_assert_cmpfloat (RK_PANEL_LINE_PX, >=, 6);
  g_assert_cmpfloat (rk_panel_line_px (1.75, 1), ==, RK_PANEL_LINE_PX);
  g_assert_cmpfloat (rk_panel_line_px (1.75, 2) * 2, ==, RK_PANEL_LINE_PX);
  g_assert_cmpfloat (rk_panel_line_px (8, 1), ==, 8);
  /* A sample alone is a disc of radius line + 0.6: 16 pixels across. */
  g_assert_cmpfloat (2 * (RK_PANEL_LINE_PX + 0.6), >=, 16);
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
  g_test_add_func ("/app/panel-size/words", test_words);
  g_test_add_func ("/app/panel-size/targets", test_targets);
  g_test_add_func ("/app/panel-size/line", test_line);
  g_test_add_func ("/app/panel-size/small", test_small);

  return g_test_run ();
}
