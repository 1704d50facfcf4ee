#include "config.h"

#include "app/window-private.h"

#include "app/collection-window.h"
#include "app/preflight-window.h"
#include "app/profile-editor.h"
#include "base/clock.h"

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
                        rk_preflight_window_new (GTK_WINDOW (self), self->document, rk_application_get_ports (application),
                                                 self->care));
  gtk_window_present (self->preflight);
}

static void
collection_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  RkWindow *self = user_data;

  if (self->collection == NULL)
    g_set_weak_pointer (&self->collection, rk_collection_window_new (GTK_WINDOW (self), self->document));
  gtk_window_present (self->collection);
}

/* The moment of the key; what it was can be written later. */
static void
add_mark_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  RkWindow *self = user_data;
  RkRecorder *recorder = rk_document_get_recorder (self->document);
  double elapsed_s = 0.0;
  gint64 time_ns;

  if (!rk_recorder_get_recording (recorder))
    return;

  g_object_get (recorder, "elapsed-s", &elapsed_s, NULL);
  time_ns = (gint64) (elapsed_s * RK_NS_PER_S);
  rk_run_add_mark (rk_recorder_get_run (recorder), RK_MARK_NOTE, time_ns, time_ns, _("Mark"));
  rk_window_say (self, _("Marked"));
}

/* One reading of every sensor, without a run in time. */
static void
single_reading_action (GSimpleAction *action,
                       GVariant      *parameter,
                       gpointer       user_data)
{
  RkWindow *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!rk_recorder_single (rk_document_get_recorder (self->document), &error))
    rk_window_report (self, _("No reading was taken"), error);
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
    { .name = "add-mark", .activate = add_mark_action },
    { .name = "check-sensors", .activate = check_sensors_action },
    { .name = "collection", .activate = collection_action },
    { .name = "single-reading", .activate = single_reading_action },
    { .name = "teach-device", .activate = teach_device_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
