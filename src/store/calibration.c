/* From raw values to actual ones.
 *
 * Where a formula turns (from rising to falling) or has a pole is worked out once, when it is made. Between two such
 * places it is monotone, so that questions about a range of raw values are answered without trying values of it, and the
 * way back is a bisection of each piece.
 *
 * The forms are those of Vernier's sensors (GSensorDDSMem.h, equation types), the table is Labdisc's.
 */
#include "config.h"

#include "store/calibration-private.h"

#include "base/number.h"
#include "store/errors.h"

#include <float.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Degrees Celsius of zero kelvin. */
#define KELVIN 273.15

G_DEFINE_BOXED_TYPE (RkCalibration, rk_calibration, rk_calibration_ref, rk_calibration_unref)

const RkCalibrationKind rk_calibration_kinds[RK_CALIBRATION_TABLE + 1] = {
  [RK_CALIBRATION_POLYNOMIAL]           = { "polynomial", 2, 6 },
  [RK_CALIBRATION_POWER]                = { "power", 2, 2 },
  [RK_CALIBRATION_MODIFIED_POWER]       = { "modified-power", 2, 2 },
  [RK_CALIBRATION_LOG]                  = { "log", 2, 2 },
  [RK_CALIBRATION_MODIFIED_LOG]         = { "modified-log", 2, 2 },
  [RK_CALIBRATION_EXPONENTIAL]          = { "exponential", 2, 2 },
  [RK_CALIBRATION_MODIFIED_EXPONENTIAL] = { "modified-exponential", 2, 2 },
  [RK_CALIBRATION_GEOMETRIC]            = { "geometric", 2, 2 },
  [RK_CALIBRATION_MODIFIED_GEOMETRIC]   = { "modified-geometric", 2, 2 },
  [RK_CALIBRATION_RECIPROCAL_LOG]       = { "reciprocal-log", 3, 3 },
  [RK_CALIBRATION_STEINHART_HART]       = { "steinhart-hart", 3, 6 },
  [RK_CALIBRATION_TABLE]                = { "table", 0, 0 },
};

static double
evaluate (const double *c,
          guint         n,
          double        x)
{
  double y = 0.0;

  for (guint i = n; i > 0; i--)
    y = y * x + c[i - 1];

  return y;
}

/* Of a polynomial that has values of other signs at both ends. */
static double
bisect (const double *c,
        guint         n,
        double        lower,
        double        upper)
{
  gboolean rises = evaluate (c, n, upper) > 0.0;

  for (;;) {
    double middle = lower / 2.0 + upper / 2.0;

    if (middle <= lower || middle >= upper)
      return middle;
    if ((evaluate (c, n, middle) > 0.0) == rises)
      upper = middle;
    else
      lower = middle;
  }
}

/* Where a polynomial changes its sign: between two neighbouring extrema at most once. */
static guint
find_sign_changes (const double *c,
                   guint         n,
                   double        roots[RK_CALIBRATION_MAX_COEFFICIENTS])
{
  double derivative[RK_CALIBRATION_MAX_COEFFICIENTS] = { 0 };
  double extrema[RK_CALIBRATION_MAX_COEFFICIENTS + 1];
  double lower;
  double bound = 0.0;
  guint n_extrema;
  guint n_roots = 0;

  n = MIN (n, RK_CALIBRATION_MAX_COEFFICIENTS);
  while (n > 0 && c[n - 1] == 0.0)
    n--;
  if (n < 2)
    return 0;

  /* Cauchy: no root is larger. */
  for (guint i = 0; i + 1 < n; i++)
    bound = MAX (bound, fabs (c[i] / c[n - 1]));
  bound = MIN (bound + 1.0, 1e300);

  for (guint i = 1; i < n; i++)
    derivative[i - 1] = i * c[i];
  n_extrema = find_sign_changes (derivative, n - 1, extrema);
  extrema[n_extrema++] = bound;

  lower = -bound;
  for (guint i = 0; i < n_extrema; i++) {
    double upper = CLAMP (extrema[i], -bound, bound);
    double y = evaluate (c, n, upper);

    if (y == 0.0 && i + 1 < n_extrema)
      continue; /* it touches zero: no change */
    if ((evaluate (c, n, lower) > 0.0) != (y > 0.0))
      roots[n_roots++] = bisect (c, n, lower, upper);
    lower = upper;
  }

  return n_roots;
}

static int
slope_sign (const RkCalibrationPoint *point)
{
  return (point[1].actual > point[0].actual) - (point[1].actual < point[0].actual);
}

/* The raw value at which the thermistor has the resistance e^@log_r. */
static double
raw_of_resistance (const RkCalibration *self,
                   double               log_r)
{
  double r = exp (log_r);
  double sum;

  if (!rk_calibration_has_divider (self))
    return r;

  sum = r + self->coefficients[RK_DIVIDER_OHM];

  return self->coefficients[RK_DIVIDER_FULL] * (rk_calibration_is_upper (self) ? self->coefficients[RK_DIVIDER_OHM] : r) / sum;
}

/* 1 / (a + b L + c L^3) turns where the sum turns and has a pole where it is zero. */
static guint
find_thermistor_turns (const RkCalibration *self,
                       double              *turns)
{
  const double *c = self->coefficients;
  const double sum[] = { c[0], c[1], 0.0, c[2] };
  const double slope[] = { c[1], 0.0, 3.0 * c[2] };
  double logs[2 * RK_CALIBRATION_MAX_COEFFICIENTS];
  guint n = find_sign_changes (sum, G_N_ELEMENTS (sum), logs);
  guint n_turns = 0;

  n += find_sign_changes (slope, G_N_ELEMENTS (slope), logs + n);
  for (guint i = 0; i < n; i++) {
    double raw = raw_of_resistance (self, logs[i]);

    if (isfinite (raw) && raw > 0.0)
      turns[n_turns++] = raw;
  }

  return n_turns;
}

static guint
find_formula_turns (const RkCalibration *self,
                    double              *turns)
{
  const double *c = self->coefficients;
  double derivative[RK_CALIBRATION_MAX_COEFFICIENTS] = { 0 };
  double x;

  switch (self->form) {
  case RK_CALIBRATION_POLYNOMIAL:
    for (guint i = 1; i < self->n; i++)
      derivative[i - 1] = i * c[i];
    return find_sign_changes (derivative, self->n - 1, turns);
  case RK_CALIBRATION_POWER: /* an odd power has none, but another slope on both sides does no harm */
  case RK_CALIBRATION_MODIFIED_EXPONENTIAL:
    turns[0] = 0.0;
    return self->form != RK_CALIBRATION_POWER || c[1] < 0.0 || fmod (c[1], 2.0) == 0.0 ? 1 : 0;
  case RK_CALIBRATION_GEOMETRIC: /* (x ln x)' = 0 */
    turns[0] = 1.0 / G_E;
    return 1;
  case RK_CALIBRATION_MODIFIED_GEOMETRIC: /* (ln x / x)' = 0 */
    turns[0] = G_E;
    return 1;
  case RK_CALIBRATION_RECIPROCAL_LOG: /* a + b ln (c x) = 0 */
    x = exp (-c[0] / c[1]) / c[2];
    turns[0] = x;
    return isfinite (x) ? 1 : 0;
  case RK_CALIBRATION_STEINHART_HART:
    return find_thermistor_turns (self, turns);
  case RK_CALIBRATION_MODIFIED_POWER:
  case RK_CALIBRATION_LOG:
  case RK_CALIBRATION_MODIFIED_LOG:
  case RK_CALIBRATION_EXPONENTIAL:
  case RK_CALIBRATION_TABLE:
  default:
    return 0;
  }
}

static void
find_turns (RkCalibration *self)
{
  double turns[4 * RK_CALIBRATION_MAX_COEFFICIENTS];
  guint n = find_formula_turns (self, turns);

  if (self->form == RK_CALIBRATION_TABLE) {
    self->turns = g_new (double, self->n_points);
    for (guint i = 1; i + 1 < self->n_points; i++)
      if (slope_sign (&self->points[i - 1]) != slope_sign (&self->points[i]))
        self->turns[self->n_turns++] = self->points[i].raw;
    return;
  }

  qsort (turns, n, sizeof *turns, rk_number_compare);
  self->turns = g_memdup2 (turns, n * sizeof *turns);
  self->n_turns = n;
}

static RkCalibration *
calibration_alloc (RkCalibrationForm form)
{
  RkCalibration *self = g_new0 (RkCalibration, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->form = form;

  return self;
}

static gboolean
check_divider (const double *coefficients,
               guint         n,
               GError      **error)
{
  const double *divider = coefficients + RK_DIVIDER_OHM;

  if (n == RK_DIVIDER_FULL || (n > RK_DIVIDER_FULL && (divider[0] <= 0.0 || divider[1] <= 0.0))
      || (n > RK_DIVIDER_UPPER && divider[2] != 0.0 && divider[2] != 1.0)) {
    g_set_error_literal (error, RK_STORE_ERROR, RK_STORE_ERROR_CALIBRATION,
                         _("The divider of the thermistor needs a resistance and a full scale above zero"));
    return FALSE;
  }

  return TRUE;
}

/**
 * rk_calibration_new:
 * @form: any but the table
 * @coefficients: (array length=n): a, b, c ...; of Steinhart and Hart's equation a, b, c and, if x is read from a
 *   voltage divider, its fixed resistor in ohms, the reading at full supply, and 1 if the thermistor is at the supply
 * @n: how many
 * @error: return location
 *
 * Makes a formula.
 *
 * Errors: %RK_STORE_ERROR_CALIBRATION for a wrong number of coefficients or one that is not finite.
 * Threads: any.
 *
 * Returns: (transfer full): the calibration
 */
RkCalibration *
rk_calibration_new (RkCalibrationForm form,
                    const double     *coefficients,
                    guint             n,
                    GError          **error)
{
  RkCalibration *self;

  g_return_val_if_fail ((guint) form < RK_CALIBRATION_TABLE, NULL);
  g_return_val_if_fail (coefficients != NULL || n == 0, NULL);

  if (n < rk_calibration_kinds[form].min_n || n > rk_calibration_kinds[form].max_n) {
    g_set_error (error, RK_STORE_ERROR, RK_STORE_ERROR_CALIBRATION,
                 /* Translators: %s is the id of a formula, then the least and the greatest number of its coefficients. */
                 _("The formula “%s” has %u to %u coefficients, not %u"), rk_calibration_kinds[form].id,
                 rk_calibration_kinds[form].min_n, rk_calibration_kinds[form].max_n, n);
    return NULL;
  }

  for (guint i = 0; i < n; i++) {
    if (!isfinite (coefficients[i])) {
      g_set_error (error, RK_STORE_ERROR, RK_STORE_ERROR_CALIBRATION, _("Coefficient %u is not a number"), i + 1);
      return NULL;
    }
  }

  if (form == RK_CALIBRATION_STEINHART_HART && !check_divider (coefficients, n, error))
    return NULL;

  self = calibration_alloc (form);
  self->n = n;
  memcpy (self->coefficients, coefficients, n * sizeof *coefficients);
  find_turns (self);

  return self;
}

static int
compare_points (gconstpointer a,
                gconstpointer b)
{
  return rk_number_compare (&((const RkCalibrationPoint *) a)->raw, &((const RkCalibrationPoint *) b)->raw);
}

/**
 * rk_calibration_new_table:
 * @points: (array length=n): in any order
 * @n: 2 to %RK_CALIBRATION_MAX_POINTS
 * @error: return location
 *
 * Makes straight lines between points; before the first and after the last point their lines go on.
 *
 * Errors: %RK_STORE_ERROR_CALIBRATION for too few or too many points, values that are not finite, and two points of
 * the same raw value.
 * Threads: any.
 *
 * Returns: (transfer full): the calibration
 */
RkCalibration *
rk_calibration_new_table (const RkCalibrationPoint *points,
                          guint                     n,
                          GError                  **error)
{
  g_autoptr (RkCalibration) self = NULL;

  g_return_val_if_fail (points != NULL || n == 0, NULL);

  if (n < 2 || n > RK_CALIBRATION_MAX_POINTS) {
    g_set_error (error, RK_STORE_ERROR, RK_STORE_ERROR_CALIBRATION, _("A table has 2 to %u points, not %u"),
                 RK_CALIBRATION_MAX_POINTS, n);
    return NULL;
  }

  self = calibration_alloc (RK_CALIBRATION_TABLE);
  self->n_points = n;
  self->points = g_memdup2 (points, n * sizeof *points);

  for (guint i = 0; i < n; i++) {
    if (!isfinite (points[i].raw) || !isfinite (points[i].actual)) {
      g_set_error (error, RK_STORE_ERROR, RK_STORE_ERROR_CALIBRATION, _("Point %u is not a pair of numbers"), i + 1);
      return NULL;
    }
  }

  qsort (self->points, n, sizeof *self->points, compare_points);

  for (guint i = 1; i < n; i++) {
    if (self->points[i].raw <= self->points[i - 1].raw) {
      char raw[RK_NUMBER_BUFFER];

      rk_number_print (self->points[i].raw, raw);
      g_set_error (error, RK_STORE_ERROR, RK_STORE_ERROR_CALIBRATION, _("Two points have the same reading %s"), raw);
      return NULL;
    }
  }

  find_turns (self);

  return g_steal_pointer (&self);
}

/**
 * rk_calibration_ref:
 * @self: a calibration
 *
 * Returns: (transfer full): @self
 */
RkCalibration *
rk_calibration_ref (RkCalibration *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * rk_calibration_unref:
 * @self: (transfer full): a calibration
 *
 * Gives up a reference.
 */
void
rk_calibration_unref (RkCalibration *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->points);
  g_free (self->turns);
  g_free (self);
}

/**
 * rk_calibration_equal:
 * @a: (nullable): a calibration
 * @b: (nullable): another one
 *
 * Returns: whether both have the same formula and coefficients, or both are none
 */
gboolean
rk_calibration_equal (const RkCalibration *a,
                      const RkCalibration *b)
{
  if (a == b)
    return TRUE;
  if (a == NULL || b == NULL || a->form != b->form || a->n_points != b->n_points
      || rk_calibration_is_upper (a) != rk_calibration_is_upper (b)
      || MIN (a->n, RK_DIVIDER_UPPER + (a->form != RK_CALIBRATION_STEINHART_HART))
           != MIN (b->n, RK_DIVIDER_UPPER + (a->form != RK_CALIBRATION_STEINHART_HART)))
    return FALSE;

  for (guint i = 0; i < a->n && i < b->n; i++)
    if (a->coefficients[i] != b->coefficients[i])
      return FALSE;
  for (guint i = 0; i < a->n_points; i++)
    if (a->points[i].raw != b->points[i].raw || a->points[i].actual != b->points[i].actual)
      return FALSE;

  return TRUE;
}

/**
 * rk_calibration_get_form:
 * @self: a calibration
 *
 * Returns: its kind
 */
RkCalibrationForm
rk_calibration_get_form (const RkCalibration *self)
{
  g_return_val_if_fail (self != NULL, RK_CALIBRATION_POLYNOMIAL);

  return self->form;
}

/**
 * rk_calibration_get_coefficients:
 * @self: a calibration
 * @n: (out): how many; a table has none
 *
 * Returns: (array length=n): a, b, c ...
 */
const double *
rk_calibration_get_coefficients (const RkCalibration *self,
                                 guint               *n)
{
  g_return_val_if_fail (self != NULL && n != NULL, NULL);

  *n = self->n;

  return self->coefficients;
}

/**
 * rk_calibration_get_points:
 * @self: a calibration
 * @n: (out): how many; only a table has any
 *
 * Returns: (array length=n) (nullable): raw values ascending
 */
const RkCalibrationPoint *
rk_calibration_get_points (const RkCalibration *self,
                           guint               *n)
{
  g_return_val_if_fail (self != NULL && n != NULL, NULL);

  *n = self->n_points;

  return self->points;
}

static double
apply_table (const RkCalibration *self,
             double               raw)
{
  guint low = 0;
  guint high = self->n_points - 1;
  const RkCalibrationPoint *p;
  double part;

  while (high - low > 1) {
    guint middle = (low + high) / 2;

    if (raw < self->points[middle].raw)
      high = middle;
    else
      low = middle;
  }

  p = &self->points[low];
  part = (raw - p[0].raw) / (p[1].raw - p[0].raw);

  /* Exactly the value at both points, and nothing that is lost where values are large and near to each other. */
  return part > 0.5 ? p[1].actual - (1.0 - part) * (p[1].actual - p[0].actual)
                    : p[0].actual + part * (p[1].actual - p[0].actual);
}

static double
apply_thermistor (const RkCalibration *self,
                  double               raw)
{
  const double *c = self->coefficients;
  double r = raw;
  double l;

  if (rk_calibration_has_divider (self)) {
    double rest = c[RK_DIVIDER_FULL] - raw;

    r = c[RK_DIVIDER_OHM] * (rk_calibration_is_upper (self) ? rest / raw : raw / rest);
  }
  if (!(r > 0.0 && r < (double) INFINITY))
    return (double) NAN;

  l = log (r);

  return 1.0 / (c[0] + c[1] * l + c[2] * l * l * l) - KELVIN;
}

/**
 * rk_calibration_apply:
 * @self: a calibration
 * @raw: what the sensor says
 *
 * Works out the actual value.
 *
 * Threads: any.
 *
 * Returns: the value; NaN where the formula has none
 */
double
rk_calibration_apply (const RkCalibration *self,
                      double               raw)
{
  const double *c;
  double y;

  g_return_val_if_fail (self != NULL, (double) NAN);

  /* pow (NaN, 0) is 1: what is missing would get a value. */
  if (isnan (raw))
    return (double) NAN;

  c = self->coefficients;

  switch (self->form) {
  case RK_CALIBRATION_POLYNOMIAL:
    y = evaluate (c, self->n, raw);
    break;
  case RK_CALIBRATION_POWER:
    y = c[0] * pow (raw, c[1]);
    break;
  case RK_CALIBRATION_MODIFIED_POWER:
    y = c[0] * pow (c[1], raw);
    break;
  case RK_CALIBRATION_LOG:
    y = raw > 0.0 ? c[0] + c[1] * log (raw) : (double) NAN;
    break;
  case RK_CALIBRATION_MODIFIED_LOG:
    y = raw > 0.0 ? c[0] - c[1] * log (raw) : (double) NAN;
    break;
  case RK_CALIBRATION_EXPONENTIAL:
    y = c[0] * exp (c[1] * raw);
    break;
  case RK_CALIBRATION_MODIFIED_EXPONENTIAL:
    y = raw != 0.0 ? c[0] * exp (c[1] / raw) : (double) NAN;
    break;
  case RK_CALIBRATION_GEOMETRIC:
    y = raw > 0.0 ? c[0] * pow (raw, c[1] * raw) : (double) NAN;
    break;
  case RK_CALIBRATION_MODIFIED_GEOMETRIC:
    y = raw > 0.0 ? c[0] * pow (raw, c[1] / raw) : (double) NAN;
    break;
  case RK_CALIBRATION_RECIPROCAL_LOG:
    y = c[2] * raw > 0.0 ? 1.0 / (c[0] + c[1] * log (c[2] * raw)) : (double) NAN;
    break;
  case RK_CALIBRATION_STEINHART_HART:
    y = apply_thermistor (self, raw);
    break;
  case RK_CALIBRATION_TABLE:
    y = apply_table (self, raw);
    break;
  default:
    y = (double) NAN;
  }

  return isfinite (y) ? y : (double) NAN;
}

/* The first turn after @x; n_turns if there is none. */
static guint
find_turn (const RkCalibration *self,
           double               x)
{
  guint low = 0;
  guint high = self->n_turns;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (self->turns[middle] > x)
      high = middle;
    else
      low = middle + 1;
  }

  return low;
}

/**
 * rk_calibration_is_monotone:
 * @self: a calibration
 * @min: raw value
 * @max: raw value, not below @min
 *
 * Tells whether the formula only grows or only falls over a range, and has values there: then the extremes
 * of readings become the extremes of values.
 *
 * Threads: any.
 *
 * Returns: whether it does; %TRUE for a range of one value if there is one
 */
gboolean
rk_calibration_is_monotone (const RkCalibration *self,
                            double               min,
                            double               max)
{
  guint turn;
  double a;
  double b;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!(min <= max))
    return FALSE;

  turn = find_turn (self, min);
  if (turn < self->n_turns && self->turns[turn] < max)
    return FALSE;

  a = rk_calibration_apply (self, min);
  b = rk_calibration_apply (self, max);

  return !isnan (a) && !isnan (b) && (a != b || min == max);
}

/* Values at a pole, and those that rounding makes of one, tell nothing of the side they are seen from. */
static gboolean
is_pole (const RkCalibration *self,
         double               raw)
{
  double value = rk_calibration_apply (self, raw);
  guint turn = find_turn (self, raw);

  if (isnan (value))
    return TRUE;

  return turn > 0 && self->turns[turn - 1] == raw
         && (self->form == RK_CALIBRATION_RECIPROCAL_LOG || (self->form == RK_CALIBRATION_STEINHART_HART && fabs (value) > 1e9));
}

/**
 * rk_calibration_get_bounds:
 * @self: a calibration
 * @min: raw value
 * @max: raw value, not below @min
 * @least: (out): no value of the range is below
 * @most: (out): none is above
 *
 * Finds the extrema of the formula over a range of raw values.
 *
 * Threads: any.
 *
 * Returns: %FALSE where it is not bounded or not defined throughout; the outputs are then unknown
 */
gboolean
rk_calibration_get_bounds (const RkCalibration *self,
                           double               min,
                           double               max,
                           double              *least,
                           double              *most)
{
  double a;
  double b;

  g_return_val_if_fail (self != NULL && least != NULL && most != NULL, FALSE);

  if (!(min <= max) || is_pole (self, min) || is_pole (self, max))
    return FALSE;

  a = rk_calibration_apply (self, min);
  b = rk_calibration_apply (self, max);
  *least = MIN (a, b);
  *most = MAX (a, b);

  for (guint turn = find_turn (self, min); turn < self->n_turns && self->turns[turn] < max; turn++) {
    if (is_pole (self, self->turns[turn]))
      return FALSE;
    a = rk_calibration_apply (self, self->turns[turn]);
    *least = MIN (*least, a);
    *most = MAX (*most, a);
  }

  return TRUE;
}

/* The end @raw of a piece that reaches to @other, moved in until the formula has a value; NaN if it has none. */
static double
find_end (const RkCalibration *self,
          double               raw,
          double               other)
{
  double width = fabs (other - raw);
  double step = MAX (fabs (raw) * 1e-12, 1e-300);
  double end = raw;

  if (!is_pole (self, raw))
    return raw;

  while (step < width) {
    end = other > raw ? raw + step : raw - step;
    step *= 1e3;
    if (!isnan (rk_calibration_apply (self, end)))
      return end;
  }

  return (double) NAN;
}

/* Where a monotone piece has the value @actual: FALSE if nowhere; NaN if everywhere. */
static gboolean
invert_piece (const RkCalibration *self,
              double               actual,
              double               min,
              double               max,
              double              *raw)
{
  double lower = find_end (self, min, max);
  double upper = find_end (self, max, min);
  double a = rk_calibration_apply (self, lower);
  double b = rk_calibration_apply (self, upper);

  if (isnan (a) || isnan (b) || !((a <= actual && actual <= b) || (b <= actual && actual <= a)))
    return FALSE;

  *raw = (double) NAN;
  if (a == b && lower < upper)
    return TRUE;

  /* The end first: two pieces that meet at the value have it at the same place. */
  if (a == actual)
    upper = lower;
  else if (b == actual)
    lower = upper;

  while (lower < upper) {
    double middle = lower / 2.0 + upper / 2.0;
    double y;

    if (middle <= lower || middle >= upper)
      break;
    y = rk_calibration_apply (self, middle);
    if (y == actual)
      lower = upper = middle;
    else if ((y < actual) == (a < b))
      lower = middle;
    else
      upper = middle;
  }

  /* The nearer of two neighbours. */
  *raw = fabs (rk_calibration_apply (self, upper) - actual) < fabs (rk_calibration_apply (self, lower) - actual) ? upper : lower;

  return TRUE;
}

static gboolean
needs_positive (const RkCalibration *self)
{
  switch (self->form) {
  case RK_CALIBRATION_LOG:
  case RK_CALIBRATION_MODIFIED_LOG:
  case RK_CALIBRATION_GEOMETRIC:
  case RK_CALIBRATION_MODIFIED_GEOMETRIC:
  case RK_CALIBRATION_STEINHART_HART:
    return TRUE;
  case RK_CALIBRATION_POWER:
    return self->coefficients[1] != floor (self->coefficients[1]);
  case RK_CALIBRATION_RECIPROCAL_LOG:
    return self->coefficients[2] > 0.0;
  case RK_CALIBRATION_POLYNOMIAL:
  case RK_CALIBRATION_MODIFIED_POWER:
  case RK_CALIBRATION_EXPONENTIAL:
  case RK_CALIBRATION_MODIFIED_EXPONENTIAL:
  case RK_CALIBRATION_TABLE:
  default:
    return FALSE;
  }
}

/**
 * rk_calibration_invert:
 * @self: a calibration
 * @actual: a value
 * @min: least raw value that is possible
 * @max: greatest raw value that is possible
 *
 * Works out the reading that gives a value.
 *
 * Threads: any.
 *
 * Returns: the raw value; NaN when there is none in the range, or several
 */
double
rk_calibration_invert (const RkCalibration *self,
                       double               actual,
                       double               min,
                       double               max)
{
  double found = (double) NAN;

  g_return_val_if_fail (self != NULL, (double) NAN);

  if (needs_positive (self))
    min = MAX (min, DBL_MIN);
  if (self->form == RK_CALIBRATION_RECIPROCAL_LOG && self->coefficients[2] < 0.0)
    max = MIN (max, -DBL_MIN);
  if (self->form == RK_CALIBRATION_STEINHART_HART && rk_calibration_has_divider (self))
    max = MIN (max, nextafter (self->coefficients[RK_DIVIDER_FULL], 0.0));
  if (!isfinite (actual) || !isfinite (min) || !isfinite (max) || min > max)
    return (double) NAN;

  for (guint turn = find_turn (self, min);; turn++) {
    double end = turn < self->n_turns ? MIN (self->turns[turn], max) : max;
    double raw;

    if (invert_piece (self, actual, min, end, &raw)) {
      if (isnan (raw) || (!isnan (found) && raw != found))
        return (double) NAN;
      found = raw;
    }
    if (end >= max)
      return found;
    min = end;
  }
}
