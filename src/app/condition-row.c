#include "config.h"

#include "app/condition-row.h"

#include "app/format.h"
#include "base/number.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>

struct _RkConditionRow
{
  AdwActionRow parent_instance;

  RkExperiment *experiment;
  GPtrArray    *channels; /* of RkChannel, as in the list after "none" */
  gboolean      filling;

  GtkDropDown *channel_list;
  GtkDropDown *kind_list;
  GtkEntry    *level_entry;
  GtkLabel    *unit_label;
};

enum {
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkConditionRow, rk_condition_row, ADW_TYPE_ACTION_ROW)

static RkChannel *
get_channel (RkConditionRow *self)
{
  guint selected = gtk_drop_down_get_selected (self->channel_list);

  return selected > 0 && selected <= self->channels->len ? g_ptr_array_index (self->channels, selected - 1) : NULL;
}

static void
show_unit (RkConditionRow *self)
{
  RkChannel *channel = get_channel (self);

  gtk_label_set_label (self->unit_label, channel != NULL ? rk_unit_local (rk_channel_get_unit (channel)) : "");
  gtk_widget_set_sensitive (GTK_WIDGET (self->kind_list), channel != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->level_entry), channel != NULL);
}

static void
changed_cb (RkConditionRow *self)
{
  double level;

  if (self->filling)
    return;

  show_unit (self);
  if (get_channel (self) == NULL || rk_number_parse_typed (gtk_editable_get_text (GTK_EDITABLE (self->level_entry)), &level))
    gtk_widget_remove_css_class (GTK_WIDGET (self->level_entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->level_entry), "error");

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* The channels there are now; the one that is chosen stays chosen. */
static void
fill_channels (RkConditionRow *self)
{
  GListModel *channels = rk_experiment_get_channels (self->experiment);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autoptr (RkChannel) chosen = get_channel (self);
  guint selected = 0;

  if (chosen != NULL)
    g_object_ref (chosen);

  self->filling = TRUE;
  g_ptr_array_set_size (self->channels, 0);
  gtk_string_list_append (names, _("No condition"));
  for (guint i = 0; i < g_list_model_get_n_items (channels); i++) {
    RkChannel *channel = g_list_model_get_item (channels, i);

    g_ptr_array_add (self->channels, channel);
    gtk_string_list_append (names, rk_channel_get_name (channel));
    if (channel == chosen)
      selected = i + 1;
  }
  gtk_drop_down_set_model (self->channel_list, G_LIST_MODEL (names));
  gtk_drop_down_set_selected (self->channel_list, selected);
  self->filling = FALSE;
  show_unit (self);
}

static void
rk_condition_row_dispose (GObject *object)
{
  RkConditionRow *self = RK_CONDITION_ROW (object);

  self->filling = TRUE;
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_object (&self->experiment);

  G_OBJECT_CLASS (rk_condition_row_parent_class)->dispose (object);
}

static void
rk_condition_row_class_init (RkConditionRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rk_condition_row_dispose;

  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
add (RkConditionRow *self,
     GtkWidget      *widget,
     const char     *name)
{
  gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
  if (name != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), widget);
}

static void
rk_condition_row_init (RkConditionRow *self)
{
  /* In the order of RkWatchKind. */
  const char * const kinds[] = { _("rises above"), _("falls below"), _("passes"), _("is above"), _("is below"), NULL };

  self->filling = TRUE;
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
  self->channel_list = GTK_DROP_DOWN (gtk_drop_down_new (NULL, NULL));
  self->kind_list = GTK_DROP_DOWN (gtk_drop_down_new_from_strings (kinds));
  self->level_entry = GTK_ENTRY (gtk_entry_new ());
  self->unit_label = GTK_LABEL (gtk_label_new (NULL));

  gtk_editable_set_width_chars (GTK_EDITABLE (self->level_entry), 6);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->level_entry), 6);
  gtk_entry_set_input_purpose (self->level_entry, GTK_INPUT_PURPOSE_NUMBER);
  gtk_label_set_width_chars (self->unit_label, 4);
  gtk_label_set_xalign (self->unit_label, 0.0f);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (self), 2);

  add (self, GTK_WIDGET (self->channel_list), _("Channel"));
  add (self, GTK_WIDGET (self->kind_list), _("Condition"));
  add (self, GTK_WIDGET (self->level_entry), _("Value"));
  add (self, GTK_WIDGET (self->unit_label), NULL);
}

/**
 * rk_condition_row_new:
 * @title: what happens then: "Start when"
 * @experiment: whose channels can be chosen
 *
 * Returns: (transfer floating): a row without a condition
 */
GtkWidget *
rk_condition_row_new (const char   *title,
                      RkExperiment *experiment)
{
  RkConditionRow *self = g_object_new (RK_TYPE_CONDITION_ROW, "title", title, NULL);

  self->experiment = g_object_ref (experiment);
  fill_channels (self);
  self->filling = FALSE;

  g_signal_connect_object (rk_experiment_get_channels (experiment), "items-changed",
                           G_CALLBACK (fill_channels), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->channel_list, "notify::selected", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->kind_list, "notify::selected", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->level_entry, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/**
 * rk_condition_row_get:
 * @self: a row
 * @condition: (out): what was chosen; its channel is borrowed
 *
 * Returns: %FALSE while there is no whole condition; its channel is %NULL then
 */
gboolean
rk_condition_row_get (RkConditionRow *self,
                      RkCondition    *condition)
{
  g_return_val_if_fail (RK_IS_CONDITION_ROW (self) && condition != NULL, FALSE);

  *condition = (RkCondition) { .kind = (RkWatchKind) gtk_drop_down_get_selected (self->kind_list) };
  if (get_channel (self) == NULL ||
      !rk_number_parse_typed (gtk_editable_get_text (GTK_EDITABLE (self->level_entry)), &condition->level))
    return FALSE;
  condition->channel = get_channel (self);

  return TRUE;
}

/**
 * rk_condition_row_set:
 * @self: a row
 * @condition: (nullable): what to show; %NULL or one without a channel = none
 *
 * Shows a condition. A level that is being typed stays as it is.
 */
void
rk_condition_row_set (RkConditionRow    *self,
                      const RkCondition *condition)
{
  GtkWidget *text;
  guint selected = 0;

  g_return_if_fail (RK_IS_CONDITION_ROW (self));

  text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->level_entry)));
  if (condition != NULL && condition->channel != NULL && g_ptr_array_find (self->channels, condition->channel, &selected))
    selected++;

  self->filling = TRUE;
  gtk_drop_down_set_selected (self->channel_list, selected);
  if (selected > 0) {
    gtk_drop_down_set_selected (self->kind_list, condition->kind);
    if (!gtk_widget_has_focus (text)) {
      g_autofree char *level = rk_format_plain (condition->level);

      gtk_editable_set_text (GTK_EDITABLE (self->level_entry), level);
    }
  }
  self->filling = FALSE;
  show_unit (self);
}
