/* The only file that includes <sqlite3.h>.
 *
 * Files of others are data, never programs: triggers, views, extensions and functions in the
 * schema are off for every connection, also for our own files, since any file may come
 * from elsewhere. Limits keep lengths within what we write ourselves.
 *
 * A file being written is held by an exclusive lock of SQLite from open to close. Then the
 * index of the log lives in memory instead of a shared mapping beside the file, which is what makes
 * WAL work on FAT sticks and network folders, and a second computer gets "busy" instead of a mixed file.
 */
#include "config.h"

#include "project/database.h"

#include "base/errors.h"
#include "project/errors.h"

#include <glib/gi18n-lib.h>
#include <sqlite3.h>

#define SALVAGE_US (20 * G_USEC_PER_SEC)

struct _RkDatabase
{
  sqlite3    *handle;
  char       *path;
  GHashTable *statements; /* text: RkStatement */
  int         log_pages;  /* in the log after the last commit */
  gint64      end_us;     /* of a salvage */
};

struct _RkStatement
{
  sqlite3_stmt *handle;
  RkDatabase   *database;
};

struct _RkBackup
{
  sqlite3_backup *handle;
  RkDatabase     *source;
  RkDatabase     *target;
};

static void
set_error (RkDatabase *self,
           int         rc,
           GError    **error)
{
  int code = RK_PROJECT_ERROR_FAILED;
  int system_code = self->handle != NULL ? sqlite3_system_errno (self->handle) : 0;
  const char *words = sqlite3_errstr (rc);

  switch (rc & 0xff) {
  case SQLITE_FULL:
    code = RK_PROJECT_ERROR_FULL;
    words = _("The disk is full; free some space or save the experiment elsewhere");
    break;
  case SQLITE_BUSY:
  case SQLITE_LOCKED:
    code = RK_PROJECT_ERROR_BUSY;
    words = _("The file is open in another window or program; close it there first");
    break;
  case SQLITE_READONLY:
    code = RK_PROJECT_ERROR_READ_ONLY;
    words = _("The file cannot be changed");
    break;
  case SQLITE_CORRUPT:
    code = RK_PROJECT_ERROR_DAMAGED;
    words = _("The file is damaged");
    break;
  case SQLITE_NOTADB:
    code = RK_PROJECT_ERROR_NOT_A_PROJECT;
    words = _("The file is not an experiment");
    break;
  case SQLITE_TOOBIG:
    code = RK_PROJECT_ERROR_TOO_LARGE;
    words = _("A part of the file is too large");
    break;
  case SQLITE_IOERR:
  case SQLITE_CANTOPEN:
    if (system_code != 0)
      words = rk_errno_text (system_code);
    break;
  default:
    break;
  }

  g_set_error (error, RK_PROJECT_ERROR, code, "%s: %s", self->path, words);
}

static void
statement_free (gpointer data)
{
  RkStatement *self = data;

  sqlite3_finalize (self->handle);
  g_free (self);
}

static void
harden (sqlite3 *handle)
{
  static const struct { int id; int value; } limits[] = {
    { SQLITE_LIMIT_LENGTH,        RK_DATABASE_MAX_BLOB },
    { SQLITE_LIMIT_SQL_LENGTH,    64 * 1024 },
    { SQLITE_LIMIT_COLUMN,        64 },
    { SQLITE_LIMIT_EXPR_DEPTH,    20 },
    { SQLITE_LIMIT_VDBE_OP,       25000 },
    { SQLITE_LIMIT_FUNCTION_ARG,  8 },
    { SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (handle, limits[i].id, limits[i].value);

  sqlite3_db_config (handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_extended_result_codes (handle, 1);
}

static int
commit_cb (void       *data,
           sqlite3    *handle,
           const char *name,
           int         n_pages)
{
  RkDatabase *self = data;

  self->log_pages = n_pages;

  return SQLITE_OK;
}

/* Pages of a damaged file may point in circles: reading it ends after a while whatever happens. */
static int
progress_cb (void *data)
{
  const RkDatabase *self = data;

  return g_get_monotonic_time () > self->end_us;
}

/* No automatic checkpoint: the writer does it between two commits, when nothing waits. */
static gboolean
configure (RkDatabase    *self,
           RkDatabaseMode mode,
           GError       **error)
{
  const char *sql = "PRAGMA cell_size_check=ON; PRAGMA temp_store=MEMORY; PRAGMA cache_size=-16384;";

  /* A file cut short is refused as a whole otherwise; nothing can be written here anyway. */
  if (mode == RK_DATABASE_SALVAGE) {
    sqlite3_db_config (self->handle, SQLITE_DBCONFIG_DEFENSIVE, 0, NULL);
    sqlite3_db_config (self->handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, NULL);
    self->end_us = g_get_monotonic_time () + SALVAGE_US;
    sqlite3_progress_handler (self->handle, 1000, progress_cb, self);
  }

  if (!rk_database_exec (self, sql, error))
    return FALSE;

  switch (mode) {
  case RK_DATABASE_WRITE:
    sqlite3_wal_hook (self->handle, commit_cb, self);
    return rk_database_exec (self,
                             "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                             "PRAGMA secure_delete=OFF; PRAGMA wal_autocheckpoint=0; PRAGMA journal_size_limit=16777216;"
                             "BEGIN IMMEDIATE; COMMIT;",
                             error);
  case RK_DATABASE_TARGET:
    return rk_database_exec (self, "PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;", error);
  case RK_DATABASE_SALVAGE:
  case RK_DATABASE_PEEK:
  case RK_DATABASE_FIXED:
    return rk_database_exec (self, "PRAGMA query_only=ON;", error);
  }

  return TRUE;
}

/**
 * rk_database_open:
 * @path: an existing file
 * @mode: what it is opened for
 * @error: return location
 *
 * Opens a database with everything off that could run code of the file.
 *
 * Threads: any, one at a time.
 *
 * Returns: (transfer full) (nullable): the database
 */
RkDatabase *
rk_database_open (const char    *path,
                  RkDatabaseMode mode,
                  GError       **error)
{
  g_autoptr (RkDatabase) self = g_new0 (RkDatabase, 1);
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = NULL;
  const char *query = "";
  int flags = SQLITE_OPEN_READWRITE;
  int rc;

  if (mode == RK_DATABASE_PEEK || mode == RK_DATABASE_FIXED || mode == RK_DATABASE_SALVAGE)
    flags = SQLITE_OPEN_READONLY;
  if (mode == RK_DATABASE_FIXED || mode == RK_DATABASE_SALVAGE)
    query = "?mode=ro&immutable=1";
  else if (mode == RK_DATABASE_PEEK)
    query = "?mode=ro";

  uri = g_strconcat ("file://", escaped, query, NULL);
  self->path = g_filename_display_basename (path);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, statement_free);

  rc = sqlite3_open_v2 (uri, &self->handle, flags | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, NULL);
  if (rc != SQLITE_OK) {
    set_error (self, rc, error);
    return NULL;
  }

  harden (self->handle);
  if (mode != RK_DATABASE_WRITE)
    sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);

  if (flags == SQLITE_OPEN_READWRITE && sqlite3_db_readonly (self->handle, "main") == 1) {
    set_error (self, SQLITE_READONLY, error);
    return NULL;
  }

  if (!configure (self, mode, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * rk_database_close:
 * @self: (transfer full) (nullable): a database
 *
 * Closes; a file opened for writing takes in its log first, which then is removed.
 */
void
rk_database_close (RkDatabase *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->statements, g_hash_table_unref);
  sqlite3_close (self->handle);
  g_free (self->path);
  g_free (self);
}

/**
 * rk_database_abandon:
 * @self: (transfer full) (nullable): a database
 *
 * Closes without touching the disk more than needed, after it failed.
 */
void
rk_database_abandon (RkDatabase *self)
{
  if (self == NULL)
    return;

  sqlite3_db_config (self->handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  rk_database_close (self);
}

/**
 * rk_database_exec:
 * @self: a database
 * @sql: constant statements
 * @error: return location
 *
 * Runs statements whose rows do not matter.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_database_exec (RkDatabase *self,
                  const char *sql,
                  GError    **error)
{
  int rc = sqlite3_exec (self->handle, sql, NULL, NULL, NULL);

  if (rc == SQLITE_OK)
    return TRUE;

  set_error (self, rc, error);

  return FALSE;
}

static RkStatement *
prepare (RkDatabase *self,
         const char *sql,
         GError    **error)
{
  RkStatement *statement = g_hash_table_lookup (self->statements, sql);
  sqlite3_stmt *handle = NULL;
  int rc;

  if (statement != NULL) {
    rk_statement_end (statement);
    return statement;
  }

  rc = sqlite3_prepare_v3 (self->handle, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle, NULL);
  if (rc != SQLITE_OK) {
    /* A table or column that is not there: the file's fault, the texts are constant. */
    set_error (self, (rc & 0xff) == SQLITE_ERROR ? SQLITE_CORRUPT : rc, error);
    return NULL;
  }

  statement = g_new0 (RkStatement, 1);
  statement->handle = handle;
  statement->database = self;
  g_hash_table_insert (self->statements, (gpointer) sql, statement);

  return statement;
}

static int
bind_values (RkStatement *self,
             const char  *types,
             va_list      args)
{
  int rc = SQLITE_OK;

  for (int i = 1; *types != '\0' && rc == SQLITE_OK; types++, i++) {
    const void *data;

    switch (*types) {
    case 'i':
      rc = sqlite3_bind_int64 (self->handle, i, va_arg (args, gint64));
      break;
    case 'd':
      rc = sqlite3_bind_double (self->handle, i, va_arg (args, double));
      break;
    case 's':
      rc = sqlite3_bind_text (self->handle, i, va_arg (args, const char *), -1, SQLITE_STATIC);
      break;
    case 'b':
      data = va_arg (args, const void *);
      rc = sqlite3_bind_blob64 (self->handle, i, data, va_arg (args, gsize), SQLITE_STATIC);
      break;
    default:
      g_assert_not_reached ();
    }
  }

  return rc;
}

/**
 * rk_database_run:
 * @self: a database
 * @error: return location
 * @sql: a constant statement without rows
 * @types: letters of the values
 * @...: the values
 *
 * Runs one statement to its end.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_database_run (RkDatabase *self,
                 GError    **error,
                 const char *sql,
                 const char *types,
                 ...)
{
  g_autoptr (RkStatement) statement = prepare (self, sql, error);
  va_list args;
  int rc;

  if (statement == NULL)
    return FALSE;

  va_start (args, types);
  rc = bind_values (statement, types, args);
  va_end (args);

  if (rc == SQLITE_OK)
    rc = sqlite3_step (statement->handle);

  if (rc != SQLITE_DONE && rc != SQLITE_ROW) {
    set_error (self, rc, error);
    return FALSE;
  }

  return TRUE;
}

/**
 * rk_database_query:
 * @self: a database
 * @error: return location
 * @sql: a constant statement with rows
 * @types: letters of the values
 * @...: the values
 *
 * Begins a query; rk_statement_step () goes from row to row.
 *
 * Returns: (transfer none) (nullable): the query, until rk_statement_end ()
 */
RkStatement *
rk_database_query (RkDatabase *self,
                   GError    **error,
                   const char *sql,
                   const char *types,
                   ...)
{
  RkStatement *statement = prepare (self, sql, error);
  va_list args;
  int rc;

  if (statement == NULL)
    return NULL;

  va_start (args, types);
  rc = bind_values (statement, types, args);
  va_end (args);

  if (rc != SQLITE_OK) {
    set_error (self, rc, error);
    rk_statement_end (statement);
    return NULL;
  }

  return statement;
}

/**
 * rk_statement_step:
 * @self: a query
 * @error: return location
 *
 * Moves to the next row.
 *
 * Returns: 1 for a row, 0 at the end, -1 with @error set
 */
int
rk_statement_step (RkStatement *self,
                   GError     **error)
{
  int rc = sqlite3_step (self->handle);

  if (rc == SQLITE_ROW)
    return 1;
  if (rc == SQLITE_DONE)
    return 0;

  set_error (self->database, rc, error);

  return -1;
}

/**
 * rk_statement_end:
 * @self: (nullable): a query
 *
 * Ends a query and forgets its values; the database keeps the statement for its next use.
 */
void
rk_statement_end (RkStatement *self)
{
  if (self == NULL)
    return;

  sqlite3_reset (self->handle);
  sqlite3_clear_bindings (self->handle);
}

gint64
rk_statement_int (RkStatement *self,
                  int          column)
{
  return sqlite3_column_int64 (self->handle, column);
}

double
rk_statement_double (RkStatement *self,
                     int          column)
{
  return sqlite3_column_double (self->handle, column);
}

gboolean
rk_statement_is_null (RkStatement *self,
                      int          column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_NULL;
}

gboolean
rk_statement_is_int (RkStatement *self,
                     int          column)
{
  return sqlite3_column_type (self->handle, column) == SQLITE_INTEGER;
}

const char *
rk_statement_text (RkStatement *self,
                   int          column)
{
  if (sqlite3_column_type (self->handle, column) != SQLITE_TEXT)
    return NULL;

  return (const char *) sqlite3_column_text (self->handle, column);
}

const void *
rk_statement_blob (RkStatement *self,
                   int          column,
                   gsize       *len)
{
  const void *data = NULL;

  *len = 0;

  if (sqlite3_column_type (self->handle, column) == SQLITE_BLOB) {
    data = sqlite3_column_blob (self->handle, column);
    *len = (gsize) sqlite3_column_bytes (self->handle, column);
  }

  return data;
}

gboolean
rk_database_get_int (RkDatabase *self,
                     const char *sql,
                     gint64     *value,
                     GError    **error)
{
  g_autoptr (RkStatement) statement = rk_database_query (self, error, sql, "");

  if (statement == NULL || rk_statement_step (statement, error) != 1)
    return FALSE;

  *value = rk_statement_int (statement, 0);

  return TRUE;
}

gboolean
rk_database_checkpoint (RkDatabase *self,
                        gboolean    truncate,
                        GError    **error)
{
  int mode = truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE;
  int rc = sqlite3_wal_checkpoint_v2 (self->handle, NULL, mode, NULL, NULL);

  if (rc != SQLITE_OK) {
    set_error (self, rc, error);
    return FALSE;
  }

  self->log_pages = 0;

  return TRUE;
}

int
rk_database_get_log_pages (RkDatabase *self)
{
  return self->log_pages;
}

RkBackup *
rk_database_backup (RkDatabase *self,
                    RkDatabase *target,
                    GError    **error)
{
  RkBackup *backup;
  sqlite3_backup *handle = sqlite3_backup_init (target->handle, "main", self->handle, "main");

  if (handle == NULL) {
    set_error (target, sqlite3_extended_errcode (target->handle), error);
    return NULL;
  }

  backup = g_new0 (RkBackup, 1);
  backup->handle = handle;
  backup->source = self;
  backup->target = target;

  return backup;
}

int
rk_backup_step (RkBackup *self,
                int       n_pages,
                GError  **error)
{
  int rc = sqlite3_backup_step (self->handle, n_pages);

  if (rc == SQLITE_OK)
    return 1;
  if (rc == SQLITE_DONE)
    return 0;

  set_error ((rc & 0xff) == SQLITE_CORRUPT ? self->source : self->target, rc, error);

  return -1;
}

void
rk_backup_free (RkBackup *self)
{
  if (self == NULL)
    return;

  sqlite3_backup_finish (self->handle);
  g_free (self);
}
