/* What part of the experiment is shown: the object. Its limits are decided in graph-limits.c and moved by hand in
 * graph-move.c; the level of the trigger is in graph-level.c. */
#include "config.h"

#include "app/graph-view-private.h"

#include <math.h>

enum {
  PROP_0,
  PROP_EXPERIMENT,
  PROP_RECORDER,
  PROP_FOLLOWING,
  PROP_LIVE,
  PROP_AWAY,
  PROP_EXPECTED_DURATION_S,
  PROP_CAN_GO_BACK,
  PROP_CAN_GO_FORWARD,
  PROP_N_HIDDEN,
  PROP_FOLLOW_S,
  PROP_IGNORE_OUTLIERS,
  PROP_FREE_RUNNING,
  N_PROPS,
};

enum {
  CHANGED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (RkGraphView, rk_graph_view, G_TYPE_OBJECT)

void
rk_graph_view_changed (RkGraphView *self)
{
  self->stale = TRUE;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* internal; see graph-view-private.h */
void
rk_graph_view_notify_history (RkGraphView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_GO_BACK]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CAN_GO_FORWARD]);
}

/* internal; see graph-view-private.h */
void
rk_graph_view_notify_kept (RkGraphView *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOW_S]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IGNORE_OUTLIERS]);
}

/* internal; see graph-view-private.h */
void
rk_graph_view_kept_changed (RkGraphView *self)
{
  rk_graph_view_write_kept (self);
  rk_graph_view_notify_kept (self);
  rk_graph_view_changed (self);
}

/* internal; see graph-view-private.h */
void
rk_graph_view_set_n_hidden (RkGraphView *self,
                            guint        n_hidden)
{
  if (self->n_hidden == n_hidden)
    return;

  self->n_hidden = n_hidden;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_HIDDEN]);
}

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
    rk_graph_view_begin_live (self);
    rk_graph_view_set_following (self, TRUE);
  } else if (self->whole) {
    rk_graph_view_free_axes (self);
  } else if (self->following) {
    /* The window stays where it was when the recording stopped. */
    rk_graph_view_take_x (self, self->shown_lower, self->shown_upper);
  }

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LIVE]);
  if (was_away != (self->live && !self->following))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AWAY]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FREE_RUNNING]);
}

static void
experiment_changed_cb (RkGraphView *self)
{
  set_live (self, rk_graph_view_find_live_run (self) != NULL);
  rk_graph_view_changed (self);
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
  case PROP_RECORDER:
    g_value_set_object (value, self->recorder);
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
  case PROP_CAN_GO_BACK:
    g_value_set_boolean (value, rk_graph_history_can (self->history, FALSE));
    break;
  case PROP_CAN_GO_FORWARD:
    g_value_set_boolean (value, rk_graph_history_can (self->history, TRUE));
    break;
  case PROP_N_HIDDEN:
    g_value_set_uint (value, self->n_hidden);
    break;
  case PROP_FOLLOW_S:
    g_value_set_double (value, rk_graph_view_get_follow_s (self));
    break;
  case PROP_IGNORE_OUTLIERS:
    g_value_set_boolean (value, self->ignore_outliers);
    break;
  case PROP_FREE_RUNNING:
    g_value_set_boolean (value, self->is_free && self->live && self->following);
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
  case PROP_RECORDER:
    rk_graph_view_set_recorder (self, g_value_get_object (value));
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
  case PROP_FOLLOW_S:
    rk_graph_view_set_follow_s (self, g_value_get_double (value));
    break;
  case PROP_IGNORE_OUTLIERS:
    rk_graph_view_set_ignore_outliers (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
rk_graph_view_dispose (GObject *object)
{
  RkGraphView *self = RK_GRAPH_VIEW (object);

  if (self->leader != NULL) {
    self->leader->n_parts--;
    rk_graph_view_forget_wishes (self, TRUE);
  }
  g_clear_object (&self->leader);
  g_clear_object (&self->along);
  g_clear_object (&self->sweep.channel);
  g_clear_pointer (&self->channels, g_ptr_array_unref);
  g_clear_object (&self->recorder_signals);
  g_clear_object (&self->recorder);
  g_clear_object (&self->x_channel);
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
  g_array_unref (self->hidden);
  g_hash_table_unref (self->y_axes);
  g_hash_table_unref (self->log_units);
  g_hash_table_unref (self->right_units);
  g_hash_table_unref (self->same_units);
  rk_graph_history_free (self->history);

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
   * RkGraphView:recorder:
   *
   * Whose trigger is shown as a level; %NULL for none.
   */
  properties[PROP_RECORDER] =
    g_param_spec_object ("recorder", NULL, NULL,
                         RK_TYPE_RECORDER,
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

  /**
   * RkGraphView:can-go-back:
   *
   * Whether something else was looked at before.
   */
  properties[PROP_CAN_GO_BACK] =
    g_param_spec_boolean ("can-go-back", NULL, NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphView:can-go-forward:
   *
   * Whether somebody went back from something.
   */
  properties[PROP_CAN_GO_FORWARD] =
    g_param_spec_boolean ("can-go-forward", NULL, NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphView:free-running:
   *
   * Whether windows that are to begin at a level begin anywhere, since no value passes it.
   */
  properties[PROP_FREE_RUNNING] =
    g_param_spec_boolean ("free-running", NULL, NULL,
                          FALSE,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphView:n-hidden:
   *
   * At how many places along x values are out of sight since single outliers are ignored.
   */
  properties[PROP_N_HIDDEN] =
    g_param_spec_uint ("n-hidden", NULL, NULL,
                       0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphView:follow-s:
   *
   * While recording the last so many seconds are shown; 0 = the whole run. Kept with the experiment.
   */
  properties[PROP_FOLLOW_S] =
    g_param_spec_double ("follow-s", NULL, NULL,
                         0, G_MAXDOUBLE, 0,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  /**
   * RkGraphView:ignore-outliers:
   *
   * Whether single values far from all others do not set the limits of an axis. Kept with the experiment.
   */
  properties[PROP_IGNORE_OUTLIERS] =
    g_param_spec_boolean ("ignore-outliers", NULL, NULL,
                          FALSE,
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
  self->style = -1;
  self->stale = TRUE;
  self->history = rk_graph_history_new ();
  self->whole = TRUE;
  self->grown_s = NAN;
  self->shown_lower = NAN;
  self->shown_upper = NAN;
  self->units = g_ptr_array_new_with_free_func (g_free);
  self->hidden = g_array_new (FALSE, TRUE, sizeof (RkHidden));
  self->y_axes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, rk_graph_view_free_y);
  self->log_units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->right_units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->same_units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  self->experiment_signals = g_signal_group_new (RK_TYPE_EXPERIMENT);
  g_signal_group_connect_swapped (self->experiment_signals, "changed", G_CALLBACK (experiment_changed_cb), self);
  g_signal_group_connect_swapped (self->experiment_signals, "notify::setup", G_CALLBACK (rk_graph_view_read_kept), self);
  self->runs_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->runs_signals, "items-changed", G_CALLBACK (experiment_changed_cb), self);
  self->channels_signals = g_signal_group_new (G_TYPE_LIST_MODEL);
  g_signal_group_connect_swapped (self->channels_signals, "items-changed", G_CALLBACK (experiment_changed_cb), self);
  self->recorder_signals = g_signal_group_new (RK_TYPE_RECORDER);
  g_signal_group_connect_swapped (self->recorder_signals, "setup-changed", G_CALLBACK (rk_graph_view_changed), self);
  g_signal_group_connect_swapped (self->recorder_signals, "notify::mode", G_CALLBACK (rk_graph_view_changed), self);
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
 * rk_graph_view_get_recorder:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): whose trigger is shown
 */
RkRecorder *
rk_graph_view_get_recorder (RkGraphView *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), NULL);

  return self->recorder;
}

/**
 * rk_graph_view_set_recorder:
 * @self: a view
 * @recorder: (nullable): whose trigger to show
 *
 * Shows the level of a trigger and lets it be moved.
 */
void
rk_graph_view_set_recorder (RkGraphView *self,
                            RkRecorder  *recorder)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));
  g_return_if_fail (recorder == NULL || RK_IS_RECORDER (recorder));

  if (!g_set_object (&self->recorder, recorder))
    return;

  g_signal_group_set_target (self->recorder_signals, recorder);
  rk_graph_view_changed (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECORDER]);
}

/**
 * rk_graph_view_get_x_channel:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what is along x in the newest picture; %NULL is time
 */
RkChannel *
rk_graph_view_get_x_channel (RkGraphView *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), NULL);

  return self->x_channel;
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

  rk_graph_view_show_whole (self);
  rk_graph_history_clear (self->history);
  rk_graph_view_notify_history (self);
  self->follow_s = 0;
  self->ignore_outliers = self->leader != NULL && self->leader->ignore_outliers;
  rk_graph_view_take_sweep (self, &(RkGraphSweep) { .level = (double) NAN });
  g_hash_table_remove_all (self->log_units);
  g_hash_table_remove_all (self->right_units);
  g_hash_table_remove_all (self->same_units);
  rk_graph_view_read_kept (self);
  rk_graph_view_notify_kept (self);
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

  /* It comes back through notify::following. */
  if (self->leader != NULL && rk_graph_view_get_following (self->leader) != following) {
    rk_graph_view_set_following (self->leader, following);
    return;
  }

  if (self->following == following)
    return;

  self->following = following;

  g_object_freeze_notify (G_OBJECT (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FOLLOWING]);
  if (self->live)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_AWAY]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FREE_RUNNING]);
  g_object_thaw_notify (G_OBJECT (self));

  rk_graph_view_changed (self);
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
