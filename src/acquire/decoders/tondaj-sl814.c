/* Sound meter Tondaj SL-814. It is woken by "10 04 0D" ("05 0D" comes back) and answers "30 ZZ 0D" with four bytes: two of
 * level and settings, ZZ + 1, 0D. Nothing marks the beginning, so the level has to be one the meter can show. */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/packets.h"

#include <glib/gi18n-lib.h>

#define ANSWER_LEN 4
#define END 0x0D
/* The meter's ranges reach from 30 to 130 dB; tenths. */
#define LEVEL_MIN 250
#define LEVEL_MAX 1350

typedef struct {
  RkPacketDecoder base;
  gboolean        has_answer; /* since the start: the meter is awake */
  guint8          counter;    /* of the next request */
  guint64         n_asked;
} Tondaj;

/* Byte 0: weighting (1 bit), unused, range (2 bits), speed (1 bit), the level's upper 3 bits. */
static void
emit (Tondaj       *self,
      const guint8 *bytes,
      guint         level)
{
  int column = rk_column_set_add_as (&self->base.set, "spl", "sound_level", NULL, "dB");
  guint32 flags = ((bytes[0] & 0x80) != 0 ? RK_VALUE_WEIGHT_C : RK_VALUE_WEIGHT_A) |
                  ((bytes[0] & 0x08) != 0 ? RK_VALUE_SLOW : RK_VALUE_FAST);

  rk_column_set_begin (&self->base.set);
  rk_column_set_put (&self->base.set, (guint) column, (double) level / 10.0, flags);
  rk_column_set_refine (&self->base.set, (guint) column, 1);
  rk_packet_decoder_emit (&self->base, ANSWER_LEN);
}

static RkPacketClass
read_packet (gpointer      user_data,
             const guint8 *bytes,
             gsize         n,
             gsize        *length,
             const char  **reason)
{
  Tondaj *self = user_data;
  guint level;

  if (n < 2)
    return RK_PACKET_MORE;

  /* "I am awake" looks like the beginning of 129.3 dB, which no one hears before the first answer. */
  if (bytes[0] == 0x05 && bytes[1] == END && !self->has_answer) {
    *length = 2;
    return RK_PACKET_SKIP;
  }

  level = (bytes[0] & 0x07u) << 8 | bytes[1];
  if (level < LEVEL_MIN && (bytes[0] == 0x30 || (bytes[0] == 0x10 && bytes[1] == 0x04))) {
    /* A request in a capture of both directions. */
    *length = 3;
    return n < 3 ? RK_PACKET_MORE : bytes[2] == END ? RK_PACKET_SKIP : RK_PACKET_NOTHING;
  }
  if (level < LEVEL_MIN || level > LEVEL_MAX || (bytes[0] & 0x40) != 0)
    return RK_PACKET_NOTHING;
  if (n < ANSWER_LEN)
    return RK_PACKET_MORE;
  if (bytes[3] != END)
    return RK_PACKET_NOTHING;

  emit (self, bytes, level);
  self->has_answer = TRUE;
  if (self->base.n_answers < self->n_asked)
    self->base.n_answers++;
  *length = ANSWER_LEN;

  return RK_PACKET_WHOLE;
}

static gpointer
tondaj_create (GHashTable *options,
               GError    **error)
{
  Tondaj *self = g_new0 (Tondaj, 1);

  rk_packet_decoder_init (&self->base, ANSWER_LEN, read_packet);

  return self;
}

static void
tondaj_reset (gpointer decoder)
{
  Tondaj *self = decoder;

  rk_packet_decoder_reset (self);
  self->has_answer = FALSE;
  self->n_asked = self->base.n_answers;
}

static gboolean
tondaj_request (gpointer    decoder,
                guint       n,
                GByteArray *message)
{
  Tondaj *self = decoder;
  guint8 bytes[] = { 0x30, self->counter, END };

  if (n > 0)
    return FALSE;

  g_byte_array_append (message, bytes, sizeof bytes);
  self->counter++;
  self->n_asked++;

  return TRUE;
}

static guint
tondaj_get_evidence (gpointer decoder)
{
  /* The end, an unused bit, half of the levels. */
  return 8 + 1 + 1;
}

const RkDecoderKind rk_decoder_tondaj_sl814 = {
  .id = "tondaj-sl814",
  .title = N_("Sound meter Tondaj SL-814"),
  .options = "",
  .create = tondaj_create,
  .feed = rk_packet_decoder_feed,
  .flush = rk_packet_decoder_flush,
  .reset = tondaj_reset,
  .get_counts = rk_packet_decoder_get_counts,
  .free = rk_packet_decoder_free,
  .request = tondaj_request,
  .get_evidence = tondaj_get_evidence,
};
