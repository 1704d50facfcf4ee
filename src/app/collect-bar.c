#include "config.h"

#include "app/collect-bar.h"

#include "base/number.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* An alert stays in sight so long, and flashes at the rate that is safe for everybody (WCAG 2.3.1: at most three
 * flashes a second). */
#define ALERT_S  10
#define FLASH_MS 500

struct _RkCollectBar
{
  GtkBox parent_instance;

  RkDocument *document;
  RkRecorder *recorder;
  char       *alert_text; /* nullable */
  char       *error_text; /* nullable: why nothing was kept */
  gint64      alert_us;   /* monotonic: when it came */
  gboolean    is_flashing;
  guint       flash_id;

  /* Template children. */
  GtkRevealer *revealer;
  GtkBox      *bar;
  GtkLabel    *text_label;
  GtkLabel    *entry_label;
  GtkEntry    *entry;
  GtkButton   *keep_button;
  GtkButton   *drop_button;
};

G_DEFINE_FINAL_TYPE (RkCollectBar, rk_collect_bar, GTK_TYPE_BOX)

/* ---- words ---- */

static char *
describe_countdown (RkCollectBar *self)
{
  double left_s = 0.0;

  g_object_get (self->recorder, "countdown-s", &left_s, NULL);

  /* Translators: %.0f is a number of seconds */
  return g_strdup_printf (_("Starts in %.0f s"), ceil (left_s));
}

static char *
describe_armed (RkCollectBar *self)
{
  RkCondition trigger;
  g_autofree char *condition = NULL;
  g_autofree char *now = NULL;

  rk_recorder_get_trigger (self->recorder, &trigger);
  if (trigger.channel == NULL)
    return g_strdup (_("Waiting"));

  condition = rk_condition_to_text (&trigger);
  now = rk_channel_format (trigger.channel, rk_channel_get_last_value (trigger.channel));

  /* Translators: a condition such as "T ↑ 30 °C", the value now, its unit */
  return g_strdup_printf (_("Waiting for %s; now %s %s"), condition, now,
                          rk_unit_local (rk_channel_get_unit (trigger.channel)));
}

static char *
describe_kept (RkCollectBar *self)
{
  guint n_kept = 0;

  g_object_get (self->recorder, "n-kept", &n_kept, NULL);
  if (n_kept == 0)
    return g_strdup (_("Press Keep, or the key K, when the reading is steady"));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u reading kept", "%u readings kept", n_kept), n_kept);
}

/* NULL when there is no gate to speak of. */
static char *
describe_gate (RkCollectBar *self)
{
  RkGateState state = RK_GATE_UNKNOWN;
  guint value = 0;

  g_object_get (self->recorder, "gate-state", &value, NULL);
  state = (RkGateState) value;
  if (state == RK_GATE_UNKNOWN)
    return NULL;

  return g_strdup (state == RK_GATE_BLOCKED ? _("Photogate: blocked") : _("Photogate: free"));
}

/* ---- showing it ---- */

static void
show_entry (RkCollectBar *self,
            gboolean      is_keeping)
{
  g_autofree char *name = NULL;
  g_autofree char *unit = NULL;
  g_autofree char *title = NULL;
  guint n_kept = 0;

  g_object_get (self->recorder, "entry-name", &name, "entry-unit", &unit, "n-kept", &n_kept, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->keep_button), is_keeping);
  gtk_widget_set_visible (GTK_WIDGET (self->drop_button), is_keeping);
  gtk_widget_set_visible (GTK_WIDGET (self->entry), is_keeping && name != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->entry_label), is_keeping && name != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "collect.keep", is_keeping);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "collect.drop", is_keeping && n_kept > 0);
  if (name == NULL)
    return;

  title = rk_axis_title (name, rk_unit_local (unit));
  if (g_strcmp0 (title, gtk_label_get_label (self->entry_label)) == 0)
    return;
  gtk_label_set_label (self->entry_label, title);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

static void
update (RkCollectBar *self)
{
  RkRecorderState state = rk_recorder_get_state (self->recorder);
  gboolean is_keeping = state == RK_RECORDER_RUNNING && rk_recorder_get_mode (self->recorder) == RK_COLLECT_KEEP;
  g_autofree char *text = NULL;

  if (self->alert_text != NULL)
    text = g_strdup (self->alert_text);
  else if (self->error_text != NULL && is_keeping)
    text = g_strdup (self->error_text);
  else if (state == RK_RECORDER_COUNTDOWN)
    text = describe_countdown (self);
  else if (state == RK_RECORDER_ARMED)
    text = describe_armed (self);
  else if (is_keeping)
    text = describe_kept (self);
  else
    text = describe_gate (self);

  show_entry (self, is_keeping);
  gtk_revealer_set_reveal_child (self->revealer, text != NULL);
  if (text != NULL && g_strcmp0 (text, gtk_label_get_label (self->text_label)) != 0)
    gtk_label_set_label (self->text_label, text);
}

/* ---- alerts ---- */

static gboolean
flash_cb (gpointer user_data)
{
  RkCollectBar *self = user_data;
  gboolean is_over = g_get_monotonic_time () - self->alert_us > ALERT_S * G_USEC_PER_SEC;

  if (self->is_flashing && !is_over) {
    if (gtk_widget_has_css_class (GTK_WIDGET (self->bar), "failure"))
      gtk_widget_remove_css_class (GTK_WIDGET (self->bar), "failure");
    else
      gtk_widget_add_css_class (GTK_WIDGET (self->bar), "failure");
  }
  if (!is_over)
    return G_SOURCE_CONTINUE;

  gtk_widget_remove_css_class (GTK_WIDGET (self->bar), "failure");
  g_clear_pointer (&self->alert_text, g_free);
  self->flash_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

static void
alert_cb (RkCollectBar  *self,
          const RkAlert *alert,
          gint64         time_ns,
          double         value)
{
  g_autofree char *condition = rk_condition_to_text (&alert->condition);

  g_free (self->alert_text);
  /* Translators: a condition such as "T ↑ 30 °C" that has come true */
  self->alert_text = g_strdup_printf (_("Alert: %s"), condition);
  self->alert_us = g_get_monotonic_time ();
  self->is_flashing = (alert->actions & RK_ALERT_FLASH) != 0;
  gtk_widget_add_css_class (GTK_WIDGET (self->bar), "failure");
  if (self->flash_id == 0)
    self->flash_id = g_timeout_add (FLASH_MS, flash_cb, self);
  if ((alert->actions & RK_ALERT_SOUND) != 0)
    gdk_display_beep (gtk_widget_get_display (GTK_WIDGET (self)));
  update (self);
}

/* ---- keeping ---- */

static gboolean
keep (RkCollectBar *self)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (self->entry));
  gboolean wants_entry = gtk_widget_get_visible (GTK_WIDGET (self->entry));
  double entry = (double) NAN;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->error_text, g_free);
  if (wants_entry && !rk_number_parse_typed (typed, &entry)) {
    gtk_widget_add_css_class (GTK_WIDGET (self->entry), *typed != '\0' ? "error" : "warning");
    gtk_widget_grab_focus (GTK_WIDGET (self->entry));
    return FALSE;
  }

  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "error");
  gtk_widget_remove_css_class (GTK_WIDGET (self->entry), "warning");
  if (!rk_recorder_keep (self->recorder, entry, &error)) {
    self->error_text = g_strdup (error->message);
    update (self);
    return FALSE;
  }

  /* The next value is typed over this one. */
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
  update (self);

  return TRUE;
}

static void
keep_cb (RkCollectBar *self)
{
  keep (self);
}

static void
keep_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  keep (RK_COLLECT_BAR (widget));
}

static void
drop_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RkCollectBar *self = RK_COLLECT_BAR (widget);

  rk_recorder_drop_kept (self->recorder);
  update (self);
}

/* ---- the object ---- */

static void
rk_collect_bar_dispose (GObject *object)
{
  RkCollectBar *self = RK_COLLECT_BAR (object);

  g_clear_handle_id (&self->flash_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_COLLECT_BAR);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (rk_collect_bar_parent_class)->dispose (object);
}

static void
rk_collect_bar_finalize (GObject *object)
{
  RkCollectBar *self = RK_COLLECT_BAR (object);

  g_free (self->alert_text);
  g_free (self->error_text);

  G_OBJECT_CLASS (rk_collect_bar_parent_class)->finalize (object);
}

static void
rk_collect_bar_class_init (RkCollectBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_collect_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = rk_collect_bar_finalize;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/collect-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RkCollectBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, RkCollectBar, bar);
  gtk_widget_class_bind_template_child (widget_class, RkCollectBar, text_label);
  gtk_widget_class_bind_template_child (widget_class, RkCollectBar, entry_label);
  gtk_widget_class_bind_template_child (widget_class, RkCollectBar, entry);
  gtk_widget_class_bind_template_child (widget_class, RkCollectBar, keep_button);
  gtk_widget_class_bind_template_child (widget_class, RkCollectBar, drop_button);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  gtk_widget_class_install_action (widget_class, "collect.keep", NULL, keep_action);
  gtk_widget_class_install_action (widget_class, "collect.drop", NULL, drop_action);
}

static void
rk_collect_bar_init (RkCollectBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_collect_bar_set_document:
 * @self: a bar
 * @document: whose runs it speaks of
 *
 * Says whose runs the bar speaks of; to be called once.
 */
void
rk_collect_bar_set_document (RkCollectBar *self,
                             RkDocument   *document)
{
  static const char * const properties[] = {
    "notify::state", "notify::countdown-s", "notify::mode", "notify::n-kept", "notify::gate-state", "notify::entry-name",
    "notify::entry-unit", "notify::photogate", "setup-changed",
  };

  g_return_if_fail (RK_IS_COLLECT_BAR (self) && self->document == NULL);

  self->document = g_object_ref (document);
  self->recorder = rk_document_get_recorder (document);
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    g_signal_connect_object (self->recorder, properties[i], G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->recorder, "alert", G_CALLBACK (alert_cb), self, G_CONNECT_SWAPPED);
  /* The live value beside the level. */
  g_signal_connect_object (document, "sources-updated", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * rk_collect_bar_keep:
 * @self: a bar
 *
 * Does what the key K does: keeps a reading, or leads to the entry that is still empty.
 *
 * Returns: whether a reading can be kept now at all
 */
gboolean
rk_collect_bar_keep (RkCollectBar *self)
{
  g_return_val_if_fail (RK_IS_COLLECT_BAR (self), FALSE);

  if (!gtk_widget_get_visible (GTK_WIDGET (self->keep_button)))
    return FALSE;

  keep (self);

  return TRUE;
}
