#include "config.h"

#include "analysis/least-squares.h"

#include <math.h>
#include <string.h>

#define N_MAX RK_LEAST_SQUARES_MAX_PARAMETERS

/* A column that the others make up to this part of its length adds nothing but rounding errors. */
#define LEAST_PART 1e-11

static double
dot (const double *a,
     const double *b,
     guint         n)
{
  double sum = 0.0;

  for (guint i = 0; i < n; i++)
    sum += a[i] * b[i];

  return sum;
}

/* Takes the part along @q, a unit vector, out of @v; returns how long it was. Twice, for the first time leaves
 * rounding errors of the size of what it took. */
static double
take_out (const double *q,
          double       *v,
          guint         n)
{
  double whole = 0.0;

  for (guint pass = 0; pass < 2; pass++) {
    double part = dot (q, v, n);

    for (guint i = 0; i < n; i++)
      v[i] -= part * q[i];
    whole += part;
  }

  return whole;
}

/* Upper triangular; @inverse too. */
static void
invert_triangle (double r[N_MAX][N_MAX],
                 guint  p,
                 double inverse[N_MAX][N_MAX])
{
  for (guint k = 0; k < p; k++) {
    for (guint i = p; i > 0; i--) {
      double sum = i - 1 == k ? 1.0 : 0.0;

      for (guint j = i; j < p; j++)
        sum -= r[i - 1][j] * inverse[j][k];
      inverse[i - 1][k] = sum / r[i - 1][i - 1];
    }
  }
}

/**
 * rk_least_squares_solve:
 * @columns: (array): column k, row i at [k * @n + i]; finite
 * @n_parameters: 1 to 6
 * @y: (array length=n): values; finite
 * @n: how many, not below @n_parameters
 * @result: (out caller-allocates): parameters, their covariance, deviation of the residuals
 *
 * Finds the parameters that make the sum of squared residuals least.
 *
 * By an orthogonal basis of the columns (Gram and Schmidt, twice), not by the normal equations, whose error is the square of
 * this one's. The covariance is s² (XᵀX)⁻¹ with s² = Σ r² / (n − p).
 *
 * Threads: pure, any thread.
 * Source: Björck, Numerical Methods for Least Squares Problems, SIAM 1996, 2.4.
 *
 * Returns: %FALSE if the columns depend on each other, or a number overflows; @result is then unknown
 */
gboolean
rk_least_squares_solve (const double   *columns,
                        guint           n_parameters,
                        const double   *y,
                        guint           n,
                        RkLeastSquares *result)
{
  guint p = n_parameters;
  g_autofree double *q = NULL;
  g_autofree double *rest = NULL;
  double r[N_MAX][N_MAX] = { { 0.0 } };
  double inverse[N_MAX][N_MAX] = { { 0.0 } };
  double along[N_MAX];

  g_return_val_if_fail (columns != NULL && y != NULL && result != NULL, FALSE);
  g_return_val_if_fail (p >= 1 && p <= N_MAX && n >= p, FALSE);

  q = g_memdup2 (columns, sizeof (double) * p * n);
  rest = g_memdup2 (y, sizeof (double) * n);

  for (guint k = 0; k < p; k++) {
    double *column = q + (gsize) k * n;
    double before = sqrt (dot (column, column, n));

    for (guint j = 0; j < k; j++)
      r[j][k] = take_out (q + (gsize) j * n, column, n);
    r[k][k] = sqrt (dot (column, column, n));
    if (!(r[k][k] > LEAST_PART * before) || !isfinite (r[k][k]))
      return FALSE;
    for (guint i = 0; i < n; i++)
      column[i] /= r[k][k];
  }

  for (guint k = 0; k < p; k++)
    along[k] = take_out (q + (gsize) k * n, rest, n);

  invert_triangle (r, p, inverse);
  *result = (RkLeastSquares) { .n_parameters = p };
  result->sd = n > p ? sqrt (dot (rest, rest, n) / (n - p)) : (double) NAN;

  for (guint i = 0; i < p; i++) {
    for (guint k = i; k < p; k++)
      result->parameters[i] += inverse[i][k] * along[k];
    if (!isfinite (result->parameters[i]))
      return FALSE;
    for (guint j = 0; j < p; j++)
      result->covariance[i][j] = result->sd * result->sd * dot (inverse[i], inverse[j], p);
  }

  return TRUE;
}
