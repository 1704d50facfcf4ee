#include "config.h"

#include "app/ink.h"

#include "plot/scene.h"

#include <math.h>

/* Contrast that texts need on their background (WCAG 2.1, 1.4.3). */
#define CONTRAST 4.5

/**
 * rk_ink_layout:
 * @widget: whose font
 * @text: what to write
 * @px: size of the font, pixels
 * @weight: of the font
 *
 * Returns: (transfer full): the text in a size of its own, with digits of equal width
 */
PangoLayout *
rk_ink_layout (GtkWidget   *widget,
               const char  *text,
               double       px,
               PangoWeight  weight)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, text);
  PangoFontDescription *font =
    pango_font_description_copy (pango_context_get_font_description (pango_layout_get_context (layout)));
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_font_description_set_absolute_size (font, MAX (px, 1) * PANGO_SCALE);
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);

  return layout;
}

/**
 * rk_ink_append:
 * @snapshot: where to draw
 * @layout: what
 * @x: its left end, pixels
 * @y: its upper end, pixels
 * @color: of the text
 *
 * Draws a text on whole pixels.
 */
void
rk_ink_append (GtkSnapshot   *snapshot,
               PangoLayout   *layout,
               double         x,
               double         y,
               const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) round (x), (float) round (y)));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/**
 * rk_ink_picture:
 * @widget: what to cover
 * @snapshot: where to draw
 * @picture: a finished picture of @widget
 *
 * Draws a picture over the whole of a widget. It is of another size only for a frame or two, while the window is being
 * resized.
 */
void
rk_ink_picture (GtkWidget       *widget,
                GtkSnapshot     *snapshot,
                cairo_surface_t *picture)
{
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  cairo_t *cr;

  if (width <= 0 || height <= 0)
    return;

  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  cairo_scale (cr, (double) width / MAX (cairo_image_surface_get_width (picture), 1),
               (double) height / MAX (cairo_image_surface_get_height (picture), 1));
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_destroy (cr);
}

static double
get_luminance (const GdkRGBA *color)
{
  double part[3] = { (double) color->red, (double) color->green, (double) color->blue };

  for (guint i = 0; i < 3; i++)
    part[i] = part[i] <= 0.03928 ? part[i] / 12.92 : pow ((part[i] + 0.055) / 1.055, 2.4);

  return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
}

static double
get_contrast (const GdkRGBA *a,
              const GdkRGBA *b)
{
  double la = get_luminance (a);
  double lb = get_luminance (b);

  return (MAX (la, lb) + 0.05) / (MIN (la, lb) + 0.05);
}

/**
 * rk_ink_text:
 * @widget: a widget
 *
 * Returns: the colour of its texts
 */
GdkRGBA
rk_ink_text (GtkWidget *widget)
{
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);

  return color;
}

/**
 * rk_ink_trace:
 * @widget: where it is drawn
 * @n: index into the palette
 *
 * Returns: the colour of a trace, moved towards that of texts as far as reading needs
 */
GdkRGBA
rk_ink_trace (GtkWidget *widget,
              guint      n)
{
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  RkColor trace = rk_palette_color (n, dark ? RK_THEME_DARK : RK_THEME_LIGHT);
  GdkRGBA color = { (float) trace.r, (float) trace.g, (float) trace.b, 1 };
  GdkRGBA foreground = rk_ink_text (widget);
  GdkRGBA background;

  if (!gtk_style_context_lookup_color (gtk_widget_get_style_context (widget), "view_bg_color", &background))
    background = dark ? (GdkRGBA) { 0.12f, 0.12f, 0.12f, 1 } : (GdkRGBA) { 1, 1, 1, 1 };

  for (guint i = 0; i < 10 && get_contrast (&color, &background) < CONTRAST; i++) {
    color.red += (foreground.red - color.red) * 0.15f;
    color.green += (foreground.green - color.green) * 0.15f;
    color.blue += (foreground.blue - color.blue) * 0.15f;
  }

  return color;
}

/**
 * rk_ink_on:
 * @background: a colour
 *
 * Returns: white or black, whichever stands out more
 */
GdkRGBA
rk_ink_on (const GdkRGBA *background)
{
  const GdkRGBA white = { 1, 1, 1, 1 };
  const GdkRGBA black = { 0, 0, 0, 1 };

  return get_contrast (background, &white) >= get_contrast (background, &black) ? white : black;
}
