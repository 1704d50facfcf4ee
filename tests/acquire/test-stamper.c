/* Times from bursts: every case has a known truth. */
#include "config.h"

#include "acquire/stamper.h"

#include "base/clock.h"

#include <math.h>

#define LINE 10 /* bytes */

/* Feeds @n frames of @period_ns that are read every @read_ns; gives the largest error after
 * the first second, when the pace is known. */
static double
worst_error_ns (RkStamper *stamper,
                gint64     begin_ns,
                guint      n,
                gint64     period_ns,
                gint64     read_ns)
{
  double worst = 0.0;
  guint next = 0;

  for (gint64 read = 1; next < n; read++) {
    gint64 arrival_ns = begin_ns + read * read_ns;
    guint n_frames = 0;

    while (next + n_frames < n && begin_ns + (gint64) (next + n_frames) * period_ns <= arrival_ns)
      n_frames++;
    if (n_frames == 0)
      continue;
    if (next + n_frames == n)
      break; /* the device stops somewhere in it */

    rk_stamper_begin (stamper, arrival_ns, (gsize) n_frames * LINE);
    for (guint i = 0; i < n_frames; i++) {
      gint64 truth_ns = begin_ns + (gint64) (next + i) * period_ns;
      gint64 time_ns = rk_stamper_frame (stamper, (gsize) (i + 1) * LINE, RK_TIME_NONE);

      if (truth_ns - begin_ns > RK_NS_PER_S)
        worst = MAX (worst, fabs ((double) (time_ns - truth_ns)));
    }
    rk_stamper_end (stamper);
    next += n_frames;
  }

  return worst;
}

/* 1 kHz read every 16 ms: raw arrival would be wrong by 16 ms, and a staircase. What is left is
 * the distance of the last frame of a burst from the reading: at most a period, and its jitter. */
static void
test_burst (void)
{
  g_autoptr (RkStamper) stamper = rk_stamper_new ();

  g_assert_cmpfloat (worst_error_ns (stamper, 5 * RK_NS_PER_S, 5000, RK_NS_PER_MS,
                                     16 * RK_NS_PER_MS), <=, 1.1e6);
  g_assert_cmpfloat_with_epsilon (rk_stamper_get_rate_hz (stamper), 1000.0, 10.0);
}

/* 100 Hz read every 16 ms: one or two frames at a time; the median period alone would say 62 Hz. */
static void
test_uneven_bursts (void)
{
  g_autoptr (RkStamper) stamper = rk_stamper_new ();

  worst_error_ns (stamper, 0, 500, 10 * RK_NS_PER_MS, 16 * RK_NS_PER_MS);
  g_assert_cmpfloat_with_epsilon (rk_stamper_get_rate_hz (stamper), 100.0, 2.0);
}

/* A line that comes after a silence was not measured during the silence. */
static void
test_silence (void)
{
  g_autoptr (RkStamper) stamper = rk_stamper_new ();
  gint64 time_ns;

  worst_error_ns (stamper, 0, 200, 10 * RK_NS_PER_MS, 10 * RK_NS_PER_MS);

  rk_stamper_begin (stamper, 60 * RK_NS_PER_S, 3 * LINE);
  time_ns = rk_stamper_frame (stamper, LINE, RK_TIME_NONE);
  g_assert_cmpint (time_ns, >=, 60 * RK_NS_PER_S - 35 * RK_NS_PER_MS);
  g_assert_cmpint (time_ns, <=, 60 * RK_NS_PER_S - 15 * RK_NS_PER_MS);
  rk_stamper_frame (stamper, 2 * LINE, RK_TIME_NONE);
  g_assert_cmpint (rk_stamper_frame (stamper, 3 * LINE, RK_TIME_NONE), ==, 60 * RK_NS_PER_S);
  rk_stamper_end (stamper);

  /* Nor does the silence count for the pace. */
  g_assert_cmpfloat_with_epsilon (rk_stamper_get_rate_hz (stamper), 100.0, 5.0);
}

/* A backlog of two seconds, read at once after a stall, is spread over the two seconds. */
static void
test_backlog (void)
{
  g_autoptr (RkStamper) stamper = rk_stamper_new ();

  worst_error_ns (stamper, 0, 302, 10 * RK_NS_PER_MS, 10 * RK_NS_PER_MS);

  rk_stamper_begin (stamper, 5 * RK_NS_PER_S, 200 * LINE);
  for (int i = 0; i < 200; i++) {
    gint64 truth_ns = 3 * RK_NS_PER_S + (i + 1) * 10 * RK_NS_PER_MS;
    gint64 time_ns = rk_stamper_frame (stamper, (gsize) (i + 1) * LINE, RK_TIME_NONE);

    g_assert_cmpint (ABS (time_ns - truth_ns), <=, 10 * RK_NS_PER_MS);
  }
  rk_stamper_end (stamper);
}

/* Before the pace is known a burst is no older than the wire makes it. */
static void
test_first_burst (void)
{
  g_autoptr (RkStamper) stamper = rk_stamper_new ();
  gint64 time_ns;

  rk_stamper_begin (stamper, RK_NS_PER_S, 2 * LINE);
  g_assert_cmpint (rk_stamper_frame (stamper, LINE, RK_TIME_NONE), ==, RK_NS_PER_S);
  rk_stamper_end (stamper);

  /* 9600 baud: 10 bits a byte, so ten bytes take 10.4 ms. */
  rk_stamper_reset (stamper);
  rk_stamper_set_byte_ns (stamper, 10e9 / 9600);
  rk_stamper_begin (stamper, 2 * RK_NS_PER_S, 2 * LINE);
  time_ns = rk_stamper_frame (stamper, LINE, RK_TIME_NONE);
  g_assert_cmpint (ABS (time_ns - (2 * RK_NS_PER_S - 10416667)), <=, 10);
  rk_stamper_end (stamper);
}

/* The device's own clock: reads 16 ms apart, delays up to 16 ms, yet the distances are its own. */
static void
test_device_clock (void)
{
  g_autoptr (RkStamper) stamper = rk_stamper_new ();
  gint64 last_ns = 0;

  for (int i = 0; i < 1000; i++) {
    gint64 device_ns = 77 * RK_NS_PER_S + i * 10 * RK_NS_PER_MS;
    gint64 truth_ns = RK_NS_PER_S + i * 10 * RK_NS_PER_MS;
    gint64 arrival_ns = (truth_ns / (16 * RK_NS_PER_MS) + 1) * 16 * RK_NS_PER_MS;
    gint64 time_ns;

    rk_stamper_begin (stamper, arrival_ns, LINE);
    time_ns = rk_stamper_frame (stamper, LINE, device_ns);
    rk_stamper_end (stamper);

    g_assert_cmpint (time_ns, >=, last_ns);
    g_assert_cmpint (time_ns, <=, arrival_ns);
    /* The slew of 500 ppm is 5 us in 10 ms. */
    if (i > 20)
      g_assert_cmpint (ABS (time_ns - last_ns - 10 * RK_NS_PER_MS), <=, 5001);
    last_ns = time_ns;
  }
}

/* The board was reset: its clock begins anew, ours goes on. */
static void
test_device_restart (void)
{
  g_autoptr (RkStamper) stamper = rk_stamper_new ();
  const gint64 device_s[] = { 100, 101, 102, 0, 1, 2 };
  gint64 last_ns = RK_TIME_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (device_s); i++) {
    gint64 arrival_ns = (10 + (gint64) i) * RK_NS_PER_S;
    gint64 time_ns;

    rk_stamper_begin (stamper, arrival_ns, LINE);
    time_ns = rk_stamper_frame (stamper, LINE, device_s[i] * RK_NS_PER_S);
    rk_stamper_end (stamper);
    g_assert_cmpint (time_ns, ==, arrival_ns);
    g_assert_cmpint (time_ns, >, last_ns);
    last_ns = time_ns;
  }
}

/* A column that only looks like a clock: a thousand times too slow, then wild. */
static void
test_wrong_clock (void)
{
  g_autoptr (RkStamper) stamper = rk_stamper_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (int i = 0; i < 2000; i++) {
    gint64 arrival_ns = RK_NS_PER_S + i * 100 * RK_NS_PER_MS;
    gint64 device_ns = i < 1000 ? i * 100 * RK_NS_PER_US
                                : (gint64) (((guint64) g_rand_int (random) << 32) | g_rand_int (random));
    gint64 before_ns = rk_stamper_get_last_ns (stamper);
    gint64 time_ns;

    rk_stamper_begin (stamper, arrival_ns, LINE);
    time_ns = rk_stamper_frame (stamper, LINE, device_ns);
    rk_stamper_end (stamper);

    g_assert_cmpint (time_ns, <=, arrival_ns);
    g_assert_cmpint (time_ns, >=, before_ns);
    if (i > 600)
      g_assert_cmpint (arrival_ns - time_ns, <=, 200 * RK_NS_PER_MS);
  }
}

/* Whatever comes, time neither goes back nor into the future. */
static void
test_any_order (void)
{
  g_autoptr (RkStamper) stamper = rk_stamper_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  gint64 arrival_ns = 0;
  gint64 last_ns = RK_TIME_NONE;

  for (int i = 0; i < 20000; i++) {
    gsize n = (gsize) g_rand_int_range (random, 1, 5000);
    gsize end = 0;

    arrival_ns += g_rand_int_range (random, 0, i % 100 == 0 ? G_MAXINT32 : 5000000);
    if (i % 1000 == 999)
      rk_stamper_reset (stamper);

    rk_stamper_begin (stamper, arrival_ns, n);
    for (int k = g_rand_int_range (random, 0, 20); k > 0 && end < n; k--) {
      gint64 time_ns;

      end += (gsize) g_rand_int_range (random, 1, (gint32) (n - end) + 1);
      time_ns = rk_stamper_frame (stamper, end, RK_TIME_NONE);
      g_assert_cmpint (time_ns, <=, arrival_ns);
      g_assert_cmpint (time_ns, >=, last_ns);
      last_ns = time_ns;
    }
    rk_stamper_end (stamper);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/acquire/stamper/burst", test_burst);
  g_test_add_func ("/acquire/stamper/uneven-bursts", test_uneven_bursts);
  g_test_add_func ("/acquire/stamper/silence", test_silence);
  g_test_add_func ("/acquire/stamper/backlog", test_backlog);
  g_test_add_func ("/acquire/stamper/first-burst", test_first_burst);
  g_test_add_func ("/acquire/stamper/device-clock", test_device_clock);
  g_test_add_func ("/acquire/stamper/device-restart", test_device_restart);
  g_test_add_func ("/acquire/stamper/wrong-clock", test_wrong_clock);
  g_test_add_func ("/acquire/stamper/any-order", test_any_order);

  return g_test_run ();
}
