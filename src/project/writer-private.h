#pragma once

#include "project/writer.h"

G_BEGIN_DECLS

typedef struct {
  gint64      id;      /* constant */
  char       *source_key;
  char       *source_name;
  char       *profile_id;

  /* Guarded by the lock of the writer. */
  gint64      last_ns; /* of the newest sample that was queued */
  guint64     n_lost;  /* refused since then, because memory was full */
  guint64     raw_lost; /* bytes, in all */

  /* Writer's thread. "done" is what the last commit made sure of. */
  guint64     n_done;
  guint64     n_work;
  GPtrArray  *tail;       /* RkBlock: on the disk in small chunks, not yet in a large one */
  guint64     tail_first; /* number of the first sample in @tail */
  guint64     n_tail;     /* samples in @tail */
  GPtrArray  *fresh;      /* RkBlock: of this transaction */
  GPtrArray  *next_tail;  /* what @tail becomes by the commit; NULL: @tail and @fresh */
  guint64     next_first;
  GPtrArray  *raw;        /* RkWriterOp, borrowed: of this transaction */
  guint64     raw_done;   /* bytes */
  guint64     raw_work;
  gint64      gap_done;   /* gaps written */
  gint64      gap_work;
  RkGap       last_gap;
  guint64     last_gap_at;
  RkGap       done_gap;
  guint64     done_gap_at;
  const RkCounters *counters; /* the newest of this transaction, borrowed */
  guint64     counters_lost;  /* raw_lost beside it */
} RkWriterStream;

struct _RkWriterRun
{
  gatomicrefcount ref_count;
  RkSetupRun *setup;     /* constant */
  gint64      origin_ns; /* constant */
  gboolean    hidden;    /* constant: an import, not shown before it is whole */
  GPtrArray  *streams;   /* RkWriterStream; the array guarded by the lock */

  /* Writer's thread. */
  GPtrArray  *known;    /* RkWriterStream, borrowed: those of @streams it has heard of */
  gboolean    begun;
  gboolean    ended;
  gint64      last_ns;     /* newest sample, since the begin of the run */
  gint64      duration_ns; /* once @ended */
};

typedef enum {
  OP_BEGIN_RUN,
  OP_ADD_STREAM,
  OP_COLUMNS,
  OP_BLOCK,
  OP_RAW,
  OP_GAP,
  OP_EXCLUDE,
  OP_COUNTERS,
  OP_END_RUN,
  OP_DELETED,
} RkWriterOpKind;

typedef struct {
  RkWriterOpKind  kind;
  RkWriterRun    *run;    /* nullable */
  RkWriterStream *stream; /* of @run, or NULL */
  gsize           bytes;  /* counted against the limit */
  gint64          number; /* duration, run id, arrival, sample */
  gboolean        flag;
  union {
    RkBlock      *block;
    GBytes       *raw;
    GPtrArray    *columns;
    RkGap         gap;
    struct {
      RkCounters  values;
      guint64     raw_lost;
    } counters;
  };
} RkWriterOp;

/* -- writer-piece.c ------------------------------------------------------- */

#define RK_WRITER_PIECE_OVERHEAD 128 /* bytes of bookkeeping, roughly */

/* Takes a reference of @run (nullable); borrows @stream, which lives as long as it. */
RkWriterOp *rk_writer_op_new      (RkWriterOpKind kind, RkWriterRun *run, RkWriterStream *stream) G_GNUC_WARN_UNUSED_RESULT;
void        rk_writer_op_free     (gpointer op);
void        rk_writer_stream_free (gpointer stream);

/* -- transaction.c: what the writer's thread does with the pieces --------- */

typedef struct {
  RkDatabase *database;
  GPtrArray  *runs;   /* RkWriterRun: recorded now */
  GByteArray *buffer;
} RkTransaction;

/* All of @ops (RkWriterOp) and @setup (nullable), or nothing. */
gboolean rk_transaction_write  (RkTransaction *self, GQueue *ops, const RkSetup *setup, gboolean settle, GError **error);

G_END_DECLS
