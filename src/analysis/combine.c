/* One run made of several: the difference of two, the mean of some. */
#include "config.h"

#include "analysis/combine.h"

#include "analysis/errors.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* A value of one run. */
typedef struct {
  RkMatchSide  side;
  RkConversion conversion; /* owned; @side borrows it */
  gint64       step_ns;
} Side;

struct _RkCombine
{
  RkCombineKind kind;
  guint         n_runs;
  guint         n_columns; /* of each run */
  Side         *sides;     /* run after run */
  double       *scales;    /* of the standard deviation of each column */
};

/* What is being made. Rows without any value wait until one with a value follows: they do not begin or end a run. */
typedef struct {
  const RkCombine *combine;
  RkSeries        *series;
  RkBlock         *block;     /* nullable */
  guint            n_filled;  /* rows of it */
  guint            n_results; /* columns */
  guint64          next;      /* the first row of the first run that is not in the series */
  guint           *next_gap;  /* of each side */
  gboolean         has_begun;
} Maker;

static Side *
get_side (const RkCombine *self,
          guint            run,
          guint            column)
{
  return &self->sides[run * self->n_columns + column];
}

/**
 * rk_combine_new:
 * @kind: what is made
 * @n_runs: of how many runs: 2 for a difference, 2 or more for a mean
 * @n_columns: how many columns they have in common, above 0
 *
 * Begins; every side is to be set before it is made.
 *
 * Threads: any.
 *
 * Returns: (transfer full): what is to be filled
 */
RkCombine *
rk_combine_new (RkCombineKind kind,
                guint         n_runs,
                guint         n_columns)
{
  RkCombine *self;

  g_return_val_if_fail (kind == RK_COMBINE_DIFFERENCE ? n_runs == 2 : n_runs >= 2, NULL);
  g_return_val_if_fail (n_columns > 0 && n_columns <= RK_MAX_COLUMNS / 2, NULL);

  self = g_new0 (RkCombine, 1);
  self->kind = kind;
  self->n_runs = n_runs;
  self->n_columns = n_columns;
  self->sides = g_new0 (Side, (gsize) n_runs * n_columns);
  self->scales = g_new (double, n_columns);
  for (guint i = 0; i < n_columns; i++)
    self->scales[i] = 1.0;

  return self;
}

/**
 * rk_combine_free:
 * @self: (transfer full) (nullable): columns
 */
void
rk_combine_free (RkCombine *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->n_runs * self->n_columns; i++) {
    g_clear_pointer ((RkSpan **) &self->sides[i].side.span, rk_span_unref);
    rk_conversion_clear (&self->sides[i].conversion);
  }
  g_free (self->scales);
  g_free (self->sides);
  g_free (self);
}

/**
 * rk_combine_set_side:
 * @self: columns
 * @run: which run, the one whose instants count is 0
 * @column: which of its columns
 * @side: where its values are, without those that are left out, and by how much it is shifted
 *
 * Tells where the values of a column are. To be called once for each.
 */
void
rk_combine_set_side (RkCombine         *self,
                     guint              run,
                     guint              column,
                     const RkMatchSide *side)
{
  Side *mine;

  g_return_if_fail (self != NULL && side != NULL && run < self->n_runs && column < self->n_columns);

  mine = get_side (self, run, column);
  g_return_if_fail (mine->side.span == NULL);

  mine->side = *side;
  mine->conversion = rk_conversion_copy (side->conversion);
  mine->side.conversion = &mine->conversion;
  rk_span_ref ((RkSpan *) side->span);
  mine->step_ns = rk_match_get_step_ns (side->span);
}

/**
 * rk_combine_set_scale:
 * @self: columns
 * @column: one of them
 * @scale: above 0
 *
 * Has the standard deviation of a column in another unit than its mean: that of the raw values can be kept as a mean, to be
 * shown as they are, which a deviation cannot.
 */
void
rk_combine_set_scale (RkCombine *self,
                      guint      column,
                      double     scale)
{
  g_return_if_fail (self != NULL && column < self->n_columns && scale > 0.0);

  self->scales[column] = scale;
}

static void
flush (Maker *self)
{
  RkBlock *block = self->block;

  if (block == NULL)
    return;

  /* A block that is not full has its columns further apart than they are read. */
  if (self->n_filled < block->n_samples) {
    for (guint column = 1; column < block->n_columns; column++)
      memmove (block->values + (gsize) column * self->n_filled, block->values + (gsize) column * block->n_samples,
               self->n_filled * sizeof (double));
    block->n_samples = self->n_filled;
  }
  rk_series_append (self->series, block);
  g_clear_pointer (&self->block, rk_block_unref);
}

/* @values: nullable: a row without values. */
static void
push_row (Maker        *self,
          gint64        time_ns,
          const double *values)
{
  if (self->block == NULL) {
    self->block = rk_block_new (self->n_results, RK_BLOCK_MAX_SAMPLES, time_ns, 0.0);
    self->n_filled = 0;
  }

  self->block->times_ns[self->n_filled] = time_ns;
  for (guint i = 0; i < self->n_results; i++)
    self->block->values[(gsize) i * RK_BLOCK_MAX_SAMPLES + self->n_filled] = values != NULL ? values[i] : (double) NAN;

  if (++self->n_filled == RK_BLOCK_MAX_SAMPLES)
    flush (self);
}

/* What lies between two rows in any of the runs; several become one. FALSE if there is none. */
static gboolean
find_gap (Maker *self,
          gint64 begin_ns,
          gint64 end_ns,
          RkGap *gap)
{
  const RkCombine *combine = self->combine;
  gint64 base_ns = combine->sides[0].side.offset_ns;
  gboolean found = FALSE;

  for (guint i = 0; i < combine->n_runs * combine->n_columns; i++) {
    const RkMatchSide *side = &combine->sides[i].side;
    guint n = rk_span_get_n_gaps (side->span);

    for (; self->next_gap[i] < n; self->next_gap[i]++) {
      RkGap next = rk_span_get_gap (side->span, self->next_gap[i]);

      next.begin_ns += side->offset_ns - base_ns;
      next.end_ns += side->offset_ns - base_ns;
      if (next.end_ns > end_ns)
        break;
      if (next.begin_ns < begin_ns)
        continue;

      if (!found)
        *gap = next;
      gap->begin_ns = MIN (gap->begin_ns, next.begin_ns);
      gap->end_ns = MAX (gap->end_ns, next.end_ns);
      found = TRUE;
    }
  }

  return found;
}

/* Row @i has values: it follows, after those without that lie before it. */
static void
push_until (Maker        *self,
            guint64       i,
            const double *values)
{
  const RkSpan *span = self->combine->sides[0].side.span;

  if (!self->has_begun) {
    RkGap before;

    find_gap (self, G_MAXINT64, rk_span_get_time_ns (span, i), &before);
    self->next = i;
    self->has_begun = TRUE;
  }

  for (; self->next <= i; self->next++) {
    gint64 time_ns = rk_span_get_time_ns (span, self->next);
    RkGap gap;

    if (self->next > 0 && find_gap (self, rk_span_get_time_ns (span, self->next - 1), time_ns, &gap)) {
      flush (self);
      rk_series_append_gap (self->series, &gap);
    }
    push_row (self, time_ns, self->next == i ? values : NULL);
  }
}

/* What all runs say at an instant of the first; FALSE if one of them says nothing. */
static gboolean
read_values (const RkCombine *self,
             guint            column,
             guint64          i,
             double          *values)
{
  const Side *base = get_side (self, 0, column);
  gint64 time_ns = rk_span_get_time_ns (base->side.span, i) + base->side.offset_ns;

  values[0] = rk_conversion_apply (&base->conversion, rk_span_get_value (base->side.span, base->side.column, i));
  for (guint run = 0; isfinite (values[run]); run++) {
    const Side *side;

    if (run + 1 == self->n_runs)
      return TRUE;
    side = get_side (self, run + 1, column);
    values[run + 1] = rk_match_interpolate (&side->side, side->step_ns, time_ns);
  }

  return FALSE;
}

/* Sample standard deviation s = sqrt (sum ((x - mean)^2) / (n - 1)): JCGM 100:2008 (GUM), 4.2.2. */
static void
find_mean (const double *values,
           guint         n,
           double       *mean,
           double       *deviation)
{
  double sum = 0.0;
  double squares = 0.0;

  /* From the first one on: the mean of equal values is that value to the last bit. */
  for (guint i = 1; i < n; i++)
    sum += values[i] - values[0];
  *mean = values[0] + sum / n;

  for (guint i = 0; i < n; i++)
    squares += (values[i] - *mean) * (values[i] - *mean);
  *deviation = sqrt (squares / (n - 1));
}

static gboolean
make_row (const RkCombine *self,
          guint64          i,
          double          *values,
          double          *results)
{
  gboolean known = FALSE;

  for (guint column = 0; column < self->n_columns; column++) {
    gboolean is_known = read_values (self, column, i, values);

    known = known || is_known;
    if (self->kind == RK_COMBINE_DIFFERENCE) {
      results[column] = is_known ? values[1] - values[0] : (double) NAN;
    } else if (is_known) {
      find_mean (values, self->n_runs, &results[2 * column], &results[2 * column + 1]);
      results[2 * column + 1] *= self->scales[column];
    } else {
      results[2 * column] = (double) NAN;
      results[2 * column + 1] = (double) NAN;
    }
  }

  return known;
}

/**
 * rk_combine_make:
 * @self: columns, all of their sides set
 * @progress: (nullable) (scope call): told how far it is
 * @user_data: data for @progress
 * @cancellable: (nullable): stops it
 * @error: return location
 *
 * Makes the columns of the new run, at the instants of the first one, of values as the conversions of the sides make them;
 * times are those of the first run, without its offset.
 *
 * A row in which some column has a value is kept; so are rows without any between two such rows, and gaps of all the runs.
 *
 * Cost: O(log n) for each value.
 * Threads: any; the conversions are those of when they were set.
 *
 * Errors: %RK_ANALYSIS_ERROR_TOO_FEW where there is no instant at which all have a value; %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full) (nullable): the samples
 */
RkSeries *
rk_combine_make (const RkCombine    *self,
                 RkCombineProgress   progress,
                 gpointer            user_data,
                 GCancellable       *cancellable,
                 GError            **error)
{
  g_autofree double *values = NULL;
  g_autofree double *results = NULL;
  g_autofree guint *next_gap = NULL;
  g_autoptr (RkSeries) series = NULL;
  Maker maker = { .combine = self };
  guint64 n;

  g_return_val_if_fail (self != NULL, NULL);
  for (guint i = 0; i < self->n_runs * self->n_columns; i++)
    g_return_val_if_fail (self->sides[i].side.span != NULL, NULL);

  maker.n_results = self->kind == RK_COMBINE_MEAN ? 2 * self->n_columns : self->n_columns;
  maker.series = series = rk_series_new (maker.n_results, 0);
  maker.next_gap = next_gap = g_new0 (guint, (gsize) self->n_runs * self->n_columns);
  values = g_new0 (double, self->n_runs);
  results = g_new (double, maker.n_results);
  n = rk_span_get_n_samples (self->sides[0].side.span);

  for (guint64 i = 0; i < n; i++) {
    if (i % RK_BLOCK_MAX_SAMPLES == 0) {
      if (g_cancellable_set_error_if_cancelled (cancellable, error)) {
        g_clear_pointer (&maker.block, rk_block_unref);
        return NULL;
      }
      if (progress != NULL)
        progress ((double) i / (double) n, user_data);
    }
    if (make_row (self, i, values, results))
      push_until (&maker, i, results);
  }
  flush (&maker);

  if (rk_series_get_n_samples (series) == 0) {
    g_set_error_literal (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_TOO_FEW,
                         _("The runs have no values at the same time"));
    return NULL;
  }

  return g_steal_pointer (&series);
}
