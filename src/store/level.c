#include "config.h"

#include "store/level.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Two numbers at a time, as every 64-bit processor can (SSE2, NEON); the compiler's vectors
 * are portable, and what it makes of the plain loop is three times slower. A comparison
 * gives all bits set or none, so masks replace branches. */
#define LANES 2

typedef double Vector __attribute__ ((vector_size (LANES * sizeof (double))));
typedef gint64 Mask __attribute__ ((vector_size (LANES * sizeof (gint64))));

typedef struct {
  Vector min;
  Vector max;
  Vector sum;
  Mask   n;
} Lanes;

static inline gboolean
is_finite (double x)
{
  return fabs (x) <= DBL_MAX;
}

static inline Mask
find_finite (Vector x)
{
  const Mask magnitude = { G_MAXINT64, G_MAXINT64 };
  const Vector greatest = { DBL_MAX, DBL_MAX };

  return (Vector) ((Mask) x & magnitude) <= greatest;
}

static inline Vector
choose (Mask   mask,
        Vector yes,
        Vector no)
{
  return (Vector) ((mask & (Mask) yes) | (~mask & (Mask) no));
}

static inline Vector
load (const double *values)
{
  Vector x;

  memcpy (&x, values, sizeof x);

  return x;
}

static inline void
lanes_take (Lanes    *lanes,
            Vector    x,
            gboolean  with_sum)
{
  Mask finite = find_finite (x);

  lanes->min = choose (finite & (x < lanes->min), x, lanes->min);
  lanes->max = choose (finite & (x > lanes->max), x, lanes->max);
  lanes->n -= finite;
  if (with_sum)
    lanes->sum += (Vector) (finite & (Mask) x);
}

/* Two sets of lanes, so that the processor does not wait for one addition after the other.
 * The odd values at the end come with a NaN beside them. */
static inline void
lanes_measure (Lanes        *lanes,
               const double *values,
               guint         n,
               gboolean      with_sum)
{
  const Vector infinity = { (double) INFINITY, (double) INFINITY };
  Lanes other;
  guint i;

  lanes->min = infinity;
  lanes->max = -infinity;
  lanes->sum = (Vector) { 0.0, 0.0 };
  lanes->n = (Mask) { 0, 0 };
  other = *lanes;

  for (i = 0; i + 2 * LANES <= n; i += 2 * LANES) {
    lanes_take (lanes, load (values + i), with_sum);
    lanes_take (&other, load (values + i + LANES), with_sum);
  }
  for (; i < n; i++)
    lanes_take (lanes, (Vector) { values[i], (double) NAN }, with_sum);

  lanes->min = choose (other.min < lanes->min, other.min, lanes->min);
  lanes->max = choose (other.max > lanes->max, other.max, lanes->max);
  lanes->sum += other.sum;
  lanes->n += other.n;
}

/* Second pass: the deviations are small, so their squares keep their digits. The sum of
 * the deviations, zero but for rounding, corrects the mean and the squares (Chan et al.,
 * equation 1.7). */
static void
measure_deviations (RkLevel      *self,
                    const double *values,
                    guint         n)
{
  const Vector mean = { self->mean, self->mean };
  Vector sums[2] = { { 0.0, 0.0 }, { 0.0, 0.0 } };
  Vector squares[2] = { { 0.0, 0.0 }, { 0.0, 0.0 } };
  double sum, square;
  guint i;

  for (i = 0; i + 2 * LANES <= n; i += 2 * LANES) {
    for (guint set = 0; set < 2; set++) {
      Vector x = load (values + i + set * LANES);
      Vector deviation = (Vector) (find_finite (x) & (Mask) (x - mean));

      sums[set] += deviation;
      squares[set] += deviation * deviation;
    }
  }

  sums[0] += sums[1];
  squares[0] += squares[1];
  sum = sums[0][0] + sums[0][1];
  square = squares[0][0] + squares[0][1];

  for (; i < n; i++) {
    double deviation = is_finite (values[i]) ? values[i] - self->mean : 0.0;

    sum += deviation;
    square += deviation * deviation;
  }

  if (!is_finite (sum))
    sum = 0.0;

  self->mean += sum / self->n;
  self->m2 = MAX (square - sum * sum / self->n, 0.0);
}

/* Near the end of the range of doubles the sum overflows where the mean does not. */
static double
measure_large_mean (const double *values,
                    guint         n,
                    guint         n_finite)
{
  double mean = 0.0;

  for (guint i = 0; i < n; i++)
    mean += is_finite (values[i]) ? values[i] / n_finite : 0.0;

  return mean;
}

/**
 * rk_level_measure:
 * @self: (out caller-allocates): a level
 * @values: (array length=n): values, in any unit; those that are not finite are missing
 * @n: number of values
 *
 * Finds the extrema and moments of some values.
 *
 * Threads: pure, any thread.
 */
void
rk_level_measure (RkLevel      *self,
                  const double *values,
                  guint         n)
{
  double sum;
  Lanes lanes;

  lanes_measure (&lanes, values, n, TRUE);

  self->n = (guint32) (lanes.n[0] + lanes.n[1]);
  self->min = MIN (lanes.min[0], lanes.min[1]);
  self->max = MAX (lanes.max[0], lanes.max[1]);
  self->mean = 0.0;
  self->m2 = 0.0;

  if (self->n == 0)
    return;

  sum = lanes.sum[0] + lanes.sum[1];
  self->mean = is_finite (sum) ? sum / self->n : measure_large_mean (values, n, self->n);

  measure_deviations (self, values, n);
}

void
rk_range_measure (RkRange      *self,
                  const double *values,
                  guint         n)
{
  Lanes lanes;

  lanes_measure (&lanes, values, n, FALSE);

  self->n = (guint32) (lanes.n[0] + lanes.n[1]);
  self->min = MIN (lanes.min[0], lanes.min[1]);
  self->max = MAX (lanes.max[0], lanes.max[1]);
}

void
rk_accumulator_init (RkAccumulator *self)
{
  self->n = 0;
  self->min = (double) INFINITY;
  self->max = (double) -INFINITY;
  self->pivot = 0.0;
  self->offset = 0.0;
  self->m2 = 0.0;
}

void
rk_accumulator_add (RkAccumulator *self,
                    const RkLevel *level)
{
  double deviation, total, share;

  if (level->n == 0)
    return;

  if (self->n == 0)
    self->pivot = level->mean;

  deviation = (level->mean - self->pivot) - self->offset;
  total = (double) (self->n + level->n);
  share = level->n / total;

  self->offset += deviation * share;
  self->m2 += level->m2 + deviation * deviation * share * (double) self->n;

  rk_accumulator_widen (self, level->n, level->min, level->max);
}

void
rk_accumulator_scan (RkAccumulator *self,
                     const double  *values,
                     guint          n)
{
  RkRange range;

  rk_range_measure (&range, values, n);
  rk_accumulator_widen (self, range.n, range.min, range.max);
}

void
rk_accumulator_finish (const RkAccumulator *self,
                       RkLevel             *level)
{
  level->n = (guint32) self->n;
  level->min = self->min;
  level->max = self->max;
  level->mean = self->pivot + self->offset;
  level->m2 = self->m2;
}
