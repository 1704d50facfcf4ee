/* A page of a report: graphs one below another with their captions, as large as they will be on paper. */

#include "config.h"

#include "exchange/picture.h"

#include "exchange/errors.h"
#include "exchange/picture-caption.h"
#include "exchange/picture-private.h"
#include "plot/renderer.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

/* A page of A4 in points, with the narrow margins of a report sheet. */
#define PAGE_WIDTH    595.276
#define PAGE_HEIGHT   841.890
#define PAGE_MARGIN   56.693 /* 2 cm */
#define PAGE_GAP      12.0
#define PAGE_TITLE    16.0   /* size of its font */
#define PAGE_FONT     10.0
#define PAGE_TOP      42.0   /* for the title, at least */
#define PAGE_CAPTION  44.0   /* for each caption: two lines */

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
  settings->height = MIN (height, 0.6 * width) / RK_PICTURE_POINTS_PER_PIXEL;
  settings->font_px = PAGE_FONT / RK_PICTURE_POINTS_PER_PIXEL;
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

