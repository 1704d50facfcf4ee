#include "config.h"

#include "acquire/decoders/kinds.h"

#include "acquire/decoders/json-object.h"
#include "acquire/decoders/option.h"
#include "acquire/decoders/report.h"
#include "acquire/decoders/text.h"

#include <glib/gi18n-lib.h>

typedef struct {
  RkLines       lines;
  RkColumnSet   set;
  RkDeviceClock clock;
  JsonParser   *parser;
  GString      *scratch;
  guint64       n_rejected;

  /* Only within feed and flush. */
  const RkDecoderEvents *events;
  gpointer               user_data;
} JsonLines;

static void
json_lines_free (gpointer decoder)
{
  JsonLines *self = decoder;

  rk_lines_clear (&self->lines);
  rk_column_set_clear (&self->set);
  rk_device_clock_clear (&self->clock);
  g_clear_object (&self->parser);
  g_string_free (self->scratch, TRUE);
  g_free (self);
}

static gpointer
json_lines_create (GHashTable *options,
                   GError    **error)
{
  static const char * const first_words[] = { "auto", "keep", "drop", NULL };
  int first = rk_option_enum (options, "first-line", first_words, 0, error);
  JsonLines *self;

  if (first < 0)
    return NULL;

  self = g_new0 (JsonLines, 1);
  rk_lines_init (&self->lines, RK_JSON_LINE_MAX, first == 2);
  rk_column_set_init (&self->set);
  self->parser = json_parser_new_immutable ();
  self->scratch = g_string_new (NULL);
  if (!rk_device_clock_init (&self->clock, options, error)) {
    json_lines_free (self);
    return NULL;
  }

  return self;
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
    return rk_report_rejected (self->events, self->user_data, line, n, (gssize) clean.fault, clean.reason, &self->n_rejected);
  if (clean.len == 0)
    return RK_LINE_PARSED;
  if (clean.text[0] != '{') {
    if (clean.text[0] != '[' && rk_text_has_word (clean.text, clean.len))
      return rk_report_text (self->events, self->user_data, line, n);
    return rk_report_rejected (self->events, self->user_data, line, n, 0, _("this is not a JSON object"), &self->n_rejected);
  }

  return rk_json_object_read (self->parser, clean.text, clean.len, end, &self->set, &self->clock,
                              self->events, self->user_data, &self->n_rejected);
}

static void
json_lines_feed (gpointer               decoder,
                 const guint8          *bytes,
                 gsize                  n,
                 const RkDecoderEvents *events,
                 gpointer               user_data)
{
  JsonLines *self = decoder;

  self->events = events;
  self->user_data = user_data;
  rk_lines_feed (&self->lines, bytes, n, read_line, NULL, self);
}

static void
json_lines_flush (gpointer               decoder,
                  const RkDecoderEvents *events,
                  gpointer               user_data)
{
  JsonLines *self = decoder;

  self->events = events;
  self->user_data = user_data;
  rk_lines_flush (&self->lines, read_line, self);
}

static void
json_lines_reset (gpointer decoder)
{
  JsonLines *self = decoder;

  rk_lines_reset (&self->lines);
  rk_device_clock_reset (&self->clock);
}

static void
json_lines_get_counts (gpointer         decoder,
                       RkDecoderCounts *counts)
{
  JsonLines *self = decoder;

  rk_lines_get_counts (&self->lines, counts);
  counts->n_frames = self->set.n_frames;
  counts->n_rejected = self->n_rejected;
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
  .feed = json_lines_feed,
  .flush = json_lines_flush,
  .reset = json_lines_reset,
  .get_counts = json_lines_get_counts,
  .get_evidence = json_lines_get_evidence,
  .free = json_lines_free,
};
