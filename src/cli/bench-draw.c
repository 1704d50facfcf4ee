#include "config.h"

#include "cli/bench.h"

#include <math.h>
#include <stdlib.h>

#include <cairo.h>

#include "base/clock.h"
#include "plot/renderer.h"

#define N_FRAMES 60
#define N_TURNS 12

/* 10^4 ... 10^8 samples. */
#define SHORTEST 10000
#define MAX_LENGTHS 5

/* Between two frames. */
#define FRAME_NS (16 * RK_NS_PER_MS)

/* Of recordings that differ in the number of their samples only: the numbers along the axes take their time too. */
#define LENGTH_NS (100 * RK_NS_PER_S)

typedef enum {
  MOTION_NONE, /* the view stays, the data grow */
  MOTION_PAN,  /* and the view moves by a pixel a frame */
  MOTION_ZOOM, /* every frame has another scale, so that nothing can be kept from the last one */
} Motion;

typedef struct {
  RkSeries        *series;
  gint64           step_ns;  /* of its samples */
  guint            n_columns;
  guint            n_traces;
  double           length_s; /* of the recording when the film begins */
  Motion           motion;
  guint            n_drawn;
  cairo_surface_t *surface;
  gint64           times_ns[N_FRAMES];
  guint            n_times;
} Film;

typedef struct {
  double median_ms;
  double p95_ms;
} Timing;

/* What a source delivers between two frames. */
static void
append_samples (Film *self)
{
  guint64 n_new = (guint64) MAX (FRAME_NS / self->step_ns, 1);

  for (guint64 done = 0; done < n_new;) {
    guint64 n_samples = rk_series_get_n_samples (self->series);
    guint n = (guint) MIN (n_new - done, (guint64) RK_BLOCK_MAX_SAMPLES);
    g_autoptr (RkBlock) block = rk_block_new (self->n_columns, n, (gint64) n_samples * self->step_ns, (double) self->step_ns);

    for (guint i = 0; i < n * self->n_columns; i++)
      block->values[i] = sin ((double) (n_samples + i) * (double) self->step_ns * 1e-8);
    rk_series_append (self->series, block);
    done += n;
  }
}

static RkScene *
make_scene (Film *self)
{
  double width = cairo_image_surface_get_width (self->surface);
  double height = cairo_image_surface_get_height (self->surface);
  RkScene *scene = rk_scene_new (width, height, 1.0);
  g_autoptr (RkSpan) span = rk_series_take_span (self->series);
  double lower = 0.0;
  double upper = self->length_s;

  if (self->motion == MOTION_PAN) {
    /* Whole pixels, as the screen does it: of the frame, which does not depend on the limits here. */
    lower += self->length_s * self->n_drawn / width;
    upper += self->length_s * self->n_drawn / width;
  } else if (self->motion == MOTION_ZOOM) {
    upper -= 0.3 * self->length_s * self->n_drawn / N_FRAMES;
  }

  scene->live = TRUE;
  rk_scene_set_x (scene, lower, upper, "t, s");
  rk_scene_add_axis (scene, -1.2, 1.2, "U, V");
  for (guint i = 0; i < self->n_traces; i++) {
    RkTrace trace = {
      .span = span,
      .column = i % self->n_columns,
      .conversion = { .scale = 1.0, .offset = 0.01 * i },
      .color = i,
    };

    rk_scene_add_trace (scene, &trace);
  }

  return scene;
}

static void
draw_frame (Film *self)
{
  g_autoptr (RkScene) scene = make_scene (self);
  g_autoptr (GError) error = NULL;

  if (!rk_renderer_draw (rk_renderer_get_default (), scene, self->surface, &error))
    g_error ("%s", error->message);

  self->n_drawn++;
}

/* What other programs do (and PLplot's cairo drivers, when they are given all of a trace): a line through every point,
 * smoothed by default. Of the same data, without axes; the time of one frame. */
static double
measure_every_point (RkSeries *series,
                     guint     n_traces,
                     int       width,
                     int       height)
{
  g_autoptr (RkSpan) span = rk_series_take_span (series);
  guint64 n_samples = rk_span_get_n_samples (span);
  g_autofree double *values = g_new (double, n_samples);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  gint64 begin_ns = rk_clock_now_ns ();

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_line_width (cr, 1.75);
  for (guint i = 0; i < n_traces; i++) {
    rk_span_read_values (span, i % rk_series_get_n_columns (series), 0, n_samples, values);
    for (guint64 k = 0; k < n_samples; k++)
      cairo_line_to (cr, (double) k / (double) n_samples * width, (1.2 - values[k] - 0.01 * i) / 2.4 * height);
    cairo_set_source_rgb (cr, 0.1 * i, 0.3, 0.6);
    cairo_stroke (cr);
  }
  cairo_surface_flush (surface);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  return (double) (rk_clock_now_ns () - begin_ns) / RK_NS_PER_MS;
}

/* How many frames of ours are drawn in the time of one of theirs. */
static void
add_every_point (RkBench    *bench,
                 const char *name,
                 RkSeries   *series,
                 guint       n_traces,
                 Timing      ours)
{
  double theirs_ms = measure_every_point (series, n_traces, 1920, 1080);
  g_autofree char *ratio = g_strconcat (name, "-vs-ours", NULL);

  rk_bench_add (bench, name, theirs_ms, "ms", NAN, RK_BENCH_LOWER);
  rk_bench_add (bench, ratio, theirs_ms / ours.median_ms, "ratio", NAN, RK_BENCH_HIGHER);
}

static int
compare_times (const void *a,
               const void *b)
{
  gint64 x = *(const gint64 *) a;
  gint64 y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static Film
film_begin (RkSeries *series,
            gint64    step_ns,
            guint     n_traces,
            int       width,
            int       height,
            Motion    motion)
{
  return (Film) {
    .series = series,
    .step_ns = step_ns,
    .n_columns = rk_series_get_n_columns (series),
    .n_traces = n_traces,
    .length_s = (double) rk_series_get_n_samples (series) * (double) step_ns / RK_NS_PER_S,
    .motion = motion,
    .surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height),
  };
}

/* @n more frames, while the series grows. */
static void
film_shoot (Film *self,
            guint n)
{
  /* The fonts, and twice for axes that stay. */
  draw_frame (self);
  draw_frame (self);

  for (guint i = 0; i < n; i++) {
    gint64 begin_ns;

    append_samples (self);
    begin_ns = rk_clock_now_ns ();
    draw_frame (self);
    self->times_ns[self->n_times++] = rk_clock_now_ns () - begin_ns;
  }
}

static Timing
film_end (Film *self)
{
  cairo_surface_destroy (self->surface);
  qsort (self->times_ns, self->n_times, sizeof *self->times_ns, compare_times);

  return (Timing) {
    (double) self->times_ns[self->n_times / 2] / RK_NS_PER_MS,
    (double) self->times_ns[self->n_times * 95 / 100] / RK_NS_PER_MS,
  };
}

/* Frames over the whole of @series, with a sample every @step_ns, while it grows. */
static Timing
measure_film (RkSeries *series,
              gint64    step_ns,
              guint     n_traces,
              int       width,
              int       height,
              Motion    motion)
{
  Film film = film_begin (series, step_ns, n_traces, width, height, motion);

  film_shoot (&film, N_FRAMES);

  return film_end (&film);
}

static void
add_timing (RkBench    *bench,
            const char *name,
            Timing      timing,
            double      target_ms)
{
  g_autofree char *name_p95 = g_strconcat (name, "-p95", NULL);

  rk_bench_add (bench, name, timing.median_ms, "ms", NAN, RK_BENCH_LOWER);
  rk_bench_add (bench, name_p95, timing.p95_ms, "ms", target_ms, RK_BENCH_LOWER);
}

/* A frame must cost the same however many samples there are. A machine is faster at one time than at another: the lengths take
 * turns, a few frames each, so that it is the same for all. */
static void
measure_lengths (RkBench *bench)
{
  static const struct {
    Motion      motion;
    const char *name;
    double      target; /* longest to shortest */
  } kinds[] = {
    { MOTION_NONE, "still", 1.2 },
    { MOTION_PAN, "pan", 1.2 },
    { MOTION_ZOOM, "zoom", NAN },
  };
  const guint n_lengths = rk_bench_is_quick (bench) ? MAX_LENGTHS - 1 : MAX_LENGTHS;
  RkSeries *series[MAX_LENGTHS];
  gint64 step_ns = LENGTH_NS / SHORTEST;
  guint64 n_samples = SHORTEST;

  for (guint k = 0; k < n_lengths; k++, n_samples *= 10, step_ns /= 10)
    series[k] = rk_bench_make_series (n_samples, 1, step_ns, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_autofree char *name = g_strdup_printf ("draw.%s-long-vs-short", kinds[i].name);
    Film films[MAX_LENGTHS];
    double least = INFINITY;
    double most = 0.0;

    step_ns = LENGTH_NS / SHORTEST;
    for (guint k = 0; k < n_lengths; k++, step_ns /= 10)
      films[k] = film_begin (series[k], step_ns, 1, 1280, 720, kinds[i].motion);
    for (guint turn = 0; turn < N_TURNS; turn++)
      for (guint k = 0; k < n_lengths; k++)
        film_shoot (&films[k], N_FRAMES / N_TURNS);

    for (guint k = 0; k < n_lengths; k++) {
      g_autofree char *name_one = g_strdup_printf ("draw.%s-1-trace-1e%u", kinds[i].name, k + 4);
      Timing timing = film_end (&films[k]);

      add_timing (bench, name_one, timing, 12.0);
      least = MIN (least, timing.median_ms);
      most = MAX (most, timing.median_ms);
    }
    rk_bench_add (bench, name, most / least, "ratio", kinds[i].target, RK_BENCH_LOWER);
  }

  for (guint k = 0; k < n_lengths; k++)
    rk_series_unref (series[k]);
}

static void
measure_many (RkBench *bench)
{
  g_autoptr (RkSeries) smooth = rk_bench_make_series (1000000, 8, RK_NS_PER_MS, FALSE);
  g_autoptr (RkSeries) noisy = NULL;
  Timing zoom;

  add_timing (bench, "draw.still-8-smooth-1920x1080", measure_film (smooth, RK_NS_PER_MS, 8, 1920, 1080, MOTION_NONE), 16.0);
  add_timing (bench, "draw.pan-8-smooth-1920x1080", measure_film (smooth, RK_NS_PER_MS, 8, 1920, 1080, MOTION_PAN), 16.0);
  zoom = measure_film (smooth, RK_NS_PER_MS, 8, 1920, 1080, MOTION_ZOOM);
  add_timing (bench, "draw.zoom-8-smooth-1920x1080", zoom, 16.0);
  add_every_point (bench, "draw.every-point-8-smooth-1920x1080", smooth, 8, zoom);
  add_timing (bench, "draw.pan-4-smooth-3840x2160", measure_film (smooth, RK_NS_PER_MS, 4, 3840, 2160, MOTION_PAN), 33.0);
  add_timing (bench, "draw.zoom-4-smooth-3840x2160", measure_film (smooth, RK_NS_PER_MS, 4, 3840, 2160, MOTION_ZOOM), 33.0);
  g_clear_pointer (&smooth, rk_series_unref);

  noisy = rk_bench_make_series (1000000, 16, RK_NS_PER_MS, TRUE);
  add_timing (bench, "draw.pan-8-noisy-1920x1080", measure_film (noisy, RK_NS_PER_MS, 8, 1920, 1080, MOTION_PAN), 33.0);
  zoom = measure_film (noisy, RK_NS_PER_MS, 8, 1920, 1080, MOTION_ZOOM);
  add_timing (bench, "draw.zoom-8-noisy-1920x1080", zoom, 33.0);
  add_timing (bench, "draw.pan-16-noisy-1280x720", measure_film (noisy, RK_NS_PER_MS, 16, 1280, 720, MOTION_PAN), 33.0);
  g_clear_pointer (&noisy, rk_series_unref);

  /* A stroke through 8 x 10^6 points of noise takes more than five minutes: a small part of it tells as much. */
  noisy = rk_bench_make_series (20000, 1, RK_NS_PER_MS, TRUE);
  zoom = measure_film (noisy, RK_NS_PER_MS, 1, 1920, 1080, MOTION_ZOOM);
  add_every_point (bench, "draw.every-point-1-noisy-1920x1080", noisy, 1, zoom);
}

/**
 * rk_bench_draw:
 * @self: the measurement
 *
 * Whole frames as the screen gets them while data come: axes, numbers and traces, for short and long
 * recordings, one and many traces, smooth and full-height noise.
 */
void
rk_bench_draw (RkBench *self)
{
  measure_lengths (self);
  measure_many (self);
}
