#pragma once

#include "app/plot-chart.h"

G_BEGIN_DECLS

/* What a run has of a channel in the part of time that is in sight. Samples first ... end - 1 of @span are in it. */
typedef struct {
  RkSpan *span;
  guint   column;
  gint64  begin_ns;
  gint64  end_ns;
  guint64 first;
  guint64 end;
} RkPlotPiece;

/* What every calculation needs; the makers put it at the begin of their jobs. */
typedef struct {
  RkChartSettings settings;
  GArray         *pieces;     /* of RkPlotPiece, run after run; none without samples */
  RkConversion    conversion; /* a copy */
  guint           color;
  char           *title;      /* "T, °C" */
  char           *unit;       /* in the user's language, "" for none */
} RkPlotData;

void rk_plot_data_init  (RkPlotData *self, const RkPlotSnap *snap);
void rk_plot_data_clear (RkPlotData *self);

extern const RkPlotChartMaker rk_histogram_maker;
extern const RkPlotChartMaker rk_spectrum_maker;
extern const RkPlotChartMaker rk_spectrogram_maker;

G_END_DECLS
