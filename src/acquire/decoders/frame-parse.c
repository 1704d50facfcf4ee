/* The language in which profiles describe binary packets; data/devices/README.md specifies it. Every function
 * reads one option and names it in its errors. */
#include "config.h"

#include "acquire/decoders/frame-private.h"

#include "acquire/errors.h"
#include "base/number.h"
#include "base/quantity.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Elements of an array: more columns nobody looks at. */
#define ARRAY_MAX 256
/* Where the length in a packet has two bytes or more and "max" is not given: what to wait for at most. */
#define LENGTH_MAX 4096

static gboolean
refuse (GError    **error,
        const char *option,
        const char *what,
        const char *why)
{
  /* Translators: the name of an option, the part of its value that is wrong, why. */
  g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE, _("option “%s”: “%s”: %s"), option, what, why);

  return FALSE;
}

/* The words of @text, without empty ones. */
static char **
dup_words (const char *text)
{
  char **words = g_strsplit_set (text, " \t", -1);
  guint n = 0;

  for (guint i = 0; words[i] != NULL; i++) {
    if (*words[i] == '\0')
      g_free (words[i]);
    else
      words[n++] = words[i];
  }
  words[n] = NULL;

  return words;
}

/* 28, -1 or 0x1C. */
static gboolean
read_int (const char *text,
          gint64      min,
          gint64      max,
          gint64     *value)
{
  const char *digits = *text == '-' || *text == '+' ? text + 1 : text;
  gboolean is_hex = digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
  char *end = NULL;
  gint64 read;

  if (!g_ascii_isxdigit (digits[is_hex ? 2 : 0]))
    return FALSE;

  /* Up to 2^64 - 1 for masks: wraps into the negative numbers. */
  errno = 0;
  read = (gint64) g_ascii_strtoull (is_hex ? digits + 2 : digits, &end, is_hex ? 16 : 10);
  if (*end != '\0' || errno != 0 || (read < 0 && min > G_MININT64))
    return FALSE;
  if (*text == '-')
    read = (gint64) (0 - (guint64) read);
  if (read < min || read > max)
    return FALSE;
  *value = read;

  return TRUE;
}

/* u8, s16le, f32be, bcd4, digits8. */
static gboolean
read_type (const char *text,
           gsize       len,
           RkRawType  *type)
{
  static const struct {
    const char *name;
    RkRawKind   kind;
  } kinds[] = { { "digits", RK_RAW_DIGITS }, { "bcd", RK_RAW_BCD }, { "u", RK_RAW_UNSIGNED },
                { "s", RK_RAW_SIGNED }, { "i", RK_RAW_SIGNED }, { "f", RK_RAW_FLOAT } };
  g_autofree char *copy = g_strndup (text, len);
  gboolean has_order = g_str_has_suffix (copy, "le") || g_str_has_suffix (copy, "be");

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    gint64 n;

    if (!g_str_has_prefix (copy, kinds[i].name))
      continue;

    *type = (RkRawType) { .kind = kinds[i].kind, .big = !g_str_has_suffix (copy, "le") };
    if (has_order)
      copy[len - 2] = '\0';
    if (!read_int (copy + strlen (kinds[i].name), 1, 64, &n))
      return FALSE;

    switch (type->kind) {
    case RK_RAW_DIGITS:
      type->size = (guint8) n;
      return n <= 16 && !has_order;
    case RK_RAW_BCD:
      type->size = (guint8) (n / 2);
      return n % 2 == 0 && n <= 16;
    case RK_RAW_FLOAT:
      type->size = (guint8) (n / 8);
      return (n == 32 || n == 64) && has_order;
    case RK_RAW_UNSIGNED:
    case RK_RAW_SIGNED:
    default:
      type->size = (guint8) (n / 8);
      return n % 8 == 0 && (n == 8 || has_order);
    }
  }

  return FALSE;
}

/* "u16be@10" */
static gboolean
read_place (const char *text,
            RkRawType  *type,
            int        *at)
{
  const char *sign = strchr (text, '@');
  gint64 n;

  if (sign == NULL || !read_type (text, (gsize) (sign - text), type) ||
      !read_int (sign + 1, -RK_PACKET_MAX, RK_PACKET_MAX - 1, &n))
    return FALSE;
  *at = (int) n;

  return TRUE;
}

static guint64
all_ones (gsize size)
{
  return size >= 8 ? G_MAXUINT64 : (G_GUINT64_CONSTANT (1) << (8 * size)) - 1;
}

/* The right side of a condition: a number or 'text' of up to eight characters. */
static gboolean
read_operand (const char  *text,
              gboolean     has_type,
              RkCondition *condition)
{
  gsize len = strlen (text);
  gint64 n;

  if (len >= 3 && len <= 10 && text[0] == '\'' && text[len - 1] == '\'') {
    if (has_type && condition->type.size != len - 2)
      return FALSE;
    condition->type = (RkRawType) { .kind = RK_RAW_UNSIGNED, .size = (guint8) (len - 2), .big = TRUE };
    condition->value = 0;
    for (gsize i = 1; i < len - 1; i++)
      condition->value = condition->value << 8 | (guint8) text[i];
    return TRUE;
  }

  if (!read_int (text, G_MININT64, G_MAXINT64, &n))
    return FALSE;
  condition->value = (guint64) n;

  return condition->of_size || (guint64) n <= all_ones (condition->type.size);
}

/* The left side: "size", "11", "11&0x08", "u16be@0". */
static gboolean
read_subject (const char  *text,
              RkCondition *condition,
              gboolean    *has_type,
              gboolean    *has_mask)
{
  g_autofree char *place = g_strdup (text);
  char *mask = strchr (place, '&');
  gint64 n;

  *has_type = strchr (place, '@') != NULL;
  *has_mask = mask != NULL;
  condition->type = (RkRawType) { .kind = RK_RAW_UNSIGNED, .size = 1 };
  condition->mask = G_MAXUINT64;
  if (mask != NULL) {
    *mask++ = '\0';
    if (!read_int (mask, G_MININT64, G_MAXINT64, &n))
      return FALSE;
    condition->mask = (guint64) n;
  }

  if (strcmp (place, "size") == 0) {
    condition->of_size = TRUE;
    return TRUE;
  }
  if (*has_type)
    return read_place (place, &condition->type, &condition->at) && condition->type.kind == RK_RAW_UNSIGNED;
  if (!read_int (place, -RK_PACKET_MAX, RK_PACKET_MAX - 1, &n))
    return FALSE;
  condition->at = (int) n;

  return TRUE;
}

static gboolean
read_condition (const char  *option,
                const char  *text,
                RkCondition *condition,
                GError     **error)
{
  static const struct {
    const char     *sign;
    RkConditionKind kind;
  } signs[] = { { "!=", RK_CONDITION_OTHER }, { "<=", RK_CONDITION_AT_MOST }, { ">=", RK_CONDITION_AT_LEAST },
                { "=", RK_CONDITION_EQUAL }, { "<", RK_CONDITION_LESS }, { ">", RK_CONDITION_GREATER } };
  g_autofree char *subject = NULL;
  gboolean has_type;
  gboolean has_mask;

  *condition = (RkCondition) { 0 };
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++) {
    const char *found = strstr (text, signs[i].sign);

    if (found == NULL)
      continue;
    subject = g_strndup (text, (gsize) (found - text));
    condition->kind = signs[i].kind;
    if (read_subject (subject, condition, &has_type, &has_mask) &&
        read_operand (found + strlen (signs[i].sign), has_type, condition))
      return TRUE;
    return refuse (error, option, text, _("a condition looks like 5=0x80, 11&0x08, 3='01', u16be@0=0x09C9 or size=24"));
  }

  /* Any of the bits. */
  condition->kind = RK_CONDITION_OTHER;
  if (read_subject (text, condition, &has_type, &has_mask) && has_mask)
    return TRUE;

  return refuse (error, option, text, _("a condition looks like 5=0x80, 11&0x08, 3='01', u16be@0=0x09C9 or size=24"));
}

/* "a?b?c": cuts the first part off, returns the rest as conditions; NULL when there are none. */
static gboolean
read_guards (const char *option,
             char       *word,
             GArray    **conditions,
             GError    **error)
{
  char *mark = strchr (word, '?');
  g_auto (GStrv) parts = NULL;

  *conditions = NULL;
  if (mark == NULL)
    return TRUE;

  *mark = '\0';
  parts = g_strsplit (mark + 1, "?", -1);
  *conditions = g_array_new (FALSE, FALSE, sizeof (RkCondition));
  for (guint i = 0; parts[i] != NULL; i++) {
    RkCondition condition;

    if (!read_condition (option, parts[i], &condition, error)) {
      g_clear_pointer (conditions, g_array_unref);
      return FALSE;
    }
    g_array_append_val (*conditions, condition);
  }

  return TRUE;
}

/* "42 4D" with "??" for any byte, alternatives after "|". */
gboolean
rk_frame_parse_mark (const char *option,
                     const char *text,
                     GArray     *marks,
                     GError    **error)
{
  g_auto (GStrv) alternatives = g_strsplit (text, "|", -1);

  for (guint i = 0; alternatives[i] != NULL; i++) {
    g_auto (GStrv) words = dup_words (alternatives[i]);
    RkFrameMark mark = { 0 };

    for (guint k = 0; words[k] != NULL; k++) {
      gboolean any = strcmp (words[k], "??") == 0;

      if (mark.n == RK_FRAME_SYNC_MAX)
        return refuse (error, option, text, _("at most 16 bytes"));
      if (!any && (strlen (words[k]) != 2 || !g_ascii_isxdigit (words[k][0]) || !g_ascii_isxdigit (words[k][1])))
        return refuse (error, option, words[k], _("bytes are two hexadecimal digits each: 42 4D"));
      mark.mask[mark.n] = any ? 0 : 0xFF;
      mark.bytes[mark.n] = any ? 0 : (guint8) (g_ascii_xdigit_value (words[k][0]) << 4 | g_ascii_xdigit_value (words[k][1]));
      mark.n++;
    }
    if (mark.n == 0)
      return refuse (error, option, text, _("bytes are two hexadecimal digits each: 42 4D"));
    g_array_append_val (marks, mark);
  }

  return TRUE;
}

/* "0D 0A" */
gboolean
rk_frame_parse_bytes (const char *option,
                      const char *text,
                      guint8     *bytes,
                      gsize       max,
                      gsize      *n,
                      GError    **error)
{
  g_autoptr (GArray) marks = g_array_new (FALSE, FALSE, sizeof (RkFrameMark));
  const RkFrameMark *mark;

  if (!rk_frame_parse_mark (option, text, marks, error))
    return FALSE;
  mark = &g_array_index (marks, RkFrameMark, 0);
  if (marks->len > 1 || mark->n > max || memchr (mark->mask, 0, mark->n) != NULL)
    return refuse (error, option, text, _("at most 8 bytes, all of them known"));
  memcpy (bytes, mark->bytes, mark->n);
  *n = mark->n;

  return TRUE;
}

/* "32" or "u16be@2 +4 max=64". */
gboolean
rk_frame_parse_length (const char    *option,
                       const char    *text,
                       RkFrameLayout *layout,
                       GError       **error)
{
  g_auto (GStrv) words = dup_words (text);
  int at;
  gint64 n;

  if (words[0] != NULL && words[1] == NULL && read_int (words[0], 1, RK_PACKET_MAX, &n)) {
    layout->length = (gsize) n;
    return TRUE;
  }

  if (words[0] == NULL || !read_place (words[0], &layout->length_type, &at) || at < 0 ||
      layout->length_type.kind != RK_RAW_UNSIGNED || layout->length_type.size > 2)
    return refuse (error, option, text, _("a length is a number of bytes, or a place and what is to be added: u8@2 +4"));

  layout->has_length = TRUE;
  layout->length_at = (gsize) at;
  layout->length_factor = 1;
  layout->length_max = layout->length_type.size == 1 ? 0 : LENGTH_MAX;
  for (guint i = 1; words[i] != NULL; i++) {
    if (words[i][0] == '*' && read_int (words[i] + 1, 1, 256, &n))
      layout->length_factor = (gsize) n;
    else if ((words[i][0] == '+' || words[i][0] == '-') && read_int (words[i], -RK_PACKET_MAX, RK_PACKET_MAX, &n))
      layout->length_add = (gssize) n;
    else if (g_str_has_prefix (words[i], "max=") && read_int (words[i] + 4, 1, RK_PACKET_MAX, &n))
      layout->length_max = (gsize) n;
    else
      return refuse (error, option, words[i], _("a length is a number of bytes, or a place and what is to be added: u8@2 +4"));
  }
  if (layout->length_max == 0)
    layout->length_max = (gsize) CLAMP (255 * (gssize) layout->length_factor + layout->length_add, 1, RK_PACKET_MAX);

  return TRUE;
}

/* "0..-3" or "7". */
static gboolean
read_range (const char   *text,
            RkFrameRange *range)
{
  const char *dots = strstr (text, "..");
  g_autofree char *first = dots != NULL ? g_strndup (text, (gsize) (dots - text)) : g_strdup (text);
  gint64 a;
  gint64 b;

  if (!read_int (first, -RK_PACKET_MAX, RK_PACKET_MAX - 1, &a))
    return FALSE;
  b = a;
  if (dots != NULL && !read_int (dots + 2, -RK_PACKET_MAX, RK_PACKET_MAX - 1, &b))
    return FALSE;
  *range = (RkFrameRange) { (int) a, (int) b };

  return TRUE;
}

/* "sum16 be 0..-3 @-2"; all but the kind can be left out. */
gboolean
rk_frame_parse_checksum (const char    *option,
                         const char    *text,
                         RkFrameLayout *layout,
                         GError       **error)
{
  g_auto (GStrv) words = dup_words (text);
  gboolean has_place = FALSE;
  gint64 n;

  if (words[0] == NULL || !rk_checksum_find (words[0], strlen (words[0]), &layout->checksum)) {
    g_autoptr (GString) all = g_string_new (NULL);

    for (guint i = 0; i <= RK_CHECKSUM_LAST; i++)
      g_string_append_printf (all, "%s%s", i > 0 ? ", " : "", rk_checksum_id ((RkChecksum) i));
    return refuse (error, option, words[0] != NULL ? words[0] : "", all->str);
  }

  /* Modbus sends it low byte first. */
  layout->checksum_big = layout->checksum != RK_CHECKSUM_CRC16_MODBUS;
  layout->checksum_at = -(int) (rk_checksum_size (layout->checksum) + layout->tail_len);
  for (guint i = 1; words[i] != NULL; i++) {
    if (strcmp (words[i], "be") == 0 || strcmp (words[i], "le") == 0) {
      layout->checksum_big = words[i][0] == 'b';
    } else if (words[i][0] == '@' && read_int (words[i] + 1, -RK_PACKET_MAX, RK_PACKET_MAX - 1, &n)) {
      layout->checksum_at = (int) n;
    } else {
      g_auto (GStrv) ranges = g_strsplit (words[i], ",", -1);

      for (guint k = 0; ranges[k] != NULL; k++) {
        RkFrameRange range;

        if (!read_range (ranges[k], &range))
          return refuse (error, option, words[i], _("a checksum looks like: sum16 be 0..-3 @-2"));
        g_array_append_val (layout->checksum_of, range);
        has_place = TRUE;
      }
    }
  }
  if (!has_place) {
    RkFrameRange range = { 0, layout->checksum_at - 1 };

    g_array_append_val (layout->checksum_of, range);
  }

  return TRUE;
}

/* "8=0x01 2&0xF0=0x10": all must hold. */
gboolean
rk_frame_parse_conditions (const char *option,
                           const char *text,
                           GArray     *conditions,
                           GError    **error)
{
  g_auto (GStrv) words = dup_words (text);

  for (guint i = 0; words[i] != NULL; i++) {
    RkCondition condition;

    if (!read_condition (option, words[i], &condition, error))
      return FALSE;
    g_array_append_val (conditions, condition);
  }

  return TRUE;
}

/* "4@3..-2": rows of four bytes from byte 3 to the last but one. */
gboolean
rk_frame_parse_rows (const char    *option,
                     const char    *text,
                     RkFrameLayout *layout,
                     GError       **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "@", -1);
  RkFrameRange range;
  gint64 size;

  if (g_strv_length (parts) != 2 || !read_int (parts[0], 1, RK_PACKET_MAX, &size) ||
      !read_range (parts[1], &range) || range.first < 0)
    return refuse (error, option, text, _("rows look like 4@3..-2: bytes of a row, first and last byte of all"));

  layout->row_size = (gsize) size;
  layout->row_begin = (gsize) range.first;
  layout->row_last = strstr (parts[1], "..") != NULL ? range.last : -1;

  return TRUE;
}

/* "*0.1?11&8", "/10", "+5", "-40". */
static gboolean
read_step (const char   *option,
           char         *word,
           RkFrameValue *value,
           GError      **error)
{
  RkFrameStep step = { .kind = word[0] == '-' ? '+' : word[0] };
  gsize len;

  if (!read_guards (option, word, &step.conditions, error))
    return FALSE;

  /* "-40" and "+-40" are numbers with a sign. */
  len = strlen (word);
  if (word[0] == '-' ? !rk_number_parse (word, len, RK_NUMBER_PLAIN, &step.x)
                     : !rk_number_parse (word + 1, len - 1, RK_NUMBER_PLAIN, &step.x)) {
    g_clear_pointer (&step.conditions, g_array_unref);
    return refuse (error, option, word, _("this is not a number"));
  }
  if (step.kind == '/' && step.x == 0.0) {
    g_clear_pointer (&step.conditions, g_array_unref);
    return refuse (error, option, word, _("nothing can be divided by zero"));
  }
  /* 1/10 is no binary fraction: 235 / 10 gives 23.5, 235 * 0.1 gives 23.500000000000004. */
  if (step.kind == '*' && step.x > 0.0 && step.x < 1.0 && fabs (1.0 / step.x - round (1.0 / step.x)) < 1e-9 / step.x) {
    step.kind = '/';
    step.x = round (1.0 / step.x);
  }
  g_array_append_val (value->steps, step);

  return TRUE;
}

/* "none=0xFFFF,-32768" */
static gboolean
read_no_data (const char   *option,
              const char   *text,
              RkFrameValue *value,
              GError      **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);

  for (guint i = 0; parts[i] != NULL; i++) {
    gint64 n;

    if (!read_int (parts[i], G_MININT64, G_MAXINT64, &n))
      return refuse (error, option, text, _("none is a list of whole numbers: none=0x8000,0xFFFF"));
    g_array_append_val (value->no_data, n);
  }

  return TRUE;
}

/* "°C", "ppm:co2", ":count", each with conditions. */
static gboolean
read_unit (const char   *option,
           char         *word,
           RkFrameValue *value,
           GError      **error)
{
  RkFrameUnit unit = { 0 };
  const RkUnit *known;
  char *colon;

  if (!read_guards (option, word, &unit.conditions, error))
    return FALSE;

  colon = strchr (word, ':');
  if (colon != NULL) {
    *colon = '\0';
    if (rk_quantity_find (colon + 1) == NULL) {
      g_clear_pointer (&unit.conditions, g_array_unref);
      return refuse (error, option, colon + 1, _("there is no such quantity"));
    }
    unit.quantity = g_strdup (colon + 1);
  }
  known = *word != '\0' ? rk_unit_find (word) : NULL;
  unit.unit = *word == '\0' ? NULL : g_strdup (known != NULL ? known->symbol : word);
  g_array_append_val (value->units, unit);

  return TRUE;
}

/* Places that a number has after its steps. */
static int
count_places (const RkFrameValue *value)
{
  double places = 0.0;

  if (value->type.kind == RK_RAW_FLOAT)
    return -1;

  for (guint i = 0; i < value->steps->len; i++) {
    const RkFrameStep *step = &g_array_index (value->steps, RkFrameStep, i);

    if (step->kind == '/' && step->x > 1.0)
      places += log10 (step->x);
    else if (step->kind == '*' && step->x > 0.0 && step->x < 1.0)
      places -= log10 (step->x);
  }

  return (int) CLAMP (ceil (places - 1e-9), 0.0, 9.0);
}

static gboolean
read_word (const char   *option,
           char         *word,
           RkFrameValue *value,
           GError      **error)
{
  gint64 n;

  if (word[0] == '&') {
    if (!read_int (word + 1, G_MININT64, G_MAXINT64, &n) || n == 0)
      return refuse (error, option, word, _("a mask looks like &0x3FFF"));
    value->mask = (guint64) n;
    return TRUE;
  }
  if (g_str_has_prefix (word, ">>")) {
    if (!read_int (word + 2, 0, 63, &n))
      return refuse (error, option, word, _("a shift looks like >>4"));
    value->shift = (guint) n;
    return TRUE;
  }
  if (word[0] == '*' || word[0] == '/' || word[0] == '+' || word[0] == '-')
    return read_step (option, word, value, error);
  if (word[0] == 'x' && (word[1] == '*' || g_ascii_isdigit (word[1]))) {
    value->is_array = TRUE;
    value->count = 0;
    if (strcmp (word, "x*") == 0)
      return TRUE;
    if (!read_int (word + 1, 1, ARRAY_MAX, &n))
      return refuse (error, option, word, _("an array looks like x3, or x* for as many as fit"));
    value->count = (guint) n;
    return TRUE;
  }
  if (g_str_has_prefix (word, "none="))
    return read_no_data (option, word + 5, value, error);
  if (g_str_has_prefix (word, "packet=")) {
    if (!read_int (word + 7, 1, RK_FRAME_LAYOUTS, &n))
      return refuse (error, option, word, _("a kind of packet is a number from 1 to 9"));
    value->layout = (guint) n;
    return TRUE;
  }

  return read_unit (option, word, value, error);
}

static RkFrameValue *
read_value (const char *option,
            const char *text,
            GError    **error)
{
  g_auto (GStrv) words = dup_words (text);
  RkFrameValue *value = rk_frame_value_new ();

  if (words[0] == NULL || !read_place (words[0], &value->type, &value->at)) {
    refuse (error, option, words[0] != NULL ? words[0] : "",
            _("a place looks like u16be@10: u or s with 8 to 64 bits, f32, f64, bcd4 or digits5, then le or be, then the byte"));
    rk_frame_value_free (value);
    return NULL;
  }

  for (guint i = 1; words[i] != NULL; i++) {
    gboolean fine;

    if (strcmp (words[i], "if") == 0 && words[i + 1] != NULL) {
      i++;
      fine = rk_frame_parse_conditions (option, words[i], value->conditions, error);
    } else {
      fine = read_word (option, words[i], value, error);
    }
    if (!fine) {
      rk_frame_value_free (value);
      return NULL;
    }
  }

  if (value->mask != G_MAXUINT64 && (value->type.kind == RK_RAW_FLOAT || value->type.kind == RK_RAW_DIGITS)) {
    refuse (error, option, words[0], _("only whole numbers have bits to mask"));
    rk_frame_value_free (value);
    return NULL;
  }
  value->decimals = count_places (value);

  return value;
}

/* "u16be@10 /10 °C if size=32; s16be@8 °C". */
gboolean
rk_frame_parse_field (const char   *option,
                      const char   *text,
                      RkFrameField *field,
                      GError      **error)
{
  g_auto (GStrv) alternatives = g_strsplit (text, ";", -1);

  for (guint i = 0; alternatives[i] != NULL; i++) {
    RkFrameValue *value = read_value (option, alternatives[i], error);

    if (value == NULL)
      return FALSE;
    g_ptr_array_add (field->values, value);
  }

  return TRUE;
}

/* "39&1 of T1; 39&2 of T2": the flag, when the condition holds, for these fields or all. */
gboolean
rk_frame_parse_flag (const char  *option,
                     const char  *text,
                     RkValueFlags flag,
                     GArray      *flags,
                     GError     **error)
{
  g_auto (GStrv) alternatives = g_strsplit (text, ";", -1);

  for (guint i = 0; alternatives[i] != NULL; i++) {
    g_auto (GStrv) words = dup_words (alternatives[i]);
    RkFrameFlag added = { .flag = flag };
    g_autoptr (GPtrArray) of = NULL;
    g_autoptr (GArray) conditions = g_array_new (FALSE, FALSE, sizeof (RkCondition));

    for (guint k = 0; words[k] != NULL; k++) {
      RkCondition condition;

      if (of != NULL) {
        g_ptr_array_add (of, g_strdup (words[k]));
      } else if (strcmp (words[k], "of") == 0) {
        of = g_ptr_array_new_with_free_func (g_free);
      } else {
        if (!read_condition (option, words[k], &condition, error))
          return FALSE;
        g_array_append_val (conditions, condition);
      }
    }
    if (conditions->len == 0 || (of != NULL && of->len == 0))
      return refuse (error, option, text, _("a flag looks like: 39&0x01 of T1"));

    added.conditions = g_steal_pointer (&conditions);
    if (of != NULL) {
      g_ptr_array_add (of, NULL);
      added.of = (char **) g_ptr_array_free (g_steal_pointer (&of), FALSE);
    }
    g_array_append_val (flags, added);
  }

  return TRUE;
}
