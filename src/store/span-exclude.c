/* Samples of which some are left out. */

#include "config.h"

#include "store/span-private.h"

static void
add_hole (GArray  *holes,
          guint64  first,
          guint64  end)
{
  RkHole *last = holes->len > 0 ? &g_array_index (holes, RkHole, holes->len - 1) : NULL;
  RkHole hole = { first, end };

  if (first >= end)
    return;

  if (last != NULL && last->end >= first)
    last->end = MAX (last->end, end);
  else
    g_array_append_val (holes, hole);
}

/**
 * rk_span_exclude:
 * @self: a span as the series gave it
 * @excluded: what of the run is left out
 * @only: the other way round: what is left out is all that has values
 *
 * Looks at samples without some of them.
 *
 * Those that are left out keep their places and times; to whoever reads their values these are missing, and a line is
 * broken there. Nothing is copied.
 *
 * Cost: O(log n) for each piece.
 * Threads: any.
 *
 * Returns: (transfer full): a span
 */
RkSpan *
rk_span_exclude (RkSpan           *self,
                 const RkExcluded *excluded,
                 gboolean          only)
{
  g_autoptr (GArray) holes = g_array_new (FALSE, FALSE, sizeof (RkHole));
  guint64 shown = 0;
  RkSpan *span;

  g_return_val_if_fail (self != NULL && self->n_holes == 0 && excluded != NULL, NULL);

  for (guint i = 0; i < rk_excluded_get_n (excluded); i++) {
    RkTimeRange range = rk_excluded_get (excluded, i);
    guint64 first = rk_span_find (self, range.begin_ns);
    guint64 end = range.end_ns < G_MAXINT64 ? rk_span_find (self, range.end_ns + 1) : self->n_samples;

    if (only) {
      add_hole (holes, shown, first);
      shown = MAX (shown, end);
    } else {
      add_hole (holes, first, end);
    }
  }
  if (only)
    add_hole (holes, shown, self->n_samples);

  span = g_memdup2 (self, sizeof *self);
  g_atomic_ref_count_init (&span->ref_count);
  rk_series_ref (span->series);
  /* Series are counted from 1, as are exclusions: neither comes so far. */
  span->id = self->series->id ^ ((rk_excluded_get_id (excluded) * 2 + !!only) << 32);
  span->n_holes = holes->len;
  span->holes = (RkHole *) (gpointer) g_array_free (g_steal_pointer (&holes), FALSE);

  return span;
}

/**
 * rk_span_count_excluded:
 * @self: a span
 * @first: first sample
 * @end: the sample after the last; more than n_samples means all
 *
 * Counts what is left out.
 *
 * Threads: any.
 *
 * Returns: samples
 */
guint64
rk_span_count_excluded (const RkSpan *self,
                        guint64       first,
                        guint64       end)
{
  guint64 n = 0;

  g_return_val_if_fail (self != NULL, 0);

  end = MIN (end, self->n_samples);
  if (first >= end)
    return 0;

  for (guint i = self->n_holes > 0 ? rk_span_find_hole (self, first) : 0; i < self->n_holes && self->holes[i].first < end; i++)
    n += MIN (self->holes[i].end, end) - MAX (self->holes[i].first, first);

  return n;
}

/**
 * rk_span_get_included:
 * @self: a span
 * @first: (out): the first sample that is not left out
 * @end: (out): the one after the last
 *
 * Says what is to be seen when all of it is to be seen.
 *
 * Threads: any.
 *
 * Returns: %FALSE if there is none; @first and @end are then unchanged
 */
gboolean
rk_span_get_included (const RkSpan *self,
                      guint64      *first,
                      guint64      *end)
{
  guint64 from = 0;
  guint64 to;

  g_return_val_if_fail (self != NULL && first != NULL && end != NULL, FALSE);

  to = self->n_samples;
  if (self->n_holes > 0 && self->holes[0].first == 0)
    from = self->holes[0].end;
  if (self->n_holes > 0 && self->holes[self->n_holes - 1].end == to)
    to = self->holes[self->n_holes - 1].first;
  if (from >= to)
    return FALSE;

  *first = from;
  *end = to;

  return TRUE;
}
