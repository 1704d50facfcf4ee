/* Finds out the shape of a table of text: separator, decimal sign, header, units and the column of time.
 *
 * Every separator is tried on the first records; the one that splits them into the most numbers wins. Decimal
 * comma and separating comma cannot both be meant: "0,5;1,5" gives numbers only with the semicolon, "0.5,1.5" only
 * with the comma, "0,5 1,5" only with the blank. The first row that begins with a number or a moment is the first of
 * the data, the row above it the header, what is above that a preamble.
 */

#include "config.h"

#include "exchange/csv-shape.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/quantity.h"
#include "exchange/csv-clock.h"
#include "exchange/csv-title.h"
#include "store/block.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_RECORDS  200
/* So many texts in a column are a column of texts; fewer are mistakes. */
#define MIN_TEXTS    3
/* Of data among the cells of a row. */
#define MIN_SHARE    0.25

typedef enum { CELL_EMPTY, CELL_NUMBER, CELL_CLOCK, CELL_TEXT } CellKind;

typedef struct {
  char    *text;
  CellKind kind;
  double   value;
} Cell;

static void
cell_clear (gpointer data)
{
  g_free (((Cell *) data)->text);
}

const char *
rk_csv_record_end (const char *text,
                   const char *end,
                   char        line_end)
{
  gboolean in_quotes = FALSE;
  const char *p = text;

  for (;;) {
    const char *eol = memchr (p, line_end, (gsize) (end - p));

    if (eol == NULL)
      return NULL;

    while ((p = memchr (p, '"', (gsize) (eol - p))) != NULL) {
      in_quotes = !in_quotes;
      p++;
    }

    if (!in_quotes)
      return eol;

    p = eol + 1;
  }
}

static inline gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t';
}

static inline gboolean
is_separator (char c,
              char separator)
{
  return c == separator || (separator == ' ' && c == '\t');
}

/* @text is behind the opening quote. */
static const char *
quoted_cell (const char  *text,
             const char  *end,
             char         separator,
             char        *buffer,
             const char **cell,
             gsize       *len)
{
  const char *p = text;
  gsize n = 0;

  while (p < end) {
    if (*p == '"') {
      if (p + 1 == end || p[1] != '"')
        break;
      p++;
    }

    if (n == RK_CSV_MAX_CELL)
      return NULL;

    buffer[n++] = *p++;
  }

  /* What stands between the closing quote and the separator is of no use. */
  while (p < end && !is_separator (*p, separator))
    p++;

  *cell = buffer;
  *len = n;

  return p;
}

const char *
rk_csv_cell (const char  *text,
             const char  *end,
             char         separator,
             char        *buffer,
             const char **cell,
             gsize       *len,
             gboolean    *quoted)
{
  const char *p = text;
  const char *stop;

  while (p < end && is_blank (*p) && (separator == ' ' || *p != separator))
    p++;

  *quoted = p < end && *p == '"';

  if (*quoted) {
    stop = quoted_cell (p + 1, end, separator, buffer, cell, len);
  } else {
    const char *last;

    for (stop = p; stop < end && !is_separator (*stop, separator); stop++)
      continue;

    for (last = stop; last > p && is_blank (last[-1]); last--)
      continue;

    *cell = p;
    *len = (gsize) (last - p);

    if (*len > RK_CSV_MAX_CELL)
      return NULL;
  }

  /* Blanks before the next cell or the end separate nothing. */
  if (stop != NULL && separator == ' ') {
    while (stop < end && is_blank (*stop))
      stop++;
    if (stop < end)
      stop--;
  }

  return stop;
}

static void
cell_classify (Cell    *self,
               gboolean comma)
{
  gsize len = strlen (self->text);
  gboolean has_date;
  gint64 ns;

  if (len == 0)
    self->kind = CELL_EMPTY;
  else if (rk_number_parse (self->text, len, RK_NUMBER_WORDS | (comma ? RK_NUMBER_COMMA : 0), &self->value)
           || (strpbrk (self->text, " \xc2\xe2") != NULL && rk_number_parse_typed (self->text, &self->value)))
    self->kind = CELL_NUMBER;
  else if (rk_csv_clock_parse (self->text, len, &ns, &has_date))
    self->kind = CELL_CLOCK;
  else
    self->kind = CELL_TEXT;
}

/* (element-type Cell) */
static GArray *
split_record (const char *text,
              const char *end,
              char        separator)
{
  GArray *cells = g_array_new (FALSE, TRUE, sizeof (Cell));
  char buffer[RK_CSV_MAX_CELL];

  g_array_set_clear_func (cells, cell_clear);

  for (;;) {
    const char *bytes;
    gsize len;
    gboolean quoted;
    const char *stop = rk_csv_cell (text, end, separator, buffer, &bytes, &len, &quoted);
    Cell cell = { NULL };

    /* Too long: the reader will say so, if it gets there. */
    if (stop == NULL || cells->len == RK_MAX_COLUMNS)
      return cells;

    cell.text = g_strndup (bytes, len);
    cell_classify (&cell, quoted || separator != ',');
    g_array_append_val (cells, cell);

    if (stop == end)
      return cells;

    text = stop + 1;
  }
}

/* (element-type GArray<Cell>): one per record, an empty one too. */
static GPtrArray *
split_text (const char *text,
            gsize       len,
            gboolean    at_end,
            char        line_end,
            char        separator)
{
  GPtrArray *records = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  const char *end = text + len;

  while (text < end && records->len < MAX_RECORDS) {
    const char *eol = rk_csv_record_end (text, end, line_end);
    const char *stop = eol;

    if (eol == NULL) {
      /* Half a record tells nothing, unless it is all there is. */
      if (!at_end && records->len > 0)
        break;
      eol = stop = end;
    }

    if (stop > text && stop[-1] == '\r')
      stop--;

    g_ptr_array_add (records, split_record (text, stop, separator));
    text = eol == end ? end : eol + 1;
  }

  return records;
}

static gboolean
is_data (const Cell *cell)
{
  return cell->kind == CELL_NUMBER || cell->kind == CELL_CLOCK;
}

static guint
count_data (GArray *record)
{
  guint n = 0;

  for (guint i = 0; i < record->len; i++)
    n += is_data (&g_array_index (record, Cell, i));

  return n;
}

static gboolean
record_is_empty (GArray *record)
{
  for (guint i = 0; i < record->len; i++) {
    if (g_array_index (record, Cell, i).kind != CELL_EMPTY)
      return FALSE;
  }

  return TRUE;
}

static gboolean
has_number (GArray *record)
{
  for (guint i = 0; i < record->len; i++) {
    if (g_array_index (record, Cell, i).kind == CELL_NUMBER)
      return TRUE;
  }

  return FALSE;
}

/* How well a separator explains the records. The blank between date and time is no separator. */
static double
score_records (GPtrArray *records,
               char       separator)
{
  double score = 0.0;

  for (guint i = 0; i < records->len; i++) {
    GArray *record = records->pdata[i];
    double share = (double) count_data (record) / record->len;

    /* A number or two in a header must not outvote the rows. */
    if (record->len >= 2 && share >= MIN_SHARE && (separator != ' ' || has_number (record)))
      score += share;
  }

  return score;
}

/* Whether all records have as many cells, two or more. */
static gboolean
are_equally_long (GPtrArray *records)
{
  guint n = 0;

  for (guint i = 0; i < records->len; i++) {
    GArray *record = records->pdata[i];

    if (record_is_empty (record))
      continue;
    if (record->len < 2 || (n > 0 && record->len != n))
      return FALSE;
    n = record->len;
  }

  return n > 0;
}

/* Without any number only the letters are left to go by. */
static char
separator_of_header (const char *text,
                     gsize       len)
{
  if (memchr (text, '\t', len) != NULL)
    return '\t';
  if (memchr (text, ';', len) != NULL)
    return ';';

  return ',';
}

static GPtrArray *
choose_separator (RkCsvShape *self,
                  const char *text,
                  gsize       len,
                  gboolean    at_end)
{
  /* In this order, since the first of equals wins: "1,5 512" has two numbers either way. */
  static const char candidates[] = { '\t', ';', ' ', ',' };
  GPtrArray *best = NULL;
  double best_score = 0.0;
  gboolean tabs_fit = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (candidates); i++) {
    GPtrArray *records = split_text (text, len, at_end, self->line_end, candidates[i]);
    double score = score_records (records, candidates[i]);

    /* The number in "Run 1" is not a cell of its own. */
    if (candidates[i] == '\t')
      tabs_fit = score > 0.0 && are_equally_long (records);
    else if (candidates[i] == ' ' && tabs_fit && !are_equally_long (records))
      score = 0.0;

    if (score > best_score) {
      g_clear_pointer (&best, g_ptr_array_unref);
      best = g_ptr_array_ref (records);
      best_score = score;
      self->separator = candidates[i];
    }

    g_ptr_array_unref (records);
  }

  if (best == NULL) {
    GPtrArray *single = split_text (text, len, at_end, self->line_end, ';');
    guint n_data = 0;

    for (guint i = 0; i < single->len; i++)
      n_data += count_data (single->pdata[i]);

    self->separator = n_data > 0 ? ';' : separator_of_header (text, len);
    best = self->separator == ';' ? g_ptr_array_ref (single)
                                  : split_text (text, len, at_end, self->line_end, self->separator);
    g_ptr_array_unref (single);
  }

  return best;
}

/* The first row of data: it begins with data, or with nothing and has data behind; failing that, the first with any. */
static guint
find_data (GPtrArray *records)
{
  guint any = records->len;

  for (guint i = 0; i < records->len; i++) {
    GArray *record = records->pdata[i];
    guint n_data = count_data (record);

    if (n_data == 0)
      continue;

    if (g_array_index (record, Cell, 0).kind != CELL_TEXT)
      return i;

    any = MIN (any, i);
  }

  return any;
}

static gboolean
is_row_of_units (GArray *record)
{
  guint n = 0;

  for (guint i = 0; i < record->len; i++) {
    const Cell *cell = &g_array_index (record, Cell, i);
    g_autofree char *bare = g_strdup (cell->text);
    gsize len;

    g_strdelimit (bare, "()[]", ' ');
    g_strstrip (bare);
    len = strlen (bare);

    if (len > 0 && rk_unit_find (bare) == NULL)
      return FALSE;

    n += len > 0;
  }

  return n > 0;
}

static char *
title_with_unit (const char *title,
                 const char *unit)
{
  g_autofree char *bare = g_strdup (unit);

  g_strdelimit (bare, "()[]", ' ');
  g_strstrip (bare);

  return *bare == '\0' ? g_strdup (title) : g_strdup_printf ("%s [%s]", title, bare);
}

static GArray *
record_above (GPtrArray *records,
              guint     *i)
{
  while (*i > 0) {
    GArray *record = records->pdata[--*i];

    /* A title may well be a number ("2024"), most are not. */
    if (!record_is_empty (record))
      return count_data (record) * 2 < record->len ? record : NULL;
  }

  return NULL;
}

static void
find_titles (RkCsvShape *self,
             GPtrArray  *records,
             guint       first)
{
  guint i = first;
  GArray *header = record_above (records, &i);
  GArray *units = NULL;
  guint n_columns = first < records->len ? ((GArray *) records->pdata[first])->len : 0;

  if (header != NULL && is_row_of_units (header)) {
    GArray *names = record_above (records, &i);

    if (names != NULL && names->len >= 2) {
      units = header;
      header = names;
    }
  }

  /* One cell over many columns is a caption. */
  if (header != NULL && header->len == 1 && n_columns > 1)
    header = NULL;

  for (i = 0; header != NULL && i < header->len; i++) {
    const char *text = g_array_index (header, Cell, i).text;

    /* "# t, T" is a habit of numerical programs. */
    if (i == 0 && *text == '#' && *++text == '\0')
      continue;

    while (is_blank (*text))
      text++;

    if (*text == '\0')
      g_ptr_array_add (self->titles, NULL);
    else if (units != NULL && i < units->len)
      g_ptr_array_add (self->titles, title_with_unit (text, g_array_index (units, Cell, i).text));
    else
      g_ptr_array_add (self->titles, g_strdup (text));
  }
}

/* Whether a title is a word of ours, in English, Russian or the user's language. */
static gboolean
is_title (const char *title,
          const char *english,
          const char *russian,
          const char *local)
{
  g_autofree char *fold = title != NULL ? g_utf8_casefold (title, -1) : NULL;
  g_autofree char *local_fold = g_utf8_casefold (local, -1);

  return g_strcmp0 (fold, english) == 0 || g_strcmp0 (fold, russian) == 0 || g_strcmp0 (fold, local_fold) == 0;
}

static gboolean
is_run_title (const char *title)
{
  return is_title (title, "run", "серия", _("Run"));
}

/* The width of the table, without columns that have neither a title nor a value. */
static guint
count_columns (RkCsvShape *self,
               GPtrArray  *records,
               guint       first)
{
  guint n = 0;

  for (guint i = 0; i < self->titles->len; i++) {
    if (self->titles->pdata[i] != NULL)
      n = i + 1;
  }

  for (guint i = first; i < records->len; i++) {
    GArray *record = records->pdata[i];

    for (guint k = n; k < record->len; k++) {
      if (g_array_index (record, Cell, k).kind != CELL_EMPTY)
        n = k + 1;
    }
  }

  return n;
}

static RkCsvKind
column_kind (GPtrArray *records,
             guint      first,
             guint      column)
{
  guint n[4] = { 0 };

  for (guint i = first; i < records->len; i++) {
    GArray *record = records->pdata[i];

    if (column < record->len)
      n[g_array_index (record, Cell, column).kind]++;
  }

  if (n[CELL_NUMBER] > 0)
    return RK_CSV_VALUE;
  if (n[CELL_CLOCK] > 0)
    return RK_CSV_CLOCK;

  return n[CELL_TEXT] >= MIN_TEXTS ? RK_CSV_TEXT : RK_CSV_VALUE;
}

/* Behind all others, with nothing in it but 1: else it is a channel of that name. */
static gboolean
is_excluded_column (RkCsvShape *self,
                    GPtrArray  *records,
                    guint       first,
                    guint       column)
{
  if (!is_title (self->titles->pdata[column], "excluded", "исключено", _("Excluded")))
    return FALSE;

  for (guint i = first; i < records->len; i++) {
    GArray *record = records->pdata[i];
    const Cell *cell = column < record->len ? &g_array_index (record, Cell, column) : NULL;

    if (cell != NULL && cell->kind != CELL_EMPTY && g_strcmp0 (cell->text, "1") != 0)
      return FALSE;
  }

  return TRUE;
}

static void
find_kinds (RkCsvShape *self,
            GPtrArray  *records,
            guint       first)
{
  guint n = count_columns (self, records, first);
  guint n_others;

  g_ptr_array_set_size (self->titles, (int) n);
  n_others = n > 1 && is_excluded_column (self, records, first, n - 1) ? n - 1 : n;

  for (guint i = 0; i < n; i++) {
    RkCsvKind kind = column_kind (records, first, i);

    if (i >= n_others)
      kind = RK_CSV_EXCLUDED;
    else if (i > 0 && i + 1 == n_others && is_run_title (self->titles->pdata[i]))
      kind = RK_CSV_RUN;

    g_array_append_val (self->kinds, kind);
  }
}

static void
find_sign (RkCsvShape *self,
           GPtrArray  *records,
           guint       first)
{
  for (guint i = first; i < records->len; i++) {
    GArray *record = records->pdata[i];

    for (guint k = 0; k < record->len; k++) {
      const Cell *cell = &g_array_index (record, Cell, k);

      if (cell->kind != CELL_NUMBER)
        continue;

      if (strpbrk (cell->text, ".,") != NULL) {
        self->sign = *strpbrk (cell->text, ".,");
        return;
      }
    }
  }
}

/* Words for time, and their unit in nanoseconds where the word says it. Lower case. */
static const struct {
  const char *word;
  double      tick_ns; /* 0 = not said */
} time_words[] = {
  { "time", 0 }, { "timestamp", 0 }, { "elapsed", 0 }, { "elapsed time", 0 }, { "relative_time", 0 },
  { "время", 0 }, { "τ", 0 }, { "zeit", 0 }, { "temps", 0 }, { "tiempo", 0 },
  { "s", 1e9 }, { "sec", 1e9 }, { "second", 1e9 }, { "seconds", 1e9 }, { "секунды", 1e9 }, { "сек", 1e9 },
  { "ms", 1e6 }, { "millis", 1e6 }, { "milliseconds", 1e6 }, { "time_ms", 1e6 }, { "timestamp_ms", 1e6 }, { "мс", 1e6 },
  { "us", 1e3 }, { "µs", 1e3 }, { "micros", 1e3 }, { "microseconds", 1e3 }, { "time_us", 1e3 }, { "мкс", 1e3 },
};

static gboolean
is_time_title (RkCsvShape *self,
               guint       column)
{
  const char *title = self->titles->pdata[column];
  g_autofree char *name = NULL;
  g_autofree char *unit = NULL;
  g_autofree char *fold = NULL;
  const RkUnit *known;

  if (title == NULL)
    return FALSE;

  rk_csv_title_parse (title, &name, &unit);
  known = unit != NULL ? rk_unit_find (unit) : NULL;

  /* "t, °C" is a temperature, whatever its letter. */
  if (unit != NULL && (known == NULL || strcmp (known->quantity, "time") != 0))
    return FALSE;

  fold = g_utf8_strdown (name, -1);
  self->tick_ns = known != NULL ? known->factor * 1e9 : 1e9;
  self->tick_known = known != NULL;

  /* "T" alone is a temperature. */
  if (strcmp (name, "t") == 0)
    return TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (time_words); i++) {
    if (strcmp (fold, time_words[i].word) == 0) {
      if (known == NULL && time_words[i].tick_ns > 0.0) {
        self->tick_ns = time_words[i].tick_ns;
        self->tick_known = TRUE;
      }
      return TRUE;
    }
  }

  /* The first column in a unit of time is the time; a later one may be a measured duration. */
  return known != NULL && column == 0;
}

static gboolean
first_column_ascends (GPtrArray *records,
                      guint      first)
{
  double last = -G_MAXDOUBLE;
  double begin = 0.0;
  guint n = 0;

  for (guint i = first; i < records->len; i++) {
    const Cell *cell;

    if (record_is_empty (records->pdata[i]))
      continue;

    cell = &g_array_index ((GArray *) records->pdata[i], Cell, 0);

    if (cell->kind != CELL_NUMBER || !(cell->value >= last))
      return FALSE;

    if (n++ == 0)
      begin = cell->value;
    last = cell->value;
  }

  return n >= 2 && last > begin;
}

static gboolean
has_time_of_day (GPtrArray *records,
                 guint      first,
                 guint      column)
{
  for (guint i = first; i < records->len; i++) {
    GArray *record = records->pdata[i];

    if (column < record->len && strchr (g_array_index (record, Cell, column).text, ':') != NULL)
      return TRUE;
  }

  return FALSE;
}

static RkCsvKind *
kind_of (RkCsvShape *self,
         guint       column)
{
  return &g_array_index (self->kinds, RkCsvKind, column);
}

static void
find_time (RkCsvShape *self,
           GPtrArray  *records,
           guint       first)
{
  guint n = self->kinds->len;

  for (guint i = 0; i < n && self->time < 0; i++) {
    if (*kind_of (self, i) == RK_CSV_VALUE && is_time_title (self, i)) {
      *kind_of (self, i) = RK_CSV_TIME;
      self->time = (int) i;
    }
  }

  /* The first clock is the time if there is no better; all others, and a date of its own before it, are texts. */
  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < n && self->time < 0; i++) {
      if (*kind_of (self, i) == RK_CSV_CLOCK && (pass == 1 || has_time_of_day (records, first, i)))
        self->time = (int) i;
    }
  }

  for (guint i = 0; i < n; i++) {
    if (*kind_of (self, i) == RK_CSV_CLOCK && self->time != (int) i)
      *kind_of (self, i) = RK_CSV_TEXT;
  }

  if (self->time < 0 && n >= 2 && self->titles->pdata[0] == NULL && *kind_of (self, 0) == RK_CSV_VALUE
      && first_column_ascends (records, first)) {
    *kind_of (self, 0) = RK_CSV_TIME;
    self->time = 0;
    self->tick_ns = 1e9;
    self->tick_known = FALSE;
  }
}

RkCsvShape *
rk_csv_shape_guess (const char *text,
                    gsize       len,
                    gboolean    at_end)
{
  RkCsvShape *self = g_new0 (RkCsvShape, 1);
  g_autoptr (GPtrArray) records = NULL;
  guint first;

  self->titles = g_ptr_array_new_with_free_func (g_free);
  self->kinds = g_array_new (FALSE, TRUE, sizeof (RkCsvKind));
  self->line_end = memchr (text, '\n', len) == NULL && memchr (text, '\r', len) != NULL ? '\r' : '\n';
  self->time = -1;
  self->tick_ns = 1e9;

  records = choose_separator (self, text, len, at_end);
  first = find_data (records);

  find_titles (self, records, first);
  find_kinds (self, records, first);
  find_sign (self, records, first);
  find_time (self, records, first);
  self->n_skip = first;

  return self;
}

void
rk_csv_shape_free (RkCsvShape *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->titles);
  g_array_unref (self->kinds);
  g_free (self);
}
