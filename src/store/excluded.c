#include "config.h"

#include "store/excluded.h"

#include <string.h>

struct _RkExcluded
{
  gatomicrefcount ref_count;
  guint64         id;
  guint           n;
  RkTimeRange     ranges[]; /* in the order of time, with time between them */
};

G_DEFINE_BOXED_TYPE (RkExcluded, rk_excluded, rk_excluded_ref, rk_excluded_unref)

static int
compare_ranges (gconstpointer a,
                gconstpointer b)
{
  const RkTimeRange *first = a;
  const RkTimeRange *second = b;

  return (first->begin_ns > second->begin_ns) - (first->begin_ns < second->begin_ns);
}

/* Takes in @range what goes on where the last one ends. */
static void
append (GArray            *ranges,
        const RkTimeRange *range)
{
  RkTimeRange *last = ranges->len > 0 ? &g_array_index (ranges, RkTimeRange, ranges->len - 1) : NULL;

  if (last != NULL && (last->end_ns == G_MAXINT64 || range->begin_ns <= last->end_ns + 1))
    last->end_ns = MAX (last->end_ns, range->end_ns);
  else
    g_array_append_val (ranges, *range);
}

static GArray *
join (const RkTimeRange *ranges,
      guint              n)
{
  g_autoptr (GArray) sorted = g_array_new (FALSE, FALSE, sizeof (RkTimeRange));
  GArray *joined = g_array_new (FALSE, FALSE, sizeof (RkTimeRange));

  for (guint i = 0; i < n; i++)
    if (ranges[i].begin_ns <= ranges[i].end_ns)
      g_array_append_val (sorted, ranges[i]);
  g_array_sort (sorted, compare_ranges);
  for (guint i = 0; i < sorted->len; i++)
    append (joined, &g_array_index (sorted, RkTimeRange, i));

  return joined;
}

static RkExcluded *
make (const GArray *joined)
{
  static _Atomic guint64 last_id;
  guint n = MIN (joined->len, RK_EXCLUDED_MAX);
  RkExcluded *self;

  if (n == 0)
    return NULL;

  self = g_malloc0 (sizeof *self + n * sizeof (RkTimeRange));
  g_atomic_ref_count_init (&self->ref_count);
  self->id = ++last_id;
  self->n = n;
  memcpy (self->ranges, joined->data, n * sizeof (RkTimeRange));

  return self;
}

/**
 * rk_excluded_new:
 * @ranges: (array length=n): nanoseconds since the begin of the run, in any order
 * @n: how many
 *
 * Leaves out pieces of a run.
 *
 * What overlaps or touches becomes one; what ends before it begins is nothing. Of more than %RK_EXCLUDED_MAX pieces, as a
 * damaged file may have, the latest ones are not kept.
 *
 * Threads: any.
 *
 * Returns: (transfer full) (nullable): the pieces, %NULL if there are none
 */
RkExcluded *
rk_excluded_new (const RkTimeRange *ranges,
                 guint              n)
{
  g_autoptr (GArray) joined = NULL;

  g_return_val_if_fail (ranges != NULL || n == 0, NULL);

  joined = join (ranges, n);

  return make (joined);
}

/**
 * rk_excluded_ref:
 * @self: pieces of a run
 *
 * Threads: any.
 *
 * Returns: (transfer full): @self
 */
RkExcluded *
rk_excluded_ref (RkExcluded *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * rk_excluded_unref:
 * @self: (transfer full): pieces of a run
 *
 * Threads: any.
 */
void
rk_excluded_unref (RkExcluded *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

static GArray *
copy_ranges (const RkExcluded *self)
{
  GArray *ranges = g_array_new (FALSE, FALSE, sizeof (RkTimeRange));

  if (self != NULL)
    g_array_append_vals (ranges, self->ranges, self->n);

  return ranges;
}

/* @ranges, or @self where they are too many: half of what somebody wants to leave out is not what he wants. */
static RkExcluded *
make_or_stay (const RkExcluded *self,
              GArray           *ranges)
{
  g_autoptr (GArray) joined = join ((const RkTimeRange *) (gpointer) ranges->data, ranges->len);

  return joined->len <= RK_EXCLUDED_MAX ? make (joined) : rk_excluded_new (self->ranges, self->n);
}

/**
 * rk_excluded_add:
 * @self: (nullable): what is left out so far
 * @begin_ns: since the begin of the run
 * @end_ns: since the begin of the run
 *
 * Leaves out a piece more.
 *
 * Threads: any.
 *
 * Returns: (transfer full) (nullable): all that is left out then; the same as before where it would be more than
 * %RK_EXCLUDED_MAX pieces
 */
RkExcluded *
rk_excluded_add (const RkExcluded *self,
                 gint64            begin_ns,
                 gint64            end_ns)
{
  g_autoptr (GArray) ranges = copy_ranges (self);
  RkTimeRange range = { begin_ns, end_ns };

  g_array_append_val (ranges, range);

  return make_or_stay (self, ranges);
}

/**
 * rk_excluded_crop:
 * @self: (nullable): what is left out so far
 * @begin_ns: since the begin of the run
 * @end_ns: since the begin of the run
 *
 * Leaves out all before and after a piece as well.
 *
 * Threads: any.
 *
 * Returns: (transfer full) (nullable): all that is left out then; the same as before where it would be more than
 * %RK_EXCLUDED_MAX pieces
 */
RkExcluded *
rk_excluded_crop (const RkExcluded *self,
                  gint64            begin_ns,
                  gint64            end_ns)
{
  g_autoptr (GArray) ranges = copy_ranges (self);
  RkTimeRange before = { G_MININT64, begin_ns };
  RkTimeRange after = { end_ns, G_MAXINT64 };

  before.end_ns = begin_ns > G_MININT64 ? begin_ns - 1 : begin_ns;
  after.begin_ns = end_ns < G_MAXINT64 ? end_ns + 1 : end_ns;
  if (begin_ns > G_MININT64)
    g_array_append_val (ranges, before);
  if (end_ns < G_MAXINT64)
    g_array_append_val (ranges, after);

  return make_or_stay (self, ranges);
}

/**
 * rk_excluded_get_n:
 * @self: (nullable): pieces of a run
 *
 * Threads: any.
 *
 * Returns: how many there are
 */
guint
rk_excluded_get_n (const RkExcluded *self)
{
  return self != NULL ? self->n : 0;
}

/**
 * rk_excluded_get:
 * @self: pieces of a run
 * @n: which one, in the order of time
 *
 * Threads: any.
 *
 * Returns: a piece, nanoseconds since the begin of the run
 */
RkTimeRange
rk_excluded_get (const RkExcluded *self,
                 guint             n)
{
  const RkTimeRange nothing = { 0, -1 };

  g_return_val_if_fail (self != NULL && n < self->n, nothing);

  return self->ranges[n];
}

/**
 * rk_excluded_equal:
 * @a: (nullable): pieces of a run
 * @b: (nullable): pieces of a run
 *
 * Threads: any.
 *
 * Returns: whether both leave out the same
 */
gboolean
rk_excluded_equal (const RkExcluded *a,
                   const RkExcluded *b)
{
  if (a == NULL || b == NULL)
    return a == b;

  return a->n == b->n && memcmp (a->ranges, b->ranges, a->n * sizeof (RkTimeRange)) == 0;
}

/**
 * rk_excluded_get_id:
 * @self: pieces of a run
 *
 * Tells them from all others there have been, so that what was found out about what they leave can be kept.
 *
 * Threads: any.
 *
 * Returns: a number, not 0
 */
guint64
rk_excluded_get_id (const RkExcluded *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->id;
}
