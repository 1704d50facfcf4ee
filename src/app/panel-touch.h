#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What two fingers mean. Pure: no widget. */

/* Side by side they mean time, one above the other values, aslant both; @dx and @dy are between them, pixels. */
void rk_touch_get_axes (double dx, double dy, gboolean *x, gboolean *y);
/* New limits of an axis: what was under the middle of the fingers stays there when they move and spread. */
void rk_touch_pinch    (double *lower, double *upper, double before, double now, double factor);

G_END_DECLS
