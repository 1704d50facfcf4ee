/* What of the axes is kept with the experiment: typed limits, how a recording is followed, whether outliers count. */

#include "config.h"

#include "app/graph-view-private.h"

#include "app/set-up.h"

#include <math.h>

#define MEMBER "graph"

/* More axes than a graph can have need not be read from a strange file. */
#define MAX_KEPT 64

#define MAX_FOLLOW_S 1e9

#define RISES "rises"
#define FALLS "falls"

static JsonObject *
make_sweep (RkGraphView *self)
{
  JsonObject *object = json_object_new ();

  if (self->sweep.channel != NULL)
    json_object_set_string_member (object, "channel", rk_channel_get_id (self->sweep.channel));
  json_object_set_string_member (object, "edge", self->sweep.edge == RK_EDGE_FALLS ? FALLS : RISES);
  /* There is no NaN in JSON: without one it is the middle. */
  if (!isnan (self->sweep.level))
    json_object_set_double_member (object, "level", self->sweep.level);

  return object;
}

static JsonNode *
make_node (RkGraphView *self)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonObject *limits = json_object_new ();
  g_autoptr (GList) units = g_list_sort (g_hash_table_get_keys (self->y_axes), (GCompareFunc) g_strcmp0);
  g_autoptr (GVariant) log_units = g_variant_ref_sink (rk_graph_view_list_units (self->log_units));
  g_autoptr (GVariant) right_units = g_variant_ref_sink (rk_graph_view_list_units (self->right_units));
  g_autoptr (GVariant) same_units = g_variant_ref_sink (rk_graph_view_list_units (self->same_units));

  for (GList *l = units; l != NULL; l = l->next) {
    const RkYAxis *y = g_hash_table_lookup (self->y_axes, l->data);
    JsonArray *pair;

    if (!y->typed)
      continue;

    pair = json_array_sized_new (2);
    json_array_add_double_element (pair, y->range.lower);
    json_array_add_double_element (pair, y->range.upper);
    json_object_set_array_member (limits, l->data, pair);
  }

  json_object_set_double_member (object, "follow_s", self->follow_s);
  json_object_set_boolean_member (object, "ignore_outliers", self->ignore_outliers);
  json_object_set_object_member (object, "limits", limits);
  if (self->sweep.is_on)
    json_object_set_object_member (object, "sweep", make_sweep (self));
  if (g_hash_table_size (self->log_units) > 0)
    json_object_set_member (object, "log", json_gvariant_serialize (log_units));
  if (g_hash_table_size (self->right_units) > 0)
    json_object_set_member (object, "right", json_gvariant_serialize (right_units));
  if (g_hash_table_size (self->same_units) > 0)
    json_object_set_member (object, "same", json_gvariant_serialize (same_units));
  json_node_take_object (node, object);

  return node;
}

/* Whether it says no more than an experiment without it. */
static gboolean
is_usual (JsonNode *node)
{
  JsonObject *object = json_node_get_object (node);

  return json_object_get_double_member (object, "follow_s") == 0 && !json_object_get_boolean_member (object, "ignore_outliers") &&
         !json_object_has_member (object, "log") && !json_object_has_member (object, "right") &&
         !json_object_has_member (object, "same") && !json_object_has_member (object, "sweep") &&
         json_object_get_size (json_object_get_object_member (object, "limits")) == 0;
}

/* internal; see graph-view-private.h */
void
rk_graph_view_write_kept (RkGraphView *self)
{
  g_autoptr (JsonObject) old = NULL;
  g_autofree char *json = NULL;
  JsonNode *node;
  const char *setup;

  if (self->experiment == NULL || self->keeping || self->leader != NULL || self->is_kept_elsewhere)
    return;

  setup = rk_experiment_get_setup (self->experiment);
  old = rk_set_up_parse (setup);
  node = make_node (self);
  if (!json_object_has_member (old, MEMBER) && is_usual (node)) {
    json_node_unref (node);
    return;
  }
  /* A drag comes here for every pixel and changes nothing that is kept. */
  if (json_object_has_member (old, MEMBER) && json_node_equal (json_object_get_member (old, MEMBER), node)) {
    json_node_unref (node);
    return;
  }

  json = rk_set_up_replace (setup, MEMBER, node);
  self->keeping = TRUE;
  rk_experiment_set_setup (self->experiment, json);
  self->keeping = FALSE;
}

static double
get_number (JsonNode *node,
            double    otherwise)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return otherwise;

  return json_node_get_double (node);
}

static const char *
get_text (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node) : NULL;
}

static void
read_sweep (RkGraphView *self,
            JsonNode    *node)
{
  RkGraphSweep sweep = { .level = (double) NAN };
  JsonObject *object;
  const char *id;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)) {
    rk_graph_view_take_sweep (self, &sweep);
    return;
  }

  object = json_node_get_object (node);
  id = get_text (json_object_get_member (object, "channel"));
  sweep.is_on = TRUE;
  sweep.channel = id != NULL ? rk_experiment_find_channel (self->experiment, id) : NULL;
  sweep.edge = g_strcmp0 (get_text (json_object_get_member (object, "edge")), FALLS) == 0 ? RK_EDGE_FALLS : RK_EDGE_RISES;
  sweep.level = get_number (json_object_get_member (object, "level"), (double) NAN);
  if (!isfinite (sweep.level))
    sweep.level = (double) NAN;
  rk_graph_view_take_sweep (self, &sweep);
}

/* A set of units, floating. */
static GVariant *
read_units (JsonNode *node)
{
  g_auto (GVariantBuilder) units;
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  g_variant_builder_init (&units, G_VARIANT_TYPE ("as"));
  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_KEPT); i++) {
    JsonNode *unit = json_array_get_element (array, i);

    if (JSON_NODE_HOLDS_VALUE (unit) && json_node_get_value_type (unit) == G_TYPE_STRING)
      g_variant_builder_add (&units, "s", json_node_get_string (unit));
  }

  return g_variant_builder_end (&units);
}

static void
read_limits (RkGraphView *self,
             JsonObject  *limits)
{
  g_autoptr (GList) units = json_object_get_members (limits);
  guint n = 0;

  for (GList *l = units; l != NULL && n < MAX_KEPT; l = l->next, n++) {
    JsonNode *node = json_object_get_member (limits, l->data);
    double lower;
    double upper;
    RkYAxis *y;

    if (!JSON_NODE_HOLDS_ARRAY (node) || json_array_get_length (json_node_get_array (node)) != 2)
      continue;

    lower = get_number (json_array_get_element (json_node_get_array (node), 0), NAN);
    upper = get_number (json_array_get_element (json_node_get_array (node), 1), NAN);
    if (!isfinite (lower) || !isfinite (upper) || lower >= upper)
      continue;

    rk_axis_clamp (&lower, &upper);
    if (g_hash_table_contains (self->log_units, l->data) && !rk_axis_can_be_log (lower, upper))
      continue;

    y = rk_graph_view_ensure_y (self, l->data);
    y->by_hand = TRUE;
    y->typed = TRUE;
    y->range.lower = lower;
    y->range.upper = upper;
  }
}

/* internal; see graph-view-private.h */
void
rk_graph_view_read_kept (RkGraphView *self)
{
  g_autoptr (JsonObject) object = NULL;
  JsonObject *graph;
  JsonNode *node;
  double follow_s;

  if (self->keeping || self->experiment == NULL || self->leader != NULL || self->is_kept_elsewhere)
    return;

  object = rk_set_up_parse (rk_experiment_get_setup (self->experiment));
  node = json_object_get_member (object, MEMBER);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)) {
    rk_graph_view_take_log (self, read_units (NULL));
    rk_graph_view_fill_units (self->right_units, read_units (NULL));
    rk_graph_view_fill_units (self->same_units, read_units (NULL));
    read_sweep (self, NULL);
    return;
  }

  graph = json_node_get_object (node);
  follow_s = get_number (json_object_get_member (graph, "follow_s"), 0);
  self->follow_s = follow_s > 0 && follow_s <= MAX_FOLLOW_S ? follow_s : 0;

  node = json_object_get_member (graph, "ignore_outliers");
  self->ignore_outliers = node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_boolean (node);

  read_sweep (self, json_object_get_member (graph, "sweep"));
  rk_graph_view_take_log (self, read_units (json_object_get_member (graph, "log")));
  rk_graph_view_fill_units (self->right_units, read_units (json_object_get_member (graph, "right")));
  rk_graph_view_fill_units (self->same_units, read_units (json_object_get_member (graph, "same")));
  node = json_object_get_member (graph, "limits");
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    read_limits (self, json_node_get_object (node));

  rk_graph_view_notify_kept (self);
  rk_graph_view_changed (self);
}

/**
 * rk_graph_view_get_follow_s:
 * @self: a view
 *
 * Returns: how many of the last seconds are shown while recording; 0 = the whole run
 */
double
rk_graph_view_get_follow_s (RkGraphView *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), 0);

  return self->leader != NULL ? self->leader->follow_s : self->follow_s;
}

/**
 * rk_graph_view_set_follow_s:
 * @self: a view
 * @seconds: 0 = the whole run
 *
 * Chooses what is shown while recording; a recording that goes on is shown so at once.
 */
void
rk_graph_view_set_follow_s (RkGraphView *self,
                            double       seconds)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (self->leader != NULL) {
    rk_graph_view_set_follow_s (self->leader, seconds);
    return;
  }

  if (seconds != 0 && !(seconds >= 1e-3 && seconds <= MAX_FOLLOW_S))
    return;

  self->follow_s = seconds;
  if (self->live) {
    rk_graph_view_leave (self, FALSE);
    self->whole = TRUE;
    if (seconds > 0)
      rk_graph_view_take_x (self, 0, seconds);
    rk_graph_view_set_following (self, TRUE);
  }

  rk_graph_view_kept_changed (self);
}

/**
 * rk_graph_view_get_ignore_outliers:
 * @self: a view
 *
 * Returns: whether single values far from all others do not set the limits
 */
gboolean
rk_graph_view_get_ignore_outliers (RkGraphView *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  return self->ignore_outliers;
}

/**
 * rk_graph_view_set_ignore_outliers:
 * @self: a view
 * @ignore: whether single values far from all others do not set the limits
 *
 * Chooses how axes are fitted, those of all parts too. They are fitted anew, but for typed ones.
 */
void
rk_graph_view_set_ignore_outliers (RkGraphView *self,
                                   gboolean     ignore)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  if (self->leader != NULL) {
    rk_graph_view_set_ignore_outliers (self->leader, ignore);
    return;
  }

  if (self->ignore_outliers == ignore)
    return;

  self->ignore_outliers = ignore;
  rk_graph_view_free_axes (self);
  rk_graph_view_kept_changed (self);
}

/**
 * rk_graph_view_get_n_axes:
 * @self: a view
 *
 * Returns: how many value axes the newest picture has
 */
guint
rk_graph_view_get_n_axes (RkGraphView *self)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), 0);

  return self->units->len;
}

/**
 * rk_graph_view_get_axis_unit:
 * @self: a view
 * @axis: pane, from the top
 *
 * Returns: (transfer none): its unit, "" for none
 */
const char *
rk_graph_view_get_axis_unit (RkGraphView *self,
                             guint        axis)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), "");
  g_return_val_if_fail (axis < self->units->len, "");

  return g_ptr_array_index (self->units, axis);
}

/**
 * rk_graph_view_get_y_typed:
 * @self: a view
 * @axis: pane, from the top
 *
 * Returns: whether its limits were typed and are kept
 */
gboolean
rk_graph_view_get_y_typed (RkGraphView *self,
                           guint        axis)
{
  g_return_val_if_fail (RK_IS_GRAPH_VIEW (self), FALSE);

  return axis < self->units->len && rk_graph_view_ensure_y (self, g_ptr_array_index (self->units, axis))->typed;
}

/**
 * rk_graph_view_get_hidden:
 * @self: a view
 * @axis: pane, from the top
 * @below: (out): at how many places along x values lie below the axis
 * @above: (out): the same above
 *
 * Tells what is out of sight since single outliers are ignored.
 */
void
rk_graph_view_get_hidden (RkGraphView *self,
                          guint        axis,
                          guint       *below,
                          guint       *above)
{
  g_return_if_fail (RK_IS_GRAPH_VIEW (self));

  *below = axis < self->hidden->len ? g_array_index (self->hidden, RkHidden, axis).n_below : 0;
  *above = axis < self->hidden->len ? g_array_index (self->hidden, RkHidden, axis).n_above : 0;
}
