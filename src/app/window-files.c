#include "config.h"

#include "app/window-private.h"

#include "app/format.h"
#include "base/clock.h"

#include <glib/gi18n-lib.h>

#define N_RECENT 8

/* -- Opening ---------------------------------------------------------------- */

typedef struct {
  RkWindow *window; /* referenced for the call */
  gboolean  here;   /* into this window, whatever it shows */
  char     *name;   /* for messages */
} LoadJob;

static void
load_job_free (LoadJob *job)
{
  g_object_unref (job->window);
  g_free (job->name);
  g_free (job);
}

static LoadJob *
load_job_new (RkWindow   *window,
              const char *path,
              gboolean    here)
{
  LoadJob *job = g_new0 (LoadJob, 1);
  g_autofree char *basename = g_path_get_basename (path);

  job->window = g_object_ref (window);
  job->here = here;
  job->name = g_filename_display_name (basename);

  return job;
}

static void
add_recent (const char *path)
{
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);

  if (uri != NULL)
    gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
}

/* What a damaged file lost, said once and in full. */
static void
show_warnings (RkWindow  *self,
               GPtrArray *warnings)
{
  GString *text;
  g_autofree char *body = NULL;
  GtkWidget *dialog;

  if (warnings->len == 0)
    return;

  text = g_string_new (NULL);
  for (guint i = 0; i < MIN (warnings->len, 10); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (char *) g_ptr_array_index (warnings, i));
  if (warnings->len > 10)
    g_string_append (text, "\n…");
  body = g_string_free (text, FALSE);

  dialog = adw_message_dialog_new (GTK_WINDOW (self), _("Not everything could be read"), body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

/* A project takes a window for itself; the document may have got a sensor while
 * the file was being read. */
static RkWindow *
choose_window (RkWindow *self,
               RkLoaded *loaded,
               gboolean  here)
{
  RkWindow *other;

  if (rk_window_is_blank (self) || (loaded->project == NULL && here))
    return self;

  other = rk_window_new (RK_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
  gtk_window_present (GTK_WINDOW (other));

  return other;
}

static void
load_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  LoadJob *job = user_data;
  RkWindow *self = job->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (RkLoaded) loaded = rk_load_finish (result, &error);
  g_autofree char *heading = g_strdup_printf (_("“%s” could not be opened"), job->name);
  RkWindow *window;

  /* The window was closed meanwhile. */
  if (gtk_window_get_application (GTK_WINDOW (self)) == NULL) {
    load_job_free (job);
    return;
  }
  rk_window_end_job (self);

  if (loaded == NULL) {
    if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
      rk_window_report (self, heading, error);
    load_job_free (job);
    return;
  }

  window = choose_window (self, loaded, job->here);
  if (rk_document_take (window->document, loaded, &error)) {
    if (rk_document_get_project (window->document) != NULL)
      add_recent (rk_project_get_path (rk_document_get_project (window->document)));
    show_warnings (window, loaded->warnings);
  } else {
    rk_window_report (window, heading, error);
  }
  load_job_free (job);
}

static void
load (RkWindow   *self,
      const char *path,
      gboolean    here)
{
  LoadJob *job = load_job_new (self, path, here);
  g_autofree char *text = g_strdup_printf (_("Opening “%s”…"), job->name);

  if (!rk_window_begin_job (self, text)) {
    rk_window_say (self, _("Another file is still being worked on"));
    load_job_free (job);
    return;
  }

  rk_load_async (path, self->job, load_cb, job);
}

/**
 * rk_window_is_blank:
 * @self: a window
 *
 * Returns: whether the window has neither a sensor nor a run nor a file
 */
gboolean
rk_window_is_blank (RkWindow *self)
{
  g_return_val_if_fail (RK_IS_WINDOW (self), FALSE);

  return rk_document_get_empty (self->document)
    && rk_document_get_project (self->document) == NULL
    && self->job == NULL;
}

/**
 * rk_window_load:
 * @self: a window
 * @path: a project or a foreign file
 *
 * Opens a file, in another window if this one shows something.
 */
void
rk_window_load (RkWindow   *self,
                const char *path)
{
  RkWindow *window = self;

  g_return_if_fail (RK_IS_WINDOW (self));
  g_return_if_fail (path != NULL);

  if (!rk_window_is_blank (self)) {
    window = rk_window_new (RK_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
    gtk_window_present (GTK_WINDOW (window));
  }
  load (window, path, FALSE);
}

/**
 * rk_window_recover:
 * @self: a window
 * @unfinished: (transfer full): a recording that was interrupted
 *
 * Recovers an interrupted recording and shows it.
 */
void
rk_window_recover (RkWindow     *self,
                   RkUnfinished *unfinished)
{
  LoadJob *job = load_job_new (self, unfinished->path, FALSE);

  if (!rk_window_begin_job (self, _("Recovering the recording…"))) {
    rk_unfinished_free (unfinished);
    load_job_free (job);
    return;
  }

  rk_load_recover_async (unfinished, load_cb, job);
}

/* -- Dialogs ---------------------------------------------------------------- */

static void
add_filter (GtkFileChooser *chooser,
            const char     *name,
            const char     *suffixes)
{
  g_auto (GStrv) list = g_strsplit (suffixes, " ", -1);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  for (guint i = 0; list[i] != NULL; i++)
    gtk_file_filter_add_suffix (filter, list[i]);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           RkWindow        *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    rk_window_load (self, path);
  g_object_unref (dialog);
}

static void
import_chosen_cb (GtkNativeDialog *dialog,
                  int              response,
                  RkWindow        *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL) {
    if (rk_load_is_project (path))
      rk_window_load (self, path);
    else
      load (self, path, TRUE);
  }
  g_object_unref (dialog);
}

/* Files lie beside the experiment, or where a person keeps documents. */
static GFile *
choose_folder (RkWindow *self)
{
  RkProject *project = rk_document_get_project (self->document);
  const char *documents = g_get_user_special_dir (G_USER_DIRECTORY_DOCUMENTS);

  if (project != NULL && !rk_project_get_untitled (project)) {
    g_autofree char *folder = g_path_get_dirname (rk_project_get_path (project));

    return g_file_new_for_path (folder);
  }

  if (documents != NULL && g_file_test (documents, G_FILE_TEST_IS_DIR))
    return g_file_new_for_path (documents);

  return g_file_new_for_path (g_get_home_dir ());
}

/* internal; see window-private.h */
GtkFileChooserNative *
rk_window_make_chooser (RkWindow             *self,
                        const char           *title,
                        GtkFileChooserAction  action,
                        const char           *accept)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (title, GTK_WINDOW (self), action,
                                                              accept, NULL);
  g_autoptr (GFile) folder = choose_folder (self);

  /* Nothing blocks the window while a run is being recorded. */
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog),
                               !rk_document_get_recording (self->document));
  gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), folder, NULL);

  return dialog;
}

static gboolean
show_chooser_cb (gpointer user_data)
{
  gtk_native_dialog_show (user_data);

  return G_SOURCE_REMOVE;
}

/* internal; see window-private.h */
void
rk_window_show_chooser (GtkFileChooserNative *dialog)
{
  /* A menu that is still closing holds the keyboard: with a modal dialog on top it would never give it
   * back (GTK 4.8), and the window would be deaf to keys afterwards. */
  g_timeout_add_full (G_PRIORITY_LOW, 50, show_chooser_cb, g_object_ref (dialog), g_object_unref);
}

static void
open_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  RkWindow *self = user_data;
  GtkFileChooserNative *dialog = rk_window_make_chooser (self, _("Open an Experiment"),
                                                         GTK_FILE_CHOOSER_ACTION_OPEN, _("_Open"));

  add_filter (GTK_FILE_CHOOSER (dialog), _("All that can be opened"), "rostok csv tsv txt wav flac");
  add_filter (GTK_FILE_CHOOSER (dialog), _("Experiments"), "rostok");
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  rk_window_show_chooser (dialog);
}

static void
import_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RkWindow *self = user_data;
  GtkFileChooserNative *dialog = rk_window_make_chooser (self, _("Import a Run"),
                                                         GTK_FILE_CHOOSER_ACTION_OPEN, _("_Import"));

  add_filter (GTK_FILE_CHOOSER (dialog), _("Tables and sound"), "csv tsv txt wav flac");
  g_signal_connect_object (dialog, "response", G_CALLBACK (import_chosen_cb), self, 0);
  rk_window_show_chooser (dialog);
}

typedef struct {
  RkWindow *window;
  char     *path;
} SaveJob;

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  SaveJob *job = user_data;
  g_autoptr (RkWindow) self = job->window;
  g_autofree char *path = job->path;
  g_autoptr (GError) error = NULL;

  g_free (job);
  rk_window_end_job (self);

  if (rk_document_save_as_finish (RK_DOCUMENT (object), result, &error)) {
    add_recent (path);
    rk_window_say (self, _("Saved. From now on everything is kept in this file"));
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    rk_window_report (self, _("The experiment could not be saved"), error);
  }
}

static void
save_as (RkWindow *self,
         GFile    *file)
{
  g_autofree char *path = g_file_get_path (file);
  SaveJob *job;

  if (path == NULL)
    return;
  if (!g_str_has_suffix (path, RK_PROJECT_SUFFIX)) {
    g_autofree char *bare = g_steal_pointer (&path);

    path = g_strconcat (bare, RK_PROJECT_SUFFIX, NULL);
  }

  if (!rk_window_begin_job (self, _("Saving the experiment…"))) {
    rk_window_say (self, _("Another file is still being worked on"));
    return;
  }

  job = g_new0 (SaveJob, 1);
  job->window = g_object_ref (self);
  job->path = g_steal_pointer (&path);
  rk_document_save_as_async (self->document, job->path, self->job, saved_cb, job);
}

static void
save_chosen_cb (GtkNativeDialog *dialog,
                int              response,
                RkWindow        *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    save_as (self, file);
  g_object_unref (dialog);
}

static void
save_as_action (GSimpleAction *action,
                GVariant      *parameter,
                gpointer       user_data)
{
  RkWindow *self = user_data;
  GtkFileChooserNative *dialog = rk_window_make_chooser (self, _("Save the Experiment"),
                                                         GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"));
  g_autofree char *stem = rk_format_file_stem (rk_document_get_title (self->document),
                                               rk_clock_wall_us ());
  g_autofree char *name = g_strconcat (stem, RK_PROJECT_SUFFIX, NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  add_filter (GTK_FILE_CHOOSER (dialog), _("Experiments"), "rostok");
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_chosen_cb), self, 0);
  rk_window_show_chooser (dialog);
}

static void
open_path_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  rk_window_load (user_data, g_variant_get_bytestring (parameter));
}

static void
cancel_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RkWindow *self = user_data;

  if (self->job != NULL)
    g_cancellable_cancel (self->job);
}

/* -- Recent files -------------------------------------------------------------- */

static int
compare_recent (gconstpointer a,
                gconstpointer b)
{
  GDateTime *time_a = gtk_recent_info_get_modified ((GtkRecentInfo *) a);
  GDateTime *time_b = gtk_recent_info_get_modified ((GtkRecentInfo *) b);

  return g_date_time_compare (time_b, time_a);
}

static void
append_recent (RkWindow      *self,
               GtkRecentInfo *info)
{
  g_autofree char *path = g_filename_from_uri (gtk_recent_info_get_uri (info), NULL, NULL);
  g_autoptr (GMenuItem) item = NULL;
  g_autofree char *label = NULL;
  g_auto (GStrv) parts = NULL;

  if (path == NULL)
    return;

  /* An underscore in a name is no mnemonic. */
  parts = g_strsplit (gtk_recent_info_get_display_name (info), "_", -1);
  label = g_strjoinv ("__", parts);
  item = g_menu_item_new (label, NULL);
  g_menu_item_set_action_and_target_value (item, "win.open-path", g_variant_new_bytestring (path));
  g_menu_append_item (self->recent_menu, item);
}

static void
fill_recent (RkWindow *self)
{
  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  guint n = 0;

  items = g_list_sort (items, compare_recent);
  g_menu_remove_all (self->recent_menu);
  for (GList *l = items; l != NULL && n < N_RECENT; l = l->next) {
    GtkRecentInfo *info = l->data;

    if (g_str_has_suffix (gtk_recent_info_get_uri (info), RK_PROJECT_SUFFIX)
        && gtk_recent_info_exists (info)) {
      append_recent (self, info);
      n++;
    }
  }
  if (n == 0)
    /* An item without action is shown, but cannot be chosen. */
    g_menu_append (self->recent_menu, _("Nothing opened yet"), "win.nothing");

  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
}

/* -- Drag and drop ------------------------------------------------------------- */

static gboolean
drop_cb (RkWindow     *self,
         const GValue *value)
{
  GSList *files = g_value_get_boxed (value);

  for (GSList *l = files; l != NULL; l = l->next) {
    g_autofree char *path = g_file_get_path (l->data);

    if (path != NULL)
      rk_window_load (self, path);
  }

  return files != NULL;
}

/* internal; see window-private.h */
void
rk_window_install_file_actions (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "open", .activate = open_action },
    { .name = "open-path", .activate = open_path_action, .parameter_type = "ay" },
    { .name = "save-as", .activate = save_as_action },
    { .name = "import", .activate = import_action },
    { .name = "cancel", .activate = cancel_action },
  };
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);

  g_signal_connect_swapped (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));

  g_signal_connect_object (gtk_recent_manager_get_default (), "changed",
                           G_CALLBACK (fill_recent), self, G_CONNECT_SWAPPED);
  fill_recent (self);
}
