/* What cairo does not write into a PNG file. Source: PNG (Portable Network Graphics) Specification, W3C 2003, 5.3 (layout
 * of chunks), annex D (check), 11.3.4.5 (iTXt), 11.3.5.3 (pHYs). */

#include "config.h"

#include "exchange/picture-png.h"

#include "base/checksum.h"

#include <math.h>
#include <string.h>

/* Sign of the file and chunk of the header: they come first. */
#define HEADER_END 33
#define M_PER_INCH 0.0254

static void
append_number (GByteArray *bytes,
               guint32     number)
{
  const guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (bytes, (const guint8 *) &big, sizeof big);
}

static void
append_chunk (GByteArray   *chunks,
              const char   *type,
              const guint8 *data,
              guint         n)
{
  guint begin;

  append_number (chunks, n);
  begin = chunks->len;
  g_byte_array_append (chunks, (const guint8 *) type, 4);
  g_byte_array_append (chunks, data, n);
  append_number (chunks, rk_checksum_compute (RK_CHECKSUM_CRC32, chunks->data + begin, chunks->len - begin));
}

/* internal; see picture-png.h */
void
rk_png_add_facts (GByteArray *png,
                  double      dpi,
                  const char *title)
{
  g_autoptr (GByteArray) chunks = g_byte_array_new ();
  g_autoptr (GByteArray) data = g_byte_array_new ();
  guint tail;

  if (png->len < HEADER_END)
    return;

  if (dpi > 0.0) {
    const guint32 per_m = (guint32) lround (dpi / M_PER_INCH);

    append_number (data, per_m);
    append_number (data, per_m);
    g_byte_array_append (data, (const guint8 *) "\1", 1);
    append_chunk (chunks, "pHYs", data->data, data->len);
    g_byte_array_set_size (data, 0);
  }

  if (title != NULL && *title != '\0') {
    static const guint8 key[] = "Title\0\0\0\0"; /* not compressed, of no language, not translated */

    g_byte_array_append (data, key, sizeof key);
    g_byte_array_append (data, (const guint8 *) title, (guint) strlen (title));
    append_chunk (chunks, "iTXt", data->data, data->len);
  }

  if (chunks->len == 0)
    return;

  tail = png->len - HEADER_END;
  g_byte_array_set_size (png, png->len + chunks->len);
  memmove (png->data + HEADER_END + chunks->len, png->data + HEADER_END, tail);
  memcpy (png->data + HEADER_END, chunks->data, chunks->len);
}
