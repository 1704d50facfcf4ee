/* Runs laid over each other: aligned by what they have in common, or shifted by hand. */

#include "config.h"

#include "app/run-row.h"
#include "app/window-private.h"

#include "base/clock.h"
#include "base/number.h"
#include "plot/scene.h"
#include "store/align.h"

#include <glib/gi18n-lib.h>

static GPtrArray *
get_shown_runs (RkWindow *self)
{
  GListModel *runs = rk_experiment_get_runs (rk_document_get_experiment (self->document));
  GPtrArray *shown = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

    if (rk_run_get_visible (run))
      g_ptr_array_add (shown, g_steal_pointer (&run));
  }

  return shown;
}

static const char *
nothing_text (RkAlign align)
{
  return align == RK_ALIGN_TRIGGER ? _("None of the runs shown began with a trigger")
                                   : _("None of the runs shown has a mark; press M while recording to make one");
}

static void
align (RkWindow *self,
       RkAlign   how,
       RkRun    *chosen,
       RkMark   *mark)
{
  g_autoptr (GPtrArray) runs = get_shown_runs (self);
  g_autofree gint64 *offsets = g_new0 (gint64, runs->len + 1);
  g_autoptr (RkMoved) moved = rk_moved_new ();
  g_autofree char *text = NULL;
  guint n = rk_align_runs (runs, how, chosen, mark, offsets);

  if (n == 0) {
    if (runs->len > 0)
      rk_window_say (self, nothing_text (how));
    return;
  }

  for (guint i = 0; i < runs->len; i++)
    rk_moved_move (moved, g_ptr_array_index (runs, i), offsets[i]);

  if (n < runs->len)
    /* Translators: both are numbers of runs. */
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u of %u run aligned; the others lack what it takes",
                                         "%u of %u runs aligned; the others lack what it takes", runs->len), n, runs->len);
  else
    text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u run aligned", "%u runs aligned", n), n);
  rk_window_offer_undo_moved (self, text, g_steal_pointer (&moved));
}

static void
align_runs_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  RkAlign how;

  if (rk_align_from_id (g_variant_get_string (parameter, NULL), &how))
    align (user_data, how, NULL, NULL);
}

/* Where the other runs go: to this mark of this run. */
static void
align_mark_action (GSimpleAction *action,
                   GVariant      *parameter,
                   gpointer       user_data)
{
  RkWindow *self = user_data;
  g_autoptr (RkRun) run = NULL;
  g_autoptr (RkMark) mark = NULL;

  if (rk_window_find_mark (self, parameter, &run, &mark))
    align (self, RK_ALIGN_MARK, run, mark);
}

static void
shift_run_action (GSimpleAction *action,
                  GVariant      *parameter,
                  gpointer       user_data)
{
  RkWindow *self = user_data;
  g_autoptr (RkMoved) moved = rk_moved_new ();
  g_autoptr (RkRun) run = NULL;
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;
  gint64 id;
  gint64 offset_ns;

  g_variant_get (parameter, "(xx)", &id, &offset_ns);
  run = rk_window_find_run (self, id);
  if (run == NULL || !rk_moved_move (moved, run, offset_ns))
    return;

  number = rk_run_format_offset (run);
  /* Translators: name of a run; a time with its sign and unit. */
  text = number != NULL ? g_strdup_printf (_("“%s” shifted by %s"), rk_run_get_name (run), number)
                        /* Translators: name of a run. */
                        : g_strdup_printf (_("“%s” not shifted any more"), rk_run_get_name (run));
  rk_window_offer_undo_moved (self, text, g_steal_pointer (&moved));
}

/**
 * rk_run_format_offset:
 * @run: a run
 *
 * Returns: (transfer full) (nullable): how far it is shifted, "+1.5 s"; %NULL when it is not
 */
char *
rk_run_format_offset (RkRun *run)
{
  double offset_s = (double) rk_run_get_offset_ns (run) / (double) RK_NS_PER_S;
  g_autofree char *number = NULL;
  int decimals = 0;

  if (rk_run_get_offset_ns (run) == 0)
    return NULL;

  /* As many places as it was shifted by, no more: 1.5, not 1.500000. */
  for (gint64 rest_ns = rk_run_get_offset_ns (run) % RK_NS_PER_S; rest_ns != 0 && decimals < 9; decimals++)
    rest_ns = rest_ns * 10 % RK_NS_PER_S;

  number = rk_number_format (offset_s, decimals);

  /* Translators: a sign or nothing, a number of seconds. */
  return g_strdup_printf (_("%s%s s"), offset_s > 0 ? "+" : "", number);
}

/**
 * rk_run_shift:
 * @run: a run
 * @widget: a widget of its window
 * @steps: how many steps later
 *
 * Shifts a run by hand. A step is about the hundredth part of it: to be seen with a bounce and with a night alike.
 */
void
rk_run_shift (RkRun     *run,
              GtkWidget *widget,
              int        steps)
{
  double duration_s = (double) rk_run_get_duration_ns (run) / (double) RK_NS_PER_S;
  double step_s = rk_axis_step (0.0, CLAMP (duration_s, 0.1, 1e6), 100);
  gint64 offset_ns = rk_run_get_offset_ns (run) + steps * (gint64) (step_s * (double) RK_NS_PER_S + 0.5);

  gtk_widget_activate_action (widget, "win.shift-run", "(xx)", rk_run_get_id (run), offset_ns);
}

/* internal; see window-private.h */
void
rk_window_init_compare (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "align-runs", .activate = align_runs_action, .parameter_type = "s" },
    { .name = "align-mark", .activate = align_mark_action, .parameter_type = "(xx)" },
    { .name = "shift-run", .activate = shift_run_action, .parameter_type = "(xx)" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  rk_window_init_compare_result (self);
}
