/* The queue and the thread behind it.
 *
 * Sources push; a push takes one short lock and never waits for the disk. The thread
 * takes all that has come together every quarter of a second and writes it in one transaction. What a failed
 * transaction held stays in memory, in order, and is tried again with all that came meanwhile.
 *
 * A full disk is asked again once a second. After any other error the file is closed, opened anew and
 * its log is moved into it before anything is added: the kernel reports a failed sync once and then
 * holds the lost pages for clean, so a log that continued behind such a hole would end there after a power cut.
 *
 * Memory is bounded too. What does not fit is refused at the door, counted, and becomes a gap in the file
 * ("lost n") when there is room again. The samples in memory, on the screen, are not touched by it. */
#include "config.h"

#include "project/writer.h"

#include "base/clock.h"
#include "project/errors.h"
#include "project/schema.h"
#include "project/unfinished.h"
#include "project/writer-private.h"

#include <glib/gi18n-lib.h>
#include <pthread.h>
#include <signal.h>

#define HEARTBEAT_US      (1 * G_USEC_PER_SEC)
#define RETRY_US          (1 * G_USEC_PER_SEC)
#define CHECKPOINT_PAGES  1024 /* 4 MiB in the log */

typedef struct {
  RkWriterJob func;
  gpointer    data;
  GError    **error;
  gboolean    result;
  gboolean    done;
  struct Posted *posted; /* nullable: who is told instead of waiting */
} Job;

typedef struct Posted {
  Job           job;
  GError       *error;
  RkWriterDone  done;
  gpointer      user_data;
  GMainContext *context;
} Posted;

struct _RkWriter
{
  GThread *thread;

  GMutex   lock;
  GCond    wake; /* for the thread */
  GCond    done; /* for those who wait for a job */

  /* Guarded by @lock. */
  GQueue   ops;         /* RkWriterOp */
  GQueue   jobs;        /* Job */
  RkSetup *setup;       /* nullable: the newest not yet written */
  gsize    bytes;       /* of @ops and @pending */
  gint64   oldest_us;   /* when the first of @ops came; 0 = none */
  gint64   unsaved_us;  /* the same for @pending */
  char    *error_text;  /* nullable */
  gboolean quit;
  double   rate;        /* bytes a second */

  /* The thread's own. */
  char         *path;
  gboolean      read_only;
  RkTransaction transaction;
  GQueue        pending;    /* RkWriterOp: taken, not yet committed */
  gint64        begin_us;   /* of the last attempt */
  gint64        retry_us;   /* not before; 0 = no failure */
  gboolean      settled;
  gint64        rate_us;    /* since when @rate_bytes are counted */
  gsize         rate_bytes;

  void        (*notify) (gpointer data);
  gpointer      notify_data;
};

/* -- Pieces -------------------------------------------------------------- */

static void
push_locked (RkWriter   *self,
             RkWriterOp *op)
{
  if (g_queue_is_empty (&self->ops)) {
    self->oldest_us = g_get_monotonic_time ();
    g_cond_signal (&self->wake);
  }

  self->bytes += op->bytes;
  g_queue_push_tail (&self->ops, op);
}

/* -- The thread ---------------------------------------------------------- */

static void
set_error_text (RkWriter     *self,
                const GError *error)
{
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->error_text, g_free);
  if (error != NULL)
    self->error_text = g_strdup (error->message);
  g_mutex_unlock (&self->lock);
}

static gboolean
reopen (RkWriter *self,
        GError  **error)
{
  if (self->transaction.database != NULL)
    return TRUE;

  self->transaction.database = rk_database_open (self->path, RK_DATABASE_WRITE, error);
  if (self->transaction.database == NULL)
    return FALSE;

  if (rk_database_checkpoint (self->transaction.database, TRUE, error))
    return TRUE;

  rk_database_abandon (g_steal_pointer (&self->transaction.database));

  return FALSE;
}

static RkSetup *
take_pending (RkWriter *self)
{
  RkWriterOp *op;
  RkSetup *setup;

  g_mutex_lock (&self->lock);

  if (g_queue_is_empty (&self->pending))
    self->unsaved_us = self->oldest_us;
  while ((op = g_queue_pop_head (&self->ops)) != NULL)
    g_queue_push_tail (&self->pending, op);
  self->oldest_us = 0;
  setup = g_steal_pointer (&self->setup);

  g_mutex_unlock (&self->lock);

  return setup;
}

static void
measure_rate (RkWriter *self,
              gsize     bytes)
{
  gint64 now_us = g_get_monotonic_time ();
  gint64 us = now_us - self->rate_us;

  self->rate_bytes += bytes;
  if (self->rate_us != 0 && us < 5 * G_USEC_PER_SEC)
    return;

  g_mutex_lock (&self->lock);
  if (self->rate_us != 0)
    self->rate = (double) self->rate_bytes * G_USEC_PER_SEC / (double) us;
  g_mutex_unlock (&self->lock);

  self->rate_us = now_us;
  self->rate_bytes = 0;
}

static void
drop_pending (RkWriter *self)
{
  gsize bytes = 0;

  for (GList *link = self->pending.head; link != NULL; link = link->next)
    bytes += ((RkWriterOp *) link->data)->bytes;

  g_mutex_lock (&self->lock);
  self->bytes -= bytes;
  self->unsaved_us = 0;
  g_mutex_unlock (&self->lock);

  g_queue_clear_full (&self->pending, rk_writer_op_free);
  measure_rate (self, bytes);
}

static void
after_failure (RkWriter     *self,
               RkSetup      *setup,
               const GError *error)
{
  g_mutex_lock (&self->lock);
  /* A newer one may have come meanwhile. */
  if (self->setup == NULL)
    self->setup = setup;
  else
    rk_setup_free (setup);
  g_mutex_unlock (&self->lock);

  self->retry_us = g_get_monotonic_time () + RETRY_US;
  if (!g_error_matches (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_FULL))
    rk_database_abandon (g_steal_pointer (&self->transaction.database));
}

static gboolean
commit (RkWriter *self,
        GError  **error)
{
  RkSetup *setup = take_pending (self);
  gboolean recording = self->transaction.runs->len > 0;
  GError *failure = NULL;

  self->begin_us = g_get_monotonic_time ();

  if (setup == NULL && g_queue_is_empty (&self->pending) && !recording)
    return TRUE;

  if (reopen (self, &failure)
      && rk_transaction_write (&self->transaction, &self->pending, setup, !self->settled, &failure)) {
    self->settled = TRUE;
    self->retry_us = 0;
    rk_setup_free (setup);
    drop_pending (self);
    if (recording && self->transaction.runs->len == 0)
      rk_unfinished_unnote (self->path);
  } else {
    after_failure (self, setup, failure);
  }

  set_error_text (self, failure);
  self->notify (self->notify_data);

  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, failure);

  return FALSE;
}

/* Between two transactions, so that no commit waits for it longer than it must. */
static void
checkpoint_if_due (RkWriter *self)
{
  g_autoptr (GError) error = NULL;

  if (self->transaction.database == NULL
      || rk_database_get_log_pages (self->transaction.database) < CHECKPOINT_PAGES)
    return;

  /* The log keeps all data and only grows; the next time is soon. */
  if (!rk_database_checkpoint (self->transaction.database, FALSE, &error))
    g_debug ("Checkpoint: %s", error->message);
}

/* When the next transaction should begin, or 0 if there is nothing to write. */
static gint64
next_commit_locked (RkWriter *self)
{
  gint64 due_us = self->begin_us + RK_WRITER_INTERVAL_MS * 1000;

  if (self->read_only)
    return 0;

  if (g_queue_is_empty (&self->ops) && g_queue_is_empty (&self->pending) && self->setup == NULL) {
    if (self->transaction.runs->len == 0)
      return 0;
    due_us = self->begin_us + HEARTBEAT_US;
  } else {
    /* After a pause the first piece starts the quarter of a second. */
    due_us = MAX (due_us, self->oldest_us + (RK_WRITER_INTERVAL_MS / 2) * 1000);
  }

  return MAX (due_us, self->retry_us);
}

static gboolean
posted_cb (gpointer user_data)
{
  Posted *posted = user_data;

  posted->done (posted->job.result, g_steal_pointer (&posted->error), posted->user_data);

  return G_SOURCE_REMOVE;
}

static void
posted_free (gpointer data)
{
  Posted *posted = data;

  g_clear_error (&posted->error);
  g_main_context_unref (posted->context);
  g_free (posted);
}

static void
run_job_locked (RkWriter *self,
                Job      *job)
{
  g_mutex_unlock (&self->lock);
  job->result = job->func (self, job->data, job->error);

  if (job->posted != NULL) {
    g_autoptr (GSource) source = g_idle_source_new ();

    g_source_set_priority (source, G_PRIORITY_DEFAULT);
    g_source_set_callback (source, posted_cb, job->posted, posted_free);
    g_source_attach (source, job->posted->context);
    g_mutex_lock (&self->lock);
    return;
  }

  g_mutex_lock (&self->lock);

  job->done = TRUE;
  g_cond_broadcast (&self->done);
}

static gpointer
writer_thread (gpointer user_data)
{
  RkWriter *self = user_data;
  sigset_t signals;

  /* A file limit should be an error of the write, not the end of the process. */
  sigemptyset (&signals);
  sigaddset (&signals, SIGXFSZ);
  pthread_sigmask (SIG_BLOCK, &signals, NULL);

  g_mutex_lock (&self->lock);

  while (TRUE) {
    Job *job = g_queue_pop_head (&self->jobs);
    gint64 due_us;

    if (job != NULL) {
      run_job_locked (self, job);
      continue;
    }

    if (self->quit)
      break;

    due_us = next_commit_locked (self);

    if (due_us == 0) {
      g_cond_wait (&self->wake, &self->lock);
    } else if (due_us > g_get_monotonic_time ()) {
      g_cond_wait_until (&self->wake, &self->lock, due_us);
    } else {
      g_mutex_unlock (&self->lock);
      commit (self, NULL);
      checkpoint_if_due (self);
      g_mutex_lock (&self->lock);
    }
  }

  g_mutex_unlock (&self->lock);

  return NULL;
}

/* -- Within a job -------------------------------------------------------- */

/**
 * rk_writer_get_database:
 * @self: a writer
 *
 * Gets the database; %NULL after an error of the disk, until a commit has opened it again.
 *
 * Threads: the writer's.
 *
 * Returns: (transfer none) (nullable): the database
 */
RkDatabase *
rk_writer_get_database (RkWriter *self)
{
  return self->transaction.database;
}

const char *
rk_writer_get_path (RkWriter *self)
{
  return self->path;
}

/**
 * rk_writer_commit:
 * @self: a writer
 * @error: return location
 *
 * Writes everything queued so far.
 *
 * Errors: it stays in memory; the database may be closed, see rk_writer_get_database ().
 * Threads: the writer's.
 *
 * Returns: %TRUE once it is on the disk
 */
gboolean
rk_writer_commit (RkWriter *self,
                  GError  **error)
{
  if (self->read_only) {
    g_set_error_literal (error, RK_PROJECT_ERROR, RK_PROJECT_ERROR_READ_ONLY,
                         _("The experiment is open for reading only; save it under another name to change it"));
    return FALSE;
  }

  return commit (self, error);
}

/**
 * rk_writer_breathe:
 * @self: a writer
 *
 * For long jobs, between two steps: writes what waits if its time has come.
 *
 * Threads: the writer's.
 */
void
rk_writer_breathe (RkWriter *self)
{
  gint64 due_us;

  g_mutex_lock (&self->lock);
  due_us = next_commit_locked (self);
  g_mutex_unlock (&self->lock);

  if (due_us != 0 && due_us <= g_get_monotonic_time ())
    commit (self, NULL);
}

/**
 * rk_writer_switch:
 * @self: a writer
 * @path: another file
 * @database: (transfer full): that file, open, a copy of all that was committed
 *
 * Goes on in another file. What waits in memory goes there.
 *
 * Threads: the writer's.
 */
void
rk_writer_switch (RkWriter   *self,
                  const char *path,
                  RkDatabase *database)
{
  gboolean recording = self->transaction.runs->len > 0;

  if (self->transaction.database != NULL && !self->read_only && recording) {
    /* The old file keeps what it has of this run, and is not unfinished. */
    rk_database_exec (self->transaction.database, "UPDATE run SET state='complete' WHERE state='recording'", NULL);
    rk_unfinished_unnote (self->path);
  }

  rk_database_close (self->transaction.database);
  self->transaction.database = database;
  g_free (self->path);
  self->path = g_strdup (path);
  self->read_only = FALSE;
  self->retry_us = 0;

  if (recording)
    rk_unfinished_note (self->path);
}

/**
 * rk_writer_forget_run:
 * @self: a writer
 * @run: a recording that could not begin or end
 *
 * Drops what waits of a recording, so that it is not tried again.
 *
 * Threads: the writer's.
 */
void
rk_writer_forget_run (RkWriter    *self,
                      RkWriterRun *run)
{
  RkSetup *setup = take_pending (self);
  gsize bytes = 0;
  GList *next;

  for (GList *link = self->pending.head; link != NULL; link = next) {
    RkWriterOp *op = link->data;

    next = link->next;
    if (op->run == run) {
      bytes += op->bytes;
      rk_writer_op_free (op);
      g_queue_delete_link (&self->pending, link);
    }
  }

  g_mutex_lock (&self->lock);
  self->bytes -= bytes;
  if (self->setup == NULL)
    self->setup = g_steal_pointer (&setup);
  g_mutex_unlock (&self->lock);

  rk_setup_free (setup);
  g_ptr_array_remove (self->transaction.runs, run);
}

/* -- Any thread ---------------------------------------------------------- */

/**
 * rk_writer_new:
 * @path: the file
 * @database: (transfer full): the same file, open
 * @read_only: whether nothing may be written
 * @notify: called on the writer's thread after each attempt to write
 * @data: for @notify
 *
 * Starts the thread that owns the database from now on.
 *
 * Returns: (transfer full): the writer
 */
RkWriter *
rk_writer_new (const char *path,
               RkDatabase *database,
               gboolean    read_only,
               void      (*notify) (gpointer data),
               gpointer    data)
{
  RkWriter *self = g_new0 (RkWriter, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->wake);
  g_cond_init (&self->done);
  self->path = g_strdup (path);
  self->read_only = read_only;
  self->notify = notify;
  self->notify_data = data;
  self->transaction.database = database;
  self->transaction.runs = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_writer_run_unref);
  self->transaction.buffer = g_byte_array_new ();
  self->thread = g_thread_new ("rk-writer", writer_thread, self);

  return self;
}

static gboolean
close_job (RkWriter *self,
           gpointer  data,
           GError  **error)
{
  gboolean done = self->read_only || commit (self, error);

  rk_database_close (g_steal_pointer (&self->transaction.database));
  self->read_only = TRUE;

  return done;
}

/**
 * rk_writer_close:
 * @self: a writer
 * @error: return location
 *
 * Writes what waits, closes the file, and ends the thread.
 *
 * Returns: %FALSE if something could not be written
 */
gboolean
rk_writer_close (RkWriter *self,
                 GError  **error)
{
  gboolean done;

  if (self->thread == NULL)
    return TRUE;

  done = rk_writer_call (self, close_job, NULL, error);

  g_mutex_lock (&self->lock);
  self->quit = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);

  g_thread_join (g_steal_pointer (&self->thread));

  return done;
}

/**
 * rk_writer_free:
 * @self: (transfer full) (nullable): a writer
 *
 * Closes it if that has not been done; what could not be written is lost with it.
 */
void
rk_writer_free (RkWriter *self)
{
  if (self == NULL)
    return;

  rk_writer_close (self, NULL);
  g_queue_clear_full (&self->ops, rk_writer_op_free);
  g_queue_clear_full (&self->pending, rk_writer_op_free);
  rk_setup_free (self->setup);
  g_ptr_array_unref (self->transaction.runs);
  g_byte_array_unref (self->transaction.buffer);
  g_free (self->path);
  g_free (self->error_text);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->wake);
  g_cond_clear (&self->done);
  g_free (self);
}

/**
 * rk_writer_call:
 * @self: a writer that is not closed
 * @func: what to do with the database
 * @data: for @func
 * @error: return location for @func
 *
 * Has a job done by the writer's thread, between two transactions, and waits for it.
 *
 * Threads: any but the writer's.
 *
 * Returns: what @func returned
 */
gboolean
rk_writer_call (RkWriter   *self,
               RkWriterJob func,
               gpointer    data,
               GError    **error)
{
  Job job = { .func = func, .data = data, .error = error };

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->jobs, &job);
  g_cond_signal (&self->wake);
  while (!job.done)
    g_cond_wait (&self->done, &self->lock);
  g_mutex_unlock (&self->lock);

  return job.result;
}

/**
 * rk_writer_post:
 * @self: a writer that is not closed
 * @func: what to do with the database
 * @data: for @func; lives until @done
 * @done: called on the main context of the caller
 * @user_data: for @done
 *
 * Has a job done by the writer's thread, between two transactions, without waiting for it.
 */
void
rk_writer_post (RkWriter     *self,
                RkWriterJob   func,
                gpointer      data,
                RkWriterDone  done,
                gpointer      user_data)
{
  Posted *posted = g_new0 (Posted, 1);

  posted->job = (Job) { .func = func, .data = data, .error = &posted->error, .posted = posted };
  posted->done = done;
  posted->user_data = user_data;
  posted->context = g_main_context_ref_thread_default ();

  g_mutex_lock (&self->lock);
  g_queue_push_tail (&self->jobs, &posted->job);
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->lock);
}

char *
rk_writer_dup_error (RkWriter *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (self->error_text);
}

guint
rk_writer_get_unsaved_ms (RkWriter *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gint64 oldest_us = self->unsaved_us != 0 ? self->unsaved_us : self->oldest_us;

  if (oldest_us == 0)
    return 0;

  return (guint) MIN ((g_get_monotonic_time () - oldest_us) / 1000, G_MAXUINT);
}

double
rk_writer_get_rate (RkWriter *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->rate;
}

/**
 * rk_writer_begin_run:
 * @self: a writer
 * @run: (transfer full): its name and begin
 * @origin_ns: begin in the clock of its blocks
 * @hidden: whether it shows only once it has ended
 *
 * Begins a recording.
 *
 * Returns: (transfer full): handle for its pieces, for rk_writer_end_run ()
 */
RkWriterRun *
rk_writer_begin_run (RkWriter   *self,
                     RkSetupRun *run,
                     gint64      origin_ns,
                     gboolean    hidden)
{
  RkWriterRun *handle = g_new0 (RkWriterRun, 1);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_atomic_ref_count_init (&handle->ref_count);
  handle->setup = run;
  handle->origin_ns = origin_ns;
  handle->hidden = hidden;
  handle->streams = g_ptr_array_new_with_free_func (rk_writer_stream_free);
  handle->known = g_ptr_array_new ();

  push_locked (self, rk_writer_op_new (OP_BEGIN_RUN, handle, NULL));

  return handle;
}

guint
rk_writer_add_stream (RkWriter    *self,
                      RkWriterRun *run,
                      const char  *source_key,
                      const char  *source_name,
                      const char  *profile_id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  RkWriterStream *stream = g_new0 (RkWriterStream, 1);
  guint position = run->streams->len;
  RkWriterOp *op;

  stream->id = run->setup->id * RK_SCHEMA_MAX_STREAMS + position;
  stream->source_key = g_strdup (source_key);
  stream->source_name = g_strdup (source_name);
  stream->profile_id = g_strdup (profile_id);
  stream->last_ns = run->origin_ns;
  stream->tail = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_block_unref);
  stream->fresh = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_block_unref);
  stream->raw = g_ptr_array_new ();
  g_ptr_array_add (run->streams, stream);

  op = rk_writer_op_new (OP_ADD_STREAM, run, stream);
  op->number = position;
  push_locked (self, op);

  return position;
}

static RkWriterStream *
get_stream_locked (RkWriterRun *run,
                   guint        stream)
{
  g_assert (stream < run->streams->len);

  return g_ptr_array_index (run->streams, stream);
}

void
rk_writer_set_columns (RkWriter    *self,
                       RkWriterRun *run,
                       guint        stream,
                       GPtrArray   *columns)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  RkWriterOp *op = rk_writer_op_new (OP_COLUMNS, run, get_stream_locked (run, stream));

  op->columns = rk_columns_copy (columns);
  op->bytes += columns->len * 256;
  push_locked (self, op);
}

static void
push_gap_locked (RkWriter       *self,
                 RkWriterRun    *run,
                 RkWriterStream *stream,
                 const RkGap    *gap)
{
  RkWriterOp *op = rk_writer_op_new (OP_GAP, run, stream);

  op->gap = *gap;
  push_locked (self, op);
}

static void
push_lost_locked (RkWriter       *self,
                  RkWriterRun    *run,
                  RkWriterStream *stream,
                  gint64          end_ns)
{
  RkGap gap = { stream->last_ns, MAX (end_ns, stream->last_ns), RK_GAP_LOST, stream->n_lost };

  if (stream->n_lost == 0)
    return;

  push_gap_locked (self, run, stream, &gap);
  stream->n_lost = 0;
}

/**
 * rk_writer_push_block:
 * @self: a writer
 * @run: a recording
 * @stream: number of its stream
 * @block: sealed samples; gets a reference of its own
 *
 * Queues samples, or counts them as lost when the disk is so far behind that memory is full.
 *
 * Threads: any; waits for nothing.
 */
void
rk_writer_push_block (RkWriter    *self,
                      RkWriterRun *run,
                      guint        stream,
                      RkBlock     *block)
{
  gsize bytes = (gsize) block->n_samples * (block->n_columns + 1) * sizeof (double) + RK_WRITER_PIECE_OVERHEAD;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  RkWriterStream *target = get_stream_locked (run, stream);
  RkWriterOp *op;

  if (bytes > RK_WRITER_MAX_BYTES - MIN (self->bytes, RK_WRITER_MAX_BYTES)) {
    target->n_lost += block->n_samples;
    return;
  }

  push_lost_locked (self, run, target, block->begin_ns);

  op = rk_writer_op_new (OP_BLOCK, run, target);
  op->block = rk_block_ref (block);
  op->bytes = bytes;
  target->last_ns = rk_block_get_time_ns (block, block->n_samples - 1);
  push_locked (self, op);
}

void
rk_writer_push_raw (RkWriter    *self,
                    RkWriterRun *run,
                    guint        stream,
                    GBytes      *bytes,
                    gint64       arrival_ns)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  RkWriterStream *target = get_stream_locked (run, stream);
  gsize size = g_bytes_get_size (bytes) + RK_WRITER_PIECE_OVERHEAD;
  RkWriterOp *op;

  /* Samples matter more: raw bytes get the first half of the room only. */
  if (size > RK_WRITER_MAX_BYTES / 2 - MIN (self->bytes, RK_WRITER_MAX_BYTES / 2)) {
    target->raw_lost += g_bytes_get_size (bytes);
    return;
  }

  op = rk_writer_op_new (OP_RAW, run, target);
  op->raw = g_bytes_ref (bytes);
  op->number = arrival_ns;
  op->bytes = size;
  push_locked (self, op);
}

void
rk_writer_push_gap (RkWriter    *self,
                    RkWriterRun *run,
                    guint        stream,
                    const RkGap *gap)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  RkWriterStream *target = get_stream_locked (run, stream);

  push_lost_locked (self, run, target, gap->begin_ns);
  push_gap_locked (self, run, target, gap);
}

void
rk_writer_set_counters (RkWriter         *self,
                        RkWriterRun      *run,
                        guint             stream,
                        const RkCounters *counters)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  RkWriterStream *target = get_stream_locked (run, stream);
  RkWriterOp *op = rk_writer_op_new (OP_COUNTERS, run, target);

  op->counters.values = *counters;
  op->counters.raw_lost = target->raw_lost;
  push_locked (self, op);
}

/**
 * rk_writer_exclude:
 * @self: a writer
 * @run: a recording
 * @stream: number of its stream
 * @sample: number of a sample of the stream that was pushed
 *
 * Takes a sample back: it stays in the file and is left out when the run is shown.
 *
 * Threads: any; waits for nothing.
 */
void
rk_writer_exclude (RkWriter    *self,
                   RkWriterRun *run,
                   guint        stream,
                   guint64      sample)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  RkWriterOp *op = rk_writer_op_new (OP_EXCLUDE, run, get_stream_locked (run, stream));

  op->number = (gint64) sample;
  push_locked (self, op);
}

void
rk_writer_end_run (RkWriter    *self,
                   RkWriterRun *run,
                   gint64       duration_ns)
{
  RkWriterOp *op;

  g_mutex_lock (&self->lock);

  for (guint i = 0; i < run->streams->len; i++) {
    RkWriterStream *stream = g_ptr_array_index (run->streams, i);

    push_lost_locked (self, run, stream, run->origin_ns + duration_ns);
  }

  op = rk_writer_op_new (OP_END_RUN, run, NULL);
  op->number = duration_ns;
  push_locked (self, op);

  g_mutex_unlock (&self->lock);

  rk_writer_run_unref (run);
}

void
rk_writer_set_deleted (RkWriter *self,
                       gint64    run_id,
                       gboolean  deleted)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  RkWriterOp *op = rk_writer_op_new (OP_DELETED, NULL, NULL);

  op->number = run_id;
  op->flag = deleted;
  push_locked (self, op);
}

void
rk_writer_take_setup (RkWriter *self,
                      RkSetup  *setup)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  rk_setup_free (self->setup);
  self->setup = setup;
  g_cond_signal (&self->wake);
}
