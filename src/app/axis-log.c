/* Logarithmic axes of values: which ones they are, and how hands move them. Factors take the place of differences. */

#include "config.h"

#include "app/graph-view-private.h"

#include <math.h>
#include <string.h>

/* internal; see graph-view-private.h */
GVariant *
rk_graph_view_list_units (GHashTable *units)
{
  g_autoptr (GList) sorted = g_list_sort (g_hash_table_get_keys (units), (GCompareFunc) strcmp);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("as"));
  for (GList *l = sorted; l != NULL; l = l->next)
    g_variant_builder_add (&builder, "s", (const char *) l->data);

  return g_variant_builder_end (&builder);
}

/* internal; see graph-view-private.h */
void
rk_graph_view_fill_units (GHashTable *units,
                          GVariant   *list)
{
  g_autoptr (GVariant) held = g_variant_ref_sink (list);
  GVariantIter iter;
  const char *unit;

  g_hash_table_remove_all (units);
  g_variant_iter_init (&iter, held);
  while (g_variant_iter_next (&iter, "&s", &unit))
    g_hash_table_add (units, g_strdup (unit));
}

/* Limits that the axis cannot have are forgotten: the data set them. */
static void
mend_limits (RkGraphView *self,
             const char  *unit)
{
  const RkYAxis *y = g_hash_table_lookup (self->y_axes, unit);

  if (y != NULL && (!y->typed || !rk_axis_can_be_log (y->range.lower, y->range.upper)))
    g_hash_table_remove (self->y_axes, unit);
}

/* internal; see graph-view-private.h */
void
rk_graph_view_take_log (RkGraphView *self,
                        GVariant    *units)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->log_units);
  GHashTableIter keys;
  const char *unit;

  self->log_units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  rk_graph_view_fill_units (self->log_units, units);

  g_hash_table_iter_init (&keys, self->log_units);
  while (g_hash_table_iter_next (&keys, (gpointer *) &unit, NULL))
    if (!g_hash_table_contains (before, unit))
      mend_limits (self, unit);

  g_hash_table_iter_init (&keys, before);
  while (g_hash_table_iter_next (&keys, (gpointer *) &unit, NULL))
    if (!g_hash_table_contains (self->log_units, unit))
      rk_graph_view_free_axis (self, unit);
}

/* internal; see graph-view-private.h */
GHashTable *
rk_graph_view_copy_log_units (RkGraphView *self)
{
  GHashTable *units = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  RkGraphView *owners[] = { self, self->leader };
  GHashTableIter iter;
  gpointer unit;

  for (guint i = 0; i < G_N_ELEMENTS (owners) && owners[i] != NULL; i++) {
    g_hash_table_iter_init (&iter, owners[i]->log_units);
    while (g_hash_table_iter_next (&iter, &unit, NULL))
      if (rk_graph_view_find_owner (self, unit) == owners[i])
        g_hash_table_add (units, g_strdup (unit));
  }

  return units;
}

/* internal; see graph-view-private.h */
void
rk_graph_view_grow_log (RkYAxis *axis,
                        double   min,
                        double   max)
{
  double lower;
  double upper;

  rk_axis_fit_positive (min, max, &lower, &upper);
  if (isnan (axis->range.lower)) {
    axis->range.lower = lower;
    axis->range.upper = upper;
    return;
  }

  /* While it is recorded the axis only grows, by whole steps: it stands still nearly always. */
  if (!(max > 0) || (!(min > 0 && min < axis->range.lower) && max <= axis->range.upper))
    return;

  axis->range.lower = MIN (axis->range.lower, lower);
  axis->range.upper = MAX (axis->range.upper, upper);
}

/**
 * rk_graph_view_get_log:
 * @self: a view
 * @axis: pane, from the top
 *
 * Returns: whether this value axis is logarithmic
 */
gboolean
rk_graph_view_get_log (RkGraphView *self,
                       guint        axis)
{
  const char *unit;

  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  if (axis >= self->units->len)
    return FALSE;

  unit = g_ptr_array_index (self->units, axis);

  return g_hash_table_contains (rk_graph_view_find_owner (self, unit)->log_units, unit);
}

/**
 * rk_graph_view_set_log:
 * @self: a view
 * @axis: pane, from the top
 * @is_log: whether it becomes logarithmic
 *
 * Makes a value axis logarithmic, or straight again: a step of the history, and kept with the experiment. It is fitted anew,
 * unless its limits were typed and can stay.
 */
void
rk_graph_view_set_log (RkGraphView *self,
                       guint        axis,
                       gboolean     is_log)
{
  RkGraphView *owner;
  const char *unit;

  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (axis >= self->units->len || rk_graph_view_get_log (self, axis) == !!is_log)
    return;

  unit = g_ptr_array_index (self->units, axis);
  owner = rk_graph_view_find_owner (self, unit);
  rk_graph_view_leave (owner, FALSE);
  if (is_log) {
    g_hash_table_add (owner->log_units, g_strdup (unit));
    mend_limits (owner, unit);
  } else {
    g_hash_table_remove (owner->log_units, unit);
    rk_graph_view_free_axis (owner, unit);
  }

  rk_graph_view_kept_changed (owner);
}

/**
 * rk_graph_view_shift_y:
 * @self: a view
 * @axis: pane, from the top
 * @lower: where it began to move
 * @upper: where it began to move
 * @share: how far up, as a share of its length
 *
 * Moves a value axis by hand. What is seen keeps its size: a logarithmic axis is multiplied.
 */
void
rk_graph_view_shift_y (RkGraphView *self,
                       guint        axis,
                       double       lower,
                       double       upper,
                       double       share)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (rk_graph_view_get_log (self, axis)) {
    double factor = pow (upper / lower, share);

    rk_graph_view_set_y (self, axis, lower * factor, upper * factor);
  } else {
    double step = share * (upper - lower);

    rk_graph_view_set_y (self, axis, lower + step, upper + step);
  }
}

/**
 * rk_graph_view_stretch_y:
 * @self: a view
 * @axis: pane, from the top
 * @lower: where it began to stretch
 * @upper: where it began to stretch
 * @fixed: the value that stays in place
 * @factor: < 1 shows a smaller range, > 1 a larger one
 *
 * Zooms a value axis by hand around a value; on a logarithmic axis decades become wider or narrower.
 */
void
rk_graph_view_stretch_y (RkGraphView *self,
                         guint        axis,
                         double       lower,
                         double       upper,
                         double       fixed,
                         double       factor)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (rk_graph_view_get_log (self, axis))
    rk_graph_view_set_y (self, axis, fixed * pow (lower / fixed, factor), fixed * pow (upper / fixed, factor));
  else
    rk_graph_view_set_y (self, axis, fixed - (fixed - lower) * factor, fixed + (upper - fixed) * factor);
}
