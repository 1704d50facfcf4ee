#include "config.h"

#include "app/format.h"

#include "base/number.h"

#include <glib/gi18n-lib.h>

#include <math.h>
#include <string.h>

/* Longest name suggested for a file, bytes: with date and suffix it stays
 * below the 255 every file system takes. */
#define STEM_MAX 120

/**
 * rk_format_count:
 * @n: a count
 *
 * Writes a count with its digits in groups of three: "12 345".
 *
 * The separator is a narrow no-break space in every language: a comma or a
 * point would read as a decimal sign in one of them.
 *
 * Returns: (transfer full): the text
 */
char *
rk_format_count (guint64 n)
{
  char digits[24];
  GString *text = g_string_new (NULL);
  gsize len;

  g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, n);
  len = strlen (digits);

  for (gsize i = 0; i < len; i++) {
    if (i > 0 && (len - i) % 3 == 0)
      g_string_append (text, "\u202f");
    g_string_append_c (text, digits[i]);
  }

  return g_string_free (text, FALSE);
}

/**
 * rk_format_plain:
 * @value: a number
 *
 * Writes a number for an entry: as few places as it needs, at most three
 * below 1000, with the decimal sign of the language.
 *
 * Returns: (transfer full): the text
 */
char *
rk_format_plain (double value)
{
  double size = fabs (value);
  int decimals = 0;

  if (!isfinite (value))
    return rk_number_format (value, 0);

  /* Six places reach one hertz of a million; more is noise of the division. */
  while (decimals < 6 && size < 1e9) {
    double power = pow (10.0, decimals);

    if (fabs (round (value * power) / power - value) <= size * 1e-4)
      break;
    decimals++;
  }

  return rk_number_format (value, decimals);
}

/**
 * rk_format_duration:
 * @seconds: a length of time, s
 *
 * Writes a length of time as people read it: "12.3 s", "2 min 5 s", "1 h 30 min".
 *
 * Returns: (transfer full): the text
 */
char *
rk_format_duration (double seconds)
{
  guint64 whole;
  g_autofree char *number = NULL;

  if (!isfinite (seconds) || seconds < 0.0)
    seconds = 0.0;

  if (seconds < 119.5) {
    gboolean is_whole = seconds >= 59.95 || fabs (seconds - round (seconds)) < 1e-9;

    number = rk_number_format (seconds, is_whole ? 0 : 1);
    /* Translators: a length of time in seconds */
    return g_strdup_printf (_("%s\u00a0s"), number);
  }

  whole = (guint64) MIN (round (seconds), 1e15);

  if (whole < 3600) {
    if (whole % 60 == 0)
      /* Translators: a length of time in minutes */
      return g_strdup_printf (_("%u\u00a0min"), (guint) (whole / 60));

    /* Translators: a length of time in minutes and seconds */
    return g_strdup_printf (_("%u\u00a0min %u\u00a0s"), (guint) (whole / 60), (guint) (whole % 60));
  }

  number = rk_format_count (whole / 3600);
  if (whole % 3600 / 60 == 0)
    /* Translators: a length of time in hours */
    return g_strdup_printf (_("%s\u00a0h"), number);

  /* Translators: a length of time in hours and minutes */
  return g_strdup_printf (_("%s\u00a0h %u\u00a0min"), number, (guint) (whole % 3600 / 60));
}

/**
 * rk_format_rate:
 * @rate_hz: readings a second; 0 = unknown
 *
 * Writes a rate with three meaning digits: "20 Hz", "0.1 Hz", "9.98 Hz".
 *
 * Returns: (transfer full): the text; an en dash when unknown
 */
char *
rk_format_rate (double rate_hz)
{
  g_autofree char *number = NULL;
  double rounded;
  double step;

  if (!isfinite (rate_hz) || rate_hz <= 0.0)
    return g_strdup ("–");

  step = pow (10.0, floor (log10 (rate_hz)) - 2.0);
  rounded = round (rate_hz / step) * step;
  number = rk_format_plain (rounded);

  /* Translators: readings a second */
  return g_strdup_printf (_("%s\u00a0Hz"), number);
}

/**
 * rk_format_file_stem:
 * @title: (nullable): title of the experiment
 * @wall_us: an instant, microseconds since 1970 in UTC
 *
 * Suggests the name of a file without suffix: "title yyyy-MM-dd HH-mm-ss".
 *
 * Characters that some file system refuses become "-".
 *
 * Returns: (transfer full): the name
 */
char *
rk_format_file_stem (const char *title,
                     gint64      wall_us)
{
  GString *stem = g_string_new (NULL);
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (wall_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;
  g_autofree char *date = local != NULL ? g_date_time_format (local, "%Y-%m-%d %H-%M-%S") : NULL;

  for (const char *p = title != NULL ? title : ""; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);
    gsize len = (gsize) (g_utf8_next_char (p) - p);

    if (stem->len + len > STEM_MAX)
      break;
    if (g_unichar_iscntrl (c) || (c < 0x80 && strchr ("/\\:*?\"<>|", (int) c) != NULL))
      g_string_append_c (stem, '-');
    else
      g_string_append_len (stem, p, (gssize) len);
  }
  g_strstrip (stem->str);
  stem->len = strlen (stem->str);

  /* A leading dot would hide the file. */
  if (stem->len > 0 && stem->str[0] == '.')
    stem->str[0] = '-';

  if (date != NULL)
    g_string_append_printf (stem, "%s%s", stem->len > 0 ? " " : "", date);

  return g_string_free (stem, FALSE);
}
