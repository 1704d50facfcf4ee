#include "config.h"

#include "app/device-row.h"

#include "acquire/simulator.h"

#include <glib/gi18n-lib.h>

#include <grp.h>
#include <sys/stat.h>

struct _RkDeviceRow
{
  AdwActionRow parent_instance;

  RkDevice  *device;
  GtkButton *copy_button; /* own child: copies what lets the port be opened */
};

G_DEFINE_FINAL_TYPE (RkDeviceRow, rk_device_row, ADW_TYPE_ACTION_ROW)

/**
 * rk_port_dup_permit_command:
 * @path: a port
 *
 * Finds the command by which an administrator lets the user open a port: most
 * systems give ports to a group (dialout, uucp).
 *
 * Returns: (transfer full) (nullable): a command line; %NULL if the group may
 *   not open it either or is that of root
 */
char *
rk_port_dup_permit_command (const char *path)
{
  struct stat info;
  struct group entry;
  struct group *group = NULL;
  char buffer[4096];

  if (path == NULL || stat (path, &info) != 0 || (info.st_mode & S_IRGRP) == 0 || info.st_gid == 0)
    return NULL;
  if (getgrgid_r (info.st_gid, &entry, buffer, sizeof buffer, &group) != 0 || group == NULL)
    return NULL;

  return g_strdup_printf ("sudo usermod -a -G %s %s", group->gr_name, g_get_user_name ());
}

static void
copy_cb (RkDeviceRow *self)
{
  g_autofree char *command = rk_port_dup_permit_command (rk_device_get_path (self->device));

  if (command != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), command);
}

static char *
describe (RkDevice *device)
{
  const char *path = rk_device_get_path (device);
  g_autofree char *holder = NULL;
  g_autofree char *command = NULL;

  switch (rk_device_get_state (device)) {
  case RK_DEVICE_BUSY:
    holder = rk_device_dup_holder (device);
    if (holder == NULL)
      return g_strdup_printf (_("%s · in use by another program"), path);
    /* Translators: a port, and the program that has it open */
    return g_strdup_printf (_("%s · in use by %s"), path, holder);
  case RK_DEVICE_FORBIDDEN:
    command = rk_port_dup_permit_command (path);
    if (command == NULL)
      return g_strdup_printf (_("%s · you may not open it; ask the administrator"), path);
    /* Translators: a port, and a command to type in a terminal */
    return g_strdup_printf (_("%s · you may not open it. Run “%s”, then log in again"), path, command);
  case RK_DEVICE_GONE:
    return g_strdup_printf (_("%s · unplugged"), path);
  case RK_DEVICE_FREE:
  default:
    return g_strdup (path);
  }
}

static void
update_state (RkDeviceRow *self)
{
  g_autofree char *subtitle = describe (self->device);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button),
                          rk_device_get_state (self->device) == RK_DEVICE_FORBIDDEN);
}

static void
rk_device_row_dispose (GObject *object)
{
  RkDeviceRow *self = RK_DEVICE_ROW (object);

  g_clear_object (&self->device);

  G_OBJECT_CLASS (rk_device_row_parent_class)->dispose (object);
}

static void
rk_device_row_class_init (RkDeviceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rk_device_row_dispose;
}

static void
rk_device_row_init (RkDeviceRow *self)
{
  /* Names come from devices: a "<" in one is a "<". */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);

  self->copy_button = GTK_BUTTON (gtk_button_new_from_icon_name ("edit-copy-symbolic"));
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->copy_button), _("Copy the command"));
  gtk_widget_set_valign (GTK_WIDGET (self->copy_button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->copy_button), "flat");
  gtk_widget_set_visible (GTK_WIDGET (self->copy_button), FALSE);
  g_signal_connect_object (self->copy_button, "clicked", G_CALLBACK (copy_cb), self, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), GTK_WIDGET (self->copy_button));
}

/**
 * rk_device_row_new:
 * @device: a device
 *
 * Makes the row of a device that can be connected.
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
rk_device_row_new (RkDevice *device)
{
  RkDeviceRow *self = g_object_new (RK_TYPE_DEVICE_ROW, NULL);
  const RkSimulatorInfo *info = NULL;

  self->device = g_object_ref (device);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), rk_device_get_name (device));

  if (rk_device_get_kind (device) == RK_DEVICE_SIMULATED)
    info = rk_simulator_find (rk_device_get_path (device));

  if (info != NULL) {
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), _(info->name));
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self), _(info->description));
    adw_action_row_set_icon_name (ADW_ACTION_ROW (self), info->icon);
  } else {
    adw_action_row_set_icon_name (ADW_ACTION_ROW (self), "rk-sensor-symbolic");
    update_state (self);
    g_signal_connect_object (device, "notify::state", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  }

  return GTK_WIDGET (self);
}

/**
 * rk_device_row_get_device:
 * @self: a row
 *
 * Returns: (transfer none): the device of the row
 */
RkDevice *
rk_device_row_get_device (RkDeviceRow *self)
{
  g_return_val_if_fail (RK_IS_DEVICE_ROW (self), NULL);

  return self->device;
}

/**
 * rk_simulated_devices_new:
 *
 * Lists the simulated devices; each list has readings of its own.
 *
 * Returns: (transfer full): a list of RkDevice
 */
GListModel *
rk_simulated_devices_new (void)
{
  GListStore *store = g_list_store_new (RK_TYPE_DEVICE);
  const RkSimulatorInfo *info;

  for (guint i = 0; (info = rk_simulator_nth (i)) != NULL; i++) {
    g_autoptr (RkDevice) device = rk_device_new_simulated (info->id, 0.0, g_random_int ());

    g_list_store_append (store, device);
  }

  return G_LIST_MODEL (store);
}
