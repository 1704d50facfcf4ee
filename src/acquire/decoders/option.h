#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* NULL when @options (nullable) has no such option. */
const char *rk_option_get  (GHashTable *options, const char *name);

/* The index of the option's value in @words (NULL-terminated); @standard when it is not set.
 * -1 with @error for any other word. */
int         rk_option_enum (GHashTable *options, const char *name, const char * const *words, int standard, GError **error);

/* The best of @words for a mistyped @text; NULL when none is near. */
const char *rk_option_nearest (const char *text, const char * const *words);

G_END_DECLS
