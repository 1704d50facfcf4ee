/* Mastech MS8250D: 18 bytes that are the segments of the display, the last one 0.
 *
 * The digits of the main display are scattered over bytes 2 to 8; the second display (minimum, maximum)
 * stands in bytes 12 to 15. There is neither a sync byte nor a checksum: the packet is known by the digits, by
 * "RS232" being lit and by the zero at its end, so that a flipped bit is found only where it makes no digit.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>

#define PACKET 18

/* Segments D G A, E F, C B of a digit in three halves. */
static const guint16 digits[10] = { 0x533, 0x003, 0x721, 0x703, 0x213, 0x712, 0x732, 0x103, 0x733, 0x713 };
#define LETTER_L 0x430

static const RkMeterBit bits[] = {
  { 1, 0x20, RK_SHOWS_BATTERY }, { 1, 0x10, RK_SHOWS_AC }, { 2, 0x02, RK_SHOWS_DC },
  { 8, 0x40, RK_SHOWS_MEGA }, { 8, 0x20, RK_SHOWS_NANO }, { 9, 0x01, RK_SHOWS_MILLI }, { 9, 0x04, RK_SHOWS_KILO },
  { 9, 0x10, RK_SHOWS_VOLT }, { 9, 0x40, RK_SHOWS_OHM },
  { 10, 0x01, RK_SHOWS_AMPERE }, { 10, 0x02, RK_SHOWS_FARAD }, { 10, 0x04, RK_SHOWS_HERTZ },
  { 11, 0x01, RK_SHOWS_DIODE }, { 11, 0x02, RK_SHOWS_BEEP }, { 15, 0x80, RK_SHOWS_RELATIVE },
  { 16, 0x10, RK_SHOWS_AUTO }, { 16, 0x08, RK_SHOWS_HOLD }, { 16, 0x04, RK_SHOWS_MIN }, { 16, 0x02, RK_SHOWS_MAX },
};

/* Bits that are in no digit and no sign known. */
static gboolean
is_lit (const guint8 *bytes)
{
  return (bytes[1] & 0x02) != 0;
}

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  if ((n > 1 && !is_lit (bytes)) || (n >= PACKET && bytes[PACKET - 1] != 0))
    return -1;

  return PACKET;
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  const guint16 lit[4] = {
    (guint16) ((bytes[3] & 0x07) << 8 | (bytes[2] & 0x30) | (bytes[3] & 0x30) >> 4),
    (guint16) ((bytes[4] & 0x73) << 4 | (bytes[5] & 0x03)),
    (guint16) ((bytes[6] & 0x07) << 8 | (bytes[5] & 0x30) | (bytes[6] & 0x30) >> 4),
    (guint16) ((bytes[7] & 0x73) << 4 | (bytes[8] & 0x03)),
  };
  guint64 shows = RK_SHOWS_ONE_OF_AC_DC | rk_meter_signs (bits, G_N_ELEMENTS (bits), bytes);
  gint64 number = rk_meter_lcd (lit, 4, digits);
  int exponent = (bytes[3] & 0x40) != 0 ? -3 : (bytes[5] & 0x40) != 0 ? -2 : (bytes[7] & 0x04) != 0 ? -1 : 0;

  /* The micro of farads has a place of its own. */
  if ((shows & RK_SHOWS_FARAD) != 0 ? (bytes[9] & 0x02) != 0 : (bytes[8] & 0x10) != 0)
    shows |= RK_SHOWS_MICRO;

  if (lit[2] == LETTER_L) {
    shows |= RK_SHOWS_OVER;
  } else if (number < 0) {
    *reason = _("these are no digits");
    return RK_PACKET_BAD;
  }

  return rk_meter_show (self, "display", shows, (bytes[0] & 0x04) != 0 ? -number : number, exponent, reason);
}

static const RkMeterFamily ms8250d = {
  .max_len = PACKET,
  .evidence = 1 + 8 + 4 * 4,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("ms8250d", N_("Multimeter MS8250D"), "displays", ms8250d);
