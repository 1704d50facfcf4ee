#pragma once

#include "store/experiment.h"

G_BEGIN_DECLS

/* How many colours a pen has. */
#define RK_INK_COLORS 3

/* More than that no hand writes on one graph; a strange file is not read further. The set-up has 64 KiB for all that is
 * kept in it, which strokes must not use up. */
#define RK_INK_MAX_STROKES 100
#define RK_INK_MAX_POINTS  4000 /* of all strokes */

/* A line drawn by hand over a graph, where it is in time and in the values of one of its panes. */
typedef struct {
  guint    color;       /* less than RK_INK_COLORS */
  gboolean highlighter; /* broad, lets the graph through */
  char    *unit;        /* of its pane */
  double   step_x;      /* points lie on a grid from the first one on: a pixel when it was drawn */
  double   step_y;
  GArray  *points;      /* of RkInkPoint */
} RkInkStroke;

typedef struct {
  double x; /* seconds, or in the unit of what is along x */
  double y; /* in the unit of the pane */
} RkInkPoint;

/**
 * RkPanelInk:
 *
 * What was drawn over the graph of an experiment. It is kept in the set-up of the experiment, stroke by stroke, until it
 * is cleared. No widget. Main thread.
 *
 * Signal: changed.
 */
#define RK_TYPE_PANEL_INK (rk_panel_ink_get_type ())
G_DECLARE_FINAL_TYPE (RkPanelInk, rk_panel_ink, RK, PANEL_INK, GObject)

RkPanelInk        *rk_panel_ink_new            (void) G_GNUC_WARN_UNUSED_RESULT;
void               rk_panel_ink_set_experiment (RkPanelInk   *self,
                                                RkExperiment *experiment);
guint              rk_panel_ink_get_n_strokes  (RkPanelInk *self);
const RkInkStroke *rk_panel_ink_get_stroke     (RkPanelInk *self,
                                                guint       n);

/* A pixel is @step_x by @step_y. FALSE when there is no room for another stroke. */
gboolean           rk_panel_ink_begin          (RkPanelInk *self,
                                                guint       color,
                                                gboolean    highlighter,
                                                const char *unit,
                                                double      step_x,
                                                double      step_y);
void               rk_panel_ink_add            (RkPanelInk *self,
                                                double      x,
                                                double      y);
/* Keeps the stroke; one without points is none. */
void               rk_panel_ink_end            (RkPanelInk *self);
/* Takes the last stroke back. */
void               rk_panel_ink_undo           (RkPanelInk *self);
void               rk_panel_ink_clear          (RkPanelInk *self);

G_END_DECLS
