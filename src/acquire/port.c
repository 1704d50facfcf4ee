/* Serial ports: the only file that includes <libserialport.h>.
 *
 * The library opens, configures and reads back the settings. Waiting and reading are done
 * elsewhere by poll () and read () on the handle, because version 0.1.1 cannot see an unplug
 * (it takes read () = 0 for "nothing yet"), spins, and aborts above descriptor 1023.
 *
 * Two descriptors are held. The first is opened by ourselves and carries the lock, so that the
 * settings of a port that another program uses are not touched; the second is the library's.
 * Both are closed at once on a loss: while one is open, the kernel cannot reuse the name.
 */
#include "config.h"

#include "acquire/port.h"

#include "acquire/errors.h"
#include "acquire/holder.h"
#include "acquire/sysfs.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <grp.h>
#include <libserialport.h>
#include <linux/serial.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

/* Long enough for the capacitor between DTR and RESET of every Arduino. */
#define RESET_PULSE_MS 100

/* UARTs stand about 4 % in all; half of it is the other side's. */
#define MAX_BAUD_ERROR 0.025

struct _RkPort
{
  int                          lock_fd;
  int                          fd; /* of @port, borrowed */
  struct sp_port              *port;
  struct serial_icounter_struct first; /* faults before us are not ours */
  gboolean                     counts; /* whether the driver counts faults */
  char                        *name;
};

/* Names of ports this program has open. */
static GMutex open_lock;
static GPtrArray *open_names; /* guarded by @open_lock; NULL = none yet */

static void
note_open (const char *name)
{
  g_mutex_lock (&open_lock);
  if (open_names == NULL)
    open_names = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (open_names, g_strdup (name));
  g_mutex_unlock (&open_lock);
}

static gboolean
find_open_locked (const char *name,
                  guint      *index)
{
  return open_names != NULL && g_ptr_array_find_with_equal_func (open_names, name, g_str_equal, index);
}

static void
forget_open (const char *name)
{
  guint i;

  g_mutex_lock (&open_lock);
  if (find_open_locked (name, &i))
    g_ptr_array_remove_index_fast (open_names, i);
  if (open_names != NULL && open_names->len == 0)
    g_clear_pointer (&open_names, g_ptr_array_unref);
  g_mutex_unlock (&open_lock);
}

/**
 * rk_port_is_open_here:
 * @name: "/dev/ttyUSB0"
 *
 * Threads: any.
 *
 * Returns: whether this program has the port open
 */
gboolean
rk_port_is_open_here (const char *name)
{
  gboolean found;

  g_return_val_if_fail (name != NULL, FALSE);

  g_mutex_lock (&open_lock);
  found = find_open_locked (name, NULL);
  g_mutex_unlock (&open_lock);

  return found;
}

/* The group that would be allowed to open @path; NULL if being in it would not help. */
static char *
dup_group (const char *path)
{
  struct stat status;
  struct group group;
  struct group *found = NULL;
  char buffer[4096];

  if (stat (path, &status) != 0 || (status.st_mode & 0060) != 0060)
    return NULL;
  if (getgrgid_r (status.st_gid, &group, buffer, sizeof buffer, &found) != 0 || found == NULL)
    return NULL;
  if (strcmp (group.gr_name, "root") == 0)
    return NULL;

  return g_strdup (group.gr_name);
}

static void
set_forbidden (GError     **error,
               const char  *path)
{
  g_autofree char *group = dup_group (path);

  if (group != NULL)
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_FORBIDDEN,
                 /* Translators: port, group of users, group; the command must stay as it is. */
                 _("%s may be used only by the group “%s”. Run “sudo usermod -aG %s $USER”, "
                   "then log out and in again"),
                 path, group, group);
  else
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_FORBIDDEN,
                 _("%s may not be opened by this user: ask the administrator for the right to "
                   "read and write it"),
                 path);
}

static void
set_busy (GError     **error,
          const char  *path)
{
  g_autofree char *holder = rk_holder_find (path);

  if (holder != NULL)
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_BUSY,
                 /* Translators: port, then a program and its number: "minicom (4711)". */
                 _("%s is used by %s: close it there"), path, holder);
  else
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_BUSY,
                 _("%s is used by another program: close it there"), path);
}

/**
 * rk_port_set_error:
 * @error: (nullable): return location
 * @path: what could not be opened
 * @errnum: errno
 *
 * Words a failed opening: what happened, where, what to do.
 *
 * Threads: any. May look through /proc for the holder of a busy port.
 */
void
rk_port_set_error (GError     **error,
                   const char  *path,
                   int          errnum)
{
  switch (errnum) {
  case EACCES:
  case EPERM:
    set_forbidden (error, path);
    break;
  case EBUSY:
  case EWOULDBLOCK:
    set_busy (error, path);
    break;
  case ENOENT:
  case ENOTDIR:
  case ENODEV:
  case ENXIO:
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND,
                 _("There is no %s: check that the device is plugged in"), path);
    break;
  case EIO:
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_LOST,
                 _("%s does not answer: unplug the device and plug it in again"), path);
    break;
  default:
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_FAILED,
                 _("%s could not be opened: %s"), path, g_strerror (errnum));
  }
}

static gboolean
is_port_name (const char *path)
{
  g_autofree char *device = NULL;

  if (!g_str_has_prefix (path, "/dev/") || strchr (path + strlen ("/dev/"), '/') != NULL)
    return FALSE;

  device = g_strconcat ("/sys/class/tty/", path + strlen ("/dev/"), "/device", NULL);

  return g_file_test (device, G_FILE_TEST_EXISTS);
}

/**
 * rk_port_find_name:
 * @path: any path
 *
 * Finds the port of the system behind a path, as /dev/serial/by-id/...
 *
 * Threads: any.
 *
 * Returns: (nullable): "/dev/ttyUSB0"; %NULL if it is no port with hardware behind it
 */
char *
rk_port_find_name (const char *path)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  /* The library refuses links, so they are followed here; a name that is one itself stays. */
  if (is_port_name (path))
    return g_strdup (path);

  name = rk_port_node_resolve (path);

  return name != NULL && is_port_name (name) ? g_steal_pointer (&name) : NULL;
}

/* Sets errno = EBUSY if another program has the port, with or without a lock. */
static int
open_locked (const char *name)
{
  g_autofree char *holder = NULL;
  int fd = open (name, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

  if (fd < 0)
    return -1;

  if (flock (fd, LOCK_EX | LOCK_NB) != 0) {
    int reason = errno == EWOULDBLOCK ? EBUSY : errno;

    close (fd);
    errno = reason;
    return -1;
  }

  /* Many programs lock nothing; sharing a port would give each a part of the bytes. */
  holder = rk_holder_find (name);
  if (holder != NULL) {
    close (fd);
    errno = EBUSY;
    return -1;
  }

  return fd;
}

static enum sp_parity
parity_of (const RkLineSettings *line)
{
  switch (line->parity) {
  case RK_PARITY_EVEN:
    return SP_PARITY_EVEN;
  case RK_PARITY_ODD:
    return SP_PARITY_ODD;
  case RK_PARITY_NONE:
  default:
    return SP_PARITY_NONE;
  }
}

/* The library sets HUPCL, so that closing drops DTR and the next opening resets the board; and
 * VMIN = 0, with which read () returns 0 both when there is nothing and when the device is gone. */
static gboolean
correct_settings (int fd)
{
  struct termios settings;

  if (tcgetattr (fd, &settings) != 0)
    return FALSE;

  settings.c_cflag &= ~(tcflag_t) HUPCL;
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;

  return tcsetattr (fd, TCSANOW, &settings) == 0;
}

static gboolean
apply_settings (RkPort               *self,
                const char           *name,
                const RkLineSettings *line,
                GError              **error)
{
  struct sp_port_config *config = NULL;
  enum sp_return result;

  if (sp_new_config (&config) != SP_OK)
    g_error ("out of memory");

  /* A fresh configuration leaves alone all that is not set here. */
  sp_set_config_baudrate (config, (int) line->baud);
  sp_set_config_bits (config, (int) line->data_bits);
  sp_set_config_parity (config, parity_of (line));
  sp_set_config_stopbits (config, (int) line->stop_bits);
  sp_set_config_flowcontrol (config, SP_FLOWCONTROL_NONE);
  if (line->dtr >= 0)
    sp_set_config_dtr (config, line->dtr ? SP_DTR_ON : SP_DTR_OFF);
  else
    sp_set_config_dtr (config, SP_DTR_INVALID);
  if (line->rts >= 0)
    sp_set_config_rts (config, line->rts ? SP_RTS_ON : SP_RTS_OFF);
  else
    sp_set_config_rts (config, SP_RTS_INVALID);

  result = sp_set_config (self->port, config);
  sp_free_config (config);

  if (result == SP_OK)
    return TRUE;

  g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_SETTINGS,
               /* Translators: port, speed, data bits, stop bits. */
               _("%s does not take the settings %u baud, %u data bits, %u stop bits"),
               name, line->baud, line->data_bits, line->stop_bits);

  return FALSE;
}

/* Some chips silently take the nearest speed they can. */
static char *
check_baud (RkPort               *self,
            const char           *name,
            const RkLineSettings *line)
{
  struct sp_port_config *config = NULL;
  int baud = 0;
  gboolean known;

  if (sp_new_config (&config) != SP_OK)
    return NULL;
  known = sp_get_config (self->port, config) == SP_OK &&
          sp_get_config_baudrate (config, &baud) == SP_OK && baud > 0;
  sp_free_config (config);

  if (!known || ABS (baud - (double) line->baud) <= MAX_BAUD_ERROR * line->baud)
    return NULL;

  return g_strdup_printf (_("%s runs at %d baud instead of %u"), name, baud, line->baud);
}

static void
pulse_reset (RkPort *self)
{
  sp_set_dtr (self->port, SP_DTR_OFF);
  g_usleep (RESET_PULSE_MS * 1000);
  sp_set_dtr (self->port, SP_DTR_ON);
}

/* Everything from the library's own opening on; @self->lock_fd is held. */
static gboolean
set_up (RkPort               *self,
        const char           *name,
        const RkLineSettings *line,
        char                **warning,
        GError              **error)
{
  enum sp_return result = sp_get_port_by_name (name, &self->port);

  if (result == SP_OK)
    result = sp_open (self->port, SP_MODE_READ_WRITE);
  if (result != SP_OK) {
    int reason = result == SP_ERR_FAIL && errno != 0 ? errno : EIO;

    /* Without a name the port has just gone. */
    rk_port_set_error (error, name, result == SP_ERR_ARG ? ENOENT : reason);
    return FALSE;
  }

  if (sp_get_port_handle (self->port, &self->fd) != SP_OK || self->fd < 0 ||
      fcntl (self->fd, F_SETFD, FD_CLOEXEC) != 0 ||
      fcntl (self->fd, F_SETFL, fcntl (self->fd, F_GETFL) | O_NONBLOCK) != 0) {
    rk_port_set_error (error, name, EIO);
    return FALSE;
  }

  ioctl (self->fd, TIOCEXCL);
  if (!correct_settings (self->fd)) {
    rk_port_set_error (error, name, EIO);
    return FALSE;
  }

  if (!apply_settings (self, name, line, error))
    return FALSE;

  *warning = check_baud (self, name, line);

  if (line->reset == RK_RESET_PULSE)
    pulse_reset (self);

  tcflush (self->fd, TCIFLUSH);
  self->counts = ioctl (self->fd, TIOCGICOUNT, &self->first) == 0;

  return TRUE;
}

/**
 * rk_port_open:
 * @name: "/dev/ttyUSB0", as from [func@port_find_name]
 * @line: the settings
 * @warning: (out) (nullable): what is not as asked for, but works
 * @error: return location
 *
 * Opens a port for this program alone, and configures it.
 *
 * The handle does not block, is not inherited by children, and leaves DTR as it is when it is
 * closed. What waited in the buffers is thrown away: it has no time. DTR and RTS are set as
 * @line says, or left; with %RK_RESET_PULSE the board is reset by DTR (100 ms).
 *
 * Note: the kernel raises DTR whenever a port is opened; a board whose DTR was low resets
 * by that alone, and nothing can prevent it here.
 *
 * Errors: %RK_ACQUIRE_ERROR_FORBIDDEN, _BUSY, _NOT_FOUND, _LOST, _SETTINGS, _FAILED.
 * Threads: any; blocks for up to some 100 ms.
 *
 * Returns: (nullable): the port
 */
RkPort *
rk_port_open (const char            *name,
              const RkLineSettings  *line,
              char                 **warning,
              GError               **error)
{
  RkPort *self;
  int lock_fd;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (line != NULL, NULL);
  g_return_val_if_fail (warning != NULL, NULL);

  *warning = NULL;

  lock_fd = open_locked (name);
  if (lock_fd < 0) {
    rk_port_set_error (error, name, errno);
    return NULL;
  }

  self = g_new0 (RkPort, 1);
  self->lock_fd = lock_fd;
  self->fd = -1;
  self->name = g_strdup (name);
  note_open (name);

  if (!set_up (self, name, line, warning, error)) {
    g_clear_pointer (warning, g_free);
    rk_port_close (self);
    return NULL;
  }

  return self;
}

/**
 * rk_port_close:
 * @self: (transfer full): a port
 *
 * Closes the port at once, whether its device is still there or not.
 */
void
rk_port_close (RkPort *self)
{
  g_return_if_fail (self != NULL);

  if (self->fd >= 0)
    ioctl (self->fd, TIOCNXCL);

  if (self->port != NULL) {
    sp_close (self->port);
    sp_free_port (self->port);
  }

  close (self->lock_fd);
  forget_open (self->name);
  g_free (self->name);
  g_free (self);
}

/**
 * rk_port_set_line:
 * @self: a port
 * @line: the settings
 * @error: return location
 *
 * Changes the settings of an open port, so that a board behind it sees nothing of it.
 *
 * DTR and RTS change only where @line says so; @line's reset is not looked at. Bytes that were heard with the old
 * settings and not yet read are thrown away.
 *
 * Errors: %RK_ACQUIRE_ERROR_SETTINGS; the settings are then unknown.
 *
 * Returns: whether the port took the settings
 */
gboolean
rk_port_set_line (RkPort                *self,
                  const RkLineSettings  *line,
                  GError               **error)
{
  const char *name;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (line != NULL, FALSE);

  name = sp_get_port_name (self->port);
  if (!apply_settings (self, name != NULL ? name : "", line, error))
    return FALSE;

  tcflush (self->fd, TCIFLUSH);

  return TRUE;
}

/**
 * rk_port_get_fd:
 * @self: a port
 *
 * Returns: the handle for poll () and read (); it belongs to the port
 */
int
rk_port_get_fd (RkPort *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->fd;
}

/**
 * rk_port_get_faults:
 * @self: a port
 * @faults: (out caller-allocates): what went wrong since it was opened
 *
 * Reads the driver's own counters of faults on the line.
 *
 * Returns: %FALSE if the driver does not count
 */
gboolean
rk_port_get_faults (RkPort       *self,
                    RkPortFaults *faults)
{
  struct serial_icounter_struct now = { 0 };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (faults != NULL, FALSE);

  if (!self->counts || ioctl (self->fd, TIOCGICOUNT, &now) != 0)
    return FALSE;

  faults->framing = (guint) (now.frame - self->first.frame);
  faults->parity = (guint) (now.parity - self->first.parity);
  faults->breaks = (guint) (now.brk - self->first.brk);
  faults->overrun = (guint) (now.overrun - self->first.overrun) +
                    (guint) (now.buf_overrun - self->first.buf_overrun);

  return TRUE;
}
