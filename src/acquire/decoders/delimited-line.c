/* One line of delimited text, taken apart.
 *
 * The line protocol of the Arduino plotter contradicts itself: a blank separates parts, yet its own
 * labels have blanks inside. Here a label is all text since the previous value up to ":" or "=".
 * So a line is read from left to right as
 *
 *   line  = [ clock ] part { part }
 *   part  = value [ unit ] | label (":" | "=") [ value [ unit ] ] | name
 *   separators: "," and ";" (each one counts: an empty place is a missing value) and runs of
 *   blanks, tabs and "|"
 *
 * and by what was found it is data, a header (only names), a text for people, or a fault.
 */
#include "config.h"

#include "acquire/decoders/delimited-line.h"

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/text.h"
#include "base/clock.h"
#include "store/block.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* More values than any stream has columns; bounds what a hostile line costs. */
#define FIELDS_MAX (RK_MAX_COLUMNS + 1)

typedef struct {
  const char      *begin;
  const char      *end;
  const char      *p;
  const char      *sign;            /* nullable: the ",", ";", ":" or "=" found last; holds while @p is not behind it */
  RkNumberFlags    flags;
  RkDelimitedLine *line;
  gboolean         after_separator; /* a "," or ";" (or nothing) stands before */
  gboolean         hard_separators; /* the line has ",", ";" or a tab */
  guint            n_values;        /* with a number */
  guint            n_missing;       /* empty places, nan */
  guint            n_names;
  guint            n_labels;        /* label without a value */
  gboolean         text_value;      /* "State: on" */
} Parser;

static inline gboolean
is_digit (char c)
{
  return c >= '0' && c <= '9';
}

static inline gboolean
is_blank (char c)
{
  return c == ' ' || c == '\t' || c == '|' || c == '"';
}

static inline gboolean
is_hard (char c)
{
  return c == ',' || c == ';';
}

static inline gboolean
is_assignment (char c)
{
  return c == ':' || c == '=';
}

static const char *
skip_blanks (const char *p,
             const char *end)
{
  while (p < end && is_blank (*p))
    p++;

  return p;
}

static gboolean
set_fault (Parser     *self,
           const char *at,
           const char *reason)
{
  if (self->line->reason == NULL) {
    self->line->reason = reason;
    self->line->fault = (gsize) (at - self->begin);
  }

  return FALSE;
}

static RkField *
add_field (Parser     *self,
           RkFieldKind kind)
{
  RkField field = { .kind = kind, .value = NAN };

  g_array_append_val (self->line->fields, field);
  self->after_separator = FALSE;

  return &g_array_index (self->line->fields, RkField, self->line->fields->len - 1);
}

/* "12:30:05" or "12:30:05.250" at @p; the byte after it or NULL. */
static const char *
scan_clock (const char *p,
            const char *end,
            gint64     *day_ns)
{
  guint part[3] = { 0 };
  gint64 fraction = 0;
  gint64 place = RK_NS_PER_S / 10;

  for (guint i = 0; i < 3; i++) {
    guint n = 0;

    if (i > 0) {
      if (p == end || *p != ':')
        return NULL;
      p++;
    }
    while (p < end && is_digit (*p) && n < 3) {
      part[i] = part[i] * 10 + (guint) (*p++ - '0');
      n++;
    }
    if (n == 0 || n > 2 || (i > 0 && n != 2))
      return NULL;
  }

  if (part[0] > 23 || part[1] > 59 || part[2] > 60)
    return NULL;

  if (end - p >= 2 && (*p == '.' || *p == ',') && is_digit (p[1])) {
    /* "12:30:05,21" is a fraction in no common log: a comma separates. */
    if (*p == '.') {
      for (p++; p < end && is_digit (*p); p++, place /= 10)
        fraction += place * (*p - '0');
    }
  }

  if (p < end && !is_blank (*p) && !is_hard (*p))
    return NULL;

  *day_ns = (part[0] * 3600 + part[1] * 60 + part[2]) * RK_NS_PER_S + fraction;

  return p;
}

/* "2024-05-31 " or "2024-05-31T" before a time of the day: skipped. */
static const char *
skip_date (const char *p,
           const char *end)
{
  static const char form[] = "dddd-dd-dd";

  if (end - p < 12)
    return p;

  for (guint i = 0; form[i] != '\0'; i++) {
    if (form[i] == 'd' ? !is_digit (p[i]) : (p[i] != '-' && p[i] != '/' && p[i] != '.'))
      return p;
  }

  return p[10] == ' ' || p[10] == 'T' ? p + 11 : p;
}

/* Whether ":" or "=" follows at @p, blanks aside: then what stood before is a label. */
static gboolean
label_follows (const char *p,
               const char *end)
{
  while (p < end && *p == ' ')
    p++;

  return p < end && is_assignment (*p);
}

/* A number at the parser's place with its unit; FALSE where none stands there or it is at fault. */
static gboolean
scan_value (Parser  *self,
            RkField *field)
{
  const char *q = rk_number_scan (self->p, self->end, self->flags, &field->value);
  const char *r;

  if (q == NULL)
    return FALSE;

  field->number = self->p;
  field->number_len = (gsize) (q - self->p);
  field->unit = NULL;
  field->unit_len = 0;

  if (q < self->end && !is_blank (*q) && !is_hard (*q)) {
    for (r = q; r < self->end && !is_blank (*r) && !is_hard (*r);)
      r++;
    if (!rk_text_is_unit (q, (gsize) (r - q)) || !(is_digit (q[-1]) || q[-1] == '.'))
      return FALSE;
    field->unit = q;
    field->unit_len = (gsize) (r - q);
    q = r;
  } else if (q < self->end && *q == ' ') {
    const char *word;

    for (word = q; word < self->end && *word == ' ';)
      word++;
    for (r = word; r < self->end && !is_blank (*r) && !is_hard (*r) && !is_assignment (*r);)
      r++;
    /* A single word before ":" is the next label, whatever it looks like. */
    if (r > word && !is_digit (*word) && !label_follows (r, self->end) && rk_text_is_known_unit (word, (gsize) (r - word))) {
      field->unit = word;
      field->unit_len = (gsize) (r - word);
      q = r;
    }
  }

  field->kind = isnan (field->value) ? RK_FIELD_MISSING : RK_FIELD_VALUE;
  if (field->kind == RK_FIELD_VALUE)
    self->n_values++;
  else
    self->n_missing++;
  self->p = q;

  return TRUE;
}

static void
take_label (RkField    *field,
            const char *from,
            const char *to)
{
  gsize len;

  while (to > from && is_blank (to[-1]))
    to--;

  field->label = from;
  rk_text_split_label (from, (gsize) (to - from), &len, &field->unit, &field->unit_len);
  field->label_len = len;
}

static gboolean
label_is_good (Parser        *self,
               const RkField *field)
{
  const char *p;

  if (field->label_len == 0)
    return set_fault (self, field->label, _("there is no name before “:”"));
  if (field->label_len > RK_KEY_MAX)
    return set_fault (self, field->label, _("the name is too long"));

  for (p = field->label; p < field->label + field->label_len; p = g_utf8_next_char (p)) {
    if (g_unichar_isalpha (g_utf8_get_char (p)))
      return TRUE;
  }

  return set_fault (self, field->label, _("the name has no letter"));
}

/* "Time: 12:30:05" */
static gboolean
take_clock (Parser     *self,
            const char *at)
{
  const char *after = self->line->has_clock ? NULL : scan_clock (at, self->end, &self->line->clock_ns);

  if (after == NULL)
    return FALSE;

  self->line->has_clock = TRUE;
  self->p = after;
  self->after_separator = FALSE;

  return TRUE;
}

/* What stands after the "label:" that ends at @colon is no number: another label, or a text. */
static gboolean
parse_no_value (Parser     *self,
                const char *colon,
                const char *value)
{
  const char *next = value;

  if (is_assignment (*value))
    return set_fault (self, value, _("two signs “:” follow each other"));

  while (next < self->end && !is_hard (*next) && !is_assignment (*next))
    next++;

  if (g_unichar_isalpha (g_utf8_get_char (value)) &&
      ((next < self->end && is_assignment (*next)) || memchr (colon, '\t', (gsize) (value - colon)) != NULL)) {
    self->n_labels++;
    return TRUE;
  }

  self->text_value = TRUE;

  return set_fault (self, value, _("this is not a number"));
}

/* The number after "label:" into @field, which has the label already. */
static gboolean
parse_label_value (Parser     *self,
                   const char *colon,
                   RkField    *field)
{
  RkField read = *field;

  if (self->p == self->end || is_hard (*self->p)) {
    self->n_labels++;
    return TRUE;
  }

  if (scan_value (self, &read)) {
    if (read.unit == NULL) {
      read.unit = field->unit;
      read.unit_len = field->unit_len;
    }
    *field = read;
    if (self->p < self->end && is_assignment (*self->p))
      return set_fault (self, self->p, _("two signs “:” follow each other: which number is the value?"));
    return TRUE;
  }

  if (read.number != NULL) {
    const char *bad = read.number + read.number_len;

    return set_fault (self, bad, is_assignment (*bad) ? _("two signs “:” follow each other: which number is the value?")
                                                      : _("this belongs neither to a number nor to a unit"));
  }

  return parse_no_value (self, colon, self->p);
}

/* A part of the form "label:" with what follows. */
static gboolean
parse_labelled (Parser     *self,
                const char *from,
                const char *colon)
{
  RkField field = { .kind = RK_FIELD_NAME, .value = NAN };
  const char *value = skip_blanks (colon + 1, self->end);

  take_label (&field, from, colon);
  if (!label_is_good (self, &field))
    return FALSE;

  self->p = value;
  if (take_clock (self, value))
    return TRUE;
  if (!parse_label_value (self, colon, &field))
    return FALSE;

  if (self->line->fields->len >= FIELDS_MAX)
    return set_fault (self, from, _("the line has too many values"));
  *add_field (self, field.kind) = field;

  return TRUE;
}

/* Text without ":" up to the next separator. */
static gboolean
parse_name (Parser     *self,
            const char *from,
            const char *to)
{
  RkField *field;

  if (self->line->fields->len >= FIELDS_MAX)
    return set_fault (self, from, _("the line has too many values"));

  self->n_names++;
  self->p = to;
  field = add_field (self, RK_FIELD_NAME);
  take_label (field, from, to);
  if (field->label_len > RK_KEY_MAX)
    return set_fault (self, from, _("the name is too long"));

  return TRUE;
}

/* Where the text at @p ends as a name: before a separator; blanks are inside a name where the
 * line has other separators. */
static const char *
find_name_end (const Parser *self,
               const char   *p)
{
  const char *unit;
  gsize name_len;
  gsize unit_len;

  /* "T (°C)" alone in its line. */
  if (p == self->begin && !self->hard_separators) {
    rk_text_split_label (p, (gsize) (self->end - p), &name_len, &unit, &unit_len);
    if (rk_text_is_known_unit (unit, unit_len))
      return self->end;
  }

  while (p < self->end && !is_hard (*p) && *p != '\t' && *p != '|' && (self->hard_separators || *p != ' '))
    p++;

  return p;
}

/* The separator or ":" that follows @p, or the end. Kept: a line of many words is not looked through for each of them. */
static const char *
find_sign (Parser     *self,
           const char *p)
{
  if (self->sign != NULL && self->sign >= p)
    return self->sign;

  while (p < self->end && !is_hard (*p) && !is_assignment (*p))
    p++;
  self->sign = p;

  return p;
}

static gboolean
parse_part (Parser *self)
{
  RkField value = { .kind = RK_FIELD_VALUE, .value = NAN };
  const char *from = self->p;
  const char *colon;

  if (scan_value (self, &value)) {
    if (self->p < self->end && is_assignment (*self->p))
      return set_fault (self, self->p, _("a number stands before “:” where a name should be"));
    if (self->line->fields->len >= FIELDS_MAX)
      return set_fault (self, from, _("the line has too many values"));
    *add_field (self, value.kind) = value;
    return TRUE;
  }

  colon = find_sign (self, from);

  /* "12:30", "5x7": it began as a number. A word like "info" did too; letters make it a name. */
  if (value.number != NULL && (is_digit (*from) || is_digit (from[value.number_len - 1]))) {
    const char *bad = from + value.number_len;

    if (is_assignment (*bad))
      return set_fault (self, bad, _("a number stands before “:” where a name should be"));
    if (colon == self->end || !is_assignment (*colon))
      return set_fault (self, bad, _("this belongs neither to a number nor to a unit"));
  }

  if (colon < self->end && is_assignment (*colon))
    return parse_labelled (self, from, colon);

  return parse_name (self, from, find_name_end (self, from));
}

/* "(1, 2)" and "[1, 2]" as Python prints them. */
static void
strip_parentheses (Parser *self)
{
  char close;

  if (self->end - self->begin < 2 || (*self->begin != '(' && *self->begin != '['))
    return;

  close = *self->begin == '(' ? ')' : ']';
  if (self->end[-1] != close)
    return;

  self->p++;
  self->end--;
}

/* PLX-DAQ: "DATA,TIME,21.5" and "LABEL,Time,T"; other commands are text. */
static gboolean
is_command (const Parser *self,
            const char   *word)
{
  gsize n = strlen (word);

  return (gsize) (self->end - self->p) > n && memcmp (self->p, word, n) == 0 && self->p[n] == ',';
}

static void
mark_placeholders (Parser *self)
{
  static const char * const words[] = { "TIME", "DATE", "TIMER", "MILLIS", "AUTOSCROLL", "AUTOSCROLL_20" };

  for (guint i = 0; i < self->line->fields->len; i++) {
    RkField *field = &g_array_index (self->line->fields, RkField, i);

    for (guint j = 0; field->kind == RK_FIELD_NAME && j < G_N_ELEMENTS (words); j++) {
      if (strlen (words[j]) == field->label_len && memcmp (words[j], field->label, field->label_len) == 0) {
        field->kind = RK_FIELD_SKIP;
        self->n_names--;
      }
    }
  }
}

static void
parse_parts (Parser *self)
{
  while (self->line->reason == NULL) {
    self->p = skip_blanks (self->p, self->end);
    if (self->p == self->end)
      break;

    if (is_hard (*self->p)) {
      if (self->after_separator) {
        if (self->line->fields->len >= FIELDS_MAX) {
          set_fault (self, self->p, _("the line has too many values"));
          break;
        }
        add_field (self, RK_FIELD_MISSING);
        self->n_missing++;
      }
      self->after_separator = TRUE;
      self->p++;
      continue;
    }

    if (!parse_part (self))
      break;
  }
}

/* "T, °C;H, %": where other signs separate the columns, a unit after a comma belongs to the name. */
static void
merge_units (Parser *self)
{
  GArray *fields = self->line->fields;
  gsize len = (gsize) (self->end - self->begin);

  if (memchr (self->begin, ';', len) == NULL && memchr (self->begin, '\t', len) == NULL)
    return;

  for (guint i = 1; i < fields->len; i++) {
    RkField *name = &g_array_index (fields, RkField, i - 1);
    RkField *unit = &g_array_index (fields, RkField, i);
    const char *before;

    if (name->label == NULL || unit->label == NULL || name->unit_len > 0)
      continue;

    for (before = unit->label; before > self->begin && is_blank (before[-1]);)
      before--;
    if (before == self->begin || before[-1] != ',' || !rk_text_is_known_unit (unit->label, unit->label_len))
      continue;

    name->unit = unit->label;
    name->unit_len = unit->label_len;
    g_array_remove_index (fields, i);
  }
}

/* A header has at least two names that something separates, or one that has a unit. */
static gboolean
is_header (Parser *self)
{
  guint n = self->line->fields->len;
  const RkField *first;

  if (n == 0 || self->n_values > 0 || self->n_missing > 0 || self->line->has_clock)
    return FALSE;
  if (self->n_names == 0)
    return self->n_labels > 0;

  merge_units (self);
  n = self->line->fields->len;

  for (guint i = 0; i < n; i++) {
    const RkField *field = &g_array_index (self->line->fields, RkField, i);
    gboolean letter = FALSE;

    for (const char *p = field->label; p < field->label + field->label_len; p = g_utf8_next_char (p))
      letter = letter || g_unichar_isalpha (g_utf8_get_char (p));
    if (!letter)
      return FALSE;
  }

  first = &g_array_index (self->line->fields, RkField, 0);
  if (n > 1 && !self->hard_separators)
    self->line->maybe_header = TRUE;

  return (n > 1 && self->hard_separators) || (n == 1 && rk_text_is_known_unit (first->unit, first->unit_len));
}

static void
decide (Parser *self)
{
  RkDelimitedLine *line = self->line;
  gsize len = (gsize) (self->end - self->begin);

  if (line->reason == NULL && is_header (self)) {
    line->kind = RK_DELIMITED_HEADER;
    line->label_only = self->n_names == 0;
    return;
  }

  if (line->reason == NULL && self->n_names == 0 && self->n_values + self->n_missing > 0) {
    /* A label without a value among others that have one: the value is missing. */
    for (guint i = 0; i < line->fields->len; i++) {
      RkField *field = &g_array_index (line->fields, RkField, i);

      if (field->kind == RK_FIELD_NAME)
        field->kind = RK_FIELD_MISSING;
    }
    line->kind = RK_DELIMITED_DATA;
    return;
  }

  /* Words from the place where reading stopped, or no digit at all: it was written for people. */
  if (line->reason == NULL || self->text_value) {
    gboolean has_digit = FALSE;

    for (const char *p = self->begin; p < self->end; p++)
      has_digit = has_digit || is_digit (*p);
    if (!has_digit || rk_text_has_word (self->begin, len) || line->has_clock) {
      line->kind = RK_DELIMITED_TEXT;
      line->reason = NULL;
      return;
    }
    set_fault (self, self->begin, _("words and numbers without “:” between them"));
  } else if (rk_text_has_word (self->begin + line->fault, len - line->fault) ||
             (self->n_names > 0 && rk_text_has_word (self->begin, len))) {
    line->kind = RK_DELIMITED_TEXT;
    line->reason = NULL;
    return;
  }

  line->kind = RK_DELIMITED_FAULT;
}

void
rk_delimited_line_parse (RkDelimitedLine *line,
                         const char      *text,
                         gsize            len,
                         RkNumberFlags    flags)
{
  Parser self = {
    .begin = text, .end = text + len, .p = text, .flags = flags, .line = line, .after_separator = TRUE,
  };
  gboolean data;
  const char *after;

  g_array_set_size (line->fields, 0);
  line->kind = RK_DELIMITED_EMPTY;
  line->label_only = FALSE;
  line->maybe_header = FALSE;
  line->has_clock = FALSE;
  line->clock_ns = 0;
  line->reason = NULL;
  line->fault = 0;

  if (len == 0)
    return;

  strip_parentheses (&self);
  data = is_command (&self, "DATA");
  if (data || is_command (&self, "LABEL"))
    self.p += data ? strlen ("DATA,") : strlen ("LABEL,");

  after = scan_clock (skip_date (self.p, self.end), self.end, &line->clock_ns);
  if (after != NULL) {
    line->has_clock = TRUE;
    self.p = skip_blanks (after, self.end);
    /* The separator after the time is not an empty place. */
    if (self.p < self.end && is_hard (*self.p))
      self.p++;
  }

  for (const char *q = self.p; q < self.end && !self.hard_separators; q++)
    self.hard_separators = is_hard (*q) || *q == '\t';

  parse_parts (&self);
  if (data)
    mark_placeholders (&self);
  decide (&self);
}
