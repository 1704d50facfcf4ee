/* Save As: a whole copy aside, synced, put in place of whatever has the name, and the work goes on in it. */
#include "config.h"

#include "base/errors.h"
#include "project/errors.h"
#include "project/project-private.h"
#include "project/schema.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGES_PER_STEP 512 /* 2 MiB: some milliseconds, then a recording gets its turn */

static gboolean
fail_errno (const char *path,
            GError    **error)
{
  int code = errno;
  g_autofree char *name = g_filename_display_name (path);
  RkProjectError kind = code == ENOSPC || code == EDQUOT ? RK_PROJECT_ERROR_FULL : RK_PROJECT_ERROR_FAILED;

  g_set_error (error, RK_PROJECT_ERROR, kind, "%s: %s", name, rk_errno_text (code));

  return FALSE;
}

/* Beside the target, so that it can be renamed. The name is new: O_EXCL. */
static char *
make_temporary (const char *path,
                GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  for (guint i = 0; i < 100; i++) {
    g_autofree char *name = g_strdup_printf (".rostok-%08x.tmp", g_random_int ());
    g_autofree char *temporary = g_build_filename (folder, name, NULL);
    int fd = g_open (temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

    if (fd >= 0) {
      close (fd);
      return g_steal_pointer (&temporary);
    }

    if (errno != EEXIST)
      break;
  }

  fail_errno (path, error);

  return NULL;
}

static gboolean
copy_pages (RkWriter     *writer,
            const char   *temporary,
            GCancellable *cancellable,
            GError      **error)
{
  g_autoptr (RkDatabase) target = rk_database_open (temporary, RK_DATABASE_TARGET, error);
  g_autoptr (RkBackup) backup = NULL;
  RkDatabase *source;
  int step;

  if (target == NULL)
    return FALSE;

  source = rk_writer_get_database (writer);
  backup = rk_database_backup (source, target, error);
  if (backup == NULL)
    return FALSE;

  while ((step = rk_backup_step (backup, PAGES_PER_STEP, error)) == 1) {
    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;

    rk_writer_breathe (writer);

    /* The old file failed meanwhile and was closed: the copy cannot follow it. */
    if (rk_writer_get_database (writer) != source)
      break;
  }

  if (step == 1)
    g_set_error_literal (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FAILED,
                         _("The old file cannot be read any more; try again"));

  return step == 0;
}

/* The file of that name may be open in another window; it would go on writing into what is replaced. */
static gboolean
check_target (const char *path,
              RkLock    **lock,
              GError    **error)
{
  struct stat info;

  if (stat (path, &info) != 0)
    return errno == ENOENT || fail_errno (path, error);

  if (!S_ISREG (info.st_mode)) {
    g_autofree char *name = g_filename_display_name (path);

    g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FAILED,
                 _("%s is not a file; choose another name"), name);
    return FALSE;
  }

  *lock = rk_lock_take (path, FALSE, error);

  return *lock != NULL;
}

static gboolean
put_in_place (const char *temporary,
              const char *path,
              GError    **error)
{
  if (!rk_schema_sync (temporary, error))
    return FALSE;

  /* A log of the replaced file would be taken for one of ours. */
  rk_schema_remove_side_files (path);

  if (g_rename (temporary, path) != 0)
    return fail_errno (path, error);

  return rk_schema_sync_folder_of (path, error);
}

/**
 * rk_copy_and_switch:
 * @writer: the file
 * @copy: #RkCopy
 * @error: return location
 *
 * Copies the file and goes on in the copy.
 *
 * A recording goes on meanwhile: between two steps it is written to the old file, from where
 * the copy takes it over. What could not be written to the old one, because its
 * disk is full or gone, is written to the new one.
 *
 * Errors: nothing has changed; what was at the new path is intact.
 * Threads: the writer's.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_copy_and_switch (RkWriter *writer,
                    gpointer  copy,
                    GError  **error)
{
  RkCopy *self = copy;
  g_autoptr (RkLock) target_lock = NULL;
  g_autoptr (RkLock) lock = NULL;
  g_autoptr (RkDatabase) database = NULL;
  g_autofree char *temporary = NULL;
  gboolean done;

  rk_writer_commit (writer, NULL);
  if (rk_writer_get_database (writer) == NULL) {
    g_set_error_literal (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FAILED,
                         _("The old file cannot be read; put its disk back and try again"));
    return FALSE;
  }

  if (!check_target (self->path, &target_lock, error))
    return FALSE;

  temporary = make_temporary (self->path, error);
  if (temporary == NULL)
    return FALSE;

  lock = rk_lock_take (temporary, FALSE, error);
  done = lock != NULL
         && copy_pages (writer, temporary, self->cancellable, error)
         && put_in_place (temporary, self->path, error);

  if (!done) {
    rk_schema_remove (temporary);
    return FALSE;
  }

  database = rk_database_open (self->path, RK_DATABASE_WRITE, error);
  if (database == NULL)
    return FALSE;

  rk_writer_switch (writer, self->path, g_steal_pointer (&database));
  self->lock = g_steal_pointer (&lock);

  return TRUE;
}

static gboolean
copy_bytes (const char *from,
            const char *to,
            GError    **error)
{
  g_autofree guint8 *buffer = g_malloc (1 << 20);
  int in = g_open (from, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  int out = g_open (to, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  gboolean done = FALSE;
  gssize n = -1;

  if (in >= 0 && out >= 0) {
    while ((n = read (in, buffer, 1 << 20)) > 0) {
      gssize written = 0;

      while (written < n) {
        gssize m = write (out, buffer + written, (gsize) (n - written));

        if (m <= 0)
          break;
        written += m;
      }

      if (written < n)
        break;
    }

    done = n == 0 && (fsync (out) == 0 || errno == EINVAL);
  }

  if (!done)
    fail_errno (in < 0 ? from : to, error);

  if (in >= 0)
    close (in);
  if (out >= 0)
    close (out);

  return done;
}

/**
 * rk_copy_files:
 * @from: an experiment that is not open anywhere
 * @to: where to
 * @error: return location
 *
 * Copies a file and the log beside it as they are, so that nothing of the original changes.
 *
 * Errors: nothing is left at @to.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_copy_files (const char *from,
               const char *to,
               GError    **error)
{
  g_autofree char *log_from = g_strconcat (from, "-wal", NULL);
  g_autofree char *log_to = g_strconcat (to, "-wal", NULL);

  rk_schema_remove_side_files (to);

  if (copy_bytes (from, to, error)
      && (!rk_schema_has_log (from) || copy_bytes (log_from, log_to, error))
      && rk_schema_sync_folder_of (to, error))
    return TRUE;

  rk_schema_remove (to);

  return FALSE;
}
