#include "config.h"

#include "analysis/histogram.h"

#include <float.h>
#include <math.h>

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

/* The quartiles of more values than this are those of every k-th of them: they only choose the width of the bins. */
#define MAX_SORTED 100000

/* Of a bin: a reading of 0.3 is on the edge of bins of 0.1, though 0.3 / 0.1 is less than 3. */
#define EDGE 1e-9

/* Narrower bins have no round numbers: doubles end soon below. */
#define MIN_WIDTH 1e-300

/* The least 1, 2 or 5 times a power of ten that is not below @width. */
static double
round_up (double width)
{
  static const double steps[] = { 1.0, 2.0, 5.0, 10.0 };
  double power;

  width = MAX (width, MIN_WIDTH);
  power = pow (10.0, floor (log10 (width)));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * power >= width * (1.0 - 1e-9))
      return steps[i] * power;

  return 10.0 * power;
}

static double
find_quartile_distance (const double *finite,
                        gsize         n)
{
  gsize stride = (n + MAX_SORTED - 1) / MAX_SORTED;
  gsize n_sorted = (n + stride - 1) / stride;
  g_autofree double *sorted = g_new (double, n_sorted);

  for (gsize i = 0; i < n_sorted; i++)
    sorted[i] = finite[i * stride];
  gsl_sort (sorted, 1, n_sorted);

  return gsl_stats_quantile_from_sorted_data (sorted, 1, n_sorted, 0.75)
         - gsl_stats_quantile_from_sorted_data (sorted, 1, n_sorted, 0.25);
}

/* 2 IQR / n^(1/3) (Freedman and Diaconis, 1981), or range / (1 + log2 n) (Sturges, 1926) where that is narrower: the first is
 * far too wide where most values lie at the ends, as those of a pendulum do. Never so narrow that there are too many bins,
 * nor that doubles cannot tell the edges apart. */
static double
choose_width (const double *finite,
              gsize         n,
              double        min,
              double        max)
{
  double range = max - min;
  double size = MAX (fabs (min), fabs (max));
  double width = 2.0 * find_quartile_distance (finite, n) / cbrt ((double) n);
  double sturges = range / (1.0 + log2 ((double) n));

  if (range <= 0.0)
    return round_up (size > 0.0 ? 0.01 * size : 1.0);
  if (width <= 0.0 || width > sturges)
    width = sturges;

  /* Two bins more than the range needs: the edges are multiples of the width. */
  width = MAX (width, range / (RK_HISTOGRAM_MAX_BINS - 2));

  return round_up (MAX (width, 16.0 * DBL_EPSILON * size));
}

static double *
copy_finite (const double *values,
             gsize         n,
             gsize        *n_finite,
             double       *min,
             double       *max)
{
  double *finite = g_new (double, MAX (n, 1));

  *n_finite = 0;
  *min = DBL_MAX;
  *max = -DBL_MAX;
  for (gsize i = 0; i < n; i++) {
    if (!isfinite (values[i]))
      continue;
    finite[(*n_finite)++] = values[i];
    *min = MIN (*min, values[i]);
    *max = MAX (*max, values[i]);
  }

  return finite;
}

/**
 * rk_histogram_new:
 * @values: (array length=n): values in any unit; those that are not finite are missing
 * @n: how many
 *
 * Counts how often which values occur.
 *
 * The bins are as wide as Freedman and Diaconis advise, rounded up to 1, 2 or 5 times a power of ten, and at most
 * %RK_HISTOGRAM_MAX_BINS. Of values so large that their range has no double nothing is counted but the missing.
 *
 * Threads: pure, any thread.
 * Source: Freedman and Diaconis, Z. Wahrscheinlichkeitstheorie verw. Gebiete 57 (1981) 453; Sturges, J. Am. Stat. Assoc.
 * 21 (1926) 65.
 *
 * Returns: (transfer full): the histogram
 */
RkHistogram *
rk_histogram_new (const double *values,
                  gsize         n)
{
  RkHistogram *self = g_new0 (RkHistogram, 1);
  g_autofree double *finite = NULL;
  gsize n_finite;
  double min;
  double max;

  g_return_val_if_fail (n == 0 || values != NULL, self);

  finite = copy_finite (values, n, &n_finite, &min, &max);
  self->n_missing = n - n_finite;
  if (n_finite == 0 || !isfinite (100.0 * (max - min)) || fabs (min) > DBL_MAX / 100.0)
    return self;

  self->width = choose_width (finite, n_finite, min, max);
  self->begin = floor (min / self->width + EDGE) * self->width;
  self->n_bins = (guint) floor ((max - self->begin) / self->width + EDGE) + 1;
  self->n = n_finite;
  self->counts = g_new0 (guint64, self->n_bins);
  for (gsize i = 0; i < n_finite; i++) {
    double place = (finite[i] - self->begin) / self->width + EDGE;

    self->counts[place > 0.0 ? MIN ((guint) place, self->n_bins - 1) : 0]++;
  }

  return self;
}

/**
 * rk_histogram_free:
 * @self: (transfer full): a histogram
 *
 * Frees it.
 */
void
rk_histogram_free (RkHistogram *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->counts);
  g_free (self);
}
