#include "config.h"

#include "app/table-model.h"

#include "base/clock.h"
#include "base/number.h"

typedef struct {
  RkSeries     *series;
  RkStream     *stream;
  RkTableModel *model;
  GString      *changes; /* "position-removed+added " */
} Fixture;

static void
changed_cb (GListModel *model,
            guint       position,
            guint       n_removed,
            guint       n_added,
            GString    *changes)
{
  g_string_append_printf (changes, "%u-%u+%u ", position, n_removed, n_added);
}

static void
append (Fixture *fixture,
        guint    n)
{
  guint64 n_before = rk_series_get_n_samples (fixture->series);
  g_autoptr (RkBlock) block = rk_block_new (1, n, (gint64) n_before * RK_NS_PER_S / 20, 50e6);

  for (guint i = 0; i < n; i++)
    block->values[i] = (double) (n_before + i) + 0.5;

  rk_series_append (fixture->series, block);
  rk_stream_publish (fixture->stream);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (RkColumn) column = rk_column_new ("a", "temperature", "°C");
  g_autoptr (RkChannel) channel = NULL;

  rk_number_set_decimal_sign (',');
  column->decimals = 1;
  channel = rk_channel_new ("c1", "key", column);
  fixture->series = rk_series_new (1, 0);
  fixture->stream = rk_stream_new ("key", "Source", NULL, fixture->series);
  rk_stream_add_channel (fixture->stream, channel);
  fixture->model = rk_table_model_new ();
  fixture->changes = g_string_new (NULL);
  g_signal_connect (fixture->model, "items-changed", G_CALLBACK (changed_cb), fixture->changes);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_cmpstr (fixture->changes->str, ==, "");
  g_assert_finalize_object (fixture->model);
  g_object_unref (fixture->stream);
  rk_series_unref (fixture->series);
  g_string_free (fixture->changes, TRUE);
}

static void
assert_changes (Fixture    *fixture,
                const char *expected)
{
  g_assert_cmpstr (fixture->changes->str, ==, expected);
  g_string_truncate (fixture->changes, 0);
}

/* Runs the main loop until something changed, at most two seconds. */
static void
wait_for_changes (Fixture *fixture)
{
  gint64 end = g_get_monotonic_time () + 2 * G_USEC_PER_SEC;

  while (fixture->changes->len == 0 && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, FALSE);
}

static void
test_asleep_until_looked_at (Fixture       *fixture,
                             gconstpointer  data)
{
  append (fixture, 10);
  rk_table_model_set_stream (fixture->model, fixture->stream);
  assert_changes (fixture, "");

  rk_table_model_set_active (fixture->model, TRUE);
  assert_changes (fixture, "0-0+10 ");
}

static void
test_grows_at_the_end (Fixture       *fixture,
                       gconstpointer  data)
{
  append (fixture, 10);
  rk_table_model_set_stream (fixture->model, fixture->stream);
  rk_table_model_set_active (fixture->model, TRUE);
  assert_changes (fixture, "0-0+10 ");

  /* Several announcements within a tenth of a second are one change. */
  append (fixture, 1);
  append (fixture, 2);
  assert_changes (fixture, "");
  wait_for_changes (fixture);
  assert_changes (fixture, "10-0+3 ");

  rk_table_model_set_active (fixture->model, FALSE);
  append (fixture, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, 13);
}

static void
test_texts (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *time = NULL;
  g_autofree char *value = NULL;
  g_autofree char *beyond = NULL;
  g_autofree char *no_column = NULL;

  append (fixture, 10);
  rk_table_model_set_stream (fixture->model, fixture->stream);
  rk_table_model_set_active (fixture->model, TRUE);
  assert_changes (fixture, "0-0+10 ");

  time = rk_table_model_dup_time (fixture->model, 3);
  value = rk_table_model_dup_value (fixture->model, 3, 0);
  beyond = rk_table_model_dup_value (fixture->model, 10, 0);
  no_column = rk_table_model_dup_value (fixture->model, 3, 1);
  /* Every 50 ms exactly: two places are enough. */
  g_assert_cmpstr (time, ==, "0,15");
  g_assert_cmpstr (value, ==, "3,5");
  g_assert_cmpstr (beyond, ==, "");
  g_assert_cmpstr (no_column, ==, "");
}

static void
test_rows_are_made_when_looked_at (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autoptr (RkTableRow) row = NULL;

  for (guint i = 0; i < 300; i++)
    append (fixture, RK_BLOCK_MAX_SAMPLES);
  rk_table_model_set_stream (fixture->model, fixture->stream);
  rk_table_model_set_active (fixture->model, TRUE);
  assert_changes (fixture, "0-0+1228800 ");

  row = g_list_model_get_item (G_LIST_MODEL (fixture->model), 1228799);
  g_assert_cmpuint (rk_table_row_get_index (row), ==, 1228799);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (fixture->model), 1228800));
}

static void
test_another_stream (Fixture       *fixture,
                     gconstpointer  data)
{
  append (fixture, 10);
  rk_table_model_set_stream (fixture->model, fixture->stream);
  rk_table_model_set_active (fixture->model, TRUE);
  assert_changes (fixture, "0-0+10 ");

  rk_table_model_set_stream (fixture->model, NULL);
  assert_changes (fixture, "0-10+0 ");
  append (fixture, 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->model)), ==, 0);
}

/* A row was taken back and another kept: as many rows, and other values. */
static void
test_another_series (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (RkSeries) series = rk_series_new (1, 0);
  g_autoptr (RkBlock) block = rk_block_new (1, 10, 0, 50e6);
  g_autofree char *value = NULL;

  append (fixture, 10);
  rk_table_model_set_stream (fixture->model, fixture->stream);
  rk_table_model_set_active (fixture->model, TRUE);
  assert_changes (fixture, "0-0+10 ");

  for (guint i = 0; i < 10; i++)
    block->values[i] = -2.0;
  rk_series_append (series, block);
  rk_stream_set_series (fixture->stream, series);
  wait_for_changes (fixture);
  assert_changes (fixture, "0-10+10 ");
  value = rk_table_model_dup_value (fixture->model, 3, 0);
  g_assert_cmpstr (value, ==, "−2,0");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/app/table-model/asleep-until-looked-at", Fixture, NULL, set_up, test_asleep_until_looked_at, tear_down);
  g_test_add ("/app/table-model/grows-at-the-end", Fixture, NULL, set_up, test_grows_at_the_end, tear_down);
  g_test_add ("/app/table-model/texts", Fixture, NULL, set_up, test_texts, tear_down);
  g_test_add ("/app/table-model/rows-are-made-when-looked-at", Fixture, NULL, set_up,
              test_rows_are_made_when_looked_at, tear_down);
  g_test_add ("/app/table-model/another-stream", Fixture, NULL, set_up, test_another_stream, tear_down);

  g_test_add ("/app/table-model/another-series", Fixture, NULL, set_up, test_another_series, tear_down);

  return g_test_run ();
}
