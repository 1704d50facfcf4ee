#include "config.h"

#include "app/projector.h"

#include "app/digits-page.h"
#include "app/panel-size.h"
#include "app/panel-style.h"

#include <glib/gi18n-lib.h>

/* As in panel mode. */
#define FONT_SCALE 2.0
#define SYSTEM_PX  15

#define WIDTH  960
#define HEIGHT 540

struct _RkProjector
{
  AdwWindow parent_instance;

  GtkWidget    *canvas;
  GtkWidget    *digits;
  GtkWidget    *header;
  RkPanelStyle *style;
};

G_DEFINE_FINAL_TYPE (RkProjector, rk_projector, ADW_TYPE_WINDOW)

static void
update_sizes (RkProjector *self)
{
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double text_px = height > 0 ? rk_panel_text_px (SYSTEM_PX, height, FONT_SCALE) : 0;

  rk_panel_style_set (self->style, height, text_px);
  rk_digits_page_set_panel (RK_DIGITS_PAGE (self->digits), text_px);
}

static void
realize_cb (RkProjector *self)
{
  g_signal_connect_object (gtk_native_get_surface (GTK_NATIVE (self)), "notify::height", G_CALLBACK (update_sizes), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

static void
fullscreen_cb (RkProjector *self)
{
  gtk_widget_set_visible (self->header, !gtk_window_is_fullscreen (GTK_WINDOW (self)));
}

/* A screen on which @window is not; NULL where there is none. */
static GdkMonitor *
find_other_monitor (GtkWindow *window)
{
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (window));
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  GdkMonitor *own = surface != NULL ? gdk_display_get_monitor_at_surface (display, surface) : NULL;
  GListModel *monitors = gdk_display_get_monitors (display);

  for (guint i = 0; own != NULL && i < g_list_model_get_n_items (monitors); i++) {
    g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);

    if (monitor != own)
      return g_steal_pointer (&monitor);
  }

  return NULL;
}

static void
toggle_fullscreen (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_fullscreen (GTK_WINDOW (widget));
}

static void
leave (GtkWidget  *widget,
       const char *action_name,
       GVariant   *parameter)
{
  if (gtk_window_is_fullscreen (GTK_WINDOW (widget)))
    gtk_window_unfullscreen (GTK_WINDOW (widget));
  else
    gtk_window_close (GTK_WINDOW (widget));
}

static void
rk_projector_dispose (GObject *object)
{
  RkProjector *self = RK_PROJECTOR (object);

  g_clear_pointer (&self->style, rk_panel_style_free);

  G_OBJECT_CLASS (rk_projector_parent_class)->dispose (object);
}

static void
rk_projector_class_init (RkProjectorClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_projector_dispose;

  gtk_widget_class_install_action (widget_class, "projector.fullscreen", NULL, toggle_fullscreen);
  gtk_widget_class_install_action (widget_class, "projector.leave", NULL, leave);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F11, 0, "projector.fullscreen", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "projector.leave", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK, "window.close", NULL);
}

static void
rk_projector_init (RkProjector *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *grid = gtk_grid_new ();
  GtkWidget *full = gtk_button_new_from_icon_name ("view-fullscreen-symbolic");

  self->style = rk_panel_style_new (GTK_WIDGET (self));
  self->canvas = rk_canvas_new ();
  self->digits = rk_digits_page_new ();
  self->header = adw_header_bar_new ();

  gtk_widget_set_tooltip_text (full, _("Full screen (F11)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (full), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Full screen"), -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (full), "projector.fullscreen");
  adw_header_bar_pack_end (ADW_HEADER_BAR (self->header), full);

  /* The teacher moves it in the other window: two hands on one graph would quarrel. */
  gtk_widget_set_can_target (self->canvas, FALSE);
  gtk_widget_set_focusable (self->canvas, FALSE);
  rk_canvas_set_panel (RK_CANVAS (self->canvas), TRUE);
  g_object_set (self->canvas, "font-scale", FONT_SCALE, NULL);

  gtk_grid_set_column_homogeneous (GTK_GRID (grid), TRUE);
  gtk_grid_attach (GTK_GRID (grid), self->canvas, 0, 0, 5, 1);
  gtk_grid_attach (GTK_GRID (grid), self->digits, 5, 0, 4, 1);
  gtk_widget_set_vexpand (grid, TRUE);

  gtk_box_append (GTK_BOX (box), self->header);
  gtk_box_append (GTK_BOX (box), grid);
  adw_window_set_content (ADW_WINDOW (self), box);
  gtk_window_set_title (GTK_WINDOW (self), _("Projector"));
  gtk_window_set_default_size (GTK_WINDOW (self), WIDTH, HEIGHT);

  g_signal_connect (self, "notify::fullscreened", G_CALLBACK (fullscreen_cb), NULL);
  g_signal_connect_after (self, "realize", G_CALLBACK (realize_cb), NULL);
}

/**
 * rk_projector_new:
 * @window: the teacher's
 * @canvas: of @window
 *
 * Opens nothing yet: present it.
 *
 * Returns: (transfer none): a window, on the full screen where @window is not; GTK owns it
 */
GtkWindow *
rk_projector_new (GtkWindow *window,
                  RkCanvas  *canvas)
{
  RkProjector *self;
  g_autoptr (GdkMonitor) monitor = NULL;

  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);
  g_return_val_if_fail (RK_IS_CANVAS (canvas) && rk_canvas_get_view (canvas) != NULL, NULL);

  self = g_object_new (RK_TYPE_PROJECTOR, NULL);
  rk_canvas_set_view (RK_CANVAS (self->canvas), rk_canvas_get_view (canvas));
  g_object_bind_property (rk_canvas_get_view (canvas), "experiment", self->digits, "experiment", G_BINDING_SYNC_CREATE);

  monitor = find_other_monitor (window);
  if (monitor != NULL)
    gtk_window_fullscreen_on_monitor (GTK_WINDOW (self), monitor);

  return GTK_WINDOW (self);
}
