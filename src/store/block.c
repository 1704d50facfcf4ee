#include "config.h"

#include "store/block.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const struct {
  const char *id;
  const char *text;
} gap_reasons[] = {
  [RK_GAP_UNPLUGGED] = { "unplugged", N_("The device was unplugged") },
  [RK_GAP_PAUSED]    = { "paused",    N_("Paused") },
  [RK_GAP_SUSPENDED] = { "suspended", N_("The computer was asleep") },
  [RK_GAP_LOST]      = { "lost",      N_("Samples were lost") },
  [RK_GAP_SILENT]    = { "silent",    N_("The device was silent") },
};

/* Times and values follow the struct in the same piece of memory. */
G_STATIC_ASSERT (sizeof (RkBlock) % sizeof (gint64) == 0);

/**
 * rk_block_new:
 * @n_columns: 1 ... %RK_MAX_COLUMNS
 * @n_samples: 1 ... %RK_BLOCK_MAX_SAMPLES
 * @begin_ns: time of the first sample
 * @step_ns: from sample to sample; 0 for a time column, which its maker fills
 *
 * Makes a block of zeros to be filled.
 *
 * Threads: any; the maker's alone until the block is handed on.
 *
 * Returns: (transfer full): a block
 */
RkBlock *
rk_block_new (guint  n_columns,
              guint  n_samples,
              gint64 begin_ns,
              double step_ns)
{
  gsize n_values = (gsize) n_columns * n_samples;
  gsize n_times = step_ns > 0.0 ? 0 : n_samples;
  RkBlock *self;

  g_return_val_if_fail (n_columns >= 1 && n_columns <= RK_MAX_COLUMNS, NULL);
  g_return_val_if_fail (n_samples >= 1 && n_samples <= RK_BLOCK_MAX_SAMPLES, NULL);

  /* One piece of memory: blocks come and go a hundred times a second. */
  self = g_malloc0 (sizeof *self + n_times * sizeof (gint64) + n_values * sizeof (double));

  g_atomic_ref_count_init (&self->ref_count);
  self->n_samples = n_samples;
  self->n_columns = n_columns;
  self->begin_ns = begin_ns;
  self->step_ns = n_times > 0 ? 0.0 : step_ns;
  self->times_ns = n_times > 0 ? (gint64 *) (self + 1) : NULL;
  self->values = (double *) ((gint64 *) (self + 1) + n_times);

  return self;
}

/**
 * rk_block_ref:
 * @self: a block
 *
 * Takes a reference.
 *
 * Threads: any.
 *
 * Returns: (transfer full): @self
 */
RkBlock *
rk_block_ref (RkBlock *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

/**
 * rk_block_unref:
 * @self: (transfer full): a block
 *
 * Drops a reference; the last one frees the block.
 *
 * Threads: any.
 */
void
rk_block_unref (RkBlock *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

/**
 * rk_block_get_time_ns:
 * @self: a block
 * @i: sample, below n_samples
 *
 * Tells when a sample was taken.
 *
 * Threads: any.
 *
 * Returns: nanoseconds, in the clock of the block
 */
gint64
rk_block_get_time_ns (const RkBlock *self,
                      guint          i)
{
  g_return_val_if_fail (self != NULL && i < self->n_samples, 0);

  if (self->times_ns != NULL)
    return self->times_ns[i];

  return self->begin_ns + (gint64) (self->step_ns * i + 0.5);
}

/**
 * rk_gap_reason_id:
 * @reason: a reason
 *
 * Names a reason in files.
 *
 * Returns: a constant
 */
const char *
rk_gap_reason_id (RkGapReason reason)
{
  g_return_val_if_fail ((guint) reason < G_N_ELEMENTS (gap_reasons), NULL);

  return gap_reasons[reason].id;
}

/**
 * rk_gap_reason_from_id:
 * @id: (nullable): what a file says
 * @reason: (out): the reason; unchanged on failure
 *
 * Reads a reason's name.
 *
 * Returns: whether @id is known
 */
gboolean
rk_gap_reason_from_id (const char  *id,
                       RkGapReason *reason)
{
  for (guint i = 0; i < G_N_ELEMENTS (gap_reasons); i++) {
    if (g_strcmp0 (id, gap_reasons[i].id) == 0) {
      *reason = (RkGapReason) i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * rk_gap_reason_text:
 * @reason: a reason
 *
 * Says a reason to people.
 *
 * Returns: a translated constant
 */
const char *
rk_gap_reason_text (RkGapReason reason)
{
  g_return_val_if_fail ((guint) reason < G_N_ELEMENTS (gap_reasons), NULL);

  return _(gap_reasons[reason].text);
}

/**
 * rk_counters_add:
 * @self: what was counted before
 * @more: what was counted since
 *
 * Adds what was counted since. Where there is no sum the newer counts, and of the queue the larger.
 *
 * Threads: any.
 */
void
rk_counters_add (RkCounters       *self,
                 const RkCounters *more)
{
  g_return_if_fail (self != NULL && more != NULL);

  self->bytes += more->bytes;
  self->parsed += more->parsed;
  self->rejected += more->rejected;
  self->dropped += more->dropped;
  self->pending += more->pending;
  self->frames += more->frames;
  self->n_rejected += more->n_rejected;
  if (more->time_error_ns >= 0)
    self->time_error_ns = more->time_error_ns;
  if (!isnan (more->drift_ppm))
    self->drift_ppm = more->drift_ppm;
  self->overrun += more->overrun;
  self->framing += more->framing;
  self->parity += more->parity;
  self->breaks += more->breaks;
  self->queue_high = MAX (self->queue_high, more->queue_high);
  self->answers_late += more->answers_late;
}
