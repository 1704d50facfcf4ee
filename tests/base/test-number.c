#include "config.h"

#include "base/number.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define C RK_NUMBER_COMMA
#define X RK_NUMBER_HEX
#define W RK_NUMBER_WORDS
#define P RK_NUMBER_PLAIN

/* g_ascii_strtod () is strtod () in the C locale, glibc's: the reference. */
static double
reference (const char *text)
{
  return g_ascii_strtod (text, NULL);
}

static gboolean
same_bits (double a,
           double b)
{
  return memcmp (&a, &b, sizeof a) == 0;
}

static void
assert_same_bits (const char *text,
                  double      found,
                  double      expected)
{
  if (!same_bits (found, expected))
    g_error ("“%s”: %.17g (%a) instead of %.17g (%a)", text, found, found, expected, expected);
}

/* A copy without a final zero byte: what is read behind the end is found by the sanitizer. */
static gboolean
parse (const char    *text,
       RkNumberFlags  flags,
       double        *value)
{
  gsize len = strlen (text);
  g_autofree char *copy = g_memdup2 (text, len);

  return rk_number_parse (copy != NULL ? copy : "", len, flags, value);
}

typedef struct {
  const char    *text;
  RkNumberFlags  flags;
  gboolean       accepted;
  double         value;
} ParseRow;

static const ParseRow parse_rows[] = {
  { "0", P, TRUE, 0.0 },            { "-0", P, TRUE, -0.0 },
  { "7", P, TRUE, 7.0 },            { "+7", P, TRUE, 7.0 },
  { "-12.5", P, TRUE, -12.5 },      { "0012", P, TRUE, 12.0 },
  { "5.", P, TRUE, 5.0 },           { ".5", P, TRUE, 0.5 },
  { "-.5", P, TRUE, -0.5 },         { "1e3", P, TRUE, 1000.0 },
  { "1E+3", P, TRUE, 1000.0 },      { "1e-3", P, TRUE, 0.001 },
  { "5.e1", P, TRUE, 50.0 },        { ".5e1", P, TRUE, 5.0 },
  { "9007199254740993", P, TRUE, 9007199254740992.0 },
  { "9007199254740991", P, TRUE, 9007199254740991.0 },
  { "1e22", P, TRUE, 1e22 },        { "1e23", P, TRUE, 1e23 },
  { "1e400", P, FALSE, 0 },         { "-1e400", P, FALSE, 0 },
  { "1e-400", P, TRUE, 0.0 },       { "-1e-400", P, TRUE, -0.0 },
  { "1e99999999999999999999", P, FALSE, 0 },
  { "1e-99999999999999999999", P, TRUE, 0.0 },
  { "0e99999999999999999999", P, TRUE, 0.0 },
  { "1.7976931348623157e308", P, TRUE, 1.7976931348623157e308 },
  { "1.7976931348623159e308", P, FALSE, 0 },
  { "4.9406564584124654e-324", P, TRUE, 4.9406564584124654e-324 },
  { "2.4703282292062327e-324", P, TRUE, 0.0 },
  { "2.4703282292062328e-324", P, TRUE, 4.9406564584124654e-324 },
  { "2.2250738585072011e-308", P, TRUE, 2.2250738585072011e-308 },

  { "", P, FALSE, 0 },              { ".", P, FALSE, 0 },
  { "+", P, FALSE, 0 },             { "-", P, FALSE, 0 },
  { "--1", P, FALSE, 0 },           { "+-1", P, FALSE, 0 },
  { "e5", P, FALSE, 0 },            { ".e5", P, FALSE, 0 },
  { "1e", P, FALSE, 0 },            { "1e+", P, FALSE, 0 },
  { " 1", P, FALSE, 0 },            { "1 ", P, FALSE, 0 },
  { "1.2.3", P, FALSE, 0 },         { "1-2", P, FALSE, 0 },
  { "1_000", P, FALSE, 0 },         { "12a", P, FALSE, 0 },
  { "1d5", P, FALSE, 0 },           { "\u0661", P, FALSE, 0 },
  { "1,5", P, FALSE, 0 },           { "1,000", P, FALSE, 0 },

  { "1,5", C, TRUE, 1.5 },          { "1.5", C, TRUE, 1.5 },
  { "-,5", C, TRUE, -0.5 },         { "1,5e3", C, TRUE, 1500.0 },
  { "5,", C, FALSE, 0 },            { ",", C, FALSE, 0 },
  { "1,2,3", C, FALSE, 0 },         { "1.2,3", C, FALSE, 0 },
  { "1,2.3", C, FALSE, 0 },
  { "0,1000000000000000055511151231257827021181583404541015625", C, TRUE, 0.1 },

  { "0x1F", P, FALSE, 0 },          { "0x1F", X, TRUE, 31.0 },
  { "0Xff", X, TRUE, 255.0 },       { "0x", X, FALSE, 0 },
  { "-0x1", X, FALSE, 0 },          { "0x1.8p3", X, FALSE, 0 },
  { "0xFFFFFFFFFFFFFFFF", X, TRUE, 18446744073709551615.0 },
  { "0x10000000000000000", X, FALSE, 0 },
  { "0x1p3", P, FALSE, 0 },         { "1F", X, FALSE, 0 },

  { "nan", P, FALSE, 0 },           { "inf", P, FALSE, 0 },
  { "nan", W, TRUE, NAN },          { "NaN", W, TRUE, NAN },
  { "-inf", W, TRUE, NAN },         { "INF", W, TRUE, NAN },
  { "Infinity", W, TRUE, NAN },     { "info", W, FALSE, 0 },
  { "nano", W, FALSE, 0 },          { "nan(5)", W, FALSE, 0 },
};

static void
test_parse_row (gconstpointer data)
{
  const ParseRow *row = data;
  double value = 77.0;

  g_assert_cmpint (parse (row->text, row->flags, &value), ==, row->accepted);

  if (!row->accepted)
    g_assert_cmpfloat (value, ==, 77.0);
  else if (isnan (row->value))
    g_assert_true (isnan (value));
  else
    assert_same_bits (row->text, value, row->value);
}

typedef struct {
  const char    *text;
  RkNumberFlags  flags;
  int            n_read; /* -1: no number */
} ScanRow;

static const ScanRow scan_rows[] = {
  { "21.5C", P, 4 },     { "3e", P, 1 },        { "3e+x", P, 1 },
  { "1,2", P, 1 },       { "1,2", C, 3 },       { "1, 2", C, 1 },
  { "1.2.3", P, 3 },     { "0x1F;", X, 4 },     { "0xG", X, 1 },
  { "0x1F", P, 1 },      { "nan;", W, 3 },      { "-inf\t", W, 4 },
  { "infoo", W, -1 },    { "abc", P, -1 },      { "-", P, -1 },
  { "1e400;", P, -1 },   { "5.;", P, 2 },
};

static void
test_scan_row (gconstpointer data)
{
  const ScanRow *row = data;
  gsize len = strlen (row->text);
  g_autofree char *copy = g_memdup2 (row->text, len);
  double value = 0.0;
  const char *end = rk_number_scan (copy, copy + len, row->flags, &value);

  g_assert_cmpint (end != NULL ? (int) (end - copy) : -1, ==, row->n_read);
}

static void
check_against_reference (const char *text)
{
  double expected = reference (text);
  double value = 77.0;
  gboolean accepted = rk_number_parse (text, strlen (text), P, &value);

  if (isinf (expected)) {
    if (accepted)
      g_error ("“%s” is too large, but became %.17g", text, value);
    return;
  }

  if (!accepted)
    g_error ("“%s” was not read", text);
  assert_same_bits (text, value, expected);
}

static guint64
random_bits (void)
{
  return (guint64) (guint32) g_test_rand_int () << 32 | (guint32) g_test_rand_int ();
}

static double
random_double (void)
{
  for (;;) {
    guint64 bits = random_bits ();
    double value;

    memcpy (&value, &bits, sizeof value);
    if (isfinite (value))
      return value;
  }
}

/* 17 digits of random bits, what sensors print, and digits for their own sake. */
static void
test_random_texts_as_strtod (void)
{
  for (int i = 0; i < 1000000; i++) {
    char text[96];

    switch (i % 5) {
    case 0:
      g_ascii_formatd (text, sizeof text, "%.17g", random_double ());
      break;
    case 1:
      g_ascii_formatd (text, sizeof text, "%.3f", g_test_rand_double_range (-5000.0, 5000.0));
      break;
    case 2:
      g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT,
                  random_bits () >> g_test_rand_int_range (0, 64), random_bits ());
      break;
    case 3:
      g_snprintf (text, sizeof text, "-%" G_GUINT64_FORMAT "e%d", random_bits (),
                  g_test_rand_int_range (-350, 310));
      break;
    default:
      g_ascii_formatd (text, sizeof text, "%.12g", random_double ());
      break;
    }

    check_against_reference (text);
  }
}

static void
test_subnormal_texts_as_strtod (void)
{
  for (int i = 0; i < 100000; i++) {
    guint64 bits = random_bits () >> g_test_rand_int_range (12, 64);
    char text[64];
    double value;

    memcpy (&value, &bits, sizeof value);
    g_ascii_formatd (text, sizeof text, i % 2 == 0 ? "%.17g" : "%.20g", value);
    check_against_reference (text);
  }
}

/* Exactly between two doubles, and a last digit to either side. The middle has all its digits
 * printed: 2^53 + 1/2 ulp and so on, exact in a long double of 64 bits. */
static void
test_halfway_texts_as_strtod (void)
{
  for (int i = 0; i < 20000; i++) {
    guint64 whole = (random_bits () >> 11 | G_GUINT64_CONSTANT (1) << 52) * 2 + 1; /* 54 bits, odd */
    int shift = g_test_rand_int_range (0, 10);
    g_autofree char *middle = NULL;
    g_autofree char *below = NULL;
    g_autofree char *above = NULL;

    if (whole > G_MAXUINT64 >> shift)
      continue;

    middle = g_strdup_printf ("%" G_GUINT64_FORMAT, whole << shift);
    below = g_strdup_printf ("%" G_GUINT64_FORMAT ".99999999999999999999999999999", (whole << shift) - 1);
    above = g_strdup_printf ("%s.00000000000000000000000000000000000000000001", middle);

    check_against_reference (middle);
    check_against_reference (below);
    check_against_reference (above);
  }
}

static void
test_long_texts (void)
{
  g_autoptr (GString) text = g_string_new ("0.");
  double value = 77.0;

  /* 1 / 3 to a thousand places. */
  for (int i = 0; i < 1000; i++)
    g_string_append_c (text, '3');
  check_against_reference (text->str);

  /* Beyond the limit it is no number, and not half of one. */
  for (int i = 0; i < 1000000; i++)
    g_string_append_c (text, '3');
  g_assert_false (rk_number_parse (text->str, text->len, P, &value));
  g_assert_null (rk_number_scan (text->str, text->str + text->len, P, &value));
  g_assert_cmpfloat (value, ==, 77.0);
}

static void
check_print (double value)
{
  char text[RK_NUMBER_BUFFER];
  gsize len = rk_number_print (value, text);
  double back;

  g_assert_cmpuint (len, ==, strlen (text));
  g_assert_cmpuint (len, <, RK_NUMBER_BUFFER);
  if (!rk_number_parse (text, len, P, &back))
    g_error ("“%s” does not read back", text);
  assert_same_bits (text, back, value);
}

static void
test_printed_numbers_read_back (void)
{
  for (int i = 0; i < 1000000; i++)
    check_print (random_double ());

  for (int i = 0; i < 100000; i++) {
    check_print (g_test_rand_double_range (-1e6, 1e6));
    check_print (ldexp (g_test_rand_double_range (-1.0, 1.0), g_test_rand_int_range (-80, 80)));
  }
}

typedef struct {
  double      value;
  const char *text;
} PrintRow;

static const PrintRow print_rows[] = {
  { 0.0, "0" },           { -0.0, "-0" },          { 1.0, "1" },
  { 0.1, "0.1" },         { 21.5, "21.5" },        { 100000.0, "100000" },
  { 0.0001, "0.0001" },   { 1e-5, "0.00001" },     { 123456.789, "123456.789" },
  { 1e17, "1e+17" },      { 5e-324, "5e-324" },    { 1.7976931348623157e308, "1.7976931348623157e+308" },
  { 1e-6, "1e-06" },      { NAN, "" },             { INFINITY, "inf" },
  { 99999999999999984.0, "99999999999999984" },
  { -1.2345678901234568e-5, "-0.000012345678901234568" },
};

static void
test_print_row (gconstpointer data)
{
  const PrintRow *row = data;
  char text[RK_NUMBER_BUFFER];

  rk_number_print (row->value, text);
  g_assert_cmpstr (text, ==, row->text);
}

typedef struct {
  double      value;
  int         decimals;
  char        sign;
  const char *text;
} FormatRow;

static const FormatRow format_rows[] = {
  { 21.5, 1, '.', "21.5" },     { 21.5, 1, ',', "21,5" },
  { -21.5, 1, ',', "−21,5" },   { 21.5, 3, ',', "21,500" },
  { 0.125, 2, '.', "0.12" },    { 2.675, 2, '.', "2.67" }, /* the double is below the middle */
  { -0.001, 2, '.', "0.00" },   { -0.0, 0, '.', "0" },
  { -0.5, 0, '.', "0" },        { -0.51, 0, '.', "−1" },
  { 1234567.0, 0, ',', "1234567" },
  { NAN, 2, '.', "–" },         { INFINITY, 2, '.', "∞" },
  { -INFINITY, 2, '.', "−∞" },  { 3.14159, -5, '.', "3" },
  { 0.1, 99, '.', "0.100000000000000" },
};

static void
test_format_row (gconstpointer data)
{
  const FormatRow *row = data;
  g_autofree char *text = NULL;

  rk_number_set_decimal_sign (row->sign);
  text = rk_number_format (row->value, row->decimals);
  rk_number_set_decimal_sign (0);

  g_assert_cmpstr (text, ==, row->text);
}

static void
test_format_of_the_greatest (void)
{
  g_autofree char *text = rk_number_format (-1.7976931348623157e308, 15);

  g_assert_cmpuint (g_utf8_strlen (text, -1), ==, 1 + 309 + 1 + 15);
}

typedef struct {
  const char *text;
  gboolean    accepted;
  double      value;
} TypedRow;

static const TypedRow typed_rows[] = {
  { "3,5", TRUE, 3.5 },             { "3.5", TRUE, 3.5 },
  { " 3,5 ", TRUE, 3.5 },           { "−3,5", TRUE, -3.5 },
  { "- 3,5", TRUE, -3.5 },          { "+3", TRUE, 3.0 },
  { "12 345,6", TRUE, 12345.6 },    { "12\u00A0345,6", TRUE, 12345.6 },
  { "1\u202F234\u202F567", TRUE, 1234567.0 },
  { "5,", TRUE, 5.0 },              { "5.", TRUE, 5.0 },
  { ",5", TRUE, 0.5 },              { "1e3", TRUE, 1000.0 },
  { "\t7", TRUE, 7.0 },
  { "", FALSE, 0 },                 { " ", FALSE, 0 },
  { NULL, FALSE, 0 },               { ",", FALSE, 0 },
  { "1 2", FALSE, 0 },              { "1234 567", FALSE, 0 },
  { "12 34", FALSE, 0 },            { "12 3456", FALSE, 0 },
  { "1,234.5", FALSE, 0 },          { "1.5 000", FALSE, 0 },
  { "3,5 kg", FALSE, 0 },           { "0x10", FALSE, 0 },
  { "nan", FALSE, 0 },              { "−", FALSE, 0 },
};

static void
test_typed_row (gconstpointer data)
{
  const TypedRow *row = data;
  double value = 77.0;

  g_assert_cmpint (rk_number_parse_typed (row->text, &value), ==, row->accepted);
  g_assert_cmpfloat (value, ==, row->accepted ? row->value : 77.0);
}

static void
test_long_typed_text_is_refused (void)
{
  g_autofree char *text = g_strnfill (100000, '1');
  double value;

  g_assert_false (rk_number_parse_typed (text, &value));
}

static void
test_locale_changes_the_interface_only (void)
{
  g_autofree char *before = g_strdup (setlocale (LC_ALL, NULL));
  g_autofree char *text = NULL;
  char printed[RK_NUMBER_BUFFER];
  double value = 0.0;

  g_assert_cmpint (rk_number_decimal_sign (), ==, '.');

  if (setlocale (LC_ALL, "ru_RU.UTF-8") == NULL && setlocale (LC_ALL, "de_DE.UTF-8") == NULL) {
    g_test_skip ("neither ru_RU.UTF-8 nor de_DE.UTF-8 is installed");
    return;
  }

  text = rk_number_format (-21.5, 2);
  g_assert_cmpstr (text, ==, "−21,50");
  g_assert_cmpint (rk_number_decimal_sign (), ==, ',');

  g_assert_true (parse ("1.5", P, &value));
  g_assert_cmpfloat (value, ==, 1.5);
  g_assert_true (parse ("1.234567890123456789012345", P, &value));
  g_assert_cmpfloat (value, ==, 1.234567890123456789012345);
  g_assert_false (parse ("1,5", P, &value));
  rk_number_print (1.5, printed);
  g_assert_cmpstr (printed, ==, "1.5");

  setlocale (LC_ALL, before);
}

static void
add_row (const char    *group,
         gsize          i,
         const char    *text,
         GTestDataFunc  func,
         gconstpointer  row)
{
  g_autofree char *safe = g_strdup (text != NULL ? text : "null");
  g_autofree char *path = NULL;

  g_strdelimit (safe, "/ \t", '_');
  if (strlen (safe) > 24)
    safe[24] = '\0';
  path = g_strdup_printf ("/base/number/%s/%zu-%s", group, i, g_str_is_ascii (safe) ? safe : "text");
  g_test_add_data_func (path, row, func);
}

static void
test_order (void)
{
  double values[] = { NAN, 2.0, -INFINITY, NAN, -0.0, 2.0, -1e-300, INFINITY, 0.0 };
  static const double sorted[] = { -INFINITY, -1e-300, 0.0, 0.0, 2.0, 2.0, INFINITY };

  qsort (values, G_N_ELEMENTS (values), sizeof *values, rk_number_compare);
  for (guint i = 0; i < G_N_ELEMENTS (sorted); i++)
    g_assert_cmpfloat (values[i], ==, sorted[i]);
  g_assert_true (isnan (values[7]) && isnan (values[8]));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (parse_rows); i++)
    add_row ("parse", i, parse_rows[i].text, test_parse_row, &parse_rows[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (scan_rows); i++)
    add_row ("scan", i, scan_rows[i].text, test_scan_row, &scan_rows[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (print_rows); i++)
    add_row ("print", i, print_rows[i].text, test_print_row, &print_rows[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (format_rows); i++)
    add_row ("format", i, format_rows[i].text, test_format_row, &format_rows[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (typed_rows); i++)
    add_row ("typed", i, typed_rows[i].text, test_typed_row, &typed_rows[i]);

  g_test_add_func ("/base/number/random-texts-as-strtod", test_random_texts_as_strtod);
  g_test_add_func ("/base/number/subnormal-texts-as-strtod", test_subnormal_texts_as_strtod);
  g_test_add_func ("/base/number/halfway-texts-as-strtod", test_halfway_texts_as_strtod);
  g_test_add_func ("/base/number/order", test_order);
  g_test_add_func ("/base/number/long-texts", test_long_texts);
  g_test_add_func ("/base/number/printed-numbers-read-back", test_printed_numbers_read_back);
  g_test_add_func ("/base/number/format-of-the-greatest", test_format_of_the_greatest);
  g_test_add_func ("/base/number/long-typed-text-is-refused", test_long_typed_text_is_refused);
  g_test_add_func ("/base/number/locale-changes-the-interface-only", test_locale_changes_the_interface_only);

  return g_test_run ();
}
