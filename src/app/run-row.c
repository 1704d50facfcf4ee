#include "config.h"

#include "app/run-row.h"

#include "app/format.h"
#include "base/clock.h"

#include <glib/gi18n-lib.h>

struct _RkRunRow
{
  GtkListBoxRow parent_instance;

  RkRun     *run;
  GPtrArray *streams; /* RkStream: those whose growth is shown */

  /* Template children. */
  GtkCheckButton *visible_button;
  GtkLabel       *name_label;
  GtkLabel       *detail_label;
  GtkMenuButton  *menu_button;
};

G_DEFINE_FINAL_TYPE (RkRunRow, rk_run_row, GTK_TYPE_LIST_BOX_ROW)

static void
update_detail (RkRunRow *self)
{
  guint64 n = rk_run_get_n_samples (self->run);
  g_autofree char *duration = rk_format_duration ((double) rk_run_get_duration_ns (self->run)
                                                  / (double) RK_NS_PER_S);
  g_autofree char *count = rk_format_count (n);
  g_autofree char *samples = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s sample", "%s samples",
                                                           (gulong) n),
                                              count);
  g_autofree char *offset = rk_run_format_offset (self->run);
  g_autofree char *text = NULL;

  if (rk_run_get_excluded (self->run) != NULL)
    /* Translators: a duration; the run has points that are left out. */
    text = g_strdup_printf (_("%s · points excluded"), duration);
  else if (rk_run_get_state (self->run) == RK_RUN_RECOVERED)
    /* Translators: a duration */
    text = g_strdup_printf (_("%s · recovered"), duration);
  else
    text = g_strdup_printf ("%s · %s", duration, offset != NULL ? offset : samples);

  if (g_strcmp0 (text, gtk_label_get_label (self->detail_label)) != 0)
    gtk_label_set_label (self->detail_label, text);
}

static void
update_state (RkRunRow *self)
{
  if (rk_run_get_state (self->run) == RK_RUN_RECORDING)
    gtk_widget_add_css_class (GTK_WIDGET (self->name_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->name_label), "error");
  update_detail (self);
}

/* A run grows by its streams, at most 20 times a second each. */
static void
watch_streams (RkRunRow *self)
{
  for (guint i = self->streams->len; i < rk_run_get_n_streams (self->run); i++) {
    RkStream *stream = rk_run_get_stream (self->run, i);

    g_ptr_array_add (self->streams, g_object_ref (stream));
    g_signal_connect_object (stream, "changed", G_CALLBACK (update_detail), self, G_CONNECT_SWAPPED);
  }
  update_detail (self);
}

static void
update_name (RkRunRow *self)
{
  const char *name = rk_run_get_name (self->run);
  g_autofree char *show = g_strdup_printf (_("Show “%s” in the graph"), name != NULL ? name : "");

  gtk_label_set_label (self->name_label, name != NULL ? name : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name != NULL ? name : "", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->visible_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, show, -1);
}

static void
update_notes (RkRunRow *self)
{
  const char *notes = rk_run_get_notes (self->run);

  gtk_widget_set_tooltip_text (GTK_WIDGET (self), notes != NULL && *notes != '\0' ? notes : NULL);
}

static void
create_popup (GtkMenuButton *button,
              gpointer       user_data)
{
  RkRunRow *self = user_data;

  if (gtk_menu_button_get_popover (button) == NULL)
    gtk_menu_button_set_popover (button, rk_run_popover_new (self->run));
}

static gboolean
shift_left_cb (GtkWidget *widget,
               GVariant  *args,
               gpointer   user_data)
{
  rk_run_shift (RK_RUN_ROW (widget)->run, widget, -1);

  return TRUE;
}

static gboolean
shift_right_cb (GtkWidget *widget,
                GVariant  *args,
                gpointer   user_data)
{
  rk_run_shift (RK_RUN_ROW (widget)->run, widget, 1);

  return TRUE;
}

static void
rk_run_row_dispose (GObject *object)
{
  RkRunRow *self = RK_RUN_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_RUN_ROW);
  g_clear_pointer (&self->streams, g_ptr_array_unref);
  g_clear_object (&self->run);

  G_OBJECT_CLASS (rk_run_row_parent_class)->dispose (object);
}

static void
rk_run_row_class_init (RkRunRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_run_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/run-row.ui");
  gtk_widget_class_bind_template_child (widget_class, RkRunRow, visible_button);
  gtk_widget_class_bind_template_child (widget_class, RkRunRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, RkRunRow, detail_label);
  gtk_widget_class_bind_template_child (widget_class, RkRunRow, menu_button);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, GDK_CONTROL_MASK, shift_left_cb, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, GDK_CONTROL_MASK, shift_right_cb, NULL);
}

static void
rk_run_row_init (RkRunRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_create_popup_func (self->menu_button, create_popup, self, NULL);
}

/**
 * rk_run_row_new:
 * @run: a run
 *
 * Makes the row of a run.
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
rk_run_row_new (RkRun *run)
{
  RkRunRow *self = g_object_new (RK_TYPE_RUN_ROW, NULL);

  self->run = g_object_ref (run);
  self->streams = g_ptr_array_new_with_free_func (g_object_unref);
  update_name (self);
  update_state (self);
  update_notes (self);
  g_object_bind_property (run, "visible", self->visible_button, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);

  g_signal_connect_object (run, "notify::name", G_CALLBACK (update_name), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::notes", G_CALLBACK (update_notes), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::state", G_CALLBACK (update_state), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::duration-ns", G_CALLBACK (update_detail), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::offset-ns", G_CALLBACK (update_detail), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::excluded", G_CALLBACK (update_detail), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "items-changed", G_CALLBACK (watch_streams), self, G_CONNECT_SWAPPED);
  watch_streams (self);

  return GTK_WIDGET (self);
}
