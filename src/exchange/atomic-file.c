#include "config.h"

#include "exchange/atomic-file.h"

#include "base/errors.h"
#include "exchange/errors.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct _RkAtomicFile
{
  char *path;   /* as the caller named it, for messages */
  char *target; /* links followed, so that a link stays a link */
  char *temp;   /* NULL when written directly, or when nothing is left to clean up */
  int   fd;
};

void
rk_atomic_file_set_error (GError    **error,
                          const char *path,
                          const char *reason)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_CANNOT_WRITE,
               /* Translators: the path of a file, then the reason. */
               _("“%s” cannot be written: %s"), name, reason);
}

static void
set_errno (GError    **error,
           const char *path,
           int         code)
{
  rk_atomic_file_set_error (error, path, rk_errno_text (code));
}

static gboolean
open_directly (RkAtomicFile *self,
               GError      **error)
{
  self->fd = open (self->path, O_WRONLY | O_CLOEXEC | O_NOCTTY);

  if (self->fd < 0)
    set_errno (error, self->path, errno);

  return self->fd >= 0;
}

/* The same folder, hence the same file system: a rename works, and a full disk shows now. */
static gboolean
open_aside (RkAtomicFile *self,
            mode_t        mode,
            GError      **error)
{
  g_autofree char *folder = g_path_get_dirname (self->target);
  g_autofree char *temp = g_build_filename (folder, ".rostok-XXXXXX", NULL);

  self->fd = g_mkstemp_full (temp, O_RDWR | O_CLOEXEC, 0666);

  if (self->fd < 0) {
    set_errno (error, self->path, errno);
    return FALSE;
  }

  self->temp = g_steal_pointer (&temp);

  /* The old file's rights; where that is refused the usual ones do. */
  if (mode != 0 && fchmod (self->fd, mode) < 0)
    g_debug ("The rights of “%s” could not be kept", self->path);

  return TRUE;
}

RkAtomicFile *
rk_atomic_file_new (const char *path,
                    GError    **error)
{
  g_autoptr (RkAtomicFile) self = NULL;
  g_autofree char *resolved = NULL;
  struct stat info;
  gboolean exists;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_new0 (RkAtomicFile, 1);
  self->fd = -1;
  self->path = g_strdup (path);
  resolved = realpath (path, NULL);
  self->target = g_strdup (resolved != NULL ? resolved : path);
  exists = stat (self->target, &info) == 0;

  if (exists && S_ISDIR (info.st_mode)) {
    set_errno (error, path, EISDIR);
    return NULL;
  }

  if (exists && !S_ISREG (info.st_mode)) {
    if (!open_directly (self, error))
      return NULL;
  } else if (exists && access (self->target, W_OK) < 0) {
    /* A rename would replace a file its owner has protected. */
    set_errno (error, path, errno);
    return NULL;
  } else if (!open_aside (self, exists ? info.st_mode & 0777 : 0, error)) {
    return NULL;
  }

  return g_steal_pointer (&self);
}

gboolean
rk_atomic_file_write (RkAtomicFile *self,
                      const void   *bytes,
                      gsize         n,
                      GError      **error)
{
  const guint8 *p = bytes;

  g_return_val_if_fail (self != NULL, FALSE);

  while (n > 0) {
    ssize_t written = write (self->fd, p, n);

    if (written < 0 && errno == EINTR)
      continue;

    if (written <= 0) {
      set_errno (error, self->path, written < 0 ? errno : ENOSPC);
      return FALSE;
    }

    p += written;
    n -= (gsize) written;
  }

  return TRUE;
}

int
rk_atomic_file_get_fd (RkAtomicFile *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->fd;
}

/* The new name is on the disk when its folder is. Not all file systems can; the file itself is safe. */
static void
sync_folder (const char *target)
{
  g_autofree char *folder = g_path_get_dirname (target);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;

  if (fsync (fd) < 0)
    g_debug ("The folder “%s” could not be synchronised", folder);

  close (fd);
}

gboolean
rk_atomic_file_commit (RkAtomicFile *self,
                       GError      **error)
{
  int closed;

  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);

  /* A pipe or a device cannot be synced; a file must be. */
  if (self->temp != NULL && fsync (self->fd) < 0) {
    set_errno (error, self->path, errno);
    return FALSE;
  }

  closed = close (self->fd);
  self->fd = -1;

  if (closed < 0 && errno != EINTR) {
    set_errno (error, self->path, errno);
    return FALSE;
  }

  if (self->temp == NULL)
    return TRUE;

  if (g_rename (self->temp, self->target) < 0) {
    set_errno (error, self->path, errno);
    return FALSE;
  }

  g_clear_pointer (&self->temp, g_free);
  sync_folder (self->target);

  return TRUE;
}

void
rk_atomic_file_free (RkAtomicFile *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);

  if (self->temp != NULL)
    g_unlink (self->temp);

  g_free (self->temp);
  g_free (self->target);
  g_free (self->path);
  g_free (self);
}
