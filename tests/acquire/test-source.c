/* Sources on ptys: closing the master takes the same way through the kernel as pulling a plug. */
#include "config.h"

#include "acquire/decoder.h"
#include "acquire/source.h"
#include "base/clock.h"
#include "base/number.h"
#include "source-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define KEEP "kind=delimited\nfirst-line=keep"

typedef struct {
  TestPty    pty;
  RkDevice  *device;
  RkProfile *profile;
  RkSource  *source;
  RkSeries  *series;
  TestSink  *sink;
  gint64     origin_ns;
} Fixture;

/* A source that listens to a pty; @path: (nullable): another path for it. */
static void
set_up (Fixture    *self,
        const char *path,
        const char *line,
        const char *decoder)
{
  if (path == NULL)
    test_pty_plug (&self->pty);
  self->device = rk_device_new_path (path != NULL ? path : self->pty.slave);
  self->profile = test_profile (line, decoder);
  self->source = rk_source_new (self->device, self->profile);
  rk_source_open (self->source);
  test_wait_state (self->source, RK_SOURCE_LISTENING);
}

static void
begin (Fixture   *self,
       RkPaceMode pace,
       double     rate_hz,
       gint64     max_ns,
       guint64    max_samples)
{
  self->origin_ns = rk_clock_now_ns ();
  self->series = rk_series_new (0, self->origin_ns);
  self->sink = test_sink_new ();
  rk_source_begin (self->source, &(RkRecordingPlan) {
    .series = self->series,
    .sink = &self->sink->sink,
    .stream = 7,
    .origin_ns = self->origin_ns,
    .from_ns = self->origin_ns,
    .pace = pace,
    .rate_hz = rate_hz,
    .max_ns = max_ns,
    .max_samples = max_samples,
    .raw = TRUE,
  });
}

static void
tear_down (Fixture *self)
{
  rk_source_close (self->source);
  g_assert_cmpint (rk_source_get_state (self->source), ==, RK_SOURCE_CLOSED);
  g_assert_finalize_object (self->source);
  g_object_unref (self->device);
  rk_profile_unref (self->profile);
  if (self->series != NULL)
    rk_series_unref (self->series);
  if (self->sink != NULL)
    test_sink_free (self->sink);
  test_pty_unplug (&self->pty);
}

/* --- 0 lines lost --- */

typedef struct {
  TestPty *pty;
  guint    n_lines;
  guint64  n_bytes;
} Blaster;

/* Writes of random lengths, as fast as the pty takes them. */
static gpointer
blaster_thread (gpointer data)
{
  Blaster *self = data;
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  g_autoptr (GString) text = g_string_new (NULL);
  gsize at = 0;

  for (guint i = 0; i < self->n_lines; i++)
    g_string_append_printf (text, "%u,%u\r\n", i, 7 * i);

  while (at < text->len) {
    gsize n = MIN ((gsize) g_rand_int_range (random, 1, 700), text->len - at);

    test_pty_write (self->pty, text->str + at, n);
    at += n;
  }
  self->n_bytes = text->len;

  return NULL;
}

static void
test_numbered_lines (void)
{
  Fixture f = { 0 };
  Blaster blaster = { &f.pty, 60000, 0 };
  g_autoptr (RkSpan) span = NULL;
  RkCounters counters;
  GThread *thread;

  set_up (&f, NULL, "", KEEP);
  begin (&f, RK_PACE_EVERY, 0.0, 0, 0);

  thread = g_thread_new ("blaster", blaster_thread, &blaster);
  test_wait_frames (f.source, blaster.n_lines);
  g_thread_join (thread);
  rk_source_end (f.source);

  rk_source_get_run_counters (f.source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.bytes, ==, blaster.n_bytes);
  g_assert_cmpuint (counters.parsed, ==, blaster.n_bytes);
  g_assert_cmpuint (counters.frames, ==, blaster.n_lines);

  span = rk_series_take_span (f.series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, blaster.n_lines);
  for (guint i = 0; i < blaster.n_lines; i++) {
    g_assert_cmpfloat (rk_span_get_value (span, 0, i), ==, i);
    g_assert_cmpfloat (rk_span_get_value (span, 1, i), ==, 7.0 * i);
    if (i > 0)
      g_assert_cmpint (rk_span_get_time_ns (span, i), >=, rk_span_get_time_ns (span, i - 1));
  }

  /* The sink got the same, and every byte. */
  g_assert_cmpuint (f.sink->n_samples, ==, blaster.n_lines);
  g_assert_cmpuint (f.sink->raw->len, ==, blaster.n_bytes);
  g_assert_cmpuint (f.sink->counters.bytes, ==, blaster.n_bytes);
  g_assert_cmpstr (f.sink->log->str, ==, "columns value 1 value 2;");

  tear_down (&f);
}

/* --- The window hangs for two seconds --- */

typedef struct {
  TestPty *pty;
  gint64   origin_ns;
  guint    n;
} Clockwork;

/* Each line holds the moment it was sent, in microseconds of the run. */
static gpointer
clockwork_thread (gpointer data)
{
  Clockwork *self = data;

  for (guint i = 0; i < self->n; i++) {
    test_pty_print (self->pty, "%u %" G_GINT64_FORMAT "\n", i,
                    (rk_clock_now_ns () - self->origin_ns) / 1000);
    g_usleep (4000);
  }

  return NULL;
}

static void
test_frozen_window (void)
{
  Fixture f = { 0 };
  Clockwork clockwork;
  g_autoptr (RkSpan) span = NULL;
  double errors[500];
  GThread *thread;

  set_up (&f, NULL, "", KEEP);
  begin (&f, RK_PACE_EVERY, 0.0, 0, 0);
  clockwork = (Clockwork) { &f.pty, f.origin_ns, G_N_ELEMENTS (errors) };

  thread = g_thread_new ("clockwork", clockwork_thread, &clockwork);
  g_usleep (2 * G_USEC_PER_SEC); /* the main loop stands still */
  g_thread_join (thread);
  test_wait_frames (f.source, clockwork.n);
  test_turn_ms (20);
  rk_source_end (f.source);

  span = rk_series_take_span (f.series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, clockwork.n);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 0);
  for (guint i = 0; i < clockwork.n; i++) {
    g_assert_cmpfloat (rk_span_get_value (span, 0, i), ==, i);
    errors[i] = fabs ((double) rk_span_get_time_ns (span, i) * 1e-6 - rk_span_get_value (span, 1, i) * 1e-3);
  }

  /* The median, since other programs share the processor. */
  qsort (errors, clockwork.n, sizeof *errors, rk_number_compare);
  g_test_message ("time stamps: median error %.3f ms, worst %.3f ms", errors[clockwork.n / 2],
                  errors[clockwork.n - 1]);
  g_assert_cmpfloat (errors[clockwork.n / 2], <, 1.0);

  g_assert_cmpfloat_with_epsilon (rk_source_get_rate_hz (f.source), 230.0, 80.0);

  tear_down (&f);
}

/* --- Unplug and return --- */

static void
link_to (const char *link,
         const char *target)
{
  g_unlink (link);
  g_assert_cmpint (symlink (target, link), ==, 0);
}

/* Closes the master and waits without the main loop: the thread alone must notice. */
static void
test_unplug (void)
{
  Fixture f = { 0 };
  g_autofree char *dir = g_dir_make_tmp ("rostok-XXXXXX", NULL);
  g_autofree char *link = g_build_filename (dir, "sensor", NULL);
  g_autoptr (RkSpan) span = NULL;
  RkCounters counters;
  gint64 lost_us;
  RkGap gap;
  TestPty second = { 0 };

  test_pty_plug (&f.pty);
  link_to (link, f.pty.slave);
  set_up (&f, link, "", KEEP);
  begin (&f, RK_PACE_EVERY, 0.0, 0, 0);

  test_pty_print (&f.pty, "1\n2\n3\n");
  test_wait_frames (f.source, 3);
  test_pty_print (&f.pty, "4.");
  test_turn_ms (20);

  lost_us = g_get_monotonic_time ();
  test_pty_unplug (&f.pty);
  test_wait_state (f.source, RK_SOURCE_LOST);
  g_assert_cmpint (g_get_monotonic_time () - lost_us, <, 100 * 1000);

  /* The same name leads to another pty now; the first is kept so that its number is not reused. */
  test_pty_plug (&second);
  link_to (link, second.slave);
  lost_us = g_get_monotonic_time ();
  test_wait_state (f.source, RK_SOURCE_LISTENING);
  g_assert_cmpint (g_get_monotonic_time () - lost_us, <, 2 * G_USEC_PER_SEC);

  test_pty_print (&second, "5\n6\n");
  test_wait_frames (f.source, 5);
  rk_source_end (f.source);

  /* Half a line is neither 4 nor 45, but dropped. */
  span = rk_series_take_span (f.series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 5);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 3), ==, 5.0);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);
  gap = rk_span_get_gap (span, 0);
  g_assert_cmpint (gap.reason, ==, RK_GAP_UNPLUGGED);
  g_assert_cmpint (gap.begin_ns, ==, rk_span_get_time_ns (span, 2));
  g_assert_cmpint (gap.end_ns, ==, rk_span_get_time_ns (span, 3));
  g_assert_cmpuint (rk_span_get_break (span, 1), ==, 3);
  g_assert_cmpstr (f.sink->log->str, ==, "columns value 1;gap unplugged;");

  rk_source_get_run_counters (f.source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.bytes, ==, 12);
  g_assert_cmpuint (counters.dropped, ==, 2);

  tear_down (&f);
  test_pty_unplug (&second);
  g_unlink (link);
  g_rmdir (dir);
}

/* A run that is stopped while the device is away keeps all and says where data ends. */
static void
test_stop_while_away (void)
{
  Fixture f = { 0 };
  g_autoptr (RkSpan) span = NULL;
  RkGap gap;

  set_up (&f, NULL, "", KEEP);
  begin (&f, RK_PACE_EVERY, 0.0, 0, 0);
  test_pty_print (&f.pty, "1\n2\n");
  test_wait_frames (f.source, 2);
  test_pty_unplug (&f.pty);
  test_wait_state (f.source, RK_SOURCE_LOST);
  rk_source_end (f.source);

  span = rk_series_take_span (f.series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 2);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);
  gap = rk_span_get_gap (span, 0);
  g_assert_cmpint (gap.begin_ns, ==, rk_span_get_time_ns (span, 1));
  g_assert_cmpint (gap.end_ns, >, gap.begin_ns);

  tear_down (&f);
}

/* --- Garbage --- */

static void
test_garbage (void)
{
  Fixture f = { 0 };
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  g_autoptr (GPtrArray) columns = NULL;
  g_autofree char *rejected = NULL;
  g_autofree char *reason = NULL;
  RkCounters counters;
  guint8 noise[8192];
  int caret;

  set_up (&f, NULL, "", KEEP);
  begin (&f, RK_PACE_EVERY, 0.0, 0, 0);

  for (guint i = 0; i < 40; i++) {
    for (guint k = 0; k < sizeof noise; k++)
      noise[k] = (guint8) g_rand_int (random);
    test_pty_write (&f.pty, noise, sizeof noise);
  }
  test_pty_print (&f.pty, "\n1 2 x:\n1:2:3\n42\n");
  test_turn_ms (200);
  rk_source_end (f.source);

  rk_source_get_run_counters (f.source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.bytes, ==, 40 * sizeof noise + 17);
  g_assert_cmpuint (counters.rejected, >, 0);

  rejected = rk_source_dup_last_rejected (f.source, &caret, &reason);
  g_assert_nonnull (rejected);
  g_assert_nonnull (reason);
  g_assert_true (g_utf8_validate (rejected, -1, NULL));

  columns = rk_source_copy_columns (f.source);
  g_assert_cmpuint (columns->len, <=, RK_MAX_COLUMNS);

  tear_down (&f);
}

/* --- Limits --- */

static gboolean
is_done (gpointer data)
{
  return rk_source_is_done (data);
}

static void
test_max_samples (void)
{
  Fixture f = { 0 };
  g_autoptr (RkSpan) span = NULL;

  set_up (&f, NULL, "", KEEP);
  begin (&f, RK_PACE_EVERY, 0.0, 0, 10);
  g_assert_false (rk_source_is_done (f.source));

  for (guint i = 0; i < 25; i++)
    test_pty_print (&f.pty, "%u\n", i);
  test_wait_until (is_done, f.source);
  rk_source_end (f.source);
  g_assert_true (rk_source_is_done (f.source));

  span = rk_series_take_span (f.series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 10);
  g_assert_cmpfloat (rk_span_get_value (span, 0, 9), ==, 9.0);

  tear_down (&f);
}

static void
test_max_time (void)
{
  Fixture f = { 0 };
  g_autoptr (RkSpan) span = NULL;
  guint n = 0;

  set_up (&f, NULL, "", KEEP);
  begin (&f, RK_PACE_EVERY, 0.0, 300 * RK_NS_PER_MS, 0);

  while (!rk_source_is_done (f.source)) {
    test_pty_print (&f.pty, "%u\n", n++);
    test_turn_ms (7);
    g_assert_cmpuint (n, <, 1000);
  }
  rk_source_end (f.source);

  span = rk_series_take_span (f.series);
  g_assert_cmpuint (rk_span_get_n_samples (span), >, 5);
  g_assert_cmpint (rk_span_get_time_ns (span, 0), >=, 0);
  g_assert_cmpint (rk_span_get_time_ns (span, rk_span_get_n_samples (span) - 1), <=, 300 * RK_NS_PER_MS);

  tear_down (&f);
}

/* Nothing comes: the run ends by the clock all the same. */
static void
test_silent_end (void)
{
  Fixture f = { 0 };

  set_up (&f, NULL, "", KEEP);
  begin (&f, RK_PACE_EVERY, 0.0, 100 * RK_NS_PER_MS, 0);
  test_wait_until (is_done, f.source);
  rk_source_end (f.source);
  g_assert_cmpuint (rk_series_get_n_samples (f.series), ==, 0);

  tear_down (&f);
}

static void
test_average (void)
{
  Fixture f = { 0 };
  g_autoptr (RkSpan) span = NULL;
  RkStats stats;
  guint64 n;

  set_up (&f, NULL, "", KEEP);
  begin (&f, RK_PACE_AVERAGE, 20.0, 0, 0);
  for (guint i = 0; i < 100; i++) {
    test_pty_print (&f.pty, "%u\n", i % 2);
    test_turn_ms (4);
  }
  test_wait_frames (f.source, 100);
  rk_source_end (f.source);

  span = rk_series_take_span (f.series);
  n = rk_span_get_n_samples (span);
  g_assert_cmpuint (n, >=, 7);
  g_assert_cmpuint (n, <, 40);

  /* Middles of intervals of 50 ms from the origin. How many frames each holds is up to the
   * machine; test-pacer.c has the exact means. */
  for (guint64 i = 1; i + 1 < n; i++)
    g_assert_cmpint (rk_span_get_time_ns (span, i) % (50 * RK_NS_PER_MS), ==, 25 * RK_NS_PER_MS);
  rk_span_get_stats (span, 0, 0, n, &stats);
  g_assert_cmpfloat_with_epsilon (stats.mean, 0.5, 0.25);

  tear_down (&f);
}

/* --- Counters of a run --- */

/* The half line in hand at the begin is the run's; half a line at its end is dropped. */
static void
test_run_counters (void)
{
  Fixture f = { 0 };
  RkCounters counters;

  set_up (&f, NULL, "", KEEP);
  test_pty_print (&f.pty, "1\n2\n33");
  test_wait_frames (f.source, 2);
  test_turn_ms (60);
  rk_source_get_counters (f.source, &counters);
  g_assert_cmpuint (counters.bytes, ==, 6);
  g_assert_cmpuint (counters.pending, ==, 2);

  begin (&f, RK_PACE_EVERY, 0.0, 0, 0);
  test_turn_ms (20);
  test_pty_print (&f.pty, "3\n4\n5");
  test_wait_frames (f.source, 2);
  test_turn_ms (60);
  rk_source_get_counters (f.source, &counters);
  g_assert_cmpuint (counters.bytes, ==, 7);
  g_assert_cmpuint (counters.pending, ==, 1);

  rk_source_end (f.source);
  rk_source_get_run_counters (f.source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.bytes, ==, 7);
  g_assert_cmpuint (counters.parsed, ==, 6);
  g_assert_cmpuint (counters.dropped, ==, 1);
  g_assert_cmpuint (counters.pending, ==, 0);
  g_assert_cmpuint (f.sink->raw->len, ==, 7);
  g_assert_cmpint (memcmp (f.sink->raw->data, "333\n4\n5", 7), ==, 0);

  rk_source_get_counters (f.source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.bytes, ==, 11);

  tear_down (&f);
}

/* --- Boot noise and first lines --- */

static void
test_first_line (void)
{
  Fixture f = { 0 };
  RkCounters counters;

  /* By default what comes before the first line end may be half a line. */
  set_up (&f, NULL, "", "kind=delimited");
  test_pty_print (&f.pty, "3.14\n2\n");
  test_wait_frames (f.source, 1);
  rk_source_get_counters (f.source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.dropped, ==, 5);
  g_assert_cmpfloat (rk_source_get_last_value (f.source, 0), ==, 2.0);

  tear_down (&f);
}

static void
test_boot_noise (void)
{
  Fixture f = { 0 };
  RkCounters counters;

  set_up (&f, NULL, "wait=300", KEEP);
  test_pty_print (&f.pty, "666\n");
  test_turn_ms (400);
  test_pty_print (&f.pty, "7\n");
  test_wait_frames (f.source, 1);
  rk_source_get_counters (f.source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.frames, ==, 1);
  g_assert_cmpuint (counters.dropped, ==, 4);
  g_assert_cmpfloat (rk_source_get_last_value (f.source, 0), ==, 7.0);

  tear_down (&f);
}

/* --- Profiles --- */

static gboolean
reads_one_and_a_half (gpointer data)
{
  double value = rk_source_get_last_value (data, 0);

  return value >= 1.5 && value <= 1.5;
}

/* One click: what came already is read again, without another byte. */
static void
test_set_profile (void)
{
  Fixture f = { 0 };
  g_autoptr (RkProfile) comma = test_profile ("", KEEP "\ndecimal=comma");
  g_autoptr (GPtrArray) columns = NULL;
  g_autoptr (GBytes) raw = NULL;
  RkCounters counters;

  set_up (&f, NULL, "", KEEP "\ndecimal=point");
  test_pty_print (&f.pty, "1,5\n1,5\n1,5\n");
  test_wait_frames (f.source, 3);
  columns = rk_source_copy_columns (f.source);
  g_assert_cmpuint (columns->len, ==, 2);

  rk_source_set_profile (f.source, comma);
  test_wait_until (reads_one_and_a_half, f.source);
  g_clear_pointer (&columns, g_ptr_array_unref);
  columns = rk_source_copy_columns (f.source);
  g_assert_cmpuint (columns->len, ==, 1);

  /* Read twice, counted once. */
  rk_source_get_counters (f.source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.bytes, ==, 12);
  g_assert_cmpuint (counters.frames, ==, 3);
  raw = rk_source_copy_raw (f.source, 5);
  g_assert_cmpmem (g_bytes_get_data (raw, NULL), g_bytes_get_size (raw), "\n1,5\n", 5);

  tear_down (&f);
}

static gboolean
asks_about_commas (gpointer source)
{
  return rk_source_get_comma (source) == RK_COMMA_SEPARATES;
}

static gboolean
is_sure_of_commas (gpointer source)
{
  return rk_source_get_comma (source) == RK_COMMA_SURE;
}

/* "1,5" can be both: the guess is told and can be changed there and back; after "1.5,2" nothing is asked. */
static void
test_comma (void)
{
  Fixture f = { 0 };
  g_autoptr (GPtrArray) columns = NULL;
  g_autoptr (RkProfile) faster = NULL;
  g_autoptr (RkProfile) other = test_profile ("", KEEP);

  set_up (&f, NULL, "", KEEP);
  g_assert_cmpint (rk_source_get_comma (f.source), ==, RK_COMMA_SURE);
  test_pty_print (&f.pty, "1,5\n1,5\n1,5\n");
  test_wait_until (asks_about_commas, f.source);

  rk_source_set_comma (f.source, RK_COMMA_DECIMAL);
  g_assert_cmpint (rk_source_get_comma (f.source), ==, RK_COMMA_DECIMAL);
  test_wait_until (reads_one_and_a_half, f.source);
  columns = rk_source_copy_columns (f.source);
  g_assert_cmpuint (columns->len, ==, 1);

  /* Another speed is no other answer. */
  faster = rk_profile_with_baud (rk_source_get_profile (f.source), 57600);
  rk_source_set_profile (f.source, faster);
  g_assert_cmpint (rk_source_get_comma (f.source), ==, RK_COMMA_DECIMAL);

  rk_source_set_comma (f.source, RK_COMMA_SEPARATES);
  g_assert_cmpint (rk_source_get_comma (f.source), ==, RK_COMMA_SEPARATES);
  test_turn_ms (100);
  g_clear_pointer (&columns, g_ptr_array_unref);
  columns = rk_source_copy_columns (f.source);
  g_assert_cmpuint (columns->len, ==, 2);

  /* Its lines tell. */
  rk_source_set_profile (f.source, other);
  test_turn_ms (100);
  test_wait_state (f.source, RK_SOURCE_LISTENING);
  test_pty_print (&f.pty, "1.5,2\n");
  test_wait_until (is_sure_of_commas, f.source);

  tear_down (&f);
}

/* Another speed opens the port anew; a run goes on, with a pause. */
static void
test_set_baud (void)
{
  Fixture f = { 0 };
  g_autoptr (RkProfile) faster = NULL;
  g_autoptr (RkSpan) span = NULL;

  set_up (&f, NULL, "", KEEP);
  begin (&f, RK_PACE_EVERY, 0.0, 0, 0);
  test_pty_print (&f.pty, "1\n");
  test_wait_frames (f.source, 1);

  faster = rk_profile_with_baud (f.profile, 57600);
  rk_source_set_profile (f.source, faster);
  test_turn_ms (100);
  test_wait_state (f.source, RK_SOURCE_LISTENING);
  test_pty_print (&f.pty, "2\n");
  test_wait_frames (f.source, 2);
  rk_source_end (f.source);

  span = rk_series_take_span (f.series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 2);
  g_assert_cmpuint (rk_span_get_n_columns (span), ==, 1);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);
  g_assert_cmpint (rk_span_get_gap (span, 0).reason, ==, RK_GAP_PAUSED);

  tear_down (&f);
}

/* --- Opening --- */

static gboolean
has_error (gpointer data)
{
  return rk_source_get_error_text (data) != NULL;
}

static void
test_busy (void)
{
  TestPty pty = { 0 };
  g_autoptr (RkDevice) device = NULL;
  g_autoptr (RkProfile) profile = test_profile ("", KEEP);
  g_autoptr (RkSource) source = NULL;
  int other;

  test_pty_plug (&pty);
  other = open (pty.slave, O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (flock (other, LOCK_EX | LOCK_NB), ==, 0);

  device = rk_device_new_path (pty.slave);
  source = rk_source_new (device, profile);
  rk_source_open (source);
  test_wait_until (has_error, source);
  g_assert_cmpint (rk_source_get_state (source), ==, RK_SOURCE_OPENING);
  g_assert_nonnull (strstr (rk_source_get_error_text (source), pty.slave));

  /* Let go, and it is taken. */
  close (other);
  test_wait_state (source, RK_SOURCE_LISTENING);
  g_assert_null (rk_source_get_error_text (source));

  rk_source_close (source);
  test_pty_unplug (&pty);
}

typedef struct {
  const char *name;
  const char *path;
} FailCase;

static const FailCase fail_cases[] = {
  { "missing", "/nonexistent/port" },
  { "folder", "/tmp" },
  { "file", "/etc/passwd" },
  { "no-terminal", "/dev/null" },
};

static void
test_fails (gconstpointer data)
{
  const FailCase *c = data;
  g_autoptr (RkDevice) device = rk_device_new_path (c->path);
  g_autoptr (RkProfile) profile = test_profile ("", KEEP);
  g_autoptr (RkSource) source = rk_source_new (device, profile);
  g_autoptr (RkSeries) series = rk_series_new (0, 0);

  rk_source_open (source);
  test_wait_state (source, RK_SOURCE_FAILED);
  g_assert_nonnull (strstr (rk_source_get_error_text (source), c->path));

  /* Nothing hangs: a run of it is over at once. */
  rk_source_begin (source, &(RkRecordingPlan) { .series = series });
  g_assert_true (rk_source_is_done (source));
  rk_source_end (source);
}

static void
test_unknown_simulated (void)
{
  g_autoptr (RkDevice) device = rk_device_new_simulated ("no such thing", 0.0, 0);
  g_autoptr (RkProfile) profile = test_profile ("", KEEP);
  g_autoptr (RkSource) source = rk_source_new (device, profile);

  rk_source_open (source);
  test_wait_state (source, RK_SOURCE_FAILED);
  g_assert_nonnull (rk_source_get_error_text (source));
}

/* --- Other ways to send bytes --- */

static void
test_fifo (void)
{
  Fixture f = { 0 };
  g_autofree char *dir = g_dir_make_tmp ("rostok-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "fifo", NULL);
  int fd;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  set_up (&f, path, "", KEEP);

  for (int i = 0; i < 2; i++) {
    fd = open (path, O_WRONLY | O_CLOEXEC);
    g_assert_cmpint (write (fd, "1\n2\n", 4), ==, 4);
    test_wait_frames (f.source, 2 * (guint64) (i + 1));

    /* The writer leaves: the next one is waited for. */
    close (fd);
    test_turn_ms (20);
    test_wait_state (f.source, RK_SOURCE_LISTENING);
  }

  tear_down (&f);
  g_unlink (path);
  g_rmdir (dir);
}

static void
test_socket (void)
{
  Fixture f = { 0 };
  g_autofree char *dir = g_dir_make_tmp ("rostok-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "socket", NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int listener = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  int fd;

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (listener, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (listen (listener, 1), ==, 0);

  set_up (&f, path, "", KEEP);
  fd = accept (listener, NULL, NULL);
  g_assert_cmpint (write (fd, "1\n2\n", 4), ==, 4);
  test_wait_frames (f.source, 2);

  tear_down (&f);
  close (fd);
  close (listener);
  g_unlink (path);
  g_rmdir (dir);
}

/* Descriptors above 1023, where select () writes past its set. */
static void
test_high_descriptor (void)
{
  Fixture f = { 0 };
  struct rlimit limit;
  g_autoptr (GArray) fds = g_array_new (FALSE, FALSE, sizeof (int));

  g_assert_cmpint (getrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  if (limit.rlim_max < 2048) {
    g_test_skip ("not allowed to open so many files");
    return;
  }
  limit.rlim_cur = MAX (limit.rlim_cur, 2048);
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);

  for (;;) {
    int fd = open ("/dev/null", O_RDONLY | O_CLOEXEC);

    g_assert_cmpint (fd, >=, 0);
    g_array_append_val (fds, fd);
    if (fd > 1100)
      break;
  }

  set_up (&f, NULL, "", KEEP);
  test_pty_print (&f.pty, "1\n2\n");
  test_wait_frames (f.source, 2);
  tear_down (&f);

  for (guint i = 0; i < fds->len; i++)
    close (g_array_index (fds, int, i));
}

/* --- Simulated in the program --- */

static void
test_simulated (void)
{
  g_autoptr (RkDevice) device = rk_device_new_simulated ("noise", 200.0, 1);
  g_autoptr (RkProfile) profile = rk_device_guess_profile (device);
  g_autoptr (RkSource) source = rk_source_new (device, profile);
  RkCounters counters;

  rk_source_open (source);
  test_wait_state (source, RK_SOURCE_LISTENING);
  test_wait_frames (source, 40);
  rk_source_get_counters (source, &counters);
  test_assert_balanced (&counters);
  g_assert_cmpuint (counters.rejected, ==, 0);
  g_assert_cmpuint (counters.dropped, ==, 0);
  g_assert_false (isnan (rk_source_get_last_value (source, 0)));
  rk_source_close (source);

  /* And once more, from the start. */
  rk_source_open (source);
  test_wait_frames (source, 60);
}

/* --- Suspend --- */

static gint64 suspended_ns; /* atomic enough: set before the byte that shows it */

static gint64
clock_now_ns (gpointer data)
{
  return g_get_monotonic_time () * 1000;
}

static gint64
clock_boot_ns (gpointer data)
{
  return g_get_monotonic_time () * 1000 + __atomic_load_n (&suspended_ns, __ATOMIC_SEQ_CST);
}

static gint64
clock_wall_us (gpointer data)
{
  return g_get_real_time ();
}

static void
test_suspend (void)
{
  const RkClock clock = { clock_now_ns, clock_boot_ns, clock_wall_us, NULL };
  Fixture f = { 0 };
  g_autoptr (RkSpan) span = NULL;

  rk_clock_inject (&clock);
  set_up (&f, NULL, "", KEEP);
  begin (&f, RK_PACE_EVERY, 0.0, 0, 0);
  test_pty_print (&f.pty, "1\n");
  test_wait_frames (f.source, 1);
  __atomic_store_n (&suspended_ns, 3600 * RK_NS_PER_S, __ATOMIC_SEQ_CST);
  test_pty_print (&f.pty, "2\n");
  test_wait_frames (f.source, 2);
  rk_source_end (f.source);

  span = rk_series_take_span (f.series);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 2);
  g_assert_cmpuint (rk_span_get_n_gaps (span), ==, 1);
  g_assert_cmpint (rk_span_get_gap (span, 0).reason, ==, RK_GAP_SUSPENDED);

  tear_down (&f);
  rk_clock_inject (NULL);
}

/* --- What the device says of its newest value --- */

static gboolean
has_tired_battery (gpointer data)
{
  return rk_source_get_last_flags (data, 0) == (RK_VALUE_BATTERY | RK_VALUE_DC);
}

static gboolean
has_fresh_battery (gpointer data)
{
  return rk_source_get_last_flags (data, 0) == RK_VALUE_DC;
}

static void
test_last_flags (void)
{
  static const char tired[] = "+1234 1\x10\x04\0\x80\0\r\n";
  static const char fresh[] = "+1235 1\x10\0\0\x80\0\r\n";
  Fixture f = { 0 };

  set_up (&f, NULL, "", "kind=fs9922");
  g_assert_cmpuint (rk_source_get_last_flags (f.source, 0), ==, 0);
  test_pty_write (&f.pty, tired, sizeof tired - 1);
  test_wait_until (has_tired_battery, f.source);
  g_assert_cmpuint (rk_source_get_last_flags (f.source, 1), ==, 0);
  test_pty_write (&f.pty, fresh, sizeof fresh - 1);
  test_wait_until (has_fresh_battery, f.source);

  tear_down (&f);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/acquire/source/numbered-lines", test_numbered_lines);
  g_test_add_func ("/acquire/source/frozen-window", test_frozen_window);
  g_test_add_func ("/acquire/source/unplug", test_unplug);
  g_test_add_func ("/acquire/source/stop-while-away", test_stop_while_away);
  g_test_add_func ("/acquire/source/garbage", test_garbage);
  g_test_add_func ("/acquire/source/max-samples", test_max_samples);
  g_test_add_func ("/acquire/source/max-time", test_max_time);
  g_test_add_func ("/acquire/source/silent-end", test_silent_end);
  g_test_add_func ("/acquire/source/average", test_average);
  g_test_add_func ("/acquire/source/run-counters", test_run_counters);
  g_test_add_func ("/acquire/source/first-line", test_first_line);
  g_test_add_func ("/acquire/source/boot-noise", test_boot_noise);
  g_test_add_func ("/acquire/source/set-profile", test_set_profile);
  g_test_add_func ("/acquire/source/comma", test_comma);
  g_test_add_func ("/acquire/source/set-baud", test_set_baud);
  g_test_add_func ("/acquire/source/busy", test_busy);
  for (guint i = 0; i < G_N_ELEMENTS (fail_cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/source/fails/", fail_cases[i].name, NULL);

    g_test_add_data_func (path, &fail_cases[i], test_fails);
  }
  g_test_add_func ("/acquire/source/unknown-simulated", test_unknown_simulated);
  g_test_add_func ("/acquire/source/fifo", test_fifo);
  g_test_add_func ("/acquire/source/socket", test_socket);
  g_test_add_func ("/acquire/source/high-descriptor", test_high_descriptor);
  g_test_add_func ("/acquire/source/simulated", test_simulated);
  g_test_add_func ("/acquire/source/suspend", test_suspend);
  g_test_add_func ("/acquire/source/last-flags", test_last_flags);

  return g_test_run ();
}
