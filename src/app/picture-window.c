#include "config.h"

#include "app/picture-window.h"

#include "app/format.h"
#include "app/picture-choice.h"
#include "app/picture-desk.h"
#include "app/picture-preview.h"
#include "app/picture-subject.h"
#include "app/window-private.h"
#include "base/number.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A graph that is recording changes all the time; its preview no more often than this. */
#define LOOK_MS 400

struct _RkPictureWindow
{
  AdwWindow parent_instance;

  RkWindow        *owner;    /* not owned: this window goes with it; NULL then */
  GSettings       *settings;
  RkPictureChoice  choice;
  gboolean         filling;
  gboolean         is_valid; /* what is typed */
  GPtrArray       *subjects; /* of RkPictureSubject; never empty */
  guint            subject;  /* the one that is shown */
  guint            timeout_id; /* a change that is not seen yet */
  gboolean         drawing;  /* the next preview */
  gboolean         dirty;    /* and yet another is due */

  /* Template children. */
  AdwToastOverlay *toast_overlay;
  RkPicturePreview *preview;
  AdwComboRow     *subject_row;
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

static const RkPictureSubject *
get_subject (RkPictureWindow *self)
{
  return g_ptr_array_index (self->subjects, self->subject);
}

/* What was typed, and what was read in the graph. */
static char *
make_caption (RkPictureWindow *self)
{
  g_autofree char *typed = rk_picture_desk_read (self->caption_row);

  return rk_picture_subject_make_caption (get_subject (self), typed, self->choice.readings);
}

/* A picture on its way through a thread. */
typedef struct {
  RkPictureShot    *shot;
  RkPictureOptions  options;
  char             *title;
  char             *caption;
  char             *path; /* nullable: of a file */
} Work;

static void
work_free (Work *work)
{
  rk_picture_shot_free (work->shot);
  g_free (work->title);
  g_free (work->caption);
  g_free (work->path);
  g_free (work);
}

/* What is on the screen now, as it was chosen; @scale 0 = that of the file. NULL when there is nothing to show. */
static Work *
work_new (RkPictureWindow *self,
          double           scale)
{
  g_autofree char *title = rk_picture_desk_read (self->title_row);
  g_autofree char *caption = make_caption (self);
  RkPictureShot *shot;
  RkViewSettings settings;
  Work *work;

  rk_view_settings_init (&settings);
  rk_picture_choice_apply (&self->choice, caption, &settings);
  settings.title = title;
  if (scale > 0.0)
    settings.scale = scale;
  shot = rk_picture_subject_shoot (get_subject (self), &settings, self->choice.grey, self->choice.readings);
  if (shot == NULL)
    return NULL;

  work = g_new0 (Work, 1);
  work->shot = shot;
  work->title = title != NULL ? g_steal_pointer (&title) : g_strdup (rk_document_get_title (self->owner->document));
  work->caption = g_steal_pointer (&caption);
  work->options = (RkPictureOptions) {
    .dpi = rk_picture_choice_get_dpi (&self->choice),
    .title = work->title,
    .caption = work->caption,
  };

  return work;
}

/* For a file, the clipboard or a printer; says why there is nothing to take. */
static Work *
take_work (RkPictureWindow *self)
{
  Work *work = work_new (self, 0.0);

  if (work == NULL)
    rk_picture_desk_say (self->toast_overlay, _("No values yet"));

  return work;
}

static void
run_work (RkPictureWindow     *self,
          Work                *work,
          GTaskThreadFunc      thread,
          GAsyncReadyCallback  callback)
{
  rk_picture_desk_run (GTK_WINDOW (self), work, (GDestroyNotify) work_free, thread, callback);
}

/* ---- the preview ---- */

static void
preview_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Work *work = task_data;
  GError *error = NULL;
  RkScene *scene = rk_picture_shot_develop (work->shot, &error);
  cairo_surface_t *surface = scene != NULL ? rk_picture_make_image (scene, &work->options, &error) : NULL;

  rk_picture_desk_return (task, surface, error);
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

  rk_picture_preview_take_sheet (self->preview, surface);
  if (surface == NULL)
    gtk_label_set_label (self->size_label, error->message);
  if (self->dirty)
    refresh (self);
}

/* Draws the preview again. */
static void
refresh (RkPictureWindow *self)
{
  g_autofree char *caption = NULL;
  RkViewSettings settings;
  double width;
  double height;
  double scale;
  Work *work;

  self->dirty = TRUE;
  if (self->drawing || !self->is_valid || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !rk_picture_preview_get_room (self->preview, &width, &height))
    return;

  self->dirty = FALSE;
  caption = make_caption (self);
  rk_view_settings_init (&settings);
  rk_picture_choice_apply (&self->choice, caption, &settings);
  scale = MIN (width / settings.width,
               height / (settings.height + rk_picture_get_caption_height (caption, settings.width, settings.font_px)));
  work = work_new (self, scale * gtk_widget_get_scale_factor (GTK_WIDGET (self)));
  /* What was read in the graph takes lines of its own. */
  show_size (self, TRUE, TRUE);
  if (work == NULL) {
    rk_picture_preview_take_sheet (self->preview, NULL);
    gtk_label_set_label (self->size_label, _("No values yet"));
    return;
  }

  self->drawing = TRUE;
  run_work (self, work, preview_thread, preview_cb);
}

/* The graph may be recording, and its owner can go on with everything. */
static gboolean
look_cb (gpointer user_data)
{
  RkPictureWindow *self = user_data;
  const RkPictureSubject *subject = get_subject (self);
  int width = gtk_widget_get_width (subject->widget);
  int height = gtk_widget_get_height (subject->widget);

  self->timeout_id = 0;
  if (width > 0 && height > 0)
    self->choice.screen_ratio = (double) width / height;
  gtk_widget_set_visible (self->readings_row, rk_picture_subject_is_read (subject));
  refresh (self);

  return G_SOURCE_REMOVE;
}

static void
subject_changed_cb (RkPictureWindow *self)
{
  if (self->timeout_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->timeout_id = g_timeout_add (LOOK_MS, look_cb, self);
}

static void
choose_subject (RkPictureWindow *self,
                guint            subject)
{
  if (self->subjects != NULL)
    rk_picture_subject_unwatch (get_subject (self), G_OBJECT (self));
  self->subject = subject;
}

/* Views come and go; the one that was chosen stays so. */
static void
list_subjects (RkPictureWindow *self)
{
  g_autoptr (GPtrArray) subjects = rk_picture_subjects_list (self->owner->graph_page, self->owner->plot_grid);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  GtkWidget *chosen = self->subjects != NULL ? get_subject (self)->widget : NULL;
  guint found = 0;

  for (guint i = 0; i < subjects->len; i++) {
    const RkPictureSubject *subject = g_ptr_array_index (subjects, i);

    gtk_string_list_append (names, subject->name);
    if (subject->widget == chosen)
      found = i;
  }

  choose_subject (self, found);
  g_clear_pointer (&self->subjects, g_ptr_array_unref);
  self->subjects = g_steal_pointer (&subjects);
  rk_picture_subject_watch (get_subject (self), G_CALLBACK (subject_changed_cb), G_OBJECT (self));

  self->filling = TRUE;
  adw_combo_row_set_model (self->subject_row, G_LIST_MODEL (names));
  adw_combo_row_set_selected (self->subject_row, found);
  self->filling = FALSE;
  gtk_widget_set_visible (GTK_WIDGET (self->subject_row), self->subjects->len > 1);
  look_cb (self);
}

/* Their tiles follow. */
static void
views_changed_cb (RkPictureWindow *self)
{
  if (self->owner != NULL)
    list_subjects (self);
}

static void
subject_cb (RkPictureWindow *self)
{
  if (self->filling)
    return;

  choose_subject (self, MIN (adw_combo_row_get_selected (self->subject_row), self->subjects->len - 1));
  rk_picture_subject_watch (get_subject (self), G_CALLBACK (subject_changed_cb), G_OBJECT (self));
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
save_thread (GTask        *task,
             gpointer      source_object,
             gpointer      task_data,
             GCancellable *cancellable)
{
  const Work *work = task_data;
  GError *error = NULL;
  RkScene *scene = rk_picture_shot_develop (work->shot, &error);

  if (scene != NULL && rk_picture_write_full (scene, &work->options, work->path, &error))
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

  g_task_propagate_boolean (G_TASK (result), &error);
  if (self->owner != NULL)
    rk_picture_desk_tell_saved (GTK_WINDOW (self), self->toast_overlay, work->path, error);
}

static void
path_chosen (GtkWindow  *window,
             const char *path)
{
  RkPictureWindow *self = RK_PICTURE_WINDOW (window);
  Work *work = take_work (self);

  if (work == NULL)
    return;

  work->path = g_strdup (path);
  run_work (self, work, save_thread, saved_cb);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  rk_picture_desk_ask_path (GTK_WINDOW (widget), _("Save the Picture"),
                            rk_picture_choice_get_suffix (&RK_PICTURE_WINDOW (widget)->choice), path_chosen);
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
  RkScene *scene = rk_picture_shot_develop (work->shot, &error);
  g_autoptr (GBytes) png = scene != NULL ? rk_picture_make_bytes (scene, &work->options, FALSE, &error) : NULL;
  g_autoptr (GBytes) svg = png != NULL ? rk_picture_make_bytes (scene, &work->options, TRUE, &error) : NULL;
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
    rk_picture_desk_report (GTK_WINDOW (self), _("The graph could not be copied"), error);
    return;
  }

  gdk_clipboard_set_content (gtk_widget_get_clipboard (GTK_WIDGET (self)), content);
  rk_picture_desk_say (self->toast_overlay, _("The graph is copied: paste it into a report"));
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  RkPictureWindow *self = RK_PICTURE_WINDOW (widget);
  Work *work = take_work (self);

  if (work != NULL)
    run_work (self, work, copy_thread, copied_cb);
}

static void
print_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  const Work *work = task_data;
  GError *error = NULL;
  RkScene *scene = rk_picture_shot_develop (work->shot, &error);
  cairo_surface_t *recording = scene != NULL ? rk_picture_record (scene, work->caption, &error) : NULL;

  rk_picture_desk_return (task, recording, error);
}

static void
recorded_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  RkPictureWindow *self = RK_PICTURE_WINDOW (object);
  const Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  cairo_surface_t *recording = g_task_propagate_pointer (G_TASK (result), &error);

  rk_picture_desk_print (GTK_WINDOW (self), work->title, recording, error);
  g_clear_pointer (&recording, cairo_surface_destroy);
}

static void
print_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  RkPictureWindow *self = RK_PICTURE_WINDOW (widget);
  Work *work = take_work (self);

  if (work != NULL)
    run_work (self, work, print_thread, recorded_cb);
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
  g_clear_pointer (&self->subjects, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_PICTURE_WINDOW);

  G_OBJECT_CLASS (rk_picture_window_parent_class)->dispose (object);
}

static void
rk_picture_window_class_init (RkPictureWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_picture_window_dispose;

  g_type_ensure (RK_TYPE_PICTURE_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/picture-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, preview);
  gtk_widget_class_bind_template_child (widget_class, RkPictureWindow, subject_row);
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
  gtk_widget_class_bind_template_callback (widget_class, subject_cb);
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

  g_signal_connect (self, "map", G_CALLBACK (list_subjects), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
}

/* Work under way keeps this window beyond it. */
static void
owner_gone_cb (RkPictureWindow *self)
{
  self->owner = NULL;
  gtk_window_set_transient_for (GTK_WINDOW (self), NULL);
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
  g_signal_connect_object (owner, "destroy", G_CALLBACK (owner_gone_cb), self, G_CONNECT_SWAPPED);
  list_subjects (self);
  g_signal_connect_object (rk_plot_grid_get_list (owner->plot_grid), "items-changed", G_CALLBACK (views_changed_cb), self,
                           G_CONNECT_SWAPPED);
  fill (self);

  return GTK_WINDOW (self);
}
