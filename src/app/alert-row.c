#include "config.h"

#include "app/alert-row.h"

#include "app/condition-row.h"

#include <glib/gi18n-lib.h>

static const struct { RkAlertActions action; const char *label; } actions[] = {
  { RK_ALERT_SOUND, N_("Sound") },
  { RK_ALERT_FLASH, N_("Flash") },
  { RK_ALERT_MARK, N_("Mark") },
  { RK_ALERT_START, N_("Start") },
  { RK_ALERT_STOP, N_("Stop") },
};

struct _RkAlertRow
{
  AdwPreferencesRow parent_instance;

  RkConditionRow *condition_row;
  GtkToggleButton *buttons[G_N_ELEMENTS (actions)];
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkAlertRow, rk_alert_row, ADW_TYPE_PREFERENCES_ROW)

static void
changed_cb (RkAlertRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
remove_cb (RkAlertRow *self)
{
  g_signal_emit (self, signals[SIGNAL_REMOVED], 0);
}

static void
rk_alert_row_class_init (RkAlertRowClass *klass)
{
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_REMOVED] = g_signal_new ("removed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
rk_alert_row_init (RkAlertRow *self)
{
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), FALSE);
}

/**
 * rk_alert_row_new:
 * @experiment: whose channels can be chosen
 * @alert: (nullable): what to show; %NULL = a new one, with sound and mark
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
rk_alert_row_new (RkExperiment  *experiment,
                  const RkAlert *alert)
{
  RkAlertRow *self = g_object_new (RK_TYPE_ALERT_ROW, NULL);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *remove = gtk_button_new_from_icon_name ("user-trash-symbolic");
  RkAlertActions chosen = alert != NULL ? alert->actions : RK_ALERT_SOUND | RK_ALERT_MARK;

  self->condition_row = RK_CONDITION_ROW (rk_condition_row_new (_("When"), experiment));
  rk_condition_row_set (self->condition_row, alert != NULL ? &alert->condition : NULL);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->condition_row));

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    self->buttons[i] = GTK_TOGGLE_BUTTON (gtk_toggle_button_new_with_label (_(actions[i].label)));
    gtk_toggle_button_set_active (self->buttons[i], (chosen & actions[i].action) != 0);
    g_signal_connect_object (self->buttons[i], "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
    gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->buttons[i]));
  }
  gtk_widget_set_hexpand (remove, TRUE);
  gtk_widget_set_halign (remove, GTK_ALIGN_END);
  gtk_widget_set_tooltip_text (remove, _("Remove the alert"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Remove the alert"), -1);
  gtk_widget_add_css_class (remove, "flat");
  gtk_box_append (GTK_BOX (line), remove);
  gtk_widget_set_margin_start (line, 12);
  gtk_widget_set_margin_end (line, 12);
  gtk_widget_set_margin_bottom (line, 9);
  gtk_box_append (GTK_BOX (box), line);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);

  g_signal_connect_object (self->condition_row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * rk_alert_row_dup:
 * @self: a row
 *
 * Returns: (transfer full) (nullable): the alert as it is asked for; %NULL while its condition is not whole
 */
RkAlert *
rk_alert_row_dup (RkAlertRow *self)
{
  RkCondition condition;
  RkAlertActions chosen = 0;

  g_return_val_if_fail (RK_IS_ALERT_ROW (self), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++) {
    if (gtk_toggle_button_get_active (self->buttons[i]))
      chosen |= actions[i].action;
  }

  return rk_condition_row_get (self->condition_row, &condition)
           ? rk_alert_new (condition.channel, condition.kind, condition.level, chosen)
           : NULL;
}
