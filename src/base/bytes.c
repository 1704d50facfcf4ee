#include "config.h"

#include "base/bytes.h"

#define REPLACEMENT 0xFFFD

/* Characters that act on the text around them instead of showing: direction overrides
 * would let a device rewrite how our own words look, separators would break lines. */
static gboolean
is_invisible_actor (gunichar c)
{
  return (c >= 0x80 && c < 0xA0)
         || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E)
         || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB);
}

/* One character at @bytes, and how many bytes it took (1 for a byte that is not UTF-8). */
static gunichar
next_char (const guint8 *bytes,
           gsize         len,
           gsize        *n_bytes)
{
  gunichar c = g_utf8_get_char_validated ((const char *) bytes, (gssize) MIN (len, 6));

  *n_bytes = 1;

  /* GLib reports a zero byte inside the length as an unfinished character. */
  if (bytes[0] == 0)
    return 0x2400;
  if (c == (gunichar) -1 || c == (gunichar) -2)
    return REPLACEMENT;

  *n_bytes = (gsize) g_unichar_to_utf8 (c, NULL);

  if (c < 0x20)
    return 0x2400 + c;
  if (c == 0x7F)
    return 0x2421;

  return is_invisible_actor (c) ? REPLACEMENT : c;
}

/**
 * rk_bytes_to_text:
 * @bytes: (array length=len) (nullable): any bytes
 * @len: number of bytes
 * @max_chars: longest result in characters, the ellipsis included
 *
 * Makes any bytes fit to be shown to a person.
 *
 * Bytes that are not UTF-8 and characters that steer the text become U+FFFD, control
 * characters their pictures (U+2400 ...); where the text is cut stands an ellipsis.
 *
 * Threads: any.
 *
 * Returns: (transfer full): valid UTF-8
 */
char *
rk_bytes_to_text (const guint8 *bytes,
                  gsize         len,
                  gsize         max_chars)
{
  GString *text = g_string_new (NULL);
  gsize n_chars = 0;
  gsize last = 0; /* where the last character begins: what the ellipsis replaces */
  gsize pos = 0;

  while (pos < len) {
    gsize n_bytes;
    gunichar c;

    if (n_chars == max_chars) {
      g_string_truncate (text, last);
      if (max_chars > 0)
        g_string_append (text, "…");
      break;
    }

    c = next_char (bytes + pos, len - pos, &n_bytes);
    last = text->len;
    g_string_append_unichar (text, c);
    n_chars++;
    pos += n_bytes;
  }

  return g_string_free (text, FALSE);
}
