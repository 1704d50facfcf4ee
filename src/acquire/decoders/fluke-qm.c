/* Fluke 87-IV, 89-IV, 187, 189 and 287, 289: asked with "QM" for each reading, they answer with lines ended by CR.
 *
 *   0            the command was understood
 *   QM,+0.1234 V DC                 (8x, 18x: as on the display)
 *   -0.023E-3,VDC,NORMAL,NONE       (28x: value, unit, state, attribute; only behind a 0)
 *
 * There is no checksum.
 */
#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/meter.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longest answer: acknowledgement and line. */
#define ANSWER_MAX 96

/* Without blanks; "m", "M" and "S" mean what they say, else the case does not matter. */
static const struct {
  const char *text;
  guint64     shows;
} units[] = {
  { "V", RK_SHOWS_VOLT },
  { "A", RK_SHOWS_AMPERE },
  { "Ohms", RK_SHOWS_OHM },
  { "OHM", RK_SHOWS_OHM },
  { "Farads", RK_SHOWS_FARAD },
  { "F", RK_SHOWS_FARAD },
  { "Hz", RK_SHOWS_HERTZ },
  { "DegC", RK_SHOWS_CELSIUS },
  { "CEL", RK_SHOWS_CELSIUS },
  { "DegF", RK_SHOWS_FAHRENHEIT },
  { "FAR", RK_SHOWS_FAHRENHEIT },
  { "%", RK_SHOWS_PERCENT },
  { "PCT", RK_SHOWS_PERCENT },
  { "SIE", RK_SHOWS_SIEMENS },
  { "dBm", RK_SHOWS_DBM },
  { "dBV", RK_SHOWS_DB },
  { "dB", RK_SHOWS_DB },
};

static const struct {
  const char *text; /* behind V or A */
  guint64     shows;
} couplings[] = {
  { "DC", RK_SHOWS_DC },
  { "AC", RK_SHOWS_AC },
  { "AC+DC", RK_SHOWS_AC | RK_SHOWS_DC },
  { "AC_PLUS_DC", RK_SHOWS_AC | RK_SHOWS_DC },
  { "", 0 },
};

static const struct {
  char    letter;
  guint64 shows;
} prefixes[] = {
  { 'n', RK_SHOWS_NANO }, { 'u', RK_SHOWS_MICRO }, { 'm', RK_SHOWS_MILLI },
  { 'k', RK_SHOWS_KILO }, { 'K', RK_SHOWS_KILO }, { 'M', RK_SHOWS_MEGA },
};

static guint64
find_bare_unit (const char *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    if (g_ascii_strcasecmp (text, units[i].text) == 0)
      return units[i].shows;
  }
  if (*text != 'V' && *text != 'A')
    return 0;
  for (guint i = 0; i < G_N_ELEMENTS (couplings); i++) {
    if (g_ascii_strcasecmp (text + 1, couplings[i].text) == 0)
      return couplings[i].shows | (*text == 'V' ? RK_SHOWS_VOLT : RK_SHOWS_AMPERE);
  }

  return 0;
}

/* "mVDC", "kOhms"; 0 when it is none. */
static guint64
find_unit (const char *text)
{
  guint64 shows = find_bare_unit (text);

  if (shows != 0)
    return shows;
  /* The 18x writes milliseconds with a capital; nanosiemens it has too. */
  if (g_ascii_strcasecmp (text, "ms") == 0)
    return RK_SHOWS_SECOND | RK_SHOWS_MILLI;
  if (strcmp (text, "nS") == 0)
    return RK_SHOWS_SIEMENS | RK_SHOWS_NANO;
  if (strcmp (text, "S") == 0)
    return RK_SHOWS_SECOND;

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++) {
    shows = text[0] == prefixes[i].letter ? find_bare_unit (text + 1) : 0;
    if (shows != 0)
      return shows | prefixes[i].shows;
  }

  return 0;
}

/* "+0.1234", "-0.023E-3"; the byte behind it, NULL when it is no number. */
static const char *
read_number (const char *p,
             gint64     *mantissa,
             int        *exponent)
{
  gboolean minus = *p == '-';
  guint n_digits = 0;
  gboolean has_point = FALSE;

  *mantissa = 0;
  *exponent = 0;
  if (*p == '-' || *p == '+')
    p++;
  for (; g_ascii_isdigit (*p) || (*p == '.' && !has_point); p++) {
    if (*p == '.') {
      has_point = TRUE;
      continue;
    }
    if (++n_digits > 15)
      return NULL;
    *mantissa = 10 * *mantissa + g_ascii_digit_value (*p);
    *exponent -= has_point ? 1 : 0;
  }
  *mantissa = minus ? -*mantissa : *mantissa;

  if (n_digits > 0 && *p == 'E') {
    gboolean power_minus = p[1] == '-';
    int power = 0;

    p += p[1] == '-' || p[1] == '+' ? 2 : 1;
    if (!g_ascii_isdigit (*p))
      return NULL;
    for (; g_ascii_isdigit (*p) && power < 100; p++)
      power = 10 * power + g_ascii_digit_value (*p);
    *exponent += power_minus ? -power : power;
  }

  return n_digits > 0 ? p : NULL;
}

/* Where the line (behind "0\r") begins. */
static gsize
line_begin (const guint8 *bytes,
            gsize         n)
{
  return n >= 2 && bytes[1] == '\r' ? 2 : 0;
}

static gssize
measure (RkMeter      *self,
         const guint8 *bytes,
         gsize         n)
{
  gsize begin = line_begin (bytes, n);

  if (bytes[0] == 'Q') {
    if (n > 1 && bytes[1] != 'M')
      return -1;
    /* "QM\r": the echo of the question. */
    if (n > 2 && bytes[2] == '\r')
      return 3;
    if (n > 2 && bytes[2] != ',')
      return -1;
  } else if (!g_ascii_isdigit ((char) bytes[0]) || (n > 1 && begin == 0)) {
    return -1;
  } else if (bytes[0] != '0' && begin > 0) {
    return 2; /* the command was refused */
  }

  for (gsize i = begin; i < n; i++) {
    if (bytes[i] == '\r')
      return (gssize) i + 1;
    /* No line follows "0\r". */
    if (bytes[i] < ' ' || bytes[i] > '~')
      return begin > 0 ? 2 : -1;
  }

  return n >= ANSWER_MAX ? -1 : 0;
}

/* "+0.1234 V DC", "Out of range mVDC". */
static RkPacketClass
read_display (RkMeter     *self,
              const char  *line,
              const char **reason)
{
  static const char out[] = "Out of range";
  gint64 mantissa = 0;
  int exponent = 0;
  gboolean over = g_ascii_strncasecmp (line, out, strlen (out)) == 0;
  const char *rest = over ? line + strlen (out) : read_number (line, &mantissa, &exponent);
  char unit[ANSWER_MAX];
  guint len = 0;
  guint64 shows;

  if (rest == NULL) {
    *reason = _("this is not a number");
    return RK_PACKET_BAD;
  }

  for (; *rest != '\0'; rest++) {
    if (*rest != ' ')
      unit[len++] = *rest;
  }
  unit[len] = '\0';
  shows = find_unit (unit);
  if (shows == 0 && len > 0) {
    *reason = _("this is no unit");
    return RK_PACKET_BAD;
  }

  return rk_meter_show (self, "display", shows | (over ? RK_SHOWS_OVER : 0), mantissa, exponent, reason);
}

/* "-0.023E-3,VDC,NORMAL,NONE". */
static RkPacketClass
read_fields (RkMeter     *self,
             const char  *line,
             const char **reason)
{
  g_auto (GStrv) fields = g_strsplit (line, ",", 5);
  gint64 mantissa = 0;
  int exponent = 0;
  const char *end;
  guint64 shows;

  if (g_strv_length (fields) != 4)
    return RK_PACKET_SKIP;
  end = read_number (fields[0], &mantissa, &exponent);
  if (end == NULL || *end != '\0') {
    *reason = _("this is not a number");
    return RK_PACKET_BAD;
  }
  shows = find_unit (fields[1]);

  if (strcmp (fields[2], "OL") == 0 || strcmp (fields[2], "OL_MINUS") == 0)
    shows |= RK_SHOWS_OVER;
  else if (strcmp (fields[2], "NORMAL") != 0 || exponent < -22 || exponent > 22)
    return RK_PACKET_SKIP;
  if (strstr (fields[3], "DIODE") != NULL)
    shows |= RK_SHOWS_DIODE;
  else if (strstr (fields[3], "CIRCUIT") != NULL)
    shows |= RK_SHOWS_BEEP;

  return rk_meter_show (self, "display", shows, mantissa, exponent, reason);
}

static RkPacketClass
read_packet (RkMeter      *self,
             const guint8 *bytes,
             gsize         n,
             const char  **reason)
{
  gsize begin = line_begin (bytes, n);
  char line[ANSWER_MAX + 1];

  if (n - begin < 2 || n <= 3)
    return RK_PACKET_SKIP;

  memcpy (line, bytes + begin, n - begin - 1);
  line[n - begin - 1] = '\0';

  if (strncmp (line, "QM,", 3) == 0)
    return read_display (self, line + 3, reason);

  return read_fields (self, line, reason);
}

static const RkMeterFamily fluke_qm = {
  .max_len = ANSWER_MAX,
  .evidence = 16 + 24 + 10,
  .request = "QM\r",
  .request_len = 3,
  .measure = measure,
  .read = read_packet,
};

RK_METER_KIND ("fluke-qm", N_("Multimeter Fluke, command QM"), "displays", fluke_qm);
