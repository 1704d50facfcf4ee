#pragma once

#include "store/channel.h"

G_BEGIN_DECLS

/* Private to channel.c and channel-calibration.c. */

struct _RkChannel
{
  GObject parent_instance;

  char     *id;
  char     *source_key;
  char     *column_key;
  char     *raw_unit; /* nullable */
  char     *name;
  char     *symbol;
  char     *quantity;
  char     *unit;
  int       decimals; /* -1 = by the data */
  guint     color;
  gboolean  visible;
  double    last_value; /* raw; NaN = none */

  /* Of the values seen last, as shown: places and magnitude, so that 0.94, 1 and 10 stand as 0.94, 1.00 and
   * 10.00. -1 = none seen. */
  int       seen_decimals;
  double    seen_size;

  /* From raw to shown. Scale and offset follow from the unit values have after calibration, and @unit. */
  RkConversion conversion;

  char     *calibration_name;
  char     *calibration_author;
  char     *calibration_unit; /* nullable = @raw_unit */
  gint64    calibration_us;

  /* In the raw unit; NaN = unknown. */
  double    range_min;
  double    range_max;
  double    safe_min;
  double    safe_max;
  double    resolution;
  double    warm_up_s;

  RkCalibration *factory; /* nullable */
  char          *factory_unit;
};

typedef enum {
  RK_CHANNEL_PROP_0,
  RK_CHANNEL_PROP_ID,
  RK_CHANNEL_PROP_SOURCE_KEY,
  RK_CHANNEL_PROP_COLUMN_KEY,
  RK_CHANNEL_PROP_NAME,
  RK_CHANNEL_PROP_SYMBOL,
  RK_CHANNEL_PROP_QUANTITY,
  RK_CHANNEL_PROP_UNIT,
  RK_CHANNEL_PROP_DECIMALS,
  RK_CHANNEL_PROP_COLOR,
  RK_CHANNEL_PROP_VISIBLE,
  RK_CHANNEL_PROP_LAST_VALUE,
  RK_CHANNEL_PROP_CALIBRATION,
  RK_CHANNEL_PROP_ZERO,
  RK_CHANNEL_PROP_HAS_RANGE,
  RK_CHANNEL_PROP_HAS_SAFE,
  RK_CHANNEL_PROP_RESOLUTION,
  RK_CHANNEL_N_PROPS,
} RkChannelProp;

/* Emits notify for one of them. */
void     rk_channel_notify (RkChannel *self, RkChannelProp prop);
/* What the device's unit becomes before the shown one: that of the calibration, else the raw one. */
const char *rk_channel_get_inner_unit (RkChannel *self);
/* Puts in the shown unit: fills scale and offset; FALSE when the units do not compare. */
gboolean rk_channel_find_unit (RkChannel *self, const char *unit, double *scale, double *offset);
/* Values look different now: learns their digits anew. */
void     rk_channel_forget_values (RkChannel *self);

G_END_DECLS
