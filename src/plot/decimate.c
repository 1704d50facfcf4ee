/* What the pixel columns of a trace show.
 *
 * Column c of n over [begin, end) holds the samples with floor ((t - begin) * n / (end - begin)) = c,
 * that is those from begin + ceil (c * (end - begin) / n) on. Both are computed in 128 bits, so the
 * two ways below agree to the sample:
 *
 * - few samples: each is read and put into its column;
 * - many: the first sample of each column is found by its time, and the extrema between come from
 *   the pyramid, so that the cost depends on the columns alone.
 */
#include "config.h"

#include "plot/decimate.h"

#include <math.h>
#include <string.h>

/* Reading a sample costs some nanoseconds, finding a column some hundred. */
#define DIRECT_SAMPLES_PER_COLUMN 16

#define CHUNK 512

/* Columns whose memory is asked for together. */
#define BATCH 16

__extension__ typedef __int128 Wide;

typedef struct {
  const RkSpan *span;
  guint         column;    /* of the span */
  guint64       n_samples;
  guint64       next_break; /* the first index >= the last one asked for at which a line is broken */
  guint64       end;        /* the sample after the last one looked at; 0: none yet */
  gboolean      end_follows; /* that one was finite */
} Reader;

static gint64
column_begin (gint64 begin_ns,
              gint64 end_ns,
              guint  n_columns,
              guint  c)
{
  Wide range = (Wide) end_ns - begin_ns;

  return (gint64) (begin_ns + (c * range + n_columns - 1) / n_columns);
}

static guint
column_of (gint64 begin_ns,
           gint64 end_ns,
           guint  n_columns,
           gint64 time_ns)
{
  Wide range = (Wide) end_ns - begin_ns;

  return (guint) (((Wide) time_ns - begin_ns) * n_columns / range);
}

/* The first break at or after @i; @i must not go down from call to call. */
static guint64
next_break (Reader  *self,
            guint64  i)
{
  if (self->next_break < i)
    self->next_break = rk_span_get_break (self->span, i);

  return self->next_break;
}

/* Whether a line may lead from sample @i - 1 to sample @i. */
static gboolean
is_joined (Reader  *self,
           guint64  i)
{
  if (i == 0 || next_break (self, i) == i)
    return FALSE;

  return i == self->end ? self->end_follows : isfinite (rk_span_get_value (self->span, self->column, i - 1));
}

/* The first (or last) finite sample of @first ... @end - 1, which must hold one. */
static guint64
find_finite (Reader   *self,
             guint64   first,
             guint64   end,
             gboolean  last)
{
  /* By halves: the pyramid says where there is anything. */
  while (end - first > 1) {
    guint64 middle = first + (end - first) / 2;
    double min;
    double max;

    if (last) {
      if (rk_span_get_extrema (self->span, self->column, middle, end, &min, &max))
        first = middle;
      else
        end = middle;
    } else {
      if (rk_span_get_extrema (self->span, self->column, first, middle, &min, &max))
        end = middle;
      else
        first = middle;
    }
  }

  return first;
}

static void
fill_column (Reader        *self,
             guint64        first,
             guint64        end,
             RkPixelColumn *column)
{
  guint64 n_finite;
  guint64 i = first;
  gboolean follows = FALSE;

  memset (column, 0, sizeof *column);

  if (first >= end)
    return;

  n_finite = rk_span_get_envelope (self->span, self->column, first, end, &column->min, &column->max);
  column->n = (guint32) MIN (n_finite, G_MAXUINT32);
  column->broken = n_finite < end - first;

  if (n_finite > 0) {
    /* Mostly they are at the very ends: no search. */
    column->first = rk_span_get_sample (self->span, self->column, first, &column->first_ns);
    if (!isfinite (column->first)) {
      i = find_finite (self, first, end, FALSE);
      column->first = rk_span_get_sample (self->span, self->column, i, &column->first_ns);
    }
    column->joined = is_joined (self, i);

    column->last = rk_span_get_sample (self->span, self->column, end - 1, &column->last_ns);
    follows = isfinite (column->last);
    if (!follows)
      column->last = rk_span_get_sample (self->span, self->column, find_finite (self, first, end, TRUE), &column->last_ns);
  }
  self->end = end;
  self->end_follows = follows;

  column->broken |= next_break (self, first + 1) < end;
}

static void
decimate_by_index (Reader        *self,
                   gint64         begin_ns,
                   gint64         end_ns,
                   guint64        first,
                   guint64        end,
                   guint          n_columns,
                   RkPixelColumn *columns)
{
  guint64 i = first;

  for (guint done = 0; done < n_columns; done += BATCH) {
    guint n = MIN (n_columns - done, BATCH);
    guint64 ends[BATCH];

    /* The memory of the whole batch is on its way when the first column is looked at. */
    for (guint c = 0; c < n; c++) {
      ends[c] = end;
      if (done + c + 1 < n_columns)
        ends[c] = rk_span_find (self->span, column_begin (begin_ns, end_ns, n_columns, done + c + 1));
      rk_span_prefetch (self->span, self->column, ends[c]);
    }

    for (guint c = 0; c < n; c++) {
      guint64 next = CLAMP (ends[c], i, end);

      fill_column (self, i, next, &columns[done + c]);
      i = next;
    }
  }
}

static void
add_sample (Reader        *self,
            guint64        i,
            gint64         time_ns,
            double         value,
            gboolean       follows,
            RkPixelColumn *column,
            gboolean       is_first)
{
  if (!is_first && next_break (self, i) == i)
    column->broken = TRUE;

  if (!isfinite (value)) {
    column->broken = TRUE;
    return;
  }

  if (column->n == 0) {
    column->first = column->min = column->max = value;
    column->first_ns = time_ns;
    column->joined = follows && next_break (self, i) != i;
  }
  column->last = value;
  column->last_ns = time_ns;
  column->min = MIN (column->min, value);
  column->max = MAX (column->max, value);
  column->n++;
}

static void
decimate_by_sample (Reader        *self,
                    gint64         begin_ns,
                    gint64         end_ns,
                    guint64        first,
                    guint64        end,
                    guint          n_columns,
                    RkPixelColumn *columns)
{
  gint64 times[CHUNK];
  double values[CHUNK];
  gboolean follows = first > 0 && isfinite (rk_span_get_value (self->span, self->column, first - 1));
  guint last_column = G_MAXUINT;

  memset (columns, 0, n_columns * sizeof *columns);

  for (guint64 i = first; i < end; i += CHUNK) {
    guint64 n = MIN (end - i, CHUNK);

    rk_span_read_times (self->span, i, n, times);
    rk_span_read_values (self->span, self->column, i, n, values);

    for (guint64 k = 0; k < n; k++) {
      guint c = column_of (begin_ns, end_ns, n_columns, times[k]);

      add_sample (self, i + k, times[k], values[k], follows, &columns[c], c != last_column);
      follows = isfinite (values[k]);
      last_column = c;
    }
  }
}

/**
 * rk_decimate:
 * @span: the samples
 * @column: the column of @span; beyond the last one: nothing but missing values
 * @begin_ns: begin of the first pixel column
 * @end_ns: end of the last, exclusive, after @begin_ns
 * @n_columns: how many
 * @columns: (array length=n_columns) (out caller-allocates): what they show
 *
 * Reduces the samples of a time range to what each pixel column shows of them.
 *
 * First, last and both extrema are values of samples, bit for bit: a spike of one sample is in
 * its column at every zoom. Only finite samples count.
 *
 * The cost grows with @n_columns and the logarithm of the number of samples.
 *
 * Threads: any.
 */
void
rk_decimate (const RkSpan  *span,
             guint          column,
             gint64         begin_ns,
             gint64         end_ns,
             guint          n_columns,
             RkPixelColumn *columns)
{
  Reader reader;
  guint64 first;
  guint64 end;

  g_return_if_fail (span != NULL);
  g_return_if_fail (begin_ns < end_ns);
  g_return_if_fail (n_columns > 0 && columns != NULL);

  if (column >= rk_span_get_n_columns (span)) {
    memset (columns, 0, n_columns * sizeof *columns);
    return;
  }

  reader = (Reader) { .span = span, .column = column, .n_samples = rk_span_get_n_samples (span) };
  first = rk_span_find (span, begin_ns);
  end = rk_span_find (span, end_ns);
  reader.next_break = rk_span_get_break (span, first);

  if (end - first <= (guint64) n_columns * DIRECT_SAMPLES_PER_COLUMN)
    decimate_by_sample (&reader, begin_ns, end_ns, first, end, n_columns, columns);
  else
    decimate_by_index (&reader, begin_ns, end_ns, first, end, n_columns, columns);
}
