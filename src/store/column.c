#include "config.h"

#include "store/column.h"

#include <math.h>

/**
 * rk_column_new:
 * @key: what is stable about it within its source; also its first name
 * @quantity: (nullable): id of a quantity
 * @unit: (nullable): unit, as the device prints it
 *
 * Describes a column.
 *
 * Threads: any; plain data.
 *
 * Returns: (transfer full): a column without symbol, its decimals unknown
 */
RkColumn *
rk_column_new (const char *key,
               const char *quantity,
               const char *unit)
{
  RkColumn *self;

  g_return_val_if_fail (key != NULL, NULL);

  self = g_new0 (RkColumn, 1);
  self->key = g_strdup (key);
  self->name = g_strdup (key);
  self->quantity = g_strdup (quantity);
  self->unit = g_strdup (unit);
  self->decimals = -1;
  rk_sensor_init (&self->sensor);

  return self;
}

/**
 * rk_sensor_init:
 * @self: (out caller-allocates): facts
 *
 * Says that nothing is known about a sensor.
 */
void
rk_sensor_init (RkSensor *self)
{
  g_return_if_fail (self != NULL);

  *self = (RkSensor) {
    .range_min = (double) NAN, .range_max = (double) NAN, .safe_min = (double) NAN, .safe_max = (double) NAN,
    .resolution = (double) NAN,
  };
}

/**
 * rk_column_copy:
 * @self: a column
 *
 * Copies it with all its texts.
 *
 * Returns: (transfer full): a column
 */
RkColumn *
rk_column_copy (const RkColumn *self)
{
  RkColumn *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_new0 (RkColumn, 1);
  copy->key = g_strdup (self->key);
  copy->base = g_strdup (self->base);
  copy->variant = g_strdup (self->variant);
  copy->channel = g_strdup (self->channel);
  copy->name = g_strdup (self->name);
  copy->symbol = g_strdup (self->symbol);
  copy->quantity = g_strdup (self->quantity);
  copy->unit = g_strdup (self->unit);
  copy->decimals = self->decimals;
  copy->sensor = self->sensor;
  copy->calibration = g_strdup (self->calibration);
  copy->calibration_unit = g_strdup (self->calibration_unit);

  return copy;
}

/**
 * rk_column_free:
 * @self: (transfer full): a column
 *
 * Frees it.
 */
void
rk_column_free (RkColumn *self)
{
  if (self == NULL)
    return;

  g_free (self->key);
  g_free (self->base);
  g_free (self->variant);
  g_free (self->channel);
  g_free (self->name);
  g_free (self->symbol);
  g_free (self->quantity);
  g_free (self->unit);
  g_free (self->calibration);
  g_free (self->calibration_unit);
  g_free (self);
}

static gpointer
copy_column (gconstpointer column,
             gpointer      user_data)
{
  return rk_column_copy (column);
}

/**
 * rk_columns_copy:
 * @columns: (element-type RkColumn): columns
 *
 * Copies an array of columns, to hand it to another thread.
 *
 * Returns: (transfer full) (element-type RkColumn): the copy, which frees its columns
 */
GPtrArray *
rk_columns_copy (GPtrArray *columns)
{
  GPtrArray *copy;

  g_return_val_if_fail (columns != NULL, NULL);

  copy = g_ptr_array_copy (columns, copy_column, NULL);
  g_ptr_array_set_free_func (copy, (GDestroyNotify) rk_column_free);

  return copy;
}
