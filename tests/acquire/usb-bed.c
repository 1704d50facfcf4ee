/* umockdev 0.17 forgets no node, aborts when a name comes again and leaves links behind; so the
 * nodes and the map of ptys are made here, and a port that is no adapter keeps /sys/class/tty
 * alive when the last adapter goes. */
#include "config.h"

#include "usb-bed.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <linux/serial.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

struct _TestLines
{
  UMockdevIoctlBase parent_instance;

  GMutex  lock;
  int     bits; /* of TIOCMGET */
  GString *log;
  struct serial_icounter_struct faults;
};

G_DEFINE_FINAL_TYPE (TestLines, test_lines, UMOCKDEV_TYPE_IOCTL_BASE)

static void
set_bits (TestLines *self,
          int        bits)
{
  if ((bits ^ self->bits) & TIOCM_DTR)
    g_string_append (self->log, bits & TIOCM_DTR ? " +dtr" : " -dtr");
  if ((bits ^ self->bits) & TIOCM_RTS)
    g_string_append (self->log, bits & TIOCM_RTS ? " +rts" : " -rts");
  self->bits = bits;
}

static gboolean
handle_locked (TestLines           *self,
               unsigned long        request,
               UMockdevIoctlClient *client)
{
  UMockdevIoctlData *arg = umockdev_ioctl_client_get_arg (client);
  g_autoptr (UMockdevIoctlData) data = NULL;
  g_autofree guint8 *bytes = NULL;
  int n = 0;
  int value = 0;

  if (request == TIOCGICOUNT) {
    data = umockdev_ioctl_data_resolve (arg, 0, sizeof self->faults, NULL);
    umockdev_ioctl_data_update (data, 0, (guint8 *) &self->faults, sizeof self->faults);
    umockdev_ioctl_client_complete (client, 0, 0);
    return TRUE;
  }

  if (request != TIOCMGET && request != TIOCMSET && request != TIOCMBIS && request != TIOCMBIC)
    return FALSE;

  data = umockdev_ioctl_data_resolve (arg, 0, sizeof value, NULL);
  umockdev_ioctl_data_retrieve (data, &bytes, &n);
  memcpy (&value, bytes, MIN ((gsize) n, sizeof value));

  if (request == TIOCMGET)
    umockdev_ioctl_data_update (data, 0, (guint8 *) &self->bits, sizeof self->bits);
  else if (request == TIOCMSET)
    set_bits (self, value);
  else if (request == TIOCMBIS)
    set_bits (self, self->bits | value);
  else
    set_bits (self, self->bits & ~value);
  umockdev_ioctl_client_complete (client, 0, 0);

  return TRUE;
}

static gboolean
test_lines_handle_ioctl (UMockdevIoctlBase   *base,
                         UMockdevIoctlClient *client)
{
  TestLines *self = TEST_LINES (base);
  unsigned long request = umockdev_ioctl_client_get_request (client) & 0xffffffffu;
  gboolean handled;

  g_mutex_lock (&self->lock);
  handled = handle_locked (self, request, client);
  g_mutex_unlock (&self->lock);

  return handled;
}

static void
test_lines_finalize (GObject *object)
{
  TestLines *self = TEST_LINES (object);

  g_mutex_clear (&self->lock);
  g_string_free (self->log, TRUE);

  G_OBJECT_CLASS (test_lines_parent_class)->finalize (object);
}

static void
test_lines_class_init (TestLinesClass *klass)
{
  UMOCKDEV_IOCTL_BASE_CLASS (klass)->handle_ioctl = test_lines_handle_ioctl;
  G_OBJECT_CLASS (klass)->finalize = test_lines_finalize;
}

static void
test_lines_init (TestLines *self)
{
  g_mutex_init (&self->lock);
  self->log = g_string_new (NULL);

  /* As the kernel leaves a port it has opened. */
  self->bits = TIOCM_DTR | TIOCM_RTS;
}

char *
test_lines_take_log (TestLines *self)
{
  char *log;

  g_mutex_lock (&self->lock);
  log = g_strdup (g_strchug (self->log->str));
  g_string_truncate (self->log, 0);
  g_mutex_unlock (&self->lock);

  return log;
}

void
test_lines_set_faults (TestLines *self,
                       int        framing,
                       int        overrun)
{
  g_mutex_lock (&self->lock);
  self->faults.frame = framing;
  self->faults.overrun = overrun;
  g_mutex_unlock (&self->lock);
}

gboolean
test_bed_enter (char *argv[])
{
  const char *preloaded = g_getenv ("LD_PRELOAD");
  const char *options = g_getenv ("ASAN_OPTIONS");
  g_autofree char *wrapper = g_find_program_in_path ("umockdev-wrapper");
  g_autofree char *asan = NULL;
  g_autoptr (GPtrArray) args = g_ptr_array_new ();

  if (preloaded != NULL && strstr (preloaded, "umockdev") != NULL)
    return TRUE;
  if (wrapper == NULL || g_getenv ("RK_TEST_IN_BED") != NULL)
    return FALSE;

  /* The library to be preloaded comes before that of the sanitizer. */
  asan = g_strconcat (options != NULL ? options : "", ":verify_asan_link_order=0", NULL);
  g_setenv ("ASAN_OPTIONS", asan, TRUE);
  g_setenv ("RK_TEST_IN_BED", "1", TRUE);

  g_ptr_array_add (args, wrapper);
  for (char **arg = argv; *arg != NULL; arg++)
    g_ptr_array_add (args, *arg);
  g_ptr_array_add (args, NULL);

  execv (wrapper, (char **) args->pdata);

  return FALSE;
}

/* Every device is worth twenty lines to umockdev. */
static void
ignore_cb (const char     *domain,
           GLogLevelFlags  level,
           const char     *message,
           gpointer        user_data)
{
}

void
test_bed_init (TestBed *self)
{
  g_autoptr (GError) error = NULL;

  g_log_set_handler (NULL, G_LOG_LEVEL_DEBUG, ignore_cb, NULL);
  g_log_set_handler ("umockdev", G_LOG_LEVEL_DEBUG, ignore_cb, NULL);
  g_log_set_handler ("GLib", G_LOG_LEVEL_DEBUG, ignore_cb, NULL);

  self->testbed = umockdev_testbed_new ();
  self->root = umockdev_testbed_get_root_dir (self->testbed);

  umockdev_testbed_add_from_string (self->testbed,
                                    "P: /devices/platform/serial9\nE: SUBSYSTEM=platform\n\n"
                                    "P: /devices/platform/serial9/tty/ttyS9\n"
                                    "E: SUBSYSTEM=tty\nE: DEVNAME=/dev/ttyS9\nA: dev=4:99\\n\n"
                                    "A: type=0\\n\nL: device=../../../serial9\n\n",
                                    &error);
  g_assert_no_error (error);
}

void
test_bed_clear (TestBed *self)
{
  g_clear_object (&self->testbed);
  g_clear_pointer (&self->root, g_free);
}

static char *
describe (const TestAdapter *adapter,
          const char        *ids,
          const char        *serial,
          const char        *product)
{
  g_auto (GStrv) id = g_strsplit (ids, ":", 2);
  g_autofree char *base = g_strdup_printf ("/devices/pci0000:00/0000:00:14.0/usb1/1-%u", adapter->socket);
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "P: %s\nE: DEVTYPE=usb_device\nE: SUBSYSTEM=usb\n"
                                "A: idVendor=%s\\n\nA: idProduct=%s\\n\n",
                          base, id[0], id[1]);
  if (serial != NULL)
    g_string_append_printf (text, "A: serial=%s\\n\n", serial);
  if (product != NULL)
    g_string_append_printf (text, "A: product=%s\\n\n", product);

  g_string_append_printf (text, "\nP: %s/1-%u:1.0\nE: DEVTYPE=usb_interface\nE: SUBSYSTEM=usb\n\n",
                          base, adapter->socket);
  g_string_append_printf (text, "P: %s/1-%u:1.0/ttyUSB%u\nE: SUBSYSTEM=usb-serial\n\n",
                          base, adapter->socket, adapter->number);
  g_string_append_printf (text,
                          "P: %s/1-%u:1.0/ttyUSB%u/tty/ttyUSB%u\nE: DEVNAME=/dev/ttyUSB%u\n"
                          "E: SUBSYSTEM=tty\nE: MAJOR=188\nE: MINOR=%u\nA: dev=188:%u\\n\n"
                          "L: device=../../../ttyUSB%u\n\n",
                          base, adapter->socket, adapter->number, adapter->number, adapter->number,
                          adapter->number, adapter->number, adapter->number);

  return g_string_free (text, FALSE);
}

static char *
node_path (TestBed           *self,
           const TestAdapter *adapter)
{
  return g_strdup_printf ("%s/dev/ttyUSB%u", self->root, adapter->number);
}

static void
make_link (const char *target,
           const char *path)
{
  g_unlink (path);
  g_assert_cmpint (symlink (target, path), ==, 0);
}

void
test_bed_plug (TestBed     *self,
               TestAdapter *adapter,
               guint        number,
               guint        socket,
               const char  *ids,
               const char  *serial,
               const char  *product)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *map_dir = g_strdup_printf ("%s/dev/.ptymap", self->root);
  g_autofree char *map_name = NULL;
  g_autofree char *map_path = NULL;
  g_autofree char *map = g_strdup_printf ("188:%u", number);
  g_autofree char *device = g_strdup_printf ("/dev/ttyUSB%u", number);
  g_autofree char *node = NULL;
  g_autofree char *text = NULL;

  adapter->number = number;
  adapter->socket = socket;
  test_pty_plug (&adapter->pty);

  g_assert_cmpint (g_mkdir_with_parents (map_dir, 0755), ==, 0);
  node = node_path (self, adapter);
  make_link (adapter->pty.slave, node);
  map_name = g_strdelimit (g_strdup (adapter->pty.slave), "/", '_');
  map_path = g_build_filename (map_dir, map_name, NULL);
  make_link (map, map_path);

  adapter->lines = g_object_new (TEST_TYPE_LINES, NULL);
  umockdev_testbed_attach_ioctl (self->testbed, device, UMOCKDEV_IOCTL_BASE (adapter->lines), &error);
  g_assert_no_error (error);

  text = describe (adapter, ids, serial, product);
  umockdev_testbed_add_from_string (self->testbed, text, &error);
  g_assert_no_error (error);
}

void
test_bed_unplug (TestBed     *self,
                 TestAdapter *adapter)
{
  g_autofree char *base = g_strdup_printf ("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-%u", adapter->socket);
  g_autofree char *interface = g_strdup_printf ("%s/1-%u:1.0", base, adapter->socket);
  g_autofree char *port = g_strdup_printf ("%s/ttyUSB%u", interface, adapter->number);
  g_autofree char *tty = g_strdup_printf ("%s/tty/ttyUSB%u", port, adapter->number);
  g_autofree char *device = g_strdup_printf ("/dev/ttyUSB%u", adapter->number);
  g_autofree char *node = node_path (self, adapter);
  g_autofree char *map_name = g_strdelimit (g_strdup (adapter->pty.slave), "/", '_');
  g_autofree char *map_path = g_strdup_printf ("%s/dev/.ptymap/%s", self->root, map_name);

  g_autofree char *number = g_strdup_printf ("%s/sys/dev/char/188:%u", self->root, adapter->number);

  test_pty_unplug (&adapter->pty);
  umockdev_testbed_uevent (self->testbed, tty, "remove");
  g_unlink (node);
  g_unlink (map_path);
  umockdev_testbed_detach_ioctl (self->testbed, device, NULL);
  umockdev_testbed_remove_device (self->testbed, tty);
  umockdev_testbed_remove_device (self->testbed, port);
  umockdev_testbed_remove_device (self->testbed, interface);
  umockdev_testbed_remove_device (self->testbed, base);
  g_unlink (number);
  g_clear_object (&adapter->lines);
}
