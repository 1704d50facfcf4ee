/* Windows and the transform of one segment.
 *
 * All windows are sums of cosines, periodic over the segment, so that their gains do not depend on its length. */
#include "config.h"

#include "analysis/fourier.h"

#include <glib/gi18n-lib.h>
#include <gsl/gsl_fft_halfcomplex.h>
#include <gsl/gsl_fft_real.h>
#include <math.h>

#define MAX_TERMS 5

typedef struct {
  const char *id;
  const char *name;
  double      terms[MAX_TERMS]; /* of w(z) = sum of (-1)^k term k cos kz */
} Window;

/* Harris, Proc. IEEE 66 (1978) 51, table 1; flat top: HFT95 of Heinzel, Rüdiger, Schilling, "Spectrum and spectral density
 * estimation by the DFT" (2002), D.2.3, divided by the sum of its terms to be 1 in the middle. */
static const Window windows[RK_N_TAPERS] = {
  [RK_TAPER_RECTANGLE] = { "rectangle", N_("Rectangle"), { 1.0 } },
  [RK_TAPER_HANN] = { "hann", N_("Hann"), { 0.5, 0.5 } },
  [RK_TAPER_HAMMING] = { "hamming", N_("Hamming"), { 0.54, 0.46 } },
  [RK_TAPER_BLACKMAN] = { "blackman", N_("Blackman"), { 0.42, 0.5, 0.08 } },
  /* Translators: a window function with a flat top, for exact amplitudes. */
  [RK_TAPER_FLAT_TOP] = { "flat-top", N_("Flat top"),
                           { 1.0 / 4.6807516, 1.9383379 / 4.6807516, 1.3045202 / 4.6807516, 0.4028270 / 4.6807516,
                             0.0350665 / 4.6807516 } },
};

struct _RkFourier
{
  guint     n;
  RkTaper  window;
  double   *weights;
  double   *buffer;
  gsl_fft_real_wavetable *table;
  gsl_fft_real_workspace *space;
};

/**
 * rk_taper_id:
 * @self: a window
 *
 * Returns: (transfer none): its name in files
 */
const char *
rk_taper_id (RkTaper self)
{
  g_return_val_if_fail ((guint) self < RK_N_TAPERS, NULL);

  return windows[self].id;
}

/**
 * rk_taper_from_id:
 * @id: (nullable): a name
 * @window: (out): the window
 *
 * Returns: %FALSE if there is none of that name; @window is then unchanged
 */
gboolean
rk_taper_from_id (const char *id,
                   RkTaper   *window)
{
  for (guint i = 0; i < RK_N_TAPERS; i++) {
    if (g_strcmp0 (id, windows[i].id) == 0) {
      *window = (RkTaper) i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * rk_taper_get_name:
 * @self: a window
 *
 * Returns: (transfer none): its name for people
 */
const char *
rk_taper_get_name (RkTaper self)
{
  g_return_val_if_fail ((guint) self < RK_N_TAPERS, NULL);

  return _(windows[self].name);
}

/**
 * rk_taper_get_value:
 * @self: a window
 * @i: sample
 * @n: length of the segment
 *
 * Threads: pure, any thread.
 *
 * Returns: what sample @i is multiplied with
 */
double
rk_taper_get_value (RkTaper self,
                     guint    i,
                     guint    n)
{
  double z = 2.0 * G_PI * i / n;
  double value = 0.0;

  g_return_val_if_fail ((guint) self < RK_N_TAPERS && n > 0, 1.0);

  for (guint k = 0; k < MAX_TERMS && windows[self].terms[k] > 0.0; k++)
    value += (k % 2 == 0 ? 1.0 : -1.0) * windows[self].terms[k] * cos (k * z);

  return value;
}

/**
 * rk_taper_get_gain:
 * @self: a window
 *
 * Tells what becomes of the amplitude of a sine: the mean of the values, of a sum of cosines the first term.
 *
 * Threads: pure, any thread.
 *
 * Returns: the gain, above 0, at most 1
 */
double
rk_taper_get_gain (RkTaper self)
{
  g_return_val_if_fail ((guint) self < RK_N_TAPERS, 1.0);

  return windows[self].terms[0];
}

/**
 * rk_taper_get_bandwidth:
 * @self: a window
 *
 * Tells how wide a filter each line is for noise: the mean of the squares over the square of the mean.
 *
 * Threads: pure, any thread.
 *
 * Returns: the equivalent noise bandwidth in lines, 1 or more
 */
double
rk_taper_get_bandwidth (RkTaper self)
{
  const double *terms;
  double squares;

  g_return_val_if_fail ((guint) self < RK_N_TAPERS, 1.0);

  terms = windows[self].terms;
  squares = terms[0] * terms[0];
  for (guint k = 1; k < MAX_TERMS; k++)
    squares += terms[k] * terms[k] / 2.0;

  return squares / (terms[0] * terms[0]);
}

/**
 * rk_taper_get_response:
 * @self: a window
 * @lines: how far a sine is from a line
 *
 * Tells what the line shows of the amplitude of the sine, for segments of many samples.
 *
 * Threads: pure, any thread.
 *
 * Returns: the share, 1 on the line, negative in every second sidelobe
 */
double
rk_taper_get_response (RkTaper self,
                        double   lines)
{
  double sum = 0.0;

  g_return_val_if_fail ((guint) self < RK_N_TAPERS, 1.0);

  lines = fabs (lines);
  if (lines < 1e-9)
    return 1.0;

  /* The transform of each cosine is that of two rectangles, @k lines to either side. In the middle of one the others are 0. */
  for (guint k = 0; k < MAX_TERMS; k++) {
    double sign = k % 2 == 0 ? 1.0 : -1.0;

    if (fabs (lines - k) < 1e-9)
      return windows[self].terms[k] / (2.0 * windows[self].terms[0]);
    sum += sign * windows[self].terms[k] * lines / ((lines - k) * (lines + k));
  }

  return sin (G_PI * lines) / G_PI * sum / windows[self].terms[0];
}

/**
 * rk_fourier_length:
 * @n: what there is
 *
 * Finds a length that is transformed fast: a large prime would take hours.
 *
 * Threads: pure, any thread.
 *
 * Returns: the largest even length <= @n with no factors but 2, 3 and 5; 0 for 0 and 1
 */
guint
rk_fourier_length (guint n)
{
  guint best = 0;

  for (guint64 fives = 2; fives <= n; fives *= 5) {
    for (guint64 threes = fives; threes <= n; threes *= 3) {
      guint64 length = threes;

      while (length * 2 <= n)
        length *= 2;
      best = MAX (best, (guint) length);
    }
  }

  return best;
}

/**
 * rk_fourier_new:
 * @n: length of the segments, as of rk_fourier_length ()
 * @window: what they are multiplied with
 *
 * Makes what transforms segments.
 *
 * Returns: (transfer full): it
 */
RkFourier *
rk_fourier_new (guint    n,
                RkTaper window)
{
  RkFourier *self;

  g_return_val_if_fail (n >= 2 && rk_fourier_length (n) == n, NULL);
  g_return_val_if_fail ((guint) window < RK_N_TAPERS, NULL);

  self = g_new0 (RkFourier, 1);
  self->n = n;
  self->window = window;
  self->buffer = g_new (double, n);
  self->weights = g_new (double, n);
  for (guint i = 0; i < n; i++)
    self->weights[i] = rk_taper_get_value (window, i, n);

  /* GSL gives NULL only where there is no memory, and its handler ends the process then, as GLib does. */
  self->table = gsl_fft_real_wavetable_alloc (n);
  self->space = gsl_fft_real_workspace_alloc (n);

  return self;
}

/**
 * rk_fourier_free:
 * @self: (transfer full): what transforms segments
 *
 * Frees it.
 */
void
rk_fourier_free (RkFourier *self)
{
  g_return_if_fail (self != NULL);

  gsl_fft_real_wavetable_free (self->table);
  gsl_fft_real_workspace_free (self->space);
  g_free (self->weights);
  g_free (self->buffer);
  g_free (self);
}

/**
 * rk_fourier_get_n:
 * @self: what transforms segments
 *
 * Returns: the length of a segment
 */
guint
rk_fourier_get_n (const RkFourier *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n;
}

/**
 * rk_fourier_add:
 * @self: what transforms segments
 * @values: (array): a segment, finite
 * @power: (array) (inout): n / 2 + 1 sums
 *
 * Adds the squared magnitude of each line of a segment less its mean.
 */
void
rk_fourier_add (RkFourier    *self,
                const double *values,
                double       *power)
{
  double mean = 0.0;
  guint n;

  g_return_if_fail (self != NULL && values != NULL && power != NULL);

  n = self->n;
  for (guint i = 0; i < n; i++)
    mean += values[i] / n;
  for (guint i = 0; i < n; i++)
    self->buffer[i] = (values[i] - mean) * self->weights[i];
  gsl_fft_real_transform (self->buffer, 1, n, self->table, self->space);

  /* Half-complex: real 0, then pairs, then the real last one, since n is even. */
  power[0] += self->buffer[0] * self->buffer[0];
  for (guint k = 1; k < n / 2; k++)
    power[k] += self->buffer[2 * k - 1] * self->buffer[2 * k - 1] + self->buffer[2 * k] * self->buffer[2 * k];
  power[n / 2] += self->buffer[n - 1] * self->buffer[n - 1];
}

/* The energy of a line is on both sides of the spectrum, but for the first and the last. */
static double
count_sides (const RkFourier *self,
             guint            line)
{
  return line == 0 || line == self->n / 2 ? 1.0 : 2.0;
}

/**
 * rk_fourier_get_amplitude_factor:
 * @self: what transforms segments
 * @line: a line
 *
 * Returns: what the squared magnitude is multiplied with for the squared amplitude of a sine there
 */
double
rk_fourier_get_amplitude_factor (const RkFourier *self,
                                 guint            line)
{
  double sides;
  double sum;

  g_return_val_if_fail (self != NULL, 0.0);

  sides = count_sides (self, line);
  sum = rk_taper_get_gain (self->window) * self->n;

  return sides * sides / (sum * sum);
}

/**
 * rk_fourier_get_density_factor:
 * @self: what transforms segments
 * @line: a line
 * @rate_hz: samples per second
 *
 * Returns: what the squared magnitude is multiplied with for the power density, per Hz: free of the bandwidth of the window
 */
double
rk_fourier_get_density_factor (const RkFourier *self,
                               guint            line,
                               double           rate_hz)
{
  double gain;

  g_return_val_if_fail (self != NULL, 0.0);

  /* n times the mean of the squares of the window. */
  gain = rk_taper_get_gain (self->window);

  return count_sides (self, line) / (rate_hz * self->n * gain * gain * rk_taper_get_bandwidth (self->window));
}
