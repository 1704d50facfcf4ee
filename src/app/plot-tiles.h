#pragma once

#include "app/plot-tile.h"

G_BEGIN_DECLS

/**
 * RkPlotTiles:
 *
 * The views beside the graph in an even grid, each large enough to be read: it asks for more height rather than squash
 * them. Or one of them alone.
 */
#define RK_TYPE_PLOT_TILES (rk_plot_tiles_get_type ())
G_DECLARE_FINAL_TYPE (RkPlotTiles, rk_plot_tiles, RK, PLOT_TILES, GtkWidget)

GtkWidget  *rk_plot_tiles_new       (void) G_GNUC_WARN_UNUSED_RESULT;
/* In the order of the list; tiles that are there already stay. */
void        rk_plot_tiles_add       (RkPlotTiles *self, RkPlotTile *tile);
void        rk_plot_tiles_sort      (RkPlotTiles *self, RkPlotList *list);
void        rk_plot_tiles_remove    (RkPlotTiles *self, RkPlotTile *tile);
RkPlotTile *rk_plot_tiles_find      (RkPlotTiles *self, RkPlot *plot);
guint       rk_plot_tiles_get_n     (RkPlotTiles *self);
RkPlotTile *rk_plot_tiles_get       (RkPlotTiles *self, guint n);
/* NULL = all. */
void        rk_plot_tiles_set_alone (RkPlotTiles *self, RkPlotTile *tile);

G_END_DECLS
