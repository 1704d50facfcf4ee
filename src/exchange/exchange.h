#pragma once

#include <gio/gio.h>

#include "store/experiment.h"

G_BEGIN_DECLS

/* Reads a foreign file (.csv, .tsv, .txt, .wav, .flac) into @experiment as a new run, by content first, suffix second. */
RkRun *rk_exchange_import (RkExperiment *experiment, const char *path, GCancellable *cancellable, GError **error);

/* The same without blocking: read in a thread, put into @experiment by the finish function. */
void   rk_exchange_import_async  (const char *path, GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
RkRun *rk_exchange_import_finish (RkExperiment *experiment, GAsyncResult *result, GError **error);

G_END_DECLS
