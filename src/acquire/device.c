/* What is known about a device without opening it. */
#include "config.h"

#include "acquire/device-private.h"

#include "acquire/holder.h"
#include "acquire/memory.h"
#include "acquire/simulator.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* Asking who holds a port walks through /proc: not more often than this. */
#define HOLDER_CACHE_US (2 * G_USEC_PER_SEC)

struct _RkDevice
{
  GObject parent_instance;

  RkTarget target;
  char    *name; /* for people; never NULL */
  char    *vid;
  char    *pid;
  char    *serial;
  char    *product; /* as the device says it; nullable */
  char    *usb_path;
  gboolean is_gone;

  RkDeviceState state;        /* as last announced */
  char         *holder;       /* nullable; as of @holder_time_us */
  gint64        holder_time_us;
};

enum {
  PROP_0,
  PROP_KEY,
  PROP_PATH,
  PROP_NAME,
  PROP_VID,
  PROP_PID,
  PROP_SERIAL,
  PROP_USB_PATH,
  PROP_STATE,
  PROP_KIND,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RkDevice, rk_device, G_TYPE_OBJECT)

static void
rk_device_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  RkDevice *self = RK_DEVICE (object);

  switch (prop_id) {
  case PROP_KEY:
    g_value_set_string (value, self->target.key);
    break;
  case PROP_PATH:
    g_value_set_string (value, self->target.path);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_VID:
    g_value_set_string (value, self->vid);
    break;
  case PROP_PID:
    g_value_set_string (value, self->pid);
    break;
  case PROP_SERIAL:
    g_value_set_string (value, self->serial);
    break;
  case PROP_USB_PATH:
    g_value_set_string (value, self->usb_path);
    break;
  case PROP_STATE:
    g_value_set_uint (value, self->state);
    break;
  case PROP_KIND:
    g_value_set_uint (value, self->target.kind);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_device_finalize (GObject *object)
{
  RkDevice *self = RK_DEVICE (object);

  g_free (self->target.key);
  g_free (self->target.path);
  g_free (self->name);
  g_free (self->vid);
  g_free (self->pid);
  g_free (self->serial);
  g_free (self->product);
  g_free (self->usb_path);
  g_free (self->holder);

  G_OBJECT_CLASS (rk_device_parent_class)->finalize (object);
}

static void
install_string (GObjectClass *object_class,
                guint         prop_id,
                const char   *name)
{
  properties[prop_id] = g_param_spec_string (name, NULL, NULL, NULL,
                                             G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, prop_id, properties[prop_id]);
}

static void
install_uint (GObjectClass *object_class,
              guint         prop_id,
              const char   *name,
              guint         maximum)
{
  properties[prop_id] = g_param_spec_uint (name, NULL, NULL, 0, maximum, 0,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_property (object_class, prop_id, properties[prop_id]);
}

static void
rk_device_class_init (RkDeviceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_device_get_property;
  object_class->finalize = rk_device_finalize;

  install_string (object_class, PROP_KEY, "key");
  install_string (object_class, PROP_PATH, "path");
  install_string (object_class, PROP_NAME, "name");
  install_string (object_class, PROP_VID, "vid");
  install_string (object_class, PROP_PID, "pid");
  install_string (object_class, PROP_SERIAL, "serial");
  install_string (object_class, PROP_USB_PATH, "usb-path");
  install_uint (object_class, PROP_STATE, "state", RK_DEVICE_GONE);
  install_uint (object_class, PROP_KIND, "kind", RK_DEVICE_SIMULATED);
}

static void
rk_device_init (RkDevice *self)
{
}

/* Stores @text and says whether that changed anything. */
static gboolean
set_text (char       **member,
          const char  *text)
{
  if (g_strcmp0 (*member, text) == 0)
    return FALSE;

  g_free (*member);
  *member = g_strdup (text);

  return TRUE;
}

static void
notify_if (RkDevice *self,
           gboolean  changed,
           guint     prop_id)
{
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[prop_id]);
}

static void
look_for_holder (RkDevice *self)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->holder_time_us != 0 && now_us - self->holder_time_us < HOLDER_CACHE_US)
    return;

  self->holder_time_us = now_us;
  g_free (self->holder);
  self->holder = rk_holder_find (self->target.path);
}

/* @looks: whether the holder is looked up, or taken as last seen. */
static RkDeviceState
find_state (RkDevice *self,
            gboolean  looks)
{
  if (self->target.kind == RK_DEVICE_SIMULATED)
    return RK_DEVICE_FREE;

  if (self->is_gone)
    return RK_DEVICE_GONE;

  /* Neither opens the port. */
  if (access (self->target.path, R_OK | W_OK) != 0) {
    if (errno == ENOENT || errno == ENOTDIR)
      return RK_DEVICE_GONE;
    if (errno == EACCES || errno == EPERM)
      return RK_DEVICE_FORBIDDEN;
  }

  if (self->target.kind != RK_DEVICE_SERIAL)
    return RK_DEVICE_FREE; /* the other end of a pipe or pty is not "busy" */

  if (looks)
    look_for_holder (self);

  return self->holder != NULL ? RK_DEVICE_BUSY : RK_DEVICE_FREE;
}

/**
 * rk_device_update:
 * @self: a device
 * @info: (nullable): what the system says now; %NULL if it is gone
 *
 * Takes over what the system says; announces what changed, after all is stored.
 */
void
rk_device_update (RkDevice         *self,
                  const RkPortInfo *info)
{
  gboolean changed[N_PROPS] = { FALSE };
  RkDeviceState state;

  g_return_if_fail (RK_IS_DEVICE (self));

  self->is_gone = info == NULL;
  self->holder_time_us = 0;

  if (info != NULL) {
    g_autofree char *title = rk_port_info_dup_title (info);

    changed[PROP_KEY] = set_text (&self->target.key, info->key);
    changed[PROP_PATH] = set_text (&self->target.path, info->path);
    changed[PROP_NAME] = set_text (&self->name, title);
    changed[PROP_VID] = set_text (&self->vid, info->vid);
    changed[PROP_PID] = set_text (&self->pid, info->pid);
    changed[PROP_SERIAL] = set_text (&self->serial, info->serial);
    changed[PROP_USB_PATH] = set_text (&self->usb_path, info->usb_path);
    set_text (&self->product, info->product);
  }

  /* A list of ports walks through /proc for those only that somebody looks at. */
  state = find_state (self, FALSE);
  changed[PROP_STATE] = state != self->state;
  self->state = state;

  g_object_freeze_notify (G_OBJECT (self));
  for (guint i = PROP_0 + 1; i < N_PROPS; i++)
    notify_if (self, changed[i], i);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * rk_device_new_for_port:
 * @info: a port of the system
 *
 * Returns: the device
 */
RkDevice *
rk_device_new_for_port (const RkPortInfo *info)
{
  RkDevice *self;

  g_return_val_if_fail (info != NULL, NULL);

  self = g_object_new (RK_TYPE_DEVICE, NULL);
  self->target.kind = RK_DEVICE_SERIAL;
  rk_device_update (self, info);

  return self;
}

/* The port of the system @path leads to; NULL if it is another thing, or not there. */
static RkPortInfo *
find_port_info (const char *path)
{
  g_autofree char *name = rk_port_find_name (path);
  g_autoptr (GPtrArray) infos = NULL;

  if (name == NULL)
    return NULL;

  /* The whole list, since an identity depends on who else is there. */
  infos = rk_port_infos_list ();

  for (guint i = 0; i < infos->len; i++) {
    RkPortInfo *info = g_ptr_array_index (infos, i);

    if (strcmp (info->path, name) == 0)
      return g_ptr_array_steal_index (infos, i);
  }

  return NULL;
}

/**
 * rk_device_new_path:
 * @path: path of a port, a link to one, a pty, a named pipe or a local socket
 *
 * Creates a device from a path typed in.
 *
 * A path that leads to a port of the system is that port, with its identity. The path
 * need not exist.
 *
 * Returns: the device
 */
RkDevice *
rk_device_new_path (const char *path)
{
  g_autoptr (RkPortInfo) info = NULL;
  RkDevice *self;

  g_return_val_if_fail (path != NULL, NULL);

  info = find_port_info (path);
  if (info != NULL)
    return rk_device_new_for_port (info);

  self = g_object_new (RK_TYPE_DEVICE, NULL);
  self->target.kind = RK_DEVICE_PATH;
  self->target.key = g_strconcat ("path:", path, NULL);
  self->target.path = g_strdup (path);
  self->name = g_filename_display_name (path);
  self->state = find_state (self, TRUE);

  return self;
}

/**
 * rk_device_new_simulated:
 * @id: id of a simulated device
 * @rate_hz: readings a second; 0 for the usual rate
 * @seed: equal seeds make it print equal bytes
 *
 * Creates a device that exists only in this program. An unknown @id fails when it is opened.
 *
 * Returns: the device
 */
RkDevice *
rk_device_new_simulated (const char *id,
                         double      rate_hz,
                         guint32     seed)
{
  const RkSimulatorInfo *info;
  RkDevice *self;

  g_return_val_if_fail (id != NULL, NULL);

  info = rk_simulator_find (id);
  self = g_object_new (RK_TYPE_DEVICE, NULL);
  self->target.kind = RK_DEVICE_SIMULATED;
  self->target.key = g_strconcat ("simulated:", id, NULL);
  self->target.path = g_strdup (id);
  self->target.rate_hz = rate_hz;
  self->target.seed = seed;
  self->name = g_strdup (info != NULL ? _(info->name) : id);

  return self;
}

/**
 * rk_device_get_kind:
 * @self: a device
 *
 * Returns: what kind of thing it is
 */
RkDeviceKind
rk_device_get_kind (RkDevice *self)
{
  g_return_val_if_fail (RK_IS_DEVICE (self), RK_DEVICE_PATH);

  return self->target.kind;
}

/**
 * rk_device_get_state:
 * @self: a device
 *
 * Tells whether the device could be opened now, without opening it.
 *
 * Looks afresh; who holds a port is looked up at most every two seconds.
 *
 * Returns: its state
 */
RkDeviceState
rk_device_get_state (RkDevice *self)
{
  RkDeviceState state;

  g_return_val_if_fail (RK_IS_DEVICE (self), RK_DEVICE_GONE);

  state = find_state (self, TRUE);
  if (state != self->state) {
    self->state = state;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  }

  return state;
}

/**
 * rk_device_get_key:
 * @self: a device
 *
 * Returns: its identity, the same wherever it is plugged in
 */
const char *
rk_device_get_key (RkDevice *self)
{
  g_return_val_if_fail (RK_IS_DEVICE (self), NULL);

  return self->target.key;
}

/**
 * rk_device_get_path:
 * @self: a device
 *
 * Returns: where it was found last; the id of a simulated device
 */
const char *
rk_device_get_path (RkDevice *self)
{
  g_return_val_if_fail (RK_IS_DEVICE (self), NULL);

  return self->target.path;
}

/**
 * rk_device_get_name:
 * @self: a device
 *
 * Returns: its name for people
 */
const char *
rk_device_get_name (RkDevice *self)
{
  g_return_val_if_fail (RK_IS_DEVICE (self), NULL);

  return self->name;
}

/**
 * rk_device_get_vid:
 * @self: a device
 *
 * Returns: (nullable): the USB number of its maker, four hexadecimal digits
 */
const char *
rk_device_get_vid (RkDevice *self)
{
  g_return_val_if_fail (RK_IS_DEVICE (self), NULL);

  return self->vid;
}

/**
 * rk_device_get_pid:
 * @self: a device
 *
 * Returns: (nullable): the USB number of its model, four hexadecimal digits
 */
const char *
rk_device_get_pid (RkDevice *self)
{
  g_return_val_if_fail (RK_IS_DEVICE (self), NULL);

  return self->pid;
}

/**
 * rk_device_get_serial:
 * @self: a device
 *
 * Returns: (nullable): its serial number
 */
const char *
rk_device_get_serial (RkDevice *self)
{
  g_return_val_if_fail (RK_IS_DEVICE (self), NULL);

  return self->serial;
}

/**
 * rk_device_dup_holder:
 * @self: a device
 *
 * Returns: (nullable): the program that has it open, "minicom (4711)", as far as this user may see
 */
char *
rk_device_dup_holder (RkDevice *self)
{
  g_return_val_if_fail (RK_IS_DEVICE (self), NULL);

  if (self->target.kind != RK_DEVICE_SERIAL || self->is_gone)
    return NULL;

  look_for_holder (self);

  return g_strdup (self->holder);
}

/* What is known without listening; NULL = nothing. */
static RkProfile *
find_profile (RkDevice *self)
{
  const RkSimulatorInfo *info = NULL;
  RkProfile *profile;

  if (self->target.kind == RK_DEVICE_SIMULATED)
    info = rk_simulator_find (self->target.path);
  if (info != NULL && info->profile != NULL)
    return rk_profile_find (info->profile, NULL);

  profile = rk_memory_find (self->target.key);
  if (profile == NULL && self->vid != NULL && self->pid != NULL)
    profile = rk_profile_match (self->vid, self->pid, self->product);

  return profile;
}

/**
 * rk_device_is_known:
 * @self: a device
 *
 * Returns: whether it is known what the device is: it is simulated, somebody chose it before, or a profile claims
 *   its USB numbers
 */
gboolean
rk_device_is_known (RkDevice *self)
{
  g_autoptr (RkProfile) profile = NULL;

  g_return_val_if_fail (RK_IS_DEVICE (self), FALSE);

  profile = find_profile (self);

  return profile != NULL;
}

/**
 * rk_device_guess_profile:
 * @self: a device
 *
 * Finds the profile the device is best read with.
 *
 * Returns: that of the simulated device, what was chosen for it before, or the one that claims its USB numbers, else
 *   "generic-text"; never %NULL in an installation that is whole
 */
RkProfile *
rk_device_guess_profile (RkDevice *self)
{
  RkProfile *profile;

  g_return_val_if_fail (RK_IS_DEVICE (self), NULL);

  profile = find_profile (self);
  if (profile == NULL)
    profile = rk_profile_find ("generic-text", NULL);

  return profile;
}

/**
 * rk_device_get_target:
 * @self: a device
 *
 * Returns: what to open; copy it for another thread
 */
const RkTarget *
rk_device_get_target (RkDevice *self)
{
  g_return_val_if_fail (RK_IS_DEVICE (self), NULL);

  return &self->target;
}
