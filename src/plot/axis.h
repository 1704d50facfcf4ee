#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* More numbers than this are never put on an axis, whatever its length. */
#define RK_TICKS_MAX 40

/* Longest text rk_ticks_format () writes, with the final zero byte. */
#define RK_TICKS_BUFFER 80

/* How a number stands on a logarithmic axis: mantissa * 10^power. */
typedef struct {
  int mantissa;
  int power;
} RkLogTick;

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
  gboolean log;     /* places go by the logarithm */
  gboolean marked;  /* number i is marks[i]: over more than a decade. The fields of steps say nothing then */
  gboolean powers;  /* of marks: written as powers of ten */
  guint    jump;    /* of marks: decades from one number to the next, 0 = several numbers a decade */
  RkLogTick marks[RK_TICKS_MAX];
} RkTicks;

void   rk_ticks_init      (RkTicks *self, double lower, double upper, guint max_ticks);
void   rk_ticks_init_log  (RkTicks *self, double lower, double upper, guint max_ticks); /* 0 < lower < upper */
/* 0 at the lower limit, 1 at the upper. */
double rk_ticks_get_share (const RkTicks *self, double value);
/* The least distance between two numbers, as a share of the axis; that of a step if there are not two. */
double rk_ticks_get_spacing (const RkTicks *self);
/* The places of the lines between the numbers of a logarithmic axis; how many, at most @max. */
guint  rk_ticks_get_minor (const RkTicks *self, double *shares, guint max);
double rk_ticks_get_value (const RkTicks *self, guint i);
/* "−12,5": decimal sign as asked, true minus, narrow spaces between thousands from 10 000 on. */
void   rk_ticks_format    (const RkTicks *self, guint i, char decimal_sign, char buffer[RK_TICKS_BUFFER]);
/* "p, Pa" with exponent 6 is "p, 10⁶ Pa". */
char  *rk_ticks_title     (const RkTicks *self, const char *title) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
