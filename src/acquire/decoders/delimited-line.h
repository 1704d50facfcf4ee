#pragma once

#include "base/number.h"

G_BEGIN_DECLS

typedef enum {
  RK_DELIMITED_EMPTY,
  RK_DELIMITED_DATA,
  RK_DELIMITED_HEADER, /* names for the lines that follow */
  RK_DELIMITED_TEXT,   /* for people */
  RK_DELIMITED_FAULT,
} RkDelimitedKind;

typedef enum {
  RK_FIELD_VALUE,
  RK_FIELD_MISSING, /* the place is there, the number is not */
  RK_FIELD_SKIP,    /* a placeholder that a program should fill in (PLX-DAQ's TIME) */
  RK_FIELD_NAME,    /* a label without a value */
} RkFieldKind;

/* All texts lie in the line. */
typedef struct {
  RkFieldKind kind;
  const char *label;  /* nullable */
  gsize       label_len;
  const char *unit;   /* nullable */
  gsize       unit_len;
  const char *number; /* the token; NULL where there is none */
  gsize       number_len;
  double      value;
} RkField;

/* What a comma between digits means. */
typedef enum { RK_DECIMAL_UNKNOWN, RK_DECIMAL_POINT, RK_DECIMAL_COMMA } RkDecimal;

/* One line taken apart; the array is kept between lines. */
typedef struct {
  RkDelimitedKind kind;
  GArray         *fields;     /* of RkField */
  gboolean        label_only; /* the header is of the form "a: b:" */
  gboolean        maybe_header; /* a text of words that may turn out to be names */
  gboolean        has_clock;  /* a time of the day stood in the line */
  gint64          clock_ns;   /* since midnight */
  const char     *reason;     /* of a fault; translated */
  gsize           fault;      /* byte of the text */
} RkDelimitedLine;

/* What the commas of @text say about the decimal sign. */
RkDecimal rk_delimited_guess_decimal (const char *text, gsize len);

/* @text: clean (decoders/text.h), UTF-8. Pure but for @line. */
void      rk_delimited_line_parse    (RkDelimitedLine *line, const char *text, gsize len, RkNumberFlags flags);

G_END_DECLS
