#include "config.h"

#include "acquire/simulators/model.h"

#include <math.h>
#include <string.h>

static guint64
rotate_left (guint64 x,
             guint   k)
{
  return (x << k) | (x >> (64 - k));
}

/* splitmix64 spreads the seed, as the authors of xoshiro ask for. */
void
rk_random_init (RkRandom *self,
                guint32   seed)
{
  guint64 x = seed;

  for (guint i = 0; i < G_N_ELEMENTS (self->s); i++) {
    guint64 z = (x += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
    self->s[i] = z ^ (z >> 31);
  }
}

double
rk_random_uniform (RkRandom *self)
{
  guint64 result = rotate_left (self->s[1] * 5, 7) * 9;
  guint64 t = self->s[1] << 17;

  self->s[2] ^= self->s[0];
  self->s[3] ^= self->s[1];
  self->s[1] ^= self->s[2];
  self->s[0] ^= self->s[3];
  self->s[2] ^= t;
  self->s[3] = rotate_left (self->s[3], 45);

  return (double) (result >> 11) * 0x1.0p-53;
}

/* Box and Muller; the second number of the pair is not kept, so that the sequence does not depend
 * on who asked before. */
double
rk_random_normal (RkRandom *self)
{
  double u = 1.0 - rk_random_uniform (self); /* never 0 */
  double v = rk_random_uniform (self);

  return sqrt (-2.0 * log (u)) * cos (2.0 * G_PI * v);
}

void
rk_print_text (GByteArray *bytes,
               const char *text)
{
  g_byte_array_append (bytes, (const guint8 *) text, (guint) strlen (text));
}

void
rk_print_fixed (GByteArray *bytes,
                double      value,
                guint       decimals)
{
  static const gint64 powers[] = { 1, 10, 100, 1000, 10000, 100000, 1000000 };
  char buffer[48];
  gint64 power;
  gint64 n;

  g_assert (decimals < G_N_ELEMENTS (powers));
  g_assert (fabs (value) < 1e9);

  power = powers[decimals];
  n = (gint64) llround (value * (double) power);

  /* Whole numbers only: the decimal sign of printf () follows the locale. */
  if (decimals == 0)
    g_snprintf (buffer, sizeof buffer, "%" G_GINT64_FORMAT, n);
  else
    g_snprintf (buffer, sizeof buffer, "%s%" G_GINT64_FORMAT ".%0*d",
                n < 0 ? "-" : "", ABS (n) / power, (int) decimals, (int) (ABS (n) % power));

  rk_print_text (bytes, buffer);
}

double
rk_follow (double probe,
           double before,
           double now,
           double dt_s,
           double tau_s)
{
  double lag; /* how far the probe trails a ramp in the long run */

  if (dt_s <= 0.0)
    return probe;

  lag = (now - before) / dt_s * tau_s;

  return now - lag + (probe - before + lag) * exp (-dt_s / tau_s);
}
