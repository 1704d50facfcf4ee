#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What fingers mean. */

/* Whether it is a finger that a gesture hears of just now. */
gboolean rk_touch_is_finger (GtkEventController *controller);

/* Side by side they mean time, one above the other values, aslant both; @dx and @dy are between them, pixels. */
void rk_touch_get_axes (double dx, double dy, gboolean *x, gboolean *y);
/* New limits of an axis: what was under the middle of the fingers stays there when they move and spread. */
void rk_touch_pinch    (double *lower, double *upper, double before, double now, double factor);

G_END_DECLS
