#pragma once

#include "store/block.h"
#include "store/column.h"

G_BEGIN_DECLS

/**
 * RkRunSink:
 *
 * Where a run goes to be kept: the function table between the recorder (acquire), which calls it,
 * and the file (project), which implements it. Neither knows the other.
 *
 * add_stream is called on the main thread, before the first block of the stream; the other
 * functions on the thread of the source. They queue and return at once: no I/O, no lock held
 * for longer than a queue push. Times are of rk_clock_now_ns (); the sink knows the begin of the run.
 */
typedef struct _RkRunSink RkRunSink;

typedef struct {
  guint (*add_stream)   (RkRunSink *self, const char *source_key, const char *source_name, const char *profile_id);
  void  (*set_columns)  (RkRunSink *self, guint stream, GPtrArray *columns); /* RkColumn; all, whenever one is added */
  void  (*push_block)   (RkRunSink *self, guint stream, RkBlock *block);      /* takes its own reference */
  void  (*push_raw)     (RkRunSink *self, guint stream, GBytes *bytes, gint64 arrival_ns);
  void  (*push_gap)     (RkRunSink *self, guint stream, const RkGap *gap);
  void  (*set_counters) (RkRunSink *self, guint stream, const RkCounters *counters);
  /* Nullable. The @sample-th sample pushed is taken back: it stays in the file, and is not shown. */
  void  (*exclude)      (RkRunSink *self, guint stream, guint64 sample);
} RkRunSinkFuncs;

struct _RkRunSink
{
  const RkRunSinkFuncs *funcs;
};

G_END_DECLS
