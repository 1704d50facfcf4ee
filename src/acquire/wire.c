/* A serial line without a line.
 *
 * The sender's message is laid out once as the moments at which the level changes; it repeats for ever.
 * The receiver works as a UART: it waits for a falling edge, looks again in the middle of the start bit,
 * then in the middle of every bit, and after the stop bit waits for the line to be high. A stop bit that is
 * low is a framing fault; the byte is delivered all the same, as the drivers of Linux do.
 */
#include "config.h"

#include "acquire/wire.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

/* Bytes of a message: bounds the table of edges. */
#define MESSAGE_MAX (1024 * 1024)
/* Changing the settings of a port takes a while in which nothing is heard. */
#define SETTLE_NS (15 * RK_NS_PER_MS)

struct _RkWire
{
  RkLineSettings line;    /* of the sender */
  double         bit_ns;  /* of the sender */
  GArray        *changes; /* of double: ns from the begin of the message; falls and rises in turn */
  double         length_ns; /* of the message with its pauses */
  gsize          n_bytes;
  double         now_ns;
  RkLineSettings heard;   /* of the receiver, as last set */
};

/**
 * rk_wire_new:
 * @line: settings of the sender
 * @baud: its true speed in bits a second; 0 = as @line says
 *
 * Makes a line on which nothing is said yet.
 *
 * Returns: (transfer full): the line
 */
RkWire *
rk_wire_new (const RkLineSettings *line,
             double                baud)
{
  RkWire *self;

  g_return_val_if_fail (line != NULL && line->baud > 0, NULL);

  self = g_new0 (RkWire, 1);
  self->line = *line;
  self->heard = *line;
  self->bit_ns = (double) RK_NS_PER_S / (baud > 0.0 ? baud : (double) line->baud);
  self->changes = g_array_new (FALSE, FALSE, sizeof (double));

  return self;
}

/**
 * rk_wire_free:
 * @self: (nullable): a line
 *
 * Frees a line.
 */
void
rk_wire_free (RkWire *self)
{
  if (self == NULL)
    return;

  g_array_unref (self->changes);
  g_free (self);
}

static gboolean
is_odd (guint bits)
{
  return (__builtin_popcount (bits) & 1) != 0;
}

/* The levels of one byte from the start bit on, lowest bit first. */
static guint
levels_of (const RkLineSettings *line,
           guint8                byte,
           guint                *n_bits)
{
  guint data = byte & ((1u << line->data_bits) - 1);
  guint levels = data << 1;
  guint n = 1 + line->data_bits;

  if (line->parity != RK_PARITY_NONE) {
    if (is_odd (data) != (line->parity == RK_PARITY_ODD))
      levels |= 1u << n;
    n++;
  }
  for (guint i = 0; i < line->stop_bits; i++)
    levels |= 1u << n++;
  *n_bits = n;

  return levels;
}

/**
 * rk_wire_add:
 * @self: a line
 * @bytes: (array length=n): what is sent, back to back
 * @n: number of bytes
 * @pause_ns: quiet time after them
 *
 * Adds to the message that the sender repeats.
 */
void
rk_wire_add (RkWire       *self,
             const guint8 *bytes,
             gsize         n,
             gint64        pause_ns)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (n <= MESSAGE_MAX - self->n_bytes);
  g_return_if_fail (pause_ns >= 0);

  for (gsize i = 0; i < n; i++) {
    guint n_bits;
    guint levels = levels_of (&self->line, bytes[i], &n_bits);
    guint level = 1;

    for (guint bit = 0; bit < n_bits; bit++) {
      if ((levels >> bit & 1) != level) {
        double at = self->length_ns + bit * self->bit_ns;

        level ^= 1;
        g_array_append_val (self->changes, at);
      }
    }
    self->length_ns += n_bits * self->bit_ns;
  }
  self->n_bytes += n;
  self->length_ns += (double) pause_ns;
}

/* How many changes of the message come before or at @at. */
static guint
count_changes (const RkWire *self,
               double        at)
{
  guint low = 0;
  guint high = self->changes->len;

  while (low < high) {
    guint middle = (low + high) / 2;

    if (g_array_index (self->changes, double, middle) <= at)
      low = middle + 1;
    else
      high = middle;
  }

  return low;
}

/* Every message begins and ends high, so an odd count means low. */
static gboolean
is_high (const RkWire *self,
         double        time_ns)
{
  return count_changes (self, fmod (time_ns, self->length_ns)) % 2 == 0;
}

/* The next moment after @time_ns at which the line falls (or rises). */
static double
next_change (const RkWire *self,
             double        time_ns,
             gboolean      falls)
{
  double base = floor (time_ns / self->length_ns) * self->length_ns;
  guint n = count_changes (self, fmod (time_ns, self->length_ns));

  if (n % 2 != (falls ? 0 : 1))
    n++;
  if (n >= self->changes->len) {
    base += self->length_ns;
    n = falls ? 0 : 1;
  }

  return base + g_array_index (self->changes, double, n);
}

/**
 * rk_wire_rewind:
 * @self: a line
 *
 * Moves on in time to just before the message is said again, so that it is heard whole.
 */
void
rk_wire_rewind (RkWire *self)
{
  g_return_if_fail (self != NULL);

  /* A little before the first edge, while the line is high. */
  if (self->length_ns > 0.0)
    self->now_ns = ceil (self->now_ns / self->length_ns + 0.001) * self->length_ns - 0.25 * self->bit_ns;
}

/**
 * rk_wire_get_time:
 * @self: a line
 *
 * Returns: the virtual time in ns
 */
gint64
rk_wire_get_time (RkWire *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (gint64) self->now_ns;
}

/* Takes one byte whose start edge is at @edge_ns; returns the moment the stop bit was looked at. */
static double
receive (const RkWire         *self,
         const RkLineSettings *line,
         double                edge_ns,
         guint8               *byte,
         RkPortFaults         *faults)
{
  double bit_ns = (double) RK_NS_PER_S / line->baud;
  guint n_bits = line->data_bits + (line->parity != RK_PARITY_NONE ? 1 : 0);
  double stop_ns = edge_ns + (1.5 + n_bits) * bit_ns;
  guint bits = 0;

  for (guint i = 0; i < n_bits; i++) {
    if (is_high (self, edge_ns + (1.5 + i) * bit_ns))
      bits |= 1u << i;
  }

  *byte = (guint8) (bits & ((1u << line->data_bits) - 1));
  if (!is_high (self, stop_ns))
    faults->framing++;
  else if (line->parity != RK_PARITY_NONE && is_odd (bits) != (line->parity == RK_PARITY_ODD))
    faults->parity++;

  return stop_ns;
}

/**
 * rk_wire_listen:
 * @self: (type RkWire): a line
 * @line: settings of the receiver
 * @duration_ns: how long at most
 * @buffer: (out caller-allocates) (array length=n): what was heard
 * @n: room in @buffer
 * @faults: (out caller-allocates): faults of these bytes
 *
 * Listens for a while of virtual time, or until the buffer is full. Changed settings take 15 ms.
 *
 * Returns: number of bytes
 */
gssize
rk_wire_listen (gpointer              self,
                const RkLineSettings *line,
                gint64                duration_ns,
                guint8               *buffer,
                gsize                 n,
                RkPortFaults         *faults)
{
  RkWire *wire = self;
  double end_ns;
  gsize n_heard = 0;

  g_return_val_if_fail (wire != NULL && line != NULL && buffer != NULL && faults != NULL, -1);

  *faults = (RkPortFaults) { 0 };
  if (line->baud != wire->heard.baud || line->data_bits != wire->heard.data_bits || line->parity != wire->heard.parity)
    wire->now_ns += SETTLE_NS;
  wire->heard = *line;
  end_ns = wire->now_ns + (double) duration_ns;

  while (n_heard < n && wire->changes->len > 0) {
    double from_ns = is_high (wire, wire->now_ns) ? wire->now_ns : next_change (wire, wire->now_ns, FALSE);
    double edge_ns = next_change (wire, from_ns, TRUE);
    double half_ns = 0.5 * (double) RK_NS_PER_S / line->baud;

    if (edge_ns >= end_ns) {
      /* An edge just here is for the next turn: it must find the line high. */
      wire->now_ns = MAX (wire->now_ns, MIN (end_ns, edge_ns - 1.0));
      return (gssize) n_heard;
    }
    /* A glitch shorter than half a bit is no start. */
    if (is_high (wire, edge_ns + half_ns)) {
      wire->now_ns = edge_ns + half_ns;
      continue;
    }
    wire->now_ns = receive (wire, line, edge_ns, &buffer[n_heard], faults);
    n_heard++;
  }
  if (wire->changes->len == 0)
    wire->now_ns = end_ns;

  return (gssize) n_heard;
}
