#pragma once

#include <gio/gio.h>

#include "store/experiment.h"

G_BEGIN_DECLS

typedef enum {
  RK_CSV_ENGLISH, /* , and . */
  RK_CSV_RUSSIAN, /* ; and , with a byte order mark */
  RK_CSV_TAB,     /* tab, and the decimal sign of the language */
} RkCsvDialect;

typedef void (*RkProgress) (double fraction, gpointer user_data);

const char *rk_csv_dialect_id      (RkCsvDialect dialect); /* "en", "ru", "tab" */
gboolean    rk_csv_dialect_from_id (const char *id, RkCsvDialect *dialect);

/* @runs: (element-type RkRun): what to write. Values in the channels' shown units, shortest exact text.
 * Any thread, as long as the runs' spans were taken: takes them itself at the call (main thread), see
 * rk_csv_write_async (). On failure or cancellation no file is left and an old one stays. */
gboolean    rk_csv_write           (RkExperiment *experiment, GPtrArray *runs, const char *path, RkCsvDialect dialect,
                                    GCancellable *cancellable, RkProgress progress, gpointer user_data, GError **error);

/* The same without blocking: the spans are taken at once, the file is written in a thread; @progress comes on the
 * caller's main context. Later samples are not in the file. */
void        rk_csv_write_async     (RkExperiment *experiment, GPtrArray *runs, const char *path, RkCsvDialect dialect,
                                    GCancellable *cancellable, RkProgress progress, gpointer progress_data,
                                    GAsyncReadyCallback callback, gpointer user_data);
gboolean    rk_csv_write_finish    (GAsyncResult *result, GError **error);

/* Reads any of the dialects (separator, decimal sign, header, units, time column are found out) as a new run of
 * @experiment. The run is complete, its source is the file's name; what had to be guessed stands in its notes. A file with
 * a last column "Run" becomes several runs; the first is returned. On failure @experiment is unchanged. */
RkRun      *rk_csv_read            (RkExperiment *experiment, const char *path, GCancellable *cancellable, GError **error);

G_END_DECLS
