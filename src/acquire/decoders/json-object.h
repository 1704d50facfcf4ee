#pragma once

#include <json-glib/json-glib.h>

#include "acquire/decoders/device-clock.h"
#include "acquire/decoders/lines.h"

G_BEGIN_DECLS

/* Longest line that is read as JSON, in bytes: bounds the tree json-glib builds. */
#define RK_JSON_LINE_MAX (64 * 1024)

const char *rk_json_check (const char *text, gsize len, guint depth_max);

/* Reads the JSON object in @text into a row of @decoder and emits it. Numbers become columns ("a.b" for nested
 * ones), the rest is ignored. Emits, rejects or, without any number, reports a text. */
RkLineClass rk_json_object_read (RkLineDecoder *decoder, RkDeviceClock *clock, JsonParser *parser,
                                 const char *text, gsize len, gsize end);

G_END_DECLS
