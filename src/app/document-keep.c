/* Runs that were calculated: into the file, then into the list. */
#include "config.h"

#include "app/document-private.h"

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  RkDocument *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;

  if (!rk_project_write_run_finish (RK_PROJECT (object), result, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  /* Closed meanwhile: it is in the file, and there is nobody to show it to. */
  if (self->project == RK_PROJECT (object)) {
    rk_experiment_add_run (self->experiment, g_task_get_task_data (task));
    rk_document_save_soon (self);
  }
  g_task_return_boolean (task, TRUE);
}

/**
 * rk_document_keep_run_async:
 * @self: a document
 * @run: a finished run from rk_experiment_reserve_run()
 * @callback: (scope async): called on the main context
 * @user_data: data for @callback
 *
 * Writes a run that was calculated and then shows it, without waiting for the disk; a recording goes on meanwhile.
 */
void
rk_document_keep_run_async (RkDocument          *self,
                            RkRun               *run,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (RK_IS_DOCUMENT (self) && RK_IS_RUN (run));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rk_document_keep_run_async);
  g_task_set_task_data (task, g_object_ref (run), g_object_unref);

  if (!rk_document_ensure_project (self, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  rk_project_write_run_async (self->project, run, written_cb, g_steal_pointer (&task));
}

/**
 * rk_document_keep_run_finish:
 * @self: a document
 * @result: what the callback was given
 * @error: return location
 *
 * Errors: the run is neither in the file nor shown.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_document_keep_run_finish (RkDocument    *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
