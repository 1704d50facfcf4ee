#include "config.h"

#include "app/picture-desk.h"

#include "app/format.h"
#include "app/picture-print.h"
#include "app/window-private.h"
#include "base/clock.h"

#include <glib/gi18n-lib.h>

/* NULL when it is gone. */
static RkWindow *
get_owner (GtkWindow *window)
{
  GtkWindow *owner = gtk_window_get_transient_for (window);

  return owner != NULL ? RK_WINDOW (owner) : NULL;
}

/**
 * rk_picture_desk_say:
 * @overlay: of the window
 * @text: what happened
 *
 * Tells it for a few seconds.
 */
void
rk_picture_desk_say (AdwToastOverlay *overlay,
                     const char      *text)
{
  AdwToast *toast = adw_toast_new ("");
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_toast_set_title (toast, markup);
  adw_toast_overlay_add_toast (overlay, toast);
}

/**
 * rk_picture_desk_report:
 * @window: a window of a picture
 * @heading: what could not be done
 * @error: why
 *
 * Tells about a failure. While a run is being recorded nothing is blocked.
 */
void
rk_picture_desk_report (GtkWindow    *window,
                        const char   *heading,
                        const GError *error)
{
  RkWindow *owner = get_owner (window);
  GtkWidget *dialog = adw_message_dialog_new (window, heading, error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_set_modal (GTK_WINDOW (dialog), owner != NULL && !rk_document_get_recording (owner->document));
  gtk_window_present (GTK_WINDOW (dialog));
}

/**
 * rk_picture_desk_read:
 * @row: an entry
 *
 * Returns: (transfer full) (nullable): what is typed there, without blanks around it
 */
char *
rk_picture_desk_read (AdwEntryRow *row)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

/* ---- work ---- */

/**
 * rk_picture_desk_run:
 * @window: a window of a picture
 * @work: (transfer full): task data
 * @free_work: frees it
 * @thread: does it
 * @done: on the main thread; @window is its object
 *
 * Draws beside the main thread.
 */
void
rk_picture_desk_run (GtkWindow           *window,
                     gpointer             work,
                     GDestroyNotify       free_work,
                     GTaskThreadFunc      thread,
                     GAsyncReadyCallback  done)
{
  g_autoptr (GTask) task = g_task_new (window, NULL, done, NULL);

  g_task_set_source_tag (task, rk_picture_desk_run);
  g_task_set_task_data (task, work, free_work);
  g_task_run_in_thread (task, thread);
}

/**
 * rk_picture_desk_return:
 * @task: of rk_picture_desk_run ()
 * @surface: (transfer full) (nullable): what was drawn
 * @error: (transfer full) (nullable): why there is nothing
 *
 * Ends a task whose result is a surface.
 *
 * Threads: that of the task.
 */
void
rk_picture_desk_return (GTask           *task,
                        cairo_surface_t *surface,
                        GError          *error)
{
  if (surface != NULL)
    g_task_return_pointer (task, surface, (GDestroyNotify) cairo_surface_destroy);
  else
    g_task_return_error (task, error);
}

/* ---- files ---- */

typedef struct {
  GtkWindow         *window; /* weak */
  char              *suffix;
  RkPicturePathFunc  chosen;
} Question;

/* GClosureNotify */
static void
question_free (gpointer  data,
               GClosure *closure)
{
  Question *self = data;

  g_clear_weak_pointer (&self->window);
  g_free (self->suffix);
  g_free (self);
}

static void
answered_cb (GtkNativeDialog *dialog,
             int              response,
             Question        *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *bare = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *path = NULL;

  if (response == GTK_RESPONSE_ACCEPT && bare != NULL && self->window != NULL && get_owner (self->window) != NULL) {
    path = g_str_has_suffix (bare, self->suffix) ? g_strdup (bare) : g_strconcat (bare, self->suffix, NULL);
    self->chosen (self->window, path);
  }
  g_object_unref (dialog);
}

/**
 * rk_picture_desk_ask_path:
 * @window: a window of a picture
 * @title: of the dialog
 * @suffix: "png"
 * @chosen: is called with a path that ends in it
 *
 * Asks where a picture is to be kept; the experiment gives the name to begin with.
 */
void
rk_picture_desk_ask_path (GtkWindow         *window,
                          const char        *title,
                          const char        *suffix,
                          RkPicturePathFunc  chosen)
{
  RkWindow *owner = get_owner (window);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autofree char *stem = NULL;
  g_autofree char *file_name = NULL;
  GtkFileChooserNative *dialog;
  Question *question;

  g_return_if_fail (owner != NULL);

  stem = rk_format_file_stem (rk_document_get_title (owner->document), rk_clock_wall_us ());
  file_name = g_strdup_printf ("%s.%s", stem, suffix);
  dialog = rk_window_make_chooser (owner, title, GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"));
  gtk_native_dialog_set_transient_for (GTK_NATIVE_DIALOG (dialog), window);
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file_name);
  gtk_file_filter_set_name (filter, _("Pictures"));
  gtk_file_filter_add_suffix (filter, suffix);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);

  question = g_new0 (Question, 1);
  g_set_weak_pointer (&question->window, window);
  question->suffix = g_strconcat (".", suffix, NULL);
  question->chosen = chosen;
  g_signal_connect_data (dialog, "response", G_CALLBACK (answered_cb), question, question_free, 0);
  rk_window_show_chooser (dialog);
}

/**
 * rk_picture_desk_tell_saved:
 * @window: a window of a picture
 * @overlay: its own
 * @path: of the file
 * @error: (nullable): why it is not there
 *
 * Tells how it went.
 */
void
rk_picture_desk_tell_saved (GtkWindow       *window,
                            AdwToastOverlay *overlay,
                            const char      *path,
                            const GError    *error)
{
  g_autofree char *basename = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (basename);
  g_autofree char *text = NULL;

  if (error == NULL) {
    text = g_strdup_printf (_("“%s” is ready"), name);
    rk_picture_desk_say (overlay, text);
  } else {
    text = g_strdup_printf (_("“%s” could not be written"), name);
    rk_picture_desk_report (window, text, error);
  }
}

/* ---- paper ---- */

static void
printed_cb (GtkPrintOperation       *operation,
            GtkPrintOperationResult  result,
            GtkWindow               *window)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR || get_owner (window) == NULL)
    return;

  gtk_print_operation_get_error (operation, &error);
  if (error != NULL)
    rk_picture_desk_report (window, _("The graph could not be printed"), error);
}

/**
 * rk_picture_desk_print:
 * @window: a window of a picture
 * @title: name of the work, for the list of the printer
 * @recording: (nullable): a recording surface in points, with its extents
 * @error: (nullable): why there is none
 *
 * Asks for a printer, and prints.
 */
void
rk_picture_desk_print (GtkWindow       *window,
                       const char      *title,
                       cairo_surface_t *recording,
                       const GError    *error)
{
  g_autoptr (GtkPrintOperation) operation = NULL;

  if (get_owner (window) == NULL)
    return;

  if (recording == NULL) {
    rk_picture_desk_report (window, _("The graph could not be printed"), error);
    return;
  }

  operation = rk_picture_print_new (title, recording);
  g_signal_connect_object (operation, "done", G_CALLBACK (printed_cb), window, 0);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, window, NULL);
}
