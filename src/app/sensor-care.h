#pragma once

#include "app/document.h"

G_BEGIN_DECLS

/**
 * RkSensorCare:
 *
 * Looks after the sensors of a document: gives a sensor that comes its stored calibration, counts its warm-up down, warns when
 * it is in danger and when an experiment was too coarse for it. Main thread.
 *
 * Signals: changed (a note on a channel is another one: warm-up, battery);
 * danger (const char * text, nullable: over), when a value leaves what a sensor bears and when it is back;
 * remark (const char * text): worth a word after a run.
 */
#define RK_TYPE_SENSOR_CARE (rk_sensor_care_get_type ())
G_DECLARE_FINAL_TYPE (RkSensorCare, rk_sensor_care, RK, SENSOR_CARE, GObject)

RkSensorCare *rk_sensor_care_new (RkDocument *document) G_GNUC_WARN_UNUSED_RESULT;
double        rk_sensor_care_get_warm_up_left_s (RkSensorCare *self, RkChannel *channel);
gboolean      rk_sensor_care_is_battery_low     (RkSensorCare *self, RkChannel *channel);

/* The source and the column behind a channel; FALSE when it is not connected. The source is borrowed. */
gboolean      rk_sensor_find       (RkDocument *document, RkChannel *channel, RkSource **source, guint *column);
/* Zeroes by the mean of the last second. FALSE when nothing came. */
gboolean      rk_sensor_zero       (RkDocument *document, RkChannel *channel);

/* Zeroes every visible channel; returns how many had a reading. */
guint         rk_sensor_zero_all   (RkDocument *document);
/* (element-type RkChannel): others that are connected and of the same kind: quantity, unit, profile of the device. */
GPtrArray    *rk_sensor_find_equal (RkDocument *document, RkChannel *channel) G_GNUC_WARN_UNUSED_RESULT;

/* Pure. "Take the probe out: ..." for a raw value outside of what the sensor bears, else NULL. */
char         *rk_sensor_judge_safe (RkChannel *channel, double raw) G_GNUC_WARN_UNUSED_RESULT;
/* Pure. Whether @raw is so far inside that a warning may end. */
gboolean      rk_sensor_is_calm    (RkChannel *channel, double raw);
/* Pure. "T changed by only 4 steps ..." for a run between raw values, else NULL. */
char         *rk_sensor_judge_steps (RkChannel *channel, double min, double max) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
