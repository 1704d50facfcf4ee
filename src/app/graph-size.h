#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* How large numbers and traces of a picture on the screen are. */
typedef struct {
  gboolean panel;      /* it is read from the last row */
  double   font_scale; /* 1 = as usual */
} RkGraphSize;

/* In logical pixels, for the size that @widget has now. */
void rk_graph_size_choose (const RkGraphSize *self, GtkWidget *widget, double *font_px, double *line_px);

G_END_DECLS
