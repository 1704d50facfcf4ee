#pragma once

#include "acquire/profile.h"

G_BEGIN_DECLS

/* What was chosen for a device (rk_device_get_key ()), kept for the next time. Main thread. */
RkProfile *rk_memory_find   (const char *key) G_GNUC_WARN_UNUSED_RESULT; /* nullable */
gboolean   rk_memory_store  (const char *key, RkProfile *profile, GError **error);
gboolean   rk_memory_forget (const char *key, GError **error);

G_END_DECLS
