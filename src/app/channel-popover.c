#include "config.h"

#include "app/channel-popover.h"

#include "app/color-dot.h"
#include "base/quantity.h"
#include "plot/scene.h"

#include <glib/gi18n-lib.h>

struct _RkChannelPopover
{
  GtkPopover parent_instance;

  RkChannel *channel;
  gboolean   filling; /* the popover itself moves the controls */

  /* Template children. */
  GtkEntry        *name_entry;
  GtkComboBoxText *unit_combo;
  GtkDropDown     *decimals_drop_down;
  GtkBox          *color_box;
  GtkCheckButton  *visible_button;
  GtkWidget       *zero_button;
  GtkWidget       *unzero_button;
  GtkWidget       *calibrate_button;
  GtkWidget       *listen_button;
};

G_DEFINE_FINAL_TYPE (RkChannelPopover, rk_channel_popover, GTK_TYPE_POPOVER)

static void
popdown_cb (RkChannelPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
name_changed_cb (RkChannelPopover *self)
{
  g_autofree char *text = NULL;

  if (self->filling)
    return;

  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_entry))));
  if (*text != '\0')
    rk_channel_set_name (self->channel, text);
}

static void
unit_changed_cb (RkChannelPopover *self)
{
  g_autofree char *text = NULL;
  const RkUnit *unit;

  if (self->filling)
    return;

  text = gtk_combo_box_text_get_active_text (self->unit_combo);
  if (text != NULL)
    g_strstrip (text);
  unit = text != NULL && *text != '\0' ? rk_unit_find (text) : NULL;

  if (unit != NULL)
    rk_channel_set_unit (self->channel, unit->symbol);
  else
    rk_channel_set_unit (self->channel, text != NULL && *text != '\0' ? text : NULL);
}

static void
decimals_changed_cb (RkChannelPopover *self)
{
  if (!self->filling)
    rk_channel_set_decimals (self->channel,
                             (int) gtk_drop_down_get_selected (self->decimals_drop_down) - 1);
}

static void
set_color_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  RkChannelPopover *self = RK_CHANNEL_POPOVER (widget);

  rk_channel_set_color (self->channel, g_variant_get_uint32 (parameter));
}

/* Units that the values can be shown in: those of the same quantity as what the
 * device delivers or its calibration makes of it; any other text can be typed. */
static void
fill_units (RkChannelPopover *self)
{
  const char *inner = rk_channel_get_calibration_unit (self->channel);
  const char *raw_unit = inner != NULL ? inner : rk_channel_get_raw_unit (self->channel);
  const RkUnit *raw = raw_unit != NULL ? rk_unit_find (raw_unit) : NULL;
  const char *quantity = raw != NULL ? raw->quantity : rk_channel_get_quantity (self->channel);
  GtkWidget *entry = gtk_combo_box_get_child (GTK_COMBO_BOX (self->unit_combo));
  const RkUnit *unit;

  gtk_combo_box_text_remove_all (self->unit_combo);
  for (guint i = 0; (unit = rk_unit_nth (i)) != NULL; i++) {
    if (quantity != NULL && g_strcmp0 (unit->quantity, quantity) == 0)
      gtk_combo_box_text_append_text (self->unit_combo, rk_unit_local (unit->symbol));
  }

  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 12);
  gtk_editable_set_text (GTK_EDITABLE (entry), rk_unit_local (rk_channel_get_unit (self->channel)));
}

static void
fill_cb (RkChannelPopover *self)
{
  const char *name = rk_channel_get_name (self->channel);

  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->name_entry), name != NULL ? name : "");
  gtk_editable_select_region (GTK_EDITABLE (self->name_entry), 0, -1);
  fill_units (self);
  gtk_drop_down_set_selected (self->decimals_drop_down,
                              (guint) CLAMP (rk_channel_get_decimals (self->channel) + 1, 0, 7));
  gtk_widget_set_visible (self->unzero_button, rk_channel_get_zero (self->channel) != 0.0);
  self->filling = FALSE;
}

static void
fill_colors (RkChannelPopover *self)
{
  for (guint i = 0; i < RK_PALETTE_SIZE; i++) {
    GtkWidget *button = gtk_button_new ();
    /* Translators: %u is the number of a colour in the palette */
    g_autofree char *label = g_strdup_printf (_("Colour %u"), i + 1);

    gtk_button_set_child (GTK_BUTTON (button), rk_color_dot_new (i));
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "channel.color");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", i);
    gtk_widget_add_css_class (button, "flat");
    gtk_widget_add_css_class (button, "rk-color");
    gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                    GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
    gtk_widget_set_tooltip_text (button, label);
    gtk_box_append (self->color_box, button);
  }
}

static void
rk_channel_popover_dispose (GObject *object)
{
  RkChannelPopover *self = RK_CHANNEL_POPOVER (object);

  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_CHANNEL_POPOVER);
  g_clear_object (&self->channel);

  G_OBJECT_CLASS (rk_channel_popover_parent_class)->dispose (object);
}

static void
rk_channel_popover_class_init (RkChannelPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_channel_popover_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/channel-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, RkChannelPopover, name_entry);
  gtk_widget_class_bind_template_child (widget_class, RkChannelPopover, unit_combo);
  gtk_widget_class_bind_template_child (widget_class, RkChannelPopover, decimals_drop_down);
  gtk_widget_class_bind_template_child (widget_class, RkChannelPopover, color_box);
  gtk_widget_class_bind_template_child (widget_class, RkChannelPopover, visible_button);
  gtk_widget_class_bind_template_child (widget_class, RkChannelPopover, zero_button);
  gtk_widget_class_bind_template_child (widget_class, RkChannelPopover, unzero_button);
  gtk_widget_class_bind_template_child (widget_class, RkChannelPopover, calibrate_button);
  gtk_widget_class_bind_template_child (widget_class, RkChannelPopover, listen_button);
  gtk_widget_class_bind_template_callback (widget_class, popdown_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, unit_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, decimals_changed_cb);
  gtk_widget_class_install_action (widget_class, "channel.color", "u", set_color_action);
}

static void
rk_channel_popover_init (RkChannelPopover *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_colors (self);
}

static void
set_action (GtkWidget  *button,
            const char *action,
            RkChannel  *channel)
{
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", rk_channel_get_id (channel));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
}

/**
 * rk_channel_popover_new:
 * @channel: a channel
 *
 * Makes the popover of a channel. Changes take effect as they are made.
 *
 * Returns: (transfer floating): a popover
 */
GtkWidget *
rk_channel_popover_new (RkChannel *channel)
{
  RkChannelPopover *self = g_object_new (RK_TYPE_CHANNEL_POPOVER, NULL);

  self->channel = g_object_ref (channel);
  set_action (self->zero_button, "win.zero-channel", channel);
  set_action (self->unzero_button, "win.remove-zero", channel);
  set_action (self->calibrate_button, "win.calibrate", channel);
  set_action (self->listen_button, "win.listen", channel);
  g_object_bind_property (channel, "visible", self->visible_button, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  fill_cb (self);
  g_signal_connect (self, "show", G_CALLBACK (fill_cb), NULL);

  return GTK_WIDGET (self);
}
