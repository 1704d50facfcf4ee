#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RK_HISTOGRAM_MAX_BINS 200

/* How often which values occur. Bin i holds begin + i * width <= value < begin + (i + 1) * width, and there is a bin for
 * every finite value. */
typedef struct {
  guint    n_bins;    /* 0 without a finite value */
  double   begin;     /* a multiple of @width */
  double   width;     /* 1, 2 or 5 times a power of ten */
  guint64 *counts;
  guint64  n;         /* finite values */
  guint64  n_missing;
} RkHistogram;

RkHistogram *rk_histogram_new  (const double *values, gsize n) G_GNUC_WARN_UNUSED_RESULT;
void         rk_histogram_free (RkHistogram *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkHistogram, rk_histogram_free)

G_END_DECLS
