#pragma once

#include "plot/renderer.h"
#include "store/series.h"

#include <math.h>
#include <string.h>

/* What the tests of drawn pixels share. */

#define BLUE 0x0072b2u /* the first colour of the light palette */

/* A steady series of columns of @n values at @rate_hz. */
static inline RkSpan *
make_columns (const double *const *columns,
              guint                n_columns,
              guint64              n,
              double               rate_hz)
{
  g_autoptr (RkSeries) series = rk_series_new (n_columns, 0);

  for (guint64 i = 0; i < n;) {
    guint m = (guint) MIN (n - i, RK_BLOCK_MAX_SAMPLES);
    g_autoptr (RkBlock) block = rk_block_new (n_columns, m, (gint64) ((double) i * 1e9 / rate_hz), 1e9 / rate_hz);

    for (guint c = 0; c < n_columns; c++)
      memcpy (block->values + (gsize) c * m, columns[c] + i, m * sizeof (double));
    rk_series_append (series, block);
    i += m;
  }

  return rk_series_take_span (series);
}

static inline RkSpan *
make_span (const double *values,
           guint64       n,
           double        rate_hz)
{
  return make_columns (&values, 1, n, rate_hz);
}

static inline cairo_surface_t *
draw (const RkScene *scene)
{
  int width = (int) ceil (scene->width * scene->scale);
  int height = (int) ceil (scene->height * scene->scale);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  g_autoptr (GError) error = NULL;

  rk_renderer_draw (rk_renderer_get_default (), scene, surface, &error);
  g_assert_no_error (error);
  cairo_surface_flush (surface);

  return surface;
}

static inline guint32
pixel (cairo_surface_t *surface,
       double           x,
       double           y)
{
  const guint32 *pixels = (const guint32 *) (gpointer) cairo_image_surface_get_data (surface);

  return pixels[(int) floor (y) * (cairo_image_surface_get_stride (surface) / 4) + (int) floor (x)] & 0xffffffu;
}

/* Whether a pixel is of the colour of traces: clearly more blue than red. */
static inline gboolean
is_ink (guint32 p)
{
  return (int) (p & 0xff) - (int) (p >> 16 & 0xff) > 40;
}

/* Whether there is ink around a place. */
static inline gboolean
has_ink (cairo_surface_t *surface,
         double           x,
         double           y)
{
  for (int dy = -1; dy <= 1; dy++) {
    for (int dx = -1; dx <= 1; dx++) {
      if (is_ink (pixel (surface, x + dx, y + dy)))
        return TRUE;
    }
  }

  return FALSE;
}
