#pragma once

#include "plot/scene.h"

G_BEGIN_DECLS

/* Largest side of a picture, device pixels; cairo's own limit for images is 32767. */
#define RK_SCENE_MAX_PX 20000.0

/* Whether @scene can be drawn; RK_PLOT_ERROR_SCENE if not. Any thread. */
gboolean rk_scene_check (const RkScene *scene, GError **error);

G_END_DECLS
