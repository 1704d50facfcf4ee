/* Firmata: messages written from protocol.md. */
#include "config.h"

#include "decoder-log.h"

#include <string.h>

typedef struct {
  const char *name;
  const char *options;
  const char *hex;
  const char *report;
} Case;

/* Analog 1023 is 7F 07, 512 is 00 04; pins 8 and 10 of port 1 are bits 0 and 2. */
static const Case cases[] = {
  { "analog", "", "E0 7F 07 E5 00 04", "A0=1023\nA5=512\n" },
  { "analog-full", "", "E0 7F 7F", "A0=16383\n" },
  { "port", "", "91 05 00", "port1=5\n" },
  { "port-high", "", "90 00 01", "port0=128\n" },
  { "pins", "digital=pin", "91 05 00", "D8=1 D9=0 D10=1 D11=0 D12=0 D13=0 D14=0 D15=0\n" },
  { "version", "", "F9 02 05 E0 01 00", "A0=1\n" },
  { "sysex", "", "F0 79 02 05 53 00 F7 E0 01 00", "A0=1\n" },
  { "sysex-empty", "", "F0 F7 E0 01 00", "A0=1\n" },
  { "sysex-analog", "", "F0 6F 10 7F 07 F7", "A16=1023\n" },
  { "sysex-analog-long", "", "F0 6F 10 00 00 01 F7", "A16=16384\n" },
  { "sysex-broken", "", "E0 01 00 F0 79 E0 02 00", "A0=1\nA0=2\nbad -1: F0 79\n" },
  { "late", "", "07 E0 01 00", "A0=1\n" },
  { "torn", "", "E0 01 00 E0 01 E1 02 00", "A0=1\nA1=2\nbad -1: E0 01\n" },
  { "text", "", "E0 01 00 68 69 E0 02 00", "A0=1\nA0=2\nbad -1: 68 69\n" },
  { "unfinished", "", "E0 01 00 F0 01", "A0=1\nbad -1: F0 01\n" },
};

static GByteArray *
from_hex (const char *hex)
{
  GByteArray *out = g_byte_array_new ();

  for (const char *p = hex; *p != '\0'; p++) {
    if (g_ascii_isxdigit (p[0]) && g_ascii_isxdigit (p[1])) {
      guint8 byte = (guint8) (g_ascii_xdigit_value (p[0]) * 16 + g_ascii_xdigit_value (p[1]));

      g_byte_array_append (out, &byte, 1);
      p++;
    }
  }

  return out;
}

static char *
run (const char   *options,
     const guint8 *bytes,
     gsize         n,
     gsize         step)
{
  g_autoptr (GHashTable) table = decoder_log_options (options);
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("firmata", table, NULL);

  return decoder_log_run (decoder, (const char *) bytes, n, step);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GByteArray) bytes = from_hex (c->hex);

  for (gsize step = 0; step < 8; step++) {
    g_autofree char *report = run (c->options, bytes->data, bytes->len, step);

    g_assert_cmpstr (report, ==, c->report);
  }
}

/* A message without end does not hold up the line for ever. */
static void
test_endless_sysex (void)
{
  g_autoptr (GByteArray) bytes = from_hex ("E0 01 00 F0");
  g_autofree char *report = NULL;

  for (guint i = 0; i < 3000; i++)
    g_byte_array_append (bytes, (const guint8 *) "\x01", 1);
  g_byte_array_append (bytes, (const guint8 *) "\xe1\x02\x00", 3);
  report = run ("", bytes->data, bytes->len, 100);
  g_assert_true (g_str_has_prefix (report, "A0=1\nA1=2\nbad -1: F0 01 01"));
}

static void
test_truncated (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GByteArray) bytes = from_hex (cases[i].hex);

    for (guint n = 0; n < bytes->len; n++)
      g_free (run (cases[i].options, bytes->data, n, 1));
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/firmata/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/acquire/firmata/endless-sysex", test_endless_sysex);
  g_test_add_func ("/acquire/firmata/truncated", test_truncated);

  return g_test_run ();
}
