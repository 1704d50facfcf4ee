/* The serial ports of the system, from /sys/class/tty alone.
 *
 * No port is opened: opening raises DTR, which resets many boards, and libserialport's own
 * listing both opens ports and crashes when one vanishes in the middle. Every file here may
 * disappear between two calls; whatever cannot be read any more is simply not known.
 *
 * Identity: a USB device with a serial number is "usb:VID:PID:SERIAL:INTERFACE", wherever it is
 * plugged in. Without a number, or where two devices carry the same one (cheap bridges all say
 * "0001"), the socket decides: "...@1-1.2". What is not USB has only its name.
 */
#include "config.h"

#include "acquire/sysfs.h"

#include "acquire/port.h"

#include "base/bytes.h"

#include <glib/gi18n-lib.h>
#include <gio/gio.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define TTY_DIR "/sys/class/tty"

/* Attributes are one page at most; more is not an attribute. */
#define MAX_ATTRIBUTE 4096

/* As the kernel: more links in a row are a circle. */
#define MAX_LINKS 40

/* A directory with more ports than this is no computer we know. */
#define MAX_PORTS 256

/* Bridges whose product string says nothing to people ("USB Serial", "USB2.0-Ser!"). */
static const struct {
  const char *vid;
  const char *pid;
  const char *name;
} bridges[] = {
  { "0403", "6001", "FT232R" },
  { "0403", "6010", "FT2232" },
  { "0403", "6011", "FT4232" },
  { "0403", "6014", "FT232H" },
  { "0403", "6015", "FT231X" },
  { "067b", "2303", "PL2303" },
  { "067b", "23a3", "PL2303GC" },
  { "10c4", "ea60", "CP210x" },
  { "10c4", "ea70", "CP2105" },
  { "1a86", "5523", "CH341" },
  { "1a86", "55d3", "CH343" },
  { "1a86", "55d4", "CH9102" },
  { "1a86", "7522", "CH340" },
  { "1a86", "7523", "CH340" },
};

/**
 * rk_port_info_free:
 * @self: (nullable): what to free
 *
 * Frees a description of a port.
 */
void
rk_port_info_free (RkPortInfo *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->path);
  g_free (self->driver);
  g_free (self->vid);
  g_free (self->pid);
  g_free (self->serial);
  g_free (self->product);
  g_free (self->manufacturer);
  g_free (self->usb_path);
  g_free (self->key);
  g_free (self);
}

/* The text of an attribute, fit for showing; NULL if there is none or it is empty. */
static char *
read_attribute (const char *dir,
                const char *name)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);
  g_autofree char *text = NULL;
  gsize len = 0;

  if (!g_file_get_contents (path, &text, &len, NULL))
    return NULL;

  len = MIN (len, MAX_ATTRIBUTE);
  while (len > 0 && g_ascii_isspace (text[len - 1]))
    len--;
  if (len == 0)
    return NULL;

  return rk_bytes_to_text ((const guint8 *) text, len, 100);
}

static char *
resolve (const char *path)
{
  char buffer[PATH_MAX];

  return realpath (path, buffer) != NULL ? g_strdup (buffer) : NULL;
}

/* Virtual consoles, ptys and the like are no ports; they are most of the directory. */
static gboolean
is_candidate (const char *name)
{
  if (!g_str_has_prefix (name, "tty"))
    return g_str_has_prefix (name, "rfcomm");

  return name[3] != '\0' && !g_ascii_isdigit (name[3]);
}

/* A UART the kernel reserved a name for, but did not find, has type 0 (PORT_UNKNOWN). */
static gboolean
has_hardware (const char *class_dir)
{
  g_autofree char *type = read_attribute (class_dir, "type");

  return type == NULL || strcmp (type, "0") != 0;
}

/* "1-1.2:1.3" is interface 3; a bridge with several ports on one interface numbers them. */
static guint
interface_number (const char *interface_dir)
{
  const char *point = strrchr (interface_dir, '.');
  guint64 n = 0;

  if (point == NULL || !g_ascii_string_to_unsigned (point + 1, 16, 0, 255, &n, NULL))
    return 0;

  return (guint) n;
}

/* Walks up from the port to the USB device above it, noting the interface on the way. */
static void
read_usb (RkPortInfo *self,
          const char *device_dir)
{
  g_autofree char *dir = g_strdup (device_dir);
  g_autofree char *port_number = read_attribute (device_dir, "port_number");
  guint interface = 0;

  while (strlen (dir) > strlen ("/sys/devices")) {
    g_autofree char *base = g_path_get_basename (dir);
    g_autofree char *vid = read_attribute (dir, "idVendor");
    char *parent;

    if (vid != NULL) {
      self->vid = g_ascii_strdown (vid, -1);
      self->pid = read_attribute (dir, "idProduct");
      if (self->pid != NULL) {
        g_autofree char *pid = g_steal_pointer (&self->pid);

        self->pid = g_ascii_strdown (pid, -1);
      }
      self->serial = read_attribute (dir, "serial");
      self->product = read_attribute (dir, "product");
      self->manufacturer = read_attribute (dir, "manufacturer");
      self->usb_path = g_strdup (base);
      break;
    }

    if (strchr (base, ':') != NULL)
      interface = interface_number (base);

    parent = g_path_get_dirname (dir);
    g_free (dir);
    dir = parent;
  }

  if (self->vid == NULL || self->pid == NULL)
    return;

  g_free (self->key);
  if (self->serial != NULL)
    self->key = g_strdup_printf ("usb:%s:%s:%s:%u", self->vid, self->pid, self->serial, interface);
  else
    self->key = g_strdup_printf ("usb:%s:%s::%u@%s", self->vid, self->pid, interface,
                                 self->usb_path);

  if (port_number != NULL && strcmp (port_number, "0") != 0) {
    char *key = g_strconcat (self->key, "/", port_number, NULL);

    g_free (self->key);
    self->key = key;
  }
}

/**
 * rk_port_info_read:
 * @name: name of a terminal in /sys/class/tty
 *
 * Reads what the system knows about one port, without opening it.
 *
 * Threads: any.
 *
 * Returns: (nullable): the description; %NULL if it is no port with hardware behind it,
 *   or went away meanwhile
 */
RkPortInfo *
rk_port_info_read (const char *name)
{
  g_autoptr (RkPortInfo) self = NULL;
  g_autofree char *class_dir = NULL;
  g_autofree char *link = NULL;
  g_autofree char *device_dir = NULL;
  g_autofree char *driver_link = NULL;
  g_autofree char *driver_dir = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  if (strchr (name, '/') != NULL || !is_candidate (name))
    return NULL;

  class_dir = g_build_filename (TTY_DIR, name, NULL);
  link = g_build_filename (class_dir, "device", NULL);
  device_dir = resolve (link);
  if (device_dir == NULL || !has_hardware (class_dir))
    return NULL;

  self = g_new0 (RkPortInfo, 1);
  self->name = g_strdup (name);
  self->path = g_strconcat ("/dev/", name, NULL);
  self->key = g_strconcat ("tty:", name, NULL);

  driver_link = g_build_filename (device_dir, "driver", NULL);
  driver_dir = resolve (driver_link);
  if (driver_dir != NULL)
    self->driver = g_path_get_basename (driver_dir);

  read_usb (self, device_dir);

  return g_steal_pointer (&self);
}

static int
compare_by_name (gconstpointer a,
                 gconstpointer b)
{
  const RkPortInfo *left = *(RkPortInfo * const *) a;
  const RkPortInfo *right = *(RkPortInfo * const *) b;
  g_autofree char *left_key = g_utf8_collate_key_for_filename (left->name, -1);
  g_autofree char *right_key = g_utf8_collate_key_for_filename (right->name, -1);

  return strcmp (left_key, right_key);
}

static gboolean
key_is_shared (GPtrArray  *infos,
               RkPortInfo *self)
{
  for (guint i = 0; i < infos->len; i++) {
    RkPortInfo *other = g_ptr_array_index (infos, i);

    if (other != self && g_strcmp0 (other->usb_path, self->usb_path) != 0 &&
        strcmp (other->key, self->key) == 0)
      return TRUE;
  }

  return FALSE;
}

/* Devices that claim the same number are told apart by their sockets, all of them: none of
 * them is "the" one. Found first, changed afterwards, so that the order does not matter. */
static void
separate_twins (GPtrArray *infos)
{
  g_autoptr (GPtrArray) twins = g_ptr_array_new ();

  for (guint i = 0; i < infos->len; i++) {
    RkPortInfo *info = g_ptr_array_index (infos, i);

    if (info->usb_path != NULL && info->serial != NULL && key_is_shared (infos, info))
      g_ptr_array_add (twins, info);
  }

  for (guint i = 0; i < twins->len; i++) {
    RkPortInfo *info = g_ptr_array_index (twins, i);
    char *key = g_strconcat (info->key, "@", info->usb_path, NULL);

    g_free (info->key);
    info->key = key;
  }
}

/**
 * rk_port_infos_list:
 *
 * Lists the serial ports that have hardware behind them, sorted by name.
 *
 * Opens none of them. Bounded: at most 256 ports.
 *
 * Threads: any.
 *
 * Returns: (element-type RkPortInfo): the ports
 */
GPtrArray *
rk_port_infos_list (void)
{
  GPtrArray *infos = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_port_info_free);
  g_autoptr (GDir) dir = g_dir_open (TTY_DIR, 0, NULL);
  const char *name;

  if (dir == NULL)
    return infos;

  while (infos->len < MAX_PORTS && (name = g_dir_read_name (dir)) != NULL) {
    RkPortInfo *info = rk_port_info_read (name);

    if (info != NULL)
      g_ptr_array_add (infos, info);
  }

  g_ptr_array_sort (infos, compare_by_name);
  separate_twins (infos);

  return infos;
}

/* Whether @key, noted some time ago, names @info. A twin that has since gone, or come, only
 * adds or drops the socket at the end. */
static gboolean
key_matches (const char       *key,
             const RkPortInfo *info)
{
  g_autofree char *with_socket = NULL;

  if (strcmp (key, info->key) == 0)
    return TRUE;

  if (info->usb_path == NULL)
    return FALSE;

  with_socket = g_strconcat (info->key, "@", info->usb_path, NULL);

  return strcmp (key, with_socket) == 0;
}

/**
 * rk_port_infos_locate:
 * @key: an identity
 *
 * Finds where the device with this identity is plugged in now.
 *
 * Never guesses: where two devices claim the identity, neither is found.
 *
 * Threads: any.
 *
 * Returns: (nullable): its path, or %NULL while it is away
 */
char *
rk_port_infos_locate (const char *key)
{
  g_autoptr (GPtrArray) infos = NULL;
  const RkPortInfo *found = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  infos = rk_port_infos_list ();

  for (guint i = 0; i < infos->len; i++) {
    const RkPortInfo *info = g_ptr_array_index (infos, i);

    if (!key_matches (key, info))
      continue;
    if (found != NULL)
      return NULL;
    found = info;
  }

  return found != NULL ? g_strdup (found->path) : NULL;
}

/* An identity without the socket it may end in: "usb:1a86:7523::0@1-2/1" is "usb:1a86:7523::0/1". */
static char *
dup_model (const char *key,
           gboolean   *has_socket)
{
  const char *socket = strrchr (key, '@');
  const char *port;

  *has_socket = socket != NULL && strchr (socket, ':') == NULL;
  if (!*has_socket)
    return g_strdup (key);

  port = strchr (socket, '/');

  return g_strdup_printf ("%.*s%s", (int) (socket - key), key, port != NULL ? port : "");
}

/**
 * rk_port_infos_locate_candidate:
 * @key: an identity whose device is away
 *
 * Finds a device that may be the one meant, but in another socket: the same model, and it says nothing
 * else about itself, or the number that it tells another one tells too. Only the user can know, so ask. A port
 * this program has open is no candidate.
 *
 * Threads: any.
 *
 * Returns: (nullable): the path of the first one, or %NULL
 */
char *
rk_port_infos_locate_candidate (const char *key)
{
  g_autoptr (GPtrArray) infos = NULL;
  g_autofree char *model = NULL;
  gboolean by_socket;
  const RkPortInfo *found = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  if (!g_str_has_prefix (key, "usb:"))
    return NULL;

  model = dup_model (key, &by_socket);

  infos = rk_port_infos_list ();

  for (guint i = 0; i < infos->len; i++) {
    const RkPortInfo *info = g_ptr_array_index (infos, i);
    gboolean has_socket;
    g_autofree char *other = dup_model (info->key, &has_socket);

    if (key_matches (key, info))
      return NULL; /* it is not away */
    if (found == NULL && strcmp (model, other) == 0 && (by_socket || has_socket) && !rk_port_is_open_here (info->path))
      found = info;
  }

  return found != NULL ? g_strdup (found->path) : NULL;
}

/**
 * rk_port_infos_dup_key:
 * @path: path of a port, "/dev/ttyUSB0"
 *
 * Threads: any.
 *
 * Returns: (nullable): its identity; %NULL if there is no such port
 */
char *
rk_port_infos_dup_key (const char *path)
{
  g_autoptr (GPtrArray) infos = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  infos = rk_port_infos_list ();
  for (guint i = 0; i < infos->len; i++) {
    const RkPortInfo *info = g_ptr_array_index (infos, i);

    if (strcmp (info->path, path) == 0)
      return g_strdup (info->key);
  }

  return NULL;
}

/**
 * rk_port_key_is_same:
 * @key: an identity
 * @path: path of a port
 *
 * Looks whether the device with this identity is at @path now: a name may change hands between being found
 * and being opened.
 *
 * Threads: any.
 *
 * Returns: whether it is
 */
gboolean
rk_port_key_is_same (const char *key,
                     const char *path)
{
  g_autofree char *found = rk_port_infos_locate (key);

  return g_strcmp0 (found, path) == 0;
}

/**
 * rk_port_read_timer_ms:
 * @path: path of a port
 *
 * Asks how long the adapter collects bytes before it sends them on. FTDI's driver says so (16 ms unless
 * somebody changed it); others send with the next frame of USB, which comes every millisecond.
 *
 * Threads: any.
 *
 * Returns: ms; 0 for a port that is not of USB, or gone
 */
guint
rk_port_read_timer_ms (const char *path)
{
  g_autofree char *name = NULL;
  g_autofree char *dir = NULL;
  g_autofree char *text = NULL;
  g_autoptr (RkPortInfo) info = NULL;
  guint64 timer_ms;

  g_return_val_if_fail (path != NULL, 0);

  name = g_path_get_basename (path);
  dir = g_build_filename (TTY_DIR, name, "device", NULL);
  text = read_attribute (dir, "latency_timer");
  if (text != NULL && g_ascii_string_to_unsigned (text, 10, 1, 255, &timer_ms, NULL))
    return (guint) timer_ms;

  info = rk_port_info_read (name);

  return info != NULL && info->vid != NULL ? 1 : 0;
}

/**
 * rk_port_node_resolve:
 * @path: any path
 *
 * Follows the links at the end of a path: /dev/serial/by-id/... to /dev/ttyUSB0.
 *
 * Link by link, and not by realpath (), so that a name in /dev that udev mocks is followed too.
 *
 * Threads: any.
 *
 * Returns: (nullable): the path of what is no link; %NULL if the links lead nowhere or in a circle
 */
char *
rk_port_node_resolve (const char *path)
{
  g_autofree char *at = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  at = g_canonicalize_filename (path, NULL);

  for (int i = 0; i < MAX_LINKS; i++) {
    g_autofree char *target = g_file_read_link (at, NULL);
    g_autofree char *dir = g_path_get_dirname (at);

    if (target == NULL)
      return g_file_test (at, G_FILE_TEST_EXISTS) ? g_steal_pointer (&at) : NULL;

    g_free (at);
    at = g_canonicalize_filename (target, dir);
  }

  return NULL;
}

/**
 * rk_port_info_dup_title:
 * @self: a description
 *
 * Names the port for people: by its product, else by its bridge, else by its maker.
 *
 * Returns: "Arduino Uno", "CH340", "Serial port ttyS0"
 */
char *
rk_port_info_dup_title (const RkPortInfo *self)
{
  for (guint i = 0; self->vid != NULL && i < G_N_ELEMENTS (bridges); i++)
    if (strcmp (bridges[i].vid, self->vid) == 0 && g_strcmp0 (bridges[i].pid, self->pid) == 0)
      return g_strdup (bridges[i].name);

  if (self->product != NULL)
    return g_strdup (self->product);

  if (self->manufacturer != NULL)
    return g_strdup (self->manufacturer);

  if (self->vid != NULL)
    /* Translators: the numbers of the maker and the model, as "1a86:7523". */
    return g_strdup_printf (_("USB device %s:%s"), self->vid, self->pid != NULL ? self->pid : "?");

  /* Translators: %s is a name like ttyS0. */
  return g_strdup_printf (_("Serial port %s"), self->name);
}
