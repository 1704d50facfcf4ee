#pragma once

#include <adwaita.h>

#include "app/graph-figures.h"

G_BEGIN_DECLS

/**
 * RkFigureBox:
 *
 * Figures in a box over the graph, with buttons to copy them and to close it.
 *
 * Signals: close, zoom, exclude, keep-only; moved (double x, double y: where it is dragged, in its parent); chosen (uint: of
 * the choices).
 */
#define RK_TYPE_FIGURE_BOX (rk_figure_box_get_type ())
G_DECLARE_FINAL_TYPE (RkFigureBox, rk_figure_box, RK, FIGURE_BOX, GtkBox)

GtkWidget *rk_figure_box_new         (const char *name, const char *remove, gboolean is_range) G_GNUC_WARN_UNUSED_RESULT;
/* Takes the figures. */
void       rk_figure_box_set         (RkFigureBox *self, RkFigures *figures);
/* What it can tell of; a list appears when that is more than one. */
void       rk_figure_box_set_choices (RkFigureBox *self, const char *const *names, guint selected);

G_END_DECLS
