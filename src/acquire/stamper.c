/* From bursts of bytes to times of frames.
 *
 * Adapters deliver every few milliseconds what came meanwhile; taken at the arrival, such a
 * burst is a staircase. So a frame is moved back by its distance from the end of the read,
 *
 *    t = arrival - (n - end) * ns_per_byte,
 *
 * where a byte takes its share of the time since the read before, but never more than it
 * takes on the average (after a silence the bytes of one line did not need the whole silence),
 * nor less than on the wire. The order of frames is never changed and no frame lies in the
 * future of its arrival.
 *
 * The average is measured over buckets of at least 10 ms that hold a frame, of the last 2 s or
 * 8 buckets; a bucket that took over four times as long as the median one for a frame holds a
 * silence and does not count.
 *
 * A device that prints its own time is believed: t = device + offset, where the offset is the
 * smallest arrival - device seen (the frame that was delayed least). Its clock may be slow by
 * some hundred ppm, so the smallest of the last 10-20 s counts and is followed by at most
 * 500 ppm. A clock that goes back, or lags by over 10 s, starts anew; after three such starts
 * it is no clock and is not believed any more until the line is opened again.
 */
#include "config.h"

#include "acquire/stamper.h"

#include "base/clock.h"

#include <math.h>
#include <stdlib.h>

#define N_BUCKETS      256
#define MIN_BUCKETS    3
#define KEEP_BUCKETS   8
#define BUCKET_NS      (10 * RK_NS_PER_MS)
#define WINDOW_NS      (2 * RK_NS_PER_S)
#define SILENCE        4.0 /* times the median */
#define WAYS_BACK      1.5 /* a burst may be this much longer than the average says */

#define MIN_WINDOW_NS  (10 * RK_NS_PER_S)
#define MAX_SLEW       500e-6
#define MAX_LAG_NS     (10 * RK_NS_PER_S)
#define MAX_RESTARTS   3

typedef struct {
  gint64 dt_ns;
  guint  frames;
  guint  bytes;
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

  gint64 device_ns;    /* of the last frame; RK_TIME_NONE = none */
  double offset_ns;
  double min_current;  /* smallest arrival - device of this window ... */
  double min_previous; /* ... and of the one before */
  gint64 window_ns;    /* begin of this window */
  guint  n_restarts;
};

static void
forget_device_clock (RkStamper *self)
{
  self->device_ns = RK_TIME_NONE;
  self->min_current = INFINITY;
  self->min_previous = INFINITY;
}

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
  forget_device_clock (self);

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
  self->n_restarts = 0;
  forget_device_clock (self);
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

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
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

  if (self->n_buckets < MIN_BUCKETS)
    return;

  for (guint i = 0; i < self->n_buckets; i++)
    periods[i] = (double) bucket_at (self, i)->dt_ns / bucket_at (self, i)->frames;
  qsort (periods, self->n_buckets, sizeof *periods, compare_doubles);
  limit = SILENCE * periods[self->n_buckets / 2];

  for (guint i = 0; i < self->n_buckets; i++) {
    const Bucket *bucket = bucket_at (self, i);

    if ((double) bucket->dt_ns > limit * bucket->frames)
      continue;
    dt += (double) bucket->dt_ns;
    frames += bucket->frames;
    bytes += bucket->bytes;
  }

  if (dt > 0.0) {
    self->rate_hz = frames * 1e9 / dt;
    self->average_byte_ns = dt / bytes;
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

  if (self->previous_ns != RK_TIME_NONE) {
    double share = (double) (arrival_ns - self->previous_ns) / (double) n;

    if (self->average_byte_ns > 0.0)
      self->byte_ns = MIN (share, WAYS_BACK * self->average_byte_ns);
    else
      self->byte_ns = MIN (share, self->wire_ns);
  }

  self->byte_ns = MAX (self->byte_ns, self->wire_ns);
}

/* Follows the smallest delay, so that the device's seconds stay its own but for the slew. */
static gint64
stamp_by_device (RkStamper *self,
                 gint64     device_ns)
{
  double delay = (double) self->arrival_ns - (double) device_ns;
  double target;

  if (self->device_ns == RK_TIME_NONE || device_ns < self->device_ns ||
      delay - self->offset_ns > MAX_LAG_NS) {
    if (self->device_ns != RK_TIME_NONE)
      self->n_restarts++;
    forget_device_clock (self);
    self->offset_ns = delay;
    self->window_ns = self->arrival_ns;
    self->device_ns = device_ns;
  }

  if (self->arrival_ns - self->window_ns >= MIN_WINDOW_NS) {
    self->min_previous = self->min_current;
    self->min_current = INFINITY;
    self->window_ns = self->arrival_ns;
  }
  self->min_current = MIN (self->min_current, delay);
  target = MIN (self->min_current, self->min_previous);

  if (target <= self->offset_ns)
    self->offset_ns = target;
  else if (isfinite (self->min_previous))
    self->offset_ns += MIN (target - self->offset_ns,
                            MAX_SLEW * (double) (device_ns - self->device_ns));

  self->device_ns = device_ns;

  return device_ns + (gint64) llround (self->offset_ns);
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
  gint64 time_ns;

  g_return_val_if_fail (self != NULL, 0);

  self->n_frames++;

  /* Beyond 200 years a clock is none, and its sums would wrap. */
  if (device_ns != RK_TIME_NONE && self->n_restarts < MAX_RESTARTS &&
      device_ns > -(G_MAXINT64 / 4) && device_ns < G_MAXINT64 / 4)
    time_ns = stamp_by_device (self, device_ns);
  else
    time_ns = self->arrival_ns -
              (gint64) ((double) (self->n - MIN (end, self->n)) * self->byte_ns);

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

  if (self->previous_ns != RK_TIME_NONE) {
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
