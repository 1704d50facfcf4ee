#include "config.h"

#include "exchange/exchange.h"

#include "exchange/errors.h"
#include "exchange/table.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define HEAD_BYTES 16

/* Files that are surely something else, and what to do with them. */
static const struct {
  const char *magic;
  gsize       len;
  const char *advice;
} strangers[] = {
  { "SQLite format 3", 16, N_("it is an experiment of its own: open it instead of importing it") },
  { "PK\x03\x04", 4, N_("it is a packed file or a workbook: save it as CSV and import that") },
  { "\x89PNG", 4, N_("it is a picture") },
  { "\xff\xd8\xff", 3, N_("it is a picture") },
  { "%PDF", 4, N_("it is a document") },
  { "OggS", 4, N_("this kind of sound file is not read: save it as WAV or FLAC") },
  { "ID3", 3, N_("this kind of sound file is not read: save it as WAV or FLAC") },
  { "FORM", 4, N_("this kind of sound file is not read: save it as WAV or FLAC") },
};

static gboolean
is_audio (const guint8 *head,
          gsize         len,
          const char   *path)
{
  g_autofree char *lower = NULL;

  if (len >= 12 && (memcmp (head, "RIFF", 4) == 0 || memcmp (head, "RF64", 4) == 0) && memcmp (head + 8, "WAVE", 4) == 0)
    return TRUE;
  if (len >= 4 && memcmp (head, "fLaC", 4) == 0)
    return TRUE;

  /* Damaged at the start: the reader of sound finds the better words. */
  lower = g_ascii_strdown (path, -1);

  return (g_str_has_suffix (lower, ".wav") || g_str_has_suffix (lower, ".flac"))
         && (len == 0 || memchr (head, '\0', len) != NULL);
}

/* Any thread. */
static RkTable *
load (const char    *path,
      GCancellable  *cancellable,
      GError       **error)
{
  guint8 head[HEAD_BYTES];
  int fd = rk_table_open (path, error);
  ssize_t n;

  if (fd < 0)
    return NULL;

  n = read (fd, head, sizeof head);
  close (fd);
  n = MAX (n, 0);

  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++) {
    if ((gsize) n >= strangers[i].len && memcmp (head, strangers[i].magic, strangers[i].len) == 0) {
      g_autofree char *name = g_filename_display_basename (path);

      g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNKNOWN_FORMAT,
                   /* Translators: the name of a file, then what it is. */
                   _("“%s” cannot be imported: %s"), name, _(strangers[i].advice));
      return NULL;
    }
  }

  return is_audio (head, (gsize) n, path) ? rk_audio_load (path, cancellable, error)
                                          : rk_csv_load (path, cancellable, error);
}

/**
 * rk_exchange_import:
 * @experiment: where the new run goes
 * @path: a file
 * @cancellable: (nullable): stops between pieces
 * @error: return location
 *
 * Reads a file of another program as a new run: WAV and FLAC recordings, and tables of text.
 *
 * What the file begins with decides, then its suffix.
 *
 * Errors: those of rk_csv_read () and rk_audio_read (), %RK_EXCHANGE_ERROR_UNKNOWN_FORMAT for what is surely
 * something else; @experiment is then unchanged.
 * Threads: main.
 *
 * Returns: (transfer none): the run
 */
RkRun *
rk_exchange_import (RkExperiment  *experiment,
                    const char    *path,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr (RkTable) table = NULL;

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  table = load (path, cancellable, error);

  return table != NULL ? rk_table_attach (table, experiment) : NULL;
}

static void
import_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  GError *error = NULL;
  RkTable *table = load (task_data, cancellable, &error);

  if (table != NULL)
    g_task_return_pointer (task, table, (GDestroyNotify) rk_table_free);
  else
    g_task_return_error (task, error);
}

/**
 * rk_exchange_import_async:
 * @path: a file
 * @cancellable: (nullable): stops between pieces
 * @callback: (scope async): called on the caller's main context
 * @user_data: data for @callback
 *
 * Reads a file of another program without blocking, see rk_exchange_import ().
 */
void
rk_exchange_import_async (const char          *path,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rk_exchange_import_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, import_thread);
}

/**
 * rk_exchange_import_finish:
 * @experiment: where the new run goes
 * @result: what the callback got
 * @error: return location
 *
 * Puts what was read into the document.
 *
 * Threads: main.
 *
 * Returns: (transfer none): the run; on failure %NULL, and @experiment is unchanged
 */
RkRun *
rk_exchange_import_finish (RkExperiment  *experiment,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_autoptr (RkTable) table = NULL;

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), NULL);
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  table = g_task_propagate_pointer (G_TASK (result), error);

  return table != NULL ? rk_table_attach (table, experiment) : NULL;
}
