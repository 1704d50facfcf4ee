/* Charts in files: their texts stay texts, their images stay small. */
#include "config.h"

#include "exchange/picture.h"
#include "plot/chart.h"

#include <glib/gstdio.h>
#include <string.h>

static char *
write_svg (const RkScene *scene,
           gsize         *len)
{
  g_autofree char *folder = g_dir_make_tmp ("rostok-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.svg", NULL);
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  rk_picture_write (scene, path, &error);
  g_assert_no_error (error);
  g_file_get_contents (path, &text, len, &error);
  g_assert_no_error (error);
  g_remove (path);
  g_rmdir (folder);

  return text;
}

static void
test_labels (void)
{
  static const double values[] = { 0.0, 1.0, 0.0, 0.5, 0.0 };
  static const char * const words[] = { ">440,5 Гц</text>", ">880 Гц</text>", ">f, Гц</text>", ">1,0</text>" };
  RkChartSettings settings;
  RkChartCurve curve = { .step = 440.0, .n = 5, .values = values };
  g_autoptr (RkScene) scene = NULL;
  g_autofree char *text = NULL;
  gsize len;

  rk_chart_settings_init (&settings);
  settings.decimal_sign = ',';
  settings.x_title = "f, Гц";
  scene = rk_chart_new_curves (&settings, &curve, 1);
  rk_chart_add_label (scene, 440.0, 1.0, "440,5 Гц");
  rk_chart_add_label (scene, 1320.0, 0.5, "880 Гц");

  text = write_svg (scene, &len);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strstr (text, words[i]) == NULL)
      g_test_message ("missing: %s", words[i]);
    g_assert_nonnull (strstr (text, words[i]));
  }
  g_assert_null (strstr (text, "glyph"));
}

static void
test_image (void)
{
  g_autofree float *cells = g_new0 (float, 1024 * 513);
  RkChartSettings settings;
  RkChartImage image = { .x_step = 0.1, .n_x = 1024, .y_step = 10.0, .n_y = 513, .values = cells, .title = "L, дБ" };
  g_autoptr (RkScene) scene = NULL;
  g_autofree char *text = NULL;
  gsize len;

  for (guint i = 0; i < 1024 * 513; i++)
    cells[i] = (float) (i % 513) / 10.0f;
  rk_chart_settings_init (&settings);
  scene = rk_chart_new_image (&settings, &image);
  text = write_svg (scene, &len);
  g_assert_nonnull (strstr (text, ">L, дБ</text>"));
  g_assert_nonnull (strstr (text, "<image"));
  g_assert_cmpuint (len, <, 2000000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/exchange/picture-chart/labels", test_labels);
  g_test_add_func ("/exchange/picture-chart/image", test_image);

  return g_test_run ();
}
