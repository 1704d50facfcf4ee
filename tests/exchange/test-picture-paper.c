/* Pictures as they are on paper: sizes, letters, words, and the trace where the data are. */
#include "config.h"

#include "exchange/errors.h"
#include "exchange/picture.h"
#include "fixture.h"

#include "plot/layout.h"
#include "plot/view.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

#define CAPTION "Зависимость температуры воды от времени при нагревании спиралью в 100 Вт"

static RkScene *
make_scene (double      width_cm,
            double      dpi,
            const char *caption)
{
  RkViewSettings settings;

  rk_view_settings_init (&settings);
  settings.theme = RK_THEME_PRINT;
  settings.title = "Нагревание";
  rk_picture_get_size (width_cm, 16.0 / 9.0, dpi, caption, &settings);

  return make_warm_scene (&settings);
}

static char *
write_file (Fixture       *fixture,
            const RkScene *scene,
            const char    *name,
            double         dpi,
            const char    *caption,
            gsize         *len)
{
  const RkPictureOptions options = { .dpi = dpi, .title = "Опыт <1>", .caption = caption };
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  char *text = NULL;

  g_assert_true (rk_picture_write_full (scene, &options, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, len, NULL));

  return text;
}

/* What a report, a slide and a poster need; pixels are cm / 2.54 × dpi. */
static const struct {
  const char *name;
  double      width_cm;
  double      dpi;
  double      font_pt;
  int         width, height;
} sizes[] = {
  { "half-page", 8.0, 300.0, 9.0, 945, 532 },
  { "page", 16.0, 300.0, 10.0, 1890, 1063 },
  { "between", 12.0, 96.0, 9.5, 454, 255 },
  { "slide", 25.4, 192.0, 16.0, 1920, 1080 },
  { "poster", 60.0, 150.0, 36.0, 3543, 1993 },
};

static void
test_size (Fixture      *fixture,
           gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (RkScene) scene = make_scene (sizes[i].width_cm, sizes[i].dpi, NULL);
  g_autofree char *path = g_build_filename (fixture->folder, "a.png", NULL);
  g_autofree char *text = NULL;
  cairo_surface_t *surface;
  gsize len;

  g_assert_cmpfloat_with_epsilon (scene->font_px * 0.75, sizes[i].font_pt, 1e-9);
  text = write_file (fixture, scene, "a.png", sizes[i].dpi, NULL, &len);
  surface = cairo_image_surface_create_from_png (path);
  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, sizes[i].width);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, sizes[i].height);
  cairo_surface_destroy (surface);
}

static void
test_png_facts (Fixture      *fixture,
                gconstpointer data)
{
  /* 300 / 0.0254 = 11811 per metre = 0x2e23; the check by zlib.crc32. */
  static const char phys[] = "\0\0\0\x09pHYs\0\0\x2e\x23\0\0\x2e\x23\x01\x78\xa5\x3f\x76";
  g_autoptr (RkScene) scene = make_scene (8.0, 300.0, NULL);
  gsize len;
  g_autofree char *text = write_file (fixture, scene, "a.png", 300.0, NULL, &len);
  static const char title[] = "iTXtTitle\0\0\0\0\0Опыт <1>";

  g_assert_cmpmem (text + 33, sizeof phys - 1, phys, sizeof phys - 1);
  g_assert_nonnull (memmem (text, len, title, sizeof title - 1));
}

static void
test_svg_text (Fixture      *fixture,
               gconstpointer data)
{
  static const char * const words[] = {
    "<title>Опыт &lt;1&gt;</title>", ">Нагревание</text>", ">T, °C</text>", ">t, s</text>",
    ">0.0</text>", ">0.4</text>", ">1.0</text>", ">1.8</text>", ">20</text>", ">30</text>", ">40</text>",
    "font-size=\"10\"", "width=\"453.5", ">Зависимость температуры",
  };
  g_autoptr (RkScene) scene = make_scene (16.0, 0.0, CAPTION);
  gsize len;
  g_autofree char *text = NULL;

  scene->decimal_sign = '.';
  text = write_file (fixture, scene, "a.svg", 0.0, CAPTION, &len);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strstr (text, words[i]) == NULL)
      g_test_message ("missing: %s", words[i]);
    g_assert_nonnull (strstr (text, words[i]));
  }
  g_assert_null (strstr (text, "glyph"));
  g_assert_true (g_str_has_suffix (text, "</text>\n</svg>\n"));
}

static void
test_svg_half_page (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr (RkScene) scene = make_scene (8.0, 0.0, NULL);
  gsize len;
  g_autofree char *text = write_file (fixture, scene, "a.svg", 0.0, NULL, &len);

  g_assert_nonnull (strstr (text, "font-size=\"9\""));
  g_assert_nonnull (strstr (text, "width=\"226.7"));
}

/* The caption takes its lines from the graph, until that gets flat: then the picture grows. */
static void
test_caption_height (void)
{
  g_autoptr (RkScene) bare = make_scene (16.0, 300.0, NULL);
  g_autoptr (RkScene) one = make_scene (16.0, 300.0, "Слово");
  g_autofree char *many = g_strnfill (2000, 'a');
  g_autoptr (RkScene) full = NULL;
  double height = rk_picture_get_caption_height ("Слово", one->width, one->font_px);

  for (guint i = 9; i < 2000; i += 10)
    many[i] = ' ';
  full = make_scene (16.0, 300.0, many);

  g_assert_cmpfloat_with_epsilon (one->height + height, bare->height, 1e-9);
  g_assert_cmpfloat_with_epsilon (height, 2.35 * one->font_px, 1e-9);
  g_assert_cmpfloat_with_epsilon (full->height, 0.75 * bare->height, 1e-9);
  g_assert_cmpfloat (rk_picture_get_caption_height (NULL, 600, 12), ==, 0.0);
  g_assert_cmpfloat (rk_picture_get_caption_height ("\xff\n\x01\n", 600, 12), <, 100.0);
}

/* How far from grey the most coloured pixel is. */
static int
most_colour (const char *path)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  int most = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++) {
    const guchar *row = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface);

    for (int x = 0; x < cairo_image_surface_get_width (surface); x++) {
      const guchar *p = row + 4 * x;

      most = MAX (most, MAX (ABS (p[0] - p[1]), ABS (p[1] - p[2])));
    }
  }
  cairo_surface_destroy (surface);

  return most;
}

static void
test_grey (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr (RkScene) coloured = make_scene (8.0, 96.0, CAPTION);
  g_autoptr (RkScene) grey = make_scene (8.0, 96.0, CAPTION);
  g_autofree char *path = g_build_filename (fixture->folder, "a.png", NULL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  gsize len;

  first = write_file (fixture, coloured, "a.png", 96.0, CAPTION, &len);
  g_assert_cmpint (most_colour (path), >, 60);
  grey->grey = TRUE;
  second = write_file (fixture, grey, "a.png", 96.0, CAPTION, &len);
  g_assert_cmpint (most_colour (path), ==, 0);
}

/* The middle of the coloured pixels of a column, inside of the frame. */
static double
trace_middle (cairo_surface_t *surface,
              int              x)
{
  int first = -1, last = -1;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++) {
    const guchar *p = cairo_image_surface_get_data (surface) + y * cairo_image_surface_get_stride (surface) + 4 * x;

    if (ABS (p[0] - p[2]) > 40) {
      first = first < 0 ? y : first;
      last = y;
    }
  }

  return first < 0 ? (double) NAN : 0.5 * (first + last + 1);
}

/* 20 at 0 s, 40 at 1 s, 30 at 2 s, straight between. */
static void
test_data (Fixture      *fixture,
           gconstpointer data)
{
  static const double at[][2] = { { 0.25, 25.0 }, { 0.5, 30.0 }, { 0.75, 35.0 }, { 1.3, 37.0 }, { 1.7, 33.0 } };
  g_autoptr (RkScene) scene = make_scene (16.0, 300.0, CAPTION);
  g_autofree char *path = g_build_filename (fixture->folder, "a.png", NULL);
  gsize len;
  g_autofree char *text = write_file (fixture, scene, "a.png", 300.0, CAPTION, &len);
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);

  for (guint i = 0; i < G_N_ELEMENTS (at); i++) {
    int x = (int) (rk_scene_from_time (scene, at[i][0]) * scene->scale);
    double time = rk_scene_to_time (scene, (x + 0.5) / scene->scale);
    double value = time < 1.0 ? 20.0 + 20.0 * time : 50.0 - 10.0 * time;
    double y = rk_scene_from_value (scene, 0, value) * scene->scale;

    g_assert_cmpfloat_with_epsilon (at[i][1], value, 0.1);
    g_assert_cmpfloat_with_epsilon (trace_middle (surface, x), y, 1.0);
  }
  cairo_surface_destroy (surface);
}

/* Text of a PDF file; NULL without the program that reads it. */
static char *
read_pdf (Fixture    *fixture,
          const char *name)
{
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
  const char *argv[] = { program, "-enc", "UTF-8", path, "-", NULL };
  char *text = NULL;

  if (program == NULL) {
    g_test_skip ("pdftotext is not here");
    return NULL;
  }
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text, NULL, NULL, NULL));

  return text;
}

static void
test_pdf (Fixture      *fixture,
          gconstpointer data)
{
  g_autoptr (RkScene) scene = make_scene (16.0, 0.0, CAPTION);
  gsize len;
  g_autofree char *bytes = write_file (fixture, scene, "a.pdf", 0.0, CAPTION, &len);
  g_autofree char *text = NULL;

  /* 16 cm and 9 cm in points. */
  g_assert_nonnull (memmem (bytes, len, "453.54", 6));
  g_assert_nonnull (memmem (bytes, len, "255.11", 6));
  text = read_pdf (fixture, "a.pdf");
  if (text != NULL) {
    g_assert_nonnull (strstr (text, "Нагревание"));
    g_assert_nonnull (strstr (text, "T, °C"));
    g_assert_nonnull (strstr (text, "Зависимость температуры воды"));
  }
}

static void
test_page (Fixture      *fixture,
           gconstpointer data)
{
  const char *captions[] = { "Нагревание воды", NULL, "Третий" };
  g_autoptr (GPtrArray) scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_scene_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "page.pdf", NULL);
  g_autofree char *two = g_build_filename (fixture->folder, "two.pdf", NULL);
  g_autofree char *nowhere = g_build_filename (fixture->folder, "none", "page.pdf", NULL);
  g_autofree char *bytes = NULL;
  g_autofree char *text = NULL;
  g_autofree char *titles = NULL;
  gsize len;

  for (guint i = 0; i < G_N_ELEMENTS (captions); i++)
    g_ptr_array_add (scenes, make_scene (12.0, 0.0, NULL));

  g_assert_true (rk_picture_write_page (scenes, captions, "Лабораторная работа № 5", path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, &len, NULL));
  g_assert_nonnull (memmem (bytes, len, "595.27", 6));
  g_assert_nonnull (memmem (bytes, len, "841.8", 5));
  g_assert_false (rk_picture_write_page (scenes, captions, NULL, nowhere, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_CANNOT_WRITE);

  g_clear_error (&error);
  g_ptr_array_set_size (scenes, 1);
  g_assert_true (rk_picture_write_page (scenes, captions, "Измерение удельной теплоёмкости воды, спирта и\n"
                                        "подсолнечного масла", two, &error));
  g_assert_no_error (error);
  titles = read_pdf (fixture, "two.pdf");
  if (titles != NULL)
    g_assert_nonnull (strstr (titles, "подсолнечного масла"));

  text = read_pdf (fixture, "page.pdf");
  if (text != NULL) {
    const char *first = strstr (text, "Fig. 1. Нагревание воды");
    const char *second = strstr (text, "Fig. 2");
    const char *third = strstr (text, "Fig. 3. Третий");

    g_assert_nonnull (strstr (text, "Лабораторная работа № 5"));
    g_assert_true (first != NULL && second > first && third > second);
  }
}

/* A graph of two panes is higher than its neighbours; all together fill the page and stay on it. */
static void
test_page_is_shared (Fixture      *fixture,
                     gconstpointer data)
{
  const char *captions[] = { "1", "2", "3\n4" };
  g_autoptr (GPtrArray) scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_scene_unref);
  g_autoptr (GError) error = NULL;
  cairo_surface_t *recording;
  cairo_surface_t *image;
  cairo_rectangle_t extents;
  double sum = 0.0;

  for (guint i = 0; i < G_N_ELEMENTS (captions); i++) {
    RkScene *scene = rk_scene_new (640.0, 400.0, 1.0);

    rk_scene_add_axis (scene, 0.0, 1.0, "T, °C");
    if (i == 1)
      rk_scene_add_axis (scene, 0.0, 1.0, "U, V");
    rk_scene_set_x (scene, 0.0, 1.0, "t, s");
    g_ptr_array_add (scenes, scene);
  }

  recording = rk_picture_record_page (scenes, captions, "Title", &error);
  g_assert_no_error (error);
  g_assert_true (cairo_recording_surface_get_extents (recording, &extents));
  g_assert_cmpfloat_with_epsilon (extents.width, 595.276, 1e-3);

  for (guint i = 0; i < scenes->len; i++)
    sum += ((const RkScene *) g_ptr_array_index (scenes, i))->height * 0.75;
  g_assert_cmpfloat (((const RkScene *) g_ptr_array_index (scenes, 1))->height, >,
                     1.5 * ((const RkScene *) g_ptr_array_index (scenes, 0))->height);
  g_assert_cmpfloat_with_epsilon (((const RkScene *) g_ptr_array_index (scenes, 2))->height,
                                  ((const RkScene *) g_ptr_array_index (scenes, 0))->height, 1e-9);
  g_assert_cmpfloat (sum, >, 400.0);
  g_assert_cmpfloat (sum, <, 842.0 - 2 * 56.7 - 42.0);

  image = rk_picture_shrink (recording, 300.0, 300.0);
  g_assert_cmpint (cairo_image_surface_get_height (image), ==, 300);
  g_assert_cmpint (cairo_image_surface_get_width (image), ==, 212);
  cairo_surface_destroy (image);
  cairo_surface_destroy (recording);
}

static void
test_page_full (Fixture      *fixture,
                gconstpointer data)
{
  const char *caption = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10";
  const char *captions[] = { caption, caption, caption };
  g_autoptr (GPtrArray) scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_scene_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->folder, "page.pdf", NULL);
  RkViewSettings settings;

  rk_view_settings_init (&settings);
  rk_picture_get_page_size (&settings);
  for (guint i = 0; i < G_N_ELEMENTS (captions); i++) {
    g_autoptr (RkExperiment) experiment = rk_experiment_new ();

    g_ptr_array_add (scenes, rk_view_make_scene (experiment, &settings));
  }

  g_assert_false (rk_picture_write_page (scenes, captions, NULL, path, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_TOO_LARGE);
  g_assert_cmpuint (fixture_count_files (fixture), ==, 0);
}

/* What goes to the clipboard is what would be in a file; cairo numbers the parts of every SVG anew. */
static void
test_bytes (Fixture      *fixture,
            gconstpointer data)
{
  const RkPictureOptions options = { .dpi = 300.0, .title = "Опыт <1>", .caption = CAPTION };
  g_autoptr (RkScene) scene = make_scene (8.0, 300.0, CAPTION);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) png = rk_picture_make_bytes (scene, &options, FALSE, &error);
  g_autoptr (GBytes) svg = rk_picture_make_bytes (scene, &options, TRUE, &error);
  g_autofree char *text = NULL;
  g_autofree char *file = NULL;
  gsize len;

  g_assert_no_error (error);
  file = write_file (fixture, scene, "a.png", 300.0, CAPTION, &len);
  g_assert_cmpmem (g_bytes_get_data (png, NULL), g_bytes_get_size (png), file, len);

  text = g_strndup (g_bytes_get_data (svg, NULL), g_bytes_get_size (svg));
  g_assert_nonnull (strstr (text, ">Зависимость температуры"));
  g_assert_nonnull (strstr (text, "<title>Опыт &lt;1&gt;</title>"));
  g_assert_true (g_str_has_suffix (text, "</svg>\n"));
}

/* The same picture for a screen and for a printer, 16 by 9 cm: 604.7 by 340.2 pixels of 1/96 inch. */
static void
test_image_and_recording (void)
{
  const RkPictureOptions options = { .caption = CAPTION };
  g_autoptr (RkScene) scene = make_scene (16.0, 0.0, CAPTION);
  g_autoptr (GError) error = NULL;
  cairo_surface_t *image, *recording;
  cairo_rectangle_t extents;

  scene->scale = 2.0;
  image = rk_picture_make_image (scene, &options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cairo_image_surface_get_width (image), ==, 1210);
  g_assert_cmpint (cairo_image_surface_get_height (image), ==, 681);

  recording = rk_picture_record (scene, CAPTION, &error);
  g_assert_no_error (error);
  g_assert_true (cairo_recording_surface_get_extents (recording, &extents));
  g_assert_cmpfloat_with_epsilon (extents.width, 16.0 / 2.54 * 72.0, 0.01);
  g_assert_cmpfloat_with_epsilon (extents.height, 9.0 / 2.54 * 72.0, 0.01);

  cairo_surface_destroy (image);
  cairo_surface_destroy (recording);
}

/* So many pixels are asked for, the words included; letters grow with the picture. */
static void
test_pixels (void)
{
  RkViewSettings small, large;

  rk_view_settings_init (&small);
  rk_view_settings_init (&large);
  rk_picture_get_pixel_size (800, 450, NULL, &small);
  rk_picture_get_pixel_size (3840, 2160, CAPTION, &large);

  g_assert_cmpfloat (small.width, ==, 800);
  g_assert_cmpfloat (small.height, ==, 450);
  g_assert_cmpfloat (small.font_px, ==, 14);
  g_assert_cmpfloat_with_epsilon (large.font_px, 14 * 4.8, 1e-9);
  g_assert_cmpfloat_with_epsilon (large.height + rk_picture_get_caption_height (CAPTION, 3840, large.font_px), 2160, 0.51);
}

#define ADD(path, func) \
  g_test_add ("/exchange/picture-paper/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autofree char *path = g_strconcat ("/exchange/picture-paper/size/", sizes[i].name, NULL);

    g_test_add (path, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_size, fixture_tear_down);
  }

  ADD ("png-facts", test_png_facts);
  ADD ("svg-text", test_svg_text);
  ADD ("svg-half-page", test_svg_half_page);
  g_test_add_func ("/exchange/picture-paper/caption-height", test_caption_height);
  ADD ("grey", test_grey);
  ADD ("data", test_data);
  ADD ("pdf", test_pdf);
  ADD ("bytes", test_bytes);
  g_test_add_func ("/exchange/picture-paper/image-and-recording", test_image_and_recording);
  g_test_add_func ("/exchange/picture-paper/pixels", test_pixels);
  ADD ("page", test_page);
  ADD ("page-is-shared", test_page_is_shared);
  ADD ("page-full", test_page_full);

  return g_test_run ();
}
