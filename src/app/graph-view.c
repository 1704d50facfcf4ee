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

#include "app/graph-view.h"

#include "app/calm-range.h"
#include "base/clock.h"
#include "store/converted.h"

#include <math.h>

/* Shortest part of the time axis that can be shown, seconds: a nanosecond is the unit of time. */
#define MIN_WIDTH_S 1e-8
#define MAX_WIDTH_S 1e9

typedef struct {
  RkCalmRange range;   /* as shown */
  gboolean    by_hand; /* does not follow the data */
} YAxis;

struct _RkGraphView
{
  GObject parent_instance;

  RkExperiment *experiment; /* nullable */
  GSignalGroup *experiment_signals;
  GSignalGroup *runs_signals;
  GSignalGroup *channels_signals;

  gboolean following;
  gboolean live;
  double   expected_duration_s;

  /* The time axis. */
  gboolean whole;   /* else @x_lower and @x_upper hold */
  double   x_lower;
  double   x_upper;
  double   grown_s; /* end of the growing axis; NaN before the first sample */

  /* As in the newest scene for the screen; NaN before it. */
  double     shown_lower;
  double     shown_upper;
  GPtrArray *units; /* of the panes, top to bottom */

  GHashTable *y_axes; /* unit (char*) -> YAxis */
};

enum {
  PROP_0,
  PROP_EXPERIMENT,
  PROP_FOLLOWING,
  PROP_LIVE,
  PROP_AWAY,
  PROP_EXPECTED_DURATION_S,
  N_PROPS,
};

enum {
  CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkGraphView, rk_graph_view, G_TYPE_OBJECT)

/* ---- what there is to show ---- */

/* The first visible run being recorded. */
static RkRun *
find_live_run (RkGraphView *self)
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

/* Seconds of the newest sample of @run; NaN without any. */
static double
get_newest_s (RkRun *run)
{
  double newest_s = NAN;

  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    g_autoptr (RkSpan) span = rk_series_take_span (rk_stream_get_series (rk_run_get_stream (run, i)));
    guint64 n = rk_span_get_n_samples (span);

    if (n > 0) {
      double t = (double) rk_span_get_time_ns (span, n - 1) / (double) RK_NS_PER_S;

      if (isnan (newest_s) || t > newest_s)
        newest_s = t;
    }
  }

  return newest_s;
}

/* The same for all visible runs. */
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

/* ---- limits ---- */

static YAxis *
ensure_y_axis (RkGraphView *self,
               const char  *unit)
{
  YAxis *axis = g_hash_table_lookup (self->y_axes, unit);

  if (axis == NULL) {
    axis = g_new0 (YAxis, 1);
    rk_calm_range_init (&axis->range);
    g_hash_table_insert (self->y_axes, g_strdup (unit), axis);
  }

  return axis;
}

/* The limits of time for the next picture; NaN = fit. */
static void
decide_x (RkGraphView *self,
          double       width,
          double      *lower,
          double      *upper)
{
  RkRun *run = self->live ? find_live_run (self) : NULL;
  double newest_s = run != NULL ? get_newest_s (run) : (double) NAN;

  *lower = self->whole ? (double) NAN : self->x_lower;
  *upper = self->whole ? (double) NAN : self->x_upper;

  if (run == NULL || !self->following)
    return;

  if (self->whole) {
    double longest_s = get_longest_s (self);

    self->grown_s = rk_calm_grow (self->grown_s, longest_s, self->expected_duration_s);
    *lower = 0;
    *upper = self->grown_s;
  } else if (!isnan (newest_s)) {
    rk_calm_scroll (newest_s, self->x_upper - self->x_lower, width, lower, upper);
  }
}

/* The extrema of what pane @axis of @scene shows, in shown units; FALSE if it shows nothing. */
static gboolean
get_extrema (const RkScene *scene,
             guint          axis,
             double        *min,
             double        *max)
{
  gboolean found = FALSE;

  for (guint i = 0; i < scene->traces->len; i++) {
    const RkTrace *trace = &g_array_index (scene->traces, RkTrace, i);
    double begin_s = CLAMP (scene->x.lower - trace->x_offset_s, -MAX_WIDTH_S, MAX_WIDTH_S);
    double end_s = CLAMP (scene->x.upper - trace->x_offset_s, -MAX_WIDTH_S, MAX_WIDTH_S);
    guint64 first;
    guint64 end;
    double a;
    double b;

    if (trace->axis != axis)
      continue;

    first = rk_span_find (trace->span, (gint64) (begin_s * (double) RK_NS_PER_S));
    end = rk_span_find (trace->span, (gint64) (end_s * (double) RK_NS_PER_S));
    if (!rk_conversion_get_extrema (&trace->conversion, trace->span, trace->column, first, end, &a, &b)
        || !isfinite (a) || !isfinite (b))
      continue;

    *min = found ? MIN (*min, a) : a;
    *max = found ? MAX (*max, b) : b;
    found = TRUE;
  }

  return found;
}

/* Puts the limits of pane @i into @scene and keeps them. */
static void
decide_y (RkGraphView *self,
          RkScene     *scene,
          guint        i)
{
  RkAxis *shown = &g_array_index (scene->axes, RkAxis, i);
  YAxis *axis = ensure_y_axis (self, g_ptr_array_index (self->units, i));
  double min;
  double max;

  if (!axis->by_hand) {
    if (!self->live && (self->whole || isnan (axis->range.lower))) {
      /* At rest the data fit exactly. When the time is moved by hand the values stay where they
       * are: an axis that moves along cannot be compared with what was seen before. */
      axis->range.lower = shown->lower;
      axis->range.upper = shown->upper;
    } else if (self->live && (self->following || isnan (axis->range.lower)) && get_extrema (scene, i, &min, &max)) {
      rk_calm_range_update (&axis->range, min, max, g_get_monotonic_time ());
    }
  }

  if (!isnan (axis->range.lower)) {
    shown->lower = axis->range.lower;
    shown->upper = axis->range.upper;
  }
}

/* Limits for rk_view_make_scene (); values belong to the table. */
static GHashTable *
copy_y_limits (RkGraphView *self,
               gboolean     all)
{
  GHashTable *limits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer unit;
  gpointer value;

  g_hash_table_iter_init (&iter, self->y_axes);
  while (g_hash_table_iter_next (&iter, &unit, &value)) {
    const YAxis *axis = value;

    if (!isnan (axis->range.lower) && (axis->by_hand || self->live || all)) {
      double *pair = g_new (double, 2);

      pair[0] = axis->range.lower;
      pair[1] = axis->range.upper;
      g_hash_table_insert (limits, g_strdup (unit), pair);
    }
  }

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
  RkScene *scene;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), NULL);
  g_return_val_if_fail (settings != NULL, NULL);

  if (self->experiment == NULL)
    return make_empty_scene (settings);

  decide_x (self, settings->width, &settings->x_lower, &settings->x_upper);
  limits = copy_y_limits (self, FALSE);
  settings->y_limits = limits;
  settings->live = self->live;

  scene = rk_view_make_scene (self->experiment, settings);

  keep_units (self, settings, scene->axes->len);
  for (guint i = 0; i < scene->axes->len; i++)
    decide_y (self, scene, i);

  self->shown_lower = scene->x.lower;
  self->shown_upper = scene->x.upper;
  settings->y_limits = NULL;

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
  RkScene *scene;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), NULL);
  g_return_val_if_fail (settings != NULL, NULL);

  if (self->experiment == NULL)
    return make_empty_scene (settings);

  settings->x_lower = self->shown_lower;
  settings->x_upper = self->shown_upper;
  limits = copy_y_limits (self, TRUE);
  settings->y_limits = limits;
  settings->live = FALSE;
  scene = rk_view_make_scene (self->experiment, settings);
  settings->y_limits = NULL;

  return scene;
}

/* ---- moving by hand ---- */

static void
changed (RkGraphView *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/**
 * rk_graph_view_get_x:
 * @self: a view
 * @lower: (out): begin, seconds
 * @upper: (out): end, seconds
 *
 * Where the time axis is, gestures included that are not drawn yet.
 *
 * Returns: %FALSE before the first picture; nothing is then stored
 */
gboolean
rk_graph_view_get_x (RkGraphView *self,
                     double      *lower,
                     double      *upper)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  if (isnan (self->shown_lower))
    return FALSE;

  *lower = self->shown_lower;
  *upper = self->shown_upper;

  return TRUE;
}

/**
 * rk_graph_view_get_y:
 * @self: a view
 * @axis: pane, from the top
 * @lower: (out): shown units
 * @upper: (out): shown units
 *
 * Where a value axis is.
 *
 * Returns: %FALSE when there is no such pane in the last picture
 */
gboolean
rk_graph_view_get_y (RkGraphView *self,
                     guint        axis,
                     double      *lower,
                     double      *upper)
{
  const YAxis *y;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  if (axis >= self->units->len)
    return FALSE;

  y = ensure_y_axis (self, g_ptr_array_index (self->units, axis));
  if (isnan (y->range.lower))
    return FALSE;

  *lower = y->range.lower;
  *upper = y->range.upper;

  return TRUE;
}

static gboolean
set_x (RkGraphView *self,
       double       lower,
       double       upper)
{
  if (!isfinite (lower) || !isfinite (upper) || upper - lower < MIN_WIDTH_S || upper - lower > MAX_WIDTH_S ||
      fabs (lower) > MAX_WIDTH_S)
    return FALSE;

  rk_axis_clamp (&lower, &upper);
  self->whole = FALSE;
  self->x_lower = self->shown_lower = lower;
  self->x_upper = self->shown_upper = upper;

  return TRUE;
}

/**
 * rk_graph_view_pan_x:
 * @self: a view
 * @lower: begin, seconds
 * @upper: end, seconds
 *
 * Moves the time axis by hand. New data no longer move it: see #RkGraphView:away.
 */
void
rk_graph_view_pan_x (RkGraphView *self,
                     double       lower,
                     double       upper)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (!set_x (self, lower, upper))
    return;

  rk_graph_view_set_following (self, FALSE);
  changed (self);
}

/**
 * rk_graph_view_set_y:
 * @self: a view
 * @axis: pane, from the top
 * @lower: shown units
 * @upper: shown units
 *
 * Sets a value axis by hand. It stays so until it is fitted.
 */
void
rk_graph_view_set_y (RkGraphView *self,
                     guint        axis,
                     double       lower,
                     double       upper)
{
  YAxis *y;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (axis >= self->units->len || !isfinite (lower) || !isfinite (upper) || lower >= upper)
    return;

  rk_axis_clamp (&lower, &upper);
  y = ensure_y_axis (self, g_ptr_array_index (self->units, axis));
  y->by_hand = TRUE;
  y->range.lower = lower;
  y->range.upper = upper;
  changed (self);
}

/**
 * rk_graph_view_zoom_x:
 * @self: a view
 * @fraction: what stays in place, 0 (left end) to 1 (right end)
 * @factor: < 1 shows less time, > 1 more
 *
 * Zooms the time axis. While following, the window keeps its new width and goes on.
 */
void
rk_graph_view_zoom_x (RkGraphView *self,
                      double       fraction,
                      double       factor)
{
  double lower;
  double upper;
  double fixed;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (!rk_graph_view_get_x (self, &lower, &upper) || !(factor > 0))
    return;

  fixed = lower + fraction * (upper - lower);
  if (set_x (self, fixed - (fixed - lower) * factor, fixed + (upper - fixed) * factor))
    changed (self);
}

/**
 * rk_graph_view_zoom_y:
 * @self: a view
 * @axis: pane, from the top
 * @fraction: what stays in place, 0 (bottom) to 1 (top)
 * @factor: < 1 shows a smaller range, > 1 a larger one
 *
 * Zooms a value axis.
 */
void
rk_graph_view_zoom_y (RkGraphView *self,
                      guint        axis,
                      double       fraction,
                      double       factor)
{
  double lower;
  double upper;
  double fixed;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (!rk_graph_view_get_y (self, axis, &lower, &upper) || !(factor > 0))
    return;

  fixed = lower + fraction * (upper - lower);
  rk_graph_view_set_y (self, axis, fixed - (fixed - lower) * factor, fixed + (upper - fixed) * factor);
}

/**
 * rk_graph_view_fit_y:
 * @self: a view
 * @axis: pane, from the top
 *
 * Lets the data set the limits of one value axis again.
 */
void
rk_graph_view_fit_y (RkGraphView *self,
                     guint        axis)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (axis >= self->units->len)
    return;

  g_hash_table_remove (self->y_axes, g_ptr_array_index (self->units, axis));
  changed (self);
}

static void
show_whole (RkGraphView *self)
{
  self->whole = TRUE;
  self->grown_s = NAN;
  g_hash_table_remove_all (self->y_axes);
}

/**
 * rk_graph_view_fit:
 * @self: a view
 *
 * Shows all there is and follows what comes.
 */
void
rk_graph_view_fit (RkGraphView *self)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  show_whole (self);
  rk_graph_view_set_following (self, TRUE);
  changed (self);
}

/**
 * rk_graph_view_find_axis:
 * @self: a view
 * @unit: (nullable): of a channel
 * @axis: (out): pane, from the top
 *
 * Finds the pane of the last picture that shows a unit.
 *
 * Returns: whether there is one
 */
gboolean
rk_graph_view_find_axis (RkGraphView *self,
                         const char  *unit,
                         guint       *axis)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  return g_ptr_array_find_with_equal_func (self->units, unit != NULL ? unit : "", g_str_equal, axis);
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

  run = self->live ? find_live_run (self) : NULL;
  if (run == NULL)
    return 0;

  for (guint i = 0; i < rk_run_get_n_streams (run); i++) {
    RkSeries *series = rk_stream_get_series (rk_run_get_stream (run, i));

    n += rk_series_get_n_samples (series) + rk_series_get_n_gaps (series);
  }

  return n;
}

/* ---- the object ---- */

static void
set_live (RkGraphView *self,
          gboolean     live)
{
  gboolean was_away = self->live && !self->following;

  if (self->live == live)
    return;

  self->live = live;

  /* A new run is looked at from its beginning. */
  if (live) {
    show_whole (self);
    rk_graph_view_set_following (self, TRUE);
  } else if (self->whole) {
    g_hash_table_remove_all (self->y_axes);
  } else if (self->following) {
    /* The window stays where it was when the recording stopped. */
    set_x (self, self->shown_lower, self->shown_upper);
  }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
  if (was_away != (self->live && !self->following))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AWAY]);
}

static void
experiment_changed_cb (RkGraphView *self)
{
  set_live (self, find_live_run (self) != NULL);
  changed (self);
}

static void
rk_graph_view_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  RkGraphView *self = RK_GRAPH_VIEW (object);

  switch (prop_id) {
  case PROP_EXPERIMENT:
    g_value_set_object (value, self->experiment);
    break;
  case PROP_FOLLOWING:
    g_value_set_boolean (value, self->following);
    break;
  case PROP_LIVE:
    g_value_set_boolean (value, self->live);
    break;
  case PROP_AWAY:
    g_value_set_boolean (value, self->live && !self->following);
    break;
  case PROP_EXPECTED_DURATION_S:
    g_value_set_double (value, self->expected_duration_s);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_graph_view_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  RkGraphView *self = RK_GRAPH_VIEW (object);

  switch (prop_id) {
  case PROP_EXPERIMENT:
    rk_graph_view_set_experiment (self, g_value_get_object (value));
    break;
  case PROP_FOLLOWING:
    rk_graph_view_set_following (self, g_value_get_boolean (value));
    break;
  case PROP_EXPECTED_DURATION_S:
    if (self->expected_duration_s != g_value_get_double (value)) {
      self->expected_duration_s = g_value_get_double (value);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_graph_view_dispose (GObject *object)
{
  RkGraphView *self = RK_GRAPH_VIEW (object);

  g_clear_object (&self->experiment_signals);
  g_clear_object (&self->runs_signals);
  g_clear_object (&self->channels_signals);
  g_clear_object (&self->experiment);

  G_OBJECT_CLASS (rk_graph_view_parent_class)->dispose (object);
}

static void
rk_graph_view_finalize (GObject *object)
{
  RkGraphView *self = RK_GRAPH_VIEW (object);

  g_ptr_array_unref (self->units);
  g_hash_table_unref (self->y_axes);

  G_OBJECT_CLASS (rk_graph_view_parent_class)->finalize (object);
}

static void
rk_graph_view_class_init (RkGraphViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = rk_graph_view_get_property;
  object_class->set_property = rk_graph_view_set_property;
  object_class->dispose = rk_graph_view_dispose;
  object_class->finalize = rk_graph_view_finalize;

  /**
   * RkGraphView:experiment:
   *
   * What is shown; %NULL shows empty axes.
   */
  properties[PROP_EXPERIMENT] =
    g_param_spec_object ("experiment", NULL, NULL,
                         RK_TYPE_EXPERIMENT,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphView:following:
   *
   * Whether the newest sample is kept in sight while recording.
   */
  properties[PROP_FOLLOWING] =
    g_param_spec_boolean ("following", NULL, NULL,
                          TRUE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphView:live:
   *
   * Whether a visible run is being recorded.
   */
  properties[PROP_LIVE] =
    g_param_spec_boolean ("live", NULL, NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphView:away:
   *
   * Whether the view was moved away from what is being recorded.
   */
  properties[PROP_AWAY] =
    g_param_spec_boolean ("away", NULL, NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphView:expected-duration-s:
   *
   * How long the run will be, seconds: the time axis grows with the data up to it. 0 = unknown.
   */
  properties[PROP_EXPECTED_DURATION_S] =
    g_param_spec_double ("expected-duration-s", NULL, NULL,
                         0, G_MAXDOUBLE, 0,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * RkGraphView::changed:
   *
   * Another picture is due.
   */
  signals[CHANGED] =
    g_signal_new ("changed",
                  RK_TYPE_GRAPH_VIEW,
                  G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
rk_graph_view_init (RkGraphView *self)
{
  self->following = TRUE;
  self->whole = TRUE;
  self->grown_s = NAN;
  self->shown_lower = NAN;
  self->shown_upper = NAN;
  self->units = g_ptr_array_new_with_free_func (g_free);
  self->y_axes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  self->experiment_signals = g_signal_group_new (RK_TYPE_EXPERIMENT);
  g_signal_group_connect_swapped (self->experiment_signals, "changed", G_CALLBACK (experiment_changed_cb), self);
  self->runs_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->runs_signals, "items-changed", G_CALLBACK (experiment_changed_cb), self);
  self->channels_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->channels_signals, "items-changed", G_CALLBACK (experiment_changed_cb), self);
}

/**
 * rk_graph_view_new:
 *
 * Returns: (transfer full): a view of nothing, following
 */
RkGraphView *
rk_graph_view_new (void)
{
  return g_object_new (RK_TYPE_GRAPH_VIEW, NULL);
}

/**
 * rk_graph_view_get_experiment:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what is shown
 */
RkExperiment *
rk_graph_view_get_experiment (RkGraphView *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), NULL);

  return self->experiment;
}

/**
 * rk_graph_view_get_following:
 * @self: a view
 *
 * Returns: whether the newest sample is kept in sight
 */
gboolean
rk_graph_view_get_following (RkGraphView *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  return self->following;
}

/**
 * rk_graph_view_get_live:
 * @self: a view
 *
 * Returns: whether a visible run is being recorded
 */
gboolean
rk_graph_view_get_live (RkGraphView *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  return self->live;
}

/**
 * rk_graph_view_set_experiment:
 * @self: a view
 * @experiment: (nullable): what to show
 *
 * Shows another experiment, all of it.
 */
void
rk_graph_view_set_experiment (RkGraphView  *self,
                              RkExperiment *experiment)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));
  g_return_if_fail (experiment == NULL || RK_IS_EXPERIMENT (experiment));

  if (!g_set_object (&self->experiment, experiment))
    return;

  g_signal_group_set_target (self->experiment_signals, experiment);
  g_signal_group_set_target (self->runs_signals, experiment != NULL ? rk_experiment_get_runs (experiment) : NULL);
  g_signal_group_set_target (self->channels_signals, experiment != NULL ? rk_experiment_get_channels (experiment) : NULL);

  show_whole (self);
  g_ptr_array_set_size (self->units, 0);
  self->shown_lower = NAN;
  self->shown_upper = NAN;

  experiment_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EXPERIMENT]);
}

/**
 * rk_graph_view_set_following:
 * @self: a view
 * @following: whether to keep the newest sample in sight
 *
 * Goes back to the newest sample, with the width of the window as it is, or stays here.
 */
void
rk_graph_view_set_following (RkGraphView *self,
                             gboolean     following)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (self->following == following)
    return;

  self->following = following;

  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOWING]);
  if (self->live)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AWAY]);
  g_object_thaw_notify (G_OBJECT (self));

  changed (self);
}
