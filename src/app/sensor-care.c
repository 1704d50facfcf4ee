#include "config.h"

#include "app/sensor-care.h"

#include "acquire/decoder.h"
#include "app/calibration-library.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define ZERO_S 1.0

/* An experiment that spans fewer steps shows stairs. */
#define FEW_STEPS 10.0

/* Fewer readings than these are no experiment. */
#define FEW_SAMPLES 10

/* How far back inside a value must be for a warning to end: this part of what the sensor bears. */
#define CALM_PART 0.02

#define WARM_UP_MS 500

/* A battery does not fail within a second. */
#define BATTERY_US G_USEC_PER_SEC

struct _RkSensorCare
{
  GObject parent_instance;

  RkDocument *document;
  GHashTable *met;       /* of RkChannel: looked up among the stored calibrations */
  GHashTable *listening; /* RkSource -> gint64, since when, monotonic µs */
  GHashTable *weak;      /* of RkChannel: its device says that its battery is low */
  gint64      weak_us;   /* monotonic: when that was asked last */
  RkChannel  *in_danger; /* nullable: the one the warning on show is about */
  guint       timeout_id;
  gboolean    was_recording;
};

enum {
  SIGNAL_CHANGED,
  SIGNAL_DANGER,
  SIGNAL_REMARK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkSensorCare, rk_sensor_care, G_TYPE_OBJECT)

/* -- Rules ---------------------------------------------------------------- */

/**
 * rk_sensor_judge_safe:
 * @channel: a channel
 * @raw: a value of it
 *
 * Tells whether the sensor is in danger.
 *
 * Returns: (transfer full) (nullable): what to do; %NULL when all is well, or limits are unknown
 */
char *
rk_sensor_judge_safe (RkChannel *channel,
                      double     raw)
{
  g_autofree char *value = NULL;
  g_autofree char *limit = NULL;
  const char *unit;
  double min;
  double max;

  g_return_val_if_fail (RK_IS_CHANNEL (channel), NULL);

  rk_channel_get_safe (channel, &min, &max);
  if (!isfinite (raw) || !(raw < min || raw > max))
    return NULL;

  value = rk_channel_format (channel, raw);
  limit = rk_channel_format (channel, raw > max ? max : min);
  unit = rk_unit_local (rk_channel_get_unit (channel));

  return raw > max
    /* Translators: a channel, its value and unit, the most its sensor bears and unit */
    ? g_strdup_printf (_("Take the probe out! %s: %s %s; the sensor bears up to %s %s"), rk_channel_get_name (channel), value,
                       unit, limit, unit)
    /* Translators: a channel, its value and unit, the least its sensor bears and unit */
    : g_strdup_printf (_("Take the probe out! %s: %s %s; the sensor bears down to %s %s"), rk_channel_get_name (channel), value,
                       unit, limit, unit);
}

/**
 * rk_sensor_is_calm:
 * @channel: a channel
 * @raw: a value of it
 *
 * Returns: whether @raw is well inside what the sensor bears, so that noise does not warn over and over
 */
gboolean
rk_sensor_is_calm (RkChannel *channel,
                   double     raw)
{
  double min;
  double max;
  double margin;

  g_return_val_if_fail (RK_IS_CHANNEL (channel), TRUE);

  rk_channel_get_safe (channel, &min, &max);
  margin = CALM_PART * (isnan (min) ? fabs (max) : isnan (max) ? fabs (min) : max - min);

  return isfinite (raw) && !(raw < min + margin) && !(raw > max - margin);
}

/**
 * rk_sensor_judge_steps:
 * @channel: a channel
 * @min: least raw value of a run
 * @max: greatest raw value
 *
 * Tells whether a run shows the stairs of the sensor.
 *
 * Returns: (transfer full) (nullable): what to do; %NULL when it was fine enough, or the step is unknown
 */
char *
rk_sensor_judge_steps (RkChannel *channel,
                       double     min,
                       double     max)
{
  double resolution;
  double steps;
  guint n;

  g_return_val_if_fail (RK_IS_CHANNEL (channel), NULL);

  resolution = rk_channel_get_resolution (channel);
  steps = (max - min) / resolution;
  if (!(resolution > 0.0) || !(steps < FEW_STEPS))
    return NULL;

  n = (guint) lround (MAX (steps, 0.0));
  if (n == 0)
    /* Translators: %s is a channel */
    return g_strdup_printf (_("%s did not change by a step of the sensor; a larger change shows more"),
                            rk_channel_get_name (channel));

  return g_strdup_printf (
    /* Translators: %s is a channel, %u counts steps */
    g_dngettext (GETTEXT_PACKAGE, "%s changed by only %u step of the sensor; a larger change shows more",
                 "%s changed by only %u steps of the sensor; a larger change shows more", n),
    rk_channel_get_name (channel), n);
}

/* -- Sensors ---------------------------------------------------------------- */

/**
 * rk_sensor_find:
 * @document: a document
 * @channel: one of its channels
 * @source: (out) (transfer none): the source that measures it
 * @column: (out): its column there
 *
 * Finds where the values of a channel come from now.
 *
 * Returns: %FALSE when it is not connected
 */
gboolean
rk_sensor_find (RkDocument  *document,
                RkChannel   *channel,
                RkSource   **source,
                guint       *column)
{
  g_autoptr (GPtrArray) columns = NULL;

  g_return_val_if_fail (RK_IS_DOCUMENT (document) && RK_IS_CHANNEL (channel), FALSE);

  *source = rk_document_find_source (document, rk_channel_get_source_key (channel));
  if (*source == NULL)
    return FALSE;

  columns = rk_source_copy_columns (*source);
  for (*column = 0; *column < columns->len; (*column)++) {
    const RkColumn *candidate = g_ptr_array_index (columns, *column);

    if (g_strcmp0 (candidate->key, rk_channel_get_column_key (channel)) == 0)
      return TRUE;
  }

  return FALSE;
}

/**
 * rk_sensor_zero:
 * @document: a document
 * @channel: one of its channels
 *
 * Makes what a channel shows now its zero. It is the mean of the second before the newest reading; that of a
 * curved calibration is taken at the mean reading, which differs by less than the noise.
 *
 * Returns: %FALSE when it is not connected, or nothing has been measured
 */
gboolean
rk_sensor_zero (RkDocument *document,
                RkChannel  *channel)
{
  RkConversion conversion;
  RkRecent recent;
  RkSource *source;
  guint column;
  double zero;

  if (!rk_sensor_find (document, channel, &source, &column) || rk_source_get_state (source) != RK_SOURCE_LISTENING
      || !rk_source_get_recent (source, column, ZERO_S, &recent))
    return FALSE;

  rk_channel_get_conversion (channel, &conversion);
  zero = rk_conversion_apply (&conversion, recent.mean) + rk_channel_get_zero (channel);
  if (!isfinite (zero))
    return FALSE;
  rk_channel_set_zero (channel, zero);

  return TRUE;
}

/**
 * rk_sensor_zero_all:
 * @document: a document
 *
 * Makes what every visible channel shows now its zero, as rk_sensor_zero().
 *
 * Returns: how many had a reading
 */
guint
rk_sensor_zero_all (RkDocument *document)
{
  GListModel *channels = rk_experiment_get_channels (rk_document_get_experiment (document));
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);

    n += rk_channel_get_visible (channel) && rk_sensor_zero (document, channel);
  }

  return n;
}

/**
 * rk_sensor_find_equal:
 * @document: a document
 * @channel: one of its channels
 *
 * Finds the sensors a calibration of this one may hold for as well: connected, read by the same profile, of the same quantity and
 * raw unit.
 *
 * Returns: (transfer full) (element-type RkChannel): the others; empty when @channel is not connected
 */
GPtrArray *
rk_sensor_find_equal (RkDocument *document,
                      RkChannel  *channel)
{
  GPtrArray *equal = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *channels;
  RkSource *own;

  g_return_val_if_fail (RK_IS_DOCUMENT (document) && RK_IS_CHANNEL (channel), equal);

  own = rk_document_find_source (document, rk_channel_get_source_key (channel));
  channels = rk_experiment_get_channels (rk_document_get_experiment (document));
  for (guint i = 0; own != NULL && i < g_list_model_get_n_items (channels); i++) {
    g_autoptr (RkChannel) other = g_list_model_get_item (channels, i);
    RkSource *source;
    guint column;

    if (other != channel && g_strcmp0 (rk_channel_get_quantity (other), rk_channel_get_quantity (channel)) == 0
        && g_strcmp0 (rk_channel_get_raw_unit (other), rk_channel_get_raw_unit (channel)) == 0
        && rk_sensor_find (document, other, &source, &column)
        && g_strcmp0 (rk_profile_get_id (rk_source_get_profile (source)), rk_profile_get_id (rk_source_get_profile (own))) == 0)
      g_ptr_array_add (equal, g_steal_pointer (&other));
  }

  return equal;
}

static gboolean
is_in_a_run (RkDocument *document,
             RkChannel  *channel)
{
  GListModel *runs = rk_experiment_get_runs (rk_document_get_experiment (document));

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);
    RkStream *stream;
    guint column;

    if (rk_run_find_channel (run, channel, &stream, &column))
      return TRUE;
  }

  return FALSE;
}

/* A channel that has been measured already keeps what it was measured with: its runs must not change by themselves. */
static void
meet_channel (RkSensorCare *self,
              RkChannel    *channel)
{
  g_autoptr (GPtrArray) stored = NULL;
  int active;

  if (rk_document_find_source (self->document, rk_channel_get_source_key (channel)) == NULL
      || !g_hash_table_add (self->met, g_object_ref (channel)))
    return;
  if (!rk_channel_is_factory (channel) || rk_channel_get_zero (channel) != 0.0 || is_in_a_run (self->document, channel))
    return;

  stored = rk_calibration_library_list (rk_calibration_library_get_default (), rk_channel_get_source_key (channel),
                                        rk_channel_get_column_key (channel), &active);
  if (active >= 0) {
    const RkStoredCalibration *found = g_ptr_array_index (stored, (guint) active);

    rk_channel_set_calibration (channel, found->calibration, found->unit, found->name, found->author, found->wall_us);
  }
}

static void
look_for_danger (RkSensorCare *self,
                 RkChannel    *channel)
{
  double raw = rk_channel_get_last_value (channel);
  g_autofree char *text = NULL;

  if (self->in_danger == channel && rk_sensor_is_calm (channel, raw)) {
    g_clear_object (&self->in_danger);
    g_signal_emit (self, signals[SIGNAL_DANGER], 0, NULL);
  }
  if (self->in_danger != NULL)
    return;

  text = rk_sensor_judge_safe (channel, raw);
  if (text != NULL) {
    self->in_danger = g_object_ref (channel);
    g_signal_emit (self, signals[SIGNAL_DANGER], 0, text);
  }
}

/**
 * rk_sensor_care_get_warm_up_left_s:
 * @self: the care of a document
 * @channel: one of its channels
 *
 * Returns: seconds until the sensor is warm; 0 = it is, or is not connected
 */
double
rk_sensor_care_get_warm_up_left_s (RkSensorCare *self,
                                   RkChannel    *channel)
{
  RkSource *source;
  gint64 *since_us;

  g_return_val_if_fail (RK_IS_SENSOR_CARE (self) && RK_IS_CHANNEL (channel), 0.0);

  if (rk_channel_get_warm_up_s (channel) <= 0.0)
    return 0.0;

  source = rk_document_find_source (self->document, rk_channel_get_source_key (channel));
  since_us = source != NULL ? g_hash_table_lookup (self->listening, source) : NULL;
  if (since_us == NULL)
    return 0.0;

  return MAX (rk_channel_get_warm_up_s (channel) - (double) (g_get_monotonic_time () - *since_us) / G_USEC_PER_SEC, 0.0);
}

/**
 * rk_sensor_care_is_battery_low:
 * @self: the care of a document
 * @channel: one of its channels
 *
 * Returns: whether its device said so with its newest value; asked once a second
 */
gboolean
rk_sensor_care_is_battery_low (RkSensorCare *self,
                               RkChannel    *channel)
{
  g_return_val_if_fail (RK_IS_SENSOR_CARE (self) && RK_IS_CHANNEL (channel), FALSE);

  return g_hash_table_contains (self->weak, channel);
}

static void
find_weak (RkSensorCare *self,
           RkSource     *source,
           GHashTable   *weak)
{
  RkExperiment *experiment = rk_document_get_experiment (self->document);
  g_autoptr (GPtrArray) columns = NULL;

  if (rk_source_get_state (source) != RK_SOURCE_LISTENING)
    return;

  columns = rk_source_copy_columns (source);
  for (guint i = 0; i < columns->len; i++) {
    if ((rk_source_get_last_flags (source, i) & RK_VALUE_BATTERY) != 0)
      g_hash_table_add (weak, g_object_ref (rk_experiment_ensure_channel (experiment, rk_source_get_key (source),
                                                                          g_ptr_array_index (columns, i))));
  }
}

static gboolean
same_channels (GHashTable *a,
               GHashTable *b)
{
  GHashTableIter iter;
  gpointer channel;

  if (g_hash_table_size (a) != g_hash_table_size (b))
    return FALSE;

  g_hash_table_iter_init (&iter, a);
  while (g_hash_table_iter_next (&iter, &channel, NULL)) {
    if (!g_hash_table_contains (b, channel))
      return FALSE;
  }

  return TRUE;
}

static void
note_batteries (RkSensorCare *self)
{
  GListModel *sources = rk_recorder_get_sources (rk_document_get_recorder (self->document));
  g_autoptr (GHashTable) weak = NULL;

  if (g_get_monotonic_time () - self->weak_us < BATTERY_US)
    return;

  self->weak_us = g_get_monotonic_time ();
  weak = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    g_autoptr (RkSource) source = g_list_model_get_item (sources, i);

    find_weak (self, source, weak);
  }

  if (!same_channels (weak, self->weak)) {
    g_hash_table_unref (self->weak);
    self->weak = g_steal_pointer (&weak);
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  }
}

static gboolean
warm_up_cb (gpointer user_data)
{
  RkSensorCare *self = user_data;
  GListModel *channels = rk_experiment_get_channels (rk_document_get_experiment (self->document));
  gboolean goes_on = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (channels) && !goes_on; i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);

    goes_on = rk_sensor_care_get_warm_up_left_s (self, channel) > 0.0;
  }

  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (!goes_on)
    self->timeout_id = 0;

  return goes_on ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
note_listening (RkSensorCare *self)
{
  GListModel *sources = rk_recorder_get_sources (rk_document_get_recorder (self->document));

  for (guint i = 0; i < g_list_model_get_n_items (sources); i++) {
    g_autoptr (RkSource) source = g_list_model_get_item (sources, i);

    if (rk_source_get_state (source) != RK_SOURCE_LISTENING) {
      g_hash_table_remove (self->listening, source);
    } else if (!g_hash_table_contains (self->listening, source)) {
      gint64 now_us = g_get_monotonic_time ();

      g_hash_table_insert (self->listening, g_object_ref (source), g_memdup2 (&now_us, sizeof now_us));
    }
  }
}

static void
sources_updated_cb (RkSensorCare *self)
{
  GListModel *channels = rk_experiment_get_channels (rk_document_get_experiment (self->document));

  note_listening (self);
  note_batteries (self);

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);

    if (!g_hash_table_contains (self->met, channel))
      meet_channel (self, channel);
    if (rk_document_find_source (self->document, rk_channel_get_source_key (channel)) != NULL)
      look_for_danger (self, channel);
    if (self->timeout_id == 0 && rk_sensor_care_get_warm_up_left_s (self, channel) > 0.0) {
      self->timeout_id = g_timeout_add (WARM_UP_MS, warm_up_cb, self);
      g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
    }
  }
}

/* A sensor that was taken away is in no danger any more. */
static void
sources_changed_cb (RkSensorCare *self)
{
  if (self->in_danger != NULL
      && rk_document_find_source (self->document, rk_channel_get_source_key (self->in_danger)) == NULL) {
    g_clear_object (&self->in_danger);
    g_signal_emit (self, signals[SIGNAL_DANGER], 0, NULL);
  }
  g_hash_table_remove_all (self->met);
  self->weak_us = 0;
  note_batteries (self);
}

/* The first channel that has something to say: one sentence is read, a list is not. */
static void
remark_run (RkSensorCare *self,
            RkRun        *run)
{
  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    RkStream *stream = rk_run_get_stream (run, i);
    g_autoptr (RkSpan) span = rk_series_take_span (rk_stream_get_series (stream));
    guint64 n = rk_span_get_n_samples (span);

    for (guint k = 0; n >= FEW_SAMPLES && k < rk_stream_get_n_channels (stream); k++) {
      RkChannel *channel = rk_stream_get_channel (stream, k);
      g_autofree char *text = NULL;
      double min;
      double max;

      if (rk_channel_get_visible (channel) && rk_span_get_extrema (span, k, 0, n, &min, &max))
        text = rk_sensor_judge_steps (channel, min, max);
      if (text != NULL) {
        g_signal_emit (self, signals[SIGNAL_REMARK], 0, text);
        return;
      }
    }
  }
}

static void
recording_cb (RkSensorCare *self)
{
  gboolean recording = rk_document_get_recording (self->document);
  GListModel *runs = rk_experiment_get_runs (rk_document_get_experiment (self->document));
  guint n = g_list_model_get_n_items (runs);

  if (self->was_recording && !recording && n > 0) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, n - 1);

    remark_run (self, run);
  }
  self->was_recording = recording;
}

static void
experiment_cb (RkSensorCare *self)
{
  g_hash_table_remove_all (self->met);
  g_hash_table_remove_all (self->weak);
  if (self->in_danger != NULL) {
    g_clear_object (&self->in_danger);
    g_signal_emit (self, signals[SIGNAL_DANGER], 0, NULL);
  }
}

/* -- Life ------------------------------------------------------------------- */

static void
rk_sensor_care_dispose (GObject *object)
{
  RkSensorCare *self = RK_SENSOR_CARE (object);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_clear_object (&self->in_danger);
  g_clear_pointer (&self->met, g_hash_table_unref);
  g_clear_pointer (&self->listening, g_hash_table_unref);
  g_clear_pointer (&self->weak, g_hash_table_unref);
  g_clear_object (&self->document);

  G_OBJECT_CLASS (rk_sensor_care_parent_class)->dispose (object);
}

static void
rk_sensor_care_class_init (RkSensorCareClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = rk_sensor_care_dispose;

  signals[SIGNAL_CHANGED] =
    g_signal_new ("changed", RK_TYPE_SENSOR_CARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_DANGER] =
    g_signal_new ("danger", RK_TYPE_SENSOR_CARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_REMARK] =
    g_signal_new ("remark", RK_TYPE_SENSOR_CARE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
rk_sensor_care_init (RkSensorCare *self)
{
  self->met = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->weak = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->listening = g_hash_table_new_full (NULL, NULL, g_object_unref, g_free);
}

/**
 * rk_sensor_care_new:
 * @document: whose sensors
 *
 * Begins to look after the sensors of a document.
 *
 * Returns: (transfer full): the care
 */
RkSensorCare *
rk_sensor_care_new (RkDocument *document)
{
  RkSensorCare *self = g_object_new (RK_TYPE_SENSOR_CARE, NULL);

  self->document = g_object_ref (document);
  g_signal_connect_object (document, "sources-updated", G_CALLBACK (sources_updated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::experiment", G_CALLBACK (experiment_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (document, "notify::recording", G_CALLBACK (recording_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (rk_recorder_get_sources (rk_document_get_recorder (document)), "items-changed",
                           G_CALLBACK (sources_changed_cb), self, G_CONNECT_SWAPPED);

  return self;
}
