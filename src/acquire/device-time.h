#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RkDeviceTime:
 *
 * Our time from the clock of a device: offset and drift. Pure.
 */
typedef struct _RkDeviceTime RkDeviceTime;

RkDeviceTime *rk_device_time_new   (void) G_GNUC_WARN_UNUSED_RESULT;
void          rk_device_time_free  (RkDeviceTime *self);
void          rk_device_time_reset (RkDeviceTime *self);

/* RK_TIME_NONE if it is no clock. */
gint64        rk_device_time_frame (RkDeviceTime *self, gint64 arrival_ns, gint64 device_ns);
/* The read is over. */
void          rk_device_time_end   (RkDeviceTime *self);

double        rk_device_time_get_slope          (RkDeviceTime *self); /* of our time to the device's; 0 = unknown */
double        rk_device_time_get_uncertainty_ns (RkDeviceTime *self); /* -1 = unknown */
double        rk_device_time_get_jitter_ns      (RkDeviceTime *self); /* -1 = unknown */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkDeviceTime, rk_device_time_free)

G_END_DECLS
