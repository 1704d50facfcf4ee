#include "config.h"

#include "exchange/audio-format.h"

#include "base/number.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

/* json-glib recurses; ours nests three deep. */
#define MAX_TEXT   (64 * 1024)
#define MAX_DEPTH  8
#define MAX_STRING 256

/* 1 MHz...about 11 days. */
#define MIN_STEP_NS 1e3
#define MAX_STEP_NS 1e15

void
rk_audio_notes_clear (RkAudioNotes *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->channels); i++) {
    g_free (self->channels[i].name);
    g_free (self->channels[i].quantity);
    g_free (self->channels[i].unit);
  }

  memset (self, 0, sizeof *self);
}

/* The number member is written by hand: json-glib prints 17 digits where fewer do. */
static void
append_number (GString    *text,
               const char *key,
               double      value)
{
  char buffer[RK_NUMBER_BUFFER];

  rk_number_print (value, buffer);
  g_string_append_printf (text, ",\"%s\":%s", key, buffer);
}

static void
append_string (GString    *text,
               const char *key,
               const char *value,
               glong       max_chars)
{
  g_autofree char *valid = NULL;
  g_autofree char *cut = NULL;

  if (value == NULL)
    return;

  valid = g_utf8_make_valid (value, -1);
  cut = g_utf8_substring (valid, 0, MIN (max_chars, g_utf8_strlen (valid, -1)));

  if (text->str[text->len - 1] != '{')
    g_string_append_c (text, ',');

  g_string_append_printf (text, "\"%s\":\"", key);

  for (const char *p = cut; *p != '\0'; p++) {
    if (*p == '"' || *p == '\\')
      g_string_append_printf (text, "\\%c", *p);
    else if ((guint8) *p < 0x20)
      g_string_append_printf (text, "\\u%04x", (guint) *p);
    else
      g_string_append_c (text, *p);
  }

  g_string_append_c (text, '"');
}

static char *
print_notes (const RkAudioNotes *self,
             glong               max_chars)
{
  GString *text = g_string_new ("{\"rostok\":1");

  append_number (text, "step_ns", self->step_ns);
  append_number (text, "begin_ns", (double) self->begin_ns);
  g_string_append (text, ",\"channels\":[");

  for (guint i = 0; i < self->n_channels; i++) {
    const RkAudioChannel *channel = &self->channels[i];

    g_string_append (text, i > 0 ? ",{" : "{");
    append_string (text, "name", channel->name, max_chars);
    append_string (text, "quantity", channel->quantity, max_chars);
    append_string (text, "unit", channel->unit, max_chars);
    append_number (text, "scale", channel->scale);
    append_number (text, "offset", channel->offset);
    g_string_append_c (text, '}');
  }

  g_string_append (text, "]}");

  return g_string_free (text, FALSE);
}

char *
rk_audio_notes_print (const RkAudioNotes *self,
                      gsize               max)
{
  glong max_chars = MAX_STRING;
  char *text = print_notes (self, max_chars);

  while (strlen (text) > max && max_chars > 1) {
    g_free (text);
    max_chars /= 2;
    text = print_notes (self, max_chars);
  }

  return text;
}

static gboolean
is_shallow (const char *text)
{
  guint depth = 0;

  /* Brackets in strings count too: harmless, since ours has few. */
  for (const char *p = text; *p != '\0'; p++) {
    if ((*p == '[' || *p == '{') && ++depth > MAX_DEPTH)
      return FALSE;
    if ((*p == ']' || *p == '}') && depth > 0)
      depth--;
  }

  return TRUE;
}

static gboolean
get_number (JsonObject *object,
            const char *key,
            double     *value)
{
  JsonNode *node = json_object_get_member (object, key);
  GType type;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;

  type = json_node_get_value_type (node);
  if (type != G_TYPE_DOUBLE && type != G_TYPE_INT64)
    return FALSE;

  *value = json_node_get_double (node);

  return isfinite (*value) && fabs (*value) < 1e300;
}

static char *
dup_string (JsonObject *object,
            const char *key)
{
  JsonNode *node = json_object_get_member (object, key);
  const char *text = NULL;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    text = json_node_get_string (node);

  return text != NULL && *text != '\0' && strlen (text) <= 4 * MAX_STRING ? g_strdup (text) : NULL;
}

static gboolean
parse_channel (JsonArray      *array,
               guint           i,
               RkAudioChannel *channel)
{
  JsonNode *node = json_array_get_element (array, i);
  JsonObject *object;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;

  object = json_node_get_object (node);
  channel->name = dup_string (object, "name");
  channel->quantity = dup_string (object, "quantity");
  channel->unit = dup_string (object, "unit");

  return channel->name != NULL && get_number (object, "scale", &channel->scale)
         && get_number (object, "offset", &channel->offset);
}

static gboolean
parse_object (RkAudioNotes *self,
              JsonObject   *object,
              guint         n_channels)
{
  JsonNode *node = json_object_get_member (object, "channels");
  double version;
  double begin_ns;

  if (!get_number (object, "rostok", &version) || version != 1.0
      || !get_number (object, "step_ns", &self->step_ns)
      || !(self->step_ns >= MIN_STEP_NS && self->step_ns <= MAX_STEP_NS)
      || !get_number (object, "begin_ns", &begin_ns) || fabs (begin_ns) > 1e18
      || node == NULL || !JSON_NODE_HOLDS_ARRAY (node)
      || json_array_get_length (json_node_get_array (node)) != n_channels)
    return FALSE;

  self->begin_ns = (gint64) begin_ns;
  self->n_channels = n_channels;

  for (guint i = 0; i < n_channels; i++) {
    if (!parse_channel (json_node_get_array (node), i, &self->channels[i]))
      return FALSE;
  }

  return TRUE;
}

gboolean
rk_audio_notes_parse (RkAudioNotes *self,
                      const char   *text,
                      guint         n_channels)
{
  g_autoptr (JsonParser) parser = NULL;
  JsonNode *root;
  gsize len = text != NULL ? strlen (text) : 0;

  memset (self, 0, sizeof *self);

  if (len == 0 || len > MAX_TEXT || *text != '{' || n_channels > RK_AUDIO_MAX_CHANNELS
      || !g_utf8_validate (text, (gssize) len, NULL) || !is_shallow (text))
    return FALSE;

  parser = json_parser_new ();

  if (!json_parser_load_from_data (parser, text, (gssize) len, NULL))
    return FALSE;

  root = json_parser_get_root (parser);

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) && parse_object (self, json_node_get_object (root), n_channels))
    return TRUE;

  rk_audio_notes_clear (self);

  return FALSE;
}
