/* The pace of samples that arrived late now and then.
 *
 * A computer that is busy takes up a sample some milliseconds late, seldom one early: the true times are the lower
 * hull of the arrivals. So of each window of samples the earliest counts, and a straight line is laid through these.
 * What is late within a window is back on the line in the next; a sample that was lost moves all later ones up by a
 * whole step, and the line breaks. A loss in the last window of a run cannot be told from lateness.
 */
#include "config.h"

#include "exchange/pace.h"

#include <math.h>

/* Longer than a computer is usually busy. */
#define WINDOW_NS   100e6
#define MIN_WINDOW  8
#define MIN_WINDOWS 4
#define MAX_WINDOWS 65536
#define ROUNDS      3
/* How far the earliest of a window may be from the line, in steps; at any rate 1 ms. */
#define TOLERANCE_STEPS 0.5
#define TOLERANCE_NS    1e6

typedef struct {
  double index; /* of the earliest sample of a window */
  double time_ns;
} Earliest;

typedef struct {
  double begin_ns;
  double step_ns;
} Line;

static double
distance (const Line *line,
          double      index,
          double      time_ns)
{
  return time_ns - line->begin_ns - index * line->step_ns;
}

/* Finds the earliest sample of each window, as seen from @line. */
static gboolean
find_earliest (RkSpan        *span,
               guint64        first,
               guint64        n,
               guint64        window,
               const Line    *line,
               GArray        *points,
               GCancellable  *cancellable,
               GError       **error)
{
  gint64 origin_ns = rk_span_get_time_ns (span, 0);
  gint64 times[1024];

  g_array_set_size (points, 0);

  for (guint64 i = first; i < n; i += G_N_ELEMENTS (times)) {
    guint m = (guint) MIN (G_N_ELEMENTS (times), n - i);

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;

    rk_span_read_times (span, i, m, times);

    for (guint k = 0; k < m; k++) {
      Earliest here = { (double) (i + k), (double) (times[k] - origin_ns) };
      guint64 number = (i + k - first) / window;
      Earliest *best;

      /* The rest after the last whole window belongs to it. */
      if (number == points->len && (number == 0 || n - (i + k) >= window)) {
        g_array_append_val (points, here);
        continue;
      }

      best = &g_array_index (points, Earliest, points->len - 1);
      if (distance (line, here.index, here.time_ns) < distance (line, best->index, best->time_ns))
        *best = here;
    }
  }

  return TRUE;
}

/* The least squares line. */
static Line
fit (const GArray *points)
{
  double mean_i = 0.0;
  double mean_t = 0.0;
  double sum_it = 0.0;
  double sum_ii = 0.0;
  Line line;

  for (guint i = 0; i < points->len; i++) {
    const Earliest *point = &g_array_index (points, Earliest, i);

    mean_i += point->index / points->len;
    mean_t += point->time_ns / points->len;
  }

  for (guint i = 0; i < points->len; i++) {
    const Earliest *point = &g_array_index (points, Earliest, i);

    sum_it += (point->index - mean_i) * (point->time_ns - mean_t);
    sum_ii += (point->index - mean_i) * (point->index - mean_i);
  }

  line.step_ns = sum_it / sum_ii;
  line.begin_ns = mean_t - mean_i * line.step_ns;

  return line;
}

static gboolean
is_straight (const GArray *points,
             const Line   *line)
{
  double tolerance_ns = fmax (TOLERANCE_STEPS * line->step_ns, TOLERANCE_NS);
  double last_ns = 0.0;

  for (guint i = 0; i < points->len; i++) {
    const Earliest *point = &g_array_index (points, Earliest, i);
    double off_ns = distance (line, point->index, point->time_ns);

    if (fabs (off_ns) > tolerance_ns || (i > 0 && fabs (off_ns - last_ns) > tolerance_ns))
      return FALSE;
    last_ns = off_ns;
  }

  return TRUE;
}

/* What had gathered before the run began may be late, but never early: then a sample was lost after it. */
static gboolean
is_head_late (RkSpan     *span,
              guint64     n,
              const Line *line)
{
  gint64 origin_ns = n > 0 ? rk_span_get_time_ns (span, 0) : 0;
  double tolerance_ns = fmax (TOLERANCE_STEPS * line->step_ns, TOLERANCE_NS);
  gint64 times[1024];

  for (guint64 i = 0; i < n; i += G_N_ELEMENTS (times)) {
    guint m = (guint) MIN (G_N_ELEMENTS (times), n - i);

    rk_span_read_times (span, i, m, times);

    for (guint k = 0; k < m; k++) {
      if (distance (line, (double) (i + k), (double) (times[k] - origin_ns)) < -tolerance_ns)
        return FALSE;
    }
  }

  return TRUE;
}

gboolean
rk_pace_find (RkSpan        *span,
              guint64        first,
              guint64        n,
              double        *begin_ns,
              double        *step_ns,
              GCancellable  *cancellable,
              GError       **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (Earliest));
  gint64 origin_ns = rk_span_get_time_ns (span, 0);
  double length_ns;
  guint64 window;
  Line line;

  g_return_val_if_fail (first < n, FALSE);

  if (n - first < MIN_WINDOW * MIN_WINDOWS)
    return FALSE;

  length_ns = (double) (rk_span_get_time_ns (span, n - 1) - rk_span_get_time_ns (span, first));
  if (!(length_ns > 0.0))
    return FALSE;

  line.step_ns = length_ns / (double) (n - first - 1);
  line.begin_ns = (double) (rk_span_get_time_ns (span, first) - origin_ns) - (double) first * line.step_ns;
  window = MAX (MIN_WINDOW, (n - first) / MAX_WINDOWS + 1);
  window = MAX (window, (guint64) fmin (ceil (WINDOW_NS / line.step_ns), (double) (n - first)));
  if ((n - first) / window < MIN_WINDOWS)
    return FALSE;

  for (guint round = 0; round < ROUNDS; round++) {
    if (!find_earliest (span, first, n, window, &line, points, cancellable, error))
      return FALSE;

    line = fit (points);
    if (!(line.step_ns > 0.0))
      return FALSE;
  }

  if (!is_straight (points, &line) || !is_head_late (span, first, &line))
    return FALSE;

  *begin_ns = line.begin_ns;
  *step_ns = line.step_ns;

  return TRUE;
}
