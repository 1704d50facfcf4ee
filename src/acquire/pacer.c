#include "config.h"

#include "acquire/pacer.h"

#include "base/clock.h"

#include <math.h>

struct _RkPacer
{
  RkPaceMode mode;
  double     interval_ns; /* > 0 unless every */
  gint64     origin_ns;

  /* The interval at hand; without frames @n_frames is 0. */
  gint64  number;
  gint64  begin_ns; /* of the interval, or of what is left of it after a gap */
  gint64  last_ns;  /* time of its last frame */
  gboolean was_cut; /* a gap has cut interval @number: a part of it is out already */
  guint   n_frames;
  GArray *sums;   /* of double: sums of the finite values, or the picked values */
  GArray *counts; /* of guint: how many were finite */
};

/**
 * rk_pacer_new:
 * @mode: how to thin
 * @rate_hz: rows a second; not > 0 means every frame
 * @origin_ns: where the intervals begin
 *
 * Returns: a pacer
 */
RkPacer *
rk_pacer_new (RkPaceMode mode,
              double     rate_hz,
              gint64     origin_ns)
{
  RkPacer *self = g_new0 (RkPacer, 1);

  /* Below a nanosecond an interval is none; above a century it never ends. */
  self->mode = rate_hz > 1e-9 && rate_hz < 1e9 ? mode : RK_PACE_EVERY;
  self->interval_ns = self->mode == RK_PACE_EVERY ? 0.0 : 1e9 / rate_hz;
  self->origin_ns = origin_ns;
  self->sums = g_array_new (FALSE, TRUE, sizeof (double));
  self->counts = g_array_new (FALSE, TRUE, sizeof (guint));

  return self;
}

/**
 * rk_pacer_free:
 * @self: (nullable): a pacer
 *
 * Frees a pacer; what it still held is lost.
 */
void
rk_pacer_free (RkPacer *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->sums);
  g_array_unref (self->counts);
  g_free (self);
}

static gint64
interval_begin (RkPacer *self,
                gint64   number)
{
  return self->origin_ns + (gint64) llround ((double) number * self->interval_ns);
}

/* The interval of a time, such that interval_begin () agrees whatever was rounded. */
static gint64
interval_of (RkPacer *self,
             gint64   time_ns)
{
  gint64 number = (gint64) floor ((double) (time_ns - self->origin_ns) / self->interval_ns);

  while (interval_begin (self, number + 1) <= time_ns)
    number++;
  while (interval_begin (self, number) > time_ns)
    number--;

  return number;
}

/* @middle_ns: time of an averaged row. */
static void
emit (RkPacer    *self,
      gint64      middle_ns,
      RkPacerRow  row,
      gpointer    user_data)
{
  double *sums = (double *) (gpointer) self->sums->data;
  const guint *counts = (const guint *) (gpointer) self->counts->data;
  guint n = self->sums->len;

  if (self->n_frames == 0)
    return;

  self->n_frames = 0;

  if (self->mode == RK_PACE_PICK) {
    row (user_data, self->last_ns, sums, n);
    return;
  }

  for (guint i = 0; i < n; i++)
    sums[i] = counts[i] > 0 ? sums[i] / counts[i] : (double) NAN;

  row (user_data, middle_ns, sums, n);
}

static void
take_average (RkPacer      *self,
              const double *values,
              guint         n_values)
{
  double *sums;
  guint *counts;

  if (self->sums->len < n_values) {
    g_array_set_size (self->sums, n_values);
    g_array_set_size (self->counts, n_values);
  }

  sums = (double *) (gpointer) self->sums->data;
  counts = (guint *) (gpointer) self->counts->data;

  for (guint i = 0; i < n_values; i++) {
    if (isfinite (values[i])) {
      sums[i] += values[i];
      counts[i]++;
    }
  }
}

/**
 * rk_pacer_feed:
 * @self: a pacer
 * @time_ns: time of the frame
 * @values: (array length=n_values): its values
 * @n_values: number of columns
 * @row: called with the row of the interval before, if the frame begins a new one
 * @user_data: data for @row
 *
 * Takes a frame.
 */
void
rk_pacer_feed (RkPacer      *self,
               gint64        time_ns,
               const double *values,
               guint         n_values,
               RkPacerRow    row,
               gpointer      user_data)
{
  gint64 number;

  g_return_if_fail (self != NULL);

  if (self->mode == RK_PACE_EVERY) {
    row (user_data, time_ns, values, n_values);
    return;
  }

  number = interval_of (self, time_ns);

  if (self->n_frames > 0 && number != self->number) {
    gint64 end_ns = interval_begin (self, self->number + 1);

    emit (self, self->begin_ns + (end_ns - self->begin_ns) / 2, row, user_data);
    self->was_cut = FALSE;
  }

  if (self->n_frames == 0) {
    gboolean is_rest = self->was_cut && number == self->number;

    g_array_set_size (self->sums, 0);
    g_array_set_size (self->counts, 0);
    self->number = number;
    self->begin_ns = is_rest ? time_ns : interval_begin (self, number);
  }

  if (self->mode == RK_PACE_AVERAGE) {
    take_average (self, values, n_values);
  } else {
    g_array_set_size (self->sums, 0);
    g_array_append_vals (self->sums, values, n_values);
  }

  self->last_ns = time_ns;
  self->n_frames++;
}

/**
 * rk_pacer_flush:
 * @self: a pacer
 * @row: called with the row of the interval at hand, if it holds a frame
 * @user_data: data for @row
 *
 * Ends the interval at hand: its middle is taken between its begin and its last frame.
 */
void
rk_pacer_flush (RkPacer    *self,
                RkPacerRow  row,
                gpointer    user_data)
{
  g_return_if_fail (self != NULL);

  if (self->n_frames == 0)
    return;

  emit (self, self->begin_ns + (self->last_ns - self->begin_ns) / 2, row, user_data);
  self->was_cut = TRUE;
}
