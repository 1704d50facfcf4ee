/* Points that are left out, and taken in again. */

#include "config.h"

#include "app/format.h"
#include "app/window-private.h"

#include <glib/gi18n-lib.h>

/* Of the longest stream, as the list of runs counts. */
static guint64
count_excluded (RkRun *run)
{
  guint64 most = 0;

  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    g_autoptr (RkSpan) span = rk_run_take_span (run, rk_run_get_stream (run, i));

    most = MAX (most, rk_span_count_excluded (span, 0, G_MAXUINT64));
  }

  return most;
}

static char *
describe (RkRun   *run,
          guint64  n,
          gboolean only)
{
  g_autofree char *count = rk_format_count (n);

  if (only)
    /* Translators: name of a run. */
    return g_strdup_printf (_("Only the selection of “%s” is shown"), rk_run_get_name (run));

  /* Translators: a number; name of a run. */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s point of “%s” excluded", "%s points of “%s” excluded", (gulong) n),
                          count, rk_run_get_name (run));
}

/* What is there already does not count twice, and where no point is nothing happens. */
static void
exclude_range_action (GSimpleAction *action,
                      GVariant      *parameter,
                      gpointer       user_data)
{
  RkWindow *self = user_data;
  g_autoptr (RkRun) run = NULL;
  g_autoptr (RkExcluded) before = NULL;
  g_autoptr (RkExcluded) after = NULL;
  g_autofree char *text = NULL;
  guint64 n_before;
  guint64 n_after;
  gint64 id;
  gint64 begin_ns;
  gint64 end_ns;
  gboolean only;

  g_variant_get (parameter, "(xxxb)", &id, &begin_ns, &end_ns, &only);
  run = rk_window_find_run (self, id);
  if (run == NULL)
    return;

  if (rk_run_get_excluded (run) != NULL)
    before = rk_excluded_ref (rk_run_get_excluded (run));
  n_before = count_excluded (run);
  after = only ? rk_excluded_crop (before, begin_ns, end_ns) : rk_excluded_add (before, begin_ns, end_ns);
  rk_run_set_excluded (run, after);
  n_after = count_excluded (run);
  if (n_after == n_before) {
    rk_run_set_excluded (run, before);
    if (rk_excluded_get_n (before) > RK_EXCLUDED_MAX - 2 && rk_excluded_equal (after, before))
      rk_window_say (self, _("So many pieces are excluded that there is no room for one more"));
    else
      rk_window_say (self, only ? _("Nothing else is shown already") : _("There are no points in the selection"));
    return;
  }

  text = describe (run, n_after - n_before, only);
  rk_window_offer_undo_excluded (self, text, run, before);
}

static void
include_all_action (GSimpleAction *action,
                    GVariant      *parameter,
                    gpointer       user_data)
{
  RkWindow *self = user_data;
  g_autoptr (RkRun) run = rk_window_find_run (self, g_variant_get_int64 (parameter));
  g_autoptr (RkExcluded) before = NULL;
  g_autofree char *text = NULL;

  if (run == NULL || rk_run_get_excluded (run) == NULL)
    return;

  before = rk_excluded_ref (rk_run_get_excluded (run));
  rk_run_set_excluded (run, NULL);
  /* Translators: name of a run. */
  text = g_strdup_printf (_("All points of “%s” are included again"), rk_run_get_name (run));
  rk_window_offer_undo_excluded (self, text, run, before);
}

/* internal; see window-private.h */
void
rk_window_init_exclude (RkWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "exclude-range", .activate = exclude_range_action, .parameter_type = "(xxxb)" },
    { .name = "include-all", .activate = include_all_action, .parameter_type = "x" },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
}
