#pragma once

#include "plot/scene.h"

G_BEGIN_DECLS

/* Cairo writes texts into SVG as outlines. Gives the same picture with the texts of @scene as texts, at the places
 * of their outlines; @points_per_pixel is the scale of the picture. NULL if the outlines are not what the scene says: the
 * picture is good as it is then. Private to this folder. */
GString *rk_svg_restore_text (const char *svg, const RkScene *scene, double points_per_pixel) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
