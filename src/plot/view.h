#pragma once

#include "plot/scene.h"
#include "store/experiment.h"

G_BEGIN_DECLS

/* How a scene is made of an experiment: shared by the canvas, the exporters and the command line. */
typedef struct {
  double   width, height, scale, font_px, line_px;
  RkTheme  theme;
  gboolean legend, live;
  const char *title;        /* nullable */
  /* Limits: NAN = fit to the data shown. y limits by unit, borrowed; missing = fit. */
  double   x_lower, x_upper;
  GHashTable *y_limits;     /* nullable: unit (char*) -> double[2] */
  GPtrArray  *channels;     /* nullable: only these RkChannel; NULL = all visible */
  GPtrArray  *runs;         /* nullable: only these RkRun; NULL = all visible */
  gboolean    log_x, log_y; /* logarithmic axes: see rk_scene_set_log () */
  GHashTable *log_units;    /* nullable: set of units (char*), borrowed: only their axes of values are logarithmic */
  GHashTable *right_units;  /* nullable: set of units (char*), borrowed: their axes stand on the right of the pane above, if
                             * that has none there yet */
  int         style;        /* RkTraceStyle of all traces; -1 = as the data ask for */
  RkChannel  *x_channel;    /* nullable: what is along x instead of time, matched in time with the others (match.h) */
  RkChannel  *level_channel; /* nullable: what has a level, if it is shown */
  double      level;        /* in its unit */
} RkViewSettings;

void     rk_view_settings_init (RkViewSettings *self); /* 800 x 450, scale 1, 14 px, 1.5 px, light, fit */

/* One axis per unit of the visible channels, each in a pane of its own but for those on the right; one trace per visible run
 * and channel that has data; an empty experiment gives empty axes. Kept readings are points; where all runs are of kept
 * readings with the same typed variable, x is that, else time. Main thread. */
RkScene *rk_view_make_scene    (RkExperiment *experiment, const RkViewSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/* What is along x when that is not time; NULL = time. (transfer none) */
RkChannel  *rk_view_get_x_channel (RkExperiment *experiment, const RkViewSettings *settings);

/* Unit of @axis of the scene made by these settings: the key of y_limits. (transfer none) */
const char *rk_view_get_unit   (RkExperiment *experiment, const RkViewSettings *settings, guint axis);

G_END_DECLS
