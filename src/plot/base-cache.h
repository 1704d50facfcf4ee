#pragma once

#include <cairo.h>

#include "plot/layout.h"

G_BEGIN_DECLS

/* The picture of everything but the data, while it stays the same. Zeroed memory is an empty one. */
typedef struct {
  char            *last_key; /* of the picture before */
  char            *key;      /* of @surface */
  cairo_surface_t *surface;
  gboolean         is_worth; /* the picture begun is the same as the one before */
} RkBaseCache;

/* TRUE: it was there and is on @surface, an image, now. FALSE: it is to be drawn, then call end (). */
gboolean rk_base_cache_begin (RkBaseCache *self, const RkScene *scene, const RkLayout *layout, cairo_surface_t *surface);
void     rk_base_cache_end   (RkBaseCache *self, cairo_surface_t *surface);
void     rk_base_cache_clear (RkBaseCache *self);

G_END_DECLS
