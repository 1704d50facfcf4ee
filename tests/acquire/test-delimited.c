/* The delimited decoder, line by line: what goes in and what is reported (decoder-log.h). Each row
 * is fed at once, byte by byte and in pieces of five: the report must not depend on it. */
#include "config.h"

#include "acquire/errors.h"
#include "decoder-log.h"
#include "store/block.h"

#include <string.h>

typedef struct {
  const char *name;
  const char *options;
  const char *text;
  const char *expected;
} Case;

static const Case cases[] = {
  /* The 26 lines that tell plotters apart; the number is the line of that table. */
  { "plotter-01-labels", "", "T:21.5,H:40\n", "T=21.5 H=40\n" },
  { "plotter-02-mixed-separators", "", "1 2\t3,4\n", "value 1=1 value 2=2 value 3=3 value 4=4\n" },
  { "plotter-03-blank-in-label", "", "Label 1:10\n", "Label 1=10\n" },
  { "plotter-04-label-line", "", "Label 1:\n10\n", "Label 1=10\n" },
  { "plotter-05-two-words", "", "Room T:21.5\n", "Room T=21.5\n" },
  { "plotter-06-blank-after", "", "T: 21.5\n", "T=21.5\n" },
  { "plotter-07-blanks-around", "", "T : 21.5\n", "T=21.5\n" },
  { "plotter-08-header", "", "temp,hum\n21.5,40\n", "temp=21.5 hum=40\n" },
  { "plotter-09-value-after", "", "T:1 2\n", "T=1 value 2=2\n" },
  { "plotter-10-two-colons", "", "a:1:2\n", "bad 3: a:1:2\n" },
  { "plotter-11-ambiguous-comma", "", "23,5\n", "value 1=23 value 2=5\n" },
  { "plotter-11-as-comma", "decimal=comma", "23,5\n", "value 1=23.5\n" },
  { "plotter-11-as-point", "decimal=point", "23,5\n", "value 1=23 value 2=5\n" },
  { "plotter-12-decimal-comma", "", "21,5;40,2\n", "value 1=21.5 value 2=40.2\n" },
  { "plotter-13-semicolon", "", "1;2\n", "value 1=1 value 2=2\n" },
  { "plotter-14-glued-unit", "", "21.5C\n", "value 1=21.5°C\n" },
  { "plotter-15-text", "", "hello\n", "text: hello\n" },
  { "plotter-16-text-with-number", "", "Ready: 5 sensors\n", "text: Ready: 5 sensors\n" },
  { "plotter-17-missing", "", "nan inf\n", "value 1=- value 2=-\n" },
  { "plotter-18-exponents", "", "1e3 -1.5E-2 +7\n", "value 1=1000 value 2=-0.015 value 3=7\n" },
  { "plotter-19-hex", "hex=yes", "0x1F\n", "value 1=31\n" },
  { "fault-in-a-character", "", "0\x1b\xe5\xa7\xb8\n", "bad 2: 0␛姸\n" },
  { "hex-no-unit", "hex=yes", "2V\n3V\n0xFV\n", "value 1=2V\nvalue 1=3V\nbad 3: 0xFV\n" },
  { "plotter-19-hex-off", "", "0x1F\n", "bad 1: 0x1F\n" },
  { "plotter-20-empty", "", "\n", "" },
  { "plotter-21-cr", "", "1\r2\r3\r", "value 1=1\nvalue 1=2\nvalue 1=3\n" },
  { "plotter-22-empty-place", "", ",1\n", "value 1=- value 2=1\n" },
  { "plotter-23-equal-labels", "", "a:1 a:2\na:3 a:4\n", "text: “a” stands twice in a line; the last value counts\na=2\na=4\n" },
  { "plotter-24-clock", "", "12:30:05 21.5\n", "value 1=21.5 @45005000000day\n" },
  { "clock-alone-as-data", "time-column=1", "DATA,7;DATE;\nDATA,8;DATE;5\n", "value 3=5 @8000\n" },
  { "plotter-25-nine", "", "x1:1 x2:2 x3:3 x4:4 x5:5 x6:6 x7:7 x8:8 x9:9\n", "x1=1 x2=2 x3=3 x4=4 x5=5 x6=6 x7=7 x8=8 x9=9\n" },
  { "plotter-26-json", "", "{\"t\":21.5,\"h\":40}\n", "t=21.5 h=40\n" },

  /* Labels. */
  { "equals", "", "T=21.5 H=40\n", "T=21.5 H=40\n" },
  { "key-value", "", "temperature=22.5,humidity=60.3\n", "temperature=22.5 humidity=60.3\n" },
  { "blank-labels", "", "Room T:1 Out T:2\n", "Room T=1 Out T=2\n" },
  { "russian-label", "", "Температура: 21.5 Влажность: 40\n", "Температура=21.5 Влажность=40\n" },
  { "tab-after-colon", "", "T:\t21.5\tH:\t40\n", "T=21.5 H=40\n" },
  { "label-lines", "", "a:\tb:\n1\t2\n", "a=1 b=2\n" },
  { "label-lines-one-each", "", "a:\nb:\n1 2\n", "a=1 b=2\n" },
  { "label-line-last-counts", "", "Readings:\nT:\n5\n", "T=5\n" },
  { "label-without-value", "", "T:,H:40\n", "T=- H=40\n" },
  { "number-as-label", "", "1:10\n", "bad 1: 1:10\n" },
  { "no-name", "", ":10\n", "bad 0: :10\n" },
  { "sign-as-label", "", "--:10\n", "bad 0: --:10\n" },
  { "missing-label-later", "", "a:1,b:2\na:3\nb:4\n", "a=1 b=2\na=3\nb=4\n" },
  { "quoted", "", "\"T\",\"H\"\n\"1\",\"2\"\n", "T=1 H=2\n" },
  { "word-and-number", "", "x 5\n", "bad 0: x 5\n" },
  { "info-is-no-infinity", "", "info:5\n", "info=5\n" },
  { "ordinal", "", "1st:5 2nd:6\n", "1st=5 2nd=6\n" },
  { "pipes", "", "one:\t12.3\t| two:\t12.4\n", "one=12.3 two=12.4\n" },
  { "ip-address", "", "Connected to 192.168.1.5\n", "text: Connected to 192.168.1.5\n" },
  { "url", "", "http://rostok.org\n", "text: http://rostok.org\n" },

  /* Units. */
  { "unit-apart", "", "21.5 °C\n", "value 1=21.5°C\n" },
  { "unit-per-cent", "", "Humidity: 45.30 %\tTemperature: 23.10 *C\n", "Humidity=45.3% Temperature=23.1°C\n" },
  { "unit-before-label", "", "T:21.5 C H:40\n", "T=21.5°C H=40\n" },
  { "unit-like-label", "", "U:5 A:2\n", "U=5 A=2\n" },
  { "unit-unknown", "", "12.5foo\n", "value 1=12.5foo\n" },
  { "unit-cp437", "", "T:24.7\xf8""C\n", "T=24.7°C\n" },
  { "unit-latin1", "", "T:24.7\xb0""C\n", "T=24.7°C\n" },
  { "unit-in-header", "", "T(°C),H (%)\n21.5,40\n", "T=21.5°C H=40%\n" },
  { "unit-in-brackets", "", "T [°C]\tU [mV]\n21.5\t7\n", "T=21.5°C U=7mV\n" },
  { "unit-after-comma", "", "T, °C;H, %\n21,5;40,2\n", "T=21.5°C H=40.2%\n" },
  { "unit-in-label", "", "T(C):21.5\n", "T=21.5°C\n" },
  { "unit-one-name-header", "", "T (°C)\n21.5\n", "T=21.5°C\n" },
  { "unit-converted", "", "U:1.5V\nU:1500mV\nU:2V\n", "U=1.5V\nU=1.5V\nU=2V\n" },
  { "unit-replaced", "", "m:5g\nm:7%\n", "m=5g\nm percent=7%\n" },
  { "unit-learned", "", "T:1\nT:2C\nT:3\n", "T=1\nT=2°C\nT=3°C\n" },
  { "half-unit", "", "T:21.5x7\n", "bad 6: T:21.5x7\n" },

  /* Headers. */
  { "header-names-with-blanks", "", "air temp,soil moisture\n1,2\n", "air temp=1 soil moisture=2\n" },
  { "header-blanks", "", "aX aY aZ\n1 2 3\n", "text: aX aY aZ\naX=1 aY=2 aZ=3\n" },
  { "header-of-other-width", "", "a,b,c\n1,2\n", "value 1=1 value 2=2\n" },
  { "header-again", "", "a,b\n1.5,2\nc,d,e\n3,4,5\n", "a=1.5 b=2\nc=3 d=4 e=5\n" },
  { "header-same-again", "", "a,b\n1,2\na,b\n3,4\n", "a=1 b=2\na=3 b=4\n" },
  { "greeting-is-no-header", "", "Hello world\n1,2,3\n", "text: Hello world\nvalue 1=1 value 2=2 value 3=3\n" },
  { "plx-daq", "", "CLEARDATA\nLABEL,Time,T\nDATA,TIME,21.5\n", "text: CLEARDATA\nT=21.5\n" },
  { "plx-daq-no-header", "", "DATA,TIME,21.5,3\n", "value 2=21.5 value 3=3\n" },
  { "tuple", "", "(1,2.5,-3)\r\n(4, 5, 6)\r\n", "value 1=1 value 2=2.5 value 3=-3\nvalue 1=4 value 2=5 value 3=6\n" },
  { "list", "", "[1, 2]\n", "value 1=1 value 2=2\n" },

  /* Line ends and bytes. */
  { "crlf", "", "1\r\n2\r\n", "value 1=1\nvalue 1=2\n" },
  { "mixed-ends", "", "1\r2\n3\r\n4\n\r5", "value 1=1\nvalue 1=2\nvalue 1=3\nvalue 1=4\nvalue 1=5\n" },
  { "no-end", "", "1\n2", "value 1=1\nvalue 1=2\n" },
  { "padding", "", "t:21          \r\n", "t=21\n" },
  { "bom", "", "\xef\xbb\xbf" "a,b\n1,2\n", "a=1 b=2\n" },
  { "escapes", "", "\x1b[32mT:21.5\x1b[0m\n", "T=21.5\n" },
  { "no-break-space", "", "21.5\xc2\xa0°C\n", "value 1=21.5°C\n" },
  { "binary", "", "\x80\xc3\xff\xfe\n1\n", "bad 0: ����\nvalue 1=1\n" },
  { "full-width-digits", "", "T:２１\n", "bad 2: T:２１\n" },
  { "trailing-separators", "", "1,2,\n3,4,\n", "value 1=1 value 2=2\nvalue 1=3 value 2=4\n" },
  { "missing-inside", "", "1,,3\n", "value 1=1 value 2=- value 3=3\n" },
  { "tabs-align", "", "1\t\t2\n", "value 1=1 value 2=2\n" },
  { "only-separators", "", ",,\n", "value 1=- value 2=-\n" },
  { "overflow", "", "1e400\n", "bad 0: 1e400\n" },

  /* The decimal comma. */
  { "comma-blank", "", "21,5 40,2\n", "value 1=21.5 value 2=40.2\n" },
  { "comma-tab", "", "21,5\t40,2\n", "value 1=21.5 value 2=40.2\n" },
  { "comma-label", "", "T:21,5\n", "T=21.5\n" },
  { "comma-labels", "", "T:21,5,H:40,2\n", "T=21.5 H=40.2\n" },
  { "comma-zero", "", "21,05\n", "value 1=21.05\n" },
  { "comma-and-comma", "", "21,5, 40,2\n", "value 1=21.5 value 2=40.2\n" },
  { "comma-three", "", "1,2,3\n", "value 1=1 value 2=2 value 3=3\n" },
  { "comma-negative", "", "1,-2\n", "value 1=1 value 2=-2\n" },
  { "comma-stays", "", "21,5;40,2\n22,0;41\n", "value 1=21.5 value 2=40.2\nvalue 1=22 value 2=41\n" },
  { "comma-first", "decimal=comma", "7\n0\n,4\n", "value 1=7\nvalue 1=0\nvalue 1=- value 2=4\n" },
  { "comma-with-clock", "", "12:30:05;21,5\n", "value 1=21.5 @45005000000day\n" },
  { "point-stays", "", "1.5,2\n3,4\n", "value 1=1.5 value 2=2\nvalue 1=3 value 2=4\n" },
  { "point-text-decides-nothing", "", "version 1.2,3 is here\n21,5;40,2\n", "text: version 1.2,3 is here\nvalue 1=21.5 value 2=40.2\n" },

  /* The first line. */
  { "first-fewer", "", "0\r\n1,2\r\n", "value 1=1 value 2=2\n" },
  { "first-same", "", "1.0\n0.9\n", "value 1=1\nvalue 1=0.9\n" },
  { "first-cut-label", "", "mp:21.5\nTemp:21.6\n", "Temp=21.6\n" },
  { "first-cut-value", "", "1.5,H:40\nT:21.5,H:40\n", "T=21.5 H=40\n" },
  { "first-other-label", "", "A:1\nBB:2\n", "A=1\nBB=2\n" },
  { "first-only", "", "2500\t0.598\n", "value 1=2500 value 2=0.598\n" },
  { "first-empty", "", "\n1\n1,2\n", "value 1=1\nvalue 1=1 value 2=2\n" },
  { "first-then-empty", "", "0\n\n1,2\n", "value 1=1 value 2=2\n" },
  { "first-keep", "first-line=keep", "0\n1,2\n", "value 1=0\nvalue 1=1 value 2=2\n" },
  { "first-drop", "first-line=drop", "1,2\n3,4\n", "value 1=3 value 2=4\n" },
  { "first-drop-cr", "first-line=drop", "1,2\r\n3,4\r\n", "value 1=3 value 2=4\n" },

  /* Device time. */
  { "time-millis", "", "millis:1500,T:21.5\nmillis:1600,T:21.6\n", "T=21.5 @1500000\nT=21.6 @1600000\n" },
  { "time-header", "", "Time (s),T\n1.25,20\n1.5,21\n", "T=20 @1250000\nT=21 @1500000\n" },
  { "time-header-ms", "", "time_ms\tT\n1250\t20\n", "T=20 @1250000\n" },
  { "time-by-number", "time-column=1", "2500\t0.598\n2600\t0.6\n", "value 2=0.598 @2500000\nvalue 2=0.6 @2600000\n" },
  { "time-by-name", "time-column=T0 time-unit=us", "T0=7 T=5\n", "T=5 @7\n" },
  { "time-none", "time-column=none", "millis:1500,T:21.5\n", "millis=1500 T=21.5\n" },
  { "time-alone-is-a-value", "", "time:5\n", "time=5\n" },
  { "time-t-is-temperature", "", "t:21,H:40\n", "t=21 H=40\n" },
  { "time-t-with-unit", "", "t(ms):21,H:40\n", "H=40 @21000\n" },
  { "time-wraps-micros", "", "micros:4294967290,T:1\nmicros:10,T:2\n", "T=1 @4294967290\nT=2 @4294967306\n" },
  { "time-wraps-at-16-bits", "time-wrap=16", "millis:65530,T:1\nmillis:4,T:2\nmillis:3,T:3\n", "T=1 @65530000\nT=2 @65540000\nT=3 @3000\n" },
  { "time-wraps-at-24-bits", "time-wrap=24", "us:16777215,T:1\nus:0,T:2\n", "T=1 @16777215\nT=2 @16777216\n" },
  { "time-does-not-wrap", "time-wrap=none", "millis:4294967290,T:1\nmillis:10,T:2\n", "T=1 @4294967290000\nT=2 @10000\n" },
  { "time-wraps", "", "millis:4294967290,T:1\nmillis:10,T:2\n", "T=1 @4294967290000\nT=2 @4294967306000\n" },
  { "time-restart", "", "millis:5000,T:1\nmillis:10,T:2\n", "T=1 @5000000\nT=2 @10000\n" },
  { "time-seconds-guessed", "", "time:1.5,T:2\ntime:2,T:3\n", "T=2 @1500000\nT=3 @2000000\n" },
  { "clock-fraction", "", "12:30:05.250,21.5\n", "value 1=21.5 @45005250000day\n" },
  { "clock-date", "", "2024-05-31 00:00:01;5\n", "value 1=5 @1000000day\n" },
  { "clock-midnight", "", "23:59:59 1\n00:00:01 2\n", "value 1=1 @86399000000day\nvalue 1=2 @86401000000day\n" },
  { "clock-label", "", "Time: 12:30:05 T: 20\n", "T=20 @45005000000day\n" },
  { "clock-header", "", "Time,T\n12:30:05,20\n", "T=20 @45005000000day\n" },
  { "clock-only", "", "12:30:05\n", "text: 12:30:05\n" },
  { "not-a-clock", "", "12:30 5\n", "bad 2: 12:30 5\n" },
};

static void
test_case (gconstpointer data)
{
  static const gsize steps[] = { 0, 1, 5 };
  const Case *c = data;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GHashTable) options = decoder_log_options (c->options);
    g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", options, &error);
    g_autofree char *got = NULL;

    g_assert_no_error (error);
    got = decoder_log_run (decoder, c->text, strlen (c->text), steps[i]);
    g_assert_cmpstr (got, ==, c->expected);
  }
}

static char *
run (RkDecoder  *decoder,
     const char *text)
{
  return decoder_log_run (decoder, text, strlen (text), 0);
}

static void
test_nul_bytes (void)
{
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", NULL, NULL);
  static const char text[] = "\0\0\x7f\x7f  21.5\0\n2\0002\n";
  g_autofree char *got = decoder_log_run (decoder, text, sizeof text - 1, 0);

  g_assert_true (g_str_has_prefix (got, "value 1=21.5\nbad 1: "));
}

static void
test_counts_by_kind (void)
{
  g_autoptr (GHashTable) options = decoder_log_options ("first-line=drop");
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", options, NULL);
  g_autofree char *got = run (decoder, "5,H:40\r\nT:1\r\n\r\nhello\na:1:2\n");
  RkDecoderCounts counts;

  g_assert_cmpstr (got, ==, "T=1\ntext: hello\nbad 3: a:1:2\n");
  rk_decoder_get_counts (decoder, &counts);
  g_assert_cmpuint (counts.dropped, ==, 8);
  g_assert_cmpuint (counts.rejected, ==, 6);
  g_assert_cmpuint (counts.parsed, ==, 5 + 2 + 6);
  g_assert_cmpuint (counts.n_frames, ==, 1);
  g_assert_cmpuint (counts.n_rejected, ==, 1);
}

/* The held first line is pending until the second shows its shape. */
static void
test_first_line_is_pending (void)
{
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", NULL, NULL);
  const RkDecoderEvents none = { 0 };
  RkDecoderCounts counts;

  rk_decoder_feed (decoder, (const guint8 *) "0\r\n", 3, &none, NULL);
  rk_decoder_get_counts (decoder, &counts);
  g_assert_cmpuint (counts.pending, ==, 3);
  g_assert_cmpuint (counts.n_frames, ==, 0);

  rk_decoder_feed (decoder, (const guint8 *) "1,2\r\n", 5, &none, NULL);
  rk_decoder_get_counts (decoder, &counts);
  g_assert_cmpuint (counts.pending, ==, 0);
  g_assert_cmpuint (counts.dropped, ==, 3);
  g_assert_cmpuint (counts.parsed, ==, 5);
}

static void
test_reset_drops_half_a_line (void)
{
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", NULL, NULL);
  g_autofree char *before = run (decoder, "T:1,H:2\nT:3,H:4\n");
  const RkDecoderEvents none = { 0 };
  g_autofree char *after = NULL;
  RkDecoderCounts counts;

  rk_decoder_feed (decoder, (const guint8 *) "T:5,", 4, &none, NULL);
  rk_decoder_reset (decoder);
  decoder_log_balance (decoder, 16 + 4);
  rk_decoder_get_counts (decoder, &counts);
  g_assert_cmpuint (counts.dropped, ==, 4);
  g_assert_cmpuint (counts.pending, ==, 0);
}

static void
test_256_columns (void)
{
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", NULL, NULL);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autofree char *got = NULL;

  for (guint i = 1; i <= 256; i++) {
    g_string_append_printf (line, "%u.5%s", i, i < 256 ? "," : "\n");
    g_string_append_printf (expected, "%svalue %u=%u.5", i > 1 ? " " : "", i, i);
  }
  g_string_append_c (expected, '\n');
  got = run (decoder, line->str);
  g_assert_cmpstr (got, ==, expected->str);
}

static void
test_too_many_columns (void)
{
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", NULL, NULL);
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *got = NULL;
  g_autofree char *more = NULL;

  for (guint i = 0; i <= RK_MAX_COLUMNS; i++)
    g_string_append (line, "1,");
  g_string_append (line, "\n5\n");
  got = run (decoder, line->str);
  g_assert_true (g_str_has_prefix (got, "bad "));
  g_assert_true (g_str_has_suffix (got, "\nvalue 1=5\n"));

  /* Names by and by; the columns there are stay readable. */
  g_string_truncate (line, 0);
  for (guint i = 1; i < RK_MAX_COLUMNS + 5; i++)
    g_string_append_printf (line, "x%u:1\n", i);
  g_string_append (line, "x1:7\n");
  g_clear_pointer (&decoder, rk_decoder_free);
  decoder = rk_decoder_new ("delimited", NULL, NULL);
  more = run (decoder, line->str);
  g_assert_nonnull (strstr (more, "\nbad -1: x1025:1\n"));
  g_assert_true (g_str_has_suffix (more, "\nx1=7\n"));
}

/* 1 MiB is read; one byte more is dropped, and the line after it is read. */
static void
test_long_lines (void)
{
  for (guint extra = 0; extra < 2; extra++) {
    for (gsize step = 0; step <= 65536; step += 65536) {
      gsize n = 1024 * 1024 + extra;
      g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", NULL, NULL);
      g_autoptr (GString) text = g_string_new ("7\n5");
      g_autofree char *got = NULL;
      RkDecoderCounts counts;

      while (text->len < 2 + n)
        g_string_append_c (text, ' ');
      g_string_append (text, "\n6\n");
      got = decoder_log_run (decoder, text->str, text->len, step);
      g_assert_cmpstr (got, ==, extra == 0 ? "value 1=7\nvalue 1=5\nvalue 1=6\n" : "value 1=7\nvalue 1=6\n");
      rk_decoder_get_counts (decoder, &counts);
      g_assert_cmpuint (counts.dropped, ==, extra == 0 ? 0 : n + 1);
    }
  }
}

/* The cost of a line grows with its length, not with the words in it: here a thousand times as much. */
static void
test_many_words (void)
{
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", NULL, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *got = NULL;
  double seconds;

  for (guint i = 0; i < 500000; i++)
    g_string_append (text, "a ");
  g_string_append (text, ")\n");

  g_test_timer_start ();
  got = decoder_log_run (decoder, text->str, text->len, 0);
  seconds = g_test_timer_elapsed ();
  g_assert_true (g_str_has_prefix (got, "bad -1: a a a "));
  g_test_message ("a line of 1 MB of words: %.3f s", seconds);
  g_assert_cmpfloat (seconds, <, 1.0);
}

/* An endless line costs no memory: it is dropped as it comes. */
static void
test_endless_line (void)
{
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", NULL, NULL);
  g_autofree guint8 *bytes = g_malloc (65536);
  const RkDecoderEvents none = { 0 };
  RkDecoderCounts counts;

  memset (bytes, 'x', 65536);
  for (guint i = 0; i < 64; i++) {
    rk_decoder_feed (decoder, bytes, 65536, &none, NULL);
    rk_decoder_get_counts (decoder, &counts);
    g_assert_cmpuint (counts.pending, <=, 1024 * 1024);
  }
  g_assert_cmpuint (counts.dropped, ==, 64 * 65536);
}

static void
test_decimal_getter (void)
{
  static const struct {
    const char *text;
    char        sign;
    gboolean    guessed;
  } rows[] = {
    { "1 2\n", '\0', FALSE },
    { "23,5\n23,6\n", '.', TRUE },
    { "21,5;40,2\n", ',', FALSE },
    { "1.5,2\n", '.', FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", NULL, NULL);
    g_autofree char *got = run (decoder, rows[i].text);
    gboolean guessed;

    g_assert_cmpint (rk_decoder_get_decimal (decoder, &guessed), ==, rows[i].sign);
    g_assert_cmpint (guessed, ==, rows[i].guessed);
  }
}

static void
test_bad_options (void)
{
  static const char * const rows[] = {
    "decimal=point5", "first-line=maybe", "hex=1", "time-unit=minutes", "time-wrap=12", "time-column=", "speed=9600",
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GHashTable) options = decoder_log_options (rows[i]);
    g_autoptr (GError) error = NULL;
    g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", options, &error);

    g_assert_null (decoder);
    g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE);
  }
}

/* Where frames end in the feed: what a reader stamps them by. */
static void
end_cb (gpointer       user_data,
        const RkFrame *frame)
{
  g_string_append_printf (user_data, "%" G_GSIZE_FORMAT " ", frame->end);
}

static void
test_frame_ends (void)
{
  g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", NULL, NULL);
  g_autoptr (GString) ends = g_string_new (NULL);
  const RkDecoderEvents events = { .frame = end_cb };

  rk_decoder_feed (decoder, (const guint8 *) "1\r\n2\r\n3\r\n4\n5", 12, &events, ends);
  rk_decoder_feed (decoder, (const guint8 *) "6\r\n", 3, &events, ends);
  g_assert_cmpstr (ends->str, ==, "0 6 9 11 3 ");
}

/* Random lines made of what lines are made of, cut at random: the same report as at once. */
static void
test_random_cuts (void)
{
  static const char * const parts[] = {
    "1", "21.5", "-7", "1e3", "nan", "T", "H", "Room", ":", "=", ",", ";", " ", "\t", "\n", "\r", "\r\n", "\n",
    "°C", "%", "\xf8", "\xff", "(", ")", "{\"a\":1}", "12:30:05", "0x1F", "millis:", "x", "|", "\x1b[0m", "\"", "1,5", "2;3",
    "T:21.5\n", "T:22\n", "1.5,2.5\n", "3.5,4.5\n", "1 2\r\n", "3 4\r\n",
  };

  for (guint round = 0; round < 400; round++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *whole = NULL;
    g_autoptr (RkDecoder) first = rk_decoder_new ("delimited", NULL, NULL);

    for (gint n = g_test_rand_int_range (1, 120); n > 0; n--)
      g_string_append (text, parts[g_test_rand_int_range (0, G_N_ELEMENTS (parts))]);
    whole = decoder_log_run (first, text->str, text->len, 0);

    for (guint i = 0; i < 4; i++) {
      g_autoptr (RkDecoder) decoder = rk_decoder_new ("delimited", NULL, NULL);
      g_autofree char *cut = decoder_log_run (decoder, text->str, text->len, (gsize) g_test_rand_int_range (1, 9));
      RkDecoderCounts a;
      RkDecoderCounts b;

      g_assert_cmpstr (cut, ==, whole);
      rk_decoder_get_counts (first, &a);
      rk_decoder_get_counts (decoder, &b);
      g_assert_cmpmem (&a, sizeof a, &b, sizeof b);
    }
  }
}

/* Only with -m perf: a million lines of two values. */
static void
test_speed (void)
{
  g_autoptr (RkDecoder) decoder = NULL;
  g_autoptr (GString) text = NULL;
  const RkDecoderEvents none = { 0 };
  double seconds;

  if (!g_test_perf ()) {
    g_test_skip ("run with -m perf");
    return;
  }

  decoder = rk_decoder_new ("delimited", NULL, NULL);
  text = g_string_new (NULL);
  for (guint i = 0; i < 4000; i++)
    g_string_append_printf (text, "%u.%03u,-%u.%02u\n", 100 + i % 900, i % 1000, i % 10, i % 100);

  g_test_timer_start ();
  for (guint i = 0; i < 1000; i++)
    rk_decoder_feed (decoder, (const guint8 *) text->str, text->len, &none, NULL);
  seconds = g_test_timer_elapsed ();
  g_test_maximized_result (4e6 / seconds, "%.3g lines a second", 4e6 / seconds);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/delimited/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }

  g_test_add_func ("/acquire/delimited/nul-bytes", test_nul_bytes);
  g_test_add_func ("/acquire/delimited/counts-by-kind", test_counts_by_kind);
  g_test_add_func ("/acquire/delimited/first-line-is-pending", test_first_line_is_pending);
  g_test_add_func ("/acquire/delimited/reset-drops-half-a-line", test_reset_drops_half_a_line);
  g_test_add_func ("/acquire/delimited/256-columns", test_256_columns);
  g_test_add_func ("/acquire/delimited/too-many-columns", test_too_many_columns);
  g_test_add_func ("/acquire/delimited/long-lines", test_long_lines);
  g_test_add_func ("/acquire/delimited/many-words", test_many_words);
  g_test_add_func ("/acquire/delimited/endless-line", test_endless_line);
  g_test_add_func ("/acquire/delimited/decimal-getter", test_decimal_getter);
  g_test_add_func ("/acquire/delimited/bad-options", test_bad_options);
  g_test_add_func ("/acquire/delimited/frame-ends", test_frame_ends);
  g_test_add_func ("/acquire/delimited/random-cuts", test_random_cuts);
  g_test_add_func ("/acquire/delimited/speed", test_speed);

  return g_test_run ();
}
