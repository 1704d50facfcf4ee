#include "config.h"

#include "project/project.h"

#include "base/clock.h"
#include "project/errors.h"
#include "project/project-private.h"
#include "project/schema.h"
#include "project/unfinished.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Two threads know about the object: the main one, and the writer's, which only asks the main
 * context to look again. That link is the only shared state, and it is cut at the end. */
typedef struct {
  gatomicrefcount ref_count;
  GMutex          lock;
  RkProject      *project; /* guarded by @lock; NULL once closed */
  GMainContext   *context;
  gboolean        queued;  /* guarded by @lock */
} Link;

struct _RkProject
{
  GObject parent_instance;

  RkOpened *opened;     /* the file; its database has gone to the writer */
  RkWriter *writer;     /* NULL once closed */
  Link     *link;
  char     *path;
  gboolean  untitled;
  char     *error_text; /* nullable: as last announced */
};

enum {
  PROP_0,
  PROP_PATH,
  PROP_UNTITLED,
  PROP_READ_ONLY,
  PROP_ERROR_TEXT,
  PROP_UNSAVED_MS,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RkProject, rk_project, G_TYPE_OBJECT)

/* -- News from the writer's thread ---------------------------------------- */

static void
link_unref (gpointer data)
{
  Link *link = data;

  if (!g_atomic_ref_count_dec (&link->ref_count))
    return;

  g_main_context_unref (link->context);
  g_mutex_clear (&link->lock);
  g_free (link);
}

static gboolean
news_cb (gpointer user_data)
{
  Link *link = user_data;
  g_autoptr (RkProject) self = NULL;
  g_autofree char *text = NULL;

  g_mutex_lock (&link->lock);
  link->queued = FALSE;
  if (link->project != NULL)
    self = g_object_ref (link->project);
  g_mutex_unlock (&link->lock);

  if (self == NULL || self->writer == NULL)
    return G_SOURCE_REMOVE;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNSAVED_MS]);

  text = rk_writer_dup_error (self->writer);
  if (g_strcmp0 (text, self->error_text) != 0) {
    g_free (self->error_text);
    self->error_text = g_steal_pointer (&text);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_TEXT]);
  }

  return G_SOURCE_REMOVE;
}

/* The writer's thread. Many calls before the next dispatch make one. */
static void
writer_notify (gpointer data)
{
  Link *link = data;
  g_autoptr (GSource) source = NULL;

  g_mutex_lock (&link->lock);
  if (link->project != NULL && !link->queued) {
    link->queued = TRUE;
    g_atomic_ref_count_inc (&link->ref_count);
    source = g_idle_source_new ();
    g_source_set_priority (source, G_PRIORITY_DEFAULT);
    g_source_set_callback (source, news_cb, link, link_unref);
    g_source_attach (source, link->context);
  }
  g_mutex_unlock (&link->lock);
}

static void
cut_link (RkProject *self)
{
  if (self->link == NULL)
    return;

  g_mutex_lock (&self->link->lock);
  self->link->project = NULL;
  g_mutex_unlock (&self->link->lock);

  g_clear_pointer (&self->link, link_unref);
}

/* -- Object --------------------------------------------------------------- */

static void
rk_project_get_property (GObject    *object,
                         guint       prop_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  RkProject *self = RK_PROJECT (object);

  switch (prop_id) {
  case PROP_PATH:
    g_value_set_string (value, self->path);
    break;
  case PROP_UNTITLED:
    g_value_set_boolean (value, self->untitled);
    break;
  case PROP_READ_ONLY:
    g_value_set_boolean (value, rk_project_get_read_only (self));
    break;
  case PROP_ERROR_TEXT:
    if (self->writer != NULL)
      g_value_take_string (value, rk_writer_dup_error (self->writer));
    break;
  case PROP_UNSAVED_MS:
    g_value_set_uint (value, self->writer != NULL ? rk_writer_get_unsaved_ms (self->writer) : 0);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_project_dispose (GObject *object)
{
  rk_project_close (RK_PROJECT (object));

  G_OBJECT_CLASS (rk_project_parent_class)->dispose (object);
}

static void
rk_project_finalize (GObject *object)
{
  RkProject *self = RK_PROJECT (object);

  g_free (self->path);
  g_free (self->error_text);

  G_OBJECT_CLASS (rk_project_parent_class)->finalize (object);
}

static void
rk_project_class_init (RkProjectClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_project_get_property;
  object_class->dispose = rk_project_dispose;
  object_class->finalize = rk_project_finalize;

  /**
   * RkProject:path:
   *
   * Where the file is.
   */
  properties[PROP_PATH] =
    g_param_spec_string ("path", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkProject:untitled:
   *
   * Whether the file lives in the data folder under the name of its day.
   */
  properties[PROP_UNTITLED] =
    g_param_spec_boolean ("untitled", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkProject:read-only:
   *
   * Whether nothing can be written: a newer or damaged file, or one that may not be changed.
   */
  properties[PROP_READ_ONLY] =
    g_param_spec_boolean ("read-only", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkProject:error-text:
   *
   * What keeps data from reaching the disk; %NULL while all is well.
   */
  properties[PROP_ERROR_TEXT] =
    g_param_spec_string ("error-text", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkProject:unsaved-ms:
   *
   * Age of the oldest piece of data that is not on the disk yet, milliseconds.
   *
   * Notified after every transaction; while one hangs, nobody notifies, so a
   * warning lamp asks by itself.
   */
  properties[PROP_UNSAVED_MS] =
    g_param_spec_uint ("unsaved-ms", NULL, NULL, 0, G_MAXUINT, 0, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rk_project_init (RkProject *self)
{
}

RkProject *
rk_project_new_for (RkOpened *opened)
{
  RkProject *self = g_object_new (RK_TYPE_PROJECT, NULL);
  Link *link = g_new0 (Link, 1);

  g_atomic_ref_count_init (&link->ref_count);
  g_mutex_init (&link->lock);
  link->project = self;
  link->context = g_main_context_ref_thread_default ();

  self->opened = opened;
  self->link = link;
  self->path = g_strdup (opened->path);
  self->untitled = rk_unfinished_is_untitled (opened->path);
  self->writer = rk_writer_new (opened->path, g_steal_pointer (&opened->database), opened->read_only, writer_notify, link);

  return self;
}

/* -- Files ----------------------------------------------------------------- */

/**
 * rk_project_create:
 * @path: where; must not exist
 * @error: return location
 *
 * Makes a new file and opens it.
 *
 * Threads: main.
 *
 * Returns: (transfer full) (nullable): the file
 */
RkProject *
rk_project_create (const char *path,
                   GError    **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (RkOpened) opened = NULL;
  g_autofree char *absolute = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  /* The folder one works in may change; the file may not. */
  file = g_file_new_for_path (path);
  absolute = g_file_get_path (file);

  if (!rk_schema_create (absolute, error))
    return NULL;

  opened = rk_opened_new (absolute, error);

  return opened != NULL ? rk_project_new_for (g_steal_pointer (&opened)) : NULL;
}

/**
 * rk_project_format_time:
 * @wall_us: microseconds since 1970
 *
 * Writes a time as names of files have it: sorted by name is sorted by time.
 *
 * Returns: (transfer full): "2026-01-31 12-05-00", local time
 */
char *
rk_project_format_time (gint64 wall_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  if (local == NULL)
    return g_strdup ("experiment");

  return g_date_time_format (local, "%Y-%m-%d %H-%M-%S");
}

char *
rk_project_make_untitled (const char *name,
                          GError    **error)
{
  g_autofree char *folder = rk_unfinished_get_folder ();

  if (!rk_unfinished_make_folder (folder, error))
    return NULL;

  for (guint i = 1;; i++) {
    g_autofree char *number = i == 1 ? g_strdup ("") : g_strdup_printf (" (%u)", i);
    g_autofree char *base = g_strconcat (name, number, RK_PROJECT_SUFFIX, NULL);
    g_autofree char *path = g_build_filename (folder, base, NULL);

    if (g_file_test (path, G_FILE_TEST_EXISTS) && i < 10000)
      continue;

    return rk_schema_create (path, error) ? g_steal_pointer (&path) : NULL;
  }
}

/**
 * rk_project_create_untitled:
 * @error: return location
 *
 * Makes a new file in the user's data folder, so that nothing is ever unsaved.
 *
 * Threads: main.
 *
 * Returns: (transfer full) (nullable): the file
 */
RkProject *
rk_project_create_untitled (GError **error)
{
  g_autofree char *name = rk_project_format_time (rk_clock_wall_us ());
  g_autofree char *path = rk_project_make_untitled (name, error);

  return path != NULL ? rk_project_open (path, error) : NULL;
}

/**
 * rk_project_open:
 * @path: any path
 * @error: return location
 *
 * Opens an experiment of any origin.
 *
 * For writing if that is possible, else read-only; a damaged file is opened for what can still
 * be read of it. Nothing in the file can act: see database.c.
 *
 * Errors: %RK_PROJECT_ERROR_NOT_A_PROJECT, %RK_PROJECT_ERROR_BUSY, %RK_PROJECT_ERROR_DAMAGED when nothing can be read.
 * Threads: main.
 *
 * Returns: (transfer full) (nullable): the file
 */
RkProject *
rk_project_open (const char *path,
                 GError    **error)
{
  RkOpened *opened;

  g_return_val_if_fail (path != NULL, NULL);

  opened = rk_opened_new (path, error);

  return opened != NULL ? rk_project_new_for (opened) : NULL;
}

typedef struct {
  gint64 n_runs;  /* -1 = unknown */
  gint64 n_deleted;
} CloseJob;

/* Deleted runs could be taken back until now. */
static gboolean
purge_job (RkWriter *writer,
           gpointer  data,
           GError  **error)
{
  CloseJob *job = data;
  RkDatabase *database;
  gint64 n_pages = 0;
  gint64 n_free = 0;

  if (!rk_writer_commit (writer, error))
    return FALSE;

  database = rk_writer_get_database (writer);
  if (!rk_database_get_int (database, "SELECT count(*) FROM run WHERE NOT deleted", &job->n_runs, error)
      || !rk_database_get_int (database, "SELECT count(*) FROM run WHERE deleted", &job->n_deleted, error))
    return FALSE;

  if (job->n_deleted == 0)
    return TRUE;

  if (!rk_transaction_purge (database, error)
      || !rk_database_get_int (database, "PRAGMA page_count", &n_pages, error)
      || !rk_database_get_int (database, "PRAGMA freelist_count", &n_free, error))
    return FALSE;

  /* Worth its time when much has become free, and needs room for a second copy; failing is no harm. */
  if (n_free > n_pages / 4 && n_free > 256 && n_pages < 65536)
    rk_database_exec (database, "VACUUM", NULL);

  return TRUE;
}

/**
 * rk_project_close:
 * @self: a file
 *
 * Writes what waits, purges deleted runs, and closes.
 *
 * An untitled file without any run is removed. A second call does nothing.
 *
 * Threads: main.
 */
void
rk_project_close (RkProject *self)
{
  CloseJob job = { -1, 0 };
  gboolean empty;

  g_return_if_fail (RK_IS_PROJECT (self));

  if (self->writer == NULL)
    return;

  if (!self->opened->read_only)
    rk_writer_call (self->writer, purge_job, &job, NULL);

  empty = self->untitled && job.n_runs == 0;
  if (!rk_writer_close (self->writer, NULL))
    g_message ("%s: not everything could be written", self->path);

  cut_link (self);
  g_clear_pointer (&self->writer, rk_writer_free);
  if (empty)
    rk_schema_remove (self->path);
  g_clear_pointer (&self->opened, rk_opened_free);
}

/**
 * rk_project_get_path:
 * @self: a file
 *
 * Tells where the file is.
 *
 * Threads: main.
 *
 * Returns: (transfer none): absolute path; another one after rk_project_save_as ()
 */
const char *
rk_project_get_path (RkProject *self)
{
  g_return_val_if_fail (RK_IS_PROJECT (self), NULL);

  return self->path;
}

/**
 * rk_project_get_untitled:
 * @self: a file
 *
 * Tells whether the file lives in the data folder, without a name given by the user.
 *
 * Threads: main.
 *
 * Returns: %TRUE if so
 */
gboolean
rk_project_get_untitled (RkProject *self)
{
  g_return_val_if_fail (RK_IS_PROJECT (self), FALSE);

  return self->untitled;
}

/**
 * rk_project_get_read_only:
 * @self: a file
 *
 * Tells whether nothing can be written into it: it may not be changed, is newer, or is damaged.
 *
 * Threads: main.
 *
 * Returns: %TRUE if so, and once it is closed
 */
gboolean
rk_project_get_read_only (RkProject *self)
{
  g_return_val_if_fail (RK_IS_PROJECT (self), FALSE);

  return self->opened == NULL || self->opened->read_only;
}

/* -- Reading and writing ---------------------------------------------------- */

/* internal; see project-private.h */
gboolean
rk_project_fail_read_only (RkProject *self,
                           GError   **error)
{
  g_autofree char *name = g_filename_display_basename (self->path);

  g_set_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_READ_ONLY,
               _("%s is open for reading only; save it under another name to change it"), name);

  return FALSE;
}

typedef struct {
  RkExperiment *experiment;
  GPtrArray    *warnings;
  gboolean      damaged;
} LoadJob;

static gboolean
load_job (RkWriter *writer,
          gpointer  data,
          GError  **error)
{
  LoadJob *job = data;
  RkDatabase *database = rk_writer_get_database (writer);

  if (database == NULL) {
    g_set_error_literal (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FAILED, _("The file cannot be read any more"));
    return FALSE;
  }

  return rk_load (database, job->damaged, job->experiment, job->warnings, error);
}

/**
 * rk_project_load:
 * @self: a file
 * @experiment: an empty document
 * @warnings: (nullable) (element-type utf8): gets a line for each thing left out
 * @error: return location
 *
 * Fills a document with what the file holds.
 *
 * Errors: nothing could be read; @experiment has no runs.
 * Threads: any; nobody else may use @experiment meanwhile.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_project_load (RkProject    *self,
                 RkExperiment *experiment,
                 GPtrArray    *warnings,
                 GError      **error)
{
  LoadJob job = { experiment, warnings, FALSE };

  g_return_val_if_fail (RK_IS_PROJECT (self) && self->writer != NULL, FALSE);
  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), FALSE);

  job.damaged = self->opened->damaged;
  if (warnings != NULL && self->opened->note != NULL)
    g_ptr_array_add (warnings, g_strdup (self->opened->note));

  return rk_writer_call (self->writer, load_job, &job, error);
}

/**
 * rk_project_save_setup:
 * @self: a file
 * @experiment: the document
 *
 * Queues all that is not samples. Only the newest state is written.
 *
 * Threads: main.
 */
void
rk_project_save_setup (RkProject    *self,
                       RkExperiment *experiment)
{
  g_return_if_fail (RK_IS_PROJECT (self) && RK_IS_EXPERIMENT (experiment));

  if (self->writer != NULL && !self->opened->read_only)
    rk_writer_take_setup (self->writer, rk_setup_new (experiment));
}

/**
 * rk_project_set_run_deleted:
 * @self: a file
 * @run: a run in it
 * @deleted: whether it is taken out
 *
 * Takes a run out, or back. Its samples stay until the file is closed.
 *
 * Threads: main; only queues.
 */
void
rk_project_set_run_deleted (RkProject *self,
                            RkRun     *run,
                            gboolean   deleted)
{
  g_return_if_fail (RK_IS_PROJECT (self) && RK_IS_RUN (run));

  if (self->writer != NULL && !self->opened->read_only)
    rk_writer_set_deleted (self->writer, rk_run_get_id (run), deleted);
}

/**
 * rk_project_write_run:
 * @self: a file
 * @run: a finished run that is not in the file
 * @error: return location
 *
 * Writes a run that was not recorded through a sink.
 *
 * Errors: the file does not show the run.
 * Threads: main; waits for the disk.
 *
 * Returns: %TRUE once all of it is on the disk
 */
gboolean
rk_project_write_run (RkProject *self,
                      RkRun     *run,
                      GError   **error)
{
  gpointer import;
  gboolean done;

  g_return_val_if_fail (RK_IS_PROJECT (self) && self->writer != NULL && RK_IS_RUN (run), FALSE);

  if (self->opened->read_only)
    return rk_project_fail_read_only (self, error);

  import = rk_import_new (run);
  done = rk_writer_call (self->writer, rk_import_run, import, error);
  rk_import_free (import);

  return done;
}

typedef struct {
  RkSetupRun  *run;
  gint64       origin_ns;
  RkWriterRun *handle;
} BeginJob;

/* The first transaction is waited for: nothing is recorded that could not be kept. */
static gboolean
begin_job (RkWriter *writer,
           gpointer  data,
           GError  **error)
{
  BeginJob *job = data;

  if (!rk_import_check_free (writer, job->run->id, error))
    return FALSE;

  rk_unfinished_note (rk_writer_get_path (writer));
  job->handle = rk_writer_begin_run (writer, g_steal_pointer (&job->run), job->origin_ns, FALSE);
  if (rk_writer_commit (writer, error))
    return TRUE;

  rk_writer_forget_run (writer, job->handle);
  g_clear_pointer (&job->handle, rk_writer_run_unref);

  return FALSE;
}

/**
 * rk_project_begin_run:
 * @self: a file
 * @run: a new run
 * @origin_ns: its begin in the clock of its samples
 * @error: return location
 *
 * Begins a recording.
 *
 * Errors: %RK_PROJECT_ERROR_FULL, %RK_PROJECT_ERROR_READ_ONLY and others: the run is not in the file.
 * Threads: main; waits for one transaction.
 *
 * Returns: (transfer full) (nullable): where the samples go, for rk_project_end_run ()
 */
RkRunSink *
rk_project_begin_run (RkProject *self,
                      RkRun     *run,
                      gint64     origin_ns,
                      GError   **error)
{
  BeginJob job = { .origin_ns = origin_ns };
  gboolean done;

  g_return_val_if_fail (RK_IS_PROJECT (self) && self->writer != NULL && RK_IS_RUN (run), NULL);

  if (self->opened->read_only) {
    rk_project_fail_read_only (self, error);
    return NULL;
  }

  job.run = rk_setup_run_new (run);
  done = rk_writer_call (self->writer, begin_job, &job, error);
  rk_setup_run_free (job.run);

  return done ? rk_sink_new (self->writer, job.handle, run) : NULL;
}

/**
 * rk_project_end_run:
 * @self: a file
 * @sink: (transfer full): from rk_project_begin_run (); no source uses it any more
 *
 * Ends a recording. The rest of it is written by the writer's thread.
 *
 * Threads: main.
 */
void
rk_project_end_run (RkProject *self,
                    RkRunSink *sink)
{
  g_return_if_fail (RK_IS_PROJECT (self) && sink != NULL);
  g_return_if_fail (self->writer != NULL);

  rk_sink_end (sink);
}

static gboolean
flush_job (RkWriter *writer,
           gpointer  data,
           GError  **error)
{
  return rk_writer_commit (writer, error);
}

/**
 * rk_project_flush:
 * @self: a file
 * @error: return location
 *
 * Waits until all that was queued is on the disk.
 *
 * Errors: it is still in memory and is tried again.
 * Threads: main.
 *
 * Returns: %TRUE once it is
 */
gboolean
rk_project_flush (RkProject *self,
                  GError   **error)
{
  g_return_val_if_fail (RK_IS_PROJECT (self) && self->writer != NULL, FALSE);

  if (self->opened->read_only)
    return TRUE;

  return rk_writer_call (self->writer, flush_job, NULL, error);
}

/* internal; see project-private.h */
void
rk_project_settle (RkProject *self,
                   char      *path,
                   RkLock    *lock)
{
  g_autofree char *old_path = g_steal_pointer (&self->path);
  gboolean was_untitled = self->untitled;
  gboolean was_read_only = self->opened->read_only;

  self->path = path;
  self->untitled = rk_unfinished_is_untitled (path);

  /* The lock of the old file goes last: until then nobody may take what is being removed. */
  if (was_untitled && !was_read_only)
    rk_schema_remove (old_path);
  rk_opened_free (self->opened);

  self->opened = g_new0 (RkOpened, 1);
  self->opened->path = g_strdup (path);
  self->opened->lock = lock;

  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PATH]);
  if (was_untitled != self->untitled)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_UNTITLED]);
  if (was_read_only)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READ_ONLY]);
  g_object_thaw_notify (G_OBJECT (self));
}

/* internal; see project-private.h */
RkWriter *
rk_project_get_writer (RkProject *self)
{
  return self->writer;
}

/* internal; see project-private.h */
const RkOpened *
rk_project_get_opened (RkProject *self)
{
  return self->opened;
}

/**
 * rk_project_get_time_left_s:
 * @self: a file
 *
 * Estimates how long the disk will do at the pace of the last seconds.
 *
 * Half as much again is reckoned for the second writing of samples and the file's own tables.
 *
 * Threads: main.
 *
 * Returns: seconds; infinity while nothing is recorded or nothing is known
 */
double
rk_project_get_time_left_s (RkProject *self)
{
  struct statvfs info;
  double rate;

  g_return_val_if_fail (RK_IS_PROJECT (self), HUGE_VAL);

  rate = self->writer != NULL ? rk_writer_get_rate (self->writer) : 0.0;
  if (rate <= 0.0 || statvfs (self->path, &info) != 0)
    return HUGE_VAL;

  return (double) info.f_bavail * (double) info.f_frsize / (1.5 * rate);
}
