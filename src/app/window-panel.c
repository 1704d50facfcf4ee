/* The window on a touch panel that a class reads from the last row: nothing but the graph, large digits and a bar
 * of controls within a child's reach. */

#include "config.h"

#include "app/window-private.h"

#include "app/panel-size.h"
#include "app/projector.h"

/* Sizes of the numbers of the graph, as the menu offers them. */
static const double scales[] = { 1.5, 2, 3 };

/* The size of ordinary text, where the window is small. */
#define SYSTEM_PX 15

/* What would move a graph that stands still. */
static const char * const moves[] = {
  "graph.axis", "graph.axis-menu", "graph.back", "graph.fit", "graph.fit-sensor", "graph.fit-values", "graph.follow",
  "graph.forward", "graph.zoom-in", "graph.zoom-out",
};

static GSimpleAction *
find_action (RkWindow   *self,
             const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name));
}

static void
set_frozen (RkWindow *self,
            gboolean  frozen)
{
  g_simple_action_set_state (find_action (self, "panel-freeze"), g_variant_new_boolean (frozen));
  gtk_widget_set_visible (self->panel_frozen, frozen);
  rk_canvas_set_frozen (rk_graph_page_get_canvas (self->graph_page), frozen);
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self->graph_page), moves[i], !frozen);
}

/* What follows from the height of the window: it is known only when the full screen has come. */
static void
update_sizes (RkWindow *self)
{
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  double text_px = 0;

  if (self->panel && height > 0)
    text_px = rk_panel_text_px (SYSTEM_PX, height, g_settings_get_double (self->settings, "panel-font-scale"));

  rk_panel_style_set (self->panel_style, height, text_px);
  rk_digits_page_set_panel (self->panel_digits, text_px);
}

/* Sizes, digits and colours; another picture is due, so none stands still. */
static void
update_panel (RkWindow *self)
{
  static const char * const only_here[] = { "panel-freeze", "panel-digits", "panel-larger", "panel-back" };
  RkCanvas *canvas = rk_graph_page_get_canvas (self->graph_page);
  AdwStyleManager *style = adw_style_manager_get_default ();
  gboolean digits = g_settings_get_boolean (self->settings, "panel-digits");
  gboolean graph = g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "graph") == 0;
  RkGraphSize size = {
    .panel = self->panel,
    .font_scale = self->panel ? g_settings_get_double (self->settings, "panel-font-scale") : 1.0,
  };

  set_frozen (self, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (only_here); i++)
    g_simple_action_set_enabled (find_action (self, only_here[i]), self->panel);
  g_simple_action_set_state (find_action (self, "panel-digits"), g_variant_new_boolean (digits));
  gtk_widget_set_visible (GTK_WIDGET (self->panel_digits), self->panel && digits && graph);
  g_object_set (canvas, "font-scale", size.font_scale, NULL);
  rk_canvas_set_panel (canvas, self->panel);
  rk_plot_grid_set_size (self->plot_grid, &size);
  update_sizes (self);

  if (self->panel)
    adw_style_manager_set_color_scheme (style, g_settings_get_boolean (self->settings, "panel-dark")
                                                 ? self->panel_scheme : ADW_COLOR_SCHEME_FORCE_LIGHT);
}

static void
set_panel (RkWindow *self,
           gboolean  panel)
{
  AdwStyleManager *style = adw_style_manager_get_default ();
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "panel");

  if (self->panel == panel)
    return;

  g_object_set (rk_graph_page_get_pen (self->graph_page), "active", FALSE, NULL);
  self->panel = panel;
  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (panel));
  if (panel) {
    self->panel_scheme = adw_style_manager_get_color_scheme (style);
    /* The list hides for the time being, which is no wish to remember. */
    g_settings_unbind (self->flap, "reveal-flap");
    adw_flap_set_reveal_flap (self->flap, FALSE);
    adw_view_stack_set_visible_child_name (self->pages, "graph");
    gtk_window_fullscreen (GTK_WINDOW (self));
  } else {
    adw_style_manager_set_color_scheme (style, self->panel_scheme);
    g_settings_bind (self->settings, "side-list", self->flap, "reveal-flap", G_SETTINGS_BIND_DEFAULT);
    gtk_window_unfullscreen (GTK_WINDOW (self));
  }

  rk_plot_grid_set_panel (self->plot_grid, panel);
  gtk_widget_set_visible (self->header_bar, !panel);
  gtk_widget_set_visible (self->panel_bar, panel);
  gtk_widget_set_visible (GTK_WIDGET (self->status_line), !panel && !rk_document_get_empty (self->document));
  update_panel (self);
}

/* Somebody else, such as the desktop, ended the full screen. */
static void
fullscreened_cb (RkWindow *self)
{
  if (self->panel && !gtk_window_is_fullscreen (GTK_WINDOW (self)))
    set_panel (self, FALSE);
  else
    update_panel (self);
}

static void
panel_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  RkWindow *self = user_data;

  set_panel (self, !self->panel);
}

static void
freeze_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RkWindow *self = user_data;

  set_frozen (self, !gtk_widget_get_visible (self->panel_frozen));
}

static void
digits_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RkWindow *self = user_data;

  g_settings_set_boolean (self->settings, "panel-digits", !g_settings_get_boolean (self->settings, "panel-digits"));
}

/* After the largest comes the smallest. */
static void
larger_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RkWindow *self = user_data;
  double scale = g_settings_get_double (self->settings, "panel-font-scale");
  guint n = 0;

  while (n < G_N_ELEMENTS (scales) && scales[n] <= scale)
    n++;
  g_settings_set_double (self->settings, "panel-font-scale", scales[n % G_N_ELEMENTS (scales)]);
}

/* One step: first the pen is put away, then the graph is let go. */
static void
back_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  RkWindow *self = user_data;

  if (gtk_widget_get_visible (self->pen_bar))
    g_object_set (rk_graph_page_get_pen (self->graph_page), "active", FALSE, NULL);
  else if (gtk_widget_get_visible (self->panel_frozen))
    set_frozen (self, FALSE);
  else
    set_panel (self, FALSE);
}

static void
projector_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  RkWindow *self = user_data;

  if (self->projector != NULL) {
    gtk_window_destroy (self->projector);
    return;
  }

  g_set_weak_pointer (&self->projector, rk_projector_new (GTK_WINDOW (self), rk_graph_page_get_canvas (self->graph_page)));
  gtk_window_present (self->projector);
}

static void
watch_height (RkWindow *self)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (self));

  g_signal_connect_object (surface, "notify::height", G_CALLBACK (update_sizes), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/* internal; see window-private.h */
void
rk_window_leave_panel (RkWindow *self)
{
  set_panel (self, FALSE);
}

/* internal; see window-private.h */
void
rk_window_install_panel_actions (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "panel", .activate = panel_action, .state = "false" },
    { .name = "panel-freeze", .activate = freeze_action, .state = "false" },
    { .name = "panel-digits", .activate = digits_action, .state = "true" },
    { .name = "panel-larger", .activate = larger_action },
    { .name = "panel-back", .activate = back_action },
    { .name = "projector", .activate = projector_action },
  };
  static const char * const keys[] = { "panel-font-scale", "panel-dark", "panel-digits" };

  self->panel_style = rk_panel_style_new (GTK_WIDGET (self));
  g_signal_connect_object (self, "realize", G_CALLBACK (watch_height), self, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (GAction) action = g_settings_create_action (self->settings, keys[i]);
    g_autofree char *signal = g_strconcat ("changed::", keys[i], NULL);

    if (g_action_map_lookup_action (G_ACTION_MAP (self), keys[i]) == NULL)
      g_action_map_add_action (G_ACTION_MAP (self), action);
    g_signal_connect_object (self->settings, signal, G_CALLBACK (update_panel), self, G_CONNECT_SWAPPED);
  }

  g_object_bind_property (self->record_content, "label", self->panel_record_content, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->record_content, "icon-name", self->panel_record_content, "icon-name", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->record_button, "css-classes", self->panel_record, "css-classes", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self, "notify::fullscreened", G_CALLBACK (fullscreened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pages, "notify::visible-child-name", G_CALLBACK (update_panel), self, G_CONNECT_SWAPPED);
  update_panel (self);
}
