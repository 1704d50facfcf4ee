#include "config.h"

#include "cli/cli.h"

#include <locale.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/paths.h"
#include "exchange/exchange.h"

static const RkCommand commands[] = {
  { "ports", "[--json]", rk_command_ports },
  { "record", "(--port PATH | --simulate ID) [--profile ID] [--baud N] [--rate HZ] [--duration S | --count N] -o FILE",
    rk_command_record },
  { "decode", "(--profile ID | --decoder NAME) [--option K=V]... [--request HEX] FILE|-", rk_command_decode },
  { "simulate", "ID [--rate HZ] [--duration S] [--seed N] [--link PATH]", rk_command_simulate },
  { "info", "FILE [--json]", rk_command_info },
  { "check", "FILE", rk_command_check },
  { "convert", "IN OUT [--dialect en|ru|tab]", rk_command_convert },
  { "plot", "FILE... -o OUT.(png|svg|pdf) [--y NAME]... [--size WxH | --width-cm CM | --page a4]", rk_command_plot },
  { "profile", "(check FILE | list [--json])", rk_command_profile },
  { "bench", "[--json] [--quick] [--only NAME]", rk_command_bench },
};

/**
 * rk_cli_fail:
 * @format: what happened, where, what to do; translated, without full stop
 * @...: arguments
 *
 * Prints an error as the one line that the command line promises.
 *
 * Returns: 1, the exit status
 */
int
rk_cli_fail (const char *format,
             ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_strdelimit (message, "\n", ' ');
  g_printerr ("rostok-cli: %s\n", message);

  return 1;
}

/**
 * rk_cli_fail_error:
 * @error: (nullable): why
 *
 * The same for an error of a library.
 *
 * Returns: 1
 */
int
rk_cli_fail_error (const GError *error)
{
  return rk_cli_fail ("%s", error != NULL ? error->message : _("unknown error"));
}

/**
 * rk_cli_warn:
 * @format: what happened
 * @...: arguments
 *
 * Tells what does not stop the command.
 */
void
rk_cli_warn (const char *format,
             ...)
{
  g_autofree char *message = NULL;
  va_list args;

  va_start (args, format);
  message = g_strdup_vprintf (format, args);
  va_end (args);

  g_printerr (_("rostok-cli: warning: %s\n"), message);
}

/**
 * rk_cli_parse:
 * @argc: (inout): number of arguments
 * @argv: (inout): arguments; argv[0] is the command
 * @usage: what the command takes, for the help
 * @entries: options
 * @n_positional: arguments that must be left; negative: one or more
 *
 * Parses the options of one command.
 *
 * Returns: %FALSE when the usage was wrong; it has then been printed
 */
gboolean
rk_cli_parse (int          *argc,
              char       ***argv,
              const char   *usage,
              GOptionEntry *entries,
              int           n_positional)
{
  g_autoptr (GOptionContext) context = g_option_context_new (usage);
  g_autoptr (GError) error = NULL;
  g_autofree char *command = g_strdup ((*argv)[0]);
  g_autofree char *prgname = g_strdup_printf ("rostok-cli %s", command);

  g_set_prgname (prgname);
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);

  if (!g_option_context_parse (context, argc, argv, &error)) {
    rk_cli_fail ("%s: %s", command, error->message);
    return FALSE;
  }

  /* "--" ends the options and is left in place. */
  if (*argc > 1 && strcmp ((*argv)[1], "--") == 0) {
    memmove (*argv + 1, *argv + 2, sizeof (char *) * (gsize) (*argc - 1));
    (*argc)--;
  }

  if (n_positional < 0 ? *argc < 2 : *argc - 1 != n_positional) {
    rk_cli_fail (_("%s: wrong arguments; usage: rostok-cli %s %s"), command, command, usage);
    return FALSE;
  }

  return TRUE;
}

/**
 * rk_cli_has_suffix:
 * @path: a file name
 * @suffix: ".csv"
 *
 * Compares the end of a file name, case ignored.
 *
 * Returns: whether @path ends in @suffix
 */
gboolean
rk_cli_has_suffix (const char *path,
                   const char *suffix)
{
  gsize n = strlen (path);
  gsize n_suffix = strlen (suffix);

  return n > n_suffix && g_ascii_strcasecmp (path + n - n_suffix, suffix) == 0;
}

/**
 * rk_cli_read_experiment:
 * @path: a .rostok, .csv, .tsv, .txt, .wav or .flac file
 * @project: (out) (optional): the open project; %NULL for a foreign file
 * @error: return location
 *
 * Reads a whole experiment.
 *
 * Returns: (transfer full) (nullable): the experiment, or %NULL with @error
 */
RkExperiment *
rk_cli_read_experiment (const char  *path,
                        RkProject  **project,
                        GError     **error)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (RkProject) opened = NULL;

  if (project != NULL)
    *project = NULL;

  if (!rk_cli_has_suffix (path, RK_PROJECT_SUFFIX)) {
    if (rk_exchange_import (experiment, path, NULL, error) == NULL)
      return NULL;
    return g_steal_pointer (&experiment);
  }

  opened = rk_project_open (path, error);
  if (opened == NULL)
    return NULL;

  if (!rk_project_load (opened, experiment, warnings, error)) {
    rk_project_close (opened);
    return NULL;
  }

  for (guint i = 0; i < warnings->len; i++)
    rk_cli_warn ("%s", (const char *) g_ptr_array_index (warnings, i));

  if (project != NULL)
    *project = g_steal_pointer (&opened);
  else
    rk_project_close (opened);

  return g_steal_pointer (&experiment);
}

static void
print_usage (FILE *stream)
{
  g_autoptr (GString) text = g_string_new (_("Usage:\n"));

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    g_string_append_printf (text, "  rostok-cli %s %s\n", commands[i].name, commands[i].usage);

  fputs (text->str, stream);
}

int
main (int   argc,
      char *argv[])
{
  rk_paths_set_up ();

  /* A closed pipe and a limit on file sizes are errors of a write, told in words, not the end. */
  signal (SIGPIPE, SIG_IGN);
  signal (SIGXFSZ, SIG_IGN);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, rk_paths_localedir ());
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  if (argc < 2) {
    print_usage (stderr);
    return 2;
  }

  if (strcmp (argv[1], "--version") == 0) {
    g_print ("rostok-cli %s\n", VERSION);
    return 0;
  }

  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0 || strcmp (argv[1], "help") == 0) {
    print_usage (stdout);
    return 0;
  }

  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (argc - 1, argv + 1);
  }

  rk_cli_fail (_("there is no command “%s”; “rostok-cli --help” lists them"), argv[1]);

  return 2;
}
