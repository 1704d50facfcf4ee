/* Deleting runs and marks, and bringing them back; runs that were shifted, points that were left out and views that were
 * changed go back too. */

#include "config.h"

#include "app/window-private.h"

#include <glib/gi18n-lib.h>

static void
deleted_clear (gpointer data)
{
  RkDeleted *deleted = data;

  g_clear_object (&deleted->run);
  g_clear_object (&deleted->mark);
  g_clear_pointer (&deleted->moved, rk_moved_free);
  g_clear_pointer (&deleted->layout, rk_plot_layout_unref);
  g_clear_pointer (&deleted->excluded, rk_excluded_unref);
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

static void
show_undo (RkWindow   *self,
           const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (escaped);

  adw_toast_set_button_label (toast, _("_Undo"));
  adw_toast_set_action_name (toast, "win.undo-delete");
  adw_toast_set_timeout (toast, 10);
  g_set_weak_pointer (&self->undo_toast, toast);
  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}

/* One more step of the run that was shifted last. */
static gboolean
is_same_move (RkWindow      *self,
              const RkMoved *moved)
{
  const RkDeleted *last = self->deleted->len > 0 ? &g_array_index (self->deleted, RkDeleted, self->deleted->len - 1) : NULL;

  return last != NULL && last->moved != NULL && self->undo_toast != NULL && last->moved->runs->len == 1 && moved->runs->len == 1
         && g_ptr_array_index (last->moved->runs, 0) == g_ptr_array_index (moved->runs, 0);
}

/* internal; see window-private.h */
void
rk_window_offer_undo_moved (RkWindow   *self,
                            const char *text,
                            RkMoved    *moved)
{
  RkDeleted deleted = { .moved = moved };

  /* Where it stood before the first step is known already. */
  if (is_same_move (self, moved))
    rk_moved_free (moved);
  else
    g_array_append_val (self->deleted, deleted);

  /* One sentence at a time: the last. */
  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
  show_undo (self, text);
}

/* internal; see window-private.h */
void
rk_window_offer_undo_layout (RkWindow     *self,
                             const char   *text,
                             RkPlotLayout *layout)
{
  RkDeleted deleted = { .layout = rk_plot_layout_ref (layout) };

  g_array_append_val (self->deleted, deleted);

  /* A button on show would take back this step, not the one it speaks of. */
  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
  if (text != NULL)
    show_undo (self, text);
}

/* internal; see window-private.h */
void
rk_window_offer_undo_excluded (RkWindow   *self,
                               const char *text,
                               RkRun      *run,
                               RkExcluded *before)
{
  RkDeleted deleted = { .run = g_object_ref (run), .is_exclusion = TRUE };

  if (before != NULL)
    deleted.excluded = rk_excluded_ref (before);
  g_array_append_val (self->deleted, deleted);

  /* A button on show would take back this step, not the one it speaks of. */
  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);
  show_undo (self, text);
}

static void
layout_edited_cb (RkWindow     *self,
                  RkPlotLayout *before,
                  RkPlotList   *list)
{
  rk_window_offer_undo_layout (self, rk_plot_list_get_n_plots (list) < rk_plot_layout_get_n_plots (before)
                                       ? _("View removed") : NULL, before);
}

/* Remembers what was deleted, and says so with a button to take it back. */
static void
offer_undo (RkWindow   *self,
            const char *name,
            RkRun      *run,
            RkMark     *mark)
{
  RkDeleted deleted = { .run = g_object_ref (run), .mark = mark != NULL ? g_object_ref (mark) : NULL };
  g_autofree char *text = g_strdup_printf (_("“%s” deleted"), name);

  g_array_append_val (self->deleted, deleted);
  show_undo (self, text);
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
  offer_undo (self, rk_run_get_name (run), run, NULL);
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
  offer_undo (self, rk_mark_get_text (mark), run, mark);
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
undo_delete_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  RkWindow *self = user_data;
  const RkDeleted *deleted;

  if (self->deleted->len == 0)
    return;

  if (self->undo_toast != NULL)
    adw_toast_dismiss (self->undo_toast);

  deleted = &g_array_index (self->deleted, RkDeleted, self->deleted->len - 1);
  if (deleted->layout != NULL)
    rk_plot_list_restore (rk_plot_grid_get_list (self->plot_grid), deleted->layout);
  else if (deleted->moved != NULL)
    move_back (deleted->moved);
  else if (deleted->is_exclusion)
    rk_run_set_excluded (deleted->run, deleted->excluded);
  else if (deleted->mark != NULL)
    rk_run_insert_mark (deleted->run, deleted->mark);
  else
    rk_document_restore_run (self->document, deleted->run);
  g_array_set_size (self->deleted, self->deleted->len - 1);
}

/* internal; see window-private.h */
void
rk_window_init_undo (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "delete-mark", .activate = delete_mark_action, .parameter_type = "(xx)" },
    { .name = "delete-run", .activate = delete_run_action, .parameter_type = "x" },
    { .name = "show-mark", .activate = show_mark_action, .parameter_type = "(xx)" },
    { .name = "undo-delete", .activate = undo_delete_action },
  };

  self->deleted = g_array_new (FALSE, FALSE, sizeof (RkDeleted));
  g_array_set_clear_func (self->deleted, deleted_clear);
  g_signal_connect_object (rk_plot_grid_get_list (self->plot_grid), "edited", G_CALLBACK (layout_edited_cb), self,
                           G_CONNECT_SWAPPED);
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
