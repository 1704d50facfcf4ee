/* The level of the trigger over the picture: a dashed line that can be grabbed, and what it waits for.
 *
 * It is not part of the picture, so that it follows the hand without one being drawn, and is in no exported file.
 */

#include "config.h"

#include "app/canvas-level.h"

#include <math.h>

#define PADDING   6
#define DISTANCE  5  /* of the label from the line */
#define TEXT_SIZE 0.92

static GdkRGBA
get_color (GtkWidget  *widget,
           const char *name,
           const char *otherwise)
{
  GdkRGBA color;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), name, &color))
    gdk_rgba_parse (&color, otherwise);

  return color;
}

static void
snapshot_line (GtkSnapshot   *snapshot,
               const RkRect  *pane,
               double         y,
               double         width,
               const GdkRGBA *color)
{
  double dash[2] = { 5 * width, 3 * width };
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float) pane->x, (float) (y - width - 1),
                                                                          (float) pane->width, (float) (2 * width + 2)));

  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, width);
  cairo_set_dash (cr, dash, 2, 0);
  cairo_move_to (cr, pane->x, y);
  cairo_line_to (cr, pane->x + pane->width, y);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static PangoLayout *
make_layout (GtkWidget     *canvas,
             const RkScene *scene,
             const char    *text)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (canvas, text);
  const PangoFontDescription *font = pango_context_get_font_description (pango_layout_get_context (layout));
  g_autoptr (PangoFontDescription) own = pango_font_description_copy (font);
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_font_description_set_absolute_size (own, scene->font_px * TEXT_SIZE * PANGO_SCALE);
  pango_layout_set_font_description (layout, own);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_MIDDLE);

  return layout;
}

static void
snapshot_label (GtkWidget     *canvas,
                GtkSnapshot   *snapshot,
                const RkScene *scene,
                const RkRect  *pane,
                double         y,
                const char    *text,
                const GdkRGBA *color)
{
  g_autoptr (PangoLayout) layout = make_layout (canvas, scene, text);
  GdkRGBA background = get_color (canvas, "view_bg_color", "#ffffff");
  GdkRGBA foreground = get_color (canvas, "view_fg_color", "#000000");
  GskRoundedRect outline;
  graphene_rect_t bounds;
  int width;
  int height;
  double top;

  pango_layout_set_width (layout, (int) MAX (pane->width - 4 * PADDING, 1) * PANGO_SCALE);
  pango_layout_get_pixel_size (layout, &width, &height);
  width += 2 * PADDING;
  height += PADDING / 2;

  /* Above the line, below it at the top of the pane. */
  top = y - DISTANCE - height;
  if (top < pane->y + 1)
    top = y + DISTANCE;

  bounds = GRAPHENE_RECT_INIT ((float) floor (pane->x + pane->width - width - PADDING), (float) floor (top),
                               (float) width, (float) height);
  gsk_rounded_rect_init_from_rect (&outline, &bounds, 6);
  background.alpha = 0.94f;
  gtk_snapshot_push_rounded_clip (snapshot, &outline);
  gtk_snapshot_append_color (snapshot, &background, &bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &outline, (float[4]) { 1.5f, 1.5f, 1.5f, 1.5f },
                              (GdkRGBA[4]) { *color, *color, *color, *color });

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (bounds.origin.x + PADDING, bounds.origin.y + PADDING / 4.0f));
  gtk_snapshot_append_layout (snapshot, layout, &foreground);
  gtk_snapshot_restore (snapshot);
}

/**
 * rk_canvas_level_snapshot:
 * @canvas: whose fonts and colours are used
 * @snapshot: where
 * @scene: the picture below
 * @level: the level, where it is shown now
 * @text: what it says
 * @is_held: whether it is being dragged
 *
 * Draws a level over the picture. One out of sight is not drawn, unless it is being dragged.
 */
void
rk_canvas_level_snapshot (GtkWidget         *canvas,
                          GtkSnapshot       *snapshot,
                          const RkScene     *scene,
                          const RkLevelLine *level,
                          const char        *text,
                          gboolean           is_held)
{
  RkRect pane = rk_scene_get_pane (scene, level->axis);
  RkColor c = rk_palette_color (level->color, scene->theme);
  GdkRGBA color = { (float) c.r, (float) c.g, (float) c.b, 1 };
  double y = rk_scene_from_value (scene, level->axis, level->value);

  if (is_held)
    y = CLAMP (y, pane.y, pane.y + pane.height);
  if (!(y >= pane.y - 0.5 && y <= pane.y + pane.height + 0.5))
    return;

  snapshot_line (snapshot, &pane, y, MAX (scene->line_px, 1.5) * (is_held ? 1.6 : 1), &color);
  if (text[0] != '\0')
    snapshot_label (canvas, snapshot, scene, &pane, y, text, &color);
}
