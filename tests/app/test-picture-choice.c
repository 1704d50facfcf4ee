/* Sizes of pictures as they are chosen in the window. */
#include "config.h"

#include "app/picture-choice.h"

#include <locale.h>
#include <math.h>

#define CAPTION "Зависимость температуры воды от времени при нагревании спиралью мощностью 100 Вт"

/* Pixels are cm / 2.54 × dpi; points cm / 2.54 × 72. */
static const struct {
  const char     *name;
  RkPictureChoice choice;
  double          width, height; /* device pixels; of vectors logical ones of 1/96 inch */
  const char     *text;
} cases[] = {
  { "page", { .width = RK_PICTURE_PAGE, .shape = RK_PICTURE_16_9, .dpi = 300 }, 1890, 1063, "16 × 9 cm, 1890 × 1063 pixels" },
  { "half-page", { .width = RK_PICTURE_HALF_PAGE, .shape = RK_PICTURE_1_1, .dpi = 300 }, 945, 945, "8 × 8 cm, 945 × 945 pixels" },
  { "slide", { .width = RK_PICTURE_SLIDE, .shape = RK_PICTURE_4_3, .dpi = 96 }, 960, 720, "25.4 × 19.1 cm, 960 × 720 pixels" },
  { "poster", { .width = RK_PICTURE_POSTER, .shape = RK_PICTURE_3_2, .format = RK_PICTURE_PDF, .dpi = 300 },
    2267.7, 1511.8, "60 × 40 cm" },
  { "own", { .width = RK_PICTURE_OWN_CM, .shape = RK_PICTURE_SCREEN, .format = RK_PICTURE_SVG, .own_cm = 12.7,
             .screen_ratio = 2.0 }, 480, 240, "12.7 × 6.4 cm" },
  { "pixels", { .width = RK_PICTURE_OWN_PIXELS, .width_px = 1600, .height_px = 900 }, 1600, 900, "1600 × 900 pixels" },
  /* What somebody wrote into the settings by hand. */
  { "wild", { .width = RK_PICTURE_OWN_CM, .shape = RK_PICTURE_SCREEN, .format = RK_PICTURE_SVG, .own_cm = 1e9,
              .screen_ratio = 0.0 }, 120 / 2.54 * 96, 600 / 2.54 * 96, "120 × 600 cm" },
  { "no-dpi", { .width = RK_PICTURE_PAGE, .shape = RK_PICTURE_16_9, .dpi = 0 }, 1890, 1063, "16 × 9 cm, 1890 × 1063 pixels" },
};

static void
test_size (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *text = rk_picture_choice_describe (&cases[i].choice, NULL);
  RkViewSettings settings;

  rk_view_settings_init (&settings);
  rk_picture_choice_apply (&cases[i].choice, NULL, &settings);

  g_assert_cmpfloat_with_epsilon (settings.width * settings.scale, cases[i].width, 0.1);
  g_assert_cmpfloat_with_epsilon (settings.height * settings.scale, cases[i].height, 0.1);
  g_assert_cmpint (settings.theme, ==, RK_THEME_PRINT);
  g_assert_cmpstr (text, ==, cases[i].text);
}

/* The words stand within the size that was chosen. */
static void
test_caption (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  RkViewSettings settings;
  double caption;

  rk_view_settings_init (&settings);
  rk_picture_choice_apply (&cases[i].choice, CAPTION, &settings);
  caption = rk_picture_get_caption_height (CAPTION, settings.width, settings.font_px);

  g_assert_cmpfloat (caption, >, settings.font_px);
  g_assert_cmpfloat_with_epsilon ((settings.height + caption) * settings.scale, cases[i].height, 1.0);
}

static void
test_kept (void)
{
  g_autoptr (GSettings) settings = g_settings_new ("org.rostok.Rostok.Picture");
  RkPictureChoice choice, again;

  rk_picture_choice_load (&choice, settings);
  g_assert_cmpint (choice.width, ==, RK_PICTURE_PAGE);
  g_assert_cmpint (choice.format, ==, RK_PICTURE_PNG);
  g_assert_true (choice.legend);

  choice = (RkPictureChoice) {
    .width = RK_PICTURE_OWN_PIXELS, .shape = RK_PICTURE_SCREEN, .format = RK_PICTURE_PDF, .own_cm = 7.5,
    .width_px = 640, .height_px = 480, .dpi = 600, .grey = TRUE,
  };
  rk_picture_choice_save (&choice, settings);
  rk_picture_choice_load (&again, settings);

  g_assert_cmpint (again.width, ==, choice.width);
  g_assert_cmpint (again.shape, ==, choice.shape);
  g_assert_cmpint (again.format, ==, choice.format);
  g_assert_cmpfloat (again.own_cm, ==, 7.5);
  g_assert_cmpfloat (again.width_px, ==, 640);
  g_assert_cmpfloat (again.height_px, ==, 480);
  g_assert_cmpfloat (again.dpi, ==, 600);
  g_assert_false (again.legend);
  g_assert_true (again.grey);
  g_assert_cmpstr (rk_picture_choice_get_suffix (&again), ==, "pdf");
  g_assert_cmpfloat (rk_picture_choice_get_dpi (&again), ==, 0.0);
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *size = g_strconcat ("/app/picture-choice/size/", cases[i].name, NULL);
    g_autofree char *caption = g_strconcat ("/app/picture-choice/caption/", cases[i].name, NULL);

    g_test_add_data_func (size, GUINT_TO_POINTER (i), test_size);
    g_test_add_data_func (caption, GUINT_TO_POINTER (i), test_caption);
  }
  g_test_add_func ("/app/picture-choice/kept", test_kept);

  return g_test_run ();
}
