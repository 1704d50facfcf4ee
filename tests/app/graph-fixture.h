#pragma once

#include "app/graph-view.h"

G_BEGIN_DECLS

/* A channel of straight lines: @first, @first + @step, ... */
typedef struct {
  const char *name;
  const char *unit;
  double      first;
  double      step;
} FixtureColumn;

/* One finished run, ten values a second. */
RkExperiment *graph_fixture_new   (const FixtureColumn *columns, guint n_columns, guint n_values) G_GNUC_WARN_UNUSED_RESULT;
RkChannel    *graph_fixture_get   (RkExperiment *experiment, guint n);
/* The next picture, checked. */
RkScene      *graph_fixture_look  (RkGraphView *view) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
