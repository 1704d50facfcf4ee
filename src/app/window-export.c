#include "config.h"

#include "app/window-private.h"

#include "app/format.h"
#include "app/picture-reading.h"
#include "app/page-window.h"
#include "app/picture-window.h"
#include "base/clock.h"
#include "base/number.h"
#include "exchange/audio.h"
#include "exchange/csv.h"
#include "exchange/picture.h"

#include <glib/gi18n-lib.h>

#include <string.h>

/* The size of a picture for a report, logical pixels: with the scale a PNG is
 * 1920 pixels wide, SVG and PDF fill an A4 page across. */
#define PICTURE_WIDTH  960.0
#define PICTURE_HEIGHT 540.0
#define PICTURE_SCALE  2.0

typedef enum { GROUP_TABLE, GROUP_PICTURE, GROUP_SOUND } Group;

static const struct {
  const char *id;
  Group       group;
  const char *suffix;
  const char *dialect; /* of a table; NULL = as the preferences say */
  const char *name;
} formats[] = {
  { "csv", GROUP_TABLE, "csv", NULL, N_("Tables") },
  { "csv-ru", GROUP_TABLE, "csv", "ru", N_("Tables") },
  { "csv-en", GROUP_TABLE, "csv", "en", N_("Tables") },
  { "csv-tab", GROUP_TABLE, "tsv", "tab", N_("Tables") },
  { "png", GROUP_PICTURE, "png", NULL, N_("Pictures") },
  { "svg", GROUP_PICTURE, "svg", NULL, N_("Pictures") },
  { "pdf", GROUP_PICTURE, "pdf", NULL, N_("Pictures") },
  { "wav", GROUP_SOUND, "wav", NULL, N_("Sound") },
  { "flac", GROUP_SOUND, "flac", NULL, N_("Sound") },
};

typedef struct {
  RkWindow     *window; /* referenced for the call; main thread only */
  char         *path;
  char         *name;   /* for messages */
  RkScene      *scene;      /* of a picture */
  char         *caption;    /* nullable: what stands below it */
  RkExperiment *experiment; /* of sound */
  RkRun        *run;
  GPtrArray    *channels;
} ExportJob;

static void
export_job_free (ExportJob *job)
{
  g_clear_object (&job->window);
  g_clear_pointer (&job->scene, rk_scene_unref);
  g_clear_object (&job->experiment);
  g_clear_object (&job->run);
  g_clear_pointer (&job->channels, g_ptr_array_unref);
  g_free (job->caption);
  g_free (job->path);
  g_free (job->name);
  g_free (job);
}

static ExportJob *
export_job_new (RkWindow   *window,
                const char *path)
{
  ExportJob *job = g_new0 (ExportJob, 1);
  g_autofree char *basename = g_path_get_basename (path);

  job->window = g_object_ref (window);
  job->path = g_strdup (path);
  job->name = g_filename_display_name (basename);

  return job;
}

/* Says how it ended; the user gave it up himself when it was cancelled. */
static void
finish (ExportJob    *job,
        gboolean      ok,
        const GError *error)
{
  RkWindow *self = job->window;
  g_autofree char *text = NULL;

  if (gtk_window_get_application (GTK_WINDOW (self)) == NULL)
    return;
  rk_window_end_job (self);

  if (ok) {
    text = g_strdup_printf (_("“%s” is ready"), job->name);
    rk_window_say (self, text);
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    rk_window_say (self, _("Cancelled"));
  } else {
    text = g_strdup_printf (_("“%s” could not be written"), job->name);
    rk_window_report (self, text, error);
  }
}

static gboolean
begin (RkWindow  *self,
       ExportJob *job)
{
  g_autofree char *text = g_strdup_printf (_("Writing “%s”…"), job->name);

  if (rk_window_begin_job (self, text))
    return TRUE;

  rk_window_say (self, _("Another file is still being worked on"));
  export_job_free (job);

  return FALSE;
}

/* What is shown is what is exported; when all is hidden, everything is. */
static GPtrArray *
collect_runs (RkWindow *self)
{
  GListModel *runs = rk_experiment_get_runs (rk_document_get_experiment (self->document));
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint pass = 0; pass < 2 && list->len == 0; pass++) {
    for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
      g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

      if (pass == 1 || rk_run_get_visible (run))
        g_ptr_array_add (list, g_steal_pointer (&run));
    }
  }

  return list;
}

/* -- Tables ------------------------------------------------------------------- */

static RkCsvDialect
choose_dialect (RkWindow   *self,
                const char *id)
{
  g_autofree char *preferred = g_settings_get_string (self->settings, "csv-dialect");
  RkCsvDialect dialect;

  if (rk_csv_dialect_from_id (id != NULL ? id : preferred, &dialect))
    return dialect;

  /* Spreadsheets read a table by the decimal sign of the language. */
  return rk_number_decimal_sign () == ',' ? RK_CSV_RUSSIAN : RK_CSV_ENGLISH;
}

static void
table_progress (double   fraction,
                gpointer user_data)
{
  rk_window_set_job_fraction (user_data, fraction);
}

static void
table_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  ExportJob *job = user_data;
  g_autoptr (GError) error = NULL;
  gboolean ok = rk_csv_write_finish (result, &error);

  finish (job, ok, error);
  export_job_free (job);
}

static void
export_table (RkWindow   *self,
              const char *path,
              const char *dialect)
{
  ExportJob *job = export_job_new (self, path);
  g_autoptr (GPtrArray) runs = collect_runs (self);

  if (begin (self, job))
    rk_csv_write_async (rk_document_get_experiment (self->document), runs, path,
                        choose_dialect (self, dialect), self->job,
                        table_progress, self, table_cb, job);
}

/* -- Pictures ------------------------------------------------------------------ */

/* As on the screen, on white paper, with what is read there. */
static void
make_picture (RkWindow  *self,
              ExportJob *job)
{
  RkCanvas *canvas = rk_graph_page_get_canvas (self->graph_page);

  job->caption = rk_picture_tell_readings (rk_canvas_get_cursors (canvas), rk_canvas_get_scene (canvas));
  job->scene = rk_graph_page_make_scene (self->graph_page, PICTURE_WIDTH, PICTURE_HEIGHT, RK_THEME_PRINT);
  /* Nobody else has seen the scene yet. */
  job->scene->scale = PICTURE_SCALE;
  job->scene->live = FALSE;
  rk_picture_mark_readings (rk_canvas_get_cursors (canvas), job->scene);
}

static void
picture_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const ExportJob *job = task_data;
  const RkPictureOptions options = { .title = job->scene->title, .caption = job->caption };
  GError *error = NULL;

  if (rk_picture_write_full (job->scene, &options, job->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
sound_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  const ExportJob *job = task_data;
  GError *error = NULL;

  if (rk_audio_write (job->experiment, job->run, job->channels, job->path, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  ExportJob *job = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gboolean ok = g_task_propagate_boolean (G_TASK (result), &error);

  finish (job, ok, error);
}

static void
run_job (RkWindow        *self,
         ExportJob       *job,
         GTaskThreadFunc  thread)
{
  g_autoptr (GTask) task = NULL;

  if (!begin (self, job))
    return;

  task = g_task_new (NULL, self->job, written_cb, NULL);
  g_task_set_source_tag (task, run_job);
  g_task_set_task_data (task, job, (GDestroyNotify) export_job_free);
  g_task_run_in_thread (task, thread);
}

static void
export_picture (RkWindow   *self,
                const char *path)
{
  ExportJob *job = export_job_new (self, path);

  make_picture (self, job);
  run_job (self, job, picture_thread);
}

/* -- Sound ---------------------------------------------------------------------- */

/* A sound file holds one stream: that of the newest run shown. */
static void
export_sound (RkWindow   *self,
              const char *path)
{
  g_autoptr (GPtrArray) runs = collect_runs (self);
  ExportJob *job;
  RkStream *stream;

  job = export_job_new (self, path);
  job->experiment = g_object_ref (rk_document_get_experiment (self->document));
  job->run = g_object_ref (g_ptr_array_index (runs, runs->len - 1));
  job->channels = g_ptr_array_new_with_free_func (g_object_unref);

  if (rk_run_get_n_streams (job->run) > 0) {
    stream = rk_run_get_stream (job->run, 0);
    for (guint i = 0; i < rk_stream_get_n_channels (stream); i++) {
      RkChannel *channel = rk_stream_get_channel (stream, i);

      if (rk_channel_get_visible (channel))
        g_ptr_array_add (job->channels, g_object_ref (channel));
    }
  }

  run_job (self, job, sound_thread);
}

/* -- The dialog ------------------------------------------------------------------- */

typedef struct {
  RkWindow *window; /* not owned: the dialog goes with it */
  guint     format; /* index into the formats */
} Choice;

static void
choice_free (gpointer  data,
             GClosure *closure)
{
  g_free (data);
}

static void
export_to (RkWindow *self,
           guint     format,
           GFile    *file)
{
  g_autofree char *bare = g_file_get_path (file);
  g_autofree char *suffix = g_strconcat (".", formats[format].suffix, NULL);
  g_autofree char *path = NULL;

  if (bare == NULL)
    return;

  /* The suffix chooses the format of pictures and sound. */
  path = g_str_has_suffix (bare, suffix) || formats[format].group == GROUP_TABLE
    ? g_strdup (bare) : g_strconcat (bare, suffix, NULL);

  switch (formats[format].group) {
  case GROUP_TABLE:
    export_table (self, path, formats[format].dialect);
    break;
  case GROUP_PICTURE:
    export_picture (self, path);
    break;
  case GROUP_SOUND:
  default:
    export_sound (self, path);
    break;
  }
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           Choice          *choice)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    export_to (choice->window, choice->format, file);
  g_object_unref (dialog);
}

static void
export_action (GSimpleAction *action,
               GVariant      *parameter,
               gpointer       user_data)
{
  RkWindow *self = user_data;
  const char *id = g_variant_get_string (parameter, NULL);
  g_autofree char *stem = NULL;
  g_autofree char *name = NULL;
  GtkFileChooserNative *dialog;
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  Choice *choice;
  guint format = 0;

  while (format < G_N_ELEMENTS (formats) && strcmp (formats[format].id, id) != 0)
    format++;
  if (format == G_N_ELEMENTS (formats))
    return;

  if (!rk_document_has_runs (self->document)) {
    rk_window_say (self, _("There is no run to export yet"));
    return;
  }

  stem = rk_format_file_stem (rk_document_get_title (self->document), rk_clock_wall_us ());
  name = g_strdup_printf ("%s.%s", stem, formats[format].suffix);
  dialog = rk_window_make_chooser (self, _("Export"), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Export"));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  gtk_file_filter_set_name (filter, _(formats[format].name));
  gtk_file_filter_add_suffix (filter, formats[format].suffix);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);

  choice = g_new (Choice, 1);
  choice->window = self;
  choice->format = format;
  g_signal_connect_data (dialog, "response", G_CALLBACK (chosen_cb), choice, choice_free, 0);
  rk_window_show_chooser (dialog);
}

/* -- The clipboard ----------------------------------------------------------------- */

static void
clipboard_thread (GTask        *task,
                  gpointer      source_object,
                  gpointer      task_data,
                  GCancellable *cancellable)
{
  const ExportJob *job = task_data;
  const RkPictureOptions options = { .caption = job->caption };
  GError *error = NULL;
  g_autoptr (GBytes) bytes = rk_picture_make_bytes (job->scene, &options, FALSE, &error);
  GdkTexture *texture = NULL;

  if (bytes != NULL)
    texture = gdk_texture_new_from_bytes (bytes, &error);

  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
clipboard_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  RkWindow *self = RK_WINDOW (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), &error);

  if (gtk_window_get_application (GTK_WINDOW (self)) == NULL)
    return;

  if (texture == NULL) {
    rk_window_report (self, _("The graph could not be copied"), error);
    return;
  }

  gdk_clipboard_set_texture (gtk_widget_get_clipboard (GTK_WIDGET (self)), texture);
  rk_window_say (self, _("The graph is copied: paste it into a report"));
}

static void
copy_picture_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  RkWindow *self = user_data;
  g_autoptr (GTask) task = NULL;
  ExportJob *job;

  if (!rk_document_has_runs (self->document)) {
    rk_window_say (self, _("There is no run to copy yet"));
    return;
  }

  job = g_new0 (ExportJob, 1);
  make_picture (self, job);
  task = g_task_new (self, NULL, clipboard_cb, NULL);
  g_task_set_source_tag (task, copy_picture_action);
  g_task_set_task_data (task, job, (GDestroyNotify) export_job_free);
  g_task_run_in_thread (task, clipboard_thread);
}

/* Of which there is one, made when it is first asked for. */
static void
show_paper (RkWindow   *self,
            GtkWindow **window,
            GtkWindow  *(*make) (RkWindow *owner))
{
  if (!rk_document_has_runs (self->document)) {
    rk_window_say (self, _("There is no run to make a picture of yet"));
    return;
  }

  if (*window == NULL)
    g_set_weak_pointer (window, make (self));
  gtk_window_present (*window);
}

static void
show_picture_action (GSimpleAction *action,
                     GVariant      *parameter,
                     gpointer       user_data)
{
  RkWindow *self = user_data;

  show_paper (self, &self->picture, rk_picture_window_new);
}

static void
show_page_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  RkWindow *self = user_data;

  show_paper (self, &self->page, rk_page_window_new);
}

/* internal; see window-private.h */
void
rk_window_install_export_actions (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "export", .activate = export_action, .parameter_type = "s" },
    { .name = "copy-picture", .activate = copy_picture_action },
    { .name = "show-picture", .activate = show_picture_action },
    { .name = "show-page", .activate = show_page_action },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
