/* Traces of samples on logarithmic axes, by the pixels that are drawn. */
#include "config.h"

#include "drawn.h"

#include "plot/path.h"
#include "plot/scene-check.h"

#include <math.h>

static RkScene *
make_scene (RkSpan             *span,
            const RkConversion *conversion,
            double              begin_s,
            double              end_s,
            gboolean            log_x,
            double              lower,
            double              upper,
            gboolean            log_y)
{
  RkScene *scene = rk_scene_new (700.0, 400.0, 1.0);
  RkTrace trace = { .span = span, .conversion = *conversion };

  rk_scene_add_axis (scene, lower, upper, "U, V");
  rk_scene_set_x (scene, begin_s, end_s, "t, s");
  rk_scene_add_trace (scene, &trace);
  scene->x.log = log_x;
  g_array_index (scene->axes, RkAxis, 0).log = log_y;

  return scene;
}

/* Few and many samples, along straight and logarithmic x: the pixel of each spike is where its value is. */
typedef struct {
  const char *name;
  guint       n;
  gboolean    log_x;
} SpikeCase;

static const SpikeCase spikes[] = {
  { "few", 600, FALSE },
  { "few-log-x", 600, TRUE },
  { "many", 500000, FALSE },
  { "many-log-x", 500000, TRUE },
};

static void
test_spikes (gconstpointer data)
{
  const SpikeCase *c = data;
  static const RkConversion doubled = { .scale = 2.0 };
  g_autofree double *values = g_new (double, c->n);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkScene) scene = NULL;
  cairo_surface_t *surface;
  guint places[12];

  for (guint i = 0; i < c->n; i++)
    values[i] = 0.01;
  for (guint k = 0; k < G_N_ELEMENTS (places); k++) {
    places[k] = c->log_x ? (guint) (3.0 * pow (c->n / 4.0, k / 11.0)) : (guint) ((k + 0.5) / 12.0 * c->n);
    values[places[k]] = 0.02 * pow (10.0, k % 4);
  }
  span = make_span (values, c->n, 100.0);
  scene = make_scene (span, &doubled, c->log_x ? 0.01 : 0.0, c->n / 100.0, c->log_x, 0.01, 100.0, TRUE);
  surface = draw (scene);

  for (guint k = 0; k < G_N_ELEMENTS (places); k++) {
    double x = rk_scene_from_time (scene, places[k] / 100.0);
    double y = rk_scene_from_value (scene, 0, 0.04 * pow (10.0, k % 4));

    /* Computed by hand: four decades over the height. */
    g_assert_cmpfloat_with_epsilon (y, rk_scene_get_pane (scene, 0).y
                                       + rk_scene_get_pane (scene, 0).height * (1.0 - (log10 (0.04) + 2.0 + k % 4) / 4.0), 1e-6);
    g_assert_true (has_ink (surface, x, y));
  }
  cairo_surface_destroy (surface);
}

/* What is not above zero is missing: the line ends before and begins after, and nothing goes wild. */
static void
test_not_positive (gconstpointer data)
{
  static const RkConversion same = { .scale = 1.0 };
  gboolean is_dense = data != NULL;
  guint n = is_dense ? 200000 : 200;
  g_autofree double *values = g_new (double, n);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkScene) scene = NULL;
  cairo_surface_t *surface;
  RkRect pane;
  double level;

  for (guint i = 0; i < n; i++)
    values[i] = i < n * 2 / 5 || i >= n * 3 / 5 ? 10.0 : i % 2 == 0 ? 0.0 : -5.0;
  span = make_span (values, n, n / 10.0);
  scene = make_scene (span, &same, 0.0, 10.0, FALSE, 0.1, 100.0, TRUE);
  surface = draw (scene);
  pane = rk_scene_get_pane (scene, 0);
  level = rk_scene_from_value (scene, 0, 10.0);

  for (double t = 0.2; t < 9.9; t += 0.1) {
    gboolean is_missing = t > 3.95 && t < 6.05;

    if (fabs (t - 4.0) < 0.1 || fabs (t - 6.0) < 0.1)
      continue;
    g_assert_cmpint (has_ink (surface, rk_scene_from_time (scene, t), level), ==, !is_missing);
    for (double y = pane.y + 2.0; y < pane.y + pane.height - 2.0; y += 1.0) {
      if (fabs (y - level) > 3.0)
        g_assert_false (is_ink (pixel (surface, rk_scene_from_time (scene, t), y)));
    }
  }
  cairo_surface_destroy (surface);
}

/* Columns with values of both signs show the largest, and the smallest above zero where they can be asked. */
static void
test_both_signs (void)
{
  static const RkConversion same = { .scale = 1.0 };
  guint n = 60000;
  g_autofree double *values = g_new (double, n);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkScene) scene = NULL;
  g_auto (RkPath) path = { 0 };
  RkRect frame;
  double highest = INFINITY;
  double lowest = -INFINITY;

  for (guint i = 0; i < n; i++)
    values[i] = i % 5 == 0 ? -3.0 : i == 30001 ? 50.0 : i == 40001 ? 0.2 : 1.0;
  span = make_span (values, n, 1000.0);
  scene = make_scene (span, &same, 0.0, 60.0, FALSE, 0.1, 100.0, TRUE);
  frame = rk_scene_get_pane (scene, 0);
  rk_path_init (&path, scene, &g_array_index (scene->traces, RkTrace, 0), &frame, 1.0, NULL);
  g_assert_true (path.decimated);
  for (guint i = 0; i < path.points->len; i++) {
    highest = MIN (highest, g_array_index (path.points, RkPoint, i).y);
    lowest = MAX (lowest, g_array_index (path.points, RkPoint, i).y);
  }
  g_assert_cmpfloat_with_epsilon (highest, rk_scene_from_value (scene, 0, 50.0), 1e-6);
  g_assert_cmpfloat_with_epsilon (lowest, rk_scene_from_value (scene, 0, 0.2), 1e-6);
}

/* Limits of logarithmic axes are chosen by the data where they must be. */
static void
test_set_log (void)
{
  static const RkConversion same = { .scale = 1.0 };
  double values[1000];
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (RkScene) kept = NULL;
  const RkAxis *y;

  for (guint i = 0; i < 1000; i++)
    values[i] = i - 100.0;
  span = make_span (values, 1000, 100.0);
  scene = make_scene (span, &same, 0.0, 9.99, FALSE, -100.0, 1000.0, FALSE);
  rk_scene_set_log (scene, TRUE, TRUE);
  y = &g_array_index (scene->axes, RkAxis, 0);
  g_assert_true (scene->x.log && y->log);
  g_assert_cmpfloat_with_epsilon (scene->x.lower, 0.01, 1e-12);
  g_assert_cmpfloat_with_epsilon (scene->x.upper, 9.99, 1e-12);
  g_assert_cmpfloat_with_epsilon (y->lower, 0.1, 1e-9);
  g_assert_cmpfloat_with_epsilon (y->upper, 1000.0, 1e-9);
  g_assert_true (rk_scene_check (scene, NULL));

  kept = make_scene (span, &same, 2.0, 5.0, FALSE, 3.0, 700.0, FALSE);
  rk_scene_set_log (kept, TRUE, TRUE);
  g_assert_cmpfloat (kept->x.lower, ==, 2.0);
  g_assert_cmpfloat (g_array_index (kept->axes, RkAxis, 0).upper, ==, 700.0);
}

typedef struct {
  const char *name;
  double      lower, upper;
  gboolean    is_good;
} LimitCase;

static const LimitCase limits[] = {
  { "good", 1e-3, 1e3, TRUE },
  { "zero", 0.0, 1e3, FALSE },
  { "negative", -1.0, 1e3, FALSE },
  { "close", 1.0, 1.0 + 1e-11, FALSE },
  { "tiny", 1e-300, 1e300, TRUE },
};

static void
test_limits (gconstpointer data)
{
  const LimitCase *c = data;
  static const RkConversion same = { .scale = 1.0 };
  g_autoptr (RkScene) y = make_scene (NULL, &same, 0.0, 1.0, FALSE, c->lower, c->upper, TRUE);
  g_autoptr (RkScene) x = make_scene (NULL, &same, c->lower, c->upper, TRUE, 0.0, 1.0, FALSE);

  g_assert_cmpint (rk_scene_check (y, NULL), ==, c->is_good);
  g_assert_cmpint (rk_scene_check (x, NULL), ==, c->is_good);
  if (c->is_good) {
    cairo_surface_destroy (draw (y));
    cairo_surface_destroy (draw (x));
  }
}

/* Gaps have their bands, marks their lines, right axes their numbers: any scene with any axes can be drawn. */
static void
test_anything (void)
{
  static const RkConversion same = { .scale = 1.0 };
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;

  for (guint b = 0; b < 20; b++) {
    g_autoptr (RkBlock) block = rk_block_new (1, 1000, (gint64) b * 2000000000, 1e6);
    RkGap gap = { .begin_ns = (gint64) b * 2000000000 + 999000000, .end_ns = (gint64) (b + 1) * 2000000000,
                  .reason = RK_GAP_PAUSED };

    for (guint i = 0; i < 1000; i++)
      block->values[i] = g_test_rand_double_range (-1.0, 10.0);
    rk_series_append (series, block);
    rk_series_append_gap (series, &gap);
  }
  span = rk_series_take_span (series);

  for (guint k = 0; k < 60; k++) {
    double begin = pow (10.0, g_test_rand_double_range (-9.0, 1.0));
    double lower = pow (10.0, g_test_rand_double_range (-9.0, 1.0));
    g_autoptr (RkScene) scene = make_scene (span, &same, begin, begin * pow (10.0, g_test_rand_double_range (0.1, 6.0)), k % 2 == 0,
                                            lower, lower * pow (10.0, g_test_rand_double_range (0.1, 12.0)), k % 3 == 0);
    RkMarkNote mark = { .begin_s = begin * 1.5, .end_s = begin * 2.0, .text = (char *) "m" };

    g_array_index (scene->traces, RkTrace, 0).style = (RkTraceStyle) (k % 5);
    g_array_index (scene->traces, RkTrace, 0).x_offset_s = k % 4 == 0 ? -1.0 : 0.0;
    rk_scene_add_right_axis (scene, 0, 1e-3, 1e3, "p, Pa");
    g_array_index (scene->axes, RkAxis, 1).log = k % 4 == 1;
    rk_scene_add_mark (scene, &mark);
    cairo_surface_destroy (draw (scene));
  }
}

#define ADD_CASES(cases, prefix, function)                                            \
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {                                  \
    g_autofree char *path = g_strconcat ("/plot/log/" prefix "/", cases[i].name, NULL); \
                                                                                      \
    g_test_add_data_func (path, &cases[i], function);                                 \
  }

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD_CASES (spikes, "spikes", test_spikes)
  ADD_CASES (limits, "limits", test_limits)
  g_test_add_data_func ("/plot/log/not-positive/sparse", NULL, test_not_positive);
  g_test_add_data_func ("/plot/log/not-positive/dense", GUINT_TO_POINTER (1), test_not_positive);
  g_test_add_func ("/plot/log/both-signs", test_both_signs);
  g_test_add_func ("/plot/log/set-log", test_set_log);
  g_test_add_func ("/plot/log/anything", test_anything);

  return g_test_run ();
}
