#pragma once

#include "app/canvas.h"

G_BEGIN_DECLS

void rk_canvas_input_bind   (GtkWidgetClass *widget_class);
void rk_canvas_input_attach (RkCanvas *canvas);

G_END_DECLS
