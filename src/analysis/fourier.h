#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What samples are multiplied with before the transform. The ids stand in files. */
typedef enum {
  RK_WINDOW_RECTANGLE,
  RK_WINDOW_HANN,
  RK_WINDOW_HAMMING,
  RK_WINDOW_BLACKMAN,
  RK_WINDOW_FLAT_TOP,
} RkWindow;

#define RK_N_WINDOWS 5

const char *rk_window_id            (RkWindow self);
gboolean    rk_window_from_id       (const char *id, RkWindow *window);
const char *rk_window_get_name      (RkWindow self); /* for people, translated */
double      rk_window_get_value     (RkWindow self, guint i, guint n); /* of sample i of n, periodic */
double      rk_window_get_gain      (RkWindow self); /* mean of the values: what becomes of an amplitude */
double      rk_window_get_bandwidth (RkWindow self); /* of noise, in lines */
double      rk_window_get_response  (RkWindow self, double lines); /* to a sine so far from a line, 1 on it */

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

RkFourier *rk_fourier_new      (guint n, RkWindow window) G_GNUC_WARN_UNUSED_RESULT; /* n = rk_fourier_length (n) >= 2 */
void       rk_fourier_free     (RkFourier *self);
guint      rk_fourier_get_n    (const RkFourier *self);
/* Adds to @power |X|² of the n / 2 + 1 lines of @values less their mean. */
void       rk_fourier_add      (RkFourier *self, const double *values, double *power);
/* |X|² of a line -> squared amplitude of a sine, and power density at this rate. */
double     rk_fourier_get_amplitude_factor (const RkFourier *self, guint line);
double     rk_fourier_get_density_factor   (const RkFourier *self, guint line, double rate_hz);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkFourier, rk_fourier_free)

G_END_DECLS
