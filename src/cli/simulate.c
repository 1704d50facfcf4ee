#include "config.h"

#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "acquire/simulator.h"
#include "base/clock.h"
#include "base/errors.h"

/* How long the device waits after its reader closed the port for it to come back: a program may open a
 * port once to look at it. */
#define REOPEN_MS 400

/* A device that was unplugged is plugged in again after this. */
#define REPLUG_MS 3000

static GCancellable *cancellable;

static gpointer
signal_thread (gpointer user_data)
{
  sigset_t *set = user_data;
  int signal_number;

  sigwait (set, &signal_number);
  g_cancellable_cancel (cancellable);

  return NULL;
}

/* A raw pseudo terminal. The slave is opened once and closed, so that its absence of a reader shows as POLLHUP. */
static int
open_pty (char   **slave_path,
          GError **error)
{
  int fd = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK);
  char name[128];
  struct termios settings;
  int slave;

  if (fd < 0 || grantpt (fd) != 0 || unlockpt (fd) != 0 || ptsname_r (fd, name, sizeof name) != 0
      || (slave = open (name, O_RDWR | O_NOCTTY | O_CLOEXEC)) < 0) {
    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (errno),
                 _("a pseudo terminal cannot be made: %s"), rk_errno_text (errno));
    if (fd >= 0)
      close (fd);
    return -1;
  }

  if (tcgetattr (slave, &settings) == 0) {
    cfmakeraw (&settings);
    cfsetspeed (&settings, B115200);
    tcsetattr (slave, TCSANOW, &settings);
  }
  close (slave);
  *slave_path = g_strdup (name);

  return fd;
}

/* Waits for somebody to open the slave. FALSE: nobody came in @timeout_ms (-1 = no limit), or cancelled. */
static gboolean
wait_for_reader (int fd,
                 int timeout_ms)
{
  gint64 end_ns = rk_clock_now_ns () + timeout_ms * RK_NS_PER_MS;

  while (!g_cancellable_is_cancelled (cancellable)) {
    struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

    poll (&poll_fd, 1, 0);
    if ((poll_fd.revents & POLLHUP) == 0)
      return TRUE;
    if (timeout_ms >= 0 && rk_clock_now_ns () > end_ns)
      return FALSE;
    g_usleep (10000);
  }

  return FALSE;
}

static gboolean
point_link (const char *link,
            const char *target,
            GError    **error)
{
  g_autofree char *aside = g_strconcat (link, ".new", NULL);

  g_unlink (aside);
  if (symlink (target, aside) == 0 && g_rename (aside, link) == 0)
    return TRUE;

  g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (errno),
               _("%s: the link cannot be made: %s"), link, rk_errno_text (errno));

  return FALSE;
}

typedef struct {
  RkSimulator *simulator;
  double       duration_s; /* 0 = no end */
  const char  *link;       /* nullable */
  gint64       begin_ns;   /* RK_TIME_NONE before the first reader */
} Simulation;

static double
time_left_s (const Simulation *self)
{
  double left_s;

  if (self->duration_s <= 0 || self->begin_ns == RK_TIME_NONE)
    return self->duration_s;

  left_s = self->duration_s - (double) (rk_clock_now_ns () - self->begin_ns) / RK_NS_PER_S;

  return MAX (left_s, 1e-3);
}

/* One plug-in of the device. TRUE: it was unplugged and is to come back. */
static gboolean
play_plugged (Simulation  *self,
              gboolean     first,
              GError     **error)
{
  g_autofree char *path = NULL;
  int fd = open_pty (&path, error);
  RkSimulatorEnd end = RK_SIMULATOR_END_CANCELLED;

  if (fd < 0)
    return FALSE;
  if (self->link != NULL && !point_link (self->link, path, error)) {
    close (fd);
    return FALSE;
  }

  if (first) {
    g_print ("%s\n", self->link != NULL ? self->link : path);
    fflush (stdout);
  }

  if (wait_for_reader (fd, -1)) {
    if (self->begin_ns == RK_TIME_NONE)
      self->begin_ns = rk_clock_now_ns ();
    do
      end = rk_simulator_play (self->simulator, fd, time_left_s (self), cancellable);
    while (end == RK_SIMULATOR_END_READER && wait_for_reader (fd, REOPEN_MS));
  }
  close (fd);

  return end == RK_SIMULATOR_END_UNPLUGGED;
}

static void
list_devices (void)
{
  const RkSimulatorInfo *info;

  for (guint i = 0; (info = rk_simulator_nth (i)) != NULL; i++)
    g_print ("%s\t%s\t%s\n", info->id, _(info->name), _(info->description));
}

/**
 * rk_command_simulate:
 * @argc: number of arguments
 * @argv: arguments
 *
 * Behaves as a device on a pseudo terminal, until the reader closes it or the time is over.
 *
 * Returns: exit status
 */
int
rk_command_simulate (int   argc,
                     char *argv[])
{
  double rate_hz = 0.0;
  double duration_s = 0.0;
  gint64 seed = 1;
  gboolean list = FALSE;
  g_autofree char *link = NULL;
  GOptionEntry entries[] = {
    { "rate", 0, 0, G_OPTION_ARG_DOUBLE, &rate_hz, N_("Lines a second"), N_("HZ") },
    { "duration", 0, 0, G_OPTION_ARG_DOUBLE, &duration_s, N_("Seconds; without it until the reader ends"), N_("S") },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &seed, N_("Seed of the noise"), N_("COUNT") },
    { "link", 0, 0, G_OPTION_ARG_FILENAME, &link, N_("A symbolic link that always leads to the device"), N_("PATH") },
    { "list", 0, 0, G_OPTION_ARG_NONE, &list, N_("List the simulated devices"), NULL },
    { NULL },
  };
  Simulation self = { .begin_ns = RK_TIME_NONE };
  g_autoptr (RkSimulator) simulator = NULL;
  g_autoptr (GError) error = NULL;
  sigset_t signals;
  gboolean again;

  for (int i = 1; i < argc; i++) {
    if (strcmp (argv[i], "--list") == 0) {
      list_devices ();
      return 0;
    }
  }
  if (!rk_cli_parse (&argc, &argv, "ID [--rate HZ] [--duration S] [--seed N] [--link PATH]", entries, 1))
    return 2;
  if (!isfinite (rate_hz) || rate_hz < 0 || !isfinite (duration_s) || duration_s < 0) {
    rk_cli_fail (_("simulate: rate and duration are numbers from 0"));
    return 2;
  }

  simulator = rk_simulator_new (argv[1], rate_hz, (guint32) seed, &error);
  if (simulator == NULL)
    return rk_cli_fail_error (error);

  /* A device that unplugs itself comes back on another pseudo terminal: it needs a name that stays. */
  if (link == NULL && strcmp (argv[1], "misbehaving") == 0)
    link = g_strdup_printf ("%s/rostok-%s-%d", g_get_tmp_dir (), argv[1], (int) getpid ());

  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGHUP);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);
  signal (SIGPIPE, SIG_IGN);
  cancellable = g_cancellable_new ();
  g_thread_unref (g_thread_new ("signals", signal_thread, &signals));

  self.simulator = simulator;
  self.duration_s = duration_s;
  self.link = link;
  again = play_plugged (&self, TRUE, &error);
  while (again && error == NULL && !g_cancellable_is_cancelled (cancellable)) {
    g_usleep (REPLUG_MS * 1000);
    again = play_plugged (&self, FALSE, &error);
  }

  if (link != NULL)
    g_unlink (link);

  return error != NULL ? rk_cli_fail_error (error) : 0;
}
