/* What is known about the sensor behind a channel: its calibration, its zero, its range. */
#include "config.h"

#include "store/channel-private.h"

#include "base/quantity.h"

#include <math.h>

#define LAST_DECIMALS 15

static gboolean
same_double (double a,
             double b)
{
  return a == b || (isnan (a) && isnan (b));
}

/* How much is shown more when the device says one step more, at the value of the moment. */
static double
find_slope (RkChannel *self)
{
  double raw = isfinite (self->last_value) ? self->last_value : 0.0;
  double scale;
  double offset;
  double step;

  if (rk_conversion_is_line (&self->conversion, &scale, &offset))
    return fabs (scale);

  step = isfinite (self->resolution) && self->resolution > 0.0 ? self->resolution : MAX (fabs (raw), 1.0) * 1e-6;

  return fabs (rk_conversion_apply (&self->conversion, raw + step) - rk_conversion_apply (&self->conversion, raw)) / step;
}

/* The shown unit follows a calibration that makes another quantity of the readings, and back. */
static void
follow_unit (RkChannel *self)
{
  const char *inner = rk_channel_get_inner_unit (self);
  const RkUnit *known = rk_unit_find (inner);

  if (rk_channel_find_unit (self, self->unit, &self->conversion.scale, &self->conversion.offset))
    return;

  g_free (self->unit);
  self->unit = g_strdup (known != NULL ? known->symbol : inner);
  rk_channel_find_unit (self, self->unit, &self->conversion.scale, &self->conversion.offset);
  rk_channel_notify (self, RK_CHANNEL_PROP_UNIT);

  if (known != NULL && g_strcmp0 (known->quantity, "percent") != 0 && g_strcmp0 (known->quantity, self->quantity) != 0) {
    const RkQuantity *quantity = rk_quantity_find (known->quantity);

    if (quantity != NULL)
      rk_channel_set_symbol (self, quantity->symbol);
    rk_channel_set_quantity (self, known->quantity);
  }
}

/* Fixed decimals move with the slope: what counted in steps of 1 now may count in steps of 0.05. */
static int
follow_decimals (RkChannel *self,
                 double     old_slope)
{
  double shift = log10 (old_slope / find_slope (self));

  if (self->decimals < 0 || !isfinite (shift))
    return self->decimals;

  return (int) CLAMP (self->decimals + lround (shift), 0, LAST_DECIMALS);
}

/**
 * rk_channel_get_calibration:
 * @self: a channel
 *
 * Returns: (transfer none) (nullable): the calibration in force
 */
RkCalibration *
rk_channel_get_calibration (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  return self->conversion.calibration;
}

/**
 * rk_channel_set_calibration:
 * @self: a channel
 * @calibration: (nullable): %NULL = as the device delivers
 * @unit: (nullable): unit of the calibrated values; %NULL = the raw unit
 * @name: (nullable): what it is called
 * @author: (nullable): who made it
 * @wall_us: when, microseconds since 1970; 0 = unknown
 *
 * Puts a calibration into force, for all runs; raw values are untouched.
 *
 * The zero is taken back: it was found with other values. The shown unit stays if it can, else it becomes @unit; fixed
 * decimals move with the slope.
 *
 * Threads: main.
 */
void
rk_channel_set_calibration (RkChannel     *self,
                            RkCalibration *calibration,
                            const char    *unit,
                            const char    *name,
                            const char    *author,
                            gint64         wall_us)
{
  const RkUnit *known = rk_unit_find (unit);
  gboolean was_zeroed;
  double slope;

  g_return_if_fail (RK_IS_CHANNEL (self));

  if (known != NULL)
    unit = known->symbol;
  if (calibration == NULL) {
    unit = name = author = NULL;
    wall_us = 0;
  }

  if (rk_calibration_equal (self->conversion.calibration, calibration) && g_strcmp0 (self->calibration_unit, unit) == 0
      && g_strcmp0 (self->calibration_name, name) == 0 && g_strcmp0 (self->calibration_author, author) == 0
      && self->calibration_us == wall_us)
    return;

  was_zeroed = self->conversion.zero != 0.0;
  slope = find_slope (self);

  if (calibration != NULL)
    rk_calibration_ref (calibration);
  rk_conversion_clear (&self->conversion);
  self->conversion.calibration = calibration;
  self->conversion.zero = 0.0;
  g_free (self->calibration_unit);
  self->calibration_unit = g_strdup (unit);
  g_free (self->calibration_name);
  self->calibration_name = g_strdup (name);
  g_free (self->calibration_author);
  self->calibration_author = g_strdup (author);
  self->calibration_us = wall_us;

  g_object_freeze_notify (G_OBJECT (self));
  follow_unit (self);
  rk_channel_set_decimals (self, follow_decimals (self, slope));
  rk_channel_forget_values (self);
  rk_channel_notify (self, RK_CHANNEL_PROP_CALIBRATION);
  if (was_zeroed)
    rk_channel_notify (self, RK_CHANNEL_PROP_ZERO);
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * rk_channel_get_calibration_name:
 * @self: a channel
 *
 * Returns: (nullable): what the calibration is called
 */
const char *
rk_channel_get_calibration_name (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  return self->calibration_name;
}

/**
 * rk_channel_get_calibration_author:
 * @self: a channel
 *
 * Returns: (nullable): who made the calibration
 */
const char *
rk_channel_get_calibration_author (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  return self->calibration_author;
}

/**
 * rk_channel_get_calibration_us:
 * @self: a channel
 *
 * Returns: when the calibration was made, microseconds since 1970; 0 = unknown
 */
gint64
rk_channel_get_calibration_us (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), 0);

  return self->calibration_us;
}

/**
 * rk_channel_get_calibration_unit:
 * @self: a channel
 *
 * Returns: (nullable): unit of the calibrated values; %NULL = the raw unit
 */
const char *
rk_channel_get_calibration_unit (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  return self->calibration_unit;
}

/**
 * rk_channel_get_zero:
 * @self: a channel
 *
 * Returns: what is subtracted from every value, in the shown unit; 0 = not zeroed
 */
double
rk_channel_get_zero (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), 0.0);

  return self->conversion.zero * self->conversion.scale;
}

/**
 * rk_channel_set_zero:
 * @self: a channel
 * @zero: what is to be shown as 0, in the shown unit and not zeroed; 0 takes the zero back
 *
 * Zeroes the channel, for all runs; raw values are untouched. A zero that is not finite is left out.
 */
void
rk_channel_set_zero (RkChannel *self,
                     double     zero)
{
  g_return_if_fail (RK_IS_CHANNEL (self));

  zero /= self->conversion.scale;
  if (!isfinite (zero) || self->conversion.zero == zero)
    return;

  self->conversion.zero = zero;
  rk_channel_forget_values (self);
  rk_channel_notify (self, RK_CHANNEL_PROP_ZERO);
}

/**
 * rk_channel_get_range:
 * @self: a channel
 * @min: (out): raw unit; NaN = unknown
 * @max: (out): raw unit; NaN = unknown
 *
 * Tells what the sensor can measure.
 */
void
rk_channel_get_range (RkChannel *self,
                      double    *min,
                      double    *max)
{
  g_return_if_fail (RK_IS_CHANNEL (self) && min != NULL && max != NULL);

  *min = self->range_min;
  *max = self->range_max;
}

/**
 * rk_channel_set_range:
 * @self: a channel
 * @min: raw unit; NaN = unknown
 * @max: raw unit; NaN = unknown
 *
 * Says what the sensor can measure.
 */
void
rk_channel_set_range (RkChannel *self,
                      double     min,
                      double     max)
{
  g_return_if_fail (RK_IS_CHANNEL (self));

  if (same_double (self->range_min, min) && same_double (self->range_max, max))
    return;

  self->range_min = min;
  self->range_max = max;
  rk_channel_notify (self, RK_CHANNEL_PROP_HAS_RANGE);
}

/**
 * rk_channel_get_safe:
 * @self: a channel
 * @min: (out): raw unit; NaN = no limit known
 * @max: (out): raw unit; NaN = no limit known
 *
 * Tells what the sensor bears.
 */
void
rk_channel_get_safe (RkChannel *self,
                     double    *min,
                     double    *max)
{
  g_return_if_fail (RK_IS_CHANNEL (self) && min != NULL && max != NULL);

  *min = self->safe_min;
  *max = self->safe_max;
}

/**
 * rk_channel_set_safe:
 * @self: a channel
 * @min: raw unit; NaN = no limit known
 * @max: raw unit; NaN = no limit known
 *
 * Says what the sensor bears.
 */
void
rk_channel_set_safe (RkChannel *self,
                     double     min,
                     double     max)
{
  g_return_if_fail (RK_IS_CHANNEL (self));

  if (same_double (self->safe_min, min) && same_double (self->safe_max, max))
    return;

  self->safe_min = min;
  self->safe_max = max;
  rk_channel_notify (self, RK_CHANNEL_PROP_HAS_SAFE);
}

/**
 * rk_channel_get_resolution:
 * @self: a channel
 *
 * Returns: one step of the sensor, raw unit; NaN = unknown
 */
double
rk_channel_get_resolution (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), (double) NAN);

  return self->resolution;
}

/**
 * rk_channel_set_resolution:
 * @self: a channel
 * @resolution: one step of the sensor, raw unit; NaN = unknown
 *
 * Says how finely the sensor measures.
 */
void
rk_channel_set_resolution (RkChannel *self,
                           double     resolution)
{
  g_return_if_fail (RK_IS_CHANNEL (self));

  if (same_double (self->resolution, resolution))
    return;

  self->resolution = resolution;
  rk_channel_notify (self, RK_CHANNEL_PROP_RESOLUTION);
}

/**
 * rk_channel_get_warm_up_s:
 * @self: a channel
 *
 * Returns: seconds from connecting until its values can be trusted; 0 = at once, or unknown
 */
double
rk_channel_get_warm_up_s (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), 0.0);

  return self->warm_up_s;
}

/**
 * rk_channel_get_factory:
 * @self: a channel
 * @unit: (out) (optional) (nullable): unit after it; %NULL = the raw unit
 *
 * Returns: (transfer none) (nullable): the calibration it came with
 */
RkCalibration *
rk_channel_get_factory (RkChannel   *self,
                        const char **unit)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), NULL);

  if (unit != NULL)
    *unit = self->factory_unit;

  return self->factory;
}

/**
 * rk_channel_set_factory:
 * @self: a channel
 * @factory: (nullable): a calibration
 * @unit: (nullable): unit after it
 *
 * Says which calibration it came with; that in force stays.
 */
void
rk_channel_set_factory (RkChannel     *self,
                        RkCalibration *factory,
                        const char    *unit)
{
  const RkUnit *known = rk_unit_find (unit);

  g_return_if_fail (RK_IS_CHANNEL (self));

  if (known != NULL)
    unit = known->symbol;
  if (factory == NULL)
    unit = NULL;
  if (rk_calibration_equal (self->factory, factory) && g_strcmp0 (self->factory_unit, unit) == 0)
    return;

  if (factory != NULL)
    rk_calibration_ref (factory);
  g_clear_pointer (&self->factory, rk_calibration_unref);
  self->factory = factory;
  g_free (self->factory_unit);
  self->factory_unit = g_strdup (unit);
  rk_channel_notify (self, RK_CHANNEL_PROP_CALIBRATION);
}

/**
 * rk_channel_restore_factory:
 * @self: a channel
 *
 * Puts the calibration it came with into force, or none if it came without.
 */
void
rk_channel_restore_factory (RkChannel *self)
{
  g_return_if_fail (RK_IS_CHANNEL (self));

  rk_channel_set_calibration (self, self->factory, self->factory_unit, NULL, NULL, 0);
}

/**
 * rk_channel_is_factory:
 * @self: a channel
 *
 * Returns: whether its calibration is the one it came with, or none as it came
 */
gboolean
rk_channel_is_factory (RkChannel *self)
{
  g_return_val_if_fail (RK_IS_CHANNEL (self), TRUE);

  return rk_calibration_equal (self->conversion.calibration, self->factory) && self->calibration_us == 0
         && self->calibration_name == NULL;
}

/* The reading that stands for @value; where that is not one reading it is unknown. */
static double
to_raw (const RkCalibration *factory,
        double               value)
{
  return factory == NULL || isnan (value) ? value : rk_calibration_invert (factory, value, -1e9, 1e9);
}

static void
learn_limits (const RkCalibration *factory,
              double               min,
              double               max,
              double              *raw_min,
              double              *raw_max)
{
  double a = to_raw (factory, min);
  double b = to_raw (factory, max);

  if (isnan (a) && isnan (b))
    return;

  *raw_min = a > b ? b : a;
  *raw_max = a > b ? a : b;
}

/**
 * rk_channel_learn:
 * @self: a channel
 * @column: what a source says now
 *
 * Takes over what is known about the sensor: range, limits, step, warm-up and factory calibration. What @column does not
 * say stays. Values are shown as before.
 */
void
rk_channel_learn (RkChannel      *self,
                  const RkColumn *column)
{
  const RkSensor *sensor;
  double min;
  double max;

  g_return_if_fail (RK_IS_CHANNEL (self) && column != NULL);

  sensor = &column->sensor;
  g_object_freeze_notify (G_OBJECT (self));

  /* What a profile says is checked when it is read. */
  if (column->calibration != NULL) {
    g_autoptr (RkCalibration) factory = rk_calibration_parse (column->calibration, NULL);

    if (factory != NULL)
      rk_channel_set_factory (self, factory, column->calibration_unit);
  }

  rk_channel_get_range (self, &min, &max);
  learn_limits (self->factory, sensor->range_min, sensor->range_max, &min, &max);
  rk_channel_set_range (self, min, max);
  rk_channel_get_safe (self, &min, &max);
  learn_limits (self->factory, sensor->safe_min, sensor->safe_max, &min, &max);
  rk_channel_set_safe (self, min, max);

  if (sensor->resolution > 0.0) {
    double middle = sensor->range_min + (sensor->range_max - sensor->range_min) / 2.0;
    double step = fabs (to_raw (self->factory, middle + sensor->resolution) - to_raw (self->factory, middle));

    if (self->factory == NULL) /* also without a range */
      step = sensor->resolution;
    if (isfinite (step))
      rk_channel_set_resolution (self, step);
  }
  if (sensor->warm_up_s > 0.0)
    self->warm_up_s = sensor->warm_up_s;

  g_object_thaw_notify (G_OBJECT (self));
}
