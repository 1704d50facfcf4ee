#pragma once

#include "app/plot.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * RkInstrument:
 *
 * The newest values of a view on dials, thermometers or bars, one for each of its channels.
 */
#define RK_TYPE_INSTRUMENT (rk_instrument_get_type ())
G_DECLARE_FINAL_TYPE (RkInstrument, rk_instrument, RK, INSTRUMENT, GtkWidget)

GtkWidget *rk_instrument_new            (RkPlot *plot);
/* Whose visible channels are shown when the view has none of its own; (nullable). */
void       rk_instrument_set_experiment (RkInstrument *self, RkExperiment *experiment);

G_END_DECLS
