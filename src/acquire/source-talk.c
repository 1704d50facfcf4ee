/* What a source asks its device by itself: the talker of the profile, on the thread of the reader.
 *
 * The talker says what is due and when it is to be asked again; its bytes take the same way as the user's. A device whose
 * profile has nothing to say is never written to.
 */
#include "config.h"

#include "acquire/source-private.h"

#include "base/clock.h"

#include <glib/gi18n-lib.h>

#define STOP_PAUSES_MS 300 /* for all pauses of the stop messages together: who closes a device waits for it */

/* The profile or its decoder is new. */
void
rk_reader_renew_talk (RkReader *self)
{
  g_clear_pointer (&self->talker, rk_talker_free);
  self->is_silent = FALSE;
  self->talker = rk_talker_new (rk_profile_get_talk (self->profile), self->decoder, rk_profile_get_rate_hz (self->profile));
  rk_reader_pace_talk (self);
  self->talk_ns = self->talker != NULL ? rk_clock_now_ns () : RK_TIME_NONE;
}

/* The device was opened: it is started anew. */
void
rk_reader_restart_talk (RkReader *self)
{
  if (self->talker != NULL)
    rk_talker_reset (self->talker);
  self->talk_ns = self->talker != NULL ? rk_clock_now_ns () : RK_TIME_NONE;
}

/* A run that wants more rows than is usual asks more often; the other way round, what is too much is thinned out. */
void
rk_reader_pace_talk (RkReader *self)
{
  double rate_hz = rk_profile_get_rate_hz (self->profile);

  if (self->talker == NULL)
    return;

  if (self->recording != NULL)
    rate_hz = MAX (rate_hz, rk_recording_get_rate_hz (self->recording));
  rk_talker_set_rate (self->talker, rate_hz);
}

/* That a device does not answer is told once, and taken back when it does. */
static void
tell_silence (RkReader *self)
{
  RkTalkerStatus status;

  rk_talker_get_status (self->talker, &status);
  if (status.is_silent == self->is_silent)
    return;

  self->is_silent = status.is_silent;
  rk_reader_set_warning (self, self->is_silent
                                 ? _("The device does not answer: check its power, the cable, the speed and its address")
                                 : NULL);
}

/* Says what is due. Bytes that wait for a run may hold the answer: meanwhile nothing more is asked. */
void
rk_reader_talk (RkReader *self)
{
  g_autoptr (GByteArray) message = NULL;
  gint64 now_ns;

  /* To be seen to again when it is opened, or the run has begun. */
  self->talk_ns = RK_TIME_NONE;
  if (self->talker == NULL || rk_link_get_fd (self->link) < 0)
    return;
  if (self->hold_ns != RK_TIME_NONE) {
    self->talk_ns = self->hold_ns;
    return;
  }

  /* A board that boots would not understand. */
  now_ns = rk_clock_now_ns ();
  if (self->drop_until_ns != RK_TIME_NONE && now_ns < self->drop_until_ns) {
    self->talk_ns = self->drop_until_ns;
    return;
  }

  message = g_byte_array_new ();
  self->talk_ns = rk_talker_step (self->talker, now_ns, message);
  tell_silence (self);

  /* A device that does not take what waits for it is not told more: the question counts as unanswered. */
  if (message->len > 0)
    rk_reader_queue (self, message->data, message->len);
}

/* The last words, before the device is closed or asked otherwise. */
void
rk_reader_end_talk (RkReader *self)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  guint left_ms = STOP_PAUSES_MS;
  guint pause_ms;

  if (self->talker == NULL || self->link == NULL || rk_link_get_fd (self->link) < 0)
    return;

  for (guint n = 0; rk_talker_stop_message (self->talker, n, message, &pause_ms); n++) {
    pause_ms = MIN (pause_ms, left_ms);
    left_ms -= pause_ms;
    if (pause_ms > 0)
      g_usleep (pause_ms * 1000);
    if (rk_reader_queue (self, message->data, message->len))
      rk_reader_write_out (self);
    g_byte_array_set_size (message, 0);
  }
}
