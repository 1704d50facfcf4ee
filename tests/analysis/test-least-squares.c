#include "config.h"

#include "analysis/least-squares.h"

#include <math.h>

#define N_WAMPLER 21

/* NIST's reference data set "Wampler4" (StRD, linear regression, higher difficulty): a polynomial of degree 5 over 0 to 20,
 * every coefficient 1, with a noise that is orthogonal to it. Row k of the result: deviation of coefficient k. */
static void
test_wampler (void)
{
  static const int noise[] = { 759, -2048, 2048, -2048, 2523, -2048, 2048, -2048, 1838, -2048, 2048 };
  static const double sd[] = { 215232.624678170, 236355.173469681, 77934.3524331583, 10147.5507550350, 564.566512170752,
                               11.2324854679312 };
  double columns[6 * N_WAMPLER];
  double y[N_WAMPLER];
  RkLeastSquares result;

  for (guint i = 0; i < N_WAMPLER; i++) {
    double power = 1.0;

    y[i] = 100.0 * noise[MIN (i, N_WAMPLER - 1 - i)];
    for (guint k = 0; k < 6; k++, power *= i) {
      columns[k * N_WAMPLER + i] = power;
      y[i] += power;
    }
  }

  g_assert_true (rk_least_squares_solve (columns, 6, y, N_WAMPLER, &result));
  g_assert_cmpuint (result.n_parameters, ==, 6);
  g_assert_cmpfloat_with_epsilon (result.sd, 236014.502379268, 1e-9 * 236014.502379268);
  for (guint k = 0; k < 6; k++) {
    g_assert_cmpfloat_with_epsilon (result.parameters[k], 1.0, 1e-7);
    g_assert_cmpfloat_with_epsilon (sqrt (result.covariance[k][k]), sd[k], 1e-9 * sd[k]);
    for (guint l = 0; l < 6; l++)
      g_assert_cmpfloat_with_epsilon (result.covariance[k][l], result.covariance[l][k], 1e-9 * sd[k] * sd[l]);
  }
}

/* y = 2 x, once with x in units a thousand million million times as large. */
static void
test_the_unit_does_not_matter (void)
{
  const double units[] = { 1.0, 1e15, 1e-15, 1e150 };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    const double columns[] = { 1.0, 1.0, 1.0, 1.0 * units[i], 2.0 * units[i], 3.0 * units[i] };
    const double y[] = { 2.0, 4.0, 6.0 };
    RkLeastSquares result;

    g_assert_true (rk_least_squares_solve (columns, 2, y, 3, &result));
    g_assert_cmpfloat_with_epsilon (result.parameters[0], 0.0, 1e-13);
    g_assert_cmpfloat_with_epsilon (result.parameters[1] * units[i], 2.0, 1e-13);
    g_assert_cmpfloat (result.sd, <, 1e-13);
  }
}

static void
test_no_points_to_spare (void)
{
  const double columns[] = { 1.0, 1.0, 1.0, 3.0 };
  const double y[] = { 5.0, 9.0 };
  RkLeastSquares result;

  g_assert_true (rk_least_squares_solve (columns, 2, y, 2, &result));
  g_assert_cmpfloat_with_epsilon (result.parameters[0], 3.0, 1e-13);
  g_assert_cmpfloat_with_epsilon (result.parameters[1], 2.0, 1e-13);
  g_assert_true (isnan (result.sd));
  for (guint i = 0; i < 4; i++)
    g_assert_true (isnan (result.covariance[i / 2][i % 2]));
}

/* GSL's own answer to some of these would be to abort. */
static const struct {
  const char *name;
  double      columns[6];
  double      y[3];
} refused[] = {
  { "equal", { 1.0, 2.0, 3.0, 1.0, 2.0, 3.0 }, { 1.0, 2.0, 3.0 } },
  { "multiple", { 1.0, 2.0, 3.0, 3e9, 6e9, 9e9 }, { 1.0, 2.0, 3.0 } },
  { "nothing", { 1.0, 2.0, 3.0, 0.0, 0.0, 0.0 }, { 1.0, 2.0, 3.0 } },
  { "all-nothing", { 0.0 }, { 1.0, 2.0, 3.0 } },
  { "nearly-equal", { 1.0, 2.0, 3.0, 1.0, 2.0, 3.0 + 1e-14 }, { 1.0, 2.0, 3.0 } },
  { "overflowing-column", { 1.0, 2.0, 3.0, 1.7e308, -1.7e308, 1.7e308 }, { 1.0, 2.0, 3.0 } },
  { "overflowing-values", { 1.0, 2.0, 3.0, 1.0, 1.0, 1.0 }, { 1.7e308, -1.7e308, 1.7e308 } },
  { "infinite", { 1.0, 2.0, 3.0, 1.0, 1.0, INFINITY }, { 1.0, 2.0, 3.0 } },
  { "no-number", { 1.0, 2.0, NAN, 1.0, 1.0, 1.0 }, { 1.0, 2.0, 3.0 } },
  { "no-value", { 1.0, 2.0, 3.0, 1.0, 1.0, 1.0 }, { 1.0, NAN, 3.0 } },
};

static void
test_refused (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  RkLeastSquares result;

  g_assert_false (rk_least_squares_solve (refused[i].columns, 2, refused[i].y, 3, &result));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree char *path = g_strdup_printf ("/analysis/least-squares/refused/%s", refused[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_refused);
  }
  g_test_add_func ("/analysis/least-squares/wampler", test_wampler);
  g_test_add_func ("/analysis/least-squares/the-unit-does-not-matter", test_the_unit_does_not_matter);
  g_test_add_func ("/analysis/least-squares/no-points-to-spare", test_no_points_to_spare);

  return g_test_run ();
}
