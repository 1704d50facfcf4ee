#include "config.h"

#include "acquire/decoders/option.h"

#include "acquire/errors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Longer words are never compared: the table of distances stays on the stack. */
#define NEAREST_MAX 31

const char *
rk_option_get (GHashTable *options,
               const char *name)
{
  return options != NULL ? g_hash_table_lookup (options, name) : NULL;
}

int
rk_option_enum (GHashTable         *options,
                const char         *name,
                const char * const *words,
                int                 standard,
                GError            **error)
{
  const char *text = rk_option_get (options, name);
  g_autofree char *all = NULL;

  if (text == NULL)
    return standard;

  for (int i = 0; words[i] != NULL; i++) {
    if (strcmp (text, words[i]) == 0)
      return i;
  }

  all = g_strjoinv (", ", (char **) words);
  g_set_error (error, RK_ACQUIRE_ERROR, RK_ACQUIRE_ERROR_PROFILE,
               /* Translators: the name of an option, its value, all values it may have. */
               _("option “%s” cannot be “%s”; possible are: %s"), name, text, all);

  return -1;
}

int
rk_option_first_line (GHashTable *options,
                      GError    **error)
{
  static const char * const words[] = { "auto", "keep", "drop", NULL };

  return rk_option_enum (options, "first-line", words, RK_FIRST_LINE_AUTO, error);
}

/* Levenshtein's distance in bytes; both texts are at most NEAREST_MAX long. */
static guint
distance (const char *a,
          const char *b)
{
  guint row[NEAREST_MAX + 1];
  gsize n_b = strlen (b);

  for (gsize j = 0; j <= n_b; j++)
    row[j] = (guint) j;

  for (gsize i = 1; a[i - 1] != '\0'; i++) {
    guint diagonal = row[0];

    row[0] = (guint) i;
    for (gsize j = 1; j <= n_b; j++) {
      guint replaced = diagonal + (a[i - 1] != b[j - 1]);

      diagonal = row[j];
      row[j] = MIN (MIN (row[j], row[j - 1]) + 1, replaced);
    }
  }

  return row[n_b];
}

const char *
rk_option_nearest (const char         *text,
                   const char * const *words)
{
  const char *best = NULL;
  guint best_distance = 3;

  if (strlen (text) > NEAREST_MAX)
    return NULL;

  for (guint i = 0; words[i] != NULL; i++) {
    guint d;

    if (strlen (words[i]) > NEAREST_MAX)
      continue;

    d = distance (text, words[i]);
    if (d < best_distance && d < strlen (words[i])) {
      best = words[i];
      best_distance = d;
    }
  }

  return best;
}
