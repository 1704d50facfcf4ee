/* EEVblog 121GW: 19 bytes in binary.
 *
 *   0xf2, serial number (4), mode, range, value (2, high byte first), second mode, second range, second value (2),
 *   bar graph (2), signs (3), XOR of all before
 *
 * Two more bits of the value stand before the mode. The XOR finds every single wrong byte.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>

#define PACKET 19
#define START 0xf2

/* A range that the mode does not have. */
#define NO 99

/* Bits of the byte of the range. */
#define OVERLOAD   0x80
#define MINUS      0x40
#define CELSIUS    0x20 /* "k" of the second display */
#define FAHRENHEIT 0x10 /* "Hz" of the second display */

static const struct {
  guint64  shows;
  gboolean has_sign;
  gint8    exponents[8];
} modes[] = {
  { RK_SHOWS_VOLT, TRUE, { -1, NO, NO, NO, NO, NO, NO, NO } },                    /* low impedance */
  { RK_SHOWS_VOLT | RK_SHOWS_DC, TRUE, { -4, -3, -2, -1, NO, NO, NO, NO } },
  { RK_SHOWS_VOLT | RK_SHOWS_AC, FALSE, { -4, -3, -2, -1, NO, NO, NO, NO } },
  { RK_SHOWS_VOLT | RK_SHOWS_DC, TRUE, { -6, -5, NO, NO, NO, NO, NO, NO } },      /* mV */
  { RK_SHOWS_VOLT | RK_SHOWS_AC, FALSE, { -6, -5, NO, NO, NO, NO, NO, NO } },
  { 0, TRUE, { -1, NO, NO, NO, NO, NO, NO, NO } },                                /* temperature: the range says which */
  { RK_SHOWS_HERTZ, FALSE, { -3, -2, -1, 0, 1, NO, NO, NO } },
  { RK_SHOWS_SECOND, FALSE, { -7, -6, -5, NO, NO, NO, NO, NO } },
  { RK_SHOWS_PERCENT, FALSE, { -1, NO, NO, NO, NO, NO, NO, NO } },
  { RK_SHOWS_OHM, FALSE, { -3, -2, -1, 0, 1, 2, 3, NO } },
  { RK_SHOWS_BEEP, FALSE, { -2, NO, NO, NO, NO, NO, NO, NO } },
  { RK_SHOWS_DIODE | RK_SHOWS_DC, FALSE, { -4, -3, NO, NO, NO, NO, NO, NO } },
  { RK_SHOWS_FARAD, FALSE, { -11, -10, -9, -8, -7, -5, NO, NO } },
  { RK_SHOWS_VA | RK_SHOWS_AC, FALSE, { -8, -7, -7, -6, NO, NO, NO, NO } },       /* µVA */
  { RK_SHOWS_VA | RK_SHOWS_AC, FALSE, { -6, -5, -5, -4, NO, NO, NO, NO } },       /* mVA */
  { RK_SHOWS_VA | RK_SHOWS_AC, FALSE, { -4, -3, -3, -2, NO, NO, NO, NO } },       /* VA */
  { RK_SHOWS_AMPERE | RK_SHOWS_AC, FALSE, { -9, -8, NO, NO, NO, NO, NO, NO } },   /* µA */
  { RK_SHOWS_AMPERE | RK_SHOWS_DC, TRUE, { -9, -8, NO, NO, NO, NO, NO, NO } },
  { RK_SHOWS_AMPERE | RK_SHOWS_AC, FALSE, { -7, -6, NO, NO, NO, NO, NO, NO } },   /* mA */
  { RK_SHOWS_AMPERE | RK_SHOWS_DC, TRUE, { -7, -6, NO, NO, NO, NO, NO, NO } },
  { RK_SHOWS_AMPERE | RK_SHOWS_AC, FALSE, { -5, -4, -3, NO, NO, NO, NO, NO } },   /* A */
  { RK_SHOWS_AMPERE | RK_SHOWS_DC, TRUE, { -5, -4, -3, NO, NO, NO, NO, NO } },
  { RK_SHOWS_VA | RK_SHOWS_DC, TRUE, { -8, -7, -7, -6, NO, NO, NO, NO } },
  { RK_SHOWS_VA | RK_SHOWS_DC, TRUE, { -6, -5, -5, -4, NO, NO, NO, NO } },
  { RK_SHOWS_VA | RK_SHOWS_DC, TRUE, { -4, -3, -3, -2, NO, NO, NO, NO } },
};
#define MODE_LOW_Z 0
#define MODE_TEMPERATURE 5

/* What the second display shows; its range is the place of the point. */
static const struct {
  guint8  mode;
  guint64 shows;
  gint8   exponents[8];
} second_modes[] = {
  { 1, RK_SHOWS_VOLT | RK_SHOWS_DC, { NO, NO, NO, -3, -4, NO, NO, NO } },
  { 2, RK_SHOWS_VOLT | RK_SHOWS_AC, { NO, NO, NO, -3, -4, NO, NO, NO } },
  { 6, RK_SHOWS_HERTZ, { NO, -1, -2, -3, NO, NO, NO, NO } },
  { 16, RK_SHOWS_AMPERE | RK_SHOWS_AC, { NO, NO, NO, NO, -7, NO, NO, NO } },
  { 17, RK_SHOWS_AMPERE | RK_SHOWS_DC, { NO, NO, NO, NO, -7, NO, NO, NO } },
  { 18, RK_SHOWS_AMPERE | RK_SHOWS_AC, { NO, NO, -5, -6, -7, NO, NO, NO } },
  { 19, RK_SHOWS_AMPERE | RK_SHOWS_DC, { NO, NO, -5, -6, -7, NO, NO, NO } },
  { 20, RK_SHOWS_AMPERE | RK_SHOWS_AC, { NO, NO, -5, -6, -7, NO, NO, NO } },
  { 21, RK_SHOWS_AMPERE | RK_SHOWS_DC, { NO, NO, -5, -6, -7, NO, NO, NO } },
  { 100, RK_SHOWS_CELSIUS, { NO, -1, NO, NO, NO, NO, NO, NO } },
  { 105, RK_SHOWS_FAHRENHEIT, { NO, -1, NO, NO, NO, NO, NO, NO } },
  { 180, RK_SHOWS_DBM, { NO, -1, -2, -3, NO, NO, NO, NO } },
};

static const RkMeterBit bits[] = {
  { 15, 0x04, RK_SHOWS_AUTO }, { 15, 0x01, RK_SHOWS_BATTERY }, { 16, 0x10, RK_SHOWS_RELATIVE }, { 17, 0x0c, RK_SHOWS_HOLD },
};
static const RkMeterBit couplings[] = {
  { 15, 0x10, RK_SHOWS_AC }, { 15, 0x08, RK_SHOWS_DC }, { 17, 0x02, RK_SHOWS_AC }, { 17, 0x01, RK_SHOWS_DC },
};

/* Bits that are always 0. */
static const RkMeterBit zeros[] = { { 5, 0x20, 1 }, { 10, 0x08, 1 }, { 13, 0xe0, 1 }, { 14, 0xc0, 1 }, { 17, 0x80, 1 } };

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  if (bytes[0] != START)
    return -1;
  for (guint i = 0; i < G_N_ELEMENTS (zeros); i++) {
    if (zeros[i].byte < n && (bytes[zeros[i].byte] & zeros[i].mask) != 0)
      return -1;
  }

  return PACKET;
}

static void
show_second (RkMeter      *self,
             const guint8 *bytes)
{
  gint64 number = (gint64) bytes[11] << 8 | bytes[12];

  for (guint i = 0; i < G_N_ELEMENTS (second_modes); i++) {
    guint64 shows = second_modes[i].shows;
    int exponent = second_modes[i].exponents[bytes[10] & 7];
    const char *ignored;

    if (second_modes[i].mode != bytes[9] || exponent == NO)
      continue;
    if ((bytes[10] & OVERLOAD) != 0 && (shows & RK_SHOWS_HERTZ) == 0)
      shows |= RK_SHOWS_OVER;
    if ((shows & RK_SHOWS_HERTZ) != 0 && (bytes[10] & CELSIUS) != 0)
      exponent += 3;
    rk_meter_show (self, "second", shows, (bytes[10] & MINUS) != 0 ? -number : number, exponent, &ignored);
  }
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  guint mode = bytes[5] & 0x1f;
  guint range = bytes[6] & 0x0f;
  gint64 number = (gint64) (bytes[5] >> 6) << 16 | (gint64) bytes[7] << 8 | bytes[8];
  guint64 shows;
  guint8 check = 0;
  RkPacketClass class;

  for (guint i = 0; i < PACKET - 1; i++)
    check ^= bytes[i];
  if (check != bytes[PACKET - 1]) {
    *reason = _("the checksum is wrong");
    return RK_PACKET_BAD;
  }
  if (mode >= G_N_ELEMENTS (modes) || range > 7 || modes[mode].exponents[range] == NO) {
    *reason = _("this function of the meter has no such range");
    return RK_PACKET_BAD;
  }

  shows = modes[mode].shows | rk_meter_signs (bits, G_N_ELEMENTS (bits), bytes);
  if ((shows & (RK_SHOWS_VOLT | RK_SHOWS_AMPERE)) != 0 || mode == MODE_LOW_Z)
    shows |= rk_meter_signs (couplings, G_N_ELEMENTS (couplings), bytes);
  if (mode == MODE_TEMPERATURE)
    shows |= (bytes[6] & FAHRENHEIT) != 0 ? RK_SHOWS_FAHRENHEIT : RK_SHOWS_CELSIUS;
  if ((bytes[6] & OVERLOAD) != 0)
    shows |= RK_SHOWS_OVER;
  if (modes[mode].has_sign && (bytes[6] & MINUS) != 0)
    number = -number;

  class = rk_meter_show (self, "display", shows, number, modes[mode].exponents[range], reason);
  if (self->second && class == RK_PACKET_WHOLE)
    show_second (self, bytes);

  return class;
}

static const RkMeterFamily meter_121gw = {
  .max_len = PACKET,
  .evidence = 8 + 8 + 9,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("121gw", N_("Multimeter EEVblog 121GW"), "displays", meter_121gw);
