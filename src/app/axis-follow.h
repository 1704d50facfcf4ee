#pragma once

#include "app/graph-view.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Where the last seconds of a recording begin: anywhere, or at a level, as on an oscilloscope. */
GtkWidget *rk_axis_follow_new (RkGraphView *view) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
