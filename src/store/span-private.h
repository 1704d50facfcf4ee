#pragma once

/* What the readers of samples (span.c) and what leaves some of them out (span-exclude.c) both know. */

#include "store/series-private.h"
#include "store/span.h"

/* Samples that are left out. */
typedef struct {
  guint64 first;
  guint64 end; /* the sample after the last */
} RkHole;

struct _RkSpan
{
  gatomicrefcount ref_count;
  RkSeries       *series;
  guint64         n_samples;
  guint64         n_chunks; /* that hold these samples; all but the last are closed */
  guint           n_columns;
  guint           n_gaps;
  const RkGap    *last_gap; /* as it was; the others do not change any more */

  /* Samples without values: see rk_span_exclude (). */
  guint64 id;
  guint   n_holes;
  RkHole *holes;   /* in order, samples between them */
};

/* The first hole that ends after sample @i; n_holes if there is none. */
static inline guint
rk_span_find_hole (const RkSpan *self,
                   guint64       i)
{
  guint low = 0;
  guint high = self->n_holes;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (self->holes[middle].end <= i)
      low = middle + 1;
    else
      high = middle;
  }

  return low;
}
