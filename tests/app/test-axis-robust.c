#include "config.h"

#include "app/axis-robust.h"

#include "base/clock.h"
#include "store/series.h"

#include <math.h>

/* A column of one sample each. */
static void
add (RkRobust *robust,
     double    value)
{
  g_array_append_val (robust->lows, value);
  g_array_append_val (robust->highs, value);
  robust->n_samples++;
}

/* @n values that go evenly from 0 to 10. */
static void
fill (RkRobust *robust,
      guint     n)
{
  rk_robust_init (robust);
  for (guint i = 0; i < n; i++)
    add (robust, 10.0 * i / (n - 1));
}

typedef struct {
  const char *name;
  guint       n;       /* of the even ones */
  guint       n_bad;
  double      bad;
  gboolean    decided;
  double      min;
  double      max;
  guint       below;
  guint       above;
} Case;

/* 199 + 1 columns: 0.5 % is one column, so the core of 0 ... 10 with one value above is [10 / 198, 10]. */
static const Case cases[] = {
  { "clean", 201, 0, 0, TRUE, 0, 10, 0, 0 },
  { "one-far-above", 199, 1, 1e6, TRUE, 0, 10, 0, 1 },
  { "one-far-below", 199, 1, -1e6, TRUE, 0, 10, 1, 0 },
  { "one-near-is-shown", 199, 1, 15, TRUE, 0, 15, 0, 0 },
  { "many-are-no-outliers", 199, 4, 1000, TRUE, 0, 1000, 0, 0 },
  { "too-few", 40, 1, 1e6, FALSE, 0, 0, 0, 0 },
};

static void
test_rule (gconstpointer data)
{
  const Case *row = data;
  g_auto (RkRobust) robust;
  double min = NAN;
  double max = NAN;
  guint below;
  guint above;

  fill (&robust, row->n);
  for (guint i = 0; i < row->n_bad; i++)
    add (&robust, row->bad);

  g_assert_cmpint (rk_robust_decide (&robust, &min, &max), ==, row->decided);
  if (!row->decided) {
    g_assert_true (isnan (min) && isnan (max));
    return;
  }

  g_assert_cmpfloat_with_epsilon (min, row->min, 1e-9);
  g_assert_cmpfloat_with_epsilon (max, row->max, 1e-9);
  rk_robust_count (&robust, min, max, &below, &above);
  g_assert_cmpuint (below, ==, row->below);
  g_assert_cmpuint (above, ==, row->above);
}

/* Whatever the values are: all that is left out is counted, and the rest is within. */
static void
test_property (void)
{
  for (guint round = 0; round < 200; round++) {
    g_auto (RkRobust) robust;
    guint n = (guint) g_test_rand_int_range (50, 400);
    guint below;
    guint above;
    double min;
    double max;

    rk_robust_init (&robust);
    for (guint i = 0; i < n; i++)
      add (&robust, pow (g_test_rand_double_range (-100, 100), 5));

    g_assert_true (rk_robust_decide (&robust, &min, &max));
    g_assert_cmpfloat (min, <=, max);
    rk_robust_count (&robust, min, max, &below, &above);
    g_assert_cmpuint (below, <=, 3);
    g_assert_cmpuint (above, <=, 3);
  }
}

/* Through the scene: a spike in one of 10 000 samples of a calibrated trace that is shown later than it was. */
static void
test_scene (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkScene) scene = rk_scene_new (800, 450, 1);
  g_autoptr (RkSpan) span = NULL;
  g_auto (RkRobust) robust;
  RkTrace trace = { .x_offset_s = 5 };
  double min;
  double max;
  guint below;
  guint above;

  for (guint b = 0; b < 10; b++) {
    g_autoptr (RkBlock) block = rk_block_new (1, 1000, b * RK_NS_PER_S, 1e6);

    for (guint i = 0; i < 1000; i++)
      block->values[i] = b == 7 && i == 777 ? 1e9 : sin ((b * 1000 + i) / 100.0);
    rk_series_append (series, block);
  }
  span = rk_series_take_span (series);
  trace.span = span;
  trace.conversion = (RkConversion) { .scale = 1 };
  rk_scene_set_x (scene, 5, 15, "t, s");
  rk_scene_add_axis (scene, 0, 1, "y");
  rk_scene_add_trace (scene, &trace);

  rk_robust_init (&robust);
  rk_robust_measure (&robust, scene, 0);
  g_assert_cmpuint (robust.n_samples, ==, 10000);
  g_assert_true (rk_robust_decide (&robust, &min, &max));
  g_assert_cmpfloat_with_epsilon (min, -1, 0.01);
  g_assert_cmpfloat_with_epsilon (max, 1, 0.01);
  rk_robust_count (&robust, min, 1.1, &below, &above);
  g_assert_cmpuint (above, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/app/axis-robust/rule/%s", cases[i].name);

    g_test_add_data_func (path, &cases[i], test_rule);
  }
  g_test_add_func ("/app/axis-robust/property", test_property);
  g_test_add_func ("/app/axis-robust/scene", test_scene);

  return g_test_run ();
}
