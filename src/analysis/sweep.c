#include "config.h"

#include "analysis/sweep.h"

#include <math.h>

/* A value has to come from as far beyond the level, as a part of the range: noise does not begin a window on the wrong edge. */
#define HYSTERESIS 0.05

/* So many windows without a trigger, and it runs free. */
#define PATIENCE 2

/* What is further back than so many windows is not looked at. */
#define REACH 4

#define CHUNK 1024

/**
 * rk_sweep_init:
 * @self: (out caller-allocates): windows
 *
 * Begins anew.
 */
void
rk_sweep_init (RkSweep *self)
{
  g_return_if_fail (self != NULL);

  *self = (RkSweep) { .hysteresis = (double) NAN, .last = (double) NAN, .since_ns = G_MININT64 };
}

/* The level and its hysteresis, by the newest window; FALSE where nothing moves. They stay until a window is complete. */
static gboolean
find_level (RkSweep               *self,
            const RkSpan          *span,
            guint                  column,
            const RkConversion    *conversion,
            const RkSweepSettings *settings)
{
  guint64 n_samples = rk_span_get_n_samples (span);
  gint64 newest_ns = rk_span_get_time_ns (span, n_samples - 1);
  double min;
  double max;

  if (!isnan (self->hysteresis))
    return TRUE;
  /* A part of a window says little about how far the value goes. */
  if (newest_ns - rk_span_get_time_ns (span, 0) < settings->width_ns)
    return FALSE;
  if (!rk_span_get_extrema (span, column, rk_span_find (span, newest_ns - settings->width_ns), n_samples, &min, &max))
    return FALSE;

  min = rk_conversion_apply (conversion, min);
  max = rk_conversion_apply (conversion, max);
  if (!(fabs (max - min) > 0.0))
    return FALSE;

  self->level = isnan (settings->level) ? min / 2 + max / 2 : settings->level;
  self->hysteresis = HYSTERESIS * fabs (max - min);

  return TRUE;
}

/* Takes the next value; TRUE when it begins a window. */
static gboolean
take_value (RkSweep               *self,
            const RkSweepSettings *settings,
            double                 value,
            gint64                 time_ns)
{
  /* As if it rose. */
  double side = settings->edge == RK_EDGE_RISES ? 1.0 : -1.0;
  double above = side * (value - self->level);
  double before = side * (self->last - self->level);
  gint64 before_ns = self->last_ns;

  if (!isfinite (value)) {
    self->last = (double) NAN;
    self->is_armed = FALSE;
    return FALSE;
  }

  self->last = value;
  self->last_ns = time_ns;
  if (above < -self->hysteresis)
    self->is_armed = TRUE;
  if (!self->is_armed || above < 0.0 || isnan (before))
    return FALSE;

  self->is_armed = FALSE;
  /* On the straight line between the two readings. */
  self->pending_ns = before < above ? before_ns + (gint64) (-before / (above - before) * (double) (time_ns - before_ns))
                                    : time_ns;

  return self->pending_ns >= self->since_ns;
}

/* Looks for a trigger from @next on; all of it unless one is found. */
static void
search (RkSweep               *self,
        const RkSpan          *span,
        guint                  column,
        const RkConversion    *conversion,
        const RkSweepSettings *settings)
{
  guint64 n_samples = rk_span_get_n_samples (span);
  guint64 next_break = rk_span_get_break (span, self->next);
  double values[CHUNK];
  gint64 times_ns[CHUNK];

  while (self->next < n_samples && !self->is_pending) {
    guint64 n = MIN (n_samples - self->next, CHUNK);

    rk_span_read_values (span, column, self->next, n, values);
    rk_span_read_times (span, self->next, n, times_ns);
    for (guint64 i = 0; i < n && !self->is_pending; i++, self->next++) {
      /* Nothing is known of what was between. */
      if (self->next == next_break) {
        self->last = (double) NAN;
        self->is_armed = FALSE;
        next_break = rk_span_get_break (span, self->next + 1);
      }
      self->is_pending = take_value (self, settings, rk_conversion_apply (conversion, values[i]), times_ns[i]);
    }
  }
}

static void
show (RkSweep *self,
      gint64   begin_ns,
      gboolean is_free)
{
  self->begin_ns = begin_ns;
  self->is_free = is_free;
  self->serial++;
}

/**
 * rk_sweep_look:
 * @self: windows
 * @span: what there is now
 * @column: of which value
 * @conversion: from raw to shown
 * @settings: how wide, and where they begin; when they change, begin anew
 *
 * Finds the newest complete window. The cost depends on what is new, at most four windows, not on the length of the run.
 *
 * Returns: whether there is another window than before
 */
gboolean
rk_sweep_look (RkSweep               *self,
               const RkSpan          *span,
               guint                  column,
               const RkConversion    *conversion,
               const RkSweepSettings *settings)
{
  guint64 n_samples;
  guint64 serial;
  gint64 newest_ns;

  g_return_val_if_fail (self != NULL && span != NULL && settings != NULL, FALSE);
  g_return_val_if_fail (settings->width_ns > 0, FALSE);

  n_samples = rk_span_get_n_samples (span);
  if (n_samples == 0)
    return FALSE;

  serial = self->serial;
  newest_ns = rk_span_get_time_ns (span, n_samples - 1);
  if (self->since_ns == G_MININT64)
    self->since_ns = rk_span_get_time_ns (span, 0);

  for (;;) {
    guint64 reach = rk_span_find (span, newest_ns - REACH * settings->width_ns);

    if (self->is_pending) {
      if (newest_ns < self->pending_ns + settings->width_ns)
        break;
      show (self, self->pending_ns, FALSE);
      self->is_pending = FALSE;
      self->since_ns = self->pending_ns + settings->width_ns;
      self->hysteresis = (double) NAN;
    }

    if (self->next < reach) {
      self->next = reach;
      self->last = (double) NAN;
      self->is_armed = FALSE;
    }
    if (!find_level (self, span, column, conversion, settings))
      break;
    search (self, span, column, conversion, settings);
    if (!self->is_pending)
      break;
  }

  /* The begin of the next one may still be on its way. */
  if (!self->is_pending && newest_ns - self->since_ns >= PATIENCE * settings->width_ns) {
    show (self, newest_ns - settings->width_ns, TRUE);
    self->hysteresis = (double) NAN;
  }

  return self->serial != serial;
}
