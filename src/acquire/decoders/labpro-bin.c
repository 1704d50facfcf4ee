/* Vernier LabPro and TI CBL 2, binary data over a serial line (LabPro Technical Manual, 2002, p. 21):
 *
 *   for each channel its reading left-justified in two bytes, high byte first; time in four bytes, high byte first; checksum:
 *   the ones' complement of the XOR of all bytes before it
 *
 * Nothing marks the begin: a packet is where the checksum fits and the unused low bits of each reading are 0.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/checksum.h"
#include "acquire/decoders/column-set.h"
#include "acquire/decoders/option.h"
#include "acquire/decoders/packets.h"
#include "base/clock.h"

#include <glib/gi18n-lib.h>

typedef struct {
  RkPackets   packets;
  RkColumnSet set;
  guint       n_channels;
  guint       bits; /* of a reading */

  /* Only within feed and flush. */
  const RkDecoderEvents *events;
  gpointer               user_data;
} LabproBin;

static void
labpro_bin_free (gpointer decoder)
{
  LabproBin *self = decoder;

  rk_packets_clear (&self->packets);
  rk_column_set_clear (&self->set);
  g_free (self);
}

static void
add_column (LabproBin  *self,
            const char *key,
            const char *unit)
{
  int column = rk_column_set_add (&self->set, key);
  RkColumn *c = g_ptr_array_index (self->set.columns, column);

  c->quantity = g_strdup ("raw");
  c->unit = g_strdup (unit);
  c->decimals = 0;
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
  rk_packets_init (&self->packets, 2 * self->n_channels + 5);
  rk_column_set_init (&self->set);
  for (guint i = 0; i < self->n_channels; i++) {
    g_autofree char *key = g_strdup_printf ("ch%u", i + 1);

    add_column (self, key, width == 0 ? "adc12" : "adc10");
  }
  add_column (self, "time", "ticks");

  return self;
}

static RkPacketClass
read_packet (gpointer      user_data,
             const guint8 *bytes,
             gsize         n,
             gsize        *length,
             const char  **reason)
{
  LabproBin *self = user_data;
  gsize whole = 2 * self->n_channels + 5;
  const guint8 *time = bytes + 2 * self->n_channels;
  guint unused = 16 - self->bits;

  for (guint i = 0; i < self->n_channels && 2 * i + 1 < n; i++) {
    if ((bytes[2 * i + 1] & ((1u << unused) - 1)) != 0)
      return RK_PACKET_NOTHING;
  }
  if (n < whole)
    return RK_PACKET_MORE;
  if (rk_checksum_compute (RK_CHECKSUM_XOR8_INVERTED, bytes, whole - 1) != bytes[whole - 1])
    return RK_PACKET_NOTHING;

  *length = whole;
  rk_column_set_begin (&self->set);
  for (guint i = 0; i < self->n_channels; i++)
    rk_column_set_put (&self->set, i, ((guint) bytes[2 * i] << 8 | bytes[2 * i + 1]) >> unused, RK_VALUE_OK);
  rk_column_set_put (&self->set, self->n_channels,
                     (guint32) time[0] << 24 | (guint32) time[1] << 16 | (guint32) time[2] << 8 | time[3], RK_VALUE_OK);
  rk_column_set_emit (&self->set, RK_TIME_NONE, FALSE, rk_packets_end (&self->packets, whole), self->events, self->user_data);

  return RK_PACKET_WHOLE;
}

static void
labpro_bin_feed (gpointer               decoder,
                 const guint8          *bytes,
                 gsize                  n,
                 const RkDecoderEvents *events,
                 gpointer               user_data)
{
  LabproBin *self = decoder;

  self->events = events;
  self->user_data = user_data;
  rk_packets_feed (&self->packets, bytes, n, read_packet, events, user_data, self);
}

static void
labpro_bin_flush (gpointer               decoder,
                  const RkDecoderEvents *events,
                  gpointer               user_data)
{
  LabproBin *self = decoder;

  self->events = events;
  self->user_data = user_data;
  rk_packets_flush (&self->packets, read_packet, events, user_data, self);
}

static void
labpro_bin_reset (gpointer decoder)
{
  LabproBin *self = decoder;

  rk_packets_reset (&self->packets);
}

static void
labpro_bin_get_counts (gpointer         decoder,
                       RkDecoderCounts *counts)
{
  LabproBin *self = decoder;

  rk_packets_get_counts (&self->packets, counts);
  counts->n_frames = self->set.n_frames;
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
  .feed = labpro_bin_feed,
  .flush = labpro_bin_flush,
  .reset = labpro_bin_reset,
  .get_counts = labpro_bin_get_counts,
  .free = labpro_bin_free,
  .get_evidence = labpro_bin_get_evidence,
};
