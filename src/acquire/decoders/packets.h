#pragma once

#include "acquire/decoders/column-set.h"

G_BEGIN_DECLS

/* Longest packet, in bytes. */
#define RK_PACKET_MAX 65536

/* What stands at the start of the bytes. */
typedef enum {
  RK_PACKET_MORE,     /* perhaps a packet: not enough bytes yet */
  RK_PACKET_WHOLE,    /* a packet of @length bytes; it was read */
  RK_PACKET_SKIP,     /* @length bytes that are no data and no fault: a request, an echo, a greeting */
  RK_PACKET_BAD,      /* @length bytes that look like a packet but are faulty (@reason): slide on by one byte */
  RK_PACKET_NOTHING,  /* no packet begins here: slide on by one byte */
} RkPacketClass;

/* @length: out, > 0 for whole, skip and bad. @reason: out, translated words for bad, borrowed and constant.
 * @bytes begin at a possible packet, @n of them are there so far. The function emits frames itself. */
typedef RkPacketClass (*RkPacketFunc) (gpointer user_data, const guint8 *bytes, gsize n, gsize *length, const char **reason);

/**
 * RkPackets:
 *
 * Cuts bytes into packets and balances the counters. What slid by between two packets is counted as rejected and
 * reported as one piece, in hexadecimal; what came before the first packet after a start is counted as
 * dropped (one comes into the middle of a packet) and not reported, up to the length of one packet. Bounded memory.
 */
typedef struct {
  gsize       max_len;   /* longest packet, at most RK_PACKET_MAX */
  GByteArray *buffer;    /* what is pending, then the bytes of this feed */
  gsize       offset;    /* of the packet at hand in @buffer */
  gsize       old;       /* bytes of @buffer from earlier feeds */
  gboolean    is_synced; /* a packet was found since the start */
  GByteArray *slid;      /* the first bytes of the piece that slides by */
  gsize       n_slid;    /* before the first packet: what was dropped so far */
  char       *reason;    /* nullable: of the first fault in it */
  guint64     n_parsed;
  guint64     n_rejected_bytes;
  guint64     n_dropped;
  guint64     n_rejected;
} RkPackets;

void  rk_packets_init       (RkPackets *self, gsize max_len);
void  rk_packets_clear      (RkPackets *self);
void  rk_packets_feed       (RkPackets *self, const guint8 *bytes, gsize n, RkPacketFunc func,
                             const RkDecoderEvents *events, gpointer events_data, gpointer user_data);
/* The end: what is pending slides by; a packet may still be found in it. */
void  rk_packets_flush      (RkPackets *self, RkPacketFunc func,
                             const RkDecoderEvents *events, gpointer events_data, gpointer user_data);
void  rk_packets_reset      (RkPackets *self);
/* For RkFrame.end, within the function: the byte of the feed just after the first @length bytes of the packet. */
gsize rk_packets_end        (const RkPackets *self, gsize length);
/* All but the frames. */
void  rk_packets_get_counts (const RkPackets *self, RkDecoderCounts *counts);

/**
 * RkPacketDecoder:
 *
 * What decoders of packets have in common; the first member of their own struct, so that the functions below can stand
 * in the table of a kind. @read gets the decoder as its user data.
 */
typedef struct {
  RkPackets    packets;
  RkColumnSet  set;
  RkPacketFunc read;
  gboolean     at_end;    /* in a flush: no more bytes will come */
  guint64      n_answers; /* counted by the decoder itself */

  /* Only within feed and flush. */
  const RkDecoderEvents *events;
  gpointer               user_data;
} RkPacketDecoder;

void rk_packet_decoder_init       (RkPacketDecoder *self, gsize max_len, RkPacketFunc read);
void rk_packet_decoder_clear      (RkPacketDecoder *self);
void rk_packet_decoder_free       (gpointer decoder);
void rk_packet_decoder_feed       (gpointer decoder, const guint8 *bytes, gsize n,
                                   const RkDecoderEvents *events, gpointer user_data);
void rk_packet_decoder_flush      (gpointer decoder, const RkDecoderEvents *events, gpointer user_data);
void rk_packet_decoder_reset      (gpointer decoder);
void rk_packet_decoder_get_counts (gpointer decoder, RkDecoderCounts *counts);
/* The row is whole; it ended with the first @length bytes of the packet at hand. */
void rk_packet_decoder_emit       (RkPacketDecoder *self, gsize length);

G_END_DECLS
