#pragma once

#include <adwaita.h>

#include "app/plot.h"
#include "plot/chart.h"

G_BEGIN_DECLS

/* What a chart is made of. The functions that take a job may be called on any thread, one at a time. */
typedef struct {
  /* Takes what is there now: references, no work. NULL = there is nothing to show. Main thread. */
  gpointer (*snap)       (RkPlot *plot, RkChannel *channel, GPtrArray *runs, const RkChartSettings *settings);
  RkScene *(*make)       (gpointer job, GError **error);
  void     (*free)       (gpointer job);
} RkPlotChartMaker;

/**
 * RkPlotChart:
 *
 * Shows a view that is calculated: a histogram, a spectrum... The calculation and the drawing happen on threads of
 * their own, at most four times a second while data come in.
 */
#define RK_TYPE_PLOT_CHART (rk_plot_chart_get_type ())
G_DECLARE_FINAL_TYPE (RkPlotChart, rk_plot_chart, RK, PLOT_CHART, GtkWidget)

/* NULL: nothing of that kind can be calculated. */
const RkPlotChartMaker *rk_plot_chart_find_maker (RkPlotKind kind);

GtkWidget *rk_plot_chart_new (RkPlot *plot, RkExperiment *experiment) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
