/* Sound meters CEM DT-885x (also sold as Voltcraft, Extech): a stream of tokens "A5 kind [payload]". A level
 * comes in one token, what was measured so far (weighting, speed, range) in others; the token after a level says
 * whether it was the number or the bar of the display, and ends the reading. */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/packets.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define TOKEN_BEGIN 0xA5
#define TOKEN_LEN_MAX 5
/* The meter repeats this byte while its display is held; it measures nothing then. */
#define HELD 0xFF

enum {
  TOKEN_FAST = 0x02, TOKEN_SLOW = 0x03, TOKEN_HOLD_MAX = 0x04, TOKEN_HOLD_MIN = 0x05, TOKEN_TIME = 0x06, TOKEN_OVER = 0x07,
  TOKEN_UNDER = 0x08, TOKEN_STORE_FULL = 0x09, TOKEN_RECORDING = 0x0A, TOKEN_NUMBER = 0x0B, TOKEN_BAR = 0x0C, TOKEN_LEVEL = 0x0D,
  TOKEN_HOLD_NONE = 0x0E, TOKEN_BATTERY_LOW = 0x0F, TOKEN_RANGE_OK = 0x11, TOKEN_STORE_OK = 0x19, TOKEN_NOT_RECORDING = 0x1A,
  TOKEN_WEIGHT_A = 0x1B, TOKEN_WEIGHT_C = 0x1C, TOKEN_BATTERY_OK = 0x1F, TOKEN_RANGE_30_80 = 0x30, TOKEN_RANGE_30_130 = 0x40,
  TOKEN_RANGE_50_100 = 0x4B, TOKEN_RANGE_80_130 = 0x4C,
};

/* What a token says about the readings that follow. */
static const struct {
  guint8  token;
  guint8  payload; /* bytes */
  guint32 set;
  guint32 clear;
} tokens[] = {
  { TOKEN_FAST, 0, RK_VALUE_FAST, RK_VALUE_SLOW },
  { TOKEN_SLOW, 0, RK_VALUE_SLOW, RK_VALUE_FAST },
  { TOKEN_HOLD_MAX, 0, RK_VALUE_MAX, RK_VALUE_MIN },
  { TOKEN_HOLD_MIN, 0, RK_VALUE_MIN, RK_VALUE_MAX },
  { TOKEN_TIME, 3, 0, 0 },
  { TOKEN_OVER, 0, RK_VALUE_OVER, RK_VALUE_UNDER },
  { TOKEN_UNDER, 0, RK_VALUE_UNDER, RK_VALUE_OVER },
  { TOKEN_STORE_FULL, 0, 0, 0 },
  { TOKEN_RECORDING, 0, 0, 0 },
  { TOKEN_NUMBER, 1, 0, 0 },
  { TOKEN_BAR, 0, 0, 0 },
  { TOKEN_LEVEL, 2, 0, 0 },
  { TOKEN_HOLD_NONE, 0, 0, RK_VALUE_MAX | RK_VALUE_MIN },
  { TOKEN_BATTERY_LOW, 0, RK_VALUE_BATTERY, 0 },
  { TOKEN_RANGE_OK, 0, 0, RK_VALUE_OVER | RK_VALUE_UNDER },
  { TOKEN_STORE_OK, 0, 0, 0 },
  { TOKEN_NOT_RECORDING, 0, 0, 0 },
  { TOKEN_WEIGHT_A, 1, RK_VALUE_WEIGHT_A, RK_VALUE_WEIGHT_C },
  { TOKEN_WEIGHT_C, 1, RK_VALUE_WEIGHT_C, RK_VALUE_WEIGHT_A },
  { TOKEN_BATTERY_OK, 0, 0, RK_VALUE_BATTERY },
  { TOKEN_RANGE_30_80, 0, 0, 0 },
  { TOKEN_RANGE_30_130, 0, 0, 0 },
  { TOKEN_RANGE_50_100, 0, 0, 0 },
  { TOKEN_RANGE_80_130, 0, 0, 0 },
};

typedef struct {
  RkPacketDecoder base;
  guint32         flags; /* of the readings to come */
  double          level; /* dB; NaN = none since the last reading */
} Cem;

/* "04 53" is 45.3; NaN for what is no decimal number. */
static double
read_level (const guint8 *bytes)
{
  guint digits[] = { bytes[0] >> 4, bytes[0] & 0xF, bytes[1] >> 4, bytes[1] & 0xF };
  guint tenths = 0;

  for (guint i = 0; i < G_N_ELEMENTS (digits); i++) {
    if (digits[i] > 9)
      return (double) NAN;
    tenths = 10 * tenths + digits[i];
  }

  return (double) tenths / 10.0;
}

static void
emit (Cem   *self,
      gsize  length)
{
  int column = rk_column_set_add_as (&self->base.set, "spl", "sound_level", NULL, "dB");

  rk_column_set_begin (&self->base.set);
  rk_column_set_put (&self->base.set, (guint) column, self->level, self->flags);
  rk_column_set_refine (&self->base.set, (guint) column, 1);
  rk_packet_decoder_emit (&self->base, length);
  self->level = NAN;
}

/* Whole for a token that ended a reading, skip for one that did not. */
static RkPacketClass
take_token (Cem          *self,
            guint         i,
            const guint8 *payload,
            gsize         length,
            const char  **reason)
{
  self->flags = (self->flags & ~tokens[i].clear) | tokens[i].set;

  switch (tokens[i].token) {
  case TOKEN_LEVEL:
    self->level = read_level (payload);
    if (isnan (self->level)) {
      *reason = _("this is not a number");
      return RK_PACKET_BAD;
    }
    return RK_PACKET_SKIP;
  case TOKEN_BAR:
  case TOKEN_NUMBER:
    /* While an extreme is held the bar goes on moving: the display's number is the reading. */
    if (isnan (self->level) || (tokens[i].token == TOKEN_BAR && (self->flags & (RK_VALUE_MAX | RK_VALUE_MIN)) != 0))
      return RK_PACKET_SKIP;
    emit (self, length);
    return RK_PACKET_WHOLE;
  default:
    return RK_PACKET_SKIP;
  }
}

static RkPacketClass
read_packet (gpointer      user_data,
             const guint8 *bytes,
             gsize         n,
             gsize        *length,
             const char  **reason)
{
  Cem *self = user_data;

  if (bytes[0] == HELD) {
    *length = 1;
    return RK_PACKET_SKIP;
  }
  if (bytes[0] != TOKEN_BEGIN)
    return RK_PACKET_NOTHING;
  if (n < 2)
    return RK_PACKET_MORE;

  for (guint i = 0; i < G_N_ELEMENTS (tokens); i++) {
    if (tokens[i].token != bytes[1])
      continue;
    *length = 2 + (gsize) tokens[i].payload;
    return n < *length ? RK_PACKET_MORE : take_token (self, i, bytes + 2, *length, reason);
  }

  return RK_PACKET_NOTHING;
}

static gpointer
cem_create (GHashTable *options,
            GError    **error)
{
  Cem *self = g_new0 (Cem, 1);

  rk_packet_decoder_init (&self->base, TOKEN_LEN_MAX, read_packet);
  self->level = NAN;

  return self;
}

static void
cem_reset (gpointer decoder)
{
  Cem *self = decoder;

  rk_packet_decoder_reset (self);
  self->flags = RK_VALUE_OK;
  self->level = NAN;
}

static guint
cem_get_evidence (gpointer decoder)
{
  /* Two begins, a level token with four decimal digits, an end token. */
  return 8 + 8 + 2 + 8 + 7;
}

const RkDecoderKind rk_decoder_cem_dt885x = {
  .id = "cem-dt885x",
  .title = N_("Sound meters CEM DT-885x"),
  .options = "",
  .create = cem_create,
  .feed = rk_packet_decoder_feed,
  .flush = rk_packet_decoder_flush,
  .reset = cem_reset,
  .get_counts = rk_packet_decoder_get_counts,
  .free = rk_packet_decoder_free,
  .get_evidence = cem_get_evidence,
};
