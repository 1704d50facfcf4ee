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
count_levels (guint capacity)
{
  return capacity / RK_LEVEL_SAMPLES + 1;
}

static gsize
count_ranges (guint capacity)
{
  return capacity / RK_RANGE_SAMPLES;
}

/* Values, ranges, levels and the course. */
static gsize
column_size (guint capacity)
{
  return capacity * sizeof (double)
         + count_ranges (capacity) * sizeof (RkRange)
         + count_levels (capacity) * sizeof (RkLevel)
         + sizeof (RkCourse);
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

static guint
count_slots (guint n_columns)
{
  /* Up to the next power of two, so that columns that come one by one rarely end a chunk. */
  return n_columns <= MIN_SLOTS ? MIN_SLOTS : 1u << (32 - __builtin_clz (n_columns - 1));
}

static RkChunk *
chunk_new (RkSeries *self,
           guint     n_columns,
           guint     capacity)
{
  guint n_slots = count_slots (n_columns);
  gsize head_size = sizeof (RkChunk) + n_slots * sizeof (RkChunkColumn);
  gsize size = head_size + n_columns * column_size (capacity);
  RkChunk *chunk = g_malloc (size);
  RkLevel *levels = (RkLevel *) (gpointer) ((guint8 *) chunk + head_size);
  RkRange *ranges = (RkRange *) (gpointer) (levels + n_columns * count_levels (capacity));
  RkCourse *courses = (RkCourse *) (gpointer) (ranges + n_columns * count_ranges (capacity));
  double *values = (double *) (gpointer) (courses + n_columns);

  /* The rest is touched as samples come. */
  memset (chunk, 0, head_size);
  chunk->capacity = capacity;
  chunk->n_slots = n_slots;
  chunk->n_inside = n_columns;

  for (guint column = 0; column < n_columns; column++) {
    chunk->columns[column].levels = levels + column * count_levels (capacity);
    chunk->columns[column].ranges = ranges + column * count_ranges (capacity);
    chunk->columns[column].course = &courses[column];
    chunk->columns[column].values = values + (gsize) column * capacity;
    rk_course_init (&courses[column]);
  }

  add_memory (self, size);

  return chunk;
}

static void
chunk_free (RkChunk *chunk)
{
  for (guint column = chunk->n_inside; column < chunk->n_slots; column++)
    g_free (chunk->columns[column].values);

  g_free (atomic_load_explicit (&chunk->times, memory_order_relaxed));
  g_free (chunk);
}

/* A column that appears when the chunk has samples already: they miss it. */
static void
chunk_add_column (RkSeries *self,
                  RkChunk  *chunk,
                  guint     column)
{
  double *values = g_malloc (column_size (chunk->capacity));
  RkCourse *course = (RkCourse *) (gpointer) (values + chunk->capacity);
  RkRange *ranges = (RkRange *) (gpointer) (course + 1);
  RkLevel *levels = (RkLevel *) (gpointer) (ranges + count_ranges (chunk->capacity));

  fill_missing (values, self->length);
  for (guint i = 0; i < self->length / RK_RANGE_SAMPLES; i++)
    rk_range_measure (&ranges[i], NULL, 0);
  for (guint i = 0; i < self->length / RK_LEVEL_SAMPLES; i++)
    rk_level_measure (&levels[i], NULL, 0);

  rk_course_init (course);
  if (self->length > 0)
    rk_course_skip (course, rk_chunk_get_time_ns (chunk, 0), self->last_ns, self->length);

  chunk->columns[column].values = values;
  chunk->columns[column].course = course;
  chunk->columns[column].ranges = ranges;
  chunk->columns[column].levels = levels;
  add_memory (self, column_size (chunk->capacity));
}

static gint64 *
add_times (RkSeries *self,
           RkChunk  *chunk)
{
  add_memory (self, chunk->capacity * sizeof (gint64));

  return g_new (gint64, chunk->capacity);
}

static void
open_group (RkSeries *self,
            guint64   index,
            guint     n_columns)
{
  gsize size = sizeof (RkGroup) + (gsize) n_columns * (1 + RK_GROUP_CHUNKS) * sizeof (RkLevel)
               + n_columns * sizeof (RkCourse);
  RkGroup *group = g_malloc (size);

  group->courses = (RkCourse *) (gpointer) (group->levels + (gsize) n_columns * (1 + RK_GROUP_CHUNKS));
  group->n_slots = n_columns;
  *(RkGroup **) directory_grow (self, &self->groups, index, sizeof group) = group;
  add_memory (self, size);
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
  chunk = chunk_new (self, n_columns, capacity);

  if (n_chunks % RK_GROUP_CHUNKS == 0)
    open_group (self, n_chunks / RK_GROUP_CHUNKS, n_columns);

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

/* Before the first chunk after the group is published. */
static void
close_group (RkSeries *self,
             RkGroup  *group,
             guint64   first_chunk)
{
  for (guint column = 0; column < group->n_slots; column++) {
    RkAccumulator sum;

    rk_accumulator_init (&sum);
    for (guint chunk = 0; chunk < RK_GROUP_CHUNKS; chunk++)
      rk_accumulator_add (&sum, rk_group_get_chunk_level (group, column, chunk));
    rk_accumulator_finish (&sum, &group->levels[column]);

    rk_course_init (&group->courses[column]);
    for (guint chunk = 0; chunk < RK_GROUP_CHUNKS; chunk++)
      rk_course_join (&group->courses[column], rk_series_chunk_at (self, first_chunk + chunk)->chunk->columns[column].course);
  }
}

/* Before the next chunk is published. */
static void
close_chunk (RkSeries *self)
{
  RkChunk *chunk = g_steal_pointer (&self->chunk);
  guint64 index = atomic_load_explicit (&self->n_chunks, memory_order_relaxed) - 1;
  RkGroup *group = rk_series_group_at (self, index / RK_GROUP_CHUNKS);
  guint n_whole = self->length / RK_LEVEL_SAMPLES;
  guint done = n_whole * RK_LEVEL_SAMPLES;

  for (guint column = 0; column < chunk->n_slots && chunk->columns[column].values != NULL; column++) {
    const RkChunkColumn *data = &chunk->columns[column];
    RkLevel *whole = rk_chunk_get_whole (chunk, column);
    RkAccumulator sum;
    RkLevel rest;

    rk_accumulator_init (&sum);
    for (guint i = 0; i < n_whole; i++)
      rk_accumulator_add (&sum, &data->levels[i]);

    rk_level_measure (&rest, data->values + done, self->length - done);
    rk_accumulator_add (&sum, &rest);
    rk_accumulator_finish (&sum, whole);

    if (column < group->n_slots)
      *rk_group_get_chunk_level (group, column, index % RK_GROUP_CHUNKS) = *whole;
  }

  if (index % RK_GROUP_CHUNKS == RK_GROUP_CHUNKS - 1)
    close_group (self, group, index - (RK_GROUP_CHUNKS - 1));
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

  for (guint column = n_before; chunk != NULL && column < n_columns; column++)
    chunk_add_column (self, chunk, column);

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
  guint end = self->length + n;

  for (guint column = 0; column < n_columns; column++) {
    RkChunkColumn *data = &self->chunk->columns[column];
    double *values = data->values;

    if (column < block->n_columns)
      memcpy (values + self->length, block->values + (gsize) column * block->n_samples + from, n * sizeof *values);
    else
      fill_missing (values + self->length, n);

    for (guint i = self->length / RK_RANGE_SAMPLES; i < end / RK_RANGE_SAMPLES; i++)
      rk_range_measure (&data->ranges[i], values + i * RK_RANGE_SAMPLES, RK_RANGE_SAMPLES);
    for (guint i = self->length / RK_LEVEL_SAMPLES; i < end / RK_LEVEL_SAMPLES; i++)
      rk_level_measure (&data->levels[i], values + i * RK_LEVEL_SAMPLES, RK_LEVEL_SAMPLES);
  }
}

static gboolean
begins_after_gap (const RkSeries *self,
                  guint64         i)
{
  guint n_gaps = atomic_load_explicit (&self->n_gaps, memory_order_relaxed);

  return n_gaps > 0 && rk_series_gap_at (self, n_gaps - 1)->index == i;
}

/* The newest @n samples, of which only the first can come after a gap. */
static void
write_courses (RkSeries *self,
               guint     n,
               gboolean  after_gap)
{
  guint n_columns = atomic_load_explicit (&self->n_columns, memory_order_relaxed);
  guint end = self->length + n;

  for (guint i = self->length; i < end; i += RK_COURSE_MAX_SAMPLES) {
    guint n_here = MIN (end - i, RK_COURSE_MAX_SAMPLES);
    gint64 times_ns[RK_COURSE_MAX_SAMPLES];

    for (guint k = 0; k < n_here; k++)
      times_ns[k] = rk_chunk_get_time_ns (self->chunk, i + k);
    for (guint column = 0; column < n_columns; column++) {
      const RkChunkColumn *data = &self->chunk->columns[column];

      rk_course_append (data->course, times_ns, data->values + i, n_here, after_gap && i == self->length);
    }
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
  static _Atomic guint64 last_id;
  RkSeries *self;

  g_return_val_if_fail (n_columns <= RK_MAX_COLUMNS, NULL);

  self = g_new0 (RkSeries, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->id = atomic_fetch_add_explicit (&last_id, 1, memory_order_relaxed) + 1;
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
  guint64 n_groups = (n_chunks + RK_GROUP_CHUNKS - 1) / RK_GROUP_CHUNKS;
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

  n_samples = atomic_load_explicit (&self->n_samples, memory_order_relaxed);
  grow_columns (self, block->n_columns);

  while (done < block->n_samples) {
    guint n;

    prepare_chunk (self, block, done);
    n = MIN (block->n_samples - done, self->chunk->capacity - self->length);
    write_times (self, block, done, n);
    write_values (self, block, done, n);
    write_courses (self, n, done == 0 && begins_after_gap (self, n_samples));
    self->length += n;
    done += n;
  }

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
