#include "config.h"

#include "exchange/errors.h"
#include "exchange/picture.h"
#include "fixture.h"

#include "plot/view.h"

#include <cairo.h>
#include <signal.h>
#include <sys/resource.h>

static RkScene *
make_scene (double scale)
{
  RkViewSettings settings;

  rk_view_settings_init (&settings);
  settings.width = 400;
  settings.height = 300;
  settings.scale = scale;
  settings.theme = RK_THEME_PRINT;
  settings.title = "Температура <1>, верх";

  return make_warm_scene (&settings);
}

typedef struct {
  const char *name;
  const char *file;
  double      scale;
  const char *begins;
} PictureCase;

static const PictureCase pictures[] = {
  { "png",       "a.png", 1.0, "\x89PNG" },
  { "png-hidpi", "a.PNG", 2.0, "\x89PNG" },
  { "svg",       "a.svg", 1.0, "<?xml" },
  { "svg-hidpi", "a.svg", 2.0, "<?xml" },
  { "pdf",       "a.pdf", 1.0, "%PDF" },
  { "pdf-hidpi", "a.pdf", 2.0, "%PDF" },
};

static void
test_write (Fixture      *fixture,
            gconstpointer data)
{
  const PictureCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (RkScene) scene = make_scene (c->scale);
  g_autofree char *path = g_build_filename (fixture->folder, c->file, NULL);
  g_autofree char *text = NULL;
  gsize len;

  g_file_set_contents (path, "old", -1, NULL);
  g_assert_true (rk_picture_write (scene, path, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (fixture_count_files (fixture), ==, 1);
  g_assert_true (g_file_get_contents (path, &text, &len, NULL));
  g_assert_true (g_str_has_prefix (text, c->begins));

  if (g_str_has_prefix (c->name, "png")) {
    cairo_surface_t *surface = cairo_image_surface_create_from_png (path);

    g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
    g_assert_cmpint (cairo_image_surface_get_width (surface), ==, (int) (400 * c->scale));
    g_assert_cmpint (cairo_image_surface_get_height (surface), ==, (int) (300 * c->scale));
    cairo_surface_destroy (surface);
  } else if (g_str_has_prefix (c->name, "svg")) {
    /* 400 x 300 px at 0.75 pt. */
    g_assert_nonnull (strstr (text, "width=\"300pt\""));
    g_assert_nonnull (strstr (text, "height=\"225pt\""));
    /* Texts can be found and edited; no outline is left. */
    g_assert_nonnull (strstr (text, ">T, °C</text>"));
    g_assert_nonnull (strstr (text, ">t, s</text>"));
    g_assert_nonnull (strstr (text, ">Температура &lt;1&gt;, верх</text>"));
    g_assert_null (strstr (text, "glyph"));
  } else {
    g_assert_nonnull (memmem (text, len, "300 225", 7));
    /* Fonts are in it: text stays text. */
    g_assert_nonnull (memmem (text, len, "/FontFile", 9));
  }
}

/* A character that XML cannot have in any way: one of them and nobody opens the picture. */
static void
test_svg_is_xml (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (RkScene) scene = make_scene (1.0);
  g_autofree char *path = g_build_filename (fixture->folder, "a.svg", NULL);
  const RkPictureOptions options = { .title = "Run\001 <1>\033 \xef\xbf\xbf & 2",
                                     .caption = "Figure\002 \xef\xbf\xbe 1" };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_free (scene->title);
  scene->title = g_strdup ("T\xef\xbf\xbe\004");
  g_assert_true (rk_picture_write_full (scene, &options, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, "&#x1"));
  g_assert_null (strstr (text, "&#x2"));
  g_assert_null (strstr (text, "&#x4"));
  g_assert_null (strstr (text, "\xef\xbf\xbf"));
  g_assert_null (strstr (text, "\xef\xbf\xbe"));
  g_assert_nonnull (strstr (text, "<title>Run"));
  g_assert_nonnull (strstr (text, "&lt;1&gt;"));
}

/* The numbers and the title of an axis on the right are texts too, each once. */
static void
test_right_axis (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (RkScene) scene = rk_scene_new (400.0, 300.0, 1.0);
  g_autofree char *path = g_build_filename (fixture->folder, "right.svg", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  rk_scene_add_axis (scene, 0.0, 10.0, "T, °C");
  rk_scene_add_axis (scene, 0.0, 10.0, "I, A");
  rk_scene_add_right_axis (scene, 0, 500.0, 700.0, "p, Pa");
  rk_scene_set_x (scene, 0.0, 3.0, "t, s");
  g_assert_true (rk_picture_write (scene, path, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));

  g_assert_nonnull (strstr (text, ">p, Pa</text>"));
  g_assert_nonnull (strstr (text, ">600</text>"));
  g_assert_null (strstr (strstr (text, ">600</text>") + 1, ">600</text>"));
  g_assert_null (strstr (text, "glyph"));
}

/* Whatever the height of the picture, as far as there is room for texts, each number is a text of its own, however near the next one is. */
static void
test_svg_of_any_height (Fixture      *fixture,
                        gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "low.svg", NULL);

  for (guint height = 160; height <= 400; height += 3) {
    g_autoptr (RkScene) scene = rk_scene_new (400.0, height, 1.0);
    g_autofree char *text = NULL;
    g_autoptr (GError) error = NULL;

    rk_scene_add_axis (scene, -0.12, 0.12, "x, m");
    rk_scene_add_axis (scene, -1.5, 1.5, "a, N");
    rk_scene_set_x (scene, 0.0, 3.0, "t, s");
    g_assert_true (rk_picture_write (scene, path, &error));
    g_assert_no_error (error);
    g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
    g_assert_null (strstr (text, "<symbol"));
    g_assert_nonnull (strstr (text, ">x, m<"));
  }
}

static void
test_clipboard (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkScene) scene = make_scene (1.0);
  g_autoptr (GBytes) bytes = rk_picture_make_bytes (scene, &(RkPictureOptions) { 0 }, FALSE, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (bytes), >, 1000);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), 4, "\x89PNG", 4);
}

static void
test_bad_places (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkScene) scene = make_scene (1.0);
  g_autofree char *other = g_build_filename (fixture->folder, "a.bmp", NULL);
  g_autofree char *nowhere = g_build_filename (fixture->folder, "none", "a.png", NULL);

  g_assert_false (rk_picture_write (scene, other, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (rk_picture_write (scene, nowhere, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_CANNOT_WRITE);
  g_assert_cmpuint (fixture_count_files (fixture), ==, 0);
}

static void
test_too_large (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkScene) scene = make_scene (500.0);
  g_autofree char *path = g_build_filename (fixture->folder, "a.png", NULL);

  g_assert_false (rk_picture_write (scene, path, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_TOO_LARGE);
  g_assert_cmpuint (fixture_count_files (fixture), ==, 0);
}

static void
test_full_disk (Fixture      *fixture,
                gconstpointer data)
{
  static const char * const files[] = { "a.png", "a.svg", "a.pdf" };
  g_autoptr (RkScene) scene = make_scene (1.0);
  struct rlimit old;

  /* PLplot needs a temporary file of its own when it starts. */
  g_bytes_unref (rk_picture_make_bytes (scene, &(RkPictureOptions) { 0 }, FALSE, NULL));

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    for (guint size = 0; size < 2000; size += 700) {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = g_build_filename (fixture->folder, files[i], NULL);
      g_autofree char *text = NULL;
      struct rlimit limit = { size, old.rlim_max };
      gboolean done;

      g_file_set_contents (path, "old", -1, NULL);
      setrlimit (RLIMIT_FSIZE, &limit);
      done = rk_picture_write (scene, path, &error);
      setrlimit (RLIMIT_FSIZE, &old);

      g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_CANNOT_WRITE);
      g_assert_false (done);
      g_file_get_contents (path, &text, NULL, NULL);
      g_assert_cmpstr (text, ==, "old");
      g_assert_cmpuint (fixture_count_files (fixture), ==, i + 1);
    }
  }
}

#define ADD(path, func) \
  g_test_add ("/exchange/picture/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++) {
    g_autofree char *path = g_strconcat ("/exchange/picture/write/", pictures[i].name, NULL);

    g_test_add (path, Fixture, &pictures[i], fixture_set_up, test_write, fixture_tear_down);
  }

  ADD ("svg-is-xml", test_svg_is_xml);
  ADD ("right-axis", test_right_axis);
  ADD ("svg-of-any-height", test_svg_of_any_height);
  ADD ("clipboard", test_clipboard);
  ADD ("bad-places", test_bad_places);
  ADD ("too-large", test_too_large);
  ADD ("full-disk", test_full_disk);

  return g_test_run ();
}
