#include "config.h"

#include "app/page-window.h"

#include "app/picture-desk.h"
#include "app/picture-preview.h"
#include "app/picture-subject.h"
#include "app/window-private.h"
#include "exchange/picture.h"

#include <glib/gi18n-lib.h>

/* A graph that is recording changes all the time; its preview no more often than this. */
#define LOOK_MS 600

/* More names than these no caption needs. */
#define MAX_NAMES 4

/* A view that can stand on the page. */
typedef struct {
  const RkPictureSubject *subject; /* of @subjects */
  AdwEntryRow            *row;     /* its caption */
  GtkCheckButton         *check;   /* whether it is on the page */
} Figure;

struct _RkPageWindow
{
  AdwWindow parent_instance;

  RkWindow  *owner;      /* not owned: this window goes with it; NULL then */
  GPtrArray *subjects;   /* of RkPictureSubject */
  GArray    *figures;    /* of Figure, one for each */
  gboolean   filling;
  guint      timeout_id; /* a change that is not seen yet */
  gboolean   drawing;    /* the next preview */
  gboolean   dirty;      /* and yet another is due */

  /* Template children. */
  AdwToastOverlay     *toast_overlay;
  RkPicturePreview    *preview;
  GtkLabel            *problem_label;
  AdwEntryRow         *title_row;
  AdwPreferencesGroup *figures_group;
  GtkSwitch           *legend_switch;
  GtkSwitch           *grey_switch;
  GtkWidget           *readings_row;
  GtkSwitch           *readings_switch;
};

G_DEFINE_FINAL_TYPE (RkPageWindow, rk_page_window, ADW_TYPE_WINDOW)

/* ---- the page ---- */

/* What was typed, and what was read in the graph. */
static char *
make_caption (RkPageWindow *self,
              const Figure *figure)
{
  g_autofree char *typed = rk_picture_desk_read (figure->row);

  /* What is read begins below the number of the figure. */
  return rk_picture_subject_make_caption (figure->subject, typed != NULL ? typed : "",
                                          gtk_switch_get_active (self->readings_switch));
}

/* A page on its way through a thread. */
typedef struct {
  GPtrArray *shots;    /* of RkPictureShot */
  GPtrArray *captions; /* of char*, as many */
  char      *title;    /* nullable */
  char      *path;     /* nullable: of a file */
  char      *job;      /* its name for the printer */
  double     width;    /* of a preview, device pixels */
  double     height;
} Work;

static void
work_free (Work *work)
{
  g_ptr_array_unref (work->shots);
  g_ptr_array_unref (work->captions);
  g_free (work->title);
  g_free (work->path);
  g_free (work->job);
  g_free (work);
}

static guint
count_chosen (RkPageWindow *self)
{
  guint n = 0;

  for (guint i = 0; i < self->figures->len; i++)
    n += gtk_check_button_get_active (g_array_index (self->figures, Figure, i).check);

  return n;
}

/* What is on the screen now; NULL when none of the views that were chosen has anything to show. */
static Work *
work_new (RkPageWindow *self)
{
  Work *work = g_new0 (Work, 1);

  work->shots = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_picture_shot_free);
  work->captions = g_ptr_array_new_with_free_func (g_free);
  work->title = rk_picture_desk_read (self->title_row);
  work->job = g_strdup (rk_document_get_title (self->owner->document));

  for (guint i = 0; i < self->figures->len; i++) {
    const Figure *figure = &g_array_index (self->figures, Figure, i);
    RkViewSettings settings;
    RkPictureShot *shot;

    if (!gtk_check_button_get_active (figure->check) || work->shots->len == RK_PICTURE_MAX_GRAPHS)
      continue;

    rk_view_settings_init (&settings);
    rk_picture_get_page_size (&settings);
    settings.theme = RK_THEME_PRINT;
    settings.legend = gtk_switch_get_active (self->legend_switch);
    shot = rk_picture_subject_shoot (figure->subject, &settings, gtk_switch_get_active (self->grey_switch),
                                     gtk_switch_get_active (self->readings_switch));
    if (shot == NULL)
      continue;
    g_ptr_array_add (work->shots, shot);
    g_ptr_array_add (work->captions, make_caption (self, figure));
  }

  if (work->shots->len == 0)
    g_clear_pointer (&work, work_free);

  return work;
}

static void
run_work (RkPageWindow        *self,
          Work                *work,
          GTaskThreadFunc      thread,
          GAsyncReadyCallback  callback)
{
  rk_picture_desk_run (GTK_WINDOW (self), work, (GDestroyNotify) work_free, thread, callback);
}

/* (element-type RkScene): they belong to their shots; NULL = one could not be made. */
static GPtrArray *
develop (const Work  *work,
         GError     **error)
{
  g_autoptr (GPtrArray) scenes = g_ptr_array_new ();

  for (guint i = 0; i < work->shots->len; i++) {
    RkScene *scene = rk_picture_shot_develop (g_ptr_array_index (work->shots, i), error);

    if (scene == NULL)
      return NULL;
    g_ptr_array_add (scenes, scene);
  }

  return g_steal_pointer (&scenes);
}

static cairo_surface_t *
record (const Work  *work,
        GError     **error)
{
  g_autoptr (GPtrArray) scenes = develop (work, error);

  if (scenes == NULL)
    return NULL;

  return rk_picture_record_page (scenes, (const char * const *) work->captions->pdata, work->title, error);
}

/* ---- the preview ---- */

static void
show_problem (RkPageWindow *self,
              const char   *text)
{
  gtk_label_set_label (self->problem_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), text != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.save", text == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "page.print", text == NULL);
}

static void
preview_thread (GTask        *task,
                gpointer      source_object,
                gpointer      task_data,
                GCancellable *cancellable)
{
  const Work *work = task_data;
  GError *error = NULL;
  cairo_surface_t *recording = record (work, &error);
  cairo_surface_t *image = recording != NULL ? rk_picture_shrink (recording, work->width, work->height) : NULL;

  g_clear_pointer (&recording, cairo_surface_destroy);
  rk_picture_desk_return (task, image, error);
}

static void refresh (RkPageWindow *self);

static void
preview_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  RkPageWindow *self = RK_PAGE_WINDOW (object);
  g_autoptr (GError) error = NULL;
  cairo_surface_t *surface = g_task_propagate_pointer (G_TASK (result), &error);

  self->drawing = FALSE;
  if (self->owner == NULL) {
    g_clear_pointer (&surface, cairo_surface_destroy);
    return;
  }

  show_problem (self, error != NULL ? error->message : NULL);
  rk_picture_preview_take_sheet (self->preview, surface);
  if (self->dirty)
    refresh (self);
}

/* Draws the preview again. */
static void
refresh (RkPageWindow *self)
{
  int factor = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double width;
  double height;
  Work *work;

  self->dirty = TRUE;
  if (self->drawing || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      !rk_picture_preview_get_room (self->preview, &width, &height))
    return;

  self->dirty = FALSE;
  work = work_new (self);
  if (work == NULL) {
    rk_picture_preview_take_sheet (self->preview, NULL);
    show_problem (self, count_chosen (self) > 0 ? _("No values yet") : _("Choose what stands on the page"));
    return;
  }

  work->width = width * factor;
  work->height = height * factor;
  self->drawing = TRUE;
  run_work (self, work, preview_thread, preview_cb);
}

/* ---- the form ---- */

static gboolean
look_cb (gpointer user_data)
{
  RkPageWindow *self = user_data;
  gboolean is_any_read = FALSE;

  self->timeout_id = 0;
  for (guint i = 0; i < self->figures->len; i++)
    is_any_read |= rk_picture_subject_is_read (g_array_index (self->figures, Figure, i).subject);
  gtk_widget_set_visible (self->readings_row, is_any_read);
  refresh (self);

  return G_SOURCE_REMOVE;
}

static void
subject_changed_cb (RkPageWindow *self)
{
  if (self->timeout_id == 0 && gtk_widget_get_mapped (GTK_WIDGET (self)))
    self->timeout_id = g_timeout_add (LOOK_MS, look_cb, self);
}

static void
changed_cb (RkPageWindow *self)
{
  guint n;

  if (self->filling)
    return;

  n = count_chosen (self);
  for (guint i = 0; i < self->figures->len; i++) {
    const Figure *figure = &g_array_index (self->figures, Figure, i);
    gboolean is_chosen = gtk_check_button_get_active (figure->check);

    gtk_widget_set_sensitive (GTK_WIDGET (figure->check), is_chosen || n < RK_PICTURE_MAX_GRAPHS);
  }
  refresh (self);
}

/* A page begins with what is measured. */
static char *
name_channels (RkPageWindow *self)
{
  g_autoptr (GString) names = g_string_new (NULL);
  GListModel *channels = rk_experiment_get_channels (rk_document_get_experiment (self->owner->document));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (channels) && n < MAX_NAMES; i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);
    const char *name = rk_channel_get_name (channel);

    if (rk_channel_get_visible (channel) && name != NULL)
      g_string_append_printf (names, "%s%s", n++ > 0 ? ", " : "", name);
  }

  return g_strdup (names->str);
}

static const Figure *
find_figure (GArray    *figures,
             GtkWidget *widget)
{
  for (guint i = 0; figures != NULL && i < figures->len; i++)
    if (g_array_index (figures, Figure, i).subject->widget == widget)
      return &g_array_index (figures, Figure, i);

  return NULL;
}

/* @before: (nullable): the same view as it was chosen so far. */
static Figure
make_figure (RkPageWindow           *self,
             const RkPictureSubject *subject,
             const Figure           *before,
             gboolean                is_chosen)
{
  Figure figure = { .subject = subject };
  g_autofree char *channels = name_channels (self);
  const char *caption = subject == g_ptr_array_index (self->subjects, 0) ? channels : subject->name;

  figure.row = ADW_ENTRY_ROW (adw_entry_row_new ());
  figure.check = GTK_CHECK_BUTTON (gtk_check_button_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (figure.row), subject->name);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (figure.row), FALSE);
  gtk_widget_set_valign (GTK_WIDGET (figure.check), GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (figure.check), GTK_ACCESSIBLE_PROPERTY_LABEL, subject->name, -1);
  adw_entry_row_add_prefix (figure.row, GTK_WIDGET (figure.check));
  gtk_editable_set_text (GTK_EDITABLE (figure.row),
                         before != NULL ? gtk_editable_get_text (GTK_EDITABLE (before->row)) : caption);
  gtk_check_button_set_active (figure.check, before != NULL ? gtk_check_button_get_active (before->check) : is_chosen);
  g_signal_connect_object (figure.row, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (figure.check, "toggled", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  return figure;
}

/* Views come and go; what was typed to one that stays does so too. */
static void
list_figures (RkPageWindow *self)
{
  g_autoptr (GPtrArray) old_subjects = g_steal_pointer (&self->subjects);
  g_autoptr (GArray) old = g_steal_pointer (&self->figures);
  guint n = 0;

  self->filling = TRUE;
  self->subjects = rk_picture_subjects_list (self->owner->graph_page, self->owner->plot_grid);
  self->figures = g_array_new (FALSE, FALSE, sizeof (Figure));
  for (guint i = 0; old_subjects != NULL && i < old_subjects->len; i++)
    rk_picture_subject_unwatch (g_ptr_array_index (old_subjects, i), G_OBJECT (self));

  /* Those that were chosen stay so; new ones take what room is left. */
  for (guint i = 0; i < self->subjects->len; i++) {
    const Figure *before = find_figure (old, ((const RkPictureSubject *) g_ptr_array_index (self->subjects, i))->widget);

    n += before != NULL && gtk_check_button_get_active (before->check);
  }

  for (guint i = 0; i < self->subjects->len; i++) {
    const RkPictureSubject *subject = g_ptr_array_index (self->subjects, i);
    const Figure *before = find_figure (old, subject->widget);
    Figure figure = make_figure (self, subject, before, n < RK_PICTURE_MAX_GRAPHS);

    n += before == NULL && gtk_check_button_get_active (figure.check);
    g_array_append_val (self->figures, figure);
    rk_picture_subject_watch (subject, G_CALLBACK (subject_changed_cb), G_OBJECT (self));
  }
  for (guint i = 0; old != NULL && i < old->len; i++)
    adw_preferences_group_remove (self->figures_group, GTK_WIDGET (g_array_index (old, Figure, i).row));
  for (guint i = 0; i < self->figures->len; i++)
    adw_preferences_group_add (self->figures_group, GTK_WIDGET (g_array_index (self->figures, Figure, i).row));

  self->filling = FALSE;
  changed_cb (self);
  look_cb (self);
}

static void
views_changed_cb (RkPageWindow *self)
{
  if (self->owner != NULL)
    list_figures (self);
}

static void
unmap_cb (RkPageWindow *self)
{
  g_clear_handle_id (&self->timeout_id, g_source_remove);
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
  g_autoptr (GPtrArray) scenes = develop (work, &error);

  if (scenes != NULL
      && rk_picture_write_page (scenes, (const char * const *) work->captions->pdata, work->title, work->path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
saved_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  RkPageWindow *self = RK_PAGE_WINDOW (object);
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
  RkPageWindow *self = RK_PAGE_WINDOW (window);
  Work *work = work_new (self);

  if (work == NULL) {
    rk_picture_desk_say (self->toast_overlay, _("No values yet"));
    return;
  }

  work->path = g_strdup (path);
  run_work (self, work, save_thread, saved_cb);
}

static void
save_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  rk_picture_desk_ask_path (GTK_WINDOW (widget), _("Save the Page"), "pdf", path_chosen);
}

static void
print_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  GError *error = NULL;
  cairo_surface_t *recording = record (task_data, &error);

  rk_picture_desk_return (task, recording, error);
}

static void
recorded_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  const Work *work = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  cairo_surface_t *recording = g_task_propagate_pointer (G_TASK (result), &error);

  rk_picture_desk_print (GTK_WINDOW (object), work->job, recording, error);
  g_clear_pointer (&recording, cairo_surface_destroy);
}

static void
print_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  RkPageWindow *self = RK_PAGE_WINDOW (widget);
  Work *work = work_new (self);

  if (work != NULL)
    run_work (self, work, print_thread, recorded_cb);
}

/* ---- the object ---- */

static void
rk_page_window_dispose (GObject *object)
{
  RkPageWindow *self = RK_PAGE_WINDOW (object);

  self->filling = TRUE;
  self->owner = NULL;
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_pointer (&self->figures, g_array_unref);
  g_clear_pointer (&self->subjects, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), RK_TYPE_PAGE_WINDOW);

  G_OBJECT_CLASS (rk_page_window_parent_class)->dispose (object);
}

static void
rk_page_window_class_init (RkPageWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = rk_page_window_dispose;

  g_type_ensure (RK_TYPE_PICTURE_PREVIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/rostok/Rostok/ui/page-window.ui");
  gtk_widget_class_bind_template_child (widget_class, RkPageWindow, toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, RkPageWindow, preview);
  gtk_widget_class_bind_template_child (widget_class, RkPageWindow, problem_label);
  gtk_widget_class_bind_template_child (widget_class, RkPageWindow, title_row);
  gtk_widget_class_bind_template_child (widget_class, RkPageWindow, figures_group);
  gtk_widget_class_bind_template_child (widget_class, RkPageWindow, legend_switch);
  gtk_widget_class_bind_template_child (widget_class, RkPageWindow, grey_switch);
  gtk_widget_class_bind_template_child (widget_class, RkPageWindow, readings_row);
  gtk_widget_class_bind_template_child (widget_class, RkPageWindow, readings_switch);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, refresh);
  gtk_widget_class_install_action (widget_class, "page.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "page.print", NULL, print_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_s, GDK_CONTROL_MASK, "page.save", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "page.print", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
rk_page_window_init (RkPageWindow *self)
{
  self->filling = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect (self, "map", G_CALLBACK (list_figures), NULL);
  g_signal_connect (self, "unmap", G_CALLBACK (unmap_cb), NULL);
}

/* Work under way keeps this window beyond it. */
static void
owner_gone_cb (RkPageWindow *self)
{
  self->owner = NULL;
  gtk_window_set_transient_for (GTK_WINDOW (self), NULL);
}

/**
 * rk_page_window_new:
 * @owner: the window of the experiment
 *
 * Makes a page of what @owner shows. Closed, it is only hidden and keeps what was typed; it goes with @owner.
 *
 * Returns: (transfer none): a window; GTK owns it
 */
GtkWindow *
rk_page_window_new (RkWindow *owner)
{
  RkPageWindow *self;
  int width;
  int height;

  g_return_val_if_fail (RK_IS_WINDOW (owner), NULL);

  self = g_object_new (RK_TYPE_PAGE_WINDOW, "transient-for", owner, NULL);
  self->owner = owner;
  g_signal_connect_object (owner, "destroy", G_CALLBACK (owner_gone_cb), self, G_CONNECT_SWAPPED);
  /* A sheet stands upright: it is read best where there is height for it. */
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, MAX (height, gtk_widget_get_height (GTK_WIDGET (owner)) * 4 / 5));
  gtk_editable_set_text (GTK_EDITABLE (self->title_row), rk_document_get_title (owner->document));
  list_figures (self);
  g_signal_connect_object (rk_plot_grid_get_list (owner->plot_grid), "items-changed", G_CALLBACK (views_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return GTK_WINDOW (self);
}
