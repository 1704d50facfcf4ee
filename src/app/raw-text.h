#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The newest bytes of a device as text for people: the last @max_lines lines, none longer than
 * @max_chars. The first line may have lost its begin. Caller frees. */
char *rk_raw_text_lines (const guint8 *bytes,
                         gsize         len,
                         gsize         max_lines,
                         gsize         max_chars) G_GNUC_WARN_UNUSED_RESULT;

/* The same in hexadecimal, 16 bytes a line, with their characters. @offset is the place of
 * the first byte in all the device sent. */
char *rk_raw_text_hex   (const guint8 *bytes,
                         gsize         len,
                         guint64       offset,
                         gsize         max_lines) G_GNUC_WARN_UNUSED_RESULT;

/* Bytes that went one way. */
typedef struct {
  gboolean sent;
  gsize    n;
} RkRawPiece;

/* What went both ways: lines that were sent stand alone behind "» ". @offset as above, for what comes in. Caller frees. */
char *rk_raw_text_traffic (const guint8     *bytes,
                           gsize             len,
                           const RkRawPiece *pieces,
                           guint             n_pieces,
                           gboolean          hex,
                           guint64           offset,
                           gsize             max_lines,
                           gsize             max_chars) G_GNUC_WARN_UNUSED_RESULT;

/* Blanks and a mark that stand below character @caret of a line. Caller frees. */
char *rk_raw_text_caret (int caret) G_GNUC_WARN_UNUSED_RESULT;

/* The newest "23,5" among the bytes: two numbers with nothing but a comma between. Caller frees; NULL = none. */
char *rk_raw_text_comma (const guint8 *bytes,
                         gsize         len) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
