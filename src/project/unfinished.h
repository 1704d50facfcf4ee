#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where experiments without a name live. Caller frees. */
char      *rk_unfinished_get_folder (void) G_GNUC_WARN_UNUSED_RESULT;
gboolean   rk_unfinished_is_untitled (const char *path);
/* Makes @folder and syncs it into its parent. */
gboolean   rk_unfinished_make_folder (const char *folder, GError **error);

/* A recording began in, or ended well in, a file outside of that folder. Failure is no error: the note
 * only helps to find the file again. */
void       rk_unfinished_note       (const char *path);
void       rk_unfinished_unnote     (const char *path);
GPtrArray *rk_unfinished_get_noted  (void) G_GNUC_WARN_UNUSED_RESULT; /* char* */

/* The run of that begin in @path was recovered or discarded. */
void       rk_unfinished_set_settled (const char *path, gint64 begin_wall_us);
gboolean   rk_unfinished_is_settled (const char *path, gint64 begin_wall_us);

G_END_DECLS
