/* A spectrogram that grows.
 *
 * Columns lie on a lattice of time that begins with the data and has a step of half a segment, so that at first each column
 * is one segment. When there are more columns than the matrix may have, neighbours become one, the mean of their power: the
 * picture is never larger, every sample of the beginning still counts, and old columns are not worked out again. Where much
 * data comes at once, as from a file, a column is made of at most four segments spread over it: the cost is bounded too.
 *
 * A column with a gap, a missing value or another rate within is empty. */
#include "config.h"

#include "analysis/spectrogram.h"

#include "analysis/errors.h"
#include "analysis/rate.h"
#include "base/clock.h"
#include "store/converted.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define LEAST_SEGMENT 64
#define MOST_CHOSEN_SEGMENT 1024

/* What a column of a chosen segment takes of time, if the rate allows. */
#define CHOSEN_S 0.1

#define RATE_SAMPLES 4096
#define SEGMENTS_PER_COLUMN 4

/* How far the time that a segment takes may be from what it should. */
#define RATE_TOLERANCE 0.02

#define LEAST_DB (-300.0)

/* What the matrix is of; another one starts anew. */
typedef struct {
  guint64      series_id;
  guint        column;
  RkConversion conversion; /* owned */
  gint64       begin_ns;   /* as asked */
} Subject;

struct _RkSpectrogram
{
  RkTaper   window;
  guint      wanted_segment;
  Subject    subject;
  RkFourier *fourier;   /* NULL: nothing is known yet */
  guint      n_lines;
  double     step_ns;   /* of samples */
  double     origin_ns; /* left edge of column 0 */
  double     hop_ns;    /* width of a column */
  guint      per_column; /* segments of which the next column is made */
  guint      n_columns;
  float     *power;     /* squared amplitudes; NaN = empty */
  float     *levels;    /* the same in dB */
  double    *values;    /* of a segment */
  double    *sums;      /* of a column */
};

static void
forget (RkSpectrogram *self)
{
  g_clear_pointer (&self->fourier, rk_fourier_free);
  g_clear_pointer (&self->power, g_free);
  g_clear_pointer (&self->levels, g_free);
  g_clear_pointer (&self->values, g_free);
  g_clear_pointer (&self->sums, g_free);
  rk_conversion_clear (&self->subject.conversion);
  self->subject = (Subject) { 0 };
  self->n_columns = 0;
  self->n_lines = 0;
}

/**
 * rk_spectrogram_new:
 * @window: what segments are multiplied with
 * @segment: samples of a segment, at most %RK_SPECTROGRAM_MAX_SEGMENT; 0 = a power of two from 64 to 1024 that takes about 0.1 s
 *
 * Makes an empty spectrogram.
 *
 * Returns: (transfer full): it
 */
RkSpectrogram *
rk_spectrogram_new (RkTaper window,
                    guint    segment)
{
  RkSpectrogram *self;

  g_return_val_if_fail ((guint) window < RK_N_TAPERS, NULL);
  g_return_val_if_fail (segment <= RK_SPECTROGRAM_MAX_SEGMENT, NULL);

  self = g_new0 (RkSpectrogram, 1);
  self->window = window;
  self->wanted_segment = segment > 0 ? MAX (rk_fourier_length (segment), 16) : 0;

  return self;
}

/**
 * rk_spectrogram_free:
 * @self: (transfer full): a spectrogram
 *
 * Frees it.
 */
void
rk_spectrogram_free (RkSpectrogram *self)
{
  g_return_if_fail (self != NULL);

  forget (self);
  g_free (self);
}

static gboolean
is_same (const RkSpectrogram *self,
         const RkSpan        *span,
         guint                column,
         const RkConversion  *conversion)
{
  const Subject *subject = &self->subject;

  return self->fourier != NULL && subject->series_id == rk_span_get_series_id (span) && subject->column == column
         && subject->conversion.calibration == conversion->calibration
         && subject->conversion.zero == conversion->zero && subject->conversion.scale == conversion->scale
         && subject->conversion.offset == conversion->offset;
}

/* The usual distance of the first samples; 0 where there is none. */
static double
find_step_ns (const RkSpan *span,
              guint64       first,
              guint64       end)
{
  guint n = (guint) MIN (end - first, RATE_SAMPLES);
  g_autofree gint64 *times = g_new (gint64, n);
  g_autofree double *distances = g_new (double, n);

  rk_span_read_times (span, first, n, times);
  for (guint i = 1; i < n; i++)
    distances[i - 1] = (double) (times[i] - times[i - 1]);

  return rk_rate_find_step (distances, n - 1);
}

static guint
choose_segment (const RkSpectrogram *self)
{
  guint segment = LEAST_SEGMENT;

  if (self->wanted_segment > 0)
    return self->wanted_segment;

  while (segment < MOST_CHOSEN_SEGMENT && segment * self->step_ns < CHOSEN_S * RK_NS_PER_S)
    segment *= 2;

  return segment;
}

static gboolean
begin (RkSpectrogram       *self,
       const RkSpan        *span,
       guint                column,
       const RkConversion  *conversion,
       gint64               begin_ns,
       guint64              first,
       guint64              end,
       GError             **error)
{
  guint n;

  forget (self);
  if (end - first < LEAST_SEGMENT) {
    g_set_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW,
                 _("A spectrum needs at least %d values without a gap; there are %u"), LEAST_SEGMENT, (guint) (end - first));
    return FALSE;
  }

  self->step_ns = find_step_ns (span, first, end);
  if (!(self->step_ns > 0.0)) {
    g_set_error_literal (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_UNEVEN,
                         _("The values come at uneven times: a spectrum needs a steady rate"));
    return FALSE;
  }

  n = choose_segment (self);
  self->fourier = rk_fourier_new (n, self->window);
  self->n_lines = n / 2 + 1;
  self->hop_ns = n / 2 * self->step_ns;
  self->per_column = 1;
  /* The first segment is in the middle of the first column. */
  self->origin_ns = (double) rk_span_get_time_ns (span, first) + n / 4.0 * self->step_ns;
  self->power = g_new (float, (gsize) RK_SPECTROGRAM_MAX_COLUMNS * self->n_lines);
  self->levels = g_new (float, (gsize) RK_SPECTROGRAM_MAX_COLUMNS * self->n_lines);
  self->values = g_new (double, n);
  self->sums = g_new (double, self->n_lines);
  self->subject = (Subject) { rk_span_get_series_id (span), column, rk_conversion_copy (conversion), begin_ns };

  return TRUE;
}

/* Adds the segment around an instant; FALSE if it is not whole. */
static gboolean
add_segment (RkSpectrogram *self,
             const RkSpan  *span,
             guint64        end,
             double         middle_ns)
{
  guint n = rk_fourier_get_n (self->fourier);
  double first_ns = middle_ns - n / 2.0 * self->step_ns;
  guint64 first = rk_span_find (span, (gint64) floor (first_ns - self->step_ns / 2.0));
  double length_ns = (n - 1) * self->step_ns;
  gint64 begin_ns;

  if (first >= end || end - first < n || rk_span_get_break (span, first + 1) < first + n)
    return FALSE;

  begin_ns = rk_span_get_time_ns (span, first);
  if (fabs ((double) begin_ns - first_ns) > 2.0 * self->step_ns + RATE_TOLERANCE * length_ns
      || fabs ((double) (rk_span_get_time_ns (span, first + n - 1) - begin_ns) - length_ns)
         > MAX (RATE_TOLERANCE * length_ns, self->step_ns / 2.0))
    return FALSE;

  rk_conversion_read_values (&self->subject.conversion, span, self->subject.column, first, n, self->values);
  for (guint i = 0; i < n; i++) {
    if (!isfinite (self->values[i]))
      return FALSE;
  }
  rk_fourier_add (self->fourier, self->values, self->sums);

  return TRUE;
}

static void
update_levels (RkSpectrogram *self,
               guint          column)
{
  const float *power = self->power + (gsize) column * self->n_lines;
  float *levels = self->levels + (gsize) column * self->n_lines;

  for (guint k = 0; k < self->n_lines; k++)
    levels[k] = isnan (power[k]) ? (float) NAN : (float) MAX (10.0 * log10 ((double) power[k]), LEAST_DB);
}

static void
add_column (RkSpectrogram *self,
            const RkSpan  *span,
            guint64        end)
{
  guint n = self->per_column;
  float *power = self->power + (gsize) self->n_columns * self->n_lines;
  guint n_whole = 0;

  memset (self->sums, 0, self->n_lines * sizeof *self->sums);
  for (guint i = 0; i < n; i++)
    n_whole += add_segment (self, span, end, self->origin_ns + (self->n_columns + (i + 0.5) / n) * self->hop_ns);

  for (guint k = 0; k < self->n_lines; k++)
    power[k] = n_whole > 0 ? (float) (self->sums[k] / n_whole * rk_fourier_get_amplitude_factor (self->fourier, k)) : (float) NAN;
  update_levels (self, self->n_columns++);
}

/* Two columns become one. An odd last one is worked out again, with what follows it. */
static void
merge_columns (RkSpectrogram *self)
{
  self->n_columns /= 2;
  self->hop_ns *= 2.0;
  self->per_column = MIN (2 * self->per_column, SEGMENTS_PER_COLUMN);

  for (guint c = 0; c < self->n_columns; c++) {
    const float *a = self->power + (gsize) (2 * c) * self->n_lines;
    const float *b = a + self->n_lines;
    float *to = self->power + (gsize) c * self->n_lines;

    for (guint k = 0; k < self->n_lines; k++)
      to[k] = isnan (a[k]) ? b[k] : isnan (b[k]) ? a[k] : (a[k] + b[k]) / 2.0f;
    update_levels (self, c);
  }
}

/* A view that follows live data leaves columns behind; the others stay on their lattice. FALSE: none is left, or some that were
 * left behind are wanted again. */
static gboolean
move_begin (RkSpectrogram *self,
            gint64         begin_ns)
{
  double n_before = floor (((double) begin_ns - self->origin_ns) / self->hop_ns);
  gsize n_left;
  guint n;

  if (begin_ns < self->subject.begin_ns || n_before >= self->n_columns)
    return begin_ns == self->subject.begin_ns;

  self->subject.begin_ns = begin_ns;
  if (n_before < 1.0)
    return TRUE;

  n = (guint) n_before;
  self->n_columns -= n;
  self->origin_ns += n * self->hop_ns;
  n_left = (gsize) self->n_columns * self->n_lines;
  memmove (self->power, self->power + (gsize) n * self->n_lines, n_left * sizeof *self->power);
  memmove (self->levels, self->levels + (gsize) n * self->n_lines, n_left * sizeof *self->levels);

  return TRUE;
}

/**
 * rk_spectrogram_update:
 * @self: a spectrogram
 * @span: samples
 * @column: column of @span
 * @conversion: what is shown of its raw values
 * @begin_ns: begin of the range, nanoseconds since the begin of the run
 * @end_ns: its end
 * @error: return location
 *
 * Adds the columns for what came since the last time, and drops those before @begin_ns. A range that begins earlier than
 * the last time is worked out anew.
 *
 * Errors: %RK_ANALYSIS_ERROR_TOO_FEW, %RK_ANALYSIS_ERROR_UNEVEN; the matrix is empty then.
 *
 * Returns: %TRUE on success, also if there is not enough for a column
 */
gboolean
rk_spectrogram_update (RkSpectrogram       *self,
                       const RkSpan        *span,
                       guint                column,
                       const RkConversion  *conversion,
                       gint64               begin_ns,
                       gint64               end_ns,
                       GError             **error)
{
  guint64 first;
  guint64 end;
  double last_ns;
  double half_ns;

  g_return_val_if_fail (self != NULL && span != NULL && conversion != NULL, FALSE);

  first = rk_span_find (span, begin_ns);
  end = end_ns < G_MAXINT64 ? rk_span_find (span, end_ns + 1) : rk_span_get_n_samples (span);
  end = MAX (first, end);
  last_ns = end > first ? (double) rk_span_get_time_ns (span, end - 1) : 0.0;

  /* An end that comes back takes columns away: they are made anew. */
  if (!is_same (self, span, column, conversion) || !move_begin (self, begin_ns)
      || self->origin_ns + self->n_columns * self->hop_ns > last_ns) {
    if (!begin (self, span, column, conversion, begin_ns, first, end, error))
      return FALSE;
  }

  half_ns = rk_fourier_get_n (self->fourier) / 2.0 * self->step_ns;
  while ((last_ns - half_ns / 2.0 - self->origin_ns) / self->hop_ns >= RK_SPECTROGRAM_MAX_COLUMNS)
    merge_columns (self);

  /* The last segment of a column reaches into the next one by a quarter of a segment. */
  while (self->n_columns < RK_SPECTROGRAM_MAX_COLUMNS
         && self->origin_ns + (self->n_columns + 1) * self->hop_ns + half_ns / 2.0 <= last_ns + 1.5 * self->step_ns)
    add_column (self, span, end);

  return TRUE;
}

/**
 * rk_spectrogram_get_n_columns:
 * @self: a spectrogram
 *
 * Returns: how many instants there are
 */
guint
rk_spectrogram_get_n_columns (const RkSpectrogram *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_columns;
}

/**
 * rk_spectrogram_get_n_lines:
 * @self: a spectrogram
 *
 * Returns: how many frequencies there are, 0 as long as nothing is known
 */
guint
rk_spectrogram_get_n_lines (const RkSpectrogram *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_lines;
}

/**
 * rk_spectrogram_get_begin_s:
 * @self: a spectrogram
 *
 * Returns: the left edge of the first column, seconds of the run
 */
double
rk_spectrogram_get_begin_s (const RkSpectrogram *self)
{
  g_return_val_if_fail (self != NULL, 0.0);

  return self->fourier != NULL ? self->origin_ns / RK_NS_PER_S : 0.0;
}

/**
 * rk_spectrogram_get_step_s:
 * @self: a spectrogram
 *
 * Returns: the width of a column, seconds
 */
double
rk_spectrogram_get_step_s (const RkSpectrogram *self)
{
  g_return_val_if_fail (self != NULL, 1.0);

  return self->fourier != NULL ? self->hop_ns / RK_NS_PER_S : 1.0;
}

/**
 * rk_spectrogram_get_step_hz:
 * @self: a spectrogram
 *
 * Returns: the distance of the frequencies; the first is 0
 */
double
rk_spectrogram_get_step_hz (const RkSpectrogram *self)
{
  g_return_val_if_fail (self != NULL, 1.0);

  return self->fourier != NULL ? RK_NS_PER_S / (self->step_ns * rk_fourier_get_n (self->fourier)) : 1.0;
}

/**
 * rk_spectrogram_get_segment:
 * @self: a spectrogram
 *
 * Returns: samples of a segment, 0 as long as nothing is known
 */
guint
rk_spectrogram_get_segment (const RkSpectrogram *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->fourier != NULL ? rk_fourier_get_n (self->fourier) : 0;
}

/**
 * rk_spectrogram_get_levels:
 * @self: a spectrogram
 *
 * Gets the matrix: amplitudes in dB over one unit, -300 at least; NaN where a column has a gap.
 *
 * Returns: (transfer none) (nullable): column after column, each from 0 Hz up; valid until the next update
 */
const float *
rk_spectrogram_get_levels (const RkSpectrogram *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->levels;
}
