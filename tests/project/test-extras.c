/* Marks, samples taken back, channels told by their id; and files of programs that did not know them. */
#include "config.h"

#include "common.h"

#include <math.h>
#include <sqlite3.h>

#define MS RK_NS_PER_MS

static RkProject *
create (const char *path)
{
  g_autoptr (GError) error = NULL;
  RkProject *project = rk_project_create (path, &error);

  g_assert_no_error (error);

  return project;
}

static RkProject *
open_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  RkProject *project = rk_project_open (path, &error);

  g_assert_no_error (error);

  return project;
}

static void
close_project (RkProject *project)
{
  rk_project_close (project);
  g_assert_finalize_object (project);
}

static void
run_sql (const char *path,
         const char *sql)
{
  sqlite3 *database;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (database, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (database);
}

/* Two runs of ten samples in the stream "keep"; its only column is the channel of another source. */
static void
write_runs (RkProject    *project,
            RkExperiment *experiment)
{
  g_autoptr (RkColumn) measured = rk_column_new ("T", "temperature", "°C");
  RkChannel *channel = rk_experiment_ensure_channel (experiment, "usb:1", measured);

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) columns = test_columns (1);
    g_autoptr (RkSeries) series = rk_series_new (0, 0);
    g_autoptr (RkStream) stream = rk_stream_new ("keep", "Kept", NULL, series);
    RkRun *run = rk_experiment_begin_run (experiment, rk_clock_wall_us ());
    RkRunSink *sink = rk_project_begin_run (project, run, 0, &error);
    RkColumn *column = g_ptr_array_index (columns, 0);

    g_assert_no_error (error);
    rk_run_add_stream (run, stream);
    rk_stream_add_channel (stream, channel);
    column->channel = g_strdup (rk_channel_get_id (channel));
    g_assert_cmpuint (sink->funcs->add_stream (sink, "keep", "Kept", NULL), ==, 0);
    sink->funcs->set_columns (sink, 0, columns);
    for (guint j = 0; j < 10; j++) {
      g_autoptr (RkBlock) block = rk_block_new (1, 1, j * 100 * MS, 0.0);

      block->times_ns[0] = block->begin_ns;
      block->values[0] = j;
      sink->funcs->push_block (sink, 0, block);
    }
    if (i == 0) {
      sink->funcs->exclude (sink, 0, 0);
      sink->funcs->exclude (sink, 0, 4);
      sink->funcs->exclude (sink, 0, 5);
      sink->funcs->exclude (sink, 0, 9);
      sink->funcs->exclude (sink, 0, 9);
    }
    rk_run_set_duration_ns (run, 1000 * MS);
    rk_run_set_state (run, RK_RUN_COMPLETE);
    rk_project_end_run (project, sink);
  }
  rk_run_add_mark (test_get_run (experiment, 0), RK_MARK_NOTE, 300 * MS, 500 * MS, "соль");
  rk_run_add_mark (test_get_run (experiment, 0), RK_MARK_TRIGGER, 0, 0, NULL);
  rk_run_add_mark (test_get_run (experiment, 0), RK_MARK_ALERT, -20 * MS, -20 * MS, "T > 30");
  rk_run_set_offset_ns (test_get_run (experiment, 0), -1500 * MS);
}

static void
leave_out (RkRun  *run,
           gint64  begin_ns,
           gint64  end_ns)
{
  g_autoptr (RkExcluded) excluded = rk_excluded_add (rk_run_get_excluded (run), begin_ns, end_ns);

  rk_run_set_excluded (run, excluded);
}

static void
assert_left_out (RkRun      *run,
                 const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rk_excluded_get_n (rk_run_get_excluded (run)); i++) {
    RkTimeRange range = rk_excluded_get (rk_run_get_excluded (run), i);

    g_string_append_printf (text, "%" G_GINT64_FORMAT "...%" G_GINT64_FORMAT ";", range.begin_ns, range.end_ns);
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_marks (RkRun      *run,
              const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);
  GListModel *marks = rk_run_get_marks (run);

  for (guint i = 0; i < g_list_model_get_n_items (marks); i++) {
    g_autoptr (RkMark) mark = g_list_model_get_item (marks, i);

    g_string_append_printf (text, "%d %s %d %d %s;", (int) rk_mark_get_id (mark),
                            rk_mark_kind_id (rk_mark_get_kind (mark)), (int) (rk_mark_get_begin_ns (mark) / MS),
                            (int) (rk_mark_get_end_ns (mark) / MS), rk_mark_get_text (mark));
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
assert_values (RkExperiment *experiment,
               guint         run,
               const char   *expected)
{
  g_autoptr (RkSpan) span = test_get_span (experiment, run, 0);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint64 i = 0; i < rk_span_get_n_samples (span); i++) {
    g_assert_cmpint (rk_span_get_time_ns (span, i), ==, (gint64) rk_span_get_value (span, 0, i) * 100 * MS);
    g_string_append_printf (text, "%d", (int) rk_span_get_value (span, 0, i));
  }
  g_assert_cmpstr (text->str, ==, expected);
}

/* Attaches what nobody looks into. */
static void
attach (RkRun      *run,
        guint       position,
        const char *bytes)
{
  g_autoptr (RkMark) mark = g_list_model_get_item (rk_run_get_marks (run), position);
  g_autoptr (GBytes) photo = bytes != NULL ? g_bytes_new (bytes, strlen (bytes)) : NULL;

  rk_mark_set_photo (mark, photo);
}

static void
assert_photo (RkRun      *run,
                guint       position,
                const char *expected)
{
  g_autoptr (RkMark) mark = g_list_model_get_item (rk_run_get_marks (run), position);
  GBytes *photo = rk_mark_get_photo (mark);

  if (expected == NULL) {
    g_assert_null (photo);
    return;
  }
  g_assert_nonnull (photo);
  g_assert_cmpmem (g_bytes_get_data (photo, NULL), g_bytes_get_size (photo), expected, strlen (expected));
}

static gint64
count_rows (const char *path,
            const char *table)
{
  g_autofree char *text = g_strdup_printf ("SELECT count(*) FROM %s", table);
  sqlite3_stmt *statement;
  sqlite3 *database;
  gint64 n;

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database, text, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  n = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  sqlite3_close (database);

  return n;
}

/* The same photo at two marks is in the file once; what no mark has any more goes when the file closes. */
static void
test_photos (void)
{
  g_autofree char *path = test_path ("photos.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (RkExperiment) again = NULL;
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  RkProject *project = create (path);

  write_runs (project, experiment);
  attach (test_get_run (experiment, 0), 0, "one");
  attach (test_get_run (experiment, 0), 1, "two");
  attach (test_get_run (experiment, 0), 2, "one");
  rk_project_save_setup (project, experiment);
  rk_project_save_setup (project, experiment);
  close_project (project);
  g_assert_cmpint (count_rows (path, "photo"), ==, 2);
  g_assert_cmpint (count_rows (path, "mark_photo"), ==, 3);

  project = open_file (path);
  loaded = rk_experiment_new ();
  g_assert_true (rk_project_load (project, loaded, warnings, NULL));
  g_assert_cmpuint (warnings->len, ==, 0);
  assert_photo (test_get_run (loaded, 0), 0, "one");
  assert_photo (test_get_run (loaded, 0), 1, "two");
  assert_photo (test_get_run (loaded, 0), 2, "one");

  attach (test_get_run (loaded, 0), 0, "three");
  attach (test_get_run (loaded, 0), 1, NULL);
  rk_project_save_setup (project, loaded);
  close_project (project);

  again = test_load (path);
  assert_photo (test_get_run (again, 0), 0, "three");
  assert_photo (test_get_run (again, 0), 1, NULL);
  assert_photo (test_get_run (again, 0), 2, "one");

  /* The next one to close it. */
  project = open_file (path);
  rk_project_save_setup (project, again);
  close_project (project);
  g_assert_cmpint (count_rows (path, "photo"), ==, 2);
}

/* A photo over the limit, one of no mark, one that is no blob, and a mark whose photo is missing. */
static void
test_hostile_photos (void)
{
  g_autofree char *path = test_path ("hostile-photos.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = rk_experiment_new ();
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  RkProject *project = create (path);

  write_runs (project, experiment);
  attach (test_get_run (experiment, 0), 0, "good");
  rk_project_save_setup (project, experiment);
  close_project (project);
  run_sql (path, "INSERT INTO photo VALUES ('a', zeroblob (4194305)), ('b', 'text'), ('c', x'00'), ('d', x'');"
                 "INSERT INTO mark_photo VALUES (1, 2, 'a'), (1, 77, 'c'), (99, 1, 'c'), (1, 1, 'missing');");

  project = open_file (path);
  g_assert_true (rk_project_load (project, loaded, warnings, NULL));
  close_project (project);
  g_assert_cmpuint (warnings->len, ==, 1);
  assert_marks (test_get_run (loaded, 0), "3 alert -20 -20 T > 30;2 trigger 0 0 ;1 note 300 500 соль;");
  assert_photo (test_get_run (loaded, 0), 0, "good");
  assert_photo (test_get_run (loaded, 0), 1, NULL);
  assert_photo (test_get_run (loaded, 0), 2, NULL);
}

static void
test_round_trip (void)
{
  g_autofree char *path = test_path ("extras.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  RkProject *project = create (path);
  RkStream *stream;

  write_runs (project, experiment);
  rk_project_save_setup (project, experiment);
  close_project (project);

  loaded = test_load (path);
  assert_marks (test_get_run (loaded, 0), "3 alert -20 -20 T > 30;2 trigger 0 0 ;1 note 300 500 соль;");
  assert_marks (test_get_run (loaded, 1), "");
  g_assert_cmpint (rk_run_get_offset_ns (test_get_run (loaded, 0)), ==, -1500 * MS);
  g_assert_cmpint (rk_run_get_offset_ns (test_get_run (loaded, 1)), ==, 0);
  assert_values (loaded, 0, "123678");
  assert_values (loaded, 1, "0123456789");

  /* No channel of the stream's own appears. */
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_channels (loaded)), ==, 1);
  stream = rk_run_get_stream (test_get_run (loaded, 0), 0);
  g_assert_cmpstr (rk_channel_get_source_key (rk_stream_get_channel (stream, 0)), ==, "usb:1");
}

/* Marks change with the set-up; what was taken back stays on the disk. */
static void
test_changes (void)
{
  g_autofree char *path = test_path ("changes.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (RkMark) mark = NULL;
  RkProject *project = create (path);
  sqlite3 *database;
  sqlite3_stmt *row;

  write_runs (project, experiment);
  rk_project_save_setup (project, experiment);
  g_assert_true (rk_project_flush (project, NULL));
  mark = g_list_model_get_item (rk_run_get_marks (test_get_run (experiment, 0)), 0);
  rk_run_remove_mark (test_get_run (experiment, 0), mark);
  rk_run_add_mark (test_get_run (experiment, 1), RK_MARK_NOTE, 1 * MS, 1 * MS, "new");
  rk_run_set_offset_ns (test_get_run (experiment, 0), 0);
  rk_run_set_offset_ns (test_get_run (experiment, 1), 1);
  rk_project_save_setup (project, experiment);
  rk_project_set_run_deleted (project, test_get_run (experiment, 0), TRUE);
  rk_project_set_run_deleted (project, test_get_run (experiment, 0), FALSE);
  close_project (project);

  loaded = test_load (path);
  assert_marks (test_get_run (loaded, 0), "2 trigger 0 0 ;1 note 300 500 соль;");
  assert_marks (test_get_run (loaded, 1), "1 note 1 1 new;");
  g_assert_cmpint (rk_run_get_offset_ns (test_get_run (loaded, 0)), ==, 0);
  g_assert_cmpint (rk_run_get_offset_ns (test_get_run (loaded, 1)), ==, 1);

  g_assert_cmpint (sqlite3_open (path, &database), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (database, "SELECT sum(n) FROM chunk", -1, &row, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (row), ==, SQLITE_ROW);
  g_assert_cmpint (sqlite3_column_int (row, 0), ==, 20);
  sqlite3_finalize (row);
  sqlite3_close (database);
}

/* What is left out changes with the set-up; the samples stay. */
static void
test_left_out (void)
{
  g_autofree char *path = test_path ("left-out.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (RkExperiment) again = NULL;
  g_autoptr (RkExperiment) hostile = NULL;
  g_autoptr (RkExcluded) crop = rk_excluded_crop (NULL, 2 * MS, 3 * MS);
  RkProject *project = create (path);

  write_runs (project, experiment);
  leave_out (test_get_run (experiment, 0), 5, 7);
  leave_out (test_get_run (experiment, 0), -3, 1);
  rk_run_set_excluded (test_get_run (experiment, 1), crop);
  rk_project_save_setup (project, experiment);
  close_project (project);

  loaded = test_load (path);
  assert_left_out (test_get_run (loaded, 0), "-3...1;5...7;");
  assert_left_out (test_get_run (loaded, 1), "-9223372036854775808...1999999;3000001...9223372036854775807;");
  assert_values (loaded, 1, "0123456789");

  project = open_file (path);
  rk_run_set_excluded (test_get_run (loaded, 0), NULL);
  leave_out (test_get_run (loaded, 1), G_MININT64, G_MAXINT64);
  rk_project_save_setup (project, loaded);
  close_project (project);
  again = test_load (path);
  assert_left_out (test_get_run (again, 0), "");
  assert_left_out (test_get_run (again, 1), "-9223372036854775808...9223372036854775807;");

  run_sql (path, "DELETE FROM run_excluded;"
                 "INSERT INTO run_excluded VALUES (2, 5, 4), (2, 'a', x'00'), (2, 10, 20), (2, 15, 30), (99, 1, 2)");
  hostile = test_load (path);
  assert_left_out (test_get_run (hostile, 1), "0...0;10...30;");
}

/* Through the other door: a run of one file written into another. */
static void
test_written_run (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = test_path ("door.rostok");
  g_autofree char *second = test_path ("door 2.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (RkExperiment) again = NULL;
  RkProject *project = create (path);

  write_runs (project, experiment);
  rk_project_save_setup (project, experiment);
  close_project (project);
  loaded = test_load (path);

  project = create (second);
  g_assert_true (rk_project_write_run (project, test_get_run (loaded, 0), &error));
  rk_project_save_setup (project, loaded);
  close_project (project);
  again = test_load (second);
  assert_values (again, 0, "123678");
  assert_marks (test_get_run (again, 0), "3 alert -20 -20 T > 30;2 trigger 0 0 ;1 note 300 500 соль;");
  g_assert_cmpint (rk_run_get_offset_ns (test_get_run (again, 0)), ==, -1500 * MS);
  g_assert_cmpuint (g_list_model_get_n_items (rk_experiment_get_channels (again)), ==, 1);
}

/* A file from before: read as it is, and complete after the first change. */
static void
test_older_file (void)
{
  g_autofree char *path = test_path ("older.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (RkExperiment) again = NULL;
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  RkProject *project = create (path);
  RkCounters counters;

  write_runs (project, experiment);
  rk_project_save_setup (project, experiment);
  close_project (project);
  run_sql (path, "DROP TABLE mark; DROP TABLE run_offset; DROP TABLE excluded; DROP TABLE run_excluded;"
                 "DROP TABLE sensor; DROP TABLE stream_line; DROP TABLE photo; DROP TABLE mark_photo; UPDATE stream_column SET channel=NULL");

  project = open_file (path);
  g_assert_false (rk_project_get_read_only (project));
  loaded = rk_experiment_new ();
  g_assert_true (rk_project_load (project, loaded, warnings, NULL));
  g_assert_cmpuint (warnings->len, ==, 0);
  assert_values (loaded, 0, "0123456789");
  assert_marks (test_get_run (loaded, 0), "");
  g_assert_cmpint (rk_run_get_offset_ns (test_get_run (loaded, 0)), ==, 0);
  rk_run_set_offset_ns (test_get_run (loaded, 0), 3);
  rk_stream_get_counters (rk_run_get_stream (test_get_run (loaded, 0), 0), &counters);
  g_assert_cmpint (counters.time_error_ns, ==, -1);
  g_assert_true (isnan (counters.drift_ppm));
  rk_run_add_mark (test_get_run (loaded, 0), RK_MARK_NOTE, 7 * MS, 7 * MS, "late");
  rk_project_save_setup (project, loaded);
  close_project (project);

  again = test_load (path);
  assert_marks (test_get_run (again, 0), "1 note 7 7 late;");
  g_assert_cmpint (rk_run_get_offset_ns (test_get_run (again, 0)), ==, 3);
}

static double
shown (RkChannel *channel,
       double     raw)
{
  RkConversion conversion;

  rk_channel_get_conversion (channel, &conversion);

  return rk_conversion_apply (&conversion, raw);
}

static void
save_new (const char   *path,
          RkExperiment *experiment)
{
  RkProject *project = create (path);

  rk_project_save_setup (project, experiment);
  close_project (project);
}

/* Everything that was known about the sensor is known again, and the values look the same. */
static void
test_sensor (void)
{
  g_autofree char *path = test_path ("sensor.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  g_autoptr (RkColumn) column = rk_column_new ("U", "voltage", "V");
  g_autoptr (RkColumn) plain = rk_column_new ("T", "temperature", "°C");
  g_autoptr (RkCalibration) calibration = rk_calibration_parse ("polynomial -5 10 0.125", NULL);
  g_autofree char *factory = NULL;
  RkChannel *channel;
  const char *unit;
  double min, max;

  column->calibration = g_strdup ("polynomial 0 9");
  column->calibration_unit = g_strdup ("N");
  column->sensor = (RkSensor) {
    .range_min = -9.0, .range_max = 45.0, .safe_min = (double) NAN, .safe_max = 90.0, .resolution = 0.18,
  };
  channel = rk_experiment_ensure_channel (experiment, "usb:1", column);
  g_assert_true (rk_channel_is_factory (channel));
  g_assert_cmpfloat (shown (channel, 2.0), ==, 18.0);
  rk_channel_set_calibration (channel, calibration, "N", "Пружина 3", "Иванова", G_GINT64_CONSTANT (1763683200000000));
  rk_channel_set_unit (channel, "mN");
  rk_channel_set_symbol (channel, "Fупр");
  rk_channel_set_zero (channel, 500.0);
  rk_experiment_ensure_channel (experiment, "usb:1", plain);
  save_new (path, experiment);

  loaded = test_load (path);
  channel = rk_experiment_find_channel (loaded, "c1");
  g_assert_true (rk_calibration_equal (rk_channel_get_calibration (channel), calibration));
  g_assert_cmpstr (rk_channel_get_calibration_unit (channel), ==, "N");
  g_assert_cmpstr (rk_channel_get_calibration_name (channel), ==, "Пружина 3");
  g_assert_cmpstr (rk_channel_get_calibration_author (channel), ==, "Иванова");
  g_assert_cmpint (rk_channel_get_calibration_us (channel), ==, G_GINT64_CONSTANT (1763683200000000));
  g_assert_false (rk_channel_is_factory (channel));
  g_assert_cmpstr (rk_channel_get_unit (channel), ==, "mN");
  g_assert_cmpstr (rk_channel_get_raw_unit (channel), ==, "V");
  g_assert_cmpstr (rk_channel_get_quantity (channel), ==, "force");
  g_assert_cmpstr (rk_channel_get_symbol (channel), ==, "Fупр");
  g_assert_cmpfloat_with_epsilon (rk_channel_get_zero (channel), 500.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (shown (channel, 2.0), 15000.0, 1e-9); /* -5 + 20 + 0.5 N - 500 mN */
  rk_channel_get_range (channel, &min, &max);
  g_assert_cmpfloat_with_epsilon (min, -1.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (max, 5.0, 1e-9);
  rk_channel_get_safe (channel, &min, &max);
  g_assert_true (isnan (min));
  g_assert_cmpfloat_with_epsilon (max, 10.0, 1e-9);
  g_assert_cmpfloat_with_epsilon (rk_channel_get_resolution (channel), 0.02, 1e-9);
  factory = rk_calibration_to_text (rk_channel_get_factory (channel, &unit));
  g_assert_cmpstr (factory, ==, "polynomial 0 9");
  g_assert_cmpstr (unit, ==, "N");

  rk_channel_restore_factory (channel);
  g_assert_cmpfloat_with_epsilon (shown (channel, 2.0), 18000.0, 1e-9);

  channel = rk_experiment_find_channel (loaded, "c2");
  g_assert_null (rk_channel_get_calibration (channel));
  g_assert_cmpfloat (rk_channel_get_zero (channel), ==, 0.0);
  g_assert_true (isnan (rk_channel_get_resolution (channel)));
}

/* A calibration that is none is left out, with a word; the rest is read. */
static void
test_damaged_sensor (void)
{
  g_autofree char *path = test_path ("damaged-sensor.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = rk_experiment_new ();
  g_autoptr (RkColumn) column = rk_column_new ("U", "voltage", "V");
  g_autoptr (GPtrArray) warnings = g_ptr_array_new_with_free_func (g_free);
  RkProject *project;
  RkChannel *channel;

  rk_experiment_ensure_channel (experiment, "usb:1", column);
  save_new (path, experiment);
  run_sql (path, "INSERT INTO sensor VALUES ('c1', 'polynomial 1', 'N', x'ff', 'A', -5, 9e999, 9e999, -9e999, 'x', NULL, -1,"
                 " 'table 1:1 1:2', NULL)");

  project = open_file (path);
  g_assert_true (rk_project_load (project, loaded, warnings, NULL));
  g_assert_cmpuint (warnings->len, ==, 2);
  channel = rk_experiment_find_channel (loaded, "c1");
  g_assert_null (rk_channel_get_calibration (channel));
  g_assert_cmpfloat (shown (channel, 2.0), ==, 2.0);
  g_assert_cmpstr (rk_channel_get_unit (channel), ==, "V");
  close_project (project);
}

/* What somebody else has put in is bounded and ordered. */
static void
test_hostile_rows (void)
{
  g_autofree char *path = test_path ("hostile.rostok");
  g_autoptr (RkExperiment) experiment = rk_experiment_new ();
  g_autoptr (RkExperiment) loaded = NULL;
  RkProject *project = create (path);

  write_runs (project, experiment);
  rk_project_save_setup (project, experiment);
  close_project (project);
  run_sql (path, "DELETE FROM mark; DELETE FROM excluded;"
                 "INSERT INTO mark VALUES (1, 2, 'no such kind', 9000000, 1000000, x'ff41');"
                 "INSERT INTO mark VALUES (1, -5, 'alert', 5e18, -7, 'a');"
                 "INSERT INTO mark VALUES (77, 1, 'note', 0, 0, 'of no run');"
                 "INSERT OR REPLACE INTO run_offset VALUES (1, 9223372036854775807), (2, -9e18), (99, 1);"
                 "INSERT INTO excluded VALUES (1024, -3), (1024, 5), (1024, 10), (1024, 9223372036854775807), (9, 9);"
                 "UPDATE stream_column SET channel='c99'");

  loaded = test_load (path);
  assert_values (loaded, 0, "12346789");
  g_assert_cmpint (rk_run_get_offset_ns (test_get_run (loaded, 0)), ==, RK_RUN_MAX_OFFSET_NS);
  g_assert_cmpint (rk_run_get_offset_ns (test_get_run (loaded, 1)), ==, -RK_RUN_MAX_OFFSET_NS);
  g_assert_cmpuint (g_list_model_get_n_items (rk_run_get_marks (test_get_run (loaded, 0))), ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  int status;

  g_test_init (&argc, &argv, NULL);
  test_set_up ();

  g_test_add_func ("/project/extras/round-trip", test_round_trip);
  g_test_add_func ("/project/extras/changes", test_changes);
  g_test_add_func ("/project/extras/photos", test_photos);
  g_test_add_func ("/project/extras/hostile-photos", test_hostile_photos);
  g_test_add_func ("/project/extras/left-out", test_left_out);
  g_test_add_func ("/project/extras/written-run", test_written_run);
  g_test_add_func ("/project/extras/older-file", test_older_file);
  g_test_add_func ("/project/extras/hostile-rows", test_hostile_rows);
  g_test_add_func ("/project/extras/sensor", test_sensor);
  g_test_add_func ("/project/extras/damaged-sensor", test_damaged_sensor);

  status = g_test_run ();
  remove_tree (test_folder);

  return status;
}
