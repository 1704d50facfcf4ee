/* Modbus RTU: address, function, data, CRC-16 with the low byte first (Modbus over Serial Line V1.02, 2.5.1).
 *
 * Frames end with a silence on the wire, which is lost on its way through a USB adapter; the length follows from the
 * function instead. While an answer is awaited only that, its refusal and the echo of the question are looked for, so
 * that noise cannot hold up the answer behind it. Otherwise one listens to the talk of others, where a
 * message may be a question or an answer: the shorter one whose checksum is right.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/modbus.h"
#include "acquire/decoders/packets.h"
#include "base/checksum.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CRC_BYTES 2
#define FRAME_MAX (RK_MODBUS_MAX_BYTES + CRC_BYTES + 3)

typedef struct {
  RkModbus  modbus;
  RkPackets packets;
} ModbusRtu;

static void
modbus_rtu_free (gpointer decoder)
{
  ModbusRtu *self = decoder;

  rk_modbus_clear (&self->modbus);
  rk_packets_clear (&self->packets);
  g_free (self);
}

static gpointer
modbus_rtu_create (GHashTable *options,
                   GError    **error)
{
  ModbusRtu *self = g_new0 (ModbusRtu, 1);

  if (!rk_modbus_init (&self->modbus, options, error)) {
    g_free (self);
    return NULL;
  }
  rk_packets_init (&self->packets, FRAME_MAX);

  return self;
}

static void
append_crc (GByteArray *message,
            guint       begin)
{
  guint16 crc = rk_crc16_modbus (message->data + begin, message->len - begin);
  guint8 bytes[2] = { (guint8) crc, (guint8) (crc >> 8) };

  g_byte_array_append (message, bytes, sizeof bytes);
}

static gboolean
modbus_rtu_request (gpointer    decoder,
                    guint       n,
                    GByteArray *message)
{
  ModbusRtu *self = decoder;
  guint begin = message->len;
  guint8 bytes[6];

  if (!rk_modbus_request (&self->modbus, n, bytes))
    return FALSE;

  g_byte_array_append (message, bytes, sizeof bytes);
  append_crc (message, begin);

  return TRUE;
}

static gboolean
crc_fits (const guint8 *bytes,
          gsize         length)
{
  guint16 crc = rk_crc16_modbus (bytes, length - CRC_BYTES);

  return bytes[length - 2] == (guint8) crc && bytes[length - 1] == (guint8) (crc >> 8);
}

/* Takes @length bytes if they are all there and the checksum is right. */
static RkPacketClass
try_length (ModbusRtu    *self,
            const guint8 *bytes,
            gsize         n,
            gsize         length_of_frame,
            gsize        *length)
{
  if (n < length_of_frame)
    return RK_PACKET_MORE;
  if (!crc_fits (bytes, length_of_frame))
    return RK_PACKET_NOTHING;

  *length = length_of_frame;
  rk_modbus_read (&self->modbus, bytes, length_of_frame - CRC_BYTES, rk_packets_end (&self->packets, length_of_frame));

  return RK_PACKET_WHOLE;
}

/* We have asked: only the answer, its refusal and the echo count. */
static RkPacketClass
read_awaited (ModbusRtu    *self,
              const guint8 *bytes,
              gsize         n,
              gsize        *length,
              const char  **reason)
{
  const RkModbusBlock *asked = &self->modbus.asked;
  guint n_data = rk_modbus_answer_bytes (asked->function, asked->count);
  guint8 echo[6] = {
    asked->slave, asked->function, (guint8) (asked->address >> 8), (guint8) asked->address,
    (guint8) (asked->count >> 8), (guint8) asked->count
  };
  gboolean is_answer;
  gboolean is_echo;
  RkPacketClass class = RK_PACKET_NOTHING;

  if (bytes[0] != asked->slave)
    return RK_PACKET_NOTHING;
  if (n < 3)
    return n < 2 || (bytes[1] & 0x7f) == asked->function ? RK_PACKET_MORE : RK_PACKET_NOTHING;

  if (bytes[1] == (asked->function | 0x80)) {
    class = try_length (self, bytes, n, 3 + CRC_BYTES, length);
    *reason = _("the checksum is wrong");
    *length = 3 + CRC_BYTES;
    return class == RK_PACKET_NOTHING ? RK_PACKET_BAD : class;
  }

  is_answer = bytes[1] == asked->function && bytes[2] == n_data;
  is_echo = memcmp (bytes, echo, MIN (n, sizeof echo)) == 0;

  if (is_echo) {
    class = n < sizeof echo + CRC_BYTES ? RK_PACKET_MORE : RK_PACKET_NOTHING;
    if (n >= sizeof echo + CRC_BYTES && crc_fits (bytes, sizeof echo + CRC_BYTES)) {
      *length = sizeof echo + CRC_BYTES;
      return RK_PACKET_SKIP;
    }
  }
  if (is_answer && class != RK_PACKET_MORE) {
    class = try_length (self, bytes, n, 3 + n_data + CRC_BYTES, length);
    if (class == RK_PACKET_NOTHING) {
      *length = 3 + n_data + CRC_BYTES;
      *reason = _("the checksum is wrong");
      return RK_PACKET_BAD;
    }
  }

  return class;
}

/* Lengths that a message which begins like this may have, the shorter one first; 0 = none. */
static void
possible_lengths (const guint8 *bytes,
                  gsize         n,
                  gsize         lengths[2])
{
  lengths[0] = 0;
  lengths[1] = 0;

  if ((bytes[1] & 0x80) != 0) {
    lengths[0] = (bytes[1] & 0x7f) <= 0x2b && (bytes[1] & 0x7f) > 0 ? 5 : 0;
    return;
  }

  switch (bytes[1]) {
  case 1:
  case 2:
  case 3:
  case 4:
    lengths[0] = 8;
    if (bytes[2] > 0 && bytes[2] <= 250 && (bytes[1] <= 2 || bytes[2] % 2 == 0))
      lengths[1] = 5 + bytes[2];
    break;
  case 5:
  case 6:
    lengths[0] = 8;
    break;
  case 15:
  case 16:
    /* The answer, and the question with its data. */
    lengths[0] = 8;
    if (n < 7 || bytes[6] <= 246)
      lengths[1] = 9 + (n >= 7 ? bytes[6] : 0);
    break;
  default:
    break;
  }

  if (lengths[1] != 0 && lengths[1] < lengths[0]) {
    gsize other = lengths[0];

    lengths[0] = lengths[1];
    lengths[1] = other;
  }
}

static RkPacketClass
read_seen (ModbusRtu    *self,
           const guint8 *bytes,
           gsize         n,
           gsize        *length)
{
  gsize lengths[2];

  if (bytes[0] > 254)
    return RK_PACKET_NOTHING;
  if (n < 3)
    return RK_PACKET_MORE;

  possible_lengths (bytes, n, lengths);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++) {
    RkPacketClass class = lengths[i] > 0 ? try_length (self, bytes, n, lengths[i], length) : RK_PACKET_NOTHING;

    if (class != RK_PACKET_NOTHING)
      return class;
  }

  return RK_PACKET_NOTHING;
}

static RkPacketClass
read_packet (gpointer      user_data,
             const guint8 *bytes,
             gsize         n,
             gsize        *length,
             const char  **reason)
{
  ModbusRtu *self = user_data;

  if (self->modbus.asks && self->modbus.is_open)
    return read_awaited (self, bytes, n, length, reason);

  return read_seen (self, bytes, n, length);
}

static void
modbus_rtu_feed (gpointer               decoder,
                 const guint8          *bytes,
                 gsize                  n,
                 const RkDecoderEvents *events,
                 gpointer               user_data)
{
  ModbusRtu *self = decoder;

  self->modbus.events = events;
  self->modbus.user_data = user_data;
  rk_packets_feed (&self->packets, bytes, n, read_packet, events, user_data, self);
}

static void
modbus_rtu_flush (gpointer               decoder,
                  const RkDecoderEvents *events,
                  gpointer               user_data)
{
  ModbusRtu *self = decoder;

  self->modbus.events = events;
  self->modbus.user_data = user_data;
  rk_packets_flush (&self->packets, read_packet, events, user_data, self);
  rk_modbus_flush (&self->modbus);
}

static void
modbus_rtu_reset (gpointer decoder)
{
  ModbusRtu *self = decoder;

  rk_packets_reset (&self->packets);
  rk_modbus_reset (&self->modbus);
}

static void
modbus_rtu_get_counts (gpointer         decoder,
                       RkDecoderCounts *counts)
{
  ModbusRtu *self = decoder;

  rk_packets_get_counts (&self->packets, counts);
  counts->n_frames = self->modbus.set.n_frames;
  counts->n_rejected += self->modbus.n_rejected;
  counts->n_answers = self->modbus.n_answers;
}

/* Checksum, function and the number of bytes. */
static guint
modbus_rtu_get_evidence (gpointer decoder)
{
  return 24;
}

const RkDecoderKind rk_decoder_modbus_rtu = {
  .id = "modbus-rtu",
  .title = N_("Modbus RTU"),
  .options = "slave register-*",
  .create = modbus_rtu_create,
  .feed = modbus_rtu_feed,
  .flush = modbus_rtu_flush,
  .reset = modbus_rtu_reset,
  .get_counts = modbus_rtu_get_counts,
  .free = modbus_rtu_free,
  .request = modbus_rtu_request,
  .get_evidence = modbus_rtu_get_evidence,
};
