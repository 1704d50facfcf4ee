/* What a source says to its device. Nothing is ever written but on somebody's word: the user's, or a profile's.
 *
 * Words of the main thread wait in RkShared, those of the profile are appended on the thread; both are written
 * when poll () says that the device takes them, so that a device that does not is never waited for.
 */
#include "config.h"

#include "acquire/source-private.h"

#include "acquire/errors.h"
#include "base/clock.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Appends to what is to be written; on the thread. FALSE = there is no room, nothing was appended. */
gboolean
rk_reader_queue (RkReader     *self,
                 const guint8 *bytes,
                 gsize         n)
{
  if (n > RK_OUT_SIZE - MIN (self->out->len, RK_OUT_SIZE))
    return FALSE;

  g_byte_array_append (self->out, bytes, (guint) n);

  return TRUE;
}

/* Takes over what the main thread wants to be sent; on the thread. */
void
rk_reader_take_outgoing (RkReader *self)
{
  RkShared *shared = &self->shared;

  g_mutex_lock (&shared->lock);
  if (shared->outgoing->len > 0 && self->out->len < RK_OUT_SIZE) {
    guint n = MIN (shared->outgoing->len, RK_OUT_SIZE - self->out->len);

    g_byte_array_append (self->out, shared->outgoing->data, n);
    g_byte_array_remove_range (shared->outgoing, 0, n);
  }
  g_mutex_unlock (&shared->lock);
}

/* What has not been sent is for the device as it was: one that is lost and comes back is not to be surprised. */
void
rk_reader_drop_outgoing (RkReader *self)
{
  RkShared *shared = &self->shared;

  g_byte_array_set_size (self->out, 0);
  g_mutex_lock (&shared->lock);
  g_byte_array_set_size (shared->outgoing, 0);
  g_mutex_unlock (&shared->lock);
}

/* Writes as much as the device takes at once. */
void
rk_reader_write_out (RkReader *self)
{
  while (self->out->len > 0 && rk_link_get_fd (self->link) >= 0) {
    g_autoptr (GError) error = NULL;
    gssize n = rk_link_write (self->link, self->out->data, self->out->len, &error);

    if (n < 0) {
      rk_reader_set_warning (self, error->message);
      rk_reader_drop_outgoing (self);
      return;
    }
    if (n == 0)
      return;

    g_mutex_lock (&self->shared.lock);
    rk_traffic_add (self->shared.traffic, TRUE, rk_clock_now_ns (), self->out->data, (gsize) n);
    g_mutex_unlock (&self->shared.lock);
    g_byte_array_remove_range (self->out, 0, (guint) n);
  }
}

/**
 * rk_reader_send:
 * @self: a reader
 * @bytes: what to send
 * @error: return location
 *
 * Lets bytes be sent. That a write fails later shows as a warning.
 *
 * Errors: %RK_ACQUIRE_ERROR_LOST when it is not open, %RK_ACQUIRE_ERROR_BUSY when 64 KiB wait already;
 * nothing is sent then.
 *
 * Returns: whether it will be sent
 */
gboolean
rk_reader_send (RkReader  *self,
                GBytes    *bytes,
                GError   **error)
{
  RkShared *shared;
  gsize n;
  const guint8 *data;
  gboolean is_open;
  gboolean has_room;

  g_return_val_if_fail (self != NULL && bytes != NULL, FALSE);

  shared = &self->shared;
  data = g_bytes_get_data (bytes, &n);

  g_mutex_lock (&shared->lock);
  is_open = shared->running && shared->status.state == RK_SOURCE_LISTENING;
  has_room = n <= RK_OUT_SIZE - MIN (shared->outgoing->len, RK_OUT_SIZE);
  if (is_open && has_room)
    g_byte_array_append (shared->outgoing, data, (guint) n);
  g_mutex_unlock (&shared->lock);

  if (!is_open) {
    g_set_error_literal (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_LOST,
                         _("The device is not open: nothing was sent"));
    return FALSE;
  }
  if (!has_room) {
    g_set_error_literal (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_BUSY,
                         _("The device does not take what is sent: wait, or send less"));
    return FALSE;
  }

  rk_reader_say (self);

  return TRUE;
}

/**
 * rk_reader_copy_traffic:
 * @self: a reader
 * @max: at most so many bytes
 * @pieces: (out) (optional) (element-type RkTrafficPiece): which is which
 * @serial: (out) (optional): number of all bytes so far, both ways
 *
 * Returns: the newest bytes that went over the line
 */
GBytes *
rk_reader_copy_traffic (RkReader  *self,
                        gsize      max,
                        GArray   **pieces,
                        guint64   *serial)
{
  GBytes *bytes;

  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&self->shared.lock);
  bytes = rk_traffic_copy (self->shared.traffic, max, pieces, serial);
  g_mutex_unlock (&self->shared.lock);

  return bytes;
}
