#include "config.h"

#include "exchange/csv-clock.h"

#include "base/clock.h"

/* Nanoseconds since 1970 fit a gint64 from 1678 to 2262. */
#define MIN_YEAR 1900
#define MAX_YEAR 2200

typedef struct {
  const char *p;
  const char *end;
} Text;

/* Exactly @n_min...@n_max digits, and none behind them. */
static gboolean
take_digits (Text *text,
             guint n_min,
             guint n_max,
             int  *number)
{
  guint n = 0;

  *number = 0;

  while (text->p < text->end && n < n_max && g_ascii_isdigit (*text->p)) {
    *number = *number * 10 + (*text->p++ - '0');
    n++;
  }

  return n >= n_min && (text->p == text->end || !g_ascii_isdigit (*text->p));
}

static gboolean
take_char (Text *text,
           char  c)
{
  if (text->p == text->end || *text->p != c)
    return FALSE;

  text->p++;

  return TRUE;
}

/* Days since 1970 of the proleptic Gregorian calendar; H. Hinnant, chrono-compatible low-level date
 * algorithms. */
static gint64
days_from_civil (int year,
                 int month,
                 int day)
{
  int y = month <= 2 ? year - 1 : year;
  int era = y / 400;
  int year_of_era = y - era * 400;
  int day_of_year = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return (gint64) era * 146097 + day_of_era - 719468;
}

static gboolean
take_date (Text   *text,
           gint64 *ns)
{
  Text try = *text;
  int year, month, day;
  char mark;

  if (text->end - text->p < 8)
    return FALSE;

  if (take_digits (&try, 4, 4, &year)) {
    mark = *try.p;
    if ((mark != '-' && mark != '/') || !take_char (&try, mark)
        || !take_digits (&try, 1, 2, &month) || !take_char (&try, mark) || !take_digits (&try, 1, 2, &day))
      return FALSE;
  } else {
    try = *text;
    if (!take_digits (&try, 1, 2, &day) || !take_char (&try, '.')
        || !take_digits (&try, 1, 2, &month) || !take_char (&try, '.') || !take_digits (&try, 4, 4, &year))
      return FALSE;
  }

  if (year < MIN_YEAR || year > MAX_YEAR || !g_date_valid_dmy ((GDateDay) day, (GDateMonth) month, (GDateYear) year))
    return FALSE;

  *ns = days_from_civil (year, month, day) * 86400 * RK_NS_PER_S;
  *text = try;

  return TRUE;
}

static gboolean
take_time (Text   *text,
           gint64 *ns)
{
  int hour, minute;
  int second = 0;
  gint64 fraction = 0;

  if (!take_digits (text, 1, 2, &hour) || !take_char (text, ':') || !take_digits (text, 2, 2, &minute))
    return FALSE;

  if (take_char (text, ':')) {
    if (!take_digits (text, 2, 2, &second))
      return FALSE;

    if (take_char (text, '.') || take_char (text, ',')) {
      gint64 unit = RK_NS_PER_S / 10;

      if (text->p == text->end || !g_ascii_isdigit (*text->p))
        return FALSE;

      for (; text->p < text->end && g_ascii_isdigit (*text->p); text->p++, unit /= 10)
        fraction += (*text->p - '0') * unit;
    }
  }

  /* 60: a leap second. */
  if (hour > 23 || minute > 59 || second > 60)
    return FALSE;

  *ns = (hour * 3600 + minute * 60 + second) * RK_NS_PER_S + fraction;

  return TRUE;
}

static gboolean
take_zone (Text   *text,
           gint64 *ns)
{
  int hour;
  int minute = 0;
  gboolean west;

  *ns = 0;

  if (text->p == text->end || take_char (text, 'Z'))
    return TRUE;

  west = *text->p == '-';

  if ((!take_char (text, '+') && !take_char (text, '-')) || text->end - text->p < 2)
    return FALSE;

  hour = (text->p[0] - '0') * 10 + (text->p[1] - '0');
  if (!g_ascii_isdigit (text->p[0]) || !g_ascii_isdigit (text->p[1]) || hour > 14)
    return FALSE;

  text->p += 2;
  take_char (text, ':');

  if (text->p < text->end && (!take_digits (text, 2, 2, &minute) || minute > 59))
    return FALSE;

  *ns = (west ? -1 : 1) * (hour * 3600 + minute * 60) * RK_NS_PER_S;

  return TRUE;
}

gboolean
rk_csv_clock_parse (const char *bytes,
                    gsize       len,
                    gint64     *ns,
                    gboolean   *has_date)
{
  Text text = { bytes, bytes + len };
  gint64 date_ns = 0;
  gint64 time_ns = 0;
  gint64 zone_ns = 0;
  gboolean dated = take_date (&text, &date_ns);

  if (dated) {
    if (text.p < text.end) {
      if (!take_char (&text, 'T') && !take_char (&text, ' '))
        return FALSE;
      if (!take_time (&text, &time_ns) || !take_zone (&text, &zone_ns))
        return FALSE;
    }
  } else if (!take_time (&text, &time_ns)) {
    return FALSE;
  }

  if (text.p != text.end)
    return FALSE;

  *ns = date_ns + time_ns - zone_ns;
  *has_date = dated;

  return TRUE;
}
