#include "config.h"

#include "project/chunk.h"

#include <string.h>

#define TARGET_BYTES (2 * 1024 * 1024)

/**
 * rk_chunk_get_target:
 * @n_columns: columns of the stream
 *
 * Says how many samples make a chunk large.
 *
 * About 2 MiB: long enough that reading is one long copy, short enough that a damaged
 * page costs seconds of a run and not all of it.
 *
 * Returns: samples
 */
guint
rk_chunk_get_target (guint n_columns)
{
  return CLAMP (TARGET_BYTES / (8 * MAX (n_columns, 1)), 256, 65536);
}

gint64
rk_chunk_time (gint64  begin_ns,
               double  step_ns,
               guint64 k)
{
  RkBlock block = { .n_samples = G_MAXUINT, .begin_ns = begin_ns, .step_ns = step_ns };

  block.begin_ns = rk_block_get_time_ns (&block, (guint) (k - k % RK_CHUNK_PIECE));

  return rk_block_get_time_ns (&block, (guint) (k % RK_CHUNK_PIECE));
}

/* A step that gives every time back to the nanosecond, or 0. */
static double
find_step (GPtrArray    *blocks,
           guint         begin,
           guint         end,
           const gint64 *times,
           guint         n)
{
  const RkBlock *first_block = g_ptr_array_index (blocks, begin);
  double step = first_block->step_ns;

  for (guint i = begin; i < end; i++) {
    const RkBlock *block = g_ptr_array_index (blocks, i);

    if (block->step_ns != step)
      step = 0.0;
  }

  if (step <= 0.0 && n > 1)
    step = (double) (times[n - 1] - times[0]) / (n - 1);
  if (!(step > 0.0))
    return 0.0;

  for (guint k = 0; k < n; k++) {
    if (rk_chunk_time (times[0], step, k) != times[k])
      return 0.0;
  }

  return step;
}

/* Columns one after another, in the byte order of the file: little-endian. */
static void
copy_values (GPtrArray *blocks,
             guint      begin,
             guint      end,
             guint      n_columns,
             double    *values)
{
  for (guint column = 0; column < n_columns; column++) {
    for (guint i = begin; i < end; i++) {
      const RkBlock *block = g_ptr_array_index (blocks, i);

      memcpy (values, block->values + (gsize) column * block->n_samples, block->n_samples * sizeof (double));
      values += block->n_samples;
    }
  }
}

static void
to_little_endian (gpointer words,
                  gsize    n)
{
#if G_BYTE_ORDER == G_BIG_ENDIAN
  guint64 *word = words;

  for (gsize i = 0; i < n; i++)
    word[i] = GUINT64_SWAP_LE_BE (word[i]);
#endif
}

/**
 * rk_chunk_write:
 * @database: within a transaction
 * @stream: id of the stream
 * @first: number of the first sample within the stream
 * @blocks: (element-type RkBlock): blocks with equally many columns
 * @begin: first block
 * @end: after the last block, > @begin
 * @origin_ns: begin of the run in the clock of the blocks
 * @buffer: room to work in, its content is lost
 * @error: return location
 *
 * Writes blocks as one row, bit by bit as they are.
 *
 * Steady times are kept as begin and step if that gives every one of them back
 * exactly, else one by one.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_chunk_write (RkDatabase *database,
                gint64      stream,
                guint64     first,
                GPtrArray  *blocks,
                guint       begin,
                guint       end,
                gint64      origin_ns,
                GByteArray *buffer,
                GError    **error)
{
  guint n_columns = ((const RkBlock *) g_ptr_array_index (blocks, begin))->n_columns;
  gsize n_values;
  gint64 begin_ns;
  gint64 *times;
  double *values;
  double step;
  guint n = 0;
  guint k = 0;

  for (guint i = begin; i < end; i++)
    n += ((const RkBlock *) g_ptr_array_index (blocks, i))->n_samples;

  n_values = (gsize) n * n_columns;
  g_byte_array_set_size (buffer, (guint) ((n_values + n) * sizeof (double)));
  times = (gint64 *) (gpointer) buffer->data;
  values = (double *) (gpointer) (buffer->data + n * sizeof (gint64));

  for (guint i = begin; i < end; i++) {
    const RkBlock *block = g_ptr_array_index (blocks, i);

    for (guint j = 0; j < block->n_samples; j++)
      times[k++] = rk_block_get_time_ns (block, j) - origin_ns;
  }

  copy_values (blocks, begin, end, n_columns, values);
  step = find_step (blocks, begin, end, times, n);
  begin_ns = times[0];
  to_little_endian (times, n);
  to_little_endian (values, n_values);

  return rk_database_run (database, error,
                          "INSERT OR REPLACE INTO chunk (stream, first, n, n_columns, begin_ns, step_ns, times, samples)"
                          " VALUES (?,?,?,?,?,?,?,?)", "iiiiidbb",
                          stream, (gint64) first, (gint64) n, (gint64) n_columns, begin_ns, step,
                          step > 0.0 ? NULL : times, (gsize) (n * sizeof (gint64)),
                          values, (gsize) (n_values * sizeof (double)));
}
