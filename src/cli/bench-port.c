#include "config.h"

#include "cli/bench.h"

#include <fcntl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <termios.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "acquire/recorder.h"
#include "base/clock.h"
#include "project/project.h"

/* A line is "12345678,0.123\n": a number that counts up, and a value. */
#define LINE_LENGTH 15

/* Feeds numbered lines into a pseudo terminal. The thread owns nothing but what stands here. */
typedef struct {
  int      fd;
  guint64  n_lines;
  double   bytes_per_s; /* 0 = as fast as they are taken */
} Feeder;

static gboolean
write_all (int         fd,
           const char *bytes,
           gsize       n)
{
  while (n > 0) {
    gssize done = write (fd, bytes, n);

    if (done < 0)
      return FALSE;
    bytes += done;
    n -= (gsize) done;
  }

  return TRUE;
}

static gpointer
feeder_thread (gpointer user_data)
{
  Feeder *self = user_data;
  gint64 begin_ns = rk_clock_now_ns ();
  char batch[200 * LINE_LENGTH + 1];

  for (guint64 line = 0; line < self->n_lines;) {
    gsize n = 0;

    if (self->bytes_per_s > 0) {
      gint64 due_ns = begin_ns + (gint64) ((double) line * LINE_LENGTH / self->bytes_per_s * 1e9);
      gint64 wait_ns = due_ns - rk_clock_now_ns ();

      if (wait_ns > 0)
        g_usleep ((gulong) (wait_ns / 1000));
    }
    for (guint i = 0; i < 200 && line < self->n_lines; i++, line++)
      n += (gsize) g_snprintf (batch + n, sizeof batch - n, "%08u,0.%03u\n", (guint) line, (guint) (line % 1000));
    if (!write_all (self->fd, batch, n))
      break;
  }

  return NULL;
}

static int
open_pty (char **path)
{
  int fd = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  struct termios settings;
  char name[128];

  if (fd < 0 || grantpt (fd) != 0 || unlockpt (fd) != 0 || ptsname_r (fd, name, sizeof name) != 0)
    g_error ("no pseudo terminal");
  tcgetattr (fd, &settings);
  cfmakeraw (&settings);
  tcsetattr (fd, TCSANOW, &settings);
  *path = g_strdup (name);

  return fd;
}

typedef struct {
  RkProject *project; /* nullable */
} Keeper;

static RkRunSink *
begin_cb (RkRun     *run,
          gint64     origin_ns,
          gpointer   user_data,
          GError   **error)
{
  return rk_project_begin_run (((Keeper *) user_data)->project, run, origin_ns, error);
}

static void
end_cb (RkRun     *run,
        RkRunSink *sink,
        gpointer   user_data)
{
  rk_project_end_run (((Keeper *) user_data)->project, sink);
}

static void
run_loop_for (double seconds)
{
  gint64 end_ns = rk_clock_now_ns () + (gint64) (seconds * 1e9);

  while (rk_clock_now_ns () < end_ns) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (2000);
  }
}

static double
cpu_seconds (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
         + (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

/* Lines that did not arrive, or not in order. The first line after opening may be a part and is dropped. */
static guint64
count_lost (RkRun   *run,
            guint64  n_sent)
{
  g_autoptr (RkSpan) span = rk_series_take_span (rk_stream_get_series (rk_run_get_stream (run, 0)));
  guint64 n = rk_span_get_n_samples (span);
  guint64 lost = n_sent - 1;
  double next = 1.0;

  for (guint64 i = 0; i < n; i++) {
    double value = rk_span_get_value (span, 0, i);

    if (value == next || value == 0.0)
      lost -= value == 0.0 ? 0 : 1;
    next = value + 1.0;
  }

  return lost;
}

typedef struct {
  double  seconds;
  double  cpu_s;
  guint64 n_lost;
  guint64 unbalanced; /* bytes that no counter accounts for */
} Outcome;

static Outcome
feed (guint64    n_lines,
      double     bytes_per_s,
      double     block_s,
      RkProject *project)
{
  g_autofree char *path = NULL;
  Feeder feeder = { open_pty (&path), n_lines, bytes_per_s };
  Keeper keeper = { project };
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkRecorder) recorder = rk_recorder_new (experiment);
  g_autoptr (RkDevice) device = rk_device_new_path (path);
  g_autoptr (RkProfile) profile = rk_profile_find ("generic-text", NULL);
  g_autoptr (RkSource) source = rk_source_new (device, profile);
  g_autoptr (GError) error = NULL;
  GThread *thread;
  RkRun *run;
  RkCounters counters;
  Outcome outcome = { 0 };
  gint64 begin_ns;
  gint64 give_up_ns;
  double cpu_s;

  rk_recorder_add_source (recorder, source);
  if (project != NULL)
    rk_recorder_set_keeper (recorder, begin_cb, end_cb, &keeper);
  rk_source_open (source);
  while (rk_source_get_state (source) != RK_SOURCE_LISTENING)
    g_main_context_iteration (NULL, TRUE);
  if (!rk_recorder_start (recorder, &error))
    g_error ("%s", error->message);
  run = rk_recorder_get_run (recorder);

  cpu_s = cpu_seconds ();
  begin_ns = rk_clock_now_ns ();
  give_up_ns = begin_ns + 300 * RK_NS_PER_S;
  thread = g_thread_new ("feeder", feeder_thread, &feeder);
  if (block_s > 0) {
    run_loop_for (1.0);
    g_usleep ((gulong) (block_s * 1e6)); /* the window is frozen */
  }
  do {
    run_loop_for (0.02);
    rk_source_get_counters (source, &counters);
  } while (counters.bytes < n_lines * LINE_LENGTH && rk_clock_now_ns () < give_up_ns);
  outcome.seconds = (double) (rk_clock_now_ns () - begin_ns) / RK_NS_PER_S;
  outcome.cpu_s = cpu_seconds () - cpu_s;

  g_thread_join (thread);
  rk_recorder_stop (recorder);
  rk_source_get_counters (source, &counters);
  outcome.unbalanced = counters.bytes - counters.parsed - counters.rejected - counters.dropped - counters.pending;
  outcome.n_lost = count_lost (run, n_lines);
  rk_source_close (source);
  close (feeder.fd);

  return outcome;
}

/**
 * rk_bench_port:
 * @self: the measurement
 *
 * The whole way from a port to the store and the file.
 */
void
rk_bench_port (RkBench *self)
{
  const gboolean quick = rk_bench_is_quick (self);
  const guint64 n_fast = quick ? 500000 : 5000000;
  const double paced_s = quick ? 10.0 : 60.0;
  const guint64 n_paced = (guint64) (paced_s * 300e3 / LINE_LENGTH);
  g_autofree char *folder = g_dir_make_tmp ("rostok-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "port.rostok", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (RkProject) project = NULL;
  Outcome fast = feed (n_fast, 0.0, 0.0, NULL);
  Outcome paced;

  rk_bench_add (self, "port.lines", (double) n_fast / fast.seconds, "lines/s", 150e3, RK_BENCH_HIGHER);
  rk_bench_add (self, "port.lost", (double) fast.n_lost, "lines", 0.0, RK_BENCH_LOWER);

  project = rk_project_create (path, &error);
  if (project == NULL)
    g_error ("%s", error->message);
  paced = feed (n_paced, 300e3, 2.0, project);
  rk_project_close (project);
  rk_bench_add (self, "port.lost-at-300kB/s-frozen-2s", (double) paced.n_lost, "lines", 0.0, RK_BENCH_LOWER);
  rk_bench_add (self, "port.unaccounted-bytes", (double) (fast.unbalanced + paced.unbalanced), "B", 0.0, RK_BENCH_LOWER);
  rk_bench_add (self, "port.cpu-at-300kB/s", 100.0 * paced.cpu_s / paced.seconds, "% of a core", NAN, RK_BENCH_LOWER);
  g_unlink (path);
  g_rmdir (folder);
}
