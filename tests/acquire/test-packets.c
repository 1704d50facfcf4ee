#include "config.h"

#include "acquire/decoders/packets.h"

#include <string.h>

/* A packet of the tests: 'P', a digit n, n letters; "PX" is a fault; '#' and the byte after it are an echo. */
#define MAX_LEN 11

typedef struct {
  RkPackets packets;
  GString  *out;
  gsize     base; /* bytes fed before the current feed */
} Bench;

static RkPacketClass
read_packet (gpointer      user_data,
             const guint8 *bytes,
             gsize         n,
             gsize        *length,
             const char  **reason)
{
  Bench *bench = user_data;
  gsize want;

  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (n, <=, MAX_LEN);
  if (bytes[0] == '#') {
    *length = 2;
    return n < 2 ? RK_PACKET_MORE : RK_PACKET_SKIP;
  }
  if (bytes[0] != 'P')
    return RK_PACKET_NOTHING;
  if (n < 2)
    return RK_PACKET_MORE;
  if (bytes[1] == 'X') {
    *length = 2;
    *reason = "wrong check sum";
    return RK_PACKET_BAD;
  }
  /* Never whole: ends at the limit. */
  if (bytes[1] == '*')
    return RK_PACKET_MORE;
  if (!g_ascii_isdigit (bytes[1]))
    return RK_PACKET_NOTHING;

  want = 2 + (gsize) (bytes[1] - '0');
  if (n < want)
    return RK_PACKET_MORE;

  /* @length is of no use before the function returns: the end of the packet is asked for with a length. */
  g_string_append_printf (bench->out, "%.*s@%" G_GSIZE_FORMAT "\n", (int) want, (const char *) bytes,
                          bench->base + rk_packets_end (&bench->packets, want));
  *length = want;

  return RK_PACKET_WHOLE;
}

static void
rejected_cb (gpointer    user_data,
             const char *line,
             int         caret,
             const char *reason)
{
  Bench *bench = user_data;

  g_assert_cmpint (caret, ==, -1);
  g_assert_cmpint (g_utf8_strlen (line, -1), <=, 200);
  g_string_append_printf (bench->out, "bad %s (%s)\n", line, reason);
}

static const RkDecoderEvents events = { .rejected = rejected_cb };

static void
check_balance (const Bench *bench,
               gsize        fed)
{
  RkDecoderCounts counts;

  rk_packets_get_counts (&bench->packets, &counts);
  g_assert_cmpuint (counts.parsed + counts.rejected + counts.dropped + counts.pending, ==, fed);
  g_assert_cmpuint (counts.pending, <=, MAX_LEN);
}

static void
feed (Bench      *bench,
      const char *text,
      gsize       n)
{
  g_autofree guint8 *piece = g_memdup2 (text, n);

  rk_packets_feed (&bench->packets, piece, n, read_packet, &events, bench, bench);
  bench->base += n;
  check_balance (bench, bench->base);
}

static void
bench_init (Bench *bench)
{
  *bench = (Bench) { .out = g_string_new (NULL) };
  rk_packets_init (&bench->packets, MAX_LEN);
}

static void
bench_clear (Bench *bench)
{
  rk_packets_clear (&bench->packets);
  g_string_free (bench->out, TRUE);
}

/* Feeds up to @first, then up to @second, then the rest. */
static char *
run (const char *text,
     gsize       first,
     gsize       second)
{
  Bench bench;
  char *out;

  bench_init (&bench);
  feed (&bench, text, first);
  feed (&bench, text + first, second - first);
  feed (&bench, text + second, strlen (text) - second);
  rk_packets_flush (&bench.packets, read_packet, &events, &bench, &bench);
  check_balance (&bench, strlen (text));
  out = g_strdup (bench.out->str);
  bench_clear (&bench);

  return out;
}

static char *
run_bytes (const char *text)
{
  Bench bench;
  char *out;

  bench_init (&bench);
  for (gsize i = 0; text[i] != '\0'; i++)
    feed (&bench, text + i, 1);
  rk_packets_flush (&bench.packets, read_packet, &events, &bench, &bench);
  out = g_strdup (bench.out->str);
  bench_clear (&bench);

  return out;
}

typedef struct {
  const char *name;
  const char *text;
  const char *out;
} Case;

static const Case cases[] = {
  { "empty", "", "" },
  { "back-to-back", "P2abP0P1x", "P2ab@4\nP0@6\nP1x@9\n" },
  { "late-start", "abP1x", "P1x@5\n" },
  { "only-garbage", "zzz", "" },
  { "garbage-between", "P0zzP0", "P0@2\nP0@6\nbad 7A 7A (no packet begins here)\n" },
  { "fault", "P0PXP0", "P0@2\nP0@6\nbad 50 58 (wrong check sum)\n" },
  /* The bad packet's length must not hide the good one in it. */
  { "good-in-bad", "P0PPXP1a", "P0@2\nP1a@8\nbad 50 50 58 (wrong check sum)\n" },
  { "echo", "P0##P0#a", "P0@2\nP0@6\n" },
  { "echo-ends-a-piece", "P0z#azP0", "P0@2\nbad 7A (no packet begins here)\nP0@8\nbad 7A (no packet begins here)\n" },
  { "cut-off", "P0P3ab", "P0@2\nbad 50 33 61 62 (the packet is not complete)\n" },
  { "whole-in-cut-off", "P0P9aP1b", "P0@2\nP1b@8\nbad 50 39 61 (the packet is not complete)\n" },
  { "too-long", "P0P*abcdefghijP1x", "P0@2\nP1x@17\nbad 50 2A 61 62 63 64 65 66 67 68 69 6A (no packet begins here)\n" },
  { "long-garbage-at-start", "zzzzzzzzzzzyyP0", "P0@15\nbad 79 79 (no packet begins here)\n" },
};

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  gsize n = strlen (c->text);
  g_autofree char *bytes = run_bytes (c->text);

  g_assert_cmpstr (bytes, ==, c->out);
  for (gsize first = 0; first <= n; first++) {
    for (gsize second = first; second <= n; second++) {
      g_autofree char *out = run (c->text, first, second);

      g_assert_cmpstr (out, ==, c->out);
    }
  }
}

static void
test_counts (void)
{
  Bench bench;
  RkDecoderCounts counts;

  bench_init (&bench);
  feed (&bench, "zzP0zzzP2a", 10);
  rk_packets_get_counts (&bench.packets, &counts);
  g_assert_cmpuint (counts.dropped, ==, 2);
  g_assert_cmpuint (counts.parsed, ==, 2);
  g_assert_cmpuint (counts.rejected, ==, 3);
  g_assert_cmpuint (counts.pending, ==, 3);
  /* A piece counts when it is over. */
  g_assert_cmpuint (counts.n_rejected, ==, 0);

  feed (&bench, "b", 1);
  rk_packets_get_counts (&bench.packets, &counts);
  g_assert_cmpuint (counts.n_rejected, ==, 1);
  g_assert_cmpuint (counts.parsed, ==, 6);
  bench_clear (&bench);
}

static void
test_reset (void)
{
  Bench bench;
  RkDecoderCounts counts;

  bench_init (&bench);
  feed (&bench, "P0zP3a", 6);
  rk_packets_reset (&bench.packets);
  check_balance (&bench, 6);
  /* The rest of the packet is not reported: one came into its middle. */
  feed (&bench, "bcP1x", 5);
  rk_packets_flush (&bench.packets, read_packet, &events, &bench, &bench);
  g_assert_cmpstr (bench.out->str, ==, "P0@2\nP1x@11\n");
  rk_packets_get_counts (&bench.packets, &counts);
  g_assert_cmpuint (counts.dropped, ==, 5);
  g_assert_cmpuint (counts.n_rejected, ==, 1);
  bench_clear (&bench);
}

/* A line that carries garbage for ever is reported now and then, in bounded memory. */
static void
test_endless_garbage (void)
{
  Bench bench;
  RkDecoderCounts counts;
  char zeros[1000] = { 0 };

  bench_init (&bench);
  feed (&bench, "P0", 2);
  for (guint i = 0; i < 100; i++)
    feed (&bench, zeros, sizeof zeros);
  rk_packets_get_counts (&bench.packets, &counts);
  g_assert_cmpuint (counts.rejected, ==, 100000);
  g_assert_cmpuint (counts.n_rejected, ==, 100000 / 4096);
  g_assert_nonnull (strstr (bench.out->str, "bad 00 00 00"));
  g_assert_nonnull (strstr (bench.out->str, "00… ("));
  bench_clear (&bench);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/packets/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/acquire/packets/counts", test_counts);
  g_test_add_func ("/acquire/packets/reset", test_reset);
  g_test_add_func ("/acquire/packets/endless-garbage", test_endless_garbage);

  return g_test_run ();
}
