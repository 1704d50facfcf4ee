#include "config.h"

#include "acquire/decoders/column-set.h"

#include "base/quantity.h"
#include "store/block.h"

#include <glib/gi18n-lib.h>
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

int
rk_column_set_add_known (RkColumnSet *self,
                         const char  *key,
                         const char  *quantity,
                         const char  *unit,
                         int          decimals)
{
  int column = rk_column_set_find (self, key);
  RkColumn *added;

  if (column >= 0)
    return column;

  column = rk_column_set_add (self, key);
  if (column < 0)
    return -1;

  added = g_ptr_array_index (self->columns, column);
  added->quantity = g_strdup (quantity);
  added->unit = g_strdup (unit);
  added->decimals = decimals;

  return column;
}

static gboolean
is_as (const RkColumn *column,
       const char     *base,
       const char     *quantity,
       const char     *variant)
{
  return g_strcmp0 (column->base != NULL ? column->base : column->key, base) == 0 &&
         g_strcmp0 (column->quantity, quantity) == 0 && g_strcmp0 (column->variant, variant) == 0;
}

static char *
qualify (const char *base,
         const char *quantity,
         const char *variant)
{
  return g_strjoin (" ", base, quantity != NULL ? quantity : "?", variant, NULL);
}

/* The column of @base for what is measured, called @name unless a device of many columns has that name itself. */
static int
add_named (RkColumnSet *self,
           char        *name, /* transfer full */
           const char  *base,
           const char  *quantity,
           const char  *variant,
           const char  *unit)
{
  g_autofree char *key = name;
  RkColumn *column;
  int found;

  for (found = rk_column_set_find (self, key); found >= 0; found = rk_column_set_find (self, key)) {
    char *next;

    if (is_as (g_ptr_array_index (self->columns, found), base, quantity, variant))
      return found;

    next = strcmp (key, base) == 0 ? qualify (base, quantity, variant) : g_strconcat (key, "*", NULL);
    g_free (key);
    key = next;
  }

  found = rk_column_set_add (self, key);
  if (found < 0)
    return -1;

  column = g_ptr_array_index (self->columns, found);
  if (strcmp (key, base) != 0)
    column->base = g_strdup (base);
  column->quantity = g_strdup (quantity);
  column->variant = g_strdup (variant);
  column->unit = g_strdup (unit);

  return found;
}

/* "display" is the first quantity a meter shows, "display voltage ac" a later one. */
int
rk_column_set_add_as (RkColumnSet *self,
                      const char  *key,
                      const char  *quantity,
                      const char  *variant,
                      const char  *unit)
{
  return add_named (self, g_strdup (key), key, quantity, variant, unit);
}

int
rk_column_set_add_of (RkColumnSet *self,
                      const char  *base,
                      const char  *quantity,
                      const char  *variant,
                      const char  *unit)
{
  return add_named (self, qualify (base, quantity, variant), base, quantity, variant, unit);
}

void
rk_column_set_refine (RkColumnSet *self,
                      guint        column,
                      int          decimals)
{
  RkColumn *c = g_ptr_array_index (self->columns, column);

  if (decimals <= c->decimals)
    return;

  c->decimals = decimals;
  self->changed = TRUE;
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

/* The column for values of @unit where @column is of another quantity; @column itself where that is not
 * known. Texts say units, not quantities: which one it is exactly is left to the profile. */
static int
other_quantity (RkColumnSet *self,
                guint        column,
                const char  *unit)
{
  const RkColumn *c = g_ptr_array_index (self->columns, column);
  const RkUnit *own = c->unit != NULL ? rk_unit_find (c->unit) : NULL;
  const RkUnit *other = rk_unit_find (unit);
  const RkQuantity *quantity = other != NULL ? rk_quantity_find (other->quantity) : NULL;
  const char *base = c->base != NULL ? c->base : c->key;
  g_autofree char *key = NULL;
  RkColumn *added;
  int found;

  if (own == NULL || quantity == NULL || strcmp (own->quantity, other->quantity) == 0)
    return (int) column;

  key = g_strjoin (" ", base, quantity->id, NULL);
  for (found = rk_column_set_find (self, key); found >= 0; found = rk_column_set_find (self, key)) {
    char *next;

    added = g_ptr_array_index (self->columns, found);
    if (g_strcmp0 (added->base, base) == 0)
      return found;
    next = g_strconcat (key, "*", NULL);
    g_free (key);
    key = next;
  }

  found = rk_column_set_add (self, key);
  if (found < 0)
    return -1;

  added = g_ptr_array_index (self->columns, found);
  added->base = g_strdup (base);
  added->unit = g_strdup (other->symbol);
  g_free (added->name);
  added->name = g_strdup_printf ("%s: %s", base, _(quantity->name));

  return found;
}

int
rk_column_set_put_in (RkColumnSet *self,
                      guint        column,
                      double       value,
                      guint32      flags,
                      const char  *unit)
{
  RkColumn *c = g_ptr_array_index (self->columns, column);
  double converted = value;

  if (unit != NULL && g_strcmp0 (c->unit != NULL ? c->unit : "", unit) != 0) {
    if (*unit == '\0') {
      g_clear_pointer (&c->unit, g_free);
      self->changed = TRUE;
    } else if (c->unit != NULL && rk_unit_convert (isnan (value) ? 0.0 : value, unit, c->unit, &converted)) {
      value = isnan (value) ? value : converted;
      self->converted = TRUE;
    } else {
      int other = other_quantity (self, column, unit);

      if (other < 0)
        return -1;
      if ((guint) other != column)
        return rk_column_set_put_in (self, (guint) other, value, flags, unit);
      g_free (c->unit);
      c->unit = g_strdup (unit);
      self->changed = TRUE;
    }
  }

  rk_column_set_put (self, column, value, flags);

  return (int) column;
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

  /* A line of a clock alone has no values: it is read, but there is no frame to tell of. */
  if (self->columns->len == 0)
    return;

  if (self->changed) {
    self->changed = FALSE;
    if (events->columns != NULL)
      events->columns (user_data, self->columns);
  }

  self->n_frames++;
  if (events->frame != NULL)
    events->frame (user_data, &frame);
}
