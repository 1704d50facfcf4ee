/* Firmata 2.5 (github.com/firmata/protocol): what a board tells of its pins.
 *
 *   E0|pin low high    analog input, 7 bits each
 *   90|port low high   eight digital inputs
 *   F0 6F pin ... F7   analog input of a pin above 15, 7 bits each, low first
 *   F9 major minor     version
 *   F0 ... F7          everything else, passed over
 *
 * Only the first byte of a message has its top bit set. Each message is a row.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/option.h"
#include "acquire/decoders/packets.h"

#include <glib/gi18n-lib.h>

#define SYSEX_MAX 1024

#define ANALOG        0xe0
#define DIGITAL       0x90
#define REPORT_VERSION       0xf9
#define SYSEX         0xf0
#define SYSEX_END     0xf7
#define SYSEX_ANALOG  0x6f

typedef struct {
  RkPacketDecoder base;
  gboolean        pins; /* digital inputs one by one: D0, D1..., not as ports */
} Firmata;

static int
find_column (Firmata    *self,
             const char *letter,
             guint       number)
{
  char key[16];

  g_snprintf (key, sizeof key, "%s%u", letter, number);

  return rk_column_set_add_known (&self->base.set, key, NULL, NULL, 0);
}

static void
emit_value (Firmata    *self,
            const char *letter,
            guint       number,
            guint       value,
            gsize       length)
{
  int column = find_column (self, letter, number);

  if (column < 0)
    return;

  rk_column_set_begin (&self->base.set);
  rk_column_set_put (&self->base.set, (guint) column, value, RK_VALUE_OK);
  rk_packet_decoder_emit (&self->base, length);
}

static void
emit_pins (Firmata *self,
           guint    port,
           guint    value,
           gsize    length)
{
  int columns[8];

  for (guint bit = 0; bit < 8; bit++)
    columns[bit] = find_column (self, "D", port * 8 + bit);

  rk_column_set_begin (&self->base.set);
  for (guint bit = 0; bit < 8; bit++) {
    if (columns[bit] >= 0)
      rk_column_set_put (&self->base.set, (guint) columns[bit], value >> bit & 1, RK_VALUE_OK);
  }
  rk_packet_decoder_emit (&self->base, length);
}

/* F0 ... F7. */
static RkPacketClass
read_sysex (Firmata      *self,
            const guint8 *bytes,
            gsize         n,
            gsize        *length)
{
  gsize end = 1;
  guint value = 0;

  while (end < n && bytes[end] < 0x80)
    end++;
  if (end == n)
    return n < SYSEX_MAX ? RK_PACKET_MORE : RK_PACKET_NOTHING;
  if (bytes[end] != SYSEX_END)
    return RK_PACKET_NOTHING;

  *length = end + 1;
  if (end < 5 || end > 7 || bytes[1] != SYSEX_ANALOG)
    return RK_PACKET_SKIP;

  for (gsize i = end; i-- > 3;)
    value = value << 7 | bytes[i];
  emit_value (self, "A", bytes[2], value, *length);

  return RK_PACKET_WHOLE;
}

static RkPacketClass
read_packet (gpointer      user_data,
             const guint8 *bytes,
             gsize         n,
             gsize        *length,
             const char  **reason)
{
  Firmata *self = user_data;
  guint8 kind = bytes[0] >= SYSEX ? bytes[0] : bytes[0] & 0xf0;

  if (kind == SYSEX)
    return read_sysex (self, bytes, n, length);
  if (kind != ANALOG && kind != DIGITAL && kind != REPORT_VERSION)
    return RK_PACKET_NOTHING;

  for (gsize i = 1; i < MIN (n, 3); i++) {
    if (bytes[i] >= 0x80)
      return RK_PACKET_NOTHING;
  }
  if (n < 3)
    return RK_PACKET_MORE;

  *length = 3;
  if (kind == REPORT_VERSION)
    return RK_PACKET_SKIP;

  if (kind == ANALOG)
    emit_value (self, "A", bytes[0] & 0x0f, bytes[1] | (guint) bytes[2] << 7, 3);
  else if (self->pins)
    emit_pins (self, bytes[0] & 0x0f, bytes[1] | (guint) bytes[2] << 7, 3);
  else
    emit_value (self, "port", bytes[0] & 0x0f, bytes[1] | (guint) bytes[2] << 7, 3);

  return RK_PACKET_WHOLE;
}

static gpointer
firmata_create (GHashTable *options,
                GError    **error)
{
  static const char * const words[] = { "port", "pin", NULL };
  int digital = rk_option_enum (options, "digital", words, 0, error);
  Firmata *self;

  if (digital < 0)
    return NULL;

  self = g_new0 (Firmata, 1);
  self->pins = digital == 1;
  rk_packet_decoder_init (&self->base, SYSEX_MAX, read_packet);

  return self;
}

/* The kind of message and two bytes below 80. */
static guint
firmata_get_evidence (gpointer decoder)
{
  return 5;
}

const RkDecoderKind rk_decoder_firmata = {
  .id = "firmata",
  .title = N_("Firmata"),
  .options = "digital",
  .create = firmata_create,
  .feed = rk_packet_decoder_feed,
  .flush = rk_packet_decoder_flush,
  .reset = rk_packet_decoder_reset,
  .get_counts = rk_packet_decoder_get_counts,
  .free = rk_packet_decoder_free,
  .get_evidence = firmata_get_evidence,
};
