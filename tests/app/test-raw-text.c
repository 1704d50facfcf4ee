#include "config.h"

#include "app/raw-text.h"

#include <string.h>

typedef struct {
  const char *name;
  const char *bytes;
  gsize       max_lines;
  const char *text;
} LinesCase;

static const LinesCase lines_cases[] = {
  { "empty", "", 5, "" },
  { "lf", "1\n2\n3\n", 5, "1\n2\n3" },
  { "crlf", "1\r\n2\r\n", 5, "1\n2" },
  { "cr-only", "1\r2\r3", 5, "1\n2\n3" },
  { "mixed", "1\r\n2\r3\n4", 5, "1\n2\n3\n4" },
  { "unfinished-last", "1\n2", 5, "1\n2" },
  { "newest-only", "1\n2\n3\n", 2, "2\n3" },
  { "newest-only-crlf", "1\r\n2\r\n3\r\n", 1, "3" },
  { "newest-only-unfinished", "1\n2\n3", 1, "3" },
  { "empty-lines-stay", "1\n\n2\n", 5, "1\n\n2" },
  { "only-ends", "\n\n\n", 5, "\n\n" },
  { "long-line-is-cut", "123456789\n", 5, "12345678…" },
};

static void
test_lines (gconstpointer data)
{
  const LinesCase *c = data;
  g_autofree char *text = rk_raw_text_lines ((const guint8 *) c->bytes, strlen (c->bytes), c->max_lines, 9);

  /* Where the ellipsis goes is decided by rk_bytes_to_text (). */
  if (strstr (c->text, "…") != NULL)
    g_assert_cmpint (g_utf8_strlen (text, -1), <=, 9);
  else
    g_assert_cmpstr (text, ==, c->text);
}

static guint
count_lines (const char *text)
{
  guint n = 1;

  for (; *text != '\0'; text++)
    n += *text == '\n' ? 1 : 0;

  return n;
}

/* Any bytes: valid UTF-8, never more lines than asked for. */
static void
test_any_bytes (void)
{
  guint8 bytes[300];

  for (guint round = 0; round < 2000; round++) {
    gsize len = (gsize) g_test_rand_int_range (0, sizeof bytes + 1);
    gsize max_lines = (gsize) g_test_rand_int_range (1, 8);
    g_autofree char *lines = NULL;
    g_autofree char *hex = NULL;

    for (gsize i = 0; i < len; i++)
      bytes[i] = (guint8) (g_test_rand_int_range (0, 4) == 0 ? "\r\n"[g_test_rand_int_range (0, 2)]
                                                             : g_test_rand_int_range (0, 256));

    lines = rk_raw_text_lines (bytes, len, max_lines, 40);
    g_assert_true (g_utf8_validate (lines, -1, NULL));
    g_assert_cmpuint (count_lines (lines), <=, max_lines);

    hex = rk_raw_text_hex (bytes, len, (guint64) g_test_rand_int_range (0, 100), max_lines);
    g_assert_true (g_str_is_ascii (hex));
    g_assert_cmpuint (count_lines (hex), <=, max_lines);
  }
}

static void
test_hex (void)
{
  g_autofree char *whole = rk_raw_text_hex ((const guint8 *) "AB\n", 3, 0, 5);
  g_autofree char *inner = rk_raw_text_hex ((const guint8 *) "AB", 2, 31, 5);
  g_autofree char *none = rk_raw_text_hex (NULL, 0, 0, 5);

  g_assert_true (g_str_has_prefix (whole, "00000000  41 42 0a "));
  g_assert_true (g_str_has_suffix (whole, " AB."));

  /* Byte 31 ends the line that begins at 16. */
  g_assert_true (g_str_has_prefix (inner, "00000010  "));
  g_assert_nonnull (strstr (inner, "41  "));
  g_assert_nonnull (strstr (inner, "\n00000020  42 "));

  g_assert_cmpstr (none, ==, "");
}

static void
test_caret (void)
{
  g_autofree char *first = rk_raw_text_caret (0);
  g_autofree char *fourth = rk_raw_text_caret (3);
  g_autofree char *none = rk_raw_text_caret (-1);
  g_autofree char *beyond = rk_raw_text_caret (G_MAXINT);

  g_assert_cmpstr (first, ==, "^");
  g_assert_cmpstr (fourth, ==, "   ^");
  g_assert_cmpstr (none, ==, "");
  g_assert_cmpstr (beyond, ==, "");
}

static void
test_traffic (void)
{
  static const guint8 bytes[] = "V? 1.5\r\n1.";
  const RkRawPiece pieces[] = { { TRUE, 3 }, { FALSE, 2 }, { FALSE, 0 }, { FALSE, 3 } };
  g_autofree char *text = rk_raw_text_traffic (bytes, 10, pieces, 4, FALSE, 0, 100, 100);
  g_autofree char *last = rk_raw_text_traffic (bytes, 10, pieces, 4, FALSE, 0, 1, 100);
  g_autofree char *hex = rk_raw_text_traffic (bytes, 10, pieces, 4, TRUE, 16, 100, 100);
  g_autofree char *only_in = rk_raw_text_traffic (bytes, 10, NULL, 0, FALSE, 0, 100, 100);
  g_autofree char *nothing = rk_raw_text_traffic (NULL, 0, NULL, 0, FALSE, 0, 100, 100);

  /* Reads cut "1.5" in two: it is one line all the same; what no piece covers came in. */
  g_assert_cmpstr (text, ==, "» V? \n1.5\n1.");
  g_assert_cmpstr (last, ==, "1.");
  g_assert_true (g_str_has_prefix (hex, "» 00000000  56 3f 20 "));
  g_assert_nonnull (strstr (hex, "\n  00000010  31 2e 35 0d 0a 31 2e"));
  g_assert_cmpstr (only_in, ==, "V? 1.5\n1.");
  g_assert_cmpstr (nothing, ==, "");
}

typedef struct {
  const char *name;
  const char *bytes;
  const char *example; /* nullable */
} CommaCase;

static const CommaCase comma_cases[] = {
  { "empty", "", NULL },
  { "newest", "\n21,5\n23,7\n", "23,7" },
  { "negative", "\n-3,25\r\n", "-3,25" },
  { "half-at-the-begin", "1,5\nx\n", NULL },
  { "half-at-the-end", "\n21,5\n23,7", "21,5" },
  { "no-digits", "\na,b\n,5\n5,\n", NULL },
  { "too-long", "\n12345678901234567,1\n", NULL },
};

static void
test_comma (gconstpointer data)
{
  const CommaCase *c = data;
  g_autofree char *example = rk_raw_text_comma ((const guint8 *) c->bytes, strlen (c->bytes));

  g_assert_cmpstr (example, ==, c->example);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lines_cases); i++) {
    g_autofree char *path = g_strconcat ("/app/raw-text/lines/", lines_cases[i].name, NULL);

    g_test_add_data_func (path, &lines_cases[i], test_lines);
  }
  g_test_add_func ("/app/raw-text/any-bytes", test_any_bytes);
  g_test_add_func ("/app/raw-text/hex", test_hex);
  g_test_add_func ("/app/raw-text/caret", test_caret);
  g_test_add_func ("/app/raw-text/traffic", test_traffic);

  for (guint i = 0; i < G_N_ELEMENTS (comma_cases); i++) {
    g_autofree char *path = g_strconcat ("/app/raw-text/comma/", comma_cases[i].name, NULL);

    g_test_add_data_func (path, &comma_cases[i], test_comma);
  }

  return g_test_run ();
}
