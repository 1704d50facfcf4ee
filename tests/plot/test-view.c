#include "config.h"

#include "base/clock.h"
#include "base/number.h"
#include "plot/scene-check.h"
#include "plot/view.h"

#include <math.h>

typedef struct {
  RkExperiment *experiment;
  RkChannel    *temperature;
  RkChannel    *voltage;
  RkChannel    *other; /* volts too */
} Fixture;

static RkChannel *
add_channel (RkExperiment *experiment,
             const char   *key,
             const char   *quantity,
             const char   *unit)
{
  g_autoptr (RkColumn) column = rk_column_new (key, quantity, unit);

  return rk_experiment_ensure_channel (experiment, "test", column);
}

static void
fixture_init (Fixture *self)
{
  self->experiment = rk_experiment_new ();
  self->temperature = add_channel (self->experiment, "T", "temperature", "°C");
  self->voltage = add_channel (self->experiment, "U1", "voltage", "V");
  self->other = add_channel (self->experiment, "U2", "voltage", "V");
}

static void
fixture_clear (Fixture *self)
{
  g_clear_object (&self->experiment);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_clear)

/* @n samples a second apart: T = 20 + i, U1 = i / 10, U2 = -i / 10. */
static RkRun *
add_run (Fixture *fixture,
         guint    n)
{
  RkRun *run = rk_experiment_begin_run (fixture->experiment, 0);
  g_autoptr (RkSeries) series = rk_series_new (3, 0);
  g_autoptr (RkStream) stream = rk_stream_new ("test", "Test", NULL, series);

  if (n > 0) {
    g_autoptr (RkBlock) block = rk_block_new (3, n, 0, 1e9);

    for (guint i = 0; i < n; i++) {
      block->values[i] = 20.0 + i;
      block->values[n + i] = i / 10.0;
      block->values[2 * n + i] = -(i / 10.0);
    }
    rk_series_append (series, block);
  }

  rk_stream_add_channel (stream, fixture->temperature);
  rk_stream_add_channel (stream, fixture->voltage);
  rk_stream_add_channel (stream, fixture->other);
  rk_run_add_stream (run, stream);

  return run;
}

static const RkAxis *
axis_of (const RkScene *scene,
         guint          i)
{
  g_assert_cmpuint (i, <, scene->axes->len);

  return &g_array_index (scene->axes, RkAxis, i);
}

static const RkTrace *
trace_of (const RkScene *scene,
          guint          i)
{
  g_assert_cmpuint (i, <, scene->traces->len);

  return &g_array_index (scene->traces, RkTrace, i);
}

static void
test_empty (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkScene) scene = NULL;
  RkViewSettings settings;

  rk_view_settings_init (&settings);
  scene = rk_view_make_scene (experiment, &settings);

  g_assert_cmpuint (scene->axes->len, ==, 1);
  g_assert_cmpuint (scene->traces->len, ==, 0);
  g_assert_cmpfloat (scene->x.lower, <, scene->x.upper);
  g_assert_null (rk_view_get_unit (experiment, &settings, 0));
}

static void
test_pane_for_each_unit (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (RkScene) scene = NULL;
  RkViewSettings settings;

  fixture_init (&fixture);
  add_run (&fixture, 11);
  rk_view_settings_init (&settings);
  scene = rk_view_make_scene (fixture.experiment, &settings);

  g_assert_cmpuint (scene->axes->len, ==, 2);
  g_assert_cmpuint (scene->traces->len, ==, 3);
  g_assert_cmpuint (trace_of (scene, 0)->axis, ==, 0);
  g_assert_cmpuint (trace_of (scene, 1)->axis, ==, 1);
  g_assert_cmpuint (trace_of (scene, 2)->axis, ==, 1);
  g_assert_cmpstr (rk_view_get_unit (fixture.experiment, &settings, 0), ==, "°C");
  g_assert_cmpstr (rk_view_get_unit (fixture.experiment, &settings, 1), ==, "V");
  g_assert_null (rk_view_get_unit (fixture.experiment, &settings, 2));
  g_assert_true (g_str_has_suffix (axis_of (scene, 0)->title, ", °C"));

  /* A lone trace is named by its axis; two are told apart. */
  g_assert_null (trace_of (scene, 0)->label);
  g_assert_nonnull (trace_of (scene, 1)->label);
  g_assert_cmpstr (trace_of (scene, 1)->label, !=, trace_of (scene, 2)->label);

  g_assert_cmpfloat (scene->x.lower, ==, 0.0);
  g_assert_cmpfloat (scene->x.upper, ==, 10.0);
  g_assert_cmpfloat (axis_of (scene, 0)->lower, <=, 20.0);
  g_assert_cmpfloat (axis_of (scene, 0)->upper, >=, 30.0);
  g_assert_cmpfloat (axis_of (scene, 1)->lower, <=, -1.0);
  g_assert_cmpfloat (axis_of (scene, 1)->upper, >=, 1.0);
}

static const struct {
  const char *name;
  const char *right[3]; /* units */
  const char *expected; /* pane and side of °C, V, Pa */
} rights[] = {
  { "one", { "V" }, "0l0r1l" },
  { "the-other", { "Pa" }, "0l1l1r" },
  { "first-has-none-above", { "°C" }, "0l1l2l" },
  { "only-one-on-a-side", { "V", "Pa" }, "0l0r1l" },
  { "unknown", { "kg" }, "0l1l2l" },
};

/* Two quantities share a pane; each keeps its limits and its entry in the legend. */
static void
test_right_axes (gconstpointer data)
{
  guint k = GPOINTER_TO_UINT (data);
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (GHashTable) units = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (GError) error = NULL;
  RkViewSettings settings;

  fixture_init (&fixture);
  add_channel (fixture.experiment, "p", "pressure", "Pa");
  add_run (&fixture, 10);
  for (guint i = 0; rights[k].right[i] != NULL; i++)
    g_hash_table_add (units, (gpointer) rights[k].right[i]);

  rk_view_settings_init (&settings);
  settings.right_units = units;
  scene = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_true (rk_scene_check (scene, &error));
  g_assert_no_error (error);

  g_assert_cmpuint (scene->axes->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_string_append_printf (text, "%u%c", axis_of (scene, i)->pane, axis_of (scene, i)->right ? 'r' : 'l');
  g_assert_cmpstr (text->str, ==, rights[k].expected);
  /* T = 20 ... 29, U = -0.9 ... 0.9, each on an axis of its own. */
  g_assert_cmpfloat (axis_of (scene, 0)->lower, >, 10.0);
  g_assert_cmpfloat (axis_of (scene, 1)->upper, <, 5.0);
  g_assert_cmpuint (trace_of (scene, 0)->axis, ==, 0);
  g_assert_cmpuint (trace_of (scene, 1)->axis, ==, 1);
  g_assert_cmpint (trace_of (scene, 0)->label != NULL, ==, axis_of (scene, 1)->right);
}

static void
test_visibility (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (RkScene) chosen = NULL;
  g_autoptr (GPtrArray) channels = g_ptr_array_new ();
  RkViewSettings settings;
  RkRun *first;

  fixture_init (&fixture);
  first = add_run (&fixture, 11);
  add_run (&fixture, 21);
  rk_run_set_visible (first, FALSE);
  rk_channel_set_visible (fixture.temperature, FALSE);
  rk_view_settings_init (&settings);
  scene = rk_view_make_scene (fixture.experiment, &settings);

  g_assert_cmpuint (scene->axes->len, ==, 1);
  g_assert_cmpuint (scene->traces->len, ==, 2);
  g_assert_cmpfloat (scene->x.upper, ==, 20.0);

  /* What is asked for by name is shown although it is hidden. */
  g_ptr_array_add (channels, fixture.temperature);
  settings.channels = channels;
  chosen = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_cmpuint (chosen->traces->len, ==, 1);
  g_assert_cmpuint (trace_of (chosen, 0)->column, ==, 0);
}

static void
test_limits (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (GHashTable) limits = g_hash_table_new (g_str_hash, g_str_equal);
  double volts[2] = { -5.0, 5.0 };
  RkViewSettings settings;

  fixture_init (&fixture);
  add_run (&fixture, 101);
  rk_view_settings_init (&settings);
  settings.x_lower = 10.0;
  settings.x_upper = 12.0;
  g_hash_table_insert (limits, (gpointer) "V", volts);
  settings.y_limits = limits;
  scene = rk_view_make_scene (fixture.experiment, &settings);

  g_assert_cmpfloat (scene->x.lower, ==, 10.0);
  g_assert_cmpfloat (scene->x.upper, ==, 12.0);
  g_assert_cmpfloat (axis_of (scene, 1)->lower, ==, -5.0);
  g_assert_cmpfloat (axis_of (scene, 1)->upper, ==, 5.0);

  /* What is not given fits what the view shows: 30 to 32 °C. */
  g_assert_cmpfloat (axis_of (scene, 0)->lower, >, 29.0);
  g_assert_cmpfloat (axis_of (scene, 0)->upper, <, 33.0);
}

/* Limits that make no range are mended, never handed on. */
static void
test_bad_limits (void)
{
  static const double bad[][2] = { { 5.0, 5.0 }, { 7.0, 3.0 }, { INFINITY, 1.0 }, { 1e308, 1e308 } };
  g_auto (Fixture) fixture = { 0 };

  fixture_init (&fixture);
  add_run (&fixture, 5);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GHashTable) limits = g_hash_table_new (g_str_hash, g_str_equal);
    g_autoptr (RkScene) scene = NULL;
    RkViewSettings settings;

    rk_view_settings_init (&settings);
    settings.x_lower = bad[i][0];
    settings.x_upper = bad[i][1];
    g_hash_table_insert (limits, (gpointer) "V", (gpointer) bad[i]);
    settings.y_limits = limits;
    scene = rk_view_make_scene (fixture.experiment, &settings);

    g_assert_true (isfinite (scene->x.lower) && isfinite (scene->x.upper));
    g_assert_cmpfloat (scene->x.lower, <, scene->x.upper);
    g_assert_cmpfloat (axis_of (scene, 1)->lower, <, axis_of (scene, 1)->upper);
  }
}

/* Values are shown in the unit of the channel. */
static void
test_conversion (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (RkScene) scene = NULL;
  RkViewSettings settings;

  fixture_init (&fixture);
  add_run (&fixture, 11);
  rk_channel_set_unit (fixture.temperature, "K");
  rk_view_settings_init (&settings);
  scene = rk_view_make_scene (fixture.experiment, &settings);

  g_assert_cmpfloat_with_epsilon (trace_of (scene, 0)->conversion.offset, 273.15, 1e-9);
  g_assert_cmpfloat (axis_of (scene, 0)->lower, >, 290.0);
  g_assert_cmpfloat (axis_of (scene, 0)->upper, <, 305.0);
}

/* With several runs each is told apart, also in grey. */
static void
test_runs_differ (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (RkScene) scene = NULL;
  RkViewSettings settings;

  fixture_init (&fixture);
  add_run (&fixture, 11);
  add_run (&fixture, 11);
  add_run (&fixture, 0); /* without samples: not drawn */
  rk_channel_set_visible (fixture.temperature, FALSE);
  rk_channel_set_visible (fixture.other, FALSE);
  rk_view_settings_init (&settings);
  settings.theme = RK_THEME_PRINT;
  scene = rk_view_make_scene (fixture.experiment, &settings);

  g_assert_cmpuint (scene->traces->len, ==, 2);
  g_assert_cmpuint (trace_of (scene, 0)->color, !=, trace_of (scene, 1)->color);
  g_assert_cmpuint (trace_of (scene, 0)->dash, !=, trace_of (scene, 1)->dash);
  g_assert_cmpstr (trace_of (scene, 0)->label, !=, trace_of (scene, 1)->label);
}

static void
test_decimal_sign (void)
{
  g_auto (Fixture) fixture = { 0 };
  RkViewSettings settings;

  fixture_init (&fixture);
  rk_view_settings_init (&settings);

  for (const char *sign = ".,"; *sign != '\0'; sign++) {
    g_autoptr (RkScene) scene = NULL;

    rk_number_set_decimal_sign (*sign);
    scene = rk_view_make_scene (fixture.experiment, &settings);
    g_assert_cmpint (scene->decimal_sign, ==, *sign);
  }
  rk_number_set_decimal_sign (0);
}

typedef struct {
  const char *name;
  const char *symbols[2]; /* of two channels; NULL = the quantity's */
  const char *quantities[2];
  const char *unit;
  const char *title;
} TitleCase;

static const TitleCase title_cases[] = {
  { "same-symbol",    { NULL, NULL },   { "temperature", "temperature" }, "°C", "T, °C" },
  { "same-quantity",  { "T₁", "T₂" },   { "temperature", "temperature" }, "°C", "T, °C" },
  { "other-quantity", { NULL, NULL },   { "altitude", "distance" },       "m",  "m" },
  { "unit-tells",     { NULL, NULL },   { NULL, NULL },                   "V",  "U, V" },
  { "unit-and-own",   { "Uc", NULL },   { NULL, NULL },                   "V",  "U, V" },
  { "per-cent",       { NULL, NULL },   { NULL, NULL },                   "%",  "%" },
  { "unknown-unit",   { NULL, NULL },   { NULL, NULL },                   "widgets", "widgets" },
  { "no-unit",        { NULL, NULL },   { NULL, NULL },                   NULL, "a · b" },
};

static void
test_title (gconstpointer data)
{
  const TitleCase *c = data;
  static const char * const keys[] = { "a", "b" };
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkScene) scene = NULL;
  RkViewSettings settings;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (RkColumn) column = rk_column_new (keys[i], c->quantities[i], c->unit);

    column->symbol = g_strdup (c->symbols[i]);
    rk_experiment_ensure_channel (experiment, "key", column);
  }

  rk_view_settings_init (&settings);
  scene = rk_view_make_scene (experiment, &settings);
  g_assert_cmpuint (scene->axes->len, ==, 1);
  g_assert_cmpstr (axis_of (scene, 0)->title, ==, c->title);
}

/* A run of kept readings: volume typed, temperature measured. */
static RkRun *
add_kept_run (Fixture    *fixture,
              const char *typed)
{
  g_autoptr (RkColumn) column = rk_column_new (typed, "volume", "ml");
  RkRun *run = rk_experiment_begin_run (fixture->experiment, 0);
  g_autoptr (RkSeries) series = rk_series_new (2, 0);
  g_autoptr (RkStream) stream = rk_stream_new ("keep", "Kept readings", NULL, series);
  g_autoptr (RkBlock) block = rk_block_new (2, 3, RK_NS_PER_S, 1e9);

  column->symbol = g_strdup ("V");
  for (guint i = 0; i < 3; i++) {
    block->values[i] = 2.0 * i + 1.0;
    block->values[3 + i] = 20.0 + i;
  }
  rk_series_append (series, block);
  rk_stream_add_channel (stream, rk_experiment_ensure_channel (fixture->experiment, "manual", column));
  rk_stream_add_channel (stream, fixture->temperature);
  rk_run_add_stream (run, stream);

  return run;
}

/* Kept readings stand against what was typed to them, unjoined; beside samples in time, or other typed things, at their times. */
static void
test_kept (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (RkScene) alone = NULL;
  g_autoptr (RkScene) beside = NULL;
  g_autoptr (RkScene) mixed = NULL;
  RkRun *other;
  RkViewSettings settings;

  fixture_init (&fixture);
  rk_channel_set_visible (fixture.voltage, FALSE);
  rk_channel_set_visible (fixture.other, FALSE);
  add_kept_run (&fixture, "V");
  rk_view_settings_init (&settings);

  alone = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_true (alone->xy);
  g_assert_cmpstr (alone->x.title, ==, "V, ml");
  g_assert_cmpuint (alone->axes->len, ==, 1);
  g_assert_cmpuint (alone->traces->len, ==, 1);
  g_assert_cmpint (trace_of (alone, 0)->style, ==, RK_TRACE_POINTS);
  g_assert_cmpuint (trace_of (alone, 0)->x_column, ==, 0);
  g_assert_cmpuint (trace_of (alone, 0)->column, ==, 1);
  g_assert_cmpfloat (alone->x.lower, <=, 1.0);
  g_assert_cmpfloat (alone->x.upper, >=, 5.0);
  g_assert_nonnull (rk_view_get_x_channel (fixture.experiment, &settings));

  other = add_kept_run (&fixture, "W");
  beside = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_false (beside->xy);
  rk_run_set_visible (other, FALSE);

  add_run (&fixture, 11);
  mixed = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_false (mixed->xy);
  g_assert_cmpuint (mixed->axes->len, ==, 1);
  g_assert_cmpuint (mixed->traces->len, ==, 2);
  g_assert_cmpint (trace_of (mixed, 0)->style, ==, RK_TRACE_POINTS);
  g_assert_cmpint (trace_of (mixed, 1)->style, ==, RK_TRACE_LINE);
  g_assert_cmpfloat (mixed->x.upper, ==, 10.0);
  g_assert_null (rk_view_get_x_channel (fixture.experiment, &settings));
}

/* Marks of the runs that are shown, by time; a level is in the pane of its channel, and in its range. */
static void
test_marks_and_level (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (RkScene) hidden = NULL;
  RkViewSettings settings;
  RkRun *first;
  RkRun *second;

  fixture_init (&fixture);
  first = add_run (&fixture, 11);
  second = add_run (&fixture, 11);
  rk_run_add_mark (first, RK_MARK_NOTE, 5 * RK_NS_PER_S, 7 * RK_NS_PER_S, "stirred");
  rk_run_add_mark (second, RK_MARK_TRIGGER, 0, 0, "T ↑ 30 °C");
  rk_view_settings_init (&settings);
  settings.level_channel = fixture.voltage;
  settings.level = 12.5;

  scene = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_cmpuint (scene->marks->len, ==, 2);
  g_assert_cmpstr (g_array_index (scene->marks, RkMarkNote, 0).text, ==, "T ↑ 30 °C");
  g_assert_cmpint (g_array_index (scene->marks, RkMarkNote, 1).run_id, ==, rk_run_get_id (first));
  g_assert_cmpfloat (g_array_index (scene->marks, RkMarkNote, 1).end_s, ==, 7.0);
  g_assert_cmpuint (scene->levels->len, ==, 1);
  g_assert_cmpuint (g_array_index (scene->levels, RkLevelLine, 0).axis, ==, 1);
  g_assert_cmpfloat (axis_of (scene, 1)->upper, >, 12.5);

  rk_channel_set_visible (fixture.voltage, FALSE);
  rk_run_set_visible (second, FALSE);
  hidden = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_cmpuint (hidden->marks->len, ==, 1);
  g_assert_cmpuint (hidden->levels->len, ==, 0);
}

/* A shifted run stands elsewhere, with its marks; its samples have the times they had. */
static void
test_shifted_run (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (RkScene) alone = NULL;
  RkViewSettings settings;
  RkRun *first;
  RkRun *second;

  fixture_init (&fixture);
  rk_channel_set_visible (fixture.voltage, FALSE);
  rk_channel_set_visible (fixture.other, FALSE);
  first = add_run (&fixture, 11);
  second = add_run (&fixture, 11);
  rk_run_add_mark (second, RK_MARK_NOTE, 4 * RK_NS_PER_S, 6 * RK_NS_PER_S, "stirred");
  rk_run_set_offset_ns (first, -2 * RK_NS_PER_S);
  rk_run_set_offset_ns (second, 5 * RK_NS_PER_S);
  rk_view_settings_init (&settings);

  scene = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_cmpfloat (trace_of (scene, 0)->x_offset_s, ==, -2.0);
  g_assert_cmpfloat (trace_of (scene, 1)->x_offset_s, ==, 5.0);
  g_assert_cmpint (rk_span_get_time_ns (trace_of (scene, 1)->span, 0), ==, 0);
  g_assert_cmpfloat (scene->x.lower, ==, -2.0);
  g_assert_cmpfloat (scene->x.upper, ==, 15.0);
  g_assert_cmpfloat (g_array_index (scene->marks, RkMarkNote, 0).begin_s, ==, 9.0);
  g_assert_cmpfloat (g_array_index (scene->marks, RkMarkNote, 0).end_s, ==, 11.0);

  /* Far from 0 it still fills the picture. */
  rk_run_set_visible (first, FALSE);
  rk_run_set_offset_ns (second, 86400 * RK_NS_PER_S);
  alone = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_cmpfloat (alone->x.lower, ==, 86400.0);
  g_assert_cmpfloat (alone->x.upper, ==, 86410.0);
}

/* What is left out is there, pale, and counts for nothing. */
static void
test_excluded (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (RkScene) nothing = NULL;
  g_autoptr (RkExcluded) crop = rk_excluded_crop (NULL, 3 * RK_NS_PER_S, 6 * RK_NS_PER_S);
  g_autoptr (RkExcluded) more = rk_excluded_add (crop, 4 * RK_NS_PER_S, 4 * RK_NS_PER_S);
  g_autoptr (RkExcluded) all = rk_excluded_add (NULL, G_MININT64, G_MAXINT64);
  RkViewSettings settings;
  double min = 0;
  double max = 0;
  RkRun *run;

  fixture_init (&fixture);
  rk_channel_set_visible (fixture.voltage, FALSE);
  rk_channel_set_visible (fixture.other, FALSE);
  run = add_run (&fixture, 11);
  rk_run_set_excluded (run, more);
  rk_view_settings_init (&settings);

  scene = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_cmpuint (scene->traces->len, ==, 2);
  g_assert_false (trace_of (scene, 0)->struck);
  g_assert_true (isnan (rk_span_get_value (trace_of (scene, 0)->span, 0, 4)));
  g_assert_cmpfloat (rk_span_get_value (trace_of (scene, 0)->span, 0, 5), ==, 25.0);
  g_assert_true (trace_of (scene, 1)->struck);
  g_assert_null (trace_of (scene, 1)->label);
  g_assert_cmpfloat (rk_span_get_value (trace_of (scene, 1)->span, 0, 4), ==, 24.0);
  g_assert_true (isnan (rk_span_get_value (trace_of (scene, 1)->span, 0, 5)));

  g_assert_cmpfloat (scene->x.lower, ==, 3.0);
  g_assert_cmpfloat (scene->x.upper, ==, 6.0);
  g_assert_true (rk_scene_get_extrema (scene, 0, &min, &max));
  g_assert_cmpfloat (min, ==, 23.0);
  g_assert_cmpfloat (max, ==, 26.0);

  /* Nothing is left: empty axes, as before the first sample. */
  rk_run_set_excluded (run, all);
  nothing = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_cmpfloat (nothing->x.lower, ==, 0.0);
  g_assert_cmpfloat (nothing->x.upper, ==, 10.0);
}

/* Two sensors at different rates: pairs at the times of the slower one. */
static void
test_x_channel (void)
{
  g_auto (Fixture) fixture = { 0 };
  g_autoptr (RkScene) scene = NULL;
  g_autoptr (RkScene) same = NULL;
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkStream) stream = rk_stream_new ("other", "Other", NULL, series);
  g_autoptr (RkBlock) block = rk_block_new (1, 5, RK_NS_PER_S / 2, 2e9);
  RkChannel *distance = add_channel (fixture.experiment = rk_experiment_new (), "s", "length", "m");
  RkViewSettings settings;
  RkRun *run;

  fixture.temperature = add_channel (fixture.experiment, "T", "temperature", "°C");
  fixture.voltage = add_channel (fixture.experiment, "U1", "voltage", "V");
  fixture.other = add_channel (fixture.experiment, "U2", "voltage", "V");
  run = add_run (&fixture, 11);
  for (guint i = 0; i < 5; i++)
    block->values[i] = 100.0 * i; /* at 0.5, 2.5 ... 8.5 s */
  rk_series_append (series, block);
  rk_stream_add_channel (stream, distance);
  rk_run_add_stream (run, stream);
  rk_channel_set_visible (fixture.voltage, FALSE);
  rk_channel_set_visible (fixture.other, FALSE);
  rk_channel_set_unit (fixture.temperature, "K");

  rk_view_settings_init (&settings);
  settings.x_channel = distance;
  scene = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_true (scene->xy);
  g_assert_true (rk_view_get_x_channel (fixture.experiment, &settings) == distance);
  g_assert_cmpuint (scene->axes->len, ==, 1);
  g_assert_cmpuint (scene->traces->len, ==, 1);
  g_assert_cmpuint (rk_span_get_n_samples (trace_of (scene, 0)->span), ==, 5);
  for (guint i = 0; i < 5; i++) {
    const RkTrace *trace = trace_of (scene, 0);

    /* T = 20 °C + t / s. */
    g_assert_cmpfloat (rk_span_get_value (trace->span, trace->x_column, i), ==, 100.0 * i);
    g_assert_cmpfloat_with_epsilon (rk_span_get_value (trace->span, trace->column, i), 20.5 + 2.0 * i + 273.15, 1e-9);
  }
  g_assert_cmpfloat (scene->x.upper, >=, 400.0);

  /* Of one stream nothing is interpolated. */
  settings.x_channel = fixture.temperature;
  rk_channel_set_visible (distance, FALSE);
  rk_channel_set_visible (fixture.voltage, TRUE);
  same = rk_view_make_scene (fixture.experiment, &settings);
  g_assert_cmpuint (same->traces->len, ==, 1);
  g_assert_cmpuint (rk_span_get_n_samples (trace_of (same, 0)->span), ==, 11);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/view/empty", test_empty);
  g_test_add_func ("/plot/view/pane-for-each-unit", test_pane_for_each_unit);
  for (guint i = 0; i < G_N_ELEMENTS (rights); i++) {
    g_autofree char *path = g_strconcat ("/plot/view/right-axes/", rights[i].name, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_right_axes);
  }
  g_test_add_func ("/plot/view/visibility", test_visibility);
  g_test_add_func ("/plot/view/limits", test_limits);
  g_test_add_func ("/plot/view/bad-limits", test_bad_limits);
  g_test_add_func ("/plot/view/conversion", test_conversion);
  g_test_add_func ("/plot/view/runs-differ", test_runs_differ);
  g_test_add_func ("/plot/view/decimal-sign", test_decimal_sign);
  g_test_add_func ("/plot/view/kept-readings", test_kept);
  g_test_add_func ("/plot/view/marks-and-level", test_marks_and_level);
  g_test_add_func ("/plot/view/shifted-run", test_shifted_run);
  g_test_add_func ("/plot/view/excluded", test_excluded);
  g_test_add_func ("/plot/view/x-channel", test_x_channel);
  for (guint i = 0; i < G_N_ELEMENTS (title_cases); i++) {
    g_autofree char *path = g_strconcat ("/plot/view/title/", title_cases[i].name, NULL);

    g_test_add_data_func (path, &title_cases[i], test_title);
  }

  return g_test_run ();
}
