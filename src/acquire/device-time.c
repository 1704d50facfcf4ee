/* Our time from the clock that a device prints.
 *
 * Distances are the device's own. Where its clock stands to ours is found by the envelope of
 * (device, arrival): the frames that were delayed least. A crystal is off by some 50 ppm,
 * a ceramic resonator by 5000, so the slope is found too, from 10 s on.
 *
 * What frames are given follows the line by 300 ppm beside its slope, or more where it is far away;
 * before 10 s have passed it also goes down at once, for nothing is measured after it was read.
 *
 * A clock that goes back, lags by over 10 s or leaps by over a second starts anew; after three such
 * starts it is no clock and is not believed any more.
 */
#include "config.h"

#include "acquire/device-time.h"

#include "acquire/envelope.h"
#include "base/clock.h"

#include <math.h>

#define MAX_LAG_NS     10e9
#define MAX_LEAP_NS    1e9
#define MAX_RESTARTS   3
#define MAX_DRIFT      0.02
#define MAX_SLEW       300e-6
#define FOLLOW_NS      10e9
#define LONG_EDGE_NS   10e9
#define PLAIN_DRIFT_NS 10e6 /* more than an adapter's delays make of a short edge */
#define PLAIN_EDGE_NS  2e9
#define EVALUATE_SLOTS 8

/* Beyond 70 years a clock is none, and its sums would wrap. */
#define MAX_DEVICE_NS (G_MAXINT64 / 4)

struct _RkDeviceTime
{
  guint n_restarts;

  gint64 device_base_ns; /* x = 0; RK_TIME_NONE = it begins with the next frame */
  gint64 base_ns;        /* y = 0 */
  double x;              /* of the last frame */
  double y;
  gboolean is_new;       /* a frame came in this read */
  double offset;         /* what the last frame was given, less @x */
  double behind;         /* how far it was from the line */
  gint64 resolution_ns;  /* all times are multiples of it */

  RkEnvelope       envelope;
  RkEnvelopeLine   line;
  gboolean         has_slope;
  guint            n_slots; /* until the spread is looked at */
  gboolean         has_spread;
  RkEnvelopeSpread spread;
};

static void
restart (RkDeviceTime *self)
{
  self->device_base_ns = RK_TIME_NONE;
  self->resolution_ns = 0;
  self->is_new = FALSE;
  self->has_slope = FALSE;
  self->has_spread = FALSE;
  self->n_slots = 0;
  rk_envelope_clear (&self->envelope);
}

/**
 * rk_device_time_new:
 *
 * Returns: one that has not seen a clock
 */
RkDeviceTime *
rk_device_time_new (void)
{
  RkDeviceTime *self = g_new0 (RkDeviceTime, 1);

  restart (self);

  return self;
}

/**
 * rk_device_time_free:
 * @self: (nullable): a device's time
 *
 * Frees it.
 */
void
rk_device_time_free (RkDeviceTime *self)
{
  g_free (self);
}

/**
 * rk_device_time_reset:
 * @self: a device's time
 *
 * Begins anew, and believes again.
 */
void
rk_device_time_reset (RkDeviceTime *self)
{
  g_return_if_fail (self != NULL);

  restart (self);
  self->n_restarts = 0;
}

static void
begin (RkDeviceTime *self,
       gint64        arrival_ns,
       gint64        device_ns)
{
  restart (self);
  self->device_base_ns = device_ns;
  self->base_ns = arrival_ns;
  self->x = 0.0;
  self->offset = 0.0;
  self->line = (RkEnvelopeLine) { .slope = 1.0 };
}

static void
note_resolution (RkDeviceTime *self,
                 gint64        x)
{
  gint64 a = self->resolution_ns;

  if (a != 0 && x % a == 0)
    return;

  while (x != 0) {
    gint64 rest = a % x;

    a = x;
    x = rest;
  }
  self->resolution_ns = a;
}

/* Moves the offset on to @x and towards the line. */
static void
follow (RkDeviceTime *self,
        double        x)
{
  double dx = x - self->x;
  double behind;

  self->offset += (self->line.slope - 1.0) * dx;
  behind = rk_envelope_line_at (&self->line, x) - x - self->offset;
  if (!(behind < 0.0 && rk_envelope_get_span_ns (&self->envelope) < LONG_EDGE_NS))
    behind = CLAMP (behind, -MAX_SLEW * dx, MAX (MAX_SLEW, MIN (behind / FOLLOW_NS, MAX_DRIFT)) * dx);
  self->offset += behind;
  self->behind = rk_envelope_line_at (&self->line, x) - x - self->offset;
}

/**
 * rk_device_time_frame:
 * @self: a device's time
 * @arrival_ns: when the frame was read
 * @device_ns: what the device said
 *
 * Finds the time of a frame.
 *
 * Returns: our time, which may be after the arrival by a little; %RK_TIME_NONE if what the device
 *   says is no time
 */
gint64
rk_device_time_frame (RkDeviceTime *self,
                      gint64        arrival_ns,
                      gint64        device_ns)
{
  double x;

  g_return_val_if_fail (self != NULL, RK_TIME_NONE);

  if (self->n_restarts >= MAX_RESTARTS || device_ns <= -MAX_DEVICE_NS || device_ns >= MAX_DEVICE_NS)
    return RK_TIME_NONE;

  if (self->device_base_ns == RK_TIME_NONE)
    begin (self, arrival_ns, device_ns);

  x = (double) (device_ns - self->device_base_ns);
  self->y = (double) (arrival_ns - self->base_ns);

  if (x < self->x || self->y - x - self->offset > MAX_LAG_NS || self->y - x - self->offset < -MAX_LEAP_NS) {
    self->n_restarts++;
    begin (self, arrival_ns, device_ns);
    x = 0.0;
    self->y = 0.0;
  }

  note_resolution (self, device_ns - self->device_base_ns);

  /* The least delay yet shows at once: the envelope learns of it when the read is over. */
  if (self->y < rk_envelope_line_at (&self->line, x)) {
    self->line.x0 = x;
    self->line.y0 = self->y;
  }
  follow (self, x);
  self->x = x;
  self->is_new = TRUE;

  return self->base_ns + (gint64) floor (x + self->offset + 0.5);
}

static void
update_line (RkDeviceTime *self)
{
  RkEnvelopeLine line;

  if (rk_envelope_get_edge (&self->envelope, &line) && fabs (line.slope - 1.0) <= MAX_DRIFT &&
      (line.length >= LONG_EDGE_NS ||
       (line.length >= PLAIN_EDGE_NS && fabs (line.slope - 1.0) * line.length >= PLAIN_DRIFT_NS))) {
    self->line = line;
    self->has_slope = TRUE;
  } else {
    rk_envelope_get_tangent (&self->envelope, self->line.slope, &self->line);
  }
}

/**
 * rk_device_time_end:
 * @self: a device's time
 *
 * Ends a read: its newest frame becomes a point of the envelope.
 */
void
rk_device_time_end (RkDeviceTime *self)
{
  g_return_if_fail (self != NULL);

  if (!self->is_new)
    return;

  self->is_new = FALSE;
  if (!rk_envelope_push (&self->envelope, self->x, self->y, self->line.slope))
    return;

  update_line (self);
  if (++self->n_slots >= EVALUATE_SLOTS) {
    self->n_slots = 0;
    self->has_spread = rk_envelope_get_spread (&self->envelope, &self->line, &self->spread);
  }
}

/**
 * rk_device_time_get_slope:
 * @self: a device's time
 *
 * Returns: how much of our time passes in a unit of the device's; 0 while unknown
 */
double
rk_device_time_get_slope (RkDeviceTime *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->has_slope ? self->line.slope : 0.0;
}

/**
 * rk_device_time_get_uncertainty_ns:
 * @self: a device's time
 *
 * The grain of the delays, what the line has to be extended beyond its support, how far the times
 * are still from the line, and the resolution of the clock.
 *
 * Returns: half width around a time, but for a constant delay; -1 while unknown
 */
double
rk_device_time_get_uncertainty_ns (RkDeviceTime *self)
{
  double beyond;

  g_return_val_if_fail (self != NULL, -1.0);

  if (!self->has_spread || self->n_restarts >= MAX_RESTARTS)
    return -1.0;

  beyond = self->line.length > 0.0 ? CLAMP ((self->y - self->line.y0) / self->line.length, 0.0, 2.0) : 0.0;

  return self->spread.grain * (1.0 + beyond) + self->spread.floor90 + fabs (self->behind) +
         (double) MIN (self->resolution_ns, RK_NS_PER_S) + 50e3;
}

/**
 * rk_device_time_get_jitter_ns:
 * @self: a device's time
 *
 * Returns: delay that one frame in ten exceeded; -1 while unknown
 */
double
rk_device_time_get_jitter_ns (RkDeviceTime *self)
{
  g_return_val_if_fail (self != NULL, -1.0);

  return self->has_spread ? self->spread.q90 : -1.0;
}
