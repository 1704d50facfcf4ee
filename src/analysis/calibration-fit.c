/* Calibrations from points.
 *
 * Readings of a 10-bit converter go to 1023, their cubes to 10^9: polynomials are fitted to readings moved and stretched
 * to -1 ... 1, and their coefficients worked out from there, with their errors.
 */
#include "config.h"

#include "analysis/calibration-fit.h"

#include "analysis/errors.h"
#include "analysis/least-squares.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define KELVIN 273.15

#define N_MAX RK_LEAST_SQUARES_MAX_PARAMETERS

static gboolean
fail (GError          **error,
      RkAnalysisError   code,
      const char       *message)
{
  g_set_error_literal (error, RK_ANALYSIS_ERROR, code, message);

  return FALSE;
}

static gboolean
fail_equal (GError **error)
{
  return fail (error, RK_ANALYSIS_ERROR_DEGENERATE,
               _("The points have equal or nearly equal readings; take one where the sensor reads something else"));
}

/**
 * rk_calibration_method_points:
 * @method: how a calibration is found
 *
 * Returns: the least number of points it needs
 */
guint
rk_calibration_method_points (RkCalibrationMethod method)
{
  switch (method) {
  case RK_CALIBRATION_ONE_SLOPE:
  case RK_CALIBRATION_ONE_OFFSET:
    return 1;
  case RK_CALIBRATION_TWO_POINTS:
  case RK_CALIBRATION_BEST_LINE:
  case RK_CALIBRATION_THROUGH_POINTS:
    return 2;
  case RK_CALIBRATION_BEST_PARABOLA:
  case RK_CALIBRATION_THERMISTOR:
    return 3;
  case RK_CALIBRATION_BEST_CUBIC:
  default:
    return 4;
  }
}

/* The line y = x, for a channel without a calibration. */
static RkCalibration *
dup_before (const RkCalibration *before)
{
  const double identity[] = { 0.0, 1.0 };
  g_autofree char *text = NULL;

  if (before == NULL)
    return rk_calibration_new (RK_CALIBRATION_POLYNOMIAL, identity, G_N_ELEMENTS (identity), NULL);

  text = rk_calibration_to_text (before);

  return rk_calibration_parse (text, NULL);
}

/* @before with all its values times @factor (around @pivot) plus @term. */
static RkCalibration *
change (const RkCalibration *before,
        double               pivot,
        double               factor,
        double               term,
        GError             **error)
{
  RkCalibrationForm form = rk_calibration_get_form (before);
  double c[RK_CALIBRATION_MAX_COEFFICIENTS];
  guint n;
  const double *old = rk_calibration_get_coefficients (before, &n);

  if (form == RK_CALIBRATION_TABLE) {
    RkCalibrationPoint points[RK_CALIBRATION_MAX_POINTS];
    const RkCalibrationPoint *were = rk_calibration_get_points (before, &n);

    for (guint i = 0; i < n; i++)
      points[i] = (RkCalibrationPoint) { were[i].raw, pivot + factor * (were[i].actual - pivot) + term };
    return rk_calibration_new_table (points, n, error);
  }

  memcpy (c, old, n * sizeof *c);
  switch (form) {
  case RK_CALIBRATION_POLYNOMIAL:
  case RK_CALIBRATION_LOG:
  case RK_CALIBRATION_MODIFIED_LOG:
    for (guint i = 1; i < n; i++)
      c[i] *= factor;
    c[0] = pivot + factor * (c[0] - pivot) + term;
    return rk_calibration_new (form, c, n, error);
  case RK_CALIBRATION_POWER:
  case RK_CALIBRATION_MODIFIED_POWER:
  case RK_CALIBRATION_EXPONENTIAL:
  case RK_CALIBRATION_MODIFIED_EXPONENTIAL:
  case RK_CALIBRATION_GEOMETRIC:
  case RK_CALIBRATION_MODIFIED_GEOMETRIC:
    if (term == 0.0 && pivot == 0.0) {
      c[0] *= factor;
      return rk_calibration_new (form, c, n, error);
    }
    break;
  case RK_CALIBRATION_RECIPROCAL_LOG:
  case RK_CALIBRATION_STEINHART_HART:
  case RK_CALIBRATION_TABLE:
  default:
    break;
  }

  fail (error, RK_ANALYSIS_ERROR_INPUT,
        _("The formula in force cannot be shifted or stretched by one point; zero the channel, or take more points"));

  return NULL;
}

/* What the values are stretched around: the value at reading 0 of a polynomial, else zero. */
static double
find_pivot (const RkCalibration *before)
{
  guint n;
  const double *c = rk_calibration_get_coefficients (before, &n);

  return rk_calibration_get_form (before) == RK_CALIBRATION_POLYNOMIAL ? c[0] : 0.0;
}

static RkCalibration *
fit_one_point (RkCalibrationMethod       method,
               const RkCalibrationPoint *point,
               const RkCalibration      *before,
               GError                  **error)
{
  g_autoptr (RkCalibration) base = dup_before (before);
  double value = rk_calibration_apply (base, point->raw);
  double pivot = find_pivot (base);
  double factor;

  if (isnan (value)) {
    fail (error, RK_ANALYSIS_ERROR_INPUT, _("The formula in force has no value at this reading; take another point"));
    return NULL;
  }

  if (method == RK_CALIBRATION_ONE_OFFSET)
    return change (base, 0.0, 1.0, point->actual - value, error);

  factor = (point->actual - pivot) / (value - pivot);
  if (!isfinite (factor) || factor == 0.0) {
    fail (error, RK_ANALYSIS_ERROR_DEGENERATE, _("A slope needs a point away from zero; take one with a larger value"));
    return NULL;
  }

  return change (base, pivot, factor, 0.0, error);
}

static RkCalibration *
fit_two_points (const RkCalibrationPoint *points,
                GError                  **error)
{
  double slope = (points[1].actual - points[0].actual) / (points[1].raw - points[0].raw);
  double c[2];

  if (!isfinite (slope)) {
    fail_equal (error);
    return NULL;
  }
  if (slope == 0.0) {
    fail (error, RK_ANALYSIS_ERROR_DEGENERATE, _("Both points have the same value; take one with another"));
    return NULL;
  }

  c[0] = points[0].actual - slope * points[0].raw;
  c[1] = slope;

  return rk_calibration_new (RK_CALIBRATION_POLYNOMIAL, c, G_N_ELEMENTS (c), error);
}

/* From a polynomial of (x - middle) / half to one of x: coefficient j is the sum of t[j][k] times coefficient k. */
static void
expand (guint  p,
        double middle,
        double half,
        double t[N_MAX][N_MAX])
{
  memset (t, 0, sizeof (double) * N_MAX * N_MAX);
  t[0][0] = 1.0;
  for (guint k = 1; k < p; k++) {
    for (guint j = 0; j <= k; j++)
      t[j][k] = ((j > 0 ? t[j - 1][k - 1] : 0.0) - middle * t[j][k - 1]) / half;
  }
}

static RkCalibration *
fit_polynomial (const RkCalibrationPoint *points,
                guint                     n,
                guint                     p,
                double                   *errors,
                GError                  **error)
{
  g_autofree double *columns = g_new (double, (gsize) p * n);
  g_autofree double *y = g_new (double, n);
  double t[N_MAX][N_MAX];
  double c[N_MAX] = { 0.0 };
  double min = points[0].raw;
  double max = points[0].raw;
  double middle;
  double half;
  RkLeastSquares result;

  for (guint i = 0; i < n; i++) {
    min = MIN (min, points[i].raw);
    max = MAX (max, points[i].raw);
  }
  middle = min / 2.0 + max / 2.0;
  half = max / 2.0 - min / 2.0;
  if (!(half > 0.0)) {
    fail_equal (error);
    return NULL;
  }

  for (guint i = 0; i < n; i++) {
    double power = 1.0;

    for (guint k = 0; k < p; k++, power *= (points[i].raw - middle) / half)
      columns[(gsize) k * n + i] = power;
    y[i] = points[i].actual;
  }

  if (!rk_least_squares_solve (columns, p, y, n, &result)) {
    fail_equal (error);
    return NULL;
  }

  expand (p, middle, half, t);
  for (guint j = 0; j < p; j++) {
    double variance = 0.0;

    for (guint k = 0; k < p; k++) {
      c[j] += t[j][k] * result.parameters[k];
      for (guint l = 0; l < p; l++)
        variance += t[j][k] * t[j][l] * result.covariance[k][l];
    }
    errors[j] = sqrt (MAX (variance, 0.0));
    if (isnan (variance))
      errors[j] = (double) NAN;
  }

  return rk_calibration_new (RK_CALIBRATION_POLYNOMIAL, c, p, error);
}

/* 1 / T = a + b ln R + c ln^3 R is linear in a, b, c. */
static RkCalibration *
fit_thermistor (const RkCalibrationPoint *points,
                guint                     n,
                const RkDivider          *divider,
                double                   *errors,
                GError                  **error)
{
  g_autofree double *columns = g_new (double, 3 * (gsize) n);
  g_autofree double *y = g_new (double, n);
  double c[RK_CALIBRATION_MAX_COEFFICIENTS];
  gboolean divided = divider != NULL && divider->ohm > 0.0;
  RkLeastSquares result;

  for (guint i = 0; i < n; i++) {
    double raw = points[i].raw;
    double r = !divided ? raw : divider->upper ? divider->ohm * (divider->full - raw) / raw
                                               : divider->ohm * raw / (divider->full - raw);
    double l = log (r);

    if (!(r > 0.0) || !isfinite (l) || !(points[i].actual > -KELVIN)) {
      g_set_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_INPUT,
                   _("Point %u is none of a thermistor: resistances are above zero, readings of a divider between zero and full "
                     "scale, temperatures above −273 °C"), i + 1);
      return NULL;
    }
    columns[i] = 1.0;
    columns[n + i] = l;
    columns[2 * n + i] = l * l * l;
    y[i] = 1.0 / (points[i].actual + KELVIN);
  }

  if (!rk_least_squares_solve (columns, 3, y, n, &result)) {
    fail_equal (error);
    return NULL;
  }

  for (guint i = 0; i < 3; i++) {
    c[i] = result.parameters[i];
    errors[i] = sqrt (result.covariance[i][i]);
  }
  c[3] = divided ? divider->ohm : 0.0;
  c[4] = divided ? divider->full : 0.0;
  c[5] = divided && divider->upper ? 1.0 : 0.0;

  return rk_calibration_new (RK_CALIBRATION_STEINHART_HART, c, !divided ? 3 : divider->upper ? 6 : 5, error);
}

static gboolean
check_points (RkCalibrationMethod       method,
              const RkCalibrationPoint *points,
              guint                     n,
              GError                  **error)
{
  guint least = rk_calibration_method_points (method);

  if (n < least) {
    g_set_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW,
                 g_dngettext (GETTEXT_PACKAGE, "%u point is needed, there are %u", "%u points are needed, there are %u", least),
                 least, n);
    return FALSE;
  }

  if (n > RK_CALIBRATION_MAX_POINTS) {
    g_set_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_INPUT, _("More than %u points"), RK_CALIBRATION_MAX_POINTS);
    return FALSE;
  }

  for (guint i = 0; i < n; i++) {
    if (!isfinite (points[i].raw) || !isfinite (points[i].actual)) {
      g_set_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_INPUT, _("Point %u is not a pair of numbers"), i + 1);
      return FALSE;
    }
  }

  return TRUE;
}

static RkCalibration *
fit (RkCalibrationMethod       method,
     const RkCalibrationPoint *points,
     guint                     n,
     const RkCalibration      *before,
     const RkDivider          *divider,
     double                   *errors,
     GError                  **error)
{
  switch (method) {
  case RK_CALIBRATION_TWO_POINTS:
    return fit_two_points (points, error);
  case RK_CALIBRATION_ONE_SLOPE:
  case RK_CALIBRATION_ONE_OFFSET:
    return fit_one_point (method, points, before, error);
  case RK_CALIBRATION_BEST_LINE:
    return fit_polynomial (points, n, 2, errors, error);
  case RK_CALIBRATION_BEST_PARABOLA:
    return fit_polynomial (points, n, 3, errors, error);
  case RK_CALIBRATION_BEST_CUBIC:
    return fit_polynomial (points, n, 4, errors, error);
  case RK_CALIBRATION_THERMISTOR:
    return fit_thermistor (points, n, divider, errors, error);
  case RK_CALIBRATION_THROUGH_POINTS:
  default:
    return rk_calibration_new_table (points, n, error);
  }
}

/**
 * rk_calibration_fit_new:
 * @method: how
 * @points: (array length=n): readings and what they ought to be
 * @n: how many; two points and one point methods take the first ones
 * @before: (nullable): the calibration in force, for one point methods; %NULL = y is x
 * @divider: (nullable): of a thermistor
 * @error: return location
 *
 * Finds a calibration from points.
 *
 * Errors: %RK_ANALYSIS_ERROR_TOO_FEW; %RK_ANALYSIS_ERROR_DEGENERATE for points that determine nothing;
 *   %RK_ANALYSIS_ERROR_INPUT for values that cannot be used; %RK_STORE_ERROR_CALIBRATION for a result beyond all numbers.
 * Threads: pure, any thread.
 * Source: Steinhart and Hart, Deep-Sea Research 15 (1968) 497-503, for the thermistor.
 *
 * Returns: (transfer full): the calibration with its residuals and errors
 */
RkCalibrationFit *
rk_calibration_fit_new (RkCalibrationMethod       method,
                        const RkCalibrationPoint *points,
                        guint                     n,
                        const RkCalibration      *before,
                        const RkDivider          *divider,
                        GError                  **error)
{
  g_autoptr (RkCalibrationFit) self = NULL;
  double squares = 0.0;
  guint n_free;

  g_return_val_if_fail (points != NULL || n == 0, NULL);

  if (!check_points (method, points, n, error))
    return NULL;

  self = g_new0 (RkCalibrationFit, 1);
  for (guint i = 0; i < G_N_ELEMENTS (self->errors); i++)
    self->errors[i] = (double) NAN;

  self->calibration = fit (method, points, n, before, divider, self->errors, error);
  if (self->calibration == NULL)
    return NULL;

  rk_calibration_get_coefficients (self->calibration, &self->n_coefficients);
  self->n_points = n;
  self->residuals = g_new (double, n);
  for (guint i = 0; i < n; i++) {
    self->residuals[i] = points[i].actual - rk_calibration_apply (self->calibration, points[i].raw);
    squares += self->residuals[i] * self->residuals[i];
  }

  n_free = rk_calibration_method_points (method);
  self->sd = method != RK_CALIBRATION_THROUGH_POINTS && n > n_free ? sqrt (squares / (n - n_free)) : (double) NAN;

  return g_steal_pointer (&self);
}

/**
 * rk_calibration_fit_free:
 * @self: (transfer full) (nullable): a fit
 *
 * Frees it.
 */
void
rk_calibration_fit_free (RkCalibrationFit *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->calibration, rk_calibration_unref);
  g_free (self->residuals);
  g_free (self);
}
