#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * RkNumberFlags:
 * @RK_NUMBER_PLAIN: decimal point only, `[+-]? digits [. digits] [e [+-] digits]`
 * @RK_NUMBER_COMMA: a comma is a decimal sign too
 * @RK_NUMBER_HEX: `0x1F` is accepted as an unsigned whole number
 * @RK_NUMBER_WORDS: the words nan, inf, -inf (any case) are accepted and give NaN:
 *   a missing value, never a number
 */
typedef enum {
  RK_NUMBER_PLAIN = 0,
  RK_NUMBER_COMMA = 1 << 0,
  RK_NUMBER_HEX   = 1 << 1,
  RK_NUMBER_WORDS = 1 << 2,
} RkNumberFlags;

/* Longest text rk_number_print () writes, with the final zero byte. */
#define RK_NUMBER_BUFFER 32

/* Reads the longest number at @text, never past @end. Correctly rounded, whatever
 * the locale. Overflow (1e400) is no number; underflow gives 0. Returns the byte
 * after the number, or NULL when there is none (then @value is unchanged). */
const char *rk_number_scan  (const char    *text,
                             const char    *end,
                             RkNumberFlags  flags,
                             double        *value);

/* The same, but the whole of @text (length @len) must be the number. */
gboolean    rk_number_parse (const char    *text,
                             gsize          len,
                             RkNumberFlags  flags,
                             double        *value);

/* What a person typed: either decimal sign, blanks and (narrow) no-break spaces
 * around and between groups of digits, a typographic minus. NULL and "" fail. */
gboolean    rk_number_parse_typed (const char *text,
                                   double     *value);

/* The fewest digits that read back as exactly @value, decimal point, C locale, with an
 * exponent only below 1e-5 and from 1e17 on; "" for NaN, "inf" and "-inf". Returns the length. */
gsize       rk_number_print (double value,
                             char   buffer[RK_NUMBER_BUFFER]);

/* @value with @decimals (0...15) places, in the user's language: decimal comma
 * where the locale has it, a true minus sign, an en dash for NaN. Caller frees. */
char       *rk_number_format (double value,
                              int    decimals) G_GNUC_WARN_UNUSED_RESULT;

/* The order of two doubles for qsort () and g_array_sort (), NaN last. */
int         rk_number_compare (gconstpointer a,
                               gconstpointer b);

/* '.' or ',', as the language of the interface wants it; rk_number_set_decimal_sign ()
 * overrides (0 = by locale) and is for start-up and tests only. */
char        rk_number_decimal_sign     (void);
void        rk_number_set_decimal_sign (char sign);

G_END_DECLS
