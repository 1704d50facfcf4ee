/* The writer of a series. How it is laid out and why no lock is needed: series-private.h. */

#include "config.h"

#include "store/series.h"

#include "store/level.h"
#include "store/series-private.h"

#include <math.h>
#include <string.h>

/* Chunk of a stream that just begins, and of one that has proved to be long. A stream of 1000
 * columns must neither take 32 MiB for its first sample nor many small pieces for ever. */
#define FIRST_CHUNK_BYTES (256 * 1024)
#define MAX_CHUNK_BYTES   (8 * 1024 * 1024)

/* A steady chunk this long is worth keeping when steadiness breaks; a shorter one gets a
 * time column instead, so that a jittering device does not leave a trail of tiny chunks. */
#define MIN_STEADY_SAMPLES 1024

/* Room for columns that appear later. */
#define MIN_SLOTS 8

/* Times and steps beyond these (73 and 78 hours a sample) come from damaged files only;
 * within them nothing overflows. */
#define MAX_TIME_NS (G_GINT64_CONSTANT (1) << 61)
#define MAX_STEP_NS ((double) (G_GINT64_CONSTANT (1) << 48))

static gint64
clamp_time (gint64 time_ns)
{
  return CLAMP (time_ns, -MAX_TIME_NS, MAX_TIME_NS);
}

static gboolean
block_is_steady (const RkBlock *block)
{
  return block->times_ns == NULL;
}

static double
block_step (const RkBlock *block)
{
  /* Written so that NaN gives 0. */
  return block->step_ns > 0.0 ? MIN (block->step_ns, MAX_STEP_NS) : 0.0;
}

static gint64
block_time (const RkSeries *self,
            const RkBlock  *block,
            guint           i)
{
  if (!block_is_steady (block))
    return clamp_time (block->times_ns[i]) - self->origin_ns;

  return clamp_time (block->begin_ns) + (gint64) (block_step (block) * i + 0.5) - self->origin_ns;
}

static void
add_memory (RkSeries *self,
            gsize     n_bytes)
{
  gsize memory = atomic_load_explicit (&self->memory, memory_order_relaxed);

  atomic_store_explicit (&self->memory, memory + n_bytes, memory_order_relaxed);
}

/* Where entry @i will be; makes its segment. Memory is touched as entries are written,
 * so a large segment costs nothing at once. */
static gpointer
directory_grow (RkSeries    *self,
                RkDirectory *directory,
                guint64      i,
                gsize        entry_size)
{
  guint64 position = i + (G_GUINT64_CONSTANT (1) << RK_SEGMENT_BITS);
  guint segment = 63 - (guint) __builtin_clzll (position) - RK_SEGMENT_BITS;

  g_assert (segment < RK_N_SEGMENTS);

  if (directory->segments[segment] == NULL) {
    directory->segments[segment] = g_malloc_n ((gsize) 1 << (segment + RK_SEGMENT_BITS), entry_size);
    add_memory (self, entry_size << (segment + RK_SEGMENT_BITS));
  }

  return rk_directory_at (directory, i, entry_size);
}

static void
directory_clear (RkDirectory *directory)
{
  for (guint segment = 0; segment < RK_N_SEGMENTS; segment++)
    g_clear_pointer (&directory->segments[segment], g_free);
}

static gsize
column_size (guint capacity)
{
  return capacity * sizeof (double) + (capacity / RK_LEVEL_SAMPLES + 1) * sizeof (RkLevel);
}

static void
fill_missing (double *values,
              guint   n)
{
  for (guint i = 0; i < n; i++)
    values[i] = (double) NAN;
}

/* A power of two of samples, so that the columns take about @n_bytes. */
static guint
fit_capacity (guint n_columns,
              gsize n_bytes)
{
  guint capacity = RK_CHUNK_MAX_SAMPLES;

  while (capacity > RK_CHUNK_MIN_SAMPLES && capacity * sizeof (double) * n_columns > n_bytes)
    capacity /= 2;

  return capacity;
}

static RkChunk *
chunk_new (guint n_columns,
           guint capacity)
{
  guint n_slots = MAX (MIN_SLOTS, n_columns);
  RkChunk *chunk;
  guint8 *slab;

  /* Up to the next power of two, so that columns that come one by one rarely end a chunk. */
  if (n_slots > MIN_SLOTS)
    n_slots = 1u << (32 - __builtin_clz (n_slots - 1));

  chunk = g_malloc0 (sizeof *chunk + n_slots * sizeof (double *));
  chunk->capacity = capacity;
  chunk->n_slots = n_slots;
  chunk->n_slab = n_columns;

  slab = g_malloc_n (n_columns, column_size (capacity));
  for (guint column = 0; column < n_columns; column++)
    chunk->columns[column] = (double *) (gpointer) (slab + column * column_size (capacity));

  return chunk;
}

static void
chunk_free (RkChunk *chunk)
{
  for (guint column = chunk->n_slab; column < chunk->n_slots; column++)
    g_free (chunk->columns[column]);

  g_free (chunk->columns[0]);
  g_free (atomic_load_explicit (&chunk->times, memory_order_relaxed));
  g_free (chunk);
}

static gint64 *
add_times (RkSeries *self,
           RkChunk  *chunk)
{
  add_memory (self, chunk->capacity * sizeof (gint64));

  return g_new (gint64, chunk->capacity);
}

static void
open_chunk (RkSeries      *self,
            const RkBlock *block,
            guint          from)
{
  guint n_columns = atomic_load_explicit (&self->n_columns, memory_order_relaxed);
  guint64 n_chunks = atomic_load_explicit (&self->n_chunks, memory_order_relaxed);
  guint64 n_samples = atomic_load_explicit (&self->n_samples, memory_order_relaxed);
  guint capacity = fit_capacity (n_columns, n_chunks == 0 ? FIRST_CHUNK_BYTES : MAX_CHUNK_BYTES);
  gint64 begin_ns = block_time (self, block, from);
  RkChunkEntry *entry;
  RkChunk *chunk;

  if (n_chunks > 0)
    capacity = MIN (capacity, self->capacity);
  chunk = chunk_new (n_columns, capacity);
  add_memory (self, sizeof *chunk + chunk->n_slots * sizeof (double *) + n_columns * column_size (capacity));

  if (block_is_steady (block) && begin_ns >= self->last_ns) {
    chunk->start_ns = begin_ns;
    chunk->step_ns = block_step (block);
  } else {
    begin_ns = MAX (begin_ns, self->last_ns);
    atomic_store_explicit (&chunk->times, add_times (self, chunk), memory_order_relaxed);
  }

  entry = directory_grow (self, &self->chunks, n_chunks, sizeof *entry);
  entry->first = n_samples + from;
  entry->begin_ns = begin_ns;
  entry->chunk = chunk;

  self->chunk = chunk;
  self->length = 0;
  self->capacity = MIN (capacity * 2, RK_CHUNK_MAX_SAMPLES);

  atomic_store_explicit (&self->n_chunks, n_chunks + 1, memory_order_release);
}

/* Before the first chunk after it is published. */
static void
close_group (RkSeries *self,
             guint64   index)
{
  guint n_columns = atomic_load_explicit (&self->n_columns, memory_order_relaxed);
  gsize size = sizeof (RkGroup) + n_columns * sizeof (RkLevel);
  RkGroup *group = g_malloc (size);

  group->n_columns = n_columns;

  for (guint column = 0; column < n_columns; column++) {
    RkAccumulator sum;

    rk_accumulator_init (&sum);
    for (guint i = 0; i < RK_GROUP_CHUNKS; i++) {
      const RkChunk *chunk = rk_series_chunk_at (self, index * RK_GROUP_CHUNKS + i)->chunk;
      const double *values = rk_chunk_get_column (chunk, column);

      if (values != NULL)
        rk_accumulator_add (&sum, rk_chunk_get_whole (chunk, values));
    }
    rk_accumulator_finish (&sum, &group->levels[column]);
  }

  *(RkGroup **) directory_grow (self, &self->groups, index, sizeof group) = group;
  add_memory (self, size);
}

static void
close_chunk (RkSeries *self)
{
  RkChunk *chunk = g_steal_pointer (&self->chunk);
  guint64 n_chunks = atomic_load_explicit (&self->n_chunks, memory_order_relaxed);
  guint n_levels = self->length / RK_LEVEL_SAMPLES;
  guint done = n_levels * RK_LEVEL_SAMPLES;

  for (guint column = 0; column < chunk->n_slots && chunk->columns[column] != NULL; column++) {
    const double *values = chunk->columns[column];
    const RkLevel *levels = rk_chunk_get_levels (chunk, values);
    RkAccumulator sum;
    RkLevel rest;

    rk_accumulator_init (&sum);
    for (guint i = 0; i < n_levels; i++)
      rk_accumulator_add (&sum, &levels[i]);

    rk_level_measure (&rest, values + done, self->length - done);
    rk_accumulator_add (&sum, &rest);
    rk_accumulator_finish (&sum, rk_chunk_get_whole (chunk, values));
  }

  if (n_chunks % RK_GROUP_CHUNKS == 0)
    close_group (self, n_chunks / RK_GROUP_CHUNKS - 1);
}

/* New columns begin within the chunk if it has slots for them, else with the next chunk. */
static void
grow_columns (RkSeries *self,
              guint     n_columns)
{
  guint n_before = atomic_load_explicit (&self->n_columns, memory_order_relaxed);
  RkChunk *chunk = self->chunk;

  if (n_columns <= n_before)
    return;

  if (chunk != NULL && n_columns > chunk->n_slots) {
    close_chunk (self);
    chunk = NULL;
  }

  for (guint column = n_before; chunk != NULL && column < n_columns; column++) {
    double *values = g_malloc (column_size (chunk->capacity));
    RkLevel *levels = rk_chunk_get_levels (chunk, values);

    fill_missing (values, self->length);
    for (guint i = 0; i < self->length / RK_LEVEL_SAMPLES; i++)
      rk_level_measure (&levels[i], NULL, 0);

    chunk->columns[column] = values;
    add_memory (self, column_size (chunk->capacity));
  }

  atomic_store_explicit (&self->n_columns, n_columns, memory_order_release);
}

/* Whether samples @from ... of the block lie where the chunk's line puts them, closer than
 * a thousandth of a step. Each block is held against the line, so errors do not add up. */
static gboolean
continues_steadily (const RkSeries *self,
                    const RkBlock  *block,
                    guint           from)
{
  const RkChunk *chunk = self->chunk;
  double tolerance = MIN (chunk->step_ns * 1e-3, 10.0 * 1e3) + 1.0;
  guint last = block->n_samples - 1;
  double first_error, last_error;

  if (!block_is_steady (block))
    return FALSE;

  first_error = (double) (rk_chunk_get_steady_ns (chunk, self->length) - block_time (self, block, from));
  last_error = (double) (rk_chunk_get_steady_ns (chunk, self->length + last - from) - block_time (self, block, last));

  return fabs (first_error) <= tolerance && fabs (last_error) <= tolerance;
}

static void
give_times (RkSeries *self)
{
  RkChunk *chunk = self->chunk;
  gint64 *times = add_times (self, chunk);

  for (guint i = 0; i < self->length; i++)
    times[i] = rk_chunk_get_steady_ns (chunk, i);

  atomic_store_explicit (&chunk->times, times, memory_order_release);
}

/* Makes self->chunk one that takes samples @from ... of the block. */
static void
prepare_chunk (RkSeries      *self,
               const RkBlock *block,
               guint          from)
{
  if (self->chunk != NULL && self->length == self->chunk->capacity)
    close_chunk (self);

  if (self->chunk != NULL
      && atomic_load_explicit (&self->chunk->times, memory_order_relaxed) == NULL
      && !continues_steadily (self, block, from)) {
    if (self->length >= MIN_STEADY_SAMPLES)
      close_chunk (self);
    else
      give_times (self);
  }

  if (self->chunk == NULL)
    open_chunk (self, block, from);
}

static void
write_times (RkSeries      *self,
             const RkBlock *block,
             guint          from,
             guint          n)
{
  gint64 *times = atomic_load_explicit (&self->chunk->times, memory_order_relaxed);

  if (times == NULL) {
    self->last_ns = rk_chunk_get_steady_ns (self->chunk, self->length + n - 1);
    return;
  }

  for (guint i = 0; i < n; i++) {
    self->last_ns = MAX (self->last_ns, block_time (self, block, from + i));
    times[self->length + i] = self->last_ns;
  }
}

static void
write_values (RkSeries      *self,
              const RkBlock *block,
              guint          from,
              guint          n)
{
  guint n_columns = atomic_load_explicit (&self->n_columns, memory_order_relaxed);
  guint n_levels_before = self->length / RK_LEVEL_SAMPLES;
  guint n_levels = (self->length + n) / RK_LEVEL_SAMPLES;

  for (guint column = 0; column < n_columns; column++) {
    double *values = self->chunk->columns[column];
    RkLevel *levels = rk_chunk_get_levels (self->chunk, values);

    if (column < block->n_columns)
      memcpy (values + self->length, block->values + (gsize) column * block->n_samples + from, n * sizeof *values);
    else
      fill_missing (values + self->length, n);

    for (guint i = n_levels_before; i < n_levels; i++)
      rk_level_measure (&levels[i], values + i * RK_LEVEL_SAMPLES, RK_LEVEL_SAMPLES);
  }
}

/**
 * rk_series_new:
 * @n_columns: columns known beforehand, 0 ... %RK_MAX_COLUMNS; more may come with the blocks
 * @origin_ns: what is subtracted from every time
 *
 * Makes an empty series.
 *
 * Threads: any.
 *
 * Returns: (transfer full): a series
 */
RkSeries *
rk_series_new (guint  n_columns,
               gint64 origin_ns)
{
  RkSeries *self;

  g_return_val_if_fail (n_columns <= RK_MAX_COLUMNS, NULL);

  self = g_new0 (RkSeries, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->origin_ns = clamp_time (origin_ns);
  self->last_ns = G_MININT64;
  atomic_store_explicit (&self->n_columns, n_columns, memory_order_relaxed);
  add_memory (self, sizeof *self);

  return self;
}

/**
 * rk_series_ref:
 * @self: a series
 *
 * Takes a reference.
 *
 * Threads: any.
 *
 * Returns: (transfer full): @self
 */
RkSeries *
rk_series_ref (RkSeries *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

static void
series_free (RkSeries *self)
{
  guint64 n_chunks = atomic_load_explicit (&self->n_chunks, memory_order_acquire);
  guint64 n_groups = (n_chunks - (self->chunk != NULL)) / RK_GROUP_CHUNKS;
  guint n_gaps = atomic_load_explicit (&self->n_gaps, memory_order_acquire);

  for (guint64 i = 0; i < n_chunks; i++)
    chunk_free (rk_series_chunk_at (self, i)->chunk);
  for (guint64 i = 0; i < n_groups; i++)
    g_free (rk_series_group_at (self, i));
  for (guint i = 0; i < n_gaps; i++)
    g_free ((gpointer) atomic_load_explicit (&rk_series_gap_at (self, i)->gap, memory_order_relaxed));

  directory_clear (&self->chunks);
  directory_clear (&self->groups);
  directory_clear (&self->gaps);
  g_slist_free_full (self->retired, g_free);
  g_free (self);
}

/**
 * rk_series_unref:
 * @self: (transfer full): a series
 *
 * Drops a reference; the last one frees the samples.
 *
 * Threads: any.
 */
void
rk_series_unref (RkSeries *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_ref_count_dec (&self->ref_count))
    series_free (self);
}

/**
 * rk_series_append:
 * @self: a series
 * @block: samples; copied
 *
 * Adds samples at the end.
 *
 * Readers see all samples of the block or none. Times never descend: a sample that claims
 * to be older than the one before gets its time. A steady block that goes on where the last
 * one ended needs no memory for times. No earlier sample is moved, so the cost depends on
 * the block alone.
 *
 * Threads: one writer at a time.
 */
void
rk_series_append (RkSeries      *self,
                  const RkBlock *block)
{
  guint64 n_samples;
  guint done = 0;

  g_return_if_fail (self != NULL && block != NULL);
  g_return_if_fail (block->n_samples >= 1 && block->n_samples <= RK_BLOCK_MAX_SAMPLES);
  g_return_if_fail (block->n_columns >= 1 && block->n_columns <= RK_MAX_COLUMNS);

  grow_columns (self, block->n_columns);

  while (done < block->n_samples) {
    guint n;

    prepare_chunk (self, block, done);
    n = MIN (block->n_samples - done, self->chunk->capacity - self->length);
    write_times (self, block, done, n);
    write_values (self, block, done, n);
    self->length += n;
    done += n;
  }

  n_samples = atomic_load_explicit (&self->n_samples, memory_order_relaxed);
  atomic_store_explicit (&self->n_samples, n_samples + done, memory_order_release);
}

/* A gap that lasts is told again when its end is known. */
static gboolean
replaces_last_gap (const RkSeries *self,
                   const RkGap    *gap)
{
  guint n_gaps = atomic_load_explicit (&self->n_gaps, memory_order_relaxed);
  const RkGapEntry *entry;
  const RkGap *last;

  if (n_gaps == 0)
    return FALSE;

  entry = rk_series_gap_at (self, n_gaps - 1);
  last = atomic_load_explicit (&entry->gap, memory_order_relaxed);

  return entry->index == atomic_load_explicit (&self->n_samples, memory_order_relaxed)
         && last->reason == gap->reason && last->begin_ns == gap->begin_ns;
}

/**
 * rk_series_append_gap:
 * @self: a series
 * @gap: a gap after the last sample, in the clock of the blocks; copied
 *
 * Notes that a piece of time has no data.
 *
 * A gap with the begin and the reason of the last one, and no sample since, replaces it:
 * so a gap can be told when it begins and again when it ends.
 *
 * Threads: one writer at a time.
 */
void
rk_series_append_gap (RkSeries    *self,
                      const RkGap *gap)
{
  guint n_gaps;
  RkGapEntry *entry;
  RkGap *copy;

  g_return_if_fail (self != NULL && gap != NULL);

  copy = g_new (RkGap, 1);
  *copy = *gap;
  copy->begin_ns = clamp_time (gap->begin_ns) - self->origin_ns;
  copy->end_ns = MAX (clamp_time (gap->end_ns) - self->origin_ns, copy->begin_ns);
  add_memory (self, sizeof *copy);

  n_gaps = atomic_load_explicit (&self->n_gaps, memory_order_relaxed);

  if (replaces_last_gap (self, copy)) {
    entry = rk_series_gap_at (self, n_gaps - 1);
    self->retired = g_slist_prepend (self->retired,
                                     (gpointer) atomic_load_explicit (&entry->gap, memory_order_relaxed));
    atomic_store_explicit (&entry->gap, copy, memory_order_release);
    return;
  }

  entry = directory_grow (self, &self->gaps, n_gaps, sizeof *entry);
  entry->index = atomic_load_explicit (&self->n_samples, memory_order_relaxed);
  atomic_init (&entry->gap, copy);
  atomic_store_explicit (&self->n_gaps, n_gaps + 1, memory_order_release);
}

/**
 * rk_series_get_n_samples:
 * @self: a series
 *
 * Counts the samples.
 *
 * Threads: any.
 *
 * Returns: rows
 */
guint64
rk_series_get_n_samples (RkSeries *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return atomic_load_explicit (&self->n_samples, memory_order_acquire);
}

/**
 * rk_series_get_n_columns:
 * @self: a series
 *
 * Counts the columns there are so far.
 *
 * Threads: any.
 *
 * Returns: columns
 */
guint
rk_series_get_n_columns (RkSeries *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return atomic_load_explicit (&self->n_columns, memory_order_acquire);
}

/**
 * rk_series_get_n_gaps:
 * @self: a series
 *
 * Counts the gaps.
 *
 * Threads: any.
 *
 * Returns: gaps
 */
guint
rk_series_get_n_gaps (RkSeries *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return atomic_load_explicit (&self->n_gaps, memory_order_acquire);
}

/**
 * rk_series_get_memory:
 * @self: a series
 *
 * Tells how much memory the samples take, room for the next ones included.
 *
 * Threads: any.
 *
 * Returns: bytes
 */
gsize
rk_series_get_memory (RkSeries *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return atomic_load_explicit (&self->memory, memory_order_relaxed);
}
