#pragma once

#include "analysis/fourier.h"
#include "store/calibration.h"
#include "store/span.h"

G_BEGIN_DECLS

/* No spectrum is made of more samples than this: of a longer range the newest count. */
#define RK_SPECTRUM_MAX_SAMPLES (1 << 20)
#define RK_SPECTRUM_USUAL_SAMPLES (1 << 18)
#define RK_SPECTRUM_MIN_SAMPLES 16
#define RK_SPECTRUM_MAX_AVERAGES 128

typedef struct {
  RkTaper window;
  guint    n_averages;  /* 1: one segment as long as possible; k: shorter ones that overlap by half, so that k of them fit */
  guint    max_samples; /* the newest of the range; 0 = RK_SPECTRUM_MAX_SAMPLES */
} RkSpectrumSettings;

/* Which frequencies there are in a trace. Values are in the shown unit. */
typedef struct {
  guint    n_lines;     /* segment / 2 + 1; line k is at k * step_hz */
  double   step_hz;
  double  *amplitude;   /* of a sine with the frequency of the line; unit */
  double  *density;     /* power density, one side; unit² / Hz */
  RkTaper window;
  guint    segment;     /* samples of each */
  guint    n_segments;  /* how many were averaged */
  double   rate_hz;
  guint64  n_samples;   /* looked at, the newest of the range */
  double   begin_s;     /* times of the first and the last of them, seconds of the run; NaN of plain values */
  double   end_s;
  gboolean is_resampled; /* times were uneven: the samples were put at even ones by straight lines between neighbours */
  double   mean;        /* what was taken away: of all samples used */
} RkSpectrum;

typedef struct {
  double hz;
  double amplitude; /* unit */
} RkSpectrumPeak;

void        rk_spectrum_settings_init   (RkSpectrumSettings *self); /* Hann, no averaging, the newest 262 144 */

/* Of the values of @column with begin_ns <= time <= end_ns. Any thread. */
RkSpectrum *rk_spectrum_new             (const RkSpan *span, guint column, const RkConversion *conversion,
                                         gint64 begin_ns, gint64 end_ns, const RkSpectrumSettings *settings,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Of values at even times; one that is not finite ends a segment. */
RkSpectrum *rk_spectrum_new_from_values (const double *values, gsize n, double rate_hz, const RkSpectrumSettings *settings,
                                         GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        rk_spectrum_free            (RkSpectrum *self);

/* The highest first, at most @max. */
guint       rk_spectrum_find_peaks      (const RkSpectrum *self, RkSpectrumPeak *peaks, guint max);
/* Mean square of what is between two frequencies, unit². */
double      rk_spectrum_get_power       (const RkSpectrum *self, double lower_hz, double upper_hz);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSpectrum, rk_spectrum_free)

G_END_DECLS
