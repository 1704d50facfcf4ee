#pragma once

#include "store/run.h"

#include <cairo.h>

G_BEGIN_DECLS

/* A line as small as a word that tells how a run went. */

#define RK_SPARK_COLUMNS 120

typedef struct {
  guint    n;                        /* columns of equal time; 0 = nothing is known */
  double   min[RK_SPARK_COLUMNS];    /* NaN = no value in this time; shown unit */
  double   max[RK_SPARK_COLUMNS];
  gboolean broken[RK_SPARK_COLUMNS]; /* something is missing before it: no line leads here */
  double   least;                    /* raw, of the whole run: what is shown lowest */
  double   most;
} RkSpark;

/* Takes over how @channel went in @run (nullable = nothing); TRUE when it is another line than before. */
gboolean rk_spark_take (RkSpark *self, RkRun *run, RkChannel *channel);
/* Over a rectangle, in the colour and with the line of @cr. */
void     rk_spark_trace (const RkSpark *self, cairo_t *cr, double x, double y, double width, double height);

G_END_DECLS
