/* The pen over the graph: its bar and its actions. What is drawn is kept with the experiment, stroke by stroke. */

#include "config.h"

#include "app/window-private.h"

#include <glib/gi18n-lib.h>

static GSimpleAction *
find_action (RkWindow   *self,
             const char *name)
{
  return G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name));
}

static RkPanelPen *
get_pen (RkWindow *self)
{
  return rk_graph_page_get_pen (self->graph_page);
}

static gboolean
is_graph_shown (RkWindow *self)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->main_stack), "experiment") == 0 &&
         g_strcmp0 (adw_view_stack_get_visible_child_name (self->pages), "graph") == 0;
}

static void
update_pen (RkWindow *self)
{
  gboolean active;
  guint n;

  g_object_get (get_pen (self), "active", &active, "n-strokes", &n, NULL);
  g_simple_action_set_state (find_action (self, "pen"), g_variant_new_boolean (active));
  gtk_widget_set_visible (self->pen_bar, active);
  g_simple_action_set_enabled (find_action (self, "pen-undo"), n > 0);
  g_simple_action_set_enabled (find_action (self, "pen-clear"), n > 0);
}

/* Where there is no graph there is nothing to draw on. */
static void
page_cb (RkWindow *self)
{
  gboolean shown = is_graph_shown (self);

  g_simple_action_set_enabled (find_action (self, "pen"), shown);
  if (!shown)
    g_object_set (get_pen (self), "active", FALSE, NULL);
}

static void
pen_action (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       user_data)
{
  RkWindow *self = user_data;
  gboolean active;

  g_object_get (get_pen (self), "active", &active, NULL);
  g_object_set (get_pen (self), "active", !active, NULL);
}

static void
undo_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  rk_panel_ink_undo (rk_panel_pen_get_ink (get_pen (user_data)));
}

static void
clear_action (GSimpleAction *action,
              GVariant      *parameter,
              gpointer       user_data)
{
  rk_panel_ink_clear (rk_panel_pen_get_ink (get_pen (user_data)));
}

static void
full_cb (RkWindow *self)
{
  rk_window_say (self, _("There is no room for more strokes. Clear what is no longer needed"));
}

/* internal; see window-private.h */
void
rk_window_install_pen_actions (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "pen", .activate = pen_action, .state = "false" },
    { .name = "pen-undo", .activate = undo_action },
    { .name = "pen-clear", .activate = clear_action },
  };
  static const struct { const char *action; const char *property; } properties[] = {
    { "pen-color", "color" },
    { "pen-highlighter", "highlighter" },
    { "pen-shown", "shown" },
  };
  RkPanelPen *pen = get_pen (self);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++) {
    g_autoptr (GPropertyAction) action = g_property_action_new (properties[i].action, pen, properties[i].property);

    g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  }

  g_signal_connect_object (pen, "notify::active", G_CALLBACK (update_pen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (pen, "notify::n-strokes", G_CALLBACK (update_pen), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (pen, "full", G_CALLBACK (full_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pages, "notify::visible-child-name", G_CALLBACK (page_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->main_stack, "notify::visible-child-name", G_CALLBACK (page_cb), self, G_CONNECT_SWAPPED);
  update_pen (self);
  page_cb (self);
}
