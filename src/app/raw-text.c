#include "config.h"

#include "app/raw-text.h"

#include "base/bytes.h"

#define HEX_WIDTH 16

/* A decoder shows at most this much of a line. */
#define MAX_CARET 1000

static gboolean
is_line_end (guint8 byte)
{
  return byte == '\n' || byte == '\r';
}

/* Where the last @max_lines lines of @bytes begin. A carriage return before a line feed is
 * part of the same end. */
static gsize
find_begin (const guint8 *bytes,
            gsize         len,
            gsize         max_lines)
{
  gsize pos = len;
  gsize n = 0;

  /* What ends the last line begins no new one. */
  if (pos > 0 && bytes[pos - 1] == '\n')
    pos--;
  if (pos > 0 && bytes[pos - 1] == '\r')
    pos--;

  while (pos > 0) {
    if (is_line_end (bytes[pos - 1])) {
      n++;
      if (n == max_lines)
        break;
      if (bytes[pos - 1] == '\n' && pos > 1 && bytes[pos - 2] == '\r')
        pos--;
    }
    pos--;
  }

  return pos;
}

/**
 * rk_raw_text_lines:
 * @bytes: (array length=len): what a device sent
 * @len: number of bytes
 * @max_lines: how many lines to show, > 0
 * @max_chars: how much of each, characters
 *
 * Makes any bytes a text of lines. LF, CR and CR LF end a line.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
rk_raw_text_lines (const guint8 *bytes,
                   gsize         len,
                   gsize         max_lines,
                   gsize         max_chars)
{
  GString *text = g_string_new (NULL);
  gsize pos;

  g_return_val_if_fail (bytes != NULL || len == 0, g_string_free (text, FALSE));

  pos = find_begin (bytes, len, MAX (max_lines, 1));

  while (pos < len) {
    g_autofree char *line = NULL;
    gsize end = pos;

    while (end < len && !is_line_end (bytes[end]))
      end++;

    line = rk_bytes_to_text (bytes + pos, end - pos, max_chars);
    g_string_append (text, line);

    if (end < len && bytes[end] == '\r' && end + 1 < len && bytes[end + 1] == '\n')
      end++;
    if (end < len) {
      end++;
      if (end < len)
        g_string_append_c (text, '\n');
    }
    pos = end;
  }

  return g_string_free (text, FALSE);
}

/**
 * rk_raw_text_hex:
 * @bytes: (array length=len): what a device sent
 * @len: number of bytes
 * @max_lines: how many lines to show, > 0
 *
 * Shows the last bytes in hexadecimal and, where they are printable ASCII, as characters.
 *
 * Returns: (transfer full): ASCII
 */
char *
rk_raw_text_hex (const guint8 *bytes,
                 gsize         len,
                 gsize         max_lines)
{
  static const char digits[] = "0123456789abcdef";
  GString *text = g_string_new (NULL);
  gsize pos = 0;

  g_return_val_if_fail (bytes != NULL || len == 0, g_string_free (text, FALSE));

  if (len / HEX_WIDTH >= max_lines)
    pos = len - max_lines * HEX_WIDTH;

  for (; pos < len; pos += HEX_WIDTH) {
    gsize n = MIN (HEX_WIDTH, len - pos);

    if (text->len > 0)
      g_string_append_c (text, '\n');

    for (gsize i = 0; i < HEX_WIDTH; i++) {
      g_string_append_c (text, i < n ? digits[bytes[pos + i] >> 4] : ' ');
      g_string_append_c (text, i < n ? digits[bytes[pos + i] & 15] : ' ');
      g_string_append_c (text, ' ');
      if (i == HEX_WIDTH / 2 - 1)
        g_string_append_c (text, ' ');
    }

    g_string_append_c (text, ' ');
    for (gsize i = 0; i < n; i++)
      g_string_append_c (text, g_ascii_isprint (bytes[pos + i]) ? (char) bytes[pos + i] : '.');
  }

  return g_string_free (text, FALSE);
}

/**
 * rk_raw_text_caret:
 * @caret: character of the line above, from 0; negative = none
 *
 * Returns: (transfer full): blanks and a mark; "" for none
 */
char *
rk_raw_text_caret (int caret)
{
  if (caret < 0 || caret > MAX_CARET)
    return g_strdup ("");

  return g_strdup_printf ("%*s", caret + 1, "^");
}
