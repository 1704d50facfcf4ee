/* The talker with a clock of our own: what it says and when. */
#include "config.h"

#include "acquire/profile.h"
#include "acquire/talker.h"
#include "base/clock.h"

#include <string.h>

#define MS RK_NS_PER_MS

#define HEAD "[Device]\nid=a\nname=A\n[Decoder]\nkind=delimited\nfirst-line=keep\n"

typedef struct {
  RkProfile  *profile;
  RkDecoder  *decoder;
  RkTalker   *talker;
  GByteArray *out;
  gint64      now_ns;
  gint64      next_ns;
} Bed;

static const RkDecoderEvents no_events;

static void
bed_init (Bed        *self,
          const char *text,
          double      rate_hz)
{
  g_autoptr (GError) error = NULL;

  self->profile = rk_profile_parse (text, strlen (text), "x", &error);
  g_assert_no_error (error);
  self->decoder = rk_decoder_new (rk_profile_get_decoder (self->profile), rk_profile_get_options (self->profile), &error);
  g_assert_no_error (error);
  self->talker = rk_talker_new (rk_profile_get_talk (self->profile), self->decoder, rate_hz);
  self->out = g_byte_array_new ();
  self->now_ns = 1000 * RK_NS_PER_S;
}

static void
bed_clear (Bed *self)
{
  rk_talker_free (self->talker);
  rk_decoder_free (self->decoder);
  rk_profile_unref (self->profile);
  g_byte_array_unref (self->out);
}

/* Steps at the time at hand; what is said must be @said. */
static void
expect (Bed        *self,
        const char *said)
{
  g_byte_array_set_size (self->out, 0);
  self->next_ns = rk_talker_step (self->talker, self->now_ns, self->out);
  g_assert_cmpmem (self->out->data, self->out->len, said, strlen (said));
  g_assert_true (self->next_ns == RK_TIME_NONE || self->next_ns > self->now_ns);
}

static void
expect_at (Bed        *self,
           gint64      ms,
           const char *said)
{
  self->now_ns = 1000 * RK_NS_PER_S + ms * MS;
  expect (self, said);
}

static void
answer (Bed        *self,
        const char *bytes)
{
  rk_decoder_feed (self->decoder, (const guint8 *) bytes, strlen (bytes), &no_events, NULL);
}

static void
test_listens_only (void)
{
  static const char * const texts[] = { HEAD, HEAD "[Talk]\nperiod=100\n", HEAD "[Talk]\nprobe=?\nanswer=x\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    Bed bed;

    bed_init (&bed, texts[i], 10.0);
    g_assert_null (bed.talker);
    bed_clear (&bed);
  }
}

static void
test_start_only (void)
{
  Bed bed;

  bed_init (&bed, HEAD "[Talk]\nstart=a\\p300b\\pc\ngap=20\n", 0.0);
  expect_at (&bed, 0, "a");
  g_assert_cmpint (bed.next_ns - bed.now_ns, ==, 300 * MS);
  expect_at (&bed, 299, "");
  expect_at (&bed, 300, "b");
  expect_at (&bed, 319, "");
  expect_at (&bed, 320, "c");
  expect_at (&bed, 340, "");
  g_assert_cmpint (bed.next_ns, ==, RK_TIME_NONE);
  bed_clear (&bed);
}

static void
test_round_waits_for_answers (void)
{
  RkTalkerStatus status;
  Bed bed;

  bed_init (&bed, HEAD "[Talk]\nstart=s\\p50\npoll=a\\pb\nperiod=100\ntimeout=40\n", 0.0);
  expect_at (&bed, 0, "s");
  expect_at (&bed, 50, "a");
  g_assert_cmpint (bed.next_ns - bed.now_ns, ==, 40 * MS);
  expect_at (&bed, 55, "");

  /* Half an answer is none. */
  answer (&bed, "1.");
  expect_at (&bed, 56, "");
  answer (&bed, "5\n");
  expect_at (&bed, 57, "b");
  answer (&bed, "2\n");
  expect_at (&bed, 60, "");
  g_assert_cmpint (bed.next_ns, ==, 1000 * RK_NS_PER_S + 150 * MS);
  expect_at (&bed, 149, "");
  expect_at (&bed, 150, "a");

  rk_talker_get_status (bed.talker, &status);
  g_assert_cmpuint (status.n_sent, ==, 3);
  g_assert_cmpuint (status.n_answers, ==, 2);
  g_assert_cmpuint (status.n_timeouts, ==, 0);
  g_assert_false (status.is_silent);
  bed_clear (&bed);
}

/* What a decoder keeps back is an answer when no more comes. */
static void
test_held_line (void)
{
  Bed bed;

  bed_init (&bed, "[Device]\nid=a\nname=A\n[Decoder]\nkind=delimited\n[Talk]\npoll=a\nperiod=200\n", 0.0);
  expect_at (&bed, 0, "a");
  answer (&bed, "1");
  expect_at (&bed, 10, "");
  g_assert_cmpint (bed.next_ns - bed.now_ns, ==, 50 * MS);
  answer (&bed, ",2\n");
  expect_at (&bed, 40, "");
  expect_at (&bed, 89, "");
  expect_at (&bed, 90, "");
  g_assert_cmpint (bed.next_ns, ==, 1000 * RK_NS_PER_S + 200 * MS);
  bed_clear (&bed);
}

/* A refused line is an answer, too. */
static void
test_fault_is_an_answer (void)
{
  Bed bed;

  bed_init (&bed, "[Device]\nid=a\nname=A\n[Decoder]\nkind=regex\nfirst-line=keep\npattern=v=(?<v>\\d+)\n[Talk]\npoll=a\nperiod=100\n", 0.0);
  expect_at (&bed, 0, "a");
  answer (&bed, "ERR\n");
  expect_at (&bed, 10, "");
  g_assert_cmpint (bed.next_ns, ==, 1000 * RK_NS_PER_S + 100 * MS);
  bed_clear (&bed);
}

/* The period wins over the rate, the rate over the device. */
static void
test_periods (void)
{
  static const struct {
    const char *text;
    double      rate_hz;
    gint64      period_ms;
  } rows[] = {
    { HEAD "[Talk]\npoll=a\nperiod=100\n", 50.0, 100 },
    { HEAD "[Talk]\npoll=a\n", 4.0, 250 },
    { HEAD "[Talk]\npoll=a\n", 0.0, 10 }, /* as fast as it answers, but no flood */
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    Bed bed;

    bed_init (&bed, rows[i].text, rows[i].rate_hz);
    for (gint64 ms = 0; ms < 10 * rows[i].period_ms; ms += rows[i].period_ms) {
      expect_at (&bed, ms, "a");
      answer (&bed, "1\n");
      expect_at (&bed, ms + 1, "");
      g_assert_cmpint (bed.next_ns, ==, 1000 * RK_NS_PER_S + (ms + rows[i].period_ms) * MS);
    }
    bed_clear (&bed);
  }
}

/* Rounds that came late do not move those after them, and those that were missed are not made up for. */
static void
test_grid_is_kept (void)
{
  Bed bed;

  bed_init (&bed, HEAD "[Talk]\npoll=a\nperiod=100\ntimeout=5000\n", 0.0);
  expect_at (&bed, 0, "a");
  answer (&bed, "1\n");
  expect_at (&bed, 30, "");
  expect_at (&bed, 130, "a"); /* woken late */
  answer (&bed, "1\n");
  expect_at (&bed, 150, "");
  expect_at (&bed, 200, "a");
  expect_at (&bed, 900, "");
  answer (&bed, "1\n");
  expect_at (&bed, 910, "a");
  answer (&bed, "1\n");
  expect_at (&bed, 920, "");
  g_assert_cmpint (bed.next_ns, ==, 1000 * RK_NS_PER_S + 1010 * MS);
  bed_clear (&bed);
}

static void
test_gap_is_quiet (void)
{
  Bed bed;

  bed_init (&bed, HEAD "[Talk]\npoll=a\\pb\ngap=30\ntimeout=1000\n", 0.0);
  expect_at (&bed, 0, "a");
  answer (&bed, "1\n");
  expect_at (&bed, 10, "");
  g_assert_cmpint (bed.next_ns - bed.now_ns, ==, 30 * MS);
  answer (&bed, "boot\n");
  expect_at (&bed, 35, "");
  expect_at (&bed, 64, "");
  expect_at (&bed, 65, "b");
  bed_clear (&bed);
}

/* The round goes on after a timeout; what is late comes in a silence of its own. */
static void
test_timeout (void)
{
  RkTalkerStatus status;
  Bed bed;

  bed_init (&bed, HEAD "[Talk]\npoll=a\\pb\nperiod=1000\ntimeout=40\n", 0.0);
  expect_at (&bed, 0, "a");
  expect_at (&bed, 40, "");
  g_assert_cmpint (bed.next_ns - bed.now_ns, ==, 40 * MS);
  answer (&bed, "1\n"); /* to a */
  expect_at (&bed, 60, "");
  expect_at (&bed, 80, "b");
  expect_at (&bed, 119, ""); /* the late answer is none to b */
  rk_talker_get_status (bed.talker, &status);
  g_assert_cmpuint (status.n_timeouts, ==, 1);
  g_assert_false (status.is_silent);
  answer (&bed, "2\n");
  expect_at (&bed, 119, "");
  rk_talker_get_status (bed.talker, &status);
  g_assert_cmpuint (status.n_answers, ==, 1);
  bed_clear (&bed);
}

/* In ten minutes a dead device is asked no more than once a second, and an answer ends the silence. */
static void
test_dead_device (void)
{
  RkTalkerStatus status;
  guint n_polls = 0;
  Bed bed;

  bed_init (&bed, HEAD "[Talk]\npoll=a\ntimeout=10\n", 0.0);
  for (gint64 ms = 0; ms <= 600000; ms++) {
    g_byte_array_set_size (bed.out, 0);
    rk_talker_step (bed.talker, 1000 * RK_NS_PER_S + ms * MS, bed.out);
    n_polls += bed.out->len;
  }
  g_assert_cmpuint (n_polls, >=, 590);
  g_assert_cmpuint (n_polls, <=, 605);
  rk_talker_get_status (bed.talker, &status);
  g_assert_true (status.is_silent);

  for (gint64 ms = 600001; bed.out->len == 0; ms++) {
    bed.now_ns = 1000 * RK_NS_PER_S + ms * MS;
    rk_talker_step (bed.talker, bed.now_ns, bed.out);
  }
  answer (&bed, "1\n");
  bed.now_ns += MS;
  expect (&bed, "");
  rk_talker_get_status (bed.talker, &status);
  g_assert_false (status.is_silent);
  bed_clear (&bed);
}

static void
test_reset_starts_again (void)
{
  Bed bed;

  bed_init (&bed, HEAD "[Talk]\nstart=s\npoll=a\nperiod=100\n", 0.0);
  expect_at (&bed, 0, "sa");
  rk_talker_reset (bed.talker);
  expect_at (&bed, 5, "sa");
  bed_clear (&bed);
}

static void
test_stop_messages (void)
{
  guint pause_ms;
  Bed bed;

  bed_init (&bed, HEAD "[Talk]\nstop=x\\p100y\n", 0.0);
  g_assert_true (rk_talker_stop_message (bed.talker, 0, bed.out, &pause_ms));
  g_assert_cmpuint (pause_ms, ==, 0);
  g_assert_true (rk_talker_stop_message (bed.talker, 1, bed.out, &pause_ms));
  g_assert_cmpuint (pause_ms, ==, 100);
  g_assert_cmpmem (bed.out->data, bed.out->len, "xy", 2);
  g_assert_false (rk_talker_stop_message (bed.talker, 2, bed.out, &pause_ms));
  bed_clear (&bed);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/acquire/talker/listens-only", test_listens_only);
  g_test_add_func ("/acquire/talker/start-only", test_start_only);
  g_test_add_func ("/acquire/talker/round-waits-for-answers", test_round_waits_for_answers);
  g_test_add_func ("/acquire/talker/held-line", test_held_line);
  g_test_add_func ("/acquire/talker/fault-is-an-answer", test_fault_is_an_answer);
  g_test_add_func ("/acquire/talker/periods", test_periods);
  g_test_add_func ("/acquire/talker/grid-is-kept", test_grid_is_kept);
  g_test_add_func ("/acquire/talker/gap-is-quiet", test_gap_is_quiet);
  g_test_add_func ("/acquire/talker/timeout", test_timeout);
  g_test_add_func ("/acquire/talker/dead-device", test_dead_device);
  g_test_add_func ("/acquire/talker/reset-starts-again", test_reset_starts_again);
  g_test_add_func ("/acquire/talker/stop-messages", test_stop_messages);

  return g_test_run ();
}
