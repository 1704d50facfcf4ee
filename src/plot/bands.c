/* The pieces of time without data, as bands behind the traces. */
#include "config.h"

#include "plot/bands.h"

#include "base/clock.h"

#include <math.h>

/* More than any picture has pixel columns. */
#define MAX_BANDS 4096

/* The first gap that ends after @time_ns. */
static guint
find_gap (const RkSpan *span,
          gint64        time_ns)
{
  guint low = 0;
  guint high = rk_span_get_n_gaps (span);

  while (low < high) {
    guint middle = low + (high - low) / 2;
    RkGap gap = rk_span_get_gap (span, middle);

    if (gap.end_ns <= time_ns && gap.end_ns > gap.begin_ns)
      low = middle + 1;
    else
      high = middle;
  }

  return low;
}

static guint
find_gap_at (const RkSpan *span,
             double        time_ns)
{
  return find_gap (span, (gint64) CLAMP (time_ns, -4e18, 4e18));
}

/* internal; see bands.h */
double
rk_bands_get_place (const RkScene *scene,
                    const RkTrace *trace,
                    double         width,
                    double         time_ns)
{
  double lower_ns = (scene->x.lower - trace->x_offset_s) * (double) RK_NS_PER_S;
  double share;

  /* By nanoseconds, which are exact at any zoom. */
  if (!scene->x.log)
    return (time_ns - lower_ns) / ((scene->x.upper - scene->x.lower) * (double) RK_NS_PER_S / width);

  share = rk_axis_get_share (&scene->x, time_ns / (double) RK_NS_PER_S + trace->x_offset_s);

  return isnan (share) ? 0.0 : share * width;
}

static double
get_time_ns (const RkScene *scene,
             const RkTrace *trace,
             double         width,
             double         place)
{
  return (rk_axis_get_value (&scene->x, place / width) - trace->x_offset_s) * (double) RK_NS_PER_S;
}

/**
 * rk_bands_draw:
 * @cr: where; its matrix does not matter
 * @scene: a scene with valid limits
 * @trace: one of its traces
 * @frame: the inside of the frame, device pixels
 * @color: of the bands, 3/4 opaque
 * @on_pixels: whether bands begin and end at whole pixels
 *
 * Draws a band for every gap of a trace in sight. A gap without an end reaches to the edge.
 *
 * Threads: whoever owns @cr.
 */
void
rk_bands_draw (cairo_t       *cr,
               const RkScene *scene,
               const RkTrace *trace,
               const RkRect  *frame,
               RkColor        color,
               gboolean       on_pixels)
{
  guint n = rk_span_get_n_gaps (trace->span);
  guint i = find_gap_at (trace->span, get_time_ns (scene, trace, frame->width, 0.0));

  cairo_save (cr);
  cairo_identity_matrix (cr);
  cairo_set_source_rgba (cr, color.r, color.g, color.b, 0.75);

  for (guint k = 0; i < n && k < MAX_BANDS; k++) {
    RkGap gap = rk_span_get_gap (trace->span, i);
    double x0 = rk_bands_get_place (scene, trace, frame->width, (double) gap.begin_ns);
    double x1 = frame->width;

    if (x0 >= frame->width)
      break;
    if (gap.end_ns > gap.begin_ns)
      x1 = rk_bands_get_place (scene, trace, frame->width, (double) gap.end_ns);

    x0 = CLAMP (x0, 0.0, frame->width);
    x1 = CLAMP (x1, x0, frame->width);
    if (on_pixels) {
      x0 = floor (x0);
      x1 = ceil (x1);
    }
    cairo_rectangle (cr, frame->x + x0, frame->y, MAX (x1 - x0, 1.0), frame->height);

    /* The next one that does not end within the same pixel. */
    i = MAX (i + 1, find_gap_at (trace->span, get_time_ns (scene, trace, frame->width, x1)));
  }

  cairo_fill (cr);
  cairo_restore (cr);
}
