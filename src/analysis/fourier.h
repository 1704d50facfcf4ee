#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What samples are multiplied with before the transform. The ids stand in files. */
typedef enum {
  RK_TAPER_RECTANGLE,
  RK_TAPER_HANN,
  RK_TAPER_HAMMING,
  RK_TAPER_BLACKMAN,
  RK_TAPER_FLAT_TOP,
} RkTaper;

#define RK_N_TAPERS 5

const char *rk_taper_id            (RkTaper self);
gboolean    rk_taper_from_id       (const char *id, RkTaper *window);
const char *rk_taper_get_name      (RkTaper self); /* for people, translated */
double      rk_taper_get_value     (RkTaper self, guint i, guint n); /* of sample i of n, periodic */
double      rk_taper_get_gain      (RkTaper self); /* mean of the values: what becomes of an amplitude */
double      rk_taper_get_bandwidth (RkTaper self); /* of noise, in lines */
double      rk_taper_get_response  (RkTaper self, double lines); /* to a sine so far from a line, 1 on it */

/* The largest length <= n whose only factors are 2, 3 and 5, even: others take long to transform. */
guint       rk_fourier_length       (guint n);

/**
 * RkFourier:
 *
 * Transforms segments of equal length.
 *
 * Threads: one at a time.
 */
typedef struct _RkFourier RkFourier;

RkFourier *rk_fourier_new      (guint n, RkTaper window) G_GNUC_WARN_UNUSED_RESULT; /* n = rk_fourier_length (n) >= 2 */
void       rk_fourier_free     (RkFourier *self);
guint      rk_fourier_get_n    (const RkFourier *self);
/* Adds to @power |X|² of the n / 2 + 1 lines of @values less their mean. */
void       rk_fourier_add      (RkFourier *self, const double *values, double *power);
/* |X|² of a line -> squared amplitude of a sine, and power density at this rate. */
double     rk_fourier_get_amplitude_factor (const RkFourier *self, guint line);
double     rk_fourier_get_density_factor   (const RkFourier *self, guint line, double rate_hz);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkFourier, rk_fourier_free)

G_END_DECLS
