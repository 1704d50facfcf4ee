#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Speeds that sensors use, baud, ascending; 0 after the last. */
extern const guint rk_speeds[];

gboolean rk_speed_parse      (const char *text, guint *baud);
void     rk_speed_combo_fill (GtkComboBoxText *combo, guint baud);

G_END_DECLS
