#include "config.h"

#include "app/run-row.h"

#include "app/mark-list.h"

#include <string.h>

/* Notes are a few lines, not a book: a paste of a whole file is cut here. */
#define NOTES_MAX_CHARS 20000

struct _RkRunPopover
{
  GtkPopover parent_instance;

  RkRun   *run;
  gboolean filling; /* the popover itself moves the controls */

  /* Template children. */
  GtkEntry    *name_entry;
  GtkTextView *notes_view;
  GtkBox      *marks_box;
  GtkButton   *delete_button;
};

G_DEFINE_FINAL_TYPE (RkRunPopover, rk_run_popover, GTK_TYPE_POPOVER)

static void
popdown_cb (RkRunPopover *self)
{
  gtk_popover_popdown (GTK_POPOVER (self));
}

static void
name_changed_cb (RkRunPopover *self)
{
  g_autofree char *text = NULL;

  if (self->filling)
    return;

  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_entry))));
  if (*text != '\0')
    rk_run_set_name (self->run, text);
}

static void
notes_changed_cb (RkRunPopover *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->notes_view);
  g_autofree char *text = NULL;
  GtkTextIter begin;
  GtkTextIter end;

  if (self->filling)
    return;

  gtk_text_buffer_get_start_iter (buffer, &begin);
  gtk_text_buffer_get_iter_at_offset (buffer, &end, NOTES_MAX_CHARS);
  text = gtk_text_buffer_get_text (buffer, &begin, &end, FALSE);
  rk_run_set_notes (self->run, *text != '\0' ? text : NULL);
}

static void
delete_cb (RkRunPopover *self)
{
  gint64 id = rk_run_get_id (self->run);
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (self)));

  /* Hidden at once: its row, the parent, goes away with the run. */
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  gtk_widget_activate_action (root, "win.delete-run", "x", id);
}

static void
fill_cb (RkRunPopover *self)
{
  const char *name = rk_run_get_name (self->run);
  const char *notes = rk_run_get_notes (self->run);

  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->name_entry), name != NULL ? name : "");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->notes_view), notes != NULL ? notes : "", -1);
  gtk_widget_set_sensitive (GTK_WIDGET (self->delete_button),
                            rk_run_get_state (self->run) != RK_RUN_RECORDING);
  gtk_editable_select_region (GTK_EDITABLE (self->name_entry), 0, -1);
  self->filling = FALSE;
}

static void
rk_run_popover_dispose (GObject *object)
{
  RkRunPopover *self = RK_RUN_POPOVER (object);

  self->filling = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_RUN_POPOVER);
  g_clear_object (&self->run);

  G_OBJECT_CLASS (rk_run_popover_parent_class)->dispose (object);
}

static void
rk_run_popover_class_init (RkRunPopoverClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_run_popover_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/run-popover.ui");
  gtk_widget_class_bind_template_child (widget_class, RkRunPopover, name_entry);
  gtk_widget_class_bind_template_child (widget_class, RkRunPopover, notes_view);
  gtk_widget_class_bind_template_child (widget_class, RkRunPopover, marks_box);
  gtk_widget_class_bind_template_child (widget_class, RkRunPopover, delete_button);
  gtk_widget_class_bind_template_callback (widget_class, popdown_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, delete_cb);
}

static void
rk_run_popover_init (RkRunPopover *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (gtk_text_view_get_buffer (self->notes_view), "changed",
                           G_CALLBACK (notes_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * rk_run_popover_new:
 * @run: a run
 *
 * Makes the popover of a run. Changes take effect as they are made.
 *
 * Returns: (transfer floating): a popover
 */
GtkWidget *
rk_run_popover_new (RkRun *run)
{
  RkRunPopover *self = g_object_new (RK_TYPE_RUN_POPOVER, NULL);

  self->run = g_object_ref (run);
  gtk_box_append (self->marks_box, rk_mark_list_new (run));
  fill_cb (self);
  g_signal_connect (self, "show", G_CALLBACK (fill_cb), NULL);

  return GTK_WIDGET (self);
}
