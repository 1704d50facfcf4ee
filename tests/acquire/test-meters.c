/* Multimeters: every function, range and sign of the tables, and what noise on the line does to them. */
#include "config.h"

#include "acquire/decoders/meter.h"
#include "acquire/errors.h"
#include "acquire/profile.h"
#include "decoder-log.h"
#include "meter-rows.h"

#include <math.h>
#include <string.h>

static GString *
row_packet (const MeterRow *row)
{
  GString *packet = g_string_new (NULL);

  if (row->packet[0] != 'x')
    return g_string_append (packet, row->packet);

  for (const char *p = row->packet + 1; *p != '\0'; p += 2)
    g_string_append_c (packet, (char) (g_ascii_xdigit_value (p[0]) << 4 | g_ascii_xdigit_value (p[1])));

  return packet;
}

static RkDecoder *
row_decoder (const MeterRow *row)
{
  g_autofree char *text = NULL;
  g_autoptr (GHashTable) options = NULL;
  g_autoptr (GError) error = NULL;
  RkDecoder *decoder;

  if (row->option != NULL) {
    text = strchr (row->option, '=') != NULL ? g_strdup (row->option) : g_strconcat ("variant=", row->option, NULL);
    options = decoder_log_options (text);
  }
  decoder = rk_decoder_new (row->kind, options, &error);
  g_assert_no_error (error);

  return decoder;
}

/* The frames only, in one text. */
static char *
run (const MeterRow *row,
     const char     *bytes,
     gsize           n,
     gsize           step)
{
  g_autoptr (RkDecoder) decoder = row_decoder (row);
  g_autofree char *log = decoder_log_run (decoder, bytes, n, step);
  g_auto (GStrv) lines = g_strsplit (log, "\n", -1);
  GString *frames = g_string_new (NULL);

  for (guint i = 0; lines[i] != NULL; i++) {
    if (*lines[i] != '\0' && !g_str_has_prefix (lines[i], "bad ") && !g_str_has_prefix (lines[i], "text: "))
      g_string_append_printf (frames, "%s\n", lines[i]);
  }

  return g_string_free (frames, FALSE);
}

static char *
expect (const MeterRow *row,
        guint           times)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < times && *row->expected != '\0'; i++)
    g_string_append_printf (text, "%s\n", row->expected);

  return g_string_free (text, FALSE);
}

/* Alone, cut everywhere, and twice in a row. */
static void
test_row (gconstpointer data)
{
  const MeterRow *row = data;
  g_autoptr (GString) packet = row_packet (row);
  g_autofree char *once = expect (row, 1);
  g_autofree char *twice = expect (row, 2);
  g_autofree char *whole = run (row, packet->str, packet->len, 0);
  g_autoptr (GString) two = g_string_new_len (packet->str, (gssize) packet->len);
  g_autofree char *second = NULL;

  g_assert_cmpstr (whole, ==, once);
  for (gsize step = 1; step < packet->len; step++) {
    g_autofree char *cut = run (row, packet->str, packet->len, step);

    g_assert_cmpstr (cut, ==, once);
  }

  g_string_append_len (two, packet->str, (gssize) packet->len);
  second = run (row, two->str, two->len, 0);
  if (strcmp (row->name, "es2400/once") != 0 && strcmp (row->name, "es2400/copies-differ") != 0)
    g_assert_cmpstr (second, ==, twice);
}

/* A packet that stops anywhere gives nothing. */
static void
test_truncated (gconstpointer data)
{
  const MeterRow *row = data;
  g_autoptr (GString) packet = row_packet (row);

  for (gsize n = 0; n < packet->len; n++) {
    g_autofree char *frames = run (row, packet->str, n, 0);

    g_assert_cmpstr (frames, ==, "");
  }
}

/* @frames is @line, @n times or more often, and nothing else. */
static gboolean
is_only (const char *frames,
         const char *line,
         guint       n)
{
  guint times = 0;

  for (; g_str_has_prefix (frames, line); frames += strlen (line))
    times++;

  return *frames == '\0' && times >= n;
}

/* Whether bytes before a packet can pass for its first ones: nothing marks where it begins. */
static gboolean
has_no_begin (const MeterRow *row,
              gsize           missing)
{
  return strcmp (row->name, "metex14/four") == 0 || (strcmp (row->kind, "ms8250d") == 0 && missing <= 3);
}

/* Garbage and the rest of a packet before the first: the two whole ones are read, and nothing wrong. */
static void
test_late (gconstpointer data)
{
  static const char garbage[] = "\xff\x7f\x80";
  const MeterRow *row = data;
  g_autoptr (GString) packet = row_packet (row);
  g_autofree char *line = expect (row, 1);

  for (gsize from = 1; from < packet->len; from++) {
    g_autoptr (GString) bytes = g_string_new (garbage);
    g_autofree char *frames = NULL;

    g_string_append_len (bytes, packet->str + from, (gssize) (packet->len - from));
    g_string_append_len (bytes, packet->str, (gssize) packet->len);
    g_string_append_len (bytes, packet->str, (gssize) packet->len);
    frames = run (row, bytes->str, bytes->len, 0);
    if (!has_no_begin (row, from) && !is_only (frames, line, 2))
      g_error ("%s from %" G_GSIZE_FORMAT ": %s", row->name, from, frames);
  }
}

/* The bits that no single error may touch without being found, by the redundancy a family has. Where there is
 * none (a digit that becomes another digit) the line's parity is all there is. */
static guint
guarded_bits (const MeterRow *row,
              gsize           at,
              gsize           len)
{
  const char *kind = row->kind;

  if (g_str_equal (kind, "es519xx-2400-11b") || g_str_equal (kind, "es519xx-19200-11b") || g_str_equal (kind, "rs9lcd") ||
      g_str_equal (kind, "bm85x") || g_str_equal (kind, "121gw"))
    return 0xff;
  if (g_str_equal (kind, "es519xx-19200-14b") || g_str_equal (kind, "ut71x"))
    return at >= len - 2 ? 0xff : 0xf0;
  if (g_str_equal (kind, "fs9721") || g_str_equal (kind, "dtm0660"))
    return 0xf0;
  if (g_str_equal (kind, "bm25x"))
    return at == 0 ? 0xff : 0xf0;
  if (g_str_equal (kind, "fs9922"))
    return at == 0 || at == 5 || at >= 12 ? 0xff : at < 7 ? 0xf0 : at == 7 ? 0xc0 : 0;
  if (g_str_equal (kind, "vc870"))
    return at >= 21 ? 0xff : at < 8 ? 0xf0 : 0;
  if (g_str_equal (kind, "metex14"))
    return at % 14 < 2 || at % 14 >= 9 ? 0xff : 0;
  if (g_str_equal (kind, "ms8250d"))
    return at == 17 ? 0xff : 0;
  if (g_str_equal (kind, "ms2115b"))
    return at == 0 ? 0xff : at == 1 ? 0xf0 : at < 4 ? 0xf8 : 0;
  if (g_str_equal (kind, "mic985xx"))
    return at == 0 || at == 1 || at == 5 || at == len - 1 ? 0xff : 0xf0;

  return 0;
}

/* One flipped bit between good packets: the others are read, and a wrong value only where nothing could tell. */
static void
test_flipped (gconstpointer data)
{
  const MeterRow *row = data;
  g_autoptr (GString) packet = row_packet (row);
  g_autofree char *line = expect (row, 1);

  for (gsize at = 0; at < packet->len; at++) {
    for (guint bit = 0; bit < 8; bit++) {
      g_autoptr (GString) bytes = g_string_new (NULL);
      g_autofree char *frames = NULL;

      for (guint i = 0; i < 4; i++)
        g_string_append_len (bytes, packet->str, (gssize) packet->len);
      bytes->str[packet->len + at] = (char) (bytes->str[packet->len + at] ^ (1 << bit));
      frames = run (row, bytes->str, bytes->len, 0);
      g_assert_true (g_str_has_prefix (frames, line));
      if (has_no_begin (row, packet->len))
        continue;
      g_assert_true (g_str_has_suffix (frames, line));
      if ((guarded_bits (row, at, packet->len) >> bit & 1) != 0 && !is_only (frames, line, 2))
        g_error ("%s, byte %" G_GSIZE_FORMAT ", bit %u: %s", row->name, at, bit, frames);
    }
  }
}

static const MeterRow ut61e = { "ut61e", "es519xx-19200-14b", NULL, NULL, NULL };

/* The dial is turned: no column mixes quantities, and a row says nothing about the others. */
static void
test_dial (void)
{
  static const char bytes[] =
    "012345;000:0\r\n" "012345300020\r\n" "054321;400:0\r\n" "123450;00060\r\n" "065200100000\r\n" "105000;000;0\r\n"
    "000025480000\r\n" "622580310020\r\n" "000001;000:0\r\n";
  /* 77 °F after 25 °C: the column keeps its unit. */
  static const char degrees[] = "000025480000\r\n" "000077400000\r\n";
  g_autofree char *frames = run (&ut61e, bytes, strlen (bytes), 0);
  g_autofree char *converted = run (&ut61e, degrees, strlen (degrees), 0);

  g_assert_cmpstr (frames, ==,
                   "display voltage=1.2345V!auto!dc\n"
                   "display resistance=123.45Ω!auto\n"
                   "display voltage=-5.4321V!auto!dc\n"
                   "display voltage ac=23.45V!auto!ac\n"
                   "display voltage diode=6.52V!diode\n"
                   "display frequency=500Hz!auto!dc\n"
                   "display temperature=25°C\n"
                   "display resistance=-Ω!over!auto\n"
                   "display voltage=0.0001V!auto!dc\n");
  g_assert_true (g_str_has_prefix (converted, "display temperature=25°C\ndisplay temperature=25"));
  g_assert_true (g_str_has_suffix (converted, "°C\n"));
}

static void
columns_cb (gpointer   user_data,
            GPtrArray *columns)
{
  GPtrArray **last = user_data;

  g_clear_pointer (last, g_ptr_array_unref);
  *last = rk_columns_copy (columns);
}

/* What people see: names by the quantity, as many places as the finest range has had. */
static void
test_columns (void)
{
  static const struct {
    const char *key;
    const char *base;
    const char *name;
    const char *symbol;
    int         decimals;
  } expected[] = {
    { "display current", "display", "Current", "I", 7 },
    { "display voltage", "display", "Voltage", "U", 4 },
    { "display voltage ac", "display", "Voltage (AC)", "U", 3 },
    { "display resistance", "display", "Resistance", "R", 0 },
  };
  /* 581.0 µA in steps of 0.1 µA, then 0.012 A in steps of 1 mA: no place is lost. */
  static const char bytes[] = "105810=00080\r\n" "000012000080\r\n" "012345;00080\r\n" "112345;00040\r\n" "412345300020\r\n"
                              "622580310020\r\n";
  g_autoptr (RkProfile) profile = rk_profile_find ("es519xx-19200-14b", NULL);
  g_autoptr (RkDecoder) decoder = NULL;
  g_autoptr (GPtrArray) columns = NULL;
  const RkDecoderEvents events = { .columns = columns_cb };

  g_assert_nonnull (profile);
  decoder = rk_decoder_new (rk_profile_get_decoder (profile), rk_profile_get_options (profile), NULL);
  rk_decoder_feed (decoder, (const guint8 *) bytes, strlen (bytes), &events, &columns);

  g_assert_cmpuint (columns->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < columns->len; i++) {
    RkColumn *column = g_ptr_array_index (columns, i);

    rk_profile_describe_column (profile, column);
    g_assert_cmpstr (column->key, ==, expected[i].key);
    g_assert_cmpstr (column->base, ==, expected[i].base);
    g_assert_cmpstr (column->name, ==, expected[i].name);
    g_assert_cmpstr (column->symbol, ==, expected[i].symbol);
    g_assert_cmpint (column->decimals, ==, expected[i].decimals);
  }
}

/* The same rule for meters that print text. */
static void
test_text_switched (void)
{
  static const MeterRow regex = { "regex", "regex", "pattern=(?<v>[-\\d.]+)(?<v_unit>\\S*)", NULL, NULL };
  static const MeterRow delimited = { "delimited", "delimited", NULL, NULL, NULL };
  static const char * const lines = "v:5.1V\nv:3.2kΩ\nv:500mV\nv:100Ω\nv:21°C\nv:7V\n";
  static const char * const frames = "v=5.1V\nv resistance=3.2kΩ\nv=0.5V\nv resistance=0.1kΩ\nv temperature=21°C\nv=7V\n";
  g_autofree char *by_name = run (&delimited, lines, strlen (lines), 0);
  g_autofree char *by_pattern = NULL;
  g_autoptr (GString) bare = g_string_new (lines);

  g_string_replace (bare, "v:", "", 0);
  by_pattern = run (&regex, bare->str, bare->len, 0);
  g_assert_cmpstr (by_name, ==, frames);
  g_assert_cmpstr (by_pattern, ==, frames);
}

static void
test_values_are_exact (void)
{
  g_assert_cmpfloat (rk_meter_value (499, -2), ==, 4.99);
  g_assert_cmpfloat (rk_meter_value (-5810, -7), ==, -0.000581);
  g_assert_cmpfloat (rk_meter_value (76, -12), ==, 7.6e-11);
  g_assert_cmpfloat (rk_meter_value (12345, 4), ==, 123450000.0);
  g_assert_false (signbit (rk_meter_value (-0, -3)));
  for (gint64 mantissa = -99999; mantissa <= 99999; mantissa += 7) {
    for (int exponent = -12; exponent <= 4; exponent++) {
      char text[48];

      g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT "e%d", mantissa, exponent);
      g_assert_cmpfloat (rk_meter_value (mantissa, exponent), ==, g_ascii_strtod (text, NULL));
    }
  }
}

static void
test_requests (void)
{
  static const struct {
    const char *kind;
    const char *message; /* NULL = it only listens */
    guint       len;
  } expected[] = {
    { "metex14", "D", 1 },
    { "fluke-qm", "QM\r", 3 },
    /* XOR of the command 0 and two zeros. */
    { "bm85x", "\x10\x02\0\0\0\0\x10\x03", 8 },
    { "es519xx-19200-14b", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autoptr (RkDecoder) decoder = rk_decoder_new (expected[i].kind, NULL, NULL);
    g_autoptr (GByteArray) message = g_byte_array_new ();

    g_assert_true (rk_decoder_request (decoder, 0, message) == (expected[i].message != NULL));
    g_assert_cmpmem (message->data, message->len, expected[i].message, expected[i].len);
    g_assert_false (rk_decoder_request (decoder, 1, message));
  }
}

static void
test_answers (void)
{
  static const char bytes[] = "DC  1.234   V\rOH   OL.  Ohm\r     rdy     \r";
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("metex14", NULL, NULL);
  g_autofree char *log = decoder_log_run (decoder, bytes, strlen (bytes), 0);
  RkDecoderCounts counts;

  rk_decoder_get_counts (decoder, &counts);
  g_assert_cmpuint (counts.n_answers, ==, 3);
  g_assert_cmpuint (counts.n_frames, ==, 2);
}

/* Half an answer is forgotten when the next one is asked for: four displays stay what they are. */
static void
test_broken_answer (void)
{
  static const char half[] = "DC  1.234   V\rFR  50.01  Hz\r";
  static const char whole[] = "DC  1.235   V\rFR  50.02  Hz\rDC  0.001   V\rDC  0.002   V\r";
  g_autoptr (GHashTable) options = decoder_log_options ("variant=four");
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("metex14", options, NULL);
  g_autoptr (GByteArray) message = g_byte_array_new ();
  DecoderLog log;

  decoder_log_init (&log);
  rk_decoder_feed (decoder, (const guint8 *) half, strlen (half), &decoder_log_events, &log);
  g_assert_true (rk_decoder_request (decoder, 0, message));
  rk_decoder_feed (decoder, (const guint8 *) whole, strlen (whole), &decoder_log_events, &log);
  g_assert_cmpstr (log.out->str, ==, "display voltage=1.235V!dc second frequency=50.02Hz third voltage=0.001V!dc fourth voltage=0.002V!dc\n");
  decoder_log_balance (decoder, strlen (half) + strlen (whole));
  decoder_log_clear (&log);
}

static void
test_options (void)
{
  static const char * const bad[] = { "variant=es51999", "displays=3", "varian=es51922" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GHashTable) options = decoder_log_options (bad[i]);
    g_autoptr (GError) error = NULL;

    g_assert_null (rk_decoder_new ("es519xx-19200-14b", options, &error));
    g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE);
  }
}

/* Each kind has rows and a profile of its own, and says how much of a packet must be right. */
static void
test_kinds (void)
{
  g_autoptr (GHashTable) kinds = g_hash_table_new (g_str_hash, g_str_equal);
  GHashTableIter iter;
  gpointer kind;

  for (const MeterRow *row = meter_rows; row->name != NULL; row++)
    g_hash_table_add (kinds, (gpointer) row->kind);
  g_assert_cmpuint (g_hash_table_size (kinds), ==, 17);

  g_hash_table_iter_init (&iter, kinds);
  while (g_hash_table_iter_next (&iter, &kind, NULL)) {
    g_autoptr (RkDecoder) decoder = rk_decoder_new (kind, NULL, NULL);
    g_autoptr (RkProfile) profile = rk_profile_find (kind, NULL);

    g_assert_cmpuint (rk_decoder_get_evidence (decoder), >=, 20);
    g_assert_nonnull (profile);
    g_assert_cmpstr (rk_profile_get_decoder (profile), ==, kind);
    g_assert_nonnull (rk_profile_get_description (profile));
  }
}

int
main (int   argc,
      char *argv[])
{
  static const struct {
    const char       *name;
    GTestDataFunc     func;
    gboolean          needs_frame;
  } checks[] = {
    { "reads", test_row, FALSE }, { "truncated", test_truncated, FALSE }, { "late", test_late, TRUE }, { "flipped", test_flipped, TRUE },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    for (const MeterRow *row = meter_rows; row->name != NULL; row++) {
      g_autofree char *path = g_strconcat ("/acquire/meters/", checks[i].name, "/", row->name, NULL);

      if (!checks[i].needs_frame || *row->expected != '\0')
        g_test_add_data_func (path, row, checks[i].func);
    }
  }
  g_test_add_func ("/acquire/meters/dial", test_dial);
  g_test_add_func ("/acquire/meters/columns", test_columns);
  g_test_add_func ("/acquire/meters/text-switched", test_text_switched);
  g_test_add_func ("/acquire/meters/values-are-exact", test_values_are_exact);
  g_test_add_func ("/acquire/meters/requests", test_requests);
  g_test_add_func ("/acquire/meters/answers", test_answers);
  g_test_add_func ("/acquire/meters/broken-answer", test_broken_answer);
  g_test_add_func ("/acquire/meters/options", test_options);
  g_test_add_func ("/acquire/meters/kinds", test_kinds);

  return g_test_run ();
}
