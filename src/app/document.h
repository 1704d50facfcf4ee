#pragma once

#include "acquire/recorder.h"
#include "app/load.h"
#include "project/project.h"

G_BEGIN_DECLS

/**
 * RkDocument:
 *
 * What one window shows: an experiment, the recorder that adds runs to it and the file it is kept
 * in. Main thread.
 *
 * Properties (read-only unless said): experiment, recorder, project (nullable: nothing was
 * recorded yet), source (RkSource, nullable, writable: the one whose raw lines are shown),
 * title, location (where it is kept, for people), recording, empty (no source and no run).
 * Signals: start-failed (GError): a start that waited for a device to open came to nothing;
 * sources-updated, at most 20 times a second for each source: new values, counters, state.
 */
#define RK_TYPE_DOCUMENT (rk_document_get_type ())
G_DECLARE_FINAL_TYPE (RkDocument, rk_document, RK, DOCUMENT, GObject)

RkDocument   *rk_document_new            (void) G_GNUC_WARN_UNUSED_RESULT;
RkExperiment *rk_document_get_experiment (RkDocument *self);
RkRecorder   *rk_document_get_recorder   (RkDocument *self);
RkProject    *rk_document_get_project    (RkDocument *self);
RkSource     *rk_document_get_source     (RkDocument *self);
void          rk_document_set_source     (RkDocument *self, RkSource *source);
const char   *rk_document_get_title      (RkDocument *self);
gboolean      rk_document_get_recording  (RkDocument *self);
gboolean      rk_document_get_empty      (RkDocument *self);
gboolean      rk_document_has_runs       (RkDocument *self);

RkSource     *rk_document_connect_device (RkDocument *self, RkDevice *device);
void          rk_document_disconnect_source (RkDocument *self, RkSource *source);
RkSource     *rk_document_find_source    (RkDocument *self, const char *key);

/* At once, or as soon as the devices that are being opened are open. */
gboolean      rk_document_start          (RkDocument *self, GError **error);
void          rk_document_stop           (RkDocument *self);

/* Takes what was loaded: a project into an empty document, a foreign file's run into any. */
gboolean      rk_document_take           (RkDocument *self, RkLoaded *loaded, GError **error);
gboolean      rk_document_save_as        (RkDocument *self, const char *path, GError **error);
/* The same without waiting; a run goes on, but none begins meanwhile. */
void          rk_document_save_as_async  (RkDocument *self, const char *path, GCancellable *cancellable,
                                         GAsyncReadyCallback callback, gpointer user_data);
gboolean      rk_document_save_as_finish (RkDocument *self, GAsyncResult *result, GError **error);
/* Keeps a run that was calculated, from rk_experiment_reserve_run (), then shows it; without waiting for the disk. */
void          rk_document_keep_run_async (RkDocument *self, RkRun *run, GAsyncReadyCallback callback, gpointer user_data);
gboolean      rk_document_keep_run_finish (RkDocument *self, GAsyncResult *result, GError **error);
void          rk_document_remove_run     (RkDocument *self, RkRun *run);
void          rk_document_restore_run    (RkDocument *self, RkRun *run);
/* Stops; FALSE when something cannot be written: it would be lost by closing. */
gboolean      rk_document_flush          (RkDocument *self, GError **error);

/* Stops, closes the sources and the file. Returns the path of a file that stays, NULL if none. */
char         *rk_document_close          (RkDocument *self);

G_END_DECLS
