#pragma once

#include <gio/gio.h>

#include "app/plot.h"

G_BEGIN_DECLS

/* More views than these no screen shows, whatever is in a file. */
#define RK_PLOT_LIST_MAX 12

/* What a list was at one moment: what undo brings back. Immutable but for its references; main thread. */
typedef struct _RkPlotLayout RkPlotLayout;

#define RK_TYPE_PLOT_LAYOUT (rk_plot_layout_get_type ())
GType         rk_plot_layout_get_type (void);
RkPlotLayout *rk_plot_layout_ref      (RkPlotLayout *self);
void          rk_plot_layout_unref    (RkPlotLayout *self);
guint         rk_plot_layout_get_n_plots (RkPlotLayout *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkPlotLayout, rk_plot_layout_unref)

/**
 * RkPlotList:
 *
 * The views of an experiment beside its graph, in their order: a GListModel of RkPlot. It is kept in the set-up of the
 * experiment, in the member "plots". Main thread.
 *
 * Properties: experiment (RkExperiment, nullable).
 * Signal: edited (RkPlotLayout: what it was), after every step a person can take back.
 */
#define RK_TYPE_PLOT_LIST (rk_plot_list_get_type ())
G_DECLARE_FINAL_TYPE (RkPlotList, rk_plot_list, RK, PLOT_LIST, GObject)

RkPlotList   *rk_plot_list_new            (void) G_GNUC_WARN_UNUSED_RESULT;
RkExperiment *rk_plot_list_get_experiment (RkPlotList *self);
guint         rk_plot_list_get_n_plots    (RkPlotList *self);
RkPlot       *rk_plot_list_get_plot       (RkPlotList *self, guint n);

void          rk_plot_list_set_experiment (RkPlotList *self, RkExperiment *experiment);

/* At the end; FALSE when there is no room or no experiment. */
gboolean      rk_plot_list_add            (RkPlotList *self, RkPlot *plot);
void          rk_plot_list_remove         (RkPlotList *self, RkPlot *plot);
/* One place towards the begin or the end; FALSE there. */
gboolean      rk_plot_list_move           (RkPlotList *self, RkPlot *plot, gboolean later);

/* FALSE: it is of another experiment. */
gboolean      rk_plot_list_restore        (RkPlotList *self, RkPlotLayout *layout);

G_END_DECLS
