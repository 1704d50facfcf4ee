#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Says which instance has a file open; see lock.c. */
typedef struct _RkLock RkLock;

/* @shared for a file opened read-only. RK_PROJECT_ERROR_BUSY when another holds it. */
RkLock *rk_lock_take (const char *path, gboolean shared, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void    rk_lock_free (RkLock *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkLock, rk_lock_free)

G_END_DECLS
