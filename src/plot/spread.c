/* The band of a mean ± its standard deviation.
 *
 * Its edges are straight between two samples, as the line of the mean is. Samples within one pixel column are taken together,
 * so that the band there reaches from the lowest to the highest of them. Where there are too many to look at each, a column
 * reaches from the lowest mean less the largest s to the highest mean and the largest s: it never hides any part of the band.
 */
#include "config.h"

#include "plot/spread.h"

#include "base/clock.h"
#include "plot/bands.h"
#include "plot/decimate.h"

#include <math.h>

#define OPACITY 0.2

/* Of a picture: each of them is looked at. */
#define MAX_EXACT_SAMPLES 50000

/* Cairo counts pixels in 24 bits. */
#define MAX_PX 1e6

#define MAX_COLUMNS 65536

/* A place of the band, pixels. */
typedef struct {
  double x;
  double top;
  double bottom;
  double width; /* to the right; of a whole pixel column so that a single sample is seen, else 0 */
} Edge;

typedef struct {
  cairo_t       *cr;
  const RkScene *scene;
  const RkTrace *trace;
  const RkRect  *frame;
  GArray        *edges; /* of Edge: the piece that is being made */
  Edge           last;  /* not clipped */
  gboolean       has_last;
} Band;

static double
get_y (const Band *self,
       double      value)
{
  double share = rk_axis_get_share (&g_array_index (self->scene->axes, RkAxis, self->trace->axis), value);

  /* What a logarithmic axis has no place for lies below all it has. */
  return isnan (share) ? self->frame->y + self->frame->height : self->frame->y + (1.0 - share) * self->frame->height;
}

static void
push (Band *self,
      Edge  edge)
{
  edge.top = CLAMP (edge.top, -MAX_PX, MAX_PX);
  edge.bottom = CLAMP (edge.bottom, -MAX_PX, MAX_PX);

  if (self->edges->len > 0) {
    Edge *last = &g_array_index (self->edges, Edge, self->edges->len - 1);

    if (floor (last->x) == floor (edge.x)) {
      last->top = MIN (last->top, edge.top);
      last->bottom = MAX (last->bottom, edge.bottom);
      last->x = floor (last->x);
      last->width = 1.0;
      return;
    }
  }

  g_array_append_val (self->edges, edge);
}

static void
finish_piece (Band *self)
{
  guint n = self->edges->len;

  self->has_last = FALSE;
  if (n == 0)
    return;

  if (n == 1) {
    const Edge *edge = &g_array_index (self->edges, Edge, 0);

    cairo_rectangle (self->cr, edge->x - 1.0, edge->top, 2.0 + edge->width, edge->bottom - edge->top);
  } else {
    for (guint i = 0; i < n; i++) {
      const Edge *edge = &g_array_index (self->edges, Edge, i);

      cairo_line_to (self->cr, edge->x, edge->top);
      if (edge->width > 0.0)
        cairo_line_to (self->cr, edge->x + edge->width, edge->top);
    }
    for (guint i = n; i > 0; i--) {
      const Edge *edge = &g_array_index (self->edges, Edge, i - 1);

      if (edge->width > 0.0)
        cairo_line_to (self->cr, edge->x + edge->width, edge->bottom);
      cairo_line_to (self->cr, edge->x, edge->bottom);
    }
    cairo_close_path (self->cr);
  }
  /* Pieces do not overlap. */
  cairo_fill (self->cr);
  g_array_set_size (self->edges, 0);
}

/* Where the straight edges between two places are at @x. */
static Edge
cut (const Edge *a,
     const Edge *b,
     double      x)
{
  double share = (x - a->x) / (b->x - a->x);

  return (Edge) { .x = x, .top = a->top + share * (b->top - a->top), .bottom = a->bottom + share * (b->bottom - a->bottom) };
}

static void
add (Band    *self,
     double   time_ns,
     double   low,
     double   high,
     gboolean joined)
{
  double left = self->frame->x;
  double right = left + self->frame->width;
  Edge edge = { .x = left + rk_bands_get_place (self->scene, self->trace, self->frame->width, time_ns),
                .top = get_y (self, high), .bottom = get_y (self, low) };

  if (!joined)
    finish_piece (self);

  if (self->has_last && edge.x >= left && self->last.x <= right) {
    if (self->last.x < left)
      push (self, cut (&self->last, &edge, left));
    push (self, edge.x > right ? cut (&self->last, &edge, right) : edge);
  } else if (!self->has_last && edge.x >= left && edge.x <= right) {
    push (self, edge);
  }
  self->last = edge;
  self->has_last = TRUE;
}

/* The band at a sample; FALSE where there is none. */
static gboolean
get_limits (const RkTrace *trace,
            guint64        i,
            double        *low,
            double        *high)
{
  double mean = rk_conversion_apply (&trace->conversion, rk_span_get_value (trace->span, trace->column, i));
  double s = rk_span_get_value (trace->span, trace->spread_column, i) * trace->spread_scale;

  *low = mean - s;
  *high = mean + s;

  return isfinite (*low) && isfinite (*high);
}

static void
add_samples (Band   *self,
             guint64 first,
             guint64 end)
{
  const RkSpan *span = self->trace->span;
  guint64 next_break = rk_span_get_break (span, first);
  gboolean joined = FALSE;

  for (guint64 i = first; i < end; i++) {
    double low;
    double high;

    if (next_break < i)
      next_break = rk_span_get_break (span, i);
    if (!get_limits (self->trace, i, &low, &high)) {
      joined = FALSE;
      continue;
    }
    add (self, (double) rk_span_get_time_ns (span, i), low, high, joined && next_break != i);
    joined = TRUE;
  }
}

/* What a column of means reaches over, whatever the sign of the conversion. */
static void
convert_column (const RkTrace       *trace,
                const RkPixelColumn *mean,
                const RkPixelColumn *s,
                double              *low,
                double              *high)
{
  double a = rk_conversion_apply (&trace->conversion, mean->min);
  double b = rk_conversion_apply (&trace->conversion, mean->max);
  double widest = s->max * trace->spread_scale;

  *low = MIN (a, b) - widest;
  *high = MAX (a, b) + widest;
}

static void
add_columns (Band  *self,
             gint64 begin_ns,
             gint64 end_ns)
{
  guint n = (guint) CLAMP (ceil (self->frame->width), 1.0, (double) MAX_COLUMNS);
  double width = self->frame->width / n;
  g_autofree RkPixelColumn *means = g_new0 (RkPixelColumn, n);
  g_autofree RkPixelColumn *spreads = g_new0 (RkPixelColumn, n);

  rk_decimate (self->trace->span, self->trace->column, begin_ns, end_ns, n, means);
  rk_decimate (self->trace->span, self->trace->spread_column, begin_ns, end_ns, n, spreads);
  for (guint i = 0; i < n; i++) {
    double low;
    double high;

    if (means[i].n == 0 || spreads[i].n == 0)
      continue;
    convert_column (self->trace, &means[i], &spreads[i], &low, &high);
    if (!isfinite (low) || !isfinite (high))
      continue;
    if (!means[i].joined)
      finish_piece (self);
    push (self, (Edge) { .x = self->frame->x + i * width, .width = width,
                         .top = get_y (self, high), .bottom = get_y (self, low) });
  }
}

static gint64
to_ns (double seconds)
{
  return (gint64) CLAMP (seconds * (double) RK_NS_PER_S, -4e18, 4e18);
}

/**
 * rk_spread_draw:
 * @cr: where; its matrix does not matter
 * @scene: a scene with valid limits, over time
 * @trace: one of its traces, with a spread
 * @frame: the inside of the frame, device pixels
 * @color: of the trace
 *
 * Draws the band of ± s around the part of a mean that is in sight.
 *
 * Threads: whoever owns @cr.
 */
void
rk_spread_draw (cairo_t       *cr,
                const RkScene *scene,
                const RkTrace *trace,
                const RkRect  *frame,
                RkColor        color)
{
  Band band = { .cr = cr, .scene = scene, .trace = trace, .frame = frame };
  gint64 begin_ns = to_ns (scene->x.lower - trace->x_offset_s);
  gint64 end_ns = to_ns (scene->x.upper - trace->x_offset_s) + 1;
  guint64 first = rk_span_find (trace->span, begin_ns);
  guint64 end = rk_span_find (trace->span, end_ns);

  g_return_if_fail (trace->has_spread && trace->spread_column < rk_span_get_n_columns (trace->span));

  band.edges = g_array_new (FALSE, FALSE, sizeof (Edge));
  cairo_save (cr);
  cairo_identity_matrix (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, frame->x, frame->y, frame->width, frame->height);
  cairo_clip (cr);
  cairo_set_source_rgba (cr, color.r, color.g, color.b, OPACITY);

  if (end - first <= MAX_EXACT_SAMPLES)
    add_samples (&band, first > 0 ? first - 1 : 0, MIN (end + 1, rk_span_get_n_samples (trace->span)));
  else
    add_columns (&band, begin_ns, end_ns);
  finish_piece (&band);

  cairo_restore (cr);
  g_array_unref (band.edges);
}

/* As add_columns () for all of them. */
static gboolean
estimate_extrema (const RkTrace *trace,
                  guint64        first,
                  guint64        end,
                  double        *min,
                  double        *max)
{
  RkPixelColumn mean;
  RkPixelColumn s;
  gint64 begin_ns = rk_span_get_time_ns (trace->span, first);
  gint64 end_ns = rk_span_get_time_ns (trace->span, end - 1) + 1;

  rk_decimate (trace->span, trace->column, begin_ns, end_ns, 1, &mean);
  rk_decimate (trace->span, trace->spread_column, begin_ns, end_ns, 1, &s);
  if (mean.n == 0 || s.n == 0)
    return FALSE;

  convert_column (trace, &mean, &s, min, max);

  return isfinite (*min) && isfinite (*max);
}

/**
 * rk_spread_get_extrema:
 * @trace: a trace with a spread
 * @first: its first sample
 * @end: the one after its last sample
 * @min: (out): in the unit of its axis
 * @max: (out): in the unit of its axis
 *
 * Tells what the band reaches over: exactly, or not less where there are very many samples.
 *
 * Threads: any.
 *
 * Returns: %FALSE where there is no band; the results mean nothing then
 */
gboolean
rk_spread_get_extrema (const RkTrace *trace,
                       guint64        first,
                       guint64        end,
                       double        *min,
                       double        *max)
{
  gboolean found = FALSE;

  if (first >= end)
    return FALSE;
  if (end - first > MAX_EXACT_SAMPLES)
    return estimate_extrema (trace, first, end, min, max);

  for (guint64 i = first; i < end; i++) {
    double low;
    double high;

    if (!get_limits (trace, i, &low, &high))
      continue;
    *min = found ? MIN (*min, low) : low;
    *max = found ? MAX (*max, high) : high;
    found = TRUE;
  }

  return found;
}
