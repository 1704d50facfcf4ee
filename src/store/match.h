#pragma once

#include "store/calibration.h"
#include "store/span.h"

G_BEGIN_DECLS

/* A column of a span, as it is shown. */
typedef struct {
  const RkSpan       *span;
  guint               column;
  const RkConversion *conversion;
  gint64              offset_ns; /* by how much later than they were its samples count */
} RkMatchSide;

/**
 * RkMatch:
 *
 * Pairs of values of two columns that were not measured together. At the times of the slower stream; the faster one between
 * its two neighbours on a straight line, never across a gap, nor from a neighbour further away than 1.5 of its usual steps.
 */
typedef struct {
  gint64 *times_ns;
  double *x;
  double *y;
  gsize   n;
} RkMatch;

/* No more pairs than these are made: of longer streams each k-th. */
#define RK_MATCH_MAX (1 << 17)

RkMatch *rk_match_new  (const RkMatchSide *x, const RkMatchSide *y, gsize max_pairs) G_GNUC_WARN_UNUSED_RESULT;
void     rk_match_free (RkMatch *self);

/* The median of the steps between the samples of @span, ns; 0 for less than two. */
gint64   rk_match_get_step_ns (const RkSpan *span);
/* What a column is worth at a moment by this rule; NaN where nobody knows. @step_ns: of its span. */
double   rk_match_interpolate (const RkMatchSide *self, gint64 step_ns, gint64 time_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkMatch, rk_match_free)

G_END_DECLS
