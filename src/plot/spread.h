#pragma once

#include <cairo.h>

#include "plot/scene.h"

G_BEGIN_DECLS

/* The band of ± s around a mean within @frame (device pixels of @cr's surface), 1/5 opaque. */
void     rk_spread_draw        (cairo_t *cr, const RkScene *scene, const RkTrace *trace, const RkRect *frame, RkColor color);

/* What it reaches over between two samples; FALSE where there is none. */
gboolean rk_spread_get_extrema (const RkTrace *trace, guint64 first, guint64 end, double *min, double *max);

G_END_DECLS
