/* Geiger counters of GQ Electronics (GQ-RFC1201, GQ-RFC1801). An answer is a bare big-endian number: counts a minute
 * with 16 bits, with 32 bits on the GMC-500 and 600, or counts a second with 14 bits below two reserved ones. So what was asked
 * decides; a capture without the requests is read by its shape. */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/option.h"
#include "acquire/decoders/packets.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The longest is a version: "GMC-500+Re 1.18". */
#define PACKET_MAX 16
#define VERSION_LEN 14
#define CPS_MASK 0x3FFF

/* What the numbers are. */
typedef enum { ASKED_UNKNOWN, ASKED_CPM, ASKED_CPS } Asked;

typedef struct {
  RkPacketDecoder base;
  Asked           option;       /* as told */
  Asked           asked;        /* by the last request */
  guint           option_width; /* bytes of an answer in counts a minute; 0 = find out */
  guint           width;
  guint64         n_asked;
} Gmc;

static void
gmc_forget (Gmc *self)
{
  self->asked = self->option;
  self->width = self->option_width;
}

static void
emit (Gmc     *self,
      gboolean per_second,
      guint32  counts,
      gsize    length)
{
  int column = rk_column_set_add_as (&self->base.set, per_second ? "cps" : "cpm", "count_rate", NULL,
                                     per_second ? "1/s" : "1/min");

  rk_column_set_begin (&self->base.set);
  rk_column_set_put (&self->base.set, (guint) column, (double) counts, RK_VALUE_OK);
  rk_column_set_refine (&self->base.set, (guint) column, 0);
  rk_packet_decoder_emit (&self->base, length);
  if (self->base.n_answers < self->n_asked)
    self->base.n_answers++;
}

/* "<GETCPM>>" in a capture of both directions, or echoed. */
static RkPacketClass
read_command (Gmc          *self,
              const guint8 *bytes,
              gsize         n,
              gsize        *length)
{
  gsize i = 1;

  while (i < n && i < PACKET_MAX && (g_ascii_isupper (bytes[i]) || (i > 1 && g_ascii_isdigit (bytes[i]))))
    i++;
  if (i == n)
    return n < PACKET_MAX ? RK_PACKET_MORE : RK_PACKET_NOTHING;
  if (i < 4 || bytes[i] != '>')
    return RK_PACKET_NOTHING;
  if (i + 1 == n)
    return RK_PACKET_MORE;
  if (bytes[i + 1] != '>')
    return RK_PACKET_NOTHING;

  if (strncmp ((const char *) bytes, "<GETCPM", 7) == 0)
    self->asked = ASKED_CPM;
  else if (strncmp ((const char *) bytes, "<GETCPS", 7) == 0 || strncmp ((const char *) bytes, "<HEARTBEAT1", 11) == 0)
    self->asked = ASKED_CPS;
  *length = i + 2;

  return RK_PACKET_SKIP;
}

/* "GMC-320Re 3.22": models from 500 on count with 32 bits. */
static RkPacketClass
read_version (Gmc          *self,
              const guint8 *bytes,
              gsize         n,
              gsize        *length)
{
  if (memcmp (bytes, "GMC-", MIN (n, 4)) != 0)
    return RK_PACKET_NOTHING;
  if (n < VERSION_LEN)
    return RK_PACKET_MORE;

  if (g_ascii_isdigit (bytes[4]) && self->option_width == 0)
    self->width = bytes[4] >= '5' ? 4 : 2;
  *length = VERSION_LEN;
  /* "GMC-500+Re 1.18" has a character more. */
  if (bytes[7] == '+') {
    *length = VERSION_LEN + 1;
    if (n < *length)
      return RK_PACKET_MORE;
  }

  return RK_PACKET_SKIP;
}

/* Counts a minute of 32 bits begin with two zero bytes: nobody survives 65536 a minute for long. 0 = not known yet. */
static guint
guess_width (const Gmc    *self,
             const guint8 *bytes,
             gsize         n)
{
  gboolean wide = n >= 4 && bytes[0] == 0 && bytes[1] == 0;

  if (self->width != 0)
    return self->width;
  if (n >= 6)
    return wide && bytes[4] == 0 && bytes[5] == 0 ? 4 : 2;
  if (!self->base.at_end)
    return 0;

  return wide ? 4 : 2;
}

static RkPacketClass
read_packet (gpointer      user_data,
             const guint8 *bytes,
             gsize         n,
             gsize        *length,
             const char  **reason)
{
  Gmc *self = user_data;
  RkPacketClass class = RK_PACKET_NOTHING;
  guint32 counts = 0;
  guint width;

  if (bytes[0] == '<')
    class = read_command (self, bytes, n, length);
  else if (bytes[0] == 'G')
    class = read_version (self, bytes, n, length);
  if (class == RK_PACKET_SKIP || (class == RK_PACKET_MORE && !self->base.at_end))
    return class;

  /* The reserved bits tell counts a second. */
  if (self->asked == ASKED_CPS || (self->asked == ASKED_UNKNOWN && self->width == 0 && (bytes[0] & 0xC0) != 0)) {
    if (n < 2)
      return RK_PACKET_MORE;
    emit (self, TRUE, ((guint32) bytes[0] << 8 | bytes[1]) & CPS_MASK, 2);
    *length = 2;
    return RK_PACKET_WHOLE;
  }

  width = guess_width (self, bytes, n);
  if (width == 0 || n < width)
    return RK_PACKET_MORE;
  self->width = width;
  for (guint i = 0; i < width; i++)
    counts = counts << 8 | bytes[i];
  emit (self, FALSE, counts, width);
  *length = width;

  return RK_PACKET_WHOLE;
}

static gpointer
gmc_create (GHashTable *options,
            GError    **error)
{
  static const char * const rates[] = { "auto", "cpm", "cps", NULL };
  static const char * const widths[] = { "auto", "16", "32", NULL };
  int rate = rk_option_enum (options, "rate", rates, 0, error);
  int width;
  Gmc *self;

  if (rate < 0)
    return NULL;
  width = rk_option_enum (options, "bits", widths, 0, error);
  if (width < 0)
    return NULL;

  self = g_new0 (Gmc, 1);
  self->option = (Asked) rate;
  self->option_width = 2 * (guint) width;
  gmc_forget (self);
  rk_packet_decoder_init (&self->base, PACKET_MAX, read_packet);

  return self;
}

static void
gmc_reset (gpointer decoder)
{
  Gmc *self = decoder;

  rk_packet_decoder_reset (self);
  gmc_forget (self);
  self->n_asked = self->base.n_answers;
}

static gboolean
gmc_request (gpointer    decoder,
             guint       n,
             GByteArray *message)
{
  Gmc *self = decoder;
  const char *text = self->option == ASKED_CPS ? "<GETCPS>>" : "<GETCPM>>";

  if (n > 0)
    return FALSE;

  /* Two bytes came since the last request and no more: that is how wide an answer is. */
  if (self->width == 0 && self->n_asked > 0 && self->base.packets.buffer->len == 2)
    self->width = 2;
  self->asked = self->option == ASKED_CPS ? ASKED_CPS : ASKED_CPM;
  self->n_asked++;
  g_byte_array_append (message, (const guint8 *) text, (guint) strlen (text));

  return TRUE;
}

const RkDecoderKind rk_decoder_gq_gmc = {
  .id = "gq-gmc",
  .title = N_("Geiger counters GQ GMC"),
  .options = "bits rate",
  .create = gmc_create,
  .feed = rk_packet_decoder_feed,
  .flush = rk_packet_decoder_flush,
  .reset = gmc_reset,
  .get_counts = rk_packet_decoder_get_counts,
  .free = rk_packet_decoder_free,
  .request = gmc_request,
};
