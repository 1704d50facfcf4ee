#pragma once

#include <adwaita.h>

#include "app/canvas.h"

G_BEGIN_DECLS

/**
 * RkProjector:
 *
 * A second window for the class: the graph as another window has it, large digits, nothing to touch. It fills a screen
 * where that window is not, if there is one.
 */
#define RK_TYPE_PROJECTOR (rk_projector_get_type ())
G_DECLARE_FINAL_TYPE (RkProjector, rk_projector, RK, PROJECTOR, AdwWindow)

/* Shows what @canvas shows; goes with the window of that. */
GtkWindow *rk_projector_new (GtkWindow *window,
                             RkCanvas  *canvas) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
