/* One transaction: queued pieces become rows.
 *
 * Every row has a key that follows from its content (stream and number of the first sample ...) and is
 * written so that writing it twice leaves one. For after an error of the disk nobody knows whether the
 * commit took place; it is simply done again.
 *
 * Samples go to disk twice: at once as small chunks, then, when 2 MiB or 4096 blocks have come together,
 * as one large chunk in place of the small ones, in the same transaction. The blocks of the small ones are
 * still in memory, so nothing is read back. */
#include "config.h"

#include "base/clock.h"
#include "project/chunk.h"
#include "project/schema.h"
#include "project/writer-private.h"

#include <string.h>

#define MAX_TAIL_BLOCKS 4096

static gboolean
begin_run (RkDatabase  *database,
           RkWriterRun *run,
           GError     **error)
{
  return rk_database_run (database, error,
                          "INSERT OR REPLACE INTO run VALUES (?,?,?,?,'recording',?,0,0,?)", "issiii",
                          run->setup->id, run->setup->name, run->setup->notes, (gint64) run->setup->visible,
                          run->setup->begin_wall_us, (gint64) run->hidden);
}

static gboolean
add_stream (RkDatabase       *database,
            const RkWriterOp *op,
            GError          **error)
{
  const RkWriterStream *stream = op->stream;

  return rk_database_run (database, error,
                          "INSERT OR REPLACE INTO stream VALUES (?,?,?,?,?,?,0,0,0,0,0,0,0,0)", "iiisss",
                          stream->id, op->run->setup->id, op->number,
                          stream->source_key, stream->source_name, stream->profile_id);
}

static gboolean
write_columns (RkDatabase       *database,
               const RkWriterOp *op,
               GError          **error)
{
  for (guint i = 0; i < op->columns->len; i++) {
    const RkColumn *column = g_ptr_array_index (op->columns, i);

    if (!rk_database_run (database, error,
                          "INSERT OR REPLACE INTO stream_column VALUES (?,?,?,?,?,?,?,?,?)", "iisssssis",
                          op->stream->id, (gint64) i, column->key, column->name, column->symbol,
                          column->quantity, column->unit, (gint64) column->decimals, column->channel))
      return FALSE;
  }

  return TRUE;
}

/* A gap that still lasts is told again when it has ended. */
static gboolean
continues_gap (const RkWriterStream *stream,
               const RkGap          *gap)
{
  return stream->gap_work > 0 && stream->last_gap_at == stream->n_work
         && stream->last_gap.begin_ns == gap->begin_ns
         && stream->last_gap.reason == gap->reason;
}

static gboolean
write_gap (RkDatabase       *database,
           const RkWriterOp *op,
           GError          **error)
{
  RkWriterStream *stream = op->stream;
  const RkGap *gap = &op->gap;

  if (!continues_gap (stream, gap))
    stream->gap_work++;

  stream->last_gap = *gap;
  stream->last_gap_at = stream->n_work;

  return rk_database_run (database, error,
                          "INSERT OR REPLACE INTO gap VALUES (?,?,?,?,?,?,?)", "iiiiisi",
                          stream->id, stream->gap_work, (gint64) stream->n_work,
                          gap->begin_ns - op->run->origin_ns, gap->end_ns - op->run->origin_ns,
                          rk_gap_reason_id (gap->reason), (gint64) gap->n_lost);
}

static void
take_block (const RkWriterOp *op)
{
  RkWriterStream *stream = op->stream;
  const RkBlock *block = op->block;
  gint64 end_ns = rk_block_get_time_ns (block, block->n_samples - 1) - op->run->origin_ns;

  g_ptr_array_add (stream->fresh, rk_block_ref (op->block));
  stream->n_work += block->n_samples;
  op->run->last_ns = MAX (op->run->last_ns, end_ns);
}

static gboolean
apply (RkTransaction *self,
       RkWriterOp    *op,
       GError       **error)
{
  switch (op->kind) {
  case OP_BEGIN_RUN:
    if (!op->run->begun) {
      op->run->begun = TRUE;
      g_ptr_array_add (self->runs, rk_writer_run_ref (op->run));
    }
    return begin_run (self->database, op->run, error);
  case OP_ADD_STREAM:
    if (!g_ptr_array_find (op->run->known, op->stream, NULL))
      g_ptr_array_add (op->run->known, op->stream);
    return add_stream (self->database, op, error);
  case OP_COLUMNS:
    return write_columns (self->database, op, error);
  case OP_BLOCK:
    take_block (op);
    return TRUE;
  case OP_RAW:
    g_ptr_array_add (op->stream->raw, op);
    return TRUE;
  case OP_GAP:
    return write_gap (self->database, op, error);
  case OP_EXCLUDE:
    return rk_database_run (self->database, error, "INSERT OR REPLACE INTO excluded VALUES (?,?)", "ii",
                            op->stream->id, op->number);
  case OP_COUNTERS:
    op->stream->counters = &op->counters.values;
    op->stream->counters_lost = op->counters.raw_lost;
    return TRUE;
  case OP_END_RUN:
    op->run->ended = TRUE;
    op->run->duration_ns = op->number;
    return TRUE;
  case OP_DELETED:
    return rk_database_run (self->database, error, "UPDATE run SET deleted=? WHERE id=?", "ii",
                            (gint64) op->flag, op->number);
  }

  return TRUE;
}

/* -- Samples ------------------------------------------------------------- */

static RkBlock *
nth_block (RkWriterStream *stream,
           guint           i)
{
  if (i < stream->tail->len)
    return g_ptr_array_index (stream->tail, i);

  return g_ptr_array_index (stream->fresh, i - stream->tail->len);
}

/* Where the large chunk ends that begins with block @begin; 0 when it is not yet large. */
static guint
find_end (GPtrArray *blocks,
          guint      begin,
          gboolean   last)
{
  const RkBlock *first = g_ptr_array_index (blocks, begin);
  guint64 n = 0;

  for (guint i = begin; i < blocks->len; i++) {
    const RkBlock *block = g_ptr_array_index (blocks, i);

    if (block->n_columns != first->n_columns)
      return i;

    n += block->n_samples;
    if (n >= rk_chunk_get_target (first->n_columns) || i - begin + 1 >= MAX_TAIL_BLOCKS)
      return i + 1;
  }

  return last ? blocks->len : 0;
}

static guint64
count_samples (GPtrArray *blocks,
               guint      begin,
               guint      end)
{
  guint64 n = 0;

  for (guint i = begin; i < end; i++)
    n += ((const RkBlock *) g_ptr_array_index (blocks, i))->n_samples;

  return n;
}

/* Large chunks in place of what the tail has on the disk, as far as they are complete; a rest stays small. */
static gboolean
write_large (RkTransaction  *self,
             RkWriterRun    *run,
             RkWriterStream *stream,
             GPtrArray      *all,
             GError        **error)
{
  guint64 first = stream->tail_first;
  guint begin = 0;
  guint end;

  if (!rk_database_run (self->database, error, "DELETE FROM chunk WHERE stream=? AND first>=?", "ii",
                        stream->id, (gint64) first))
    return FALSE;

  while (begin < all->len && (end = find_end (all, begin, run->ended)) > 0) {
    if (!rk_chunk_write (self->database, stream->id, first, all, begin, end, run->origin_ns, self->buffer, error))
      return FALSE;

    first += count_samples (all, begin, end);
    begin = end;
  }

  stream->next_tail = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_block_unref);
  stream->next_first = first;
  for (guint i = begin; i < all->len; i++)
    g_ptr_array_add (stream->next_tail, rk_block_ref (g_ptr_array_index (all, i)));

  return begin == all->len
         || rk_chunk_write (self->database, stream->id, first, all, begin, all->len, run->origin_ns, self->buffer, error);
}

static gboolean
write_samples (RkTransaction  *self,
               RkWriterRun    *run,
               RkWriterStream *stream,
               GError        **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  guint n = stream->tail->len + stream->fresh->len;

  if (n == 0 || (stream->fresh->len == 0 && !run->ended))
    return TRUE;

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (all, nth_block (stream, i));

  if (find_end (all, 0, run->ended) > 0)
    return write_large (self, run, stream, all, error);

  /* A failed commit that took place all the same may have left longer ones. */
  return rk_database_run (self->database, error, "DELETE FROM chunk WHERE stream=? AND first>=?", "ii",
                          stream->id, (gint64) stream->n_done)
         && rk_chunk_write (self->database, stream->id, stream->n_done, stream->fresh, 0, stream->fresh->len,
                            run->origin_ns, self->buffer, error);
}

/* -- Raw bytes, counters, life ------------------------------------------- */

/* Pairs of arrival time and number of bytes, and the bytes. */
static gboolean
write_raw (RkTransaction  *self,
           RkWriterRun    *run,
           RkWriterStream *stream,
           GError        **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GArray) arrivals = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint64 first = stream->raw_work;

  for (guint i = 0; i < stream->raw->len; i++) {
    const RkWriterOp *op = g_ptr_array_index (stream->raw, i);
    gint64 pair[2];

    pair[0] = GINT64_TO_LE (op->number - run->origin_ns);
    pair[1] = GINT64_TO_LE ((gint64) g_bytes_get_size (op->raw));
    g_array_append_vals (arrivals, pair, 2);
    g_byte_array_append (bytes, g_bytes_get_data (op->raw, NULL), (guint) g_bytes_get_size (op->raw));
  }

  if (bytes->len == 0)
    return TRUE;

  stream->raw_work += bytes->len;

  return rk_database_run (self->database, error, "DELETE FROM raw WHERE stream=? AND first>=?", "ii",
                          stream->id, (gint64) first)
         && rk_database_run (self->database, error, "INSERT INTO raw (stream, first, arrivals, bytes) VALUES (?,?,?,?)", "iibb",
                             stream->id, (gint64) first, arrivals->data, (gsize) arrivals->len * sizeof (gint64),
                             bytes->data, (gsize) bytes->len);
}

static gboolean
write_line (RkTransaction    *self,
            gint64            stream_id,
            const RkCounters *counters,
            GError          **error)
{
  return rk_database_run (self->database, error,
                          "INSERT OR REPLACE INTO stream_line VALUES (?,NULLIF(?,-1),?,?,?,?,?,?,?)", "iidiiiiii", stream_id,
                          MAX (counters->time_error_ns, -1), counters->drift_ppm, (gint64) counters->overrun,
                          (gint64) counters->framing, (gint64) counters->parity, (gint64) counters->breaks,
                          (gint64) counters->queue_high, (gint64) counters->answers_late);
}

static gboolean
write_counters (RkTransaction  *self,
                RkWriterStream *stream,
                GError        **error)
{
  const RkCounters *counters = stream->counters;

  if (counters == NULL)
    return TRUE;

  return rk_database_run (self->database, error,
                          "UPDATE stream SET bytes=?, parsed=?, rejected=?, dropped=?, pending=?, frames=?, n_rejected=?,"
                          " raw_lost=? WHERE id=?", "iiiiiiiii",
                          (gint64) counters->bytes, (gint64) counters->parsed, (gint64) counters->rejected,
                          (gint64) counters->dropped, (gint64) counters->pending, (gint64) counters->frames,
                          (gint64) counters->n_rejected, (gint64) stream->counters_lost, stream->id)
         && write_line (self, stream->id, counters, error);
}

static gboolean
write_run (RkTransaction *self,
           RkWriterRun   *run,
           GError       **error)
{
  gint64 alive_ns = rk_clock_now_ns () - run->origin_ns;

  for (guint i = 0; i < run->known->len; i++) {
    RkWriterStream *stream = g_ptr_array_index (run->known, i);

    if (!write_samples (self, run, stream, error)
        || !write_raw (self, run, stream, error)
        || !write_counters (self, stream, error))
      return FALSE;
  }

  if (run->ended)
    return rk_database_run (self->database, error,
                            "UPDATE run SET state=?, duration_ns=?, alive_ns=?, deleted=deleted*? WHERE id=?", "siiii",
                            rk_run_state_id (run->setup->recovered ? RK_RUN_RECOVERED : RK_RUN_COMPLETE),
                            MAX (run->duration_ns, run->last_ns), alive_ns, (gint64) !run->hidden, run->setup->id);

  return rk_database_run (self->database, error, "UPDATE run SET duration_ns=?, alive_ns=? WHERE id=?", "iii",
                          run->last_ns, alive_ns, run->setup->id);
}

/* -- The whole ----------------------------------------------------------- */

#define OF_DELETED "(SELECT id FROM stream WHERE run IN (SELECT id FROM run WHERE deleted))"

static gboolean
purge (RkDatabase *database,
       GError    **error)
{
  return rk_database_exec (database,
                           "DELETE FROM chunk WHERE stream IN " OF_DELETED ";"
                           "DELETE FROM raw WHERE stream IN " OF_DELETED ";"
                           "DELETE FROM gap WHERE stream IN " OF_DELETED ";"
                           "DELETE FROM stream_column WHERE stream IN " OF_DELETED ";"
                           "DELETE FROM excluded WHERE stream IN " OF_DELETED ";"
                           "DELETE FROM stream_line WHERE stream IN " OF_DELETED ";"
                           "DELETE FROM run_offset WHERE run IN (SELECT id FROM run WHERE deleted);"
                           "DELETE FROM run_excluded WHERE run IN (SELECT id FROM run WHERE deleted);"
                           "DELETE FROM mark WHERE run IN (SELECT id FROM run WHERE deleted);"
                           "DELETE FROM mark_photo WHERE run IN (SELECT id FROM run WHERE deleted);"
                           "DELETE FROM photo WHERE hash NOT IN (SELECT hash FROM mark_photo);"
                           "DELETE FROM stream WHERE run IN (SELECT id FROM run WHERE deleted);"
                           "DELETE FROM run WHERE deleted;",
                           error);
}

gboolean
rk_transaction_purge (RkDatabase *database,
                      GError    **error)
{
  if (rk_database_exec (database, "BEGIN IMMEDIATE", error)
      && rk_schema_complete (database, error)
      && purge (database, error)
      && rk_database_exec (database, "COMMIT", error))
    return TRUE;

  rk_database_exec (database, "ROLLBACK", NULL);

  return FALSE;
}

/* What an earlier session left behind: runs cut off by a crash, runs deleted but not yet purged; and what an
 * older program did not know. */
static gboolean
settle_old (RkDatabase *database,
            GError    **error)
{
  return rk_schema_complete (database, error)
         && purge (database, error)
         && rk_database_exec (database, "UPDATE run SET state='recovered' WHERE state='recording'", error);
}

static void
finish_stream (RkWriterStream *stream,
               gboolean        done)
{
  if (done) {
    if (stream->next_tail != NULL) {
      g_ptr_array_unref (stream->tail);
      stream->tail = g_steal_pointer (&stream->next_tail);
      stream->tail_first = stream->next_first;
    } else {
      for (guint i = 0; i < stream->fresh->len; i++)
        g_ptr_array_add (stream->tail, rk_block_ref (g_ptr_array_index (stream->fresh, i)));
    }

    stream->n_done = stream->n_work;
    stream->raw_done = stream->raw_work;
    stream->gap_done = stream->gap_work;
    stream->done_gap = stream->last_gap;
    stream->done_gap_at = stream->last_gap_at;
  } else {
    g_clear_pointer (&stream->next_tail, g_ptr_array_unref);
    stream->n_work = stream->n_done;
    stream->raw_work = stream->raw_done;
    stream->gap_work = stream->gap_done;
    stream->last_gap = stream->done_gap;
    stream->last_gap_at = stream->done_gap_at;
  }

  g_ptr_array_set_size (stream->fresh, 0);
  g_ptr_array_set_size (stream->raw, 0);
  stream->counters = NULL;
}

static void
finish (RkTransaction *self,
        gboolean       done)
{
  for (guint i = self->runs->len; i > 0; i--) {
    RkWriterRun *run = g_ptr_array_index (self->runs, i - 1);

    for (guint j = 0; j < run->known->len; j++)
      finish_stream (g_ptr_array_index (run->known, j), done);

    if (!done)
      run->ended = FALSE;
    else if (run->ended)
      g_ptr_array_remove_index (self->runs, i - 1);
  }
}

static gboolean
write_all (RkTransaction *self,
           GQueue        *ops,
           const RkSetup *setup,
           gboolean       settle,
           GError       **error)
{
  if (!rk_database_exec (self->database, "BEGIN IMMEDIATE", error)
      || (settle && !settle_old (self->database, error)))
    return FALSE;

  for (GList *link = ops->head; link != NULL; link = link->next) {
    if (!apply (self, link->data, error))
      return FALSE;
  }

  for (guint i = 0; i < self->runs->len; i++) {
    if (!write_run (self, g_ptr_array_index (self->runs, i), error))
      return FALSE;
  }

  if (setup != NULL && !rk_setup_write (setup, self->database, error))
    return FALSE;

  return rk_database_exec (self->database, "COMMIT", error);
}

/**
 * rk_transaction_write:
 * @self: the database and the runs recorded now
 * @ops: (element-type RkWriterOp): pieces, in order; kept by the caller
 * @setup: (nullable): what is not samples
 * @settle: whether to clear up after an earlier session first
 * @error: return location
 *
 * Writes all of it in one transaction.
 *
 * Errors: the file and the state of the runs are as before, as if nothing had been asked.
 * Threads: the writer's.
 *
 * Returns: %TRUE once it is on the disk
 */
gboolean
rk_transaction_write (RkTransaction *self,
                      GQueue        *ops,
                      const RkSetup *setup,
                      gboolean       settle,
                      GError       **error)
{
  gboolean done = write_all (self, ops, setup, settle, error);

  if (!done)
    rk_database_exec (self->database, "ROLLBACK", NULL);

  finish (self, done);

  return done;
}
