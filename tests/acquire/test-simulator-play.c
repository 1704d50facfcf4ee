#include "config.h"

#include "acquire/simulator-private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

typedef struct {
  RkSimulator   *device;
  int            fd;
  double         duration_s;
  GCancellable  *cancellable;
  RkSimulatorEnd end;
} Play;

static gpointer
play_thread (gpointer data)
{
  Play *self = data;

  self->end = rk_simulator_play (self->device, self->fd, self->duration_s, self->cancellable);

  return NULL;
}

/* Everything until the end of @fd, or at most @max bytes. */
static GByteArray *
read_all (int   fd,
          gsize max)
{
  GByteArray *bytes = g_byte_array_new ();
  guint8 buffer[4096];

  while (bytes->len < max) {
    ssize_t n = read (fd, buffer, MIN (sizeof buffer, max - bytes->len));

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0)
      break;

    g_byte_array_append (bytes, buffer, (guint) n);
  }

  return bytes;
}

static void
make_pair (int fds[2])
{
  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
}

/* What is played is what is stepped, and it takes the time it says. */
static void
test_same_as_steps (gconstpointer data)
{
  double rate_hz = GPOINTER_TO_INT (data);
  g_autoptr (RkSimulator) played = rk_simulator_new ("pendulum", rate_hz, 5, NULL);
  g_autoptr (RkSimulator) stepped = rk_simulator_new ("pendulum", rate_hz, 5, NULL);
  g_autoptr (GByteArray) got = NULL;
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  Play play = { .device = played, .duration_s = 0.4 };
  gint64 begin_us = g_get_monotonic_time ();
  gint64 took_us;
  GThread *thread;
  gint64 at_ns;
  int fds[2];

  make_pair (fds);
  play.fd = fds[0];
  thread = g_thread_new ("play", play_thread, &play);

  for (guint i = 0; i < (guint) (0.4 * rate_hz + 0.5); i++)
    rk_simulator_step (stepped, expected, &at_ns);

  got = read_all (fds[1], expected->len);
  g_thread_join (thread);
  took_us = g_get_monotonic_time () - begin_us;
  close (fds[0]);
  g_byte_array_unref (read_all (fds[1], 1));
  close (fds[1]);

  g_assert_cmpint (play.end, ==, RK_SIMULATOR_END_TIME);
  g_assert_cmpmem (got->data, got->len, expected->data, expected->len);
  g_assert_cmpint (took_us, >=, 399000);
  g_assert_cmpint (took_us, <, 3000000); /* a loaded machine */
}

static void
test_reader_gone (void)
{
  g_autoptr (RkSimulator) device = rk_simulator_new ("heating", 0.0, 1, NULL);
  int fds[2];

  make_pair (fds);
  close (fds[1]);
  g_assert_cmpint (rk_simulator_play (device, fds[0], 5.0, NULL), ==, RK_SIMULATOR_END_READER);
  close (fds[0]);
}

/* A pipe would raise SIGPIPE, which ends a process that does not expect it. */
static void
test_broken_pipe (void)
{
  g_autoptr (RkSimulator) device = rk_simulator_new ("heating", 0.0, 1, NULL);
  int fds[2];

  g_assert_cmpint (pipe2 (fds, O_CLOEXEC), ==, 0);
  close (fds[0]);
  g_assert_cmpint (rk_simulator_play (device, fds[1], 5.0, NULL), ==, RK_SIMULATOR_END_READER);
  close (fds[1]);
}

/* The reader closes while the player sleeps between two slow readings. */
static void
test_reader_leaves_terminal (void)
{
  g_autoptr (RkSimulator) device = rk_simulator_new ("heating", 0.1, 1, NULL);
  Play play = { .device = device, .duration_s = 0.0 };
  int master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  gint64 begin_us = g_get_monotonic_time ();
  GThread *thread;
  int slave;

  g_assert_cmpint (master, >=, 0);
  g_assert_cmpint (grantpt (master), ==, 0);
  g_assert_cmpint (unlockpt (master), ==, 0);
  slave = open (ptsname (master), O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (slave, >=, 0);

  play.fd = master;
  thread = g_thread_new ("play", play_thread, &play);
  g_usleep (50000);
  close (slave);
  g_thread_join (thread);
  close (master);

  g_assert_cmpint (play.end, ==, RK_SIMULATOR_END_READER);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, <, 3000000);
}

/* Cancelled while it waits for the next reading, and while the reader does not read. */
static void
test_cancel (gconstpointer data)
{
  g_autoptr (RkSimulator) device = rk_simulator_new ("pendulum", GPOINTER_TO_INT (data), 1, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Play play = { .device = device, .cancellable = cancellable };
  GThread *thread;
  gint64 at_us;
  int size = 4096;
  int fds[2];

  make_pair (fds);
  setsockopt (fds[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  play.fd = fds[0];
  thread = g_thread_new ("play", play_thread, &play);
  g_usleep (200000);
  at_us = g_get_monotonic_time ();
  g_cancellable_cancel (cancellable);
  g_thread_join (thread);

  /* 50 ms are promised; a loaded machine gets more. */
  g_assert_cmpint (g_get_monotonic_time () - at_us, <, 500000);
  g_assert_cmpint (play.end, ==, RK_SIMULATOR_END_CANCELLED);
  close (fds[0]);
  close (fds[1]);
}

/* A reader that stops for a while gets everything, in order. */
static void
test_slow_reader (void)
{
  g_autoptr (RkSimulator) played = rk_simulator_new ("noise", 20000.0, 5, NULL);
  g_autoptr (RkSimulator) stepped = rk_simulator_new ("noise", 20000.0, 5, NULL);
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  g_autoptr (GByteArray) got = NULL;
  Play play = { .device = played, .duration_s = 0.3 };
  GThread *thread;
  gint64 at_ns;
  int size = 4096;
  int fds[2];

  make_pair (fds);
  setsockopt (fds[0], SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  play.fd = fds[0];
  thread = g_thread_new ("play", play_thread, &play);
  g_usleep (200000);

  for (guint i = 0; i < 6000; i++)
    rk_simulator_step (stepped, expected, &at_ns);

  got = read_all (fds[1], expected->len);
  g_thread_join (thread);
  close (fds[0]);
  close (fds[1]);

  g_assert_cmpint (play.end, ==, RK_SIMULATOR_END_TIME);
  g_assert_cmpmem (got->data, got->len, expected->data, expected->len);
}

/* The mode of the descriptor belongs to the caller. */
static void
test_mode_restored (void)
{
  g_autoptr (RkSimulator) device = rk_simulator_new ("heating", 0.0, 1, NULL);
  int fds[2];

  make_pair (fds);
  g_assert_cmpint (rk_simulator_play (device, fds[0], 0.05, NULL), ==, RK_SIMULATOR_END_TIME);
  g_assert_cmpint (fcntl (fds[0], F_GETFL) & O_NONBLOCK, ==, 0);
  close (fds[0]);
  close (fds[1]);
}

/* Moves the device's switch-on into the past, so that nobody has to wait for the unplug. */
static void
test_unplug (void)
{
  g_autoptr (RkSimulator) device = rk_simulator_new ("misbehaving", 0.0, 5, NULL);
  g_autoptr (RkSimulator) twin = rk_simulator_new ("misbehaving", 0.0, 5, NULL);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GByteArray) got = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  struct timespec now;
  gint64 unplug_ns;
  gint64 back_ns;
  int fds[2];

  g_assert_cmpint (rk_simulator_get_away_ns (device), ==, 0);

  while (rk_simulator_step (twin, bytes, &unplug_ns) != RK_SIMULATOR_UNPLUG)
    continue;

  rk_simulator_step (twin, bytes, &back_ns);

  make_pair (fds);
  clock_gettime (CLOCK_MONOTONIC, &now);
  device->begin_ns = now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec - unplug_ns + 50000000;
  device->played = TRUE;
  g_assert_cmpint (rk_simulator_play (device, fds[0], 5.0, NULL), ==, RK_SIMULATOR_END_UNPLUGGED);
  close (fds[0]);

  /* What was said within the last second, and half a line; earlier lines were said to nobody. */
  got = read_all (fds[1], 65536);
  close (fds[1]);
  g_assert_cmpuint (got->len, >, 30);
  g_assert_cmpuint (got->len, <, 400);
  g_assert_cmpmem (got->data + got->len - 3, 3, "T:2", 3);

  g_assert_cmpint (rk_simulator_get_away_ns (device), >, G_GINT64_CONSTANT (1000000000));
  g_assert_cmpint (rk_simulator_get_away_ns (device), <=, back_ns - unplug_ns);
  g_cancellable_cancel (cancellable);
  g_assert_false (rk_simulator_wait_plugged (device, cancellable));

  device->begin_ns -= back_ns - unplug_ns;
  g_assert_true (rk_simulator_wait_plugged (device, NULL));
  g_assert_cmpint (rk_simulator_get_away_ns (device), ==, 0);
}

/* Each call lasts as long as it says, and the readings go on without a seam. */
static void
test_play_twice (void)
{
  g_autoptr (RkSimulator) played = rk_simulator_new ("pendulum", 100.0, 3, NULL);
  g_autoptr (RkSimulator) stepped = rk_simulator_new ("pendulum", 100.0, 3, NULL);
  g_autoptr (GByteArray) expected = g_byte_array_new ();
  g_autoptr (GByteArray) got = NULL;
  gint64 begin_us = g_get_monotonic_time ();
  gint64 at_ns;
  int fds[2];

  make_pair (fds);
  g_assert_cmpint (rk_simulator_play (played, fds[0], 0.05, NULL), ==, RK_SIMULATOR_END_TIME);
  g_assert_cmpint (rk_simulator_play (played, fds[0], 0.05, NULL), ==, RK_SIMULATOR_END_TIME);
  g_assert_cmpint (g_get_monotonic_time () - begin_us, >=, 99000);
  close (fds[0]);
  got = read_all (fds[1], 65536);
  close (fds[1]);

  while (expected->len < got->len)
    rk_simulator_step (stepped, expected, &at_ns);

  g_assert_cmpmem (got->data, got->len, expected->data, expected->len);
  g_assert_cmpint (at_ns, >=, 90000000);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/acquire/simulator-play/same-as-steps/50-hz", GINT_TO_POINTER (50), test_same_as_steps);
  g_test_add_data_func ("/acquire/simulator-play/same-as-steps/20-khz", GINT_TO_POINTER (20000), test_same_as_steps);
  g_test_add_data_func ("/acquire/simulator-play/cancel/asleep", GINT_TO_POINTER (1), test_cancel);
  g_test_add_data_func ("/acquire/simulator-play/cancel/blocked", GINT_TO_POINTER (20000), test_cancel);
  g_test_add_func ("/acquire/simulator-play/reader-gone", test_reader_gone);
  g_test_add_func ("/acquire/simulator-play/broken-pipe", test_broken_pipe);
  g_test_add_func ("/acquire/simulator-play/reader-leaves-terminal", test_reader_leaves_terminal);
  g_test_add_func ("/acquire/simulator-play/slow-reader", test_slow_reader);
  g_test_add_func ("/acquire/simulator-play/mode-restored", test_mode_restored);
  g_test_add_func ("/acquire/simulator-play/unplug", test_unplug);
  g_test_add_func ("/acquire/simulator-play/play-twice", test_play_twice);

  return g_test_run ();
}
