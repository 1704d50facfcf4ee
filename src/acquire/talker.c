/* Asks a device in rounds.
 *
 *   start messages -> round: message, answer or timeout, message, ... -> wait for the period -> round ...
 *
 * Who answered is not asked here: the decoder counts the answers to requests of its own, and of any other
 * device whatever it read since the message was sent is the answer. A late answer must not be taken as that to the next
 * message, so after a timeout the line is left in silence once more as long; a device that is dead is asked once a second.
 */
#include "config.h"

#include "acquire/talker.h"

#include "base/clock.h"

#include <math.h>

#define TIMEOUT_MS    1000
#define SILENT_AFTER  3                     /* timeouts in a row */
#define DEAD_NS       (1 * RK_NS_PER_S)     /* from one message to the next when nobody answers */
#define QUIET_NS      (50 * RK_NS_PER_MS)   /* after bytes: what a decoder still keeps back is all there is */
#define MIN_PERIOD_NS (10 * RK_NS_PER_MS)   /* a device that talks all the time looks like one that answers at once */

typedef enum {
  STARTING,
  BETWEEN, /* the next message of the round is to be sent */
  WAITING, /* for an answer */
  ENDED,   /* there is nothing to ask */
} Phase;

struct _RkTalker
{
  const RkTalk *talk; /* nullable */
  RkDecoder    *decoder;
  gboolean      asks; /* the decoder makes the messages */
  gint64        period_ns;
  gint64        timeout_ns;
  gint64        gap_ns;

  Phase    phase;
  guint    next;         /* number of the next message of this phase */
  gboolean is_paused;    /* the pause before it has begun */
  gint64   round_ns;     /* begin of the round; RK_TIME_NONE before the first */
  gint64   not_before_ns; /* when the next message may be sent; RK_TIME_NONE = at once */
  gint64   sent_ns;
  guint64  n_heard;      /* bytes, as last seen */
  gint64   heard_ns;     /* when they were */
  guint64  n_read;       /* of them before the message */
  guint64  n_answers;    /* of the decoder, before the message */
  guint    n_silent;     /* timeouts in a row */

  RkTalkerStatus status;
};

static guint64
read_so_far (const RkDecoderCounts *counts)
{
  return counts->parsed + counts->rejected + counts->dropped;
}

/**
 * rk_talker_new:
 * @talk: (nullable): what the profile says; must outlive the talker
 * @decoder: reads the answers and may make the questions; must outlive the talker
 * @rate_hz: rounds a second, 0 = as fast as the device answers; a period in @talk wins
 *
 * Makes what asks a device. Nothing is said before the first step.
 *
 * Threads: that of @decoder.
 *
 * Returns: (transfer full) (nullable): %NULL when the device is only to be listened to
 */
RkTalker *
rk_talker_new (const RkTalk *talk,
               RkDecoder    *decoder,
               double        rate_hz)
{
  gboolean has_poll = talk != NULL && talk->poll != NULL && talk->poll[0] != NULL;
  g_autoptr (GByteArray) message = NULL;
  gboolean asks;
  RkTalker *self;

  g_return_val_if_fail (decoder != NULL, NULL);

  /* Only asking tells whether there is something to ask; it is not sent. */
  message = g_byte_array_new ();
  asks = !has_poll && rk_decoder_request (decoder, 0, message);

  if (!has_poll && !asks && (talk == NULL || (talk->start[0] == NULL && talk->stop[0] == NULL)))
    return NULL;

  self = g_new0 (RkTalker, 1);
  self->talk = talk;
  self->decoder = decoder;
  self->asks = asks;
  self->timeout_ns = (talk != NULL ? talk->timeout_ms : TIMEOUT_MS) * RK_NS_PER_MS;
  self->gap_ns = talk != NULL ? talk->gap_ms * RK_NS_PER_MS : 0;
  rk_talker_set_rate (self, rate_hz);
  rk_talker_reset (self);

  return self;
}

/**
 * rk_talker_set_rate:
 * @self: a talker
 * @rate_hz: rounds a second, 0 = as fast as the device answers
 *
 * Changes the rate from the next round on, unless the profile has a period.
 */
void
rk_talker_set_rate (RkTalker *self,
                    double    rate_hz)
{
  g_return_if_fail (self != NULL);

  self->period_ns = MIN_PERIOD_NS;
  if (self->talk != NULL && self->talk->period_ms > 0)
    self->period_ns = self->talk->period_ms * RK_NS_PER_MS;
  else if (rate_hz > 0 && isfinite (rate_hz))
    self->period_ns = (gint64) ((double) RK_NS_PER_S / CLAMP (rate_hz, 1e-4, 1e4));
  self->period_ns = MAX (self->period_ns, MIN_PERIOD_NS);
}

/**
 * rk_talker_free:
 * @self: (nullable): a talker
 *
 * Frees a talker; nothing is said.
 */
void
rk_talker_free (RkTalker *self)
{
  g_free (self);
}

/**
 * rk_talker_reset:
 * @self: a talker
 *
 * Begins anew with the start messages: the line was opened, or came back.
 */
void
rk_talker_reset (RkTalker *self)
{
  g_return_if_fail (self != NULL);

  self->phase = STARTING;
  self->next = 0;
  self->is_paused = FALSE;
  self->round_ns = RK_TIME_NONE;
  self->not_before_ns = RK_TIME_NONE;
  self->n_silent = 0;
  self->status.is_silent = FALSE;
}

static void
wait_until (RkTalker *self,
            gint64    time_ns)
{
  if (self->not_before_ns == RK_TIME_NONE || self->not_before_ns < time_ns)
    self->not_before_ns = time_ns;
}

/* The line is quiet for the gap before the next message. */
static void
note_bytes (RkTalker              *self,
            const RkDecoderCounts *counts,
            gint64                 now_ns)
{
  guint64 n_heard = read_so_far (counts) + counts->pending;

  if (n_heard == self->n_heard)
    return;

  wait_until (self, now_ns + self->gap_ns);
  self->n_heard = n_heard;
  self->heard_ns = now_ns;
}

/* Whether the message was answered; if not, when to look again: @again_ns. */
static gboolean
is_answered (RkTalker              *self,
             const RkDecoderCounts *counts,
             gint64                 now_ns,
             gint64                *again_ns)
{
  *again_ns = self->sent_ns + self->timeout_ns;

  if (self->asks)
    return counts->n_answers != self->n_answers;
  if (read_so_far (counts) + counts->pending == self->n_read)
    return FALSE;
  if (counts->pending == 0)
    return TRUE;

  /* A decoder that is still to learn the format keeps whole lines back. */
  *again_ns = MIN (*again_ns, self->heard_ns + QUIET_NS);

  return now_ns >= self->heard_ns + QUIET_NS;
}

static void
end_wait (RkTalker *self,
          gboolean  answered,
          gint64    now_ns)
{
  self->phase = BETWEEN;

  if (answered) {
    self->status.n_answers++;
    self->n_silent = 0;
  } else {
    self->status.n_timeouts++;
    self->n_silent++;
    /* What is late comes now. */
    wait_until (self, now_ns + MIN (self->timeout_ns, DEAD_NS));
    if (self->n_silent >= SILENT_AFTER)
      wait_until (self, self->sent_ns + DEAD_NS);
  }
  self->status.is_silent = self->n_silent >= SILENT_AFTER;
}

/* Appends message @n of a list; FALSE after the last. */
static gboolean
append_message (GBytes    **messages,
                guint       n,
                GByteArray *out)
{
  gsize len;
  const guint8 *bytes;

  for (guint i = 0; i <= n; i++) {
    if (messages[i] == NULL)
      return FALSE;
  }

  bytes = g_bytes_get_data (messages[n], &len);
  g_byte_array_append (out, bytes, (guint) len);

  return TRUE;
}

static guint
pause_before (const guint *pauses_ms,
              guint        n)
{
  return pauses_ms != NULL ? pauses_ms[n] : 0;
}

/* Says the next start message, or goes on to the first round. */
static void
step_start (RkTalker   *self,
            gint64      now_ns,
            GByteArray *out)
{
  const RkTalk *talk = self->talk;

  if (talk == NULL || !append_message (talk->start, self->next, out)) {
    self->phase = BETWEEN;
    self->next = 0;
    return;
  }

  self->sent_ns = now_ns;
  self->next++;
  wait_until (self, now_ns + MAX (self->gap_ns, pause_before (talk->start_pauses_ms, self->next) * RK_NS_PER_MS));
}

/* The begin of the next round on the grid of periods; one that was missed is left out. */
static void
end_round (RkTalker *self,
           gint64    now_ns)
{
  gint64 late_ns = now_ns - (self->round_ns + self->period_ns);

  self->next = 0;
  self->round_ns += self->period_ns;
  if (late_ns > self->period_ns)
    self->round_ns = now_ns;
  wait_until (self, self->round_ns);
}

/* Says the next message of the round. */
static void
step_round (RkTalker              *self,
            const RkDecoderCounts *counts,
            gint64                 now_ns,
            GByteArray            *out)
{
  gboolean said;

  if (self->round_ns == RK_TIME_NONE)
    self->round_ns = now_ns;

  said = self->asks ? rk_decoder_request (self->decoder, self->next, out)
                    : self->talk != NULL && append_message (self->talk->poll, self->next, out);

  if (!said && self->next == 0) {
    self->phase = ENDED;
  } else if (!said) {
    end_round (self, now_ns);
  } else {
    self->next++;
    self->phase = WAITING;
    self->sent_ns = now_ns;
    self->n_read = read_so_far (counts) + counts->pending;
    self->n_answers = counts->n_answers;
    self->status.n_sent++;
  }
}

/* A pause the profile wants before the message that is next. FALSE = it is over, or there is none. */
static gboolean
begin_pause (RkTalker *self,
             gint64    now_ns)
{
  const RkTalk *talk = self->talk;
  guint pause_ms = 0;

  if (talk == NULL)
    return FALSE;

  if (self->phase == STARTING && self->next == 0)
    pause_ms = pause_before (talk->start_pauses_ms, 0);
  else if (self->phase == BETWEEN && !self->asks && self->round_ns != RK_TIME_NONE)
    pause_ms = pause_before (talk->poll_pauses_ms, self->next);

  if (pause_ms == 0)
    return FALSE;

  wait_until (self, now_ns + pause_ms * RK_NS_PER_MS);

  return TRUE;
}

/**
 * rk_talker_step:
 * @self: a talker
 * @now_ns: monotonic time
 * @out: (out caller-allocates): bytes to write are appended
 *
 * Takes note of what the decoder has read and says what is due.
 *
 * Call it when the time it returned has come and after every feed of the decoder.
 *
 * Returns: when to call again, > @now_ns; %RK_TIME_NONE = there is nothing more to say
 */
gint64
rk_talker_step (RkTalker   *self,
                gint64      now_ns,
                GByteArray *out)
{
  RkDecoderCounts counts;

  g_return_val_if_fail (self != NULL && out != NULL, RK_TIME_NONE);

  rk_decoder_get_counts (self->decoder, &counts);
  note_bytes (self, &counts, now_ns);

  for (;;) {
    gboolean paused = FALSE;

    if (self->phase == WAITING) {
      gint64 again_ns;
      gboolean answered = is_answered (self, &counts, now_ns, &again_ns);

      if (!answered && now_ns < again_ns)
        return again_ns;
      end_wait (self, answered, now_ns);
    }
    if (self->phase == ENDED)
      return RK_TIME_NONE;

    if (self->not_before_ns != RK_TIME_NONE && now_ns < self->not_before_ns)
      return self->not_before_ns;

    /* Once for each message: the pause itself ends in another step. */
    if (!self->is_paused)
      paused = begin_pause (self, now_ns);
    self->is_paused = paused;
    if (paused)
      continue;

    if (self->phase == STARTING)
      step_start (self, now_ns, out);
    else
      step_round (self, &counts, now_ns, out);
  }
}

/**
 * rk_talker_stop_message:
 * @self: a talker
 * @n: number of the message
 * @out: (out caller-allocates): bytes to write are appended
 * @pause_ms: (out): to wait before it is written
 *
 * Ends the talk.
 *
 * Returns: %FALSE when there is no message @n
 */
gboolean
rk_talker_stop_message (RkTalker   *self,
                        guint       n,
                        GByteArray *out,
                        guint      *pause_ms)
{
  g_return_val_if_fail (self != NULL && out != NULL && pause_ms != NULL, FALSE);

  if (self->talk == NULL || !append_message (self->talk->stop, n, out))
    return FALSE;

  *pause_ms = pause_before (self->talk->stop_pauses_ms, n);

  return TRUE;
}

/**
 * rk_talker_get_status:
 * @self: a talker
 * @status: (out caller-allocates): what became of the questions
 *
 * Counts questions and answers.
 */
void
rk_talker_get_status (RkTalker       *self,
                      RkTalkerStatus *status)
{
  g_return_if_fail (self != NULL && status != NULL);

  *status = self->status;
}
