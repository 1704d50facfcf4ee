/* Streams that are calculated from those of the sources while they are recorded (store/calculator.h), and what stands in a
 * photogate. */
#include "config.h"

#include "acquire/recorder-private.h"

#include "base/clock.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Rows of a calculated stream at most: the memory of a run stays bounded whatever the edges say. */
#define MAX_ROWS 1000000

/* --- Calculated streams --- */

static GArray *
get_last_values (RkRecorder      *self,
                 RkRecorderEntry *entry)
{
  GArray *values = g_array_new (FALSE, FALSE, sizeof (double));
  gboolean known = !self->is_triggered && rk_series_get_n_samples (rk_stream_get_series (entry->stream)) == 0;

  for (guint i = 0; i < entry->columns->len; i++) {
    double value = known ? rk_source_get_last_value (entry->source, i) : (double) NAN;

    g_array_append_val (values, value);
  }

  return values;
}

/* As soon as the columns are there. The calculator reads the stream from its first sample, so being late costs nothing;
 * but what came before the run is known only while no sample of it is there, and not at a trigger, which is one. */
void
rk_recorder_begin_calculation (RkRecorder      *self,
                               RkRecorderEntry *entry)
{
  RkCalculation *calculation = &entry->calculation;
  g_autoptr (GArray) before = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *key = NULL;

  if (entry->stream == NULL || self->calculator == NULL || self->photogate == NULL || calculation->state != NULL ||
      entry->columns->len == 0 || self->state != RK_RECORDER_RUNNING)
    return;

  before = get_last_values (self, entry);

  calculation->state = self->calculator->begin (self->photogate, entry->columns,
                                                (const double *) (gpointer) before->data, &results);
  if (calculation->state == NULL)
    return;

  key = g_strdup_printf ("%s:%s", self->calculator->id, rk_source_get_key (entry->source));
  calculation->pen = rk_own_stream_new (self->run, self->sink, self->origin_ns, key, _(self->calculator->name));
  for (guint i = 0; i < results->len; i++) {
    const RkColumn *column = g_ptr_array_index (results, i);

    rk_own_stream_add_column (calculation->pen, rk_experiment_ensure_channel (self->experiment, key, column), column->key);
  }
}

typedef struct {
  RkOwnStream *pen;
  gint64       origin_ns;
} Target;

static void
take_row (gpointer      user_data,
          gint64        time_ns,
          const double *values)
{
  Target *target = user_data;

  if (rk_own_stream_get_n_rows (target->pen) < MAX_ROWS)
    rk_own_stream_add_row (target->pen, target->origin_ns + time_ns, values);
}

/* @end_ns: as in #RkCalculator. */
void
rk_recorder_calculate (RkRecorder      *self,
                       RkRecorderEntry *entry,
                       gint64           end_ns)
{
  Target target = { entry->calculation.pen, self->origin_ns };
  g_autoptr (RkSpan) span = NULL;

  if (entry->calculation.state == NULL)
    return;

  span = rk_series_take_span (rk_stream_get_series (entry->stream));
  self->calculator->feed (entry->calculation.state, span, end_ns, take_row, &target);
  rk_own_stream_flush (entry->calculation.pen);
}

void
rk_recorder_end_calculation (RkRecorder      *self,
                             RkRecorderEntry *entry)
{
  if (entry->calculation.state == NULL)
    return;

  self->calculator->free (entry->calculation.state);
  rk_own_stream_free (entry->calculation.pen);
  entry->calculation = (RkCalculation) { 0 };
}

/**
 * rk_recorder_set_calculator:
 * @self: a recorder that does not record
 * @calculator: (nullable): a table that lives as long as the program
 *
 * Says who makes calculated streams; :photogate are its settings.
 */
void
rk_recorder_set_calculator (RkRecorder         *self,
                            const RkCalculator *calculator)
{
  g_return_if_fail (RK_IS_RECORDER (self));
  g_return_if_fail (self->state != RK_RECORDER_RUNNING);

  self->calculator = calculator;
  rk_recorder_update_gate (self);
}

/* --- What stands in the gate --- */

static RkGateState
find_gate_state (RkRecorder *self)
{
  RkGateState state = RK_GATE_UNKNOWN;

  for (guint i = 0; i < self->entries->len; i++) {
    RkRecorderEntry *entry = g_ptr_array_index (self->entries, i);
    int column;

    if (rk_source_get_state (entry->source) != RK_SOURCE_LISTENING)
      continue;

    for (guint n = 0; (column = self->calculator->find_state (entry->columns, n)) >= 0; n++) {
      double value = rk_source_get_last_value (entry->source, (guint) column);

      if (isnan (value))
        continue;
      /* Of several gates one that is blocked is worth knowing. */
      if (value != 0.0)
        return RK_GATE_BLOCKED;
      state = RK_GATE_FREE;
    }
  }

  return state;
}

void
rk_recorder_update_gate (RkRecorder *self)
{
  RkGateState state = self->calculator != NULL ? find_gate_state (self) : RK_GATE_UNKNOWN;

  if (state == self->gate_state)
    return;

  self->gate_state = state;
  rk_recorder_notify (self, RK_RECORDER_PROP_GATE_STATE);
}
