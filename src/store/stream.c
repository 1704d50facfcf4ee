#include "config.h"

#include "store/stream.h"

#include <string.h>

struct _RkStream
{
  GObject parent_instance;

  char       *source_key;
  char       *source_name;
  char       *profile_id; /* nullable */
  RkSeries   *series;
  GPtrArray  *channels;   /* of RkChannel, by column */
  RkCounters  counters;

  /* What was last announced by "changed". */
  guint64     n_samples;
  guint       n_columns;
  guint       n_gaps;
  gboolean    counters_changed;
};

enum {
  PROP_0,
  PROP_SOURCE_KEY,
  PROP_SOURCE_NAME,
  PROP_PROFILE_ID,
  N_PROPS,
};

enum {
  CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkStream, rk_stream, G_TYPE_OBJECT)

static void
rk_stream_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  RkStream *self = RK_STREAM (object);

  switch (prop_id) {
  case PROP_SOURCE_KEY:
    g_value_set_string (value, self->source_key);
    break;
  case PROP_SOURCE_NAME:
    g_value_set_string (value, self->source_name);
    break;
  case PROP_PROFILE_ID:
    g_value_set_string (value, self->profile_id);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_stream_dispose (GObject *object)
{
  RkStream *self = RK_STREAM (object);

  g_ptr_array_set_size (self->channels, 0);

  G_OBJECT_CLASS (rk_stream_parent_class)->dispose (object);
}

static void
rk_stream_finalize (GObject *object)
{
  RkStream *self = RK_STREAM (object);

  g_free (self->source_key);
  g_free (self->source_name);
  g_free (self->profile_id);
  g_clear_pointer (&self->series, rk_series_unref);
  g_ptr_array_unref (self->channels);

  G_OBJECT_CLASS (rk_stream_parent_class)->finalize (object);
}

static void
rk_stream_class_init (RkStreamClass *klass)
{
  const GParamFlags read_only = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_stream_get_property;
  object_class->dispose = rk_stream_dispose;
  object_class->finalize = rk_stream_finalize;

  /**
   * RkStream:source-key:
   *
   * What tells the source from others, through all runs.
   */
  properties[PROP_SOURCE_KEY] = g_param_spec_string ("source-key", NULL, NULL, NULL, read_only);

  /**
   * RkStream:source-name:
   *
   * What people call the source.
   */
  properties[PROP_SOURCE_NAME] = g_param_spec_string ("source-name", NULL, NULL, NULL, read_only);

  /**
   * RkStream:profile-id:
   *
   * The device profile it was read by.
   */
  properties[PROP_PROFILE_ID] = g_param_spec_string ("profile-id", NULL, NULL, NULL, read_only);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RkStream::changed:
   * @self: a stream
   *
   * There are more samples, columns, gaps or counts than when it was last emitted.
   */
  signals[CHANGED] = g_signal_new ("changed", RK_TYPE_STREAM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
rk_stream_init (RkStream *self)
{
  self->channels = g_ptr_array_new_with_free_func (g_object_unref);
  self->counters = RK_COUNTERS_NONE;
}

/**
 * rk_stream_new:
 * @source_key: what tells the source from others
 * @source_name: (nullable): what people call it; @source_key if %NULL
 * @profile_id: (nullable): the device profile
 * @series: where the samples are
 *
 * Makes the stream of a source.
 *
 * Threads: main.
 *
 * Returns: (transfer full): a stream without channels
 */
RkStream *
rk_stream_new (const char *source_key,
               const char *source_name,
               const char *profile_id,
               RkSeries   *series)
{
  RkStream *self;

  g_return_val_if_fail (source_key != NULL && series != NULL, NULL);

  self = g_object_new (RK_TYPE_STREAM, NULL);
  self->source_key = g_strdup (source_key);
  self->source_name = g_strdup (source_name != NULL ? source_name : source_key);
  self->profile_id = g_strdup (profile_id);
  self->series = rk_series_ref (series);
  self->n_samples = rk_series_get_n_samples (series);
  self->n_columns = rk_series_get_n_columns (series);
  self->n_gaps = rk_series_get_n_gaps (series);

  return self;
}

/**
 * rk_stream_get_source_key:
 * @self: a stream
 *
 * Returns: what tells its source from others
 */
const char *
rk_stream_get_source_key (RkStream *self)
{
  g_return_val_if_fail (RK_IS_STREAM (self), NULL);

  return self->source_key;
}

/**
 * rk_stream_get_source_name:
 * @self: a stream
 *
 * Returns: what people call its source
 */
const char *
rk_stream_get_source_name (RkStream *self)
{
  g_return_val_if_fail (RK_IS_STREAM (self), NULL);

  return self->source_name;
}

/**
 * rk_stream_get_profile_id:
 * @self: a stream
 *
 * Returns: (nullable): the device profile it was read by
 */
const char *
rk_stream_get_profile_id (RkStream *self)
{
  g_return_val_if_fail (RK_IS_STREAM (self), NULL);

  return self->profile_id;
}

/**
 * rk_stream_get_series:
 * @self: a stream
 *
 * Returns: (transfer none): its samples
 */
RkSeries *
rk_stream_get_series (RkStream *self)
{
  g_return_val_if_fail (RK_IS_STREAM (self), NULL);

  return self->series;
}

/**
 * rk_stream_set_series:
 * @self: a stream
 * @series: what is shown from now on; referenced
 *
 * Shows other samples: a series only grows, so without some of its rows it is another one. Spans
 * taken before are as they were. Emits "changed".
 */
void
rk_stream_set_series (RkStream *self,
                      RkSeries *series)
{
  g_return_if_fail (RK_IS_STREAM (self) && series != NULL);

  if (series == self->series)
    return;

  rk_series_unref (self->series);
  self->series = rk_series_ref (series);
  self->n_samples = rk_series_get_n_samples (series);
  self->n_columns = rk_series_get_n_columns (series);
  self->n_gaps = rk_series_get_n_gaps (series);
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * rk_stream_get_n_channels:
 * @self: a stream
 *
 * Returns: number of columns that have a channel
 */
guint
rk_stream_get_n_channels (RkStream *self)
{
  g_return_val_if_fail (RK_IS_STREAM (self), 0);

  return self->channels->len;
}

/**
 * rk_stream_get_channel:
 * @self: a stream
 * @column: column
 *
 * Returns: (transfer none) (nullable): its channel, %NULL if there is none yet
 */
RkChannel *
rk_stream_get_channel (RkStream *self,
                       guint     column)
{
  g_return_val_if_fail (RK_IS_STREAM (self), NULL);

  return column < self->channels->len ? g_ptr_array_index (self->channels, column) : NULL;
}

/**
 * rk_stream_add_channel:
 * @self: a stream
 * @channel: (transfer none): the channel of the next column
 *
 * Says which channel the next column belongs to.
 */
void
rk_stream_add_channel (RkStream  *self,
                       RkChannel *channel)
{
  g_return_if_fail (RK_IS_STREAM (self) && RK_IS_CHANNEL (channel));

  g_ptr_array_add (self->channels, g_object_ref (channel));
}

/**
 * rk_stream_find_channel:
 * @self: a stream
 * @channel: a channel
 *
 * Returns: the column that holds it, or -1
 */
int
rk_stream_find_channel (RkStream  *self,
                        RkChannel *channel)
{
  guint column;

  g_return_val_if_fail (RK_IS_STREAM (self), -1);

  return g_ptr_array_find (self->channels, channel, &column) ? (int) column : -1;
}

/**
 * rk_stream_set_counters:
 * @self: a stream
 * @counters: the counts of now; copied
 *
 * Notes what became of the bytes; rk_stream_publish() announces it.
 */
void
rk_stream_set_counters (RkStream         *self,
                        const RkCounters *counters)
{
  g_return_if_fail (RK_IS_STREAM (self) && counters != NULL);

  if (memcmp (&self->counters, counters, sizeof *counters) == 0)
    return;

  self->counters = *counters;
  self->counters_changed = TRUE;
}

/**
 * rk_stream_get_counters:
 * @self: a stream
 * @counters: (out caller-allocates): the counts last set
 *
 * Tells what became of the bytes.
 */
void
rk_stream_get_counters (RkStream   *self,
                        RkCounters *counters)
{
  g_return_if_fail (RK_IS_STREAM (self) && counters != NULL);

  *counters = self->counters;
}

/**
 * rk_stream_publish:
 * @self: a stream
 *
 * Announces by "changed" what came since the last call; nothing when nothing came.
 *
 * Threads: main; who records calls it, at most 20 times a second.
 */
void
rk_stream_publish (RkStream *self)
{
  guint64 n_samples;
  guint n_columns, n_gaps;

  g_return_if_fail (RK_IS_STREAM (self));

  n_samples = rk_series_get_n_samples (self->series);
  n_columns = rk_series_get_n_columns (self->series);
  n_gaps = rk_series_get_n_gaps (self->series);

  if (n_samples == self->n_samples && n_columns == self->n_columns && n_gaps == self->n_gaps
      && !self->counters_changed)
    return;

  self->n_samples = n_samples;
  self->n_columns = n_columns;
  self->n_gaps = n_gaps;
  self->counters_changed = FALSE;

  g_signal_emit (self, signals[CHANGED], 0);
}
