/* The devices of a recorder, and what they measure as channels of the experiment. */
#include "config.h"

#include "acquire/recorder-private.h"

#include "acquire/simulator.h"
#include "base/clock.h"

#include <math.h>
#include <string.h>

void
rk_recorder_entry_free (gpointer data)
{
  RkRecorderEntry *entry = data;

  g_clear_object (&entry->stream);
  g_clear_object (&entry->source);
  g_clear_pointer (&entry->columns, g_ptr_array_unref);
  g_free (entry);
}

RkRecorderEntry *
rk_recorder_find_entry (RkRecorder *self,
                        RkSource   *source)
{
  for (guint i = 0; i < self->entries->len; i++) {
    RkRecorderEntry *entry = g_ptr_array_index (self->entries, i);

    if (entry->source == source)
      return entry;
  }

  return NULL;
}

gboolean
rk_recorder_is_open (RkSource *source)
{
  RkSourceState state = rk_source_get_state (source);

  return state == RK_SOURCE_LISTENING || state == RK_SOURCE_LOST || state == RK_SOURCE_RELEASED;
}

gboolean
rk_recorder_find_source (RkRecorder *self,
                         RkChannel  *channel,
                         RkSource  **source,
                         guint      *column)
{
  for (guint i = 0; i < self->entries->len; i++) {
    RkRecorderEntry *entry = g_ptr_array_index (self->entries, i);

    if (g_strcmp0 (rk_channel_get_source_key (channel), rk_source_get_key (entry->source)) != 0 ||
        !rk_recorder_is_open (entry->source))
      continue;

    for (guint c = 0; c < entry->columns->len; c++) {
      const RkColumn *candidate = g_ptr_array_index (entry->columns, c);

      if (strcmp (candidate->key, rk_channel_get_column_key (channel)) == 0) {
        *source = entry->source;
        *column = c;
        return TRUE;
      }
    }
  }

  return FALSE;
}

/* --- Columns become channels --- */

RkChannel *
rk_recorder_ensure_channel (RkRecorder      *self,
                            RkRecorderEntry *entry,
                            const RkColumn  *column)
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
drop_old_columns (RkRecorder      *self,
                  RkRecorderEntry *entry,
                  GPtrArray       *columns)
{
  if (rk_recorder_get_recording (self) || columns->len == 0)
    return;

  for (guint i = 0; i < entry->columns->len; i++) {
    const RkColumn *old = g_ptr_array_index (entry->columns, i);
    RkChannel *channel;

    if (has_column (columns, old->key))
      continue;

    channel = rk_recorder_ensure_channel (self, entry, old);
    if (g_strcmp0 (rk_channel_get_name (channel), old->name != NULL ? old->name : old->key) == 0)
      rk_experiment_drop_channel (self->experiment, channel);
  }
}

/* Brings the channels, those of the stream too, up to what the source says about its columns. */
void
rk_recorder_take_columns (RkRecorder      *self,
                          RkRecorderEntry *entry)
{
  g_autoptr (GPtrArray) columns = rk_source_copy_columns (entry->source);

  drop_old_columns (self, entry, columns);

  for (guint i = 0; i < columns->len; i++) {
    const RkColumn *column = g_ptr_array_index (columns, i);
    const RkColumn *old = i < entry->columns->len ? g_ptr_array_index (entry->columns, i) : NULL;
    RkChannel *channel = rk_recorder_ensure_channel (self, entry, column);

    if (old != NULL && g_strcmp0 (old->key, column->key) == 0)
      follow_column (channel, old, column);

    if (entry->stream != NULL && i >= rk_stream_get_n_channels (entry->stream))
      rk_stream_add_channel (entry->stream, channel);
  }

  g_ptr_array_unref (entry->columns);
  entry->columns = g_steal_pointer (&columns);
}

static void
show_values (RkRecorder      *self,
             RkRecorderEntry *entry)
{
  for (guint i = 0; i < entry->columns->len; i++)
    rk_channel_set_last_value (rk_recorder_ensure_channel (self, entry, g_ptr_array_index (entry->columns, i)),
                               rk_source_get_last_value (entry->source, i));
}

/* --- Settings that follow the sensors --- */

static double
get_usual_duration_s (RkSource *source)
{
  RkDevice *device = rk_source_get_device (source);
  const RkSimulatorInfo *info = NULL;

  if (rk_device_get_kind (device) == RK_DEVICE_SIMULATED)
    info = rk_simulator_find (rk_device_get_path (device));

  return info != NULL ? info->duration_s : rk_profile_get_duration_s (rk_source_get_profile (source));
}

/* The fastest usual rate and the longest usual duration; every reading is taken. */
void
rk_recorder_take_defaults (RkRecorder *self)
{
  double rate_hz = 0.0;
  double duration_s = 0.0;

  if (!self->auto_settings || self->state == RK_RECORDER_RUNNING || self->entries->len == 0)
    return;

  for (guint i = 0; i < self->entries->len; i++) {
    RkRecorderEntry *entry = g_ptr_array_index (self->entries, i);

    rate_hz = MAX (rate_hz, rk_profile_get_rate_hz (rk_source_get_profile (entry->source)));
    duration_s = MAX (duration_s, get_usual_duration_s (entry->source));
  }

  rk_recorder_take_pace (self, RK_PACE_EVERY);
  rk_recorder_take_rate_hz (self, rate_hz);
  rk_recorder_take_duration_s (self, duration_s);
}

/* --- Signals of the sources --- */

static void
columns_changed_cb (RkSource   *source,
                    RkRecorder *self)
{
  RkRecorderEntry *entry = rk_recorder_find_entry (self, source);

  if (entry == NULL)
    return;

  rk_recorder_take_columns (self, entry);
  rk_recorder_begin_calculation (self, entry);
  rk_recorder_join_late (self, entry, FALSE);
}

static void
updated_cb (RkSource   *source,
            RkRecorder *self)
{
  RkRecorderEntry *entry = rk_recorder_find_entry (self, source);

  if (entry == NULL)
    return;

  show_values (self, entry);
  rk_recorder_update_gate (self);
}

/* One that is opened during a run joins it; one that is closed leaves, and may come back. */
static void
state_cb (RkSource   *source,
          GParamSpec *pspec,
          RkRecorder *self)
{
  RkRecorderEntry *entry = rk_recorder_find_entry (self, source);
  RkSourceState state = rk_source_get_state (source);

  if (entry == NULL || self->state != RK_RECORDER_RUNNING)
    return;

  if (state == RK_SOURCE_LISTENING && entry->stream == NULL)
    rk_recorder_join (self, entry);
  else if (state == RK_SOURCE_CLOSED || state == RK_SOURCE_FAILED)
    rk_recorder_leave (self, entry);
}

static void
profile_cb (RkSource   *source,
            GParamSpec *pspec,
            RkRecorder *self)
{
  rk_recorder_take_defaults (self);
}

static void
watch_fired_cb (RkSource   *source,
                guint       id,
                gint64      time_ns,
                double      value,
                RkRecorder *self)
{
  rk_recorder_watch_fired (self, id, time_ns, value);
}

/* --- The list --- */

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
 * later, it joins the run: as a new stream, or, if it was in the run before, where it left off.
 */
void
rk_recorder_add_source (RkRecorder *self,
                        RkSource   *source)
{
  RkRecorderEntry *entry;

  g_return_if_fail (RK_IS_RECORDER (self));
  g_return_if_fail (RK_IS_SOURCE (source));

  if (rk_recorder_find_entry (self, source) != NULL)
    return;

  entry = g_new0 (RkRecorderEntry, 1);
  entry->source = g_object_ref (source);
  entry->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);
  entry->since_ns = RK_TIME_NONE;
  g_ptr_array_add (self->entries, entry);

  g_signal_connect_object (source, "columns-changed", G_CALLBACK (columns_changed_cb), self, 0);
  g_signal_connect_object (source, "updated", G_CALLBACK (updated_cb), self, 0);
  g_signal_connect_object (source, "notify::state", G_CALLBACK (state_cb), self, 0);
  g_signal_connect_object (source, "notify::profile", G_CALLBACK (profile_cb), self, 0);
  g_signal_connect_object (source, "watch-fired", G_CALLBACK (watch_fired_cb), self, 0);

  rk_recorder_take_columns (self, entry);
  rk_recorder_take_defaults (self);
  g_list_store_append (self->sources, source);

  if (self->state == RK_RECORDER_RUNNING && rk_recorder_is_open (source) && entry->stream == NULL)
    rk_recorder_join (self, entry);
  rk_recorder_watch (self);
  rk_recorder_update_gate (self);
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
  RkRecorderEntry *entry;
  guint position;

  g_return_if_fail (RK_IS_RECORDER (self));
  g_return_if_fail (RK_IS_SOURCE (source));

  entry = rk_recorder_find_entry (self, source);
  if (entry == NULL)
    return;

  rk_recorder_leave (self, entry);
  g_signal_handlers_disconnect_by_data (source, self);
  if (entry->has_watches)
    rk_source_set_watches (source, NULL);

  /* What it said last is no live value any more. */
  for (guint i = 0; i < entry->columns->len; i++)
    rk_channel_set_last_value (rk_recorder_ensure_channel (self, entry, g_ptr_array_index (entry->columns, i)),
                               (double) NAN);

  if (g_list_store_find (self->sources, source, &position))
    g_list_store_remove (self->sources, position);
  g_ptr_array_remove (self->entries, entry);
  rk_recorder_take_defaults (self);
  rk_recorder_update_gate (self);
}
