#include "config.h"

#include "app/preflight-window.h"

#include "acquire/decoder.h"
#include "app/preflight-print.h"
#include "app/preflight.h"
#include "base/clock.h"

#include <glib/gi18n-lib.h>

#define UPDATE_S 1

/* A line of the list. */
typedef struct {
  GtkListBoxRow *row;
  GtkImage      *icon;
  GtkLabel      *name;
  GtkLabel      *text;
  GtkLabel      *advice;
} Row;

struct _RkPreflightWindow
{
  AdwWindow parent_instance;

  RkDocument   *document;
  RkDeviceList *ports;
  RkSensorCare *care;
  guint         timeout_id;
  GPtrArray    *checks; /* of RkCheck, as shown */
  GPtrArray    *rows;   /* of Row */

  /* Template children. */
  GtkStack   *stack;
  GtkLabel   *summary_label;
  GtkListBox *list_box;
};

G_DEFINE_FINAL_TYPE (RkPreflightWindow, rk_preflight_window, ADW_TYPE_WINDOW)

/* ---- what is known ---- */

static void
add_channels (RkPreflightWindow *self,
              RkSource          *source,
              GPtrArray         *checks)
{
  g_autoptr (GPtrArray) columns = rk_source_copy_columns (source);
  RkExperiment *experiment = rk_document_get_experiment (self->document);

  for (guint i = 0; i < columns->len; i++) {
    RkChannelFacts facts = {
      .channel = rk_experiment_ensure_channel (experiment, rk_source_get_key (source), g_ptr_array_index (columns, i)),
      .now_us = g_get_real_time (),
    };

    facts.warm_up_left_s = rk_sensor_care_get_warm_up_left_s (self->care, facts.channel);
    facts.battery_low = (rk_source_get_last_flags (source, i) & RK_VALUE_BATTERY) != 0;
    facts.has_recent = rk_source_get_recent (source, i, RK_PREFLIGHT_S, &facts.recent);
    g_ptr_array_add (checks, rk_preflight_judge_channel (&facts));
  }
}

static void
add_source (RkPreflightWindow *self,
            RkSource          *source,
            GPtrArray         *checks)
{
  RkDeviceFacts facts = {
    .name = rk_device_get_name (rk_source_get_device (source)),
    .state = rk_source_get_state (source),
    .error_text = rk_source_get_error_text (source),
    .warning_text = rk_source_get_warning_text (source),
    .rate_hz = rk_source_get_rate_hz (source),
  };

  g_object_get (source, "silent-s", &facts.silent_s, NULL);
  rk_source_get_counters (source, &facts.counters);
  g_ptr_array_add (checks, rk_preflight_judge_device (&facts));

  if (facts.state == RK_SOURCE_LISTENING)
    add_channels (self, source, checks);
}

/* Ports that are there and not connected: a busy one is why somebody looks here. */
static void
add_port (RkPreflightWindow *self,
          RkDevice          *device,
          GPtrArray         *checks)
{
  g_autofree char *holder = NULL;
  RkCheck *check;

  if (rk_document_find_source (self->document, rk_device_get_key (device)) != NULL)
    return;
  /* Every board has a free port of its own that nobody uses. */
  if (rk_device_get_vid (device) == NULL && rk_device_get_state (device) == RK_DEVICE_FREE)
    return;

  check = g_new0 (RkCheck, 1);
  check->level = RK_CHECK_CARE;
  check->name = g_strdup (rk_device_get_name (device));
  check->text = g_strdup (_("Not connected"));

  switch (rk_device_get_state (device)) {
  case RK_DEVICE_BUSY:
    holder = rk_device_dup_holder (device);
    check->advice = holder != NULL
      /* Translators: %s is a program, such as "minicom (4711)" */
      ? g_strdup_printf (_("%s has the port: close it there"), holder)
      : g_strdup (_("Another program has the port: close it there"));
    break;
  case RK_DEVICE_FORBIDDEN:
    check->advice = g_strdup (_("This user may not open it: ask for the group dialout"));
    break;
  case RK_DEVICE_FREE:
  case RK_DEVICE_GONE:
  default:
    check->advice = g_strdup (_("Connect it in the list of sensors"));
    break;
  }

  g_ptr_array_add (checks, check);
}

static GPtrArray *
collect (RkPreflightWindow *self)
{
  GPtrArray *checks = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_check_free);
  GListModel *sources = rk_recorder_get_sources (rk_document_get_recorder (self->document));

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    g_autoptr (RkSource) source = g_list_model_get_item (sources, i);

    add_source (self, source, checks);
  }
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->ports)); i++) {
    g_autoptr (RkDevice) device = g_list_model_get_item (G_LIST_MODEL (self->ports), i);

    add_port (self, device, checks);
  }

  return checks;
}

/* ---- showing it ---- */

/* Colour is not all: the form of the sign says the same. */
static const struct { const char *icon; const char *css; } looks[] = {
  [RK_CHECK_GOOD] = { "emblem-ok-symbolic", "success" },
  [RK_CHECK_CARE] = { "dialog-warning-symbolic", "warning" },
  [RK_CHECK_BAD] = { "dialog-error-symbolic", "error" },
};

static GtkLabel *
add_label (GtkWidget  *box,
           const char *css)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css != NULL)
    gtk_widget_add_css_class (label, css);
  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

/* A row stays while its text changes: whoever listens to it is not interrupted. */
static Row *
row_new (GtkListBox *list_box)
{
  Row *self = g_new0 (Row, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->row = GTK_LIST_BOX_ROW (gtk_list_box_row_new ());
  self->icon = GTK_IMAGE (gtk_image_new ());
  gtk_widget_set_valign (GTK_WIDGET (self->icon), GTK_ALIGN_START);
  self->name = add_label (words, NULL);
  self->text = add_label (words, "dim-label");
  self->advice = add_label (words, "caption-heading");

  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (box), words);
  gtk_widget_set_margin_top (box, 9);
  gtk_widget_set_margin_bottom (box, 9);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 12);
  gtk_list_box_row_set_child (self->row, box);
  gtk_list_box_row_set_activatable (self->row, FALSE);
  gtk_list_box_append (list_box, GTK_WIDGET (self->row));

  return self;
}

static void
row_show (Row           *self,
          const RkCheck *check)
{
  g_autofree char *name = g_strdup_printf ("%s: %s, %s", rk_preflight_level_text (check->level), check->name, check->text);

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), looks[i].css);
  gtk_widget_add_css_class (GTK_WIDGET (self->icon), looks[check->level].css);
  gtk_image_set_from_icon_name (self->icon, looks[check->level].icon);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->icon), rk_preflight_level_text (check->level));
  gtk_label_set_label (self->name, check->name);
  gtk_label_set_label (self->text, check->text);
  gtk_label_set_label (self->advice, check->advice != NULL ? check->advice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->advice), check->advice != NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
}

static void
show_summary (RkPreflightWindow *self)
{
  guint n_ready = 0;
  g_autofree char *text = NULL;

  for (guint i = 0; i < self->checks->len; i++)
    n_ready += ((const RkCheck *) g_ptr_array_index (self->checks, i))->level == RK_CHECK_GOOD;

  text = n_ready == self->checks->len
    ? g_strdup (_("Everything is ready"))
    /* Translators: so many things are ready, of so many */
    : g_strdup_printf (_("%u of %u ready"), n_ready, self->checks->len);
  gtk_label_set_label (self->summary_label, text);
}

static void
update (RkPreflightWindow *self)
{
  g_autoptr (GPtrArray) checks = collect (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "preflight.print", checks->len > 0);
  gtk_stack_set_visible_child_name (self->stack, checks->len > 0 ? "list" : "empty");

  g_clear_pointer (&self->checks, g_ptr_array_unref);
  self->checks = g_steal_pointer (&checks);

  while (self->rows->len > self->checks->len) {
    const Row *last = g_ptr_array_index (self->rows, self->rows->len - 1);

    gtk_list_box_remove (self->list_box, GTK_WIDGET (last->row));
    g_ptr_array_set_size (self->rows, (int) self->rows->len - 1);
  }
  while (self->rows->len < self->checks->len)
    g_ptr_array_add (self->rows, row_new (self->list_box));
  for (guint i = 0; i < self->checks->len; i++)
    row_show (g_ptr_array_index (self->rows, i), g_ptr_array_index (self->checks, i));

  show_summary (self);
}

static gboolean
timeout_cb (gpointer user_data)
{
  update (user_data);

  return G_SOURCE_CONTINUE;
}

static void
print_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  RkPreflightWindow *self = RK_PREFLIGHT_WINDOW (widget);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%x %H:%M");
  /* Translators: %s is a date and a time */
  g_autofree char *title = g_strdup_printf (_("Sensors, %s"), date);

  if (self->checks != NULL)
    rk_preflight_print (GTK_WINDOW (self), title, self->checks);
}

/* ---- the object ---- */

static void
rk_preflight_window_dispose (GObject *object)
{
  RkPreflightWindow *self = RK_PREFLIGHT_WINDOW (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_pointer (&self->checks, g_ptr_array_unref);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_clear_object (&self->document);
  g_clear_object (&self->ports);
  g_clear_object (&self->care);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_PREFLIGHT_WINDOW);

  G_OBJECT_CLASS (rk_preflight_window_parent_class)->dispose (object);
}

static void
rk_preflight_window_class_init (RkPreflightWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_preflight_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/preflight-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RkPreflightWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, RkPreflightWindow, summary_label);
  gtk_widget_class_bind_template_child (widget_class, RkPreflightWindow, list_box);
  gtk_widget_class_install_action (widget_class, "preflight.print", NULL, print_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "preflight.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
rk_preflight_window_init (RkPreflightWindow *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * rk_preflight_window_new:
 * @parent: the window of the experiment
 * @document: whose sensors are checked
 * @ports: ports of the system
 * @care: who looks after the sensors of @document
 *
 * Makes the check of the sensors; it lives until it is closed.
 *
 * Returns: (transfer none): a window; GTK owns it
 */
GtkWindow *
rk_preflight_window_new (GtkWindow    *parent,
                         RkDocument   *document,
                         RkDeviceList *ports,
                         RkSensorCare *care)
{
  RkPreflightWindow *self;

  g_return_val_if_fail (RK_IS_DOCUMENT (document) && RK_IS_DEVICE_LIST (ports) && RK_IS_SENSOR_CARE (care), NULL);

  self = g_object_new (RK_TYPE_PREFLIGHT_WINDOW, "transient-for", parent, NULL);
  self->document = g_object_ref (document);
  self->ports = g_object_ref (ports);
  self->care = g_object_ref (care);
  self->timeout_id = g_timeout_add_seconds (UPDATE_S, timeout_cb, self);
  update (self);

  return GTK_WINDOW (self);
}
