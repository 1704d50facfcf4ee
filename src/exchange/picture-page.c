/* A page of a report: graphs one below another with their captions, as large as they will be on paper. */

#include "config.h"

#include "exchange/picture.h"

#include "exchange/errors.h"
#include "exchange/picture-caption.h"
#include "exchange/picture-private.h"
#include "plot/renderer.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* A page of A4 in points, with the narrow margins of a report sheet. */
#define PAGE_WIDTH    595.276
#define PAGE_HEIGHT   841.890
#define PAGE_MARGIN   56.693 /* 2 cm */
#define PAGE_GAP      14.0
#define PAGE_TITLE    16.0   /* size of its font */
#define PAGE_FONT     10.0
#define PAGE_TOP      42.0   /* for the title, at least */

#define TEXT_WIDTH    (PAGE_WIDTH - 2.0 * PAGE_MARGIN)
#define TEXT_HEIGHT   (PAGE_HEIGHT - 2.0 * PAGE_MARGIN)

/* What a graph gets of the page: each pane after the first counts less, since it needs no numbers below it. No graph is lower
 * than can be read, nor higher than looks good. */
#define MORE_PANES    0.7
#define MIN_GRAPH     100.0
#define MAX_PANE      (0.6 * TEXT_WIDTH)

/**
 * rk_picture_get_page_size:
 * @settings: (inout): gets the size, and sizes of letters and traces
 *
 * Prepares the scenes of rk_picture_write_page(): as wide as the text of a report.
 */
void
rk_picture_get_page_size (RkViewSettings *settings)
{
  rk_picture_get_size (TEXT_WIDTH / 72.0 * 2.54, 1.0 / 0.6, 0.0, NULL, settings);
  settings->font_px = PAGE_FONT / RK_PICTURE_POINTS_PER_PIXEL;
}

/* "Fig. 2. What was typed" */
static char *
number_caption (guint       i,
                const char *caption)
{
  /* Translators: the number of a picture in a report, and what it shows */
  return caption != NULL && *caption != '\0' ? g_strdup_printf (_("Fig. %u. %s"), i + 1, caption)
                                             /* Translators: the number of a picture in a report */
                                             : g_strdup_printf (_("Fig. %u"), i + 1);
}

/* How much of the page a scene should have. */
static double
weigh (const RkScene *scene)
{
  guint n = 1;

  for (guint i = 0; i < scene->axes->len; i++)
    n = MAX (n, g_array_index (scene->axes, RkAxis, i).pane + 1);

  return 1.0 + MORE_PANES * (n - 1);
}

/* What the title leaves is shared by the graphs. */
static void
share_page (GPtrArray *scenes,
            GPtrArray *captions,
            double     room)
{
  double sum = 0.0;

  for (guint i = 0; i < scenes->len; i++) {
    sum += weigh (g_ptr_array_index (scenes, i));
    room -= PAGE_GAP + rk_picture_get_caption_height (g_ptr_array_index (captions, i), TEXT_WIDTH, PAGE_FONT);
  }

  for (guint i = 0; i < scenes->len; i++) {
    RkScene *scene = g_ptr_array_index (scenes, i);
    double weight = weigh (scene);

    scene->height = CLAMP (room * weight / sum, MIN_GRAPH, MAX_PANE * weight) / RK_PICTURE_POINTS_PER_PIXEL;
  }
}

/* One graph with its caption from @y on, points; moves @y below it. */
static gboolean
draw_graph (cairo_t       *cr,
            const RkScene *scene,
            const char    *caption,
            double        *y,
            GError       **error)
{
  cairo_surface_t *recording = rk_picture_record (scene, caption, error);
  cairo_rectangle_t extents;

  if (recording == NULL)
    return FALSE;

  cairo_recording_surface_get_extents (recording, &extents);
  cairo_set_source_surface (cr, recording, PAGE_MARGIN, *y);
  cairo_paint (cr);
  cairo_surface_destroy (recording);

  *y += extents.height + PAGE_GAP;
  if (*y > PAGE_HEIGHT - 0.5 * PAGE_MARGIN) {
    g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_TOO_LARGE,
                 _("Title and captions leave no room on the page; make them shorter or leave out a graph"));
    return FALSE;
  }

  return TRUE;
}

static gboolean
draw_page (cairo_surface_t     *surface,
           GPtrArray           *scenes,
           const char * const  *captions,
           const char          *title,
           GError             **error)
{
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GPtrArray) lines = rk_caption_wrap (title, TEXT_WIDTH / PAGE_TITLE);
  g_autoptr (GPtrArray) numbered = g_ptr_array_new_with_free_func (g_free);
  double top = MAX (lines->len > 0 ? PAGE_TOP : 0.0, rk_caption_height (lines) * PAGE_TITLE);
  double y = PAGE_MARGIN + top;
  gboolean done = TRUE;

  for (guint i = 0; i < scenes->len; i++)
    g_ptr_array_add (numbered, number_caption (i, captions[i]));
  share_page (scenes, numbered, TEXT_HEIGHT - top);

  cairo_save (cr);
  /* Its left end is that of the captions. */
  cairo_translate (cr, PAGE_MARGIN - rk_caption_get_side () * (PAGE_TITLE - PAGE_FONT), 0.0);
  rk_caption_draw (lines, cr, PAGE_MARGIN, PAGE_TITLE);
  cairo_restore (cr);

  for (guint i = 0; done && i < scenes->len; i++)
    done = draw_graph (cr, g_ptr_array_index (scenes, i), g_ptr_array_index (numbered, i), &y, error);

  cairo_destroy (cr);

  return done;
}

/**
 * rk_picture_record_page:
 * @scenes: (element-type RkScene): 1...RK_PICTURE_MAX_GRAPHS graphs, of rk_picture_get_page_size(), that nobody has drawn yet:
 *   they get their heights here
 * @captions: one for each, nullable; they are numbered
 * @title: (nullable): above all
 * @error: return location
 *
 * Makes a page of a report: A4, graphs one below another, captions below each. Graphs of several panes are higher.
 *
 * Errors and threads: as rk_picture_write_full(); %RK_EXCHANGE_ERROR_TOO_LARGE for texts that fill the page.
 *
 * Returns: (transfer full) (nullable): a recording surface in points, with its extents
 */
cairo_surface_t *
rk_picture_record_page (GPtrArray           *scenes,
                        const char * const  *captions,
                        const char          *title,
                        GError             **error)
{
  const cairo_rectangle_t extents = { 0.0, 0.0, PAGE_WIDTH, PAGE_HEIGHT };
  cairo_surface_t *surface;

  g_return_val_if_fail (scenes->len > 0 && scenes->len <= RK_PICTURE_MAX_GRAPHS, NULL);

  surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);
  if (!draw_page (surface, scenes, captions, title, error))
    g_clear_pointer (&surface, cairo_surface_destroy);

  return surface;
}

/**
 * rk_picture_shrink:
 * @recording: a recording surface with its extents
 * @width: of the room for it, pixels
 * @height: of the room for it, pixels
 *
 * Draws a recording on white, to be looked at. It keeps its shape.
 *
 * Threads: any, one at a time.
 *
 * Returns: (transfer full): an image
 */
cairo_surface_t *
rk_picture_shrink (cairo_surface_t *recording,
                   double           width,
                   double           height)
{
  cairo_rectangle_t extents;
  cairo_surface_t *image;
  cairo_t *cr;
  double scale;

  cairo_recording_surface_get_extents (recording, &extents);
  scale = MIN (width / extents.width, height / extents.height);
  image = cairo_image_surface_create (CAIRO_FORMAT_RGB24, MAX ((int) round (extents.width * scale), 1),
                                      MAX ((int) round (extents.height * scale), 1));
  cr = cairo_create (image);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_paint (cr);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, recording, 0.0, 0.0);
  cairo_paint (cr);
  cairo_destroy (cr);

  return image;
}

/**
 * rk_picture_write_page:
 * @scenes: (element-type RkScene): as in rk_picture_record_page()
 * @captions: one for each, nullable; they are numbered
 * @title: (nullable): above all
 * @path: a .pdf file
 * @error: return location
 *
 * Writes a page of a report.
 *
 * Errors and threads: as rk_picture_record_page().
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
  RkPictureOutput output = { NULL };
  cairo_surface_t *surface;
  gboolean done;

  g_return_val_if_fail (scenes->len > 0 && scenes->len <= RK_PICTURE_MAX_GRAPHS && path != NULL, FALSE);

  file = output.file = rk_atomic_file_new (path, error);
  if (file == NULL)
    return FALSE;

  surface = cairo_pdf_surface_create_for_stream (rk_picture_output_cb, &output, PAGE_WIDTH, PAGE_HEIGHT);
  if (title != NULL)
    cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);

  done = draw_page (surface, scenes, captions, title, error);
  cairo_surface_finish (surface);
  done = done && rk_picture_check (cairo_surface_status (surface), &output, error);
  cairo_surface_destroy (surface);
  g_clear_error (&output.error);

  return done && rk_atomic_file_commit (file, error);
}
