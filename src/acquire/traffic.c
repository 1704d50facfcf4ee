#include "config.h"

#include "acquire/traffic.h"

#include <string.h>

#define RING_SIZE  (64 * 1024)
#define MAX_PIECES 4096

/* Single bytes that follow one another so closely are one piece: a slow line is read byte by byte. */
#define JOIN_NS G_GINT64_CONSTANT (2000000)

typedef struct {
  gint64  time_ns; /* when it began to come, or was written */
  gint64  last_ns;
  guint32 n;
  gboolean sent;
} Piece;

struct _RkTraffic
{
  guint8 *bytes;  /* RING_SIZE */
  gsize   length; /* of the pieces together */
  gsize   end;    /* where the next byte goes */
  guint64 n_all;  /* ever */

  Piece  *pieces; /* MAX_PIECES, a ring */
  guint   first;  /* the oldest */
  guint   n_pieces;
};

/**
 * rk_traffic_new:
 *
 * Returns: an empty record
 */
RkTraffic *
rk_traffic_new (void)
{
  RkTraffic *self = g_new0 (RkTraffic, 1);

  self->bytes = g_malloc (RING_SIZE);
  self->pieces = g_new (Piece, MAX_PIECES);

  return self;
}

/**
 * rk_traffic_free:
 * @self: (nullable): a record
 *
 * Frees a record.
 */
void
rk_traffic_free (RkTraffic *self)
{
  if (self == NULL)
    return;

  g_free (self->bytes);
  g_free (self->pieces);
  g_free (self);
}

static Piece *
piece_at (RkTraffic *self,
          guint      i)
{
  return &self->pieces[(self->first + i) % MAX_PIECES];
}

/* Lets the oldest go until @n more bytes, and a piece, have room. */
static void
make_room (RkTraffic *self,
           gsize      n)
{
  while (self->n_pieces > 0 && (self->length + n > RING_SIZE || self->n_pieces == MAX_PIECES)) {
    Piece *oldest = piece_at (self, 0);
    gsize excess = self->length + n > RING_SIZE ? self->length + n - RING_SIZE : oldest->n;

    if (excess < oldest->n) {
      oldest->n -= (guint32) excess;
      self->length -= excess;
      return;
    }

    self->length -= oldest->n;
    self->first = (self->first + 1) % MAX_PIECES;
    self->n_pieces--;
  }
}

/**
 * rk_traffic_add:
 * @self: a record
 * @sent: whether it went to the device
 * @time_ns: when
 * @bytes: (array length=n): what
 * @n: number of bytes
 *
 * Adds a read or a write.
 */
void
rk_traffic_add (RkTraffic    *self,
                gboolean      sent,
                gint64        time_ns,
                const guint8 *bytes,
                gsize         n)
{
  Piece *last;
  gsize head;

  if (n == 0)
    return;

  self->n_all += n;
  if (n > RING_SIZE) {
    bytes += n - RING_SIZE;
    n = RING_SIZE;
  }
  make_room (self, n);

  last = self->n_pieces > 0 ? piece_at (self, self->n_pieces - 1) : NULL;
  if (n == 1 && last != NULL && last->sent == sent && time_ns - last->last_ns < JOIN_NS) {
    last->n++;
    last->last_ns = time_ns;
  } else {
    *piece_at (self, self->n_pieces++) = (Piece) { time_ns, time_ns, (guint32) n, sent };
  }

  head = MIN (n, RING_SIZE - self->end);
  memcpy (self->bytes + self->end, bytes, head);
  memcpy (self->bytes, bytes + head, n - head);
  self->end = (self->end + n) % RING_SIZE;
  self->length += n;
}

/**
 * rk_traffic_copy:
 * @self: a record
 * @max: at most so many bytes
 * @pieces: (out) (optional) (element-type RkTrafficPiece): which is which
 * @serial: (out) (optional): number of all bytes ever, those at hand included
 *
 * Returns: the newest bytes
 */
GBytes *
rk_traffic_copy (RkTraffic  *self,
                 gsize       max,
                 GArray    **pieces,
                 guint64    *serial)
{
  GArray *list = g_array_new (FALSE, FALSE, sizeof (RkTrafficPiece));
  gsize n = MIN (max, self->length);
  gsize skip = self->length - n;
  gsize begin = (self->end + RING_SIZE - n) % RING_SIZE;
  gsize head = MIN (n, RING_SIZE - begin);
  gsize offset = 0;
  guint8 *copy = g_malloc (MAX (n, 1));

  memcpy (copy, self->bytes + begin, head);
  memcpy (copy + head, self->bytes, n - head);

  for (guint i = 0; i < self->n_pieces; i++) {
    const Piece *piece = piece_at (self, i);
    gsize cut = MIN (skip, piece->n);
    RkTrafficPiece part = { piece->sent, piece->time_ns, offset, piece->n - cut };

    skip -= cut;
    if (part.n == 0)
      continue;
    g_array_append_val (list, part);
    offset += part.n;
  }

  if (serial != NULL)
    *serial = self->n_all;
  if (pieces != NULL)
    *pieces = list;
  else
    g_array_unref (list);

  return g_bytes_new_take (copy, n);
}
