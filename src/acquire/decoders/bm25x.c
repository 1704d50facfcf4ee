/* Brymen BM250, BM251, BM252, BM257: 15 bytes, the first 0x02, the others numbered 1...14 in their high halves;
 * the low halves are the segments of the display.
 *
 * A lost byte is always found; a flipped bit in a digit mostly, not where it makes another digit:
 * there is no checksum.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>

#define PACKET 15

/* Seven segments: three in the byte with the point before the digit, four in the next. */
static const guint16 digits[10] = { 0xbe, 0xa0, 0xda, 0xf8, 0xe4, 0x7c, 0x7e, 0xa8, 0xfe, 0xfc };
#define LETTER_C 0x1e
#define LETTER_F 0x4e
#define LETTER_L 0x16

static const RkMeterBit bits[] = {
  { 1, 8, RK_SHOWS_AUTO }, { 1, 4, RK_SHOWS_DC }, { 1, 2, RK_SHOWS_AC }, { 1, 1, RK_SHOWS_RELATIVE },
  { 11, 8, RK_SHOWS_HOLD }, { 11, 2, RK_SHOWS_MEGA }, { 11, 1, RK_SHOWS_KILO },
  { 12, 4, RK_SHOWS_OHM }, { 12, 2, RK_SHOWS_HERTZ }, { 12, 1, RK_SHOWS_NANO },
  { 13, 8, RK_SHOWS_MAX }, { 13, 4, RK_SHOWS_FARAD }, { 13, 2, RK_SHOWS_MICRO }, { 13, 1, RK_SHOWS_MILLI },
  { 14, 8, RK_SHOWS_MIN }, { 14, 4, RK_SHOWS_VOLT }, { 14, 2, RK_SHOWS_AMPERE },
};

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  if (bytes[0] != 2 || rk_meter_numbered (bytes + 1, n - 1, PACKET - 1, 1) < 0)
    return -1;

  return PACKET;
}

/* The point left of display digit 2, 3 or 4 (one at most), for @n digits; 1 = two points. */
static int
find_exponent (const guint8 *bytes,
               guint         n)
{
  int place = 0;

  for (guint i = 1; i < 4; i++) {
    if ((bytes[3 + 2 * i] & 1) == 0)
      continue;
    if (place != 0)
      return 1;
    place = (int) i;
  }

  return place == 0 || place >= (int) n ? 0 : place - (int) n;
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  guint64 shows = rk_meter_signs (bits, G_N_ELEMENTS (bits), bytes);
  guint n_digits = 4;
  guint16 lit[4];
  gint64 number;
  int exponent;

  for (guint i = 0; i < 4; i++)
    lit[i] = (guint16) ((bytes[3 + 2 * i] & 0x0e) | (bytes[4 + 2 * i] & 0x0f) << 4);

  if (lit[3] == LETTER_C || lit[3] == LETTER_F) {
    n_digits = 3;
    shows |= lit[3] == LETTER_C ? RK_SHOWS_CELSIUS : RK_SHOWS_FAHRENHEIT;
  }

  /* Volts without a coupling are those of a diode. */
  if ((shows & RK_SHOWS_VOLT) != 0 && (shows & (RK_SHOWS_AC | RK_SHOWS_DC)) == 0)
    shows |= RK_SHOWS_DIODE;

  number = rk_meter_lcd (lit, n_digits, digits);
  exponent = find_exponent (bytes, n_digits);
  if (exponent > 0) {
    *reason = _("the number has two decimal points");
    return RK_PACKET_BAD;
  }
  if (lit[1] == digits[0] && lit[2] == LETTER_L) {
    shows |= RK_SHOWS_OVER;
  } else if (number < 0) {
    *reason = _("these are no digits");
    return RK_PACKET_BAD;
  }

  return rk_meter_show (self, "display", shows, (bytes[3] & 1) != 0 ? -number : number, exponent, reason);
}

static const RkMeterFamily bm25x = {
  .max_len = PACKET,
  .evidence = 8 + 14 * 4,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("bm25x", N_("Multimeter Brymen BM25x"), "displays", bm25x);
