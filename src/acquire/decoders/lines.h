#pragma once

#include "acquire/decoders/column-set.h"

G_BEGIN_DECLS

/* What became of a line; says which counter gets its bytes. */
typedef enum {
  RK_LINE_PARSED,
  RK_LINE_REJECTED,
  RK_LINE_DROPPED,
  RK_LINE_HELD, /* not known yet: pending until rk_lines_settle () */
} RkLineClass;

/* Reads @line (@n bytes without the line end); @end is the byte of the feed after it. */
typedef RkLineClass (*RkLineFunc)  (gpointer user_data, const guint8 *line, gsize n, gsize end);
/* Tries to read one whole line at the start of @bytes; @pos is where that is in the feed. Returns
 * the bytes taken with the line end (it must not take a CR that ends @bytes), or 0: then nothing happened. */
typedef gsize       (*RkLineQuick) (gpointer user_data, const guint8 *bytes, gsize n, gsize pos);

/**
 * RkLines:
 *
 * Cuts bytes into lines ended by LF, CR or CR LF in any mixture, and balances the counters.
 * Lines never hold more than @max_len bytes of memory: longer ones are dropped whole.
 */
typedef struct {
  gsize       max_len;
  GByteArray *buffer;      /* the line that has not ended */
  gboolean    skipping;    /* the rest of this line is dropped */
  gboolean    drop_first;  /* what comes before the first line end after a start is dropped */
  gboolean    after_cr;    /* an LF that comes next belongs to the line before */
  RkLineClass last;        /* of the line before */
  guint64     n_bytes[4];  /* by RkLineClass */
} RkLines;

void rk_lines_init       (RkLines *self, gsize max_len, gboolean drop_first);
void rk_lines_clear      (RkLines *self);
/* @quick is nullable. */
void rk_lines_feed       (RkLines *self, const guint8 *bytes, gsize n, RkLineFunc line, RkLineQuick quick, gpointer user_data);
void rk_lines_flush      (RkLines *self, RkLineFunc line, gpointer user_data);
void rk_lines_reset      (RkLines *self);
/* All that is held becomes @class. */
void rk_lines_settle     (RkLines *self, RkLineClass class);
void rk_lines_get_counts (const RkLines *self, RkDecoderCounts *counts);

/**
 * RkLineDecoder:
 *
 * What decoders of lines have in common; the first member of their own struct, so that the functions below can stand in
 * the table of a kind. @read and @quick get the decoder as their user data.
 */
typedef struct {
  RkLines     lines;
  RkColumnSet set;
  RkLineFunc  read;
  RkLineQuick quick;  /* nullable */
  gboolean    at_end; /* in a flush: the line has no end */
  guint64     n_rejected;

  /* Only within feed and flush. */
  const RkDecoderEvents *events;
  gpointer               user_data;
} RkLineDecoder;

void rk_line_decoder_init       (RkLineDecoder *self, gsize max_len, gboolean drop_first, RkLineFunc read, RkLineQuick quick);
void rk_line_decoder_clear      (RkLineDecoder *self);
void rk_line_decoder_free       (gpointer decoder);
void rk_line_decoder_feed       (gpointer decoder, const guint8 *bytes, gsize n,
                                 const RkDecoderEvents *events, gpointer user_data);
void rk_line_decoder_flush      (gpointer decoder, const RkDecoderEvents *events, gpointer user_data);
void rk_line_decoder_reset      (gpointer decoder);
void rk_line_decoder_get_counts (gpointer decoder, RkDecoderCounts *counts);
/* Says that a line was refused or was for people: see report.h. */
RkLineClass rk_line_decoder_refuse (RkLineDecoder *self, const guint8 *line, gsize n, gssize at, const char *reason);
RkLineClass rk_line_decoder_text   (RkLineDecoder *self, const guint8 *line, gsize n);
/* The row is whole; @device_ns and @end as in RkFrame. */
void rk_line_decoder_emit       (RkLineDecoder *self, gint64 device_ns, gsize end);

G_END_DECLS
