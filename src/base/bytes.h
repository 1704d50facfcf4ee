#pragma once

#include <glib.h>

/* Reads bytes of a file or a line without ever leaving them. */
typedef struct {
  const guint8 *data;
  gsize         len;
  gsize         pos; /* invariant: pos <= len */
} RkCursor;

/* Borrows @n bytes and moves on, or stays and returns NULL. */
static inline const guint8 *
rk_cursor_take (RkCursor *self,
                gsize     n)
{
  const guint8 *bytes = self->data + self->pos;

  if (n > self->len - self->pos)
    return NULL;

  self->pos += n;

  return bytes;
}

/* Any bytes as valid UTF-8 of at most @max_chars characters for showing: bytes that are
 * not UTF-8 become U+FFFD, control characters become U+2400..., the cut is marked by an
 * ellipsis. Caller frees. */
char *rk_bytes_to_text (const guint8 *bytes,
                        gsize         len,
                        gsize         max_chars) G_GNUC_WARN_UNUSED_RESULT;
