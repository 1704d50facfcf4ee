/* A run from begin to end: who takes part, what is looked at meanwhile, what ends it.
 *
 * A source that is closed, or taken out, leaves its stream behind in @left. When a source of the same key comes back it
 * goes on there, behind a gap, provided that its columns are the same: values of different columns are never
 * mixed. A source object that is new knows its columns only after the first readings, so it waits for them for a
 * moment; its history keeps what it reads meanwhile.
 */
#include "config.h"

#include "acquire/recorder-private.h"

#include "base/clock.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Elapsed time, streams and limits are looked at so often while recording. */
#define TICK_MS 50

/* How long one that came back may take to say what its columns are. */
#define WAIT_NS (2 * RK_NS_PER_S)

/* A part of a run whose source has gone. */
typedef struct {
  RkSource      *source; /* only to be compared: it may be gone */
  RkStream      *stream;
  guint          number;
  GPtrArray     *columns;
  RkCounters     counters;
  RkCalculation  calculation;
} Left;

/* Adds what was counted before to what the source counts. */
typedef struct {
  RkRunSink  parent;
  RkRunSink *real;
  RkCounters before;
} Continued;

static void
left_free (gpointer data)
{
  Left *left = data;

  g_object_unref (left->stream);
  g_ptr_array_unref (left->columns);
  g_free (left);
}

void
rk_recorder_init_run (RkRecorder *self)
{
  self->left = g_ptr_array_new_with_free_func (left_free);
}

void
rk_recorder_set_state (RkRecorder     *self,
                       RkRecorderState state)
{
  gboolean was_recording = rk_recorder_get_recording (self);

  if (self->state == state)
    return;

  self->state = state;
  rk_recorder_watch (self);
  rk_recorder_notify (self, RK_RECORDER_PROP_STATE);
  if (was_recording != rk_recorder_get_recording (self))
    rk_recorder_notify (self, RK_RECORDER_PROP_RECORDING);
}

/* --- Going on in a stream --- */

static void
continued_set_columns (RkRunSink *sink,
                       guint      stream,
                       GPtrArray *columns)
{
  Continued *self = (Continued *) sink;

  self->real->funcs->set_columns (self->real, stream, columns);
}

static void
continued_push_block (RkRunSink *sink,
                      guint      stream,
                      RkBlock   *block)
{
  Continued *self = (Continued *) sink;

  self->real->funcs->push_block (self->real, stream, block);
}

static void
continued_push_raw (RkRunSink *sink,
                    guint      stream,
                    GBytes    *bytes,
                    gint64     arrival_ns)
{
  Continued *self = (Continued *) sink;

  self->real->funcs->push_raw (self->real, stream, bytes, arrival_ns);
}

static void
continued_push_gap (RkRunSink   *sink,
                    guint        stream,
                    const RkGap *gap)
{
  Continued *self = (Continued *) sink;

  self->real->funcs->push_gap (self->real, stream, gap);
}

static void
continued_set_counters (RkRunSink        *sink,
                        guint             stream,
                        const RkCounters *counters)
{
  Continued *self = (Continued *) sink;
  RkCounters sum = self->before;

  rk_counters_add (&sum, counters);
  self->real->funcs->set_counters (self->real, stream, &sum);
}

static const RkRunSinkFuncs continued_funcs = {
  .set_columns = continued_set_columns,
  .push_block = continued_push_block,
  .push_raw = continued_push_raw,
  .push_gap = continued_push_gap,
  .set_counters = continued_set_counters,
};

static RkRunSink *
continued_new (RkRunSink        *real,
               const RkCounters *before)
{
  Continued *self = g_new0 (Continued, 1);

  self->parent.funcs = &continued_funcs;
  self->real = real;
  self->before = *before;

  return &self->parent;
}

static Left *
find_left (RkRecorder      *self,
           RkRecorderEntry *entry)
{
  /* The newest: one that could not go on once began another stream of the same key. */
  for (guint i = self->left->len; i > 0; i--) {
    Left *left = g_ptr_array_index (self->left, i - 1);

    if (g_strcmp0 (rk_stream_get_source_key (left->stream), rk_source_get_key (entry->source)) == 0)
      return left;
  }

  return NULL;
}

typedef enum {
  OTHER_COLUMNS,
  NOT_ALL_COLUMNS, /* as far as they are known they are the same */
  SAME_COLUMNS,    /* perhaps with more of them behind */
} Likeness;

static Likeness
compare_columns (GPtrArray *old,
                 GPtrArray *columns)
{
  for (guint i = 0; i < MIN (old->len, columns->len); i++) {
    const RkColumn *a = g_ptr_array_index (old, i);
    const RkColumn *b = g_ptr_array_index (columns, i);

    if (g_strcmp0 (a->key, b->key) != 0 || g_strcmp0 (a->unit, b->unit) != 0)
      return OTHER_COLUMNS;
  }

  return columns->len < old->len ? NOT_ALL_COLUMNS : SAME_COLUMNS;
}

/* --- Taking part --- */

static gint64
limit_ns (RkRecorder *self)
{
  return (gint64) llround (self->duration_s * 1e9);
}

static void
begin_source (RkRecorder      *self,
              RkRecorderEntry *entry,
              gint64           from_ns)
{
  RkRecordingPlan plan = {
    .series = rk_stream_get_series (entry->stream),
    .sink = entry->sink,
    .stream = entry->number,
    .origin_ns = self->origin_ns,
    .from_ns = from_ns,
    .pace = self->rate_hz > 0.0 ? self->pace : RK_PACE_EVERY,
    .rate_hz = self->rate_hz,
    .max_ns = limit_ns (self),
    .max_samples = self->max_samples,
    .raw = self->keep_raw,
  };

  rk_recorder_begin_calculation (self, entry);
  rk_source_begin (entry->source, &plan);
}

static void
join_new (RkRecorder      *self,
          RkRecorderEntry *entry,
          gint64           from_ns)
{
  g_autoptr (RkSeries) series = rk_series_new (0, self->origin_ns);
  const char *key = rk_source_get_key (entry->source);
  const char *name = rk_device_get_name (rk_source_get_device (entry->source));
  const char *profile_id = rk_profile_get_id (rk_source_get_profile (entry->source));

  entry->since_ns = RK_TIME_NONE;
  entry->before = (RkCounters) { 0 };
  entry->stream = rk_stream_new (key, name, profile_id, series);
  rk_recorder_take_columns (self, entry);
  rk_run_add_stream (self->run, entry->stream);

  entry->sink = self->sink;
  if (self->sink != NULL)
    entry->number = self->sink->funcs->add_stream (self->sink, key, name, profile_id);

  begin_source (self, entry, from_ns);
}

static void
join_left (RkRecorder      *self,
           RkRecorderEntry *entry,
           Left            *left)
{
  /* The same source goes on counting by itself. */
  gboolean is_same = left->source == entry->source;

  entry->since_ns = RK_TIME_NONE;
  entry->before = is_same ? RK_COUNTERS_NONE : left->counters;
  entry->stream = g_object_ref (left->stream);
  entry->number = left->number;
  entry->calculation = left->calculation;
  entry->sink = self->sink != NULL && !is_same ? continued_new (self->sink, &entry->before) : self->sink;
  g_ptr_array_remove (self->left, left);

  rk_recorder_take_columns (self, entry);
  begin_source (self, entry, self->origin_ns);
}

/* Takes a source into the run at hand. */
void
rk_recorder_join (RkRecorder      *self,
                  RkRecorderEntry *entry)
{
  if (self->content != RK_RUN_OF_TIME || entry->stream != NULL)
    return;

  if (find_left (self, entry) == NULL) {
    join_new (self, entry, self->origin_ns);
    return;
  }

  if (entry->since_ns == RK_TIME_NONE)
    entry->since_ns = rk_clock_now_ns ();
  rk_recorder_join_late (self, entry, FALSE);
}

void
rk_recorder_join_late (RkRecorder      *self,
                       RkRecorderEntry *entry,
                       gboolean         give_up)
{
  Left *left;
  Likeness likeness;

  if (entry->since_ns == RK_TIME_NONE || self->state != RK_RECORDER_RUNNING || entry->stream != NULL)
    return;

  left = find_left (self, entry);
  rk_recorder_take_columns (self, entry);
  likeness = left != NULL ? compare_columns (left->columns, entry->columns) : OTHER_COLUMNS;
  if (likeness == SAME_COLUMNS)
    join_left (self, entry, left);
  else if (likeness == OTHER_COLUMNS || give_up)
    join_new (self, entry, self->origin_ns);
}

/* The last block of the stream is delivered when this returns. */
void
rk_recorder_leave (RkRecorder      *self,
                   RkRecorderEntry *entry)
{
  RkCounters counters;
  RkCounters more;
  Left *left;

  entry->since_ns = RK_TIME_NONE;
  if (entry->stream == NULL)
    return;

  rk_source_end (entry->source);
  counters = entry->before;
  rk_source_get_run_counters (entry->source, &more);
  rk_counters_add (&counters, &more);
  rk_recorder_take_columns (self, entry);
  rk_stream_set_counters (entry->stream, &counters);
  rk_stream_publish (entry->stream);
  rk_recorder_begin_calculation (self, entry);
  rk_recorder_calculate (self, entry, RK_TIME_NONE);

  if (entry->sink != self->sink)
    g_free (entry->sink);
  entry->sink = NULL;

  left = g_new0 (Left, 1);
  left->source = entry->source;
  left->stream = g_steal_pointer (&entry->stream);
  left->number = entry->number;
  left->columns = rk_columns_copy (entry->columns);
  left->counters = counters;
  left->calculation = entry->calculation;
  entry->calculation = (RkCalculation) { 0 };
  g_ptr_array_add (self->left, left);
}

/* --- The time of a run --- */

static gboolean
all_done (RkRecorder *self)
{
  if (self->content != RK_RUN_OF_TIME)
    return self->max_samples > 0 && rk_recorder_get_n_kept (self) >= self->max_samples;

  for (guint i = 0; i < self->entries->len; i++) {
    RkRecorderEntry *entry = g_ptr_array_index (self->entries, i);

    if (entry->since_ns != RK_TIME_NONE || (entry->stream != NULL && !rk_source_is_done (entry->source)))
      return FALSE;
  }

  return TRUE;
}

static gint64
elapsed_ns (RkRecorder *self)
{
  gint64 elapsed = MAX (rk_clock_now_ns () - self->origin_ns, 0);

  return self->duration_s > 0.0 && self->content == RK_RUN_OF_TIME ? MIN (elapsed, limit_ns (self)) : elapsed;
}

static void
set_elapsed (RkRecorder *self,
             double      elapsed_s)
{
  if (elapsed_s <= self->elapsed_s && elapsed_s >= self->elapsed_s)
    return;

  self->elapsed_s = elapsed_s;
  rk_recorder_notify (self, RK_RECORDER_PROP_ELAPSED_S);
}

static void
look_at_entry (RkRecorder      *self,
               RkRecorderEntry *entry)
{
  RkCounters counters;
  RkCounters more;

  if (entry->since_ns != RK_TIME_NONE)
    rk_recorder_join_late (self, entry, rk_clock_now_ns () - entry->since_ns > WAIT_NS);
  if (entry->stream == NULL)
    return;

  counters = entry->before;
  rk_source_get_run_counters (entry->source, &more);
  rk_counters_add (&counters, &more);
  rk_stream_set_counters (entry->stream, &counters);
  rk_stream_publish (entry->stream);
  rk_recorder_calculate (self, entry, RK_TIME_NONE);
}

static gboolean
tick_cb (gpointer user_data)
{
  RkRecorder *self = user_data;
  gint64 elapsed = elapsed_ns (self);

  if (all_done (self)) {
    self->tick_id = 0;
    rk_recorder_end_by_itself (self);
    return G_SOURCE_REMOVE;
  }

  for (guint i = 0; i < self->entries->len; i++)
    look_at_entry (self, g_ptr_array_index (self->entries, i));

  set_elapsed (self, (double) elapsed * 1e-9);

  return G_SOURCE_CONTINUE;
}

/* --- Begin and end --- */

/* What arrives while the file is being made belongs to the run. */
static void
hold_sources (RkRecorder *self,
              gboolean    hold)
{
  for (guint i = 0; i < self->entries->len; i++) {
    RkRecorderEntry *entry = g_ptr_array_index (self->entries, i);

    if (rk_recorder_is_open (entry->source))
      rk_source_hold (entry->source, hold);
  }
}

/* The keeper of runs makes its file; a run of single readings has its own name. */
static gboolean
make_run (RkRecorder   *self,
          RkRunContent  content,
          gint64        origin_ns,
          GError      **error)
{
  gint64 age_us = (rk_clock_now_ns () - origin_ns) / 1000;
  RkRun *run = rk_experiment_begin_run (self->experiment, rk_clock_wall_us () - age_us);
  RkRunSink *sink = NULL;

  if (content == RK_RUN_OF_SINGLE)
    rk_run_set_name (run, _("Single readings"));

  if (self->begin != NULL) {
    sink = self->begin (run, origin_ns, self->keeper_data, error);
    if (sink == NULL) {
      rk_experiment_remove_run (self->experiment, run);
      return FALSE;
    }
  }

  g_set_object (&self->run, run);
  self->sink = sink;
  self->content = content;
  self->origin_ns = origin_ns;

  return TRUE;
}

/* @before_s: how long before its origin the run reaches back. */
gboolean
rk_recorder_begin_run (RkRecorder   *self,
                       RkRunContent  content,
                       gint64        origin_ns,
                       double        before_s,
                       GError      **error)
{
  gint64 from_ns = origin_ns - (gint64) llround (before_s * 1e9);
  gboolean is_held = content == RK_RUN_OF_TIME;

  if (is_held)
    hold_sources (self, TRUE);
  if (!make_run (self, content, origin_ns, error)) {
    if (is_held)
      hold_sources (self, FALSE);
    return FALSE;
  }

  self->elapsed_s = 0.0;
  self->is_triggered = self->state == RK_RECORDER_ARMED;
  self->n_alert_marks = 0;
  g_ptr_array_set_size (self->left, 0);

  /* Conditions are looked at from the first row on: they go to the sources before the rows may. */
  self->state = RK_RECORDER_RUNNING;
  rk_recorder_watch (self);

  if (content == RK_RUN_OF_TIME) {
    for (guint i = 0; i < self->entries->len; i++) {
      RkRecorderEntry *entry = g_ptr_array_index (self->entries, i);

      if (rk_recorder_is_open (entry->source))
        join_new (self, entry, from_ns);
    }
  } else {
    rk_recorder_begin_kept (self);
  }

  self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);

  rk_recorder_notify (self, RK_RECORDER_PROP_RUN);
  rk_recorder_notify (self, RK_RECORDER_PROP_STATE);
  rk_recorder_notify (self, RK_RECORDER_PROP_RECORDING);
  rk_recorder_notify (self, RK_RECORDER_PROP_ELAPSED_S);

  return TRUE;
}

/* A run that ended by its number of samples is as long as they are. */
static gint64
final_duration_ns (RkRecorder *self)
{
  gint64 last_ns = 0;

  if (self->content != RK_RUN_OF_TIME || self->max_samples == 0 || !all_done (self))
    return elapsed_ns (self);

  for (guint i = 0; i < rk_run_get_n_streams (self->run); i++) {
    RkSeries *series = rk_stream_get_series (rk_run_get_stream (self->run, i));
    g_autoptr (RkSpan) span = rk_series_take_span (series);
    guint64 n = rk_span_get_n_samples (span);

    if (n < self->max_samples)
      return elapsed_ns (self);
    last_ns = MAX (last_ns, rk_span_get_time_ns (span, n - 1));
  }

  return last_ns;
}

static void
end_calculations (RkRecorder *self,
                  gint64      end_ns)
{
  for (guint i = 0; i < self->left->len; i++) {
    Left *left = g_ptr_array_index (self->left, i);
    RkRecorderEntry entry = { .stream = left->stream, .calculation = left->calculation };

    rk_recorder_calculate (self, &entry, end_ns);
    rk_recorder_end_calculation (self, &entry);
  }
}

/* Ends the run at hand. Its last samples are delivered when this returns. */
void
rk_recorder_end_run (RkRecorder *self)
{
  RkRunSink *sink;
  gint64 duration_ns;

  g_return_if_fail (self->state == RK_RECORDER_RUNNING);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  duration_ns = final_duration_ns (self);

  for (guint i = 0; i < self->entries->len; i++)
    rk_recorder_leave (self, g_ptr_array_index (self->entries, i));
  end_calculations (self, duration_ns);
  g_ptr_array_set_size (self->left, 0);
  rk_recorder_end_kept (self);

  self->state = RK_RECORDER_IDLE;
  rk_recorder_watch (self);
  rk_run_set_duration_ns (self->run, duration_ns);
  rk_run_set_state (self->run, RK_RUN_COMPLETE);

  sink = g_steal_pointer (&self->sink);
  if (sink != NULL && self->end != NULL)
    self->end (self->run, sink, self->keeper_data);

  set_elapsed (self, (double) duration_ns * 1e-9);
  rk_recorder_notify (self, RK_RECORDER_PROP_STATE);
  rk_recorder_notify (self, RK_RECORDER_PROP_RECORDING);
}

/**
 * rk_recorder_start:
 * @self: a recorder
 * @error: return location
 *
 * Begins a new run with all sources that are open, or what leads to it: a countdown, waiting for the trigger.
 * Nothing recorded before is touched. When that is under way already nothing happens.
 *
 * Errors: %RK_ACQUIRE_ERROR_NOT_FOUND without an open source, or when nothing measures the channel
 * of the trigger; what the keeper says. Then there is no run, and :run is the one before.
 *
 * Returns: whether it is on its way
 */
gboolean
rk_recorder_start (RkRecorder  *self,
                   GError     **error)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), FALSE);

  if (self->state != RK_RECORDER_IDLE)
    return TRUE;

  return rk_recorder_prepare (self, error);
}

/**
 * rk_recorder_stop:
 * @self: a recorder
 *
 * Ends the run; returns when the last block of each source is delivered (some milliseconds). A countdown, or waiting for
 * the trigger, ends without a run.
 */
void
rk_recorder_stop (RkRecorder *self)
{
  g_return_if_fail (RK_IS_RECORDER (self));

  if (self->state == RK_RECORDER_RUNNING)
    rk_recorder_end_run (self);
  else
    rk_recorder_stand_down (self);
}
