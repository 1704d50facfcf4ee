#include "config.h"

#include "app/picture-print.h"

/* Points: what upright paper of the usual size has between its margins. */
#define UPRIGHT_WIDTH 520.0

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *context,
              int                page,
              gpointer           user_data)
{
  cairo_surface_t *recording = user_data;
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  cairo_rectangle_t extents;
  double width = gtk_print_context_get_width (context);
  double height = gtk_print_context_get_height (context);
  double scale;

  cairo_recording_surface_get_extents (recording, &extents);
  scale = MIN (1.0, MIN (width / extents.width, height / extents.height));
  cairo_translate (cr, (width - scale * extents.width) / 2.0, 0.0);
  cairo_scale (cr, scale, scale);
  cairo_set_source_surface (cr, recording, 0.0, 0.0);
  cairo_paint (cr);
}

/* GClosureNotify */
static void
recording_free (gpointer  data,
                GClosure *closure)
{
  cairo_surface_destroy (data);
}

/**
 * rk_picture_print_new:
 * @title: name of the work, for the list of the printer
 * @recording: a recording surface in points, with its extents
 *
 * Makes what prints a graph on one page, in its own size where the paper is large enough. A wide one lies across.
 *
 * Returns: (transfer full): to be run
 */
GtkPrintOperation *
rk_picture_print_new (const char      *title,
                      cairo_surface_t *recording)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr (GtkPageSetup) setup = gtk_page_setup_new ();
  cairo_rectangle_t extents;

  cairo_recording_surface_get_extents (recording, &extents);
  if (extents.width > UPRIGHT_WIDTH && extents.width > extents.height)
    gtk_page_setup_set_orientation (setup, GTK_PAGE_ORIENTATION_LANDSCAPE);

  gtk_print_operation_set_job_name (operation, title);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_allow_async (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), cairo_surface_reference (recording),
                         recording_free, 0);

  return operation;
}
