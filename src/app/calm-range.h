#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RkCalmRange:
 *
 * Limits of an axis that follow moving data without fidgeting: they give way at once when the data
 * leave them, and close in only when the data have left most of them empty for a while.
 */
typedef struct {
  double lower;          /* NaN before the first data */
  double upper;
  gint64 roomy_since_us; /* since when the data have used little of the range; 0 = they use it */
} RkCalmRange;

void     rk_calm_range_init   (RkCalmRange *self);
gboolean rk_calm_range_update (RkCalmRange *self,
                               double       min,
                               double       max,
                               gint64       now_us);

double   rk_calm_grow         (double       upper,
                               double       newest,
                               double       expected);
void     rk_calm_scroll       (double       newest,
                               double       width,
                               double       n_columns,
                               double      *lower,
                               double      *upper);
int      rk_calm_time_decimals (double      step_s);

G_END_DECLS
