#pragma once

#include <glib.h>
#include <math.h>

G_BEGIN_DECLS

/* A block is sealed every 100 ms or at this many samples. */
#define RK_BLOCK_MAX_SAMPLES 4096
#define RK_MAX_COLUMNS       1024

/**
 * RkBlock:
 *
 * A sealed piece of a stream on its way from a source to the store and the file.
 * Filled by its maker, immutable from the moment it is handed on, counted by
 * reference, usable from any thread.
 */
typedef struct {
  guint    n_samples;  /* 1 ... RK_BLOCK_MAX_SAMPLES */
  guint    n_columns;  /* 1 ... RK_MAX_COLUMNS */
  gint64   begin_ns;   /* time of the first sample, rk_clock_now_ns () */
  double   step_ns;    /* > 0: sample i is at begin_ns + i * step_ns; 0: see @times_ns */
  gint64  *times_ns;   /* one per sample, never descending; NULL when steady */
  gint64   arrival_ns; /* when the last byte of the block was read */
  double  *values;     /* column after column: values[column * n_samples + i]; NaN = missing */

  /*< private >*/
  gatomicrefcount ref_count;
} RkBlock;

/* Zeroed columns with room for @n_samples; steady if @step_ns > 0, else with a time column. */
RkBlock *rk_block_new   (guint    n_columns,
                         guint    n_samples,
                         gint64   begin_ns,
                         double   step_ns) G_GNUC_WARN_UNUSED_RESULT;
RkBlock *rk_block_ref   (RkBlock *self);
void     rk_block_unref (RkBlock *self);

gint64   rk_block_get_time_ns (const RkBlock *self,
                               guint          i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkBlock, rk_block_unref)

/**
 * RkGapReason:
 *
 * Why a piece of time has no data. The ids stand in files: "unplugged" ...
 */
typedef enum {
  RK_GAP_UNPLUGGED,
  RK_GAP_PAUSED,
  RK_GAP_SUSPENDED,
  RK_GAP_LOST,   /* samples were lost: n_lost says how many, 0 = unknown */
  RK_GAP_SILENT, /* the device said nothing */
} RkGapReason;

typedef struct {
  gint64      begin_ns; /* the last moment with data; same clock as the samples around it */
  gint64      end_ns;   /* the first moment with data again; begin_ns while it lasts */
  RkGapReason reason;
  guint64     n_lost;
} RkGap;

const char *rk_gap_reason_id   (RkGapReason reason);
gboolean    rk_gap_reason_from_id (const char *id, RkGapReason *reason);
const char *rk_gap_reason_text (RkGapReason reason); /* for people, translated */

/* Received = parsed + rejected + dropped + pending, exactly; pending is what waits for its line end. */
typedef struct {
  guint64 bytes;
  guint64 parsed;
  guint64 rejected;
  guint64 dropped;
  guint64 pending;
  guint64 frames;   /* rows of values */
  guint64 n_rejected; /* lines or frames refused */

  /* How good the line and the times are; see RkStamper for the words. */
  gint64  time_error_ns; /* half width of the newest times, a constant delay apart; -1 = unknown */
  double  drift_ppm;     /* the device's clock is faster than ours by this; NaN = unknown */
  guint64 overrun;       /* bytes that the driver had no room for */
  guint64 framing;       /* bytes that came damaged ... */
  guint64 parity;
  guint64 breaks;        /* times the line was held down */
  guint64 queue_high;    /* most bytes that waited in the kernel at a read */
  guint64 answers_late;  /* questions that were not answered in time */
} RkCounters;

/* Nothing counted, nothing known. */
#define RK_COUNTERS_NONE ((RkCounters) { .time_error_ns = -1, .drift_ppm = (double) NAN })

/* Of a stream that goes on: sums, and the newer where there is no sum. */
void rk_counters_add (RkCounters *self, const RkCounters *more);

G_END_DECLS
