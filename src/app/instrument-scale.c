/* Where the parts of a gauge, a thermometer and a bar stand: arithmetic only, no drawing. */

#include "config.h"

#include "app/instrument-scale.h"

#include <math.h>

/* Room between an instrument and the edge of its place, as a part of the shorter side. */
#define MARGIN_PART 0.05
#define MARGIN_MAX  24.0

/* Sizes of fonts as parts of the shorter side, within what can be read and what is still quiet. */
#define NAME_PART    0.085
#define NAME_MIN_PX  13.0
#define NAME_MAX_PX  64.0
#define SCALE_PART   0.062
#define SCALE_MIN_PX 11.0
#define SCALE_MAX_PX 48.0
#define LINE_HEIGHT  1.35

/* From the middle of a dial down to the lower edge of its number, as a part of its radius. The ends of the
 * dial lie at 0.5. */
#define DIAL_FOOT 0.86

/* The number of a dial stands between the ends of its arc. */
#define DIAL_NUMBER_TOP   0.4
#define DIAL_NUMBER_WIDTH 1.3

/* Numbers with these powers of ten are written in full. */
#define MOST_EXPONENT  6
#define LEAST_EXPONENT (-3)

/* The part of a row that is the number's. */
#define ROW_NUMBER 0.45

/* How wide and how high an instrument likes to be. */
static const struct {
  double width;
  double height;
} looks[][2] = {
  [RK_INSTRUMENT_GAUGE] = { { 1.1, 1.0 }, { 1.1, 1.0 } },
  [RK_INSTRUMENT_COLUMN] = { { 0.7, 1.0 }, { 1.1, 1.0 } },
  [RK_INSTRUMENT_BAR] = { { 0.6, 1.0 }, { 2.6, 1.0 } },
  [RK_INSTRUMENT_ROW] = { { 5.0, 1.0 }, { 5.0, 1.0 } },
};

/**
 * rk_instrument_scale:
 * @chosen: limits somebody chose; NaN = none, for each of these
 * @sensor: what the sensor can measure, in the unit shown, in any order
 * @measured: limits that suit what was measured
 * @lower: (out): lower limit, finite
 * @upper: (out): upper limit, finite, above @lower
 *
 * Finds the limits of a scale: those chosen, else those of the sensor, else those of the values.
 */
void
rk_instrument_scale (const double  chosen[2],
                     const double  sensor[2],
                     const double  measured[2],
                     double       *lower,
                     double       *upper)
{
  gboolean sensor_known = isfinite (sensor[0]) && isfinite (sensor[1]) && sensor[0] != sensor[1];
  gboolean measured_known = isfinite (measured[0]) && isfinite (measured[1]) && measured[0] < measured[1];

  *lower = 0.0;
  *upper = 100.0;
  if (sensor_known) {
    *lower = MIN (sensor[0], sensor[1]);
    *upper = MAX (sensor[0], sensor[1]);
  } else if (measured_known) {
    *lower = measured[0];
    *upper = measured[1];
  }

  if (isfinite (chosen[0]))
    *lower = chosen[0];
  if (isfinite (chosen[1]))
    *upper = chosen[1];

  /* One limit chosen beyond the other that was not: the distance is kept. */
  if (*lower >= *upper) {
    if (isfinite (chosen[0]) && isfinite (chosen[1])) {
      *lower = MIN (chosen[0], chosen[1]);
      *upper = MAX (chosen[0], chosen[1]);
    } else if (isfinite (chosen[0])) {
      *upper = *lower + 1.0;
    } else {
      *lower = *upper - 1.0;
    }
  }
  rk_axis_clamp (lower, upper);
}

/**
 * rk_instrument_part:
 * @lower: begin of the scale
 * @upper: its end, above @lower
 * @value: a value; NaN is at the begin
 * @beyond: (out) (optional): -1 below the scale, 1 above it, 0 on it
 *
 * Returns: where the value is along the scale, 0...1
 */
double
rk_instrument_part (double  lower,
                    double  upper,
                    double  value,
                    int    *beyond)
{
  if (beyond != NULL)
    *beyond = value < lower ? -1 : (value > upper ? 1 : 0);

  if (isnan (value) || value <= lower)
    return 0.0;
  if (value >= upper)
    return 1.0;

  /* Halves, since the difference of two large limits may overflow. */
  return CLAMP ((value / 2 - lower / 2) / (upper / 2 - lower / 2), 0.0, 1.0);
}

/**
 * rk_dial_angle:
 * @part: along the scale, 0...1
 *
 * Returns: direction from the middle of the dial, rad, clockwise from the right; the middle of the scale is on top
 */
double
rk_dial_angle (double part)
{
  return -G_PI / 2 + (part - 0.5) * RK_DIAL_SWEEP;
}

static void
place_label (RkTickLabel      *label,
             const RkTickPath *path)
{
  double x;
  double y;

  if (path->is_round) {
    double angle = rk_dial_angle (label->part);
    double reach = path->radius - 0.5 * (fabs (cos (angle)) * label->width + fabs (sin (angle)) * label->height);

    label->x = path->x0 + reach * cos (angle);
    label->y = path->y0 + reach * sin (angle);
    return;
  }

  x = path->x0 + label->part * (path->x1 - path->x0) + path->offset_x;
  y = path->y0 + label->part * (path->y1 - path->y0) + path->offset_y;
  label->x = x + (path->offset_x > 0.0 ? 0.5 : (path->offset_x < 0.0 ? -0.5 : 0.0)) * label->width;
  label->y = y + (path->offset_y > 0.0 ? 0.5 : (path->offset_y < 0.0 ? -0.5 : 0.0)) * label->height;
}

static gboolean
is_crowded (const RkTickRow *self,
            double           gap)
{
  for (guint i = 0; i < self->n; i++)
    for (guint j = i + 1; j < self->n; j++) {
      const RkTickLabel *a = &self->labels[i];
      const RkTickLabel *b = &self->labels[j];

      if (fabs (a->x - b->x) < 0.5 * (a->width + b->width) + gap
          && fabs (a->y - b->y) < 0.5 * (a->height + b->height) + gap)
        return TRUE;
    }

  return FALSE;
}

/* Beside a value in full its scale is in full too, as far as that can be read; only very large and very small numbers
 * share a power of ten. */
static void
write_in_full (RkTicks *ticks)
{
  if (ticks->exponent == 0 || ticks->exponent > MOST_EXPONENT || ticks->exponent < LEAST_EXPONENT)
    return;

  ticks->exponent = 0;
  ticks->decimals = MAX (-ticks->power, 0);
}

/**
 * rk_tick_row_init:
 * @self: (out caller-allocates): the numbers of a scale
 * @lower: begin of the scale, finite
 * @upper: its end, above @lower
 * @most: no more numbers than these
 * @gap: least distance of two texts, pixels
 * @decimal_sign: '.' or ','
 * @path: along which they stand
 * @measure: (scope call): tells the size of a text
 * @user_data: for @measure
 *
 * Puts numbers on a scale: as many as there is room for. Where not even two have room there is one or none.
 */
void
rk_tick_row_init (RkTickRow        *self,
                  double            lower,
                  double            upper,
                  guint             most,
                  double            gap,
                  char              decimal_sign,
                  const RkTickPath *path,
                  RkTickMeasure     measure,
                  gpointer          user_data)
{
  g_return_if_fail (self != NULL && path != NULL && measure != NULL);

  for (guint max = CLAMP (most, 1, RK_TICKS_MAX); max > 0; max--) {
    rk_ticks_init (&self->ticks, lower, upper, max);
    write_in_full (&self->ticks);
    self->n = MIN (self->ticks.n, RK_TICKS_MAX);

    for (guint i = 0; i < self->n; i++) {
      RkTickLabel *label = &self->labels[i];

      rk_ticks_format (&self->ticks, i, decimal_sign, label->text);
      label->part = rk_instrument_part (lower, upper, rk_ticks_get_value (&self->ticks, i), NULL);
      measure (label->text, &label->width, &label->height, user_data);
      place_label (label, path);
    }

    if (!is_crowded (self, gap))
      return;
    /* A smaller number of them has the same step. */
    max = MIN (max, MAX (self->n, 1));
  }
}

/* The number stands beside the scale where the place is wide, else below it. */
static void
layout_column (RkInstrumentLayout *self,
               RkRect              room,
               double              number_width)
{
  if (room.width > 0.9 * room.height) {
    double share = MIN (0.45 * room.width, MAX (0.55 * room.height, 5.0 * self->scale_px));

    self->body = (RkRect) { room.x, room.y, share, room.height };
    self->number_px = MIN (0.34 * room.height, (room.width - share) / number_width);
    self->number = (RkRect) { room.x + share, room.y, room.width - share, room.height };
    self->number_left = TRUE;
    return;
  }

  self->number_px = MIN (0.2 * room.height, room.width / number_width);
  self->body = (RkRect) { room.x, room.y, room.width, room.height - self->number_px * LINE_HEIGHT };
  self->number = (RkRect) { room.x, room.y + self->body.height, room.width, self->number_px * LINE_HEIGHT };
}

static void
layout_bar (RkInstrumentLayout *self,
            RkRect              room,
            double              number_width)
{
  double share;

  self->upright = room.height > room.width;
  if (self->upright) {
    layout_column (self, room, number_width);
    return;
  }

  /* The number above, the bar with its numbers below: no more than it needs. */
  share = MAX (0.5 * room.height, MIN (0.75 * room.height, 3.2 * self->scale_px));
  self->number_px = MIN ((room.height - share) / 1.15, room.width / number_width);
  self->number = (RkRect) { room.x, room.y, room.width, room.height - share };
  self->body = (RkRect) { room.x, room.y + room.height - share, room.width, share };
}

/* The number on the left below the name, the line on the right from top to bottom. */
static void
layout_row (RkInstrumentLayout *self,
            RkRect              room,
            double              height,
            double              number_width)
{
  double share = ROW_NUMBER * room.width;

  self->name.width = share - 0.5 * self->name_px;
  self->number_px = MIN (room.height / 1.1, (share - self->name_px) / number_width);
  self->number = (RkRect) { room.x, room.y, share, room.height };
  self->number_left = TRUE;
  self->body = (RkRect) { room.x + share, self->name.y, room.width - share, height - 2 * self->name.y };
}

/**
 * rk_instrument_layout_init:
 * @self: (out caller-allocates): where things are
 * @shape: what is drawn
 * @width: pixels
 * @height: pixels
 * @number_width: width of the widest number with its unit at a font of 1 px
 *
 * Shares a place among the parts of an instrument: fonts are in proportion to it.
 */
void
rk_instrument_layout_init (RkInstrumentLayout *self,
                           RkInstrumentShape   shape,
                           double              width,
                           double              height,
                           double              number_width)
{
  double side = MAX (MIN (width, height), 1.0);
  double margin = MIN (MARGIN_PART * side, MARGIN_MAX);
  RkRect room;

  g_return_if_fail (self != NULL);

  *self = (RkInstrumentLayout) { 0 };
  self->name_px = CLAMP (NAME_PART * side, NAME_MIN_PX, NAME_MAX_PX);
  self->scale_px = CLAMP (SCALE_PART * side, SCALE_MIN_PX, SCALE_MAX_PX);
  self->name = (RkRect) { margin, 0.6 * margin, MAX (width - 2 * margin, 1.0), self->name_px * LINE_HEIGHT };

  room = (RkRect) { margin, self->name.y + self->name.height, self->name.width, 0.0 };
  room.height = MAX (height - room.y - margin, 1.0);
  number_width = MAX (number_width, 0.5);

  if (shape == RK_INSTRUMENT_GAUGE) {
    double x;
    double y;
    double radius;

    self->body = room;
    rk_dial_fit (&room, &x, &y, &radius);
    self->number = (RkRect) {
      x - 0.5 * DIAL_NUMBER_WIDTH * radius, y + DIAL_NUMBER_TOP * radius,
      DIAL_NUMBER_WIDTH * radius, (DIAL_FOOT - DIAL_NUMBER_TOP) * radius,
    };
    self->number_px = MIN (self->number.height / 1.1, self->number.width / number_width);
  } else if (shape == RK_INSTRUMENT_COLUMN) {
    layout_column (self, room, number_width);
  } else if (shape == RK_INSTRUMENT_ROW) {
    layout_row (self, room, height, number_width);
  } else {
    layout_bar (self, room, number_width);
  }

  self->number_px = MAX (self->number_px, 8.0);
}

/**
 * rk_dial_fit:
 * @body: a place
 * @x: (out): middle of the dial
 * @y: (out): middle of the dial
 * @radius: (out): outer radius
 *
 * The largest dial, with its number in its foot, that has room in the middle of a place.
 */
void
rk_dial_fit (const RkRect *body,
             double       *x,
             double       *y,
             double       *radius)
{
  *radius = MAX (MIN (body->width / 2, body->height / (1.0 + DIAL_FOOT)), 1.0);
  *x = body->x + body->width / 2;
  *y = body->y + (body->height - (1.0 + DIAL_FOOT) * *radius) / 2 + *radius;
}

/**
 * rk_instrument_columns:
 * @shape: what is drawn
 * @n: how many, at least 1
 * @width: pixels
 * @height: pixels
 *
 * Returns: how many stand side by side, 1...@n
 */
guint
rk_instrument_columns (RkInstrumentShape shape,
                       guint             n,
                       double            width,
                       double            height)
{
  guint best = 1;
  double best_size = 0.0;

  for (guint columns = 1; columns <= n; columns++) {
    guint rows = (n + columns - 1) / columns;
    double size = 0.0;

    for (guint i = 0; i < G_N_ELEMENTS (looks[shape]); i++)
      size = MAX (size, MIN (width / columns / looks[shape][i].width, height / rows / looks[shape][i].height)
                          * sqrt (looks[shape][i].width * looks[shape][i].height));
    /* A grid without holes is worth a little. */
    if (n % columns == 0)
      size *= 1.05;
    if (size > best_size) {
      best_size = size;
      best = columns;
    }
  }

  return best;
}
