#include "config.h"

#include "acquire/decoders/device-clock.h"

#include "acquire/decoders/option.h"
#include "acquire/errors.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define DAY_NS (24 * 3600 * RK_NS_PER_S)
/* micros () and millis () of the common boards count in 32 bits: 71.6 minutes and 49.7 days. */
#define WRAP 4294967296.0

/* Names that say "time", with the unit they imply (0 = by the unit beside it or the number's looks).
 * A bare "t" is none: in schools it is the symbol of the temperature. */
static const struct {
  const char *name;
  gint64      unit_ns;
} names[] = {
  { "time", 0 },
  { "timestamp", 0 },
  { "uptime", 0 },
  { "elapsed", 0 },
  { "время", 0 },
  { "millis", RK_NS_PER_MS },
  { "ms", RK_NS_PER_MS },
  { "time_ms", RK_NS_PER_MS },
  { "t_ms", RK_NS_PER_MS },
  { "micros", RK_NS_PER_US },
  { "us", RK_NS_PER_US },
  { "time_us", RK_NS_PER_US },
  { "t_us", RK_NS_PER_US },
  { "time_s", RK_NS_PER_S },
  { "t_s", RK_NS_PER_S },
  { "seconds", RK_NS_PER_S },
  { "sec", RK_NS_PER_S },
};

/* What may stand beside the name. */
static const struct {
  const char *text;
  gint64      unit_ns;
} units[] = {
  { "ms", RK_NS_PER_MS }, { "мс", RK_NS_PER_MS },
  { "us", RK_NS_PER_US }, { "µs", RK_NS_PER_US }, { "μs", RK_NS_PER_US }, { "мкс", RK_NS_PER_US },
  { "s", RK_NS_PER_S }, { "sec", RK_NS_PER_S }, { "с", RK_NS_PER_S },
};

static gint64
unit_by_text (const char *text,
              gsize       len)
{
  for (guint i = 0; i < G_N_ELEMENTS (units); i++) {
    if (strlen (units[i].text) == len && memcmp (units[i].text, text, len) == 0)
      return units[i].unit_ns;
  }

  return 0;
}

/* Lower case; long names are no clock. */
static char *
fold (const char *name,
      gsize       len)
{
  return len <= 64 ? g_utf8_strdown (name, (gssize) len) : NULL;
}

gboolean
rk_device_clock_init (RkDeviceClock *self,
                      GHashTable    *options,
                      GError       **error)
{
  static const char * const words[] = { "auto", "ms", "us", "s", NULL };
  static const gint64 word_ns[] = { 0, RK_NS_PER_MS, RK_NS_PER_US, RK_NS_PER_S };
  const char *column = rk_option_get (options, "time-column");
  int unit = rk_option_enum (options, "time-unit", words, 0, error);
  static const char * const wraps[] = { "auto", "16", "24", "32", "none", NULL };
  static const double wrap_at[] = { WRAP, 65536.0, 16777216.0, WRAP, 0.0 };
  int wrap = rk_option_enum (options, "time-wrap", wraps, 0, unit < 0 ? NULL : error);
  guint64 number;

  *self = (RkDeviceClock) { .mode = RK_DEVICE_CLOCK_AUTO, .last = NAN };
  if (unit < 0 || wrap < 0)
    return FALSE;

  self->wrap = wrap_at[wrap];
  self->asked_wrap = wrap > 0;

  self->asked_ns = word_ns[unit];
  self->unit_ns = self->asked_ns;

  if (column == NULL || strcmp (column, "auto") == 0)
    return TRUE;

  if (*column == '\0' || strlen (column) > 64 || !g_utf8_validate (column, -1, NULL)) {
    g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE,
                 _("option “%s” must be none, auto, the name or the number of a column"), "time-column");
    return FALSE;
  }

  if (strcmp (column, "none") == 0) {
    self->mode = RK_DEVICE_CLOCK_NONE;
  } else if (g_ascii_string_to_unsigned (column, 10, 1, 256, &number, NULL)) {
    self->mode = RK_DEVICE_CLOCK_NUMBER;
    self->number = (guint) number;
  } else {
    self->mode = RK_DEVICE_CLOCK_NAMED;
    self->name = fold (column, strlen (column));
  }

  return TRUE;
}

void
rk_device_clock_clear (RkDeviceClock *self)
{
  g_clear_pointer (&self->name, g_free);
}

void
rk_device_clock_reset (RkDeviceClock *self)
{
  self->last = NAN;
  self->offset_ns = 0;
}

/* -1 = no name of a clock; else the unit, 0 = unknown. */
static gint64
unit_by_name (const RkDeviceClock *self,
              const char          *name,
              gsize                name_len,
              gint64               beside_ns)
{
  g_autofree char *folded = NULL;

  if (self->mode != RK_DEVICE_CLOCK_AUTO && self->mode != RK_DEVICE_CLOCK_NAMED)
    return -1;

  folded = fold (name, name_len);
  if (folded == NULL)
    return -1;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (strcmp (folded, names[i].name) == 0 && (self->mode == RK_DEVICE_CLOCK_AUTO || strcmp (folded, self->name) == 0))
      return names[i].unit_ns != 0 ? names[i].unit_ns : beside_ns;
  }

  if (self->mode == RK_DEVICE_CLOCK_NAMED)
    return strcmp (folded, self->name) == 0 ? beside_ns : -1;

  return strcmp (folded, "t") == 0 && beside_ns > 0 ? beside_ns : -1;
}

gboolean
rk_device_clock_claims (const RkDeviceClock *self,
                        const char          *name,
                        gsize                name_len,
                        const char          *unit,
                        gsize                unit_len)
{
  return unit_by_name (self, name, name_len, unit_by_text (unit, unit_len)) >= 0;
}

void
rk_device_clock_learn (RkDeviceClock *self,
                       const char    *name,
                       gsize          name_len,
                       const char    *unit,
                       gsize          unit_len)
{
  gint64 unit_ns = unit_by_name (self, name, name_len, unit_by_text (unit, unit_len));

  if (self->asked_ns == 0 && unit_ns > 0)
    self->unit_ns = unit_ns;
}

gint64
rk_device_clock_to_ns (double value,
                       gint64 unit_ns)
{
  double whole = floor (value);

  /* Half of the range, so that what is added later cannot overflow. */
  if (!isfinite (value) || fabs (value) * (double) unit_ns > 4.6e18)
    return RK_TIME_NONE;

  /* The whole part apart: milliseconds since 1970 in ns have more digits than a double. */
  return (gint64) whole * unit_ns + (gint64) round ((value - whole) * (double) unit_ns);
}

/* Adds the rounds the counter has made; a time that goes back otherwise is a restart. */
static gint64
unwrap (RkDeviceClock *self,
        double         raw,
        double         period,
        gint64         period_ns)
{
  if (raw < self->last) {
    if (period > 0 && self->last < period && self->last - raw > period / 2 && self->offset_ns <= G_MAXINT64 / 4)
      self->offset_ns += period_ns;
    else
      self->offset_ns = 0;
  }
  self->last = raw;

  return self->offset_ns;
}

gint64
rk_device_clock_read (RkDeviceClock *self,
                      double         value,
                      gboolean       whole)
{
  gint64 ns;
  gboolean counter;

  if (self->unit_ns == 0)
    self->unit_ns = whole ? RK_NS_PER_MS : RK_NS_PER_S;

  ns = rk_device_clock_to_ns (value, self->unit_ns);
  if (ns == RK_TIME_NONE)
    return RK_TIME_NONE;

  /* Seconds are no counter's, unless the profile says so. */
  counter = self->wrap > 0.0 && (self->asked_wrap || self->unit_ns != RK_NS_PER_S);

  return ns + unwrap (self, value, counter ? self->wrap : 0, counter ? (gint64) self->wrap * self->unit_ns : 0);
}

gint64
rk_device_clock_read_day (RkDeviceClock *self,
                          gint64         day_ns)
{
  return day_ns + unwrap (self, (double) day_ns, (double) DAY_NS, DAY_NS);
}
