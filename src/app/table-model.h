#pragma once

#include <gio/gio.h>

#include "store/stream.h"

G_BEGIN_DECLS

/**
 * RkTableRow:
 *
 * A place in the table: holds nothing but its index.
 */
#define RK_TYPE_TABLE_ROW (rk_table_row_get_type ())
G_DECLARE_FINAL_TYPE (RkTableRow, rk_table_row, RK, TABLE_ROW, GObject)

guint rk_table_row_get_index (RkTableRow *self);

/**
 * RkTableModel:
 *
 * The samples of a stream as a list whose rows are made when they are looked at: its size
 * costs nothing. Main thread.
 *
 * Properties: stream (RkStream, nullable), active (boolean: it keeps up with the stream, at most ten
 * times a second).
 */
#define RK_TYPE_TABLE_MODEL (rk_table_model_get_type ())
G_DECLARE_FINAL_TYPE (RkTableModel, rk_table_model, RK, TABLE_MODEL, GObject)

/* More rows than this have no place in a scrolled list: pixels are counted in 32 bits. */
#define RK_TABLE_MAX_ROWS 50000000

RkTableModel *rk_table_model_new        (void) G_GNUC_WARN_UNUSED_RESULT;
RkStream     *rk_table_model_get_stream (RkTableModel *self);
void          rk_table_model_set_stream (RkTableModel *self,
                                         RkStream     *stream);
void          rk_table_model_set_active (RkTableModel *self,
                                         gboolean      active);

/* Texts of a cell, as people read them. */
char         *rk_table_model_dup_time   (RkTableModel *self,
                                         guint         row) G_GNUC_WARN_UNUSED_RESULT;
char         *rk_table_model_dup_value  (RkTableModel *self,
                                         guint         row,
                                         guint         column) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
