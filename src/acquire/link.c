/* One way to every kind of device: afterwards there is only a descriptor to poll.
 *
 * A real port goes through port.c. Any other path (a pty, a named pipe, a local socket) is
 * opened here, because libserialport refuses it. A simulated device is one end of a
 * socket pair whose other end is played by a thread; its unplug is the end of that thread, so
 * that loss and return take the same way as those of a real device.
 */
#include "config.h"

#include "acquire/link.h"

#include "acquire/errors.h"
#include "acquire/holder.h"
#include "acquire/simulator.h"
#include "acquire/sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <termios.h>
#include <unistd.h>

struct _RkLink
{
  RkTarget *target;
  int       fd;   /* -1 when closed; of @port if there is one */
  RkPort   *port; /* a port of the system */
  char     *path; /* where it was found last */
  char     *warning;

  /* Simulated. The thread uses @simulator, @player_fd and @cancel until it is joined. */
  RkSimulator  *simulator;
  GThread      *player;
  int           player_fd;
  GCancellable *cancel;
};

/**
 * rk_target_copy:
 * @self: what is to be opened
 *
 * Returns: a copy
 */
RkTarget *
rk_target_copy (const RkTarget *self)
{
  RkTarget *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (RkTarget, 1);
  *copy = *self;
  copy->key = g_strdup (self->key);
  copy->path = g_strdup (self->path);

  return copy;
}

/**
 * rk_target_free:
 * @self: (nullable): what to free
 *
 * Frees a target.
 */
void
rk_target_free (RkTarget *self)
{
  if (self == NULL)
    return;

  g_free (self->key);
  g_free (self->path);
  g_free (self);
}

/**
 * rk_link_new:
 * @target: what it will lead to; copied
 *
 * Creates a link that is still closed.
 *
 * Returns: the link
 */
RkLink *
rk_link_new (const RkTarget *target)
{
  RkLink *self;

  g_return_val_if_fail (target != NULL, NULL);

  self = g_new0 (RkLink, 1);
  self->target = rk_target_copy (target);
  self->fd = -1;
  self->player_fd = -1;

  return self;
}

/**
 * rk_link_free:
 * @self: (nullable): a link
 *
 * Closes and frees a link.
 */
void
rk_link_free (RkLink *self)
{
  if (self == NULL)
    return;

  rk_link_close (self);
  g_clear_pointer (&self->simulator, rk_simulator_free);
  g_clear_pointer (&self->target, rk_target_free);
  g_free (self->path);
  g_free (self->warning);
  g_free (self);
}

/**
 * rk_link_close:
 * @self: a link
 *
 * Closes the descriptor at once; a device that was lost keeps its name until then.
 */
void
rk_link_close (RkLink *self)
{
  g_return_if_fail (self != NULL);

  if (self->port != NULL)
    g_clear_pointer (&self->port, rk_port_close);
  else if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;

  if (self->player != NULL) {
    g_cancellable_cancel (self->cancel);
    g_thread_join (g_steal_pointer (&self->player));
  }
  g_clear_object (&self->cancel);
}

static speed_t
speed_of (guint baud)
{
  static const struct {
    guint   baud;
    speed_t speed;
  } speeds[] = {
    { 300, B300 },       { 600, B600 },       { 1200, B1200 },     { 2400, B2400 },
    { 4800, B4800 },     { 9600, B9600 },     { 19200, B19200 },   { 38400, B38400 },
    { 57600, B57600 },   { 115200, B115200 }, { 230400, B230400 }, { 460800, B460800 },
    { 921600, B921600 }, { 1000000, B1000000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (speeds); i++)
    if (speeds[i].baud == baud)
      return speeds[i].speed;

  return B38400;
}

/* A pty carries bytes at any speed; it is told one so that the other side can look at it. */
static gboolean
configure_tty (int                   fd,
               const RkLineSettings *line)
{
  struct termios settings;

  if (tcgetattr (fd, &settings) != 0)
    return FALSE;

  cfmakeraw (&settings);
  settings.c_cflag &= ~(tcflag_t) HUPCL;
  settings.c_cflag |= CLOCAL | CREAD;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  cfsetispeed (&settings, speed_of (line->baud));
  cfsetospeed (&settings, speed_of (line->baud));

  if (tcsetattr (fd, TCSANOW, &settings) != 0)
    return FALSE;

  /* What waited here has no time of its own. */
  tcflush (fd, TCIFLUSH);

  return TRUE;
}

static int
connect_socket (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd;

  if (strlen (path) >= sizeof address.sun_path) {
    errno = ENAMETOOLONG;
    return -1;
  }
  memcpy (address.sun_path, path, strlen (path) + 1);

  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return -1;

  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0) {
    int reason = errno == ECONNREFUSED ? ENXIO : errno;

    close (fd);
    errno = reason;
    return -1;
  }

  return fd;
}

static int
open_tty (const char           *path,
          const RkLineSettings *line)
{
  int fd = open (path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  int reason;

  if (fd < 0)
    return -1;

  /* No TIOCEXCL: on a pty it would outlive this program. */
  if (flock (fd, LOCK_EX | LOCK_NB) == 0 && configure_tty (fd, line))
    return fd;

  reason = errno;
  close (fd);
  errno = reason;

  return -1;
}

static gboolean
open_path (RkLink               *self,
           const char           *path,
           const RkLineSettings *line,
           gboolean              again,
           GError              **error)
{
  struct stat status;

  if (stat (path, &status) != 0) {
    rk_port_set_error (error, path, errno);
    return FALSE;
  }

  if (S_ISFIFO (status.st_mode)) {
    self->fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  } else if (S_ISSOCK (status.st_mode)) {
    self->fd = connect_socket (path);
  } else if (S_ISCHR (status.st_mode)) {
    /* The number of a closed pty goes to the next window that opens. */
    if (again && rk_holder_is_terminal_of_somebody (status.st_rdev))
      errno = ENOENT;
    else
      self->fd = open_tty (path, line);
  } else {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND,
                 _("%s is not a port: open it as a file"), path);
    return FALSE;
  }

  if (self->fd >= 0)
    return TRUE;

  if (errno == ENOTTY)
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND,
                 _("%s is not a serial port: choose another"), path);
  else
    rk_port_set_error (error, path, errno);

  return FALSE;
}

static gboolean
open_port (RkLink               *self,
           const char           *name,
           const RkLineSettings *line,
           GError              **error)
{
  self->port = rk_port_open (name, line, &self->warning, error);
  if (self->port == NULL)
    return FALSE;

  self->fd = rk_port_get_fd (self->port);

  return TRUE;
}

static gpointer
player_thread (gpointer user_data)
{
  RkLink *self = user_data;

  rk_simulator_play (self->simulator, self->player_fd, 0.0, self->cancel);

  /* The reader sees this as the plug being pulled. */
  close (self->player_fd);

  return NULL;
}

static gboolean
open_simulated (RkLink  *self,
                GError **error)
{
  const RkTarget *target = self->target;
  int fds[2];

  if (self->simulator == NULL)
    self->simulator = rk_simulator_new (target->path, target->rate_hz, target->seed, error);
  if (self->simulator == NULL)
    return FALSE;

  if (rk_simulator_get_away_ns (self->simulator) > 0) {
    rk_port_set_error (error, target->path, ENOENT);
    return FALSE;
  }

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0) {
    rk_port_set_error (error, target->path, errno);
    return FALSE;
  }

  self->fd = fds[0];
  self->player_fd = fds[1];
  self->cancel = g_cancellable_new ();
  self->player = g_thread_new ("rk-simulator", player_thread, self);

  return TRUE;
}

/* A port named by hand may since be known by an identity that moves; one from the list has it. */
static char *
find_port (RkLink   *self,
           gboolean  again)
{
  const RkTarget *target = self->target;
  char *path;

  if (g_str_has_prefix (target->key, "path:"))
    return rk_port_find_name (target->path);

  path = rk_port_infos_locate (target->key);

  /* At first the name will do: twins, or a device the list could not tell. */
  if (path == NULL && !again)
    path = rk_port_find_name (target->path);

  return path;
}

/* A path typed in before the device was there: from now on it is the device that counts, so that another
 * one that takes the name is not read in its place. */
static void
learn_identity (RkLink     *self,
                const char *name)
{
  char *key;

  if (!g_str_has_prefix (self->target->key, "path:"))
    return;

  key = rk_port_infos_dup_key (name);
  if (key == NULL)
    return;

  g_free (self->target->key);
  self->target->key = key;
}

/**
 * rk_link_open:
 * @self: a closed link
 * @line: settings of the line
 * @again: whether it was open before and lost: then only the very same device will do,
 *   under any name, and never another one that has taken its name
 * @error: return location
 *
 * Opens the way to the device.
 *
 * Errors: of %RK_ACQUIRE_ERROR; the link stays closed.
 * Threads: that of the link; may take some 100 ms.
 *
 * Returns: whether it is open
 */
gboolean
rk_link_open (RkLink                *self,
              const RkLineSettings  *line,
              gboolean               again,
              GError               **error)
{
  const RkTarget *target;
  g_autofree char *name = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (self->fd < 0, FALSE);
  g_return_val_if_fail (line != NULL, FALSE);

  target = self->target;
  rk_link_close (self); /* joins a player that ended by itself */
  g_clear_pointer (&self->warning, g_free);

  if (target->kind == RK_DEVICE_SIMULATED)
    return open_simulated (self, error);

  name = find_port (self, again);

  if (name != NULL) {
    g_free (self->path);
    self->path = g_strdup (name);
    if (!open_port (self, name, line, error))
      return FALSE;
    if (!again)
      learn_identity (self, name);
    /* A name may change hands while it is being opened; nothing was read yet. */
    if (!again || g_str_has_prefix (target->key, "path:") || rk_port_key_is_same (target->key, name))
      return TRUE;

    rk_link_close (self);
    rk_port_set_error (error, name, ENOENT);
    return FALSE;
  }

  if (target->kind == RK_DEVICE_SERIAL || !g_str_has_prefix (target->key, "path:")) {
    rk_port_set_error (error, target->path, ENOENT);
    return FALSE;
  }

  g_free (self->path);
  self->path = g_strdup (target->path);

  return open_path (self, target->path, line, again, error);
}

/**
 * rk_link_set_line:
 * @self: an open link
 * @line: settings of the line
 * @error: return location
 *
 * Changes the settings without closing: a port by [func@port_set_line]; a pty is told the speed; for anything else
 * there is nothing to do.
 *
 * Returns: whether the settings were taken
 */
gboolean
rk_link_set_line (RkLink                *self,
                  const RkLineSettings  *line,
                  GError               **error)
{
  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);
  g_return_val_if_fail (line != NULL, FALSE);

  if (self->port != NULL)
    return rk_port_set_line (self->port, line, error);
  if (isatty (self->fd) && !configure_tty (self->fd, line)) {
    rk_port_set_error (error, self->path != NULL ? self->path : self->target->path, errno);
    return FALSE;
  }

  return TRUE;
}

/**
 * rk_link_write:
 * @self: an open link
 * @bytes: (array length=n): what to send
 * @n: number of bytes
 * @error: return location
 *
 * Writes as much as the device takes at once; never waits. That the device is gone is no error here:
 * who reads finds out.
 *
 * Errors: %RK_ACQUIRE_ERROR_FAILED, for one that cannot be written to.
 *
 * Returns: number of bytes written, 0 = none now, -1 = it failed
 */
gssize
rk_link_write (RkLink        *self,
               const guint8  *bytes,
               gsize          n,
               GError       **error)
{
  gssize done;

  g_return_val_if_fail (self != NULL && self->fd >= 0, -1);

  do {
    /* A socket whose other end is closed would end the process by a signal. */
    done = send (self->fd, bytes, n, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (done < 0 && errno == ENOTSOCK)
      done = write (self->fd, bytes, n);
  } while (done < 0 && errno == EINTR);

  if (done >= 0)
    return done;
  if (errno == EAGAIN || errno == EIO || errno == ENXIO || errno == ENODEV || errno == EPIPE || errno == ECONNRESET)
    return 0;

  g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_FAILED, _("%s: could not be sent: %s"),
               self->path != NULL ? self->path : self->target->path,
               errno == EBADF ? _("this device can only be read") : g_strerror (errno));

  return -1;
}

/**
 * rk_link_get_fd:
 * @self: a link
 *
 * Returns: the descriptor to poll and read; it does not block. -1 when closed
 */
int
rk_link_get_fd (RkLink *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->fd;
}

/**
 * rk_link_get_path:
 * @self: a link
 *
 * Returns: (nullable): where the device was found last
 */
const char *
rk_link_get_path (RkLink *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->path;
}

/**
 * rk_link_get_warning:
 * @self: a link
 *
 * Returns: (nullable): what is not as asked for, but works
 */
const char *
rk_link_get_warning (RkLink *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->warning;
}

/**
 * rk_link_get_faults:
 * @self: a link
 * @faults: (out caller-allocates): faults on the line since it was opened
 *
 * Returns: %FALSE if nobody counts them
 */
gboolean
rk_link_get_faults (RkLink       *self,
                    RkPortFaults *faults)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->port != NULL && rk_port_get_faults (self->port, faults);
}

/**
 * rk_link_get_timer_ns:
 * @self: a link
 *
 * Returns: how long the adapter collects bytes at most; 0 if that is not known
 */
double
rk_link_get_timer_ns (RkLink *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->port != NULL && self->path != NULL ? rk_port_read_timer_ms (self->path) * 1e6 : 0.0;
}

/**
 * rk_link_dup_candidate:
 * @self: a closed link
 *
 * Looks for a device that may be the lost one in another socket.
 *
 * Threads: that of the link.
 *
 * Returns: (nullable): its path
 */
char *
rk_link_dup_candidate (RkLink *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->target->kind == RK_DEVICE_SIMULATED ? NULL : rk_port_infos_locate_candidate (self->target->key);
}

/**
 * rk_link_take_candidate:
 * @self: a closed link
 * @path: what rk_link_dup_candidate () gave, and the user took for the lost device
 *
 * Takes over the identity of the device at @path; opens nothing.
 *
 * Threads: that of the link.
 *
 * Returns: %FALSE if the device at @path is another one by now; the link is then unchanged
 */
gboolean
rk_link_take_candidate (RkLink     *self,
                        const char *path)
{
  g_autofree char *candidate = NULL;
  char *key;

  g_return_val_if_fail (self != NULL && self->fd < 0, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  candidate = rk_link_dup_candidate (self);
  if (g_strcmp0 (candidate, path) != 0)
    return FALSE;

  key = rk_port_infos_dup_key (path);
  if (key == NULL)
    return FALSE;

  g_free (self->target->key);
  self->target->key = key;
  g_free (self->target->path);
  self->target->path = g_strdup (path);

  return TRUE;
}

/**
 * rk_link_is_wire:
 * @self: a link
 *
 * Returns: whether bytes come over a wire, one after the other at the speed of the line
 */
gboolean
rk_link_is_wire (RkLink *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->port != NULL;
}
