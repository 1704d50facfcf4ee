#include "config.h"

#include "app/channel-note.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define DAYS_OF_A_YEAR 300

/**
 * rk_calibration_note:
 * @author: (nullable): who made a calibration
 * @wall_us: when; 0 = unknown
 *
 * Says where a calibration comes from, as short as can be.
 *
 * Returns: (transfer full): "21 Nov, Ivanova", perhaps empty
 */
char *
rk_calibration_note (const char *author,
                     gint64      wall_us)
{
  g_autoptr (GDateTime) date = wall_us > 0 ? g_date_time_new_from_unix_local (wall_us / G_USEC_PER_SEC) : NULL;
  gboolean old = g_get_real_time () - wall_us > DAYS_OF_A_YEAR * G_TIME_SPAN_DAY;
  g_autofree char *day = NULL;

  if (date != NULL)
    /* Translators: see strftime (3): a day without and with its year, as short as is usual */
    day = g_strstrip (g_date_time_format (date, old ? _("%-e %b %Y") : _("%-e %b")));

  if (day == NULL)
    return g_strdup (author != NULL ? author : "");

  return author != NULL && *author != '\0' ? g_strdup_printf ("%s, %s", day, author) : g_steal_pointer (&day);
}

static void
append (GString    *text,
        const char *part)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

/**
 * rk_channel_note:
 * @channel: a channel
 * @warm_up_left_s: seconds until its sensor is warm; 0 = it is
 * @battery_low: whether the device says that its battery is
 *
 * Says what makes the values of a channel more, or less, than what the device delivers.
 *
 * Returns: (transfer full) (nullable): for people; %NULL when there is nothing to say
 */
char *
rk_channel_note (RkChannel *channel,
                 double     warm_up_left_s,
                 gboolean   battery_low)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_return_val_if_fail (RK_IS_CHANNEL (channel), NULL);

  if (battery_low)
    append (text, _("battery low"));

  if (warm_up_left_s > 0.0) {
    /* Translators: of a sensor; seconds that are left */
    g_autofree char *warm = g_strdup_printf (_("warming up, %.0f s"), ceil (warm_up_left_s));

    append (text, warm);
  }

  if (rk_channel_get_calibration (channel) != NULL && rk_channel_is_factory (channel)) {
    append (text, _("factory calibration"));
  } else if (rk_channel_get_calibration (channel) != NULL) {
    g_autofree char *origin = rk_calibration_note (rk_channel_get_calibration_author (channel),
                                                   rk_channel_get_calibration_us (channel));
    /* Translators: %s is a date and perhaps a name: "calibrated 21 Nov, Ivanova" */
    g_autofree char *whole = g_strdup_printf (_("calibrated %s"), origin);

    append (text, g_strchomp (whole));
  }

  if (rk_channel_get_zero (channel) != 0.0)
    append (text, _("zeroed"));

  return text->len > 0 ? g_strdup (text->str) : NULL;
}
