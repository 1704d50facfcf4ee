/* Photos at marks: chosen from a file, looked at, taken away. */

#include "config.h"

#include "app/photo-window.h"
#include "app/photo.h"
#include "app/window-private.h"

#include <glib/gi18n-lib.h>

typedef struct {
  RkWindow *window;
  RkRun    *run;
  RkMark   *mark;
  char     *name; /* of the file, for messages */
} Job;

static void
job_free (Job *self)
{
  g_object_unref (self->mark);
  g_object_unref (self->run);
  g_object_unref (self->window);
  g_free (self->name);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Job, job_free)

static void
change (RkWindow *self,
        RkRun    *run,
        RkMark   *mark,
        GBytes   *photo)
{
  g_autoptr (GBytes) before = rk_mark_get_photo (mark) != NULL ? g_bytes_ref (rk_mark_get_photo (mark)) : NULL;

  if (photo == before)
    return;

  rk_mark_set_photo (mark, photo);
  rk_window_offer_undo_photo (self, photo != NULL ? _("Photo attached") : _("Photo removed"), run, mark, before);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (Job) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = rk_photo_read_finish (result, &error);

  /* Closed meanwhile, nobody is left to hear of it. */
  if (gtk_window_get_application (GTK_WINDOW (self->window)) == NULL)
    return;

  if (photo == NULL) {
    g_autofree char *text = g_strdup_printf (_("“%s” could not be attached"), self->name);

    rk_window_report (self->window, text, error);
    return;
  }

  change (self->window, self->run, self->mark, photo);
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           Job             *job)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL) {
    g_autofree char *name = g_file_get_basename (file);

    job->name = g_filename_display_name (name);
    rk_photo_read_async (file, NULL, read_cb, job);
  } else {
    job_free (job);
  }
  g_object_unref (dialog);
}

static void
attach_photo_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  RkWindow *self = user_data;
  g_autoptr (RkRun) run = NULL;
  g_autoptr (RkMark) mark = NULL;
  g_autoptr (GtkFileFilter) filter = NULL;
  GtkFileChooserNative *dialog;
  Job *job;

  if (!rk_window_find_mark (self, parameter, &run, &mark))
    return;

  filter = gtk_file_filter_new ();
  gtk_file_filter_set_name (filter, _("Photos"));
  gtk_file_filter_add_pixbuf_formats (filter);
  dialog = rk_window_make_chooser (self, _("Attach a Photo"), GTK_FILE_CHOOSER_ACTION_OPEN, _("_Attach"));
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);

  job = g_new0 (Job, 1);
  job->window = g_object_ref (self);
  job->run = g_steal_pointer (&run);
  job->mark = g_steal_pointer (&mark);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), job);
  rk_window_show_chooser (dialog);
}

static void
remove_photo_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  g_autoptr (RkRun) run = NULL;
  g_autoptr (RkMark) mark = NULL;

  if (rk_window_find_mark (user_data, parameter, &run, &mark))
    change (user_data, run, mark, NULL);
}

static void
show_photo_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  RkWindow *self = user_data;
  g_autoptr (RkRun) run = NULL;
  g_autoptr (RkMark) mark = NULL;

  if (rk_window_find_mark (self, parameter, &run, &mark) && rk_mark_get_photo (mark) != NULL)
    gtk_window_present (rk_photo_window_new (GTK_WINDOW (self), run, mark));
}

/* internal; see window-private.h */
void
rk_window_init_photo (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "attach-photo", .activate = attach_photo_action, .parameter_type = "(xx)" },
    { .name = "remove-photo", .activate = remove_photo_action, .parameter_type = "(xx)" },
    { .name = "show-photo", .activate = show_photo_action, .parameter_type = "(xx)" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
