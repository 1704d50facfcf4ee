#include "config.h"

#include "cli/cli.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#include "acquire/device.h"
#include "cli/json.h"

static const char *
state_id (RkDeviceState state)
{
  switch (state) {
  case RK_DEVICE_FREE:
    return "free";
  case RK_DEVICE_BUSY:
    return "busy";
  case RK_DEVICE_FORBIDDEN:
    return "forbidden";
  case RK_DEVICE_GONE:
  default:
    return "gone";
  }
}

static const char *
state_text (RkDeviceState state)
{
  switch (state) {
  case RK_DEVICE_FREE:
    return _("free");
  case RK_DEVICE_BUSY:
    return _("busy");
  case RK_DEVICE_FORBIDDEN:
    return _("forbidden");
  case RK_DEVICE_GONE:
  default:
    return _("gone");
  }
}

/* The profile of a port is told only when something claims the device: the catch-all is no knowledge. */
static char *
dup_known_profile (RkDevice *device)
{
  g_autoptr (RkProfile) profile = NULL;

  profile = rk_profile_match (rk_device_get_vid (device), rk_device_get_pid (device), rk_device_get_name (device));

  return profile != NULL ? g_strdup (rk_profile_get_id (profile)) : NULL;
}

static void
print_json (GListModel *devices)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_array (json);
  for (guint i = 0; i < g_list_model_get_n_items (devices); i++) {
    g_autoptr (RkDevice) device = g_list_model_get_item (devices, i);
    g_autofree char *profile = dup_known_profile (device);
    g_autofree char *holder = rk_device_dup_holder (device);

    json_builder_begin_object (json);
    rk_json_add_string (json, "path", rk_device_get_path (device));
    rk_json_add_string (json, "name", rk_device_get_name (device));
    rk_json_add_string (json, "vid", rk_device_get_vid (device));
    rk_json_add_string (json, "pid", rk_device_get_pid (device));
    rk_json_add_string (json, "serial", rk_device_get_serial (device));
    rk_json_add_string (json, "key", rk_device_get_key (device));
    rk_json_add_string (json, "profile", profile);
    rk_json_add_string (json, "state", state_id (rk_device_get_state (device)));
    rk_json_add_string (json, "holder", holder);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
  rk_json_print (json);
}

/**
 * rk_command_ports:
 * @argc: number of arguments
 * @argv: arguments
 *
 * Lists the serial ports of the system without opening any.
 *
 * Returns: exit status
 */
int
rk_command_ports (int   argc,
                  char *argv[])
{
  gboolean json = FALSE;
  GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, N_("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (RkDeviceList) list = NULL;

  if (!rk_cli_parse (&argc, &argv, "[--json]", entries, 0))
    return 2;

  list = rk_device_list_new ();
  if (json) {
    print_json (G_LIST_MODEL (list));
    return 0;
  }

  if (g_list_model_get_n_items (G_LIST_MODEL (list)) == 0)
    g_print (_("No serial ports were found\n"));

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++) {
    g_autoptr (RkDevice) device = g_list_model_get_item (G_LIST_MODEL (list), i);

    g_print ("%s\t%s\t%s\n", rk_device_get_path (device), rk_device_get_name (device),
             state_text (rk_device_get_state (device)));
  }

  return 0;
}
