#include "config.h"

#include "base/bytes.h"

#include <string.h>

typedef struct {
  const char *name;
  const char *bytes;
  gssize      len; /* -1: as long as the text */
  gsize       max_chars;
  const char *text;
} Row;

static const Row rows[] = {
  { "empty",            "",                       0,  10, "" },
  { "plain",            "T=21.5",                -1,  10, "T=21.5" },
  { "cyrillic",         "Темп",                  -1,  10, "Темп" },
  { "fits-exactly",     "abcd",                  -1,   4, "abcd" },
  { "cut",              "abcde",                 -1,   4, "abc…" },
  { "cut-by-characters", "абвгд",                -1,   4, "абв…" },
  { "cut-to-one",       "abc",                   -1,   1, "…" },
  { "cut-to-nothing",   "abc",                   -1,   0, "" },
  { "zero-byte",        "a\0b",                   3,  10, "a␀b" },
  { "zero-byte-last",   "a\0",                    2,  10, "a␀" },
  { "line-end",         "a\r\n",                 -1,  10, "a␍␊" },
  { "escape",           "\x1B[2J",               -1,  10, "␛[2J" },
  { "delete",           "\x7F",                  -1,  10, "␡" },
  { "not-utf-8",        "\xFF\xFE",              -1,  10, "\uFFFD\uFFFD" },
  { "half-a-character", "a\xD0",                 -1,  10, "a\uFFFD" },
  { "overlong",         "\xC0\xAF",              -1,  10, "\uFFFD\uFFFD" },
  { "surrogate",        "\xED\xA0\x80",          -1,  10, "\uFFFD\uFFFD\uFFFD" },
  { "c1-control",       "\xC2\x9B",              -1,  10, "\uFFFD" },
  { "right-to-left",    "\u202Eabc",             -1,  10, "\uFFFDabc" },
  { "line-separator",   "a\u2028b",              -1,  10, "a\uFFFDb" },
};

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  gsize len = row->len < 0 ? strlen (row->bytes) : (gsize) row->len;
  /* An exact copy, so that a byte read too far is found by the sanitizer. */
  g_autofree guint8 *bytes = g_memdup2 (row->bytes, len);
  g_autofree char *text = rk_bytes_to_text (bytes, len, row->max_chars);

  g_assert_cmpstr (text, ==, row->text);
}

static void
test_any_bytes_become_short_text (void)
{
  for (int turn = 0; turn < 2000; turn++) {
    gsize len = (gsize) g_test_rand_int_range (0, 64);
    gsize max_chars = (gsize) g_test_rand_int_range (0, 40);
    g_autofree guint8 *bytes = g_malloc (len);
    g_autofree char *text = NULL;

    for (gsize i = 0; i < len; i++)
      bytes[i] = (guint8) g_test_rand_int ();

    text = rk_bytes_to_text (bytes, len, max_chars);
    g_assert_true (g_utf8_validate (text, -1, NULL));
    g_assert_cmpuint (g_utf8_strlen (text, -1), <=, max_chars);
    for (const char *p = text; *p != '\0'; p++)
      g_assert_cmpint ((guint8) *p, >=, 0x20);
  }
}

static void
test_a_cut_reads_no_further (void)
{
  gsize len = 64 * 1024 * 1024;
  g_autofree guint8 *bytes = g_malloc0 (len);
  g_autofree char *text = rk_bytes_to_text (bytes, len, 3);

  g_assert_cmpstr (text, ==, "␀␀…");
}

static void
test_cursor_stays_inside (void)
{
  const guint8 data[] = { 1, 2, 3 };
  RkCursor cursor = { data, sizeof data, 0 };

  g_assert_true (rk_cursor_take (&cursor, 0) == data);
  g_assert_true (rk_cursor_take (&cursor, 2) == data);
  g_assert_null (rk_cursor_take (&cursor, 2));
  g_assert_null (rk_cursor_take (&cursor, G_MAXSIZE));
  g_assert_cmpuint (cursor.pos, ==, 2);
  g_assert_true (rk_cursor_take (&cursor, 1) == data + 2);
  g_assert_null (rk_cursor_take (&cursor, 1));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/base/bytes/text/%s", rows[i].name);

    g_test_add_data_func (path, &rows[i], test_row);
  }
  g_test_add_func ("/base/bytes/any-bytes-become-short-text", test_any_bytes_become_short_text);
  g_test_add_func ("/base/bytes/a-cut-reads-no-further", test_a_cut_reads_no_further);
  g_test_add_func ("/base/bytes/cursor-stays-inside", test_cursor_stays_inside);

  return g_test_run ();
}
