#pragma once

#include <adwaita.h>

#include "acquire/device.h"

G_BEGIN_DECLS

/* The program: its windows, actions, keys and preferences. */
#define RK_TYPE_APPLICATION (rk_application_get_type ())
G_DECLARE_FINAL_TYPE (RkApplication, rk_application, RK, APPLICATION, AdwApplication)

RkApplication *rk_application_new       (void) G_GNUC_WARN_UNUSED_RESULT;
RkDeviceList  *rk_application_get_ports (RkApplication *self);

G_END_DECLS
