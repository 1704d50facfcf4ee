#pragma once

#include <glib.h>

#include "plot/figure.h"
#include "store/calibration.h"
#include "store/mark.h"
#include "store/span.h"

G_BEGIN_DECLS

/**
 * RkScene:
 *
 * Everything a picture of a graph shows, as plain data: what the canvas, the exporters and the
 * command line hand to the renderer. Built on the main thread, then immutable and counted by
 * reference, any thread.
 *
 * Lengths are logical pixels; @scale makes them device pixels. Values are in the channels' shown
 * units, by the conversion of each trace. x is seconds since the begin of each run (+ x_offset_s), or, where
 * @xy, what a column of each trace says.
 */

typedef struct { double r, g, b; } RkColor; /* 0...1 */

typedef enum {
  RK_TRACE_LINE,
  RK_TRACE_POINTS,      /* single readings, not joined */
  RK_TRACE_LINE_POINTS,
  RK_TRACE_STEPS,       /* a value holds until the next one */
  RK_TRACE_BARS,        /* from zero, or from the limit next to it */
} RkTraceStyle;

typedef struct {
  RkSpan      *span;
  guint        column;
  RkConversion conversion; /* of the values */
  double       x_offset_s;
  guint        axis;       /* index into the axes */
  guint        color;      /* index into the palette */
  guint        dash;       /* 0 = solid; others so that runs can be told apart in grey */
  RkTraceStyle style;
  guint        x_column;     /* with @xy of the scene: of the values along x; the trace is drawn as points */
  RkConversion x_conversion; /* of them */
  gboolean     has_spread;   /* a pale band of ± its standard deviation lies behind a line over time: */
  guint        spread_column; /* of the same span */
  double       spread_scale; /* times that column is s in the unit of the axis; >= 0 */
  gboolean     struck;     /* what is left out: pale and thin, and it counts for no limits; a span */
  char        *label;      /* for the legend; nullable = not in it */
  RkFigure    *figure;     /* nullable: plain numbers in place of a span; x is what they say */
} RkTrace;

typedef struct {
  double   lower;          /* finite, lower < upper */
  double   upper;
  char    *title;           /* "T, °C" */
  guint    pane;           /* of values: which one, from the top */
  gboolean right;          /* on the right of it: there is one on the left as well */
  gboolean log;            /* logarithmic: lower > 0; what is not above 0 has no place */
  gboolean colors;         /* of the colours of an image: a strip of them stands beside it; on the right */
} RkAxis;

/* An instant or range of a run with a note. */
typedef struct {
  RkMarkKind kind;
  double     begin_s;      /* on the axis */
  double     end_s;        /* the same for an instant */
  char      *text;
  gint64     run_id;       /* whose it is: for who clicks on it */
  gint64     mark_id;
} RkMarkNote;

/* A point with a short text, for what was found in a curve. */
typedef struct {
  double x;
  double y;
  guint  axis;
  char  *text;
} RkPointLabel;

/* A level that a value is compared with. The axis shows it; who can move it draws it. */
typedef struct {
  double value;            /* in the unit of the axis */
  guint  axis;
  guint  color;            /* index into the palette */
} RkLevelLine;

typedef enum { RK_THEME_LIGHT, RK_THEME_DARK, RK_THEME_PRINT } RkTheme;

typedef struct {
  double    width;         /* logical pixels */
  double    height;
  double    scale;         /* device pixels per logical pixel */
  double    font_px;       /* size of numbers and titles, logical pixels */
  double    line_px;       /* width of a trace */
  RkTheme   theme;
  char      decimal_sign;  /* '.' or ',' */
  gboolean  legend;
  gboolean  grey;          /* traces in greys, told apart by dash and sign */
  gboolean  live;          /* a frame of a moving picture: prefer speed for dense traces */
  char     *title;         /* nullable */
  gboolean  xy;            /* x is not time */
  RkAxis    x;
  GArray   *axes;          /* of RkAxis, 1...16, of 1...8 stacked panes with a common x; one per unit */
  GArray   *traces;        /* of RkTrace */
  GArray   *marks;         /* of RkMarkNote, by time */
  GArray   *levels;        /* of RkLevelLine */
  GArray   *labels;        /* of RkPointLabel, the first ones have the first choice of room */

  /*< private >*/
  gatomicrefcount ref_count;
  gpointer        layout; /* RkLayout, made when it is first asked for: see rk_layout_get () */
} RkScene;

RkScene *rk_scene_new       (double width, double height, double scale) G_GNUC_WARN_UNUSED_RESULT; /* no axes yet */
RkScene *rk_scene_ref       (RkScene *self);
void     rk_scene_unref     (RkScene *self);
guint    rk_scene_add_axis  (RkScene *self, double lower, double upper, const char *title);
/* Of the pane of the axis @left, which has none on the right yet. */
guint    rk_scene_add_right_axis (RkScene *self, guint left, double lower, double upper, const char *title);
void     rk_scene_add_trace (RkScene *self, const RkTrace *trace); /* copies the label, refs the span and the calibration */
void     rk_scene_add_mark  (RkScene *self, const RkMarkNote *mark); /* copies the text */
void     rk_scene_add_label (RkScene *self, guint axis, double x, double y, const char *text);
void     rk_scene_add_level (RkScene *self, guint axis, double value, guint color);
void     rk_scene_set_x     (RkScene *self, double lower, double upper, const char *title);

/* Where things are, in logical pixels of the picture; the same for the renderer and for hit testing. */
typedef struct { double x, y, width, height; } RkRect;
typedef enum { RK_HIT_NOTHING, RK_HIT_PLOT, RK_HIT_X_AXIS, RK_HIT_Y_AXIS, RK_HIT_LEGEND, RK_HIT_MARK } RkHit;

guint    rk_scene_get_pane_index (const RkScene *self, guint axis); /* G_MAXUINT if there is no such axis */
RkRect   rk_scene_get_pane  (const RkScene *self, guint axis); /* the inside of the frame of that axis */
RkRect   rk_scene_get_area  (const RkScene *self);             /* all panes, from the top of the first */
/* @axis: the left one of a pane; for a mark its index. */
RkHit    rk_scene_hit       (const RkScene *self, double x, double y, guint *axis);
/* The level at most @reach pixels above or below a point of its pane; FALSE if there is none. */
gboolean rk_scene_hit_level (const RkScene *self, double x, double y, double reach, guint *level);
double   rk_scene_to_time   (const RkScene *self, double x);
double   rk_scene_to_value  (const RkScene *self, guint axis, double y);
double   rk_scene_from_time  (const RkScene *self, double seconds);
double   rk_scene_from_value (const RkScene *self, guint axis, double value);

/* The extrema of what a pane shows within the limits of x, its levels too; FALSE if it shows nothing. */
gboolean rk_scene_get_extrema (const RkScene *self, guint axis, double *min, double *max);
/* The same of the values along x, for all traces; with @xy. */
gboolean rk_scene_get_x_extrema (const RkScene *self, double *min, double *max);

/* Makes axes of a scene that is being built logarithmic. Limits that such an axis cannot have are chosen by the data. */
void     rk_scene_set_log   (RkScene *self, gboolean x, gboolean y);

/* The limits that show all of a range of values with a little air, on round numbers; a sensible
 * range also for one value, none, or not finite ones. */
void     rk_axis_fit        (double min, double max, double *lower, double *upper);
/* The 1-2-5 step that gives at most @max_ticks numbers. */
double   rk_axis_step       (double lower, double upper, guint max_ticks);
/* Smallest range that can be shown around a value (double precision, deep zoom): limits are moved
 * apart to it and into ±1e300. */
void     rk_axis_clamp      (double *lower, double *upper);

/* Where a value stands between the limits: 0 at the lower one, 1 at the upper; NaN where a logarithmic axis has none. */
double   rk_axis_get_share  (const RkAxis *self, double value);
double   rk_axis_get_value  (const RkAxis *self, double share);
/* As rk_axis_fit () for a logarithmic axis: whole decades where there are several. @min is the smallest value above 0. */
void     rk_axis_fit_log    (double min, double max, double *lower, double *upper);
/* The same of values of any sign. */
void     rk_axis_fit_positive (double min, double max, double *lower, double *upper);
gboolean rk_axis_can_be_log (double lower, double upper);

/* The colours of traces: colour-blind safe, n wraps. */
RkColor  rk_palette_color   (guint n, RkTheme theme);
#define  RK_PALETTE_SIZE 8

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RkScene, rk_scene_unref)

G_END_DECLS
