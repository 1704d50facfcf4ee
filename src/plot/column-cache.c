/* Pixel columns kept from picture to picture.
 *
 * A column of the lattice is fixed by the series, the column of the series, and its place on the lattice. As soon
 * as a span has a sample at or after the end of the column, no sample and no gap can come into it any
 * more: times never descend, and a gap only concerns the samples behind it. So such columns are
 * final, for that span and for every longer one; a shorter span that does not reach so far computes its own.
 *
 *      blocks      |  5  |  6  |  7  |  8  |  9  | 10  | 11  |
 *      kept              [ 6     7     8     9 )
 *      asked for               [ 7     8     9    10    11 )      last sample in 11
 *      copied                  [ 7     8     9 )
 *      computed                                  [10    11 )
 *      kept then               [ 7     8     9    10 )
 *
 * For each column of a series there are a few ranges, one per scale: that of the window, of a preview, of
 * a picture for a file. While the scale changes with every frame the oldest makes room.
 */
#include "config.h"

#include "plot/column-cache.h"

#include <string.h>

/* Scales of one column kept at a time. */
#define MAX_SCALES 3

/* They are looked through one by one. */
#define MAX_ENTRIES 256

typedef struct {
  guint64        series;
  guint          column;
  guint          n_room; /* columns the memory has room for */
  guint64        used;   /* when last; counts reads */
  RkColumnRange  range;
  RkPixelColumn *columns;
} Entry;

struct _RkColumnCache
{
  GPtrArray *entries; /* of Entry */
  gsize      n_bytes; /* of all entries */
  gsize      max_bytes;
  guint64    n_reads;
  guint64    n_computed;
};

static void
entry_free (gpointer data)
{
  Entry *self = data;

  g_free (self->columns);
  g_free (self);
}

static gsize
entry_bytes (guint n_room)
{
  return sizeof (Entry) + n_room * sizeof (RkPixelColumn);
}

/**
 * rk_column_cache_new:
 * @max_bytes: what it may take
 *
 * Makes an empty cache.
 *
 * Returns: (transfer full): a cache
 */
RkColumnCache *
rk_column_cache_new (gsize max_bytes)
{
  RkColumnCache *self = g_new0 (RkColumnCache, 1);

  self->entries = g_ptr_array_new_with_free_func (entry_free);
  self->max_bytes = max_bytes;

  return self;
}

/**
 * rk_column_cache_free:
 * @self: (transfer full): a cache
 *
 * Frees a cache.
 */
void
rk_column_cache_free (RkColumnCache *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->entries);
  g_free (self);
}

static void
remove_entry (RkColumnCache *self,
              guint          index)
{
  const Entry *entry = g_ptr_array_index (self->entries, index);

  self->n_bytes -= entry_bytes (entry->n_room);
  g_ptr_array_remove_index_fast (self->entries, index);
}

static void
remove_oldest (RkColumnCache *self)
{
  guint oldest = 0;

  for (guint i = 1; i < self->entries->len; i++) {
    const Entry *entry = g_ptr_array_index (self->entries, i);
    const Entry *other = g_ptr_array_index (self->entries, oldest);

    if (entry->used < other->used)
      oldest = i;
  }

  remove_entry (self, oldest);
}

static Entry *
find_entry (RkColumnCache       *self,
            guint64              series,
            guint                column,
            const RkColumnRange *range)
{
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (entry->series == series && entry->column == column && entry->range.block_ns == range->block_ns
        && entry->range.bits == range->bits)
      return entry;
  }

  return NULL;
}

/* An entry for another scale of the column: the oldest one, if there are enough. */
static Entry *
make_entry (RkColumnCache *self,
            guint64        series,
            guint          column)
{
  Entry *oldest = NULL;
  guint n = 0;

  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (entry->series != series || entry->column != column)
      continue;
    if (oldest == NULL || entry->used < oldest->used)
      oldest = entry;
    n++;
  }

  if (n < MAX_SCALES) {
    oldest = g_new0 (Entry, 1);
    oldest->series = series;
    oldest->column = column;
    self->n_bytes += entry_bytes (0);
    g_ptr_array_add (self->entries, oldest);
  }

  return oldest;
}

static void
compute (RkColumnCache       *self,
         const RkSpan        *span,
         guint                column,
         const RkColumnRange *range,
         gint64               first,
         gint64               end,
         RkPixelColumn       *columns)
{
  guint n = (guint) (end - first) << range->bits;

  if (n == 0)
    return;

  rk_decimate (span, column, first * range->block_ns, end * range->block_ns, n,
               columns + ((gsize) (first - range->first) << range->bits));
  self->n_computed += n;
}

/* The first block that may still change, or changes for longer spans. */
static gint64
find_growing (const RkSpan        *span,
              const RkColumnRange *range)
{
  gint64 last_ns = rk_span_get_time_ns (span, rk_span_get_n_samples (span) - 1);
  gint64 growing = last_ns / range->block_ns;

  /* Rounded down. */
  if (growing * range->block_ns > last_ns)
    growing--;

  return CLAMP (growing, range->first, range->first + range->n);
}

static void
keep (RkColumnCache       *self,
      Entry               *entry,
      const RkColumnRange *range,
      gint64               growing,
      const RkPixelColumn *columns)
{
  guint n = (guint) (growing - range->first) << range->bits;

  if (n > entry->n_room) {
    self->n_bytes += entry_bytes (n) - entry_bytes (entry->n_room);
    entry->columns = g_renew (RkPixelColumn, entry->columns, n);
    entry->n_room = n;
  }

  memcpy (entry->columns, columns, n * sizeof *columns);
  entry->range = *range;
  entry->range.n = (guint) (growing - range->first);
  entry->used = self->n_reads;

  while (self->entries->len > 0 && (self->n_bytes > self->max_bytes || self->entries->len > MAX_ENTRIES))
    remove_oldest (self);
}

/**
 * rk_column_cache_read:
 * @self: (nullable): a cache
 * @span: the samples
 * @column: the column of @span
 * @range: which pixel columns; its times fit into 63 bits
 * @columns: (array) (out caller-allocates): n << bits columns, as rk_decimate() makes them
 *
 * Reduces the samples of a time range to pixel columns, as far as it is not done yet.
 *
 * Threads: one at a time.
 */
void
rk_column_cache_read (RkColumnCache       *self,
                      const RkSpan        *span,
                      guint                column,
                      const RkColumnRange *range,
                      RkPixelColumn       *columns)
{
  gint64 end = range->first + range->n;
  gint64 growing;
  gint64 from = range->first;
  gint64 to = range->first;
  Entry *entry;

  g_return_if_fail (span != NULL && columns != NULL);
  g_return_if_fail (range->block_ns > 0 && range->n > 0);

  if (self == NULL || column >= rk_span_get_n_columns (span) || rk_span_get_n_samples (span) == 0) {
    rk_decimate (span, column, range->first * range->block_ns, end * range->block_ns, range->n << range->bits, columns);
    return;
  }

  growing = find_growing (span, range);
  entry = find_entry (self, rk_span_get_series_id (span), column, range);

  if (entry != NULL && entry->range.first < growing && entry->range.first + entry->range.n > range->first) {
    from = MAX (entry->range.first, range->first);
    to = MIN (entry->range.first + entry->range.n, growing);
    memcpy (columns + ((gsize) (from - range->first) << range->bits),
            entry->columns + ((gsize) (from - entry->range.first) << range->bits),
            ((gsize) (to - from) << range->bits) * sizeof *columns);
  }

  compute (self, span, column, range, range->first, from, columns);
  compute (self, span, column, range, to, end, columns);

  self->n_reads++;
  if (to - from < growing - range->first)
    keep (self, entry != NULL ? entry : make_entry (self, rk_span_get_series_id (span), column), range, growing, columns);
  else if (entry != NULL)
    entry->used = self->n_reads;
}

/**
 * rk_column_cache_get_bytes:
 * @self: a cache
 *
 * Tells how much memory the columns take.
 *
 * Returns: bytes
 */
gsize
rk_column_cache_get_bytes (const RkColumnCache *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_bytes;
}

/**
 * rk_column_cache_get_n_computed:
 * @self: a cache
 *
 * Counts the columns that were not there when they were asked for.
 *
 * Returns: columns since the cache was made
 */
guint64
rk_column_cache_get_n_computed (const RkColumnCache *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_computed;
}
