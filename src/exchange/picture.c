/* Pictures in files: the renderer draws the scene on a cairo surface for the format, whose bytes go to a file
 * that appears whole or not at all. SVG takes a second step, in which texts become texts again.
 */

#include "config.h"

#include "exchange/picture.h"

#include "exchange/atomic-file.h"
#include "exchange/errors.h"
#include "exchange/svg-text.h"
#include "plot/renderer.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* A logical pixel is 1/96 inch, a point 1/72. */
#define POINTS_PER_PIXEL 0.75
/* Cairo's limit for an image, and 400 MB of pixels. */
#define MAX_SIDE         32767.0
#define MAX_PIXELS       1e8

typedef struct {
  RkAtomicFile *file;  /* or */
  GByteArray   *bytes;
  GError       *error; /* the first one */
} Output;

static cairo_status_t
output_cb (void                *closure,
           const unsigned char *data,
           unsigned int         length)
{
  Output *self = closure;

  if (self->error != NULL)
    return CAIRO_STATUS_WRITE_ERROR;

  if (self->file == NULL)
    g_byte_array_append (self->bytes, data, length);
  else if (!rk_atomic_file_write (self->file, data, length, &self->error))
    return CAIRO_STATUS_WRITE_ERROR;

  return CAIRO_STATUS_SUCCESS;
}

static gboolean
check (cairo_status_t  status,
       const Output   *output,
       GError        **error)
{
  if (status == CAIRO_STATUS_SUCCESS && output->error == NULL)
    return TRUE;

  if (output->error != NULL)
    g_propagate_error (error, g_error_copy (output->error));
  else
    g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_CANNOT_WRITE,
                 _("The picture could not be drawn: %s"), cairo_status_to_string (status));

  return FALSE;
}

/* Draws and closes the surface, which writes the rest. */
static gboolean
draw (const RkScene   *scene,
      cairo_surface_t *surface,
      Output          *output,
      GError         **error)
{
  if (!check (cairo_surface_status (surface), output, error)
      || !rk_renderer_draw (rk_renderer_get_default (), scene, surface, error))
    return FALSE;

  cairo_surface_finish (surface);

  return check (cairo_surface_status (surface), output, error);
}

static gboolean
write_vector (const RkScene *scene,
              gboolean       pdf,
              Output        *output,
              GError       **error)
{
  double width = scene->width * POINTS_PER_PIXEL;
  double height = scene->height * POINTS_PER_PIXEL;
  cairo_surface_t *surface;
  gboolean done;

  if (pdf) {
    surface = cairo_pdf_surface_create_for_stream (output_cb, output, width, height);
  } else {
    surface = cairo_svg_surface_create_for_stream (output_cb, output, width, height);

    if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PT);
  }

  /* The renderer draws in device pixels of the scene. */
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    cairo_surface_set_device_scale (surface, POINTS_PER_PIXEL / scene->scale, POINTS_PER_PIXEL / scene->scale);

  done = draw (scene, surface, output, error);
  cairo_surface_destroy (surface);

  return done;
}

static gboolean
write_svg (const RkScene *scene,
           RkAtomicFile  *file,
           GError       **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GString) with_text = NULL;
  Output output = { .bytes = bytes };

  if (!write_vector (scene, FALSE, &output, error))
    return FALSE;

  g_byte_array_append (bytes, (const guint8 *) "", 1);
  with_text = rk_svg_restore_text ((const char *) bytes->data, scene, POINTS_PER_PIXEL);

  if (with_text != NULL)
    return rk_atomic_file_write (file, with_text->str, with_text->len, error);

  return rk_atomic_file_write (file, bytes->data, bytes->len - 1, error);
}

static gboolean
write_png (const RkScene *scene,
           Output        *output,
           GError       **error)
{
  double width = ceil (scene->width * scene->scale);
  double height = ceil (scene->height * scene->scale);
  cairo_surface_t *surface;
  gboolean done = FALSE;

  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);

  if (check (cairo_surface_status (surface), output, error)
      && rk_renderer_draw (rk_renderer_get_default (), scene, surface, error)) {
    cairo_surface_flush (surface);
    done = check (cairo_surface_write_to_png_stream (surface, output_cb, output), output, error);
  }

  cairo_surface_destroy (surface);

  return done;
}

static gboolean
check_size (const RkScene *scene,
            GError       **error)
{
  double width = scene->width * scene->scale;
  double height = scene->height * scene->scale;

  if (width >= 1.0 && height >= 1.0 && width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS)
    return TRUE;

  g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_TOO_LARGE,
               _("A picture of %.0f × %.0f pixels is not possible; choose a size up to 32767 and 100 megapixels"),
               width, height);

  return FALSE;
}

/**
 * rk_picture_write:
 * @scene: what to draw
 * @path: a file; .png, .svg or .pdf
 * @error: return location
 *
 * Saves a graph as a picture.
 *
 * PNG has width × scale by height × scale pixels; SVG and PDF have 0.75 pt per logical pixel.
 *
 * Errors: %RK_EXCHANGE_ERROR_UNSUPPORTED for another suffix, %RK_EXCHANGE_ERROR_TOO_LARGE, those of the renderer,
 * %RK_EXCHANGE_ERROR_CANNOT_WRITE. No file is left then and an old one stays.
 * Threads: any but the renderer's; waits for it.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_picture_write (const RkScene *scene,
                  const char    *path,
                  GError       **error)
{
  g_autofree char *lower = NULL;
  g_autoptr (RkAtomicFile) file = NULL;
  Output output = { NULL };
  gboolean done;

  g_return_val_if_fail (scene != NULL && path != NULL, FALSE);

  lower = g_ascii_strdown (path, -1);

  if (!g_str_has_suffix (lower, ".png") && !g_str_has_suffix (lower, ".svg") && !g_str_has_suffix (lower, ".pdf")) {
    g_autofree char *name = g_filename_display_name (path);

    g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED,
                 _("“%s” names no kind of picture; use .png, .svg or .pdf"), name);
    return FALSE;
  }

  if (!check_size (scene, error))
    return FALSE;

  output.file = file = rk_atomic_file_new (path, error);

  if (file == NULL)
    return FALSE;

  if (g_str_has_suffix (lower, ".png"))
    done = write_png (scene, &output, error);
  else if (g_str_has_suffix (lower, ".pdf"))
    done = write_vector (scene, TRUE, &output, error);
  else
    done = write_svg (scene, file, error);

  g_clear_error (&output.error);

  return done && rk_atomic_file_commit (file, error);
}

/**
 * rk_picture_png:
 * @scene: what to draw
 * @error: return location
 *
 * Makes a picture for the clipboard.
 *
 * Threads: any but the renderer's; waits for it.
 *
 * Returns: (transfer full) (nullable): the bytes of a PNG file
 */
GBytes *
rk_picture_png (const RkScene *scene,
                GError       **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  Output output = { .bytes = bytes };

  g_return_val_if_fail (scene != NULL, NULL);

  if (!check_size (scene, error) || !write_png (scene, &output, error))
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
