#pragma once

#include "plot/scene.h"

G_BEGIN_DECLS

/* Whether @scene can be drawn; RK_PLOT_ERROR_SCENE if not. Any thread. */
gboolean rk_scene_check (const RkScene *scene, GError **error);

G_END_DECLS
