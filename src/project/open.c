/* Opening a file that may come from anywhere, and the ways around when it cannot be opened for writing. */
#include "config.h"

#include "base/errors.h"
#include "project/errors.h"
#include "project/project-private.h"
#include "project/schema.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }

  g_rmdir (folder);
}

void
rk_opened_free (RkOpened *self)
{
  if (self == NULL)
    return;

  rk_database_close (self->database);
  rk_lock_free (self->lock);
  if (self->temporary != NULL)
    remove_folder (self->temporary);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self->note);
  g_free (self);
}

/* Only the first problem: a file full of them need not be read to its end. */
static gboolean
holds_together (RkDatabase *database)
{
  g_autoptr (RkStatement) row = rk_database_query (database, NULL, "PRAGMA quick_check(1)", "");

  return row != NULL && rk_statement_step (row, NULL) == 1
         && g_strcmp0 (rk_statement_text (row, 0), "ok") == 0;
}

/* FALSE only when another instance writes. Where no lock can be made at all (no folder for
 * it), SQLite's own lock has to do. */
static gboolean
take_lock (RkOpened *self,
           gboolean  shared,
           GError  **error)
{
  g_autoptr (GError) failure = NULL;

  self->lock = rk_lock_take (self->path, shared, &failure);
  if (self->lock != NULL || !g_error_matches (failure, RK_PROJECT_ERROR, RK_PROJECT_ERROR_BUSY))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));

  return FALSE;
}

/* A log beside a file that cannot be written: both are copied, and the copy takes the log in. */
static char *
copy_aside (RkOpened *self,
            GError  **error)
{
  g_autofree char *name = g_path_get_basename (self->path);
  g_autofree char *copy = NULL;

  self->temporary = g_dir_make_tmp ("rostok-XXXXXX", error);
  if (self->temporary == NULL)
    return NULL;

  copy = g_build_filename (self->temporary, name, NULL);
  if (!rk_copy_files (self->path, copy, error))
    return NULL;

  return g_steal_pointer (&copy);
}

static gboolean
open_fixed (RkOpened *self,
            GError  **error)
{
  g_autofree char *copy = NULL;

  self->read_only = TRUE;

  /* Readers may be many. */
  g_clear_pointer (&self->lock, rk_lock_free);
  if (!take_lock (self, TRUE, error))
    return FALSE;

  if (!rk_schema_has_log (self->path)) {
    self->database = rk_database_open (self->path, RK_DATABASE_FIXED, error);
    return self->database != NULL;
  }

  copy = copy_aside (self, error);
  if (copy == NULL)
    return FALSE;

  self->database = rk_database_open (copy, RK_DATABASE_WRITE, error);

  return self->database != NULL;
}

/* The last way: whatever rows can still be reached. Never for writing. */
static gboolean
open_damaged (RkOpened *self,
              GError  **error)
{
  int format;

  rk_database_abandon (g_steal_pointer (&self->database));
  if (!rk_schema_has_log (self->path))
    rk_schema_remove_side_files (self->path);
  self->read_only = TRUE;
  self->damaged = TRUE;

  self->database = rk_database_open (self->path, RK_DATABASE_SALVAGE, error);

  return self->database != NULL && rk_schema_check (self->database, &format, error);
}

static gboolean
open_database (RkOpened *self,
               gboolean  alone,
               int       format,
               GError  **error)
{
  g_autoptr (GError) failure = NULL;

  if (alone && format <= RK_PROJECT_FORMAT && g_access (self->path, W_OK) == 0) {
    self->database = rk_database_open (self->path, RK_DATABASE_WRITE, &failure);
    if (self->database != NULL)
      return TRUE;

    if (g_error_matches (failure, RK_PROJECT_ERROR, RK_PROJECT_ERROR_BUSY)) {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  }

  /* Read-only folder, medium or share, a full disk, a newer file. */
  return open_fixed (self, error);
}

static gboolean
check_content (RkOpened *self,
               GError  **error)
{
  g_autoptr (GError) failure = NULL;
  int format = 0;

  if (self->database == NULL || !holds_together (self->database)
      || !rk_schema_check (self->database, &format, &failure)) {
    g_clear_error (error);
    return open_damaged (self, error);
  }

  if (format > RK_PROJECT_FORMAT) {
    self->newer = TRUE;
    self->note = g_strdup (_("The file was written by a newer version of the program; it can be read but not changed"));
    if (!self->read_only) {
      g_clear_pointer (&self->database, rk_database_close);
      return open_fixed (self, error);
    }
  }

  return TRUE;
}

static void
prefix_name (const char *path,
             GError    **error)
{
  g_autofree char *name = g_filename_display_basename (path);

  if (error != NULL && *error != NULL && strstr ((*error)->message, name) == NULL)
    g_prefix_error (error, "%s: ", name);
}

/**
 * rk_opened_new:
 * @path: any path
 * @error: return location
 *
 * Opens an experiment the best way it can be: for writing, for reading, or for what is left of it.
 *
 * Errors: %RK_PROJECT_ERROR_NOT_A_PROJECT, %RK_PROJECT_ERROR_DAMAGED when nothing is left,
 * %RK_PROJECT_ERROR_BUSY, and those of the system. The file is unchanged.
 *
 * Returns: (transfer full) (nullable): the file
 */
RkOpened *
rk_opened_new (const char *path,
               GError    **error)
{
  g_autoptr (RkOpened) self = g_new0 (RkOpened, 1);
  g_autofree char *real = realpath (path, NULL);
  g_autoptr (GError) failure = NULL;
  gboolean alone = TRUE;
  int format = 0;

  if (real == NULL) {
    g_autofree char *name = g_filename_display_name (path);

    g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FAILED, "%s: %s", name, rk_errno_text (errno));
    return NULL;
  }

  self->path = g_strdup (real);

  /* The lock first: a file open elsewhere in this process must not even be looked at (lock.c). */
  if (!take_lock (self, FALSE, NULL)) {
    alone = FALSE;
    if (!take_lock (self, TRUE, error))
      return NULL;
  }

  if (!rk_schema_probe (real, &format, error))
    return NULL;

  if (!open_database (self, alone, format, &failure)
      && g_error_matches (failure, RK_PROJECT_ERROR, RK_PROJECT_ERROR_BUSY)) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return NULL;
  }

  if (!check_content (self, error)) {
    prefix_name (path, error);
    return NULL;
  }

  return g_steal_pointer (&self);
}
