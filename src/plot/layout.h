#pragma once

#include "plot/axis.h"
#include "plot/scene.h"

G_BEGIN_DECLS

#define RK_MAX_PANES 8
#define RK_MAX_AXES  (2 * RK_MAX_PANES)

/* Where one trace stands in the legend. */
typedef struct {
  guint   trace;  /* index into the traces; G_MAXUINT: the "+3" that stands for what has no room */
  RkRect  rect;   /* logical pixels */
  double  text_x; /* left end of the text */
  char   *text;
} RkLegendItem;

/* Where one mark stands above its line. */
typedef struct {
  guint   mark;   /* index into the marks */
  double  x;      /* of the line */
  double  x_end;  /* of a range its end, else the same */
  RkRect  rect;   /* of sign and text, what can be clicked; empty if there is no room */
  double  text_x; /* left end of the text */
  char   *text;   /* cut to fit, "" if there is no room */
} RkMarkLabel;

/* Where a point with a text stands. */
typedef struct {
  guint  label;   /* index into the labels */
  double x;
  double y;
  RkRect rect;    /* of the text */
  double text_x;  /* left end of the text */
  char  *text;    /* "" if there is no room */
} RkPlacedPoint;

typedef struct {
  RkRect  frame;   /* inside of the frame; equal left and right edges for all panes */
  guint   left;    /* index of the axis on the left */
  guint   right;   /* and on the right, G_MAXUINT if there is none */
  RkTicks y;
  RkTicks right_y; /* without numbers if there is none */
  char   *title;   /* with its power of ten */
  char   *right_title; /* "" if there is none */
  RkRect  strip;   /* of the colours of the right axis; empty if it has none */
  double  right_x; /* where the numbers on the right begin */
  double  title_y; /* middle of the capitals */
} RkPane;

/* Everything the renderer and hit testing must agree on. All lengths are logical pixels from
 * the top left corner of the picture. */
typedef struct {
  guint   n_panes;
  RkPane  panes[RK_MAX_PANES];
  RkTicks x;
  char   *x_title;   /* with its power of ten */
  double  numbers_y; /* middle of the numbers of x */
  double  x_title_y;
  double  title_x;   /* where the titles of the y axes begin */
  double  right_title_x; /* where those on the right end */
  char   *title;     /* of the picture */
  double  top_y;     /* middle of the title of the picture */
  GArray *legend;    /* of RkLegendItem */
  double  lane;      /* height of the lane of the marks above the first frame, 0 without marks */
  double  lane_y;    /* its middle */
  GArray *marks;     /* of RkMarkLabel: those in sight, from the left */
  GArray *points;    /* of RkPlacedPoint: those in sight */
} RkLayout;

void rk_layout_init  (RkLayout *self, const RkScene *scene);
void rk_layout_clear (RkLayout *self);

/* That of a scene that is built and changes no more; lives as long as it. Any thread. */
const RkLayout *rk_layout_get (const RkScene *scene);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RkLayout, rk_layout_clear)

G_END_DECLS
