#include "config.h"

#include "app/window-private.h"

#include "app/preflight-window.h"
#include "app/profile-editor.h"

#include <glib/gi18n-lib.h>

/* One check of the sensors for a window: asked again, it comes to the front. */
static void
check_sensors_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  RkWindow *self = user_data;
  RkApplication *application = RK_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));

  if (self->preflight == NULL)
    g_set_weak_pointer (&self->preflight,
                        rk_preflight_window_new (GTK_WINDOW (self), self->document, rk_application_get_ports (application)));
  gtk_window_present (self->preflight);
}

static void
profile_saved_cb (RkSource  *source,
                  RkProfile *profile)
{
  rk_source_set_profile (source, profile);
}

/* Teaches the device whose lines are shown. */
static void
teach_device_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  RkWindow *self = user_data;
  RkSource *source = rk_document_get_source (self->document);
  GtkWindow *editor;

  if (source == NULL) {
    rk_window_say (self, _("Connect the device first"));
    return;
  }

  editor = rk_profile_editor_new (GTK_WINDOW (self), source);
  g_signal_connect_object (editor, "saved", G_CALLBACK (profile_saved_cb), source, G_CONNECT_SWAPPED);
  gtk_window_present (editor);
}

/* internal; see window-private.h */
void
rk_window_install_tool_actions (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "check-sensors", .activate = check_sensors_action },
    { .name = "teach-device", .activate = teach_device_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
