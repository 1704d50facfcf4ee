/* Times of steady streams.
 *
 * A device that measures at a steady rate needs no clock: frame k was sent at begin + k * period,
 * and both are found by the envelope of (k, arrival). Three things spoil the index, and each is
 * told by the delay of the newest frame above the line:
 *
 *   delay far above the usual         frames were lost, or it is a stall. The line is shifted up
 *                                     for the time being, so that a gap is never smeared; if the
 *                                     delay falls back it was a stall, else a new segment begins.
 *   delays stay above a period        a frame or two were lost: a new segment after half a second.
 *   below the line                    a frame too many (a duplicate), or a faster rate: nothing
 *                                     arrives before it is sent, so a new segment at once.
 *
 * A new segment keeps the period, so that its line is known from the first frame on. Two new
 * segments in a short while: the rate changed, or there is none, and all is forgotten.
 *
 * A stream is steady if nine in ten delays are such as adapters make, and if the least delay is
 * the same all along the window. Pendulums fail the first, people and waiting loops the second.
 * A rate that wanders is followed in a shorter window, down to 4 s.
 *
 * What frames are given follows the line softly, so that a better line does not show as a jump.
 */
#include "config.h"

#include "acquire/steady.h"

#include "acquire/envelope.h"
#include "base/clock.h"
#include "base/number.h"

#include <math.h>
#include <stdlib.h>

#define MIN_WINDOW_NS    4e9
#define MIN_SLOTS        16
#define GIVE_UP_SLOTS    34       /* some 4 s without a steady rate: look at what comes next */
#define EVALUATE_SLOTS   8
#define LONG_EDGE_NS     10e9     /* from here on the slope is better than what was known */
#define ADAPTER_NS       20e6     /* adapters delay by up to 16 ms ... */
#define RADIO_NS         60e6     /* ... and radio links by more; believed of fast streams only */
#define FAST_PERIOD_NS   9e6
#define WANDER_NS        5e6
#define NOISE_NS         0.5e6    /* of a computer that is not real-time */
#define USUAL_NS         60e9     /* the usual delay is forgotten in this time */
#define CONFIRM_NS       0.5e9
#define CONFIRM_READS    8
#define HIGH_NS          0.5e9    /* no delay of a steady stream stays high so long ... */
#define HIGH_READS       16       /* ... and for so many reads */
#define MAX_PHASES       1024
#define QUICK_NS         2e9      /* two breaks within it are no breaks */
#define FOLLOW_NS        0.5e9
#define FOLLOW_FRAMES    8.0

struct _RkSteady
{
  gint64 base_ns; /* y = 0; RK_TIME_NONE before the first read */
  guint64 index;  /* of the next frame */

  /* The read at hand. */
  double y;
  gsize  n;
  gsize  end; /* of its last frame */
  guint  n_frames;

  double read_ns;  /* mean time between reads with frames */
  double read_y;   /* the last one of them */
  double timer_ns; /* what the adapter collects bytes for; 0 = unknown */

  double bytes_per_frame; /* 0 = unknown */
  double carry;           /* bytes that came after the last frame */

  RkEnvelope     envelope;
  guint          slots_to_evaluate;
  gboolean       is_known;
  RkEnvelopeLine line;
  double         prior_ns; /* period of the segments before; 0 = unknown */
  double         grain;
  double         timer_grain; /* the same as the timer of the adapter makes it */
  double         floor90;
  double         q90;

  /* What the next frame is given, and how it draws near to the line. */
  double next;
  double behind;
  double gain;

  double usual; /* delays like this are no news */
  double usual_y;

  gboolean is_shifted;
  double   shift;
  double   stall; /* as large as it was at first */
  double   shift_y;
  guint    shift_reads;

  double   highest; /* ... and the largest */
  double   high; /* least delay since the last low one, at @high_y */
  double   high_y;
  guint    high_reads;

  double   segment_y; /* begin of this segment */
  gboolean is_young;  /* it has no spread of its own yet */
};

/* All that was learned; the index goes on. */
static void
forget (RkSteady *self)
{
  rk_envelope_clear (&self->envelope);
  self->slots_to_evaluate = MIN_SLOTS;
  self->is_known = FALSE;
  self->line = (RkEnvelopeLine) { 0 };
  self->prior_ns = 0.0;
  self->is_shifted = FALSE;
  self->shift = 0.0;
  self->segment_y = -INFINITY;
}

/**
 * rk_steady_new:
 *
 * Returns: one that knows of no rate
 */
RkSteady *
rk_steady_new (void)
{
  RkSteady *self = g_new0 (RkSteady, 1);

  rk_steady_reset (self);

  return self;
}

/**
 * rk_steady_free:
 * @self: (nullable): a steady stream
 *
 * Frees it.
 */
void
rk_steady_free (RkSteady *self)
{
  g_free (self);
}

/**
 * rk_steady_reset:
 * @self: a steady stream
 *
 * Begins anew: the line was opened, or the computer slept.
 */
void
rk_steady_reset (RkSteady *self)
{
  g_return_if_fail (self != NULL);

  self->base_ns = RK_TIME_NONE;
  self->index = 0;
  self->bytes_per_frame = 0.0;
  self->carry = 0.0;
  self->read_ns = 0.0;
  self->read_y = 0.0;
  forget (self);
}

static inline double
target_at (RkSteady *self,
           double    x)
{
  return rk_envelope_line_at (&self->line, x) + self->shift;
}

static double
follow_gain (RkSteady *self)
{
  return 1.0 / MAX (FOLLOW_FRAMES, FOLLOW_NS / self->line.slope);
}

static void
begin_segment (RkSteady *self)
{
  self->is_shifted = FALSE;
  self->shift = 0.0;
  self->highest = 0.0;
  self->high = INFINITY;
  self->high_y = self->y;
  self->high_reads = 0;
  self->segment_y = self->y;
  self->is_young = TRUE;
}

/* A new segment from a point on, with the period that is known. */
static void
restart (RkSteady *self,
         double    x,
         double    y)
{
  double prior_ns = self->line.slope;

  if (self->y - self->segment_y < QUICK_NS) {
    forget (self);
    return;
  }

  rk_envelope_clear (&self->envelope);
  rk_envelope_push (&self->envelope, x, y, prior_ns);
  self->slots_to_evaluate = MIN_SLOTS;
  self->prior_ns = prior_ns;
  self->line = (RkEnvelopeLine) { .x0 = x, .y0 = y, .slope = prior_ns };
  begin_segment (self);
}

/* At the first frame of a read: is the last one later than it may be? How many follow is known by their
 * bytes alone, so with them comes some doubt. */
static void
look_for_break (RkSteady *self,
                gsize     end)
{
  double rest = (double) (self->n - MIN (end, self->n)) / self->bytes_per_frame;
  double n_more = floor (rest + 0.1);
  double doubt = n_more > 0.0 ? fabs (rest - n_more) + 0.15 * sqrt (n_more) : 0.0;
  double delay = self->y - rk_envelope_line_at (&self->line, (double) self->index + n_more);

  if (delay - self->shift <= (0.75 + doubt) * self->line.slope + 1.5 * self->usual)
    return;

  if (self->is_shifted && self->y - self->shift_y < QUICK_NS) {
    forget (self);
    return;
  }

  self->is_shifted = TRUE;
  self->shift = delay;
  self->stall = delay;
  self->shift_y = self->y;
  self->shift_reads = 0;
  self->next = target_at (self, (double) self->index);
}

/**
 * rk_steady_set_timer_ns:
 * @self: a steady stream
 * @timer_ns: the adapter collects bytes for so long at most; 0 = unknown
 *
 * Tells what the arrivals cannot decide.
 */
void
rk_steady_set_timer_ns (RkSteady *self,
                        double    timer_ns)
{
  g_return_if_fail (self != NULL);

  self->timer_ns = timer_ns;
}

/**
 * rk_steady_begin:
 * @self: a steady stream
 * @arrival_ns: when the last byte was read
 * @n: number of bytes read
 *
 * Begins a read.
 */
void
rk_steady_begin (RkSteady *self,
                 gint64    arrival_ns,
                 gsize     n)
{
  g_return_if_fail (self != NULL);

  if (self->base_ns == RK_TIME_NONE)
    self->base_ns = arrival_ns;
  self->y = (double) (arrival_ns - self->base_ns);
  self->n = n;
  self->n_frames = 0;
}

/**
 * rk_steady_frame:
 * @self: a steady stream, within a read
 * @end: byte of the read just after the frame
 *
 * Counts a frame.
 *
 * Returns: when it was sent, which may still be after the arrival by a little; %RK_TIME_NONE while
 *   the stream is not known to be steady
 */
gint64
rk_steady_frame (RkSteady *self,
                 gsize     end)
{
  double y;
  double step;

  if (self->is_known && self->n_frames == 0)
    look_for_break (self, end);
  if (self->is_known && self->n_frames == 0)
    self->behind = target_at (self, (double) self->index) - self->next;

  self->index++;
  self->n_frames++;
  self->end = end;

  if (!self->is_known)
    return RK_TIME_NONE;

  step = CLAMP (self->behind * self->gain, -0.5 * self->line.slope, 0.5 * self->line.slope);
  self->behind -= step;
  y = self->next;
  self->next += self->line.slope + step;

  return self->base_ns + (gint64) floor (y + 0.5);
}

static void
update_line (RkSteady *self)
{
  RkEnvelopeLine line;

  if (!rk_envelope_get_edge (&self->envelope, &line) || line.length < LONG_EDGE_NS) {
    if (self->prior_ns > 0.0)
      rk_envelope_get_tangent (&self->envelope, self->prior_ns, &self->line);
    else if (self->envelope.n_points >= 2)
      self->line = line;
    return;
  }

  self->line = line;
  if (self->is_known)
    self->prior_ns = line.slope;
}

/* The largest hole among the phases at which frames meet the timer of the adapter. Where the period
 * is a multiple of the timer no arrival can tell by how much it was delayed. */
static double
find_timer_grain (RkSteady *self)
{
  const double period_ns = self->line.slope;
  double phases[MAX_PHASES];
  double grain;
  guint n;

  if (!(self->timer_ns > 0.0))
    return 0.0;

  n = (guint) CLAMP (rk_envelope_get_span_ns (&self->envelope) / period_ns, 2.0, (double) MAX_PHASES);
  for (guint i = 0; i < n; i++)
    phases[i] = fmod (i * period_ns, self->timer_ns);
  qsort (phases, n, sizeof *phases, rk_number_compare);

  grain = phases[0] + self->timer_ns - phases[n - 1];
  for (guint i = 1; i < n; i++)
    grain = MAX (grain, phases[i] - phases[i - 1]);

  return grain;
}

/* Whether the arrivals lie above the line as those of a steady stream do; a long window may be
 * shortened to make it so. */
static gboolean
evaluate (RkSteady *self)
{
  double period_ns = self->line.slope;
  RkEnvelopeSpread spread;

  if (!(period_ns > 0.0) || !rk_envelope_get_spread (&self->envelope, &self->line, &spread))
    return FALSE;

  self->grain = spread.grain;
  self->floor90 = spread.floor90;
  self->q90 = spread.q90;
  if (!self->is_known)
    self->usual = spread.highest;
  self->timer_grain = find_timer_grain (self);
  self->is_young = FALSE;

  if (spread.floor75 > MIN (period_ns, WANDER_NS) + NOISE_NS) {
    if (self->envelope.window_ns <= MIN_WINDOW_NS || !self->is_known)
      return FALSE;
    rk_envelope_set_window (&self->envelope,
                            MAX (MIN (rk_envelope_get_span_ns (&self->envelope),
                                      self->envelope.window_ns) / 2, MIN_WINDOW_NS));
    self->prior_ns = 0.0;
    update_line (self);
    return TRUE;
  }

  /* A burst of a fast stream may come in several reads, so the last of them counts. */
  if (period_ns < FAST_PERIOD_NS ? spread.q90 > RADIO_NS : spread.high80 > ADAPTER_NS)
    return FALSE;

  rk_envelope_set_window (&self->envelope, self->envelope.window_ns * 1.05);

  return TRUE;
}

static void
become_known (RkSteady *self,
              gint64    last_ns)
{
  self->is_known = TRUE;
  self->usual_y = self->y;
  self->next = (double) (last_ns - self->base_ns) + self->line.slope;
  begin_segment (self);
  self->segment_y = -INFINITY; /* not after a break */
  self->is_young = FALSE;
}

/* A delay that was followed by a low one was a stall: the like of it is no news any more. */
static void
note_usual (RkSteady *self,
            double    delay)
{
  double dt = self->y - self->usual_y;

  self->usual_y = self->y;
  self->usual = MAX (self->usual * (1.0 - MIN (dt / USUAL_NS, 1.0)), delay);
}

/* A frame or two were lost if no delay is low any more. */
static gboolean
stays_high (RkSteady *self,
            double    x,
            double    y,
            double    delay)
{
  if (delay <= 0.6 * (self->line.slope + self->grain) + 0.1 * NOISE_NS) {
    note_usual (self, MAX (self->highest, delay));
    self->highest = 0.0;
    self->high = INFINITY;
    self->high_y = self->y;
    self->high_reads = 0;
    return FALSE;
  }

  self->highest = MAX (self->highest, delay);
  self->high = MIN (self->high, delay);
  self->high_reads++;
  if (self->y - self->high_y < HIGH_NS || self->high_reads < HIGH_READS)
    return FALSE;

  restart (self, x, y - (delay - self->high));
  if (self->is_known)
    self->next = MAX (self->next, target_at (self, (double) self->index));

  return TRUE;
}

/* The newest frame is (x, y). Whether the point may go to the envelope. */
static gboolean
track (RkSteady *self,
       double    x,
       double    y)
{
  const double period_ns = self->line.slope;
  double delay = y - rk_envelope_line_at (&self->line, x);
  double first;

  if (self->is_shifted) {
    if (delay <= 1.5 * self->usual) {
      self->is_shifted = FALSE; /* it was a stall */
      self->shift = 0.0;
      self->highest = MAX (self->highest, self->stall);
      self->next = target_at (self, (double) self->index);
    } else {
      self->shift = MIN (self->shift, delay);
      self->shift_reads++;
      if (self->y - self->shift_y >= CONFIRM_NS && self->shift_reads >= CONFIRM_READS)
        restart (self, x, y - (delay - self->shift));
      return FALSE;
    }
  }

  if (delay < -(0.5 * period_ns + MAX (self->grain, self->timer_grain)) && !self->is_young) {
    restart (self, x, y);
    return FALSE;
  }

  /* A backlog that came in one read says how long stalls are. */
  first = delay + (self->n_frames - 1) * period_ns;
  if (first > 2.0 * (self->read_ns + period_ns) && delay < 0.5 * first)
    note_usual (self, first);

  return !stays_high (self, x, y, delay);
}

/* How many bytes a frame has, and how often a read brings some. */
static void
note_frames (RkSteady *self)
{
  double weight = MIN (self->n_frames / 32.0, 0.5);
  double mean = (self->carry + (double) self->end) / self->n_frames;

  if (self->bytes_per_frame > 0.0)
    self->bytes_per_frame += weight * (mean - self->bytes_per_frame);
  else
    self->bytes_per_frame = mean;
  self->carry = (double) (self->n - MIN (self->end, self->n));

  self->read_ns += MIN (weight, 0.125) * (self->y - self->read_y - self->read_ns);
  self->read_y = self->y;
}

/**
 * rk_steady_end:
 * @self: a steady stream, within a read
 * @wire_ns: a byte takes at least; 0 = unknown
 * @last_ns: time that the last frame was given at last
 *
 * Ends a read: its newest frame becomes a point of the envelope.
 */
void
rk_steady_end (RkSteady *self,
               double    wire_ns,
               gint64    last_ns)
{
  double x = (double) self->index - 1.0;
  double y;

  g_return_if_fail (self != NULL);

  if (self->n_frames == 0) {
    self->carry += (double) self->n;
    return;
  }

  note_frames (self);
  y = self->y - self->carry * wire_ns;
  if (self->is_known && !track (self, x, y))
    return;

  if (rk_envelope_push (&self->envelope, x, y, self->line.slope)) {
    update_line (self);
    if (self->slots_to_evaluate > 0)
      self->slots_to_evaluate--;
  } else if (self->is_known && y < rk_envelope_line_at (&self->line, x)) {
    update_line (self);
  }

  if (self->slots_to_evaluate == 0) {
    gboolean is_steady = evaluate (self);

    self->slots_to_evaluate = EVALUATE_SLOTS;
    if (is_steady && !self->is_known)
      become_known (self, last_ns);
    else if (!is_steady && (self->is_known || self->envelope.n_slots >= GIVE_UP_SLOTS))
      forget (self);
  }

  if (self->is_known)
    self->gain = follow_gain (self);
}

/**
 * rk_steady_is_known:
 * @self: a steady stream
 *
 * Returns: whether frames are timed by their index
 */
gboolean
rk_steady_is_known (RkSteady *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->is_known;
}

/**
 * rk_steady_get_period_ns:
 * @self: a steady stream
 *
 * Returns: time from frame to frame by our clock; 0 while unknown
 */
double
rk_steady_get_period_ns (RkSteady *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->is_known ? self->line.slope : 0.0;
}

/**
 * rk_steady_get_uncertainty_ns:
 * @self: a steady stream
 *
 * The grain of the delays, what the line has to be extended beyond its support, how far the least
 * delay wanders and how far the times are still from the line.
 *
 * Returns: half width around a time, but for a constant delay; -1 while unknown
 */
double
rk_steady_get_uncertainty_ns (RkSteady *self)
{
  double width;
  double beyond;

  g_return_val_if_fail (self != NULL, -1.0);

  if (!self->is_known)
    return -1.0;

  beyond = self->line.length > 0.0 ? (self->y - self->line.y0) / self->line.length : 0.0;
  width = MAX (1.5 * self->grain * (1.0 + CLAMP (beyond, 0.0, 2.0)), 1.25 * self->timer_grain);
  width += self->floor90 + fabs (self->behind);
  if (self->is_young || self->is_shifted)
    width += MIN (self->usual, MAX (self->q90, self->read_ns));

  return width + 0.4 * NOISE_NS;
}

/**
 * rk_steady_get_jitter_ns:
 * @self: a steady stream
 *
 * Returns: delay that one frame in ten exceeded; -1 while unknown
 */
double
rk_steady_get_jitter_ns (RkSteady *self)
{
  g_return_val_if_fail (self != NULL, -1.0);

  return self->is_known ? self->q90 : -1.0;
}
