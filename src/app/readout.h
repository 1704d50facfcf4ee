#pragma once

#include <adwaita.h>

#include "app/graph-view.h"

G_BEGIN_DECLS

/**
 * RkReadout:
 *
 * What the graph reads at the pointer: a hair line, a dot on each trace and a small label. Lies over
 * the canvas and takes no events, so that moving the pointer redraws no graph.
 */
#define RK_TYPE_READOUT (rk_readout_get_type ())
G_DECLARE_FINAL_TYPE (RkReadout, rk_readout, RK, READOUT, GtkWidget)

void rk_readout_set   (RkReadout     *self,
                       RkGraphView   *view,
                       const RkScene *scene,
                       double         x,
                       double         y);
void rk_readout_clear (RkReadout     *self);

G_END_DECLS
