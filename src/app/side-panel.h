#pragma once

#include <gtk/gtk.h>

#include "app/sensor-care.h"

G_BEGIN_DECLS

/* The side list: title, channels with their live values, runs. */
#define RK_TYPE_SIDE_PANEL (rk_side_panel_get_type ())
G_DECLARE_FINAL_TYPE (RkSidePanel, rk_side_panel, RK, SIDE_PANEL, GtkBox)

void rk_side_panel_set_document (RkSidePanel *self, RkDocument *document, RkSensorCare *care);

G_END_DECLS
