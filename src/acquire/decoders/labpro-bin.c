/* Vernier LabPro and TI CBL 2, binary data over a serial line (LabPro Technical Manual, 2002, p. 21):
 *
 *   for each channel its reading left-justified in two bytes, time in four bytes, all with the high byte first; checksum: the
 *   ones' complement of the XOR of all bytes before it
 *
 * Nothing marks the begin, and of a steady signal the checksum fits just as well one byte later. So to begin with three
 * packets in a row must fit, and no others among their bytes whose times are closer together: what is read a byte late has
 * its times 256 times as far apart. Once in step each packet needs to fit by itself.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/option.h"
#include "acquire/decoders/packets.h"
#include "base/checksum.h"

#include <glib/gi18n-lib.h>

/* Packets that must fit to begin with. */
#define IN_A_ROW 3

typedef struct {
  RkPacketDecoder base;
  guint           n_channels;
  guint           bits;    /* of a reading */
  gboolean        in_step; /* the packet before was one */
} LabproBin;

static gsize
packet_bytes (const LabproBin *self)
{
  return 2 * self->n_channels + 5;
}

static guint32
time_of (const LabproBin *self,
         const guint8    *packet)
{
  const guint8 *time = packet + 2 * self->n_channels;

  return (guint32) time[0] << 24 | (guint32) time[1] << 16 | (guint32) time[2] << 8 | time[3];
}

/* As far as the @n bytes go. */
static gboolean
fits (const LabproBin *self,
      const guint8    *packet,
      gsize            n)
{
  gsize whole = packet_bytes (self);
  guint unused = 16 - self->bits;

  for (guint i = 0; i < self->n_channels && 2 * i + 1 < n; i++) {
    if ((packet[2 * i + 1] & ((1u << unused) - 1)) != 0)
      return FALSE;
  }

  return n < whole || rk_checksum_compute (RK_CHECKSUM_XOR8_INVERTED, packet, whole - 1) == packet[whole - 1];
}

/* Ticks between the first two of the whole packets in @n bytes; 0 when they do not fit or their times do not grow. */
static gint64
step_of (const LabproBin *self,
         const guint8    *bytes,
         gsize            n)
{
  gsize whole = packet_bytes (self);

  for (gsize at = 0; at + whole <= n; at += whole) {
    if (!fits (self, bytes + at, whole) || (at > 0 && time_of (self, bytes + at) <= time_of (self, bytes + at - whole)))
      return 0;
  }

  return (gint64) time_of (self, bytes + whole) - time_of (self, bytes);
}

/* Whether packets begin here, and not somewhere between. A single one is believed. */
static gboolean
is_in_step (const LabproBin *self,
            const guint8    *bytes,
            gsize            n)
{
  gsize whole = packet_bytes (self);
  gint64 step;

  if (n < 2 * whole)
    return TRUE;

  step = step_of (self, bytes, n);
  for (gsize shift = 1; shift < whole && shift + 2 * whole <= n; shift++) {
    gint64 other = step_of (self, bytes + shift, n - shift);

    if (other > 0 && other < step)
      return FALSE;
  }

  return step > 0;
}

static RkPacketClass
read_packet (gpointer      user_data,
             const guint8 *bytes,
             gsize         n,
             gsize        *length,
             const char  **reason)
{
  LabproBin *self = user_data;
  gsize whole = packet_bytes (self);

  if (!fits (self, bytes, n)) {
    self->in_step = FALSE;
    return RK_PACKET_NOTHING;
  }
  if (n < whole || (!self->in_step && !self->base.at_end && n < IN_A_ROW * whole))
    return RK_PACKET_MORE;
  if (!self->in_step && !is_in_step (self, bytes, MIN (n, IN_A_ROW * whole)))
    return RK_PACKET_NOTHING;

  *length = whole;
  self->in_step = TRUE;
  rk_column_set_begin (&self->base.set);
  for (guint i = 0; i < self->n_channels; i++)
    rk_column_set_put (&self->base.set, i, ((guint) bytes[2 * i] << 8 | bytes[2 * i + 1]) >> (16 - self->bits), RK_VALUE_OK);
  rk_column_set_put (&self->base.set, self->n_channels, time_of (self, bytes), RK_VALUE_OK);
  rk_packet_decoder_emit (&self->base, whole);

  return RK_PACKET_WHOLE;
}

static gpointer
labpro_bin_create (GHashTable *options,
                   GError    **error)
{
  static const char * const bits[] = { "12", "10", NULL };
  static const char * const numbers[] = { "1", "2", "3", "4", "5", "6", "7", "8", NULL };
  int n_channels = rk_option_enum (options, "channels", numbers, 0, error);
  int width = n_channels >= 0 ? rk_option_enum (options, "bits", bits, 0, error) : -1;
  LabproBin *self;

  if (n_channels < 0 || width < 0)
    return NULL;

  self = g_new0 (LabproBin, 1);
  self->n_channels = (guint) n_channels + 1;
  self->bits = width == 0 ? 12 : 10;
  rk_packet_decoder_init (&self->base, IN_A_ROW * (2 * self->n_channels + 5), read_packet);
  for (guint i = 0; i < self->n_channels; i++) {
    g_autofree char *key = g_strdup_printf ("ch%u", i + 1);

    rk_column_set_add_known (&self->base.set, key, "raw", width == 0 ? "adc12" : "adc10", 0);
  }
  rk_column_set_add_known (&self->base.set, "time", "raw", "ticks", 0);

  return self;
}

static void
labpro_bin_reset (gpointer decoder)
{
  LabproBin *self = decoder;

  rk_packet_decoder_reset (self);
  self->in_step = FALSE;
}

/* The checksum and the bits that are 0. */
static guint
labpro_bin_get_evidence (gpointer decoder)
{
  LabproBin *self = decoder;

  return 8 + self->n_channels * (16 - self->bits);
}

const RkDecoderKind rk_decoder_labpro_bin = {
  .id = "labpro-bin",
  .title = N_("LabPro, binary"),
  .options = "channels bits",
  .create = labpro_bin_create,
  .feed = rk_packet_decoder_feed,
  .flush = rk_packet_decoder_flush,
  .reset = labpro_bin_reset,
  .get_counts = rk_packet_decoder_get_counts,
  .free = rk_packet_decoder_free,
  .get_evidence = labpro_bin_get_evidence,
};
