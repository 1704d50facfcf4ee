/* Writing CSV.
 *
 * One row per moment: the time in seconds since the begin of the run, then one column per channel, empty
 * where a channel has no value at that moment. Streams of one run with their own times are merged in the
 * order of time. Several runs follow each other, told apart by a last column "Run", which a single run
 * does not have, so that the first column is always the time.
 *
 * The spans are taken first, on the main thread; the writing needs nothing of the document then. Memory does not
 * depend on the length of the runs: samples are read and text is written in pieces.
 */

#include "config.h"

#include "exchange/csv.h"

#include "base/clock.h"
#include "base/number.h"
#include "exchange/atomic-file.h"
#include "exchange/csv-title.h"
#include "exchange/table.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define FLUSH_BYTES   (256 * 1024)
#define PIECE_VALUES  (64 * 1024) /* samples times columns read at once from one stream */
#define MAX_TIME_TEXT 24

typedef struct {
  RkSpan *span;
  guint   n_columns;
  guint  *cells;   /* column of the file for each column of the stream */
  RkConversion *conversions; /* from raw to shown */

  /* The piece read last: samples first ... first + n - 1. */
  guint64 first;
  guint   n;
  guint   size;
  guint   next;    /* within the piece */
  gint64 *times;
  double *values;  /* column after column, @size apart */
} CsvStream;

typedef struct {
  char      *cell; /* the quoted name with its separator, "" for a single run */
  GPtrArray *streams;
  RkExcluded *excluded;  /* nullable: what graphs and figures leave out */
  guint      next_range; /* the first of its pieces that does not end before the row */
} CsvRun;

/* All that is written, taken from the document. */
typedef struct {
  char        *path;
  GPtrArray   *titles;    /* of the columns after the time */
  char        *run_title; /* NULL for a single run */
  gboolean     has_excluded; /* a last column says 1 where a row is left out of graphs and figures */
  GPtrArray   *runs;      /* CsvRun */
  guint64      n_samples; /* of all streams */
  char         separator;
  char         sign;
  const char  *line_end;
  const char  *mark;      /* of the byte order, or "" */
  RkProgress   progress;
  gpointer     progress_data;
  GMainContext *progress_context; /* NULL: call it from the thread that writes */
} CsvJob;

typedef struct {
  const CsvJob *job;
  RkAtomicFile *file;
  GCancellable *cancellable;
  char         *text;      /* FLUSH_BYTES and room for one more row */
  gsize         len;
  double       *row;
  guint8       *converted; /* per cell of the row: not the raw value itself */
  guint64       n_done;
} CsvWriter;

/**
 * rk_csv_dialect_id:
 * @dialect: a dialect
 *
 * Names a dialect for settings and the command line.
 *
 * Returns: a constant
 */
const char *
rk_csv_dialect_id (RkCsvDialect dialect)
{
  static const char * const ids[] = { "en", "ru", "tab" };

  g_return_val_if_fail ((guint) dialect < G_N_ELEMENTS (ids), "en");

  return ids[dialect];
}

/**
 * rk_csv_dialect_from_id:
 * @id: (nullable): "en", "ru" or "tab"
 * @dialect: (out): unchanged on failure
 *
 * The reverse of rk_csv_dialect_id ().
 *
 * Returns: whether @id names a dialect
 */
gboolean
rk_csv_dialect_from_id (const char   *id,
                        RkCsvDialect *dialect)
{
  for (guint i = RK_CSV_ENGLISH; i <= RK_CSV_TAB; i++) {
    if (g_strcmp0 (id, rk_csv_dialect_id (i)) == 0) {
      *dialect = i;
      return TRUE;
    }
  }

  return FALSE;
}

static void
stream_free (gpointer data)
{
  CsvStream *stream = data;

  rk_span_unref (stream->span);
  g_free (stream->cells);
  for (guint i = 0; i < stream->n_columns; i++)
    rk_conversion_clear (&stream->conversions[i]);
  g_free (stream->conversions);
  g_free (stream->times);
  g_free (stream->values);
  g_free (stream);
}

static void
run_free (gpointer data)
{
  CsvRun *run = data;

  g_free (run->cell);
  g_clear_pointer (&run->excluded, rk_excluded_unref);
  g_ptr_array_unref (run->streams);
  g_free (run);
}

static void
job_free (CsvJob *job)
{
  g_free (job->path);
  g_ptr_array_unref (job->titles);
  g_free (job->run_title);
  g_ptr_array_unref (job->runs);
  g_clear_pointer (&job->progress_context, g_main_context_unref);
  g_free (job);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CsvJob, job_free)

/* RFC 4180, and single words without quotes. */
static char *
quote_cell (const char *text,
            char        separator)
{
  GString *cell;

  if (strpbrk (text, "\"\r\n,;\t") == NULL && *text != ' ' && strchr (text, separator) == NULL)
    return g_strdup (text);

  cell = g_string_new ("\"");

  for (const char *p = text; *p != '\0'; p++) {
    if (*p == '"')
      g_string_append_c (cell, '"');
    g_string_append_c (cell, *p);
  }

  g_string_append_c (cell, '"');

  return g_string_free (cell, FALSE);
}

/* The channels with a column in one of the runs, in the order of the experiment. */
static GPtrArray *
find_channels (RkExperiment *experiment,
               GPtrArray    *runs)
{
  GListModel *all = rk_experiment_get_channels (experiment);
  GPtrArray *channels = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) used = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < runs->len; i++) {
    for (guint k = 0; k < rk_run_get_n_streams (runs->pdata[i]); k++) {
      RkStream *stream = rk_run_get_stream (runs->pdata[i], k);

      for (guint n = 0; n < rk_stream_get_n_channels (stream); n++)
        g_hash_table_add (used, rk_stream_get_channel (stream, n));
    }
  }

  for (guint i = 0; i < g_list_model_get_n_items (all); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (all, i);

    if (g_hash_table_contains (used, channel))
      g_ptr_array_add (channels, g_steal_pointer (&channel));
  }

  return channels;
}

static CsvStream *
take_stream (RkStream  *stream,
             GPtrArray *channels)
{
  CsvStream *taken = g_new0 (CsvStream, 1);
  guint n;

  taken->span = rk_series_take_span (rk_stream_get_series (stream));
  /* A column whose channel is not known yet came after the last notification. */
  n = MIN (rk_span_get_n_columns (taken->span), rk_stream_get_n_channels (stream));
  taken->n_columns = n;
  taken->cells = g_new0 (guint, MAX (n, 1));
  taken->conversions = g_new0 (RkConversion, MAX (n, 1));

  for (guint i = 0; i < n; i++) {
    RkChannel *channel = rk_stream_get_channel (stream, i);

    RkConversion conversion;

    rk_channel_get_conversion (channel, &conversion);
    taken->conversions[i] = rk_conversion_copy (&conversion);

    if (!g_ptr_array_find (channels, channel, &taken->cells[i]))
      taken->cells[i] = channels->len; /* no channel of the experiment: left out */
  }

  return taken;
}

static void
take_runs (CsvJob    *job,
           GPtrArray *runs,
           GPtrArray *channels)
{
  for (guint i = 0; i < runs->len; i++) {
    CsvRun *run = g_new0 (CsvRun, 1);
    RkRun *source = runs->pdata[i];

    run->streams = g_ptr_array_new_with_free_func (stream_free);
    if (rk_run_get_excluded (source) != NULL) {
      run->excluded = rk_excluded_ref (rk_run_get_excluded (source));
      job->has_excluded = TRUE;
    }

    if (job->run_title != NULL) {
      g_autofree char *title = rk_csv_text_guard (rk_run_get_name (source));
      g_autofree char *name = quote_cell (title, job->separator);

      run->cell = g_strdup_printf ("%c%s", job->separator, name);
    } else {
      run->cell = g_strdup ("");
    }

    for (guint k = 0; k < rk_run_get_n_streams (source); k++) {
      CsvStream *stream = take_stream (rk_run_get_stream (source, k), channels);

      job->n_samples += rk_span_get_n_samples (stream->span);
      g_ptr_array_add (run->streams, stream);
    }

    g_ptr_array_add (job->runs, run);
  }
}

/* Main thread. */
static CsvJob *
job_new (RkExperiment *experiment,
         GPtrArray    *runs,
         const char   *path,
         RkCsvDialect  dialect)
{
  CsvJob *job = g_new0 (CsvJob, 1);
  g_autoptr (GPtrArray) channels = find_channels (experiment, runs);

  job->path = g_strdup (path);
  job->titles = g_ptr_array_new_with_free_func (g_free);
  job->runs = g_ptr_array_new_with_free_func (run_free);
  job->separator = dialect == RK_CSV_ENGLISH ? ',' : dialect == RK_CSV_RUSSIAN ? ';' : '\t';
  job->sign = dialect == RK_CSV_ENGLISH ? '.' : dialect == RK_CSV_RUSSIAN ? ',' : rk_number_decimal_sign ();
  job->line_end = dialect == RK_CSV_RUSSIAN ? "\r\n" : "\n";
  job->mark = dialect == RK_CSV_RUSSIAN ? "\xef\xbb\xbf" : "";

  for (guint i = 0; i < channels->len; i++) {
    RkChannel *channel = channels->pdata[i];

    g_ptr_array_add (job->titles,
                     rk_csv_title_make (rk_channel_get_name (channel), rk_channel_get_unit (channel)));
  }

  if (runs->len > 1)
    job->run_title = g_strdup (_("Run"));

  take_runs (job, runs, channels);

  return job;
}

typedef struct {
  RkProgress progress;
  gpointer   data;
  double     fraction;
} ProgressCall;

static gboolean
progress_cb (gpointer data)
{
  ProgressCall *call = data;

  call->progress (call->fraction, call->data);

  return G_SOURCE_REMOVE;
}

static void
report_progress (const CsvJob *job,
                 double        fraction)
{
  ProgressCall call = { job->progress, job->progress_data, fraction };
  g_autoptr (GSource) source = NULL;

  if (job->progress == NULL)
    return;

  if (job->progress_context == NULL) {
    job->progress (fraction, job->progress_data);
    return;
  }

  /* Not g_main_context_invoke (), which may run it here. Of the priority of the end, so that it comes before. */
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, progress_cb, g_memdup2 (&call, sizeof call), g_free);
  g_source_attach (source, job->progress_context);
}

static gboolean
flush (CsvWriter *self,
       GError   **error)
{
  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;

  if (!rk_atomic_file_write (self->file, self->text, self->len, error))
    return FALSE;

  self->len = 0;
  report_progress (self->job, self->job->n_samples > 0 ? (double) self->n_done / (double) self->job->n_samples : 1.0);

  return TRUE;
}

static inline void
put_char (CsvWriter *self,
          char       c)
{
  self->text[self->len++] = c;
}

/* Nanoseconds as seconds, exactly and without trailing zeros. */
static void
put_time (CsvWriter *self,
          gint64     time_ns)
{
  char digits[MAX_TIME_TEXT];
  guint64 ns = time_ns < 0 ? -(guint64) time_ns : (guint64) time_ns;
  guint64 seconds = ns / RK_NS_PER_S;
  guint fraction = (guint) (ns % RK_NS_PER_S);
  guint n = 0;
  guint places = 9;

  if (time_ns < 0)
    put_char (self, '-');

  do {
    digits[n++] = (char) ('0' + seconds % 10);
    seconds /= 10;
  } while (seconds > 0);

  while (n > 0)
    put_char (self, digits[--n]);

  if (fraction == 0)
    return;

  put_char (self, self->job->sign);

  for (; fraction % 10 == 0; fraction /= 10)
    places--;

  for (guint i = places; i > 0; i--, fraction /= 10)
    self->text[self->len + i - 1] = (char) ('0' + fraction % 10);

  self->len += places;
}

/* Numbers of a few decimals, nearly all that sensors give: the same text as rk_number_print (), three times as
 * fast. m / 10^k is rounded correctly for these m and k, so it is @value exactly when the digits of m read back as @value,
 * and the first k that fits is the shortest. FALSE: print it the general way. */
static gboolean
put_short (CsvWriter *self,
           double     value)
{
  static const double powers[] = { 1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 };
  double magnitude = fabs (value);
  char digits[MAX_TIME_TEXT];
  guint n = 0;

  if (!(magnitude < 1e9) || (magnitude < 1e-5 && magnitude != 0.0))
    return FALSE;

  for (guint k = 0; k < G_N_ELEMENTS (powers); k++) {
    double m = rint (magnitude * powers[k]);
    guint64 left = (guint64) m;

    if (m / powers[k] != magnitude)
      continue;

    if (signbit (value))
      put_char (self, '-');

    /* One digit before the sign at least. */
    for (; n <= k || left > 0; left /= 10)
      digits[n++] = (char) ('0' + left % 10);

    while (n > 0) {
      put_char (self, digits[--n]);
      if (n == k && k > 0)
        put_char (self, self->job->sign);
    }

    return TRUE;
  }

  return FALSE;
}

static void
put_value (CsvWriter *self,
           double     value,
           gboolean   converted)
{
  char *text = self->text + self->len;
  char *point;
  gsize n;

  if (!isfinite (value) || (!converted && put_short (self, value)))
    return;

  if (converted) {
    /* The last bits of a converted value are the rounding of the conversion: 294.68, not 294.67999999999995. */
    g_ascii_formatd (text, RK_NUMBER_BUFFER, "%.15g", value);
    n = strlen (text);
  } else {
    n = rk_number_print (value, text);
  }

  if (self->job->sign != '.' && (point = memchr (text, '.', n)) != NULL)
    *point = self->job->sign;

  self->len += n;
}

static void
put_text (CsvWriter  *self,
          const char *text)
{
  gsize n = strlen (text);

  memcpy (self->text + self->len, text, n);
  self->len += n;
}

/* Rows come in the order of time. */
static gboolean
is_excluded (CsvRun *run,
             gint64  time_ns)
{
  guint n = rk_excluded_get_n (run->excluded);

  while (run->next_range < n && rk_excluded_get (run->excluded, run->next_range).end_ns < time_ns)
    run->next_range++;

  return run->next_range < n && rk_excluded_get (run->excluded, run->next_range).begin_ns <= time_ns;
}

static gboolean
put_row (CsvWriter *self,
         CsvRun    *run,
         gint64     time_ns,
         GError   **error)
{
  put_time (self, time_ns);

  for (guint i = 0; i < self->job->titles->len; i++) {
    put_char (self, self->job->separator);
    put_value (self, self->row[i], self->converted[i]);
  }

  put_text (self, run->cell);
  if (self->job->has_excluded) {
    put_char (self, self->job->separator);
    if (is_excluded (run, time_ns))
      put_char (self, '1');
  }
  put_text (self, self->job->line_end);

  return self->len < FLUSH_BYTES || flush (self, error);
}

/* The next sample of @stream is in its piece; FALSE at its end. */
static gboolean
stream_load (CsvStream *stream)
{
  guint64 n_samples = rk_span_get_n_samples (stream->span);

  if (stream->next < stream->n)
    return TRUE;

  stream->first += stream->n;
  stream->next = 0;
  stream->n = 0;

  if (stream->first >= n_samples)
    return FALSE;

  if (stream->times == NULL) {
    stream->size = PIECE_VALUES / MAX (stream->n_columns, 1);
    stream->times = g_new (gint64, stream->size);
    stream->values = g_new (double, (gsize) stream->size * MAX (stream->n_columns, 1));
  }

  stream->n = (guint) MIN (stream->size, n_samples - stream->first);
  rk_span_read_times (stream->span, stream->first, stream->n, stream->times);

  for (guint i = 0; i < stream->n_columns; i++)
    rk_span_read_values (stream->span, i, stream->first, stream->n, stream->values + (gsize) i * stream->size);

  return TRUE;
}

/* Moves the next sample into the row. */
static void
stream_take (CsvStream *stream,
             CsvWriter *writer)
{
  for (guint i = 0; i < stream->n_columns; i++) {
    double raw = stream->values[(gsize) i * stream->size + stream->next];
    guint cell = stream->cells[i];
    gboolean same = rk_conversion_is_identity (&stream->conversions[i]);

    if (cell >= writer->job->titles->len)
      continue;

    /* -0.0 + 0.0 is 0.0: an unconverted value is not touched at all. */
    writer->row[cell] = same ? raw : rk_conversion_apply (&stream->conversions[i], raw);
    writer->converted[cell] = !same;
  }

  stream->next++;
  writer->n_done++;
}

static gboolean
write_run (CsvWriter *self,
           CsvRun    *run,
           GError   **error)
{
  guint n_cells = self->job->titles->len;

  for (;;) {
    gint64 time_ns = G_MAXINT64;
    gboolean more = FALSE;

    for (guint i = 0; i < run->streams->len; i++) {
      CsvStream *stream = run->streams->pdata[i];

      if (stream_load (stream)) {
        time_ns = MIN (time_ns, stream->times[stream->next]);
        more = TRUE;
      }
    }

    if (!more)
      return TRUE;

    for (guint i = 0; i < n_cells; i++)
      self->row[i] = (double) NAN;

    for (guint i = 0; i < run->streams->len; i++) {
      CsvStream *stream = run->streams->pdata[i];

      if (stream->next < stream->n && stream->times[stream->next] == time_ns)
        stream_take (stream, self);
    }

    if (!put_row (self, run, time_ns, error))
      return FALSE;
  }
}

static char *
make_header (const CsvJob *job)
{
  GString *header = g_string_new (job->mark);
  g_autofree char *time_title = rk_csv_title_make ("t", "s");
  g_autofree char *time_cell = quote_cell (time_title, job->separator);

  g_string_append (header, time_cell);

  for (guint i = 0; i < job->titles->len; i++) {
    g_autofree char *cell = quote_cell (job->titles->pdata[i], job->separator);

    g_string_append_c (header, job->separator);
    g_string_append (header, cell);
  }

  if (job->run_title != NULL) {
    g_autofree char *cell = quote_cell (job->run_title, job->separator);

    g_string_append_c (header, job->separator);
    g_string_append (header, cell);
  }

  if (job->has_excluded) {
    /* Translators: title of a column that has 1 where a reading is left out of graphs and figures. */
    g_autofree char *cell = quote_cell (_("Excluded"), job->separator);

    g_string_append_c (header, job->separator);
    g_string_append (header, cell);
  }

  g_string_append (header, job->line_end);

  return g_string_free (header, FALSE);
}

static gsize
longest_row (const CsvJob *job)
{
  gsize n = 64 + (gsize) job->titles->len * (RK_NUMBER_BUFFER + 1);
  gsize longest_cell = 0;

  for (guint i = 0; i < job->runs->len; i++) {
    const CsvRun *run = job->runs->pdata[i];

    longest_cell = MAX (longest_cell, strlen (run->cell));
  }

  return n + longest_cell;
}

static gboolean
write_all (CsvWriter *self,
           GError   **error)
{
  g_autofree char *header = make_header (self->job);

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error)
      || !rk_atomic_file_write (self->file, header, strlen (header), error))
    return FALSE;

  for (guint i = 0; i < self->job->runs->len; i++) {
    if (!write_run (self, self->job->runs->pdata[i], error))
      return FALSE;
  }

  return flush (self, error) && rk_atomic_file_commit (self->file, error);
}

/* Any thread. */
static gboolean
job_run (CsvJob       *job,
         GCancellable *cancellable,
         GError      **error)
{
  g_autoptr (RkAtomicFile) file = rk_atomic_file_new (job->path, error);
  g_autofree char *text = NULL;
  g_autofree double *row = NULL;
  g_autofree guint8 *converted = NULL;
  CsvWriter writer = { .job = job, .file = file, .cancellable = cancellable };

  if (file == NULL)
    return FALSE;

  writer.text = text = g_malloc (FLUSH_BYTES + longest_row (job));
  writer.row = row = g_new0 (double, MAX (job->titles->len, 1));
  writer.converted = converted = g_new0 (guint8, MAX (job->titles->len, 1));

  return write_all (&writer, error);
}

/**
 * rk_csv_write:
 * @experiment: the document the runs belong to
 * @runs: (element-type RkRun): what to write, in this order
 * @path: where to
 * @dialect: separator, decimal sign, line ends
 * @cancellable: (nullable): stops between pieces of 256 KiB
 * @progress: (nullable) (scope call): called now and then with 0...1
 * @user_data: data for @progress
 * @error: return location
 *
 * Writes runs as a table.
 *
 * Values are in the shown units of their channels: exact and as short as possible where they are the raw values,
 * with 15 digits where a unit was converted. A missing value is an empty cell. The first row has the titles,
 * "t, s", "T, °C"; names that a spreadsheet would take for a formula begin with an apostrophe.
 *
 * Errors: %RK_EXCHANGE_ERROR_CANNOT_WRITE, %G_IO_ERROR_CANCELLED; no file is left then and an old one stays.
 * Threads: main.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_csv_write (RkExperiment *experiment,
              GPtrArray    *runs,
              const char   *path,
              RkCsvDialect  dialect,
              GCancellable *cancellable,
              RkProgress    progress,
              gpointer      user_data,
              GError      **error)
{
  g_autoptr (CsvJob) job = NULL;

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), FALSE);
  g_return_val_if_fail (runs != NULL && path != NULL, FALSE);

  job = job_new (experiment, runs, path, dialect);
  job->progress = progress;
  job->progress_data = user_data;

  return job_run (job, cancellable, error);
}

static void
write_thread (GTask        *task,
              gpointer      source_object,
              gpointer      task_data,
              GCancellable *cancellable)
{
  GError *error = NULL;

  if (job_run (task_data, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * rk_csv_write_async:
 * @experiment: the document the runs belong to
 * @runs: (element-type RkRun): what to write, in this order
 * @path: where to
 * @dialect: separator, decimal sign, line ends
 * @cancellable: (nullable): stops between pieces of 256 KiB
 * @progress: (nullable): called on the caller's main context; none comes after @callback
 * @progress_data: data for @progress
 * @callback: (scope async): called on the caller's main context
 * @user_data: data for @callback
 *
 * Writes runs as a table without blocking, see rk_csv_write ().
 *
 * Threads: main.
 */
void
rk_csv_write_async (RkExperiment        *experiment,
                    GPtrArray           *runs,
                    const char          *path,
                    RkCsvDialect         dialect,
                    GCancellable        *cancellable,
                    RkProgress           progress,
                    gpointer             progress_data,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  CsvJob *job;

  g_return_if_fail (RK_IS_EXPERIMENT (experiment));
  g_return_if_fail (runs != NULL && path != NULL);

  job = job_new (experiment, runs, path, dialect);
  job->progress = progress;
  job->progress_data = progress_data;
  job->progress_context = g_main_context_ref_thread_default ();

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, rk_csv_write_async);
  g_task_set_task_data (task, job, (GDestroyNotify) job_free);
  g_task_run_in_thread (task, write_thread);
}

/**
 * rk_csv_write_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: %TRUE if the file is written
 */
gboolean
rk_csv_write_finish (GAsyncResult *result,
                     GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
