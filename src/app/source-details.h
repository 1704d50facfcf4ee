#pragma once

#include <gtk/gtk.h>

#include "acquire/source.h"

G_BEGIN_DECLS

/* How a device is read, in numbers, behind a line that opens: counters, the last refused line, the quality of times.
 * Costs nothing while it is closed. */
#define RK_TYPE_SOURCE_DETAILS (rk_source_details_get_type ())
G_DECLARE_FINAL_TYPE (RkSourceDetails, rk_source_details, RK, SOURCE_DETAILS, GtkWidget)

void rk_source_details_set_source (RkSourceDetails *self, RkSource *source);

G_END_DECLS
