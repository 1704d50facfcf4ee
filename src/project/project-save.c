/* Save As: the writer copies the file between two transactions and goes on in the copy. */
#include "config.h"

#include "project/project.h"

#include "project/errors.h"
#include "project/project-private.h"

#include <glib/gi18n-lib.h>

static char *
make_absolute (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  return g_file_get_path (file);
}

static gboolean
can_copy (RkProject *self,
          GError   **error)
{
  const RkOpened *opened = rk_project_get_opened (self);

  if (!opened->damaged && !opened->newer)
    return TRUE;

  g_set_error_literal (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_READ_ONLY,
                       opened->damaged
                       ? _("A damaged file is not copied as a whole; export its runs instead")
                       : _("A file of a newer version is not copied as a whole; export its runs, or update the program"));

  return FALSE;
}

/**
 * rk_project_save_as:
 * @self: a file
 * @path: the new name; what is there is replaced in one step
 * @error: return location
 *
 * Copies the file and goes on in the copy. An untitled one is then removed.
 *
 * Works while recording, and is the way out when the old disk is full.
 *
 * Errors: nothing has changed.
 * Threads: main; waits for the copy.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_project_save_as (RkProject  *self,
                    const char *path,
                    GError    **error)
{
  g_autofree char *absolute = NULL;
  RkCopy copy = { NULL, NULL, NULL };

  g_return_val_if_fail (RK_IS_PROJECT (self) && rk_project_get_writer (self) != NULL && path != NULL, FALSE);

  absolute = make_absolute (path);
  copy.path = absolute;

  if (!can_copy (self, error))
    return FALSE;

  if (g_strcmp0 (absolute, rk_project_get_path (self)) == 0)
    return rk_project_flush (self, error);

  if (!rk_writer_call (rk_project_get_writer (self), rk_copy_and_switch, &copy, error))
    return FALSE;

  rk_project_settle (self, g_steal_pointer (&absolute), copy.lock);

  return TRUE;
}

typedef struct {
  char  *path;
  RkCopy copy;
} SaveAs;

static void
save_as_free (gpointer data)
{
  SaveAs *self = data;

  g_clear_pointer (&self->copy.lock, rk_lock_free);
  g_clear_object (&self->copy.cancellable);
  g_free (self->path);
  g_free (self);
}

static gboolean
save_as_job (RkWriter *writer,
             gpointer  data,
             GError  **error)
{
  SaveAs *save = data;

  return rk_copy_and_switch (writer, &save->copy, error);
}

/* Back on the main thread; the object may have been closed meanwhile. */
static void
save_as_done_cb (gboolean  done,
                 GError   *error,
                 gpointer  data)
{
  g_autoptr (GTask) task = data;
  RkProject *self = g_task_get_source_object (task);
  SaveAs *save = g_task_get_task_data (task);

  if (!done) {
    g_task_return_error (task, error);
    return;
  }

  if (rk_project_get_writer (self) != NULL)
    rk_project_settle (self, g_steal_pointer (&save->path), g_steal_pointer (&save->copy.lock));
  g_task_return_boolean (task, TRUE);
}

/**
 * rk_project_save_as_async:
 * @self: a file
 * @path: the new name; what is there is replaced in one step
 * @cancellable: (nullable): stops between two steps of the copy; nothing has then changed
 * @callback: (scope async): called on the main context
 * @user_data: data for @callback
 *
 * Copies the file and goes on in the copy without waiting for it, see rk_project_save_as ().
 *
 * One at a time. Closing meanwhile waits for the copy.
 *
 * Threads: main.
 */
void
rk_project_save_as_async (RkProject           *self,
                          const char          *path,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *absolute = NULL;
  SaveAs *save;

  g_return_if_fail (RK_IS_PROJECT (self) && rk_project_get_writer (self) != NULL && path != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, rk_project_save_as_async);
  /* The copy has the last word: it may be done by then. */
  g_task_set_check_cancellable (task, FALSE);
  absolute = make_absolute (path);

  if (!can_copy (self, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  if (g_strcmp0 (absolute, rk_project_get_path (self)) == 0) {
    if (rk_project_flush (self, &error))
      g_task_return_boolean (task, TRUE);
    else
      g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  save = g_new0 (SaveAs, 1);
  save->path = g_steal_pointer (&absolute);
  save->copy.path = save->path;
  save->copy.cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  g_task_set_task_data (task, save, save_as_free);
  rk_writer_post (rk_project_get_writer (self), save_as_job, save, save_as_done_cb, g_steal_pointer (&task));
}

/**
 * rk_project_save_as_finish:
 * @self: a file
 * @result: what the callback was given
 * @error: return location
 *
 * Errors: nothing has changed.
 *
 * Returns: %TRUE if the file is the new one
 */
gboolean
rk_project_save_as_finish (RkProject     *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
