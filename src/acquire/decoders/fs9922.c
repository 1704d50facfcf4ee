/* Multimeters with the chips FS9922-DMM3 and -DMM4 (UT61B/C/D, VC830, Victor): 14 bytes, half of them text.
 *
 *   sign, 4 digits, a space, place of the point, 4 bytes of signs, bar graph, CR LF
 *
 * The place of the point is 0 (none), 1 (behind the first digit), 2 (second) or 4 (third digit). There is no
 * checksum: a digit that turned into another digit is not found.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PACKET 14

static const RkMeterBit bits[] = {
  { 7, 0x20, RK_SHOWS_AUTO }, { 7, 0x10, RK_SHOWS_DC }, { 7, 0x08, RK_SHOWS_AC },
  { 7, 0x04, RK_SHOWS_RELATIVE }, { 7, 0x02, RK_SHOWS_HOLD },
  { 8, 0x20, RK_SHOWS_MAX }, { 8, 0x10, RK_SHOWS_MIN }, { 8, 0x04, RK_SHOWS_BATTERY }, { 8, 0x02, RK_SHOWS_NANO },
  { 9, 0x80, RK_SHOWS_MICRO }, { 9, 0x40, RK_SHOWS_MILLI }, { 9, 0x20, RK_SHOWS_KILO }, { 9, 0x10, RK_SHOWS_MEGA },
  { 9, 0x08, RK_SHOWS_BEEP }, { 9, 0x04, RK_SHOWS_DIODE }, { 9, 0x02, RK_SHOWS_PERCENT },
  { 10, 0x80, RK_SHOWS_VOLT }, { 10, 0x40, RK_SHOWS_AMPERE }, { 10, 0x20, RK_SHOWS_OHM }, { 10, 0x10, RK_SHOWS_HFE },
  { 10, 0x08, RK_SHOWS_HERTZ }, { 10, 0x04, RK_SHOWS_FARAD }, { 10, 0x02, RK_SHOWS_CELSIUS }, { 10, 0x01, RK_SHOWS_FAHRENHEIT },
};

static gboolean
is_digit (guint8 c)
{
  return g_ascii_isdigit ((char) c) || c == '?' || c == ':';
}

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  for (gsize i = 0; i < MIN (n, PACKET); i++) {
    gboolean fits = i == 0 ? bytes[i] == '+' || bytes[i] == '-' :
                    i < 5 ? is_digit (bytes[i]) :
                    i == 5 ? bytes[i] == ' ' :
                    i == 6 ? bytes[i] == '0' || bytes[i] == '1' || bytes[i] == '2' || bytes[i] == '4' :
                    i == 7 ? bytes[i] < 0x40 :
                    i == 12 ? bytes[i] == '\r' :
                    i == 13 ? bytes[i] == '\n' : TRUE;

    if (!fits)
      return -1;
  }

  return PACKET;
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  static const gint8 exponents[] = { 0, -3, -2, 0, -1 };
  guint64 shows = RK_SHOWS_ONE_OF_AC_DC | rk_meter_signs (bits, G_N_ELEMENTS (bits), bytes);
  gint64 number = rk_meter_ascii (bytes + 1, 4);

  /* The VC830 tests diodes with a sign of its maker's and without volts. */
  if ((shows & (RK_SHOWS_ANY_UNIT | RK_SHOWS_BEEP)) == 0 && (bytes[8] & 0x80) != 0)
    shows |= RK_SHOWS_DIODE;

  if (memcmp (bytes + 1, "?0:?", 4) == 0) {
    shows |= RK_SHOWS_OVER;
  } else if (number < 0) {
    *reason = _("these are no digits");
    return RK_PACKET_BAD;
  }

  return rk_meter_show (self, "display", shows, bytes[0] == '-' ? -number : number, exponents[bytes[6] - '0'], reason);
}

static const RkMeterFamily fs9922 = {
  .max_len = PACKET,
  .evidence = 7 + 4 * 4 + 8 + 6 + 2 + 16,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("fs9922", N_("Multimeter FS9922"), "displays", fs9922);
