#include "config.h"

#include "app/document.h"
#include "exchange/exchange.h"

#include <glib/gstdio.h>

/* A wait that lasts longer than this is a failure, not a slow machine. */
#define WATCHDOG_S 30

typedef gboolean (*Condition) (RkDocument *document);

static gboolean
late_cb (gpointer user_data)
{
  g_error ("The test waited for %d s in vain", WATCHDOG_S);

  return G_SOURCE_REMOVE;
}

static void
wait_for (RkDocument *document,
          Condition   condition)
{
  guint watchdog = g_timeout_add_seconds (WATCHDOG_S, late_cb, NULL);

  while (!condition (document))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (watchdog);
}

static RkRun *
get_run (RkDocument *document,
         guint       n)
{
  g_autoptr (RkRun) run = g_list_model_get_item (rk_experiment_get_runs (rk_document_get_experiment (document)), n);

  return run; /* the experiment keeps it */
}

static gboolean
has_samples (RkDocument *document)
{
  return rk_run_get_n_samples (get_run (document, 0)) >= 10;
}

static gboolean
has_value (RkDocument *document)
{
  return g_list_model_get_n_items (rk_experiment_get_channels (rk_document_get_experiment (document))) > 0;
}

static RkSource *
connect_simulated (RkDocument *document,
                   const char *id)
{
  g_autoptr (RkDevice) device = rk_device_new_simulated (id, 0.0, 1);

  return rk_document_connect_device (document, device);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    remove_tree (child);
  }
  g_remove (path);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
test_empty (void)
{
  RkDocument *document = rk_document_new ();
  g_autofree char *path = NULL;

  g_assert_true (rk_document_get_empty (document));
  g_assert_false (rk_document_get_recording (document));
  g_assert_false (rk_document_has_runs (document));
  g_assert_null (rk_document_get_project (document));
  g_assert_null (rk_document_get_source (document));
  path = rk_document_close (document);
  g_assert_null (path);
  g_assert_finalize_object (document);
}

static void
test_connect (void)
{
  RkDocument *document = rk_document_new ();
  guint n_empty = 0;
  guint n_source = 0;
  RkSource *source;

  g_signal_connect_swapped (document, "notify::empty", G_CALLBACK (count_cb), &n_empty);
  g_signal_connect_swapped (document, "notify::source", G_CALLBACK (count_cb), &n_source);
  source = connect_simulated (document, "pendulum");

  g_assert_nonnull (source);
  g_assert_false (rk_document_get_empty (document));
  g_assert_true (rk_document_get_source (document) == source);
  /* The same device again is the same source. */
  g_assert_true (connect_simulated (document, "pendulum") == source);
  g_assert_cmpuint (n_empty, ==, 1);
  g_assert_cmpuint (n_source, ==, 1);
  /* Values are in sight before anything is recorded, and nothing is on the disk. */
  wait_for (document, has_value);
  g_assert_null (rk_document_get_project (document));

  rk_document_disconnect_source (document, source);
  g_assert_null (rk_document_get_source (document));
  g_assert_true (rk_document_get_empty (document));
  g_assert_finalize_object (document);
}

static void
record_a_run (RkDocument *document)
{
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (connect_simulated (document, "pendulum"));
  rk_document_start (document, &error);
  g_assert_no_error (error);
  wait_for (document, rk_document_get_recording);
  wait_for (document, has_samples);
  rk_document_stop (document);
  g_assert_false (rk_document_get_recording (document));
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  RkLoaded **loaded = user_data;

  *loaded = rk_load_finish (result, &error);
  g_assert_no_error (error);
}

static RkLoaded *
load (const char *path)
{
  RkLoaded *loaded = NULL;

  rk_load_async (path, NULL, load_cb, &loaded);
  while (loaded == NULL)
    g_main_context_iteration (NULL, TRUE);

  return loaded;
}

static void
test_record_and_reopen (void)
{
  RkDocument *document = rk_document_new ();
  g_autofree char *dir = g_dir_make_tmp ("rostok-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "one.rostok", NULL);
  g_autofree char *closed = NULL;
  g_autoptr (GError) error = NULL;
  RkLoaded *loaded;
  guint64 n_samples;

  record_a_run (document);
  n_samples = rk_run_get_n_samples (get_run (document, 0));
  g_assert_true (rk_project_get_untitled (rk_document_get_project (document)));

  rk_experiment_set_title (rk_document_get_experiment (document), "Swing");
  rk_recorder_set_duration_s (rk_document_get_recorder (document), 77.0);
  g_assert_true (rk_document_save_as (document, path, &error));
  g_assert_no_error (error);
  g_assert_false (rk_project_get_untitled (rk_document_get_project (document)));
  closed = rk_document_close (document);
  g_assert_cmpstr (closed, ==, path);
  g_assert_finalize_object (document);

  document = rk_document_new ();
  loaded = load (path);
  g_assert_cmpuint (loaded->warnings->len, ==, 0);
  g_assert_true (rk_document_take (document, loaded, &error));
  g_assert_no_error (error);
  rk_loaded_free (loaded);

  g_assert_cmpstr (rk_document_get_title (document), ==, "Swing");
  g_assert_cmpuint (rk_run_get_n_samples (get_run (document, 0)), ==, n_samples);
  /* Exact: it was typed. */
  g_assert_cmpfloat (rk_recorder_get_duration_s (rk_document_get_recorder (document)), ==, 77.0);
  g_assert_finalize_object (document);

  remove_tree (dir);
}

/* Named before the first run: the file is made there, nowhere else. */
static void
test_save_before_recording (void)
{
  RkDocument *document = rk_document_new ();
  g_autofree char *dir = g_dir_make_tmp ("rostok-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "two.rostok", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (rk_document_save_as (document, path, &error));
  g_assert_no_error (error);
  record_a_run (document);
  g_assert_cmpstr (rk_project_get_path (rk_document_get_project (document)), ==, path);
  g_assert_finalize_object (document);

  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  remove_tree (dir);
}

static void
test_remove_and_restore (void)
{
  RkDocument *document = rk_document_new ();
  g_autoptr (RkRun) run = NULL;

  record_a_run (document);
  run = g_object_ref (get_run (document, 0));
  rk_document_remove_run (document, run);
  g_assert_false (rk_document_has_runs (document));
  rk_document_restore_run (document, run);
  g_assert_true (rk_document_has_runs (document));
  g_assert_true (get_run (document, 0) == run);
  g_assert_finalize_object (document);
}

static void
test_import (void)
{
  RkDocument *document = rk_document_new ();
  g_autofree char *dir = g_dir_make_tmp ("rostok-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "table.csv", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "t, s;T, °C\n0;1,5\n1;2,5\n2;3,5\n", -1, NULL));

  /* Twice: the second run joins the first. */
  for (guint i = 0; i < 2; i++) {
    RkLoaded *loaded = load (path);

    g_assert_null (loaded->project);
    g_assert_true (rk_document_take (document, loaded, &error));
    g_assert_no_error (error);
    rk_loaded_free (loaded);
  }

  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (rk_document_get_experiment (document))), ==, 2);
  g_assert_cmpuint (rk_run_get_n_samples (get_run (document, 1)), ==, 3);
  g_assert_cmpint (rk_run_get_state (get_run (document, 1)), ==, RK_RUN_COMPLETE);
  g_assert_nonnull (rk_document_get_project (document));
  g_assert_finalize_object (document);

  remove_tree (dir);
}

static void
fail_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *done = user_data;

  g_assert_null (rk_load_finish (result, &error));
  g_assert_nonnull (error);
  *done = TRUE;
}

static void
test_load_fails (gconstpointer data)
{
  const char *contents = data;
  g_autofree char *dir = g_dir_make_tmp ("rostok-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "bad.rostok", NULL);
  gboolean done = FALSE;

  if (contents != NULL)
    g_assert_true (g_file_set_contents (path, contents, -1, NULL));
  rk_load_async (path, NULL, fail_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);

  remove_tree (dir);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = g_dir_make_tmp ("rostok-test-XXXXXX", NULL);
  int status;

  /* By hand: the isolation of GTest keeps its old paths for ever. */
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/document/empty", test_empty);
  g_test_add_func ("/app/document/connect", test_connect);
  g_test_add_func ("/app/document/record-and-reopen", test_record_and_reopen);
  g_test_add_func ("/app/document/save-before-recording", test_save_before_recording);
  g_test_add_func ("/app/document/remove-and-restore", test_remove_and_restore);
  g_test_add_func ("/app/document/import", test_import);
  g_test_add_data_func ("/app/document/load-fails/missing", NULL, test_load_fails);
  g_test_add_data_func ("/app/document/load-fails/empty", "", test_load_fails);
  g_test_add_data_func ("/app/document/load-fails/text", "not a project", test_load_fails);
  g_test_add_data_func ("/app/document/load-fails/truncated", "SQLite format 3", test_load_fails);

  status = g_test_run ();
  remove_tree (home);

  return status;
}
