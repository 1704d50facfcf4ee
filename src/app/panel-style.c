/* Sizes of panel mode that depend on the height of the window, which a style sheet cannot ask for: the sheet is
 * written for it. What the class reads and what is read at arm's length differ. */

#include "config.h"

#include "app/panel-style.h"

#include "app/panel-size.h"

struct _RkPanelStyle
{
  GtkWidget      *window;   /* borrowed: it ends this */
  GtkCssProvider *provider;
  char           *name;     /* of the window in the sheet */
  int             height;   /* what the sheet is written for */
  int             text_px;
};

/* Figures have several rows: a little smaller than the axes. */
#define FIGURES 0.75
/* Below the icons on the graph, px. */
#define ICON_MARGIN 4

/**
 * rk_panel_style_new:
 * @window: whose sizes these are; it must end after the style
 *
 * Returns: (transfer full): a style that changes nothing yet
 */
RkPanelStyle *
rk_panel_style_new (GtkWidget *window)
{
  static guint n_windows;
  RkPanelStyle *self;

  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);

  self = g_new0 (RkPanelStyle, 1);
  self->window = window;
  self->provider = gtk_css_provider_new ();
  self->name = g_strdup_printf ("rk-window-%u", n_windows++);
  gtk_widget_set_name (window, self->name);
  gtk_style_context_add_provider_for_display (gtk_widget_get_display (window), GTK_STYLE_PROVIDER (self->provider),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION + 1);

  return self;
}

/**
 * rk_panel_style_free:
 * @self: (nullable) (transfer full): a style
 *
 * Ends it.
 */
void
rk_panel_style_free (RkPanelStyle *self)
{
  if (self == NULL)
    return;

  gtk_style_context_remove_provider_for_display (gtk_widget_get_display (self->window), GTK_STYLE_PROVIDER (self->provider));
  g_object_unref (self->provider);
  g_free (self->name);
  g_free (self);
}

static char *
write_sheet (RkPanelStyle *self)
{
  int near = (int) rk_panel_near_px (self->height);
  int target = (int) rk_panel_target_px (self->height);
  const char *id = self->name;

  if (self->text_px == 0)
    return g_strdup ("");

  return g_strdup_printf (
    "#%s .rk-panel-bar button, #%s button.rk-frozen { min-height: %dpx; min-width: %dpx; font-size: %dpx; }\n"
    "#%s .rk-graph-tools button { min-height: %dpx; min-width: %dpx; font-size: %dpx; }\n"
    "#%s .rk-panel-bar image, #%s .rk-graph-tools image { -gtk-icon-size: %dpx; }\n"
    /* At the lower end of what a finger hits: in the middle they would lie on the numbers of the time axis. */
    "#%s .rk-graph-tools image { -gtk-icon-transform: translateY(%dpx); }\n"
    "#%s .rk-plot-header { font-size: %dpx; }\n"
    "#%s .rk-plot-header button { min-height: %dpx; min-width: %dpx; }\n"
    "#%s .rk-plot-header button image { -gtk-icon-size: %dpx; }\n"
    "#%s .rk-panel-toast button, #%s button.pill { min-height: %dpx; font-size: %dpx; }\n"
    "#%s popover, #%s toast { font-size: %dpx; }\n"
    "#%s popover modelbutton, #%s popover button, #%s popover entry { min-height: %dpx; min-width: %dpx; }\n"
    "#%s readout, #%s reading { font-size: %dpx; }\n"
    "#%s figures { font-size: %dpx; }\n"
    "#%s figures button { min-height: %dpx; min-width: %dpx; }\n"
    "#%s figures button image { -gtk-icon-size: %dpx; }\n",
    id, id, target, target, near,
    id, target, target, near,
    id, id, near,
    id, MAX ((target - near) / 2 - ICON_MARGIN, 0),
    id, self->text_px,
    id, target, target,
    id, near,
    id, id, target, near,
    id, id, near,
    id, id, id, target, target,
    id, id, self->text_px,
    id, (int) (FIGURES * self->text_px),
    id, target, target,
    id, near);
}

/**
 * rk_panel_style_set:
 * @self: a style
 * @window_height: logical pixels
 * @text_px: size of what the class reads, logical pixels; 0 = as everywhere else
 *
 * Takes sizes over.
 */
void
rk_panel_style_set (RkPanelStyle *self,
                    double        window_height,
                    double        text_px)
{
  g_autofree char *sheet = NULL;

  g_return_if_fail (self != NULL);

  if (self->height == (int) window_height && self->text_px == (int) text_px)
    return;

  self->height = (int) window_height;
  self->text_px = (int) text_px;
  sheet = write_sheet (self);
  gtk_css_provider_load_from_data (self->provider, sheet, -1);
}
