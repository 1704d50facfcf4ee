#pragma once

#include "plot/decimate.h"

G_BEGIN_DECLS

/* Pixel columns on the lattice of absolute time: block k covers [k * block_ns, (k + 1) * block_ns) in
 * 2^bits columns. */
typedef struct {
  gint64 block_ns; /* > 0 */
  guint  bits;
  gint64 first;    /* the first block */
  guint  n;        /* blocks, > 0 */
} RkColumnRange;

/**
 * RkColumnCache:
 *
 * The pixel columns of the last pictures, so that a view that stands still or moves costs only what is
 * new in it. Bounded in bytes. It holds no samples.
 *
 * Threads: one at a time.
 */
typedef struct _RkColumnCache RkColumnCache;

RkColumnCache *rk_column_cache_new  (gsize          max_bytes) G_GNUC_WARN_UNUSED_RESULT;
void           rk_column_cache_free (RkColumnCache *self);

/* As rk_decimate () over @range, n << bits columns. @self NULL: nothing is kept. */
void           rk_column_cache_read (RkColumnCache       *self,
                                     const RkSpan        *span,
                                     guint                column,
                                     const RkColumnRange *range,
                                     RkPixelColumn       *columns);

gsize          rk_column_cache_get_bytes      (const RkColumnCache *self);
guint64        rk_column_cache_get_n_computed (const RkColumnCache *self); /* columns that were not there */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkColumnCache, rk_column_cache_free)

G_END_DECLS
