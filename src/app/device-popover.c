#include "config.h"

#include "app/device-popover.h"

#include "app/device-row.h"
#include "app/source-row.h"
#include "app/speed.h"

#include <glib/gi18n-lib.h>

#include <string.h>

struct _RkDevicePopover
{
  GtkPopover parent_instance;

  RkDocument   *document; /* nullable until set */
  RkDeviceList *ports;
  guint         focus_id; /* the keyboard is about to get a new place; 0 = no */

  /* Template children. */
  GtkBox          *connected_box;
  GtkListBox      *connected_list;
  GtkButton       *refresh_button;
  GtkListBox      *ports_list;
  GtkListBox      *simulated_list;
  GtkEntry        *path_entry;
  GtkComboBoxText *speed_combo;
  GtkButton       *open_button;
  GtkLabel        *errors_label;
};

G_DEFINE_FINAL_TYPE (RkDevicePopover, rk_device_popover, GTK_TYPE_POPOVER)

static void
refresh_cb (RkDevicePopover *self)
{
  rk_device_list_refresh (self->ports);
}

static void
device_activated_cb (RkDevicePopover *self,
                     GtkListBoxRow   *row)
{
  RkDevice *device = rk_device_row_get_device (RK_DEVICE_ROW (row));

  if (rk_document_connect_device (self->document, device) != NULL)
    gtk_popover_popdown (GTK_POPOVER (self));
}

static void
path_changed_cb (RkDevicePopover *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->path_entry));

  gtk_widget_set_sensitive (GTK_WIDGET (self->open_button),
                            *text != '\0' && !rk_document_get_recording (self->document));
}

/* Any path goes: a pty, a socket, a link; what is wrong with it shows as a message. */
static void
open_path_cb (RkDevicePopover *self)
{
  g_autofree char *path = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->path_entry)));
  GtkWidget *entry = gtk_combo_box_get_child (GTK_COMBO_BOX (self->speed_combo));
  g_autoptr (RkDevice) device = NULL;
  RkSource *source;
  guint baud = 0;

  g_strstrip (path);
  if (*path == '\0')
    return;
  if (!rk_speed_parse (gtk_editable_get_text (GTK_EDITABLE (entry)), &baud)) {
    gtk_widget_add_css_class (entry, "error");
    return;
  }
  gtk_widget_remove_css_class (entry, "error");

  device = rk_device_new_path (path);
  source = rk_document_connect_device (self->document, device);
  if (source == NULL)
    return;

  if (rk_profile_get_line (rk_source_get_profile (source))->baud != baud) {
    g_autoptr (RkProfile) changed = rk_profile_with_baud (rk_source_get_profile (source), baud);

    rk_source_set_profile (source, changed);
  }
  gtk_popover_popdown (GTK_POPOVER (self));
}

/* A profile with a mistake is left out, but not in silence. */
static void
show_profile_errors (RkDevicePopover *self)
{
  g_autoptr (GPtrArray) errors = rk_profile_list_errors ();
  g_autofree char *text = NULL;

  if (errors->len == 0)
    return;

  if (errors->len == 1)
    /* Translators: a file, a line and what is wrong there */
    text = g_strdup_printf (_("A profile is left out: %s"), (char *) g_ptr_array_index (errors, 0));
  else
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u profile is left out. The first: %s",
                                         "%u profiles are left out. The first: %s", errors->len),
                            errors->len, (char *) g_ptr_array_index (errors, 0));

  gtk_label_set_label (self->errors_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->errors_label), TRUE);
}

static GtkWidget *
create_device_row (gpointer item,
                   gpointer user_data)
{
  return rk_device_row_new (RK_DEVICE (item));
}

static GtkWidget *
create_source_row (gpointer item,
                   gpointer user_data)
{
  RkDevicePopover *self = user_data;

  return rk_source_row_new (self->document, RK_SOURCE (item));
}

static void
update_connected (RkDevicePopover *self)
{
  GListModel *sources = rk_recorder_get_sources (rk_document_get_recorder (self->document));

  gtk_widget_set_visible (GTK_WIDGET (self->connected_box), g_list_model_get_n_items (sources) > 0);
}

static gboolean
focus_cb (gpointer user_data)
{
  RkDevicePopover *self = user_data;

  self->focus_id = 0;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    gtk_widget_grab_focus (GTK_WIDGET (self->refresh_button));

  return G_SOURCE_REMOVE;
}

/* A row takes the keyboard along when it goes (GTK 4.8): without a new place for it, no key would
 * reach the window any more, not even after the popover has closed. The row is still being pressed. */
static void
sources_changed_cb (RkDevicePopover *self,
                    guint            position,
                    guint            removed)
{
  update_connected (self);
  if (removed > 0 && self->focus_id == 0)
    self->focus_id = g_idle_add (focus_cb, self);
}

static void
update_recording (RkDevicePopover *self)
{
  gboolean idle = !rk_document_get_recording (self->document);

  gtk_widget_set_sensitive (GTK_WIDGET (self->ports_list), idle);
  gtk_widget_set_sensitive (GTK_WIDGET (self->simulated_list), idle);
  path_changed_cb (self);
}

static void
rk_device_popover_dispose (GObject *object)
{
  RkDevicePopover *self = RK_DEVICE_POPOVER (object);

  g_clear_handle_id (&self->focus_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_DEVICE_POPOVER);
  g_clear_object (&self->document);
  g_clear_object (&self->ports);

  G_OBJECT_CLASS (rk_device_popover_parent_class)->dispose (object);
}

static void
rk_device_popover_class_init (RkDevicePopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_device_popover_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/device-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, RkDevicePopover, connected_box);
  gtk_widget_class_bind_template_child (widget_class, RkDevicePopover, connected_list);
  gtk_widget_class_bind_template_child (widget_class, RkDevicePopover, refresh_button);
  gtk_widget_class_bind_template_child (widget_class, RkDevicePopover, ports_list);
  gtk_widget_class_bind_template_child (widget_class, RkDevicePopover, simulated_list);
  gtk_widget_class_bind_template_child (widget_class, RkDevicePopover, path_entry);
  gtk_widget_class_bind_template_child (widget_class, RkDevicePopover, speed_combo);
  gtk_widget_class_bind_template_child (widget_class, RkDevicePopover, open_button);
  gtk_widget_class_bind_template_child (widget_class, RkDevicePopover, errors_label);
  gtk_widget_class_bind_template_callback (widget_class, refresh_cb);
  gtk_widget_class_bind_template_callback (widget_class, device_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, path_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_path_cb);
}

static void
rk_device_popover_init (RkDevicePopover *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  rk_speed_combo_fill (self->speed_combo, 9600);
}

/**
 * rk_device_popover_set_document:
 * @self: a popover
 * @document: who takes the devices
 * @ports: the ports of the system
 *
 * Says whose devices are shown; to be called once.
 */
void
rk_device_popover_set_document (RkDevicePopover *self,
                                RkDocument      *document,
                                RkDeviceList    *ports)
{
  g_autoptr (GListModel) simulated = rk_simulated_devices_new ();
  GListModel *sources = rk_recorder_get_sources (rk_document_get_recorder (document));

  g_return_if_fail (self->document == NULL);

  self->document = g_object_ref (document);
  self->ports = g_object_ref (ports);

  gtk_list_box_bind_model (self->connected_list, sources, create_source_row, self, NULL);
  gtk_list_box_bind_model (self->ports_list, G_LIST_MODEL (ports), create_device_row, NULL, NULL);
  gtk_list_box_bind_model (self->simulated_list, simulated, create_device_row, NULL, NULL);

  g_signal_connect_object (sources, "items-changed", G_CALLBACK (sources_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::recording", G_CALLBACK (update_recording), self, G_CONNECT_SWAPPED);
  update_connected (self);
  update_recording (self);
  show_profile_errors (self);
}
