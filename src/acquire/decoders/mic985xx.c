/* MIC 98581 (temperature) and 98583 (temperature and humidity): lines "v 235\r" and "v 235 467\r" in tenths.
 *
 * There is no checksum: a digit that turned into another digit is not found (8N2: no parity either).
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>

/* "v 235 467\r" */
#define PACKET_MAX 10

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  static const char shape[] = "v 000?000\r";
  gsize len = n > 5 && bytes[5] == '\r' ? 6 : PACKET_MAX;

  for (gsize i = 0; i < MIN (n, len); i++) {
    gboolean fits = shape[i] == '0' ? g_ascii_isdigit ((char) bytes[i]) :
                    shape[i] == '?' ? bytes[i] == ' ' || bytes[i] == '\r' : (char) bytes[i] == shape[i];

    if (!fits)
      return -1;
  }

  return n > 5 ? (gssize) len : 0;
}

static void
put (RkMeter      *self,
     const char   *key,
     const char   *quantity,
     const char   *unit,
     const guint8 *digits)
{
  int column = rk_column_set_add_as (&self->base.set, key, quantity, NULL, unit);

  if (column < 0)
    return;

  rk_column_set_refine (&self->base.set, (guint) column, 1);
  rk_column_set_put (&self->base.set, (guint) column, rk_meter_value (rk_meter_ascii (digits, 3), -1), RK_VALUE_OK);
  self->any = TRUE;
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  put (self, "temp", "temperature", "°C", bytes + 2);
  if (n == PACKET_MAX)
    put (self, "rh", "humidity", "%", bytes + 6);

  return RK_PACKET_WHOLE;
}

static const RkMeterFamily mic985xx = {
  .max_len = PACKET_MAX,
  .evidence = 8 + 8 + 8 + 3 * 4,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("mic985xx", N_("Thermometer MIC 985xx"), "displays", mic985xx);
