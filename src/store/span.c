/* The readers of a series. What may be read when: series-private.h. */

#include "config.h"

#include "store/span.h"

#include "store/level.h"
#include "store/span-private.h"

#include <math.h>
#include <string.h>

#define CACHE_LINE_BYTES 64

/**
 * rk_series_take_span:
 * @self: a series
 *
 * Takes hold of the samples there are now.
 *
 * Copies nothing and waits for nobody; the samples stay in memory as long as the span.
 *
 * Threads: any.
 *
 * Returns: (transfer full): a span
 */
RkSpan *
rk_series_take_span (RkSeries *self)
{
  RkSpan *span;

  g_return_val_if_fail (self != NULL, NULL);

  span = g_new0 (RkSpan, 1);
  g_atomic_ref_count_init (&span->ref_count);
  span->series = rk_series_ref (self);
  span->id = self->id;
  span->n_samples = atomic_load_explicit (&self->n_samples, memory_order_acquire);

  /* The writer may have gone on since: leave out what begins behind these samples. */
  span->n_chunks = atomic_load_explicit (&self->n_chunks, memory_order_acquire);
  while (span->n_chunks > 0 && rk_series_chunk_at (self, span->n_chunks - 1)->first >= span->n_samples)
    span->n_chunks--;

  span->n_columns = atomic_load_explicit (&self->n_columns, memory_order_acquire);

  span->n_gaps = atomic_load_explicit (&self->n_gaps, memory_order_acquire);
  while (span->n_gaps > 0 && rk_series_gap_at (self, span->n_gaps - 1)->index > span->n_samples)
    span->n_gaps--;

  if (span->n_gaps > 0)
    span->last_gap = atomic_load_explicit (&rk_series_gap_at (self, span->n_gaps - 1)->gap, memory_order_acquire);

  return span;
}

/**
 * rk_span_ref:
 * @self: a span
 *
 * Takes a reference.
 *
 * Threads: any.
 *
 * Returns: (transfer full): @self
 */
RkSpan *
rk_span_ref (RkSpan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * rk_span_unref:
 * @self: (transfer full): a span
 *
 * Drops a reference.
 *
 * Threads: any.
 */
void
rk_span_unref (RkSpan *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_ref_count_dec (&self->ref_count)) {
    rk_series_unref (self->series);
    g_free (self->holes);
    g_free (self);
  }
}

static inline gboolean
is_excluded (const RkSpan *self,
             guint64       i)
{
  guint hole;

  if (self->n_holes == 0)
    return FALSE;

  hole = rk_span_find_hole (self, i);

  return hole < self->n_holes && self->holes[hole].first <= i;
}

static inline guint64
chunk_end (const RkSpan *self,
           guint64       chunk)
{
  return chunk + 1 < self->n_chunks ? rk_series_chunk_at (self->series, chunk + 1)->first : self->n_samples;
}

/* The chunk of sample @i < n_samples. Most chunks are equally long, so a guess by proportion
 * is nearly always right or next to it; else the search goes on by halves. */
static guint64
find_chunk (const RkSpan *self,
            guint64       i)
{
  guint64 low = 0;
  guint64 high = self->n_chunks;
  guint64 guess = (guint64) ((double) i / (double) self->n_samples * (double) self->n_chunks);

  guess = MIN (guess, high - 1);

  /* Invariant: chunk @low begins at or before @i, chunk @high after it. */
  if (rk_series_chunk_at (self->series, guess)->first <= i) {
    low = guess;
    if (guess + 1 < high && rk_series_chunk_at (self->series, guess + 1)->first > i)
      high = guess + 1;
  } else {
    high = guess;
    if (rk_series_chunk_at (self->series, guess - 1)->first <= i)
      low = guess - 1;
  }

  while (high - low > 1) {
    guint64 middle = low + (high - low) / 2;

    if (rk_series_chunk_at (self->series, middle)->first <= i)
      low = middle;
    else
      high = middle;
  }

  return low;
}

/**
 * rk_span_get_series_id:
 * @self: a span
 *
 * Tells spans of one series that leave out the same from others, so that what was found out about their
 * samples can be kept: samples do not change, a longer span only has more of them.
 *
 * No other series ever has the number, also when this one is gone: nothing needs to be held.
 *
 * Threads: any.
 *
 * Returns: a number, not 0
 */
guint64
rk_span_get_series_id (const RkSpan *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->id;
}

/**
 * rk_span_get_n_samples:
 * @self: a span
 *
 * Counts the samples.
 *
 * Threads: any.
 *
 * Returns: rows
 */
guint64
rk_span_get_n_samples (const RkSpan *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_samples;
}

/**
 * rk_span_get_n_columns:
 * @self: a span
 *
 * Counts the columns.
 *
 * Threads: any.
 *
 * Returns: columns
 */
guint
rk_span_get_n_columns (const RkSpan *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_columns;
}

/**
 * rk_span_get_time_ns:
 * @self: a span
 * @i: sample, below n_samples
 *
 * Tells when a sample was taken.
 *
 * Threads: any.
 *
 * Returns: nanoseconds since the begin of the run
 */
gint64
rk_span_get_time_ns (const RkSpan *self,
                     guint64       i)
{
  const RkChunkEntry *entry;

  g_return_val_if_fail (self != NULL && i < self->n_samples, 0);

  entry = rk_series_chunk_at (self->series, find_chunk (self, i));

  return rk_chunk_get_time_ns (entry->chunk, (guint) (i - entry->first));
}

/**
 * rk_span_get_value:
 * @self: a span
 * @column: column
 * @i: sample, below n_samples
 *
 * Gives one raw value.
 *
 * Threads: any.
 *
 * Returns: the value, NaN when it is missing or there is no such column
 */
double
rk_span_get_value (const RkSpan *self,
                   guint         column,
                   guint64       i)
{
  const RkChunkEntry *entry;
  const double *values;

  g_return_val_if_fail (self != NULL && i < self->n_samples, (double) NAN);

  if (column >= self->n_columns || is_excluded (self, i))
    return (double) NAN;

  entry = rk_series_chunk_at (self->series, find_chunk (self, i));
  values = rk_chunk_get_values (entry->chunk, column);

  return values != NULL ? values[i - entry->first] : (double) NAN;
}

/**
 * rk_span_get_sample:
 * @self: a span
 * @column: column
 * @i: sample, below n_samples
 * @time_ns: (out): nanoseconds since the begin of the run
 *
 * Gives one raw value and its time.
 *
 * Threads: any.
 *
 * Returns: the value, NaN when it is missing or there is no such column
 */
double
rk_span_get_sample (const RkSpan *self,
                    guint         column,
                    guint64       i,
                    gint64       *time_ns)
{
  const RkChunkEntry *entry;
  const double *values;

  g_return_val_if_fail (self != NULL && i < self->n_samples && time_ns != NULL, (double) NAN);

  entry = rk_series_chunk_at (self->series, find_chunk (self, i));
  *time_ns = rk_chunk_get_time_ns (entry->chunk, (guint) (i - entry->first));
  values = column < self->n_columns && !is_excluded (self, i) ? rk_chunk_get_values (entry->chunk, column) : NULL;

  return values != NULL ? values[i - entry->first] : (double) NAN;
}

/* Where @time_ns is between two others, as a share of @n; times are mostly even. */
static inline guint64
guess_place (gint64  time_ns,
             gint64  first_ns,
             gint64  last_ns,
             guint64 n)
{
  double share = (double) ((guint64) time_ns - (guint64) first_ns) / (double) ((guint64) last_ns - (guint64) first_ns);

  return share < 1.0 ? (guint64) (share * (double) n) : n;
}

/* The number of chunks that begin before @time_ns. */
static guint64
count_chunks_before (const RkSpan *self,
                     gint64        time_ns)
{
  guint64 low = 0;
  guint64 high = self->n_chunks;
  gint64 first_ns, last_ns;

  if (high > 2) {
    first_ns = rk_series_chunk_at (self->series, 0)->begin_ns;
    last_ns = rk_series_chunk_at (self->series, high - 1)->begin_ns;

    if (time_ns > first_ns && time_ns < last_ns) {
      guint64 guess = guess_place (time_ns, first_ns, last_ns, high - 1);
      guint64 before = guess > 1 ? guess - 1 : 0;
      guint64 after = MIN (guess + 2, high - 1);

      if (rk_series_chunk_at (self->series, before)->begin_ns < time_ns)
        low = before + 1;
      else
        high = before;
      if (after > low && after < high) {
        if (rk_series_chunk_at (self->series, after)->begin_ns < time_ns)
          low = after + 1;
        else
          high = after;
      }
    }
  }

  while (low < high) {
    guint64 middle = low + (high - low) / 2;

    if (rk_series_chunk_at (self->series, middle)->begin_ns < time_ns)
      low = middle + 1;
    else
      high = middle;
  }

  return low;
}

/* How far a guess may be off, in samples, before the search starts from the ends. */
#define GUESS_MARGIN 8

/* The first of @n samples of a chunk at or after @time_ns, which is after its begin; @n if
 * there is none. */
static guint
find_in_chunk (const RkChunk *chunk,
               guint          n,
               gint64         time_ns)
{
  gint64 last_ns = rk_chunk_get_time_ns (chunk, n - 1);
  guint low = 0;
  guint high = n - 1;
  guint guess;

  if (last_ns < time_ns)
    return n;

  /* From here on the answer is at most n - 1. */
  guess = (guint) guess_place (time_ns, rk_chunk_get_time_ns (chunk, 0), last_ns, n - 1);
  if (guess > GUESS_MARGIN && rk_chunk_get_time_ns (chunk, guess - GUESS_MARGIN) < time_ns)
    low = guess - GUESS_MARGIN + 1;
  if (guess + GUESS_MARGIN < high && rk_chunk_get_time_ns (chunk, guess + GUESS_MARGIN) >= time_ns)
    high = guess + GUESS_MARGIN;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (rk_chunk_get_time_ns (chunk, middle) < time_ns)
      low = middle + 1;
    else
      high = middle;
  }

  return low;
}

/**
 * rk_span_find:
 * @self: a span
 * @time_ns: nanoseconds since the begin of the run
 *
 * Finds the first sample at or after a time.
 *
 * Cost: O(log n).
 * Threads: any.
 *
 * Returns: its index, n_samples if there is none
 */
guint64
rk_span_find (const RkSpan *self,
              gint64        time_ns)
{
  const RkChunkEntry *entry;
  guint64 n_before;
  guint length;

  g_return_val_if_fail (self != NULL, 0);

  n_before = count_chunks_before (self, time_ns);
  if (n_before == 0)
    return 0;

  /* The chunk begins before the time, so the sample is in it or the first of the next. */
  entry = rk_series_chunk_at (self->series, n_before - 1);
  length = (guint) (chunk_end (self, n_before - 1) - entry->first);

  return entry->first + find_in_chunk (entry->chunk, length, time_ns);
}

static void
read_all (const RkSpan *self,
          guint         column,
          guint64       first,
          guint64       n,
          double       *values)
{
  for (guint64 chunk = n > 0 ? find_chunk (self, first) : 0; n > 0; chunk++) {
    const RkChunkEntry *entry = rk_series_chunk_at (self->series, chunk);
    guint64 n_here = MIN (n, chunk_end (self, chunk) - first);
    const double *source = column < self->n_columns ? rk_chunk_get_values (entry->chunk, column) : NULL;

    if (source != NULL) {
      memcpy (values, source + (first - entry->first), n_here * sizeof *values);
    } else {
      for (guint64 i = 0; i < n_here; i++)
        values[i] = (double) NAN;
    }

    values += n_here;
    first += n_here;
    n -= n_here;
  }
}

static void
read_included (const RkSpan *self,
               guint         column,
               guint64       first,
               guint64       n,
               double       *values)
{
  read_all (self, column, first, n, values);

  for (guint i = rk_span_find_hole (self, first); i < self->n_holes && self->holes[i].first < first + n; i++)
    for (guint64 k = MAX (self->holes[i].first, first); k < MIN (self->holes[i].end, first + n); k++)
      values[k - first] = (double) NAN;
}

/**
 * rk_span_read_values:
 * @self: a span
 * @column: column
 * @first: first sample
 * @n: number of samples; @first + @n is at most n_samples
 * @values: (out caller-allocates) (array length=n): raw values, NaN where missing
 *
 * Copies values.
 *
 * Threads: any.
 */
void
rk_span_read_values (const RkSpan *self,
                     guint         column,
                     guint64       first,
                     guint64       n,
                     double       *values)
{
  g_return_if_fail (self != NULL && first <= self->n_samples && n <= self->n_samples - first);

  if (self->n_holes > 0)
    read_included (self, column, first, n, values);
  else
    read_all (self, column, first, n, values);
}

/**
 * rk_span_read_times:
 * @self: a span
 * @first: first sample
 * @n: number of samples; @first + @n is at most n_samples
 * @times_ns: (out caller-allocates) (array length=n): nanoseconds since the begin of the run
 *
 * Copies times.
 *
 * Threads: any.
 */
void
rk_span_read_times (const RkSpan *self,
                    guint64       first,
                    guint64       n,
                    gint64       *times_ns)
{
  g_return_if_fail (self != NULL && first <= self->n_samples && n <= self->n_samples - first);

  for (guint64 chunk = n > 0 ? find_chunk (self, first) : 0; n > 0; chunk++) {
    const RkChunkEntry *entry = rk_series_chunk_at (self->series, chunk);
    guint64 n_here = MIN (n, chunk_end (self, chunk) - first);

    for (guint64 i = 0; i < n_here; i++)
      times_ns[i] = rk_chunk_get_time_ns (entry->chunk, (guint) (first - entry->first + i));

    times_ns += n_here;
    first += n_here;
    n -= n_here;
  }
}

static inline void
accumulate (RkAccumulator *sum,
            const RkLevel *level,
            gboolean       with_moments)
{
  if (with_moments)
    rk_accumulator_add (sum, level);
  else
    rk_accumulator_widen (sum, level->n, level->min, level->max);
}

/* Less than a level. The extrema need no more than the values at both ends. */
static inline void
accumulate_edge (RkAccumulator       *sum,
                 const RkChunkColumn *data,
                 guint                from,
                 guint                to,
                 gboolean             with_moments)
{
  guint first_range = (from + RK_RANGE_SAMPLES - 1) / RK_RANGE_SAMPLES;
  guint end_range = to / RK_RANGE_SAMPLES;
  RkLevel level;

  if (from >= to)
    return;

  if (with_moments) {
    rk_level_measure (&level, data->values + from, to - from);
    rk_accumulator_add (sum, &level);
    return;
  }

  if (first_range >= end_range) {
    rk_accumulator_scan (sum, data->values + from, to - from);
    return;
  }

  rk_accumulator_scan (sum, data->values + from, first_range * RK_RANGE_SAMPLES - from);
  for (guint i = first_range; i < end_range; i++)
    rk_accumulator_widen (sum, data->ranges[i].n, data->ranges[i].min, data->ranges[i].max);
  rk_accumulator_scan (sum, data->values + end_range * RK_RANGE_SAMPLES, to - end_range * RK_RANGE_SAMPLES);
}

/* Samples @from ... @to - 1 of a chunk: whole levels inside, less than one at the edges. */
static inline void
accumulate_chunk (RkAccumulator       *sum,
                  const RkChunkColumn *data,
                  guint                from,
                  guint                to,
                  gboolean             with_moments)
{
  guint first_level = (from + RK_LEVEL_SAMPLES - 1) / RK_LEVEL_SAMPLES;
  guint end_level = to / RK_LEVEL_SAMPLES;

  if (first_level >= end_level) {
    accumulate_edge (sum, data, from, to, with_moments);
    return;
  }

  /* The values at the far edge come from memory while the levels are added up. */
  for (guint i = to / RK_RANGE_SAMPLES * RK_RANGE_SAMPLES; i < to; i += 64 / sizeof (double))
    __builtin_prefetch (&data->values[i]);

  accumulate_edge (sum, data, from, first_level * RK_LEVEL_SAMPLES, with_moments);
  for (guint i = first_level; i < end_level; i++)
    accumulate (sum, &data->levels[i], with_moments);
  accumulate_edge (sum, data, end_level * RK_LEVEL_SAMPLES, to, with_moments);
}

/* Adds samples @first ... @end - 1 with as few levels as there can be. */
static inline void
accumulate_piece (const RkSpan  *self,
                  guint          column,
                  guint64        first,
                  guint64        end,
                  gboolean       with_moments,
                  RkAccumulator *sum)
{
  guint64 chunk;

  if (column >= self->n_columns || first >= end)
    return;

  chunk = find_chunk (self, first);

  while (first < end) {
    const RkChunkEntry *entry = rk_series_chunk_at (self->series, chunk);
    RkGroup *group = rk_series_group_at (self->series, chunk / RK_GROUP_CHUNKS);
    gboolean has_levels = column < group->n_slots;
    guint64 group_end = chunk + RK_GROUP_CHUNKS;
    guint64 next;

    if (has_levels && first == entry->first && chunk % RK_GROUP_CHUNKS == 0 && group_end < self->n_chunks
        && rk_series_chunk_at (self->series, group_end)->first <= end) {
      accumulate (sum, &group->levels[column], with_moments);
      first = rk_series_chunk_at (self->series, group_end)->first;
      chunk = group_end;
      continue;
    }

    next = chunk_end (self, chunk);

    if (first == entry->first && next <= end && chunk + 1 < self->n_chunks) {
      if (has_levels)
        accumulate (sum, rk_group_get_chunk_level (group, column, chunk % RK_GROUP_CHUNKS), with_moments);
      else if (rk_chunk_get_values (entry->chunk, column) != NULL)
        accumulate (sum, rk_chunk_get_whole (entry->chunk, column), with_moments);
    } else if (rk_chunk_get_values (entry->chunk, column) != NULL) {
      accumulate_chunk (sum, &entry->chunk->columns[column], (guint) (first - entry->first),
                        (guint) (MIN (next, end) - entry->first), with_moments);
    }

    first = next;
    chunk++;
  }
}

/* Sums up what there is of samples @first ... @end - 1. */
static inline void
accumulate_range (const RkSpan  *self,
                  guint          column,
                  guint64        first,
                  guint64        end,
                  gboolean       with_moments,
                  RkAccumulator *sum)
{
  rk_accumulator_init (sum);

  for (guint i = self->n_holes > 0 ? rk_span_find_hole (self, first) : 0; i < self->n_holes && self->holes[i].first < end; i++) {
    accumulate_piece (self, column, first, self->holes[i].first, with_moments, sum);
    first = self->holes[i].end;
  }
  accumulate_piece (self, column, first, end, with_moments, sum);
}

/**
 * rk_span_get_stats:
 * @self: a span
 * @column: column
 * @first: first sample
 * @end: the sample after the last; more than n_samples means all
 * @stats: (out caller-allocates): the statistics, in the raw unit
 *
 * Sums up a range of samples.
 *
 * Values that are not finite are missing; what is left out is neither there nor missing. The extrema are exact; the mean
 * and the squares are combined so that a large constant in the data costs no digits.
 *
 * Cost: at most some hundred samples at the edges, and one step per 65 536 samples between.
 * Threads: any.
 * Source: Chan, Golub, LeVeque, Stanford STAN-CS-79-773 (1979).
 */
void
rk_span_get_stats (const RkSpan *self,
                   guint         column,
                   guint64       first,
                   guint64       end,
                   RkStats      *stats)
{
  RkAccumulator sum;

  g_return_if_fail (self != NULL && stats != NULL);

  end = MIN (end, self->n_samples);
  accumulate_range (self, column, first, end, TRUE, &sum);

  stats->n = sum.n;
  stats->n_missing = first < end ? end - first - sum.n - rk_span_count_excluded (self, first, end) : 0;
  stats->min = sum.n > 0 ? sum.min : (double) NAN;
  stats->max = sum.n > 0 ? sum.max : (double) NAN;
  stats->mean = sum.n > 0 ? sum.pivot + sum.offset : (double) NAN;
  stats->m2 = sum.n > 0 ? sum.m2 : 0.0;
}

/* Less than a chunk, in pieces that do not reach across a gap. */
static void
scan_course (const RkSpan       *self,
             const RkChunkEntry *entry,
             const double       *values,
             guint64             first,
             guint64             end,
             RkCourse           *course)
{
  while (first < end) {
    gboolean after_gap = rk_span_get_break (self, first) == first;
    guint64 piece_end = MIN (MIN (end, first + RK_COURSE_MAX_SAMPLES), rk_span_get_break (self, first + 1));
    guint at = (guint) (first - entry->first);
    guint n = (guint) (piece_end - first);
    gint64 times_ns[RK_COURSE_MAX_SAMPLES];

    for (guint i = 0; i < n; i++)
      times_ns[i] = rk_chunk_get_time_ns (entry->chunk, at + i);
    rk_course_append (course, times_ns, values + at, n, after_gap);
    first = piece_end;
  }
}

static void
add_course (const RkSpan *self,
            guint         column,
            guint64       first,
            guint64       end,
            RkCourse     *course)
{
  for (guint64 chunk = first < end ? find_chunk (self, first) : 0; first < end; chunk++) {
    const RkChunkEntry *entry = rk_series_chunk_at (self->series, chunk);
    const RkGroup *group = rk_series_group_at (self->series, chunk / RK_GROUP_CHUNKS);
    const double *values = rk_chunk_get_values (entry->chunk, column);
    guint64 group_end = chunk + RK_GROUP_CHUNKS;
    guint64 next = MIN (chunk_end (self, chunk), end);

    if (first == entry->first && chunk % RK_GROUP_CHUNKS == 0 && column < group->n_slots && group_end < self->n_chunks
        && rk_series_chunk_at (self->series, group_end)->first <= end) {
      rk_course_join (course, &group->courses[column]);
      next = rk_series_chunk_at (self->series, group_end)->first;
      chunk = group_end - 1;
    } else if (values == NULL) {
      rk_course_skip (course, rk_chunk_get_time_ns (entry->chunk, (guint) (first - entry->first)),
                      rk_chunk_get_time_ns (entry->chunk, (guint) (next - 1 - entry->first)), next - first);
    } else if (first == entry->first && next == chunk_end (self, chunk) && chunk + 1 < self->n_chunks) {
      rk_course_join (course, entry->chunk->columns[column].course);
    } else {
      scan_course (self, entry, values, first, next, course);
    }

    first = next;
  }
}

/**
 * rk_span_get_course:
 * @self: a span
 * @column: column
 * @first: first sample
 * @end: the sample after the last; more than n_samples means all
 * @course: (out caller-allocates): raw unit and seconds
 *
 * Finds how the values of a range of samples run over time: what a least squares line and an area need.
 *
 * Cost: at most two chunks of 4096 samples at the edges, and one step per 65 536 samples between.
 * Threads: any.
 */
void
rk_span_get_course (const RkSpan *self,
                    guint         column,
                    guint64       first,
                    guint64       end,
                    RkCourse     *course)
{
  g_return_if_fail (self != NULL && course != NULL);

  rk_course_init (course);
  end = MIN (end, self->n_samples);
  if (column >= self->n_columns || first >= end)
    return;

  for (guint i = self->n_holes > 0 ? rk_span_find_hole (self, first) : 0; i < self->n_holes && self->holes[i].first < end; i++) {
    guint64 hole = MAX (self->holes[i].first, first);
    guint64 next = MIN (self->holes[i].end, end);

    add_course (self, column, first, hole, course);
    rk_course_skip (course, rk_span_get_time_ns (self, hole), rk_span_get_time_ns (self, next - 1), next - hole);
    first = next;
  }
  add_course (self, column, first, end, course);
}

/**
 * rk_span_get_envelope:
 * @self: a span
 * @column: column
 * @first: first sample
 * @end: the sample after the last; more than n_samples means all
 * @min: (out) (optional): the least finite value; unchanged when there is none
 * @max: (out) (optional): the greatest finite value; unchanged when there is none
 *
 * Finds the extrema of a range and counts its finite values.
 *
 * Cost: as rk_span_get_stats(), but faster.
 * Threads: any.
 *
 * Returns: the number of finite values
 */
guint64
rk_span_get_envelope (const RkSpan *self,
                      guint         column,
                      guint64       first,
                      guint64       end,
                      double       *min,
                      double       *max)
{
  RkAccumulator sum;

  g_return_val_if_fail (self != NULL, 0);

  accumulate_range (self, column, first, MIN (end, self->n_samples), FALSE, &sum);

  if (sum.n > 0) {
    if (min != NULL)
      *min = sum.min;
    if (max != NULL)
      *max = sum.max;
  }

  return sum.n;
}

/**
 * rk_span_get_extrema:
 * @self: a span
 * @column: column
 * @first: first sample
 * @end: the sample after the last; more than n_samples means all
 * @min: (out) (optional): the least finite value; unchanged when there is none
 * @max: (out) (optional): the greatest finite value; unchanged when there is none
 *
 * Finds the extrema of a range, bit for bit.
 *
 * Threads: any.
 *
 * Returns: whether there is a finite value
 */
gboolean
rk_span_get_extrema (const RkSpan *self,
                     guint         column,
                     guint64       first,
                     guint64       end,
                     double       *min,
                     double       *max)
{
  return rk_span_get_envelope (self, column, first, end, min, max) > 0;
}

static inline void
prefetch (gconstpointer memory,
          gsize         size)
{
  const char *begin = memory;

  for (gsize offset = 0; offset < size; offset += CACHE_LINE_BYTES)
    __builtin_prefetch (begin + offset);
}

/**
 * rk_span_prefetch:
 * @self: a span
 * @column: column
 * @i: sample; beyond the last: nothing happens
 *
 * Asks for the memory that rk_span_get_envelope() needs for a range that begins or ends at a sample.
 *
 * A view of a long recording waits for memory most of the time; asked some ranges ahead, the
 * waits overlap.
 *
 * Threads: any.
 */
void
rk_span_prefetch (const RkSpan *self,
                  guint         column,
                  guint64       i)
{
  const RkChunkEntry *entry;
  const RkChunkColumn *data;
  guint at;

  g_return_if_fail (self != NULL);

  if (i >= self->n_samples || column >= self->n_columns)
    return;

  entry = rk_series_chunk_at (self->series, find_chunk (self, i));
  if (rk_chunk_get_values (entry->chunk, column) == NULL)
    return;

  data = &entry->chunk->columns[column];
  at = (guint) (i - entry->first) / RK_RANGE_SAMPLES;
  prefetch (data->values + at * RK_RANGE_SAMPLES, RK_RANGE_SAMPLES * sizeof (double));
  at -= at % (RK_LEVEL_SAMPLES / RK_RANGE_SAMPLES);
  prefetch (data->ranges + at, RK_LEVEL_SAMPLES / RK_RANGE_SAMPLES * sizeof (RkRange));

  /* Ranges to both sides need all of them, if they are longer than a chunk. */
  prefetch (data->levels, (entry->chunk->capacity / RK_LEVEL_SAMPLES + 1) * sizeof (RkLevel));
}

/**
 * rk_span_get_n_gaps:
 * @self: a span
 *
 * Counts the gaps.
 *
 * Threads: any.
 *
 * Returns: gaps
 */
guint
rk_span_get_n_gaps (const RkSpan *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_gaps;
}

/**
 * rk_span_get_gap:
 * @self: a span
 * @n: below the number of gaps
 *
 * Describes a gap, its times since the begin of the run.
 *
 * Threads: any.
 *
 * Returns: the gap
 */
RkGap
rk_span_get_gap (const RkSpan *self,
                 guint         n)
{
  static const RkGap none;

  g_return_val_if_fail (self != NULL && n < self->n_gaps, none);

  if (n == self->n_gaps - 1)
    return *self->last_gap;

  return *atomic_load_explicit (&rk_series_gap_at (self->series, n)->gap, memory_order_acquire);
}

/**
 * rk_span_get_break:
 * @self: a span
 * @i: sample
 *
 * Finds the first sample at or after @i that begins after a gap.
 *
 * No line may be drawn to it from the sample before.
 *
 * Cost: O(log n).
 * Threads: any.
 *
 * Returns: its index, n_samples if there is none
 */
guint64
rk_span_get_break (const RkSpan *self,
                   guint64       i)
{
  guint low = 0;
  guint high;

  g_return_val_if_fail (self != NULL, 0);

  high = self->n_gaps;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (rk_series_gap_at (self->series, middle)->index < i)
      low = middle + 1;
    else
      high = middle;
  }

  return low < self->n_gaps ? MIN (rk_series_gap_at (self->series, low)->index, self->n_samples) : self->n_samples;
}
