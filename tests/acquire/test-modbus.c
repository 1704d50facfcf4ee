/* Modbus RTU and ASCII: frames made here from the specification, their checksums by a table of their own. */
#include "config.h"

#include "acquire/decoder.h"
#include "acquire/errors.h"
#include "acquire/talker.h"
#include "base/clock.h"
#include "decoder-log.h"
#include "store/block.h"

#include <string.h>

/* CRC-16 of Modbus, bit by bit; checked with the frame of the specification below. */
static guint
crc16 (const guint8 *bytes,
       gsize         n)
{
  guint crc = 0xffff;

  for (gsize i = 0; i < n; i++) {
    crc ^= bytes[i];
    for (guint bit = 0; bit < 8; bit++)
      crc = (crc & 1) != 0 ? crc >> 1 ^ 0xa001 : crc >> 1;
  }

  return crc;
}

/* "01 03 02 00 05" with its CRC; "~" before it spoils the CRC, "!" leaves the bytes as they are. */
static void
append_frame (GByteArray *out,
              const char *hex)
{
  guint begin = out->len;
  gboolean spoil = *hex == '~';
  gboolean bare = *hex == '!';
  guint crc;

  for (const char *p = hex; *p != '\0'; p++) {
    if (g_ascii_isxdigit (p[0]) && g_ascii_isxdigit (p[1])) {
      guint8 byte = (guint8) (g_ascii_xdigit_value (p[0]) * 16 + g_ascii_xdigit_value (p[1]));

      g_byte_array_append (out, &byte, 1);
      p++;
    }
  }
  if (bare)
    return;

  crc = crc16 (out->data + begin, out->len - begin) ^ (spoil ? 1 : 0);
  g_byte_array_append (out, (const guint8[]) { (guint8) crc, (guint8) (crc >> 8) }, 2);
}

/* Frames between "|". */
static GByteArray *
frames (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "|", -1);
  GByteArray *out = g_byte_array_new ();

  for (guint i = 0; parts[i] != NULL; i++)
    append_frame (out, g_strstrip (parts[i]));

  return out;
}

static RkDecoder *
make (const char         *kind,
      const char * const *options)
{
  g_autoptr (GHashTable) table = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  RkDecoder *decoder;

  for (guint i = 0; options != NULL && options[i] != NULL; i += 2)
    g_hash_table_insert (table, (char *) options[i], (char *) options[i + 1]);
  decoder = rk_decoder_new (kind, table, &error);
  g_assert_no_error (error);

  return decoder;
}

static const char * const no_map[] = { NULL };
static const char * const th_map[] = { "register-t", "4 1 s16 /10 °C", "register-rh", "4 2 u16 /10 %", NULL };
static const char * const far_map[] = { "slave", "7", "register-pv", "3 0x1000 s16 /10", "register-out", "3 0x1012 u16", NULL };
static const char * const types_map[] = {
  "register-a", "3 0 f32", "register-b", "3 2 f32 CDAB", "register-c", "3 4 f32 BADC", "register-d", "3 6 f32 DCBA",
  "register-e", "3 8 u32", "register-f", "3 8 s32", "register-g", "3 10 s16 *0.5 -40 V", "register-h", "3 11 bit0", "register-i", "3 11 bit15", NULL
};
static const char * const bits_map[] = { "register-on", "1 0 bit", "register-off", "1 9 bit", NULL };
static const char * const two_map[] = { "register-a", "3 0 u16", "register-b", "3 0 u16 @2", NULL };

typedef struct {
  const char         *name;
  const char * const *options;
  const char         *bytes;
  const char         *report;
} Case;

/* What is heard on a line on which others talk. 1.5 = 3FC00000. */
static const Case heard[] = {
  { "pair", no_map, "01 03 00 07 00 02|01 03 04 00 05 FF FE", "r7=5 r8=65534\n" },
  { "two-pairs", no_map, "01 03 00 07 00 01|01 03 02 00 05|01 03 00 09 00 01|01 03 02 00 06", "r7=5\nr9=6\n" },
  { "answer-only", no_map, "01 03 04 00 05 00 06", "r0=5 r1=6\n" },
  { "answered-twice", th_map, "01 04 00 02 00 01|01 04 02 00 14|01 04 02 00 15|01 04 04 00 01 00 02", "rh=2%\nrh=2.1%\n" },
  { "known", th_map, "01 04 00 01 00 02|01 04 04 FF F6 01 F4", "t=-1°C rh=50%\n" },
  { "known-of-other-slave", th_map, "09 04 00 01 00 02|09 04 04 FF F6 01 F4", "t=-1°C rh=50%\n" },
  { "known-answer-only", th_map, "01 04 04 FF F6 01 F4", "t=-1°C rh=50%\n" },
  { "first-of-known", th_map, "01 04 02 FF F6", "t=-1°C\n" },
  { "second-of-known", th_map, "01 04 00 02 00 01|01 04 02 01 F4", "rh=50%\n" },
  { "not-in-map", th_map, "01 04 00 08 00 01|01 04 02 01 F4", "" },
  { "other-function", th_map, "01 03 00 01 00 01|01 03 02 01 F4", "" },
  { "named-slave-only", far_map, "01 03 10 00 00 01|01 03 02 01 F4|07 03 10 00 00 01|07 03 02 01 F4", "pv=50\n" },
  { "types", types_map,
    "01 03 00 00 00 0C|01 03 18 3F C0 00 00 00 00 3F C0 C0 3F 00 00 00 00 C0 3F FF FF FF FE 00 64 80 00",
    "a=1.5 b=1.5 c=1.5 d=1.5 e=4294967294 f=-2 g=10V h=0 i=1\n" },
  { "infinite", types_map, "01 03 00 00 00 02|01 03 04 7F 80 00 00", "a=-!error\n" },
  { "coils", no_map, "01 01 00 05 00 03|01 01 01 05", "c5=1 c6=0 c7=1\n" },
  { "bits", bits_map, "01 01 00 00 00 0A|01 01 02 01 02", "on=1 off=1\n" },
  { "writes", no_map, "01 06 00 01 00 02|01 06 00 01 00 02|01 10 00 01 00 02 04 41 70 00 00|01 10 00 01 00 02", "" },
  { "functions-apart", no_map, "01 03 00 01 00 01|01 03 02 00 05|01 04 00 01 00 01|01 04 02 00 06", "r1=5\nr1/4=6\n" },
  { "slaves-apart", no_map, "01 03 00 01 00 01|01 03 02 00 05|02 03 00 01 00 01|02 03 02 00 06", "r1=5\nr1@2=6\n" },
  { "question-repeated", no_map, "01 03 00 07 00 01|01 03 00 07 00 01|01 03 02 00 05", "r7=5\n" },
  { "lost-answer", no_map, "01 03 00 07 00 01|01 03 00 09 00 02|01 03 04 00 05 00 06", "r9=5 r10=6\n" },
  { "exception", no_map, "01 03 10 00 00 01|01 83 02", "bad -1: 01 83 02\n" },
  { "lone-exception", no_map, "01 84 04", "bad -1: 01 84 04\n" },
  { "bad-crc", no_map, "01 03 02 00 05|~01 03 02 00 05|01 03 02 00 06", "r0=5\nr0=6\nbad -1: 01 03 02 00 05 79 47\n" },
  { "noise-first", no_map, "!00 FF 80 01 03|01 03 02 00 05", "r0=5\n" },
};

static char *
run (const char         *kind,
     const char * const *options,
     const char         *bytes,
     gsize               n,
     gsize               step)
{
  g_autoptr (RkDecoder) decoder = make (kind, options);

  return decoder_log_run (decoder, bytes, n, step);
}

static void
test_heard (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GByteArray) bytes = frames (c->bytes);

  for (gsize step = 0; step <= 9; step++) {
    g_autofree char *report = run ("modbus-rtu", c->options, (const char *) bytes->data, bytes->len, step);

    g_assert_cmpstr (report, ==, c->report);
  }
}

/* The same messages in ASCII. */
static GString *
ascii_of (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "|", -1);
  GString *out = g_string_new (NULL);

  for (guint i = 0; parts[i] != NULL; i++) {
    guint sum = 0;

    if (strpbrk (parts[i], "~!") != NULL)
      continue;
    g_string_append_c (out, ':');
    for (const char *p = parts[i]; *p != '\0'; p++) {
      if (g_ascii_isxdigit (p[0]) && g_ascii_isxdigit (p[1])) {
        g_string_append_len (out, p, 2);
        sum += (guint) (g_ascii_xdigit_value (p[0]) * 16 + g_ascii_xdigit_value (p[1]));
        p++;
      }
    }
    g_string_append_printf (out, "%02X\r\n", (256 - sum % 256) % 256);
  }

  return out;
}

static void
test_heard_ascii (gconstpointer data)
{
  const Case *c = data;
  GString *text;

  if (strpbrk (c->bytes, "~!") != NULL) {
    g_test_skip ("of RTU only");
    return;
  }

  text = ascii_of (c->bytes);
  for (gsize step = 0; step <= 9; step++) {
    g_autofree char *report = run ("modbus-ascii", c->options, text->str, text->len, step);

    g_assert_cmpstr (report, ==, c->report);
  }
  g_string_free (text, TRUE);
}

typedef struct {
  const char *name;
  const char *text;
  const char *report;
} AsciiCase;

/* :010302000AF0: 01+03+02+00+0A = 10, LRC = F0. */
static const AsciiCase ascii_cases[] = {
  { "good", ":010302000AF0\r\n", "r0=10\n" },
  { "lower-case", ":010302000af0\r\n", "r0=10\n" },
  { "begins-anew", ":0103:010302000AF0\r\n", "r0=10\n" },
  { "partial-first", "302000AF0\r\n:010302000AF0\r\n", "r0=10\n" },
  { "bad-lrc", ":010302000AF1\r\n", "bad 11: :010302000AF1\n" },
  { "bad-digit", ":01030200xAF0\r\n", "bad 9: :01030200xAF0\n" },
  { "odd", ":010302000AF\r\n", "bad 12: :010302000AF\n" },
  { "short", ":01\r\n", "bad -1: :01\n" },
  { "no-colon", ":010302000AF0\r\nhello\r\n", "r0=10\nbad 0: hello\n" },
};

static void
test_ascii (gconstpointer data)
{
  const AsciiCase *c = data;

  for (gsize step = 0; step <= 5; step++) {
    g_autofree char *report = run ("modbus-ascii", no_map, c->text, strlen (c->text), step);

    g_assert_cmpstr (report, ==, c->report);
  }
}

static void
ask (RkDecoder  *decoder,
     guint       n,
     const char *frame)
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  g_autoptr (GByteArray) expected = frames (frame);

  g_assert_true (rk_decoder_request (decoder, n, message));
  g_assert_cmpmem (message->data, message->len, expected->data, expected->len);
}

static void
feed (RkDecoder  *decoder,
      DecoderLog *log,
      const char *text)
{
  g_autoptr (GByteArray) bytes = frames (text);

  /* Byte by byte: the hardest cut. */
  for (guint i = 0; i < bytes->len; i++)
    rk_decoder_feed (decoder, bytes->data + i, 1, &decoder_log_events, log);
}

static void
expect (DecoderLog *log,
        const char *report)
{
  g_assert_cmpstr (log->out->str, ==, report);
  g_string_truncate (log->out, 0);
}

static guint64
answers (RkDecoder *decoder)
{
  RkDecoderCounts counts;

  rk_decoder_get_counts (decoder, &counts);

  return counts.n_answers;
}

/* Two blocks make one row. The question is the one of minimalmodbus' documentation: 07 03 10 01 00 01 D1 6C. */
static void
test_asks (void)
{
  static const guint8 known[] = { 0x07, 0x03, 0x10, 0x00, 0x00, 0x01 };
  g_autoptr (RkDecoder) decoder = make ("modbus-rtu", far_map);
  g_autoptr (GByteArray) message = g_byte_array_new ();
  DecoderLog log;

  g_assert_cmphex (crc16 ((const guint8[]) { 7, 3, 0x10, 1, 0, 1 }, 6), ==, 0x6cd1);
  decoder_log_init (&log);

  ask (decoder, 0, "07 03 10 00 00 01");
  g_assert_true (rk_decoder_request (decoder, 0, message));
  g_assert_cmpmem (message->data, 6, known, 6);
  g_byte_array_set_size (message, 0);
  g_assert_false (rk_decoder_request (decoder, 2, message));
  g_assert_cmpuint (message->len, ==, 0);

  ask (decoder, 0, "07 03 10 00 00 01");
  feed (decoder, &log, "07 03 02 00 FA");
  g_assert_cmpuint (answers (decoder), ==, 1);
  expect (&log, "");
  ask (decoder, 1, "07 03 10 12 00 01");
  feed (decoder, &log, "07 03 02 00 05");
  g_assert_cmpuint (answers (decoder), ==, 2);
  expect (&log, "pv=25 out=5\n");
  decoder_log_clear (&log);
}

static void
test_echo (void)
{
  g_autoptr (RkDecoder) decoder = make ("modbus-rtu", th_map);
  DecoderLog log;

  decoder_log_init (&log);
  ask (decoder, 0, "01 04 00 01 00 02");
  feed (decoder, &log, "01 04 00 01 00 02");
  g_assert_cmpuint (answers (decoder), ==, 0);
  feed (decoder, &log, "01 04 04 00 0A 00 14");
  g_assert_cmpuint (answers (decoder), ==, 1);
  expect (&log, "t=1°C rh=2%\n");
  decoder_log_clear (&log);
}

/* Noise that looks like the head of a long answer does not hold up the answer behind it. */
static void
test_noise_while_waiting (void)
{
  g_autoptr (RkDecoder) decoder = make ("modbus-rtu", th_map);
  DecoderLog log;

  decoder_log_init (&log);
  ask (decoder, 0, "01 04 00 01 00 02");
  feed (decoder, &log, "!01 04 FA 00|!01 04|01 04 04 00 0A 00 14");
  g_assert_cmpuint (answers (decoder), ==, 1);
  expect (&log, "t=1°C rh=2%\n");
  decoder_log_clear (&log);
}

static void
test_damaged_answer (void)
{
  g_autoptr (RkDecoder) decoder = make ("modbus-rtu", th_map);
  DecoderLog log;

  decoder_log_init (&log);
  ask (decoder, 0, "01 04 00 01 00 02");
  feed (decoder, &log, "01 04 04 00 0A 00 14");
  expect (&log, "t=1°C rh=2%\n");
  ask (decoder, 0, "01 04 00 01 00 02");
  feed (decoder, &log, "~01 04 04 00 0A 00 14");
  g_assert_cmpuint (answers (decoder), ==, 1);
  ask (decoder, 0, "01 04 00 01 00 02");
  feed (decoder, &log, "01 04 04 00 0B 00 14");
  g_assert_cmpuint (answers (decoder), ==, 2);
  expect (&log, "t=1.1°C rh=2%\nbad -1: 01 04 04 00 0A 00 14 DA 89\n");
  decoder_log_clear (&log);
}

/* An answer counts for the last question only, and only if it can be its answer. */
static void
test_lost_answer (void)
{
  static const char * const map[] = { "register-a", "3 0 u16", "register-b", "3 5 u32", NULL };
  g_autoptr (RkDecoder) decoder = make ("modbus-rtu", map);
  DecoderLog log;

  decoder_log_init (&log);
  ask (decoder, 0, "01 03 00 00 00 01");
  ask (decoder, 1, "01 03 00 05 00 02"); /* the first one was lost, or is late */
  feed (decoder, &log, "01 03 02 00 07");
  g_assert_cmpuint (answers (decoder), ==, 0);
  feed (decoder, &log, "01 03 04 00 00 00 09");
  g_assert_cmpuint (answers (decoder), ==, 1);
  expect (&log, "b=9\n");

  /* The last answer of a round was lost: its row ends when the next round is answered. */
  ask (decoder, 0, "01 03 00 00 00 01");
  feed (decoder, &log, "01 03 02 00 01");
  ask (decoder, 1, "01 03 00 05 00 02");
  ask (decoder, 0, "01 03 00 00 00 01");
  expect (&log, "");
  feed (decoder, &log, "01 03 02 00 02");
  g_assert_true (g_str_has_prefix (log.out->str, "a=1\n") || g_str_has_suffix (log.out->str, "a=1\n"));
  decoder_log_clear (&log);
}

/* Nobody asked: it is no answer to anything. */
static void
test_unasked_answer (void)
{
  g_autoptr (RkDecoder) decoder = make ("modbus-rtu", th_map);
  DecoderLog log;

  decoder_log_init (&log);
  ask (decoder, 0, "01 04 00 01 00 02");
  feed (decoder, &log, "01 04 04 00 0A 00 14|01 04 04 00 0B 00 14|02 04 04 00 0B 00 14");
  g_assert_cmpuint (answers (decoder), ==, 1);
  expect (&log, "t=1°C rh=2%\n");
  decoder_log_clear (&log);
}

static void
test_two_slaves (void)
{
  g_autoptr (RkDecoder) decoder = make ("modbus-rtu", two_map);
  DecoderLog log;

  decoder_log_init (&log);
  ask (decoder, 0, "01 03 00 00 00 01");
  feed (decoder, &log, "02 03 02 00 09"); /* the other one, late */
  g_assert_cmpuint (answers (decoder), ==, 0);
  feed (decoder, &log, "01 03 02 00 01");
  ask (decoder, 1, "02 03 00 00 00 01");
  feed (decoder, &log, "02 03 02 00 02");
  g_assert_cmpuint (answers (decoder), ==, 2);
  g_assert_nonnull (strstr (log.out->str, "a=1 b=2\n"));
  decoder_log_clear (&log);
}

static void
test_refusal (void)
{
  g_autoptr (RkDecoder) decoder = make ("modbus-rtu", far_map);
  DecoderLog log;

  decoder_log_init (&log);
  ask (decoder, 0, "07 03 10 00 00 01");
  feed (decoder, &log, "07 03 02 00 0A");
  ask (decoder, 1, "07 03 10 12 00 01");
  feed (decoder, &log, "07 83 02");
  g_assert_cmpuint (answers (decoder), ==, 2);
  expect (&log, "bad -1: 07 83 02\npv=1 out=-!error\n");
  decoder_log_clear (&log);
}

/* In ASCII, too. */
static void
test_asks_ascii (void)
{
  static const char question[] = ":010400010002F8\r\n";
  static const char answer[] = ":010404000A0014D9\r\n";
  g_autoptr (RkDecoder) decoder = make ("modbus-ascii", th_map);
  g_autoptr (GByteArray) message = g_byte_array_new ();
  DecoderLog log;

  decoder_log_init (&log);
  g_assert_true (rk_decoder_request (decoder, 0, message));
  g_assert_cmpmem (message->data, message->len, question, strlen (question));
  rk_decoder_feed (decoder, message->data, message->len, &decoder_log_events, &log); /* the echo */
  rk_decoder_feed (decoder, (const guint8 *) answer, strlen (answer), &decoder_log_events, &log);
  g_assert_cmpuint (answers (decoder), ==, 1);
  expect (&log, "t=1°C rh=2%\n");
  decoder_log_clear (&log);
}

/* Every beginning of every capture: balanced, and never a value that is not there. */
static void
test_truncated (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (heard); i++) {
    g_autoptr (GByteArray) bytes = frames (heard[i].bytes);

    for (guint n = 0; n < bytes->len; n++) {
      g_autofree char *report = run ("modbus-rtu", heard[i].options, (const char *) bytes->data, n, 3);

      g_assert_true (g_utf8_validate (report, -1, NULL));
    }
  }
}

static const struct {
  const char *value;
  gboolean    good;
} registers[] = {
  { "4 1 s16 /10 °C", TRUE },
  { "3 0x1000 f32 CDAB *0.001 -5 @2 kWh", TRUE },
  { "3 65534 u32", TRUE },
  { "3 65535 u32", FALSE },
  { "3 65536 u16", FALSE },
  { "5 1 u16", FALSE },
  { "0 1 u16", FALSE },
  { "3", FALSE },
  { "3 1", FALSE },
  { "", FALSE },
  { "3 1 u17", FALSE },
  { "1 1 u16", FALSE },
  { "1 1 bit", TRUE },
  { "3 1 bit", FALSE },
  { "3 1 bit16", FALSE },
  { "3 1 u16 CDAB", FALSE },
  { "3 1 u16 /0", FALSE },
  { "3 1 u16 *x", FALSE },
  { "3 1 u16 V A", FALSE },
  { "3 1 u16 @0", FALSE },
  { "3 1 u16 @248", FALSE },
  { "3 1.5 u16", FALSE },
};

static void
test_options (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (registers); i++) {
    g_autoptr (GHashTable) options = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (GError) error = NULL;
    g_autoptr (RkDecoder) decoder = NULL;

    g_hash_table_insert (options, (char *) "register-x", (char *) registers[i].value);
    decoder = rk_decoder_new ("modbus-rtu", options, &error);
    if (registers[i].good) {
      g_assert_no_error (error);
    } else {
      g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE);
      g_assert_nonnull (strstr (error->message, "“register-x”"));
    }
  }
}

static void
reason_cb (gpointer    user_data,
           const char *line,
           int         caret,
           const char *reason)
{
  g_string_append_printf (user_data, "%s;", reason);
}

static void
test_reasons (void)
{
  static const RkDecoderEvents events = { .rejected = reason_cb };
  g_autoptr (RkDecoder) decoder = make ("modbus-rtu", no_map);
  g_autoptr (GByteArray) bytes = frames ("01 03 10 00 00 01|01 83 02|01 84 04|01 83 63");
  g_autoptr (GString) reasons = g_string_new (NULL);

  rk_decoder_feed (decoder, bytes->data, bytes->len, &events, reasons);
  g_assert_cmpstr (reasons->str, ==, "the device refuses register 0x1000: illegal address;the device refuses function 4: the device failed;"
                                     "the device refuses register 0x1000: unknown reason;");
}

/* More registers than a run has columns are told of once and harm nobody. */
static void
test_many_registers (void)
{
  g_autoptr (RkDecoder) decoder = make ("modbus-rtu", no_map);
  DecoderLog log;

  decoder_log_init (&log);
  for (guint i = 0; i < 12; i++) {
    g_autoptr (GString) text = g_string_new (NULL);

    g_string_printf (text, "01 03 %02X 00 00 7D|01 03 FA", i);
    for (guint j = 0; j < 125; j++)
      g_string_append (text, " 00 07");
    feed (decoder, &log, text->str);
  }
  g_assert_cmpuint (log.columns->len, ==, RK_MAX_COLUMNS);
  g_assert_nonnull (strstr (log.out->str, "\nbad -1: 00 07 00 07"));
  g_assert_true (strstr (log.out->str, "\nbad") == g_strrstr (log.out->str, "\nbad"));
  decoder_log_clear (&log);
}

/* With the talker: a question, its answer, the next question. */
static void
test_talker (void)
{
  g_autoptr (RkDecoder) decoder = make ("modbus-rtu", far_map);
  g_autoptr (RkTalker) talker = rk_talker_new (NULL, decoder, 10.0);
  g_autoptr (GByteArray) out = g_byte_array_new ();
  RkTalkerStatus status;
  gint64 now_ns = RK_NS_PER_S;
  DecoderLog log;

  decoder_log_init (&log);
  g_assert_nonnull (talker);
  for (guint round = 0; round < 5; round++) {
    g_byte_array_set_size (out, 0);
    rk_talker_step (talker, now_ns, out);
    g_assert_cmpuint (out->len, ==, 8);
    feed (decoder, &log, "07 03 02 00 0A");
    g_byte_array_set_size (out, 0);
    rk_talker_step (talker, now_ns + RK_NS_PER_MS, out);
    g_assert_cmpuint (out->len, ==, 8);
    feed (decoder, &log, round == 3 ? "07 83 06" : "07 03 02 00 0B");
    g_byte_array_set_size (out, 0);
    g_assert_cmpint (rk_talker_step (talker, now_ns + 2 * RK_NS_PER_MS, out), ==, now_ns + 100 * RK_NS_PER_MS);
    g_assert_cmpuint (out->len, ==, 0);
    now_ns += 100 * RK_NS_PER_MS;
  }
  rk_talker_get_status (talker, &status);
  g_assert_cmpuint (status.n_answers, ==, 10);
  g_assert_cmpuint (status.n_timeouts, ==, 0);
  g_assert_cmpuint (log.n_frames, ==, 5);
  decoder_log_clear (&log);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (heard); i++) {
    g_autofree char *path = g_strconcat ("/acquire/modbus/heard/", heard[i].name, NULL);
    g_autofree char *ascii = g_strconcat ("/acquire/modbus/heard-ascii/", heard[i].name, NULL);

    g_test_add_data_func (path, &heard[i], test_heard);
    g_test_add_data_func (ascii, &heard[i], test_heard_ascii);
  }
  for (guint i = 0; i < G_N_ELEMENTS (ascii_cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/modbus/ascii/", ascii_cases[i].name, NULL);

    g_test_add_data_func (path, &ascii_cases[i], test_ascii);
  }
  g_test_add_func ("/acquire/modbus/asks", test_asks);
  g_test_add_func ("/acquire/modbus/asks-ascii", test_asks_ascii);
  g_test_add_func ("/acquire/modbus/echo", test_echo);
  g_test_add_func ("/acquire/modbus/noise-while-waiting", test_noise_while_waiting);
  g_test_add_func ("/acquire/modbus/damaged-answer", test_damaged_answer);
  g_test_add_func ("/acquire/modbus/lost-answer", test_lost_answer);
  g_test_add_func ("/acquire/modbus/unasked-answer", test_unasked_answer);
  g_test_add_func ("/acquire/modbus/two-slaves", test_two_slaves);
  g_test_add_func ("/acquire/modbus/refusal", test_refusal);
  g_test_add_func ("/acquire/modbus/truncated", test_truncated);
  g_test_add_func ("/acquire/modbus/options", test_options);
  g_test_add_func ("/acquire/modbus/reasons", test_reasons);
  g_test_add_func ("/acquire/modbus/many-registers", test_many_registers);
  g_test_add_func ("/acquire/modbus/talker", test_talker);

  return g_test_run ();
}
