/* Whether a kit is ready for the lesson: green, amber or red for each sensor, and what to do.
 *
 * Limits, and why they are where they are:
 * - A device that said nothing for 3 s is not there: the slowest common ones (multimeters at 1200 baud, MH-Z19)
 *   speak each second.
 * - Over a tenth of the bytes refused is a wrong setting or a bad cable; single lines are noise of the plug.
 * - A sensor at rest swings by its last digit; a standard deviation of over 5 steps is seen on the graph as a band,
 *   and without a known step 2 % of the range.
 * - A calibration older than a year is past the interval that makers of school pH probes give at most.
 */
#include "config.h"

#include "app/preflight.h"

#include "app/format.h"
#include "base/number.h"
#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define SILENT_S        3
#define MAX_REFUSED     0.1
#define NOISY_STEPS     5.0
#define NOISY_SHARE     0.02
#define OLD_DAYS        365
#define US_PER_DAY      (G_USEC_PER_SEC * G_GINT64_CONSTANT (86400))

/**
 * rk_check_free:
 * @self: (nullable): a check
 *
 * Frees it.
 */
void
rk_check_free (RkCheck *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->text);
  g_free (self->advice);
  g_free (self);
}

/* Takes @text. */
static RkCheck *
check_new (RkCheckLevel level,
           const char  *name,
           char        *text,
           const char  *advice)
{
  RkCheck *self = g_new0 (RkCheck, 1);

  self->level = level;
  self->name = g_strdup (name);
  self->text = text;
  self->advice = g_strdup (advice);

  return self;
}

static RkCheck *
judge_state (const RkDeviceFacts *facts)
{
  switch (facts->state) {
  case RK_SOURCE_OPENING:
    return check_new (RK_CHECK_CARE, facts->name, g_strdup (_("Being opened")), NULL);
  case RK_SOURCE_LOST:
    return check_new (RK_CHECK_BAD, facts->name, g_strdup (_("Unplugged")), _("Plug it in again"));
  case RK_SOURCE_RELEASED:
    return check_new (RK_CHECK_BAD, facts->name, g_strdup (_("The port is lent to another program")),
                      _("Take the port back on the page Raw Lines"));
  case RK_SOURCE_CLOSED:
    return check_new (RK_CHECK_BAD, facts->name, g_strdup (_("Closed")), _("Connect it in the list of sensors"));
  case RK_SOURCE_FAILED:
    return check_new (RK_CHECK_BAD, facts->name,
                      g_strdup (facts->error_text != NULL ? facts->error_text : _("Could not be opened")),
                      _("Close other programs that use it, or try another socket"));
  case RK_SOURCE_LISTENING:
  default:
    return NULL;
  }
}

/**
 * rk_preflight_judge_device:
 * @facts: what is known of a device
 *
 * Judges whether a device answers and is understood.
 *
 * Returns: (transfer full): how it is
 */
RkCheck *
rk_preflight_judge_device (const RkDeviceFacts *facts)
{
  RkCheck *check = judge_state (facts);
  double refused = facts->counters.bytes > 0
                     ? (double) facts->counters.rejected / (double) facts->counters.bytes
                     : 0.0;
  g_autofree char *rate = NULL;

  if (check != NULL)
    return check;

  if (facts->counters.frames == 0 && facts->counters.bytes > 0 && refused > MAX_REFUSED)
    return check_new (RK_CHECK_BAD, facts->name, g_strdup (_("What it sends is not understood")),
                      _("Choose its speed and kind in the list of sensors"));
  if (facts->silent_s >= SILENT_S)
    return check_new (RK_CHECK_BAD, facts->name,
                      /* Translators: %u is a number of seconds */
                      g_strdup_printf (_("Nothing received for %u s"), facts->silent_s),
                      _("Switch it on, check its cable and battery"));
  if (refused > MAX_REFUSED)
    return check_new (RK_CHECK_CARE, facts->name,
                      /* Translators: %.0f is a number of percent */
                      g_strdup_printf (_("%.0f %% of what it sends is refused"), 100.0 * refused),
                      _("Look at the page Raw Lines; try another cable"));
  if (facts->warning_text != NULL)
    return check_new (RK_CHECK_CARE, facts->name, g_strdup (facts->warning_text), NULL);
  if (facts->counters.frames == 0)
    return check_new (RK_CHECK_CARE, facts->name, g_strdup (_("No value yet")), _("Wait a few seconds"));

  rate = facts->rate_hz > 0.0 ? rk_format_rate (facts->rate_hz) : NULL;

  return check_new (RK_CHECK_GOOD, facts->name,
                    /* Translators: %s is a rate such as "20 Hz" */
                    rate != NULL ? g_strdup_printf (_("Answers, %s"), rate) : g_strdup (_("Answers")), NULL);
}

/* "21,5 °C ± 0,02 in 5 s" */
static char *
describe_reading (const RkChannelFacts *facts,
                  double               *noise)
{
  RkChannel *channel = facts->channel;
  const char *unit = rk_unit_local (rk_channel_get_unit (channel));
  g_autofree char *mean = rk_channel_format (channel, facts->recent.mean);
  g_autofree char *swing = NULL;
  RkConversion conversion;
  int decimals;

  rk_channel_get_conversion (channel, &conversion);
  *noise = fabs (rk_conversion_apply (&conversion, facts->recent.mean + facts->recent.sd) -
                 rk_conversion_apply (&conversion, facts->recent.mean - facts->recent.sd)) / 2.0;

  if (isnan (*noise))
    return g_strjoin (" ", mean, unit, NULL);

  /* Two significant digits. */
  decimals = *noise > 0.0 ? (int) CLAMP (1.0 - floor (log10 (*noise)), 0.0, 12.0) : 0;
  swing = rk_number_format (*noise, decimals);

  /* Translators: a value, its unit, its noise: "21.5 °C, noise 0.02" */
  return g_strdup_printf (_("%s %s, noise %s"), mean, unit, swing);
}

static gboolean
is_noisy (const RkChannelFacts *facts)
{
  double resolution = rk_channel_get_resolution (facts->channel);
  double min;
  double max;

  if (isnan (facts->recent.sd))
    return FALSE;
  if (resolution > 0.0)
    return facts->recent.sd > NOISY_STEPS * resolution;

  rk_channel_get_range (facts->channel, &min, &max);

  return max > min && facts->recent.sd > NOISY_SHARE * (max - min);
}

static gboolean
is_outside (double value,
            double min,
            double max)
{
  return (!isnan (min) && value < min) || (!isnan (max) && value > max);
}

/* Takes nothing; "calibrated by Ivanova, 21.11.2026" appended where there is a calibration. */
static char *
add_calibration (const RkChannelFacts *facts,
                 const char           *reading)
{
  g_autoptr (GDateTime) date = NULL;
  g_autofree char *day = NULL;

  if (rk_channel_get_calibration (facts->channel) == NULL)
    return g_strdup (reading);

  date = g_date_time_new_from_unix_local (rk_channel_get_calibration_us (facts->channel) / G_USEC_PER_SEC);
  day = date != NULL ? g_date_time_format (date, "%x") : g_strdup ("?");

  /* Translators: a reading such as "21.5 °C, noise 0.02", then a date */
  return g_strdup_printf (_("%s; calibrated %s"), reading, day);
}

/**
 * rk_preflight_judge_channel:
 * @facts: what is known of a channel
 *
 * Judges whether a sensor can be believed: warm, quiet, in its range, calibrated, its battery full.
 *
 * Returns: (transfer full): how it is
 */
RkCheck *
rk_preflight_judge_channel (const RkChannelFacts *facts)
{
  RkChannel *channel = facts->channel;
  const char *name = rk_channel_get_name (channel);
  g_autofree char *reading = NULL;
  g_autofree char *text = NULL;
  double noise = (double) NAN;
  double min;
  double max;
  gint64 age_us;

  if (!facts->has_recent)
    return check_new (RK_CHECK_BAD, name, g_strdup (_("No value")), _("Check whether the probe is plugged in"));

  reading = describe_reading (facts, &noise);
  text = add_calibration (facts, reading);

  rk_channel_get_safe (channel, &min, &max);
  if (is_outside (facts->recent.mean, min, max))
    return check_new (RK_CHECK_BAD, name, g_steal_pointer (&text), _("Take the probe out: it does not bear this"));
  rk_channel_get_range (channel, &min, &max);
  if (is_outside (facts->recent.mean, min, max))
    return check_new (RK_CHECK_BAD, name, g_steal_pointer (&text), _("Outside its range: check the probe and its plug"));
  if (facts->battery_low)
    return check_new (RK_CHECK_CARE, name, g_steal_pointer (&text), _("The battery is low: change it"));
  if (facts->warm_up_left_s > 0.0) {
    g_autofree char *left = rk_format_duration (ceil (facts->warm_up_left_s));
    /* Translators: %s is a time such as "30 s" */
    g_autofree char *advice = g_strdup_printf (_("Warming up: wait %s"), left);

    return check_new (RK_CHECK_CARE, name, g_steal_pointer (&text), advice);
  }
  if (is_noisy (facts))
    return check_new (RK_CHECK_CARE, name, g_steal_pointer (&text), _("Noisy: hold it still, check its cable"));

  age_us = facts->now_us - rk_channel_get_calibration_us (channel);
  if (rk_channel_get_calibration (channel) != NULL && age_us > OLD_DAYS * US_PER_DAY)
    return check_new (RK_CHECK_CARE, name, g_steal_pointer (&text), _("Calibrated over a year ago: calibrate it anew"));

  return check_new (RK_CHECK_GOOD, name, g_steal_pointer (&text), NULL);
}
