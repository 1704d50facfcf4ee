/* What a source remembers of its rows whether a run is on or not, and the conditions it looks at for each.
 *
 * Rows go to the history once for each read, so that its lock costs nothing; conditions are looked at for every
 * row on the thread, so that the moment of one is exact however busy the window is.
 */
#include "config.h"

#include "acquire/source-private.h"

#include "base/clock.h"

#include <string.h>

/* Values that wait for the end of a read at most. */
#define MAX_BATCH (16 * 1024)

/* Conditions that came true and wait for the main thread; it asks 20 times a second. */
#define MAX_FIRED 1024

typedef struct {
  RkWatch     *watch;
  RkWatchState state;
  int          column; /* -1 = there is none so far */
} Watched;

static void
watched_clear (gpointer data)
{
  rk_watch_free (((Watched *) data)->watch);
}

/* To be called with the rows that are made. */
GArray *
rk_reader_new_watched (void)
{
  GArray *watched = g_array_new (FALSE, FALSE, sizeof (Watched));

  g_array_set_clear_func (watched, watched_clear);

  return watched;
}

/* --- On the thread --- */

/* Which column each condition is about; after any change of either. */
void
rk_reader_bind_watches (RkReader *self)
{
  for (guint i = 0; i < self->watched->len; i++) {
    Watched *watched = &g_array_index (self->watched, Watched, i);

    watched->column = -1;
    for (guint c = 0; c < self->columns->len && watched->column < 0; c++) {
      const RkColumn *column = g_ptr_array_index (self->columns, c);

      if (g_strcmp0 (column->key, watched->watch->column_key) == 0)
        watched->column = (int) c;
    }
  }
}

/* Takes over what the main thread wants to be watched; one that is the same goes on where it was. */
void
rk_reader_take_watches (RkReader *self)
{
  g_autoptr (GPtrArray) watches = NULL;
  GArray *old = self->watched;

  g_mutex_lock (&self->shared.lock);
  watches = g_steal_pointer (&self->shared.watches);
  g_mutex_unlock (&self->shared.lock);

  if (watches == NULL)
    return;

  self->watched = rk_reader_new_watched ();
  for (guint i = 0; i < watches->len; i++) {
    Watched watched = { rk_watch_copy (g_ptr_array_index (watches, i)), { 0 }, -1 };

    for (guint k = 0; k < old->len; k++)
      if (rk_watch_equal (g_array_index (old, Watched, k).watch, watched.watch))
        watched.state = g_array_index (old, Watched, k).state;
    g_array_append_val (self->watched, watched);
  }

  g_array_unref (old);
  rk_reader_bind_watches (self);
}

static void
look (RkReader     *self,
      gint64        time_ns,
      const double *row)
{
  for (guint i = 0; i < self->watched->len; i++) {
    Watched *watched = &g_array_index (self->watched, Watched, i);
    gboolean ends;
    RkFired fired;

    if (watched->column < 0 || !rk_watch_step (watched->watch, &watched->state, row[watched->column]))
      continue;

    /* One that ends a run is never lost; it does so once. */
    ends = watched->watch->ends && self->recording != NULL && rk_recording_can_end_at (self->recording, time_ns);
    self->ends_run = self->ends_run || ends;
    if (self->fired->len >= MAX_FIRED && !ends) {
      self->n_fired_lost++;
      continue;
    }
    fired = (RkFired) { watched->watch->id, time_ns, watched->state.last };
    g_array_append_val (self->fired, fired);
  }
}

/* A row in the order of the columns. */
void
rk_reader_note_row (RkReader     *self,
                    gint64        time_ns,
                    const double *row,
                    guint         n)
{
  if (n == 0)
    return;

  if (self->watched->len > 0)
    look (self, time_ns, row);

  if (self->batch_columns != n || self->batch_values->len + n > MAX_BATCH)
    rk_reader_flush_rows (self);
  self->batch_columns = n;
  g_array_append_val (self->batch_times, time_ns);
  g_array_append_vals (self->batch_values, row, n);
}

/* At the end of a read. */
void
rk_reader_flush_rows (RkReader *self)
{
  if (self->batch_times->len == 0)
    return;

  rk_history_add (self->history, (const gint64 *) (gpointer) self->batch_times->data,
                  (const double *) (gpointer) self->batch_values->data, self->batch_times->len, self->batch_columns);
  g_array_set_size (self->batch_times, 0);
  g_array_set_size (self->batch_values, 0);
}

/* The columns mean something else from now on. */
void
rk_reader_forget_rows (RkReader *self)
{
  g_array_set_size (self->batch_times, 0);
  g_array_set_size (self->batch_values, 0);
  g_array_set_size (self->breaks, 0);
  rk_history_clear (self->history);
}

/* There is no data from the last row to the next one. */
void
rk_reader_note_break (RkReader    *self,
                      RkGapReason  reason)
{
  RkBreak pause = { rk_stamper_get_last_ns (self->stamper), reason };

  if (pause.after_ns == RK_TIME_NONE)
    return;

  /* Of several without a row in between the first one says why. */
  if (self->breaks->len > 0 && g_array_index (self->breaks, RkBreak, self->breaks->len - 1).after_ns == pause.after_ns)
    return;

  if (self->breaks->len >= RK_MAX_BREAKS)
    g_array_remove_index (self->breaks, 0);
  g_array_append_val (self->breaks, pause);
}

typedef struct {
  RkReader *reader;
  guint     next_break;
  gint64    last_ns; /* of the last row */
} Replay;

/* A break is told between the rows it lies between. */
static void
tell_breaks (Replay *self,
             gint64  before_ns)
{
  const GArray *breaks = self->reader->breaks;

  for (; self->next_break < breaks->len; self->next_break++) {
    const RkBreak *pause = &g_array_index (breaks, RkBreak, self->next_break);

    if (pause->after_ns >= before_ns)
      return;
    if (self->last_ns != RK_TIME_NONE && pause->after_ns >= self->last_ns)
      rk_recording_break_off (self->reader->recording, pause->reason, 0);
  }
}

static void
replay_row (gpointer      user_data,
            gint64        time_ns,
            const double *values,
            guint         n_values)
{
  Replay *self = user_data;

  tell_breaks (self, time_ns);
  rk_recording_add_frame (self->reader->recording, time_ns, time_ns, values, n_values);
  self->last_ns = time_ns;
}

/* What came before the begin of a recording but belongs to it. */
void
rk_reader_replay_rows (RkReader *self)
{
  Replay replay = { self, 0, RK_TIME_NONE };

  rk_reader_flush_rows (self);
  rk_history_replay (self->history, rk_recording_get_from_ns (self->recording), replay_row, &replay);
  tell_breaks (&replay, G_MAXINT64);
}

/* Hands over what came true; with the lock of the shared state. */
void
rk_reader_publish_fired_locked (RkReader *self)
{
  RkShared *shared = &self->shared;
  guint n = MIN (self->fired->len, MAX_FIRED - MIN (shared->fired->len, MAX_FIRED));

  if (n > 0)
    g_array_append_vals (shared->fired, self->fired->data, n);
  shared->n_fired_lost += self->fired->len - n + self->n_fired_lost;
  g_array_set_size (self->fired, 0);
  self->n_fired_lost = 0;
}

/* --- For the main thread --- */

/**
 * rk_reader_set_watches:
 * @self: a reader
 * @watches: (nullable) (element-type RkWatch): what to look at; copied
 *
 * Replaces the conditions.
 */
void
rk_reader_set_watches (RkReader  *self,
                       GPtrArray *watches)
{
  GPtrArray *copy;
  g_autoptr (GPtrArray) old = NULL;

  g_return_if_fail (self != NULL);

  copy = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_watch_free);
  for (guint i = 0; watches != NULL && i < watches->len; i++)
    g_ptr_array_add (copy, rk_watch_copy (g_ptr_array_index (watches, i)));

  g_mutex_lock (&self->shared.lock);
  old = self->shared.watches;
  self->shared.watches = copy;
  g_mutex_unlock (&self->shared.lock);

  rk_reader_say (self);
}

/**
 * rk_reader_take_fired:
 * @self: a reader
 * @n_lost: (out): how many more there were than could be kept
 *
 * Returns: (nullable) (element-type RkFired): what came true since it was asked last, in order
 */
GArray *
rk_reader_take_fired (RkReader *self,
                      guint64  *n_lost)
{
  GArray *fired = NULL;

  g_return_val_if_fail (self != NULL && n_lost != NULL, NULL);

  g_mutex_lock (&self->shared.lock);
  *n_lost = self->shared.n_fired_lost;
  self->shared.n_fired_lost = 0;
  if (self->shared.fired->len > 0) {
    fired = self->shared.fired;
    self->shared.fired = g_array_new (FALSE, FALSE, sizeof (RkFired));
  }
  g_mutex_unlock (&self->shared.lock);

  return fired;
}

/**
 * rk_reader_get_recent:
 * @self: a reader
 * @column: number of a column
 * @seconds: how long before the newest row
 * @recent: (out caller-allocates): filled in
 *
 * Returns: whether there is a finite value
 */
gboolean
rk_reader_get_recent (RkReader *self,
                      guint     column,
                      double    seconds,
                      RkRecent *recent)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return rk_history_get_recent (self->history, column, seconds, recent);
}
