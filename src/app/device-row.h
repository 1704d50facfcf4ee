#pragma once

#include <adwaita.h>

#include "acquire/device.h"

G_BEGIN_DECLS

/* A device that can be connected: a port or a simulated one; activated by a click. */
#define RK_TYPE_DEVICE_ROW (rk_device_row_get_type ())
G_DECLARE_FINAL_TYPE (RkDeviceRow, rk_device_row, RK, DEVICE_ROW, AdwActionRow)

GtkWidget *rk_device_row_new        (RkDevice *device);
RkDevice  *rk_device_row_get_device (RkDeviceRow *self);

/* The command that gives the user the right to open a port; NULL if group rights will not do. */
char      *rk_port_dup_permit_command (const char *path) G_GNUC_WARN_UNUSED_RESULT;

/* All simulated devices, a GListModel of RkDevice. */
GListModel *rk_simulated_devices_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
