/* Brymen BM857, BM859 and BM850s: asked for each reading, they answer with text in a frame.
 *
 *   DLE STX, command, length, 4 bytes of signs, text, XOR of signs and text, DLE ETX
 *
 * The text has blanks within the number (" 0.0032 E+0") and the degrees within the exponent ("0.0217CE+3").
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DLE 0x10
#define STX 0x02
#define ETX 0x03

#define HEAD 4
#define SIGNS 4
#define TEXT_MAX 16
#define TAIL 3
#define PACKET_MAX (HEAD + SIGNS + TEXT_MAX + TAIL)

static const RkMeterBit bits[] = {
  { 0, 0x80, RK_SHOWS_OHM }, { 0, 0x40, RK_SHOWS_FAHRENHEIT }, { 0, 0x20, RK_SHOWS_CELSIUS }, { 0, 0x10, RK_SHOWS_DIODE },
  { 0, 0x08, RK_SHOWS_FARAD }, { 0, 0x04, RK_SHOWS_VOLT }, { 0, 0x02, RK_SHOWS_DC }, { 0, 0x01, RK_SHOWS_AC },
  { 1, 0x20, RK_SHOWS_DBM }, { 1, 0x08, RK_SHOWS_PERCENT }, { 1, 0x04, RK_SHOWS_HERTZ }, { 1, 0x02, RK_SHOWS_AMPERE },
  { 3, 0x80, RK_SHOWS_BATTERY },
};
/* Together with ohms. */
#define BEEP_BYTE 1
#define BEEP_MASK 0x01

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  gsize len;

  if (bytes[0] != DLE || (n > 1 && bytes[1] != STX) || (n > 2 && bytes[2] > 1) ||
      (n > 3 && (bytes[3] <= SIGNS || bytes[3] > SIGNS + TEXT_MAX)))
    return -1;
  if (n < HEAD)
    return 0;

  len = HEAD + (gsize) bytes[3] + TAIL;
  if ((n > len - 2 && bytes[len - 2] != DLE) || (n > len - 1 && bytes[len - 1] != ETX))
    return -1;

  return (gssize) len;
}

/* "-0.0217CE+3": sign, digits with one point, perhaps C or F, E, sign, digits. Blanks mean nothing. */
static gboolean
read_text (const guint8 *text,
           gsize         n,
           gint64       *mantissa,
           int          *exponent)
{
  gboolean minus = FALSE, power_minus = FALSE, has_point = FALSE, has_digit = FALSE, in_power = FALSE;
  int power = 0;

  *mantissa = 0;
  *exponent = 0;
  for (gsize i = 0; i < n; i++) {
    char c = (char) text[i];

    if (c == ' ' || ((c == 'C' || c == 'F') && has_digit && !in_power))
      continue;
    if (c == '-' || c == '+') {
      if (in_power ? power != 0 : has_digit)
        return FALSE;
      minus = in_power ? minus : c == '-';
      power_minus = in_power && c == '-';
    } else if (g_ascii_isdigit (c) && in_power) {
      power = 10 * power + g_ascii_digit_value (c);
    } else if (g_ascii_isdigit (c)) {
      *mantissa = 10 * *mantissa + g_ascii_digit_value (c);
      *exponent -= has_point ? 1 : 0;
      has_digit = TRUE;
    } else if (c == '.' && !has_point && !in_power) {
      has_point = TRUE;
    } else if (c == 'E' && has_digit && !in_power) {
      in_power = TRUE;
    } else {
      return FALSE;
    }
    if (power > 20)
      return FALSE;
  }

  *mantissa = minus ? -*mantissa : *mantissa;
  *exponent += power_minus ? -power : power;

  return has_digit;
}

static guint64
read_signs (const guint8 *signs)
{
  guint64 shows = rk_meter_signs (bits, G_N_ELEMENTS (bits), signs);

  if ((shows & RK_SHOWS_OHM) != 0 && (signs[BEEP_BYTE] & BEEP_MASK) != 0)
    shows |= RK_SHOWS_BEEP;
  /* Both are lit on the DC dial too: then they do not tell one from the other. */
  if ((shows & RK_SHOWS_AC) != 0 && (shows & RK_SHOWS_DC) != 0)
    shows &= ~(RK_SHOWS_AC | RK_SHOWS_DC);
  /* Shown beside what they are derived from. */
  if ((shows & (RK_SHOWS_DBM | RK_SHOWS_HERTZ | RK_SHOWS_PERCENT)) != 0 && (shows & RK_SHOWS_OHM) == 0)
    shows &= ~(RK_SHOWS_VOLT | RK_SHOWS_AMPERE);

  return shows;
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  const guint8 *text = bytes + HEAD + SIGNS;
  gsize text_len = n - HEAD - SIGNS - TAIL;
  guint64 shows = read_signs (bytes + HEAD);
  gint64 mantissa = 0;
  int exponent = 0;
  guint8 check = 0;

  for (gsize i = HEAD; i < n - TAIL; i++)
    check ^= bytes[i];
  if (check != bytes[n - TAIL]) {
    *reason = _("the checksum is wrong");
    return RK_PACKET_BAD;
  }

  /* The impedance decibels refer to: a setting, no reading. */
  if ((shows & RK_SHOWS_DBM) != 0 && (shows & RK_SHOWS_OHM) != 0)
    return RK_PACKET_SKIP;

  if (g_strstr_len ((const char *) text, (gssize) text_len, "OL") != NULL) {
    shows |= RK_SHOWS_OVER;
  } else if (!read_text (text, text_len, &mantissa, &exponent)) {
    *reason = _("this is not a number");
    return RK_PACKET_BAD;
  }
  /* "-0.3702 E-1" is -37.02 dBm. */
  if ((shows & RK_SHOWS_DBM) != 0)
    exponent += 3;

  return rk_meter_show (self, "display", shows, mantissa, exponent, reason);
}

static const RkMeterFamily bm85x = {
  .max_len = PACKET_MAX,
  .evidence = 16 + 7 + 4 + 8 + 16,
  .request = "\x10\x02\x00\x00\x00\x00\x10\x03",
  .request_len = 8,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("bm85x", N_("Multimeter Brymen BM85x"), "displays", bm85x);
