/* What an experiment looks like inside, and the questions asked before a file is believed.
 * The tables are described in schema.md; both change together. */
#include "config.h"

#include "project/schema.h"

#include "base/clock.h"
#include "base/errors.h"
#include "project/errors.h"
#include "project/project.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_LEN 100

/* The text is compared with what a file holds: a file with other text was not written by us. */
static const struct {
  const char *name;
  const char *sql;
  gboolean    later; /* files of older programs are without it, and whole all the same */
} objects[] = {
  { "meta", "CREATE TABLE meta (key TEXT PRIMARY KEY NOT NULL, value TEXT NOT NULL) WITHOUT ROWID" },
  { "channel", "CREATE TABLE channel (id TEXT PRIMARY KEY NOT NULL, position INTEGER NOT NULL, source_key TEXT, column_key TEXT,"
               " name TEXT, symbol TEXT, quantity TEXT, unit TEXT, raw_unit TEXT, decimals INTEGER NOT NULL,"
               " color INTEGER NOT NULL, visible INTEGER NOT NULL) WITHOUT ROWID" },
  { "run", "CREATE TABLE run (id INTEGER PRIMARY KEY, name TEXT, notes TEXT, visible INTEGER NOT NULL, state TEXT NOT NULL,"
           " begin_wall_us INTEGER NOT NULL, duration_ns INTEGER NOT NULL, alive_ns INTEGER NOT NULL,"
           " deleted INTEGER NOT NULL)" },
  { "stream", "CREATE TABLE stream (id INTEGER PRIMARY KEY, run INTEGER NOT NULL, position INTEGER NOT NULL,"
              " source_key TEXT, source_name TEXT, profile_id TEXT, bytes INTEGER NOT NULL, parsed INTEGER NOT NULL,"
              " rejected INTEGER NOT NULL, dropped INTEGER NOT NULL, pending INTEGER NOT NULL, frames INTEGER NOT NULL,"
              " n_rejected INTEGER NOT NULL, raw_lost INTEGER NOT NULL, UNIQUE (run, position))" },
  { "stream_column", "CREATE TABLE stream_column (stream INTEGER NOT NULL, position INTEGER NOT NULL,"
                     " key TEXT NOT NULL, name TEXT,"
                     " symbol TEXT, quantity TEXT, unit TEXT, decimals INTEGER NOT NULL, channel TEXT,"
                     " PRIMARY KEY (stream, position)) WITHOUT ROWID" },
  { "chunk", "CREATE TABLE chunk (id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, first INTEGER NOT NULL, n INTEGER NOT NULL,"
             " n_columns INTEGER NOT NULL, begin_ns INTEGER NOT NULL, step_ns REAL NOT NULL, times BLOB, samples BLOB NOT NULL,"
             " UNIQUE (stream, first))" },
  { "gap", "CREATE TABLE gap (stream INTEGER NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL, begin_ns INTEGER NOT NULL,"
           " end_ns INTEGER NOT NULL, reason TEXT NOT NULL, n_lost INTEGER NOT NULL, "
           "PRIMARY KEY (stream, number)) WITHOUT ROWID" },
  { "raw", "CREATE TABLE raw (id INTEGER PRIMARY KEY, stream INTEGER NOT NULL, first INTEGER NOT NULL, arrivals BLOB NOT NULL,"
           " bytes BLOB NOT NULL, UNIQUE (stream, first))" },
  { "mark", "CREATE TABLE mark (run INTEGER NOT NULL, id INTEGER NOT NULL, kind TEXT NOT NULL, begin_ns INTEGER NOT NULL,"
            " end_ns INTEGER NOT NULL, text TEXT NOT NULL, PRIMARY KEY (run, id)) WITHOUT ROWID", TRUE },
  { "photo", "CREATE TABLE photo (hash TEXT PRIMARY KEY NOT NULL, jpeg BLOB NOT NULL)", TRUE },
  { "mark_photo", "CREATE TABLE mark_photo (run INTEGER NOT NULL, mark INTEGER NOT NULL, hash TEXT NOT NULL,"
                    " PRIMARY KEY (run, mark)) WITHOUT ROWID", TRUE },
  { "run_offset", "CREATE TABLE run_offset (run INTEGER PRIMARY KEY, offset_ns INTEGER NOT NULL)", TRUE },
  { "run_excluded", "CREATE TABLE run_excluded (run INTEGER NOT NULL, begin_ns INTEGER NOT NULL, end_ns INTEGER NOT NULL,"
                    " PRIMARY KEY (run, begin_ns)) WITHOUT ROWID", TRUE },
  { "excluded", "CREATE TABLE excluded (stream INTEGER NOT NULL, sample INTEGER NOT NULL,"
                " PRIMARY KEY (stream, sample)) WITHOUT ROWID", TRUE },
  { "stream_line", "CREATE TABLE stream_line (stream INTEGER PRIMARY KEY, time_error_ns INTEGER, drift_ppm REAL,"
                   " overrun INTEGER NOT NULL, framing INTEGER NOT NULL, parity INTEGER NOT NULL, breaks INTEGER NOT NULL,"
                   " queue_high INTEGER NOT NULL, answers_late INTEGER NOT NULL)", TRUE },
  { "sensor", "CREATE TABLE sensor (channel TEXT PRIMARY KEY NOT NULL, calibration TEXT, calibration_unit TEXT, name TEXT,"
              " author TEXT, wall_us INTEGER NOT NULL, zero REAL NOT NULL, range_min REAL, range_max REAL, safe_min REAL,"
              " safe_max REAL, resolution REAL, factory TEXT, factory_unit TEXT) WITHOUT ROWID", TRUE },
};

static gboolean
fail_errno (const char *path,
            int         code,
            GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);
  RkProjectError kind = RK_PROJECT_ERROR_FAILED;

  if (code == ENOSPC || code == EDQUOT)
    kind = RK_PROJECT_ERROR_FULL;
  else if (code == EROFS || code == EACCES || code == EPERM)
    kind = RK_PROJECT_ERROR_READ_ONLY;

  g_set_error (error, RK_PROJECT_ERROR, kind, "%s: %s", name, rk_errno_text (code));

  return FALSE;
}

gboolean
rk_schema_sync (const char *path,
                GError    **error)
{
  int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  int code = 0;

  if (fd < 0)
    return fail_errno (path, errno, error);

  if (fsync (fd) != 0 && errno != EINVAL && errno != EROFS)
    code = errno;

  close (fd);

  return code == 0 || fail_errno (path, code, error);
}

gboolean
rk_schema_sync_folder_of (const char *path,
                          GError    **error)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return rk_schema_sync (folder, error);
}

void
rk_schema_remove_side_files (const char *path)
{
  static const char * const suffixes[] = { "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree char *side = g_strconcat (path, suffixes[i], NULL);

    g_unlink (side);
  }
}

void
rk_schema_remove (const char *path)
{
  /* The log last and only with its file: a log beside another file of that name is poison. */
  g_unlink (path);
  rk_schema_remove_side_files (path);
}

gboolean
rk_schema_has_log (const char *path)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  struct stat info;

  return stat (log, &info) == 0 && info.st_size > 0;
}

static gboolean
fill_new (const char *path,
          GError    **error)
{
  g_autoptr (RkDatabase) database = rk_database_open (path, RK_DATABASE_TARGET, error);
  g_autofree char *pragmas = g_strdup_printf ("PRAGMA page_size=4096; PRAGMA application_id=%d; PRAGMA user_version=%d; BEGIN",
                                              RK_SCHEMA_APPLICATION_ID, RK_PROJECT_FORMAT);
  g_autofree char *created = g_strdup_printf ("%" G_GINT64_FORMAT, rk_clock_wall_us ());

  if (database == NULL || !rk_database_exec (database, pragmas, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (objects); i++) {
    if (!rk_database_exec (database, objects[i].sql, error))
      return FALSE;
  }

  return rk_database_run (database, error, "INSERT INTO meta VALUES ('app_version', ?)", "s", VERSION)
         && rk_database_run (database, error, "INSERT INTO meta VALUES ('created_us', ?)", "s", created)
         && rk_database_exec (database, "COMMIT", error);
}

/**
 * rk_schema_complete:
 * @database: an experiment of this format, maybe of an older program
 * @error: return location
 *
 * Makes the tables that came later, where they are missing.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_schema_complete (RkDatabase *database,
                    GError    **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (objects); i++) {
    g_autofree char *sql = NULL;

    if (!objects[i].later)
      continue;

    /* What SQLite keeps of it is the text from the name on, as in a new file. */
    sql = g_strconcat ("CREATE TABLE IF NOT EXISTS ", objects[i].sql + strlen ("CREATE TABLE "), NULL);
    if (!rk_database_exec (database, sql, error))
      return FALSE;
  }

  return TRUE;
}

static guint
count_required (void)
{
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (objects); i++)
    n += !objects[i].later;

  return n;
}

/**
 * rk_schema_create:
 * @path: where; must not exist
 * @error: return location
 *
 * Makes an empty experiment that survives a power cut from here on.
 *
 * Errors: nothing is left at @path, except when something was there before.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_schema_create (const char *path,
                  GError    **error)
{
  int fd = g_open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

  if (fd < 0)
    return fail_errno (path, errno, error);

  close (fd);
  rk_schema_remove_side_files (path);

  if (fill_new (path, error)
      && rk_schema_sync (path, error)
      && rk_schema_sync_folder_of (path, error))
    return TRUE;

  rk_schema_remove (path);

  return FALSE;
}

static gboolean
read_header (const char *path,
             guint8      header[HEADER_LEN],
             gssize     *len,
             GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);
  struct stat info;
  int code = 0;
  int fd;

  /* O_NONBLOCK: a FIFO would otherwise wait for its writer. */
  fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  if (fd < 0)
    return fail_errno (path, errno, error);

  if (fstat (fd, &info) != 0) {
    code = errno;
  } else if (!S_ISREG (info.st_mode)) {
    close (fd);
    g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_NOT_A_PROJECT,
                 S_ISDIR (info.st_mode) ? _("%s is a folder, not an experiment")
                                        : _("%s is a device or pipe, not an experiment"), name);
    return FALSE;
  } else {
    *len = read (fd, header, HEADER_LEN);
    if (*len < 0)
      code = errno;
  }

  close (fd);

  return code == 0 || fail_errno (path, code, error);
}

static guint32
read_be32 (const guint8 *bytes)
{
  return (guint32) bytes[0] << 24 | (guint32) bytes[1] << 16 | (guint32) bytes[2] << 8 | bytes[3];
}

/**
 * rk_schema_probe:
 * @path: any path
 * @format: (out) (optional): the format the file says it has
 * @error: return location
 *
 * Looks at the first bytes alone, so that nothing else is parsed by SQLite.
 *
 * Must not be called for a file this process has open: see lock.c.
 *
 * Returns: whether this is an experiment
 */
gboolean
rk_schema_probe (const char *path,
                 int        *format,
                 GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);
  guint8 header[HEADER_LEN];
  gssize len = 0;

  if (!read_header (path, header, &len, error))
    return FALSE;

  if (len == 0) {
    g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_NOT_A_PROJECT,
                 _("%s is empty, not an experiment"), name);
    return FALSE;
  }

  if (memcmp (header, "SQLite format 3", MIN (len, 16)) != 0) {
    g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_NOT_A_PROJECT,
                 _("%s is not an experiment (wrong first bytes)"), name);
    return FALSE;
  }

  if (len < HEADER_LEN) {
    g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_DAMAGED,
                 _("%s is cut off after %d bytes; copy it again from where it came"), name, (int) len);
    return FALSE;
  }

  if (read_be32 (header + 68) != RK_SCHEMA_APPLICATION_ID) {
    g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_NOT_A_PROJECT,
                 _("%s is a database of another program, not an experiment"), name);
    return FALSE;
  }

  if (format != NULL)
    *format = (int) MIN (read_be32 (header + 60), G_MAXINT);

  return TRUE;
}

/* Its place in the list of tables; -1 when it is none of ours. */
static int
find_object (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (objects); i++) {
    if (g_strcmp0 (name, objects[i].name) == 0)
      return (int) i;
  }

  return -1;
}

/* A newer format may have other columns and tables; anything that could act is refused there too. */
static gboolean
check_object (RkStatement *row,
              int          format,
              guint       *n_known)
{
  const char *type = rk_statement_text (row, 0);
  const char *name = rk_statement_text (row, 1);
  const char *sql = rk_statement_text (row, 2);
  int known = find_object (name);

  if (g_strcmp0 (type, "index") == 0)
    return sql == NULL; /* made by UNIQUE; an index of its own may hold expressions */

  if (g_strcmp0 (type, "table") != 0 || sql == NULL
      || g_ascii_strncasecmp (sql, "CREATE VIRTUAL", strlen ("CREATE VIRTUAL")) == 0)
    return FALSE;

  if (known >= 0 && !objects[known].later)
    *n_known += 1;

  return known < 0 || format > RK_PROJECT_FORMAT || strcmp (sql, objects[known].sql) == 0;
}

/**
 * rk_schema_check:
 * @database: a file of unknown origin
 * @format: (out): its format
 * @error: return location
 *
 * Compares the tables with those this version writes.
 *
 * Errors: %RK_PROJECT_ERROR_DAMAGED when they are not.
 *
 * Returns: %TRUE if the tables can be read
 */
gboolean
rk_schema_check (RkDatabase *database,
                 int        *format,
                 GError    **error)
{
  g_autoptr (RkStatement) row = NULL;
  gint64 version = 0;
  guint n_known = 0;
  guint n_all = 0;
  int step;

  if (!rk_database_get_int (database, "PRAGMA user_version", &version, error))
    return FALSE;

  *format = (int) CLAMP (version, 0, G_MAXINT);

  row = rk_database_query (database, error, "SELECT type, name, sql FROM sqlite_schema", "");
  if (row == NULL)
    return FALSE;

  while ((step = rk_statement_step (row, error)) == 1) {
    if (++n_all > 1000 || !check_object (row, *format, &n_known)) {
      g_set_error_literal (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_DAMAGED,
                           _("The file holds parts that this program never writes; it is not opened"));
      return FALSE;
    }
  }

  if (step < 0)
    return FALSE;

  if (*format < 1 || n_known < count_required ()) {
    g_set_error_literal (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_DAMAGED,
                         _("The file is damaged: parts of an experiment are missing"));
    return FALSE;
  }

  return TRUE;
}
