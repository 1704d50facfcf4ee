#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is known about the sensor behind a column, in the unit of its values (after the factory's calibration); NaN = unknown. */
typedef struct {
  double range_min;  /* it can measure from ... to */
  double range_max;
  double safe_min;   /* it survives from ... to */
  double safe_max;
  double resolution; /* one step */
  double warm_up_s;  /* 0 = none */
} RkSensor;

/* What a source says about one column of its stream. Plain data, copied across threads. */
typedef struct {
  char *key;      /* stable within the source: the label or "value 1"; never NULL */
  char *base;     /* nullable: key of the column that this is another quantity of (a meter was switched over) */
  char *name;     /* as the device or the profile names it */
  char *symbol;   /* nullable: "T" */
  char *variant;  /* nullable: tells apart columns of one quantity: "ac" */
  char *channel;  /* nullable: id of the channel it belongs to, where source and key do not tell */
  char *quantity; /* nullable: id of base/quantity.h */
  char *unit;     /* nullable: symbol of base/quantity.h, or any text the device prints */
  int   decimals; /* -1 = unknown */
  RkSensor sensor;
  char *calibration;      /* nullable: of the factory, text form of store/calibration.h */
  char *calibration_unit; /* nullable: unit of values after it; NULL = @unit */
} RkColumn;

RkColumn *rk_column_new  (const char *key,
                          const char *quantity,
                          const char *unit) G_GNUC_WARN_UNUSED_RESULT;
RkColumn *rk_column_copy (const RkColumn *self) G_GNUC_WARN_UNUSED_RESULT;
void      rk_column_free (RkColumn *self);

/* Arrays of columns: GPtrArray with rk_column_free as free function. */
GPtrArray *rk_columns_copy (GPtrArray *columns) G_GNUC_WARN_UNUSED_RESULT;

void       rk_sensor_init  (RkSensor *self); /* nothing is known */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkColumn, rk_column_free)

G_END_DECLS
