/* A decoder tried on some bytes: how much of them it reads, and how it would look. */
#include "config.h"

#include "acquire/recognise-private.h"

#include "base/number.h"
#include "base/quantity.h"

#include <math.h>
#include <string.h>

/* Frames told apart; more add nothing. */
#define DISTINCT_MAX 32
#define SAMPLES_MAX 3
/* A decoder that has found nothing in more than this will not find it at the end. */
#define PAUSE_BYTES 256
#define PAUSE_BITS 12
/* Values of one row that are shown. */
#define VALUES_MAX 6

typedef struct {
  RkTrial      *trial;
  RkProfile    *profile;
  const guint8 *bytes;
  gsize         n;
  gsize         last_end;
  guint32       seen[DISTINCT_MAX];
  GPtrArray    *columns;   /* nullable */
} Run;

/* FNV-1a, Fowler, Noll, Vo: http://www.isthe.com/chongo/tech/comp/fnv/ */
static guint32
hash_of (const guint8 *bytes,
         gsize         n)
{
  guint32 hash = 2166136261u;

  for (gsize i = 0; i < n; i++)
    hash = (hash ^ bytes[i]) * 16777619u;

  return hash;
}

static void
columns_cb (gpointer   user_data,
            GPtrArray *columns)
{
  Run *self = user_data;

  if (self->trial->samples == NULL)
    return;

  g_clear_pointer (&self->columns, g_ptr_array_unref);
  self->columns = rk_columns_copy (columns);
  for (guint i = 0; i < self->columns->len; i++)
    rk_profile_describe_column (self->profile, g_ptr_array_index (self->columns, i));
}

/* As many decimals as the number has, but at most six. */
static int
decimals_of (double value)
{
  char text[RK_NUMBER_BUFFER];
  const char *point;

  rk_number_print (value, text);
  point = strchr (text, '.');
  if (point == NULL)
    return 0;

  return (int) MIN (strspn (point + 1, "0123456789"), 6);
}

static char *
dup_sample (Run           *self,
            const RkFrame *frame)
{
  GString *text = g_string_new (NULL);
  guint n = 0;

  for (guint i = 0; i < frame->n_values && self->columns != NULL && i < self->columns->len; i++) {
    const RkColumn *column = g_ptr_array_index (self->columns, i);
    const char *name = column->symbol != NULL ? column->symbol : column->name != NULL ? column->name : column->key;
    g_autofree char *value = NULL;

    if (frame->flags != NULL && (frame->flags[i] & RK_VALUE_ABSENT) != 0)
      continue;
    if (n++ == VALUES_MAX) {
      g_string_append (text, "; …");
      break;
    }
    value = rk_number_format (frame->values[i], column->decimals >= 0 ? column->decimals : decimals_of (frame->values[i]));
    g_string_append_printf (text, "%s%.40s = %s", n > 1 ? "; " : "", name, value);
    if (column->unit != NULL && *column->unit != '\0')
      g_string_append_printf (text, "\u00a0%.20s", rk_unit_local (column->unit));
  }
  /* A name may have been cut within a character. */
  if (!g_utf8_validate_len (text->str, text->len, NULL)) {
    g_autofree char *broken = g_string_free (text, FALSE);

    return g_utf8_make_valid (broken, -1);
  }

  return g_string_free (text, FALSE);
}

static void
note_frame (Run     *self,
            guint32  hash)
{
  RkTrial *trial = self->trial;

  for (guint i = 0; i < trial->n_distinct; i++) {
    if (self->seen[i] == hash)
      return;
  }
  if (trial->n_distinct < DISTINCT_MAX)
    self->seen[trial->n_distinct++] = hash;
}

static void
frame_cb (gpointer       user_data,
          const RkFrame *frame)
{
  Run *self = user_data;
  RkTrial *trial = self->trial;
  gsize end = CLAMP (frame->end, self->last_end, self->n);

  trial->n_frames++;
  for (guint i = 0; i < frame->n_values; i++)
    trial->n_numbers += isfinite (frame->values[i]) ? 1 : 0;
  if (end > self->last_end)
    note_frame (self, hash_of (self->bytes + self->last_end, end - self->last_end));
  self->last_end = end;

  if (trial->samples != NULL) {
    char *sample = dup_sample (self, frame);

    if (*sample == '\0') {
      g_free (sample);
      return;
    }
    if (trial->samples->len == SAMPLES_MAX)
      g_ptr_array_remove_index (trial->samples, 0);
    g_ptr_array_add (trial->samples, sample);
  }
}

static void
rejected_cb (gpointer    user_data,
             const char *line,
             int         caret,
             const char *reason)
{
  Run *self = user_data;

  self->trial->n_bad++;
}

static void
text_cb (gpointer    user_data,
         const char *line)
{
  Run *self = user_data;

  self->trial->n_text++;
}

/* One comes into the middle of a frame and leaves in the middle of one: such ends are nobody's fault. */
static double
share_of (const RkTrial         *trial,
          const RkDecoderCounts *counts)
{
  double frame = (double) counts->parsed / trial->n_frames;
  double excused = MIN ((double) counts->dropped, frame) + MIN ((double) counts->pending, frame);
  double whole = (double) counts->parsed + (double) counts->rejected + (double) counts->dropped + (double) counts->pending;

  return MIN ((double) counts->parsed / MAX (whole - excused, 1.0), 1.0);
}

/**
 * rk_trial_run:
 * @self: (out caller-allocates): what came of it; free with [func@trial_clear] when %TRUE
 * @profile: how to read
 * @bytes: (array length=n): what was heard
 * @n: number of bytes
 * @samples: whether rows are wanted as text
 *
 * Reads bytes with the decoder of a profile.
 *
 * Threads: pure, any thread.
 *
 * Returns: whether there was a frame at all
 */
gboolean
rk_trial_run (RkTrial      *self,
              RkProfile    *profile,
              const guint8 *bytes,
              gsize         n,
              gboolean      samples)
{
  static const RkDecoderEvents events = { .columns = columns_cb, .frame = frame_cb, .rejected = rejected_cb, .text = text_cb };
  Run run = { .trial = self, .profile = profile, .bytes = bytes, .n = n };
  g_autoptr (RkDecoder) decoder = NULL;
  RkDecoderCounts counts;

  *self = (RkTrial) { 0 };
  decoder = rk_decoder_new (rk_profile_get_decoder (profile), rk_profile_get_options (profile), NULL);
  if (decoder == NULL)
    return FALSE;

  if (samples)
    self->samples = g_ptr_array_new_with_free_func (g_free);
  rk_decoder_feed (decoder, bytes, n, &events, &run);
  /* Some wait for more before they believe a packet; a pause ends that. */
  if (self->n_frames == 0 && n <= PAUSE_BYTES) {
    rk_decoder_flush (decoder, &events, &run);
    /* But what any bytes are a packet to, at a pause, is none. */
    if (rk_decoder_get_evidence (decoder) < PAUSE_BITS)
      self->n_frames = 0;
  }
  g_clear_pointer (&run.columns, g_ptr_array_unref);

  rk_decoder_get_counts (decoder, &counts);
  if (self->n_frames == 0) {
    rk_trial_clear (self);
    return FALSE;
  }
  self->n_distinct = MAX (self->n_distinct, 1);
  self->evidence = rk_decoder_get_evidence (decoder);
  self->share = share_of (self, &counts);

  return TRUE;
}

/**
 * rk_trial_clear:
 * @self: a trial
 *
 * Frees what a trial holds.
 */
void
rk_trial_clear (RkTrial *self)
{
  g_clear_pointer (&self->samples, g_ptr_array_unref);
}
