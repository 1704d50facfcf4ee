#include "config.h"

#include "app/window-private.h"

#include "app/calibration-library.h"
#include "app/calibration-window.h"

#include <glib/gi18n-lib.h>

/* How long the window is tinted when a sensor is in danger. */
#define FLASH_MS 1200

static RkChannel *
find_channel (RkWindow *self,
              GVariant *id)
{
  return rk_experiment_find_channel (rk_document_get_experiment (self->document), g_variant_get_string (id, NULL));
}

static void
zero_channel_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  RkWindow *self = user_data;
  RkChannel *channel = find_channel (self, parameter);
  g_autofree char *text = NULL;

  if (channel == NULL)
    return;

  text = rk_sensor_zero (self->document, channel)
    /* Translators: %s is a channel */
    ? g_strdup_printf (_("%s is zeroed"), rk_channel_get_name (channel))
    : g_strdup_printf (_("%s has no reading now that could be zero"), rk_channel_get_name (channel));
  rk_window_say (self, text);
}

static void
remove_zero_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  RkChannel *channel = find_channel (user_data, parameter);

  if (channel != NULL)
    rk_channel_set_zero (channel, 0.0);
}

static void
zero_all_action (GSimpleAction *action,
                 GVariant      *parameter,
                 gpointer       user_data)
{
  RkWindow *self = user_data;
  guint n = rk_sensor_zero_all (self->document);
  g_autofree char *text = NULL;

  text = n > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u channel is zeroed", "%u channels are zeroed", n), n)
               : g_strdup (_("No sensor has a reading now that could be zero"));
  rk_window_say (self, text);
}

static void
calibrate_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  RkWindow *self = user_data;
  RkChannel *channel = find_channel (self, parameter);
  const char *trouble = rk_calibration_library_get_trouble (rk_calibration_library_get_default ());
  GtkWindow *window;

  if (channel == NULL)
    return;

  window = rk_calibration_window_new (GTK_WINDOW (self), self->document, channel);
  g_signal_connect_object (window, "applied", G_CALLBACK (rk_window_say), self, G_CONNECT_SWAPPED);
  gtk_window_present (window);
  if (trouble != NULL)
    rk_window_say (self, trouble);
}

static gboolean
flash_over_cb (gpointer user_data)
{
  RkWindow *self = user_data;

  gtk_widget_remove_css_class (GTK_WIDGET (self), "rk-flash");

  return G_SOURCE_REMOVE;
}

/* Seen, heard and read, once; the words stay until the danger is over. */
static void
danger_cb (RkWindow   *self,
           const char *text)
{
  rk_message_bar_set_danger (self->message_bar, text);
  if (text == NULL)
    return;

  gtk_widget_error_bell (GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "rk-flash");
  g_timeout_add_full (G_PRIORITY_DEFAULT, FLASH_MS, flash_over_cb, g_object_ref (self), g_object_unref);
}

/* internal; see window-private.h */
void
rk_window_install_sensor_actions (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "zero-channel", .activate = zero_channel_action, .parameter_type = "s" },
    { .name = "remove-zero", .activate = remove_zero_action, .parameter_type = "s" },
    { .name = "zero-all", .activate = zero_all_action },
    { .name = "calibrate", .activate = calibrate_action, .parameter_type = "s" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (self->care, "danger", G_CALLBACK (danger_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->care, "remark", G_CALLBACK (rk_window_say), self, G_CONNECT_SWAPPED);
}
