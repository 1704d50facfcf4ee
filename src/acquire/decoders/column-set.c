#include "config.h"

#include "acquire/decoders/column-set.h"

#include "base/quantity.h"
#include "store/block.h"

#include <math.h>
#include <string.h>

void
rk_column_set_init (RkColumnSet *self)
{
  *self = (RkColumnSet) { 0 };
  self->columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);
  self->by_key = g_hash_table_new (g_str_hash, g_str_equal); /* keys belong to the columns */
  self->values = g_array_new (FALSE, FALSE, sizeof (double));
  self->flags = g_array_new (FALSE, FALSE, sizeof (guint32));
}

void
rk_column_set_clear (RkColumnSet *self)
{
  g_clear_pointer (&self->by_key, g_hash_table_unref);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
  g_clear_pointer (&self->values, g_array_unref);
  g_clear_pointer (&self->flags, g_array_unref);
}

int
rk_column_set_find (RkColumnSet *self,
                    const char  *key)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->by_key, key)) - 1;
}

int
rk_column_set_add (RkColumnSet *self,
                   const char  *key)
{
  int column = rk_column_set_find (self, key);
  double missing = NAN;
  guint32 absent = RK_VALUE_ABSENT;
  RkColumn *added;

  if (column >= 0)
    return column;

  if (self->columns->len >= RK_MAX_COLUMNS)
    return -1;

  column = (int) self->columns->len;
  added = rk_column_new (key, NULL, NULL);
  g_ptr_array_add (self->columns, added);
  g_hash_table_insert (self->by_key, added->key, GINT_TO_POINTER (column + 1));
  g_array_append_val (self->values, missing);
  g_array_append_val (self->flags, absent);
  self->changed = TRUE;

  return column;
}

/* "display" is the first quantity a meter shows, "display voltage ac" a later one. */
int
rk_column_set_add_as (RkColumnSet *self,
                      const char  *key,
                      const char  *quantity,
                      const char  *variant,
                      const char  *unit)
{
  int found = rk_column_set_find (self, key);
  g_autofree char *name = NULL;
  RkColumn *column;

  if (found >= 0) {
    RkColumn *first = g_ptr_array_index (self->columns, found);

    if (g_strcmp0 (first->quantity, quantity) == 0 && g_strcmp0 (first->variant, variant) == 0)
      return found;
    name = g_strjoin (" ", key, quantity != NULL ? quantity : "?", variant, NULL);
    found = rk_column_set_find (self, name);
    if (found >= 0)
      return found;
  }

  found = rk_column_set_add (self, name != NULL ? name : key);
  if (found < 0)
    return -1;

  column = g_ptr_array_index (self->columns, found);
  if (name != NULL)
    column->base = g_strdup (key);
  column->quantity = g_strdup (quantity);
  column->variant = g_strdup (variant);
  column->unit = g_strdup (unit);

  return found;
}

void
rk_column_set_begin (RkColumnSet *self)
{
  double *values = (double *) (void *) self->values->data;
  guint32 *flags = (guint32 *) (void *) self->flags->data;

  for (guint i = 0; i < self->columns->len; i++) {
    values[i] = NAN;
    flags[i] = RK_VALUE_ABSENT;
  }
  self->converted = FALSE;
}

void
rk_column_set_put (RkColumnSet *self,
                   guint        column,
                   double       value,
                   guint32      flags)
{
  g_array_index (self->values, double, column) = value;
  g_array_index (self->flags, guint32, column) = flags;
}

void
rk_column_set_put_in (RkColumnSet *self,
                      guint        column,
                      double       value,
                      guint32      flags,
                      const char  *unit)
{
  RkColumn *c = g_ptr_array_index (self->columns, column);

  if (unit != NULL && g_strcmp0 (c->unit != NULL ? c->unit : "", unit) != 0) {
    double converted = value;

    if (*unit == '\0') {
      g_clear_pointer (&c->unit, g_free);
      self->changed = TRUE;
    } else if (c->unit != NULL && rk_unit_convert (isnan (value) ? 0.0 : value, unit, c->unit, &converted)) {
      value = isnan (value) ? value : converted;
      self->converted = TRUE;
    } else {
      g_free (c->unit);
      c->unit = g_strdup (unit);
      self->changed = TRUE;
    }
  }

  rk_column_set_put (self, column, value, flags);
}

void
rk_column_set_emit (RkColumnSet           *self,
                    gint64                 device_ns,
                    gboolean               clock_time,
                    gsize                  end,
                    const RkDecoderEvents *events,
                    gpointer               user_data)
{
  RkFrame frame = {
    .values = (const double *) (const void *) self->values->data,
    .flags = (const guint32 *) (const void *) self->flags->data,
    .n_values = self->columns->len,
    .device_ns = device_ns,
    .clock_time = clock_time,
    .end = end,
  };

  if (self->changed) {
    self->changed = FALSE;
    if (events->columns != NULL)
      events->columns (user_data, self->columns);
  }

  self->n_frames++;
  if (events->frame != NULL)
    events->frame (user_data, &frame);
}
