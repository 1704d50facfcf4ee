#pragma once

#include <cairo.h>

#include "plot/scene.h"

G_BEGIN_DECLS

/* All three on the renderer's thread only. */
void     rk_plplot_warm_up (void);
gboolean rk_plplot_render  (const RkScene *scene, cairo_surface_t *surface, GError **error);
void     rk_plplot_finish  (void);

G_END_DECLS
