#include "config.h"

#include "app/picture-choice.h"

#include "app/format.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define DEFAULT_DPI 300.0
#define MIN_RATIO   0.2
#define MAX_RATIO   5.0

/* Names in the settings, in the order of the enumerations. */
static const char * const widths[] = { "half-page", "page", "slide", "poster", "own-cm", "own-pixels" };
static const char * const shapes[] = { "16:9", "3:2", "4:3", "1:1", "screen" };
static const char * const formats[] = { "png", "svg", "pdf" };

static const double widths_cm[] = { 8.0, 16.0, 25.4, 60.0 };
static const double ratios[] = { 16.0 / 9.0, 3.0 / 2.0, 4.0 / 3.0, 1.0 };

static guint
read_name (GSettings           *settings,
           const char          *key,
           const char * const  *names,
           guint                n)
{
  g_autofree char *name = g_settings_get_string (settings, key);

  for (guint i = 0; i < n; i++) {
    if (strcmp (names[i], name) == 0)
      return i;
  }

  return 0;
}

/**
 * rk_picture_choice_load:
 * @self: (out): a choice
 * @settings: what was chosen last, of the schema org.rostok.Rostok.Picture
 *
 * Takes what was chosen for the last picture.
 */
void
rk_picture_choice_load (RkPictureChoice *self,
                        GSettings       *settings)
{
  *self = (RkPictureChoice) {
    .width = read_name (settings, "width", widths, G_N_ELEMENTS (widths)),
    .shape = read_name (settings, "shape", shapes, G_N_ELEMENTS (shapes)),
    .format = read_name (settings, "format", formats, G_N_ELEMENTS (formats)),
    .own_cm = g_settings_get_double (settings, "own-cm"),
    .width_px = g_settings_get_int (settings, "width-px"),
    .height_px = g_settings_get_int (settings, "height-px"),
    .dpi = g_settings_get_int (settings, "dpi"),
    .legend = g_settings_get_boolean (settings, "legend"),
    .grey = g_settings_get_boolean (settings, "grey"),
    .readings = g_settings_get_boolean (settings, "readings"),
    .screen_ratio = ratios[0],
  };
}

/**
 * rk_picture_choice_save:
 * @self: a choice
 * @settings: where it is kept
 *
 * Keeps what was chosen for the next picture.
 */
void
rk_picture_choice_save (const RkPictureChoice *self,
                        GSettings             *settings)
{
  g_settings_set_string (settings, "width", widths[self->width]);
  g_settings_set_string (settings, "shape", shapes[self->shape]);
  g_settings_set_string (settings, "format", formats[self->format]);
  g_settings_set_double (settings, "own-cm", self->own_cm);
  g_settings_set_int (settings, "width-px", (int) self->width_px);
  g_settings_set_int (settings, "height-px", (int) self->height_px);
  g_settings_set_int (settings, "dpi", (int) self->dpi);
  g_settings_set_boolean (settings, "legend", self->legend);
  g_settings_set_boolean (settings, "grey", self->grey);
  g_settings_set_boolean (settings, "readings", self->readings);
}

/**
 * rk_picture_choice_get_cm:
 * @self: a choice
 *
 * Returns: how wide the picture is on paper, centimetres; 0 when its size is chosen in pixels
 */
double
rk_picture_choice_get_cm (const RkPictureChoice *self)
{
  if (self->width == RK_PICTURE_OWN_PIXELS)
    return 0.0;
  if (self->width == RK_PICTURE_OWN_CM)
    return CLAMP (self->own_cm, RK_PICTURE_MIN_CM, RK_PICTURE_MAX_CM);

  return widths_cm[self->width];
}

/**
 * rk_picture_choice_get_dpi:
 * @self: a choice
 *
 * Returns: device pixels per inch of paper; 0 for a vector picture and for a size in pixels
 */
double
rk_picture_choice_get_dpi (const RkPictureChoice *self)
{
  if (self->format != RK_PICTURE_PNG || self->width == RK_PICTURE_OWN_PIXELS)
    return 0.0;

  return self->dpi >= RK_PICTURE_MIN_DPI && self->dpi <= RK_PICTURE_MAX_DPI ? self->dpi : DEFAULT_DPI;
}

/**
 * rk_picture_choice_get_suffix:
 * @self: a choice
 *
 * Returns: the end of the name of its file, such as "png"
 */
const char *
rk_picture_choice_get_suffix (const RkPictureChoice *self)
{
  return formats[self->format];
}

static double
get_ratio (const RkPictureChoice *self)
{
  return self->shape == RK_PICTURE_SCREEN ? CLAMP (self->screen_ratio, MIN_RATIO, MAX_RATIO) : ratios[self->shape];
}

/**
 * rk_picture_choice_apply:
 * @self: a choice
 * @caption: (nullable): what will stand below
 * @settings: (inout): gets size, scale, sizes of letters and traces, legend and the colours of print
 *
 * Prepares the scene of the picture.
 */
void
rk_picture_choice_apply (const RkPictureChoice *self,
                         const char            *caption,
                         RkViewSettings        *settings)
{
  double width_cm = rk_picture_choice_get_cm (self);

  if (width_cm > 0.0)
    rk_picture_get_size (width_cm, get_ratio (self), rk_picture_choice_get_dpi (self), caption, settings);
  else
    rk_picture_get_pixel_size (CLAMP (self->width_px, RK_PICTURE_MIN_PX, RK_PICTURE_MAX_PX),
                               CLAMP (self->height_px, RK_PICTURE_MIN_PX, RK_PICTURE_MAX_PX), caption, settings);
  settings->theme = RK_THEME_PRINT;
  settings->legend = self->legend;
  settings->live = FALSE;
}

/* Centimetres with one digit, without a zero at the end; halves of it go up, also when they were computed. */
static char *
format_cm (double cm)
{
  return rk_format_plain (round (cm * 10.0 + 1e-6) / 10.0);
}

/**
 * rk_picture_choice_describe:
 * @self: a choice
 * @caption: (nullable): what will stand below
 *
 * Returns: (transfer full): how large the picture gets, for the user
 */
char *
rk_picture_choice_describe (const RkPictureChoice *self,
                            const char            *caption)
{
  RkViewSettings settings;
  g_autofree char *width_cm = NULL;
  g_autofree char *height_cm = NULL;
  double width, height;

  rk_view_settings_init (&settings);
  rk_picture_choice_apply (self, caption, &settings);
  width = settings.width;
  height = settings.height + rk_picture_get_caption_height (caption, settings.width, settings.font_px);

  if (self->width == RK_PICTURE_OWN_PIXELS)
    /* Translators: width and height of a picture */
    return g_strdup_printf (_("%.0f × %.0f pixels"), round (width), round (height));

  width_cm = format_cm (width / 96.0 * 2.54);
  height_cm = format_cm (height / 96.0 * 2.54);
  if (self->format != RK_PICTURE_PNG)
    /* Translators: width and height of a picture */
    return g_strdup_printf (_("%s × %s cm"), width_cm, height_cm);

  /* Translators: width and height of a picture, twice */
  return g_strdup_printf (_("%s × %s cm, %.0f × %.0f pixels"), width_cm, height_cm,
                          round (width * settings.scale), round (height * settings.scale));
}
