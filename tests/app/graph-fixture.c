/* An experiment to look at without a window. */

#include "config.h"

#include "graph-fixture.h"

#include "base/clock.h"
#include "plot/scene-check.h"

RkExperiment *
graph_fixture_new (const FixtureColumn *columns,
                   guint                n_columns,
                   guint                n_values)
{
  g_autoptr (RkSeries) series = rk_series_new (n_columns, 0);
  g_autoptr (RkStream) stream = rk_stream_new ("key", "Source", NULL, series);
  g_autoptr (RkBlock) block = rk_block_new (n_columns, n_values, 0, RK_NS_PER_S / 10);
  RkExperiment *experiment = rk_experiment_new ();
  RkRun *run = rk_experiment_begin_run (experiment, 0);

  for (guint c = 0; c < n_columns; c++) {
    g_autoptr (RkColumn) column = rk_column_new (columns[c].name, NULL, columns[c].unit);

    for (guint i = 0; i < n_values; i++)
      block->values[c * n_values + i] = columns[c].first + columns[c].step * i;
    rk_stream_add_channel (stream, rk_experiment_ensure_channel (experiment, "key", column));
  }
  rk_series_append (series, block);
  rk_run_add_stream (run, stream);
  rk_run_set_state (run, RK_RUN_COMPLETE);

  return experiment;
}

RkChannel *
graph_fixture_get (RkExperiment *experiment,
                   guint         n)
{
  g_autoptr (RkChannel) channel = g_list_model_get_item (rk_experiment_get_channels (experiment), n);

  g_assert_nonnull (channel);

  /* The list holds a reference of its own. */
  return channel;
}

RkScene *
graph_fixture_look (RkGraphView *view)
{
  g_autoptr (GError) error = NULL;
  RkViewSettings settings;
  RkScene *scene;

  rk_view_settings_init (&settings);
  scene = rk_graph_view_make_scene (view, &settings);
  g_assert_true (rk_scene_check (scene, &error));
  g_assert_no_error (error);

  return scene;
}
