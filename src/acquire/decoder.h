#pragma once

#include <gio/gio.h>

#include "store/column.h"

G_BEGIN_DECLS

/* What a device says about a single value. */
typedef enum {
  RK_VALUE_OK       = 0,
  RK_VALUE_ABSENT   = 1 << 0, /* this frame says nothing about the column */
  RK_VALUE_STABLE   = 1 << 1,
  RK_VALUE_UNSTABLE = 1 << 2,
  RK_VALUE_OVER     = 1 << 3,
  RK_VALUE_UNDER    = 1 << 4,
  RK_VALUE_HOLD     = 1 << 5,
  RK_VALUE_BATTERY  = 1 << 6,
  RK_VALUE_AUTO     = 1 << 7,
  RK_VALUE_DC       = 1 << 8,
  RK_VALUE_AC       = 1 << 9,
  RK_VALUE_GROSS    = 1 << 10, /* of balances */
  RK_VALUE_NET      = 1 << 11,
  RK_VALUE_TARE     = 1 << 12,
  RK_VALUE_ERROR    = 1 << 13, /* the device reports a fault instead of a value */
  RK_VALUE_ATC      = 1 << 14, /* temperature is compensated */
  RK_VALUE_BUSY     = 1 << 15, /* no value yet */
  RK_VALUE_MANUAL   = 1 << 16, /* the range was chosen by hand */
  RK_VALUE_FAST     = 1 << 17, /* of sound meters */
  RK_VALUE_SLOW     = 1 << 18,
  RK_VALUE_WEIGHT_A = 1 << 19,
  RK_VALUE_WEIGHT_C = 1 << 20,
  RK_VALUE_PMAX     = 1 << 21, /* of multimeters: held peaks and extremes */
  RK_VALUE_PMIN     = 1 << 22,
  RK_VALUE_MAX      = 1 << 23,
  RK_VALUE_MIN      = 1 << 24,
  RK_VALUE_RELATIVE = 1 << 25,
  RK_VALUE_CONTINUITY = 1 << 26,
  RK_VALUE_DIODE    = 1 << 27,
  RK_VALUE_NO_DATA  = 1 << 28, /* this sensor of the device is not there */
  RK_VALUE_OH       = 1 << 29, /* a meter shows "OH"... */
} RkValueFlags;

/* The id of a single flag as in JSON ("stable"), NULL for others. */
const char *rk_value_flag_id (RkValueFlags flag);
/* 0 for an unknown id. */
RkValueFlags rk_value_flag_find (const char *id);

/* One row of values. Everything is borrowed for the call. */
typedef struct {
  const double  *values;    /* one per column announced so far; NaN = missing */
  const guint32 *flags;     /* RkValueFlags, one per value */
  guint          n_values;
  gint64         device_ns; /* the device's own clock, unwrapped; RK_TIME_NONE if it prints none */
  gboolean       clock_time; /* @device_ns counts from midnight (12:30:05), not from a start */
  gsize          end;       /* byte of the current feed just after the frame; 0 = it ended in an earlier feed */
} RkFrame;

/* Who listens to a decoder. Called within feed and flush, on their thread. */
typedef struct {
  /* All columns so far (RkColumn); called before the first frame that has them, and when a column
   * is added or learns its name, unit or decimals. A column never moves. Values keep the unit a column
   * has: decoders convert. What comes in a unit of another quantity (a meter was switched over) gets a
   * column of its own with a common base, and the other columns are absent from such a row. */
  void (*columns) (gpointer user_data, GPtrArray *columns);
  void (*frame)   (gpointer user_data, const RkFrame *frame);
  /* @line is a text for people (not UTF-8 bytes replaced, at most 200 characters), @caret the
   * character at which it went wrong (-1 = none), @reason translated words. */
  void (*rejected) (gpointer user_data, const char *line, int caret, const char *reason);
  /* A line that is no data and no fault: boot text, a greeting. */
  void (*text)     (gpointer user_data, const char *line);
} RkDecoderEvents;

/* Bytes fed = parsed + rejected + dropped + pending, after every call. */
typedef struct {
  guint64 parsed;   /* of frames, headers, empty and text lines */
  guint64 rejected; /* of faulty lines */
  guint64 dropped;  /* skipped on purpose: before the first line end, over the length limit */
  guint64 pending;  /* of the line that has not ended */
  guint64 n_frames;
  guint64 n_rejected;
  guint64 n_answers;  /* to requests of its own (see rk_decoder_request ()), refusals included */
} RkDecoderCounts;

/**
 * RkDecoderKind:
 *
 * One way to turn bytes into rows of values. Total on any input, bounded memory, C-locale numbers.
 * An instance is used by one thread at a time.
 */
typedef struct {
  const char *id;      /* "delimited"; as in profiles and on the command line */
  const char *title;   /* N_() */
  const char *options; /* names of options it knows, separated by blanks */

  /* @options: (nullable): string to string. Unknown names and bad values are errors. */
  gpointer (*create)     (GHashTable *options, GError **error);
  void     (*feed)       (gpointer decoder, const guint8 *bytes, gsize n,
                          const RkDecoderEvents *events, gpointer user_data);
  /* The end of a file, or the device went silent: what is pending is read as if it had ended. */
  void     (*flush)      (gpointer decoder, const RkDecoderEvents *events, gpointer user_data);
  /* The line broke: forget half a line (counted as dropped) and the device clock; keep columns. */
  void     (*reset)      (gpointer decoder);
  void     (*get_counts) (gpointer decoder, RkDecoderCounts *counts);
  void     (*free)       (gpointer decoder);
  /* Nullable: see rk_decoder_get_decimal (). */
  char     (*get_decimal) (gpointer decoder, gboolean *guessed);
  /* Nullable: see rk_decoder_request (). */
  gboolean (*request)    (gpointer decoder, guint n, GByteArray *message);
  /* Nullable (0): see rk_decoder_get_evidence (). */
  guint    (*get_evidence) (gpointer decoder);
} RkDecoderKind;

const RkDecoderKind *rk_decoder_kind_find (const char *id);
const RkDecoderKind *rk_decoder_kind_nth  (guint n);

/* A decoder with its kind. */
typedef struct _RkDecoder RkDecoder;

RkDecoder *rk_decoder_new        (const char *kind, GHashTable *options, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       rk_decoder_free       (RkDecoder *self);
void       rk_decoder_feed       (RkDecoder *self, const guint8 *bytes, gsize n,
                                  const RkDecoderEvents *events, gpointer user_data);
void       rk_decoder_flush      (RkDecoder *self, const RkDecoderEvents *events, gpointer user_data);
void       rk_decoder_reset      (RkDecoder *self);
void       rk_decoder_get_counts (RkDecoder *self, RkDecoderCounts *counts);
/* '.' or ',': how commas between digits are read; 0 = not known yet, or no question for this decoder.
 * @guessed (nullable): the lines allow both ("23,5"), so ask: option decimal = point | comma. */
char       rk_decoder_get_decimal (RkDecoder *self, gboolean *guessed);

/* The @n-th message that asks the device for one row of values (Modbus: one for each block of
 * registers); appended to @message. FALSE: there is no such message, the round is over; with @n = 0:
 * this decoder only listens. The decoder now knows what it has asked for: what comes back counts as an answer. */
gboolean   rk_decoder_request     (RkDecoder *self, guint n, GByteArray *message);
/* How many bits of a frame must be right for it to be taken as one (sync bytes, checksum, fixed texts):
 * how unlikely it is that other bytes look like a frame. 0 = any text will do. */
guint      rk_decoder_get_evidence (RkDecoder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkDecoder, rk_decoder_free)

G_END_DECLS
