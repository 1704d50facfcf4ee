#include "config.h"

#include "acquire/decoders/packets.h"

#include "base/clock.h"

#include <glib/gi18n-lib.h>

/* Bytes of a piece that are shown: "AA BB ... " stays within the 200 characters RkDecoderEvents promises. */
#define SHOWN_BYTES 66
/* A longer piece is reported in parts: a line that carries only garbage is told of while it does. */
#define PIECE_MAX 4096
/* Memory kept between packets; a longer buffer is given back after use. */
#define KEEP_BYTES 4096

typedef struct {
  RkPacketFunc           func;
  const RkDecoderEvents *events;
  gpointer               events_data;
  gpointer               user_data;
} Listener;

/**
 * rk_packets_init:
 * @self: (out caller-allocates): a cutter
 * @max_len: longest packet in bytes, from 1 to %RK_PACKET_MAX
 *
 * Starts before the first byte. A packet that is not whole after @max_len bytes is none.
 */
void
rk_packets_init (RkPackets *self,
                 gsize      max_len)
{
  g_return_if_fail (max_len > 0 && max_len <= RK_PACKET_MAX);

  *self = (RkPackets) { .max_len = max_len };
  self->buffer = g_byte_array_new ();
  self->slid = g_byte_array_new ();
}

/**
 * rk_packets_clear:
 * @self: a cutter
 *
 * Frees what it holds; the cutter itself is the caller's.
 */
void
rk_packets_clear (RkPackets *self)
{
  g_clear_pointer (&self->buffer, g_byte_array_unref);
  g_clear_pointer (&self->slid, g_byte_array_unref);
  g_clear_pointer (&self->reason, g_free);
}

static void
forget_piece (RkPackets *self)
{
  self->n_slid = 0;
  g_byte_array_set_size (self->slid, 0);
  g_clear_pointer (&self->reason, g_free);
}

/* What slid by is one piece for the one who reads the report. */
static void
end_piece (RkPackets      *self,
           const Listener *listener)
{
  if (self->n_slid == 0)
    return;

  /* Before the first packet bytes are only counted. */
  if (self->is_synced) {
    self->n_rejected++;
    if (listener->events->rejected != NULL) {
      g_autoptr (GString) hex = g_string_sized_new (3 * SHOWN_BYTES);

      for (guint i = 0; i < self->slid->len; i++)
        g_string_append_printf (hex, i > 0 ? " %02X" : "%02X", self->slid->data[i]);
      if (self->n_slid > self->slid->len)
        g_string_append (hex, "…");
      listener->events->rejected (listener->events_data, hex->str, -1,
                                  self->reason != NULL ? self->reason : _("no packet begins here"));
    }
  }

  forget_piece (self);
}

static void
slide (RkPackets      *self,
       guint8          byte,
       const char     *reason,
       const Listener *listener)
{
  self->n_slid++;
  if (!self->is_synced) {
    self->n_dropped++;
    /* More than the rest of one packet went by: from here on it is not for coming late. */
    if (self->n_slid >= self->max_len) {
      forget_piece (self);
      self->is_synced = TRUE;
    }
    return;
  }

  self->n_rejected_bytes++;
  if (self->slid->len < SHOWN_BYTES)
    g_byte_array_append (self->slid, &byte, 1);
  if (self->reason == NULL && reason != NULL)
    self->reason = g_strdup (reason);
  if (self->n_slid >= PIECE_MAX)
    end_piece (self, listener);
}

/* Reads packets that begin before @limit of the @n bytes. Stops at one that is not there as a whole,
 * unless nothing more will come (@at_end). */
static void
read_packets (RkPackets      *self,
              const guint8   *bytes,
              gsize           n,
              gsize           limit,
              gboolean        at_end,
              const Listener *listener)
{
  while (self->offset < limit) {
    /* What follows a packet at its limit must not matter: it may be in another feed. */
    gsize n_there = MIN (n - self->offset, self->max_len);
    const char *reason = NULL;
    gsize length = 0;
    RkPacketClass class = listener->func (listener->user_data, bytes + self->offset, n_there, &length, &reason);

    switch (class) {
    case RK_PACKET_WHOLE:
    case RK_PACKET_SKIP:
      g_assert (length > 0 && length <= n_there);
      end_piece (self, listener);
      self->is_synced = TRUE;
      self->n_parsed += length;
      self->offset += length;
      break;

    case RK_PACKET_MORE:
      if (!at_end && n_there < self->max_len)
        return;
      slide (self, bytes[self->offset], at_end ? _("the packet is not complete") : NULL, listener);
      self->offset++;
      break;

    case RK_PACKET_BAD:
    case RK_PACKET_NOTHING:
      slide (self, bytes[self->offset], class == RK_PACKET_BAD ? reason : NULL, listener);
      self->offset++;
      break;

    default:
      g_assert_not_reached ();
    }
  }
}

static void
empty_buffer (RkPackets *self)
{
  if (self->buffer->len > KEEP_BYTES) {
    g_byte_array_unref (self->buffer);
    self->buffer = g_byte_array_new ();
  } else {
    g_byte_array_set_size (self->buffer, 0);
  }
}

/**
 * rk_packets_feed:
 * @self: a cutter
 * @bytes: (array length=n): what came next
 * @n: number of bytes
 * @func: says what stands at the start of some bytes, and reads it
 * @events: for what slides by
 * @events_data: for @events
 * @user_data: for @func
 *
 * Reads all packets that are whole by now; the rest stays pending.
 *
 * What is reported does not depend on how the bytes are cut into feeds, as long as @func
 * depends on nothing but the bytes that belong to its packet. Packets within the feed are
 * read where they stand, only one that straddles two feeds is copied.
 */
void
rk_packets_feed (RkPackets             *self,
                 const guint8          *bytes,
                 gsize                  n,
                 RkPacketFunc           func,
                 const RkDecoderEvents *events,
                 gpointer               events_data,
                 gpointer               user_data)
{
  Listener listener = { func, events, events_data, user_data };
  gsize begin = 0;

  if (self->buffer->len > 0) {
    self->old = self->buffer->len;
    self->offset = 0;
    /* As much as the longest packet that begins in what is pending can need. */
    g_byte_array_append (self->buffer, bytes, (guint) MIN (n, self->max_len));
    read_packets (self, self->buffer->data, self->buffer->len, self->old, FALSE, &listener);

    if (self->offset < self->old) {
      g_byte_array_remove_range (self->buffer, 0, (guint) self->offset);
      return;
    }
    begin = self->offset - self->old;
    empty_buffer (self);
  }

  self->old = 0;
  self->offset = begin;
  read_packets (self, bytes, n, n, FALSE, &listener);
  if (self->offset < n)
    g_byte_array_append (self->buffer, bytes + self->offset, (guint) (n - self->offset));
}

/**
 * rk_packets_flush:
 * @self: a cutter
 * @func: as for rk_packets_feed ()
 * @events: for what slides by
 * @events_data: for @events
 * @user_data: for @func
 *
 * Ends the bytes: nothing is pending any more.
 */
void
rk_packets_flush (RkPackets             *self,
                  RkPacketFunc           func,
                  const RkDecoderEvents *events,
                  gpointer               events_data,
                  gpointer               user_data)
{
  Listener listener = { func, events, events_data, user_data };

  self->old = self->buffer->len;
  self->offset = 0;
  read_packets (self, self->buffer->data, self->buffer->len, self->buffer->len, TRUE, &listener);
  end_piece (self, &listener);
  empty_buffer (self);
  self->old = 0;
  self->offset = 0;
}

/**
 * rk_packets_reset:
 * @self: a cutter
 *
 * Drops what is pending: the connection broke, and the next bytes may come from the middle of a packet.
 */
void
rk_packets_reset (RkPackets *self)
{
  self->n_dropped += self->buffer->len;
  empty_buffer (self);
  if (self->is_synced && self->n_slid > 0)
    self->n_rejected++;
  forget_piece (self);
  self->is_synced = FALSE;
}

/**
 * rk_packets_end:
 * @self: a cutter
 * @length: number of bytes of the packet at hand
 *
 * Says where in the current feed a part of a packet ended.
 *
 * Returns: the byte of the feed after it, 0 if it ended in an earlier feed
 */
gsize
rk_packets_end (const RkPackets *self,
                gsize            length)
{
  gsize end = self->offset + length;

  return end > self->old ? end - self->old : 0;
}

/**
 * rk_packets_get_counts:
 * @self: a cutter
 * @counts: (out caller-allocates): all but n_frames and n_answers, which become 0
 *
 * Accounts for every byte: fed = parsed + rejected + dropped + pending.
 */
void
rk_packets_get_counts (const RkPackets *self,
                       RkDecoderCounts *counts)
{
  *counts = (RkDecoderCounts) {
    .parsed = self->n_parsed,
    .rejected = self->n_rejected_bytes,
    .dropped = self->n_dropped,
    .pending = self->buffer->len,
    .n_rejected = self->n_rejected,
  };
}

/**
 * rk_packet_decoder_init:
 * @self: (out caller-allocates): the begin of a decoder that is all zeros
 * @max_len: longest packet in bytes, from 1 to %RK_PACKET_MAX
 * @read: reads a packet; its user data is the decoder
 *
 * Starts before the first byte, without columns.
 */
void
rk_packet_decoder_init (RkPacketDecoder *self,
                        gsize            max_len,
                        RkPacketFunc     read)
{
  rk_packets_init (&self->packets, max_len);
  rk_column_set_init (&self->set);
  self->read = read;
}

/**
 * rk_packet_decoder_clear:
 * @self: a decoder
 *
 * Frees what the common part holds; the decoder itself is the caller's.
 */
void
rk_packet_decoder_clear (RkPacketDecoder *self)
{
  rk_packets_clear (&self->packets);
  rk_column_set_clear (&self->set);
}

/**
 * rk_packet_decoder_free:
 * @decoder: (transfer full): a decoder that begins with an #RkPacketDecoder and holds nothing beside it
 *
 * Frees it.
 */
void
rk_packet_decoder_free (gpointer decoder)
{
  rk_packet_decoder_clear (decoder);
  g_free (decoder);
}

/**
 * rk_packet_decoder_feed:
 * @decoder: a decoder that begins with an #RkPacketDecoder
 * @bytes: (array length=n): what came next
 * @n: number of bytes
 * @events: who listens
 * @user_data: for @events
 *
 * See #RkDecoderKind.
 */
void
rk_packet_decoder_feed (gpointer               decoder,
                        const guint8          *bytes,
                        gsize                  n,
                        const RkDecoderEvents *events,
                        gpointer               user_data)
{
  RkPacketDecoder *self = decoder;

  self->events = events;
  self->user_data = user_data;
  rk_packets_feed (&self->packets, bytes, n, self->read, events, user_data, decoder);
}

/**
 * rk_packet_decoder_flush:
 * @decoder: a decoder that begins with an #RkPacketDecoder
 * @events: who listens
 * @user_data: for @events
 *
 * See #RkDecoderKind. Meanwhile @at_end is set.
 */
void
rk_packet_decoder_flush (gpointer               decoder,
                         const RkDecoderEvents *events,
                         gpointer               user_data)
{
  RkPacketDecoder *self = decoder;

  self->events = events;
  self->user_data = user_data;
  self->at_end = TRUE;
  rk_packets_flush (&self->packets, self->read, events, user_data, decoder);
  self->at_end = FALSE;
}

/**
 * rk_packet_decoder_reset:
 * @decoder: a decoder that begins with an #RkPacketDecoder
 *
 * Forgets half a packet and keeps the columns; see #RkDecoderKind.
 */
void
rk_packet_decoder_reset (gpointer decoder)
{
  RkPacketDecoder *self = decoder;

  rk_packets_reset (&self->packets);
}

/**
 * rk_packet_decoder_get_counts:
 * @decoder: a decoder that begins with an #RkPacketDecoder
 * @counts: (out caller-allocates): all counters
 *
 * See #RkDecoderKind.
 */
void
rk_packet_decoder_get_counts (gpointer         decoder,
                              RkDecoderCounts *counts)
{
  RkPacketDecoder *self = decoder;

  rk_packets_get_counts (&self->packets, counts);
  counts->n_frames = self->set.n_frames;
  counts->n_answers = self->n_answers;
}

/**
 * rk_packet_decoder_emit:
 * @self: a decoder
 * @length: bytes of the packet at hand up to the end of the row
 *
 * Reports the row of the column set, without a time of the device. For use within @read.
 */
void
rk_packet_decoder_emit (RkPacketDecoder *self,
                        gsize            length)
{
  rk_column_set_emit (&self->set, RK_TIME_NONE, FALSE, rk_packets_end (&self->packets, length), self->events, self->user_data);
}
