/* From samples to lines.
 *
 * Up to two samples per pixel column are drawn as they are. More are reduced to first, min, max
 * and last of each column. The columns lie on a lattice of absolute time, so a column once drawn
 * does not change while the view moves; it is shifted by whole pixels, which puts it at most half a
 * pixel from its true place.
 *
 * Columns hold raw values. A straight line or a curve that only grows or falls over a column turns their extrema into those
 * of what is shown. Where a curve turns within a column, its samples are asked again; also on a logarithmic axis where some
 * of them have no place on it. Along a logarithmic x the columns are those of the pixels, each with its own edges in time.
 */
#include "config.h"

#include "plot/path.h"

#include "base/clock.h"
#include "base/number.h"
#include "plot/path-private.h"
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

/* Of a picture: what is asked one by one where a logarithmic axis has no place for some. */
#define MAX_ASKED_SAMPLES (G_GUINT64_CONSTANT (1) << 19)

/* Twice this is still a time in int64 nanoseconds. */
#define MAX_NS 4e18

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

static gint64
saturate_ns (double ns)
{
  return (gint64) CLAMP (ns, -MAX_NS, MAX_NS);
}

static void
add_samples (RkPathBuilder *self,
             guint64        first,
             guint64        end,
             gboolean       marked)
{
  const RkSpan *span = self->trace->span;
  guint64 next_break = rk_span_get_break (span, first);
  gboolean joined = FALSE;

  for (guint64 i = first; i < end; i++) {
    double raw = rk_span_get_value (span, self->trace->column, i);
    double value = isfinite (raw) ? rk_path_builder_convert (self, raw) : raw;

    if (next_break < i)
      next_break = rk_span_get_break (span, i);

    /* An infinite one is drawn at the edge, as long as it is the conversion that made it so. */
    if (isfinite (raw) && !isnan (value)) {
      double x = rk_path_builder_get_x_of_time (self, rk_span_get_time_ns (span, i));
      double y = rk_path_builder_get_y (self, value);

      joined = joined && next_break != i;
      if (!isnan (x))
        rk_path_builder_add_reading (self, x, y, joined);
      if (!isnan (x) && marked)
        rk_path_builder_add_mark (self, x, y);
      joined = !isnan (x);
    } else {
      joined = FALSE;
    }
  }
}

/* Half the width of bars, by the distance that is in the middle of all: neither a gap nor two readings at once matter. */
static double
choose_half_bar (const RkPathBuilder *self,
                 const RkScene       *scene,
                 guint64              first,
                 guint64              end)
{
  double widest = BAR_MAX_PX * scene->scale;
  g_autoptr (GArray) distances = g_array_new (FALSE, FALSE, sizeof (double));
  double distance;

  for (guint64 i = first + 1; i < end; i++) {
    distance = rk_path_builder_get_x_of_time (self, rk_span_get_time_ns (self->trace->span, i))
               - rk_path_builder_get_x_of_time (self, rk_span_get_time_ns (self->trace->span, i - 1));
    if (!isnan (distance))
      g_array_append_val (distances, distance);
  }
  if (distances->len == 0)
    return widest / 2.0;

  g_array_sort (distances, rk_number_compare);
  distance = g_array_index (distances, double, distances->len / 2);

  return CLAMP (distance * BAR_SHARE, 1.0, widest) / 2.0;
}

static void
add_bars (RkPathBuilder *self,
          const RkScene *scene,
          guint64        first,
          guint64        end)
{
  const RkSpan *span = self->trace->span;
  double half = choose_half_bar (self, scene, first, end);

  for (guint64 i = first; i < end; i++) {
    double raw = rk_span_get_value (span, self->trace->column, i);
    double value = isfinite (raw) ? rk_path_builder_convert (self, raw) : (double) NAN;

    if (!isnan (value)) {
      double x = rk_path_builder_get_x_of_time (self, rk_span_get_time_ns (span, i));
      double y = rk_path_builder_get_y (self, value);

      if (isnan (x))
        continue;
      rk_path_builder_add_bar (self, x - half, x + half, MIN (y, self->base), MAX (y, self->base));
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
choose_columns (const RkPathBuilder *self,
                double               pitch,
                guint64              first,
                guint64              end,
                Lattice             *lattice)
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
  lattice->origin = rk_path_builder_get_x_of_time (self, begin_ns);
}

/* A column over which the calibration turns or has no value: what its samples show, one by one where it must be. */
static void
convert_turning (const RkPathBuilder *self,
                 RkPixelColumn       *column)
{
  const RkSpan *span = self->trace->span;
  guint64 first = rk_span_find (span, column->first_ns);
  guint64 end = rk_span_find (span, column->last_ns + 1);
  double value;

  column->first = rk_path_builder_convert (self, column->first);
  column->last = rk_path_builder_convert (self, column->last);
  if (!rk_conversion_get_extrema (&self->trace->conversion, span, self->trace->column, first, end, &column->min, &column->max)) {
    column->n = 0;
    return;
  }

  if (isnan (column->first))
    column->joined = FALSE;
  for (; isnan (column->first) && first + 1 < end; first++) {
    value = rk_path_builder_convert (self, rk_span_get_value (span, self->trace->column, first + 1));
    if (!isnan (value)) {
      column->first = value;
      column->first_ns = rk_span_get_time_ns (span, first + 1);
    }
  }
  for (; isnan (column->last) && end - 1 > first; end--) {
    value = rk_path_builder_convert (self, rk_span_get_value (span, self->trace->column, end - 2));
    if (!isnan (value)) {
      column->last = value;
      column->last_ns = rk_span_get_time_ns (span, end - 2);
      column->broken = TRUE;
    }
  }
}

/* A column on a logarithmic axis that has no place for some of its samples: the others, one by one. */
static void
convert_asked (const RkPathBuilder *self,
               RkPixelColumn       *column,
               guint64              first,
               guint64              end)
{
  RkPixelColumn asked = { 0 };

  for (guint64 i = first; i < end; i++) {
    gint64 time_ns;
    double raw = rk_span_get_sample (self->trace->span, self->trace->column, i, &time_ns);
    double value = isfinite (raw) ? rk_path_builder_convert (self, raw) : (double) NAN;

    if (isnan (value)) {
      asked.broken = TRUE;
      continue;
    }
    if (asked.n++ == 0) {
      asked.first = asked.min = asked.max = value;
      asked.first_ns = time_ns;
      asked.joined = column->joined && time_ns == column->first_ns;
    }
    asked.last = value;
    asked.last_ns = time_ns;
    asked.min = MIN (asked.min, value);
    asked.max = MAX (asked.max, value);
  }

  *column = asked;
}

/* The same for so many samples that they cannot be asked: of values of both signs some are as good as nothing, and the line
 * comes from far below. */
static void
convert_deep (const RkPathBuilder *self,
              RkPixelColumn       *column,
              double               max)
{
  double bottom = self->upper - 2.0 * self->range;

  column->first = rk_path_builder_convert (self, column->first);
  column->last = rk_path_builder_convert (self, column->last);
  column->joined = column->joined && !isnan (column->first);
  column->first = isnan (column->first) ? bottom : column->first;
  column->last = isnan (column->last) ? bottom : column->last;
  column->min = bottom;
  column->max = log10 (max);
}

/* What is shown of the raw extrema of a column, not yet by its logarithm; FALSE where nothing is. */
static gboolean
get_shown_extrema (const RkPathBuilder *self,
                   const RkPixelColumn *column,
                   guint64              first,
                   guint64              end,
                   double              *min,
                   double              *max)
{
  double a = self->scale * column->min + self->offset;
  double b = self->scale * column->max + self->offset;

  if (!self->is_line)
    return rk_conversion_get_extrema (&self->trace->conversion, self->trace->span, self->trace->column, first, end, min, max);

  *min = MIN (a, b);
  *max = MAX (a, b);

  return TRUE;
}

/* On a logarithmic axis; TRUE if the samples all have a place there and nothing is done. */
static gboolean
convert_log_column (const RkPathBuilder *self,
                    RkPixelColumn       *column,
                    gboolean            *joined,
                    guint64             *budget)
{
  const RkSpan *span = self->trace->span;
  guint64 first = rk_span_find (span, column->first_ns);
  guint64 end = rk_span_find (span, column->last_ns + 1);
  gboolean ends = !isnan (rk_path_builder_convert (self, column->last));
  double min;
  double max;

  if (!get_shown_extrema (self, column, first, end, &min, &max) || !(max > 0.0)) {
    column->n = 0;
  } else if (min > 0.0 && (self->is_line || rk_calibration_is_monotone (self->trace->conversion.calibration,
                                                                        column->min, column->max))) {
    return TRUE;
  } else if (end - first <= *budget) {
    *budget -= end - first;
    convert_asked (self, column, first, end);
  } else {
    convert_deep (self, column, max);
  }

  column->joined = column->joined && *joined;
  *joined = ends;

  return FALSE;
}

/* From raw values to what is shown. @joined: whether the column before ends with a value; for the next one then.
 * @budget: samples that may be asked one by one. */
static void
convert_column (const RkPathBuilder *self,
                RkPixelColumn       *column,
                gboolean            *joined,
                guint64             *budget)
{
  const RkCalibration *calibration = self->trace->conversion.calibration;
  double a;
  double b;

  if (column->n == 0 || (self->is_log_y && !convert_log_column (self, column, joined, budget)))
    return;

  if (!self->is_log_y && !self->is_line && !rk_calibration_is_monotone (calibration, column->min, column->max)) {
    gboolean ends = !isnan (rk_path_builder_convert (self, column->last));

    convert_turning (self, column);
    column->joined = column->joined && *joined;
    *joined = ends;
    return;
  }

  a = rk_path_builder_convert (self, column->min);
  b = rk_path_builder_convert (self, column->max);
  column->min = MIN (a, b);
  column->max = MAX (a, b);
  column->first = rk_path_builder_convert (self, column->first);
  column->last = rk_path_builder_convert (self, column->last);
  column->joined = column->joined && *joined;
  *joined = TRUE;
}

/* A column between @x0 and @x1; its first and last sample are at @x_first and @x_last. */
static void
add_column (RkPathBuilder       *self,
            double               x0,
            double               x1,
            double               x_first,
            double               x_last,
            const RkPixelColumn *column,
            gboolean             marked)
{
  double middle = (x0 + x1) / 2.0;
  double first = rk_path_builder_get_y (self, column->first);
  double last = rk_path_builder_get_y (self, column->last);
  double min = rk_path_builder_get_y (self, column->min);
  double max = rk_path_builder_get_y (self, column->max);

  if (self->trace->style == RK_TRACE_BARS) {
    rk_path_builder_add_bar (self, x0, x1, MIN (max, self->base), MAX (min, self->base));
    return;
  }

  /* The edges are exact to rounding: keep the order of the points. */
  x_first = CLAMP (x_first, x0, x1);
  x_last = CLAMP (x_last, x_first, x1);
  middle = CLAMP (middle, x_first, x_last);

  rk_path_builder_add_reading (self, x_first, first, column->joined);
  if (MIN (first, last) > MIN (min, max) || MAX (first, last) < MAX (min, max)) {
    gboolean min_first = fabs (first - min) + fabs (max - last) <= fabs (first - max) + fabs (min - last);

    rk_path_builder_add_point (self, middle, min_first ? min : max, TRUE);
    rk_path_builder_add_point (self, middle, min_first ? max : min, TRUE);
  }
  if (column->n > 1)
    rk_path_builder_add_point (self, x_last, last, TRUE);

  if (marked) {
    rk_path_builder_add_mark (self, middle, min);
    if (column->max != column->min)
      rk_path_builder_add_mark (self, middle, max);
  }
}

static void
add_columns (RkPathBuilder *self,
             RkColumnCache *cache,
             double         pitch,
             guint64        first,
             guint64        end,
             gboolean       marked)
{
  const RkSpan *span = self->trace->span;
  g_autofree RkPixelColumn *columns = NULL;
  Lattice lattice = { 0 };
  guint64 budget = MAX_ASKED_SAMPLES;
  gboolean joined = TRUE;

  choose_columns (self, pitch, first, end, &lattice);
  columns = g_new (RkPixelColumn, lattice.n);
  if (lattice.range.n > 0)
    rk_column_cache_read (cache, span, self->trace->column, &lattice.range, columns);
  else
    rk_decimate (span, self->trace->column, lattice.begin_ns, lattice.end_ns, lattice.n, columns);

  for (guint c = 0; c < lattice.n; c++) {
    const RkPixelColumn *column = &columns[c];
    double x0 = lattice.origin + c * lattice.pitch;
    double per_ns = lattice.pitch / lattice.step_ns;

    convert_column (self, &columns[c], &joined, &budget);
    if (column->n > 0)
      add_column (self, x0, x0 + lattice.pitch,
                  lattice.origin + (double) (column->first_ns - lattice.begin_ns) * per_ns,
                  lattice.origin + (double) (column->last_ns - lattice.begin_ns) * per_ns, column, marked);
  }

  self->path->decimated = TRUE;
}

/* Along a logarithmic x: pixel by pixel. The columns are not kept, since none is like another. */
static void
add_log_columns (RkPathBuilder *self,
                 double         pitch,
                 gboolean       marked)
{
  const RkTrace *trace = self->trace;
  guint n = (guint) CLAMP (ceil (self->frame.width / pitch), 1.0, (double) MAX_COLUMNS);
  double offset = trace->x_offset_s;
  guint64 budget = MAX_ASKED_SAMPLES;
  gboolean joined = TRUE;
  gint64 begin_ns = saturate_ns (ceil ((pow (10.0, self->x_lower) - offset) * RK_NS_PER_S));

  for (guint c = 0; c < n; c++) {
    double x1 = (c + 1.0) / n;
    gint64 end_ns = saturate_ns (floor ((pow (10.0, self->x_lower + x1 * self->x_range) - offset) * RK_NS_PER_S)) + 1;
    RkPixelColumn column;

    if (end_ns <= begin_ns)
      continue;
    rk_decimate (trace->span, trace->column, begin_ns, end_ns, 1, &column);
    begin_ns = end_ns;
    convert_column (self, &column, &joined, &budget);
    if (column.n > 0)
      add_column (self, self->frame.x + self->frame.width * c / n, self->frame.x + self->frame.width * x1,
                  rk_path_builder_get_x_of_time (self, column.first_ns),
                  rk_path_builder_get_x_of_time (self, column.last_ns), &column, marked);
  }

  self->path->decimated = TRUE;
}

/* Against the values of another column: one by one, since nothing says in which order they come. */
static void
add_xy (RkPathBuilder *self,
        const RkScene *scene)
{
  const RkTrace *trace = self->trace;
  guint64 n = MIN (rk_span_get_n_samples (trace->span), MAX_XY_SAMPLES);

  for (guint64 i = 0; i < n; i++) {
    double x = rk_conversion_apply (&trace->x_conversion, rk_span_get_value (trace->span, trace->x_column, i));
    double raw = rk_span_get_value (trace->span, trace->column, i);
    double value = isfinite (raw) ? rk_path_builder_convert (self, raw) : (double) NAN;

    if (x >= scene->x.lower && x <= scene->x.upper && !isnan (value))
      rk_path_builder_add_mark (self, rk_path_builder_get_x (self, x), rk_path_builder_get_y (self, value));
  }
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
  RkPathBuilder builder = { .trace = trace, .frame = *frame, .path = self };
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
  builder.is_log_x = scene->x.log;
  builder.x_lower = scene->x.log ? log10 (scene->x.lower) : scene->x.lower;
  builder.x_range = (scene->x.log ? log10 (scene->x.upper) : scene->x.upper) - builder.x_lower;
  builder.is_log_y = axis->log;
  builder.upper = axis->log ? log10 (axis->upper) : axis->upper;
  builder.range = builder.upper - (axis->log ? log10 (axis->lower) : axis->lower);
  builder.base = axis->log ? frame->y + frame->height : rk_path_builder_get_y (&builder, CLAMP (0.0, axis->lower, axis->upper));
  builder.lower_ns = (scene->x.lower - trace->x_offset_s) * (double) RK_NS_PER_S;
  builder.upper_ns = (scene->x.upper - trace->x_offset_s) * (double) RK_NS_PER_S;
  builder.min = (RkPoint) { frame->x - margin, frame->y - margin };
  builder.max = (RkPoint) { frame->x + frame->width + margin, frame->y + frame->height + margin };

  builder.is_line = rk_conversion_is_line (&trace->conversion, &builder.scale, &builder.offset);

  if (trace->figure != NULL) {
    rk_path_add_figure (&builder);
    return;
  }

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
  if ((double) (end - first) > SAMPLES_PER_COLUMN * n_columns && scene->x.log)
    add_log_columns (&builder, pitch, marked);
  else if ((double) (end - first) > SAMPLES_PER_COLUMN * n_columns)
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
      while (x < b.x) {
        RkPoint p = { x, a.y + (x - a.x) / (b.x - a.x) * (b.y - a.y) };

        g_array_append_val (self->marks, p);
        x += spacing;
      }
    }
  }
}
