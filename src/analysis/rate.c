#include "config.h"

#include "analysis/rate.h"

#include <gsl/gsl_sort.h>

#define ODD_SHARE 0.1

/**
 * rk_rate_find_step:
 * @distances: (array length=n): times from one sample to the next; sorted afterwards
 * @n: how many
 *
 * Finds the distance that most samples have: a few holes do not move it.
 *
 * Threads: pure, any thread.
 *
 * Returns: the median; 0 where more than a tenth of the distances is not within half of it, and without any
 */
double
rk_rate_find_step (double *distances,
                   guint   n)
{
  guint n_odd = 0;
  double usual;

  g_return_val_if_fail (n == 0 || distances != NULL, 0.0);

  if (n == 0)
    return 0.0;

  gsl_sort (distances, 1, n);
  usual = distances[n / 2];
  for (guint i = 0; i < n; i++)
    n_odd += distances[i] < 0.5 * usual || distances[i] > 1.5 * usual;

  return n_odd <= ODD_SHARE * n ? usual : 0.0;
}
