#include "config.h"

#include "cli/cli.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "base/number.h"
#include "exchange/audio.h"
#include "exchange/csv.h"
#include "exchange/errors.h"
#include "exchange/picture.h"
#include "plot/view.h"

static gboolean
is_picture (const char *path)
{
  return rk_cli_has_suffix (path, ".png") || rk_cli_has_suffix (path, ".svg") || rk_cli_has_suffix (path, ".pdf");
}

static gboolean
is_audio (const char *path)
{
  return rk_cli_has_suffix (path, ".wav") || rk_cli_has_suffix (path, ".flac");
}

static GPtrArray *
list_runs (RkExperiment *experiment)
{
  GListModel *runs = rk_experiment_get_runs (experiment);
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++)
    g_ptr_array_add (all, g_list_model_get_item (runs, i));

  return all;
}

/* A .rostok file of an experiment that was read from another format. */
static gboolean
write_project (RkExperiment  *experiment,
               const char    *path,
               GError       **error)
{
  g_autoptr (RkProject) project = rk_project_create (path, error);
  g_autoptr (GPtrArray) runs = list_runs (experiment);
  gboolean written = TRUE;

  if (project == NULL)
    return FALSE;

  for (guint i = 0; written && i < runs->len; i++)
    written = rk_project_write_run (project, g_ptr_array_index (runs, i), error);

  if (written) {
    rk_project_save_setup (project, experiment);
    written = rk_project_flush (project, error);
  }
  rk_project_close (project);
  if (!written)
    g_unlink (path);

  return written;
}

static gboolean
write_audio (RkExperiment  *experiment,
             const char    *path,
             GError       **error)
{
  g_autoptr (GPtrArray) runs = list_runs (experiment);
  g_autoptr (GPtrArray) channels = g_ptr_array_new ();
  RkStream *stream;
  RkRun *run;

  if (runs->len != 1) {
    g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED,
                 _("%s: an audio file holds one run, the experiment has %u; choose one with --run"), path, runs->len);
    return FALSE;
  }

  run = g_ptr_array_index (runs, 0);
  stream = rk_run_get_n_streams (run) > 0 ? rk_run_get_stream (run, 0) : NULL;
  for (guint i = 0; stream != NULL && i < rk_stream_get_n_channels (stream); i++)
    g_ptr_array_add (channels, rk_stream_get_channel (stream, i));

  return rk_audio_write (experiment, run, channels, path, NULL, error);
}

static gboolean
write_picture (RkExperiment          *experiment,
               const RkViewSettings  *settings,
               const char            *path,
               GError               **error)
{
  g_autoptr (RkScene) scene = rk_view_make_scene (experiment, settings);

  return rk_picture_write (scene, path, error);
}

static gboolean
write_any (RkExperiment  *experiment,
           const char    *in,
           const char    *out,
           RkCsvDialect   dialect,
           GError       **error)
{
  g_autoptr (GPtrArray) runs = list_runs (experiment);
  RkViewSettings settings;

  if (rk_cli_has_suffix (out, ".csv") || rk_cli_has_suffix (out, ".tsv") || rk_cli_has_suffix (out, ".txt"))
    return rk_csv_write (experiment, runs, out, dialect, NULL, NULL, NULL, error);
  if (is_audio (out))
    return write_audio (experiment, out, error);
  if (is_picture (out)) {
    rk_view_settings_init (&settings);
    settings.theme = RK_THEME_PRINT;
    return write_picture (experiment, &settings, out, error);
  }
  if (rk_cli_has_suffix (out, RK_PROJECT_SUFFIX) && !rk_cli_has_suffix (in, RK_PROJECT_SUFFIX))
    return write_project (experiment, out, error);

  g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNKNOWN_FORMAT,
               _("%s: cannot be made from %s; the end of its name must be .csv, .wav, .flac, .png, .svg, .pdf, or "
                 ".rostok for a foreign file"), out, in);

  return FALSE;
}

/* Leaves only the run whose name or number is @wanted. */
static gboolean
keep_run (RkExperiment  *experiment,
          const char    *wanted,
          GError       **error)
{
  g_autoptr (GPtrArray) runs = list_runs (experiment);
  double number = NAN;
  gboolean found = FALSE;

  rk_number_parse (wanted, strlen (wanted), RK_NUMBER_PLAIN, &number);
  for (guint i = 0; i < runs->len; i++) {
    RkRun *run = g_ptr_array_index (runs, i);

    if (!found && (g_strcmp0 (rk_run_get_name (run), wanted) == 0 || (double) (i + 1) == number))
      found = TRUE;
    else
      rk_experiment_remove_run (experiment, run);
  }

  if (!found)
    g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_EMPTY,
                 _("there is no run “%s”; the file has %u"), wanted, runs->len);

  return found;
}

/**
 * rk_command_convert:
 * @argc: number of arguments
 * @argv: arguments
 *
 * Writes an experiment in another format; the ends of the names say which.
 *
 * Returns: exit status
 */
int
rk_command_convert (int   argc,
                    char *argv[])
{
  g_autofree char *dialect_id = NULL;
  g_autofree char *run = NULL;
  GOptionEntry entries[] = {
    { "dialect", 0, 0, G_OPTION_ARG_STRING, &dialect_id, N_("Signs of a CSV file"), "en|ru|tab" },
    { "run", 0, 0, G_OPTION_ARG_STRING, &run, N_("Only this run: its name or number"), N_("NAME") },
    { NULL },
  };
  RkCsvDialect dialect = RK_CSV_ENGLISH;
  g_autoptr (RkExperiment) experiment = NULL;
  g_autoptr (GError) error = NULL;

  if (!rk_cli_parse (&argc, &argv, "IN OUT [--dialect en|ru|tab] [--run NAME]", entries, 2))
    return 2;
  if (dialect_id != NULL && !rk_csv_dialect_from_id (dialect_id, &dialect)) {
    rk_cli_fail (_("convert: the dialect is en, ru or tab, not “%s”"), dialect_id);
    return 2;
  }
  if (dialect_id == NULL && rk_cli_has_suffix (argv[2], ".tsv"))
    dialect = RK_CSV_TAB;

  experiment = rk_cli_read_experiment (argv[1], NULL, &error);
  if (experiment == NULL
      || (run != NULL && !keep_run (experiment, run, &error))
      || !write_any (experiment, argv[1], argv[2], dialect, &error))
    return rk_cli_fail_error (error);

  return 0;
}

/* "800x450", each 16 ... 20000. */
static gboolean
parse_size (const char *text,
            double     *width,
            double     *height)
{
  const char *sign = strpbrk (text, "xX");

  return sign != NULL
         && rk_number_parse (text, (gsize) (sign - text), RK_NUMBER_PLAIN, width)
         && rk_number_parse (sign + 1, strlen (sign + 1), RK_NUMBER_PLAIN, height)
         && *width >= 16 && *width <= 20000 && *height >= 16 && *height <= 20000;
}

/* The channels named on the command line, by name, symbol or key. NULL with @error when one is unknown. */
static GPtrArray *
find_channels (RkExperiment *experiment,
               char        **names,
               GError      **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *channels = rk_experiment_get_channels (experiment);

  for (guint i = 0; names[i] != NULL; i++) {
    guint n_before = found->len;

    for (guint j = 0; j < g_list_model_get_n_items (channels); j++) {
      g_autoptr (RkChannel) channel = g_list_model_get_item (channels, j);

      if (g_strcmp0 (names[i], rk_channel_get_name (channel)) == 0
          || g_strcmp0 (names[i], rk_channel_get_symbol (channel)) == 0
          || g_strcmp0 (names[i], rk_channel_get_column_key (channel)) == 0) {
        g_ptr_array_add (found, g_steal_pointer (&channel));
        break;
      }
    }

    if (found->len == n_before) {
      g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_EMPTY,
                   _("there is no channel “%s”; “rostok-cli info” names them"), names[i]);
      return NULL;
    }
  }

  return g_steal_pointer (&found);
}

/**
 * rk_command_plot:
 * @argc: number of arguments
 * @argv: arguments
 *
 * Draws a graph of an experiment into a picture.
 *
 * Returns: exit status
 */
int
rk_command_plot (int   argc,
                 char *argv[])
{
  g_autofree char *output = NULL;
  g_autofree char *x = NULL;
  g_autofree char *size = NULL;
  g_autofree char *run = NULL;
  g_autofree char *title = NULL;
  g_auto (GStrv) y = NULL;
  GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, N_("Picture to write"), N_("FILE") },
    { "x", 0, 0, G_OPTION_ARG_STRING, &x, N_("What runs along the bottom: t (time)"), N_("NAME") },
    { "y", 0, 0, G_OPTION_ARG_STRING_ARRAY, &y, N_("A channel to draw; without it all"), N_("NAME") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &size, N_("Size in pixels"), "WxH" },
    { "run", 0, 0, G_OPTION_ARG_STRING, &run, N_("Only this run: its name or number"), N_("NAME") },
    { "title", 0, 0, G_OPTION_ARG_STRING, &title, N_("Title above the graph"), N_("TEXT") },
    { NULL },
  };
  RkViewSettings settings;
  g_autoptr (RkExperiment) experiment = NULL;
  g_autoptr (GPtrArray) channels = NULL;
  g_autoptr (GError) error = NULL;

  if (!rk_cli_parse (&argc, &argv, "FILE -o OUT.(png|svg|pdf) [--y NAME]... [--size WxH]", entries, 1))
    return 2;

  rk_view_settings_init (&settings);
  settings.theme = RK_THEME_PRINT;
  settings.title = title;
  if (output == NULL || !is_picture (output)) {
    rk_cli_fail (_("plot: give a picture with -o; the end of its name must be .png, .svg or .pdf"));
    return 2;
  }
  if (size != NULL && !parse_size (size, &settings.width, &settings.height)) {
    rk_cli_fail (_("plot: --size is written as 800x450, each from 16 to 20000"));
    return 2;
  }
  if (x != NULL && strcmp (x, "t") != 0 && strcmp (x, "time") != 0) {
    rk_cli_fail (_("plot: only time (t) can run along the bottom, not “%s”"), x);
    return 2;
  }

  experiment = rk_cli_read_experiment (argv[1], NULL, &error);
  if (experiment == NULL || (run != NULL && !keep_run (experiment, run, &error)))
    return rk_cli_fail_error (error);
  if (y != NULL) {
    channels = find_channels (experiment, y, &error);
    if (channels == NULL)
      return rk_cli_fail_error (error);
    settings.channels = channels;
  }

  return write_picture (experiment, &settings, output, &error) ? 0 : rk_cli_fail_error (error);
}
