/* What a source does around a run: rows from before its moment, conditions, sending, being released, joining again. */
#include "config.h"

#include "acquire/errors.h"
#include "acquire/recording.h"
#include "acquire/source.h"
#include "base/clock.h"
#include "source-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEEP "kind=delimited\nfirst-line=keep"

typedef struct {
  TestPty    pty;
  char      *dir;
  char      *link; /* to the pty: another one can take its place */
  RkDevice  *device;
  RkProfile *profile;
  RkSource  *source;
  RkSeries  *series;
  TestSink  *sink;
  gint64     origin_ns;
} Fixture;

static void
plug (Fixture *self)
{
  test_pty_plug (&self->pty);
  g_unlink (self->link);
  g_assert_cmpint (symlink (self->pty.slave, self->link), ==, 0);
}

static void
set_up_closed (Fixture *self)
{
  self->dir = g_dir_make_tmp ("rostok-XXXXXX", NULL);
  self->link = g_build_filename (self->dir, "sensor", NULL);
  plug (self);
  self->device = rk_device_new_path (self->link);
  self->profile = test_profile ("", KEEP);
  self->source = rk_source_new (self->device, self->profile);
}

static void
set_up (Fixture *self)
{
  set_up_closed (self);
  rk_source_open (self->source);
  test_wait_state (self->source, RK_SOURCE_LISTENING);
}

/* @pre_ns: what came so long before belongs to the run */
static void
begin_with (Fixture   *self,
            gint64     pre_ns,
            RkPaceMode pace,
            double     rate_hz,
            guint64    max_samples)
{
  if (self->series == NULL) {
    self->origin_ns = rk_clock_now_ns ();
    self->series = rk_series_new (0, self->origin_ns);
    self->sink = test_sink_new ();
  }
  rk_source_begin (self->source, &(RkRecordingPlan) {
    .series = self->series,
    .sink = &self->sink->sink,
    .stream = 7,
    .origin_ns = self->origin_ns,
    .from_ns = self->origin_ns - pre_ns,
    .pace = pace,
    .rate_hz = rate_hz,
    .max_samples = max_samples,
    .raw = TRUE,
  });
}

static void
begin (Fixture *self,
       gint64   pre_ns)
{
  begin_with (self, pre_ns, RK_PACE_EVERY, 0.0, 0);
}

static void
tear_down (Fixture *self)
{
  rk_source_close (self->source);
  g_assert_finalize_object (self->source);
  g_object_unref (self->device);
  rk_profile_unref (self->profile);
  if (self->series != NULL)
    rk_series_unref (self->series);
  if (self->sink != NULL)
    test_sink_free (self->sink);
  test_pty_unplug (&self->pty);
  g_unlink (self->link);
  g_rmdir (self->dir);
  g_free (self->link);
  g_free (self->dir);
}

static void
print_numbers (Fixture *self,
               guint    first,
               guint    end)
{
  for (guint i = first; i < end; i++)
    test_pty_print (&self->pty, "%u\n", i);
}

/* --- From before the moment --- */

/* Each row once and in order, whether it came before the begin or after it. */
static void
assert_numbers (RkSeries *series,
                guint     first,
                guint     end)
{
  g_autoptr (RkSpan) span = rk_series_take_span (series);

  g_assert_cmpuint (rk_span_get_n_samples (span), ==, end - first);
  for (guint i = 0; i < end - first; i++) {
    g_assert_cmpfloat (rk_span_get_value (span, 0, i), ==, first + i);
    if (i > 0)
      g_assert_cmpint (rk_span_get_time_ns (span, i), >=, rk_span_get_time_ns (span, i - 1));
  }
}

static void
test_before (void)
{
  Fixture f = { 0 };
  g_autoptr (RkSpan) span = NULL;
  RkCounters counters;

  set_up (&f);
  print_numbers (&f, 0, 50);
  test_wait_frames (f.source, 50);
  begin (&f, 10 * RK_NS_PER_S);
  test_turn_ms (10);
  print_numbers (&f, 50, 80);
  test_wait_frames (f.source, 30);
  rk_source_end (f.source);

  assert_numbers (f.series, 0, 80);
  span = rk_series_take_span (f.series);
  g_assert_cmpint (rk_span_get_time_ns (span, 0), <, 0);
  g_assert_cmpint (rk_span_get_time_ns (span, 49), <, 0);
  g_assert_cmpint (rk_span_get_time_ns (span, 50), >=, 0);
  g_assert_cmpuint (rk_span_find (span, 0), ==, 50);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 0);
  g_assert_cmpuint (f.sink->n_samples, ==, 80);

  /* Bytes of the run are those that came in it. */
  rk_source_get_run_counters (f.source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.bytes, ==, 30 * 3);
  g_assert_cmpuint (counters.frames, ==, 30);
  g_assert_cmpuint (counters.queue_high, >=, 3);
  g_assert_cmpuint (counters.queue_high, <=, 90);
  tear_down (&f);
}

/* Only so much of it as is wanted. */
static void
test_before_some (void)
{
  Fixture f = { 0 };
  g_autoptr (RkSpan) span = NULL;

  set_up (&f);
  print_numbers (&f, 0, 20);
  test_wait_frames (f.source, 20);
  test_turn_ms (150);
  print_numbers (&f, 20, 40);
  test_wait_frames (f.source, 40);
  begin (&f, 100 * RK_NS_PER_MS);
  rk_source_end (f.source);
  assert_numbers (f.series, 20, 40);
  tear_down (&f);
}

typedef struct {
  Fixture *fixture;
  guint    n;
} Stream;

static gpointer
stream_thread (gpointer data)
{
  Stream *self = data;

  for (guint i = 0; i < self->n; i++) {
    test_pty_print (&self->fixture->pty, "%u\n", i);
    if (i % 50 == 0)
      g_usleep (1000);
  }

  return NULL;
}

static gboolean
has_end (gpointer data)
{
  Stream *self = data;

  return rk_source_get_last_value (self->fixture->source, 0) == self->n - 1;
}

/* The begin comes in the middle of a stream, held or not: nothing is lost, nothing is there twice. */
static void
test_before_streaming (gconstpointer data)
{
  const gboolean held = GPOINTER_TO_INT (data);
  Fixture f = { 0 };
  Stream stream = { &f, 20000 };
  GThread *thread;

  set_up (&f);
  thread = g_thread_new ("stream", stream_thread, &stream);
  test_wait_frames (f.source, 3000);
  if (held) {
    rk_source_hold (f.source, TRUE);
    test_turn_ms (50);
  }
  begin (&f, 30 * RK_NS_PER_S);
  test_wait_until (has_end, &stream);
  g_thread_join (thread);
  rk_source_end (f.source);
  assert_numbers (f.series, 0, stream.n);
  tear_down (&f);
}

/* Intervals are counted from the origin backwards too. */
static void
test_before_average (void)
{
  Fixture f = { 0 };
  g_autoptr (RkSpan) span = NULL;
  guint64 n;

  set_up (&f);
  for (guint i = 0; i < 60; i++) {
    print_numbers (&f, i, i + 1);
    test_turn_ms (5);
  }
  begin_with (&f, 10 * RK_NS_PER_S, RK_PACE_AVERAGE, 20.0, 0);
  for (guint i = 60; i < 90; i++) {
    print_numbers (&f, i, i + 1);
    test_turn_ms (5);
  }
  test_wait_frames (f.source, 30);
  rk_source_end (f.source);

  span = rk_series_take_span (f.series);
  n = rk_span_get_n_samples (span);
  g_assert_cmpuint (n, >=, 6);
  g_assert_cmpint (rk_span_get_time_ns (span, 1), <, 0);
  for (guint64 i = 1; i + 1 < n; i++) {
    gint64 within_ns = rk_span_get_time_ns (span, i) % (50 * RK_NS_PER_MS);

    g_assert_cmpint (within_ns, ==, within_ns < 0 ? -25 * RK_NS_PER_MS : 25 * RK_NS_PER_MS);
  }
  tear_down (&f);
}

static gboolean
is_done (gpointer data)
{
  return rk_source_is_done (data);
}

/* The number of samples that is wanted counts from the moment. */
static void
test_before_limit (void)
{
  Fixture f = { 0 };

  set_up (&f);
  print_numbers (&f, 0, 30);
  test_wait_frames (f.source, 30);
  begin_with (&f, 10 * RK_NS_PER_S, RK_PACE_EVERY, 0.0, 5);
  g_assert_false (rk_source_is_done (f.source));
  print_numbers (&f, 30, 60);
  test_wait_until (is_done, f.source);
  rk_source_end (f.source);
  assert_numbers (f.series, 0, 35);
  tear_down (&f);
}

/* A line must not join what came before and after the plug was out, though it was before the run. */
static void
test_before_gap (void)
{
  Fixture f = { 0 };
  g_autoptr (RkSpan) span = NULL;
  TestPty first;

  set_up (&f);
  print_numbers (&f, 0, 3);
  test_wait_frames (f.source, 3);
  first = f.pty;
  test_pty_unplug (&first);
  f.pty = (TestPty) { -1, NULL };
  test_wait_state (f.source, RK_SOURCE_LOST);
  plug (&f);
  test_wait_state (f.source, RK_SOURCE_LISTENING);
  print_numbers (&f, 3, 6);
  test_wait_frames (f.source, 6);
  begin (&f, 10 * RK_NS_PER_S);
  rk_source_end (f.source);

  assert_numbers (f.series, 0, 6);
  span = rk_series_take_span (f.series);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);
  g_assert_cmpint (rk_span_get_gap (span, 0).reason, ==, RK_GAP_UNPLUGGED);
  g_assert_cmpuint (rk_span_get_break (span, 1), ==, 3);
  tear_down (&f);
}

/* --- Conditions --- */

typedef struct {
  guint   n;
  guint   id;
  gint64  time_ns;
  double  value;
} Fired;

static void
fired_cb (RkSource *source,
          guint     id,
          gint64    time_ns,
          double    value,
          gpointer  user_data)
{
  Fired *fired = user_data;

  fired->n++;
  fired->id = id;
  fired->time_ns = time_ns;
  fired->value = value;
}

static void
watch (Fixture    *self,
       const char *column,
       RkWatchKind kind,
       double      level)
{
  g_autoptr (GPtrArray) watches = g_ptr_array_new ();
  RkWatch one = {
    .id = 42, .column_key = (char *) column, .kind = kind, .level = level, .conversion = { .scale = 0.1, .offset = 1.0 },
  };

  g_ptr_array_add (watches, &one);
  rk_source_set_watches (self->source, watches);
}

/* The time is that of the very sample, though the window stands still; the level is in the shown unit. */
static void
test_watch (void)
{
  Fixture f = { 0 };
  Fired fired = { 0 };
  g_autoptr (RkSpan) span = NULL;

  set_up (&f);
  g_signal_connect (f.source, "watch-fired", G_CALLBACK (fired_cb), &fired);
  watch (&f, "value 1", RK_WATCH_RISES, 5.0); /* raw 40 */
  begin (&f, 0);
  print_numbers (&f, 0, 100);
  g_usleep (100 * 1000);
  test_wait_frames (f.source, 100);
  test_turn_ms (70);
  rk_source_end (f.source);

  span = rk_series_take_span (f.series);
  g_assert_cmpuint (fired.n, ==, 1);
  g_assert_cmpuint (fired.id, ==, 42);
  g_assert_cmpfloat (fired.value, ==, 5.0);
  g_assert_cmpint (fired.time_ns - f.origin_ns, ==, rk_span_get_time_ns (span, 40));

  /* The same again goes on where it was; other conditions begin anew; none is none. */
  watch (&f, "value 1", RK_WATCH_ABOVE, 5.0);
  print_numbers (&f, 50, 52);
  test_wait_frames (f.source, 102);
  test_turn_ms (70);
  g_assert_cmpuint (fired.n, ==, 2);
  watch (&f, "value 1", RK_WATCH_ABOVE, 5.0);
  print_numbers (&f, 52, 54);
  test_wait_frames (f.source, 104);
  test_turn_ms (70);
  g_assert_cmpuint (fired.n, ==, 2);
  watch (&f, "value 2", RK_WATCH_ABOVE, 5.0);
  print_numbers (&f, 52, 54);
  test_wait_frames (f.source, 106);
  test_pty_print (&f.pty, "1 99\n"); /* the column comes later */
  test_wait_frames (f.source, 107);
  test_turn_ms (70);
  g_assert_cmpuint (fired.n, ==, 3);
  rk_source_set_watches (f.source, NULL);
  test_turn_ms (20);
  test_pty_print (&f.pty, "1 0\n1 99\n");
  test_wait_frames (f.source, 109);
  test_turn_ms (70);
  g_assert_cmpuint (fired.n, ==, 3);
  g_assert_cmpuint (rk_source_get_n_fired_lost (f.source), ==, 0);
  tear_down (&f);
}

/* Too often for anybody: bounded, and counted. */
static void
test_watch_overflow (void)
{
  Fixture f = { 0 };
  Fired fired = { 0 };

  set_up (&f);
  g_signal_connect (f.source, "watch-fired", G_CALLBACK (fired_cb), &fired);
  watch (&f, "value 1", RK_WATCH_AT, 1.05);
  for (guint i = 0; i < 4000; i++)
    test_pty_print (&f.pty, "%u\n", i % 2);
  g_usleep (200 * 1000);
  test_wait_frames (f.source, 4000);
  test_turn_ms (70);
  g_assert_cmpuint (fired.n, <=, 3999);
  g_assert_cmpuint (rk_source_get_n_fired_lost (f.source), >, 0);
  g_assert_cmpuint (fired.n + rk_source_get_n_fired_lost (f.source), ==, 3999);
  tear_down (&f);
}

static void
test_recent (void)
{
  Fixture f = { 0 };
  RkRecent recent;

  set_up (&f);
  g_assert_false (rk_source_get_recent (f.source, 0, 10.0, &recent));
  print_numbers (&f, 1, 11);
  test_wait_frames (f.source, 10);
  g_assert_true (rk_source_get_recent (f.source, 0, 10.0, &recent));
  g_assert_cmpuint (recent.n, ==, 10);
  g_assert_cmpfloat_with_epsilon (recent.mean, 5.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (recent.sd, sqrt (82.5 / 9.0), 1e-12); /* of 1 ... 10 */
  g_assert_cmpfloat (recent.last, ==, 10.0);
  g_assert_false (rk_source_get_recent (f.source, 1, 10.0, &recent));
  tear_down (&f);
}

/* --- Sending --- */

static gboolean
send_text (RkSource   *source,
           const char *text,
           GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));

  return rk_source_send (source, bytes, error);
}

static void
read_text (TestPty    *pty,
           const char *expected)
{
  char text[256] = "";
  gsize n = 0;

  while (n < strlen (expected)) {
    gssize got = read (pty->master, text + n, sizeof text - 1 - n);

    g_assert_cmpint (got, >, 0);
    n += (gsize) got;
  }
  g_assert_cmpstr (text, ==, expected);
}

static void
test_send (void)
{
  Fixture f = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) traffic = NULL;
  g_autoptr (GBytes) tail = NULL;
  g_autoptr (GArray) pieces = NULL;
  g_autoptr (GArray) tail_pieces = NULL;
  const RkTrafficPiece *piece;
  RkCounters counters;
  guint64 serial;
  gint64 before_ns;

  set_up (&f);
  before_ns = rk_clock_now_ns ();
  test_pty_print (&f.pty, "1\n");
  test_wait_frames (f.source, 1);
  g_assert_true (send_text (f.source, "*IDN?\r\n", &error));
  g_assert_no_error (error);
  read_text (&f.pty, "*IDN?\r\n");
  test_pty_print (&f.pty, "22\n");
  test_wait_frames (f.source, 2);

  traffic = rk_source_copy_traffic (f.source, 1000, &pieces, &serial);
  g_assert_cmpmem (g_bytes_get_data (traffic, NULL), g_bytes_get_size (traffic), "1\n*IDN?\r\n22\n", 12);
  g_assert_cmpuint (serial, ==, 12);
  g_assert_cmpuint (pieces->len, ==, 3);
  piece = &g_array_index (pieces, RkTrafficPiece, 0);
  g_assert_true (!piece[0].sent && piece[1].sent && !piece[2].sent);
  g_assert_true (piece[0].n == 2 && piece[1].n == 7 && piece[2].n == 3);
  g_assert_true (piece[0].offset == 0 && piece[1].offset == 2 && piece[2].offset == 9);
  g_assert_true (before_ns <= piece[0].time_ns && piece[0].time_ns <= piece[1].time_ns &&
                 piece[1].time_ns <= piece[2].time_ns && piece[2].time_ns <= rk_clock_now_ns ());

  tail = rk_source_copy_traffic (f.source, 5, &tail_pieces, NULL);
  g_assert_cmpmem (g_bytes_get_data (tail, NULL), g_bytes_get_size (tail), "\r\n22\n", 5);
  g_assert_cmpuint (tail_pieces->len, ==, 2);
  g_assert_true (g_array_index (tail_pieces, RkTrafficPiece, 0).sent);

  /* What is sent is not received. */
  rk_source_get_counters (f.source, &counters);
  g_assert_cmpuint (counters.bytes, ==, 5);
  test_assert_balanced (&counters);
  tear_down (&f);
}

static void
test_send_closed (void)
{
  Fixture f = { 0 };
  g_autoptr (GError) error = NULL;

  set_up_closed (&f);
  g_assert_false (send_text (f.source, "x", &error));
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_LOST);
  tear_down (&f);
}

/* A device that takes nothing: what waits is bounded, and the source goes on reading. */
static void
test_send_stuck (void)
{
  Fixture f = { 0 };
  g_autofree char *much = g_strnfill (40 * 1024, 'x');
  g_autoptr (GBytes) bytes = g_bytes_new_static (much, 40 * 1024);
  g_autoptr (GBytes) too_much = NULL;
  g_autofree char *more = g_strnfill (65 * 1024, 'x');
  g_autoptr (GError) error = NULL;
  guint n = 0;

  set_up (&f);
  too_much = g_bytes_new_static (more, 65 * 1024);
  g_assert_false (rk_source_send (f.source, too_much, &error));
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_BUSY);
  g_clear_error (&error);

  while (rk_source_send (f.source, bytes, &error)) {
    g_assert_cmpuint (n++, <, 20);
    test_turn_ms (5);
  }
  g_assert_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_BUSY);

  print_numbers (&f, 0, 100);
  test_wait_frames (f.source, 100);
  tear_down (&f);
}

static gboolean
has_warning (gpointer data)
{
  return rk_source_get_warning_text (data) != NULL;
}

/* A pipe has one direction. */
static void
test_send_refused (void)
{
  g_autofree char *dir = g_dir_make_tmp ("rostok-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "fifo", NULL);
  g_autoptr (RkDevice) device = rk_device_new_path (path);
  g_autoptr (RkProfile) profile = test_profile ("", KEEP);
  g_autoptr (RkSource) source = rk_source_new (device, profile);

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  rk_source_open (source);
  test_wait_state (source, RK_SOURCE_LISTENING);
  g_assert_true (send_text (source, "x", NULL));
  test_wait_until (has_warning, source);
  g_assert_nonnull (strstr (rk_source_get_warning_text (source), path));
  g_assert_cmpint (rk_source_get_state (source), ==, RK_SOURCE_LISTENING);
  rk_source_close (source);
  g_unlink (path);
  g_rmdir (dir);
}

/* Older pieces go first, cut where need be, and the bytes stay those of the pieces. */
static void
test_traffic_bounded (void)
{
  Fixture f = { 0 };
  g_autoptr (GBytes) traffic = NULL;
  g_autoptr (GArray) pieces = NULL;
  const char *data;
  guint64 serial;
  gsize n;
  gsize sum = 0;

  set_up (&f);
  for (guint i = 0; i < 12000; i++)
    test_pty_print (&f.pty, "%08u\n", i);
  test_wait_frames (f.source, 12000);

  traffic = rk_source_copy_traffic (f.source, G_MAXSIZE, &pieces, &serial);
  data = g_bytes_get_data (traffic, &n);
  g_assert_cmpuint (serial, ==, 12000 * 9);
  g_assert_cmpuint (n, <=, 64 * 1024);
  g_assert_cmpuint (n, >, 60 * 1024);
  g_assert_cmpmem (data + n - 9, 9, "00011999\n", 9);
  for (guint i = 0; i < pieces->len; i++) {
    g_assert_cmpuint (g_array_index (pieces, RkTrafficPiece, i).offset, ==, sum);
    sum += g_array_index (pieces, RkTrafficPiece, i).n;
  }
  g_assert_cmpuint (sum, ==, n);
  tear_down (&f);
}

/* --- Released and taken back --- */

static void
test_release (void)
{
  Fixture f = { 0 };
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (GError) error = NULL;
  RkGap gap;
  int other;

  set_up (&f);
  begin (&f, 0);
  print_numbers (&f, 0, 3);
  test_wait_frames (f.source, 3);

  rk_source_release (f.source);
  test_wait_state (f.source, RK_SOURCE_RELEASED);
  g_assert_false (send_text (f.source, "x", &error));

  /* Another program can have it, and it is not taken back before the word. */
  other = open (f.pty.slave, O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (flock (other, LOCK_EX | LOCK_NB), ==, 0);
  test_turn_ms (300);
  g_assert_cmpint (rk_source_get_state (f.source), ==, RK_SOURCE_RELEASED);
  close (other);

  rk_source_take_back (f.source);
  test_wait_state (f.source, RK_SOURCE_LISTENING);
  print_numbers (&f, 3, 6);
  test_wait_frames (f.source, 6);
  rk_source_end (f.source);

  assert_numbers (f.series, 0, 6);
  span = rk_series_take_span (f.series);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);
  gap = rk_span_get_gap (span, 0);
  g_assert_cmpint (gap.reason, ==, RK_GAP_PAUSED);
  g_assert_cmpint (gap.begin_ns, ==, rk_span_get_time_ns (span, 2));
  g_assert_cmpint (gap.end_ns, ==, rk_span_get_time_ns (span, 3));
  g_assert_cmpstr (f.sink->log->str, ==, "columns value 1;gap paused;");
  tear_down (&f);
}

/* Gone when it is to be taken back: lost, then found. */
static void
test_release_gone (void)
{
  Fixture f = { 0 };

  set_up (&f);
  rk_source_release (f.source);
  test_wait_state (f.source, RK_SOURCE_RELEASED);
  test_pty_unplug (&f.pty);
  g_unlink (f.link);
  rk_source_take_back (f.source);
  test_wait_state (f.source, RK_SOURCE_LOST);
  plug (&f);
  test_wait_state (f.source, RK_SOURCE_LISTENING);
  print_numbers (&f, 0, 3);
  test_wait_frames (f.source, 3);
  tear_down (&f);
}

/* A run begun while it is released has a gap from its beginning. */
static void
test_release_begin (void)
{
  Fixture f = { 0 };
  g_autoptr (RkSpan) span = NULL;

  set_up (&f);
  rk_source_release (f.source);
  test_wait_state (f.source, RK_SOURCE_RELEASED);
  begin (&f, 0);
  test_turn_ms (20);
  rk_source_take_back (f.source);
  test_wait_state (f.source, RK_SOURCE_LISTENING);
  print_numbers (&f, 0, 3);
  test_wait_frames (f.source, 3);
  rk_source_end (f.source);

  assert_numbers (f.series, 0, 3);
  span = rk_series_take_span (f.series);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);
  g_assert_cmpint (rk_span_get_gap (span, 0).reason, ==, RK_GAP_PAUSED);
  g_assert_cmpint (rk_span_get_gap (span, 0).begin_ns, ==, 0);
  tear_down (&f);
}

/* --- Joining a run --- */

/* The port is busy when the run begins, and free later. */
static void
test_join_opening (void)
{
  Fixture f = { 0 };
  int other;

  set_up_closed (&f);
  other = open (f.pty.slave, O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (flock (other, LOCK_EX | LOCK_NB), ==, 0);
  rk_source_open (f.source);
  test_turn_ms (50);
  g_assert_cmpint (rk_source_get_state (f.source), ==, RK_SOURCE_OPENING);
  begin (&f, 0);
  test_turn_ms (50);
  g_assert_false (rk_source_is_done (f.source));
  close (other);
  test_wait_state (f.source, RK_SOURCE_LISTENING);
  print_numbers (&f, 0, 3);
  test_wait_frames (f.source, 3);
  rk_source_end (f.source);
  assert_numbers (f.series, 0, 3);
  tear_down (&f);
}

/* It never opens: the run does not wait for it. */
static void
test_join_failing (void)
{
  Fixture f = { 0 };

  set_up_closed (&f);
  test_pty_unplug (&f.pty);
  g_unlink (f.link);
  rk_source_open (f.source);
  begin (&f, 0);
  test_wait_until (is_done, f.source);
  test_wait_state (f.source, RK_SOURCE_FAILED);
  rk_source_end (f.source);
  tear_down (&f);
}

/* Closed in the middle of the run and opened again: it goes on in its stream, behind a gap. */
static void
test_join_again (void)
{
  Fixture f = { 0 };
  g_autoptr (RkSpan) span = NULL;
  RkCounters counters;

  set_up (&f);
  begin (&f, 0);
  print_numbers (&f, 0, 3);
  test_wait_frames (f.source, 3);
  rk_source_close (f.source);
  g_assert_true (rk_source_is_done (f.source));

  rk_source_open (f.source);
  test_wait_state (f.source, RK_SOURCE_LISTENING);
  print_numbers (&f, 77, 78);
  test_wait_frames (f.source, 4);
  begin_with (&f, 0, RK_PACE_EVERY, 0.0, 8);
  g_assert_false (rk_source_is_done (f.source));
  test_turn_ms (20);
  print_numbers (&f, 78, 99);
  test_wait_until (is_done, f.source);
  rk_source_end (f.source);

  /* What it had read when it joined belongs to the run too; the limit is that of the whole run. */
  span = rk_series_take_span (f.series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 8);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 2), ==, 2.0);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 3), ==, 77.0);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);
  g_assert_cmpint (rk_span_get_gap (span, 0).begin_ns, ==, rk_span_get_time_ns (span, 2));
  g_assert_cmpuint (rk_span_get_break (span, 1), ==, 3);
  g_assert_cmpuint (f.sink->n_samples, ==, 8);

  /* Counters of the run are of both parts: three lines, then those after the second begin. */
  rk_source_get_run_counters (f.source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.bytes, >=, 6 + 4 * 3);
  g_assert_cmpuint (counters.frames, >=, 7);

  /* A run of its own begins at 0 again. */
  g_clear_pointer (&f.series, rk_series_unref);
  g_clear_pointer (&f.sink, test_sink_free);
  begin (&f, 0);
  test_turn_ms (20);
  rk_source_get_run_counters (f.source, &counters);
  g_assert_cmpuint (counters.bytes, ==, 0);
  tear_down (&f);
}

/* --- Raw bytes keep the time of each read --- */

typedef struct {
  RkRunSink sink;
  GString  *log;
} RawSink;

static void
push_raw (RkRunSink *sink,
          guint      stream,
          GBytes    *bytes,
          gint64     arrival_ns)
{
  g_string_append_printf (((RawSink *) sink)->log, "%" G_GINT64_FORMAT ":%.*s ", arrival_ns,
                          (int) g_bytes_get_size (bytes), (const char *) g_bytes_get_data (bytes, NULL));
}

static void
set_counters (RkRunSink        *sink,
              guint             stream,
              const RkCounters *counters)
{
}

static void
test_raw_arrivals (void)
{
  const RkRunSinkFuncs funcs = { .push_raw = push_raw, .set_counters = set_counters };
  RawSink sink = { { &funcs }, g_string_new (NULL) };
  g_autoptr (RkSeries) series = rk_series_new (0, 0);
  g_autoptr (RkRecording) recording = rk_recording_new (&(RkRecordingPlan) {
    .series = series, .sink = &sink.sink, .raw = TRUE,
  });

  rk_recording_add_raw (recording, (const guint8 *) "12", 2, 10);
  rk_recording_add_raw (recording, (const guint8 *) "", 0, 15);
  rk_recording_add_raw (recording, (const guint8 *) "3", 1, 20);
  g_assert_cmpstr (sink.log->str, ==, "");
  g_assert_cmpint (rk_recording_tick (recording, 30), ==, 10 + 100 * RK_NS_PER_MS);
  rk_recording_tick (recording, 10 + 100 * RK_NS_PER_MS);
  g_assert_cmpstr (sink.log->str, ==, "10:12 20:3 ");
  rk_recording_add_raw (recording, (const guint8 *) "4", 1, 40);
  rk_recording_finish (recording, 50);
  g_assert_cmpstr (sink.log->str, ==, "10:12 20:3 40:4 ");
  g_string_free (sink.log, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/acquire/source-run/before", test_before);
  g_test_add_func ("/acquire/source-run/before-some", test_before_some);
  g_test_add_data_func ("/acquire/source-run/before-streaming", GINT_TO_POINTER (FALSE), test_before_streaming);
  g_test_add_data_func ("/acquire/source-run/before-held", GINT_TO_POINTER (TRUE), test_before_streaming);
  g_test_add_func ("/acquire/source-run/before-average", test_before_average);
  g_test_add_func ("/acquire/source-run/before-limit", test_before_limit);
  g_test_add_func ("/acquire/source-run/before-gap", test_before_gap);
  g_test_add_func ("/acquire/source-run/watch", test_watch);
  g_test_add_func ("/acquire/source-run/watch-overflow", test_watch_overflow);
  g_test_add_func ("/acquire/source-run/recent", test_recent);
  g_test_add_func ("/acquire/source-run/send", test_send);
  g_test_add_func ("/acquire/source-run/send-closed", test_send_closed);
  g_test_add_func ("/acquire/source-run/send-stuck", test_send_stuck);
  g_test_add_func ("/acquire/source-run/send-refused", test_send_refused);
  g_test_add_func ("/acquire/source-run/traffic-bounded", test_traffic_bounded);
  g_test_add_func ("/acquire/source-run/release", test_release);
  g_test_add_func ("/acquire/source-run/release-gone", test_release_gone);
  g_test_add_func ("/acquire/source-run/release-begin", test_release_begin);
  g_test_add_func ("/acquire/source-run/join-opening", test_join_opening);
  g_test_add_func ("/acquire/source-run/join-failing", test_join_failing);
  g_test_add_func ("/acquire/source-run/join-again", test_join_again);
  g_test_add_func ("/acquire/source-run/raw-arrivals", test_raw_arrivals);

  return g_test_run ();
}
