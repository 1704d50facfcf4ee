#pragma once

#include <cairo.h>
#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Prints a recording of rk_picture_record () as large as it is, or as the paper allows. To be run by the caller. */
GtkPrintOperation *rk_picture_print_new (const char *title, cairo_surface_t *recording) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
