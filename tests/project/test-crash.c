/* kill -9 while recording.
 *
 * The program starts itself again as a recorder that feeds numbered samples in true time, 1 kHz in blocks of
 * 100 ms, and writes into a pipe what it has handed on and when. It is killed at a random moment. Then: the
 * file opens, every sample handed on earlier than 0.5 s before the kill is there and right, nothing but a last
 * part is missing, and recovery is offered. */
#include "config.h"

#include "common.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_KILLS      20
#define N_PARALLEL   10
#define RATE         1000 /* Hz */
#define BLOCK        100  /* samples */
#define N_COLUMNS    3

typedef struct {
  gint64 now_ns;
  gint64 n;      /* samples handed on until then */
} Progress;

typedef struct {
  GPid   pid;
  int    fd;
  gint64 kill_ns;

  char  *path;
} Child;

static const char *program;

/* -- The recorder that will be killed ----------------------------------------- */

static int
record_until_killed (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) columns = test_columns (N_COLUMNS);
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkProject *project = *path == '\0' ? rk_project_create_untitled (&error) : rk_project_create (path, &error);
  gint64 origin_ns = rk_clock_now_ns ();
  RkRun *run = rk_experiment_begin_run (experiment, rk_clock_wall_us ());
  RkRunSink *sink;
  guint stream;

  g_assert_no_error (error);
  rk_experiment_set_title (experiment, "Killed");
  rk_project_save_setup (project, experiment);
  sink = rk_project_begin_run (project, run, origin_ns, &error);
  g_assert_no_error (error);
  stream = sink->funcs->add_stream (sink, "sim:kill", "Kill", NULL);
  sink->funcs->set_columns (sink, stream, columns);

  for (gint64 n = 0;; n += BLOCK) {
    gint64 begin_ns = origin_ns + n * RK_NS_PER_S / RATE;
    gint64 end_ns = begin_ns + BLOCK * RK_NS_PER_S / RATE;
    RkBlock *block = test_block ((guint64) n, BLOCK, N_COLUMNS, begin_ns, (double) RK_NS_PER_S / RATE);
    Progress progress;

    while (rk_clock_now_ns () < end_ns)
      g_usleep ((gulong) MAX ((end_ns - rk_clock_now_ns ()) / 1000, 1));

    sink->funcs->push_block (sink, stream, block);
    rk_block_unref (block);

    progress = (Progress) { rk_clock_now_ns (), n + BLOCK };
    if (write (STDOUT_FILENO, &progress, sizeof progress) != sizeof progress)
      return 1;
  }
}

/* -- The test ------------------------------------------------------------------ */

static void
spawn (Child      *child,
       const char *path)
{
  g_autoptr (GError) error = NULL;
  const char *argv[] = { program, "--record", path, NULL };

  g_spawn_async_with_pipes (NULL, (char **) argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                            &child->pid, NULL, &child->fd, NULL, &error);
  g_assert_no_error (error);
}

static gint64
read_progress (Child *child)
{
  Progress progress;
  gint64 n = 0;

  while (read (child->fd, &progress, sizeof progress) == sizeof progress) {
    /* Half a second: what was handed on before that must be on the disk. */
    if (progress.now_ns <= child->kill_ns - RK_NS_PER_S / 2)
      n = progress.n;
  }

  close (child->fd);

  return n;
}

static void
assert_samples (RkExperiment *experiment,
                gint64        n_expected)
{
  g_autoptr (RkSpan) span = test_get_span (experiment, 0, 0);
  guint64 n = rk_span_get_n_samples (span);

  g_assert_cmpuint (n, >=, (guint64) n_expected);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 0);
  for (guint64 i = 0; i < n; i++) {
    g_assert_cmpint (rk_span_get_time_ns (span, i), ==, (gint64) i * RK_NS_PER_S / RATE);
    for (guint column = 0; column < N_COLUMNS; column++)
      g_assert_true (same_bits (rk_span_get_value (span, column, i), test_value (i, column)));
  }
}

static RkUnfinished *
find_one (GPtrArray  *unfinished,
          const char *path)
{
  for (guint i = 0; i < unfinished->len; i++) {
    RkUnfinished *one = g_ptr_array_index (unfinished, i);

    if (g_str_equal (one->path, path))
      return one;
  }

  return NULL;
}

static char *
checksum (const char *path)
{
  g_autofree char *text = NULL;
  gsize len;

  if (!g_file_get_contents (path, &text, &len, NULL))
    return g_strdup ("none");

  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, len);
}

static void
check_recovery (const char *path,
                gint64      n_expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) unfinished = rk_project_find_unfinished ();
  g_autoptr (GPtrArray) after = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  RkUnfinished *one = find_one (unfinished, path);
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  g_autofree char *sum = checksum (path);
  g_autofree char *log_sum = checksum (log);
  g_autofree char *sum_after = NULL;
  g_autofree char *log_sum_after = NULL;
  RkProject *project;

  g_assert_nonnull (one);
  g_assert_false (one->untitled);
  g_assert_cmpstr (one->title, ==, "Killed");
  g_assert_cmpfloat (one->duration_s, >=, (double) (n_expected - 1) / RATE);
  g_assert_cmpfloat (one->lost_s, >=, 0.0);
  g_assert_cmpfloat (one->lost_s, <, 1.0);

  project = rk_project_recover (one, &error);
  g_assert_no_error (error);
  g_assert_true (rk_project_get_untitled (project));
  g_assert_cmpstr (rk_project_get_path (project), !=, path);
  g_assert_true (rk_project_load (project, experiment, NULL, &error));
  g_assert_cmpint (rk_run_get_state (test_get_run (experiment, 0)), ==, RK_RUN_RECOVERED);
  assert_samples (experiment, n_expected);
  rk_project_close (project);
  g_object_unref (project);

  sum_after = checksum (path);
  log_sum_after = checksum (log);
  g_assert_cmpstr (sum_after, ==, sum);
  g_assert_cmpstr (log_sum_after, ==, log_sum);

  after = rk_project_find_unfinished ();
  g_assert_null (find_one (after, path));
}

static void
finish_child (Child *child)
{
  g_autoptr (RkExperiment) experiment = NULL;
  gint64 n_expected;

  child->kill_ns = rk_clock_now_ns ();
  kill (child->pid, SIGKILL);
  waitpid (child->pid, NULL, 0);
  n_expected = read_progress (child);

  check_recovery (child->path, n_expected);

  /* And without recovery: simply opened. */
  experiment = test_load (child->path);
  g_assert_cmpint (rk_run_get_state (test_get_run (experiment, 0)), ==, RK_RUN_RECOVERED);
  assert_samples (experiment, n_expected);
  g_free (child->path);
}

static void
wait_for_first (Child *child)
{
  Progress progress;

  g_assert_cmpint (read (child->fd, &progress, sizeof progress), ==, sizeof progress);
}

static int
compare_kill (gconstpointer a,
              gconstpointer b)
{
  const Child *first = a;
  const Child *second = b;

  return (first->kill_ns > second->kill_ns) - (first->kill_ns < second->kill_ns);
}

static void
test_killed (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20);

  for (guint round = 0; round < N_KILLS / N_PARALLEL; round++) {
    Child children[N_PARALLEL];

    for (guint i = 0; i < N_PARALLEL; i++) {
      g_autofree char *name = g_strdup_printf ("killed %u.rostok", round * N_PARALLEL + i);

      children[i].path = test_path (name);
      spawn (&children[i], children[i].path);
    }

    for (guint i = 0; i < N_PARALLEL; i++) {
      wait_for_first (&children[i]);
      children[i].kill_ns = rk_clock_now_ns () + g_rand_int_range (random, 300, 1500) * RK_NS_PER_MS;
    }

    qsort (children, N_PARALLEL, sizeof (Child), compare_kill);
    for (guint i = 0; i < N_PARALLEL; i++) {
      gint64 wait_ns = children[i].kill_ns - rk_clock_now_ns ();

      if (wait_ns > 0)
        g_usleep ((gulong) (wait_ns / 1000));
      finish_child (&children[i]);
    }
  }
}

/* While the recorder lives, nobody offers its file or opens it. */
static void
test_alive_is_not_unfinished (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) unfinished = NULL;
  Child child = { .path = test_path ("alive.rostok") };

  spawn (&child, child.path);
  wait_for_first (&child);

  unfinished = rk_project_find_unfinished ();
  g_assert_null (find_one (unfinished, child.path));
  g_assert_null (rk_project_open (child.path, &error));
  g_assert_error (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_BUSY);

  kill (child.pid, SIGKILL);
  waitpid (child.pid, NULL, 0);
  close (child.fd);
  g_free (child.path);
}

static void
test_untitled_is_found_and_forgotten (void)
{
  g_autoptr (GPtrArray) before = rk_project_find_unfinished ();
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) after = NULL;
  Child child = { 0 };
  RkUnfinished *one = NULL;

  spawn (&child, "");
  wait_for_first (&child);
  g_usleep (400 * 1000);
  kill (child.pid, SIGKILL);
  waitpid (child.pid, NULL, 0);
  close (child.fd);

  found = rk_project_find_unfinished ();
  for (guint i = 0; i < found->len; i++) {
    RkUnfinished *each = g_ptr_array_index (found, i);

    if (each->untitled)
      one = each;
  }
  g_assert_nonnull (one);
  g_assert_cmpuint (found->len, ==, before->len + 1);
  g_assert_true (one == g_ptr_array_index (found, 0)); /* the newest */

  rk_project_forget (one);
  g_assert_true (g_file_test (one->path, G_FILE_TEST_EXISTS));
  after = rk_project_find_unfinished ();
  g_assert_cmpuint (after->len, ==, before->len);
}

/* A damaged one blocks neither the start nor the others. */
static void
test_damaged_does_not_block (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autofree char *text = NULL;
  g_autofree char *log = NULL;
  Child child = { .path = test_path ("damaged.rostok") };
  RkUnfinished *one;
  RkProject *project;
  gsize len;

  spawn (&child, child.path);
  wait_for_first (&child);
  g_usleep (400 * 1000);
  kill (child.pid, SIGKILL);
  waitpid (child.pid, NULL, 0);
  close (child.fd);

  /* The header stays, every other page and the log are scratched. */
  g_assert_true (g_file_get_contents (child.path, &text, &len, NULL));
  memset (text + 100, 0x5a, len - 100);
  g_assert_true (g_file_set_contents (child.path, text, (gssize) len, NULL));
  log = g_strconcat (child.path, "-wal", NULL);
  g_assert_true (g_file_set_contents (log, "scratched", -1, NULL));

  found = rk_project_find_unfinished ();
  one = find_one (found, child.path);
  g_assert_nonnull (one);
  project = rk_project_recover (one, &error);
  g_assert_null (project);
  g_assert_nonnull (error);
  rk_project_forget (one);
  g_ptr_array_unref (g_steal_pointer (&found));
  found = rk_project_find_unfinished ();
  g_assert_null (find_one (found, child.path));
  g_free (child.path);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  if (argc == 3 && g_str_equal (argv[1], "--record"))
    return record_until_killed (argv[2]);

  program = argv[0];
  test_set_up ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/project/crash/killed", test_killed);
  g_test_add_func ("/project/crash/alive-is-not-unfinished", test_alive_is_not_unfinished);
  g_test_add_func ("/project/crash/untitled-is-found-and-forgotten", test_untitled_is_found_and_forgotten);
  g_test_add_func ("/project/crash/damaged-does-not-block", test_damaged_does_not_block);

  status = g_test_run ();
  remove_tree (test_folder);
  g_free (test_folder);

  return status;
}
