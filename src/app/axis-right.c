/* Which values stand on the right of the graph above, so that two quantities share one graph. Parts have those of the graph they
 * belong to. */

#include "config.h"

#include "app/graph-view-private.h"

/**
 * rk_graph_view_set_right:
 * @self: a view
 * @axis: number of the value axis
 * @is_right: whether it stands on the right of the graph above
 *
 * Moves a value axis into the graph above, or into a graph of its own: a step of the history, and kept with the experiment. Where
 * the graph above has one on its right already, it stays in its own.
 */
void
rk_graph_view_set_right (RkGraphView *self,
                         guint        axis,
                         gboolean     is_right)
{
  RkGraphView *owner;
  const char *unit;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  owner = rk_graph_view_get_leader (self);
  if (axis >= self->units->len)
    return;

  unit = g_ptr_array_index (self->units, axis);
  if (g_hash_table_contains (owner->right_units, unit) == !!is_right)
    return;

  rk_graph_view_leave (owner, FALSE);
  if (is_right)
    g_hash_table_add (owner->right_units, g_strdup (unit));
  else
    g_hash_table_remove (owner->right_units, unit);

  rk_graph_view_kept_changed (owner);
}
