/* Limits, steps and numbers of an axis: arithmetic only, no drawing.
 *
 * A step is mantissa * 10^power with a mantissa of 1, 2 or 5, kept as two whole numbers, so
 * that the text of a number is made from digits and never shows 0.30000000000000004.
 */
#include "config.h"

#include "plot/axis.h"

#include "plot/scene.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* Numbers from 10^6 up or below 10^-3 share a power of ten in the title, as textbooks do. */
#define EXPONENT_HIGH 6
#define EXPONENT_LOW (-3)

/* Doubles have 53 bits; below this share of the larger limit the pixels of a view are no longer distinct. */
#define MIN_RELATIVE_RANGE 1e-12
#define MIN_RANGE 1e-290
#define MAX_VALUE 1e300

static const int mantissas[] = { 1, 2, 5 };

static double
power_of_ten (int power)
{
  /* 10^22 is the largest power a double holds exactly: dividing by it rounds once. */
  return power < 0 ? 1.0 / pow (10.0, -power) : pow (10.0, power);
}

static double
step_value (int mantissa,
            int power)
{
  return power < 0 && power >= -22 ? mantissa / pow (10.0, -power) : mantissa * power_of_ten (power);
}

static double
count_ticks (double lower,
             double upper,
             double step)
{
  return floor (upper / step) - ceil (lower / step) + 1.0;
}

static double
find_step (double lower,
           double upper,
           guint  max_ticks,
           int   *mantissa,
           int   *power)
{
  double range = upper - lower;
  int p;

  max_ticks = MAX (max_ticks, 1);
  /* A part of the smallest range there is may round to 0, which has no logarithm. */
  p = (int) floor (log10 (MAX (range / max_ticks, DBL_MIN))) - 1;

  for (;; p++) {
    for (guint i = 0; i < G_N_ELEMENTS (mantissas); i++) {
      double step = step_value (mantissas[i], p);

      /* The second condition ends the loop also where rounding spoils the first. */
      if (count_ticks (lower, upper, step) <= max_ticks || step > 4.0 * range) {
        *mantissa = mantissas[i];
        *power = p;
        return step;
      }
    }
  }
}

/**
 * rk_axis_step:
 * @lower: lower limit, finite
 * @upper: upper limit, finite, above @lower
 * @max_ticks: how many numbers there is room for, at least 1
 *
 * Finds the smallest step of the row 1, 2, 5, 10 ... that puts at most @max_ticks numbers on an axis.
 *
 * Limits that are not a range are moved apart first, see rk_axis_clamp ().
 *
 * Threads: pure, any thread.
 *
 * Returns: the step, > 0
 */
double
rk_axis_step (double lower,
              double upper,
              guint  max_ticks)
{
  int mantissa;
  int power;

  rk_axis_clamp (&lower, &upper);

  return find_step (lower, upper, max_ticks, &mantissa, &power);
}

/**
 * rk_axis_clamp:
 * @lower: (inout): lower limit
 * @upper: (inout): upper limit
 *
 * Turns any two numbers into limits that can be drawn: finite, ascending, and far enough apart
 * for double precision (10^-12 of the larger one).
 *
 * Threads: pure, any thread.
 */
void
rk_axis_clamp (double *lower,
               double *upper)
{
  double smallest;
  double middle;

  g_return_if_fail (lower != NULL && upper != NULL);

  if (isnan (*lower) || isnan (*upper)) {
    *lower = isnan (*lower) ? (isnan (*upper) ? 0.0 : *upper - 1.0) : *lower;
    *upper = isnan (*upper) ? *lower + 1.0 : *upper;
  }

  *lower = CLAMP (*lower, -MAX_VALUE, MAX_VALUE);
  *upper = CLAMP (*upper, -MAX_VALUE, MAX_VALUE);

  if (*lower > *upper) {
    double swap = *lower;

    *lower = *upper;
    *upper = swap;
  }

  smallest = MAX (MIN_RELATIVE_RANGE * MAX (fabs (*lower), fabs (*upper)), MIN_RANGE);
  if (*upper - *lower >= smallest)
    return;

  middle = CLAMP (*lower + (*upper - *lower) / 2.0, smallest - MAX_VALUE, MAX_VALUE - smallest);
  *lower = middle - smallest;
  *upper = middle + smallest;
}

/**
 * rk_axis_fit:
 * @min: smallest value to show, or NaN
 * @max: largest value to show, or NaN
 * @lower: (out): lower limit
 * @upper: (out): upper limit
 *
 * Chooses limits on round numbers that show all values with a little air above and below.
 *
 * Values that are all positive never make the axis begin below zero. One value gets a range of its
 * own size around it; none gets 0 to 1.
 *
 * Threads: pure, any thread.
 */
void
rk_axis_fit (double  min,
             double  max,
             double *lower,
             double *upper)
{
  double air;
  double grid;
  int mantissa;
  int power;

  g_return_if_fail (lower != NULL && upper != NULL);

  *lower = 0.0;
  *upper = 1.0;

  if (!isfinite (min) || !isfinite (max) || min > max)
    return;

  min = CLAMP (min, -MAX_VALUE, MAX_VALUE);
  max = CLAMP (max, -MAX_VALUE, MAX_VALUE);

  /* A steady value, or one that differs by rounding alone. */
  if (max - min <= 1e-9 * MAX (fabs (min), fabs (max))) {
    double half = 0.1 * MAX (fabs (min), fabs (max));

    if (half < MIN_RANGE)
      half = 0.5;
    min -= half;
    max += half;
    air = 0.0;
  } else {
    air = 0.04 * (max - min);
  }

  find_step (min - air, max + air, 10, &mantissa, &power);
  grid = step_value (mantissa, power) / 2.0;

  *lower = floor ((min - air) / grid) * grid;
  *upper = ceil ((max + air) / grid) * grid;

  if (min >= 0.0 && *lower < 0.0)
    *lower = 0.0;
  if (max <= 0.0 && *upper > 0.0)
    *upper = 0.0;

  rk_axis_clamp (lower, upper);
}

static guint
minor_pieces (int mantissa)
{
  /* A piece is itself 1, 2 or 5 (· 10ⁿ): 1 -> 0.2, 2 -> 0.5, 5 -> 1. */
  return mantissa == 2 ? 4 : 5;
}

static int
common_exponent (double largest)
{
  int power = largest > 0.0 ? (int) floor (log10 (largest) + 1e-9) : 0;

  if (power < EXPONENT_HIGH && power >= EXPONENT_LOW)
    return 0;

  return (int) floor (power / 3.0) * 3;
}

/**
 * rk_ticks_init:
 * @self: what to fill
 * @lower: lower limit
 * @upper: upper limit
 * @max_ticks: how many numbers there is room for, 1 ... %RK_TICKS_MAX
 *
 * Places the numbers of an axis. Limits are clamped as by rk_axis_clamp ().
 *
 * Threads: pure, any thread.
 */
void
rk_ticks_init (RkTicks *self,
               double   lower,
               double   upper,
               guint    max_ticks)
{
  double slack;

  g_return_if_fail (self != NULL);

  rk_axis_clamp (&lower, &upper);
  max_ticks = CLAMP (max_ticks, 1, RK_TICKS_MAX);

  memset (self, 0, sizeof *self);
  self->lower = lower;
  self->upper = upper;
  self->step = find_step (lower, upper, max_ticks, &self->mantissa, &self->power);

  /* 0.3 / 0.1 is 2.9999...: a limit on a round number shall show it. */
  slack = 1e-6;
  self->first = ceil (lower / self->step - slack);
  self->n = (guint) CLAMP (floor (upper / self->step + slack) - self->first + 1.0, 0.0, (double) RK_TICKS_MAX);
  self->n_minor = minor_pieces (self->mantissa);
  self->exponent = common_exponent (MAX (fabs (lower), fabs (upper)));
  self->decimals = MAX (0, self->exponent - self->power);
}

/**
 * rk_ticks_get_value:
 * @self: ticks
 * @i: index of a number, < n
 *
 * Threads: pure, any thread.
 *
 * Returns: the value at which number @i stands
 */
double
rk_ticks_get_value (const RkTicks *self,
                    guint          i)
{
  double whole;

  g_return_val_if_fail (self != NULL, 0.0);

  if (self->marked)
    return step_value (self->marks[i].mantissa, self->marks[i].power);

  whole = (self->first + i) * self->mantissa;
  if (self->power < 0 && self->power >= -22)
    return whole / pow (10.0, -self->power);

  return whole * power_of_ten (self->power);
}

/* Writes the digits of @whole * 10^-@decimals with its separators. */
static void
format_digits (guint64 whole,
               int     decimals,
               char    decimal_sign,
               GString *text)
{
  char digits[32];
  int n;
  int n_whole;

  n = g_snprintf (digits, sizeof digits, "%0*" G_GUINT64_FORMAT, decimals + 1, whole);
  n_whole = n - decimals;

  for (int i = 0; i < n; i++) {
    if (i == n_whole)
      g_string_append_c (text, decimal_sign);
    else if (i > 0 && i < n_whole && n_whole >= 5 && (n_whole - i) % 3 == 0)
      g_string_append (text, "\u202f");
    g_string_append_c (text, digits[i]);
  }
}

static void
append_superscript (GString *text,
                    int      power)
{
  static const char * const superscripts[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  char digits[16];

  if (power < 0)
    g_string_append (text, "⁻");
  g_snprintf (digits, sizeof digits, "%d", ABS (power));
  for (const char *c = digits; *c != '\0'; c++)
    g_string_append (text, superscripts[g_ascii_digit_value (*c)]);
}

/* "0,02", "5 000", or "2·10⁻⁶" where there are such. */
static void
format_mark (const RkTicks *self,
             RkLogTick      mark,
             char           decimal_sign,
             GString       *text)
{
  guint64 whole = (guint64) mark.mantissa;

  if (self->powers) {
    if (mark.mantissa != 1)
      g_string_append_printf (text, "%d·", mark.mantissa);
    g_string_append (text, "10");
    append_superscript (text, mark.power);
    return;
  }

  for (int k = 0; k < mark.power; k++)
    whole *= 10;
  format_digits (whole, MAX (0, -mark.power), decimal_sign, text);
}

/**
 * rk_ticks_format:
 * @self: ticks
 * @i: index of a number, < n
 * @decimal_sign: '.' or ','
 * @buffer: room for the text
 *
 * Writes number @i as it stands on the axis, exactly and with as many places as its step has.
 *
 * Threads: pure, any thread.
 */
void
rk_ticks_format (const RkTicks *self,
                 guint          i,
                 char           decimal_sign,
                 char           buffer[RK_TICKS_BUFFER])
{
  g_autoptr (GString) text = g_string_sized_new (RK_TICKS_BUFFER);
  double whole;
  int zeros;

  g_return_if_fail (self != NULL);
  g_return_if_fail (buffer != NULL);

  if (self->marked) {
    format_mark (self, self->marks[i], decimal_sign, text);
    g_strlcpy (buffer, text->str, RK_TICKS_BUFFER);
    return;
  }

  whole = (self->first + i) * self->mantissa;
  zeros = MAX (0, self->power - self->exponent);

  if (whole < 0.0)
    g_string_append (text, "−");

  /* Clamped limits keep 10^-12 of the range: whole numbers stay far below 2^53. What does not fit is
   * shown with the precision there is. */
  if (fabs (whole) < 9e15 && zeros <= 3 && self->decimals <= 18) {
    guint64 n = (guint64) fabs (whole);

    for (int k = 0; k < zeros; k++)
      n *= 10;
    format_digits (n, self->decimals, decimal_sign, text);
  } else {
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    g_ascii_formatd (number, sizeof number, "%.15g", fabs (whole) * pow (10.0, self->power - self->exponent));
    g_string_append (text, g_strdelimit (number, ".", decimal_sign));
  }

  g_strlcpy (buffer, text->str, RK_TICKS_BUFFER);
}

/**
 * rk_ticks_title:
 * @self: ticks
 * @title: (nullable): title of the axis: "p, Pa"
 *
 * Adds the common power of ten of the numbers to the title of their axis, before the unit.
 *
 * Threads: pure, any thread.
 *
 * Returns: (transfer full): "p, 10⁶ Pa"; "" without a title and a power
 */
char *
rk_ticks_title (const RkTicks *self,
                const char    *title)
{
  g_autoptr (GString) power = NULL;
  const char *comma;

  g_return_val_if_fail (self != NULL, NULL);

  if (title == NULL)
    title = "";
  if (self->exponent == 0)
    return g_strdup (title);

  power = g_string_new ("10");
  append_superscript (power, self->exponent);

  comma = g_strrstr (title, ", ");
  if (comma != NULL)
    return g_strdup_printf ("%.*s, %s %s", (int) (comma - title), title, power->str, comma + 2);

  return title[0] != '\0' ? g_strdup_printf ("%s, %s", title, power->str) : g_string_free (g_steal_pointer (&power), FALSE);
}
