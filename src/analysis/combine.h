#pragma once

#include <gio/gio.h>

#include "store/match.h"
#include "store/series.h"

G_BEGIN_DECLS

/* What is made of several runs. */
typedef enum {
  RK_COMBINE_DIFFERENCE, /* the second run minus the first: a column for each */
  RK_COMBINE_MEAN,       /* the mean and the sample standard deviation: two columns for each, one after the other */
} RkCombineKind;

/**
 * RkCombine:
 *
 * Columns that several runs have in common, about to become those of one new run.
 *
 * The instants are those of the first run. The values of the others are what rk_match_interpolate () says then: on a straight
 * line between two neighbours, never across a gap, nor from a neighbour further away than 1.5 of the usual steps. Where one of
 * the runs has no value, or leaves it out, there is none.
 *
 * Filled by one thread, then any thread.
 */
typedef struct _RkCombine RkCombine;

RkCombine *rk_combine_new      (RkCombineKind kind, guint n_runs, guint n_columns) G_GNUC_WARN_UNUSED_RESULT;
void       rk_combine_free     (RkCombine *self);
/* References the span and the calibration. All columns of the first run are of one span. */
void       rk_combine_set_side (RkCombine *self, guint run, guint column, const RkMatchSide *side);
/* What the standard deviation of a column is multiplied by, where its values are not those that are shown; else 1. */
void       rk_combine_set_scale (RkCombine *self, guint column, double scale);

/* @fraction: 0...1; on the thread that makes. */
typedef void (*RkCombineProgress) (double fraction, gpointer user_data);

RkSeries  *rk_combine_make     (const RkCombine *self, RkCombineProgress progress, gpointer user_data,
                                GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkCombine, rk_combine_free)

G_END_DECLS
