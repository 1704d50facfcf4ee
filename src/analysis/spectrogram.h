#pragma once

#include "analysis/fourier.h"
#include "store/calibration.h"
#include "store/span.h"

G_BEGIN_DECLS

#define RK_SPECTROGRAM_MAX_COLUMNS 1024
#define RK_SPECTROGRAM_MAX_SEGMENT 4096

/**
 * RkSpectrogram:
 *
 * How the frequencies of a trace change with time: a matrix of levels, a column for each instant and a row for
 * each frequency. It grows with the trace; what was found out is kept, so that live data cost only what is new.
 * It never has more than %RK_SPECTROGRAM_MAX_COLUMNS columns: when there are more, two become one.
 *
 * Threads: one at a time.
 */
typedef struct _RkSpectrogram RkSpectrogram;

/* @segment: samples of a column, 0 = chosen by the length of the first data. */
RkSpectrogram *rk_spectrogram_new          (RkTaper window, guint segment) G_GNUC_WARN_UNUSED_RESULT;
void           rk_spectrogram_free         (RkSpectrogram *self);

/* Looks at what came since. Another series, column or conversion, or an earlier begin, starts anew. FALSE: nothing can be made
 * of the data; the matrix is empty then. */
gboolean       rk_spectrogram_update       (RkSpectrogram *self, const RkSpan *span, guint column,
                                            const RkConversion *conversion, gint64 begin_ns, gint64 end_ns, GError **error);

guint          rk_spectrogram_get_n_columns (const RkSpectrogram *self);
guint          rk_spectrogram_get_n_lines   (const RkSpectrogram *self);
double         rk_spectrogram_get_begin_s   (const RkSpectrogram *self); /* left edge of column 0, seconds of the run */
double         rk_spectrogram_get_step_s    (const RkSpectrogram *self); /* width of a column */
double         rk_spectrogram_get_step_hz   (const RkSpectrogram *self); /* row k is at k * this */
guint          rk_spectrogram_get_segment   (const RkSpectrogram *self);
/* Amplitudes in dB over 1 unit, column after column; NaN where nothing is known. Valid until the next update. */
const float   *rk_spectrogram_get_levels    (const RkSpectrogram *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSpectrogram, rk_spectrogram_free)

G_END_DECLS
