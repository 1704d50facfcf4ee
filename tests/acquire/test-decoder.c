/* The decoders beside the delimited one, and what all have in common. */
#include "config.h"

#include "acquire/errors.h"
#include "decoder-log.h"

#include <string.h>

typedef struct {
  const char *name;
  const char *kind;
  const char *text;
  const char *expected;
} Case;

static const Case cases[] = {
  { "json-lines/numbers", "json-lines", "{\"temp\": 22.5, \"ok\": true, \"id\": \"A7\"}\r\n{\"temp\": 22.6, \"hum\": 41}\r\n",
    "temp=22.5\ntemp=22.6 hum=41\n" },
  { "json-lines/cut-off", "json-lines", "{\"temp\": 2", "bad -1: {\"temp\": 2\n" },
  { "json-lines/nested", "json-lines", "{\"a\":{\"b\":1,\"c\":[2,3]},\"d\":null}\n", "a.b=1 a.c.1=2 a.c.2=3\n" },
  { "json-lines/two", "json-lines", "{\"a\":1} {\"b\":2}\n", "bad -1: {\"a\":1} {\"b\":2}\n" },
  { "json-lines/comment", "json-lines", "{ /* { */ \"a\":1 } {\"b\":2}\n", "bad -1: { /* { */ \"a\":1 } {\"b\":2}\n" },
  { "json-lines/not-finite", "json-lines", "{\"a\":1e999}\n{\"a\":NaN}\n", "bad -1: {\"a\":1e999}\nbad -1: {\"a\":NaN}\n" },
  { "json-lines/no-number", "json-lines", "{\"a\":\"b\"}\n{}\n", "text: {\"a\":\"b\"}\ntext: {}\n" },
  { "json-lines/other-lines", "json-lines", "Booting\n12\n[1,2]\n\n", "text: Booting\nbad 0: 12\nbad 0: [1,2]\n" },
  { "json-lines/time", "json-lines", "{\"millis\":1500,\"T\":2}\n", "T=2 @1500000\n" },
  { "json-lines/t-is-a-value", "json-lines", "{\"t\":21.5,\"h\":40}\n", "t=21.5 h=40\n" },
  { "json-lines/equal-keys", "json-lines", "{\"a\":1,\"a\":2}\n", "a=2\n" },
  { "json-lines/two-objects", "json-lines", "{\"a\":1}{\"a\":2}\n", "bad -1: {\"a\":1}{\"a\":2}\n" },
  { "json-lines/long-key", "json-lines",
    "{\"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890\":1}\n",
    "bad -1: {\"0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890\":1}\n" },

  { "teleplot/value", "teleplot", ">a:1234\n>a:12.34e+2\n", "a=1234\na=1234\n" },
  { "teleplot/time", "teleplot", ">a:1627551892437:1234\n", "a=1234 @1627551892437000\n" },
  { "teleplot/points", "teleplot", ">a:1:10;2:20;3:30§rad\n", "a=10rad @1000\na=20rad @2000\na=30rad @3000\n" },
  { "teleplot/points-end-with-separator", "teleplot", ">a:1;2;\n", "a=1\na=2\n" },
  { "teleplot/unit-latin1", "teleplot", ">a:5\xa7V\n", "a=5V\n" },
  { "teleplot/xy", "teleplot", ">p:12.3:45.67|xy\n>p:1:2:1000|xy,clr\n", "p.x=12.3 p.y=45.67\np.x=1 p.y=2 @1000000\n" },
  { "teleplot/widget", "teleplot", ">a,gauge:5|g\n", "a=5\n" },
  { "teleplot/text", "teleplot", ">s:Turned On|t\nplain text\n>>> print(1)\n>3D|box:S:cube\n", "text: >s:Turned On|t\ntext: plain text\ntext: >>> print(1)\n" },
  { "teleplot/faults", "teleplot", ">a\n>:5\n>a:\n>a:x\n>a:1;x\n>p:1|xy\n>a:1:2:3\n",
    "bad 1: >a\nbad 1: >:5\nbad 3: >a:\nbad 3: >a:x\nbad 5: >a:1;x\nbad 3: >p:1|xy\nbad 3: >a:1:2:3\n" },
};

static RkDecoder *
make (const char *kind)
{
  g_autoptr (GError) error = NULL;
  RkDecoder *decoder = rk_decoder_new (kind, NULL, &error);

  g_assert_no_error (error);

  return decoder;
}

static void
test_case (gconstpointer data)
{
  static const gsize steps[] = { 0, 1, 7 };
  const Case *c = data;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (RkDecoder) decoder = make (c->kind);
    g_autofree char *got = decoder_log_run (decoder, c->text, strlen (c->text), steps[i]);

    g_assert_cmpstr (got, ==, c->expected);
  }
}

typedef struct {
  const char *name;
  const char *options[8]; /* name, value... */
  const char *text;
  const char *expected;
} RegexCase;

static const RegexCase regex_cases[] = {
  { "groups", { "pattern", "(?<a>[\\d.]+) (?<b>[\\d.]+)" }, "1.5 2\n3 4\n", "a=1.5 b=2\na=3 b=4\n" },
  { "whole-line", { "pattern", "(?<a>\\d+)" }, "12\n12x\n", "a=12\nbad -1: 12x\n" },
  { "alternatives", { "pattern", "A(?<a>\\d+)|B(?<b>\\d+)" }, "A1\nB2\n", "a=1\nb=2\n" },
  { "equal-names", { "pattern", "A(?<v>\\d+)|B(?<v>\\d+)" }, "A1\nB2\n", "v=1\nv=2\n" },
  { "unit", { "pattern", "(?<v>[\\d.]+)(?<v_unit>\\w*)" }, "5g\n6kg\n7\n", "v=5g\nv=6000g\nv=7\n" },
  { "unit-map", { "pattern", "(?<v>\\d+)(?<v_unit>\\w+)", "units", "G=g" }, "5G\n", "v=5g\n" },
  { "status", { "pattern", "(?<v>\\d+)(?<status>[SU]?)", "flags", "S=stable U=unstable blank=hold" }, "5S\n6U\n7\n",
    "v=5!stable\nv=6!unstable\nv=7!hold\n" },
  { "status-of-one", { "pattern", "(?<v>\\d+)(?<v_status>\\*?) (?<w>\\d+)", "flags", "*=hold" }, "5* 6\n", "v=5!hold w=6\n" },
  { "no-value", { "pattern", "(?<v>\\d+)|(?<status>OL)", "flags", "OL=over" }, "5\nOL\n", "v=5\nv=-!over\n" },
  { "value-without-meaning", { "pattern", "(?<v>\\d+)(?<status>E?)", "flags", "E=error" }, "0E\n", "v=-!error\n" },
  { "times", { "pattern", "(?<m_x16>-?\\d+):(?<m>[\\d.]+)" }, "12:07.50\n-1:1\n", "m=199.5\nm=-17\n" },
  { "strip", { "pattern", "(?<v>[\\d./]+)", "strip", "/" }, "7.12/3\n", "v=7.123\n" },
  { "sign-apart", { "pattern", "(?<v>[-+]? *[\\d.]+)" }, "-  1.640\n", "v=-1.64\n" },
  { "comma", { "pattern", "(?<v>[\\d,]+)" }, "1,5\n", "v=1.5\n" },
  { "point-only", { "pattern", "(?<v>[\\d,]+)", "decimal", "point" }, "1,5\n", "bad -1: 1,5\n" },
  { "over", { "pattern", "(?<v>[-\\dE.+]+)", "over", "9.9e37" }, "+9.9E37\n-9.9E37\n1\n", "v=-!over\nv=-!over\nv=1\n" },
  { "skip", { "pattern", "(?<v>\\d+)", "skip", "\\d+:\\d+" }, "11:16\n11.16\n", "text: 11:16\nbad -1: 11.16\n" },
  { "texts", { "pattern", "(?<v>\\d+)" }, "Failed to read!\n*OK\n4 sensors\n", "text: Failed to read!\ntext: *OK\ntext: 4 sensors\n" },
  { "degree", { "pattern", "(?<v>\\d+)°C" }, "24\xf8""C\n24°C\n", "v=24\nv=24\n" },
  { "time", { "pattern", "(?<time_ms>\\d+) (?<v>\\d+)" }, "1500 7\n", "v=7 @1500000\n" },
  { "not-a-number", { "pattern", "(?<v>.*)" }, "x\n", "bad -1: x\n" },
  { "cr", { "pattern", "(?<v>[\\d.]+)" }, "9.560\r9.561\r", "v=9.56\nv=9.561\n" },
};

static RkDecoder *
make_regex (const char * const *options,
            GError            **error)
{
  g_autoptr (GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; options[i] != NULL; i += 2)
    g_hash_table_insert (table, (char *) options[i], (char *) options[i + 1]);

  return rk_decoder_new ("regex", table, error);
}

static void
test_regex_case (gconstpointer data)
{
  static const gsize steps[] = { 0, 1 };
  const RegexCase *c = data;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (RkDecoder) decoder = make_regex (c->options, &error);
    g_autofree char *got = NULL;

    g_assert_no_error (error);
    got = decoder_log_run (decoder, c->text, strlen (c->text), steps[i]);
    g_assert_cmpstr (got, ==, c->expected);
  }
}

/* Patterns that need 2^n steps end at PCRE's limit and the line is reported. */
static void
test_regex_catastrophe (void)
{
  static const char * const patterns[] = { "(?:(?<v>\\d+)+)+$x?y", "(?<v>(?:\\d|\\d\\d?|1)*)*z", "(?:(?:1+)+)+(?<v>2)", "(?<v>1*1*1*1*1*1*1*1*1*)q" };

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++) {
    const char *options[] = { "pattern", patterns[i], NULL };
    g_autoptr (GError) error = NULL;
    g_autoptr (RkDecoder) decoder = make_regex (options, &error);
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *got = NULL;
    gint64 begin = g_get_monotonic_time ();

    g_assert_no_error (error);
    while (text->len < 4000)
      g_string_append_c (text, '1');
    g_string_append_c (text, '\n');
    got = decoder_log_run (decoder, text->str, text->len, 0);
    g_assert_true (g_str_has_prefix (got, "bad -1: "));
    /* Some milliseconds; far from a hang also under a sanitizer. */
    g_assert_cmpint (g_get_monotonic_time () - begin, <, 5 * G_USEC_PER_SEC);
  }
}

static void
test_regex_bad_options (void)
{
  static const struct {
    const char *options[6];
    const char *part; /* of the message */
  } rows[] = {
    { { NULL }, "needs the option “pattern”" },
    { { "pattern", "(" }, "pattern" },
    { { "pattern", "\\d+" }, "no group gives a value" },
    { { "pattern", "(?<status>.)" }, "no group gives a value" },
    { { "pattern", "(?<v>.)", "flags", "S" }, "flags" },
    { { "pattern", "(?<v>.)", "flags", "S=steady" }, "flags" },
    { { "pattern", "(?<v>.)", "units", "=g" }, "units" },
    { { "pattern", "(?<v>.)", "over", "much" }, "over" },
    { { "pattern", "(?<v>.)", "skip", "[" }, "skip" },
    { { "pattern", "(?<v>.)", "patern", "x" }, "did you mean “pattern”?" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (RkDecoder) decoder = make_regex (rows[i].options, &error);

    g_assert_null (decoder);
    g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE);
    g_assert_nonnull (strstr (error->message, rows[i].part));
  }
}

static void
test_json_depth (void)
{
  g_autoptr (RkDecoder) decoder = make ("json-lines");
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *got = NULL;

  for (guint depth = 32; depth <= 33; depth++) {
    for (guint i = 0; i < depth; i++)
      g_string_append (text, "{\"a\":");
    g_string_append_c (text, '1');
    for (guint i = 0; i < depth; i++)
      g_string_append_c (text, '}');
    g_string_append_c (text, '\n');
  }
  /* Far beyond what a stack would bear; the second behind a quote that is none. */
  for (guint line = 0; line < 2; line++) {
    g_string_append (text, line == 0 ? "" : "{\"a\": /* \" */ ");
    for (guint i = 0; i < 30000; i++)
      g_string_append (text, "[");
    g_string_append_c (text, '\n');
  }

  got = decoder_log_run (decoder, text->str, text->len, 0);
  g_assert_true (g_str_has_prefix (got, "a.a."));
  g_assert_nonnull (strstr (got, "=1\nbad -1: {\"a\":{"));
  g_assert_nonnull (strstr (got, "bad -1: {\"a\": /*"));
}

static void
test_json_long_line (void)
{
  g_autoptr (RkDecoder) decoder = make ("json-lines");
  g_autoptr (GString) text = g_string_new ("{\"a\":1");
  g_autofree char *got = NULL;
  RkDecoderCounts counts;

  while (text->len < 65536)
    g_string_append_c (text, ' ');
  g_string_append (text, "}\n{\"a\":2}\n");
  got = decoder_log_run (decoder, text->str, text->len, 1000);
  g_assert_cmpstr (got, ==, "a=2\n");
  rk_decoder_get_counts (decoder, &counts);
  g_assert_cmpuint (counts.dropped, ==, 65538);
}

static void
test_unknown_kind (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimted", NULL, &error);

  g_assert_null (decoder);
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "delimited"));
}

static void
test_kinds_have_ids (void)
{
  const RkDecoderKind *kind;
  guint n;

  for (n = 0; (kind = rk_decoder_kind_nth (n)) != NULL; n++)
    g_assert_true (rk_decoder_kind_find (kind->id) == kind);
  g_assert_cmpuint (n, >, 20);
  g_assert_null (rk_decoder_kind_find ("nothing"));
  g_assert_null (rk_decoder_kind_find (NULL));
}

static void
test_flags_have_ids (void)
{
  for (guint bit = 1; bit <= 15; bit++) {
    const char *id = rk_value_flag_id ((RkValueFlags) (1u << bit));

    g_assert_nonnull (id);
    g_assert_cmpuint (rk_value_flag_find (id), ==, 1u << bit);
  }
  g_assert_null (rk_value_flag_id (RK_VALUE_ABSENT));
  g_assert_null (rk_value_flag_id (RK_VALUE_STABLE | RK_VALUE_OVER));
  g_assert_cmpuint (rk_value_flag_find ("nothing"), ==, 0);
}

/* Any bytes: no decoder may crash, and the counters balance after every call (decoder_log_run). */
static void
test_random_bytes (void)
{
  static const char * const options[] = { "pattern", "(?<v>-?[\\d.]+) ?(?<v_unit>\\w*)(?<status>.?)", "flags", "S=stable", NULL };
  static const char * const kinds[] = { "delimited", "json-lines", "teleplot" };
  static const char * const set = "{}[]\":,;>|=0123456789.e-+abct \t\r\n\n\n°§";

  for (guint round = 0; round < 300; round++) {
    guint kind = round % 4;
    gsize n = (gsize) g_test_rand_int_range (0, 400);
    g_autofree char *text = g_malloc (n + 1);
    g_autofree char *whole = NULL;
    g_autofree char *cut = NULL;
    g_autoptr (RkDecoder) a = kind == 3 ? make_regex (options, NULL) : make (kinds[kind]);
    g_autoptr (RkDecoder) b = kind == 3 ? make_regex (options, NULL) : make (kinds[kind]);

    for (gsize i = 0; i < n; i++)
      text[i] = round % 3 == 0 ? (char) g_test_rand_int_range (0, 256) : set[g_test_rand_int_range (0, (gint32) strlen (set))];
    whole = decoder_log_run (a, text, n, 0);
    cut = decoder_log_run (b, text, n, (gsize) g_test_rand_int_range (1, 20));
    g_assert_cmpstr (cut, ==, whole);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/decoder/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  for (guint i = 0; i < G_N_ELEMENTS (regex_cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/decoder/regex/", regex_cases[i].name, NULL);

    g_test_add_data_func (path, &regex_cases[i], test_regex_case);
  }

  g_test_add_func ("/acquire/decoder/regex-catastrophe", test_regex_catastrophe);
  g_test_add_func ("/acquire/decoder/regex-bad-options", test_regex_bad_options);
  g_test_add_func ("/acquire/decoder/json-depth", test_json_depth);
  g_test_add_func ("/acquire/decoder/json-long-line", test_json_long_line);
  g_test_add_func ("/acquire/decoder/unknown-kind", test_unknown_kind);
  g_test_add_func ("/acquire/decoder/kinds-have-ids", test_kinds_have_ids);
  g_test_add_func ("/acquire/decoder/flags-have-ids", test_flags_have_ids);
  g_test_add_func ("/acquire/decoder/random-bytes", test_random_bytes);

  return g_test_run ();
}
