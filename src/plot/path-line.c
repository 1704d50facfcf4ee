/* Lines, bars and marks of a path in pixels, clipped.
 *
 * What leaves this file is finite and within a few pixels of the frame: the segments are clipped in
 * double precision, since PLplot's own clipping overflows on far points. */
#include "config.h"

#include "plot/path-private.h"

#include "base/clock.h"

#include <math.h>

/* Far outside every picture: a second in a view of 1 ns, a value in one of 10^-12 of it. Clipping is still exact
 * to half a pixel. An end that is moved nearer would turn its line. */
#define MAX_PX 1e15

static double
get_logarithm (double value)
{
  return value > 0.0 ? log10 (value) : (double) NAN;
}

double
rk_path_builder_get_x (const RkPathBuilder *self,
                       double               x)
{
  double place = self->is_log_x ? get_logarithm (x) : x;
  double pixel = self->frame.x + (place - self->x_lower) / self->x_range * self->frame.width;

  return CLAMP (pixel, -MAX_PX, MAX_PX);
}

double
rk_path_builder_get_x_of_time (const RkPathBuilder *self,
                               gint64               time_ns)
{
  double x;

  if (self->is_log_x)
    return rk_path_builder_get_x (self, (double) time_ns / RK_NS_PER_S + self->trace->x_offset_s);

  x = self->frame.x + ((double) time_ns - self->lower_ns) / (self->upper_ns - self->lower_ns) * self->frame.width;

  return CLAMP (x, -MAX_PX, MAX_PX);
}

double
rk_path_builder_convert (const RkPathBuilder *self,
                         double               raw)
{
  double value = self->is_line ? self->scale * raw + self->offset : rk_conversion_apply (&self->trace->conversion, raw);

  return self->is_log_y ? get_logarithm (value) : value;
}

double
rk_path_builder_get_y (const RkPathBuilder *self,
                       double               converted)
{
  double shown = CLAMP (converted, -1e300, 1e300);
  double y = self->frame.y + (self->upper - shown) / self->range * self->frame.height;

  return CLAMP (y, -MAX_PX, MAX_PX);
}

static void
begin_run (RkPathBuilder *self)
{
  guint first = self->path->points->len;

  g_array_append_val (self->path->runs, first);
}

static gboolean
is_inside (const RkPathBuilder *self,
           RkPoint              p)
{
  return p.x >= self->min.x && p.x <= self->max.x && p.y >= self->min.y && p.y <= self->max.y;
}

/* Liang and Barsky (ACM ToG 3, 1984): the part [t0, t1] of the segment within one pair of edges. */
static gboolean
clip_edge (double  from,
           double  delta,
           double  min,
           double  max,
           double *t0,
           double *t1)
{
  double a;
  double b;

  if (delta == 0.0)
    return from >= min && from <= max;

  a = (min - from) / delta;
  b = (max - from) / delta;
  *t0 = MAX (*t0, MIN (a, b));
  *t1 = MIN (*t1, MAX (a, b));

  return *t0 <= *t1;
}

static void
add_segment (RkPathBuilder *self,
             RkPoint        from,
             RkPoint        to)
{
  double dx = to.x - from.x;
  double dy = to.y - from.y;
  double t0 = 0.0;
  double t1 = 1.0;
  RkPoint a;
  RkPoint b;

  if (!(is_inside (self, from) && is_inside (self, to))
      && (!clip_edge (from.x, dx, self->min.x, self->max.x, &t0, &t1)
          || !clip_edge (from.y, dy, self->min.y, self->max.y, &t0, &t1))) {
    self->is_open = FALSE;
    return;
  }

  a = t0 > 0.0 ? (RkPoint) { from.x + t0 * dx, from.y + t0 * dy } : from;
  b = t1 < 1.0 ? (RkPoint) { from.x + t1 * dx, from.y + t1 * dy } : to;

  if (!self->is_open) {
    begin_run (self);
    g_array_append_val (self->path->points, a);
  }
  g_array_append_val (self->path->points, b);
  self->path->length += sqrt ((b.x - a.x) * (b.x - a.x) + (b.y - a.y) * (b.y - a.y)); /* near the frame: no overflow */
  self->is_open = t1 >= 1.0;
}

void
rk_path_builder_add_point (RkPathBuilder *self,
                           double         x,
                           double         y,
                           gboolean       joined)
{
  RkPoint p = { x, y };

  if (joined && self->has_last) {
    add_segment (self, self->last, p);
  } else if (is_inside (self, p)) {
    begin_run (self);
    g_array_append_val (self->path->points, p);
    self->is_open = TRUE;
  } else {
    self->is_open = FALSE;
  }

  self->last = p;
  self->has_last = TRUE;
}

void
rk_path_builder_add_reading (RkPathBuilder *self,
                             double         x,
                             double         y,
                             gboolean       joined)
{
  if (joined && self->has_last && self->trace->style == RK_TRACE_STEPS)
    rk_path_builder_add_point (self, x, self->last.y, TRUE);
  rk_path_builder_add_point (self, x, y, joined);
}

/* What of a bar from the base over @top ... @bottom is in the frame; one on the base stays to be seen, one beyond does not. */
void
rk_path_builder_add_bar (RkPathBuilder *self,
                         double         x0,
                         double         x1,
                         double         top,
                         double         bottom)
{
  const RkRect *frame = &self->frame;
  RkRect bar;

  if (x1 <= frame->x || x0 >= frame->x + frame->width || bottom < frame->y || top > frame->y + frame->height)
    return;

  x0 = MAX (x0, frame->x);
  x1 = MIN (x1, frame->x + frame->width);
  top = CLAMP (MIN (top, self->base), frame->y, frame->y + frame->height);
  bottom = CLAMP (MAX (bottom, self->base), frame->y, frame->y + frame->height);
  bar = (RkRect) { x0, top, x1 - x0, bottom - top };
  g_array_append_val (self->path->bars, bar);
}

void
rk_path_builder_add_mark (RkPathBuilder *self,
                          double         x,
                          double         y)
{
  RkPoint p = { x, y };

  if (x >= self->frame.x && x <= self->frame.x + self->frame.width
      && y >= self->frame.y && y <= self->frame.y + self->frame.height)
    g_array_append_val (self->path->marks, p);
}
