#include "config.h"

#include "app/calm-range.h"

#include <math.h>

static void
test_first_data_set_limits (void)
{
  RkCalmRange range;

  rk_calm_range_init (&range);
  g_assert_true (isnan (range.lower));
  g_assert_true (rk_calm_range_update (&range, 1, 9, 0));
  g_assert_cmpfloat (range.lower, <=, 1);
  g_assert_cmpfloat (range.upper, >=, 9);
}

static void
test_rests_within (void)
{
  RkCalmRange range;
  RkCalmRange before;

  rk_calm_range_init (&range);
  rk_calm_range_update (&range, 0, 10, 0);
  before = range;

  for (gint64 t = 0; t < 100 * G_USEC_PER_SEC; t += G_USEC_PER_SEC / 10)
    g_assert_false (rk_calm_range_update (&range, 2, 8, t));

  g_assert_cmpfloat (range.lower, ==, before.lower);
  g_assert_cmpfloat (range.upper, ==, before.upper);
}

static void
test_only_the_side_left_moves (void)
{
  RkCalmRange range;
  double lower;

  rk_calm_range_init (&range);
  rk_calm_range_update (&range, 0, 10, 0);
  lower = range.lower;

  g_assert_true (rk_calm_range_update (&range, 0, range.upper + 1, 0));
  g_assert_cmpfloat (range.lower, ==, lower);
  g_assert_cmpfloat (range.upper, >, 11);
}

static void
test_closes_in_after_a_while (void)
{
  RkCalmRange range;

  rk_calm_range_init (&range);
  rk_calm_range_update (&range, 0, 1000, 0);

  g_assert_false (rk_calm_range_update (&range, 10, 20, 1 * G_USEC_PER_SEC));
  /* Full again in between: the while begins anew. */
  g_assert_false (rk_calm_range_update (&range, 0, 900, 2 * G_USEC_PER_SEC));
  g_assert_false (rk_calm_range_update (&range, 10, 20, 3 * G_USEC_PER_SEC));
  g_assert_false (rk_calm_range_update (&range, 10, 20, 4 * G_USEC_PER_SEC));
  g_assert_true (rk_calm_range_update (&range, 10, 20, 6 * G_USEC_PER_SEC));
  g_assert_cmpfloat (range.lower, <=, 10);
  g_assert_cmpfloat (range.upper, >=, 20);
  g_assert_cmpfloat (range.upper, <, 100);
}

/* A flat line can use no range well: its limits must not be set again and again. */
static void
test_flat_line_rests (void)
{
  RkCalmRange range;
  guint n_changes = 0;

  rk_calm_range_init (&range);
  for (gint64 t = 0; t < 60 * G_USEC_PER_SEC; t += G_USEC_PER_SEC / 10)
    n_changes += rk_calm_range_update (&range, 5, 5, t) ? 1 : 0;

  g_assert_cmpuint (n_changes, ==, 1);
}

static void
test_no_data_changes_nothing (void)
{
  RkCalmRange range;

  rk_calm_range_init (&range);
  g_assert_false (rk_calm_range_update (&range, NAN, NAN, 0));
  g_assert_false (rk_calm_range_update (&range, 0, INFINITY, 0));
  g_assert_false (rk_calm_range_update (&range, 2, 1, 0));
  g_assert_true (isnan (range.lower));
}

static void
test_hostile_values (void)
{
  static const double values[] = { -1.7e308, -1e300, -1, -4.9e-324, 0, 4.9e-324, 1e-300, 1, 1e300, 1.7e308 };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    RkCalmRange range;

    rk_calm_range_init (&range);
    for (guint k = i; k < G_N_ELEMENTS (values); k++) {
      rk_calm_range_update (&range, values[i], values[k], (gint64) k * 10 * G_USEC_PER_SEC);
      g_assert_true (isfinite (range.lower) && isfinite (range.upper));
      g_assert_cmpfloat (range.lower, <, range.upper);
    }
  }
}

typedef struct {
  const char *name;
  double      upper;
  double      newest;
  double      expected;
  double      result;
} GrowCase;

static const GrowCase grow_cases[] = {
  { "unknown-begins-with-10", NAN, NAN, 0, 10 },
  /* The first seconds of a long run are seen, not a line in the first pixels. */
  { "expected-begins-with-10", NAN, 0.5, 360, 10 },
  { "expected-shorter", NAN, 0.5, 5, 5 },
  { "expected-near", NAN, 0.5, 12, 12 },
  { "expected-2", 10, 10.1, 360, 20 },
  { "expected-5", 20, 20.1, 360, 50 },
  { "expected-10", 50, 50.1, 360, 100 },
  { "expected-end", 200, 200.1, 360, 360 },
  { "expected-end-is-near", 20, 20.1, 60, 60 },
  { "expected-late-look", NAN, 150, 360, 200 },
  { "expected-reached", 360, 360, 360, 360 },
  { "rests-until-reached", 10, 10, 0, 10 },
  { "goes-on-by-the-step", 10, 10.1, 0, 15 },
  { "expected-exceeded", 60, 60.5, 60, 80 },
  { "late-look", 10, 3600, 0, 4000 },
  { "newest-is-nan", 20, NAN, 0, 20 },
};

static void
test_grow (gconstpointer data)
{
  const GrowCase *c = data;

  g_assert_cmpfloat_with_epsilon (rk_calm_grow (c->upper, c->newest, c->expected), c->result, 1e-9);
}

/* Over a whole lesson the axis must move seldom and never lag behind the data. */
static void
test_grow_moves_seldom (void)
{
  double upper = NAN;
  guint n_moves = 0;

  for (double t = 0; t < 2700; t += 0.05) {
    double next = rk_calm_grow (upper, t, 0);

    g_assert_cmpfloat (next, >=, t);
    n_moves += next != upper ? 1 : 0;
    upper = next;
  }

  g_assert_cmpuint (n_moves, <, 30);
  g_assert_cmpfloat (upper, <, 2700 * 1.7);
}

static void
test_scroll_keeps_the_lattice (void)
{
  const double width = 10;
  const guint n_columns = 800;

  for (double t = 0; t < 30; t += 0.0137) {
    double lower;
    double upper;
    double columns;

    rk_calm_scroll (t, width, n_columns, &lower, &upper);
    g_assert_cmpfloat (upper, >, t);
    g_assert_cmpfloat_with_epsilon (upper - lower, width, 1e-9);

    columns = lower / (width / n_columns);
    g_assert_cmpfloat_with_epsilon (columns, round (columns), 1e-6);
  }
}

static void
test_scroll_begins_at_zero (void)
{
  double lower;
  double upper;

  rk_calm_scroll (3, 10, 800, &lower, &upper);
  g_assert_cmpfloat_with_epsilon (lower, 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (upper, 10, 1e-9);
}

static void
test_time_decimals (void)
{
  g_assert_cmpint (rk_calm_time_decimals (1), ==, 1);
  g_assert_cmpint (rk_calm_time_decimals (0.05), ==, 3);
  g_assert_cmpint (rk_calm_time_decimals (0.1), ==, 2);
  g_assert_cmpint (rk_calm_time_decimals (0.001), ==, 4);
  g_assert_cmpint (rk_calm_time_decimals (1e-9), ==, 6);
  g_assert_cmpint (rk_calm_time_decimals (3600), ==, 1);
  g_assert_cmpint (rk_calm_time_decimals (0), ==, 3);
  g_assert_cmpint (rk_calm_time_decimals (NAN), ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/app/calm-range/first-data-set-limits", test_first_data_set_limits);
  g_test_add_func ("/app/calm-range/rests-within", test_rests_within);
  g_test_add_func ("/app/calm-range/only-the-side-left-moves", test_only_the_side_left_moves);
  g_test_add_func ("/app/calm-range/closes-in-after-a-while", test_closes_in_after_a_while);
  g_test_add_func ("/app/calm-range/flat-line-rests", test_flat_line_rests);
  g_test_add_func ("/app/calm-range/no-data-changes-nothing", test_no_data_changes_nothing);
  g_test_add_func ("/app/calm-range/hostile-values", test_hostile_values);
  for (guint i = 0; i < G_N_ELEMENTS (grow_cases); i++) {
    g_autofree char *path = g_strconcat ("/app/calm-range/grow/", grow_cases[i].name, NULL);

    g_test_add_data_func (path, &grow_cases[i], test_grow);
  }
  g_test_add_func ("/app/calm-range/grow-moves-seldom", test_grow_moves_seldom);
  g_test_add_func ("/app/calm-range/scroll-keeps-the-lattice", test_scroll_keeps_the_lattice);
  g_test_add_func ("/app/calm-range/scroll-begins-at-zero", test_scroll_begins_at_zero);
  g_test_add_func ("/app/calm-range/time-decimals", test_time_decimals);

  return g_test_run ();
}
