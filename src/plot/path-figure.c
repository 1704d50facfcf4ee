/* From plain numbers to lines and columns.
 *
 * Up to four points in a pixel are drawn as they are; of more the first, the extrema and the last, in their order. */
#include "config.h"

#include "plot/path-private.h"

#include <math.h>

/* What a pixel shows of a curve. */
typedef struct {
  RkPoint first, min, max, last;
  guint   n;
  gboolean is_joined; /* to the point before */
} Pixel;

/* The values lo ... hi - 1 are in sight, or lead there. */
static void
find_visible (const RkPathBuilder *self,
              const RkFigure      *figure,
              guint               *lo,
              guint               *hi)
{
  double x_lower = self->is_log_x ? pow (10.0, self->x_lower) : self->x_lower;
  double x_upper = self->is_log_x ? pow (10.0, self->x_lower + self->x_range) : self->x_lower + self->x_range;

  *lo = (guint) CLAMP (floor ((x_lower - figure->x_begin) / figure->x_step) - 1.0, 0.0, (double) figure->n_x);
  *hi = (guint) CLAMP (ceil ((x_upper - figure->x_begin) / figure->x_step) + 2.0, (double) *lo, (double) figure->n_x);
}

static void
add_pixel (RkPathBuilder *self,
           const Pixel   *pixel)
{
  if (pixel->n == 0)
    return;

  rk_path_builder_add_point (self, pixel->first.x, pixel->first.y, pixel->is_joined);
  if (pixel->n > 2) {
    gboolean min_first = pixel->min.x <= pixel->max.x;
    RkPoint one = min_first ? pixel->min : pixel->max;
    RkPoint two = min_first ? pixel->max : pixel->min;

    rk_path_builder_add_point (self, one.x, one.y, TRUE);
    rk_path_builder_add_point (self, two.x, two.y, TRUE);
  }
  if (pixel->n > 1)
    rk_path_builder_add_point (self, pixel->last.x, pixel->last.y, TRUE);
}

static void
pixel_add (Pixel   *pixel,
           RkPoint  p,
           gboolean is_joined)
{
  if (pixel->n++ == 0) {
    pixel->first = pixel->min = pixel->max = p;
    pixel->is_joined = is_joined;
  }
  pixel->last = p;
  if (p.y < pixel->min.y)
    pixel->min = p;
  if (p.y > pixel->max.y)
    pixel->max = p;
}

static void
add_curve (RkPathBuilder  *self,
           const RkFigure *figure)
{
  guint lo;
  guint hi;
  Pixel pixel = { 0 };
  gboolean is_joined = FALSE;
  double x_pixel = 0.0;

  find_visible (self, figure, &lo, &hi);
  for (guint i = lo; i < hi; i++) {
    double x = rk_path_builder_get_x (self, figure->x_begin + i * figure->x_step);
    double value = figure->values[i];
    double shown = isfinite (value) ? rk_path_builder_convert (self, value) : (double) NAN;
    RkPoint p = { x, rk_path_builder_get_y (self, shown) };

    if (isnan (x) || isnan (shown)) {
      add_pixel (self, &pixel);
      pixel.n = 0;
      is_joined = FALSE;
      continue;
    }

    if (pixel.n > 0 && floor (x) != x_pixel) {
      add_pixel (self, &pixel);
      pixel.n = 0;
    }
    x_pixel = floor (x);
    pixel_add (&pixel, p, is_joined);
    is_joined = TRUE;
    if (self->trace->style == RK_TRACE_POINTS)
      rk_path_builder_add_mark (self, p.x, p.y);
  }
  add_pixel (self, &pixel);
}

/* Columns that are wide enough have a little air between them, so that each can be seen. */
static void
add_figure_columns (RkPathBuilder  *self,
                    const RkFigure *figure)
{
  guint lo;
  guint hi;

  find_visible (self, figure, &lo, &hi);
  for (guint i = lo; i < hi; i++) {
    double value = figure->values[i];
    double shown = isfinite (value) ? rk_path_builder_convert (self, value) : (double) NAN;
    double y = rk_path_builder_get_y (self, shown);
    double x0 = rk_path_builder_get_x (self, figure->x_begin + i * figure->x_step);
    double x1 = rk_path_builder_get_x (self, figure->x_begin + (i + 1) * figure->x_step);

    if (isnan (x0))
      x0 = self->frame.x;
    if (isnan (y) || isnan (x1) || value == 0.0)
      continue;
    if (x1 - x0 > 6.0)
      x1 -= MAX (1.0, floor ((x1 - x0) / 24.0));
    rk_path_builder_add_bar (self, x0, x1, MIN (y, self->base), MAX (y, self->base));
  }
}

void
rk_path_add_figure (RkPathBuilder *self)
{
  const RkFigure *figure = self->trace->figure;

  self->is_line = TRUE;
  self->scale = 1.0;
  self->offset = 0.0;
  if (figure->kind == RK_FIGURE_CURVE)
    add_curve (self, figure);
  else if (figure->kind == RK_FIGURE_COLUMNS)
    add_figure_columns (self, figure);
}
