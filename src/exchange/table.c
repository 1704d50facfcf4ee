#include "config.h"

#include "exchange/table.h"

#include "base/clock.h"
#include "base/errors.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* "T" and "pH" stand on an axis as they are, "Temperature" as the symbol of its quantity. */
#define MAX_SYMBOL_CHARS 3

static void
part_free (gpointer data)
{
  RkTablePart *part = data;

  g_free (part->name);
  rk_series_unref (part->series);
  g_array_unref (part->excluded);
  g_free (part);
}

RkTable *
rk_table_new (const char *path)
{
  RkTable *self = g_new0 (RkTable, 1);
  GStatBuf info;

  self->path = g_strdup (path);
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);
  self->parts = g_ptr_array_new_with_free_func (part_free);
  self->notes = g_string_new (NULL);
  self->begin_wall_us = g_stat (path, &info) == 0 ? (gint64) info.st_mtime * G_USEC_PER_SEC : rk_clock_wall_us ();

  return self;
}

void
rk_table_free (RkTable *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->columns);
  g_ptr_array_unref (self->parts);
  g_string_free (self->notes, TRUE);
  g_free (self->path);
  g_free (self);
}

RkTablePart *
rk_table_add_part (RkTable    *self,
                   const char *name,
                   guint       n_columns)
{
  RkTablePart *part = g_new0 (RkTablePart, 1);

  part->name = g_strdup (name);
  part->series = rk_series_new (n_columns, 0);
  part->excluded = g_array_new (FALSE, FALSE, sizeof (RkTimeRange));
  g_ptr_array_add (self->parts, part);

  return part;
}

void
rk_table_add_column (RkTable    *self,
                     const char *key,
                     const char *name,
                     const char *quantity,
                     const char *unit)
{
  RkColumn *column = rk_column_new (key, quantity, unit);

  g_free (column->name);
  column->name = g_strdup (name);

  if (g_utf8_strlen (name, -1) <= MAX_SYMBOL_CHARS)
    column->symbol = g_strdup (name);

  g_ptr_array_add (self->columns, column);
}

void
rk_table_add_note (RkTable    *self,
                   const char *note)
{
  if (self->notes->len > 0)
    g_string_append_c (self->notes, '\n');

  g_string_append (self->notes, note);
}

static void
fill_run (RkTable      *self,
          RkTablePart  *part,
          RkExperiment *experiment,
          RkRun        *run)
{
  g_autofree char *basename = g_path_get_basename (self->path);
  g_autofree char *file = g_filename_display_name (basename);
  g_autofree char *key = g_strconcat ("file:", file, NULL);
  g_autoptr (RkStream) stream = rk_stream_new (key, file, NULL, part->series);
  g_autoptr (RkExcluded) excluded = rk_excluded_new ((const RkTimeRange *) (gpointer) part->excluded->data, part->excluded->len);

  for (guint i = 0; i < self->columns->len; i++) {
    RkChannel *channel = rk_experiment_ensure_channel (experiment, key, self->columns->pdata[i]);

    rk_stream_add_channel (stream, channel);
  }

  rk_run_add_stream (run, stream);
  rk_run_set_name (run, part->name != NULL && *part->name != '\0' ? part->name : file);

  if (self->notes->len > 0)
    rk_run_set_notes (run, self->notes->str);

  rk_run_set_excluded (run, excluded);
  rk_run_set_duration_ns (run, part->end_ns);
  rk_run_set_state (run, RK_RUN_COMPLETE);
  rk_stream_publish (stream);
}

RkRun *
rk_table_attach (RkTable      *self,
                 RkExperiment *experiment)
{
  RkRun *first = NULL;

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), NULL);

  for (guint i = 0; i < self->parts->len; i++) {
    RkRun *run = rk_experiment_begin_run (experiment, self->begin_wall_us);

    fill_run (self, self->parts->pdata[i], experiment, run);

    if (first == NULL)
      first = run;
  }

  return first;
}

int
rk_table_open (const char *path,
               GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);
  struct stat info;
  int fd = -1;

  /* Asked first: opening a pipe would wait for its writer. */
  if (stat (path, &info) == 0 && !S_ISREG (info.st_mode)) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, _("“%s” is not a plain file"), name);
    return -1;
  }

  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);

  if (fd < 0) {
    int code = errno;

    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (code),
                 /* Translators: the path of a file, then the reason. */
                 _("“%s” cannot be read: %s"), name, rk_errno_text (code));
  }

  return fd;
}
