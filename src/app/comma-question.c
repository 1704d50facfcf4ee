#include "config.h"

#include "app/comma-question.h"

#include "app/raw-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Enough for an example: some lines. */
#define MAX_BYTES 1024

struct _RkCommaQuestion
{
  GtkWidget parent_instance;

  RkSource     *source; /* nullable */
  GSignalGroup *source_signals;
  gboolean      changeable;

  /* Template children. */
  GtkWidget *box;
  GtkLabel  *label;
  GtkButton *button;
};

enum {
  PROP_0,
  PROP_SOURCE,
  PROP_CHANGEABLE,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RkCommaQuestion, rk_comma_question, GTK_TYPE_WIDGET)

static char *
find_example (RkSource *source)
{
  g_autoptr (GBytes) bytes = rk_source_copy_raw (source, MAX_BYTES);
  gsize len = 0;
  const guint8 *data = bytes != NULL ? g_bytes_get_data (bytes, &len) : NULL;
  char *example = data != NULL ? rk_raw_text_comma (data, len) : NULL;

  return example != NULL ? example : g_strdup ("23,5");
}

static void
update (RkCommaQuestion *self)
{
  RkComma comma = self->source != NULL ? rk_source_get_comma (self->source) : RK_COMMA_SURE;
  g_autofree char *example = NULL;
  g_autofree char *text = NULL;
  char *second;

  gtk_widget_set_visible (GTK_WIDGET (self), comma != RK_COMMA_SURE);
  gtk_widget_set_sensitive (GTK_WIDGET (self->button), self->changeable);
  if (comma == RK_COMMA_SURE)
    return;

  example = find_example (self->source);

  if (comma == RK_COMMA_DECIMAL) {
    /* Translators: %s is a number as a device prints it, "23,5" */
    text = g_strdup_printf (_("“%s” is read as one value"), example);
    gtk_button_set_label (self->button, _("Read as two values"));
  } else {
    g_autofree char *whole = g_strdup (example);

    second = strchr (whole, ',');
    *second++ = '\0';
    /* Translators: the first is what a device prints, "23,5"; then 23 and 5 */
    text = g_strdup_printf (_("“%s” is read as two values, %s and %s"), example, whole, second);
    gtk_button_set_label (self->button, _("Read as one value"));
  }

  gtk_label_set_label (self->label, text);
}

static void
other_cb (RkCommaQuestion *self)
{
  RkComma comma = self->source != NULL ? rk_source_get_comma (self->source) : RK_COMMA_SURE;

  if (comma != RK_COMMA_SURE)
    rk_source_set_comma (self->source, comma == RK_COMMA_DECIMAL ? RK_COMMA_SEPARATES : RK_COMMA_DECIMAL);
}

static void
rk_comma_question_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  RkCommaQuestion *self = RK_COMMA_QUESTION (object);

  switch (prop_id) {
  case PROP_SOURCE:
    g_value_set_object (value, self->source);
    break;
  case PROP_CHANGEABLE:
    g_value_set_boolean (value, self->changeable);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_comma_question_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  RkCommaQuestion *self = RK_COMMA_QUESTION (object);

  switch (prop_id) {
  case PROP_SOURCE:
    rk_comma_question_set_source (self, g_value_get_object (value));
    break;
  case PROP_CHANGEABLE:
    if (self->changeable != g_value_get_boolean (value)) {
      self->changeable = g_value_get_boolean (value);
      update (self);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_comma_question_dispose (GObject *object)
{
  RkCommaQuestion *self = RK_COMMA_QUESTION (object);

  g_clear_object (&self->source_signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_COMMA_QUESTION);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->source);

  G_OBJECT_CLASS (rk_comma_question_parent_class)->dispose (object);
}

static void
rk_comma_question_class_init (RkCommaQuestionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = rk_comma_question_get_property;
  object_class->set_property = rk_comma_question_set_property;
  object_class->dispose = rk_comma_question_dispose;

  /**
   * RkCommaQuestion:source:
   *
   * The device that prints commas.
   */
  properties[PROP_SOURCE] =
    g_param_spec_object ("source", NULL, NULL,
                         RK_TYPE_SOURCE,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkCommaQuestion:changeable:
   *
   * Whether the button works: within a run one column does not change its meaning.
   */
  properties[PROP_CHANGEABLE] =
    g_param_spec_boolean ("changeable", NULL, NULL,
                          TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/comma-question.ui");
  gtk_widget_class_bind_template_child (widget_class, RkCommaQuestion, box);
  gtk_widget_class_bind_template_child (widget_class, RkCommaQuestion, label);
  gtk_widget_class_bind_template_child (widget_class, RkCommaQuestion, button);
  gtk_widget_class_bind_template_callback (widget_class, other_cb);
}

static void
rk_comma_question_init (RkCommaQuestion *self)
{
  self->changeable = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));

  self->source_signals = g_signal_group_new (RK_TYPE_SOURCE);
  g_signal_group_connect_swapped (self->source_signals, "notify::comma", G_CALLBACK (update), self);
}

/**
 * rk_comma_question_set_source:
 * @self: a question
 * @source: (nullable): the device that prints commas
 *
 * Asks about another device.
 */
void
rk_comma_question_set_source (RkCommaQuestion *self,
                              RkSource        *source)
{
  g_return_if_fail (RK_IS_COMMA_QUESTION (self));
  g_return_if_fail (source == NULL || RK_IS_SOURCE (source));

  if (!g_set_object (&self->source, source))
    return;

  g_signal_group_set_target (self->source_signals, source);
  update (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SOURCE]);
}
