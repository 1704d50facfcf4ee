/* WAV and FLAC: the only file that includes <sndfile.h>.
 *
 * A recording becomes a run with its true rate. A steady channel becomes a recording with 24 bits: its range is
 * stretched over the whole scale, and how it was stretched stands in the comment of the file (audio-format.h), so that
 * it comes back within half a step, 1/16 777 214 of its range. Sound stays as it is.
 *
 * Nothing a header declares is believed: sizes are limited, and samples are read until there are no more.
 */

#include "config.h"

#include "exchange/audio.h"

#include "base/clock.h"
#include "base/errors.h"
#include "base/number.h"
#include "exchange/atomic-file.h"
#include "exchange/audio-format.h"
#include "exchange/errors.h"
#include "exchange/pace.h"
#include "exchange/table.h"
#include "store/converted.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <sndfile.h>
#include <string.h>
#include <unistd.h>

#define MAX_RATE_HZ     768000
#define MAX_VALUES      G_GINT64_CONSTANT (500000000) /* frames times channels */
/* libsndfile skips a comment of a WAV file from 2048 bytes on. */
#define MAX_COMMENT     2000
#define FULL_SCALE      8388607.0 /* largest code of 24 bits */
#define STEPS           8388608.0 /* a sample is code / STEPS */
#define PIECE_FRAMES    RK_BLOCK_MAX_SAMPLES
/* FLAC headers hold rates up to 655350 Hz; above 65535 only multiples of ten. */
#define FLAC_MAX_HZ     655350
#define FLAC_ANY_HZ     65535
/* How far a time may be from even spacing: half a step, and at any rate 1 ms. */
#define TOLERANCE_STEPS 0.5
#define TOLERANCE_NS    1e6
/* What had gathered before the run began is read at once when it begins: in the first tenth of a run of so many samples,
 * but no more than a second, times may be late. */
#define HEAD_SHARE      0.1
#define HEAD_NS         1e9
#define HEAD_MIN_FRAMES 10

static void
close_sound (SNDFILE *file)
{
  if (file != NULL)
    sf_close (file);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SNDFILE, close_sound)

static gboolean
fail (GError    **error,
      int         code,
      const char *path,
      const char *what)
{
  g_autofree char *name = g_filename_display_basename (path);

  g_set_error (error, RK_EXCHANGE_ERROR, code,
               /* Translators: the name of a file, then what is wrong with it. */
               _("“%s”: %s"), name, what);

  return FALSE;
}

static gboolean
check_info (const SF_INFO *info,
            const char    *path,
            GError       **error)
{
  int type = info->format & SF_FORMAT_TYPEMASK;

  if (type != SF_FORMAT_WAV && type != SF_FORMAT_WAVEX && type != SF_FORMAT_RF64 && type != SF_FORMAT_FLAC)
    return fail (error, RK_EXCHANGE_ERROR_UNSUPPORTED, path,
                 _("this kind of sound file is not read: save it as WAV or FLAC"));

  if (info->channels < 1 || info->channels > RK_AUDIO_MAX_CHANNELS)
    return fail (error, RK_EXCHANGE_ERROR_UNSUPPORTED, path,
                 _("only recordings with 1 to 8 channels are read"));

  if (info->samplerate < 1 || info->samplerate > MAX_RATE_HZ)
    return fail (error, RK_EXCHANGE_ERROR_UNSUPPORTED, path,
                 _("only recordings with 1 to 768000 samples a second are read"));

  if (info->frames > MAX_VALUES / info->channels)
    return fail (error, RK_EXCHANGE_ERROR_TOO_LARGE, path,
                 _("the recording has more than 500 million samples; cut it into parts"));

  return TRUE;
}

/* Columns, and whether each sample has to be scaled. */
static void
describe (RkTable            *table,
          const SF_INFO      *info,
          const RkAudioNotes *notes)
{
  for (guint i = 0; i < (guint) info->channels; i++) {
    const RkAudioChannel *channel = &notes->channels[i];
    g_autofree char *key = g_strdup_printf ("channel %u", i + 1);
    g_autofree char *name = info->channels == 1 ? g_strdup (_("Sound")) : g_strdup_printf (_("Sound %u"), i + 1);

    if (notes->n_channels > 0)
      rk_table_add_column (table, key, channel->name, channel->quantity, channel->unit);
    else
      rk_table_add_column (table, key, name, "level", NULL);
  }
}

static RkBlock *
make_block (const double       *samples,
            guint               n,
            guint               n_channels,
            gint64              first,
            double              step_ns,
            const RkAudioNotes *notes)
{
  RkBlock *block = rk_block_new (n_channels, n, notes->begin_ns + (gint64) llrint ((double) first * step_ns), step_ns);

  for (guint c = 0; c < n_channels; c++) {
    double *values = block->values + (gsize) c * n;
    double scale = notes->n_channels > 0 ? notes->channels[c].scale : 1.0;
    double offset = notes->n_channels > 0 ? notes->channels[c].offset : 0.0;

    for (guint i = 0; i < n; i++) {
      double value = samples[(gsize) i * n_channels + c] * scale + offset;

      values[i] = isfinite (value) ? value : (double) NAN;
    }
  }

  return block;
}

static gboolean
read_samples (SNDFILE            *file,
              const SF_INFO      *info,
              RkTable            *table,
              const RkAudioNotes *notes,
              GCancellable       *cancellable,
              GError            **error)
{
  double step_ns = notes->n_channels > 0 ? notes->step_ns : 1e9 / info->samplerate;
  guint n_channels = (guint) info->channels;
  g_autofree double *samples = g_new (double, (gsize) PIECE_FRAMES * n_channels);
  RkTablePart *part = rk_table_add_part (table, NULL, n_channels);
  gint64 first = 0;

  for (;;) {
    sf_count_t n = sf_readf_double (file, samples, PIECE_FRAMES);
    g_autoptr (RkBlock) block = NULL;

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;

    if (n <= 0 || n > PIECE_FRAMES)
      break;

    if (first + n > MAX_VALUES / n_channels)
      return fail (error, RK_EXCHANGE_ERROR_TOO_LARGE, table->path,
                   _("the recording has more than 500 million samples; cut it into parts"));

    block = make_block (samples, (guint) n, n_channels, first, step_ns, notes);
    rk_series_append (part->series, block);
    part->end_ns = rk_block_get_time_ns (block, (guint) n - 1);
    first += n;
  }

  if (first == 0)
    return fail (error, RK_EXCHANGE_ERROR_EMPTY, table->path, _("the recording has no samples"));

  /* What is there is worth having; that it is not all must be said. */
  if (first < info->frames)
    rk_table_add_note (table, _("The recording ends before the length it declares: it may be damaged."));

  return TRUE;
}

/* Any thread. */
RkTable *
rk_audio_load (const char    *path,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr (RkTable) table = rk_table_new (path);
  g_autoptr (SNDFILE) file = NULL;
  SF_INFO info = { 0 };
  RkAudioNotes notes;
  gboolean done;
  int fd = rk_table_open (path, error);

  if (fd < 0)
    return NULL;

  file = sf_open_fd (fd, SFM_READ, &info, SF_TRUE);

  if (file == NULL) {
    g_autofree char *reason = g_utf8_make_valid (sf_strerror (NULL), -1);
    g_autofree char *what = g_strdup_printf (_("the recording cannot be read: %s"), g_strchomp (reason));

    /* libsndfile closes the descriptor when it fails, too. */
    fail (error, RK_EXCHANGE_ERROR_MALFORMED, path, what);
    return NULL;
  }

  if (!check_info (&info, path, error))
    return NULL;

  rk_audio_notes_parse (&notes, sf_get_string (file, SF_STR_COMMENT), (guint) info.channels);
  describe (table, &info, &notes);
  done = read_samples (file, &info, table, &notes, cancellable, error);
  rk_audio_notes_clear (&notes);

  return done ? g_steal_pointer (&table) : NULL;
}

/**
 * rk_audio_read:
 * @experiment: where the new run goes
 * @path: a WAV or FLAC file
 * @cancellable: (nullable): stops between pieces
 * @error: return location
 *
 * Reads a recording as a new run with its true rate.
 *
 * Full scale is ±1, unless rk_audio_write () left a note with the scale. A recording that is cut short gives what there
 * is, and its notes say so. Samples that are no numbers are missing values.
 *
 * Errors: %RK_EXCHANGE_ERROR_MALFORMED, %RK_EXCHANGE_ERROR_UNSUPPORTED (another kind of file, more than 8 channels, a rate
 * outside 1 Hz...768 kHz), %RK_EXCHANGE_ERROR_TOO_LARGE, %RK_EXCHANGE_ERROR_EMPTY; @experiment is then unchanged.
 * Threads: main.
 *
 * Returns: (transfer none): the run
 */
RkRun *
rk_audio_read (RkExperiment  *experiment,
               const char    *path,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autoptr (RkTable) table = NULL;

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  table = rk_audio_load (path, cancellable, error);

  return table != NULL ? rk_table_attach (table, experiment) : NULL;
}

/* What is to be written. */
typedef struct {
  RkSpan      *span;
  guint        n;                              /* channels */
  guint        columns[RK_AUDIO_MAX_CHANNELS]; /* of the stream */
  RkConversion conversions[RK_AUDIO_MAX_CHANNELS]; /* from raw to shown; owned */
  guint64      n_frames;
  guint64      n_head;                         /* frames at the begin whose times may be late */
  RkAudioNotes notes;
} Recording;

static void
recording_clear (Recording *self)
{
  g_clear_pointer (&self->span, rk_span_unref);
  rk_audio_notes_clear (&self->notes);
  for (guint i = 0; i < RK_AUDIO_MAX_CHANNELS; i++)
    rk_conversion_clear (&self->conversions[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Recording, recording_clear)

static gboolean
refuse (GError    **error,
        const char *what)
{
  g_set_error_literal (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED, what);

  return FALSE;
}

static gboolean
take_channels (Recording  *self,
               RkRun      *run,
               GPtrArray  *channels,
               GError    **error)
{
  RkStream *common = NULL;

  if (channels->len < 1 || channels->len > RK_AUDIO_MAX_CHANNELS)
    return refuse (error, _("A recording has 1 to 8 channels; choose that many"));

  for (guint i = 0; i < channels->len; i++) {
    RkChannel *channel = channels->pdata[i];
    RkAudioChannel *note = &self->notes.channels[i];
    RkConversion conversion;
    RkStream *stream;

    if (!rk_run_find_channel (run, channel, &stream, &self->columns[i])) {
      g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_EMPTY,
                   _("“%s” was not measured in “%s”"), rk_channel_get_name (channel), rk_run_get_name (run));
      return FALSE;
    }

    if (common != NULL && stream != common)
      return refuse (error, _("These channels come from different devices; save one device at a time, or save as CSV"));

    common = stream;
    rk_channel_get_conversion (channel, &conversion);
    self->conversions[i] = rk_conversion_copy (&conversion);
    note->name = g_strdup (rk_channel_get_name (channel));
    note->quantity = g_strdup (rk_channel_get_quantity (channel));
    note->unit = g_strdup (rk_channel_get_unit (channel));
  }

  self->n = self->notes.n_channels = channels->len;
  self->span = rk_series_take_span (rk_stream_get_series (common));
  self->n_frames = rk_span_get_n_samples (self->span);

  return TRUE;
}

/* Rows at the end without any value hold nothing that could be lost. */
static void
trim_end (Recording *self)
{
  while (self->n_frames > 0) {
    for (guint i = 0; i < self->n; i++) {
      if (!isnan (rk_span_get_value (self->span, self->columns[i], self->n_frames - 1)))
        return;
    }

    self->n_frames--;
  }
}

static gboolean
refuse_missing (Recording  *self,
                guint       channel,
                GError    **error)
{
  guint64 i = 0;
  g_autofree char *at = NULL;

  while (isfinite (rk_conversion_apply (&self->conversions[channel], rk_span_get_value (self->span, self->columns[channel], i))))
    i++;

  at = rk_number_format ((double) rk_span_get_time_ns (self->span, i) / 1e9, 3);
  g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED,
               /* Translators: the name of a channel, then a number of seconds. */
               _("“%s” has no value at %s s, and a recording cannot leave one out; save as CSV"),
               self->notes.channels[channel].name, at);

  return FALSE;
}

/* How each channel is stretched. A sound within ±1 is not, so that it sounds as before. */
static gboolean
find_scales (Recording  *self,
             GError    **error)
{
  for (guint i = 0; i < self->n; i++) {
    RkAudioChannel *note = &self->notes.channels[i];
    RkStats stats;
    double min, max;

    rk_conversion_get_stats (&self->conversions[i], self->span, self->columns[i], 0, self->n_frames, &stats);

    if (stats.n_missing > 0)
      return refuse_missing (self, i, error);

    min = stats.min;
    max = stats.max;

    if (g_strcmp0 (note->quantity, "level") == 0 && fmin (min, max) >= -1.0 && fmax (min, max) <= 1.0) {
      note->scale = 1.0;
      note->offset = 0.0;
      continue;
    }

    /* Halved first: the difference of two huge values may overflow. */
    note->offset = min / 2.0 + max / 2.0;
    note->scale = fabs (max / 2.0 - min / 2.0) * (STEPS / FULL_SCALE);

    if (!isfinite (note->offset) || !isfinite (note->scale) || fabs (note->offset) > 1e299 || note->scale > 1e299)
      return refuse (error, _("The values are too large for a recording; save as CSV"));

    if (note->scale == 0.0)
      note->scale = 1.0;
  }

  return TRUE;
}

/* Every time must be near the line, and none so far from the one before that a sample was lost between them. A late time at
 * the begin is no loss: the samples behind it are where they would be without. */
static gboolean
check_step (Recording     *self,
            double         begin_ns, /* of the line, after the first time */
            GCancellable  *cancellable,
            GError       **error)
{
  double step_ns = self->notes.step_ns;
  double tolerance_ns = fmax (TOLERANCE_STEPS * step_ns, TOLERANCE_NS);
  double longest_ns = step_ns + fmax (TOLERANCE_STEPS * step_ns, 2.0 * TOLERANCE_NS);
  gint64 first_ns = rk_span_get_time_ns (self->span, 0);
  gint64 last_ns = first_ns;
  gint64 times[PIECE_FRAMES];

  for (guint64 i = 0; i < self->n_frames; i += PIECE_FRAMES) {
    guint m = (guint) MIN (PIECE_FRAMES, self->n_frames - i);

    rk_span_read_times (self->span, i, m, times);

    for (guint k = 0; k < m; k++) {
      double off_ns = (double) (times[k] - first_ns) - begin_ns - (double) (i + k) * step_ns;

      gboolean good = i + k < self->n_head ? off_ns >= -tolerance_ns && off_ns <= HEAD_NS
                      : fabs (off_ns) <= tolerance_ns && (double) (times[k] - last_ns) <= longest_ns;

      if (!good) {
        g_autofree char *at = rk_number_format ((double) times[k] / 1e9, 3);

        g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED,
                     /* Translators: a number of seconds. */
                     _("The samples are not evenly spaced (at %s s), and a recording must be; save as CSV,"
                       " or record at a lower rate"), at);
        return FALSE;
      }

      last_ns = times[k];
    }

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
  }

  return TRUE;
}

static guint64
count_head (Recording *self)
{
  gint64 first_ns = rk_span_get_time_ns (self->span, 0);
  double length_ns = (double) (rk_span_get_time_ns (self->span, self->n_frames - 1) - first_ns);
  gint64 head_ns = (gint64) fmin (HEAD_SHARE * length_ns, HEAD_NS);
  guint64 n = rk_span_find (self->span, first_ns + head_ns);

  return self->n_frames >= HEAD_MIN_FRAMES && n < self->n_frames / 2 ? n : 0;
}

/* The least squares line through the times. */
static gboolean
find_step (Recording     *self,
           GCancellable  *cancellable,
           GError       **error)
{
  guint64 head = self->n_head = count_head (self);
  double n = (double) (self->n_frames - head);
  gint64 first_ns = rk_span_get_time_ns (self->span, 0);
  double middle = (double) head + (n - 1.0) / 2.0;
  double sum_t = 0.0;
  double sum_it = 0.0;
  double sum_ii = n * (n * n - 1.0) / 12.0;
  double begin_ns;
  gint64 times[PIECE_FRAMES];
  g_autoptr (GError) uneven = NULL;
  g_autoptr (GError) cancelled = NULL;

  for (guint64 i = head; i < self->n_frames; i += PIECE_FRAMES) {
    guint m = (guint) MIN (PIECE_FRAMES, self->n_frames - i);

    rk_span_read_times (self->span, i, m, times);

    for (guint k = 0; k < m; k++) {
      double t = (double) (times[k] - first_ns);

      sum_t += t;
      sum_it += ((double) (i + k) - middle) * t;
    }

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;
  }

  self->notes.step_ns = sum_it / sum_ii;
  begin_ns = sum_t / n - middle * self->notes.step_ns;

  if (!(self->notes.step_ns > 0.0))
    return refuse (error, _("All samples have the same time; save as CSV"));

  if (!check_step (self, begin_ns, cancellable, &uneven)) {
    if (!g_error_matches (uneven, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED)) {
      g_propagate_error (error, g_steal_pointer (&uneven));
      return FALSE;
    }

    /* Late now and then, but at a steady pace? */
    if (!rk_pace_find (self->span, head, self->n_frames, &begin_ns, &self->notes.step_ns, cancellable, &cancelled)) {
      g_propagate_error (error, cancelled != NULL ? g_steal_pointer (&cancelled) : g_steal_pointer (&uneven));
      return FALSE;
    }
  }

  /* Exact where the times are: no jitter to be smoothed. */
  if (fabs (begin_ns) < 1.0)
    begin_ns = 0.0;

  self->notes.begin_ns = first_ns + (gint64) llrint (begin_ns);

  return TRUE;
}

static gboolean
check_times (Recording     *self,
             GCancellable  *cancellable,
             GError       **error)
{
  if (self->n_frames == 0) {
    g_set_error_literal (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_EMPTY, _("There is nothing to save in this run"));
    return FALSE;
  }

  if (self->n_frames < 2)
    return refuse (error, _("A recording needs at least two samples; save as CSV"));

  if (self->n_frames > (guint64) MAX_VALUES / self->n) {
    g_set_error_literal (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_TOO_LARGE,
                         _("More than 500 million samples do not fit a recording; save as CSV"));
    return FALSE;
  }

  if (rk_span_get_n_gaps (self->span) > 0 && rk_span_get_gap (self->span, 0).begin_ns
                                             < rk_span_get_time_ns (self->span, self->n_frames - 1)) {
    g_autofree char *at = rk_number_format ((double) rk_span_get_gap (self->span, 0).begin_ns / 1e9, 3);

    g_set_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_UNSUPPORTED,
                 /* Translators: a number of seconds. */
                 _("The run has a gap at %s s, and a recording cannot have one; save as CSV"), at);
    return FALSE;
  }

  return find_step (self, cancellable, error);
}

/* A rate the header of the file can hold; the true one stands in the notes. */
static int
header_rate (double step_ns,
             int    format)
{
  double rate_hz = CLAMP (round (1e9 / step_ns), 1.0, (double) (format == SF_FORMAT_FLAC ? FLAC_MAX_HZ : MAX_RATE_HZ));

  if (format == SF_FORMAT_FLAC && rate_hz > FLAC_ANY_HZ)
    rate_hz = MIN (round (rate_hz / 10.0) * 10.0, FLAC_MAX_HZ);

  return (int) rate_hz;
}

static gboolean
fail_write (SNDFILE    *file,
            const char *path,
            GError    **error)
{
  int code = errno;
  g_autofree char *reason = g_utf8_make_valid (sf_strerror (file), -1);

  rk_atomic_file_set_error (error, path, code != 0 ? rk_errno_text (code) : g_strchomp (reason));

  return FALSE;
}

static gboolean
write_samples (Recording     *self,
               SNDFILE       *file,
               const char    *path,
               GCancellable  *cancellable,
               GError       **error)
{
  g_autofree double *values = g_new (double, PIECE_FRAMES);
  g_autofree int *codes = g_new (int, (gsize) PIECE_FRAMES * self->n);

  for (guint64 first = 0; first < self->n_frames; first += PIECE_FRAMES) {
    guint m = (guint) MIN (PIECE_FRAMES, self->n_frames - first);

    if (g_cancellable_set_error_if_cancelled (cancellable, error))
      return FALSE;

    for (guint c = 0; c < self->n; c++) {
      const RkAudioChannel *note = &self->notes.channels[c];

      rk_conversion_read_values (&self->conversions[c], self->span, self->columns[c], first, m, values);

      for (guint i = 0; i < m; i++) {
        double code = rint ((values[i] - note->offset) / note->scale * STEPS);

        /* The upper 24 of 32 bits. */
        codes[(gsize) i * self->n + c] = (int) CLAMP (code, -STEPS, FULL_SCALE) * 256;
      }
    }

    errno = 0;
    if (sf_writef_int (file, codes, m) != (sf_count_t) m)
      return fail_write (file, path, error);
  }

  return TRUE;
}

static gboolean
write_recording (Recording     *self,
                 const char    *path,
                 int            format,
                 GCancellable  *cancellable,
                 GError       **error)
{
  g_autofree char *comment = rk_audio_notes_print (&self->notes, MAX_COMMENT);
  g_autoptr (RkAtomicFile) target = rk_atomic_file_new (path, error);
  g_autoptr (SNDFILE) file = NULL;
  SF_INFO info = {
    .samplerate = header_rate (self->notes.step_ns, format),
    .channels = (int) self->n,
    .format = format | SF_FORMAT_PCM_24,
  };

  if (target == NULL)
    return FALSE;

  errno = 0;
  file = sf_open_fd (rk_atomic_file_get_fd (target), SFM_WRITE, &info, SF_FALSE);

  if (file == NULL)
    return fail_write (NULL, path, error);

  sf_set_string (file, SF_STR_COMMENT, comment);
  sf_set_string (file, SF_STR_TITLE, self->notes.channels[0].name);

  if (!write_samples (self, file, path, cancellable, error))
    return FALSE;

  sf_write_sync (file);

  errno = 0;
  if (sf_error (file) != SF_ERR_NO_ERROR || sf_close (g_steal_pointer (&file)) != SF_ERR_NO_ERROR)
    return fail_write (NULL, path, error);

  return rk_atomic_file_commit (target, error);
}

/**
 * rk_audio_write:
 * @experiment: the document the run belongs to
 * @run: what to write
 * @channels: (element-type RkChannel): 1...8 channels of one stream of @run
 * @path: a file; .wav or .flac
 * @cancellable: (nullable): stops between pieces
 * @error: return location
 *
 * Writes steady channels as a recording of 24 bits.
 *
 * Each channel is stretched over the full scale, in its shown unit; scale, unit, name and the exact rate go into the
 * comment, so that rk_audio_read () gives every value back within a step (range / 16 777 214). Sound (quantity "level"
 * within ±1) is not stretched. Samples count as steady when each is within half a step, or 1 ms, of an even spacing: what a
 * device sends at its own pace does, even if what had gathered at the begin came late. So do samples that a busy computer
 * took up late now and then, when the earliest of every tenth of a second lie on a line. A missing value is refused, since
 * a recording has no way to say so; rows without any value at the end are left out. Rates that are not whole stand
 * exactly in the comment only.
 *
 * Errors: %RK_EXCHANGE_ERROR_UNSUPPORTED with the reason, %RK_EXCHANGE_ERROR_EMPTY, %RK_EXCHANGE_ERROR_TOO_LARGE,
 * %RK_EXCHANGE_ERROR_CANNOT_WRITE, %G_IO_ERROR_CANCELLED; no file is left then and an old one stays.
 * Threads: main.
 *
 * Returns: %TRUE on success
 */
gboolean
rk_audio_write (RkExperiment  *experiment,
                RkRun         *run,
                GPtrArray     *channels,
                const char    *path,
                GCancellable  *cancellable,
                GError       **error)
{
  g_autofree char *lower = NULL;
  g_auto (Recording) recording = { NULL };
  gboolean flac;

  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment) && RK_IS_RUN (run), FALSE);
  g_return_val_if_fail (channels != NULL && path != NULL, FALSE);

  lower = g_ascii_strdown (path, -1);
  flac = g_str_has_suffix (lower, ".flac");

  if (!flac && !g_str_has_suffix (lower, ".wav"))
    return fail (error, RK_EXCHANGE_ERROR_UNSUPPORTED, path, _("the name must end in .wav or .flac"));

  if (!take_channels (&recording, run, channels, error))
    return FALSE;

  trim_end (&recording);

  if (!check_times (&recording, cancellable, error) || !find_scales (&recording, error))
    return FALSE;

  return write_recording (&recording, path, flac ? SF_FORMAT_FLAC : SF_FORMAT_WAV, cancellable, error);
}
