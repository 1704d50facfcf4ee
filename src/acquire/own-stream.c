#include "config.h"

#include "acquire/own-stream.h"

#include <string.h>

struct _RkOwnStream
{
  RkStream  *stream;
  RkRunSink *sink; /* nullable; outlives this */
  guint      number;
  gint64     origin_ns;
  GPtrArray *columns; /* of RkColumn */

  /* Rows not yet sealed: times, and values row after row, each of @n_columns. */
  GArray *times;  /* of gint64 */
  GArray *values; /* of double */
  gint64  last_ns;

  guint64  n_pushed; /* rows ever sealed */
  GArray  *shown;    /* of guint64: which of them are shown */
};

/**
 * rk_own_stream_new:
 * @run: the run that gets the stream
 * @sink: (nullable): its file
 * @origin_ns: its begin in the clock of rk_clock_now_ns ()
 * @key: what stands for the source
 * @name: what people call it
 *
 * Adds a stream without columns to @run.
 *
 * Returns: (transfer full): the pen that writes it
 */
RkOwnStream *
rk_own_stream_new (RkRun      *run,
                   RkRunSink  *sink,
                   gint64      origin_ns,
                   const char *key,
                   const char *name)
{
  RkOwnStream *self = g_new0 (RkOwnStream, 1);
  g_autoptr (RkSeries) series = rk_series_new (0, origin_ns);

  self->stream = rk_stream_new (key, name, NULL, series);
  self->sink = sink;
  self->origin_ns = origin_ns;
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  self->shown = g_array_new (FALSE, FALSE, sizeof (guint64));
  self->last_ns = G_MININT64;
  if (sink != NULL)
    self->number = sink->funcs->add_stream (sink, key, name, NULL);
  rk_run_add_stream (run, self->stream);

  return self;
}

/**
 * rk_own_stream_free:
 * @self: (nullable) (transfer full): the pen of a stream
 *
 * Delivers what waits and lets go of the stream, which stays in its run.
 */
void
rk_own_stream_free (RkOwnStream *self)
{
  if (self == NULL)
    return;

  rk_own_stream_flush (self);
  g_object_unref (self->stream);
  g_ptr_array_unref (self->columns);
  g_array_unref (self->times);
  g_array_unref (self->values);
  g_array_unref (self->shown);
  g_free (self);
}

/**
 * rk_own_stream_get_stream:
 * @self: the pen of a stream
 *
 * Returns: (transfer none): the stream
 */
RkStream *
rk_own_stream_get_stream (RkOwnStream *self)
{
  return self->stream;
}

/**
 * rk_own_stream_add_column:
 * @self: the pen of a stream
 * @channel: what the next column holds
 * @key: its key within the stream
 *
 * Adds a column; rows before are without it.
 */
void
rk_own_stream_add_column (RkOwnStream *self,
                          RkChannel   *channel,
                          const char  *key)
{
  RkColumn *column = rk_column_new (key, rk_channel_get_quantity (channel), rk_channel_get_raw_unit (channel));
  const char *source_key = rk_stream_get_source_key (self->stream);

  rk_own_stream_flush (self);

  g_free (column->name);
  column->name = g_strdup (rk_channel_get_name (channel));
  column->symbol = g_strdup (rk_channel_get_symbol (channel));
  column->decimals = rk_channel_get_decimals (channel);
  /* Who reads the file finds the channel by its id, unless it is of this very stream. */
  if (g_strcmp0 (rk_channel_get_source_key (channel), source_key) != 0 ||
      g_strcmp0 (rk_channel_get_column_key (channel), key) != 0)
    column->channel = g_strdup (rk_channel_get_id (channel));

  g_ptr_array_add (self->columns, column);
  rk_stream_add_channel (self->stream, channel);
  if (self->sink != NULL)
    self->sink->funcs->set_columns (self->sink, self->number, self->columns);
}

/**
 * rk_own_stream_get_n_rows:
 * @self: the pen of a stream
 *
 * Returns: rows that are shown
 */
guint
rk_own_stream_get_n_rows (RkOwnStream *self)
{
  return self->shown->len + self->times->len;
}

/**
 * rk_own_stream_add_row:
 * @self: the pen of a stream
 * @time_ns: when, of rk_clock_now_ns (); what lies before the row before is moved there
 * @values: a value for each column, NaN = missing
 *
 * Adds a row; rk_own_stream_flush () delivers it.
 */
void
rk_own_stream_add_row (RkOwnStream  *self,
                       gint64        time_ns,
                       const double *values)
{
  g_return_if_fail (self->columns->len > 0);

  self->last_ns = MAX (self->last_ns, time_ns);
  g_array_append_val (self->times, self->last_ns);
  g_array_append_vals (self->values, values, self->columns->len);
  if (self->times->len >= RK_BLOCK_MAX_SAMPLES)
    rk_own_stream_flush (self);
}

/**
 * rk_own_stream_flush:
 * @self: the pen of a stream
 *
 * Delivers the rows that wait, to the series and to the file, and announces them.
 */
void
rk_own_stream_flush (RkOwnStream *self)
{
  guint n = self->times->len;
  guint n_columns = self->columns->len;
  const gint64 *times = (const gint64 *) (gpointer) self->times->data;
  const double *rows = (const double *) (gpointer) self->values->data;
  g_autoptr (RkBlock) block = NULL;

  if (n == 0)
    return;

  block = rk_block_new (n_columns, n, times[0], 0.0);
  block->arrival_ns = times[n - 1];
  memcpy (block->times_ns, times, n * sizeof *times);
  for (guint i = 0; i < n; i++) {
    for (guint c = 0; c < n_columns; c++)
      block->values[(gsize) c * n + i] = rows[(gsize) i * n_columns + c];
    g_array_append_val (self->shown, self->n_pushed);
    self->n_pushed++;
  }
  g_array_set_size (self->times, 0);
  g_array_set_size (self->values, 0);

  rk_series_append (rk_stream_get_series (self->stream), block);
  if (self->sink != NULL)
    self->sink->funcs->push_block (self->sink, self->number, block);
  rk_stream_publish (self->stream);
}

/* The first @n rows of @span once more. */
static RkSeries *
copy_rows (const RkSpan *span,
           guint64       n,
           gint64        origin_ns)
{
  guint n_columns = rk_span_get_n_columns (span);
  RkSeries *series = rk_series_new (n_columns, origin_ns);

  for (guint64 first = 0; first < n; first += RK_BLOCK_MAX_SAMPLES) {
    guint piece = (guint) MIN (n - first, RK_BLOCK_MAX_SAMPLES);
    g_autoptr (RkBlock) block = rk_block_new (n_columns, piece, 0, 0.0);

    rk_span_read_times (span, first, piece, block->times_ns);
    for (guint i = 0; i < piece; i++)
      block->times_ns[i] += origin_ns;
    block->begin_ns = block->times_ns[0];
    for (guint c = 0; c < n_columns; c++)
      rk_span_read_values (span, c, first, piece, block->values + (gsize) c * piece);
    rk_series_append (series, block);
  }

  return series;
}

/**
 * rk_own_stream_drop_last:
 * @self: the pen of a stream
 *
 * Takes the last row back. It stays in the file, marked as excluded; what is shown is a series without it.
 *
 * Returns: %FALSE when there is no row
 */
gboolean
rk_own_stream_drop_last (RkOwnStream *self)
{
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkSeries) series = NULL;
  guint64 number;

  rk_own_stream_flush (self);
  if (self->shown->len == 0)
    return FALSE;

  number = g_array_index (self->shown, guint64, self->shown->len - 1);
  g_array_set_size (self->shown, self->shown->len - 1);
  if (self->sink != NULL && self->sink->funcs->exclude != NULL)
    self->sink->funcs->exclude (self->sink, self->number, number);

  span = rk_series_take_span (rk_stream_get_series (self->stream));
  series = copy_rows (span, self->shown->len, self->origin_ns);
  rk_stream_set_series (self->stream, series);

  return TRUE;
}
