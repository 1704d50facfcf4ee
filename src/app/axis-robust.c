/* Limits that one bad point does not spoil.
 *
 * The rule: x is cut into columns; of all columns the smallest values and the largest ones are sorted. The core reaches from the
 * 0.5 % quantile of the smallest to the 99.5 % quantile of the largest, and leaves out one column at each end at least.
 * An extreme that lies further from the core than the core is wide is an outlier: the axis then ends at the core. Any other
 * extreme is shown. With fewer than 50 samples nobody can say what is single, and everything is shown.
 */

#include "config.h"

#include "app/axis-robust.h"

#include "base/clock.h"
#include "base/number.h"
#include "plot/decimate.h"

#include <math.h>

#define N_COLUMNS   512
#define MIN_SAMPLES 50
#define QUANTILE    0.005
/* How many widths of the core away an extreme is an outlier. */
#define FAR_AWAY    1.0

/**
 * rk_robust_init:
 * @self: (out): a measure
 *
 * Begins with nothing.
 */
void
rk_robust_init (RkRobust *self)
{
  g_return_if_fail (self != NULL);

  self->lows = g_array_new (FALSE, FALSE, sizeof (double));
  self->highs = g_array_new (FALSE, FALSE, sizeof (double));
  self->n_samples = 0;
}

/**
 * rk_robust_clear:
 * @self: a measure
 *
 * Frees what it holds.
 */
void
rk_robust_clear (RkRobust *self)
{
  g_clear_pointer (&self->lows, g_array_unref);
  g_clear_pointer (&self->highs, g_array_unref);
}

static gint64
to_ns (double seconds)
{
  return (gint64) CLAMP (seconds * (double) RK_NS_PER_S, -4e18, 4e18);
}

static void
add_trace (RkRobust      *self,
           const RkScene *scene,
           const RkTrace *trace)
{
  g_autofree RkPixelColumn *columns = g_new0 (RkPixelColumn, N_COLUMNS);
  gint64 begin_ns = to_ns (scene->x.lower - trace->x_offset_s);
  /* At rest the last sample stands exactly at the end of the axis, and columns end before theirs. */
  gint64 end_ns = to_ns (scene->x.upper - trace->x_offset_s) + 1;

  if (end_ns - begin_ns < N_COLUMNS)
    return;

  rk_decimate (trace->span, trace->column, begin_ns, end_ns, N_COLUMNS, columns);

  for (guint i = 0; i < N_COLUMNS; i++) {
    double a;
    double b;
    double low;
    double high;

    if (columns[i].n == 0)
      continue;

    a = rk_conversion_apply (&trace->conversion, columns[i].min);
    b = rk_conversion_apply (&trace->conversion, columns[i].max);
    if (!isfinite (a) || !isfinite (b))
      continue;

    low = MIN (a, b);
    high = MAX (a, b);
    g_array_append_val (self->lows, low);
    g_array_append_val (self->highs, high);
    self->n_samples += columns[i].n;
  }
}

/**
 * rk_robust_measure:
 * @self: a measure
 * @scene: a scene where x is time
 * @axis: one of its panes
 *
 * Adds what the traces of a pane show.
 */
void
rk_robust_measure (RkRobust      *self,
                   const RkScene *scene,
                   guint          axis)
{
  g_return_if_fail (self != NULL && scene != NULL);

  if (scene->xy)
    return;

  for (guint i = 0; i < scene->traces->len; i++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);

    if (trace->axis == axis && !trace->struck)
      add_trace (self, scene, trace);
  }
}

/**
 * rk_robust_decide:
 * @self: a measure
 * @min: (out): least value to show
 * @max: (out): largest value to show
 *
 * Decides by the rule what has to be in sight; see the head of the file.
 *
 * Returns: %FALSE when there is too little to tell by; nothing is then stored
 */
gboolean
rk_robust_decide (RkRobust *self,
                  double   *min,
                  double   *max)
{
  guint n;
  guint out;
  double low;
  double high;
  double reach;

  g_return_val_if_fail (self != NULL && min != NULL && max != NULL, FALSE);

  n = self->lows->len;
  out = MAX (1, (guint) ceil (QUANTILE * n));
  if (self->n_samples < MIN_SAMPLES || n <= 2 * out)
    return FALSE;

  g_array_sort (self->lows, rk_number_compare);
  g_array_sort (self->highs, rk_number_compare);
  low = g_array_index (self->lows, double, out);
  high = g_array_index (self->highs, double, n - 1 - out);
  if (low > high)
    return FALSE;

  *min = g_array_index (self->lows, double, 0);
  *max = g_array_index (self->highs, double, n - 1);
  reach = FAR_AWAY * (high - low);
  if (*min < low - reach)
    *min = low;
  if (*max > high + reach)
    *max = high;

  return TRUE;
}

/**
 * rk_robust_count:
 * @self: a measure
 * @lower: of the axis
 * @upper: of the axis
 * @below: (out): at how many places along x a value lies below
 * @above: (out): the same above
 *
 * Counts what is out of sight.
 */
void
rk_robust_count (const RkRobust *self,
                 double          lower,
                 double          upper,
                 guint          *below,
                 guint          *above)
{
  g_return_if_fail (self != NULL && below != NULL && above != NULL);

  *below = 0;
  *above = 0;
  for (guint i = 0; i < self->lows->len; i++) {
    *below += g_array_index (self->lows, double, i) < lower;
    *above += g_array_index (self->highs, double, i) > upper;
  }
}
