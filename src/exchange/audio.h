#pragma once

#include <gio/gio.h>

#include "store/experiment.h"

G_BEGIN_DECLS

/* WAV and FLAC. A recording becomes a run with its true rate, one channel per audio channel, quantity
 * "level" (full scale = ±1), or what our own metadata says. */
RkRun   *rk_audio_read  (RkExperiment *experiment, const char *path, GCancellable *cancellable, GError **error);

/* One run's steady channels of one stream, each scaled to the format's range; scale, unit and name go into the metadata, so
 * that reading it back gives every value within one step. Format by the suffix. Errors: a stream whose
 * times are not steady is refused with the reason. */
gboolean rk_audio_write (RkExperiment *experiment, RkRun *run, GPtrArray *channels, const char *path,
                         GCancellable *cancellable, GError **error);

G_END_DECLS
