/* One instance per file.
 *
 * SQLite guards an open file by POSIX record locks, and these have a trap: closing any other
 * descriptor of the same file in the same process drops them all. So our own question "who
 * has it?" must not be asked by opening the file. It is asked by flock () on an empty file of its
 * own in the user's runtime folder, named by device and inode of the experiment: it
 * survives renames, sees through links, leaves nothing on the user's stick, works inside one
 * process too, and the kernel drops it when the holder dies, however it dies. Another user or
 * computer is not seen by it, but meets SQLite's own exclusive lock.
 */
#include "config.h"

#include "project/lock.h"

#include "base/errors.h"
#include "project/errors.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct _RkLock
{
  char *path; /* of the lock file */
  int   fd;
};

static char *
lock_path (const char *path,
           GError    **error)
{
  g_autofree char *folder = g_build_filename (g_get_user_runtime_dir (), "rostok", NULL);
  struct stat info;

  if (stat (path, &info) != 0) {
    g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FAILED,
                 "%s: %s", path, rk_errno_text (errno));
    return NULL;
  }

  if (g_mkdir_with_parents (folder, 0700) != 0) {
    g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FAILED,
                 "%s: %s", folder, rk_errno_text (errno));
    return NULL;
  }

  return g_strdup_printf ("%s/%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x.lock", folder,
                          (guint64) info.st_dev, (guint64) info.st_ino);
}

/* The last holder removes the file: what we locked may no longer be what has the name. */
static gboolean
is_current (const RkLock *self)
{
  struct stat ours;
  struct stat named;

  return fstat (self->fd, &ours) == 0 && stat (self->path, &named) == 0
         && ours.st_ino == named.st_ino && ours.st_dev == named.st_dev;
}

/**
 * rk_lock_take:
 * @path: an existing experiment
 * @shared: whether other readers may hold it too
 * @error: return location
 *
 * Claims a file for this opening of it, without waiting.
 *
 * Errors: %RK_PROJECT_ERROR_BUSY when it is open elsewhere.
 * Threads: any.
 *
 * Returns: (transfer full) (nullable): the lock
 */
RkLock *
rk_lock_take (const char *path,
              gboolean    shared,
              GError    **error)
{
  g_autoptr (RkLock) self = g_new0 (RkLock, 1);
  g_autofree char *name = g_filename_display_basename (path);

  self->fd = -1;
  self->path = lock_path (path, error);
  if (self->path == NULL)
    return NULL;

  do {
    if (self->fd >= 0)
      close (self->fd);

    self->fd = g_open (self->path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (self->fd < 0) {
      g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FAILED,
                   "%s: %s", self->path, rk_errno_text (errno));
      return NULL;
    }

    if (flock (self->fd, (shared ? LOCK_SH : LOCK_EX) | LOCK_NB) != 0) {
      g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_BUSY,
                   _("%s: The file is open in another window or program; close it there first"), name);
      return NULL;
    }
  } while (!is_current (self));

  return g_steal_pointer (&self);
}

/**
 * rk_lock_free:
 * @self: (transfer full) (nullable): a lock
 *
 * Gives the file free.
 */
void
rk_lock_free (RkLock *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0) {
    /* Only the last of several readers may take the name away. */
    if (flock (self->fd, LOCK_EX | LOCK_NB) == 0 && is_current (self))
      g_unlink (self->path);
    close (self->fd);
  }

  g_free (self->path);
  g_free (self);
}
