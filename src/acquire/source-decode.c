/* What the thread of a source makes of bytes: columns, rows, counters. */
#include "config.h"

#include "acquire/source-private.h"

#include "base/clock.h"

#include <math.h>
#include <string.h>

/* --- Counters --- */

void
rk_reader_get_totals (RkReader   *self,
                      RkCounters *totals)
{
  RkDecoderCounts counts = { 0 };

  if (self->decoder != NULL)
    rk_decoder_get_counts (self->decoder, &counts);

  *totals = RK_COUNTERS_NONE;
  totals->time_error_ns = rk_stamper_get_uncertainty_ns (self->stamper);
  totals->drift_ppm = rk_stamper_get_drift_ppm (self->stamper);
  rk_reader_fill_line (self, totals);
  totals->bytes = self->n_bytes;
  totals->parsed = self->base.parsed + counts.parsed;
  totals->rejected = self->base.rejected + counts.rejected;
  totals->dropped = self->base.dropped + counts.dropped + self->n_dropped;
  totals->pending = self->base.pending + counts.pending;
  totals->frames = self->base.n_frames + counts.n_frames;
  totals->n_rejected = self->base.n_rejected + counts.n_rejected;
}

/* The half line in hand when the run began is the run's: its end will be counted whole. */
static void
get_run_counters (RkReader   *self,
                  RkCounters *run)
{
  RkCounters now;

  rk_reader_get_totals (self, &now);

  run->bytes = self->run_base.bytes + now.bytes - self->begin.bytes + self->begin.pending;
  run->parsed = self->run_base.parsed + now.parsed - self->begin.parsed;
  run->rejected = self->run_base.rejected + now.rejected - self->begin.rejected;
  run->dropped = self->run_base.dropped + now.dropped - self->begin.dropped;
  run->pending = now.pending;
  run->frames = self->run_base.frames + now.frames - self->begin.frames - rk_recording_get_n_early (self->recording);
  run->n_rejected = self->run_base.n_rejected + now.n_rejected - self->begin.n_rejected;
  run->overrun = self->run_base.overrun + now.overrun - self->begin.overrun;
  run->framing = self->run_base.framing + now.framing - self->begin.framing;
  run->parity = self->run_base.parity + now.parity - self->begin.parity;
  run->breaks = self->run_base.breaks + now.breaks - self->begin.breaks;
  run->answers_late = self->run_base.answers_late + now.answers_late - self->begin.answers_late;
  run->queue_high = self->run_queue_high;
  if (now.time_error_ns >= 0)
    run->time_error_ns = now.time_error_ns;
  if (!isnan (now.drift_ppm))
    run->drift_ppm = now.drift_ppm;
}

/* The read that reaches the limit is the last that counts. */
void
rk_reader_count_run (RkReader *self)
{
  if (self->recording == NULL || self->run_is_closed)
    return;

  get_run_counters (self, &self->run);
  rk_recording_set_counters (self->recording, &self->run);
  self->run_is_closed = rk_recording_is_done (self->recording);
}

/* --- From the decoder --- */

static gboolean
columns_differ (const RkColumn *a,
                const RkColumn *b)
{
  return g_strcmp0 (a->key, b->key) != 0 || g_strcmp0 (a->name, b->name) != 0 ||
         g_strcmp0 (a->symbol, b->symbol) != 0 || g_strcmp0 (a->quantity, b->quantity) != 0 ||
         g_strcmp0 (a->unit, b->unit) != 0 || a->decimals != b->decimals;
}

/* Where a new column of the decoder goes: after a change of the profile in the middle of a run,
 * a column with the same key goes on where it was; others come after all the old ones. */
static guint
place_column (RkReader       *self,
              const RkColumn *column)
{
  const guint *map = (const guint *) (gpointer) self->map->data;

  for (guint i = 0; i < self->columns->len; i++) {
    RkColumn *old = g_ptr_array_index (self->columns, i);
    gboolean is_taken = FALSE;

    for (guint k = 0; k < self->map->len; k++)
      is_taken = is_taken || map[k] == i;

    if (!is_taken && strcmp (old->key, column->key) == 0)
      return i;
  }

  return self->columns->len;
}

static void
columns_event (gpointer   user_data,
               GPtrArray *columns)
{
  RkReader *self = user_data;
  gboolean changed = FALSE;
  guint n = MIN (columns->len, RK_MAX_COLUMNS);

  for (guint i = 0; i < n; i++) {
    g_autoptr (RkColumn) column = rk_column_copy (g_ptr_array_index (columns, i));
    guint place;

    rk_profile_describe_column (self->profile, column);

    if (i >= self->map->len) {
      place = place_column (self, column);
      if (place >= RK_MAX_COLUMNS)
        break;
      g_array_append_val (self->map, place);
    }

    place = g_array_index (self->map, guint, i);
    if (place < self->columns->len &&
        !columns_differ (g_ptr_array_index (self->columns, place), column))
      continue;

    changed = TRUE;
    if (place < self->columns->len) {
      rk_column_free (g_ptr_array_index (self->columns, place));
      g_ptr_array_index (self->columns, place) = g_steal_pointer (&column);
    } else {
      g_ptr_array_add (self->columns, g_steal_pointer (&column));
    }
  }

  while (self->last->len < self->columns->len) {
    const double missing = NAN;
    const guint32 no_flags = 0;

    g_array_append_val (self->last, missing);
    g_array_append_val (self->last_flags, no_flags);
  }
  g_array_set_size (self->row, self->columns->len);

  if (!changed)
    return;

  self->columns_changed = TRUE;
  rk_reader_bind_watches (self);
  if (self->recording != NULL)
    rk_recording_set_columns (self->recording, self->columns);
}

static void
frame_event (gpointer       user_data,
             const RkFrame *frame)
{
  RkReader *self = user_data;
  guint n = MIN (frame->n_values, self->map->len);
  const guint *map = (const guint *) (gpointer) self->map->data;
  double *row = (double *) (gpointer) self->row->data;
  double *last = (double *) (gpointer) self->last->data;
  guint32 *last_flags = (guint32 *) (gpointer) self->last_flags->data;
  gint64 time_ns;

  for (guint i = 0; i < self->row->len; i++)
    row[i] = NAN;

  for (guint i = 0; i < n; i++) {
    if ((frame->flags[i] & RK_VALUE_ABSENT) != 0)
      continue;
    row[map[i]] = frame->values[i];
    last[map[i]] = frame->values[i];
    last_flags[map[i]] = frame->flags[i];
  }

  if (self->is_replay)
    return;

  time_ns = rk_stamper_frame (self->stamper, frame->end, frame->device_ns);
  rk_reader_note_row (self, time_ns, row, self->row->len);

  if (self->recording != NULL && self->row->len > 0)
    rk_recording_add_frame (self->recording, time_ns, self->arrival_ns, row, self->row->len);

  if (self->ends_run)
    rk_recording_end_at (self->recording, time_ns);
  self->ends_run = FALSE;
}

static void
rejected_event (gpointer    user_data,
                const char *line,
                int         caret,
                const char *reason)
{
  RkReader *self = user_data;

  if (self->is_replay)
    return;

  g_free (self->rejected);
  g_free (self->reason);
  self->rejected = g_strdup (line);
  self->reason = g_strdup (reason);
  self->caret = caret;
  self->rejected_changed = TRUE;
}

static const RkDecoderEvents decoder_events = {
  .columns = columns_event,
  .frame = frame_event,
  .rejected = rejected_event,
};

/* --- Decoder and profile --- */

static gboolean
has_word (const char *words,
          const char *word)
{
  g_auto (GStrv) list = g_strsplit (words != NULL ? words : "", " ", -1);

  return g_strv_contains ((const char * const *) list, word);
}

static void
copy_option (gpointer key,
             gpointer value,
             gpointer user_data)
{
  g_hash_table_insert (user_data, g_strdup (key), g_strdup (value));
}

/* One comes into the middle of a line when a port is opened; a device simulated in the program
 * is switched on at that moment and has no first half to miss, one that is asked says nothing before. */
RkDecoder *
rk_reader_make_decoder (RkReader   *self,
                        RkProfile  *profile,
                        GError    **error)
{
  const char *id = rk_profile_get_decoder (profile);
  const RkDecoderKind *kind = rk_decoder_kind_find (id);
  GHashTable *given = rk_profile_get_options (profile);
  const RkTalk *talk = rk_profile_get_talk (profile);
  g_autoptr (GHashTable) options = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  if (given != NULL)
    g_hash_table_foreach (given, copy_option, options);

  if (kind != NULL && has_word (kind->options, "first-line") && !(talk != NULL && talk->poll[0] != NULL) &&
      self->target->kind != RK_DEVICE_SIMULATED &&
      !g_hash_table_contains (options, "first-line"))
    g_hash_table_insert (options, g_strdup ("first-line"), g_strdup ("drop"));

  return rk_decoder_new (id, options, error);
}

/* What the old decoder counted stays; what it had not finished is dropped. */
static void
retire_decoder (RkReader *self)
{
  RkDecoderCounts counts = { 0 };

  if (self->decoder == NULL)
    return;

  rk_decoder_get_counts (self->decoder, &counts);
  self->base.parsed += counts.parsed;
  self->base.rejected += counts.rejected;
  self->base.dropped += counts.dropped + counts.pending;
  self->base.n_frames += counts.n_frames;
  self->base.n_rejected += counts.n_rejected;
  g_clear_pointer (&self->decoder, rk_decoder_free);
}

/* Reads what is in the ring with the new decoder: its bytes are counted already. */
static void
replay_ring (RkReader *self)
{
  g_autoptr (GByteArray) bytes = rk_reader_ring_copy (&self->shared, RK_RING_SIZE);
  RkDecoderCounts counts = { 0 };

  if (bytes->len == 0)
    return;

  self->is_replay = TRUE;
  rk_decoder_feed (self->decoder, bytes->data, bytes->len, &decoder_events, self);
  self->is_replay = FALSE;

  /* Half a line may not be read as a whole one, so it is forgotten here too. Unsigned sums wrap
   * and come out right when the decoder's own counts are added. */
  rk_decoder_reset (self->decoder);
  rk_decoder_get_counts (self->decoder, &counts);
  self->base.parsed -= counts.parsed;
  self->base.rejected -= counts.rejected;
  self->base.dropped -= counts.dropped;
  self->base.pending -= counts.pending;
  self->base.n_frames -= counts.n_frames;
  self->base.n_rejected -= counts.n_rejected;
}

void
rk_reader_take_profile (RkReader  *self,
                        RkProfile *profile)
{
  g_autoptr (GError) error = NULL;
  RkDecoder *decoder = rk_reader_make_decoder (self, profile, &error);

  if (decoder == NULL) {
    rk_reader_set_warning (self, error->message);
    return;
  }

  rk_reader_end_talk (self);
  retire_decoder (self);
  self->decoder = decoder;
  g_clear_pointer (&self->profile, rk_profile_unref);
  self->profile = rk_profile_ref (profile);

  g_array_set_size (self->map, 0);
  if (self->recording == NULL) {
    g_ptr_array_set_size (self->columns, 0);
    g_array_set_size (self->last, 0);
    g_array_set_size (self->last_flags, 0);
    g_array_set_size (self->row, 0);
    rk_reader_forget_rows (self);
  }
  self->columns_changed = TRUE;
  rk_reader_bind_watches (self);

  replay_ring (self);
  rk_reader_renew_talk (self);
}

void
rk_reader_take_bytes (RkReader *self,
                      gsize     n)
{
  gsize at = 0;

  self->n_bytes += n;
  for (guint i = 0; i < self->reads->len; i++) {
    const RkRead *piece = &g_array_index (self->reads, RkRead, i);

    rk_reader_ring_write (&self->shared, self->burst + at, piece->n, piece->arrival_ns);
    if (self->recording != NULL)
      rk_recording_add_raw (self->recording, self->burst + at, piece->n, piece->arrival_ns);
    at += piece->n;
  }

  if (self->drop_until_ns != RK_TIME_NONE && self->arrival_ns < self->drop_until_ns) {
    self->n_dropped += n;
    return;
  }
  self->drop_until_ns = RK_TIME_NONE;

  rk_stamper_begin (self->stamper, self->arrival_ns, n);
  rk_decoder_feed (self->decoder, self->burst, n, &decoder_events, self);
  rk_stamper_end (self->stamper);
  rk_reader_flush_rows (self);
}
