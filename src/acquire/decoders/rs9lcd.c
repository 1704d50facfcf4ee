/* RadioShack 22-812 and 22-039: 9 bytes, the mode and the segments of the display.
 *
 *   mode, signs (2), digits 4...1, signs, sum of all before plus 57
 *
 * The sum finds every single wrong byte.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>

#define PACKET 9
#define SUM_START 57

/* Segments D C G B, point, E F A. */
static const guint16 digits[10] = { 0xd7, 0x50, 0xb5, 0xf1, 0x72, 0xe3, 0xe7, 0x51, 0xf7, 0xf3 };
#define POINT 0x08
#define LETTER_L 0x86
#define LETTER_C 0x87
#define LETTER_F 0x27

static const guint64 modes[] = {
  RK_SHOWS_VOLT | RK_SHOWS_DC, RK_SHOWS_VOLT | RK_SHOWS_AC,
  RK_SHOWS_AMPERE | RK_SHOWS_DC, RK_SHOWS_AMPERE | RK_SHOWS_DC, RK_SHOWS_AMPERE | RK_SHOWS_DC, /* µA, mA, A */
  RK_SHOWS_AMPERE | RK_SHOWS_AC, RK_SHOWS_AMPERE | RK_SHOWS_AC, RK_SHOWS_AMPERE | RK_SHOWS_AC,
  RK_SHOWS_OHM, RK_SHOWS_FARAD,
  RK_SHOWS_HERTZ, RK_SHOWS_HERTZ, RK_SHOWS_HERTZ,       /* on the dial for Hz, V, A */
  RK_SHOWS_PERCENT, RK_SHOWS_PERCENT, RK_SHOWS_PERCENT,
  RK_SHOWS_SECOND, RK_SHOWS_SECOND, RK_SHOWS_SECOND,
  RK_SHOWS_DIODE | RK_SHOWS_DC, RK_SHOWS_BEEP, RK_SHOWS_HFE,
  RK_SHOWS_VOLT,                                        /* logic: words, or volts */
  RK_SHOWS_DBM | RK_SHOWS_AC,
  0, 0,                                                 /* unknown; temperature: the last digit says which */
};
#define MODE_BEEP 20
#define MODE_LOGIC 22
#define MODE_TEMPERATURE 25

/* The unit the display shows beside the mode. */
static const RkMeterBit unit_bits[] = {
  { 1, 0x80, RK_SHOWS_HERTZ }, { 1, 0x40, RK_SHOWS_OHM }, { 1, 0x08, RK_SHOWS_FARAD }, { 1, 0x04, RK_SHOWS_AMPERE },
  { 1, 0x02, RK_SHOWS_VOLT }, { 2, 0x20, RK_SHOWS_DBM }, { 2, 0x10, RK_SHOWS_SECOND }, { 2, 0x08, RK_SHOWS_PERCENT },
  { 2, 0x04, RK_SHOWS_HFE },
};

static const RkMeterBit bits[] = {
  { 1, 0x20, RK_SHOWS_KILO }, { 1, 0x10, RK_SHOWS_MEGA }, { 1, 0x01, RK_SHOWS_MILLI },
  { 2, 0x80, RK_SHOWS_MICRO }, { 2, 0x40, RK_SHOWS_NANO }, { 2, 0x02, RK_SHOWS_RELATIVE }, { 2, 0x01, RK_SHOWS_MIN },
  { 6, 0x08, RK_SHOWS_MAX }, { 7, 0x20, RK_SHOWS_BATTERY }, { 7, 0x10, RK_SHOWS_HOLD }, { 7, 0x01, RK_SHOWS_AUTO },
};

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  guint8 sum = SUM_START;

  if (bytes[0] >= G_N_ELEMENTS (modes))
    return -1;
  if (n < PACKET)
    return PACKET;

  /* Nothing else says where a packet begins. */
  for (guint i = 0; i < PACKET - 1; i++)
    sum = (guint8) (sum + bytes[i]);

  return sum == bytes[PACKET - 1] ? PACKET : -1;
}

/* A diode is shown in volts, continuity in ohms. */
static guint64
mode_unit (guint mode)
{
  guint64 shows = modes[mode];

  if ((shows & RK_SHOWS_DIODE) != 0)
    return RK_SHOWS_VOLT;
  if ((shows & RK_SHOWS_BEEP) != 0)
    return RK_SHOWS_OHM;

  return shows & RK_SHOWS_ANY_UNIT;
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  guint mode = bytes[0];
  guint64 shows = modes[mode] | rk_meter_signs (bits, G_N_ELEMENTS (bits), bytes);
  guint64 unit = rk_meter_signs (unit_bits, G_N_ELEMENTS (unit_bits), bytes);
  guint n_digits = 4;
  int exponent = 0;
  guint16 lit[4];
  gint64 number;

  for (guint i = 0; i < 4; i++)
    lit[i] = bytes[6 - i] & (guint16) ~POINT;

  if (mode == MODE_TEMPERATURE) {
    n_digits = 3;
    shows |= lit[3] == LETTER_C ? RK_SHOWS_CELSIUS : lit[3] == LETTER_F ? RK_SHOWS_FAHRENHEIT : 0;
  } else if (unit != 0 && unit != mode_unit (mode)) {
    *reason = _("the signs on the display contradict each other");
    return RK_PACKET_BAD;
  }

  /* The point before the second, third or fourth digit. */
  for (guint i = 1; i < n_digits && exponent == 0; i++)
    exponent = (bytes[6 - i] & POINT) != 0 ? (int) i - (int) n_digits : 0;

  number = rk_meter_lcd (lit, n_digits, digits);
  for (guint i = 1; i < 4; i++)
    shows |= lit[i - 1] == digits[0] && lit[i] == LETTER_L ? RK_SHOWS_OVER : 0;
  if (number < 0 && (shows & RK_SHOWS_OVER) == 0) {
    /* "OPEn", "Shrt", "HI". */
    if (mode == MODE_BEEP || mode == MODE_LOGIC)
      return RK_PACKET_SKIP;
    *reason = _("these are no digits");
    return RK_PACKET_BAD;
  }

  return rk_meter_show (self, "display", shows, (bytes[7] & 8) != 0 ? -number : number, exponent, reason);
}

static const RkMeterFamily rs9lcd = {
  .max_len = PACKET,
  .evidence = 3 + 8 + 4 * 4 + 4,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("rs9lcd", N_("Multimeter RadioShack 22-812"), "displays", rs9lcd);
