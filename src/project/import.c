/* Runs that were not recorded here: read from a file of another kind, or calculated.
 *
 * They take the same way as recorded ones, a few MiB per transaction so that a recording going on meanwhile
 * keeps its pace. Until its last piece such a run counts as deleted: nobody sees half of it. */
#include "config.h"

#include "project/errors.h"
#include "project/project-private.h"

#include <glib/gi18n-lib.h>

#define BYTES_PER_COMMIT (4 * 1024 * 1024)

typedef struct {
  char       *source_key;
  char       *source_name;
  char       *profile_id;
  GPtrArray  *columns; /* RkColumn */
  RkCounters  counters;
  RkSpan     *span;
} Stream;

typedef struct {
  RkSetupRun *run;
  GPtrArray  *streams; /* Stream */
} Import;

static void
stream_free (gpointer data)
{
  Stream *self = data;

  g_free (self->source_key);
  g_free (self->source_name);
  g_free (self->profile_id);
  g_ptr_array_unref (self->columns);
  rk_span_unref (self->span);
  g_free (self);
}

static Stream *
stream_new (RkStream *stream)
{
  Stream *self = g_new0 (Stream, 1);

  self->source_key = g_strdup (rk_stream_get_source_key (stream));
  self->source_name = g_strdup (rk_stream_get_source_name (stream));
  self->profile_id = g_strdup (rk_stream_get_profile_id (stream));
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);
  self->span = rk_series_take_span (rk_stream_get_series (stream));
  rk_stream_get_counters (stream, &self->counters);

  for (guint i = 0; i < rk_stream_get_n_channels (stream); i++) {
    RkChannel *channel = rk_stream_get_channel (stream, i);
    RkColumn *column = rk_column_new (rk_channel_get_column_key (channel),
                                      rk_channel_get_quantity (channel),
                                      rk_channel_get_raw_unit (channel));

    g_free (column->name);
    column->name = g_strdup (rk_channel_get_name (channel));
    g_free (column->symbol);
    column->symbol = g_strdup (rk_channel_get_symbol (channel));
    column->decimals = rk_channel_get_decimals (channel);
    /* A kept mean belongs to the channel that was measured, not to one of its own stream. */
    if (g_strcmp0 (rk_channel_get_source_key (channel), self->source_key) != 0)
      column->channel = g_strdup (rk_channel_get_id (channel));
    g_ptr_array_add (self->columns, column);
  }

  return self;
}

/* Threads: main. */
gpointer
rk_import_new (RkRun *run)
{
  Import *self = g_new0 (Import, 1);

  self->run = rk_setup_run_new (run);
  self->streams = g_ptr_array_new_with_free_func (stream_free);
  for (guint i = 0; i < rk_run_get_n_streams (run); i++)
    g_ptr_array_add (self->streams, stream_new (rk_run_get_stream (run, i)));

  return self;
}

void
rk_import_free (gpointer import)
{
  Import *self = import;

  rk_setup_run_free (self->run);
  g_ptr_array_unref (self->streams);
  g_free (self);
}

static RkBlock *
read_block (const RkSpan *span,
            guint64       first,
            guint         n)
{
  guint n_columns = rk_span_get_n_columns (span);
  RkBlock *block = rk_block_new (n_columns, n, rk_span_get_time_ns (span, first), 0.0);

  rk_span_read_times (span, first, n, block->times_ns);
  for (guint column = 0; column < n_columns; column++)
    rk_span_read_values (span, column, first, n, block->values + (gsize) column * n);

  return block;
}

static guint
get_piece (guint64 left)
{
  return (guint) MIN (left, RK_BLOCK_MAX_SAMPLES);
}

/* All gaps that lie before sample @at. */
static void
push_gaps (RkWriter    *writer,
           RkWriterRun *run,
           guint        position,
           const Stream *stream,
           guint64      at,
           guint       *n_gaps)
{
  guint64 n = rk_span_get_n_samples (stream->span);

  for (; *n_gaps < rk_span_get_n_gaps (stream->span); (*n_gaps)++) {
    RkGap gap = rk_span_get_gap (stream->span, *n_gaps);

    if (at < n && rk_span_find (stream->span, gap.end_ns) > at)
      break;

    rk_writer_push_gap (writer, run, position, &gap);
  }
}

static gboolean
write_stream (RkWriter     *writer,
              RkWriterRun  *run,
              const Stream *stream,
              GError      **error)
{
  guint position = rk_writer_add_stream (writer, run, stream->source_key, stream->source_name, stream->profile_id);
  guint64 n = rk_span_get_n_samples (stream->span);
  gsize bytes = 0;
  guint64 i = 0;
  guint n_gaps = 0;

  rk_writer_set_columns (writer, run, position, stream->columns);
  push_gaps (writer, run, position, stream, 0, &n_gaps);

  while (i < n && rk_span_get_n_columns (stream->span) > 0) {
    guint64 limit = MIN (n, rk_span_get_break (stream->span, i + 1));
    guint piece = get_piece (limit - i);
    g_autoptr (RkBlock) block = read_block (stream->span, i, piece);

    rk_writer_push_block (writer, run, position, block);
    i += piece;
    bytes += (gsize) piece * (block->n_columns + 1) * sizeof (double);
    push_gaps (writer, run, position, stream, i, &n_gaps);

    if (bytes >= BYTES_PER_COMMIT) {
      bytes = 0;
      if (!rk_writer_commit (writer, error))
        return FALSE;
    }
  }

  rk_writer_set_counters (writer, run, position, &stream->counters);

  return TRUE;
}

/* Commits what waits, and looks whether no run has that number yet: a run is never overwritten.
 * Threads: the writer's. */
gboolean
rk_import_check_free (RkWriter *writer,
                      gint64    id,
                      GError  **error)
{
  g_autoptr (RkStatement) row = NULL;
  RkDatabase *database;
  gint64 n = -1;

  if (!rk_writer_commit (writer, error))
    return FALSE;

  database = rk_writer_get_database (writer);
  row = rk_database_query (database, error, "SELECT count(*) FROM run WHERE id=?", "i", id);
  if (row == NULL || rk_statement_step (row, error) < 0)
    return FALSE;

  n = rk_statement_int (row, 0);
  if (n == 0)
    return TRUE;

  g_set_error_literal (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FAILED,
                       _("The run is in the file already; it is not written again"));

  return FALSE;
}

/* Threads: the writer's. */
gboolean
rk_import_run (RkWriter *writer,
               gpointer  import,
               GError  **error)
{
  Import *self = import;
  RkWriterRun *run;
  gboolean done;
  gint64 duration_ns = self->run->duration_ns;

  if (!rk_import_check_free (writer, self->run->id, error))
    return FALSE;

  run = rk_writer_begin_run (writer, g_steal_pointer (&self->run), 0, TRUE);
  done = TRUE;
  for (guint i = 0; done && i < self->streams->len; i++)
    done = write_stream (writer, run, g_ptr_array_index (self->streams, i), error);

  if (!done) {
    rk_writer_forget_run (writer, run);
    rk_writer_run_unref (run);
    return FALSE;
  }

  rk_writer_run_ref (run);
  rk_writer_end_run (writer, run, duration_ns);
  done = rk_writer_commit (writer, error);
  if (!done)
    rk_writer_forget_run (writer, run);
  rk_writer_run_unref (run);

  return done;
}
