#pragma once

#include <glib-object.h>

#include "store/calibration.h"
#include "store/column.h"

G_BEGIN_DECLS

/**
 * RkChannel:
 *
 * A quantity of the experiment, the same through all its runs: its name, unit and looks.
 * Matched to a column of a source by @source-key and @column-key. Main thread.
 *
 * Properties: id (string, read-only, "c1"...), source-key, column-key (construct-only),
 * name, symbol, quantity, unit (nullable strings), decimals (int, -1 = by the data),
 * color (uint, index into the palette), visible (boolean),
 * last-value (double, NaN = none; not stored),
 * calibration (boxed, read-only, nullable), zero (double), has-range, has-safe (boolean, read-only),
 * resolution (double, read-only, NaN = unknown).
 */
/* Sources of what is calculated from runs; the key of the source of those follows. */
#define RK_CHANNEL_DIFFERENCE "difference:"
#define RK_CHANNEL_MEAN       "mean:"
#define RK_CHANNEL_DEVIATION  "deviation:" /* s of that mean */

#define RK_TYPE_CHANNEL (rk_channel_get_type ())
G_DECLARE_FINAL_TYPE (RkChannel, rk_channel, RK, CHANNEL, GObject)

RkChannel  *rk_channel_new            (const char *id, const char *source_key, const RkColumn *column) G_GNUC_WARN_UNUSED_RESULT;
const char *rk_channel_get_id         (RkChannel *self);
const char *rk_channel_get_source_key (RkChannel *self);
const char *rk_channel_get_column_key (RkChannel *self);
const char *rk_channel_get_name       (RkChannel *self);
const char *rk_channel_get_symbol     (RkChannel *self);
const char *rk_channel_get_quantity   (RkChannel *self);
const char *rk_channel_get_unit       (RkChannel *self);
int         rk_channel_get_decimals   (RkChannel *self);
guint       rk_channel_get_color      (RkChannel *self);
gboolean    rk_channel_get_visible    (RkChannel *self);
double      rk_channel_get_last_value (RkChannel *self);

/* Its values are differences, as a calculation says by the key of its source: units without their zero points. */
gboolean    rk_channel_is_difference  (RkChannel *self);
/* It was made for what is calculated from runs. */
gboolean    rk_channel_is_calculated  (RkChannel *self);

void        rk_channel_set_name       (RkChannel *self, const char *name);
void        rk_channel_set_symbol     (RkChannel *self, const char *symbol);
void        rk_channel_set_quantity   (RkChannel *self, const char *quantity);
/* A known unit of the same quantity converts what is shown; raw values are untouched. */
void        rk_channel_set_unit       (RkChannel *self, const char *unit);
void        rk_channel_set_decimals   (RkChannel *self, int decimals);
void        rk_channel_set_color      (RkChannel *self, guint color);
void        rk_channel_set_visible    (RkChannel *self, gboolean visible);
void        rk_channel_set_last_value (RkChannel *self, double raw_value);

/* The unit the device delivers; values are stored in it. */
const char *rk_channel_get_raw_unit   (RkChannel *self);
/* shown = unit (calibration (raw) - zero); the calibration is borrowed. */
void        rk_channel_get_conversion (RkChannel *self, RkConversion *conversion);
/* The calibration in force; NULL = as the device delivers. @name, @author: (nullable) who made it; @wall_us: when. Its values
 * are in the unit calibration-unit (nullable = the raw unit). */
RkCalibration *rk_channel_get_calibration (RkChannel *self);
void        rk_channel_set_calibration (RkChannel *self, RkCalibration *calibration, const char *unit,
                                        const char *name, const char *author, gint64 wall_us);
const char *rk_channel_get_calibration_name   (RkChannel *self);
const char *rk_channel_get_calibration_author (RkChannel *self);
gint64      rk_channel_get_calibration_us     (RkChannel *self);
const char *rk_channel_get_calibration_unit   (RkChannel *self);
/* Subtracted from every calibrated value, in the shown unit; 0 = not zeroed. */
double      rk_channel_get_zero       (RkChannel *self);
void        rk_channel_set_zero       (RkChannel *self, double zero);
/* What the sensor is said to be able to do, in the raw unit; NaN = unknown. From the profile; stored in the file. */
void        rk_channel_get_range      (RkChannel *self, double *min, double *max);
void        rk_channel_set_range      (RkChannel *self, double min, double max);
void        rk_channel_get_safe       (RkChannel *self, double *min, double *max);
void        rk_channel_set_safe       (RkChannel *self, double min, double max);
double      rk_channel_get_resolution (RkChannel *self);
void        rk_channel_set_resolution (RkChannel *self, double resolution);

/* Seconds until its values can be trusted; 0 = at once. Not stored. */
double      rk_channel_get_warm_up_s  (RkChannel *self);
/* The calibration it came with; NULL = as the device delivers. Stored. */
RkCalibration *rk_channel_get_factory (RkChannel *self, const char **unit);
void        rk_channel_set_factory    (RkChannel *self, RkCalibration *factory, const char *unit);
void        rk_channel_restore_factory (RkChannel *self);
gboolean    rk_channel_is_factory     (RkChannel *self); /* its calibration is that one */
/* Takes over what @column tells about the sensor, where it tells something; values shown do not change. */
void        rk_channel_learn          (RkChannel *self, const RkColumn *column);

/* A raw value as people read it, in the channel's unit and decimals: "21,5"; without the unit. */
char       *rk_channel_format         (RkChannel *self, double raw_value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
