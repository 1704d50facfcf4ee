/* Packets between delimiters, with bytes stuffed so that a delimiter never stands within one: COBS (Cheshire and
 * Baker, IEEE/ACM Trans. Networking 7 (1999) 159), SLIP (RFC 1055) and Sensirion's SHDLC. What is inside is described as
 * for binary-frame. A packet that is at fault goes as a whole: its rest could pass for another one. */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/frame-plan.h"
#include "acquire/decoders/option.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longest packet with its stuffing, in bytes. */
#define STUFFED_MAX 8192

typedef enum { STUFFING_COBS, STUFFING_SLIP, STUFFING_SHDLC } Stuffing;

typedef struct {
  RkPacketDecoder base;
  Stuffing        stuffing;
  guint8          delimiter;
  RkFramePlan    *plan;
  GByteArray     *inside;
  gboolean        drop_first; /* what comes before the first delimiter after a start */
  gboolean        is_lost;    /* until the next delimiter */
} Stuffed;

static void
stuffed_free (gpointer decoder)
{
  Stuffed *self = decoder;

  rk_packet_decoder_clear (&self->base);
  rk_frame_plan_free (self->plan);
  g_byte_array_unref (self->inside);
  g_free (self);
}

/* Each code says how many bytes there are to the next zero; 0xFF: no zero follows. */
static gboolean
unstuff_cobs (const guint8 *bytes,
              gsize         n,
              GByteArray   *inside)
{
  static const guint8 zero = 0;
  gsize at = 0;

  while (at < n) {
    gsize code = bytes[at];

    if (code == 0 || code > n - at)
      return FALSE;
    g_byte_array_append (inside, bytes + at + 1, (guint) (code - 1));
    at += code;
    if (code < 0xFF && at < n)
      g_byte_array_append (inside, &zero, 1);
  }

  return TRUE;
}

static gboolean
unstuff (Stuffed      *self,
         const guint8 *bytes,
         gsize         n)
{
  guint8 escape = self->stuffing == STUFFING_SLIP ? 0xDB : 0x7D;

  g_byte_array_set_size (self->inside, 0);
  if (self->stuffing == STUFFING_COBS)
    return unstuff_cobs (bytes, n, self->inside);

  for (gsize i = 0; i < n; i++) {
    guint8 byte = bytes[i];

    if (byte == escape) {
      if (++i == n)
        return FALSE;
      if (self->stuffing == STUFFING_SHDLC)
        byte = bytes[i] ^ 0x20;
      else if (bytes[i] == 0xDC || bytes[i] == 0xDD)
        byte = bytes[i] == 0xDC ? 0xC0 : 0xDB;
      else
        return FALSE;
    }
    g_byte_array_append (self->inside, &byte, 1);
  }

  return TRUE;
}

/* What is inside one packet. */
static RkPacketClass
read_inside (Stuffed     *self,
             gsize        end,
             const char **reason)
{
  RkPacketClass best = RK_PACKET_BAD;

  for (guint i = 0; i < self->plan->n_layouts; i++) {
    const char *why = NULL;
    gsize length = 0;
    RkPacketClass class = rk_frame_plan_check (self->plan, i, TRUE, self->inside->data, self->inside->len, &length, &why);

    if (class == RK_PACKET_WHOLE)
      class = rk_frame_plan_read (self->plan, i, self->inside->data, self->inside->len, &self->base.set, NULL, end,
                                  self->base.events, self->base.user_data, &why);
    if (class == RK_PACKET_WHOLE || class == RK_PACKET_SKIP)
      return class;
    if (*reason == NULL)
      *reason = class == RK_PACKET_MORE ? _("the packet is not complete") : why;
  }

  return best;
}

static RkPacketClass
read_packet (gpointer      user_data,
             const guint8 *bytes,
             gsize         n,
             gsize        *length,
             const char  **reason)
{
  Stuffed *self = user_data;
  const guint8 *end;
  RkPacketClass class = RK_PACKET_BAD;
  gsize n_stuffed;

  if (bytes[0] == self->delimiter) {
    self->is_lost = FALSE;
    *length = 1;
    return RK_PACKET_SKIP;
  }
  if (self->is_lost)
    return RK_PACKET_NOTHING;

  end = memchr (bytes, self->delimiter, n);
  if (end == NULL && !self->base.at_end && n < STUFFED_MAX)
    return RK_PACKET_MORE;

  n_stuffed = end != NULL ? (gsize) (end - bytes) : n;
  *length = end != NULL ? n_stuffed + 1 : n_stuffed;
  if (end == NULL && !self->base.at_end)
    *reason = _("the packet is too long");
  else if (!unstuff (self, bytes, n_stuffed))
    *reason = _("the packet is not stuffed as it should be");
  else if (self->inside->len == 0)
    class = RK_PACKET_SKIP;
  else
    class = read_inside (self, rk_packets_end (&self->base.packets, *length), reason);

  self->is_lost = class == RK_PACKET_BAD;

  return class;
}

static gpointer
stuffed_create (Stuffing    stuffing,
                guint8      delimiter,
                GHashTable *options,
                GError    **error)
{
  int first = rk_option_first_line (options, error);
  RkFramePlan *plan;
  Stuffed *self;

  if (first < 0)
    return NULL;
  plan = rk_frame_plan_new (options, RK_FRAME_CUT, error);
  if (plan == NULL)
    return NULL;

  rk_frame_plan_add_bytes (plan, "byte");
  self = g_new0 (Stuffed, 1);
  self->stuffing = stuffing;
  self->delimiter = delimiter;
  self->plan = plan;
  self->inside = g_byte_array_new ();
  self->drop_first = first == RK_FIRST_LINE_DROP;
  self->is_lost = self->drop_first;
  rk_packet_decoder_init (&self->base, STUFFED_MAX, read_packet);

  return self;
}

static gpointer
cobs_create (GHashTable *options,
             GError    **error)
{
  return stuffed_create (STUFFING_COBS, 0x00, options, error);
}

static gpointer
slip_create (GHashTable *options,
             GError    **error)
{
  return stuffed_create (STUFFING_SLIP, 0xC0, options, error);
}

static gpointer
shdlc_create (GHashTable *options,
              GError    **error)
{
  return stuffed_create (STUFFING_SHDLC, 0x7E, options, error);
}

static void
stuffed_reset (gpointer decoder)
{
  Stuffed *self = decoder;

  rk_packet_decoder_reset (self);
  self->is_lost = self->drop_first;
}

static guint
stuffed_get_evidence (gpointer decoder)
{
  /* The delimiter counts as a sync byte. */
  return 8 + rk_frame_plan_evidence (((Stuffed *) decoder)->plan);
}

#define STUFFED_KIND(word, name, stuffing)                                                     \
  const RkDecoderKind rk_decoder_##stuffing = {                                                \
    .id = word, .title = name,                                                                 \
    .options = "first-line " RK_FRAME_PACKET_OPTIONS " " RK_FRAME_VALUE_OPTIONS,               \
    .create = stuffing##_create, .feed = rk_packet_decoder_feed,                               \
    .flush = rk_packet_decoder_flush, .reset = stuffed_reset,                                  \
    .get_counts = rk_packet_decoder_get_counts, .free = stuffed_free,                          \
    .get_evidence = stuffed_get_evidence,                                                      \
  }

STUFFED_KIND ("cobs", N_("COBS packets"), cobs);
STUFFED_KIND ("slip", N_("SLIP packets"), slip);
STUFFED_KIND ("shdlc", N_("SHDLC packets"), shdlc);
