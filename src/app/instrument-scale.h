#pragma once

#include "plot/axis.h"
#include "plot/scene.h"

G_BEGIN_DECLS

/* Where the parts of an instrument stand. Pure: no widget. Lengths are pixels, y grows downwards. */

/* A dial turns by so much, clockwise from its lower left end, rad. */
#define RK_DIAL_SWEEP (4.0 * G_PI / 3.0)

/* Limits of a scale with a reason to be there: what was chosen, else what the sensor can do, else what was measured (NaN = not
 * known, for each of the six). */
void     rk_instrument_scale (const double chosen[2], const double sensor[2], const double measured[2],
                              double *lower, double *upper);
/* 0...1; a value outside is at the nearer end. @beyond: (nullable): -1 below the scale, 1 above it, 0 on it. */
double   rk_instrument_part  (double lower, double upper, double value, int *beyond);

/* Size of the text of a number on the scale, that takes @width × @height. */
typedef void (*RkTickMeasure) (const char *text, double *width, double *height, gpointer user_data);

/* Where a number of the scale stands. */
typedef struct {
  double part;                   /* along the scale, 0...1 */
  double x, y;                   /* middle of the text */
  double width, height;
  char   text[RK_TICKS_BUFFER];
} RkTickLabel;

/* A scale along a line or around a dial. */
typedef struct {
  gboolean is_round;
  double   x0, y0;               /* begin of the line, or the middle of the dial */
  double   x1, y1;               /* end of the line */
  double   radius;               /* of the dial: of the circle that the texts touch from within */
  double   offset_x, offset_y;   /* of the line: from the point of the scale to the middle of the edge of the text */
} RkTickPath;

/* Clockwise from the right, as cairo counts, rad. */
double   rk_dial_angle       (double part);

typedef struct {
  RkTicks     ticks;
  RkTickLabel labels[RK_TICKS_MAX];
  guint       n;
} RkTickRow;

/* As many 1-2-5 numbers as there is room for without two of them nearer than @gap; at most @most. */
void     rk_tick_row_init    (RkTickRow *self, double lower, double upper, guint most, double gap, char decimal_sign,
                              const RkTickPath *path, RkTickMeasure measure, gpointer user_data);

/* The parts of an instrument with one value. */
typedef struct {
  RkRect   name;        /* what is measured, and a word when a limit is passed */
  RkRect   body;        /* dial, column or bar with its numbers */
  RkRect   number;      /* the value with its unit */
  double   name_px;     /* sizes of the fonts */
  double   number_px;
  double   scale_px;
  gboolean upright;     /* of a bar: its level rises */
  gboolean number_left; /* the number begins at the left of its place; else it stands in the middle */
} RkInstrumentLayout;

typedef enum {
  RK_INSTRUMENT_GAUGE,
  RK_INSTRUMENT_COLUMN,
  RK_INSTRUMENT_BAR,
  RK_INSTRUMENT_ROW, /* the number, and how the run went, side by side */
} RkInstrumentShape;

/* @number_width: of the widest number with its unit, in a font of 1 px. */
void     rk_instrument_layout_init (RkInstrumentLayout *self, RkInstrumentShape shape, double width, double height,
                                    double number_width);
/* Middle and radius of the dial in its body. */
void     rk_dial_fit         (const RkRect *body, double *x, double *y, double *radius);
/* How many side by side make @n instruments largest. */
guint    rk_instrument_columns (RkInstrumentShape shape, guint n, double width, double height);

G_END_DECLS
