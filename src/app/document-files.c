#include "config.h"

#include "app/document-private.h"

#include "app/collection.h"
#include "project/errors.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* Changes of names and settings reach the file this long after the last one,
 * so that typing a name is one write, not ten. */
#define SAVE_DELAY_MS 300

/* -- Keeping the set-up -------------------------------------------------- */

static void
save_now (RkDocument *self)
{
  g_clear_handle_id (&self->save_id, g_source_remove);

  if (self->project == NULL || rk_project_get_read_only (self->project))
    return;

  rk_project_save_setup (self->project, self->experiment);
}

static gboolean
save_cb (gpointer user_data)
{
  RkDocument *self = user_data;

  self->save_id = 0;
  save_now (self);

  return G_SOURCE_REMOVE;
}

/* internal; see document-private.h */
void
rk_document_save_soon (RkDocument *self)
{
  if (self->project != NULL && self->save_id == 0)
    self->save_id = g_timeout_add (SAVE_DELAY_MS, save_cb, self);
}

/* internal; see document-private.h */
void
rk_document_settings_changed (RkDocument *self)
{
  g_autofree char *json = rk_collection_write (rk_experiment_get_setup (self->experiment),
                                          self->recorder);

  rk_experiment_set_setup (self->experiment, json);
}

/* Each setting says that it has changed; meanwhile the others are still those of before. */
void
rk_document_read_settings (RkDocument *self)
{
  g_autofree char *json = g_strdup (rk_experiment_get_setup (self->experiment));

  g_signal_handlers_block_by_func (self->recorder, rk_document_settings_changed, self);
  rk_collection_read (json, self->recorder);
  g_signal_handlers_unblock_by_func (self->recorder, rk_document_settings_changed, self);
}

/* -- The keeper: where the recorder's runs go ----------------------------- */

/* internal; see document-private.h */
gboolean
rk_document_ensure_project (RkDocument  *self,
                            GError     **error)
{
  if (self->project != NULL) {
    if (!rk_project_get_read_only (self->project))
      return TRUE;

    g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_READ_ONLY,
                 _("“%s” can only be read: save it under a new name first"),
                 rk_project_get_path (self->project));
    return FALSE;
  }

  self->project = rk_project_create_untitled (error);
  if (self->project == NULL)
    return FALSE;

  rk_document_settings_changed (self);
  save_now (self);
  rk_document_notify_file (self);

  return TRUE;
}

/* Before the first run the file is made where the user wants it: the way out
 * when the folder of untitled experiments cannot be written. */
static gboolean
create_project (RkDocument  *self,
                const char  *path,
                GError     **error)
{
  self->project = rk_project_create (path, error);
  if (self->project == NULL)
    return FALSE;

  rk_document_settings_changed (self);
  save_now (self);

  return TRUE;
}

/* internal; see document-private.h */
RkRunSink *
rk_document_keeper_begin (RkRun     *run,
              gint64     origin_ns,
              gpointer   user_data,
              GError   **error)
{
  RkDocument *self = user_data;

  if (!rk_document_ensure_project (self, error))
    return NULL;

  return rk_project_begin_run (self->project, run, origin_ns, error);
}

/* internal; see document-private.h */
void
rk_document_keeper_end (RkRun     *run,
            RkRunSink *sink,
            gpointer   user_data)
{
  RkDocument *self = user_data;

  rk_project_end_run (self->project, sink);
  save_now (self);
}

/* -- Files ------------------------------------------------------------------ */

/* The channel of ours that shows what @theirs shows. */
static RkChannel *
adopt_channel (RkDocument *self,
               RkChannel  *theirs)
{
  g_autoptr (RkColumn) column = rk_column_new (rk_channel_get_column_key (theirs),
                                               rk_channel_get_quantity (theirs),
                                               rk_channel_get_raw_unit (theirs));
  RkChannel *ours;

  g_free (column->name);
  column->name = g_strdup (rk_channel_get_name (theirs));
  g_free (column->symbol);
  column->symbol = g_strdup (rk_channel_get_symbol (theirs));
  column->decimals = rk_channel_get_decimals (theirs);

  ours = rk_experiment_ensure_channel (self->experiment, rk_channel_get_source_key (theirs), column);
  if (g_strcmp0 (rk_channel_get_unit (theirs), rk_channel_get_raw_unit (theirs)) != 0)
    rk_channel_set_unit (ours, rk_channel_get_unit (theirs));

  return ours;
}

/* A run of another experiment becomes one of ours; samples are shared. */
static RkRun *
adopt_run (RkDocument *self,
           RkRun      *theirs)
{
  RkRun *run = rk_experiment_begin_run (self->experiment, rk_run_get_begin_wall_us (theirs));

  if (rk_run_get_name (theirs) != NULL)
    rk_run_set_name (run, rk_run_get_name (theirs));
  if (rk_run_get_notes (theirs) != NULL)
    rk_run_set_notes (run, rk_run_get_notes (theirs));

  for (guint i = 0; i < rk_run_get_n_streams (theirs); i++) {
    RkStream *old = rk_run_get_stream (theirs, i);
    g_autoptr (RkStream) stream = rk_stream_new (rk_stream_get_source_key (old),
                                                 rk_stream_get_source_name (old),
                                                 rk_stream_get_profile_id (old),
                                                 rk_stream_get_series (old));
    RkCounters counters;

    rk_stream_get_counters (old, &counters);
    rk_stream_set_counters (stream, &counters);
    for (guint j = 0; j < rk_stream_get_n_channels (old); j++)
      rk_stream_add_channel (stream, adopt_channel (self, rk_stream_get_channel (old, j)));
    rk_run_add_stream (run, stream);
    rk_stream_publish (stream);
  }

  for (guint i = 0; i < g_list_model_get_n_items (rk_run_get_marks (theirs)); i++) {
    g_autoptr (RkMark) mark = g_list_model_get_item (rk_run_get_marks (theirs), i);

    rk_run_add_mark (run, rk_mark_get_kind (mark), rk_mark_get_begin_ns (mark), rk_mark_get_end_ns (mark),
                     rk_mark_get_text (mark));
  }

  rk_run_set_offset_ns (run, rk_run_get_offset_ns (theirs));
  rk_run_set_excluded (run, rk_run_get_excluded (theirs));
  rk_run_set_duration_ns (run, rk_run_get_duration_ns (theirs));
  rk_run_set_state (run, RK_RUN_COMPLETE);

  return run;
}

static gboolean
has_title (RkDocument *self)
{
  const char *title = rk_experiment_get_title (self->experiment);

  return title != NULL && *title != '\0';
}

/* The name of a file without its suffix, for people. */
static char *
dup_stem (const char *path)
{
  g_autofree char *basename = g_path_get_basename (path);
  char *name = g_filename_display_name (basename);
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot > name)
    *dot = '\0';

  return name;
}

static gboolean
take_import (RkDocument  *self,
             RkLoaded    *loaded,
             GError     **error)
{
  GListModel *runs = rk_experiment_get_runs (loaded->experiment);
  g_autofree char *stem = dup_stem (loaded->path);

  if (!rk_document_ensure_project (self, error))
    return FALSE;

  if (!rk_document_has_runs (self) && !has_title (self))
    rk_experiment_set_title (self->experiment, stem);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) theirs = g_list_model_get_item (runs, i);
    g_autoptr (RkRun) run = g_object_ref (adopt_run (self, theirs));

    if (!rk_project_write_run (self->project, run, error)) {
      rk_experiment_remove_run (self->experiment, run);
      return FALSE;
    }
  }
  save_now (self);

  return TRUE;
}

/**
 * rk_document_take:
 * @self: a document; empty and idle when a project is to be taken
 * @loaded: what was read; the project and experiment are taken out of it
 * @error: return location
 *
 * Shows what was read from a file.
 *
 * Errors: a foreign file's run that cannot be kept in the project; the run is
 * then not added.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_document_take (RkDocument  *self,
                  RkLoaded    *loaded,
                  GError     **error)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (loaded != NULL, FALSE);

  if (loaded->project == NULL)
    return take_import (self, loaded, error);

  g_return_val_if_fail (!rk_document_get_recording (self), FALSE);
  g_return_val_if_fail (self->project == NULL, FALSE);

  self->project = g_steal_pointer (&loaded->project);
  rk_recorder_set_experiment (self->recorder, loaded->experiment);
  rk_document_set_experiment (self, loaded->experiment);
  rk_document_read_settings (self);
  rk_document_notify_file (self);

  return TRUE;
}

/**
 * rk_document_save_as:
 * @self: a document
 * @path: the new name
 * @error: return location
 *
 * Copies the file to @path, which the document then is.
 *
 * Returns: %TRUE on success; on failure nothing changes
 */
gboolean
rk_document_save_as (RkDocument  *self,
                     const char  *path,
                     GError     **error)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (self->project == NULL && !g_file_test (path, G_FILE_TEST_EXISTS)) {
    if (!create_project (self, path, error))
      return FALSE;
  } else {
    if (self->project == NULL && !rk_document_ensure_project (self, error))
      return FALSE;
    if (!rk_project_get_read_only (self->project))
      rk_project_save_setup (self->project, self->experiment);
    if (!rk_project_save_as (self->project, path, error))
      return FALSE;
  }

  rk_document_notify_file (self);

  return TRUE;
}

static void
saved_as_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  RkDocument *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  gboolean saved = rk_project_save_as_finish (RK_PROJECT (object), result, &error);

  self->saving = FALSE;

  if (!saved) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  if (self->project == RK_PROJECT (object))
    rk_document_notify_file (self);
  g_task_return_boolean (task, TRUE);
}

/**
 * rk_document_save_as_async:
 * @self: a document that is not being saved
 * @path: the new name
 * @cancellable: (nullable): stops the copy; nothing has then changed
 * @callback: (scope async): called on the main context
 * @user_data: data for @callback
 *
 * Copies the file to @path without waiting: a large one takes seconds, and a run goes on meanwhile.
 */
void
rk_document_save_as_async (RkDocument          *self,
                           const char          *path,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RK_IS_DOCUMENT (self) && !self->saving);
  g_return_if_fail (path != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rk_document_save_as_async);

  /* Nothing to copy yet: a new file. */
  if (self->project == NULL) {
    if (rk_document_save_as (self, path, &error))
      g_task_return_boolean (task, TRUE);
    else
      g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  if (!rk_project_get_read_only (self->project))
    rk_project_save_setup (self->project, self->experiment);

  self->saving = TRUE;
  rk_project_save_as_async (self->project, path, cancellable, saved_as_cb, g_steal_pointer (&task));
}

/**
 * rk_document_save_as_finish:
 * @self: a document
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: %TRUE on success; on failure nothing changed
 */
gboolean
rk_document_save_as_finish (RkDocument    *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * rk_document_remove_run:
 * @self: a document
 * @run: a run that is not being recorded
 *
 * Takes a run out; its data stay in the file until that is closed.
 */
void
rk_document_remove_run (RkDocument *self,
                        RkRun      *run)
{
  g_return_if_fail (RK_IS_DOCUMENT (self));
  g_return_if_fail (RK_IS_RUN (run));

  if (rk_run_get_state (run) == RK_RUN_RECORDING)
    return;

  rk_experiment_remove_run (self->experiment, run);
  if (self->project != NULL && !rk_project_get_read_only (self->project))
    rk_project_set_run_deleted (self->project, run, TRUE);
}

/**
 * rk_document_restore_run:
 * @self: a document
 * @run: a run that was removed
 *
 * Puts a removed run back in its place.
 */
void
rk_document_restore_run (RkDocument *self,
                         RkRun      *run)
{
  g_return_if_fail (RK_IS_DOCUMENT (self));
  g_return_if_fail (RK_IS_RUN (run));

  rk_experiment_restore_run (self->experiment, run);
  if (self->project != NULL && !rk_project_get_read_only (self->project))
    rk_project_set_run_deleted (self->project, run, FALSE);
}

static void
close_sources (RkDocument *self)
{
  GListModel *sources = rk_recorder_get_sources (self->recorder);
  guint n;

  while ((n = g_list_model_get_n_items (sources)) > 0) {
    g_autoptr (RkSource) source = g_list_model_get_item (sources, n - 1);

    rk_recorder_remove_source (self->recorder, source);
    rk_source_close (source);
  }
}

/**
 * rk_document_flush:
 * @self: a document
 * @error: return location
 *
 * Ends the run and waits until everything is on the disk.
 *
 * Errors: what is not on the disk is still in memory, and is tried again.
 *
 * Returns: %TRUE when closing loses nothing
 */
gboolean
rk_document_flush (RkDocument  *self,
                   GError     **error)
{
  g_return_val_if_fail (RK_IS_DOCUMENT (self), FALSE);

  rk_document_stop (self);
  if (self->project == NULL)
    return TRUE;

  save_now (self);

  return rk_project_flush (self->project, error);
}

/**
 * rk_document_close:
 * @self: a document
 *
 * Ends everything: the run, the devices, the file. All that was recorded is on
 * the disk when this returns, if rk_document_flush () could do it before. May be called twice.
 *
 * Returns: (transfer full) (nullable): the path of the file, if it holds runs
 */
char *
rk_document_close (RkDocument *self)
{
  g_autofree char *path = NULL;

  g_return_val_if_fail (RK_IS_DOCUMENT (self), NULL);

  if (self->recorder == NULL)
    return NULL;

  rk_document_stop (self);
  close_sources (self);
  rk_document_set_source (self, NULL);

  if (self->project != NULL) {
    save_now (self);
    if (rk_document_has_runs (self) || !rk_project_get_untitled (self->project))
      path = g_strdup (rk_project_get_path (self->project));
    rk_project_close (self->project);
    g_clear_object (&self->project);
  }
  g_clear_handle_id (&self->save_id, g_source_remove);

  return g_steal_pointer (&path);
}
