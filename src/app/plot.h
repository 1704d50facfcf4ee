#pragma once

#include "app/plot-kind.h"
#include "store/experiment.h"

G_BEGIN_DECLS

/**
 * RkPlot:
 *
 * One view of an experiment: what it shows and how. Kept with the experiment by #RkPlotList.
 *
 * Properties: kind (construct only), style (nullable string, RK_TRACE_... as "line", "points", "line-points", "steps", "bars";
 * NULL = as the data ask for), log-x, log-y
 * (booleans), lower, upper (doubles, the scale of an instrument; NaN = what the sensor can measure, else what was measured),
 * low, high (doubles, limits beyond which the value is coloured; NaN = none), window (nullable string,
 * rk_taper_id () of a spectrum; NULL = Hann), averages (uint: of how many spectra the mean is shown).
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
/* What it shows now, of RkChannel: the chosen channels or the visible ones; at most one where the kind shows one. */
GPtrArray  *rk_plot_list_shown     (RkPlot *self, RkExperiment *experiment) G_GNUC_WARN_UNUSED_RESULT;

/* RkTraceStyle; -1 = as the data ask for. */
int         rk_plot_get_style      (RkPlot *self);
gboolean    rk_plot_get_log_x      (RkPlot *self);
gboolean    rk_plot_get_log_y      (RkPlot *self);
/* See analysis/fourier.h. */
const char *rk_plot_get_window     (RkPlot *self);
guint       rk_plot_get_averages   (RkPlot *self);

double      rk_plot_get_lower      (RkPlot *self);
double      rk_plot_get_upper      (RkPlot *self);
double      rk_plot_get_low        (RkPlot *self);
double      rk_plot_get_high       (RkPlot *self);

G_END_DECLS
