#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RkStamper:
 *
 * Gives every frame its time: from the device's own clock where it prints one, else by its index
 * where frames come at a steady rate, else from its place in the bytes of a read. Pure: no clock of
 * its own. One thread at a time.
 */
typedef struct _RkStamper RkStamper;

RkStamper *rk_stamper_new   (void) G_GNUC_WARN_UNUSED_RESULT;
void       rk_stamper_free  (RkStamper *self);
/* The line broke or slept: nothing before counts for what follows, but time never goes back. */
void       rk_stamper_reset (RkStamper *self);
/* Nanoseconds a byte takes on the wire; 0 = no wire. */
void       rk_stamper_set_byte_ns (RkStamper *self, double byte_ns);
/* The adapter collects bytes for so long at most (latency_timer); 0 = unknown. */
void       rk_stamper_set_timer_ns (RkStamper *self, double timer_ns);

/* A read of @n bytes ended at @arrival_ns; then each frame that ended in it; then the end. */
void       rk_stamper_begin (RkStamper *self, gint64 arrival_ns, gsize n);
gint64     rk_stamper_frame (RkStamper *self, gsize end, gint64 device_ns);
void       rk_stamper_end   (RkStamper *self);

/* Frames a second as measured over the last two seconds, outliers left out; 0 = unknown. */
double     rk_stamper_get_rate_hz (RkStamper *self);
gint64     rk_stamper_get_last_ns (RkStamper *self); /* RK_TIME_NONE before the first frame */
/* 95 of 100 frames were sent within this much of their time, but for one constant delay; -1 = unknown. */
gint64     rk_stamper_get_uncertainty_ns (RkStamper *self);
/* By how much the device's clock is faster than ours; NaN = unknown. */
double     rk_stamper_get_drift_ppm (RkStamper *self);
/* How long frames wait before they are delivered, as seen from here; -1 = unknown. */
gint64     rk_stamper_get_latency_ns (RkStamper *self);
/* Share of the wire's capacity in use over the last 2 s, 0...1; 0 = no wire. From 0.95 on the line is full. */
double     rk_stamper_get_load (RkStamper *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkStamper, rk_stamper_free)

G_END_DECLS
