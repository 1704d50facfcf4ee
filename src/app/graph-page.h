#pragma once

#include <adwaita.h>

#include "app/canvas.h"
#include "app/panel-pen.h"
#include "plot/view.h"
#include "store/experiment.h"

G_BEGIN_DECLS

/**
 * RkGraphPage:
 *
 * The graph of an experiment.
 *
 * Properties: experiment (RkExperiment, nullable), recorder (RkRecorder, nullable), following (boolean),
 * expected-duration-s (double, 0 = unknown), font-scale (double).
 * Actions: graph.fit, graph.zoom-in, graph.zoom-out, graph.follow, graph.cursor.
 */
#define RK_TYPE_GRAPH_PAGE (rk_graph_page_get_type ())
G_DECLARE_FINAL_TYPE (RkGraphPage, rk_graph_page, RK, GRAPH_PAGE, AdwBin)

GtkWidget    *rk_graph_page_new            (void) G_GNUC_WARN_UNUSED_RESULT;
RkExperiment *rk_graph_page_get_experiment (RkGraphPage  *self);
gboolean      rk_graph_page_get_following  (RkGraphPage  *self);
void          rk_graph_page_set_experiment (RkGraphPage  *self,
                                            RkExperiment *experiment);
void          rk_graph_page_set_following  (RkGraphPage  *self,
                                            gboolean      following);
/* Goes to a mark; a hidden run is shown for it. */
void          rk_graph_page_show_mark      (RkGraphPage  *self,
                                            RkRun        *run,
                                            RkMark       *mark);
RkCanvas     *rk_graph_page_get_canvas     (RkGraphPage  *self);
RkPanelPen   *rk_graph_page_get_pen        (RkGraphPage  *self);
/* Other views: what can be added, whether there are some, whether the graph is shown without them. */
void          rk_graph_page_set_views_menu (RkGraphPage  *self,
                                            GMenuModel   *menu);
void          rk_graph_page_set_beside     (RkGraphPage  *self,
                                            gboolean      beside,
                                            gboolean      alone);
/* What is on the screen, as the settings say but for its limits. */
RkScene      *rk_graph_page_copy_scene     (RkGraphPage    *self,
                                            RkViewSettings *settings) G_GNUC_WARN_UNUSED_RESULT;
/* What is on the screen, at another size: for a file or the clipboard. */
RkScene      *rk_graph_page_make_scene     (RkGraphPage  *self,
                                            double        width,
                                            double        height,
                                            RkTheme       theme) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
