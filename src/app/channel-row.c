#include "config.h"

#include "app/channel-row.h"

#include "app/beat.h"
#include "app/channel-note.h"
#include "app/channel-popover.h"
#include "app/color-dot.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>

struct _RkChannelRow
{
  GtkListBoxRow parent_instance;

  RkChannel    *channel;
  RkSensorCare *care; /* nullable */

  /* Template children. */
  RkColorDot    *dot;
  GtkBox        *text_box;
  GtkLabel      *name_label;
  GtkLabel      *value_label;
  GtkLabel      *unit_label;
  GtkLabel      *note_label;
  GtkMenuButton *menu_button;

  guint beat_id; /* the newest value is about to be shown */
};

G_DEFINE_FINAL_TYPE (RkChannelRow, rk_channel_row, GTK_TYPE_LIST_BOX_ROW)

/* The label is left alone when its text stays: with many channels most of the
 * cost is the layout that a new text asks for. */
static void
set_label (GtkLabel   *label,
           const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

static void
update_value (RkChannelRow *self)
{
  g_autofree char *value = rk_channel_format (self->channel,
                                              rk_channel_get_last_value (self->channel));

  set_label (self->value_label, value);
}

static gboolean
beat_cb (gpointer user_data)
{
  RkChannelRow *self = user_data;

  self->beat_id = 0;
  update_value (self);

  return G_SOURCE_REMOVE;
}

static void
last_value_cb (RkChannelRow *self)
{
  if (self->beat_id == 0)
    self->beat_id = rk_beat_add (beat_cb, self);
}

static void
update_name (RkChannelRow *self)
{
  const char *name = rk_channel_get_name (self->channel);

  set_label (self->name_label, name != NULL ? name : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name != NULL ? name : "",
                                  -1);
}

static void
update_unit (RkChannelRow *self)
{
  set_label (self->unit_label, rk_unit_local (rk_channel_get_unit (self->channel)));
  update_value (self);
}

static void
update_note (RkChannelRow *self)
{
  double left_s = self->care != NULL ? rk_sensor_care_get_warm_up_left_s (self->care, self->channel) : 0.0;
  gboolean battery_low = self->care != NULL && rk_sensor_care_is_battery_low (self->care, self->channel);
  g_autofree char *note = rk_channel_note (self->channel, left_s, battery_low);

  set_label (self->note_label, note != NULL ? note : "");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->note_label), note);
  gtk_widget_set_visible (GTK_WIDGET (self->note_label), note != NULL);
}

static void
calibration_cb (RkChannelRow *self)
{
  update_note (self);
  update_value (self);
}

static void
update_looks (RkChannelRow *self)
{
  gboolean visible = rk_channel_get_visible (self->channel);

  rk_color_dot_set_color (self->dot, rk_channel_get_color (self->channel));
  gtk_widget_set_opacity (GTK_WIDGET (self->dot), visible ? 1.0 : 0.2);
  gtk_widget_set_opacity (GTK_WIDGET (self->text_box), visible ? 1.0 : 0.5);
}

/* Made when it is asked for: with 256 channels most never are. */
static void
create_popup (GtkMenuButton *button,
              gpointer       user_data)
{
  RkChannelRow *self = user_data;

  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, rk_channel_popover_new (self->channel));
}

static void
rk_channel_row_dispose (GObject *object)
{
  RkChannelRow *self = RK_CHANNEL_ROW (object);

  g_clear_handle_id (&self->beat_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_CHANNEL_ROW);
  g_clear_object (&self->channel);
  g_clear_object (&self->care);

  G_OBJECT_CLASS (rk_channel_row_parent_class)->dispose (object);
}

static void
rk_channel_row_class_init (RkChannelRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_channel_row_dispose;

  g_type_ensure (RK_TYPE_COLOR_DOT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/channel-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RkChannelRow, dot);
  gtk_widget_class_bind_template_child (widget_class, RkChannelRow, text_box);
  gtk_widget_class_bind_template_child (widget_class, RkChannelRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, RkChannelRow, value_label);
  gtk_widget_class_bind_template_child (widget_class, RkChannelRow, unit_label);
  gtk_widget_class_bind_template_child (widget_class, RkChannelRow, note_label);
  gtk_widget_class_bind_template_child (widget_class, RkChannelRow, menu_button);
}

static void
rk_channel_row_init (RkChannelRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, create_popup, self, NULL);
}

/**
 * rk_channel_row_new:
 * @channel: a channel
 * @care: (nullable): who knows about its sensor
 *
 * Makes the row of a channel.
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
rk_channel_row_new (RkChannel    *channel,
                    RkSensorCare *care)
{
  RkChannelRow *self = g_object_new (RK_TYPE_CHANNEL_ROW, NULL);

  self->channel = g_object_ref (channel);
  if (care != NULL) {
    self->care = g_object_ref (care);
    g_signal_connect_object (care, "changed", G_CALLBACK (update_note), self, G_CONNECT_SWAPPED);
  }
  update_name (self);
  update_unit (self);
  update_looks (self);
  update_note (self);

  g_signal_connect_object (channel, "notify::name", G_CALLBACK (update_name), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::last-value", G_CALLBACK (last_value_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::decimals", G_CALLBACK (update_value), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::unit", G_CALLBACK (update_unit), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::calibration", G_CALLBACK (calibration_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::zero", G_CALLBACK (calibration_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::color", G_CALLBACK (update_looks), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (channel, "notify::visible", G_CALLBACK (update_looks), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
