/* Axes, grid, numbers and legend cost more than the traces, and mostly stay: a picture that
 * is drawn twice is kept as an image. One that changes from frame to frame is not worth the copy. */
#include "config.h"

#include "plot/base-cache.h"

#include "plot/theme.h"

#include <string.h>

/* Everything the picture without data depends on. */
static char *
make_key (const RkScene  *scene,
          const RkLayout *layout)
{
  GString *key = g_string_sized_new (512);

  g_string_append_printf (key, "%a %a %a %a %a %d %d %d %c %d\n%s\n%a %a %d %s\n", scene->width, scene->height, scene->scale,
                          scene->font_px, scene->line_px, scene->theme, scene->grey,
                          rk_scene_needs_signs (scene), scene->decimal_sign, scene->legend,
                          layout->title, scene->x.lower, scene->x.upper, scene->x.log, layout->x_title);
  for (guint i = 0; i < scene->axes->len; i++) {
    const RkAxis *axis = &g_array_index (scene->axes, RkAxis, i);

    RkColor color = rk_axis_get_color (scene, i);

    g_string_append_printf (key, "%a %a %u %d %d %d %a %a %a %s\n",
                            axis->lower, axis->upper, axis->pane, axis->right, axis->log, axis->colors,
                            color.r, color.g, color.b, axis->title != NULL ? axis->title : "");
  }
  for (guint i = 0; i < layout->legend->len; i++) {
    const RkLegendItem *item = &g_array_index (layout->legend, RkLegendItem, i);

    g_string_append_printf (key, "%a %a %s", item->rect.x, item->rect.y, item->text);
    if (item->trace < scene->traces->len) {
      const RkTrace *trace = &g_array_index (scene->traces, RkTrace, item->trace);

      g_string_append_printf (key, " %u %u %d", trace->color, trace->dash, trace->style);
    }
    g_string_append_c (key, '\n');
  }

  for (guint i = 0; i < scene->marks->len; i++) {
    const RkMarkNote *mark = &g_array_index (scene->marks, RkMarkNote, i);

    g_string_append_printf (key, "%d %a %a %s\n", mark->kind, mark->begin_s, mark->end_s, mark->text);
  }

  return g_string_free (key, FALSE);
}

static void
copy_pixels (cairo_surface_t *from,
             cairo_surface_t *to)
{
  cairo_surface_flush (to);
  memcpy (cairo_image_surface_get_data (to), cairo_image_surface_get_data (from),
          (gsize) cairo_image_surface_get_stride (to) * cairo_image_surface_get_height (to));
  cairo_surface_mark_dirty (to);
}

static gboolean
fits (const RkBaseCache *self,
      cairo_surface_t   *surface)
{
  return self->surface != NULL
         && cairo_image_surface_get_format (self->surface) == cairo_image_surface_get_format (surface)
         && cairo_image_surface_get_height (self->surface) == cairo_image_surface_get_height (surface)
         && cairo_image_surface_get_stride (self->surface) == cairo_image_surface_get_stride (surface);
}

/**
 * rk_base_cache_begin:
 * @self: the cache
 * @scene: the scene to be drawn
 * @layout: its layout
 * @surface: (not nullable): the image to draw on
 *
 * Puts the picture without data on an image, if it is known.
 *
 * Threads: one at a time.
 *
 * Returns: %FALSE if it is not: draw it and call rk_base_cache_end()
 */
gboolean
rk_base_cache_begin (RkBaseCache     *self,
                     const RkScene   *scene,
                     const RkLayout  *layout,
                     cairo_surface_t *surface)
{
  g_autofree char *key = make_key (scene, layout);

  self->is_worth = g_strcmp0 (self->last_key, key) == 0;

  if (g_strcmp0 (self->key, key) == 0 && fits (self, surface)) {
    copy_pixels (self->surface, surface);
    g_free (self->last_key);
    self->last_key = g_steal_pointer (&key);
    return TRUE;
  }

  g_free (self->last_key);
  self->last_key = g_steal_pointer (&key);

  return FALSE;
}

/**
 * rk_base_cache_end:
 * @self: the cache, begun
 * @surface: the image with the picture without data
 *
 * Keeps the picture if it was the same the time before.
 *
 * Threads: one at a time.
 */
void
rk_base_cache_end (RkBaseCache     *self,
                   cairo_surface_t *surface)
{
  if (!self->is_worth)
    return;

  g_clear_pointer (&self->key, g_free);
  if (!fits (self, surface)) {
    g_clear_pointer (&self->surface, cairo_surface_destroy);
    self->surface = cairo_image_surface_create (cairo_image_surface_get_format (surface),
                                                cairo_image_surface_get_width (surface),
                                                cairo_image_surface_get_height (surface));
  }

  /* Not when there is no memory, or @surface has a stride of its own. */
  if (fits (self, surface)) {
    copy_pixels (surface, self->surface);
    self->key = g_strdup (self->last_key);
  }
}

/**
 * rk_base_cache_clear:
 * @self: the cache
 *
 * Frees what is kept.
 */
void
rk_base_cache_clear (RkBaseCache *self)
{
  g_clear_pointer (&self->key, g_free);
  g_clear_pointer (&self->last_key, g_free);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
}
