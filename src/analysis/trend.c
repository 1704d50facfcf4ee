/* A trace in words, for those who hear the graph.
 *
 * The points are looked at in the order in which an eye would: does it swing, does it jump, does anything happen at all, does
 * it go one way, does it turn once? The first that fits is told. Single wild readings must not decide, so all is made of
 * medians and quantiles: noise is the median distance of the steps from their median, and the way of the trace is that of the
 * medians of at most 32 pieces. */
#include "config.h"

#include "analysis/trend.h"

#include <glib/gi18n-lib.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include "base/clock.h"
#include "base/number.h"
#include "store/converted.h"

#define MAX_POINTS 2000
#define MAX_PIECES 32

/* How much of the way a trace may go back and still go one way. */
#define BACK 0.15

typedef struct {
  const double *t;
  const double *y;
  guint         n;
  double        low;   /* quantiles: without the wildest 2 % on each side */
  double        high;
  double        noise; /* standard deviation of a point */
  guint         n_pieces;
  double        piece_t[MAX_PIECES];
  double        piece_y[MAX_PIECES];
} Points;

/* The value below which the share @q of @n values lies. */
static double
find_quantile (const double *values,
               guint         n,
               double        q)
{
  g_autofree double *sorted = g_memdup2 (values, n * sizeof *values);

  gsl_sort (sorted, 1, n);

  return gsl_stats_quantile_from_sorted_data (sorted, 1, n, q);
}

/* A step is the difference of two points, so its scatter is that of one times the root of 2; 1.4826 times the median of the
 * absolute deviations is the standard deviation of a normal distribution (Rousseeuw and Croux, J. Am. Stat. Assoc. 88 (1993)
 * 1273). */
static double
find_noise (const double *y,
            guint         n)
{
  g_autofree double *steps = g_new (double, n);
  double median;

  for (guint i = 0; i + 1 < n; i++)
    steps[i] = y[i + 1] - y[i];
  median = find_quantile (steps, n - 1, 0.5);
  for (guint i = 0; i + 1 < n; i++)
    steps[i] = fabs (steps[i] - median);

  return 1.4826 * find_quantile (steps, n - 1, 0.5) / sqrt (2.0);
}

static void
points_init (Points       *self,
             const double *t,
             const double *y,
             guint         n)
{
  *self = (Points) { .t = t, .y = y, .n = n, .n_pieces = MIN (n, MAX_PIECES) };
  self->low = find_quantile (y, n, n < 50 ? 0.0 : 0.02);
  self->high = find_quantile (y, n, n < 50 ? 1.0 : 0.98);
  self->noise = n < 8 ? 0.0 : find_noise (y, n); /* of a few points every step counts */

  for (guint i = 0; i < self->n_pieces; i++) {
    guint first = (guint) ((guint64) n * i / self->n_pieces);
    guint end = (guint) ((guint64) n * (i + 1) / self->n_pieces);

    self->piece_t[i] = find_quantile (t + first, end - first, 0.5);
    self->piece_y[i] = find_quantile (y + first, end - first, 0.5);
  }
}

/* Upward passages through the middle, after having been well below it: three or more at equal distances. */
static gboolean
oscillates (const Points *self,
            RkTrend      *trend)
{
  double middle = 0.5 * (self->low + self->high);
  double margin = 0.25 * (self->high - self->low);
  double first_s = NAN;
  double last_s = NAN;
  double sum = 0.0;
  double squares = 0.0;
  gboolean was_below = FALSE;
  guint n = 0;
  double scatter;

  if (margin <= 0.0)
    return FALSE;

  for (guint i = 0; i < self->n; i++) {
    if (self->y[i] < middle - margin) {
      was_below = TRUE;
    } else if (was_below && self->y[i] > middle + margin) {
      was_below = FALSE;
      if (n++ == 0) {
        first_s = self->t[i];
      } else {
        sum += self->t[i] - last_s;
        squares += (self->t[i] - last_s) * (self->t[i] - last_s);
      }
      last_s = self->t[i];
    }
  }
  if (n < 3)
    return FALSE;

  trend->period_s = (last_s - first_s) / (n - 1);
  scatter = sqrt (MAX (squares / (n - 1) - (sum / (n - 1)) * (sum / (n - 1)), 0.0));
  trend->middle = middle;
  trend->amplitude = 0.5 * (self->high - self->low);

  return trend->period_s > 0.0 && scatter < 0.2 * trend->period_s;
}

static double
median_of_three (const double *y)
{
  return MAX (MIN (y[0], y[1]), MIN (MAX (y[0], y[1]), y[2]));
}

/* Two levels, and between them one step; a point may lie on the way. */
static gboolean
jumps (const Points *self,
       RkTrend      *trend)
{
  double range = self->high - self->low;
  double greatest = 0.0;
  const double *rest;
  guint at = 0;
  guint before;
  guint after;

  if (self->n < 8)
    return FALSE;

  for (guint i = 3; i + 3 < self->n; i++) {
    double step = fabs (median_of_three (self->y + i + 1) - median_of_three (self->y + i - 3));

    if (step > greatest) {
      greatest = step;
      at = i;
    }
  }
  if (greatest < 0.7 * range || greatest < 8.0 * self->noise || at == 0)
    return FALSE;

  before = at;
  after = self->n - at - 1;
  trend->first = find_quantile (self->y, before, 0.5);
  rest = self->y + at + 1;
  trend->last = find_quantile (rest, after, 0.5);
  while (at + 1 < self->n && fabs (self->y[at] - trend->first) < fabs (self->y[at] - trend->last))
    at++;
  trend->turn_s = self->t[at];

  return fabs (trend->last - trend->first) > 0.7 * range
         && find_quantile (self->y, before, 0.9) - find_quantile (self->y, before, 0.1) < 0.2 * range
         && find_quantile (rest, after, 0.9) - find_quantile (rest, after, 0.1) < 0.2 * range;
}

/* Whether pieces @from ... @to go up (@sign 1) or down (-1) and hardly back. */
static gboolean
goes_one_way (const Points *self,
              guint         from,
              guint         to,
              double        sign)
{
  double way = sign * (self->piece_y[to] - self->piece_y[from]);
  double back = 0.0;

  for (guint i = from; i < to; i++)
    back += MAX (sign * (self->piece_y[i] - self->piece_y[i + 1]), 0.0);

  return way > 0.0 && back <= BACK * way;
}

/* No piece lies farther from the least squares line than 5 % of the way. */
static gboolean
is_linear (const Points *self)
{
  guint n = self->n_pieces;
  double t = 0.0;
  double y = 0.0;
  double tt = 0.0;
  double ty = 0.0;
  double farthest = 0.0;

  for (guint i = 0; i < n; i++) {
    t += self->piece_t[i] / n;
    y += self->piece_y[i] / n;
  }
  for (guint i = 0; i < n; i++) {
    tt += (self->piece_t[i] - t) * (self->piece_t[i] - t);
    ty += (self->piece_t[i] - t) * (self->piece_y[i] - y);
  }
  if (n < 3 || tt <= 0.0)
    return FALSE;

  for (guint i = 0; i < n; i++)
    farthest = MAX (farthest, fabs (self->piece_y[i] - y - ty / tt * (self->piece_t[i] - t)));

  return farthest <= 0.05 * fabs (self->piece_y[n - 1] - self->piece_y[0]);
}

static gboolean
turns (const Points *self,
       RkTrend      *trend,
       double        sign)
{
  guint last = self->n_pieces - 1;
  guint at = 0;
  double share = BACK * (self->high - self->low);

  for (guint i = 1; i <= last; i++)
    if (sign * self->piece_y[i] > sign * self->piece_y[at])
      at = i;

  trend->turn = self->piece_y[at];
  trend->turn_s = self->piece_t[at];

  return at > 0 && at < last && goes_one_way (self, 0, at, sign) && goes_one_way (self, at, last, -sign)
         && sign * (trend->turn - self->piece_y[0]) > share && sign * (trend->turn - self->piece_y[last]) > share;
}

static RkTrendKind
classify (const Points *self,
          RkTrend      *trend)
{
  guint last = self->n_pieces - 1;
  double least = find_quantile (self->piece_y, last + 1, 0.0);
  double most = find_quantile (self->piece_y, last + 1, 1.0);
  double size = MAX (fabs (self->low), fabs (self->high));

  if (oscillates (self, trend))
    return RK_TREND_OSCILLATES;
  if (self->high - self->low <= 1e-9 * size)
    return RK_TREND_STEADY;
  if (jumps (self, trend))
    return RK_TREND_JUMPS;

  trend->middle = find_quantile (self->y, self->n, 0.5);
  trend->first = find_quantile (self->y, MAX (self->n / 200, 1), 0.5);
  trend->last = find_quantile (self->y + self->n - MAX (self->n / 200, 1), MAX (self->n / 200, 1), 0.5);

  if (most - least <= 3.0 * self->noise)
    return RK_TREND_STEADY;

  trend->is_linear = is_linear (self);
  if (goes_one_way (self, 0, last, 1.0))
    return RK_TREND_RISES;
  if (goes_one_way (self, 0, last, -1.0))
    return RK_TREND_FALLS;
  if (turns (self, trend, 1.0))
    return RK_TREND_PEAK;
  if (turns (self, trend, -1.0))
    return RK_TREND_VALLEY;

  return RK_TREND_VARIES;
}

/**
 * rk_trend_init:
 * @self: (out caller-allocates): how the points go
 * @times_s: (array length=n): times, s, ascending
 * @values: (array length=n): finite values
 * @n: how many
 *
 * Finds words for points.
 *
 * Threads: pure, any thread.
 */
void
rk_trend_init (RkTrend      *self,
               const double *times_s,
               const double *values,
               guint         n)
{
  const double nan = (double) NAN;
  Points points;

  g_return_if_fail (self != NULL && (n == 0 || (times_s != NULL && values != NULL)));

  *self = (RkTrend) {
    .begin_s = nan, .end_s = nan, .first = nan, .last = nan, .min = nan, .max = nan, .middle = nan, .turn = nan,
    .turn_s = nan, .amplitude = nan, .period_s = nan,
  };
  if (n == 0)
    return;

  self->kind = RK_TREND_SINGLE;
  self->begin_s = times_s[0];
  self->end_s = times_s[n - 1];
  self->first = values[0];
  self->last = values[n - 1];
  self->middle = find_quantile (values, n, 0.5);
  self->min = find_quantile (values, n, 0.0);
  self->max = find_quantile (values, n, 1.0);
  if (n == 1)
    return;

  points_init (&points, times_s, values, n);
  self->kind = classify (&points, self);
}

/* The range in at most MAX_POINTS pieces: the mean of each, at the time of its middle. */
static guint
take_points (const RkSpan       *span,
             guint               column,
             const RkConversion *conversion,
             guint64             first,
             guint64             end,
             double             *t,
             double             *y)
{
  guint64 n_pieces = MIN (end - first, MAX_POINTS);
  guint n = 0;

  for (guint64 i = 0; i < n_pieces; i++) {
    guint64 from = first + (guint64) ((double) (end - first) * (double) i / (double) n_pieces);
    guint64 to = first + (guint64) ((double) (end - first) * (double) (i + 1) / (double) n_pieces);
    gint64 time_ns = rk_span_get_time_ns (span, from + (to - from) / 2);
    RkStats stats;
    double value;

    rk_span_get_stats (span, column, from, to, &stats);
    value = stats.n > 0 ? rk_conversion_apply (conversion, stats.mean) : (double) NAN;
    if (!isfinite (value))
      continue;
    t[n] = (double) time_ns / RK_NS_PER_S;
    y[n++] = value;
  }

  return n;
}

/**
 * rk_trend_measure:
 * @self: (out caller-allocates): how the trace goes
 * @span: samples
 * @column: column of @span
 * @conversion: what is shown of its raw values
 * @begin_ns: begin of the range, nanoseconds since the begin of the run
 * @end_ns: its end, inside
 *
 * Finds words for a range of a trace.
 *
 * A long range is looked at as 2000 means; its extremes are those of all samples. Swings faster than these means can follow
 * are told as a range of values. A curved conversion is applied to the means: close enough for words.
 *
 * Cost: some microseconds a point, however many samples there are; a curved conversion with turns may need more.
 * Threads: any.
 */
void
rk_trend_measure (RkTrend            *self,
                  const RkSpan       *span,
                  guint               column,
                  const RkConversion *conversion,
                  gint64              begin_ns,
                  gint64              end_ns)
{
  g_autofree double *t = g_new (double, MAX_POINTS);
  g_autofree double *y = g_new (double, MAX_POINTS);
  double range;
  guint64 first;
  guint64 end;
  guint n;

  g_return_if_fail (self != NULL && span != NULL && conversion != NULL);

  first = rk_span_find (span, begin_ns);
  end = end_ns < G_MAXINT64 ? rk_span_find (span, end_ns + 1) : rk_span_get_n_samples (span);
  n = first < end ? take_points (span, column, conversion, first, end, t, y) : 0;
  rk_trend_init (self, t, y, n);

  if (end <= first + MAX_POINTS || n == 0)
    return;

  range = self->max - self->min;
  rk_conversion_get_extrema (conversion, span, column, first, end, &self->min, &self->max);

  /* What the means hide: a hum, a beat. */
  if (self->kind == RK_TREND_STEADY && self->max - self->min > 20.0 * range)
    self->kind = RK_TREND_VARIES;
}

/* Three digits are enough to be told. */
static char *
format_seconds (double seconds)
{
  g_autofree char *number = NULL;
  int decimals = 0;

  if (seconds > 0.0 && seconds < 100.0)
    decimals = CLAMP (2 - (int) floor (log10 (seconds)), 0, 9);

  number = rk_number_format (seconds, decimals);
  /* Zeros behind the decimal sign say nothing. */
  if (decimals > 0) {
    gsize n = strlen (number);

    while (n > 1 && number[n - 1] == '0')
      n--;
    if (n > 1 && (number[n - 1] == '.' || number[n - 1] == ','))
      n--;
    number[n] = '\0';
  }

  /* Translators: a time in seconds. */
  return g_strdup_printf (_("%s s"), number);
}

static char *
tell_one_way (const RkTrend *self,
              const char    *first,
              const char    *last,
              const char    *length)
{
  if (self->kind == RK_TREND_RISES) {
    if (self->is_linear)
      return g_strdup_printf (_("rises from %s to %s in %s, almost linearly"), first, last, length);
    return g_strdup_printf (_("rises from %s to %s in %s"), first, last, length);
  }

  if (self->is_linear)
    return g_strdup_printf (_("falls from %s to %s in %s, almost linearly"), first, last, length);
  return g_strdup_printf (_("falls from %s to %s in %s"), first, last, length);
}

/**
 * rk_trend_to_text:
 * @self: how a trace goes
 * @format: (scope call): makes a text of a value, with its unit
 * @user_data: for @format
 *
 * Says it in the user's language, so that it can follow the name of the trace and a colon.
 *
 * Threads: as @format.
 *
 * Returns: (transfer full): a sentence without a full stop
 */
char *
rk_trend_to_text (const RkTrend *self,
                  RkTrendFormat  format,
                  gpointer       user_data)
{
  g_autofree char *first = format (self->first, user_data);
  g_autofree char *last = format (self->last, user_data);
  g_autofree char *min = format (self->min, user_data);
  g_autofree char *max = format (self->max, user_data);
  g_autofree char *middle = format (self->middle, user_data);
  g_autofree char *turn = format (self->turn, user_data);
  g_autofree char *amplitude = format (self->amplitude, user_data);
  g_autofree char *length = format_seconds (self->end_s - self->begin_s);
  g_autofree char *turn_s = format_seconds (self->turn_s - self->begin_s);
  g_autofree char *period = format_seconds (self->period_s);

  switch (self->kind) {
  case RK_TREND_SINGLE:
    return g_strdup_printf (_("a single reading, %s"), first);
  case RK_TREND_STEADY:
    return g_strdup_printf (_("stays near %s for %s"), middle, length);
  case RK_TREND_RISES:
  case RK_TREND_FALLS:
    return tell_one_way (self, first, last, length);
  case RK_TREND_PEAK:
    /* Translators: value, value, time since the begin, value. */
    return g_strdup_printf (_("rises from %s to %s at %s, then falls to %s"), first, turn, turn_s, last);
  case RK_TREND_VALLEY:
    return g_strdup_printf (_("falls from %s to %s at %s, then rises to %s"), first, turn, turn_s, last);
  case RK_TREND_JUMPS:
    return g_strdup_printf (_("jumps from %s to %s at %s"), first, last, turn_s);
  case RK_TREND_OSCILLATES:
    return g_strdup_printf (_("swings about %s by %s each way, one swing in %s"), middle, amplitude, period);
  case RK_TREND_VARIES:
    return g_strdup_printf (_("varies between %s and %s for %s"), min, max, length);
  case RK_TREND_NOTHING:
  default:
    return g_strdup (_("no readings"));
  }
}
