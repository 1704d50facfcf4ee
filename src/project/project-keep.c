/* A run that was not recorded reaches the file while the window goes on. */
#include "config.h"

#include "project/project.h"

#include "project/project-private.h"

/* Back on the main thread; the object may have been closed meanwhile. */
static void
written_cb (gboolean  done,
            GError   *error,
            gpointer  data)
{
  g_autoptr (GTask) task = data;

  if (done)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * rk_project_write_run_async:
 * @self: a file
 * @run: a finished run that is not in the file
 * @callback: (scope async): called on the main context
 * @user_data: data for @callback
 *
 * Writes a run that was not recorded through a sink, without waiting for the disk.
 *
 * Closing meanwhile waits for it.
 *
 * Threads: main.
 */
void
rk_project_write_run_async (RkProject           *self,
                            RkRun               *run,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  gpointer import;

  g_return_if_fail (RK_IS_PROJECT (self) && rk_project_get_writer (self) != NULL && RK_IS_RUN (run));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, rk_project_write_run_async);

  if (rk_project_get_read_only (self)) {
    rk_project_fail_read_only (self, &error);
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  import = rk_import_new (run);
  g_task_set_task_data (task, import, rk_import_free);
  rk_writer_post (rk_project_get_writer (self), rk_import_run, import, written_cb, g_steal_pointer (&task));
}

/**
 * rk_project_write_run_finish:
 * @self: a file
 * @result: what the callback was given
 * @error: return location
 *
 * Errors: the file does not show the run.
 *
 * Returns: %TRUE once all of it is on the disk
 */
gboolean
rk_project_write_run_finish (RkProject     *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
