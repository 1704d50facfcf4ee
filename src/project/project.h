#pragma once

#include <gio/gio.h>

#include "store/experiment.h"
#include "store/run-sink.h"

G_BEGIN_DECLS

#define RK_PROJECT_FORMAT  1
#define RK_PROJECT_SUFFIX ".rostok"

/**
 * RkProject:
 *
 * The .rostok file of an experiment: one SQLite database written live by a thread of its own.
 * The object belongs to the main thread. The schema is documented in src/project/schema.md.
 *
 * Properties (read-only): path, untitled (boolean), read-only (boolean),
 * error-text (nullable: what keeps data from reaching the disk, translated),
 * unsaved-ms (uint: age of the oldest sample not yet on the disk).
 */
#define RK_TYPE_PROJECT (rk_project_get_type ())
G_DECLARE_FINAL_TYPE (RkProject, rk_project, RK, PROJECT, GObject)

/* A new file; fails if @path exists. */
RkProject  *rk_project_create        (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A new file in the user's data folder, named by date and time. */
RkProject  *rk_project_create_untitled (GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Files of others: checked, limits, defensive. A newer file opens read-only (read-only is then TRUE). */
RkProject  *rk_project_open          (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Ends the writer (all queued data is committed first), closes, and deletes an untitled file without runs. */
void        rk_project_close         (RkProject *self);

const char *rk_project_get_path      (RkProject *self);
gboolean    rk_project_get_untitled  (RkProject *self);
gboolean    rk_project_get_read_only (RkProject *self);

/* Fills an empty experiment with what the file holds. A damaged part is left out and named in
 * @warnings (nullable, of char*); FALSE only when nothing can be read. Any thread may run
 * it, as long as nothing else touches @experiment. */
gboolean    rk_project_load          (RkProject *self, RkExperiment *experiment, GPtrArray *warnings, GError **error);
/* Queues channels, runs' names and notes, title and set-up for writing. Cheap; call on RkExperiment::changed. */
void        rk_project_save_setup    (RkProject *self, RkExperiment *experiment);
/* Marks a run as deleted (kept until the file is closed, so that undo works) or back. */
void        rk_project_set_run_deleted (RkProject *self, RkRun *run, gboolean deleted);
/* Writes whole, finished runs that did not come through a sink (imports). */
gboolean    rk_project_write_run     (RkProject *self, RkRun *run, GError **error);
/* The same without waiting; the callback is on the main context. */
void        rk_project_write_run_async  (RkProject *self, RkRun *run, GAsyncReadyCallback callback, gpointer user_data);
gboolean    rk_project_write_run_finish (RkProject *self, GAsyncResult *result, GError **error);

/* The keeper's two calls. @origin_ns: the begin of the run in rk_clock_now_ns (). */
RkRunSink  *rk_project_begin_run     (RkProject *self, RkRun *run, gint64 origin_ns, GError **error);
void        rk_project_end_run       (RkProject *self, RkRunSink *sink); /* merges its chunks; frees @sink */

/* Waits until everything queued so far is committed. */
gboolean    rk_project_flush         (RkProject *self, GError **error);
/* A whole copy at @path (replaced atomically if it exists); the project then is that file,
 * and an untitled one is removed. On failure nothing changes. */
gboolean    rk_project_save_as       (RkProject *self, const char *path, GError **error);
/* The same without waiting: a recording goes on, and the file is the old one until the callback, on the
 * main context. What waits for the disk (begin_run, flush, close ...) waits for the copy too. */
void        rk_project_save_as_async  (RkProject *self, const char *path, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
gboolean    rk_project_save_as_finish (RkProject *self, GAsyncResult *result, GError **error);

/* How long the disk will do at the pace of the last seconds; infinity while nothing is recorded.
 * Warn at 15 min, again at 5 min. */
double      rk_project_get_time_left_s (RkProject *self);

/* -- After a crash ------------------------------------------------------- */

typedef struct {
  char   *path;          /* of the file found unfinished */
  char   *title;
  gint64  begin_wall_us; /* of its newest run */
  double  duration_s;    /* of that run, as far as it is on the disk */
  double  lost_s;        /* between the last sample kept and the last sign of life; at least 0 */
  gboolean untitled;
} RkUnfinished;

void        rk_unfinished_free        (RkUnfinished *self);
/* Files in the user's data folder that no running instance holds and that hold an unfinished run, and
 * titled files noted in the same folder. Newest first. */
GPtrArray  *rk_project_find_unfinished (void) G_GNUC_WARN_UNUSED_RESULT;
/* Copies into a new file with the interrupted runs marked recovered; the old one is not changed
 * but noted as dealt with. Returns the open new project. */
RkProject  *rk_project_recover        (const RkUnfinished *unfinished, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        rk_project_forget         (const RkUnfinished *unfinished); /* not offered again; data stays */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkUnfinished, rk_unfinished_free)

/* For the command line: integrity of the file. @problems gets one line (char*) each. */
gboolean    rk_project_check          (const char *path, GPtrArray *problems, GError **error);

G_END_DECLS
