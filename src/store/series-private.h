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
 *               column 0: values [0 ... capacity) levels [0 ... capacity / 256) whole
 *               column 1: ...
 *
 * The pyramid: a level holds the extrema and moments of 256 samples, of a whole chunk once
 * it is closed, or of 16 closed chunks. A level of 256 is there as soon as its samples
 * are published; that of a chunk as soon as the next chunk is; that of a group of 16
 * chunks as soon as the first chunk after it is.
 */

#include "store/series.h"

#include <stdatomic.h>

#define RK_CHUNK_MAX_SAMPLES 4096
#define RK_CHUNK_MIN_SAMPLES 64

/* Base of the pyramid: 40 bytes each, about 2 % of the samples' memory. */
#define RK_LEVEL_SAMPLES 256

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
  guint   capacity; /* samples it has room for, a power of two */
  guint   n_slots;  /* columns it has room for */
  guint   n_slab;   /* columns 0 ... n_slab - 1 share one piece of memory */
  gint64  start_ns; /* sample i is at start_ns + i * step_ns while @times is NULL */
  double  step_ns;

  /* A chunk that turns out not to be steady gets a time column while readers read; both
   * ways say the same of every sample published before. */
  _Atomic (gint64 *) times;

  /* NULL: no sample of this chunk has the column. A slot is set before the number of
   * columns that includes it is published. Levels follow the values. */
  double *columns[];
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

/* Levels of 16 chunks, one for each column there was. */
typedef struct {
  guint   n_columns;
  RkLevel levels[];
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

static inline double *
rk_chunk_get_column (const RkChunk *self,
                     guint          column)
{
  return column < self->n_slots ? self->columns[column] : NULL;
}

/* Levels 0 ... capacity / 256 - 1, then that of the whole chunk. */
static inline RkLevel *
rk_chunk_get_levels (const RkChunk *self,
                     const double  *values)
{
  return (RkLevel *) (gpointer) (values + self->capacity);
}

static inline RkLevel *
rk_chunk_get_whole (const RkChunk *self,
                    const double  *values)
{
  return rk_chunk_get_levels (self, values) + self->capacity / RK_LEVEL_SAMPLES;
}
