#pragma once

#include <glib.h>

#define RK_NS_PER_S  G_GINT64_CONSTANT (1000000000)
#define RK_NS_PER_MS G_GINT64_CONSTANT (1000000)
#define RK_NS_PER_US G_GINT64_CONSTANT (1000)

/* "No time known": smaller than any time that occurs. */
#define RK_TIME_NONE G_MININT64

/* Where time comes from; a test injects its own. All three may be called from
 * any thread. */
typedef struct {
  gint64 (*now_ns)  (gpointer data); /* monotonic, stops in suspend */
  gint64 (*boot_ns) (gpointer data); /* monotonic, goes on in suspend */
  gint64 (*wall_us) (gpointer data); /* microseconds since 1970, UTC */
  gpointer data;
} RkClock;

gint64 rk_clock_now_ns  (void);
gint64 rk_clock_boot_ns (void);
gint64 rk_clock_wall_us (void);

/* For tests: @clock is borrowed until it is replaced; NULL restores the system's. */
void rk_clock_inject (const RkClock *clock);
