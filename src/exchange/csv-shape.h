#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What kind of table a text is, found out from its beginning. Private to this folder. */

#define RK_CSV_MAX_CELL   4096 /* bytes */
#define RK_CSV_SAMPLE     (64 * 1024)

typedef enum {
  RK_CSV_VALUE,
  RK_CSV_TIME,  /* a number */
  RK_CSV_CLOCK, /* a moment, and the time of the rows */
  RK_CSV_TEXT,  /* left out */
  RK_CSV_RUN,   /* a new run begins where it changes */
  RK_CSV_EXCLUDED, /* 1 where a row is left out of graphs and figures, else empty */
} RkCsvKind;

typedef struct {
  char       line_end;   /* '\n', or '\r' */
  char       separator;  /* ' ' = any number of blanks and tabs */
  char       sign;       /* '.', ',' or 0 while no number has shown it */
  guint      n_skip;     /* records before the first row of data, the header among them */
  GPtrArray *titles;     /* char*, NULL for a column without; as long as there are columns */
  GArray    *kinds;      /* RkCsvKind, the same length */
  int        time;       /* column, or -1 */
  double     tick_ns;    /* unit of the time column */
  gboolean   tick_known; /* the header says so */
} RkCsvShape;

RkCsvShape *rk_csv_shape_guess (const char *text, gsize len, gboolean at_end) G_GNUC_WARN_UNUSED_RESULT;
void        rk_csv_shape_free  (RkCsvShape *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkCsvShape, rk_csv_shape_free)

/* The end of the record at @text: the line end outside quotes, or NULL if there is none before @end. */
const char *rk_csv_record_end (const char *text, const char *end, char line_end);

/* Takes one cell apart. @text is at its begin; returns the separator or @end behind it. @cell is borrowed from
 * the text, or from @buffer (RK_CSV_MAX_CELL bytes) if quotes had to be removed; blanks around are taken off.
 * NULL: the cell is too long. */
const char *rk_csv_cell (const char *text, const char *end, char separator, char *buffer,
                         const char **cell, gsize *len, gboolean *quoted);

G_END_DECLS
