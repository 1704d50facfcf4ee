/* The hull against its definition: all pairs of points, tried one by one. */
#include "config.h"

#include "acquire/envelope.h"

#include <math.h>

static RkEnvelope *
envelope_new (void)
{
  RkEnvelope *self = g_new0 (RkEnvelope, 1);

  rk_envelope_clear (self);

  return self;
}

/* Of all lines through two points that have no point below them, the longest. */
static double
longest_edge (const RkEnvelopePoint *points,
              guint                  n,
              double                *slope)
{
  double best = 0.0;

  for (guint i = 0; i < n; i++) {
    for (guint k = i + 1; k < n; k++) {
      double m = (points[k].y - points[i].y) / (points[k].x - points[i].x);
      gboolean is_below = FALSE;

      for (guint j = 0; j < n && !is_below; j++)
        is_below = points[j].y < points[i].y + m * (points[j].x - points[i].x) - 1e-6;
      if (!is_below && points[k].x - points[i].x > best) {
        best = points[k].x - points[i].x;
        *slope = m;
      }
    }
  }

  return best;
}

static void
test_edge (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint round = 0; round < 200; round++) {
    g_autofree RkEnvelope *envelope = envelope_new ();
    RkEnvelopePoint points[40];
    guint n = (guint) g_rand_int_range (random, 2, 40);
    RkEnvelopeLine line;
    double slope = 0.0;
    double y = 0.0;

    for (guint i = 0; i < n; i++) {
      y = MAX (y + 1e3, i * 1e6 + g_rand_double (random) * 5e6);
      points[i] = (RkEnvelopePoint) { i, y };
      rk_envelope_push (envelope, i, y, 1e6);
    }

    g_assert_true (rk_envelope_get_edge (envelope, &line));
    g_assert_cmpfloat_with_epsilon (line.length / line.slope, longest_edge (points, n, &slope), 1e-6);
    for (guint i = 0; i < n; i++)
      g_assert_cmpfloat (rk_envelope_line_at (&line, points[i].x), <=, points[i].y + 1e-3);

    g_assert_true (rk_envelope_get_tangent (envelope, 1e6, &line));
    y = INFINITY;
    for (guint i = 0; i < n; i++)
      y = MIN (y, points[i].y - rk_envelope_line_at (&line, points[i].x));
    g_assert_cmpfloat_with_epsilon (y, 0.0, 1e-3);
  }
}

/* Points beyond the window are forgotten, and memory stays what it was. */
static void
test_window (void)
{
  g_autofree RkEnvelope *envelope = envelope_new ();
  RkEnvelopeLine line;

  /* A convex curve: every point is a vertex. */
  for (guint i = 0; i < 10000; i++)
    rk_envelope_push (envelope, i, 1e3 * i * (double) i, 0.0);
  g_assert_cmpuint (envelope->n_points, <=, RK_ENVELOPE_VERTICES);
  g_assert_cmpuint (envelope->n_slots, <=, RK_ENVELOPE_SLOTS);

  /* A slope of 1 ms until a minute ago, then of 2 ms. */
  rk_envelope_clear (envelope);
  for (guint i = 0; i < 60000; i++)
    rk_envelope_push (envelope, i, i * 1e6, 1e6);
  for (guint i = 0; i < 61000; i++)
    rk_envelope_push (envelope, 60000 + i, 60e9 + i * 2e6, 2e6);
  g_assert_true (rk_envelope_get_edge (envelope, &line));
  g_assert_cmpfloat_with_epsilon (line.slope, 2e6, 1.0);

  rk_envelope_set_window (envelope, 4e9);
  g_assert_cmpfloat (rk_envelope_get_span_ns (envelope), >=, 0.0);
}

static void
test_few (void)
{
  g_autofree RkEnvelope *envelope = envelope_new ();
  RkEnvelopeLine line;
  RkEnvelopeSpread spread;

  g_assert_false (rk_envelope_get_edge (envelope, &line));
  g_assert_false (rk_envelope_get_tangent (envelope, 1.0, &line));
  g_assert_cmpfloat (rk_envelope_get_span_ns (envelope), ==, 0.0);

  g_assert_true (rk_envelope_push (envelope, 1.0, 5.0, 1.0));
  g_assert_false (rk_envelope_push (envelope, 1.0, 6.0, 1.0)); /* the same index again */
  g_assert_cmpuint (envelope->n_points, ==, 1);
  g_assert_false (rk_envelope_get_edge (envelope, &line));
  g_assert_true (rk_envelope_get_tangent (envelope, 2.0, &line));
  g_assert_cmpfloat (rk_envelope_line_at (&line, 3.0), ==, 9.0);
  g_assert_false (rk_envelope_get_spread (envelope, &line, &spread));
}

/* Delays of 0, 2, 4, 6 ms by turns: a grain of 2 ms. */
static void
test_grain (void)
{
  g_autofree RkEnvelope *envelope = envelope_new ();
  const RkEnvelopeLine line = { 0.0, 0.0, 200e6, 0.0 };
  RkEnvelopeSpread spread;

  for (guint i = 0; i < 100; i++)
    rk_envelope_push (envelope, i, i * 200e6 + (i % 4) * 2e6, 200e6);

  g_assert_true (rk_envelope_get_spread (envelope, &line, &spread));
  g_assert_cmpfloat_with_epsilon (spread.grain, 2e6, 1.0);
  g_assert_cmpfloat_with_epsilon (spread.q90, 6e6, 1.0);
  g_assert_cmpfloat_with_epsilon (spread.highest, 6e6, 1.0);
  g_assert_cmpfloat_with_epsilon (spread.floor90, 0.0, 1.0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/acquire/envelope/edge", test_edge);
  g_test_add_func ("/acquire/envelope/window", test_window);
  g_test_add_func ("/acquire/envelope/few", test_few);
  g_test_add_func ("/acquire/envelope/grain", test_grain);

  return g_test_run ();
}
