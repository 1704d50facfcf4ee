/* After a crash.
 *
 * An interrupted recording is a run in state "recording" in a file that no running instance holds. It is
 * looked for in the data folder and, for files elsewhere, by the notes of unfinished.c.
 * The old file is only read, its log too; recovery works on a copy under a new name. What is
 * offered once and answered, is remembered by the begin of the run, so that the next crash in the same file counts anew. */
#include "config.h"

#include "base/clock.h"
#include "base/errors.h"
#include "project/errors.h"
#include "project/project-private.h"
#include "project/schema.h"
#include "project/unfinished.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#define MAX_FILES 2000

/**
 * rk_unfinished_free:
 * @self: (transfer full) (nullable): what was found
 *
 * Frees it.
 */
void
rk_unfinished_free (RkUnfinished *self)
{
  if (self == NULL)
    return;

  g_free (self->path);
  g_free (self->title);
  g_free (self);
}

/* -- Looking ---------------------------------------------------------------- */

static char *
get_title (RkDatabase *database,
           const char *path)
{
  g_autoptr (RkStatement) row = rk_database_query (database, NULL, "SELECT value FROM meta WHERE key='title'", "");
  const char *title = row != NULL && rk_statement_step (row, NULL) == 1 ? rk_statement_text (row, 0) : NULL;

  if (title != NULL && *title != '\0')
    return g_utf8_make_valid (title, (gssize) strnlen (title, RK_SCHEMA_MAX_NAME));

  return g_filename_display_basename (path);
}

/* 1 when a run is unfinished, 0 when none is, -1 when the file cannot tell. */
static int
read_unfinished (RkDatabase   *database,
                 RkUnfinished *self)
{
  g_autoptr (RkStatement) row = NULL;
  gint64 alive_ns;
  gint64 duration_ns;
  int step;

  row = rk_database_query (database, NULL,
                           "SELECT begin_wall_us, duration_ns, alive_ns FROM run"
                           " WHERE state='recording' AND NOT deleted ORDER BY id DESC LIMIT 1", "");
  if (row == NULL)
    return -1;

  step = rk_statement_step (row, NULL);
  if (step != 1)
    return step;

  self->begin_wall_us = rk_statement_int (row, 0);
  duration_ns = MAX (rk_statement_int (row, 1), 0);
  alive_ns = MAX (rk_statement_int (row, 2), duration_ns);
  self->duration_s = (double) duration_ns / RK_NS_PER_S;
  self->lost_s = (double) (alive_ns - duration_ns) / RK_NS_PER_S;
  self->title = get_title (database, self->path);

  return 1;
}

/* Reading a log makes SQLite put an index beside it; the file and the log stay as they are. */
static int
peek (RkUnfinished *self)
{
  g_autofree char *index = g_strconcat (self->path, "-shm", NULL);
  gboolean has_index = g_file_test (index, G_FILE_TEST_EXISTS);
  RkDatabaseMode mode = rk_schema_has_log (self->path) ? RK_DATABASE_PEEK : RK_DATABASE_FIXED;
  g_autoptr (RkDatabase) database = rk_database_open (self->path, mode, NULL);
  int found = database != NULL ? read_unfinished (database, self) : -1;

  g_clear_pointer (&database, rk_database_close);
  if (!has_index)
    g_unlink (index);

  return found;
}

/* A damaged file with a log beside it was being written: it is offered, recovery will say what is left of it. */
static gboolean
describe_damaged (RkUnfinished *self)
{
  struct stat info;

  if (!rk_schema_has_log (self->path) || stat (self->path, &info) != 0)
    return FALSE;

  self->begin_wall_us = (gint64) info.st_mtime * G_USEC_PER_SEC;
  self->title = g_filename_display_basename (self->path);

  return TRUE;
}

static void
look_at (GPtrArray  *found,
         const char *path)
{
  g_autoptr (RkUnfinished) unfinished = g_new0 (RkUnfinished, 1);
  g_autoptr (RkLock) lock = rk_lock_take (path, FALSE, NULL);
  int result;

  /* Held by an instance that is alive, or gone. */
  if (lock == NULL || !rk_schema_probe (path, NULL, NULL))
    return;

  for (guint i = 0; i < found->len; i++) {
    if (g_str_equal (((const RkUnfinished *) g_ptr_array_index (found, i))->path, path))
      return;
  }

  unfinished->path = g_strdup (path);
  unfinished->untitled = rk_unfinished_is_untitled (path);
  result = peek (unfinished);

  if (result == 0)
    rk_unfinished_unnote (path);
  if (result == 0 || (result < 0 && !describe_damaged (unfinished)))
    return;

  if (!rk_unfinished_is_settled (path, unfinished->begin_wall_us))
    g_ptr_array_add (found, g_steal_pointer (&unfinished));
}

static int
compare_begin (gconstpointer a,
               gconstpointer b)
{
  const RkUnfinished *first = *(const RkUnfinished * const *) a;
  const RkUnfinished *second = *(const RkUnfinished * const *) b;

  return (first->begin_wall_us < second->begin_wall_us) - (first->begin_wall_us > second->begin_wall_us);
}

/**
 * rk_project_find_unfinished:
 *
 * Looks for recordings a crash has cut off.
 *
 * Files are only read. One that cannot be read stops nothing.
 *
 * Threads: any.
 *
 * Returns: (transfer full) (element-type RkUnfinished): newest first
 */
GPtrArray *
rk_project_find_unfinished (void)
{
  GPtrArray *found = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_unfinished_free);
  g_autoptr (GPtrArray) noted = rk_unfinished_get_noted ();
  g_autofree char *folder = rk_unfinished_get_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir != NULL && n++ < MAX_FILES && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_has_suffix (name, RK_PROJECT_SUFFIX))
      look_at (found, path);
  }

  for (guint i = 0; i < noted->len; i++)
    look_at (found, g_ptr_array_index (noted, i));

  g_ptr_array_sort (found, compare_begin);

  return found;
}

/* -- Answers ---------------------------------------------------------------- */

/* Into a fresh file goes whatever can still be read of a damaged one. */
static RkProject *
salvage (RkOpened   *damaged,
         const char *name,
         GError    **error)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkProject) project = NULL;
  g_autofree char *path = NULL;
  GListModel *runs = rk_experiment_get_runs (experiment);
  gboolean done;

  if (!rk_load (damaged->database, TRUE, experiment, NULL, error))
    return NULL;

  path = rk_project_make_untitled (name, error);
  project = path != NULL ? rk_project_open (path, error) : NULL;
  done = project != NULL;

  for (guint i = 0; done && i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

    done = rk_project_write_run (project, run, error);
  }

  if (done) {
    rk_project_save_setup (project, experiment);
    done = rk_project_flush (project, error);
  }

  if (!done && project != NULL) {
    rk_project_close (project);
    rk_schema_remove (path);
  }

  return done ? g_steal_pointer (&project) : NULL;
}

static RkProject *
recover_copy (const char *copy,
              const char *name,
              GError    **error)
{
  g_autoptr (RkOpened) opened = rk_opened_new (copy, error);
  RkProject *project;

  if (opened == NULL)
    return NULL;

  if (!opened->read_only) {
    if (!rk_database_exec (opened->database, "UPDATE run SET state='recovered' WHERE state='recording'", error)
        || !rk_database_checkpoint (opened->database, TRUE, error))
      return NULL;

    return rk_project_new_for (g_steal_pointer (&opened));
  }

  project = salvage (opened, name, error);
  g_clear_pointer (&opened, rk_opened_free);
  if (project != NULL)
    rk_schema_remove (copy);

  return project;
}

/**
 * rk_project_recover:
 * @unfinished: what was found
 * @error: return location
 *
 * Opens a copy of an interrupted experiment as a new one without a name.
 *
 * Errors: the old file is as before and is offered again.
 * Threads: main.
 *
 * Returns: (transfer full) (nullable): the new file
 */
RkProject *
rk_project_recover (const RkUnfinished *unfinished,
                    GError            **error)
{
  g_autoptr (RkLock) lock = NULL;
  g_autofree char *time = NULL;
  g_autofree char *name = NULL;
  g_autofree char *copy = NULL;
  RkProject *project;

  g_return_val_if_fail (unfinished != NULL, NULL);

  lock = rk_lock_take (unfinished->path, FALSE, error);
  if (lock == NULL)
    return NULL;

  time = rk_project_format_time (unfinished->begin_wall_us);
  /* Translators: the name of a file; %s is a date and time. */
  name = g_strdup_printf (_("Recovered %s"), time);
  copy = rk_project_make_untitled (name, error);
  if (copy == NULL || !rk_copy_files (unfinished->path, copy, error))
    return NULL;

  project = recover_copy (copy, name, error);
  if (project == NULL)
    rk_schema_remove (copy);
  else
    rk_unfinished_set_settled (unfinished->path, unfinished->begin_wall_us);

  return project;
}

/**
 * rk_project_forget:
 * @unfinished: what was found
 *
 * Does not offer it again. The file stays where it is, as it is.
 */
void
rk_project_forget (const RkUnfinished *unfinished)
{
  g_return_if_fail (unfinished != NULL);

  rk_unfinished_set_settled (unfinished->path, unfinished->begin_wall_us);
}

/* -- Checking ---------------------------------------------------------------- */

/**
 * rk_project_check:
 * @path: any path
 * @problems: (element-type utf8): gets a line for each problem; none when all is well
 * @error: return location
 *
 * Checks a whole file: its pages, its tables, and whether what it holds can be read.
 *
 * Errors: the file could not be checked at all.
 * Threads: any.
 *
 * Returns: %TRUE if the file could be checked
 */
gboolean
rk_project_check (const char *path,
                  GPtrArray  *problems,
                  GError    **error)
{
  g_autoptr (RkExperiment) experiment = NULL;
  g_autoptr (RkOpened) opened = NULL;
  g_autoptr (RkStatement) row = NULL;
  g_autoptr (GError) failure = NULL;

  g_return_val_if_fail (path != NULL && problems != NULL, FALSE);

  opened = rk_opened_new (path, error);
  if (opened == NULL)
    return FALSE;

  if (opened->note != NULL)
    g_ptr_array_add (problems, g_strdup (opened->note));

  row = rk_database_query (opened->database, NULL, "PRAGMA integrity_check(20)", "");
  while (row != NULL && rk_statement_step (row, NULL) == 1) {
    const char *line = rk_statement_text (row, 0);

    if (line != NULL && g_strcmp0 (line, "ok") != 0)
      g_ptr_array_add (problems, g_utf8_make_valid (line, -1));
  }
  g_clear_pointer (&row, rk_statement_end);

  experiment = rk_experiment_new ();
  if (!rk_load (opened->database, opened->damaged, experiment, problems, &failure))
    g_ptr_array_add (problems, g_strdup (failure->message));

  return TRUE;
}
