#pragma once

#include "store/column.h"
#include "store/span.h"

G_BEGIN_DECLS

/* Takes a row: the time since the begin of the run, never before the row before; a value for each result. */
typedef void (*RkCalculatorRow) (gpointer user_data, gint64 time_ns, const double *values);

/**
 * RkCalculator:
 *
 * What makes a stream of calculated values out of the stream of a source while it is recorded: the function
 * table between the recorder (acquire), which calls it, and who calculates (analysis). Neither knows the other.
 * Main thread.
 *
 * begin: @columns (RkColumn) are those of the source, @before its last values before the run (one a column, NaN =
 * unknown), @settings a text of the calculator's own. Sets @results (RkColumn, transfer full); NULL when there is
 * nothing to calculate from these columns.
 * feed: looks at what is new in @span since it was last called; the span is of one stream and only grows.
 * @end_ns: when no more will come, since the begin of the run; before, RK_TIME_NONE.
 * find_state: the @n-th column whose 0 or 1 is worth showing before the start (free or blocked); -1 = none.
 */
typedef struct {
  const char *id;   /* the stream of the source KEY has the key "ID:KEY" */
  const char *name; /* N_(), of the stream */

  gpointer (*begin)      (const char *settings, GPtrArray *columns, const double *before, GPtrArray **results);
  void     (*feed)       (gpointer state, const RkSpan *span, gint64 end_ns, RkCalculatorRow row, gpointer user_data);
  void     (*free)       (gpointer state);
  int      (*find_state) (GPtrArray *columns, guint n);
} RkCalculator;

G_END_DECLS
