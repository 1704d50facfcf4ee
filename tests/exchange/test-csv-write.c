#include "config.h"

#include "exchange/csv.h"
#include "exchange/errors.h"
#include "fixture.h"

#include "base/clock.h"
#include "base/number.h"

#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static RkExperiment *
make_experiment (GPtrArray **runs)
{
  static const gint64 times[] = { 0, 50000000, 1500000000, 60000000001 };
  static const double values[] = { 21.5, 1, -0.25, (double) NAN, 1e-7, 3, 0.1, 4 };
  const char *columns[] = { "T|°C", "Light, left|", NULL };
  RkExperiment *experiment = rk_experiment_new ();
  g_autoptr (RkSeries) series = rk_series_new (2, 0);

  append_rows (series, 2, 4, times, values);
  *runs = g_ptr_array_new ();
  g_ptr_array_add (*runs, add_run (experiment, "a", columns, series));

  return experiment;
}

typedef struct {
  const char  *name;
  RkCsvDialect dialect;
  char         sign; /* of the language */
  const char  *text;
} DialectCase;

static const DialectCase dialects[] = {
  { "english", RK_CSV_ENGLISH, ',',
    "\"t, s\",\"T, °C\",\"Light, left,\"\n0,21.5,1\n0.05,-0.25,\n1.5,1e-07,3\n60.000000001,0.1,4\n" },
  { "russian", RK_CSV_RUSSIAN, '.',
    "\xef\xbb\xbf\"t, s\";\"T, °C\";\"Light, left,\"\r\n0;21,5;1\r\n0,05;-0,25;\r\n1,5;1e-07;3\r\n60,000000001;0,1;4\r\n" },
  { "tab-comma", RK_CSV_TAB, ',',
    "\"t, s\"\t\"T, °C\"\t\"Light, left,\"\n0\t21,5\t1\n0,05\t-0,25\t\n1,5\t1e-07\t3\n60,000000001\t0,1\t4\n" },
  { "tab-point", RK_CSV_TAB, '.',
    "\"t, s\"\t\"T, °C\"\t\"Light, left,\"\n0\t21.5\t1\n0.05\t-0.25\t\n1.5\t1e-07\t3\n60.000000001\t0.1\t4\n" },
};

static void
test_dialect (Fixture      *fixture,
              gconstpointer data)
{
  const DialectCase *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (RkExperiment) experiment = make_experiment (&runs);
  g_autofree char *text = NULL;
  RkCsvDialect dialect;

  rk_number_set_decimal_sign (c->sign);
  g_assert_true (rk_csv_write (experiment, runs, fixture->path, c->dialect, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  rk_number_set_decimal_sign (0);

  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, c->text);
  g_assert_cmpuint (fixture_count_files (fixture), ==, 1);

  g_assert_true (rk_csv_dialect_from_id (rk_csv_dialect_id (c->dialect), &dialect));
  g_assert_cmpint (dialect, ==, c->dialect);
  g_assert_false (rk_csv_dialect_from_id ("fr", &dialect));
}

/* What came before a trigger has negative times; they come back. */
static void
test_before_origin (Fixture      *fixture,
                    gconstpointer data)
{
  static const gint64 times[] = { -1500000000, -50000000, -1, 0, 50000000 };
  static const double values[] = { 1, 2, 3, 4, 5 };
  const char *columns[] = { "T|°C", NULL };
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) back = NULL;
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (RkSpan) span = NULL;
  g_autofree char *text = NULL;

  append_rows (series, 1, 5, times, values);
  g_ptr_array_add (runs, add_run (experiment, "a", columns, series));
  g_assert_true (rk_csv_write (experiment, runs, fixture->path, RK_CSV_ENGLISH, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "\"t, s\",\"T, °C\"\n-1.5,1\n-0.05,2\n-0.000000001,3\n0,4\n0.05,5\n");

  back = rk_experiment_new ();
  span = take_span (rk_csv_read (back, fixture->path, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (rk_span_get_time_ns (span, i), ==, times[i]);
}

/* Two devices in one run: rows in the order of time, one row where the times are equal. */
static void
test_merge (Fixture      *fixture,
            gconstpointer data)
{
  static const gint64 slow[] = { 0, 1000000000, 2000000000 };
  static const gint64 fast[] = { -500000000, 500000000, 1000000000, 1000000000, 2500000000 };
  static const double slow_values[] = { 1, 2, 3 };
  static const double fast_values[] = { 10, 20, 30, 40, 50 };
  const char *slow_columns[] = { "A", NULL };
  const char *fast_columns[] = { "B", NULL };
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (RkSeries) a = rk_series_new (1, 0);
  g_autoptr (RkSeries) b = rk_series_new (1, 0);
  g_autoptr (RkColumn) column = rk_column_new (fast_columns[0], NULL, NULL);
  g_autoptr (RkStream) stream = rk_stream_new ("fast", "fast", NULL, b);
  g_autofree char *text = NULL;
  RkRun *run;

  append_rows (a, 1, 3, slow, slow_values);
  append_rows (b, 1, 5, fast, fast_values);
  run = add_run (experiment, "slow", slow_columns, a);
  rk_stream_add_channel (stream, rk_experiment_ensure_channel (experiment, "fast", column));
  rk_run_add_stream (run, stream);
  g_ptr_array_add (runs, run);

  g_assert_true (rk_csv_write (experiment, runs, fixture->path, RK_CSV_ENGLISH, NULL, NULL, NULL, NULL));
  g_file_get_contents (fixture->path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, "\"t, s\",A,B\n-0.5,,10\n0,1,\n0.5,,20\n1,2,30\n1,,40\n2,3,\n2.5,,50\n");
}

static void
test_several_runs (Fixture      *fixture,
                   gconstpointer data)
{
  static const gint64 times[] = { 0, 1000000000 };
  static const double values[] = { 1, 2 };
  const char *columns[] = { "A|V", NULL };
  const char *other[] = { "B", NULL };
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (RkSeries) a = rk_series_new (1, 0);
  g_autoptr (RkSeries) b = rk_series_new (1, 0);
  g_autoptr (RkSeries) empty = rk_series_new (1, 0);
  g_autofree char *text = NULL;

  append_rows (a, 1, 2, times, values);
  append_rows (b, 1, 2, times, values);
  g_ptr_array_add (runs, add_run (experiment, "a", columns, a));
  g_ptr_array_add (runs, add_run (experiment, "b", other, b));
  g_ptr_array_add (runs, add_run (experiment, "a", columns, empty));
  rk_run_set_name (runs->pdata[1], "=1+1, \"x\"");

  g_assert_true (rk_csv_write (experiment, runs, fixture->path, RK_CSV_ENGLISH, NULL, NULL, NULL, NULL));
  g_file_get_contents (fixture->path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, "\"t, s\",\"A, V\",B,Run\n0,1,,Run 1\n1,2,,Run 1\n"
                             "0,,1,\"'=1+1, \"\"x\"\"\"\n1,,2,\"'=1+1, \"\"x\"\"\"\n");
}

/* All values are there, and a column says which of them are left out of graphs and figures. */
static void
test_excluded (Fixture      *fixture,
               gconstpointer data)
{
  static const gint64 times[] = { 0, 1000000000, 2000000000, 3000000000 };
  static const double values[] = { 1, 2, 3, 4 };
  const char *columns[] = { "A", NULL };
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (RkSeries) a = rk_series_new (1, 0);
  g_autoptr (RkSeries) b = rk_series_new (1, 0);
  g_autoptr (RkExcluded) one = rk_excluded_add (NULL, 1000000000, 1000000000);
  g_autoptr (RkExcluded) excluded = rk_excluded_add (one, 2500000000, G_MAXINT64);
  g_autofree char *text = NULL;

  append_rows (a, 1, 4, times, values);
  append_rows (b, 1, 1, times, values);
  g_ptr_array_add (runs, add_run (experiment, "a", columns, a));
  g_ptr_array_add (runs, add_run (experiment, "a", columns, b));
  rk_run_set_excluded (runs->pdata[0], excluded);

  g_assert_true (rk_csv_write (experiment, runs, fixture->path, RK_CSV_ENGLISH, NULL, NULL, NULL, NULL));
  g_file_get_contents (fixture->path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, "\"t, s\",A,Run,Excluded\n0,1,Run 1,\n1,2,Run 1,1\n2,3,Run 1,\n3,4,Run 1,1\n0,1,Run 2,\n");
}

/* What was left out is left out again, of one run and of several, in any dialect. */
static void
test_excluded_comes_back (Fixture      *fixture,
                          gconstpointer data)
{
  static const gint64 times[] = { 0, 1000000000, 2000000000, 3000000000 };
  static const double values[] = { 1, 2, 3, 4 };
  const char *columns[] = { "A", NULL };

  for (guint k = 0; k < 6; k++) {
    g_autoptr (RkExperiment) experiment = rk_experiment_new ();
    g_autoptr (RkExperiment) back = rk_experiment_new ();
    g_autoptr (GPtrArray) runs = g_ptr_array_new ();
    g_autoptr (RkSeries) a = rk_series_new (1, 0);
    g_autoptr (RkExcluded) one = rk_excluded_add (NULL, 0, 500000000);
    g_autoptr (RkExcluded) excluded = rk_excluded_add (one, 1500000000, G_MAXINT64);
    g_autoptr (GError) error = NULL;
    RkExcluded *found;
    RkRun *run;

    append_rows (a, 1, 4, times, values);
    for (guint i = 0; i <= k / 3; i++)
      g_ptr_array_add (runs, add_run (experiment, "a", columns, a));
    rk_run_set_excluded (runs->pdata[0], excluded);
    g_assert_true (rk_csv_write (experiment, runs, fixture->path, (RkCsvDialect) (k % 3), NULL, NULL, NULL, NULL));

    run = rk_csv_read (back, fixture->path, NULL, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (back)), ==, 1 + k / 3);
    g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_channels (back)), ==, 1);
    found = rk_run_get_excluded (run);
    g_assert_cmpuint (rk_excluded_get_n (found), ==, 2);
    g_assert_cmpint (rk_excluded_get (found, 0).begin_ns, ==, 0);
    g_assert_cmpint (rk_excluded_get (found, 0).end_ns, ==, 0);
    g_assert_cmpint (rk_excluded_get (found, 1).begin_ns, ==, 2000000000);
    g_assert_cmpint (rk_excluded_get (found, 1).end_ns, ==, 3000000000);
    if (k >= 3) {
      g_autoptr (RkRun) second = g_list_model_get_item (rk_experiment_get_runs (back), 1);

      g_assert_null (rk_run_get_excluded (second));
    }
  }
}

/* A column of the same name that says something else is a channel. */
static void
test_other_excluded (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (RkExperiment) back = rk_experiment_new ();
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->path, "t;A;Excluded\n0;1;0.5\n1;2;1\n", -1, NULL);
  g_assert_nonnull (rk_csv_read (back, fixture->path, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_channels (back)), ==, 2);
}

/* The quick way of printing gives the same text as the general one. */
static void
test_same_as_number_print (Fixture      *fixture,
                           gconstpointer data)
{
  const char *columns[] = { "a", NULL };
  guint n = 40000;
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autofree gint64 *times = g_new0 (gint64, n);
  g_autofree double *values = g_new (double, n);
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autofree char *text = NULL;
  const char *line;

  for (guint i = 0; i < n; i++) {
    double power = pow (10.0, g_rand_int_range (rand, 0, 9));

    values[i] = g_rand_int_range (rand, -2000000, 2000000) / power * (i % 7 == 0 ? 1000.0 : 1.0);
    if (i % 11 == 0)
      values[i] = nextafter (values[i], 1e9);
    if (i % 13 == 0)
      values[i] = -0.0;
  }

  for (guint i = 0; i < n; i += 4000)
    append_rows (series, 1, 4000, times + i, values + i);

  g_ptr_array_add (runs, add_run (experiment, "a", columns, series));
  g_assert_true (rk_csv_write (experiment, runs, fixture->path, RK_CSV_ENGLISH, NULL, NULL, NULL, NULL));
  g_file_get_contents (fixture->path, &text, NULL, NULL);
  line = strchr (text, '\n') + 1;

  for (guint i = 0; i < n; i++) {
    char expected[RK_NUMBER_BUFFER];
    gsize len = rk_number_print (values[i], expected);

    g_assert_cmpmem (line + 2, strcspn (line + 2, "\n"), expected, len);
    line = strchr (line, '\n') + 1;
  }
}

/* A converted value is rounded to the digits it has. */
static void
test_shown_unit (Fixture      *fixture,
                 gconstpointer data)
{
  static const gint64 times[] = { 0, 1 };
  static const double values[] = { 21.53, -40 };
  const char *columns[] = { "T|°C", NULL };
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autofree char *text = NULL;

  append_rows (series, 1, 2, times, values);
  g_ptr_array_add (runs, add_run (experiment, "a", columns, series));
  rk_channel_set_unit (channel_of (runs->pdata[0], 0), "K");

  g_assert_true (rk_csv_write (experiment, runs, fixture->path, RK_CSV_RUSSIAN, NULL, NULL, NULL, NULL));
  g_file_get_contents (fixture->path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, "\xef\xbb\xbf\"t, s\";\"T, K\"\r\n0;294,68\r\n0,000000001;233,15\r\n");
}

static void
test_empty (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autofree char *text = NULL;

  g_assert_true (rk_csv_write (experiment, runs, fixture->path, RK_CSV_ENGLISH, NULL, NULL, NULL, NULL));
  g_file_get_contents (fixture->path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, "\"t, s\"\n");
}

/* Names and units nobody expects come back as they were, and none is a formula to a spreadsheet. */
static const char * const names[] = {
  "T|°C", "pH|pH", "U|V", "=cmd|' /C calc'!A0", "+1", "-x|V", "@x", "'quoted'", "'=x", "U/V", "m/s", "V",
  "Speed (fast)", "Speed [1]", "a;b", "a,b", "a, b", "a\"b", "two\nlines", "x|odd unit of three words", "Температура|°C", "n|шт",
  "Column 7", "2024", "t",
};

static void
test_names_come_back (Fixture      *fixture,
                      gconstpointer data)
{
  const char *columns[G_N_ELEMENTS (names) + 1] = { NULL };
  double values[G_N_ELEMENTS (names)];
  static const gint64 times[] = { 0 };
  guint n = G_N_ELEMENTS (names);

  memcpy (columns, names, sizeof names);

  for (guint i = 0; i < n; i++)
    values[i] = i + 0.5;

  for (guint d = 0; d < 3; d++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (RkExperiment) experiment = rk_experiment_new ();
    g_autoptr (RkExperiment) back = rk_experiment_new ();
    g_autoptr (GPtrArray) runs = g_ptr_array_new ();
    g_autoptr (RkSeries) series = rk_series_new (n, 0);
    g_autoptr (RkSpan) span = NULL;
    g_autofree char *text = NULL;
    RkRun *run;

    append_rows (series, n, 1, times, values);
    g_ptr_array_add (runs, add_run (experiment, "a", columns, series));
    g_assert_true (rk_csv_write (experiment, runs, fixture->path, d, NULL, NULL, NULL, &error));
    g_assert_no_error (error);

    run = rk_csv_read (back, fixture->path, NULL, &error);
    g_assert_no_error (error);
    span = take_span (run);
    g_assert_cmpuint (rk_span_get_n_columns (span), ==, n);

    for (guint i = 0; i < n; i++) {
      RkChannel *was = channel_of (runs->pdata[0], i);
      RkChannel *is = channel_of (run, i);

      g_assert_cmpstr (rk_channel_get_name (is), ==, rk_channel_get_name (was));
      g_assert_cmpstr (rk_channel_get_unit (is), ==, rk_channel_get_unit (was));
      g_assert_cmpfloat (rk_span_get_value (span, i, 0), ==, values[i]);
    }

    g_file_get_contents (fixture->path, &text, NULL, NULL);
    g_assert_null (strstr (text, ",=cmd"));
    g_assert_null (strstr (text, "\"=cmd"));
    g_assert_null (strstr (text, "\t@x"));
    g_assert_null (strstr (text, ";+1"));
  }
}

/* Any bits that are a number, any times: exactly the same after a way there and back. */
static void
test_round_trip (Fixture      *fixture,
                 gconstpointer data)
{
  const char *columns[] = { "a|V", "b|mA", "c", NULL };
  guint n = 20000;
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  g_autofree gint64 *times = g_new (gint64, n);
  g_autofree double *values = g_new (double, 3 * n);

  for (guint i = 0; i < n; i++) {
    times[i] = (i > 0 ? times[i - 1] : 0) + g_rand_int_range (rand, 0, 1000000000);

    for (guint k = 0; k < 3; k++) {
      guint64 bits = (guint64) g_rand_int (rand) << 32 | g_rand_int (rand);

      if (k == 1)
        values[3 * i + k] = g_rand_int_range (rand, -99999, 99999) / 100.0;
      else
        memcpy (&values[3 * i + k], &bits, sizeof bits);

      if (!isfinite (values[3 * i + k]))
        values[3 * i + k] = (double) NAN;
    }
  }

  values[0] = -0.0;
  values[1] = 5e-324;

  for (guint d = 0; d < 3; d++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (RkExperiment) experiment = rk_experiment_new ();
    g_autoptr (RkExperiment) back = rk_experiment_new ();
    g_autoptr (GPtrArray) runs = g_ptr_array_new ();
    g_autoptr (RkSeries) series = rk_series_new (3, 0);
    g_autoptr (RkSpan) span = NULL;
    RkRun *run;

    for (guint i = 0; i < n; i += 1000)
      append_rows (series, 3, 1000, times + i, values + 3 * i);

    g_ptr_array_add (runs, add_run (experiment, "a", columns, series));
    g_assert_true (rk_csv_write (experiment, runs, fixture->path, d, NULL, NULL, NULL, &error));
    g_assert_no_error (error);
    run = rk_csv_read (back, fixture->path, NULL, &error);
    g_assert_no_error (error);
    span = take_span (run);
    g_assert_cmpuint (rk_span_get_n_samples (span), ==, n);
    g_assert_cmpint (rk_run_get_duration_ns (run), ==, times[n - 1]);

    for (guint i = 0; i < n; i++) {
      g_assert_cmpint (rk_span_get_time_ns (span, i), ==, times[i]);

      for (guint k = 0; k < 3; k++)
        assert_same (rk_span_get_value (span, k, i), values[3 * i + k]);
    }
  }
}

static void
test_runs_come_back (Fixture      *fixture,
                     gconstpointer data)
{
  static const gint64 times[] = { 0, 1000000000 };
  static const double values[] = { 1, 2 };
  const char *columns[] = { "A|V", NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) back = rk_experiment_new ();
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (RkSeries) a = rk_series_new (1, 0);
  g_autoptr (RkSpan) span = NULL;
  g_autoptr (RkRun) second = NULL;

  append_rows (a, 1, 2, times, values);
  g_ptr_array_add (runs, add_run (experiment, "a", columns, a));
  g_ptr_array_add (runs, add_run (experiment, "a", columns, a));
  rk_run_set_name (runs->pdata[1], "Cup, open");

  g_assert_true (rk_csv_write (experiment, runs, fixture->path, RK_CSV_RUSSIAN, NULL, NULL, NULL, NULL));
  g_assert_cmpstr (rk_run_get_name (rk_csv_read (back, fixture->path, NULL, &error)), ==, "Run 1");
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_runs (back)), ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_channels (back)), ==, 1);
  second = g_list_model_get_item (rk_experiment_get_runs (back), 1);
  g_assert_cmpstr (rk_run_get_name (second), ==, "Cup, open");
  span = take_span (second);
  g_assert_cmpuint (rk_span_get_n_samples (span), ==, 2);
  g_assert_cmpint (rk_span_get_time_ns (span, 1), ==, 1000000000);
}

static void
assert_old_file (Fixture *fixture)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "old");
  g_assert_cmpuint (fixture_count_files (fixture), ==, 1);
}

/* The disk is full at any byte: the old file stays and nothing else. */
static void
test_full_disk (Fixture      *fixture,
                gconstpointer data)
{
  static const rlim_t limits[] = { 0, 1, 10, 40, 60, 90 }; /* of 91 bytes */
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (RkExperiment) experiment = make_experiment (&runs);
  struct rlimit old;

  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);
  g_file_set_contents (fixture->path, "old", -1, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++) {
    g_autoptr (GError) error = NULL;
    struct rlimit limit = { limits[i], old.rlim_max };
    gboolean done;

    setrlimit (RLIMIT_FSIZE, &limit);
    done = rk_csv_write (experiment, runs, fixture->path, RK_CSV_RUSSIAN, NULL, NULL, NULL, &error);
    setrlimit (RLIMIT_FSIZE, &old);

    g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_CANNOT_WRITE);
    g_assert_nonnull (strstr (error->message, fixture->path));
    g_assert_false (done);
    assert_old_file (fixture);
  }
}

static void
test_device (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (RkExperiment) experiment = make_experiment (&runs);
  struct stat info;

  if (access ("/dev/full", W_OK) < 0) {
    g_test_skip ("there is no /dev/full");
    return;
  }

  g_assert_false (rk_csv_write (experiment, runs, "/dev/full", RK_CSV_ENGLISH, NULL, NULL, NULL, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_CANNOT_WRITE);

  /* A device is written to, never replaced. */
  g_assert_cmpint (stat ("/dev/full", &info), ==, 0);
  g_assert_true (S_ISCHR (info.st_mode));
  g_assert_true (rk_csv_write (experiment, runs, "/dev/null", RK_CSV_ENGLISH, NULL, NULL, NULL, NULL));
  g_assert_cmpint (stat ("/dev/null", &info), ==, 0);
  g_assert_true (S_ISCHR (info.st_mode));
}

static void
test_bad_places (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (RkExperiment) experiment = make_experiment (&runs);
  g_autofree char *nowhere = g_build_filename (fixture->folder, "none", "a.csv", NULL);

  g_assert_false (rk_csv_write (experiment, runs, nowhere, RK_CSV_ENGLISH, NULL, NULL, NULL, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_CANNOT_WRITE);
  g_clear_error (&error);
  g_assert_false (rk_csv_write (experiment, runs, fixture->folder, RK_CSV_ENGLISH, NULL, NULL, NULL, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_CANNOT_WRITE);

  if (geteuid () == 0) {
    g_test_skip ("root may write anywhere");
    return;
  }

  g_clear_error (&error);
  g_file_set_contents (fixture->path, "old", -1, NULL);
  g_chmod (fixture->folder, 0500);
  g_assert_false (rk_csv_write (experiment, runs, fixture->path, RK_CSV_ENGLISH, NULL, NULL, NULL, &error));
  g_assert_error (error, RK_EXCHANGE_ERROR, RK_EXCHANGE_ERROR_CANNOT_WRITE);
  g_chmod (fixture->folder, 0700);
  assert_old_file (fixture);
}

/* Rights and links of the old file are kept. */
static void
test_keeps_link_and_mode (Fixture      *fixture,
                          gconstpointer data)
{
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (RkExperiment) experiment = make_experiment (&runs);
  g_autofree char *link = g_build_filename (fixture->folder, "link.csv", NULL);
  struct stat info;

  g_file_set_contents (fixture->path, "old", -1, NULL);
  g_chmod (fixture->path, 0640);
  g_assert_cmpint (symlink ("table.csv", link), ==, 0);
  g_assert_true (rk_csv_write (experiment, runs, link, RK_CSV_ENGLISH, NULL, NULL, NULL, NULL));
  g_assert_cmpint (lstat (link, &info), ==, 0);
  g_assert_true (S_ISLNK (info.st_mode));
  g_assert_cmpint (lstat (fixture->path, &info), ==, 0);
  g_assert_true (S_ISREG (info.st_mode));
  g_assert_cmpint (info.st_mode & 0777, ==, 0640);
  g_assert_cmpint (info.st_size, >, 50);
}

static RkExperiment *
make_large (GPtrArray **runs,
            guint       n_blocks)
{
  const char *columns[] = { "a", "b", "c", "d", "e", NULL };
  RkExperiment *experiment = rk_experiment_new ();
  g_autoptr (RkSeries) series = rk_series_new (5, 0);

  for (guint i = 0; i < n_blocks; i++) {
    g_autoptr (RkBlock) block = rk_block_new (5, 4000, (gint64) i * 4000 * 1000000, 1e6);

    for (guint k = 0; k < 5 * 4000; k++)
      block->values[k] = (k * 7919 % 100000) / 100.0;

    rk_series_append (series, block);
  }

  *runs = g_ptr_array_new ();
  g_ptr_array_add (*runs, add_run (experiment, "a", columns, series));

  return experiment;
}

typedef struct {
  GCancellable *cancellable;
  double        last;
  guint         n;
} Progress;

static void
progress_cb (double   fraction,
             gpointer user_data)
{
  Progress *self = user_data;

  g_assert_cmpfloat (fraction, >=, self->last);
  g_assert_cmpfloat (fraction, <=, 1.0);
  self->last = fraction;

  if (++self->n == 2 && self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
test_cancel (Fixture      *fixture,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (RkExperiment) experiment = make_large (&runs, 20);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Progress progress = { NULL };

  g_assert_true (rk_csv_write (experiment, runs, fixture->path, RK_CSV_ENGLISH, NULL, progress_cb, &progress, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (progress.n, >, 3);
  g_assert_cmpfloat (progress.last, ==, 1.0);

  g_file_set_contents (fixture->path, "old", -1, NULL);
  progress = (Progress) { .cancellable = cancellable };
  g_assert_false (rk_csv_write (experiment, runs, fixture->path, RK_CSV_ENGLISH, cancellable,
                                progress_cb, &progress, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (progress.n, ==, 2);
  assert_old_file (fixture);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *done = user_data;

  *done = rk_csv_write_finish (result, &error);
  g_assert_no_error (error);
}

/* What is recorded after the call is not in the file, and the experiment may go away meanwhile. */
static void
test_async (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GPtrArray) runs = NULL;
  RkExperiment *experiment = make_large (&runs, 5);
  g_autoptr (RkExperiment) back = rk_experiment_new ();
  gint64 end_us = g_get_monotonic_time () + 30 * G_USEC_PER_SEC;
  Progress progress = { NULL };
  gboolean done = FALSE;

  rk_csv_write_async (experiment, runs, fixture->path, RK_CSV_ENGLISH, NULL, progress_cb, &progress, written_cb, &done);
  g_object_unref (experiment);

  while (!done && g_get_monotonic_time () < end_us)
    g_main_context_iteration (NULL, FALSE);

  g_assert_true (done);
  g_assert_cmpfloat (progress.last, ==, 1.0);
  g_assert_cmpuint (rk_run_get_n_samples (rk_csv_read (back, fixture->path, NULL, NULL)), ==, 20000);
}

/* Floor with a wide margin for loaded machines and sanitizers; the figure is printed. */
static void
test_speed (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr (GPtrArray) runs = NULL;
  g_autoptr (RkExperiment) experiment = make_large (&runs, 100);
  g_autoptr (RkExperiment) back = rk_experiment_new ();
  gint64 begin_us = g_get_monotonic_time ();
  double write_s, read_s;
  RkRun *run;

  g_assert_true (rk_csv_write (experiment, runs, fixture->path, RK_CSV_RUSSIAN, NULL, NULL, NULL, NULL));
  write_s = (double) (g_get_monotonic_time () - begin_us) / 1e6;
  begin_us = g_get_monotonic_time ();
  run = rk_csv_read (back, fixture->path, NULL, NULL);
  read_s = (double) (g_get_monotonic_time () - begin_us) / 1e6;

  g_assert_cmpuint (rk_run_get_n_samples (run), ==, 400000);
  g_test_message ("2.4 M cells: written in %.3f s, read in %.3f s", write_s, read_s);
  g_assert_cmpfloat (write_s, <, 20.0);
  g_assert_cmpfloat (read_s, <, 20.0);
}

#define ADD(path, data, func) \
  g_test_add ("/exchange/csv-write/" path, Fixture, data, fixture_set_up, func, fixture_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (dialects); i++) {
    g_autofree char *path = g_strconcat ("/exchange/csv-write/dialect/", dialects[i].name, NULL);

    g_test_add (path, Fixture, &dialects[i], fixture_set_up, test_dialect, fixture_tear_down);
  }

  ADD ("merge", NULL, test_merge);
  ADD ("before-origin", NULL, test_before_origin);
  ADD ("several-runs", NULL, test_several_runs);
  ADD ("excluded", NULL, test_excluded);
  ADD ("excluded-comes-back", NULL, test_excluded_comes_back);
  ADD ("other-excluded", NULL, test_other_excluded);
  ADD ("same-as-number-print", NULL, test_same_as_number_print);
  ADD ("shown-unit", NULL, test_shown_unit);
  ADD ("empty", NULL, test_empty);
  ADD ("names-come-back", NULL, test_names_come_back);
  ADD ("round-trip", NULL, test_round_trip);
  ADD ("runs-come-back", NULL, test_runs_come_back);
  ADD ("full-disk", NULL, test_full_disk);
  ADD ("device", NULL, test_device);
  ADD ("bad-places", NULL, test_bad_places);
  ADD ("keeps-link-and-mode", NULL, test_keeps_link_and_mode);
  ADD ("cancel", NULL, test_cancel);
  ADD ("async", NULL, test_async);
  ADD ("speed", NULL, test_speed);

  return g_test_run ();
}
