#pragma once

#include "app/graph-view.h"

G_BEGIN_DECLS

/* The value of a trace at a moment. */
typedef struct {
  char  *text;    /* "T 21,5 °C" */
  guint  color;   /* index into the palette */
  guint  axis;
  double time_s;  /* where it is along x, if that is not time */
  double value;   /* as shown; NaN = none there */
} RkReading;

GPtrArray *rk_graph_view_read     (RkGraphView   *self,
                                   const RkScene *scene,
                                   double         seconds) G_GNUC_WARN_UNUSED_RESULT;
char      *rk_graph_view_describe (RkGraphView   *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
