/* One scale for all graphs of a quantity: for the units that were chosen so, the parts of a graph have its value axes, and the
 * data in all of them set the limits together. Every graph leaves its wish in the axis: what its own data ask for. */

#include "config.h"

#include "app/graph-view-private.h"

typedef struct {
  gconstpointer view; /* whose it is; never followed */
  double        min;
  double        max;
} Wish;

/* internal; see graph-view-private.h */
RkGraphView *
rk_graph_view_find_owner (RkGraphView *self,
                          const char  *unit)
{
  return self->leader != NULL && g_hash_table_contains (self->leader->same_units, unit) ? self->leader : self;
}

static gboolean
find_wish (const RkYAxis *axis,
           gconstpointer  view,
           guint         *index)
{
  for (guint i = 0; axis->wishes != NULL && i < axis->wishes->len; i++) {
    if (g_array_index (axis->wishes, Wish, i).view == view) {
      *index = i;
      return TRUE;
    }
  }

  return FALSE;
}

/* internal; see graph-view-private.h */
gboolean
rk_graph_view_wish (RkGraphView *self,
                    RkYAxis     *axis,
                    double      *min,
                    double      *max)
{
  Wish own = { self, *min, *max };
  gboolean is_new;
  guint i;

  if (axis->wishes == NULL)
    axis->wishes = g_array_new (FALSE, FALSE, sizeof (Wish));
  is_new = !find_wish (axis, self, &i);
  if (is_new)
    g_array_append_val (axis->wishes, own);
  else
    g_array_index (axis->wishes, Wish, i) = own;

  for (i = 0; i < axis->wishes->len; i++) {
    *min = MIN (*min, g_array_index (axis->wishes, Wish, i).min);
    *max = MAX (*max, g_array_index (axis->wishes, Wish, i).max);
  }

  return is_new;
}

/* internal; see graph-view-private.h */
gboolean
rk_graph_view_unwish (RkGraphView *self,
                      RkYAxis     *axis)
{
  guint i;

  if (!find_wish (axis, self, &i))
    return FALSE;

  g_array_remove_index (axis->wishes, i);

  return TRUE;
}

/* internal; see graph-view-private.h */
void
rk_graph_view_forget_wishes (RkGraphView *self,
                             gboolean     all)
{
  RkGraphView *leader = rk_graph_view_get_leader (self);
  gboolean forgotten = FALSE;
  GHashTableIter iter;
  gpointer unit;
  gpointer axis;

  g_hash_table_iter_init (&iter, leader->y_axes);
  while (g_hash_table_iter_next (&iter, &unit, &axis)) {
    if (all || !g_ptr_array_find_with_equal_func (self->units, unit, g_str_equal, NULL))
      forgotten |= rk_graph_view_unwish (self, axis);
  }

  /* The others may need less room now. */
  if (forgotten && leader != self)
    rk_graph_view_changed (leader);
}

/**
 * rk_graph_view_leave_sight:
 * @self: a view that is not on the screen any more
 *
 * Lets the others have a common scale without it, until it is drawn again. The graph of all is drawn for its parts even then.
 */
void
rk_graph_view_leave_sight (RkGraphView *self)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (self->leader != NULL)
    rk_graph_view_forget_wishes (self, TRUE);
}

/**
 * rk_graph_view_get_same:
 * @self: a view
 * @axis: number of the value axis
 *
 * Returns: whether all graphs of its unit have one scale
 */
gboolean
rk_graph_view_get_same (RkGraphView *self,
                        guint        axis)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  return axis < self->units->len
         && g_hash_table_contains (rk_graph_view_get_leader (self)->same_units, g_ptr_array_index (self->units, axis));
}

/**
 * rk_graph_view_can_be_same:
 * @self: a view
 *
 * Returns: whether there are other graphs beside it that can have the same scale
 */
gboolean
rk_graph_view_can_be_same (RkGraphView *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  return self->leader != NULL || self->n_parts > 0;
}

/**
 * rk_graph_view_set_same:
 * @self: a view
 * @axis: number of the value axis
 * @is_same: whether all graphs of its unit have one scale
 *
 * Gives all graphs of a unit one scale, as large as all of them together need, or each its own again: a step of the history, and
 * kept with the experiment.
 */
void
rk_graph_view_set_same (RkGraphView *self,
                        guint        axis,
                        gboolean     is_same)
{
  RkGraphView *leader;
  const char *unit;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  leader = rk_graph_view_get_leader (self);
  if (axis >= self->units->len || rk_graph_view_get_same (self, axis) == !!is_same)
    return;

  unit = g_ptr_array_index (self->units, axis);
  rk_graph_view_leave (leader, FALSE);
  if (is_same)
    g_hash_table_add (leader->same_units, g_strdup (unit));
  else
    g_hash_table_remove (leader->same_units, unit);

  rk_graph_view_free_axis (leader, unit);
  rk_graph_view_kept_changed (leader);
}
