/* A source as the main thread sees it: the reader is inside. */
#include "config.h"

#include "acquire/source.h"

#include "acquire/device-private.h"
#include "acquire/source-thread.h"
#include "base/clock.h"

#include <math.h>

/* Nobody reads more than 20 updates a second. */
#define UPDATE_US (50 * 1000)

struct _RkSource
{
  GObject parent_instance;

  RkDevice  *device;
  char      *key; /* of the device when the source was made: columns are known by it */
  RkProfile *profile;
  RkReader  *reader;

  /* One coalesced wake-up. The thread makes it ready; @is_waking keeps it to one. */
  GSource *wake;
  gint     is_waking;      /* atomic */
  gint64   next_update_us; /* main thread only */

  RkReaderStatus status; /* as last announced */
  guint          silent_s;
  guint64        n_fired_lost;
  RkComma        chosen; /* how commas are read by choice; SURE = nobody chose */
};

enum {
  PROP_0,
  PROP_STATE,
  PROP_ERROR_TEXT,
  PROP_WARNING_TEXT,
  PROP_DEVICE,
  PROP_PROFILE,
  PROP_RATE_HZ,
  PROP_SILENT_S,
  PROP_COMMA,
  N_PROPS,
};

enum {
  COLUMNS_CHANGED,
  UPDATED,
  WATCH_FIRED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkSource, rk_source, G_TYPE_OBJECT)

/* Called on the thread of the source. */
static void
wake_from_thread (gpointer data)
{
  RkSource *self = data;

  if (g_atomic_int_compare_and_exchange (&self->is_waking, 0, 1))
    g_source_set_ready_time (self->wake, 0);
}

static gboolean
wake_dispatch (GSource     *source,
               GSourceFunc  callback,
               gpointer     user_data)
{
  g_source_set_ready_time (source, -1);

  return callback (user_data);
}

static GSourceFuncs wake_funcs = {
  .dispatch = wake_dispatch,
};

static guint
count_silence (const RkReaderStatus *status)
{
  if (status->state != RK_SOURCE_LISTENING || status->silent_ns == RK_TIME_NONE)
    return 0;

  return (guint) (MAX (rk_clock_now_ns () - status->silent_ns, 0) / RK_NS_PER_S);
}

/* The choice stays open to be undone: a decoder that was told no longer asks. */
static RkComma
read_comma (RkSource *self)
{
  if (self->chosen != RK_COMMA_SURE)
    return self->chosen;

  return self->status.is_comma_open ? RK_COMMA_SEPARATES : RK_COMMA_SURE;
}

static void
announce_fired (RkSource *self)
{
  g_autoptr (GArray) fired = NULL;
  guint64 n_lost = 0;

  fired = rk_reader_take_fired (self->reader, &n_lost);
  for (guint i = 0; fired != NULL && i < fired->len; i++) {
    const RkFired *one = &g_array_index (fired, RkFired, i);

    g_signal_emit (self, signals[WATCH_FIRED], 0, one->id, one->time_ns, one->value);
  }

  self->n_fired_lost += n_lost;
}

/* Takes over what the thread said and announces what changed, after all is stored. */
static void
announce (RkSource *self)
{
  RkReaderStatus old = self->status;
  RkReaderStatus now;
  guint old_silent_s = self->silent_s;
  RkComma old_comma = read_comma (self);

  rk_reader_get_status (self->reader, &now);
  self->status = now;
  self->silent_s = count_silence (&now);

  g_object_freeze_notify (G_OBJECT (self));
  if (now.state != old.state)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  if (g_strcmp0 (now.error_text, old.error_text) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR_TEXT]);
  if (g_strcmp0 (now.warning, old.warning) != 0)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WARNING_TEXT]);
  if (now.rate_hz > old.rate_hz || now.rate_hz < old.rate_hz)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RATE_HZ]);
  if (self->silent_s != old_silent_s)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SILENT_S]);
  if (read_comma (self) != old_comma)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMMA]);
  g_object_thaw_notify (G_OBJECT (self));

  if (now.columns_serial != old.columns_serial)
    g_signal_emit (self, signals[COLUMNS_CHANGED], 0);
  if (now.serial != old.serial)
    g_signal_emit (self, signals[UPDATED], 0);

  announce_fired (self);

  rk_reader_status_clear (&old);
}

static gboolean
wake_cb (gpointer user_data)
{
  g_autoptr (RkSource) self = g_object_ref (RK_SOURCE (user_data));
  gint64 now_us = g_get_monotonic_time ();

  /* Too early: later, and until then the thread need not wake us again. */
  if (now_us < self->next_update_us) {
    g_source_set_ready_time (self->wake, self->next_update_us);
    return G_SOURCE_CONTINUE;
  }

  self->next_update_us = now_us + UPDATE_US;
  g_atomic_int_set (&self->is_waking, 0);
  announce (self);

  return G_SOURCE_CONTINUE;
}

static void
rk_source_get_property (GObject    *object,
                        guint       prop_id,
                        GValue     *value,
                        GParamSpec *pspec)
{
  RkSource *self = RK_SOURCE (object);

  switch (prop_id) {
  case PROP_STATE:
    g_value_set_uint (value, self->status.state);
    break;
  case PROP_ERROR_TEXT:
    g_value_set_string (value, self->status.error_text);
    break;
  case PROP_WARNING_TEXT:
    g_value_set_string (value, self->status.warning);
    break;
  case PROP_DEVICE:
    g_value_set_object (value, self->device);
    break;
  case PROP_PROFILE:
    g_value_set_pointer (value, self->profile);
    break;
  case PROP_RATE_HZ:
    g_value_set_double (value, self->status.rate_hz);
    break;
  case PROP_SILENT_S:
    g_value_set_uint (value, self->silent_s);
    break;
  case PROP_COMMA:
    g_value_set_uint (value, read_comma (self));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_source_dispose (GObject *object)
{
  RkSource *self = RK_SOURCE (object);

  if (self->reader != NULL)
    rk_reader_stop (self->reader);

  /* After the thread, which uses it. */
  if (self->wake != NULL)
    g_source_destroy (self->wake);

  G_OBJECT_CLASS (rk_source_parent_class)->dispose (object);
}

static void
rk_source_finalize (GObject *object)
{
  RkSource *self = RK_SOURCE (object);

  rk_reader_free (self->reader);
  g_clear_pointer (&self->wake, g_source_unref);
  g_clear_object (&self->device);
  g_free (self->key);
  g_clear_pointer (&self->profile, rk_profile_unref);
  rk_reader_status_clear (&self->status);

  G_OBJECT_CLASS (rk_source_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  properties[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, RK_SOURCE_RELEASED, 0, flags);
  properties[PROP_ERROR_TEXT] = g_param_spec_string ("error-text", NULL, NULL, NULL, flags);

  /**
   * RkSource:warning-text:
   *
   * What is wrong though the source works: another speed than asked for, damaged bytes.
   */
  properties[PROP_WARNING_TEXT] = g_param_spec_string ("warning-text", NULL, NULL, NULL, flags);
  properties[PROP_DEVICE] = g_param_spec_object ("device", NULL, NULL, RK_TYPE_DEVICE, flags);
  properties[PROP_PROFILE] = g_param_spec_pointer ("profile", NULL, NULL, flags);
  properties[PROP_RATE_HZ] = g_param_spec_double ("rate-hz", NULL, NULL, 0.0, G_MAXDOUBLE, 0.0, flags);
  properties[PROP_SILENT_S] = g_param_spec_uint ("silent-s", NULL, NULL, 0, G_MAXUINT, 0, flags);

  /**
   * RkSource:comma:
   *
   * How a comma between digits is read where the lines allow both; see [enum@Comma].
   */
  properties[PROP_COMMA] = g_param_spec_uint ("comma", NULL, NULL, 0, RK_COMMA_DECIMAL, 0, flags);

  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
rk_source_class_init (RkSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_source_get_property;
  object_class->dispose = rk_source_dispose;
  object_class->finalize = rk_source_finalize;

  install_properties (object_class);

  /**
   * RkSource::columns-changed:
   *
   * A column was added or learned its name or unit.
   */
  signals[COLUMNS_CHANGED] = g_signal_new ("columns-changed", RK_TYPE_SOURCE, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * RkSource::updated:
   *
   * There are new values, counters or raw bytes; at most 20 times a second.
   */
  signals[UPDATED] = g_signal_new ("updated", RK_TYPE_SOURCE, G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * RkSource::watch-fired:
   * @id: of the watch
   * @time_ns: time of the sample at which it came true
   * @value: that sample, as shown
   *
   * A condition came true.
   */
  signals[WATCH_FIRED] = g_signal_new ("watch-fired", RK_TYPE_SOURCE, G_SIGNAL_RUN_LAST,
                                       0, NULL, NULL, NULL, G_TYPE_NONE, 3, G_TYPE_UINT, G_TYPE_INT64, G_TYPE_DOUBLE);
}

static void
rk_source_init (RkSource *self)
{
  self->wake = g_source_new (&wake_funcs, sizeof (GSource));
  g_source_set_static_name (self->wake, "rk-source");
  g_source_set_callback (self->wake, wake_cb, self, NULL);
  g_source_attach (self->wake, g_main_context_get_thread_default ());
}

/**
 * rk_source_new:
 * @device: what to listen to
 * @profile: how
 *
 * Creates a source that is still closed.
 *
 * Threads: main; its signals come on the main context of the caller.
 *
 * Returns: the source
 */
RkSource *
rk_source_new (RkDevice  *device,
               RkProfile *profile)
{
  RkSource *self;

  g_return_val_if_fail (RK_IS_DEVICE (device), NULL);
  g_return_val_if_fail (profile != NULL, NULL);

  self = g_object_new (RK_TYPE_SOURCE, NULL);
  self->device = g_object_ref (device);
  self->key = g_strdup (rk_device_get_key (device));
  self->profile = rk_profile_ref (profile);
  self->reader = rk_reader_new (rk_device_get_target (device), profile, wake_from_thread, self);

  return self;
}

/**
 * rk_source_open:
 * @self: a source
 *
 * Opens the device, in the thread of the source. What fails shows in :state and :error-text.
 *
 * A busy port is tried for 15 seconds.
 */
void
rk_source_open (RkSource *self)
{
  g_return_if_fail (RK_IS_SOURCE (self));

  rk_reader_start (self->reader);
  announce (self);
}

/**
 * rk_source_close:
 * @self: a source
 *
 * Closes the device and joins the thread; a run is ended first.
 */
void
rk_source_close (RkSource *self)
{
  g_return_if_fail (RK_IS_SOURCE (self));

  rk_reader_stop (self->reader);
  announce (self);
}

/**
 * rk_source_get_device:
 * @self: a source
 *
 * Returns: (transfer none): its device
 */
RkDevice *
rk_source_get_device (RkSource *self)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), NULL);

  return self->device;
}

/**
 * rk_source_get_profile:
 * @self: a source
 *
 * Returns: (transfer none): its profile
 */
RkProfile *
rk_source_get_profile (RkSource *self)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), NULL);

  return self->profile;
}

static const char *
get_decimal_option (RkProfile *profile)
{
  GHashTable *options = rk_profile_get_options (profile);

  return options != NULL ? g_hash_table_lookup (options, "decimal") : NULL;
}

/**
 * rk_source_set_profile:
 * @self: a source
 * @profile: how to read from now on
 *
 * Changes the profile; the port is opened anew if the settings of the line differ.
 *
 * What was received lately is read once more, so that columns and values show at once; rows
 * already recorded stay as they are, and columns with the same key go on.
 */
void
rk_source_set_profile (RkSource  *self,
                       RkProfile *profile)
{
  g_return_if_fail (RK_IS_SOURCE (self));
  g_return_if_fail (profile != NULL);

  if (profile == self->profile)
    return;

  /* A copy for another speed keeps the choice; another profile knows better. */
  if (self->chosen != RK_COMMA_SURE &&
      g_strcmp0 (get_decimal_option (profile), get_decimal_option (self->profile)) != 0) {
    self->chosen = RK_COMMA_SURE;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMMA]);
  }

  rk_profile_ref (profile);
  rk_profile_unref (self->profile);
  self->profile = profile;
  rk_reader_set_profile (self->reader, profile);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROFILE]);
}

/**
 * rk_source_get_comma:
 * @self: a source
 *
 * Says how "23,5" is read when the lines of the device could mean one value as well as two.
 *
 * Returns: how, or %RK_COMMA_SURE when there is no question
 */
RkComma
rk_source_get_comma (RkSource *self)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), RK_COMMA_SURE);

  return read_comma (self);
}

/**
 * rk_source_set_comma:
 * @self: a source
 * @comma: %RK_COMMA_SEPARATES or %RK_COMMA_DECIMAL
 *
 * Decides how commas between digits are read. What was received lately is read once more.
 */
void
rk_source_set_comma (RkSource *self,
                     RkComma   comma)
{
  g_autoptr (GHashTable) options = NULL;
  g_autoptr (RkProfile) changed = NULL;

  g_return_if_fail (RK_IS_SOURCE (self));
  g_return_if_fail (comma != RK_COMMA_SURE);

  if (read_comma (self) == comma)
    return;

  options = g_hash_table_new (g_str_hash, g_str_equal);
  g_hash_table_insert (options, (gpointer) "decimal", (gpointer) (comma == RK_COMMA_DECIMAL ? "comma" : "point"));
  changed = rk_profile_with_options (self->profile, options);

  rk_source_set_profile (self, changed);
  self->chosen = comma;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COMMA]);
}

/**
 * rk_source_get_state:
 * @self: a source
 *
 * Returns: its state, as last announced
 */
RkSourceState
rk_source_get_state (RkSource *self)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), RK_SOURCE_CLOSED);

  return self->status.state;
}

/**
 * rk_source_get_error_text:
 * @self: a source
 *
 * Returns: (nullable): why it could not be opened, for people
 */
const char *
rk_source_get_error_text (RkSource *self)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), NULL);

  return self->status.error_text;
}

/**
 * rk_source_get_warning_text:
 * @self: a source
 *
 * Returns: (nullable): what is wrong though it works, for people
 */
const char *
rk_source_get_warning_text (RkSource *self)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), NULL);

  return self->status.warning;
}

/**
 * rk_source_get_key:
 * @self: a source
 *
 * Returns: identity of its device
 */
const char *
rk_source_get_key (RkSource *self)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), NULL);

  return self->key;
}

/**
 * rk_source_get_rate_hz:
 * @self: a source
 *
 * Returns: frames a second as measured lately; 0 while unknown or silent
 */
double
rk_source_get_rate_hz (RkSource *self)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), 0.0);

  return self->status.rate_hz;
}

/**
 * rk_source_copy_columns:
 * @self: a source
 *
 * Returns: (element-type RkColumn): its columns so far
 */
GPtrArray *
rk_source_copy_columns (RkSource *self)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), NULL);

  return rk_reader_copy_columns (self->reader);
}

/**
 * rk_source_get_last_value:
 * @self: a source
 * @column: number of a column
 *
 * Returns: its newest value; NaN if there is none
 */
double
rk_source_get_last_value (RkSource *self,
                          guint     column)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), NAN);

  return rk_reader_get_last_value (self->reader, column);
}

/**
 * rk_source_get_last_flags:
 * @self: a source
 * @column: number of a column
 *
 * Returns: what the device says of its newest value, #RkValueFlags; 0 if there is none
 */
guint32
rk_source_get_last_flags (RkSource *self,
                          guint     column)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), 0);

  return rk_reader_get_last_flags (self->reader, column);
}

/**
 * rk_source_get_counters:
 * @self: a source
 * @counters: (out caller-allocates): filled in
 *
 * Copies the counters of the run while one is on, else those since the source was made. They
 * balance at any moment.
 */
void
rk_source_get_counters (RkSource   *self,
                        RkCounters *counters)
{
  g_return_if_fail (RK_IS_SOURCE (self));
  g_return_if_fail (counters != NULL);

  rk_reader_get_counters (self->reader, FALSE, counters);
}

/**
 * rk_source_get_run_counters:
 * @self: a source
 * @counters: (out caller-allocates): filled in
 *
 * Copies the counters of the run at hand, or of the last one: they began at 0 with it. At its
 * end half a line counts as dropped.
 */
void
rk_source_get_run_counters (RkSource   *self,
                            RkCounters *counters)
{
  g_return_if_fail (RK_IS_SOURCE (self));
  g_return_if_fail (counters != NULL);

  rk_reader_get_counters (self->reader, TRUE, counters);
}

/**
 * rk_source_dup_last_rejected:
 * @self: a source
 * @caret: (out) (optional): the character at which it went wrong; -1 = none
 * @reason: (out) (optional) (transfer full): why
 *
 * Returns: (nullable): the last refused line
 */
char *
rk_source_dup_last_rejected (RkSource  *self,
                             int       *caret,
                             char     **reason)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), NULL);

  return rk_reader_dup_last_rejected (self->reader, caret, reason);
}

/**
 * rk_source_copy_raw:
 * @self: a source
 * @max: at most so many bytes
 *
 * Returns: the newest bytes as they came, at most 64 KiB
 */
GBytes *
rk_source_copy_raw (RkSource *self,
                    gsize     max)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), NULL);

  return rk_reader_copy_raw (self->reader, max);
}

/**
 * rk_source_begin:
 * @self: a source
 * @plan: what the run wants; the thread of the source is the single writer of its series from now on
 *
 * Begins a recording. A source that is not open is done at once; one that is still being opened takes part as soon
 * as it is.
 *
 * Rows the source has had since from_ns come first, then all that follow, without loss or double. While the
 * device is away, or still to be opened, the run has a gap. A series that has samples goes on after the
 * last of them, behind a gap, and the counters with it: so a source that was closed, or failed, joins its run again.
 * Its columns must be those it had then: with another profile it needs a series of its own.
 */
void
rk_source_begin (RkSource              *self,
                 const RkRecordingPlan *plan)
{
  g_return_if_fail (RK_IS_SOURCE (self));
  g_return_if_fail (plan != NULL && plan->series != NULL);

  rk_reader_begin (self->reader, rk_recording_new (plan));
}

/**
 * rk_source_hold:
 * @self: a source
 * @hold: whether what is read from now on waits for a run to begin
 *
 * Lets bytes wait, each with its time of arrival, while a run is being prepared. Ends with
 * rk_source_begin (), with %FALSE, or after two seconds.
 */
void
rk_source_hold (RkSource *self,
                gboolean  hold)
{
  g_return_if_fail (RK_IS_SOURCE (self));

  rk_reader_hold (self->reader, hold);
}

/**
 * rk_source_end:
 * @self: a source
 *
 * Ends the recording; returns when the last block is delivered (some milliseconds).
 */
void
rk_source_end (RkSource *self)
{
  g_return_if_fail (RK_IS_SOURCE (self));

  rk_reader_end (self->reader);
}

/**
 * rk_source_is_done:
 * @self: a source
 *
 * Returns: whether the run at hand takes no more: a limit was reached, or the source was closed
 */
gboolean
rk_source_is_done (RkSource *self)
{
  RkReaderStatus status;
  gboolean is_done;

  g_return_val_if_fail (RK_IS_SOURCE (self), TRUE);

  rk_reader_get_status (self->reader, &status);
  is_done = status.is_done;
  rk_reader_status_clear (&status);

  return is_done;
}

/**
 * rk_source_send:
 * @self: a source
 * @bytes: what to send
 * @error: return location
 *
 * Sends bytes to the device, on the user's word; they show in the traffic when they have gone out.
 *
 * Errors: of %RK_ACQUIRE_ERROR, when the device is not open or 64 KiB wait already; nothing is sent then.
 *
 * Returns: whether they will be sent; a write that fails later shows as :warning-text
 */
gboolean
rk_source_send (RkSource  *self,
                GBytes    *bytes,
                GError   **error)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), FALSE);
  g_return_val_if_fail (bytes != NULL, FALSE);

  return rk_reader_send (self->reader, bytes, error);
}

/**
 * rk_source_copy_traffic:
 * @self: a source
 * @max: at most so many bytes, of 64 KiB
 * @pieces: (out) (optional) (element-type RkTrafficPiece): which is which
 * @serial: (out) (optional): number of all bytes that went over the line, those at hand included
 *
 * Returns: the newest bytes that went over the line, both ways in order
 */
GBytes *
rk_source_copy_traffic (RkSource  *self,
                        gsize      max,
                        GArray   **pieces,
                        guint64   *serial)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), NULL);

  return rk_reader_copy_traffic (self->reader, max, pieces, serial);
}

/**
 * rk_source_get_recent:
 * @self: a source
 * @column: number of a column
 * @seconds: how long before the newest row, at most %RK_HISTORY_S
 * @recent: (out caller-allocates): filled in
 *
 * Summarises what a column did lately, run or not; raw values.
 *
 * Returns: whether there is a finite value
 */
gboolean
rk_source_get_recent (RkSource *self,
                      guint     column,
                      double    seconds,
                      RkRecent *recent)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), FALSE);
  g_return_val_if_fail (recent != NULL, FALSE);

  return rk_reader_get_recent (self->reader, column, seconds, recent);
}

/**
 * rk_source_set_watches:
 * @self: a source
 * @watches: (nullable) (element-type RkWatch): conditions; copied
 *
 * Replaces the conditions that are looked at for every row, on the thread of the source. A watch that was there
 * before, with the same id and conditions, keeps its state.
 */
void
rk_source_set_watches (RkSource  *self,
                       GPtrArray *watches)
{
  g_return_if_fail (RK_IS_SOURCE (self));

  rk_reader_set_watches (self->reader, watches);
}

/**
 * rk_source_get_n_fired_lost:
 * @self: a source
 *
 * Returns: how often a condition came true without a signal: more than 1024 times between two updates
 */
guint64
rk_source_get_n_fired_lost (RkSource *self)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), 0);

  return self->n_fired_lost;
}

/**
 * rk_source_release:
 * @self: a source
 *
 * Closes the device for another program (an upload to the board) until it is taken back; state
 * %RK_SOURCE_RELEASED says when it is closed. Its part in a run gets a gap "paused". A source that is not open
 * stays as it is.
 */
void
rk_source_release (RkSource *self)
{
  g_return_if_fail (RK_IS_SOURCE (self));

  rk_reader_release (self->reader, TRUE);
}

/**
 * rk_source_take_back:
 * @self: a source
 *
 * Opens the device that was released again, if it is the very same; else it counts as lost.
 */
void
rk_source_take_back (RkSource *self)
{
  g_return_if_fail (RK_IS_SOURCE (self));

  rk_reader_release (self->reader, FALSE);
}

/**
 * rk_source_dup_candidate:
 * @self: a source
 *
 * While the device is lost: another one of the same model that cannot prove to be it.
 *
 * Returns: (nullable): its path
 */
char *
rk_source_dup_candidate (RkSource *self)
{
  g_return_val_if_fail (RK_IS_SOURCE (self), NULL);

  return g_strdup (self->status.candidate);
}

/**
 * rk_source_take_candidate:
 * @self: a source
 *
 * The user says that the candidate is the lost device: it is opened in its place. Nothing if there is none.
 */
void
rk_source_take_candidate (RkSource *self)
{
  g_return_if_fail (RK_IS_SOURCE (self));

  rk_reader_take_candidate (self->reader);
}
