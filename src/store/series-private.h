#pragma once

/* What the writer (series.c) and the readers (span.c) of a series both know.
 *
 * A series is a list of chunks of up to 4096 samples. Nothing a reader sees is ever moved
 * or changed: columns stay where they are, and the list grows by segments of twice the
 * size, not by copying. The writer fills a chunk behind the published number of samples
 * and then publishes the new number (release); a reader takes the number (acquire) and
 * finds all that lies before it finished. There is no lock.
 *
 *   segment 0 [ 64 entries ]   segment 1 [ 128 entries ]   segment 2 [ 256 entries ] ...
 *                  |
 *                  +- entry: first sample, its time, chunk
 *                                                      |
 *        chunk: start and step, or times [0 ... capacity)
 *               levels of column 0 [0 ... capacity / 256) and whole, of column 1, ...
 *               ranges of column 0 [0 ... capacity / 64), of column 1, ...
 *               course of column 0, of column 1, ...
 *               values of column 0 [0 ... capacity), of column 1, ...
 *        group of 16 chunks: level of the group for column 0, 1, ...
 *               levels of the chunks for column 0 [0 ... 16), for column 1, ...
 *               course of the group for column 0, 1, ...
 *
 * The pyramid: a range holds the extrema of 64 samples; a level holds the extrema and
 * moments of 256 samples, of a whole chunk once it is closed, or of 16 closed chunks. A range
 * and a level of 256 are there as soon as their samples are published; that of a chunk as
 * soon as the next chunk is; that of a group of 16 chunks as soon as the first chunk after
 * it is. The course of a chunk grows with each append, so that no append is long; it and that of
 * a group may be read when the level of the chunk or group may. What a view reads together lies
 * together: with 10^8 samples every other step would wait for memory.
 */

#include "store/course.h"
#include "store/series.h"

#include <stdatomic.h>

#define RK_CHUNK_MAX_SAMPLES 4096
#define RK_CHUNK_MIN_SAMPLES 64

/* Levels are 40 bytes each, about 2 % of the samples' memory. */
#define RK_LEVEL_SAMPLES 256

/* Ranges are 24 bytes each, about 5 %: what a view of 10^8 samples must fetch at the edges
 * of its pixel columns is 0.5 KiB each instead of 2. */
#define RK_RANGE_SAMPLES 64

/* Chunks that share a level above them. */
#define RK_GROUP_CHUNKS 16

/* Of finite values only; when n == 0 the extrema are +inf and -inf. */
typedef struct {
  double  min;
  double  max;
  double  mean;
  double  m2;
  guint32 n;
} RkLevel;

typedef struct {
  double  min;
  double  max;
  guint32 n;
} RkRange;

typedef struct {
  double  *values; /* NULL: no sample of the chunk has the column */
  RkLevel *levels; /* 0 ... capacity / 256 - 1, then that of the whole chunk */
  RkRange *ranges;
  RkCourse *course;
} RkChunkColumn;

typedef struct {
  guint   capacity; /* samples it has room for, a power of two */
  guint   n_slots;  /* columns it has room for */
  guint   n_inside; /* columns 0 ... n_inside - 1 are in the memory of the chunk */
  gint64  start_ns; /* sample i is at start_ns + i * step_ns while @times is NULL */
  double  step_ns;

  /* A chunk that turns out not to be steady gets a time column while readers read; both
   * ways say the same of every sample published before. */
  _Atomic (gint64 *) times;

  /* A slot is filled before the number of columns that includes it is published. */
  RkChunkColumn columns[];
} RkChunk;

typedef struct {
  guint64  first; /* index of its first sample */
  gint64   begin_ns;
  RkChunk *chunk;
} RkChunkEntry;

typedef struct {
  /* The last gap may be replaced, by one with a later end; the old one stays in memory. */
  _Atomic (const RkGap *) gap;
  guint64 index; /* of the first sample after it */
} RkGapEntry;

/* Made with its first chunk, for the columns there are then; for columns that come later
 * the levels in the chunks have to do. */
typedef struct {
  guint     n_slots;
  RkCourse *courses;
  RkLevel   levels[]; /* of the group for each column, then of 16 chunks for each column */
} RkGroup;

/* Segment s holds (64 << s) entries, so 26 of them hold more than fits into memory. */
#define RK_SEGMENT_BITS 6
#define RK_N_SEGMENTS   26

typedef struct {
  gpointer segments[RK_N_SEGMENTS];
} RkDirectory;

struct _RkSeries
{
  gatomicrefcount ref_count;
  guint64         id;        /* constant, never that of another series */
  gint64          origin_ns; /* constant */

  /* Published by the writer with release, read with acquire. */
  _Atomic guint64 n_samples;
  _Atomic guint64 n_chunks;
  _Atomic guint   n_columns;
  _Atomic guint   n_gaps;
  _Atomic gsize   memory; /* bytes */

  RkDirectory chunks; /* of RkChunkEntry */
  RkDirectory groups; /* of RkGroup * */
  RkDirectory gaps;   /* of RkGapEntry */

  /* The writer's own. */
  RkChunk *chunk;    /* being filled; NULL when the next sample opens one */
  guint    length;   /* samples in @chunk */
  guint    capacity; /* of the next chunk, if its columns allow */
  gint64   last_ns;  /* time of the last sample */
  GSList  *retired;  /* of RkGap: replaced, but maybe still read */
};

static inline gpointer
rk_directory_at (const RkDirectory *self,
                 guint64            i,
                 gsize              entry_size)
{
  guint64 position = i + (G_GUINT64_CONSTANT (1) << RK_SEGMENT_BITS);
  guint segment = 63 - (guint) __builtin_clzll (position) - RK_SEGMENT_BITS;

  position -= G_GUINT64_CONSTANT (1) << (segment + RK_SEGMENT_BITS);

  return (guint8 *) self->segments[segment] + position * entry_size;
}

static inline RkChunkEntry *
rk_series_chunk_at (const RkSeries *self,
                    guint64         i)
{
  return rk_directory_at (&self->chunks, i, sizeof (RkChunkEntry));
}

static inline RkGroup *
rk_series_group_at (const RkSeries *self,
                    guint64         i)
{
  return *(RkGroup **) rk_directory_at (&self->groups, i, sizeof (RkGroup *));
}

static inline RkGapEntry *
rk_series_gap_at (const RkSeries *self,
                  guint64         i)
{
  return rk_directory_at (&self->gaps, i, sizeof (RkGapEntry));
}

static inline gint64
rk_chunk_get_steady_ns (const RkChunk *self,
                        guint          i)
{
  return self->start_ns + (gint64) (self->step_ns * i + 0.5);
}

static inline gint64
rk_chunk_get_time_ns (const RkChunk *self,
                      guint          i)
{
  const gint64 *times = atomic_load_explicit (&self->times, memory_order_acquire);

  return times != NULL ? times[i] : rk_chunk_get_steady_ns (self, i);
}

static inline const double *
rk_chunk_get_values (const RkChunk *self,
                     guint          column)
{
  return column < self->n_slots ? self->columns[column].values : NULL;
}

static inline RkLevel *
rk_chunk_get_whole (const RkChunk *self,
                    guint          column)
{
  return self->columns[column].levels + self->capacity / RK_LEVEL_SAMPLES;
}

static inline RkLevel *
rk_group_get_chunk_level (RkGroup *self,
                          guint    column,
                          guint    chunk)
{
  return &self->levels[self->n_slots + column * RK_GROUP_CHUNKS + chunk];
}
