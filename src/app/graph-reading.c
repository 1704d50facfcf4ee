/* The graph in numbers and in words: for the pointer and for those who cannot see it. */

#include "config.h"

#include "app/graph-reading.h"

#include "app/graph-view-private.h"

#include "base/clock.h"
#include "base/number.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>

#include <math.h>

/* More lines than these nobody reads beside a pointer. */
#define MAX_READINGS 8

/* Times that fit nanoseconds in 64 bits, with room. */
#define MAX_TIME_S 1e9

/* Readings against another column are kept by hand; a file may say otherwise. */
#define MAX_XY_SAMPLES 100000

/* The sample nearest to @time_ns; n_samples if there is none. */
static guint64
find_nearest (const RkSpan *span,
              gint64        time_ns)
{
  guint64 n = rk_span_get_n_samples (span);
  guint64 i = rk_span_find (span, time_ns);

  if (n == 0)
    return 0;

  if (i == n)
    return n - 1;

  if (i > 0 && time_ns - rk_span_get_time_ns (span, i - 1) < rk_span_get_time_ns (span, i) - time_ns)
    i--;

  return i;
}

static char *
format_reading (RkChannel *channel,
                RkRun     *run,
                double     raw,
                gboolean   several)
{
  const char *name = rk_channel_get_name (channel);
  g_autofree char *number = rk_channel_format (channel, raw);

  if (several)
    return g_strdup_printf ("%s  %s %s · %s", name, number, rk_unit_local (rk_channel_get_unit (channel)), rk_run_get_name (run));

  return g_strdup_printf ("%s  %s %s", name, number, rk_unit_local (rk_channel_get_unit (channel)));
}

static void
reading_free (RkReading *reading)
{
  g_free (reading->text);
  g_free (reading);
}

/* The reading of @column nearest along x; n_samples if there is none. */
static guint64
find_nearest_x (const RkSpan *span,
                RkChannel    *x_channel,
                guint         x_column,
                guint         column,
                double        x,
                double       *found_x)
{
  guint64 n = MIN (rk_span_get_n_samples (span), MAX_XY_SAMPLES);
  guint64 nearest = rk_span_get_n_samples (span);
  RkConversion conversion;

  rk_channel_get_conversion (x_channel, &conversion);

  for (guint64 i = 0; i < n; i++) {
    double value = rk_conversion_apply (&conversion, rk_span_get_value (span, x_column, i));

    if (!isfinite (value) || isnan (rk_span_get_value (span, column, i)))
      continue;
    if (nearest == rk_span_get_n_samples (span) || fabs (value - x) < fabs (*found_x - x)) {
      nearest = i;
      *found_x = value;
    }
  }

  return nearest;
}

/* The sample of a column nearest to @x, time or what is typed; n_samples if there is none. */
static guint64
find_in_stream (RkStream     *stream,
                const RkSpan *span,
                guint         column,
                RkChannel    *x_channel,
                double        x,
                double       *found_x)
{
  int x_column = x_channel != NULL ? rk_stream_find_channel (stream, x_channel) : -1;
  guint64 i;

  if (x_channel != NULL)
    return x_column < 0 ? rk_span_get_n_samples (span)
                        : find_nearest_x (span, x_channel, (guint) x_column, column, x, found_x);

  i = find_nearest (span, (gint64) (x * (double) RK_NS_PER_S));
  if (i < rk_span_get_n_samples (span))
    *found_x = (double) rk_span_get_time_ns (span, i) / (double) RK_NS_PER_S;

  return i;
}

/* The sample of @channel nearest to @seconds; a device that came back may have gone on in another stream. */
static gboolean
find_sample (RkChannel *channel,
             RkChannel *x_channel,
             RkRun     *run,
             double     seconds,
             double    *time_s,
             double    *raw)
{
  gboolean is_found = FALSE;

  for (guint k = 0; k < rk_run_get_n_streams (run); k++) {
    RkStream *stream = rk_run_get_stream (run, k);
    int column = rk_stream_find_channel (stream, channel);
    g_autoptr (RkSpan) span = NULL;
    double candidate_s = 0;
    guint64 i;

    if (column < 0)
      continue;

    span = rk_run_take_span (run, stream);
    if ((guint) column >= rk_span_get_n_columns (span))
      continue;

    i = find_in_stream (stream, span, (guint) column, x_channel, seconds, &candidate_s);
    if (i >= rk_span_get_n_samples (span))
      continue;
    if (is_found && fabs (candidate_s - seconds) >= fabs (*time_s - seconds))
      continue;

    is_found = TRUE;
    *time_s = candidate_s;
    *raw = rk_span_get_value (span, (guint) column, i);
  }

  return is_found;
}

/* Reads @channel in @run at @seconds, if there is a sample within @tolerance_s. */
static RkReading *
read_channel (RkGraphView *self,
              RkChannel   *channel,
              RkRun       *run,
              double       seconds,
              double       tolerance_s,
              gboolean     several)
{
  RkChannel *x_channel = rk_graph_view_get_x_channel (self);
  /* Along time the run may be shifted. */
  double offset_s = x_channel != NULL ? 0 : (double) rk_run_get_offset_ns (run) / (double) RK_NS_PER_S;
  RkReading *reading;
  RkConversion conversion;
  guint axis;
  double raw;
  double time_s;

  if (!rk_graph_view_find_axis (self, rk_channel_get_unit (channel), &axis) ||
      !find_sample (channel, x_channel, run, seconds - offset_s, &time_s, &raw) ||
      fabs (time_s + offset_s - seconds) > tolerance_s || isnan (raw))
    return NULL;

  rk_channel_get_conversion (channel, &conversion);
  reading = g_new0 (RkReading, 1);
  reading->text = format_reading (channel, run, raw, several);
  reading->color = rk_channel_get_color (channel);
  reading->axis = axis;
  reading->time_s = time_s + offset_s;
  reading->value = rk_conversion_apply (&conversion, raw);

  return reading;
}

static guint
count_visible_runs (GListModel *runs)
{
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

    if (rk_run_get_visible (run))
      n++;
  }

  return n;
}

/* Adds what the visible channels of @run read to @readings. */
static void
read_run (RkGraphView   *self,
          RkRun         *run,
          const RkScene *scene,
          double         seconds,
          gboolean       several,
          GPtrArray     *readings)
{
  GListModel *channels = rk_experiment_get_channels (rk_graph_view_get_experiment (self));
  /* Beyond 24 pixels a sample is no longer "here". */
  double tolerance_s = 24 * (scene->x.upper - scene->x.lower) / MAX (scene->width, 1);

  for (guint i = 0; i < g_list_model_get_n_items (channels) && readings->len < MAX_READINGS; i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);
    RkReading *reading;

    if (!rk_graph_view_shows (self, channel) || channel == rk_graph_view_get_x_channel (self))
      continue;

    reading = read_channel (self, channel, run, seconds, tolerance_s, several);
    if (reading != NULL)
      g_ptr_array_add (readings, reading);
  }
}

/**
 * rk_graph_view_read:
 * @self: a view
 * @scene: the picture that is pointed at
 * @seconds: time in it
 *
 * Reads the visible channels at a moment: of each its nearest sample, if one is near.
 * The newest runs come first; at most eight readings.
 *
 * Returns: (transfer full) (element-type RkReading): possibly empty
 */
GPtrArray *
rk_graph_view_read (RkGraphView   *self,
                    const RkScene *scene,
                    double         seconds)
{
  GPtrArray *readings = g_ptr_array_new_with_free_func ((GDestroyNotify) reading_free);
  RkExperiment *experiment;
  GListModel *runs;
  gboolean several;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), readings);

  experiment = rk_graph_view_get_experiment (self);
  if (experiment == NULL || scene == NULL || !(fabs (seconds) < MAX_TIME_S))
    return readings;

  runs = rk_experiment_get_runs (experiment);
  several = count_visible_runs (runs) > 1;

  for (guint i = g_list_model_get_n_items (runs); i > 0; i--) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i - 1);

    if (rk_run_get_visible (run))
      read_run (self, run, scene, seconds, several, readings);
  }

  return readings;
}

/**
 * rk_graph_view_describe:
 * @self: a view
 *
 * The picture in words, for those who cannot see it: channels with their newest values, and
 * the time shown.
 *
 * Returns: (transfer full): a sentence
 */
char *
rk_graph_view_describe (RkGraphView *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *lower = NULL;
  g_autofree char *upper = NULL;
  double begin_s = 0;
  double end_s = 0;
  GListModel *channels;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), NULL);

  if (!rk_graph_view_has_data (self))
    return g_strdup (_("Empty graph"));

  channels = rk_experiment_get_channels (rk_graph_view_get_experiment (self));

  for (guint i = 0; i < g_list_model_get_n_items (channels) && i < MAX_READINGS; i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);
    g_autofree char *number = NULL;

    if (!rk_graph_view_shows (self, channel))
      continue;

    number = rk_channel_format (channel, rk_channel_get_last_value (channel));
    g_string_append_printf (text, "%s%s %s %s", text->len > 0 ? "; " : "", rk_channel_get_name (channel), number,
                            rk_unit_local (rk_channel_get_unit (channel)));
  }

  rk_graph_view_get_x (self, &begin_s, &end_s);
  lower = rk_number_format (begin_s, 1);
  upper = rk_number_format (end_s, 1);

  if (rk_graph_view_get_x_channel (self) != NULL)
    /* Translators: channels with values, the name of the quantity along x, and its range in the graph. */
    return g_strdup_printf (_("%s. %s from %s to %s"), text->str, rk_channel_get_name (rk_graph_view_get_x_channel (self)),
                            lower, upper);

  /* Translators: channels with values, then the time range of the graph in seconds. */
  return g_strdup_printf (_("%s. Time from %s to %s s"), text->str, lower, upper);
}
