/* Sources that ask: a device at the other end of a pty answers as told here, or as a simulated one does. */
#include "config.h"

#include "acquire/simulator.h"
#include "acquire/source.h"
#include "base/clock.h"
#include "source-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define MODBUS "kind=modbus-rtu\nregister-a=4 1 u16\nregister-b=4 2 s16 /10\n[Talk]\nperiod=20\ntimeout=100\n"

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

/* A device of Modbus: its answer number i has the values i and -i. Some questions it passes over, some it refuses. */
typedef struct {
  TestPty *pty;
  int      quit; /* atomic */
  int      n_asked; /* atomic */
  int      n_wrong; /* atomic: questions that are not the one there is */
  gboolean echoes;
} Peer;

static void
send_with_crc (Peer   *self,
               guint8 *bytes,
               gsize   n)
{
  guint crc = crc16 (bytes, n);

  bytes[n] = (guint8) crc;
  bytes[n + 1] = (guint8) (crc >> 8);
  test_pty_write (self->pty, bytes, n + 2);
}

static void
answer (Peer *self,
        guint i)
{
  guint8 refusal[5] = { 1, 0x84, 6 };
  guint8 values[9] = { 1, 4, 4, (guint8) (i >> 8), (guint8) i, (guint8) (-i >> 8), (guint8) -i };

  if (i == 3)
    return;
  if (i == 5)
    send_with_crc (self, refusal, 3);
  else
    send_with_crc (self, values, 7);
}

static gpointer
peer_thread (gpointer data)
{
  static const guint8 question[] = { 1, 4, 0, 1, 0, 2 };
  Peer *self = data;
  guint8 heard[8];
  gsize n = 0;

  while (!g_atomic_int_get (&self->quit)) {
    struct pollfd fd = { .fd = self->pty->master, .events = POLLIN };
    ssize_t got;

    if (poll (&fd, 1, 10) <= 0 || (fd.revents & POLLIN) == 0)
      continue;
    got = read (self->pty->master, heard + n, sizeof heard - n);
    n += got > 0 ? (gsize) got : 0;
    if (n < sizeof heard)
      continue;

    n = 0;
    if (memcmp (heard, question, 6) != 0 || crc16 (heard, 6) != (heard[6] | (guint) heard[7] << 8))
      g_atomic_int_inc (&self->n_wrong);
    if (self->echoes)
      test_pty_write (self->pty, heard, sizeof heard);
    answer (self, (guint) g_atomic_int_add (&self->n_asked, 1));
  }

  return NULL;
}

static void
test_modbus (gconstpointer data)
{
  TestPty pty = { .master = -1 };
  Peer peer = { .pty = &pty, .echoes = GPOINTER_TO_INT (data) };
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkProfile) profile = test_profile ("", MODBUS);
  g_autoptr (RkSource) source = NULL;
  g_autoptr (RkSpan) span = NULL;
  RkSeries *series;
  TestSink *sink = test_sink_new ();
  gint64 origin_ns = rk_clock_now_ns ();
  RkCounters counters;
  GThread *thread;
  guint refused = 0;
  guint expected;

  test_pty_plug (&pty);
  device = rk_device_new_path (pty.slave);
  source = rk_source_new (device, profile);
  series = rk_series_new (0, origin_ns);
  thread = g_thread_new ("peer", peer_thread, &peer);
  rk_source_open (source);
  rk_source_begin (source, &(RkRecordingPlan) {
    .series = series, .sink = &sink->sink, .stream = 7, .origin_ns = origin_ns, .from_ns = origin_ns,
    .pace = RK_PACE_EVERY, .raw = TRUE,
  });
  test_wait_frames (source, 20);
  rk_source_end (source);
  rk_source_get_run_counters (source, &counters);
  test_assert_balanced (&counters);
  g_atomic_int_set (&peer.quit, TRUE);
  g_thread_join (thread);
  rk_source_close (source);

  g_assert_cmpint (g_atomic_int_get (&peer.n_wrong), ==, 0);
  span = rk_series_take_span (series);
  g_assert_cmpuint (rk_span_get_n_samples (span), >=, 20);
  g_assert_cmpuint (rk_span_get_n_columns (span), ==, 2);

  /* Number 3 was not answered and is not there; number 5 was refused and is missing. */
  expected = (guint) rk_span_get_value (span, 0, 0);
  g_assert_cmpuint (expected, <=, 1);
  for (guint i = 0; i < rk_span_get_n_samples (span); i++, expected++) {
    double a = rk_span_get_value (span, 0, i);

    if (expected == 3)
      expected++;
    if (expected == 5) {
      g_assert_true (isnan (a));
      refused++;
      continue;
    }
    g_assert_cmpfloat (a, ==, expected);
    g_assert_cmpfloat (rk_span_get_value (span, 1, i), ==, -(double) expected / 10);
  }
  g_assert_cmpuint (refused, ==, 1);

  g_assert_finalize_object (g_steal_pointer (&source));
  rk_series_unref (series);
  test_sink_free (sink);
  test_pty_unplug (&pty);
}

/* What the device hears within @ms; more than once. */
static void
listen_ms (TestPty *pty,
           GString *heard,
           guint    ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end_us) {
    struct pollfd fd = { .fd = pty->master, .events = POLLIN };
    char buffer[256];
    ssize_t n;

    test_turn_ms (5);
    if (poll (&fd, 1, 0) > 0 && (fd.revents & POLLIN) != 0 && (n = read (pty->master, buffer, sizeof buffer)) > 0)
      g_string_append_len (heard, buffer, n);
  }
}

static gboolean
has_heard (gpointer data)
{
  gpointer *pair = data;

  listen_ms (pair[0], pair[1], 5);

  return strstr (((GString *) pair[1])->str, pair[2]) != NULL;
}

/* Start, one question until it is answered or given up, and the last words. */
static void
test_words (void)
{
  TestPty pty = { .master = -1 };
  g_autoptr (GString) heard = g_string_new (NULL);
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkProfile) profile = test_profile ("", "kind=regex\npattern=(?<v>\\d+)\n[Talk]\nstart=hello\\p20again\npoll=ask\nstop=bye\ntimeout=2000\nperiod=50\n");
  g_autoptr (RkSource) source = NULL;
  gpointer pair[] = { &pty, heard, (gpointer) "ask" };

  test_pty_plug (&pty);
  device = rk_device_new_path (pty.slave);
  source = rk_source_new (device, profile);
  rk_source_open (source);
  test_wait_until (has_heard, pair);
  listen_ms (&pty, heard, 100);
  g_assert_cmpstr (heard->str, ==, "helloagainask");

  test_pty_print (&pty, "1\n");
  pair[2] = (gpointer) "askask";
  test_wait_until (has_heard, pair);
  test_wait_frames (source, 1);

  rk_source_close (source);
  listen_ms (&pty, heard, 30);
  g_assert_cmpstr (heard->str, ==, "helloagainaskaskbye");
  test_pty_unplug (&pty);
}

/* A device whose profile has nothing to say never hears anything. */
static void
test_never_writes (void)
{
  static const char * const decoders[] = { "kind=delimited", "kind=modbus-rtu", "kind=nmea0183", "kind=firmata" };

  for (guint i = 0; i < G_N_ELEMENTS (decoders); i++) {
    TestPty pty = { .master = -1 };
    g_autoptr (GString) heard = g_string_new (NULL);
    g_autoptr (RkDevice) device = NULL;
    g_autoptr (RkProfile) profile = test_profile ("", decoders[i]);
    g_autoptr (RkSource) source = NULL;

    test_pty_plug (&pty);
    device = rk_device_new_path (pty.slave);
    source = rk_source_new (device, profile);
    rk_source_open (source);
    test_wait_state (source, RK_SOURCE_LISTENING);
    listen_ms (&pty, heard, 100);
    rk_source_close (source);
    listen_ms (&pty, heard, 10);
    g_assert_cmpuint (heard->len, ==, 0);
    test_pty_unplug (&pty);
  }
}

static gboolean
is_warned (gpointer data)
{
  const char *warning = rk_source_get_warning_text (data);

  return warning != NULL && strstr (warning, "does not answer") != NULL;
}

static gboolean
is_not_warned (gpointer data)
{
  return !is_warned (data);
}

/* That a device is dead is said, and unsaid. */
static void
test_silence_is_told (void)
{
  TestPty pty = { .master = -1 };
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkProfile) profile = test_profile ("", "kind=delimited\n[Talk]\npoll=?\ntimeout=20\n");
  g_autoptr (RkSource) source = NULL;

  test_pty_plug (&pty);
  device = rk_device_new_path (pty.slave);
  source = rk_source_new (device, profile);
  rk_source_open (source);
  test_wait_until (is_warned, source);
  for (guint i = 0; i < 300 && is_warned (source); i++) {
    test_pty_print (&pty, "1\n");
    test_turn_ms (10);
  }
  test_wait_until (is_not_warned, source);
  rk_source_close (source);
  test_pty_unplug (&pty);
}

typedef struct {
  const char *id;
  double      lower; /* of its first value */
  double      upper;
} Simulated;

static const Simulated simulated[] = {
  { "modbus-sht20", 18.0, 26.0 },
  { "scpi-meter", 1.1, 1.8 },
  { "ezo-ph", 6.0, 8.0 },
  { "mhz19", 400.0, 500.0 },
};

static void
test_simulated (gconstpointer data)
{
  const Simulated *row = data;
  g_autoptr (RkDevice) device = rk_device_new_simulated (row->id, 0.0, 1);
  g_autoptr (RkProfile) profile = rk_device_guess_profile (device);
  g_autoptr (RkSource) source = rk_source_new (device, profile);
  RkCounters counters;
  double first = (double) NAN;

  rk_source_open (source);
  test_wait_state (source, RK_SOURCE_LISTENING);
  test_wait_frames (source, 2);
  for (guint i = 0; isnan (first) && i < 8; i++)
    first = rk_source_get_last_value (source, i);
  g_assert_cmpfloat (first, >=, row->lower);
  g_assert_cmpfloat (first, <=, row->upper);
  rk_source_get_counters (source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.rejected, ==, 0);
  rk_source_close (source);
}

/* Any of them, said anything to: bounded, and never stuck. */
static void
test_hears_anything (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  const RkSimulatorInfo *info;

  for (guint n = 0; (info = rk_simulator_nth (n)) != NULL; n++) {
    g_autoptr (RkSimulator) device = rk_simulator_new (info->id, 0.0, 1, NULL);
    g_autoptr (GByteArray) reply = g_byte_array_new ();

    for (guint round = 0; round < 2000; round++) {
      guint8 bytes[64];
      gsize length = (gsize) g_rand_int_range (random, 0, (gint) sizeof bytes);

      for (gsize i = 0; i < length; i++)
        bytes[i] = (guint8) g_rand_int_range (random, 0, 256);
      g_byte_array_set_size (reply, 0);
      g_assert_cmpint (rk_simulator_hear (device, bytes, length, round * RK_NS_PER_S, reply), >=, round * RK_NS_PER_S);
      g_assert_cmpuint (reply->len, <, 4096);
    }
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/acquire/polled/modbus", GINT_TO_POINTER (FALSE), test_modbus);
  g_test_add_data_func ("/acquire/polled/modbus-with-echo", GINT_TO_POINTER (TRUE), test_modbus);
  g_test_add_func ("/acquire/polled/words", test_words);
  g_test_add_func ("/acquire/polled/never-writes", test_never_writes);
  g_test_add_func ("/acquire/polled/silence-is-told", test_silence_is_told);
  for (guint i = 0; i < G_N_ELEMENTS (simulated); i++) {
    g_autofree char *path = g_strconcat ("/acquire/polled/simulated/", simulated[i].id, NULL);

    g_test_add_data_func (path, &simulated[i], test_simulated);
  }
  g_test_add_func ("/acquire/polled/hears-anything", test_hears_anything);

  return g_test_run ();
}
