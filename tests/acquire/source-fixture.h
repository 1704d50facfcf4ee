#pragma once

#include "acquire/source.h"

/* A pty as a device under test: the master is the device, the slave its port. */
typedef struct {
  int   master; /* -1 = unplugged */
  char *slave;  /* "/dev/pts/5" */
} TestPty;

void      test_pty_plug   (TestPty *self);
void      test_pty_unplug (TestPty *self);
void      test_pty_print  (TestPty *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void      test_pty_write  (TestPty *self, const void *bytes, gsize n); /* waits for room */

typedef gboolean (*TestCondition) (gpointer data);

/* Turns the main loop until it holds; fails the test after five seconds. */
void      test_wait_until (TestCondition condition, gpointer data);
void      test_wait_state (RkSource *source, RkSourceState state);
void      test_wait_frames (RkSource *source, guint64 n); /* of the run while there is one */
void      test_turn_ms    (guint ms);

RkProfile *test_profile   (const char *line, const char *decoder) G_GNUC_WARN_UNUSED_RESULT;

/* Keeps what a run pushes. Guarded: blocks come from the thread of the source. */
typedef struct {
  RkRunSink   sink;
  GMutex      lock;
  GString    *log;     /* "add 0 KEY;" "columns a,b;" "gap unplugged;" in order; blocks only in numbers */
  guint64     n_samples;
  guint64     n_blocks;
  GByteArray *raw;
  RkCounters  counters;
} TestSink;

TestSink *test_sink_new  (void);
void      test_sink_free (TestSink *self);

void      test_assert_balanced (const RkCounters *counters);
