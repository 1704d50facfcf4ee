#pragma once

#include <gtk/gtk.h>

#include "app/document.h"

G_BEGIN_DECLS

/* A connected device in the list of sensors: its state, profile, speed, and the way to let it go. */
#define RK_TYPE_SOURCE_ROW (rk_source_row_get_type ())
G_DECLARE_FINAL_TYPE (RkSourceRow, rk_source_row, RK, SOURCE_ROW, GtkListBoxRow)

GtkWidget *rk_source_row_new (RkDocument *document, RkSource *source);

/* What the state of a source means, for people. */
char      *rk_source_describe (RkSource *source) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
