#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RkStamper:
 *
 * Gives every frame its time: from the device's own clock where it prints one, else from its
 * place in the bytes of a read. Pure: no clock of its own. One thread at a time.
 */
typedef struct _RkStamper RkStamper;

RkStamper *rk_stamper_new   (void) G_GNUC_WARN_UNUSED_RESULT;
void       rk_stamper_free  (RkStamper *self);
/* The line broke or slept: nothing before counts for what follows, but time never goes back. */
void       rk_stamper_reset (RkStamper *self);
/* Nanoseconds a byte takes on the wire; 0 = no wire. */
void       rk_stamper_set_byte_ns (RkStamper *self, double byte_ns);

/* A read of @n bytes ended at @arrival_ns; then each frame that ended in it; then the end. */
void       rk_stamper_begin (RkStamper *self, gint64 arrival_ns, gsize n);
gint64     rk_stamper_frame (RkStamper *self, gsize end, gint64 device_ns);
void       rk_stamper_end   (RkStamper *self);

/* Frames a second as measured over the last two seconds, outliers left out; 0 = unknown. */
double     rk_stamper_get_rate_hz (RkStamper *self);
gint64     rk_stamper_get_last_ns (RkStamper *self); /* RK_TIME_NONE before the first frame */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkStamper, rk_stamper_free)

G_END_DECLS
