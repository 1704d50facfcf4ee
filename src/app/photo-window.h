#pragma once

#include "store/run.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The photo of a mark, as large as the screen lets it; it can be changed and taken away there. */
GtkWindow *rk_photo_window_new (GtkWindow *owner, RkRun *run, RkMark *mark);

G_END_DECLS
