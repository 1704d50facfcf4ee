#pragma once

#include "app/plot-chart.h"

G_BEGIN_DECLS

extern const RkPlotChartMaker rk_histogram_maker;

G_END_DECLS
