/* Each case is a row of values, and the places at which the watch fires. */
#include "config.h"

#include "acquire/watch.h"

#include <math.h>

typedef struct {
  const char *name;
  RkWatchKind kind;
  double      level;
  double      hysteresis;
  const char *values; /* "nan" = missing */
  const char *fires;  /* places, from 0 */
} Case;

static const Case cases[] = {
  { "rises/through", RK_WATCH_RISES, 5, 0, "4 5 6 4 7", "1 4" },
  { "rises/exactly", RK_WATCH_RISES, 5, 0, "4.9 5", "1" },
  { "rises/first-above", RK_WATCH_RISES, 5, 0, "7 8 9", "" },
  { "rises/first-on-level", RK_WATCH_RISES, 5, 0, "5 6", "" },
  { "rises/falling", RK_WATCH_RISES, 5, 0, "9 1 0", "" },
  { "rises/missing", RK_WATCH_RISES, 5, 0, "nan 4 nan nan 6 nan 4 6", "4 7" },
  { "rises/jump", RK_WATCH_RISES, 5, 0, "-inf inf", "1" },
  { "rises/noise", RK_WATCH_RISES, 5, 1, "3 5 4.5 5.5 4.1 6 4 5", "1 7" },
  { "rises/noise-before", RK_WATCH_RISES, 5, 1, "6 4.5 5.5 3 5", "4" },
  { "falls/through", RK_WATCH_FALLS, 5, 0, "6 5 4 6 3", "1 4" },
  { "falls/first-below", RK_WATCH_FALLS, 5, 0, "3 2 1", "" },
  { "falls/first-on-level", RK_WATCH_FALLS, 5, 0, "5 4", "" },
  { "falls/missing", RK_WATCH_FALLS, 5, 0, "6 nan 4", "2" },
  { "falls/noise", RK_WATCH_FALLS, 5, 1, "7 5 5.5 4 5.9 5 6 5", "1 7" },
  { "at/up", RK_WATCH_AT, 5, 0, "4 6", "1" },
  { "at/down", RK_WATCH_AT, 5, 0, "6 4", "1" },
  { "at/reached", RK_WATCH_AT, 5, 0, "4 5 5 6 5", "1 4" },
  { "at/first-on-level", RK_WATCH_AT, 5, 0, "5 6 4", "0 2" },
  { "at/never", RK_WATCH_AT, 5, 0, "6 7 5.1", "" },
  { "at/both-ways", RK_WATCH_AT, 5, 0, "4 6 4 6", "1 2 3" },
  { "at/noise", RK_WATCH_AT, 5, 1, "3 5.2 4.8 5.2 6 4.9", "1 5" },
  { "at/far-jump", RK_WATCH_AT, 5, 1, "3 7 3", "1 2" },
  { "at/missing", RK_WATCH_AT, 5, 0, "4 nan 6", "2" },
  { "above/first", RK_WATCH_ABOVE, 5, 0, "6 7", "0" },
  { "above/not-on-level", RK_WATCH_ABOVE, 5, 0, "5 5 5.1", "2" },
  { "above/again", RK_WATCH_ABOVE, 5, 0, "6 5 6", "0 2" },
  { "above/noise", RK_WATCH_ABOVE, 5, 1, "6 4.5 6 4 6", "0 4" },
  { "above/missing", RK_WATCH_ABOVE, 5, 0, "nan 6 nan 6", "1" },
  { "below/first", RK_WATCH_BELOW, 5, 0, "4 3", "0" },
  { "below/not-on-level", RK_WATCH_BELOW, 5, 0, "5 5 4.9", "2" },
  { "below/again", RK_WATCH_BELOW, 5, 0, "4 5 4", "0 2" },
  { "below/noise", RK_WATCH_BELOW, 5, 1, "4 5.5 4 6 4", "0 4" },
  { "no-level", RK_WATCH_ABOVE, NAN, 0, "1 2", "" },
};

static double
read_value (const char *text)
{
  if (g_strcmp0 (text, "nan") == 0)
    return (double) NAN;
  if (g_strcmp0 (text, "inf") == 0)
    return (double) INFINITY;
  if (g_strcmp0 (text, "-inf") == 0)
    return (double) -INFINITY;

  return g_ascii_strtod (text, NULL);
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  const RkWatch watch = {
    .kind = c->kind, .level = c->level, .hysteresis = c->hysteresis, .conversion = { .scale = 1.0 },
  };
  g_auto (GStrv) values = g_strsplit (c->values, " ", -1);
  g_autoptr (GString) fires = g_string_new (NULL);
  RkWatchState state = { 0 };

  for (guint i = 0; values[i] != NULL; i++)
    if (rk_watch_step (&watch, &state, read_value (values[i])))
      g_string_append_printf (fires, "%s%u", fires->len > 0 ? " " : "", i);

  g_assert_cmpstr (fires->str, ==, c->fires);
}

/* The level is in the shown unit: 104 °F are 40 °C. */
static void
test_shown_unit (void)
{
  const RkWatch watch = {
    .kind = RK_WATCH_RISES, .level = 104.0, .conversion = { .zero = 0.0, .scale = 1.8, .offset = 32.0 },
  };
  RkWatchState state = { 0 };

  g_assert_false (rk_watch_step (&watch, &state, 39.9));
  g_assert_true (rk_watch_step (&watch, &state, 40.0));
}

/* A sensor that reads backwards: the shown value rises when the raw one falls. */
static void
test_negative_slope (void)
{
  const RkWatch watch = {
    .kind = RK_WATCH_RISES, .level = 0.0, .conversion = { .zero = 10.0, .scale = -1.0 },
  };
  RkWatchState state = { 0 };

  g_assert_false (rk_watch_step (&watch, &state, 12.0)); /* -2 */
  g_assert_true (rk_watch_step (&watch, &state, 8.0));   /* +2 */
}

static void
test_ids (void)
{
  RkWatchKind kind = RK_WATCH_FALLS;

  for (guint i = RK_WATCH_RISES; i <= RK_WATCH_BELOW; i++) {
    g_assert_true (rk_watch_kind_from_id (rk_watch_kind_id ((RkWatchKind) i), &kind));
    g_assert_cmpuint (kind, ==, i);
  }
  g_assert_false (rk_watch_kind_from_id ("sometimes", &kind));
  g_assert_false (rk_watch_kind_from_id (NULL, &kind));
  g_assert_cmpuint (kind, ==, RK_WATCH_BELOW);
  g_assert_cmpstr (rk_watch_kind_id (RK_WATCH_AT), ==, "at");
}

static void
test_copy (void)
{
  const double line[] = { 1.0, 2.0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (RkCalibration) calibration = rk_calibration_new (RK_CALIBRATION_POLYNOMIAL, line, 2, &error);
  RkWatch watch = {
    .id = 3, .column_key = (char *) "T", .kind = RK_WATCH_ABOVE, .level = 20.0, .hysteresis = 0.5,
    .conversion = { .calibration = calibration, .scale = 1.0 },
  };
  g_autoptr (RkWatch) copy = NULL;
  RkWatchState state = { 0 };

  g_assert_no_error (error);
  copy = rk_watch_copy (&watch);
  g_assert_true (rk_watch_equal (copy, &watch));
  g_assert_true (copy->column_key != watch.column_key);
  g_assert_false (rk_watch_step (copy, &state, 9.5)); /* 1 + 2 * 9.5 = 20 */
  g_assert_true (rk_watch_step (copy, &state, 9.6));

  watch.level = 21.0;
  g_assert_false (rk_watch_equal (copy, &watch));
  watch.level = 20.0;
  watch.conversion.calibration = NULL;
  g_assert_false (rk_watch_equal (copy, &watch));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/acquire/watch/", cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/acquire/watch/shown-unit", test_shown_unit);
  g_test_add_func ("/acquire/watch/negative-slope", test_negative_slope);
  g_test_add_func ("/acquire/watch/ids", test_ids);
  g_test_add_func ("/acquire/watch/copy", test_copy);

  return g_test_run ();
}
