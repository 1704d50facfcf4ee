/* Multimeters UT71A-E, UT804, VC920/940/960: 11 bytes of ASCII from 0x30 to 0x3f, ended by CR LF.
 *
 *   5 digits, range, mode, coupling (1 AC, 2 DC), state (1 auto, 2 manual, 4 minus)
 *
 * The coupling is only given where the dial has both (DC volts come without). There is no checksum: a digit
 * that turned into another one is only found by the parity of the line (7O1).
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PACKET 11

/* A range that the mode does not have. */
#define NO 99

static const struct {
  guint64 shows;
  gint8   exponents[8];
} modes[16] = {
  { RK_SHOWS_VOLT, { -5, NO, NO, NO, NO, NO, NO, NO } },               /* AC mV */
  { RK_SHOWS_VOLT, { NO, -4, -3, -2, -1, NO, NO, NO } },               /* DC V */
  { RK_SHOWS_VOLT, { NO, -4, -3, -2, -1, NO, NO, NO } },               /* AC V */
  { RK_SHOWS_VOLT, { -5, NO, NO, NO, NO, NO, NO, NO } },               /* DC mV */
  { RK_SHOWS_OHM, { NO, -2, -1, 0, 1, 2, 3, NO } },
  { RK_SHOWS_FARAD, { NO, -12, -11, -10, -9, -8, -7, -6 } },
  { RK_SHOWS_CELSIUS, { -1, NO, NO, NO, NO, NO, NO, NO } },
  { RK_SHOWS_AMPERE, { -8, -7, NO, NO, NO, NO, NO, NO } },             /* µA */
  { RK_SHOWS_AMPERE, { -6, -5, NO, NO, NO, NO, NO, NO } },             /* mA */
  { RK_SHOWS_AMPERE, { NO, -3, NO, NO, NO, NO, NO, NO } },             /* 10 A */
  { RK_SHOWS_BEEP, { -2, NO, NO, NO, NO, NO, NO, NO } },
  { RK_SHOWS_DIODE, { -4, NO, NO, NO, NO, NO, NO, NO } },
  { RK_SHOWS_HERTZ, { -3, -2, -1, 0, 1, 2, 3, 4 } },
  { RK_SHOWS_FAHRENHEIT, { -1, NO, NO, NO, NO, NO, NO, NO } },
  { RK_SHOWS_WATT, { -1, -1, -1, -1, -1, -1, -1, -1 } },
  { RK_SHOWS_LOOP, { -2, NO, NO, NO, NO, NO, NO, NO } },
};

#define MODE_HERTZ 12
#define MODE_POWER 14

/* Only the UT71E measures power; the others send its mode for a moment when the dial is turned. */
enum { VARIANT_PLAIN, VARIANT_POWER };
static const char * const variants[] = { "plain", "power", NULL };

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  return rk_meter_ascii_line (bytes, n, PACKET);
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  static const RkMeterBit bits[] = {
    { 7, 1, RK_SHOWS_AC }, { 7, 2, RK_SHOWS_DC }, { 8, 1, RK_SHOWS_AUTO }, { 8, 2, RK_SHOWS_MANUAL },
  };
  guint mode = bytes[6] & 0x0f;
  guint range = bytes[5] & 0x0f;
  guint64 shows = modes[mode].shows | rk_meter_signs (bits, G_N_ELEMENTS (bits), bytes);
  gboolean minus = (bytes[8] & 4) != 0;
  gint64 number = rk_meter_ascii (bytes, 5);
  int exponent;

  if (mode == MODE_POWER && self->variant == VARIANT_PLAIN)
    return RK_PACKET_SKIP;

  /* The fifth digit is dark when the meter counts to 4000. */
  if (number < 0 && bytes[4] == ':' && rk_meter_ascii (bytes, 4) >= 0)
    number = 10 * rk_meter_ascii (bytes, 4);
  /* "OL" and "HI", "LO". */
  if (memcmp (bytes, "::0<:", 5) == 0 || memcmp (bytes, ":?1::", 5) == 0)
    shows |= RK_SHOWS_OVER;
  else if (memcmp (bytes, ":<0::", 5) == 0)
    shows |= RK_SHOWS_UNDER;
  else if (number < 0) {
    *reason = _("these are no digits");
    return RK_PACKET_BAD;
  }

  if (range > 7 || modes[mode].exponents[range] == NO) {
    *reason = _("this function of the meter has no such range");
    return RK_PACKET_BAD;
  }
  exponent = modes[mode].exponents[range];

  if ((shows & RK_SHOWS_AUTO) != 0 && (shows & RK_SHOWS_MANUAL) != 0) {
    *reason = _("the signs on the display contradict each other");
    return RK_PACKET_BAD;
  }

  /* A frequency has no sign: there it means the duty cycle. */
  if (mode == MODE_HERTZ && minus) {
    shows = (shows & ~RK_SHOWS_HERTZ) | RK_SHOWS_PERCENT;
    minus = FALSE;
    exponent = -2;
  }

  return rk_meter_show (self, "display", shows, minus ? -number : number, exponent, reason);
}

static const RkMeterFamily ut71x = {
  .max_len = PACKET,
  .evidence = 16 + 9 * 4,
  .variants = variants,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("ut71x", N_("Multimeter UT71, UT804"), "variant displays", ut71x);
