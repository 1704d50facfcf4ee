/* The scanner on a real device, in a thread of its own. Progress reaches the caller's main context. */
#include "config.h"

#include "acquire/scanner.h"

#include "acquire/device-private.h"
#include "acquire/errors.h"
#include "acquire/link.h"
#include "base/clock.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

/* A UART needs a moment after its speed was changed. */
#define SETTLE_MS 15
/* An answer to a probe, unless the profile says how long it takes. */
#define ANSWER_MS 600
#define ANSWER_MAX 1024
/* Proof enough for an answer that no pattern describes. */
#define ANSWER_CONFIDENCE 0.6

typedef struct {
  RkTarget      *target;
  RkScanProgress progress;
  gpointer       progress_data;
  GMainContext  *context;
  RkLink        *link;     /* of the thread */
  GCancellable  *cancellable;
  RkLineSettings line;     /* as the link is set */
  RkPortFaults   faults;   /* counted so far */
} Job;

typedef struct {
  Job           *job;
  GTask         *task;
  RkLineSettings line;
  double         fraction;
} Notice;

static void
job_free (gpointer data)
{
  Job *self = data;

  g_clear_pointer (&self->link, rk_link_free);
  rk_target_free (self->target);
  g_main_context_unref (self->context);
  g_free (self);
}

static gboolean
notice_cb (gpointer user_data)
{
  Notice *notice = user_data;

  if (!g_task_get_completed (notice->task) && !g_cancellable_is_cancelled (g_task_get_cancellable (notice->task)))
    notice->job->progress (&notice->line, notice->fraction, notice->job->progress_data);

  return G_SOURCE_REMOVE;
}

static void
notice_free (gpointer data)
{
  Notice *notice = data;

  g_object_unref (notice->task);
  g_free (notice);
}

/* In the thread. */
static void
progress_cb (const RkLineSettings *line,
             double                fraction,
             gpointer              user_data)
{
  GTask *task = user_data;
  Job *job = g_task_get_task_data (task);
  Notice *notice;

  if (job->progress == NULL)
    return;

  notice = g_new0 (Notice, 1);
  notice->job = job;
  notice->task = g_object_ref (task);
  notice->line = *line;
  notice->fraction = fraction;
  g_main_context_invoke_full (job->context, G_PRIORITY_DEFAULT, notice_cb, notice, notice_free);
}

static gboolean
is_same_line (const RkLineSettings *a,
              const RkLineSettings *b)
{
  return a->baud == b->baud && a->data_bits == b->data_bits && a->parity == b->parity && a->stop_bits == b->stop_bits &&
         a->dtr == b->dtr && a->rts == b->rts;
}

/* Faults since the last call. */
static void
take_faults (Job          *self,
             RkPortFaults *faults)
{
  RkPortFaults now = { 0 };

  *faults = (RkPortFaults) { 0 };
  if (!rk_link_get_faults (self->link, &now))
    return;

  faults->framing = now.framing - self->faults.framing;
  faults->parity = now.parity - self->faults.parity;
  faults->overrun = now.overrun - self->faults.overrun;
  self->faults = now;
}

static gboolean
set_line (Job                  *self,
          const RkLineSettings *line)
{
  RkPortFaults lost;
  guint8 rest[256];

  if (is_same_line (&self->line, line))
    return TRUE;
  if (!rk_link_set_line (self->link, line, NULL))
    return FALSE;

  self->line = *line;
  g_usleep (SETTLE_MS * 1000);
  for (guint i = 0; i < 64 && read (rk_link_get_fd (self->link), rest, sizeof rest) > 0; i++)
    ;
  take_faults (self, &lost);

  return TRUE;
}

/* Waits for bytes; -1 when the device is gone or the user had enough. */
static gssize
listen_link (gpointer              ear,
             const RkLineSettings *line,
             gint64                duration_ns,
             guint8               *buffer,
             gsize                 n,
             RkPortFaults         *faults)
{
  Job *self = ear;
  gint64 end_ns = rk_clock_now_ns () + duration_ns;
  gsize n_heard = 0;

  /* A speed that the chip does not know is a speed at which nothing is heard. */
  if (!set_line (self, line))
    return g_cancellable_is_cancelled (self->cancellable) ? -1 : 0;

  while (n_heard < n) {
    gint64 left_ns = end_ns - rk_clock_now_ns ();
    GPollFD fds[2] = { { .fd = rk_link_get_fd (self->link), .events = G_IO_IN } };
    gboolean watched = g_cancellable_make_pollfd (self->cancellable, &fds[1]);
    gssize got;

    if (left_ns > 0)
      g_poll (fds, watched ? 2 : 1, (int) (left_ns / RK_NS_PER_MS) + 1);
    if (watched)
      g_cancellable_release_fd (self->cancellable);
    if (g_cancellable_is_cancelled (self->cancellable))
      return -1;

    got = read (fds[0].fd, buffer + n_heard, n - n_heard);
    if (got > 0)
      n_heard += (gsize) got;
    else if (got == 0 || (errno != EAGAIN && errno != EINTR))
      return -1;
    if (left_ns <= 0)
      break;
  }
  take_faults (self, faults);

  return (gssize) n_heard;
}

static gboolean
open_link (Job                   *self,
           const RkLineSettings  *line,
           GError               **error)
{
  if (self->link == NULL)
    self->link = rk_link_new (self->target);
  if (!rk_link_open (self->link, line, FALSE, error))
    return FALSE;

  self->line = *line;
  self->faults = (RkPortFaults) { 0 };

  return TRUE;
}

static void
run_thread (GTask        *task,
            gpointer      source,
            gpointer      task_data,
            GCancellable *cancellable)
{
  static const RkEar ear = { listen_link };
  Job *self = task_data;
  RkLineSettings line;
  GError *error = NULL;
  RkScan *scan = NULL;

  rk_line_settings_init (&line);
  if (open_link (self, &line, &error)) {
    scan = rk_scanner_run (&ear, self, progress_cb, task, cancellable, &error);
    rk_link_close (self->link);
  }

  if (scan != NULL)
    g_task_return_pointer (task, scan, (GDestroyNotify) rk_scan_free);
  else
    g_task_return_error (task, error);
}

/* Bytes as the text of Latin-1 that patterns of answers are written for. */
static char *
dup_latin1 (const guint8 *bytes,
            gsize         n)
{
  GString *text = g_string_sized_new (n);

  for (gsize i = 0; i < n; i++)
    g_string_append_unichar (text, bytes[i] != 0 ? bytes[i] : ' ');

  return g_string_free (text, FALSE);
}

static gboolean
fits_answer (const char   *pattern,
             const guint8 *bytes,
             gsize         n)
{
  g_autofree char *text = dup_latin1 (bytes, n);
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_DOTALL, 0, NULL);

  return regex != NULL && g_regex_match (regex, text, 0, NULL);
}

/* What the profile itself makes of the answer; NULL when it is not its own. */
static RkGuess *
judge_answer (RkProfile    *profile,
              const guint8 *bytes,
              gsize         n)
{
  const RkTalk *talk = rk_profile_get_talk (profile);
  RkHeard heard = { .bytes = bytes, .n = n, .line = *rk_profile_get_line (profile) };
  g_autoptr (GPtrArray) guesses = NULL;
  RkGuess *guess;

  if (talk->answer != NULL) {
    if (!fits_answer (talk->answer, bytes, n))
      return NULL;

    guess = g_new0 (RkGuess, 1);
    guess->profile = rk_profile_ref (profile);
    guess->line = heard.line;
    guess->confidence = 0.98;
    guess->reason = g_strdup (_("it answers as this device does"));
    guess->samples = g_ptr_array_new_with_free_func (g_free);
    return guess;
  }

  guesses = rk_recognise (&heard);
  for (guint i = 0; i < guesses->len; i++) {
    guess = g_ptr_array_index (guesses, i);
    if (strcmp (rk_profile_get_id (guess->profile), rk_profile_get_id (profile)) == 0 && guess->confidence >= ANSWER_CONFIDENCE)
      return rk_guess_copy (guess);
  }

  return NULL;
}

static gboolean
write_all (Job    *self,
           GBytes *bytes)
{
  gsize n;
  const guint8 *data = g_bytes_get_data (bytes, &n);
  int fd = rk_link_get_fd (self->link);

  while (n > 0) {
    gssize written = write (fd, data, n);
    struct pollfd wait = { .fd = fd, .events = POLLOUT };

    if (written > 0) {
      data += written;
      n -= (gsize) written;
    } else if (errno != EAGAIN && errno != EINTR) {
      return FALSE;
    } else if (poll (&wait, 1, ANSWER_MS) == 0) {
      return FALSE;
    }
  }

  return TRUE;
}

/* Asks as @profile does; FALSE when the device was lost. */
static gboolean
ask (Job       *self,
     RkProfile *profile,
     RkScan    *scan)
{
  const RkTalk *talk = rk_profile_get_talk (profile);
  gint64 wait_ns = (talk->timeout_ms > 0 ? talk->timeout_ms : ANSWER_MS) * RK_NS_PER_MS;
  guint8 answer[ANSWER_MAX];
  RkPortFaults faults;
  RkGuess *guess;
  gssize n;

  if (!set_line (self, rk_profile_get_line (profile)))
    return TRUE;
  if (!write_all (self, talk->probe))
    return FALSE;

  scan->n_lines++;
  n = listen_link (self, rk_profile_get_line (profile), wait_ns, answer, sizeof answer, &faults);
  if (n < 0)
    return FALSE;

  scan->n_bytes += (guint64) n;
  guess = n > 0 ? judge_answer (profile, answer, (gsize) n) : NULL;
  if (guess != NULL)
    g_ptr_array_add (scan->guesses, guess);

  return TRUE;
}

static void
probe_thread (GTask        *task,
              gpointer      source,
              gpointer      task_data,
              GCancellable *cancellable)
{
  Job *self = task_data;
  g_autoptr (GPtrArray) profiles = rk_scan_list_probes ();
  g_autoptr (RkScan) scan = rk_scan_new ();
  RkLineSettings line;
  GError *error = NULL;
  gboolean alive;

  rk_line_settings_init (&line);
  alive = open_link (self, &line, &error);
  for (guint i = 0; i < profiles->len && alive && scan->guesses->len == 0; i++) {
    RkProfile *profile = g_ptr_array_index (profiles, i);

    progress_cb (rk_profile_get_line (profile), (double) i / profiles->len, task);
    alive = ask (self, profile, scan) && !g_cancellable_is_cancelled (cancellable);
  }
  scan->silent = scan->n_bytes == 0;
  if (self->link != NULL)
    rk_link_close (self->link);

  if (error == NULL && !alive && !g_cancellable_set_error_if_cancelled (cancellable, &error))
    error = g_error_new_literal (RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_LOST,
                                 _("The device was lost while it was being asked: plug it in again"));
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&scan), (GDestroyNotify) rk_scan_free);
}

static void
start (RkDevice           *device,
       GTaskThreadFunc     func,
       gpointer            tag,
       GCancellable       *cancellable,
       RkScanProgress      progress,
       gpointer            progress_data,
       GAsyncReadyCallback callback,
       gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (device, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->target = rk_target_copy (rk_device_get_target (device));
  job->progress = progress;
  job->progress_data = progress_data;
  job->context = g_main_context_ref_thread_default ();
  job->cancellable = cancellable;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, func);
}

/**
 * rk_scanner_run_async:
 * @device: what to listen to; closed
 * @cancellable: (nullable): ends it at once
 * @progress: (nullable) (scope call): called for each speed on the main context of the caller
 * @progress_data: for @progress; must live until @callback
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Listens at the speeds in use, as [func@scanner_run]. The port is opened once, its settings are changed
 * while it is open, so that a board is not reset again and again. Nothing is written.
 */
void
rk_scanner_run_async (RkDevice           *device,
                      GCancellable       *cancellable,
                      RkScanProgress      progress,
                      gpointer            progress_data,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_return_if_fail (RK_IS_DEVICE (device));

  start (device, run_thread, rk_scanner_run_async, cancellable, progress, progress_data, callback, user_data);
}

/**
 * rk_scanner_run_finish:
 * @result: from the callback
 * @error: return location
 *
 * Errors: as opening a device, %RK_ACQUIRE_ERROR_LOST, %G_IO_ERROR_CANCELLED.
 *
 * Returns: (transfer full): what came of it
 */
RkScan *
rk_scanner_run_finish (GAsyncResult  *result,
                       GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, rk_scanner_run_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * rk_scanner_probe_async:
 * @device: whom to ask; closed
 * @cancellable: (nullable): ends it at once
 * @progress: (nullable) (scope call): called for each profile that asks
 * @progress_data: for @progress; must live until @callback
 * @callback: called when it is over
 * @user_data: for @callback
 *
 * Sends the probe of every profile that has one, each at its own settings, until one is answered as it should be.
 *
 * This writes to a device nobody knows: to be called on the user's word only.
 */
void
rk_scanner_probe_async (RkDevice           *device,
                        GCancellable       *cancellable,
                        RkScanProgress      progress,
                        gpointer            progress_data,
                        GAsyncReadyCallback callback,
                        gpointer            user_data)
{
  g_return_if_fail (RK_IS_DEVICE (device));

  start (device, probe_thread, rk_scanner_probe_async, cancellable, progress, progress_data, callback, user_data);
}

/**
 * rk_scanner_probe_finish:
 * @result: from the callback
 * @error: return location
 *
 * Errors: as [func@scanner_run_finish].
 *
 * Returns: (transfer full): what came of it
 */
RkScan *
rk_scanner_probe_finish (GAsyncResult  *result,
                         GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, rk_scanner_probe_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
