/* The reader of a source as the main thread uses it, and what its thread publishes. */
#include "config.h"

#include "acquire/source-private.h"

#include "base/clock.h"

#include <errno.h>
#include <math.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* A rate is no rate any more after so long a silence. */
#define SILENT_NS (2 * RK_NS_PER_S)

/* Bytes wait no longer for a run to begin, so that a file that cannot be made does not hold them. */
#define HOLD_NS (2 * RK_NS_PER_S)

/**
 * rk_reader_status_clear:
 * @self: a status
 *
 * Frees what a status holds.
 */
void
rk_reader_status_clear (RkReaderStatus *self)
{
  g_clear_pointer (&self->error_text, g_free);
  g_clear_pointer (&self->warning, g_free);
  g_clear_pointer (&self->candidate, g_free);
}

/* --- What the main thread gets to see --- */

static double
current_rate (RkReader *self,
              gint64    now_ns,
              gint64    silent_ns)
{
  double rate_hz = rk_stamper_get_rate_hz (self->stamper);
  double patience_ns = SILENT_NS;

  if (!(rate_hz > 0.0) || silent_ns == RK_TIME_NONE)
    return 0.0;

  patience_ns = MAX (patience_ns, 5e9 / rate_hz);

  return (double) (now_ns - silent_ns) > patience_ns ? 0.0 : rate_hz;
}

/* Copies what is new under the lock; then one word to the main thread. */
void
rk_reader_publish (RkReader *self)
{
  g_autoptr (GPtrArray) old_columns = NULL;
  g_autoptr (GPtrArray) new_columns = NULL;
  RkShared *shared = &self->shared;
  RkCounters totals;
  gboolean is_comma_open = FALSE;

  if (self->decoder != NULL)
    (void) rk_decoder_get_decimal (self->decoder, &is_comma_open);
  rk_reader_get_totals (self, &totals);
  rk_reader_count_run (self);

  if (self->columns_changed)
    new_columns = rk_columns_copy (self->columns);

  g_mutex_lock (&shared->lock);

  if (new_columns != NULL) {
    old_columns = shared->columns;
    shared->columns = g_steal_pointer (&new_columns);
    shared->status.columns_serial++;
  }

  g_array_set_size (shared->last, self->last->len);
  if (self->last->len > 0)
    memcpy (shared->last->data, self->last->data, self->last->len * sizeof (double));
  g_array_set_size (shared->last_flags, self->last_flags->len);
  if (self->last_flags->len > 0)
    memcpy (shared->last_flags->data, self->last_flags->data, self->last_flags->len * sizeof (guint32));

  shared->counters = totals;
  if (self->recording != NULL) {
    shared->run_counters = self->run;
    shared->status.is_done = self->run_is_closed;
  }

  if (self->rejected_changed) {
    char *rejected = shared->rejected;
    char *reason = shared->reason;

    shared->rejected = self->rejected;
    shared->reason = self->reason;
    shared->caret = self->caret;
    self->rejected = rejected;
    self->reason = reason;
  }

  shared->status.rate_hz = current_rate (self, rk_clock_now_ns (), shared->status.silent_ns);
  shared->status.is_comma_open = is_comma_open;
  rk_reader_publish_fired_locked (self);
  shared->status.serial++;

  g_mutex_unlock (&shared->lock);

  self->columns_changed = FALSE;
  if (self->rejected_changed) {
    g_clear_pointer (&self->rejected, g_free);
    g_clear_pointer (&self->reason, g_free);
    self->rejected_changed = FALSE;
  }

  self->wake (self->wake_data);
}

void
rk_reader_set_state (RkReader      *self,
                     RkSourceState  state,
                     const char    *error_text)
{
  char *old;

  g_mutex_lock (&self->shared.lock);
  self->shared.status.state = state;
  old = self->shared.status.error_text;
  self->shared.status.error_text = g_strdup (error_text);
  self->shared.status.serial++;
  g_mutex_unlock (&self->shared.lock);

  g_free (old);
  self->wake (self->wake_data);
}

void
rk_reader_set_warning (RkReader   *self,
                       const char *text)
{
  char *old;

  g_mutex_lock (&self->shared.lock);
  old = self->shared.status.warning;
  self->shared.status.warning = g_strdup (text);
  self->shared.status.serial++;
  g_mutex_unlock (&self->shared.lock);

  g_free (old);
}

/* Only this thread writes to the ring, so it may read it without the lock. */
void
rk_reader_ring_write (RkShared     *shared,
                      const guint8 *bytes,
                      gsize         n,
                      gint64        arrival_ns)
{
  gsize first;

  if (n > RK_RING_SIZE) {
    bytes += n - RK_RING_SIZE;
    n = RK_RING_SIZE;
  }

  g_mutex_lock (&shared->lock);

  first = MIN (n, RK_RING_SIZE - shared->ring_end);
  memcpy (shared->ring + shared->ring_end, bytes, first);
  memcpy (shared->ring, bytes + first, n - first);
  shared->ring_end = (shared->ring_end + n) % RK_RING_SIZE;
  shared->ring_len = MIN (shared->ring_len + n, RK_RING_SIZE);
  shared->status.silent_ns = arrival_ns;
  rk_traffic_add (shared->traffic, FALSE, arrival_ns, bytes, n);

  g_mutex_unlock (&shared->lock);
}

/* The newest bytes, at most @max. */
GByteArray *
rk_reader_ring_copy (const RkShared *shared,
                     gsize           max)
{
  gsize n = MIN (max, shared->ring_len);
  gsize begin = (shared->ring_end + RK_RING_SIZE - n) % RK_RING_SIZE;
  gsize first = MIN (n, RK_RING_SIZE - begin);
  GByteArray *copy = g_byte_array_sized_new ((guint) MAX (n, 1));

  g_byte_array_append (copy, shared->ring + begin, (guint) first);
  g_byte_array_append (copy, shared->ring, (guint) (n - first));

  return copy;
}

/* --- For the main thread --- */

/* Gives the thread a word to come and look. */
void
rk_reader_say (RkReader *self)
{
  const guint64 word = 1;

  /* It can only fail when it is full of words already. */
  if (write (self->event_fd, &word, sizeof word) < 0 && errno != EAGAIN)
    g_warning ("eventfd: %s", g_strerror (errno));
}

/**
 * rk_reader_new:
 * @target: what to read; copied
 * @profile: how to read it
 * @wake: called on the thread when there is something new
 * @data: data for @wake
 *
 * Returns: a reader that does not read yet
 */
RkReader *
rk_reader_new (const RkTarget *target,
               RkProfile      *profile,
               void          (*wake) (gpointer data),
               gpointer        data)
{
  RkReader *self;

  g_return_val_if_fail (target != NULL && profile != NULL && wake != NULL, NULL);

  self = g_new0 (RkReader, 1);
  self->target = rk_target_copy (target);
  self->profile = rk_profile_ref (profile);
  self->wake = wake;
  self->wake_data = data;
  self->event_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (self->event_fd < 0)
    g_error ("eventfd: %s", g_strerror (errno));

  g_mutex_init (&self->shared.lock);
  g_cond_init (&self->shared.ended);
  self->shared.columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);
  self->shared.last = g_array_new (FALSE, FALSE, sizeof (double));
  self->shared.last_flags = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->shared.ring = g_malloc (RK_RING_SIZE);
  self->shared.traffic = rk_traffic_new ();
  self->shared.fired = g_array_new (FALSE, FALSE, sizeof (RkFired));
  self->shared.outgoing = g_byte_array_new ();
  self->shared.status.silent_ns = RK_TIME_NONE;
  self->shared.hold_ns = RK_TIME_NONE;

  self->hold_ns = RK_TIME_NONE;
  self->out = g_byte_array_new ();
  self->held = g_byte_array_new ();
  self->held_bursts = g_array_new (FALSE, FALSE, sizeof (RkHeldBurst));
  self->held_reads = g_array_new (FALSE, FALSE, sizeof (RkRead));
  self->reads = g_array_new (FALSE, FALSE, sizeof (RkRead));
  self->stamper = rk_stamper_new ();
  self->burst = g_malloc (RK_BURST_SIZE);
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);
  self->map = g_array_new (FALSE, FALSE, sizeof (guint));
  self->row = g_array_new (FALSE, TRUE, sizeof (double));
  self->last = g_array_new (FALSE, FALSE, sizeof (double));
  self->last_flags = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->history = rk_history_new ();
  self->batch_times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->batch_values = g_array_new (FALSE, FALSE, sizeof (double));
  self->breaks = g_array_new (FALSE, FALSE, sizeof (RkBreak));
  self->watched = rk_reader_new_watched ();
  self->fired = g_array_new (FALSE, FALSE, sizeof (RkFired));

  return self;
}

/**
 * rk_reader_free:
 * @self: (nullable): a reader
 *
 * Stops the thread and frees what it used.
 */
void
rk_reader_free (RkReader *self)
{
  if (self == NULL)
    return;

  rk_reader_stop (self);

  g_clear_pointer (&self->shared.profile, rk_profile_unref);
  g_clear_pointer (&self->shared.recording, rk_recording_free);
  rk_reader_status_clear (&self->shared.status);
  g_ptr_array_unref (self->shared.columns);
  g_array_unref (self->shared.last);
  g_array_unref (self->shared.last_flags);
  g_free (self->shared.rejected);
  g_free (self->shared.reason);
  g_free (self->shared.ring);
  rk_traffic_free (self->shared.traffic);
  g_array_unref (self->shared.fired);
  g_clear_pointer (&self->shared.watches, g_ptr_array_unref);
  g_byte_array_unref (self->shared.outgoing);
  g_mutex_clear (&self->shared.lock);
  g_cond_clear (&self->shared.ended);

  rk_target_free (self->target);
  rk_profile_unref (self->profile);
  g_clear_pointer (&self->talker, rk_talker_free);
  g_clear_pointer (&self->decoder, rk_decoder_free);
  rk_stamper_free (self->stamper);
  g_free (self->burst);
  g_byte_array_unref (self->out);
  g_byte_array_unref (self->held);
  g_array_unref (self->held_bursts);
  g_array_unref (self->held_reads);
  g_array_unref (self->reads);
  g_ptr_array_unref (self->columns);
  g_array_unref (self->map);
  g_array_unref (self->row);
  g_array_unref (self->last);
  g_array_unref (self->last_flags);
  rk_history_free (self->history);
  g_array_unref (self->batch_times);
  g_array_unref (self->batch_values);
  g_array_unref (self->breaks);
  g_array_unref (self->watched);
  g_array_unref (self->fired);
  g_free (self->rejected);
  g_free (self->reason);
  close (self->event_fd);
  g_free (self);
}

/**
 * rk_reader_start:
 * @self: a reader
 *
 * Starts the thread; nothing if it runs.
 */
void
rk_reader_start (RkReader *self)
{
  gboolean running;

  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->shared.lock);
  running = self->shared.running;
  g_mutex_unlock (&self->shared.lock);

  if (running)
    return;

  /* It may have ended by itself. */
  rk_reader_stop (self);

  self->shared.quit = FALSE;
  self->shared.is_released = FALSE;
  self->shared.take_candidate = FALSE;
  self->shared.running = TRUE;
  self->shared.status.state = RK_SOURCE_OPENING;
  self->thread = g_thread_new ("rk-source", rk_reader_thread, self);
}

/**
 * rk_reader_stop:
 * @self: a reader
 *
 * Ends the thread and waits for it; a recording is finished first.
 */
void
rk_reader_stop (RkReader *self)
{
  g_return_if_fail (self != NULL);

  if (self->thread == NULL)
    return;

  g_mutex_lock (&self->shared.lock);
  self->shared.quit = TRUE;
  g_mutex_unlock (&self->shared.lock);
  rk_reader_say (self);

  g_thread_join (g_steal_pointer (&self->thread));

  self->shared.status.state = RK_SOURCE_CLOSED;
  g_clear_pointer (&self->shared.status.error_text, g_free);
}

/**
 * rk_reader_set_profile:
 * @self: a reader
 * @profile: how to read from now on
 *
 * Changes the profile: the ring is read again, and the port reopened if its line differs.
 */
void
rk_reader_set_profile (RkReader  *self,
                       RkProfile *profile)
{
  RkProfile *old;

  g_return_if_fail (self != NULL && profile != NULL);

  g_mutex_lock (&self->shared.lock);
  if (self->shared.running) {
    old = self->shared.profile;
    self->shared.profile = rk_profile_ref (profile);
    g_mutex_unlock (&self->shared.lock);
    if (old != NULL)
      rk_profile_unref (old);
    rk_reader_say (self);
    return;
  }
  g_mutex_unlock (&self->shared.lock);

  /* The thread has let go of all this. */
  rk_reader_stop (self);
  g_clear_pointer (&self->shared.profile, rk_profile_unref);
  rk_reader_take_profile (self, profile);
  rk_reader_publish (self);
}

/**
 * rk_reader_hold:
 * @self: a reader
 * @hold: whether what is read from now on waits
 *
 * Lets bytes wait, each with its time, while the run they belong to is being prepared: a file takes some
 * tens of milliseconds to make. They are taken when the recording begins, when they are let go, or
 * after two seconds.
 */
void
rk_reader_hold (RkReader *self,
                gboolean  hold)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->shared.lock);
  self->shared.hold_ns = hold ? rk_clock_now_ns () + HOLD_NS : RK_TIME_NONE;
  g_mutex_unlock (&self->shared.lock);

  rk_reader_say (self);
}

/**
 * rk_reader_begin:
 * @self: a reader
 * @recording: (transfer full): where frames go from now on
 *
 * Begins a recording. Without a thread it is over at once.
 */
void
rk_reader_begin (RkReader    *self,
                 RkRecording *recording)
{
  RkRecording *refused = NULL;

  g_return_if_fail (self != NULL && recording != NULL);

  g_mutex_lock (&self->shared.lock);
  self->shared.hold_ns = RK_TIME_NONE;
  self->shared.run_counters = RK_COUNTERS_NONE;
  if (self->shared.running && !self->shared.is_recording) {
    self->shared.recording = recording;
    self->shared.is_recording = TRUE;
    self->shared.status.is_done = FALSE;
  } else {
    refused = recording;
    self->shared.status.is_done = !self->shared.is_recording;
  }
  g_mutex_unlock (&self->shared.lock);

  rk_recording_free (refused);
  rk_reader_say (self);
}

/**
 * rk_reader_end:
 * @self: a reader
 *
 * Ends the recording; returns when its last block is delivered.
 */
void
rk_reader_end (RkReader *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->shared.lock);
  if (self->shared.running && self->shared.is_recording) {
    self->shared.end = TRUE;
    rk_reader_say (self);
    while (self->shared.running && self->shared.is_recording)
      g_cond_wait (&self->shared.ended, &self->shared.lock);
  }
  g_mutex_unlock (&self->shared.lock);
}

/**
 * rk_reader_release:
 * @self: a reader
 * @release: whether the device is left to another program; else it is taken back
 *
 * Closes the device and leaves it closed until it is taken back: then it must be the very same.
 */
void
rk_reader_release (RkReader *self,
                   gboolean  release)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->shared.lock);
  self->shared.is_released = release;
  g_mutex_unlock (&self->shared.lock);

  rk_reader_say (self);
}

/**
 * rk_reader_take_candidate:
 * @self: a reader
 *
 * The user said that the device at the candidate's path is the lost one.
 */
void
rk_reader_take_candidate (RkReader *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->shared.lock);
  self->shared.take_candidate = TRUE;
  g_mutex_unlock (&self->shared.lock);

  rk_reader_say (self);
}

/**
 * rk_reader_get_status:
 * @self: a reader
 * @status: (out caller-allocates): filled in; clear it afterwards
 *
 * Copies what the thread said last.
 */
void
rk_reader_get_status (RkReader       *self,
                      RkReaderStatus *status)
{
  g_return_if_fail (self != NULL && status != NULL);

  g_mutex_lock (&self->shared.lock);
  *status = self->shared.status;
  status->error_text = g_strdup (status->error_text);
  status->warning = g_strdup (status->warning);
  status->candidate = g_strdup (status->candidate);
  g_mutex_unlock (&self->shared.lock);
}

/**
 * rk_reader_copy_columns:
 * @self: a reader
 *
 * Returns: (element-type RkColumn): the columns so far
 */
GPtrArray *
rk_reader_copy_columns (RkReader *self)
{
  GPtrArray *copy;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->shared.lock);
  copy = rk_columns_copy (self->shared.columns);
  g_mutex_unlock (&self->shared.lock);

  return copy;
}

/**
 * rk_reader_get_last_value:
 * @self: a reader
 * @column: number of a column
 *
 * Returns: its newest value; NaN if there is none
 */
double
rk_reader_get_last_value (RkReader *self,
                          guint     column)
{
  double value = NAN;

  g_return_val_if_fail (self != NULL, NAN);

  g_mutex_lock (&self->shared.lock);
  if (column < self->shared.last->len)
    value = g_array_index (self->shared.last, double, column);
  g_mutex_unlock (&self->shared.lock);

  return value;
}

/**
 * rk_reader_get_last_flags:
 * @self: a reader
 * @column: number of a column
 *
 * Returns: what the device says of its newest value, #RkValueFlags; 0 if there is none
 */
guint32
rk_reader_get_last_flags (RkReader *self,
                          guint     column)
{
  guint32 flags = 0;

  g_return_val_if_fail (self != NULL, 0);

  g_mutex_lock (&self->shared.lock);
  if (column < self->shared.last_flags->len)
    flags = g_array_index (self->shared.last_flags, guint32, column);
  g_mutex_unlock (&self->shared.lock);

  return flags;
}

/**
 * rk_reader_get_counters:
 * @self: a reader
 * @of_run: those of the run or the last one; else of the run only while it is on
 * @counters: (out caller-allocates): filled in
 *
 * Copies the counters; they balance at any moment.
 */
void
rk_reader_get_counters (RkReader   *self,
                        gboolean    of_run,
                        RkCounters *counters)
{
  g_return_if_fail (self != NULL && counters != NULL);

  g_mutex_lock (&self->shared.lock);
  *counters = of_run || self->shared.is_recording ? self->shared.run_counters : self->shared.counters;
  g_mutex_unlock (&self->shared.lock);
}

/**
 * rk_reader_dup_last_rejected:
 * @self: a reader
 * @caret: (out) (optional): the character at which it went wrong; -1 = none
 * @reason: (out) (optional) (transfer full): why
 *
 * Returns: (nullable) (transfer full): the last refused line
 */
char *
rk_reader_dup_last_rejected (RkReader  *self,
                             int       *caret,
                             char     **reason)
{
  char *line;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->shared.lock);
  line = g_strdup (self->shared.rejected);
  if (caret != NULL)
    *caret = line != NULL ? self->shared.caret : -1;
  if (reason != NULL)
    *reason = g_strdup (self->shared.reason);
  g_mutex_unlock (&self->shared.lock);

  return line;
}

/**
 * rk_reader_copy_raw:
 * @self: a reader
 * @max: at most so many bytes
 *
 * Returns: the newest bytes as they came
 */
GBytes *
rk_reader_copy_raw (RkReader *self,
                    gsize     max)
{
  GByteArray *bytes;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->shared.lock);
  bytes = rk_reader_ring_copy (&self->shared, max);
  g_mutex_unlock (&self->shared.lock);

  return g_byte_array_free_to_bytes (bytes);
}
