/* The traces of a picture as they are read: names, numbers, samples. */
#include "config.h"

#include "app/graph-trace.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/quantity.h"

#include <math.h>
#include <string.h>

/* Times that fit nanoseconds in 64 bits, with room. */
#define MAX_TIME_S 1e9

/* As many as a picture can tell apart, and then some. */
#define MAX_TRACES 64

static void
facts_free (gpointer data)
{
  RkTraceFacts *self = data;

  g_free (self->key);
  g_free (self->name);
  g_free (self->unit);
  g_free (self);
}

/* As the channel writes its newest value: it knows how many places make sense. */
static int
get_decimals (RkChannel     *channel,
              const RkTrace *trace)
{
  guint64 n = rk_span_get_n_samples (trace->span);
  g_autofree char *text = NULL;
  const char *sign;

  if (rk_channel_get_decimals (channel) >= 0)
    return rk_channel_get_decimals (channel);
  if (n == 0)
    return 0;

  text = rk_channel_format (channel, rk_span_get_value (trace->span, trace->column, n - 1));
  sign = strchr (text, rk_number_decimal_sign ());

  return sign != NULL ? (int) strspn (sign + 1, "0123456789") : 0;
}

static RkTraceFacts *
facts_new (const RkTrace *trace,
           RkChannel     *channel,
           RkRun         *run,
           gboolean       several)
{
  RkTraceFacts *self = g_new0 (RkTraceFacts, 1);
  const char *name = rk_channel_get_name (channel) != NULL ? rk_channel_get_name (channel) : "";

  self->trace = trace;
  self->run_id = rk_run_get_id (run);
  self->key = g_strdup_printf ("%s/%" G_GINT64_FORMAT, rk_channel_get_id (channel), rk_run_get_id (run));
  self->name = several ? g_strdup_printf ("%s · %s", name, rk_run_get_name (run)) : g_strdup (name);
  self->unit = g_strdup (rk_unit_local (rk_channel_get_unit (channel)));
  self->decimals = get_decimals (channel, trace);

  return self;
}

/* A trace that belongs to no channel, as one that is calculated for the picture. */
static RkTraceFacts *
facts_new_plain (const RkTrace *trace)
{
  RkTraceFacts *self = g_new0 (RkTraceFacts, 1);

  self->trace = trace;
  self->name = g_strdup (trace->label != NULL ? trace->label : "");
  self->key = g_strdup (self->name);
  self->unit = g_strdup ("");
  self->decimals = 3;

  return self;
}

static RkTraceFacts *
find_in_run (RkRun         *run,
             const RkTrace *trace,
             gboolean       several)
{
  for (guint k = 0; k < rk_run_get_n_streams (run); k++) {
    RkStream *stream = rk_run_get_stream (run, k);
    g_autoptr (RkSpan) span = rk_run_take_span (run, stream);
    RkChannel *channel;

    if (rk_span_get_series_id (span) != rk_span_get_series_id (trace->span) ||
        trace->column >= rk_stream_get_n_channels (stream))
      continue;

    channel = rk_stream_get_channel (stream, trace->column);
    if (channel != NULL)
      return facts_new (trace, channel, run, several);
  }

  return NULL;
}

static guint
count_visible (GListModel *runs)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

    n += rk_run_get_visible (run);
  }

  return n;
}

/**
 * rk_graph_view_list_traces:
 * @self: a view
 * @scene: a picture of it
 *
 * Finds what the traces of a picture are called: exactly those that are drawn. A device that came back with another
 * set of columns has two traces with the same key.
 *
 * Returns: (transfer full) (element-type RkTraceFacts): valid as long as @scene
 */
GPtrArray *
rk_graph_view_list_traces (RkGraphView   *self,
                           const RkScene *scene)
{
  GPtrArray *list = g_ptr_array_new_with_free_func (facts_free);
  RkExperiment *experiment;
  GListModel *runs;
  gboolean several;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), list);

  experiment = rk_graph_view_get_experiment (self);
  if (experiment == NULL || scene == NULL)
    return list;

  runs = rk_experiment_get_runs (experiment);
  several = count_visible (runs) > 1;

  for (guint t = 0; t < scene->traces->len && t < MAX_TRACES; t++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, t);
    RkTraceFacts *facts = NULL;

    if (!rk_trace_is_readable (trace))
      continue;

    for (guint i = 0; facts == NULL && i < g_list_model_get_n_items (runs); i++) {
      g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

      if (rk_run_get_visible (run))
        facts = find_in_run (run, trace, several);
    }
    g_ptr_array_add (list, facts != NULL ? facts : facts_new_plain (trace));
  }

  return list;
}

/**
 * rk_trace_is_readable:
 * @self: a trace
 *
 * Returns: whether it has samples that are not left out, not just plain numbers
 */
gboolean
rk_trace_is_readable (const RkTrace *self)
{
  return self->span != NULL && !self->struck;
}

/**
 * rk_trace_get_time:
 * @self: a trace of a picture over time
 * @i: a sample of it
 *
 * Returns: seconds along x
 */
double
rk_trace_get_time (const RkTrace *self,
                   guint64        i)
{
  return (double) rk_span_get_time_ns (self->span, i) / (double) RK_NS_PER_S + self->x_offset_s;
}

/**
 * rk_trace_get_value:
 * @self: a trace
 * @i: a sample of it
 *
 * Returns: its value in the shown unit; NaN if it is missing
 */
double
rk_trace_get_value (const RkTrace *self,
                    guint64        i)
{
  return rk_conversion_apply (&self->conversion, rk_span_get_value (self->span, self->column, i));
}

/**
 * rk_trace_get_spread:
 * @self: a trace
 * @i: a sample of it
 *
 * Returns: the standard deviation of its value in the shown unit; NaN if it has none
 */
double
rk_trace_get_spread (const RkTrace *self,
                     guint64        i)
{
  return self->has_spread ? rk_span_get_value (self->span, self->spread_column, i) * self->spread_scale : (double) NAN;
}

static gint64
to_ns (const RkTrace *self,
       double         seconds)
{
  return (gint64) llround (CLAMP (seconds - self->x_offset_s, -MAX_TIME_S, MAX_TIME_S) * (double) RK_NS_PER_S);
}

/**
 * rk_trace_find_nearest:
 * @self: a trace of a picture over time
 * @seconds: along x
 *
 * Finds the sample nearest in time. O(log n).
 *
 * Returns: its index; n_samples if there is none
 */
guint64
rk_trace_find_nearest (const RkTrace *self,
                       double         seconds)
{
  guint64 n = rk_span_get_n_samples (self->span);
  gint64 time_ns = to_ns (self, seconds);
  guint64 i = rk_span_find (self->span, time_ns);

  if (n == 0)
    return 0;
  if (i == n)
    return n - 1;
  if (i > 0 && time_ns - rk_span_get_time_ns (self->span, i - 1) < rk_span_get_time_ns (self->span, i) - time_ns)
    i--;

  return i;
}

/**
 * rk_scene_step:
 * @scene: a picture over time
 * @seconds: along x
 * @forward: to the right
 *
 * Goes to the next moment in which any trace has a sample.
 *
 * Returns: its time; @seconds where there is none
 */
double
rk_scene_step (const RkScene *scene,
               double         seconds,
               gboolean       forward)
{
  double found = seconds;

  g_return_val_if_fail (scene != NULL, seconds);

  for (guint t = 0; t < scene->traces->len; t++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, t);
    double time_s;
    guint64 i;

    if (!rk_trace_is_readable (trace))
      continue;

    i = rk_span_find (trace->span, to_ns (trace, seconds) + (forward ? 1 : 0));
    if (!forward && i == 0)
      continue;
    if (forward && i >= rk_span_get_n_samples (trace->span))
      continue;

    time_s = rk_trace_get_time (trace, forward ? i : i - 1);
    if (found == seconds || (forward ? time_s < found : time_s > found))
      found = time_s;
  }

  return found;
}

/**
 * rk_scene_snap:
 * @scene: a picture over time
 * @seconds: along x
 *
 * Finds the sample of any trace that is nearest in time.
 *
 * Returns: its time; NaN if there are no samples
 */
double
rk_scene_snap (const RkScene *scene,
               double         seconds)
{
  double found = (double) NAN;

  g_return_val_if_fail (scene != NULL, found);

  if (isinf (seconds))
    seconds = seconds > 0 ? MAX_TIME_S : -MAX_TIME_S;

  for (guint t = 0; t < scene->traces->len; t++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, t);
    double time_s;

    if (!rk_trace_is_readable (trace) || rk_span_get_n_samples (trace->span) == 0)
      continue;

    time_s = rk_trace_get_time (trace, rk_trace_find_nearest (trace, seconds));
    if (isnan (found) || fabs (time_s - seconds) < fabs (found - seconds))
      found = time_s;
  }

  return found;
}

/**
 * rk_scene_snap_point:
 * @scene: a picture over time
 * @x: logical pixels
 * @y: logical pixels
 *
 * Of the samples under @x, one of each trace, the one that lies nearest to the point.
 *
 * Returns: its time; NaN if there are no samples
 */
double
rk_scene_snap_point (const RkScene *scene,
                     double         x,
                     double         y)
{
  double found = (double) NAN;
  double best = INFINITY;
  double seconds;

  g_return_val_if_fail (scene != NULL, found);

  seconds = rk_scene_to_time (scene, x);

  for (guint t = 0; t < scene->traces->len; t++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, t);
    double distance;
    guint64 i;

    if (!rk_trace_is_readable (trace))
      continue;

    i = rk_trace_find_nearest (trace, seconds);
    if (i >= rk_span_get_n_samples (trace->span))
      continue;

    distance = hypot (rk_scene_from_time (scene, rk_trace_get_time (trace, i)) - x,
                      rk_scene_from_value (scene, trace->axis, rk_trace_get_value (trace, i)) - y);
    if (distance < best) {
      best = distance;
      found = rk_trace_get_time (trace, i);
    }
  }

  return isnan (found) ? rk_scene_snap (scene, seconds) : found;
}

/**
 * rk_format_digits:
 * @value: a number
 * @digits: how many count
 *
 * Writes a number by its size: 0.0123 and 12.3 have three digits that count.
 *
 * Returns: (transfer full): in the user's language
 */
char *
rk_format_digits (double value,
                  int    digits)
{
  int size;

  if (!isfinite (value) || value == 0)
    return rk_number_format (value, 0);

  size = (int) floor (log10 (fabs (value)));
  /* Rounding may carry: 9.996 has three digits as 10.0. */
  if (fabs (value) * pow (10, digits - 1 - size) >= pow (10, digits) - 0.5)
    size++;

  if (size >= 7 || size < -6) {
    g_autofree char *mantissa = rk_number_format (value / pow (10, size), digits - 1);
    g_autofree char *power = rk_number_format (size, 0);

    return g_strdup_printf ("%s·10^%s", mantissa, power);
  }

  return rk_number_format (value, CLAMP (digits - 1 - size, 0, 15));
}
