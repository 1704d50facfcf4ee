#pragma once

#include "project/database.h"

G_BEGIN_DECLS

/* "Rstk", in the header of every experiment; registered nowhere, unique enough. */
#define RK_SCHEMA_APPLICATION_ID 0x5273746b

/* Limits for files of others; ours stay far below. */
#define RK_SCHEMA_MAX_RUNS    100000
#define RK_SCHEMA_MAX_STREAMS 1024
#define RK_SCHEMA_MAX_TEXT    (4 * 1024 * 1024) /* notes, set-up */
#define RK_SCHEMA_MAX_NAME    4096              /* bytes */
#define RK_SCHEMA_MAX_VALUES  (G_GUINT64_CONSTANT (1) << 31)

/* Makes an empty file at @path, which must not exist, and syncs it and its folder. */
gboolean rk_schema_create (const char *path, GError **error);

/* Before SQLite sees it: is @path a file, an experiment, how new? @format may be NULL. */
gboolean rk_schema_probe  (const char *path, int *format, GError **error);

/* Is it the schema we know, and nothing that could act? */
gboolean rk_schema_check  (RkDatabase *database, int *format, GError **error);

/* Makes the tables that older programs did not have yet. Within a transaction. */
gboolean rk_schema_complete (RkDatabase *database, GError **error);

/* fsync of a file or folder by its path. Folders that cannot be synced (FAT) are no error. */
gboolean rk_schema_sync   (const char *path, GError **error);
gboolean rk_schema_sync_folder_of (const char *path, GError **error);

/* Removes what SQLite keeps beside @path. */
void     rk_schema_remove_side_files (const char *path);
void     rk_schema_remove (const char *path); /* with side files */

/* Whether a log with content lies beside @path. */
gboolean rk_schema_has_log (const char *path);

G_END_DECLS
