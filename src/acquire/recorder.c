#include "config.h"

#include "acquire/recorder.h"

#include "acquire/errors.h"
#include "base/clock.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Elapsed time, streams and limits are looked at so often while recording. */
#define TICK_MS 50

#define MAX_DURATION_S 1e9
#define MAX_RATE_HZ    1e7

/* A source and its part in the run. */
typedef struct {
  RkSource  *source;
  RkStream  *stream;  /* of the run at hand; NULL when it takes no part */
  GPtrArray *columns; /* of RkColumn, as last seen */
} Entry;

struct _RkRecorder
{
  GObject parent_instance;

  RkExperiment *experiment;
  GListStore   *sources; /* of RkSource, in the order of @entries */
  GPtrArray    *entries;

  RkRecorderBegin begin;
  RkRecorderEnd   end;
  gpointer        keeper_data;

  /* The run at hand; after the stop the last one, without a sink. */
  RkRun     *run;
  RkRunSink *sink; /* nullable: nobody keeps the run */
  gint64     origin_ns;
  gboolean   recording;
  guint      tick_id;
  double     elapsed_s;

  double     rate_hz;
  RkPaceMode pace;
  double     duration_s;
  guint64    max_samples;
  gboolean   keep_raw;
};

enum {
  PROP_0,
  PROP_RECORDING,
  PROP_RUN,
  PROP_RATE_HZ,
  PROP_INTERVAL_S,
  PROP_PACE,
  PROP_DURATION_S,
  PROP_MAX_SAMPLES,
  PROP_KEEP_RAW,
  PROP_TOTAL_SAMPLES,
  PROP_ELAPSED_S,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (RkRecorder, rk_recorder, G_TYPE_OBJECT)

static void
entry_free (Entry *entry)
{
  g_clear_object (&entry->stream);
  g_clear_object (&entry->source);
  g_clear_pointer (&entry->columns, g_ptr_array_unref);
  g_free (entry);
}

static Entry *
find_entry (RkRecorder *self,
            RkSource   *source)
{
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (entry->source == source)
      return entry;
  }

  return NULL;
}

/* --- Columns become channels --- */

static RkChannel *
ensure_channel (RkRecorder     *self,
                Entry          *entry,
                const RkColumn *column)
{
  return rk_experiment_ensure_channel (self->experiment, rk_source_get_key (entry->source), column);
}

/* A device that tells later how a column is called, or in which unit, is followed unless
 * somebody has put in his own words meanwhile. */
static void
follow_column (RkChannel      *channel,
               const RkColumn *old,
               const RkColumn *column)
{
  if (g_strcmp0 (old->name, column->name) != 0 &&
      g_strcmp0 (rk_channel_get_name (channel), old->name) == 0)
    rk_channel_set_name (channel, column->name);

  if (old->unit == NULL && column->unit != NULL && rk_channel_get_unit (channel) == NULL) {
    if (rk_channel_get_quantity (channel) == NULL)
      rk_channel_set_quantity (channel, column->quantity);
    rk_channel_set_unit (channel, column->unit);
  }
}

static gboolean
has_column (GPtrArray  *columns,
            const char *key)
{
  for (guint i = 0; i < columns->len; i++) {
    const RkColumn *column = g_ptr_array_index (columns, i);

    if (strcmp (column->key, key) == 0)
      return TRUE;
  }

  return FALSE;
}

/* Lines read in another way have other columns; a channel of the first reading would stay without
 * a value for ever. One that was recorded or renamed is kept. */
static void
drop_old_columns (RkRecorder *self,
                  Entry      *entry,
                  GPtrArray  *columns)
{
  if (self->recording || columns->len == 0)
    return;

  for (guint i = 0; i < entry->columns->len; i++) {
    const RkColumn *old = g_ptr_array_index (entry->columns, i);
    RkChannel *channel;

    if (has_column (columns, old->key))
      continue;

    channel = ensure_channel (self, entry, old);
    if (g_strcmp0 (rk_channel_get_name (channel), old->name != NULL ? old->name : old->key) == 0)
      rk_experiment_drop_channel (self->experiment, channel);
  }
}

static void
take_columns (RkRecorder *self,
              Entry      *entry)
{
  g_autoptr (GPtrArray) columns = rk_source_copy_columns (entry->source);

  drop_old_columns (self, entry, columns);

  for (guint i = 0; i < columns->len; i++) {
    const RkColumn *column = g_ptr_array_index (columns, i);
    const RkColumn *old = i < entry->columns->len ? g_ptr_array_index (entry->columns, i) : NULL;
    RkChannel *channel = ensure_channel (self, entry, column);

    if (old != NULL && g_strcmp0 (old->key, column->key) == 0)
      follow_column (channel, old, column);

    if (entry->stream != NULL && i >= rk_stream_get_n_channels (entry->stream))
      rk_stream_add_channel (entry->stream, channel);
  }

  g_ptr_array_unref (entry->columns);
  entry->columns = g_steal_pointer (&columns);
}

static void
show_values (RkRecorder *self,
             Entry      *entry)
{
  for (guint i = 0; i < entry->columns->len; i++)
    rk_channel_set_last_value (ensure_channel (self, entry, g_ptr_array_index (entry->columns, i)),
                               rk_source_get_last_value (entry->source, i));
}

/* --- The run --- */

static gint64
limit_ns (RkRecorder *self)
{
  return (gint64) llround (self->duration_s * 1e9);
}

static gboolean
is_open (RkSource *source)
{
  RkSourceState state = rk_source_get_state (source);

  return state == RK_SOURCE_LISTENING || state == RK_SOURCE_LOST;
}

static void
join_run (RkRecorder *self,
          Entry      *entry)
{
  g_autoptr (RkSeries) series = NULL;
  RkProfile *profile = rk_source_get_profile (entry->source);
  const char *key = rk_source_get_key (entry->source);
  const char *name = rk_device_get_name (rk_source_get_device (entry->source));
  const char *profile_id = rk_profile_get_id (profile);
  RkRecordingPlan plan;
  guint number = 0;

  series = rk_series_new (0, self->origin_ns);
  entry->stream = rk_stream_new (key, name, profile_id, series);
  take_columns (self, entry);
  rk_run_add_stream (self->run, entry->stream);

  if (self->sink != NULL)
    number = self->sink->funcs->add_stream (self->sink, key, name, profile_id);

  plan = (RkRecordingPlan) {
    .series = series,
    .sink = self->sink,
    .stream = number,
    .origin_ns = self->origin_ns,
    .from_ns = self->origin_ns,
    .pace = self->rate_hz > 0.0 ? self->pace : RK_PACE_EVERY,
    .rate_hz = self->rate_hz,
    .max_ns = limit_ns (self),
    .max_samples = self->max_samples,
    .raw = self->keep_raw,
  };
  rk_source_begin (entry->source, &plan);
}

/* The last block of the stream is delivered when this returns. */
static void
leave_run (RkRecorder *self,
           Entry      *entry)
{
  RkCounters counters;

  if (entry->stream == NULL)
    return;

  rk_source_end (entry->source);
  rk_source_get_run_counters (entry->source, &counters);
  take_columns (self, entry);
  rk_stream_set_counters (entry->stream, &counters);
  rk_stream_publish (entry->stream);
  g_clear_object (&entry->stream);
}

static gboolean
all_done (RkRecorder *self)
{
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (entry->stream != NULL && !rk_source_is_done (entry->source))
      return FALSE;
  }

  return TRUE;
}

static gint64
elapsed_ns (RkRecorder *self)
{
  gint64 elapsed = MAX (rk_clock_now_ns () - self->origin_ns, 0);

  return self->duration_s > 0.0 ? MIN (elapsed, limit_ns (self)) : elapsed;
}

static void
set_elapsed (RkRecorder *self,
             double      elapsed_s)
{
  if (elapsed_s <= self->elapsed_s && elapsed_s >= self->elapsed_s)
    return;

  self->elapsed_s = elapsed_s;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ELAPSED_S]);
}

static gboolean
tick_cb (gpointer user_data)
{
  RkRecorder *self = user_data;
  gint64 elapsed = elapsed_ns (self);

  if (all_done (self)) {
    self->tick_id = 0;
    rk_recorder_stop (self);
    return G_SOURCE_REMOVE;
  }

  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);
    RkCounters counters;

    if (entry->stream == NULL)
      continue;
    rk_source_get_run_counters (entry->source, &counters);
    rk_stream_set_counters (entry->stream, &counters);
    rk_stream_publish (entry->stream);
  }

  set_elapsed (self, (double) elapsed * 1e-9);

  return G_SOURCE_CONTINUE;
}

/* --- Signals of the sources --- */

static void
columns_changed_cb (RkSource   *source,
                    RkRecorder *self)
{
  Entry *entry = find_entry (self, source);

  if (entry != NULL)
    take_columns (self, entry);
}

static void
updated_cb (RkSource   *source,
            RkRecorder *self)
{
  Entry *entry = find_entry (self, source);

  if (entry != NULL)
    show_values (self, entry);
}

/* One that is opened during a run joins it. */
static void
state_cb (RkSource   *source,
          GParamSpec *pspec,
          RkRecorder *self)
{
  Entry *entry = find_entry (self, source);

  if (self->recording && entry != NULL && entry->stream == NULL &&
      rk_source_get_state (source) == RK_SOURCE_LISTENING)
    join_run (self, entry);
}

/* --- Object --- */

static guint64
total_samples (RkRecorder *self)
{
  guint64 total = 0;

  /* The added half absorbs that 0.1 s times 10 Hz is not exactly 1. */
  if (self->rate_hz > 0.0 && self->duration_s > 0.0)
    total = (guint64) floor (self->rate_hz * self->duration_s + 0.5);

  if (self->max_samples > 0)
    total = total > 0 ? MIN (total, self->max_samples) : self->max_samples;

  return total;
}

static void
rk_recorder_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  RkRecorder *self = RK_RECORDER (object);

  switch (prop_id) {
  case PROP_RECORDING:
    g_value_set_boolean (value, self->recording);
    break;
  case PROP_RUN:
    g_value_set_object (value, rk_recorder_get_run (self));
    break;
  case PROP_RATE_HZ:
    g_value_set_double (value, self->rate_hz);
    break;
  case PROP_INTERVAL_S:
    g_value_set_double (value, self->rate_hz > 0.0 ? 1.0 / self->rate_hz : 0.0);
    break;
  case PROP_PACE:
    g_value_set_uint (value, self->pace);
    break;
  case PROP_DURATION_S:
    g_value_set_double (value, self->duration_s);
    break;
  case PROP_MAX_SAMPLES:
    g_value_set_uint64 (value, self->max_samples);
    break;
  case PROP_KEEP_RAW:
    g_value_set_boolean (value, self->keep_raw);
    break;
  case PROP_TOTAL_SAMPLES:
    g_value_set_uint64 (value, total_samples (self));
    break;
  case PROP_ELAPSED_S:
    g_value_set_double (value, self->elapsed_s);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
set_max_samples (RkRecorder *self,
                 guint64     max_samples)
{
  if (max_samples == self->max_samples)
    return;

  self->max_samples = max_samples;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MAX_SAMPLES]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL_SAMPLES]);
}

static void
set_keep_raw (RkRecorder *self,
              gboolean    keep_raw)
{
  if (keep_raw == self->keep_raw)
    return;

  self->keep_raw = keep_raw;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KEEP_RAW]);
}

static void
rk_recorder_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  RkRecorder *self = RK_RECORDER (object);
  double interval_s;

  switch (prop_id) {
  case PROP_RATE_HZ:
    rk_recorder_set_rate_hz (self, g_value_get_double (value));
    break;
  case PROP_INTERVAL_S:
    interval_s = g_value_get_double (value);
    rk_recorder_set_rate_hz (self, interval_s > 0.0 ? 1.0 / interval_s : 0.0);
    break;
  case PROP_PACE:
    rk_recorder_set_pace (self, (RkPaceMode) g_value_get_uint (value));
    break;
  case PROP_DURATION_S:
    rk_recorder_set_duration_s (self, g_value_get_double (value));
    break;
  case PROP_MAX_SAMPLES:
    set_max_samples (self, g_value_get_uint64 (value));
    break;
  case PROP_KEEP_RAW:
    set_keep_raw (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_recorder_dispose (GObject *object)
{
  RkRecorder *self = RK_RECORDER (object);

  if (self->recording)
    rk_recorder_stop (self);
  g_clear_handle_id (&self->tick_id, g_source_remove);

  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    g_signal_handlers_disconnect_by_data (entry->source, self);
  }
  g_ptr_array_set_size (self->entries, 0);
  g_list_store_remove_all (self->sources);
  g_clear_object (&self->run);
  g_clear_object (&self->experiment);

  G_OBJECT_CLASS (rk_recorder_parent_class)->dispose (object);
}

static void
rk_recorder_finalize (GObject *object)
{
  RkRecorder *self = RK_RECORDER (object);

  g_ptr_array_unref (self->entries);
  g_object_unref (self->sources);

  G_OBJECT_CLASS (rk_recorder_parent_class)->finalize (object);
}

static void
rk_recorder_class_init (RkRecorderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags reading = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writing = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = rk_recorder_get_property;
  object_class->set_property = rk_recorder_set_property;
  object_class->dispose = rk_recorder_dispose;
  object_class->finalize = rk_recorder_finalize;

  properties[PROP_RECORDING] = g_param_spec_boolean ("recording", NULL, NULL, FALSE, reading);
  properties[PROP_RUN] = g_param_spec_object ("run", NULL, NULL, RK_TYPE_RUN, reading);
  properties[PROP_RATE_HZ] =
    g_param_spec_double ("rate-hz", NULL, NULL, 0.0, MAX_RATE_HZ, 0.0, writing);
  properties[PROP_INTERVAL_S] =
    g_param_spec_double ("interval-s", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, writing);
  properties[PROP_PACE] =
    g_param_spec_uint ("pace", NULL, NULL, RK_PACE_EVERY, RK_PACE_PICK, RK_PACE_EVERY, writing);
  properties[PROP_DURATION_S] =
    g_param_spec_double ("duration-s", NULL, NULL, 0.0, MAX_DURATION_S, 0.0, writing);
  properties[PROP_MAX_SAMPLES] =
    g_param_spec_uint64 ("max-samples", NULL, NULL, 0, G_MAXUINT64, 0, writing);
  properties[PROP_KEEP_RAW] = g_param_spec_boolean ("keep-raw", NULL, NULL, TRUE, writing);
  properties[PROP_TOTAL_SAMPLES] =
    g_param_spec_uint64 ("total-samples", NULL, NULL, 0, G_MAXUINT64, 0, reading);
  properties[PROP_ELAPSED_S] =
    g_param_spec_double ("elapsed-s", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, reading);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rk_recorder_init (RkRecorder *self)
{
  self->sources = g_list_store_new (RK_TYPE_SOURCE);
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
  self->keep_raw = TRUE;
}

/**
 * rk_recorder_new:
 * @experiment: where runs and channels go
 *
 * Threads: main, as all of the recorder.
 *
 * Returns: a recorder without sources
 */
RkRecorder *
rk_recorder_new (RkExperiment *experiment)
{
  RkRecorder *self;

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), NULL);

  self = g_object_new (RK_TYPE_RECORDER, NULL);
  self->experiment = g_object_ref (experiment);

  return self;
}

/**
 * rk_recorder_set_experiment:
 * @self: a recorder that does not record
 * @experiment: where runs and channels go from now on
 *
 * Changes the experiment; the channels of the sources appear in it at once.
 */
void
rk_recorder_set_experiment (RkRecorder   *self,
                            RkExperiment *experiment)
{
  g_return_if_fail (RK_IS_RECORDER (self));
  g_return_if_fail (RK_IS_EXPERIMENT (experiment));
  g_return_if_fail (!self->recording);

  if (!g_set_object (&self->experiment, experiment))
    return;

  if (self->run != NULL) {
    g_clear_object (&self->run);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUN]);
  }

  for (guint i = 0; i < self->entries->len; i++)
    take_columns (self, g_ptr_array_index (self->entries, i));
}

/**
 * rk_recorder_get_sources:
 * @self: a recorder
 *
 * Returns: (transfer none): its sources, a list of [class@Source]
 */
GListModel *
rk_recorder_get_sources (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), NULL);

  return G_LIST_MODEL (self->sources);
}

/**
 * rk_recorder_add_source:
 * @self: a recorder
 * @source: a source, open or not
 *
 * Adds a source: its columns become channels. If a run is on and the source is open, or is opened
 * later, it joins the run as a new stream.
 */
void
rk_recorder_add_source (RkRecorder *self,
                        RkSource   *source)
{
  Entry *entry;

  g_return_if_fail (RK_IS_RECORDER (self));
  g_return_if_fail (RK_IS_SOURCE (source));

  if (find_entry (self, source) != NULL)
    return;

  entry = g_new0 (Entry, 1);
  entry->source = g_object_ref (source);
  entry->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);
  g_ptr_array_add (self->entries, entry);

  g_signal_connect_object (source, "columns-changed", G_CALLBACK (columns_changed_cb), self, 0);
  g_signal_connect_object (source, "updated", G_CALLBACK (updated_cb), self, 0);
  g_signal_connect_object (source, "notify::state", G_CALLBACK (state_cb), self, 0);

  take_columns (self, entry);
  g_list_store_append (self->sources, source);

  if (self->recording && is_open (source) && entry->stream == NULL)
    join_run (self, entry);
}

/**
 * rk_recorder_remove_source:
 * @self: a recorder
 * @source: one of its sources
 *
 * Takes a source out; its stream of a run ends here and stays. The source is not closed.
 */
void
rk_recorder_remove_source (RkRecorder *self,
                           RkSource   *source)
{
  Entry *entry;
  guint position;

  g_return_if_fail (RK_IS_RECORDER (self));
  g_return_if_fail (RK_IS_SOURCE (source));

  entry = find_entry (self, source);
  if (entry == NULL)
    return;

  leave_run (self, entry);
  g_signal_handlers_disconnect_by_data (source, self);

  /* What it said last is no live value any more. */
  for (guint i = 0; i < entry->columns->len; i++)
    rk_channel_set_last_value (ensure_channel (self, entry, g_ptr_array_index (entry->columns, i)), NAN);

  if (g_list_store_find (self->sources, source, &position))
    g_list_store_remove (self->sources, position);
  g_ptr_array_remove (self->entries, entry);
}

/**
 * rk_recorder_set_keeper:
 * @self: a recorder
 * @begin: (nullable): called at the start of a run, gives its sink
 * @end: (nullable): called when the last block of a run has been pushed
 * @user_data: data for both
 *
 * Says how runs are kept. A run at hand stays with the keeper it began with.
 */
void
rk_recorder_set_keeper (RkRecorder      *self,
                        RkRecorderBegin  begin,
                        RkRecorderEnd    end,
                        gpointer         user_data)
{
  g_return_if_fail (RK_IS_RECORDER (self));

  self->begin = begin;
  self->end = end;
  self->keeper_data = user_data;
}

static gboolean
has_open_source (RkRecorder *self)
{
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (is_open (entry->source))
      return TRUE;
  }

  return FALSE;
}

/* What arrives while the file is being made belongs to the run. */
static void
hold_sources (RkRecorder *self,
              gboolean    hold)
{
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (is_open (entry->source))
      rk_source_hold (entry->source, hold);
  }
}

/**
 * rk_recorder_start:
 * @self: a recorder
 * @error: return location
 *
 * Begins a new run with all sources that are open. Nothing recorded before is touched.
 *
 * Errors: %RK_ACQUIRE_ERROR_NOT_FOUND without an open source; what the keeper says. Then there
 * is no run, and :run is the one before.
 *
 * Returns: whether it records
 */
gboolean
rk_recorder_start (RkRecorder  *self,
                   GError     **error)
{
  RkRunSink *sink = NULL;
  gint64 origin_ns;
  RkRun *run;

  g_return_val_if_fail (RK_IS_RECORDER (self), FALSE);

  if (self->recording)
    return TRUE;

  if (!has_open_source (self)) {
    g_set_error_literal (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND,
                         _("There is nothing to record from: choose a device first"));
    return FALSE;
  }

  origin_ns = rk_clock_now_ns ();
  hold_sources (self, TRUE);
  run = rk_experiment_begin_run (self->experiment, rk_clock_wall_us ());

  if (self->begin != NULL) {
    sink = self->begin (run, origin_ns, self->keeper_data, error);
    if (sink == NULL) {
      hold_sources (self, FALSE);
      rk_experiment_remove_run (self->experiment, run);
      return FALSE;
    }
  }

  g_set_object (&self->run, run);
  self->sink = sink;
  self->origin_ns = origin_ns;
  self->recording = TRUE;
  self->elapsed_s = 0.0;

  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (is_open (entry->source))
      join_run (self, entry);
  }

  self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RUN]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDING]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ELAPSED_S]);

  return TRUE;
}

/* A run that ended by its number of samples is as long as they are. */
static gint64
final_duration_ns (RkRecorder *self)
{
  gint64 last_ns = 0;

  if (self->max_samples == 0 || !all_done (self))
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

/**
 * rk_recorder_stop:
 * @self: a recorder
 *
 * Ends the run; returns when the last block of each source is delivered (some milliseconds).
 */
void
rk_recorder_stop (RkRecorder *self)
{
  RkRunSink *sink;
  gint64 duration_ns;

  g_return_if_fail (RK_IS_RECORDER (self));

  if (!self->recording)
    return;

  g_clear_handle_id (&self->tick_id, g_source_remove);
  duration_ns = final_duration_ns (self);
  self->recording = FALSE;

  for (guint i = 0; i < self->entries->len; i++)
    leave_run (self, g_ptr_array_index (self->entries, i));

  rk_run_set_duration_ns (self->run, duration_ns);
  rk_run_set_state (self->run, RK_RUN_COMPLETE);

  sink = g_steal_pointer (&self->sink);
  if (sink != NULL && self->end != NULL)
    self->end (self->run, sink, self->keeper_data);

  set_elapsed (self, (double) duration_ns * 1e-9);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDING]);
}

/**
 * rk_recorder_get_recording:
 * @self: a recorder
 *
 * Returns: whether a run is on
 */
gboolean
rk_recorder_get_recording (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), FALSE);

  return self->recording;
}

/**
 * rk_recorder_get_run:
 * @self: a recorder
 *
 * Returns: (transfer none) (nullable): the run at hand, or the last one
 */
RkRun *
rk_recorder_get_run (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), NULL);

  return self->run;
}

/**
 * rk_recorder_get_rate_hz:
 * @self: a recorder
 *
 * Returns: rows a second asked for; 0 = as the device sends
 */
double
rk_recorder_get_rate_hz (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), 0.0);

  return self->rate_hz;
}

/**
 * rk_recorder_set_rate_hz:
 * @self: a recorder
 * @rate_hz: rows a second; 0 = as the device sends
 *
 * Sets the rate of the runs to come, and the interval with it. What is no rate is 0.
 */
void
rk_recorder_set_rate_hz (RkRecorder *self,
                         double      rate_hz)
{
  g_return_if_fail (RK_IS_RECORDER (self));

  if (!(rate_hz > 0.0) || !isfinite (rate_hz))
    rate_hz = 0.0;
  rate_hz = MIN (rate_hz, MAX_RATE_HZ);

  if (rate_hz <= self->rate_hz && rate_hz >= self->rate_hz)
    return;

  self->rate_hz = rate_hz;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATE_HZ]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INTERVAL_S]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL_SAMPLES]);
}

/**
 * rk_recorder_get_duration_s:
 * @self: a recorder
 *
 * Returns: how long runs last; 0 = until stopped
 */
double
rk_recorder_get_duration_s (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), 0.0);

  return self->duration_s;
}

/**
 * rk_recorder_set_duration_s:
 * @self: a recorder
 * @duration_s: how long runs last; 0 = until stopped
 *
 * Sets the duration of the runs to come. What is no duration is 0.
 */
void
rk_recorder_set_duration_s (RkRecorder *self,
                            double      duration_s)
{
  g_return_if_fail (RK_IS_RECORDER (self));

  if (!(duration_s > 0.0) || !isfinite (duration_s))
    duration_s = 0.0;
  duration_s = MIN (duration_s, MAX_DURATION_S);

  if (duration_s <= self->duration_s && duration_s >= self->duration_s)
    return;

  self->duration_s = duration_s;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DURATION_S]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL_SAMPLES]);
}

/**
 * rk_recorder_get_pace:
 * @self: a recorder
 *
 * Returns: how rows are thinned to the rate
 */
RkPaceMode
rk_recorder_get_pace (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), RK_PACE_EVERY);

  return self->pace;
}

/**
 * rk_recorder_set_pace:
 * @self: a recorder
 * @pace: how rows are thinned to the rate
 *
 * Sets how the runs to come are thinned.
 */
void
rk_recorder_set_pace (RkRecorder *self,
                      RkPaceMode  pace)
{
  g_return_if_fail (RK_IS_RECORDER (self));

  if (pace == self->pace)
    return;

  self->pace = pace;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PACE]);
}
