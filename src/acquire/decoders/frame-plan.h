#pragma once

#include "acquire/decoders/column-set.h"
#include "acquire/decoders/packets.h"
#include "base/checksum.h"

G_BEGIN_DECLS

/* Names of the options a plan knows. */
#define RK_FRAME_PACKET_OPTIONS \
  "sync sync-* length length-* checksum checksum-* tail tail-* require require-* rows rows-*"
#define RK_FRAME_VALUE_OPTIONS "values values-* field-* flag-*"

/* Kinds of packets in one stream. */
#define RK_FRAME_LAYOUTS 9

typedef enum {
  RK_RAW_UNSIGNED,
  RK_RAW_SIGNED,
  RK_RAW_FLOAT,
  RK_RAW_BCD,    /* two digits a byte */
  RK_RAW_DIGITS, /* text */
} RkRawKind;

/* How a number lies in the bytes. */
typedef struct {
  RkRawKind kind;
  guint8    size; /* bytes */
  gboolean  big;  /* most significant byte first */
} RkRawType;

typedef enum {
  RK_CONDITION_EQUAL, RK_CONDITION_OTHER, RK_CONDITION_LESS, RK_CONDITION_GREATER, RK_CONDITION_AT_MOST, RK_CONDITION_AT_LEAST,
} RkConditionKind;

/* "11&0x08", "3='01'", "u16be@0=0x09C9", "size=24". */
typedef struct {
  RkConditionKind kind;
  gboolean        of_size; /* not of a byte */
  RkRawType       type;
  int             at;      /* < 0: from the end */
  guint64         mask;
  guint64         value;
} RkCondition;

/* One kind of packet. */
typedef struct {
  guint       number;     /* from 1: as in "sync-2" */
  char       *sync_text;  /* nullable */
  GArray     *syncs;      /* of RkFrameMark; empty = none */
  gsize       length;     /* 0 = in the packet or unknown */
  gboolean    has_length; /* it stands in the packet, as the next five say */
  RkRawType   length_type;
  gsize       length_at;
  gsize       length_factor;
  gssize      length_add;
  gsize       length_max;
  RkChecksum  checksum;
  gboolean    checksum_big;
  GArray     *checksum_of; /* of RkFrameRange */
  int         checksum_at;
  guint8      tail[8];
  gsize       tail_len;
  GArray     *require;    /* of RkCondition */
  gsize       row_size;   /* 0 = one row */
  gsize       row_begin;
  int         row_last;   /* last byte of the last row; < 0: from the end */
  GPtrArray  *items;      /* of RkFrameItem: what this packet carries, in order of the columns */
  gboolean    has_text;   /* a field that may turn out to be no number */
} RkFrameLayout;

/**
 * RkFramePlan:
 *
 * The description of binary packets from a profile, made ready for reading: data/devices/README.md has
 * its language. Used by one thread at a time, for it remembers columns.
 */
typedef struct {
  RkFrameLayout *layouts[RK_FRAME_LAYOUTS];
  guint          n_layouts;
  GPtrArray     *fields; /* of RkFrameField; owns */
  GArray        *flags;  /* of RkFrameFlag */
} RkFramePlan;

typedef enum {
  RK_FRAME_PACKETS, /* found by sync bytes or an end */
  RK_FRAME_BARE,    /* one after another, with nothing to tell where one begins */
  RK_FRAME_CUT,     /* cut by other means */
} RkFrameMode;

/* NULL with @error. */
RkFramePlan  *rk_frame_plan_new      (GHashTable *options, RkFrameMode mode, GError **error);
void          rk_frame_plan_free     (RkFramePlan *self);
/* Columns "@name 1"... of single bytes for a description that names no value. */
void          rk_frame_plan_add_bytes (RkFramePlan *self, const char *name);
gsize         rk_frame_plan_max_len  (const RkFramePlan *self);
guint         rk_frame_plan_evidence (const RkFramePlan *self);
/* Whether two layouts begin alike, so that only experience tells which one a device sends. */
gboolean      rk_frame_plan_rival    (const RkFramePlan *self, guint a, guint b);

/* What stands at @bytes as the layout sees it; as RkPacketFunc. @cut: the packet has @n bytes. */
RkPacketClass rk_frame_plan_check    (const RkFramePlan *self, guint layout, gboolean cut, const guint8 *bytes, gsize n,
                                      gsize *length, const char **reason);
/* Emits the rows of a packet that was found whole; @packets (nullable) says where rows end, else @end. Whole, bad,
 * or skip for a packet that says nothing about any column. */
RkPacketClass rk_frame_plan_read     (RkFramePlan *self, guint layout, const guint8 *bytes, gsize n, RkColumnSet *set,
                                      const RkPackets *packets, gsize end, const RkDecoderEvents *events, gpointer user_data,
                                      const char **reason);

G_END_DECLS
