#include "config.h"

#include "project/project-private.h"

typedef struct {
  RkRunSink    parent;
  RkWriter    *writer; /* outlives the sink: the file closes after its runs have ended */
  RkWriterRun *handle;
  RkRun       *run;    /* main thread */
} Sink;

static guint
sink_add_stream (RkRunSink  *sink,
                 const char *source_key,
                 const char *source_name,
                 const char *profile_id)
{
  Sink *self = (Sink *) sink;

  return rk_writer_add_stream (self->writer, self->handle, source_key, source_name, profile_id);
}

static void
sink_set_columns (RkRunSink *sink,
                  guint      stream,
                  GPtrArray *columns)
{
  Sink *self = (Sink *) sink;

  rk_writer_set_columns (self->writer, self->handle, stream, columns);
}

static void
sink_push_block (RkRunSink *sink,
                 guint      stream,
                 RkBlock   *block)
{
  Sink *self = (Sink *) sink;

  rk_writer_push_block (self->writer, self->handle, stream, block);
}

static void
sink_push_raw (RkRunSink *sink,
               guint      stream,
               GBytes    *bytes,
               gint64     arrival_ns)
{
  Sink *self = (Sink *) sink;

  rk_writer_push_raw (self->writer, self->handle, stream, bytes, arrival_ns);
}

static void
sink_push_gap (RkRunSink   *sink,
               guint        stream,
               const RkGap *gap)
{
  Sink *self = (Sink *) sink;

  rk_writer_push_gap (self->writer, self->handle, stream, gap);
}

static void
sink_set_counters (RkRunSink        *sink,
                   guint             stream,
                   const RkCounters *counters)
{
  Sink *self = (Sink *) sink;

  rk_writer_set_counters (self->writer, self->handle, stream, counters);
}

static void
sink_exclude (RkRunSink *sink,
              guint      stream,
              guint64    sample)
{
  Sink *self = (Sink *) sink;

  rk_writer_exclude (self->writer, self->handle, stream, sample);
}

static const RkRunSinkFuncs sink_funcs = {
  .add_stream = sink_add_stream,
  .set_columns = sink_set_columns,
  .push_block = sink_push_block,
  .push_raw = sink_push_raw,
  .push_gap = sink_push_gap,
  .set_counters = sink_set_counters,
  .exclude = sink_exclude,
};

/**
 * rk_sink_new:
 * @writer: the file
 * @handle: (transfer full): the recording within it
 * @run: the run
 *
 * Makes the function table the recorder sees.
 *
 * Returns: (transfer full): the sink, for rk_sink_end ()
 */
RkRunSink *
rk_sink_new (RkWriter    *writer,
             RkWriterRun *handle,
             RkRun       *run)
{
  Sink *self = g_new0 (Sink, 1);

  self->parent.funcs = &sink_funcs;
  self->writer = writer;
  self->handle = handle;
  self->run = g_object_ref (run);

  return &self->parent;
}

/**
 * rk_sink_end:
 * @sink: (transfer full): a sink no source uses any more
 *
 * Ends the recording. Its samples are merged by the writer's thread.
 *
 * Threads: main.
 */
void
rk_sink_end (RkRunSink *sink)
{
  Sink *self = (Sink *) sink;

  rk_writer_end_run (self->writer, self->handle, rk_run_get_duration_ns (self->run));
  g_object_unref (self->run);
  g_free (self);
}
