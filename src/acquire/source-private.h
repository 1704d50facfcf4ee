#pragma once

#include "acquire/source-thread.h"
#include "acquire/stamper.h"
#include "acquire/talker.h"
#include "acquire/traffic.h"

G_BEGIN_DECLS

/* Shared by the files of the reader only: source-thread.c is its loop, source-decode.c what it makes of bytes,
 * source-line.c how the line is doing, source-rows.c what it remembers of rows, source-send.c what it writes,
 * source-talk.c what it asks by itself, source-reader.c what the main thread sees and says. */

#define RK_RING_SIZE  (64 * 1024)
#define RK_BURST_SIZE (32 * 1024)
#define RK_HELD_SIZE  (1024 * 1024)
#define RK_OUT_SIZE   (64 * 1024)
#define RK_MAX_BREAKS 64

/* The only state two threads share; guarded by @lock. */
typedef struct {
  GMutex lock;
  GCond  ended; /* a recording has delivered its last block, or the thread has ended */

  /* From the main thread. */
  gboolean     quit;
  gboolean     end;
  RkProfile   *profile;   /* to be taken over; NULL = none */
  RkRecording *recording; /* to be begun; NULL = none */
  gint64       hold_ns;   /* bytes wait for a run to begin until then; RK_TIME_NONE = they do not */
  GByteArray  *outgoing;  /* to be sent; at most RK_OUT_SIZE */
  GPtrArray   *watches;   /* of RkWatch: to be taken over; NULL = none */
  gboolean     is_released; /* the device is left to another program */
  gboolean     take_candidate;

  /* To the main thread. */
  gboolean       running; /* the thread is there to obey */
  gboolean       is_recording;
  RkReaderStatus status;
  GPtrArray     *columns; /* of RkColumn */
  GArray        *last;    /* of double */
  GArray        *last_flags; /* of guint32, of those */
  RkCounters     counters;
  RkCounters     run_counters;
  char          *rejected;
  char          *reason;
  int            caret;
  guint8        *ring;    /* RK_RING_SIZE bytes */
  gsize          ring_len;
  gsize          ring_end; /* where the next byte goes */
  RkTraffic     *traffic;
  GArray        *fired; /* of RkFired */
  guint64        n_fired_lost;
} RkShared;

/* One read of the port. */
typedef struct {
  gsize  n; /* bytes */
  gint64 arrival_ns;
} RkRead;

typedef struct {
  gsize n; /* bytes */
  guint n_reads;
} RkHeldBurst;

/* No data from the row at @after_ns to the next one. */
typedef struct {
  gint64      after_ns;
  RkGapReason reason;
} RkBreak;

struct _RkReader
{
  /* Constant. */
  RkTarget *target;
  void    (*wake) (gpointer data);
  gpointer  wake_data;
  int       event_fd;

  GThread  *thread; /* main thread only */

  RkShared  shared;

  /* All below belongs to the thread while it runs. */
  RkProfile   *profile;
  RkLink      *link;
  RkDecoder   *decoder;
  RkStamper   *stamper;
  RkRecording *recording;
  guint8      *burst;
  GArray      *reads;         /* of RkRead: what the burst came in */
  gint64       arrival_ns;    /* of the burst at hand */
  gint64       drop_until_ns; /* boot noise; RK_TIME_NONE = none */
  gint64       retry_ns;      /* when to look for the lost device again */
  gint64       second_ns;     /* when the faults of the line are read next */
  gint64       suspend_ns;    /* boot time - monotonic time, as last seen */
  RkPortFaults faults;      /* since it was opened */
  RkPortFaults all_faults;  /* since the source was made */
  guint64      queue_high;  /* most bytes that waited in the kernel */
  guint64      run_queue_high;
  guint        n_full;      /* seconds the line has been full for */
  guint64      n_late;      /* questions that were not answered in time */
  guint64      late_seen;   /* those of the talker at hand */
  guint        n_opened;      /* how often it was opened */

  /* Bursts read while a run is being prepared: they belong to it, so they wait for its begin. */
  gint64      hold_ns; /* as in @shared, as last seen */
  GByteArray *held;
  GArray     *held_bursts; /* of RkHeldBurst */
  GArray     *held_reads;  /* of RkRead */

  gboolean is_released; /* as in @shared, as last seen */

  GByteArray *out; /* to be written when the device takes it; at most RK_OUT_SIZE */

  RkTalker *talker;    /* of @decoder; NULL: the device is only listened to */
  gint64    talk_ns;   /* when it has something to say next; RK_TIME_NONE = nothing */
  gboolean  is_silent; /* told that the device does not answer */

  GPtrArray *columns;   /* of RkColumn, as described by the profile */
  GArray    *map;       /* of guint: column of the decoder to column here */
  GArray    *row;       /* of double: one frame in the order of @columns */
  GArray    *last;      /* of double: newest values */
  GArray    *last_flags; /* of guint32: what the device says of them, RkValueFlags */
  gboolean   columns_changed;
  gboolean   is_replay; /* bytes are decoded once more: for columns and values only */

  /* The latest rows, run or not. The history locks itself. */
  RkHistory *history;
  GArray    *batch_times;   /* of gint64: rows since the read began */
  GArray    *batch_values;  /* of double */
  guint      batch_columns;
  GArray    *breaks;        /* of RkBreak, at most RK_MAX_BREAKS */
  GArray    *watched;       /* conditions: see source-rows.c */
  GArray    *fired;         /* of RkFired: since the last publishing */
  guint64    n_fired_lost;
  gboolean   ends_run;      /* a watch wants the row at hand to be the last of the run */

  guint64    run_series;    /* id of the series of the last run: one that goes on in it adds to its counters */
  RkCounters run_base;      /* counted by earlier recordings of this run */

  guint64         n_bytes;
  guint64         n_dropped; /* not given to the decoder */
  RkDecoderCounts base;      /* of decoders before this one, less what this one counted twice */
  RkCounters      begin;     /* at the begin of the run */
  RkCounters      run;
  gboolean        run_is_closed; /* a limit was reached: nothing counts any more */
  char           *rejected;
  char           *reason;
  int             caret;
  gboolean        rejected_changed;
};

/* source-thread.c; on the thread, or while there is none. */
gpointer    rk_reader_thread        (gpointer user_data);
void        rk_reader_mark_break    (RkReader *self, RkGapReason reason);

/* source-decode.c; on the thread, or while there is none. */
RkDecoder  *rk_reader_make_decoder  (RkReader *self, RkProfile *profile, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        rk_reader_take_profile  (RkReader *self, RkProfile *profile);
void        rk_reader_take_bytes    (RkReader *self, gsize n);
void        rk_reader_get_totals    (RkReader *self, RkCounters *totals);
void        rk_reader_count_run     (RkReader *self);

/* source-line.c; on the thread. */
void        rk_reader_note_queue    (RkReader *self);
void        rk_reader_reset_line    (RkReader *self);
void        rk_reader_check_line    (RkReader *self, gint64 now_ns);
void        rk_reader_fill_line     (RkReader *self, RkCounters *totals);

/* source-rows.c; on the thread. */
GArray     *rk_reader_new_watched   (void) G_GNUC_WARN_UNUSED_RESULT;
void        rk_reader_bind_watches  (RkReader *self);
void        rk_reader_take_watches  (RkReader *self);
void        rk_reader_note_row      (RkReader *self, gint64 time_ns, const double *row, guint n);
void        rk_reader_flush_rows    (RkReader *self);
void        rk_reader_forget_rows   (RkReader *self);
void        rk_reader_note_break    (RkReader *self, RkGapReason reason);
void        rk_reader_replay_rows   (RkReader *self);
void        rk_reader_publish_fired_locked (RkReader *self);

/* source-send.c; on the thread. */
gboolean    rk_reader_queue         (RkReader *self, const guint8 *bytes, gsize n);
void        rk_reader_take_outgoing (RkReader *self);
void        rk_reader_drop_outgoing (RkReader *self);
void        rk_reader_write_out     (RkReader *self);

/* source-talk.c; on the thread. */
void        rk_reader_renew_talk    (RkReader *self);
void        rk_reader_restart_talk  (RkReader *self);
void        rk_reader_pace_talk     (RkReader *self);
void        rk_reader_talk          (RkReader *self);
void        rk_reader_end_talk      (RkReader *self);

/* source-reader.c; likewise. */
void        rk_reader_publish       (RkReader *self);
void        rk_reader_set_state     (RkReader *self, RkSourceState state, const char *error_text);
void        rk_reader_set_warning   (RkReader *self, const char *text);
void        rk_reader_ring_write    (RkShared *shared, const guint8 *bytes, gsize n, gint64 arrival_ns);
GByteArray *rk_reader_ring_copy     (const RkShared *shared, gsize max) G_GNUC_WARN_UNUSED_RESULT;
void        rk_reader_say           (RkReader *self); /* any thread: wakes the one of the reader */

G_END_DECLS
