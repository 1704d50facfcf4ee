/* The window on a touch panel that a class reads from the last row: nothing but the graph, large digits and a bar
 * of controls within a child's reach. */

#include "config.h"

#include "app/window-private.h"

/* Controls become larger on screens of at least this height, logical pixels: 4K without a scale of its own. */
#define WIDE_HEIGHT 1440

static void
set_frozen (RkWindow *self,
            gboolean  frozen)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "panel-freeze");

  g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_boolean (frozen));
  gtk_widget_set_visible (self->panel_frozen, frozen);
  rk_canvas_set_frozen (rk_graph_page_get_canvas (self->graph_page), frozen);
}

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* Sizes, digits and colours; another picture is due, so none stands still. */
static void
update_panel (RkWindow *self)
{
  RkCanvas *canvas = rk_graph_page_get_canvas (self->graph_page);
  AdwStyleManager *style = adw_style_manager_get_default ();
  gboolean digits = g_settings_get_boolean (self->settings, "panel-digits");
  gboolean graph = g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "graph") == 0;
  gboolean wide = gtk_widget_get_height (GTK_WIDGET (self)) >= WIDE_HEIGHT;

  set_frozen (self, FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->panel_digits), self->panel && digits && graph);
  set_class (self->panel_bar, "rk-wide", wide);
  set_class (self->panel_frozen, "rk-wide", wide);
  g_object_set (canvas, "font-scale", self->panel ? g_settings_get_double (self->settings, "panel-font-scale") : 1.0, NULL);
  rk_canvas_set_panel (canvas, self->panel);

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

  if (self->panel)
    set_frozen (self, !gtk_widget_get_visible (self->panel_frozen));
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
  };
  static const char * const keys[] = { "panel-font-scale", "panel-digits", "panel-dark" };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++) {
    g_autoptr (GAction) action = g_settings_create_action (self->settings, keys[i]);
    g_autofree char *signal = g_strconcat ("changed::", keys[i], NULL);

    g_action_map_add_action (G_ACTION_MAP (self), action);
    g_signal_connect_object (self->settings, signal, G_CALLBACK (update_panel), self, G_CONNECT_SWAPPED);
  }

  g_object_bind_property (self->record_content, "label", self->panel_record_content, "label", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->record_content, "icon-name", self->panel_record_content, "icon-name", G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->record_button, "css-classes", self->panel_record, "css-classes", G_BINDING_SYNC_CREATE);
  g_signal_connect_object (self, "notify::fullscreened", G_CALLBACK (fullscreened_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pages, "notify::visible-child-name", G_CALLBACK (update_panel), self, G_CONNECT_SWAPPED);
}
