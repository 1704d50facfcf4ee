#include "config.h"

#include "app/settings-popover.h"

#include "app/format.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* Limits of what may be asked for. */
#define RATE_MAX_HZ    1e6
#define RATE_MIN_HZ    1e-5  /* a reading a day */
#define DURATION_MAX_S 3.2e7 /* a year */

/* From here on the number of samples is shown as a warning, never refused. */
#define MANY_SAMPLES 1000000

/* Quick durations, seconds; two rows. */
static const guint quick_s[] = { 1, 5, 10, 15, 20, 30, 45, 60, 300, 600, 900, 1200, 1800, 3600 };
#define QUICK_COLUMNS 7

static const double unit_s[] = { 1.0, 60.0, 3600.0 };

struct _RkSettingsPopover
{
  GtkPopover parent_instance;

  RkDocument *document;
  gboolean    filling; /* the popover itself moves the controls */

  /* Template children. */
  GtkBox         *box;
  GtkCheckButton *every_button;
  GtkCheckButton *average_button;
  GtkCheckButton *pick_button;
  GtkBox         *rate_box;
  GtkEntry       *rate_entry;
  GtkEntry       *interval_entry;
  GtkCheckButton *open_button;
  GtkBox         *duration_box;
  GtkEntry       *duration_entry;
  GtkDropDown    *unit_drop_down;
  GtkGrid        *quick_grid;
  GtkLabel       *total_label;
};

G_DEFINE_FINAL_TYPE (RkSettingsPopover, rk_settings_popover, GTK_TYPE_POPOVER)

static RkRecorder *
get_recorder (RkSettingsPopover *self)
{
  return rk_document_get_recorder (self->document);
}

/**
 * rk_settings_effective_rate_hz:
 * @document: a document
 *
 * Finds the rate at which readings are recorded.
 *
 * Returns: Hz; 0 when no device has shown its pace yet
 */
double
rk_settings_effective_rate_hz (RkDocument *document)
{
  RkRecorder *recorder = rk_document_get_recorder (document);
  GListModel *sources = rk_recorder_get_sources (recorder);
  double rate_hz = 0.0;

  if (rk_recorder_get_pace (recorder) != RK_PACE_EVERY)
    return rk_recorder_get_rate_hz (recorder);

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    g_autoptr (RkSource) source = g_list_model_get_item (sources, i);

    rate_hz = MAX (rate_hz, rk_source_get_rate_hz (source));
  }

  return rate_hz;
}

/**
 * rk_settings_describe:
 * @document: a document
 *
 * Says in a few words how fast and how long is recorded.
 *
 * Returns: (transfer full): such as "20 Hz · 60 s"
 */
char *
rk_settings_describe (RkDocument *document)
{
  RkRecorder *recorder = rk_document_get_recorder (document);
  double rate_hz = rk_settings_effective_rate_hz (document);
  double duration_s = rk_recorder_get_duration_s (recorder);
  g_autofree char *rate = rate_hz > 0.0 ? rk_format_rate (rate_hz) : g_strdup (_("All readings"));
  g_autofree char *duration = duration_s > 0.0 ? rk_format_duration (duration_s)
                                               : g_strdup (_("until stopped"));

  return g_strdup_printf ("%s · %s", rate, duration);
}

static void
update_total (RkSettingsPopover *self)
{
  double rate_hz = rk_settings_effective_rate_hz (self->document);
  double duration_s = rk_recorder_get_duration_s (get_recorder (self));
  gboolean measured = rk_recorder_get_pace (get_recorder (self)) == RK_PACE_EVERY;
  double total = MIN (ceil (rate_hz * duration_s - 1e-9), 1e15);
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;

  if (duration_s <= 0.0) {
    text = g_strdup (_("Records until you press Stop"));
  } else if (rate_hz <= 0.0) {
    text = g_strdup (_("The number of samples depends on the sensor"));
  } else {
    /* A measured rate has three digits, and so has what follows from it. */
    if (measured && total >= 1000.0) {
      double step = pow (10.0, floor (log10 (total)) - 2.0);

      total = round (total / step) * step;
    }
    count = rk_format_count ((guint64) total);
    text = g_strdup_printf (measured
                              ? g_dngettext (GETTEXT_PACKAGE, "About %s sample in total",
                                             "About %s samples in total", (gulong) total)
                              : g_dngettext (GETTEXT_PACKAGE, "%s sample in total",
                                             "%s samples in total", (gulong) total),
                            count);
  }

  gtk_label_set_label (self->total_label, text);
  if (total > MANY_SAMPLES)
    gtk_widget_add_css_class (GTK_WIDGET (self->total_label), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->total_label), "warning");
}

/* An entry that has the focus is being typed in and stays as it is. */
static void
show_number (GtkEntry *entry,
             double    value)
{
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (entry)));
  g_autofree char *number = NULL;

  if (gtk_widget_has_focus (text))
    return;

  number = value > 0.0 ? rk_format_plain (value) : g_strdup ("");
  gtk_editable_set_text (GTK_EDITABLE (entry), number);
  gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
}

static void
show_duration (RkSettingsPopover *self,
               double             duration_s)
{
  GtkWidget *text = GTK_WIDGET (gtk_editable_get_delegate (GTK_EDITABLE (self->duration_entry)));
  guint unit = 0;

  gtk_check_button_set_active (self->open_button, duration_s <= 0.0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->duration_box), duration_s > 0.0);
  if (duration_s <= 0.0 || gtk_widget_has_focus (text))
    return;

  while (unit + 1 < G_N_ELEMENTS (unit_s) && duration_s >= 2.0 * unit_s[unit + 1])
    unit++;
  gtk_drop_down_set_selected (self->unit_drop_down, unit);
  show_number (self->duration_entry, duration_s / unit_s[unit]);
}

static void
update (RkSettingsPopover *self)
{
  RkRecorder *recorder = get_recorder (self);
  RkPaceMode pace = rk_recorder_get_pace (recorder);
  double rate_hz = rk_recorder_get_rate_hz (recorder);

  if (self->filling)
    return;

  self->filling = TRUE;
  gtk_check_button_set_active (self->every_button, pace == RK_PACE_EVERY);
  gtk_check_button_set_active (self->average_button, pace == RK_PACE_AVERAGE);
  gtk_check_button_set_active (self->pick_button, pace == RK_PACE_PICK);
  gtk_widget_set_sensitive (GTK_WIDGET (self->rate_box), pace != RK_PACE_EVERY);
  show_number (self->rate_entry, rate_hz);
  show_number (self->interval_entry, rate_hz > 0.0 ? 1.0 / rate_hz : 0.0);
  show_duration (self, rk_recorder_get_duration_s (recorder));
  update_total (self);
  self->filling = FALSE;
}

static gboolean
read_number (GtkEntry *entry,
             double    lower,
             double    upper,
             double   *value)
{
  double typed;
  gboolean ok = rk_number_parse_typed (gtk_editable_get_text (GTK_EDITABLE (entry)), &typed)
    && typed >= lower && typed <= upper;

  if (ok) {
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
    *value = typed;
  } else {
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  }

  return ok;
}

static void
rate_changed_cb (RkSettingsPopover *self)
{
  double rate_hz;

  if (!self->filling && read_number (self->rate_entry, RATE_MIN_HZ, RATE_MAX_HZ, &rate_hz))
    rk_recorder_set_rate_hz (get_recorder (self), rate_hz);
}

static void
interval_changed_cb (RkSettingsPopover *self)
{
  double interval_s;

  if (!self->filling
      && read_number (self->interval_entry, 1.0 / RATE_MAX_HZ, 1.0 / RATE_MIN_HZ, &interval_s))
    rk_recorder_set_rate_hz (get_recorder (self), 1.0 / interval_s);
}

static void
duration_changed_cb (RkSettingsPopover *self)
{
  double unit = unit_s[MIN (gtk_drop_down_get_selected (self->unit_drop_down), 2)];
  double value;

  if (!self->filling && read_number (self->duration_entry, 1e-3, DURATION_MAX_S / unit, &value))
    rk_recorder_set_duration_s (get_recorder (self), value * unit);
}

static void
open_toggled_cb (RkSettingsPopover *self)
{
  if (self->filling)
    return;

  if (gtk_check_button_get_active (self->open_button))
    rk_recorder_set_duration_s (get_recorder (self), 0.0);
  else
    rk_recorder_set_duration_s (get_recorder (self), 60.0);
}

static void
pace_toggled_cb (RkSettingsPopover *self)
{
  RkRecorder *recorder;

  if (self->filling)
    return;

  recorder = get_recorder (self);
  if (gtk_check_button_get_active (self->every_button)) {
    rk_recorder_set_pace (recorder, RK_PACE_EVERY);
    return;
  }

  /* A rate must stand beside an interval; ten a second suits most works. */
  if (rk_recorder_get_rate_hz (recorder) <= 0.0)
    rk_recorder_set_rate_hz (recorder, 10.0);
  rk_recorder_set_pace (recorder, gtk_check_button_get_active (self->average_button)
                                    ? RK_PACE_AVERAGE : RK_PACE_PICK);
}

static void
set_duration_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *parameter)
{
  RkSettingsPopover *self = RK_SETTINGS_POPOVER (widget);

  rk_recorder_set_duration_s (get_recorder (self), g_variant_get_uint32 (parameter));
}

static void
more_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  gtk_popover_popdown (GTK_POPOVER (widget));
  gtk_widget_activate_action (widget, "win.collection", NULL);
}

static void
fill_quick (RkSettingsPopover *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (quick_s); i++) {
    g_autofree char *label = rk_format_duration (quick_s[i]);
    GtkWidget *button = gtk_button_new_with_label (label);

    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "duration.set");
    gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", quick_s[i]);
    gtk_widget_add_css_class (button, "rk-quick");
    gtk_grid_attach (self->quick_grid, button, (int) (i % QUICK_COLUMNS), (int) (i / QUICK_COLUMNS), 1, 1);
  }
}

static void
recording_cb (RkSettingsPopover *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->box), !rk_document_get_recording (self->document));
}

static void
rk_settings_popover_dispose (GObject *object)
{
  RkSettingsPopover *self = RK_SETTINGS_POPOVER (object);

  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_SETTINGS_POPOVER);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (rk_settings_popover_parent_class)->dispose (object);
}

static void
rk_settings_popover_class_init (RkSettingsPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_settings_popover_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/settings-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, box);
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, every_button);
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, average_button);
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, pick_button);
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, rate_box);
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, rate_entry);
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, interval_entry);
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, open_button);
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, duration_box);
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, duration_entry);
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, unit_drop_down);
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, quick_grid);
  gtk_widget_class_bind_template_child (widget_class, RkSettingsPopover, total_label);
  gtk_widget_class_bind_template_callback (widget_class, rate_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, interval_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, duration_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, open_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, pace_toggled_cb);
  gtk_widget_class_install_action (widget_class, "duration.set", "u", set_duration_action);
  gtk_widget_class_install_action (widget_class, "settings.more", NULL, more_action);
}

static void
rk_settings_popover_init (RkSettingsPopover *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  fill_quick (self);
  self->filling = FALSE;

  /* Numbers a sensor measured meanwhile. */
  g_signal_connect (self, "show", G_CALLBACK (update), NULL);
}

/**
 * rk_settings_popover_set_document:
 * @self: a popover
 * @document: whose settings are shown
 *
 * Says whose settings are shown; to be called once.
 */
void
rk_settings_popover_set_document (RkSettingsPopover *self,
                                  RkDocument        *document)
{
  RkRecorder *recorder = rk_document_get_recorder (document);

  g_return_if_fail (self->document == NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (recorder, "notify::rate-hz", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (recorder, "notify::pace", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (recorder, "notify::duration-s", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::recording", G_CALLBACK (recording_cb), self, G_CONNECT_SWAPPED);
  update (self);
  recording_cb (self);
}
