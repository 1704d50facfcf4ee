/* What all families of multimeters share: from the signs of a display to columns.
 *
 * A meter that is switched over gets a column of its own for each quantity and for AC beside DC;
 * values are in the base unit, so that changing the range changes nothing but the last digit.
 */
#include "config.h"

#include "acquire/decoders/meter.h"

#include "acquire/decoders/option.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Far beyond what any meter shows. Up to 10^22 a double holds the powers of ten exactly. */
#define EXPONENT_MAX 150
/* As many places as are ever shown. */
#define DECIMALS_MAX 15

static const struct {
  guint64     shows;
  const char *quantity;
  const char *unit;     /* nullable */
  const char *variant;  /* nullable */
  gboolean    couples;  /* AC and DC are different things */
} units[] = {
  { RK_SHOWS_VOLT, "voltage", "V", NULL, TRUE },
  { RK_SHOWS_AMPERE, "current", "A", NULL, TRUE },
  { RK_SHOWS_OHM, "resistance", "Ω", NULL, FALSE },
  { RK_SHOWS_FARAD, "capacitance", "F", NULL, FALSE },
  { RK_SHOWS_HERTZ, "frequency", "Hz", NULL, FALSE },
  { RK_SHOWS_PERCENT, "duty", "%", NULL, FALSE },
  { RK_SHOWS_CELSIUS, "temperature", "°C", NULL, FALSE },
  { RK_SHOWS_FAHRENHEIT, "temperature", "°F", NULL, FALSE },
  { RK_SHOWS_HFE, "raw", NULL, "hfe", FALSE },
  { RK_SHOWS_SECOND, "time", "s", NULL, FALSE },
  { RK_SHOWS_DBM, "level", "dBm", "dbm", FALSE },
  { RK_SHOWS_DB, "level", "dB", "db", FALSE },
  { RK_SHOWS_WATT, "power", "W", NULL, FALSE },
  { RK_SHOWS_VA, "power", "VA", "apparent", TRUE },
  { RK_SHOWS_RPM, "angular_velocity", "rpm", NULL, FALSE },
  { RK_SHOWS_SIEMENS, "conductance", "S", NULL, FALSE },
  { RK_SHOWS_COSINE, "raw", NULL, "cos", FALSE },
  { RK_SHOWS_LOOP, "percent", "%", NULL, FALSE },
};

static const struct {
  guint64 shows;
  int     exponent;
} prefixes[] = {
  { RK_SHOWS_PICO, -12 }, { RK_SHOWS_NANO, -9 }, { RK_SHOWS_MICRO, -6 },
  { RK_SHOWS_MILLI, -3 }, { RK_SHOWS_KILO, 3 }, { RK_SHOWS_MEGA, 6 },
};

static const struct {
  guint64 shows;
  guint32 flag;
} flags[] = {
  { RK_SHOWS_AC, RK_VALUE_AC },
  { RK_SHOWS_DC, RK_VALUE_DC },
  { RK_SHOWS_AUTO, RK_VALUE_AUTO },
  { RK_SHOWS_MANUAL, RK_VALUE_MANUAL },
  { RK_SHOWS_HOLD, RK_VALUE_HOLD },
  { RK_SHOWS_RELATIVE, RK_VALUE_RELATIVE },
  { RK_SHOWS_MIN, RK_VALUE_MIN },
  { RK_SHOWS_MAX, RK_VALUE_MAX },
  { RK_SHOWS_PMIN, RK_VALUE_PMIN },
  { RK_SHOWS_PMAX, RK_VALUE_PMAX },
  { RK_SHOWS_BATTERY, RK_VALUE_BATTERY },
  { RK_SHOWS_DIODE, RK_VALUE_DIODE },
  { RK_SHOWS_BEEP, RK_VALUE_CONTINUITY },
  { RK_SHOWS_OVER, RK_VALUE_OVER },
  { RK_SHOWS_UNDER, RK_VALUE_UNDER },
  { RK_SHOWS_OH, RK_VALUE_OH },
};

static gboolean
is_one_at_most (guint64 bits)
{
  return (bits & (bits - 1)) == 0;
}

double
rk_meter_value (gint64 mantissa,
                int    exponent)
{
  double power = 1.0;

  for (int i = MIN (ABS (exponent), EXPONENT_MAX); i > 0; i--)
    power *= 10.0;

  /* Both are exact as a rule, so that one operation rounds once. A reading below zero that is nothing has no sign. */
  if (mantissa == 0)
    return 0.0;

  return exponent < 0 ? (double) mantissa / power : (double) mantissa * power;
}

guint64
rk_meter_signs (const RkMeterBit *bits,
                guint             n_bits,
                const guint8     *bytes)
{
  guint64 shows = 0;

  for (guint i = 0; i < n_bits; i++) {
    if ((bytes[bits[i].byte] & bits[i].mask) != 0)
      shows |= bits[i].shows;
  }

  return shows;
}

gint64
rk_meter_ascii (const guint8 *digits,
                guint         n)
{
  gint64 number = 0;

  for (guint i = 0; i < n; i++) {
    if (!g_ascii_isdigit ((char) digits[i]))
      return -1;
    number = 10 * number + g_ascii_digit_value ((char) digits[i]);
  }

  return number;
}

gint64
rk_meter_lcd (const guint16 *digits,
              guint          n,
              const guint16  table[10])
{
  gint64 number = -1;

  for (guint i = 0; i < n; i++) {
    gint64 digit = 0;

    if (digits[i] == 0 && number < 0)
      continue;
    while (digit < 10 && table[digit] != digits[i])
      digit++;
    if (digit == 10)
      return -1;
    number = 10 * MAX (number, 0) + digit;
  }

  return number;
}

gssize
rk_meter_numbered (const guint8 *bytes,
                   gsize         n,
                   gsize         len,
                   guint         first)
{
  for (gsize i = 0; i < MIN (n, len); i++) {
    if (bytes[i] >> 4 != i + first)
      return -1;
  }

  return (gssize) len;
}

gssize
rk_meter_ascii_line (const guint8 *bytes,
                     gsize         n,
                     gsize         len)
{
  for (gsize i = 0; i < MIN (n, len); i++) {
    gboolean fits = i == len - 2 ? bytes[i] == '\r' : i == len - 1 ? bytes[i] == '\n' : bytes[i] >> 4 == 3;

    if (!fits)
      return -1;
  }

  return (gssize) len;
}

RkPacketClass
rk_meter_show (RkMeter     *self,
               const char  *channel,
               guint64      shows,
               gint64       mantissa,
               int          exponent,
               const char **reason)
{
  guint64 coupling = shows & (RK_SHOWS_AC | RK_SHOWS_DC);
  guint64 unit = shows & RK_SHOWS_ANY_UNIT;
  gboolean has_value = (shows & (RK_SHOWS_OVER | RK_SHOWS_UNDER)) == 0;
  const char *variant = NULL;
  guint32 value_flags = 0;
  guint row = 0;
  int column;

  if ((shows & RK_SHOWS_DIODE) != 0)
    unit |= RK_SHOWS_VOLT;
  if ((shows & RK_SHOWS_BEEP) != 0)
    unit |= RK_SHOWS_OHM;

  if (!is_one_at_most (unit) || !is_one_at_most (shows & RK_SHOWS_ANY_PREFIX) ||
      ((shows & RK_SHOWS_ONE_OF_AC_DC) != 0 && !is_one_at_most (coupling))) {
    *reason = _("the signs on the display contradict each other");
    return RK_PACKET_BAD;
  }
  if (unit == 0)
    return RK_PACKET_SKIP;

  while (units[row].shows != unit)
    row++;
  variant = units[row].variant;
  if ((shows & RK_SHOWS_DIODE) != 0)
    variant = "diode";
  else if (units[row].couples && variant == NULL && coupling != 0)
    variant = coupling == RK_SHOWS_AC ? "ac" : coupling == RK_SHOWS_DC ? NULL : "ac+dc";

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    exponent += (shows & prefixes[i].shows) != 0 ? prefixes[i].exponent : 0;
  for (guint i = 0; i < G_N_ELEMENTS (flags); i++)
    value_flags |= (shows & flags[i].shows) != 0 ? flags[i].flag : 0;

  column = rk_column_set_add_of (&self->base.set, channel, units[row].quantity, variant, units[row].unit);
  if (column < 0)
    return RK_PACKET_SKIP;

  if (has_value)
    rk_column_set_refine (&self->base.set, (guint) column, CLAMP (-exponent, 0, DECIMALS_MAX));
  rk_column_set_put_in (&self->base.set, (guint) column, has_value ? rk_meter_value (mantissa, exponent) : (double) NAN,
                        value_flags, units[row].unit);
  self->any = TRUE;

  return RK_PACKET_WHOLE;
}

RkPacketClass
rk_meter_show_halves (RkMeter             *self,
                      const RkMeterHalves *halves,
                      const guint8        *bytes,
                      guint64              shows,
                      const char         **reason)
{
  guint16 lit[4];
  gboolean minus = FALSE;
  int exponent = 0;
  gint64 number;

  for (guint i = 0; i < 4; i++) {
    guint code = (bytes[1 + 2 * i] & 0x0fu) << 4 | (bytes[2 + 2 * i] & 0x0fu);
    gboolean marked = (code & halves->point) != 0;

    lit[i] = (guint16) (code & ~(guint) halves->point);
    if (i == 0)
      minus = marked;
    else if (marked && exponent == 0)
      exponent = (int) i - 4;
  }

  if ((bytes[0] & halves->sends) == 0) {
    *reason = _("the meter does not say that it is sending");
    return RK_PACKET_BAD;
  }

  number = rk_meter_lcd (lit, 4, halves->digits);
  if (lit[0] == 0 && lit[1] == halves->digits[0] && lit[2] == halves->letter_l && lit[3] == 0) {
    shows |= RK_SHOWS_OVER;
  } else if (number < 0) {
    *reason = _("these are no digits");
    return RK_PACKET_BAD;
  }

  return rk_meter_show (self, "display", shows, minus ? -number : number, exponent, reason);
}

static RkPacketClass
read_packet (gpointer      user_data,
             const guint8 *bytes,
             gsize         n,
             gsize        *length,
             const char  **reason)
{
  RkMeter *self = user_data;
  gssize needed = self->family->measure (self, bytes, n);
  RkPacketClass class;

  if (needed < 0)
    return RK_PACKET_NOTHING;
  if (needed == 0 || (gsize) needed > n)
    return RK_PACKET_MORE;

  *length = (gsize) needed;
  self->any = FALSE;
  rk_column_set_begin (&self->base.set);
  class = self->family->read (self, bytes, *length, reason);
  if (class == RK_PACKET_WHOLE || class == RK_PACKET_SKIP)
    self->base.n_answers += self->family->request != NULL ? 1 : 0;
  if (class == RK_PACKET_WHOLE && self->any)
    rk_packet_decoder_emit (&self->base, *length);

  return class;
}

RkMeter *
rk_meter_new (const RkMeterFamily *family,
              GHashTable          *options,
              GError             **error)
{
  static const char * const displays[] = { "1", "2", NULL };
  int second = rk_option_enum (options, "displays", displays, 0, error);
  int variant = 0;
  RkMeter *self;

  if (second < 0)
    return NULL;
  if (family->variants != NULL)
    variant = rk_option_enum (options, "variant", family->variants, 0, error);
  if (variant < 0)
    return NULL;

  self = g_new0 (RkMeter, 1);
  self->family = family;
  self->variant = (guint) variant;
  self->second = second == 1;
  rk_packet_decoder_init (&self->base, family->max_len, read_packet);

  return self;
}

gboolean
rk_meter_request (gpointer    decoder,
                  guint       n,
                  GByteArray *message)
{
  RkMeter *self = decoder;

  if (n > 0 || self->family->request == NULL)
    return FALSE;

  /* What is left of an answer that broke off may not become the begin of the next one. */
  if (self->base.packets.buffer->len > 0)
    rk_packets_reset (&self->base.packets);
  g_byte_array_append (message, (const guint8 *) self->family->request, (guint) self->family->request_len);

  return TRUE;
}

guint
rk_meter_get_evidence (gpointer decoder)
{
  RkMeter *self = decoder;

  return self->family->evidence;
}
