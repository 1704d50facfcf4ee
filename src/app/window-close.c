#include "config.h"

#include "app/window-private.h"

#include <glib/gi18n-lib.h>

/* Closing ends the run. Everything recorded is in the file by then, so nothing is asked; only when
 * the disk does not take it, what is still in memory would be lost, and that is not done in silence. */

static void
response_cb (AdwMessageDialog *dialog,
             const char       *response,
             RkWindow         *self)
{
  self->asking_to_close = FALSE;

  if (g_strcmp0 (response, "save") == 0) {
    g_action_group_activate_action (G_ACTION_GROUP (self), "save-as", NULL);
  } else if (g_strcmp0 (response, "lose") == 0) {
    self->may_lose = TRUE;
    gtk_window_close (GTK_WINDOW (self));
  }
}

static void
ask (RkWindow     *self,
     const GError *error)
{
  GtkWidget *dialog;
  g_autofree char *body = NULL;

  /* One question is enough, however often the window is told to close. */
  if (self->asking_to_close)
    return;

  /* Translators: %s says what is wrong with the disk */
  body = g_strdup_printf (_("%s. What is not on the disk yet is lost if the window closes now."), error->message);
  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("The last readings are not saved"), body);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog),
                                    "lose", _("_Close and Lose Them"),
                                    "back", _("_Go Back"),
                                    "save", _("_Save Elsewhere…"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "lose", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "save");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "back");
  g_signal_connect_object (dialog, "response", G_CALLBACK (response_cb), self, 0);
  self->asking_to_close = TRUE;
  gtk_window_present (GTK_WINDOW (dialog));
}

/* internal; see window-private.h */
gboolean
rk_window_may_close (RkWindow *self)
{
  g_autoptr (GError) error = NULL;

  if (self->may_lose || rk_document_flush (self->document, &error))
    return TRUE;

  ask (self, error);

  return FALSE;
}
