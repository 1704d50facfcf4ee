#pragma once

#include <glib.h>

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

#define RK_PLOT_N_KINDS (RK_PLOT_TABLE + 1)

/* Names of kinds and styles in files: "graph", "line-points"... */
const char *rk_plot_kind_to_id     (RkPlotKind kind);
gboolean    rk_plot_kind_from_id   (const char *id, RkPlotKind *kind);
const char *rk_plot_style_to_id    (int style); /* NULL for -1 */
int         rk_plot_style_from_id  (const char *id);
/* "Histogram", in the user's language. */
const char *rk_plot_kind_get_name  (RkPlotKind kind);
/* Kinds that show one channel, where others show any number. */
gboolean    rk_plot_kind_is_single (RkPlotKind kind);

G_END_DECLS
