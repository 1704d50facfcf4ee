#pragma once

#include <adwaita.h>

#include "app/graph-size.h"
#include "app/graph-view.h"
#include "app/plot.h"
#include "plot/chart.h"

G_BEGIN_DECLS

/* What a chart is to show at one moment. */
typedef struct {
  RkPlot          *plot;
  RkChannel       *channel;
  GPtrArray       *runs;     /* of RkRun: the visible ones */
  double           begin_s;  /* the part of time that is in sight; infinite = all of it */
  double           end_s;
  RkChartSettings  settings;
  gpointer         state;    /* nullable: what the maker keeps from one picture to the next */
} RkPlotSnap;

/* How it is made. A job is used by one thread at a time; several jobs may share a state. */
typedef struct {
  /* Takes what is there now: references, no work. NULL = there is nothing to show. Main thread. */
  gpointer (*snap)        (const RkPlotSnap *snap);
  RkScene *(*make)        (gpointer job, GError **error);
  void     (*free)        (gpointer job);
  gpointer (*new_state)   (void);          /* NULL = none is kept */
  void     (*unref_state) (gpointer state);
} RkPlotChartMaker;

/**
 * RkPlotChart:
 *
 * Shows a view that is calculated: a histogram, a spectrum... The calculation and the drawing happen on threads of
 * their own, at most four times a second while data come in.
 *
 * Signal: drawn, after every new picture.
 */
#define RK_TYPE_PLOT_CHART (rk_plot_chart_get_type ())
G_DECLARE_FINAL_TYPE (RkPlotChart, rk_plot_chart, RK, PLOT_CHART, GtkWidget)

/* NULL: nothing of that kind can be calculated. */
const RkPlotChartMaker *rk_plot_chart_find_maker (RkPlotKind kind);

/* Of the part of time that @graph shows. */
GtkWidget *rk_plot_chart_new (RkPlot *plot, RkGraphView *graph) G_GNUC_WARN_UNUSED_RESULT;

void       rk_plot_chart_set_size (RkPlotChart *self, const RkGraphSize *size);

/* A job for its maker, of what is there now; NULL = there is nothing to show. */
gpointer   rk_plot_chart_snap (RkPlotChart             *self,
                               const RkChartSettings   *settings,
                               const RkPlotChartMaker **maker) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
