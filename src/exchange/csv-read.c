/* Reading CSV.
 *
 * The first 64 KiB tell the shape (csv-shape.c); then the text runs through a buffer of bounded size, record by
 * record, and fills blocks. The usual cell is a number that ends at a separator: that way is short. All else, empty
 * cells, quotes, words, blanks, moments, goes the long way. Nothing is put into the document before the end.
 */

#include "config.h"

#include "exchange/csv.h"

#include "base/bytes.h"
#include "base/clock.h"
#include "base/number.h"
#include "base/quantity.h"
#include "exchange/csv-clock.h"
#include "exchange/csv-shape.h"
#include "exchange/csv-title.h"
#include "exchange/errors.h"
#include "exchange/table.h"

#include <gio/gunixinputstream.h>
#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define READ_BYTES    (256 * 1024)
#define MAX_RECORD    (RK_MAX_COLUMNS * (RK_CSV_MAX_CELL + 1))
#define BOM_BYTES     3
/* A time above this many seconds counts from 1970, not from a start. */
#define MIN_EPOCH_S   1e8
#define MIN_EPOCH_MS  1e11
/* Nanoseconds that leave room for sums. */
#define MAX_TIME_NS   4e18

typedef struct {
  const char   *path;
  GInputStream *stream;
  RkCsvShape   *shape;
  RkTable      *table;
  RkTablePart  *part;   /* the run being read, NULL before its first row */
  char         *name;   /* of the file, for messages */

  char         *buffer;
  gsize         size;
  gsize         len;
  gsize         pos;
  gboolean      at_end;
  guint64       line;   /* of the record, from 1 */

  RkNumberFlags flags;  /* of an unquoted number */

  /* The row, by columns of the file; as many as @n_cells. */
  double       *cells;
  guint         n_cells;
  char         *run;       /* text of the run column, NULL before the first row */
  gboolean      new_run;
  gboolean      is_excluded;  /* of the row: left out of graphs and figures */
  gboolean      was_excluded; /* of the row before, of the same run */

  /* Where the columns of the file go: -1 = nowhere. */
  int           outputs[RK_MAX_COLUMNS];
  RkCsvKind     kinds[RK_MAX_COLUMNS];
  guint         n_columns; /* of the file */

  /* The block being filled. */
  guint         n_rows;
  gint64       *times;     /* RK_BLOCK_MAX_SAMPLES */
  double       *values;    /* column after column, RK_BLOCK_MAX_SAMPLES apart */

  guint64       n_total;   /* rows of this run so far */
  gint64        last_ns;
  gint64        clock_ns;  /* of the row, of a column of moments; RK_TIME_NONE */
  gboolean      dated;
  gboolean      has_origin;
  double        origin;    /* of the time column, in its unit */
  gint64        origin_ns; /* of the clock column */
} Reader;

static void
set_error_at_line (Reader     *self,
                   int         code,
                   const char *what,
                   GError    **error)
{
  g_set_error (error, RK_EXCHANGE_ERROR, code,
               /* Translators: the name of a file, the number of a line, then what is wrong there. */
               _("“%s”, line %" PRIu64 ": %s"), self->name, self->line, what);
}

/* Takes @what. */
static gboolean
fail_at_line (Reader *self,
              char   *what,
              GError **error)
{
  set_error_at_line (self, RK_EXCHANGE_ERROR_MALFORMED, what, error);
  g_free (what);

  return FALSE;
}

static gboolean
fail_cell (Reader      *self,
           const char  *cell,
           gsize        len,
           RkCsvKind    kind,
           GError     **error)
{
  g_autofree char *text = rk_bytes_to_text ((const guint8 *) cell, len, 40);

  if (kind == RK_CSV_CLOCK)
    return fail_at_line (self, g_strdup_printf (_("“%s” is not a time; correct or remove it"), text), error);

  return fail_at_line (self, g_strdup_printf (_("“%s” is not a number; correct or remove it"), text), error);
}

/* Bytes of the file, converted to UTF-8 if @charset says from what. */
static GInputStream *
open_stream (const char  *path,
             const char  *charset,
             guint        n_skip,
             GError     **error)
{
  int fd = rk_table_open (path, error);
  g_autoptr (GInputStream) bytes = NULL;
  g_autoptr (GCharsetConverter) converter = NULL;

  if (fd < 0)
    return NULL;

  lseek (fd, n_skip, SEEK_SET);
  bytes = g_unix_input_stream_new (fd, TRUE);

  if (charset == NULL)
    return g_steal_pointer (&bytes);

  converter = g_charset_converter_new ("UTF-8", charset, error);

  return converter != NULL ? g_converter_input_stream_new (bytes, G_CONVERTER (converter)) : NULL;
}

/* One more piece into the buffer, behind what is not read yet. FALSE with the error; the end sets @at_end. */
static gboolean
refill (Reader        *self,
        GCancellable  *cancellable,
        GError       **error)
{
  g_autoptr (GError) failure = NULL;
  gssize n;

  if (self->pos > 0) {
    self->len -= self->pos;
    memmove (self->buffer, self->buffer + self->pos, self->len);
    self->pos = 0;
  }

  if (self->size - self->len < READ_BYTES) {
    self->size = MAX (self->size * 2, self->len + READ_BYTES);
    self->buffer = g_realloc (self->buffer, self->size);
  }

  n = g_input_stream_read (self->stream, self->buffer + self->len, self->size - self->len, cancellable, &failure);

  if (n < 0) {
    if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)
        || g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT))
      g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_MALFORMED,
                   _("“%s” is not a text: its characters cannot be read"), self->name);
    else
      g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }

  self->len += (gsize) n;
  self->at_end = n == 0;

  return TRUE;
}

static gboolean
read_sample (Reader        *self,
             GCancellable  *cancellable,
             GError       **error)
{
  while (self->len < RK_CSV_SAMPLE && !self->at_end) {
    if (!refill (self, cancellable, error))
      return FALSE;
  }

  return TRUE;
}

/* The sample without a character cut in two at its end. */
static gboolean
sample_is_utf8 (Reader *self)
{
  const char *end;

  return g_utf8_validate_len (self->buffer, self->len, &end)
         || (!self->at_end && (gsize) (self->buffer + self->len - end) < 4);
}

static gboolean
reopen (Reader        *self,
        const char    *charset,
        guint          n_skip,
        GCancellable  *cancellable,
        GError       **error)
{
  g_clear_object (&self->stream);
  self->stream = open_stream (self->path, charset, n_skip, error);
  self->len = 0;
  self->pos = 0;
  self->at_end = FALSE;

  return self->stream != NULL && read_sample (self, cancellable, error);
}

/* Leaves the sample in the buffer as UTF-8. */
static gboolean
open_text (Reader        *self,
           GCancellable  *cancellable,
           GError       **error)
{
  const guint8 *b;

  if (!reopen (self, NULL, 0, cancellable, error))
    return FALSE;

  b = (const guint8 *) self->buffer;

  if (self->len >= BOM_BYTES && b[0] == 0xef && b[1] == 0xbb && b[2] == 0xbf)
    self->pos = BOM_BYTES;
  else if (self->len >= 2 && b[0] == 0xff && b[1] == 0xfe)
    return reopen (self, "UTF-16LE", 2, cancellable, error);
  else if (self->len >= 2 && b[0] == 0xfe && b[1] == 0xff)
    return reopen (self, "UTF-16BE", 2, cancellable, error);

  if (memchr (self->buffer, '\0', self->len) != NULL) {
    g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNKNOWN_FORMAT,
                 _("“%s” is not a table of text; choose a .csv, .tsv or .txt file"), self->name);
    return FALSE;
  }

  /* What spreadsheets in Russian wrote for decades. */
  if (!sample_is_utf8 (self))
    return reopen (self, "WINDOWS-1251", 0, cancellable, error);

  return TRUE;
}

static char *
unique_key (GPtrArray  *columns,
            const char *key)
{
  g_autofree char *try = g_strdup (key);

  for (guint n = 2, i = 0; i < columns->len; i++) {
    const RkColumn *column = columns->pdata[i];

    if (strcmp (column->key, try) == 0) {
      g_free (try);
      try = g_strdup_printf ("%s (%u)", key, n++);
      i = G_MAXUINT; /* from the start */
    }
  }

  return g_steal_pointer (&try);
}

static void
add_column (Reader     *self,
            guint       index,
            const char *title)
{
  GPtrArray *columns = self->table->columns;
  g_autofree char *name = NULL;
  g_autofree char *unit = NULL;
  g_autofree char *key = NULL;
  const RkUnit *known;

  if (title != NULL)
    rk_csv_title_parse (title, &name, &unit);

  if (name == NULL || *name == '\0') {
    g_free (name);
    name = g_strdup_printf (_("Column %u"), index + 1);
  }

  known = unit != NULL ? rk_unit_find (unit) : NULL;
  key = unique_key (columns, title != NULL ? title : name);
  self->outputs[index] = (int) columns->len;
  rk_table_add_column (self->table, key, name, known != NULL ? known->quantity : NULL, unit);
}

static void
set_up_columns (Reader *self)
{
  RkCsvShape *shape = self->shape;

  for (guint i = 0; i < RK_MAX_COLUMNS; i++) {
    self->outputs[i] = -1;
    self->kinds[i] = RK_CSV_VALUE;
  }

  self->n_columns = shape->kinds->len;

  for (guint i = 0; i < self->n_columns; i++) {
    self->kinds[i] = g_array_index (shape->kinds, RkCsvKind, i);

    if (self->kinds[i] == RK_CSV_VALUE)
      add_column (self, i, shape->titles->pdata[i]);
  }

  self->flags = shape->sign == ',' && shape->separator != ',' ? RK_NUMBER_COMMA : RK_NUMBER_PLAIN;
  self->values = g_new (double, (gsize) MAX (self->table->columns->len, 1) * RK_BLOCK_MAX_SAMPLES);
}

/* Evenly spaced only if that gives every single time back. */
static RkBlock *
make_block (Reader *self)
{
  guint n = self->n_rows;
  guint n_columns = self->table->columns->len;
  RkBlock *block;

  if (n >= 2 && self->times[n - 1] > self->times[0]) {
    double step_ns = (double) (self->times[n - 1] - self->times[0]) / (n - 1);
    gboolean same = TRUE;

    block = rk_block_new (n_columns, n, self->times[0], step_ns);

    for (guint i = 0; i < n && same; i++)
      same = rk_block_get_time_ns (block, i) == self->times[i];

    if (same)
      return block;

    rk_block_unref (block);
  }

  block = rk_block_new (n_columns, n, self->times[0], 0.0);
  memcpy (block->times_ns, self->times, n * sizeof (gint64));

  return block;
}

static void
flush_block (Reader *self)
{
  g_autoptr (RkBlock) block = NULL;

  if (self->n_rows == 0)
    return;

  block = make_block (self);

  for (guint i = 0; i < self->table->columns->len; i++)
    memcpy (block->values + (gsize) i * self->n_rows, self->values + (gsize) i * RK_BLOCK_MAX_SAMPLES,
            self->n_rows * sizeof (double));

  rk_series_append (self->part->series, block);
  self->part->end_ns = self->last_ns;
  self->n_rows = 0;
}

/* A row is wider than the table so far. */
static void
widen (Reader *self,
       guint   n_columns)
{
  flush_block (self);

  for (guint i = self->n_columns; i < n_columns; i++)
    add_column (self, i, NULL);

  self->n_columns = n_columns;
  self->values = g_renew (double, self->values, (gsize) self->table->columns->len * RK_BLOCK_MAX_SAMPLES);
}

static gboolean
is_missing_word (const char *cell,
                 gsize       len)
{
  static const char * const words[] = { "-", "--", "–", "—", "n/a", "#n/a", "na", "null", "none", "н/д" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    if (strlen (words[i]) == len && g_ascii_strncasecmp (cell, words[i], len) == 0)
      return TRUE;
  }

  return FALSE;
}

static gboolean
parse_number (Reader     *self,
              const char *cell,
              gsize       len,
              gboolean    quoted,
              double     *value)
{
  char copy[64];

  if (rk_number_parse (cell, len, self->flags | RK_NUMBER_WORDS, value))
    return TRUE;

  /* The first decimal comma of a file without any decimal sign so far, or one saved from the separator by quotes. */
  if ((self->shape->separator != ',' || quoted) && self->shape->sign != '.'
      && rk_number_parse (cell, len, RK_NUMBER_COMMA, value)) {
    if (!quoted)
      self->flags = RK_NUMBER_COMMA;
    return TRUE;
  }

  if (is_missing_word (cell, len)) {
    *value = (double) NAN;
    return TRUE;
  }

  /* "1 234,5" and a typographic minus; not "1,234", which is a thousand to some and one and a bit to others. */
  if (len >= sizeof copy || (self->shape->sign == '.' && memchr (cell, ',', len) != NULL))
    return FALSE;

  memcpy (copy, cell, len);
  copy[len] = '\0';

  return strpbrk (copy, " \xc2\xe2") != NULL && rk_number_parse_typed (copy, value);
}

static void
take_run (Reader     *self,
          const char *cell,
          gsize       len)
{
  if (self->run != NULL && strlen (self->run) == len && memcmp (self->run, cell, len) == 0)
    return;

  g_free (self->run);
  self->run = g_strndup (cell, len);
  self->new_run = TRUE;
}

/* All cells but a plain number followed by a separator. Returns what is behind it, NULL with the error. */
static const char *
slow_cell (Reader      *self,
           const char  *text,
           const char  *end,
           guint        index,
           GError     **error)
{
  char buffer[RK_CSV_MAX_CELL];
  const char *cell;
  gsize len;
  gboolean quoted;
  const char *stop = rk_csv_cell (text, end, self->shape->separator, buffer, &cell, &len, &quoted);
  double *value = &self->cells[index];

  *value = (double) NAN;

  if (stop == NULL) {
    set_error_at_line (self, RK_EXCHANGE_ERROR_TOO_LARGE, _("a cell has more than 4096 bytes"), error);
    return NULL;
  }

  switch (self->kinds[index]) {
  case RK_CSV_TEXT:
    break;
  case RK_CSV_RUN:
    take_run (self, cell, len);
    break;
  case RK_CSV_EXCLUDED:
    self->is_excluded = len == 1 && *cell == '1';
    break;
  case RK_CSV_CLOCK:
    if (len > 0 && !rk_csv_clock_parse (cell, len, &self->clock_ns, &self->dated)) {
      fail_cell (self, cell, len, RK_CSV_CLOCK, error);
      return NULL;
    }
    break;
  case RK_CSV_VALUE:
  case RK_CSV_TIME:
  default:
    if (len > 0 && !parse_number (self, cell, len, quoted, value)) {
      fail_cell (self, cell, len, RK_CSV_VALUE, error);
      return NULL;
    }
  }

  return stop;
}

/* Takes the cells of one record apart. */
static gboolean
read_cells (Reader      *self,
            const char  *p,
            const char  *end,
            GError     **error)
{
  char separator = self->shape->separator;

  self->n_cells = 0;
  self->clock_ns = RK_TIME_NONE;
  self->is_excluded = FALSE;

  for (;;) {
    guint index = self->n_cells;
    const char *stop = NULL;

    if (index == RK_MAX_COLUMNS) {
      set_error_at_line (self, RK_EXCHANGE_ERROR_TOO_LARGE, _("there are more than 1024 columns"), error);
      return FALSE;
    }

    if (self->kinds[index] <= RK_CSV_TIME)
      stop = rk_number_scan (p, end, self->flags, &self->cells[index]);

    /* Blanks are left to the long way: they may stand at the end of the row. */
    if (stop == NULL || (stop != end && *stop != separator) || (separator == ' ' && stop != end)) {
      stop = slow_cell (self, p, end, index, error);

      if (stop == NULL)
        return FALSE;
    }

    self->n_cells++;

    if (stop == end)
      return TRUE;

    p = stop + 1;
  }
}

static gboolean
row_has_value (Reader *self)
{
  for (guint i = 0; i < self->n_cells; i++) {
    if (self->kinds[i] == RK_CSV_VALUE && !isnan (self->cells[i]))
      return TRUE;
  }

  return FALSE;
}

/* Seconds or milliseconds since 1970 instead of seconds since a start. */
static void
set_origin (Reader *self,
            double  first)
{
  double tick_ns = self->shape->tick_ns;

  self->has_origin = TRUE;

  if (!self->shape->tick_known && fabs (first) > MIN_EPOCH_MS)
    self->shape->tick_ns = tick_ns = 1e6;

  if (fabs (first) * tick_ns <= MIN_EPOCH_S * 1e9 || fabs (first) * tick_ns > MAX_TIME_NS)
    return;

  self->origin = first;
  self->table->begin_wall_us = (gint64) (first * tick_ns / 1e3);
}

static void
set_clock_origin (Reader *self)
{
  self->has_origin = TRUE;
  self->origin_ns = self->clock_ns;

  if (self->dated)
    self->table->begin_wall_us = self->clock_ns / 1000;
}

/* FALSE without an error: the row has no time and nothing else either. */
static gboolean
find_time (Reader  *self,
           gint64  *time_ns,
           GError **error)
{
  int column = self->shape->time;
  double t;

  if (column < 0) {
    *time_ns = (gint64) self->n_total * RK_NS_PER_S;
    return TRUE;
  }

  if (self->kinds[column] == RK_CSV_CLOCK) {
    if (self->clock_ns != RK_TIME_NONE) {
      if (!self->has_origin)
        set_clock_origin (self);

      *time_ns = self->clock_ns - self->origin_ns;

      /* Past midnight. */
      if (!self->dated && self->n_total > 0 && *time_ns < self->last_ns - 43200 * RK_NS_PER_S)
        *time_ns = self->clock_ns - (self->origin_ns -= 86400 * RK_NS_PER_S);

      return TRUE;
    }
  } else if ((guint) column < self->n_cells && !isnan (t = self->cells[column])) {
    if (!self->has_origin)
      set_origin (self, t);

    t = (t - self->origin) * self->shape->tick_ns;

    if (fabs (t) <= MAX_TIME_NS) {
      *time_ns = (gint64) llrint (t);
      return TRUE;
    }
  }

  if (row_has_value (self))
    fail_at_line (self, g_strdup (_("the row has no time; correct or remove it")), error);

  return FALSE;
}

static void
begin_part (Reader *self)
{
  if (self->part != NULL)
    flush_block (self);

  self->part = rk_table_add_part (self->table, self->run != NULL ? rk_csv_text_unguard (self->run) : NULL,
                                  self->table->columns->len);
  self->new_run = FALSE;
  self->was_excluded = FALSE;
  self->n_total = 0;
}

static gboolean
check_order (Reader  *self,
             gint64   time_ns,
             GError **error)
{
  char was[RK_NUMBER_BUFFER];
  char is[RK_NUMBER_BUFFER];

  if (self->n_total == 0 || time_ns >= self->last_ns)
    return TRUE;

  rk_number_print ((double) self->last_ns / 1e9, was);
  rk_number_print ((double) time_ns / 1e9, is);

  return fail_at_line (self, g_strdup_printf (_("the time goes back from %s s to %s s; sort the rows or split the file"),
                                              was, is), error);
}

/* Rows that follow each other are one piece. */
static void
exclude_row (Reader *self,
             gint64  time_ns)
{
  GArray *excluded = self->part->excluded;
  RkTimeRange range = { time_ns, time_ns };

  if (self->is_excluded && self->was_excluded)
    g_array_index (excluded, RkTimeRange, excluded->len - 1).end_ns = time_ns;
  else if (self->is_excluded && excluded->len < RK_EXCLUDED_MAX)
    g_array_append_val (excluded, range);
  else
    self->is_excluded = FALSE;
  self->was_excluded = self->is_excluded;
}

static void
store_row (Reader *self,
           gint64  time_ns)
{
  guint row = self->n_rows;

  exclude_row (self, time_ns);

  self->times[row] = time_ns;

  for (guint i = 0; i < self->n_columns; i++) {
    if (self->outputs[i] >= 0)
      self->values[(gsize) self->outputs[i] * RK_BLOCK_MAX_SAMPLES + row] = i < self->n_cells ? self->cells[i] : (double) NAN;
  }

  self->last_ns = time_ns;
  self->n_total++;

  if (++self->n_rows == RK_BLOCK_MAX_SAMPLES)
    flush_block (self);
}

static gboolean
read_row (Reader      *self,
          const char  *p,
          const char  *end,
          GError     **error)
{
  GError *failure = NULL;
  gint64 time_ns;

  while (p < end && (*p == ' ' || (*p == '\t' && self->shape->separator != '\t')))
    p++;

  /* Empty lines and remarks. */
  if (p == end || *p == '#')
    return TRUE;

  if (!read_cells (self, p, end, error))
    return FALSE;

  /* Empty cells behind the last column are what a last separator leaves. */
  while (self->n_cells > self->n_columns && isnan (self->cells[self->n_cells - 1]))
    self->n_cells--;

  if (self->n_cells > self->n_columns)
    widen (self, self->n_cells);

  if (self->part == NULL || self->new_run)
    begin_part (self);

  if (!find_time (self, &time_ns, &failure)) {
    if (failure == NULL)
      return TRUE;
    g_propagate_error (error, failure);
    return FALSE;
  }

  if (self->shape->time < 0 && !row_has_value (self) && self->n_cells <= 1)
    return TRUE;

  if (!check_order (self, time_ns, error))
    return FALSE;

  store_row (self, time_ns);

  return TRUE;
}

/* The next record, without its line end; refills as needed. FALSE at the end or with an error. */
static gboolean
next_record (Reader        *self,
             const char   **begin,
             const char   **end,
             GCancellable  *cancellable,
             GError       **error)
{
  const char *eol;

  while ((eol = rk_csv_record_end (self->buffer + self->pos, self->buffer + self->len, self->shape->line_end)) == NULL) {
    if (self->at_end) {
      if (self->pos == self->len)
        return FALSE;
      eol = self->buffer + self->len;
      break;
    }

    if (self->len - self->pos > MAX_RECORD) {
      set_error_at_line (self, RK_EXCHANGE_ERROR_TOO_LARGE,
                         _("the line does not end, or a quote is not closed"), error);
      return FALSE;
    }

    if (!refill (self, cancellable, error))
      return FALSE;
  }

  *begin = self->buffer + self->pos;
  *end = eol;
  self->pos = MIN ((gsize) (eol - self->buffer) + 1, self->len);

  if (*end > *begin && (*end)[-1] == '\r')
    (*end)--;

  return TRUE;
}

static guint64
count_lines (const char *begin,
             const char *end,
             char        line_end)
{
  guint64 n = 1;

  /* Quoted line ends are rare. */
  while (begin < end && (begin = memchr (begin, line_end, (gsize) (end - begin))) != NULL) {
    begin++;
    n++;
  }

  return n;
}

static gboolean
read_rows (Reader        *self,
           GCancellable  *cancellable,
           GError       **error)
{
  GError *failure = NULL;
  const char *begin;
  const char *end;
  guint64 n = 0;

  for (self->line = 1; next_record (self, &begin, &end, cancellable, &failure); n++) {
    if (n >= self->shape->n_skip && !read_row (self, begin, end, &failure))
      break;

    self->line += count_lines (begin, end, self->shape->line_end);
  }

  if (failure != NULL) {
    g_propagate_error (error, failure);
    return FALSE;
  }

  return TRUE;
}

static void
add_notes (Reader *self)
{
  if (self->shape->time < 0)
    rk_table_add_note (self->table, _("The file has no column of time: its rows are taken to be 1 s apart."));
  else if (self->shape->titles->pdata[self->shape->time] == NULL && self->kinds[self->shape->time] == RK_CSV_TIME)
    rk_table_add_note (self->table, _("The first column has no title and is taken for the time in seconds."));
}

static gboolean
read_table (Reader        *self,
            GCancellable  *cancellable,
            GError       **error)
{
  if (!open_text (self, cancellable, error))
    return FALSE;

  self->shape = rk_csv_shape_guess (self->buffer + self->pos, MIN (self->len - self->pos, RK_CSV_SAMPLE),
                                    self->at_end && self->len - self->pos <= RK_CSV_SAMPLE);
  set_up_columns (self);

  if (self->table->columns->len > 0) {
    if (!read_rows (self, cancellable, error))
      return FALSE;

    if (self->part != NULL)
      flush_block (self);
  }

  if (self->part == NULL) {
    g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_EMPTY,
                 _("“%s” has no rows of numbers"), self->name);
    return FALSE;
  }

  add_notes (self);

  return TRUE;
}

/* Any thread. */
RkTable *
rk_csv_load (const char    *path,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (RkTable) table = rk_table_new (path);
  Reader *self = g_new0 (Reader, 1);
  gboolean done;

  self->path = path;
  self->table = table;
  self->name = g_path_get_basename (path);
  self->cells = g_new0 (double, RK_MAX_COLUMNS);
  self->times = g_new0 (gint64, RK_BLOCK_MAX_SAMPLES);

  done = read_table (self, cancellable, error);

  g_clear_object (&self->stream);
  g_clear_pointer (&self->shape, rk_csv_shape_free);
  g_free (self->name);
  g_free (self->buffer);
  g_free (self->cells);
  g_free (self->run);
  g_free (self->times);
  g_free (self->values);
  g_free (self);

  return done ? g_steal_pointer (&table) : NULL;
}

/**
 * rk_csv_read:
 * @experiment: where the new run goes
 * @path: a file
 * @cancellable: (nullable): stops between pieces of 256 KiB
 * @error: return location
 *
 * Reads a table of text as a new run.
 *
 * Found out by itself: separator (comma, semicolon, tab, blanks), decimal sign, character set (UTF-8, UTF-16 with a
 * byte order mark, else Windows-1251), header, units, and the column of time: by its title or unit, by moments such
 * as "2024-05-01 12:30:05", or an ascending first column without a title. Without one the rows are 1 s apart. What was
 * guessed stands in the notes of the run. Empty cells and words such as "nan" are missing values.
 *
 * Errors: %RK_EXCHANGE_ERROR_MALFORMED with file, line and text, %RK_EXCHANGE_ERROR_TOO_LARGE for more than 1024
 * columns or a cell over 4096 bytes, %RK_EXCHANGE_ERROR_UNKNOWN_FORMAT for binary files, %RK_EXCHANGE_ERROR_EMPTY,
 * those of reading a file; @experiment is then unchanged.
 * Threads: main.
 *
 * Returns: (transfer none): the run, the first one if the file has several
 */
RkRun *
rk_csv_read (RkExperiment  *experiment,
             const char    *path,
             GCancellable  *cancellable,
             GError       **error)
{
  g_autoptr (RkTable) table = NULL;

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  table = rk_csv_load (path, cancellable, error);

  return table != NULL ? rk_table_attach (table, experiment) : NULL;
}
