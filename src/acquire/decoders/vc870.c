/* Voltcraft VC870: 23 bytes of ASCII.
 *
 *   function, which of it, range, 5 digits, 5 digits of the second display, bar graph (2), status,
 *   options 1...4, dual display, CR LF
 *
 * There is no checksum: a digit that turned into another digit is not found.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>

#define PACKET 23

/* A range that the function does not have. */
#define NO 99

static const struct {
  char    function[3];
  guint64 shows;
  gint8   exponents[8];
} functions[] = {
  { "00", RK_SHOWS_VOLT | RK_SHOWS_DC, { -4, -3, -2, -1, NO, NO, NO, NO } },
  { "01", RK_SHOWS_VOLT | RK_SHOWS_AC, { -3, -2, -1, 0, NO, NO, NO, NO } },
  { "10", RK_SHOWS_VOLT | RK_SHOWS_DC, { -5, NO, NO, NO, NO, NO, NO, NO } }, /* mV */
  { "11", RK_SHOWS_CELSIUS, { -1, NO, NO, NO, NO, NO, NO, NO } },
  /* There is no step of 1: measured so. */
  { "20", RK_SHOWS_OHM, { -2, -1, 1, 2, 3, 4, NO, NO } },
  { "21", RK_SHOWS_BEEP, { -2, -1, 1, 2, 3, 4, NO, NO } },
  { "30", RK_SHOWS_FARAD, { -12, -11, -10, -9, -8, -7, -6, NO } },
  { "40", RK_SHOWS_DIODE, { -4, NO, NO, NO, NO, NO, NO, NO } },
  { "50", RK_SHOWS_HERTZ, { -3, -2, -1, 0, 1, 2, 3, 4 } },
  { "51", RK_SHOWS_LOOP, { -2, NO, NO, NO, NO, NO, NO, NO } },
  { "60", RK_SHOWS_AMPERE | RK_SHOWS_DC, { -8, -7, NO, NO, NO, NO, NO, NO } }, /* µA */
  { "61", RK_SHOWS_AMPERE | RK_SHOWS_AC, { -7, -6, NO, NO, NO, NO, NO, NO } },
  { "70", RK_SHOWS_AMPERE | RK_SHOWS_DC, { -6, -5, NO, NO, NO, NO, NO, NO } }, /* mA */
  { "71", RK_SHOWS_AMPERE | RK_SHOWS_AC, { -5, -4, NO, NO, NO, NO, NO, NO } },
  { "80", RK_SHOWS_AMPERE | RK_SHOWS_DC, { -3, NO, NO, NO, NO, NO, NO, NO } },
  { "81", RK_SHOWS_AMPERE | RK_SHOWS_AC, { -3, NO, NO, NO, NO, NO, NO, NO } },
  { "90", RK_SHOWS_WATT, { -1, NO, NO, NO, NO, NO, NO, NO } },
  { "91", RK_SHOWS_COSINE, { -3, NO, NO, NO, NO, NO, NO, NO } },
  { "92", RK_SHOWS_VOLT | RK_SHOWS_AC, { -1, NO, NO, NO, NO, NO, NO, NO } }, /* effective */
};

static const RkMeterBit bits[] = {
  { 15, 2, RK_SHOWS_BATTERY }, { 15, 1, RK_SHOWS_OVER },
  { 16, 8, RK_SHOWS_MAX }, { 16, 4, RK_SHOWS_MIN }, { 16, 1, RK_SHOWS_RELATIVE },
  { 17, 4, RK_SHOWS_OVER }, { 17, 2, RK_SHOWS_MANUAL }, { 17, 1, RK_SHOWS_HOLD },
};

static int
find_function (const guint8 *bytes)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++) {
    if (functions[i].function[0] == (char) bytes[0] && functions[i].function[1] == (char) bytes[1])
      return (int) i;
  }

  return -1;
}

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  if (!g_ascii_isdigit ((char) bytes[0]) || (n >= 2 && find_function (bytes) < 0) ||
      (n >= 3 && (bytes[2] < '0' || bytes[2] > '7')) ||
      (n >= PACKET - 1 && bytes[PACKET - 2] != '\r') || (n >= PACKET && bytes[PACKET - 1] != '\n'))
    return -1;

  return PACKET;
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  guint row = (guint) find_function (bytes);
  int exponent = functions[row].exponents[bytes[2] - '0'];
  guint64 shows = functions[row].shows | rk_meter_signs (bits, G_N_ELEMENTS (bits), bytes);
  gint64 number = rk_meter_ascii (bytes + 3, 5);

  if (exponent == NO) {
    *reason = _("this function of the meter has no such range");
    return RK_PACKET_BAD;
  }
  if (number < 0 && (shows & RK_SHOWS_OVER) == 0) {
    *reason = _("these are no digits");
    return RK_PACKET_BAD;
  }
  if ((shows & RK_SHOWS_MANUAL) == 0)
    shows |= RK_SHOWS_AUTO;

  return rk_meter_show (self, "display", shows, (bytes[15] & 4) != 0 ? -number : number, exponent, reason);
}

static const RkMeterFamily vc870 = {
  .max_len = PACKET,
  .evidence = 16 + 11 + 5 + 5 * 4,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("vc870", N_("Multimeter VC870"), "displays", vc870);
