#include "config.h"

#include "store/level.h"

#include <float.h>
#include <math.h>

/* Independent sums, so that the processor does not wait for one addition after the other. */
#define LANES 4

static inline gboolean
is_finite (double x)
{
  return fabs (x) <= DBL_MAX;
}

typedef struct {
  double min[LANES];
  double max[LANES];
  double sum[LANES];
  guint  n[LANES];
} Lanes;

static inline void
lanes_init (Lanes *lanes)
{
  for (guint lane = 0; lane < LANES; lane++) {
    lanes->min[lane] = (double) INFINITY;
    lanes->max[lane] = (double) -INFINITY;
    lanes->sum[lane] = 0.0;
    lanes->n[lane] = 0;
  }
}

static inline void
lanes_take (Lanes    *lanes,
            guint     lane,
            double    value,
            gboolean  with_sum)
{
  gboolean finite = is_finite (value);
  double low = finite ? value : (double) INFINITY;
  double high = finite ? value : (double) -INFINITY;

  lanes->min[lane] = low < lanes->min[lane] ? low : lanes->min[lane];
  lanes->max[lane] = high > lanes->max[lane] ? high : lanes->max[lane];
  if (with_sum)
    lanes->sum[lane] += finite ? value : 0.0;
  lanes->n[lane] += (guint) finite;
}

static inline void
lanes_measure (Lanes        *lanes,
               const double *values,
               guint         n,
               gboolean      with_sum)
{
  guint i = 0;

  lanes_init (lanes);

  for (; i + LANES <= n; i += LANES) {
    for (guint lane = 0; lane < LANES; lane++)
      lanes_take (lanes, lane, values[i + lane], with_sum);
  }

  for (; i < n; i++)
    lanes_take (lanes, 0, values[i], with_sum);
}

/* Second pass: the deviations are small, so their squares keep their digits. The sum of
 * the deviations, zero but for rounding, corrects the mean and the squares (Chan et al.,
 * equation 1.7). */
static void
measure_deviations (RkLevel      *self,
                    const double *values,
                    guint         n)
{
  double squares[LANES] = { 0.0 };
  double sums[LANES] = { 0.0 };
  double sum, square;
  guint i = 0;

  for (; i + LANES <= n; i += LANES) {
    for (guint lane = 0; lane < LANES; lane++) {
      double value = values[i + lane];
      double deviation = is_finite (value) ? value - self->mean : 0.0;

      sums[lane] += deviation;
      squares[lane] += deviation * deviation;
    }
  }

  for (; i < n; i++) {
    double deviation = is_finite (values[i]) ? values[i] - self->mean : 0.0;

    sums[0] += deviation;
    squares[0] += deviation * deviation;
  }

  sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
  square = (squares[0] + squares[1]) + (squares[2] + squares[3]);

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

  self->n = lanes.n[0] + lanes.n[1] + lanes.n[2] + lanes.n[3];
  self->min = MIN (MIN (lanes.min[0], lanes.min[1]), MIN (lanes.min[2], lanes.min[3]));
  self->max = MAX (MAX (lanes.max[0], lanes.max[1]), MAX (lanes.max[2], lanes.max[3]));
  self->mean = 0.0;
  self->m2 = 0.0;

  if (self->n == 0)
    return;

  sum = (lanes.sum[0] + lanes.sum[1]) + (lanes.sum[2] + lanes.sum[3]);
  self->mean = is_finite (sum) ? sum / self->n : measure_large_mean (values, n, self->n);

  measure_deviations (self, values, n);
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

  rk_accumulator_widen (self, level);
}

void
rk_accumulator_scan (RkAccumulator *self,
                     const double  *values,
                     guint          n)
{
  Lanes lanes;

  lanes_measure (&lanes, values, n, FALSE);

  for (guint lane = 0; lane < LANES; lane++) {
    self->n += lanes.n[lane];
    self->min = MIN (self->min, lanes.min[lane]);
    self->max = MAX (self->max, lanes.max[lane]);
  }
}

/* For as many values as a level can count. */
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
