#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

char      *rk_holder_find            (const char *path) G_GNUC_WARN_UNUSED_RESULT;
gboolean   rk_holder_is_terminal_of_somebody (dev_t device);

G_END_DECLS
