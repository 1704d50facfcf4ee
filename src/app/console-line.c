#include "config.h"

#include "app/console-line.h"

#include "acquire/errors.h"
#include "app/set-up.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* As many buttons as one can find one's way in; a line longer than this is no command. */
#define MAX_LINES 24
#define MAX_TEXT  1000

#define MEMBER "console"

static const char * const ending_ids[RK_N_LINE_ENDS] = { "lf", "cr", "crlf", "none", "hex" };
static const char * const ending_bytes[RK_N_LINE_ENDS] = { "\n", "\r", "\r\n", "", "" };

/**
 * rk_console_line_new:
 * @text: what is sent, or its bytes in hexadecimal
 * @ending: what comes behind it
 *
 * Returns: (transfer full): a line
 */
RkConsoleLine *
rk_console_line_new (const char *text,
                     RkLineEnd   ending)
{
  RkConsoleLine *self;

  g_return_val_if_fail (text != NULL && ending < RK_N_LINE_ENDS, NULL);

  self = g_new0 (RkConsoleLine, 1);
  self->text = g_strdup (text);
  self->ending = ending;

  return self;
}

/**
 * rk_console_line_free:
 * @self: (nullable): a line
 *
 * Frees it.
 */
void
rk_console_line_free (RkConsoleLine *self)
{
  if (self == NULL)
    return;

  g_free (self->text);
  g_free (self);
}

/* "FF 01 86", "ff0186", "FF,01,86": pairs of digits, blanks and commas between them. */
static GBytes *
parse_hex (const char *text,
           GError    **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  for (const char *p = text; *p != '\0';) {
    guint8 byte;

    if (*p == ' ' || *p == ',' || *p == '\t') {
      p++;
      continue;
    }
    if (!g_ascii_isxdigit (p[0]) || !g_ascii_isxdigit (p[1])) {
      g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_FAILED,
                   /* Translators: the number of a character */
                   _("Character %d: two hexadecimal digits make a byte, as in FF 01 86"),
                   (int) g_utf8_pointer_to_offset (text, p) + 1);
      return NULL;
    }
    byte = (guint8) (g_ascii_xdigit_value (p[0]) << 4 | g_ascii_xdigit_value (p[1]));
    g_byte_array_append (bytes, &byte, 1);
    p += 2;
  }

  if (bytes->len == 0) {
    g_set_error_literal (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_FAILED, _("There are no bytes to send"));
    return NULL;
  }

  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * rk_console_line_get_bytes:
 * @self: a line
 * @error: return location
 *
 * Makes the bytes that go to the device: the text as UTF-8 with its line end, or the bytes it spells.
 *
 * Returns: (transfer full) (nullable): what to send
 */
GBytes *
rk_console_line_get_bytes (const RkConsoleLine *self,
                           GError             **error)
{
  g_autofree char *whole = NULL;
  gsize len;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->ending == RK_LINE_END_HEX)
    return parse_hex (self->text, error);

  whole = g_strconcat (self->text, ending_bytes[self->ending], NULL);
  len = strlen (whole);
  if (len == 0) {
    g_set_error_literal (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_FAILED, _("There are no bytes to send"));
    return NULL;
  }

  return g_bytes_new_take (g_steal_pointer (&whole), len);
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node)
           : NULL;
}

static RkConsoleLine *
read_line (JsonNode *node)
{
  const char *text;
  const char *ending;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  text = get_text (json_node_get_object (node), "text");
  ending = get_text (json_node_get_object (node), "ending");
  if (text == NULL || strlen (text) > MAX_TEXT)
    return NULL;

  for (guint i = 0; i < RK_N_LINE_ENDS; i++) {
    if (g_strcmp0 (ending, ending_ids[i]) == 0)
      return rk_console_line_new (text, i);
  }

  return NULL;
}

/**
 * rk_console_lines_read:
 * @set_up: (nullable): set-up of an experiment
 *
 * Finds the lines kept for sending; what makes no sense is left out.
 *
 * Returns: (transfer full) (element-type RkConsoleLine): in their order
 */
GPtrArray *
rk_console_lines_read (const char *set_up)
{
  g_autoptr (JsonObject) object = rk_set_up_parse (set_up);
  GPtrArray *lines = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_console_line_free);
  JsonNode *node = json_object_get_member (object, MEMBER);
  JsonArray *array;

  if (node == NULL || !JSON_NODE_HOLDS_ARRAY (node))
    return lines;

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array) && lines->len < MAX_LINES; i++) {
    RkConsoleLine *line = read_line (json_array_get_element (array, i));

    if (line != NULL)
      g_ptr_array_add (lines, line);
  }

  return lines;
}

/**
 * rk_console_lines_write:
 * @set_up: (nullable): set-up of an experiment
 * @lines: (element-type RkConsoleLine): lines to keep
 *
 * Puts the lines into the set-up.
 *
 * Returns: (transfer full): the new set-up
 */
char *
rk_console_lines_write (const char *set_up,
                        GPtrArray  *lines)
{
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < MIN (lines->len, MAX_LINES); i++) {
    const RkConsoleLine *line = g_ptr_array_index (lines, i);
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "text", line->text);
    json_object_set_string_member (object, "ending", ending_ids[line->ending]);
    json_array_add_object_element (array, object);
  }
  json_node_take_array (node, array);

  return rk_set_up_replace (set_up, MEMBER, node);
}
