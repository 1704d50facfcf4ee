#pragma once

#include "project/database.h"
#include "store/block.h"

G_BEGIN_DECLS

/* A chunk is cut here when it is read back, since a block holds no more. */
#define RK_CHUNK_PIECE RK_BLOCK_MAX_SAMPLES

/* Small chunks become one when they hold so much. */
guint    rk_chunk_get_target (guint n_columns);

/* Time of sample @k of a steady chunk, as reading it back gives it. */
gint64   rk_chunk_time       (gint64 begin_ns, double step_ns, guint64 k);

/* Writes @blocks (RkBlock, equally many columns) as one chunk that begins with sample @first. */
gboolean rk_chunk_write      (RkDatabase *database, gint64 stream, guint64 first, GPtrArray *blocks, guint begin, guint end,
                              gint64 origin_ns, GByteArray *buffer, GError **error);

G_END_DECLS
