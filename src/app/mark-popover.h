#pragma once

#include <gtk/gtk.h>

#include "store/run.h"

G_BEGIN_DECLS

/* The text of one mark beside it in the graph. */
GtkWidget *rk_mark_popover_new (RkRun *run, RkMark *mark) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
