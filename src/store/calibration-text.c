/* Calibrations as text: for files and for people. */
#include "config.h"

#include "store/calibration-private.h"

#include "base/number.h"
#include "store/errors.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A table of as many points as there may be, each with two of the longest numbers, fits. */
#define MAX_TEXT (RK_CALIBRATION_MAX_POINTS * 2 * RK_NUMBER_BUFFER)

/* What a message quotes of a text. */
#define MAX_QUOTE 40

/* Digits of a coefficient that people read. */
#define FORMULA_DIGITS 6

/* A text in parts between blanks. */
typedef struct {
  const char *text;
  const char *word;
  gsize       len;
} Reader;

static gboolean
next_word (Reader *self)
{
  const char *p = self->word + self->len;

  while (*p == ' ' || *p == '\t')
    p++;
  self->word = p;
  while (*p != '\0' && *p != ' ' && *p != '\t')
    p++;
  self->len = (gsize) (p - self->word);

  return self->len > 0;
}

static gboolean
is_word (const Reader *self,
         const char   *word)
{
  return self->len == strlen (word) && memcmp (self->word, word, self->len) == 0;
}

static void
set_word_error (const Reader *reader,
                const char   *expected,
                GError      **error)
{
  g_autofree char *cut = g_strndup (reader->word, MIN (reader->len, MAX_QUOTE));
  g_autofree char *quote = g_utf8_make_valid (cut, -1);

  g_set_error (error, RK_STORE_ERROR, RK_STORE_ERROR_CALIBRATION,
               /* Translators: the number of a character, what stands there, what should. */
               _("Calibration, character %u: “%s” instead of %s"),
               (guint) (reader->word - reader->text) + 1, quote, expected);
}

static RkCalibration *
parse_table (Reader  *reader,
             GError **error)
{
  RkCalibrationPoint points[RK_CALIBRATION_MAX_POINTS];
  guint n = 0;

  while (next_word (reader)) {
    const char *colon = memchr (reader->word, ':', reader->len);
    gsize before = colon != NULL ? (gsize) (colon - reader->word) : 0;

    if (n == G_N_ELEMENTS (points))
      return rk_calibration_new_table (points, n + 1, error);

    if (colon == NULL || !rk_number_parse (reader->word, before, RK_NUMBER_PLAIN, &points[n].raw)
        || !rk_number_parse (colon + 1, reader->len - before - 1, RK_NUMBER_PLAIN, &points[n].actual)) {
      set_word_error (reader, _("a point “reading:value”"), error);
      return NULL;
    }
    n++;
  }

  return rk_calibration_new_table (points, n, error);
}

static RkCalibration *
parse_formula (Reader            *reader,
               RkCalibrationForm  form,
               GError           **error)
{
  double c[RK_CALIBRATION_MAX_COEFFICIENTS];
  guint n = 0;

  while (next_word (reader)) {
    if (n == G_N_ELEMENTS (c))
      return rk_calibration_new (form, c, n + 1, error); /* refused before it is read */

    if (form == RK_CALIBRATION_STEINHART_HART && n == RK_DIVIDER_OHM) {
      if (is_word (reader, "divider") && next_word (reader)) {
        if (!rk_number_parse (reader->word, reader->len, RK_NUMBER_PLAIN, &c[n])) {
          set_word_error (reader, _("a number"), error);
          return NULL;
        }
        n++;
        continue;
      }
      set_word_error (reader, _("“divider”, a resistance and a full scale"), error);
      return NULL;
    }

    if (form == RK_CALIBRATION_STEINHART_HART && n == RK_DIVIDER_UPPER) {
      if (!is_word (reader, "upper")) {
        set_word_error (reader, _("“upper” or nothing"), error);
        return NULL;
      }
      c[n++] = 1.0;
      continue;
    }

    if (!rk_number_parse (reader->word, reader->len, RK_NUMBER_PLAIN, &c[n])) {
      set_word_error (reader, _("a number"), error);
      return NULL;
    }
    n++;
  }

  return rk_calibration_new (form, c, n, error);
}

/**
 * rk_calibration_parse:
 * @text: as rk_calibration_to_text() writes it; any text
 * @error: return location
 *
 * Reads the text form: the id of the formula and its coefficients, with a decimal point.
 *
 * Errors: %RK_STORE_ERROR_CALIBRATION, naming the character and what belongs there.
 * Threads: any.
 *
 * Returns: (transfer full): the calibration
 */
RkCalibration *
rk_calibration_parse (const char *text,
                      GError    **error)
{
  Reader reader = { .text = text, .word = text };

  g_return_val_if_fail (text != NULL, NULL);

  if (strnlen (text, MAX_TEXT + 1) > MAX_TEXT) {
    g_set_error (error, RK_STORE_ERROR, RK_STORE_ERROR_CALIBRATION, _("The text of the calibration is longer than %u bytes"),
                 MAX_TEXT);
    return NULL;
  }

  next_word (&reader);
  for (guint i = 0; i < G_N_ELEMENTS (rk_calibration_kinds); i++)
    if (is_word (&reader, rk_calibration_kinds[i].id))
      return i == RK_CALIBRATION_TABLE ? parse_table (&reader, error) : parse_formula (&reader, (RkCalibrationForm) i, error);

  set_word_error (&reader, _("the name of a formula, such as “polynomial”"), error);

  return NULL;
}

static void
append_number (GString    *text,
               const char *before,
               double      value)
{
  char buffer[RK_NUMBER_BUFFER];

  rk_number_print (value, buffer);
  g_string_append (text, before);
  g_string_append (text, buffer);
}

/**
 * rk_calibration_to_text:
 * @self: a calibration
 *
 * Writes the text form, which reads back as an equal calibration.
 *
 * Threads: any.
 *
 * Returns: (transfer full): "polynomial 0.1 1.02"
 */
char *
rk_calibration_to_text (const RkCalibration *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (rk_calibration_kinds[self->form].id);

  for (guint i = 0; i < self->n; i++) {
    if (self->form == RK_CALIBRATION_STEINHART_HART && i == RK_DIVIDER_OHM)
      g_string_append (text, " divider");
    if (self->form == RK_CALIBRATION_STEINHART_HART && i == RK_DIVIDER_UPPER)
      g_string_append (text, rk_calibration_is_upper (self) ? " upper" : "");
    else
      append_number (text, " ", self->coefficients[i]);
  }

  for (guint i = 0; i < self->n_points; i++) {
    append_number (text, " ", self->points[i].raw);
    append_number (text, ":", self->points[i].actual);
  }

  return g_string_free (text, FALSE);
}

/* "1,02", "1,13·10⁻³": six digits, without zeros at the end. */
static char *
format_coefficient (double value)
{
  static const char *const superscripts[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  double magnitude = fabs (value);
  int exponent = magnitude > 0.0 ? (int) floor (log10 (magnitude)) : 0;
  gboolean is_long = exponent < -4 || exponent > FORMULA_DIGITS;
  double mantissa = is_long ? value / pow (10.0, exponent) : value;
  int decimals = MAX (FORMULA_DIGITS - 1 - (is_long ? 0 : exponent), 0);
  char digits[RK_NUMBER_BUFFER];
  GString *text;
  char *number;
  char sign = rk_number_decimal_sign ();

  number = rk_number_format (mantissa, decimals);
  text = g_string_new (number);
  g_free (number);

  if (strchr (text->str, sign) != NULL) {
    while (text->str[text->len - 1] == '0')
      g_string_truncate (text, text->len - 1);
    if (text->str[text->len - 1] == sign)
      g_string_truncate (text, text->len - 1);
  }

  if (is_long) {
    g_string_append (text, exponent < 0 ? "·10⁻" : "·10");
    g_snprintf (digits, sizeof digits, "%d", abs (exponent));
    for (const char *p = digits; *p != '\0'; p++)
      g_string_append (text, superscripts[*p - '0']);
  }

  return g_string_free (text, FALSE);
}

static char *
format_polynomial (const RkCalibration *self)
{
  static const char *const powers[] = { "", "x", "x²", "x³", "x⁴", "x⁵" };
  GString *text = g_string_new ("y = ");
  gsize begin = text->len;

  for (guint i = 0; i < self->n; i++) {
    double c = self->coefficients[i];
    g_autofree char *number = format_coefficient (fabs (c));
    gboolean is_one = i > 0 && fabs (c) == 1.0;

    if (c == 0.0)
      continue;
    if (text->len > begin)
      g_string_append (text, c < 0.0 ? " − " : " + ");
    else if (c < 0.0)
      g_string_append (text, "−");
    g_string_append_printf (text, "%s%s%s", is_one ? "" : number, i > 0 && !is_one ? "·" : "", powers[i]);
  }

  if (text->len == begin)
    g_string_append (text, "0");

  return g_string_free (text, FALSE);
}

static char *
format_thermistor (const RkCalibration *self,
                   const char          *a,
                   const char          *b,
                   const char          *c)
{
  g_autofree char *ohm = NULL;
  g_autofree char *full = NULL;

  if (!rk_calibration_has_divider (self))
    return g_strdup_printf ("y = 1/(%s + %s·ln x + %s·ln³ x) − 273%c15", a, b, c, rk_number_decimal_sign ());

  ohm = format_coefficient (self->coefficients[RK_DIVIDER_OHM]);
  full = format_coefficient (self->coefficients[RK_DIVIDER_FULL]);

  return g_strdup_printf (rk_calibration_is_upper (self) ? "R = %s·(%s − x)/x; y = 1/(%s + %s·ln R + %s·ln³ R) − 273%c15"
                                          : "R = %s·x/(%s − x); y = 1/(%s + %s·ln R + %s·ln³ R) − 273%c15",
                          ohm, full, a, b, c, rk_number_decimal_sign ());
}

/* A negative number within a formula. */
static char *
format_inner (double value)
{
  g_autofree char *number = format_coefficient (value);

  return value < 0.0 ? g_strdup_printf ("(%s)", number) : g_steal_pointer (&number);
}

/**
 * rk_calibration_to_formula:
 * @self: a calibration
 *
 * Writes the formula for people, with six digits and the user's decimal sign.
 *
 * Returns: (transfer full): "y = 0,1 + 1,02·x"
 */
char *
rk_calibration_to_formula (const RkCalibration *self)
{
  g_autofree char *a = NULL;
  g_autofree char *b = NULL;
  g_autofree char *c = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  a = format_coefficient (self->coefficients[0]);
  b = format_inner (self->coefficients[1]);
  c = format_inner (self->coefficients[2]);

  switch (self->form) {
  case RK_CALIBRATION_POLYNOMIAL:
    return format_polynomial (self);
  case RK_CALIBRATION_POWER:
    return g_strdup_printf ("y = %s·x^%s", a, b);
  case RK_CALIBRATION_MODIFIED_POWER:
    return g_strdup_printf ("y = %s·%s^x", a, b);
  case RK_CALIBRATION_LOG:
    return g_strdup_printf ("y = %s + %s·ln x", a, b);
  case RK_CALIBRATION_MODIFIED_LOG:
    return g_strdup_printf ("y = %s + %s·ln (1/x)", a, b);
  case RK_CALIBRATION_EXPONENTIAL:
    return g_strdup_printf ("y = %s·e^(%s·x)", a, b);
  case RK_CALIBRATION_MODIFIED_EXPONENTIAL:
    return g_strdup_printf ("y = %s·e^(%s/x)", a, b);
  case RK_CALIBRATION_GEOMETRIC:
    return g_strdup_printf ("y = %s·x^(%s·x)", a, b);
  case RK_CALIBRATION_MODIFIED_GEOMETRIC:
    return g_strdup_printf ("y = %s·x^(%s/x)", a, b);
  case RK_CALIBRATION_RECIPROCAL_LOG:
    return g_strdup_printf ("y = 1/(%s + %s·ln (%s·x))", a, b, c);
  case RK_CALIBRATION_STEINHART_HART:
    return format_thermistor (self, a, b, c);
  case RK_CALIBRATION_TABLE:
  default:
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "table of %u point", "table of %u points", self->n_points),
                            self->n_points);
  }
}
