#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A file that appears whole or not at all: written beside its place, put there by a rename. Private
 * to this folder. A path that is no plain file (/dev/stdout, a pipe) is written directly. */
typedef struct _RkAtomicFile RkAtomicFile;

/* All errors are RK_EXCHANGE_ERROR_CANNOT_WRITE with the path and the reason. */
RkAtomicFile *rk_atomic_file_new    (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
gboolean      rk_atomic_file_write  (RkAtomicFile *self, const void *bytes, gsize n, GError **error);
/* For a library that writes by itself, from the start; not to be mixed with the above. */
int           rk_atomic_file_get_fd (RkAtomicFile *self);
/* Syncs and renames. On failure nothing is left and the old file stays. */
gboolean      rk_atomic_file_commit (RkAtomicFile *self, GError **error);
/* Without commit: throws away what was written. */
void          rk_atomic_file_free   (RkAtomicFile *self);

/* "“PATH” cannot be written: REASON" */
void          rk_atomic_file_set_error (GError **error, const char *path, const char *reason);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkAtomicFile, rk_atomic_file_free)

G_END_DECLS
