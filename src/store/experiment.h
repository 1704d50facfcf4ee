#pragma once

#include <gio/gio.h>

#include "store/run.h"

G_BEGIN_DECLS

/**
 * RkExperiment:
 *
 * The document. Main thread.
 *
 * Properties: title (string), runs (GListModel of RkRun, read-only), channels (GListModel of
 * RkChannel, read-only), setup (string, JSON of the collection and view settings, owned by the app).
 * Signal: changed, when anything that is stored in the file changed (runs, channels and their
 * properties, title); samples do not count.
 */
#define RK_TYPE_EXPERIMENT (rk_experiment_get_type ())
G_DECLARE_FINAL_TYPE (RkExperiment, rk_experiment, RK, EXPERIMENT, GObject)

RkExperiment *rk_experiment_new          (void) G_GNUC_WARN_UNUSED_RESULT;
const char   *rk_experiment_get_title    (RkExperiment *self);
void          rk_experiment_set_title    (RkExperiment *self, const char *title);
const char   *rk_experiment_get_setup    (RkExperiment *self); /* "{}" when empty */
void          rk_experiment_set_setup    (RkExperiment *self, const char *json);
GListModel   *rk_experiment_get_runs     (RkExperiment *self);
GListModel   *rk_experiment_get_channels (RkExperiment *self);

/* A new run named "Run n" (translated), n one more than ever used; appended to runs. */
RkRun        *rk_experiment_begin_run    (RkExperiment *self, gint64 begin_wall_us); /* (transfer none) */
/* The same, but in nobody's list yet: rk_experiment_add_run () puts it there once it is whole. (transfer full) */
RkRun        *rk_experiment_reserve_run  (RkExperiment *self, gint64 begin_wall_us) G_GNUC_WARN_UNUSED_RESULT;
void          rk_experiment_add_run      (RkExperiment *self, RkRun *run);           /* for loaders; keeps ids ascending */
/* Takes a run out (it stays in the file until purged); undo puts it back in its place. */
void          rk_experiment_remove_run   (RkExperiment *self, RkRun *run);
void          rk_experiment_restore_run  (RkExperiment *self, RkRun *run);

/* The channel of a source's column, made with the next free colour if there is none yet. */
RkChannel    *rk_experiment_ensure_channel (RkExperiment *self, const char *source_key, const RkColumn *column);
void          rk_experiment_add_channel    (RkExperiment *self, RkChannel *channel);
RkChannel    *rk_experiment_find_channel   (RkExperiment *self, const char *id);
/* Takes a channel out that no run has, nor may have when one is restored; FALSE if it stays. */
gboolean      rk_experiment_drop_channel   (RkExperiment *self, RkChannel *channel);
/* The same of one that no removed run has either, which the caller knows. */
gboolean      rk_experiment_forget_channel (RkExperiment *self, RkChannel *channel);

G_END_DECLS
