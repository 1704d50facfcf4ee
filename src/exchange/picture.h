#pragma once

#include <gio/gio.h>

#include "plot/scene.h"

G_BEGIN_DECLS

/* PNG, SVG or PDF by the suffix of @path; the renderer draws, text stays text in SVG and PDF. For
 * SVG and PDF one logical pixel is 0.75 pt. An old file stays whole if writing fails. */
gboolean rk_picture_write (const RkScene *scene, const char *path, GError **error);
/* The picture as PNG bytes, for the clipboard. */
GBytes  *rk_picture_png   (const RkScene *scene, GError **error);

G_END_DECLS
