#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a source says about one column of its stream. Plain data, copied across threads. */
typedef struct {
  char *key;      /* stable within the source: the label or "value 1"; never NULL */
  char *base;     /* nullable: key of the column that this is another quantity of (a meter was switched over) */
  char *name;     /* as the device or the profile names it */
  char *symbol;   /* nullable: "T" */
  char *variant;  /* nullable: tells apart columns of one quantity: "ac" */
  char *channel;  /* nullable: id of the channel it belongs to, where source and key do not tell */
  char *quantity; /* nullable: id of base/quantity.h */
  char *unit;     /* nullable: symbol of base/quantity.h, or any text the device prints */
  int   decimals; /* -1 = unknown */
} RkColumn;

RkColumn *rk_column_new  (const char *key,
                          const char *quantity,
                          const char *unit) G_GNUC_WARN_UNUSED_RESULT;
RkColumn *rk_column_copy (const RkColumn *self) G_GNUC_WARN_UNUSED_RESULT;
void      rk_column_free (RkColumn *self);

/* Arrays of columns: GPtrArray with rk_column_free as free function. */
GPtrArray *rk_columns_copy (GPtrArray *columns) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkColumn, rk_column_free)

G_END_DECLS
