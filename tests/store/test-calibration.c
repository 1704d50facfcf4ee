#include "config.h"

#include "base/number.h"
#include "store/calibration.h"
#include "store/errors.h"

#include <math.h>
#include <string.h>

/* What a calculator says, or a maker's sheet. */
static const struct {
  const char *name;
  const char *text;
  double      raw;
  double      actual;
  double      tolerance;
} values[] = {
  { "line", "polynomial 0.1 1.02", 50.0, 51.1, 1e-12 },
  { "parabola", "polynomial 1 -2 3", 2.0, 9.0, 1e-12 },
  { "fifth-degree", "polynomial 1 1 1 1 1 1", 2.0, 63.0, 1e-12 },
  { "power", "power 2 1.5", 4.0, 16.0, 1e-12 },
  { "power-negative", "power 2 3", -2.0, -16.0, 1e-12 },
  { "power-undefined", "power 2 1.5", -4.0, NAN, 0.0 },
  { "modified-power", "modified-power 3 2", 4.0, 48.0, 1e-12 },
  { "log", "log 1 2", G_E, 3.0, 1e-12 },
  { "log-zero", "log 1 2", 0.0, NAN, 0.0 },
  { "modified-log", "modified-log 1 2", G_E, -1.0, 1e-12 },
  { "exponential", "exponential 2 0.5", 2.0, 2.0 * G_E, 1e-12 },
  { "exponential-overflow", "exponential 2 0.5", 1e6, NAN, 0.0 },
  { "modified-exponential", "modified-exponential 2 3", 3.0, 2.0 * G_E, 1e-12 },
  { "modified-exponential-zero", "modified-exponential 2 3", 0.0, NAN, 0.0 },
  { "geometric", "geometric 3 0.5", 4.0, 48.0, 1e-12 },
  { "modified-geometric", "modified-geometric 3 4", 2.0, 12.0, 1e-12 },
  { "reciprocal-log", "reciprocal-log 1 2 3", G_E / 3.0, 1.0 / 3.0, 1e-12 },
  { "reciprocal-log-pole", "reciprocal-log 0 1 1", 1.0, NAN, 0.0 },
  /* YSI 44031, 10 kOhm at 25 °C: its sheet's coefficients and resistances; they agree within 0.02 °C. */
  { "thermistor-25", "steinhart-hart 1.032e-3 2.387e-4 1.580e-7", 10000.0, 25.0, 0.02 },
  { "thermistor-0", "steinhart-hart 1.032e-3 2.387e-4 1.580e-7", 29490.0, 0.0, 0.02 },
  /* Vernier TMP-BTA: 20 kOhm at 25 °C, from a divider with 15 kOhm at 5 V: 5 * 20 / 35. */
  { "divider", "steinhart-hart 1.02119e-3 2.22468e-4 1.33342e-7 divider 15000 5", 5.0 * 20.0 / 35.0, 25.0, 0.02 },
  { "divider-upper", "steinhart-hart 1.02119e-3 2.22468e-4 1.33342e-7 divider 15000 5 upper", 5.0 * 15.0 / 35.0, 25.0, 0.02 },
  { "divider-short", "steinhart-hart 1.02119e-3 2.22468e-4 1.33342e-7 divider 15000 5", 5.0, NAN, 0.0 },
  { "divider-beyond", "steinhart-hart 1.02119e-3 2.22468e-4 1.33342e-7 divider 15000 5", 6.0, NAN, 0.0 },
  { "table-point", "table 0:0 512:21.5 1023:40", 512.0, 21.5, 0.0 },
  { "table-between", "table 0:0 512:21.5 1023:40", 256.0, 10.75, 1e-12 },
  { "table-before", "table 0:0 512:21.5 1023:40", -512.0, -21.5, 1e-12 },
  { "table-after", "table 1023:40 0:0 512:21.5", 1534.0, 58.5, 1e-12 },
  { "not-a-number", "table 0:0 1:1", NAN, NAN, 0.0 },
  { "not-a-number-power", "power 2 0", NAN, NAN, 0.0 },
  { "not-a-number-base", "modified-power 2 1", NAN, NAN, 0.0 },
};

static void
test_value (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (RkCalibration) calibration = rk_calibration_parse (values[i].text, &error);
  double actual;

  g_assert_no_error (error);
  actual = rk_calibration_apply (calibration, values[i].raw);
  if (isnan (values[i].actual))
    g_assert_true (isnan (actual));
  else
    g_assert_cmpfloat_with_epsilon (actual, values[i].actual, values[i].tolerance + 1e-300);
}

static const struct {
  const char *name;
  const char *text;
  const char *message;
} bad[] = {
  { "empty", "", "character 1" },
  { "blank", "   ", "character 4" },
  { "unknown", "linear 1 2", "“linear”" },
  { "prefix", "polynomia 1 2", "“polynomia”" },
  { "comma", "polynomial 0,1 1", "character 12: “0,1”" },
  { "word", "polynomial 0.1 x", "character 16: “x”" },
  { "not-finite", "polynomial 0.1 inf", "“inf”" },
  { "overflow", "polynomial 0.1 1e400", "“1e400”" },
  { "too-few", "polynomial 1", "2 to 6 coefficients, not 1" },
  { "too-many", "polynomial 1 2 3 4 5 6 7", "not 7" },
  { "exact-count", "power 1 2 3", "2 to 2" },
  { "thermistor-short", "steinhart-hart 1 2", "3 to 6" },
  { "divider-half", "steinhart-hart 1 2 3 divider 4", "divider" },
  { "divider-bare", "steinhart-hart 1 2 3 divider", "“divider”" },
  { "divider-zero", "steinhart-hart 1 2 3 divider 0 5", "above zero" },
  { "divider-word", "steinhart-hart 1 2 3 divide 1 5", "“divide”" },
  { "divider-lower", "steinhart-hart 1 2 3 divider 1 5 lower", "“lower”" },
  { "table-one", "table 1:2", "2 to 256 points, not 1" },
  { "table-colon", "table 1:2 3", "“3”" },
  { "table-twice", "table 1:2 1:3", "same reading 1" },
  { "table-infinite", "table 1:2 inf:3", "“inf:3”" },
  { "control", "table 1:2 \xff\xfe:3", "reading:value" },
};

static void
test_bad (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;

  g_assert_null (rk_calibration_parse (bad[i].text, &error));
  g_assert_error (error, RK_STORE_ERROR, RK_STORE_ERROR_CALIBRATION);
  if (strstr (error->message, bad[i].message) == NULL)
    g_error ("“%s” does not tell of “%s”", error->message, bad[i].message);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
test_bounds (void)
{
  g_autoptr (GString) text = g_string_new ("table");
  g_autoptr (GError) error = NULL;
  g_autoptr (RkCalibration) most = NULL;

  for (guint i = 0; i < RK_CALIBRATION_MAX_POINTS; i++)
    g_string_append_printf (text, " %u:%u", i, i * i);
  most = rk_calibration_parse (text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (rk_calibration_apply (most, 255.0), ==, 65025.0);

  g_string_append (text, " 999:1");
  g_assert_null (rk_calibration_parse (text->str, &error));
  g_assert_nonnull (strstr (error->message, "not 257"));
  g_clear_error (&error);

  for (guint i = 0; i < 100000; i++)
    g_string_append_c (text, '9');
  g_assert_null (rk_calibration_parse (text->str, &error));
  g_assert_error (error, RK_STORE_ERROR, RK_STORE_ERROR_CALIBRATION);
  g_assert_cmpuint (strlen (error->message), <, 200);
}

/* Any bits of a finite double, or a calm one. */
static double
random_double (GRand   *rand,
               gboolean is_calm)
{
  double value;

  if (is_calm)
    return g_rand_double_range (rand, -10.0, 10.0);

  do {
    guint64 bits = ((guint64) g_rand_int (rand) << 32) | g_rand_int (rand);

    memcpy (&value, &bits, sizeof value);
  } while (!isfinite (value));

  return g_rand_boolean (rand) ? value : g_rand_double_range (rand, -100.0, 100.0);
}

static RkCalibration *
random_calibration (GRand   *rand,
                    gboolean is_calm)
{
  static const guint counts[] = { 6, 2, 2, 2, 2, 2, 2, 2, 2, 3, 3 };
  RkCalibrationForm form = (RkCalibrationForm) g_rand_int_range (rand, 0, RK_CALIBRATION_TABLE + 1);
  double c[RK_CALIBRATION_MAX_COEFFICIENTS];
  RkCalibrationPoint points[20];
  guint n;

  if (form == RK_CALIBRATION_TABLE) {
    n = (guint) g_rand_int_range (rand, 2, G_N_ELEMENTS (points));
    for (guint i = 0; i < n; i++)
      points[i] = (RkCalibrationPoint) { random_double (rand, is_calm), random_double (rand, is_calm) };
    return rk_calibration_new_table (points, n, NULL);
  }

  n = counts[form];
  if (form == RK_CALIBRATION_POLYNOMIAL)
    n = (guint) g_rand_int_range (rand, 2, 7);
  for (guint i = 0; i < G_N_ELEMENTS (c); i++)
    c[i] = random_double (rand, is_calm);
  if (form == RK_CALIBRATION_STEINHART_HART && g_rand_boolean (rand)) {
    c[3] = fabs (c[3]) + 1e-300;
    c[4] = fabs (c[4]) + 1e-300;
    c[5] = 1.0;
    n = g_rand_boolean (rand) ? 5 : 6;
  }

  return rk_calibration_new (form, c, n, NULL);
}

static void
test_round_trip (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);

  for (guint i = 0; i < 20000; i++) {
    g_autoptr (RkCalibration) calibration = random_calibration (rand, i % 2);
    g_autoptr (RkCalibration) copy = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *text = NULL;
    g_autofree char *again = NULL;
    g_autofree char *formula = NULL;

    if (calibration == NULL)
      continue; /* two equal readings of a table */
    text = rk_calibration_to_text (calibration);
    copy = rk_calibration_parse (text, &error);
    g_assert_no_error (error);
    g_assert_true (rk_calibration_equal (calibration, copy));
    again = rk_calibration_to_text (copy);
    g_assert_cmpstr (text, ==, again);
    formula = rk_calibration_to_formula (copy);
    g_assert_true (g_utf8_validate (formula, -1, NULL));
  }
}

/* Texts made of pieces of right ones. */
static void
test_hostile (void)
{
  static const char *const words[] = { "polynomial", "table", "steinhart-hart", "divider", "upper", "1", "-2.5e-3", "1:2", ":",
                                       "1e308", "\t", "", "\xc3", "NaN", "0x1", "log", "1:2:3", "geometric", "-1" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  guint n_good = 0;

  for (guint i = 0; i < 100000; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (RkCalibration) calibration = NULL;
    g_autoptr (GError) error = NULL;
    guint n = (guint) g_rand_int_range (rand, 1, 8);

    for (guint k = 0; k < n; k++)
      g_string_append_printf (text, "%s%s", words[g_rand_int_range (rand, 0, G_N_ELEMENTS (words))],
                              g_rand_int_range (rand, 0, 10) > 0 ? " " : "");
    calibration = rk_calibration_parse (text->str, &error);
    g_assert_true ((calibration == NULL) == (error != NULL));
    if (calibration != NULL) {
      rk_calibration_apply (calibration, 1.0);
      rk_calibration_invert (calibration, 1.0, -1e300, 1e300);
      n_good++;
    }
  }

  g_assert_cmpuint (n_good, >, 100);
}

static const struct {
  const char *name;
  const char *text;
  double      min;
  double      max;
  gboolean    is_monotone;
} ranges[] = {
  { "line", "polynomial 1 2", -1e9, 1e9, TRUE },
  { "falling-line", "polynomial 1 -2", -1e9, 1e9, TRUE },
  { "constant", "polynomial 1 0", 0.0, 1.0, FALSE },
  { "one-value", "polynomial 1 0", 1.0, 1.0, TRUE },
  { "empty", "polynomial 1 2", 1.0, 0.0, FALSE },
  { "parabola-left", "polynomial 0 0 1", -2.0, 0.0, TRUE },
  { "parabola-right", "polynomial 0 0 1", 0.0, 2.0, TRUE },
  { "parabola", "polynomial 0 0 1", -1.0, 2.0, FALSE },
  { "parabola-just", "polynomial 0 0 1", -1e-9, 2.0, FALSE },
  { "cube", "polynomial 0 0 0 1", -2.0, 2.0, TRUE },
  { "wave", "polynomial 0 -3 0 1", -1.0, 1.0, TRUE },
  { "wave-beyond", "polynomial 0 -3 0 1", -1.1, 1.0, FALSE },
  { "fifth", "polynomial 0 4 0 -5 0 1", -0.54, 0.54, TRUE },
  { "fifth-beyond", "polynomial 0 4 0 -5 0 1", -0.54, 0.55, FALSE }, /* turns at 0.5439: 5 x^4 - 15 x^2 + 4 = 0 */
  { "hyperbola", "power 1 -1", 0.5, 9.0, TRUE },
  { "hyperbola-pole", "power 1 -1", -1.0, 9.0, FALSE },
  { "even-power", "power 1 2", -1.0, 9.0, FALSE },
  { "odd-power", "power 1 3", -1.0, 9.0, TRUE },
  { "log", "log 0 1", 0.1, 9.0, TRUE },
  { "log-zero", "log 0 1", 0.0, 9.0, FALSE },
  { "geometric", "geometric 1 1", 0.4, 9.0, TRUE }, /* turns at 1/e */
  { "geometric-turn", "geometric 1 1", 0.3, 9.0, FALSE },
  { "modified-geometric", "modified-geometric 1 1", 0.1, 2.7, TRUE }, /* turns at e */
  { "modified-geometric-turn", "modified-geometric 1 1", 0.1, 2.8, FALSE },
  { "reciprocal-log", "reciprocal-log 0 1 1", 1.1, 9.0, TRUE },
  { "reciprocal-log-pole", "reciprocal-log 0 1 1", 0.9, 9.0, FALSE },
  { "thermistor", "steinhart-hart 1.032e-3 2.387e-4 1.580e-7", 100.0, 1e6, TRUE },
  { "thermistor-divider", "steinhart-hart 1.032e-3 2.387e-4 1.580e-7 divider 1e4 1023", 20.0, 1000.0, TRUE },
  { "table", "table 0:0 1:5 2:6", -9.0, 9.0, TRUE },
  { "table-turn", "table 0:0 1:5 2:4", 0.5, 1.5, FALSE },
  { "table-half", "table 0:0 1:5 2:4", 1.0, 1.5, TRUE },
  { "table-flat", "table 0:0 1:5 2:5 3:6", 0.0, 3.0, FALSE },
};

static void
test_monotone (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (RkCalibration) calibration = rk_calibration_parse (ranges[i].text, NULL);

  g_assert_nonnull (calibration);
  g_assert_cmpint (rk_calibration_is_monotone (calibration, ranges[i].min, ranges[i].max), ==, ranges[i].is_monotone);
}

/* Where it says so, values do grow or fall; and the way back leads to the raw value. */
static void
test_inverse (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint n_inverted = 0;

  for (guint i = 0; i < 3000; i++) {
    g_autoptr (RkCalibration) calibration = random_calibration (rand, TRUE);
    double min = g_rand_double_range (rand, -10.0, 10.0);
    double max = min + g_rand_double_range (rand, 0.1, 10.0);
    double last;
    gboolean rises;

    if (calibration == NULL || !rk_calibration_is_monotone (calibration, min, max))
      continue;

    last = rk_calibration_apply (calibration, min);
    rises = rk_calibration_apply (calibration, max) > last;
    for (guint k = 1; k <= 50; k++) {
      double raw = min + (max - min) * k / 50.0;
      double value = rk_calibration_apply (calibration, raw);
      /* Of a fifth degree terms of 10^7 cancel. */
      double slack = 1e-9 * MAX (fabs (value), fabs (last)) + 1e-6;
      double back = rk_calibration_invert (calibration, value, min, max);

      g_assert_true (rises ? value >= last - slack : value <= last + slack);
      last = value;
      if (!isnan (back)) {
        g_assert_true (back >= min && back <= max);
        g_assert_cmpfloat_with_epsilon (rk_calibration_apply (calibration, back), value, slack);
        n_inverted++;
      }
    }
  }

  g_assert_cmpuint (n_inverted, >, 10000);
}

static void
test_inverse_values (void)
{
  g_autoptr (RkCalibration) line = rk_calibration_parse ("polynomial 1 2", NULL);
  g_autoptr (RkCalibration) parabola = rk_calibration_parse ("polynomial 0 0 1", NULL);
  g_autoptr (RkCalibration) thermistor = rk_calibration_parse ("steinhart-hart 1.032e-3 2.387e-4 1.580e-7 divider 1e4 1023", NULL);
  g_autoptr (RkCalibration) logarithm = rk_calibration_parse ("log 0 1", NULL);

  g_assert_cmpfloat (rk_calibration_invert (line, 5.0, 0.0, 10.0), ==, 2.0);
  g_assert_true (isnan (rk_calibration_invert (line, 5.0, 3.0, 10.0)));
  g_assert_true (isnan (rk_calibration_invert (parabola, 4.0, -3.0, 3.0)));
  g_assert_cmpfloat (rk_calibration_invert (parabola, 4.0, -1.0, 3.0), ==, 2.0);
  g_assert_cmpfloat (rk_calibration_invert (parabola, 0.0, -1.0, 3.0), ==, 0.0);
  g_assert_true (isnan (rk_calibration_invert (parabola, -1.0, -3.0, 3.0)));
  g_assert_true (isnan (rk_calibration_invert (line, NAN, -3.0, 3.0)));
  /* 10 kOhm at 25 °C is half of the supply; the range goes beyond what is defined. */
  g_assert_cmpfloat_with_epsilon (rk_calibration_invert (thermistor, 25.0, -10.0, 2000.0), 511.5, 0.2);
  g_assert_cmpfloat_with_epsilon (rk_calibration_invert (logarithm, 0.0, -10.0, 10.0), 1.0, 1e-12);
}

static void
test_formula (void)
{
  static const struct { const char *text, *point, *comma; } rows[] = {
    { "polynomial 0.1 1.02", "y = 0.1 + 1.02·x", "y = 0,1 + 1,02·x" },
    { "polynomial 0 1", "y = x", "y = x" },
    { "polynomial -2 -1 0 0.5", "y = −2 − x + 0.5·x³", "y = −2 − x + 0,5·x³" },
    { "polynomial 0 0", "y = 0", "y = 0" },
    { "power 0.00001234 -2", "y = 1.234·10⁻⁵·x^(−2)", "y = 1,234·10⁻⁵·x^(−2)" },
    { "log 1 -2", "y = 1 + (−2)·ln x", "y = 1 + (−2)·ln x" },
    { "steinhart-hart 0.001 0.0002 1e-7", "y = 1/(0.001 + 0.0002·ln x + 1·10⁻⁷·ln³ x) − 273.15",
      "y = 1/(0,001 + 0,0002·ln x + 1·10⁻⁷·ln³ x) − 273,15" },
    { "table 0:0 1:1", "table of 2 points", "table of 2 points" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (RkCalibration) calibration = rk_calibration_parse (rows[i].text, NULL);
    g_autofree char *point = NULL;
    g_autofree char *comma = NULL;

    rk_number_set_decimal_sign ('.');
    point = rk_calibration_to_formula (calibration);
    g_assert_cmpstr (point, ==, rows[i].point);
    rk_number_set_decimal_sign (',');
    comma = rk_calibration_to_formula (calibration);
    g_assert_cmpstr (comma, ==, rows[i].comma);
  }
  rk_number_set_decimal_sign (0);
}

static void
test_equal (void)
{
  g_autoptr (RkCalibration) a = rk_calibration_parse ("polynomial 0.1 1.02", NULL);
  g_autoptr (RkCalibration) b = rk_calibration_parse ("polynomial  0.10 1.02 ", NULL);
  g_autoptr (RkCalibration) c = rk_calibration_parse ("polynomial 0.1 1.02 0", NULL);
  g_autoptr (RkCalibration) d = rk_calibration_parse ("power 0.1 1.02", NULL);
  g_autoptr (RkCalibration) lower = rk_calibration_parse ("steinhart-hart 1 2 3 divider 1 5", NULL);
  g_autoptr (RkCalibration) upper = rk_calibration_parse ("steinhart-hart 1 2 3 divider 1 5 upper", NULL);

  g_assert_true (rk_calibration_equal (a, b));
  g_assert_false (rk_calibration_equal (a, c));
  g_assert_false (rk_calibration_equal (a, d));
  g_assert_false (rk_calibration_equal (a, NULL));
  g_assert_true (rk_calibration_equal (NULL, NULL));
  g_assert_false (rk_calibration_equal (lower, upper));
}

static void
test_conversion (void)
{
  RkConversion plain = { .scale = 1.0 };
  /* Volts to degrees Celsius, 2 of them taken off, shown in degrees Fahrenheit. */
  RkConversion line = { .zero = 2.0, .scale = 1.8, .offset = 32.0 };
  RkConversion curve = { .scale = 10.0, .offset = 1.0 };
  double scale = -1.0, offset = -1.0;

  g_assert_true (rk_conversion_is_line (&plain, &scale, &offset));
  g_assert_cmpfloat (scale, ==, 1.0);
  g_assert_cmpfloat (offset, ==, 0.0);
  g_assert_cmpfloat (rk_conversion_apply (&plain, 0.1), ==, 0.1);
  g_assert_true (isnan (rk_conversion_apply (&plain, NAN)));

  line.calibration = rk_calibration_parse ("polynomial 5 20 0", NULL);
  g_assert_cmpfloat_with_epsilon (rk_conversion_apply (&line, 1.0), 32.0 + 1.8 * 23.0, 1e-12);
  g_assert_true (rk_conversion_is_line (&line, &scale, &offset));
  g_assert_cmpfloat_with_epsilon (scale, 36.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (offset, 32.0 + 1.8 * 3.0, 1e-12);

  curve.calibration = rk_calibration_parse ("polynomial 0 0 1", NULL);
  g_assert_false (rk_conversion_is_line (&curve, &scale, &offset));
  g_assert_cmpfloat (rk_conversion_apply (&curve, 3.0), ==, 91.0);

  {
    RkConversion copy = rk_conversion_copy (&curve);

    rk_conversion_clear (&curve);
    g_assert_null (curve.calibration);
    g_assert_cmpfloat (rk_conversion_apply (&copy, 3.0), ==, 91.0);
    rk_conversion_clear (&copy);
  }
  rk_conversion_clear (&line);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autofree char *path = g_strdup_printf ("/store/calibration/value/%s", values[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_value);
  }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autofree char *path = g_strdup_printf ("/store/calibration/bad/%s", bad[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bad);
  }
  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++) {
    g_autofree char *path = g_strdup_printf ("/store/calibration/monotone/%s", ranges[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_monotone);
  }
  g_test_add_func ("/store/calibration/bounds", test_bounds);
  g_test_add_func ("/store/calibration/round-trip", test_round_trip);
  g_test_add_func ("/store/calibration/hostile", test_hostile);
  g_test_add_func ("/store/calibration/inverse", test_inverse);
  g_test_add_func ("/store/calibration/inverse-values", test_inverse_values);
  g_test_add_func ("/store/calibration/formula", test_formula);
  g_test_add_func ("/store/calibration/equal", test_equal);
  g_test_add_func ("/store/calibration/conversion", test_conversion);

  return g_test_run ();
}
