/* Metex multimeters and their relatives (Voltcraft M-3650D, MAS345, PeakTech 4370, RadioShack 22-168...):
 * 14 characters as on the display, for a "D" each.
 *
 *   "DC  012.34   V\r": what is measured, sign and digits, unit
 *
 * Meters with four displays (variant "four") answer with four such packets; which is which is only known by the
 * answer beginning with the first. There is no checksum: a digit that turned into
 * another digit is not found (7N2: no parity either), anything else mostly is.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PACKET 14
#define UNIT_AT 9
#define UNIT_LEN 4
#define DISPLAYS 4

enum { VARIANT_ONE, VARIANT_FOUR };
static const char * const variants[] = { "one", "four", NULL };

/* By the two letters before the number, and the units they go with. */
static const struct {
  char    letters[3];
  guint64 shows;
  guint64 units;
} modes[] = {
  { "DC", RK_SHOWS_DC, RK_SHOWS_VOLT | RK_SHOWS_AMPERE },
  { "AC", RK_SHOWS_AC, RK_SHOWS_VOLT | RK_SHOWS_AMPERE },
  { "OH", RK_SHOWS_OHM | RK_SHOWS_OH, RK_SHOWS_OHM },
  { "CA", RK_SHOWS_FARAD, RK_SHOWS_FARAD },
  { "TE", 0, RK_SHOWS_CELSIUS | RK_SHOWS_FAHRENHEIT },
  { "DI", RK_SHOWS_DIODE, RK_SHOWS_VOLT },
  { "FR", 0, RK_SHOWS_HERTZ | RK_SHOWS_PERCENT },
  { "HF", RK_SHOWS_HFE, 0 },
  { "DB", 0, RK_SHOWS_DB | RK_SHOWS_DBM },
  { "  ", 0, RK_SHOWS_OHM | RK_SHOWS_FARAD | RK_SHOWS_HERTZ | RK_SHOWS_VOLT },
};

static const struct {
  const char *text; /* in capitals, "m" beside "M" excepted */
  guint64     shows;
} units[] = {
  { "V", RK_SHOWS_VOLT }, { "mV", RK_SHOWS_VOLT | RK_SHOWS_MILLI },
  { "A", RK_SHOWS_AMPERE }, { "mA", RK_SHOWS_AMPERE | RK_SHOWS_MILLI }, { "uA", RK_SHOWS_AMPERE | RK_SHOWS_MICRO },
  { "Ohm", RK_SHOWS_OHM }, { "kOhm", RK_SHOWS_OHM | RK_SHOWS_KILO }, { "MOhm", RK_SHOWS_OHM | RK_SHOWS_MEGA },
  { "pF", RK_SHOWS_FARAD | RK_SHOWS_PICO }, { "nF", RK_SHOWS_FARAD | RK_SHOWS_NANO },
  { "uF", RK_SHOWS_FARAD | RK_SHOWS_MICRO },
  { "Hz", RK_SHOWS_HERTZ }, { "kHz", RK_SHOWS_HERTZ | RK_SHOWS_KILO }, { "MHz", RK_SHOWS_HERTZ | RK_SHOWS_MEGA },
  { "C", RK_SHOWS_CELSIUS }, { "F", RK_SHOWS_FAHRENHEIT }, { "%", RK_SHOWS_PERCENT },
  { "dB", RK_SHOWS_DB }, { "dBm", RK_SHOWS_DBM },
  { "", 0 },
};

static int
find_mode (const guint8 *bytes)
{
  for (guint i = 0; i < G_N_ELEMENTS (modes); i++) {
    if (memcmp (bytes, modes[i].letters, 2) == 0)
      return (int) i;
  }

  return -1;
}

/* Without the blanks. */
static void
squeeze (const guint8 *bytes,
         guint         n,
         char         *text)
{
  guint len = 0;

  for (guint i = 0; i < n; i++) {
    if (bytes[i] != ' ')
      text[len++] = (char) bytes[i];
  }
  text[len] = '\0';
}

static int
find_unit (const guint8 *bytes)
{
  char text[UNIT_LEN + 1];

  squeeze (bytes, UNIT_LEN, text);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    if (strcmp (text, units[i].text) == 0)
      return (int) i;
  }
  /* "KOhm", "DB": the makers do not agree; only m and M differ in meaning. */
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    if (g_ascii_strcasecmp (text, units[i].text) == 0 && (text[0] == units[i].text[0] || g_ascii_tolower (text[0]) != 'm'))
      return (int) i;
  }

  return -1;
}

/* One packet. */
static gboolean
fits (const guint8 *bytes,
      gsize         n)
{
  if (n >= 2 ? find_mode (bytes) < 0 : bytes[0] != ' ' && strchr ("ACDFHOT", bytes[0]) == NULL)
    return FALSE;

  for (gsize i = 0; i < MIN (n, PACKET); i++) {
    if (i == PACKET - 1 ? bytes[i] != '\r' : bytes[i] < ' ' || bytes[i] > '~')
      return FALSE;
  }

  return n < UNIT_AT + UNIT_LEN || find_unit (bytes + UNIT_AT) >= 0;
}

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  gsize len = self->variant == VARIANT_FOUR ? DISPLAYS * PACKET : PACKET;

  for (gsize at = 0; at < MIN (n, len); at += PACKET) {
    if (!fits (bytes + at, n - at))
      return -1;
  }

  return (gssize) len;
}

/* "-0.1234"; FALSE for anything but one sign, digits and one point. */
static gboolean
read_number (const char *text,
             gint64     *mantissa,
             int        *exponent)
{
  const char *p = text;
  gboolean has_digit = FALSE;
  gboolean has_point = FALSE;

  *mantissa = 0;
  *exponent = 0;
  if (*p == '-' || *p == '+')
    p++;
  for (; *p != '\0'; p++) {
    if (*p == '.' && !has_point) {
      has_point = TRUE;
      continue;
    }
    if (!g_ascii_isdigit (*p))
      return FALSE;
    has_digit = TRUE;
    *mantissa = 10 * *mantissa + g_ascii_digit_value (*p);
    *exponent -= has_point ? 1 : 0;
  }
  if (text[0] == '-')
    *mantissa = -*mantissa;

  return has_digit;
}

/* "OL", ".OL", "-O.L"... */
static gboolean
is_overload (const char *text)
{
  char letters[3];
  guint n = 0;

  for (const char *p = *text == '-' ? text + 1 : text; *p != '\0'; p++) {
    if (*p == '.')
      continue;
    if (n == 2)
      return FALSE;
    letters[n++] = g_ascii_toupper (*p);
  }

  return n == 2 && (letters[0] == 'O' || letters[0] == '0') && letters[1] == 'L';
}

/* Words of the logic probe: no quantity. */
static gboolean
is_word (const char *text)
{
  static const char * const words[] = { "rdy", "-rdy", "READY", "FLOAT", "Hi", "Lo", NULL };

  return g_strv_contains (words, text);
}

static RkPacketClass
read_display (RkMeter      *self,
              const guint8 *bytes,
              const char   *channel,
              const char  **reason)
{
  guint row = (guint) find_mode (bytes);
  guint64 mode = modes[row].shows;
  guint64 unit = units[find_unit (bytes + UNIT_AT)].shows;
  char text[UNIT_AT - 2 + 1];
  gint64 mantissa = 0;
  int exponent = 0;

  squeeze (bytes + 2, UNIT_AT - 2, text);
  if (is_word (text))
    return RK_PACKET_SKIP;
  if (is_overload (text)) {
    mode |= RK_SHOWS_OVER;
  } else if (!read_number (text, &mantissa, &exponent)) {
    *reason = _("these are no digits");
    return RK_PACKET_BAD;
  }

  if ((unit & RK_SHOWS_ANY_UNIT & ~modes[row].units) != 0) {
    *reason = _("the signs on the display contradict each other");
    return RK_PACKET_BAD;
  }

  /* Without letters millivolts are those of a diode. */
  if (memcmp (bytes, "  ", 2) == 0 && unit == (RK_SHOWS_VOLT | RK_SHOWS_MILLI))
    mode |= RK_SHOWS_DIODE;

  return rk_meter_show (self, channel, mode | unit, mantissa, exponent, reason);
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  static const char * const channels[DISPLAYS] = { "display", "second", "third", "fourth" };
  RkPacketClass class = read_display (self, bytes, channels[0], reason);

  for (guint i = 1; i < n / PACKET && class != RK_PACKET_BAD; i++) {
    RkPacketClass other = read_display (self, bytes + i * PACKET, channels[i], reason);

    if (other != RK_PACKET_SKIP)
      class = other;
  }

  return class;
}

static const RkMeterFamily metex14 = {
  .max_len = DISPLAYS * PACKET,
  .evidence = 8 + 10 + 20 + 12,
  .variants = variants,
  .request = "D",
  .request_len = 1,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("metex14", N_("Metex multimeter, 14 characters"), "variant displays", metex14);
