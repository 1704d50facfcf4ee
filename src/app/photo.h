#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* A photo at a mark: made small enough to be kept with the experiment, and read again without trust. */

/* Pixels of the longer side of what is kept. */
#define RK_PHOTO_SIDE 1600

/* Makes a JPEG file of at most RK_PHOTO_SIDE pixels out of a picture in @file, as it is meant to be seen. */
void        rk_photo_read_async  (GFile *file, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
GBytes     *rk_photo_read_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* To be shown, at most @side pixels wide and high; NULL where there is no picture in @bytes. */
GdkTexture *rk_photo_decode      (GBytes *bytes, int side) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
