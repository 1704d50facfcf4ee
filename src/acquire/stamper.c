/* From bursts of bytes to times of frames.
 *
 * Adapters deliver every few milliseconds what came meanwhile; taken at the arrival, such a burst
 * is a staircase. There are three ways to a better time, the best that is to be had is taken:
 *
 *   the device prints its time    device-time.c: t = device + offset, drift and all
 *   frames come at a steady rate  steady.c: t = begin + index * period, from 2 s on
 *   else                          by the place in the bytes, here
 *
 * By the place: a frame is moved back by its distance from the end of the read,
 *
 *    t = arrival - (n - end) * ns_per_byte,
 *
 * where a byte takes its share of the time since the read before, but never more than it
 * takes on the average (after a silence the bytes of one line did not need the whole silence),
 * nor less than on the wire. The average is measured over buckets of at least 10 ms that hold
 * a frame, of the last 2 s or 8 buckets; a bucket that took over four times as long as the median
 * one for a frame holds a silence and does not count.
 *
 * The order of frames is never changed and no frame lies in the future of its arrival.
 *
 * What can be known: distances between frames. The delay that all have in common - wire, adapter,
 * bus, scheduler; some 1 ms, and with a steady rate or a device's clock the least of them - moves
 * all times alike and cannot be seen from here. It is not part of the uncertainty. Nor can be seen
 * what an adapter adds whose timer keeps pace with the device (62.5 Hz and 16 ms) unless its timer
 * is known: rk_stamper_set_timer_ns (). By the place the delay differs from frame to frame by up
 * to the period of bursts, and this is the uncertainty ("about 16 ms with this adapter").
 */
#include "config.h"

#include "acquire/stamper.h"

#include "acquire/device-time.h"
#include "acquire/steady.h"
#include "base/clock.h"
#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_BUCKETS      256
#define MIN_BUCKETS    3
#define KEEP_BUCKETS   8
#define BUCKET_NS      (10 * RK_NS_PER_MS)
#define WINDOW_NS      (2 * RK_NS_PER_S)
#define SILENCE        4.0 /* times the median */
#define WAYS_BACK      1.5 /* a burst may be this much longer than the average says */

#define ADAPTER_NS     16e6 /* timer of the slowest adapters in use */
#define NOISE_NS       1e6  /* of a computer that is not real-time */
#define MANY           1.2  /* frames a read: bursts show */
#define NEAR_ROUND     1e-3

#define LOAD_PARTS     8
#define LOAD_PART_NS   (WINDOW_NS / LOAD_PARTS)

typedef struct {
  gint64 dt_ns;
  guint  frames;
  guint  bytes;
  guint  reads;
} Bucket;

struct _RkStamper
{
  /* The read at hand. */
  gint64 arrival_ns;
  gsize  n;
  double byte_ns; /* what one of its bytes took */
  guint  n_frames;

  gint64 previous_ns; /* arrival of the read before; RK_TIME_NONE = none */
  gint64 last_ns;     /* time of the last frame */
  double wire_ns;     /* a byte on the wire; 0 = no wire */

  Bucket buckets[N_BUCKETS]; /* ring */
  guint  first;
  guint  n_buckets;
  Bucket current;
  double rate_hz;         /* 0 = unknown */
  double average_byte_ns; /* 0 = unknown */
  double read_ns;         /* mean time between reads; 0 = unknown */
  double frames_per_read;

  double timer_ns; /* of the adapter; 0 = unknown */

  /* Bytes in the last parts of a second, ring. */
  gsize  load_bytes[LOAD_PARTS];
  gint64 load_ns; /* end of the current part; RK_TIME_NONE = none yet */
  guint  load_part;
  guint  n_load_parts; /* that are over, at most LOAD_PARTS - 1 */
  double load;

  RkDeviceTime *device;
  RkSteady     *steady;
  gboolean      has_clock; /* times come from @device */
};

/**
 * rk_stamper_new:
 *
 * Returns: a stamper that knows nothing yet
 */
RkStamper *
rk_stamper_new (void)
{
  RkStamper *self = g_new0 (RkStamper, 1);

  self->previous_ns = RK_TIME_NONE;
  self->last_ns = RK_TIME_NONE;
  self->load_ns = RK_TIME_NONE;
  self->device = rk_device_time_new ();
  self->steady = rk_steady_new ();

  return self;
}

/**
 * rk_stamper_free:
 * @self: (nullable): a stamper
 *
 * Frees a stamper.
 */
void
rk_stamper_free (RkStamper *self)
{
  if (self == NULL)
    return;

  rk_device_time_free (self->device);
  rk_steady_free (self->steady);
  g_free (self);
}

/**
 * rk_stamper_reset:
 * @self: a stamper
 *
 * Begins anew after the line broke; time still never goes back.
 */
void
rk_stamper_reset (RkStamper *self)
{
  g_return_if_fail (self != NULL);

  self->previous_ns = RK_TIME_NONE;
  self->n_buckets = 0;
  self->current = (Bucket) { 0 };
  self->rate_hz = 0.0;
  self->average_byte_ns = 0.0;
  self->read_ns = 0.0;
  self->load_ns = RK_TIME_NONE;
  self->load = 0.0;
  self->has_clock = FALSE;
  rk_device_time_reset (self->device);
  rk_steady_reset (self->steady);
}

/**
 * rk_stamper_set_byte_ns:
 * @self: a stamper
 * @byte_ns: what a byte takes on the wire, start and stop bits included; 0 = no wire
 *
 * Tells how fast bytes can come at all.
 */
void
rk_stamper_set_byte_ns (RkStamper *self,
                        double     byte_ns)
{
  g_return_if_fail (self != NULL);

  self->wire_ns = byte_ns;
}

/**
 * rk_stamper_set_timer_ns:
 * @self: a stamper
 * @timer_ns: the adapter collects bytes for so long at most; 0 = unknown
 *
 * Tells what the arrivals cannot: how coarse the clock of the adapter is.
 */
void
rk_stamper_set_timer_ns (RkStamper *self,
                         double     timer_ns)
{
  g_return_if_fail (self != NULL);

  self->timer_ns = timer_ns;
  rk_steady_set_timer_ns (self->steady, timer_ns);
}

static const Bucket *
bucket_at (RkStamper *self,
           guint      i)
{
  return &self->buckets[(self->first + i) % N_BUCKETS];
}

static void
measure (RkStamper *self)
{
  double periods[N_BUCKETS];
  double limit;
  double dt = 0.0;
  double frames = 0.0;
  double bytes = 0.0;
  double reads = 0.0;

  if (self->n_buckets < MIN_BUCKETS)
    return;

  for (guint i = 0; i < self->n_buckets; i++)
    periods[i] = (double) bucket_at (self, i)->dt_ns / bucket_at (self, i)->frames;
  qsort (periods, self->n_buckets, sizeof *periods, rk_number_compare);
  limit = SILENCE * periods[self->n_buckets / 2];

  for (guint i = 0; i < self->n_buckets; i++) {
    const Bucket *bucket = bucket_at (self, i);

    if ((double) bucket->dt_ns > limit * bucket->frames)
      continue;
    dt += (double) bucket->dt_ns;
    frames += bucket->frames;
    bytes += bucket->bytes;
    reads += bucket->reads;
  }

  if (dt > 0.0) {
    self->rate_hz = frames * 1e9 / dt;
    self->average_byte_ns = dt / bytes;
    self->read_ns = dt / reads;
    self->frames_per_read = frames / reads;
  }
}

static void
close_bucket (RkStamper *self)
{
  gint64 sum_ns = self->current.dt_ns;
  guint keep = 1;

  if (self->n_buckets == N_BUCKETS) {
    self->first = (self->first + 1) % N_BUCKETS;
    self->n_buckets--;
  }
  self->buckets[(self->first + self->n_buckets) % N_BUCKETS] = self->current;
  self->n_buckets++;
  self->current = (Bucket) { 0 };

  while (keep < self->n_buckets && (keep < KEEP_BUCKETS || sum_ns < WINDOW_NS)) {
    keep++;
    sum_ns += bucket_at (self, self->n_buckets - keep)->dt_ns;
  }
  self->first = (self->first + self->n_buckets - keep) % N_BUCKETS;
  self->n_buckets = keep;

  measure (self);
}

static void
note_load (RkStamper *self,
           gint64     arrival_ns,
           gsize      n)
{
  gsize sum = 0;

  if (self->load_ns == RK_TIME_NONE || arrival_ns - self->load_ns > WINDOW_NS) {
    memset (self->load_bytes, 0, sizeof self->load_bytes);
    self->load_ns = arrival_ns + LOAD_PART_NS;
    self->n_load_parts = 0;
    self->load = 0.0;
    return; /* what came before is not known, so these bytes have no time */
  }

  while (arrival_ns > self->load_ns) {
    self->load_ns += LOAD_PART_NS;
    self->n_load_parts = MIN (self->n_load_parts + 1, LOAD_PARTS);
    if (self->n_load_parts == LOAD_PARTS) {
      for (guint i = 0; i < LOAD_PARTS; i++)
        sum += self->load_bytes[i];
      self->load = MIN ((double) sum * self->wire_ns / WINDOW_NS, 1.0);
      sum = 0;
    }
    self->load_part = (self->load_part + 1) % LOAD_PARTS;
    self->load_bytes[self->load_part] = 0;
  }
  self->load_bytes[self->load_part] += n;
}

/**
 * rk_stamper_begin:
 * @self: a stamper
 * @arrival_ns: when the last byte was read
 * @n: number of bytes read since the read before
 *
 * Begins a read.
 */
void
rk_stamper_begin (RkStamper *self,
                  gint64     arrival_ns,
                  gsize      n)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (n > 0);

  self->arrival_ns = arrival_ns;
  self->n = n;
  self->n_frames = 0;
  self->byte_ns = 0.0;
  if (self->wire_ns > 0.0)
    note_load (self, arrival_ns, n);
  if (!self->has_clock)
    rk_steady_begin (self->steady, arrival_ns, n);

  if (self->previous_ns != RK_TIME_NONE) {
    double share = (double) (arrival_ns - self->previous_ns) / (double) n;

    if (self->average_byte_ns > 0.0)
      self->byte_ns = MIN (share, WAYS_BACK * self->average_byte_ns);
    else
      self->byte_ns = MIN (share, self->wire_ns);
  }

  self->byte_ns = MAX (self->byte_ns, self->wire_ns);
}

/**
 * rk_stamper_frame:
 * @self: a stamper, within a read
 * @end: byte of the read just after the frame
 * @device_ns: the device's own time, or %RK_TIME_NONE
 *
 * Finds the time of a frame.
 *
 * Returns: not before the frame before, not after the arrival of the read
 */
gint64
rk_stamper_frame (RkStamper *self,
                  gsize      end,
                  gint64     device_ns)
{
  gint64 time_ns = RK_TIME_NONE;

  g_return_val_if_fail (self != NULL, 0);

  self->n_frames++;

  if (device_ns != RK_TIME_NONE) {
    time_ns = rk_device_time_frame (self->device, self->arrival_ns, device_ns);
    if ((time_ns != RK_TIME_NONE) != self->has_clock) {
      self->has_clock = !self->has_clock;
      rk_steady_reset (self->steady);
      rk_steady_begin (self->steady, self->arrival_ns, self->n);
    }
  }
  if (!self->has_clock)
    time_ns = rk_steady_frame (self->steady, end);
  if (time_ns == RK_TIME_NONE)
    time_ns = self->arrival_ns - (gint64) ((double) (self->n - MIN (end, self->n)) * self->byte_ns);

  time_ns = MIN (time_ns, self->arrival_ns);
  if (self->last_ns != RK_TIME_NONE)
    time_ns = MAX (time_ns, self->last_ns);
  self->last_ns = time_ns;

  return time_ns;
}

/**
 * rk_stamper_end:
 * @self: a stamper, within a read
 *
 * Ends a read: it now counts for the measured rate.
 */
void
rk_stamper_end (RkStamper *self)
{
  g_return_if_fail (self != NULL);

  if (self->has_clock)
    rk_device_time_end (self->device);
  else
    rk_steady_end (self->steady, self->wire_ns, self->last_ns);

  if (self->previous_ns != RK_TIME_NONE) {
    self->current.reads += self->n_frames > 0;
    self->current.dt_ns += self->arrival_ns - self->previous_ns;
    self->current.frames += self->n_frames;
    self->current.bytes += (guint) self->n;
    if (self->current.frames > 0 && self->current.dt_ns >= BUCKET_NS)
      close_bucket (self);
  }

  self->previous_ns = self->arrival_ns;
}

/**
 * rk_stamper_get_rate_hz:
 * @self: a stamper
 *
 * Returns: measured frames a second; 0 while unknown
 */
double
rk_stamper_get_rate_hz (RkStamper *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->rate_hz;
}

/**
 * rk_stamper_get_last_ns:
 * @self: a stamper
 *
 * Returns: time of the last frame, %RK_TIME_NONE before the first
 */
gint64
rk_stamper_get_last_ns (RkStamper *self)
{
  g_return_val_if_fail (self != NULL, RK_TIME_NONE);

  return self->last_ns;
}

/**
 * rk_stamper_get_uncertainty_ns:
 * @self: a stamper
 *
 * How well the times of frames are known now: at least 95 of 100 frames were sent within so much of
 * their time, on either side, once the constant delay that all have in common is taken off.
 *
 * Returns: half width; -1 while unknown
 */
gint64
rk_stamper_get_uncertainty_ns (RkStamper *self)
{
  double width_ns;

  g_return_val_if_fail (self != NULL, -1);

  width_ns = self->has_clock ? rk_device_time_get_uncertainty_ns (self->device)
                             : rk_steady_get_uncertainty_ns (self->steady);
  if (width_ns < 0.0) {
    double timer_ns = self->timer_ns > 0.0 ? self->timer_ns : ADAPTER_NS;

    if (!(self->read_ns > 0.0))
      return -1;
    width_ns = self->frames_per_read > MANY ? MAX (1.5 * self->read_ns, timer_ns) : timer_ns;
    width_ns += NOISE_NS;
  }

  return (gint64) width_ns;
}

/* The nearest number of the row 1, 2, 2.5, 5, 10 ..., if it is near. */
static double
round_rate (double rate_hz)
{
  static const double steps[] = { 1.0, 2.0, 2.5, 5.0, 10.0 };
  double decade;

  if (!(rate_hz > 1e-3) || !(rate_hz < 1e9))
    return (double) NAN;

  decade = pow (10.0, floor (log10 (rate_hz)));
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    if (fabs (rate_hz / (steps[i] * decade) - 1.0) <= NEAR_ROUND)
      return steps[i] * decade;
  }

  return (double) NAN;
}

/**
 * rk_stamper_get_drift_ppm:
 * @self: a stamper
 *
 * By how much the clock of the device is faster than ours. Where it prints no time, a steady rate
 * within 0.1 % of a round one (1, 2, 2.5, 5, 10 ... Hz) is taken to be meant as that.
 *
 * Returns: parts in a million; NaN while unknown
 */
double
rk_stamper_get_drift_ppm (RkStamper *self)
{
  double slope;

  g_return_val_if_fail (self != NULL, (double) NAN);

  slope = rk_device_time_get_slope (self->device);
  if (self->has_clock)
    return slope > 0.0 ? (1.0 / slope - 1.0) * 1e6 : (double) NAN;

  slope = rk_steady_get_period_ns (self->steady);
  if (!(slope > 0.0))
    return (double) NAN;

  return (1e9 / slope / round_rate (1e9 / slope) - 1.0) * 1e6;
}

/**
 * rk_stamper_get_latency_ns:
 * @self: a stamper
 *
 * How long frames wait for their delivery: the period of bursts, or the delay that one frame in
 * ten exceeds above the least.
 *
 * Returns: the larger; -1 while nothing shows it
 */
gint64
rk_stamper_get_latency_ns (RkStamper *self)
{
  double latency_ns;

  g_return_val_if_fail (self != NULL, -1);

  latency_ns = self->has_clock ? rk_device_time_get_jitter_ns (self->device)
                               : rk_steady_get_jitter_ns (self->steady);
  if (self->read_ns > 0.0 && self->frames_per_read > MANY)
    latency_ns = MAX (latency_ns, self->read_ns);

  return latency_ns >= 0.0 ? (gint64) latency_ns : -1;
}

/**
 * rk_stamper_get_load:
 * @self: a stamper
 *
 * How full the wire is: from 0.95 on the device would send more if it could.
 *
 * Returns: share of the last two seconds in which bytes came; 0 while unknown, or without a wire
 */
double
rk_stamper_get_load (RkStamper *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->load;
}
