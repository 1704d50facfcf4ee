/* The pieces of a recording on their way to the writer's thread. Internal; see writer-private.h. */
#include "config.h"

#include "project/writer-private.h"

void
rk_writer_stream_free (gpointer data)
{
  RkWriterStream *self = data;

  g_free (self->source_key);
  g_free (self->source_name);
  g_free (self->profile_id);
  g_ptr_array_unref (self->tail);
  g_ptr_array_unref (self->fresh);
  g_clear_pointer (&self->next_tail, g_ptr_array_unref);
  g_ptr_array_unref (self->raw);
  g_free (self);
}

RkWriterRun *
rk_writer_run_ref (RkWriterRun *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
rk_writer_run_unref (RkWriterRun *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  rk_setup_run_free (self->setup);
  g_ptr_array_unref (self->known);
  g_ptr_array_unref (self->streams);
  g_free (self);
}

RkWriterOp *
rk_writer_op_new (RkWriterOpKind  kind,
                  RkWriterRun    *run,
                  RkWriterStream *stream)
{
  RkWriterOp *self = g_new0 (RkWriterOp, 1);

  self->kind = kind;
  self->run = run != NULL ? rk_writer_run_ref (run) : NULL;
  self->stream = stream;
  self->bytes = RK_WRITER_PIECE_OVERHEAD;

  return self;
}

void
rk_writer_op_free (gpointer data)
{
  RkWriterOp *self = data;

  if (self->kind == OP_BLOCK)
    rk_block_unref (self->block);
  else if (self->kind == OP_RAW)
    g_bytes_unref (self->raw);
  else if (self->kind == OP_COLUMNS)
    g_ptr_array_unref (self->columns);

  g_clear_pointer (&self->run, rk_writer_run_unref);
  g_free (self);
}
