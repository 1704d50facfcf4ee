#pragma once

#include "store/span.h"

G_BEGIN_DECLS

/* What one pixel column of a trace shows. n = 0: nothing there. */
typedef struct {
  double   first, min, max, last; /* raw values of the finite samples; exact */
  gint64   first_ns, last_ns;     /* times of first and last */
  guint32  n;                     /* finite samples, saturating */
  gboolean joined;                /* a line may come from the column before (no gap, no NaN between) */
  gboolean broken;                /* there is a gap or NaN within */
} RkPixelColumn;

/* Columns 0 ... @n_columns - 1 of the time range [@begin_ns, @end_ns): sample at t belongs to column
 * floor ((t - begin) * n / (end - begin)). Cost does not depend on the number of samples. Any thread. */
void rk_decimate (const RkSpan  *span,
                  guint          column,
                  gint64         begin_ns,
                  gint64         end_ns,
                  guint          n_columns,
                  RkPixelColumn *columns);

G_END_DECLS
