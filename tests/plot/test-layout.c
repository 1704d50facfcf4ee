#include "config.h"

#include "plot/layout.h"
#include "plot/text.h"

#include <math.h>
#include <string.h>

static RkScene *
make_scene (double width,
            double height,
            guint  n_panes)
{
  RkScene *scene = rk_scene_new (width, height, 1.0);

  for (guint i = 0; i < n_panes; i++) {
    g_autofree char *title = g_strdup_printf ("Температура %u, °C", i);

    rk_scene_add_axis (scene, -20.0 * i - 1.0, 100.0, title);
  }
  rk_scene_set_x (scene, 0.0, 60.0, "t, с");

  return scene;
}

static void
add_trace (RkScene    *scene,
           guint       axis,
           const char *label)
{
  RkTrace trace = { .axis = axis, .conversion.scale = 1.0, .label = (char *) label };

  rk_scene_add_trace (scene, &trace);
}

static void
assert_inside (const RkScene *scene,
               const RkRect  *rect)
{
  g_assert_cmpfloat (rect->x, >=, -1e-9);
  g_assert_cmpfloat (rect->y, >=, -1e-9);
  g_assert_cmpfloat (rect->x + rect->width, <=, scene->width + 1e-9);
  g_assert_cmpfloat (rect->y + rect->height, <=, scene->height + 1e-9);
  g_assert_cmpfloat (rect->width, >, 0.0);
  g_assert_cmpfloat (rect->height, >, 0.0);
}

/* Every size, font and number of panes: frames inside, in order, apart, equally wide and tall. */
static void
test_panes (void)
{
  static const double sizes[][2] = { { 1, 1 }, { 60, 40 }, { 200, 120 }, { 760, 430 }, { 1920, 1080 }, { 3840, 2160 } };

  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++) {
    for (guint n = 1; n <= RK_MAX_PANES; n++) {
      for (double font = 8.0; font < 50.0; font *= 1.6) {
        g_autoptr (RkScene) scene = make_scene (sizes[k][0], sizes[k][1], n);
        RkRect before = { 0 };

        scene->font_px = font;
        for (guint i = 0; i < n; i++) {
          RkRect pane = rk_scene_get_pane (scene, i);

          assert_inside (scene, &pane);
          if (i > 0) {
            g_assert_cmpfloat (pane.x, ==, before.x);
            g_assert_cmpfloat (pane.width, ==, before.width);
            g_assert_cmpfloat_with_epsilon (pane.height, before.height, 1e-9);
            g_assert_cmpfloat (pane.y, >=, before.y + before.height - 1e-9);
          }
          before = pane;
        }
      }
    }
  }
}

/* Going to pixels and back gives the same value, and the pixel is hit as part of its pane. */
static void
test_inverse (void)
{
  g_autoptr (RkScene) scene = make_scene (760.0, 430.0, 3);

  for (guint i = 0; i < 2000; i++) {
    double seconds = g_test_rand_double_range (0.1, 59.9);
    guint axis = (guint) g_test_rand_int_range (0, 3);
    const RkAxis *a = &g_array_index (scene->axes, RkAxis, axis);
    double value = g_test_rand_double_range (a->lower + 0.01, a->upper - 0.01);
    double x = rk_scene_from_time (scene, seconds);
    double y = rk_scene_from_value (scene, axis, value);
    guint hit_axis = 99;

    g_assert_cmpfloat_with_epsilon (rk_scene_to_time (scene, x), seconds, 1e-9);
    g_assert_cmpfloat_with_epsilon (rk_scene_to_value (scene, axis, y), value, 1e-9);
    g_assert_cmpint (rk_scene_hit (scene, x, y, &hit_axis), ==, RK_HIT_PLOT);
    g_assert_cmpuint (hit_axis, ==, axis);
  }
}

static void
test_hits (void)
{
  g_autoptr (RkScene) scene = make_scene (760.0, 430.0, 2);
  RkRect pane;
  guint axis = 99;

  add_trace (scene, 1, "Run 1");
  add_trace (scene, 1, "Run 2");
  pane = rk_scene_get_pane (scene, 1);

  g_assert_cmpint (rk_scene_hit (scene, pane.x - 5.0, pane.y + 10.0, &axis), ==, RK_HIT_Y_AXIS);
  g_assert_cmpuint (axis, ==, 1);
  g_assert_cmpint (rk_scene_hit (scene, pane.x + 50.0, pane.y + pane.height + 8.0, &axis), ==, RK_HIT_X_AXIS);
  g_assert_cmpint (rk_scene_hit (scene, pane.x + pane.width - 10.0, pane.y - 15.0, &axis), ==, RK_HIT_LEGEND);
  g_assert_cmpuint (axis, ==, 1);
  g_assert_cmpint (rk_scene_hit (scene, -5.0, -5.0, NULL), ==, RK_HIT_NOTHING);
  g_assert_cmpint (rk_scene_hit (scene, NAN, NAN, NULL), ==, RK_HIT_NOTHING);

  scene->legend = FALSE;
  g_assert_cmpint (rk_scene_hit (scene, pane.x + pane.width - 10.0, pane.y - 15.0, NULL), ==, RK_HIT_NOTHING);
}

/* A value that wanders within the same number of digits does not move the frame. */
static void
test_steady_margin (void)
{
  double left = 0.0;

  for (guint i = 0; i < 500; i++) {
    g_autoptr (RkScene) scene = rk_scene_new (760.0, 430.0, 1.0);
    RkRect pane;

    rk_scene_add_axis (scene, 10.0 + i * 0.1, 35.0 + i * 0.1, "T, °C");
    rk_scene_set_x (scene, i * 0.1, 10.0 + i * 0.1, "t, s");
    pane = rk_scene_get_pane (scene, 0);
    if (i > 0)
      g_assert_cmpfloat (pane.x, ==, left);
    left = pane.x;
  }
}

/* Numbers of both axes stand apart at any size, font and length of number. */
static void
test_numbers_apart (void)
{
  for (guint i = 0; i < 400; i++) {
    g_autoptr (RkScene) scene = rk_scene_new (g_test_rand_double_range (150.0, 2000.0),
                                              g_test_rand_double_range (100.0, 1200.0), 1.0);
    g_auto (RkLayout) layout = { 0 };
    double offset = pow (10.0, g_test_rand_double_range (-3.0, 9.0));
    double x_end = 0.0;

    scene->font_px = g_test_rand_double_range (8.0, 40.0);
    rk_scene_add_axis (scene, offset, offset * (1.0 + pow (10.0, g_test_rand_double_range (-9.0, 0.0))), "T, °C");
    rk_scene_set_x (scene, offset, offset * (1.0 + pow (10.0, g_test_rand_double_range (-9.0, 0.0))), "t, s");
    rk_layout_init (&layout, scene);

    for (guint k = 0; k < layout.x.n; k++) {
      char text[RK_TICKS_BUFFER];
      double width;
      double middle = rk_scene_from_time (scene, rk_ticks_get_value (&layout.x, k));

      rk_ticks_format (&layout.x, k, '.', text);
      width = rk_text_width (text) * scene->font_px;
      if (k > 0)
        g_assert_cmpfloat (middle - width / 2.0, >, x_end + 0.5 * scene->font_px);
      x_end = middle + width / 2.0;
      g_assert_cmpfloat (x_end, <=, scene->width + 1.0);
    }
    for (guint k = 0; k < layout.panes[0].y.n; k++) {
      char text[RK_TICKS_BUFFER];

      rk_ticks_format (&layout.panes[0].y, k, '.', text);
      g_assert_cmpfloat (rk_text_width (text) * scene->font_px, <, layout.panes[0].frame.x);
    }
    if (layout.panes[0].y.n > 1)
      g_assert_cmpfloat (rk_scene_from_value (scene, 0, rk_ticks_get_value (&layout.panes[0].y, 0))
                         - rk_scene_from_value (scene, 0, rk_ticks_get_value (&layout.panes[0].y, 1)),
                         >, scene->font_px);
  }
}

static void
test_legend (void)
{
  g_autoptr (RkScene) scene = make_scene (760.0, 430.0, 1);
  g_auto (RkLayout) layout = { 0 };
  const RkLegendItem *last;
  double frame_y;

  for (guint i = 0; i < 100; i++) {
    g_autofree char *label = g_strdup_printf ("Серия %u: вода из-под крана, очень длинное название", i);

    add_trace (scene, 0, label);
  }
  rk_layout_init (&layout, scene);
  frame_y = layout.panes[0].frame.y;

  g_assert_cmpuint (layout.legend->len, >=, 3);
  for (guint i = 0; i < layout.legend->len; i++) {
    const RkLegendItem *item = &g_array_index (layout.legend, RkLegendItem, i);

    assert_inside (scene, &item->rect);
    g_assert_cmpfloat (item->rect.y + item->rect.height, <=, frame_y);
  }

  /* What has no room is counted. */
  last = &g_array_index (layout.legend, RkLegendItem, layout.legend->len - 1);
  g_assert_cmpuint (last->trace, ==, G_MAXUINT);
  g_assert_cmpint (last->text[0], ==, '+');
}

static void
test_texts (void)
{
  g_autofree char *none = rk_text_sanitise (NULL);
  g_autofree char *lines = rk_text_sanitise ("a\nb\tc\x01");
  g_autofree char *broken = rk_text_sanitise ("\xff\xfe t\xed\xa0\x80");
  g_autofree char *big = g_strnfill (100000, 'A');
  g_autofree char *cut = rk_text_sanitise (big);
  g_autofree char *fitted = rk_text_fit ("Температура воды", 4.0);

  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (lines, ==, "a b c ");
  g_assert_true (g_utf8_validate (broken, -1, NULL));
  g_assert_cmpuint (g_utf8_strlen (cut, -1), ==, RK_TEXT_MAX_CHARS + 1);
  g_assert_true (g_str_has_suffix (cut, "…"));
  g_assert_true (g_str_has_prefix (fitted, "Тем"));
  g_assert_true (g_str_has_suffix (fitted, "…"));
  g_assert_cmpfloat (rk_text_width (fitted), <=, 4.0);
  g_assert_cmpfloat (rk_text_width ("00"), >, 1.9 * rk_text_width ("0"));
}

static void
test_palette (void)
{
  for (guint theme = RK_THEME_LIGHT; theme <= RK_THEME_PRINT; theme++) {
    for (guint i = 0; i < RK_PALETTE_SIZE; i++) {
      RkColor a = rk_palette_color (i, theme);
      RkColor again = rk_palette_color (i + RK_PALETTE_SIZE, theme);
      double light = 0.2126 * a.r + 0.7152 * a.g + 0.0722 * a.b;

      g_assert_cmpfloat (a.r, ==, again.r);
      /* Visible on its background. */
      if (theme == RK_THEME_DARK)
        g_assert_cmpfloat (light, >, 0.45);
      else
        g_assert_cmpfloat (light, <, 0.62);

      for (guint k = 0; k < i; k++) {
        RkColor b = rk_palette_color (k, theme);

        g_assert_cmpfloat (fabs (a.r - b.r) + fabs (a.g - b.g) + fabs (a.b - b.b), >, 0.25);
      }
    }
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/layout/panes-inside-and-apart", test_panes);
  g_test_add_func ("/plot/layout/pixels-and-back", test_inverse);
  g_test_add_func ("/plot/layout/hits", test_hits);
  g_test_add_func ("/plot/layout/steady-margin", test_steady_margin);
  g_test_add_func ("/plot/layout/numbers-apart", test_numbers_apart);
  g_test_add_func ("/plot/layout/legend", test_legend);
  g_test_add_func ("/plot/layout/texts", test_texts);
  g_test_add_func ("/plot/layout/palette", test_palette);

  return g_test_run ();
}
