#pragma once

#include <adwaita.h>

#include "app/graph-cursor.h"
#include "app/graph-view.h"

G_BEGIN_DECLS

/**
 * RkCanvas:
 *
 * Shows a graph view: pictures drawn by the render thread, gestures and keys that move the view.
 *
 * Properties: view (RkGraphView), font-scale (double), error-text (nullable, read-only: why the last
 * picture could not be drawn).
 * Signals: drawn, when another picture is on show; mark-clicked (uint: index into the marks of the scene on show);
 * axis-clicked (int: index into the value axes, -1 = the one along x).
 */
#define RK_TYPE_CANVAS (rk_canvas_get_type ())
G_DECLARE_FINAL_TYPE (RkCanvas, rk_canvas, RK, CANVAS, GtkWidget)

GtkWidget     *rk_canvas_new           (void) G_GNUC_WARN_UNUSED_RESULT;
RkGraphView   *rk_canvas_get_view      (RkCanvas *self);
const RkScene *rk_canvas_get_scene     (RkCanvas *self);
void           rk_canvas_set_view      (RkCanvas    *self,
                                        RkGraphView *view);
void           rk_canvas_init_settings (RkCanvas       *self,
                                        RkViewSettings *settings);

/* For a touch panel read from the last row: larger numbers, thicker lines. */
void           rk_canvas_set_panel     (RkCanvas *self,
                                        gboolean  panel);
/* The picture stands still, whatever is recorded meanwhile. */
void           rk_canvas_set_frozen    (RkCanvas *self,
                                        gboolean  frozen);
gboolean       rk_canvas_get_frozen    (RkCanvas *self);

/* Shows the level being dragged where the hand has it, not where the picture has it. */
void           rk_canvas_hold_level    (RkCanvas *self,
                                        double    value);
void           rk_canvas_release_level (RkCanvas *self,
                                        gboolean  at_once);
void           rk_canvas_click_mark    (RkCanvas *self,
                                        guint     mark);
void           rk_canvas_click_axis    (RkCanvas *self,
                                        int       axis);

/* What is placed on it by hand; NULL = nothing can be. */
RkGraphCursors *rk_canvas_get_cursors  (RkCanvas *self);
void           rk_canvas_set_cursors   (RkCanvas       *self,
                                        RkGraphCursors *cursors);
/* For who cannot see it, in place of what it shows; NULL = that again. */
void           rk_canvas_say           (RkCanvas   *self,
                                        const char *text);

G_END_DECLS
