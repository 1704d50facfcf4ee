#include "config.h"

#include "base/clock.h"

#include <time.h>

/* NULL: the system's clocks. Atomic, since sources ask from their own threads. */
static const RkClock *injected;

static gint64
read_clock_ns (clockid_t id)
{
  struct timespec now;

  /* Cannot fail with the ids used here: both exist since Linux 2.6.39. */
  clock_gettime (id, &now);

  return (gint64) now.tv_sec * RK_NS_PER_S + now.tv_nsec;
}

/**
 * rk_clock_now_ns:
 *
 * Tells the time samples are stamped with.
 *
 * CLOCK_MONOTONIC: no step of the wall clock moves it, and it stands still while
 * the computer sleeps.
 *
 * Threads: any.
 *
 * Returns: nanoseconds from an arbitrary origin
 */
gint64
rk_clock_now_ns (void)
{
  const RkClock *clock = g_atomic_pointer_get (&injected);

  return clock != NULL ? clock->now_ns (clock->data) : read_clock_ns (CLOCK_MONOTONIC);
}

/**
 * rk_clock_boot_ns:
 *
 * Tells the time since the start of the computer, sleep included.
 *
 * Where this clock gains on rk_clock_now_ns(), the computer was asleep.
 *
 * Threads: any.
 *
 * Returns: nanoseconds
 */
gint64
rk_clock_boot_ns (void)
{
  const RkClock *clock = g_atomic_pointer_get (&injected);

  return clock != NULL ? clock->boot_ns (clock->data) : read_clock_ns (CLOCK_BOOTTIME);
}

/**
 * rk_clock_wall_us:
 *
 * Tells the wall clock; for the begin of runs and for names, never for samples.
 *
 * Threads: any.
 *
 * Returns: microseconds since 1970-01-01 00:00 UTC
 */
gint64
rk_clock_wall_us (void)
{
  const RkClock *clock = g_atomic_pointer_get (&injected);

  return clock != NULL ? clock->wall_us (clock->data) : read_clock_ns (CLOCK_REALTIME) / 1000;
}

/**
 * rk_clock_inject:
 * @clock: (nullable): a clock, borrowed until it is replaced
 *
 * Replaces the system's clocks, for tests.
 *
 * Threads: call it while no thread runs that asks for the time.
 */
void
rk_clock_inject (const RkClock *clock)
{
  g_return_if_fail (clock == NULL || (clock->now_ns != NULL && clock->boot_ns != NULL && clock->wall_us != NULL));

  g_atomic_pointer_set (&injected, clock);
}
