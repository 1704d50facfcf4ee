#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The usual distance of samples: the median of @distances, which are sorted by it; 0 where more than a tenth are not near it. */
double rk_rate_find_step (double *distances, guint n);

G_END_DECLS
