#include "config.h"

#include "cli/bench.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "acquire/decoder.h"
#include "base/checksum.h"
#include "base/clock.h"
#include "base/number.h"

#define N_VALUES 1000000

typedef struct {
  GString *text;   /* values, each followed by a blank */
  double   sum;    /* so that nothing is optimised away */
} Numbers;

static void
parse_numbers (gpointer data)
{
  Numbers *self = data;
  const char *p = self->text->str;
  const char *end = p + self->text->len;

  while (p < end) {
    double value;

    p = rk_number_scan (p, end, RK_NUMBER_PLAIN, &value);
    if (p == NULL)
      break;
    self->sum += value;
    p++;
  }
}

static void
parse_numbers_libc (gpointer data)
{
  Numbers *self = data;
  char *p = self->text->str;
  char *end = p + self->text->len;

  while (p < end)
    self->sum += g_ascii_strtod (p, &p), p++;
}

static void
print_numbers (gpointer data)
{
  Numbers *self = data;
  char buffer[RK_NUMBER_BUFFER];

  for (guint i = 0; i < N_VALUES; i++)
    self->sum += (double) rk_number_print ((double) i * 0.001 + 1e-7, buffer);
}

static void
measure_parsing (RkBench *bench)
{
  Numbers plain = { g_string_new (NULL), 0.0 };
  Numbers long_ones = { g_string_new (NULL), 0.0 };
  GRand *random = g_rand_new_with_seed (1);
  double libc;
  double own;

  for (guint i = 0; i < N_VALUES; i++) {
    char buffer[RK_NUMBER_BUFFER];

    g_string_append_printf (plain.text, "%d.%03d ", g_rand_int_range (random, -999, 999), g_rand_int_range (random, 0, 999));
    rk_number_print (g_rand_double_range (random, -1e3, 1e3), buffer);
    g_string_append_printf (long_ones.text, "%s ", buffer);
  }

  own = rk_bench_time (9, parse_numbers, &plain);
  libc = rk_bench_time (3, parse_numbers_libc, &plain);
  rk_bench_add (bench, "parse.number", N_VALUES / own, "values/s", 20e6, RK_BENCH_HIGHER);
  rk_bench_add (bench, "parse.number-vs-strtod", libc / own, "ratio", 4.0, RK_BENCH_HIGHER);
  rk_bench_add (bench, "parse.number-17-digits", N_VALUES / rk_bench_time (9, parse_numbers, &long_ones), "values/s", NAN,
                RK_BENCH_HIGHER);
  rk_bench_add (bench, "print.number", N_VALUES / rk_bench_time (5, print_numbers, &plain), "values/s", 5e6, RK_BENCH_HIGHER);

  g_rand_free (random);
  g_string_free (plain.text, TRUE);
  g_string_free (long_ones.text, TRUE);
}

/* -- Decoders -------------------------------------------------------------- */

typedef struct {
  const char *options; /* nullable: "name=value" */
  GString    *text;
  guint64     n_frames;
} Lines;

static void
frame_cb (gpointer       user_data,
          const RkFrame *frame)
{
  Lines *self = user_data;

  self->n_frames++;
}

static void
columns_cb (gpointer   user_data,
            GPtrArray *columns)
{
}

static void
decode_lines (gpointer data)
{
  static const RkDecoderEvents events = { .columns = columns_cb, .frame = frame_cb };
  Lines *self = data;
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", NULL, NULL);

  /* In pieces as a port delivers them. */
  for (gsize at = 0; at < self->text->len; at += 4095)
    rk_decoder_feed (decoder, (const guint8 *) self->text->str + at, MIN (4095, self->text->len - at), &events, self);
}

static void
measure_lines (RkBench    *bench,
               const char *name,
               const char *format_name,
               double      target)
{
  Lines lines = { .text = g_string_new (NULL) };
  const guint n = 500000;
  double seconds;

  for (guint i = 0; i < n; i++) {
    if (strcmp (format_name, "labels") == 0)
      g_string_append_printf (lines.text, "T:%d.%02d,H:%d.%d\r\n", i % 90, i % 100, i % 70, i % 10);
    else
      g_string_append_printf (lines.text, "%d.%03d,-%d.%02d\r\n", i % 500, i % 1000, i % 8, i % 100);
  }

  seconds = rk_bench_time (5, decode_lines, &lines);
  g_assert (lines.n_frames >= 5 * (n - 1));
  rk_bench_add (bench, name, n / seconds, "lines/s", target, RK_BENCH_HIGHER);
  g_string_free (lines.text, TRUE);
}

/* -- Packets --------------------------------------------------------------- */

typedef struct {
  GHashTable *options;
  GByteArray *bytes;
  guint64     n_frames;
} Packets;

static void
packet_frame_cb (gpointer       user_data,
                 const RkFrame *frame)
{
  Packets *self = user_data;

  self->n_frames++;
}

static void
decode_packets (gpointer data)
{
  static const RkDecoderEvents events = { .columns = columns_cb, .frame = packet_frame_cb };
  Packets *self = data;
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("binary-frame", self->options, NULL);

  for (gsize at = 0; at < self->bytes->len; at += 4095)
    rk_decoder_feed (decoder, self->bytes->data + at, MIN (4095, self->bytes->len - at), &events, self);
}

/* Two sync bytes, a length, eight numbers of 16 bits, a CRC-16. */
static void
measure_packets (RkBench *bench)
{
  static const char * const options[][2] = {
    { "sync", "AA 55" }, { "length", "u8@2 +5" }, { "checksum", "crc16-modbus 0..-3 @-2" }, { "values", "s16le@3 x8 *0.01" },
  };
  Packets packets = {
    .options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
    .bytes = g_byte_array_new (),
  };
  const guint n = 500000;
  double seconds;

  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    g_hash_table_insert (packets.options, g_strdup (options[i][0]), g_strdup (options[i][1]));

  for (guint i = 0; i < n; i++) {
    guint8 packet[21] = { 0xAA, 0x55, 16 };
    guint16 crc;

    for (guint k = 0; k < 8; k++) {
      packet[3 + 2 * k] = (guint8) (i * (k + 1));
      packet[4 + 2 * k] = (guint8) (i * (k + 1) >> 8);
    }
    crc = rk_crc16_modbus (packet, 19);
    packet[19] = crc & 0xFF;
    packet[20] = crc >> 8;
    g_byte_array_append (packets.bytes, packet, sizeof packet);
  }

  seconds = rk_bench_time (5, decode_packets, &packets);
  g_assert (packets.n_frames >= 5 * (guint64) n);
  rk_bench_add (bench, "parse.binary", n / seconds, "frames/s", 1e6, RK_BENCH_HIGHER);
  g_byte_array_unref (packets.bytes);
  g_hash_table_unref (packets.options);
}

/**
 * rk_bench_numbers:
 * @self: the measurement
 *
 * Numbers in and out, lines of text and packets of bytes to rows of values.
 */
void
rk_bench_numbers (RkBench *self)
{
  measure_parsing (self);
  measure_lines (self, "parse.delimited", "plain", 1e6);
  measure_lines (self, "parse.delimited-labels", "labels", 1e6);
  measure_packets (self);
}
