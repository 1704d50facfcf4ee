#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Longest look back, and most values kept (4 MiB). */
#define RK_HISTORY_S      60.0
#define RK_HISTORY_VALUES (512 * 1024)

/* What a column did lately; raw values. */
typedef struct {
  guint64 n;       /* finite values */
  double  mean;    /* NaN when n == 0 */
  double  sd;      /* sample standard deviation, NaN when n < 2 */
  double  min;
  double  max;
  double  last;
  gint64  first_ns;
  gint64  last_ns;
} RkRecent;

/**
 * RkHistory:
 *
 * The latest rows of a source, whether a run is on or not: for zero, calibration, keep, noise, and for what a
 * trigger wants from before its moment. Bounded; the oldest rows go first. One thread writes, any may
 * read: it has a lock of its own, held for copies only.
 */
typedef struct _RkHistory RkHistory;

RkHistory *rk_history_new   (void) G_GNUC_WARN_UNUSED_RESULT;
void       rk_history_free  (RkHistory *self);
void       rk_history_clear (RkHistory *self);
/* A batch of @n_rows rows of @n_columns values, row after row. */
void       rk_history_add   (RkHistory *self, const gint64 *times_ns, const double *values, guint n_rows, guint n_columns);
/* Of the @seconds before the newest row; FALSE when there is no finite value. */
gboolean   rk_history_get_recent (RkHistory *self, guint column, double seconds, RkRecent *recent);
/* Calls @row for all rows from @begin_ns on, on the caller's thread, without the lock. */
void       rk_history_replay (RkHistory *self, gint64 begin_ns,
                              void (*row) (gpointer user_data, gint64 time_ns, const double *values, guint n_values),
                              gpointer user_data);
gint64     rk_history_get_first_ns (RkHistory *self); /* RK_TIME_NONE when empty */

G_END_DECLS
