#pragma once

#include "acquire/decoders/frame-plan.h"

/* Within frame-plan.c and frame-parse.c. */

#define RK_FRAME_SYNC_MAX 16

/* Bytes a packet begins with. */
typedef struct {
  guint8 bytes[RK_FRAME_SYNC_MAX];
  guint8 mask[RK_FRAME_SYNC_MAX]; /* 0 = any byte */
  gsize  n;
} RkFrameMark;

/* Bytes from ... to, both included; < 0: from the end. */
typedef struct {
  int first;
  int last;
} RkFrameRange;

/* "*0.1", "/10", "+5", each perhaps under conditions. */
typedef struct {
  char    kind; /* '*', '/', '+' */
  double  x;
  GArray *conditions; /* nullable: of RkCondition */
} RkFrameStep;

typedef struct {
  char   *unit;       /* nullable */
  char   *quantity;   /* nullable */
  GArray *conditions; /* nullable: of RkCondition */
} RkFrameUnit;

/* Where and how a number stands. */
typedef struct {
  guint      layout;     /* 0 = any */
  RkRawType  type;
  int        at;
  guint64    mask;       /* all ones: none */
  guint      shift;
  GArray    *steps;      /* of RkFrameStep */
  GArray    *no_data;    /* of gint64 */
  GArray    *units;      /* of RkFrameUnit; the first that fits */
  GArray    *conditions; /* of RkCondition */
  gboolean   is_array;
  guint      count;      /* of an array; 0 = as many as fit */
  int        decimals;   /* -1 = unknown */
} RkFrameValue;

/* One option: a column, or several of an array. */
typedef struct {
  char      *name;
  GPtrArray *values;   /* of RkFrameValue: the first that fits */
  gboolean   switches; /* it comes in several units: the column has to be looked up each time */
  GArray    *columns;  /* of int: by element + 1, [0] without a number; -1 = not known yet */
} RkFrameField;

/* What a field is in one kind of packet. */
typedef struct {
  RkFrameField *field;
  GPtrArray    *values; /* of RkFrameValue; borrowed */
} RkFrameItem;

typedef struct {
  RkValueFlags flag;
  GArray      *conditions; /* of RkCondition */
  char       **of;         /* nullable: names of fields; NULL = all */
} RkFrameFlag;

RkFrameValue *rk_frame_value_new  (void) G_GNUC_WARN_UNUSED_RESULT;
void          rk_frame_value_free (RkFrameValue *self);

/* The parser; each names the option in its errors. */
gboolean rk_frame_parse_mark       (const char *option, const char *text, GArray *marks, GError **error);
gboolean rk_frame_parse_bytes      (const char *option, const char *text, guint8 *bytes, gsize max, gsize *n, GError **error);
gboolean rk_frame_parse_length     (const char *option, const char *text, RkFrameLayout *layout, GError **error);
gboolean rk_frame_parse_checksum   (const char *option, const char *text, RkFrameLayout *layout, GError **error);
gboolean rk_frame_parse_conditions (const char *option, const char *text, GArray *conditions, GError **error);
gboolean rk_frame_parse_rows       (const char *option, const char *text, RkFrameLayout *layout, GError **error);
gboolean rk_frame_parse_field      (const char *option, const char *text, RkFrameField *field, GError **error);
gboolean rk_frame_parse_flag       (const char *option, const char *text, RkValueFlags flag, GArray *flags, GError **error);
