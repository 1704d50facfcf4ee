/* Delimited text: a superset of the line protocol of the Arduino plotter.
 *
 * A line is taken apart by delimited-line.c; here it gets its meaning: which column a value goes
 * to, what the header before it said, whether the first line was whole, what a comma means.
 *
 * Most devices print the same line with other numbers for ever. So the text between the numbers of
 * the last line is kept as a template, and a line that fits it is read by the numbers alone: several
 * million lines a second. Whatever does not fit takes the slow way, with the same result.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/delimited-line.h"
#include "acquire/decoders/json-object.h"
#include "acquire/decoders/option.h"
#include "acquire/decoders/text.h"
#include "store/block.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Longest line; what is longer is dropped. */
#define LINE_MAX_BYTES (1024 * 1024)
/* After so many lines like "23,5" the comma is taken as a separator for good. */
#define AMBIGUOUS_MAX 20
/* Templates of longer lines cost more memory than they save time. */
#define TEMPLATE_PIECES_MAX 256
#define TEMPLATE_BYTES_MAX 8192
/* In place of a column: the value is the device's time. */
#define PIECE_CLOCK -1

typedef struct {
  char *name;
  char *unit; /* nullable */
} Name;

/* A number and the text before it. */
typedef struct {
  guint text_len;
  int   column; /* or PIECE_CLOCK */
} Piece;

typedef struct {
  RkLineDecoder base;
  RkDeviceClock clock;
  JsonParser   *parser;     /* nullable until a line is JSON */
  GString      *scratch;
  gboolean      said_twice; /* the warning about equal labels was given */

  RkFirstLine   first;
  gboolean      at_first;   /* no line end was seen since the start */
  GByteArray   *held;       /* nullable: the first line, until the second shows its shape */

  RkNumberFlags flags;
  RkDecimal     decimal;    /* as asked or as found out */
  guint         n_ambiguous;
  gboolean      guessed;    /* the lines so far allow both readings of a comma */

  RkDelimitedLine parsed;
  RkDelimitedLine judged;   /* the second line while the first is read */

  GArray       *names;      /* of Name: the header */
  gboolean      names_new;  /* not yet tried on a line */
  gboolean      names_label_only;
  guint         n_names_last; /* names in the last of several label-only lines */

  GArray       *pieces;     /* of Piece; empty = no template */
  GString      *literals;   /* the texts of the pieces and what follows the last */
  guint         tail_len;
  gboolean      template_whole; /* the clock was printed without a decimal sign */
} Delimited;

static void
name_clear (gpointer data)
{
  Name *name = data;

  g_free (name->name);
  g_free (name->unit);
}

static void
delimited_free (gpointer decoder)
{
  Delimited *self = decoder;

  rk_line_decoder_clear (&self->base);
  rk_device_clock_clear (&self->clock);
  g_clear_object (&self->parser);
  g_string_free (self->scratch, TRUE);
  g_clear_pointer (&self->held, g_byte_array_unref);
  g_array_unref (self->parsed.fields);
  g_array_unref (self->judged.fields);
  g_array_unref (self->names);
  g_array_unref (self->pieces);
  g_string_free (self->literals, TRUE);
  g_free (self);
}

static void
forget_template (Delimited *self)
{
  g_array_set_size (self->pieces, 0);
  g_string_truncate (self->literals, 0);
}

/* Takes the clean line apart; what its commas say is remembered only if it is data. */
static void
parse_text (Delimited         *self,
            const RkCleanLine *clean,
            RkDelimitedLine   *line)
{
  RkDecimal decimal = self->decimal;
  gboolean comma = FALSE;
  RkNumberFlags flags = self->flags;

  if (decimal == RK_DECIMAL_UNKNOWN && memchr (clean->text, ',', clean->len) != NULL) {
    comma = TRUE;
    decimal = rk_delimited_guess_decimal (clean->text, clean->len);
  }
  if (decimal == RK_DECIMAL_COMMA)
    flags |= RK_NUMBER_COMMA;

  rk_delimited_line_parse (line, clean->text, clean->len, flags);
  if (!comma || line->kind != RK_DELIMITED_DATA)
    return;

  self->decimal = decimal;
  self->guessed = decimal == RK_DECIMAL_UNKNOWN;
  if (decimal == RK_DECIMAL_UNKNOWN && ++self->n_ambiguous >= AMBIGUOUS_MAX)
    self->decimal = RK_DECIMAL_POINT;
}

static RkLineClass
reject (Delimited         *self,
        const RkCleanLine *clean,
        gssize             at,
        const char        *reason)
{
  return rk_line_decoder_refuse (&self->base, (const guint8 *) clean->text, clean->len, at, reason);
}

static void
take_header (Delimited *self)
{
  gboolean append = self->parsed.label_only && self->names_new && self->names_label_only &&
                    self->names->len + self->parsed.fields->len <= RK_MAX_COLUMNS;

  /* "One label per setup ()" prints one label a line. */
  if (!append)
    g_array_set_size (self->names, 0);

  for (guint i = 0; i < self->parsed.fields->len; i++) {
    const RkField *field = &g_array_index (self->parsed.fields, RkField, i);
    Name name = { .name = g_strndup (field->label, field->label_len) };

    if (field->unit_len > 0)
      name.unit = rk_text_dup_unit (field->unit, field->unit_len);
    g_array_append_val (self->names, name);
  }

  self->names_new = TRUE;
  self->names_label_only = self->parsed.label_only;
  self->n_names_last = self->parsed.fields->len;
  forget_template (self);
}

/* A header holds for the line after it if it has as many names as that has values. */
static void
try_header (Delimited *self)
{
  guint n = self->parsed.fields->len;
  gboolean labelled = FALSE;

  self->names_new = FALSE;
  for (guint i = 0; i < n; i++) {
    const RkField *field = &g_array_index (self->parsed.fields, RkField, i);

    labelled = labelled || (field->label_len > 0 && field->kind != RK_FIELD_SKIP);
  }

  if (!labelled && self->parsed.has_clock && self->names->len == n + 1)
    g_array_remove_index (self->names, 0); /* of the time of the day */
  if (!labelled && self->names_label_only && self->names->len > n && self->n_names_last == n)
    g_array_remove_range (self->names, 0, self->names->len - n);

  if (labelled || self->names->len != n)
    g_array_set_size (self->names, 0);
}

/* The key of value @i and the texts of its label and unit. */
static const char *
field_key (Delimited      *self,
           const RkField  *field,
           guint           i,
           char            buffer[RK_KEY_MAX + 1],
           const char    **unit,
           gsize          *unit_len)
{
  *unit = field->unit;
  *unit_len = field->unit_len;

  if (field->label_len > 0) {
    memcpy (buffer, field->label, field->label_len);
    buffer[field->label_len] = '\0';
    return buffer;
  }

  if (i < self->names->len) {
    const Name *name = &g_array_index (self->names, Name, i);

    if (*unit_len == 0 && name->unit != NULL) {
      *unit = name->unit;
      *unit_len = strlen (name->unit);
    }
    return name->name;
  }

  g_snprintf (buffer, RK_KEY_MAX + 1, "value %u", i + 1);

  return buffer;
}

static gboolean
is_clock (Delimited     *self,
          const RkField *field,
          guint          i,
          const char    *key,
          const char    *unit,
          gsize          unit_len)
{
  if (field->kind != RK_FIELD_VALUE || self->clock.mode == RK_DEVICE_CLOCK_NONE || self->parsed.fields->len < 2)
    return FALSE;
  if (self->clock.mode == RK_DEVICE_CLOCK_NUMBER)
    return self->clock.number == i + 1;
  if (field->label_len == 0 && i >= self->names->len)
    return FALSE;

  return rk_device_clock_claims (&self->clock, key, strlen (key), unit, unit_len);
}

static gboolean
has_room (Delimited *self)
{
  guint n_new = 0;

  if (self->parsed.fields->len <= RK_MAX_COLUMNS - self->base.set.columns->len)
    return TRUE;

  for (guint i = 0; i < self->parsed.fields->len; i++) {
    char buffer[RK_KEY_MAX + 1];
    const RkField *field = &g_array_index (self->parsed.fields, RkField, i);
    const char *unit;
    gsize unit_len;

    n_new += rk_column_set_find (&self->base.set, field_key (self, field, i, buffer, &unit, &unit_len)) < 0;
  }

  return n_new <= RK_MAX_COLUMNS - self->base.set.columns->len;
}

static void
warn_twice (Delimited  *self,
            const char *key)
{
  g_autofree char *text = NULL;

  if (self->said_twice)
    return;

  self->said_twice = TRUE;
  /* Translators: the name of a column that stands twice in one line. */
  text = g_strdup_printf (_("“%s” stands twice in a line; the last value counts"), key);
  rk_line_decoder_text (&self->base, (const guint8 *) text, strlen (text));
}

/* What a template needs to know of a value. */
static void
note_piece (Delimited      *self,
            const RkField  *field,
            int             column,
            const char    **from)
{
  Piece piece = { .text_len = (guint) (field->number - *from), .column = column };

  g_string_append_len (self->literals, *from, piece.text_len);
  g_array_append_val (self->pieces, piece);
  *from = field->number + field->number_len;
}

/* Whether lines that look like this one mean the same. */
static gboolean
can_be_template (Delimited         *self,
                 const RkCleanLine *clean)
{
  if (!clean->verbatim || clean->len > TEMPLATE_BYTES_MAX || clean->offset > TEMPLATE_BYTES_MAX ||
      self->parsed.has_clock || self->parsed.fields->len > TEMPLATE_PIECES_MAX)
    return FALSE;
  if (self->decimal == RK_DECIMAL_UNKNOWN && memchr (clean->text, ',', clean->len) != NULL)
    return FALSE;

  for (guint i = 0; i < self->parsed.fields->len; i++) {
    if (g_array_index (self->parsed.fields, RkField, i).kind != RK_FIELD_VALUE)
      return FALSE;
  }

  return TRUE;
}

static RkLineClass
read_data (Delimited         *self,
           const guint8      *line,
           const RkCleanLine *clean,
           gsize              end)
{
  gboolean template = can_be_template (self, clean);
  const char *from = (const char *) line;
  gint64 device_ns = RK_TIME_NONE;

  if (self->names_new)
    try_header (self);
  if (!has_room (self))
    return reject (self, clean, -1, _("more different names than a run can hold"));

  forget_template (self);
  rk_column_set_begin (&self->base.set);

  for (guint i = 0; i < self->parsed.fields->len; i++) {
    const RkField *field = &g_array_index (self->parsed.fields, RkField, i);
    char buffer[RK_KEY_MAX + 1];
    const char *unit;
    gsize unit_len;
    const char *key = field_key (self, field, i, buffer, &unit, &unit_len);
    int column = PIECE_CLOCK;

    if (field->kind == RK_FIELD_SKIP)
      continue;

    if (device_ns == RK_TIME_NONE && is_clock (self, field, i, key, unit, unit_len)) {
      self->template_whole = memchr (field->number, '.', field->number_len) == NULL &&
                             memchr (field->number, ',', field->number_len) == NULL;
      rk_device_clock_learn (&self->clock, key, strlen (key), unit, unit_len);
      device_ns = rk_device_clock_read (&self->clock, field->value, self->template_whole);
      template = template && device_ns != RK_TIME_NONE;
    } else {
      g_autofree char *symbol = unit_len > 0 ? rk_text_dup_unit (unit, unit_len) : NULL;

      column = rk_column_set_add (&self->base.set, key);
      if (column < 0)
        continue;
      if (g_array_index (self->base.set.flags, guint32, column) != RK_VALUE_ABSENT)
        warn_twice (self, key);
      column = rk_column_set_put_in (&self->base.set, (guint) column, field->value, RK_VALUE_OK, symbol);
      if (column < 0) {
        template = FALSE;
        continue;
      }
    }

    if (template)
      note_piece (self, field, column, &from);
  }

  if (self->parsed.has_clock)
    device_ns = rk_device_clock_read_day (&self->clock, self->parsed.clock_ns);

  if (template && !self->base.set.converted) {
    self->tail_len = (guint) (clean->text + clean->len - from);
    g_string_append_len (self->literals, from, self->tail_len);
  } else {
    forget_template (self);
  }

  rk_column_set_emit (&self->base.set, device_ns, self->parsed.has_clock, end, self->base.events, self->base.user_data);

  return RK_LINE_PARSED;
}

/* Reads what parse_text () has taken apart. */
static RkLineClass
read_parsed (Delimited         *self,
             const guint8      *line,
             gsize              n,
             const RkCleanLine *clean,
             gsize              end)
{
  switch (self->parsed.kind) {
  case RK_DELIMITED_DATA:
    return read_data (self, line, clean, end);
  case RK_DELIMITED_HEADER:
    take_header (self);
    return RK_LINE_PARSED;
  case RK_DELIMITED_TEXT:
    if (self->parsed.maybe_header && self->parsed.fields->len > 1)
      take_header (self);
    return rk_line_decoder_text (&self->base, line, n);
  case RK_DELIMITED_FAULT:
    return reject (self, clean, (gssize) self->parsed.fault, self->parsed.reason);
  case RK_DELIMITED_EMPTY:
  default:
    return RK_LINE_PARSED;
  }
}

/* Whether the first line looks like the rest of a line of the other's kind. */
static gboolean
is_cut_off (const RkDelimitedLine *first,
            const RkDelimitedLine *second)
{
  const RkField *a;
  const RkField *b;

  if (second->kind != RK_DELIMITED_DATA && second->kind != RK_DELIMITED_HEADER)
    return FALSE;
  if (first->fields->len != second->fields->len)
    return first->fields->len < second->fields->len;
  if (second->kind == RK_DELIMITED_HEADER)
    return FALSE;

  /* "mp:21.5" before "Temp:21.5". */
  a = &g_array_index (first->fields, RkField, 0);
  b = &g_array_index (second->fields, RkField, 0);

  return a->label_len < b->label_len &&
         (a->label_len == 0 || memcmp (a->label, b->label + (b->label_len - a->label_len), a->label_len) == 0);
}

/* Decides on the line that was kept back, by the clean line that follows it (NULL = none does). */
static void
settle_first (Delimited         *self,
              const RkCleanLine *second)
{
  g_autoptr (GByteArray) held = g_steal_pointer (&self->held);
  g_autoptr (GString) scratch = g_string_new (NULL);
  RkLineClass class = RK_LINE_DROPPED;
  RkCleanLine clean;

  rk_text_clean (held->data, held->len, scratch, &clean);
  if (second != NULL && second->reason == NULL)
    parse_text (self, second, &self->judged);
  else
    self->judged.kind = RK_DELIMITED_EMPTY;
  parse_text (self, &clean, &self->parsed);

  if (!is_cut_off (&self->parsed, &self->judged))
    class = read_parsed (self, held->data, held->len, &clean, 0);

  rk_lines_settle (&self->base.lines, class);
}

static RkLineClass
read_line (gpointer      user_data,
           const guint8 *line,
           gsize         n,
           gsize         end)
{
  Delimited *self = user_data;
  gboolean first = self->at_first && self->first == RK_FIRST_LINE_AUTO;
  RkCleanLine clean;

  self->at_first = FALSE;
  rk_text_clean (line, n, self->scratch, &clean);

  /* Empty lines say nothing about shapes. */
  if (self->held != NULL && (clean.len > 0 || clean.reason != NULL))
    settle_first (self, &clean);

  if (clean.reason != NULL)
    return rk_line_decoder_refuse (&self->base, line, n, (gssize) clean.fault, clean.reason);

  if (clean.len > 0 && clean.text[0] == '{') {
    if (self->parser == NULL)
      self->parser = json_parser_new_immutable ();
    forget_template (self);
    return rk_json_object_read (&self->base, &self->clock, self->parser, clean.text, clean.len, end);
  }

  parse_text (self, &clean, &self->parsed);
  if (first && self->parsed.kind == RK_DELIMITED_DATA) {
    self->held = g_byte_array_new ();
    g_byte_array_append (self->held, line, (guint) n);
    return RK_LINE_HELD;
  }

  return read_parsed (self, line, n, &clean, end);
}

/* The bytes of the line end at @p, 0 if there is none or it could go on in the next feed. */
static gsize
scan_end (const char *p,
          const char *end)
{
  if (p == end)
    return 0;
  if (*p == '\n')
    return 1;
  if (*p != '\r' || p + 1 == end)
    return 0;

  return p[1] == '\n' ? 2 : 1;
}

/* One line by the template. Fills the row before it is sure that all fits: the next row starts anew. */
static gsize
read_quick (gpointer      user_data,
            const guint8 *bytes,
            gsize         n,
            gsize         pos)
{
  Delimited *self = user_data;
  const Piece *pieces = (const Piece *) (const void *) self->pieces->data;
  guint n_pieces = self->pieces->len;
  RkNumberFlags flags = self->flags | (self->decimal == RK_DECIMAL_COMMA ? RK_NUMBER_COMMA : 0);
  const char *literal = self->literals->str;
  const char *p = (const char *) bytes;
  const char *end = p + n;
  double clock_value = NAN;
  gint64 device_ns = RK_TIME_NONE;
  gsize n_end;

  if (n_pieces == 0 || self->at_first || self->held != NULL || self->names_new)
    return 0;

  rk_column_set_begin (&self->base.set);
  for (guint i = 0; i < n_pieces; i++) {
    guint len = pieces[i].text_len;
    double value;

    if (len >= (gsize) (end - p) || memcmp (p, literal, len) != 0)
      return 0;
    p += len;
    /* A comma there separates, even where ",5" could be a number. */
    if (*p == ',')
      return 0;
    p = rk_number_scan (p, end, flags, &value);
    if (p == NULL || isnan (value))
      return 0;
    /* Behind "0xF" no unit may stand. */
    if (!g_ascii_isdigit (p[-1]) && p[-1] != '.')
      return 0;
    literal += len;
    if (pieces[i].column == PIECE_CLOCK)
      clock_value = value;
    else
      rk_column_set_put (&self->base.set, (guint) pieces[i].column, value, RK_VALUE_OK);
  }

  if (self->tail_len > (gsize) (end - p) || memcmp (p, literal, self->tail_len) != 0)
    return 0;
  for (p += self->tail_len; p < end && *p == ' ';)
    p++;

  n_end = scan_end (p, end);
  if (n_end == 0 || (gsize) (p - (const char *) bytes) > LINE_MAX_BYTES)
    return 0;
  p += n_end;

  if (!isnan (clock_value))
    device_ns = rk_device_clock_read (&self->clock, clock_value, self->template_whole);

  rk_column_set_emit (&self->base.set, device_ns, FALSE, pos + (gsize) (p - (const char *) bytes),
                      self->base.events, self->base.user_data);

  return (gsize) (p - (const char *) bytes);
}

static gpointer
delimited_create (GHashTable *options,
                  GError    **error)
{
  static const char * const decimal_words[] = { "auto", "point", "comma", NULL };
  static const char * const hex_words[] = { "no", "yes", NULL };
  int first = rk_option_first_line (options, error);
  int decimal;
  int hex;
  Delimited *self;

  if (first < 0)
    return NULL;
  decimal = rk_option_enum (options, "decimal", decimal_words, RK_DECIMAL_UNKNOWN, error);
  if (decimal < 0)
    return NULL;
  hex = rk_option_enum (options, "hex", hex_words, 0, error);
  if (hex < 0)
    return NULL;

  self = g_new0 (Delimited, 1);
  rk_line_decoder_init (&self->base, LINE_MAX_BYTES, first == RK_FIRST_LINE_DROP, read_line, read_quick);
  self->scratch = g_string_new (NULL);
  self->first = (RkFirstLine) first;
  self->at_first = TRUE;
  self->flags = RK_NUMBER_WORDS | (hex ? RK_NUMBER_HEX : 0);
  self->decimal = (RkDecimal) decimal;
  self->parsed.fields = g_array_new (FALSE, FALSE, sizeof (RkField));
  self->judged.fields = g_array_new (FALSE, FALSE, sizeof (RkField));
  self->names = g_array_new (FALSE, FALSE, sizeof (Name));
  g_array_set_clear_func (self->names, name_clear);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  self->literals = g_string_new (NULL);
  if (!rk_device_clock_init (&self->clock, options, error)) {
    delimited_free (self);
    return NULL;
  }

  return self;
}

static void
delimited_flush (gpointer               decoder,
                 const RkDecoderEvents *events,
                 gpointer               user_data)
{
  Delimited *self = decoder;

  rk_line_decoder_flush (self, events, user_data);
  if (self->held != NULL)
    settle_first (self, NULL);
}

static void
delimited_reset (gpointer decoder)
{
  Delimited *self = decoder;

  rk_line_decoder_reset (self);
  rk_device_clock_reset (&self->clock);
  g_clear_pointer (&self->held, g_byte_array_unref);
  self->at_first = TRUE;
}

static char
delimited_get_decimal (gpointer  decoder,
                       gboolean *guessed)
{
  Delimited *self = decoder;

  *guessed = self->guessed;
  if (self->decimal == RK_DECIMAL_COMMA)
    return ',';

  return self->decimal == RK_DECIMAL_POINT || self->guessed ? '.' : '\0';
}

const RkDecoderKind rk_decoder_delimited = {
  .id = "delimited",
  .title = N_("Text with separators"),
  .options = "decimal first-line hex " RK_DEVICE_CLOCK_OPTIONS,
  .create = delimited_create,
  .feed = rk_line_decoder_feed,
  .flush = delimited_flush,
  .reset = delimited_reset,
  .get_counts = rk_line_decoder_get_counts,
  .free = delimited_free,
  .get_decimal = delimited_get_decimal,
};
