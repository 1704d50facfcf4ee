/* Multimeters with the chip FS9721 (UT60A/E, VC820/840, VA18B, TP4000ZC...): 14 bytes that number
 * themselves in their high halves; the low halves are the segments of the display.
 *
 * Two halves make a digit, the bit before its seven segments is the minus sign of the first digit and the
 * decimal point before the others. A lost byte is always found; a flipped bit in a digit mostly,
 * not where it makes another digit (8 to 0): there is no checksum.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>

#define PACKET 14

static const RkMeterHalves halves = {
  .sends = 0x01,
  .point = 0x80,
  .letter_l = 0x68,
  .digits = { 0x7d, 0x05, 0x5b, 0x1f, 0x27, 0x3e, 0x7e, 0x15, 0x7f, 0x3f },
};

static const RkMeterBit bits[] = {
  { 0, 8, RK_SHOWS_AC }, { 0, 4, RK_SHOWS_DC }, { 0, 2, RK_SHOWS_AUTO },
  { 9, 8, RK_SHOWS_MICRO }, { 9, 4, RK_SHOWS_NANO }, { 9, 2, RK_SHOWS_KILO }, { 9, 1, RK_SHOWS_DIODE },
  { 10, 8, RK_SHOWS_MILLI }, { 10, 4, RK_SHOWS_PERCENT }, { 10, 2, RK_SHOWS_MEGA }, { 10, 1, RK_SHOWS_BEEP },
  { 11, 8, RK_SHOWS_FARAD }, { 11, 4, RK_SHOWS_OHM }, { 11, 2, RK_SHOWS_RELATIVE }, { 11, 1, RK_SHOWS_HOLD },
  { 12, 8, RK_SHOWS_AMPERE }, { 12, 4, RK_SHOWS_VOLT }, { 12, 2, RK_SHOWS_HERTZ }, { 12, 1, RK_SHOWS_BATTERY },
};

/* The makers of the meters print what they like at the last four segments. */
static const RkMeterBit bits_fahrenheit[] = { { 13, 4, RK_SHOWS_CELSIUS }, { 13, 2, RK_SHOWS_FAHRENHEIT } };
static const RkMeterBit bits_va40b[] = { { 13, 8, RK_SHOWS_MIN }, { 13, 2, RK_SHOWS_CELSIUS }, { 13, 1, RK_SHOWS_MAX } };

enum { VARIANT_CELSIUS, VARIANT_FAHRENHEIT, VARIANT_VA40B };
static const char * const variants[] = { "celsius", "fahrenheit", "va40b", NULL };

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  return rk_meter_numbered (bytes, n, PACKET, 1);
}

static guint64
maker_signs (RkMeter      *self,
             const guint8 *bytes,
             guint64       shows)
{
  switch (self->variant) {
  case VARIANT_FAHRENHEIT:
    return rk_meter_signs (bits_fahrenheit, G_N_ELEMENTS (bits_fahrenheit), bytes);
  case VARIANT_VA40B:
    return rk_meter_signs (bits_va40b, G_N_ELEMENTS (bits_va40b), bytes);
  case VARIANT_CELSIUS:
  default:
    /* One of three, by model; lit without a unit it can be nothing else. */
    return (shows & (RK_SHOWS_ANY_UNIT | RK_SHOWS_DIODE | RK_SHOWS_BEEP)) == 0 && (bytes[13] & 7) != 0 ? RK_SHOWS_CELSIUS : 0;
  }
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  guint64 shows = RK_SHOWS_ONE_OF_AC_DC | rk_meter_signs (bits, G_N_ELEMENTS (bits), bytes);

  return rk_meter_show_halves (self, &halves, bytes, shows | maker_signs (self, bytes, shows), reason);
}

static const RkMeterFamily fs9721 = {
  .max_len = PACKET,
  .evidence = PACKET * 4,
  .variants = variants,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("fs9721", N_("Multimeter FS9721"), "variant displays", fs9721);
