/* Readings that are asked for: kept with a typed variable, or single ones.
 *
 * They are rows of one stream that the main thread writes. The column of a mean is the measured channel
 * itself: raw values, so that unit and calibration hold. A standard deviation has no zero and no offset, so it is
 * a channel of its own in the unit shown at that moment, and is not converted any more.
 */
#include "config.h"

#include "acquire/recorder-private.h"

#include "acquire/errors.h"
#include "base/clock.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define KEEP_KEY   "keep"
#define MANUAL_KEY "manual"

/* How old the newest value may be: three times the usual distance of two, and at least so much. */
#define FRESH_S      2.0
#define FRESH_SLOW_S 60.0 /* of a source that has not shown its pace */

typedef enum {
  KEPT_ENTRY,
  KEPT_MEAN,
  KEPT_SD,
} KeptKind;

/* What a column of the kept stream is. */
typedef struct {
  KeptKind   kind;
  RkChannel *channel; /* the measured one; owned, NULL for the entry */
} Kept;

static void
kept_clear (gpointer data)
{
  g_clear_object (&((Kept *) data)->channel);
}

static void
add_column (RkRecorder *self,
            KeptKind    kind,
            RkChannel  *measured,
            RkChannel  *channel,
            const char *key)
{
  Kept kept = { kind, measured != NULL ? g_object_ref (measured) : NULL };

  rk_own_stream_add_column (self->pen, channel, key);
  g_array_append_val (self->kept, kept);
}

static void
add_entry (RkRecorder *self)
{
  const RkUnit *unit = self->entry_unit != NULL ? rk_unit_find (self->entry_unit) : NULL;
  g_autoptr (RkColumn) column = rk_column_new (self->entry_name, unit != NULL ? unit->quantity : NULL,
                                               unit != NULL ? unit->symbol : self->entry_unit);

  add_column (self, KEPT_ENTRY, NULL, rk_experiment_ensure_channel (self->experiment, MANUAL_KEY, column), column->key);
}

/* The standard deviation of @measured in the unit it has now. */
static void
add_sd (RkRecorder *self,
        RkChannel  *measured)
{
  const char *unit = rk_channel_get_unit (measured);
  g_autofree char *key = g_strdup_printf ("s:%s:%s", rk_channel_get_id (measured), unit != NULL ? unit : "");
  g_autofree char *name = g_strdup_printf ("s(%s)", rk_channel_get_name (measured));
  g_autoptr (RkColumn) column = rk_column_new (key, NULL, unit);
  guint n_channels = g_list_model_get_n_items (rk_experiment_get_channels (self->experiment));
  RkChannel *channel;

  g_free (column->name);
  column->name = g_steal_pointer (&name);
  column->symbol = g_strdup (column->name);
  channel = rk_experiment_ensure_channel (self->experiment, KEEP_KEY, column);
  /* A new one stays out of the graph until somebody wants it there. */
  if (g_list_model_get_n_items (rk_experiment_get_channels (self->experiment)) > n_channels)
    rk_channel_set_visible (channel, FALSE);

  add_column (self, KEPT_SD, measured, channel, key);
}

static gboolean
has_kept (RkRecorder *self,
          RkChannel  *measured)
{
  for (guint i = 0; i < self->kept->len; i++) {
    if (g_array_index (self->kept, Kept, i).channel == measured)
      return TRUE;
  }

  return FALSE;
}

/* Every visible channel that is measured now has its columns; those there are never move. */
static void
add_measured (RkRecorder *self)
{
  for (guint i = 0; i < self->entries->len; i++) {
    RkRecorderEntry *entry = g_ptr_array_index (self->entries, i);

    for (guint c = 0; c < entry->columns->len && self->kept->len + 2 <= RK_MAX_COLUMNS; c++) {
      RkChannel *channel = rk_recorder_ensure_channel (self, entry, g_ptr_array_index (entry->columns, c));

      if (!rk_channel_get_visible (channel) || has_kept (self, channel))
        continue;

      add_column (self, KEPT_MEAN, channel, channel, rk_channel_get_id (channel));
      if (self->content == RK_RUN_OF_KEPT && self->average_s > 0.0)
        add_sd (self, channel);
    }
  }
}

void
rk_recorder_init_kept (RkRecorder *self)
{
  self->kept = g_array_new (FALSE, FALSE, sizeof (Kept));
  g_array_set_clear_func (self->kept, kept_clear);
}

void
rk_recorder_begin_kept (RkRecorder *self)
{
  self->pen = rk_own_stream_new (self->run, self->sink, self->origin_ns, KEEP_KEY,
                                 self->content == RK_RUN_OF_KEPT ? _("Kept readings") : _("Single readings"));
  if (self->content == RK_RUN_OF_KEPT && self->entry_name != NULL)
    add_entry (self);
  rk_recorder_notify (self, RK_RECORDER_PROP_N_KEPT);
}

void
rk_recorder_end_kept (RkRecorder *self)
{
  if (self->pen == NULL)
    return;

  g_clear_pointer (&self->pen, rk_own_stream_free);
  g_array_set_size (self->kept, 0);
  rk_recorder_notify (self, RK_RECORDER_PROP_N_KEPT);
}

guint
rk_recorder_get_n_kept (RkRecorder *self)
{
  return self->pen != NULL ? rk_own_stream_get_n_rows (self->pen) : 0;
}

/* Of the last @seconds of a channel, 0 = its newest value; FALSE when nothing has been measured lately. */
static gboolean
get_recent (RkRecorder *self,
            RkChannel  *channel,
            double      seconds,
            gint64      now_ns,
            RkRecent   *recent)
{
  RkSource *source;
  guint column;
  double rate_hz;
  double fresh_s;

  if (!rk_recorder_find_source (self, channel, &source, &column) ||
      rk_source_get_state (source) != RK_SOURCE_LISTENING)
    return FALSE;

  /* The newest row may be about other columns. */
  rate_hz = rk_source_get_rate_hz (source);
  fresh_s = rate_hz > 0.0 ? MAX (FRESH_S, 3.0 / rate_hz) : FRESH_SLOW_S;
  if (!rk_source_get_recent (source, column, seconds > 0.0 ? seconds : fresh_s, recent) || recent->n == 0)
    return FALSE;

  return (double) (now_ns - recent->last_ns) * 1e-9 <= MAX (fresh_s, seconds);
}

/* By half the difference that one deviation up and down makes: exact for a straight line. */
static double
show_deviation (RkChannel *channel,
                double     mean,
                double     sd)
{
  RkConversion conversion;

  rk_channel_get_conversion (channel, &conversion);

  return fabs (rk_conversion_apply (&conversion, mean + sd) - rk_conversion_apply (&conversion, mean - sd)) / 2.0;
}

static gboolean
fail_empty (GError **error)
{
  g_set_error_literal (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND,
                       _("Nothing was measured just now: look whether the sensor is connected and its channel is shown"));

  return FALSE;
}

/* Whether a row would have a value. */
static gboolean
has_recent (RkRecorder *self)
{
  gint64 now_ns = rk_clock_now_ns ();

  for (guint i = 0; i < self->entries->len; i++) {
    RkRecorderEntry *entry = g_ptr_array_index (self->entries, i);

    for (guint c = 0; c < entry->columns->len; c++) {
      RkChannel *channel = rk_recorder_ensure_channel (self, entry, g_ptr_array_index (entry->columns, c));
      RkRecent recent;

      if (rk_channel_get_visible (channel) && get_recent (self, channel, 0.0, now_ns, &recent))
        return TRUE;
    }
  }

  return FALSE;
}

static gboolean
add_row (RkRecorder *self,
         double      seconds,
         double      entry,
         GError    **error)
{
  gint64 now_ns = rk_clock_now_ns ();
  g_autofree double *values = NULL;
  gboolean has_value = FALSE;

  add_measured (self);
  values = g_new (double, MAX (self->kept->len, 1));

  for (guint i = 0; i < self->kept->len; i++) {
    const Kept *kept = &g_array_index (self->kept, Kept, i);
    RkRecent recent;

    values[i] = kept->kind == KEPT_ENTRY ? entry : (double) NAN;
    if (kept->kind == KEPT_ENTRY || !get_recent (self, kept->channel, seconds, now_ns, &recent))
      continue;

    if (kept->kind == KEPT_SD)
      values[i] = recent.n > 1 ? show_deviation (kept->channel, recent.mean, recent.sd) : (double) NAN;
    else
      values[i] = seconds > 0.0 ? recent.mean : recent.last;
    has_value = TRUE;
  }

  if (!has_value)
    return fail_empty (error);

  rk_own_stream_add_row (self->pen, now_ns, values);
  rk_own_stream_flush (self->pen);
  rk_recorder_notify (self, RK_RECORDER_PROP_N_KEPT);

  return TRUE;
}

/**
 * rk_recorder_keep:
 * @self: a recorder whose run is made of kept readings
 * @entry: the typed variable; NaN when there is none
 * @error: return location
 *
 * Stores a row: the typed variable, and for every channel that is shown the mean of the last :average-s with its
 * standard deviation, or the newest value.
 *
 * Errors: %RK_ACQUIRE_ERROR_NOT_FOUND when nothing was measured lately, or no such run is on.
 *
 * Returns: whether a row was stored
 */
gboolean
rk_recorder_keep (RkRecorder *self,
                  double      entry,
                  GError    **error)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), FALSE);

  if (self->state != RK_RECORDER_RUNNING || self->content != RK_RUN_OF_KEPT) {
    g_set_error_literal (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_NOT_FOUND,
                         _("There is no recording of kept readings: start one first"));
    return FALSE;
  }

  return add_row (self, self->average_s, entry, error);
}

/**
 * rk_recorder_drop_kept:
 * @self: a recorder
 *
 * Takes the last row of keep or single back. It stays in the file, marked as excluded.
 *
 * Returns: %FALSE when there is no row
 */
gboolean
rk_recorder_drop_kept (RkRecorder *self)
{
  g_return_val_if_fail (RK_IS_RECORDER (self), FALSE);

  if (self->pen == NULL || !rk_own_stream_drop_last (self->pen))
    return FALSE;

  rk_recorder_notify (self, RK_RECORDER_PROP_N_KEPT);

  return TRUE;
}

/**
 * rk_recorder_single:
 * @self: a recorder
 * @error: return location
 *
 * Stores the newest value of every channel that is shown. The first reading begins the run "Single readings", which is
 * on until rk_recorder_stop().
 *
 * Errors: %RK_ACQUIRE_ERROR_NOT_FOUND when nothing was measured lately, %RK_ACQUIRE_ERROR_BUSY while another run is on
 * or on its way; what the keeper of runs says.
 *
 * Returns: whether a row was stored
 */
gboolean
rk_recorder_single (RkRecorder *self,
                    GError    **error)
{
  gboolean is_first;

  g_return_val_if_fail (RK_IS_RECORDER (self), FALSE);

  is_first = self->state == RK_RECORDER_IDLE;
  if (!is_first && (self->state != RK_RECORDER_RUNNING || self->content != RK_RUN_OF_SINGLE)) {
    g_set_error_literal (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_BUSY,
                         _("A recording is on: stop it before taking single readings"));
    return FALSE;
  }

  if (is_first && !has_recent (self))
    return fail_empty (error);
  if (is_first && !rk_recorder_begin_run (self, RK_RUN_OF_SINGLE, rk_clock_now_ns (), 0.0, error))
    return FALSE;

  return add_row (self, 0.0, (double) NAN, error);
}
