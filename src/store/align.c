#include "config.h"

#include "store/align.h"

#include "base/clock.h"

#include <string.h>

/**
 * rk_align_from_id:
 * @id: (nullable): "start", "trigger", "mark" or "clock"
 * @align: (out): what it says
 *
 * Reads what actions call a way to align.
 *
 * Returns: %FALSE if it is none; @align is then unchanged
 */
gboolean
rk_align_from_id (const char *id,
                  RkAlign    *align)
{
  static const char * const ids[] = { "start", "trigger", "mark", "clock" };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    if (g_strcmp0 (id, ids[i]) == 0) {
      *align = (RkAlign) i;
      return TRUE;
    }
  }

  return FALSE;
}

/* The first mark of a kind; with @text only one that says the same. */
static RkMark *
find_mark (RkRun      *run,
           RkMarkKind  kind,
           const char *text)
{
  GListModel *marks = rk_run_get_marks (run);

  for (guint i = 0; i < g_list_model_get_n_items (marks); i++) {
    g_autoptr (RkMark) mark = g_list_model_get_item (marks, i);

    /* The run holds it. */
    if (rk_mark_get_kind (mark) == kind && (text == NULL || strcmp (rk_mark_get_text (mark), text) == 0))
      return mark;
  }

  return NULL;
}

/* What stands in @run for @mark of another run. */
static RkMark *
find_same (RkRun  *run,
           RkMark *mark)
{
  RkMarkKind kind = rk_mark_get_kind (mark);
  RkMark *same = find_mark (run, kind, rk_mark_get_text (mark));

  return same != NULL ? same : find_mark (run, kind, NULL);
}

static gint64
earliest_wall_us (GPtrArray *runs)
{
  gint64 earliest = G_MAXINT64;

  for (guint i = 0; i < runs->len; i++)
    earliest = MIN (earliest, rk_run_get_begin_wall_us (g_ptr_array_index (runs, i)));

  return earliest;
}

/* Clocks of a file can say anything: differences are cut before they become nanoseconds. */
static gint64
clock_offset_ns (RkRun  *run,
                 gint64  earliest_us)
{
  const gint64 max_us = RK_RUN_MAX_OFFSET_NS / RK_NS_PER_US;
  guint64 later_us = (guint64) rk_run_get_begin_wall_us (run) - (guint64) earliest_us;

  return (gint64) MIN (later_us, (guint64) max_us) * RK_NS_PER_US;
}

/* The first run that has a note is the one that stays. */
static RkMark *
choose_mark (GPtrArray  *runs,
             RkRun     **chosen)
{
  for (guint i = 0; i < runs->len; i++) {
    RkMark *mark = find_mark (g_ptr_array_index (runs, i), RK_MARK_NOTE, NULL);

    if (mark != NULL) {
      *chosen = g_ptr_array_index (runs, i);
      return mark;
    }
  }

  return NULL;
}

static gboolean
offset_by_mark (RkRun  *run,
                RkRun  *chosen,
                RkMark *mark,
                gint64 *offset_ns)
{
  RkMark *same = run == chosen ? mark : find_same (run, mark);

  if (same == NULL)
    return FALSE;

  /* Times of marks are years at most: no sum overflows. */
  *offset_ns = rk_run_get_offset_ns (chosen) + rk_mark_get_begin_ns (mark) - rk_mark_get_begin_ns (same);

  return TRUE;
}

static gboolean
offset_by_trigger (RkRun  *run,
                   gint64 *offset_ns)
{
  RkMark *mark = find_mark (run, RK_MARK_TRIGGER, NULL);

  if (mark == NULL)
    return FALSE;

  *offset_ns = -rk_mark_get_begin_ns (mark);

  return TRUE;
}

/**
 * rk_align_runs:
 * @runs: (element-type RkRun): runs that are compared
 * @align: by what
 * @chosen: (nullable): for %RK_ALIGN_MARK the run that stays where it is; %NULL = the first with a note
 * @mark: (nullable): its mark, with @chosen
 * @offsets_ns: (out caller-allocates): an offset for each of @runs, nanoseconds
 *
 * Reckons where runs have to stand to be laid over each other; moves nothing.
 *
 * By the trigger its instant is at 0. By the clock the earliest run begins at 0. By a mark the others are moved to the chosen
 * one: each by its first mark of the same kind and text, or, without one, by its first of the same kind.
 *
 * Returns: how many have what they are aligned by; the others keep the offset they have
 */
guint
rk_align_runs (GPtrArray *runs,
               RkAlign    align,
               RkRun     *chosen,
               RkMark    *mark,
               gint64    *offsets_ns)
{
  gint64 earliest_us = earliest_wall_us (runs);
  guint n = 0;

  if (align == RK_ALIGN_MARK && (chosen == NULL || mark == NULL))
    mark = choose_mark (runs, &chosen);

  for (guint i = 0; i < runs->len; i++) {
    RkRun *run = g_ptr_array_index (runs, i);
    gboolean is_found = TRUE;

    offsets_ns[i] = rk_run_get_offset_ns (run);
    switch (align) {
    case RK_ALIGN_TRIGGER:
      is_found = offset_by_trigger (run, &offsets_ns[i]);
      break;
    case RK_ALIGN_MARK:
      is_found = mark != NULL && offset_by_mark (run, chosen, mark, &offsets_ns[i]);
      break;
    case RK_ALIGN_CLOCK:
      offsets_ns[i] = clock_offset_ns (run, earliest_us);
      break;
    case RK_ALIGN_START:
    default:
      offsets_ns[i] = 0;
      break;
    }
    n += is_found;
  }

  return n;
}
