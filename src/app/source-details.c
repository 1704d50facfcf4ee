#include "config.h"

#include "app/source-details.h"

#include "app/raw-text.h"
#include "app/source-facts.h"

#include <glib/gi18n-lib.h>

/* Numbers that change faster cannot be read. */
#define PERIOD_US (G_USEC_PER_SEC / 4)

struct _RkSourceDetails
{
  GtkWidget parent_instance;

  RkSource     *source; /* nullable */
  GSignalGroup *source_signals;
  GPtrArray    *labels;  /* of GtkLabel: name, value, name, value ... of the grid, which owns them */
  gint64        next_us; /* no change before then */

  /* Template children. */
  GtkWidget   *expander;
  GtkGrid     *grid;
  GtkBox      *rejected_box;
  GtkLabel    *rejected_label;
  GtkLabel    *reason_label;
};

G_DEFINE_FINAL_TYPE (RkSourceDetails, rk_source_details, GTK_TYPE_WIDGET)

static GtkLabel *
add_label (RkSourceDetails *self)
{
  GtkWidget *label = gtk_label_new (NULL);
  guint n = self->labels->len;

  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_add_css_class (label, "caption");
  if (n % 2 == 0)
    gtk_widget_add_css_class (label, "dim-label");
  else
    gtk_widget_add_css_class (label, "numeric");
  gtk_grid_attach (self->grid, label, (int) (n % 2), (int) (n / 2), 1, 1);
  g_ptr_array_add (self->labels, label);

  return GTK_LABEL (label);
}

static void
set_text (GtkLabel   *label,
          const char *text)
{
  if (g_strcmp0 (gtk_label_get_label (label), text) != 0)
    gtk_label_set_label (label, text);
}

static void
show_facts (RkSourceDetails *self)
{
  g_autoptr (GPtrArray) facts = NULL;
  RkCounters counters;

  rk_source_get_counters (self->source, &counters);
  facts = rk_source_facts (&counters);

  while (self->labels->len < 2 * facts->len)
    add_label (self);

  for (guint i = 0; i < self->labels->len / 2; i++) {
    GtkLabel *name = g_ptr_array_index (self->labels, 2 * i);
    GtkLabel *value = g_ptr_array_index (self->labels, 2 * i + 1);
    const RkSourceFact *fact = i < facts->len ? g_ptr_array_index (facts, i) : NULL;

    gtk_widget_set_visible (GTK_WIDGET (name), fact != NULL);
    gtk_widget_set_visible (GTK_WIDGET (value), fact != NULL);
    if (fact == NULL)
      continue;

    set_text (name, fact->name);
    set_text (value, fact->value);
    if (fact->is_bad)
      gtk_widget_add_css_class (GTK_WIDGET (value), "warning");
    else
      gtk_widget_remove_css_class (GTK_WIDGET (value), "warning");
  }
}

static void
show_rejected (RkSourceDetails *self)
{
  g_autofree char *reason = NULL;
  g_autofree char *mark = NULL;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  int caret;

  line = rk_source_dup_last_rejected (self->source, &caret, &reason);
  gtk_widget_set_visible (GTK_WIDGET (self->rejected_box), line != NULL);
  if (line == NULL)
    return;

  mark = rk_raw_text_caret (caret);
  text = mark[0] != '\0' ? g_strdup_printf ("%s\n%s", line, mark) : g_strdup (line);
  set_text (self->rejected_label, text);
  set_text (self->reason_label, reason != NULL ? reason : "");
}

static void
update (RkSourceDetails *self)
{
  if (self->source == NULL || !gtk_expander_get_expanded (GTK_EXPANDER (self->expander)))
    return;

  self->next_us = g_get_monotonic_time () + PERIOD_US;
  show_facts (self);
  show_rejected (self);
}

/* The source tells of changes 20 times a second, and at least once a second while it is open: nothing is left behind. */
static void
updated_cb (RkSourceDetails *self)
{
  if (g_get_monotonic_time () >= self->next_us)
    update (self);
}

static void
rk_source_details_dispose (GObject *object)
{
  RkSourceDetails *self = RK_SOURCE_DETAILS (object);

  g_clear_object (&self->source_signals);
  if (self->labels != NULL)
    g_ptr_array_set_size (self->labels, 0);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_SOURCE_DETAILS);
  g_clear_pointer (&self->expander, gtk_widget_unparent);
  g_clear_object (&self->source);

  G_OBJECT_CLASS (rk_source_details_parent_class)->dispose (object);
}

static void
rk_source_details_finalize (GObject *object)
{
  RkSourceDetails *self = RK_SOURCE_DETAILS (object);

  g_clear_pointer (&self->labels, g_ptr_array_unref);

  G_OBJECT_CLASS (rk_source_details_parent_class)->finalize (object);
}

static void
rk_source_details_class_init (RkSourceDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_source_details_dispose;
  G_OBJECT_CLASS (klass)->finalize = rk_source_details_finalize;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/source-details.ui");
  gtk_widget_class_bind_template_child (widget_class, RkSourceDetails, expander);
  gtk_widget_class_bind_template_child (widget_class, RkSourceDetails, grid);
  gtk_widget_class_bind_template_child (widget_class, RkSourceDetails, rejected_box);
  gtk_widget_class_bind_template_child (widget_class, RkSourceDetails, rejected_label);
  gtk_widget_class_bind_template_child (widget_class, RkSourceDetails, reason_label);
  gtk_widget_class_bind_template_callback (widget_class, update);
}

static void
rk_source_details_init (RkSourceDetails *self)
{
  self->labels = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  self->source_signals = g_signal_group_new (RK_TYPE_SOURCE);
  g_signal_group_connect_swapped (self->source_signals, "updated", G_CALLBACK (updated_cb), self);
}

/**
 * rk_source_details_set_source:
 * @self: details
 * @source: (nullable): whose
 *
 * Shows another device.
 */
void
rk_source_details_set_source (RkSourceDetails *self,
                              RkSource        *source)
{
  g_return_if_fail (RK_IS_SOURCE_DETAILS (self));

  if (!g_set_object (&self->source, source))
    return;

  g_signal_group_set_target (self->source_signals, source);
  update (self);
}
