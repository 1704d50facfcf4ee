/* Rows lie in chunks of some thousand values. A row that was published never changes, so a reader takes
 * references to the chunks and their lengths under the lock and reads them without it; the writer
 * fills what lies behind. A chunk whose rows are all too old goes away as a whole.
 *
 *   chunk (oldest) [rows ........................]   chunk [rows .....    free    ]
 *                                                              ^ n_rows, guarded by the lock
 *
 * A chunk has as many columns as its first row; a row with fewer is filled up with NaN, one with more begins
 * another chunk.
 */
#include "config.h"

#include "acquire/history.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

/* 32 KiB of values: small against the whole, large against the head of a chunk. */
#define CHUNK_VALUES 4096

typedef struct {
  gatomicrefcount ref_count;
  guint   n_columns;
  guint   capacity; /* rows */
  guint   n_rows;   /* published; guarded by the lock of the history */
  gint64 *times_ns;
  double *values;   /* row after row */
} Chunk;

/* What a reader saw: rows below @n_rows never change. */
typedef struct {
  Chunk *chunk;
  guint  n_rows;
} Piece;

struct _RkHistory
{
  GMutex lock;
  GQueue chunks;   /* of Chunk, oldest first; guarded by @lock */
  gsize  n_values; /* that all chunks have room for; guarded by @lock */
};

static Chunk *
chunk_new (guint n_columns)
{
  Chunk *self = g_new (Chunk, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->n_columns = n_columns;
  self->capacity = MAX (CHUNK_VALUES / n_columns, 1);
  self->n_rows = 0;
  self->times_ns = g_new (gint64, self->capacity);
  self->values = g_new (double, (gsize) self->capacity * n_columns);

  return self;
}

static void
chunk_unref (Chunk *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->times_ns);
  g_free (self->values);
  g_free (self);
}

static gsize
count_room (const Chunk *self)
{
  return (gsize) self->capacity * self->n_columns;
}

static void
piece_clear (gpointer data)
{
  chunk_unref (((Piece *) data)->chunk);
}

/**
 * rk_history_new:
 *
 * Returns: a history without a row
 */
RkHistory *
rk_history_new (void)
{
  RkHistory *self = g_new0 (RkHistory, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->chunks);

  return self;
}

/**
 * rk_history_free:
 * @self: (nullable): a history nobody uses
 *
 * Frees a history.
 */
void
rk_history_free (RkHistory *self)
{
  if (self == NULL)
    return;

  rk_history_clear (self);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * rk_history_clear:
 * @self: a history
 *
 * Forgets all rows: the columns mean something else from now on.
 *
 * Threads: that of the writer.
 */
void
rk_history_clear (RkHistory *self)
{
  GQueue chunks;

  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->lock);
  chunks = self->chunks;
  g_queue_init (&self->chunks);
  self->n_values = 0;
  g_mutex_unlock (&self->lock);

  g_queue_clear_full (&chunks, (GDestroyNotify) chunk_unref);
}

/* Makes room for another chunk at the end. */
static Chunk *
add_chunk_locked (RkHistory *self,
                  guint      n_columns)
{
  Chunk *chunk = chunk_new (n_columns);

  g_queue_push_tail (&self->chunks, chunk);
  self->n_values += count_room (chunk);

  while (self->n_values > RK_HISTORY_VALUES && self->chunks.length > 1) {
    Chunk *oldest = g_queue_pop_head (&self->chunks);

    self->n_values -= count_room (oldest);
    chunk_unref (oldest);
  }

  return chunk;
}

static void
drop_old_locked (RkHistory *self,
                 gint64     newest_ns)
{
  const gint64 keep_ns = (gint64) (RK_HISTORY_S * RK_NS_PER_S);

  while (self->chunks.length > 1) {
    Chunk *oldest = g_queue_peek_head (&self->chunks);

    if (newest_ns - oldest->times_ns[oldest->n_rows - 1] <= keep_ns)
      return;

    g_queue_pop_head (&self->chunks);
    self->n_values -= count_room (oldest);
    chunk_unref (oldest);
  }
}

/* Copies rows, and fills those up that are narrower than the chunk. */
static void
fill_chunk (Chunk        *chunk,
            const gint64 *times_ns,
            const double *values,
            guint         n_rows,
            guint         n_columns)
{
  double *to = chunk->values + (gsize) chunk->n_rows * chunk->n_columns;

  memcpy (chunk->times_ns + chunk->n_rows, times_ns, n_rows * sizeof *times_ns);

  if (n_columns == chunk->n_columns) {
    memcpy (to, values, (gsize) n_rows * n_columns * sizeof *values);
    return;
  }

  for (guint i = 0; i < n_rows; i++)
    for (guint c = 0; c < chunk->n_columns; c++)
      *to++ = c < n_columns ? values[(gsize) i * n_columns + c] : (double) NAN;
}

/**
 * rk_history_add:
 * @self: a history
 * @times_ns: (array length=n_rows): times, never descending
 * @values: row after row; NaN = missing
 * @n_rows: number of rows
 * @n_columns: values in each row
 *
 * Adds a batch of rows; what is too old or too much goes.
 *
 * Threads: that of the writer. Takes the lock once, for copying.
 */
void
rk_history_add (RkHistory    *self,
                const gint64 *times_ns,
                const double *values,
                guint         n_rows,
                guint         n_columns)
{
  g_return_if_fail (self != NULL);

  if (n_rows == 0 || n_columns == 0)
    return;

  g_mutex_lock (&self->lock);

  for (guint at = 0; at < n_rows;) {
    Chunk *chunk = g_queue_peek_tail (&self->chunks);
    guint n;

    if (chunk == NULL || chunk->n_rows == chunk->capacity || chunk->n_columns < n_columns)
      chunk = add_chunk_locked (self, MAX (n_columns, chunk != NULL ? chunk->n_columns : 0));

    n = MIN (n_rows - at, chunk->capacity - chunk->n_rows);
    fill_chunk (chunk, times_ns + at, values + (gsize) at * n_columns, n, n_columns);
    chunk->n_rows += n;
    at += n;
  }

  drop_old_locked (self, times_ns[n_rows - 1]);
  g_mutex_unlock (&self->lock);
}

/* References to the chunks that have rows from @begin_ns on, or to all of them when @seconds >= 0: then the
 * begin is that long before the newest row. */
static GArray *
take_pieces (RkHistory *self,
             double     seconds,
             gint64    *begin_ns)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));

  g_array_set_clear_func (pieces, piece_clear);
  g_mutex_lock (&self->lock);

  if (seconds >= 0.0 && self->chunks.tail != NULL) {
    const Chunk *newest = self->chunks.tail->data;

    *begin_ns = newest->times_ns[newest->n_rows - 1] - (gint64) (seconds * RK_NS_PER_S);
  }

  for (GList *l = self->chunks.head; l != NULL; l = l->next) {
    Piece piece = { l->data, ((Chunk *) l->data)->n_rows };

    if (piece.chunk->times_ns[piece.n_rows - 1] < *begin_ns)
      continue;

    g_atomic_ref_count_inc (&piece.chunk->ref_count);
    g_array_append_val (pieces, piece);
  }

  g_mutex_unlock (&self->lock);

  return pieces;
}

/* The first row at or after a time. */
static guint
find_row (const Piece *piece,
          gint64       time_ns)
{
  guint low = 0;
  guint high = piece->n_rows;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (piece->chunk->times_ns[middle] < time_ns)
      low = middle + 1;
    else
      high = middle;
  }

  return low;
}

/* Mean and sum of squared deviations by Welford's recurrence (Technometrics 4 (1962) 419): one pass, and
 * no loss of digits when the deviations are small against the mean. */
static void
take_value (RkRecent *recent,
            double   *m2,
            double    value,
            gint64    time_ns)
{
  double delta;

  if (!isfinite (value))
    return;

  if (recent->n++ == 0) {
    recent->first_ns = time_ns;
    recent->mean = 0.0;
    recent->min = value;
    recent->max = value;
  }

  delta = value - recent->mean;
  recent->mean += delta / (double) recent->n;
  *m2 += delta * (value - recent->mean);
  recent->min = MIN (recent->min, value);
  recent->max = MAX (recent->max, value);
  recent->last = value;
  recent->last_ns = time_ns;
}

/**
 * rk_history_get_recent:
 * @self: a history
 * @column: number of a column
 * @seconds: how long before the newest row, at most %RK_HISTORY_S; 0 = the newest row alone
 * @recent: (out caller-allocates): filled in, also when there is nothing: NaN and 0
 *
 * Summarises what a column did lately.
 *
 * Threads: any.
 *
 * Returns: whether there is a finite value
 */
gboolean
rk_history_get_recent (RkHistory *self,
                       guint      column,
                       double     seconds,
                       RkRecent  *recent)
{
  g_autoptr (GArray) pieces = NULL;
  gint64 begin_ns = G_MININT64;
  double m2 = 0.0;

  g_return_val_if_fail (self != NULL && recent != NULL, FALSE);

  *recent = (RkRecent) {
    .mean = NAN, .sd = NAN, .min = NAN, .max = NAN, .last = NAN,
    .first_ns = RK_TIME_NONE, .last_ns = RK_TIME_NONE,
  };

  pieces = take_pieces (self, seconds > 0.0 ? MIN (seconds, RK_HISTORY_S) : 0.0, &begin_ns);

  for (guint i = 0; i < pieces->len; i++) {
    const Piece *piece = &g_array_index (pieces, Piece, i);
    const Chunk *chunk = piece->chunk;

    if (column >= chunk->n_columns)
      continue;

    for (guint row = find_row (piece, begin_ns); row < piece->n_rows; row++)
      take_value (recent, &m2, chunk->values[(gsize) row * chunk->n_columns + column], chunk->times_ns[row]);
  }

  if (recent->n >= 2)
    recent->sd = sqrt (m2 / (double) (recent->n - 1));

  return recent->n > 0;
}

/**
 * rk_history_replay:
 * @self: a history
 * @begin_ns: from when on
 * @row: called for each row, in the order of time; the values are borrowed for the call
 * @user_data: data for @row
 *
 * Goes through the rows there are at this moment.
 *
 * Threads: any; @row is called on the thread of the caller, without the lock.
 */
void
rk_history_replay (RkHistory *self,
                   gint64     begin_ns,
                   void     (*row) (gpointer user_data, gint64 time_ns, const double *values, guint n_values),
                   gpointer   user_data)
{
  g_autoptr (GArray) pieces = NULL;

  g_return_if_fail (self != NULL && row != NULL);

  pieces = take_pieces (self, -1.0, &begin_ns);

  for (guint i = 0; i < pieces->len; i++) {
    const Piece *piece = &g_array_index (pieces, Piece, i);
    const Chunk *chunk = piece->chunk;

    for (guint k = find_row (piece, begin_ns); k < piece->n_rows; k++)
      row (user_data, chunk->times_ns[k], chunk->values + (gsize) k * chunk->n_columns, chunk->n_columns);
  }
}

/**
 * rk_history_get_first_ns:
 * @self: a history
 *
 * Returns: the time of the oldest row; %RK_TIME_NONE when there is none
 */
gint64
rk_history_get_first_ns (RkHistory *self)
{
  gint64 first_ns = RK_TIME_NONE;

  g_return_val_if_fail (self != NULL, RK_TIME_NONE);

  g_mutex_lock (&self->lock);
  if (self->chunks.head != NULL)
    first_ns = ((const Chunk *) self->chunks.head->data)->times_ns[0];
  g_mutex_unlock (&self->lock);

  return first_ns;
}
