#pragma once

#include <adwaita.h>

#include "app/graph-size.h"
#include "app/graph-view.h"
#include "app/plot-list.h"

G_BEGIN_DECLS

/**
 * RkPlotTile:
 *
 * One view beside the graph: a thin header with what it shows, a menu and a button that shows it alone; below, the view.
 *
 * Signal: alone-clicked, when it wants to be shown alone or no longer.
 */
#define RK_TYPE_PLOT_TILE (rk_plot_tile_get_type ())
G_DECLARE_FINAL_TYPE (RkPlotTile, rk_plot_tile, RK, PLOT_TILE, GtkWidget)

/* Whether this program can show views of that kind. */
gboolean   rk_plot_tile_can_show  (RkPlotKind kind);

/* @graph: the graph of all, whose time axis a graph of some channels has. */
GtkWidget *rk_plot_tile_new       (RkPlotList  *list,
                                   RkPlot      *plot,
                                   RkGraphView *graph) G_GNUC_WARN_UNUSED_RESULT;
RkPlot    *rk_plot_tile_get_plot  (RkPlotTile *self);
/* What its header says. */
const char *rk_plot_tile_get_title (RkPlotTile *self);
/* What shows it: an RkCanvas, an RkPlotChart or a widget without axes. */
GtkWidget *rk_plot_tile_get_content (RkPlotTile *self);
/* Of what has axes; others fill their room. */
void       rk_plot_tile_set_size  (RkPlotTile        *self,
                                   const RkGraphSize *size);
void       rk_plot_tile_set_alone (RkPlotTile *self,
                                   gboolean    alone);

G_END_DECLS
