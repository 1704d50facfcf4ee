#pragma once

#include "acquire/decoder.h"

G_BEGIN_DECLS

/* Longest key of a column, in bytes: what one can still read in a list. */
#define RK_KEY_MAX 120

/**
 * RkColumnSet:
 *
 * The columns a decoder has found so far and the row being filled. A column never moves or goes.
 */
typedef struct {
  GPtrArray  *columns;   /* of RkColumn */
  GHashTable *by_key;    /* key -> index + 1 */
  GArray     *values;    /* of double */
  GArray     *flags;     /* of guint32 */
  gboolean    changed;   /* since the last announcement */
  gboolean    converted; /* a value of this row came in another unit than its column's */
  guint64     n_frames;
} RkColumnSet;

void     rk_column_set_init   (RkColumnSet *self);
void     rk_column_set_clear  (RkColumnSet *self);
/* -1 when there is none. */
int      rk_column_set_find   (RkColumnSet *self, const char *key);
/* Finds or adds; -1 when RK_MAX_COLUMNS are in use. */
int      rk_column_set_add    (RkColumnSet *self, const char *key);
/* The same; one that is added gets what is known of it: @quantity and @unit are nullable, @decimals -1 = unknown. */
int      rk_column_set_add_known (RkColumnSet *self, const char *key, const char *quantity, const char *unit, int decimals);
/* The column @key as long as it is of this quantity (nullable: unknown); a device that was switched over to
 * another one gets another column for it, with @key as its base, so that no column mixes quantities.
 * @variant (nullable) tells apart what one quantity does not: "ac". */
int      rk_column_set_add_as (RkColumnSet *self, const char *key, const char *quantity, const char *variant, const char *unit);
/* The same for a device without a usual quantity: every column is called by its quantity ("display voltage ac"), so
 * that it is the same in each run, whatever the dial was on first. */
int      rk_column_set_add_of (RkColumnSet *self, const char *base, const char *quantity, const char *variant, const char *unit);
/* Starts a row that says nothing about any column. */
void     rk_column_set_begin  (RkColumnSet *self);
void     rk_column_set_put    (RkColumnSet *self, guint column, double value, guint32 flags);
/* A column keeps the places of the finest value it has had: none that is in it loses its last digits. */
void     rk_column_set_refine (RkColumnSet *self, guint column, int decimals);
/* Puts a value that came with a unit (nullable): the column learns it; a value in another unit of the same
 * quantity is converted, so that a column never mixes units. A known unit of another known quantity (a
 * meter was switched over) sends the value to another column with this one as its base. "" says that the
 * unit is not known any more. Returns the column that has the value; -1 when there is no room for another. */
int      rk_column_set_put_in (RkColumnSet *self, guint column, double value, guint32 flags, const char *unit);
/* Announces new columns, then the row. */
void     rk_column_set_emit   (RkColumnSet *self, gint64 device_ns, gboolean clock_time, gsize end,
                               const RkDecoderEvents *events, gpointer user_data);

G_END_DECLS
