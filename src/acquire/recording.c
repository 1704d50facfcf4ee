#include "config.h"

#include "acquire/recording.h"

#include "acquire/pacer.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

/* A block is sealed this long after its first row was read. */
#define SEAL_NS (100 * RK_NS_PER_MS)

/* Raw bytes in one piece at most. */
#define MAX_RAW (16 * 1024)

/* Values in one block at most (8 MiB), however many columns there are. */
#define MAX_VALUES (1024 * 1024)

/* A frame read this long after the end of the time may still belong before it. */
#define GRACE_NS (250 * RK_NS_PER_MS)

struct _RkRecording
{
  RkRecordingPlan plan; /* holds a reference to the series */
  RkPacer        *pacer;
  gint64          from_ns;  /* earlier frames are left out */
  gint64          limit_ns; /* G_MAXINT64 = none */
  guint64         n_rows;   /* from the origin on */
  guint64         n_frames;
  guint64         n_early; /* frames from before it begins */
  gint64          last_ns; /* time of the last frame; before the first where frames are taken from */
  gboolean        is_done;

  /* The block under construction: rows of @n_columns values. */
  guint   n_columns;
  GArray *times;  /* of gint64 */
  GArray *values; /* of double, row after row */
  gint64  arrival_ns;
  gint64  seal_ns; /* RK_TIME_NONE = nothing waits */

  GByteArray *raw;
  GArray     *reads; /* of Read: what @raw came in */

  gboolean is_broken; /* the next frame ends @gap */
  RkGap    gap;

  RkCounters counters;
  gboolean   counters_changed;
};

/* A piece of the raw bytes that was read at once. */
typedef struct {
  gsize  n;
  gint64 arrival_ns;
} Read;

/* The series may have samples already: its source was closed in the middle of the run and opened again. Then it goes
 * on after its last sample, behind a gap. */
static void
go_on (RkRecording *self)
{
  g_autoptr (RkSpan) span = rk_series_take_span (self->plan.series);
  guint64 n = rk_span_get_n_samples (span);

  if (n == 0)
    return;

  self->last_ns = self->plan.origin_ns + rk_span_get_time_ns (span, n - 1);
  self->from_ns = MAX (self->from_ns, self->last_ns + 1);
  self->n_rows = n - rk_span_find (span, 0);
  self->is_done = self->plan.max_samples > 0 && self->n_rows >= self->plan.max_samples;
  rk_recording_break_off (self, RK_GAP_UNPLUGGED, 0);
}

/**
 * rk_recording_new:
 * @plan: what the run wants; copied, the series is referenced
 *
 * Returns: a recording without a row
 */
RkRecording *
rk_recording_new (const RkRecordingPlan *plan)
{
  RkRecording *self;

  g_return_val_if_fail (plan != NULL && plan->series != NULL, NULL);

  self = g_new0 (RkRecording, 1);
  self->plan = *plan;
  self->plan.series = rk_series_ref (plan->series);
  self->pacer = rk_pacer_new (plan->pace, plan->rate_hz, plan->origin_ns);
  self->limit_ns = plan->max_ns > 0 && plan->max_ns < G_MAXINT64 - plan->origin_ns
                     ? plan->origin_ns + plan->max_ns
                     : G_MAXINT64;
  self->from_ns = MIN (plan->from_ns, plan->origin_ns);
  self->last_ns = self->from_ns;
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  self->seal_ns = RK_TIME_NONE;
  self->raw = g_byte_array_new ();
  self->reads = g_array_new (FALSE, FALSE, sizeof (Read));
  go_on (self);

  return self;
}

/**
 * rk_recording_free:
 * @self: (nullable): a recording, finished
 *
 * Frees a recording.
 */
void
rk_recording_free (RkRecording *self)
{
  if (self == NULL)
    return;

  rk_series_unref (self->plan.series);
  rk_pacer_free (self->pacer);
  g_array_unref (self->times);
  g_array_unref (self->values);
  g_byte_array_unref (self->raw);
  g_array_unref (self->reads);
  g_free (self);
}

static void
seal_block (RkRecording *self)
{
  guint n = self->times->len;
  const double *rows = (const double *) (gpointer) self->values->data;
  const gint64 *times = (const gint64 *) (gpointer) self->times->data;
  g_autoptr (RkBlock) block = NULL;

  if (n == 0)
    return;

  block = rk_block_new (self->n_columns, n, times[0], 0.0);
  block->arrival_ns = self->arrival_ns;
  memcpy (block->times_ns, times, n * sizeof *times);

  for (guint c = 0; c < self->n_columns; c++)
    for (guint i = 0; i < n; i++)
      block->values[(gsize) c * n + i] = rows[(gsize) i * self->n_columns + c];

  g_array_set_size (self->times, 0);
  g_array_set_size (self->values, 0);

  rk_series_append (self->plan.series, block);
  if (self->plan.sink != NULL)
    self->plan.sink->funcs->push_block (self->plan.sink, self->plan.stream, block);
}

static void
push_raw (RkRecording *self)
{
  g_autoptr (GBytes) bytes = NULL;
  gsize at = 0;

  if (self->raw->len == 0)
    return;

  bytes = g_bytes_new (self->raw->data, self->raw->len);
  g_byte_array_set_size (self->raw, 0);

  for (guint i = 0; i < self->reads->len; i++) {
    const Read *piece = &g_array_index (self->reads, Read, i);
    g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, at, piece->n);

    self->plan.sink->funcs->push_raw (self->plan.sink, self->plan.stream, part, piece->arrival_ns);
    at += piece->n;
  }
  g_array_set_size (self->reads, 0);
}

static void
push_counters (RkRecording *self)
{
  if (!self->counters_changed)
    return;

  self->counters_changed = FALSE;
  if (self->plan.sink != NULL)
    self->plan.sink->funcs->set_counters (self->plan.sink, self->plan.stream, &self->counters);
}

static void
seal_all (RkRecording *self)
{
  seal_block (self);
  push_raw (self);
  push_counters (self);
  self->seal_ns = RK_TIME_NONE;
}

static void
note_arrival (RkRecording *self,
              gint64       arrival_ns)
{
  if (self->seal_ns == RK_TIME_NONE)
    self->seal_ns = arrival_ns + SEAL_NS;
}

/* RkPacerRow */
static void
add_row (gpointer      user_data,
         gint64        time_ns,
         const double *values,
         guint         n_values)
{
  RkRecording *self = user_data;
  guint n = MIN (n_values, RK_MAX_COLUMNS);

  if (self->is_done || n == 0)
    return;

  if (n > self->n_columns) {
    seal_block (self);
    self->n_columns = n;
  }

  g_array_append_val (self->times, time_ns);
  g_array_append_vals (self->values, values, n);
  for (; n < self->n_columns; n++) {
    const double missing = NAN;

    g_array_append_val (self->values, missing);
  }

  if (time_ns >= self->plan.origin_ns)
    self->n_rows++;
  if (self->plan.max_samples > 0 && self->n_rows >= self->plan.max_samples)
    self->is_done = TRUE;

  if (self->times->len >= RK_BLOCK_MAX_SAMPLES ||
      (gsize) self->times->len * self->n_columns >= MAX_VALUES || self->is_done)
    seal_block (self);
}

static void
push_gap (RkRecording *self,
          gint64       end_ns)
{
  self->is_broken = FALSE;
  self->gap.end_ns = end_ns;
  if (self->gap.end_ns < self->gap.begin_ns)
    return;

  seal_block (self);
  rk_series_append_gap (self->plan.series, &self->gap);
  if (self->plan.sink != NULL)
    self->plan.sink->funcs->push_gap (self->plan.sink, self->plan.stream, &self->gap);
}

/* The run is over: by a limit, or because it is stopped. */
static void
end_run (RkRecording *self,
         gint64       end_ns)
{
  if (self->is_done)
    return;

  rk_pacer_flush (self->pacer, add_row, self);
  if (self->is_broken && !self->is_done)
    push_gap (self, end_ns);
  self->is_done = TRUE;
  seal_block (self);
}

/**
 * rk_recording_set_columns:
 * @self: a recording
 * @columns: (element-type RkColumn): all columns so far
 *
 * Tells the file what the columns are; called before the first row that has them.
 */
void
rk_recording_set_columns (RkRecording *self,
                          GPtrArray   *columns)
{
  g_return_if_fail (self != NULL);

  if (self->plan.sink != NULL)
    self->plan.sink->funcs->set_columns (self->plan.sink, self->plan.stream, columns);
}

/**
 * rk_recording_add_frame:
 * @self: a recording
 * @time_ns: when it was measured; never before the frame before
 * @arrival_ns: when it was read
 * @values: (array length=n_values): NaN = missing
 * @n_values: number of columns, at most %RK_MAX_COLUMNS count
 *
 * Takes a frame. One from before the run, or after its end, is left out.
 */
void
rk_recording_add_frame (RkRecording  *self,
                        gint64        time_ns,
                        gint64        arrival_ns,
                        const double *values,
                        guint         n_values)
{
  g_return_if_fail (self != NULL);

  if (self->is_done)
    return;

  if (time_ns < self->from_ns) {
    self->n_early++;
    return;
  }

  if (time_ns > self->limit_ns) {
    end_run (self, self->limit_ns);
    return;
  }

  if (self->is_broken)
    push_gap (self, time_ns);

  self->n_frames++;
  self->last_ns = time_ns;
  self->arrival_ns = arrival_ns;
  note_arrival (self, arrival_ns);
  rk_pacer_feed (self->pacer, time_ns, values, n_values, add_row, self);
}

/**
 * rk_recording_break_off:
 * @self: a recording
 * @reason: why there is no data from the last frame on
 * @n_lost: samples known to be lost
 *
 * Begins a gap; the next frame ends it. Within a gap the first reason stays.
 */
void
rk_recording_break_off (RkRecording *self,
                        RkGapReason  reason,
                        guint64      n_lost)
{
  g_return_if_fail (self != NULL);

  if (self->is_done)
    return;

  if (self->is_broken) {
    self->gap.n_lost += n_lost;
    return;
  }

  rk_pacer_flush (self->pacer, add_row, self);
  self->is_broken = !self->is_done;
  self->gap = (RkGap) {
    .begin_ns = self->last_ns,
    .end_ns = self->last_ns,
    .reason = reason,
    .n_lost = n_lost,
  };
}

/**
 * rk_recording_add_raw:
 * @self: a recording
 * @bytes: (array length=n): bytes as they came
 * @n: number of bytes
 * @arrival_ns: when they were read
 *
 * Takes the bytes of a read, if the run keeps them. Each keeps its own time; the file gets those of one block together.
 */
void
rk_recording_add_raw (RkRecording  *self,
                      const guint8 *bytes,
                      gsize         n,
                      gint64        arrival_ns)
{
  Read piece = { n, arrival_ns };

  g_return_if_fail (self != NULL);

  if (self->is_done || !self->plan.raw || self->plan.sink == NULL || n == 0)
    return;

  g_byte_array_append (self->raw, bytes, (guint) n);
  g_array_append_val (self->reads, piece);
  note_arrival (self, arrival_ns);
  if (self->raw->len >= MAX_RAW)
    push_raw (self);
}

/**
 * rk_recording_set_counters:
 * @self: a recording
 * @counters: counters of the run
 *
 * Notes the counters; the file gets them with the next block.
 */
void
rk_recording_set_counters (RkRecording      *self,
                           const RkCounters *counters)
{
  g_return_if_fail (self != NULL);

  self->counters = *counters;
  self->counters_changed = TRUE;
}

/**
 * rk_recording_tick:
 * @self: a recording
 * @now_ns: the time
 *
 * Seals what is due, and ends the run when its time is over though nothing comes.
 *
 * Returns: when to call it next; %RK_TIME_NONE if there is nothing to wait for
 */
gint64
rk_recording_tick (RkRecording *self,
                   gint64       now_ns)
{
  g_return_val_if_fail (self != NULL, RK_TIME_NONE);

  if (self->limit_ns < G_MAXINT64 - GRACE_NS && now_ns >= self->limit_ns + GRACE_NS)
    end_run (self, self->limit_ns);

  if (self->is_done)
    push_raw (self);
  if (self->seal_ns != RK_TIME_NONE && now_ns >= self->seal_ns)
    seal_all (self);

  if (self->seal_ns != RK_TIME_NONE)
    return self->seal_ns;
  if (!self->is_done && self->limit_ns < G_MAXINT64 - GRACE_NS)
    return self->limit_ns + GRACE_NS;

  return RK_TIME_NONE;
}

/**
 * rk_recording_can_end_at:
 * @self: a recording
 * @time_ns: time of a row
 *
 * Returns: whether that row may be the last one: not before t = 0, and not after the end
 */
gboolean
rk_recording_can_end_at (RkRecording *self,
                         gint64       time_ns)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return !self->is_done && time_ns >= self->plan.origin_ns;
}

/**
 * rk_recording_end_at:
 * @self: a recording
 * @time_ns: time of the last frame
 *
 * Ends the run as a limit does: what comes later is left out.
 */
void
rk_recording_end_at (RkRecording *self,
                     gint64       time_ns)
{
  g_return_if_fail (self != NULL);

  end_run (self, MIN (time_ns, self->limit_ns));
}

/**
 * rk_recording_finish:
 * @self: a recording
 * @now_ns: the time
 *
 * Delivers all there is: the last rows, a gap that lasts, raw bytes, counters.
 */
void
rk_recording_finish (RkRecording *self,
                     gint64       now_ns)
{
  g_return_if_fail (self != NULL);

  end_run (self, MIN (now_ns, self->limit_ns));
  self->counters_changed = TRUE;
  seal_all (self);
}

/**
 * rk_recording_is_done:
 * @self: a recording
 *
 * Returns: whether it takes no more: a limit was reached, or it was finished
 */
gboolean
rk_recording_is_done (RkRecording *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->is_done;
}

/**
 * rk_recording_get_series_id:
 * @self: a recording
 *
 * Returns: id of its series; never that of another one
 */
guint64
rk_recording_get_series_id (RkRecording *self)
{
  g_autoptr (RkSpan) span = NULL;

  g_return_val_if_fail (self != NULL, 0);

  span = rk_series_take_span (self->plan.series);

  return rk_span_get_series_id (span);
}

/**
 * rk_recording_get_rate_hz:
 * @self: a recording
 *
 * Returns: rows a second the run wants, 0 = all the device gives
 */
double
rk_recording_get_rate_hz (RkRecording *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->plan.pace == RK_PACE_EVERY ? 0.0 : self->plan.rate_hz;
}

/**
 * rk_recording_get_from_ns:
 * @self: a recording
 *
 * Returns: from when on it takes frames: before its origin if there is a pre-trigger, after the last sample if it
 *   goes on in a stream
 */
gint64
rk_recording_get_from_ns (RkRecording *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->from_ns;
}

/**
 * rk_recording_get_n_early:
 * @self: a recording
 *
 * Returns: frames that were left out since they were measured before it begins
 */
guint64
rk_recording_get_n_early (RkRecording *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_early;
}

/**
 * rk_recording_get_n_frames:
 * @self: a recording
 *
 * Returns: frames taken in, before thinning
 */
guint64
rk_recording_get_n_frames (RkRecording *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_frames;
}
