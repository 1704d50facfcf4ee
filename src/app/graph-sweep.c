/* The graph as an oscilloscope: while recording, the last seconds begin where a value passes a level, and stand until the next
 * window is complete. What the window is, analysis/sweep.h finds.
 */

#include "config.h"

#include "app/graph-view-private.h"

#include "base/clock.h"
#include "base/number.h"

#include <math.h>

/* A number of the newest window that is no number of samples. */
#define SERIALS (G_MAXUINT64 / 2)

/* Whose level begins a window: the one chosen, else the first shown. (transfer none) (nullable) */
static RkChannel *
find_channel (RkGraphView *self,
              RkRun       *run)
{
  GListModel *channels = rk_experiment_get_channels (self->experiment);

  if (self->sweep.channel != NULL && rk_run_find_channel (run, self->sweep.channel, NULL, NULL))
    return self->sweep.channel;

  for (guint i = 0; i < g_list_model_get_n_items (channels); i++) {
    g_autoptr (RkChannel) channel = g_list_model_get_item (channels, i);

    /* The list holds a reference of its own. */
    if (rk_graph_view_shows (self, channel) && rk_run_find_channel (run, channel, NULL, NULL))
      return channel;
  }

  return NULL;
}

static void
set_free (RkGraphView *self,
          gboolean     is_free)
{
  if (self->is_free == is_free)
    return;

  self->is_free = is_free;
  g_object_notify (G_OBJECT (self), "free-running");
}

/* Looks at what is new; FALSE where there is no window to show yet. */
static gboolean
look (RkGraphView *self,
      RkRun       *run)
{
  RkSweepSettings settings = {
    .width_ns = (gint64) ((self->x_upper - self->x_lower) * RK_NS_PER_S),
    .edge = self->sweep.edge,
    .level = self->sweep.level,
  };
  RkChannel *channel = find_channel (self, run);
  g_autoptr (RkSpan) span = NULL;
  RkConversion conversion;
  RkStream *stream;
  guint column;

  if (channel == NULL || settings.width_ns <= 0 || !rk_run_find_channel (run, channel, &stream, &column))
    return FALSE;

  span = rk_run_take_span (run, stream);
  if (rk_span_get_series_id (span) != self->swept_id || column != self->swept_column
      || settings.width_ns != self->swept_width_ns) {
    rk_graph_view_begin_sweep (self);
    self->swept_id = rk_span_get_series_id (span);
    self->swept_column = column;
    self->swept_width_ns = settings.width_ns;
  }

  rk_channel_get_conversion (channel, &conversion);
  rk_sweep_look (&self->swept, span, column, &conversion, &settings);
  set_free (self, self->swept.serial > 0 && self->swept.is_free);

  return self->swept.serial > 0;
}

/* internal; see graph-view-private.h */
void
rk_graph_view_begin_sweep (RkGraphView *self)
{
  rk_sweep_init (&self->swept);
  self->swept_id = 0;
  set_free (self, FALSE);
}

static gboolean
is_sweeping (RkGraphView *self,
             RkRun       *run)
{
  return self->sweep.is_on && run != NULL && self->following && !self->whole && self->x_channel == NULL;
}

/* internal; see graph-view-private.h */
gboolean
rk_graph_view_sweep_x (RkGraphView *self,
                       RkRun       *run,
                       double      *lower,
                       double      *upper)
{
  if (!is_sweeping (self, run) || !look (self, run))
    return FALSE;

  *lower = (double) (self->swept.begin_ns + rk_run_get_offset_ns (run)) / RK_NS_PER_S;
  *upper = *lower + (self->x_upper - self->x_lower);

  return TRUE;
}

/* internal; see graph-view-private.h */
gboolean
rk_graph_view_count_sweep (RkGraphView *self,
                           RkRun       *run,
                           guint64     *count)
{
  if (!is_sweeping (self, run) || !look (self, run))
    return FALSE;

  *count = SERIALS + self->swept.serial;

  return TRUE;
}

/**
 * rk_graph_view_get_sweep:
 * @self: a view
 *
 * Returns: (transfer none): where the last seconds of a recording begin
 */
const RkGraphSweep *
rk_graph_view_get_sweep (RkGraphView *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), NULL);

  return self->leader != NULL ? &self->leader->sweep : &self->sweep;
}

/* internal; see graph-view-private.h */
void
rk_graph_view_take_sweep (RkGraphView        *self,
                          const RkGraphSweep *sweep)
{
  /* The window on the screen stands through every change of something else that is kept. */
  if (sweep->channel == self->sweep.channel && sweep->is_on == self->sweep.is_on && sweep->edge == self->sweep.edge
      && rk_number_compare (&sweep->level, &self->sweep.level) == 0)
    return;

  g_set_object (&self->sweep.channel, sweep->channel);
  self->sweep.is_on = sweep->is_on;
  self->sweep.edge = sweep->edge;
  self->sweep.level = sweep->level;
  rk_graph_view_begin_sweep (self);
}

/**
 * rk_graph_view_set_sweep:
 * @self: a view
 * @sweep: its channel is borrowed
 *
 * Chooses where the last seconds of a recording begin: at the newest passage of a level, or anywhere. It is kept with the
 * experiment. Of a part, its leader's.
 */
void
rk_graph_view_set_sweep (RkGraphView        *self,
                         const RkGraphSweep *sweep)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));
  g_return_if_fail (sweep != NULL);

  if (self->leader != NULL) {
    rk_graph_view_set_sweep (self->leader, sweep);
    return;
  }

  rk_graph_view_take_sweep (self, sweep);
  rk_graph_view_kept_changed (self);
}
