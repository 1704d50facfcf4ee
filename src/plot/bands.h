#pragma once

#include <cairo.h>

#include "plot/scene.h"

G_BEGIN_DECLS

/* Fills the times without data of @trace within @frame (device pixels of @cr's surface), at least a pixel
 * each; @on_pixels: to whole pixels. */
void rk_bands_draw (cairo_t *cr, const RkScene *scene, const RkTrace *trace, const RkRect *frame, RkColor color,
                    gboolean on_pixels);

/* Where a time of @trace is, pixels from the left edge of a frame of @width, at any zoom. */
double rk_bands_get_place (const RkScene *scene, const RkTrace *trace, double width, double time_ns);

G_END_DECLS
