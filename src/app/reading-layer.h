#pragma once

#include "app/canvas.h"

G_BEGIN_DECLS

/**
 * RkReadingLayer:
 *
 * Shows the cursors and selections of a canvas, and boxes with their figures. Lies over it and takes no events beside
 * those of the boxes, so that moving a cursor redraws no graph.
 */
#define RK_TYPE_READING_LAYER (rk_reading_layer_get_type ())
G_DECLARE_FINAL_TYPE (RkReadingLayer, rk_reading_layer, RK, READING_LAYER, GtkWidget)

/* Once; @canvas has cursors. */
void rk_reading_layer_set_canvas (RkReadingLayer *self, RkCanvas *canvas);

G_END_DECLS
