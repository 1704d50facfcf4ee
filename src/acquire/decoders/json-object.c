#include "config.h"

#include "acquire/decoders/json-object.h"

#include "acquire/decoders/text.h"
#include "store/block.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* Levels of braces in a line. */
#define DEPTH_MAX 32

/* One number found in the object. */
typedef struct {
  char    *key;
  double   value;
  gboolean whole;
} Entry;

typedef struct {
  GArray     *entries; /* of Entry */
  GString    *path;
  const char *reason;  /* not NULL: refused */
} Walk;

static void
entry_clear (gpointer data)
{
  g_free (((Entry *) data)->key);
}

/**
 * rk_json_check:
 * @text: (array length=len): a text in JSON
 * @len: its bytes
 * @depth_max: so many braces may stand inside each other
 *
 * Looks at the braces before json-glib sees the text: it is recursive, skips comments, and of several values it
 * loses all but one. What else is wrong with the text it finds itself.
 *
 * Threads: any.
 *
 * Returns: (nullable): what speaks against reading it, translated; %NULL when nothing does
 */
const char *
rk_json_check (const char *text,
               gsize       len,
               guint       depth_max)
{
  guint depth = 0;
  gboolean in_string = FALSE;
  gboolean ended = FALSE;

  for (gsize i = 0; i < len; i++) {
    char c = text[i];

    if (in_string) {
      if (c == '\\')
        i++;
      else if (c == '"')
        in_string = FALSE;
      continue;
    }
    if (g_ascii_isspace (c))
      continue;
    if (ended)
      return _("there is more after the JSON object");
    /* A comment or a text in single quotes would hide braces. */
    if (depth == 0 ? c != '{' && c != '[' : !g_ascii_isalnum (c) && memchr ("{}[]\":,+-.", c, 10) == NULL)
      return _("this is not JSON");

    if (c == '"') {
      in_string = TRUE;
    } else if (c == '{' || c == '[') {
      if (++depth > depth_max)
        return _("too many braces inside each other");
    } else if (c == '}' || c == ']') {
      ended = --depth == 0;
    }
  }

  return NULL;
}

static void walk (Walk *self, JsonNode *node);

static void
walk_member (Walk       *self,
             const char *name,
             JsonNode   *node)
{
  gsize before = self->path->len;

  if (before > 0)
    g_string_append_c (self->path, '.');
  g_string_append (self->path, name);

  if (self->path->len > RK_KEY_MAX)
    self->reason = _("the name is too long");
  else
    walk (self, node);

  g_string_truncate (self->path, before);
}

static void
walk_number (Walk     *self,
             JsonNode *node)
{
  GType type = json_node_get_value_type (node);
  Entry entry = { .whole = type == G_TYPE_INT64 };

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return;

  entry.value = json_node_get_double (node);
  if (!isfinite (entry.value)) {
    self->reason = _("a number is out of range");
    return;
  }
  if (self->entries->len > RK_MAX_COLUMNS) {
    self->reason = _("the line has too many values");
    return;
  }

  entry.key = g_strdup (self->path->str);
  g_array_append_val (self->entries, entry);
}

static void
walk (Walk     *self,
      JsonNode *node)
{
  if (self->reason != NULL)
    return;

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObjectIter iter;
    const char *name;
    JsonNode *member;

    json_object_iter_init_ordered (&iter, json_node_get_object (node));
    while (self->reason == NULL && json_object_iter_next_ordered (&iter, &name, &member)) {
      if (*name != '\0')
        walk_member (self, name, member);
    }
  } else if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);

    for (guint i = 0; self->reason == NULL && i < json_array_get_length (array); i++) {
      char number[16];

      g_snprintf (number, sizeof number, "%u", i + 1);
      walk_member (self, number, json_array_get_element (array, i));
    }
  } else if (JSON_NODE_HOLDS_VALUE (node)) {
    walk_number (self, node);
  }
}

/* Fills the row; FALSE when a new column found no room (no column is added then). */
static gboolean
fill_row (const Walk    *self,
          RkColumnSet   *set,
          RkDeviceClock *clock,
          gint64        *device_ns)
{
  guint n_new = 0;

  for (guint i = 0; i < self->entries->len; i++)
    n_new += rk_column_set_find (set, g_array_index (self->entries, Entry, i).key) < 0;
  if (n_new > RK_MAX_COLUMNS - set->columns->len)
    return FALSE;

  rk_column_set_begin (set);
  for (guint i = 0; i < self->entries->len; i++) {
    const Entry *entry = &g_array_index (self->entries, Entry, i);
    gsize n = strlen (entry->key);
    int column;

    if (self->entries->len > 1 && *device_ns == RK_TIME_NONE &&
        ((clock->mode == RK_DEVICE_CLOCK_NUMBER && clock->number == i + 1) ||
         rk_device_clock_claims (clock, entry->key, n, NULL, 0))) {
      rk_device_clock_learn (clock, entry->key, n, NULL, 0);
      *device_ns = rk_device_clock_read (clock, entry->value, entry->whole);
      continue;
    }

    column = rk_column_set_add (set, entry->key);
    if (column >= 0)
      rk_column_set_put (set, (guint) column, entry->value, RK_VALUE_OK);
  }

  return TRUE;
}

RkLineClass
rk_json_object_read (RkLineDecoder *decoder,
                     RkDeviceClock *clock,
                     JsonParser    *parser,
                     const char    *text,
                     gsize          len,
                     gsize          end)
{
  const guint8 *line = (const guint8 *) text;
  g_autoptr (GArray) entries = NULL;
  g_autoptr (GString) path = NULL;
  g_autoptr (GError) error = NULL;
  gint64 device_ns = RK_TIME_NONE;
  const char *reason;
  JsonNode *root;
  Walk self = { 0 };

  if (len > RK_JSON_LINE_MAX)
    return rk_line_decoder_refuse (decoder, line, len, -1, _("the line is too long"));
  reason = rk_json_check (text, len, DEPTH_MAX);
  if (reason != NULL)
    return rk_line_decoder_refuse (decoder, line, len, -1, reason);
  if (!json_parser_load_from_data (parser, text, (gssize) len, &error))
    return rk_line_decoder_refuse (decoder, line, len, -1, _("this is not JSON"));

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return rk_line_decoder_refuse (decoder, line, len, 0, _("this is not a JSON object"));

  self.entries = entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (entries, entry_clear);
  self.path = path = g_string_new (NULL);
  walk (&self, root);

  if (self.reason != NULL)
    return rk_line_decoder_refuse (decoder, line, len, -1, self.reason);
  if (entries->len == 0)
    return rk_line_decoder_text (decoder, line, len);
  if (!fill_row (&self, &decoder->set, clock, &device_ns))
    return rk_line_decoder_refuse (decoder, line, len, -1, _("more different names than a run can hold"));

  rk_line_decoder_emit (decoder, device_ns, end);

  return RK_LINE_PARSED;
}
