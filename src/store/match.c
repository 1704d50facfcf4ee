/* Values of two columns at common times. */

#include "config.h"

#include "store/match.h"

#include "store/converted.h"

#include <math.h>
#include <string.h>

/* Steps looked at: enough for a median, whatever the length. */
#define MAX_STEPS 1024

static int
compare_steps (gconstpointer a,
               gconstpointer b)
{
  gint64 first = *(const gint64 *) a;
  gint64 second = *(const gint64 *) b;

  return (first > second) - (first < second);
}

/**
 * rk_match_get_step_ns:
 * @span: samples
 *
 * Finds how far apart samples usually are: the median of their steps, of a long span of 1024 spread over it.
 *
 * Cost: bounded.
 * Threads: any.
 *
 * Returns: nanoseconds; 0 for less than two samples
 */
gint64
rk_match_get_step_ns (const RkSpan *span)
{
  guint64 n = rk_span_get_n_samples (span);
  guint count = (guint) MIN (n > 0 ? n - 1 : 0, MAX_STEPS);
  g_autofree gint64 *steps = g_new (gint64, MAX_STEPS);

  if (count == 0)
    return 0;

  for (guint k = 0; k < count; k++) {
    guint64 i = (n - 1) * k / count;

    steps[k] = rk_span_get_time_ns (span, i + 1) - rk_span_get_time_ns (span, i);
  }
  qsort (steps, count, sizeof *steps, compare_steps);

  return steps[count / 2];
}

static double
get_value (const RkMatchSide *self,
           guint64            i)
{
  return rk_conversion_apply (self->conversion, rk_span_get_value (self->span, self->column, i));
}

/**
 * rk_match_interpolate:
 * @self: a column
 * @step_ns: how far apart its samples usually are, see rk_match_get_step_ns()
 * @time_ns: a moment, with the offset of @self
 *
 * Tells what a column is worth at a moment: its sample then, else what a straight line between the two neighbours says.
 *
 * Nothing is told across a gap or a missing value, beyond the ends, nor where one of the neighbours is further away than 1.5
 * of the usual steps.
 *
 * Cost: O(log n).
 * Threads: any.
 *
 * Returns: in the shown unit; NaN where nobody knows
 */
double
rk_match_interpolate (const RkMatchSide *self,
                      gint64             step_ns,
                      gint64             time_ns)
{
  guint64 n = rk_span_get_n_samples (self->span);
  gint64 own_ns = time_ns - self->offset_ns;
  guint64 i = rk_span_find (self->span, own_ns);
  gint64 before_ns;
  gint64 after_ns;
  double share;

  if (i >= n)
    return (double) NAN;

  after_ns = rk_span_get_time_ns (self->span, i);
  if (after_ns == own_ns)
    return get_value (self, i);
  if (i == 0 || rk_span_get_break (self->span, i) == i)
    return (double) NAN;

  before_ns = rk_span_get_time_ns (self->span, i - 1);
  if ((double) MAX (own_ns - before_ns, after_ns - own_ns) > 1.5 * (double) step_ns)
    return (double) NAN;

  share = (double) (own_ns - before_ns) / (double) (after_ns - before_ns);

  return (1.0 - share) * get_value (self, i - 1) + share * get_value (self, i);
}

/* For the choice of the slower one: a single reading is slower than anything. */
static gint64
get_pace_ns (const RkMatchSide *self,
             gint64             step_ns)
{
  return rk_span_get_n_samples (self->span) == 1 ? G_MAXINT64 : step_ns;
}

static RkMatch *
match_alloc (gsize n)
{
  RkMatch *self = g_new0 (RkMatch, 1);

  self->times_ns = g_new (gint64, MAX (n, 1));
  self->x = g_new (double, MAX (n, 1));
  self->y = g_new (double, MAX (n, 1));

  return self;
}

/**
 * rk_match_new:
 * @x: what is along x
 * @y: what is along y
 * @max_pairs: at most so many, above 0
 *
 * Pairs the values of two columns by time.
 *
 * The pairs stand at the times of the slower of the two, by the usual step; the faster one is interpolated between its two
 * neighbours, never across a gap nor from further away than 1.5 of its usual steps. Columns of the same samples, shifted
 * alike, are paired sample by sample.
 * Where either is not known there is no pair. Of more than @max_pairs samples each k-th is taken.
 *
 * Cost: O(log n) for each pair.
 * Threads: any.
 *
 * Returns: (transfer full): the pairs in the order of time
 */
RkMatch *
rk_match_new (const RkMatchSide *x,
              const RkMatchSide *y,
              gsize              max_pairs)
{
  gint64 x_step;
  gint64 y_step;
  const RkMatchSide *slow;
  RkMatch *self;
  gboolean is_same;
  guint64 stride;
  guint64 n;

  g_return_val_if_fail (x != NULL && y != NULL && max_pairs > 0, NULL);

  x_step = rk_match_get_step_ns (x->span);
  y_step = rk_match_get_step_ns (y->span);
  slow = get_pace_ns (x, x_step) > get_pace_ns (y, y_step) ? x : y;
  n = rk_span_get_n_samples (slow->span);
  is_same = rk_span_get_series_id (x->span) == rk_span_get_series_id (y->span) && x->offset_ns == y->offset_ns
            && rk_span_get_n_samples (x->span) == rk_span_get_n_samples (y->span);
  stride = MAX (n / max_pairs + (n % max_pairs > 0), 1);
  self = match_alloc ((gsize) (n / stride + (n % stride > 0)));

  for (guint64 i = 0; i < n; i += stride) {
    gint64 time_ns = rk_span_get_time_ns (slow->span, i) + slow->offset_ns;
    double x_value = is_same || slow == x ? get_value (x, i) : rk_match_interpolate (x, x_step, time_ns);
    double y_value = is_same || slow == y ? get_value (y, i) : rk_match_interpolate (y, y_step, time_ns);

    if (!isfinite (x_value) || !isfinite (y_value))
      continue;
    self->times_ns[self->n] = time_ns;
    self->x[self->n] = x_value;
    self->y[self->n] = y_value;
    self->n++;
  }

  return self;
}

/**
 * rk_match_free:
 * @self: (transfer full) (nullable): pairs
 */
void
rk_match_free (RkMatch *self)
{
  if (self == NULL)
    return;

  g_free (self->times_ns);
  g_free (self->x);
  g_free (self->y);
  g_free (self);
}
