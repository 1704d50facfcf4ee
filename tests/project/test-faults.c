/* Disks that fill up, fail and come back. A shim under SQLite fails the n-th call; n grows until a whole
 * run passes without a failure. Whatever happened: every sample is in the file once the disk is back. */
#include "config.h"

#include "common.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/resource.h>

#define ALWAYS 1000000000

/* -- The shim ------------------------------------------------------------------- */

typedef struct {
  sqlite3_file  parent;
  sqlite3_file *real;
} ShimFile;

static sqlite3_vfs *real_vfs;
static sqlite3_vfs shim_vfs;
static sqlite3_io_methods shim_methods;
static gint calls_left; /* atomic: the call that brings it to 0 fails */
static gint fail_count; /* atomic: so many in a row */
static gint n_failed;   /* atomic */
static int fail_code;

static gboolean
fails (void)
{
  if (g_atomic_int_get (&calls_left) > 0 && !g_atomic_int_dec_and_test (&calls_left))
    return FALSE;

  if (g_atomic_int_get (&fail_count) <= 0)
    return FALSE;

  g_atomic_int_add (&fail_count, -1);
  g_atomic_int_inc (&n_failed);

  return TRUE;
}

static void
arm (int code,
     int nth,
     int count)
{
  fail_code = code;
  g_atomic_int_set (&n_failed, 0);
  g_atomic_int_set (&fail_count, count);
  g_atomic_int_set (&calls_left, nth);
}

static void
disarm (void)
{
  g_atomic_int_set (&fail_count, 0);
  g_atomic_int_set (&calls_left, 0);
}

#define REAL(file) (((ShimFile *) (file))->real)

static int
shim_close (sqlite3_file *file)
{
  int rc = REAL (file)->pMethods->xClose (REAL (file));

  g_free (REAL (file));

  return rc;
}

static int
shim_read (sqlite3_file *file,
           void         *data,
           int           n,
           sqlite3_int64 at)
{
  return REAL (file)->pMethods->xRead (REAL (file), data, n, at);
}

static int
shim_write (sqlite3_file *file,
            const void   *data,
            int           n,
            sqlite3_int64 at)
{
  if (fails ()) {
    /* A torn write, as a full disk leaves it. */
    REAL (file)->pMethods->xWrite (REAL (file), data, n / 2, at);
    return fail_code;
  }

  return REAL (file)->pMethods->xWrite (REAL (file), data, n, at);
}

static int
shim_truncate (sqlite3_file *file,
               sqlite3_int64 size)
{
  return fails () ? SQLITE_IOERR_TRUNCATE : REAL (file)->pMethods->xTruncate (REAL (file), size);
}

static int
shim_sync (sqlite3_file *file,
           int           flags)
{
  return fails () ? SQLITE_IOERR_FSYNC : REAL (file)->pMethods->xSync (REAL (file), flags);
}

static int
shim_size (sqlite3_file  *file,
           sqlite3_int64 *size)
{
  return REAL (file)->pMethods->xFileSize (REAL (file), size);
}

static int
shim_lock (sqlite3_file *file,
           int           level)
{
  return REAL (file)->pMethods->xLock (REAL (file), level);
}

static int
shim_unlock (sqlite3_file *file,
             int           level)
{
  return REAL (file)->pMethods->xUnlock (REAL (file), level);
}

static int
shim_reserved (sqlite3_file *file,
               int          *result)
{
  return REAL (file)->pMethods->xCheckReservedLock (REAL (file), result);
}

static int
shim_control (sqlite3_file *file,
              int           op,
              void         *data)
{
  return REAL (file)->pMethods->xFileControl (REAL (file), op, data);
}

static int
shim_sector (sqlite3_file *file)
{
  return REAL (file)->pMethods->xSectorSize (REAL (file));
}

static int
shim_traits (sqlite3_file *file)
{
  return REAL (file)->pMethods->xDeviceCharacteristics (REAL (file));
}

static int
shim_shm_map (sqlite3_file   *file,
              int             page,
              int             size,
              int             extend,
              void volatile **data)
{
  return REAL (file)->pMethods->xShmMap (REAL (file), page, size, extend, data);
}

static int
shim_shm_lock (sqlite3_file *file,
               int           offset,
               int           n,
               int           flags)
{
  return REAL (file)->pMethods->xShmLock (REAL (file), offset, n, flags);
}

static void
shim_shm_barrier (sqlite3_file *file)
{
  REAL (file)->pMethods->xShmBarrier (REAL (file));
}

static int
shim_shm_unmap (sqlite3_file *file,
                int           delete_it)
{
  return REAL (file)->pMethods->xShmUnmap (REAL (file), delete_it);
}

static int
shim_open (sqlite3_vfs  *vfs,
           const char   *name,
           sqlite3_file *file,
           int           flags,
           int          *out_flags)
{
  ShimFile *self = (ShimFile *) file;
  int rc;

  self->real = g_malloc0 ((gsize) real_vfs->szOsFile);
  rc = real_vfs->xOpen (real_vfs, name, self->real, flags, out_flags);
  self->parent.pMethods = self->real->pMethods != NULL ? &shim_methods : NULL;
  if (self->parent.pMethods == NULL)
    g_clear_pointer (&self->real, g_free);

  return rc;
}

static void
install_shim (void)
{
  real_vfs = sqlite3_vfs_find (NULL);
  shim_vfs = *real_vfs;
  shim_vfs.zName = "shim";
  shim_vfs.szOsFile = sizeof (ShimFile);
  shim_vfs.xOpen = shim_open;
  shim_vfs.pNext = NULL;
  shim_methods = (sqlite3_io_methods) {
    2, shim_close, shim_read, shim_write, shim_truncate, shim_sync, shim_size, shim_lock, shim_unlock, shim_reserved,
    shim_control, shim_sector, shim_traits, shim_shm_map, shim_shm_lock, shim_shm_barrier, shim_shm_unmap, NULL, NULL,
  };
  sqlite3_vfs_register (&shim_vfs, 1);
}

/* -- A recording ------------------------------------------------------------------ */

typedef struct {
  RkProject    *project;
  RkExperiment *experiment;
  RkRunSink    *sink;
  guint         stream;
  guint         n;
  guint         n_columns;
} Recording;

static gboolean
begin (Recording *self,
       GError   **error)
{
  g_autoptr (GPtrArray) columns = test_columns (self->n_columns);
  RkRun *run = rk_experiment_begin_run (self->experiment, rk_clock_wall_us ());

  self->sink = rk_project_begin_run (self->project, run, 0, error);
  if (self->sink == NULL)
    return FALSE;

  self->stream = self->sink->funcs->add_stream (self->sink, "sim:f", "F", NULL);
  self->sink->funcs->set_columns (self->sink, self->stream, columns);

  return TRUE;
}

static void
push (Recording *self,
      guint      n)
{
  g_autoptr (RkBlock) block = test_block (self->n, n, self->n_columns, (gint64) self->n * 1000, 1000.0);

  self->sink->funcs->push_block (self->sink, self->stream, block);
  self->n += n;
}

static void
assert_all_there (const char *path,
                  guint       n)
{
  g_autoptr (RkExperiment) experiment = test_load (path);
  g_autoptr (RkSpan) span = test_get_span (experiment, 0, 0);

  g_assert_cmpint (rk_run_get_state (test_get_run (experiment, 0)), ==, RK_RUN_COMPLETE);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, n);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 0);
  for (guint64 i = 0; i < n; i++) {
    g_assert_cmpint (rk_span_get_time_ns (span, i), ==, (gint64) i * 1000);
    g_assert_true (same_bits (rk_span_get_value (span, 0, i), test_value (i, 0)));
  }
}

typedef struct {
  const char *name;
  int         code;
  int         count;
} FaultCase;

static const FaultCase fault_cases[] = {
  { "full-once",     SQLITE_FULL,        1 },
  { "full-long",     SQLITE_FULL,        ALWAYS },
  { "write-once",    SQLITE_IOERR_WRITE, 1 },
  { "write-long",    SQLITE_IOERR_WRITE, ALWAYS },
};

/* Small and large chunks, a change of pace, several commits: all of it with the n-th call failing. */
static gboolean
record_with_fault (const FaultCase *c,
                   int              nth)
{
  static const guint sizes[] = { 10, 1024, 7, 2048, 1024, 1 };
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("%s %d.rostok", c->name, nth);
  g_autofree char *path = test_path (name);
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  Recording recording = { .experiment = experiment, .n_columns = 64 };
  gboolean failed;

  recording.project = rk_project_create (path, &error);
  g_assert_no_error (error);
  g_assert_true (begin (&recording, &error));

  arm (c->code, nth, c->count);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (GError) failure = NULL;
    g_autofree char *text = NULL;
    gboolean flushed;

    push (&recording, sizes[i]);
    flushed = rk_project_flush (recording.project, &failure);
    g_assert_true (flushed == (failure == NULL));
    g_object_get (recording.project, "error-text", &text, NULL);
    g_assert_true (flushed == (text == NULL));
  }
  failed = g_atomic_int_get (&n_failed) > 0;
  disarm ();

  rk_project_end_run (recording.project, recording.sink);
  g_assert_true (rk_project_flush (recording.project, &error));
  g_assert_no_error (error);
  rk_project_close (recording.project);
  g_object_unref (recording.project);

  assert_all_there (path, recording.n);
  g_unlink (path);

  return failed;
}

static void
test_nth_call_fails (gconstpointer data)
{
  const FaultCase *c = data;
  int nth = 1;

  /* The first ones one by one, later in strides: there are hundreds of alike page writes. */
  while (record_with_fault (c, nth))
    nth += nth < 20 ? 1 : 197;

  g_test_message ("%d calls", nth);
  g_assert_cmpint (nth, >, 20);
}

/* Saving elsewhere fails at each step: what was there is intact, the experiment goes on where it was. */
static void
test_save_as_nth_call_fails (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("source.rostok");
  g_autofree char *target = test_path ("target.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  Recording recording = { .experiment = experiment, .n_columns = 4 };
  int nth = 1;

  recording.project = rk_project_create (path, &error);
  g_assert_true (begin (&recording, &error));
  push (&recording, 4000);
  g_assert_true (rk_project_flush (recording.project, &error));
  g_assert_true (g_file_set_contents (target, "the old one", -1, NULL));

  while (TRUE) {
    g_autofree char *text = NULL;
    gboolean saved;

    arm (SQLITE_FULL, nth++, ALWAYS);
    saved = rk_project_save_as (recording.project, target, &error);
    disarm ();
    g_assert_true (saved == (error == NULL));
    if (saved)
      break;

    g_clear_error (&error);
    g_assert_cmpstr (rk_project_get_path (recording.project), ==, path);
    g_assert_true (rk_project_flush (recording.project, &error));
    g_assert_no_error (error);
    g_assert_true (g_file_get_contents (target, &text, NULL, NULL));
    if (g_strcmp0 (text, "the old one") != 0)
      g_test_message ("replaced at call %d", nth - 1);
  }

  g_assert_cmpint (nth, >, 10);
  push (&recording, 10);
  rk_project_end_run (recording.project, recording.sink);
  rk_project_close (recording.project);
  g_object_unref (recording.project);
  assert_all_there (target, recording.n);
}

/* The old disk is full for good: what it did not take goes to the new one. */
static void
test_save_as_from_full_disk (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("full.rostok");
  g_autofree char *target = test_path ("roomy.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  Recording recording = { .experiment = experiment, .n_columns = 4 };

  recording.project = rk_project_create (path, &error);
  g_assert_true (begin (&recording, &error));
  push (&recording, 100);
  g_assert_true (rk_project_flush (recording.project, &error));

  /* Just the next transaction fails; the copy that follows has room. */
  push (&recording, 200);
  arm (SQLITE_FULL, 1, 1);
  g_assert_true (rk_project_save_as (recording.project, target, &error));
  g_assert_no_error (error);
  disarm ();
  rk_project_end_run (recording.project, recording.sink);
  rk_project_close (recording.project);
  g_object_unref (recording.project);
  assert_all_there (target, 300);
}

static void
test_nothing_begins_on_a_full_disk (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("begin.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  Recording recording = { .experiment = experiment, .n_columns = 1 };

  recording.project = rk_project_create (path, &error);
  arm (SQLITE_FULL, 1, ALWAYS);
  g_assert_false (begin (&recording, &error));
  g_assert_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FULL);
  disarm ();
  g_clear_error (&error);
  g_assert_true (rk_project_flush (recording.project, &error));

  g_assert_true (begin (&recording, &error));
  rk_project_end_run (recording.project, recording.sink);
  rk_project_close (recording.project);
  g_object_unref (recording.project);
}

/* More than memory is given for: refused at the door, counted, and a gap says so. */
static void
test_overflow_is_counted (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("overflow.rostok");
  g_autofree char *text = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (RkSpan) span = NULL;
  Recording recording = { .experiment = experiment, .n_columns = 64 };
  guint64 n;
  RkGap gap;

  recording.project = rk_project_create (path, &error);
  g_assert_true (begin (&recording, &error));

  arm (SQLITE_FULL, 1, ALWAYS);
  for (guint i = 0; i < 40; i++)
    push (&recording, 4096); /* 2 MiB each */
  g_assert_false (rk_project_flush (recording.project, &error));
  g_clear_error (&error);
  g_object_get (recording.project, "error-text", &text, NULL);
  g_assert_nonnull (text);

  disarm ();
  g_assert_true (rk_project_flush (recording.project, &error));
  push (&recording, 4096);
  rk_project_end_run (recording.project, recording.sink);
  rk_project_close (recording.project);
  g_object_unref (recording.project);

  loaded = test_load (path);
  span = test_get_span (loaded, 0, 0);
  n = rk_span_get_n_samples (span);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);
  gap = rk_span_get_gap (span, 0);
  g_assert_cmpint (gap.reason, ==, RK_GAP_LOST);
  g_assert_cmpuint (gap.n_lost, >, 0);
  g_assert_cmpuint (gap.n_lost + n, ==, recording.n);
  g_assert_cmpuint (n, >=, 30 * 4096); /* 60 MiB were kept */
  g_assert_cmpint (gap.end_ns, ==, rk_span_get_time_ns (span, n - 4096));
  g_assert_true (same_bits (rk_span_get_value (span, 3, n - 1), test_value (recording.n - 1, 3)));
}

/* A real error of write (): the limit for files, without killing the process. */
static void
test_file_limit (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("limit.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  Recording recording = { .experiment = experiment, .n_columns = 8 };
  struct rlimit limit;

  if (!g_test_subprocess ()) {
    g_test_trap_subprocess (NULL, 30 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
    g_test_trap_assert_passed ();
    return;
  }

  recording.project = rk_project_create (path, &error);
  g_assert_true (begin (&recording, &error));

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = 400 * 1024;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  while (recording.n < 100 * 1024 && rk_project_flush (recording.project, &error))
    push (&recording, 1024);
  g_assert_nonnull (error);
  g_clear_error (&error);
  push (&recording, 1024);

  limit.rlim_cur = limit.rlim_max;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_true (rk_project_flush (recording.project, &error));
  g_assert_no_error (error);
  rk_project_end_run (recording.project, recording.sink);
  rk_project_close (recording.project);
  g_object_unref (recording.project);
  assert_all_there (path, recording.n);
  g_unlink (path);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  test_use_memory ();
  test_set_up ();
  g_test_init (&argc, &argv, NULL);
  install_shim ();

  for (guint i = 0; i < G_N_ELEMENTS (fault_cases); i++) {
    g_autofree char *path = g_strconcat ("/project/faults/nth-call/", fault_cases[i].name, NULL);

    g_test_add_data_func (path, &fault_cases[i], test_nth_call_fails);
  }
  g_test_add_func ("/project/faults/save-as-nth-call", test_save_as_nth_call_fails);
  g_test_add_func ("/project/faults/save-as-from-full-disk", test_save_as_from_full_disk);
  g_test_add_func ("/project/faults/nothing-begins-on-a-full-disk", test_nothing_begins_on_a_full_disk);
  g_test_add_func ("/project/faults/overflow-is-counted", test_overflow_is_counted);
  g_test_add_func ("/project/faults/file-limit", test_file_limit);

  status = g_test_run ();
  remove_tree (test_folder);
  g_free (test_folder);

  return status;
}
