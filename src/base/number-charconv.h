#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What number.c takes from the C++ library; nobody else includes this. */
typedef enum {
  RK_CHARCONV_OK,
  RK_CHARCONV_OUT_OF_RANGE,
  RK_CHARCONV_MALFORMED,
} RkCharconvResult;

RkCharconvResult rk_charconv_parse (const char *first,
                                    const char *last,
                                    double     *value);

/* Shortest digits that read back as @value. Returns the length, 0 if there is no room. */
gsize            rk_charconv_print (char     *buffer,
                                    gsize     size,
                                    double    value,
                                    gboolean  positional);

/* Correctly rounded to @decimals places. Returns the length, 0 if there is no room. */
gsize            rk_charconv_fixed (char   *buffer,
                                    gsize   size,
                                    double  value,
                                    int     decimals);

G_END_DECLS
