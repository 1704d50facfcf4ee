#include "config.h"

#include "app/mark-popover.h"

#include "app/mark-list.h"

#include <glib/gi18n-lib.h>

static void
align_cb (GtkButton  *button,
          GtkPopover *popover)
{
  GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button));

  gtk_popover_popdown (popover);
  gtk_widget_activate_action_variant (GTK_WIDGET (popover), "win.align-mark", target);
}

static void
delete_cb (GtkButton  *button,
           GtkPopover *popover)
{
  GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button));

  gtk_popover_popdown (popover);
  gtk_widget_activate_action_variant (GTK_WIDGET (popover), "win.delete-mark", target);
}

/**
 * rk_mark_popover_new:
 * @run: a run
 * @mark: one of its marks
 *
 * Makes the popover of a mark: its time, its text, how to delete it and to align other runs by it. Changes take effect as
 * they are made.
 *
 * Returns: (transfer floating): a popover without a parent
 */
GtkWidget *
rk_mark_popover_new (RkRun  *run,
                     RkMark *mark)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *entry = rk_mark_entry_new (mark);
  GtkWidget *button = gtk_button_new_with_mnemonic (_("_Delete"));
  GtkWidget *align = gtk_button_new_with_mnemonic (_("_Align Runs Here"));
  g_autofree char *time = rk_mark_format_time (mark);
  g_autofree char *text = g_strdup_printf ("%s  %s", rk_mark_sign (mark), time);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (button, "destructive-action");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 24);
  g_signal_connect_object (entry, "activate", G_CALLBACK (gtk_popover_popdown), popover, G_CONNECT_SWAPPED);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xx)", rk_run_get_id (run), rk_mark_get_id (mark));
  g_signal_connect_object (button, "clicked", G_CALLBACK (delete_cb), popover, 0);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (align), "(xx)", rk_run_get_id (run), rk_mark_get_id (mark));
  gtk_widget_set_tooltip_text (align, _("Lay the other runs over this one by this mark"));
  g_signal_connect_object (align, "clicked", G_CALLBACK (align_cb), popover, 0);

  gtk_box_append (GTK_BOX (row), entry);
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), align);
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Mark"), -1);

  return popover;
}
