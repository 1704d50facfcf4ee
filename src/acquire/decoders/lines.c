#include "config.h"

#include "acquire/decoders/lines.h"

#include "acquire/decoders/report.h"

#include <string.h>

/* Memory kept between lines; a longer buffer is given back after use. */
#define KEEP_BYTES 4096

void
rk_lines_init (RkLines *self,
               gsize    max_len,
               gboolean drop_first)
{
  *self = (RkLines) { .max_len = max_len, .drop_first = drop_first, .skipping = drop_first };
  self->buffer = g_byte_array_new ();
}

void
rk_lines_clear (RkLines *self)
{
  g_clear_pointer (&self->buffer, g_byte_array_unref);
}

static void
empty_buffer (RkLines *self)
{
  if (self->buffer->len > KEEP_BYTES) {
    g_byte_array_unref (self->buffer);
    self->buffer = g_byte_array_new ();
  } else {
    g_byte_array_set_size (self->buffer, 0);
  }
}

/* The line is @n bytes at @bytes, after what the buffer holds. */
static void
end_line (RkLines      *self,
          const guint8 *bytes,
          gsize         n,
          gsize         n_end,
          gsize         end,
          RkLineFunc    line,
          gpointer      user_data)
{
  gsize total = self->buffer->len + n;

  if (self->skipping || total > self->max_len) {
    self->skipping = FALSE;
    self->last = RK_LINE_DROPPED;
  } else if (self->buffer->len == 0) {
    self->last = line (user_data, bytes, n, end);
  } else {
    g_byte_array_append (self->buffer, bytes, (guint) n);
    self->last = line (user_data, self->buffer->data, self->buffer->len, end);
  }

  self->n_bytes[self->last] += total + n_end;
  empty_buffer (self);
}

/* Keeps the begin of a line for the next feed, unless it is already too long. */
static void
keep_rest (RkLines      *self,
           const guint8 *bytes,
           gsize         n)
{
  if (!self->skipping && n <= self->max_len - self->buffer->len) {
    g_byte_array_append (self->buffer, bytes, (guint) n);
    return;
  }

  self->n_bytes[RK_LINE_DROPPED] += self->buffer->len + n;
  self->skipping = TRUE;
  empty_buffer (self);
}

void
rk_lines_feed (RkLines      *self,
               const guint8 *bytes,
               gsize         n,
               RkLineFunc    line,
               RkLineQuick   quick,
               gpointer      user_data)
{
  gsize pos = 0;
  /* Where the next LF is (n = none): looked for once, so that CR alone does not cost O(n²). */
  gsize lf = 0;
  gboolean lf_known = FALSE;

  if (n == 0)
    return;

  if (self->after_cr) {
    self->after_cr = FALSE;
    if (bytes[0] == '\n') {
      self->n_bytes[self->last]++;
      pos = 1;
    }
  }

  while (pos < n) {
    const guint8 *cr;
    gsize stop;
    gsize n_end = 1;

    if (quick != NULL && self->buffer->len == 0 && !self->skipping) {
      gsize taken = quick (user_data, bytes + pos, n - pos, pos);

      if (taken > 0) {
        self->n_bytes[RK_LINE_PARSED] += taken;
        self->last = RK_LINE_PARSED;
        pos += taken;
        continue;
      }
    }

    if (!lf_known || lf < pos) {
      const guint8 *found = memchr (bytes + pos, '\n', n - pos);

      lf = found != NULL ? (gsize) (found - bytes) : n;
      lf_known = TRUE;
    }

    cr = memchr (bytes + pos, '\r', lf - pos);
    stop = cr != NULL ? (gsize) (cr - bytes) : lf;
    if (stop == n) {
      keep_rest (self, bytes + pos, n - pos);
      return;
    }

    if (bytes[stop] == '\r') {
      if (stop + 1 == n)
        self->after_cr = TRUE;
      else if (bytes[stop + 1] == '\n')
        n_end = 2;
    }

    end_line (self, bytes + pos, stop - pos, n_end, stop + n_end, line, user_data);
    pos = stop + n_end;
  }
}

void
rk_lines_flush (RkLines   *self,
                RkLineFunc line,
                gpointer   user_data)
{
  if (self->buffer->len > 0)
    end_line (self, (const guint8 *) "", 0, 0, 0, line, user_data);

  self->skipping = FALSE;
}

void
rk_lines_reset (RkLines *self)
{
  self->n_bytes[RK_LINE_DROPPED] += self->buffer->len;
  empty_buffer (self);
  self->skipping = self->drop_first;
  self->after_cr = FALSE;
  rk_lines_settle (self, RK_LINE_DROPPED);
}

void
rk_lines_settle (RkLines    *self,
                 RkLineClass class)
{
  self->n_bytes[class] += self->n_bytes[RK_LINE_HELD];
  self->n_bytes[RK_LINE_HELD] = 0;
  if (self->last == RK_LINE_HELD)
    self->last = class;
}

void
rk_lines_get_counts (const RkLines   *self,
                     RkDecoderCounts *counts)
{
  counts->parsed = self->n_bytes[RK_LINE_PARSED];
  counts->rejected = self->n_bytes[RK_LINE_REJECTED];
  counts->dropped = self->n_bytes[RK_LINE_DROPPED];
  counts->pending = self->n_bytes[RK_LINE_HELD] + self->buffer->len;
}

/**
 * rk_line_decoder_init:
 * @self: (out caller-allocates): the begin of a decoder that is all zeros
 * @max_len: longest line in bytes, without its end
 * @drop_first: whether what comes before the first line end after a start is dropped
 * @read: reads a line; its user data is the decoder
 * @quick: (nullable): tries to read a line first
 *
 * Starts before the first byte, without columns.
 */
void
rk_line_decoder_init (RkLineDecoder *self,
                      gsize          max_len,
                      gboolean       drop_first,
                      RkLineFunc     read,
                      RkLineQuick    quick)
{
  rk_lines_init (&self->lines, max_len, drop_first);
  rk_column_set_init (&self->set);
  self->read = read;
  self->quick = quick;
}

/**
 * rk_line_decoder_clear:
 * @self: a decoder
 *
 * Frees what the common part holds; the decoder itself is the caller's.
 */
void
rk_line_decoder_clear (RkLineDecoder *self)
{
  rk_lines_clear (&self->lines);
  rk_column_set_clear (&self->set);
}

/**
 * rk_line_decoder_free:
 * @decoder: (transfer full): a decoder that begins with an #RkLineDecoder and holds nothing beside it
 *
 * Frees it.
 */
void
rk_line_decoder_free (gpointer decoder)
{
  rk_line_decoder_clear (decoder);
  g_free (decoder);
}

/**
 * rk_line_decoder_feed:
 * @decoder: a decoder that begins with an #RkLineDecoder
 * @bytes: (array length=n): what came next
 * @n: number of bytes
 * @events: who listens
 * @user_data: for @events
 *
 * See #RkDecoderKind.
 */
void
rk_line_decoder_feed (gpointer               decoder,
                      const guint8          *bytes,
                      gsize                  n,
                      const RkDecoderEvents *events,
                      gpointer               user_data)
{
  RkLineDecoder *self = decoder;

  self->events = events;
  self->user_data = user_data;
  rk_lines_feed (&self->lines, bytes, n, self->read, self->quick, decoder);
}

/**
 * rk_line_decoder_flush:
 * @decoder: a decoder that begins with an #RkLineDecoder
 * @events: who listens
 * @user_data: for @events
 *
 * See #RkDecoderKind. Meanwhile @at_end is set.
 */
void
rk_line_decoder_flush (gpointer               decoder,
                       const RkDecoderEvents *events,
                       gpointer               user_data)
{
  RkLineDecoder *self = decoder;

  self->events = events;
  self->user_data = user_data;
  self->at_end = TRUE;
  rk_lines_flush (&self->lines, self->read, decoder);
  self->at_end = FALSE;
}

/**
 * rk_line_decoder_reset:
 * @decoder: a decoder that begins with an #RkLineDecoder
 *
 * Forgets half a line and keeps the columns; see #RkDecoderKind.
 */
void
rk_line_decoder_reset (gpointer decoder)
{
  RkLineDecoder *self = decoder;

  rk_lines_reset (&self->lines);
}

/**
 * rk_line_decoder_get_counts:
 * @decoder: a decoder that begins with an #RkLineDecoder
 * @counts: (out caller-allocates): all counters but the one of answers
 *
 * See #RkDecoderKind.
 */
void
rk_line_decoder_get_counts (gpointer         decoder,
                            RkDecoderCounts *counts)
{
  RkLineDecoder *self = decoder;

  rk_lines_get_counts (&self->lines, counts);
  counts->n_frames = self->set.n_frames;
  counts->n_rejected = self->n_rejected;
}

/**
 * rk_line_decoder_refuse:
 * @self: a decoder
 * @line: (array length=n): the line at hand
 * @n: number of bytes
 * @at: the byte where it went wrong, -1 = no place
 * @reason: translated words
 *
 * Counts and reports a faulty line. For use within @read.
 *
 * Returns: %RK_LINE_REJECTED
 */
RkLineClass
rk_line_decoder_refuse (RkLineDecoder *self,
                        const guint8  *line,
                        gsize          n,
                        gssize         at,
                        const char    *reason)
{
  return rk_report_rejected (self->events, self->user_data, line, n, at, reason, &self->n_rejected);
}

/**
 * rk_line_decoder_text:
 * @self: a decoder
 * @line: (array length=n): the line at hand
 * @n: number of bytes
 *
 * Reports a line for people. For use within @read.
 *
 * Returns: %RK_LINE_PARSED
 */
RkLineClass
rk_line_decoder_text (RkLineDecoder *self,
                      const guint8  *line,
                      gsize          n)
{
  return rk_report_text (self->events, self->user_data, line, n);
}

/**
 * rk_line_decoder_emit:
 * @self: a decoder
 * @device_ns: the device's own clock, %RK_TIME_NONE if it prints none
 * @end: the byte of the feed after the row
 *
 * Reports the row of the column set. For use within @read.
 */
void
rk_line_decoder_emit (RkLineDecoder *self,
                      gint64         device_ns,
                      gsize          end)
{
  rk_column_set_emit (&self->set, device_ns, FALSE, end, self->events, self->user_data);
}
