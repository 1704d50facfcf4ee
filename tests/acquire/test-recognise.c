/* What devices are taken for by what they say. The bytes are made here, from the grammars. */
#include "config.h"

#include "acquire/line-look.h"
#include "acquire/recognise.h"
#include "acquire/scanner.h"
#include "acquire/wire.h"
#include "base/clock.h"
#include "base/number.h"

#include <string.h>

typedef struct {
  const char *name;
  const char *profile; /* NULL: any text */
  guint       baud;
  guint       data_bits;
  RkParity    parity;
  guint       stop_bits;
  GString  *(*make) (void);
  const char *sample;  /* nullable: in the newest row */
} Device;

static GString *
make_kern (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 12; i++)
    g_string_append_printf (text, "+%07.2f G %c\r\n", 12.34 + i / 3 * 0.01, i % 3 == 0 ? 'U' : 'S');

  return text;
}

static GString *
make_sics (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 8; i++)
    g_string_append_printf (text, "S %c     100.%02u g\r\n", i < 3 ? 'D' : 'S', i);

  return text;
}

static GString *
make_plotter (void)
{
  GString *text = g_string_new ("Hello from setup\r\n");

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (text, "T:%.1f,RH:%u\r\n", 21.0 + 0.1 * i, 40 + i % 3);

  return text;
}

static GString *
make_comma (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 20; i++)
    g_string_append_printf (text, "%u,%02u;%u,5\n", 20 + i % 3, i, i);

  return text;
}

static GString *
make_json (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 6; i++)
    g_string_append_printf (text, "{\"t\": %u.5, \"h\": %u}\r\n", 20 + i, 40 + i);

  return text;
}

/* Particles: 42 4D, length 28, 13 words, sum of all bytes before. */
static GString *
make_plantower (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 4; i++) {
    guint8 packet[32] = { 0x42, 0x4d, 0, 28 };
    guint sum = 0;

    for (guint k = 0; k < 12; k++)
      packet[5 + 2 * k] = (guint8) (3 * k + i);
    packet[28] = 0x97;
    for (guint k = 0; k < 30; k++)
      sum += packet[k];
    packet[30] = (guint8) (sum >> 8);
    packet[31] = (guint8) sum;
    g_string_append_len (text, (const char *) packet, 32);
  }

  return text;
}

/* CO2: FF 86, ppm, temperature + 40, negated sum of bytes 1...7. */
static GString *
make_mhz19 (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 5; i++) {
    guint8 packet[9] = { 0xff, 0x86, 2, (guint8) (0x58 + i), 0x41 };
    guint sum = 0;

    for (guint k = 1; k < 8; k++)
      sum += packet[k];
    packet[8] = (guint8) -sum;
    g_string_append_len (text, (const char *) packet, 9);
  }

  return text;
}

/* Multimeters with the chip ES51922: range, digits, function, status, options. */
static GString *
make_ut61e (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 6; i++)
    g_string_append_printf (text, "1%05u;000:0\r\n", 12340 + i);

  return text;
}

static GString *
make_lines_8e1 (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < 16; i++)
    g_string_append_printf (text, "level=%u.%u dB\r\n", 50 + i, i % 10);

  return text;
}

static const Device devices[] = {
  { "kern", "kern", 1200, 8, RK_PARITY_NONE, 2, make_kern, "12" },
  { "kern-fast", "kern", 9600, 8, RK_PARITY_ODD, 2, make_kern, "12" },
  { "kern-19200", "kern", 19200, 8, RK_PARITY_NONE, 1, make_kern, "12" },
  { "mt-sics", "mt-sics", 9600, 8, RK_PARITY_NONE, 1, make_sics, "100" },
  { "mt-sics-7e1", "mt-sics", 2400, 7, RK_PARITY_EVEN, 1, make_sics, "100" },
  { "mt-sics-7n2", "mt-sics", 4800, 7, RK_PARITY_NONE, 2, make_sics, "100" },
  { "plotter-115200", NULL, 115200, 8, RK_PARITY_NONE, 1, make_plotter, "RH = 4" },
  { "plotter-57600", NULL, 57600, 8, RK_PARITY_NONE, 1, make_plotter, "RH = 4" },
  { "plotter-230400", NULL, 230400, 8, RK_PARITY_NONE, 1, make_plotter, "RH = 4" },
  { "plotter-921600", NULL, 921600, 8, RK_PARITY_NONE, 1, make_plotter, "RH = 4" },
  { "plotter-38400", NULL, 38400, 8, RK_PARITY_NONE, 1, make_plotter, "RH = 4" },
  { "plotter-300", NULL, 300, 8, RK_PARITY_NONE, 1, make_plotter, "RH = 4" },
  { "decimal-comma", NULL, 9600, 8, RK_PARITY_NONE, 1, make_comma, "2" },
  { "parity-even", NULL, 9600, 8, RK_PARITY_EVEN, 1, make_lines_8e1, "dB" },
  { "json", "json-lines", 115200, 8, RK_PARITY_NONE, 1, make_json, "h = 4" },
  { "plantower", "plantower", 9600, 8, RK_PARITY_NONE, 1, make_plantower, NULL },
  { "mhz19", "mhz19", 9600, 8, RK_PARITY_NONE, 1, make_mhz19, "60" },
  { "ut61e", "es519xx-19200-14b", 19200, 7, RK_PARITY_ODD, 1, make_ut61e, NULL },
};

/* A device that says each line, or all of it, and pauses. */
static RkWire *
make_wire (const Device *device)
{
  g_autoptr (GString) text = device->make ();
  gboolean lines = memchr (text->str, 0, text->len) == NULL && strchr (text->str, '\n') != NULL;
  RkLineSettings line;
  RkWire *wire;
  gsize begin = 0;

  rk_line_settings_init (&line);
  line.baud = device->baud;
  line.data_bits = device->data_bits;
  line.parity = device->parity;
  line.stop_bits = device->stop_bits;
  wire = rk_wire_new (&line, 0.0);
  for (gsize i = 0; i < text->len; i++) {
    if (i + 1 == text->len || (lines && text->str[i] == '\n')) {
      rk_wire_add (wire, (const guint8 *) text->str + begin, i + 1 - begin, 60 * RK_NS_PER_MS);
      begin = i + 1;
    }
  }

  return wire;
}

static void
test_device (gconstpointer data)
{
  static const RkEar ear = { rk_wire_listen };
  const Device *device = data;
  g_autoptr (RkWire) wire = make_wire (device);
  g_autoptr (RkScan) scan = NULL;
  g_autoptr (GError) error = NULL;
  RkPortFaults faults;
  RkLineSettings line;
  guint8 lost[64];
  RkGuess *guess;

  /* One comes while it speaks. */
  rk_line_settings_init (&line);
  rk_wire_listen (wire, &line, 37 * RK_NS_PER_MS, lost, sizeof lost, &faults);
  scan = rk_scanner_run (&ear, wire, NULL, NULL, NULL, &error);
  g_assert_no_error (error);

  g_assert_cmpuint (scan->guesses->len, >, 0);
  guess = g_ptr_array_index (scan->guesses, 0);
  g_assert_cmpstr (rk_profile_get_id (guess->profile), ==, (device->profile != NULL ? device->profile : "generic-text"));
  g_assert_cmpuint (guess->line.baud, ==, device->baud);
  g_assert_cmpuint (guess->line.data_bits, ==, device->data_bits);
  if (device->parity != RK_PARITY_NONE || device->data_bits == 7)
    g_assert_cmpint (guess->line.parity, ==, device->parity);
  g_assert_cmpuint (rk_profile_get_line (guess->profile)->baud, ==, device->baud);
  g_assert_cmpfloat (guess->confidence, >=, 0.85);
  g_assert_cmpfloat (guess->confidence, <=, 1.0);
  g_assert_cmpstr (guess->reason, !=, "");
  g_assert_cmpuint (guess->samples->len, >, 0);
  g_assert_cmpuint (guess->samples->len, <=, 3);
  if (device->sample != NULL)
    g_assert_nonnull (strstr (g_ptr_array_index (guess->samples, guess->samples->len - 1), device->sample));
  /* A device of ten lines a second is known within some seconds. */
  g_assert_cmpint (rk_wire_get_time (wire), <, (device->baud <= 600 ? 60 : 12) * RK_NS_PER_S);
  g_assert_false (scan->silent);
}

/* Silence is told from a wrong speed, soon. */
static void
test_silent (void)
{
  static const RkEar ear = { rk_wire_listen };
  RkLineSettings line;
  g_autoptr (RkWire) wire = NULL;
  g_autoptr (RkScan) scan = NULL;

  rk_line_settings_init (&line);
  wire = rk_wire_new (&line, 0.0);
  scan = rk_scanner_run (&ear, wire, NULL, NULL, NULL, NULL);
  g_assert_true (scan->silent);
  g_assert_cmpuint (scan->guesses->len, ==, 0);
  g_assert_cmpint (rk_wire_get_time (wire), <, 10 * RK_NS_PER_S);
}

static gssize
listen_broken (gpointer              ear,
               const RkLineSettings *line,
               gint64                duration_ns,
               guint8               *buffer,
               gsize                 n,
               RkPortFaults         *faults)
{
  guint *calls = ear;

  (*calls)++;

  return -1;
}

static void
test_lost (void)
{
  static const RkEar ear = { listen_broken };
  g_autoptr (GError) error = NULL;
  guint calls = 0;

  g_assert_null (rk_scanner_run (&ear, &calls, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (calls, ==, 1);
}

static void
test_cancelled (void)
{
  static const RkEar ear = { listen_broken };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint calls = 0;

  g_cancellable_cancel (cancellable);
  g_assert_null (rk_scanner_run (&ear, &calls, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (calls, ==, 0);
}

/* Any bytes give some guesses or none, no crash, and soon; random ones are nobody's. */
static void
test_noise (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (11);
  guint8 bytes[6000];
  RkHeard heard = { .bytes = bytes };

  rk_line_settings_init (&heard.line);
  for (guint round = 0; round < 20; round++) {
    g_autoptr (GPtrArray) guesses = NULL;

    heard.n = (gsize) g_rand_int_range (random, 0, sizeof bytes);
    for (gsize i = 0; i < heard.n; i++)
      bytes[i] = (guint8) g_rand_int (random);
    guesses = rk_recognise (&heard);
    for (guint i = 0; i < guesses->len; i++)
      g_assert_cmpfloat (((RkGuess *) g_ptr_array_index (guesses, i))->confidence, <, 0.8);
  }
}

/* Packets of a device nobody knows: AA 55, a counter, a word, sum of all before. */
static void
test_unknown_packets (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (GPtrArray) guesses = NULL;
  RkHeard heard = { 0 };
  RkGuess *guess;

  rk_line_settings_init (&heard.line);
  for (guint i = 0; i < 60; i++) {
    guint value = 3000 + i * 7;
    guint8 packet[7] = { 0xaa, 0x55, (guint8) i, (guint8) (value >> 8), (guint8) value, 0x10 };

    for (guint k = 0; k < 6; k++)
      packet[6] = (guint8) (packet[6] + packet[k]);
    g_byte_array_append (bytes, packet, sizeof packet);
  }
  heard.bytes = bytes->data;
  heard.n = bytes->len;
  guesses = rk_recognise (&heard);

  g_assert_cmpuint (guesses->len, >, 0);
  guess = g_ptr_array_index (guesses, 0);
  g_assert_true (guess->generic);
  g_assert_cmpstr (rk_profile_get_decoder (guess->profile), ==, "binary-frame");
  g_assert_cmpstr (g_hash_table_lookup (rk_profile_get_options (guess->profile), "length"), ==, "7");
  g_assert_nonnull (g_hash_table_lookup (rk_profile_get_options (guess->profile), "checksum"));
  g_assert_cmpfloat (guess->confidence, >, 0.7);
  g_assert_cmpuint (guess->samples->len, ==, 3);
}

static void
test_look (void)
{
  RkLook look;
  guint8 stretched[32];

  rk_look_at (&look, (const guint8 *) "12.5\r\n13.5\r\n", 12, 0);
  g_assert_cmpfloat (look.text, ==, 1.0);
  g_assert_cmpint (look.top, ==, RK_TOP_BIT_DATA);

  /* Twice too fast: every run of zeros at the begin is even with the start bit. */
  for (guint i = 0; i < sizeof stretched; i++)
    stretched[i] = (guint8[]) { 0x66, 0x06, 0x1e, 0x18 }[i % 4];
  rk_look_at (&look, stretched, sizeof stretched, 16);
  g_assert_cmpuint (look.stretch, ==, 2);
  g_assert_cmpfloat (look.faulty, ==, 0.5);

  rk_look_at (&look, NULL, 0, 0);
  g_assert_cmpuint (look.n, ==, 0);
}

static void
test_copy (void)
{
  RkHeard heard = { .bytes = (const guint8 *) "1\r\n2\r\n3\r\n4\r\n", .n = 12 };
  g_autoptr (GPtrArray) guesses = NULL;
  g_autoptr (RkGuess) copy = NULL;
  RkGuess *guess;

  rk_line_settings_init (&heard.line);
  guesses = rk_recognise (&heard);
  g_assert_cmpuint (guesses->len, >, 0);
  guess = g_ptr_array_index (guesses, 0);
  copy = rk_guess_copy (guess);
  g_assert_cmpstr (copy->reason, ==, guess->reason);
  g_assert_true (copy->profile == guess->profile);
  g_assert_cmpuint (copy->samples->len, ==, guess->samples->len);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  rk_number_set_decimal_sign ('.');

  for (guint i = 0; i < G_N_ELEMENTS (devices); i++) {
    g_autofree char *path = g_strconcat ("/acquire/recognise/device/", devices[i].name, NULL);

    g_test_add_data_func (path, &devices[i], test_device);
  }
  g_test_add_func ("/acquire/recognise/silent", test_silent);
  g_test_add_func ("/acquire/recognise/lost", test_lost);
  g_test_add_func ("/acquire/recognise/cancelled", test_cancelled);
  g_test_add_func ("/acquire/recognise/noise", test_noise);
  g_test_add_func ("/acquire/recognise/unknown-packets", test_unknown_packets);
  g_test_add_func ("/acquire/recognise/look", test_look);
  g_test_add_func ("/acquire/recognise/copy", test_copy);

  return g_test_run ();
}
