/* Logarithmic axes: where values stand on them, and their numbers.
 *
 * Numbers stand at 1, 2, 5, 10 ..., at the decades if there is no room for those, or at every second, third ... decade.
 * Over less than a decade they are those of a straight axis, only placed by their logarithm. */
#include "config.h"

#include "plot/axis.h"
#include "plot/scene.h"

#include <math.h>
#include <string.h>

/* Plain numbers from 0.001 to 500 000, as on straight axes. */
#define LEAST_PLAIN (-3)
#define MOST_PLAIN 5

/* A limit on a round number shows it. */
#define SLACK 1e-9

/* How far down an axis goes below the largest value where some are not above zero. */
#define DEPTH 1e-3

static double
get_share (gboolean is_log,
           double   lower,
           double   upper,
           double   value)
{
  if (!is_log)
    return (value - lower) / (upper - lower);
  if (!(value > 0.0))
    return (double) NAN;

  return (log10 (value) - log10 (lower)) / (log10 (upper) - log10 (lower));
}

/**
 * rk_axis_get_share:
 * @self: an axis
 * @value: in its unit
 *
 * Tells where a value stands.
 *
 * Threads: pure, any thread.
 *
 * Returns: 0 at the lower limit, 1 at the upper, also outside of them; NaN where a logarithmic axis has no place
 */
double
rk_axis_get_share (const RkAxis *self,
                   double        value)
{
  g_return_val_if_fail (self != NULL, (double) NAN);

  return get_share (self->log, self->lower, self->upper, value);
}

/**
 * rk_axis_get_value:
 * @self: an axis
 * @share: 0 at the lower limit, 1 at the upper
 *
 * The inverse of rk_axis_get_share ().
 *
 * Threads: pure, any thread.
 *
 * Returns: the value there
 */
double
rk_axis_get_value (const RkAxis *self,
                   double        share)
{
  double lower;

  g_return_val_if_fail (self != NULL, (double) NAN);

  if (!self->log)
    return self->lower + share * (self->upper - self->lower);

  lower = log10 (self->lower);

  return pow (10.0, lower + share * (log10 (self->upper) - lower));
}

/**
 * rk_axis_fit_log:
 * @min: smallest value to show, > 0, or NaN
 * @max: largest value to show, or NaN
 * @lower: (out): lower limit
 * @upper: (out): upper limit
 *
 * Chooses limits for a logarithmic axis: 1, 2 or 5 times a power of ten, whole decades where there are more than two.
 *
 * Without a value it is 0.1 to 10.
 *
 * Threads: pure, any thread.
 */
void
rk_axis_fit_log (double  min,
                 double  max,
                 double *lower,
                 double *upper)
{
  static const double steps[] = { 1.0, 2.0, 5.0, 10.0 };
  double low_decade;
  double high_decade;

  g_return_if_fail (lower != NULL && upper != NULL);

  *lower = 0.1;
  *upper = 10.0;
  if (!isfinite (min) || !isfinite (max) || min > max || !(min > 0.0))
    return;

  min = CLAMP (min, 1e-280, 1e280);
  max = CLAMP (max, min, 1e280);
  low_decade = pow (10.0, floor (log10 (min) + SLACK));
  high_decade = pow (10.0, floor (log10 (max) + SLACK));
  if (max > 100.0 * min) {
    *lower = low_decade;
    *upper = max > high_decade * (1.0 + SLACK) ? 10.0 * high_decade : high_decade;
    return;
  }

  *lower = low_decade;
  *upper = 10.0 * high_decade;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (steps[i] * low_decade <= min * (1.0 + SLACK))
      *lower = steps[i] * low_decade;
  }
  for (guint i = G_N_ELEMENTS (steps); i-- > 0;) {
    if (steps[i] * high_decade * (1.0 + SLACK) >= max)
      *upper = steps[i] * high_decade;
  }
  if (*lower >= *upper) {
    *lower /= 2.0;
    *upper *= 2.0;
  }
}

/**
 * rk_axis_fit_positive:
 * @min: smallest value, of any sign, or NaN
 * @max: largest value, or NaN
 * @lower: (out): lower limit
 * @upper: (out): upper limit
 *
 * Chooses limits for a logarithmic axis of values that may also be zero or below it. How small the others are nobody can say
 * then: three decades below the largest show them. Without a value above zero it is 0.1 to 10.
 *
 * Threads: pure, any thread.
 */
void
rk_axis_fit_positive (double  min,
                      double  max,
                      double *lower,
                      double *upper)
{
  if (!(min > 0.0) && max > 0.0)
    min = max * DEPTH;

  rk_axis_fit_log (min, max, lower, upper);
}

/**
 * rk_axis_can_be_log:
 * @lower: lower limit
 * @upper: upper limit
 *
 * Threads: pure, any thread.
 *
 * Returns: whether these are limits of a logarithmic axis: above zero, and as far apart as logarithms in doubles tell
 */
gboolean
rk_axis_can_be_log (double lower,
                    double upper)
{
  return lower > 0.0 && isfinite (upper) && log10 (upper) - log10 (lower) > 1e-9;
}

/* Adds what is between the limits; FALSE if there are more than @max. */
static gboolean
add_marks (RkTicks *self,
           guint    jump,
           guint    max)
{
  static const int mantissas[] = { 1, 2, 5 };
  double low = log10 (self->lower);
  double high = log10 (self->upper);
  int step = (int) MAX (jump, 1);

  self->n = 0;
  self->jump = jump;
  for (int power = (int) floor (low / step) * step; power <= high + SLACK; power += step) {
    for (guint i = 0; i < (jump == 0 ? G_N_ELEMENTS (mantissas) : 1); i++) {
      double place = power + log10 (mantissas[i]);

      if (place < low - SLACK || place > high + SLACK)
        continue;
      if (self->n == MIN (max, RK_TICKS_MAX))
        return FALSE;
      self->marks[self->n++] = (RkLogTick) { mantissas[i], power };
    }
  }

  return TRUE;
}

/**
 * rk_ticks_init_log:
 * @self: what to fill
 * @lower: lower limit, > 0
 * @upper: upper limit, above it
 * @max_ticks: how many numbers there is room for, 1 ... %RK_TICKS_MAX
 *
 * Places the numbers of a logarithmic axis. Limits that have no logarithm are placed as by rk_ticks_init ().
 *
 * Threads: pure, any thread.
 */
void
rk_ticks_init_log (RkTicks *self,
                   double   lower,
                   double   upper,
                   guint    max_ticks)
{
  static const guint jumps[] = { 0, 1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000 };

  g_return_if_fail (self != NULL);

  rk_ticks_init (self, lower, upper, max_ticks);
  if (!(self->lower > 0.0) || !isfinite (upper))
    return;

  self->log = TRUE;
  if (self->upper < 10.0 * self->lower)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (jumps); i++) {
    if (add_marks (self, jumps[i], max_ticks))
      break;
  }

  self->marked = TRUE;
  self->exponent = 0;
  for (guint i = 0; i < self->n; i++)
    self->powers = self->powers || self->marks[i].power < LEAST_PLAIN || self->marks[i].power > MOST_PLAIN;
}

/**
 * rk_ticks_get_share:
 * @self: ticks
 * @value: in the unit of the axis
 *
 * Threads: pure, any thread.
 *
 * Returns: 0 at the lower limit, 1 at the upper; NaN where a logarithmic axis has no place
 */
double
rk_ticks_get_share (const RkTicks *self,
                    double         value)
{
  g_return_val_if_fail (self != NULL, (double) NAN);

  return get_share (self->log, self->lower, self->upper, value);
}

/**
 * rk_ticks_get_spacing:
 * @self: ticks
 *
 * Tells how close numbers come to each other.
 *
 * Threads: pure, any thread.
 *
 * Returns: the least distance between two, as a share of the length of the axis; 1 for a logarithmic one that has not two
 */
double
rk_ticks_get_spacing (const RkTicks *self)
{
  double least = 1.0;

  g_return_val_if_fail (self != NULL, 1.0);

  if (!self->log)
    return self->step / (self->upper - self->lower);

  for (guint i = 1; i < self->n; i++)
    least = MIN (least, rk_ticks_get_share (self, rk_ticks_get_value (self, i))
                        - rk_ticks_get_share (self, rk_ticks_get_value (self, i - 1)));

  return least;
}

/**
 * rk_ticks_get_minor:
 * @self: ticks of a logarithmic axis
 * @shares: (array length=max) (out caller-allocates): where there is a line
 * @max: how many there is room for
 *
 * Places the lines between the numbers: 2, 3 ... 9 within each decade, or the decades that have no number.
 *
 * Threads: pure, any thread.
 *
 * Returns: how many there are
 */
guint
rk_ticks_get_minor (const RkTicks *self,
                    double        *shares,
                    guint          max)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL && shares != NULL, 0);

  if (!self->marked)
    return 0;

  for (int power = (int) floor (log10 (self->lower)); power <= log10 (self->upper); power++) {
    for (int mantissa = 1; mantissa <= (self->jump > 1 ? 1 : 9); mantissa++) {
      double share = rk_ticks_get_share (self, mantissa * pow (10.0, power));

      /* Below the smallest doubles there is no share. */
      if (!(share > 0.0 && share < 1.0) || n == max)
        continue;
      shares[n++] = share;
    }
  }

  return n;
}
