#include "config.h"

#include "plot/axis.h"
#include "plot/scene.h"

#include <math.h>

typedef struct {
  const char *name;
  double      lower, upper;
  guint       max_ticks;
  double      step;
} StepCase;

static const StepCase step_cases[] = {
  { "unit",        0.0,   10.0,  11, 1.0 },
  { "one-less",    0.0,   10.0,  10, 2.0 },
  { "fifths",      0.0,   1.0,   6,  0.2 },
  { "offset",      0.5,   10.5,  5,  2.0 },
  { "negative",    -20.0, 100.0, 7,  20.0 },
  { "tiny",        0.0,   3e-9,  4,  1e-9 },
  { "huge",        0.0,   7e12,  8,  1e12 },
  { "one-number",  0.0,   10.0,  1,  20.0 },
  { "deep-zoom",   1.7e9, 1.7e9 + 0.01, 6, 0.002 },
};

static void
test_step (gconstpointer data)
{
  const StepCase *c = data;
  double step = rk_axis_step (c->lower, c->upper, c->max_ticks);
  double n = floor (c->upper / step) - ceil (c->lower / step) + 1.0;

  g_assert_cmpfloat_with_epsilon (step, c->step, 1e-9 * c->step);
  g_assert_cmpfloat (n, <=, c->max_ticks);
}

/* Whatever the limits: a step of the row 1-2-5, few enough numbers, and none too few. */
static void
test_step_property (void)
{
  for (guint i = 0; i < 20000; i++) {
    double size = pow (10.0, g_test_rand_double_range (-30.0, 30.0));
    double lower = g_test_rand_double_range (-1.0, 1.0) * size;
    double upper = lower + size * pow (10.0, g_test_rand_double_range (-8.0, 1.0));
    guint max = (guint) g_test_rand_int_range (2, 30);
    double step = rk_axis_step (lower, upper, max);
    double mantissa = step / pow (10.0, floor (log10 (step) + 1e-9));
    double n = floor (upper / step) - ceil (lower / step) + 1.0;

    g_assert_true (fabs (mantissa - 1.0) < 1e-6 || fabs (mantissa - 2.0) < 1e-6 || fabs (mantissa - 5.0) < 1e-6);
    g_assert_cmpfloat (n, <=, max);
    /* Of max numbers at least max / 2.5 - 2 are used: the next finer step did not fit. */
    g_assert_cmpfloat (n, >=, floor (max / 2.5) - 2.0);
  }
}

typedef struct {
  const char *name;
  double      min, max;
  double      lower, upper;
} FitCase;

static const FitCase fit_cases[] = {
  { "plain",          0.0,   100.0,    0.0,   110.0 },
  { "both-sides",     -1.0,  1.0,      -1.25, 1.25 },
  { "not-below-zero", 0.1,   10.0,     0.0,   11.0 },
  { "not-above-zero", -10.0, -0.1,     -11.0, 0.0 },
  { "one-value",      20.0,  20.0,     18.0,  22.0 },
  { "zero",           0.0,   0.0,      -0.5,  0.5 },
  { "nothing",        NAN,   NAN,      0.0,   1.0 },
  { "no-samples",     INFINITY, -INFINITY, 0.0, 1.0 },
  { "infinite",       0.0,   INFINITY, 0.0,   1.0 },
  { "upside-down",    2.0,   1.0,      0.0,   1.0 },
};

static void
test_fit (gconstpointer data)
{
  const FitCase *c = data;
  double lower;
  double upper;

  rk_axis_fit (c->min, c->max, &lower, &upper);

  g_assert_cmpfloat_with_epsilon (lower, c->lower, 1e-9);
  g_assert_cmpfloat_with_epsilon (upper, c->upper, 1e-9);
}

static void
test_fit_property (void)
{
  for (guint i = 0; i < 20000; i++) {
    double size = pow (10.0, g_test_rand_double_range (-200.0, 200.0));
    double min = g_test_rand_double_range (-1.0, 1.0) * size;
    double max = min + fabs (min) * pow (10.0, g_test_rand_double_range (-14.0, 3.0));
    double lower;
    double upper;

    rk_axis_fit (min, max, &lower, &upper);

    g_assert_true (isfinite (lower) && isfinite (upper));
    g_assert_cmpfloat (lower, <, upper);
    g_assert_cmpfloat (lower, <=, min);
    g_assert_cmpfloat (upper, >=, max);
    /* A little air, not a desert: what is shown fills most of the axis. */
    if (max - min > 1e-8 * MAX (fabs (min), fabs (max)) && lower != 0.0 && upper != 0.0)
      g_assert_cmpfloat (max - min, >, 0.6 * (upper - lower));
  }
}

typedef struct {
  const char *name;
  double      lower, upper;
} ClampCase;

static const ClampCase clamp_cases[] = {
  { "empty", 5.0, 5.0 },
  { "empty-zero", 0.0, 0.0 },
  { "swapped", 2.0, 1.0 },
  { "nan", NAN, NAN },
  { "lower-nan", NAN, 3.0 },
  { "upper-nan", 3.0, NAN },
  { "infinite", -INFINITY, INFINITY },
  { "upper-infinite", 0.0, INFINITY },
  { "largest", -G_MAXDOUBLE, G_MAXDOUBLE },
  { "next-to-each-other", 1.7e9, 1.7e9 + 2.5e-7 },
  { "denormal", 0.0, 5e-324 },
  { "far-and-close", 1e300, 1e300 },
};

static void
test_clamp (gconstpointer data)
{
  const ClampCase *c = data;
  double lower = c->lower;
  double upper = c->upper;
  double again_lower;
  double again_upper;

  rk_axis_clamp (&lower, &upper);
  g_assert_true (isfinite (lower) && isfinite (upper));
  g_assert_cmpfloat (lower, <, upper);
  g_assert_true (isfinite (upper - lower));

  again_lower = lower;
  again_upper = upper;
  rk_axis_clamp (&again_lower, &again_upper);
  g_assert_cmpfloat (again_lower, ==, lower);
  g_assert_cmpfloat (again_upper, ==, upper);
}

static void
test_clamp_keeps (void)
{
  double lower = -3.25;
  double upper = 7.5;

  rk_axis_clamp (&lower, &upper);
  g_assert_cmpfloat (lower, ==, -3.25);
  g_assert_cmpfloat (upper, ==, 7.5);
}

typedef struct {
  const char *name;
  double      lower, upper;
  guint       max_ticks;
  char        sign;
  const char *text;  /* the numbers, separated by blanks */
  const char *title; /* of "p, Pa" */
} NumberCase;

static const NumberCase number_cases[] = {
  { "whole",         0.0,    10.0,    6,  '.', "0 2 4 6 8 10", "p, Pa" },
  { "comma",         0.0,    1.0,     6,  ',', "0,0 0,2 0,4 0,6 0,8 1,0", "p, Pa" },
  { "minus",         -1.0,   1.0,     3,  ',', "−1 0 1", "p, Pa" },
  { "no-minus-zero", -0.2,   0.2,     5,  ',', "−0,2 −0,1 0,0 0,1 0,2", "p, Pa" },
  { "exact-tenths",  0.0,    0.3,     4,  '.', "0.0 0.1 0.2 0.3", "p, Pa" },
  { "thousands",     9000.0, 11000.0, 3,  '.', "9000 10\u202f000 11\u202f000", "p, Pa" },
  { "pressure",      101300.0, 101300.2, 3, ',', "101\u202f300,0 101\u202f300,1 101\u202f300,2", "p, Pa" },
  { "millions",      0.0,    2e6,     5,  ',', "0,0 0,5 1,0 1,5 2,0", "p, 10⁶ Pa" },
  { "billions",      0.0,    4e10,    5,  ',', "0 10 20 30 40", "p, 10⁹ Pa" },
  { "micro",         0.0,    4e-5,    5,  ',', "0 10 20 30 40", "p, 10⁻⁶ Pa" },
  { "milli-is-plain", 0.0,   0.004,   5,  ',', "0,000 0,001 0,002 0,003 0,004", "p, Pa" },
  { "pico",          -1e-12, 1e-12,   3,  '.', "−1 0 1", "p, 10⁻¹² Pa" },
};

static void
check_numbers (const NumberCase *c,
               const RkTicks    *ticks)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *title = rk_ticks_title (ticks, "p, Pa");

  for (guint i = 0; i < ticks->n; i++) {
    char buffer[RK_TICKS_BUFFER];

    rk_ticks_format (ticks, i, c->sign, buffer);
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", buffer);
  }

  g_assert_cmpstr (text->str, ==, c->text);
  g_assert_cmpstr (title, ==, c->title);
}

static void
test_numbers (gconstpointer data)
{
  const NumberCase *c = data;
  RkTicks ticks;

  rk_ticks_init (&ticks, c->lower, c->upper, c->max_ticks);
  check_numbers (c, &ticks);
}

static void
test_titles (void)
{
  RkTicks ticks;
  g_autofree char *plain = NULL;
  g_autofree char *none = NULL;

  rk_ticks_init (&ticks, 0.0, 5e6, 6);
  plain = rk_ticks_title (&ticks, "N");
  none = rk_ticks_title (&ticks, NULL);
  g_assert_cmpstr (plain, ==, "N, 10⁶");
  g_assert_cmpstr (none, ==, "10⁶");
}

/* Any limits at all: numbers within them, ascending, all different as texts, short. */
static void
test_numbers_property (void)
{
  for (guint i = 0; i < 20000; i++) {
    double size = pow (10.0, g_test_rand_double_range (-290.0, 299.0));
    double lower = g_test_rand_double_range (-1.0, 1.0) * size;
    double upper = lower + size * pow (10.0, g_test_rand_double_range (-13.0, 1.0));
    RkTicks ticks;
    char last[RK_TICKS_BUFFER] = "";

    rk_ticks_init (&ticks, lower, upper, (guint) g_test_rand_int_range (1, 50));
    g_assert_cmpuint (ticks.n, <=, RK_TICKS_MAX);

    for (guint k = 0; k < ticks.n; k++) {
      double value = rk_ticks_get_value (&ticks, k);
      double slack = 1e-5 * ticks.step + 1e-15 * MAX (fabs (ticks.lower), fabs (ticks.upper));
      char text[RK_TICKS_BUFFER];

      g_assert_cmpfloat (value, >=, ticks.lower - slack);
      g_assert_cmpfloat (value, <=, ticks.upper + slack);
      rk_ticks_format (&ticks, k, ',', text);
      g_assert_true (g_utf8_validate (text, -1, NULL));
      g_assert_cmpuint (g_utf8_strlen (text, -1), <=, 24);
      g_assert_cmpstr (text, !=, last);
      g_strlcpy (last, text, sizeof last);
    }
  }
}

#define ADD_CASES(cases, prefix, function)                                                   \
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {                                          \
    g_autofree char *path = g_strconcat ("/plot/axis/" prefix "/", cases[i].name, NULL);      \
                                                                                              \
    g_test_add_data_func (path, &cases[i], function);                                         \
  }

/* ------------------------------------------------------------------ logarithmic axes */

static const NumberCase log_cases[] = {
  { "decades",       1.0,    1000.0,  5,  ',', "1 10 100 1000", "p, Pa" },
  { "one-two-five",  1.0,    1000.0,  12, ',', "1 2 5 10 20 50 100 200 500 1000", "p, Pa" },
  { "thousands",     100.0,  5e5,     12, ',', "100 200 500 1000 2000 5000 10\u202f000 20\u202f000 50\u202f000 100\u202f000 "
                                               "200\u202f000 500\u202f000", "p, Pa" },
  { "fractions",     0.001,  0.1,     9,  ',', "0,001 0,002 0,005 0,01 0,02 0,05 0,1", "p, Pa" },
  { "powers",        1e-6,   1e3,     10, ',', "10⁻⁶ 10⁻⁵ 10⁻⁴ 10⁻³ 10⁻² 10⁻¹ 10⁰ 10¹ 10² 10³", "p, Pa" },
  { "powers-of-all", 1e5,    1e7,     7,  ',', "10⁵ 2·10⁵ 5·10⁵ 10⁶ 2·10⁶ 5·10⁶ 10⁷", "p, Pa" },
  { "second-decades", 1e-6,  1e6,     7,  ',', "10⁻⁶ 10⁻⁴ 10⁻² 10⁰ 10² 10⁴ 10⁶", "p, Pa" },
  { "far",           1e-280, 1e280,   6,  ',', "10⁻²⁰⁰ 10⁻¹⁰⁰ 10⁰ 10¹⁰⁰ 10²⁰⁰", "p, Pa" },
  { "within-a-decade", 2.0,  8.0,     4,  '.', "2 4 6 8", "p, Pa" },
  { "no-logarithm",  0.0,    10.0,    6,  '.', "0 2 4 6 8 10", "p, Pa" },
};

static void
test_log_numbers (gconstpointer data)
{
  const NumberCase *c = data;
  RkTicks ticks;

  rk_ticks_init_log (&ticks, c->lower, c->upper, c->max_ticks);
  check_numbers (c, &ticks);
}

/* By hand: log 2 = 0.30103; the place of 5 between 1 and 100 is 0.349485. */
static void
test_log_places (void)
{
  RkAxis axis = { .lower = 1.0, .upper = 100.0, .log = TRUE };
  RkTicks ticks;
  double minor[400];

  g_assert_cmpfloat (rk_axis_get_share (&axis, 1.0), ==, 0.0);
  g_assert_cmpfloat_with_epsilon (rk_axis_get_share (&axis, 10.0), 0.5, 1e-15);
  g_assert_cmpfloat_with_epsilon (rk_axis_get_share (&axis, 5.0), 0.349485, 1e-6);
  g_assert_cmpfloat_with_epsilon (rk_axis_get_share (&axis, 1e4), 2.0, 1e-14);
  g_assert_true (isnan (rk_axis_get_share (&axis, 0.0)));
  g_assert_true (isnan (rk_axis_get_share (&axis, -3.0)));
  g_assert_cmpfloat_with_epsilon (rk_axis_get_value (&axis, 0.5), 10.0, 1e-12);

  rk_ticks_init_log (&ticks, 1.0, 100.0, 3);
  g_assert_cmpfloat_with_epsilon (rk_ticks_get_spacing (&ticks), 0.5, 1e-12);
  g_assert_cmpuint (rk_ticks_get_minor (&ticks, minor, 400), ==, 17); /* 2 ... 9, 10, 20 ... 90 */
  g_assert_cmpfloat_with_epsilon (minor[0], 0.30103 / 2.0, 1e-6);
  g_assert_cmpuint (rk_ticks_get_minor (&ticks, minor, 5), ==, 5);
  rk_ticks_init_log (&ticks, 1.0, 100.0, 7);
  g_assert_cmpfloat_with_epsilon (rk_ticks_get_spacing (&ticks), 0.30103 / 2.0, 1e-6);
}

/* The smallest double has no decade below it. */
static void
test_log_minor_of_tiny_limits (void)
{
  RkTicks ticks;
  double minor[400];
  guint n;

  rk_ticks_init_log (&ticks, 4.9e-324, 1.0, 7);
  n = rk_ticks_get_minor (&ticks, minor, 400);
  g_assert_cmpuint (n, >, 0);
  for (guint i = 0; i < n; i++)
    g_assert_true (minor[i] > 0.0 && minor[i] < 1.0);
}

typedef struct {
  const char *name;
  double      min, max;
  double      lower, upper;
} LogFitCase;

static const LogFitCase log_fits[] = {
  { "decades", 0.3, 450.0, 0.1, 1000.0 },
  { "on-decades", 1.0, 1000.0, 1.0, 1000.0 },
  { "narrow", 23.0, 47.0, 20.0, 50.0 },
  { "one", 3.0, 3.0, 2.0, 5.0 },
  { "on-a-number", 2.0, 2.0, 1.0, 4.0 },
  { "just-below-a-decade", 1e-3 * (1.0 - 1.15e-9), 1e-3 * (1.0 - 1.15e-9), 5e-4, 2e-3 },
  { "nothing", (double) NAN, (double) NAN, 0.1, 10.0 },
  { "not-positive", -1.0, 5.0, 0.1, 10.0 },
};

static void
test_log_fit (gconstpointer data)
{
  const LogFitCase *c = data;
  double lower;
  double upper;

  rk_axis_fit_log (c->min, c->max, &lower, &upper);
  g_assert_cmpfloat_with_epsilon (lower, c->lower, 1e-12 * c->lower);
  g_assert_cmpfloat_with_epsilon (upper, c->upper, 1e-12 * c->upper);
}

/* Any limits: numbers within them, ascending, different as texts; places and values are each other's inverse. */
static void
test_log_property (void)
{
  for (guint i = 0; i < 20000; i++) {
    RkAxis axis = { .lower = pow (10.0, g_test_rand_double_range (-280.0, 279.0)), .log = TRUE };
    RkTicks ticks;
    char last[RK_TICKS_BUFFER] = "";
    double share = g_test_rand_double_range (-0.01, 1.01);
    double before = -INFINITY;

    axis.upper = axis.lower * pow (10.0, pow (10.0, g_test_rand_double_range (-3.0, 2.5)));
    axis.upper = MIN (axis.upper, 1e290);
    rk_ticks_init_log (&ticks, axis.lower, axis.upper, (guint) g_test_rand_int_range (1, 50));
    g_assert_cmpuint (ticks.n, <=, RK_TICKS_MAX);
    for (guint k = 0; k < ticks.n; k++) {
      double place = rk_ticks_get_share (&ticks, rk_ticks_get_value (&ticks, k));
      char text[RK_TICKS_BUFFER];

      g_assert_cmpfloat (place, >, -1e-3);
      g_assert_cmpfloat (place, <, 1.0 + 1e-3);
      g_assert_cmpfloat (place, >, before);
      before = place;
      rk_ticks_format (&ticks, k, ',', text);
      g_assert_cmpstr (text, !=, last);
      g_strlcpy (last, text, sizeof last);
    }
    g_assert_cmpfloat_with_epsilon (rk_axis_get_share (&axis, rk_axis_get_value (&axis, share)), share,
                                    1e-9 + 1e-12 / log10 (axis.upper / axis.lower));
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD_CASES (step_cases, "step", test_step)
  ADD_CASES (fit_cases, "fit", test_fit)
  ADD_CASES (clamp_cases, "clamp", test_clamp)
  ADD_CASES (number_cases, "numbers", test_numbers)
  g_test_add_func ("/plot/axis/step-property", test_step_property);
  g_test_add_func ("/plot/axis/fit-property", test_fit_property);
  g_test_add_func ("/plot/axis/clamp-keeps-good-limits", test_clamp_keeps);
  g_test_add_func ("/plot/axis/titles", test_titles);
  g_test_add_func ("/plot/axis/numbers-property", test_numbers_property);
  ADD_CASES (log_cases, "log-numbers", test_log_numbers)
  ADD_CASES (log_fits, "log-fit", test_log_fit)
  g_test_add_func ("/plot/axis/log-places", test_log_places);
  g_test_add_func ("/plot/axis/log-minor-of-tiny-limits", test_log_minor_of_tiny_limits);
  g_test_add_func ("/plot/axis/log-property", test_log_property);

  return g_test_run ();
}
