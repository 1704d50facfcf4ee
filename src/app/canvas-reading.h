#pragma once

#include "app/canvas.h"

G_BEGIN_DECLS

void        rk_canvas_reading_attach      (RkCanvas *canvas);
/* NULL = nothing to grab there. */
const char *rk_canvas_reading_get_pointer (RkCanvas *canvas, double x, double y);

G_END_DECLS
