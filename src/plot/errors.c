#include "config.h"

#include "plot/errors.h"

G_DEFINE_QUARK (rk-plot-error-quark, rk_plot_error)
