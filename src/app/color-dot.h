#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A disc in a colour of the palette, as traces have it. Property: color (uint). */
#define RK_TYPE_COLOR_DOT (rk_color_dot_get_type ())
G_DECLARE_FINAL_TYPE (RkColorDot, rk_color_dot, RK, COLOR_DOT, GtkWidget)

GtkWidget *rk_color_dot_new       (guint color);
void       rk_color_dot_set_color (RkColorDot *self, guint color);

G_END_DECLS
