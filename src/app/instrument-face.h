#pragma once

#include "app/instrument-scale.h"
#include "app/plot.h"

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * RkInstrumentFace:
 *
 * One channel on one dial, thermometer or bar.
 */
#define RK_TYPE_INSTRUMENT_FACE (rk_instrument_face_get_type ())
G_DECLARE_FINAL_TYPE (RkInstrumentFace, rk_instrument_face, RK, INSTRUMENT_FACE, GtkWidget)

GtkWidget *rk_instrument_face_new         (RkPlot *plot, RkChannel *channel);
void       rk_instrument_face_remember    (RkInstrumentFace *self, double least, double most);
RkChannel *rk_instrument_face_get_channel (RkInstrumentFace *self);
/* Takes over the value and everything else the channel and the view have now; draws only what is different. */
void       rk_instrument_face_update      (RkInstrumentFace *self);

/* How a run went; only a row shows it. */
void       rk_instrument_face_take_run    (RkInstrumentFace *self, RkRun *run);

RkInstrumentShape rk_instrument_shape     (RkPlotKind kind);

G_END_DECLS
