#pragma once

#include <gio/gio.h>

#include "store/excluded.h"
#include "store/mark.h"
#include "store/stream.h"

G_BEGIN_DECLS

typedef enum {
  RK_RUN_RECORDING,
  RK_RUN_COMPLETE,
  RK_RUN_RECOVERED, /* found unfinished after a crash */
} RkRunState;

#define RK_TYPE_RUN_STATE (rk_run_state_get_type ())
GType rk_run_state_get_type (void);

/**
 * RkRun:
 *
 * One press of Start to Stop. Never overwritten. Main thread. A GListModel of RkStream.
 *
 * Properties: id (int64, read-only), name, notes (strings), visible (boolean),
 * state (RkRunState), begin-wall-us (int64, UTC), duration-ns (int64), offset-ns (int64: where the run stands along a
 * common axis of time; the times of its samples stay as they are), excluded (RkExcluded, nullable: what is left out of it).
 */
#define RK_TYPE_RUN (rk_run_get_type ())
G_DECLARE_FINAL_TYPE (RkRun, rk_run, RK, RUN, GObject)

/* The farthest a run can be shifted either way: a hundred years. */
#define RK_RUN_MAX_OFFSET_NS (G_GINT64_CONSTANT (3155760000) * 1000000000)

RkRun      *rk_run_new               (gint64 id, const char *name, gint64 begin_wall_us) G_GNUC_WARN_UNUSED_RESULT;
gint64      rk_run_get_id            (RkRun *self);
const char *rk_run_get_name          (RkRun *self);
const char *rk_run_get_notes         (RkRun *self);
gboolean    rk_run_get_visible       (RkRun *self);
RkRunState  rk_run_get_state         (RkRun *self);
gint64      rk_run_get_begin_wall_us (RkRun *self);
gint64      rk_run_get_duration_ns   (RkRun *self); /* so far, while recording */
gint64      rk_run_get_offset_ns     (RkRun *self);
void        rk_run_set_name          (RkRun *self, const char *name);
void        rk_run_set_notes         (RkRun *self, const char *notes);
void        rk_run_set_visible       (RkRun *self, gboolean visible);
void        rk_run_set_state         (RkRun *self, RkRunState state);
void        rk_run_set_duration_ns   (RkRun *self, gint64 duration_ns);
void        rk_run_set_offset_ns     (RkRun *self, gint64 offset_ns);

guint       rk_run_get_n_streams     (RkRun *self);
RkStream   *rk_run_get_stream        (RkRun *self, guint n);
void        rk_run_add_stream        (RkRun *self, RkStream *stream); /* refs */

/* What is left out of all that is drawn and reckoned; NULL = nothing. (transfer none) (nullable) */
RkExcluded *rk_run_get_excluded      (RkRun *self);
void        rk_run_set_excluded      (RkRun *self, RkExcluded *excluded); /* refs */
/* What @stream, one of its streams, has now, without what is left out. */
RkSpan     *rk_run_take_span         (RkRun *self, RkStream *stream) G_GNUC_WARN_UNUSED_RESULT;
/* Nothing but that; NULL if nothing is. */
RkSpan     *rk_run_take_excluded     (RkRun *self, RkStream *stream) G_GNUC_WARN_UNUSED_RESULT;

/* Marks in the order of time; main thread. */
GListModel *rk_run_get_marks         (RkRun *self);
RkMark     *rk_run_add_mark          (RkRun *self, RkMarkKind kind, gint64 begin_ns, gint64 end_ns,
                                      const char *text); /* (transfer none) */
void        rk_run_insert_mark       (RkRun *self, RkMark *mark); /* for loaders and undo; refs */
void        rk_run_remove_mark       (RkRun *self, RkMark *mark);

/* The stream and column that hold @channel; FALSE if this run has none. */
gboolean    rk_run_find_channel      (RkRun *self, RkChannel *channel, RkStream **stream, guint *column);
guint64     rk_run_get_n_samples     (RkRun *self); /* rows, of the longest stream */
const char *rk_run_state_id          (RkRunState state); /* "recording", "complete", "recovered" */

G_END_DECLS
