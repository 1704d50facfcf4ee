#pragma once

#include <gio/gio.h>

#include "plot/scene.h"

G_BEGIN_DECLS

/**
 * RkGraphSelection:
 *
 * A range of time whose figures are wanted. Main thread. Signal: changed.
 */
#define RK_TYPE_GRAPH_SELECTION (rk_graph_selection_get_type ())
G_DECLARE_FINAL_TYPE (RkGraphSelection, rk_graph_selection, RK, GRAPH_SELECTION, GObject)

typedef enum {
  RK_GRAPH_PART_NOTHING,
  RK_GRAPH_PART_CURSOR,
  RK_GRAPH_PART_BEGIN, /* edges of a selection */
  RK_GRAPH_PART_END,
  RK_GRAPH_PART_WHOLE, /* the bar at its top */
} RkGraphPart;

/* Height of the bar, logical pixels. */
#define RK_GRAPH_SELECTION_BAR 10

RkGraphSelection *rk_graph_selection_new       (double begin_s, double end_s) G_GNUC_WARN_UNUSED_RESULT;
double            rk_graph_selection_get_begin (RkGraphSelection *self);
double            rk_graph_selection_get_end   (RkGraphSelection *self);
/* In any order. */
void              rk_graph_selection_set       (RkGraphSelection *self, double begin_s, double end_s);
/* The trace it tells of, as RkTraceFacts names it; NULL = the first. */
const char       *rk_graph_selection_get_key   (RkGraphSelection *self);
void              rk_graph_selection_set_key   (RkGraphSelection *self, const char *key);
/* Where its box was put by hand, logical pixels; NaN = it was not. */
void              rk_graph_selection_get_place (RkGraphSelection *self, double *x, double *y);
void              rk_graph_selection_set_place (RkGraphSelection *self, double x, double y);

RkGraphPart       rk_graph_selection_hit       (RkGraphSelection *self, const RkScene *scene,
                                                double x, double y, double reach);

G_END_DECLS
