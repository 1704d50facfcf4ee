#include "config.h"

#include "app/application.h"
#include "base/paths.h"

#include <glib/gi18n-lib.h>

#include <locale.h>
#include <malloc.h>
#include <signal.h>

/* GTK allocates buffers of the size of the window for every frame; with the
 * usual thresholds each is mapped and faulted in anew, a third of the time of
 * a frame on machines without a graphics card. */
static void
tune_malloc (void)
{
  mallopt (M_MMAP_THRESHOLD, 256 * 1024 * 1024);
  mallopt (M_TRIM_THRESHOLD, 1024 * 1024 * 1024);
}

static void
set_up_language (void)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, rk_paths_localedir ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

static int
local_options_cb (GApplication *application,
                  GVariantDict *options,
                  gpointer      user_data)
{
  if (!g_variant_dict_contains (options, "version"))
    return -1;

  g_print ("Rostok %s\n", VERSION);

  return 0;
}

static gboolean
has_schema (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema = NULL;

  if (source != NULL)
    schema = g_settings_schema_source_lookup (source, APP_ID, TRUE);

  return schema != NULL;
}

int
main (int   argc,
      char *argv[])
{
  static const GOptionEntry options[] = {
    { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_("Print the version and exit"), NULL },
    { NULL },
  };
  g_autoptr (RkApplication) application = NULL;

  /* A closed pipe and a limit on file sizes are errors of a write, told in words, not the end. */
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);

  rk_paths_set_up ();
  tune_malloc ();
  set_up_language ();
  g_set_application_name ("Rostok");

  /* GSettings would end the program without a word a user can use. */
  if (!has_schema ()) {
    g_printerr (_("rostok: the settings schema %s is not installed; install Rostok again, or set "
                  "GSETTINGS_SCHEMA_DIR when running from the build folder\n"), APP_ID);
    return 1;
  }

  application = rk_application_new ();
  g_application_add_main_option_entries (G_APPLICATION (application), options);
  g_signal_connect (application, "handle-local-options", G_CALLBACK (local_options_cb), NULL);

  return g_application_run (G_APPLICATION (application), argc, argv);
}
