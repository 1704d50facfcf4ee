/* Numbers in and out, the same whatever the locale.
 *
 * Reading is a scan by a whitelist of characters, which finds where the number ends and
 * gathers its digits on the way, then an exact conversion. Short plain numbers, nearly all
 * that sensors print, are done here: up to 2^53 every whole number and up to 10^22 every
 * power of ten is an exact double, so one multiplication or division rounds once and right
 * (Clinger, How to read floating point numbers accurately, PLDI 1990). All others go to the
 * C++ library, see number-charconv.cc. Measured on one core with values of 3 to 7 digits:
 * 74 M/s so, 37 M/s when the library reads the same digits once more; with 17 digits 25 M/s.
 */

#include "config.h"

#include "base/number.h"

#include "base/number-charconv.h"

#include <float.h>
#include <locale.h>
#include <math.h>
#include <string.h>

/* A longer number is refused: no device prints one, and the exact value of a double needs
 * no more than 767 digits. */
#define MAX_LENGTH 1024

/* Beyond any double, far from overflow of an int. */
#define MAX_EXPONENT 100000

/* Digits of a guint64 that cannot overflow. */
#define MAX_DIGITS 19

#define MAX_EXACT_POWER 22

static const double powers_of_ten[MAX_EXACT_POWER + 1] = {
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

/* 0: as the locale has it. */
static gint decimal_sign;

/* What a scan found. The value is digits * 10^exponent as long as n_digits <= MAX_DIGITS. */
typedef struct {
  guint64     digits;
  gint64      n_digits;  /* significant ones, leading zeros not counted */
  gint64      exponent;
  const char *mantissa;  /* after the sign */
  const char *decimal;   /* the decimal sign, NULL if there is none */
  const char *end;
} Scan;

static inline gboolean
is_digit (char c)
{
  return (guint8) (c - '0') < 10;
}

static inline const char *
scan_digits (Scan       *scan,
             const char *p,
             const char *end)
{
  guint64 digits = scan->digits;
  gint64 n_digits = scan->n_digits;

  for (; p < end && is_digit (*p); p++) {
    if (n_digits < MAX_DIGITS)
      digits = digits * 10 + (guint64) (*p - '0');
    n_digits += digits != 0;
  }

  scan->digits = digits;
  scan->n_digits = n_digits;

  return p;
}

/* An exponent without digits is not part of the number: "3e" is 3 and a letter. */
static const char *
scan_exponent (Scan       *scan,
               const char *p,
               const char *end)
{
  const char *start = p;
  gboolean negative = FALSE;
  int exponent = 0;

  if (p == end || (*p != 'e' && *p != 'E'))
    return start;
  p++;

  if (p < end && (*p == '+' || *p == '-'))
    negative = *p++ == '-';
  if (p == end || !is_digit (*p))
    return start;

  for (; p < end && is_digit (*p); p++) {
    if (exponent < MAX_EXPONENT)
      exponent = exponent * 10 + (*p - '0');
  }

  scan->exponent += negative ? -exponent : exponent;

  return p;
}

static gboolean
scan_decimal (Scan          *scan,
              const char    *text,
              const char    *end,
              RkNumberFlags  flags)
{
  const char *p;
  const char *whole_end;
  gboolean has_digits;

  memset (scan, 0, sizeof *scan);
  scan->mantissa = text;

  p = whole_end = scan_digits (scan, text, end);
  has_digits = p > text;

  if (p < end && (*p == '.' || (*p == ',' && (flags & RK_NUMBER_COMMA)))) {
    const char *fraction = p + 1;
    const char *fraction_end = scan_digits (scan, fraction, end);

    /* "5." is a number; the comma of "5," is more likely to separate. */
    if (fraction_end > fraction || (has_digits && *p == '.')) {
      has_digits = TRUE;
      scan->decimal = whole_end;
      scan->exponent = fraction - fraction_end;
      p = fraction_end;
    }
  }

  if (!has_digits)
    return FALSE;

  scan->end = scan_exponent (scan, p, end);

  return TRUE;
}

/* The general way, exact for any number of digits. */
static gboolean
convert_long (const Scan *scan,
              double     *value)
{
  char copy[MAX_LENGTH];
  const char *first = scan->mantissa;
  gsize len = (gsize) (scan->end - scan->mantissa);

  if (len > sizeof copy)
    return FALSE;

  if (scan->decimal != NULL && *scan->decimal == ',') {
    memcpy (copy, first, len);
    copy[scan->decimal - scan->mantissa] = '.';
    first = copy;
  }

  switch (rk_charconv_parse (first, first + len, value)) {
  case RK_CHARCONV_OK:
    return isfinite (*value);
  case RK_CHARCONV_OUT_OF_RANGE:
    /* The library does not say which end it fell off. */
    if (scan->n_digits + scan->exponent > 0)
      return FALSE;
    *value = 0.0;
    return TRUE;
  case RK_CHARCONV_MALFORMED:
  default:
    return FALSE;
  }
}

static gboolean
convert (const Scan *scan,
         double     *value)
{
  /* With excess precision (x87) the short way would round twice. */
#if FLT_EVAL_METHOD == 0
  if (scan->n_digits <= MAX_DIGITS && scan->digits <= (G_GUINT64_CONSTANT (1) << 53)
      && scan->exponent >= -MAX_EXACT_POWER && scan->exponent <= MAX_EXACT_POWER) {
    if (scan->exponent < 0)
      *value = (double) scan->digits / powers_of_ten[-scan->exponent];
    else
      *value = (double) scan->digits * powers_of_ten[scan->exponent];
    return TRUE;
  }
#endif

  return convert_long (scan, value);
}

static const char *
scan_hex (const char *text,
          const char *end,
          double     *value)
{
  const char *p = text + 2;
  guint64 number = 0;

  if (end - text < 3 || text[0] != '0' || (text[1] != 'x' && text[1] != 'X'))
    return NULL;

  for (; p < end && g_ascii_isxdigit (*p); p++) {
    if (number >> 60)
      return NULL;
    number = number << 4 | (guint64) g_ascii_xdigit_value (*p);
  }

  if (p == text + 2)
    return NULL;

  *value = (double) number;

  return p;
}

/* @p is after the sign. A word that goes on ("info", "nano") is another word. */
static const char *
scan_word (const char *p,
           const char *end,
           double     *value)
{
  static const char * const words[] = { "infinity", "inf", "nan" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize len = strlen (words[i]);

    if ((gsize) (end - p) < len || g_ascii_strncasecmp (p, words[i], len) != 0)
      continue;
    if (p + len < end && (g_ascii_isalnum (p[len]) || p[len] == '_' || (guint8) p[len] >= 0x80))
      continue;

    *value = (double) NAN;
    return p + len;
  }

  return NULL;
}

/**
 * rk_number_scan:
 * @text: text that begins with a number
 * @end: where the text ends; nothing is read at or after it
 * @flags: what else than a plain number is accepted
 * @value: (out): the number; unchanged when there is none
 *
 * Reads the longest number at the start of a text.
 *
 * Correctly rounded (bit for bit what strtod gives in the C locale). "5." and ".5" are
 * numbers, "." is none. Overflow is no number; underflow gives 0 with its sign. More than
 * 1024 characters are no number.
 *
 * Threads: any, whatever the locale.
 * Source: see the head of the file.
 *
 * Returns: (nullable): the byte after the number, or %NULL when there is none
 */
const char *
rk_number_scan (const char    *text,
                const char    *end,
                RkNumberFlags  flags,
                double        *value)
{
  const char *p = text;
  gboolean negative = FALSE;
  double number;
  Scan scan;

  if (p == end)
    return NULL;

  if ((flags & RK_NUMBER_HEX) && *p == '0') {
    const char *hex_end = scan_hex (p, end, value);

    if (hex_end != NULL)
      return hex_end;
  }

  if (*p == '+' || *p == '-')
    negative = *p++ == '-';

  if (!scan_decimal (&scan, p, end, flags))
    return (flags & RK_NUMBER_WORDS) ? scan_word (p, end, value) : NULL;

  if (!convert (&scan, &number))
    return NULL;

  *value = negative ? -number : number;

  return scan.end;
}

/**
 * rk_number_parse:
 * @text: (array length=len): a token
 * @len: its length in bytes
 * @flags: what else than a plain number is accepted
 * @value: (out): the number; unchanged on failure
 *
 * Reads a token that must be a number as a whole.
 *
 * Threads: any, whatever the locale.
 *
 * Returns: whether it is one
 */
gboolean
rk_number_parse (const char    *text,
                 gsize          len,
                 RkNumberFlags  flags,
                 double        *value)
{
  double number;

  if (text == NULL || rk_number_scan (text, text + len, flags, &number) != text + len || len == 0)
    return FALSE;

  *value = number;

  return TRUE;
}

/* Blanks people type between groups of digits: space, no-break, narrow no-break, thin, figure. */
static gsize
blank_length (const char *p)
{
  static const char * const blanks[] = { " ", "\t", "\u00A0", "\u202F", "\u2009", "\u2007" };

  for (guint i = 0; i < G_N_ELEMENTS (blanks); i++) {
    if (g_str_has_prefix (p, blanks[i]))
      return strlen (blanks[i]);
  }

  return 0;
}

static const char *
skip_blanks (const char *p)
{
  gsize n;

  while ((n = blank_length (p)) > 0)
    p += n;

  return p;
}

/* "12 345 678": up to three digits, then groups of three. */
static const char *
copy_grouped_digits (const char *p,
                     GString    *plain)
{
  const char *start = p;

  while (is_digit (*p))
    g_string_append_c (plain, *p++);

  if (p == start || p - start > 3)
    return p;

  for (;;) {
    const char *group = skip_blanks (p);

    if (group == p || !is_digit (group[0]) || !is_digit (group[1]) || !is_digit (group[2]) || is_digit (group[3]))
      return p;

    g_string_append_len (plain, group, 3);
    p = group + 3;
  }
}

/**
 * rk_number_parse_typed:
 * @text: (nullable): what a person typed, UTF-8
 * @value: (out): the number; unchanged on failure
 *
 * Reads a number as people write it: "3,5", "3.5", " −12 345,6 ".
 *
 * Either sign is the decimal sign in any locale; digits may stand in groups of three with
 * any blank between.
 *
 * Threads: any, whatever the locale.
 *
 * Returns: whether it is a number
 */
gboolean
rk_number_parse_typed (const char *text,
                       double     *value)
{
  g_autoptr (GString) plain = NULL;
  const char *p;

  if (text == NULL || strlen (text) > MAX_LENGTH)
    return FALSE;

  plain = g_string_new (NULL);
  p = skip_blanks (text);

  if (g_str_has_prefix (p, "\u2212")) {
    g_string_append_c (plain, '-');
    p = skip_blanks (p + strlen ("\u2212"));
  } else if (*p == '-' || *p == '+') {
    g_string_append_c (plain, *p);
    p = skip_blanks (p + 1);
  }

  p = copy_grouped_digits (p, plain);

  /* The fraction and the exponent are as in any other number. */
  for (; *p != '\0' && blank_length (p) == 0; p++)
    g_string_append_c (plain, *p);

  if (*skip_blanks (p) != '\0')
    return FALSE;

  /* "5," is half typed, and means 5 as "5." does. */
  if (plain->len >= 2 && plain->str[plain->len - 1] == ',' && is_digit (plain->str[plain->len - 2]))
    g_string_truncate (plain, plain->len - 1);

  return rk_number_parse (plain->str, plain->len, RK_NUMBER_COMMA, value);
}

/**
 * rk_number_print:
 * @value: a number
 * @buffer: (out caller-allocates): the text, with a final zero byte
 *
 * Writes the fewest digits that read back as exactly @value.
 *
 * Positional from 1e-5 to 1e17, else with an exponent; decimal point. NaN gives "",
 * the infinities "inf" and "-inf".
 *
 * Threads: any, whatever the locale.
 *
 * Returns: the length of the text
 */
gsize
rk_number_print (double value,
                 char   buffer[RK_NUMBER_BUFFER])
{
  double magnitude = fabs (value);
  gboolean positional = value == 0.0 || (magnitude >= 1e-5 && magnitude < 1e17);
  gsize len;

  if (isnan (value))
    len = 0;
  else
    len = rk_charconv_print (buffer, RK_NUMBER_BUFFER - 1, value, positional);

  buffer[len] = '\0';

  return len;
}

/**
 * rk_number_format:
 * @value: a number
 * @decimals: places after the decimal sign; limited to 0...15
 *
 * Writes a number for people, in their language's way.
 *
 * Decimal sign of the locale, a true minus sign, never "−0"; NaN is an en dash.
 *
 * Threads: any, as long as no thread changes the locale.
 *
 * Returns: (transfer full): UTF-8
 */
char *
rk_number_format (double value,
                  int    decimals)
{
  /* 309 digits before the point, 15 after, sign, point, zero byte. */
  char digits[352];
  gboolean is_zero;
  char *point;
  gsize len;

  if (isnan (value))
    return g_strdup ("–");
  if (isinf (value))
    return g_strdup (value < 0 ? "−∞" : "∞");

  len = rk_charconv_fixed (digits, sizeof digits - 1, fabs (value), CLAMP (decimals, 0, 15));
  digits[len] = '\0';
  is_zero = strspn (digits, "0.") == len;

  point = strchr (digits, '.');
  if (point != NULL)
    *point = rk_number_decimal_sign ();

  return g_strconcat (value < 0 && !is_zero ? "−" : "", digits, NULL);
}

/**
 * rk_number_compare:
 * @a: a double
 * @b: another
 *
 * Orders doubles, for qsort () and g_array_sort (): from the smallest up, and what is not a number last.
 *
 * Threads: pure, any thread.
 *
 * Returns: below 0, 0 or above 0 as @a comes before, with or after @b
 */
int
rk_number_compare (gconstpointer a,
                   gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  /* Sorting needs an order of all there is: NaN is neither above nor below anything. */
  if (isnan (x) || isnan (y))
    return !!isnan (x) - !!isnan (y);

  return (x > y) - (x < y);
}

/**
 * rk_number_decimal_sign:
 *
 * Tells the decimal sign of the interface: the locale's, unless it was set.
 *
 * Threads: any, as long as no thread changes the locale.
 *
 * Returns: '.' or ','
 */
char
rk_number_decimal_sign (void)
{
  int sign = g_atomic_int_get (&decimal_sign);
  const struct lconv *convention;

  if (sign != 0)
    return (char) sign;

  convention = localeconv ();

  return convention->decimal_point[0] == ',' ? ',' : '.';
}

/**
 * rk_number_set_decimal_sign:
 * @sign: '.', ',' or 0 for the locale's
 *
 * Overrides the decimal sign of the interface, at start-up or in tests.
 */
void
rk_number_set_decimal_sign (char sign)
{
  g_return_if_fail (sign == 0 || sign == '.' || sign == ',');

  g_atomic_int_set (&decimal_sign, sign);
}
