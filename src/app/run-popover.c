#include "config.h"

#include "app/run-row.h"

#include "app/format.h"
#include "app/mark-list.h"
#include "app/trend-text.h"
#include "base/clock.h"
#include "base/number.h"

#include <math.h>
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
  GtkWidget   *summary_box;
  GtkLabel    *summary_label;
  GtkEntry    *shift_entry;
  GtkBox      *marks_box;
  GtkButton   *include_button;
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

/* What is not finished, "-" or "1e", changes nothing. */
static void
shift_apply_cb (RkRunPopover *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->shift_entry));
  double seconds = 0;
  gint64 offset_ns;

  if (self->filling)
    return;

  if ((*text != '\0' && !rk_number_parse_typed (text, &seconds))
      || fabs (seconds) > (double) RK_RUN_MAX_OFFSET_NS / (double) RK_NS_PER_S) {
    gtk_widget_add_css_class (GTK_WIDGET (self->shift_entry), "error");
    return;
  }

  gtk_widget_remove_css_class (GTK_WIDGET (self->shift_entry), "error");
  offset_ns = (gint64) llround (seconds * (double) RK_NS_PER_S);
  if (offset_ns != rk_run_get_offset_ns (self->run))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.shift-run", "(xx)", rk_run_get_id (self->run), offset_ns);
}

static void
shift_filled (RkRunPopover *self)
{
  g_autofree char *text = rk_format_plain ((double) rk_run_get_offset_ns (self->run) / (double) RK_NS_PER_S);
  gboolean was_filling = self->filling;

  self->filling = TRUE;
  gtk_widget_remove_css_class (GTK_WIDGET (self->shift_entry), "error");
  gtk_editable_set_text (GTK_EDITABLE (self->shift_entry), text);
  self->filling = was_filling;
}

/* Moved otherwise, while nobody types. */
static void
offset_cb (RkRunPopover *self)
{
  if (!(gtk_widget_get_state_flags (GTK_WIDGET (self->shift_entry)) & GTK_STATE_FLAG_FOCUS_WITHIN))
    shift_filled (self);
}

static void
earlier_cb (RkRunPopover *self)
{
  rk_run_shift (self->run, GTK_WIDGET (self), -1);
}

static void
later_cb (RkRunPopover *self)
{
  rk_run_shift (self->run, GTK_WIDGET (self), 1);
}

static void
include_cb (RkRunPopover *self)
{
  gint64 id = rk_run_get_id (self->run);

  gtk_popover_popdown (GTK_POPOVER (self));
  gtk_widget_activate_action (GTK_WIDGET (self), "win.include-all", "x", id);
}

static void
excluded_cb (RkRunPopover *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->include_button), rk_run_get_excluded (self->run) != NULL);
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

/* What a run does is told when it is over. */
static void
summary_filled (RkRunPopover *self)
{
  g_autofree char *text = NULL;

  /* Made with its row, long before anybody asks. */
  if (gtk_widget_get_visible (GTK_WIDGET (self)) && rk_run_get_state (self->run) != RK_RUN_RECORDING)
    text = rk_trend_text (self->run);

  gtk_label_set_label (self->summary_label, text != NULL ? text : "");
  gtk_widget_set_visible (self->summary_box, text != NULL);
}

static void
fill_cb (RkRunPopover *self)
{
  const char *name = rk_run_get_name (self->run);
  const char *notes = rk_run_get_notes (self->run);

  self->filling = TRUE;
  gtk_editable_set_text (GTK_EDITABLE (self->name_entry), name != NULL ? name : "");
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->notes_view), notes != NULL ? notes : "", -1);
  shift_filled (self);
  summary_filled (self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->delete_button),
                            rk_run_get_state (self->run) != RK_RUN_RECORDING);
  /* The popover has to fit under a row of a small screen. */
  gtk_widget_set_visible (GTK_WIDGET (self->marks_box), g_list_model_get_n_items (rk_run_get_marks (self->run)) > 0);
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
  gtk_widget_class_bind_template_child (widget_class, RkRunPopover, summary_box);
  gtk_widget_class_bind_template_child (widget_class, RkRunPopover, summary_label);
  gtk_widget_class_bind_template_child (widget_class, RkRunPopover, shift_entry);
  gtk_widget_class_bind_template_child (widget_class, RkRunPopover, marks_box);
  gtk_widget_class_bind_template_child (widget_class, RkRunPopover, include_button);
  gtk_widget_class_bind_template_child (widget_class, RkRunPopover, delete_button);
  gtk_widget_class_bind_template_callback (widget_class, popdown_cb);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, shift_apply_cb);
  gtk_widget_class_bind_template_callback (widget_class, earlier_cb);
  gtk_widget_class_bind_template_callback (widget_class, later_cb);
  gtk_widget_class_bind_template_callback (widget_class, include_cb);
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
  excluded_cb (self);
  g_signal_connect_object (run, "notify::excluded", G_CALLBACK (excluded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (run, "notify::offset-ns", G_CALLBACK (offset_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "show", G_CALLBACK (fill_cb), NULL);

  return GTK_WIDGET (self);
}
