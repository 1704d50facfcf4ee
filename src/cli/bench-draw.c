#include "config.h"

#include "cli/bench.h"

#include <math.h>

#include <cairo.h>

#include "base/clock.h"
#include "plot/renderer.h"

typedef struct {
  RkScene         *scene;
  cairo_surface_t *surface;
} Frame;

static void
draw (gpointer data)
{
  Frame *self = data;
  g_autoptr (GError) error = NULL;

  if (!rk_renderer_draw (rk_renderer_get_default (), self->scene, self->surface, &error))
    g_error ("%s", error->message);
}

/* Milliseconds for one frame of @n_traces over the whole of @series. */
static double
measure_frame (RkSeries *series,
               guint     n_traces,
               double    width,
               double    height)
{
  g_autoptr (RkScene) scene = rk_scene_new (width, height, 1.0);
  g_autoptr (RkSpan) span = rk_series_take_span (series);
  guint64 n = rk_span_get_n_samples (span);
  Frame frame = { scene, cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height) };
  double ms;

  scene->live = TRUE;
  rk_scene_set_x (scene, 0.0, (double) rk_span_get_time_ns (span, n - 1) / RK_NS_PER_S, "t, s");
  rk_scene_add_axis (scene, -1.2, 1.2, "U, V");
  for (guint i = 0; i < n_traces; i++) {
    RkTrace trace = { .span = span, .column = 0, .scale = 1.0, .offset = 0.01 * i, .axis = 0, .color = i, .style = RK_TRACE_LINE };

    rk_scene_add_trace (scene, &trace);
  }

  draw (&frame); /* fonts, the cached axes */
  ms = 1e3 * rk_bench_time (21, draw, &frame);
  cairo_surface_destroy (frame.surface);

  return ms;
}

/**
 * rk_bench_draw:
 * @self: the measurement
 *
 * Whole frames as the screen gets them: independent of the length of the recording, for one and eight
 * traces, smooth and full-height noise.
 */
void
rk_bench_draw (RkBench *self)
{
  const guint64 longest = rk_bench_is_quick (self) ? 10000000 : 100000000;
  double first = NAN;
  double last = NAN;

  for (guint64 n = 10000; n <= longest; n *= 100) {
    g_autoptr (RkSeries) series = rk_bench_make_series (n, 1, FALSE);
    g_autofree char *name = g_strdup_printf ("draw.1-trace-1e%.0f", log10 ((double) n));

    last = measure_frame (series, 1, 1280, 720);
    if (isnan (first))
      first = last;
    rk_bench_add (self, name, last, "ms", 12.0, RK_BENCH_LOWER);
  }
  rk_bench_add (self, "draw.long-vs-short", last / first, "ratio", 1.2, RK_BENCH_LOWER);

  {
    g_autoptr (RkSeries) smooth = rk_bench_make_series (1000000, 1, FALSE);
    g_autoptr (RkSeries) noisy = rk_bench_make_series (1000000, 1, TRUE);

    rk_bench_add (self, "draw.8-traces-1920x1080", measure_frame (smooth, 8, 1920, 1080), "ms", 16.0, RK_BENCH_LOWER);
    rk_bench_add (self, "draw.8-noisy-1920x1080", measure_frame (noisy, 8, 1920, 1080), "ms", 33.0, RK_BENCH_LOWER);
    rk_bench_add (self, "draw.16-noisy-1280x720", measure_frame (noisy, 16, 1280, 720), "ms", 33.0, RK_BENCH_LOWER);
  }
}
