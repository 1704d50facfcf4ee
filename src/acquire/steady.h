#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RkSteady:
 *
 * Whether frames come at a steady rate and, if so, when each was sent, by its index. Pure.
 */
typedef struct _RkSteady RkSteady;

RkSteady *rk_steady_new    (void) G_GNUC_WARN_UNUSED_RESULT;
void      rk_steady_free   (RkSteady *self);
void      rk_steady_reset  (RkSteady *self);

void      rk_steady_set_timer_ns (RkSteady *self, double timer_ns);

/* As in RkStamper: a read, each frame that ended in it, and its end. */
void      rk_steady_begin  (RkSteady *self, gint64 arrival_ns, gsize n);
/* RK_TIME_NONE while no steady rate is known. */
gint64    rk_steady_frame  (RkSteady *self, gsize end);
/* @wire_ns: a byte takes at least; @last_ns: time that the last frame was given. */
void      rk_steady_end    (RkSteady *self, double wire_ns, gint64 last_ns);

gboolean  rk_steady_is_known           (RkSteady *self);
double    rk_steady_get_period_ns      (RkSteady *self); /* 0 = unknown */
double    rk_steady_get_uncertainty_ns (RkSteady *self); /* -1 = unknown */
double    rk_steady_get_jitter_ns      (RkSteady *self); /* delays seen; -1 = unknown */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSteady, rk_steady_free)

G_END_DECLS
