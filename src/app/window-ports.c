#include "config.h"

#include "app/window-private.h"

#include <glib/gi18n-lib.h>

/* Plug in, see a value: a known device that appears while the window is in use
 * and has nothing else to listen to is connected without a click. What was
 * there at the start, or is unknown, waits to be chosen: opening a port may
 * reset a board. */

static GHashTable *
collect_keys (GListModel *ports)
{
  GHashTable *keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (ports); i++) {
    g_autoptr (RkDevice) device = g_list_model_get_item (ports, i);

    g_hash_table_add (keys, g_strdup (rk_device_get_key (device)));
  }

  return keys;
}

static gboolean
is_known (RkDevice *device)
{
  return rk_device_get_state (device) == RK_DEVICE_FREE && rk_device_is_known (device);
}

static gboolean
is_waiting (RkWindow *self)
{
  GListModel *sources = rk_recorder_get_sources (rk_document_get_recorder (self->document));

  return gtk_window_is_active (GTK_WINDOW (self))
    && !rk_document_get_recording (self->document)
    && g_list_model_get_n_items (sources) == 0;
}

static void
ports_changed_cb (RkWindow   *self,
                  guint       position,
                  guint       removed,
                  guint       added,
                  GListModel *ports)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->known_ports);

  self->known_ports = collect_keys (ports);

  for (guint i = position; i < position + added; i++) {
    g_autoptr (RkDevice) device = g_list_model_get_item (ports, i);
    g_autofree char *text = NULL;

    if (g_hash_table_contains (before, rk_device_get_key (device))
        || !is_known (device) || !is_waiting (self))
      continue;

    if (rk_document_connect_device (self->document, device) != NULL) {
      /* Translators: the name of a device */
      text = g_strdup_printf (_("%s is connected"), rk_device_get_name (device));
      rk_window_say (self, text);
    }
  }
}

/* internal; see window-private.h */
void
rk_window_watch_ports (RkWindow     *self,
                       RkDeviceList *ports)
{
  self->known_ports = collect_keys (G_LIST_MODEL (ports));
  g_signal_connect_object (ports, "items-changed", G_CALLBACK (ports_changed_cb), self, G_CONNECT_SWAPPED);
}
