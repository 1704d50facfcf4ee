#include "app/console-line.h"

#include <string.h>

static const struct {
  const char *name;
  const char *text;
  RkLineEnd   ending;
  const char *bytes; /* NULL = an error */
  gsize       n;
} rows[] = {
  { "lf", "READ?", RK_LINE_END_LF, "READ?\n", 6 },
  { "cr", "R", RK_LINE_END_CR, "R\r", 2 },
  { "crlf", "SI", RK_LINE_END_CR_LF, "SI\r\n", 4 },
  { "bare", "A", RK_LINE_END_NONE, "A", 1 },
  { "end-alone", "", RK_LINE_END_CR, "\r", 1 },
  { "nothing", "", RK_LINE_END_NONE, NULL, 0 },
  { "utf-8", "темп", RK_LINE_END_NONE, "темп", 8 },
  { "hex", "FF 01 86", RK_LINE_END_HEX, "\xff\x01\x86", 3 },
  { "hex-together", "ff0186", RK_LINE_END_HEX, "\xff\x01\x86", 3 },
  { "hex-commas", "00,0a", RK_LINE_END_HEX, "\x00\x0a", 2 },
  { "hex-odd", "F", RK_LINE_END_HEX, NULL, 0 },
  { "hex-word", "FF GG", RK_LINE_END_HEX, NULL, 0 },
  { "hex-cyrillic", "ФФ", RK_LINE_END_HEX, NULL, 0 },
  { "hex-empty", "  ", RK_LINE_END_HEX, NULL, 0 },
};

static void
test_bytes (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr (RkConsoleLine) line = rk_console_line_new (rows[i].text, rows[i].ending);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = rk_console_line_get_bytes (line, &error);
  gsize n = 0;

  if (rows[i].bytes == NULL) {
    g_assert_null (bytes);
    g_assert_nonnull (error);
    return;
  }

  g_assert_no_error (error);
  g_assert_nonnull (bytes);
  g_assert_cmpmem (g_bytes_get_data (bytes, &n), g_bytes_get_size (bytes), rows[i].bytes, rows[i].n);
}

static void
test_hex_error_tells_the_place (void)
{
  g_autoptr (RkConsoleLine) line = rk_console_line_new ("FF 0x", RK_LINE_END_HEX);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = rk_console_line_get_bytes (line, &error);

  g_assert_null (bytes);
  g_assert_nonnull (strstr (error->message, "4"));
}

static void
test_kept_lines_come_back (void)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_console_line_free);
  g_autoptr (GPtrArray) read = NULL;
  g_autofree char *set_up = NULL;

  g_ptr_array_add (lines, rk_console_line_new ("Тара \"T\"", RK_LINE_END_CR_LF));
  g_ptr_array_add (lines, rk_console_line_new ("FF 01", RK_LINE_END_HEX));
  set_up = rk_console_lines_write ("{\"collection\":{\"rate_hz\":20}}", lines);
  g_assert_nonnull (strstr (set_up, "\"rate_hz\":20"));

  read = rk_console_lines_read (set_up);
  g_assert_cmpuint (read->len, ==, 2);
  for (guint i = 0; i < 2; i++) {
    RkConsoleLine *a = g_ptr_array_index (lines, i);
    RkConsoleLine *b = g_ptr_array_index (read, i);

    g_assert_cmpstr (a->text, ==, b->text);
    g_assert_cmpint (a->ending, ==, b->ending);
  }
}

static const char * const hostile[] = {
  NULL, "", "{", "[]", "{\"console\": 3}", "{\"console\": [3, null, [], {}]}",
  "{\"console\": [{\"text\": 3, \"ending\": \"lf\"}]}", "{\"console\": [{\"text\": \"a\", \"ending\": \"x\"}]}",
  "{\"console\": [{\"text\": \"a\"}]}",
};

static void
test_nonsense_is_left_out (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++) {
    g_autoptr (GPtrArray) lines = rk_console_lines_read (hostile[i]);

    g_assert_cmpuint (lines->len, ==, 0);
  }
}

static void
test_many_lines_are_cut (void)
{
  g_autoptr (GString) json = g_string_new ("{\"console\": [");
  g_autoptr (GPtrArray) lines = NULL;

  for (guint i = 0; i < 500; i++)
    g_string_append_printf (json, "%s{\"text\": \"%u\", \"ending\": \"lf\"}", i > 0 ? "," : "", i);
  g_string_append (json, "]}");

  lines = rk_console_lines_read (json->str);
  g_assert_cmpuint (lines->len, ==, 24);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strdup_printf ("/app/console-line/bytes/%s", rows[i].name);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bytes);
  }
  g_test_add_func ("/app/console-line/hex-error-tells-the-place", test_hex_error_tells_the_place);
  g_test_add_func ("/app/console-line/kept-lines-come-back", test_kept_lines_come_back);
  g_test_add_func ("/app/console-line/nonsense-is-left-out", test_nonsense_is_left_out);
  g_test_add_func ("/app/console-line/many-lines-are-cut", test_many_lines_are_cut);

  return g_test_run ();
}
