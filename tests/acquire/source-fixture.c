#include "config.h"

#include "source-fixture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#define PATIENCE_US (5 * G_USEC_PER_SEC)

void
test_pty_plug (TestPty *self)
{
  struct termios settings;
  char name[64];
  int slave;

  self->master = posix_openpt (O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (self->master, >=, 0);
  g_assert_cmpint (grantpt (self->master), ==, 0);
  g_assert_cmpint (unlockpt (self->master), ==, 0);
  g_assert_cmpint (ptsname_r (self->master, name, sizeof name), ==, 0);
  self->slave = g_strdup (name);

  /* Raw from the start: otherwise the terminal echoes what the device prints. */
  slave = open (name, O_RDWR | O_NOCTTY | O_CLOEXEC);
  g_assert_cmpint (slave, >=, 0);
  g_assert_cmpint (tcgetattr (slave, &settings), ==, 0);
  cfmakeraw (&settings);
  g_assert_cmpint (tcsetattr (slave, TCSANOW, &settings), ==, 0);
  close (slave);
}

void
test_pty_unplug (TestPty *self)
{
  if (self->master >= 0)
    close (self->master);
  self->master = -1;
  g_clear_pointer (&self->slave, g_free);
}

void
test_pty_write (TestPty    *self,
                const void *bytes,
                gsize       n)
{
  const char *at = bytes;

  while (n > 0) {
    ssize_t done = write (self->master, at, n);

    if (done < 0) {
      g_assert_true (errno == EINTR || errno == EAGAIN);
      continue;
    }
    at += done;
    n -= (gsize) done;
  }
}

void
test_pty_print (TestPty    *self,
                const char *format,
                ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  test_pty_write (self, text, strlen (text));
}

void
test_wait_until (TestCondition condition,
                 gpointer      data)
{
  gint64 end_us = g_get_monotonic_time () + PATIENCE_US;

  while (!condition (data)) {
    g_assert_cmpint (g_get_monotonic_time (), <, end_us);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }
}

typedef struct {
  RkSource     *source;
  RkSourceState state;
  guint64       n;
} Wanted;

static gboolean
has_state (gpointer data)
{
  Wanted *wanted = data;

  return rk_source_get_state (wanted->source) == wanted->state;
}

void
test_wait_state (RkSource      *source,
                 RkSourceState  state)
{
  Wanted wanted = { source, state, 0 };

  test_wait_until (has_state, &wanted);
}

static gboolean
has_frames (gpointer data)
{
  Wanted *wanted = data;
  RkCounters counters;

  rk_source_get_counters (wanted->source, &counters);

  return counters.frames >= wanted->n;
}

void
test_wait_frames (RkSource *source,
                  guint64   n)
{
  Wanted wanted = { source, 0, n };

  test_wait_until (has_frames, &wanted);
}

void
test_turn_ms (guint ms)
{
  gint64 end_us = g_get_monotonic_time () + ms * 1000;

  while (g_get_monotonic_time () < end_us)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

/* @line and @decoder: keys of the groups of the same names, "" = none */
RkProfile *
test_profile (const char *line,
              const char *decoder)
{
  g_autofree char *text = g_strdup_printf ("[Device]\nid=test\nname=Test\n[Line]\n%s\n[Decoder]\n%s\n",
                                           line, decoder);
  g_autoptr (GError) error = NULL;
  RkProfile *profile = rk_profile_parse (text, strlen (text), "test.rkdevice", &error);

  g_assert_no_error (error);

  return profile;
}

static guint
sink_add_stream (RkRunSink  *sink,
                 const char *source_key,
                 const char *source_name,
                 const char *profile_id)
{
  TestSink *self = (TestSink *) sink;

  g_mutex_lock (&self->lock);
  g_string_append_printf (self->log, "add %s;", profile_id);
  g_mutex_unlock (&self->lock);

  return 7;
}

static void
sink_set_columns (RkRunSink *sink,
                  guint      stream,
                  GPtrArray *columns)
{
  TestSink *self = (TestSink *) sink;

  g_mutex_lock (&self->lock);
  g_assert_cmpuint (stream, ==, 7);
  g_string_append (self->log, "columns");
  for (guint i = 0; i < columns->len; i++)
    g_string_append_printf (self->log, " %s", ((RkColumn *) g_ptr_array_index (columns, i))->key);
  g_string_append_c (self->log, ';');
  g_mutex_unlock (&self->lock);
}

static void
sink_push_block (RkRunSink *sink,
                 guint      stream,
                 RkBlock   *block)
{
  TestSink *self = (TestSink *) sink;

  g_mutex_lock (&self->lock);
  self->n_samples += block->n_samples;
  self->n_blocks++;
  g_mutex_unlock (&self->lock);
}

static void
sink_push_raw (RkRunSink *sink,
               guint      stream,
               GBytes    *bytes,
               gint64     arrival_ns)
{
  TestSink *self = (TestSink *) sink;
  gsize n;
  const guint8 *data = g_bytes_get_data (bytes, &n);

  g_mutex_lock (&self->lock);
  g_byte_array_append (self->raw, data, (guint) n);
  g_mutex_unlock (&self->lock);
}

static void
sink_push_gap (RkRunSink   *sink,
               guint        stream,
               const RkGap *gap)
{
  TestSink *self = (TestSink *) sink;

  g_mutex_lock (&self->lock);
  g_assert_cmpint (gap->end_ns, >=, gap->begin_ns);
  g_string_append_printf (self->log, "gap %s;", rk_gap_reason_id (gap->reason));
  g_mutex_unlock (&self->lock);
}

static void
sink_set_counters (RkRunSink        *sink,
                   guint             stream,
                   const RkCounters *counters)
{
  TestSink *self = (TestSink *) sink;

  g_mutex_lock (&self->lock);
  test_assert_balanced (counters);
  self->counters = *counters;
  g_mutex_unlock (&self->lock);
}

static void
sink_exclude (RkRunSink *sink,
              guint      stream,
              guint64    sample)
{
  TestSink *self = (TestSink *) sink;

  g_mutex_lock (&self->lock);
  g_string_append_printf (self->log, "exclude %u;", (guint) sample);
  g_mutex_unlock (&self->lock);
}

static const RkRunSinkFuncs sink_funcs = {
  .add_stream = sink_add_stream,
  .set_columns = sink_set_columns,
  .push_block = sink_push_block,
  .push_raw = sink_push_raw,
  .push_gap = sink_push_gap,
  .set_counters = sink_set_counters,
  .exclude = sink_exclude,
};

TestSink *
test_sink_new (void)
{
  TestSink *self = g_new0 (TestSink, 1);

  self->sink.funcs = &sink_funcs;
  g_mutex_init (&self->lock);
  self->log = g_string_new (NULL);
  self->raw = g_byte_array_new ();

  return self;
}

void
test_sink_free (TestSink *self)
{
  g_mutex_clear (&self->lock);
  g_string_free (self->log, TRUE);
  g_byte_array_unref (self->raw);
  g_free (self);
}

void
test_assert_balanced (const RkCounters *counters)
{
  g_assert_cmpuint (counters->bytes, ==,
                    counters->parsed + counters->rejected + counters->dropped + counters->pending);
}
