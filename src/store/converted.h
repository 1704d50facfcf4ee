#pragma once

#include "store/calibration.h"
#include "store/span.h"

G_BEGIN_DECLS

/* What a range of samples is once it is converted. Samples without a value after it count as missing. */
void     rk_conversion_get_stats   (const RkConversion *self, const RkSpan *span, guint column, guint64 first, guint64 end,
                                    RkStats *stats);
gboolean rk_conversion_get_extrema (const RkConversion *self, const RkSpan *span, guint column, guint64 first, guint64 end,
                                    double *min, double *max);
/* A copy of the values first ... first + n - 1. */
void     rk_conversion_read_values (const RkConversion *self, const RkSpan *span, guint column, guint64 first, guint64 n,
                                    double *values);

G_END_DECLS
