#include "config.h"

#include "exchange/csv-title.h"

#include "base/quantity.h"

#include <string.h>

/* Longer is a remark, not a unit. */
#define MAX_UNIT_CHARS   16
#define MAX_PAREN_CHARS  8

/* A spreadsheet takes a cell that begins with one of these for a formula. */
static const char formula_signs[] = "=+-@\t\r";

static gboolean
is_guarded (const char *text)
{
  return *text == '\'' && (text[1] == '\'' || (text[1] != '\0' && strchr (formula_signs, text[1]) != NULL));
}

static gboolean
needs_guard (const char *text)
{
  return (*text != '\0' && strchr (formula_signs, *text) != NULL) || is_guarded (text);
}

/* Some text that may well be a unit nobody knows. */
static gboolean
looks_like_unit (const char *text,
                 glong       max_chars)
{
  glong n = g_utf8_strlen (text, -1);

  return n > 0 && n <= max_chars && strpbrk (text, " \t\n,;()[]") == NULL;
}

static char *
canonical_unit (const char *text)
{
  const RkUnit *unit = rk_unit_find (text);

  return g_strdup (unit != NULL ? unit->symbol : text);
}

/* "T (°C)" or "T [°C]" */
static gboolean
parse_brackets (const char *title,
                char        open,
                char        close,
                char      **name,
                char      **unit)
{
  gsize len = strlen (title);
  const char *begin = strrchr (title, open);
  g_autofree char *inside = NULL;

  if (len < 3 || title[len - 1] != close || begin == NULL || begin == title)
    return FALSE;

  inside = g_strndup (begin + 1, (gsize) (title + len - 1 - (begin + 1)));
  g_strstrip (inside);

  if (*inside == '\0')
    return FALSE;

  if (open == '(' && rk_unit_find (inside) == NULL && !looks_like_unit (inside, MAX_PAREN_CHARS))
    return FALSE;

  *name = g_strchomp (g_strndup (title, (gsize) (begin - title)));
  *unit = canonical_unit (inside);

  return TRUE;
}

static gboolean
parse_comma (const char *title,
             char      **name,
             char      **unit)
{
  const char *comma = strrchr (title, ',');
  g_autofree char *rest = NULL;

  if (comma == NULL || comma == title)
    return FALSE;

  rest = g_strstrip (g_strdup (comma + 1));

  /* "Light, left," is a name with a comma and without a unit. */
  if (*rest == '\0') {
    *name = g_strchomp (g_strndup (title, (gsize) (comma - title)));
    *unit = NULL;
    return TRUE;
  }

  if (rk_unit_find (rest) == NULL && !looks_like_unit (rest, MAX_UNIT_CHARS))
    return FALSE;

  *name = g_strchomp (g_strndup (title, (gsize) (comma - title)));
  *unit = canonical_unit (rest);

  return TRUE;
}

/* "U/V", but not "m/s": what stands before the stroke must be there and what follows known. */
static gboolean
parse_stroke (const char *title,
              char      **name,
              char      **unit)
{
  const char *stroke = strchr (title, '/');

  if (stroke == NULL || stroke == title || rk_unit_find (stroke + 1) == NULL || rk_unit_find (title) != NULL)
    return FALSE;

  *name = g_strchomp (g_strndup (title, (gsize) (stroke - title)));
  *unit = canonical_unit (stroke + 1);

  return TRUE;
}

/* "pH" is both. */
static gboolean
parse_same (const char *title,
            char      **name,
            char      **unit)
{
  const RkUnit *known = rk_unit_find (title);
  const RkQuantity *quantity = known != NULL ? rk_quantity_find (known->quantity) : NULL;

  if (quantity == NULL || strcmp (known->symbol, title) != 0 || strcmp (quantity->symbol, title) != 0)
    return FALSE;

  *name = g_strdup (title);
  *unit = g_strdup (title);

  return TRUE;
}

void
rk_csv_title_parse (const char *title,
                    char      **name,
                    char      **unit)
{
  g_autofree char *text = NULL;

  g_return_if_fail (title != NULL && name != NULL && unit != NULL);

  text = g_strstrip (g_strdup (rk_csv_text_unguard (title)));
  *name = NULL;
  *unit = NULL;

  if (parse_brackets (text, '[', ']', name, unit)
      || parse_brackets (text, '(', ')', name, unit)
      || parse_comma (text, name, unit)
      || parse_stroke (text, name, unit)
      || parse_same (text, name, unit))
    return;

  *name = g_steal_pointer (&text);
}

static gboolean
comes_back (const char *title,
            const char *name,
            const char *unit)
{
  g_autofree char *name_back = NULL;
  g_autofree char *unit_back = NULL;
  const RkUnit *known = unit != NULL ? rk_unit_find (unit) : NULL;

  rk_csv_title_parse (title, &name_back, &unit_back);

  return g_strcmp0 (name_back, name) == 0
         && g_strcmp0 (unit_back, known != NULL ? known->symbol : unit) == 0;
}

char *
rk_csv_text_guard (const char *text)
{
  return needs_guard (text) ? g_strconcat ("'", text, NULL) : g_strdup (text);
}

const char *
rk_csv_text_unguard (const char *text)
{
  return is_guarded (text) ? text + 1 : text;
}

char *
rk_csv_title_make (const char *name,
                   const char *unit)
{
  g_autofree char *usual = NULL;
  g_autofree char *guarded = NULL;
  char *other;

  g_return_val_if_fail (name != NULL, NULL);

  if (unit != NULL && *unit == '\0')
    unit = NULL;

  usual = rk_axis_title (name, unit);
  guarded = rk_csv_text_guard (usual);

  if (comes_back (guarded, name, unit))
    return g_steal_pointer (&guarded);

  /* A name that ends like a unit, or a unit nobody would take for one. */
  g_free (guarded);
  other = unit != NULL ? g_strdup_printf ("%s [%s]", name, unit) : g_strdup_printf ("%s,", name);
  guarded = rk_csv_text_guard (other);
  g_free (other);

  if (comes_back (guarded, name, unit))
    return g_steal_pointer (&guarded);

  return rk_csv_text_guard (usual);
}
