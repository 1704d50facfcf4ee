#pragma once

#include "app/instrument-scale.h"
#include "app/spark.h"

#include <adwaita.h>

G_BEGIN_DECLS

/* Against the limits that were set. */
typedef enum {
  RK_LIMIT_NONE,
  RK_LIMIT_LOW,        /* below the lower one */
  RK_LIMIT_HIGH,
  RK_LIMIT_OFF_BELOW,  /* of no limit, but the scale ends before */
  RK_LIMIT_OFF_ABOVE,
} RkLimitState;

/* What an instrument shows. */
typedef struct {
  RkInstrumentShape shape;
  const char       *name;
  const char       *number;
  const char       *unit;
  double            number_width; /* room of number and unit at a font of 1 px: of the widest so far */
  double            value;        /* NaN = none */
  double            lower;        /* the scale */
  double            upper;
  double            low;          /* limits; NaN = none */
  double            high;
  RkLimitState      state;
  guint             color;        /* index into the palette */
  const RkSpark    *spark;        /* of a row: how the run went, and */
  const char       *least;        /* the least and the greatest value of it as text; nullable */
  const char       *most;
} RkInstrumentPicture;

/* The size of the unit as a part of the size of the number, and the room between them. */
#define RK_INSTRUMENT_UNIT 0.62
#define RK_INSTRUMENT_GAP  0.18

const char  *rk_limit_state_to_text (RkLimitState state); /* "too high"; NULL where all is well */
RkLimitState rk_limit_state_find    (double value, double low, double high, double lower, double upper);
void         rk_instrument_draw     (GtkWidget *widget, GtkSnapshot *snapshot, const RkInstrumentPicture *picture);

G_END_DECLS
