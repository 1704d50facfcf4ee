/* A watch is a trigger with a memory, as that of an oscilloscope: once it has fired, the value has to go back over
 * the level by the hysteresis before it can fire again, so that noise on a slow edge fires once.
 * A value that is on the far side from the beginning counts as one that has fired already, except for "is above"
 * and "is below", which ask for a state and not for an edge. */
#include "config.h"

#include "acquire/watch.h"

#include <math.h>
#include <string.h>

static const char *const ids[] = {
  [RK_WATCH_RISES] = "rises",
  [RK_WATCH_FALLS] = "falls",
  [RK_WATCH_AT] = "at",
  [RK_WATCH_ABOVE] = "above",
  [RK_WATCH_BELOW] = "below",
};

/**
 * rk_watch_kind_id:
 * @kind: a kind
 *
 * Returns: its id, as in files
 */
const char *
rk_watch_kind_id (RkWatchKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (ids), ids[0]);

  return ids[kind];
}

/**
 * rk_watch_kind_from_id:
 * @id: (nullable): an id
 * @kind: (out): its kind; unchanged when it is none
 *
 * Returns: whether it is the id of a kind
 */
gboolean
rk_watch_kind_from_id (const char  *id,
                       RkWatchKind *kind)
{
  g_return_val_if_fail (kind != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++) {
    if (g_strcmp0 (ids[i], id) == 0) {
      *kind = (RkWatchKind) i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * rk_watch_copy:
 * @self: a watch
 *
 * Returns: a copy that owns its conversion
 */
RkWatch *
rk_watch_copy (const RkWatch *self)
{
  RkWatch *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new (RkWatch, 1);
  *copy = *self;
  copy->column_key = g_strdup (self->column_key);
  copy->conversion = rk_conversion_copy (&self->conversion);

  return copy;
}

/**
 * rk_watch_free:
 * @self: (nullable): a watch
 *
 * Frees a watch with its conversion.
 */
void
rk_watch_free (RkWatch *self)
{
  if (self == NULL)
    return;

  rk_conversion_clear (&self->conversion);
  g_free (self->column_key);
  g_free (self);
}

/**
 * rk_watch_equal:
 * @a: a watch
 * @b: another
 *
 * Returns: whether they ask for the same, so that the state of one holds for the other
 */
gboolean
rk_watch_equal (const RkWatch *a,
                const RkWatch *b)
{
  const RkConversion *x = &a->conversion;
  const RkConversion *y = &b->conversion;

  if (a->id != b->id || a->kind != b->kind || g_strcmp0 (a->column_key, b->column_key) != 0 ||
      !(a->level == b->level) || !(a->hysteresis == b->hysteresis) ||
      !(x->zero == y->zero) || !(x->scale == y->scale) || !(x->offset == y->offset))
    return FALSE;

  if (x->calibration == NULL || y->calibration == NULL)
    return x->calibration == y->calibration;

  return rk_calibration_equal (x->calibration, y->calibration);
}

/* How far beyond the level, in the direction that fires. */
static double
get_excess (const RkWatch *self,
            double         value)
{
  gboolean down = self->kind == RK_WATCH_FALLS || self->kind == RK_WATCH_BELOW;

  return down ? self->level - value : value - self->level;
}

/* Whether the condition holds at @value, coming from what @state remembers. */
static gboolean
comes_true (const RkWatch      *self,
            const RkWatchState *state,
            double              value)
{
  double excess = get_excess (self, value);
  double before = get_excess (self, state->last);

  switch (self->kind) {
  case RK_WATCH_ABOVE:
  case RK_WATCH_BELOW:
    return excess > 0.0;
  case RK_WATCH_AT:
    /* Reached, or passed since the last value. */
    return !(excess < 0.0 || excess > 0.0) ||
           (state->has_last && ((before < 0.0 && excess > 0.0) || (before > 0.0 && excess < 0.0)));
  case RK_WATCH_RISES:
  case RK_WATCH_FALLS:
  default:
    return state->has_last && excess >= 0.0;
  }
}

static gboolean
is_back (const RkWatch *self,
         double         value)
{
  double excess = get_excess (self, value);

  switch (self->kind) {
  case RK_WATCH_ABOVE:
  case RK_WATCH_BELOW:
    return excess <= -self->hysteresis;
  case RK_WATCH_AT:
    return (excess < 0.0 || excess > 0.0) && fabs (excess) >= self->hysteresis;
  case RK_WATCH_RISES:
  case RK_WATCH_FALLS:
  default:
    return excess < 0.0 && excess <= -self->hysteresis;
  }
}

/**
 * rk_watch_step:
 * @self: a watch
 * @state: where it is
 * @raw: the next raw value; NaN changes nothing
 *
 * Takes the next value of the column.
 *
 * Threads: pure, any thread.
 *
 * Returns: whether the condition comes true at this very value
 */
gboolean
rk_watch_step (const RkWatch *self,
               RkWatchState  *state,
               double         raw)
{
  double value = rk_conversion_apply (&self->conversion, raw);
  gboolean fires;

  if (isnan (value) || isnan (self->level))
    return FALSE;

  /* An edge needs a side to come from. */
  if (!state->has_last && (self->kind == RK_WATCH_RISES || self->kind == RK_WATCH_FALLS))
    state->is_fired = get_excess (self, value) >= 0.0;

  fires = !state->is_fired && comes_true (self, state, value);
  state->is_fired = (state->is_fired || fires) && !is_back (self, value);
  state->has_last = TRUE;
  state->last = value;

  return fires;
}
