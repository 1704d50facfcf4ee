#include "config.h"

#include "store/run.h"

static void
append (RkSeries *series,
        guint     n,
        gint64    begin_ns)
{
  g_autoptr (RkBlock) block = rk_block_new (1, n, begin_ns, 1000.0);

  rk_series_append (series, block);
}

static RkStream *
make_stream (const char *key,
             RkSeries   *series)
{
  return rk_stream_new (key, NULL, NULL, series);
}

static RkChannel *
make_channel (const char *id)
{
  g_autoptr (RkColumn) column = rk_column_new (id, NULL, NULL);

  return rk_channel_new (id, "usb:1", column);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_defaults (void)
{
  RkRun *run = rk_run_new (3, "Run 3", 1700000000000000);
  RkRunState state = RK_RUN_COMPLETE;
  gint64 id = 0;

  g_object_get (run, "id", &id, "state", &state, NULL);
  g_assert_cmpint (id, ==, 3);
  g_assert_cmpint (state, ==, RK_RUN_RECORDING);
  g_assert_cmpstr (rk_run_get_name (run), ==, "Run 3");
  g_assert_null (rk_run_get_notes (run));
  g_assert_true (rk_run_get_visible (run));
  g_assert_cmpint (rk_run_get_begin_wall_us (run), ==, 1700000000000000);
  g_assert_cmpint (rk_run_get_duration_ns (run), ==, 0);
  g_assert_cmpint (rk_run_get_offset_ns (run), ==, 0);
  g_assert_cmpuint (rk_run_get_n_streams (run), ==, 0);
  g_assert_cmpuint (rk_run_get_n_samples (run), ==, 0);
  g_assert_null (rk_run_get_stream (run, 0));
  g_assert_finalize_object (run);
}

static void
test_setters_say_it_once (void)
{
  g_autoptr (RkRun) run = rk_run_new (1, NULL, 0);
  guint count = 0;

  g_signal_connect_swapped (run, "notify", G_CALLBACK (count_cb), &count);

  for (int turn = 0; turn < 2; turn++) {
    rk_run_set_name (run, "Water");
    rk_run_set_notes (run, "cold");
    rk_run_set_visible (run, FALSE);
    rk_run_set_state (run, RK_RUN_RECOVERED);
    rk_run_set_duration_ns (run, 12);
    rk_run_set_offset_ns (run, -7);
    g_object_set (run, "name", "Water", "state", RK_RUN_RECOVERED, "visible", FALSE,
                  "duration-ns", G_GINT64_CONSTANT (12), "notes", "cold", NULL);
    g_assert_cmpuint (count, ==, 6);
  }

  g_assert_cmpstr (rk_run_get_name (run), ==, "Water");
  g_assert_cmpstr (rk_run_get_notes (run), ==, "cold");
  g_assert_false (rk_run_get_visible (run));
  g_assert_cmpint (rk_run_get_state (run), ==, RK_RUN_RECOVERED);
  g_assert_cmpint (rk_run_get_duration_ns (run), ==, 12);
  g_assert_cmpint (rk_run_get_offset_ns (run), ==, -7);
  rk_run_set_offset_ns (run, G_MAXINT64);
  g_assert_cmpint (rk_run_get_offset_ns (run), ==, RK_RUN_MAX_OFFSET_NS);
}

static void
test_states_have_names (void)
{
  g_assert_cmpstr (rk_run_state_id (RK_RUN_RECORDING), ==, "recording");
  g_assert_cmpstr (rk_run_state_id (RK_RUN_COMPLETE), ==, "complete");
  g_assert_cmpstr (rk_run_state_id (RK_RUN_RECOVERED), ==, "recovered");
}

static void
test_run_is_a_list_of_streams (void)
{
  g_autoptr (RkRun) run = rk_run_new (1, NULL, 0);
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkStream) stream = make_stream ("usb:1", series);
  g_autoptr (RkStream) item = NULL;
  guint count = 0;

  g_signal_connect_swapped (run, "items-changed", G_CALLBACK (count_cb), &count);
  rk_run_add_stream (run, stream);

  g_assert_cmpuint (count, ==, 1);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (run)) == RK_TYPE_STREAM);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (run)), ==, 1);
  item = g_list_model_get_item (G_LIST_MODEL (run), 0);
  g_assert_true (item == stream);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (run), 1));
  g_assert_true (rk_run_get_stream (run, 0) == stream);
}

static void
test_duration_grows_while_recording (void)
{
  g_autoptr (RkRun) run = rk_run_new (1, NULL, 0);
  g_autoptr (RkSeries) series = rk_series_new (1, 1000000);
  g_autoptr (RkSeries) other = rk_series_new (1, 1000000);
  g_autoptr (RkStream) stream = make_stream ("usb:1", series);
  g_autoptr (RkStream) empty = make_stream ("usb:2", other);

  rk_run_add_stream (run, stream);
  rk_run_add_stream (run, empty);
  append (series, 101, 1000000);
  g_assert_cmpint (rk_run_get_duration_ns (run), ==, 100000);
  g_assert_cmpuint (rk_run_get_n_samples (run), ==, 101);

  rk_run_set_duration_ns (run, 150000);
  g_assert_cmpint (rk_run_get_duration_ns (run), ==, 150000);
  append (series, 100, 1101000);
  g_assert_cmpint (rk_run_get_duration_ns (run), ==, 200000);

  /* What Stop said holds. */
  rk_run_set_state (run, RK_RUN_COMPLETE);
  g_assert_cmpint (rk_run_get_duration_ns (run), ==, 150000);
}

static void
test_channels_are_found (void)
{
  g_autoptr (RkRun) run = rk_run_new (1, NULL, 0);
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkStream) first = make_stream ("usb:1", series);
  g_autoptr (RkStream) second = make_stream ("usb:2", series);
  g_autoptr (RkChannel) a = make_channel ("c1");
  g_autoptr (RkChannel) b = make_channel ("c2");
  g_autoptr (RkChannel) c = make_channel ("c3");
  g_autoptr (RkChannel) stranger = make_channel ("c4");
  RkStream *stream = NULL;
  guint column = 77;

  rk_stream_add_channel (first, a);
  rk_stream_add_channel (second, b);
  rk_stream_add_channel (second, c);
  rk_run_add_stream (run, first);
  rk_run_add_stream (run, second);

  g_assert_false (rk_run_find_channel (run, stranger, &stream, &column));
  g_assert_null (stream);
  g_assert_cmpuint (column, ==, 77);
  g_assert_true (rk_run_find_channel (run, c, &stream, &column));
  g_assert_true (stream == second);
  g_assert_cmpuint (column, ==, 1);
  g_assert_true (rk_run_find_channel (run, a, NULL, NULL));
}

static void
test_stream_defaults (void)
{
  g_autoptr (RkSeries) series = rk_series_new (2, 0);
  RkStream *stream = rk_stream_new ("usb:1", "Arduino", "arduino", series);
  g_autofree char *key = NULL;
  g_autofree char *name = NULL;
  g_autofree char *profile = NULL;
  RkCounters counters;

  g_object_get (stream, "source-key", &key, "source-name", &name, "profile-id", &profile, NULL);
  g_assert_cmpstr (key, ==, "usb:1");
  g_assert_cmpstr (name, ==, "Arduino");
  g_assert_cmpstr (profile, ==, "arduino");
  g_assert_true (rk_stream_get_series (stream) == series);
  g_assert_cmpuint (rk_stream_get_n_channels (stream), ==, 0);
  g_assert_null (rk_stream_get_channel (stream, 0));
  rk_stream_get_counters (stream, &counters);
  g_assert_cmpuint (counters.bytes, ==, 0);
  g_assert_finalize_object (stream);

  stream = make_stream ("usb:2", series);
  g_assert_cmpstr (rk_stream_get_source_name (stream), ==, "usb:2");
  g_assert_null (rk_stream_get_profile_id (stream));
  g_assert_finalize_object (stream);
}

static void
test_stream_keeps_channels_by_column (void)
{
  g_autoptr (RkSeries) series = rk_series_new (2, 0);
  RkStream *stream = make_stream ("usb:1", series);
  RkChannel *a = make_channel ("c1");
  RkChannel *b = make_channel ("c2");

  rk_stream_add_channel (stream, a);
  rk_stream_add_channel (stream, b);
  g_assert_cmpuint (rk_stream_get_n_channels (stream), ==, 2);
  g_assert_true (rk_stream_get_channel (stream, 1) == b);
  g_assert_cmpint (rk_stream_find_channel (stream, a), ==, 0);
  g_assert_cmpint (rk_stream_find_channel (stream, b), ==, 1);
  g_assert_finalize_object (stream);
  g_assert_finalize_object (a);
  g_assert_finalize_object (b);
}

static void
test_stream_publishes_what_is_new (void)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkStream) stream = NULL;
  RkCounters counters = { .bytes = 10, .parsed = 10 };
  RkGap gap = { 0, 0, RK_GAP_PAUSED, 0 };
  guint count = 0;

  append (series, 1, 0);
  stream = make_stream ("usb:1", series);
  g_signal_connect_swapped (stream, "changed", G_CALLBACK (count_cb), &count);

  rk_stream_publish (stream);
  g_assert_cmpuint (count, ==, 0);

  append (series, 1, 1000);
  append (series, 1, 2000);
  g_assert_cmpuint (count, ==, 0);
  rk_stream_publish (stream);
  rk_stream_publish (stream);
  g_assert_cmpuint (count, ==, 1);

  rk_series_append_gap (series, &gap);
  rk_stream_publish (stream);
  g_assert_cmpuint (count, ==, 2);

  rk_stream_set_counters (stream, &counters);
  rk_stream_publish (stream);
  rk_stream_set_counters (stream, &counters);
  rk_stream_publish (stream);
  g_assert_cmpuint (count, ==, 3);
  rk_stream_get_counters (stream, &counters);
  g_assert_cmpuint (counters.bytes, ==, 10);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/run/defaults", test_defaults);
  g_test_add_func ("/store/run/setters-say-it-once", test_setters_say_it_once);
  g_test_add_func ("/store/run/states-have-names", test_states_have_names);
  g_test_add_func ("/store/run/run-is-a-list-of-streams", test_run_is_a_list_of_streams);
  g_test_add_func ("/store/run/duration-grows-while-recording", test_duration_grows_while_recording);
  g_test_add_func ("/store/run/channels-are-found", test_channels_are_found);
  g_test_add_func ("/store/stream/defaults", test_stream_defaults);
  g_test_add_func ("/store/stream/keeps-channels-by-column", test_stream_keeps_channels_by_column);
  g_test_add_func ("/store/stream/publishes-what-is-new", test_stream_publishes_what_is_new);

  return g_test_run ();
}
