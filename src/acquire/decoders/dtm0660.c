/* Multimeters with the chip DTM0660 (PeakTech 3415, Velleman DVM4100): like FS9721, but 15 bytes and
 * the bits of each half in the opposite order.
 *
 * A lost byte is always found; a flipped bit in a digit mostly, not where it makes another digit:
 * there is no checksum.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>

#define PACKET 15

static const RkMeterHalves halves = {
  .sends = 0x08,
  .point = 0x10,
  .letter_l = 0x61,
  .digits = { 0xeb, 0x0a, 0xad, 0x8f, 0x4e, 0xc7, 0xe7, 0x8a, 0xef, 0xcf },
};

static const RkMeterBit bits[] = {
  { 0, 1, RK_SHOWS_AC }, { 0, 2, RK_SHOWS_DC }, { 0, 4, RK_SHOWS_AUTO },
  { 9, 1, RK_SHOWS_MICRO }, { 9, 2, RK_SHOWS_NANO }, { 9, 4, RK_SHOWS_KILO }, { 9, 8, RK_SHOWS_DIODE },
  { 10, 1, RK_SHOWS_MILLI }, { 10, 2, RK_SHOWS_PERCENT }, { 10, 4, RK_SHOWS_MEGA }, { 10, 8, RK_SHOWS_BEEP },
  { 11, 1, RK_SHOWS_FARAD }, { 11, 2, RK_SHOWS_OHM }, { 11, 4, RK_SHOWS_RELATIVE }, { 11, 8, RK_SHOWS_HOLD },
  { 12, 1, RK_SHOWS_AMPERE }, { 12, 2, RK_SHOWS_VOLT }, { 12, 4, RK_SHOWS_HERTZ }, { 12, 8, RK_SHOWS_BATTERY },
  { 13, 1, RK_SHOWS_FAHRENHEIT }, { 13, 2, RK_SHOWS_CELSIUS },
  { 14, 2, RK_SHOWS_MIN }, { 14, 8, RK_SHOWS_MAX },
};

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  return rk_meter_numbered (bytes, n, PACKET, 1);
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  guint64 shows = RK_SHOWS_ONE_OF_AC_DC | rk_meter_signs (bits, G_N_ELEMENTS (bits), bytes);

  return rk_meter_show_halves (self, &halves, bytes, shows, reason);
}

static const RkMeterFamily dtm0660 = {
  .max_len = PACKET,
  .evidence = PACKET * 4,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("dtm0660", N_("Multimeter DTM0660"), "displays", dtm0660);
