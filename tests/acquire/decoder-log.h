#pragma once

#include "acquire/decoder.h"

/* What a decoder reports, as text: one line a column list, frame, fault or text. */
typedef struct {
  GString   *out;
  GPtrArray *columns; /* nullable; copies */
  guint64    n_frames;
} DecoderLog;

void  decoder_log_init  (DecoderLog *self);
void  decoder_log_clear (DecoderLog *self);
extern const RkDecoderEvents decoder_log_events;

/* Feeds @text to @decoder in pieces of @step bytes (0 = at once), flushes, checks the balance
 * after every call and returns what was reported. */
char *decoder_log_run   (RkDecoder *decoder, const char *text, gsize n, gsize step);
/* fed = parsed + rejected + dropped + pending. */
void  decoder_log_balance (RkDecoder *decoder, guint64 fed);
/* "a=b c=d" as options; NULL for "". */
GHashTable *decoder_log_options (const char *text);
