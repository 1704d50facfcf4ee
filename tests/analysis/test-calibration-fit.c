#include "config.h"

#include "analysis/calibration-fit.h"
#include "analysis/errors.h"

#include <math.h>
#include <string.h>

static RkCalibrationFit *
fit (RkCalibrationMethod       method,
     const RkCalibrationPoint *points,
     guint                     n,
     const char               *before)
{
  g_autoptr (RkCalibration) old = before != NULL ? rk_calibration_parse (before, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  RkCalibrationFit *result = rk_calibration_fit_new (method, points, n, old, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);

  return result;
}

static void
assert_text (const RkCalibrationFit *result,
             const char             *expected)
{
  g_autofree char *text = rk_calibration_to_text (result->calibration);

  g_assert_cmpstr (text, ==, expected);
}

/* The pH electrode of a school kit: 1.75 V in buffer 7, 2.25 V in buffer 4. */
static void
test_two_points (void)
{
  const RkCalibrationPoint points[] = { { 1.75, 7.0 }, { 2.25, 4.0 } };
  g_autoptr (RkCalibrationFit) result = fit (RK_CALIBRATION_TWO_POINTS, points, 2, NULL);

  assert_text (result, "polynomial 17.5 -6");
  g_assert_cmpfloat (result->residuals[0], ==, 0.0);
  g_assert_true (isnan (result->sd));
  g_assert_true (isnan (result->errors[0]));
}

static const struct {
  const char         *name;
  RkCalibrationMethod method;
  const char         *before;
  RkCalibrationPoint  point;
  const char         *after; /* NULL: it cannot be */
} one_point[] = {
  { "slope", RK_CALIBRATION_ONE_SLOPE, NULL, { 4.0, 5.0 }, "polynomial 0 1.25" },
  { "slope-keeps-the-offset", RK_CALIBRATION_ONE_SLOPE, "polynomial 1 2", { 2.0, 9.0 }, "polynomial 1 4" },
  { "slope-of-a-curve", RK_CALIBRATION_ONE_SLOPE, "polynomial 0 1 1", { 1.0, 4.0 }, "polynomial 0 2 2" },
  { "slope-of-a-power", RK_CALIBRATION_ONE_SLOPE, "power 3 2", { 2.0, 24.0 }, "power 6 2" },
  { "slope-of-a-table", RK_CALIBRATION_ONE_SLOPE, "table 0:0 2:4", { 1.0, 6.0 }, "table 0:0 2:12" },
  { "slope-at-zero", RK_CALIBRATION_ONE_SLOPE, NULL, { 0.0, 5.0 }, NULL },
  { "slope-to-nothing", RK_CALIBRATION_ONE_SLOPE, NULL, { 5.0, 0.0 }, NULL },
  { "offset", RK_CALIBRATION_ONE_OFFSET, NULL, { 4.0, 5.0 }, "polynomial 1 1" },
  { "offset-keeps-the-slope", RK_CALIBRATION_ONE_OFFSET, "polynomial 1 2", { 2.0, 9.0 }, "polynomial 5 2" },
  { "offset-of-a-logarithm", RK_CALIBRATION_ONE_OFFSET, "log 1 2", { 1.0, 4.0 }, "log 4 2" },
  { "offset-of-a-table", RK_CALIBRATION_ONE_OFFSET, "table 0:0 2:4", { 1.0, 3.0 }, "table 0:1 2:5" },
  { "offset-of-a-power", RK_CALIBRATION_ONE_OFFSET, "power 3 2", { 2.0, 24.0 }, NULL },
  { "outside-of-the-formula", RK_CALIBRATION_ONE_OFFSET, "log 1 2", { -1.0, 24.0 }, NULL },
};

static void
test_one_point (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (RkCalibration) before = one_point[i].before != NULL ? rk_calibration_parse (one_point[i].before, NULL) : NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (RkCalibrationFit) result = rk_calibration_fit_new (one_point[i].method, &one_point[i].point, 1, before, NULL, &error);

  if (one_point[i].after == NULL) {
    g_assert_null (result);
    g_assert_true (error->domain == RK_ANALYSIS_ERROR);
    return;
  }

  g_assert_no_error (error);
  assert_text (result, one_point[i].after);
  g_assert_cmpfloat_with_epsilon (result->residuals[0], 0.0, 1e-12);
}

/* By hand: mean 1.5 and 3.75, Sxx = 5, Sxy = 8.5; residuals -0.2, 0.1, 0.4, -0.3; s² = 0.3 / 2. */
static void
test_best_line (void)
{
  const RkCalibrationPoint points[] = { { 0, 1 }, { 1, 3 }, { 2, 5 }, { 3, 6 } };
  const double residuals[] = { -0.2, 0.1, 0.4, -0.3 };
  g_autoptr (RkCalibrationFit) result = fit (RK_CALIBRATION_BEST_LINE, points, 4, NULL);
  guint n;
  const double *c = rk_calibration_get_coefficients (result->calibration, &n);

  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpfloat_with_epsilon (c[0], 1.2, 1e-12);
  g_assert_cmpfloat_with_epsilon (c[1], 1.7, 1e-12);
  g_assert_cmpfloat_with_epsilon (result->sd, sqrt (0.15), 1e-12);
  g_assert_cmpfloat_with_epsilon (result->errors[1], sqrt (0.15 / 5.0), 1e-12);
  g_assert_cmpfloat_with_epsilon (result->errors[0], sqrt (0.15 * (1.0 / 4.0 + 1.5 * 1.5 / 5.0)), 1e-12);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (result->residuals[i], residuals[i], 1e-12);
}

/* Exact points of a cubic over the readings of a 12-bit converter, far from zero. */
static void
test_polynomials_are_found_again (void)
{
  const double c[] = { -20.0, 0.05, -1e-5, 2e-9 };
  RkCalibrationPoint points[12];

  for (guint p = 2; p <= 4; p++) {
    g_autoptr (RkCalibrationFit) result = NULL;
    guint n;

    for (guint i = 0; i < G_N_ELEMENTS (points); i++) {
      double x = 3000.0 + 90.0 * i;

      points[i] = (RkCalibrationPoint) { x, c[0] + c[1] * x + (p > 2 ? c[2] * x * x : 0.0) + (p > 3 ? c[3] * x * x * x : 0.0) };
    }
    result = fit ((RkCalibrationMethod) (RK_CALIBRATION_BEST_LINE + p - 2), points, G_N_ELEMENTS (points), NULL);
    for (guint k = 0; k < p; k++)
      g_assert_cmpfloat_with_epsilon (rk_calibration_get_coefficients (result->calibration, &n)[k], c[k], 1e-7 * fabs (c[k]));
    g_assert_cmpuint (n, ==, p);
    g_assert_cmpfloat (result->sd, <, 1e-10);
  }
}

/* NIST's reference data set "Pontius" (StRD, linear regression): the calibration of a load cell, with certified
 * coefficients, their deviations and that of the residuals. */
static void
test_pontius (void)
{
  static const double y[] = {
    .11019, .21956, .32949, .43899, .54803, .65694, .76562, .87487, .98292, 1.09146, 1.20001, 1.30822, 1.41599, 1.52399,
    1.63194, 1.73947, 1.84646, 1.95392, 2.06128, 2.16844, .11052, .22018, .32939, .43886, .54798, .65739, .76596, .87474,
    .98300, 1.09150, 1.20004, 1.30818, 1.41613, 1.52408, 1.63159, 1.73965, 1.84696, 1.95445, 2.06177, 2.16829,
  };
  RkCalibrationPoint points[G_N_ELEMENTS (y)];
  g_autoptr (RkCalibrationFit) result = NULL;
  const double *c;
  guint n;

  for (guint i = 0; i < G_N_ELEMENTS (y); i++)
    points[i] = (RkCalibrationPoint) { 150000.0 * (i % 20 + 1), y[i] };
  result = fit (RK_CALIBRATION_BEST_PARABOLA, points, G_N_ELEMENTS (y), NULL);
  c = rk_calibration_get_coefficients (result->calibration, &n);

  g_assert_cmpfloat_with_epsilon (c[0], 0.673565789473684e-3, 1e-9 * 0.673565789473684e-3);
  g_assert_cmpfloat_with_epsilon (c[1], 0.732059160401003e-6, 1e-9 * 0.732059160401003e-6);
  g_assert_cmpfloat_with_epsilon (c[2], -0.316081871345029e-14, 1e-9 * 0.316081871345029e-14);
  g_assert_cmpfloat_with_epsilon (result->errors[0], 0.107938612033077e-3, 1e-9 * 0.107938612033077e-3);
  g_assert_cmpfloat_with_epsilon (result->errors[1], 0.157817399981659e-9, 1e-9 * 0.157817399981659e-9);
  g_assert_cmpfloat_with_epsilon (result->errors[2], 0.486652849992036e-16, 1e-9 * 0.486652849992036e-16);
  g_assert_cmpfloat_with_epsilon (result->sd, 0.205177424076185e-3, 1e-9 * 0.205177424076185e-3);
}

/* The sheet of YSI 44031: its three coefficients come back from three of its points. */
static void
test_thermistor (gconstpointer data)
{
  const RkDivider *divider = data;
  g_autoptr (RkCalibration) truth = rk_calibration_parse ("steinhart-hart 1.032e-3 2.387e-4 1.580e-7", NULL);
  const double resistances[] = { 29490.0, 10000.0, 3897.0, 1000.0, 400.0 };
  RkCalibrationPoint points[5];

  for (guint i = 0; i < 5; i++) {
    double r = resistances[i];

    points[i].actual = rk_calibration_apply (truth, r);
    points[i].raw = divider == NULL ? r : divider->full * (divider->upper ? divider->ohm : r) / (r + divider->ohm);
  }

  for (guint n = 3; n <= 5; n += 2) {
    g_autoptr (GError) error = NULL;
    g_autoptr (RkCalibrationFit) result = rk_calibration_fit_new (RK_CALIBRATION_THERMISTOR, points, n, NULL, divider, &error);
    guint n_coefficients;
    const double *c;

    g_assert_no_error (error);
    c = rk_calibration_get_coefficients (result->calibration, &n_coefficients);
    g_assert_cmpfloat_with_epsilon (c[0], 1.032e-3, 1e-9);
    g_assert_cmpfloat_with_epsilon (c[1], 2.387e-4, 1e-10);
    g_assert_cmpfloat_with_epsilon (c[2], 1.580e-7, 1e-12);
    g_assert_cmpfloat_with_epsilon (rk_calibration_apply (result->calibration, points[1].raw), points[1].actual, 1e-6);
    g_assert_cmpint (isnan (result->sd), ==, n == 3);
  }
}

static const RkDivider dividers[] = { { 10000.0, 1023.0, FALSE }, { 4700.0, 3.3, TRUE } };

static void
test_table (void)
{
  const RkCalibrationPoint points[] = { { 5, 50 }, { 1, 10 }, { 3, 20 } };
  g_autoptr (RkCalibrationFit) result = fit (RK_CALIBRATION_THROUGH_POINTS, points, 3, NULL);

  assert_text (result, "table 1:10 3:20 5:50");
  g_assert_cmpfloat (result->residuals[2], ==, 0.0);
  g_assert_true (isnan (result->sd));
}

static const struct {
  const char         *name;
  RkCalibrationMethod method;
  guint               n;
  RkCalibrationPoint  points[4];
  int                 code; /* -1: of another domain */
} bad[] = {
  { "none", RK_CALIBRATION_ONE_SLOPE, 0, { { 0 } }, RK_ANALYSIS_ERROR_TOO_FEW },
  { "one-of-two", RK_CALIBRATION_TWO_POINTS, 1, { { 1, 2 } }, RK_ANALYSIS_ERROR_TOO_FEW },
  { "three-of-four", RK_CALIBRATION_BEST_CUBIC, 3, { { 1, 2 }, { 2, 3 }, { 3, 4 } }, RK_ANALYSIS_ERROR_TOO_FEW },
  { "equal-readings", RK_CALIBRATION_TWO_POINTS, 2, { { 1, 2 }, { 1, 3 } }, RK_ANALYSIS_ERROR_DEGENERATE },
  { "equal-values", RK_CALIBRATION_TWO_POINTS, 2, { { 1, 2 }, { 2, 2 } }, RK_ANALYSIS_ERROR_DEGENERATE },
  { "equal-in-a-line", RK_CALIBRATION_BEST_LINE, 3, { { 1, 2 }, { 1, 3 }, { 1, 4 } }, RK_ANALYSIS_ERROR_DEGENERATE },
  { "two-places-of-three", RK_CALIBRATION_BEST_PARABOLA, 3, { { 1, 2 }, { 1, 3 }, { 2, 4 } }, RK_ANALYSIS_ERROR_DEGENERATE },
  { "equal-resistances", RK_CALIBRATION_THERMISTOR, 3, { { 1e4, 25 }, { 1e4, 26 }, { 2e4, 4 } }, RK_ANALYSIS_ERROR_DEGENERATE },
  { "no-resistance", RK_CALIBRATION_THERMISTOR, 3, { { 0, 25 }, { 1e4, 26 }, { 2e4, 4 } }, RK_ANALYSIS_ERROR_INPUT },
  { "too-cold", RK_CALIBRATION_THERMISTOR, 3, { { 1e3, -300 }, { 1e4, 26 }, { 2e4, 4 } }, RK_ANALYSIS_ERROR_INPUT },
  { "missing", RK_CALIBRATION_TWO_POINTS, 2, { { 1, NAN }, { 2, 3 } }, RK_ANALYSIS_ERROR_INPUT },
  { "table-equal", RK_CALIBRATION_THROUGH_POINTS, 2, { { 1, 2 }, { 1, 3 } }, -1 },
  { "overflow", RK_CALIBRATION_BEST_LINE, 2, { { -1.7e308, -1.7e308 }, { 1.7e308, 1.7e308 } }, -2 },
};

static void
test_bad (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (RkCalibrationFit) result = rk_calibration_fit_new (bad[i].method, bad[i].points, bad[i].n, NULL, NULL, &error);

  if (bad[i].code == -2) { /* either is right, as long as it is clean */
    g_assert_true ((result == NULL) == (error != NULL));
    return;
  }

  g_assert_null (result);
  g_assert_nonnull (error);
  if (bad[i].code >= 0)
    g_assert_error (error, RK_ANALYSIS_ERROR, bad[i].code);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (one_point); i++) {
    g_autofree char *path = g_strdup_printf ("/analysis/calibration-fit/one-point/%s", one_point[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_one_point);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *path = g_strdup_printf ("/analysis/calibration-fit/bad/%s", bad[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bad);
  }
  g_test_add_func ("/analysis/calibration-fit/two-points", test_two_points);
  g_test_add_func ("/analysis/calibration-fit/best-line", test_best_line);
  g_test_add_func ("/analysis/calibration-fit/polynomials-are-found-again", test_polynomials_are_found_again);
  g_test_add_func ("/analysis/calibration-fit/pontius", test_pontius);
  g_test_add_data_func ("/analysis/calibration-fit/thermistor/resistance", NULL, test_thermistor);
  g_test_add_data_func ("/analysis/calibration-fit/thermistor/lower", &dividers[0], test_thermistor);
  g_test_add_data_func ("/analysis/calibration-fit/thermistor/upper", &dividers[1], test_thermistor);
  g_test_add_func ("/analysis/calibration-fit/table", test_table);

  return g_test_run ();
}
