/* Pictures in files: the renderer draws the scene on a cairo surface for the format, whose bytes go to a file
 * that appears whole or not at all. SVG takes a second step, in which texts become texts again.
 */

#include "config.h"

#include "exchange/picture.h"

#include "exchange/atomic-file.h"
#include "exchange/errors.h"
#include "exchange/picture-caption.h"
#include "exchange/picture-png.h"
#include "exchange/picture-private.h"
#include "exchange/svg-text.h"
#include "plot/renderer.h"
#include "plot/scene-check.h"
#include "plot/text.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Cairo's limit for an image, and 400 MB of pixels. */
#define MAX_PIXELS       1e8

/* Of the height a caption leaves to the graph. */
#define MIN_SHARE     0.75

/* Sizes of letters and traces at widths where a picture is used: read at arm's length in a report, from the last
 * row on a slide. Between them straight. */
static const struct { double width_cm, font_pt, line_pt; } looks[] = {
  { 8.0, 9.0, 1.0 },
  { 16.0, 10.0, 1.2 },
  { 25.4, 16.0, 2.2 },
  { 60.0, 36.0, 5.0 },
};

/* cairo_write_func_t; internal, see picture-private.h */
cairo_status_t
rk_picture_output_cb (void                *closure,
                      const unsigned char *data,
                      unsigned int         length)
{
  RkPictureOutput *self = closure;

  if (self->error != NULL)
    return CAIRO_STATUS_WRITE_ERROR;

  if (self->file == NULL)
    g_byte_array_append (self->bytes, data, length);
  else if (!rk_atomic_file_write (self->file, data, length, &self->error))
    return CAIRO_STATUS_WRITE_ERROR;

  return CAIRO_STATUS_SUCCESS;
}

/* internal; see picture-private.h */
gboolean
rk_picture_check (cairo_status_t          status,
                  const RkPictureOutput  *output,
                  GError                **error)
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

static double
caption_px (const RkScene *scene,
            GPtrArray     *caption)
{
  return rk_caption_height (caption) * scene->font_px;
}

/* The caption below the graph, in device pixels of the scene. */
static void
draw_caption (const RkScene   *scene,
              GPtrArray       *caption,
              cairo_surface_t *surface)
{
  cairo_t *cr = cairo_create (surface);

  rk_caption_draw (caption, cr, scene->height * scene->scale, scene->font_px * scene->scale);
  cairo_destroy (cr);
}

/* Draws and closes the surface, which writes the rest. */
static gboolean
draw (const RkScene   *scene,
      GPtrArray       *caption,
      cairo_surface_t *surface,
      RkPictureOutput          *output,
      GError         **error)
{
  if (!rk_picture_check (cairo_surface_status (surface), output, error)
      || !rk_renderer_draw (rk_renderer_get_default (), scene, surface, error))
    return FALSE;

  if (caption != NULL)
    draw_caption (scene, caption, surface);

  cairo_surface_finish (surface);

  return rk_picture_check (cairo_surface_status (surface), output, error);
}

static gboolean
write_vector (const RkScene *scene,
              GPtrArray     *caption,
              const char    *title,
              gboolean       pdf,
              RkPictureOutput        *output,
              GError       **error)
{
  double width = scene->width * RK_PICTURE_POINTS_PER_PIXEL;
  double height = (scene->height + caption_px (scene, caption)) * RK_PICTURE_POINTS_PER_PIXEL;
  cairo_surface_t *surface;
  gboolean done;

  if (pdf) {
    surface = cairo_pdf_surface_create_for_stream (rk_picture_output_cb, output, width, height);
    if (title != NULL)
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  } else {
    surface = cairo_svg_surface_create_for_stream (rk_picture_output_cb, output, width, height);

    if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PT);
  }

  /* The renderer draws in device pixels of the scene. */
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    cairo_surface_set_device_scale (surface, RK_PICTURE_POINTS_PER_PIXEL / scene->scale,
                                    RK_PICTURE_POINTS_PER_PIXEL / scene->scale);

  /* In SVG the caption is text from the beginning. */
  done = draw (scene, pdf ? caption : NULL, surface, output, error);
  cairo_surface_destroy (surface);

  return done;
}

static void
add_svg_title (GString    *svg,
               const char *title)
{
  g_autofree char *clean = rk_text_sanitise (title);
  g_autofree char *escaped = g_markup_escape_text (clean, -1);
  g_autofree char *element = g_strdup_printf ("\n<title>%s</title>", escaped);
  const char *tag = strstr (svg->str, "<svg ");
  const char *end = tag != NULL ? strchr (tag, '>') : NULL;

  if (end != NULL)
    g_string_insert (svg, end + 1 - svg->str, element);
}

/* The text of an SVG file. */
static GString *
make_svg (const RkScene *scene,
          GPtrArray     *caption,
          const char    *title,
          GError       **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GString) svg = NULL;
  RkPictureOutput output = { .bytes = bytes };
  const char *end;

  if (!write_vector (scene, caption, title, FALSE, &output, error))
    return NULL;

  g_byte_array_append (bytes, (const guint8 *) "", 1);
  svg = rk_svg_restore_text ((const char *) bytes->data, scene, RK_PICTURE_POINTS_PER_PIXEL);
  if (svg == NULL)
    svg = g_string_new ((const char *) bytes->data);

  end = g_strrstr (svg->str, "</svg>");
  if (end != NULL) {
    g_string_truncate (svg, (gsize) (end - svg->str));
    rk_caption_append_svg (caption, svg, scene->height * RK_PICTURE_POINTS_PER_PIXEL,
                           scene->font_px * RK_PICTURE_POINTS_PER_PIXEL);
    g_string_append (svg, "</svg>\n");
  }
  if (title != NULL)
    add_svg_title (svg, title);

  return g_steal_pointer (&svg);
}

/* A size in pixels that was made from centimetres is whole but for rounding. */
static double
whole_pixels (double size)
{
  return ceil (size - 1e-6);
}

/* The finished image, of the size of scene and caption. */
static cairo_surface_t *
draw_image (const RkScene    *scene,
            GPtrArray        *caption,
            RkPictureOutput  *output,
            GError          **error)
{
  double width = whole_pixels (scene->width * scene->scale);
  double height = whole_pixels ((scene->height + caption_px (scene, caption)) * scene->scale);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);

  if (!rk_picture_check (cairo_surface_status (surface), output, error)
      || !rk_renderer_draw (rk_renderer_get_default (), scene, surface, error)) {
    cairo_surface_destroy (surface);
    return NULL;
  }

  draw_caption (scene, caption, surface);
  cairo_surface_flush (surface);

  return surface;
}

static gboolean
write_png (const RkScene    *scene,
           GPtrArray        *caption,
           RkPictureOutput  *output,
           GError          **error)
{
  cairo_surface_t *surface = draw_image (scene, caption, output, error);
  gboolean done;

  if (surface == NULL)
    return FALSE;

  done = rk_picture_check (cairo_surface_write_to_png_stream (surface, rk_picture_output_cb, output), output, error);
  cairo_surface_destroy (surface);

  return done;
}

static gboolean
check_size (const RkScene *scene,
            GPtrArray     *caption,
            GError       **error)
{
  double width = scene->width * scene->scale;
  double height = (scene->height + caption_px (scene, caption)) * scene->scale;

  if (width >= 1.0 && height >= 1.0 && width <= RK_SCENE_MAX_PX && height <= RK_SCENE_MAX_PX && width * height <= MAX_PIXELS)
    return TRUE;

  g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_TOO_LARGE,
               _("A picture of %.0f × %.0f pixels is not possible; choose at most 20 000 pixels a side and 100 megapixels"),
               width, height);

  return FALSE;
}

/* What a file of it has. */
static GBytes *
make_bytes (const RkScene           *scene,
            const RkPictureOptions  *options,
            GPtrArray               *caption,
            gboolean                 svg,
            GError                 **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  RkPictureOutput output = { NULL };
  gboolean done;

  if (svg) {
    GString *text = make_svg (scene, caption, options->title, error);

    return text != NULL ? g_string_free_to_bytes (text) : NULL;
  }

  output.bytes = bytes = g_byte_array_new ();
  done = write_png (scene, caption, &output, error);
  g_clear_error (&output.error);
  if (!done)
    return NULL;

  rk_png_add_facts (bytes, options->dpi, options->title);

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static gboolean
write_any (const RkScene           *scene,
           const RkPictureOptions  *options,
           GPtrArray               *caption,
           const char              *suffix,
           RkAtomicFile            *file,
           GError                 **error)
{
  RkPictureOutput output = { .file = file };
  gboolean done;

  /* These need a second step before they can be written. */
  if (strcmp (suffix, ".pdf") != 0) {
    g_autoptr (GBytes) bytes = make_bytes (scene, options, caption, strcmp (suffix, ".svg") == 0, error);

    return bytes != NULL && rk_atomic_file_write (file, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error);
  }

  done = write_vector (scene, caption, options->title, TRUE, &output, error);
  g_clear_error (&output.error);

  return done;
}

/**
 * rk_picture_write_full:
 * @scene: what to draw
 * @options: what goes with it
 * @path: a file; .png, .svg or .pdf
 * @error: return location
 *
 * Saves a graph as a picture, with a caption below it.
 *
 * PNG has width × scale by height × scale pixels; SVG and PDF have 0.75 pt per logical pixel. The caption comes to the
 * height: rk_picture_get_caption_height().
 *
 * Errors: %RK_EXCHANGE_ERROR_UNSUPPORTED for another suffix, %RK_EXCHANGE_ERROR_TOO_LARGE, those of the renderer,
 * %RK_EXCHANGE_ERROR_CANNOT_WRITE. No file is left then and an old one stays.
 * Threads: any but the renderer's; waits for it.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_picture_write_full (const RkScene           *scene,
                       const RkPictureOptions  *options,
                       const char              *path,
                       GError                 **error)
{
  static const char * const suffixes[] = { ".png", ".svg", ".pdf" };
  g_autofree char *lower = NULL;
  g_autoptr (RkAtomicFile) file = NULL;
  g_autoptr (GPtrArray) caption = NULL;
  guint kind = 0;

  g_return_val_if_fail (scene != NULL && options != NULL && path != NULL, FALSE);

  lower = g_ascii_strdown (path, -1);
  while (kind < G_N_ELEMENTS (suffixes) && !g_str_has_suffix (lower, suffixes[kind]))
    kind++;

  if (kind == G_N_ELEMENTS (suffixes)) {
    g_autofree char *name = g_filename_display_name (path);

    g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED,
                 _("“%s” names no kind of picture; use .png, .svg or .pdf"), name);
    return FALSE;
  }

  caption = rk_caption_wrap (options->caption, scene->width / scene->font_px);
  if (!check_size (scene, caption, error))
    return FALSE;

  file = rk_atomic_file_new (path, error);

  return file != NULL && write_any (scene, options, caption, suffixes[kind], file, error)
         && rk_atomic_file_commit (file, error);
}

/**
 * rk_picture_write:
 * @scene: what to draw
 * @path: a file; .png, .svg or .pdf
 * @error: return location
 *
 * Saves a graph as a picture and nothing else: see rk_picture_write_full().
 *
 * Returns: %TRUE on success
 */
gboolean
rk_picture_write (const RkScene *scene,
                  const char    *path,
                  GError       **error)
{
  const RkPictureOptions options = { .title = scene->title };

  return rk_picture_write_full (scene, &options, path, error);
}

/**
 * rk_picture_get_caption_height:
 * @caption: (nullable): the words
 * @width: of the picture, logical pixels
 * @font_px: size of its font
 *
 * Returns: what the caption adds to the height of the picture, logical pixels
 */
double
rk_picture_get_caption_height (const char *caption,
                               double      width,
                               double      font_px)
{
  g_autoptr (GPtrArray) lines = rk_caption_wrap (caption, width / font_px);

  return rk_caption_height (lines) * font_px;
}

/**
 * rk_picture_get_size:
 * @width_cm: on paper
 * @ratio: width to height
 * @dpi: pixels per inch of a PNG; 0 for SVG and PDF
 * @caption: (nullable): what will stand below
 * @settings: (inout): gets the size, scale, and sizes of letters and traces
 *
 * Prepares a scene for a picture that is placed in a document as large as it is: letters of 9 to 10 points in a report,
 * larger on a slide and on a poster. A PNG has a whole number of pixels. A long caption makes the picture higher before
 * the graph gets too flat to be read.
 */
void
rk_picture_get_size (double          width_cm,
                     double          ratio,
                     double          dpi,
                     const char     *caption,
                     RkViewSettings *settings)
{
  const guint last = G_N_ELEMENTS (looks) - 1;
  double inside = CLAMP (width_cm, looks[0].width_cm, looks[last].width_cm);
  double pixels = dpi > 0.0 ? round (width_cm / 2.54 * dpi) : width_cm / 2.54 * 96.0;
  double share, height;
  guint i = 0;

  while (i + 1 < last && inside > looks[i + 1].width_cm)
    i++;
  share = (inside - looks[i].width_cm) / (looks[i + 1].width_cm - looks[i].width_cm);

  settings->scale = dpi > 0.0 ? dpi / 96.0 : 1.0;
  settings->width = pixels / settings->scale;
  settings->font_px = (looks[i].font_pt + share * (looks[i + 1].font_pt - looks[i].font_pt)) / RK_PICTURE_POINTS_PER_PIXEL;
  settings->line_px = (looks[i].line_pt + share * (looks[i + 1].line_pt - looks[i].line_pt)) / RK_PICTURE_POINTS_PER_PIXEL;
  height = (dpi > 0.0 ? round (pixels / ratio) : pixels / ratio) / settings->scale;
  settings->height = MAX (height - rk_picture_get_caption_height (caption, settings->width, settings->font_px),
                          MIN_SHARE * height);
}

/**
 * rk_picture_get_pixel_size:
 * @width: pixels
 * @height: pixels, with the caption
 * @caption: (nullable): what will stand below
 * @settings: (inout): gets the size, scale, and sizes of letters and traces
 *
 * Prepares a scene for a picture of so many pixels, with the proportions of the usual one of 800 by 450.
 */
void
rk_picture_get_pixel_size (double          width,
                           double          height,
                           const char     *caption,
                           RkViewSettings *settings)
{
  double larger = MIN (width / 800.0, height / 450.0);

  settings->scale = 1.0;
  settings->width = width;
  settings->font_px = CLAMP (14.0 * larger, 10.0, 200.0);
  settings->line_px = CLAMP (1.5 * larger, 1.0, 20.0);
  settings->height = MAX (height - round (rk_picture_get_caption_height (caption, width, settings->font_px)), MIN_SHARE * height);
}

/**
 * rk_picture_make_bytes:
 * @scene: what to draw
 * @options: what goes with it
 * @svg: as SVG, else as PNG
 * @error: return location
 *
 * Makes what rk_picture_write_full() would write, for the clipboard.
 *
 * Errors and threads: as there.
 *
 * Returns: (transfer full) (nullable): the bytes of a file
 */
GBytes *
rk_picture_make_bytes (const RkScene           *scene,
                       const RkPictureOptions  *options,
                       gboolean                 svg,
                       GError                 **error)
{
  g_autoptr (GPtrArray) caption = NULL;

  g_return_val_if_fail (scene != NULL && options != NULL, NULL);

  caption = rk_caption_wrap (options->caption, scene->width / scene->font_px);

  return check_size (scene, caption, error) ? make_bytes (scene, options, caption, svg, error) : NULL;
}

/**
 * rk_picture_make_image:
 * @scene: what to draw
 * @options: what goes with it
 * @error: return location
 *
 * Draws what a PNG would show, to be shown at once: with another scale of the scene the same picture, smaller.
 *
 * Errors and threads: as rk_picture_write_full().
 *
 * Returns: (transfer full) (nullable): an image surface
 */
cairo_surface_t *
rk_picture_make_image (const RkScene           *scene,
                       const RkPictureOptions  *options,
                       GError                 **error)
{
  g_autoptr (GPtrArray) caption = NULL;
  RkPictureOutput output = { NULL };

  g_return_val_if_fail (scene != NULL && options != NULL, NULL);

  caption = rk_caption_wrap (options->caption, scene->width / scene->font_px);

  return check_size (scene, caption, error) ? draw_image (scene, caption, &output, error) : NULL;
}

/**
 * rk_picture_record:
 * @scene: what to draw
 * @caption: (nullable): below the graph
 * @error: return location
 *
 * Keeps what a PDF would show, to be painted elsewhere: on a page of a printer, in a part of a larger page. Lines stay
 * lines and texts texts.
 *
 * Errors and threads: as rk_picture_write_full().
 *
 * Returns: (transfer full) (nullable): a recording surface in points, with its extents
 */
cairo_surface_t *
rk_picture_record (const RkScene *scene,
                   const char    *caption,
                   GError       **error)
{
  const double scale = RK_PICTURE_POINTS_PER_PIXEL / scene->scale;
  g_autoptr (GPtrArray) lines = rk_caption_wrap (caption, scene->width / scene->font_px);
  const cairo_rectangle_t extents = {
    0.0, 0.0,
    scene->width * RK_PICTURE_POINTS_PER_PIXEL,
    (scene->height + caption_px (scene, lines)) * RK_PICTURE_POINTS_PER_PIXEL,
  };
  /* The renderer fills all of its surface. */
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);
  RkPictureOutput output = { NULL };

  cairo_surface_set_device_scale (surface, scale, scale);
  if (!rk_picture_check (cairo_surface_status (surface), &output, error)
      || !rk_renderer_draw (rk_renderer_get_default (), scene, surface, error)) {
    cairo_surface_destroy (surface);
    return NULL;
  }

  draw_caption (scene, lines, surface);
  cairo_surface_set_device_scale (surface, 1.0, 1.0);

  return surface;
}
