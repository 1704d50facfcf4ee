#pragma once

#include "app/canvas.h"
#include "app/panel-ink.h"

G_BEGIN_DECLS

/**
 * RkPanelPen:
 *
 * Lies over a canvas and shows what was drawn over its graph; while its property active is set, hand, mouse and stylus
 * draw on it.
 *
 * Properties: active (boolean), color (uint, less than RK_INK_COLORS), highlighter (boolean), shown (boolean: strokes
 * are seen), n-strokes (uint, read-only).
 * Signal: full, when there is no room for another stroke.
 */
#define RK_TYPE_PANEL_PEN (rk_panel_pen_get_type ())
G_DECLARE_FINAL_TYPE (RkPanelPen, rk_panel_pen, RK, PANEL_PEN, GtkWidget)

/* Over that canvas, which must not end before. */
void        rk_panel_pen_set_canvas (RkPanelPen *self,
                                     RkCanvas   *canvas);
RkPanelInk *rk_panel_pen_get_ink    (RkPanelPen *self);

G_END_DECLS
