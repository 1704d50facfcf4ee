#pragma once

#include "store/series-private.h"

/* Adds up levels, in any number; the extrema in the order of time.
 *
 * Combines as Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for
 * computing sample variances" (Stanford STAN-CS-79-773, 1979). The running mean is kept as
 * its distance from the first mean, so that a large constant in the data (an absolute
 * pressure, a time) costs no digits. */
typedef struct {
  guint64 n;
  double  min;
  double  max;
  double  pivot;
  double  offset; /* mean = pivot + offset */
  double  m2;
} RkAccumulator;

/* The extrema and moments of @n <= 2^32 - 1 values. */
void rk_level_measure       (RkLevel       *self,
                             const double  *values,
                             guint          n);

/* The extrema alone. */
void rk_range_measure       (RkRange       *self,
                             const double  *values,
                             guint          n);

void rk_accumulator_init    (RkAccumulator *self);
void rk_accumulator_add     (RkAccumulator *self,
                             const RkLevel *level);
/* The extrema and the count alone: faster, leaves the moments wrong. */
void rk_accumulator_scan    (RkAccumulator *self,
                             const double  *values,
                             guint          n);

/* For as many values as a level can count. */
void rk_accumulator_finish  (const RkAccumulator *self,
                             RkLevel             *level);

static inline void
rk_accumulator_widen (RkAccumulator *self,
                      guint32        n,
                      double         min,
                      double         max)
{
  self->n += n;
  self->min = min < self->min ? min : self->min;
  self->max = max > self->max ? max : self->max;
}
