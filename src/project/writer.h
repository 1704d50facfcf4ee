#pragma once

#include "project/database.h"
#include "project/setup.h"
#include "store/block.h"
#include "store/column.h"

G_BEGIN_DECLS

/* A transaction at least this often while data come. With the 100 ms of a block under construction
 * and the sync itself this keeps a loss by kill -9 below 0.5 s. */
#define RK_WRITER_INTERVAL_MS 250

/* What may wait in memory for a slow or full disk: over an hour of 16 kB/s. */
#define RK_WRITER_MAX_BYTES (64 * 1024 * 1024)

/**
 * RkWriter:
 *
 * The thread that owns the database, and the queue before it. Everything that touches the
 * file runs on it: samples as queued pieces, the rest as jobs that wait their turn.
 *
 * Threads: any thread may queue; nothing but a job waits.
 */
typedef struct _RkWriter       RkWriter;
typedef struct _RkWriterRun    RkWriterRun;    /* one recording; counted by reference */

/* Takes over @database. @notify is called on the writer's thread, when the error text or
 * the age of unsaved data may have changed. */
RkWriter   *rk_writer_new         (const char *path, RkDatabase *database, gboolean read_only,
                                   void (*notify) (gpointer data), gpointer data) G_GNUC_WARN_UNUSED_RESULT;
/* Tries to commit what waits, closes the database, ends the thread. FALSE: some of it could not be written. */
gboolean    rk_writer_close       (RkWriter *self, GError **error);
void        rk_writer_free        (RkWriter *self);

char       *rk_writer_dup_error   (RkWriter *self);
guint       rk_writer_get_unsaved_ms (RkWriter *self);
/* What the recordings add to the file, bytes a second; 0 = nothing is recorded. */
double      rk_writer_get_rate    (RkWriter *self);

/* Runs @func on the writer's thread and waits for it. */
typedef gboolean (*RkWriterJob) (RkWriter *self, gpointer data, GError **error);
gboolean    rk_writer_call        (RkWriter *self, RkWriterJob func, gpointer data, GError **error);

/* The same without waiting; @done gets the result (and takes @error) on the caller's main context. @data lives until then. */
typedef void (*RkWriterDone) (gboolean result, GError *error, gpointer user_data);
void        rk_writer_post        (RkWriter *self, RkWriterJob func, gpointer data, RkWriterDone done, gpointer user_data);

/* -- Any thread ---------------------------------------------------------- */

RkWriterRun *rk_writer_run_ref    (RkWriterRun *self);
void        rk_writer_run_unref   (RkWriterRun *self);

/* Takes @run. A hidden one shows in the file only once it has ended. */
RkWriterRun *rk_writer_begin_run  (RkWriter *self, RkSetupRun *run, gint64 origin_ns, gboolean hidden);
guint       rk_writer_add_stream  (RkWriter *self, RkWriterRun *run, const char *source_key,
                                   const char *source_name, const char *profile_id);
void        rk_writer_set_columns (RkWriter *self, RkWriterRun *run, guint stream, GPtrArray *columns);
void        rk_writer_push_block  (RkWriter *self, RkWriterRun *run, guint stream, RkBlock *block);
void        rk_writer_push_raw    (RkWriter *self, RkWriterRun *run, guint stream, GBytes *bytes, gint64 arrival_ns);
void        rk_writer_push_gap    (RkWriter *self, RkWriterRun *run, guint stream, const RkGap *gap);
void        rk_writer_set_counters (RkWriter *self, RkWriterRun *run, guint stream, const RkCounters *counters);
void        rk_writer_exclude     (RkWriter *self, RkWriterRun *run, guint stream, guint64 sample);
void        rk_writer_end_run     (RkWriter *self, RkWriterRun *run, gint64 duration_ns); /* gives @run back */
void        rk_writer_set_deleted (RkWriter *self, gint64 run_id, gboolean deleted);
void        rk_writer_take_setup  (RkWriter *self, RkSetup *setup);

/* -- The writer's thread, within a job ------------------------------------ */

RkDatabase *rk_writer_get_database (RkWriter *self);
const char *rk_writer_get_path    (RkWriter *self);
/* Everything queued so far. */
gboolean    rk_writer_commit      (RkWriter *self, GError **error);
/* For long jobs between two steps: a transaction if one is due. */
void        rk_writer_breathe     (RkWriter *self);
/* Goes on in another file, which holds a copy of all that was committed. */
void        rk_writer_switch      (RkWriter *self, const char *path, RkDatabase *database);
/* After a failed commit: what waits of @run is dropped. */
void        rk_writer_forget_run  (RkWriter *self, RkWriterRun *run);

/* Takes deleted runs out for good. Begins and ends a transaction of its own. */
gboolean    rk_transaction_purge  (RkDatabase *database, GError **error);

G_END_DECLS
