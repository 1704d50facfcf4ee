/* Globisens Labdisc over its serial port, as snan-microbit/labdisc-microbit-link-app found it out.
 *
 *   2E 69 type ... checksum: all bytes together make 0
 *   82: 17 sensor ids from byte 3 on, 0 = none
 *   81: length of the packet, then the values in the order of the ids, two bytes each, the high one first
 *   others have no online data
 *
 * Values that come before the ids cannot be told apart and are passed over; so the ids are asked for first.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/packets.h"
#include "base/checksum.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define IDS      17
#define DATA_MAX 64

#define TYPE_LOG    0x55
#define TYPE_ONLINE 0x81
#define TYPE_IDS    0x82
#define TYPE_STATUS 0x83
#define TYPE_STORED 0x84

typedef struct {
  guint8      id;
  const char *key;
  const char *quantity;
  const char *unit;
  int         decimals;
  gboolean    is_signed;
  double      raw_low;  /* two points of a straight line */
  double      raw_high;
  double      low;
  double      high;
} Sensor;

/* Tables of the thermistor and of the light sensor are not known: their values stay raw. */
static const Sensor sensors[] = {
  { 2, "pH", "ph", "pH", 2, FALSE, 0, 1000, 0, 1 },
  { 4, "barometer", "pressure", "hPa", 1, FALSE, 5000, 11500, 500, 1150 },
  { 6, "humidity", "humidity", "%", 1, FALSE, 0, 10, 0, 1 },
  { 13, "external temp", "raw", NULL, 0, FALSE, 0, 1, 0, 1 },
  { 20, "light", "raw", NULL, 0, FALSE, 0, 1, 0, 1 },
  { 21, "sound", "sound_level", "dB", 1, FALSE, 540, 960, 54, 96 },
  { 25, "distance", "length", "m", 3, FALSE, 0, 1000, 0, 1 },
  { 26, "pressure", "pressure", "kPa", 1, FALSE, 0, 10, 0, 1 },
  { 27, "voltage", "voltage", "V", 3, FALSE, 15527, 50009, -5, 5 },
  { 28, "current", "current", "A", 3, FALSE, 14318, 51218, -1, 1 },
  { 30, "temp", "temperature", "°C", 1, TRUE, 0, 10, 0, 1 },
  { 31, "turbidity", "turbidity", "NTU", 1, FALSE, 0, 10, 0, 1 },
  { 40, "oxygen", "dissolved_oxygen", "mg/L", 2, FALSE, 0, 100, 0, 1 },
  { 128, "CO2", "co2", "ppm", 0, FALSE, 0, 502, 0, 92 },
};

typedef struct {
  RkPacketDecoder base;
  guint8          ids[IDS]; /* in the order of the values; 0 = no more */
} Labdisc;

static const Sensor *
find_sensor (guint8 id)
{
  for (guint i = 0; i < G_N_ELEMENTS (sensors); i++) {
    if (sensors[i].id == id)
      return &sensors[i];
  }

  return NULL;
}

static void
read_ids (Labdisc      *self,
          const guint8 *ids)
{
  guint n = 0;

  memset (self->ids, 0, sizeof self->ids);
  for (guint i = 0; i < IDS; i++) {
    if (ids[i] != 0)
      self->ids[n++] = ids[i];
  }
}

/* A sensor that is not in the table is told by its number. */
static int
column_of (Labdisc *self,
           guint8   id)
{
  const Sensor *sensor = find_sensor (id);
  char number[16];

  if (sensor != NULL)
    return rk_column_set_add_known (&self->base.set, sensor->key, sensor->quantity, sensor->unit, sensor->decimals);

  g_snprintf (number, sizeof number, "sensor %u", id);

  return rk_column_set_add_known (&self->base.set, number, "raw", NULL, 0);
}

/* 8000 is in the middle of what a bipolar sensor can say, and no data of all others. */
static gboolean
is_no_data (const Sensor *sensor,
            guint         raw)
{
  gboolean is_bipolar = sensor != NULL && sensor->low < 0;

  return raw == 0xffff || (raw == 0x8000 && !is_bipolar);
}

static double
value_of (const Sensor *sensor,
          guint         raw)
{
  double x = sensor != NULL && sensor->is_signed ? (gint16) raw : (double) raw;

  if (sensor == NULL)
    return x;

  return sensor->low + (x - sensor->raw_low) * (sensor->high - sensor->low) / (sensor->raw_high - sensor->raw_low);
}

static RkPacketClass
read_online (Labdisc      *self,
             const guint8 *bytes,
             gsize         length)
{
  guint n = (guint) MIN ((length - 5) / 2, IDS);

  if (self->ids[0] == 0 || n == 0)
    return RK_PACKET_SKIP;

  for (guint i = 0; i < n && self->ids[i] != 0; i++)
    column_of (self, self->ids[i]);

  rk_column_set_begin (&self->base.set);
  for (guint i = 0; i < n && self->ids[i] != 0; i++) {
    const Sensor *sensor = find_sensor (self->ids[i]);
    guint raw = (guint) bytes[4 + 2 * i] << 8 | bytes[5 + 2 * i];
    gboolean none = is_no_data (sensor, raw);
    int column = column_of (self, self->ids[i]);

    if (column >= 0)
      rk_column_set_put (&self->base.set, (guint) column, none ? (double) NAN : value_of (sensor, raw),
                         none ? RK_VALUE_NO_DATA : RK_VALUE_OK);
  }
  rk_packet_decoder_emit (&self->base, length);

  return RK_PACKET_WHOLE;
}

/* 0 = not known as long as there are no more bytes, or never. */
static gsize
length_of (const guint8 *bytes,
           gsize         n)
{
  switch (bytes[2]) {
  case TYPE_IDS:
    return 3 + IDS + 1;
  case TYPE_STATUS:
    return 33;
  case TYPE_LOG:
    return 18;
  case TYPE_ONLINE:
  case TYPE_STORED:
    return n > 3 && bytes[3] >= 5 && bytes[3] <= DATA_MAX ? bytes[3] : 0;
  default:
    return 0;
  }
}

static RkPacketClass
read_packet (gpointer      user_data,
             const guint8 *bytes,
             gsize         n,
             gsize        *length,
             const char  **reason)
{
  Labdisc *self = user_data;
  gsize whole;

  if (bytes[0] != 0x2e || (n > 1 && bytes[1] != 0x69))
    return RK_PACKET_NOTHING;
  if (n < 4)
    return RK_PACKET_MORE;

  whole = length_of (bytes, n);
  if (whole == 0)
    return RK_PACKET_NOTHING;
  if (n < whole)
    return RK_PACKET_MORE;

  *length = whole;
  if (rk_checksum_compute (RK_CHECKSUM_SUM8, bytes, whole) != 0) {
    *reason = _("the checksum is wrong");
    return RK_PACKET_BAD;
  }

  if (bytes[2] == TYPE_ONLINE)
    return read_online (self, bytes, whole);
  if (bytes[2] == TYPE_IDS)
    read_ids (self, bytes + 3);

  return RK_PACKET_SKIP;
}

static gpointer
labdisc_create (GHashTable *options,
                GError    **error)
{
  Labdisc *self = g_new0 (Labdisc, 1);

  rk_packet_decoder_init (&self->base, DATA_MAX, read_packet);

  return self;
}

/* Two bytes of sync, the type, the checksum. */
static guint
labdisc_get_evidence (gpointer decoder)
{
  return 32;
}

const RkDecoderKind rk_decoder_labdisc = {
  .id = "labdisc",
  .title = N_("Labdisc"),
  .options = "",
  .create = labdisc_create,
  .feed = rk_packet_decoder_feed,
  .flush = rk_packet_decoder_flush,
  .reset = rk_packet_decoder_reset,
  .get_counts = rk_packet_decoder_get_counts,
  .free = rk_packet_decoder_free,
  .get_evidence = labdisc_get_evidence,
};
