#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* NULL when @options (nullable) has no such option. */
const char *rk_option_get  (GHashTable *options, const char *name);

/* The index of the option's value in @words (NULL-terminated); @standard when it is not set.
 * -1 with @error for any other word. */
int         rk_option_enum (GHashTable *options, const char *name, const char * const *words, int standard, GError **error);

/* What becomes of the line after a start, which may be the rest of one: "auto" = as the decoder finds best. */
typedef enum { RK_FIRST_LINE_AUTO, RK_FIRST_LINE_KEEP, RK_FIRST_LINE_DROP } RkFirstLine;

/* The option "first-line" as an RkFirstLine; -1 with @error. */
int         rk_option_first_line (GHashTable *options, GError **error);

/* The best of @words for a mistyped @text; NULL when none is near. */
const char *rk_option_nearest (const char *text, const char * const *words);

G_END_DECLS
