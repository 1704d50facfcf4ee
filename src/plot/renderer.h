#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "plot/scene.h"

G_BEGIN_DECLS

/**
 * RkRenderer:
 *
 * The one thread that may call PLplot, and its queue. There is one per process. Every picture, on the
 * screen and in a file, is drawn here from a scene.
 */
typedef struct _RkRenderer RkRenderer;

RkRenderer *rk_renderer_get_default (void); /* (transfer none): started at first use */

/* Draws on a surface of the caller's (image, PDF, SVG), which nobody else touches meanwhile.
 * Waits for the thread. Any thread but the renderer's own. */
gboolean    rk_renderer_draw        (RkRenderer *self, const RkScene *scene, cairo_surface_t *surface, GError **error);

/* Draws into an image surface of its own (RGB24, width * scale x height * scale). Of several
 * requests with the same @owner only the newest is drawn. @callback runs on the thread-default
 * main context of the caller, with NULL and an error if it failed; it is not called for requests that were
 * replaced. The surface goes back with cairo_surface_destroy () (buffers are reused). */
typedef void (*RkRendererCallback) (const RkScene *scene, cairo_surface_t *surface, const GError *error, gpointer user_data);
void        rk_renderer_request     (RkRenderer *self, RkScene *scene, gpointer owner,
                                     RkRendererCallback callback, gpointer user_data);
void        rk_renderer_cancel      (RkRenderer *self, gpointer owner); /* no callback after it returns */

G_END_DECLS
