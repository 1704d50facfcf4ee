/* How the axes of a live graph move: quietly. An axis that changes with every sample
 * cannot be read, so limits move in steps that people count in and then rest.
 */

#include "config.h"

#include "app/calm-range.h"

#include "plot/scene.h"

#include <math.h>

/* First length of the time axis when nobody knows how long the run will be. */
#define START_S 10.0

/* A step that comes so near to the expected end goes there at once. */
#define NEAR 1.25

/* Room given beyond a value that left the range, as a part of what the data span. */
#define HEADROOM 0.15

/* The range closes in when the data use less than this part of it ... */
#define ROOMY_PART 0.3
/* ... for so long. */
#define ROOMY_US (2 * G_USEC_PER_SEC)

/* Room at the right of a scrolling window, as a part of its width. */
#define SCROLL_MARGIN 0.02

/**
 * rk_calm_range_init:
 * @self: a range
 *
 * Forgets everything: the next data set the limits.
 */
void
rk_calm_range_init (RkCalmRange *self)
{
  g_return_if_fail (self != NULL);

  self->lower = NAN;
  self->upper = NAN;
  self->roomy_since_us = 0;
}

static gboolean
is_roomy (RkCalmRange *self,
          double       min,
          double       max,
          gint64       now_us)
{
  /* Halves, since the difference of two large limits may overflow. */
  double used = max / 2 - min / 2;
  double room = self->upper / 2 - self->lower / 2;
  double lower;
  double upper;

  if (used >= ROOMY_PART * room) {
    self->roomy_since_us = 0;
    return FALSE;
  }

  if (self->roomy_since_us == 0)
    self->roomy_since_us = now_us;

  if (now_us - self->roomy_since_us < ROOMY_US)
    return FALSE;

  /* A flat line gets the range it would get alone, once. */
  rk_axis_fit (min, max, &lower, &upper);

  return upper / 2 - lower / 2 < room * 0.75;
}

/**
 * rk_calm_range_update:
 * @self: a range
 * @min: smallest value shown; NaN when there is none
 * @max: largest value shown
 * @now_us: monotonic time
 *
 * Lets the limits follow the data.
 *
 * Returns: whether the limits changed
 */
gboolean
rk_calm_range_update (RkCalmRange *self,
                      double       min,
                      double       max,
                      gint64       now_us)
{
  gboolean below;
  gboolean above;
  double lower;
  double upper;
  double room;

  g_return_val_if_fail (self != NULL, FALSE);

  if (!isfinite (min) || !isfinite (max) || min > max)
    return FALSE;

  if (isnan (self->lower) || is_roomy (self, min, max, now_us)) {
    rk_axis_fit (min, max, &self->lower, &self->upper);
    self->roomy_since_us = 0;
    return TRUE;
  }

  below = min < self->lower;
  above = max > self->upper;
  if (!below && !above)
    return FALSE;

  room = (max / 2 - min / 2) * 2 * HEADROOM;
  rk_axis_fit (below ? min - room : min, above ? max + room : max, &lower, &upper);

  /* Only the side that was left moves. */
  if (below)
    self->lower = lower;
  if (above)
    self->upper = upper;
  rk_axis_clamp (&self->lower, &self->upper);
  self->roomy_since_us = 0;

  return TRUE;
}

/* The next of 1, 2, 5, 10, 20 ... after @newest (0 = the first), at most @expected, which is also
 * taken when it is so near that a step of its own would only be fidgeting. */
static double
next_length (double newest,
             double expected)
{
  static const double leads[] = { 1, 2, 5, 10 };
  double length = START_S;

  if (newest >= START_S) {
    double decade = pow (10, floor (log10 (newest)));

    for (guint i = 0; i < G_N_ELEMENTS (leads); i++) {
      length = leads[i] * decade;
      if (length > newest)
        break;
    }
  }

  return length * NEAR >= expected ? expected : length;
}

/**
 * rk_calm_grow:
 * @upper: the present end of the time axis, seconds; NaN at the beginning
 * @newest: time of the newest sample, seconds
 * @expected: how long the run will be, seconds; 0 = unknown
 *
 * Where the time axis of a whole run in progress ends: it rests until the data reach it,
 * then moves on to the next round number.
 *
 * The expected end is not shown from the start: of a long run the first minute would be a few pixels.
 * It is where the growing ends.
 *
 * Returns: seconds, > 0, at least @newest
 */
double
rk_calm_grow (double upper,
              double newest,
              double expected)
{
  gboolean is_expected = isfinite (expected) && expected > 0;

  if (!(upper > 0))
    upper = is_expected ? next_length (0, expected) : START_S;

  if (is_expected && newest > upper && newest <= expected) {
    upper = next_length (newest, expected);
  } else if (isfinite (newest) && newest > upper) {
    /* Six numbers at most: each step adds 15 % to 60 %. */
    double step = rk_axis_step (0, newest * 1.2, 6);

    if (step > 0)
      upper = (floor (newest / step) + 1) * step;
    upper = MAX (upper, newest);
  }

  return upper;
}

/**
 * rk_calm_scroll:
 * @newest: time of the newest sample, seconds
 * @width: width of the window, seconds, > 0
 * @n_columns: how many pixel columns show it
 * @lower: (out): begin of the window
 * @upper: (out): end of the window
 *
 * The window of a fixed width that shows the newest sample at its right end.
 *
 * It moves by whole pixel columns counted from 0, so that a column once drawn keeps its
 * samples and its look. Before the data fill it, it stands at 0.
 */
void
rk_calm_scroll (double  newest,
                double  width,
                double  n_columns,
                double *lower,
                double *upper)
{
  double column = width / MAX (n_columns, 1);

  *upper = MAX ((floor ((newest + SCROLL_MARGIN * width) / column) + 1) * column, width);
  *lower = *upper - width;
}

/**
 * rk_calm_time_decimals:
 * @step_s: usual distance of samples, seconds
 *
 * How many places tell neighbouring samples apart, with one to spare for uneven ones.
 *
 * Returns: 1 ... 6
 */
int
rk_calm_time_decimals (double step_s)
{
  if (!(step_s > 0) || !isfinite (step_s))
    return 3;

  return (int) CLAMP (ceil (-log10 (step_s) - 1e-9) + 1, 1, 6);
}
