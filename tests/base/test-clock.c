#include "config.h"

#include "base/clock.h"

typedef struct {
  gint64 now_ns;
  gint64 boot_ns;
  gint64 wall_us;
} FakeTime;

static gint64
fake_now (gpointer data)
{
  return ((FakeTime *) data)->now_ns;
}

static gint64
fake_boot (gpointer data)
{
  return ((FakeTime *) data)->boot_ns;
}

static gint64
fake_wall (gpointer data)
{
  return ((FakeTime *) data)->wall_us;
}

static void
test_goes_forward (void)
{
  gint64 now = rk_clock_now_ns ();
  gint64 boot = rk_clock_boot_ns ();

  g_assert_cmpint (now, >, 0);
  g_assert_cmpint (boot, >=, now / RK_NS_PER_MS * RK_NS_PER_MS - RK_NS_PER_S);

  for (int i = 0; i < 1000; i++) {
    gint64 next = rk_clock_now_ns ();

    g_assert_cmpint (next, >=, now);
    now = next;
  }

  g_assert_cmpint (rk_clock_boot_ns (), >=, boot);
}

static void
test_is_the_clock_of_glib (void)
{
  gint64 before = g_get_monotonic_time ();
  gint64 ours_us = rk_clock_now_ns () / 1000;

  g_assert_cmpint (ours_us, >=, before);
  g_assert_cmpint (ours_us, <=, g_get_monotonic_time ());
}

static void
test_wall_is_utc (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  /* Within two seconds of GLib's idea of it. */
  g_assert_cmpint (ABS (rk_clock_wall_us () / G_USEC_PER_SEC - g_date_time_to_unix (now)), <=, 2);
}

static void
test_can_be_injected (void)
{
  FakeTime time = { 11, 22, 33 };
  RkClock clock = { fake_now, fake_boot, fake_wall, &time };

  rk_clock_inject (&clock);
  g_assert_cmpint (rk_clock_now_ns (), ==, 11);
  g_assert_cmpint (rk_clock_boot_ns (), ==, 22);
  g_assert_cmpint (rk_clock_wall_us (), ==, 33);

  time.now_ns = 12;
  g_assert_cmpint (rk_clock_now_ns (), ==, 12);

  rk_clock_inject (NULL);
  g_assert_cmpint (rk_clock_now_ns (), >, 12);
  g_assert_cmpint (rk_clock_wall_us (), >, 33);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/base/clock/goes-forward", test_goes_forward);
  g_test_add_func ("/base/clock/is-the-clock-of-glib", test_is_the_clock_of_glib);
  g_test_add_func ("/base/clock/wall-is-utc", test_wall_is_utc);
  g_test_add_func ("/base/clock/can-be-injected", test_can_be_injected);

  return g_test_run ();
}
