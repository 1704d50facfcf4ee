/* The ports of the system, kept up to date. */
#include "config.h"

#include "acquire/device-private.h"

#include <gudev/gudev.h>
#include <string.h>

/* A device makes several events as it appears; one look afterwards is enough. */
#define SETTLE_MS 250

/* The rights to a new node are set some time after it appears. */
#define SETTLE_AGAIN_MS 1200

struct _RkDeviceList
{
  GObject parent_instance;

  GPtrArray   *devices;  /* of RkDevice, sorted by name of the port */
  GHashTable  *known;    /* key to RkDevice: a device that returns is the same object */
  GUdevClient *udev;
  GFileMonitor *monitor; /* of /dev: where nobody sends events of udev (containers) */
  guint        settle_id;
  guint        settle_again_id;
};

static GType
list_get_item_type (GListModel *model)
{
  return RK_TYPE_DEVICE;
}

static guint
list_get_n_items (GListModel *model)
{
  return RK_DEVICE_LIST (model)->devices->len;
}

static gpointer
list_get_item (GListModel *model,
               guint       position)
{
  RkDeviceList *self = RK_DEVICE_LIST (model);

  if (position >= self->devices->len)
    return NULL;

  return g_object_ref (g_ptr_array_index (self->devices, position));
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = list_get_item_type;
  iface->get_n_items = list_get_n_items;
  iface->get_item = list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (RkDeviceList, rk_device_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static gboolean
settled_cb (gpointer user_data)
{
  RkDeviceList *self = user_data;

  self->settle_id = 0;
  rk_device_list_refresh (self);

  return G_SOURCE_REMOVE;
}

static gboolean
settled_again_cb (gpointer user_data)
{
  RkDeviceList *self = user_data;

  self->settle_again_id = 0;
  rk_device_list_refresh (self);

  return G_SOURCE_REMOVE;
}

static void
schedule (RkDeviceList *self)
{
  if (self->settle_id == 0)
    self->settle_id = g_timeout_add (SETTLE_MS, settled_cb, self);

  g_clear_handle_id (&self->settle_again_id, g_source_remove);
  self->settle_again_id = g_timeout_add (SETTLE_AGAIN_MS, settled_again_cb, self);
}

static void
uevent_cb (GUdevClient  *client,
           const char   *action,
           GUdevDevice  *device,
           RkDeviceList *self)
{
  schedule (self);
}

static void
dev_changed_cb (GFileMonitor      *monitor,
                GFile             *file,
                GFile             *other_file,
                GFileMonitorEvent  event,
                RkDeviceList      *self)
{
  g_autofree char *name = g_file_get_basename (file);

  if (name != NULL && (g_str_has_prefix (name, "tty") || g_str_has_prefix (name, "rfcomm")))
    schedule (self);
}

static void
rk_device_list_dispose (GObject *object)
{
  RkDeviceList *self = RK_DEVICE_LIST (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_handle_id (&self->settle_again_id, g_source_remove);
  g_clear_object (&self->udev);
  if (self->monitor != NULL)
    g_file_monitor_cancel (self->monitor);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (rk_device_list_parent_class)->dispose (object);
}

static void
rk_device_list_finalize (GObject *object)
{
  RkDeviceList *self = RK_DEVICE_LIST (object);

  g_ptr_array_unref (self->devices);
  g_hash_table_unref (self->known);

  G_OBJECT_CLASS (rk_device_list_parent_class)->finalize (object);
}

static void
rk_device_list_class_init (RkDeviceListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = rk_device_list_dispose;
  object_class->finalize = rk_device_list_finalize;
}

static void
rk_device_list_init (RkDeviceList *self)
{
  static const char * const subsystems[] = { "tty", NULL };
  g_autoptr (GFile) dev = g_file_new_for_path ("/dev");

  self->devices = g_ptr_array_new_with_free_func (g_object_unref);
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);

  self->udev = g_udev_client_new (subsystems);
  g_signal_connect_object (self->udev, "uevent", G_CALLBACK (uevent_cb), self, 0);

  self->monitor = g_file_monitor_directory (dev, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->monitor != NULL)
    g_signal_connect_object (self->monitor, "changed", G_CALLBACK (dev_changed_cb), self, 0);
}

/**
 * rk_device_list_new:
 *
 * Creates the list of the serial ports of the system, already filled.
 *
 * Threads: main; it follows the main context.
 *
 * Returns: the list
 */
RkDeviceList *
rk_device_list_new (void)
{
  RkDeviceList *self = g_object_new (RK_TYPE_DEVICE_LIST, NULL);

  rk_device_list_refresh (self);

  return self;
}

static RkDevice *
device_for (RkDeviceList     *self,
            const RkPortInfo *info)
{
  RkDevice *device = g_hash_table_lookup (self->known, info->key);

  if (device == NULL) {
    device = rk_device_new_for_port (info);
    g_hash_table_insert (self->known, g_strdup (info->key), device);
  } else {
    rk_device_update (device, info);
  }

  return device;
}

static gboolean
same_items (GPtrArray *a,
            GPtrArray *b)
{
  return a->len == b->len &&
         (a->len == 0 || memcmp (a->pdata, b->pdata, a->len * sizeof (gpointer)) == 0);
}

/* One splice: what is equal at both ends stays, so that a selected row stays selected. */
static void
replace_items (RkDeviceList *self,
               GPtrArray    *devices)
{
  g_autoptr (GPtrArray) old = self->devices;
  guint head = 0;
  guint tail = 0;

  while (head < old->len && head < devices->len && old->pdata[head] == devices->pdata[head])
    head++;
  while (tail < old->len - head && tail < devices->len - head &&
         old->pdata[old->len - 1 - tail] == devices->pdata[devices->len - 1 - tail])
    tail++;

  self->devices = g_ptr_array_ref (devices);

  for (guint i = 0; i < old->len; i++)
    if (!g_ptr_array_find (devices, old->pdata[i], NULL))
      rk_device_update (old->pdata[i], NULL);

  g_list_model_items_changed (G_LIST_MODEL (self), head,
                              old->len - head - tail, devices->len - head - tail);
}

/**
 * rk_device_list_refresh:
 * @self: a list
 *
 * Looks at the ports again. Hot plug does it by itself.
 *
 * A device that was away and returns is the same object, perhaps with another path.
 */
void
rk_device_list_refresh (RkDeviceList *self)
{
  g_autoptr (GPtrArray) infos = NULL;
  g_autoptr (GPtrArray) devices = NULL;

  g_return_if_fail (RK_IS_DEVICE_LIST (self));

  infos = rk_port_infos_list ();
  devices = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < infos->len; i++) {
    RkDevice *device = device_for (self, g_ptr_array_index (infos, i));

    /* Twins that cannot be told apart at all would be one object twice. */
    if (!g_ptr_array_find (devices, device, NULL))
      g_ptr_array_add (devices, g_object_ref (device));
  }

  if (!same_items (self->devices, devices))
    replace_items (self, devices);
}

/**
 * rk_device_locate:
 * @key: identity of a device
 *
 * Finds where a device is plugged in now. Reads /sys afresh.
 *
 * Threads: any.
 *
 * Returns: (nullable): its path; %NULL while it is away, or when two devices claim the identity
 */
char *
rk_device_locate (const char *key)
{
  g_return_val_if_fail (key != NULL, NULL);

  return rk_port_infos_locate (key);
}

/**
 * rk_device_locate_candidate:
 * @key: identity of a device that is away
 *
 * Finds a device of the same model in another socket, where the model tells no serial number. Whether it is
 * the one only the user knows.
 *
 * Threads: any.
 *
 * Returns: (nullable): its path; %NULL if there is nothing to ask
 */
char *
rk_device_locate_candidate (const char *key)
{
  g_return_val_if_fail (key != NULL, NULL);

  return rk_port_infos_locate_candidate (key);
}
