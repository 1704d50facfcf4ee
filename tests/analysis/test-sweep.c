#include "config.h"

#include "analysis/sweep.h"

#include "base/clock.h"
#include "store/series.h"

#include <math.h>

#define PERIOD_NS (100 * RK_NS_PER_MS)
#define WIDTH_NS  (250 * RK_NS_PER_MS)

typedef double (*Wave) (double seconds);

static double
sine (double seconds)
{
  return 2.0 * sin (2 * G_PI * 10.0 * seconds);
}

/* Three in a hundred of noise, always the same. */
static double
noisy (double seconds)
{
  guint32 n = (guint32) (seconds * 1000.0 + 0.5) * 2654435761u;

  return sine (seconds) + 0.12 * ((n >> 16) / 65536.0 - 0.5);
}

static double
rest (double seconds)
{
  return 5.0;
}

typedef struct {
  RkSeries       *series;
  RkSweep         sweep;
  RkSweepSettings settings;
  guint           n; /* of samples so far */
} Screen;

static void
screen_init (Screen *self,
             RkEdge  edge,
             double  level)
{
  *self = (Screen) { .series = rk_series_new (1, 0), .settings = { .width_ns = WIDTH_NS, .edge = edge, .level = level } };
  rk_sweep_init (&self->sweep);
}

/* The next @n samples of 1 kHz. */
static void
feed (Screen *self,
      Wave    wave,
      guint   n)
{
  g_autoptr (RkBlock) block = rk_block_new (1, n, self->n * RK_NS_PER_MS, (double) RK_NS_PER_MS);

  for (guint i = 0; i < n; i++)
    block->values[i] = wave ((self->n + i) / 1000.0);
  rk_series_append (self->series, block);
  self->n += n;
}

static gboolean
look (Screen *self)
{
  const RkConversion identity = { .scale = 1.0 };
  g_autoptr (RkSpan) span = rk_series_take_span (self->series);

  return rk_sweep_look (&self->sweep, span, 0, &identity, &self->settings);
}

/* How far the window begins from the same place of the wave, ns. */
static gint64
get_slip (Screen *self,
          gint64  phase_ns)
{
  gint64 slip = (self->sweep.begin_ns - phase_ns) % PERIOD_NS;

  return ABS (slip > PERIOD_NS / 2 ? slip - PERIOD_NS : slip);
}

/* Ten seconds of it in frames: every window begins at @phase_ns of a period. Returns the number of windows. */
static guint
watch (Screen *self,
       Wave    wave,
       gint64  phase_ns,
       gint64  slack_ns)
{
  gint64 last_ns = G_MININT64;
  guint n = 0;

  while (self->n < 10000) {
    feed (self, wave, 16);
    if (!look (self))
      continue;
    g_assert_false (self->sweep.is_free);
    g_assert_cmpint (get_slip (self, phase_ns), <=, slack_ns);
    /* All of it is there, and none begins within another one. */
    g_assert_cmpint (self->sweep.begin_ns + WIDTH_NS, <=, (gint64) (self->n - 1) * RK_NS_PER_MS);
    if (n > 0)
      g_assert_cmpint (self->sweep.begin_ns, >=, last_ns + WIDTH_NS);
    last_ns = self->sweep.begin_ns;
    n++;
  }

  return n;
}

static void
test_stands_still (gconstpointer data)
{
  RkEdge edge = (RkEdge) GPOINTER_TO_INT (data);
  Screen screen;

  screen_init (&screen, edge, 0.0);
  /* It falls through zero half a period later. A straight line between samples of 1 ms of a sine of 10 Hz is within 1 us. A
   * window takes three periods: 250 ms, and on to the next edge. */
  g_assert_cmpuint (watch (&screen, sine, edge == RK_EDGE_RISES ? 0 : PERIOD_NS / 2, 1000), ==, 33);
  rk_series_unref (screen.series);
}

static void
test_finds_the_level (void)
{
  Screen screen;

  screen_init (&screen, RK_EDGE_RISES, NAN);
  /* The middle of -2...2; of whole samples, so nearly. */
  g_assert_cmpuint (watch (&screen, sine, 0, 100000), ==, 33);
  rk_series_unref (screen.series);
}

static void
test_of_noise_at_the_level (void)
{
  Screen screen;

  screen_init (&screen, RK_EDGE_RISES, 0.0);
  /* The wave rises by 0.126 in 1 ms: noise of 0.06 moves the edge by less than that, and never to the other one. */
  g_assert_cmpuint (watch (&screen, noisy, 0, RK_NS_PER_MS), ==, 33);
  rk_series_unref (screen.series);
}

static void
test_runs_free (gconstpointer data)
{
  gboolean is_rest = GPOINTER_TO_INT (data);
  Screen screen;

  screen_init (&screen, RK_EDGE_RISES, is_rest ? (double) NAN : 7.0);
  feed (&screen, is_rest ? rest : sine, 499);
  g_assert_false (look (&screen));
  feed (&screen, is_rest ? rest : sine, 100);
  g_assert_true (look (&screen));
  g_assert_true (screen.sweep.is_free);
  g_assert_cmpint (screen.sweep.begin_ns, ==, 598 * RK_NS_PER_MS - WIDTH_NS);

  /* As soon as it is passed the picture stands again. */
  screen.settings.level = is_rest ? (double) NAN : 0.0;
  rk_sweep_init (&screen.sweep);
  screen.n = 1000;
  feed (&screen, sine, 1000);
  g_assert_true (look (&screen));
  g_assert_false (screen.sweep.is_free);
  rk_series_unref (screen.series);
}

/* A wave that is above after a gap has not risen there. */
static void
test_of_a_gap (void)
{
  RkGap gap = { .begin_ns = 974 * RK_NS_PER_MS, .end_ns = 1025 * RK_NS_PER_MS, .reason = RK_GAP_UNPLUGGED };
  Screen screen;

  screen_init (&screen, RK_EDGE_RISES, 0.0);
  feed (&screen, sine, 975);
  look (&screen);
  rk_series_append_gap (screen.series, &gap);
  screen.n = 1025;
  feed (&screen, sine, 1000);
  g_assert_true (look (&screen));
  g_assert_cmpint (get_slip (&screen, 0), <=, 1000);
  g_assert_cmpint (screen.sweep.begin_ns, >=, 1025 * RK_NS_PER_MS);
  rk_series_unref (screen.series);
}

/* After a long time nobody looked, only the newest windows are of interest. */
static void
test_catches_up (void)
{
  Screen screen;

  screen_init (&screen, RK_EDGE_RISES, 0.0);
  for (guint i = 0; i < 100; i++)
    feed (&screen, sine, 1000);
  g_assert_true (look (&screen));
  g_assert_cmpint (screen.sweep.begin_ns, >, 99 * RK_NS_PER_S);
  g_assert_cmpint (get_slip (&screen, 0), <=, 1000);
  g_assert_cmpuint (screen.sweep.serial, <, 6);
  g_assert_false (look (&screen));
  rk_series_unref (screen.series);
}

static void
test_of_nothing (void)
{
  Screen screen;

  screen_init (&screen, RK_EDGE_RISES, NAN);
  g_assert_false (look (&screen));
  feed (&screen, rest, 1);
  g_assert_false (look (&screen));
  rk_series_unref (screen.series);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/analysis/sweep/stands-still/rises", GINT_TO_POINTER (RK_EDGE_RISES), test_stands_still);
  g_test_add_data_func ("/analysis/sweep/stands-still/falls", GINT_TO_POINTER (RK_EDGE_FALLS), test_stands_still);
  g_test_add_func ("/analysis/sweep/finds-the-level", test_finds_the_level);
  g_test_add_func ("/analysis/sweep/of-noise-at-the-level", test_of_noise_at_the_level);
  g_test_add_data_func ("/analysis/sweep/runs-free/of-a-level-not-reached", GINT_TO_POINTER (FALSE), test_runs_free);
  g_test_add_data_func ("/analysis/sweep/runs-free/at-rest", GINT_TO_POINTER (TRUE), test_runs_free);
  g_test_add_func ("/analysis/sweep/of-a-gap", test_of_a_gap);
  g_test_add_func ("/analysis/sweep/catches-up", test_catches_up);
  g_test_add_func ("/analysis/sweep/of-nothing", test_of_nothing);

  return g_test_run ();
}
