#include "config.h"

#include "app/console-bar.h"

#include "app/console-line.h"

#include <glib/gi18n-lib.h>

/* Characters of a line on its button. */
#define BUTTON_CHARS 24

struct _RkConsoleBar
{
  GtkBox parent_instance;

  RkSource     *source;     /* nullable */
  RkExperiment *experiment; /* nullable */
  GSignalGroup *source_signals;
  GSignalGroup *experiment_signals;
  GPtrArray    *lines;      /* of RkConsoleLine, as kept */
  gboolean      is_showing; /* the state of the source is being shown, nobody pressed */

  /* Template children. */
  GtkFlowBox      *kept_box;
  GtkEntry        *entry;
  GtkDropDown     *ending;
  GtkToggleButton *release_button;
  GtkLabel        *error_label;
};

enum {
  PROP_0,
  PROP_SOURCE,
  PROP_EXPERIMENT,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RkConsoleBar, rk_console_bar, GTK_TYPE_BOX)

/* ---- sending ---- */

static void
show_error (RkConsoleBar *self,
            const char   *text)
{
  gtk_label_set_text (self->error_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->error_label), text != NULL);
}

static void
send_line (RkConsoleBar        *self,
           const RkConsoleLine *line)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = rk_console_line_get_bytes (line, &error);

  if (bytes == NULL || !rk_source_send (self->source, bytes, &error)) {
    show_error (self, error->message);
    return;
  }

  show_error (self, NULL);
}

static RkConsoleLine *
make_line (RkConsoleBar *self)
{
  return rk_console_line_new (gtk_editable_get_text (GTK_EDITABLE (self->entry)),
                              gtk_drop_down_get_selected (self->ending));
}

static void
send_cb (RkConsoleBar *self)
{
  g_autoptr (RkConsoleLine) line = make_line (self);

  if (self->source == NULL)
    return;

  send_line (self, line);
  /* The next line is typed over this one, or it is sent again. */
  gtk_editable_select_region (GTK_EDITABLE (self->entry), 0, -1);
}

static void
text_changed_cb (RkConsoleBar *self)
{
  show_error (self, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "console.keep",
                                 gtk_entry_get_text_length (self->entry) > 0 && self->experiment != NULL);
}

/* ---- kept lines ---- */

static void
store_lines (RkConsoleBar *self)
{
  g_autofree char *set_up = rk_console_lines_write (rk_experiment_get_setup (self->experiment), self->lines);

  rk_experiment_set_setup (self->experiment, set_up);
}

static void
kept_clicked_cb (RkConsoleBar *self,
                 GtkButton    *button)
{
  GtkWidget *child = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_FLOW_BOX_CHILD);
  int index = gtk_flow_box_child_get_index (GTK_FLOW_BOX_CHILD (child));

  if (self->source != NULL && index >= 0 && (guint) index < self->lines->len)
    send_line (self, g_ptr_array_index (self->lines, index));
}

static void
drop_clicked_cb (RkConsoleBar *self,
                 GtkButton    *button)
{
  GtkWidget *child = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_FLOW_BOX_CHILD);
  int index = gtk_flow_box_child_get_index (GTK_FLOW_BOX_CHILD (child));

  if (index < 0 || (guint) index >= self->lines->len)
    return;

  g_ptr_array_remove_index (self->lines, index);
  store_lines (self);
}

static GtkWidget *
make_kept (RkConsoleBar        *self,
           const RkConsoleLine *line)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (line->text[0] != '\0' ? line->text : "⏎");
  GtkWidget *send = gtk_button_new ();
  GtkWidget *drop = gtk_button_new_from_icon_name ("window-close-symbolic");
  /* Translators: %s is a line that is sent to the device */
  g_autofree char *send_name = g_strdup_printf (_("Send “%s”"), line->text);
  g_autofree char *drop_name = g_strdup_printf (_("Remove the button “%s”"), line->text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), BUTTON_CHARS);
  gtk_button_set_child (GTK_BUTTON (send), label);
  gtk_widget_set_tooltip_text (send, send_name);
  gtk_widget_set_tooltip_text (drop, drop_name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (send), GTK_ACCESSIBLE_PROPERTY_LABEL, send_name, -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, drop_name, -1);
  g_signal_connect_object (send, "clicked", G_CALLBACK (kept_clicked_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (drop, "clicked", G_CALLBACK (drop_clicked_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_css_class (box, "linked");
  gtk_box_append (GTK_BOX (box), send);
  gtk_box_append (GTK_BOX (box), drop);

  return box;
}

static gboolean
lines_equal (GPtrArray *a,
             GPtrArray *b)
{
  if (a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++) {
    const RkConsoleLine *x = g_ptr_array_index (a, i);
    const RkConsoleLine *y = g_ptr_array_index (b, i);

    if (g_strcmp0 (x->text, y->text) != 0 || x->ending != y->ending)
      return FALSE;
  }

  return TRUE;
}

/* The set-up has members of other rooms: their changes leave the buttons alone. */
static void
take_lines (RkConsoleBar *self)
{
  g_autoptr (GPtrArray) lines =
    rk_console_lines_read (self->experiment != NULL ? rk_experiment_get_setup (self->experiment) : NULL);
  GtkWidget *child;
  guint n_shown = 0;

  child = gtk_widget_get_first_child (GTK_WIDGET (self->kept_box));
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    n_shown++;
  if (n_shown == lines->len && lines_equal (lines, self->lines))
    return;

  g_ptr_array_unref (self->lines);
  self->lines = g_steal_pointer (&lines);

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->kept_box))) != NULL)
    gtk_flow_box_remove (self->kept_box, child);
  for (guint i = 0; i < self->lines->len; i++) {
    gtk_flow_box_append (self->kept_box, make_kept (self, g_ptr_array_index (self->lines, i)));
    /* The buttons take the focus, not what is around them. */
    gtk_widget_set_focusable (GTK_WIDGET (gtk_flow_box_get_child_at_index (self->kept_box, (int) i)), FALSE);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->kept_box), self->lines->len > 0);
}

static void
keep_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RkConsoleBar *self = RK_CONSOLE_BAR (widget);

  if (self->experiment == NULL)
    return;

  g_ptr_array_add (self->lines, make_line (self));
  store_lines (self);
}

static void
send_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  send_cb (RK_CONSOLE_BAR (widget));
}

/* ---- the port ---- */

static void
release_toggled_cb (RkConsoleBar *self)
{
  if (self->is_showing || self->source == NULL)
    return;

  if (gtk_toggle_button_get_active (self->release_button))
    rk_source_release (self->source);
  else
    rk_source_take_back (self->source);
}

static void
show_state (RkConsoleBar *self)
{
  RkSourceState state = self->source != NULL ? rk_source_get_state (self->source) : RK_SOURCE_CLOSED;
  gboolean is_open = state == RK_SOURCE_LISTENING;

  self->is_showing = TRUE;
  gtk_toggle_button_set_active (self->release_button, state == RK_SOURCE_RELEASED);
  self->is_showing = FALSE;

  gtk_button_set_label (GTK_BUTTON (self->release_button),
                        state == RK_SOURCE_RELEASED ? _("Take Port Back") : _("Release Port"));
  gtk_widget_set_sensitive (GTK_WIDGET (self->release_button), is_open || state == RK_SOURCE_RELEASED);
  gtk_widget_set_visible (GTK_WIDGET (self->release_button),
                          self->source != NULL &&
                            rk_device_get_kind (rk_source_get_device (self->source)) != RK_DEVICE_SIMULATED);
  gtk_widget_set_sensitive (GTK_WIDGET (self->kept_box), is_open);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "console.send", is_open);
}

/* ---- the object ---- */

static void
rk_console_bar_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  RkConsoleBar *self = RK_CONSOLE_BAR (object);

  switch (prop_id) {
  case PROP_SOURCE:
    g_value_set_object (value, self->source);
    break;
  case PROP_EXPERIMENT:
    g_value_set_object (value, self->experiment);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_console_bar_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  RkConsoleBar *self = RK_CONSOLE_BAR (object);

  switch (prop_id) {
  case PROP_SOURCE:
    if (!g_set_object (&self->source, g_value_get_object (value)))
      return;
    g_signal_group_set_target (self->source_signals, self->source);
    show_error (self, NULL);
    show_state (self);
    break;
  case PROP_EXPERIMENT:
    if (!g_set_object (&self->experiment, g_value_get_object (value)))
      return;
    g_signal_group_set_target (self->experiment_signals, self->experiment);
    take_lines (self);
    text_changed_cb (self);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    return;
  }

  g_object_notify_by_pspec (object, pspec);
}

static void
rk_console_bar_dispose (GObject *object)
{
  RkConsoleBar *self = RK_CONSOLE_BAR (object);

  g_clear_object (&self->source_signals);
  g_clear_object (&self->experiment_signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_CONSOLE_BAR);
  g_clear_object (&self->source);
  g_clear_object (&self->experiment);

  G_OBJECT_CLASS (rk_console_bar_parent_class)->dispose (object);
}

static void
rk_console_bar_finalize (GObject *object)
{
  RkConsoleBar *self = RK_CONSOLE_BAR (object);

  g_ptr_array_unref (self->lines);

  G_OBJECT_CLASS (rk_console_bar_parent_class)->finalize (object);
}

static void
rk_console_bar_class_init (RkConsoleBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rk_console_bar_get_property;
  object_class->set_property = rk_console_bar_set_property;
  object_class->dispose = rk_console_bar_dispose;
  object_class->finalize = rk_console_bar_finalize;

  /**
   * RkConsoleBar:source:
   *
   * The device lines are sent to.
   */
  properties[PROP_SOURCE] =
    g_param_spec_object ("source", NULL, NULL,
                         RK_TYPE_SOURCE,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkConsoleBar:experiment:
   *
   * The experiment that keeps the buttons.
   */
  properties[PROP_EXPERIMENT] =
    g_param_spec_object ("experiment", NULL, NULL,
                         RK_TYPE_EXPERIMENT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/console-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, RkConsoleBar, kept_box);
  gtk_widget_class_bind_template_child (widget_class, RkConsoleBar, entry);
  gtk_widget_class_bind_template_child (widget_class, RkConsoleBar, ending);
  gtk_widget_class_bind_template_child (widget_class, RkConsoleBar, release_button);
  gtk_widget_class_bind_template_child (widget_class, RkConsoleBar, error_label);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, release_toggled_cb);
  gtk_widget_class_install_action (widget_class, "console.send", NULL, send_action);
  gtk_widget_class_install_action (widget_class, "console.keep", NULL, keep_action);
}

static void
rk_console_bar_init (RkConsoleBar *self)
{
  self->lines = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_console_line_free);
  gtk_widget_init_template (GTK_WIDGET (self));

  self->source_signals = g_signal_group_new (RK_TYPE_SOURCE);
  g_signal_group_connect_swapped (self->source_signals, "notify::state", G_CALLBACK (show_state), self);
  self->experiment_signals = g_signal_group_new (RK_TYPE_EXPERIMENT);
  g_signal_group_connect_swapped (self->experiment_signals, "notify::setup", G_CALLBACK (take_lines), self);

  text_changed_cb (self);
  show_state (self);
}
