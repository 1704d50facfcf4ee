#include "config.h"

#include "app/graph-size.h"

#include "app/panel-size.h"

/* Logical pixels of the interface's font: it follows the desktop's text size. */
static double
get_font_px (GtkWidget *widget)
{
  PangoContext *context = gtk_widget_get_pango_context (widget);
  const PangoFontDescription *font = pango_context_get_font_description (context);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;
  double dpi = pango_cairo_context_get_resolution (context);

  if (!(size > 0))
    return 15;

  if (pango_font_description_get_size_is_absolute (font))
    return size;

  return size * (dpi > 0 ? dpi : 96) / 72;
}

/**
 * rk_graph_size_choose:
 * @self: what it is for
 * @widget: what shows the picture
 * @font_px: (out): size of numbers and titles
 * @line_px: (out): width of a trace
 *
 * Chooses sizes. Large pictures get larger numbers and thicker lines, since they are looked at from further away; on a panel the
 * window decides.
 */
void
rk_graph_size_choose (const RkGraphSize *self,
                      GtkWidget         *widget,
                      double            *font_px,
                      double            *line_px)
{
  double width = MAX (gtk_widget_get_width (widget), 1);
  double height = MAX (gtk_widget_get_height (widget), 1);
  double reach = MIN (width * 0.6, height);
  GtkRoot *root = gtk_widget_get_root (widget);

  *font_px = CLAMP (MAX (get_font_px (widget), reach / 52) * self->font_scale, 8, 96);
  *line_px = CLAMP (MAX (1.75, reach / 450) * self->font_scale, 1, 8);

  if (self->panel && root != NULL) {
    *font_px = rk_panel_font_px (get_font_px (widget), gtk_widget_get_height (GTK_WIDGET (root)), width, height,
                                 self->font_scale);
    *line_px = rk_panel_line_px (*line_px, gtk_widget_get_scale_factor (widget));
  }
}
