#pragma once

#include "acquire/device.h"
#include "acquire/history.h"
#include "acquire/profile.h"
#include "acquire/watch.h"
#include "store/run-sink.h"
#include "store/series.h"

G_BEGIN_DECLS

typedef enum {
  RK_SOURCE_CLOSED,
  RK_SOURCE_OPENING,
  RK_SOURCE_LISTENING, /* open; see silent-s for how long nothing came */
  RK_SOURCE_LOST,      /* unplugged; waits for the same device */
  RK_SOURCE_FAILED,    /* could not be opened: see error-text */
  RK_SOURCE_RELEASED,  /* closed on the user's word, for another program (an upload) */
} RkSourceState;

typedef enum {
  RK_PACE_EVERY,   /* all the device sends */
  RK_PACE_AVERAGE, /* mean of what came within each interval */
  RK_PACE_PICK,    /* the last of each interval */
} RkPaceMode;

/* What "23,5" means, where the lines of the device allow both. */
typedef enum {
  RK_COMMA_SURE,      /* no question: the lines tell, or the profile */
  RK_COMMA_SEPARATES, /* guessed or chosen: two values, 23 and 5 */
  RK_COMMA_DECIMAL,   /* chosen: one value, 23.5 */
} RkComma;

/**
 * RkSource:
 *
 * A device being listened to, in a thread of its own: port, raw ring, decoder, blocks.
 * The object belongs to the main thread; the thread is inside.
 *
 * Properties (read-only): state, error-text (nullable, translated), device, profile,
 * rate-hz (measured frames a second, 0 = unknown), silent-s (whole seconds without a byte),
 * warning-text (nullable, translated: it works, but ...), comma (RkComma).
 * Signals, on the main thread, at most 20 a second:
 *  columns-changed: a column was added or renamed;
 *  updated: new values, counters or raw bytes;
 *  watch-fired (guint id, gint64 time_ns, double value): a condition came true at that sample; value as shown.
 * A source that is opened, or found again, while a run is on joins it (see recorder.h).
 */
#define RK_TYPE_SOURCE (rk_source_get_type ())
G_DECLARE_FINAL_TYPE (RkSource, rk_source, RK, SOURCE, GObject)

RkSource     *rk_source_new             (RkDevice *device, RkProfile *profile) G_GNUC_WARN_UNUSED_RESULT;
void          rk_source_open            (RkSource *self); /* starts the thread; failures show in :state */
void          rk_source_close           (RkSource *self); /* joins it */
RkDevice     *rk_source_get_device      (RkSource *self);
RkProfile    *rk_source_get_profile     (RkSource *self);
/* Reopens with other line settings if they differ; what is in the raw ring is decoded again. */
void          rk_source_set_profile     (RkSource *self, RkProfile *profile);
/* How an ambiguous comma is read; setting it reads what is in the ring again. */
RkComma       rk_source_get_comma       (RkSource *self);
void          rk_source_set_comma       (RkSource *self, RkComma comma);
RkSourceState rk_source_get_state       (RkSource *self);
const char   *rk_source_get_error_text  (RkSource *self);
const char   *rk_source_get_warning_text (RkSource *self);
const char   *rk_source_get_key         (RkSource *self); /* of the device */
double        rk_source_get_rate_hz     (RkSource *self);

GPtrArray    *rk_source_copy_columns    (RkSource *self) G_GNUC_WARN_UNUSED_RESULT; /* RkColumn */
double        rk_source_get_last_value  (RkSource *self, guint column);
guint32       rk_source_get_last_flags  (RkSource *self, guint column); /* RkValueFlags (decoder.h) of that value */
/* Of the run while one is on, else since the source was made; and of the run at hand or the last. */
void          rk_source_get_counters    (RkSource *self, RkCounters *counters);
void          rk_source_get_run_counters (RkSource *self, RkCounters *counters);
/* The last refused line, its caret (-1 = none) and why; NULL if none was refused. */
char         *rk_source_dup_last_rejected (RkSource *self, int *caret, char **reason);
/* The newest raw bytes, at most @max of the ring's 64 KiB. */
GBytes       *rk_source_copy_raw        (RkSource *self, gsize max) G_GNUC_WARN_UNUSED_RESULT;

/* What is read from now on waits for rk_source_begin (), at most two seconds; FALSE lets it go. For a run
 * whose file must be made first: its first readings are not lost. */
void          rk_source_hold            (RkSource *self, gboolean hold);
/* What a run wants of a source. */
typedef struct {
  RkSeries  *series;      /* its origin is @origin_ns */
  RkRunSink *sink;        /* nullable; outlives the run */
  guint      stream;
  gint64     origin_ns;   /* t = 0 of the run */
  gint64     from_ns;     /* rows from here on, at most origin_ns; the history gives what came already (pre-trigger) */
  RkPaceMode pace;
  double     rate_hz;     /* with RK_PACE_EVERY it is ignored */
  gint64     max_ns;      /* after the origin; 0 = no limit */
  guint64    max_samples; /* 0 = no limit */
  gboolean   raw;         /* raw bytes go to the sink too */
} RkRecordingPlan;

/* From now on frames go to the series and the sink until rk_source_end () or a limit. Counters of the
 * run start at 0. The plan is copied, the series referenced. */
void          rk_source_begin           (RkSource *self, const RkRecordingPlan *plan);
/* Returns when the thread has delivered its last block. */
void          rk_source_end             (RkSource *self);
gboolean      rk_source_is_done         (RkSource *self); /* a limit was reached */

/* The last @seconds (at most RK_HISTORY_S) of a column, raw values; FALSE when nothing came. */
gboolean      rk_source_get_recent      (RkSource *self, guint column, double seconds, RkRecent *recent);
/* Conditions looked at for every row, on the thread of the source; replaces those before. A watch with the same id and
 * conditions keeps its state. @watches: (nullable) (element-type RkWatch), copied. */
void          rk_source_set_watches     (RkSource *self, GPtrArray *watches);
guint64       rk_source_get_n_fired_lost (RkSource *self); /* came true, but too often to be told */
/* Sends bytes to the device, on the user's word. FALSE when it is not open; a write that fails shows as a warning. */
gboolean      rk_source_send            (RkSource *self, GBytes *bytes, GError **error);
/* Closes the device for another program (an upload to the board) and takes it back. Its part in a run gets a gap "paused". */
void          rk_source_release         (RkSource *self);
void          rk_source_take_back       (RkSource *self);

/* What went over the line lately, both ways, in order; for the console. */
typedef struct {
  gboolean sent;     /* by this program; else received */
  gint64   time_ns;
  gsize    offset;   /* into the bytes */
  gsize    n;
} RkTrafficPiece;
/* The newest at most @max bytes; @pieces (element-type RkTrafficPiece) tells which is which.
 * @serial: (out) (nullable): number of all bytes before and within, so that one who asks again knows what is new. */
GBytes       *rk_source_copy_traffic    (RkSource *self, gsize max, GArray **pieces,
                                         guint64 *serial) G_GNUC_WARN_UNUSED_RESULT;

/* A device of the same model that cannot prove to be the lost one (no serial number) is at @path: ask, then take it. */
char         *rk_source_dup_candidate   (RkSource *self); /* nullable: path */
void          rk_source_take_candidate  (RkSource *self);

G_END_DECLS
