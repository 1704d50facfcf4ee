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
  g_autoptr (RkScene) bare = make_scene (760.0, 430.0, 2);
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

  add_trace (bare, 1, "Run 1");
  add_trace (bare, 1, "Run 2");
  bare->legend = FALSE;
  g_assert_cmpint (rk_scene_hit (bare, pane.x + pane.width - 10.0, pane.y - 15.0, NULL), ==, RK_HIT_NOTHING);
}

/* A second axis stands on the right of its pane, is hit there, has its own scale, and takes its room from all panes. */
static void
test_right_axis (void)
{
  g_autoptr (RkScene) plain = make_scene (760.0, 430.0, 3);
  g_autoptr (RkScene) scene = make_scene (760.0, 430.0, 3);
  guint right = rk_scene_add_right_axis (scene, 1, -5.0, 12345.0, "p, Pa");
  const RkLayout *layout;
  RkRect pane;
  guint axis = 99;

  add_trace (scene, 1, "Left");
  add_trace (scene, right, "Right");
  add_trace (plain, 1, "Left");
  g_assert_cmpuint (right, ==, 3);
  g_assert_cmpuint (rk_scene_get_pane_index (scene, right), ==, 1);
  g_assert_cmpuint (rk_scene_get_pane_index (scene, 2), ==, 2);
  g_assert_cmpuint (rk_scene_get_pane_index (scene, 4), ==, G_MAXUINT);

  layout = rk_layout_get (scene);
  g_assert_cmpuint (layout->n_panes, ==, 3);
  g_assert_cmpuint (layout->panes[1].left, ==, 1);
  g_assert_cmpuint (layout->panes[1].right, ==, right);
  g_assert_cmpuint (layout->panes[0].right, ==, G_MAXUINT);
  g_assert_cmpuint (layout->panes[0].right_y.n, ==, 0);
  g_assert_cmpuint (layout->panes[1].right_y.n, >=, 2);
  g_assert_cmpstr (layout->panes[1].right_title, ==, "p, Pa");
  g_assert_cmpuint (layout->legend->len, ==, 2);

  pane = rk_scene_get_pane (scene, right);
  g_assert_cmpfloat (pane.y, ==, rk_scene_get_pane (scene, 1).y);
  g_assert_cmpfloat (pane.x + pane.width, <, rk_scene_get_pane (plain, 1).x + rk_scene_get_pane (plain, 1).width);

  g_assert_cmpint (rk_scene_hit (scene, pane.x + pane.width + 5.0, pane.y + 10.0, &axis), ==, RK_HIT_Y_AXIS);
  g_assert_cmpuint (axis, ==, right);
  g_assert_cmpint (rk_scene_hit (scene, pane.x - 5.0, pane.y + 10.0, &axis), ==, RK_HIT_Y_AXIS);
  g_assert_cmpuint (axis, ==, 1);
  g_assert_cmpint (rk_scene_hit (scene, pane.x + 5.0, pane.y + 10.0, &axis), ==, RK_HIT_PLOT);
  g_assert_cmpuint (axis, ==, 1);
  pane = rk_scene_get_pane (scene, 2);
  g_assert_cmpint (rk_scene_hit (scene, pane.x + pane.width + 5.0, pane.y + 10.0, &axis), ==, RK_HIT_NOTHING);
  g_assert_cmpuint (axis, ==, 0);

  g_assert_cmpfloat_with_epsilon (rk_scene_to_value (scene, right, rk_scene_from_value (scene, right, 777.0)), 777.0, 1e-9);
  pane = rk_scene_get_pane (scene, right);
  g_assert_cmpfloat_with_epsilon (rk_scene_from_value (scene, right, 12345.0), pane.y, 1e-9);

  /* The legend ends before the title on the right. */
  for (guint i = 0; i < layout->legend->len; i++) {
    const RkLegendItem *item = &g_array_index (layout->legend, RkLegendItem, i);

    g_assert_cmpfloat (item->rect.x + item->rect.width, <,
                       layout->right_title_x - rk_text_width ("p, Pa") * scene->font_px);
    rk_scene_hit (scene, item->rect.x + 2.0, item->rect.y + item->rect.height / 2.0, &axis);
    g_assert_cmpuint (axis, ==, i == 0 ? 1 : right);
  }
}

/* An axis that is added after a right one begins a pane below; every frame stays within the picture. */
static void
test_right_axes_everywhere (void)
{
  g_autoptr (RkScene) scene = rk_scene_new (900.0, 1400.0, 1.0);

  rk_scene_set_x (scene, 0.0, 60.0, "t, s");
  for (guint i = 0; i < RK_MAX_PANES; i++) {
    guint left = rk_scene_add_axis (scene, 0.0, 10.0, "T, °C");
    guint right = rk_scene_add_right_axis (scene, left, 0.0, 1e7, "p, Pa");

    g_assert_cmpuint (left, ==, 2 * i);
    g_assert_cmpuint (rk_scene_get_pane_index (scene, left), ==, i);
    g_assert_cmpuint (rk_scene_get_pane_index (scene, right), ==, i);
  }
  for (guint i = 0; i < 2 * RK_MAX_PANES; i++) {
    RkRect pane = rk_scene_get_pane (scene, i);

    assert_inside (scene, &pane);
  }
  g_assert_cmpuint (rk_layout_get (scene)->n_panes, ==, RK_MAX_PANES);
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

static void
add_mark (RkScene    *scene,
          RkMarkKind  kind,
          double      begin_s,
          double      end_s,
          const char *text)
{
  RkMarkNote mark = { .kind = kind, .begin_s = begin_s, .end_s = end_s, .text = (char *) text, .run_id = 1, .mark_id = 1 };

  rk_scene_add_mark (scene, &mark);
}

/* However many marks there are and wherever: their labels are apart, in the lane, in the picture, and hit as themselves. */
static void
test_mark_labels_apart (void)
{
  static const char * const texts[] = { "", "M", "Salt added", "Медленно размешали раствор стеклянной палочкой до дна" };

  for (guint round = 0; round < 200; round++) {
    g_autoptr (RkScene) scene = make_scene (760.0, 430.0, 1 + round % 3);
    g_auto (RkLayout) layout = { 0 };
    guint n = (guint) g_test_rand_int_range (1, 60);
    double end = -1e9;

    for (guint i = 0; i < n; i++) {
      double begin_s = g_test_rand_double_range (-10.0, 70.0);

      add_mark (scene, (RkMarkKind) (i % 3), begin_s, i % 5 == 0 ? begin_s + 3.0 : begin_s, texts[i % 4]);
    }
    rk_layout_init (&layout, scene);

    for (guint i = 0; i < layout.marks->len; i++) {
      const RkMarkLabel *label = &g_array_index (layout.marks, RkMarkLabel, i);
      guint hit = G_MAXUINT;

      g_assert_cmpfloat (label->x, >=, layout.panes[0].frame.x - 1e-9);
      g_assert_cmpfloat (label->x_end, <=, layout.panes[0].frame.x + layout.panes[0].frame.width + 1e-9);
      if (label->rect.width <= 0.0) {
        g_assert_cmpstr (label->text, ==, "");
        continue;
      }

      assert_inside (scene, &label->rect);
      g_assert_cmpfloat (label->rect.x, >=, end);
      g_assert_cmpfloat (label->rect.y + label->rect.height, <=, layout.panes[0].frame.y + 1e-9);
      end = label->rect.x + label->rect.width;
      if (label->text[0] != '\0') {
        g_assert_cmpfloat (label->text_x, >=, label->rect.x - 1e-9);
        g_assert_cmpfloat (label->text_x + rk_text_width (label->text) * scene->font_px * 0.85, <=, end + 1e-6);
      }
      g_assert_cmpint (rk_scene_hit (scene, label->rect.x + label->rect.width / 2.0, layout.lane_y, &hit), ==, RK_HIT_MARK);
      g_assert_cmpuint (hit, ==, label->mark);
    }
  }
}

/* One mark stands over its time with all of its text; out of sight its lane stays, so that the frame does not jump. */
static void
test_mark_lane (void)
{
  g_autoptr (RkScene) without = make_scene (760.0, 430.0, 2);
  g_autoptr (RkScene) scene = make_scene (760.0, 430.0, 2);
  g_auto (RkLayout) seen = { 0 };
  g_auto (RkLayout) unseen = { 0 };
  const RkMarkLabel *label;

  add_mark (scene, RK_MARK_NOTE, 30.0, 30.0, "Salt added");
  rk_layout_init (&seen, scene);
  g_assert_cmpuint (seen.marks->len, ==, 1);
  label = &g_array_index (seen.marks, RkMarkLabel, 0);
  g_assert_cmpstr (label->text, ==, "Salt added");
  g_assert_cmpfloat_with_epsilon (label->x, rk_scene_from_time (scene, 30.0), 1e-9);
  g_assert_cmpfloat (label->x_end, ==, label->x);

  rk_scene_set_x (scene, 40.0, 60.0, "t, с");
  rk_layout_init (&unseen, scene);
  g_assert_cmpuint (unseen.marks->len, ==, 0);
  g_assert_cmpfloat (unseen.panes[0].frame.y, ==, seen.panes[0].frame.y);
  g_assert_cmpfloat (rk_scene_get_pane (without, 0).y, <, seen.panes[0].frame.y);

  /* At the right end the text stands before its line. */
  add_mark (scene, RK_MARK_NOTE, 59.5, 59.5, "End of the experiment");
  rk_layout_clear (&unseen);
  rk_layout_init (&unseen, scene);
  label = &g_array_index (unseen.marks, RkMarkLabel, 0);
  g_assert_cmpstr (label->text, ==, "End of the experiment");
  g_assert_cmpfloat (label->text_x, <, label->x);
}

/* A level is grabbed within reach of its line, the nearest of several, and only in its pane. */
static void
test_levels (void)
{
  g_autoptr (RkScene) scene = make_scene (760.0, 430.0, 2);
  RkRect pane = rk_scene_get_pane (scene, 1);
  double x = pane.x + 100.0;
  double min = 0.0;
  double max = 0.0;
  guint level = 99;

  rk_scene_add_level (scene, 1, 20.0, 0);
  rk_scene_add_level (scene, 1, 90.0, 1);
  rk_scene_add_level (scene, 1, NAN, 2);
  rk_scene_add_level (scene, 7, 1.0, 3);
  g_assert_cmpuint (scene->levels->len, ==, 2);

  g_assert_true (rk_scene_hit_level (scene, x, rk_scene_from_value (scene, 1, 20.0) + 6.0, 8.0, &level));
  g_assert_cmpuint (level, ==, 0);
  g_assert_true (rk_scene_hit_level (scene, x, rk_scene_from_value (scene, 1, 90.0) - 6.0, 8.0, &level));
  g_assert_cmpuint (level, ==, 1);
  g_assert_false (rk_scene_hit_level (scene, x, rk_scene_from_value (scene, 1, 20.0) + 9.0, 8.0, &level));
  g_assert_false (rk_scene_hit_level (scene, pane.x - 3.0, rk_scene_from_value (scene, 1, 20.0), 8.0, &level));

  g_assert_true (rk_scene_get_extrema (scene, 1, &min, &max));
  g_assert_cmpfloat (min, ==, 20.0);
  g_assert_cmpfloat (max, ==, 90.0);
  g_assert_false (rk_scene_get_extrema (scene, 0, &min, &max));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/layout/panes-inside-and-apart", test_panes);
  g_test_add_func ("/plot/layout/pixels-and-back", test_inverse);
  g_test_add_func ("/plot/layout/hits", test_hits);
  g_test_add_func ("/plot/layout/right-axis", test_right_axis);
  g_test_add_func ("/plot/layout/right-axes-everywhere", test_right_axes_everywhere);
  g_test_add_func ("/plot/layout/steady-margin", test_steady_margin);
  g_test_add_func ("/plot/layout/numbers-apart", test_numbers_apart);
  g_test_add_func ("/plot/layout/legend", test_legend);
  g_test_add_func ("/plot/layout/texts", test_texts);
  g_test_add_func ("/plot/layout/mark-labels-apart", test_mark_labels_apart);
  g_test_add_func ("/plot/layout/mark-lane", test_mark_lane);
  g_test_add_func ("/plot/layout/levels", test_levels);
  g_test_add_func ("/plot/layout/palette", test_palette);

  return g_test_run ();
}
