#include "config.h"

#include "decoder-log.h"

#include "base/clock.h"
#include "base/number.h"
#include "store/column.h"

#include <math.h>
#include <string.h>

void
decoder_log_init (DecoderLog *self)
{
  *self = (DecoderLog) { .out = g_string_new (NULL) };
}

void
decoder_log_clear (DecoderLog *self)
{
  g_string_free (self->out, TRUE);
  g_clear_pointer (&self->columns, g_ptr_array_unref);
}

static void
columns_cb (gpointer   user_data,
            GPtrArray *columns)
{
  DecoderLog *self = user_data;

  g_assert_cmpuint (columns->len, >, 0);
  if (self->columns != NULL) {
    g_assert_cmpuint (columns->len, >=, self->columns->len);
    for (guint i = 0; i < self->columns->len; i++)
      g_assert_cmpstr (((RkColumn *) g_ptr_array_index (columns, i))->key, ==, ((RkColumn *) g_ptr_array_index (self->columns, i))->key);
  }

  g_clear_pointer (&self->columns, g_ptr_array_unref);
  self->columns = rk_columns_copy (columns);
}

/* "T=21.5°C H=- @1500ms" */
static void
frame_cb (gpointer       user_data,
          const RkFrame *frame)
{
  DecoderLog *self = user_data;
  gboolean first = TRUE;

  g_assert_true (self->columns != NULL);
  g_assert_cmpuint (frame->n_values, ==, self->columns->len);
  self->n_frames++;

  for (guint i = 0; i < frame->n_values; i++) {
    const RkColumn *column = g_ptr_array_index (self->columns, i);
    char buffer[RK_NUMBER_BUFFER];

    if ((frame->flags[i] & RK_VALUE_ABSENT) != 0) {
      g_assert_true (isnan (frame->values[i]));
      continue;
    }

    rk_number_print (frame->values[i], buffer);
    g_string_append_printf (self->out, "%s%s=%s%s", first ? "" : " ", column->key,
                            isnan (frame->values[i]) ? "-" : buffer, column->unit != NULL ? column->unit : "");
    for (guint bit = 1; bit < 32; bit++) {
      if ((frame->flags[i] >> bit & 1) != 0)
        g_string_append_printf (self->out, "!%s", rk_value_flag_id ((RkValueFlags) (1u << bit)));
    }
    first = FALSE;
  }

  if (frame->device_ns != RK_TIME_NONE)
    g_string_append_printf (self->out, "%s@%" G_GINT64_FORMAT "%s", first ? "" : " ", frame->device_ns / 1000, frame->clock_time ? "day" : "");
  g_string_append_c (self->out, '\n');
}

static void
rejected_cb (gpointer    user_data,
             const char *line,
             int         caret,
             const char *reason)
{
  DecoderLog *self = user_data;

  g_assert_true (g_utf8_validate (line, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (line, -1), <=, 201);
  g_assert_true (reason != NULL && *reason != '\0');
  g_assert_cmpint (caret, >=, -1);
  g_assert_cmpint (caret, <=, g_utf8_strlen (line, -1));
  g_string_append_printf (self->out, "bad %d: %s\n", caret, line);
}

static void
text_cb (gpointer    user_data,
         const char *line)
{
  DecoderLog *self = user_data;

  g_assert_true (g_utf8_validate (line, -1, NULL));
  g_string_append_printf (self->out, "text: %s\n", line);
}

const RkDecoderEvents decoder_log_events = {
  .columns = columns_cb,
  .frame = frame_cb,
  .rejected = rejected_cb,
  .text = text_cb,
};

void
decoder_log_balance (RkDecoder *decoder,
                     guint64    fed)
{
  RkDecoderCounts counts;

  rk_decoder_get_counts (decoder, &counts);
  g_assert_cmpuint (counts.parsed + counts.rejected + counts.dropped + counts.pending, ==, fed);
}

char *
decoder_log_run (RkDecoder  *decoder,
                 const char *text,
                 gsize       n,
                 gsize       step)
{
  DecoderLog log;
  RkDecoderCounts counts;
  g_autofree guint8 *piece = NULL;
  gsize size = 0;
  char *result;

  decoder_log_init (&log);
  for (gsize pos = 0; pos < n;) {
    gsize part = step == 0 ? n : MIN (step, n - pos);

    /* A copy of just that size, so that the sanitizer finds who reads past its end. */
    if (part != size) {
      g_free (piece);
      piece = g_malloc (part);
      size = part;
    }
    memcpy (piece, text + pos, part);
    rk_decoder_feed (decoder, piece, part, &decoder_log_events, &log);
    pos += part;
    decoder_log_balance (decoder, pos);
  }
  rk_decoder_flush (decoder, &decoder_log_events, &log);
  decoder_log_balance (decoder, n);
  rk_decoder_get_counts (decoder, &counts);
  g_assert_cmpuint (counts.pending, ==, 0);
  g_assert_cmpuint (counts.n_frames, ==, log.n_frames);

  result = g_strdup (log.out->str);
  decoder_log_clear (&log);

  return result;
}

GHashTable *
decoder_log_options (const char *text)
{
  g_auto (GStrv) pairs = g_strsplit (text, " ", -1);
  GHashTable *table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; pairs[i] != NULL; i++) {
    char *equals = strchr (pairs[i], '=');

    if (equals != NULL)
      g_hash_table_insert (table, g_strndup (pairs[i], (gsize) (equals - pairs[i])), g_strdup (equals + 1));
  }

  return table;
}
