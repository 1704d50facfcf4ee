#include "config.h"

#include "app/raw-text.h"

#include "base/bytes.h"

#define HEX_WIDTH 16

/* A decoder shows at most this much of a line. */
#define MAX_CARET 1000

/* Longest "23,5" that is an example. */
#define MAX_COMMA 16

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
 * @offset: how many bytes the device had sent before these
 * @max_lines: how many lines to show, > 0
 *
 * Shows the last bytes in hexadecimal and, where they are printable ASCII, as characters. Lines
 * begin at multiples of 16 since the first byte of the device, so that bytes keep their columns
 * while more come.
 *
 * Returns: (transfer full): ASCII
 */
char *
rk_raw_text_hex (const guint8 *bytes,
                 gsize         len,
                 guint64       offset,
                 gsize         max_lines)
{
  static const char digits[] = "0123456789abcdef";
  GString *text = g_string_new (NULL);
  gsize head = (gsize) (offset % HEX_WIDTH); /* bytes of the first line that are not here */
  gsize n_lines = (len + head + HEX_WIDTH - 1) / HEX_WIDTH;

  g_return_val_if_fail (bytes != NULL || len == 0, g_string_free (text, FALSE));

  for (gsize line = n_lines > max_lines ? n_lines - max_lines : 0; line < n_lines; line++) {
    char characters[HEX_WIDTH + 1] = { 0 };

    if (text->len > 0)
      g_string_append_c (text, '\n');
    g_string_append_printf (text, "%08" G_GINT64_MODIFIER "x  ", offset - head + line * HEX_WIDTH);

    for (gsize i = 0; i < HEX_WIDTH; i++) {
      gsize pos = line * HEX_WIDTH + i; /* of the byte, plus @head */
      gboolean here = pos >= head && pos - head < len;
      guint8 byte = here ? bytes[pos - head] : 0;

      g_string_append_c (text, here ? digits[byte >> 4] : ' ');
      g_string_append_c (text, here ? digits[byte & 15] : ' ');
      g_string_append (text, i == HEX_WIDTH / 2 - 1 ? "  " : " ");
      characters[i] = !here ? ' ' : g_ascii_isprint (byte) ? (char) byte : '.';
    }

    g_string_append_printf (text, " %s", g_strchomp (characters));
  }

  return g_string_free (text, FALSE);
}

static void
append_prefixed (GString    *text,
                 const char *lines,
                 const char *prefix)
{
  g_auto (GStrv) list = g_strsplit (lines, "\n", -1);

  for (guint i = 0; list[i] != NULL; i++) {
    if (text->len > 0)
      g_string_append_c (text, '\n');
    g_string_append (text, prefix);
    g_string_append (text, list[i]);
  }
}

static void
keep_last_lines (GString *text,
                 gsize    max_lines)
{
  gsize n = 0;

  for (gsize i = text->len; i > 0; i--) {
    if (text->str[i - 1] == '\n' && ++n == max_lines) {
      g_string_erase (text, 0, (gssize) i);
      return;
    }
  }
}

/**
 * rk_raw_text_traffic:
 * @bytes: (array length=len): what went over the line, both ways, in order
 * @len: number of bytes
 * @pieces: (array length=n_pieces): which of them were sent; what they do not cover came in
 * @n_pieces: number of pieces
 * @hex: whether to show hexadecimal instead of lines
 * @offset: how many bytes had come in before these
 * @max_lines: how many lines to show, > 0
 * @max_chars: how much of each, characters
 *
 * Makes a text of a conversation. What came in is cut into lines as if nothing had been sent between.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
rk_raw_text_traffic (const guint8     *bytes,
                     gsize             len,
                     const RkRawPiece *pieces,
                     guint             n_pieces,
                     gboolean          hex,
                     guint64           offset,
                     gsize             max_lines,
                     gsize             max_chars)
{
  GString *text = g_string_new (NULL);
  guint i = 0;
  gsize pos = 0;

  while (pos < len) {
    gboolean sent = i < n_pieces && pieces[i].sent;
    gsize begin = pos;
    g_autofree char *lines = NULL;

    for (; i < n_pieces && pieces[i].sent == sent; i++)
      pos += MIN (pieces[i].n, len - pos);
    if (i >= n_pieces && !sent)
      pos = len;

    lines = hex ? rk_raw_text_hex (bytes + begin, pos - begin, sent ? 0 : offset, max_lines)
                : rk_raw_text_lines (bytes + begin, pos - begin, max_lines, max_chars);
    append_prefixed (text, lines, sent ? "» " : hex && n_pieces > 1 ? "  " : "");
    if (!sent)
      offset += pos - begin;
  }

  keep_last_lines (text, MAX (max_lines, 1));

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

/**
 * rk_raw_text_comma:
 * @bytes: (array length=len): what a device sent
 * @len: number of bytes
 *
 * Finds an example of a comma that could be a decimal sign as well as a separator. What touches the
 * begin or end of @bytes may be half a number and is left out, and so is what is too long to be read.
 *
 * Returns: (transfer full) (nullable): the newest, "23,5"
 */
char *
rk_raw_text_comma (const guint8 *bytes,
                   gsize         len)
{
  g_return_val_if_fail (bytes != NULL || len == 0, NULL);

  for (gsize i = len; i > 0; i--) {
    gsize begin = i - 1;
    gsize end = i;

    if (bytes[i - 1] != ',')
      continue;

    while (begin > 0 && g_ascii_isdigit (bytes[begin - 1]))
      begin--;
    while (end < len && g_ascii_isdigit (bytes[end]))
      end++;
    if (begin == i - 1 || end == i || begin == 0 || end == len || end - begin > MAX_COMMA)
      continue;
    if (bytes[begin - 1] == '-' && begin > 1)
      begin--;

    return g_strndup ((const char *) bytes + begin, end - begin);
  }

  return NULL;
}
