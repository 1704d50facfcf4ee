#include "config.h"

#include "drawn.h"

#include "plot/renderer.h"
#include "plot/theme.h"
#include "store/series.h"

#include <math.h>

/* WCAG 2.1, 1.4.11: what is needed to understand a graphic has a contrast of 3 to what is beside it; 1.4.3: text 4.5. */
#define GRAPHIC 3.0
#define TEXT 4.5

static void
test_contrast_values (void)
{
  RkColor black = { 0.0, 0.0, 0.0 };
  RkColor white = { 1.0, 1.0, 1.0 };
  RkColor grey = { 0x76 / 255.0, 0x76 / 255.0, 0x76 / 255.0 }; /* known as the lightest for text on white: 4.54 */

  g_assert_cmpfloat_with_epsilon (rk_color_get_contrast (black, white), 21.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (rk_color_get_contrast (white, black), 21.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (rk_color_get_contrast (grey, grey), 1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (rk_color_get_contrast (grey, white), 4.54, 0.005);
}

static void
test_contrast (gconstpointer data)
{
  RkTheme theme = (RkTheme) GPOINTER_TO_UINT (data);
  const RkThemeColors *colors = rk_theme_get_colors (theme);

  g_assert_cmpfloat (rk_color_get_contrast (colors->text, colors->background), >=, TEXT);
  g_assert_cmpfloat (rk_color_get_contrast (colors->frame, colors->background), >=, GRAPHIC);

  for (guint i = 0; i < RK_PALETTE_SIZE; i++)
    g_assert_cmpfloat (rk_color_get_contrast (rk_palette_color (i, theme), colors->background), >=, GRAPHIC);

  for (guint i = 0; i < RK_GREYS; i++) {
    RkColor grey = rk_theme_get_grey (i, theme);

    g_assert_cmpfloat (grey.r, ==, grey.g);
    g_assert_cmpfloat (grey.g, ==, grey.b);
    g_assert_cmpfloat (rk_color_get_contrast (grey, colors->background), >=, GRAPHIC);
    for (guint k = 0; k < i; k++)
      g_assert_cmpfloat (rk_color_get_contrast (grey, rk_theme_get_grey (k, theme)), >=, 1.6);
  }
}

static RkScene *
make_scene (guint n_traces)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkBlock) block = rk_block_new (1, 400, 0, 1e7);
  g_autoptr (RkSpan) span = NULL;
  RkScene *scene = rk_scene_new (500.0, 320.0, 1.0);

  for (guint i = 0; i < 400; i++)
    block->values[i] = sin (i * 0.02);
  rk_series_append (series, block);
  span = rk_series_take_span (series);
  rk_scene_add_axis (scene, -2.0, 2.0, "U, V");
  rk_scene_set_x (scene, 0.0, 4.0, "t, s");

  for (guint i = 0; i < n_traces; i++) {
    RkTrace trace = { .span = span, .conversion = { .scale = 1.0, .offset = 0.2 * i }, .color = i % 8, .dash = i / 8 };

    rk_scene_add_trace (scene, &trace);
  }

  return scene;
}

/* Colour and dash as they are given: 8 colours of 4 runs. In print every pair of dash and sign is another. */
static void
test_redundant (void)
{
  g_autoptr (RkScene) scene = make_scene (32);

  scene->theme = RK_THEME_PRINT;
  for (guint i = 0; i < 32; i++) {
    const RkTrace *one = &g_array_index (scene->traces, RkTrace, i);
    double on;
    double off;

    rk_trace_get_dash (scene, one, &on, &off);
    for (guint k = 0; k < i; k++) {
      const RkTrace *other = &g_array_index (scene->traces, RkTrace, k);
      double other_on;
      double other_off;

      rk_trace_get_dash (scene, other, &other_on, &other_off);
      g_assert_true (on != other_on || rk_trace_get_shape (scene, one) != rk_trace_get_shape (scene, other));
    }
  }
}

/* One trace needs no signs, nor do two with a pane each; nor does a picture in colours on a screen. */
static void
test_when (void)
{
  g_autoptr (RkScene) one = make_scene (1);
  g_autoptr (RkScene) two = make_scene (2);
  g_autoptr (RkScene) apart = make_scene (2);

  one->theme = RK_THEME_PRINT;
  g_assert_false (rk_scene_needs_signs (one));
  g_assert_false (rk_scene_needs_signs (two));
  two->theme = RK_THEME_PRINT;
  g_assert_true (rk_scene_needs_signs (two));
  apart->theme = RK_THEME_PRINT;
  g_array_index (apart->traces, RkTrace, 1).axis = rk_scene_add_axis (apart, 0.0, 1.0, "a, m/s²");
  g_assert_false (rk_scene_needs_signs (apart));
  two->theme = RK_THEME_DARK;
  two->grey = TRUE;
  g_assert_true (rk_scene_needs_signs (two));
}

static guint
count (cairo_surface_t *surface,
       gboolean         colored)
{
  const guint32 *pixels = (const guint32 *) (gpointer) cairo_image_surface_get_data (surface);
  gsize n = (gsize) cairo_image_surface_get_stride (surface) / 4 * cairo_image_surface_get_height (surface);
  guint found = 0;

  for (gsize i = 0; i < n; i++) {
    guint r = pixels[i] >> 16 & 0xff;
    guint g = pixels[i] >> 8 & 0xff;
    guint b = pixels[i] & 0xff;

    found += colored ? MAX (r, MAX (g, b)) - MIN (r, MIN (g, b)) > 8 : r < 60 && g < 60 && b < 60;
  }

  return found;
}

/* A grey picture has no coloured pixel, in colour it has; signs add ink to it. The base that is kept is never that of
 * the other kind. */
static void
test_grey_picture (void)
{
  for (guint style = RK_TRACE_LINE; style <= RK_TRACE_BARS; style++) {
    for (guint round = 0; round < 3; round++) {
      g_autoptr (RkScene) color = make_scene (3);
      g_autoptr (RkScene) grey = make_scene (3);
      cairo_surface_t *surface;

      for (guint i = 0; i < 3; i++) {
        g_array_index (color->traces, RkTrace, i).style = style;
        g_array_index (grey->traces, RkTrace, i).style = style;
        g_array_index (color->traces, RkTrace, i).label = g_strdup ("Run");
        g_array_index (grey->traces, RkTrace, i).label = g_strdup ("Run");
      }
      grey->grey = TRUE;
      /* Subpixels of letters are not what is asked here. */
      surface = draw (color);
      g_assert_cmpuint (count (surface, TRUE), >, 500);
      cairo_surface_destroy (surface);
      surface = draw (grey);
      g_assert_cmpuint (count (surface, TRUE), <, 200);
      cairo_surface_destroy (surface);
    }
  }
}

/* Along a dense line the signs of print stand at places of their own. */
static void
test_signs_drawn (void)
{
  g_autoptr (RkScene) one = make_scene (1);
  g_autoptr (RkScene) two = make_scene (2);
  cairo_surface_t *plain;
  cairo_surface_t *signed_;

  one->theme = two->theme = RK_THEME_PRINT;
  one->grey = two->grey = TRUE;
  /* Both black, one over the other: what is more is the signs. */
  g_array_index (two->traces, RkTrace, 1).color = 0;
  g_array_index (two->traces, RkTrace, 1).conversion.offset = 0.0;
  plain = draw (one);
  signed_ = draw (two);
  g_assert_cmpuint (count (signed_, FALSE), >, count (plain, FALSE) + 100);
  cairo_surface_destroy (plain);
  cairo_surface_destroy (signed_);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/theme/contrast/values", test_contrast_values);
  g_test_add_data_func ("/plot/theme/contrast/light", GUINT_TO_POINTER (RK_THEME_LIGHT), test_contrast);
  g_test_add_data_func ("/plot/theme/contrast/dark", GUINT_TO_POINTER (RK_THEME_DARK), test_contrast);
  g_test_add_data_func ("/plot/theme/contrast/print", GUINT_TO_POINTER (RK_THEME_PRINT), test_contrast);
  g_test_add_func ("/plot/theme/redundant", test_redundant);
  g_test_add_func ("/plot/theme/when", test_when);
  g_test_add_func ("/plot/theme/grey-picture", test_grey_picture);
  g_test_add_func ("/plot/theme/signs-drawn", test_signs_drawn);

  return g_test_run ();
}
