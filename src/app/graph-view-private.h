#pragma once

#include "app/calm-range.h"
#include "app/graph-history.h"
#include "app/graph-view.h"

G_BEGIN_DECLS

typedef struct {
  RkCalmRange range;   /* as shown */
  gboolean    by_hand; /* does not follow the data */
  gboolean    typed;   /* by hand, and kept with the experiment */
  GArray     *wishes;  /* nullable: what each graph with this axis would show; see axis-same.c */
} RkYAxis;

/* Places out of sight, where single outliers are ignored. */
typedef struct {
  guint n_below;
  guint n_above;
} RkHidden;

struct _RkGraphView
{
  GObject parent_instance;

  RkExperiment *experiment; /* nullable */
  GSignalGroup *experiment_signals;
  GSignalGroup *runs_signals;
  GSignalGroup *channels_signals;
  RkRecorder   *recorder; /* nullable: whose trigger is shown */
  GSignalGroup *recorder_signals;

  gboolean following;
  gboolean live;
  double   expected_duration_s;

  /* The time axis. */
  gboolean whole;   /* else @x_lower and @x_upper hold */
  double   x_lower;
  double   x_upper;
  double   grown_s; /* end of the growing axis; NaN before the first sample */

  /* As in the newest scene for the screen; NaN before it. */
  double     shown_lower;
  double     shown_upper;
  RkChannel *x_channel; /* nullable: what is along x when that is not time */
  GPtrArray *units;  /* of the value axes, top to bottom, left to right */
  GArray    *hidden; /* of RkHidden, one for each of them */

  GHashTable *y_axes; /* unit (char*) -> RkYAxis */
  GHashTable *log_units; /* set of char*: their axes are logarithmic, and their limits above zero */

  GHashTable *right_units; /* the same: they stand on the right of the graph above */
  GHashTable *same_units; /* the same: parts have these axes from their leader */

  RkGraphHistory *history;
  double          follow_s;        /* while recording: the last so many seconds; 0 = the whole run */
  gboolean        ignore_outliers;

  /* Windows that begin at a level: graph-sweep.c. */
  RkGraphSweep sweep;          /* its channel is held */
  RkSweep      swept;
  guint64      swept_id;       /* of the series, its column and the width it was made of */
  guint        swept_column;
  gint64       swept_width_ns;
  gboolean     is_free;        /* no value passes the level */

  guint           n_hidden;        /* places of all axes */
  gboolean        keeping;         /* the set-up is being read or written */

  /* A part of the graph: see graph-part.c. */
  RkGraphView *leader;   /* nullable: whose time axis it has */
  guint        n_parts;  /* that it leads */
  GPtrArray   *channels; /* of RkChannel; NULL = all visible ones */
  int          style;    /* RkTraceStyle; -1 = as the data ask for */
  RkChannel   *along;    /* nullable: what is asked for along x instead of time */
  gboolean     log_x;    /* and that on a logarithmic axis */
  gboolean     is_kept_elsewhere; /* its limits are not those the experiment keeps */

  /* Of the newest scene. */
  double       width;
  gboolean     stale;    /* something changed since */
  guint64      n_made;   /* rk_graph_view_count () then */
};

/* graph-view.c */
void     rk_graph_view_changed     (RkGraphView *self);
/* The same of what is kept with the experiment. */
void     rk_graph_view_kept_changed (RkGraphView *self);

void     rk_graph_view_notify_history (RkGraphView *self);
void     rk_graph_view_notify_kept    (RkGraphView *self);
void     rk_graph_view_set_n_hidden   (RkGraphView *self, guint n_hidden);

/* axis-keep.c */
void     rk_graph_view_read_kept   (RkGraphView *self);
void     rk_graph_view_write_kept  (RkGraphView *self);

/* axis-log.c */
/* A set of units as it is kept and remembered; back again, in place of those there were, of a floating one. */
GVariant *rk_graph_view_list_units (GHashTable *units);
void      rk_graph_view_fill_units (GHashTable *units, GVariant *list);
void     rk_graph_view_take_log   (RkGraphView *self, GVariant *units);
/* For rk_view_make_scene (): its own, and those of axes that are the leader's. */
GHashTable *rk_graph_view_copy_log_units (RkGraphView *self);
/* Lets the values of a recording grow out of a logarithmic axis. */
void     rk_graph_view_grow_log   (RkYAxis *axis, double min, double max);

/* axis-same.c */
/* Whose limits an axis has: its own, or those of the leader. */
RkGraphView *rk_graph_view_find_owner     (RkGraphView *self, const char *unit);
/* Says what the data in sight ask of an axis, and hears what those of all graphs that have it do. TRUE when this one had
 * not said anything yet. */
gboolean     rk_graph_view_wish           (RkGraphView *self, RkYAxis *axis, double *min, double *max);
/* Takes back what it said; FALSE when that was nothing. */
gboolean     rk_graph_view_unwish         (RkGraphView *self, RkYAxis *axis);
/* Takes back what it said of axes that it does not show; of all with @all. */
void         rk_graph_view_forget_wishes  (RkGraphView *self, gboolean all);

/* graph-move.c: before every move */
void     rk_graph_view_leave       (RkGraphView *self, gboolean gesture);

/* graph-limits.c */
RkRun   *rk_graph_view_find_live_run (RkGraphView *self);
RkYAxis *rk_graph_view_ensure_y    (RkGraphView *self, const char *unit);
void     rk_graph_view_free_y      (gpointer axis);
/* The time axis from now on; FALSE and no change when it cannot be so. */
gboolean rk_graph_view_can_take_x  (double lower, double upper);
gboolean rk_graph_view_take_x      (RkGraphView *self, double lower, double upper);
void     rk_graph_view_show_whole  (RkGraphView *self);
/* What a new recording begins with. */
void     rk_graph_view_begin_live  (RkGraphView *self);
/* Axes that were not typed follow the data again; one of them. */
void     rk_graph_view_free_axes   (RkGraphView *self);
void     rk_graph_view_free_axis   (RkGraphView *self, const char *unit);

/* graph-part.c */
/* The graph a part belongs to; of any other view itself. */
RkGraphView *rk_graph_view_get_leader (RkGraphView *self);
gboolean rk_graph_view_shows         (RkGraphView *self, RkChannel *channel);
/* The limits of time, as the leader has them. */
void     rk_graph_view_follow_leader (RkGraphView *self, double *lower, double *upper);

/* graph-sweep.c */
void     rk_graph_view_begin_sweep   (RkGraphView *self);
void     rk_graph_view_take_sweep    (RkGraphView *self, const RkGraphSweep *sweep);
/* The window to show; and a number that changes with it. FALSE when none is. */
gboolean rk_graph_view_sweep_x       (RkGraphView *self, RkRun *run, double *lower, double *upper);
gboolean rk_graph_view_count_sweep   (RkGraphView *self, RkRun *run, guint64 *count);

/* graph-level.c */
void     rk_graph_view_fill_level  (RkGraphView *self, RkViewSettings *settings);

G_END_DECLS
