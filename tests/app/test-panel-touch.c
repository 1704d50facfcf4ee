#include "config.h"

#include "app/panel-touch.h"

#include <math.h>

static void
test_axes (void)
{
  static const struct { double dx, dy; gboolean x, y; } rows[] = {
    { 100, 0, TRUE, FALSE }, { -100, 10, TRUE, FALSE }, { 100, 49, TRUE, FALSE },
    { 0, 100, FALSE, TRUE }, { 10, -100, FALSE, TRUE }, { -49, 100, FALSE, TRUE },
    { 100, 100, TRUE, TRUE }, { 60, -100, TRUE, TRUE }, { -100, 60, TRUE, TRUE },
    { 0, 0, TRUE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    gboolean x;
    gboolean y;

    g_test_message ("%g, %g", rows[i].dx, rows[i].dy);
    rk_touch_get_axes (rows[i].dx, rows[i].dy, &x, &y);
    g_assert_cmpint (x, ==, rows[i].x);
    g_assert_cmpint (y, ==, rows[i].y);
  }
}

/* Two fingers 200 pixels apart on an axis of 1000 pixels from 0 to 10 s spread to 400 and move right by 100: what was
 * under their middle, 4 s, is now at half the axis, and 5 s are seen. */
static void
test_pinch (void)
{
  double lower = 0;
  double upper = 10;

  rk_touch_pinch (&lower, &upper, 0.4, 0.5, 0.5);
  g_assert_cmpfloat_with_epsilon (lower, 1.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (upper, 6.5, 1e-12);
}

/* In however many steps the fingers come there, what they hold stays under them. */
static void
test_what_is_held_stays (void)
{
  double lower = -3;
  double upper = 17;
  double at = 0.3;
  double held = lower + at * (upper - lower);
  GRand *random = g_rand_new_with_seed (4);

  for (guint i = 0; i < 2000; i++) {
    double to = g_rand_double_range (random, 0.05, 0.95);

    rk_touch_pinch (&lower, &upper, at, to, i % 2 == 0 ? 0.93 : 1 / 0.93);
    at = to;
    g_assert_cmpfloat (upper, >, lower);
    g_assert_cmpfloat_with_epsilon (lower + at * (upper - lower), held, 1e-8);
  }
  g_assert_cmpfloat_with_epsilon (upper - lower, 20, 1e-8);
  g_rand_free (random);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/panel-touch/axes", test_axes);
  g_test_add_func ("/app/panel-touch/pinch", test_pinch);
  g_test_add_func ("/app/panel-touch/what-is-held-stays", test_what_is_held_stays);

  return g_test_run ();
}
