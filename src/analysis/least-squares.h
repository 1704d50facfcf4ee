#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define RK_LEAST_SQUARES_MAX_PARAMETERS 6

/* Parameters of y = sum of parameter k times column k, and what is known of them. */
typedef struct {
  guint  n_parameters;
  double parameters[RK_LEAST_SQUARES_MAX_PARAMETERS];
  double covariance[RK_LEAST_SQUARES_MAX_PARAMETERS][RK_LEAST_SQUARES_MAX_PARAMETERS]; /* NaN without points to spare */
  double sd; /* of the residuals; NaN without points to spare */
} RkLeastSquares;

/* @columns: column k, row i at [k * n + i]. FALSE: the columns depend on each other. */
gboolean rk_least_squares_solve (const double *columns, guint n_parameters, const double *y, guint n, RkLeastSquares *result);

G_END_DECLS
