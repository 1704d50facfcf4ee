#pragma once

#include <gtk/gtk.h>

#include "plot/scene.h"

G_BEGIN_DECLS

void rk_canvas_level_snapshot (GtkWidget         *canvas,
                               GtkSnapshot       *snapshot,
                               const RkScene     *scene,
                               const RkLevelLine *level,
                               const char        *text,
                               gboolean           is_held);

G_END_DECLS
