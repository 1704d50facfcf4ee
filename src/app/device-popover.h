#pragma once

#include <gtk/gtk.h>

#include "app/document.h"

G_BEGIN_DECLS

/* The list of sensors: connected ones, ports of the system, simulated ones, any other port. */
#define RK_TYPE_DEVICE_POPOVER (rk_device_popover_get_type ())
G_DECLARE_FINAL_TYPE (RkDevicePopover, rk_device_popover, RK, DEVICE_POPOVER, GtkPopover)

void rk_device_popover_set_document (RkDevicePopover *self, RkDocument *document, RkDeviceList *ports);

G_END_DECLS
