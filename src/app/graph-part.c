/* A view of some of the channels beside the graph of all: it has value axes of its own and the time axis of the graph, its
 * leader, which every move along x goes to. Nothing of it is kept here; #RkPlot says what it shows. */

#include "config.h"

#include "app/graph-view-private.h"

#include <math.h>

/* What the leader would be as wide as, if it was never on the screen. */
#define USUAL_WIDTH 800

/* internal; see graph-view-private.h */
RkGraphView *
rk_graph_view_get_leader (RkGraphView *self)
{
  return self->leader != NULL ? self->leader : self;
}

static void
leader_following_cb (RkGraphView *self)
{
  rk_graph_view_set_following (self, rk_graph_view_get_following (self->leader));
}

/* What is kept with the experiment is chosen for all of them. */
static void
leader_kept_cb (RkGraphView *self)
{
  if (self->ignore_outliers != self->leader->ignore_outliers) {
    self->ignore_outliers = self->leader->ignore_outliers;
    rk_graph_view_free_axes (self);
  }
  rk_graph_view_notify_kept (self);
}

/**
 * rk_graph_view_set_leader:
 * @self: a view, before its experiment is set
 * @leader: the view whose time axis it has
 *
 * Makes a view a part of another one: both show the same time, whoever moves it.
 */
void
rk_graph_view_set_leader (RkGraphView *self,
                          RkGraphView *leader)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));
  g_return_if_fail (RK_IS_GRAPH_VIEW (leader) && leader != self && leader->leader == NULL);
  g_return_if_fail (self->leader == NULL && self->experiment == NULL);

  self->leader = g_object_ref (leader);
  leader->n_parts++;
  g_signal_connect_object (leader, "changed", G_CALLBACK (rk_graph_view_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (leader, "notify::ignore-outliers", G_CALLBACK (leader_kept_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (leader, "notify::following", G_CALLBACK (leader_following_cb), self, G_CONNECT_SWAPPED);
  leader_following_cb (self);
  self->ignore_outliers = leader->ignore_outliers;
}

/**
 * rk_graph_view_set_part:
 * @self: a view
 * @channels: (element-type RkChannel) (nullable): what to show; %NULL for all visible channels
 * @style: #RkTraceStyle; -1 = as the data ask for
 *
 * Chooses what a view shows and how.
 */
void
rk_graph_view_set_part (RkGraphView *self,
                        GPtrArray   *channels,
                        int          style)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  g_clear_pointer (&self->channels, g_ptr_array_unref);
  if (channels != NULL) {
    self->channels = g_ptr_array_new_with_free_func (g_object_unref);
    for (guint i = 0; i < channels->len; i++)
      g_ptr_array_add (self->channels, g_object_ref (g_ptr_array_index (channels, i)));
  }
  self->style = style;
  rk_graph_view_changed (self);
}

/**
 * rk_graph_view_set_along:
 * @self: a view without a leader; the first time before its experiment is set
 * @along: (nullable): what is along x instead of time
 *
 * Shows channels against another one. Its limits are not kept with the experiment.
 */
void
rk_graph_view_set_along (RkGraphView *self,
                         RkChannel   *along)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));
  g_return_if_fail (self->leader == NULL && (self->experiment == NULL || self->is_kept_elsewhere));

  self->is_kept_elsewhere = TRUE;
  if (g_set_object (&self->along, along))
    rk_graph_view_changed (self);
}

/**
 * rk_graph_view_get_log_x:
 * @self: a view
 *
 * Returns: whether x is logarithmic
 */
gboolean
rk_graph_view_get_log_x (RkGraphView *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  return self->log_x && self->along != NULL;
}

/**
 * rk_graph_view_set_log_x:
 * @self: a view
 * @is_log: whether x is logarithmic
 *
 * Shows what is along x instead of time on a logarithmic axis. Time is always even.
 */
void
rk_graph_view_set_log_x (RkGraphView *self,
                         gboolean     is_log)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (self->log_x == !!is_log)
    return;

  self->log_x = !!is_log;
  if (is_log && self->along != NULL)
    self->whole = TRUE;
  rk_graph_view_changed (self);
}

/* internal; see graph-view-private.h */
gboolean
rk_graph_view_shows (RkGraphView *self,
                     RkChannel   *channel)
{
  if (self->channels != NULL)
    return g_ptr_array_find (self->channels, channel, NULL);

  return rk_channel_get_visible (channel);
}

/* Nobody asks the leader for a picture while it is out of sight. */
static void
settle (RkGraphView *self)
{
  g_autoptr (RkScene) scene = NULL;
  RkViewSettings settings;

  if (!self->stale && (!self->live || rk_graph_view_count (self) == self->n_made))
    return;

  rk_view_settings_init (&settings);
  settings.width = self->width > 0 ? self->width : USUAL_WIDTH;
  scene = rk_graph_view_make_scene (self, &settings);
}

/* internal; see graph-view-private.h */
void
rk_graph_view_follow_leader (RkGraphView *self,
                             double      *lower,
                             double      *upper)
{
  settle (self->leader);
  self->whole = self->leader->whole;
  *lower = self->leader->shown_lower;
  *upper = self->leader->shown_upper;
}

/**
 * rk_graph_view_get_sight:
 * @self: a view
 * @begin_s: (out): begin, seconds on the axis
 * @end_s: (out): end
 *
 * Gets the part of time that is looked at: what is calculated of a trace is calculated of that.
 */
void
rk_graph_view_get_sight (RkGraphView *self,
                         double      *begin_s,
                         double      *end_s)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  *begin_s = -INFINITY;
  *end_s = INFINITY;
  if (self->whole || self->experiment == NULL)
    return;

  settle (self);
  if (self->x_channel == NULL && !isnan (self->shown_lower)) {
    *begin_s = self->shown_lower;
    *end_s = self->shown_upper;
  }
}
