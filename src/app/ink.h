#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Text, pictures and colours of widgets that draw themselves. */

PangoLayout *rk_ink_layout   (GtkWidget *widget, const char *text, double px, PangoWeight weight) G_GNUC_WARN_UNUSED_RESULT;
void         rk_ink_append   (GtkSnapshot *snapshot, PangoLayout *layout, double x, double y, const GdkRGBA *color);
/* A picture of the renderer over the whole of a widget. */
void         rk_ink_picture  (GtkWidget *widget, GtkSnapshot *snapshot, cairo_surface_t *picture);
GdkRGBA      rk_ink_text     (GtkWidget *widget);
/* The colour of trace @n, as far towards the text's as reading it on a card needs. */
GdkRGBA      rk_ink_trace    (GtkWidget *widget, guint n);
/* White or black, what is easier to read on @background. */
GdkRGBA      rk_ink_on       (const GdkRGBA *background);

G_END_DECLS
