/* What part of the experiment is shown.
 *
 * The time axis is in one of three states:
 *   whole    all there is; while recording it grows in steps and rests between them
 *   window   a width chosen by zooming, moved so that the newest sample stays in sight
 *   by hand  limits that stay where they were put
 * "whole" and "window" need following; panning by hand ends it. The value axes are remembered
 * by unit, so that they survive when channels are shown and hidden.
 */

#include "config.h"

#include "app/graph-view-private.h"

#include "app/axis-robust.h"
#include "base/clock.h"
#include "plot/view.h"

#include <math.h>

/* Shortest part of the time axis that can be shown, seconds: a nanosecond is the unit of time. */
#define MIN_WIDTH_S 1e-8
#define MAX_WIDTH_S 1e9

/* ---- what there is to show ---- */

/* The first visible run being recorded. */
RkRun *
rk_graph_view_find_live_run (RkGraphView *self)
{
  GListModel *runs;

  if (self->experiment == NULL)
    return NULL;

  runs = rk_experiment_get_runs (self->experiment);

  for (guint i = g_list_model_get_n_items (runs); i > 0; i--) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i - 1);

    /* The list holds a reference of its own. */
    if (rk_run_get_state (run) == RK_RUN_RECORDING && rk_run_get_visible (run))
      return run;
  }

  return NULL;
}

/* How much later than it was a run is shown. */
static double
get_offset_s (RkRun *run)
{
  return (double) rk_run_get_offset_ns (run) / (double) RK_NS_PER_S;
}

/* Where the newest sample of @run is shown, seconds; NaN without any. */
static double
get_newest_s (RkRun *run)
{
  double newest_s = NAN;

  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    g_autoptr (RkSpan) span = rk_run_take_span (run, rk_run_get_stream (run, i));
    guint64 first;
    guint64 n;

    if (rk_span_get_included (span, &first, &n)) {
      double t = (double) rk_span_get_time_ns (span, n - 1) / (double) RK_NS_PER_S;

      if (isnan (newest_s) || t > newest_s)
        newest_s = t;
    }
  }

  return newest_s + get_offset_s (run);
}

/* The same of its first sample. */
static double
get_first_s (RkRun *run)
{
  double first_s = NAN;

  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    g_autoptr (RkSpan) span = rk_series_take_span (rk_stream_get_series (rk_run_get_stream (run, i)));

    if (rk_span_get_n_samples (span) > 0)
      first_s = fmin (first_s, (double) rk_span_get_time_ns (span, 0) / (double) RK_NS_PER_S);
  }

  return first_s + get_offset_s (run);
}

/* The same for all visible runs. */
static double
get_earliest_s (RkGraphView *self)
{
  double earliest_s = NAN;
  GListModel *runs = rk_experiment_get_runs (self->experiment);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);

    if (rk_run_get_visible (run))
      earliest_s = fmin (earliest_s, get_first_s (run));
  }

  return earliest_s;
}

/* The newest sample of all visible runs. */
static double
get_longest_s (RkGraphView *self)
{
  double longest_s = NAN;
  GListModel *runs = rk_experiment_get_runs (self->experiment);

  for (guint i = 0; i < g_list_model_get_n_items (runs); i++) {
    g_autoptr (RkRun) run = g_list_model_get_item (runs, i);
    double t;

    if (!rk_run_get_visible (run))
      continue;

    t = get_newest_s (run);
    if (isnan (longest_s) || t > longest_s)
      longest_s = t;
  }

  return longest_s;
}

/**
 * rk_graph_view_has_data:
 * @self: a view
 *
 * Returns: whether any visible run has a sample
 */
gboolean
rk_graph_view_has_data (RkGraphView *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  return self->experiment != NULL && !isnan (get_longest_s (self));
}

/**
 * rk_graph_view_count:
 * @self: a view
 *
 * Counts the samples and gaps of the run being recorded: cheap enough for every frame.
 *
 * Returns: a number that changes when there is something new to draw
 */
guint64
rk_graph_view_count (RkGraphView *self)
{
  RkRun *run;
  guint64 n = 0;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), 0);

  run = self->live ? rk_graph_view_find_live_run (self) : NULL;
  if (run == NULL)
    return 0;

  if (rk_graph_view_count_sweep (self, run, &n))
    return n;

  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    RkSeries *series = rk_stream_get_series (rk_run_get_stream (run, i));

    n += rk_series_get_n_samples (series) + rk_series_get_n_gaps (series);
  }

  return n;
}

/* ---- limits ---- */

RkYAxis *
rk_graph_view_ensure_y (RkGraphView *self,
                        const char  *unit)
{
  RkGraphView *owner = rk_graph_view_find_owner (self, unit);
  RkYAxis *axis = g_hash_table_lookup (owner->y_axes, unit);

  /* It begins anew when it has an axis of its own again. */
  if (owner != self)
    g_hash_table_remove (self->y_axes, unit);

  if (axis == NULL) {
    axis = g_new0 (RkYAxis, 1);
    rk_calm_range_init (&axis->range);
    g_hash_table_insert (owner->y_axes, g_strdup (unit), axis);
  }

  return axis;
}

/* internal; see graph-view-private.h */
void
rk_graph_view_free_y (gpointer axis)
{
  RkYAxis *y = axis;

  g_clear_pointer (&y->wishes, g_array_unref);
  g_free (y);
}

/* Time, or what was typed to the readings kept. Limits of one say nothing of the other. */
static void
decide_x_channel (RkGraphView          *self,
                  const RkViewSettings *settings)
{
  if (!g_set_object (&self->x_channel, rk_view_get_x_channel (self->experiment, settings)))
    return;

  rk_graph_view_show_whole (self);
  rk_graph_history_clear (self->history);
  rk_graph_view_notify_history (self);
}

/* The limits of time for the next picture; NaN = fit. */
static void
decide_x (RkGraphView *self,
          double       width,
          double      *lower,
          double      *upper)
{
  RkRun *run = self->live ? rk_graph_view_find_live_run (self) : NULL;
  double newest_s = run != NULL ? get_newest_s (run) : (double) NAN;

  *lower = self->whole ? (double) NAN : self->x_lower;
  *upper = self->whole ? (double) NAN : self->x_upper;

  /* What is kept by hand does not run to the right. */
  if (run == NULL || !self->following || self->x_channel != NULL)
    return;

  if (self->whole) {
    double longest_s = get_longest_s (self);

    self->grown_s = rk_calm_grow (self->grown_s, longest_s, self->expected_duration_s);
    /* What came before the trigger has negative times. */
    *lower = fmin (0.0, get_earliest_s (self));
    *upper = self->grown_s;
  } else if (!isnan (newest_s) && !rk_graph_view_sweep_x (self, run, lower, upper)) {
    rk_calm_scroll (newest_s, self->x_upper - self->x_lower, width, lower, upper);
  }
}

/**
 * rk_graph_view_get_sensor_range:
 * @self: a view
 * @axis: pane, from the top
 * @lower: (out): least value, shown units
 * @upper: (out): largest value, shown units
 *
 * What the sensors of a pane can measure, all of them together, on round numbers.
 *
 * Returns: %FALSE when nobody knows it of one of them; nothing is then stored
 */
gboolean
rk_graph_view_get_sensor_range (RkGraphView *self,
                                guint        axis,
                                double      *lower,
                                double      *upper)
{
  GListModel *channels;
  double least = INFINITY;
  double largest = -INFINITY;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  if (self->experiment == NULL || axis >= self->units->len)
    return FALSE;

  channels = rk_experiment_get_channels (self->experiment);
  for (guint k = 0; k < g_list_model_get_n_items (channels); k++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, k);
    const char *unit = rk_channel_get_unit (channel);
    RkConversion conversion;
    double min;
    double max;

    if (!rk_graph_view_shows (self, channel) || g_strcmp0 (unit != NULL ? unit : "", g_ptr_array_index (self->units, axis)) != 0)
      continue;

    rk_channel_get_range (channel, &min, &max);
    rk_channel_get_conversion (channel, &conversion);
    min = rk_conversion_apply (&conversion, min);
    max = rk_conversion_apply (&conversion, max);
    if (!isfinite (min) || !isfinite (max))
      return FALSE;
    least = MIN (least, MIN (min, max));
    largest = MAX (largest, MAX (min, max));
  }

  if (!(least < largest))
    return FALSE;

  if (!rk_graph_view_get_log (self, axis))
    rk_axis_fit (least, largest, lower, upper);
  else if (largest > 0)
    rk_axis_fit_positive (least, largest, lower, upper);
  else
    return FALSE;

  return TRUE;
}

/* What the data of pane @i say of its limits; FALSE when they say nothing. */
static gboolean
get_own_extrema (RkGraphView   *self,
             const RkScene *scene,
             guint          i,
             RkRobust      *robust,
             double        *min,
             double        *max)
{
  if (!self->ignore_outliers || scene->xy)
    return rk_scene_get_extrema (scene, i, min, max);

  rk_robust_measure (robust, scene, i);
  if (!rk_robust_decide (robust, min, max))
    return rk_scene_get_extrema (scene, i, min, max);

  for (guint k = 0; k < scene->levels->len; k++) {
    const RkLevelLine *level = &g_array_index (scene->levels, RkLevelLine, k);

    if (level->axis == i) {
      *min = MIN (*min, level->value);
      *max = MAX (*max, level->value);
    }
  }

  return TRUE;
}

/* The same of all graphs that have this axis. @is_new: this one had not said anything yet. */
static gboolean
get_extrema (RkGraphView   *self,
             const RkScene *scene,
             guint          i,
             RkYAxis       *axis,
             RkRobust      *robust,
             double        *min,
             double        *max,
             gboolean      *is_new)
{
  *is_new = FALSE;
  if (!get_own_extrema (self, scene, i, robust, min, max)) {
    /* The others may need less room without what was there. */
    if (rk_graph_view_unwish (self, axis))
      rk_graph_view_changed (rk_graph_view_find_owner (self, g_ptr_array_index (self->units, i)));
    return FALSE;
  }

  if (rk_graph_view_get_same (self, i))
    *is_new = rk_graph_view_wish (self, axis, min, max);

  return TRUE;
}

/* Limits of an axis at rest: the data fit exactly. When the time is moved by hand the values stay where they are: an axis
 * that moves along cannot be compared with what was seen before. */
static void
fit_data (RkGraphView  *self,
          RkScene      *scene,
          guint         i,
          RkYAxis      *axis,
          RkRobust     *robust)
{
  const RkAxis *shown = &g_array_index (scene->axes, RkAxis, i);
  gboolean is_same = rk_graph_view_get_same (self, i);
  gboolean is_unset = isnan (axis->range.lower);
  double lower = shown->lower;
  double upper = shown->upper;
  gboolean is_new = FALSE;
  double min;
  double max;

  if (!self->whole && !is_unset && !is_same)
    return;

  if ((self->ignore_outliers || is_same) && get_extrema (self, scene, i, axis, robust, &min, &max, &is_new))
    (shown->log ? rk_axis_fit_positive : rk_axis_fit) (min, max, &lower, &upper);
  else if (is_same && !is_unset)
    return;

  if (!self->whole && !is_unset && !is_new)
    return;
  if (lower == axis->range.lower && upper == axis->range.upper)
    return;

  axis->range.lower = lower;
  axis->range.upper = upper;
  if (is_same && !is_unset)
    rk_graph_view_changed (rk_graph_view_find_owner (self, g_ptr_array_index (self->units, i)));
}

/* Lets the data set the limits of pane @i. */
static void
follow_data (RkGraphView *self,
             RkScene     *scene,
             guint        i,
             RkYAxis     *axis)
{
  const RkAxis *shown = &g_array_index (scene->axes, RkAxis, i);
  RkHidden *hidden = &g_array_index (self->hidden, RkHidden, i);
  g_auto (RkRobust) robust;
  gboolean is_new;
  double min;
  double max;

  rk_robust_init (&robust);

  if (!self->live) {
    fit_data (self, scene, i, axis, &robust);
  } else if ((self->following || isnan (axis->range.lower)) &&
             get_extrema (self, scene, i, axis, &robust, &min, &max, &is_new)) {
    /* The first axis is what the sensors can measure: nobody waits for the first peak to see the scale. It closes in on
     * the data as soon as they leave most of it empty for a while. */
    if (isnan (axis->range.lower) && !shown->log)
      rk_graph_view_get_sensor_range (self, i, &axis->range.lower, &axis->range.upper);
    if (shown->log)
      rk_graph_view_grow_log (axis, min, max);
    else
      rk_calm_range_update (&axis->range, min, max, g_get_monotonic_time ());
  }

  if (self->ignore_outliers && !scene->xy) {
    if (robust.n_samples == 0)
      rk_robust_measure (&robust, scene, i);
    rk_robust_count (&robust, axis->range.lower, axis->range.upper, &hidden->n_below, &hidden->n_above);
  }
}

/* Puts the limits of pane @i into @scene and keeps them. */
static void
decide_y (RkGraphView *self,
          RkScene     *scene,
          guint        i)
{
  RkAxis *shown = &g_array_index (scene->axes, RkAxis, i);
  RkYAxis *axis = rk_graph_view_ensure_y (self, g_ptr_array_index (self->units, i));

  if (!axis->by_hand)
    follow_data (self, scene, i, axis);

  if (!isnan (axis->range.lower)) {
    shown->lower = axis->range.lower;
    shown->upper = axis->range.upper;
  }
}

static void
decide_all_y (RkGraphView *self,
              RkScene     *scene)
{
  guint n_hidden = 0;

  g_array_set_size (self->hidden, 0);
  g_array_set_size (self->hidden, scene->axes->len);
  for (guint i = 0; i < scene->axes->len; i++) {
    const RkHidden *hidden = &g_array_index (self->hidden, RkHidden, i);

    decide_y (self, scene, i);
    n_hidden += hidden->n_below + hidden->n_above;
  }

  rk_graph_view_forget_wishes (self, FALSE);
  rk_graph_view_set_n_hidden (self, n_hidden);
}

/* Adds limits of the axes that @owner has for @self. */
static void
add_y_limits (RkGraphView *self,
              RkGraphView *owner,
              GHashTable  *limits,
              gboolean     all)
{
  GHashTableIter iter;
  gpointer unit;
  gpointer value;

  g_hash_table_iter_init (&iter, owner->y_axes);
  while (g_hash_table_iter_next (&iter, &unit, &value)) {
    const RkYAxis *axis = value;

    if (!isnan (axis->range.lower) && (axis->by_hand || self->live || all) && rk_graph_view_find_owner (self, unit) == owner) {
      double *pair = g_new (double, 2);

      pair[0] = axis->range.lower;
      pair[1] = axis->range.upper;
      g_hash_table_insert (limits, g_strdup (unit), pair);
    }
  }
}

/* Limits for rk_view_make_scene (); values belong to the table. */
static GHashTable *
copy_y_limits (RkGraphView *self,
               gboolean     all)
{
  GHashTable *limits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  add_y_limits (self, self, limits, all);
  if (self->leader != NULL)
    add_y_limits (self, self->leader, limits, all);

  return limits;
}

static void
keep_units (RkGraphView          *self,
            const RkViewSettings *settings,
            guint                 n)
{
  g_ptr_array_set_size (self->units, 0);

  for (guint i = 0; i < n; i++) {
    const char *unit = rk_view_get_unit (self->experiment, settings, i);

    g_ptr_array_add (self->units, g_strdup (unit != NULL ? unit : ""));
  }
}

static RkScene *
make_empty_scene (RkViewSettings *settings)
{
  g_autoptr (RkExperiment) nothing = rk_experiment_new ();

  return rk_view_make_scene (nothing, settings);
}

/**
 * rk_graph_view_make_scene:
 * @self: a view
 * @settings: (inout): size, scale, fonts and theme; the limits and :live are filled in
 *
 * Decides the limits for this moment and makes the scene the screen shows next.
 *
 * Returns: (transfer full): the scene
 */
RkScene *
rk_graph_view_make_scene (RkGraphView    *self,
                          RkViewSettings *settings)
{
  g_autoptr (GHashTable) limits = NULL;
  g_autoptr (GHashTable) log_units = NULL;
  RkScene *scene;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), NULL);
  g_return_val_if_fail (settings != NULL, NULL);

  if (self->experiment == NULL)
    return make_empty_scene (settings);

  settings->channels = self->channels;
  settings->style = self->style;
  settings->x_channel = self->along;
  settings->log_x = rk_graph_view_get_log_x (self);
  decide_x_channel (self, settings);
  rk_graph_view_fill_level (self, settings);
  if (self->leader != NULL)
    rk_graph_view_follow_leader (self, &settings->x_lower, &settings->x_upper);
  else
    decide_x (self, settings->width, &settings->x_lower, &settings->x_upper);
  limits = copy_y_limits (self, FALSE);
  settings->y_limits = limits;
  log_units = rk_graph_view_copy_log_units (self);
  settings->log_units = log_units;
  settings->right_units = rk_graph_view_get_leader (self)->right_units;
  settings->live = self->live;

  scene = rk_view_make_scene (self->experiment, settings);

  keep_units (self, settings, scene->axes->len);
  decide_all_y (self, scene);

  self->shown_lower = scene->x.lower;
  self->shown_upper = scene->x.upper;
  self->width = settings->width;
  self->n_made = rk_graph_view_count (self);
  self->stale = FALSE;
  settings->y_limits = NULL;
  settings->log_units = NULL;
  settings->right_units = NULL;

  return scene;
}

/**
 * rk_graph_view_copy_scene:
 * @self: a view
 * @settings: (inout): size, scale, fonts and theme
 *
 * Makes a still scene with the limits that are on the screen now, for a file or the clipboard.
 *
 * Returns: (transfer full): the scene
 */
RkScene *
rk_graph_view_copy_scene (RkGraphView    *self,
                          RkViewSettings *settings)
{
  g_autoptr (GHashTable) limits = NULL;
  g_autoptr (GHashTable) log_units = NULL;
  RkScene *scene;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), NULL);
  g_return_val_if_fail (settings != NULL, NULL);

  if (self->experiment == NULL)
    return make_empty_scene (settings);

  settings->channels = self->channels;
  settings->style = self->style;
  settings->x_channel = self->along;
  settings->log_x = rk_graph_view_get_log_x (self);
  settings->x_lower = self->shown_lower;
  settings->x_upper = self->shown_upper;
  limits = copy_y_limits (self, TRUE);
  settings->y_limits = limits;
  log_units = rk_graph_view_copy_log_units (self);
  settings->log_units = log_units;
  settings->right_units = rk_graph_view_get_leader (self)->right_units;
  settings->live = FALSE;
  scene = rk_view_make_scene (self->experiment, settings);
  settings->y_limits = NULL;
  settings->log_units = NULL;
  settings->right_units = NULL;

  return scene;
}

/* internal; see graph-view-private.h */
gboolean
rk_graph_view_can_take_x (double lower,
                          double upper)
{
  return isfinite (lower) && isfinite (upper) && upper - lower >= MIN_WIDTH_S && upper - lower <= MAX_WIDTH_S &&
         fabs (lower) <= MAX_WIDTH_S;
}

gboolean
rk_graph_view_take_x (RkGraphView *self,
                      double       lower,
                      double       upper)
{
  if (!rk_graph_view_can_take_x (lower, upper))
    return FALSE;

  rk_axis_clamp (&lower, &upper);
  self->whole = FALSE;
  self->x_lower = self->shown_lower = lower;
  self->x_upper = self->shown_upper = upper;

  return TRUE;
}

void
rk_graph_view_show_whole (RkGraphView *self)
{
  self->whole = TRUE;
  self->grown_s = NAN;
  g_hash_table_remove_all (self->y_axes);
}

static gboolean
is_not_typed (gpointer key,
              gpointer value,
              gpointer user_data)
{
  return !((const RkYAxis *) value)->typed;
}

/* internal; see graph-view-private.h */
void
rk_graph_view_free_axes (RkGraphView *self)
{
  g_hash_table_foreach_remove (self->y_axes, is_not_typed, NULL);
}

/* internal; see graph-view-private.h */
void
rk_graph_view_free_axis (RkGraphView *self,
                         const char  *unit)
{
  const RkYAxis *y = g_hash_table_lookup (self->y_axes, unit);

  if (y != NULL && !y->typed)
    g_hash_table_remove (self->y_axes, unit);
}

/* internal; see graph-view-private.h */
void
rk_graph_view_begin_live (RkGraphView *self)
{
  self->whole = TRUE;
  self->grown_s = NAN;
  rk_graph_view_begin_sweep (self);
  rk_graph_view_free_axes (self);
  if (self->follow_s > 0)
    rk_graph_view_take_x (self, 0, self->follow_s);

  rk_graph_history_clear (self->history);
  rk_graph_view_notify_history (self);
}
