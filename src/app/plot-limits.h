#pragma once

#include <adwaita.h>

#include "app/plot.h"

G_BEGIN_DECLS

/* Asks for the scale of an instrument and for the limits beyond which its value is coloured. */
void rk_plot_limits_ask (RkPlot *plot, GtkWidget *parent);

G_END_DECLS
