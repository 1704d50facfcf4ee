#pragma once

#include "store/experiment.h"

G_BEGIN_DECLS

/* What can stand beside the graph of everything over time. */
typedef enum {
  RK_PLOT_GRAPH,       /* chosen channels over time */
  RK_PLOT_XY,          /* the first channel along x, the others over it */
  RK_PLOT_HISTOGRAM,
  RK_PLOT_SPECTRUM,
  RK_PLOT_SPECTROGRAM,
  RK_PLOT_DIGITS,
  RK_PLOT_GAUGE,
  RK_PLOT_THERMOMETER,
  RK_PLOT_BAR,
  RK_PLOT_TABLE,       /* newest, smallest, largest value and a sparkline of each channel */
} RkPlotKind;

/**
 * RkPlot:
 *
 * One view of an experiment: what it shows and how. Kept with the experiment by #RkPlotList.
 *
 * Properties: kind (construct only), style (string, RK_TRACE_... as "line", "points", "line-points", "steps", "bars"), log-x, log-y
 * (booleans), lower, upper (doubles, the scale of an instrument; NaN = what the sensor can measure, else what was measured),
 * low, high (doubles, limits beyond which the value is coloured; NaN = none).
 * Signals: "changed" (anything of it).
 * Threads: main.
 */
#define RK_TYPE_PLOT (rk_plot_get_type ())
G_DECLARE_FINAL_TYPE (RkPlot, rk_plot, RK, PLOT, GObject)

RkPlot     *rk_plot_new            (RkPlotKind kind) G_GNUC_WARN_UNUSED_RESULT;
RkPlotKind  rk_plot_get_kind       (RkPlot *self);

/* None = all visible ones. A channel that is removed from the experiment is not shown any more. */
guint       rk_plot_get_n_channels (RkPlot *self);
RkChannel  *rk_plot_get_channel    (RkPlot *self, guint n);
void        rk_plot_set_channels   (RkPlot *self, RkChannel * const *channels, guint n);

double      rk_plot_get_lower      (RkPlot *self);
double      rk_plot_get_upper      (RkPlot *self);
double      rk_plot_get_low        (RkPlot *self);
double      rk_plot_get_high       (RkPlot *self);

G_END_DECLS
