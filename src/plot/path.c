/* From samples to lines.
 *
 * Up to two samples per pixel column are drawn as they are. More are reduced to first, min, max
 * and last of each column. The columns lie on a lattice of absolute time, so a column once drawn
 * does not change while the view moves; it is shifted by whole pixels, which puts it at most half a
 * pixel from its true place.
 *
 * Columns hold raw values. A straight line or a curve that only grows or falls over a column turns their extrema into those
 * of what is shown. Where a curve turns within a column, its samples are asked again.
 *
 * What leaves this file is finite and within a few pixels of the frame: the segments are clipped in
 * double precision, since PLplot's own clipping overflows on far points.
 */
#include "config.h"

#include "plot/path.h"

#include "base/clock.h"
#include "store/converted.h"

#include <math.h>

#define SAMPLES_PER_COLUMN 2.0

/* Readings further apart than this are marked on their line, if there are not too many. */
#define MARK_SPACING_PX 14.0
#define MARK_MAX 200

/* A bar takes this much of the distance between readings, and is no wider than this. */
#define BAR_SHARE 0.8
#define BAR_MAX_PX 48.0

#define MAX_COLUMNS 65536

/* Readings against another column are kept by hand; a file may say otherwise. */
#define MAX_XY_SAMPLES 100000

/* Twice this is still a time in int64 nanoseconds. */
#define MAX_NS 4e18

/* Far outside every picture: a second in a view of 1 ns, a value in one of 10^-12 of it. Clipping is still exact
 * to half a pixel. An end that is moved nearer would turn its line. */
#define MAX_PX 1e15

typedef struct {
  const RkTrace *trace;
  RkRect         frame;
  RkPath        *path;
  double         lower_ns; /* the view in times of the span */
  double         upper_ns;
  double         upper;    /* of the values shown */
  double         range;
  double         base;     /* y that bars stand on */
  gboolean       is_line;  /* shown = scale * raw + offset */
  double         scale;
  double         offset;
  RkPoint        min, max; /* of the clip box */
  RkPoint        last;     /* end of the line so far, not clipped */
  gboolean       has_last;
  gboolean       is_open;  /* the last point of the path is @last */
} Builder;

/* Columns of pixels and of time. */
typedef struct {
  RkColumnRange range; /* on the lattice of absolute time; n = 0: there is none */
  gint64        begin_ns;
  gint64        end_ns;
  guint         n;
  double        origin; /* x of the first column */
  double        pitch;
  double        step_ns;
} Lattice;

static double
x_of_time (const Builder *self,
           gint64         time_ns)
{
  double x = self->frame.x + ((double) time_ns - self->lower_ns) / (self->upper_ns - self->lower_ns) * self->frame.width;

  return CLAMP (x, -MAX_PX, MAX_PX);
}

/* What is shown of a finite sample; NaN where the calibration has no value. */
static double
convert (const Builder *self,
         double         raw)
{
  return self->is_line ? self->scale * raw + self->offset : rk_conversion_apply (&self->trace->conversion, raw);
}

static double
y_of_value (const Builder *self,
            double         value)
{
  double shown = CLAMP (value, -1e300, 1e300);
  double y = self->frame.y + (self->upper - shown) / self->range * self->frame.height;

  return CLAMP (y, -MAX_PX, MAX_PX);
}

static void
begin_run (Builder *self)
{
  guint first = self->path->points->len;

  g_array_append_val (self->path->runs, first);
}

static gboolean
is_inside (const Builder *self,
           RkPoint        p)
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
add_segment (Builder *self,
             RkPoint  from,
             RkPoint  to)
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

static void
add_point (Builder *self,
           double   x,
           double   y,
           gboolean joined)
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

/* The next reading: a step goes there level, then upright. */
static void
add_reading (Builder *self,
             double   x,
             double   y,
             gboolean joined)
{
  if (joined && self->has_last && self->trace->style == RK_TRACE_STEPS)
    add_point (self, x, self->last.y, TRUE);
  add_point (self, x, y, joined);
}

/* What of a bar from the base over @top ... @bottom is in the frame; one on the base stays to be seen, one beyond does not. */
static void
add_bar (Builder *self,
         double   x0,
         double   x1,
         double   top,
         double   bottom)
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

static void
add_mark (Builder *self,
          double   x,
          double   y)
{
  RkPoint p = { x, y };

  if (x >= self->frame.x && x <= self->frame.x + self->frame.width
      && y >= self->frame.y && y <= self->frame.y + self->frame.height)
    g_array_append_val (self->path->marks, p);
}

static void
add_samples (Builder  *self,
             guint64   first,
             guint64   end,
             gboolean  marked)
{
  const RkSpan *span = self->trace->span;
  guint64 next_break = rk_span_get_break (span, first);
  gboolean joined = FALSE;

  for (guint64 i = first; i < end; i++) {
    double raw = rk_span_get_value (span, self->trace->column, i);
    double value = isfinite (raw) ? convert (self, raw) : raw;

    if (next_break < i)
      next_break = rk_span_get_break (span, i);

    /* An infinite one is drawn at the edge, as long as it is the conversion that made it so. */
    if (isfinite (raw) && !isnan (value)) {
      double x = x_of_time (self, rk_span_get_time_ns (span, i));
      double y = y_of_value (self, value);

      add_reading (self, x, y, joined && next_break != i);
      if (marked)
        add_mark (self, x, y);
    }
    joined = isfinite (raw) && !isnan (value);
  }
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double one = *(const double *) a;
  double two = *(const double *) b;

  return one < two ? -1 : one > two;
}

/* Half the width of bars, by the distance that is in the middle of all: neither a gap nor two readings at once matter. */
static double
choose_half_bar (const Builder *self,
                 const RkScene *scene,
                 guint64        first,
                 guint64        end)
{
  double widest = BAR_MAX_PX * scene->scale;
  g_autoptr (GArray) distances = g_array_new (FALSE, FALSE, sizeof (double));
  double distance;

  for (guint64 i = first + 1; i < end; i++) {
    distance = x_of_time (self, rk_span_get_time_ns (self->trace->span, i))
               - x_of_time (self, rk_span_get_time_ns (self->trace->span, i - 1));
    g_array_append_val (distances, distance);
  }
  if (distances->len == 0)
    return widest / 2.0;

  g_array_sort (distances, compare_doubles);
  distance = g_array_index (distances, double, distances->len / 2);

  return CLAMP (distance * BAR_SHARE, 1.0, widest) / 2.0;
}

static void
add_bars (Builder       *self,
          const RkScene *scene,
          guint64        first,
          guint64        end)
{
  const RkSpan *span = self->trace->span;
  double half = choose_half_bar (self, scene, first, end);

  for (guint64 i = first; i < end; i++) {
    double raw = rk_span_get_value (span, self->trace->column, i);
    double value = isfinite (raw) ? convert (self, raw) : (double) NAN;

    if (!isnan (value)) {
      double x = x_of_time (self, rk_span_get_time_ns (span, i));
      double y = y_of_value (self, value);

      add_bar (self, x - half, x + half, MIN (y, self->base), MAX (y, self->base));
    }
  }
}

/* The lattice of absolute time for columns of @step nanoseconds; FALSE where they are so short that a
 * lattice of whole nanoseconds would be off by pixels. */
static gboolean
lattice_init (Lattice *self,
              double   lower_ns,
              double   step,
              gint64   begin_ns,
              gint64   end_ns)
{
  /* The step is rounded to 2^-bits ns: over 4000 columns an error below 0.1 pixels. Every 2^bits
   * columns the lattice meets a whole nanosecond, where the columns may begin. */
  int bits = step >= 1e5 ? 0 : step >= 1e4 ? 4 : step >= 100.0 ? 8 : -1;
  double block;
  double index;
  double n_blocks;

  if (bits < 0 || step > MAX_NS)
    return FALSE;

  /* A step just at a half must not go up in one picture and down in the next for its rounding errors. */
  self->step_ns = floor (ldexp (step, bits) + 0.4999) / (1 << bits);
  block = ldexp (self->step_ns, bits);
  index = floor ((double) begin_ns / block);
  n_blocks = floor ((double) (end_ns - 1) / block) - index + 1.0;

  if (n_blocks * (1 << bits) > MAX_COLUMNS || fabs (index * block) > MAX_NS || (index + n_blocks) * block > MAX_NS)
    return FALSE;

  self->begin_ns = (gint64) index * (gint64) block;
  self->n = (guint) n_blocks << bits;
  self->end_ns = self->begin_ns + (gint64) n_blocks * (gint64) block;
  self->range = (RkColumnRange) {
    .block_ns = (gint64) block,
    .bits = (guint) bits,
    .first = (gint64) index,
    .n = (guint) n_blocks,
  };
  self->origin = round (((double) self->begin_ns - lower_ns) / step);

  return self->end_ns > self->begin_ns;
}

static void
choose_columns (const Builder *self,
                double         pitch,
                guint64        first,
                guint64        end,
                Lattice       *lattice)
{
  double step = (self->upper_ns - self->lower_ns) / self->frame.width * pitch;
  gint64 begin_ns = rk_span_get_time_ns (self->trace->span, first);
  gint64 end_ns = rk_span_get_time_ns (self->trace->span, end - 1) + 1;
  double n;

  lattice->pitch = pitch;
  if (lattice_init (lattice, self->lower_ns, step, begin_ns, end_ns)) {
    lattice->origin = self->frame.x + lattice->origin * pitch;
    return;
  }

  lattice->range.n = 0;
  n = CLAMP (ceil ((double) (end_ns - begin_ns) / step), 1.0, (double) MAX_COLUMNS);
  lattice->begin_ns = begin_ns;
  lattice->end_ns = end_ns;
  lattice->n = (guint) n;
  lattice->step_ns = (double) (end_ns - begin_ns) / n;
  lattice->pitch = pitch * lattice->step_ns / step;
  lattice->origin = x_of_time (self, begin_ns);
}

/* A column over which the calibration turns or has no value: what its samples show, one by one where it must be. */
static void
convert_turning (const Builder *self,
                 RkPixelColumn *column)
{
  const RkSpan *span = self->trace->span;
  guint64 first = rk_span_find (span, column->first_ns);
  guint64 end = rk_span_find (span, column->last_ns + 1);
  double value;

  column->first = convert (self, column->first);
  column->last = convert (self, column->last);
  if (!rk_conversion_get_extrema (&self->trace->conversion, span, self->trace->column, first, end, &column->min, &column->max)) {
    column->n = 0;
    return;
  }

  if (isnan (column->first))
    column->joined = FALSE;
  for (; isnan (column->first) && first + 1 < end; first++) {
    value = convert (self, rk_span_get_value (span, self->trace->column, first + 1));
    if (!isnan (value)) {
      column->first = value;
      column->first_ns = rk_span_get_time_ns (span, first + 1);
    }
  }
  for (; isnan (column->last) && end - 1 > first; end--) {
    value = convert (self, rk_span_get_value (span, self->trace->column, end - 2));
    if (!isnan (value)) {
      column->last = value;
      column->last_ns = rk_span_get_time_ns (span, end - 2);
      column->broken = TRUE;
    }
  }
}

/* From raw values to what is shown. @joined: whether the column before ends with a value; for the next one then. */
static void
convert_column (const Builder *self,
                RkPixelColumn *column,
                gboolean      *joined)
{
  const RkCalibration *calibration = self->trace->conversion.calibration;
  double a;
  double b;

  if (column->n == 0)
    return;

  if (!self->is_line && !rk_calibration_is_monotone (calibration, column->min, column->max)) {
    gboolean ends = !isnan (convert (self, column->last));

    convert_turning (self, column);
    column->joined = column->joined && *joined;
    *joined = ends;
    return;
  }

  a = convert (self, column->min);
  b = convert (self, column->max);
  column->min = MIN (a, b);
  column->max = MAX (a, b);
  column->first = convert (self, column->first);
  column->last = convert (self, column->last);
  column->joined = column->joined && *joined;
  *joined = TRUE;
}

static void
add_column (Builder             *self,
            const Lattice       *lattice,
            guint                c,
            const RkPixelColumn *column,
            gboolean             marked)
{
  double x0 = lattice->origin + c * lattice->pitch;
  double x1 = x0 + lattice->pitch;
  double middle = (x0 + x1) / 2.0;
  double x_first = lattice->origin + (double) (column->first_ns - lattice->begin_ns) / lattice->step_ns * lattice->pitch;
  double x_last = lattice->origin + (double) (column->last_ns - lattice->begin_ns) / lattice->step_ns * lattice->pitch;
  double first = y_of_value (self, column->first);
  double last = y_of_value (self, column->last);
  double min = y_of_value (self, column->min);
  double max = y_of_value (self, column->max);

  if (self->trace->style == RK_TRACE_BARS) {
    add_bar (self, x0, x1, MIN (max, self->base), MAX (min, self->base));
    return;
  }

  /* The lattice is exact to rounding: keep the order of the points. */
  x_first = CLAMP (x_first, x0, x1);
  x_last = CLAMP (x_last, x_first, x1);
  middle = CLAMP (middle, x_first, x_last);

  add_reading (self, x_first, first, column->joined);
  if (MIN (first, last) > MIN (min, max) || MAX (first, last) < MAX (min, max)) {
    gboolean min_first = fabs (first - min) + fabs (max - last) <= fabs (first - max) + fabs (min - last);

    add_point (self, middle, min_first ? min : max, TRUE);
    add_point (self, middle, min_first ? max : min, TRUE);
  }
  if (column->n > 1)
    add_point (self, x_last, last, TRUE);

  if (marked) {
    add_mark (self, middle, min);
    if (column->max != column->min)
      add_mark (self, middle, max);
  }
}

static void
add_columns (Builder       *self,
             RkColumnCache *cache,
             double         pitch,
             guint64        first,
             guint64        end,
             gboolean       marked)
{
  const RkSpan *span = self->trace->span;
  g_autofree RkPixelColumn *columns = NULL;
  Lattice lattice = { 0 };
  gboolean joined = TRUE;

  choose_columns (self, pitch, first, end, &lattice);
  columns = g_new (RkPixelColumn, lattice.n);
  if (lattice.range.n > 0)
    rk_column_cache_read (cache, span, self->trace->column, &lattice.range, columns);
  else
    rk_decimate (span, self->trace->column, lattice.begin_ns, lattice.end_ns, lattice.n, columns);

  for (guint c = 0; c < lattice.n; c++) {
    convert_column (self, &columns[c], &joined);
    if (columns[c].n > 0)
      add_column (self, &lattice, c, &columns[c], marked);
  }

  self->path->decimated = TRUE;
}

/* Against the values of another column: one by one, since nothing says in which order they come. */
static void
add_xy (Builder       *self,
        const RkScene *scene)
{
  const RkTrace *trace = self->trace;
  guint64 n = MIN (rk_span_get_n_samples (trace->span), MAX_XY_SAMPLES);

  for (guint64 i = 0; i < n; i++) {
    double x = rk_conversion_apply (&trace->x_conversion, rk_span_get_value (trace->span, trace->x_column, i));
    double raw = rk_span_get_value (trace->span, trace->column, i);
    double value = isfinite (raw) ? convert (self, raw) : (double) NAN;

    if (x >= scene->x.lower && x <= scene->x.upper && !isnan (value))
      add_mark (self, self->frame.x + (x - scene->x.lower) / (scene->x.upper - scene->x.lower) * self->frame.width,
                y_of_value (self, value));
  }
}

static gint64
saturate_ns (double ns)
{
  return (gint64) CLAMP (ns, -MAX_NS, MAX_NS);
}

/**
 * rk_path_init:
 * @self: what to fill; free with rk_path_clear ()
 * @scene: a scene with valid limits
 * @trace: one of its traces
 * @frame: the inside of the frame, device pixels
 * @pitch: width of a column into which dense samples are gathered, device pixels
 * @cache: (nullable): what is known of the columns
 *
 * Makes the lines of a trace.
 *
 * Cost and size follow from the width of @frame, not from the number of samples.
 *
 * Threads: any that may use @cache.
 */
void
rk_path_init (RkPath        *self,
              const RkScene *scene,
              const RkTrace *trace,
              const RkRect  *frame,
              double         pitch,
              RkColumnCache *cache)
{
  const RkAxis *axis;
  Builder builder = { .trace = trace, .frame = *frame, .path = self };
  double margin = 4.0 + 2.0 * scene->line_px * scene->scale;
  guint64 n;
  guint64 first;
  guint64 end;
  double n_columns;
  gboolean marked;

  g_return_if_fail (trace->axis < scene->axes->len);

  *self = (RkPath) { 0 };
  self->points = g_array_new (FALSE, FALSE, sizeof (RkPoint));
  self->runs = g_array_new (FALSE, FALSE, sizeof (guint));
  self->marks = g_array_new (FALSE, FALSE, sizeof (RkPoint));
  self->bars = g_array_new (FALSE, FALSE, sizeof (RkRect));

  axis = &g_array_index (scene->axes, RkAxis, trace->axis);
  builder.upper = axis->upper;
  builder.range = axis->upper - axis->lower;
  builder.base = y_of_value (&builder, CLAMP (0.0, axis->lower, axis->upper));
  builder.lower_ns = (scene->x.lower - trace->x_offset_s) * (double) RK_NS_PER_S;
  builder.upper_ns = (scene->x.upper - trace->x_offset_s) * (double) RK_NS_PER_S;
  builder.min = (RkPoint) { frame->x - margin, frame->y - margin };
  builder.max = (RkPoint) { frame->x + frame->width + margin, frame->y + frame->height + margin };

  builder.is_line = rk_conversion_is_line (&trace->conversion, &builder.scale, &builder.offset);

  if (trace->span == NULL || !(builder.upper_ns > builder.lower_ns))
    return;

  if (scene->xy) {
    add_xy (&builder, scene);
    return;
  }

  n = rk_span_get_n_samples (trace->span);
  first = rk_span_find (trace->span, saturate_ns (floor (builder.lower_ns)));
  end = MAX (first, rk_span_find (trace->span, saturate_ns (ceil (builder.upper_ns) + 1.0)));
  n_columns = MIN (ceil (frame->width / pitch), (double) MAX_COLUMNS / 2.0);
  marked = trace->style == RK_TRACE_POINTS || trace->style == RK_TRACE_LINE_POINTS
           || (end - first <= MARK_MAX && (double) (end - first) * MARK_SPACING_PX * scene->scale <= frame->width);

  /* The line comes from and leads to the readings just outside; a bar of one of them may reach in. */
  if ((double) (end - first) > SAMPLES_PER_COLUMN * n_columns)
    add_columns (&builder, cache, pitch, first, end, marked);
  else if (trace->style == RK_TRACE_BARS)
    add_bars (&builder, scene, first > 0 ? first - 1 : 0, MIN (n, end + 1));
  else
    add_samples (&builder, first > 0 ? first - 1 : 0, MIN (n, end + 1), marked);
}

/**
 * rk_path_clear:
 * @self: a path; zeroed memory is fine
 *
 * Frees what rk_path_init () made.
 */
void
rk_path_clear (RkPath *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->points, g_array_unref);
  g_clear_pointer (&self->runs, g_array_unref);
  g_clear_pointer (&self->marks, g_array_unref);
  g_clear_pointer (&self->bars, g_array_unref);
}

/**
 * rk_path_mark_evenly:
 * @self: a path
 * @x: where the first mark may stand, pixels
 * @spacing: distance of marks along x, > 0
 *
 * Marks the line at equal distances instead of its readings, to tell it from others.
 *
 * Threads: any.
 */
void
rk_path_mark_evenly (RkPath *self,
                     double  x,
                     double  spacing)
{
  g_return_if_fail (self != NULL && spacing > 0.0);

  g_array_set_size (self->marks, 0);
  for (guint r = 0; r < self->runs->len; r++) {
    guint first = g_array_index (self->runs, guint, r);
    guint end = r + 1 < self->runs->len ? g_array_index (self->runs, guint, r + 1) : self->points->len;

    for (guint i = first + 1; i < end; i++) {
      RkPoint a = g_array_index (self->points, RkPoint, i - 1);
      RkPoint b = g_array_index (self->points, RkPoint, i);

      if (x < a.x)
        x += ceil ((a.x - x) / spacing) * spacing;
      for (; x < b.x; x += spacing) {
        RkPoint p = { x, a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y) };

        g_array_append_val (self->marks, p);
      }
    }
  }
}
