#include "config.h"

#include "app/photo-window.h"

#include "app/mark-list.h"
#include "app/photo.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#define WIDTH  800
#define HEIGHT 640

/* Taken away, there is nothing to show any more. */
static void
photo_cb (GtkPicture *picture,
          GParamSpec *pspec,
          RkMark     *mark)
{
  GBytes *photo = rk_mark_get_photo (mark);
  g_autoptr (GdkTexture) texture = NULL;

  if (photo == NULL) {
    gtk_window_destroy (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (picture))));
    return;
  }

  texture = rk_photo_decode (photo, RK_PHOTO_SIDE);
  gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
}

static GtkWidget *
make_button (const char *label,
             const char *action,
             RkRun      *run,
             RkMark     *mark)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(xx)", rk_run_get_id (run), rk_mark_get_id (mark));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);

  return button;
}

/**
 * rk_photo_window_new:
 * @owner: the window of the experiment
 * @run: a run
 * @mark: one of its marks, with a photo
 *
 * Shows the photo of a mark. The window closes when the photo goes.
 *
 * Returns: (transfer none): a window; GTK owns it
 */
GtkWindow *
rk_photo_window_new (GtkWindow *owner,
                     RkRun     *run,
                     RkMark    *mark)
{
  g_autofree char *time = rk_mark_format_time (mark);
  const char *text = rk_mark_get_text (mark);
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *picture = gtk_picture_new ();
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_window_set_transient_for (GTK_WINDOW (window), owner);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_title (GTK_WINDOW (window), _("Photo"));
  adw_header_bar_set_title_widget (ADW_HEADER_BAR (header),
                                   adw_window_title_new (*text != '\0' ? text : _("Photo"), time));
  /* The actions are those of the owner. */
  gtk_widget_insert_action_group (window, "win", G_ACTION_GROUP (owner));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), make_button (_("_Replace…"), "win.attach-photo", run, mark));
  adw_header_bar_pack_start (ADW_HEADER_BAR (header), make_button (_("Re_move"), "win.remove-photo", run, mark));

  gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (keys),
                                        gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                          gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);

  gtk_widget_set_vexpand (picture, TRUE);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_PROPERTY_LABEL, *text != '\0' ? text : _("Photo"), -1);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), picture);
  adw_window_set_content (ADW_WINDOW (window), box);

  g_signal_connect_object (mark, "notify::photo", G_CALLBACK (photo_cb), picture, G_CONNECT_SWAPPED);
  photo_cb (GTK_PICTURE (picture), NULL, mark);

  return GTK_WINDOW (window);
}
