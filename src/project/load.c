/* From the file into memory.
 *
 * A file may come from anybody, and may have been cut or scratched. So nothing it says is believed: lengths
 * are those of the blobs that are really there, counts must agree with them, times and texts are checked,
 * sums are limited. A part that fails is left out and named; the rest is read. */
#include "config.h"

#include "base/clock.h"
#include "project/chunk.h"
#include "project/errors.h"
#include "project/project-private.h"
#include "project/schema.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_TIME_NS    (G_GINT64_CONSTANT (1) << 61)
#define MAX_WALL_US    G_GINT64_CONSTANT (253402300799000000) /* the end of the year 9999 */
#define MAX_RUN_ID     (G_GINT64_CONSTANT (1) << 40)
#define MAX_SAMPLES    (1 << 24) /* in one chunk */
#define MAX_GAPS       100000    /* in one stream */
#define MAX_CHANNELS   4096
#define MAX_EXCLUDED   100000    /* in one stream */
#define MAX_MARKS      100000    /* in one run */
#define MAX_PHOTOS   1000      /* of all marks */
#define MAX_JSON_DEPTH 32

typedef struct {
  RkDatabase   *database;
  RkExperiment *experiment;
  GPtrArray    *warnings; /* nullable */
  guint64       n_values; /* read so far, in all runs */
  guint         n_photos; /* the same */
} Load;

/* What is read of one stream. */
typedef struct {
  Load       *load;
  RkSeries   *series;
  const char *run_name;
  gint64      id;
  GArray     *gaps;    /* StoredGap, by place */
  guint       n_gaps;  /* of them, appended */
  GArray     *excluded; /* guint64: numbers of samples that were taken back, ascending */
  guint       n_excluded; /* of them, passed */
  guint64     n;       /* samples so far, with those that are missing */
  gint64      last_ns;
  gboolean    damaged;
} StreamLoad;

typedef struct {
  guint64 at;
  RkGap   gap;
} StoredGap;

typedef struct {
  guint64     first;
  guint       n;
  guint       n_columns;
  gint64      begin_ns;
  double      step_ns;
  const char *times;   /* nullable; perhaps not aligned */
  const char *samples;
} StoredChunk;

static void G_GNUC_PRINTF (2, 3)
warn (Load       *load,
      const char *format,
      ...)
{
  va_list args;

  if (load->warnings == NULL || load->warnings->len >= 100)
    return;

  va_start (args, format);
  g_ptr_array_add (load->warnings, g_strdup_vprintf (format, args));
  va_end (args);
}

/* NULL stays NULL: unknown is not empty. */
static char *
dup_text (RkStatement *row,
          int          column,
          gsize        max)
{
  const char *text = rk_statement_text (row, column);

  if (text == NULL)
    return NULL;

  return g_utf8_make_valid (text, (gssize) strnlen (text, max));
}

static gint64
get_int (RkStatement *row,
         int          column,
         gint64       min,
         gint64       max)
{
  return CLAMP (rk_statement_int (row, column), min, max);
}

/* -- Samples ------------------------------------------------------------- */

static gboolean
read_chunk (RkStatement *row,
            StoredChunk *chunk)
{
  gint64 first = rk_statement_int (row, 0);
  gint64 n = rk_statement_int (row, 1);
  gint64 n_columns = rk_statement_int (row, 2);
  gsize n_times;
  gsize n_samples;

  if (first < 0 || n < 1 || n > MAX_SAMPLES || n_columns < 1 || n_columns > RK_MAX_COLUMNS)
    return FALSE;

  chunk->first = (guint64) first;
  chunk->n = (guint) n;
  chunk->n_columns = (guint) n_columns;
  chunk->begin_ns = rk_statement_int (row, 3);
  chunk->step_ns = rk_statement_double (row, 4);
  chunk->times = rk_statement_blob (row, 5, &n_times);
  chunk->samples = rk_statement_blob (row, 6, &n_samples);

  if (chunk->begin_ns < -MAX_TIME_NS || chunk->begin_ns > MAX_TIME_NS)
    return FALSE;
  if (chunk->times == NULL && !(chunk->step_ns > 0.0 && chunk->step_ns < (double) MAX_TIME_NS / (double) n))
    return FALSE;

  return (chunk->times == NULL || n_times == (gsize) n * sizeof (gint64))
         && chunk->samples != NULL && n_samples == (gsize) n * (gsize) n_columns * sizeof (double);
}

static gint64
get_stored_time (const StoredChunk *chunk,
                 guint              k)
{
  gint64 time;

  if (chunk->times == NULL)
    return rk_chunk_time (chunk->begin_ns, chunk->step_ns, k);

  memcpy (&time, chunk->times + (gsize) k * sizeof time, sizeof time);

  return CLAMP (GINT64_FROM_LE (time), -MAX_TIME_NS, MAX_TIME_NS);
}

static RkBlock *
cut_block (const StoredChunk *chunk,
           guint              k,
           guint              n)
{
  /* Elsewhere than at the borders of blocks a broken step would round differently. */
  gboolean steady = chunk->times == NULL && (k % RK_CHUNK_PIECE == 0 || chunk->step_ns == floor (chunk->step_ns));
  RkBlock *block = rk_block_new (chunk->n_columns, n, get_stored_time (chunk, k), steady ? chunk->step_ns : 0.0);

  for (guint i = 0; !steady && i < n; i++)
    block->times_ns[i] = get_stored_time (chunk, k + i);

  for (guint column = 0; column < chunk->n_columns; column++)
    memcpy (block->values + (gsize) column * n,
            chunk->samples + ((gsize) column * chunk->n + k) * sizeof (double), n * sizeof (double));

#if G_BYTE_ORDER == G_BIG_ENDIAN
  for (gsize i = 0; i < (gsize) n * chunk->n_columns; i++)
    ((guint64 *) block->values)[i] = GUINT64_SWAP_LE_BE (((guint64 *) block->values)[i]);
#endif

  return block;
}

static void
append_gaps (StreamLoad *self,
             guint64     at)
{
  for (; self->n_gaps < self->gaps->len; self->n_gaps++) {
    const StoredGap *stored = &g_array_index (self->gaps, StoredGap, self->n_gaps);

    if (stored->at > at)
      return;

    rk_series_append_gap (self->series, &stored->gap);
  }
}

/* Samples that should be there and are not: a piece of the file was lost. */
static void
append_hole (StreamLoad        *self,
             const StoredChunk *chunk)
{
  gint64 begin_ns = get_stored_time (chunk, 0);
  RkGap hole = { MIN (self->last_ns, begin_ns), begin_ns, RK_GAP_LOST, chunk->first - self->n };

  append_gaps (self, chunk->first - 1);
  rk_series_append_gap (self->series, &hole);
  self->n = chunk->first;
  self->damaged = TRUE;
}

/* Whether the next sample was taken back; if not, @n is cut so that it ends before the next that was. */
static gboolean
is_excluded (StreamLoad *self,
             guint      *n)
{
  guint64 next;

  while (self->n_excluded < self->excluded->len
         && g_array_index (self->excluded, guint64, self->n_excluded) < self->n)
    self->n_excluded++;

  if (self->n_excluded >= self->excluded->len)
    return FALSE;

  next = g_array_index (self->excluded, guint64, self->n_excluded);
  if (next == self->n)
    return TRUE;

  *n = (guint) MIN (*n, next - self->n);

  return FALSE;
}

static void
append_chunk (StreamLoad        *self,
              const StoredChunk *chunk)
{
  guint k = 0;

  if (chunk->first > self->n)
    append_hole (self, chunk);

  while (k < chunk->n) {
    guint n = MIN (chunk->n - k, RK_CHUNK_PIECE - k % RK_CHUNK_PIECE);
    g_autoptr (RkBlock) block = NULL;

    append_gaps (self, self->n);
    if (self->n_gaps < self->gaps->len)
      n = (guint) MIN (n, g_array_index (self->gaps, StoredGap, self->n_gaps).at - self->n);

    if (is_excluded (self, &n)) {
      self->n++;
      k++;
      continue;
    }

    block = cut_block (chunk, k, n);
    rk_series_append (self->series, block);
    self->last_ns = rk_block_get_time_ns (block, n - 1);
    self->n += n;
    k += n;
  }

  self->load->n_values += (guint64) chunk->n * chunk->n_columns;
}

static void
load_gaps (StreamLoad *self)
{
  g_autoptr (RkStatement) row = NULL;
  int step = -1;

  row = rk_database_query (self->load->database, NULL,
                           "SELECT at, begin_ns, end_ns, reason, n_lost FROM gap WHERE stream=? ORDER BY number", "i", self->id);

  while (row != NULL && self->gaps->len < MAX_GAPS && (step = rk_statement_step (row, NULL)) == 1) {
    StoredGap stored = { .at = (guint64) get_int (row, 0, 0, G_MAXINT64) };

    stored.gap.begin_ns = get_int (row, 1, -MAX_TIME_NS, MAX_TIME_NS);
    stored.gap.end_ns = get_int (row, 2, stored.gap.begin_ns, MAX_TIME_NS);
    stored.gap.n_lost = (guint64) get_int (row, 4, 0, G_MAXINT64);
    if (!rk_gap_reason_from_id (rk_statement_text (row, 3), &stored.gap.reason))
      stored.gap.reason = RK_GAP_LOST;

    /* By place, so that appending finds them in order whatever the file says. */
    if (self->gaps->len > 0)
      stored.at = MAX (stored.at, g_array_index (self->gaps, StoredGap, self->gaps->len - 1).at);
    g_array_append_val (self->gaps, stored);
  }

  if (step != 0)
    self->damaged = TRUE;
}

static void
load_excluded (StreamLoad *self)
{
  g_autoptr (RkStatement) row = NULL;

  /* Older files have no such table. */
  row = rk_database_query (self->load->database, NULL,
                           "SELECT sample FROM excluded WHERE stream=? ORDER BY sample", "i", self->id);

  while (row != NULL && self->excluded->len < MAX_EXCLUDED && rk_statement_step (row, NULL) == 1) {
    guint64 sample = (guint64) get_int (row, 0, 0, G_MAXINT64);

    g_array_append_val (self->excluded, sample);
  }
}

static gboolean
is_over_limits (StreamLoad        *self,
                const StoredChunk *chunk)
{
  guint64 n_values = self->load->n_values + (guint64) chunk->n * chunk->n_columns;

  /* Many tiny pieces with many columns could take far more room in memory than in the file. */
  return n_values > RK_SCHEMA_MAX_VALUES
         || rk_series_get_memory (self->series) > G_GUINT64_CONSTANT (512) * 1024 * 1024 + n_values * 32;
}

static void
load_samples (StreamLoad *self)
{
  g_autoptr (RkStatement) row = NULL;
  int step = -1;

  load_gaps (self);
  load_excluded (self);

  row = rk_database_query (self->load->database, NULL,
                           "SELECT first, n, n_columns, begin_ns, step_ns, times, samples FROM chunk"
                           " WHERE stream=? ORDER BY first", "i", self->id);

  while (row != NULL && (step = rk_statement_step (row, NULL)) == 1) {
    StoredChunk chunk;

    if (!read_chunk (row, &chunk) || chunk.first < self->n) {
      self->damaged = TRUE;
    } else if (is_over_limits (self, &chunk)) {
      warn (self->load, _("Run “%s” is larger than this program can show; its end is left out"), self->run_name);
      break;
    } else {
      append_chunk (self, &chunk);
    }
  }

  append_gaps (self, G_MAXUINT64);

  if (step < 0 || self->damaged)
    warn (self->load, _("Run “%s”: a part of its samples is damaged and left out"), self->run_name);
}

/* -- Streams ------------------------------------------------------------- */

static RkColumn *
read_column (RkStatement *row)
{
  g_autofree char *key = dup_text (row, 1, RK_SCHEMA_MAX_NAME);
  g_autofree char *quantity = dup_text (row, 4, RK_SCHEMA_MAX_NAME);
  g_autofree char *unit = dup_text (row, 5, RK_SCHEMA_MAX_NAME);
  RkColumn *column = rk_column_new (key != NULL ? key : "?", quantity, unit);
  g_autofree char *name = dup_text (row, 2, RK_SCHEMA_MAX_NAME);

  if (name != NULL) {
    g_free (column->name);
    column->name = g_steal_pointer (&name);
  }

  g_free (column->symbol);
  column->symbol = dup_text (row, 3, RK_SCHEMA_MAX_NAME);
  column->decimals = (int) get_int (row, 6, -1, 15);

  return column;
}

static void
add_column (Load           *load,
            RkStream       *stream,
            const RkColumn *column)
{
  RkChannel *channel = column->channel != NULL ? rk_experiment_find_channel (load->experiment, column->channel) : NULL;

  if (channel == NULL)
    channel = rk_experiment_ensure_channel (load->experiment, rk_stream_get_source_key (stream), column);
  rk_stream_add_channel (stream, channel);
}

/* Fills up with unnamed ones, so that every column of the samples has a channel. */
static void
fill_columns (Load     *load,
              RkStream *stream,
              guint     n)
{
  while (rk_stream_get_n_channels (stream) < n) {
    g_autofree char *key = g_strdup_printf ("value %u", rk_stream_get_n_channels (stream) + 1);
    g_autoptr (RkColumn) column = rk_column_new (key, NULL, NULL);

    add_column (load, stream, column);
  }
}

static void
load_columns (Load     *load,
              RkStream *stream,
              gint64    id)
{
  g_autoptr (RkStatement) row = NULL;

  row = rk_database_query (load->database, NULL,
                           "SELECT position, key, name, symbol, quantity, unit, decimals, channel FROM stream_column"
                           " WHERE stream=? ORDER BY position", "i", id);

  while (row != NULL && rk_statement_step (row, NULL) == 1 && rk_stream_get_n_channels (stream) < RK_MAX_COLUMNS) {
    g_autoptr (RkColumn) column = read_column (row);

    column->channel = dup_text (row, 7, RK_SCHEMA_MAX_NAME);
    fill_columns (load, stream, (guint) get_int (row, 0, 0, RK_MAX_COLUMNS - 1));
    add_column (load, stream, column);
  }

  fill_columns (load, stream, rk_series_get_n_columns (rk_stream_get_series (stream)));
}

/* Files of older programs are without it. */
static void
load_line (Load       *load,
           gint64      stream_id,
           RkCounters *counters)
{
  g_autoptr (RkStatement) row = NULL;

  row = rk_database_query (load->database, NULL,
                           "SELECT time_error_ns, drift_ppm, overrun, framing, parity, breaks, queue_high, answers_late"
                           " FROM stream_line WHERE stream=?", "i", stream_id);
  if (row == NULL || rk_statement_step (row, NULL) != 1)
    return;

  if (!rk_statement_is_null (row, 0))
    counters->time_error_ns = get_int (row, 0, -1, G_MAXINT64);
  if (!rk_statement_is_null (row, 1) && isfinite (rk_statement_double (row, 1)))
    counters->drift_ppm = rk_statement_double (row, 1);
  counters->overrun = (guint64) get_int (row, 2, 0, G_MAXINT64);
  counters->framing = (guint64) get_int (row, 3, 0, G_MAXINT64);
  counters->parity = (guint64) get_int (row, 4, 0, G_MAXINT64);
  counters->breaks = (guint64) get_int (row, 5, 0, G_MAXINT64);
  counters->queue_high = (guint64) get_int (row, 6, 0, G_MAXINT64);
  counters->answers_late = (guint64) get_int (row, 7, 0, G_MAXINT64);
}

static void
load_counters (Load        *load,
               RkStatement *row,
               RkStream    *stream)
{
  RkCounters counters = {
    .time_error_ns = -1,
    .drift_ppm = (double) NAN,
    .bytes = (guint64) get_int (row, 4, 0, G_MAXINT64),
    .parsed = (guint64) get_int (row, 5, 0, G_MAXINT64),
    .rejected = (guint64) get_int (row, 6, 0, G_MAXINT64),
    .dropped = (guint64) get_int (row, 7, 0, G_MAXINT64),
    .pending = (guint64) get_int (row, 8, 0, G_MAXINT64),
    .frames = (guint64) get_int (row, 9, 0, G_MAXINT64),
    .n_rejected = (guint64) get_int (row, 10, 0, G_MAXINT64),
  };

  load_line (load, rk_statement_int (row, 0), &counters);
  rk_stream_set_counters (stream, &counters);
}

static void
load_stream (Load        *load,
             RkRun       *run,
             RkStatement *row)
{
  g_autofree char *source_key = dup_text (row, 1, RK_SCHEMA_MAX_NAME);
  g_autofree char *source_name = dup_text (row, 2, RK_SCHEMA_MAX_NAME);
  g_autofree char *profile_id = dup_text (row, 3, RK_SCHEMA_MAX_NAME);
  g_autoptr (RkSeries) series = rk_series_new (0, 0);
  g_autoptr (GArray) gaps = g_array_new (FALSE, FALSE, sizeof (StoredGap));
  g_autoptr (GArray) excluded = g_array_new (FALSE, FALSE, sizeof (guint64));
  g_autoptr (RkStream) stream = NULL;
  StreamLoad part = {
    .load = load,
    .series = series,
    .run_name = rk_run_get_name (run),
    .id = rk_statement_int (row, 0),
    .gaps = gaps,
    .excluded = excluded,
  };

  if (source_key == NULL)
    source_key = g_strdup ("");

  stream = rk_stream_new (source_key, source_name != NULL ? source_name : source_key, profile_id, series);
  load_samples (&part);
  load_columns (load, stream, part.id);
  load_counters (load, row, stream);
  rk_run_add_stream (run, stream);
  rk_stream_publish (stream);
}

/* -- Runs, channels, set-up ---------------------------------------------- */

static RkRunState
read_state (Load       *load,
            const char *id,
            const char *name)
{
  if (g_strcmp0 (id, rk_run_state_id (RK_RUN_COMPLETE)) == 0)
    return RK_RUN_COMPLETE;

  if (g_strcmp0 (id, rk_run_state_id (RK_RUN_RECORDING)) == 0)
    warn (load, _("Run “%s” was interrupted; all of it that reached the disk is here"), name);

  return RK_RUN_RECOVERED;
}

static RkRun *
read_run (Load        *load,
          RkStatement *row)
{
  g_autofree char *name = dup_text (row, 1, RK_SCHEMA_MAX_NAME);
  g_autofree char *notes = dup_text (row, 2, RK_SCHEMA_MAX_TEXT);
  gint64 id = rk_statement_int (row, 0);
  RkRun *run;

  if (name == NULL)
    name = g_strdup_printf (_("Run %d"), (int) CLAMP (id, 1, G_MAXINT));

  run = rk_run_new (id, name, get_int (row, 5, 0, MAX_WALL_US));
  if (notes != NULL)
    rk_run_set_notes (run, notes);
  rk_run_set_visible (run, rk_statement_int (row, 3) != 0);
  rk_run_set_state (run, read_state (load, rk_statement_text (row, 4), name));
  rk_run_set_duration_ns (run, get_int (row, 6, 0, MAX_TIME_NS));

  return run;
}

static void
load_marks (Load  *load,
            RkRun *run)
{
  g_autoptr (RkStatement) row = NULL;
  gint64 last_id = G_MININT64;
  guint n = 0;

  /* Older files have no such table. */
  row = rk_database_query (load->database, NULL,
                           "SELECT id, kind, begin_ns, end_ns, text FROM mark WHERE run=? ORDER BY id", "i",
                           rk_run_get_id (run));

  while (row != NULL && rk_statement_step (row, NULL) == 1) {
    g_autofree char *text = dup_text (row, 4, RK_SCHEMA_MAX_TEXT);
    gint64 id = get_int (row, 0, 1, MAX_RUN_ID);
    gint64 begin_ns = get_int (row, 2, -MAX_TIME_NS, MAX_TIME_NS);
    g_autoptr (RkMark) mark = NULL;
    RkMarkKind kind = RK_MARK_NOTE;

    if (n++ == MAX_MARKS) {
      warn (load, _("Run “%s” has more marks than this program can show; the last ones are left out"), rk_run_get_name (run));
      break;
    }
    if (id <= last_id)
      continue;

    rk_mark_kind_from_id (rk_statement_text (row, 1), &kind);
    mark = rk_mark_new (id, kind, begin_ns, get_int (row, 3, begin_ns, MAX_TIME_NS), text);
    rk_run_insert_mark (run, mark);
    last_id = id;
  }
}

/* The marks of @run by their numbers. */
static GHashTable *
index_marks (RkRun *run)
{
  GListModel *marks = rk_run_get_marks (run);
  GHashTable *index = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (marks); i++) {
    RkMark *mark = g_list_model_get_item (marks, i);
    gint64 id = rk_mark_get_id (mark);

    g_hash_table_insert (index, g_memdup2 (&id, sizeof id), mark);
  }

  return index;
}

static void
load_photos (Load  *load,
               RkRun *run)
{
  g_autoptr (GHashTable) index = NULL;
  g_autoptr (RkStatement) row = NULL;
  gboolean is_left_out = FALSE;

  /* Older files have no such tables. */
  row = rk_database_query (load->database, NULL,
                           "SELECT mark, jpeg FROM mark_photo JOIN photo USING (hash) WHERE run=? ORDER BY mark", "i",
                           rk_run_get_id (run));

  while (row != NULL && rk_statement_step (row, NULL) == 1) {
    gint64 id = rk_statement_int (row, 0);
    gsize size;
    const void *bytes = rk_statement_blob (row, 1, &size);
    g_autoptr (GBytes) photo = NULL;
    RkMark *mark;

    if (index == NULL)
      index = index_marks (run);
    mark = g_hash_table_lookup (index, &id);
    if (mark == NULL || bytes == NULL || size == 0)
      continue;
    if (size > RK_MARK_MAX_PHOTO || load->n_photos == MAX_PHOTOS) {
      is_left_out = TRUE;
      continue;
    }

    photo = g_bytes_new (bytes, size);
    rk_mark_set_photo (mark, photo);
    load->n_photos++;
  }

  if (is_left_out)
    warn (load, _("Run “%s” has more or larger photos at its marks than this program can show; they are left out"),
          rk_run_get_name (run));
}

static void
load_offset (Load  *load,
             RkRun *run)
{
  g_autoptr (RkStatement) row = NULL;

  /* Older files have no such table. */
  row = rk_database_query (load->database, NULL, "SELECT offset_ns FROM run_offset WHERE run=?", "i", rk_run_get_id (run));

  if (row != NULL && rk_statement_step (row, NULL) == 1)
    rk_run_set_offset_ns (run, get_int (row, 0, -RK_RUN_MAX_OFFSET_NS, RK_RUN_MAX_OFFSET_NS));
}

static void
load_left_out (Load  *load,
               RkRun *run)
{
  g_autoptr (GArray) ranges = g_array_new (FALSE, FALSE, sizeof (RkTimeRange));
  g_autoptr (RkExcluded) excluded = NULL;
  g_autoptr (RkStatement) row = NULL;

  /* Older files have no such table. */
  row = rk_database_query (load->database, NULL, "SELECT begin_ns, end_ns FROM run_excluded WHERE run=? ORDER BY begin_ns", "i",
                           rk_run_get_id (run));

  while (row != NULL && rk_statement_step (row, NULL) == 1) {
    RkTimeRange range = { get_int (row, 0, G_MININT64, G_MAXINT64), get_int (row, 1, G_MININT64, G_MAXINT64) };

    if (ranges->len == RK_EXCLUDED_MAX) {
      warn (load, _("Run “%s” has more excluded pieces than this program can keep; the last ones are included again"),
            rk_run_get_name (run));
      break;
    }
    g_array_append_val (ranges, range);
  }

  excluded = rk_excluded_new ((const RkTimeRange *) (gpointer) ranges->data, ranges->len);
  rk_run_set_excluded (run, excluded);
}

static void
load_run (Load  *load,
          RkRun *run)
{
  g_autoptr (RkStatement) row = NULL;
  int step = -1;

  row = rk_database_query (load->database, NULL,
                           "SELECT id, source_key, source_name, profile_id, bytes, parsed, rejected, dropped, pending,"
                           " frames, n_rejected FROM stream WHERE run=? ORDER BY position", "i", rk_run_get_id (run));

  while (row != NULL && rk_run_get_n_streams (run) < RK_SCHEMA_MAX_STREAMS && (step = rk_statement_step (row, NULL)) == 1)
    load_stream (load, run, row);

  if (step < 0)
    warn (load, _("Run “%s”: a part of it is damaged and left out"), rk_run_get_name (run));

  load_marks (load, run);
  load_photos (load, run);
  load_offset (load, run);
  load_left_out (load, run);
  rk_experiment_add_run (load->experiment, run);
}

static gboolean
load_runs (Load    *load,
           GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (RkStatement) row = NULL;
  gint64 last_id = 0;
  int step = -1;

  row = rk_database_query (load->database, error,
                           "SELECT id, name, notes, visible, state, begin_wall_us, duration_ns FROM run"
                           " WHERE NOT deleted ORDER BY id", "");
  if (row == NULL)
    return FALSE;

  while (runs->len < RK_SCHEMA_MAX_RUNS && (step = rk_statement_step (row, runs->len == 0 ? error : NULL)) == 1) {
    gint64 id = rk_statement_int (row, 0);

    if (id > last_id && id < MAX_RUN_ID) {
      g_ptr_array_add (runs, read_run (load, row));
      last_id = id;
    }
  }

  if (step < 0 && runs->len == 0)
    return FALSE;
  if (step < 0)
    warn (load, _("The list of runs is damaged; some runs may be missing"));

  for (guint i = 0; i < runs->len; i++)
    load_run (load, g_ptr_array_index (runs, i));

  return TRUE;
}

/* A number, NaN if there is none. */
static double
get_double (RkStatement *row,
            int          column)
{
  return rk_statement_is_null (row, column) ? (double) NAN : rk_statement_double (row, column);
}

static RkCalibration *
read_calibration (Load        *load,
                  RkStatement *row,
                  int          column,
                  RkChannel   *channel)
{
  const char *text = rk_statement_text (row, column);
  g_autoptr (GError) error = NULL;
  RkCalibration *calibration;

  if (text == NULL)
    return NULL;

  calibration = rk_calibration_parse (text, &error);
  if (calibration == NULL)
    warn (load, _("The calibration of “%s” is damaged and left out (%s); its raw values are shown"),
          rk_channel_get_name (channel), error->message);

  return calibration;
}

/* After the units and before the looks of @channel are set. */
static void
load_sensor (Load      *load,
             RkChannel *channel,
             double    *zero)
{
  g_autoptr (RkStatement) row = NULL;
  g_autoptr (RkCalibration) calibration = NULL;
  g_autoptr (RkCalibration) factory = NULL;
  g_autofree char *unit = NULL;
  g_autofree char *name = NULL;
  g_autofree char *author = NULL;
  g_autofree char *factory_unit = NULL;

  *zero = 0.0;
  row = rk_database_query (load->database, NULL,
                           "SELECT calibration, calibration_unit, name, author, wall_us, zero, range_min, range_max, safe_min,"
                           " safe_max, resolution, factory, factory_unit FROM sensor WHERE channel=?", "s",
                           rk_channel_get_id (channel));
  if (row == NULL || rk_statement_step (row, NULL) != 1)
    return;

  calibration = read_calibration (load, row, 0, channel);
  unit = dup_text (row, 1, RK_SCHEMA_MAX_NAME);
  name = dup_text (row, 2, RK_SCHEMA_MAX_NAME);
  author = dup_text (row, 3, RK_SCHEMA_MAX_NAME);
  factory = read_calibration (load, row, 11, channel);
  factory_unit = dup_text (row, 12, RK_SCHEMA_MAX_NAME);

  rk_channel_set_range (channel, get_double (row, 6), get_double (row, 7));
  rk_channel_set_safe (channel, get_double (row, 8), get_double (row, 9));
  rk_channel_set_resolution (channel, get_double (row, 10));
  rk_channel_set_factory (channel, factory, factory_unit);
  if (calibration != NULL)
    rk_channel_set_calibration (channel, calibration, unit, name, author, get_int (row, 4, 0, MAX_WALL_US));
  *zero = rk_statement_double (row, 5);
}

static void
load_channels (Load *load)
{
  g_autoptr (RkStatement) row = NULL;
  guint n = 0;
  int step = -1;

  row = rk_database_query (load->database, NULL,
                           "SELECT source_key, column_key, name, symbol, quantity, raw_unit, decimals, id, unit, color, visible"
                           " FROM channel ORDER BY position", "");

  while (row != NULL && n++ < MAX_CHANNELS && (step = rk_statement_step (row, NULL)) == 1) {
    g_autoptr (RkColumn) column = read_column (row);
    g_autofree char *source_key = dup_text (row, 0, RK_SCHEMA_MAX_NAME);
    g_autofree char *id = dup_text (row, 7, RK_SCHEMA_MAX_NAME);
    g_autofree char *unit = dup_text (row, 8, RK_SCHEMA_MAX_NAME);
    g_autoptr (RkChannel) channel = NULL;
    double zero;

    if (id == NULL || rk_experiment_find_channel (load->experiment, id) != NULL)
      continue;

    channel = rk_channel_new (id, source_key != NULL ? source_key : "", column);
    load_sensor (load, channel, &zero);
    /* A calibration changes them all; the file has what it led to. */
    if (unit != NULL)
      rk_channel_set_unit (channel, unit);
    rk_channel_set_quantity (channel, column->quantity);
    if (column->symbol != NULL)
      rk_channel_set_symbol (channel, column->symbol);
    rk_channel_set_decimals (channel, column->decimals);
    rk_channel_set_zero (channel, zero);
    rk_channel_set_color (channel, (guint) get_int (row, 9, 0, G_MAXUINT16));
    rk_channel_set_visible (channel, rk_statement_int (row, 10) != 0);
    rk_experiment_add_channel (load->experiment, channel);
  }

  if (step < 0)
    warn (load, _("The list of channels is damaged; some names and units may be missing"));
}

/* Whoever parses it later does so recursively: depth is bounded here. A comment or a text in single quotes, which the parser
 * knows and JSON does not, would hide brackets. */
static gboolean
is_shallow (const char *json)
{
  gboolean in_string = FALSE;
  int depth = 0;

  for (const char *p = json; *p != '\0'; p++) {
    if (in_string && *p == '\\' && p[1] != '\0')
      p++;
    else if (*p == '"')
      in_string = !in_string;
    else if (!in_string && (*p == '[' || *p == '{') && ++depth > MAX_JSON_DEPTH)
      return FALSE;
    else if (!in_string && (*p == '/' || *p == '#' || *p == '\''))
      return FALSE;
    else if (!in_string && (*p == ']' || *p == '}'))
      depth--;
  }

  return TRUE;
}

static char *
dup_meta (Load       *load,
          const char *key,
          gsize       max)
{
  g_autoptr (RkStatement) row = rk_database_query (load->database, NULL, "SELECT value FROM meta WHERE key=?", "s", key);

  if (row == NULL || rk_statement_step (row, NULL) != 1)
    return NULL;

  return dup_text (row, 0, max);
}

/**
 * rk_load:
 * @database: an experiment
 * @damaged: whether to ask a file that does not hold together
 * @experiment: an empty document
 * @warnings: (nullable) (element-type utf8): gets a line for each thing left out
 * @error: return location
 *
 * Fills a document with what a file holds.
 *
 * Errors: @experiment may hold channels; no runs.
 * Threads: that of the database; nobody else may use @experiment meanwhile.
 *
 * Returns: %FALSE when nothing could be read
 */
gboolean
rk_load (RkDatabase   *database,
         gboolean      damaged,
         RkExperiment *experiment,
         GPtrArray    *warnings,
         GError      **error)
{
  Load load = { .database = database, .experiment = experiment, .warnings = warnings };
  g_autofree char *title = dup_meta (&load, "title", RK_SCHEMA_MAX_NAME);
  g_autofree char *setup = dup_meta (&load, "setup", RK_SCHEMA_MAX_TEXT);

  if (damaged)
    warn (&load, _("The file is damaged; what can be read is shown, and nothing in it is changed"));

  if (title != NULL)
    rk_experiment_set_title (experiment, title);

  if (setup != NULL && is_shallow (setup))
    rk_experiment_set_setup (experiment, setup);
  else if (setup != NULL)
    warn (&load, _("The settings in the file are damaged and left out"));

  load_channels (&load);

  return load_runs (&load, error);
}
