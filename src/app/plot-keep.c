/* One view as JSON, as the set-up of an experiment keeps it. A file may hold anything: what is not understood is left out. */

#include "config.h"

#include "app/plot-keep.h"

#include "analysis/spectrum.h"

#include <math.h>

/* More channels than these a file cannot name for one view. */
#define MAX_CHANNELS 64

static void
write_number (JsonObject *object,
              const char *name,
              double      value)
{
  if (isfinite (value))
    json_object_set_double_member (object, name, value);
}

/**
 * rk_plot_keep:
 * @plot: a view
 *
 * Writes what a view shows and how. What everybody has is not written.
 *
 * Returns: (transfer full): an object
 */
JsonNode *
rk_plot_keep (RkPlot *plot)
{
  JsonNode *node;
  JsonObject *object;

  g_return_val_if_fail (RK_IS_PLOT (plot), NULL);

  node = json_node_new (JSON_NODE_OBJECT);
  object = json_object_new ();
  json_object_set_string_member (object, "kind", rk_plot_kind_to_id (rk_plot_get_kind (plot)));
  if (rk_plot_get_n_channels (plot) > 0) {
    JsonArray *channels = json_array_new ();

    for (guint i = 0; i < rk_plot_get_n_channels (plot); i++)
      json_array_add_string_element (channels, rk_channel_get_id (rk_plot_get_channel (plot, i)));
    json_object_set_array_member (object, "channels", channels);
  }
  if (rk_plot_get_style (plot) >= 0)
    json_object_set_string_member (object, "style", rk_plot_style_to_id (rk_plot_get_style (plot)));
  if (rk_plot_get_log_x (plot))
    json_object_set_boolean_member (object, "log_x", TRUE);
  if (rk_plot_get_log_y (plot))
    json_object_set_boolean_member (object, "log_y", TRUE);
  if (g_strcmp0 (rk_plot_get_window (plot), rk_taper_id (RK_TAPER_HANN)) != 0)
    json_object_set_string_member (object, "window", rk_plot_get_window (plot));
  if (rk_plot_get_averages (plot) != 1)
    json_object_set_int_member (object, "averages", rk_plot_get_averages (plot));
  write_number (object, "lower", rk_plot_get_lower (plot));
  write_number (object, "upper", rk_plot_get_upper (plot));
  write_number (object, "low", rk_plot_get_low (plot));
  write_number (object, "high", rk_plot_get_high (plot));
  json_node_take_object (node, object);

  return node;
}

static const char *
get_string (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

static gboolean
get_flag (JsonObject *object,
          const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

static double
get_number (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_DOUBLE || type == G_TYPE_INT64 ? json_node_get_double (node) : (double) NAN;
}

static void
read_channels (RkPlot       *plot,
               JsonObject   *object,
               RkExperiment *experiment)
{
  JsonNode *node = json_object_get_member (object, "channels");
  JsonArray *ids = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = ids != NULL ? MIN (json_array_get_length (ids), MAX_CHANNELS) : 0;
  g_autoptr (GPtrArray) channels = g_ptr_array_new ();

  for (guint i = 0; i < n; i++) {
    JsonNode *id = json_array_get_element (ids, i);
    const char *text = JSON_NODE_HOLDS_VALUE (id) ? json_node_get_string (id) : NULL;
    RkChannel *channel = text != NULL ? rk_experiment_find_channel (experiment, text) : NULL;

    if (channel != NULL && !g_ptr_array_find (channels, channel, NULL))
      g_ptr_array_add (channels, channel);
  }

  rk_plot_set_channels (plot, (RkChannel * const *) channels->pdata, channels->len);
}

/**
 * rk_plot_take_kept:
 * @plot: a view
 * @kept: what rk_plot_keep () wrote
 * @experiment: whose channels are meant
 *
 * Takes over everything but the kind, which a view never changes. What is missing or makes no sense is as in a new view.
 */
void
rk_plot_take_kept (RkPlot       *plot,
                   JsonNode     *kept,
                   RkExperiment *experiment)
{
  JsonObject *object;
  double lower;
  double upper;
  double averages;

  g_return_if_fail (RK_IS_PLOT (plot));
  g_return_if_fail (JSON_NODE_HOLDS_OBJECT (kept));
  g_return_if_fail (RK_IS_EXPERIMENT (experiment));

  object = json_node_get_object (kept);
  lower = get_number (object, "lower");
  upper = get_number (object, "upper");
  averages = get_number (object, "averages");

  /* A scale needs two ends in their order; one alone is completed by the sensor's. */
  if (lower >= upper)
    lower = upper = (double) NAN;

  read_channels (plot, object, experiment);
  g_object_set (plot,
                "style", get_string (object, "style"),
                "log-x", get_flag (object, "log_x"),
                "log-y", get_flag (object, "log_y"),
                "lower", lower,
                "upper", upper,
                "low", get_number (object, "low"),
                "high", get_number (object, "high"),
                "window", get_string (object, "window"),
                "averages", averages >= 1 && averages <= RK_SPECTRUM_MAX_AVERAGES ? (guint) averages : 1,
                NULL);
}

/**
 * rk_plot_new_kept:
 * @kept: any JSON
 * @experiment: whose channels are meant
 *
 * Makes the view a file tells of.
 *
 * Returns: (transfer full) (nullable): a view; %NULL when @kept is not of a kind that is known
 */
RkPlot *
rk_plot_new_kept (JsonNode     *kept,
                  RkExperiment *experiment)
{
  RkPlotKind kind;
  RkPlot *plot;

  g_return_val_if_fail (kept != NULL, NULL);
  g_return_val_if_fail (RK_IS_EXPERIMENT (experiment), NULL);

  if (!JSON_NODE_HOLDS_OBJECT (kept) || !rk_plot_kind_from_id (get_string (json_node_get_object (kept), "kind"), &kind))
    return NULL;

  plot = rk_plot_new (kind);
  rk_plot_take_kept (plot, kept, experiment);

  return plot;
}
