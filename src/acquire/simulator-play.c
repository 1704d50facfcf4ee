/* Plays a simulated device into a file descriptor in true time.
 *
 * Every moment is reckoned from the one at which the device was switched on, so a late wake-up delays one
 * reading and nothing after it. All waiting is in one ppoll () that also watches the cancellable and the
 * reader. Fast devices write every BATCH_NS, as a USB adapter does, since a wake-up costs more than a line.
 */

#include "config.h"

#include "acquire/simulator-private.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NS_PER_S    G_GINT64_CONSTANT (1000000000)
#define BATCH_NS    G_GINT64_CONSTANT (5000000)
#define MAX_OUT     (64 * 1024) /* bytes made in advance when the reader is slow */
#define STALE_NS    NS_PER_S    /* what was due longer ago than this when play begins went unheard */

typedef struct {
  RkSimulator  *device;
  GCancellable *cancellable;
  int           fd;
  gboolean      is_socket;
  gboolean      drains;      /* what the reader says is read and forgotten, so that it cannot block */
  GPollFD       cancel_poll; /* fd -1 without a cancellable */
} Player;

/* Not rk_clock_now_ns (): ppoll () sleeps by the kernel's clock, whatever a test has injected. */
static gint64
monotonic_ns (void)
{
  struct timespec ts;

  clock_gettime (CLOCK_MONOTONIC, &ts);

  return ts.tv_sec * NS_PER_S + ts.tv_nsec;
}

/* What the reader says: a device that answers hears it, for others it is only not to block the reader. */
static void
drain (Player *self)
{
  RkSimulator *device = self->device;
  guint8 buffer[512];
  ssize_t n = read (self->fd, buffer, sizeof buffer);
  gint64 due_ns;

  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR))
    self->drains = FALSE;
  if (n <= 0 || device->reply->len > MAX_OUT)
    return;

  due_ns = rk_simulator_hear (device, buffer, (gsize) n, monotonic_ns () - device->begin_ns, device->reply);
  if (device->reply->len > 0)
    device->reply_ns = MAX (device->reply_ns, due_ns);
}

/* An answer that is due goes out behind what the device said by itself. */
static void
collect_reply (RkSimulator *device)
{
  if (device->reply_ns < 0 || monotonic_ns () - device->begin_ns < device->reply_ns)
    return;

  g_byte_array_append (device->out, device->reply->data, device->reply->len);
  g_byte_array_set_size (device->reply, 0);
  device->reply_ns = -1;
}

/* Sleeps until @until_ns, or if @to_write until there is room. FALSE = stop, with the reason. */
static gboolean
wait_until (Player         *self,
            gint64          until_ns,
            gboolean        to_write,
            RkSimulatorEnd *end)
{
  for (;;) {
    struct pollfd fds[2] = {
      { .fd = self->fd, .events = (short) ((to_write ? POLLOUT : 0) | (self->drains ? POLLIN : 0)) },
      { .fd = self->cancel_poll.fd, .events = POLLIN },
    };
    gint64 reply_ns = self->device->reply_ns;
    gint64 due_ns = reply_ns >= 0 ? MIN (until_ns, self->device->begin_ns + reply_ns) : until_ns;
    gint64 left_ns = MAX (due_ns - monotonic_ns (), 0);
    struct timespec timeout = { .tv_sec = left_ns / NS_PER_S, .tv_nsec = left_ns % NS_PER_S };
    int n = ppoll (fds, 2, to_write ? NULL : &timeout, NULL);

    if (g_cancellable_is_cancelled (self->cancellable)) {
      *end = RK_SIMULATOR_END_CANCELLED;
      return FALSE;
    }

    if (n < 0 && errno == EINTR)
      continue;

    if (n < 0 || (fds[0].revents & (POLLHUP | POLLERR | POLLNVAL)) != 0) {
      *end = RK_SIMULATOR_END_READER;
      return FALSE;
    }

    if ((fds[0].revents & POLLIN) != 0)
      drain (self);

    if (to_write && (fds[0].revents & POLLOUT) != 0)
      return TRUE;

    if (!to_write && monotonic_ns () >= due_ns)
      return TRUE;
  }
}

static gboolean
flush (Player         *self,
       RkSimulatorEnd *end)
{
  GByteArray *out = self->device->out;

  while (out->len > 0) {
    ssize_t n = self->is_socket ? send (self->fd, out->data, out->len, MSG_NOSIGNAL | MSG_DONTWAIT)
                                : write (self->fd, out->data, out->len);

    if (n > 0) {
      g_byte_array_remove_range (out, 0, (guint) n);
    } else if (n == 0 || errno == EAGAIN) {
      if (!wait_until (self, 0, TRUE, end))
        return FALSE;
    } else if (errno != EINTR) {
      /* EPIPE, EIO, ECONNRESET: nobody reads any more. */
      *end = RK_SIMULATOR_END_READER;
      return FALSE;
    }
  }

  return TRUE;
}

static void
make_next (RkSimulator *device)
{
  if (device->has_next)
    return;

  g_byte_array_set_size (device->next, 0);
  device->next_event = rk_simulator_step (device, device->next, &device->next_ns);
  device->has_next = TRUE;
}

/* Moves what is due into the output; TRUE if the device is unplugged at that point. */
static gboolean
collect_due (RkSimulator *device,
             gint64       end_ns)
{
  gint64 now_ns = monotonic_ns () - device->begin_ns;

  for (make_next (device);
       device->next_ns <= now_ns && device->next_ns < end_ns && device->out->len < MAX_OUT;
       make_next (device)) {
    g_byte_array_append (device->out, device->next->data, device->next->len);
    device->has_next = FALSE;

    if (device->next_event == RK_SIMULATOR_UNPLUG)
      return TRUE;
  }

  return FALSE;
}

/* Forgets what the device said while nobody played it. */
static void
skip_unheard (RkSimulator *device)
{
  gint64 now_ns = monotonic_ns () - device->begin_ns;

  for (make_next (device); device->next_ns < now_ns - STALE_NS; make_next (device)) {
    g_byte_array_set_size (device->out, 0);
    device->has_next = FALSE;
  }
}

static RkSimulatorEnd
play (Player *self,
      gint64  end_ns)
{
  RkSimulator *device = self->device;
  RkSimulatorEnd end = RK_SIMULATOR_END_TIME;
  gint64 wake_ns = 0; /* since it was switched on, like the others */

  for (;;) {
    gboolean unplugged;

    make_next (device);
    wake_ns = MIN (MAX (device->next_ns, wake_ns), end_ns);

    if (!wait_until (self, device->begin_ns + wake_ns, FALSE, &end))
      return end;

    unplugged = collect_due (device, end_ns);
    collect_reply (device);

    if (!flush (self, &end))
      return end;

    if (unplugged)
      return RK_SIMULATOR_END_UNPLUGGED;

    if (device->next_ns >= end_ns && monotonic_ns () - device->begin_ns >= end_ns)
      return RK_SIMULATOR_END_TIME;

    wake_ns = monotonic_ns () - device->begin_ns + BATCH_NS;

    /* A slow device is never made to wait for its batch. */
    if (device->rate_hz * BATCH_NS < NS_PER_S)
      wake_ns = 0;
  }
}

/* A pipe without a reader would kill the process; this thread asks for EPIPE instead. */
static gboolean
block_sigpipe (sigset_t *old)
{
  sigset_t set;
  sigset_t pending;

  sigemptyset (&set);
  sigaddset (&set, SIGPIPE);
  pthread_sigmask (SIG_BLOCK, &set, old);
  sigpending (&pending);

  return sigismember (&pending, SIGPIPE) == 0;
}

static void
restore_sigpipe (const sigset_t *old,
                 gboolean        was_clear)
{
  const struct timespec at_once = { 0, 0 };
  sigset_t set;

  sigemptyset (&set);
  sigaddset (&set, SIGPIPE);

  /* Ours, if any: taken away before anybody sees it. */
  if (was_clear) {
    while (sigtimedwait (&set, NULL, &at_once) < 0 && errno == EINTR)
      continue;
  }

  pthread_sigmask (SIG_SETMASK, old, NULL);
}

/**
 * rk_simulator_play:
 * @self: a device
 * @fd: where to write: the master side of a pty, a socket, a pipe, a file
 * @duration_s: end this long after the call; 0 = never
 * @cancellable: (nullable): ends it within milliseconds
 *
 * Plays the device into @fd in true time.
 *
 * Waits for a slow reader and then catches up: nothing is lost while it plays. What the reader writes to a
 * terminal or socket is answered by a device that answers, else forgotten. After %RK_SIMULATOR_END_UNPLUGGED
 * call it again, with the same or another descriptor: it goes on at the moment the device is plugged in again
 * (see rk_simulator_wait_plugged ()). What fell due more than a second before the call was said to nobody and is
 * left out. @fd is non-blocking meanwhile and gets its mode back; SIGPIPE is kept from the caller.
 *
 * Threads: any one; it is busy until the end.
 *
 * Returns: how it ended
 */
RkSimulatorEnd
rk_simulator_play (RkSimulator  *self,
                   int           fd,
                   double        duration_s,
                   GCancellable *cancellable)
{
  Player player = { .device = self, .cancellable = cancellable, .fd = fd, .cancel_poll = { .fd = -1 } };
  RkSimulatorEnd end;
  gint64 end_ns = G_MAXINT64;
  gboolean was_clear;
  struct stat info;
  sigset_t old;
  int mode;

  g_return_val_if_fail (self != NULL, RK_SIMULATOR_END_CANCELLED);
  g_return_val_if_fail (fd >= 0, RK_SIMULATOR_END_READER);

  if (self->begin_ns < 0)
    self->begin_ns = monotonic_ns ();

  /* The first time exactly, so that the number of readings does not hang on the scheduler. */
  if (duration_s > 0.0 && duration_s < 1e9)
    end_ns = (gint64) llround (duration_s * 1e9) + (self->played ? monotonic_ns () - self->begin_ns : 0);

  self->played = TRUE;

  player.is_socket = fstat (fd, &info) == 0 && S_ISSOCK (info.st_mode);
  player.drains = player.is_socket || isatty (fd);

  if (cancellable != NULL && !g_cancellable_make_pollfd (cancellable, &player.cancel_poll))
    player.cancel_poll.fd = -1;

  was_clear = block_sigpipe (&old);
  mode = fcntl (fd, F_GETFL);

  if (mode >= 0)
    fcntl (fd, F_SETFL, mode | O_NONBLOCK);

  skip_unheard (self);
  end = play (&player, end_ns);

  if (mode >= 0)
    fcntl (fd, F_SETFL, mode);

  restore_sigpipe (&old, was_clear);

  if (player.cancel_poll.fd >= 0)
    g_cancellable_release_fd (cancellable);

  return end;
}

/**
 * rk_simulator_get_away_ns:
 * @self: a device that is not being played
 *
 * Says how long the device stays unplugged from now on.
 *
 * Returns: nanoseconds until its next reading, 0 if that is due or nothing was played yet
 */
gint64
rk_simulator_get_away_ns (RkSimulator *self)
{
  g_return_val_if_fail (self != NULL, 0);

  if (self->begin_ns < 0)
    return 0;

  make_next (self);

  return MAX (self->begin_ns + self->next_ns - monotonic_ns (), 0);
}

/**
 * rk_simulator_wait_plugged:
 * @self: a device that was unplugged
 * @cancellable: (nullable): ends the wait at once
 *
 * Sleeps until the device is plugged in again.
 *
 * Returns: %FALSE if it was cancelled
 */
gboolean
rk_simulator_wait_plugged (RkSimulator  *self,
                           GCancellable *cancellable)
{
  GPollFD cancel = { .fd = -1, .events = G_IO_IN };
  gint64 away_ns;

  g_return_val_if_fail (self != NULL, FALSE);

  if (cancellable != NULL && !g_cancellable_make_pollfd (cancellable, &cancel))
    cancel.fd = -1;

  while (!g_cancellable_is_cancelled (cancellable) && (away_ns = rk_simulator_get_away_ns (self)) > 0) {
    struct pollfd wait = { .fd = cancel.fd, .events = POLLIN };
    struct timespec timeout = { .tv_sec = away_ns / NS_PER_S, .tv_nsec = away_ns % NS_PER_S };

    ppoll (&wait, 1, &timeout, NULL);
  }

  if (cancel.fd >= 0)
    g_cancellable_release_fd (cancellable);

  return !g_cancellable_is_cancelled (cancellable);
}
