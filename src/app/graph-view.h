#pragma once

#include "acquire/recorder.h"
#include "analysis/sweep.h"
#include "plot/view.h"
#include "store/experiment.h"

G_BEGIN_DECLS

/**
 * RkGraphView:
 *
 * What part of an experiment a graph shows and how that changes: by hand, by new data, by
 * nothing. No widget: the canvas shows it, gestures and keys move it. Main thread.
 *
 * Properties: experiment (RkExperiment, nullable), recorder (RkRecorder, nullable: whose trigger is shown),
 * following (boolean: the newest sample is kept in sight while recording), live (boolean, read-only: a visible run is
 * being recorded), away (boolean, read-only: live and not following), expected-duration-s (double, 0 = unknown),
 * can-go-back, can-go-forward (boolean, read-only), n-hidden (uint, read-only: places out of sight because single outliers
 * are ignored). Kept with the experiment, as are limits that were typed: follow-s (double, 0 = the whole run),
 * ignore-outliers (boolean).
 * Signal: changed, when another picture is due.
 */
#define RK_TYPE_GRAPH_VIEW (rk_graph_view_get_type ())
G_DECLARE_FINAL_TYPE (RkGraphView, rk_graph_view, RK, GRAPH_VIEW, GObject)

RkGraphView  *rk_graph_view_new            (void) G_GNUC_WARN_UNUSED_RESULT;
RkExperiment *rk_graph_view_get_experiment (RkGraphView *self);
gboolean      rk_graph_view_get_following  (RkGraphView *self);
gboolean      rk_graph_view_get_live       (RkGraphView *self);

void          rk_graph_view_set_experiment (RkGraphView  *self,
                                            RkExperiment *experiment);
void          rk_graph_view_set_following  (RkGraphView  *self,
                                            gboolean      following);

RkRecorder   *rk_graph_view_get_recorder   (RkGraphView *self);
void          rk_graph_view_set_recorder   (RkGraphView *self,
                                            RkRecorder  *recorder);
/* What is along x when that is not time; NULL = time. */
RkChannel    *rk_graph_view_get_x_channel  (RkGraphView *self);

/* Samples and gaps shown so far: another number means another picture. */
guint64       rk_graph_view_count          (RkGraphView *self);
RkScene      *rk_graph_view_make_scene     (RkGraphView    *self,
                                            RkViewSettings *settings) G_GNUC_WARN_UNUSED_RESULT;
RkScene      *rk_graph_view_copy_scene     (RkGraphView    *self,
                                            RkViewSettings *settings) G_GNUC_WARN_UNUSED_RESULT;
gboolean      rk_graph_view_find_axis      (RkGraphView    *self,
                                            const char     *unit,
                                            guint          *axis);
gboolean      rk_graph_view_has_data       (RkGraphView    *self);

gboolean      rk_graph_view_get_x          (RkGraphView *self, double *lower, double *upper);
gboolean      rk_graph_view_get_y          (RkGraphView *self, guint axis, double *lower, double *upper);
void          rk_graph_view_pan_x          (RkGraphView *self, double lower, double upper);
void          rk_graph_view_set_y          (RkGraphView *self, guint axis, double lower, double upper);
void          rk_graph_view_zoom_x         (RkGraphView *self, double fraction, double factor);
void          rk_graph_view_zoom_y         (RkGraphView *self, guint axis, double fraction, double factor);
void          rk_graph_view_show_time      (RkGraphView *self, double begin_s, double end_s);
void          rk_graph_view_fit            (RkGraphView *self);
void          rk_graph_view_fit_y          (RkGraphView *self, guint axis);

/* Limits that were typed: they are kept with the experiment until the axis is fitted. FALSE when they are none. */
gboolean      rk_graph_view_type_x         (RkGraphView *self, double lower, double upper);
gboolean      rk_graph_view_type_y         (RkGraphView *self, guint axis, double lower, double upper);
guint         rk_graph_view_get_n_axes     (RkGraphView *self);
const char   *rk_graph_view_get_axis_unit  (RkGraphView *self, guint axis);
gboolean      rk_graph_view_get_y_typed    (RkGraphView *self, guint axis);
/* What the sensors of an axis can measure; FALSE when nobody knows. */
gboolean      rk_graph_view_get_sensor_range (RkGraphView *self, guint axis, double *lower, double *upper);
void          rk_graph_view_fit_sensor     (RkGraphView *self, guint axis);
void          rk_graph_view_get_hidden     (RkGraphView *self, guint axis, guint *below, guint *above);

double        rk_graph_view_get_follow_s   (RkGraphView *self);
void          rk_graph_view_set_follow_s   (RkGraphView *self, double seconds);
/* As an oscilloscope: these seconds begin where a value passes a level. Kept with the experiment. */
typedef struct {
  gboolean   is_on;
  RkChannel *channel; /* nullable: the first one shown */
  RkEdge     edge;
  double     level;   /* shown unit; NaN = the middle of what is seen */
} RkGraphSweep;

const RkGraphSweep *rk_graph_view_get_sweep (RkGraphView *self);
void          rk_graph_view_set_sweep      (RkGraphView *self, const RkGraphSweep *sweep);
gboolean      rk_graph_view_get_ignore_outliers (RkGraphView *self);
void          rk_graph_view_set_ignore_outliers (RkGraphView *self, gboolean ignore);
/* Logarithmic axes of values: kept with the experiment. */
gboolean      rk_graph_view_get_log        (RkGraphView *self, guint axis);
void          rk_graph_view_set_log        (RkGraphView *self, guint axis, gboolean is_log);
/* On the right of the graph above, or in a graph of its own. */
void          rk_graph_view_set_right      (RkGraphView *self, guint axis, gboolean is_right);
gboolean      rk_graph_view_can_be_same    (RkGraphView *self);
gboolean      rk_graph_view_get_same       (RkGraphView *self, guint axis);
void          rk_graph_view_set_same       (RkGraphView *self, guint axis, gboolean is_same);
void          rk_graph_view_leave_sight    (RkGraphView *self);
/* What is along x instead of time on a logarithmic axis. */
gboolean      rk_graph_view_get_log_x      (RkGraphView *self);
void          rk_graph_view_set_log_x      (RkGraphView *self, gboolean is_log);
/* What lies from a share of the axis from @lower to @upper to another one, as seen: 0 is its begin, 1 its end. New data no longer
 * move it. */
void          rk_graph_view_pan_to         (RkGraphView *self, double lower, double upper, double from, double to);
/* From @lower to @upper moved by a share of the axis, or stretched around @fixed; by factors where the axis is logarithmic. */
void          rk_graph_view_shift_y        (RkGraphView *self, guint axis, double lower, double upper, double share);
void          rk_graph_view_stretch_y      (RkGraphView *self, guint axis, double lower, double upper, double fixed,
                                            double factor);

/* A part of another view, with its time axis; what it shows (nullable: all visible channels) and how. */
void          rk_graph_view_set_leader     (RkGraphView *self, RkGraphView *leader);
void          rk_graph_view_set_part       (RkGraphView *self, GPtrArray *channels, int style);
/* A view of channels against another one, without a leader; before its experiment is set. NULL = time. */
void          rk_graph_view_set_along      (RkGraphView *self, RkChannel *along);

/* The part of time that is in sight, seconds; infinite when nobody chose one or x is not time. */
void          rk_graph_view_get_sight      (RkGraphView *self, double *begin_s, double *end_s);

/* Through what was looked at; FALSE at the end of the way. */
gboolean      rk_graph_view_go             (RkGraphView *self, gboolean forward);

/* The level of the trigger, as the scene shows it. */
void          rk_graph_view_move_level     (RkGraphView *self, double value);
char         *rk_graph_view_format_level   (RkGraphView *self, double value) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
