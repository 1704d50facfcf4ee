#include "config.h"

#include "analysis/least-squares.h"

#include <gsl/gsl_blas.h>
#include <gsl/gsl_errno.h>
#include <gsl/gsl_multifit.h>
#include <math.h>

/* Columns, each of length 1, whose least singular value is this part of the greatest differ by nothing but rounding errors. */
#define LEAST_PART 1e-11

G_DEFINE_AUTOPTR_CLEANUP_FUNC (gsl_multifit_linear_workspace, gsl_multifit_linear_free)

/* What GSL does with an error unless told otherwise is to end the program. */
static void
keep_alive (void)
{
  static gsize done;

  if (g_once_init_enter (&done)) {
    gsl_set_error_handler_off ();
    g_once_init_leave (&done, 1);
  }
}

/* The lengths of the columns go to @lengths: powers of a reading of thousands lie many decades apart. */
static gboolean
scale_columns (const double *columns,
               gsl_matrix   *x,
               double       *lengths)
{
  gsize n = x->size1;

  for (gsize k = 0; k < x->size2; k++) {
    gsl_vector_const_view column = gsl_vector_const_view_array (columns + k * n, n);

    lengths[k] = gsl_blas_dnrm2 (&column.vector);
    if (!(lengths[k] > 0.0) || !isfinite (lengths[k]))
      return FALSE;
    for (gsize i = 0; i < n; i++)
      gsl_matrix_set (x, i, k, columns[k * n + i] / lengths[k]);
  }

  return TRUE;
}

/* In the units of the scaled columns. */
static gboolean
solve_scaled (const double *columns,
              guint         p,
              const double *y,
              guint         n,
              double       *lengths,
              double       *parameters,
              double       *covariance,
              double       *chisq)
{
  g_autoptr (gsl_multifit_linear_workspace) work = gsl_multifit_linear_alloc (n, p);
  g_autofree double *scaled = g_new (double, (gsize) p * n);
  gsl_matrix_view x = gsl_matrix_view_array (scaled, n, p);
  gsl_matrix_view cov = gsl_matrix_view_array (covariance, p, p);
  gsl_vector_view c = gsl_vector_view_array (parameters, p);
  gsl_vector_const_view values = gsl_vector_const_view_array (y, n);
  gsize rank = 0;

  if (work == NULL || !scale_columns (columns, &x.matrix, lengths))
    return FALSE;
  if (gsl_multifit_linear_tsvd (&x.matrix, &values.vector, LEAST_PART, &c.vector, &cov.matrix, chisq, &rank, work) != GSL_SUCCESS)
    return FALSE;

  return rank == p && isfinite (*chisq);
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
 * By singular values of the scaled columns, not by the normal equations, whose error is the square of this one's. The
 * covariance is s² (XᵀX)⁻¹ with s² = Σ r² / (n − p).
 *
 * Threads: pure, any thread.
 * Source: GNU Scientific Library 2.7, Linear Least-Squares Fitting, gsl_multifit_linear_tsvd.
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
  double lengths[RK_LEAST_SQUARES_MAX_PARAMETERS];
  double parameters[RK_LEAST_SQUARES_MAX_PARAMETERS];
  double covariance[RK_LEAST_SQUARES_MAX_PARAMETERS * RK_LEAST_SQUARES_MAX_PARAMETERS];
  double chisq;

  g_return_val_if_fail (columns != NULL && y != NULL && result != NULL, FALSE);
  g_return_val_if_fail (p >= 1 && p <= RK_LEAST_SQUARES_MAX_PARAMETERS && n >= p, FALSE);

  keep_alive ();
  if (!solve_scaled (columns, p, y, n, lengths, parameters, covariance, &chisq))
    return FALSE;

  /* GSL divides by the points to spare even where there are none. */
  *result = (RkLeastSquares) { .n_parameters = p, .sd = n > p ? sqrt (chisq / (n - p)) : (double) NAN };
  for (guint i = 0; i < p; i++) {
    result->parameters[i] = parameters[i] / lengths[i];
    if (!isfinite (result->parameters[i]))
      return FALSE;
    for (guint j = 0; j < p; j++)
      result->covariance[i][j] = n > p ? covariance[i * p + j] / lengths[i] / lengths[j] : (double) NAN;
  }

  return TRUE;
}
