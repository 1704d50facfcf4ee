#pragma once

#include "store/block.h"
#include "store/course.h"
#include "store/excluded.h"

G_BEGIN_DECLS

/**
 * RkSpan:
 *
 * The samples a reader saw at one moment: fixed, whatever is appended later. Cheap to
 * take (no copy). Times are nanoseconds since the begin of the run.
 *
 * Threads: immutable, any thread.
 */
typedef struct _RkSpan RkSpan;

/* Of finite values only. sd = sqrt (m2 / (n - 1)). */
typedef struct {
  guint64 n;         /* finite values */
  guint64 n_missing; /* NaN */
  double  min;       /* NaN when n == 0, as are max, mean */
  double  max;
  double  mean;
  double  m2;        /* sum of squared deviations from the mean */
} RkStats;

RkSpan  *rk_span_ref   (RkSpan *self);
void     rk_span_unref (RkSpan *self);

/* The same samples without those of @excluded, or, where @only, nothing but those: the others are there and have no values.
 * (transfer full) */
RkSpan  *rk_span_exclude (RkSpan *self, const RkExcluded *excluded, gboolean only) G_GNUC_WARN_UNUSED_RESULT;
/* How many of samples first ... end - 1 are left out. */
guint64  rk_span_count_excluded (const RkSpan *self, guint64 first, guint64 end);
/* From the first sample that is not left out to the one after the last; FALSE if there is none. */
gboolean rk_span_get_included (const RkSpan *self, guint64 *first, guint64 *end);

/* Equal for spans of the same series that leave out the same, for the life of the process; never 0. */
guint64  rk_span_get_series_id (const RkSpan *self);
guint64  rk_span_get_n_samples (const RkSpan *self);
guint    rk_span_get_n_columns (const RkSpan *self);

/* @i < n_samples. NaN for a column the sample does not have. */
gint64   rk_span_get_time_ns (const RkSpan *self, guint64 i);
double   rk_span_get_value   (const RkSpan *self, guint column, guint64 i);

/* Both in one go. */
double   rk_span_get_sample  (const RkSpan *self, guint column, guint64 i, gint64 *time_ns);

/* The first sample at or after @time_ns; n_samples if there is none. O(log n). */
guint64  rk_span_find        (const RkSpan *self, gint64 time_ns);

/* Copies values (or times) first ... first + n - 1. */
void     rk_span_read_values (const RkSpan *self, guint column, guint64 first, guint64 n, double *values);
void     rk_span_read_times  (const RkSpan *self, guint64 first, guint64 n, gint64 *times_ns);

/* Exact, through the pyramid, for samples first ... end - 1. Empty ranges give n = 0. */
void     rk_span_get_stats   (const RkSpan *self, guint column, guint64 first, guint64 end, RkStats *stats);
/* How they run over time. */
void     rk_span_get_course  (const RkSpan *self, guint column, guint64 first, guint64 end, RkCourse *course);
/* The same for the extrema alone; FALSE when there is no finite value. Bit-exact. */
gboolean rk_span_get_extrema (const RkSpan *self, guint column, guint64 first, guint64 end, double *min, double *max);

/* The same in one go: how many finite values there are, their extrema unchanged when none. */
guint64  rk_span_get_envelope (const RkSpan *self, guint column, guint64 first, guint64 end, double *min, double *max);

/* Asks for the memory that the extrema of ranges which begin or end at sample @i need, and does not wait. */
void     rk_span_prefetch     (const RkSpan *self, guint column, guint64 i);

/* Gaps in the order of time. rk_span_get_break () is the first index >= @i that begins after
 * a gap (a line must not be drawn from the sample before it), n_samples if none. */
guint        rk_span_get_n_gaps (const RkSpan *self);
RkGap        rk_span_get_gap    (const RkSpan *self, guint n);
guint64      rk_span_get_break  (const RkSpan *self, guint64 i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkSpan, rk_span_unref)

G_END_DECLS
