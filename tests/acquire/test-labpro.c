/* LabPro as text and binary, Labdisc: vectors written from the grammars. */
#include "config.h"

#include "decoder-log.h"

#include <string.h>

typedef struct {
  const char *name;
  const char *kind;
  const char *options;
  const char *bytes; /* text, or "#" and hexadecimal digits in which ".." is the checksum of the packet so far */
  const char *report;
} Case;

#define IDS "2E 69 82 1A 1E 1B 02 19 21 00 00 00 00 00 00 00 00 00 00 00 .. "

static const Case cases[] = {
  { "one", "labpro", "", "{ +2.34560E+01, +1.50000E+00 }\r\n", "ch1=23.456 time=1.5s @1500000\n" },
  { "three", "labpro", "", "{ +1.00000E+00, -2.00000E-01, +3.00000E+00, +4.00000E+00 }\r\n", "ch1=1 ch2=-0.2 ch3=3 time=4s @4000000\n" },
  { "tight", "labpro", "", "{1,2}\r", "ch1=1 time=2s @2000000\n" },
  { "alone", "labpro", "", "{ +5.00000E+00 }\r\n", "ch1=5\n" },
  { "no-time", "labpro", "time=no", "{ 1, 2 }\r\n", "ch1=1 ch2=2\n" },
  { "echo", "labpro", "", "{1,2}\r\ns{1,1,1}\r\n", "ch1=1 time=2s @2000000\ntext: s{1,1,1}\n" },
  { "state", "labpro", "", "{1,2}\r\n{1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17}\r\n", "ch1=1 time=2s @2000000\ntext: {1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17}\n" },
  { "late", "labpro", "", "560E+01, +1.50000E+00 }\r\n{ 1, 2 }\r\n", "ch1=1 time=2s @2000000\n" },
  { "no-number", "labpro", "", "{ 1, x }\r\n", "bad 5: { 1, x }\n" },
  { "no-end", "labpro", "", "{ 1, 2\r\n", "bad 6: { 1, 2\n" },
  { "empty", "labpro", "", "{ }\r\n", "bad 2: { }\n" },

  /* 800 left-justified is 80 00; time 1000 is 3E8. */
  { "binary", "labpro-bin", "", "#80 00 00 00 03 E8 ..", "ch1=2048adc12 time=1000ticks\n" },
  { "binary-two", "labpro-bin", "channels=2", "#80 00 FF F0 00 00 00 07 ..", "ch1=2048adc12 ch2=4095adc12 time=7ticks\n" },
  { "binary-ten", "labpro-bin", "bits=10", "#FF C0 00 00 00 07 ..", "ch1=1023adc10 time=7ticks\n" },
  { "binary-late", "labpro-bin", "", "#03 E9 94|80 10 00 00 03 E8 ..|80 20 00 00 03 E9 ..", "ch1=2049adc12 time=1000ticks\nch1=2050adc12 time=1001ticks\n" },
  { "binary-steady", "labpro-bin", "", "#00 00 03 E6 9A|80 00 00 00 03 E8 ..|80 00 00 00 03 EA ..|80 00 00 00 03 EC ..",
    "ch1=2048adc12 time=1000ticks\nch1=2048adc12 time=1002ticks\nch1=2048adc12 time=1004ticks\n" },
  { "binary-damaged", "labpro-bin", "",
    "#80 00 00 00 00 08 ..|80 00 00 00 00 0A ..|80 00 00 00 00 0C ..|81 00 00 00 00 0E 71|80 00 00 00 00 10 ..|80 00 00 00 00 12 ..|80 00 00 00 00 14 ..",
    "ch1=2048adc12 time=8ticks\nch1=2048adc12 time=10ticks\nch1=2048adc12 time=12ticks\nch1=2048adc12 time=16ticks\nbad -1: 81 00 00 00 00 0E 71\n"
    "ch1=2048adc12 time=18ticks\nch1=2048adc12 time=20ticks\n" },

  /* 1A air pressure 101.3 kPa, 1E temperature -3.0, 1B voltage 0 V at 8000, 02 no data, 19 distance 0.5 m, 21 unknown. */
  { "disc", "labdisc", "", "#" IDS "|2E 69 81 12 03 F5 FF E2 80 00 80 00 01 F4 00 07 00 ..",
    "pressure=101.3kPa temp=-3°C voltage=0V pH=-pH!nodata distance=0.5m sensor 33=7\n" },
  { "disc-nothing", "labdisc", "", "#" IDS "|2E 69 81 12 FF FF FF FF FF FF FF FF FF FF FF FF 00 ..",
    "pressure=-kPa!nodata temp=-°C!nodata voltage=-V!nodata pH=-pH!nodata distance=-m!nodata sensor 33=-!nodata\n" },
  { "disc-without-ids", "labdisc", "", "#2E 69 81 08 03 F5 00 ..", "" },
  { "disc-status", "labdisc", "", "#" IDS
    "|2E 69 83 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ..|2E 69 81 07 03 F5 ..", "pressure=101.3kPa\n" },
  { "disc-damaged", "labdisc", "", "#" IDS "|2E 69 81 07 03 F5 00|2E 69 81 07 03 F5 ..", "pressure=101.3kPa\nbad -1: 2E 69 81 07 03 F5 00\n" },
  { "disc-short", "labdisc", "", "#" IDS "|2E 69 81 04|2E 69 81 FF|2E 69 81 07 03 F5 ..", "pressure=101.3kPa\nbad -1: 2E 69 81 04 2E 69 81 FF\n" },
  { "disc-reset", "labdisc", "", "#" IDS "|2E 69 82 06 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 ..|2E 69 81 07 02 4B ..", "humidity=58.7%\n" },
};

static GByteArray *
from_text (const Case *c)
{
  GByteArray *out = g_byte_array_new ();
  guint begin = 0;

  if (*c->bytes != '#') {
    g_byte_array_append (out, (const guint8 *) c->bytes, (guint) strlen (c->bytes));
    return out;
  }

  for (const char *p = c->bytes + 1; *p != '\0'; p++) {
    guint8 byte = 0;

    if (*p == '|')
      begin = out->len;
    if (!g_ascii_isxdigit (*p) && *p != '.')
      continue;

    if (*p != '.') {
      byte = (guint8) (g_ascii_xdigit_value (p[0]) * 16 + g_ascii_xdigit_value (p[1]));
    } else if (strcmp (c->kind, "labdisc") == 0) {
      for (guint i = begin; i < out->len; i++)
        byte = (guint8) (byte - out->data[i]);
    } else {
      for (guint i = begin; i < out->len; i++)
        byte ^= out->data[i];
      byte = (guint8) ~byte;
    }
    g_byte_array_append (out, &byte, 1);
    p++;
  }

  return out;
}

static char *
run (const Case   *c,
     const guint8 *bytes,
     gsize         n,
     gsize         step)
{
  g_autoptr (GHashTable) table = decoder_log_options (c->options);
  g_autoptr (GError) error = NULL;
  g_autoptr (RkDecoder) decoder = rk_decoder_new (c->kind, table, &error);

  g_assert_no_error (error);

  return decoder_log_run (decoder, (const char *) bytes, n, step);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GByteArray) bytes = from_text (c);

  for (gsize step = 0; step < 12; step++) {
    g_autofree char *report = run (c, bytes->data, bytes->len, step);

    g_assert_cmpstr (report, ==, c->report);
  }
}

static void
test_truncated (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) bytes = from_text (&cases[i]);

    for (guint n = 0; n < bytes->len; n++)
      g_free (run (&cases[i], bytes->data, n, 3));
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/acquire/%s/%s", cases[i].kind, cases[i].name);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/acquire/labpro/truncated", test_truncated);

  return g_test_run ();
}
