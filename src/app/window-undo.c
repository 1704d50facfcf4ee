/* Deleting runs and marks, and bringing them back; runs that were shifted, points that were left out and views that were
 * changed go back too. */

#include "config.h"

#include "app/window-private.h"

#include <glib/gi18n-lib.h>

/* As many steps as anybody goes back; each may keep a deleted run or a layout. */
#define MAX_STEPS 100

static void
step_clear (gpointer data)
{
  RkUndoStep *step = data;

  g_clear_object (&step->run);
  g_clear_object (&step->mark);
  g_clear_pointer (&step->moved, rk_moved_free);
  g_clear_pointer (&step->layout, rk_plot_layout_unref);
  g_clear_pointer (&step->excluded, rk_excluded_unref);
  g_clear_pointer (&step->photo, g_bytes_unref);
}

static void
update_enabled (RkWindow *self)
{
  GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), "undo");

  g_simple_action_set_enabled (G_SIMPLE_ACTION (action), self->undo_steps->len > 0);
}

/* internal; see window-private.h */
RkMoved *
rk_moved_new (void)
{
  RkMoved *self = g_new0 (RkMoved, 1);

  self->runs = g_ptr_array_new_with_free_func (g_object_unref);
  self->offsets = g_array_new (FALSE, FALSE, sizeof (gint64));

  return self;
}

void
rk_moved_free (RkMoved *self)
{
  g_ptr_array_unref (self->runs);
  g_array_unref (self->offsets);
  g_free (self);
}

gboolean
rk_moved_move (RkMoved *self,
               RkRun   *run,
               gint64   offset_ns)
{
  gint64 before_ns = rk_run_get_offset_ns (run);

  rk_run_set_offset_ns (run, offset_ns);
  if (rk_run_get_offset_ns (run) == before_ns)
    return FALSE;

  g_ptr_array_add (self->runs, g_object_ref (run));
  g_array_append_val (self->offsets, before_ns);

  return TRUE;
}

static void
move_back (const RkMoved *moved)
{
  for (guint i = 0; i < moved->runs->len; i++)
    rk_run_set_offset_ns (g_ptr_array_index (moved->runs, i), g_array_index (moved->offsets, gint64, i));
}

RkRun *
rk_window_find_run (RkWindow *self,
                    gint64    id)
{
  GListModel *runs = rk_experiment_get_runs (rk_document_get_experiment (self->document));

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

    if (rk_run_get_id (run) == id)
      return g_steal_pointer (&run);
  }

  return NULL;
}

static RkMark *
find_mark (RkRun  *run,
           gint64  id)
{
  GListModel *marks = rk_run_get_marks (run);

  for (guint i = 0; i < g_list_model_get_n_items (marks); i++) {
    g_autoptr (RkMark) mark = g_list_model_get_item (marks, i);

    if (rk_mark_get_id (mark) == id)
      return g_steal_pointer (&mark);
  }

  return NULL;
}

/* It is gone from here on, however long it takes to fade. */
static void
dismiss_offer (RkWindow *self)
{
  g_autoptr (AdwToast) toast = self->undo_toast != NULL ? g_object_ref (self->undo_toast) : NULL;

  g_clear_weak_pointer (&self->undo_toast);
  if (toast != NULL)
    adw_toast_dismiss (toast);
}

static void
show_offer (RkWindow   *self,
            const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  adw_toast_set_timeout (toast, 10);
  g_set_weak_pointer (&self->undo_toast, toast);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/* Takes @step over, nullable if the last one covers it, and says it with a button to take it back; a button that is on show
 * would take back this step, not the one it speaks of. */
static void
offer (RkWindow         *self,
       const char       *text, /* nullable: it is seen anyway */
       const RkUndoStep *step)
{
  if (step != NULL) {
    if (self->undo_steps->len == MAX_STEPS)
      g_array_remove_index (self->undo_steps, 0);
    g_array_append_vals (self->undo_steps, step, 1);
  }
  update_enabled (self);

  dismiss_offer (self);
  /* What was said before would keep it waiting. */
  if (self->said != NULL)
    adw_toast_dismiss (self->said);
  if (text != NULL)
    show_offer (self, text);
}

/* One more step of the run that was shifted last. */
static gboolean
is_same_move (RkWindow      *self,
              const RkMoved *moved)
{
  const RkUndoStep *last = self->undo_steps->len > 0
                             ? &g_array_index (self->undo_steps, RkUndoStep, self->undo_steps->len - 1) : NULL;

  return last != NULL && last->moved != NULL && self->undo_toast != NULL && last->moved->runs->len == 1 && moved->runs->len == 1
         && g_ptr_array_index (last->moved->runs, 0) == g_ptr_array_index (moved->runs, 0);
}

/* internal; see window-private.h */
void
rk_window_offer_undo_moved (RkWindow   *self,
                            const char *text,
                            RkMoved    *moved)
{
  RkUndoStep step = { .moved = moved };

  if (moved->runs->len == 0) {
    rk_moved_free (moved);
    rk_window_say (self, text);
    return;
  }

  /* Where it stood before the first step is known already. */
  if (is_same_move (self, moved)) {
    rk_moved_free (moved);
    offer (self, text, NULL);
  } else {
    offer (self, text, &step);
  }
}

/* internal; see window-private.h */
void
rk_window_offer_undo_excluded (RkWindow   *self,
                               const char *text,
                               RkRun      *run,
                               RkExcluded *before)
{
  RkUndoStep step = { .run = g_object_ref (run), .is_exclusion = TRUE };

  if (before != NULL)
    step.excluded = rk_excluded_ref (before);
  offer (self, text, &step);
}

/* internal; see window-private.h */
void
rk_window_offer_undo_photo (RkWindow   *self,
                            const char *text,
                            RkRun      *run,
                            RkMark     *mark,
                            GBytes     *before)
{
  RkUndoStep step = { .run = g_object_ref (run), .mark = g_object_ref (mark), .is_photo = TRUE };

  if (before != NULL)
    step.photo = g_bytes_ref (before);
  offer (self, text, &step);
}

/* internal; see window-private.h */
void
rk_window_offer_undo_added (RkWindow   *self,
                            const char *text,
                            RkRun      *run)
{
  RkUndoStep step = { .run = g_object_ref (run), .is_addition = TRUE };

  offer (self, text, &step);
}

/* A run that could come back has it. */
static gboolean
is_wanted (RkWindow  *self,
           RkChannel *channel)
{
  for (guint i = 0; i < self->undo_steps->len; i++) {
    RkRun *run = g_array_index (self->undo_steps, RkUndoStep, i).run;
    RkStream *stream;
    guint column;

    if (run != NULL && rk_run_find_channel (run, channel, &stream, &column))
      return TRUE;
  }

  return FALSE;
}

/* internal; see window-private.h */
void
rk_window_forget_calculated (RkWindow *self,
                             RkRun    *run)
{
  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    RkStream *stream = rk_run_get_stream (run, i);

    for (guint j = 0; j < rk_stream_get_n_channels (stream); j++) {
      RkChannel *channel = rk_stream_get_channel (stream, j);

      if (rk_channel_is_calculated (channel) && !is_wanted (self, channel))
        rk_experiment_forget_channel (rk_document_get_experiment (self->document), channel);
    }
  }
}

static void
layout_edited_cb (RkWindow     *self,
                  RkPlotLayout *before,
                  RkPlotList   *list)
{
  RkUndoStep step = { .layout = rk_plot_layout_ref (before) };

  offer (self, rk_plot_list_get_n_plots (list) < rk_plot_layout_get_n_plots (before) ? _("View removed") : NULL, &step);
}

static void
offer_deleted (RkWindow   *self,
               const char *name,
               RkRun      *run,
               RkMark     *mark)
{
  RkUndoStep step = { .run = g_object_ref (run), .mark = mark != NULL ? g_object_ref (mark) : NULL };
  g_autofree char *text = g_strdup_printf (_("“%s” deleted"), name);

  offer (self, text, &step);
}

static void
delete_run_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  RkWindow *self = user_data;
  g_autoptr (RkRun) run = rk_window_find_run (self, g_variant_get_int64 (parameter));

  if (run == NULL || rk_run_get_state (run) == RK_RUN_RECORDING)
    return;

  rk_document_remove_run (self->document, run);
  offer_deleted (self, rk_run_get_name (run), run, NULL);
}

gboolean
rk_window_find_mark (RkWindow  *self,
                     GVariant  *parameter,
                     RkRun    **run,
                     RkMark   **mark)
{
  gint64 run_id;
  gint64 mark_id;

  g_variant_get (parameter, "(xx)", &run_id, &mark_id);
  *run = rk_window_find_run (self, run_id);
  *mark = *run != NULL ? find_mark (*run, mark_id) : NULL;

  return *mark != NULL;
}

static void
delete_mark_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  RkWindow *self = user_data;
  g_autoptr (RkRun) run = NULL;
  g_autoptr (RkMark) mark = NULL;

  if (!rk_window_find_mark (self, parameter, &run, &mark))
    return;

  rk_run_remove_mark (run, mark);
  offer_deleted (self, rk_mark_get_text (mark), run, mark);
}

static void
show_mark_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  RkWindow *self = user_data;
  g_autoptr (RkRun) run = NULL;
  g_autoptr (RkMark) mark = NULL;

  if (!rk_window_find_mark (self, parameter, &run, &mark))
    return;

  adw_view_stack_set_visible_child_name (self->pages, "graph");
  rk_graph_page_show_mark (self->graph_page, run, mark);
}

/* A mark comes back into its run, whether that is shown or itself deleted. */
static void
undo_action (GSimpleAction *action,
             GVariant      *parameter,
             gpointer       user_data)
{
  RkWindow *self = user_data;
  RkUndoStep step;

  if (self->undo_steps->len == 0)
    return;

  /* Out of the list before anybody hears of it: who answers with a step of his own puts it behind the others. */
  step = g_array_index (self->undo_steps, RkUndoStep, self->undo_steps->len - 1);
  g_array_index (self->undo_steps, RkUndoStep, self->undo_steps->len - 1) = (RkUndoStep) { 0 };
  g_array_set_size (self->undo_steps, self->undo_steps->len - 1);
  update_enabled (self);
  dismiss_offer (self);

  if (step.layout != NULL)
    rk_plot_list_restore (rk_plot_grid_get_list (self->plot_grid), step.layout);
  else if (step.moved != NULL)
    move_back (step.moved);
  else if (step.is_exclusion)
    rk_run_set_excluded (step.run, step.excluded);
  else if (step.is_addition) {
    rk_document_remove_run (self->document, step.run);
    rk_window_forget_calculated (self, step.run);
  } else if (step.is_photo)
    rk_mark_set_photo (step.mark, step.photo);
  else if (step.mark != NULL)
    rk_run_insert_mark (step.run, step.mark);
  else
    rk_document_restore_run (self->document, step.run);
  step_clear (&step);
}

/* internal; see window-private.h */
void
rk_window_forget_undo (RkWindow *self)
{
  g_array_set_size (self->undo_steps, 0);
  update_enabled (self);
  dismiss_offer (self);
}

/* internal; see window-private.h */
void
rk_window_init_undo (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "delete-mark", .activate = delete_mark_action, .parameter_type = "(xx)" },
    { .name = "delete-run", .activate = delete_run_action, .parameter_type = "x" },
    { .name = "show-mark", .activate = show_mark_action, .parameter_type = "(xx)" },
    { .name = "undo", .activate = undo_action },
  };

  self->undo_steps = g_array_new (FALSE, FALSE, sizeof (RkUndoStep));
  g_array_set_clear_func (self->undo_steps, step_clear);
  g_signal_connect_object (rk_plot_grid_get_list (self->plot_grid), "edited", G_CALLBACK (layout_edited_cb), self,
                           G_CONNECT_SWAPPED);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  update_enabled (self);
}
