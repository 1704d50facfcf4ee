#include "config.h"

#include "analysis/trend.h"

#include <math.h>

#include "base/clock.h"
#include "base/number.h"
#include "store/series.h"

#define N 1000

static double times[N];
static double values[N];

static char *
format (double   value,
        gpointer user_data)
{
  g_autofree char *number = rk_number_format (value, 1);

  return g_strconcat (number, user_data, NULL);
}

/* Near enough to a normal distribution: the sum of 12 equal ones. */
static double
random_normal (double sd)
{
  double sum = -6.0;

  for (guint i = 0; i < 12; i++)
    sum += g_test_rand_double ();

  return sd * sum;
}

typedef double (*Shape) (double s);

static double rise (double s) { return 21.3 + s * (64.8 - 21.3) / 300.0; }
static double cool (double s) { return 20.0 + 60.0 * exp (-s / 60.0); }
static double hill (double s) { return 80.0 - 0.003 * (s - 120.0) * (s - 120.0); }
static double valley (double s) { return 10.0 + 0.001 * (s - 150.0) * (s - 150.0); }
static double swing (double s) { return 5.0 + 2.0 * sin (2.0 * G_PI * s / 30.0); }
static double leap (double s) { return s < 100.0 ? 1.0 : 4.0; }
static double rest (double s) { return s * 0.0 + 21.5; }

static const struct {
  const char *name;
  Shape       shape;
  double      noise;
  RkTrendKind kind;
  gboolean    is_linear;
  const char *text;
} shapes[] = {
  { "rise", rise, 0.0, RK_TREND_RISES, TRUE, "rises from 21.4 °C to 64.7 °C in 300 s, almost linearly" },
  { "rise-noisy", rise, 0.5, RK_TREND_RISES, TRUE, NULL },
  { "cool", cool, 0.0, RK_TREND_FALLS, FALSE, "falls from 79.4 °C to 20.4 °C in 300 s" },
  { "cool-noisy", cool, 0.5, RK_TREND_FALLS, FALSE, NULL },
  { "hill", hill, 0.1, RK_TREND_PEAK, FALSE, NULL },
  { "valley", valley, 0.1, RK_TREND_VALLEY, FALSE, NULL },
  { "swing", swing, 0.0, RK_TREND_OSCILLATES, FALSE, "swings about 5.0 °C by 2.0 °C each way, one swing in 30 s" },
  { "swing-noisy", swing, 0.1, RK_TREND_OSCILLATES, FALSE, NULL },
  { "leap", leap, 0.0, RK_TREND_JUMPS, FALSE, "jumps from 1.0 °C to 4.0 °C at 100 s" },
  { "leap-noisy", leap, 0.05, RK_TREND_JUMPS, FALSE, NULL },
  { "rest", rest, 0.0, RK_TREND_STEADY, FALSE, "stays near 21.5 °C for 300 s" },
  { "rest-noisy", rest, 0.1, RK_TREND_STEADY, FALSE, "stays near 21.5 °C for 300 s" },
};

static void
test_shape (gconstpointer data)
{
  guint k = GPOINTER_TO_UINT (data);
  RkTrend trend;

  for (guint i = 0; i < N; i++) {
    times[i] = 300.0 * i / (N - 1);
    values[i] = shapes[k].shape (times[i]) + random_normal (shapes[k].noise);
  }
  /* One wild reading tells nothing. */
  if (shapes[k].noise > 0.0)
    values[700] += 1000.0;

  rk_trend_init (&trend, times, values, N);
  g_assert_cmpint (trend.kind, ==, shapes[k].kind);
  g_assert_cmpint (trend.is_linear, ==, shapes[k].is_linear);

  if (shapes[k].text != NULL) {
    g_autofree char *text = rk_trend_to_text (&trend, format, (gpointer) " °C");

    g_assert_cmpstr (text, ==, shapes[k].text);
  }
  if (shapes[k].kind == RK_TREND_PEAK) {
    g_assert_cmpfloat (fabs (trend.turn - 80.0), <, 0.5);
    g_assert_cmpfloat (fabs (trend.turn_s - 120.0), <, 10.0);
  }
  if (shapes[k].kind == RK_TREND_OSCILLATES) {
    g_assert_cmpfloat (fabs (trend.middle - 5.0), <, 0.1);
    g_assert_cmpfloat (fabs (trend.amplitude - 2.0), <, 0.15);
    g_assert_cmpfloat (fabs (trend.period_s - 30.0), <, 0.5);
  }
}

static void
assert_text (const RkTrend *trend,
             const char    *expected)
{
  g_autofree char *text = rk_trend_to_text (trend, format, (gpointer) " V");

  g_assert_cmpstr (text, ==, expected);
}

static void
test_few_points (void)
{
  static const double t[] = { 0.0, 1.0, 2.5 };
  static const double y[] = { 1.0, 2.0, 2.0 };
  RkTrend trend;

  rk_trend_init (&trend, NULL, NULL, 0);
  assert_text (&trend, "no readings");
  rk_trend_init (&trend, t, y, 1);
  assert_text (&trend, "a single reading, 1.0 V");
  rk_trend_init (&trend, t, y, 2);
  assert_text (&trend, "rises from 1.0 V to 2.0 V in 1 s");
  rk_trend_init (&trend, t + 1, y + 1, 2);
  assert_text (&trend, "stays near 2.0 V for 1.5 s");
  rk_trend_init (&trend, t, y, 3);
  assert_text (&trend, "rises from 1.0 V to 2.0 V in 2.5 s");
}

/* 10^5 samples: a ramp in the raw unit with a hole, shown in another; then a hum that 2000 means do not show. */
static void
test_long_range (void)
{
  const RkConversion conversion = { .scale = 2.0, .offset = 1.0 };
  g_autoptr (RkSeries) series = rk_series_new (2, 0);
  g_autoptr (RkSpan) span = NULL;
  RkTrend trend;

  for (guint i = 0; i < 100; i++) {
    g_autoptr (RkBlock) block = rk_block_new (2, 1000, i * RK_NS_PER_S, 1e6);

    for (guint k = 0; k < 1000; k++) {
      block->values[k] = i == 50 ? (double) NAN : i + 1e-3 * k;
      block->values[1000 + k] = k % 2 == 0 ? 1.0 : -1.0;
    }
    rk_series_append (series, block);
  }
  span = rk_series_take_span (series);

  rk_trend_measure (&trend, span, 0, &conversion, 0, G_MAXINT64);
  g_assert_cmpint (trend.kind, ==, RK_TREND_RISES);
  g_assert_true (trend.is_linear);
  g_assert_cmpfloat (fabs (trend.first - 1.0), <, 1.0);
  g_assert_cmpfloat (fabs (trend.last - 201.0), <, 1.0);
  g_assert_cmpfloat (trend.min, ==, 1.0);

  rk_trend_measure (&trend, span, 1, &conversion, 0, G_MAXINT64);
  g_assert_cmpint (trend.kind, ==, RK_TREND_VARIES);
  g_assert_cmpfloat (trend.min, ==, -1.0);
  g_assert_cmpfloat (trend.max, ==, 3.0);

  rk_trend_measure (&trend, span, 0, &conversion, 50 * RK_NS_PER_S, 51 * RK_NS_PER_S - 1);
  g_assert_cmpint (trend.kind, ==, RK_TREND_NOTHING);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  rk_number_set_decimal_sign ('.');

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++) {
    g_autofree char *path = g_strconcat ("/analysis/trend/shape/", shapes[i].name, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_shape);
  }
  g_test_add_func ("/analysis/trend/few-points", test_few_points);
  g_test_add_func ("/analysis/trend/long-range", test_long_range);

  return g_test_run ();
}
