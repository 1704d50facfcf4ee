#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More numbers than this are never put on an axis, whatever its length. */
#define RK_TICKS_MAX 40

/* Longest text rk_ticks_format () writes, with the final zero byte. */
#define RK_TICKS_BUFFER 80

/* Where the numbers of an axis stand. Number i is (first + i) * mantissa * 10^power, exactly. */
typedef struct {
  double  lower;    /* the limits, finite and ascending */
  double  upper;
  double  step;     /* mantissa * 10^power */
  int     mantissa; /* 1, 2 or 5 */
  int     power;
  double  first;    /* a whole number */
  guint   n;        /* numbers, 0 ... RK_TICKS_MAX */
  guint   n_minor;  /* pieces between two numbers; 1 = no minor ticks */
  int     exponent; /* what is printed is the value / 10^exponent: a multiple of 3 */
  int     decimals; /* of what is printed */
} RkTicks;

void   rk_ticks_init      (RkTicks *self, double lower, double upper, guint max_ticks);
double rk_ticks_get_value (const RkTicks *self, guint i);
/* "−12,5": decimal sign as asked, true minus, narrow spaces between thousands from 10 000 on. */
void   rk_ticks_format    (const RkTicks *self, guint i, char decimal_sign, char buffer[RK_TICKS_BUFFER]);
/* "p, Pa" with exponent 6 is "p, 10⁶ Pa". */
char  *rk_ticks_title     (const RkTicks *self, const char *title) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
