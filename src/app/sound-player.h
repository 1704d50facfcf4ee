#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Plays one channel of samples of -1 ... 1 through the system's output and waits until it was heard; not on the main thread.
 * @heard: atomic, which sample is heard now. Cancelling ends it at once. */
gboolean rk_sound_play (const float *samples, gsize n, guint rate_hz, gssize *heard, GCancellable *cancellable,
                        GError **error);

G_END_DECLS
