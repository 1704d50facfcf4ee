#include "config.h"

#include "app/load.h"

#include "exchange/exchange.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* Reading a file takes as long as the disk and the file like, so it happens in
 * a thread of the pool, into an experiment nobody else knows yet. */

/* The first bytes of every SQLite database. */
static const char sqlite_magic[16] = "SQLite format 3";

static RkLoaded *
loaded_new (const char *path)
{
  RkLoaded *self = g_new0 (RkLoaded, 1);

  self->path = g_strdup (path);
  self->experiment = rk_experiment_new ();
  self->warnings = g_ptr_array_new_with_free_func (g_free);

  return self;
}

/**
 * rk_loaded_free:
 * @self: (transfer full): what was loaded
 *
 * Drops what was loaded; a project that nobody took is closed by its end.
 */
void
rk_loaded_free (RkLoaded *self)
{
  if (self == NULL)
    return;

  if (self->project != NULL)
    rk_project_close (self->project);
  g_clear_object (&self->project);
  g_clear_object (&self->experiment);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_free (self->path);
  g_free (self);
}

/**
 * rk_load_is_project:
 * @path: a file
 *
 * Tells a project from a foreign file by its suffix, else by its first bytes.
 *
 * Threads: any.
 *
 * Returns: whether the file is to be read as a project
 */
gboolean
rk_load_is_project (const char *path)
{
  char head[sizeof sqlite_magic];
  gssize n;
  int fd;

  g_return_val_if_fail (path != NULL, FALSE);

  if (g_str_has_suffix (path, RK_PROJECT_SUFFIX))
    return TRUE;

  /* A named pipe must not block here. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0)
    return FALSE;
  n = read (fd, head, sizeof head);
  close (fd);

  return n == (gssize) sizeof head && memcmp (head, sqlite_magic, sizeof head) == 0;
}

static void
load_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const char *path = task_data;
  g_autoptr (RkLoaded) loaded = loaded_new (path);
  GError *error = NULL;
  gboolean ok;

  if (rk_load_is_project (path)) {
    loaded->project = rk_project_open (path, &error);
    ok = loaded->project != NULL
      && rk_project_load (loaded->project, loaded->experiment, loaded->warnings, &error);
  } else {
    ok = rk_exchange_import (loaded->experiment, path, cancellable, &error) != NULL;
  }

  if (ok)
    g_task_return_pointer (task, g_steal_pointer (&loaded), (GDestroyNotify) rk_loaded_free);
  else
    g_task_return_error (task, error);
}

/**
 * rk_load_async:
 * @path: a project or a foreign file
 * @cancellable: (nullable): gives up an import
 * @callback: (scope async): called on the caller's main context
 * @user_data: data for @callback
 *
 * Reads a file without blocking.
 */
void
rk_load_async (const char          *path,
               GCancellable        *cancellable,
               GAsyncReadyCallback  callback,
               gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (path != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rk_load_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load_thread);
}

static void
recover_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const RkUnfinished *unfinished = task_data;
  g_autoptr (RkLoaded) loaded = loaded_new (unfinished->path);
  GError *error = NULL;

  loaded->project = rk_project_recover (unfinished, &error);

  if (loaded->project != NULL
      && rk_project_load (loaded->project, loaded->experiment, loaded->warnings, &error))
    g_task_return_pointer (task, g_steal_pointer (&loaded), (GDestroyNotify) rk_loaded_free);
  else
    g_task_return_error (task, error);
}

/**
 * rk_load_recover_async:
 * @unfinished: (transfer full): a recording that was interrupted
 * @callback: (scope async): called on the caller's main context
 * @user_data: data for @callback
 *
 * Recovers an interrupted recording into a new file and reads it without
 * blocking.
 */
void
rk_load_recover_async (RkUnfinished        *unfinished,
                       GAsyncReadyCallback  callback,
                       gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, rk_load_recover_async);
  g_task_set_task_data (task, unfinished, (GDestroyNotify) rk_unfinished_free);
  g_task_run_in_thread (task, recover_thread);
}

/**
 * rk_load_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Ends rk_load_async () or rk_load_recover_async ().
 *
 * Returns: (transfer full): what was read; %NULL with @error set
 */
RkLoaded *
rk_load_finish (GAsyncResult  *result,
                GError       **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
