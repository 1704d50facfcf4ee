#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The wall around SQLite: the rest of the layer sees files, statements and GError.
 * A database is used by one thread at a time. */
typedef struct _RkDatabase  RkDatabase;
typedef struct _RkStatement RkStatement;
typedef struct _RkBackup    RkBackup;

/* One blob or text may not be longer; nothing we write comes near it. */
#define RK_DATABASE_MAX_BLOB (256 * 1024 * 1024)

/**
 * RkDatabaseMode:
 * @RK_DATABASE_WRITE: read and write, alone: WAL, full sync, exclusive lock
 * @RK_DATABASE_TARGET: an empty file that a backup fills
 * @RK_DATABASE_FIXED: read-only; the file does not change and has no log beside it
 * @RK_DATABASE_PEEK: read-only, the log is read too and left as it is
 * @RK_DATABASE_SALVAGE: as FIXED, for a file that does not hold together
 */
typedef enum {
  RK_DATABASE_WRITE,
  RK_DATABASE_TARGET,
  RK_DATABASE_FIXED,
  RK_DATABASE_PEEK,
  RK_DATABASE_SALVAGE,
} RkDatabaseMode;

RkDatabase  *rk_database_open        (const char *path, RkDatabaseMode mode, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void         rk_database_close       (RkDatabase *self);
/* After an error of the disk: nothing is moved from the log into the file. */
void         rk_database_abandon     (RkDatabase *self);

gboolean     rk_database_exec        (RkDatabase *self, const char *sql, GError **error);

/* @types has a letter per value: i gint64, d double, s text or NULL, b data and gsize (NULL data is NULL).
 * Text and data are borrowed until the statement ends. */
gboolean     rk_database_run         (RkDatabase *self, GError **error, const char *sql, const char *types, ...);
/* Statements are kept for the next use: at most one query per text is open. */
RkStatement *rk_database_query       (RkDatabase *self, GError **error, const char *sql, const char *types, ...);
int          rk_statement_step       (RkStatement *self, GError **error); /* 1 a row, 0 the end, -1 an error */
void         rk_statement_end        (RkStatement *self);
gint64       rk_statement_int        (RkStatement *self, int column);
double       rk_statement_double     (RkStatement *self, int column);
gboolean     rk_statement_is_null    (RkStatement *self, int column);
gboolean     rk_statement_is_int     (RkStatement *self, int column);
const char  *rk_statement_text       (RkStatement *self, int column); /* NULL unless text; until the next step */
const void  *rk_statement_blob       (RkStatement *self, int column, gsize *len);

/* The first value of the first row; FALSE with @error, or without one if there is no row. */
gboolean     rk_database_get_int     (RkDatabase *self, const char *sql, gint64 *value, GError **error);

/* Moves the log into the file. With @truncate all of it, and the log becomes empty. */
gboolean     rk_database_checkpoint  (RkDatabase *self, gboolean truncate, GError **error);
int          rk_database_get_log_pages (RkDatabase *self);

/* A copy in steps, between which @self may write: the copy follows. */
RkBackup    *rk_database_backup      (RkDatabase *self, RkDatabase *target, GError **error);
int          rk_backup_step          (RkBackup *self, int n_pages, GError **error); /* 1 more, 0 done, -1 error */
void         rk_backup_free          (RkBackup *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkDatabase, rk_database_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkStatement, rk_statement_end)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkBackup, rk_backup_free)

G_END_DECLS
