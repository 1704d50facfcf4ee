#pragma once

#include <gio/gio.h>

#include "base/clock.h"

G_BEGIN_DECLS

/* Names of the options; part of the options of decoders that have a device clock. */
#define RK_DEVICE_CLOCK_OPTIONS "time-column time-unit time-wrap"

typedef enum {
  RK_DEVICE_CLOCK_NONE,
  RK_DEVICE_CLOCK_AUTO,   /* a column called "millis", "Time (s)"... */
  RK_DEVICE_CLOCK_NAMED,
  RK_DEVICE_CLOCK_NUMBER, /* the n-th value of a line */
} RkDeviceClockMode;

/**
 * RkDeviceClock:
 *
 * The column in which a device prints its own time: which it is, and what it says in ns.
 */
typedef struct {
  RkDeviceClockMode mode;
  char             *name;     /* as folded: lower case */
  guint             number;   /* from 1 */
  gint64            asked_ns; /* one unit as the option says; 0 = find out */
  gint64            unit_ns;  /* one unit; 0 = not known yet */
  double            last;     /* raw; NaN = none yet */
  double            wrap;     /* the counter begins anew there; 0 = never */
  gboolean          asked_wrap;
  gint64            offset_ns; /* of counters that came round */
} RkDeviceClock;

gboolean rk_device_clock_init      (RkDeviceClock *self, GHashTable *options, GError **error);
void     rk_device_clock_clear     (RkDeviceClock *self);
void     rk_device_clock_reset     (RkDeviceClock *self);
/* Whether the column with this name and unit (nullable texts) is the clock; pure. */
gboolean rk_device_clock_claims    (const RkDeviceClock *self, const char *name, gsize name_len,
                                    const char *unit, gsize unit_len);
/* Learns the unit from the name of the column that was claimed. */
void     rk_device_clock_learn     (RkDeviceClock *self, const char *name, gsize name_len, const char *unit, gsize unit_len);
/* @whole: @value was printed without a decimal sign. RK_TIME_NONE where it is no time. */
gint64   rk_device_clock_read      (RkDeviceClock *self, double value, gboolean whole);
/* RK_TIME_NONE for what is no time or too far. */
gint64   rk_device_clock_to_ns     (double value, gint64 unit_ns);
/* A time of the day, ns since midnight: goes on over midnight. */
gint64   rk_device_clock_read_day  (RkDeviceClock *self, gint64 day_ns);

G_END_DECLS
