/* Files that are not what they should be. */
#include "config.h"

#include "common.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

static char *good_path; /* a sound file */
static char *good;      /* its bytes */
static gsize good_len;

static void
make_good (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) columns = test_columns (2);
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkProject *project;

  good_path = test_path ("good.rostok");
  project = rk_project_create (good_path, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < 3; i++) {
    RkRun *run = rk_experiment_begin_run (experiment, rk_clock_wall_us ());
    RkRunSink *sink = rk_project_begin_run (project, run, 0, &error);
    guint stream;

    g_assert_no_error (error);
    stream = sink->funcs->add_stream (sink, "sim:a", "A", NULL);
    sink->funcs->set_columns (sink, stream, columns);
    for (guint j = 0; j < 10; j++) {
      g_autoptr (RkBlock) block = test_block (j * 100, 100, 2, j * 100 * 1000000, 1e6);
      RkGap gap = { (j * 100 + 99) * 1000000, (j * 100 + 100) * 1000000, RK_GAP_LOST, 1 };

      sink->funcs->push_block (sink, stream, block);
      sink->funcs->push_gap (sink, stream, &gap);
    }
    rk_project_end_run (project, sink);
  }

  rk_experiment_set_title (experiment, "Good");
  rk_experiment_set_setup (experiment, "{\"a\": 1}");
  rk_project_save_setup (project, experiment);
  rk_project_close (project);
  g_object_unref (project);
  g_assert_true (g_file_get_contents (good_path, &good, &good_len, NULL));
}

/* Opens and loads whatever it is. Either all of it works or there is an error with words. */
static GError *
try_load (const char *path,
          guint      *n_runs,
          guint      *n_warnings,
          gboolean   *read_only)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  GError *error = NULL;
  RkProject *project = rk_project_open (path, &error);

  g_assert_true ((project == NULL) == (error != NULL));

  if (project != NULL) {
    gboolean loaded = rk_project_load (project, experiment, warnings, &error);

    g_assert_true (loaded == (error == NULL));
    if (read_only != NULL)
      *read_only = rk_project_get_read_only (project);
    rk_project_close (project);
    g_object_unref (project);
  }

  if (error != NULL) {
    g_assert_true (error->domain == RK_PROJECT_ERROR);
    g_assert_cmpuint (strlen (error->message), >, 10);
  }
  if (n_runs != NULL)
    *n_runs = g_list_model_get_n_items (rk_experiment_get_runs (experiment));
  if (n_warnings != NULL)
    *n_warnings = warnings->len;

  return error;
}

static char *
write_variant (const char *bytes,
               gsize       len)
{
  char *path = test_path ("variant.rostok");
  g_autofree char *log = g_strconcat (path, "-wal", NULL);

  g_unlink (log);
  g_unlink (path);
  g_assert_true (g_file_set_contents_full (path, bytes, (gssize) len, G_FILE_SET_CONTENTS_NONE, 0600, NULL));

  return path;
}

/* -- No experiments at all ---------------------------------------------------- */

typedef struct {
  const char *name;
  const char *bytes;
  gsize       len;
  int         code;
} BytesCase;

static const BytesCase bytes_cases[] = {
  { "empty",         "", 0, RK_PROJECT_ERROR_NOT_A_PROJECT },
  { "one-byte",      "x", 1, RK_PROJECT_ERROR_NOT_A_PROJECT },
  { "text",          "t,U/V\n0,1\n", 10, RK_PROJECT_ERROR_NOT_A_PROJECT },
  { "only-the-name", "SQLite format 3\0", 16, RK_PROJECT_ERROR_DAMAGED },
  { "part-of-name",  "SQLite", 6, RK_PROJECT_ERROR_DAMAGED },
  { "zip",           "PK\003\004xxxxxxxxxxxxxxxxxxxxxxxx", 28, RK_PROJECT_ERROR_NOT_A_PROJECT },
};

static void
test_bytes (gconstpointer data)
{
  const BytesCase *c = data;
  g_autofree char *path = write_variant (c->bytes, c->len);
  g_autoptr (GError) error = try_load (path, NULL, NULL, NULL);
  g_autofree char *after = NULL;
  gsize len;

  g_assert_error (error, RK_PROJECT_ERROR, c->code);
  g_assert_true (g_file_get_contents (path, &after, &len, NULL));
  g_assert_cmpmem (after, len, c->bytes, c->len);
}

static void
test_kinds_of_files (void)
{
  g_autofree char *fifo = test_path ("fifo.rostok");
  g_autofree char *dangling = test_path ("dangling.rostok");
  g_autofree char *loop = test_path ("loop.rostok");
  g_autofree char *missing = test_path ("missing.rostok");
  const char *paths[] = { fifo, dangling, loop, missing, test_folder, "/dev/zero", "/dev/null", "" };

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (symlink ("nowhere", dangling), ==, 0);
  g_assert_cmpint (symlink ("loop.rostok", loop), ==, 0);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = try_load (paths[i], NULL, NULL, NULL);

    g_assert_nonnull (error);
    g_test_message ("%s", error->message);
  }
}

static void
test_other_database (void)
{
  g_autofree char *path = test_path ("other.rostok");
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "CREATE TABLE a (b)", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);

  error = try_load (path, NULL, NULL, NULL);
  g_assert_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_NOT_A_PROJECT);
}

/* -- Cut and scratched --------------------------------------------------------- */

static void
test_truncated (void)
{
  for (gsize len = 0; len < good_len; len += len < 200 ? 1 : 509) {
    g_autofree char *path = write_variant (good, len);
    guint n_warnings = 0;
    g_autoptr (GError) error = try_load (path, NULL, &n_warnings, NULL);

    /* Never taken for whole. */
    g_assert_true (error != NULL || n_warnings > 0);
  }
}

/* What is not cut off can still be read. */
static void
test_truncated_end_is_missing_only (void)
{
  g_autofree char *path = write_variant (good, good_len - 4096 * 3);
  guint n_runs = 0;
  gboolean read_only = FALSE;
  g_autoptr (GError) error = try_load (path, &n_runs, NULL, &read_only);
  g_autofree char *after = NULL;
  gsize len;

  g_assert_no_error (error);
  g_assert_cmpuint (n_runs, ==, 3);
  g_assert_true (read_only);
  g_assert_true (g_file_get_contents (path, &after, &len, NULL));
  g_assert_cmpmem (after, len, good, good_len - 4096 * 3);
}

static void
test_bit_flips (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4711);
  g_autofree char *bytes = g_memdup2 (good, good_len);

  for (guint i = 0; i < 400; i++) {
    /* Half of them where the structure is: the header and the beginning of pages. */
    gsize at = (gsize) g_rand_int_range (random, 0, (int) good_len);
    g_autofree char *path = NULL;
    g_autoptr (GError) error = NULL;
    char mask = (char) (1 << g_rand_int_range (random, 0, 8));

    if (i % 2 == 0)
      at = at / 4096 * 4096 + (gsize) g_rand_int_range (random, 0, 64);

    bytes[at] ^= mask;
    path = write_variant (bytes, good_len);
    error = try_load (path, NULL, NULL, NULL);
    bytes[at] ^= mask;
  }
}

static void
test_scratched_pages (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (42);
  gsize n_pages = good_len / 4096;

  for (gsize page = 0; page < n_pages; page++) {
    g_autofree char *bytes = g_memdup2 (good, good_len);
    g_autofree char *path = NULL;
    g_autoptr (GError) error = NULL;

    for (gsize i = page == 0 ? 100 : 0; i < 4096; i++)
      bytes[page * 4096 + i] = (char) g_rand_int_range (random, 0, 256);
    path = write_variant (bytes, good_len);
    error = try_load (path, NULL, NULL, NULL);
  }
}

/* -- Hostile content ------------------------------------------------------------ */

typedef struct {
  const char *name;
  const char *sql;
  guint       n_runs;   /* loaded */
  gboolean    refused;  /* or an error */
  gboolean    warned;
} SqlCase;

static const SqlCase sql_cases[] = {
  { "sound",              "SELECT 1", 3, FALSE, FALSE },
  { "n-too-large",        "UPDATE chunk SET n=9223372036854775807 WHERE id=1", 3, FALSE, TRUE },
  { "n-negative",         "UPDATE chunk SET n=-1", 3, FALSE, TRUE },
  { "n-zero",             "UPDATE chunk SET n=0", 3, FALSE, TRUE },
  { "n-one-more",         "UPDATE chunk SET n=n+1", 3, FALSE, TRUE },
  { "n-wraps",            "UPDATE chunk SET n=4294967296+n", 3, FALSE, TRUE },
  { "columns-zero",       "UPDATE chunk SET n_columns=0", 3, FALSE, TRUE },
  { "columns-many",       "UPDATE chunk SET n_columns=2000000000", 3, FALSE, TRUE },
  { "columns-wrap",       "UPDATE chunk SET n=n*2, n_columns=n_columns*2147483648", 3, FALSE, TRUE },
  { "samples-text",       "UPDATE chunk SET samples='x'", 3, FALSE, TRUE },
  { "samples-empty",      "UPDATE chunk SET samples=x''", 3, FALSE, TRUE },
  { "times-short",        "UPDATE chunk SET times=x'00'", 3, FALSE, TRUE },
  { "times-wild",         "UPDATE chunk SET times=randomblob(n*8)", 3, FALSE, FALSE },
  { "step-zero",          "UPDATE chunk SET step_ns=0, times=NULL", 3, FALSE, TRUE },
  { "step-negative",      "UPDATE chunk SET step_ns=-1e6", 3, FALSE, TRUE },
  { "step-huge",          "UPDATE chunk SET step_ns=1e300", 3, FALSE, TRUE },
  { "begin-huge",         "UPDATE chunk SET begin_ns=9223372036854775807", 3, FALSE, TRUE },
  { "begin-least",        "UPDATE chunk SET begin_ns=-9223372036854775808", 3, FALSE, TRUE },
  { "first-negative",     "UPDATE chunk SET first=-5", 3, FALSE, TRUE },
  { "first-huge",         "UPDATE chunk SET first=9223372036854775807", 3, FALSE, TRUE },
  { "big-zero-blob",      "UPDATE chunk SET samples=zeroblob(200000000) WHERE id=1", 3, FALSE, TRUE },
  { "many-samples",       "UPDATE chunk SET n=16777216, n_columns=1, samples=zeroblob(134217728) WHERE id=1", 3, FALSE, FALSE },
  { "gap-wild",           "UPDATE gap SET at=-7, begin_ns=9223372036854775807, end_ns=-9223372036854775808, n_lost=-1", 3, FALSE, FALSE },
  { "gap-reason",         "UPDATE gap SET reason='nothing we know'", 3, FALSE, FALSE },
  { "run-id-negative",    "UPDATE run SET id=-1 WHERE id=1", 2, FALSE, FALSE },
  { "run-id-huge",        "UPDATE run SET id=9223372036854775807 WHERE id=3", 2, FALSE, FALSE },
  { "run-times-wild",     "UPDATE run SET begin_wall_us=9223372036854775807, duration_ns=-9223372036854775808", 3, FALSE, FALSE },
  { "run-state",          "UPDATE run SET state='dancing'", 3, FALSE, FALSE },
  { "run-interrupted",    "UPDATE run SET state='recording' WHERE id=2", 3, FALSE, TRUE },
  { "run-name-long",      "UPDATE run SET name=hex(zeroblob(3000000))", 3, FALSE, FALSE },
  { "run-name-bytes",     "UPDATE run SET name=CAST(x'fffe41c3' AS TEXT)", 3, FALSE, FALSE },
  { "run-name-blob",      "UPDATE run SET name=x'ff'", 3, FALSE, FALSE },
  { "many-streams",       "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<70000)"
                          " INSERT INTO stream SELECT 100000+x,1,1000+x,'k','n',NULL,0,0,0,0,0,0,0,0 FROM c", 3, FALSE, FALSE },
  { "many-columns",       "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<70000)"
                          " INSERT INTO stream_column SELECT 1024,100+x,'k'||x,NULL,NULL,NULL,NULL,99,NULL FROM c", 3, FALSE, FALSE },
  { "column-far-away",    "UPDATE stream_column SET position=position+1000000000", 3, FALSE, FALSE },
  { "column-no-text",     "UPDATE stream_column SET name=1, unit=x'00', quantity='no such'", 3, FALSE, FALSE },
  { "many-channels",      "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<20000)"
                          " INSERT INTO channel SELECT 'x'||x,x,'s','k'||x,NULL,NULL,NULL,NULL,NULL,5,-1,1 FROM c", 3, FALSE, FALSE },
  { "channel-wild",       "UPDATE channel SET decimals=1000000, color=-5, unit='furlong', raw_unit=7", 3, FALSE, FALSE },
  { "setup-deep",         "UPDATE meta SET value=replace(hex(zeroblob(100000)),'0','[') WHERE key='setup'", 3, FALSE, TRUE },
  { "setup-comment",      "UPDATE meta SET value='/*\"*/'||replace(hex(zeroblob(100000)),'0','[') WHERE key='setup'", 3, FALSE, TRUE },
  { "left-out-many",      "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<70000)"
                          " INSERT INTO run_excluded SELECT 1,x*10,x*10+5 FROM c", 3, FALSE, TRUE },
  { "left-out-wild",      "INSERT INTO run_excluded VALUES (1,9223372036854775807,-9223372036854775808),"
                          " (1,-9223372036854775808,9223372036854775807), (2,'x',x'00'), (3,1e300,'')", 3, FALSE, FALSE },
  { "marks-many",         "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x<150000)"
                          " INSERT INTO mark SELECT 1,1000+x,'note',x,x,'m' FROM c", 3, FALSE, TRUE },
  { "marks-wild",         "INSERT INTO mark VALUES (1,-5,'dance',9223372036854775807,-9223372036854775808,x'ff'),"
                          " (2,9223372036854775807,'','a','b',3)", 3, FALSE, FALSE },
  { "offset-wild",        "INSERT INTO run_offset VALUES (1,9223372036854775807), (2,-9223372036854775808)", 3, FALSE, FALSE },
  { "counters-wild",      "UPDATE stream SET bytes=-1, parsed=9223372036854775807", 3, FALSE, FALSE },
  { "no-runs",            "DELETE FROM run", 0, FALSE, FALSE },
  { "table-gone",         "DROP TABLE chunk", 0, TRUE, FALSE },
  { "table-other",        "DROP TABLE gap; CREATE TABLE gap (a)", 0, TRUE, FALSE },
  { "trigger",            "CREATE TRIGGER t AFTER UPDATE ON run BEGIN DELETE FROM chunk; END", 0, TRUE, FALSE },
  { "view",               "DROP TABLE gap; CREATE VIEW gap AS SELECT * FROM chunk", 0, TRUE, FALSE },
  { "index-expression",   "CREATE INDEX i ON run (upper(name))", 0, TRUE, FALSE },
  { "virtual-table",      "CREATE VIRTUAL TABLE v USING fts5(a)", 0, TRUE, FALSE },
  { "extra-table",        "CREATE TABLE mine (a)", 3, FALSE, FALSE },
  { "older-than-first",   "PRAGMA user_version=0", 0, TRUE, FALSE },
};

static char *
write_changed (const char *sql)
{
  char *path = write_variant (good, good_len);
  sqlite3 *db;
  char *words = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, &words) != SQLITE_OK)
    g_error ("%s", words);
  sqlite3_close (db);

  return path;
}

static void
test_sql (gconstpointer data)
{
  const SqlCase *c = data;
  g_autofree char *path = write_changed (c->sql);
  guint n_runs = 0;
  guint n_warnings = 0;
  g_autoptr (GError) error = try_load (path, &n_runs, &n_warnings, NULL);

  if (c->refused) {
    g_assert_nonnull (error);
    return;
  }

  g_assert_no_error (error);
  g_assert_cmpuint (n_runs, ==, c->n_runs);
  g_assert_true (c->warned == (n_warnings > 0));
}

static void
test_newer (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_changed ("PRAGMA user_version=2; ALTER TABLE run ADD COLUMN mood TEXT; CREATE TABLE moon (a)");
  g_autofree char *copy = test_path ("from newer.rostok");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  RkProject *project;
  gsize before_len, after_len;

  g_assert_true (g_file_get_contents (path, &before, &before_len, NULL));
  project = rk_project_open (path, &error);
  g_assert_no_error (error);
  g_assert_true (rk_project_get_read_only (project));
  g_assert_true (rk_project_load (project, experiment, warnings, &error));
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (experiment)), ==, 3);

  rk_project_save_setup (project, experiment);
  g_assert_null (rk_project_begin_run (project, test_get_run (experiment, 0), 0, &error));
  g_assert_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (rk_project_write_run (project, test_get_run (experiment, 0), &error));
  g_assert_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (rk_project_save_as (project, copy, &error));
  g_assert_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_READ_ONLY);
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  rk_project_close (project);
  g_object_unref (project);

  g_assert_true (g_file_get_contents (path, &after, &after_len, NULL));
  g_assert_cmpmem (after, after_len, before, before_len);
}

/* -- Files that cannot be written ------------------------------------------------ */

/* Root may write anywhere: the child becomes nobody. */
static void
test_read_only_folder (void)
{
  g_autofree char *folder = test_path ("fixed");
  g_autofree char *path = g_build_filename (folder, "fixed.rostok", NULL);
  guint n_runs = 0;
  gboolean read_only = FALSE;
  GError *error;

  if (g_test_subprocess ()) {
    const char *child_path = g_getenv ("RK_TEST_PATH");
    gboolean is_root = geteuid () == 0;

    if (is_root)
      g_assert_cmpint (seteuid (65534), ==, 0);
    error = try_load (child_path, &n_runs, NULL, &read_only);
    g_assert_no_error (error);
    g_assert_true (read_only);
    g_assert_cmpuint (n_runs, ==, 3);

    /* To clean up, and for the leak checker, which looks from outside. */
    if (is_root)
      g_assert_cmpint (seteuid (0), ==, 0);
    return;
  }

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents_full (path, good, (gssize) good_len, G_FILE_SET_CONTENTS_NONE, 0444, NULL));
  g_assert_cmpint (g_chmod (folder, 0555), ==, 0);
  g_assert_cmpint (g_chmod (test_folder, 0755), ==, 0);
  g_setenv ("RK_TEST_PATH", path, TRUE);
  g_test_trap_subprocess (NULL, 20 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();

  /* The same with a file that may be written in a folder that may not. */
  g_assert_cmpint (g_chmod (path, 0666), ==, 0);
  g_test_trap_subprocess (NULL, 20 * G_USEC_PER_SEC, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
  g_assert_cmpint (g_chmod (test_folder, 0700), ==, 0);
}

/* What may not be changed may be copied, and the copy is an experiment like any other. */
static void
test_save_as_from_read_only (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_variant (good, good_len);
  g_autofree char *target = test_path ("copied.rostok");
  g_autoptr (RkExperiment) experiment = NULL;
  RkProject *reader;
  RkProject *project;

  if (geteuid () == 0) {
    g_test_skip ("root may write everywhere");
    return;
  }

  g_assert_cmpint (g_chmod (path, 0444), ==, 0);
  reader = rk_project_open (path, &error);
  project = rk_project_open (path, &error);
  g_assert_no_error (error);
  g_assert_true (rk_project_get_read_only (project));
  g_assert_true (rk_project_save_as (project, target, &error));
  g_assert_false (rk_project_get_read_only (project));
  g_assert_true (rk_project_get_read_only (reader));
  rk_project_close (project);
  g_object_unref (project);
  rk_project_close (reader);
  g_object_unref (reader);
  experiment = test_load (target);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (experiment)), ==, 3);
}

/* Interrupted and damaged: what is left of it goes into a new file. */
static void
test_recover_damaged (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *changed = write_changed ("UPDATE run SET state='recording' WHERE id=3");
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "rostok", "experiments", NULL);
  g_autofree char *path = g_build_filename (folder, "broken.rostok", NULL);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *bytes = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkProject *project;
  gsize len, after_len;

  g_assert_true (g_file_get_contents (changed, &bytes, &len, NULL));
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) (len - 3 * 4096), NULL));
  g_assert_true (g_file_set_contents (log, "no log of ours", -1, NULL));

  found = rk_project_find_unfinished ();
  g_assert_cmpuint (found->len, ==, 1);
  project = rk_project_recover (g_ptr_array_index (found, 0), &error);
  g_assert_no_error (error);
  g_assert_false (rk_project_get_read_only (project));
  g_assert_true (rk_project_load (project, experiment, NULL, &error));
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (experiment)), ==, 3);
  g_assert_cmpuint (rk_run_get_n_samples (test_get_run (experiment, 0)), ==, 1000);
  g_assert_cmpint (rk_run_get_state (test_get_run (experiment, 2)), ==, RK_RUN_RECOVERED);
  rk_project_close (project);
  g_object_unref (project);

  g_assert_true (g_file_get_contents (path, &after, &after_len, NULL));
  g_assert_cmpmem (after, after_len, bytes, len - 3 * 4096);
  g_ptr_array_unref (g_steal_pointer (&found));
  found = rk_project_find_unfinished ();
  g_assert_cmpuint (found->len, ==, 0);
}

static void
test_check (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *path = write_variant (good, good_len);
  g_autofree char *bad = NULL;

  g_assert_true (rk_project_check (path, problems, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);

  g_free (path);
  path = write_changed ("UPDATE chunk SET n=n+1");
  g_assert_true (rk_project_check (path, problems, &error));
  g_assert_cmpuint (problems->len, >, 0);

  g_ptr_array_set_size (problems, 0);
  bad = write_variant (good, good_len - 4096);
  g_assert_true (rk_project_check (bad, problems, &error));
  g_assert_cmpuint (problems->len, >, 0);

  g_assert_false (rk_project_check ("/no/such/file", problems, &error));
  g_assert_nonnull (error);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  test_use_memory ();
  test_set_up ();
  g_test_init (&argc, &argv, NULL);
  make_good ();

  for (guint i = 0; i < G_N_ELEMENTS (bytes_cases); i++) {
    g_autofree char *path = g_strconcat ("/project/hostile/bytes/", bytes_cases[i].name, NULL);

    g_test_add_data_func (path, &bytes_cases[i], test_bytes);
  }
  for (guint i = 0; i < G_N_ELEMENTS (sql_cases); i++) {
    g_autofree char *path = g_strconcat ("/project/hostile/content/", sql_cases[i].name, NULL);

    g_test_add_data_func (path, &sql_cases[i], test_sql);
  }
  g_test_add_func ("/project/hostile/kinds-of-files", test_kinds_of_files);
  g_test_add_func ("/project/hostile/other-database", test_other_database);
  g_test_add_func ("/project/hostile/truncated", test_truncated);
  g_test_add_func ("/project/hostile/truncated-end-is-missing-only", test_truncated_end_is_missing_only);
  g_test_add_func ("/project/hostile/bit-flips", test_bit_flips);
  g_test_add_func ("/project/hostile/scratched-pages", test_scratched_pages);
  g_test_add_func ("/project/hostile/newer", test_newer);
  g_test_add_func ("/project/hostile/read-only-folder", test_read_only_folder);
  g_test_add_func ("/project/hostile/save-as-from-read-only", test_save_as_from_read_only);
  g_test_add_func ("/project/hostile/recover-damaged", test_recover_damaged);
  g_test_add_func ("/project/hostile/check", test_check);

  status = g_test_run ();
  remove_tree (test_folder);
  g_free (test_folder);
  g_free (good_path);
  g_free (good);

  return status;
}
