#pragma once

#include <gtk/gtk.h>

#include "app/document.h"

G_BEGIN_DECLS

/* The counters of what was received, the measured rate and the state of the disk, always in sight. */
#define RK_TYPE_STATUS_LINE (rk_status_line_get_type ())
G_DECLARE_FINAL_TYPE (RkStatusLine, rk_status_line, RK, STATUS_LINE, GtkBox)

void rk_status_line_set_document (RkStatusLine *self, RkDocument *document);

G_END_DECLS
