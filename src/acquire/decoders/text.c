#include "config.h"

#include "acquire/decoders/text.h"

#include "base/quantity.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The longest unit there is has room: "мкг/м³" is 11 bytes. */
#define UNIT_MAX 31

static inline gboolean
is_space (guint8 c)
{
  return c <= ' ' || c == 0x7f;
}

/* The bytes of an escape sequence of a terminal at @p (which is ESC). */
static gsize
escape_length (const guint8 *p,
               gsize         n)
{
  gsize i = 2;

  if (n < 2)
    return n;
  if (p[1] != '[')
    return 2;

  while (i < n && p[i] >= 0x20 && p[i] <= 0x3f)
    i++;

  return MIN (i + 1, n);
}

/* What instruments without UTF-8 mean by a byte: Latin-1 and code page 437. */
static const char *
old_character (guint8 c)
{
  switch (c) {
  case 0xb0:
  case 0xf8:
    return "°";
  case 0xb5:
  case 0xe6:
    return "µ";
  case 0xb2:
  case 0xfd:
    return "²";
  case 0xea:
    return "Ω";
  case 0xa7:
    return "§";
  default:
    return NULL;
  }
}

/* Copies one character of @p to @scratch; returns its bytes, or 0 with @reason. */
static gsize
clean_character (const guint8 *p,
                 gsize         n,
                 GString      *scratch,
                 const char  **reason)
{
  gunichar c;

  if (*p < 0x80) {
    if ((*p < ' ' && *p != '\t') || *p == 0x7f) {
      *reason = _("a byte that is no text: is the speed of the port right?");
      return 0;
    }
    g_string_append_c (scratch, (char) *p);
    return 1;
  }

  c = g_utf8_get_char_validated ((const char *) p, (gssize) MIN (n, 6));
  if (c == (gunichar) -1 || c == (gunichar) -2) {
    const char *old = old_character (*p);

    if (old == NULL) {
      *reason = _("a byte that is no text: is the speed of the port right?");
      return 0;
    }
    g_string_append (scratch, old);
    return 1;
  }

  if (g_unichar_isdigit (c)) {
    *reason = _("a digit of another script");
    return 0;
  }

  if (c == 0xa0 || c == 0x202f || c == 0x2009)
    g_string_append_c (scratch, ' ');
  else if (c != 0xfeff)
    g_string_append_unichar (scratch, c);

  return (gsize) (g_utf8_next_char ((const char *) p) - (const char *) p);
}

void
rk_text_clean (const guint8 *line,
               gsize         n,
               GString      *scratch,
               RkCleanLine  *clean)
{
  gsize begin = 0;
  gsize i;

  while (begin < n && is_space (line[begin]) && line[begin] != 0x1b)
    begin++;
  while (n > begin && is_space (line[n - 1]) && line[n - 1] != 0x1b)
    n--;

  *clean = (RkCleanLine) { .text = (const char *) line + begin, .len = n - begin, .verbatim = TRUE, .offset = begin };

  for (i = begin; i < n; i++) {
    if ((line[i] < ' ' && line[i] != '\t') || line[i] >= 0x7f)
      break;
  }
  if (i == n)
    return;

  g_string_truncate (scratch, 0);
  for (i = begin; i < n;) {
    gsize taken;

    if (line[i] == 0x1b) {
      i += escape_length (line + i, n - i);
      continue;
    }

    taken = clean_character (line + i, n - i, scratch, &clean->reason);
    if (taken == 0) {
      clean->fault = i;
      return;
    }
    i += taken;
  }

  /* Blanks that stood before an escape. */
  while (scratch->len > 0 && is_space ((guint8) scratch->str[scratch->len - 1]))
    g_string_truncate (scratch, scratch->len - 1);
  for (i = 0; i < scratch->len && is_space ((guint8) scratch->str[i]);)
    i++;

  clean->verbatim = i == 0 && scratch->len == clean->len && memcmp (scratch->str, clean->text, clean->len) == 0;
  if (!clean->verbatim) {
    clean->text = scratch->str + i;
    clean->len = scratch->len - i;
  }
}

static const RkUnit *
find_unit (const char *text,
           gsize       len)
{
  char copy[UNIT_MAX + 1];

  if (len == 0 || len > UNIT_MAX)
    return NULL;

  memcpy (copy, text, len);
  copy[len] = '\0';

  return rk_unit_find (copy);
}

gboolean
rk_text_is_known_unit (const char *text,
                       gsize       len)
{
  return find_unit (text, len) != NULL;
}

gboolean
rk_text_is_unit (const char *text,
                 gsize       len)
{
  const char *p = text;

  if (len == 0 || len > UNIT_MAX)
    return FALSE;
  if (find_unit (text, len) != NULL)
    return TRUE;

  while (p < text + len) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_isalpha (c) && c != 0xb0 && c != '%' && c != 0x2030 && c != 0xb2 && c != 0xb3 && c != 0xb7 &&
        !(p > text && (c == '/' || c == '*')) && !(p == text && c == '*' && len > 1))
      return FALSE;
    p = g_utf8_next_char (p);
  }

  return TRUE;
}

char *
rk_text_dup_unit (const char *text,
                  gsize       len)
{
  const RkUnit *unit = find_unit (text, len);

  return unit != NULL ? g_strdup (unit->symbol) : g_strndup (text, len);
}

void
rk_text_split_label (const char  *text,
                     gsize        len,
                     gsize       *name_len,
                     const char **unit,
                     gsize       *unit_len)
{
  const char *open;
  char opening;

  *name_len = len;
  *unit = NULL;
  *unit_len = 0;

  if (len < 3 || (text[len - 1] != ')' && text[len - 1] != ']'))
    return;

  opening = text[len - 1] == ')' ? '(' : '[';
  open = memchr (text, opening, len);
  if (open == NULL || open == text || (gsize) (text + len - open) > UNIT_MAX)
    return;

  *unit = open + 1;
  *unit_len = (gsize) (text + len - 1 - *unit);
  *name_len = (gsize) (open - text);
  while (*name_len > 0 && (text[*name_len - 1] == ' ' || text[*name_len - 1] == '\t'))
    (*name_len)--;
}

gboolean
rk_text_has_word (const char *text,
                  gsize       len)
{
  const char *p = text;
  guint run = 0;

  while (p < text + len) {
    run = g_unichar_isalpha (g_utf8_get_char (p)) ? run + 1 : 0;
    if (run == 3)
      return TRUE;
    p = g_utf8_next_char (p);
  }

  return FALSE;
}

int
rk_text_count_chars (const guint8 *bytes,
                     gsize         n,
                     gsize         at)
{
  int chars = 0;
  gsize i = 0;

  while (i < n && i < at) {
    gunichar c = g_utf8_get_char_validated ((const char *) bytes + i, (gssize) MIN (n - i, 6));
    gsize next = c == (gunichar) -1 || c == (gunichar) -2
                   ? i + 1 : (gsize) (g_utf8_next_char ((const char *) bytes + i) - (const char *) bytes);

    /* A place within a character is that of its begin. */
    if (next > at)
      break;
    i = next;
    chars++;
  }

  return chars;
}
