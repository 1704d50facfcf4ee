#pragma once

#include <gtk/gtk.h>

#include "app/plot-list.h"

G_BEGIN_DECLS

/**
 * RkPlotMenu:
 *
 * The menu of a view: its channels, how it is drawn, its place. Its actions are to be inserted as "plot".
 */
#define RK_TYPE_PLOT_MENU (rk_plot_menu_get_type ())
G_DECLARE_FINAL_TYPE (RkPlotMenu, rk_plot_menu, RK, PLOT_MENU, GObject)

RkPlotMenu   *rk_plot_menu_new         (RkPlotList *list, RkPlot *plot, GtkWidget *parent) G_GNUC_WARN_UNUSED_RESULT;
GActionGroup *rk_plot_menu_get_actions (RkPlotMenu *self);
/* With the channels there are now. */
GMenuModel   *rk_plot_menu_build       (RkPlotMenu *self) G_GNUC_WARN_UNUSED_RESULT;

/* A new view with the channel that suits its kind best. */
RkPlot       *rk_plot_menu_make_plot   (RkExperiment *experiment, RkPlotKind kind) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
