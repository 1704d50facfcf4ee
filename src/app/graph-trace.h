#pragma once

#include "app/graph-view.h"

G_BEGIN_DECLS

/* What a trace of a picture is called and how its numbers are written. */
typedef struct {
  const RkTrace *trace;      /* borrowed from the scene */
  gint64         run_id;     /* whose it is; 0 = of none */
  char          *key;        /* the same for the same channel and run, in every picture */
  char          *name;
  char          *unit;       /* in the user's language, "" for none */
  int            decimals;
} RkTraceFacts;

GPtrArray *rk_graph_view_list_traces (RkGraphView   *self,
                                      const RkScene *scene) G_GNUC_WARN_UNUSED_RESULT;

/* In seconds along x of the picture. */
double     rk_trace_get_time    (const RkTrace *self, guint64 i);
/* In the shown unit; NaN = missing. */
double     rk_trace_get_value   (const RkTrace *self, guint64 i);
/* Its standard deviation; NaN = it has none. */
double     rk_trace_get_spread  (const RkTrace *self, guint64 i);
/* Whether there is something to be read of it: samples over time that are not left out. */
gboolean   rk_trace_is_readable (const RkTrace *self);
/* n_samples if there is none. */
guint64    rk_trace_find_nearest (const RkTrace *self, double seconds);

/* Sample by sample through all traces: the one after (before) @seconds; @seconds when there is none. */
double     rk_scene_step        (const RkScene *scene, double seconds, gboolean forward);
/* The sample nearest in time, the first (-INFINITY) and the last (INFINITY); NaN without samples. */
double     rk_scene_snap        (const RkScene *scene, double seconds);
/* The time of the sample that lies nearest to a point of the picture, in pixels; NaN without samples. */
double     rk_scene_snap_point  (const RkScene *scene, double x, double y);

/* @digits that count, whatever the size of @value. */
char      *rk_format_digits     (double value, int digits) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
