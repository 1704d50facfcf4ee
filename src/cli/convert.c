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

/**
 * rk_cli_is_picture:
 * @path: a file name
 *
 * Returns: whether its end names a picture
 */
gboolean
rk_cli_is_picture (const char *path)
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
  if (rk_cli_is_picture (out)) {
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

/**
 * rk_cli_keep_run:
 * @experiment: an experiment
 * @wanted: name or number of a run
 * @error: return location
 *
 * Leaves only one run.
 *
 * Returns: %FALSE if there is no such run
 */
gboolean
rk_cli_keep_run (RkExperiment  *experiment,
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
      || (run != NULL && !rk_cli_keep_run (experiment, run, &error))
      || !write_any (experiment, argv[1], argv[2], dialect, &error))
    return rk_cli_fail_error (error);

  return 0;
}
