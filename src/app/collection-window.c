#include "config.h"

#include "app/collection-window.h"

#include "analysis/photogate.h"
#include "app/alert-row.h"
#include "app/condition-row.h"
#include "app/format.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the recorder takes at most. */
#define MAX_DELAY_S   86400.0
#define MAX_AVERAGE_S RK_HISTORY_S

struct _RkCollectionWindow
{
  AdwWindow parent_instance;

  RkDocument     *document;
  RkRecorder     *recorder;
  RkConditionRow *trigger_row;
  RkConditionRow *stop_row;
  GPtrArray      *alert_rows; /* of RkAlertRow */
  gboolean        filling;

  /* Template children. */
  AdwComboRow         *mode_row;
  AdwEntryRow         *entry_name_row;
  AdwEntryRow         *entry_unit_row;
  AdwEntryRow         *average_row;
  AdwEntryRow         *delay_row;
  AdwPreferencesGroup *start_group;
  AdwPreferencesGroup *trigger_group;
  AdwEntryRow         *before_row;
  GtkSwitch           *rearm_switch;
  AdwPreferencesGroup *stop_group;
  AdwPreferencesGroup *gate_group;
  AdwComboRow         *gate_row;
  AdwEntryRow         *gate_value_row;
  AdwPreferencesGroup *alerts_group;
};

G_DEFINE_FINAL_TYPE (RkCollectionWindow, rk_collection_window, ADW_TYPE_WINDOW)

/* In the order of RkPhotogateMode, after "nothing". */
static const struct { const char *label; const char *value; } gates[] = {
  { N_("A flag of known width: speed"), N_("Width of the flag, m") },
  { N_("Two flags or two gates: speed"), N_("Distance between them, m") },
  { N_("A pendulum: period"), NULL },
  { N_("A picket fence: speed and acceleration"), N_("Pitch of the bars, m") },
  { N_("Anything: counts in an interval"), N_("Interval, s") },
};

/* ---- from the form ---- */

/* A number of 0 ... @max; what is wrong is shown red and leaves @value as it is. */
static gboolean
read_number (AdwEntryRow *row,
             double       max,
             double      *value)
{
  double typed = 0.0;
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));
  gboolean is_ok = *text == '\0' || (rk_number_parse_typed (text, &typed) && typed >= 0.0 && typed <= max);

  if (is_ok) {
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
    *value = typed;
  } else {
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  }

  return is_ok;
}

/* "2", "0,5", "10 %" of the duration. */
static gboolean
read_before (RkCollectionWindow *self,
             double             *seconds)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->before_row))));
  gboolean is_percent = g_str_has_suffix (text, "%");
  double typed = 0.0;

  if (is_percent)
    text[strlen (text) - 1] = '\0';
  g_strchomp (text);
  if (*text != '\0' && !rk_number_parse_typed (text, &typed))
    typed = -1.0;
  if (is_percent)
    typed *= rk_recorder_get_duration_s (self->recorder) / 100.0;

  if (!(typed >= 0.0 && typed <= RK_HISTORY_S)) {
    gtk_widget_add_css_class (GTK_WIDGET (self->before_row), "error");
    return FALSE;
  }
  gtk_widget_remove_css_class (GTK_WIDGET (self->before_row), "error");
  *seconds = typed;

  return TRUE;
}

static void
take_text (RkCollectionWindow *self,
           AdwEntryRow        *row,
           const char         *property)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  g_object_set (self->recorder, property, *text != '\0' ? text : NULL, NULL);
}

static void
show_rows (RkCollectionWindow *self)
{
  gboolean is_keep = adw_combo_row_get_selected (self->mode_row) == RK_COLLECT_KEEP;
  guint gate = adw_combo_row_get_selected (self->gate_row);

  gtk_widget_set_visible (GTK_WIDGET (self->entry_name_row), is_keep);
  gtk_widget_set_visible (GTK_WIDGET (self->entry_unit_row), is_keep);
  gtk_widget_set_visible (GTK_WIDGET (self->average_row), is_keep);
  gtk_widget_set_visible (GTK_WIDGET (self->trigger_group), !is_keep);
  gtk_widget_set_visible (GTK_WIDGET (self->trigger_row), !is_keep);
  gtk_widget_set_visible (GTK_WIDGET (self->gate_value_row), gate > 0 && gates[gate - 1].value != NULL);
  if (gate > 0 && gates[gate - 1].value != NULL)
    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->gate_value_row), _(gates[gate - 1].value));
}

static void
changed_cb (RkCollectionWindow *self)
{
  double value;

  if (self->filling)
    return;

  self->filling = TRUE;
  rk_recorder_set_mode (self->recorder, (RkCollectMode) adw_combo_row_get_selected (self->mode_row));
  take_text (self, self->entry_name_row, "entry-name");
  take_text (self, self->entry_unit_row, "entry-unit");
  if (read_number (self->average_row, MAX_AVERAGE_S, &value))
    g_object_set (self->recorder, "average-s", value, NULL);
  if (read_number (self->delay_row, MAX_DELAY_S, &value))
    g_object_set (self->recorder, "delay-s", value, NULL);
  if (read_before (self, &value))
    g_object_set (self->recorder, "pre-trigger-s", value, NULL);
  g_object_set (self->recorder, "rearm", gtk_switch_get_active (self->rearm_switch), NULL);
  self->filling = FALSE;

  show_rows (self);
}

static void
gate_changed_cb (RkCollectionWindow *self)
{
  guint selected = adw_combo_row_get_selected (self->gate_row);
  RkPhotogate settings;
  g_autofree char *text = NULL;
  double value = 0.0;

  if (self->filling)
    return;

  show_rows (self);
  if (selected == 0) {
    g_object_set (self->recorder, "photogate", NULL, NULL);
    return;
  }

  /* Without a number the usual one of the mode. */
  if (!rk_photogate_parse (rk_photogate_mode_id ((RkPhotogateMode) (selected - 1)), &settings, NULL))
    return;
  if (*gtk_editable_get_text (GTK_EDITABLE (self->gate_value_row)) != '\0' &&
      read_number (self->gate_value_row, 86400.0, &value) && value > 0.0)
    settings.parameter = value;
  text = rk_photogate_to_text (&settings);
  if (rk_photogate_parse (text, &settings, NULL))
    g_object_set (self->recorder, "photogate", text, NULL);
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->gate_value_row), "error");
}

static void
trigger_changed_cb (RkCollectionWindow *self)
{
  RkCondition condition;

  if (self->filling)
    return;

  rk_condition_row_get (self->trigger_row, &condition);
  rk_recorder_set_trigger (self->recorder, &condition);
}

static void
stop_changed_cb (RkCollectionWindow *self)
{
  RkCondition condition;

  if (self->filling)
    return;

  rk_condition_row_get (self->stop_row, &condition);
  rk_recorder_set_stop_condition (self->recorder, &condition);
}

/* ---- alerts ---- */

static void
alerts_changed_cb (RkCollectionWindow *self)
{
  g_autoptr (GPtrArray) alerts = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_alert_free);

  if (self->filling)
    return;

  for (guint i = 0; i < self->alert_rows->len; i++) {
    RkAlert *alert = rk_alert_row_dup (g_ptr_array_index (self->alert_rows, i));

    if (alert != NULL)
      g_ptr_array_add (alerts, alert);
  }
  self->filling = TRUE;
  rk_recorder_set_alerts (self->recorder, alerts);
  self->filling = FALSE;
}

static void
alert_removed_cb (RkCollectionWindow *self,
                  RkAlertRow         *row)
{
  g_ptr_array_remove (self->alert_rows, row);
  adw_preferences_group_remove (self->alerts_group, GTK_WIDGET (row));
  alerts_changed_cb (self);
}

static void
add_alert_row (RkCollectionWindow *self,
               const RkAlert      *alert)
{
  GtkWidget *row = rk_alert_row_new (rk_document_get_experiment (self->document), alert);

  g_ptr_array_add (self->alert_rows, row);
  adw_preferences_group_add (self->alerts_group, row);
  g_signal_connect_object (row, "changed", G_CALLBACK (alerts_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "removed", G_CALLBACK (alert_removed_cb), self, G_CONNECT_SWAPPED);
}

static void
add_alert_cb (RkCollectionWindow *self)
{
  add_alert_row (self, NULL);
}

/* ---- into the form ---- */

static void
show_number (AdwEntryRow *row,
             double       value)
{
  g_autofree char *text = value > 0.0 ? rk_format_plain (value) : g_strdup ("");

  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
fill_gate (RkCollectionWindow *self)
{
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  g_autofree char *text = NULL;
  RkPhotogate settings;

  gtk_string_list_append (names, _("No photogate"));
  for (guint i = 0; i < G_N_ELEMENTS (gates); i++)
    gtk_string_list_append (names, _(gates[i].label));
  adw_combo_row_set_model (self->gate_row, G_LIST_MODEL (names));

  g_object_get (self->recorder, "photogate", &text, NULL);
  if (text != NULL && rk_photogate_parse (text, &settings, NULL)) {
    adw_combo_row_set_selected (self->gate_row, settings.mode + 1);
    show_number (self->gate_value_row, settings.parameter);
  }
}

static void
fill (RkCollectionWindow *self)
{
  g_autofree char *entry_name = NULL;
  g_autofree char *entry_unit = NULL;
  RkCondition condition;
  GPtrArray *alerts = rk_recorder_get_alerts (self->recorder);
  double average_s = 0.0;
  double delay_s = 0.0;
  double before_s = 0.0;
  gboolean rearm = FALSE;

  g_object_get (self->recorder, "entry-name", &entry_name, "entry-unit", &entry_unit, "average-s", &average_s,
                "delay-s", &delay_s, "pre-trigger-s", &before_s, "rearm", &rearm, NULL);

  self->filling = TRUE;
  adw_combo_row_set_selected (self->mode_row, rk_recorder_get_mode (self->recorder));
  gtk_editable_set_text (GTK_EDITABLE (self->entry_name_row), entry_name != NULL ? entry_name : "");
  gtk_editable_set_text (GTK_EDITABLE (self->entry_unit_row), entry_unit != NULL ? entry_unit : "");
  show_number (self->average_row, average_s);
  show_number (self->delay_row, delay_s);
  show_number (self->before_row, before_s);
  gtk_switch_set_active (self->rearm_switch, rearm);

  rk_recorder_get_trigger (self->recorder, &condition);
  rk_condition_row_set (self->trigger_row, &condition);
  rk_recorder_get_stop_condition (self->recorder, &condition);
  rk_condition_row_set (self->stop_row, &condition);
  for (guint i = 0; alerts != NULL && i < alerts->len; i++)
    add_alert_row (self, g_ptr_array_index (alerts, i));
  fill_gate (self);
  self->filling = FALSE;

  show_rows (self);
}

/* The threshold can be dragged on the graph meanwhile. */
static void
setup_changed_cb (RkCollectionWindow *self)
{
  RkCondition condition;

  if (self->filling)
    return;

  /* A condition that is only half typed stays. */
  rk_recorder_get_trigger (self->recorder, &condition);
  if (condition.channel == NULL)
    return;

  self->filling = TRUE;
  rk_condition_row_set (self->trigger_row, &condition);
  self->filling = FALSE;
}

/* ---- the object ---- */

static void
rk_collection_window_dispose (GObject *object)
{
  RkCollectionWindow *self = RK_COLLECTION_WINDOW (object);

  self->filling = TRUE;
  g_clear_pointer (&self->alert_rows, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_COLLECTION_WINDOW);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (rk_collection_window_parent_class)->dispose (object);
}

static void
rk_collection_window_class_init (RkCollectionWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_collection_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/collection-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, mode_row);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, entry_name_row);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, entry_unit_row);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, average_row);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, delay_row);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, start_group);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, trigger_group);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, before_row);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, rearm_switch);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, stop_group);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, gate_group);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, gate_row);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, gate_value_row);
  gtk_widget_class_bind_template_child (widget_class, RkCollectionWindow, alerts_group);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, gate_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, add_alert_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
rk_collection_window_init (RkCollectionWindow *self)
{
  self->filling = TRUE;
  self->alert_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_collection_window_new:
 * @parent: the window of the experiment
 * @document: whose collection is set
 *
 * Makes the settings of collection; they live until they are closed.
 *
 * Returns: (transfer none): a window; GTK owns it
 */
GtkWindow *
rk_collection_window_new (GtkWindow  *parent,
                          RkDocument *document)
{
  RkCollectionWindow *self;
  RkExperiment *experiment;

  g_return_val_if_fail (RK_IS_DOCUMENT (document), NULL);

  self = g_object_new (RK_TYPE_COLLECTION_WINDOW, "transient-for", parent, NULL);
  self->document = g_object_ref (document);
  self->recorder = rk_document_get_recorder (document);
  experiment = rk_document_get_experiment (document);

  self->trigger_row = RK_CONDITION_ROW (rk_condition_row_new (_("Wait until"), experiment));
  self->stop_row = RK_CONDITION_ROW (rk_condition_row_new (_("Stop when"), experiment));
  adw_preferences_group_add (self->start_group, GTK_WIDGET (self->trigger_row));
  adw_preferences_group_add (self->stop_group, GTK_WIDGET (self->stop_row));
  fill (self);

  g_signal_connect_object (self->trigger_row, "changed", G_CALLBACK (trigger_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->stop_row, "changed", G_CALLBACK (stop_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->recorder, "setup-changed", G_CALLBACK (setup_changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WINDOW (self);
}
