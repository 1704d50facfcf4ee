#pragma once

#include <adwaita.h>

#include "app/graph-page.h"
#include "app/plot-list.h"
#include "app/plot-tiles.h"

G_BEGIN_DECLS

/**
 * RkPlotGrid:
 *
 * The graph of an experiment and its other views: beside it where there is width, else below it. Any of them alone by
 * one tap and back by another one or Esc.
 *
 * Properties: experiment (RkExperiment, nullable), graph (RkGraphPage, its child).
 * Actions: plots.add (s: kind), plots.alone (the graph).
 */
#define RK_TYPE_PLOT_GRID (rk_plot_grid_get_type ())
G_DECLARE_FINAL_TYPE (RkPlotGrid, rk_plot_grid, RK, PLOT_GRID, GtkWidget)

/* On a panel, small views cannot be read from the last row: the graph is alone there until somebody asks for all. */
void        rk_plot_grid_set_panel (RkPlotGrid *self,
                                    gboolean    panel);

/* How large numbers and lines of the other views are. */
void        rk_plot_grid_set_size  (RkPlotGrid        *self,
                                    const RkGraphSize *size);

/* For undo. */
RkPlotList  *rk_plot_grid_get_list  (RkPlotGrid *self);

RkPlotTiles *rk_plot_grid_get_tiles (RkPlotGrid *self);

G_END_DECLS
