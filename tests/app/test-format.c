#include "config.h"

#include "app/collection.h"
#include "app/format.h"
#include "app/speed.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

typedef struct {
  const char *name; /* last part of the test path */
  double      value;
  const char *text;
} Case;

static const Case durations[] = {
  { "zero", 0.0, "0\u00a0s" },
  { "tenths", 12.34, "12.3\u00a0s" },
  { "whole", 45.0, "45\u00a0s" },
  { "just-below-a-minute", 59.96, "60\u00a0s" },
  { "minute", 60.0, "60\u00a0s" },
  { "just-below-two-minutes", 119.6, "2\u00a0min" },
  { "minutes-and-seconds", 125.0, "2\u00a0min 5\u00a0s" },
  { "hour", 3600.0, "1\u00a0h" },
  { "hours-and-minutes", 5400.0, "1\u00a0h 30\u00a0min" },
  { "nan", NAN, "0\u00a0s" },
  { "negative", -1.0, "0\u00a0s" },
};

static const Case rates[] = {
  { "unknown", 0.0, "–" },
  { "nan", NAN, "–" },
  { "whole", 20.0, "20\u00a0Hz" },
  { "tenth", 0.1, "0.1\u00a0Hz" },
  { "three-digits", 9.984, "9.98\u00a0Hz" },
  { "noise-of-division", 1.0 / 0.05, "20\u00a0Hz" },
  { "kilohertz", 44100.0, "44100\u00a0Hz" },
};

static const Case plains[] = {
  { "whole", 60.0, "60" },
  { "fraction", 0.05, "0.05" },
  { "third", 1.0 / 3.0, "0.3333" },
  { "zero", 0.0, "0" },
};

static void
test_duration (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *text = rk_format_duration (c->value);

  g_assert_cmpstr (text, ==, c->text);
}

static void
test_rate (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *text = rk_format_rate (c->value);

  g_assert_cmpstr (text, ==, c->text);
}

static void
test_plain (gconstpointer data)
{
  const Case *c = data;
  g_autofree char *text = rk_format_plain (c->value);

  g_assert_cmpstr (text, ==, c->text);
}

static void
test_decimal_comma (void)
{
  g_autofree char *text = NULL;

  rk_number_set_decimal_sign (',');
  text = rk_format_duration (0.5);
  g_assert_cmpstr (text, ==, "0,5\u00a0s");
  rk_number_set_decimal_sign ('.');
}

static void
test_count (void)
{
  static const struct { guint64 n; const char *text; } rows[] = {
    { 0, "0" },
    { 999, "999" },
    { 1000, "1\u202f000" },
    { 1234567, "1\u202f234\u202f567" },
    { G_MAXUINT64, "18\u202f446\u202f744\u202f073\u202f709\u202f551\u202f615" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = rk_format_count (rows[i].n);

    g_assert_cmpstr (text, ==, rows[i].text);
  }
}

static void
test_file_stem (void)
{
  /* 2001-09-09 01:46:40 UTC; the tests run in UTC. */
  const gint64 wall_us = G_GINT64_CONSTANT (1000000000) * G_USEC_PER_SEC;
  g_autofree char *long_title = g_strnfill (1000, 'x');
  static const struct { const char *title; const char *text; } rows[] = {
    { "Ice", "Ice 2001-09-09 01-46-40" },
    { NULL, "2001-09-09 01-46-40" },
    { "  ", "2001-09-09 01-46-40" },
    { "a/b\\c:d*e?f\"g<h>i|j\nk", "a-b-c-d-e-f-g-h-i-j-k 2001-09-09 01-46-40" },
    { "..", "-. 2001-09-09 01-46-40" },
    { "Лёд", "Лёд 2001-09-09 01-46-40" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = rk_format_file_stem (rows[i].title, wall_us);

    g_assert_cmpstr (text, ==, rows[i].text);
  }

  {
    g_autofree char *text = rk_format_file_stem (long_title, wall_us);

    g_assert_cmpuint (strlen (text), <, 200);
  }
}

static void
test_speed (void)
{
  static const struct { const char *text; guint baud; } rows[] = {
    { "9600", 9600 },
    { " 115 200 ", 115200 },
    { "12345", 12345 },
    { "9600.5", 0 },
    { "10", 0 },
    { "99999999999", 0 },
    { "-9600", 0 },
    { "fast", 0 },
    { "", 0 },
    { NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    guint baud = 0;

    g_assert_true (rk_speed_parse (rows[i].text, &baud) == (rows[i].baud != 0));
    g_assert_cmpuint (baud, ==, rows[i].baud);
  }
}

/* -- The collection settings of a file ------------------------------------ */

static void
test_collection_round_trip (void)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkRecorder) first = rk_recorder_new (experiment);
  g_autoptr (RkRecorder) second = rk_recorder_new (experiment);
  g_autofree char *json = NULL;

  rk_recorder_set_rate_hz (first, 12.5);
  rk_recorder_set_duration_s (first, 90.0);
  rk_recorder_set_pace (first, RK_PACE_AVERAGE);
  json = rk_collection_write ("{\"view\":{\"page\":\"table\"}}", first);
  rk_collection_read (json, second);

  /* Exact: binary fractions. */
  g_assert_cmpfloat (rk_recorder_get_rate_hz (second), ==, 12.5);
  g_assert_cmpfloat (rk_recorder_get_duration_s (second), ==, 90.0);
  g_assert_cmpint (rk_recorder_get_pace (second), ==, RK_PACE_AVERAGE);
  /* What others keep there stays. */
  g_assert_nonnull (strstr (json, "\"page\":\"table\""));
}

/* A set-up from somebody else's file: nothing it holds may do harm. */
static void
test_collection_hostile (void)
{
  static const char * const texts[] = {
    "", "x", "[]", "null", "{", "{\"collection\":5}", "{\"collection\":[]}",
    "{\"collection\":{\"rate_hz\":\"ten\",\"duration_s\":{},\"pace\":7}}",
    "{\"collection\":{\"rate_hz\":-1,\"duration_s\":1e400}}",
    "{\"collection\":{\"rate_hz\":null,\"pace\":\"sideways\"}}",
  };
  g_autofree char *deep = g_strnfill (60000, '[');
  g_autofree char *wide = g_strnfill (1000000, ' ');

  for (guint i = 0; i < G_N_ELEMENTS (texts) + 3; i++) {
    const char *text = i < G_N_ELEMENTS (texts) ? texts[i]
      : i == G_N_ELEMENTS (texts) ? deep
      : i == G_N_ELEMENTS (texts) + 1 ? wide : NULL;
    g_autoptr (RkExperiment) experiment = rk_experiment_new ();
    g_autoptr (RkRecorder) recorder = rk_recorder_new (experiment);
    g_autofree char *json = NULL;

    rk_collection_read (text, recorder);
    g_assert_true (rk_recorder_get_rate_hz (recorder) >= 0.0);
    g_assert_true (isfinite (rk_recorder_get_duration_s (recorder)));

    json = rk_collection_write (text, recorder);
    g_assert_true (g_str_has_prefix (json, "{"));
  }
}

static void
add_cases (const char    *prefix,
           const Case    *cases,
           guint          n,
           GTestDataFunc  func)
{
  for (guint i = 0; i < n; i++) {
    g_autofree char *path = g_strconcat (prefix, cases[i].name, NULL);

    g_test_add_data_func (path, &cases[i], func);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_setenv ("TZ", "UTC", TRUE);
  g_test_init (&argc, &argv, NULL);
  rk_number_set_decimal_sign ('.');

  add_cases ("/app/format/duration/", durations, G_N_ELEMENTS (durations), test_duration);
  add_cases ("/app/format/rate/", rates, G_N_ELEMENTS (rates), test_rate);
  add_cases ("/app/format/plain/", plains, G_N_ELEMENTS (plains), test_plain);
  g_test_add_func ("/app/format/decimal-comma", test_decimal_comma);
  g_test_add_func ("/app/format/count", test_count);
  g_test_add_func ("/app/format/file-stem", test_file_stem);
  g_test_add_func ("/app/speed/parse", test_speed);
  g_test_add_func ("/app/collection/round-trip", test_collection_round_trip);
  g_test_add_func ("/app/collection/hostile", test_collection_hostile);

  return g_test_run ();
}
