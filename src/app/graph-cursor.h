#pragma once

#include "app/graph-selection.h"
#include "app/graph-view.h"

G_BEGIN_DECLS

#define RK_N_CURSORS 2

/**
 * RkGraphCursors:
 *
 * What was put on a graph to read it: up to two cursors and any number of selections. Lives as long as the view; what
 * shows it can come and go. Of pictures whose x is not time nothing is read this way. Main thread.
 *
 * Properties: selecting (boolean: the next drag selects a range).
 * Signal: changed, when something of it is to be shown otherwise.
 */
#define RK_TYPE_GRAPH_CURSORS (rk_graph_cursors_get_type ())
G_DECLARE_FINAL_TYPE (RkGraphCursors, rk_graph_cursors, RK, GRAPH_CURSORS, GObject)

RkGraphCursors   *rk_graph_cursors_new            (RkGraphView *view) G_GNUC_WARN_UNUSED_RESULT;
RkGraphView      *rk_graph_cursors_get_view       (RkGraphCursors *self);

/* Seconds along x; NaN = not placed. The second is placed only while the first is. */
double            rk_graph_cursors_get            (RkGraphCursors *self, guint n);
void              rk_graph_cursors_put            (RkGraphCursors *self, guint n, double seconds);
void              rk_graph_cursors_remove         (RkGraphCursors *self, guint n);
/* Which of them the keys move. */
guint             rk_graph_cursors_get_active     (RkGraphCursors *self);
void              rk_graph_cursors_set_active     (RkGraphCursors *self, guint n);
/* The next that is missing, somewhere in sight; when there are both, the keys move the other. */
void              rk_graph_cursors_add            (RkGraphCursors *self, const RkScene *scene);

/* The instant that is heard now; NaN = nothing is. */
double            rk_graph_cursors_get_playing    (RkGraphCursors *self);
void              rk_graph_cursors_set_playing    (RkGraphCursors *self, double seconds);

gboolean          rk_graph_cursors_get_selecting  (RkGraphCursors *self);
void              rk_graph_cursors_set_selecting  (RkGraphCursors *self, gboolean selecting);
/* Of RkGraphSelection. */
GListModel       *rk_graph_cursors_get_selections (RkGraphCursors *self);
/* (transfer none) (nullable): NULL when there are too many. */
RkGraphSelection *rk_graph_cursors_select         (RkGraphCursors *self, double begin_s, double end_s);
void              rk_graph_cursors_unselect       (RkGraphCursors *self, RkGraphSelection *selection);

/* @n: of the cursor or the selection. */
RkGraphPart       rk_graph_cursors_hit            (RkGraphCursors *self, const RkScene *scene,
                                                   double x, double y, double reach, guint *n);

G_END_DECLS
