#include "config.h"

#include "app/mark-popover.h"

#include "app/mark-list.h"
#include "app/photo.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define PHOTO_SIDE 220

/* What happens next may take the mark away, and the popover with it. */
static void
clicked_cb (GtkButton  *button,
            GtkPopover *popover)
{
  const char *action = g_object_get_data (G_OBJECT (button), "action");
  GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (button));

  gtk_popover_popdown (popover);
  gtk_widget_activate_action_variant (GTK_WIDGET (popover), action, target);
}

static GtkWidget *
make_button (GtkWidget  *popover,
             RkRun      *run,
             RkMark     *mark,
             const char *label,
             const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  g_object_set_data (G_OBJECT (button), "action", (gpointer) action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xx)", rk_run_get_id (run), rk_mark_get_id (mark));
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), popover, 0);

  return button;
}

/* The photo itself leads to the large one. */
static GtkWidget *
make_photo (GtkWidget *popover,
            RkRun     *run,
            RkMark    *mark)
{
  GBytes *photo = rk_mark_get_photo (mark);
  g_autoptr (GdkTexture) texture = photo != NULL ? rk_photo_decode (photo, PHOTO_SIDE) : NULL;
  GtkWidget *button;

  if (photo == NULL)
    return make_button (popover, run, mark, _("Attach a _Photo…"), "win.attach-photo");

  button = make_button (popover, run, mark, _("Show the _Photo"), "win.show-photo");
  if (texture != NULL) {
    GtkWidget *clamp = adw_clamp_new ();
    int width = gdk_texture_get_width (texture);

    /* A picture that is offered more room asks for more height. */
    adw_clamp_set_maximum_size (ADW_CLAMP (clamp), width);
    adw_clamp_set_tightening_threshold (ADW_CLAMP (clamp), width);
    adw_clamp_set_child (ADW_CLAMP (clamp), gtk_picture_new_for_paintable (GDK_PAINTABLE (texture)));
    gtk_button_set_child (GTK_BUTTON (button), clamp);
    gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
    gtk_widget_add_css_class (button, "flat");
    gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Show the Photo"), -1);
  }

  return button;
}

/**
 * rk_mark_popover_new:
 * @run: a run
 * @mark: one of its marks
 *
 * Makes the popover of a mark: its time, its text, its photo, how to delete it and to align other runs by it. Changes take
 * effect as they are made.
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
  GtkWidget *button = make_button (popover, run, mark, _("_Delete"), "win.delete-mark");
  GtkWidget *align = make_button (popover, run, mark, _("_Align Runs Here"), "win.align-mark");
  g_autofree char *time = rk_mark_format_time (mark);
  g_autofree char *text = g_strdup_printf ("%s  %s", rk_mark_sign (mark), time);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (button, "destructive-action");
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 24);
  g_signal_connect_object (entry, "activate", G_CALLBACK (gtk_popover_popdown), popover, G_CONNECT_SWAPPED);

  gtk_widget_set_tooltip_text (align, _("Lay the other runs over this one by this mark"));

  gtk_box_append (GTK_BOX (row), entry);
  gtk_box_append (GTK_BOX (row), button);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), align);
  gtk_box_append (GTK_BOX (box), make_photo (popover, run, mark));
  gtk_widget_set_margin_top (box, 6);
  gtk_widget_set_margin_bottom (box, 6);
  gtk_widget_set_margin_start (box, 6);
  gtk_widget_set_margin_end (box, 6);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Mark"), -1);

  return popover;
}
