#include "config.h"

#include "app/mark-list.h"

#include "base/clock.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>

#define MAX_HEIGHT 220

/**
 * rk_mark_format_time:
 * @mark: a mark
 *
 * Returns: (transfer full): when it is, since the begin of its run
 */
char *
rk_mark_format_time (RkMark *mark)
{
  g_autofree char *begin = rk_number_format ((double) rk_mark_get_begin_ns (mark) / (double) RK_NS_PER_S, 2);
  g_autofree char *end = rk_number_format ((double) rk_mark_get_end_ns (mark) / (double) RK_NS_PER_S, 2);

  if (rk_mark_get_end_ns (mark) == rk_mark_get_begin_ns (mark))
    /* Translators: a time in seconds. */
    return g_strdup_printf (_("%s s"), begin);

  /* Translators: begin and end of a time in seconds. */
  return g_strdup_printf (_("%s … %s s"), begin, end);
}

/**
 * rk_mark_sign:
 * @mark: a mark
 *
 * Returns: the sign of its kind, much as the graph draws it
 */
const char *
rk_mark_sign (RkMark *mark)
{
  switch (rk_mark_get_kind (mark)) {
  case RK_MARK_TRIGGER:
    return "▼";
  case RK_MARK_ALERT:
    return "▲";
  case RK_MARK_NOTE:
  default:
    return "⚑";
  }
}

/**
 * rk_mark_entry_new:
 * @mark: a mark
 *
 * Returns: (transfer floating): an entry that is its text, both ways
 */
GtkWidget *
rk_mark_entry_new (RkMark *mark)
{
  GtkWidget *entry = gtk_entry_new ();
  g_autofree char *time = rk_mark_format_time (mark);
  /* Translators: a time with its unit. */
  g_autofree char *label = g_strdup_printf (_("Mark at %s"), time);

  gtk_entry_set_max_length (GTK_ENTRY (entry), 200);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 16);
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_bind_property (mark, "text", entry, "text", G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);

  return entry;
}

static GtkWidget *
make_button (RkMark     *mark,
             RkRun      *run,
             const char *icon,
             const char *action,
             const char *label)
{
  GtkWidget *button = icon != NULL ? gtk_button_new_from_icon_name (icon) : gtk_button_new ();

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xx)", rk_run_get_id (run), rk_mark_get_id (mark));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (button, "flat");

  return button;
}

static void
photo_cb (GtkWidget  *button,
          GParamSpec *pspec,
          RkMark     *mark)
{
  gboolean has_photo = rk_mark_get_photo (mark) != NULL;
  g_autofree char *time = rk_mark_format_time (mark);
  /* Translators: a time with its unit. */
  g_autofree char *label = g_strdup_printf (has_photo ? _("Show the photo at %s") : _("Attach a photo at %s"), time);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), has_photo ? "win.show-photo" : "win.attach-photo");
  gtk_button_set_icon_name (GTK_BUTTON (button), has_photo ? "image-x-generic-symbolic" : "camera-photo-symbolic");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/* Another window comes: a popover would lie over it. */
static void
leave_cb (GtkWidget *button)
{
  GtkWidget *popover = gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER);

  if (popover != NULL)
    gtk_popover_popdown (GTK_POPOVER (popover));
}

/**
 * rk_mark_photo_button_new:
 * @run: a run
 * @mark: one of its marks
 *
 * Returns: (transfer floating): a button that attaches a photo to a mark or shows the one it has
 */
GtkWidget *
rk_mark_photo_button_new (RkRun  *run,
                          RkMark *mark)
{
  GtkWidget *button = gtk_button_new ();

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xx)", rk_run_get_id (run), rk_mark_get_id (mark));
  g_signal_connect_object (mark, "notify::photo", G_CALLBACK (photo_cb), button, G_CONNECT_SWAPPED);
  photo_cb (button, NULL, mark);
  g_signal_connect (button, "clicked", G_CALLBACK (leave_cb), NULL);
  gtk_widget_add_css_class (button, "flat");

  return button;
}

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  RkMark *mark = item;
  RkRun *run = user_data;
  g_autofree char *time = rk_mark_format_time (mark);
  g_autofree char *text = g_strdup_printf ("%s  %s", rk_mark_sign (mark), time);
  /* Translators: a time with its unit. */
  g_autofree char *show = g_strdup_printf (_("Show %s in the graph"), time);
  /* Translators: a time with its unit. */
  g_autofree char *remove = g_strdup_printf (_("Delete the mark at %s"), time);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *go = make_button (mark, run, NULL, "win.show-mark", show);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "numeric");
  gtk_button_set_child (GTK_BUTTON (go), label);
  gtk_box_append (GTK_BOX (box), go);
  gtk_box_append (GTK_BOX (box), rk_mark_entry_new (mark));
  gtk_box_append (GTK_BOX (box), rk_mark_photo_button_new (run, mark));
  gtk_box_append (GTK_BOX (box), make_button (mark, run, "user-trash-symbolic", "win.delete-mark", remove));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);

  return row;
}

/**
 * rk_mark_list_new:
 * @run: a run
 *
 * Makes the list of its marks. Changes take effect as they are made.
 *
 * Returns: (transfer floating): a widget
 */
GtkWidget *
rk_mark_list_new (RkRun *run)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkWidget *list = gtk_list_box_new ();
  GtkWidget *empty = gtk_label_new (_("No marks yet. Press M while recording to make one"));

  gtk_label_set_wrap (GTK_LABEL (empty), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (empty), 30);
  gtk_label_set_xalign (GTK_LABEL (empty), 0);
  gtk_widget_add_css_class (empty, "dim-label");

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_list_box_set_placeholder (GTK_LIST_BOX (list), empty);
  gtk_widget_add_css_class (list, "rk-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (list), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Marks"), -1);
  gtk_list_box_bind_model (GTK_LIST_BOX (list), rk_run_get_marks (run), create_row, g_object_ref (run), g_object_unref);

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), MAX_HEIGHT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), list);

  return scrolled;
}
