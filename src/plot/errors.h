#pragma once

#include <glib.h>

#define RK_PLOT_ERROR (rk_plot_error_quark ())

typedef enum {
  RK_PLOT_ERROR_SCENE,  /* the scene cannot be drawn: no size, limits not finite or not ascending */
  RK_PLOT_ERROR_FAILED, /* PLplot or cairo gave up */
} RkPlotError;

GQuark rk_plot_error_quark (void);
