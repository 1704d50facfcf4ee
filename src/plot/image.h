#pragma once

#include <cairo.h>

#include "plot/scene.h"

G_BEGIN_DECLS

/* 0xrrggbb of a share 0 ... 1 of a scale of colours. */
guint32 rk_image_get_color  (const RkScene *scene, double share);
/* The image of @trace within @frame (device pixels). @cr's matrix does not matter. */
void    rk_image_draw       (cairo_t *cr, const RkScene *scene, const RkTrace *trace, const RkRect *frame, gboolean on_pixels);
/* The colours from the lower to the upper limit. */
void    rk_image_draw_strip (cairo_t *cr, const RkScene *scene, const RkRect *strip);

G_END_DECLS
