#include "config.h"

#include "cli/cli.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "acquire/profile.h"
#include "cli/json.h"

static int
check (int   argc,
       char *argv[])
{
  GOptionEntry entries[] = { { NULL } };
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProfile) profile = NULL;

  if (!rk_cli_parse (&argc, &argv, "check FILE", entries, 1))
    return 2;

  profile = rk_profile_load (argv[1], &error);
  if (profile == NULL)
    return rk_cli_fail_error (error);

  /* Translators: a file, the id and the name of the profile in it, its decoder. */
  g_print (_("%s: good; profile %s, “%s”, decoder %s\n"), argv[1], rk_profile_get_id (profile),
           rk_profile_get_name (profile), rk_profile_get_decoder (profile));

  return 0;
}

static void
print_json (GPtrArray *profiles)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();

  json_builder_begin_array (json);
  for (guint i = 0; i < profiles->len; i++) {
    RkProfile *profile = g_ptr_array_index (profiles, i);

    json_builder_begin_object (json);
    rk_json_add_string (json, "id", rk_profile_get_id (profile));
    rk_json_add_string (json, "name", rk_profile_get_name (profile));
    rk_json_add_string (json, "description", rk_profile_get_description (profile));
    rk_json_add_string (json, "decoder", rk_profile_get_decoder (profile));
    rk_json_add_int (json, "baud", rk_profile_get_line (profile)->baud);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
  rk_json_print (json);
}

static int
list (int   argc,
      char *argv[])
{
  gboolean as_json = FALSE;
  GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &as_json, N_("Print JSON"), NULL },
    { NULL },
  };
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GPtrArray) errors = NULL;

  if (!rk_cli_parse (&argc, &argv, "list [--json]", entries, 0))
    return 2;

  profiles = rk_profile_list ();
  errors = rk_profile_list_errors ();

  if (as_json) {
    print_json (profiles);
  } else {
    for (guint i = 0; i < profiles->len; i++) {
      RkProfile *profile = g_ptr_array_index (profiles, i);

      g_print ("%s\t%s\n", rk_profile_get_id (profile), rk_profile_get_name (profile));
    }
  }

  for (guint i = 0; i < errors->len; i++)
    rk_cli_warn ("%s", (const char *) g_ptr_array_index (errors, i));

  return 0;
}

/**
 * rk_command_profile:
 * @argc: number of arguments
 * @argv: arguments
 *
 * Checks a file that describes a device, or lists those there are.
 *
 * Returns: exit status
 */
int
rk_command_profile (int   argc,
                    char *argv[])
{
  if (argc > 1 && strcmp (argv[1], "check") == 0)
    return check (argc - 1, argv + 1);
  if (argc > 1 && strcmp (argv[1], "list") == 0)
    return list (argc - 1, argv + 1);

  rk_cli_fail (_("profile: wrong arguments; usage: rostok-cli profile (check FILE | list [--json])"));

  return 2;
}
