#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A line made ready for reading. */
typedef struct {
  const char *text;     /* in the line itself or in the scratch string; not zero-terminated */
  gsize       len;
  gboolean    verbatim; /* @text is the same bytes as in the line, at @offset */
  gsize       offset;
  const char *reason;   /* not NULL: the line is no text, see @fault; translated */
  gsize       fault;    /* byte of the line */
} RkCleanLine;

/* Trims blanks and control characters, drops terminal escapes and byte order marks, makes single
 * bytes of old code pages (the degree sign 0xF8 or 0xB0...) UTF-8. */
void     rk_text_clean       (const guint8 *line, gsize n, GString *scratch, RkCleanLine *clean);

/* Whether @text could be a unit glued to a number. */
gboolean rk_text_is_unit     (const char *text, gsize len);
/* Whether @text is a unit of the table of units. */
gboolean rk_text_is_known_unit (const char *text, gsize len);
/* The symbol of the unit, or the text itself where it is unknown. */
char    *rk_text_dup_unit    (const char *text, gsize len) G_GNUC_WARN_UNUSED_RESULT;

/* Cuts "T (°C)", "T(°C)", "T [°C]" into the name and the unit (@unit_len 0 = none). */
void     rk_text_split_label (const char *text, gsize len, gsize *name_len, const char **unit, gsize *unit_len);

/* Whether a run of three letters stands in the text: a word for people. */
gboolean rk_text_has_word    (const char *text, gsize len);

/* Characters of the @n bytes before the one at @at, a byte that is not UTF-8 being one. */
int      rk_text_count_chars (const guint8 *bytes, gsize n, gsize at);

G_END_DECLS
