/* Pictures in files: the renderer draws the scene on a cairo surface for the format, whose bytes go to a file
 * that appears whole or not at all. SVG takes a second step, in which texts become texts again.
 */

#include "config.h"

#include "exchange/picture.h"

#include "exchange/atomic-file.h"
#include "exchange/errors.h"
#include "exchange/picture-caption.h"
#include "exchange/picture-png.h"
#include "exchange/svg-text.h"
#include "plot/renderer.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A logical pixel is 1/96 inch, a point 1/72. */
#define POINTS_PER_PIXEL 0.75
/* Cairo's limit for an image, and 400 MB of pixels. */
#define MAX_SIDE         32767.0
#define MAX_PIXELS       1e8

/* Of the height a caption leaves to the graph. */
#define MIN_SHARE     0.75

/* A page of A4 in points, with the narrow margins of a report sheet. */
#define PAGE_WIDTH    595.276
#define PAGE_HEIGHT   841.890
#define PAGE_MARGIN   56.693 /* 2 cm */
#define PAGE_GAP      12.0
#define PAGE_TITLE    16.0   /* size of its font */
#define PAGE_FONT     10.0
#define PAGE_TOP      42.0   /* for the title, at least */
#define PAGE_CAPTION  44.0   /* for each caption: two lines */

/* Sizes of letters and traces at widths where a picture is used: read at arm's length in a report, from the last
 * row on a slide. Between them straight. */
static const struct { double width_cm, font_pt, line_pt; } looks[] = {
  { 8.0, 9.0, 1.0 },
  { 16.0, 10.0, 1.2 },
  { 25.4, 16.0, 2.2 },
  { 60.0, 36.0, 5.0 },
};

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
      Output          *output,
      GError         **error)
{
  if (!check (cairo_surface_status (surface), output, error)
      || !rk_renderer_draw (rk_renderer_get_default (), scene, surface, error))
    return FALSE;

  if (caption != NULL)
    draw_caption (scene, caption, surface);

  cairo_surface_finish (surface);

  return check (cairo_surface_status (surface), output, error);
}

static gboolean
write_vector (const RkScene *scene,
              GPtrArray     *caption,
              const char    *title,
              gboolean       pdf,
              Output        *output,
              GError       **error)
{
  double width = scene->width * POINTS_PER_PIXEL;
  double height = (scene->height + caption_px (scene, caption)) * POINTS_PER_PIXEL;
  cairo_surface_t *surface;
  gboolean done;

  if (pdf) {
    surface = cairo_pdf_surface_create_for_stream (output_cb, output, width, height);
    if (title != NULL)
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  } else {
    surface = cairo_svg_surface_create_for_stream (output_cb, output, width, height);

    if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PT);
  }

  /* The renderer draws in device pixels of the scene. */
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    cairo_surface_set_device_scale (surface, POINTS_PER_PIXEL / scene->scale, POINTS_PER_PIXEL / scene->scale);

  /* In SVG the caption is text from the beginning. */
  done = draw (scene, pdf ? caption : NULL, surface, output, error);
  cairo_surface_destroy (surface);

  return done;
}

static void
add_svg_title (GString    *svg,
               const char *title)
{
  g_autofree char *valid = g_utf8_make_valid (title, -1);
  g_autofree char *escaped = g_markup_escape_text (valid, -1);
  g_autofree char *element = g_strdup_printf ("\n<title>%s</title>", escaped);
  const char *tag = strstr (svg->str, "<svg ");
  const char *end = tag != NULL ? strchr (tag, '>') : NULL;

  if (end != NULL)
    g_string_insert (svg, end + 1 - svg->str, element);
}

static gboolean
write_svg (const RkScene *scene,
           GPtrArray     *caption,
           const char    *title,
           RkAtomicFile  *file,
           GError       **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GString) svg = NULL;
  Output output = { .bytes = bytes };
  const char *end;

  if (!write_vector (scene, caption, title, FALSE, &output, error))
    return FALSE;

  g_byte_array_append (bytes, (const guint8 *) "", 1);
  svg = rk_svg_restore_text ((const char *) bytes->data, scene, POINTS_PER_PIXEL);
  if (svg == NULL)
    svg = g_string_new ((const char *) bytes->data);

  end = g_strrstr (svg->str, "</svg>");
  if (end != NULL) {
    g_string_truncate (svg, (gsize) (end - svg->str));
    rk_caption_append_svg (caption, svg, scene->height * POINTS_PER_PIXEL, scene->font_px * POINTS_PER_PIXEL);
    g_string_append (svg, "</svg>\n");
  }
  if (title != NULL)
    add_svg_title (svg, title);

  return rk_atomic_file_write (file, svg->str, svg->len, error);
}

/* A size in pixels that was made from centimetres is whole but for rounding. */
static double
whole_pixels (double size)
{
  return ceil (size - 1e-6);
}

static gboolean
write_png (const RkScene *scene,
           GPtrArray     *caption,
           Output        *output,
           GError       **error)
{
  double width = whole_pixels (scene->width * scene->scale);
  double height = whole_pixels ((scene->height + caption_px (scene, caption)) * scene->scale);
  cairo_surface_t *surface;
  gboolean done = FALSE;

  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);

  if (check (cairo_surface_status (surface), output, error)
      && rk_renderer_draw (rk_renderer_get_default (), scene, surface, error)) {
    draw_caption (scene, caption, surface);
    cairo_surface_flush (surface);
    done = check (cairo_surface_write_to_png_stream (surface, output_cb, output), output, error);
  }

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

  if (width >= 1.0 && height >= 1.0 && width <= MAX_SIDE && height <= MAX_SIDE && width * height <= MAX_PIXELS)
    return TRUE;

  g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_TOO_LARGE,
               _("A picture of %.0f × %.0f pixels is not possible; choose a size up to 32767 and 100 megapixels"),
               width, height);

  return FALSE;
}

static gboolean
write_any (const RkScene           *scene,
           const RkPictureOptions  *options,
           GPtrArray               *caption,
           const char              *suffix,
           RkAtomicFile            *file,
           GError                 **error)
{
  Output output = { .file = file };
  g_autoptr (GByteArray) bytes = NULL;
  gboolean done;

  if (strcmp (suffix, ".svg") == 0)
    return write_svg (scene, caption, options->title, file, error);

  if (strcmp (suffix, ".png") == 0) {
    output.file = NULL;
    output.bytes = bytes = g_byte_array_new ();
    done = write_png (scene, caption, &output, error);
    if (done) {
      rk_png_add_facts (bytes, options->dpi, options->title);
      done = rk_atomic_file_write (file, bytes->data, bytes->len, error);
    }
  } else {
    done = write_vector (scene, caption, options->title, TRUE, &output, error);
  }

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
  settings->font_px = (looks[i].font_pt + share * (looks[i + 1].font_pt - looks[i].font_pt)) / POINTS_PER_PIXEL;
  settings->line_px = (looks[i].line_pt + share * (looks[i + 1].line_pt - looks[i].line_pt)) / POINTS_PER_PIXEL;
  height = (dpi > 0.0 ? round (pixels / ratio) : pixels / ratio) / settings->scale;
  settings->height = MAX (height - rk_picture_get_caption_height (caption, settings->width, settings->font_px),
                          MIN_SHARE * height);
}

/**
 * rk_picture_get_page_size:
 * @n_graphs: how many share the page, 1...RK_PICTURE_MAX_GRAPHS
 * @settings: (inout): gets the size, and sizes of letters and traces
 *
 * Prepares the scenes of rk_picture_write_page(): as wide as the text of a report, none higher than 3:5 of that.
 */
void
rk_picture_get_page_size (guint           n_graphs,
                          RkViewSettings *settings)
{
  double width = PAGE_WIDTH - 2.0 * PAGE_MARGIN;
  double room = PAGE_HEIGHT - 2.0 * PAGE_MARGIN - PAGE_TOP;
  double height = room / n_graphs - PAGE_CAPTION - PAGE_GAP;

  rk_picture_get_size (width / 72.0 * 2.54, 1.5, 0.0, NULL, settings);
  settings->height = MIN (height, 0.6 * width) / POINTS_PER_PIXEL;
  settings->font_px = PAGE_FONT / POINTS_PER_PIXEL;
}

/* One graph with its caption from @y on, points; moves @y below it. */
static gboolean
draw_graph (cairo_t       *cr,
            const RkScene *scene,
            const char    *caption,
            double        *y,
            GError       **error)
{
  double width = scene->width * POINTS_PER_PIXEL;
  double height = scene->height * POINTS_PER_PIXEL;
  const cairo_rectangle_t extents = { 0.0, 0.0, width, height };
  /* The renderer fills all of its surface. */
  cairo_surface_t *recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);
  g_autoptr (GPtrArray) lines = rk_caption_wrap (caption, width / PAGE_FONT);
  Output output = { NULL };
  gboolean done;

  cairo_surface_set_device_scale (recording, POINTS_PER_PIXEL / scene->scale, POINTS_PER_PIXEL / scene->scale);
  done = check (cairo_surface_status (recording), &output, error)
         && rk_renderer_draw (rk_renderer_get_default (), scene, recording, error);

  if (done) {
    cairo_surface_set_device_scale (recording, 1.0, 1.0);
    cairo_save (cr);
    cairo_translate (cr, PAGE_MARGIN, *y);
    cairo_set_source_surface (cr, recording, 0.0, 0.0);
    cairo_paint (cr);
    rk_caption_draw (lines, cr, height, PAGE_FONT);
    cairo_restore (cr);
  }

  cairo_surface_destroy (recording);
  *y += height + rk_caption_height (lines) * PAGE_FONT + PAGE_GAP;
  if (done && *y > PAGE_HEIGHT - 0.5 * PAGE_MARGIN) {
    g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_TOO_LARGE,
                 _("Title and captions leave no room on the page; make them shorter or leave out a graph"));
    return FALSE;
  }

  return done;
}

static gboolean
draw_page (cairo_surface_t     *surface,
           GPtrArray           *scenes,
           const char * const  *captions,
           const char          *title,
           GError             **error)
{
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GPtrArray) lines = rk_caption_wrap (title, (PAGE_WIDTH - 2.0 * PAGE_MARGIN) / PAGE_TITLE);
  double y = PAGE_MARGIN + MAX (lines->len > 0 ? PAGE_TOP : 0.0, rk_caption_height (lines) * PAGE_TITLE);
  gboolean done = TRUE;

  cairo_save (cr);
  /* Its left end is that of the captions. */
  cairo_translate (cr, PAGE_MARGIN - rk_caption_get_side () * (PAGE_TITLE - PAGE_FONT), 0.0);
  rk_caption_draw (lines, cr, PAGE_MARGIN, PAGE_TITLE);
  cairo_restore (cr);

  for (guint i = 0; done && i < scenes->len; i++) {
    g_autofree char *caption = captions[i] != NULL && *captions[i] != '\0'
      /* Translators: the number of a picture in a report, and what it shows */
      ? g_strdup_printf (_("Fig. %u. %s"), i + 1, captions[i])
      /* Translators: the number of a picture in a report */
      : g_strdup_printf (_("Fig. %u"), i + 1);

    done = draw_graph (cr, g_ptr_array_index (scenes, i), caption, &y, error);
  }

  cairo_destroy (cr);

  return done;
}

/**
 * rk_picture_write_page:
 * @scenes: (element-type RkScene): 1...RK_PICTURE_MAX_GRAPHS graphs, of rk_picture_get_page_size()
 * @captions: one for each, nullable; they are numbered
 * @title: (nullable): above all
 * @path: a .pdf file
 * @error: return location
 *
 * Makes a page of a report: A4, graphs one below another, captions below each.
 *
 * Errors and threads: as rk_picture_write_full(); %RK_EXCHANGE_ERROR_TOO_LARGE for texts that fill the page.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_picture_write_page (GPtrArray           *scenes,
                       const char * const  *captions,
                       const char          *title,
                       const char          *path,
                       GError             **error)
{
  g_autoptr (RkAtomicFile) file = NULL;
  Output output = { NULL };
  cairo_surface_t *surface;
  gboolean done;

  g_return_val_if_fail (scenes->len > 0 && scenes->len <= RK_PICTURE_MAX_GRAPHS && path != NULL, FALSE);

  file = output.file = rk_atomic_file_new (path, error);
  if (file == NULL)
    return FALSE;

  surface = cairo_pdf_surface_create_for_stream (output_cb, &output, PAGE_WIDTH, PAGE_HEIGHT);
  if (title != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);

  done = draw_page (surface, scenes, captions, title, error);
  cairo_surface_finish (surface);
  done = done && check (cairo_surface_status (surface), &output, error);
  cairo_surface_destroy (surface);
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
  g_autoptr (GPtrArray) caption = rk_caption_wrap (NULL, 1.0);
  Output output = { .bytes = bytes };

  g_return_val_if_fail (scene != NULL, NULL);

  if (!check_size (scene, caption, error) || !write_png (scene, caption, &output, error))
    return NULL;

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
