#pragma once

#include "acquire/link.h"
#include "acquire/sysfs.h"

G_BEGIN_DECLS

/* For the list and the sources only. Main thread. */
RkDevice       *rk_device_new_for_port (const RkPortInfo *info) G_GNUC_WARN_UNUSED_RESULT;
void            rk_device_update       (RkDevice *self, const RkPortInfo *info); /* NULL = gone */
const RkTarget *rk_device_get_target   (RkDevice *self);

G_END_DECLS
