/* From the columns of a stream to edges: the calculator the recorder runs (store/calculator.h). */
#include "config.h"

#include "analysis/photogate.h"

#include "base/clock.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define N_GATES 2

/* Half way between free and blocked, for gates that send a level. */
#define THRESHOLD 0.5

typedef struct {
  guint    column;
  gboolean is_known;
  gboolean is_blocked;
} Gate;

typedef struct {
  RkPhotogateTimer *timer;
  Gate              gates[N_GATES];
  guint             n_gates;
  guint64           n_read; /* samples */
  gboolean          is_over;
} Calculation;

static gboolean
is_gate (const RkColumn *column)
{
  const char *key = column->base != NULL ? column->base : column->key;

  return g_strcmp0 (column->quantity, "gate") == 0 || g_ascii_strncasecmp (key, "gate", 4) == 0 ||
         g_ascii_strncasecmp (key, "photogate", 9) == 0;
}

static int
find_state (GPtrArray *columns,
            guint      n)
{
  for (guint i = 0; i < columns->len; i++) {
    if (is_gate (g_ptr_array_index (columns, i)) && n-- == 0)
      return (int) i;
  }

  return -1;
}

static gpointer
begin (const char   *text,
       GPtrArray    *columns,
       const double *before,
       GPtrArray   **results)
{
  RkPhotogate settings;
  Calculation *self;
  int column;

  if (!rk_photogate_parse (text, &settings, NULL) || find_state (columns, 0) < 0)
    return NULL;

  self = g_new0 (Calculation, 1);
  self->timer = rk_photogate_timer_new (&settings);
  while (self->n_gates < N_GATES && (column = find_state (columns, self->n_gates)) >= 0) {
    self->gates[self->n_gates++] = (Gate) {
      .column = (guint) column,
      .is_known = !isnan (before[column]),
      .is_blocked = before[column] > THRESHOLD,
    };
  }
  *results = rk_photogate_get_results (&settings);

  return self;
}

/* The first line after the begin counts as an edge unless the state was known: a device speaks when something happens. */
static void
take_state (Calculation    *self,
            guint           gate,
            gint64          time_ns,
            double          value,
            RkCalculatorRow row,
            gpointer        user_data)
{
  Gate *seen = &self->gates[gate];
  gboolean is_blocked = value > THRESHOLD;

  if (isnan (value) || (seen->is_known && seen->is_blocked == is_blocked))
    return;

  seen->is_known = TRUE;
  seen->is_blocked = is_blocked;
  rk_photogate_timer_edge (self->timer, gate, time_ns, is_blocked, row, user_data);
}

static void
feed (gpointer        state,
      const RkSpan   *span,
      gint64          end_ns,
      RkCalculatorRow row,
      gpointer        user_data)
{
  Calculation *self = state;
  guint64 n = rk_span_get_n_samples (span);
  guint64 next_break = self->n_read < n ? rk_span_get_break (span, self->n_read) : n;

  for (guint64 i = self->n_read; i < n; i++) {
    if (i == next_break) {
      for (guint k = 0; k < self->n_gates; k++)
        self->gates[k].is_known = FALSE;
      rk_photogate_timer_break (self->timer, row, user_data);
      next_break = rk_span_get_break (span, i + 1);
    }
    for (guint k = 0; k < self->n_gates; k++) {
      gint64 time_ns;
      double value;

      if (self->gates[k].column >= rk_span_get_n_columns (span))
        continue;
      value = rk_span_get_sample (span, self->gates[k].column, i, &time_ns);
      take_state (self, k, time_ns, value, row, user_data);
    }
  }
  self->n_read = n;

  if (end_ns != RK_TIME_NONE && !self->is_over) {
    self->is_over = TRUE;
    rk_photogate_timer_finish (self->timer, end_ns, row, user_data);
  }
}

static void
calculation_free (gpointer state)
{
  Calculation *self = state;

  rk_photogate_timer_free (self->timer);
  g_free (self);
}

const RkCalculator rk_photogate_calculator = {
  .id = "photogate",
  .name = N_("Photogate"),
  .begin = begin,
  .feed = feed,
  .free = calculation_free,
  .find_state = find_state,
};
