/* Numbers by hand: v = w / dt, T from one passage to the one after the next, s = v0 t + g t^2 / 2. */
#include "config.h"

#include "analysis/photogate.h"

#include "analysis/errors.h"
#include "base/clock.h"
#include "store/series.h"

#include <math.h>
#include <string.h>

#define MS RK_NS_PER_MS

typedef struct {
  double t_s;
  double values[RK_PHOTOGATE_MAX_RESULTS];
} Row;

typedef struct {
  GArray *rows; /* of Row */
  guint   n_values;
} Log;

static void
log_row (gpointer      user_data,
         gint64        time_ns,
         const double *values)
{
  Log *log = user_data;
  Row row = { .t_s = (double) time_ns * 1e-9 };

  memcpy (row.values, values, log->n_values * sizeof *values);
  g_array_append_val (log->rows, row);
}

static Log
log_new (const RkPhotogate *settings)
{
  g_autoptr (GPtrArray) results = rk_photogate_get_results (settings);

  g_assert_cmpuint (results->len, <=, RK_PHOTOGATE_MAX_RESULTS);

  return (Log) { g_array_new (FALSE, FALSE, sizeof (Row)), results->len };
}

static Row *
nth (Log  *log,
     guint n)
{
  g_assert_cmpuint (n, <, log->rows->len);

  return &g_array_index (log->rows, Row, n);
}

static void
assert_near (double value,
             double expected,
             double epsilon)
{
  if (isnan (expected))
    g_assert_true (isnan (value));
  else
    g_assert_cmpfloat_with_epsilon (value, expected, epsilon);
}

/* --- Settings --- */

typedef struct {
  const char     *name;
  const char     *text;
  RkPhotogateMode mode;
  double          parameter; /* NaN: refused */
  const char     *again;     /* text form */
} SettingsCase;

static const SettingsCase settings_cases[] = {
  { "gate", "gate 0.05", RK_PHOTOGATE_GATE, 0.05, "gate 0.05" },
  { "gate-usual", "gate", RK_PHOTOGATE_GATE, 0.05, "gate 0.05" },
  { "comma", "gate 0,1", RK_PHOTOGATE_GATE, 0.1, "gate 0.1" },
  { "pulse-usual", " pulse ", RK_PHOTOGATE_PULSE, 0.02, "pulse 0.02" },
  { "pendulum", "pendulum", RK_PHOTOGATE_PENDULUM, 0.0, "pendulum" },
  { "fence-usual", "fence", RK_PHOTOGATE_FENCE, 0.05, "fence 0.05" },
  { "count", "count 2", RK_PHOTOGATE_COUNT, 2.0, "count 2" },
  { "empty", "", 0, (double) NAN, NULL },
  { "unknown", "laser", 0, (double) NAN, NULL },
  { "case", "Gate", 0, (double) NAN, NULL },
  { "zero", "gate 0", 0, (double) NAN, NULL },
  { "negative", "fence -0.05", 0, (double) NAN, NULL },
  { "no-number", "gate wide", 0, (double) NAN, NULL },
  { "nan", "gate nan", 0, (double) NAN, NULL },
  { "infinite", "count inf", 0, (double) NAN, NULL },
  { "too-short", "count 0.001", 0, (double) NAN, NULL },
  { "pendulum-number", "pendulum 2", 0, (double) NAN, NULL },
  { "not-utf8", "gate \xff", 0, (double) NAN, NULL },
};

static void
test_settings (gconstpointer data)
{
  const SettingsCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *again = NULL;
  RkPhotogate settings = { RK_PHOTOGATE_COUNT, 77.0 };

  if (isnan (c->parameter)) {
    g_assert_false (rk_photogate_parse (c->text, &settings, &error));
    g_assert_error (error, RK_ANALYSIS_ERROR, RK_ANALYSIS_ERROR_INPUT);
    g_assert_cmpfloat (settings.parameter, ==, 77.0);
    return;
  }

  g_assert_true (rk_photogate_parse (c->text, &settings, &error));
  g_assert_no_error (error);
  g_assert_cmpint (settings.mode, ==, c->mode);
  g_assert_cmpfloat (settings.parameter, ==, c->parameter);
  again = rk_photogate_to_text (&settings);
  g_assert_cmpstr (again, ==, c->again);
}

/* --- One after another --- */

/* Edges as text: "100+" blocked at 100 ms, "150-" free, "/+" of the second gate, "|" a break. */
static Log
run_edges (const char *settings_text,
           const char *edges,
           gint64      end_ms)
{
  RkPhotogate settings;
  g_autoptr (RkPhotogateTimer) timer = NULL;
  g_auto (GStrv) words = g_strsplit (edges, " ", -1);
  Log log;

  g_assert_true (rk_photogate_parse (settings_text, &settings, NULL));
  log = log_new (&settings);
  timer = rk_photogate_timer_new (&settings);
  for (guint i = 0; words[i] != NULL; i++) {
    char *rest;
    gint64 at_ns;

    if (g_str_equal (words[i], "|")) {
      rk_photogate_timer_break (timer, log_row, &log);
      continue;
    }
    at_ns = (gint64) llround (g_ascii_strtod (words[i], &rest) * MS);
    rk_photogate_timer_edge (timer, *rest == '/' ? 1 : 0, at_ns, strchr (rest, '+') != NULL, log_row, &log);
  }
  rk_photogate_timer_finish (timer, end_ms * MS, log_row, &log);

  return log;
}

/* A flag of 0.05 m that blocks for 0.025 s: 2 m/s, in the middle. */
static void
test_gate (void)
{
  Log log = run_edges ("gate 0.05", "100- 1000+ 1025- 2000+ 2100- 3000+", 5000);

  g_assert_cmpuint (log.rows->len, ==, 2);
  assert_near (nth (&log, 0)->t_s, 1.0125, 1e-12);
  assert_near (nth (&log, 0)->values[0], 0.025, 1e-12);
  assert_near (nth (&log, 0)->values[1], 2.0, 1e-12);
  assert_near (nth (&log, 1)->values[1], 0.5, 1e-12);
  g_array_unref (log.rows);
}

/* Edges of no length: no speed, and no division by zero. */
static void
test_gate_at_once (void)
{
  Log log = run_edges ("gate", "1000+ 1000-", 5000);

  g_assert_cmpuint (log.rows->len, ==, 1);
  assert_near (nth (&log, 0)->values[0], 0.0, 1e-12);
  g_assert_true (isnan (nth (&log, 0)->values[1]));
  g_array_unref (log.rows);
}

/* What was missed is not bridged. */
static void
test_gate_break (void)
{
  Log log = run_edges ("gate", "1000+ | 2000- 3000+ 3050-", 5000);

  g_assert_cmpuint (log.rows->len, ==, 1);
  assert_near (nth (&log, 0)->values[1], 1.0, 1e-12);
  g_array_unref (log.rows);
}

/* One gate, a flag with two edges 2 cm apart: pairs; 10 ms are 2 m/s. */
static void
test_pulse_one_gate (void)
{
  Log log = run_edges ("pulse", "0+ 4- 10+ 14- 1000+ 1005- 1040+ 1045-", 2000);

  g_assert_cmpuint (log.rows->len, ==, 2);
  assert_near (nth (&log, 0)->t_s, 0.005, 1e-12);
  assert_near (nth (&log, 0)->values[0], 0.01, 1e-12);
  assert_near (nth (&log, 0)->values[1], 2.0, 1e-12);
  assert_near (nth (&log, 1)->values[1], 0.5, 1e-12);
  g_array_unref (log.rows);
}

/* Two gates 10 cm apart, 50 ms: 2 m/s. The second gate's own second passage begins nothing. */
static void
test_pulse_two_gates (void)
{
  Log log = run_edges ("pulse 0.1", "0/- 100+ 110- 150/+ 160/- 170/+ 180/- 500+ 510- 520+ 720/+", 2000);

  g_assert_cmpuint (log.rows->len, ==, 2);
  assert_near (nth (&log, 0)->values[1], 2.0, 1e-12);
  assert_near (nth (&log, 1)->values[0], 0.2, 1e-12);
  assert_near (nth (&log, 1)->values[1], 0.5, 1e-12);
  g_array_unref (log.rows);
}

/* The bob passes there and back: 0, 0.9, 2.0, 2.9, 4.0 s. Off the middle, and the period is 2 s all the same. */
static void
test_pendulum (void)
{
  Log log = run_edges ("pendulum", "0+ 20- 900+ 920- 2000+ 2020- 2900+ 2920- 4000+ 4020-", 5000);

  g_assert_cmpuint (log.rows->len, ==, 2);
  assert_near (nth (&log, 0)->t_s, 2.0, 1e-12);
  assert_near (nth (&log, 0)->values[0], 2.0, 1e-12);
  assert_near (nth (&log, 1)->t_s, 4.0, 1e-12);
  assert_near (nth (&log, 1)->values[0], 2.0, 1e-12);
  g_array_unref (log.rows);
}

/* It stood for a quarter of an hour: that is no period. */
static void
test_pendulum_stands (void)
{
  Log log = run_edges ("pendulum", "0+ 1000+ 900000+ 901000+ 902000+", 910000);

  g_assert_cmpuint (log.rows->len, ==, 1);
  assert_near (nth (&log, 0)->values[0], 2.0, 1e-12);
  g_array_unref (log.rows);
}

/* A ruler of seven bars that falls with v0 = 0.5 m/s, g = 9.81 m/s^2; each distance, speed and acceleration is known. */
static void
test_fence (void)
{
  const double g = 9.81;
  const double v0 = 0.5;
  RkPhotogate settings = { RK_PHOTOGATE_FENCE, 0.05 };
  g_autoptr (RkPhotogateTimer) timer = rk_photogate_timer_new (&settings);
  Log log = log_new (&settings);

  for (guint fall = 0; fall < 2; fall++) {
    for (guint k = 0; k < 7; k++) {
      double t = (sqrt (v0 * v0 + 2.0 * g * k * 0.05) - v0) / g;

      rk_photogate_timer_edge (timer, 0, (gint64) llround ((10.0 * fall + t) * 1e9), TRUE, log_row, &log);
      rk_photogate_timer_edge (timer, 0, (gint64) llround ((10.0 * fall + t) * 1e9) + 1000, FALSE, log_row, &log);
    }
  }
  rk_photogate_timer_finish (timer, 30 * RK_NS_PER_S, log_row, &log);

  g_assert_cmpuint (log.rows->len, ==, 14);
  for (guint i = 0; i < 14; i++) {
    guint k = i % 7;
    double t = (sqrt (v0 * v0 + 2.0 * g * k * 0.05) - v0) / g;

    assert_near (nth (&log, i)->t_s, 10.0 * (i / 7) + t, 1e-8);
    assert_near (nth (&log, i)->values[0], k * 0.05, 1e-12);
    /* Times are whole nanoseconds: 1e-9 s in 20 ms. */
    assert_near (nth (&log, i)->values[1], v0 + g * t, 1e-5);
    assert_near (nth (&log, i)->values[2], g, 1e-3);
  }
  g_array_unref (log.rows);
}

static void
test_fence_too_few (void)
{
  Log log = run_edges ("fence", "0+ 100+ | 5000+", 6000);

  g_assert_cmpuint (log.rows->len, ==, 3);
  assert_near (nth (&log, 0)->values[0], 0.0, 1e-12);
  assert_near (nth (&log, 1)->values[0], 0.05, 1e-12);
  assert_near (nth (&log, 2)->values[0], 0.0, 1e-12);
  g_assert_true (isnan (nth (&log, 1)->values[1]));
  g_array_unref (log.rows);
}

/* 2 in the first second, none in the second, 1 in the third; a fourth that did not end is no count. */
static void
test_count (void)
{
  Log log = run_edges ("count 1", "100+ 200- 999+ 1000- 2000+ 3500+", 3900);

  g_assert_cmpuint (log.rows->len, ==, 3);
  assert_near (nth (&log, 0)->t_s, 1.0, 1e-12);
  assert_near (nth (&log, 0)->values[0], 2.0, 1e-12);
  assert_near (nth (&log, 1)->values[0], 0.0, 1e-12);
  assert_near (nth (&log, 2)->t_s, 3.0, 1e-12);
  assert_near (nth (&log, 2)->values[0], 1.0, 1e-12);
  g_array_unref (log.rows);
}

/* A century of silence makes no century of rows. */
static void
test_count_bounded (void)
{
  RkPhotogate settings = { RK_PHOTOGATE_COUNT, 0.01 };
  g_autoptr (RkPhotogateTimer) timer = rk_photogate_timer_new (&settings);
  Log log = log_new (&settings);

  rk_photogate_timer_edge (timer, 0, 1000000000 * RK_NS_PER_S, TRUE, log_row, &log);
  rk_photogate_timer_finish (timer, 2000000000 * RK_NS_PER_S, log_row, &log);
  g_assert_cmpuint (log.rows->len, <=, 200000);
  g_array_unref (log.rows);
}

/* --- The calculator --- */

static GPtrArray *
make_columns (const char *first_key,
              const char *first_quantity)
{
  GPtrArray *columns = g_ptr_array_new_with_free_func ((GDestroyNotify) rk_column_free);

  g_ptr_array_add (columns, rk_column_new (first_key, first_quantity, NULL));
  g_ptr_array_add (columns, rk_column_new ("T", "temperature", "°C"));

  return columns;
}

static void
append (RkSeries *series,
        gint64    at_ms,
        double    state)
{
  g_autoptr (RkBlock) block = rk_block_new (2, 1, at_ms * MS, 0.0);

  block->times_ns[0] = at_ms * MS;
  block->values[0] = state;
  block->values[1] = 21.5;
  rk_series_append (series, block);
}

static void
test_find (void)
{
  g_autoptr (GPtrArray) by_quantity = make_columns ("value 2", "gate");
  g_autoptr (GPtrArray) by_key = make_columns ("Gate1", NULL);
  g_autoptr (GPtrArray) none = make_columns ("x", "distance");
  g_autoptr (GPtrArray) results = NULL;
  const double before[] = { (double) NAN, (double) NAN };

  g_assert_cmpint (rk_photogate_calculator.find_state (by_quantity, 0), ==, 0);
  g_assert_cmpint (rk_photogate_calculator.find_state (by_quantity, 1), ==, -1);
  g_assert_cmpint (rk_photogate_calculator.find_state (by_key, 0), ==, 0);
  g_assert_cmpint (rk_photogate_calculator.find_state (none, 0), ==, -1);
  g_assert_null (rk_photogate_calculator.begin ("gate", none, before, &results));
  g_assert_null (rk_photogate_calculator.begin ("laser", by_key, before, &results));
  g_assert_null (results);
}

/* Piece by piece as the samples come; only changes are edges, missing values are none, a gap breaks. */
static void
test_feed (void)
{
  static const struct { gint64 at_ms; double state; } samples[] = {
    { 0, 0.0 }, { 10, 0.0 }, { 1000, 1.0 }, { 1010, 1.0 }, { 1015, (double) NAN }, { 1025, 0.0 }, { 2000, 1.0 },
  };
  g_autoptr (GPtrArray) columns = make_columns ("gate", NULL);
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (RkSeries) series = rk_series_new (2, 0);
  const double before[] = { 0.0, 21.0 };
  const RkGap gap = { 2000 * MS, 2500 * MS, RK_GAP_UNPLUGGED, 0 };
  gpointer state = rk_photogate_calculator.begin ("gate 0.05", columns, before, &results);
  Log log = { g_array_new (FALSE, FALSE, sizeof (Row)), 2 };

  g_assert_nonnull (state);
  g_assert_cmpuint (results->len, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (samples); i++) {
    g_autoptr (RkSpan) span = NULL;

    append (series, samples[i].at_ms, samples[i].state);
    span = rk_series_take_span (series);
    rk_photogate_calculator.feed (state, span, RK_TIME_NONE, log_row, &log);
    rk_photogate_calculator.feed (state, span, RK_TIME_NONE, log_row, &log);
  }
  g_assert_cmpuint (log.rows->len, ==, 1);
  assert_near (nth (&log, 0)->values[1], 2.0, 1e-12);

  /* Set free while the plug was out: how long it was blocked is not known. */
  rk_series_append_gap (series, &gap);
  append (series, 2600, 0.0);
  append (series, 3000, 1.0);
  append (series, 3100, 0.0);
  {
    g_autoptr (RkSpan) span = rk_series_take_span (series);

    rk_photogate_calculator.feed (state, span, 4000 * MS, log_row, &log);
    rk_photogate_calculator.feed (state, span, 4000 * MS, log_row, &log);
  }
  g_assert_cmpuint (log.rows->len, ==, 2);
  assert_near (nth (&log, 1)->values[1], 0.5, 1e-12);

  rk_photogate_calculator.free (state);
  g_array_unref (log.rows);
}

/* A device that speaks only at edges: the first line is one, unless the state was known. */
static void
test_first_line (void)
{
  const double unknown[] = { (double) NAN, (double) NAN };
  const double blocked[] = { 1.0, (double) NAN };
  g_autoptr (GPtrArray) columns = make_columns ("gate", NULL);
  g_autoptr (RkSeries) series = rk_series_new (2, 0);
  g_autoptr (RkSpan) span = NULL;

  append (series, 100, 1.0);
  append (series, 200, 0.0);
  span = rk_series_take_span (series);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GPtrArray) results = NULL;
    gpointer state = rk_photogate_calculator.begin ("gate", columns, i == 0 ? unknown : blocked, &results);
    Log log = { g_array_new (FALSE, FALSE, sizeof (Row)), 2 };

    rk_photogate_calculator.feed (state, span, 1000 * MS, log_row, &log);
    g_assert_cmpuint (log.rows->len, ==, 1 - i);
    rk_photogate_calculator.free (state);
    g_array_unref (log.rows);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (settings_cases); i++) {
    g_autofree char *path = g_strconcat ("/analysis/photogate/settings/", settings_cases[i].name, NULL);

    g_test_add_data_func (path, &settings_cases[i], test_settings);
  }

  g_test_add_func ("/analysis/photogate/gate", test_gate);
  g_test_add_func ("/analysis/photogate/gate-at-once", test_gate_at_once);
  g_test_add_func ("/analysis/photogate/gate-break", test_gate_break);
  g_test_add_func ("/analysis/photogate/pulse-one-gate", test_pulse_one_gate);
  g_test_add_func ("/analysis/photogate/pulse-two-gates", test_pulse_two_gates);
  g_test_add_func ("/analysis/photogate/pendulum", test_pendulum);
  g_test_add_func ("/analysis/photogate/pendulum-stands", test_pendulum_stands);
  g_test_add_func ("/analysis/photogate/fence", test_fence);
  g_test_add_func ("/analysis/photogate/fence-too-few", test_fence_too_few);
  g_test_add_func ("/analysis/photogate/count", test_count);
  g_test_add_func ("/analysis/photogate/count-bounded", test_count_bounded);
  g_test_add_func ("/analysis/photogate/find", test_find);
  g_test_add_func ("/analysis/photogate/feed", test_feed);
  g_test_add_func ("/analysis/photogate/first-line", test_first_line);

  return g_test_run ();
}
