#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/json-object.h"
#include "acquire/decoders/option.h"
#include "acquire/decoders/text.h"

#include <glib/gi18n-lib.h>

typedef struct {
  RkLineDecoder base;
  RkDeviceClock clock;
  JsonParser   *parser;
  GString      *scratch;
} JsonLines;

static void
json_lines_free (gpointer decoder)
{
  JsonLines *self = decoder;

  rk_line_decoder_clear (&self->base);
  rk_device_clock_clear (&self->clock);
  g_clear_object (&self->parser);
  g_string_free (self->scratch, TRUE);
  g_free (self);
}

static RkLineClass
read_line (gpointer      user_data,
           const guint8 *line,
           gsize         n,
           gsize         end)
{
  JsonLines *self = user_data;
  RkCleanLine clean;

  rk_text_clean (line, n, self->scratch, &clean);
  if (clean.reason != NULL)
    return rk_line_decoder_refuse (&self->base, line, n, (gssize) clean.fault, clean.reason);
  if (clean.len == 0)
    return RK_LINE_PARSED;
  if (clean.text[0] != '{') {
    if (clean.text[0] != '[' && rk_text_has_word (clean.text, clean.len))
      return rk_line_decoder_text (&self->base, line, n);
    return rk_line_decoder_refuse (&self->base, line, n, 0, _("this is not a JSON object"));
  }

  return rk_json_object_read (&self->base, &self->clock, self->parser, clean.text, clean.len, end);
}

static gpointer
json_lines_create (GHashTable *options,
                   GError    **error)
{
  int first = rk_option_first_line (options, error);
  JsonLines *self;

  if (first < 0)
    return NULL;

  self = g_new0 (JsonLines, 1);
  rk_line_decoder_init (&self->base, RK_JSON_LINE_MAX, first == RK_FIRST_LINE_DROP, read_line, NULL);
  self->parser = json_parser_new_immutable ();
  self->scratch = g_string_new (NULL);
  if (!rk_device_clock_init (&self->clock, options, error)) {
    json_lines_free (self);
    return NULL;
  }

  return self;
}

static void
json_lines_reset (gpointer decoder)
{
  JsonLines *self = decoder;

  rk_line_decoder_reset (self);
  rk_device_clock_reset (&self->clock);
}

/* Braces, quotes and colons where the grammar wants them. */
static guint
json_lines_get_evidence (gpointer decoder)
{
  return 24;
}

const RkDecoderKind rk_decoder_json_lines = {
  .id = "json-lines",
  .title = N_("JSON lines"),
  .options = "first-line " RK_DEVICE_CLOCK_OPTIONS,
  .create = json_lines_create,
  .feed = rk_line_decoder_feed,
  .flush = rk_line_decoder_flush,
  .reset = json_lines_reset,
  .get_counts = rk_line_decoder_get_counts,
  .get_evidence = json_lines_get_evidence,
  .free = json_lines_free,
};
