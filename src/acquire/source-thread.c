/* The thread of a source.
 *
 *    poll -> read until there is no more -> stamp -> ring -> decode -> frames + time -> recording
 *
 * It waits in one poll () only: for the device, for the main thread's word (an eventfd), and for
 * the moment at which the block at hand is to be sealed. What it shares with the main thread is
 * in RkShared, under one lock that is held for copying alone, never over I/O, a decoder or
 * a callback.
 *
 * A loss (hang-up, end of file, EIO) closes the descriptor at once, since the kernel keeps the
 * name of a port as long as it is open; then the device is looked for by its identity, whatever
 * it is called now. The run goes on with a gap.
 */
#include "config.h"

#include "acquire/source-private.h"

#include "acquire/errors.h"
#include "base/clock.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define RETRY_MS       200  /* looking for a device that is away */
#define BUSY_RETRY_MS  500
#define BUSY_FOR_MS    15000
#define IDLE_MS        1000 /* :silent-s counts seconds */
#define SUSPEND_NS     RK_NS_PER_S

/* --- Open, lose, find again --- */

/* There is no data from the last row to the next one. */
void
rk_reader_mark_break (RkReader    *self,
                      RkGapReason  reason)
{
  rk_reader_note_break (self, reason);
  if (self->recording != NULL)
    rk_recording_break_off (self->recording, reason, 0);
}

static void
opened (RkReader *self)
{
  const RkLineSettings *line = rk_profile_get_line (self->profile);
  guint bits = 1 + line->data_bits + line->stop_bits + (line->parity != RK_PARITY_NONE);

  rk_stamper_reset (self->stamper);
  rk_stamper_set_timer_ns (self->stamper, rk_link_get_timer_ns (self->link));
  rk_stamper_set_byte_ns (self->stamper,
                          rk_link_is_wire (self->link) && line->baud > 0
                            ? bits * 1e9 / line->baud
                            : 0.0);
  self->drop_until_ns = line->wait_ms > 0
                          ? rk_clock_now_ns () + line->wait_ms * RK_NS_PER_MS
                          : RK_TIME_NONE;
  rk_reader_reset_line (self);
  self->n_opened++;
  rk_reader_restart_talk (self);
  rk_reader_set_warning (self, rk_link_get_warning (self->link));

  g_mutex_lock (&self->shared.lock);
  self->shared.status.silent_ns = rk_clock_now_ns ();
  g_mutex_unlock (&self->shared.lock);

  rk_reader_set_state (self, RK_SOURCE_LISTENING, NULL);
}

/* What waited for a run is taken now, each burst with its own time. */
static void
release_held (RkReader *self)
{
  gint64 arrival_ns = self->arrival_ns;
  gsize at = 0;
  guint first_read = 0;

  for (guint i = 0; i < self->held_bursts->len; i++) {
    const RkHeldBurst *held = &g_array_index (self->held_bursts, RkHeldBurst, i);
    const RkRead *reads = &g_array_index (self->held_reads, RkRead, first_read);

    memcpy (self->burst, self->held->data + at, held->n);
    g_array_set_size (self->reads, 0);
    g_array_append_vals (self->reads, reads, held->n_reads);
    self->arrival_ns = reads[held->n_reads - 1].arrival_ns;
    rk_reader_take_bytes (self, held->n);
    at += held->n;
    first_read += held->n_reads;
  }

  if (at > 0)
    self->arrival_ns = arrival_ns;
  self->hold_ns = RK_TIME_NONE;
  g_byte_array_set_size (self->held, 0);
  g_array_set_size (self->held_bursts, 0);
  g_array_set_size (self->held_reads, 0);
}

static void
take_or_hold (RkReader *self,
              gsize     n)
{
  RkHeldBurst held = { n, self->reads->len };

  if (self->hold_ns == RK_TIME_NONE) {
    rk_reader_take_bytes (self, n);
    return;
  }

  g_byte_array_append (self->held, self->burst, (guint) n);
  g_array_append_val (self->held_bursts, held);
  g_array_append_vals (self->held_reads, self->reads->data, self->reads->len);
  if (self->held->len > RK_HELD_SIZE || self->arrival_ns >= self->hold_ns)
    release_held (self);
}

static void
lose (RkReader    *self,
      RkGapReason  reason)
{
  release_held (self);
  rk_reader_drop_outgoing (self);
  if (reason == RK_GAP_PAUSED)
    rk_reader_end_talk (self);
  rk_link_close (self->link);
  rk_decoder_reset (self->decoder);
  rk_reader_mark_break (self, reason);
  self->retry_ns = rk_clock_now_ns () + RETRY_MS * RK_NS_PER_MS;
}

/* Another one that may be the lost device is worth a question; NULL = there is none. */
static void
set_candidate (RkReader *self,
               char     *path)
{
  char *old = path;
  gboolean changed;

  g_mutex_lock (&self->shared.lock);
  changed = g_strcmp0 (self->shared.status.candidate, path) != 0;
  if (changed) {
    old = self->shared.status.candidate;
    self->shared.status.candidate = path;
    self->shared.status.serial++;
  }
  g_mutex_unlock (&self->shared.lock);

  g_free (old);
  if (changed)
    self->wake (self->wake_data);
}

/* Looks for the lost device; anything but success means to look again. */
static void
try_again (RkReader *self)
{
  g_autoptr (GError) error = NULL;

  if (rk_link_open (self->link, rk_profile_get_line (self->profile), TRUE, &error)) {
    set_candidate (self, NULL);
    opened (self);
    rk_reader_publish (self);
    return;
  }

  self->retry_ns = rk_clock_now_ns () + RETRY_MS * RK_NS_PER_MS;

  /* That it is away is no news; that it is there and cannot be had is. */
  if (!g_error_matches (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND))
    rk_reader_set_state (self, RK_SOURCE_LOST, error->message);
  else
    set_candidate (self, rk_link_dup_candidate (self->link));
}

static gboolean obey_begin (RkReader *self);
static gboolean obey_end (RkReader *self);

/* Sleeps, but not over a word of the main thread. FALSE = the thread is to end. */
static gboolean
pause_ms (RkReader *self,
          int       ms)
{
  struct pollfd fd = { .fd = self->event_fd, .events = POLLIN };

  return poll (&fd, 1, ms) <= 0 || (obey_begin (self) && obey_end (self));
}

/* The first opening: only "busy" is worth waiting for (ModemManager looks at new ports for
 * some ten seconds). FALSE = it failed for good, or the thread is to end. */
static gboolean
open_first (RkReader *self)
{
  gint64 give_up_ms = g_get_monotonic_time () / 1000 + BUSY_FOR_MS;

  rk_reader_set_state (self, RK_SOURCE_OPENING, NULL);

  for (;;) {
    g_autoptr (GError) error = NULL;

    if (rk_link_open (self->link, rk_profile_get_line (self->profile), FALSE, &error)) {
      opened (self);
      return TRUE;
    }

    if (!g_error_matches (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_BUSY) ||
        g_get_monotonic_time () / 1000 >= give_up_ms) {
      rk_reader_set_state (self, RK_SOURCE_FAILED, error->message);
      return FALSE;
    }

    rk_reader_set_state (self, RK_SOURCE_OPENING, error->message);
    if (!pause_ms (self, BUSY_RETRY_MS))
      return FALSE;
    if (self->is_released)
      return TRUE; /* the loop waits for it to be taken back */
  }
}

/* --- Reading --- */

/* Reads until there is no more, so that a backlog is one burst. FALSE = the device is gone. */
static gboolean
read_burst (RkReader *self)
{
  int fd = rk_link_get_fd (self->link);
  gboolean is_there = TRUE;
  gsize n = 0;

  rk_reader_note_queue (self);
  g_array_set_size (self->reads, 0);
  while (n < RK_BURST_SIZE) {
    ssize_t got = read (fd, self->burst + n, RK_BURST_SIZE - n);

    if (got > 0) {
      RkRead piece = { (gsize) got, rk_clock_now_ns () };

      n += piece.n;
      self->arrival_ns = piece.arrival_ns;
      g_array_append_val (self->reads, piece);
    } else if (got < 0 && errno == EINTR) {
      continue;
    } else {
      /* 0 is the end if poll () said that there is something to read; after bytes it may be
       * that there is no more (a driver that ignores VMIN), and poll () will tell. */
      is_there = n > 0 || (got < 0 && errno == EAGAIN);
      break;
    }
  }

  if (n > 0)
    take_or_hold (self, n);

  return is_there;
}

static void
check_suspend (RkReader *self)
{
  gint64 suspend_ns = rk_clock_boot_ns () - rk_clock_now_ns ();

  if (suspend_ns - self->suspend_ns > SUSPEND_NS) {
    rk_reader_mark_break (self, RK_GAP_SUSPENDED);
    rk_stamper_reset (self->stamper);
  }

  self->suspend_ns = suspend_ns;
}

/* --- Words of the main thread --- */

static void
begin_recording (RkReader    *self,
                 RkRecording *recording)
{
  RkCounters totals;

  rk_reader_get_totals (self, &totals);
  self->begin = totals;
  self->run_base = rk_recording_get_series_id (recording) == self->run_series ? self->run : RK_COUNTERS_NONE;
  self->run_series = rk_recording_get_series_id (recording);
  self->run = self->run_base;
  self->run_is_closed = FALSE;
  self->run_queue_high = self->run_base.queue_high;
  self->recording = recording;

  /* Columns of an earlier profile do not go into a new run. */
  if (self->columns->len != self->map->len) {
    GPtrArray *columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);

    for (guint i = 0; i < self->map->len; i++) {
      guint place = g_array_index (self->map, guint, i);

      g_ptr_array_add (columns, rk_column_copy (g_ptr_array_index (self->columns, place)));
      g_array_index (self->map, guint, i) = i;
    }
    g_ptr_array_unref (self->columns);
    self->columns = columns;
    g_array_set_size (self->last, columns->len);
    g_array_set_size (self->last_flags, columns->len);
    g_array_set_size (self->row, columns->len);
    self->columns_changed = TRUE;
    rk_reader_forget_rows (self);
    rk_reader_bind_watches (self);
  }

  if (self->columns->len > 0)
    rk_recording_set_columns (recording, self->columns);

  if (totals.pending > 0) {
    g_autoptr (GByteArray) half_line = rk_reader_ring_copy (&self->shared, totals.pending);

    rk_recording_add_raw (recording, half_line->data, half_line->len, rk_clock_now_ns ());
  }

  rk_reader_replay_rows (self);

  if (rk_link_get_fd (self->link) < 0)
    rk_reader_mark_break (self, self->is_released ? RK_GAP_PAUSED : RK_GAP_UNPLUGGED);
}

static void
finish_recording (RkReader *self)
{
  RkCounters run;

  if (self->recording == NULL)
    return;

  rk_reader_count_run (self);
  run = self->run;

  /* Half a line at the end of a run is of no run. */
  run.dropped += run.pending;
  run.pending = 0;
  self->run = run;
  rk_recording_set_counters (self->recording, &run);
  rk_recording_finish (self->recording, rk_clock_now_ns ());

  g_mutex_lock (&self->shared.lock);
  self->shared.run_counters = run;
  self->shared.status.is_done = TRUE;
  self->shared.is_recording = FALSE;
  g_cond_broadcast (&self->shared.ended);
  g_mutex_unlock (&self->shared.lock);

  g_clear_pointer (&self->recording, rk_recording_free);
}

static gboolean
lines_differ (const RkLineSettings *a,
              const RkLineSettings *b)
{
  return a->baud != b->baud || a->data_bits != b->data_bits || a->parity != b->parity ||
         a->stop_bits != b->stop_bits || a->dtr != b->dtr || a->rts != b->rts ||
         a->reset != b->reset;
}

/* A profile with another line needs the port anew: a pause, not a loss. */
static gboolean
obey_profile (RkReader  *self,
              RkProfile *profile)
{
  g_autoptr (RkProfile) owned = profile;
  RkLineSettings old = *rk_profile_get_line (self->profile);
  gboolean reopens;

  rk_reader_take_profile (self, profile);
  reopens = lines_differ (&old, rk_profile_get_line (self->profile));

  if (reopens && rk_link_get_fd (self->link) >= 0) {
    lose (self, RK_GAP_PAUSED);
    if (!open_first (self))
      return FALSE;
  }

  rk_reader_publish (self);

  return TRUE;
}

/* The user leaves the device to another program, and takes it back. */
static void
obey_release (RkReader *self,
              gboolean  is_released)
{
  if (is_released == self->is_released)
    return;

  self->is_released = is_released;
  if (is_released) {
    set_candidate (self, NULL);
    lose (self, RK_GAP_PAUSED);
    rk_reader_set_state (self, RK_SOURCE_RELEASED, NULL);
  } else {
    self->retry_ns = rk_clock_now_ns ();
    rk_reader_set_state (self, RK_SOURCE_LOST, NULL);
  }
}

/* The user said that the candidate is the lost device. */
static void
obey_candidate (RkReader *self)
{
  g_autofree char *path = NULL;

  g_mutex_lock (&self->shared.lock);
  path = g_strdup (self->shared.status.candidate);
  g_mutex_unlock (&self->shared.lock);

  if (path != NULL && rk_link_get_fd (self->link) < 0 && rk_link_take_candidate (self->link, path))
    self->retry_ns = rk_clock_now_ns ();
}

/* Before the bytes at hand: what came after the word to begin belongs to the run (and what was
 * measured before its origin is left out by its time). FALSE = the thread is to end. */
static gboolean
obey_begin (RkReader *self)
{
  RkShared *shared = &self->shared;
  RkProfile *profile;
  RkRecording *recording;
  gint64 hold_ns;
  gboolean is_released;
  gboolean take_candidate;
  guint64 n_words;

  if (read (self->event_fd, &n_words, sizeof n_words) < 0 && errno != EAGAIN)
    g_warning ("eventfd: %s", g_strerror (errno));

  g_mutex_lock (&shared->lock);
  profile = g_steal_pointer (&shared->profile);
  recording = g_steal_pointer (&shared->recording);
  hold_ns = shared->hold_ns;
  is_released = shared->is_released;
  take_candidate = shared->take_candidate;
  shared->take_candidate = FALSE;
  g_mutex_unlock (&shared->lock);

  rk_reader_take_watches (self);
  if (recording != NULL) {
    begin_recording (self, recording);
    rk_reader_pace_talk (self);
  }

  self->hold_ns = hold_ns;
  if (hold_ns == RK_TIME_NONE)
    release_held (self);
  obey_release (self, is_released);
  if (take_candidate)
    obey_candidate (self);

  return profile == NULL || obey_profile (self, profile);
}

/* After the bytes at hand: what came before the word to end belongs to the run. FALSE = the
 * thread is to end. */
static gboolean
obey_end (RkReader *self)
{
  RkShared *shared = &self->shared;
  gboolean quit;
  gboolean end;

  g_mutex_lock (&shared->lock);
  quit = shared->quit;

  /* A run that is still to be begun is ended in the next turn. */
  end = shared->end && shared->recording == NULL;
  if (end)
    shared->end = FALSE;
  g_mutex_unlock (&shared->lock);

  if (end) {
    finish_recording (self);
    rk_reader_pace_talk (self);
  }

  return !quit;
}

/* --- The loop --- */

static int
wait_ms (RkReader *self,
         gint64    tick_ns)
{
  gint64 now_ns = rk_clock_now_ns ();
  gint64 wait_ns = IDLE_MS * RK_NS_PER_MS;

  if (tick_ns != RK_TIME_NONE)
    wait_ns = MIN (wait_ns, tick_ns - now_ns);
  if (rk_link_get_fd (self->link) < 0 && !self->is_released)
    wait_ns = MIN (wait_ns, self->retry_ns - now_ns);
  if (self->hold_ns != RK_TIME_NONE)
    wait_ns = MIN (wait_ns, self->hold_ns - now_ns);
  if (self->talk_ns != RK_TIME_NONE)
    wait_ns = MIN (wait_ns, self->talk_ns - now_ns);

  /* Rounded up: waking too early would only turn the loop once more. */
  return (int) ((CLAMP (wait_ns, 0, IDLE_MS * RK_NS_PER_MS) + RK_NS_PER_MS - 1) / RK_NS_PER_MS);
}

/* FALSE = the device is gone. */
static gboolean
serve_device (RkReader *self,
              short     events)
{
  if ((events & POLLIN) != 0)
    return read_burst (self);

  return (events & (POLLHUP | POLLERR | POLLNVAL)) == 0;
}

static void
run_loop (RkReader *self)
{
  gint64 tick_ns = RK_TIME_NONE;

  for (;;) {
    struct pollfd fds[2] = {
      { .fd = self->event_fd, .events = POLLIN },
      { .fd = rk_link_get_fd (self->link), .events = POLLIN }, /* -1 is passed over */
    };
    const guint n_opened = self->n_opened;
    gint64 now_ns;
    int n;

    if (self->out->len > 0)
      fds[1].events |= POLLOUT;
    n = poll (fds, 2, wait_ms (self, tick_ns));

    if (n < 0 && errno != EINTR)
      g_error ("poll: %s", g_strerror (errno));
    if (n < 0)
      continue;

    check_suspend (self);

    if (fds[0].revents != 0 && !obey_begin (self))
      return;
    if (self->n_opened != n_opened || rk_link_get_fd (self->link) < 0)
      fds[1].revents = 0; /* of a descriptor that is closed */

    rk_reader_take_outgoing (self);
    if (fds[1].revents != 0 && !serve_device (self, fds[1].revents)) {
      lose (self, RK_GAP_UNPLUGGED);
      rk_reader_set_state (self, RK_SOURCE_LOST, NULL);
    }

    rk_reader_talk (self);
    rk_reader_write_out (self);

    now_ns = rk_clock_now_ns ();
    if (self->hold_ns != RK_TIME_NONE && now_ns >= self->hold_ns)
      release_held (self);
    if (rk_link_get_fd (self->link) >= 0)
      rk_reader_check_line (self, now_ns);
    else if (now_ns >= self->retry_ns && !self->is_released)
      try_again (self);

    if (fds[0].revents != 0 && !obey_end (self))
      return;

    /* Idle turns come once a second and keep the count of silent seconds. */
    if (fds[1].revents != 0 || n == 0)
      rk_reader_publish (self);

    tick_ns = self->recording != NULL
                ? rk_recording_tick (self->recording, rk_clock_now_ns ())
                : RK_TIME_NONE;

    /* A run may also end by the clock alone. */
    if (self->recording != NULL && !self->run_is_closed && rk_recording_is_done (self->recording))
      rk_reader_publish (self);
  }
}

gpointer
rk_reader_thread (gpointer user_data)
{
  RkReader *self = user_data;
  RkShared *shared = &self->shared;
  g_autoptr (GError) error = NULL;
  RkRecording *left;

  self->link = rk_link_new (self->target);
  self->suspend_ns = rk_clock_boot_ns () - rk_clock_now_ns ();
  rk_stamper_reset (self->stamper);

  self->is_released = FALSE;
  rk_reader_take_watches (self);

  if (self->decoder == NULL)
    self->decoder = rk_reader_make_decoder (self, self->profile, &error);

  if (self->decoder != NULL)
    rk_reader_renew_talk (self);

  if (self->decoder == NULL)
    rk_reader_set_state (self, RK_SOURCE_FAILED, error->message);
  else if (open_first (self))
    run_loop (self);

  if (self->decoder != NULL) {
    release_held (self);
    rk_reader_end_talk (self);
    rk_decoder_reset (self->decoder);
  }
  g_clear_pointer (&self->talker, rk_talker_free);
  g_clear_pointer (&self->link, rk_link_free);
  finish_recording (self);
  rk_reader_publish (self);

  g_mutex_lock (&shared->lock);
  shared->running = FALSE;
  left = g_steal_pointer (&shared->recording);
  shared->status.is_done = shared->status.is_done || shared->is_recording;
  shared->is_recording = FALSE;
  if (shared->status.state != RK_SOURCE_FAILED)
    shared->status.state = RK_SOURCE_CLOSED;
  shared->status.serial++;
  g_cond_broadcast (&shared->ended);
  g_mutex_unlock (&shared->lock);

  g_clear_pointer (&left, rk_recording_free);
  self->wake (self->wake_data);

  return NULL;
}
