#include "config.h"

#include "app/picture-window.h"

#include "app/format.h"
#include "app/picture-choice.h"
#include "app/picture-print.h"
#include "app/picture-reading.h"
#include "app/window-private.h"
#include "base/clock.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* How often the preview looks whether the graph is still the same. */
#define LOOK_MS 400
/* Around the picture, for its shadow. */
#define MARGIN  6.0

struct _RkPictureWindow
{
  AdwWindow parent_instance;

  RkWindow        *owner;    /* not owned: this window goes with it; NULL then */
  GSettings       *settings;
  RkPictureChoice  choice;
  gboolean         filling;
  gboolean         is_valid; /* what is typed */
  guint            timeout_id; /* while it is seen */
  cairo_surface_t *preview;  /* nullable until the first one is drawn */
  char            *drawn;    /* nullable: what it shows */
  gboolean         drawing;  /* the next one */

  /* Template children. */
  AdwToastOverlay *toast_overlay;
  GtkDrawingArea  *area;
  GtkLabel        *size_label;
  AdwComboRow     *width_row;
  AdwEntryRow     *own_cm_row;
  AdwEntryRow     *width_px_row;
  AdwEntryRow     *height_px_row;
  AdwComboRow     *shape_row;
  AdwComboRow     *format_row;
  AdwComboRow     *dpi_row;
  AdwEntryRow     *title_row;
  AdwEntryRow     *caption_row;
  GtkSwitch       *legend_switch;
  GtkSwitch       *grey_switch;
  GtkWidget       *readings_row;
  GtkSwitch       *readings_switch;
};

G_DEFINE_FINAL_TYPE (RkPictureWindow, rk_picture_window, ADW_TYPE_WINDOW)

static const int dpis[] = { 96, 150, 300, 600 };

/* ---- the picture ---- */

/* NULL when nothing is typed. */
static char *
read_text (AdwEntryRow *row)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));

  return *text != '\0' ? g_steal_pointer (&text) : NULL;
}

static RkCanvas *
get_canvas (RkPictureWindow *self)
{
  return rk_graph_page_get_canvas (self->owner->graph_page);
}

static gboolean
shows_readings (RkPictureWindow *self)
{
  return self->choice.readings && rk_picture_has_readings (rk_canvas_get_cursors (get_canvas (self)));
}

/* What was typed, and what was read in the graph. */
static char *
make_caption (RkPictureWindow *self)
{
  g_autofree char *typed = read_text (self->caption_row);
  g_autofree char *told = NULL;

  if (!shows_readings (self))
    return g_steal_pointer (&typed);

  told = rk_picture_tell_readings (rk_canvas_get_cursors (get_canvas (self)), rk_canvas_get_scene (get_canvas (self)));
  if (typed == NULL || told == NULL)
    return typed != NULL ? g_steal_pointer (&typed) : g_steal_pointer (&told);

  return g_strconcat (typed, "\n", told, NULL);
}

/* What is on the screen now, as it was chosen; @scale 0 = that of the file. */
static RkScene *
make_scene (RkPictureWindow *self,
            double           scale)
{
  g_autofree char *title = read_text (self->title_row);
  g_autofree char *caption = make_caption (self);
  RkViewSettings settings;
  RkScene *scene;

  rk_view_settings_init (&settings);
  rk_picture_choice_apply (&self->choice, caption, &settings);
  settings.title = title;
  if (scale > 0.0)
    settings.scale = scale;
  scene = rk_graph_page_copy_scene (self->owner->graph_page, &settings);
  /* Nobody else has seen it yet. */
  scene->grey = self->choice.grey;
  if (shows_readings (self))
    rk_picture_mark_readings (rk_canvas_get_cursors (get_canvas (self)), scene);

  return scene;
}

/* A picture on its way through a thread. */
typedef struct {
  RkScene          *scene;
  RkPictureOptions  options;
  char             *title;
  char             *caption;
  char             *path; /* nullable: of a file */
} Work;

static void
work_free (Work *work)
{
  rk_scene_unref (work->scene);
  g_free (work->title);
  g_free (work->caption);
  g_free (work->path);
  g_free (work);
}

static Work *
work_new (RkPictureWindow *self,
          RkScene         *scene)
{
  Work *work = g_new0 (Work, 1);

  work->scene = scene;
  work->title = read_text (self->title_row);
  work->caption = make_caption (self);
  if (work->title == NULL)
    work->title = g_strdup (rk_document_get_title (self->owner->document));
  work->options = (RkPictureOptions) {
    .dpi = rk_picture_choice_get_dpi (&self->choice),
    .title = work->title,
    .caption = work->caption,
  };

  return work;
}

static void
run_work (RkPictureWindow     *self,
          Work                *work,
          GTaskThreadFunc      thread,
          GAsyncReadyCallback  callback)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, NULL);

  g_task_set_source_tag (task, run_work);
  g_task_set_task_data (task, work, (GDestroyNotify) work_free);
  g_task_run_in_thread (task, thread);
}

/* ---- the preview ---- */

static void
append_axis (GString      *text,
             const RkAxis *axis)
{
  g_string_append_printf (text, "|%a %a %s", axis->lower, axis->upper, axis->title);
}

/* All that can change in the picture while the window is open. */
static char *
describe_scene (const RkScene *scene,
                const char    *caption)
{
  GString *text = g_string_new (scene->title);

  g_string_append_printf (text, "|%s|%a %a %a %a %a %d %d", caption, scene->width, scene->height, scene->scale, scene->font_px,
                          scene->line_px, scene->legend, scene->grey);
  append_axis (text, &scene->x);
  for (guint i = 0; i < scene->axes->len; i++)
    append_axis (text, &g_array_index (scene->axes, RkAxis, i));
  for (guint i = 0; i < scene->traces->len; i++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);

    g_string_append_printf (text, "|%" G_GUINT64_FORMAT " %u %a %a %a %p %a %u %u %u %u %s", rk_span_get_n_samples (trace->span),
                            trace->column, trace->conversion.zero, trace->conversion.scale, trace->conversion.offset,
                            (const void *) trace->conversion.calibration, trace->x_offset_s,
                            trace->axis, trace->color, trace->dash, trace->style, trace->label);
  }
  for (guint i = 0; i < scene->marks->len; i++) {
    const RkMarkNote *mark = &g_array_index (scene->marks, RkMarkNote, i);

    g_string_append_printf (text, "|%a %a %s", mark->begin_s, mark->end_s, mark->text);
  }

  return g_string_free (text, FALSE);
}

static void
preview_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Work *work = task_data;
  GError *error = NULL;
  cairo_surface_t *surface = rk_picture_make_image (work->scene, &work->options, &error);

  if (surface != NULL)
    g_task_return_pointer (task, surface, (GDestroyNotify) cairo_surface_destroy);
  else
    g_task_return_error (task, error);
}

static void refresh (RkPictureWindow *self);
static void show_size (RkPictureWindow *self, gboolean cm_ok, gboolean px_ok);

static void
preview_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  RkPictureWindow *self = RK_PICTURE_WINDOW (object);
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = g_task_propagate_pointer (G_TASK (result), &error);

  self->drawing = FALSE;
  if (self->owner == NULL) {
    g_clear_pointer (&surface, cairo_surface_destroy);
    return;
  }

  g_clear_pointer (&self->preview, cairo_surface_destroy);
  self->preview = surface;
  if (surface != NULL) {
    int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));

    cairo_surface_set_device_scale (surface, factor, factor);
  } else {
    gtk_label_set_label (self->size_label, error->message);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self->area));
  refresh (self);
}

/* Draws the preview again if it would show anything else. */
static void
refresh (RkPictureWindow *self)
{
  g_autofree char *caption = make_caption (self);
  double width = gtk_widget_get_width (GTK_WIDGET (self->area)) - 2.0 * MARGIN;
  double height = gtk_widget_get_height (GTK_WIDGET (self->area)) - 2.0 * MARGIN;
  g_autofree char *shown = NULL;
  RkViewSettings settings;
  RkScene *scene;
  double scale;

  if (self->drawing || !self->is_valid || width < 16.0 || height < 16.0)
    return;

  rk_view_settings_init (&settings);
  rk_picture_choice_apply (&self->choice, caption, &settings);
  scale = MIN (width / settings.width,
               height / (settings.height + rk_picture_get_caption_height (caption, settings.width, settings.font_px)));
  scene = make_scene (self, scale * gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  shown = describe_scene (scene, caption);

  if (g_strcmp0 (shown, self->drawn) == 0) {
    rk_scene_unref (scene);
    return;
  }

  g_free (self->drawn);
  self->drawn = g_steal_pointer (&shown);
  self->drawing = TRUE;
  /* What was read in the graph takes lines of its own. */
  show_size (self, TRUE, TRUE);
  run_work (self, work_new (self, scene), preview_thread, preview_cb);
}

static void
draw_cb (GtkDrawingArea *area,
         cairo_t        *cr,
         int             width,
         int             height,
         gpointer        user_data)
{
  RkPictureWindow *self = user_data;
  double scale, w, h, x, y;

  if (self->preview == NULL)
    return;

  cairo_surface_get_device_scale (self->preview, &scale, NULL);
  w = cairo_image_surface_get_width (self->preview) / scale;
  h = cairo_image_surface_get_height (self->preview) / scale;
  x = round ((width - w) / 2.0);
  y = round ((height - h) / 2.0);

  /* The edge of the paper, also on a white window. */
  cairo_set_source_rgba (cr, 0.5, 0.5, 0.5, 0.5);
  cairo_rectangle (cr, x - 1.0, y - 1.0, w + 2.0, h + 2.0);
  cairo_fill (cr);
  cairo_set_source_surface (cr, self->preview, x, y);
  cairo_paint (cr);
}

/* The graph may be recording, and its owner can go on with everything. */
static gboolean
look_cb (gpointer user_data)
{
  RkPictureWindow *self = user_data;
  RkCanvas *canvas = get_canvas (self);
  int width = gtk_widget_get_width (GTK_WIDGET (canvas));
  int height = gtk_widget_get_height (GTK_WIDGET (canvas));

  if (width > 0 && height > 0)
    self->choice.screen_ratio = (double) width / height;
  gtk_widget_set_visible (self->readings_row, rk_picture_has_readings (rk_canvas_get_cursors (canvas)));
  refresh (self);

  return G_SOURCE_CONTINUE;
}

static void
map_cb (RkPictureWindow *self)
{
  if (self->timeout_id == 0)
    self->timeout_id = g_timeout_add (LOOK_MS, look_cb, self);
  look_cb (self);
}

static void
unmap_cb (RkPictureWindow *self)
{
  g_clear_handle_id (&self->timeout_id, g_source_remove);
}

/* ---- the form ---- */

static gboolean
read_number (AdwEntryRow *row,
             double       lower,
             double       upper,
             double      *value)
{
  double typed = 0.0;
  gboolean is_ok = rk_number_parse_typed (gtk_editable_get_text (GTK_EDITABLE (row)), &typed)
                   && typed >= lower && typed <= upper;

  if (is_ok) {
    gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
    *value = typed;
  } else {
    gtk_widget_add_css_class (GTK_WIDGET (row), "error");
  }

  return is_ok;
}

static void
show_rows (RkPictureWindow *self)
{
  gboolean is_pixels = self->choice.width == RK_PICTURE_OWN_PIXELS;

  gtk_widget_set_visible (GTK_WIDGET (self->own_cm_row), self->choice.width == RK_PICTURE_OWN_CM);
  gtk_widget_set_visible (GTK_WIDGET (self->width_px_row), is_pixels);
  gtk_widget_set_visible (GTK_WIDGET (self->height_px_row), is_pixels);
  gtk_widget_set_visible (GTK_WIDGET (self->shape_row), !is_pixels);
  gtk_widget_set_visible (GTK_WIDGET (self->dpi_row), !is_pixels && self->choice.format == RK_PICTURE_PNG);
}

/* What is wrong with what is typed, or how large the picture gets. */
static void
show_size (RkPictureWindow *self,
           gboolean         cm_ok,
           gboolean         px_ok)
{
  g_autofree char *caption = make_caption (self);
  g_autofree char *text = NULL;

  if (!cm_ok)
    text = g_strdup_printf (_("The width is a number from %.0f to %.0f"), RK_PICTURE_MIN_CM, RK_PICTURE_MAX_CM);
  else if (!px_ok)
    text = g_strdup_printf (_("Width and height are numbers from %.0f to %.0f"), RK_PICTURE_MIN_PX, RK_PICTURE_MAX_PX);
  else
    text = rk_picture_choice_describe (&self->choice, caption);

  gtk_label_set_label (self->size_label, text);
}

static void
changed_cb (RkPictureWindow *self)
{
  RkPictureChoice *choice = &self->choice;
  gboolean cm_ok, px_ok;

  if (self->filling)
    return;

  choice->width = adw_combo_row_get_selected (self->width_row);
  choice->shape = adw_combo_row_get_selected (self->shape_row);
  choice->format = adw_combo_row_get_selected (self->format_row);
  choice->dpi = dpis[MIN (adw_combo_row_get_selected (self->dpi_row), G_N_ELEMENTS (dpis) - 1)];
  choice->legend = gtk_switch_get_active (self->legend_switch);
  choice->grey = gtk_switch_get_active (self->grey_switch);
  choice->readings = gtk_switch_get_active (self->readings_switch);
  cm_ok = read_number (self->own_cm_row, RK_PICTURE_MIN_CM, RK_PICTURE_MAX_CM, &choice->own_cm)
          || choice->width != RK_PICTURE_OWN_CM;
  px_ok = read_number (self->width_px_row, RK_PICTURE_MIN_PX, RK_PICTURE_MAX_PX, &choice->width_px);
  px_ok = read_number (self->height_px_row, RK_PICTURE_MIN_PX, RK_PICTURE_MAX_PX, &choice->height_px) && px_ok;
  px_ok = px_ok || choice->width != RK_PICTURE_OWN_PIXELS;

  self->is_valid = cm_ok && px_ok;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "picture.save", self->is_valid);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "picture.copy", self->is_valid);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "picture.print", self->is_valid);
  show_rows (self);
  show_size (self, cm_ok, px_ok);
  rk_picture_choice_save (choice, self->settings);
  refresh (self);
}

static void
show_number (AdwEntryRow *row,
             double       value)
{
  g_autofree char *text = rk_format_plain (value);

  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
fill (RkPictureWindow *self)
{
  guint dpi = 0;

  while (dpi + 1 < G_N_ELEMENTS (dpis) && dpis[dpi] < self->choice.dpi)
    dpi++;

  self->filling = TRUE;
  adw_combo_row_set_selected (self->width_row, self->choice.width);
  adw_combo_row_set_selected (self->shape_row, self->choice.shape);
  adw_combo_row_set_selected (self->format_row, self->choice.format);
  adw_combo_row_set_selected (self->dpi_row, dpi);
  show_number (self->own_cm_row, self->choice.own_cm);
  show_number (self->width_px_row, self->choice.width_px);
  show_number (self->height_px_row, self->choice.height_px);
  gtk_switch_set_active (self->legend_switch, self->choice.legend);
  gtk_switch_set_active (self->grey_switch, self->choice.grey);
  gtk_switch_set_active (self->readings_switch, self->choice.readings);
  self->filling = FALSE;
  changed_cb (self);
}

/* ---- where it goes ---- */

static void
say (RkPictureWindow *self,
     const char      *text)
{
  AdwToast *toast = adw_toast_new ("");
  g_autofree char *markup = g_markup_escape_text (text, -1);

  adw_toast_set_title (toast, markup);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

static void
report (RkPictureWindow *self,
        const char      *heading,
        const GError    *error)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, error->message);

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _("_Close"));
  gtk_window_set_modal (GTK_WINDOW (dialog), !rk_document_get_recording (self->owner->document));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
save_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Work *work = task_data;
  GError *error = NULL;

  if (rk_picture_write_full (work->scene, &work->options, work->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  RkPictureWindow *self = RK_PICTURE_WINDOW (object);
  const Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autofree char *basename = g_path_get_basename (work->path);
  g_autofree char *name = g_filename_display_name (basename);
  g_autofree char *text = NULL;
  gboolean done = g_task_propagate_boolean (G_TASK (result), &error);

  if (self->owner == NULL)
    return;

  text = done ? g_strdup_printf (_("“%s” is ready"), name) : g_strdup_printf (_("“%s” could not be written"), name);
  if (done)
    say (self, text);
  else
    report (self, text, error);
}

static void
chosen_cb (GtkNativeDialog *dialog,
           int              response,
           RkPictureWindow *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *bare = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *suffix = g_strconcat (".", rk_picture_choice_get_suffix (&self->choice), NULL);

  if (response == GTK_RESPONSE_ACCEPT && bare != NULL && self->owner != NULL) {
    Work *work = work_new (self, make_scene (self, 0.0));

    work->path = g_str_has_suffix (bare, suffix) ? g_strdup (bare) : g_strconcat (bare, suffix, NULL);
    run_work (self, work, save_thread, saved_cb);
  }
  g_object_unref (dialog);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RkPictureWindow *self = RK_PICTURE_WINDOW (widget);
  const char *suffix = rk_picture_choice_get_suffix (&self->choice);
  g_autofree char *stem = rk_format_file_stem (rk_document_get_title (self->owner->document), rk_clock_wall_us ());
  g_autofree char *file_name = g_strdup_printf ("%s.%s", stem, suffix);
  GtkFileChooserNative *dialog =
    rk_window_make_chooser (self->owner, _("Save the Picture"), GTK_FILE_CHOOSER_ACTION_SAVE, _("_Save"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_native_dialog_set_transient_for (GTK_NATIVE_DIALOG (dialog), GTK_WINDOW (self));
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), file_name);
  gtk_file_filter_set_name (filter, _("Pictures"));
  gtk_file_filter_add_suffix (filter, suffix);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  rk_window_show_chooser (dialog);
}

/* As PNG for programs that take pictures only, as SVG for those where lines and texts can be changed. */
static void
copy_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Work *work = task_data;
  GError *error = NULL;
  g_autoptr (GBytes) png = rk_picture_make_bytes (work->scene, &work->options, FALSE, &error);
  g_autoptr (GBytes) svg = png != NULL ? rk_picture_make_bytes (work->scene, &work->options, TRUE, &error) : NULL;
  GdkContentProvider *providers[2];

  if (svg == NULL) {
    g_task_return_error (task, error);
    return;
  }

  providers[0] = gdk_content_provider_new_for_bytes ("image/png", png);
  providers[1] = gdk_content_provider_new_for_bytes ("image/svg+xml", svg);
  g_task_return_pointer (task, gdk_content_provider_new_union (providers, G_N_ELEMENTS (providers)), g_object_unref);
}

static void
copied_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  RkPictureWindow *self = RK_PICTURE_WINDOW (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkContentProvider) content = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->owner == NULL)
    return;

  if (content == NULL) {
    report (self, _("The graph could not be copied"), error);
    return;
  }

  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), content);
  say (self, _("The graph is copied: paste it into a report"));
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RkPictureWindow *self = RK_PICTURE_WINDOW (widget);

  run_work (self, work_new (self, make_scene (self, 0.0)), copy_thread, copied_cb);
}

static void
print_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  const Work *work = task_data;
  GError *error = NULL;
  cairo_surface_t *recording = rk_picture_record (work->scene, work->caption, &error);

  if (recording != NULL)
    g_task_return_pointer (task, recording, (GDestroyNotify) cairo_surface_destroy);
  else
    g_task_return_error (task, error);
}

static void
printed_cb (GtkPrintOperation       *operation,
            GtkPrintOperationResult  result,
            RkPictureWindow         *self)
{
  g_autoptr (GError) error = NULL;

  if (result != GTK_PRINT_OPERATION_RESULT_ERROR || self->owner == NULL)
    return;

  gtk_print_operation_get_error (operation, &error);
  if (error != NULL)
    report (self, _("The graph could not be printed"), error);
}

static void
recorded_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  RkPictureWindow *self = RK_PICTURE_WINDOW (object);
  const Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (GtkPrintOperation) operation = NULL;
  cairo_surface_t *recording = g_task_propagate_pointer (G_TASK (result), &error);

  if (recording == NULL) {
    if (self->owner != NULL)
      report (self, _("The graph could not be printed"), error);
    return;
  }

  if (self->owner != NULL) {
    operation = rk_picture_print_new (work->title, recording);
    g_signal_connect_object (operation, "done", G_CALLBACK (printed_cb), self, 0);
    gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (self), NULL);
  }
  cairo_surface_destroy (recording);
}

static void
print_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  RkPictureWindow *self = RK_PICTURE_WINDOW (widget);

  run_work (self, work_new (self, make_scene (self, 0.0)), print_thread, recorded_cb);
}

/* ---- the object ---- */

static void
rk_picture_window_dispose (GObject *object)
{
  RkPictureWindow *self = RK_PICTURE_WINDOW (object);

  self->filling = TRUE;
  self->owner = NULL;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->preview, cairo_surface_destroy);
  g_clear_pointer (&self->drawn, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_PICTURE_WINDOW);

  G_OBJECT_CLASS (rk_picture_window_parent_class)->dispose (object);
}

static void
rk_picture_window_class_init (RkPictureWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_picture_window_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/picture-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, area);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, size_label);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, width_row);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, own_cm_row);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, width_px_row);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, height_px_row);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, shape_row);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, format_row);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, dpi_row);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, title_row);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, caption_row);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, legend_switch);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, grey_switch);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, readings_row);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, readings_switch);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, refresh);
  gtk_widget_class_install_action (widget_class, "picture.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "picture.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "picture.print", NULL, print_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "picture.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "picture.copy", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "picture.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
rk_picture_window_init (RkPictureWindow *self)
{
  self->filling = TRUE;
  self->settings = g_settings_new ("org.rostok.Rostok.Picture");
  rk_picture_choice_load (&self->choice, self->settings);
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_drawing_area_set_draw_func (self->area, draw_cb, self, NULL);
  g_signal_connect (self, "map", G_CALLBACK (map_cb), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
}

/**
 * rk_picture_window_new:
 * @owner: the window of the experiment
 *
 * Makes the picture of what the graph of @owner shows. Closed, it is only hidden and keeps title and caption; it goes
 * with @owner.
 *
 * Returns: (transfer none): a window; GTK owns it
 */
GtkWindow *
rk_picture_window_new (RkWindow *owner)
{
  RkPictureWindow *self;

  g_return_val_if_fail (RK_IS_WINDOW (owner), NULL);

  self = g_object_new (RK_TYPE_PICTURE_WINDOW, "transient-for", owner, NULL);
  self->owner = owner;
  fill (self);

  return GTK_WINDOW (self);
}
