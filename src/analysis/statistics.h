#pragma once

#include "store/calibration.h"
#include "store/span.h"

G_BEGIN_DECLS

/* What a trace does within a range of time. All in the shown unit and in seconds of the run. */
typedef struct {
  guint64 n;         /* finite values */
  guint64 n_missing;
  double  min, max;  /* NaN when n == 0, as are all below */
  double  mean;
  double  sd;        /* of a sample: divided by n - 1; NaN when n < 2 */
  double  begin_s, end_s;   /* times of the first and the last finite value */
  double  first, last;      /* their values; dt = end_s - begin_s, dy = last - first */
  double  slope;     /* of the least squares line, unit per second; NaN when n < 2 or no time passes */
  double  area;      /* trapezoids between neighbours, nothing across gaps and missing values; unit x s */
} RkRangeStats;

/* Values of @column with begin_ns <= time <= end_ns. Any thread. */
void rk_range_stats_init (RkRangeStats *self, const RkSpan *span, guint column, const RkConversion *conversion,
                          gint64 begin_ns, gint64 end_ns);

G_END_DECLS
